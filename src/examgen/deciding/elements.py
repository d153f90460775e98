"""Trees of single values -> elements of an algebra."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from flint import fmpq

from examgen.deciding import laws, laws_waves, laws_whole
from examgen.deciding.decision import TooHardError
from examgen.deciding.kernels import Algebra
from examgen.deciding.ring import Element, UndefinedError
from examgen.notation.tree import (
    Call,
    Constant,
    Negative,
    Node,
    Number,
    Power,
    Product,
    Quotient,
    Root,
    Series,
    Sum,
    Variable,
)

#: More terms of a sum or product are not written out.
MOST_TERMS = 300


class Builder:
    """Builds the elements of some trees in one algebra.

    ``mirrored`` variables stand for the opposite of themselves, those in ``ends`` for their distance from a number, those in ``spans`` for
    the ratio of their distances from both ends, t = (x - low)/(high - x), and even or odd ones (``remainders``) for half of themselves.
    """

    def __init__(
        self,
        algebra: Algebra,
        mirrored: frozenset[str] = frozenset(),
        ends: Mapping[str, fmpq] | None = None,
        spans: Mapping[str, tuple[fmpq, fmpq]] | None = None,
        remainders: Mapping[str, int] | None = None,
    ) -> None:
        self.algebra = algebra
        self.mirrored = mirrored
        self.ends = ends or {}
        self.spans = spans or {}
        self.remainders = remainders or {}

    def element(self, node: Node, bound: Mapping[str, int] | None = None) -> Element:
        """The element of a tree.

        Raises:
            UndefinedError: it has no value under the signs that are assumed.
            NeedSignError: a sign decides how to go on.
            TooHardError: it is too large, or no single value.
        """
        rule = _RULES.get(type(node))
        if rule is None:
            raise TooHardError
        found: Element = rule(self, node, bound or {})
        return found


def _number(b: Builder, node: Number, bound: Mapping[str, int]) -> Element:
    return b.algebra.number(node.value)


def _constant(b: Builder, node: Constant, bound: Mapping[str, int]) -> Element:
    if node.name == "e":
        return b.algebra.generator("exp", ())
    if node.name == "pi":
        return b.algebra.generator("pi", None)
    if node.name == "i":
        return b.algebra.unit(Fraction(1, 2))
    raise UndefinedError


def _variable(b: Builder, node: Variable, bound: Mapping[str, int]) -> Element:
    if node.name in bound:
        return b.algebra.number(bound[node.name])
    found = b.algebra.generator("variable", node.name)
    if node.name in b.spans:
        low, high = (b.algebra.number(_fraction(end)) for end in b.spans[node.name])
        one = b.algebra.add(found, b.algebra.number(1))
        return laws.over(b.algebra, b.algebra.add(low, b.algebra.multiply(high, found)), one)
    if node.name in b.remainders:
        found = b.algebra.add(b.algebra.multiply(b.algebra.number(2), found), b.algebra.number(b.remainders[node.name]))
    if node.name in b.mirrored:
        found = b.algebra.multiply(b.algebra.number(-1), found)
    if node.name in b.ends:
        found = b.algebra.add(found, b.algebra.number(_fraction(b.ends[node.name])))
    return found


def _fraction(number: fmpq) -> Fraction:
    return Fraction(int(number.p), int(number.q))


def _negative(b: Builder, node: Negative, bound: Mapping[str, int]) -> Element:
    return b.algebra.multiply(b.algebra.number(-1), b.element(node.inner, bound))


def _sum(b: Builder, node: Sum, bound: Mapping[str, int]) -> Element:
    total = b.element(node.terms[0], bound)
    for term in node.terms[1:]:
        total = b.algebra.add(total, b.element(term, bound))
    return total


def _product(b: Builder, node: Product, bound: Mapping[str, int]) -> Element:
    result = b.element(node.factors[0], bound)
    for factor in node.factors[1:]:
        result = b.algebra.multiply(result, b.element(factor, bound))
    return result


def _quotient(b: Builder, node: Quotient, bound: Mapping[str, int]) -> Element:
    return laws.over(b.algebra, b.element(node.numerator, bound), b.element(node.denominator, bound))


def _power(b: Builder, node: Power, bound: Mapping[str, int]) -> Element:
    exponent = b.element(node.exponent, bound)
    if isinstance(node.base, Constant) and node.base.name == "e":
        return laws.exponential(b.algebra, exponent)
    return laws.power(b.algebra, b.element(node.base, bound), exponent)


def _root(b: Builder, node: Root, bound: Mapping[str, int]) -> Element:
    return laws.rational_power(b.algebra, b.element(node.inner, bound), Fraction(1, node.degree))


def _series(b: Builder, node: Series, bound: Mapping[str, int]) -> Element:
    low, high = (laws.as_rational(b.element(end, bound)) for end in (node.low, node.high))
    if low is None or high is None or low.denominator != 1 or high.denominator != 1 or high - low >= MOST_TERMS:
        raise TooHardError
    result = b.algebra.number(0 if node.shape == "sum" else 1)
    for k in range(int(low), int(high) + 1):
        term = b.element(node.inner, {**bound, node.variable: k})
        result = b.algebra.add(result, term) if node.shape == "sum" else b.algebra.multiply(result, term)
    return result


_LAWS = {**laws.LAWS, **laws_waves.LAWS, **laws_whole.LAWS}


def _call(b: Builder, node: Call, bound: Mapping[str, int]) -> Element:
    arguments = [b.element(argument, bound) for argument in node.arguments]
    name = node.function
    if name == "ln" and node.base is not None:
        under = laws.logarithm(b.algebra, b.element(node.base, bound))
        return laws.over(b.algebra, laws.logarithm(b.algebra, arguments[0]), under)
    if name in ("max", "min"):
        result = arguments[0]
        for other in arguments[1:]:
            result = laws.greater(b.algebra, result, other, 1 if name == "max" else -1)
        return result
    law = _LAWS.get(name)
    if law is not None:
        return law(b.algebra, *arguments)
    return b.algebra.generator("function", (name, tuple(b.algebra.canonical(argument) for argument in arguments)))


_RULES: dict[type, Callable[..., Any]] = {
    Number: _number,
    Constant: _constant,
    Variable: _variable,
    Negative: _negative,
    Sum: _sum,
    Product: _product,
    Quotient: _quotient,
    Power: _power,
    Root: _root,
    Series: _series,
    Call: _call,
}
