"""The functions of the notation on balls: real ones where a ball is real, principal values where it is complex."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any, TypeAlias

from flint import acb, arb, fmpz

from examgen.deciding.decision import NoValueError

Ball: TypeAlias = Any


class Field:
    """Which numbers balls stand for."""

    def __init__(self, number: Callable[..., Ball], *, is_real: bool) -> None:
        self.number = number
        self.is_real = is_real


def middle(ball: arb) -> Fraction:
    """The middle of a ball, exactly."""
    mantissa, exponent = ball.mid().man_exp()
    return Fraction(int(mantissa)) * Fraction(2) ** int(exponent)


def whole(value: Ball) -> int:
    """The whole number that a ball stands for.

    Raises:
        NoValueError: it is none, or cannot be told.
    """
    found = (value if isinstance(value, arb) else value.real).unique_fmpz()
    if found is None or not (value - found).contains(0) or abs(found) > 10**6:
        raise NoValueError
    return int(found)


def logarithm(value: Ball, field: Field) -> Ball:
    """The natural logarithm.

    Raises:
        NoValueError: there is none.
    """
    if field.is_real and not value > 0:
        raise NoValueError
    if not field.is_real and value.contains(0):
        raise NoValueError
    return value.log()


def _inverted(name: str) -> Callable[..., Ball]:
    def rule(field: Field, value: Ball) -> Ball:
        found = getattr(value, name)()
        if found.contains(0):
            raise NoValueError
        return 1 / found

    return rule


def _of_inverse(name: str) -> Callable[..., Ball]:
    def rule(field: Field, value: Ball) -> Ball:
        if value.contains(0):
            raise NoValueError
        return getattr(1 / value, name)()

    return rule


def _plain(name: str) -> Callable[..., Ball]:
    def rule(field: Field, value: Ball) -> Ball:
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


def _sign(field: Field, value: Ball) -> Ball:
    real = _only_real(value)
    return field.number(1 if real > 0 else -1 if real < 0 else 0 if real == 0 else _undecidable())


def _undecidable() -> int:
    raise NoValueError


def _rounded(name: str) -> Callable[..., Ball]:
    def rule(field: Field, value: Ball) -> Ball:
        found = getattr(_only_real(value), name)().unique_fmpz()
        if found is None:
            raise NoValueError
        return field.number(found)

    return rule


def _extreme(name: str) -> Callable[..., Ball]:
    def rule(field: Field, *values: Ball) -> Ball:
        reals = [_only_real(value) for value in values]
        result = reals[0]
        for value in reals[1:]:
            result = getattr(result, name)(value)
        return field.number(result)

    return rule


def _absolute(field: Field, value: Ball) -> Ball:
    return field.number(abs(value))


def _factorial(field: Field, value: Ball) -> Ball:
    real = _only_real(value)
    whole = real.unique_fmpz() if real.rad() == 0 else None
    if whole is not None and real == whole and not 0 <= whole <= 10**4:
        raise NoValueError
    return (value + 1).gamma()


def _binomial(field: Field, n: Ball, k: Ball) -> Ball:
    top, bottom = _only_real(n), _only_real(k)
    whole = bottom.unique_fmpz() if bottom.rad() == 0 else None
    if whole is not None and bottom == whole and 0 <= whole <= 10**4:
        result = arb(1)
        for j in range(int(whole)):
            result = result * (top - j) / (j + 1)
        return field.number(result)
    found = (top + 1).gamma() / ((bottom + 1).gamma() * (top - bottom + 1).gamma())
    return field.number(found)


def _onwhole(act: Callable[[int, int], int]) -> Callable[..., Ball]:
    def rule(field: Field, *values: Ball) -> Ball:
        numbers = [whole(value) for value in values]
        result = numbers[0]
        for number in numbers[1:]:
            result = act(result, number)
        return field.number(result)

    return rule


def _remainder(a: int, b: int) -> int:
    if b == 0:
        raise NoValueError
    return a % b


def _phi(field: Field, value: Ball) -> Ball:
    """The distribution function of the standard normal distribution."""
    return (1 + (value / arb(2).sqrt()).erf()) / 2


def _atan2(field: Field, y: Ball, x: Ball) -> Ball:
    return field.number(arb.atan2(_only_real(y), _only_real(x)))


def _arg(field: Field, value: Ball) -> Ball:
    full = acb(value)
    if full.contains(0):
        raise NoValueError
    return field.number(full.arg())


def _gcd(a: int, b: int) -> int:
    return int(fmpz(a).gcd(fmpz(b)))


def _lcm(a: int, b: int) -> int:
    return int(fmpz(a).lcm(fmpz(b)))


FUNCTIONS: dict[str, Callable[..., Ball]] = {
    **{name: _plain(name) for name in ("exp", "sin", "cos", "tan", "cot", "sinh", "cosh", "tanh", "coth", "asin", "acos", "atan", "asinh")},
    **{name: _plain(name) for name in ("acosh", "atanh", "erf")},
    "sec": _inverted("cos"), "csc": _inverted("sin"), "sech": _inverted("cosh"), "csch": _inverted("sinh"),
    "acot": _of_inverse("atan"), "asec": _of_inverse("acos"), "acsc": _of_inverse("asin"),
    "acoth": _of_inverse("atanh"), "asech": _of_inverse("acosh"), "acsch": _of_inverse("asinh"),
    "abs": _absolute, "sign": _sign, "floor": _rounded("floor"), "ceil": _rounded("ceil"), "max": _extreme("max"), "min": _extreme("min"),
    "relu": lambda field, value: field.number(_only_real(value).max(arb(0))), "phi": _phi, "factorial": _factorial, "binomial": _binomial,
    "gcd": _onwhole(_gcd), "lcm": _onwhole(_lcm), "mod": _onwhole(_remainder), "atan2": _atan2, "arg": _arg,
    "re": lambda field, value: field.number(value if field.is_real else value.real),
    "im": lambda field, value: field.number(0 if field.is_real else value.imag),
    "conj": lambda field, value: value if field.is_real else acb(value.real, -value.imag),
}  # fmt: skip
