"""Claims about wrong answers, and the entries they are about: what is known of them, and whether two are equal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from flint import fmpq

from examgen.deciding.balls import real_ball
from examgen.deciding.decision import NoValueError
from examgen.deciding.walking import exact_number, variables_of
from examgen.grading.judging import same_value
from examgen.grading.reference import Reference
from examgen.notation.tree import Negative, Node, Number, Power, Product, Quotient

#: Comparisons that are made for one answer at most, and those of them that may stay open.
_MOST_COMPARED, _MOST_OPEN = 400, 2
#: Entries of a list or matrix that is looked at.
MOST_ENTRIES = 100
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")


@dataclass(frozen=True)
class Claim:
    """A true sentence about a wrong answer; ``arithmetic``: it shows that the way was right and a late computation was not."""

    kind: Literal["structure", "arithmetic"]
    reason: str


def ordinal(number: int) -> str:
    """``first`` for 1, ``number 11`` for 11."""
    return _ORDINALS[number - 1] if number <= len(_ORDINALS) else f"number {number}"


def structural(reason: str) -> Claim:
    """What an answer is, beside the right one."""
    return Claim("structure", reason)


@dataclass(frozen=True, eq=False)
class Entry:
    """One value; ``number`` where it is plainly rational."""

    node: Node
    number: Fraction | None

    def times(self, factor: Fraction) -> Entry:
        number = None if self.number is None else self.number * factor
        return Entry(Product(0, (literal(factor), self.node)), number)

    def by(self, other: Entry) -> Entry:
        known = self.number is not None and other.number is not None
        return Entry(Product(0, (self.node, other.node)), self.number * other.number if known else None)  # type: ignore[operator]

    def squared(self) -> Entry:
        return Entry(Power(0, self.node, literal(Fraction(2))), None if self.number is None else self.number**2)


def literal(value: Fraction) -> Node:
    """A rational number as it would be read."""
    number = Number(0, abs(value))
    return Negative(0, number) if value < 0 else number


def entry_of(node: Node) -> Entry:
    """A tree as an entry."""
    return Entry(node, exact_number(node))


ZERO, ONE = (entry_of(literal(Fraction(number))) for number in (0, 1))


class Judge:
    """Decides about entries and remembers it; what is not proved is neither equal nor unequal."""

    def __init__(self, signs: Mapping[str, str]) -> None:
        self._signs = signs
        self._known: dict[tuple[Entry, Entry], str] = {}
        self._left, self._open = _MOST_COMPARED, _MOST_OPEN

    def equal(self, right: Entry, given: Entry) -> bool:
        return self._outcome(right, given) == "equal"

    def unequal(self, right: Entry, given: Entry) -> bool:
        return self._outcome(right, given) == "unequal"

    def all_equal(self, right: Sequence[Entry], given: Sequence[Entry]) -> bool:
        return len(right) == len(given) and all(map(self.equal, right, given))

    def _outcome(self, right: Entry, given: Entry) -> str:
        if right.number is not None and given.number is not None:
            return "equal" if right.number == given.number else "unequal"
        found = self._known.get((right, given))
        if found is None:
            if not self._left or not self._open:
                return "undecided"
            self._left -= 1
            found = self._known[right, given] = same_value(Reference(right.node, self._signs), given.node, "expression").outcome
            if found not in ("equal", "unequal"):
                self._open -= 1
        return found


def distinct(entries: Sequence[Entry]) -> int:
    """About how many different values there are: with few of them, an order says little."""
    numbers = {entry.number for entry in entries if entry.number is not None}
    return len(numbers) + sum(1 for entry in entries if entry.number is None)


def ratio(right: Entry, given: Entry) -> Fraction | None:
    """By which number the right value may have been multiplied: certain for rational numbers, a guess to be proved for others."""
    if right.number is not None and given.number is not None:
        return given.number / right.number if right.number else None
    names = sorted(variables_of(right.node) | variables_of(given.node))
    point = {name: fmpq(19 + 2 * place, 13) for place, name in enumerate(names)}
    try:
        near = real_ball(Quotient(0, given.node, right.node), point).mid()
    except NoValueError:
        return None
    if not 1e-7 < abs(near) < 1e7:
        return None
    guess = Fraction(float(near))
    return guess.limit_denominator(12) if abs(guess) > Fraction(1, 12) else 1 / (1 / guess).limit_denominator(12)


def power_of_ten(factor: Fraction) -> bool:
    """Whether it is 10, 100, ... or 1/10, 1/100, ..."""
    for one, other in ((factor.numerator, factor.denominator), (factor.denominator, factor.numerator)):
        if other == 1 and one >= 10 and str(one).strip("0") == "1":
            return True
    return False


def times(factor: Fraction) -> str:
    """``twice``, ``half of``, ``3 times``, ``2/3 of``."""
    named = {Fraction(2): "twice", Fraction(1, 2): "half of"}.get(factor)
    return named or (f"{factor} times" if factor.denominator == 1 or factor < 0 else f"{factor} of")
