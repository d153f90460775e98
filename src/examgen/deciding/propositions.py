"""Logic alone: combinations that have the same truth table are the same, whatever their relations and letters stand for."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from itertools import product

from examgen.deciding.decision import Decision, TooHardError
from examgen.deciding.form import written
from examgen.notation.tree import And, Node, Not, Or, Relation, Truth, Variable

_METHOD = "truth table"
_MOST_LETTERS = 10


def compare_propositions(a: Node, b: Node) -> Decision | None:
    """A decision from the truth tables, where they are the same, or where they differ and letters alone stand in them; else None."""
    keys: dict[int, Hashable] = {}
    for node in (a, b):
        _collect(node, keys)
    distinct = sorted(set(keys.values()), key=repr)
    if not distinct or len(distinct) > _MOST_LETTERS:
        return None
    letters = all(isinstance(key, str) for key in distinct)
    for choice in product((True, False), repeat=len(distinct)):
        values = dict(zip(distinct, choice, strict=True))
        first, second = _holds(a, keys, values), _holds(b, keys, values)
        if first == second:
            continue
        if not letters:
            return None  # relations hang together: x < 1 and x > 2 never hold at once
        place = ", ".join(f"{name} {'true' if value else 'false'}" for name, value in values.items())
        return Decision("unequal", _METHOD, f"For {place} your answer is {str(second).lower()}.", place)
    return Decision("equal", _METHOD)


def is_logic(node: Node) -> bool:
    """Whether a combination holds letters that are true or false."""
    match node:
        case And(parts=inner) | Or(parts=inner):
            return any(map(is_logic, inner))
        case Not(part=inner):
            return is_logic(inner)
        case _:
            return isinstance(node, Variable)


def _collect(node: Node, keys: dict[int, Hashable]) -> None:
    match node:
        case And(parts=inner) | Or(parts=inner):
            for part in inner:
                _collect(part, keys)
        case Not(part=inner):
            _collect(inner, keys)
        case Variable(name=name):
            keys[id(node)] = name
        case Relation():
            keys[id(node)] = ("relation", repr(written(_upward(node))))
        case Truth():
            pass
        case _:
            raise TooHardError


def _upward(node: Relation) -> Relation:
    """``2 > x`` as ``x < 2``."""
    if node.sign == ">":
        return Relation(node.at, node.right, "<", node.left)
    return Relation(node.at, node.right, "<=", node.left) if node.sign == ">=" else node


def _holds(node: Node, keys: Mapping[int, Hashable], values: Mapping[Hashable, bool]) -> bool:
    match node:
        case And(parts=inner):
            return all(_holds(part, keys, values) for part in inner)
        case Or(parts=inner):
            return any(_holds(part, keys, values) for part in inner)
        case Not(part=inner):
            return not _holds(inner, keys, values)
        case Truth(value=value):
            return value
        case _:
            return values[keys[id(node)]]
