"""Proofs that two trees have the same value wherever both are defined.

Variables are positive in an algebra. For the rest of the real line the mirrored variable is put in, one half-space after another; and
where a law needs the sign of a polynomial, both signs are tried. Functions in which no sign matters are analytic, so that one half-space
says it all, unless poles and cuts part their domain.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from functools import partial

from flint import arb, fmpq

from examgen.deciding.decision import TooHardError
from examgen.deciding.domain import Domain
from examgen.deciding.elements import Builder
from examgen.deciding.kernels import Algebra
from examgen.deciding.polynomials import Key
from examgen.deciding.ring import Element, NeedSignError, UndefinedError
from examgen.deciding.walking import types_in, variables_of, walk
from examgen.deciding.zeros import is_zero
from examgen.notation.tree import Call, Node, Number, Power, Quotient

#: Signs that are assumed in one proof, at most.
_MOST_SIGNS = 6


def proves_equal(a: Node, b: Node, domain: Domain, *, is_complex: bool) -> bool:
    """Whether the trees are shown to be equal; False says nothing."""
    seen = False
    whole = not (_has_branches(a) or _has_branches(b)) or not (_has_poles(a) or _has_poles(b))
    for place, mirrored in enumerate(domain.sides()):
        found, needed_signs = _on_side(a, b, domain, mirrored, is_complex=is_complex)
        if found is False:
            return False
        seen = seen or found is True
        if place == 0 and not needed_signs and found and whole:
            return True  # analytic on a connected set: equal on an open set, equal everywhere
    return seen and not domain.has_many_sides()


#: Functions with cuts in the complex plane, with poles, and with both (acot(x) is atan(1/x)). Where a tree has both, the cuts may part its
#: domain, as those of atan(1/x) do.
_BRANCHED = frozenset(("ln", "asin", "acos", "atan", "asinh", "acosh", "atanh", "atan2", "arg"))
_POLES = frozenset(("tan", "cot", "sec", "csc", "coth", "csch"))
_BOTH = frozenset(("acot", "asec", "acsc", "acoth", "asech", "acsch"))


def _has_branches(node: Node) -> bool:
    return Call in types_in(node) and any(isinstance(one, Call) and one.function in _BRANCHED | _BOTH for one in walk(node))


def _has_poles(node: Node) -> bool:
    for one in walk(node):
        if isinstance(one, Quotient) and variables_of(one.denominator):
            return True
        if isinstance(one, Power) and variables_of(one.base) and not (isinstance(one.exponent, Number) and one.exponent.value > 0):
            return True
        if isinstance(one, Call) and one.function in _POLES | _BOTH and variables_of(one):
            return True
    return False


def _on_side(a: Node, b: Node, domain: Domain, mirrored: frozenset[str], *, is_complex: bool) -> tuple[bool | None, bool]:
    """True, False, or None where nothing is defined; and whether signs were used."""
    waiting: list[dict[Key, int]] = [{}]
    seen, used = False, False
    while waiting:
        signs = waiting.pop()
        try:
            algebra, builder, first = _with_reference(a, domain, mirrored, signs, is_complex=is_complex)
            difference = algebra.add(first, builder.element(b), -1)
            equal = is_zero(algebra, difference, partial(_witness, algebra, signs, domain, mirrored))
        except UndefinedError:
            used = True
            continue
        except NeedSignError as need:
            if len(signs) >= _MOST_SIGNS:
                raise TooHardError from need
            waiting += [{**signs, need.unknown: 1}, {**signs, need.unknown: -1}]
            used = True
            continue
        used = used or algebra.used_signs
        if not equal:
            if signs and _witness(algebra, signs, domain, mirrored) is None:
                raise TooHardError  # perhaps these signs never occur together
            return False, used
        seen = True
    return (True if seen else None), used


#: What the last references have become: a whole class is compared with the same one.
_REFERENCES: dict[Hashable, tuple[Node, Algebra, Element]] = {}
_MOST_REFERENCES = 128


def _with_reference(
    a: Node, domain: Domain, mirrored: frozenset[str], signs: Mapping[Key, int], *, is_complex: bool
) -> tuple[Algebra, Builder, Element]:
    """An algebra in which the reference has been built, ready for the answer."""
    known = tuple(domain.ends.items()), tuple(domain.spans.items()), tuple(domain.remainders.items())
    key = (id(a), mirrored, frozenset(signs.items()), is_complex, domain.whole, domain.complex_names, known)
    found = _REFERENCES.get(key)
    if found is None or found[0] is not a:
        algebra = Algebra(signs=signs, is_complex=is_complex, whole=domain.whole, complex_names=domain.complex_names)
        element = Builder(algebra, mirrored, domain.ends, domain.spans, domain.remainders).element(a)
        if len(_REFERENCES) >= _MOST_REFERENCES:
            _REFERENCES.clear()
        found = _REFERENCES[key] = (a, algebra, element)
    algebra = found[1].copied()
    return algebra, Builder(algebra, mirrored, domain.ends, domain.spans, domain.remainders), found[2]


def _witness(algebra: Algebra, signs: Mapping[Key, int], domain: Domain, mirrored: frozenset[str]) -> dict[str, arb] | None:
    """A point of the half-space at which polynomials have the signs that are assumed."""
    names = [name for name in domain.names if name not in domain.complex_names]
    for values in _positive_points(len(names)):
        point = {name: arb(value) for name, value in zip(names, values, strict=True)}
        try:
            if all((algebra.ball(dict(unknown), 64, point).real > 0) == (sign > 0) for unknown, sign in signs.items()):
                return point
        except TooHardError:
            return None
    return None


def _positive_points(count: int) -> Iterator[tuple[fmpq, ...]]:
    sizes = (fmpq(7, 3), fmpq(2, 7), fmpq(13, 11), fmpq(41, 3), fmpq(1, 19), fmpq(5, 9), fmpq(101), fmpq(17, 5))
    for shift in range(len(sizes)):
        yield tuple(sizes[(shift + 3 * place) % len(sizes)] + fmpq(place, 13) for place in range(count))
