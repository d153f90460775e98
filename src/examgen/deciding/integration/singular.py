"""Where a function of one variable may end, jump or grow beyond all bounds: what has to be kept from zero, and the zeros in an interval."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from examgen.deciding.balls import real_ball
from examgen.deciding.building import HALF, ONE, PI, ZERO, call, minus, num, over, plus, rational, replaced, root, square, times
from examgen.deciding.calculus import derivative, slope_of
from examgen.deciding.decision import NoValueError, TooHardError
from examgen.deciding.integration.ground import Ground, is_infinite
from examgen.deciding.roots import RealNumber, zeros
from examgen.deciding.scalars import compare_scalars
from examgen.deciding.walking import variables_of, walk
from examgen.notation.tree import Call, Negative, Node, Power, Product, Quotient, Root

_MOST_ZEROS = 40
#: Halvings of an interval in which a function is to be shown to have no zero.
_HALVINGS = 7
_BITS = (64, 512)
_LARGEST_BEND = 60
_CONTINUOUS = frozenset({"exp", "sin", "cos", "sinh", "cosh", "tanh", "sech", "atan", "asinh", "erf", "phi", "abs", "relu", "max", "min"})


@dataclass(frozen=True, slots=True)
class Danger:
    """An expression that must not be zero; or must be positive, so that there is a real value."""

    expression: Node
    positive: bool = False


def dangers(node: Node, name: str) -> list[Danger]:
    """What must be kept from zero for a function to be continuous.

    Raises:
        TooHardError: it may jump for other reasons.
    """
    found: list[Danger] = []
    for one in walk(node):
        if name in variables_of(one):
            found += [danger for danger in _of_node(one, name) if name in variables_of(danger.expression)]
    return found


def _of_node(node: Node, name: str) -> Iterator[Danger]:
    match node:
        case Quotient(denominator=below):
            yield Danger(below)
        case Root(inner=inner, degree=degree):
            if degree % 2 == 0:
                yield Danger(inner, positive=True)
        case Power(base=base, exponent=exponent):
            value = rational(exponent)
            if value is None or value.denominator % 2 == 0:
                yield Danger(base, positive=True)
            elif value < 0:
                yield Danger(base)
        case Call(function="ln", arguments=(Call(function="abs", arguments=(inner,)),), base=None):
            yield Danger(inner)
        case Call(function="ln", arguments=(inner,), base=base):
            yield Danger(inner, positive=True)
            if base is not None and name in variables_of(base):
                raise TooHardError
        case Call(function="tan" | "sec", arguments=(inner,)):
            yield Danger(call("cos", inner))
        case Call(function="cot" | "csc", arguments=(inner,)):
            yield Danger(call("sin", inner))
        case Call(function="coth" | "csch" | "acot", arguments=(inner,)):
            yield Danger(inner)
        case Call(function="asin" | "acos" | "atanh", arguments=(inner,)):
            yield Danger(minus(ONE, square(inner)), positive=True)
        case Call(function="acosh", arguments=(inner,)):
            yield Danger(minus(inner, ONE), positive=True)
        case Call(function=function) if function not in _CONTINUOUS:
            raise TooHardError


def is_harmless(danger: Danger, name: str, ground: Ground) -> bool:
    """Whether a function under a root is bent downwards: positive at both ends, where the root has values, it is so in between."""
    with_slope = derivative(danger.expression, name)
    bend = derivative(with_slope, name)
    return danger.positive and name not in variables_of(bend) and ground.sign(bend) in (0, -1)


def zeros_between(node: Node, name: str, low: Node, high: Node, ground: Ground) -> list[Node]:
    """All zeros of a function strictly between two ends, in order.

    Raises:
        TooHardError: they are not found.
    """
    few = _few_zeros(node, name, ground)
    if few is not None:
        return sorted_points([zero for zero in few if _is_inside(zero, low, high, ground)], ground)
    if variables_of(node) - {name} or variables_of(low) or variables_of(high):
        raise TooHardError
    try:
        found = [zero for zero in _zeros(node, name, low, high) if _is_inside(zero, low, high, ground)]
    except TooHardError:
        if _has_none(node, name, low, high):
            return []
        raise
    return sorted_points(found, ground)


def sorted_points(points: list[Node], ground: Ground) -> list[Node]:
    """Different points, in order.

    Raises:
        TooHardError: they have no order that is known.
    """
    if len(points) > 1:
        points = sorted(points, key=lambda point: float(_ball(point).mid()))
    distinct: list[Node] = []
    for point in points:
        if not distinct or not is_zero(minus(point, distinct[-1]), ground):
            distinct.append(point)
    return distinct


def _few_zeros(node: Node, name: str, ground: Ground) -> list[Node] | None:
    """The zeros of a function of degree 1 or 2, or None where it is none."""
    if isinstance(node, Negative):
        return _few_zeros(node.inner, name, ground)
    slope = derivative(node, name)
    bend = derivative(slope, name)
    if name in variables_of(bend) or len(walk(bend)) > _LARGEST_BEND:
        return None
    start, at_start = replaced(node, name, ZERO), replaced(slope, name, ZERO)
    if is_zero(bend, ground):
        return [over(minus(ZERO, start), at_start)]
    size = minus(square(at_start), times(num(2), bend, start))
    sign = ground.sign(size)
    if sign is None:
        return None
    ways = [ZERO] if sign == 0 else [root(size), minus(ZERO, root(size))] if sign > 0 else []
    return [over(minus(way, at_start), bend) for way in ways]


def _zeros(node: Node, name: str, low: Node, high: Node) -> list[Node]:
    match node:
        case Negative(inner=inner) | Root(inner=inner) | Power(base=inner) if name in variables_of(inner):
            return _zeros(inner, name, low, high)
        case Product(factors=factors):
            return [zero for factor in factors if name in variables_of(factor) for zero in _zeros(factor, name, low, high)]
        case Quotient(numerator=above):
            return _zeros(above, name, low, high) if name in variables_of(above) else []
        case Call(function="exp" | "cosh" | "sech"):
            return []
        case Call(function="sin" | "cos" | "tan" as function, arguments=(inner,)):
            return list(_zeros_of_wave(function, inner, name, low, high))
    return [_as_tree(zero) for zero in zeros(node, name)]


def _zeros_of_wave(function: str, inner: Node, name: str, low: Node, high: Node) -> Iterator[Node]:
    slope = slope_of(inner, name)
    if slope is None or is_infinite(low) or is_infinite(high):
        raise TooHardError
    shift: Node = HALF if function == "cos" else ZERO
    turns = [float(_ball(minus(over(replaced(inner, name, end), PI), shift)).mid()) for end in (low, high)]
    first, last = int(min(turns)) - 2, int(max(turns)) + 2
    if last - first > _MOST_ZEROS:
        raise TooHardError
    start = replaced(inner, name, ZERO)
    for k in range(first, last + 1):
        yield over(minus(times(plus(num(k), shift), PI), start), slope)


def _as_tree(zero: RealNumber) -> Node:
    """A zero as a tree: that of a polynomial of degree 1 or 2, or one that is a tree already."""
    if zero.tree is not None:
        return zero.tree
    row = [num(entry) for entry in zero.factor]
    if len(row) == 2:
        return over(minus(ZERO, row[0]), row[1])
    if len(row) != 3:
        raise TooHardError
    c, b, a = row
    way = num((1 if zero.index else -1) * (1 if zero.factor[2] > 0 else -1))
    return over(plus(minus(ZERO, b), times(way, root(minus(square(b), times(num(4), a, c))))), times(num(2), a))


def _ball(node: Node, bits: int = 64) -> Any:
    try:
        return real_ball(node, {}, bits)
    except NoValueError as fault:
        raise TooHardError from fault


def number_sign(node: Node) -> int:
    """The sign of a number.

    Raises:
        TooHardError: it cannot be told.
    """
    for bits in _BITS:
        found = _ball(node, bits)
        if found > 0:
            return 1
        if found < 0:
            return -1
    if is_zero(node):
        return 0
    raise TooHardError


def is_zero(node: Node, ground: Ground | None = None) -> bool:
    """Whether an expression is zero; that it is not has been shown as well.

    Raises:
        TooHardError: neither is shown.
    """
    found = compare_scalars(node, ZERO, ground.assumptions if ground else None)
    if found.outcome not in ("equal", "unequal"):
        raise TooHardError
    return found.outcome == "equal"


def _is_inside(point: Node, low: Node, high: Node, ground: Ground) -> bool:
    """Whether a point lies strictly between two ends, whichever of them is the larger one."""
    after = 1 if is_infinite(low) else sign_of(minus(point, low), ground)
    before = 1 if is_infinite(high) else sign_of(minus(high, point), ground)
    return after == before != 0


def sign_of(node: Node, ground: Ground) -> int:
    """The sign of an expression.

    Raises:
        TooHardError: it is not known, or not the same everywhere.
    """
    if not variables_of(node):
        return number_sign(node)
    found = ground.sign(node)
    if found is None:
        raise TooHardError
    return found


def _has_none(node: Node, name: str, low: Node, high: Node) -> bool:
    """Whether balls show that a function has no zero between two ends."""
    if is_infinite(low) or is_infinite(high):
        return False
    waiting = [(_ball(low), _ball(high), 0)]
    while waiting:
        left, right, depth = waiting.pop()
        middle = (left + right) / 2
        try:
            if not real_ball(node, {name: left.union(right)}).contains(0):
                continue
        except NoValueError:
            pass
        if depth >= _HALVINGS:
            return False
        waiting += [(left, middle, depth + 1), (middle, right, depth + 1)]
    return True


def inside(low: Node, high: Node) -> Node:
    """Some number between two ends of which at most one is infinite on each side."""
    if is_infinite(low) and is_infinite(high):
        return ZERO
    if is_infinite(high):
        return plus(low, ONE)
    if is_infinite(low):
        return minus(high, ONE)
    return times(HALF, plus(low, high))
