"""Exact expressions as balls: an interval that surely contains the number, at any precision.

A ball that excludes zero proves that a number is not zero. A ball that contains zero proves nothing.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import flint
import sympy
from flint import arb, fmpq, fmpz

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

#: Precisions in bits that are tried one after another.
PRECISIONS = (64, 192, 640)

_UNARY: dict[Any, str] = {
    sympy.log: "log", sympy.Abs: "__abs__", sympy.sin: "sin", sympy.cos: "cos", sympy.tan: "tan", sympy.sinh: "sinh",
    sympy.cosh: "cosh", sympy.tanh: "tanh", sympy.asin: "asin", sympy.acos: "acos", sympy.atan: "atan",
}  # fmt: skip


class NoBallError(Exception):
    """The expression holds something that has no ball, or no real value here."""


def ball(expression: Any, bits: int, at: Mapping[str, Any] | None = None) -> arb:
    """A ball around the value of an expression.

    Args:
        expression: a SymPy expression of numbers, symbols and elementary functions.
        bits: working precision.
        at: rational values of the symbols, by name.

    Raises:
        NoBallError: an unknown function, a symbol without a value, or no finite real value (division by zero, log of a negative number).
    """
    before = flint.ctx.prec
    flint.ctx.prec = bits
    try:
        result = _ball(expression, at or {})
    finally:
        flint.ctx.prec = before
    if not result.is_finite():
        raise NoBallError
    return result


def _ball(e: Any, at: Mapping[str, Any]) -> arb:
    if e.is_Rational:
        return arb(fmpq(int(e.p), int(e.q)))
    if e.is_Symbol:
        if e.name not in at:
            raise NoBallError
        value = at[e.name]
        return arb(fmpq(int(value.p), int(value.q)))
    if e is sympy.E:
        return arb(1).exp()
    if e is sympy.pi:
        return arb.pi()
    if e.is_Add:
        total = arb(0)
        for argument in e.args:
            total += _ball(argument, at)
        return total
    if e.is_Mul:
        product = arb(1)
        for argument in e.args:
            product *= _ball(argument, at)
        return product
    if isinstance(e, sympy.exp):
        return _ball(e.args[0], at).exp()
    if e.is_Pow:
        return _power(e.base, e.exp, at)
    if isinstance(e, sympy.Max | sympy.Min):
        values = [_ball(argument, at) for argument in e.args]
        result = values[0]
        for value in values[1:]:
            result = result.max(value) if isinstance(e, sympy.Max) else result.min(value)
        return result
    method = _UNARY.get(e.func)
    if method is None or len(e.args) != 1:
        raise NoBallError
    applied: arb = getattr(_ball(e.args[0], at), method)()
    return applied


def _power(base: Any, exponent: Any, at: Mapping[str, Any]) -> arb:
    value = _ball(base, at)
    if exponent.is_Integer:
        # Repeated multiplication inside flint: exact about signs, also for balls around negative numbers.
        return value ** arb(fmpz(int(exponent)))
    if not (value > 0 or (value == 0 and exponent.is_positive)):
        raise NoBallError
    if exponent == sympy.S.Half:
        return value.sqrt()
    return value ** _ball(exponent, at)


def measured(expression: Any, at: Mapping[str, Any]) -> tuple[float, float] | None:
    """Middle and radius of a ball of 80 bits around the value, None where there is no ball."""
    try:
        found = ball(expression, 80, at)
    except NoBallError:
        return None
    return float(found.mid()), float(found.rad())


def sign(value: Any) -> int | None:
    """The sign of a constant, or None where no ball tells it; SymPy's own way of finding it has no bound."""
    if value.is_Rational:
        return int(value.p > 0) - int(value.p < 0)
    for bits in PRECISIONS:
        try:
            found = ball(value, bits)
        except NoBallError:
            continue
        if found != 0:  # of a ball: it does not hold 0
            return 1 if found > 0 else -1
    return None


@lru_cache(maxsize=50_000)
def approximation(expression: Any) -> float | None:
    """The value of an expression to about 15 digits, or None where it has none; symbols stand at fixed, unremarkable points."""
    found = measured(expression, dict(zip(_names(expression), _unremarkable(), strict=False)))
    if found is None:
        return None
    middle, radius = found
    return None if radius > 1e-13 * abs(middle) and radius > 1e-300 else middle


def _names(expression: Any) -> list[str]:
    return sorted({symbol.name for symbol in expression.free_symbols})


def _unremarkable() -> Iterator[Any]:
    """Endlessly many positive rationals without simple relations."""
    index = 0
    while True:
        yield sympy.Rational(7919 + 1013 * index, 5077 + 211 * index)
        index += 1
