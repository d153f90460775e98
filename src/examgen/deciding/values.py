"""Single values with everything that may stand in them: calculus is worked out, ± stands for two values, sums may run to a variable."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

from examgen.deciding.building import replaced
from examgen.deciding.decision import Decision
from examgen.deciding.scalars import compare_scalars
from examgen.deciding.signs import both, has_both_signs
from examgen.deciding.walking import types_in, variables_of
from examgen.notation.tree import Derivative, Integral, Negative, Node, Number, Product, Series, Sum, Variable

_CALCULUS = frozenset((Derivative, Integral))


def compare_values(reference: Node, student: Node, assumptions: Mapping[str, str] | None = None) -> Decision:
    """Compare two trees of single values."""
    if has_both_signs(reference) or has_both_signs(student):
        return _compare_pairs(reference, student, assumptions)
    if types_in(reference).isdisjoint(_CALCULUS) and types_in(student).isdisjoint(_CALCULUS):
        return compare_functions(reference, student, assumptions)
    from examgen.deciding.integration.worked import compare_worked_out

    return compare_worked_out(reference, student, assumptions, compare_functions)


def compare_functions(a: Node, b: Node, assumptions: Mapping[str, str] | None = None) -> Decision:
    """Compare two trees without derivatives and integrals."""
    for first, second in ((a, b), (b, a)):
        if _runs_to_a_variable(first):
            return _by_induction(first, second, assumptions)
    return compare_scalars(a, b, assumptions)


def _compare_pairs(reference: Node, student: Node, assumptions: Mapping[str, str] | None) -> Decision:
    """Both values of the one are both values of the other, in any order."""
    right, given = both(reference), both(student)
    worst: Decision | None = None
    for order in (given, given[::-1]):
        found = [compare_values(a, b, assumptions) for a, b in zip(right, order, strict=True)]
        if all(one.outcome == "equal" for one in found):
            return Decision("equal", "both signs")
        if all(one.outcome in ("equal", "probably equal") for one in found):
            return Decision("probably equal", "both signs")
        unsure = next((one for one in found if one.outcome != "equal"), found[0])
        if worst is None or unsure.outcome == "undecided":
            worst = unsure
    if worst is not None and worst.outcome != "undecided":
        # two pairs are the same values, changing places as they may (±x and ±|x|), when their sums and products are the same
        whole = [compare_values(make(right), make(given), assumptions).outcome for make in (_added, _multiplied)]
        if all(outcome in ("equal", "probably equal") for outcome in whole):
            return Decision("equal" if set(whole) == {"equal"} else "probably equal", "both signs")
        if "undecided" in whole:
            return Decision("undecided", "both signs")
    assert worst is not None
    return replace(worst, reason=worst.reason and "With both signs, your answer stands for other values than the right one.")


def _added(pair: tuple[Node, Node]) -> Node:
    return Sum(0, pair)


def _multiplied(pair: tuple[Node, Node]) -> Node:
    return Product(0, pair)


def _runs_to_a_variable(node: Node) -> bool:
    return isinstance(node, Series) and bool(variables_of(node.high)) and not variables_of(node.low)


def _by_induction(found: Node, closed: Node, assumptions: Mapping[str, str] | None) -> Decision:
    """A sum equals a closed form when both start alike and grow by the same term."""
    assert isinstance(found, Series)
    names = sorted(variables_of(found.high))
    given = {**(assumptions or {}), **dict.fromkeys(names, "positive integer")}  # a sum to n is one for n = 1, 2, ...
    start = compare_scalars(found, closed, given)
    if start.outcome != "probably equal" and start.outcome != "undecided":
        return start
    if len(names) != 1 or not isinstance(found.high, Variable):
        return start
    name = names[0]
    first = compare_scalars(replaced(found.inner, found.variable, found.low), replaced(closed, name, found.low), given)
    before = replaced(closed, name, Sum(0, (found.high, Negative(0, Number(0, Fraction(1))))))
    last = replaced(found.inner, found.variable, found.high)
    grown = Sum(0, (before, last)) if found.shape == "sum" else Product(0, (before, last))
    step = compare_scalars(closed, grown, given)
    if first.outcome == step.outcome == "equal":
        return Decision("equal", "by induction")
    return start
