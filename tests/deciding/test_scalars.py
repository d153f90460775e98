"""Whether two values are equal: every verdict here is a theorem, or has a counterexample."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from examgen.deciding.scalars import compare_scalars
from examgen.notation.parser import parse
from examgen.notation.tree import Negative, Node, Number, Power, Product, Quotient, Sum, Variable

NAMES = ("x", "y", "a", "b", "n")


def decide(a: str, b: str, **assumptions: str) -> str:
    return compare_scalars(parse(a, symbols=NAMES), parse(b, symbols=NAMES), assumptions).outcome


EQUAL = [
    ("(x+1)^2", "x^2 + 2x + 1"),
    ("1/(x-1) - 1/(x+1)", "2/(x^2-1)"),
    ("(x^3-y^3)/(x-y)", "x^2 + x*y + y^2"),
    ("x/x", "1"),
    ("0.1 + 0.2", "0.3"),
    ("sqrt(8)", "2 sqrt(2)"),
    ("1/(1+sqrt(2))", "sqrt(2) - 1"),
    ("sqrt(5 + 2 sqrt(6))", "sqrt(2) + sqrt(3)"),
    ("(2+sqrt(5))^(1/3) + (2-sqrt(5))^(1/3)", "1"),
    ("ln(6)", "ln(2) + ln(3)"),
    ("ln(sqrt(2)-1)", "-ln(1+sqrt(2))"),
    ("ln(x*y)", "ln(x) + ln(y)"),
    ("ln(x^2)", "2 ln(x)"),
    ("ln(x+sqrt(x^2+1))", "-ln(sqrt(x^2+1)-x)"),
    ("x^(ln(y))", "y^(ln(x))"),
    ("2^(x+1)", "2*2^x"),
    ("e^(x*ln(2))", "2^x"),
    ("1/(1+e^(-2*x))", "tanh(x)/2 + 1/2"),
    ("cosh(x)^2 - sinh(x)^2", "1"),
    ("sin(x)^2 + cos(x)^2", "1"),
    ("sin(2*x)", "2*sin(x)*cos(x)"),
    ("tan(x/2)", "sin(x)/(1+cos(x))"),
    ("cos(x)^4", "(3 + 4*cos(2*x) + cos(4*x))/8"),
    ("cos(pi/3)", "1/2"),
    ("sin(pi/5)", "sqrt(10-2*sqrt(5))/4"),
    ("acos(x)", "pi/2 - asin(x)"),
    ("atan(1/2) + atan(1/3)", "pi/4"),
    ("atan(x) + atan(1/x)", "pi/2*x/|x|"),
    ("sqrt(x^2)", "|x|"),
    ("sqrt(x^2*y)", "|x| sqrt(y)"),
    ("sqrt(x^2+2*x+1)", "|x+1|"),
    ("|x-1| + |x+1|", "max(2, 2*|x|)"),
    ("max(x,y)", "(x+y+|x-y|)/2"),
    ("exp(-x^2/2)/sqrt(2*pi)", "1/(sqrt(2*pi)*exp(x^2/2))"),
]

UNEQUAL = [
    ("x^2 - 1", "(x-1)*(x+1) + 1"),
    ("sqrt(x^2)", "x"),
    ("sqrt(x^2+2*x+1)", "x+1"),
    ("sqrt(x^2*y)", "x sqrt(y)"),
    ("atan(x) + atan(1/x)", "pi/2"),
    ("(sqrt(2)-1)^60", "0"),
    ("pi", "3.14159265"),
    ("1/3", "0.333"),
    ("e^(pi*sqrt(163))", "262537412640768744"),
    ("ln(x+y)", "ln(x) + ln(y)"),
    ("(x+y)^2", "x^2 + y^2"),
    ("|x+y|", "|x| + |y|"),
    ("sin(2*x)", "2*sin(x)"),
]


@pytest.mark.parametrize(("a", "b"), EQUAL)
def test_identities_are_proved_both_ways(a: str, b: str) -> None:
    assert decide(a, b) == "equal"
    assert decide(b, a) == "equal"


@pytest.mark.parametrize(("a", "b"), EQUAL)
def test_an_identity_that_is_a_little_off_is_refuted(a: str, b: str) -> None:
    assert decide(a, f"{b} + 1/10^12") == "unequal"


@pytest.mark.parametrize(("a", "b"), UNEQUAL)
def test_what_differs_somewhere_is_refuted(a: str, b: str) -> None:
    assert decide(a, b) == "unequal"


def test_assumptions_narrow_the_domain() -> None:
    assert decide("sqrt(x^2)", "x", x="positive") == "equal"
    assert decide("|x-2|", "x-2", x="> 2") == "equal"
    assert decide("|x-2|", "x-2", x="positive") == "unequal"
    assert decide("cos(2*pi*n)", "1", n="integer") == "equal"
    assert decide("cos(2*pi*n)", "1") == "unequal"
    assert decide("sin(n*pi)", "0", n="integer") == "equal"


def test_a_refutation_names_the_point_and_both_values() -> None:
    found = compare_scalars(parse("sqrt(x^2)", symbols=NAMES), parse("x", symbols=NAMES))
    point, _, values = found.counterexample.partition(": ")
    x = Fraction(point.removeprefix("x = "))
    first, second = (float(value) for value in values.split(" and "))
    assert x < 0
    assert first == pytest.approx(abs(float(x)), rel=1e-5)
    assert second == pytest.approx(float(x), rel=1e-5)


# --- random polynomials and rational functions: the truth is known from exact arithmetic ------------------------------------


def trees(depth: int) -> st.SearchStrategy[Node]:
    leaf = st.one_of(
        st.integers(-4, 4).map(lambda k: Number(0, Fraction(k)) if k >= 0 else Negative(0, Number(0, Fraction(-k)))),
        st.sampled_from(["x", "y"]).map(lambda name: Variable(0, name)),
    )
    if depth == 0:
        return leaf
    below = trees(depth - 1)
    return st.one_of(
        leaf,
        st.tuples(below, below).map(lambda pair: Sum(0, pair)),
        st.tuples(below, below).map(lambda pair: Product(0, pair)),
        st.tuples(below, below).map(lambda pair: Quotient(0, *pair)),
        st.tuples(below, st.integers(2, 3)).map(lambda pair: Power(0, pair[0], Number(0, Fraction(pair[1])))),
    )


def value(node: Node, point: dict[str, Fraction]) -> Fraction:
    match node:
        case Number(value=number):
            return number
        case Variable(name=name):
            return point[name]
        case Negative(inner=inner):
            return -value(inner, point)
        case Sum(terms=terms):
            return sum((value(term, point) for term in terms), Fraction(0))
        case Product(factors=factors):
            result = Fraction(1)
            for factor in factors:
                result *= value(factor, point)
            return result
        case Quotient(numerator=over, denominator=under):
            return value(over, point) / value(under, point)
        case Power(base=base, exponent=Number(value=number)):
            return value(base, point) ** int(number)
    raise AssertionError(node)


@settings(max_examples=150, deadline=None)
@given(trees(3), trees(3))
def test_rational_functions_are_decided_as_exact_arithmetic_says(a: Node, b: Node) -> None:
    dice = random.Random(7)
    seen, differ = 0, False
    for _ in range(40):
        point = {name: Fraction(dice.randint(-60, 60), dice.randint(1, 30)) for name in ("x", "y")}
        try:
            differ = differ or value(a, point) != value(b, point)
            seen += 1
        except ZeroDivisionError:
            continue
    if seen < 30:
        return
    assert compare_scalars(a, b).outcome == ("unequal" if differ else "equal")
