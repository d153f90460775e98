"""Orders of growth for t -> oo: exponentials beat powers, powers beat logarithms; and the coefficients that stand in front of them."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction

from examgen.deciding import laws
from examgen.deciding.balls import real_ball
from examgen.deciding.building import ZERO, call, num
from examgen.deciding.decision import NoValueError, TooHardError
from examgen.deciding.integration.ground import Workshop
from examgen.deciding.integration.singular import number_sign
from examgen.deciding.polynomials import Key
from examgen.deciding.ring import Element, NeedSignError, UndefinedError
from examgen.deciding.scalars import compare_scalars
from examgen.deciding.walking import variables_of
from examgen.notation.tree import Node

#: Multiples of its inverse are recognized behind other names.
_SIMPLE = 12
#: Kernels of which no product is 0.
_NEVER_ZERO = frozenset({"variable", "prime", "pi", "exp", "unit"})


class UnknownSignError(TooHardError):
    """Orders depend on the sign of a polynomial in the parameters."""

    def __init__(self, unknown: Key) -> None:
        super().__init__()
        self.unknown = unknown


@dataclass(frozen=True, slots=True)
class Scale:
    """The order e^(sum of exps[k] t^k) t^power (ln t)^logs[0] (ln ln t)^logs[1], with k > 0."""

    power: Element
    exps: tuple[tuple[Fraction, Element], ...] = ()
    logs: tuple[int, int] = (0, 0)


class Orders:
    """Orders in the variable of a workshop, which goes to infinity."""

    def __init__(self, shop: Workshop) -> None:
        self.shop = shop
        self.algebra = shop.algebra
        self.one = Scale(self.number(0))

    # --- elements and orders ---------------------------------------------------------------------------------------------

    def number(self, value: Fraction | int) -> Element:
        """A rational number as a coefficient."""
        return self.algebra.number(value)

    def summed(self, a: Element, b: Element, factor: Fraction | int = 1) -> Element:
        """a + factor b, of coefficients."""
        return self.shop.normal(self.algebra.add(a, b, factor))

    def product(self, a: Element, b: Element) -> Element:
        """The product of coefficients."""
        return self.shop.normal(self.algebra.multiply(a, b))

    def sign(self, a: Element) -> int:
        """The sign of a coefficient.

        Raises:
            TooHardError: it is not known.
        """
        if not a.over:
            return 0
        try:
            return laws.sign(self.algebra, a)
        except (NeedSignError, UndefinedError, TooHardError) as fault:
            tree = self.shop.tree(a)
            if not variables_of(tree):
                return number_sign(tree)
            if isinstance(fault, NeedSignError):
                raise UnknownSignError(fault.unknown) from fault
            raise TooHardError from fault

    def check(self, a: Element) -> None:
        """Make sure that a coefficient is not 0 in disguise."""
        if len(a.over) == 1 and all(self.algebra.items[g][0] in _NEVER_ZERO for monomial in a.over for g, _ in monomial):
            return
        if compare_scalars(self.shop.tree(a), ZERO, self.shop.ground.assumptions).outcome != "unequal":
            raise TooHardError

    def fixed(self, node: Node) -> Element:
        """The element of an expression without the variable; that of a simple number where it is one in disguise."""
        a = self.shop.element(node)
        if not a.over or (len(a.over) == 1 and all(self.algebra.items[g][0] in _NEVER_ZERO for monomial in a.over for g, _ in monomial)):
            return a
        near = Fraction(0)
        if not variables_of(node):
            with suppress(NoValueError):
                near = Fraction(round(float(real_ball(node, {}).mid()) * _SIMPLE), _SIMPLE)
        same = compare_scalars(node, num(near), self.shop.ground.assumptions).outcome == "equal"
        return self.number(near) if same else a

    def _positive(self, node: Node, law: Callable[[], Element]) -> Element:
        """The element of a constant that is a power or logarithm of something positive: by a law, or behind a name."""
        try:
            return self.shop.normal(law())
        except (NeedSignError, UndefinedError, TooHardError):
            return self.shop.element(call(self.shop.hide(node)))

    def compare(self, a: Scale, b: Scale) -> int:
        """1 where the first order is the larger one, 0 where they are the same."""
        own, other = dict(a.exps), dict(b.exps)
        zero = self.number(0)
        for k in sorted({*own, *other}, reverse=True):
            sign = self.sign(self.summed(own.get(k, zero), other.get(k, zero), -1))
            if sign:
                return sign
        sign = self.sign(self.summed(a.power, b.power, -1))
        return sign or (a.logs > b.logs) - (a.logs < b.logs)

    def joined(self, a: Scale, b: Scale, factor: Fraction | int = 1) -> Scale:
        """a b^factor."""
        exps = dict(a.exps)
        for k, coefficient in b.exps:
            exps[k] = self.summed(exps.get(k, self.number(0)), coefficient, factor)
        logs = [own + factor * other for own, other in zip(a.logs, b.logs, strict=True)]
        if any(Fraction(one).denominator != 1 for one in logs):
            raise TooHardError
        return Scale(self.summed(a.power, b.power, factor), ordered(exps), (int(logs[0]), int(logs[1])))

    def larger(self, a: Scale | None, b: Scale | None) -> Scale | None:
        """The larger one of two orders, of which each may be missing."""
        if a is None or b is None:
            return a or b
        return a if self.compare(a, b) >= 0 else b


def ordered(exps: dict[Fraction, Element]) -> tuple[tuple[Fraction, Element], ...]:
    """The part of an order that is an exponential, without zeros."""
    return tuple((k, exps[k]) for k in sorted(exps, reverse=True) if exps[k].over)
