"""Lists and matrices: reversed, transposed, exchanged, scaled, of other signs, right but for some entries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from itertools import combinations

from examgen.deciding.answers import sort_of
from examgen.deciding.tables import Grid, grid
from examgen.grading.structure.claims import (
    MOST_ENTRIES,
    ZERO,
    Claim,
    Entry,
    Judge,
    distinct,
    entry_of,
    ordinal,
    power_of_ten,
    ratio,
    structural,
    times,
)
from examgen.notation.tree import Node
from examgen.symbolic.kinds import Kind


def lists(judge: Judge, kind: Kind, right: Node, value: Node) -> Claim | None:
    """What can be said of a list or matrix."""
    ours, theirs = _grid(right), _grid(value)
    if ours is None or theirs is None:
        return None
    a, b = list(map(entry_of, ours.entries)), list(map(entry_of, theirs.entries))
    lines = 1 in ours.shape and 1 in theirs.shape
    if ours.shape == theirs.shape or (lines and (kind.name != "matrix" or ours.flat or theirs.flat)):
        if len(a) != len(b):
            return _longer_or_shorter(judge, a, b)
        if len(a) < 2:
            return None
        return _line(judge, a, b) if lines else _matrix(judge, a, b, ours.shape)
    if theirs.shape == ours.shape[::-1] and judge.all_equal(_permuted(a, _transposed(*ours.shape)), b):
        return structural("This is the right matrix, transposed.")
    if len(a) > 1 and judge.all_equal(a, b):
        return structural("The entries are right and in order, but the shape is another one.")
    return _longer_or_shorter(judge, a, b) if lines else None


def _grid(node: Node) -> Grid | None:
    found = grid(node)
    entries = found.entries
    return found if 0 < len(entries) <= MOST_ENTRIES and all(sort_of(entry) == "value" for entry in entries) else None


def _permuted(entries: Sequence[Entry], places: Sequence[int]) -> list[Entry]:
    return [entries[place] for place in places]


def _line(judge: Judge, a: list[Entry], b: list[Entry]) -> Claim | None:
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


def _matrix(judge: Judge, a: list[Entry], b: list[Entry], shape: tuple[int, int]) -> Claim | None:
    rows, columns = shape
    if rows == columns and judge.all_equal(_permuted(a, _transposed(*shape)), b):
        return structural("This is the right matrix, transposed.")
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


def _in_order(judge: Judge, a: list[Entry], b: list[Entry], orders: Sequence[tuple[list[int], str]]) -> Claim | None:
    return next((structural(reason) for places, reason in orders if judge.all_equal(_permuted(a, places), b)), None)


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


def _signs(judge: Judge, a: list[Entry], b: list[Entry]) -> Claim | None:
    """All signs changed, where that is more than one entry."""
    if sum(entry.number != 0 for entry in a) < 2:
        return None
    turned = judge.all_equal([entry.times(Fraction(-1)) for entry in a], b)
    return structural("All signs are changed; but for that, every entry is right.") if turned else None


def _scaled(judge: Judge, a: list[Entry], b: list[Entry]) -> Claim | None:
    filled = [place for place, entry in enumerate(a) if entry.number != 0]
    if len(filled) < 2:
        return None
    first, given = a[filled[0]], b[filled[0]]
    factor = ratio(first, given)
    telling = distinct([a[place] for place in filled]) > 1
    if factor is not None and factor not in (0, 1) and judge.all_equal([entry.times(factor) for entry in a], b):
        least, largest = sorted((abs(factor.numerator), factor.denominator))
        plain = largest <= 12 and (telling or least == 1)
        if plain or (telling and len(filled) > 2 and largest <= 1000) or power_of_ten(factor):
            return structural(f"Every entry is {times(factor)} the right one.")
        return structural("All entries are off by one and the same factor.") if telling else None
    if not telling or (first.number is not None and given.number is not None):
        return None
    if not judge.unequal(ZERO, first) or not judge.unequal(ZERO, given):
        return None
    same = all(judge.equal(given.by(mine), first.by(theirs)) for mine, theirs in zip(a, b, strict=True))
    return structural("All entries are off by one and the same factor.") if same else None


def _places(judge: Judge, a: list[Entry], b: list[Entry], called: Callable[[int], str], columns: int = 0) -> Claim | None:
    """What can be said of which entries are wrong; ``columns`` in a row of a matrix, 0 for a list."""
    wrong = [place for place, (mine, theirs) in enumerate(zip(a, b, strict=True)) if not judge.equal(mine, theirs)]
    if not all(judge.unequal(a[place], b[place]) for place in wrong):
        return None
    rest = [entry for place, entry in enumerate(a) if place not in wrong]
    turned = all(judge.equal(a[place].times(Fraction(-1)), b[place]) for place in wrong)
    if len(wrong) == 1:
        name = called(wrong[0])
        if turned and rest[0].number != 0:
            return structural(f"All entries are right but for the sign of the {name}.")
        if len(a) > 2:
            return Claim("arithmetic" if distinct(rest) > 1 else "structure", f"All entries but the {name} are right.")
    if len(wrong) == 2 and distinct(a) > 2:
        one, other = wrong
        if judge.equal(a[one], b[other]) and judge.equal(a[other], b[one]):
            return structural(f"The {called(one)} and the {called(other)} are exchanged; all other entries are right.")
    if turned and 1 < len(wrong) < len(a):
        if len(wrong) > 3:
            return structural("All entries are right but for some of the signs.")
        names = [called(place) for place in wrong]
        return structural(f"All entries are right but for the signs of the {', the '.join(names[:-1])} and the {names[-1]}.")
    if columns and len(wrong) > 1 and any(entry.number != 0 for entry in rest):
        for name, numbers, size in (
            ("row", {place // columns for place in wrong}, len(a) // columns),
            ("column", {place % columns for place in wrong}, columns),
        ):
            if len(numbers) == 1:
                number = numbers.pop()
                if size == 2:
                    return structural(f"The {ordinal(2 - number)} {name} is right; the {ordinal(number + 1)} is not.")
                return structural(f"All {name}s but the {ordinal(number + 1)} are right.")
    return None


def _pushed(judge: Judge, a: list[Entry], b: list[Entry]) -> Claim | None:
    """One place on, where an entry is lost at the end and another stands in the gap."""
    if len(a) < 4:
        return None
    if distinct(a[:-1]) > 1 and judge.all_equal(a[:-1], b[1:]):
        return structural("From the second entry on, these are the right entries one place too far on.")
    if distinct(a[1:]) > 1 and judge.all_equal(a[1:], b[:-1]):
        return structural("Up to the last entry, these are the right entries one place too early.")
    return None


def _moved(judge: Judge, a: list[Entry], b: list[Entry]) -> Claim | None:
    """The same number too much everywhere."""
    differences = {None if y.number is None or x.number is None else y.number - x.number for x, y in zip(a, b, strict=True)}
    if len(a) < 3 or len(differences) != 1 or None in differences or distinct(a) < 2:
        return None
    by = differences.pop() or Fraction(0)
    return structural(f"Every entry is {abs(by)} {'more' if by > 0 else 'less'} than the right one.")


def _another_order(judge: Judge, a: list[Entry], b: list[Entry]) -> Claim | None:
    if len(a) < 3 or distinct(a) < 3 or unmatched(judge, a, b) != (0, 0):
        return None
    return structural("The entries are the right ones, but in another order.")


def _longer_or_shorter(judge: Judge, a: list[Entry], b: list[Entry]) -> Claim | None:
    """One entry too few or too many, the others right and in order."""
    if min(len(a), len(b)) < 2 or abs(len(a) - len(b)) != 1:
        return None
    more, fewer = (a, b) if len(a) > len(b) else (b, a)

    def equal(one: Entry, other: Entry) -> bool:
        return judge.equal(one, other) if more is a else judge.equal(other, one)

    cut = next((place for place, (one, other) in enumerate(zip(more, fewer, strict=False)) if not equal(one, other)), len(fewer))
    if not all(map(equal, more[cut + 1 :], fewer[cut:])):
        return None
    return structural("One entry is missing; the others are right." if more is a else "There is one entry too many; the others are right.")


def unmatched(judge: Judge, a: Sequence[Entry], b: Sequence[Entry]) -> tuple[int, int]:
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
