"""Derivatives by rule, and the antiderivatives that are read off a table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

from examgen.deciding.building import (
    HALF,
    ONE,
    PI,
    TWO,
    ZERO,
    call,
    log_size,
    minus,
    negative,
    num,
    over,
    plus,
    power,
    rational,
    replaced,
    root,
    square,
    times,
)
from examgen.deciding.decision import TooHardError
from examgen.deciding.walking import variables_of
from examgen.notation.tree import Call, Constant, Integral, Negative, Node, Power, Product, Quotient, Root, Series, Sum, Variable

# --- derivatives -----------------------------------------------------------------------------------------------------------


def derivative(node: Node, name: str) -> Node:
    """The derivative of a tree with respect to a variable.

    Raises:
        TooHardError: a function that has no derivative here.
    """
    if name not in variables_of(node):
        return ZERO
    match node:
        case Variable():
            return ONE
        case Negative(inner=inner):
            return negative(derivative(inner, name))
        case Sum(terms=terms):
            return plus(*(derivative(term, name) for term in terms))
        case Product(factors=factors):
            return plus(
                *(
                    times(derivative(factor, name), *(other for place, other in enumerate(factors) if place != here))
                    for here, factor in enumerate(factors)
                )
            )
        case Quotient(numerator=above, denominator=below):
            if name not in variables_of(below):
                return over(derivative(above, name), below)
            return over(minus(times(derivative(above, name), below), times(above, derivative(below, name))), square(below))
        case Power(base=base, exponent=exponent):
            if name not in variables_of(exponent):
                return times(exponent, power(base, minus(exponent, ONE)), derivative(base, name))
            if isinstance(base, Constant) and base.name == "e":
                return times(node, derivative(exponent, name))
            inner = plus(times(derivative(exponent, name), call("ln", base)), over(times(exponent, derivative(base, name)), base))
            return times(node, inner)
        case Root(inner=inner, degree=degree):
            return over(times(node, derivative(inner, name)), times(num(degree), inner))
        case Series(shape="sum"):
            return Series(node.at, "sum", derivative(node.inner, name), node.variable, node.low, node.high)
        case Integral(low=None):
            return node.inner if node.variable == name else replace(node, inner=derivative(node.inner, name))
        case Integral(inner=inner, variable=variable, low=low, high=high) if low is not None and high is not None:
            ends = (times(replaced(inner, variable, end), derivative(end, name)) for end in (high, low))
            inside = derivative(inner, name) if variable != name else ZERO
            return plus(minus(*ends), *([replace(node, inner=inside)] if inside != ZERO else []))
        case Call(function="ln", arguments=(Call(function="abs", arguments=(inner,)),), base=None):
            return over(derivative(inner, name), inner)
        case Call(function="ln", base=base) if base is not None:
            return derivative(over(call("ln", node.arguments[0]), call("ln", base)), name)
        case Call(function="max" | "min" as function, arguments=(first, *rest)) if rest:
            other = rest[0] if len(rest) == 1 else Call(0, function, tuple(rest))
            # max(a, b) = (a + b + |a - b|) / 2
            size = call("abs", minus(first, other))
            way = times(num(1 if function == "max" else -1), derivative(size, name))
            return times(HALF, plus(derivative(first, name), derivative(other, name), way))
        case Call(function=function, arguments=(inner,)) if function in _DERIVATIVES:
            return times(_DERIVATIVES[function](inner), derivative(inner, name))
    raise TooHardError


_DERIVATIVES: dict[str, Callable[[Node], Node]] = {
    "exp": lambda u: call("exp", u),
    "ln": lambda u: over(ONE, u),
    "sin": lambda u: call("cos", u),
    "cos": lambda u: negative(call("sin", u)),
    "tan": lambda u: over(ONE, square(call("cos", u))),
    "cot": lambda u: negative(over(ONE, square(call("sin", u)))),
    "sec": lambda u: times(call("sec", u), call("tan", u)),
    "csc": lambda u: negative(times(call("csc", u), call("cot", u))),
    "sinh": lambda u: call("cosh", u),
    "cosh": lambda u: call("sinh", u),
    "sech": lambda u: negative(times(call("sech", u), call("tanh", u))),
    "csch": lambda u: negative(times(call("csch", u), call("coth", u))),
    "tanh": lambda u: over(ONE, square(call("cosh", u))),
    "coth": lambda u: negative(over(ONE, square(call("sinh", u)))),
    "asin": lambda u: over(ONE, root(minus(ONE, square(u)))),
    "acos": lambda u: negative(over(ONE, root(minus(ONE, square(u))))),
    "atan": lambda u: over(ONE, plus(ONE, square(u))),
    "acot": lambda u: negative(over(ONE, plus(ONE, square(u)))),
    "asinh": lambda u: over(ONE, root(plus(ONE, square(u)))),
    "acosh": lambda u: over(ONE, root(minus(square(u), ONE))),
    "atanh": lambda u: over(ONE, minus(ONE, square(u))),
    "abs": lambda u: over(u, call("abs", u)),
    "erf": lambda u: over(times(TWO, call("exp", negative(square(u)))), root(PI)),
    "phi": lambda u: over(call("exp", negative(times(HALF, square(u)))), root(times(TWO, PI))),
    "relu": lambda u: times(HALF, plus(ONE, over(u, call("abs", u)))),
}


# --- integrals -------------------------------------------------------------------------------------------------------------


def antiderivative(node: Node, name: str) -> Node:
    """A function with this derivative, without a constant: sums, powers, and the elementary functions of linear arguments.

    Raises:
        TooHardError: it is not found by these rules.
    """
    x = Variable(0, name)
    if name not in variables_of(node):
        return times(node, x)
    match node:
        case Variable():
            return times(HALF, square(x))
        case Negative(inner=inner):
            return negative(antiderivative(inner, name))
        case Sum(terms=terms):
            return plus(*(antiderivative(term, name) for term in terms))
        case Product(factors=factors):
            fixed = [factor for factor in factors if name not in variables_of(factor)]
            moving = [factor for factor in factors if name in variables_of(factor)]
            if fixed:
                return times(*fixed, antiderivative(moving[0] if len(moving) == 1 else Product(0, tuple(moving)), name))
        case Quotient(numerator=above, denominator=below):
            if name not in variables_of(below):
                return over(antiderivative(above, name), below)
            slope = slope_of(below, name)
            if name not in variables_of(above) and slope is not None:
                return over(times(above, log_size(below)), slope)
            if name not in variables_of(above) and isinstance(below, Power) and name not in variables_of(below.exponent):
                return times(above, antiderivative(power(below.base, negative(below.exponent)), name))
        case Power(base=base, exponent=exponent):
            slope = slope_of(base, name)
            if slope is not None and name not in variables_of(exponent):
                return _power_integral(base, exponent, slope)
            slope = slope_of(exponent, name)
            if slope is not None and name not in variables_of(base):
                logarithm = ONE if isinstance(base, Constant) and base.name == "e" else call("ln", base)
                return over(node, times(slope, logarithm))
        case Root(inner=inner, degree=degree):
            return antiderivative(power(inner, Fraction(1, degree)), name)
        case Call(function=function, arguments=(inner,), base=None) if function in _INTEGRALS:
            slope = slope_of(inner, name)
            if slope is not None:
                return over(_INTEGRALS[function](inner), slope)
    raise TooHardError


def _power_integral(base: Node, exponent: Node, slope: Node) -> Node:
    if rational(exponent) == -1:
        return over(log_size(base), slope)
    higher = plus(exponent, ONE)
    return over(power(base, higher), times(higher, slope))


def slope_of(node: Node, name: str) -> Node | None:
    """The slope of a linear expression, or None where it is none."""
    if name not in variables_of(node):
        return None
    found = derivative(node, name)
    return None if name in variables_of(found) or found == ZERO else found


_INTEGRALS: dict[str, Callable[[Node], Node]] = {
    "exp": lambda u: call("exp", u),
    "sin": lambda u: negative(call("cos", u)),
    "cos": lambda u: call("sin", u),
    "sinh": lambda u: call("cosh", u),
    "cosh": lambda u: call("sinh", u),
    "tan": lambda u: negative(log_size(call("cos", u))),
    "ln": lambda u: minus(times(u, call("ln", u)), u),
    "abs": lambda u: times(HALF, u, call("abs", u)),
    "sign": lambda u: call("abs", u),
    "relu": lambda u: times(HALF, square(call("relu", u))),
}
