"""Integrals of rational functions by partial fractions, over the rational functions of whatever else stands in the coefficients.

Denominators are taken apart into their irreducible factors; those of degree 1 and 2 have integrals, and x^4 + p x^2 + q with a root of
q falls into two of degree 2.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import zip_longest
from typing import TypeAlias

from examgen.deciding import laws
from examgen.deciding import polynomials as poly
from examgen.deciding.building import TWO, call, log_size, minus, negative, num, over, plus, power, root, times
from examgen.deciding.decision import TooHardError
from examgen.deciding.integration.ground import Workshop
from examgen.deciding.polynomials import Poly
from examgen.deciding.ring import Element, NeedSignError, UndefinedError
from examgen.notation.tree import Node, Variable

#: Coefficients of a polynomial in the variable, from the lowest power, the highest not 0.
Row: TypeAlias = list[Element]
_MOST_DEGREE = 24
#: The power of a factor of the denominator, at most.
_MOST_COUNT = 8


def coefficients(shop: Workshop, p: Poly) -> Row:
    """The coefficients of a polynomial in the variable.

    Raises:
        TooHardError: it is none.
    """
    parts: dict[int, Poly] = {}
    for monomial, value in p.items():
        degree, rest = 0, []
        for generator, exponent in monomial:
            if shop.algebra.items[generator] == ("variable", shop.variable):
                if not isinstance(exponent, int) or not 0 <= exponent <= _MOST_DEGREE:
                    raise TooHardError
                degree = exponent
            elif shop.moves(generator):
                raise TooHardError
            else:
                rest.append((generator, exponent))
        own = parts.setdefault(degree, {})
        own[tuple(rest)] = own.get(tuple(rest), 0) + value
    return [Element(parts.get(degree, {})) for degree in range(max(parts, default=-1) + 1)]


def rational_integral(shop: Workshop, a: Element) -> Node:
    """The integral of a rational function.

    Raises:
        TooHardError: it is none, or a factor of its denominator has too high a degree.
    """
    own = shop.algebra.kernel("variable", shop.variable)
    if any(shop.moves(generator) for generator in shop.generators(a) if generator != own):
        raise TooHardError
    number, monomial, factors = shop.algebra.factors(a)
    power_of_x = dict(monomial).get(own, 0)
    if not isinstance(power_of_x, int) or min([exponent for _, exponent in factors], default=0) < -_MOST_COUNT:
        raise TooHardError
    rest = Element({tuple((g, e) for g, e in monomial if g != own): poly.whole(number)})
    pairs = [(dict(base), exponent) for base, exponent in factors]
    if power_of_x:
        pairs.append(({((own, 1),): 1}, power_of_x))
    field = Field(shop)
    above: Row = [rest]
    below: list[tuple[Row, int]] = []
    for base, exponent in pairs:
        row = coefficients(shop, base)
        if len(row) == 1:
            above = field.scaled(above, shop.algebra.power(row[0], exponent))
        elif exponent > 0:
            for _ in range(exponent):
                above = field.times(above, row)
        else:
            below += [(part, -exponent) for part in _split(shop, row)]
    return _by_parts(shop, field, above, below)


def _split(shop: Workshop, row: Row) -> list[Row]:
    """A factor of degree 1 or 2, or x^4 + p x^2 + q as the product of two."""
    if len(row) <= 3:
        return [row]
    if len(row) != 5 or row[1].over or row[3].over:
        raise TooHardError
    algebra = shop.algebra
    try:
        q, p = (shop.normal(algebra.multiply(row[place], algebra.inverse(row[4]))) for place in (0, 2))
        middle = laws.rational_power(algebra, q, Fraction(1, 2))
        slope = laws.rational_power(algebra, algebra.add(algebra.add(middle, middle), p, -1), Fraction(1, 2))
    except (NeedSignError, UndefinedError) as fault:
        raise TooHardError from fault
    minus_slope = algebra.multiply(algebra.number(-1), slope)
    return [[algebra.multiply(middle, row[4]), algebra.multiply(slope, row[4]), row[4]], [middle, minus_slope, algebra.number(1)]]


def _by_parts(shop: Workshop, field: Field, above: Row, below: list[tuple[Row, int]]) -> Node:
    x = Variable(0, shop.variable)
    powers = [field.power(base, count) for base, count in below]
    whole: Row = [shop.algebra.number(1)]
    for row in powers:
        whole = field.times(whole, row)
    quotient, rest = field.divided(above, whole)
    terms = [
        times(shop.tree(coefficient), over(power(x, degree + 1), num(degree + 1)))
        for degree, coefficient in enumerate(quotient)
        if coefficient.over
    ]
    for place, (base, count) in enumerate(below):
        others: Row = [shop.algebra.number(1)]
        for other, row in enumerate(powers):
            if other != place:
                others = field.times(others, row)
        part = field.divided(field.times(rest, field.inverse(others, powers[place])), powers[place])[1]
        for exponent in range(count, 0, -1):  # the digits of the part in base d: r / d^count + r' / d^(count - 1) + ...
            part, digit = field.divided(part, base)
            if digit:
                terms.append(_of_digit(shop, x, digit, base, exponent))
    return plus(*terms)


class Field:
    """Polynomials in the variable with coefficients that can be divided."""

    def __init__(self, shop: Workshop) -> None:
        self.shop = shop
        self.algebra = shop.algebra

    def _trimmed(self, row: Row) -> Row:
        row = [self.shop.normal(entry) for entry in row]
        while row and not row[-1].over:
            row.pop()
        return row

    def times(self, a: Row, b: Row) -> Row:
        row = [Element({})] * (len(a) + len(b) - 1 if a and b else 0)
        for i, left in enumerate(a):
            for j, right in enumerate(b):
                row[i + j] = self.algebra.add(row[i + j], self.algebra.multiply(left, right))
        return self._trimmed(row)

    def power(self, a: Row, exponent: int) -> Row:
        result: Row = [self.algebra.number(1)]
        for _ in range(exponent):
            result = self.times(result, a)
        return result

    def scaled(self, a: Row, factor: Element) -> Row:
        return self._trimmed([self.algebra.multiply(entry, factor) for entry in a])

    def less(self, a: Row, b: Row) -> Row:
        zero = Element({})
        return self._trimmed([self.algebra.add(left, right, -1) for left, right in zip_longest(a, b, fillvalue=zero)])

    def divided(self, a: Row, b: Row) -> tuple[Row, Row]:
        """Quotient and remainder."""
        rest = list(a)
        quotient: Row = [Element({})] * max(0, len(a) - len(b) + 1)
        leading = self.algebra.inverse(b[-1])
        while len(rest) >= len(b):
            shift = len(rest) - len(b)
            factor = self.shop.normal(self.algebra.multiply(rest[-1], leading))
            quotient[shift] = factor
            rest = self.less(rest[:-1], [*[Element({})] * shift, *(self.algebra.multiply(factor, entry) for entry in b[:-1])])
        return self._trimmed(quotient), rest

    def inverse(self, a: Row, modulus: Row) -> Row:
        """What a is multiplied by to be 1 modulo a polynomial without a common factor."""
        old, new = modulus, self.divided(a, modulus)[1]
        known: Row = []
        found: Row = [self.algebra.number(1)]
        while len(new) > 1:
            quotient, rest = self.divided(old, new)
            old, new = new, rest
            known, found = found, self.less(known, self.times(quotient, found))
        if not new:
            raise TooHardError
        return self.scaled(found, self.algebra.inverse(new[0]))


def _of_digit(shop: Workshop, x: Node, digit: Row, base: Row, count: int) -> Node:
    """The integral of (u x + v) / d^count for d of degree 1 or 2."""
    rows = [shop.tree(entry) for entry in base]
    d = plus(*(times(entry, power(x, degree)) for degree, entry in reversed(list(enumerate(rows)))))
    v, u = shop.tree(digit[0]), shop.tree(digit[1]) if len(digit) > 1 else num(0)
    of_slope = log_size(d) if count == 1 else over(power(d, 1 - count), num(1 - count))
    if len(rows) == 2:
        return times(over(v, rows[1]), of_slope)
    c, b, a = rows
    first = times(over(u, times(TWO, a)), of_slope)
    rest = shop.tree(shop.element(minus(v, over(times(u, b), times(TWO, a)))))
    return first if rest == num(0) else plus(first, times(rest, _of_quadratic(shop, x, (a, b, c), d, count)))


def _of_quadratic(shop: Workshop, x: Node, row: tuple[Node, Node, Node], d: Node, count: int) -> Node:
    """The integral of 1 / d^count."""
    a, b, c = row
    size = shop.tree(shop.element(minus(times(num(4), a, c), times(b, b))))
    slope = plus(times(TWO, a, x), b)
    if count > 1:
        below = times(num(count - 1), size)
        factor = over(times(TWO, a, num(2 * count - 3)), below)
        return plus(over(slope, times(below, power(d, count - 1))), times(factor, _of_quadratic(shop, x, row, d, count - 1)))
    sign = shop.ground.sign(size)
    if sign == 1:
        width = shop.tree(shop.element(root(size)))
        return times(over(TWO, width), call("atan", over(slope, width)))
    if sign == -1:
        width = shop.tree(shop.element(root(negative(size))))
        return over(minus(log_size(minus(slope, width)), log_size(plus(slope, width))), width)
    raise TooHardError
