"""The size of an answer is what a student would have to write."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from sympy import Integer, Matrix, Rational, Symbol, log

from examgen.symbolic.size import Size, size


@given(st.integers(-(10**12), 10**12), st.integers(1, 10**6))
def test_a_fraction_has_the_digits_of_its_longer_number_and_its_reduced_denominator(p: int, q: int) -> None:
    fraction = Rational(p, q)
    found = size(fraction)
    assert found.digits == len(str(fraction).lstrip("-").split("/")[0])
    assert found.denominator == int(f"{fraction}/1".split("/")[1])


def test_the_longest_entry_counts() -> None:
    assert size((Rational(1, 3), Integer(-1234), Rational(22, 7))) == Size(4, 7, 1)
    assert size(Matrix([[Rational(1, 3), 1], [2, 10 + Symbol("x") / 9]])) == Size(2, 9, 2)


def test_terms_of_a_sum_are_counted_and_words_have_no_size() -> None:
    assert size(Rational(3, 8) + 2 * log(2) - log(5)) == Size(1, 8, 3)
    assert size("he") == Size(0, 1, 0)
