"""Definite integrals: a proven antiderivative, the points at which it may jump, and its limits there and at the ends.

An antiderivative counts only when its derivative has been shown to be the integrand. The interval is cut wherever the antiderivative may
not be continuous; on each piece the integral is the difference of the one-sided limits. Where one of them does not exist, the integral has
no value: it is never taken as a principal value.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from itertools import pairwise

from examgen.deciding.balls import real_ball
from examgen.deciding.building import ONE, ZERO, call, minus, negative, num, over, plus, rational, replaced, rewritten, times
from examgen.deciding.calculus import antiderivative, derivative, slope_of
from examgen.deciding.decision import NoValueError, TooHardError
from examgen.deciding.integration.asymptotics import Asymptotics, NoLimitError
from examgen.deciding.integration.ground import Ground, Workshop, is_imaginary, is_infinite
from examgen.deciding.integration.half_lines import over_half_line
from examgen.deciding.integration.orders import UnknownSignError
from examgen.deciding.integration.search import Search
from examgen.deciding.integration.singular import Danger, dangers, inside, is_harmless, is_zero, number_sign, sorted_points, zeros_between
from examgen.deciding.polynomials import Key
from examgen.deciding.scalars import compare_scalars
from examgen.deciding.walking import same, variables_of, walk
from examgen.notation.tree import Call, Integral, Negative, Node, Power, Product, Root, Sum, Variable

#: Pieces into which an interval is cut, at most.
_MOST_PIECES = 40
#: What goes to infinity where a limit is asked for.
FAR = "#t"


class NoIntegralError(Exception):
    """The integral has no value: it diverges."""


def _needs_sign(node: Node) -> bool:
    """Whether a node is one of those of which the sign of the variable may decide the canonical form."""
    if isinstance(node, Power):
        exponent = rational(node.exponent)
        return exponent is None or exponent.denominator > 1
    return isinstance(node, Root) or (isinstance(node, Call) and node.function in ("abs", "ln"))


def far(ground: Ground, f: Node, name: str, end: Node, side: int) -> tuple[Node, Workshop]:
    """A function near an end, in a variable that goes to infinity there; ``side`` is 1 where the end is approached from above."""
    t = Variable(0, FAR)
    if is_infinite(end):
        place: Node = negative(t) if isinstance(end, Negative) else t
    else:
        place = plus(end, over(num(side), t))
    names = variables_of(f) - {name} | (frozenset() if is_infinite(end) else variables_of(end))
    if doubts := ground.unsigned(names):
        ground.doubts |= set(doubts)
        raise TooHardError
    return replaced(f, name, place), Workshop(ground, names | {FAR}, FAR)


class NotRealError(TooHardError):
    """The integrand surely has no real values somewhere between the bounds."""


class Definite:
    """Integrals over one variable between bounds, of which the lower one is the smaller one where that ``is_ordered``."""

    def __init__(self, ground: Ground, name: str, pending: dict[str, Integral], *, is_ordered: bool) -> None:
        self.pending = pending
        self.is_ordered = is_ordered
        self.ground = ground.assuming(name, None)
        self.name = name
        self.pieces = 0
        self.guards: list[Node] = []

    def guarded_value(self, f: Node, low: Node, high: Node) -> Node:
        """The integral from low to high, as a function that has real values only where the integral has one.

        Raises:
            TooHardError: it is not found here.
            NoIntegralError: it has no value.
        """
        found = self.value(f, low, high)
        signs = [(guard, self.ground.sign(guard)) for guard in self.guards]
        if any(sign in (0, -1) for _, sign in signs):
            raise NoIntegralError
        self.guards = [guard for guard, sign in signs if sign is None]
        nothing = (Product(0, (ZERO, call("ln", guard))) for guard in self.guards)
        return Sum(0, (found, *nothing)) if self.guards else found

    def value(self, f: Node, low: Node, high: Node) -> Node:
        """The integral from low to high, where all guards are positive."""
        self.pieces += 1
        if self.pieces > _MOST_PIECES:
            raise TooHardError
        if is_imaginary(plus(f, low, high), self.ground):
            return self._imaginary(f, low, high)
        if not is_infinite(low) and not is_infinite(high) and (same(low, high) or is_zero(minus(high, low), self.ground)):
            return ZERO
        resolved = self._without_kinks(f, low, high)
        if not isinstance(resolved, list):
            return self._found_or_pending(resolved, low, high)
        ends = [low, *resolved, high]
        return plus(*(self.value(f, a, b) for a, b in pairwise(ends)))

    def _imaginary(self, f: Node, low: Node, high: Node) -> Node:
        """The integral of a complex function, between the ends of an antiderivative that nothing can interrupt."""
        found = antiderivative(f, self.name)
        if is_infinite(low) or is_infinite(high) or dangers(found, self.name):
            raise TooHardError
        if compare_scalars(derivative(found, self.name), f, self.ground.assumptions).outcome != "equal":
            raise TooHardError
        return minus(replaced(found, self.name, high), replaced(found, self.name, low))

    def _found_or_pending(self, f: Node, low: Node, high: Node) -> Node:
        """The integral of a function without kinks; that between numbers may be left to be enclosed."""
        try:
            return self._smooth(f, low, high)
        except TooHardError:
            node = Integral(0, f, self.name, low, high)
            if variables_of(node) or is_infinite(low) or is_infinite(high):
                raise
            stands_for = f"#integral{len(self.pending)}"
            self.pending[stands_for] = node
            return Variable(0, stands_for)

    def _without_kinks(self, f: Node, low: Node, high: Node) -> Node | list[Node]:
        """The integrand with |u| as u or -u, and its kin; or the points at which the interval has to be cut for that."""
        for one in reversed(walk(f)):
            if not isinstance(one, Call) or one.function not in _KINKS or self.name not in variables_of(one):
                continue
            kink = _nested(one)
            difference = kink.arguments[0] if len(kink.arguments) == 1 else minus(*kink.arguments)
            sign = self.ground.sign_between(difference, self.name, low, high)
            if sign is None:
                try:
                    cuts = zeros_between(difference, self.name, low, high, self.ground)
                except TooHardError:
                    continue
                if cuts:
                    return cuts
                sign = number_sign(replaced(difference, self.name, inside(low, high)))
            chosen = _KINKS[kink.function](kink.arguments)[0 if sign > 0 else 1]
            changed = rewritten(f, lambda node, one=one, chosen=chosen: chosen if node is one else None)  # type: ignore[misc]
            return self._without_kinks(changed, low, high)
        return f

    def _smooth(self, f: Node, low: Node, high: Node) -> Node:
        x = Variable(0, self.name)
        sign = self.ground.sign_between(x, self.name, low, high)
        if sign == -1:
            return self._smooth(replaced(f, self.name, negative(x)), negative(high), negative(low))
        ground = self.ground.assuming(self.name, "positive" if sign else None)
        if any(one.positive and self.ground.sign_between(one.expression, self.name, low, high) == -1 for one in dangers(f, self.name)):
            raise NotRealError
        try:
            antiderivative_of = proven(f, self.name, ground)
        except TooHardError:
            known = over_half_line(f, self.name, low, high, ground)
            if known is not None:
                return known
            self._check_ends(f, low, high)
            if sign or variables_of(low) or variables_of(high) or not any(map(_needs_sign, walk(f))):
                raise
            return plus(self._smooth(f, low, ZERO), self._smooth(f, ZERO, high))
        return self._between(f, antiderivative_of, low, high)

    def _check_ends(self, f: Node, low: Node, high: Node) -> None:
        """Make sure that an integrand of which nothing else is known does not diverge at an infinite end."""
        for end, side in ((low, 1), (high, -1)):
            if is_infinite(end):
                with suppress(TooHardError):
                    function, shop = far(self.ground, f, self.name, end, side)
                    if Asymptotics(shop).is_divergent(function):
                        raise NoIntegralError

    def _between(self, f: Node, found: Node, low: Node, high: Node) -> Node:
        """The sum of the differences of an antiderivative over the pieces on which it is continuous."""
        own = dangers(found, self.name)
        of_both = [*own, *(one for one in dangers(f, self.name) if one.positive)]
        points: list[Node] = []
        for danger in of_both:
            sign = self.ground.sign_between(danger.expression, self.name, low, high)
            if sign == 1 or (sign == -1 and not danger.positive) or self._is_harmless(danger, own, low, high):
                continue
            try:
                points += zeros_between(danger.expression, self.name, low, high, self.ground)
            except TooHardError:
                self._guard(danger, found, low, high)
        ends = [low, *sorted_points(points, self.ground), high]
        terms: list[Node] = []
        for a, b in pairwise(ends):
            self._check_real(of_both, own, a, b)
            terms += [self._limit(found, own, b, -1), negative(self._limit(found, own, a, 1))]
        return plus(*terms)

    def _guard(self, danger: Danger, found: Node, low: Node, high: Node) -> None:
        """Keep the zero of a linear expression, at which the integral diverges, from between bounds that move."""
        slope = slope_of(danger.expression, self.name)
        if slope is None or danger.positive or is_infinite(low) or is_infinite(high):
            raise TooHardError
        start, *ends = (replaced(danger.expression, self.name, place) for place in (ZERO, low, high))
        function, shop = far(self.ground, found, self.name, negative(over(start, slope)), 1)
        try:
            Asymptotics(shop).limit(function)
        except NoLimitError:
            self.guards.append(times(*ends))
            return
        raise TooHardError

    def _is_harmless(self, danger: Danger, own: list[Danger], low: Node, high: Node) -> bool:
        """Whether the antiderivative has values at both ends only where the integrand has them in between; bounds move."""
        moves = bool(variables_of(low) | variables_of(high) | (variables_of(danger.expression) - {self.name}))
        return moves and any(one.positive for one in own) and is_harmless(danger, self.name, self.ground)

    def _check_real(self, found: list[Danger], own: list[Danger], low: Node, high: Node) -> None:
        """Make sure that what stands under roots and in logarithms is positive on a piece."""
        for danger in found:
            if not danger.positive or self._is_harmless(danger, own, low, high):
                continue
            if self.ground.sign_between(danger.expression, self.name, low, high) == 1:
                continue
            if variables_of(danger.expression) - {self.name} or variables_of(low) or variables_of(high):
                raise TooHardError
            if number_sign(replaced(danger.expression, self.name, inside(low, high))) < 0:
                raise TooHardError

    def _limit(self, found: Node, own: list[Danger], end: Node, side: int) -> Node:
        """The one-sided limit of the antiderivative at an end."""
        if not is_infinite(end):
            there = replaced(found, self.name, end)
            is_number = not variables_of(there)
            if is_number:
                with suppress(NoValueError):
                    real_ball(there, {})
                    return there
            if not is_number and not any(is_zero(replaced(danger.expression, self.name, end), self.ground) for danger in own):
                return there
            if not self.is_ordered:
                raise TooHardError  # from which side the end is approached is not known
        # far away only the orders count, and signs decide them
        function, shop = far(self.ground, found, self.name, end, side)
        try:
            return Asymptotics(shop).limit(function)
        except NoLimitError as fault:
            raise NoIntegralError from fault
        except UnknownSignError as need:
            return self._limit_by_sign(function, shop, need.unknown)

    def _limit_by_sign(self, function: Node, shop: Workshop, unknown: Key) -> Node:
        """A limit that exists for one sign of a polynomial in the parameters, which becomes a guard."""
        found: dict[int, Node] = {}
        for sign in (1, -1):
            shop.algebra.signs = {unknown: sign}
            with suppress(NoLimitError):
                found[sign] = Asymptotics(shop).limit(function)
        if not found:
            raise NoIntegralError
        if len(found) > 1:
            raise TooHardError
        ((sign, limit),) = found.items()
        self.guards.append(times(num(sign), shop.tree_of(dict(unknown))))
        return limit


def proven(f: Node, name: str, ground: Ground) -> Node:
    """An antiderivative whose derivative has been shown to be f.

    Raises:
        TooHardError: none is found.
    """
    found = Search(ground).find(f, name)
    if compare_scalars(derivative(found, name), f, ground.assumptions).outcome != "equal":
        raise TooHardError
    return found


#: What stands for |u| and its kin where their argument is positive, and where it is negative.
_KINKS: dict[str, Callable[[tuple[Node, ...]], tuple[Node, Node]]] = {
    "abs": lambda u: (u[0], negative(u[0])),
    "relu": lambda u: (u[0], ZERO),
    "sign": lambda u: (ONE, num(-1)),
    "max": lambda u: (u[0], u[1]),
    "min": lambda u: (u[1], u[0]),
}


def _nested(node: Call) -> Call:
    """max(a, b, c) as max(a, max(b, c)), so that two things are compared."""
    if len(node.arguments) <= 2:
        return node
    return replace(node, arguments=(node.arguments[0], replace(node, arguments=node.arguments[1:])))
