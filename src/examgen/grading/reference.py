"""Values of a key as trees of the notation: what answers are compared with. Nothing of computer algebra is needed for that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias, cast

from examgen.grading.encoding import made, tree_of
from examgen.notation.tree import Listing, Node, Table
from examgen.notation.writing import write

#: A tree, a word (the option of a choice), or words in order.
Given: TypeAlias = Node | str | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reference:
    """A value to compare with.

    Attributes:
        value: what it is.
        signs: ``"positive"``, ``"real"`` or "" (nothing was said) for each symbol that occurs.
    """

    value: Given
    signs: Mapping[str, str] = field(default_factory=dict)


def reference(data: Any) -> Reference:
    """The value that stands in a key, in the form of ``encoding``.

    Raises:
        ValueError: the JSON is no such form, a text in it is no notation, or it holds what no answer can be.
    """
    trees = _Trees()
    found = made(data, trees)
    return Reference(found, trees.signs)


class _Trees:
    """Trees, and words where they stand alone or in a list."""

    def __init__(self) -> None:
        self.signs: dict[str, str] = {}

    def text(self, text: str, symbols: Mapping[str, str]) -> Given:
        self.signs.update(symbols)
        return tree_of(text, tuple(symbols))

    def word(self, word: str) -> Given:
        return word

    def truth(self, truth: bool) -> Given:
        raise ValueError("true and false are no answers; use words")

    def listed(self, entries: list[Given]) -> Given:
        if entries and all(isinstance(entry, str) for entry in entries):
            return cast(tuple[str, ...], tuple(entries))
        return Listing(0, "list", _nodes(entries))

    def gathered(self, members: list[Given]) -> Given:
        return Listing(0, "set", _nodes(members))

    def matrix(self, rows: list[list[Given]]) -> Given:
        return Table(0, tuple(_nodes(row) for row in rows))


def _nodes(entries: list[Given]) -> tuple[Node, ...]:
    if any(isinstance(entry, str | tuple) for entry in entries):
        raise ValueError("words and values stand in one list or set")
    return cast(tuple[Node, ...], tuple(entries))


def show(value: Given, *, vector: bool = False) -> str:
    """A value in plain notation: an order as its words; where a vector was asked, a row or column as a list."""
    if isinstance(value, str):
        return value
    if isinstance(value, tuple):
        return ", ".join(value)
    if vector and isinstance(value, Table) and 1 in (len(value.rows), len(value.rows[0])):
        value = Listing(value.at, "list", tuple(entry for row in value.rows for entry in row))
    return write(value)
