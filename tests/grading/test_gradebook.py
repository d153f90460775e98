"""A class graded in memory: faults, summary, and reports in words."""

from __future__ import annotations

import json
import re
from fractions import Fraction
from pathlib import Path

import pytest

from examgen.grading.gradebook import Gradebook, grade_all, summarize
from examgen.grading.marking import mark
from examgen.grading.report import spoken, to_markdown
from grading.keys import RIGHT, chain_again, key, submission


def _files(folder: Path, **submissions: object) -> list[Path]:
    paths = []
    for name, data in submissions.items():
        path = folder / f"{name}.json"
        path.write_text(data if isinstance(data, str) else json.dumps(data), encoding="utf-8")
        paths.append(path)
    return paths


def _data(student: str, **changes: object) -> dict[str, object]:
    return {"exam": "final", "form": "A", "student": student, "answers": RIGHT, **changes}


def test_what_cannot_be_graded_is_named_and_the_rest_is_graded(tmp_path: Path) -> None:
    paths = _files(
        tmp_path,
        a=_data("ann"),
        b="{broken",
        c=_data("cem", exam="other"),
        d=_data("dan", form="Z"),
        e=_data("ann", answers={}),
        f=_data("fay", answers={**RIGHT, "1.a": "2/3"}),
    )
    book = grade_all(key(), [*paths, tmp_path / "absent.json"])
    assert [(graded.report.student, graded.report.points) for graded in book.reports] == [("ann", "10"), ("fay", "19/2")]
    faults = {Path(fault.file).stem: fault for fault in book.faults}
    assert set(faults) == {"b", "c", "d", "e", "absent"}
    assert "other" in faults["c"].message
    assert faults["d"].field == "form"
    assert str(paths[0]) in faults["e"].message


def test_the_summary_counts_and_averages_exactly(tmp_path: Path) -> None:
    book = grade_all(key(), _files(tmp_path, a=_data("ann"), b=_data("bea", answers={"1.a": "2/3", "1.b": "??"}), c="["))
    summary = summarize(book)
    assert (summary.graded, summary.faults, summary.pending) == (2, 1, 1)
    assert summary.mean == Fraction(21, 4)
    first = summary.parts[0]
    assert (first.key, first.out_of, first.mean, dict(first.verdicts)) == ("1.a", 1, Fraction(3, 4), {"correct": 1, "misconception": 1})
    assert summarize(Gradebook((), ())).mean is None


def test_a_report_says_everything_in_words() -> None:
    report = mark(key(), submission({**RIGHT, "1.a": "2", "1.b": "5", "1.c": "3/2", "2.a": "2 + lnn(3)", "2.c": "B"}), follow=chain_again)
    text = to_markdown(report)
    for phrase in (
        "6 of 10 points" if report.points == "6" else "of 10 points",
        "Correct for your earlier answer",
        "A known mistake",
        "forgot to square (it cost 1 2/3 points)",
        "Your answer: `2 + lnn(3)`",
        "Reading stopped at character 5",
        "did you mean 'ln'",
        "Right answer: `he`",
        "A person still looks at answers worth 1 point.",
        "After your earlier answer: `5`",
    ):
        assert phrase in text, phrase


def test_nothing_that_a_student_writes_acts_in_the_report() -> None:
    hostile = "`</code><script>alert(1)</script> ![x](http://x) \x1b[31m"
    report = mark(key(), submission({**RIGHT, "1.a": hostile, "<b>": "1"}, student="<script>*x*</script>"))
    text = to_markdown(report)
    assert "``" in text
    assert "\\<script\\>" in text
    assert "\x1b" not in text
    outside_of_code = re.sub(r"(`+).*?(?<!`)\1(?!`)", "", text)
    assert not re.search(r"(?<!\\)<", outside_of_code)
    assert "![x]" not in outside_of_code
    assert "\\<b\\>" in text


@pytest.mark.parametrize(("points", "text"), [("3", "3"), ("5/2", "2 1/2"), ("1/3", "1/3"), ("0", "0")])
def test_points_are_spoken_as_people_write_them(points: str, text: str) -> None:
    assert spoken(points) == text
