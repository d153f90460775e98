"""Item analysis, held against published examples, against formulas written out by hand, and on classes too small for figures."""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from statistics import mean, stdev, variance
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import Rational, sqrt

from examgen.classroom.analysis import analyze
from examgen.classroom.analysis.effects import numeric_parameters
from examgen.classroom.analysis.figures import Analysis
from examgen.classroom.analysis.formulas import adjusted, cronbach_alpha, item_rest_correlation, kruskal_wallis, spearman
from examgen.classroom.analysis.points import natural_order
from examgen.grading.key import Key, ProblemKey
from examgen.grading.report import GradeReport, PartReport, ProblemReport


def problem(number: int, points: Sequence[str], *, family: str = "f/one", **parameters: Any) -> dict[str, Any]:
    """A problem of a form with parts 1.a, 1.b, ... worth these points, named a, b, ..."""
    parts = [
        {"key": f"{number}.{letter}", "name": letter, "points": worth, "kind": {"name": "rational"}, "answer": "1"}
        for letter, worth in zip("abcdefghij", points, strict=False)
    ]
    return {
        "number": number,
        "family": family,
        "level": "easy",
        "title": family,
        "content_hash": "abc",
        "parameters": parameters,
        "parts": parts,
    }


def exam_key(**forms: list[dict[str, Any]]) -> Key:
    """A key of these forms, which must have equal points."""
    first = next(iter(forms.values()))
    total = sum(Fraction(part["points"]) for one in first for part in one["parts"])
    data = {"exam": "final", "title": "Final", "points": str(total), "forms": {name: {"problems": found} for name, found in forms.items()}}
    return Key.model_validate(data)


def report(
    key: Key,
    form: str,
    student: str,
    points: Mapping[str, Any],
    *,
    pending: Iterable[str] = (),
    verdicts: Mapping[str, str] | None = None,
    slips: Mapping[str, str] | None = None,
) -> GradeReport:
    """A graded submission with these points by part key; parts not named have 0 and are missing."""
    problems = []
    for one in key.forms[form].problems:
        parts = []
        for part in one.parts:
            reached = Fraction(str(points.get(part.key, 0)))
            verdict = "missing" if part.key not in points else "correct" if reached == Fraction(part.points) else "wrong"
            waits = part.key in pending
            parts.append(
                PartReport.model_validate(
                    {
                        "key": part.key,
                        "name": part.name,
                        "verdict": (verdicts or {}).get(part.key, "undecided" if waits else verdict),
                        "points": str(reached),
                        "out_of": part.points,
                        "pending": str(Fraction(part.points) - reached) if waits else "0",
                        "misconception": (slips or {}).get(part.key, ""),
                    }
                )
            )
        problems.append(ProblemReport(number=one.number, family=one.family, title=one.title, parts=parts))
    total = sum((Fraction(part.points) for one in problems for part in one.parts), Fraction(0))
    return GradeReport(exam=key.exam, form=form, student=student, points=str(total), out_of=key.points, problems=problems)


def table_class(rows: Sequence[Sequence[Any]], out_of: str = "10") -> tuple[Key, list[GradeReport]]:
    """A class of one form, from a table of students by parts."""
    key = exam_key(A=[problem(1, [out_of] * len(rows[0]))])
    keys = [part.key for part in key.forms["A"].problems[0].parts]
    return key, [report(key, "A", f"s{place}", dict(zip(keys, row, strict=True))) for place, row in enumerate(rows)]


def totals_class(groups: Mapping[str, Sequence[Any]], out_of: str = "500") -> tuple[Key, list[GradeReport]]:
    """A class of forms with one part each, from totals by form."""
    key = exam_key(**{name: [problem(1, [out_of])] for name in groups})
    return key, [
        report(key, name, f"{name}{place}", {"1.a": points}) for name, found in groups.items() for place, points in enumerate(found)
    ]


# --- alpha -----------------------------------------------------------------------------------------------------------

#: P. E. Shrout, J. L. Fleiss, "Intraclass correlations", Psychological Bulletin 86 (1979), table 2: six targets, four judges.
#: Their ICC(3,k), which they note is Cronbach's alpha, is .91: BMS = 11.24, EMS = 1.02.
SHROUT_FLEISS = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]


def hoyt(rows: Sequence[Sequence[float]]) -> float:
    """Alpha by the analysis of variance: 1 - MS(residual) / MS(students) (Hoyt 1941); the same number by another way."""
    n, k = len(rows), len(rows[0])
    grand = mean([value for row in rows for value in row])
    columns = [mean([row[j] for row in rows]) for j in range(k)]
    between = k * sum((mean(row) - grand) ** 2 for row in rows) / (n - 1)
    residual = sum((rows[i][j] - mean(rows[i]) - columns[j] + grand) ** 2 for i in range(n) for j in range(k)) / ((n - 1) * (k - 1))
    return 1 - residual / between


def test_alpha_of_the_table_of_shrout_and_fleiss() -> None:
    found = analyze(reversed(table_class(SHROUT_FLEISS)[1]), table_class(SHROUT_FLEISS)[0]).reliability
    assert (found.n, found.unit, found.units) == (6, "parts", 4)
    assert found.alpha == pytest.approx(0.91, abs=0.005)
    assert found.alpha == pytest.approx(hoyt(SHROUT_FLEISS), abs=1e-12)
    sums = [sum(row) for row in SHROUT_FLEISS]
    assert found.sem == pytest.approx(stdev(sums) * math.sqrt(1 - hoyt(SHROUT_FLEISS)), abs=1e-12)


def test_alpha_without_an_item_is_alpha_of_the_others() -> None:
    key, reports = table_class(SHROUT_FLEISS)
    for place, item in enumerate(analyze(reports, key).items):
        others = [[value for j, value in enumerate(row) if j != place] for row in SHROUT_FLEISS]
        assert item.alpha_without == pytest.approx(hoyt(others), abs=1e-12)
        assert item.alpha_with == pytest.approx(hoyt(SHROUT_FLEISS), abs=1e-12)


def test_alpha_of_right_and_wrong_is_kuder_richardson_20() -> None:
    rows = [[1, 1, 1, 0], [1, 1, 0, 0], [1, 0, 0, 0], [1, 1, 1, 1], [0, 0, 1, 0]]
    shares = [Fraction(sum(row[j] for row in rows), 5) for j in range(4)]
    # KR-20 with all variances over n: 4/3 (1 - sum pq / variance of totals)
    totals = [Fraction(sum(row)) for row in rows]
    spread = sum((total - sum(totals) / 5) ** 2 for total in totals) / 5
    kr20 = Fraction(4, 3) * (1 - sum(p * (1 - p) for p in shares) / spread)
    key, reports = table_class(rows, "1")
    assert analyze(reports, key).reliability.alpha == pytest.approx(float(kr20), abs=1e-12)


TABLES = st.integers(2, 5).flatmap(lambda k: st.lists(st.lists(st.integers(0, 9), min_size=k, max_size=k), min_size=3, max_size=12))


@given(TABLES, st.integers(0, 4), st.integers(1, 10**4))
def test_alpha_does_not_change_when_an_item_is_shifted(rows: list[list[int]], place: int, shift: int) -> None:
    moved = [[value + (shift if j == place % len(row) else 0) for j, value in enumerate(row)] for row in rows]
    before, after = cronbach_alpha(np.array(rows, dtype=float)), cronbach_alpha(np.array(moved, dtype=float))
    assert (before.value is None) == (after.value is None)
    if before.value is not None:
        assert after.value == pytest.approx(before.value, abs=1e-8)
        assert before.value == pytest.approx(hoyt(rows), abs=1e-9)
        assert before.value <= 1 + 1e-12


def test_a_shifted_item_leaves_the_analysis_of_the_others_alone() -> None:
    key, reports = table_class(SHROUT_FLEISS, "30")
    moved_key, moved = table_class([[row[0] + 20, *row[1:]] for row in SHROUT_FLEISS], "30")
    before, after = analyze(reports, key), analyze(moved, moved_key)
    assert after.reliability.alpha == pytest.approx(before.reliability.alpha, abs=1e-12)
    assert [item.discrimination for item in after.items] == pytest.approx([item.discrimination for item in before.items], abs=1e-12)


def test_forms_with_other_parts_are_taken_problem_by_problem() -> None:
    """Form A has problem 1 in two parts of 2 points, form B in one of 4: alpha is over problems."""
    key = exam_key(A=[problem(1, ["2", "2"]), problem(2, ["4"])], B=[problem(1, ["4"], family="f/two"), problem(2, ["4"])])
    a = [(2, 1, 3), (1, 0, 2), (0, 0, 1), (2, 2, 4)]
    b = [(4, 3), (1, 2), (0, 0)]
    reports = [report(key, "A", f"a{i}", dict(zip(("1.a", "1.b", "2.a"), row, strict=True))) for i, row in enumerate(a)]
    reports += [report(key, "B", f"b{i}", dict(zip(("1.a", "2.a"), row, strict=True))) for i, row in enumerate(b)]
    found = analyze(reports, key)
    assert (found.reliability.unit, found.reliability.units) == ("problems", 2)
    by_problem = [[x + y, z] for x, y, z in a] + [list(row) for row in b]
    assert found.reliability.alpha == pytest.approx(hoyt(by_problem), abs=1e-12)
    by_title = {item.title: item for item in found.items}
    assert list(by_title) == ["1.a (f/one: a)", "1.a (f/two: a)", "1.b (f/one: b)", "2.a (f/one: a)"]
    assert by_title["1.b (f/one: b)"].alpha_with == pytest.approx(hoyt(a), abs=1e-12)  # over students of form A alone: by part
    assert by_title["1.b (f/one: b)"].alpha_without == pytest.approx(hoyt([[x, z] for x, _, z in a]), abs=1e-12)
    assert by_title["1.a (f/two: a)"].n == 3


# --- items -----------------------------------------------------------------------------------------------------------


def test_corrected_item_total_correlation_by_hand() -> None:
    """Five students, three parts, worked out on paper.

    x = 1.a:  4 3 2 1 0   mean 2, deviations 2 1 0 -1 -2, sum of squares 10
    y = 1.b:  3 4 1 2 0
    z = 1.c:  0 1 1 2 4
    The rest of x: y + z = 3 5 2 4 4, mean 18/5, deviations -3/5 7/5 -8/5 2/5 2/5, sum of squares (9 + 49 + 64 + 4 + 4)/25 = 26/5.
    Products: -6/5 + 7/5 + 0 - 2/5 - 4/5 = -1. r = -1 / sqrt(10 * 26/5) = -1 / sqrt(52).
    """
    key, reports = table_class([[4, 3, 0], [3, 4, 1], [2, 1, 1], [1, 2, 2], [0, 0, 4]], "4")
    first, second, third = analyze(reports, key).items
    assert first.discrimination == pytest.approx(-1 / math.sqrt(52), abs=1e-12)
    # The rest of z: x + y = 7 7 3 3 0, mean 4, deviations 3 3 -1 -1 -4, sum of squares 36.
    # z - 8/5: -8/5 -3/5 -3/5 2/5 12/5, sum of squares 230/25 = 46/5.
    # Products: (-24 - 9 + 3 - 2 - 48)/5 = -16.
    assert third.discrimination == pytest.approx(-16 / math.sqrt(36 * Fraction(46, 5)), abs=1e-12)
    assert (first.difficulty, first.n, first.out_of) == (pytest.approx(0.5), 5, 4)
    assert first.sd == pytest.approx(math.sqrt(10 / 4) / 4)
    assert second.difficulty == pytest.approx(0.5)
    assert any("do worse here (discrimination -0.88)" in text and "chance" not in text for text in third.remarks)
    assert any("do worse here (discrimination -0.14)" in text and "may well be chance" in text for text in first.remarks)


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=3, max_size=20))
def test_the_correlation_is_that_of_exact_arithmetic(rows: list[tuple[int, int]]) -> None:
    """By sums of exact thirds: no variance may appear or vanish by rounding."""
    own = [Fraction(x, 3) for x, _ in rows]
    rest = [Fraction(y, 7) for _, y in rows]
    found = item_rest_correlation(np.array([float(x) for x in own]), np.array([float(x + y) for x, y in zip(own, rest, strict=True)]))
    if len(set(own)) == 1 or len(set(rest)) == 1:
        assert found.value is None and found.reason
        return
    n = len(rows)
    product = sum(x * y for x, y in zip(own, rest, strict=True)) - sum(own) * sum(rest) / n
    assert found.value == pytest.approx(float(product) / (n - 1) / math.sqrt(variance(own) * variance(rest)), abs=1e-9)


def test_verdicts_misconceptions_and_unreadable_answers_are_counted() -> None:
    key = exam_key(A=[problem(1, ["2", "2"])])
    slips = [{"1.a": "halved"}, {"1.a": "halved"}, {"1.a": "=doubled"}, {}, {}, {}]
    unread = [{}, {}, {}, {}, {"1.b": "unreadable"}, {"1.b": "unreadable"}]
    reports = [
        report(
            key, "A", f"s{i}", {"1.a": 1 if slip else 2, "1.b": 0}, slips=slip,
            verdicts={**dict.fromkeys(slip, "misconception"), **verdict}, pending=verdict,
        )
        for i, (slip, verdict) in enumerate(zip(slips, unread, strict=True))
    ]  # fmt: skip
    found = analyze(reports, key)
    first, second = found.items
    assert first.misconceptions == (("halved", 2), ("=doubled", 1))
    assert {name: share for name, share in first.verdicts.items() if share} == {"correct": 0.5, "misconception": 0.5}
    assert (second.asked, second.n) == (6, 4)
    assert sum(second.verdicts.values()) == pytest.approx(1)
    assert any("2 of 6 answers could not be read" in text for text in second.remarks)
    assert found.remarks[0].subject == "Exam" and "2 of 6 students have points pending" in found.remarks[0].text


def test_pending_points_are_missing_and_not_zero() -> None:
    rows = [[4, 3, 0], [3, 4, 1], [2, 1, 1], [1, 2, 2], [0, 0, 4]]
    key, reports = table_class(rows, "4")
    waiting = report(key, "A", "w", {"1.a": 4, "1.b": 0, "1.c": 1}, pending=["1.b"])
    alone, more = analyze(reports, key), analyze([*reports, waiting], key)
    assert more.items[1].difficulty == alone.items[1].difficulty  # the pending answer is not a zero
    assert more.items[0].difficulty == pytest.approx((10 + 4) / 24)  # the other answers of that student count
    assert more.reliability == alone.reliability
    assert [item.discrimination for item in more.items] == [item.discrimination for item in alone.items]
    assert (more.totals.pending, more.forms[0].pending, more.totals.n) == (1, 1, 6)


def test_easy_and_hard_items_are_remarked_and_few_students_are_not() -> None:
    rows = [[4, 0, 1 + i % 3] for i in range(6)]
    key, reports = table_class(rows, "4")
    found = analyze(reports, key)
    assert "Nearly everybody solves it (mean 100% of the points)" in found.items[0].remarks[0]
    assert "Hardly anybody solves it (mean 0% of the points)" in found.items[1].remarks[0]
    assert [remark.subject for remark in found.remarks] == ["1.a (f/one: a)", "1.b (f/one: b)"]
    assert not analyze(reports[:4], key).remarks


def test_an_item_that_alpha_is_better_without_is_remarked() -> None:
    rows = [[i % 5, i % 5, i % 5, (i * i) % 3] for i in range(20)]
    key, reports = table_class(rows, "4")
    last = analyze(reports, key).items[-1]
    assert last.alpha_without == pytest.approx(1)
    assert any("alpha would rise" in text for text in last.remarks)


def test_items_are_in_the_order_of_the_exam() -> None:
    found = sorted(["10.a", "2.b", "1.aa", "1.z", "2.a"], key=lambda key: natural_order((key, "", "")))
    assert found == ["1.z", "1.aa", "2.a", "2.b", "10.a"]


# --- forms -----------------------------------------------------------------------------------------------------------

#: W. H. Kruskal, W. A. Wallis, JASA 47 (1952), table 1.1: daily output of three bottle-cap machines; rank sums 24, 14, 40; H = 5.656.
BOTTLE_CAPS = ([340, 345, 330, 342, 338], [339, 333, 344], [347, 343, 349, 355])

#: PlantGrowth of R (Dobson 1983, table 7.1); kruskal.test(weight ~ group) gives chi-squared = 7.9882, df = 2, p-value = 0.01842.
PLANTS = {
    "ctrl": ["4.17", "5.58", "5.18", "6.11", "4.50", "4.61", "5.17", "4.53", "5.33", "5.14"],
    "trt1": ["4.81", "4.17", "4.41", "3.59", "5.87", "3.83", "6.03", "4.89", "4.32", "4.69"],
    "trt2": ["6.31", "5.12", "5.54", "5.50", "5.37", "5.29", "4.92", "6.15", "5.80", "5.26"],
}


def test_the_example_of_kruskal_and_wallis() -> None:
    found = kruskal_wallis([np.array(group, dtype=float) for group in BOTTLE_CAPS])
    exact = Fraction(12, 12 * 13) * (Fraction(24**2, 5) + Fraction(14**2, 3) + Fraction(40**2, 4)) - 3 * 13
    assert found.h == pytest.approx(5.656, abs=0.0005)
    assert found.h == pytest.approx(float(exact), abs=1e-12)
    assert found.p == pytest.approx(math.exp(-exact / 2), abs=1e-12)  # chi-squared with 2 degrees
    assert found.epsilon_squared == pytest.approx(float(exact) / 11, abs=1e-12)


def test_the_example_of_hollander_and_wolfe() -> None:
    """Nonparametric statistical methods (1973), p. 116; the example of kruskal.test in R: chi-squared = 0.77143, p-value = 0.68."""
    groups = ([2.9, 3.0, 2.5, 2.6, 3.2], [3.8, 2.7, 4.0, 2.4], [2.8, 3.4, 3.7, 2.2, 2.0])
    found = kruskal_wallis([np.array(group) for group in groups])
    assert found.h == pytest.approx(0.77143, abs=5e-6)
    assert found.p == pytest.approx(0.68, abs=5e-4)


def test_forms_that_differ_as_plants_do() -> None:
    key, reports = totals_class(PLANTS)
    found = analyze(reports, key)
    assert found.form_test.h == pytest.approx(7.9882, abs=5e-5)
    assert found.form_test.p == pytest.approx(0.01842, abs=5e-6)
    assert found.form_test.epsilon_squared == pytest.approx(7.9882 / 29, abs=1e-5)
    assert [(form.form, form.n, form.pending) for form in found.forms] == [("ctrl", 10, 0), ("trt1", 10, 0), ("trt2", 10, 0)]
    assert [form.mean for form in found.forms] == pytest.approx([5.032, 4.661, 5.526])
    assert found.forms[0].sd == pytest.approx(stdev(map(float, PLANTS["ctrl"])))
    remark = next(remark for remark in found.remarks if remark.subject == "Forms")
    assert "hardest is trt1 (mean 4.7), the easiest trt2 (mean 5.5)" in remark.text


@pytest.mark.parametrize(
    ("groups", "reason"),
    [
        ({}, "there are none"),
        ({"A": range(9)}, "there is one"),
        ({"A": range(9), "B": range(4)}, "there is one"),
        ({f"F{i}": [i] for i in range(30)}, "every student has a form of their own"),
        ({"A": [3] * 6, "B": [3] * 6}, "all totals are equal"),
    ],
)
def test_forms_are_not_tested_without_enough_students(groups: dict[str, Sequence[int]], reason: str) -> None:
    key, reports = totals_class(groups or {"A": ()})
    found = analyze(reports, key).form_test
    assert (found.h, found.p, found.epsilon_squared) == (None, None, None)
    assert reason in found.reason


# --- parameters and time ---------------------------------------------------------------------------------------------


def test_the_textbook_example_of_spearman() -> None:
    """IQ and hours of television of ten people: rho = -29/165, p = 0.627188."""
    iq = [106, 100, 86, 101, 99, 103, 97, 113, 112, 110]
    hours = [7, 27, 2, 50, 28, 29, 20, 12, 6, 17]
    key, reports = totals_class({"A": iq})
    time = analyze(reports, key, minutes={f"A{i}": hour for i, hour in enumerate(hours)}).time
    assert time is not None
    assert time.rho == pytest.approx(-29 / 165, abs=1e-12)
    assert time.p == pytest.approx(0.627188, abs=5e-7)
    assert (time.n, time.mean, time.median) == (10, pytest.approx(19.8), pytest.approx(18.5))


def test_times_that_are_none_are_unknown() -> None:
    key, reports = totals_class({"A": [1, 2, 3, 4]})
    found = analyze(reports, key, minutes={"A0": 30.0, "A1": math.nan, "A2": -5.0, "stranger": 1.0})
    assert found.time is not None
    assert (found.time.n, found.time.mean, found.time.rho) == (1, 30.0, None)
    assert "fewer than 3" in found.time.reasons["rho"]
    assert found.items[0].mean_minutes == 30.0
    assert analyze(reports, key).time is None
    assert analyze(reports, key).items[0].reasons["mean_minutes"] == "no times were given"


def ranks(values: Sequence[float]) -> list[float]:
    """Mean ranks, by counting."""
    return [sum(other < value for other in values) + (sum(other == value for other in values) + 1) / 2 for value in values]


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=3, max_size=25))
def test_spearman_is_the_correlation_of_ranks(pairs: list[tuple[int, int]]) -> None:
    first, second = [float(x) for x, _ in pairs], [float(y) for _, y in pairs]
    found = spearman(np.array(first), np.array(second))
    if len(set(first)) == 1 or len(set(second)) == 1:
        assert found.rho is None
        return
    x, y = ranks(first), ranks(second)
    covariance = sum((a - mean(x)) * (b - mean(y)) for a, b in zip(x, y, strict=True)) / (len(x) - 1)
    assert found.rho == pytest.approx(covariance / (stdev(x) * stdev(y)), abs=1e-9)


#: Y. Benjamini, Y. Hochberg, J. R. Stat. Soc. B 57 (1995), section 3.2: 15 p-values of which the method finds the first four at 0.05.
BENJAMINI = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0]


def test_the_example_of_benjamini_and_hochberg() -> None:
    found = adjusted(list(reversed(BENJAMINI)))[::-1]
    assert [p < 0.05 for p in found] == [True] * 4 + [False] * 11
    m = len(BENJAMINI)
    assert found == pytest.approx([min(m * BENJAMINI[j] / (j + 1) for j in range(i, m)) for i in range(m)])
    assert adjusted([]) == []


def test_numbers_are_taken_from_parameters_as_exact_values() -> None:
    data = problem(
        1, ["1"],
        n="3", slope="-5/2", root="sqrt(2)", big="10**99",
        W={"matrix": [["1", "-7/2"], ["2", "0"]]}, v=["1", "sqrt(2)"],
        scheme={"word": "he"}, flag={"truth": True}, words=[{"word": "he"}], some={"set": ["1", "2"]},
        rate={"expression": "2/n", "symbols": {"n": "positive"}}, deep=[["1", "-4"], ["2", "0"]],
    )  # fmt: skip
    one = ProblemKey.model_validate(data)
    found = numeric_parameters(one)
    assert found == {
        "n": 3, "slope": -2.5, "root": math.sqrt(2), "big": 1e99, "max |W|": 3.5, "sum |W|": 6.5,
        "max |v|": math.sqrt(2), "sum |v|": 1 + math.sqrt(2), "max |deep|": 4, "sum |deep|": 7,
    }  # fmt: skip
    values = one.values()
    assert (values["slope"], values["root"], max(map(abs, values["W"]))) == (Rational(-5, 2), sqrt(2), Rational(7, 2))


def parameter_class(students: int = 40) -> tuple[Key, list[GradeReport]]:
    """Eight forms; a larger n makes 1.a harder and does nothing to 1.b."""
    dice = random.Random(1)
    forms = {f"F{i}": [problem(1, ["10", "10"], n=str(i + 2), W={"matrix": [[str(i % 4), "-1"]]}, same="7")] for i in range(8)}
    key = exam_key(**forms)
    reports = []
    for number in range(students):
        form = number % 8
        points = {"1.a": max(0, 9 - form + dice.choice([-1, 0, 1])), "1.b": dice.randrange(11)}
        reports.append(report(key, f"F{form}", f"s{number}", points))
    return key, reports


def test_a_parameter_that_makes_a_part_hard_is_found() -> None:
    key, reports = parameter_class()
    found = analyze(reports, key)
    assert {(effect.key, effect.parameter) for effect in found.parameters} == {
        (part, name) for part in ("1.a", "1.b") for name in ("n", "max |W|", "sum |W|")
    }
    first = found.parameters[0]
    assert (first.key, first.family, first.name, first.parameter, first.n, first.distinct) == ("1.a", "f/one", "a", "n", 40, 8)
    assert first.rho < -0.9
    sizes = [abs(effect.rho) for effect in found.parameters]
    assert sizes == sorted(sizes, reverse=True)
    ordered = sorted(found.parameters, key=lambda effect: effect.p)
    m = len(ordered)
    for i, effect in enumerate(ordered):
        assert effect.adjusted == pytest.approx(min(1, *(m * other.p / (j + 1) for j, other in enumerate(ordered) if j >= i)))
    assert any("A larger n goes with fewer points" in remark.text for remark in found.remarks)
    scores = [float(one.parts[0].points) for one in reports]
    values = [float(int(one.form[1:]) + 2) for one in reports]
    x, y = ranks(scores), ranks(values)
    covariance = sum((a - mean(x)) * (b - mean(y)) for a, b in zip(x, y, strict=True)) / (len(x) - 1)
    assert first.rho == pytest.approx(covariance / (stdev(x) * stdev(y)), abs=1e-9)


def test_few_students_or_few_values_say_nothing_about_parameters() -> None:
    key, reports = parameter_class()
    assert analyze(reports[:19], key).parameters == ()
    assert analyze([one for one in reports * 4 if one.form in ("F0", "F1")], key).parameters == ()


def test_a_form_that_the_key_lacks_is_analysed_without_parameters() -> None:
    key, reports = parameter_class()
    stranger = reports[0].model_copy(update={"form": "lost"})
    assert [form.form for form in analyze([stranger, *reports], key).forms][-1] == "lost"


# --- small classes ---------------------------------------------------------------------------------------------------


def without_figures(found: Analysis) -> None:
    """Nothing is a float that is no number, and all that is None has a reason."""
    for owner in (found.totals, found.reliability, *found.items):
        for name, value in vars(owner).items():
            assert value is None or not isinstance(value, float) or math.isfinite(value), (owner, name)
            assert value is not None or owner.reasons.get(name), (owner, name)


@pytest.mark.parametrize("students", [0, 1, 2])
def test_a_class_too_small_for_figures(students: int) -> None:
    key, reports = table_class(SHROUT_FLEISS)
    found = analyze(reports[:students], key, minutes={"s0": 50.0})
    without_figures(found)
    assert found.students == students
    assert [item.key for item in found.items] == ["1.a", "1.b", "1.c", "1.d"]
    assert all(item.discrimination is None and item.asked == students for item in found.items)
    assert (found.reliability.alpha, found.reliability.sem, found.remarks) == (None, None, ())
    assert (found.totals.mean is None) == (students == 0)
    assert (found.totals.sd is None) == (students < 2)
    if not students:
        assert found.items[0].reasons["difficulty"] == "no student had it"


def test_a_class_in_which_all_are_equal() -> None:
    key, reports = table_class([["1/3", "2/3", "1/7"]] * 7)
    found = analyze(reports, key)
    without_figures(found)
    assert (found.totals.sd, found.items[0].sd) == (0.0, 0.0)
    assert found.items[0].reasons["discrimination"] == "all students have the same points here"
    assert found.reliability.reasons["alpha"] == "all totals are equal"


def test_a_part_that_nobody_answered_and_one_that_waits_for_everybody() -> None:
    key = exam_key(A=[problem(1, ["2", "2", "2"])])
    reports = [report(key, "A", f"s{i}", {"1.a": i % 3}, pending=["1.c"]) for i in range(8)]
    found = analyze(reports, key)
    without_figures(found)
    assert (found.items[1].difficulty, found.items[1].verdicts["missing"]) == (0.0, 1.0)
    assert (found.items[2].difficulty, found.items[2].n) == (None, 0)
    assert found.items[2].reasons["difficulty"] == "all answers wait for a person"
    assert "nothing pending" in found.reliability.reasons["alpha"]


def test_a_question_that_counts_for_nobody_is_left_out() -> None:
    key, reports = table_class(SHROUT_FLEISS)
    dropped = []
    for one in reports:
        data = one.model_dump()
        data["problems"][0]["parts"][1] |= {"points": "0", "out_of": "0"}
        dropped.append(GradeReport.model_validate(data))
    found = analyze(dropped, key)
    without_figures(found)
    assert found.items[1].reasons["difficulty"] == "it is worth 0 points"
    assert found.reliability.alpha == pytest.approx(hoyt([[row[0], *row[2:]] for row in SHROUT_FLEISS]))
    assert found.totals.out_of == 30


def test_the_histogram_holds_everybody() -> None:
    key, reports = totals_class({"A": [0, 49, 50, 499, 500, 500, 600]})
    bins = analyze(reports, key).totals.histogram
    assert [one.count for one in bins] == [2, 1, 0, 0, 0, 0, 0, 0, 0, 4]
    assert (bins[0].low, bins[-1].high) == (0, 500)


def test_quartiles_by_hand() -> None:
    """1 2 3 4: positions 0.75, 1.5 and 2.25 between the first (0) and the last (3)."""
    key, reports = totals_class({"A": [4, 1, 3, 2]})
    found = analyze(reports, key).totals
    assert (found.lower_quartile, found.median, found.upper_quartile, found.mean) == (1.75, 2.5, 3.25, 2.5)
    assert found.sd == pytest.approx(math.sqrt(5 / 3))


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_the_order_of_students_does_not_matter(data: st.DataObject) -> None:
    key = exam_key(
        A=[problem(1, ["2", "2"], n="1"), problem(2, ["4"])],
        B=[problem(1, ["2", "2"], n="2"), problem(2, ["4"], family="f/two")],
        C=[problem(1, ["4"], family="f/three"), problem(2, ["4"])],
    )
    points = st.sampled_from(["0", "1/3", "1", "4/3", "2"])
    drawn = data.draw(st.lists(st.tuples(st.sampled_from("ABC"), points, points, points, st.booleans()), max_size=30))
    reports = [
        report(key, form, f"s{i}", {"1.a": a, "1.b": b, "2.a": c}, pending=["2.a"] if waits else [])
        for i, (form, a, b, c, waits) in enumerate(drawn)
    ]
    minutes = {f"s{i}": float(i % 7 + 1) for i in range(0, len(drawn), 2)}
    before = analyze(reports, key, minutes=minutes)
    after = analyze(data.draw(st.permutations(reports)), key, minutes=minutes)
    without_figures(before)
    assert close(before, after)


def close(first: Any, second: Any) -> bool:
    """Equal, floats but for rounding."""
    if isinstance(first, float) and isinstance(second, float):
        return math.isclose(first, second, rel_tol=1e-9, abs_tol=1e-9)
    if isinstance(first, tuple):
        return len(first) == len(second) and all(map(close, first, second))
    if isinstance(first, Mapping):
        return first.keys() == second.keys() and all(close(first[name], second[name]) for name in first)
    if hasattr(first, "__dataclass_fields__"):
        return close(vars(first), vars(second))
    return bool(first == second)


def test_parts_in_lockstep_have_an_alpha_of_one_and_no_error_of_measurement() -> None:
    """Rounding once led beyond 1, and the error to the root of a negative number."""
    key = exam_key(A=[problem(1, ["2", "2"])])
    for points in itertools.combinations(["0", "1/3", "2/3", "1", "4/3", "2"], 3):
        found = analyze([report(key, "A", f"s{i}", {"1.a": one, "1.b": one}) for i, one in enumerate(points)], key).reliability
        assert found.alpha == pytest.approx(1) and found.alpha <= 1
        assert found.sem == pytest.approx(0, abs=1e-6)


def test_reports_are_read_one_by_one() -> None:
    key, reports = table_class(SHROUT_FLEISS)
    assert analyze(iter(reports), key) == analyze(reports, key)
