"""Functions, and values of answers at a point: numbers of mpmath, and tuples for everything else. Part of ``judge_check``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import mpmath as mp

mp.mp.dps = 60
EPS = mp.mpf(10) ** -35
Point = dict[str, Any]
Value = Callable[[Point], Any]


class UnreadError(Exception):
    """The text is beyond this reader."""


class UndefinedError(Exception):
    """No value at this point."""


FUNCTIONS = {
    "ln": mp.log, "exp": mp.exp, "sqrt": mp.sqrt, "cbrt": mp.cbrt, "abs": abs, "sin": mp.sin, "cos": mp.cos, "tan": mp.tan, "cot": mp.cot,
    "sec": mp.sec, "csc": mp.csc, "sinh": mp.sinh, "cosh": mp.cosh, "tanh": mp.tanh, "coth": mp.coth, "sech": mp.sech, "asin": mp.asin,
    "acos": mp.acos, "atan": mp.atan, "asinh": mp.asinh, "acosh": mp.acosh, "atanh": mp.atanh, "atan2": mp.atan2, "erf": mp.erf,
    "Phi": mp.ncdf, "phi": mp.npdf, "sign": mp.sign, "floor": mp.floor, "ceil": mp.ceil, "max": max, "min": min, "conj": mp.conj,
    "re": mp.re, "im": mp.im, "arg": mp.arg, "factorial": lambda n: whole_factorial(n), "binomial": mp.binomial,
    "relu": lambda x: max(x, mp.mpf(0)),
}  # fmt: skip
SYNONYMS = {
    "log": "ln", "arcsin": "asin", "arccos": "acos", "arctan": "atan", "arsinh": "asinh", "arcsinh": "asinh", "sgn": "sign",
    "ceiling": "ceil", "Abs": "abs", "Sin": "sin", "nchoosek": "binomial",
}  # fmt: skip


def whole_factorial(n: Any) -> Any:
    if mp.im(n) or n != mp.floor(n) or n < 0:
        raise UndefinedError
    return mp.factorial(n)


class RealOnly:
    """Within it, a value that is not real is no value."""

    active = False

    def __enter__(self) -> None:
        RealOnly.active = True

    def __exit__(self, *rest: object) -> None:
        RealOnly.active = False


def truth_of(value: bool) -> tuple[str, bool]:
    return ("truth", value)


def number_only(value: Any) -> Any:
    if isinstance(value, tuple):
        raise UnreadError("arithmetic of other things than numbers")
    return value


def defined(value: Any) -> Any:
    if not isinstance(value, tuple) and (mp.isnan(value) or (RealOnly.active and mp.im(value) != 0)):
        raise UndefinedError
    return value


def combined(a: Value, b: Value, made: Callable[[Any, Any], Any]) -> Value:
    return lambda p: defined(made(number_only(a(p)), number_only(b(p))))


def added(first: Value | None, sign: str, term: Value) -> Value:
    if sign == "±":
        return lambda p: (first(p) if first else 0) + p["±"] * term(p)
    assert first is not None
    other = first
    return combined(other, term, (lambda a, b: a + b) if sign == "+" else (lambda a, b: a - b))


def divide(a: Any, b: Any) -> Any:
    if b == 0:
        raise UndefinedError
    return a / b


def raised_to(a: Any, b: Any) -> Any:
    if a == 0 and mp.re(b) <= 0:
        raise UndefinedError
    return mp.power(a, b)


def derivative(inner: Value, name: str, order: Value | None) -> Value:
    return lambda p: mp.diff(lambda t: inner({**p, name: t}), p[name], int(order(p)) if order else 1)


def integral(inner: Value, name: str, low: Value | None = None, high: Value | None = None) -> Value:
    if low is None or high is None:
        raise UnreadError("no bounds")
    return lambda p: mp.quad(lambda t: inner({**p, name: t}), [low(p), high(p)])


def series(inner: Value, name: str, word: str, low: Value, high: Value) -> Value:
    def value(p: Point) -> Any:
        terms = [inner({**p, name: mp.mpf(k)}) for k in range(int(low(p)), int(high(p)) + 1)]
        return mp.fsum(terms) if word == "sum" else mp.fprod(terms)

    return value


def several(entries: list[Value], shape: str) -> Value:
    return lambda p: (shape, *(entry(p) for entry in entries))


def transposed(value: Any) -> Any:
    if not isinstance(value[1], tuple):
        return value
    if len(value) == 2:
        return value
    return ("list", *(("list", *column) for column in zip(*(row[1:] for row in value[1:]), strict=True)))


def holds(a: Any, sign: str, b: Any) -> bool:
    if isinstance(a, tuple) or isinstance(b, tuple):
        raise UnreadError("relations of other things than numbers")
    if mp.isinf(a) or mp.isinf(b):
        return bool({"<": a < b, "<=": a < b, ">": a > b, ">=": a > b, "=": False, "!=": True}[sign])
    gap = a - b
    if abs(mp.im(gap)) > EPS:
        raise UndefinedError
    same, less = abs(gap) < EPS, mp.re(gap) < 0
    return {"=": same, "!=": not same, "<": less and not same, "<=": less or same, ">": not less and not same, ">=": same or not less}[sign]


def same_value(a: Any, b: Any) -> bool:
    if isinstance(a, tuple) != isinstance(b, tuple):
        return False
    if not isinstance(a, tuple):
        return bool(abs(a - b) <= mp.mpf(10) ** (10 - mp.mp.dps * 5 // 6) * max(1, abs(a)))
    if a[0] == "truth" or b[0] == "truth":
        return bool(a == b)
    if a[0] != b[0]:
        return False
    if a[0] == "set":
        return all(any(same_value(x, y) for y in b[1:]) for x in a[1:]) and all(any(same_value(x, y) for y in a[1:]) for x in b[1:])
    return len(a) == len(b) and all(same_value(x, y) for x, y in zip(a[1:], b[1:], strict=True))
