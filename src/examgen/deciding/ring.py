"""Quotients of polynomials in kernels, and how they are added, multiplied and raised. What the kernels mean is told in ``kernels``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any, Self, TypeAlias

from examgen.deciding import polynomials as poly
from examgen.deciding.decision import TooHardError
from examgen.deciding.polynomials import Exponent, Key, Monomial, Poly

Item: TypeAlias = tuple[str, Any]

_RANGED = frozenset({"prime", "root", "unit", "alternating"})
#: Whole powers of sums up to this are multiplied out.
_MOST_POWER = 64


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
class Ring:
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

    def copied(self) -> Self:
        """The same kernels, to which more can be added."""
        return replace(self, items=[*self.items], numbers={**self.numbers})

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


def _order(item: tuple[Key, int]) -> Any:
    return sorted(item[0])
