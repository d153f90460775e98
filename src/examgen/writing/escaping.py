"""Text as LaTeX, as HTML and as a PDF string: every character stands for itself, none has a meaning for who reads it."""

from __future__ import annotations

import html
import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

from examgen.writing.letters import letter

if TYPE_CHECKING:
    from sympy import Rational

_SPECIAL = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "%": r"\%",
    "&": r"\&",
    "#": r"\#",
    "_": r"\_",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    '"': r"\textquotedbl{}",
    "`": r"\textasciigrave{}",
    "-": "-",
    "\u00a0": "~",
    "\u2009": r"\,",
    "\u202f": r"\,",
    "\u2010": "-",
    "\u2011": "-",
    "\u2013": r"\textendash{}",
    "\u2014": r"\textemdash{}",
    "\u2018": r"\textquoteleft{}",
    "\u2019": r"\textquoteright{}",
    "\u201c": r"\textquotedblleft{}",
    "\u201d": r"\textquotedblright{}",
    "\u201e": r"\quotedblbase{}",
    "\u2022": r"\textbullet{}",
    "\u2026": r"\dots{}",
    "\u20ac": r"\texteuro{}",
    "\u2032": "$'$",
    "\u2192": r"$\rightarrow$",
    "\u2190": r"$\leftarrow$",
    "\u21d2": r"$\Rightarrow$",
    "\u2208": r"$\in$",
    "\u2202": r"$\partial$",
    "\u2207": r"$\nabla$",
    "\u2211": r"$\sum$",
    "\u2212": "$-$",
    "\u221a": r"$\surd$",
    "\u221e": r"$\infty$",
    "\u2248": r"$\approx$",
    "\u2260": r"$\neq$",
    "\u2264": r"$\leq$",
    "\u2265": r"$\geq$",
    "\u22c5": r"$\cdot$",
    "\u00d7": r"$\times$",
    "\u00b7": r"\textperiodcentered{}",
    "\u00b1": r"$\pm$",
    "\u00b5": r"$\mu$",
    "\u00b2": "$^2$",
    "\u00b3": "$^3$",
    "\u00b9": "$^1$",
    "\u00a7": r"\S{}",
    "\u00b0": r"\textdegree{}",
    "\u00bd": r"$\frac12$",
    "\u00bc": r"$\frac14$",
    "\u00be": r"$\frac34$",
    "\ufb01": "fi",
    "\ufb02": "fl",
}
for _name, _letter in zip(
    re.findall(
        r"\S+",
        """
    alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau upsilon phi chi psi omega
""",
    ),
    "αβγδεζηθικλμνξπρστυφχψω",
    strict=True,
):
    _SPECIAL[_letter] = rf"$\{_name}$"
for _name, _letter in zip(
    re.findall(
        r"\S+",
        """
    Gamma Delta Theta Lambda Xi Pi Sigma Phi Psi Omega
""",
    ),
    "ΓΔΘΛΞΠΣΦΨΩ",
    strict=True,
):
    _SPECIAL[_letter] = rf"$\{_name}$"


@lru_cache(maxsize=8192)
def escape(text: str) -> str:
    """Text as LaTeX that prints exactly these characters: no character has a meaning for TeX.

    A character that the fonts lack loses its accent, and without one prints as its number (``[U+1F600]``).
    """
    if _HARMLESS.fullmatch(text) and ",," not in text:
        return text
    return _LIGATURE.sub(r"\1{}", "".join(_escape_one(char) for char in unicodedata.normalize("NFC", text)))


def prints_as_written(text: str) -> bool:
    """Whether ``escape`` prints every character of a text as it is; characters that nobody sees are left out."""
    return text.isascii() or not unprintable(text)


def unprintable(text: str) -> str:
    """The characters of a text that ``escape`` cannot print, each once."""
    return "".join(dict.fromkeys(char for char in unicodedata.normalize("NFC", text) if not _prints(char)))


def _prints(char: str) -> bool:
    known = char in _SPECIAL or " " <= char <= "~" or char.isspace() or letter(char) is not None
    return known or unicodedata.category(char) in _UNSEEN


def named(chars: str) -> str:
    """Characters as a message names them, the first few: ``'Ж' (U+0416, Cyrillic capital letter zhe)``."""
    shown = [f"'{char}' (U+{ord(char):04X}, {unicodedata.name(char, 'no letter').capitalize()})" for char in chars[:3]]
    return ", ".join(shown) + (f" and {len(chars) - 3} more" if len(chars) > 3 else "")


#: Categories of characters that have no sign: controls, and hints such as U+200B, where a word may break.
_UNSEEN = ("Cc", "Cf")
_HARMLESS = re.compile(r"[A-Za-z0-9 .,:;()/+=?!*]*")
#: Two of these would become one sign: a dash, a quotation mark.
_LIGATURE = re.compile(r"([-,'])(?=\1)")


def _escape_one(char: str) -> str:
    if char in _SPECIAL:
        return _SPECIAL[char]
    if " " <= char <= "~":
        return char
    if char.isspace():
        return " "
    if tex := letter(char):
        return tex
    plain = "".join(c for c in unicodedata.normalize("NFKD", char) if not unicodedata.combining(c))
    if plain and plain != char and all(" " <= c <= "~" for c in plain):
        return escape(plain)
    return "" if unicodedata.category(char) in _UNSEEN or unicodedata.combining(char) else f"[U+{ord(char):04X}]"


_UNSHOWN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


def printable(text: str) -> str:
    """Text without the characters that neither a page nor a terminal should get: controls, halves of surrogate pairs, no characters."""
    return _UNSHOWN.sub("", text)


def escape_html(text: str) -> str:
    """Text as HTML, in content and in attributes."""
    return html.escape(printable(text))


def number(value: Rational) -> str:
    """An exact number of points in words of print: ``3``, ``1.5``, and ``2/3`` where no short decimal is exact."""
    numerator, denominator = int(value.p), int(value.q)
    if denominator == 1:
        return str(numerator)
    if 1000 % denominator == 0:
        return f"{numerator / denominator:.3f}".rstrip("0")
    return f"{numerator}/{denominator}"


def points(value: Rational) -> str:
    """``1 point``, ``1.5 points``."""
    return f"{number(value)} point" + ("" if value == 1 else "s")


def pdf_string(text: str) -> str:
    """A text as a PDF string in hexadecimal: no character of it can disturb TeX or the PDF.

    Printable ASCII means the same in a PDF's own encoding, which takes half the room of UTF-16.
    """
    plain = text.isascii() and text.isprintable()
    return "<" + (text.encode("ascii") if plain else ("\ufeff" + text).encode("utf-16-be")).hex().upper() + ">"
