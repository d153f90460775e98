"""Where variables lie: what assumptions say, and points of the domain to try.

An assumption is a text such as ``positive``, ``> 2``, ``0 < p < 1``, ``[0, 1]``, ``even``, or several of them: ``integer, >= 3``. Ends of a
domain are never tried and never needed: what holds beside them holds there, too, wherever both sides are continuous.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import product

from flint import fmpq

from examgen.errors import ContractError

#: Half-spaces that are looked at.
_MOST_SIDES = 8

_NUMBER = r"([+-]?\d+(?:\.\d+|/\d+)?)"
_INTERVAL = re.compile(rf"(?:in|∈|\\in|between|within)?\s*([\[(\]]?)\s*{_NUMBER}\s*(?:,|;|and|to|\.\.)\s*{_NUMBER}\s*([\])\[]?)")
_CHAIN = re.compile(rf"{_NUMBER}\s*(<=?)\s*[^\s<>=]+\s*(<=?)\s*{_NUMBER}")
_BOUND = re.compile(rf"(?:([^\s<>=,;]+)\s*)?([<>]=?)\s*{_NUMBER}")
_FLIPPED = re.compile(rf"{_NUMBER}\s*([<>]=?)\s*[^\s<>=]+")
_SIGNS = {"≤": "<=", "≥": ">=", "\\le": "<=", "\\ge": ">=", "−": "-"}


@dataclass(frozen=True, slots=True)
class Assumption:
    """What is known of one variable: it is above ``low`` and below ``high``, whole, even or odd, or possibly complex.

    Ends do not count as values; ``closed`` ones of whole variables are moved out by a half.
    """

    low: fmpq | None = None
    high: fmpq | None = None
    whole: bool = False
    remainder: int | None = None
    complex_: bool = False
    closed_low: bool = False
    closed_high: bool = False

    def joined(self, other: Assumption) -> Assumption:
        """Both of two assumptions."""
        low, closed_low = self.low, self.closed_low
        if other.low is not None and (low is None or other.low > low):
            low, closed_low = other.low, other.closed_low
        high, closed_high = self.high, self.closed_high
        if other.high is not None and (high is None or other.high < high):
            high, closed_high = other.high, other.closed_high
        remainder = self.remainder if self.remainder is not None else other.remainder
        return Assumption(low, high, self.whole or other.whole, remainder, self.complex_ or other.complex_, closed_low, closed_high)

    def settled(self) -> Assumption:
        """The assumption without ends that are values."""
        half = fmpq(1, 2)
        low = self.low - half if self.low is not None and self.whole and self.closed_low and self.low.q == 1 else self.low
        high = self.high + half if self.high is not None and self.whole and self.closed_high and self.high.q == 1 else self.high
        return Assumption(low, high, self.whole, self.remainder, self.complex_)


_ZERO, _ANY, _WHOLE = fmpq(0), Assumption(), Assumption(whole=True)
_WORDS: dict[str, Assumption] = {
    **dict.fromkeys(("", "real", "reals", "rational", "number", "numbers", "variable", "finite", "in", "is", "a", "∈", "ℝ", "ℚ"), _ANY),
    **dict.fromkeys(("nonzero", "non-zero", "strictly"), _ANY),
    "positive": Assumption(low=_ZERO),
    **dict.fromkeys(("nonnegative", "non-negative"), Assumption(low=_ZERO, closed_low=True)),
    "negative": Assumption(high=_ZERO),
    **dict.fromkeys(("nonpositive", "non-positive"), Assumption(high=_ZERO, closed_high=True)),
    "probability": Assumption(low=_ZERO, high=fmpq(1)),
    **dict.fromkeys(("integer", "integers", "int", "whole", "ℤ"), _WHOLE),
    **dict.fromkeys(("natural", "naturals", "ℕ"), Assumption(low=_ZERO, whole=True)),
    "even": Assumption(whole=True, remainder=0),
    "odd": Assumption(whole=True, remainder=1),
    **dict.fromkeys(("complex", "ℂ"), Assumption(complex_=True)),
}


@lru_cache(maxsize=256)
def assumption(text: str) -> Assumption:
    """What a text assumes of a variable.

    Raises:
        ContractError: it cannot be read, or nothing is left.
    """
    plain = text.strip().casefold()
    for sign, ascii_sign in _SIGNS.items():
        plain = plain.replace(sign, ascii_sign)
    found = Assumption()
    rest = plain
    for pattern in (_CHAIN, _INTERVAL, _FLIPPED, _BOUND):
        while match := pattern.search(rest):
            found = found.joined(_of_match(match))
            rest = rest[: match.start()] + " " + rest[match.end() :]
    for word in re.split(r"[\s,;&]+|\band\b", rest.replace("!= 0", " ").replace("!=0", " ")):
        if word not in _WORDS:
            fault = f"{text!r} is no assumption; use words such as positive, integer, complex, or > 2"
            raise ContractError("judge", fault, field="assumptions")
        found = found.joined(_WORDS[word])
    found = found.settled()
    if found.low is not None and found.high is not None and found.low >= found.high:
        raise ContractError("judge", f"no number is {text!r}", field="assumptions")
    return found


def _of_match(match: re.Match[str]) -> Assumption:
    if match.re is _CHAIN:
        return Assumption(_number(match[1]), _number(match[4]), closed_low=match[2] == "<=", closed_high=match[3] == "<=")
    if match.re is _INTERVAL:
        return Assumption(_number(match[2]), _number(match[3]), closed_low=match[1] == "[", closed_high=match[4] == "]")
    flipped = match.re is _FLIPPED
    number, sign = (match[1], match[2]) if flipped else (match[3], match[2])
    closed = sign.endswith("=")
    word = Assumption() if flipped else _WORDS.get(match[1] or "", Assumption())  # "integer >= 3", but "x >= 3"
    if (sign[0] == ">") != flipped:
        return word.joined(Assumption(low=_number(number), closed_low=closed))
    return word.joined(Assumption(high=_number(number), closed_high=closed))


def _number(text: str) -> fmpq:
    value = Fraction(text)
    return fmpq(value.numerator, value.denominator)


class Domain:
    """What is known of the variables.

    Attributes:
        names: all variables, in order.
        whole, complex_names: those that are whole, and those that may not be real.
        remainders: whole variable -> 0 or 1, where it is even or odd.
        sides_of: variable -> the sides of ``ends`` on which it may lie, 1 above and -1 below.
        ends: variable -> the number from which it counts; 0 where it is not here.
        spans: variable -> both ends, where it has two; ``ends`` and ``sides_of`` then tell of the lower one.
    """

    def __init__(self, names: tuple[str, ...], assumptions: Mapping[str, str] | None = None) -> None:
        given = {name: assumption(text) for name, text in (assumptions or {}).items() if name in names}
        self.names = names
        self.whole = frozenset(name for name, own in given.items() if own.whole)
        self.complex_names = frozenset(name for name, own in given.items() if own.complex_)
        self.remainders = {name: own.remainder for name, own in given.items() if own.remainder is not None}
        self.sides_of: dict[str, tuple[int, ...]] = dict.fromkeys(names, (1, -1))
        self.ends: dict[str, fmpq] = {}
        self.spans: dict[str, tuple[fmpq, fmpq]] = {}
        for name, own in given.items():
            if own.low is not None:
                self.sides_of[name] = (1,)
                self.ends[name] = own.low
            elif own.high is not None:
                self.sides_of[name] = (-1,)
                self.ends[name] = own.high
            if own.low is not None and own.high is not None:
                self.spans[name] = (own.low, own.high)

    @property
    def positive(self) -> frozenset[str]:
        """The variables that are surely positive."""
        return frozenset(name for name, sides in self.sides_of.items() if sides == (1,) and self.ends.get(name, fmpq(0)) >= 0)

    def sides(self) -> Iterator[frozenset[str]]:
        """The sets of variables that are below their ends, one half-space after another."""
        choices = [(1,) if name in self.complex_names else self.sides_of[name] for name in self.names]
        for place, choice in enumerate(product(*choices)):
            if place >= _MOST_SIDES:
                return
            yield frozenset(name for name, side in zip(self.names, choice, strict=True) if side < 0)

    def has_many_sides(self) -> bool:
        """Whether there are more half-spaces than are looked at."""
        return bool(2 ** sum(len(sides) > 1 for sides in self.sides_of.values()) > _MOST_SIDES)

    def value(self, name: str, size: fmpq, turn: int) -> fmpq:
        """The value of a variable that belongs to a positive number and one of its sides."""
        sides, end = self.sides_of[name], self.ends.get(name, fmpq(0))
        upwards = sides[turn % len(sides)] > 0
        if name in self.whole:
            return self._whole_value(name, int(size.p // size.q) or 1, end, upwards=upwards)
        if name in self.spans:
            low, high = self.spans[name]
            return low + (high - low) * size / (1 + size)
        return end + size if upwards else end - size

    def _whole_value(self, name: str, steps: int, end: fmpq, *, upwards: bool) -> fmpq:
        first = int(end.p // end.q) + 1 if upwards else -int(-end.p // end.q) - 1
        if name in self.spans:
            high = self.spans[name][1]
            last = -int(-high.p // high.q) - 1
            return fmpq(first + (steps - 1) % max(last - first + 1, 1))
        found = first + steps - 1 if upwards else first - steps + 1
        remainder = self.remainders.get(name)
        if remainder is not None and found % 2 != remainder:
            found += 1 if upwards else -1
        return fmpq(found)

    def allows(self, name: str, value: fmpq) -> bool:
        """Whether a variable may have this value; ends do not count."""
        if name in self.whole and (value.q != 1 or (name in self.remainders and int(value.p) % 2 != self.remainders[name])):
            return False
        if name in self.spans:
            low, high = self.spans[name]
            return bool(low < value < high)
        sides = self.sides_of[name]
        return len(sides) > 1 or bool((value - self.ends.get(name, fmpq(0))) * sides[0] > 0)


@lru_cache(maxsize=256)
def domain_of(names: tuple[str, ...], assumptions: tuple[tuple[str, str], ...] = ()) -> Domain:
    """``Domain``, made once for a class of answers."""
    return Domain(names, dict(assumptions))
