"""Equations, inequalities and what and, or, not make of them: equal when they have the same solutions."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress

from examgen.deciding.balls import NoValueError
from examgen.deciding.decision import Decision, TooHardError
from examgen.deciding.line import compare_on_a_line
from examgen.deciding.roots import Scalars
from examgen.deciding.signs import both, has_both_signs
from examgen.deciding.space import compare_in_space
from examgen.deciding.truth import of_constants
from examgen.deciding.walking import same, variables_of
from examgen.notation.tree import And, Node, Not, Or, Relation


def compare_relations(
    reference: Node,
    student: Node,
    *,
    variables: tuple[str, ...],
    scalars: Scalars,
    assumptions: Mapping[str, str],
) -> Decision:
    """Whether two relations, or combinations of relations, have the same solutions in the declared variables."""
    if same(reference, student):
        return Decision("equal", "the same expression")
    a, b = (_without_both_signs(node) for node in (reference, student))
    names = tuple(sorted(variables_of(a) | variables_of(b)))
    with suppress(TooHardError, NoValueError):
        if not names:
            return of_constants(a, b)
        if len(names) == 1:
            return compare_on_a_line(a, b, names[0], scalars, assumptions)
    return compare_in_space(a, b, names, scalars, assumptions)


def _without_both_signs(node: Node) -> Node:
    """``x = ± 2`` as ``x = 2 or x = -2``."""
    if isinstance(node, Relation) and has_both_signs(node):
        return Or(node.at, both(node))
    if isinstance(node, And | Or):
        return type(node)(node.at, tuple(_without_both_signs(part) for part in node.parts))
    if isinstance(node, Not):
        return Not(node.at, _without_both_signs(node.part))
    return node
