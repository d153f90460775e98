"""Answers that a person looks at, decisions about them, and grading again: what changes, and why."""

from __future__ import annotations

import csv
import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from classroom.classes import small_class
from examgen.classroom.grading import Terms, grade_class
from examgen.classroom.outputs import write_outputs
from examgen.classroom.regrade import Change, Regraded, earlier_reports, finishing, next_folder
from examgen.classroom.review import likely_meanings, open_answers, review_csv, take_over
from examgen.errors import ContractError
from examgen.grading.key import Key
from examgen.grading.marking import Marker
from examgen.grading.policy import Policy, parse_policy
from examgen.grading.report import GradeReport
from examgen.grading.rulings import load_rulings
from grading.keys import RIGHT, key, submission

CLASS = small_class()


def reports(*answers: dict[str, Any]) -> list[GradeReport]:
    marker = Marker(key())
    return [marker.mark(submission({**RIGHT, **one}, student=f"s{number}")) for number, one in enumerate(answers)]


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(text.splitlines()))


def test_equal_answers_are_looked_at_once_and_the_most_frequent_first() -> None:
    found = reports({"1.a": "3/2 ("}, {"1.a": "ca. 3/2"}, {"1.a": " ca.  3/2 "}, {"2.a": "=cmd()"}, {})
    table = rows(review_csv(open_answers(found), key()))
    assert [(row["part"], row["answer"], row["students"]) for row in table] == [
        ("1.a", "ca. 3/2", "2"), ("1.a", "3/2 (", "1"), ("2.a", "'=cmd()", "1"),
    ]  # fmt: skip
    assert table[0]["right answer"] == "3/2" and table[0]["points"] == "1"
    assert table[1]["at character"] == "6"
    assert all(row["decision"] == "" for row in table)


@pytest.mark.parametrize(
    ("text", "meaning", "verdict"),
    [
        ("3/2 (", "3/2", "correct"),
        ("(3/2", "3/2", "correct"),
        ("about 1,5", "1.5", "correct"),
        ("2/3 apples", "2/3", "wrong"),
        ("1.5?", "1.5", "correct"),
    ],
)
def test_likely_meanings_come_with_the_verdict_they_would_get(text: str, meaning: str, verdict: str) -> None:
    part = key().forms["A"].problems[0].parts[0]
    assert (meaning, verdict) in list(likely_meanings(part, text))


def decided(tmp_path: Path, **decisions: str) -> Path:
    """A review file in which somebody wrote decisions, by the answer."""
    path = tmp_path / "review.csv"
    table = rows(review_csv(open_answers(reports({"1.a": "ca. 3/2"}, {"1.b": "four"}, {"2.a": "no idea"})), key()))
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(table[0]), delimiter=";")  # as a spreadsheet may save it
        writer.writeheader()
        for row in table:
            writer.writerow({**row, "decision": decisions.get(row["part"].replace(".", ""), ""), "note": "seen"})
    return path


def test_decisions_become_rulings_that_stay_with_the_key(tmp_path: Path) -> None:
    path = decided(tmp_path, **{"1a": "Right", "1b": "1/2", "2a": ""})
    taken = take_over(path, tmp_path / "rulings.csv", key(), Policy())
    assert {(one.part, one.answer, one.points, one.note) for one in taken} == {
        ("1.a", "ca. 3/2", Fraction(1), "seen"), ("1.b", "four", Fraction(1, 2), "seen"),
    }  # fmt: skip
    path.unlink()
    again = take_over(path, tmp_path / "rulings.csv", key(), Policy())
    assert set(again) == set(taken) == set(load_rulings(tmp_path / "rulings.csv"))


@pytest.mark.parametrize(("decision", "words"), [("maybe", "no number of points"), ("7", "more than the 1"), ("-1", "negative")])
def test_a_decision_that_cannot_be_meant_is_named_with_its_line(tmp_path: Path, decision: str, words: str) -> None:
    with pytest.raises(ContractError, match=words) as caught:
        take_over(decided(tmp_path, **{"1a": decision}), tmp_path / "rulings.csv", key(), Policy())
    assert "review.csv, line 2" in str(caught.value)
    assert not (tmp_path / "rulings.csv").exists()


def test_a_class_is_reviewed_until_nothing_is_open(tmp_path: Path) -> None:
    answers = CLASS.hand_in(tmp_path / "class")
    out = tmp_path / "out"

    def grade() -> list[dict[str, str]]:
        rulings = take_over(out / "review.csv", tmp_path / "rulings.csv", CLASS.key, Policy())
        terms = Terms(CLASS.key, rulings=rulings)
        grade_class(terms, [answers], out, CLASS.bank, finish=lambda register: write_outputs(register, out, CLASS.key, {}, "plain"))
        return rows((out / "grades.csv").read_text(encoding="utf-8"))

    before = grade()
    waiting = [row for row in before if row["pending"] != "0"]
    assert waiting
    table = rows((out / "review.csv").read_text(encoding="utf-8"))
    with (out / "review.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(table[0]))
        writer.writeheader()
        writer.writerows({**row, "decision": "wrong"} for row in table)
    after = grade()
    assert all(row["pending"] == "0" for row in after) and not (out / "review.csv").exists()
    assert [float(row["total"]) for row in after] >= [float(row["total"]) for row in before]
    assert grade() == after


# --- grading again --------------------------------------------------------------------------------------------------------------


def regraded(tmp_path: Path, new: Key, policy: str = "", *, never_lower: bool = False) -> tuple[Regraded, Path]:
    handed_in = tmp_path / "answers"
    handed_in.mkdir(exist_ok=True)
    for name, answers in (("ann", RIGHT), ("bea", {**RIGHT, "1.a": "2/3"}), ("cem", {})):
        (handed_in / f"{name}.json").write_text(json.dumps({"exam": "final", "form": "A", "student": name, "answers": answers}))
    grade_class(Terms(key()), [handed_in], tmp_path / "graded", CLASS.bank)
    out = next_folder(tmp_path / "graded")
    terms = Terms(new, parse_policy(policy), feedback=("md", "html"))
    before = earlier_reports(tmp_path / "graded")
    finish, result = finishing(out, before, terms.setup(CLASS.bank), never_lower=never_lower, settings={})
    grade_class(terms, [handed_in], out, CLASS.bank, finish=finish)
    return result(), out


def changed_key() -> Key:
    """2/3 was right all the time, and 3/2 is not."""
    data = json.loads(key().model_dump_json())
    data["forms"]["A"]["problems"][0]["parts"][0] |= {"answer": "2/3", "misconceptions": []}
    return Key.model_validate(data)


def test_a_corrected_key_tells_who_changes_by_how_much_and_why(tmp_path: Path) -> None:
    before = {path.name: path.read_bytes() for path in (tmp_path / "graded").glob("*.json")}
    result, out = regraded(tmp_path, changed_key())
    assert (result.students, result.higher, result.lower, result.mean) == (3, 1, 1, Fraction(-1, 6))
    parts = {(one.student, one.part): one for one in result.changes}
    assert parts["ann", "1.a"] == Change("ann", "A", "1.a", "1", "0", "correct", "wrong", "the right answer is now 2/3, it was 3/2")
    assert parts["bea", "total"].difference == Fraction(1, 2) and ("cem", "total") not in parts
    table = rows((out / "changes.csv").read_text(encoding="utf-8"))
    assert {(row["student"], row["part"], row["difference"]) for row in table if row["part"] == "total"} == {
        ("ann", "total", "-1"), ("bea", "total", "+1/2"),
    }  # fmt: skip
    assert json.loads((out / "regrade.json").read_text(encoding="utf-8"))["lower"] == 1
    assert all((tmp_path / "graded" / name).read_bytes() == content for name, content in before.items())


def test_nobody_is_lowered_where_that_is_promised(tmp_path: Path) -> None:
    result, out = regraded(tmp_path, changed_key(), never_lower=True)
    assert (result.higher, result.lower, result.kept) == (1, 0, 1)
    report = GradeReport.model_validate_json((out / "ann.json").read_bytes())
    assert report.points == "10" and report.adjustments[-1].rule.startswith("kept from before")
    for ending in ("md", "html"):
        assert "kept from before" in (out / f"ann.{ending}").read_text(encoding="utf-8")
        assert "kept from before" not in (out / f"bea.{ending}").read_text(encoding="utf-8")


def test_another_policy_is_told_as_the_reason(tmp_path: Path) -> None:
    result, _ = regraded(tmp_path, key(), "[credit]\nmisconceptions = 0")
    (part,) = (one for one in result.changes if one.part == "1.a")
    assert part.student == "bea" and part.why.startswith("no points for this known mistake; before: 1/2 of the points")


def test_an_earlier_folder_without_reports_is_told(tmp_path: Path) -> None:
    with pytest.raises(ContractError, match="holds no reports"):
        earlier_reports(tmp_path)
