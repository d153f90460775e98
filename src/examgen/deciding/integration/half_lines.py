"""Integrals from 0 to infinity that have a value though no antiderivative is at hand: those of the gamma function, and of sin(ax)/x."""

from __future__ import annotations

from examgen.deciding.building import HALF, ONE, PI, call, negative, num, over, plus, power, rational, times
from examgen.deciding.decision import TooHardError
from examgen.deciding.integration.ground import Ground, Workshop, is_infinite
from examgen.deciding.integration.terms import Term, classified
from examgen.deciding.walking import variables_of
from examgen.notation.tree import Node


def over_half_line(f: Node, name: str, low: Node, high: Node, ground: Ground) -> Node | None:
    """The integral from 0 to infinity of a sum of c x^p e^(-a x^k), or of c sin(a x) / x; None where it is something else."""
    if rational(low) != 0 or not is_infinite(high):
        return None
    shop = Workshop(ground, variables_of(f), name)
    if ground.unsigned(variables_of(f) - {name}):
        return None
    try:
        a = shop.element(f)
        found = [classified(shop, monomial, coefficient) for monomial, coefficient in a.over.items()]
    except TooHardError:
        return None
    if a.under or not found:
        return None
    values = [None if term is None else _of_term(shop, term) for term in found]
    return None if None in values else plus(*(value for value in values if value is not None))


def _of_term(shop: Workshop, term: Term) -> Node | None:
    exponent = plus(num(term.power), shop.tree_of(term.symbolic))
    if term.logs:
        return None
    if set(term.angle) == {1} and not term.growth and exponent == num(-1) and not term.cosines:
        sign = shop.ground.sign(shop.tree_of(term.angle[1]))
        return None if not sign else times(num(sign), HALF, PI, shop.tree_of(term.sines))
    degrees = set(term.growth) - {0}
    if term.angle or len(degrees) != 1:
        return None
    (k,) = degrees
    rate = negative(shop.tree_of(term.growth[k]))
    if shop.ground.sign(rate) != 1 or shop.ground.sign(plus(exponent, ONE)) != 1:
        return None
    # with u = a x^k it is the integral of u^(s - 1) e^(-u), s = (p + 1) / k
    s = over(plus(exponent, ONE), num(k))
    factor = times(shop.tree_of(term.cosines), call("exp", shop.tree_of(term.growth.get(0, {}))))
    return over(times(factor, call("factorial", plus(s, num(-1)))), times(num(k), power(rate, s)))
