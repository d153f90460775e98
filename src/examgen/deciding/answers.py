"""Answers of all kinds: vectors, matrices, lists, sets, relations. Values of different kinds are never equal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Literal, TypeAlias

from examgen.deciding.decision import Decision, TooHardError
from examgen.deciding.signs import both, has_both_signs
from examgen.deciding.tables import Grid, ShapeError, grid, has_table
from examgen.deciding.values import compare_values
from examgen.notation.tree import And, Constant, Intersection, Interval, Listing, Node, Not, Number, Or, Relation, Truth, Union, Variable

Sort: TypeAlias = Literal["value", "list", "set", "relation", "interval"]

_CALLED: dict[Sort, str] = {
    "value": "a single value",
    "list": "a list or matrix",
    "set": "a set",
    "relation": "an equation or inequality",
    "interval": "an interval",
}


#: What is a single value whatever stands below it.
_VALUES = frozenset((Number, Constant, Variable))
_RELATIONS = frozenset((Relation, And, Or, Not, Truth))


def sort_of(node: Node) -> Sort:
    """What a tree stands for."""
    kind = type(node)
    if kind in _VALUES:
        return "value"
    if kind in _RELATIONS:
        return "relation"
    if kind is Interval:
        return "interval"
    if isinstance(node, (Union, Intersection)):
        sorts = {sort_of(part) for part in node.parts}
        return "interval" if "interval" in sorts else "set"
    if isinstance(node, Listing) and node.shape == "set":
        return "set"
    return "list" if has_table(node) else "value"


def decide(reference: Node, student: Node, kind: str, variables: Sequence[str], assumptions: Mapping[str, str]) -> Decision:
    """``compare_answers``, where no way of deciding raises: what is too hard, is undecided; shapes that do not fit, are unequal."""
    try:
        return compare_answers(reference, student, kind, variables, assumptions)
    except (TooHardError, RecursionError, ArithmeticError, MemoryError):
        return Decision("undecided", "too intricate")
    except ShapeError as fault:
        return Decision("unequal", "shape", str(fault))


def compare_answers(reference: Node, student: Node, kind: str, variables: Sequence[str], assumptions: Mapping[str, str]) -> Decision:
    """Compare two trees of any kind.

    Args:
        kind: the declared kind: a ``"vector"`` has no direction, a ``"matrix"`` has.
        variables: the declared variables of equations.
    """
    right, given = sort_of(reference), sort_of(student)
    if {right, given} == {"set", "interval"} or right == given == "interval":
        from examgen.deciding.line import compare_sets_of_reals

        return compare_sets_of_reals(reference, student, scalars=lambda a, b: compare_values(a, b, assumptions))
    if right != given:
        return Decision("unequal", "kinds", f"Your answer is {_CALLED[given]}; {_CALLED[right]} was asked.")
    if right == "relation":
        from examgen.deciding.relations import compare_relations

        return compare_relations(
            reference,
            student,
            variables=tuple(variables),
            scalars=lambda a, b: compare_values(a, b, assumptions),
            assumptions=assumptions,
        )
    if right == "set":
        return _compare_sets(reference, student, kind, variables, assumptions)
    if right == "list":
        return _compare_lists(reference, student, kind, variables, assumptions)
    return compare_values(reference, student, assumptions)


def _compare_lists(a: Node, b: Node, kind: str, variables: Sequence[str], assumptions: Mapping[str, str]) -> Decision:
    if isinstance(a, Listing) and isinstance(b, Listing) and not (_is_grid(a) and _is_grid(b)):
        return _in_order(a.entries, b.entries, kind, variables, assumptions)
    try:
        right, given = grid(a), grid(b)
    except ShapeError as fault:
        return Decision("unequal", "shape", str(fault))
    except TooHardError:
        return Decision("undecided", "a list that is not worked out here")
    if not _fit(right, given, kind):
        return Decision("unequal", "shape", _other_shape(right, given))
    columns = given.shape[1] if min(given.shape) > 1 else 0
    return _in_order(right.entries, given.entries, kind, variables, assumptions, columns=columns)


def _is_grid(node: Listing) -> bool:
    return all(sort_of(entry) == "value" or isinstance(entry, Listing) for entry in node.entries)


def _fit(a: Grid, b: Grid, kind: str) -> bool:
    if a.shape == b.shape:
        return True
    lines = 1 in a.shape and 1 in b.shape and len(a.entries) == len(b.entries)
    return lines and (a.flat or b.flat or kind in ("vector", "list"))


def _other_shape(a: Grid, b: Grid) -> str:
    if 1 in a.shape and 1 in b.shape:
        if len(a.entries) == len(b.entries):
            return "A row was given where a column was asked, or the other way round."
        return f"Your answer has {len(b.entries)} entries, not {len(a.entries)}."
    return f"Your answer has the shape {b.shape[0]} x {b.shape[1]}, not {a.shape[0]} x {a.shape[1]}."


def _in_order(
    a: Sequence[Node], b: Sequence[Node], kind: str, variables: Sequence[str], assumptions: Mapping[str, str], *, columns: int = 0
) -> Decision:
    """Compare entry by entry. ``columns``: how many there are in a row of a matrix, by which a wrong entry is named."""
    if len(a) != len(b):
        return Decision("unequal", "shape", f"Your answer has {len(b)} entries, not {len(a)}.")
    weakest = Decision("equal", "entry by entry")
    for number, (right, given) in enumerate(zip(a, b, strict=True)):
        found = compare_answers(right, given, kind, variables, assumptions)
        if found.outcome == "unequal":
            place = f"The entry in row {number // columns + 1}, column {number % columns + 1}" if columns else f"Entry {number + 1}"
            return replace(found, reason=f"{place}: {found.reason}" if found.reason else f"{place} is not right.", place=place)
        if found.outcome != "equal" and weakest.outcome != "undecided":
            weakest = found
    return weakest


def _compare_sets(a: Node, b: Node, kind: str, variables: Sequence[str], assumptions: Mapping[str, str]) -> Decision:
    """Each element of the one is an element of the other."""
    right, given = _elements(a), _elements(b)
    if right is None or given is None:
        return Decision("undecided", "a set that is not worked out here")
    weakest = Decision("equal", "element by element")
    for here, there, text in ((given, right, "not in the right set"), (right, given, "missing in yours")):
        for place, element in enumerate(here, start=1):
            found = [compare_answers(element, other, kind, variables, assumptions) for other in there]
            if any(one.outcome == "equal" for one in found):
                continue
            if any(one.outcome != "unequal" for one in found):
                weakest = next(one for one in found if one.outcome != "unequal")
                continue
            reason = f"Element {place} of your set is {text}." if here is given else "An element of the right set is missing in yours."
            return Decision("unequal", "element by element", reason)
    return weakest


def _elements(node: Node) -> list[Node] | None:
    if isinstance(node, Listing):
        return [one for entry in node.entries for one in (both(entry) if has_both_signs(entry) else (entry,))]
    if isinstance(node, Union):
        found = [_elements(part) for part in node.parts]
        return None if None in found else [entry for part in found if part is not None for entry in part]
    return None
