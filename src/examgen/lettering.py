"""Names made of letters: parts a, b, c and forms A, B, C."""

from __future__ import annotations


def lettered(index: int) -> str:
    """A, B, ..., Z, AA, AB, ... for 0, 1, ...: the name of a form that has no other."""
    name, rest = "", index + 1
    while rest:
        rest, letter = divmod(rest - 1, 26)
        name = chr(ord("A") + letter) + name
    return name


def part_letter(index: int) -> str:
    """a, b, ..., z, aa, ab, ... for 0, 1, ...: the label of a part."""
    return lettered(index).lower()
