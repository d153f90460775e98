"""Combinations of relations at a point: the signs of the functions in them make them true or false."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from examgen.deciding.balls import real_ball
from examgen.deciding.decision import Decision, NoValueError, TooHardError
from examgen.deciding.walking import exact_number, walk
from examgen.notation.tree import And, Negative, Node, Not, Number, Or, Relation, Sum, Truth

#: How a decision was made, for reports.
METHOD = "the same solutions"


def atoms(node: Node) -> list[Relation]:
    """The relations in a combination."""
    return [one for one in walk(node) if isinstance(one, Relation)]


def difference(atom: Relation) -> Node:
    """Left minus right: the function whose sign makes a relation true or false."""
    if isinstance(atom.right, Number) and atom.right.value == 0:
        return atom.left
    return Sum(0, (atom.left, Negative(0, atom.right)))


_HOLDS = {
    "=": lambda sign: sign == 0,
    "!=": lambda sign: sign != 0,
    "<": lambda sign: sign < 0,
    "<=": lambda sign: sign <= 0,
    ">": lambda sign: sign > 0,
    ">=": lambda sign: sign >= 0,
}


def truth(node: Node, signs: Mapping[int, int | None]) -> bool:
    """Whether a combination holds, given the signs of its atoms by identity; None is not defined, and so not true."""
    match node:
        case Truth(value=value):
            return value
        case And(parts=inner):
            return all(truth(part, signs) for part in inner)
        case Or(parts=inner):
            return any(truth(part, signs) for part in inner)
        case Not(part=inner):
            return not truth(inner, signs)
        case Relation():
            sign = signs[id(node)]
            return sign is not None and bool(_HOLDS[node.sign](sign))
    raise TooHardError


def of_constants(a: Node, b: Node) -> Decision:
    """Compare two combinations without variables."""
    values = []
    for node in (a, b):
        signs = {id(atom): sign_at(difference(atom), {}) for atom in atoms(node)}
        values.append(truth(node, signs))
    if values[0] == values[1]:
        return Decision("equal", METHOD)
    return Decision("unequal", METHOD, "One of the two holds, the other does not.")


def sign_at(node: Node, point: Mapping[str, Any]) -> int | None:
    """The sign of a function at a point; None where it has no value.

    Raises:
        TooHardError: it cannot be told.
    """
    exact = exact_number(node)
    if exact is not None:
        return (exact > 0) - (exact < 0)
    for bits in (64, 256, 1024):
        try:
            ball = real_ball(node, point, bits)
        except NoValueError:
            continue
        if ball > 0:
            return 1
        if ball < 0:
            return -1
        if ball == 0:
            return 0
    try:
        real_ball(node, point, 256)
    except NoValueError:
        return None
    raise TooHardError


def differ_at(
    a: Node, b: Node, functions: Mapping[int, Node], constant: Mapping[int, int | None], point: Mapping[str, Any], zero: frozenset[int]
) -> bool | None:
    """None where both hold or both do not; else whether the first one holds."""
    signs = {
        atom: constant[atom] if atom in constant else _sign_on_cut(function, point, atom in zero) for atom, function in functions.items()
    }
    first, second = truth(a, signs), truth(b, signs)
    return None if first == second else first


def _sign_on_cut(function: Node, point: Mapping[str, Any], is_zero: bool) -> int | None:
    if not is_zero:
        return sign_at(function, point)
    return 0
