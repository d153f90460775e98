"""Whether two values are equal: every verdict here is a theorem, or has a counterexample."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from examgen.deciding.scalars import compare_scalars
from examgen.notation.parser import parse, parse_answer
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


#: Equal at every unremarkable point, and different beyond a bend.
BEYOND_A_BEND = [
    ("max(x-100, 0)", "0", ""),
    ("max(|x|-10^6, 0)", "0", ""),
    ("sign(x-1000)", "-1", ""),
    ("|x-1000|", "1000-x", ""),
    ("||x|-500|", "500-|x|", ""),
    ("floor(x/10^9)", "0", "positive"),
    ("sqrt((x-1000)^2)", "1000-x", ""),
    ("sqrt(x^2-2000x+1000000)", "1000-x", ""),
    ("((x-300)^2)^(1/2)", "300-x", ""),
    ("min(max(x,-128),127)", "max(x,-128)", ""),
    ("|x-0.001|", "x-0.001", "positive"),
    ("min(max(x,10^(-7)),1)", "x", "0 < x < 1"),
    ("|x-60|", "60-x", "positive integer"),
    ("mod(x,997)", "x", "positive integer"),
    ("max(e^x,10^8)", "10^8", ""),
    ("max(x,y+1000)", "y+1000", ""),
    ("(1+sign(x-1000))*y", "0", ""),
    ("max(0,1-x/100)*y", "y-y*x/100", ""),
]


@pytest.mark.parametrize(("a", "b", "assumption"), BEYOND_A_BEND)
def test_expressions_that_part_beyond_a_bend_are_told_apart(a: str, b: str, assumption: str) -> None:
    assumptions = {"x": assumption} if assumption else {}
    found = compare_scalars(parse_answer(a, variables=NAMES), parse_answer(b, variables=NAMES), assumptions)
    assert found.outcome == "unequal" and found.counterexample


BENT = ("|{0}|", "max({0}, -({0}))", "sqrt(({0})^2)", "({0})*sign({0})")


@given(st.integers(-(10**7), 10**7), st.integers(1, 10**4), st.sampled_from(BENT))
@settings(max_examples=40, deadline=None)
def test_no_threshold_hides_a_bend(over: int, under: int, text: str) -> None:
    """An absolute value is neither of its branches, wherever its bend lies."""
    line = f"x - ({over})/{under}"
    bent = parse_answer(text.format(line), variables=NAMES)
    for branch in (line, f"-({line})"):
        assert compare_scalars(bent, parse_answer(branch, variables=NAMES), {}).outcome == "unequal"
    assert compare_scalars(bent, parse_answer(f"abs({line})", variables=NAMES), {}).outcome in ("equal", "probably equal")


@pytest.mark.parametrize(
    ("a", "b", "outcome"),
    [
        ("(-8)^(1/3)", "-2", "equal"),
        ("(-8)^(1/3)", "1 + sqrt(3)*i", "unequal"),
        ("1 + sqrt(3)*i", "(-8)^(1/3)", "unequal"),
        ("cbrt(-8)", "1 - sqrt(3)*i", "unequal"),
        ("(-8)^(2/3)", "-2 + 2*sqrt(3)*i", "unequal"),
        ("sqrt(-4)", "2*i", "equal"),
    ],
)
def test_odd_roots_of_negative_numbers_are_real_and_nothing_else(a: str, b: str, outcome: str) -> None:
    assert compare_scalars(parse_answer(a), parse_answer(b), {}).outcome == outcome
