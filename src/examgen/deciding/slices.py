"""Relations in several variables along lines: all variables but one get a value, and what is left is decided exactly.

A line on which two relations differ is a counterexample. Many lines in all directions on which they agree are evidence, not a proof.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from fractions import Fraction

from flint import fmpq

from examgen.deciding.building import replaced
from examgen.deciding.decision import Decision, NoValueError, TooHardError
from examgen.deciding.domain import Domain
from examgen.deciding.line import compare_on_a_line
from examgen.deciding.roots import Scalars
from examgen.deciding.truth import METHOD, of_constants
from examgen.deciding.walking import variables_of, walk
from examgen.notation.tree import Negative, Node, Number, Truth

#: Lines on which both have the same solutions, some but not all numbers, that make two relations probably equal.
_ENOUGH = 8
_UNREMARKABLE = tuple(Fraction(*pair) for pair in ((7, 3), (-5, 7), (1, 11), (-19, 6), (13, 5), (-2, 13), (37, 2), (-41, 3), (3, 8)))
_SMALL = tuple(Fraction(number) for number in (0, 1, -1, 2, -2))


def compare_on_lines(a: Node, b: Node, names: tuple[str, ...], scalars: Scalars, assumptions: Mapping[str, str]) -> Decision | None:
    """``"unequal"`` with a point, ``"probably equal"``, or None where too few lines told anything.

    A line tells something where some of its points are solutions and others are not: two systems of equations, whose few solutions no
    line meets, would agree on all of them.
    """
    telling = 0
    for name in names:
        for point in _lines(a, b, name, names, assumptions):
            with suppress(TooHardError, NoValueError, ArithmeticError):
                first, second = _with_values(a, point), _with_values(b, point)
                found = _compare(first, second, name, scalars, assumptions)
                if found.outcome == "unequal":
                    return _with_point(found, point)
                telling += found.outcome == "equal" and all(
                    _compare(first, Truth(0, value), name, scalars, assumptions).outcome == "unequal" for value in (True, False)
                )
    if telling < _ENOUGH:
        return None
    return Decision("probably equal", "many lines", f"Both have the same solutions on {telling} lines.")


def _with_values(node: Node, point: Mapping[str, Fraction]) -> Node:
    for name, value in point.items():
        number: Node = Number(0, abs(value))
        node = replaced(node, name, Negative(0, number) if value < 0 else number)
    return node


def _compare(a: Node, b: Node, name: str, scalars: Scalars, assumptions: Mapping[str, str]) -> Decision:
    if name not in variables_of(a) | variables_of(b):
        return of_constants(a, b)
    return compare_on_a_line(a, b, name, scalars, {name: assumptions[name]} if name in assumptions else {})


def _lines(a: Node, b: Node, name: str, names: tuple[str, ...], assumptions: Mapping[str, str]) -> Iterator[dict[str, Fraction]]:
    """Values of the other variables: unremarkable ones, small ones, and the numbers that occur with their neighbours."""
    domain = Domain(names, assumptions)
    numbers = sorted({node.value for tree in (a, b) for node in walk(tree) if isinstance(node, Number)})[:4]
    near = [sign * (number + step) for number in numbers for sign in (1, -1) for step in (Fraction(0), Fraction(1, 7), Fraction(-1, 7))]
    values = [*_UNREMARKABLE, *_SMALL, *near]
    others = [other for other in names if other != name]
    for line in range(len(values)):
        point = {other: values[(line + 2 * place) % len(values)] for place, other in enumerate(others)}
        if all(domain.allows(other, fmpq(value.numerator, value.denominator)) for other, value in point.items()):
            yield point


def _with_point(found: Decision, point: Mapping[str, Fraction]) -> Decision:
    place = ", ".join([*(f"{name} = {value}" for name, value in point.items()), found.counterexample])
    reason = found.reason.replace(found.counterexample, place, 1) if found.counterexample else found.reason
    return Decision("unequal", METHOD, reason, place)
