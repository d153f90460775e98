"""Feedback sheets as PDF: every sheet of a class can be set, nothing sticks out, and nothing that a student wrote acts."""

from __future__ import annotations

import ast
import inspect
import io
import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from classroom.classes import small_class
from examgen.bank import builtin
from examgen.blueprint import load_blueprint
from examgen.building import build_exam
from examgen.classroom import feedback_tex
from examgen.classroom.feedback import HOW, MARKS, FeedbackSheet, sheet_of
from examgen.classroom.feedback_tex import SetSheet, feedback_pdfs, feedback_source
from examgen.errors import ContractError, TypesettingError
from examgen.exam import Exam, Student
from examgen.grading.diagnosis import pairs_from_bank
from examgen.grading.following import from_bank
from examgen.grading.key import build_key
from examgen.grading.marking import Marker
from examgen.grading.report import Adjustment
from examgen.grading.submission import check_submission
from examgen.messages import catalogue
from examgen.writing.document import FormSource, joined
from examgen.writing.escaping import escape
from examgen.writing.layouts import SHEET, Layout
from examgen.writing.typesetting import typeset_with_log
from grading.keys import RIGHT, chain_again, key, submission
from simulated_class import simulated_class
from writing.tex import complete_engines

FOUND = complete_engines()
needs_tex = pytest.mark.skipif(not FOUND, reason="there is no TeX on this machine")
FRAME = Exam(id="x", title="Small exam", course="Deep learning", seed="", forms=())
HOSTILE = (
    r"\input{/etc/passwd}", r"\immediate\write18{touch /tmp/owned}", r"}}}\end{document}", r"{{{", r"^^5cinput x", "100% #1 $x_2^3$ & ~",
    r"$\loop\iftrue\repeat$", r"\def\par{}", r"\csname end\endcsname", "\x00\x1b[31m\u202e", "\U0001f600 \u4e2d\u6587", "a" * 4000,
)  # fmt: skip
CHOSEN = (r"$\nosuchcommand$", r"$\rule{99cm}{9cm}$", "**bold** $x$", *(text[:40] for text in HOSTILE))


@lru_cache(maxsize=2)
def sheets(blueprint: str) -> tuple[FeedbackSheet, ...]:
    """A class of thirty: of the small exam, or of one that asks for matrices, lists and choices."""
    if not blueprint:
        known = small_class(30)
        exam, answers, bank, students = known.exam, known.key, known.bank, known.students
    else:
        bank = builtin()
        exam = build_exam(load_blueprint(blueprint), bank, seed="pages", forms=2, jobs=1)
        answers, students = build_key(exam), tuple(simulated_class(exam, bank, 30))
    marker = Marker(answers, follow=from_bank(bank), pairs=pairs_from_bank(bank))
    reports = [marker.mark(check_submission(one.submission(exam.id))) for one in students]
    return tuple(sheet_of(one, answers, bank, Student(one.student, "Noether", "Emmy")) for one in reports)


def small(answers: dict[str, Any], student: str = "s001") -> FeedbackSheet:
    return sheet_of(Marker(key(), follow=chain_again).mark(submission({**RIGHT, **answers}, student=student)), key())


def overfull(written: Sequence[FormSource]) -> list[str]:
    """What sticks out by more than a point, as the log of TeX tells."""
    _, cuts, log = typeset_with_log(joined(FRAME, Layout(SHEET), written, cut=True), "sheet", FOUND[0])
    assert len(cuts) == len(written)
    return [f"{kind} {size}" for kind, size in re.findall(r"^Overfull \\([hv]box) \(([\d.]+)pt", log, re.MULTILINE) if float(size) > 1]


def text_of(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


@needs_tex
@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("blueprint", ["", "final"])
def test_no_line_of_a_class_sticks_out(blueprint: str, language: str) -> None:
    assert overfull([feedback_source(one, language, name=str(place)) for place, one in enumerate(sheets(blueprint))]) == []


@needs_tex
def test_what_sticks_out_of_the_column_of_the_verdict_would_be_seen() -> None:
    """The columns are boxes of their own: they must not be set so that TeX keeps quiet about them."""
    wide = r"\fbpart{none}{a}{1}{}{Wrong}{\hbox{\vrule width 90mm}}{0 / 1}"
    found = overfull([FormSource("0", wide, "", ())])
    assert len(found) == 1 and found[0].startswith("hbox")


@needs_tex
@pytest.mark.parametrize("language", ["en", "de"])
def test_each_student_gets_a_file_about_nobody_else(language: str) -> None:
    named = [(f"sheet-{one.student}", one) for one in sheets("")]
    made = list(feedback_pdfs(iter(named), language, engine=FOUND[0]))
    assert [one.name for one in made] == [name for name, _ in named]
    for one, (_, sheet) in zip(made, named, strict=True):
        assert one.pdf is not None and not one.fault
        read = PdfReader(io.BytesIO(one.pdf))
        assert read.root_object["/Lang"] == language and sheet.student in str(read.metadata.title if read.metadata else "")
        assert {number for number in re.findall(r"s\d{5}", text_of(one.pdf))} == {sheet.student}
        assert "Emmy Noether" in text_of(one.pdf)
    again = list(feedback_pdfs(named[:3], language, engine=FOUND[0]))
    assert again == list(feedback_pdfs(named[:3], language, engine=FOUND[0]))


@needs_tex
def test_nothing_that_a_student_writes_acts() -> None:
    hostile = [small({"2.a": text}, student=f"t{place}") for place, text in enumerate(HOSTILE)]
    # a choice that could not be read is quoted in the reason, where a formula of it would reach TeX
    hostile += [small({"2.c": text}, student=f"u{place}") for place, text in enumerate(CHOSEN)]
    hostile += [replace(small({}), name=text[:80], student=text[:80], form=text[:40]) for text in HOSTILE]
    hostile += [
        replace(small({}), notes=(text[:300],), adjustments=(Adjustment(rule=text[:200], before="1", after="1/2"),)) for text in HOSTILE
    ]
    written = [feedback_source(one, "en", name=str(place)) for place, one in enumerate(hostile)]
    assert overfull(written[: len(HOSTILE) + len(CHOSEN)]) == []  # typed answers break anywhere, however long
    made = list(feedback_pdfs([(str(place), one) for place, one in enumerate(hostile)], engine=FOUND[0]))
    assert [one.fault for one in made if one.pdf is None] == []
    shown = [text_of(one.pdf or b"") for one in made]
    # what was typed stands there, letter by letter
    squeezed = ["".join(text.split()) for text in shown]
    assert r"\input{/etc/passwd}" in squeezed[0] and r"\immediate\write18{touch/tmp/owned}" in squeezed[1]
    assert r"}}}\end{document}" in squeezed[2] and r"\def\par{}" in squeezed[7]
    assert r"'$\nosuchcommand$'isnoneoftheoptions" in squeezed[len(HOSTILE)].replace("’", "'")
    assert r"$\rule{99cm}{9cm}$" in squeezed[len(HOSTILE) + 1] and "**bold**$x$" in squeezed[len(HOSTILE) + 2]
    assert not any("root:" in text for text in shown) and not Path("/tmp/owned").exists()


@needs_tex
def test_a_sheet_at_which_tex_stops_is_told_and_the_others_are_made(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = feedback_tex.feedback_source

    def broken(sheet: FeedbackSheet, language: str = "en", *, name: str = "") -> FormSource:
        made = whole(sheet, language, name=name)
        return replace(made, body=made.body + r"\nosuchcommand") if sheet.student in ("s00001", "s00004") else made

    monkeypatch.setattr(feedback_tex, "feedback_source", broken)
    made = list(feedback_pdfs([(one.student, one) for one in sheets("")[:6]], engine=FOUND[0]))
    assert [one.name for one in made] == [f"s0000{place}" for place in range(6)]
    assert [one.name for one in made if one.pdf is None] == ["s00001", "s00004"]
    assert all("Undefined control sequence" in one.fault for one in made if one.pdf is None)


def test_a_fault_without_a_place_is_found_by_halving(monkeypatch: pytest.MonkeyPatch) -> None:
    def without_place(frame: Exam, layout: Layout, forms: Sequence[FormSource], choice: Sequence[object], *, language: str) -> list[bytes]:
        if any("s00002" in form.body for form in forms):
            raise TypesettingError("took longer than 120 s")
        return [form.title.encode() for form in forms]

    monkeypatch.setattr(feedback_tex, "typeset_forms", without_place)
    made = list(feedback_pdfs([(one.student, one) for one in sheets("")[:5]]))
    assert [(one.name, one.fault) for one in made if one.pdf is None] == [("s00002", "took longer than 120 s")]
    assert len(made) == 5


def test_sheets_are_set_in_batches_as_they_come(monkeypatch: pytest.MonkeyPatch) -> None:
    sizes: list[int] = []
    asked: list[int] = []

    def fake(frame: Exam, layout: Layout, forms: Sequence[FormSource], choice: Sequence[object], *, language: str) -> list[bytes]:
        sizes.append(len(forms))
        return [b"%PDF"] * len(forms)

    def coming() -> Any:
        for place in range(5):
            asked.append(place)
            yield str(place), sheets("")[place]

    monkeypatch.setattr(feedback_tex, "typeset_forms", fake)
    monkeypatch.setattr(feedback_tex, "MOST_SHEETS", 2)
    made = feedback_pdfs(coming())
    assert next(made) == SetSheet("0", b"%PDF") and asked == [0, 1]
    assert len(list(made)) == 4 and sizes == [2, 2, 1]
    assert list(feedback_pdfs([])) == []


@needs_tex
def test_sheets_set_side_by_side_are_the_same_ones_in_the_same_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feedback_tex, "MOST_SHEETS", 2)
    named = [(one.student, one) for one in sheets("")[:5]]
    assert list(feedback_pdfs(named, engine=FOUND[0], jobs=2)) == list(feedback_pdfs(named, engine=FOUND[0]))


def test_an_answer_that_waits_has_no_points_yet_and_one_that_was_not_read_stands_as_typed() -> None:
    body = feedback_source(small({"2.a": "ln(", "1.c": None})).body
    assert re.search(r"\\fbpart\{waits\}\{a\}\{\}\{\{\\ttfamily.*\\textendash\{\} / ", body)
    assert r"\textit{no answer}" in body and r"\fbmark" not in body


def test_the_language_is_one_that_there_is() -> None:
    with pytest.raises(ContractError, match="there is no 'tlh'"):
        feedback_source(small({}), "tlh")
    with pytest.raises(ContractError, match="there is no 'tlh'"):
        list(feedback_pdfs([("a", small({}))], "tlh"))


def test_what_the_writer_says_itself_is_in_the_catalogue() -> None:
    said = {
        node.args[0].value
        for node in ast.walk(ast.parse(inspect.getsource(feedback_tex)))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "say"
        and isinstance(node.args[0], ast.Constant)
    }  # fmt: skip
    said |= {HOW, *MARKS.values()}
    assert len(said) > 10 and said <= catalogue("de").keys


@pytest.mark.parametrize("blueprint", ["", "final"])
def test_no_sentence_that_the_catalogue_knows_is_left_in_english(blueprint: str) -> None:
    german = catalogue("de")
    for sheet in sheets(blueprint):
        body = feedback_source(sheet, "de").body
        left = [key for key in german.keys if "{" not in key and key.count(" ") > 1 and escape(key) in body]
        assert left == []
