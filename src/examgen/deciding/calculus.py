"""Derivatives and integrals worked out, so that what is left are functions."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from examgen.deciding.decision import TooHardError
from examgen.deciding.walking import rebuilt, variables_of
from examgen.notation.tree import (
    Call,
    Constant,
    Derivative,
    Integral,
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

#: Times a derivative is taken, at most.
_MOST_ORDERS = 8
_ONE, _TWO, _HALF = Number(0, Fraction(1)), Number(0, Fraction(2)), Number(0, Fraction(1, 2))


def worked_out(node: Node) -> Node:
    """The tree with all derivatives and integrals replaced by what they are.

    Raises:
        TooHardError: an integral that is not found here.
    """
    node = rebuilt(node, worked_out)
    if isinstance(node, Derivative):
        result = node.inner
        if node.order > _MOST_ORDERS:
            raise TooHardError
        for _ in range(node.order):
            result = derivative(result, node.variable)
        return result
    if isinstance(node, Integral):
        found = antiderivative(node.inner, node.variable)
        if node.low is None or node.high is None:
            return found
        return _minus(replaced(found, node.variable, node.high), replaced(found, node.variable, node.low))
    return node


def replaced(node: Node, name: str, value: Node) -> Node:
    """The tree with a tree in the place of a variable."""
    if isinstance(node, Variable):
        return value if node.name == name else node
    if isinstance(node, Series) and node.variable == name:
        return node
    return rebuilt(node, lambda part: replaced(part, name, value))


# --- derivatives -----------------------------------------------------------------------------------------------------------


def derivative(node: Node, name: str) -> Node:
    """The derivative of a tree with respect to a variable.

    Raises:
        TooHardError: a function that has no derivative here.
    """
    if name not in variables_of(node):
        return Number(0, Fraction(0))
    match node:
        case Variable():
            return _ONE
        case Negative(inner=inner):
            return _minus_of(derivative(inner, name))
        case Sum(terms=terms):
            return _plus(*(derivative(term, name) for term in terms))
        case Product(factors=factors):
            return _plus(
                *(
                    _times(derivative(factor, name), *(other for place, other in enumerate(factors) if place != here))
                    for here, factor in enumerate(factors)
                )
            )
        case Quotient(numerator=over, denominator=under):
            top = _minus(_times(derivative(over, name), under), _times(over, derivative(under, name)))
            return _divided(top, Power(0, under, _TWO))
        case Power(base=base, exponent=exponent):
            if name not in variables_of(exponent):
                lower = Power(0, base, _minus(exponent, _ONE))
                return _times(exponent, lower, derivative(base, name))
            if isinstance(base, Constant) and base.name == "e":
                return _times(node, derivative(exponent, name))
            inner = _plus(_times(derivative(exponent, name), _call("ln", base)), _divided(_times(exponent, derivative(base, name)), base))
            return _times(node, inner)
        case Root(inner=inner, degree=degree):
            power = Number(0, Fraction(degree))
            return _divided(_times(node, derivative(inner, name)), _times(power, inner))
        case Series(shape="sum"):
            return Series(node.at, "sum", derivative(node.inner, name), node.variable, node.low, node.high)
        case Call(function="ln", base=base) if base is not None:
            return derivative(_divided(_call("ln", node.arguments[0]), _call("ln", base)), name)
        case Call(function=function, arguments=(inner,)) if function in _DERIVATIVES:
            return _times(_DERIVATIVES[function](inner), derivative(inner, name))
    raise TooHardError


def _call(name: str, *arguments: Node) -> Node:
    return Call(0, name, arguments)


def _plus(*terms: Node) -> Node:
    return terms[0] if len(terms) == 1 else Sum(0, terms)


def _times(*factors: Node) -> Node:
    if any(isinstance(factor, Number) and factor.value == 0 for factor in factors):
        return Number(0, Fraction(0))
    kept = tuple(factor for factor in factors if not (isinstance(factor, Number) and factor.value == 1))
    return kept[0] if len(kept) == 1 else Product(0, kept) if kept else _ONE


def _minus_of(node: Node) -> Node:
    return Negative(0, node)


def _minus(a: Node, b: Node) -> Node:
    return Sum(0, (a, Negative(0, b)))


def _divided(a: Node, b: Node) -> Node:
    return Quotient(0, a, b)


def _square(node: Node) -> Node:
    return Power(0, node, _TWO)


def _root(node: Node) -> Node:
    return Root(0, node)


_DERIVATIVES: dict[str, Callable[[Node], Node]] = {
    "exp": lambda u: _call("exp", u),
    "ln": lambda u: _divided(_ONE, u),
    "sin": lambda u: _call("cos", u),
    "cos": lambda u: _minus_of(_call("sin", u)),
    "tan": lambda u: _divided(_ONE, _square(_call("cos", u))),
    "cot": lambda u: _minus_of(_divided(_ONE, _square(_call("sin", u)))),
    "sec": lambda u: _times(_call("sec", u), _call("tan", u)),
    "csc": lambda u: _minus_of(_times(_call("csc", u), _call("cot", u))),
    "sinh": lambda u: _call("cosh", u),
    "cosh": lambda u: _call("sinh", u),
    "tanh": lambda u: _divided(_ONE, _square(_call("cosh", u))),
    "coth": lambda u: _minus_of(_divided(_ONE, _square(_call("sinh", u)))),
    "asin": lambda u: _divided(_ONE, _root(_minus(_ONE, _square(u)))),
    "acos": lambda u: _minus_of(_divided(_ONE, _root(_minus(_ONE, _square(u))))),
    "atan": lambda u: _divided(_ONE, _plus(_ONE, _square(u))),
    "acot": lambda u: _minus_of(_divided(_ONE, _plus(_ONE, _square(u)))),
    "asinh": lambda u: _divided(_ONE, _root(_plus(_ONE, _square(u)))),
    "acosh": lambda u: _divided(_ONE, _root(_minus(_square(u), _ONE))),
    "atanh": lambda u: _divided(_ONE, _minus(_ONE, _square(u))),
    "abs": lambda u: _divided(u, _call("abs", u)),
    "erf": lambda u: _divided(_times(_TWO, _call("exp", _minus_of(_square(u)))), _root(Constant(0, "pi"))),
    "phi": lambda u: _divided(_call("exp", _minus_of(_times(_HALF, _square(u)))), _root(_times(_TWO, Constant(0, "pi")))),
    "relu": lambda u: _times(_HALF, _plus(_ONE, _divided(u, _call("abs", u)))),
}


# --- integrals -------------------------------------------------------------------------------------------------------------


def antiderivative(node: Node, name: str) -> Node:
    """A function with this derivative, without a constant: sums, powers, and the elementary functions of linear arguments.

    Raises:
        TooHardError: it is not found by these rules.
    """
    x = Variable(0, name)
    if name not in variables_of(node):
        return _times(node, x)
    match node:
        case Variable():
            return _times(_HALF, _square(x))
        case Negative(inner=inner):
            return _minus_of(antiderivative(inner, name))
        case Sum(terms=terms):
            return _plus(*(antiderivative(term, name) for term in terms))
        case Product(factors=factors):
            fixed = [factor for factor in factors if name not in variables_of(factor)]
            moving = [factor for factor in factors if name in variables_of(factor)]
            if fixed:
                return _times(*fixed, antiderivative(moving[0] if len(moving) == 1 else Product(0, tuple(moving)), name))
        case Quotient(numerator=over, denominator=under):
            if name not in variables_of(under):
                return _divided(antiderivative(over, name), under)
            slope = _slope(under, name)
            if name not in variables_of(over) and slope is not None:
                return _divided(_times(over, _call("ln", _call("abs", under))), slope)
            if name not in variables_of(over) and isinstance(under, Power) and name not in variables_of(under.exponent):
                return _times(over, antiderivative(Power(0, under.base, _minus_of(under.exponent)), name))
        case Power(base=base, exponent=exponent):
            slope = _slope(base, name)
            if slope is not None and name not in variables_of(exponent):
                return _power_integral(base, exponent, slope)
            slope = _slope(exponent, name)
            if slope is not None and name not in variables_of(base):
                logarithm = _ONE if isinstance(base, Constant) and base.name == "e" else _call("ln", base)
                return _divided(node, _times(slope, logarithm))
        case Root(inner=inner, degree=degree):
            return antiderivative(Power(0, inner, Number(0, Fraction(1, degree))), name)
        case Call(function=function, arguments=(inner,), base=None) if function in _INTEGRALS:
            slope = _slope(inner, name)
            if slope is not None:
                return _divided(_INTEGRALS[function](inner), slope)
    raise TooHardError


def _power_integral(base: Node, exponent: Node, slope: Node) -> Node:
    inner = exponent.inner if isinstance(exponent, Negative) else exponent
    if isinstance(exponent, Negative) and isinstance(inner, Number) and inner.value == 1:
        return _divided(_call("ln", _call("abs", base)), slope)
    higher = _plus(exponent, _ONE)
    return _divided(Power(0, base, higher), _times(higher, slope))


def _slope(node: Node, name: str) -> Node | None:
    """The slope of a linear expression, or None where it is none."""
    if name not in variables_of(node):
        return None
    found = derivative(node, name)
    return None if name in variables_of(found) else found


_INTEGRALS: dict[str, Callable[[Node], Node]] = {
    "exp": lambda u: _call("exp", u),
    "sin": lambda u: _minus_of(_call("cos", u)),
    "cos": lambda u: _call("sin", u),
    "sinh": lambda u: _call("cosh", u),
    "cosh": lambda u: _call("sinh", u),
    "tan": lambda u: _minus_of(_call("ln", _call("abs", _call("cos", u)))),
    "ln": lambda u: _minus(_times(u, _call("ln", u)), u),
}
