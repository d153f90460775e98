"""Expressions as quotients of polynomials in kernels: variables, roots, exponentials, logarithms, whatever is no sum, product or power.

Kernels are chosen so that the laws of powers, exponentials and logarithms hold by themselves:

    variable x       positive here (``proving`` puts in -x for the other half of the line), so x^(1/2) is an exponent
    prime p          2^(1/2) is the generator 2 with the exponent 1/2; whole powers are numbers
    unit             e^(i pi), so that i is its square root; its exponents count modulo 2
    exponential      one for each product m of kernels: e^(3 x y) is the generator of e^(x y) with the exponent 3
    root             of a polynomial f that is no product: its exponents stay between 0 and 1, whole powers are multiplied out
    logarithm        of a prime, of a variable, of such an f; products in a logarithm are split
    function         any other function of canonical arguments

A law that needs a sign asks for it; ``proving`` then tries both. Every rewriting is an identity of real numbers where both sides are
defined, so that an expression which becomes 0 is 0. The converse does not hold and is not used.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, TypeAlias

from flint import acb, arb, fmpq, fmpz

from examgen.deciding import polynomials as poly
from examgen.deciding.decision import TooHardError
from examgen.deciding.polynomials import ONE, Exponent, Key, Monomial, Poly

Item: TypeAlias = tuple[str, Any]

_HALF = Fraction(1, 2)
_RANGED = frozenset({"prime", "root", "unit", "alternating"})
#: Whole powers of sums up to this are multiplied out.
_MOST_POWER = 64
_LARGEST_FACTORED = 64  # bits


class UndefinedError(Exception):
    """The expression has no value under the signs that were assumed."""


class NeedSignError(Exception):
    """Whether a polynomial is positive decides how to go on."""

    def __init__(self, unknown: Key) -> None:
        super().__init__()
        self.unknown = unknown


@dataclass(frozen=True, slots=True)
class Element:
    """A quotient: ``over`` divided by the product of primitive polynomials with exponents."""

    over: Poly
    under: tuple[tuple[Key, int], ...] = ()


@dataclass(slots=True)
class Algebra:
    """The kernels met so far, and what is assumed of signs.

    Attributes:
        signs: polynomial -> 1 or -1, as assumed.
        is_complex: values may be complex: nothing is undefined but a division by zero or the logarithm of zero.
        whole: names of variables that stand for whole numbers.
        complex_names: names of variables that may be complex.
        used_signs: whether any rewriting has used that variables are positive, or a sign.
        items, numbers: the kernels by number, and their numbers.
        ranged: whether there are kernels whose exponents must stay in a range.
    """

    signs: Mapping[Key, int] = field(default_factory=dict)
    is_complex: bool = False
    whole: frozenset[str] = frozenset()
    complex_names: frozenset[str] = frozenset()
    used_signs: bool = False
    items: list[Item] = field(default_factory=list)
    numbers: dict[Item, int] = field(default_factory=dict)
    ranged: bool = False

    # --- kernels -------------------------------------------------------------------------------------------------

    def kernel(self, kind: str, what: Any) -> int:
        """The number of a kernel, which is its generator."""
        item = (kind, what)
        found = self.numbers.get(item)
        if found is None:
            found = self.numbers[item] = len(self.items)
            self.items.append(item)
            self.ranged = self.ranged or kind in _RANGED
        return found

    def generator(self, kind: str, what: Any, exponent: Exponent = 1) -> Element:
        """A kernel to a power, as an element."""
        return self.reduced({((self.kernel(kind, what), poly.whole(exponent)),): 1})

    def number(self, value: Fraction | int) -> Element:
        """A rational number."""
        return Element(poly.constant(value))

    def unit(self, exponent: Exponent) -> Element:
        """e^(i pi exponent); the imaginary unit for one half."""
        return self.generator("unit", None, exponent)

    # --- arithmetic ----------------------------------------------------------------------------------------------

    def reduced(self, p: Poly, under: tuple[tuple[Key, int], ...] = ()) -> Element:
        """The element of a product whose exponents may have left their ranges: whole powers of primes, roots and units are put in."""
        if not self.ranged or not any(self._out_of_range(monomial) for monomial in p):
            return Element(p, under)
        total = Element({}, under)
        for monomial, coefficient in p.items():
            total = self.add(total, self._in_range(monomial, coefficient, under))
        return total

    def _out_of_range(self, monomial: Monomial) -> bool:
        for generator, exponent in monomial:
            kind = self.items[generator][0]
            if kind in ("prime", "root", "unit") and not 0 < exponent < 1:
                return True
            if kind == "alternating" and exponent != 1:
                return True
        return False

    def _in_range(self, monomial: Monomial, coefficient: poly.Number, under: tuple[tuple[Key, int], ...]) -> Element:
        kept: list[tuple[int, Exponent]] = []
        extra: list[tuple[Poly, int]] = []
        for generator, exponent in monomial:
            kind, what = self.items[generator]
            if kind not in ("prime", "root", "unit", "alternating"):
                kept.append((generator, exponent))
                continue
            if kind == "alternating":  # (-1)^n for a whole n
                if exponent % 2:
                    kept.append((generator, 1))
                continue
            full = exponent // 1
            rest = poly.whole(exponent - full)
            if rest:
                kept.append((generator, rest))
            if kind == "prime":
                if abs(full) > 4000:
                    raise TooHardError
                coefficient *= Fraction(what) ** int(full)
            elif kind == "unit":
                coefficient *= -1 if full % 2 else 1
            elif full:
                extra.append((dict(what), int(full)))
        result = Element({tuple(sorted(kept)): coefficient}, under)
        for base, exponent in extra:
            result = self.multiply(result, self.power(Element(base), exponent))
        return result

    def add(self, a: Element, b: Element, factor: Fraction | int = 1) -> Element:
        """a + factor b."""
        if a.under == b.under:
            return Element(poly.add(a.over, b.over, factor), a.under)
        common: dict[Key, int] = dict(a.under)
        for base, exponent in b.under:
            common[base] = max(common.get(base, 0), exponent)
        over = poly.add(self._over(a, common), self._over(b, common), factor)
        under = tuple(sorted(common.items(), key=_order))
        return self.reduced(over, under)

    def _over(self, a: Element, common: Mapping[Key, int]) -> Poly:
        own, result = dict(a.under), a.over
        for base, exponent in common.items():
            for _ in range(exponent - own.get(base, 0)):
                result = poly.times(result, dict(base))
        return result

    def multiply(self, a: Element, b: Element) -> Element:
        """a b."""
        if not a.over or not b.over:
            return Element({})
        over = poly.times(a.over, b.over)
        if not a.under:
            return self.reduced(over, b.under)
        if not b.under:
            return self.reduced(over, a.under)
        common = dict(a.under)
        for base, exponent in b.under:
            common[base] = common.get(base, 0) + exponent
        return self.reduced(over, tuple(sorted(common.items(), key=_order)))

    def inverse(self, a: Element) -> Element:
        """1 / a."""
        if not a.over:
            raise UndefinedError
        over = poly.constant(1)
        for base, exponent in a.under:
            for _ in range(exponent):
                over = poly.times(over, dict(base))
        if len(a.over) == 1:
            ((monomial, coefficient),) = a.over.items()
            return self.reduced(poly.times(over, {poly.raised(monomial, -1): poly.whole(Fraction(1) / coefficient)}))
        size = poly.content(a.over)
        return self.reduced(poly.scaled(over, 1 / size), ((poly.key(poly.scaled(a.over, 1 / size)), 1),))

    def power(self, a: Element, exponent: int) -> Element:
        """A whole power."""
        if exponent < 0:
            return self.power(self.inverse(a), -exponent)
        if len(a.over) <= 1 and not a.under:
            if not a.over:
                if exponent == 0:
                    raise UndefinedError
                return a
            ((monomial, coefficient),) = a.over.items()
            size = coefficient.numerator.bit_length() + coefficient.denominator.bit_length()
            if size > 2 and size * exponent > poly.MOST_BITS:
                raise TooHardError
            return self.reduced({poly.raised(monomial, exponent): coefficient**exponent})
        if exponent > _MOST_POWER:
            raise TooHardError
        result, base = self.number(1), a
        while exponent:
            if exponent & 1:
                result = self.multiply(result, base)
            exponent >>= 1
            if exponent:
                base = self.multiply(base, base)
        return result

    # --- canonical form, signs -----------------------------------------------------------------------------------

    def factors(self, a: Element) -> tuple[Fraction, Monomial, list[tuple[Poly, int]]]:
        """A number, a monomial and irreducible polynomials with exponents, whose product is the element."""
        if not a.over:
            return Fraction(0), ONE, []
        number, monomial, over = poly.factored(a.over)
        found: dict[Key, int] = {}
        for factor, exponent in over:
            found[poly.key(factor)] = found.get(poly.key(factor), 0) + exponent
        for base, exponent in a.under:
            size, inner, parts = poly.factored(dict(base))
            number /= size**exponent
            monomial = poly.joined(monomial, poly.raised(inner, -exponent))
            for factor, count in parts:
                one = poly.key(factor)
                found[one] = found.get(one, 0) - count * exponent
        return number, monomial, [(dict(base), exponent) for base, exponent in found.items() if exponent]

    def canonical(self, a: Element) -> Any:
        """A key of the element that equal rational functions of the kernels share."""
        number, monomial, factors = self.factors(a)
        return (number, monomial, frozenset((poly.key(factor), exponent) for factor, exponent in factors))

    def sign(self, p: Poly) -> int:
        """1 or -1 for a polynomial that is not 0, as far as it is known.

        Raises:
            NeedSignError: it must be assumed.
        """
        signs = {self._monomial_sign(monomial) * (1 if coefficient > 0 else -1) for monomial, coefficient in p.items()}
        if signs in ({1}, {-1}):
            return signs.pop()
        if self.is_constant(p):
            return self.constant_sign(p)
        self.used_signs = True
        one = poly.key(p)
        if one in self.signs:
            return self.signs[one]
        raise NeedSignError(one)

    def _monomial_sign(self, monomial: Monomial) -> int:
        """1 for what is surely positive, 0 where that is not known."""
        for generator, exponent in monomial:
            kind, what = self.items[generator]
            if kind == "variable":
                self.used_signs = True
                continue
            if kind in ("prime", "pi", "factorial"):
                continue
            if kind == "log" and isinstance(what, int):
                continue  # of a prime
            if kind in ("exp", "root") and not self._is_imaginary(generator):
                continue
            if exponent % 2 == 0 and not self._is_imaginary(generator):
                continue
            return 0
        return 1

    def _is_imaginary(self, generator: int) -> bool:
        """Whether a kernel may be no real number."""
        kind, what = self.items[generator]
        if kind == "unit":
            return True
        if kind == "variable":
            return what in self.complex_names
        if kind == "exp":
            return any(self._is_imaginary(inner) for inner, _ in what)
        if kind in ("root", "log") and not isinstance(what, int):
            return any(self._is_imaginary(inner) for monomial, _ in what for inner, _ in monomial) or (
                self.is_complex and self._is_loose(what)
            )
        return kind in ("function", "log", "root") and self.is_complex

    def _is_loose(self, what: Any) -> bool:
        """Whether a polynomial under a root or logarithm is not known to be positive."""
        p = dict(what)
        if self.is_constant(p):
            try:
                return self.constant_sign(p) < 0
            except (TooHardError, NeedSignError):
                return True
        return any(self._monomial_sign(m) * (1 if c > 0 else -1) != 1 for m, c in p.items())

    def is_real(self, a: Element) -> bool:
        """Whether no kernel in the element can be imaginary."""
        monomials = [*a.over, *(monomial for base, _ in a.under for monomial, _ in base)]
        return not any(self._is_imaginary(generator) for monomial in monomials for generator, _ in monomial)

    def is_constant(self, p: Poly) -> bool:
        """Whether no variable stands in it."""
        return all(self._is_constant_kernel(generator) for monomial in p for generator, _ in monomial)

    def _is_constant_kernel(self, generator: int) -> bool:
        kind, what = self.items[generator]
        if kind in ("prime", "unit", "pi"):
            return True
        if kind == "exp":
            return all(self._is_constant_kernel(inner) for inner, _ in what)
        if kind in ("log", "root"):
            return isinstance(what, int) or all(self._is_constant_kernel(inner) for monomial, _ in what for inner, _ in monomial)
        if kind in ("function", "factorial"):
            arguments = what[1] if kind == "function" else (what,)
            return all(self.is_constant_key(argument) for argument in arguments)
        return False

    def is_constant_key(self, argument: Any) -> bool:
        """Whether no variable stands in what ``canonical`` has made."""
        _, monomial, factors = argument
        inner = [*monomial, *((g, e) for base, _ in factors for m, _ in base for g, e in m)]
        return all(self._is_constant_kernel(generator) for generator, _ in inner)

    def constant_sign(self, p: Poly) -> int:
        """The sign of a real constant that is not 0, by a ball."""
        for bits in (64, 256, 1024, 4096):
            found = self.ball(p, bits)
            if not found.imag.contains(0):
                raise TooHardError
            if found.real > 0:
                return 1
            if found.real < 0:
                return -1
        raise TooHardError

    # --- numbers -------------------------------------------------------------------------------------------------

    def ball(self, p: Poly, bits: int, point: Mapping[str, arb] | None = None) -> acb:
        """A ball around the value of a polynomial at a point."""
        return self.quotient_ball(Element(p), bits, point)

    def quotient_ball(self, a: Element, bits: int, point: Mapping[str, arb] | None = None) -> acb:
        """A ball around the value of an element at a point."""
        import flint

        before = flint.ctx.prec
        flint.ctx.prec = bits
        try:
            result = self._ball(a.over, point or {}, {})
            for base, exponent in a.under:
                result /= self._ball(dict(base), point or {}, {}) ** fmpz(exponent)
            return result
        except (ZeroDivisionError, ValueError, OverflowError) as error:
            raise TooHardError from error
        finally:
            flint.ctx.prec = before

    def _ball(self, p: Poly, point: Mapping[str, arb], known: dict[int, acb]) -> acb:
        total = acb(0)
        for monomial, coefficient in p.items():
            term = acb(fmpq(coefficient.numerator, coefficient.denominator))
            for generator, exponent in monomial:
                term *= self._kernel_ball(generator, exponent, point, known)
            total += term
        return total

    def _kernel_ball(self, generator: int, exponent: Exponent, point: Mapping[str, arb], known: dict[int, acb]) -> acb:
        kind, what = self.items[generator]
        if kind == "unit":
            return acb(fmpq(exponent.numerator, exponent.denominator)).exp_pi_i()
        if kind == "exp":  # e^(c m) is not always a power of e^m
            inner = self._ball({what: Fraction(exponent)}, point, known)
            return inner.exp()
        value = known.get(generator)
        if value is None:
            value = known[generator] = self._value(kind, what, point, known)
        return value ** fmpz(exponent) if isinstance(exponent, int) else value ** acb(fmpq(exponent.numerator, exponent.denominator))

    def _value(self, kind: str, what: Any, point: Mapping[str, arb], known: dict[int, acb]) -> acb:
        if kind == "prime":
            return acb(what)
        if kind == "pi":
            return acb(arb.pi())
        if kind == "variable" and what in point:
            return acb(point[what])
        if kind == "log":
            return (acb(what) if isinstance(what, int) else self._ball(dict(what), point, known)).log()
        if kind == "root":
            return self._ball(dict(what), point, known)
        if kind == "function":
            rule: Callable[..., acb] | None = _BALLS.get(what[0])
            if rule is not None:
                return rule(*[self.key_ball(argument, point, known) for argument in what[1]])
        raise TooHardError

    def named(self, argument: Any) -> Element:
        """The element that ``canonical`` has made a key of."""
        number, monomial, factors = argument
        result = self.reduced({monomial: number})
        for base, exponent in factors:
            result = self.multiply(result, self.power(Element(dict(base)), exponent))
        return result

    def key_ball(self, argument: Any, point: Mapping[str, arb], known: dict[int, acb]) -> acb:
        """A ball around what ``canonical`` has made."""
        number, monomial, factors = argument
        result = self._ball({monomial: number}, point, known)
        for base, exponent in factors:
            result *= self._ball(dict(base), point, known) ** fmpz(exponent)
        return result


_BALLS: dict[str, Callable[..., acb]] = {
    "atan": lambda value: value.atan(),
    "erf": lambda value: value.erf(),
}


def _order(item: tuple[Key, int]) -> Any:
    return sorted(item[0])


def primes(number: int) -> list[tuple[int, int]]:
    """The factors of a positive whole number; what is left of a large one stays whole."""
    if number.bit_length() <= _LARGEST_FACTORED:
        return [(int(p), int(e)) for p, e in fmpz(number).factor()]
    return [(int(p), int(e)) for p, e in fmpz(number).factor_smooth(bits=20)]
