"""An evaluator of answers with mpmath, only to check the table of cases: a second reader, lenient and independent of the judge's.

It reads plain notation, LaTeX and the other spellings of the table into functions of a point and compares them at random points. A value
that is not real makes a point useless, unless ``i`` occurs or a variable is complex.
"""

from __future__ import annotations

import itertools
import random
from fractions import Fraction
from typing import Any

import mpmath as mp
from judge_case import Case
from judge_reader import Reader
from judge_values import EPS, Point, RealOnly, UndefinedError, UnreadError, Value, same_value

_SPECIAL = [
    mp.mpf(0), mp.mpf(1), mp.mpf(2), mp.mpf(3), mp.mpf(4), mp.mpf(-1), mp.mpf(-2), mp.mpf(5) / 2, mp.mpf(1) / 2, mp.mpf(-1) / 2,
    mp.sqrt(2), -mp.sqrt(2), mp.log(2), mp.exp(2), mp.mpf("1.41421356"), mp.mpf("1.00000005"), mp.pi, mp.mpf("0.3331"), mp.mpf("0.33333"),
    mp.mpf(1) / 3, mp.mpf("1.4141"), mp.mpf("3.1415"), mp.mpf("2000000"), mp.mpf(-5), mp.mpf("1.5"), mp.mpf("-1.5"),
]  # fmt: skip


def _points(case: Case, names: list[str]) -> list[Point]:
    stream = random.Random(case.id)
    found: list[Point] = []
    if case.kind in ("equation", "inequality", "logic", "interval"):
        free = ["?"] if case.kind == "interval" else names
        if len(free) <= 2:
            found = [dict(zip(free, values, strict=True)) for values in itertools.product(_SPECIAL, repeat=len(free))]
        for x in _SPECIAL:
            found += [{"x": x, "y": y} for y in (2 * x + 1, 2 * x - 1, x * x, x / 2, 2 * x, (3 - x) / 2, -x * x, x + 1)]
        found += [{"x": mp.mpf(a) / 5, "y": mp.mpf(b) / 5} for a, b in ((3, 4), (-3, 4), (4, -3))]
        return found if case.kind != "interval" else [p for p in found if "?" in p]
    for k in range(16):
        point: Point = {}
        for name in names:
            point[name] = _number(stream, case.assumptions.get(name, ""), k) if k != 5 or case.assumptions else mp.mpf(2)
        found.append(point)
    return found


def _number(stream: random.Random, assumed: str, k: int) -> Any:
    if assumed == "complex":
        return mp.mpc(stream.uniform(-2, 2), stream.uniform(-2, 2))
    if "integer" in assumed:
        return mp.mpf(stream.randint(1, 9) if "positive" in assumed or k % 2 else stream.randint(-5, 5))
    size = mp.mpf(stream.uniform(0.05, 0.95) if k % 3 == 0 else stream.uniform(0, 3))
    if assumed.startswith(">"):
        return mp.mpf(assumed[1:].strip()) + size
    if assumed.startswith("<"):
        return mp.mpf(assumed[1:].strip()) - size
    return size if assumed == "positive" or k % 4 == 0 else mp.mpf(stream.choice((-1, 1))) * size


def check(case: Case) -> tuple[str, str]:
    """``"agrees"``, ``"disagrees"``, ``"unread"`` or ``"not checked"`` with a detail."""
    if (
        case.truth is None
        or case.group == "constants: not numbers"
        or case.test in ("NumSigFigs", "EqualComAss")
        or case.kind == "choice"
        or case.group == "different kinds"
    ):
        return ("not checked", "")
    digits = 60 if case.variables or case.variables is None else 600
    try:
        with mp.workdps(digits):
            return _read_and_compare(case)
    except (UnreadError, RecursionError, IndexError, AssertionError, TypeError, KeyError, ValueError) as fault:
        return ("unread", f"{type(fault).__name__}: {fault}")


def _read_and_compare(case: Case) -> tuple[str, str]:
    readers = [Reader(case, text) for text in (case.reference, case.student)]
    values = [reader.whole() for reader in readers]
    imaginary = "complex" in case.assumptions.values() or case.group == "constants: complex" or any(reader.imaginary for reader in readers)
    return _compare(case, values, sorted(set().union(*(reader.names for reader in readers))), imaginary)


def _compare(case: Case, values: list[Value], names: list[str], imaginary: bool) -> tuple[str, str]:
    compared = 0
    for point in _points(case, names):
        try:
            found = [_at(value, point, imaginary, case.kind == "plusminus") for value in values]
        except (UndefinedError, ZeroDivisionError, OverflowError, KeyError):
            continue
        if any(not isinstance(value, tuple) and (mp.isinf(value) or mp.isnan(value)) for value in found):
            continue
        compared += 1
        if not (_close(*found, case) if case.test in ("NumAbsolute", "NumRelative") else same_value(*found)):
            return ("agrees", "") if case.truth is False else ("disagrees", f"at {point}: {found}"[:300])
    if not compared:
        return ("unread", "no point")
    return ("agrees", "") if case.truth else ("disagrees", f"the same at {compared} points")


def _at(value: Value, point: Point, imaginary: bool, both: bool) -> Any:
    if both:
        return ("set", *(_at(value, {**point, "±": mp.mpf(sign)}, imaginary, False) for sign in (1, -1)))
    return value(point) if imaginary else _over_the_reals(value, point)


def _over_the_reals(value: Value, point: Point) -> Any:
    with RealOnly():
        return value(point)


def _close(a: Any, b: Any, case: Case) -> bool:
    tolerance = mp.mpf(Fraction(str(case.options["tolerance"])).numerator) / Fraction(str(case.options["tolerance"])).denominator
    if isinstance(a, tuple):
        return len(a) == len(b) and all(_close(x, y, case) for x, y in zip(a[1:], b[1:], strict=True))
    return bool(abs(a - b) <= tolerance * (abs(a) if case.test == "NumRelative" else 1) + EPS)
