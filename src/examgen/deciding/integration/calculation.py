"""Trees without derivatives and integrals: all of them worked out, from the inside.

The derivative of an integral whose bounds move is taken by the rule of Leibniz, so that no antiderivative is needed.
"""

from __future__ import annotations

from dataclasses import replace

from examgen.deciding.building import minus, negative, power, replaced, times
from examgen.deciding.calculus import antiderivative, derivative
from examgen.deciding.decision import TooHardError
from examgen.deciding.integration.asymptotics import Asymptotics
from examgen.deciding.integration.definite import FAR, Definite, far
from examgen.deciding.integration.ground import Ground, is_infinite
from examgen.deciding.integration.singular import dangers, is_zero, sign_of
from examgen.deciding.walking import rebuilt, variables_of, walk
from examgen.notation.tree import Derivative, Integral, Negative, Node, Variable

#: Times a derivative is taken, at most.
_MOST_ORDERS = 8


class Calculation:
    """Works out the derivatives and integrals of a tree.

    Attributes:
        pending: integrals between numbers that were not found, by the names of the variables that stand for them.
        is_guarded: whether a value has been found that counts for some values of the parameters only.
    """

    def __init__(self, ground: Ground, pending: dict[str, Integral]) -> None:
        self.ground = ground
        self.pending = pending
        self.is_guarded = False

    def worked_out(self, node: Node) -> Node:
        """The tree with all derivatives and integrals replaced by what they are.

        Raises:
            TooHardError: an integral that is not found here.
            NoIntegralError: an integral that has no value.
        """
        if isinstance(node, Derivative):
            return self._derivative(node)
        if isinstance(node, Integral):
            return self._integral(node)
        return rebuilt(node, self.worked_out)

    def _derivative(self, node: Derivative) -> Node:
        if node.order > _MOST_ORDERS:
            raise TooHardError
        result = self._inside(node.inner, node.variable)
        for _ in range(node.order):
            result = derivative(result, node.variable)
        return self.worked_out(result)

    def _inside(self, node: Node, name: str) -> Node:
        """What stands in a derivative, worked out but for the integrals that are differentiated as they are."""
        if isinstance(node, Derivative):
            return self._derivative(node)
        if isinstance(node, Integral):
            return node if self._may_differentiate(node, name) else self._integral(node)
        return rebuilt(node, lambda part: self._inside(part, name))

    def _may_differentiate(self, node: Integral, name: str) -> bool:
        """Whether the rule of Leibniz may be used: the bounds move, and the integral surely exists at those that do not."""
        if node.low is None or node.high is None:
            return True
        ends = ((node.low, 1), (node.high, -1))
        if not any(name in variables_of(end) for end, _ in ends) or any(isinstance(one, Integral | Derivative) for one in walk(node.inner)):
            return False
        for end, side in ends:
            if name not in variables_of(end) and not self._is_integrable(node, end, side):
                raise TooHardError
        return True

    def _is_integrable(self, node: Integral, end: Node, side: int) -> bool:
        if not is_infinite(end):
            found = dangers(node.inner, node.variable)
            if not any(is_zero(replaced(one.expression, node.variable, end), self.ground) for one in found):
                return True
        there, shop = far(self.ground, node.inner, node.variable, end, side)
        t = Variable(0, FAR)
        return Asymptotics(shop).is_integrable(there if is_infinite(end) else times(there, power(t, -2)))

    # --- integrals -------------------------------------------------------------------------------------------------------

    def _integral(self, node: Integral) -> Node:
        name = node.variable
        if node.low is None or node.high is None:
            return antiderivative(self.worked_out(node.inner), name)
        low, high = self.worked_out(node.low), self.worked_out(node.high)
        direction = _direction(low, high, self.ground)
        if direction == -1:
            return negative(self._integral(replace(node, low=high, high=low)))
        fresh = self._fresh(name, low, high)
        sign = self.ground.sign_between(Variable(0, name), name, low, high)
        text = {1: "positive", -1: "negative"}.get(sign or 0)
        within = Calculation(self.ground.assuming(name, text), self.pending)
        inner = within.worked_out(node.inner)
        self.is_guarded = within.is_guarded
        found = replaced(inner, name, Variable(0, fresh))
        definite = Definite(self.ground, fresh, self.pending, is_ordered=direction == 1)
        value = definite.guarded_value(found, low, high)
        self.is_guarded = self.is_guarded or bool(definite.guards)
        return value

    def _fresh(self, name: str, low: Node, high: Node) -> str:
        """The variable of the integral, under a name that the bounds do not use."""
        return f"{name}'" if name in variables_of(low) | variables_of(high) else name


def _direction(low: Node, high: Node, ground: Ground) -> int | None:
    """1 where the lower bound is surely below the upper one, -1 where it is above; None where that is not known."""
    if is_infinite(low) or is_infinite(high):
        down = (is_infinite(low) and not isinstance(low, Negative)) or (is_infinite(high) and isinstance(high, Negative))
        return -1 if down else 1
    try:
        return sign_of(minus(high, low), ground)
    except TooHardError:
        return None
