"""What a wrong answer is next to the right one: transposed, reversed, of the other sign, right but for one entry.

A claim is made where it was proved, by exact numbers or by the judge, and never by floats. It says what the answer is, not what its
author thought, so it cannot mislead.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from typing import Literal

from flint import fmpq

from examgen.deciding.answers import sort_of
from examgen.deciding.balls import real_ball
from examgen.deciding.decision import NoValueError, TooHardError
from examgen.deciding.numeric import compare_within
from examgen.deciding.signs import has_both_signs
from examgen.deciding.tables import Grid, ShapeError, grid
from examgen.deciding.walking import exact_number, variables_of
from examgen.grading.judging import same_value
from examgen.grading.reference import Given, Reference
from examgen.notation.tree import Listing, Negative, Node, Number, Power, Product, Quotient, Root
from examgen.symbolic.kinds import Kind

#: Comparisons that are made for one answer at most, and those of them that may stay open.
_MOST_COMPARED, _MOST_OPEN = 400, 2
#: Entries of a list or matrix that is looked at.
_MOST_ENTRIES = 100
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")


@dataclass(frozen=True)
class Claim:
    """A true sentence about a wrong answer; ``arithmetic``: it shows that the way was right and a late computation was not."""

    kind: Literal["structure", "arithmetic"]
    reason: str


def compare(kind: Kind, right: Reference, value: Given) -> Claim | None:
    """What can be said of an answer that is known to be wrong; never raises."""
    try:
        if isinstance(right.value, tuple) and isinstance(value, tuple):
            return _ordering(right.value, value)
        if isinstance(right.value, str | tuple) or isinstance(value, str | tuple):
            return None
        if has_both_signs(right.value) or has_both_signs(value):
            return None
        if kind.name == "real":
            return _real(kind, right.value, value)
        sorts = {sort_of(right.value), sort_of(value)}
        judge = _Judge(right.signs)
        if sorts == {"value"}:
            return _scalar(judge, _entry(right.value), _entry(value)) or _digits(right.value, value)
        if sorts == {"list"}:
            return _lists(judge, kind, right.value, value)
        return _sets(judge, right.value, value) if sorts == {"set"} else None
    except (TooHardError, ShapeError, NoValueError, RecursionError, ArithmeticError, MemoryError):
        return None


def ordinal(number: int) -> str:
    """``first`` for 1, ``number 11`` for 11."""
    return _ORDINALS[number - 1] if number <= len(_ORDINALS) else f"number {number}"


def _structure(reason: str) -> Claim:
    return Claim("structure", reason)


# --- entries and what is known of them -----------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class _Entry:
    """One value; ``number`` where it is plainly rational."""

    node: Node
    number: Fraction | None

    def times(self, factor: Fraction) -> _Entry:
        number = None if self.number is None else self.number * factor
        return _Entry(Product(0, (_literal(factor), self.node)), number)

    def by(self, other: _Entry) -> _Entry:
        known = self.number is not None and other.number is not None
        return _Entry(Product(0, (self.node, other.node)), self.number * other.number if known else None)  # type: ignore[operator]

    def squared(self) -> _Entry:
        return _Entry(Power(0, self.node, _literal(Fraction(2))), None if self.number is None else self.number**2)


def _literal(value: Fraction) -> Node:
    number = Number(0, abs(value))
    return Negative(0, number) if value < 0 else number


def _entry(node: Node) -> _Entry:
    return _Entry(node, exact_number(node))


_ZERO, _ONE = (_entry(_literal(Fraction(number))) for number in (0, 1))


class _Judge:
    """Decides about entries and remembers it; what is not proved is neither equal nor unequal."""

    def __init__(self, signs: Mapping[str, str]) -> None:
        self._signs = signs
        self._known: dict[tuple[_Entry, _Entry], str] = {}
        self._left, self._open = _MOST_COMPARED, _MOST_OPEN

    def equal(self, right: _Entry, given: _Entry) -> bool:
        return self._outcome(right, given) == "equal"

    def unequal(self, right: _Entry, given: _Entry) -> bool:
        return self._outcome(right, given) == "unequal"

    def all_equal(self, right: Sequence[_Entry], given: Sequence[_Entry]) -> bool:
        return len(right) == len(given) and all(map(self.equal, right, given))

    def _outcome(self, right: _Entry, given: _Entry) -> str:
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


def _distinct(entries: Sequence[_Entry]) -> int:
    """About how many different values there are: with few of them, an order says little."""
    numbers = {entry.number for entry in entries if entry.number is not None}
    return len(numbers) + sum(1 for entry in entries if entry.number is None)


# --- lists and matrices --------------------------------------------------------------------------------------------------


def _lists(judge: _Judge, kind: Kind, right: Node, value: Node) -> Claim | None:
    ours, theirs = _grid(right), _grid(value)
    if ours is None or theirs is None:
        return None
    a, b = list(map(_entry, ours.entries)), list(map(_entry, theirs.entries))
    lines = 1 in ours.shape and 1 in theirs.shape
    if ours.shape == theirs.shape or (lines and (kind.name != "matrix" or ours.flat or theirs.flat)):
        if len(a) != len(b):
            return _longer_or_shorter(judge, a, b)
        if len(a) < 2:
            return None
        return _line(judge, a, b) if lines else _matrix(judge, a, b, ours.shape)
    if theirs.shape == ours.shape[::-1] and judge.all_equal(_permuted(a, _transposed(*ours.shape)), b):
        return _structure("This is the right matrix, transposed.")
    if len(a) > 1 and judge.all_equal(a, b):
        return _structure("The entries are right and in order, but the shape is another one.")
    return _longer_or_shorter(judge, a, b) if lines else None


def _grid(node: Node) -> Grid | None:
    found = grid(node)
    entries = found.entries
    return found if 0 < len(entries) <= _MOST_ENTRIES and all(sort_of(entry) == "value" for entry in entries) else None


def _permuted(entries: Sequence[_Entry], places: Sequence[int]) -> list[_Entry]:
    return [entries[place] for place in places]


def _line(judge: _Judge, a: list[_Entry], b: list[_Entry]) -> Claim | None:
    size = len(a)
    found = _signs(judge, a, b) or _scaled(judge, a, b)
    if found:
        return found
    forwards = list(range(size))
    orders = [(forwards[::-1], "The right entries stand here in reverse order." if size > 2 else "The two entries are exchanged.")]
    if size > 2:
        orders += [
            (_shifted(forwards, -1), "Each entry stands one place too far on, and the last one comes first."),
            (_shifted(forwards, 1), "Each entry stands one place too early, and the first one comes last."),
        ]
    return (
        _in_order(judge, a, b, orders)
        or _places(judge, a, b, lambda place: ordinal(place + 1))
        or _pushed(judge, a, b)
        or _moved(judge, a, b)
        or _another_order(judge, a, b)
    )


def _matrix(judge: _Judge, a: list[_Entry], b: list[_Entry], shape: tuple[int, int]) -> Claim | None:
    rows, columns = shape
    if rows == columns and judge.all_equal(_permuted(a, _transposed(*shape)), b):
        return _structure("This is the right matrix, transposed.")
    return (
        _signs(judge, a, b)
        or _scaled(judge, a, b)
        or _in_order(judge, a, b, _orders(rows, columns))
        or _places(judge, a, b, lambda place: f"one in row {place // columns + 1}, column {place % columns + 1}", columns)
        or _moved(judge, a, b)
        or _another_order(judge, a, b)
    )


def _transposed(rows: int, columns: int) -> list[int]:
    return [row * columns + column for column in range(columns) for row in range(rows)]


def _shifted(places: list[int], by: int) -> list[int]:
    return [*places[by:], *places[:by]]


def _in_order(judge: _Judge, a: list[_Entry], b: list[_Entry], orders: Sequence[tuple[list[int], str]]) -> Claim | None:
    return next((_structure(reason) for places, reason in orders if judge.all_equal(_permuted(a, places), b)), None)


def _orders(rows: int, columns: int) -> list[tuple[list[int], str]]:
    """Rearrangements of whole rows and columns, each with what is said of it."""

    def of(down: Sequence[int], across: Sequence[int]) -> list[int]:
        return [row * columns + column for row in down for column in across]

    down, across = list(range(rows)), list(range(columns))
    found = [
        (of(down[::-1], across), "The rows are right, but in reverse order." if rows > 2 else "The two rows are exchanged."),
        (of(down, across[::-1]), "The columns are right, but in reverse order." if columns > 2 else "The two columns are exchanged."),
        (of(down[::-1], across[::-1]), "The right entries stand here in reverse order, row by row."),
    ]
    if rows > 2:
        found += [
            (of(_shifted(down, -1), across), "Each row stands one place too low, and the last one comes first."),
            (of(_shifted(down, 1), across), "Each row stands one place too high, and the first one comes last."),
        ]
        found += [(of(two, across), f"Rows {name} are exchanged; the others are right.") for two, name in _exchanges(rows)]
    if columns > 2:
        found += [
            (of(down, _shifted(across, -1)), "Each column stands one place too far right, and the last one comes first."),
            (of(down, _shifted(across, 1)), "Each column stands one place too far left, and the first one comes last."),
        ]
        found += [(of(down, two), f"Columns {name} are exchanged; the others are right.") for two, name in _exchanges(columns)]
    return found


def _exchanges(size: int) -> Iterator[tuple[list[int], str]]:
    for one, other in combinations(range(size), 2):
        places = list(range(size))
        places[one], places[other] = other, one
        yield places, f"{one + 1} and {other + 1}"


def _signs(judge: _Judge, a: list[_Entry], b: list[_Entry]) -> Claim | None:
    """All signs changed, where that is more than one entry."""
    if sum(entry.number != 0 for entry in a) < 2:
        return None
    turned = judge.all_equal([entry.times(Fraction(-1)) for entry in a], b)
    return _structure("All signs are changed; but for that, every entry is right.") if turned else None


def _scaled(judge: _Judge, a: list[_Entry], b: list[_Entry]) -> Claim | None:
    filled = [place for place, entry in enumerate(a) if entry.number != 0]
    if len(filled) < 2:
        return None
    first, given = a[filled[0]], b[filled[0]]
    factor = _ratio(first, given)
    telling = _distinct([a[place] for place in filled]) > 1
    if factor is not None and factor not in (0, 1) and judge.all_equal([entry.times(factor) for entry in a], b):
        least, largest = sorted((abs(factor.numerator), factor.denominator))
        plain = largest <= 12 and (telling or least == 1)
        if plain or (telling and len(filled) > 2 and largest <= 1000) or _power_of_ten(factor):
            return _structure(f"Every entry is {_times(factor)} the right one.")
        return _structure("All entries are off by one and the same factor.") if telling else None
    if not telling or (first.number is not None and given.number is not None):
        return None
    if not judge.unequal(_ZERO, first) or not judge.unequal(_ZERO, given):
        return None
    same = all(judge.equal(given.by(mine), first.by(theirs)) for mine, theirs in zip(a, b, strict=True))
    return _structure("All entries are off by one and the same factor.") if same else None


def _places(judge: _Judge, a: list[_Entry], b: list[_Entry], called: Callable[[int], str], columns: int = 0) -> Claim | None:
    """What can be said of which entries are wrong; ``columns`` in a row of a matrix, 0 for a list."""
    wrong = [place for place, (mine, theirs) in enumerate(zip(a, b, strict=True)) if not judge.equal(mine, theirs)]
    if not all(judge.unequal(a[place], b[place]) for place in wrong):
        return None
    rest = [entry for place, entry in enumerate(a) if place not in wrong]
    turned = all(judge.equal(a[place].times(Fraction(-1)), b[place]) for place in wrong)
    if len(wrong) == 1:
        name = called(wrong[0])
        if turned and rest[0].number != 0:
            return _structure(f"All entries are right but for the sign of the {name}.")
        if len(a) > 2:
            return Claim("arithmetic" if _distinct(rest) > 1 else "structure", f"All entries but the {name} are right.")
    if len(wrong) == 2 and _distinct(a) > 2:
        one, other = wrong
        if judge.equal(a[one], b[other]) and judge.equal(a[other], b[one]):
            return _structure(f"The {called(one)} and the {called(other)} are exchanged; all other entries are right.")
    if turned and 1 < len(wrong) < len(a):
        if len(wrong) > 3:
            return _structure("All entries are right but for some of the signs.")
        names = [called(place) for place in wrong]
        return _structure(f"All entries are right but for the signs of the {', the '.join(names[:-1])} and the {names[-1]}.")
    if columns and len(wrong) > 1 and any(entry.number != 0 for entry in rest):
        for name, numbers, size in (
            ("row", {place // columns for place in wrong}, len(a) // columns),
            ("column", {place % columns for place in wrong}, columns),
        ):
            if len(numbers) == 1:
                number = numbers.pop()
                if size == 2:
                    return _structure(f"The {ordinal(2 - number)} {name} is right; the {ordinal(number + 1)} is not.")
                return _structure(f"All {name}s but the {ordinal(number + 1)} are right.")
    return None


def _pushed(judge: _Judge, a: list[_Entry], b: list[_Entry]) -> Claim | None:
    """One place on, where an entry is lost at the end and another stands in the gap."""
    if len(a) < 4:
        return None
    if _distinct(a[:-1]) > 1 and judge.all_equal(a[:-1], b[1:]):
        return _structure("From the second entry on, these are the right entries one place too far on.")
    if _distinct(a[1:]) > 1 and judge.all_equal(a[1:], b[:-1]):
        return _structure("Up to the last entry, these are the right entries one place too early.")
    return None


def _moved(judge: _Judge, a: list[_Entry], b: list[_Entry]) -> Claim | None:
    """The same number too much everywhere."""
    differences = {None if y.number is None or x.number is None else y.number - x.number for x, y in zip(a, b, strict=True)}
    if len(a) < 3 or len(differences) != 1 or None in differences or _distinct(a) < 2:
        return None
    by = differences.pop() or Fraction(0)
    return _structure(f"Every entry is {abs(by)} {'more' if by > 0 else 'less'} than the right one.")


def _another_order(judge: _Judge, a: list[_Entry], b: list[_Entry]) -> Claim | None:
    if len(a) < 3 or _distinct(a) < 3 or _unmatched(judge, a, b) != (0, 0):
        return None
    return _structure("The entries are the right ones, but in another order.")


def _longer_or_shorter(judge: _Judge, a: list[_Entry], b: list[_Entry]) -> Claim | None:
    """One entry too few or too many, the others right and in order."""
    if min(len(a), len(b)) < 2 or abs(len(a) - len(b)) != 1:
        return None
    more, fewer = (a, b) if len(a) > len(b) else (b, a)

    def equal(one: _Entry, other: _Entry) -> bool:
        return judge.equal(one, other) if more is a else judge.equal(other, one)

    cut = next((place for place, (one, other) in enumerate(zip(more, fewer, strict=False)) if not equal(one, other)), len(fewer))
    if not all(map(equal, more[cut + 1 :], fewer[cut:])):
        return None
    return _structure("One entry is missing; the others are right." if more is a else "There is one entry too many; the others are right.")


def _unmatched(judge: _Judge, a: Sequence[_Entry], b: Sequence[_Entry]) -> tuple[int, int]:
    """How many entries of each side have no partner on the other."""
    if all(entry.number is not None for entry in (*a, *b)):
        ours, theirs = Counter(entry.number for entry in a), Counter(entry.number for entry in b)
        return (ours - theirs).total(), (theirs - ours).total()
    left = list(a)
    alone = 0
    for given in b:
        partner = next((entry for entry in left if judge.equal(entry, given)), None)
        if partner is not None:
            left.remove(partner)
        elif all(judge.unequal(entry, given) for entry in left):
            alone += 1
        else:
            return len(a), len(b)
    return len(left), alone


# --- sets and orders -----------------------------------------------------------------------------------------------------


def _sets(judge: _Judge, right: Node, value: Node) -> Claim | None:
    if not isinstance(right, Listing) or not isinstance(value, Listing):
        return None
    if any(sort_of(entry) != "value" for entry in (*right.entries, *value.entries)):
        return None
    a, b = (_without_repeats(judge, list(map(_entry, one.entries[:_MOST_ENTRIES]))) for one in (right, value))
    if not a or not b:
        return None
    missing, extra = _unmatched(judge, a, b)
    if missing == 1 and not extra:
        return _structure("All of these are right, but one is missing.")
    if extra == 1 and not missing and len(a) > 1:
        return _structure("All that is asked for is here, but also one that is not.")
    if len(a) > 1 and _unmatched(judge, [entry.times(Fraction(-1)) for entry in a], b) == (0, 0):
        return _structure("All signs are the other way round; but for that, the set is right.")
    if missing == extra == 1 and len(a) > 2:
        return _structure("All of these are right but one.")
    return None


def _without_repeats(judge: _Judge, entries: list[_Entry]) -> list[_Entry]:
    found: list[_Entry] = []
    for entry in entries:
        if not any(judge.equal(other, entry) for other in found):
            found.append(entry)
    return found


def _ordering(right: tuple[str, ...], value: tuple[str, ...]) -> Claim | None:
    """Options in another order; nothing is said of three or fewer but that they are reversed."""
    if len(right) < 3 or sorted(right) != sorted(value):
        return None
    if value == right[::-1]:
        return _structure("This is the right order, reversed.")
    wrong = [place for place, (mine, theirs) in enumerate(zip(right, value, strict=True)) if mine != theirs]
    if len(right) < 4:
        return None
    if len(wrong) == 2:
        neighbours = "neighbours " if wrong[1] == wrong[0] + 1 else ""
        return _structure(f"Only two {neighbours}are exchanged: number {wrong[0] + 1} and number {wrong[1] + 1}.")
    if value == (*right[1:], right[0]):
        return _structure("The order is right but for the first one, which stands last here.")
    if value == (right[-1], *right[:-1]):
        return _structure("The order is right but for the last one, which stands first here.")
    return None


# --- single values -------------------------------------------------------------------------------------------------------


def _scalar(judge: _Judge, right: _Entry, given: _Entry) -> Claim | None:
    """All that is true of it: 2 for 4 is half of it and a square root."""
    if right.number is not None and given.number is not None:
        return _numbers(right.number, given.number)
    if not judge.unequal(_ZERO, right):
        return None
    if judge.equal(right.times(Fraction(-1)), given):
        return _structure("This is the right value with the other sign.")
    true: list[str] = []
    factor = _ratio(right, given)
    if factor in (2, Fraction(1, 2)) or (factor is not None and _power_of_ten(factor)):
        assert factor is not None
        if judge.equal(right.times(factor), given):
            true.append(f"exactly {_times(factor)} the right value")
    if judge.equal(_ONE, right.by(given)):
        true.append("the reciprocal of the right value")
    if judge.equal(right.squared(), given):
        true.append("the square of the right value")
    if judge.equal(right, given.squared()):
        true.append("a square root of the right value")
    if true:
        return _structure(f"This is {' and '.join(true)}.")
    return None


def _numbers(right: Fraction, given: Fraction) -> Claim | None:
    """The same of two rational numbers."""
    if not right:
        return None
    if given == -right:
        return _structure("This is the right value with the other sign.")
    factor = given / right
    true = [f"exactly {_times(factor)} the right value"] if factor in (2, Fraction(1, 2)) or _power_of_ten(factor) else []
    if given * right == 1:
        true.append("the reciprocal of the right value")
    if given == right * right:
        true.append("the square of the right value")
    if given * given == right:
        true.append("a square root of the right value")
    if true:
        return _structure(f"This is {' and '.join(true)}.")
    if abs(right) >= 100 and abs(given - right) == 1:
        return _structure(f"This is one {'more' if given > right else 'less'} than the right value.")
    return None


def _ratio(right: _Entry, given: _Entry) -> Fraction | None:
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


def _power_of_ten(factor: Fraction) -> bool:
    """Whether it is 10, 100, ... or 1/10, 1/100, ..."""
    for one, other in ((factor.numerator, factor.denominator), (factor.denominator, factor.numerator)):
        if other == 1 and one >= 10 and str(one).strip("0") == "1":
            return True
    return False


def _times(factor: Fraction) -> str:
    """``twice``, ``half of``, ``3 times``, ``2/3 of``."""
    named = {Fraction(2): "twice", Fraction(1, 2): "half of"}.get(factor)
    return named or (f"{factor} times" if factor.denominator == 1 or factor < 0 else f"{factor} of")


def _real(kind: Kind, right: Node, value: Node) -> Claim | None:
    """Values up to a tolerance: what would have to be done with the answer to make it right, where the right value is well off 0."""
    if sort_of(value) != "value" or sort_of(right) != "value":
        return None
    tolerance = Fraction(kind.tolerance or 0)
    if compare_within(_ZERO.node, right, 20 * tolerance, relative=False).outcome != "unequal":
        return None
    two, ten = _literal(Fraction(2)), _literal(Fraction(10))
    ways: tuple[tuple[str, Node], ...] = (
        ("With the other sign this", Negative(0, value)),
        ("Half of this", Quotient(0, value, two)),
        ("Twice this", Product(0, (two, value))),
        ("The reciprocal of this", Quotient(0, _ONE.node, value)),
        ("The square of this", Power(0, value, two)),
        ("The square root of this", Root(0, value)),
        ("A tenth of this", Quotient(0, value, ten)),
        ("Ten times this", Product(0, (ten, value))),
        ("A hundredth of this", Quotient(0, value, _literal(Fraction(100)))),
        ("A hundred times this", Product(0, (_literal(Fraction(100)), value))),
    )
    true = [name for name, way in ways if compare_within(right, way, tolerance, relative=False).outcome == "equal"]
    return _structure(f"{true[0]} would be right.") if len(true) == 1 else None


def _digits(right: Node, value: Node) -> Claim | None:
    """Whole numbers of at least three digits, written as such."""
    a, b = exact_number(right), exact_number(value)
    plain = value.inner if isinstance(value, Negative) else value
    if a is None or b is None or not isinstance(plain, Number) or plain.decimal or a.denominator != 1 or b.denominator != 1:
        return None
    ours, theirs = str(abs(a.numerator)), str(abs(b.numerator))
    if len(ours) < 3 or len(ours) != len(theirs) or (a > 0) != (b > 0):
        return None
    wrong = [place for place, (mine, given) in enumerate(zip(ours, theirs, strict=True)) if mine != given]
    if len(wrong) == 1:
        return Claim("arithmetic", f"All digits but the {ordinal(wrong[0] + 1)} are right.")
    if len(wrong) == 2 and wrong[1] == wrong[0] + 1 and ours[wrong[0]] == theirs[wrong[1]] and ours[wrong[1]] == theirs[wrong[0]]:
        return Claim("arithmetic", "Two neighbouring digits are exchanged.")
    return None
