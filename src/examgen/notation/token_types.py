"""What a text is cut into: signs, numbers and words.

Plain classes with slots: they are made by the dozen for each answer, and nothing outside of the parser sees them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fractions import Fraction

    from examgen.notation.vocabulary import Meaning


class Token:
    """A sign: its kind (``"+"``, ``"\\frac"``, ``"\\begin"``, ``"end"``), its offset, how it is written, whether space stands before it."""

    __slots__ = ("at", "kind", "spaced", "text")

    def __init__(self, kind: str, at: int, text: str, spaced: bool) -> None:
        self.kind = kind
        self.at = at
        self.text = text
        self.spaced = spaced


class Numeral(Token):
    """A number; ``decimal`` says that a point or an exponent was written."""

    __slots__ = ("decimal", "value")

    def __init__(self, at: int, text: str, spaced: bool, value: Fraction, decimal: bool) -> None:
        self.kind = "number"
        self.at = at
        self.text = text
        self.spaced = spaced
        self.value = value
        self.decimal = decimal


class WordToken(Token):
    """A word such as ``W12_ij``; ``tex``: spelled as a LaTeX command; ``meaning``: what it stands for, where that is known already."""

    __slots__ = ("digits", "meaning", "stem", "subscript", "tex")

    def __init__(
        self, at: int, text: str, spaced: bool, stem: str, digits: str, subscript: str, tex: bool, meaning: Meaning | None = None
    ) -> None:
        self.kind = "word"
        self.at = at
        self.text = text
        self.spaced = spaced
        self.stem = stem
        self.digits = digits
        self.subscript = subscript
        self.tex = tex
        self.meaning = meaning
