"""What verdicts earn: every rule of the policy, worked out by hand on the key of the tests."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from examgen.errors import ContractError
from examgen.grading.diagnosis import SlipPair
from examgen.grading.key import ProblemKey
from examgen.grading.marking import Marker
from examgen.grading.policy import Policy, curved, parse_policy
from examgen.grading.reference import reference
from examgen.grading.report import GradeReport
from examgen.grading.rulings import Ruling, Rulings, parse_rulings, rulings_csv, typed
from examgen.grading.totals import Circumstances, settled
from grading.keys import RIGHT, chain_again, key, submission

#: 1.a is a known slip (1/2), 1.b follows from it: 2 * 2/3 + 1, 1.c follows from both: 4 * 4/9 / (7/3).
SLIPPED = {**RIGHT, "1.a": "2/3", "1.b": "7/3", "1.c": "16/21"}


def report(text: str = "", answers: dict[str, Any] | None = None, rulings: Rulings | None = None) -> GradeReport:
    marker = Marker(key(), follow=chain_again, policy=parse_policy(text), rulings=rulings)
    return marker.mark(submission(SLIPPED if answers is None else answers))


def points(found: GradeReport) -> dict[str, Fraction]:
    return {part.key: Fraction(part.points) for part in found.parts}


def test_without_a_policy_points_are_those_of_the_key() -> None:
    found = report()
    assert [part.verdict for part in found.parts[:3]] == ["misconception", "follow_through", "follow_through"]
    assert (found.points, found.out_of) == ("19/2", "10")
    assert all(part.rule for part in found.parts)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[credit]\nmisconceptions = '1/2'", {"1.a": "1/4"}),
        ("[credit]\nmisconceptions = 0", {"1.a": "0", "1.b": "2"}),
        ("[credit.mistakes]\n'turned the fraction over' = '3/4'", {"1.a": "3/4"}),
        ("[follow_through]\nshare = '1/2'", {"1.b": "1", "1.c": "5/4"}),
        ("[follow_through]\nshare = 0", {"1.b": "0", "1.c": "0"}),
        ("[follow_through]\nmost = 3", {"1.b": "2", "1.c": "1"}),
        ("[points]\n'1.a' = 4", {"1.a": "2"}),
        ("[points]\n1 = 11", {"1.a": "1", "1.b": "4", "1.c": "5"}),
        ("[questions]\ndropped = ['2']", {"2.a": "0", "2.b": "0", "2.c": "0", "2.d": "0", "2.e": "0"}),
        ("[questions]\ngiven = ['1.a']", {"1.a": "1"}),
    ],
)
def test_each_rule_does_what_it_says(text: str, expected: dict[str, str]) -> None:
    found = points(report(text))
    usual = points(report())
    for name, value in found.items():
        assert value == (Fraction(expected[name]) if name in expected else usual[name]), name


def test_a_question_that_is_dropped_counts_for_nobody_and_one_that_is_given_for_everybody() -> None:
    dropped = report("[questions]\ndropped = ['2']")
    assert (dropped.points, dropped.out_of) == ("5", "11/2")
    given = report("[questions]\ngiven = ['1.a', '2']", answers={})
    assert Fraction(given.points) == 1 + Fraction(9, 2) and given.pending == "0"
    assert "given to everybody" in given.parts[0].rule


def test_another_form_earns_its_share() -> None:
    answers = {**RIGHT, "1.a": "1.5"}
    assert points(report("", answers))["1.a"] == 1
    found = report("[credit]\nother_form = '1/2'", answers)
    assert points(found)["1.a"] == Fraction(1, 2) and "another form" in found.parts[0].rule


@given(st.fractions(0, 1, max_denominator=8), st.fractions(0, 6, max_denominator=4), st.fractions(0, 1, max_denominator=8))
@settings(max_examples=30, deadline=None)
def test_follow_through_is_never_lower_than_without(share: Fraction, most: Fraction, slips: Fraction) -> None:
    """1.b is a known slip of its own and follows from 1.a at once: with 1.a = 1 it should be 3, the answer without the shift."""
    answers = {**RIGHT, "1.a": "1", "1.b": "3", "1.c": "4/3"}
    rules = f"[credit]\nmisconceptions = '{slips}'\n[follow_through]\n"
    off = points(report(f"{rules}share = 0", answers))
    on = points(report(f"{rules}share = '{share}'\nmost = '{most}'", answers))
    assert all(on[name] >= off[name] for name in on)


# --- totals -------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "circumstances", "expected"),
    [
        ("", Circumstances(), "19/2"),
        ("[late]\nper_day = '1/10'", Circumstances(days_late=Fraction(2)), "38/5"),
        ("[late]\nper_day = '1/10'\ngrace_days = 2", Circumstances(days_late=Fraction(2)), "19/2"),
        ("[late]\nper_day = '1/10'\nmost = '1/4'", Circumstances(days_late=Fraction(30)), "57/8"),
        ("", Circumstances(factor=Fraction(11, 10)), "10"),
        ("", Circumstances(factor=Fraction(1, 2)), "19/4"),
        ("", Circumstances(excused=frozenset(("1.a",))), "10"),
        ("", Circumstances(excused=frozenset(("2",))), "100/11"),
        ("[rounding]\nstep = 1", Circumstances(), "10"),
        ("[[curve]]\nreached = 0\ngranted = 2\n[[curve]]\nreached = 10\ngranted = 10", Circumstances(), "48/5"),
    ],
)
def test_what_happens_to_the_total_is_worked_out_and_told(text: str, circumstances: Circumstances, expected: str) -> None:
    policy = parse_policy(text)
    found = settled(report(text), policy, circumstances)
    assert found.points == expected
    before = "19/2"
    for one in found.adjustments:
        assert one.before == before and one.rule
        before = one.after
    assert before == found.points


def test_rules_are_applied_one_after_the_other() -> None:
    text = "[late]\nper_day = '1/10'\n[rounding]\nstep = '1/2'"
    found = settled(report(text), parse_policy(text), Circumstances(days_late=Fraction(1), factor=Fraction(2)))
    # 19/2 times 2 is at most 10, minus a tenth is 9, which is a multiple of 1/2
    assert [(one.before, one.after) for one in found.adjustments] == [("19/2", "10"), ("10", "9")]


@given(st.fractions(0, 100, max_denominator=8), st.fractions(0, 100, max_denominator=8))
def test_a_curve_never_turns_two_students_round(one: Fraction, other: Fraction) -> None:
    curve = ((10, 20), (50, 50), (60, 60))
    policy = parse_policy("".join(f"[[curve]]\nreached = {reached}\ngranted = {granted}\n" for reached, granted in curve))
    low, high = sorted((one, other))
    assert curved(policy, low) <= curved(policy, high)


@pytest.mark.parametrize(
    ("text", "field", "words"),
    [
        ("[credit]\nother_form = '3/2'", "credit", "more than 1"),
        ("[credit]\nmisconceptions = 'half'", "credit.misconceptions", "exact number"),
        ("[credits]\n", "credits", "no such field"),
        ("attempts = 'all'", "attempts", "not allowed"),
        ("[[curve]]\nreached = 0\ngranted = 2", "", "two points"),
        ("[[curve]]\nreached = 5\ngranted = 2\n[[curve]]\nreached = 5\ngranted = 3", "", "must rise"),
        ("[[curve]]\nreached = 0\ngranted = 5\n[[curve]]\nreached = 5\ngranted = 3", "", "must not be granted less"),
        ("[rounding]\nstep = 0", "rounding", "is 0"),
        ("[late", "", "TOML"),
    ],
)
def test_a_policy_at_fault_is_named_with_its_field(text: str, field: str, words: str) -> None:
    with pytest.raises(ContractError, match=words) as caught:
        parse_policy(text, "policy.toml")
    assert caught.value.file == "policy.toml" and caught.value.field.startswith(field)


@pytest.mark.parametrize("text", ["[points]\n'9.z' = 1", "[questions]\ndropped = ['7']", "[credit.mistakes]\n'never heard of' = 1"])
def test_names_that_the_exam_does_not_have_are_refused(text: str) -> None:
    with pytest.raises(ContractError, match="the exam has no"):
        parse_policy(text).check(key(), "policy.toml")


def test_equal_policies_have_equal_digests() -> None:
    assert parse_policy("[rounding]\nstep = '2/4'").digest == parse_policy("[rounding]\nstep = '1/2'").digest != Policy().digest


# --- rulings ------------------------------------------------------------------------------------------------------------------


def test_a_ruling_holds_for_every_equal_answer_and_for_no_other() -> None:
    words = Ruling("A", "2.a", "ln(2) plus a half", Fraction(1, 2), "Write it in signs.")
    rulings = Rulings([words, Ruling("A", "1.a", "9/6 + 1", Fraction(1))])
    for text in ("ln(2) plus a half", "  ln(2)  plus a\thalf "):
        part = report("", {**RIGHT, "2.a": text}, rulings).parts[3]
        assert (part.verdict, part.points, part.pending, part.reason) == ("reviewed", "1/2", "0", "Write it in signs.")
    assert report("", {**RIGHT, "2.a": "ln(2) plus a quarter"}, rulings).parts[3].verdict == "unreadable"
    # another spelling of the same tree, and a part for which nothing was decided
    assert report("", {**RIGHT, "1.a": "9 / 6+1"}, rulings).parts[0].verdict == "reviewed"
    assert report("", {**RIGHT, "1.b": "9/6 + 1"}, rulings).parts[1].verdict != "reviewed"


def test_a_ruling_that_gives_all_points_makes_later_parts_build_on_it() -> None:
    answers = {**SLIPPED, "1.a": "two thirds"}
    waiting = report("", answers)
    assert waiting.parts[0].verdict == "unreadable" and waiting.parts[1].verdict == "wrong"
    ruled = report("", answers, Rulings([Ruling("A", "1.a", "two thirds", Fraction(0))]))
    assert ruled.parts[0].points == "0" and ruled.pending == "0"


@given(
    st.lists(
        st.builds(
            Ruling, st.just("A"), st.sampled_from(("1.a", "2.b")), st.text(max_size=20).map(typed), st.fractions(0, 9),
            st.text(alphabet=st.characters(categories=("L", "N", "P", "S"), include_characters=" "), max_size=20).map(str.strip),
        ),
        max_size=6,
        unique_by=lambda one: (one.part, one.answer),
    )
)  # fmt: skip
def test_rulings_are_read_as_they_were_written(rulings: list[Ruling]) -> None:
    kept = Rulings(rulings)
    again = parse_rulings(rulings_csv(kept))
    assert set(again) == set(kept) and again.digest == kept.digest


@pytest.mark.parametrize("text", ["a,b\n", "form,part,answer,points,note\nA,1.a,x,many,\n", "form,part,answer,points,note\nA,1.a,x,-1,\n"])
def test_rulings_at_fault_are_named_with_their_line(text: str) -> None:
    with pytest.raises(ContractError, match=r"rulings\.csv"):
        parse_rulings(text, "rulings.csv")


# --- two slips, and what an answer shows ----------------------------------------------------------------------------------------


def both_slips(problem: ProblemKey) -> list[SlipPair]:
    """The fraction turned over, then the shift dropped: 2 * 2/3."""
    if problem.number != 1:
        return []
    return [SlipPair(("turned the fraction over", "dropped the shift"), Fraction(1, 4), {"mean": reference("4/3")})]


@pytest.mark.parametrize(("text", "earned"), [("", "1/2"), ("[credit]\npairs = '1/2'", "1/4"), ("[credit]\npairs = 0", "0")])
def test_two_known_slips_in_a_row_earn_the_product_of_their_credits(text: str, earned: str) -> None:
    marker = Marker(key(), follow=chain_again, policy=parse_policy(text), pairs=both_slips)
    part = marker.mark(submission({**RIGHT, "1.a": None, "1.b": "4/3"})).parts[1]
    assert part.points == earned
    if earned == "0":
        assert (part.verdict, part.diagnosis) == ("wrong", "")
    else:
        assert (part.verdict, part.diagnosis) == ("misconception", "pair")
        assert part.misconception == "turned the fraction over, then dropped the shift"
        assert "two known mistakes" in part.rule and "turned the fraction over and then dropped the shift" in part.reason


def test_what_a_wrong_answer_shows_is_said_and_earns_nothing() -> None:
    part = report("", {**RIGHT, "2.b": ["-1/2", 1]}).parts[4]
    assert (part.verdict, part.points, part.diagnosis) == ("wrong", "0", "structure")
    assert part.reason == "The two entries are exchanged."


def test_a_pair_is_not_named_where_an_earlier_right_answer_speaks_against_it() -> None:
    """1.a is right, so nobody turned the fraction over."""
    marker = Marker(key(), follow=chain_again, pairs=both_slips)
    assert marker.mark(submission({**RIGHT, "1.a": None, "1.b": "4/3"})).parts[1].diagnosis == "pair"
    assert marker.mark(submission({**RIGHT, "1.b": "4/3"})).parts[1].diagnosis != "pair"


def test_a_slip_that_was_counted_before_costs_nothing_again_in_a_pair() -> None:
    """1.a is turned over and costs a half there; in 1.b only the shift is missing: 2 * 2/3."""
    found = Marker(key(), follow=chain_again, pairs=both_slips).mark(submission({**RIGHT, "1.a": "2/3", "1.b": "4/3"}))
    assert (found.parts[0].points, found.parts[1].points) == ("1/2", "1")
    assert "one was counted before" in found.parts[1].rule


@pytest.mark.parametrize(("text", "verdict"), [("6/4 = 3/2", "other_form"), ("slope = 6/4 = 1.5", "other_form"), ("3/2 = 2", "wrong")])
def test_of_a_chain_of_equalities_the_last_value_counts(text: str, verdict: str) -> None:
    part = report("", {**RIGHT, "1.a": text}).parts[0]
    assert part.verdict == verdict
    if verdict == "wrong":
        assert part.diagnosis == "arithmetic" and part.reason.startswith("What stands right before the equals sign is right")
