"""Letters of Latin alphabets: as many as possible are printed as they are, and the others are known to be none of them."""

from __future__ import annotations

import unicodedata
from io import BytesIO

import pypdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from examgen.writing.escaping import escape, prints_as_written
from examgen.writing.letters import letter
from examgen.writing.typesetting import typeset
from writing.tex import complete_engines

FOUND = complete_engines()
needs_tex = pytest.mark.skipif(not FOUND, reason="there is no TeX on this machine")
NAMES = (
    "Nguyễn Thị Ánh Tuyết", "Đặng Vũ Hiệp", "Trần Đức Lương", "Kỷ Ỷ ỹ ơ Ơ ư Ư", "Dvořák", "Şükrü", "Ångström", "Żółć", "Győző", "Ðóra",
)  # fmt: skip


def set_text(body: str) -> str:
    before, after = r"\documentclass{article}\usepackage[exam]{examgen}\begin{document}\beginform{1}{A}", r"\finishform\end{document}"
    pdf, _ = typeset(before + body + after, "page", FOUND[0])
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(pdf)).pages)


@needs_tex
def test_names_are_read_from_the_page_as_they_are_in_the_list() -> None:
    shown = unicodedata.normalize("NFC", set_text("\n\n".join(map(escape, NAMES)))).replace("Ð", "Đ")  # one sign in T1
    for name in NAMES:
        assert prints_as_written(name)
        assert name.replace("Ð", "Đ") in shown


@needs_tex
def test_tex_sets_every_letter_in_every_font() -> None:
    latin = [chr(code) for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)) if letter(chr(code)) is not None]
    assert len(latin) > 400
    row = " ".join(map(escape, latin))
    set_text(rf"{row}\par {{\bfseries {row}\par}}{{\lab {row}\par}}{{\lab\bfseries\large {row}\par}}")


@pytest.mark.parametrize("name", ["Мария", "王", "محمد", "Ḫ", "ə", "ǡ"])
def test_other_letters_are_known_to_be_missing(name: str) -> None:
    assert not prints_as_written(name)


@given(st.text(alphabet="aeiouyAEIOUYnszTĐđăâêôơư\u0300\u0301\u0302\u0303\u0309\u0323\u030c\u0327"))
def test_marks_may_be_written_apart_from_their_letters(name: str) -> None:
    whole, apart = unicodedata.normalize("NFC", name), unicodedata.normalize("NFD", name)
    assert escape(whole) == escape(apart) == escape(name)
    assert prints_as_written(whole) == prints_as_written(apart) == prints_as_written(name)


@needs_tex
def test_two_signs_stay_two() -> None:
    shown = set_text(escape("a--b ,,c'' d---e"))
    assert "a--b ,,c" in shown and "d---e" in shown and "\u201d" not in shown and "\u201e" not in shown
