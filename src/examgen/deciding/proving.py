"""Proofs that two trees have the same value wherever both are defined.

Variables are positive in an algebra. For the rest of the real line the mirrored variable is put in, one half-space after another; and
where a law needs the sign of a polynomial, both signs are tried. Functions in which no sign matters are analytic, so that one half-space
says it all, unless poles and cuts part their domain.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from itertools import product

from flint import arb, fmpq

from examgen.deciding.decision import TooHardError
from examgen.deciding.elements import Builder
from examgen.deciding.kernels import Algebra
from examgen.deciding.polynomials import Key
from examgen.deciding.ring import NeedSignError, UndefinedError
from examgen.deciding.walking import variables_of, walk
from examgen.deciding.zeros import is_zero
from examgen.notation.tree import Call, Node, Number, Power, Quotient

#: Signs that are assumed in one proof, at most.
_MOST_SIGNS = 6
#: Half-spaces that are looked at.
_MOST_SIDES = 8


class Domain:
    """What is known of the variables.

    Attributes:
        names: all variables, in order.
        whole, complex_names: those that are whole, and those that may not be real.
        sides_of: variable -> the sides of ``ends`` on which it may lie, 1 above and -1 below.
        ends: variable -> the number from which it counts; 0 where it is not here.
    """

    def __init__(self, names: tuple[str, ...], assumptions: Mapping[str, str] | None = None) -> None:
        given = {name: text.strip().lower() for name, text in (assumptions or {}).items() if name in names}
        self.names = names
        self.whole = frozenset(name for name, text in given.items() if "integer" in text or "natural" in text)
        self.complex_names = frozenset(name for name, text in given.items() if "complex" in text)
        self.sides_of: dict[str, tuple[int, ...]] = dict.fromkeys(names, (1, -1))
        self.ends: dict[str, fmpq] = {}
        for name, text in given.items():
            if "positive" in text or "natural" in text:
                self.sides_of[name] = (1,)
            elif "negative" in text:
                self.sides_of[name] = (1,) if "non" in text else (-1,)
            elif text[:1] in ("<", ">"):
                end = _number(text.lstrip("<>= "))
                if end is not None:
                    self.sides_of[name] = (1,) if text[0] == ">" else (-1,)
                    self.ends[name] = end

    @property
    def positive(self) -> frozenset[str]:
        """The variables that are surely positive."""
        return frozenset(name for name, sides in self.sides_of.items() if sides == (1,) and self.ends.get(name, fmpq(0)) >= 0)

    def sides(self) -> Iterator[frozenset[str]]:
        """The sets of variables that are below their ends, one half-space after another."""
        choices = [(1,) if name in self.complex_names else self.sides_of[name] for name in self.names]
        for place, choice in enumerate(product(*choices)):
            if place >= _MOST_SIDES:
                return
            yield frozenset(name for name, side in zip(self.names, choice, strict=True) if side < 0)

    def has_many_sides(self) -> bool:
        """Whether there are more half-spaces than are looked at."""
        return bool(2 ** sum(len(sides) > 1 for sides in self.sides_of.values()) > _MOST_SIDES)

    def moved(self, name: str, size: fmpq, turn: int) -> fmpq:
        """The value of a variable at that distance from its end, on one of its sides."""
        sides = self.sides_of[name]
        return self.ends.get(name, fmpq(0)) + (size if sides[turn % len(sides)] > 0 else -size)


def _number(text: str) -> fmpq | None:
    try:
        over, _, under = text.partition("/")
        return fmpq(int(over), int(under or 1))
    except (ValueError, ZeroDivisionError):
        return None


def proves_equal(a: Node, b: Node, domain: Domain, *, is_complex: bool) -> bool:
    """Whether the trees are shown to be equal; False says nothing."""
    seen = False
    whole = not (_has_poles(a) or _has_poles(b)) or not (_has_branches(a) or _has_branches(b))
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
    return any(isinstance(one, Call) and one.function in _BRANCHED | _BOTH for one in walk(node))


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
        algebra = Algebra(signs=signs, is_complex=is_complex, whole=domain.whole, complex_names=domain.complex_names)
        builder = Builder(algebra, mirrored, domain.ends)
        try:
            difference = algebra.add(builder.element(a), builder.element(b), -1)
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
