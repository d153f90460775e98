"""Marking: which verdict, how many points, and why."""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import Integer, Matrix, Rational

from examgen.bank import builtin
from examgen.blueprint import load_blueprint, parse_blueprint
from examgen.building import build_exam
from examgen.effort import TooMuchWorkError, at_most
from examgen.errors import ContractError
from examgen.grading.carrying import FollowOff
from examgen.grading.diagnosis import pairs_from_bank
from examgen.grading.following import from_bank
from examgen.grading.key import Key, ProblemKey, build_key
from examgen.grading.marking import Marker, mark
from examgen.grading.report import GradeReport, PartReport
from examgen.grading.submission import Submission
from examgen.messages import catalogue
from grading.keys import CHAIN, RIGHT, chain_again, key, never_asked, submission


def marked(answers: Mapping[str, Any], follow: Any = chain_again) -> GradeReport:
    return mark(key(), submission({**RIGHT, **answers}), follow=follow)


def part(report: GradeReport, name: str) -> PartReport:
    return next(part for part in report.parts if part.key == name)


def outcome(report: GradeReport, name: str) -> tuple[str, str]:
    found = part(report, name)
    return found.verdict, found.points


def test_right_answers_earn_everything_and_ask_for_no_follow_through() -> None:
    report = marked({}, never_asked)
    assert {found.verdict for found in report.parts} == {"correct"}
    assert (report.points, report.out_of, report.pending, report.notes) == ("10", "10", "0", [])


@pytest.mark.parametrize(
    ("name", "answer", "verdict", "points"),
    [
        ("1.a", "1.5", "other_form", "1"),
        ("1.a", "∂L/∂W = 3/2", "correct", "1"),
        ("1.a", "6/4 = 3/2", "other_form", "1"),
        ("1.a", "2/3", "misconception", "1/2"),
        ("1.b", "2", "misconception", "0"),
        ("1.b", 3, "misconception", "1"),
        ("1.c", "3/2", "misconception", "5/6"),
        ("1.c", "7", "wrong", "0"),
        ("1.c", None, "missing", "0"),
        ("1.c", "  ", "missing", "0"),
        ("1.c", "9//4", "unreadable", "0"),
        ("2.a", "1.19", "wrong", "0"),
        ("2.b", "[1, 1/2]", "wrong", "0"),
        ("2.c", "B", "wrong", "0"),
        ("2.c", "C", "unreadable", "0"),
        ("2.d", "|n|", "undecided", "0"),
        ("2.e", "{1}", "wrong", "0"),
    ],
)
def test_each_answer_gets_its_verdict(name: str, answer: object, verdict: str, points: str) -> None:
    report = marked({name: answer}, None)
    assert outcome(report, name) == (verdict, points)
    assert Fraction(report.points) == Fraction(report.out_of) - Fraction(part(report, name).out_of) + Fraction(points)


def test_a_misconception_is_named_with_its_feedback() -> None:
    found = part(marked({"1.b": "3"}), "1.b")
    assert found.misconception == "dropped the shift"
    assert found.feedback == "The shift moves the mean."
    assert found.expected == "4"


@pytest.mark.parametrize(("name", "answer"), [("1.c", "9//4"), ("2.d", "|n|"), ("2.c", 7)])
def test_what_was_not_decided_is_pending_and_never_wrong(name: str, answer: object) -> None:
    report = marked({name: answer})
    assert part(report, name).pending == part(report, name).out_of == report.pending
    assert part(report, name).verdict in ("unreadable", "undecided")


def test_an_unreadable_answer_keeps_its_text_and_place() -> None:
    found = part(marked({"1.c": "9//4"}), "1.c")
    assert (found.answer, found.position) == ("9//4", 2)


# --- follow-through --------------------------------------------------------------------------------------------------


def test_later_parts_are_marked_against_the_students_own_value() -> None:
    # slope 2: mean 2 * 2 + 1 = 5, ratio 4 * 4 / 5
    report = marked({"1.a": "2", "1.b": "5", "1.c": "16/5"})
    assert [outcome(report, name) for name in ("1.a", "1.b", "1.c")] == [("wrong", "0"), ("follow_through", "2"), ("follow_through", "5/2")]
    assert "1.a" in part(report, "1.b").reason
    assert part(report, "1.b").followed == "5"
    assert not report.notes


def test_a_right_answer_after_a_wrong_one_stays_right() -> None:
    report = marked({"1.a": "2"})
    assert outcome(report, "1.b") == ("correct", "2")


def test_without_follow_through_the_report_says_so_where_it_would_have_mattered() -> None:
    report = marked({"1.a": "2", "1.b": "5", "1.c": "16/5"}, None)
    assert outcome(report, "1.b") == ("wrong", "0")
    assert any("off for problem 1" in note for note in report.notes)
    assert not marked({"2.a": "1"}, None).notes
    assert not marked({"1.a": "2"}, None).notes


def test_a_changed_template_turns_follow_through_off_with_its_reason() -> None:
    report = marked({"1.a": "2", "1.b": "5"}, lambda problem, given: FollowOff("the template has changed."))
    assert outcome(report, "1.b") == ("wrong", "0")
    assert report.notes == ["Follow-through was off for problem 1: the template has changed."]


def test_follow_through_is_not_given_where_the_problem_becomes_trivial() -> None:
    # slope -1/2 gives mean 0, slope 0 gives mean 1
    for slope, mean in (("-1/2", "0"), ("0", "1")):
        found = part(marked({"1.a": slope, "1.b": mean}), "1.b")
        assert (found.verdict, found.points) == ("wrong", "0")
        assert "trivial" in found.reason


def test_follow_through_is_not_given_for_repeating_an_earlier_answer() -> None:
    # slope -1 gives mean -1: the answer to 1.a once more
    found = part(marked({"1.a": "-1", "1.b": "-1"}), "1.b")
    assert (found.verdict, found.points) == ("wrong", "0")
    assert "repeat" in found.reason


VECTORS = {
    **CHAIN,
    "parameters": {"b": {"matrix": [["5"], ["-7"]]}},
    "parts": [
        {"key": "1.a", "name": "z", "points": "1", "kind": {"name": "vector"}, "answer": {"matrix": [["2"], ["3"]]}},
        {"key": "1.b", "name": "y", "points": "1", "kind": {"name": "vector"}, "answer": {"matrix": [["4"], ["6"]]}, "depends_on": ["z"]},
        {"key": "1.c", "name": "s", "points": "1", "kind": {"name": "integer"}, "answer": "10", "depends_on": ["z"]},
    ],
}


@pytest.mark.parametrize(
    ("z", "y", "verdict", "reason"),
    [
        ("[1, 3]", (5, -7), "wrong", "what the problem gives"),  # nothing was left to do
        ("[0, 0]", (8, 8), "wrong", "trivial"),  # as softmax of zeros
        ("[1, 3]", (8, 8), "follow_through", ""),  # by chance
        ("[1, 3]", (5, 7), "follow_through", ""),
    ],
)
def test_follow_through_is_not_given_for_what_the_problem_gives_or_all_alike(z: str, y: tuple[int, int], verdict: str, reason: str) -> None:
    exam = key().model_copy(update={"forms": {"A": key().forms["A"].model_copy(update={"problems": [ProblemKey(**VECTORS)]})}})
    report = mark(exam, submission({"1.a": z, "1.b": str(list(y))}), follow=lambda problem, given: {"y": Matrix(y)})
    found = part(report, "1.b")
    assert found.verdict == verdict and reason in found.reason


def test_a_product_of_a_row_and_a_column_is_shown_as_a_number() -> None:
    exam = key().model_copy(update={"forms": {"A": key().forms["A"].model_copy(update={"problems": [ProblemKey(**VECTORS)]})}})
    report = mark(exam, submission({"1.a": "[1, 3]", "1.c": "-42"}), follow=lambda problem, given: {"s": Matrix([[-42]])})
    assert (part(report, "1.c").verdict, part(report, "1.c").followed) == ("follow_through", "-42")


def test_a_trivial_value_is_followed_where_the_family_allows_guesses() -> None:
    parts = [CHAIN["parts"][0], {**CHAIN["parts"][1], "guess_ok": True}]
    data = {"exam": "final", "title": "", "points": "3", "forms": {"A": {"problems": [{**CHAIN, "parts": parts}]}}}
    report = mark(Key.model_validate(data), submission({"1.a": "-1/2", "1.b": "0"}), follow=chain_again)
    assert outcome(report, "1.b") == ("follow_through", "2")


def test_a_problem_without_an_answer_is_not_followed_and_says_so() -> None:
    # slope -1/2 and mean 0: the ratio is undefined
    found = part(marked({"1.a": "-1/2", "1.b": "0", "1.c": "7"}), "1.c")
    assert found.verdict == "wrong"
    assert "without an answer" in found.reason


def test_follow_through_wins_over_a_misconception_that_earns_less() -> None:
    # slope 1 gives mean 3, which is also the answer of a known slip worth half
    found = part(marked({"1.a": "1", "1.b": "3"}), "1.b")
    assert (found.verdict, found.points) == ("follow_through", "2")


def test_a_misconception_counts_where_follow_through_is_refused() -> None:
    # slope 3 gives mean 7; the answer 3 repeats 1.a and is a known slip
    found = part(marked({"1.a": "3", "1.b": "3"}), "1.b")
    assert (found.verdict, found.points) == ("misconception", "1")


def test_only_the_part_where_the_slip_happened_is_blamed() -> None:
    report = marked({"1.a": "2", "1.b": "5", "1.c": "16/5"})
    assert part(report, "1.c").reason == "This is right for your answer to 1.a, which was not."


def test_answers_far_beyond_all_measure_are_not_put_into_derivations() -> None:
    for answer in ("10^90", "1/10^90", "e^(999)", "+".join(["ln(7)*pi^2"] * 150)):
        found = part(marked({"1.a": answer, "1.b": "5"}, never_asked if "e" not in answer and "+" not in answer else chain_again), "1.b")
        assert (found.verdict, found.points) == ("wrong", "0")
    assert "too far off" in part(marked({"1.a": "10^90", "1.b": "5"}), "1.b").reason


def test_vectors_are_shown_as_lists() -> None:
    assert part(marked({"2.b": [["1"], ["2"]]}), "2.b").answer == "[1, 2]"
    assert part(marked({"2.b": "[1, 2]"}), "2.b").expected == "[1, -1/2]"


def test_unreadable_and_missing_earlier_answers_are_not_followed() -> None:
    for answer in ("3//2", None, ""):
        assert outcome(marked({"1.a": answer, "1.b": "5"}, never_asked), "1.b") == ("wrong", "0")


def test_follow_through_sees_only_earlier_readable_answers_of_the_problem() -> None:
    seen: list[tuple[int, dict[str, Any]]] = []

    def spy(problem: ProblemKey, given: Mapping[str, Any]) -> Mapping[str, Any]:
        seen.append((problem.number, dict(given)))
        return chain_again(problem, given)

    marked({"1.a": "2", "1.b": "6", "1.c": "7"}, spy)
    assert seen == [(1, {"slope": Integer(2)}), (1, {"slope": Integer(2), "mean": Integer(6)})]


fractions = st.one_of(
    st.fractions(min_value=-4, max_value=6, max_denominator=6).map(str), st.sampled_from(["", None, "2//3", "1.5", "4", "9/4", "3"])
)


@settings(max_examples=120, deadline=None)
@given(fractions, fractions, fractions)
def test_follow_through_never_lowers_a_score(a: str | None, b: str | None, c: str | None) -> None:
    answers = {"1.a": a, "1.b": b, "1.c": c}
    without, with_it = marked(answers, None), marked(answers, chain_again)
    for before, after in zip(without.parts, with_it.parts, strict=True):
        assert Fraction(after.points) >= Fraction(before.points)
        assert 0 <= Fraction(after.points) <= Fraction(after.out_of)
    assert Fraction(with_it.points) == sum(Fraction(found.points) for found in with_it.parts)


@settings(max_examples=60, deadline=None)
@given(st.fractions(min_value=-4, max_value=6, max_denominator=6))
def test_a_consistent_student_loses_only_the_first_part(slope: Fraction) -> None:
    """Checked with plain fractions, apart from the cases in which the rest becomes trivial."""
    mean = 2 * slope + 1
    ratio = 4 * slope**2 / mean if mean else Fraction(0)
    if slope == Fraction(3, 2) or slope == Fraction(2, 3) or mean in (0, 1, slope) or ratio in (0, 1, slope, mean):
        return
    report = marked({"1.a": str(slope), "1.b": str(mean), "1.c": str(ratio)})
    assert Fraction(report.points) == Fraction(report.out_of) - 1


# --- what does not fit -----------------------------------------------------------------------------------------------


def test_unknown_parts_are_named_and_the_rest_is_marked() -> None:
    report = marked({"9.z": "1"})
    assert any("9.z" in note for note in report.notes)
    assert report.points == report.out_of


@pytest.mark.parametrize(("change", "field", "says"), [({"exam": "other"}, "exam", "'other'"), ({"form": "Z"}, "form", "it has A")])
def test_another_exam_or_form_is_refused(change: dict[str, str], field: str, says: str) -> None:
    with pytest.raises(ContractError, match=says) as caught:
        mark(key(), submission(RIGHT, **change))
    assert caught.value.field == field


def test_a_personal_form_is_found_by_its_student() -> None:
    personal = key().model_copy(update={"students": {"s1": "A"}})
    report = mark(personal, submission(RIGHT, form="", student="s1"))
    assert (report.form, report.points) == ("A", report.out_of)
    with pytest.raises(ContractError, match="is missing; the exam has A"):
        mark(personal, submission(RIGHT, form="", student="s2"))


def test_answers_to_the_form_of_another_student_are_not_marked() -> None:
    used = key()
    two = used.model_copy(update={"forms": {**used.forms, "B": used.forms["A"]}, "students": {"s1": "B"}})
    with pytest.raises(ContractError, match="it is for form 'A', but form 'B' was made for this student") as caught:
        mark(two, submission(RIGHT, form="A", student="s1"))
    assert caught.value.field == "form"
    assert mark(two, submission(RIGHT, form="A", student="guest")).form == "A"


def test_marking_changes_nothing_that_was_passed_in() -> None:
    handed_in, used = submission({**RIGHT, "1.a": "2"}), key()
    before = (handed_in.model_dump_json(), used.model_dump_json())
    mark(used, handed_in, follow=chain_again)
    assert (handed_in.model_dump_json(), used.model_dump_json()) == before


def test_exact_values_survive_the_report() -> None:
    report = marked({"1.a": "2/3"})
    assert Rational(part(report, "1.a").answer) == Rational(2, 3)
    assert GradeReport.model_validate_json(report.model_dump_json()) == report


def _problem(*parts: dict[str, Any]) -> Key:
    total = sum(Fraction(part["points"]) for part in parts)
    problem = {**CHAIN, "parameters": {}, "parts": list(parts)}
    return Key.model_validate({"exam": "final", "title": "", "points": str(total), "forms": {"A": {"problems": [problem]}}})


def test_of_two_slips_with_the_same_answer_the_kinder_one_counts() -> None:
    slips = [{"name": name, "step": "s", "answer": "3", "credit": credit} for name, credit in (("a", "0"), ("b", "1/2"), ("c", "1/4"))]
    used = _problem({"key": "1.a", "name": "x", "points": "2", "kind": {"name": "rational"}, "answer": "5", "misconceptions": slips})
    found = part(mark(used, submission({"1.a": "3"})), "1.a")
    assert (found.misconception, found.points) == ("b", "1")


def test_an_undecided_answer_is_followed_like_any_other() -> None:
    symbolic = {"name": "expression", "symbols": ["n"]}
    first = {"key": "1.a", "name": "rate", "points": "1", "kind": symbolic, "answer": {"expression": "n", "symbols": {"n": ""}}}
    second = {"key": "1.b", "name": "twice", "points": "2", "kind": symbolic, "answer": {"expression": "2*n", "symbols": {"n": ""}}}
    used = _problem(first, {**second, "depends_on": ["rate"]})
    report = mark(used, submission({"1.a": "|n|", "1.b": "2|n| + 0"}), follow=lambda problem, given: {"twice": 2 * given["rate"]})
    assert outcome(report, "1.a") == ("undecided", "0")
    assert outcome(report, "1.b") == ("follow_through", "2")


#: What can be read and is no number to go on with, and what cannot be read at all.
STRANGE = (
    "floor(7/2)", "3!", "binom(4, 2)", "mod(7, 3)", "sigmoid(1)", "log10(5)", "max(1, 2)", "relu(3)", "arg(2)", "sum(k, k, 1, 3)",
    "int(x, x, 0, 1)", "d/dx x^2", "i", "2+3i", "oo", "-oo", "nan", "±2", "{1, 2}", "{}", "[1, 2]", "[[1, 2], [3, 4]]", "(1, 2)", "x = 1",
    "1 < x < 2", "true", "A", "x", "|x|", "sqrt(-1)", "ln(0)", "1/0", "0^0", "9^9^9", "tan(pi/2)", "cosh(800)", "2*[1, 2]", "[1, 2]^T",
    "sqrt([1, 2])", "ln(", "1..2", "%", "\\frac{1}", "", "no idea", "½", "∑", "_",
)  # fmt: skip


def test_no_answer_stops_the_marking_or_what_follows_from_it() -> None:
    bank = builtin()
    made = build_key(build_exam(load_blueprint("practice-final"), bank, forms=1, jobs=1))
    marker = Marker(made, follow=from_bank(bank), pairs=pairs_from_bank(bank))
    keys = [part.key for one in made.forms["A"].problems for part in one.parts]
    german = catalogue("de")
    for answer in STRANGE:
        report = marker.mark(Submission(exam=made.exam, form="A", student="s", answers=dict.fromkeys(keys, answer)))
        for one in (one for problem in report.problems for one in problem.parts):
            assert Fraction(one.points) <= Fraction(one.out_of)
            # whatever is said to a student can be said in the other language
            assert not one.reason or german.sentence(one.reason) != one.reason, one.reason


def test_an_answer_that_would_take_minutes_to_go_on_with_is_too_far_off() -> None:
    bank = builtin()
    head = 'schema_version = 1\nid = "map"\ntitle = "Map"\nseed = 4\n[[sections]]\n'
    text = f'{head}[[sections.problems]]\nfamily = "relu_counting/feature_map"\nlevel = "hard"\n'
    made = build_key(build_exam(parse_blueprint(text, file="map.toml"), bank, jobs=1))
    start = time.process_time()
    answers = {"1.a": "520", "1.b": "[[1]]", "1.c": "7"}
    report = mark(made, Submission(exam="map", form="A", student="s", answers=answers), follow=from_bank(bank))
    assert time.process_time() - start < 30  # a whole map of 520 rows takes well over a minute
    assert "Your answer to 1.a is too far off to go on with." in part(report, "1.c").reason
    near = mark(made, Submission(exam="map", form="A", student="s", answers={"1.a": "4", "1.c": "7"}), follow=from_bank(bank))
    assert "too far off" not in part(near, "1.c").reason


def test_work_is_limited_by_calls_and_only_inside_of_the_block() -> None:
    def spent(count: int) -> int:
        with suppress(ValueError), at_most(1_000):
            for number in range(count):
                abs(number)
            raise ValueError
        return count

    assert spent(10) == 10
    with pytest.raises(TooMuchWorkError):
        spent(5_000)
    assert sys.getprofile() is None and sum(map(abs, range(5_000)))
