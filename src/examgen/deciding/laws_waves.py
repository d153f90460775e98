"""The laws of sine and cosine, of their hyperbolic kin, of the inverse functions, and of the parts of complex numbers."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from examgen.deciding.kernels import Algebra
from examgen.deciding.laws import absolute, as_rational, conjugate, exponential, logarithm, over, rational_power, sign
from examgen.deciding.ring import Element

_HALF = Fraction(1, 2)


def _circle(algebra: Algebra, a: Element) -> tuple[Element, Element]:
    """e^(i a) and e^(-i a)."""
    turned = algebra.multiply(algebra.unit(_HALF), a)
    return exponential(algebra, turned), exponential(algebra, algebra.multiply(algebra.number(-1), turned))


def sine(algebra: Algebra, a: Element) -> Element:
    """sin a = (e^(i a) - e^(-i a)) / (2 i)."""
    plus, minus = _circle(algebra, a)
    return algebra.multiply(algebra.add(plus, minus, -1), Element({((algebra.kernel("unit", None), _HALF),): Fraction(-1, 2)}))


def cosine(algebra: Algebra, a: Element) -> Element:
    """cos a = (e^(i a) + e^(-i a)) / 2."""
    plus, minus = _circle(algebra, a)
    return algebra.multiply(algebra.add(plus, minus), algebra.number(_HALF))


def _hyperbolic(algebra: Algebra, a: Element, factor: int) -> Element:
    other = exponential(algebra, algebra.multiply(algebra.number(-1), a))
    return algebra.multiply(algebra.add(exponential(algebra, a), other, factor), algebra.number(_HALF))


def odd_function(algebra: Algebra, name: str, a: Element) -> Element:
    """A function with f(-x) = -f(x), as a kernel of a canonical argument whose number is positive."""
    if not a.over:
        return a
    number, monomial, factors = algebra.canonical(a)
    one = algebra.generator("function", (name, ((abs(number), monomial, factors),)))
    return one if number > 0 else algebra.multiply(algebra.number(-1), one)


def arctangent(algebra: Algebra, a: Element) -> Element:
    """atan a. The denominators of the argument get signs, since the sum laws jump there."""
    if as_rational(a) in (1, -1):
        return algebra.multiply(algebra.generator("pi", None), algebra.number(Fraction(as_rational(a) or 0) / 4))
    for base, exponent in algebra.factors(a)[2]:
        if exponent < 0:
            algebra.sign(base)
    return odd_function(algebra, "atan", a)


def arcsine(algebra: Algebra, a: Element) -> Element:
    """asin a = atan(a / sqrt(1 - a^2)), with its values at the ends."""
    known = as_rational(a)
    if known in (1, -1):
        return algebra.multiply(algebra.generator("pi", None), algebra.number(Fraction(known or 0) / 2))
    inner = algebra.add(algebra.number(1), algebra.multiply(a, a), -1)
    return arctangent(algebra, over(algebra, a, rational_power(algebra, inner, _HALF)))


def arccosine(algebra: Algebra, a: Element) -> Element:
    """acos a = pi/2 - asin a."""
    half = algebra.multiply(algebra.generator("pi", None), algebra.number(_HALF))
    return algebra.add(half, arcsine(algebra, a), -1)


def area_sine(algebra: Algebra, a: Element) -> Element:
    """asinh a = ln(a + sqrt(a^2 + 1))."""
    root = rational_power(algebra, algebra.add(algebra.multiply(a, a), algebra.number(1)), _HALF)
    return logarithm(algebra, algebra.add(a, root))


def area_cosine(algebra: Algebra, a: Element) -> Element:
    """acosh a = ln(a + sqrt(a - 1) sqrt(a + 1))."""
    one = algebra.number(1)
    low, high = rational_power(algebra, algebra.add(a, one, -1), _HALF), rational_power(algebra, algebra.add(a, one), _HALF)
    return logarithm(algebra, algebra.add(a, algebra.multiply(low, high)))


def area_tangent(algebra: Algebra, a: Element) -> Element:
    """atanh a = ln((1 + a) / (1 - a)) / 2."""
    one = algebra.number(1)
    return algebra.multiply(logarithm(algebra, over(algebra, algebra.add(one, a), algebra.add(one, a, -1))), algebra.number(_HALF))


def _phi(algebra: Algebra, a: Element) -> Element:
    inner = algebra.multiply(a, algebra.generator("prime", 2, -_HALF))
    return algebra.multiply(algebra.add(algebra.number(1), odd_function(algebra, "erf", inner)), algebra.number(_HALF))


def _inverse_of(function: Callable[..., Element]) -> Callable[..., Element]:
    return lambda algebra, a: function(algebra, algebra.inverse(a))


def _one_over(function: Callable[..., Element]) -> Callable[..., Element]:
    return lambda algebra, a: algebra.inverse(function(algebra, a))


def _real_part(algebra: Algebra, a: Element) -> Element:
    return algebra.multiply(algebra.add(a, conjugate(algebra, a)), algebra.number(_HALF))


def _imaginary_part(algebra: Algebra, a: Element) -> Element:
    return algebra.multiply(algebra.add(a, conjugate(algebra, a), -1), Element({((algebra.kernel("unit", None), _HALF),): Fraction(-1, 2)}))


def _sinh(algebra: Algebra, a: Element) -> Element:
    return _hyperbolic(algebra, a, -1)


def _cosh(algebra: Algebra, a: Element) -> Element:
    return _hyperbolic(algebra, a, 1)


def _tan(algebra: Algebra, a: Element) -> Element:
    return over(algebra, sine(algebra, a), cosine(algebra, a))


def _tanh(algebra: Algebra, a: Element) -> Element:
    return over(algebra, _sinh(algebra, a), _cosh(algebra, a))


def _angle(algebra: Algebra, a: Element) -> Element:
    """The imaginary part of the principal logarithm."""
    found = algebra.add(logarithm(algebra, a), logarithm(algebra, absolute(algebra, a)), -1)
    return algebra.multiply(found, algebra.unit(-_HALF))


def angle_of(algebra: Algebra, y: Element, x: Element) -> Element:
    """atan2(y, x)."""
    half = algebra.multiply(algebra.generator("pi", None), algebra.number(_HALF))
    if not x.over:
        return algebra.multiply(algebra.number(sign(algebra, y) if y.over else 0), half)
    slope = arctangent(algebra, over(algebra, y, x))
    if sign(algebra, x) > 0:
        return slope
    return algebra.add(slope, half, 2 if not y.over or sign(algebra, y) > 0 else -2)


LAWS: dict[str, Callable[..., Element]] = {
    "sin": sine, "cos": cosine, "tan": _tan, "cot": _one_over(_tan), "sec": _one_over(cosine), "csc": _one_over(sine), "sinh": _sinh,
    "cosh": _cosh, "tanh": _tanh, "coth": _one_over(_tanh), "sech": _one_over(_cosh), "csch": _one_over(_sinh), "asin": arcsine,
    "acos": arccosine, "atan": arctangent, "acot": _inverse_of(arctangent), "asec": _inverse_of(arccosine), "acsc": _inverse_of(arcsine),
    "asinh": area_sine, "acosh": area_cosine, "atanh": area_tangent, "acoth": _inverse_of(area_tangent),
    "asech": _inverse_of(area_cosine), "acsch": _inverse_of(area_sine), "re": _real_part, "im": _imaginary_part, "arg": _angle,
    "atan2": angle_of, "phi": _phi, "erf": lambda algebra, a: odd_function(algebra, "erf", a),
}  # fmt: skip
