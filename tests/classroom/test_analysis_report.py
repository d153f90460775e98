"""An analysis as a table and as a page: complete, well formed, safe to open, and without the name of anybody."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

import html5lib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classroom.test_analysis import PLANTS, SHROUT_FLEISS, exam_key, parameter_class, problem, report, table_class, totals_class
from examgen.classroom.analysis import analyze
from examgen.classroom.analysis.figures import Analysis
from examgen.classroom.analysis.page import analysis_html, shown
from examgen.classroom.analysis.table import KINDS, analysis_csv
from examgen.grading.key import Key
from examgen.grading.report import GradeReport

HTML = "{http://www.w3.org/1999/xhtml}"
SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = "</title><script>alert(1)</script>\"'<img src=x onerror=alert(1)>&amp;"


def page(analysis: Analysis, title: str = "Item analysis") -> Any:
    """The page as a tree; any fault of its HTML is an error."""
    return html5lib.HTMLParser(strict=True).parse(analysis_html(analysis, title))


def words(tree: Any) -> str:
    return " ".join(" ".join(tree.itertext()).split())


def rows_of(analysis: Analysis) -> list[list[str]]:
    return list(csv.reader(io.StringIO(analysis_csv(analysis))))


def hostile_class() -> tuple[Key, list[GradeReport]]:
    """Every text that comes from outside is an attack."""
    parts = problem(1, ["2", "2"], family=HOSTILE, **{HOSTILE: "3"})
    for part in parts["parts"]:
        part["name"] = f"=1+1 {HOSTILE} {part['name']}"
    key = exam_key(**{HOSTILE: [parts]})
    key = key.model_copy(update={"exam": f"@{HOSTILE}"})
    reports = [report(key, HOSTILE, f"Zoë {HOSTILE} {i}", {"1.a": i % 3, "1.b": 2}, slips={"1.a": f"-{HOSTILE}"}) for i in range(9)]
    return key, reports


def classes() -> dict[str, tuple[Key, list[GradeReport]]]:
    waiting = exam_key(A=[problem(1, ["2", "2"])])
    return {
        "shrout": table_class(SHROUT_FLEISS),
        "plants": totals_class(PLANTS, "10"),
        "parameters": parameter_class(),
        "own forms": totals_class({f"F{i}": [i] for i in range(30)}),
        "many forms": totals_class({f"F{i}": [i, i + 1] for i in range(80)}),
        "hostile": hostile_class(),
        "empty": (waiting, []),
        "one": (waiting, [report(waiting, "A", "s", {"1.a": 1})]),
        "two": (waiting, [report(waiting, "A", f"s{i}", {"1.a": i}) for i in range(2)]),
        "equal": (waiting, [report(waiting, "A", f"s{i}", {"1.a": 2, "1.b": 2}) for i in range(8)]),
        "waiting": (waiting, [report(waiting, "A", f"s{i}", {}, pending=["1.a", "1.b"]) for i in range(8)]),
        "worth nothing": (exam_key(A=[problem(1, ["0"])]), []),
    }


@pytest.mark.parametrize("name", classes())
def test_every_class_makes_a_sound_page_and_table(name: str) -> None:
    key, reports = classes()[name]
    for minutes in (None, {}, {one.student: 60.0 + i for i, one in enumerate(reports)}):
        found = analyze(reports, key, minutes=minutes)
        tree = page(found)
        assert not [element for element in tree.iter() if element.tag in (f"{HTML}script", f"{HTML}img", f"{HTML}link", f"{HTML}iframe")]
        for element in tree.iter():
            assert not [attribute for attribute in element.attrib if attribute.startswith("on") or attribute in ("src", "href")]
            if element.tag == f"{HTML}th":
                assert element.get("scope") in ("col", "row")
            if element.tag == f"{SVG}svg":
                assert element.get("aria-hidden") == "true" or (element.get("role") == "img" and element.get("aria-label") is not None)
        text = analysis_html(found, "x")
        assert "nan" not in re.sub(r"<[^>]*>", " ", text).lower().split()
        assert not re.search(r"https?:|url\(|@import", text)
        for row in rows_of(found)[1:]:
            assert len(row) == 4 and row[0] in KINDS
            assert row[3] not in ("nan", "inf", "None")


def test_the_page_says_what_was_found() -> None:
    key, reports = table_class(SHROUT_FLEISS)
    tree = page(analyze(reports, key), "Final of the spring")
    text = words(tree)
    assert [words(element) for element in tree.iter(f"{HTML}h1")] == ["Final of the spring"]
    headings = [words(element) for element in tree.iter(f"{HTML}h2")]
    assert headings[0] == "What to look at"
    assert headings[1:4] == ["Totals", "Difficulty and discrimination", "Parts"]
    assert "6 students, 1 form, 4 parts: mean 21.2 of 40 points, alpha 0.91" in text
    images = [element.get("aria-label") for element in tree.iter(f"{SVG}svg") if element.get("role") == "img"]
    assert images[0] == (
        "Histogram of the totals, students by points. 12 to 16 points: 1; 16 to 20 points: 2; 24 to 28 points: 2; 28 to 32 points: 1."
    )
    assert images[1].startswith("Scatter plot of 4 parts by difficulty and discrimination")
    assert "No test of the forms: the test needs two forms with at least 5 students with nothing pending; there is one." in text


def test_the_forms_are_told_in_words() -> None:
    key, reports = totals_class(PLANTS, "10")
    text = words(page(analyze(reports, key)))
    assert "Forms differ in difficulty by more than chance (Kruskal-Wallis H = 7.99 over 3 forms and 30 students, p = 0.018;" in text
    assert "epsilon squared = 0.28, large: about 28% of the variance of the ranks goes with the form" in text


def test_a_figure_that_does_not_exist_is_a_dash_with_its_reason() -> None:
    key = exam_key(A=[problem(1, ["2", "2"])])
    text = words(page(analyze([report(key, "A", "s", {"1.a": 1})], key)))
    assert "\N{EN DASH} 1" in text
    assert "1 fewer than 2 students 2 fewer than 3 students with nothing pending" in text
    assert "With fewer than 5 students, figures say little" in text


def test_nothing_from_outside_becomes_markup_and_nobody_is_named() -> None:
    key, reports = hostile_class()
    found = analyze(reports, key, minutes={one.student: 30.0 for one in reports})
    text = analysis_html(found, HOSTILE)
    tree = html5lib.HTMLParser(strict=True).parse(text)
    assert words(next(tree.iter(f"{HTML}title"))) == HOSTILE
    assert words(next(tree.iter(f"{HTML}h1"))) == HOSTILE
    assert "<script" not in text and "<img" not in text
    for made in (text, analysis_csv(found), repr(found)):
        assert "Zoë" not in made


def test_no_cell_of_the_table_is_a_formula() -> None:
    key, reports = hostile_class()
    found = analyze(reports, key)
    assert any(remark.text for remark in found.remarks)
    for row in rows_of(found):
        assert not any(cell.startswith(("=", "+", "@")) for cell in row)
        assert not row[3].startswith("-") or float(row[3]) < 0
        assert all(not cell.startswith("-") for cell in row[:3])


def test_the_table_holds_the_figures() -> None:
    key, reports = parameter_class()
    found = analyze(reports, key, minutes={one.student: 40.0 + i % 7 for i, one in enumerate(reports)})
    rows = rows_of(found)
    assert rows[0] == ["kind", "item", "figure", "value"]
    figures = {(kind, item, figure): value for kind, item, figure, value in rows[1:]}
    assert len(figures) == len(rows) - 1 - max(0, len(found.remarks) - len({remark.subject for remark in found.remarks}))
    first = found.items[0]
    assert first.difficulty is not None and first.discrimination is not None and found.time is not None and found.time.rho is not None
    assert float(figures["item", first.title, "difficulty"]) == pytest.approx(first.difficulty)
    assert float(figures["item", first.title, "discrimination"]) == pytest.approx(first.discrimination)
    assert float(figures["time", "final", "rho"]) == pytest.approx(found.time.rho)
    assert float(figures["parameter", "1.a (f/one: a) by n", "rho"]) == pytest.approx(found.parameters[0].rho)
    assert figures["exam", "final", "students"] == "40"
    assert {row[0] for row in rows[1:]} == set(KINDS)


def test_the_table_gives_reasons() -> None:
    key = exam_key(A=[problem(1, ["2", "2"])])
    rows = rows_of(analyze([], key))
    place = rows.index(["exam", "final", "mean", ""])
    assert rows[place + 1] == ["exam", "final", "why no mean", "no students"]
    assert ["item", "1.a (f/one: a)", "why no difficulty", "no student had it"] in rows
    assert any(row[:3] == ["test of forms", "final", "why no epsilon squared"] for row in rows)


@settings(max_examples=60, deadline=None)
@given(st.text())
def test_any_title_makes_a_sound_page(title: str) -> None:
    key, reports = table_class(SHROUT_FLEISS[:1])
    page(analyze(reports, key), title)


@pytest.mark.parametrize("char", ["\0", "\x0b", "\r", "\x85", "\ud800", "\ufdd0", "\uffff", "\U0001fffe", "\U0010ffff"])
def test_what_no_page_may_hold_is_left_out(char: str) -> None:
    assert shown(f"a{char}b") == "ab"
