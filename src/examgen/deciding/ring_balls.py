"""Elements of a ring of kernels as balls that surely hold their values."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from flint import acb, arb, fmpq, fmpz

from examgen.deciding.decision import TooHardError
from examgen.deciding.polynomials import Exponent, Poly
from examgen.deciding.ring import Element, Ring


@dataclass(slots=True)
class RingWithBalls(Ring):
    """A ring whose elements can be evaluated."""

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
