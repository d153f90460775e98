"""Functions of derivations on values, against SymPy's own and against 50 digits of mpmath."""

from __future__ import annotations

import math

import mpmath
import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st
from sympy import Integer, Rational, Symbol, log

from examgen.symbolic import functions as f
from examgen.symbolic.exact import free_symbols, is_defined

fractions = st.builds(Rational, st.integers(-10_000, 10_000), st.integers(1, 200))
roots = st.integers(1, 200).map(sympy.sqrt)
numbers = st.recursive(
    fractions | roots | st.integers(1, 50).map(log),
    lambda inner: st.tuples(inner, inner).map(sum) | st.tuples(inner, inner).map(math.prod),
    max_leaves=5,
)


@given(fractions)
def test_a_root_is_that_of_sympy(value: Rational) -> None:
    assert f.sqrt(value) == sympy.sqrt(value)
    assert f.sqrt(value**2) == abs(value)


@given(st.integers(0, 40), st.integers(0, 45))
def test_a_binomial_coefficient_counts_subsets(n: int, k: int) -> None:
    assert f.binomial(n, k) == math.comb(n, k)
    assert isinstance(f.binomial(n, k), Integer)


def test_a_binomial_coefficient_of_other_numbers_is_that_of_sympy() -> None:
    n = Symbol("n")
    assert f.binomial(-2, 3) == sympy.binomial(-2, 3)
    assert f.binomial(Rational(1, 2), 2) == Rational(-1, 8)
    assert f.binomial(n, 2) == sympy.binomial(n, 2)


@given(numbers)
def test_a_sign_is_that_of_fifty_digits(value: sympy.Expr) -> None:
    with mpmath.workdps(50):
        digits = sympy.lambdify((), value, "mpmath")()
        wanted = 0 if abs(digits) < mpmath.mpf(10) ** -40 else int(mpmath.sign(digits))
    assert f.sign_of(sympy.sympify(value)) == wanted


HIDDEN = (
    log(6) - log(2) - log(3),
    sympy.sqrt(5 + 2 * sympy.sqrt(6)) - sympy.sqrt(2) - sympy.sqrt(3),
    (1 + sympy.sqrt(2)) ** 2 - 3 - sympy.sqrt(8),
)


@pytest.mark.parametrize("nothing", [*HIDDEN, Integer(0)])
def test_what_is_zero_has_no_sign(nothing: sympy.Expr) -> None:
    assert f.sign_of(nothing) == 0
    assert f.relu_slope(nothing) == f.relu(nothing) == 0


def test_symbols_have_a_sign_only_where_it_is_declared() -> None:
    assert f.sign_of(Symbol("p", positive=True)) == 1
    with pytest.raises(ValueError, match="sign of x"):
        f.sign_of(Symbol("x"))


def test_infinite_values_and_symbols_are_found_wherever_they_stand() -> None:
    x = Symbol("x")
    assert is_defined((Integer(1), log(2) / 3 + x))
    for broken in (sympy.oo, -sympy.oo, sympy.zoo, sympy.nan, x + sympy.zoo, sympy.Matrix([[1, sympy.nan]]), (Integer(1), (x, sympy.oo))):
        assert not is_defined(broken)
    assert free_symbols(log(2) / 3 + x**2) == {x}
    assert free_symbols(sympy.sqrt(3) + log(5)) == set()
    assert free_symbols(sympy.Sum(x, (x, 1, 3))) == set()
    assert free_symbols(sympy.ImmutableDenseMatrix([[1, 2 * x]])) == {x} and free_symbols(sympy.ImmutableDenseMatrix([[1, 2]])) == set()
