"""The laws of powers, exponentials, logarithms and their kin, on elements of an algebra."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from examgen.deciding import polynomials as poly
from examgen.deciding.decision import TooHardError
from examgen.deciding.kernels import Algebra, primes
from examgen.deciding.polynomials import Exponent, Monomial, Poly
from examgen.deciding.ring import Element, UndefinedError

_HALF = Fraction(1, 2)


def as_rational(a: Element) -> Fraction | None:
    """The rational number that an element is, if it is one."""
    if not a.over:
        return Fraction(0)
    if a.under or len(a.over) > 1:
        return None
    found = a.over.get(poly.ONE)
    return None if found is None else Fraction(found)


def exponential(algebra: Algebra, a: Element) -> Element:
    """e^a: one kernel for each term, powers of primes and variables for logarithms, roots of unity for multiples of i pi."""
    if a.under:
        number, monomial, factors = algebra.factors(a)
        if any(exponent < 0 for _, exponent in factors):
            return _opaque_exponential(algebra, a)
        whole = Element({monomial: number})
        for base, exponent in factors:
            whole = algebra.multiply(whole, algebra.power(Element(base), exponent))
        a = whole
    result = algebra.number(1)
    for monomial, coefficient in a.over.items():
        result = algebra.multiply(result, _exponential_of_term(algebra, monomial, coefficient))
    return result


def _opaque_exponential(algebra: Algebra, a: Element) -> Element:
    """e^(p / q): the sum is taken apart as far as the denominator allows."""
    number, monomial, factors = algebra.factors(a)
    below = [(base, exponent) for base, exponent in factors if exponent < 0]
    above = algebra.reduced({monomial: number})
    for base, exponent in factors:
        if exponent > 0:
            above = algebra.multiply(above, algebra.power(Element(base), exponent))
    inverse = algebra.number(1)
    for base, exponent in below:
        inverse = algebra.multiply(inverse, algebra.power(Element(base), exponent))
    name = algebra.canonical(algebra.inverse(inverse))
    fraction = algebra.kernel("function", ("inverse", (name,)))
    return exponential(algebra, algebra.reduced(poly.times(above.over, {((fraction, 1),): Fraction(1)})))


def _exponential_of_term(algebra: Algebra, monomial: Monomial, coefficient: poly.Number) -> Element:
    kinds = {generator: algebra.items[generator] for generator, _ in monomial}
    logarithms = [g for g, e in monomial if kinds[g][0] == "log" and e == 1]
    if len(monomial) == 1 and logarithms:
        what = kinds[logarithms[0]][1]
        if isinstance(what, int):
            return algebra.generator("prime", what, coefficient)
        return rational_power(algebra, Element(dict(what)), Fraction(coefficient))
    unit = [g for g, e in monomial if kinds[g] == ("unit", None) and e == _HALF]
    pi = [g for g, e in monomial if kinds[g] == ("pi", None) and e == 1]
    if unit and pi:
        rest = tuple((g, e) for g, e in monomial if g not in (unit[0], pi[0]))
        if not rest:
            return algebra.unit(coefficient)
        is_whole = all(kinds[g][0] == "variable" and kinds[g][1] in algebra.whole and isinstance(e, int) and e > 0 for g, e in rest)
        if is_whole and coefficient.denominator == 1:
            return algebra.generator("alternating", rest, coefficient)
    angles = [g for g, e in monomial if kinds[g][0] == "function" and kinds[g][1][0] == "atan" and e == 1]
    if unit and angles and len(monomial) == 2 and Fraction(coefficient).denominator == 1 and -12 <= coefficient <= 12:
        return _turned_by_arctangent(algebra, kinds[angles[0]][1][1][0], int(coefficient))
    return algebra.generator("exp", monomial, coefficient)


def _turned_by_arctangent(algebra: Algebra, argument: Any, count: int) -> Element:
    """e^(i n atan a) = ((1 + i a) / sqrt(1 + a^2))^n."""
    a = algebra.named(argument)
    side = algebra.add(algebra.number(1), algebra.multiply(algebra.unit(_HALF), a))
    size = rational_power(algebra, algebra.add(algebra.number(1), algebra.multiply(a, a)), Fraction(-count, 2))
    return algebra.multiply(algebra.power(side, count), size)


def logarithm(algebra: Algebra, a: Element) -> Element:
    """The logarithm: real where the argument is positive, with the principal imaginary part for other constants."""
    if not a.over:
        raise UndefinedError
    number, monomial, factors = algebra.factors(a)
    total = Element({})
    if not algebra.is_real(a):
        return _complex_logarithm(algebra, a)
    sign = 1 if number > 0 else -1
    for p, count in primes(abs(number.numerator)):
        total = algebra.add(total, algebra.generator("log", p), count)
    for p, count in primes(number.denominator):
        total = algebra.add(total, algebra.generator("log", p), -count)
    for generator, exponent in monomial:
        positive, one = _log_of_kernel(algebra, generator, exponent)
        sign *= positive
        total = algebra.add(total, one)
    for base, exponent in factors:
        own = algebra.sign(base)
        if own < 0 and exponent % 2:
            sign = -sign
        positive_base = base if own > 0 else poly.scaled(base, -1)
        total = algebra.add(total, algebra.generator("log", poly.key(positive_base)), exponent)
    if sign < 0:
        if not algebra.is_complex:
            raise UndefinedError
        total = algebra.add(total, algebra.multiply(algebra.unit(_HALF), algebra.generator("pi", None)))
    return total


def _log_of_kernel(algebra: Algebra, generator: int, exponent: Exponent) -> tuple[int, Element]:
    """The sign of a power of a kernel, and the logarithm of its size."""
    kind, what = algebra.items[generator]
    if kind == "prime":
        return 1, Element(poly.scaled(algebra.generator("log", what).over, Fraction(exponent)))
    if kind == "exp":
        return 1, algebra.reduced({what: Fraction(exponent)})
    if kind == "root":
        base = algebra.generator("log", what) if algebra.sign(dict(what)) > 0 else None
        if base is None:
            raise UndefinedError
        return 1, Element(poly.scaled(base.over, Fraction(exponent)))
    if kind == "alternating":
        raise TooHardError
    one: Poly = {((generator, 1),): Fraction(1)}
    if kind == "variable":
        algebra.used_signs = True
    sign = 1 if kind in ("variable", "pi", "factorial") else algebra.sign(one)
    positive = one if sign > 0 else poly.scaled(one, -1)
    total_sign = sign if isinstance(exponent, int) and exponent % 2 else 1
    return total_sign, Element(poly.scaled(algebra.generator("log", poly.key(positive)).over, Fraction(exponent)))


def _complex_logarithm(algebra: Algebra, a: Element) -> Element:
    """Of a constant root of unity its angle; otherwise a kernel of its own."""
    if not a.under and len(a.over) == 1:
        ((monomial, coefficient),) = a.over.items()
        units = [(g, e) for g, e in monomial if algebra.items[g][0] == "unit"]
        rest = tuple((g, e) for g, e in monomial if algebra.items[g][0] != "unit")
        if len(units) == 1 and not any(algebra._is_imaginary(g) for g, _ in rest):
            sign, angle = (1 if coefficient > 0 else -1), units[0][1]
            angle = angle if sign > 0 else angle - 1  # principal: between -1 and 1
            size = logarithm(algebra, Element({rest: coefficient if coefficient > 0 else -coefficient}))
            turn = algebra.multiply(algebra.unit(_HALF), algebra.generator("pi", None))
            return algebra.add(size, turn, Fraction(angle))
    if a.under:
        raise TooHardError
    return algebra.generator("log", poly.key(a.over))


def rational_power(algebra: Algebra, a: Element, exponent: Fraction) -> Element:
    """a^exponent: real, with odd roots of negative numbers negative, or the principal value where values may be complex."""
    if exponent.denominator == 1:
        return algebra.power(a, int(exponent))
    if not a.over:
        if exponent > 0:
            return a
        raise UndefinedError
    if not algebra.is_real(a):
        return _complex_power(algebra, a, exponent)
    number, monomial, factors = algebra.factors(a)
    sign = 1 if number > 0 else -1
    result = algebra.number(1)
    for p, count in [*primes(abs(number.numerator)), *((p, -count) for p, count in primes(number.denominator))]:
        result = algebra.multiply(result, algebra.generator("prime", p, count * exponent))
    for generator, power in monomial:
        positive, one = _power_of_kernel(algebra, generator, power, exponent)
        sign *= positive
        result = algebra.multiply(result, one)
    for base, count in factors:
        own = algebra.sign(base)
        if own < 0 and count % 2:
            sign = -sign
        positive_base = base if own > 0 else poly.scaled(base, -1)
        result = algebra.multiply(result, algebra.generator("root", poly.key(positive_base), count * exponent))
    if sign > 0:
        return result
    if exponent.denominator % 2 and not algebra.is_complex:
        return result if exponent.numerator % 2 == 0 else algebra.multiply(algebra.number(-1), result)
    if not algebra.is_complex:
        raise UndefinedError
    return algebra.multiply(result, algebra.unit(exponent))


def _power_of_kernel(algebra: Algebra, generator: int, power: Exponent, exponent: Fraction) -> tuple[int, Element]:
    """The sign of a power of a kernel, and the ``exponent``-th power of its size."""
    kind, what = algebra.items[generator]
    if kind == "variable":
        algebra.used_signs = True
    if kind in ("variable", "prime", "pi", "exp", "root", "factorial") and not algebra._is_imaginary(generator):
        return 1, algebra.generator(kind, what, power * exponent)
    one: Poly = {((generator, 1),): Fraction(1)}
    sign = algebra.sign(one)
    positive = one if sign > 0 else poly.scaled(one, -1)
    total_sign = sign if isinstance(power, int) and power % 2 else 1
    return total_sign, algebra.generator("root", poly.key(positive), power * exponent)


def _complex_power(algebra: Algebra, a: Element, exponent: Fraction) -> Element:
    """Principal values of constants; anything else is too hard here."""
    if not a.under and len(a.over) == 1:
        ((monomial, coefficient),) = a.over.items()
        units = [(g, e) for g, e in monomial if algebra.items[g][0] == "unit"]
        rest = tuple((g, e) for g, e in monomial if algebra.items[g][0] != "unit")
        if len(units) == 1 and not any(algebra._is_imaginary(g) for g, _ in rest):
            angle = units[0][1] if coefficient > 0 else units[0][1] - 1
            size = rational_power(algebra, Element({rest: coefficient if coefficient > 0 else -coefficient}), exponent)
            return algebra.multiply(size, algebra.unit(angle * exponent))
    if not a.under and algebra.is_constant(a.over):
        return algebra.generator("root", poly.key(a.over), exponent)
    raise TooHardError


def power(algebra: Algebra, a: Element, b: Element) -> Element:
    """a^b."""
    exponent = as_rational(b)
    if exponent is not None:
        return rational_power(algebra, a, exponent)
    if not a.over:
        raise UndefinedError
    turns = _alternating(algebra, b) if algebra.whole else None
    if turns is not None and sign(algebra, a) < 0:
        return algebra.multiply(turns, power(algebra, algebra.multiply(algebra.number(-1), a), b))
    return exponential(algebra, algebra.multiply(b, logarithm(algebra, a)))


def _alternating(algebra: Algebra, b: Element) -> Element | None:
    """(-1)^b for a sum of products of whole variables, or None where it may be no whole number."""
    result = algebra.number(1)
    for monomial, coefficient in b.over.items():
        items = [(algebra.items[g], e) for g, e in monomial]
        whole = all(kind == "variable" and name in algebra.whole and isinstance(e, int) and e > 0 for (kind, name), e in items)
        if b.under or coefficient.denominator != 1 or not whole:
            return None
        turned = algebra.generator("alternating", monomial, coefficient) if monomial else algebra.number((-1) ** (int(coefficient) % 2))
        result = algebra.multiply(result, turned)
    return result


def absolute(algebra: Algebra, a: Element) -> Element:
    """The size of a real element, or of a complex constant."""
    if not a.over:
        return a
    if not algebra.is_real(a):
        return rational_power(algebra, algebra.multiply(a, conjugate(algebra, a)), _HALF)
    return a if sign(algebra, a) > 0 else algebra.multiply(algebra.number(-1), a)


def sign(algebra: Algebra, a: Element) -> int:
    """1 or -1."""
    number, monomial, factors = algebra.factors(a)
    found = 1 if number > 0 else -1
    for generator, exponent in monomial:
        if not (isinstance(exponent, int) and exponent % 2):
            continue
        kind = algebra.items[generator][0]
        if kind == "variable":
            algebra.used_signs = True
        if kind not in ("variable", "prime", "pi", "exp", "root", "factorial"):
            found *= algebra.sign({((generator, 1),): Fraction(1)})
    for base, exponent in factors:
        if exponent % 2:
            found *= algebra.sign(base)
    return found


def conjugate(algebra: Algebra, a: Element) -> Element:
    """The conjugate of a polynomial in real kernels and roots of unity."""
    if a.under:
        return algebra.multiply(
            conjugate(algebra, Element(a.over)),
            algebra.inverse(conjugate(algebra, algebra.inverse(Element(poly.constant(1), a.under)))),
        )
    total = Element({})
    for monomial, coefficient in a.over.items():
        turned: list[tuple[int, Exponent]] = []
        for generator, exponent in monomial:
            if algebra.items[generator][0] == "unit":
                turned.append((generator, -exponent))
            elif algebra._is_imaginary(generator):
                raise TooHardError
            else:
                turned.append((generator, exponent))
        total = algebra.add(total, algebra.reduced({tuple(turned): coefficient}))
    return total


def over(algebra: Algebra, a: Element, b: Element) -> Element:
    """a / b."""
    if not b.over:
        raise UndefinedError
    return algebra.multiply(a, algebra.inverse(b))


def greater(algebra: Algebra, a: Element, b: Element, direction: int) -> Element:
    """The larger (1) or smaller (-1) of two."""
    difference = algebra.add(a, b, -1)
    if not difference.over:
        return a
    return a if sign(algebra, difference) * direction > 0 else b


LAWS: dict[str, Callable[..., Element]] = {
    "exp": exponential,
    "ln": logarithm,
    "abs": absolute,
    "conj": conjugate,
    "sign": lambda algebra, a: algebra.number(sign(algebra, a) if a.over else 0),
    "relu": lambda algebra, a: greater(algebra, a, algebra.number(0), 1),
}
