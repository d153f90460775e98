"""What a student is told: every verdict, the solution continued from the student's own values, and nothing of anybody else."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from typing import Any

import html5lib
import pytest
from sympy import Integer, Rational

from classroom.classes import small_class
from examgen.classroom.feedback import FeedbackSheet, PartFeedback, sheet_of
from examgen.classroom.feedback_html import feedback_html
from examgen.exam import Exam, Form, Problem, Section, Student
from examgen.grading.diagnosis import pairs_from_bank
from examgen.grading.following import from_bank
from examgen.grading.key import build_key
from examgen.grading.marking import Marker
from examgen.grading.report import GradeReport
from examgen.grading.submission import check_submission
from examgen.instance import make_instance
from examgen.own_values import follow_through, worked_again
from examgen.samples import as_json
from grading.keys import RIGHT, chain_again, key, submission

CLASS = small_class()


@lru_cache(maxsize=1)
def reports() -> tuple[GradeReport, ...]:
    marker = Marker(CLASS.key, follow=from_bank(CLASS.bank), pairs=pairs_from_bank(CLASS.bank))
    return tuple(marker.mark(check_submission(one.submission(CLASS.exam.id))) for one in CLASS.students)


def small(answers: dict[str, Any], student: str = "s001") -> FeedbackSheet:
    return sheet_of(Marker(key(), follow=chain_again).mark(submission({**RIGHT, **answers}, student=student)), key())


def parts(sheet: FeedbackSheet) -> dict[str, PartFeedback]:
    return {part.key: part for problem in sheet.problems for part in problem.parts}


def test_each_verdict_has_its_mark_and_its_words() -> None:
    found = parts(small({"1.a": "2/3", "1.b": "7/3", "1.c": None, "2.a": "ln(", "2.c": "B"}))
    assert [(found[name].mark, found[name].verdict) for name in ("1.a", "1.b", "1.c", "2.a", "2.b", "2.c")] == [
        ("some", "A known mistake"), ("full", "Correct for your earlier answer"), ("none", "No answer"),
        ("waits", "Could not be read; a person looks at it"), ("full", "Correct"), ("none", "Not correct"),
    ]  # fmt: skip
    assert found["1.a"].mistake == "turned the fraction over" and found["1.a"].points == "1/2 of 1"
    assert found["1.b"].right is not None and found["1.b"].right.tex == "4"
    assert found["2.a"].answer is None and found["2.a"].typed == "ln("
    assert found["2.c"].answer is not None and found["2.c"].answer.words == "B: Xavier"
    assert all(part.right is None for part in found.values() if part.verdict == "Correct")


def test_the_solution_goes_on_from_the_student_s_own_values() -> None:
    """A ReLU network by hand: the error is the prediction minus the target, the gradient its product with the hidden value."""
    family = CLASS.bank.family("backprop/two_layer_mlp")
    instance = make_instance(family, "easy", "1")
    names = [part.name for part in instance.parts]
    usual = worked_again(family, "easy", instance.parameters, {}, names)
    assert all(usual[part.name] == part.steps for part in instance.parts)
    own = instance.part("y").answer + 5
    again = worked_again(family, "easy", instance.parameters, {"y": own}, names)
    assert "y" not in again
    error = instance.part("error").answer + 5
    assert again["error"][-1].value == str(error)
    hidden = Rational(instance.part("dw2").answer) / instance.part("error").answer
    assert again["dw2"][-1].value == str(Integer(error * hidden))


def test_the_first_wrong_step_is_the_one_of_the_known_mistake() -> None:
    seen = 0
    asked = [part for form in CLASS.key.forms.values() for one in form.problems for part in one.parts]
    slips = {slip.name: slip.step for part in asked for slip in part.misconceptions}
    names = {part.name for part in asked}
    for report in reports():
        sheet = sheet_of(report, CLASS.key, CLASS.bank)
        for part in report.parts:
            said = parts(sheet)[part.key]
            if said.wrong is not None:
                seen += 1
                assert part.misconception in slips and said.heading == f"First step that went wrong: step {said.wrong + 1}"
            if said.heading.startswith("Continued"):
                assert said.rows and part.verdict != "correct"
            elif part.verdict == "misconception" and part.diagnosis != "pair" and slips[part.misconception] not in names - {part.name}:
                assert said.wrong is not None  # also where an earlier part has shown this step
    assert seen > 10


def test_without_the_bank_or_after_a_change_of_the_family_a_sheet_has_no_solutions() -> None:
    report = reports()[0]
    assert not any(part.rows for part in parts(sheet_of(report, CLASS.key)).values())
    assert any(part.rows for part in parts(sheet_of(report, CLASS.key, CLASS.bank)).values())


@pytest.mark.parametrize("language", ["en", "de"])
def test_every_sheet_of_a_class_is_a_valid_page_about_one_student(language: str) -> None:
    numbers = {one.number for one in CLASS.students}
    for report in reports()[:20]:
        page = feedback_html(sheet_of(report, CLASS.key, CLASS.bank, Student(report.student, "Noether", "Emmy")), language)
        html5lib.HTMLParser(strict=True).parse(page)
        assert {number for number in numbers if number in page} == {report.student}
        assert "Emmy Noether" in page and CLASS.exam.seed not in re.findall(r"seed\S*", page)
        ids = re.findall(r' id="([^"]+)"', page)
        assert len(ids) == len(set(ids))
    pages = [feedback_html(sheet_of(report, CLASS.key, CLASS.bank), language) for _ in range(2)]
    assert pages[0] == pages[1]


def test_a_german_sheet_leaves_nothing_in_english_but_the_words_of_the_families() -> None:
    english = re.compile(r"\b(answer|points|right|wrong|value|entry|earlier|known mistake|person)\b", re.IGNORECASE)
    left: dict[str, int] = {}
    for report in reports():
        page = feedback_html(sheet_of(report, CLASS.key, None), "de")
        for text in re.findall(r"<p>([^<]+)</p>|<b>([^<]+)</b>", page):
            sentence = "".join(text)
            if english.search(sentence) and not sentence.startswith("Bekannter Fehler") and "zwei bekannten Fehlern" not in sentence:
                left[sentence] = left.get(sentence, 0) + 1
    asked = [part for form in CLASS.key.forms.values() for one in form.problems for part in one.parts]
    own = {slip.feedback for part in asked for slip in part.misconceptions}
    assert not {sentence for sentence in left if sentence not in own and "'" not in sentence}, left


def test_nothing_that_a_student_writes_acts_on_the_page() -> None:
    hostile = "<script>alert(1)</script> $\\input{x}$ ![a](http://x) \x1b[31m"
    sheet = replace(small({"2.a": hostile, "<b>": "1"}, student="<img src=x onerror=y>"), name=hostile)
    page = feedback_html(sheet)
    html5lib.HTMLParser(strict=True).parse(page)
    for act in ("<script", "<img", "http://x</a>", "\x1b"):
        assert act not in page
    assert "&lt;script&gt;" in page


def test_a_continuation_ends_in_what_marking_expected_where_an_answer_between_was_right() -> None:
    """Wrong weights, the right context all the same: marking goes on from both, and so must the sheet."""
    instance = make_instance(CLASS.bank.family("attention/softmax_gradient"), "medium", "1")
    problem = Problem(1, instance, {part.name: part.points for part in instance.parts})
    exam = Exam(id="x", title="X", course="", seed="", forms=(Form("A", (Section("", (problem,)),)),))
    keys = dict(zip((part.name for part in instance.parts), problem.keys, strict=True))
    slip = next(one for one in instance.part("weights").misconceptions if one.name == "left the exponentials undivided")
    given = {"weights": slip.value, "context": instance.part("context").answer}
    expected = follow_through(CLASS.bank.family(instance.family), "medium", instance.parameters, given)["value_gradient"]
    answers = {keys[part.name]: as_json(part.answer) for part in instance.parts}
    answers |= {keys["weights"]: as_json(slip.value), keys["value_gradient"]: as_json(expected)}
    answered = check_submission({"exam": "x", "form": "A", "student": "s", "answers": answers})
    report = Marker(build_key(exam), follow=from_bank(CLASS.bank)).mark(answered)
    said = parts(sheet_of(report, build_key(exam), CLASS.bank))[keys["value_gradient"]]
    assert said.verdict == "Correct for your earlier answer" and said.heading == "Continued from your answer to 1.a"
    assert said.rows[-1].value is not None and said.rows[-1].value == said.answer


def test_what_could_not_be_read_is_quoted_as_it_was_typed() -> None:
    page = feedback_html(small({"2.c": r"**bold** $\foo$"}))
    assert r"**bold** $\foo$" in page and "<strong>bold" not in page
