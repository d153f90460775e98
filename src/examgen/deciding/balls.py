"""Trees as balls: an interval, or a disc, that surely holds the value at given points, at any precision.

A ball that excludes zero proves that a number is not zero; one that holds zero proves nothing. Real evaluation knows no value where a
root or logarithm of a negative number is asked for; complex evaluation takes principal values there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any, TypeAlias

import flint
from flint import acb, arb, fmpq, fmpz

from examgen.deciding.walking import exact_number
from examgen.notation.tree import (
    Call,
    Constant,
    Negative,
    Node,
    Number,
    Power,
    Product,
    Quotient,
    Root,
    Series,
    Sum,
    Variable,
)

Ball: TypeAlias = Any

#: More terms of a sum or product are not added up.
MOST_TERMS = 1000


class NoValueError(Exception):
    """There is no value here: a division by zero, a root of a negative number, a function that has no ball."""


def real_ball(node: Node, point: Mapping[str, fmpq], bits: int = 64) -> arb:
    """A ball around the real value of a tree.

    Raises:
        NoValueError: there is no finite real value, or it cannot be told at this precision.
    """
    found: arb = _evaluated(node, point, bits, _REAL)
    return found


def complex_ball(node: Node, point: Mapping[str, fmpq | acb], bits: int = 64) -> acb:
    """A ball around the principal complex value of a tree.

    Raises:
        NoValueError: there is no finite value, or it cannot be told at this precision.
    """
    found: acb = _evaluated(node, point, bits, _COMPLEX)
    return found


def _evaluated(node: Node, point: Mapping[str, Any], bits: int, field: _Field) -> Ball:
    before = flint.ctx.prec
    flint.ctx.prec = bits
    try:
        result = _value(node, point, field)
    except (ZeroDivisionError, OverflowError, ValueError) as error:
        raise NoValueError from error
    finally:
        flint.ctx.prec = before
    if not result.is_finite():
        raise NoValueError
    return result


class _Field:
    """Which numbers balls stand for."""

    def __init__(self, number: Callable[..., Ball], *, is_real: bool) -> None:
        self.number = number
        self.is_real = is_real


_REAL, _COMPLEX = _Field(arb, is_real=True), _Field(acb, is_real=False)


def _value(node: Node, point: Mapping[str, Any], field: _Field) -> Ball:
    kind = type(node)
    if kind is Number:
        value = node.value  # type: ignore[union-attr]
        return field.number(fmpq(value.numerator, value.denominator))
    if kind is Variable:
        found = point.get(node.name)  # type: ignore[union-attr]
        if found is None:
            raise NoValueError
        return field.number(found)
    rule = _RULES.get(kind)
    if rule is None:
        raise NoValueError
    return rule(node, point, field)


def _constant(node: Constant, point: Mapping[str, Any], field: _Field) -> Ball:
    if node.name == "pi":
        return field.number(arb.pi())
    if node.name == "e":
        return field.number(arb(1).exp())
    if node.name == "i" and not field.is_real:
        return acb(0, 1)
    raise NoValueError


def _sum(node: Sum, point: Mapping[str, Any], field: _Field) -> Ball:
    terms = node.terms
    total = _value(terms[0], point, field)
    for term in terms[1:]:
        total += _value(term, point, field)
    return total


def _product(node: Product, point: Mapping[str, Any], field: _Field) -> Ball:
    factors = node.factors
    result = _value(factors[0], point, field)
    for factor in factors[1:]:
        result *= _value(factor, point, field)
    return result


def _quotient(node: Quotient, point: Mapping[str, Any], field: _Field) -> Ball:
    under = _value(node.denominator, point, field)
    if under.contains(0):
        raise NoValueError
    return _value(node.numerator, point, field) / under


def _power(node: Power, point: Mapping[str, Any], field: _Field) -> Ball:
    exponent, base = node.exponent, node.base
    if not isinstance(exponent, Number) and (known := exact_number(exponent)) is not None:
        exponent = Number(exponent.at, known)
    if isinstance(exponent, Number) and exponent.value.denominator == 1:
        value = _value(base, point, field)
        if exponent.value <= 0 and value.contains(0):
            raise NoValueError
        return value ** fmpz(int(exponent.value))
    if isinstance(base, Constant) and base.name == "e":
        return _value(exponent, point, field).exp()
    under = _value(base, point, field)
    over = _value(exponent, point, field)
    if not field.is_real:
        if under.contains(0):
            raise NoValueError
        return under**over
    if under > 0:
        return under.sqrt() if isinstance(exponent, Number) and exponent.value == Fraction(1, 2) else under**over
    if under == 0 and over > 0:
        return arb(0)
    whole = over.unique_fmpz() if under < 0 and over.rad() == 0 else None
    if whole is not None:
        return under**whole
    rational = exact_number(exponent)
    if rational is not None and rational.denominator % 2 and under < 0:  # the real root of a negative number
        size = (-under) ** arb(fmpq(rational.numerator, rational.denominator))
        return -size if rational.numerator % 2 else size
    raise NoValueError


def _root(node: Root, point: Mapping[str, Any], field: _Field) -> Ball:
    value = _value(node.inner, point, field)
    if node.degree == 2:
        if field.is_real and not value >= 0:
            raise NoValueError
        return value.sqrt()
    if field.is_real and value < 0 and node.degree % 2:
        return -((-value).root(node.degree))
    if field.is_real:
        if not value >= 0:
            raise NoValueError
        return value.root(node.degree)
    return value.root(node.degree)


def _negative(node: Negative, point: Mapping[str, Any], field: _Field) -> Ball:
    return -_value(node.inner, point, field)


def _series(node: Series, point: Mapping[str, Any], field: _Field) -> Ball:
    low, high = (_whole(_value(end, point, field)) for end in (node.low, node.high))
    if high - low >= MOST_TERMS:
        raise NoValueError
    result = field.number(0 if node.shape == "sum" else 1)
    for k in range(low, high + 1):
        term = _value(node.inner, {**point, node.variable: fmpq(k)}, field)
        result = result + term if node.shape == "sum" else result * term
    return result


def _whole(value: Ball) -> int:
    found = (value if isinstance(value, arb) else value.real).unique_fmpz()
    if found is None or not (value - found).contains(0) or abs(found) > 10**6:
        raise NoValueError
    return int(found)


def _call(node: Call, point: Mapping[str, Any], field: _Field) -> Ball:
    name = node.function
    values = [_value(argument, point, field) for argument in node.arguments]
    if name == "ln":
        result = _logarithm(values[0], field)
        if node.base is None:
            return result
        under = _logarithm(_value(node.base, point, field), field)
        if under.contains(0):
            raise NoValueError
        return result / under
    rule = _FUNCTIONS.get(name)
    if rule is None:
        raise NoValueError
    return rule(field, *values)


def _logarithm(value: Ball, field: _Field) -> Ball:
    if field.is_real and not value > 0:
        raise NoValueError
    if not field.is_real and value.contains(0):
        raise NoValueError
    return value.log()


def _inverted(name: str) -> Callable[..., Ball]:
    def rule(field: _Field, value: Ball) -> Ball:
        found = getattr(value, name)()
        if found.contains(0):
            raise NoValueError
        return 1 / found

    return rule


def _of_inverse(name: str) -> Callable[..., Ball]:
    def rule(field: _Field, value: Ball) -> Ball:
        if value.contains(0):
            raise NoValueError
        return getattr(1 / value, name)()

    return rule


def _plain(name: str) -> Callable[..., Ball]:
    def rule(field: _Field, value: Ball) -> Ball:
        return getattr(value, name)()

    return rule


def _only_real(value: Ball) -> arb:
    """The real number that a ball stands for, where it is one exactly."""
    if isinstance(value, arb):
        return value
    if not value.imag == 0:
        raise NoValueError
    found: arb = value.real
    return found


def _sign(field: _Field, value: Ball) -> Ball:
    real = _only_real(value)
    return field.number(1 if real > 0 else -1 if real < 0 else 0 if real == 0 else _undecidable())


def _undecidable() -> int:
    raise NoValueError


def _rounded(name: str) -> Callable[..., Ball]:
    def rule(field: _Field, value: Ball) -> Ball:
        found = getattr(_only_real(value), name)().unique_fmpz()
        if found is None:
            raise NoValueError
        return field.number(found)

    return rule


def _extreme(name: str) -> Callable[..., Ball]:
    def rule(field: _Field, *values: Ball) -> Ball:
        reals = [_only_real(value) for value in values]
        result = reals[0]
        for value in reals[1:]:
            result = getattr(result, name)(value)
        return field.number(result)

    return rule


def _absolute(field: _Field, value: Ball) -> Ball:
    return field.number(abs(value))


def _factorial(field: _Field, value: Ball) -> Ball:
    real = _only_real(value)
    whole = real.unique_fmpz() if real.rad() == 0 else None
    if whole is not None and real == whole and not 0 <= whole <= 10**4:
        raise NoValueError
    return (value + 1).gamma()


def _binomial(field: _Field, n: Ball, k: Ball) -> Ball:
    top, bottom = _only_real(n), _only_real(k)
    whole = bottom.unique_fmpz() if bottom.rad() == 0 else None
    if whole is not None and bottom == whole and 0 <= whole <= 10**4:
        result = arb(1)
        for j in range(int(whole)):
            result = result * (top - j) / (j + 1)
        return field.number(result)
    found = (top + 1).gamma() / ((bottom + 1).gamma() * (top - bottom + 1).gamma())
    return field.number(found)


def _on_whole(act: Callable[[int, int], int]) -> Callable[..., Ball]:
    def rule(field: _Field, *values: Ball) -> Ball:
        whole = [_whole(value) for value in values]
        result = whole[0]
        for value in whole[1:]:
            result = act(result, value)
        return field.number(result)

    return rule


def _remainder(a: int, b: int) -> int:
    if b == 0:
        raise NoValueError
    return a % b


def _phi(field: _Field, value: Ball) -> Ball:
    """The distribution function of the standard normal distribution."""
    return (1 + (value / arb(2).sqrt()).erf()) / 2


def _atan2(field: _Field, y: Ball, x: Ball) -> Ball:
    return field.number(arb.atan2(_only_real(y), _only_real(x)))


def _arg(field: _Field, value: Ball) -> Ball:
    full = acb(value)
    if full.contains(0):
        raise NoValueError
    return field.number(full.arg())


def _gcd(a: int, b: int) -> int:
    return int(fmpz(a).gcd(fmpz(b)))


def _lcm(a: int, b: int) -> int:
    return int(fmpz(a).lcm(fmpz(b)))


_FUNCTIONS: dict[str, Callable[..., Ball]] = {
    **{name: _plain(name) for name in ("exp", "sin", "cos", "tan", "cot", "sinh", "cosh", "tanh", "coth", "asin", "acos", "atan", "asinh")},
    **{name: _plain(name) for name in ("acosh", "atanh", "erf")},
    "sec": _inverted("cos"), "csc": _inverted("sin"), "sech": _inverted("cosh"), "csch": _inverted("sinh"),
    "acot": _of_inverse("atan"), "asec": _of_inverse("acos"), "acsc": _of_inverse("asin"),
    "acoth": _of_inverse("atanh"), "asech": _of_inverse("acosh"), "acsch": _of_inverse("asinh"),
    "abs": _absolute, "sign": _sign, "floor": _rounded("floor"), "ceil": _rounded("ceil"), "max": _extreme("max"), "min": _extreme("min"),
    "relu": lambda field, value: field.number(_only_real(value).max(arb(0))), "phi": _phi, "factorial": _factorial, "binomial": _binomial,
    "gcd": _on_whole(_gcd), "lcm": _on_whole(_lcm), "mod": _on_whole(_remainder), "atan2": _atan2, "arg": _arg,
    "re": lambda field, value: field.number(value if field.is_real else value.real),
    "im": lambda field, value: field.number(0 if field.is_real else value.imag),
    "conj": lambda field, value: value if field.is_real else acb(value.real, -value.imag),
}  # fmt: skip

_RULES: dict[type, Callable[..., Ball]] = {
    Constant: _constant,
    Sum: _sum,
    Product: _product,
    Quotient: _quotient,
    Power: _power,
    Root: _root,
    Negative: _negative,
    Call: _call,
    Series: _series,
}
