"""Trees built by rules rather than read: numbers are put together on the way, so that what comes out stays small."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

from examgen.deciding.walking import rebuilt, variables_of
from examgen.notation.tree import Call, Constant, Integral, Negative, Node, Number, Power, Product, Quotient, Root, Series, Sum, Variable

#: Powers of numbers up to this are worked out.
_MOST_POWER = 64


def num(value: Fraction | int) -> Node:
    """A number."""
    return Number(0, Fraction(value))


ZERO, ONE, TWO, HALF = num(0), num(1), num(2), num(Fraction(1, 2))
PI, E, INFINITY = Constant(0, "pi"), Constant(0, "e"), Constant(0, "oo")


def rational(node: Node) -> Fraction | None:
    """The value of a number as it stands, with or without a sign, or of a fraction; None for anything else."""
    if isinstance(node, Negative):
        inner = rational(node.inner)
        return None if inner is None else -inner
    if isinstance(node, Quotient):
        above, below = rational(node.numerator), rational(node.denominator)
        return above / below if above is not None and below else None
    return node.value if isinstance(node, Number) else None


def call(name: str, *arguments: Node) -> Node:
    """A function of something."""
    return Call(0, name, arguments)


def plus(*terms: Node) -> Node:
    """A sum, without zeros."""
    number = Fraction(0)
    kept: list[Node] = []
    for term in terms:
        value = rational(term)
        if value is None:
            kept.append(term)
        else:
            number += value
    if number or not kept:
        kept.append(num(number))
    return kept[0] if len(kept) == 1 else Sum(0, tuple(kept))


def times(*factors: Node) -> Node:
    """A product, with one number in front."""
    number = Fraction(1)
    kept: list[Node] = []
    for factor in factors:
        if isinstance(factor, Negative):
            number, factor = -number, factor.inner
        if isinstance(factor, Number):
            number *= factor.value
        elif isinstance(factor, Product):
            kept += factor.factors
        else:
            kept.append(factor)
    if not number or not kept:
        return num(number)
    if number not in (1, -1):
        kept.insert(0, num(abs(number)))
    whole = kept[0] if len(kept) == 1 else Product(0, tuple(kept))
    return whole if number > 0 else Negative(0, whole)


def negative(node: Node) -> Node:
    """The opposite."""
    return times(num(-1), node)


def minus(a: Node, b: Node) -> Node:
    """A difference."""
    return plus(a, negative(b))


def over(a: Node, b: Node) -> Node:
    """A quotient."""
    if isinstance(b, Number) and b.value:
        return times(num(1 / b.value), a)
    if isinstance(a, Number) and a.value == 0:
        return a
    return Quotient(0, a, b)


def power(base: Node, exponent: Node | Fraction | int) -> Node:
    """A power."""
    value = Fraction(exponent) if isinstance(exponent, int | Fraction) else rational(exponent)
    if value is None:
        assert not isinstance(exponent, int | Fraction)
        return Power(0, base, exponent)
    if value == 0:
        return ONE
    if value == 1:
        return base
    if isinstance(base, Number) and base.value and value.denominator == 1 and -_MOST_POWER <= value <= _MOST_POWER:
        return num(base.value ** int(value))
    return Power(0, base, num(value))


def square(node: Node) -> Node:
    """The second power."""
    return power(node, 2)


def root(node: Node) -> Node:
    """The square root."""
    return node if isinstance(node, Number) and node.value in (0, 1) else Root(0, node)


def log_size(node: Node) -> Node:
    """ln |node|."""
    return call("ln", call("abs", node))


def replaced(node: Node, name: str, value: Node) -> Node:
    """The tree with a tree in the place of a variable."""
    if isinstance(node, Variable):
        return value if node.name == name else node
    if name not in variables_of(node):
        return node
    if isinstance(node, Series) and node.variable == name:
        return node
    if isinstance(node, Integral) and node.variable == name:
        low, high = (end and replaced(end, name, value) for end in (node.low, node.high))
        return replace(node, low=low, high=high)
    return rebuilt(node, lambda part: replaced(part, name, value))


def rewritten(node: Node, change: Callable[[Node], Node | None]) -> Node:
    """The tree with some of its nodes, from the top, put in by others; None leaves a node and goes on below it."""
    found = change(node)
    return rebuilt(node, lambda part: rewritten(part, change)) if found is None else found
