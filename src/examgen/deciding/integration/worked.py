"""Comparing values in which derivatives and integrals stand: they are worked out first.

Whether an integral has a value may depend on the sign of a parameter. Where nothing is assumed of it, both signs are looked at, and those
for which there is no value do not count. Integrals between numbers that are not found are compared as balls: they differ for sure, or
agree to many digits.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from itertools import product
from typing import Any, TypeAlias

from examgen.deciding.balls import real_ball
from examgen.deciding.calculus import antiderivative, derivative
from examgen.deciding.decision import Decision, NoValueError, TooHardError
from examgen.deciding.domain import Domain
from examgen.deciding.integration.calculation import Calculation
from examgen.deciding.integration.definite import NoIntegralError, NotRealError, proven
from examgen.deciding.integration.enclosures import enclosed
from examgen.deciding.integration.ground import Ground
from examgen.deciding.scalars import points
from examgen.deciding.walking import variables_of
from examgen.notation.tree import Integral, Node

#: How functions are compared.
Compare: TypeAlias = Callable[[Node, Node, Mapping[str, str] | None], Decision]

#: Parameters of which both signs are looked at, at most.
_MOST_SIGNED = 3
#: Points at which real values are looked for.
_MOST_POINTS = 14
#: Bits of balls around integrals; those to which they agree when they are probably equal.
_BITS, _AGREED = (64, 400), 333
_DIVERGES = Decision("unequal", "no value", "An integral diverges: it has no value.")
_NOT_REAL = Decision("undecided", "an integral without real values")
_TOO_HARD = Decision("undecided", "an integral that is not worked out here")


def compare_worked_out(reference: Node, student: Node, assumptions: Mapping[str, str] | None, compare: Compare) -> Decision:
    """Compare two trees with derivatives and integrals."""
    doubts: set[str] = set()
    found = _compared(reference, student, Ground(assumptions, doubts), compare)
    if found not in (_TOO_HARD, _NOT_REAL) or not 0 < len(doubts) <= _MOST_SIGNED:
        return found
    unsigned = sorted(doubts)
    cases = []
    for signs in product(("positive", "negative"), repeat=len(unsigned)):
        given = {**(assumptions or {}), **dict(zip(unsigned, signs, strict=True))}
        one = _compared(reference, student, Ground(given), compare)
        if one.outcome == "unequal" and one is not _DIVERGES:
            return one
        cases.append(one)
    return _together(cases)


def _together(cases: list[Decision]) -> Decision:
    """What the cases say that have a value."""
    counted = [one for one in cases if one not in (_DIVERGES, _NOT_REAL)]
    if not counted:
        return _NOT_REAL if _NOT_REAL in cases else _DIVERGES
    for outcome in ("undecided", "probably equal"):
        for one in counted:
            if one.outcome == outcome:
                return one
    return counted[0]


def _compared(reference: Node, student: Node, ground: Ground, compare: Compare) -> Decision:
    pending: dict[str, Integral] = {}
    try:
        for one, other in ((reference, student), (student, reference)):
            if isinstance(one, Integral) and one.low is None:
                return _antiderivatives(one, other, ground, compare)
        calculation = Calculation(ground, pending)
        a, b = calculation.worked_out(reference), calculation.worked_out(student)
    except NoIntegralError:
        return _DIVERGES
    except NotRealError:
        return _NOT_REAL
    except TooHardError:
        return _TOO_HARD
    if pending:
        return _enclosed(a, b, pending)
    if calculation.is_guarded and not _meet(a, b, ground):
        return _TOO_HARD
    return compare(a, b, ground.assumptions)


def _meet(a: Node, b: Node, ground: Ground) -> bool:
    """Whether both have real values at some point: guards count for real values only."""
    domain = Domain(tuple(sorted(variables_of(a) | variables_of(b))), ground.assumptions)
    for point in points(domain, _MOST_POINTS):
        with suppress(NoValueError):
            real_ball(a, point)
            real_ball(b, point)
            return True
    return False


def _antiderivatives(one: Integral, other: Node, ground: Ground, compare: Compare) -> Decision:
    """An integral without bounds, and a function: the antiderivative of the table, or another one up to its constant."""
    calculation = Calculation(ground, {})
    function = calculation.worked_out(other)
    integrand = calculation.worked_out(one.inner)
    with suppress(TooHardError):
        return compare(antiderivative(integrand, one.variable), function, ground.assumptions)
    found = compare(integrand, derivative(function, one.variable), ground.assumptions)
    if found.outcome == "unequal":
        return replace(found, reason="The derivative of your answer is not the function under the integral.")
    same = compare(proven(integrand, one.variable, ground), function, ground.assumptions)
    return same if same.outcome == "equal" else _TOO_HARD


def _enclosed(a: Node, b: Node, pending: Mapping[str, Integral]) -> Decision:
    """Two numbers in which integrals stand that are known as balls only."""
    try:
        for bits in _BITS:
            point: dict[str, Any] = {name: enclosed(one, bits) for name, one in pending.items()}
            difference = real_ball(a, point, bits) - real_ball(b, point, bits)
            if not difference.contains(0):
                given = f"{float(real_ball(b, point, bits).mid()):.6g}"
                return Decision("unequal", "refuted by balls", f"Your answer is about {given}, which is not the right value.")
        if difference.rad() * 2**_AGREED < 1:
            return Decision("probably equal", "numerical integration", "Both have the same value, to 100 digits.")
    except NoValueError:
        pass
    return _TOO_HARD
