"""Relations in one real variable, decided: the zeros and the ends of all functions that occur cut the line into pieces.

Both sides are true or false at each cut and between two of them; where they differ is the counterexample.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cmp_to_key

from flint import arb, fmpq

from examgen.deciding.ball_functions import middle
from examgen.deciding.decision import Decision, NoValueError, TooHardError
from examgen.deciding.domain import Domain
from examgen.deciding.elements import Builder
from examgen.deciding.kernels import Algebra
from examgen.deciding.ring import NeedSignError, UndefinedError
from examgen.deciding.roots import RealNumber, Scalars, ends, rational_between, same_number, zeros
from examgen.deciding.truth import METHOD, atoms, differ_at, difference, sign_at
from examgen.deciding.walking import same, variables_of
from examgen.notation.tree import And, Constant, Intersection, Interval, Listing, Negative, Node, Or, Relation, Truth, Union, Variable

_MOST_ATOMS = 12


@dataclass(frozen=True, slots=True)
class _Cut:
    """A number at which something happens, and the atoms that are zero there."""

    number: RealNumber
    zero: frozenset[int]


def compare_on_a_line(a: Node, b: Node, name: str, scalars: Scalars, assumptions: Mapping[str, str]) -> Decision:
    """Compare two combinations of relations in one real variable.

    Raises:
        TooHardError: zeros are not found, or numbers are not told apart.
    """
    found = [*atoms(a), *atoms(b)]
    if len(found) > _MOST_ATOMS:
        raise TooHardError
    functions = {id(atom): difference(atom) for atom in found}
    cuts: list[_Cut] = []
    constant: dict[int, int | None] = {}
    for atom in found:
        function = functions[id(atom)]
        if name not in variables_of(function):
            constant[id(atom)] = sign_at(function, {})
            continue
        if _is_zero_everywhere(function, scalars):
            constant[id(atom)] = 0
            continue
        for number in zeros(function, name):
            _add(cuts, number, id(atom), scalars)
        for number in ends(function, name):
            _add(cuts, number, None, scalars)
    domain = Domain((name,), assumptions)
    if domain.complex_names or domain.remainders:
        raise TooHardError
    whole = bool(domain.whole)
    for end in domain.spans.get(name) or ((domain.ends[name],) if name in domain.ends else ()):
        _add(cuts, RealNumber((-int(end.p), int(end.q))), None, scalars)
    cuts.sort(key=cmp_to_key(_order))
    balls = [cut.number.ball(128) for cut in cuts]
    for place in range(len(cuts) + 1):
        left, right = (balls[place - 1] if place else None), (balls[place] if place < len(cuts) else None)
        inside = _whole_between(left, right) if whole else rational_between(left, right)
        if inside is not None and domain.allows(name, inside):
            differs = differ_at(a, b, functions, constant, {name: inside}, frozenset())
            if differs is not None:
                return _by_solution(name, str(inside), differs)
        if place < len(cuts):
            cut = cuts[place]
            if not _may_be(domain, name, balls[place]) or (whole and not balls[place].contains_integer()):
                continue
            differs = differ_at(a, b, functions, constant, {name: balls[place]}, cut.zero)
            if differs is not None:
                return _by_solution(name, _shown(cut.number, balls[place]), differs)
    return Decision("equal", METHOD)


def _is_zero_everywhere(function: Node, scalars: Scalars) -> bool:
    algebra = Algebra()
    try:
        return not Builder(algebra).element(function).over
    except (NeedSignError, UndefinedError, TooHardError):
        return False


def _may_be(domain: Domain, name: str, number: arb) -> bool:
    """Whether a number lies within the ends of the domain, none of which counts."""
    if name in domain.spans:
        low, high = domain.spans[name]
        return bool(number > arb(low) and number < arb(high))
    sides = domain.sides_of[name]
    return len(sides) > 1 or bool((number - arb(domain.ends.get(name, fmpq(0)))) * sides[0] > 0)


def _whole_between(low: arb | None, high: arb | None) -> fmpq | None:
    """A whole number between two numbers, or None where there is none."""
    if low is None:
        return fmpq(int(middle(high.lower()) // 1) - 1) if high is not None else fmpq(0)
    found = int(middle(low.upper()) // 1) + 1
    return fmpq(found) if high is None or arb(found) < high else None


def _add(cuts: list[_Cut], number: RealNumber, atom: int | None, scalars: Scalars) -> None:
    own = frozenset() if atom is None else frozenset((atom,))
    try:
        number.ball()
    except NoValueError:
        return  # a solution that is no real number
    for place, cut in enumerate(cuts):
        if same_number(cut.number, number, scalars):
            cuts[place] = _Cut(cut.number, cut.zero | own)
            return
    cuts.append(_Cut(number, own))


def _order(a: _Cut, b: _Cut) -> int:
    for bits in (64, 256, 1024):
        x, y = a.number.ball(bits), b.number.ball(bits)
        if x < y:
            return -1
        if x > y:
            return 1
    raise TooHardError


def _by_solution(name: str, value: str, right: bool) -> Decision:
    if right:
        return Decision("unequal", METHOD, f"{name} = {value} is a solution that yours does not have.", f"{name} = {value}")
    return Decision("unequal", METHOD, f"{name} = {value} solves yours, but it is no solution.", f"{name} = {value}")


def _shown(number: RealNumber, ball: arb) -> str:
    if number.tree is None and len(number.factor) == 2:
        return str(fmpq(-number.factor[0], number.factor[1]))
    return f"{float(ball.mid()):.6g} (rounded)"


# --- sets of real numbers --------------------------------------------------------------------------------------------------


def compare_sets_of_reals(reference: Node, student: Node, *, scalars: Scalars) -> Decision:
    """Intervals, unions and intersections of them, and finite sets of numbers."""
    if variables_of(reference) | variables_of(student):
        return _compare_with_parameters(reference, student, scalars)
    name = "x"
    try:
        return compare_on_a_line(_as_relation(reference, name), _as_relation(student, name), name, scalars, {})
    except (TooHardError, NoValueError):
        return Decision("undecided", "intervals")


def _compare_with_parameters(a: Node, b: Node, scalars: Scalars) -> Decision:
    """Intervals whose ends have variables in them: the same ends, which belong to them or not."""
    if not (isinstance(a, Interval) and isinstance(b, Interval)):
        return Decision("undecided", "sets with parameters")
    if (a.closed_low, a.closed_high) != (b.closed_low, b.closed_high):
        return Decision("unequal", "the ends", "An end belongs to one of the intervals, and not to the other.")
    for name, right, given in (("lower", a.low, b.low), ("upper", a.high, b.high)):
        if _is_infinite(right) or _is_infinite(given):
            found = Decision("equal" if same(right, given) else "unequal", "the ends")
        else:
            found = scalars(right, given)
        if found.outcome != "equal":
            return replace(found, reason=f"The {name} end is another one." if found.outcome == "unequal" else found.reason)
    return Decision("equal", "the ends")


def _as_relation(node: Node, name: str) -> Node:
    """What it is for a number to be in a set."""
    x = Variable(0, name)
    if isinstance(node, Interval):
        inside: list[Node] = []
        if not _is_infinite(node.low):
            inside.append(Relation(0, x, ">=" if node.closed_low else ">", node.low))
        if not _is_infinite(node.high):
            inside.append(Relation(0, x, "<=" if node.closed_high else "<", node.high))
        return And(0, tuple(inside)) if inside else Truth(0, True)
    if isinstance(node, Listing):
        return Or(0, tuple(Relation(0, x, "=", entry) for entry in node.entries))
    if isinstance(node, Union):
        return Or(0, tuple(_as_relation(part, name) for part in node.parts))
    if isinstance(node, Intersection):
        return And(0, tuple(_as_relation(part, name) for part in node.parts))
    raise TooHardError


def _is_infinite(node: Node) -> bool:
    inner = node.inner if isinstance(node, Negative) else node
    return isinstance(inner, Constant) and inner.name == "oo"
