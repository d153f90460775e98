"""The page of the notation, on screens and on paper."""

from __future__ import annotations

from io import BytesIO

import pikepdf
import pytest

from examgen.notation.page import REFUSALS, SECTIONS
from examgen.writing import notation_sheet
from examgen.writing.engine import engines


def test_every_spelling_and_every_refusal_stands_on_the_screen() -> None:
    shown = notation_sheet.as_markdown().replace("\\|", "|")
    for section in SECTIONS:
        assert f"## {section.title}" in shown
        assert all(example in shown for row in section.rows for example in row.examples)
    assert all(refusal.text in shown for refusal in REFUSALS)


def test_on_paper_it_is_one_page_without_unknown_characters() -> None:
    if not engines():
        pytest.skip("no TeX on this machine")
    assert "[U+" not in notation_sheet.as_tex()
    with pikepdf.open(BytesIO(notation_sheet.as_pdf())) as pdf:
        assert len(pdf.pages) == 1
