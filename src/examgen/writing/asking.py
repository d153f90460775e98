"""How a part asks: its points, the options of a choice, the room to work, the box for the answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from examgen.writing.escaping import escape
from examgen.writing.safe_formulas import formula
from examgen.writing.words import inline_latex

if TYPE_CHECKING:
    from examgen.instance import Part

#: mm: width of the answer box of a kind; TeX widens it where the label needs it
_WIDTHS = {"integer": 34, "rational": 40, "real": 40, "expression": 66, "vector": 62, "matrix": 78, "set": 62, "ordering": 62}
_PLAIN_HEIGHT, _SMALL_MATRIX, _LARGE_MATRIX = 9.0, 22.0, 40.0
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def letter(place: int) -> str:
    """A, B, ..., Z, then numbers: the letter of the option at that place, from 0."""
    return _LETTERS[place] if place < len(_LETTERS) else str(place + 1)


def option_letter(part: Part, key: object) -> str:
    """The letter under which an option is printed, "" if there is none of that key."""
    return next((letter(place) for place, option in enumerate(part.kind.options) if option.key == key), "")


def room(part: Part) -> int:
    """Room to work in mm: about what one step takes by hand, for each step that is new in this part."""
    if part.kind.name == "choice":
        return min(30, 6 + 6 * max(0, part.work - 1))
    extra = 6 if part.kind.name in {"matrix", "vector"} else 0
    return min(60, 6 + 12 * max(1, part.work) + extra)


def options(part: Part, *, solved: bool = False) -> str:
    """The options of a choice with boxes to check (the right one checked in solutions), or those of an ordering with letters."""
    if not part.kind.options:
        return ""
    made = []
    for place, option in enumerate(part.kind.options):
        box = ""
        if part.kind.name == "choice":
            box = r"\checkedbox" if solved and option.key == part.answer else r"\checkbox"
        made.append(rf"\option{{{box}}}{{{letter(place)}}}{{{inline_latex(option.text)}}}")
    return rf"\options{{{''.join(made)}}}"


def answer_room(part: Part) -> str:
    """Room to work and the box with the symbol of the quantity; a choice needs no box, its options are the boxes."""
    if part.kind.name == "choice":
        return rf"\workroom{{{room(part)}}}"
    width = _WIDTHS.get(part.kind.name, 40)
    return rf"\answers{{{room(part)}}}{{\abox{{{width}mm}}{{{_height(part):g}mm}}{{{_box_label(part)}}}}}"


def answer_box(part: Part, key: str) -> str:
    """The box of the booklet: the key of the answer and the symbol of the quantity; a choice is answered by its letter."""
    label = r"\text{letter:}" if part.kind.name == "choice" else _box_label(part)
    return rf"\bookbox{{{escape(key)}}}{{{label}}}{{{_height(part):g}mm}}"


def _height(part: Part) -> float:
    """Two heights for all matrices, small and large: a box cut to measure would tell the number of rows."""
    rows = int(getattr(part.answer, "rows", 1))
    if part.kind.name == "matrix" or rows > 1:
        return _SMALL_MATRIX if rows <= 4 else _LARGE_MATRIX
    return _PLAIN_HEIGHT


def _box_label(part: Part) -> str:
    symbol = formula(part.symbol)
    if not symbol:
        return r"\text{order:}" if part.kind.name == "ordering" else ""
    return symbol if symbol.rstrip().endswith(("=", r"\colon", ":")) else f"{symbol}="
