"""Integrals between numbers that no rule has found, as balls that surely hold their values.

The integrand is evaluated on discs of the complex plane; where it may not be analytic on one, there is no value, and the disc is halved.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import flint
from flint import acb, arb, fmpq, fmpz

from examgen.deciding.balls import real_ball
from examgen.deciding.building import rational
from examgen.deciding.decision import NoValueError
from examgen.notation.tree import Call, Constant, Integral, Negative, Node, Number, Power, Product, Quotient, Root, Sum, Variable

_MOST_EVALUATIONS, _MOST_DEPTH = 4000, 60


def enclosed(node: Integral, bits: int) -> arb:
    """A ball around the value of an integral between numbers.

    Raises:
        NoValueError: the integrand is not analytic between the bounds, or it takes too long.
    """
    assert node.low is not None and node.high is not None
    low, high = (real_ball(end, {}, bits) for end in (node.low, node.high))

    def integrand(z: acb, analytic: bool) -> Any:
        try:
            return _value(node.inner, z, analytic)
        except NoValueError:
            return acb(arb(0, arb("inf")), arb(0, arb("inf")))

    before = flint.ctx.prec
    flint.ctx.prec = bits
    try:
        found = acb.integral(integrand, acb(low), acb(high), eval_limit=_MOST_EVALUATIONS, depth_limit=_MOST_DEPTH, rel_tol=arb(2) ** -bits)
    except (ValueError, ZeroDivisionError, OverflowError) as fault:
        raise NoValueError from fault
    finally:
        flint.ctx.prec = before
    if not found.is_finite() or not found.imag.contains(0):
        raise NoValueError
    real: arb = found.real
    return real


def _value(node: Node, z: acb, analytic: bool) -> Any:
    match node:
        case Number(value=value):
            return acb(fmpq(value.numerator, value.denominator))
        case Variable():
            return z
        case Constant(name="pi"):
            return acb(arb.pi())
        case Constant(name="e"):
            return acb(1).exp()
        case Negative(inner=inner):
            return -_value(inner, z, analytic)
        case Sum(terms=terms):
            return sum((_value(term, z, analytic) for term in terms), acb(0))
        case Product(factors=factors):
            result = acb(1)
            for factor in factors:
                result *= _value(factor, z, analytic)
            return result
        case Quotient(numerator=above, denominator=below):
            return _value(above, z, analytic) / _not_zero(_value(below, z, analytic))
        case Root(inner=inner, degree=degree):
            found = _value(inner, z, analytic)
            return found.sqrt(analytic=analytic) if degree == 2 else found.pow(acb(fmpq(1, degree)), analytic=analytic)
        case Power(base=Constant(name="e"), exponent=exponent):
            return _value(exponent, z, analytic).exp()
        case Power(base=base, exponent=exponent):
            whole = rational(exponent)
            found = _value(base, z, analytic)
            if whole is not None and whole.denominator == 1:
                return (found if whole > 0 else _not_zero(found)) ** fmpz(int(whole))
            return found.pow(_value(exponent, z, analytic), analytic=analytic)
        case Call(function=function, arguments=(inner,), base=None) if function in _FUNCTIONS:
            return _FUNCTIONS[function](_value(inner, z, analytic), analytic)
    raise NoValueError


def _not_zero(value: acb) -> acb:
    if value.contains(0):
        raise NoValueError
    return value


def _plain(name: str) -> Callable[[acb, bool], acb]:
    return lambda value, analytic: getattr(value, name)()


_FUNCTIONS: dict[str, Callable[[acb, bool], acb]] = {
    **{name: _plain(name) for name in ("exp", "sin", "cos", "tan", "cot", "sec", "csc", "sinh", "cosh", "tanh", "coth", "sech", "csch")},
    "erf": _plain("erf"),
    "ln": lambda value, analytic: value.log(analytic=analytic),
    "phi": lambda value, analytic: (1 + (value / arb(2).sqrt()).erf()) / 2,
}
