"""Sets that lack an element or have one too many, and orders of options."""

from __future__ import annotations

from fractions import Fraction

from examgen.deciding.answers import sort_of
from examgen.grading.structure.claims import MOST_ENTRIES, Claim, Entry, Judge, entry_of, structural
from examgen.grading.structure.lists import unmatched
from examgen.notation.tree import Listing, Node


def sets(judge: Judge, right: Node, value: Node) -> Claim | None:
    """What can be said of a set."""
    if not isinstance(right, Listing) or not isinstance(value, Listing):
        return None
    if any(sort_of(entry) != "value" for entry in (*right.entries, *value.entries)):
        return None
    a, b = (_without_repeats(judge, list(map(entry_of, one.entries[:MOST_ENTRIES]))) for one in (right, value))
    if not a or not b:
        return None
    missing, extra = unmatched(judge, a, b)
    if missing == 1 and not extra:
        return structural("All of these are right, but one is missing.")
    if extra == 1 and not missing and len(a) > 1:
        return structural("All that is asked for is here, but also one that is not.")
    if len(a) > 1 and unmatched(judge, [entry.times(Fraction(-1)) for entry in a], b) == (0, 0):
        return structural("All signs are the other way round; but for that, the set is right.")
    if missing == extra == 1 and len(a) > 2:
        return structural("All of these are right but one.")
    return None


def _without_repeats(judge: Judge, entries: list[Entry]) -> list[Entry]:
    found: list[Entry] = []
    for entry in entries:
        if not any(judge.equal(other, entry) for other in found):
            found.append(entry)
    return found


def orderings(right: tuple[str, ...], value: tuple[str, ...]) -> Claim | None:
    """Options in another order; nothing is said of three or fewer but that they are reversed."""
    if len(right) < 3 or sorted(right) != sorted(value):
        return None
    if value == right[::-1]:
        return structural("This is the right order, reversed.")
    wrong = [place for place, (mine, theirs) in enumerate(zip(right, value, strict=True)) if mine != theirs]
    if len(right) < 4:
        return None
    if len(wrong) == 2:
        neighbours = "neighbours " if wrong[1] == wrong[0] + 1 else ""
        return structural(f"Only two {neighbours}are exchanged: number {wrong[0] + 1} and number {wrong[1] + 1}.")
    if value == (*right[1:], right[0]):
        return structural("The order is right but for the first one, which stands last here.")
    if value == (right[-1], *right[:-1]):
        return structural("The order is right but for the last one, which stands first here.")
    return None
