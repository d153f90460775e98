"""Judging one answer: outcomes, reasons, and that every JSON value gets one."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import ImmutableDenseMatrix, Integer, Rational, Symbol, log, sqrt

from examgen.grading.encoding import encode
from examgen.grading.judging import Judgement, judge_answer
from examgen.grading.reading import read_answer
from examgen.grading.reference import reference as stored
from examgen.notation.tree import Number
from examgen.symbolic.kinds import Kind, Option

OPTIONS = (Option("he", "He"), Option("xavier", "Xavier"), Option("lecun", "LeCun"))
RATIONAL, INTEGER, EXPRESSION = Kind("rational"), Kind("integer"), Kind("expression")
CHOICE, ORDERING = Kind("choice", options=OPTIONS), Kind("ordering", options=OPTIONS)
VECTOR, MATRIX, SET = Kind("vector"), Kind("matrix"), Kind("set")
REAL = Kind("real", tolerance="1/100")
FIVE_HALVES = Rational(5, 2)
COLUMN = ImmutableDenseMatrix([1, Rational(-1, 2)])
SQUARE = ImmutableDenseMatrix([[1, 2], [3, 4]])


def judge(kind: Kind, right: object, answer: object) -> Judgement:
    """The right answer takes the way through a key."""
    return judge_answer(kind, stored(encode(right)), answer)


@pytest.mark.parametrize(
    ("kind", "reference", "answer", "outcome"),
    [
        (RATIONAL, FIVE_HALVES, "5/2", "correct"),
        (RATIONAL, FIVE_HALVES, "\\frac{5}{2}", "correct"),
        (RATIONAL, FIVE_HALVES, "E[Y] = 5/2", "correct"),
        (RATIONAL, FIVE_HALVES, "2.5", "other_form"),
        (RATIONAL, FIVE_HALVES, 2.5, "other_form"),
        (RATIONAL, FIVE_HALVES, "10/4", "other_form"),
        (RATIONAL, FIVE_HALVES, "2 + 1/2", "other_form"),
        (RATIONAL, FIVE_HALVES, ["5/2"], "other_form"),
        (RATIONAL, FIVE_HALVES, "[5/2]", "other_form"),
        (RATIONAL, FIVE_HALVES, "-5/2", "wrong"),
        (RATIONAL, FIVE_HALVES, "[5/2, 1]", "wrong"),
        (RATIONAL, FIVE_HALVES, "2 1/2", "unreadable"),
        (RATIONAL, FIVE_HALVES, True, "unreadable"),
        (RATIONAL, FIVE_HALVES, {"a": 1}, "unreadable"),
        (RATIONAL, FIVE_HALVES, float("nan"), "unreadable"),
        (RATIONAL, FIVE_HALVES, float("inf"), "unreadable"),
        (RATIONAL, FIVE_HALVES, None, "missing"),
        (RATIONAL, FIVE_HALVES, "  ", "missing"),
        (RATIONAL, FIVE_HALVES, [], "missing"),
        (RATIONAL, Rational(1, 3), "0.333", "wrong"),
        (RATIONAL, Rational(1, 10), 0.1, "other_form"),
        (INTEGER, Integer(1228800), "1,228,800", "correct"),
        (INTEGER, Integer(1228800), 1228800, "correct"),
        (INTEGER, Integer(1228800), 1228800.0, "correct"),
        (INTEGER, Integer(1228800), "3*640*640", "other_form"),
        (INTEGER, Integer(3), "3.0", "correct"),
        (EXPRESSION, log(4) + Rational(1, 2), "2\\ln 2 + 1/2", "correct"),
        (EXPRESSION, log(4), "1.386", "wrong"),
        (EXPRESSION, log(4), "x", "unreadable"),
        (Kind("expression", symbols=("n",)), 2 / Symbol("n", positive=True), "2/n", "correct"),
        (Kind("expression", symbols=("n",)), Symbol("n"), "|n|", "undecided"),
        (REAL, sqrt(2), "1.41", "correct"),
        (REAL, sqrt(2), "sqrt(2)", "correct"),
        (REAL, sqrt(2), 1.43, "wrong"),
        (REAL, Rational(1, 2), "0.51", "correct"),
        (REAL, Rational(1, 2), "0.5100001", "wrong"),
        (REAL, Rational(1, 2), "[1, 2]", "wrong"),
        (VECTOR, COLUMN, "[1, -1/2]", "correct"),
        (VECTOR, COLUMN, [1, "-1/2"], "correct"),
        (VECTOR, COLUMN, "1, -1/2", "correct"),
        (VECTOR, COLUMN, "(1, -1/2)^T", "correct"),
        (VECTOR, COLUMN, [[1], ["-1/2"]], "correct"),
        (VECTOR, COLUMN, [1, -0.5], "other_form"),
        (VECTOR, COLUMN, [1, "1/2"], "wrong"),
        (VECTOR, COLUMN, [1], "wrong"),
        (VECTOR, COLUMN, "1,228", "unreadable"),
        (VECTOR, COLUMN, [1, None], "unreadable"),
        (VECTOR, COLUMN, [1, "1//2"], "unreadable"),
        (VECTOR, COLUMN, [1, [2]], "unreadable"),
        (MATRIX, SQUARE, "[[1,2],[3,4]]", "correct"),
        (MATRIX, SQUARE, [["1", 2], [3, "4"]], "correct"),
        (MATRIX, SQUARE, "\\begin{pmatrix}1&2\\\\3&4\\end{pmatrix}", "correct"),
        (MATRIX, ImmutableDenseMatrix([[2, -3], [1, 3]]), "[+2 -3; +1 +3]", "correct"),
        (MATRIX, SQUARE, [[1, 3], [2, 4]], "wrong"),
        (MATRIX, SQUARE, [[1, 2], [3]], "unreadable"),
        (MATRIX, SQUARE, [1, 2, 3, 4], "wrong"),
        (MATRIX, SQUARE, [[[1]]], "unreadable"),
        (MATRIX, ImmutableDenseMatrix([[5]]), "5", "correct"),
        (SET, frozenset({Integer(1), Integer(2)}), "{2, 1}", "correct"),
        (SET, frozenset({Integer(1), Integer(2)}), [2, 1, 1], "correct"),
        (SET, frozenset({Integer(1), Integer(2)}), "2, 1", "correct"),
        (SET, frozenset({Integer(1), Integer(2)}), "{1}", "wrong"),
        (SET, frozenset(), [], "correct"),
        (SET, frozenset(), "{}", "correct"),
        (CHOICE, "xavier", "xavier", "correct"),
        (CHOICE, "xavier", "Xavier", "correct"),
        (CHOICE, "xavier", "b", "correct"),
        (CHOICE, "xavier", "(B)", "correct"),
        (CHOICE, "xavier", "B: Xavier", "correct"),
        (CHOICE, "xavier", "(b)  xavier.", "correct"),
        (CHOICE, "xavier", "A: He", "wrong"),
        (CHOICE, "xavier", "B: He", "unreadable"),
        (CHOICE, "xavier", "D: Xavier", "unreadable"),
        (CHOICE, "xavier", "A", "wrong"),
        (CHOICE, "xavier", "D", "unreadable"),
        (CHOICE, "xavier", "glorot", "unreadable"),
        (CHOICE, "xavier", 3, "unreadable"),
        (CHOICE, "xavier", ["B", "C"], "unreadable"),
        (ORDERING, ("lecun", "he", "xavier"), "C, A, B", "correct"),
        (ORDERING, ("lecun", "he", "xavier"), "C < A < B", "correct"),
        (ORDERING, ("lecun", "he", "xavier"), "cab", "correct"),
        (ORDERING, ("lecun", "he", "xavier"), ["lecun", "A", "Xavier"], "correct"),
        (ORDERING, ("lecun", "he", "xavier"), "A, B, C", "wrong"),
        (ORDERING, ("lecun", "he", "xavier"), "C, A", "wrong"),
        (ORDERING, ("lecun", "he", "xavier"), "C, C, A", "unreadable"),
        (ORDERING, ("lecun", "he", "xavier"), 5, "unreadable"),
    ],
)
def test_each_answer_gets_its_outcome(kind: Kind, reference: object, answer: object, outcome: str) -> None:
    found = judge(kind, reference, answer)
    assert found.outcome == outcome, found
    assert found.reason or outcome == "correct"


def test_an_unreadable_answer_says_where() -> None:
    found = judge(EXPRESSION, log(2), "2 + lnn(2)")
    assert (found.outcome, found.position) == ("unreadable", 4)
    assert "did you mean 'ln'" in found.reason


def test_an_unreadable_entry_is_named() -> None:
    assert "Entry 2" in judge(VECTOR, COLUMN, [1, "1//2"]).reason


def test_a_number_too_long_to_print_is_unreadable() -> None:
    assert judge(RATIONAL, FIVE_HALVES, 10**9999).outcome == "unreadable"


def test_a_rounded_decimal_is_told_apart_from_a_wrong_value() -> None:
    assert "rounded" in judge(EXPRESSION, log(4), "1.386").reason
    assert "rounded" not in judge(EXPRESSION, log(4), "1.5").reason


def test_json_floats_count_as_the_decimal_they_are_written_as() -> None:
    assert read_answer(RATIONAL, 0.1).value == Number(0, Fraction(1, 10), decimal=True)
    assert read_answer(RATIONAL, 1e-7).value == Number(0, Fraction(1, 10**7), decimal=True)


json_values = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=12), st.sampled_from(["1", "A", "5/2", "[1,2]", "{1}", "he"])
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=3), inner, max_size=2)),
    max_leaves=8,
)
SUBJECTS = [
    (RATIONAL, FIVE_HALVES),
    (EXPRESSION, log(2)),
    (REAL, sqrt(2)),
    (VECTOR, COLUMN),
    (MATRIX, SQUARE),
    (SET, frozenset({Integer(1)})),
    (CHOICE, "he"),
    (ORDERING, ("he", "xavier", "lecun")),
    (VECTOR, (Integer(1), Integer(2))),
]


@settings(max_examples=250, deadline=None)
@given(json_values)
def test_every_json_value_is_judged_and_none_raises(answer: object) -> None:
    for kind, reference in SUBJECTS:
        assert isinstance(judge(kind, reference, answer), Judgement)


@pytest.mark.parametrize(
    ("name", "reference", "answer"),
    [
        ("vector", (Integer(28), Integer(28), Integer(12)), r"28 \times 28 \times 12"),
        ("vector", (Integer(28), Integer(28), Integer(12)), "28\u00d728\u00d712"),
        ("vector", (Integer(705600), Integer(23520)), "[705,600, 23,520]"),
    ],
)
def test_a_list_that_may_have_meant_the_right_thing_waits_for_a_person(name: str, reference: object, answer: str) -> None:
    found = judge(Kind(name), reference, answer)  # type: ignore[arg-type]
    assert found.outcome == "unreadable", found
    assert "commas" in found.reason


def test_a_list_of_another_length_is_wrong() -> None:
    assert judge(Kind("vector"), (Integer(2), Integer(-3)), "[2, -3, 1]").outcome == "wrong"
    assert judge(Kind("vector"), (Integer(2), Integer(-3)), "5").outcome == "wrong"


def test_a_wrong_entry_of_a_matrix_is_named_by_row_and_column() -> None:
    found = judge(Kind("matrix"), ImmutableDenseMatrix([[1, 2], [3, 4]]), [[1, 2], [5, 4]])
    assert found.reason == "The entry in row 2, column 1 is not right."
    assert judge(Kind("vector"), (Integer(1), Integer(2)), [1, 3]).reason == "Entry 2 is not right."
