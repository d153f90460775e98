"""Integrals term by term: sums of c x^n e^A cos B, c x^p (ln x)^k and x^n e^(quadratic), with A and B linear in x.

Canonical elements know sine and cosine as exponentials with i in the exponent, so that products and powers of sines, cosines,
exponentials and their hyperbolic kin come as sums of c x^n e^(λx) by themselves. The function is real: of each term the real part counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from math import factorial
from typing import Any

from examgen.deciding import polynomials as poly
from examgen.deciding.building import HALF, ONE, PI, ZERO, call, log_size, minus, negative, num, over, plus, power, root, square, times
from examgen.deciding.decision import TooHardError
from examgen.deciding.integration.ground import Workshop
from examgen.deciding.polynomials import Key, Monomial, Poly
from examgen.notation.tree import Node, Variable

#: A polynomial in the variable: power -> coefficient.
ByPower = dict[int, Poly]
_HALF = Fraction(1, 2)
_MOST_TERMS, _MOST_POWER = 40, 24


@dataclass(slots=True)
class Term:
    """x^(power + symbolic) (ln x)^logs e^growth (cosines cos angle + sines sin angle)."""

    power: Fraction = Fraction(0)
    symbolic: Poly = field(default_factory=dict)
    logs: int = 0
    growth: ByPower = field(default_factory=dict)
    angle: ByPower = field(default_factory=dict)
    cosines: Poly = field(default_factory=dict)
    sines: Poly = field(default_factory=dict)

    def key(self) -> tuple[Any, ...]:
        return (self.power, poly.key(self.symbolic), self.logs, _frozen(self.growth), _frozen(self.angle))


def _frozen(parts: ByPower) -> frozenset[tuple[int, Key]]:
    return frozenset((degree, poly.key(p)) for degree, p in parts.items())


def by_terms(shop: Workshop, p: Poly) -> tuple[list[Node], Poly]:
    """The integrals of those terms of a polynomial that are found here, and the rest of it."""
    groups: dict[tuple[Any, ...], Term] = {}
    members: dict[tuple[Any, ...], Poly] = {}
    rest: Poly = {}
    if len(p) > _MOST_TERMS:
        raise TooHardError
    for monomial, coefficient in p.items():
        term = classified(shop, monomial, coefficient)
        if term is None:
            rest[monomial] = coefficient
            continue
        key = term.key()
        members.setdefault(key, {})[monomial] = coefficient
        known = groups.setdefault(key, term)
        if known is not term:
            known.cosines, known.sines = poly.add(known.cosines, term.cosines), poly.add(known.sines, term.sines)
    found = []
    for key, term in groups.items():
        one = _integral(shop, term)
        if one is None:
            rest.update(members[key])
        else:
            found.append(one)
    return found, rest


def classified(shop: Workshop, monomial: Monomial, coefficient: poly.Number) -> Term | None:
    """A product of kernels as one of these terms, as far as it is one."""
    algebra = shop.algebra
    term = Term()
    fixed: list[tuple[int, Any]] = []
    turn = 0
    for generator, exponent in monomial:
        item = kind, what = algebra.items[generator]
        if kind == "unit":
            if exponent == _HALF:
                turn += 1
            else:
                _put(term.angle, 0, {((algebra.kernel("pi", None), 1),): exponent})
        elif kind == "exp":
            if not _exponent(shop, term, what, exponent):
                return None
        elif not shop.moves(generator):
            fixed.append((generator, exponent))
        elif item == ("variable", shop.variable):
            term.power += exponent
        elif kind == "log" and what == _only(shop) and isinstance(exponent, int) and exponent > 0:
            term.logs += exponent
        else:
            return None
    whole: Poly = {tuple(fixed): coefficient}
    sign = 1
    if term.angle:
        leading = term.angle[max(term.angle)]
        if leading[max(leading)] < 0:  # the angle is turned round, so that conjugate terms meet
            sign = -1
            term.angle = {degree: poly.scaled(p, -1) for degree, p in term.angle.items()}
    # the real part of c i^turn (cos B + i sin B)
    cosine, sine = ((1, 0), (0, -1), (-1, 0), (0, 1))[turn % 4]
    term.cosines, term.sines = poly.scaled(whole, cosine), poly.scaled(whole, sine * sign)
    return term


def _only(shop: Workshop) -> Key:
    return poly.key({((shop.algebra.kernel("variable", shop.variable), 1),): 1})


def _put(parts: ByPower, degree: int, p: Poly) -> None:
    total = poly.add(parts.get(degree, {}), p)
    if total:
        parts[degree] = total
    else:
        parts.pop(degree, None)


def _exponent(shop: Workshop, term: Term, what: Monomial, exponent: poly.Exponent) -> bool:
    """Add an exponential to a term; False where it is none of those that are known here."""
    algebra = shop.algebra
    degree, logs, imaginary = 0, 0, False
    rest: list[tuple[int, Any]] = []
    for generator, power_of in what:
        item = kind, inner = algebra.items[generator]
        if kind == "unit":
            imaginary = True
            if power_of != _HALF:
                return False
        elif not shop.moves(generator):
            rest.append((generator, power_of))
        elif item == ("variable", shop.variable) and isinstance(power_of, int) and power_of > 0:
            degree = power_of
        elif kind == "log" and inner == _only(shop) and power_of == 1:
            logs = 1
        else:
            return False
    piece: Poly = {tuple(rest): exponent}
    if logs:
        if degree or imaginary:
            return False
        term.symbolic = poly.add(term.symbolic, piece)
    else:
        _put(term.angle if imaginary else term.growth, degree, piece)
    return True


# --- one term ----------------------------------------------------------------------------------------------------------------


def _integral(shop: Workshop, term: Term) -> Node | None:
    x = Variable(0, shop.variable)
    growth, angle = ({degree: shop.tree_of(p) for degree, p in parts.items()} for parts in (term.growth, term.angle))
    cosines, sines = shop.tree_of(term.cosines), shop.tree_of(term.sines)
    if cosines == ZERO and sines == ZERO:
        return ZERO
    if not set(angle) - {0}:
        turned = angle.get(0, ZERO)
        factor = cosines if turned == ZERO else plus(times(cosines, call("cos", turned)), times(sines, call("sin", turned)))
        if set(growth) - {0}:
            found = None if term.logs or term.symbolic else _of_exponential(shop, x, term.power, growth)
        else:
            exponent = plus(num(term.power), shop.tree_of(term.symbolic))
            found = times(_of_power(x, exponent, term.logs), _exponential(growth, x))
        return None if found is None else times(factor, found)
    whole = term.power.denominator == 1 and 0 <= term.power <= _MOST_POWER
    if term.logs or term.symbolic or not whole or max(angle) > 1 or max(growth, default=0) > 1:
        return None
    return _of_wave(x, int(term.power), growth, angle, cosines, sines)


def _polynomial(parts: Mapping[int, Node], x: Node) -> Node:
    return plus(*(times(coefficient, power(x, degree)) for degree, coefficient in sorted(parts.items(), reverse=True)))


def _exponential(growth: Mapping[int, Node], x: Node) -> Node:
    return call("exp", _polynomial(growth, x)) if growth else ONE


def _of_power(x: Node, exponent: Node, logs: int) -> Node:
    """The integral of x^exponent (ln x)^logs."""
    if exponent == num(-1):
        return over(power(call("ln", x), logs + 1), num(logs + 1)) if logs else log_size(x)
    higher = plus(exponent, ONE)
    terms = [
        over(times(num((-1) ** j * factorial(logs) // factorial(logs - j)), power(call("ln", x), logs - j)), power(higher, j + 1))
        for j in range(logs + 1)
    ]
    return times(power(x, higher), plus(*terms))


def _of_exponential(shop: Workshop, x: Node, degree: Fraction, growth: dict[int, Node]) -> Node | None:
    """The integral of x^degree e^growth."""
    if degree.denominator != 1 or not 0 <= degree <= _MOST_POWER or max(growth) > 2:
        return None
    n = int(degree)
    if 2 in growth:
        return _gaussian(shop, x, n, growth)
    slope = growth[1]
    terms = [over(times(num((-1) ** j * factorial(n) // factorial(n - j)), power(x, n - j)), power(slope, j + 1)) for j in range(n + 1)]
    return times(_exponential(growth, x), plus(*terms))


def _gaussian(shop: Workshop, x: Node, n: int, growth: dict[int, Node]) -> Node | None:
    """The integral of x^n e^(-p x^2 + q x + r) with p > 0: the error function, and integration by parts for each x."""
    p, q, r = negative(growth[2]), growth.get(1, ZERO), growth.get(0, ZERO)
    if shop.ground.sign(p) != 1:
        return None
    size = call("exp", plus(r, over(square(q), times(num(4), p))))
    inner = times(root(p), minus(x, over(q, times(num(2), p))))
    first = times(HALF, root(over(PI, p)), size, call("erf", inner))
    bell = _exponential(growth, x)
    found: list[Node] = [first]
    for k in range(1, n + 1):  # (x^(k-1) e^Q)' = (k-1) x^(k-2) e^Q + (q - 2 p x) x^(k-1) e^Q
        before = times(num(k - 1), found[k - 2]) if k > 1 else ZERO
        found.append(over(plus(before, times(q, found[k - 1]), negative(times(power(x, k - 1), bell))), times(num(2), p)))
    return found[n]


def _of_wave(x: Node, n: int, growth: dict[int, Node], angle: dict[int, Node], cosines: Node, sines: Node) -> Node:
    """The integral of x^n e^A (c cos B + s sin B): the real and imaginary parts of that of x^n e^((a + i w) x)."""
    a, w = growth.get(1, ZERO), angle[1]
    size = plus(square(a), square(w))
    real, imaginary = (over(a, size), negative(over(w, size))) if a != ZERO else (ZERO, negative(over(ONE, w)))
    re, im = ONE, ZERO
    above, beside = [], []
    for j in range(n + 1):
        re, im = minus(times(re, real), times(im, imaginary)), plus(times(re, imaginary), times(im, real))
        factor = times(num((-1) ** j * factorial(n) // factorial(n - j)), power(x, n - j))
        above.append(times(factor, re))
        beside.append(times(factor, im))
    g, h = plus(*above), plus(*beside)
    turned = _polynomial(angle, x)
    cosine, sine = call("cos", turned), call("sin", turned)
    waves = plus(
        times(cosines, minus(times(g, cosine), times(h, sine))),
        times(sines, plus(times(g, sine), times(h, cosine))),
    )
    return times(_exponential(growth, x), waves)
