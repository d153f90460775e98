"""Relations in several variables: the same irreducible factors are the same equation, a point at which they differ refutes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from itertools import product
from typing import Any

from flint import arb, fmpq

from examgen.deciding.balls import real_ball
from examgen.deciding.building import replaced
from examgen.deciding.decision import Decision, NoValueError, TooHardError
from examgen.deciding.domain import Domain
from examgen.deciding.elements import Builder
from examgen.deciding.kernels import Algebra
from examgen.deciding.peeling import solutions
from examgen.deciding.ring import NeedSignError, UndefinedError
from examgen.deciding.roots import Scalars
from examgen.deciding.scalars import describe, points
from examgen.deciding.truth import METHOD, atoms, differ_at, difference, truth
from examgen.deciding.walking import variables_of
from examgen.notation.tree import And, Node, Relation


def compare_in_space(a: Node, b: Node, names: tuple[str, ...], scalars: Scalars, assumptions: Mapping[str, str]) -> Decision:
    """Compare two combinations of relations in several variables."""
    found = _refuted_in_space(a, b, names, assumptions)
    if found is not None:
        return found
    if _same_system(a, b, scalars, assumptions):
        return Decision("equal", METHOD)
    try:
        if _same_table(a, b, names, assumptions):
            return Decision("equal", METHOD)
    except (TooHardError, NeedSignError, UndefinedError):
        pass
    if isinstance(a, Relation) and isinstance(b, Relation) and a.sign == b.sign == "=" and _same_when_solved(a, b, names, scalars):
        return Decision("equal", METHOD)
    return Decision("undecided", "relations in several variables")


def _same_system(a: Node, b: Node, scalars: Scalars, assumptions: Mapping[str, str]) -> bool:
    """Whether two systems of equations, each solved variable by variable, have the same single solution."""
    with suppress(TooHardError, ZeroDivisionError):
        first, second = _solved_system(a), _solved_system(b)
        if first and first.keys() == second.keys():
            return all(scalars(value, second[name]).outcome == "equal" for name, value in first.items())
    return False


def _solved_system(node: Node) -> dict[str, Node]:
    """Variable -> value, where equations can be solved one after the other."""
    if not isinstance(node, And) or not all(isinstance(part, Relation) and part.sign == "=" for part in node.parts):
        raise TooHardError
    open_ = [difference(part) for part in node.parts if isinstance(part, Relation)]
    known: dict[str, Node] = {}
    while open_:
        solved = ((place, _single_solution(function, sorted(variables_of(function)))) for place, function in enumerate(open_))
        place, found = next(((place, found) for place, found in solved if found is not None), (0, None))
        if found is None:
            raise TooHardError
        name, value = found
        del open_[place]
        open_ = [replaced(function, name, value) for function in open_]
        known = {**{other: replaced(old, name, value) for other, old in known.items()}, name: value}
    return known


def _single_solution(function: Node, names: Sequence[str]) -> tuple[str, Node] | None:
    for name in names:
        with suppress(TooHardError):
            found = solutions(function, name)
            if len(found) == 1:
                return name, found[0]
    return None


def _same_when_solved(a: Relation, b: Relation, names: tuple[str, ...], scalars: Scalars) -> bool:
    """Whether two equations, solved for one of the variables, give the same."""
    for name in names:
        with suppress(TooHardError):
            first, second = solutions(difference(a), name), solutions(difference(b), name)
            if len(first) == len(second) and all(any(scalars(x, y).outcome == "equal" for y in second) for x in first):
                return bool(first)
    return False


def _refuted_in_space(a: Node, b: Node, names: tuple[str, ...], assumptions: Mapping[str, str]) -> Decision | None:
    """A point at which one of the two holds and the other does not."""
    functions = {id(atom): difference(atom) for node in (a, b) for atom in atoms(node)}
    for point in _points(functions.values(), names, assumptions):
        try:
            found = differ_at(a, b, functions, {}, point, frozenset())
        except TooHardError:
            continue
        if found is not None:
            place = describe(point)
            reason = f"{place} is a solution that yours does not have." if found else f"{place} solves yours, but it is no solution."
            return Decision("unequal", METHOD, reason, place)
    return None


def _points(functions: Iterable[Node], names: tuple[str, ...], assumptions: Mapping[str, str]) -> list[dict[str, Any]]:
    """Points anywhere, and points on the curves: a function that is linear in a variable is solved for it."""
    domain = Domain(names, assumptions)
    free = [dict(point) for point in points(domain, 24)]
    found = list(free)
    values = (fmpq(0), fmpq(1), fmpq(-1), fmpq(2), fmpq(-2), fmpq(3))
    if len(names) <= 3 and not domain.whole and all(len(sides) > 1 for sides in domain.sides_of.values()):
        found += [dict(zip(names, choice, strict=True)) for choice in product(values[:5], repeat=len(names))]
    for function in functions:
        for name in names:
            for point in free[:6] + found[24:60:5]:
                value = _solved(function, name, point)
                if value is not None and domain.allows(name, value):
                    found.append({**point, name: value})
    return found


def _solved(function: Node, name: str, point: Mapping[str, Any]) -> fmpq | None:
    """The value of a variable at which a function is 0, where it is linear in it along this line."""
    low, middle, high = (_exact_at(function, {**point, name: fmpq(t)}) for t in (0, 1, 2))
    if low is None or middle is None or high is None or high - middle != middle - low or middle == low:
        return None
    return low / (low - middle)


def _exact_at(function: Node, point: Mapping[str, Any]) -> fmpq | None:
    """The exact value at a rational point, where a ball shows a single number."""
    try:
        ball = real_ball(function, point, 256)
    except NoValueError:
        return None
    denominator = 1
    for value in point.values():
        denominator *= int(value.q)
    scale = denominator**4
    whole = (ball * scale).unique_fmpz()
    if whole is None or ball.rad() > arb(2) ** -100:
        return None
    return fmpq(whole, scale)


def _same_table(a: Node, b: Node, names: Sequence[str], assumptions: Mapping[str, str]) -> bool:
    """Whether two combinations are the same function of the signs of their irreducible factors."""
    algebra = Algebra()
    builder = Builder(algebra)
    reduced: dict[int, tuple[int, dict[Any, int]]] = {}
    for node in (a, b):
        for atom in atoms(node):
            element = builder.element(difference(atom))
            if not element.over:
                reduced[id(atom)] = (0, {})
                continue
            number, monomial, factors = algebra.factors(element)
            own: dict[Any, int] = {}
            for generator, exponent in monomial:
                if algebra.items[generator][0] == "variable":
                    own[generator] = int(exponent * 2)
            for base, exponent in factors:
                own[frozenset(base.items())] = exponent * 2
            reduced[id(atom)] = (1 if number > 0 else -1, own)
    if algebra.used_signs:
        raise TooHardError
    keys = sorted({key for _, own in reduced.values() for key in own}, key=repr)
    if len(keys) > 6:
        raise TooHardError
    for choice in product((-1, 0, 1), repeat=len(keys)):
        signs_of = dict(zip(keys, choice, strict=True))
        signs = {atom: _sign_of_product(number, own, signs_of) for atom, (number, own) in reduced.items()}
        if None in signs.values():
            continue  # on the edge of where the functions are defined
        if truth(a, signs) != truth(b, signs):
            return False
    return True


def _sign_of_product(number: int, own: Mapping[Any, int], signs_of: Mapping[Any, int]) -> int | None:
    sign = number
    for key, doubled in own.items():
        if signs_of[key] == 0:
            if doubled < 0:
                return None
            sign = 0
        elif doubled % 4:
            sign *= signs_of[key]
    return sign
