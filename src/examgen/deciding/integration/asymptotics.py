"""How a function behaves for t -> oo: trees as expansions, and their limits.

A limit is only told where all that an expansion leaves out goes to 0.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import factorial

from examgen.deciding.building import HALF, ONE, PI, TWO, call, minus, negative, num, over, plus, rational, root, square, times
from examgen.deciding.decision import TooHardError
from examgen.deciding.integration.orders import Scale
from examgen.deciding.integration.scales import ORDER, Expansion, Scales, Term
from examgen.deciding.ring import Element
from examgen.deciding.walking import variables_of
from examgen.notation.tree import Call, Constant, Negative, Node, Power, Product, Quotient, Root, Sum, Variable


class NoLimitError(Exception):
    """The function grows beyond all bounds, or oscillates."""


class Asymptotics(Scales):
    """Limits and orders of trees in the variable of a workshop, which goes to infinity."""

    def limit(self, node: Node) -> Node:
        """The limit of an expression.

        Raises:
            NoLimitError: there is surely none.
            TooHardError: it is not found here.
        """
        found = self.expansion(node)
        constant: Node = num(0)
        for term in found.terms:
            order = self.compare(term.scale, self.one)
            if order < 0:
                break
            if found.error is not None and self.compare(found.error, term.scale) >= 0:
                raise TooHardError
            if order > 0 or term.coefficient is None:
                if term.coefficient is not None:
                    self.check(term.coefficient)
                waves = [one for one in found.terms if one.coefficient is None]
                if len(waves) > (term.coefficient is None):
                    raise TooHardError
                raise NoLimitError
            constant = self.shop.tree(term.coefficient)
        if found.error is not None and self.compare(found.error, self.one) >= 0:
            raise TooHardError
        return constant

    def is_divergent(self, node: Node) -> bool:
        """Whether a function surely has no integral up to infinity: it keeps its sign and falls no faster than 1/t.

        Raises:
            TooHardError: it cannot be told.
        """
        found = self.expansion(node)
        if not found.terms or found.terms[0].coefficient is None or self.compare(found.terms[0].scale, Scale(self.number(-1))) < 0:
            return False
        self.check(found.terms[0].coefficient)
        return len(found.terms) == 1 or self.compare(found.terms[0].scale, found.terms[1].scale) > 0

    def is_integrable(self, node: Node) -> bool:
        """Whether the size of a function surely has an integral up to infinity: it falls faster than some t^(-1 - h).

        Raises:
            TooHardError: it cannot be told.
        """
        found = self.expansion(node)
        orders = [term.scale for term in found.terms[:1]] + ([found.error] if found.error else [])
        return all(self._falls(scale) for scale in orders)

    def _falls(self, scale: Scale) -> bool:
        if scale.exps:
            return self.compare(Scale(self.number(0), scale.exps), self.one) < 0
        return self.sign(self.summed(scale.power, self.number(1))) < 0

    # --- trees -----------------------------------------------------------------------------------------------------------

    def expansion(self, node: Node) -> Expansion:
        """The expansion of a tree."""
        name = self.shop.variable
        if name not in variables_of(node):
            return self.constant(self.fixed(node))
        match node:
            case Variable():
                return Expansion([Term(Scale(self.number(1)), self.number(1))])
            case Negative(inner=inner):
                return self.multiply(self.expansion(inner), self.constant(self.number(-1)))
            case Sum(terms=terms):
                return self._sum_of(terms)
            case Product(factors=factors):
                result = self.constant(self.number(1))
                for factor in factors:
                    result = self.multiply(result, self.expansion(factor))
                return result
            case Quotient(numerator=above, denominator=below):
                return self.multiply(self.expansion(above), self.raised(self.expansion(below), Fraction(-1)))
            case Root(inner=inner, degree=degree):
                return self.raised(self.expansion(inner), Fraction(1, degree))
            case Power(base=Constant(name="e"), exponent=exponent):
                return self.exponential(self.expansion(exponent))
            case Power(base=base, exponent=exponent):
                value = rational(exponent)
                if value is not None:
                    return self.raised(self.expansion(base), value)
                return self.exponential(self.multiply(self.expansion(exponent), self.logarithm(self.expansion(base))))
            case Call(function=function, arguments=(inner,), base=None):
                return self._of_call(function, inner)
        raise TooHardError

    def _sum_of(self, terms: tuple[Node, ...]) -> Expansion:
        result = Expansion()
        for term in terms:
            result = self.add(result, self.expansion(term))
        return result

    def _of_call(self, function: str, inner: Node) -> Expansion:
        if function in _REWRITTEN:
            return self.expansion(_REWRITTEN[function](inner))
        a = self.expansion(inner)
        if function == "exp":
            return self.exponential(a)
        if function == "ln":
            return self.logarithm(a)
        if function == "abs":
            return self.multiply(a, self.constant(self.number(self.sign(self.split(a)[1]))))
        large, constant, small = self.parts(a)
        if function in ("sin", "cos"):
            return self._wave(function, large, constant, small)
        if function in ("atan", "erf") and large:
            return self._at_end(function, large[0], a)
        if function in _ODD and not large:
            if not constant.over:
                return self.series(small, _ODD[function])
            value = self.fixed(call(function, self.shop.tree(constant)))
            size = self.larger(small.error, small.terms[0].scale if small.terms else None)
            way = Fraction(1, 2) if function == "asin" else Fraction(1)  # at its ends the arcus sine goes like a root
            return Expansion(self.constant(value).terms, size and self.joined(self.one, size, way))
        raise TooHardError

    def _wave(self, function: str, large: list[Term], constant: Element, small: Expansion) -> Expansion:
        if large:
            return Expansion([Term(self.one, None)])
        sine = self.series(small, _ODD["sin"])
        cosine = self.series(small, [Fraction((-1) ** (k // 2) * (k % 2 == 0), factorial(k)) for k in range(ORDER)])
        if not constant.over:
            return sine if function == "sin" else cosine
        at = self.shop.tree(constant)
        value, other = (self.constant(self.fixed(call(name, at))) for name in (function, "cos" if function == "sin" else "sin"))
        turned = self.multiply(other, self.multiply(sine, self.constant(self.number(1 if function == "sin" else -1))))
        return self.add(self.multiply(value, cosine), turned)

    def _at_end(self, function: str, leading: Term, a: Expansion) -> Expansion:
        """atan and erf where their argument grows."""
        assert leading.coefficient is not None
        sign = self.sign(leading.coefficient)
        if function == "erf":
            bell = self.exponential(self.multiply(self.multiply(a, a), self.constant(self.number(-1))))
            return Expansion(self.constant(self.number(sign)).terms, bell.terms[0].scale)
        half = self.algebra.multiply(self.algebra.generator("pi", None), self.number(Fraction(sign, 2)))
        inverse = self.series(self.raised(a, Fraction(-1)), _ODD["atan"])
        return self.add(self.constant(half), self.multiply(inverse, self.constant(self.number(-1))))


#: The first coefficients of functions that are 0 at 0; where something else than a rational number belongs there, no more than that.
_ODD: dict[str, list[Fraction]] = {
    "sin": [Fraction((-1) ** (k // 2) * (k % 2), factorial(k)) for k in range(ORDER)],
    "atan": [Fraction((-1) ** (k // 2) * (k % 2), max(k, 1)) for k in range(ORDER)],
    "asin": [Fraction(0), Fraction(1), Fraction(0), Fraction(1, 6), Fraction(0)],
    "erf": [Fraction(0)],
}
_REWRITTEN: dict[str, Callable[[Node], Node]] = {
    "acos": lambda u: minus(times(HALF, PI), call("asin", u)),
    "acot": lambda u: call("atan", over(ONE, u)),
    "tan": lambda u: over(call("sin", u), call("cos", u)),
    "cot": lambda u: over(call("cos", u), call("sin", u)),
    "sec": lambda u: over(ONE, call("cos", u)),
    "csc": lambda u: over(ONE, call("sin", u)),
    "sinh": lambda u: times(HALF, minus(call("exp", u), call("exp", negative(u)))),
    "cosh": lambda u: times(HALF, plus(call("exp", u), call("exp", negative(u)))),
    "tanh": lambda u: over(minus(call("exp", u), call("exp", negative(u))), plus(call("exp", u), call("exp", negative(u)))),
    "asinh": lambda u: call("ln", plus(u, root(plus(square(u), ONE)))),
    "acosh": lambda u: call("ln", plus(u, root(minus(square(u), ONE)))),
    "atanh": lambda u: times(HALF, minus(call("ln", plus(ONE, u)), call("ln", minus(ONE, u)))),
    "phi": lambda u: times(HALF, plus(ONE, call("erf", over(u, root(TWO))))),
}
