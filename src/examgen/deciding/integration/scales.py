"""Sums of terms c e^(a t^k + ...) t^p (ln t)^q for t -> oo, with the order of what is left out, and how to compute with them.

What cannot be expanded raises ``TooHardError``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from functools import partial
from math import factorial

from examgen.deciding import laws
from examgen.deciding.building import call, power
from examgen.deciding.decision import TooHardError
from examgen.deciding.integration.orders import Orders, Scale, ordered
from examgen.deciding.ring import Element

#: Terms of an expansion of something small.
ORDER = 5
_MOST_TERMS, _MOST_POWER = 60, 12
_VERY_SMALL = 1000


@dataclass(frozen=True, slots=True)
class Term:
    """A multiple of an order; where the coefficient is missing, it is a bounded wave."""

    scale: Scale
    coefficient: Element | None


@dataclass(slots=True)
class Expansion:
    """Terms, the largest first, and the order of the rest; None where nothing is left out."""

    terms: list[Term] = field(default_factory=list)
    error: Scale | None = None


class Scales(Orders):
    """Expansions in the variable of a workshop, which goes to infinity."""

    # --- arithmetic of expansions ----------------------------------------------------------------------------------------

    def constant(self, a: Element) -> Expansion:
        """An expansion that is a constant."""
        return Expansion([Term(self.one, a)] if a.over else [])

    def add(self, a: Expansion, b: Expansion) -> Expansion:
        """The sum; terms of the same order are put together, those below the rest are dropped."""
        terms: list[Term] = []
        for term in (*a.terms, *b.terms):
            for place, known in enumerate(terms):
                order = self.compare(term.scale, known.scale)
                if order > 0:
                    terms.insert(place, term)
                    break
                if order == 0 and term.coefficient is not None and known.coefficient is not None:
                    total = self.summed(term.coefficient, known.coefficient)
                    terms[place : place + 1] = [Term(known.scale, total)] if total.over else []
                    break
            else:
                terms.append(term)
        return self.cut(terms, self.larger(a.error, b.error))

    def cut(self, terms: list[Term], error: Scale | None) -> Expansion:
        """An expansion without the terms that are no larger than what is left out."""
        if len(terms) > _MOST_TERMS:
            raise TooHardError
        if error is not None:
            terms = [term for term in terms if self.compare(term.scale, error) > 0]
        return Expansion(terms, error)

    def multiply(self, a: Expansion, b: Expansion) -> Expansion:
        """The product."""
        result = Expansion()
        for left in a.terms:
            for right in b.terms:
                scale = self.joined(left.scale, right.scale)
                both = left.coefficient is not None and right.coefficient is not None
                coefficient = self.product(left.coefficient, right.coefficient) if both else None  # type: ignore[arg-type]
                result = self.add(result, Expansion([Term(scale, coefficient)]))
        error: Scale | None = None
        for one, other in ((a, b), (b, a)):
            if one.error is not None:
                for size in (*(term.scale for term in other.terms[:1]), *([other.error] if other.error else [])):
                    error = self.larger(error, self.joined(one.error, size))
        return self.cut(result.terms, self.larger(error, result.error))

    def split(self, a: Expansion) -> tuple[Scale, Element, Expansion]:
        """c s (1 + small): the leading order, its coefficient, and what is small."""
        if not a.terms or a.terms[0].coefficient is None:
            raise TooHardError
        first = a.terms[0]
        assert first.coefficient is not None
        self.check(first.coefficient)
        if len(a.terms) > 1 and self.compare(a.terms[1].scale, first.scale) >= 0:
            raise TooHardError
        inverse = Expansion([Term(self.joined(self.one, first.scale, -1), self.algebra.inverse(first.coefficient))])
        small = self.multiply(Expansion(a.terms[1:], a.error), inverse)
        return first.scale, first.coefficient, small

    def series(self, small: Expansion, coefficients: list[Fraction]) -> Expansion:
        """The sum of c_k small^k, up to the order of the first one that is left out."""
        if not small.terms and small.error is None:
            return self.constant(self.number(coefficients[0]))
        result, power = self.constant(self.number(coefficients[0])), self.constant(self.number(1))
        for coefficient in coefficients[1:]:
            power = self.multiply(power, small)
            result = self.add(result, self.multiply(power, self.constant(self.number(coefficient))))
        last = self.multiply(power, small)
        size = self.larger(last.error, last.terms[0].scale if last.terms else None)
        return self.cut(result.terms, self.larger(result.error, size))

    def raised(self, a: Expansion, exponent: Fraction) -> Expansion:
        """A power with a rational exponent."""
        if exponent.denominator == 1 and 0 < exponent <= _MOST_POWER:
            result = a
            for _ in range(int(exponent) - 1):
                result = self.multiply(result, a)
            return result
        scale, coefficient, small = self.split(a)
        if exponent.denominator == 1:
            factor = self.algebra.power(coefficient, int(exponent))
        elif self.sign(coefficient) > 0:
            node = power(self.shop.tree(coefficient), exponent)
            factor = self._positive(node, partial(laws.rational_power, self.algebra, coefficient, exponent))
        else:
            raise TooHardError
        outer = Expansion([Term(self.joined(self.one, scale, exponent), self.shop.normal(factor))])
        binomials = [Fraction(1)]
        for k in range(ORDER - 1):
            binomials.append(binomials[-1] * (exponent - k) / (k + 1))
        return self.multiply(outer, self.series(small, binomials))

    def logarithm(self, a: Expansion) -> Expansion:
        """The logarithm of what is positive."""
        scale, coefficient, small = self.split(a)
        if scale.logs[1] or self.sign(coefficient) < 0:
            raise TooHardError
        node = call("ln", self.shop.tree(coefficient))
        result = self.constant(self._positive(node, partial(laws.logarithm, self.algebra, coefficient)))
        for k, factor in scale.exps:
            result = self.add(result, Expansion([Term(Scale(self.number(k)), factor)]))
        if scale.power.over:
            result = self.add(result, Expansion([Term(Scale(self.number(0), (), (1, 0)), scale.power)]))
        if scale.logs[0]:
            result = self.add(result, Expansion([Term(Scale(self.number(0), (), (0, 1)), self.number(scale.logs[0]))]))
        return self.add(result, self.series(small, [Fraction(0), *(Fraction((-1) ** (k + 1), k) for k in range(1, ORDER))]))

    def parts(self, a: Expansion) -> tuple[list[Term], Element, Expansion]:
        """What grows, the constant, and what is small."""
        large: list[Term] = []
        constant, small = self.number(0), Expansion([], a.error)
        if a.error is not None and self.compare(a.error, self.one) >= 0:
            raise TooHardError
        for term in a.terms:
            order = self.compare(term.scale, self.one)
            if order >= 0 and term.coefficient is None:
                raise TooHardError
            if order > 0:
                large.append(term)
            elif order == 0:
                constant = self.summed(constant, term.coefficient or self.number(0))
            else:
                small.terms.append(term)
        return large, constant, small

    def exponential(self, a: Expansion) -> Expansion:
        """e^a."""
        large, constant, small = self.parts(a)
        exps: dict[Fraction, Element] = {}
        power = self.number(0)
        for term in large:
            assert term.coefficient is not None
            k = laws.as_rational(term.scale.power)
            if term.scale.exps or k is None:
                if self.sign(large[0].coefficient or self.number(0)) > 0:
                    raise TooHardError
                return Expansion([], Scale(self.number(-_VERY_SMALL)))  # smaller than any power
            if k > 0 and not any(term.scale.logs):
                exps[k] = term.coefficient
            elif k == 0 and term.scale.logs == (1, 0):
                power = term.coefficient
            else:
                raise TooHardError
        outer = Expansion([Term(Scale(power, ordered(exps)), laws.exponential(self.algebra, constant))])
        return self.multiply(outer, self.series(small, [Fraction(1, factorial(k)) for k in range(ORDER)]))
