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

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from flint import fmpz

from examgen.deciding import polynomials as poly
from examgen.deciding.decision import TooHardError
from examgen.deciding.polynomials import ONE, Key, Monomial, Poly
from examgen.deciding.ring import Element, NeedSignError
from examgen.deciding.ring_balls import RingWithBalls

_HALF = Fraction(1, 2)
_LARGEST_FACTORED = 64  # bits


@dataclass(slots=True)
class Algebra(RingWithBalls):
    """A ring of kernels in which factors and signs are known."""

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


def primes(number: int) -> list[tuple[int, int]]:
    """The factors of a positive whole number; what is left of a large one stays whole."""
    if number.bit_length() <= _LARGEST_FACTORED:
        return [(int(p), int(e)) for p, e in fmpz(number).factor()]
    return [(int(p), int(e)) for p, e in fmpz(number).factor_smooth(bits=20)]
