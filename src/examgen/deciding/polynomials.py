"""Sparse sums of monomials with rational coefficients, whose generators may have fractional and negative exponents.

A monomial is a tuple of (generator, exponent) pairs, in the order of the generators, which are numbers; a polynomial is a dictionary from
monomials to coefficients that are not 0. What the generators mean is known to ``kernels`` alone.
"""

from __future__ import annotations

from fractions import Fraction
from math import gcd
from typing import TypeAlias

from flint import fmpq, fmpq_mpoly_ctx

from examgen.deciding.decision import TooHardError

Exponent: TypeAlias = int | Fraction
Monomial: TypeAlias = tuple[tuple[int, Exponent], ...]
#: Whole numbers are ints where they arise as such: they are added and multiplied much faster.
Number: TypeAlias = int | Fraction
Poly: TypeAlias = dict[Monomial, Number]
#: A polynomial as a key: hashable, independent of order.
Key: TypeAlias = frozenset[tuple[Monomial, Number]]

ONE: Monomial = ()
#: More terms are not multiplied out.
MOST_TERMS = 2500
#: Bits of a coefficient beyond which nothing is worked out.
MOST_BITS = 20_000


def constant(value: Fraction | int) -> Poly:
    """A number as a polynomial."""
    return {ONE: whole(value)} if value else {}


def add(p: Poly, q: Poly, factor: Fraction | int = 1) -> Poly:
    """p + factor q."""
    result = dict(p)
    for monomial, coefficient in q.items():
        total = result.get(monomial, 0) + factor * coefficient
        if total:
            result[monomial] = total
        else:
            result.pop(monomial, None)
    return result


def scaled(p: Poly, factor: Fraction | int) -> Poly:
    """A multiple."""
    return {monomial: whole(factor * coefficient) for monomial, coefficient in p.items()} if factor else {}


def times(p: Poly, q: Poly) -> Poly:
    """The product as it stands: exponents are added, no relation between generators is used."""
    if len(p) * len(q) > 40 * MOST_TERMS:
        raise TooHardError
    result: Poly = {}
    for left, a in p.items():
        for right, b in q.items():
            monomial = joined(left, right)
            total = result.get(monomial, 0) + a * b
            if total:
                result[monomial] = total
            else:
                result.pop(monomial, None)
    if len(result) > MOST_TERMS:
        raise TooHardError
    return result


def joined(left: Monomial, right: Monomial) -> Monomial:
    """The product of two monomials."""
    if not left:
        return right
    if not right:
        return left
    exponents = dict(left)
    for generator, exponent in right:
        total = exponents.get(generator, 0) + exponent
        if total:
            exponents[generator] = total
        else:
            del exponents[generator]
    return tuple(sorted(exponents.items()))


def raised(monomial: Monomial, exponent: Exponent) -> Monomial:
    """A power of a monomial."""
    return tuple((generator, whole(power * exponent)) for generator, power in monomial) if exponent else ONE


def whole(exponent: Exponent) -> Exponent:
    """An exponent as an int where it is one."""
    return int(exponent) if exponent.denominator == 1 else exponent


def key(p: Poly) -> Key:
    """The polynomial as a dictionary key."""
    return frozenset(p.items())


def content(p: Poly) -> Fraction:
    """The number by which a polynomial is a primitive one with a positive leading coefficient."""
    over, under = 0, 1
    for coefficient in p.values():
        over = gcd(over, coefficient.numerator)
        under = under * coefficient.denominator // gcd(under, coefficient.denominator)
    found = Fraction(over, under)
    return -found if p[max(p)] < 0 else found


def too_large(p: Poly) -> bool:
    """Whether the coefficients have grown beyond what is worked out here."""
    return any(c.numerator.bit_length() + c.denominator.bit_length() > MOST_BITS for c in p.values())


def factored(p: Poly) -> tuple[Fraction, Monomial, list[tuple[Poly, int]]]:
    """A number, a monomial and irreducible primitive polynomials with their exponents, whose product is p.

    Generators with fractional exponents are taken to their common root first; the factors are irreducible in those roots.
    """
    if len(p) == 1:
        ((monomial, coefficient),) = p.items()
        return Fraction(coefficient), monomial, []
    generators = sorted({generator for monomial in p for generator, _ in monomial})
    exponents = [[dict(monomial).get(generator, 0) for generator in generators] for monomial in p]
    steps, lows = [], []
    for place in range(len(generators)):
        column = [row[place] for row in exponents]
        denominator = 1
        for exponent in column:
            denominator = denominator * exponent.denominator // gcd(denominator, exponent.denominator)
        steps.append(denominator)
        lows.append(min(column))
    common = tuple((g, whole(low)) for g, low in zip(generators, lows, strict=True) if low)
    degrees = [[int((e - low) * d) for e, low, d in zip(row, lows, steps, strict=True)] for row in exponents]
    if sum(max(column) for column in zip(*degrees, strict=True)) > 60 or len(p) > 300:
        raise TooHardError
    context = fmpq_mpoly_ctx.get([f"g{place}" for place in range(len(generators))], "lex")
    terms = {tuple(row): fmpq(c.numerator, c.denominator) for row, c in zip(degrees, p.values(), strict=True)}
    leading, found = context.from_dict(terms).factor()
    number = Fraction(int(leading.p), int(leading.q))
    factors: list[tuple[Poly, int]] = []
    for factor, count in found:
        poly: Poly = {}
        for row, c in factor.to_dict().items():
            monomial = tuple((g, whole(Fraction(int(e), d))) for g, e, d in zip(generators, row, steps, strict=True) if e)
            poly[monomial] = Fraction(int(c.p), int(c.q))
        size = content(poly)
        number *= size ** int(count)
        factors.append((scaled(poly, 1 / size), int(count)))
    return number, common, factors
