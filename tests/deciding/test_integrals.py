"""Integrals and derivatives of them, from outside: pairs that are equal, that are not, and integrals without a value."""

from __future__ import annotations

import time

import pytest

from examgen import judge

Case = tuple[str, str, dict[str, str]]

EQUAL: list[Case] = [
    ("int(sin(x)^2, x, 0, 2 pi)", "pi", {}),
    ("\\int_0^{2\\pi} \\cos^2 x\\,dx", "\\pi", {}),
    ("int(sin(x)^3, x, 0, pi)", "4/3", {}),
    ("int(sin(x)^2 cos(x)^2, x, 0, pi)", "pi/8", {}),
    ("int(x e^x, x, 0, 1)", "1", {}),
    ("int(x^2 e^(-x), x, 0, 1)", "2 - 5/e", {}),
    ("int(x^3 e^(a x), x, 0, 1)", "(e^a (a^3-3a^2+6a-6)+6)/a^4", {}),
    ("int(x^n ln(x), x, 0, 1)", "-1/(n+1)^2", {"n": "positive"}),
    ("int(x^2 ln(x), x, 1, e)", "(2e^3+1)/9", {}),
    ("int(x sin(x), x, 0, pi)", "pi", {}),
    ("int(x cos(n x), x, 0, pi)", "(cos(n pi)-1)/n^2", {"n": "integer"}),
    ("int(e^(-x) sin(x), x, 0, oo)", "1/2", {}),
    ("int(e^(-a x) sin(b x), x, 0, oo)", "b/(a^2+b^2)", {"a": "positive"}),
    ("int(1/(1+x^2), x, 0, 1)", "pi/4", {}),
    ("int(1/(1+x^2), x, 0, oo)", "pi/2", {}),
    ("int(1/(1+x^2), x, -oo, oo)", "pi", {}),
    ("int(1/(x^2+a^2), x, -oo, oo)", "pi/a", {"a": "positive"}),
    ("int(1/(x^2+a^2), x, -oo, oo)", "pi/|a|", {}),
    ("int(1/(x^2+a^2), x, 0, a)", "pi/(4a)", {}),
    ("int(x/(1+x^2), x, 0, 1)", "ln(2)/2", {}),
    ("int(1/((x-1)(x+2)), x, 2, 3)", "ln(8/5)/3", {}),
    ("int(1/((x-1)(x+2)), x, 2, oo)", "ln(4)/3", {}),
    ("int(x e^(-x^2), x, 0, oo)", "1/2", {}),
    ("int(ln(x)/x, x, 1, e)", "1/2", {}),
    ("int(tanh(x), x, 0, 1)", "ln(cosh(1))", {}),
    ("int(1/(1+e^(-x)), x, 0, 1)", "ln((1+e)/2)", {}),
    ("int(tan(x), x, 0, pi/4)", "ln(2)/2", {}),
    ("int(1/sqrt(1-x^2), x, 0, 1)", "pi/2", {}),
    ("int(1/sqrt(1-x^2), x, 0, 1/2)", "pi/6", {}),
    ("int(sqrt(1-x^2), x, 0, 1)", "pi/4", {}),
    ("int(sqrt(1-x^2), x, -1, 1)", "pi/2", {}),
    ("int(sqrt(r^2-x^2), x, -r, r)", "pi r^2/2", {"r": "positive"}),
    ("int(1/sqrt(1+x^2), x, 0, 1)", "ln(1+sqrt(2))", {}),
    ("int(e^(-x^2/2), x, -oo, oo)", "sqrt(2pi)", {}),
    ("int(e^(-x^2), x, 0, oo)", "sqrt(pi)/2", {}),
    ("int(x^2 e^(-x^2/2), x, -oo, oo)", "sqrt(2pi)", {}),
    ("int((1/(sigma sqrt(2 pi))) e^(-(x-mu)^2/(2 sigma^2)), x, -oo, oo)", "1", {"sigma": "positive"}),
    ("int((x/(sigma sqrt(2 pi))) e^(-(x-mu)^2/(2 sigma^2)), x, -oo, oo)", "mu", {"sigma": "positive"}),
    ("int(((x-mu)^2/(sigma sqrt(2 pi))) e^(-(x-mu)^2/(2 sigma^2)), x, -oo, oo)", "sigma^2", {"sigma": "positive"}),
    ("int((1/sqrt(2 pi)) e^(-x^2/2), x, -oo, z)", "Phi(z)", {}),
    ("int(abs(x), x, -1, 2)", "5/2", {}),
    ("int(abs(x-1), x, 0, 3)", "5/2", {}),
    ("int(abs(x^2-1), x, 0, 2)", "2", {}),
    ("int(abs(sin(x)), x, 0, 2pi)", "4", {}),
    ("int(max(0, x), x, -1, 1)", "1/2", {}),
    ("int(max(x, 1-x), x, 0, 1)", "3/4", {}),
    ("int(min(x, x^2), x, 0, 2)", "11/6", {}),
    ("int(relu(x-1), x, 0, 3)", "2", {}),
    ("int(ln(x), x, 0, 1)", "-1", {}),
    ("int(1/sqrt(x), x, 0, 1)", "2", {}),
    ("int(1/x^2, x, 1, oo)", "1", {}),
    ("int(x e^(-x), x, 0, oo)", "1", {}),
    ("int(lambda x e^(-lambda x), x, 0, oo)", "1/lambda", {"lambda": "positive"}),
    ("\\int_0^\\infty \\lambda x e^{-\\lambda x} dx", "\\frac{1}{\\lambda}", {"lambda": "positive"}),
    ("int(lambda x e^(-lambda x), x, 0, oo)", "1/lambda", {}),
    ("int(lambda^2 x e^(-lambda x), x, 0, oo)", "1", {"lambda": "positive"}),
    ("int(x^n e^(-a x), x, 0, oo)", "n!/a^(n+1)", {"a": "positive", "n": "positive integer"}),
    ("int(x^5 e^(-2 x), x, 0, oo)", "15/8", {}),
    ("int(1/x^(1/3), x, -1, 8)", "9/2", {}),
    ("diff(int(exp(t^2), t, 0, x), x)", "exp(x^2)", {}),
    ("diff(int(exp(t^2), t, x, x^2), x)", "2x exp(x^4)-exp(x^2)", {}),
    ("diff(int(sin(x t)/t, t, 1, x), x)", "sin(x^2)/x + (sin(x^2)-sin(x))/x", {}),
    ("diff(int(e^(-t^2), t, -oo, x), x)", "e^(-x^2)", {}),
    ("\\frac{d}{dx} \\int_0^x e^{t^2} dt", "e^{x^2}", {}),
    ("int(1/t, t, 1, x)", "ln(x)", {}),
    ("int(1/x, x, a, b)", "ln(b/a)", {}),
    ("int(1/x, x, a, b)", "ln(b)-ln(a)", {"a": "positive", "b": "positive"}),
    ("int(1/t^2, t, 1, x)", "1-1/x", {}),
    ("int(1/t^2, t, 1, x)", "1-1/|x|", {}),
    ("int(x^2, x)", "x^3/3", {}),
    ("int(2x, x, 0, 3)", "9", {}),
    ("int(sin(x)/x, x, 0, oo)", "pi/2", {}),
    ("int(e^(-x^2), x, 0, 1)", "sqrt(pi) erf(1)/2", {}),
    ("int(int(x y, y, 0, x), x, 0, 1)", "1/8", {}),
    ("\\int_0^1 \\int_0^x y\\,dy\\,dx", "1/6", {}),
    ("int(x^(-s), x, 1, oo)", "1/(s-1)", {"s": "> 1"}),
    ("int(1/(x ln(x)^2), x, 2, oo)", "1/ln(2)", {}),
    ("int(1/(2+cos(x)), x, 0, 2pi)", "2pi/sqrt(3)", {}),
    ("int(atan(x), x, 0, 1)", "pi/4-ln(2)/2", {}),
    ("int(ln(1+x), x, 0, 1)", "2ln(2)-1", {}),
    ("int(1/(1+x^4), x, 0, oo)", "pi/(2sqrt(2))", {}),
    ("int(1/(1+x^3), x, 0, oo)", "2pi/(3 sqrt(3))", {}),
    ("int(1/(1+x^2)^2, x, -oo, oo)", "pi/2", {}),
    ("int(sqrt(x), x, 0, 4)", "16/3", {}),
    ("int(x/(x^2-1), x, 2, 3)", "ln(8/3)/2", {}),
    ("int(e^(-abs(x)), x, -oo, oo)", "2", {}),
    ("int((1/(2b)) e^(-abs(x-m)/b), x, -oo, oo)", "1", {"b": "positive"}),
    ("int(sech(x)^2, x, -oo, oo)", "2", {}),
    ("int(e^(-x)/(1+e^(-x))^2, x, -oo, oo)", "1", {}),
    ("int(x^(-1/2) e^(-x), x, 0, oo)", "sqrt(pi)", {}),
    ("int(sin(n x)^2, x, 0, 2pi)", "pi", {"n": "positive integer"}),
    ("int(sin(n x) sin(m x), x, 0, 2pi)", "0", {"n": "positive integer", "m": "positive integer"}),
    ("int(x sin(n pi x), x, 0, 1)", "-cos(n pi)/(n pi)", {"n": "positive integer"}),
    ("int(1, x, a, b)", "b-a", {}),
    ("int(1/(b-a), x, a, b)", "1", {}),
    ("int(x/(b-a), x, a, b)", "(a+b)/2", {}),
    ("int(x^2, x, a, b)", "(b^3-a^3)/3", {}),
    ("int(x, x, 1, 0)", "-1/2", {}),
    ("int(e^(-x), x, oo, 0)", "-1", {}),
    ("int(|x|, x, 0, a)", "a|a|/2", {}),
    ("int(1/(1-x), x, 0, a)", "-ln(1-a)", {"a": "< 1"}),
    ("int(sign(x), x, -1, 3)", "2", {}),
    ("int(x^2/(1+x^2), x, 0, 1)", "1-pi/4", {}),
    ("int(sqrt(a^2-x^2), x, 0, a)", "pi a^2/4", {"a": "positive"}),
    ("int(sin(x)cos(x), x, 0, pi/2)", "1/2", {}),
    ("int(e^(-x^2/(2 s^2)), x, -oo, oo)", "s sqrt(2 pi)", {"s": "positive"}),
    ("int(e^(i x), x, 0, pi)", "2i", {}),
    ("int(sum(x^k,k,0,3),x,0,1)", "25/12", {}),
    ("diff(int(t^2,t),t)", "t^2", {}),
    ("int(sin(x)^2,x)", "x/2-sin(2x)/4", {}),
    ("int(x e^x,x)", "(x-1)e^x", {}),
    ("int(1/x,x)", "ln|x|", {}),
    ("int(int(1,y,0,x),x,0,1)", "1/2", {}),
    ("int(int(e^(-x-y),y,x,oo),x,0,oo)", "1/2", {}),
    ("int(int(e^(-x*y),y,0,oo),x,1,2)", "ln(2)", {}),
    ("2*int(x,x,0,1)+1", "2", {}),
    ("int(x^k, x, 0, 1)", "1/(k+1)", {"k": "positive"}),
    ("int(theta e^(-theta x), x, 0, oo)", "1", {"theta": "positive"}),
    ("int(x/(x^2+1)^2,x,0,oo)", "1/2", {}),
    ("int(e^(-t) cos(t), t, 0, x)", "(1+e^(-x)(sin(x)-cos(x)))/2", {}),
    ("int(cos(t), t, 0, x)", "sin(x)", {}),
    ("int(sqrt(x^2+1)/(1+x^2), x, -3, 3)", "2 ln(3+sqrt(10))", {}),
    ("int(tanh(x), x, -1, 1)", "0", {}),
    ("int(x^2 e^(-x^2), x, -oo, oo)", "sqrt(pi)/2", {}),
    ("int(x^4 e^(-x^2/2)/sqrt(2 pi), x, -oo, oo)", "3", {}),
    ("int(x^3 e^(-x^2/2), x, -oo, oo)", "0", {}),
    ("int(k/x^(k+1), x, 1, oo)", "1", {"k": "positive"}),
    ("int(k x/x^(k+1), x, 1, oo)", "k/(k-1)", {"k": "> 1"}),
    ("int(sqrt(2)/(1+x^2), x, 0, 1)", "sqrt(2) pi/4", {}),
    ("int(x^(a-1) e^(-x), x, 0, oo)", "(a-1)!", {"a": "positive"}),
    ("int(-x ln(x), x, 0, 1)", "1/4", {}),
    ("int(pi*(x^2)^2, x, 0, 2)", "32pi/5", {}),
    ("\\int_{-\\infty}^{\\infty} \\frac{1}{\\sqrt{2\\pi}} e^{-x^2/2}\\,dx", "1", {}),
    ("\\int_{0}^{1} \\frac{dx}{1+x^2}", "\\frac{\\pi}{4}", {}),
    ("\\int_1^e \\ln x\\,dx", "1", {}),
    ("\\frac{d}{dx} \\int_0^{x^2} \\sin(t^2)\\,dt", "2x\\sin(x^4)", {}),
    ("int(e^(i x), x, 0, 2pi)", "0", {}),
    ("int(i x, x, 0, 1)", "i/2", {}),
    ("int(x,x,0,i)", "-1/2", {}),
    ("int(x^k, x, 0, 1)", "1/(k+1)", {}),
    ("int(x^k, x, 1, oo)", "-1/(k+1)", {}),
    ("int(e^(-a x), x, 0, oo)", "1/a", {}),
    ("int(e^(a x), x, 0, oo)", "-1/a", {}),
    ("int(e^(-a x^2), x, -oo, oo)", "sqrt(pi/a)", {}),
    ("int(e^(t x) lambda e^(-lambda x), x, 0, oo)", "lambda/(lambda-t)", {"lambda": "positive"}),
    ("int(e^(t x) e^(-x^2/2)/sqrt(2 pi), x, -oo, oo)", "e^(t^2/2)", {}),
    ("int((k/l)*(x/l)^(k-1)*e^(-(x/l)^k), x, 0, oo)", "1", {"k": "positive", "l": "positive"}),
    ("int(1/((x+a)(x+b)), x, 0, oo)", "ln(a/b)/(a-b)", {"a": "positive", "b": "positive"}),
    ("int(1/(x-c), x, 0, 1)", "ln|(1-c)/c|", {}),
    ("int(1/(1-t^2), t, 0, x)", "atanh(x)", {}),
    ("int(1/(1+t), t, 0, x)", "ln(1+x)", {}),
    ("int(ln(t), t, 0, x)", "x ln(x)-x", {}),
    ("int(sqrt(1-t^2), t, 0, x)", "(x sqrt(1-x^2)+asin(x))/2", {}),
    ("int(max(0, t), t, -1, x)", "max(0,x)^2/2", {}),
    ("int((1/(pi g))*(g^2/((x-m)^2+g^2)), x, -oo, oo)", "1", {"g": "positive"}),
    ("int(alpha m^alpha/x^(alpha+1), x, m, oo)", "1", {"alpha": "positive", "m": "positive"}),
    ("int(e^(-s t) t^3, t, 0, oo)", "6/s^4", {}),
    ("diff(diff(x y^4, y), x)", "4y^3", {}),
    ("diff(x max(0, x), x)", "2max(0,x)", {}),
    ("diff(min(x, 2-x), x)", "sign(1-x)", {}),
]
OTHER: list[Case] = [
    ("int(sin(x)^2, x, 0, 2 pi)", "2pi", {}),
    ("int(x e^x, x, 0, 1)", "e-1", {}),
    ("int(x^n ln(x), x, 0, 1)", "1/(n+1)^2", {"n": "positive"}),
    ("int(x sin(x), x, 0, pi)", "3.14159265358979", {}),
    ("int(e^(-a x) cos(b x), x, 0, oo)", "b/(a^2+b^2)", {"a": "positive"}),
    ("int(1/(x^2+a^2), x, -oo, oo)", "pi/a", {}),
    ("int(1/((x-1)(x+2)), x, 0, 3)", "ln(8/5)/3", {}),
    ("int(tan(x), x, 0, pi)", "0", {}),
    ("int(e^(-x^2), x, 0, oo)", "sqrt(pi)", {}),
    ("int((x^2/(sigma sqrt(2 pi))) e^(-(x-mu)^2/(2 sigma^2)), x, -oo, oo)", "sigma^2", {"sigma": "positive"}),
    ("int(lambda x e^(-lambda x), x, 0, oo)", "lambda", {"lambda": "positive"}),
    ("int(x^n e^(-a x), x, 0, oo)", "n!/a^n", {"a": "positive", "n": "positive integer"}),
    ("int(1/x, x, 1, oo)", "oo", {}),
    ("int(1/x, x, 1, oo)", "0", {}),
    ("int(1/x, x, -1, 1)", "0", {}),
    ("int(1/x, x, -1, 2)", "ln(2)", {}),
    ("int(1/x^2, x, -1, 1)", "-2", {}),
    ("int(cos(x), x, 0, oo)", "0", {}),
    ("diff(int(exp(t^2), t, 0, x), x)", "exp(x^2)-1", {}),
    ("int(1/t, t, 1, x)", "ln(-x)", {}),
    ("int(1/t^2, t, 1, x)", "1+1/x", {}),
    ("int(x^2, x)", "x^3/3+1", {}),
    ("int(sin(x)/x, x, 1, 2)", "0.66", {}),
    ("int(e^(sin(x)), x, 0, pi)", "6.2", {}),
    ("int(1/(x ln(x)), x, 2, oo)", "1/ln(2)", {}),
    ("int(1/(2+cos(x)), x, 0, 2pi)", "0", {}),
    ("int(1/(x^2-1), x, 0, 2)", "-ln(3)/2", {}),
    ("int(e^(-x^2/(2 s^2)), x, -oo, oo)", "s sqrt(2 pi)", {}),
    ("int(sin(x)^2,x)", "x/2+sin(2x)/4", {}),
    ("int(1/x,x,-1,1)+1", "1", {}),
    ("int(1/(x^2-1), x, -oo, oo)", "0", {}),
    ("int(x, x, -oo, oo)", "0", {}),
    ("int(sin(x), x, -oo, oo)", "0", {}),
    ("int(e^(-x^2), x, 0, oo)", "0.886226925452758", {}),
    ("\\frac{d}{dx} \\int_0^{x^2} \\sin(t^2)\\,dt", "\\sin(x^4)", {}),
]
OPEN: list[Case] = [
    ("int(tan(t), t, 0, x)", "-ln(cos(x))", {}),
    ("diff(int(e^(t^2), t, -oo, x), x)", "e^(x^2)", {}),
    ("int(floor(x), x, 0, 3)", "3", {}),
    ("int(sin(x)^2,x)", "x/2-sin(2x)/4+1", {}),
    ("int(sin(t)/t,t,0,x)", "x", {}),
    ("int(e^(-x) ln(x), x, 0, oo)", "0", {}),
    ("int(e^(-i w t)*e^(-t), t, 0, oo)", "1/(1+i w)", {}),
]
#: Integrals that diverge, whatever is said of them.
NO_VALUE = [
    "int(1/x, x, 1, oo)",
    "int(1/x, x, 0, 1)",
    "int(1/x, x, -1, 1)",
    "int(1/x, x, -1, 2)",
    "int(1/x^2, x, -1, 1)",
    "int(1/(x-1)^2, x, 0, 2)",
    "int(1/(x ln(x)), x, 2, oo)",
    "int(tan(x), x, 0, pi)",
    "int(1/(x^2-1), x, 0, 2)",
    "int(x, x, -oo, oo)",
    "int(1/x, x, -a, a)",
    "int(sin(x), x, 0, oo)",
    "int(e^x, x, 0, oo)",
    "int(1/sqrt(x), x, 1, oo)",
    "\\int_{-1}^{1} \\frac{1}{x^2}\\,dx",
]


@pytest.mark.parametrize(("reference", "student", "assumptions"), EQUAL)
def test_equal(reference: str, student: str, assumptions: dict[str, str]) -> None:
    start = time.perf_counter()
    found = judge(reference, student, kind="calculus", assumptions=assumptions)
    print(f"{time.perf_counter() - start:.3f} s")
    assert (found.verdict, found.outcome) == (True, "equal"), found


@pytest.mark.parametrize(("reference", "student", "assumptions"), EQUAL)
def test_a_value_near_the_right_one_is_unequal(reference: str, student: str, assumptions: dict[str, str]) -> None:
    if "int(" in reference and reference.count(",") == 1 and "diff" not in reference:
        pytest.skip("an integral without bounds: another constant")
    found = judge(reference, f"({student}) + 1/1000", kind="calculus", assumptions=assumptions)
    assert (found.verdict, found.outcome) == (False, "unequal"), found


@pytest.mark.parametrize(("reference", "student", "assumptions"), OTHER)
def test_other(reference: str, student: str, assumptions: dict[str, str]) -> None:
    found = judge(reference, student, kind="calculus", assumptions=assumptions)
    assert (found.verdict, found.outcome) == (False, "unequal"), found


@pytest.mark.parametrize(("reference", "student", "assumptions"), OPEN)
def test_what_is_not_found_is_left_open(reference: str, student: str, assumptions: dict[str, str]) -> None:
    assert judge(reference, student, kind="calculus", assumptions=assumptions).outcome == "undecided"


@pytest.mark.parametrize("integral", NO_VALUE)
@pytest.mark.parametrize("answer", ["0", "1", "oo", "ln(2)", "-2"])
def test_an_integral_that_diverges_equals_nothing(integral: str, answer: str) -> None:
    for reference, student in ((integral, answer), (answer, integral), (integral, integral)):
        if reference == "oo":
            continue
        found = judge(reference, student, kind="calculus")
        assert found.verdict is False and found.method == "no value", found


def test_an_integral_of_no_rule_is_enclosed() -> None:
    integral = "int(e^(sin(x)), x, 0, pi)"
    assert judge(integral, "6.208758", kind="calculus").outcome == "unequal"
    assert judge(integral, "int(e^(sin(t)), t, 0, pi/2) + int(e^(sin(t)), t, pi/2, pi)", kind="calculus").outcome == "probably equal"
    assert judge("int(sin(x)/x, x, 1, 2)", "0.659329906", kind="calculus").outcome == "unequal"


def test_the_reason_says_that_an_integral_diverges() -> None:
    assert "diverges" in judge("1", "int(1/x, x, 1, oo)", kind="calculus").reason


def test_the_reason_names_the_derivative_of_a_wrong_antiderivative() -> None:
    assert "derivative" in judge("int(sin(x)^2, x)", "x/2 + sin(2x)/4", kind="calculus").reason
