"""Formulas print as written, and print what they mean."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from sympy import Integer, Matrix, Rational, log, sqrt

from examgen.symbolic import functions as f
from examgen.symbolic.exact import exact, may_coincide
from examgen.symbolic.formula import BranchOnLetterError, Formula, Letter, evaluate, formula, variable
from examgen.symbolic.reading import read
from examgen.symbolic.typesetting import general, tex, tidy_with_numbers, with_numbers

mu, m, beta, a = (Letter(name, symbol) for name, symbol in [("mu", r"\mu"), ("m", "m"), ("beta", r"\beta"), ("a", "a")])
variance = Letter("variance", r"\sigma^2")


@pytest.mark.parametrize(
    ("node", "expected"),
    [
        (a * (mu - m) + beta, r"a (\mu - m) + \beta"),
        (beta - (mu + m), r"\beta - (\mu + m)"),
        ((mu + m) / 2, r"\frac{\mu + m}{2}"),
        (variance**2, r"\left({\sigma^2}\right)^{2}"),
        (f.sqrt(variance + 3), r"\sqrt{{\sigma^2} + 3}"),
        (f.total(Letter("x", "x", 3)) / 3, r"\frac{1}{3} \sum_{i=1}^{3} x_{i}"),
        (Letter("W", "W", (2, 2)).T * Letter("d", r"\delta", (2, 1)), r"W^{\mathsf{T}} \, \delta"),
        (-mu, r"-\mu"),
        (f.exp(-mu) * 2, r"e^{-\mu} \cdot 2"),
    ],
)
def test_a_formula_prints_in_the_order_of_its_author(node: Formula, expected: str) -> None:
    assert general(node) == expected


@pytest.mark.parametrize(
    ("node", "expected"),
    [
        (a * (mu - m) + beta, r"2 \cdot \left(-3 - \frac{1}{2}\right) - 5"),
        (beta - mu, r"-5 - (-3)"),
        (mu**2, r"(-3)^{2}"),
        (m**2, r"\left(\frac{1}{2}\right)^{2}"),
        (a * mu, r"2 \cdot (-3)"),
        (4 - f.log(a), r"4 - \ln 2"),
    ],
)
def test_numbers_get_brackets_where_their_neighbours_need_them(node: Formula, expected: str) -> None:
    values = {"a": Integer(2), "mu": Integer(-3), "m": Rational(1, 2), "beta": Integer(-5)}
    assert with_numbers(node, values) == expected


def test_a_sum_as_a_value_is_bracketed_after_a_minus() -> None:
    assert with_numbers(4 - a, {"a": log(3) + 2}) == r"4 - (\ln 3 + 2)"


def test_a_tidy_formula_has_no_factor_one_no_zero_term_and_no_double_sign() -> None:
    w, b, c = Letter("w", "w"), Letter("b", "b"), Letter("c", "c")
    line = c * f.relu(w * variable("x") + b)
    assert tidy_with_numbers(line, {"w": Integer(1), "b": Integer(-3), "c": Integer(-1)}) == r"-\mathrm{ReLU}(x - 3)"
    assert tidy_with_numbers(line, {"w": Integer(2), "b": Integer(0), "c": Integer(1)}) == r"\mathrm{ReLU}(2 \, x)"


@pytest.mark.parametrize("look", [lambda x: x > 0, lambda x: x == 2, lambda x: 1 if x else 2, lambda x: range(x), lambda x: max(x, 1)])
def test_a_letter_refuses_to_be_asked_for_its_value(look: Any) -> None:
    with pytest.raises(BranchOnLetterError):
        look(mu)


@pytest.mark.parametrize("wrong", [0.5, Matrix([0.5]), sqrt(2) * 1.5, [1, [0.25]]])
def test_floats_do_not_pass_the_gate(wrong: Any) -> None:
    with pytest.raises(TypeError, match="floating-point"):
        exact(wrong)


numbers = st.fractions(min_value=-9, max_value=9, max_denominator=6).map(lambda q: Rational(q.numerator, q.denominator))


@st.composite
def trees(draw: Any, depth: int = 3) -> Formula:
    """Formulas of the letters p, q, r and small constants."""
    if depth == 0 or draw(st.integers(0, 4)) == 0:
        return draw(st.sampled_from([Letter(n, n) for n in "pqr"]) | st.integers(1, 5).map(formula))
    left, right = draw(trees(depth - 1)), draw(trees(depth - 1))
    kind = draw(st.sampled_from("+-*/^n"))
    if kind == "n":
        return -left
    if kind == "^":
        return left ** draw(st.integers(2, 3))
    return {"+": left + right, "-": left - right, "*": left * right, "/": left / right}[kind]


def finite(node: Any, values: dict[str, Any]) -> bool:
    """Whether nothing in the formula is divided by zero, and the value is of a size that one prints."""
    inner = [getattr(node, name) for name in ("numerator", "denominator", "base") if hasattr(node, name)]
    inner += [term for _, term in getattr(node, "terms", ())] + list(getattr(node, "factors", ()))
    value = evaluate(node, values)
    return bool(value.is_Rational and abs(value) < 10**9 and all(finite(child, values) for child in inner))


@settings(max_examples=300, deadline=None)
@given(trees(), numbers, numbers, numbers)
def test_printed_numbers_read_back_to_the_value(node: Formula, p: Rational, q: Rational, r: Rational) -> None:
    """The reader of students' answers shares no code with the printer: what it reads is what a student reads."""
    values = {"p": p, "q": q, "r": r}
    assume(finite(node, values))
    value = evaluate(node, values)
    assert may_coincide(read(with_numbers(node, values)), value)
    assert may_coincide(read(general(node), symbols=("p", "q", "r")).subs({"p": p, "q": q, "r": r}), value)


@settings(max_examples=200, deadline=None)
@given(trees(), numbers, numbers, numbers)
def test_a_tidied_formula_keeps_its_value(node: Formula, p: Rational, q: Rational, r: Rational) -> None:
    values = {"p": p, "q": q, "r": r}
    assume(finite(node, values))
    value = evaluate(node, values)
    assert may_coincide(read(tidy_with_numbers(node, values)), value)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (log(3), r"\ln 3"),
        (2 - log(2), r"2 - \ln 2"),
        (Integer(1228800), r"1\,228\,800"),
        (Integer(-1216), "-1216"),
        (Rational(-5, 2), r"-\frac{5}{2}"),
        (Matrix([[7]]), "7"),
        ((Integer(1), Rational(1, 2)), r"\left(1,\, \frac{1}{2}\right)"),
        (frozenset({Integer(3), Integer(-1)}), r"\left\{-1,\, 3\right\}"),
    ],
)
def test_values_print_as_one_writes_them(value: Any, expected: str) -> None:
    assert tex(exact(value)) == expected
