"""Equations, inequalities and what and, or, not make of them: equal when they have the same solutions."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from fractions import Fraction

from examgen.deciding.complex_equations import compare_complex_equations, is_imaginary
from examgen.deciding.decision import Decision, NoValueError, TooHardError
from examgen.deciding.line import compare_on_a_line
from examgen.deciding.propositions import compare_propositions, is_logic
from examgen.deciding.roots import Scalars
from examgen.deciding.signs import both, has_both_signs
from examgen.deciding.slices import compare_on_lines
from examgen.deciding.space import compare_in_space
from examgen.deciding.truth import difference, of_constants
from examgen.deciding.walking import same, variables_of
from examgen.notation.tree import And, Call, Constant, Negative, Node, Not, Number, Or, Power, Relation, Sum, Truth


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
    a, b = (_plainer(node) for node in (reference, student))
    with suppress(TooHardError):
        tables = compare_propositions(a, b)
        if tables is not None:
            return tables
    if is_logic(a) or is_logic(b):
        return Decision("undecided", "letters among relations")
    complex_names = any("complex" in assumptions.get(name, "") for name in variables_of(a) | variables_of(b))
    if complex_names or is_imaginary(a) or is_imaginary(b):
        return compare_complex_equations(a, b, scalars)
    names = tuple(sorted(variables_of(a) | variables_of(b)))
    with suppress(TooHardError, NoValueError):
        if not names:
            return of_constants(a, b)
        if len(names) == 1:
            return compare_on_a_line(a, b, names[0], scalars, assumptions)
    found = compare_in_space(a, b, names, scalars, assumptions)
    if found.outcome != "undecided":
        return found
    return compare_on_lines(a, b, names, scalars, assumptions) or found


def _plainer(node: Node) -> Node:
    """``x = ± 2`` as ``x = 2 or x = -2``, and ``x < oo``, which holds for every number, as true."""
    match node:
        case And(parts=parts) | Or(parts=parts):
            return type(node)(node.at, tuple(map(_plainer, parts)))
        case Not(part=part):
            return Not(node.at, _plainer(part))
        case Relation(left=left, sign=sign, right=right) if sign not in ("=", "!="):
            low, high = map(_infinite, (left, right) if sign in ("<", "<=") else (right, left))
            if low or high:
                return Truth(node.at, low < high)
            if (spread := _spread(node)) is not None:
                return _plainer(spread)
            return Or(node.at, both(node)) if has_both_signs(node) else node
        case Relation(sign="="):
            squares = _zero_squares(node)
            return squares or (Or(node.at, both(node)) if has_both_signs(node) else node)
        case Relation() if has_both_signs(node):
            return Or(node.at, both(node))
        case _:
            return node


def _spread(node: Relation) -> Node | None:
    """``max(x, y) < 1`` says that both are below 1, ``max(x, y) > 1`` that one is above."""
    for side, other, less in ((node.left, node.right, node.sign in ("<", "<=")), (node.right, node.left, node.sign in (">", ">="))):
        if isinstance(side, Call) and side.function in ("max", "min"):
            pairs = ((argument, other) if side is node.left else (other, argument) for argument in side.arguments)
            parts = tuple(Relation(node.at, left, node.sign, right) for left, right in pairs)
            return And(node.at, parts) if less == (side.function == "max") else Or(node.at, parts)
    return None


def _zero_squares(node: Relation) -> Node | None:
    """``x^2 + (y-1)^2 = 0`` says that both are zero."""
    whole = difference(node)
    if not isinstance(whole, Sum):
        return None
    bases = [term.base for term in whole.terms if isinstance(term, Power) and isinstance(term.exponent, Number)
             and term.exponent.value > 0 and term.exponent.value % 2 == 0]  # fmt: skip
    if len(bases) < len(whole.terms):
        return None
    return And(node.at, tuple(Relation(node.at, base, "=", Number(0, Fraction(0))) for base in bases))


def _infinite(node: Node) -> int:
    """1 for infinity, -1 for its opposite, 0 for anything else."""
    if isinstance(node, Negative):
        return -_infinite(node.inner)
    return int(isinstance(node, Constant) and node.name == "oo")
