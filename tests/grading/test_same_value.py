"""Comparing the values of derivations with each other: proofs both ways, and nothing without one."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import Abs, ImmutableDenseMatrix, Integer, Max, Rational, Symbol, cos, exp, log, pi, sin, sqrt

from values import outcome

X, Y = Symbol("x"), Symbol("y")


@pytest.mark.parametrize(
    ("a", "b"),
    [
        (log(4), 2 * log(2)),
        (log(Rational(4, 9)), 2 * log(2) - 2 * log(3)),
        (log(6) - log(2), log(3)),
        (1 / (1 + sqrt(2)), sqrt(2) - 1),
        (sqrt(8), 2 * sqrt(2)),
        (sqrt(Rational(3, 4)), sqrt(3) / 2),
        (sqrt(3 + 2 * sqrt(2)), 1 + sqrt(2)),
        (log(sqrt(2)) + Rational(1, 2), (log(2) + 1) / 2),
        (exp(2 * log(3)), Integer(9)),
        (exp(X + Y), exp(X) * exp(Y)),
        (1 / (1 + exp(-X)), exp(X) / (1 + exp(X))),
        ((X + 1) ** 2, X**2 + 2 * X + 1),
        (1 / X + 1 / Y, (X + Y) / (X * Y)),
        (log(X**2 * Y), 2 * log(X) + log(Y)),
        (log(1 + exp(-1)), log(1 + exp(1)) - 1),
        (exp(1) / (exp(1) + exp(2)), 1 / (1 + exp(1))),
        (sqrt(4 * X), 2 * sqrt(X)),
        (Integer(8) ** Rational(1, 3), Integer(2)),
        (log(8) / log(2), Integer(3)),
        (sin(X) ** 2 + cos(X) ** 2, Integer(1)),
    ],
)
def test_identities_are_proved(a: object, b: object) -> None:
    assert outcome(a, b) == "equal"
    assert outcome(b, a) == "equal"


@pytest.mark.parametrize(
    ("a", "b"),
    [
        (Rational(1, 3), Rational(333333333, 10**9)),
        (log(2), Rational(693147180559945309, 10**18)),
        (pi, Rational(355, 113)),
        (exp(pi * sqrt(163)), Integer(262537412640768744)),
        (X, Y),
        (X**2, X**3),
        (log(X), log(X) + Rational(1, 10**20)),
        (sqrt(X), X),
        (Abs(X), X + 1),
        (Max(X, 0), X + 1),
    ],
)
def test_differences_are_proved_however_small(a: object, b: object) -> None:
    assert outcome(a, b) == "unequal"


@pytest.mark.parametrize(("right", "answer"), [(X, Abs(X)), (X, sqrt(X**2)), (X * Y, Abs(X) * Y)])
def test_an_answer_that_is_right_for_positive_symbols_is_for_a_person_where_the_key_says_nothing(right: object, answer: object) -> None:
    assert outcome(right, answer) == "undecided"
    real = right.xreplace({X: Symbol("x", real=True), Y: Symbol("y", real=True)})  # type: ignore[attr-defined]
    assert outcome(real, answer) == "unequal"


def test_symbols_are_the_same_by_name_and_positive_when_one_side_says_so() -> None:
    positive = Symbol("x", positive=True)
    assert outcome(positive, X) == "equal"
    assert outcome(positive, sqrt(X**2)) == "equal"
    assert outcome(positive, Abs(X)) == "equal"
    assert outcome(positive + 1, Abs(X)) == "unequal"


def test_shapes_are_compared_first() -> None:
    column, row = ImmutableDenseMatrix([1, 2]), ImmutableDenseMatrix([[1, 2]])
    numbers = (Integer(1), Integer(2))
    assert outcome(column, numbers) == "equal"
    assert outcome(numbers, row) == "equal"
    assert outcome(column, row) == "unequal"
    assert outcome(numbers, (*numbers, Integer(3))) == "unequal"
    assert outcome(ImmutableDenseMatrix([[5]]), Integer(5)) == "equal"
    assert outcome((Integer(5),), Integer(5)) == "equal"
    assert outcome(frozenset(numbers), numbers) == "unequal"
    assert outcome("he", "he") == "equal"
    assert outcome("he", "xavier") == "unequal"
    assert outcome("1", Integer(1)) == "unequal"
    assert outcome(ImmutableDenseMatrix([[1, 2], [3, 4]]), ((Integer(1), Integer(2)), (Integer(3), Integer(4)))) == "equal"


def test_sets_are_equal_when_their_members_are() -> None:
    assert outcome(frozenset({log(4), Integer(1)}), frozenset({2 * log(2), Integer(1)})) == "equal"
    assert outcome(frozenset({log(4)}), frozenset({2 * log(2), log(4)})) == "equal"
    assert outcome(frozenset({Integer(1)}), frozenset({Integer(1), Integer(2)})) == "unequal"
    assert outcome(frozenset(), frozenset()) == "equal"


fractions = st.fractions(min_value=-20, max_value=20, max_denominator=30)


@given(fractions, fractions)
def test_numbers_are_compared_as_fractions_are(a: Fraction, b: Fraction) -> None:
    left, right = Rational(a.numerator, a.denominator), Rational(b.numerator, b.denominator)
    assert outcome(left, right) == ("equal" if a == b else "unequal")


terms = st.lists(st.tuples(st.integers(-4, 4), st.integers(1, 30)), min_size=1, max_size=3)


@settings(max_examples=60, deadline=None)
@given(terms, terms)
def test_sums_of_logarithms_agree_with_products_of_integers(a: list[tuple[int, int]], b: list[tuple[int, int]]) -> None:
    """sum k log n = log of the product of n^k, which integer arithmetic decides."""

    def product(pairs: list[tuple[int, int]]) -> Fraction:
        result = Fraction(1)
        for power, number in pairs:
            result *= Fraction(number) ** power
        return result

    left, right = (sum((k * log(n) for k, n in pairs), Integer(0)) for pairs in (a, b))
    assert outcome(left, right) == ("equal" if product(a) == product(b) else "unequal")


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 40), st.integers(1, 40), st.integers(1, 40))
def test_sums_of_roots_are_compared_as_their_squares(a: int, b: int, c: int) -> None:
    """sqrt a + sqrt b = sqrt c iff c - a - b = 2 sqrt(ab), decided in integers."""
    rest = c - a - b
    truth = rest >= 0 and rest * rest == 4 * a * b
    assert outcome(sqrt(a) + sqrt(b), sqrt(c)) == ("equal" if truth else "unequal")
