"""Proofs that an element of an algebra is zero.

Constants built from roots are decided by a bound: such a number is either zero or not smaller than what the degrees and sizes of its
parts allow (Burnikel, Funke, Mehlhorn, Schirra, Schmitt: A separation bound for real algebraic expressions, 2001); a ball smaller than
that around zero is a proof. Sums of logarithms, or of arcus tangents, are turned into one product.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from math import log2
from typing import TypeAlias

from flint import arb, fmpz

from examgen.deciding import polynomials as poly
from examgen.deciding.decision import TooHardError
from examgen.deciding.kernels import Algebra
from examgen.deciding.laws import conjugate
from examgen.deciding.polynomials import Monomial, Poly
from examgen.deciding.ring import Element, NeedSignError, UndefinedError

Witness: TypeAlias = Callable[[], dict[str, arb] | None]

#: Bits up to which a constant is looked at.
_MOST_BITS = 30_000


def _nowhere() -> None:
    return None


def is_zero(algebra: Algebra, a: Element, witness: Witness = _nowhere) -> bool:
    """Whether an element is shown to be zero; False says nothing.

    Args:
        witness: gives a point at which the signs of the algebra hold; sums of angles need one.
    """
    if not a.over:
        return True
    rest = _without_algebraic_zeros(algebra, a.over)
    if not rest:
        return True
    return _sums_to_zero(algebra, rest, witness)


def _without_algebraic_zeros(algebra: Algebra, p: Poly) -> Poly:
    """Monomials in kernels that are no algebraic numbers, with those coefficients that are not zero."""
    groups: defaultdict[Monomial, Poly] = defaultdict(dict)
    for monomial, coefficient in p.items():
        algebraic = tuple((g, e) for g, e in monomial if _is_algebraic(algebra, g))
        other = tuple((g, e) for g, e in monomial if (g, e) not in algebraic)
        groups[other][algebraic] = coefficient
    kept: Poly = {}
    for other, coefficients in groups.items():
        if len(coefficients) > 1 and algebraic_zero(algebra, coefficients):
            continue
        for algebraic, coefficient in coefficients.items():
            kept[poly.joined(other, algebraic)] = coefficient
    return kept


def _is_algebraic(algebra: Algebra, generator: int) -> bool:
    kind, what = algebra.items[generator]
    if kind in ("prime", "unit"):
        return True
    return kind == "root" and all(_is_algebraic(algebra, inner) for monomial, _ in what for inner, _ in monomial)


@dataclass(frozen=True, slots=True)
class _Bound:
    """log2 of the BFMSS bounds of numerator and denominator."""

    over: float
    under: float


def algebraic_zero(algebra: Algebra, p: Poly) -> bool:
    """Whether an algebraic number is zero, decided.

    Raises:
        TooHardError: it would take too many bits.
    """
    degrees: dict[int, int] = {}
    bound = _bound_of(algebra, p, degrees)
    degree = _field_degree(algebra, degrees)
    needed = (degree - 1) * bound.over + bound.under + 4
    if needed > _MOST_BITS:
        raise TooHardError
    bits = 128
    while True:
        found = algebra.ball(p, bits)
        if not found.contains(0):
            return False
        if bits > needed + 64:
            size = abs(found).upper()
            if size == 0 or size < arb(2) ** int(-needed):
                return True
            if bits > 4 * needed + 1000:
                raise TooHardError
        bits = max(2 * bits, int(needed) + 128) if bits < needed else 2 * bits


def _field_degree(algebra: Algebra, degrees: dict[int, int]) -> int:
    """A bound of the degree of the field that all the roots lie in: that of the roots of unity, which holds many square roots already."""
    order = next((2 * own for generator, own in degrees.items() if algebra.items[generator][0] == "unit"), 1)
    degree = int(fmpz(order).euler_phi())
    for generator, own in degrees.items():
        kind, what = algebra.items[generator]
        if kind == "prime" and own % 2 == 0 and order % (8 if what == 2 else 4 * what) == 0:
            own //= 2  # the square root of p is a sum of p-th (8th for 2, with i) roots of unity
        if kind != "unit":
            degree *= own
    return degree


def _bound_of(algebra: Algebra, p: Poly, degrees: dict[int, int]) -> _Bound:
    total: _Bound | None = None
    for monomial, coefficient in p.items():
        term = _Bound(_log2(coefficient.numerator), _log2(coefficient.denominator))
        for generator, exponent in monomial:
            term = _times(term, _kernel_bound(algebra, generator, Fraction(exponent), degrees))
        total = term if total is None else _plus(total, term)
    return total or _Bound(0.0, 0.0)


def _kernel_bound(algebra: Algebra, generator: int, exponent: Fraction, degrees: dict[int, int]) -> _Bound:
    kind, what = algebra.items[generator]
    degree = exponent.denominator
    known = degrees.get(generator, 1)
    degrees[generator] = known * degree // _gcd(known, degree)
    if kind == "unit":
        return _Bound(0.0, 0.0)
    inner = _Bound(log2(what), 0.0) if kind == "prime" else _bound_of(algebra, dict(what), degrees)
    over, under = (inner.over, inner.under) if exponent > 0 else (inner.under, inner.over)
    power = abs(exponent.numerator)
    over, under = power * over, power * under
    if degree == 1:
        return _Bound(over, under)
    if over >= under:
        return _Bound((over + (degree - 1) * under) / degree, under)
    return _Bound(over, ((degree - 1) * over + under) / degree)


def _gcd(a: int, b: int) -> int:
    while b:
        a, b = b, a % b
    return a


def _log2(number: int) -> float:
    return float(max(1, abs(number).bit_length()))


def _times(a: _Bound, b: _Bound) -> _Bound:
    return _Bound(a.over + b.over, a.under + b.under)


def _plus(a: _Bound, b: _Bound) -> _Bound:
    return _Bound(max(a.over + b.under, a.under + b.over) + 1, a.under + b.under)


# --- sums of logarithms and of angles ------------------------------------------------------------------------------------


def _sums_to_zero(algebra: Algebra, p: Poly, witness: Witness) -> bool:
    """Whether a polynomial is a sum of products of a cofactor with sums of logarithms, or of angles, that vanish."""
    groups: defaultdict[Monomial, Poly] = defaultdict(dict)
    for monomial, coefficient in p.items():
        inner = tuple((g, e) for g, e in monomial if e == 1 and _kind(algebra, g) in ("log", "atan"))
        if len(inner) > 1:
            return False
        cofactor = tuple((g, e) for g, e in monomial if (g, e) not in inner)
        if not inner and _kind(algebra, _pi(algebra)) == "pi" and (_pi(algebra), 1) in cofactor:
            inner = ((_pi(algebra), 1),)
            cofactor = tuple((g, e) for g, e in cofactor if g != _pi(algebra))
        groups[cofactor][inner] = coefficient
    try:
        return all(_linear_zero(algebra, part, witness) for part in groups.values())
    except (UndefinedError, NeedSignError, TooHardError):
        return False


def _pi(algebra: Algebra) -> int:
    return algebra.kernel("pi", None)


def _kind(algebra: Algebra, generator: int) -> str:
    kind, what = algebra.items[generator]
    return what[0] if kind == "function" else kind


def _linear_zero(algebra: Algebra, part: Poly, witness: Witness) -> bool:
    kinds = {_kind(algebra, inner[0][0]) if inner else "number" for inner in part}
    if "atan" in kinds and kinds <= {"atan", "pi"}:
        return _angles_cancel(algebra, part, witness)
    if kinds == {"log"}:
        return _logarithms_cancel(algebra, part)
    return False


def _scale(part: Poly) -> int:
    scale = 1
    for coefficient in part.values():
        scale = scale * coefficient.denominator // _gcd(scale, coefficient.denominator)
    return scale


def _logarithms_cancel(algebra: Algebra, part: Poly) -> bool:
    """Real logarithms add up to 0 when the product of the arguments, to their powers, is 1."""
    scale = _scale(part)
    product = algebra.number(1)
    for inner, coefficient in part.items():
        generator = inner[0][0]
        what = algebra.items[generator][1]
        if algebra._is_imaginary(generator):
            return False
        argument = algebra.number(what) if isinstance(what, int) else Element(dict(what))
        count = int(coefficient * scale)
        if abs(count) > 24:
            return False
        product = algebra.multiply(product, algebra.power(argument, count))
    return is_zero(algebra, algebra.add(product, algebra.number(1), -1))


def _angles_cancel(algebra: Algebra, part: Poly, witness: Witness) -> bool:
    """Angles add up to a multiple of pi when the product of 1 + i a is real; at a point one sees which multiple."""
    scale = _scale(part)
    product = algebra.number(1)
    turns = Fraction(0)
    for inner, coefficient in part.items():
        generator = inner[0][0]
        count = coefficient * scale
        if _kind(algebra, generator) == "pi":
            turns += count
            continue
        argument = algebra.named(algebra.items[generator][1][1][0])
        factor = algebra.add(algebra.number(1), algebra.multiply(algebra.unit(Fraction(1, 2)), argument))
        if not -24 <= count <= 24:
            return False
        product = algebra.multiply(product, algebra.power(factor, int(count)))
    product = algebra.multiply(product, algebra.unit(turns))
    if not is_zero(algebra, algebra.add(product, conjugate(algebra, product), -1)):
        return False
    found = algebra.ball(part, 128, witness())
    return bool(found.real.contains(0) and abs(found.real).upper() < arb(1) / scale)
