"""Trees as balls: an interval, or a disc, that surely holds the value at given points, at any precision.

A ball that excludes zero proves that a number is not zero; one that holds zero proves nothing. Real evaluation knows no value where a
root or logarithm of a negative number is asked for; complex evaluation takes principal values there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

import flint
from flint import acb, arb, fmpq, fmpz

from examgen.deciding.ball_functions import FUNCTIONS, Ball, Field, logarithm, whole
from examgen.deciding.decision import NoValueError
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

#: More terms of a sum or product are not added up.
MOST_TERMS = 1000


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


def _evaluated(node: Node, point: Mapping[str, Any], bits: int, field: Field) -> Ball:
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


_REAL, _COMPLEX = Field(arb, is_real=True), Field(acb, is_real=False)


def _value(node: Node, point: Mapping[str, Any], field: Field) -> Ball:
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


def _constant(node: Constant, point: Mapping[str, Any], field: Field) -> Ball:
    if node.name == "pi":
        return field.number(arb.pi())
    if node.name == "e":
        return field.number(arb(1).exp())
    if node.name == "i" and not field.is_real:
        return acb(0, 1)
    raise NoValueError


def _sum(node: Sum, point: Mapping[str, Any], field: Field) -> Ball:
    terms = node.terms
    total = _value(terms[0], point, field)
    for term in terms[1:]:
        total += _value(term, point, field)
    return total


def _product(node: Product, point: Mapping[str, Any], field: Field) -> Ball:
    factors = node.factors
    result = _value(factors[0], point, field)
    for factor in factors[1:]:
        result *= _value(factor, point, field)
    return result


def _quotient(node: Quotient, point: Mapping[str, Any], field: Field) -> Ball:
    under = _value(node.denominator, point, field)
    if under.contains(0):
        raise NoValueError
    return _value(node.numerator, point, field) / under


def _power(node: Power, point: Mapping[str, Any], field: Field) -> Ball:
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


def _root(node: Root, point: Mapping[str, Any], field: Field) -> Ball:
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


def _negative(node: Negative, point: Mapping[str, Any], field: Field) -> Ball:
    return -_value(node.inner, point, field)


def _series(node: Series, point: Mapping[str, Any], field: Field) -> Ball:
    low, high = (whole(_value(end, point, field)) for end in (node.low, node.high))
    if high - low >= MOST_TERMS:
        raise NoValueError
    result = field.number(0 if node.shape == "sum" else 1)
    for k in range(low, high + 1):
        term = _value(node.inner, {**point, node.variable: fmpq(k)}, field)
        result = result + term if node.shape == "sum" else result * term
    return result


def _call(node: Call, point: Mapping[str, Any], field: Field) -> Ball:
    name = node.function
    values = [_value(argument, point, field) for argument in node.arguments]
    if name == "ln":
        result = logarithm(values[0], field)
        if node.base is None:
            return result
        under = logarithm(_value(node.base, point, field), field)
        if under.contains(0):
            raise NoValueError
        return result / under
    rule = FUNCTIONS.get(name)
    if rule is None:
        raise NoValueError
    return rule(field, *values)


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
