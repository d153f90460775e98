"""A small tree of numbers and letters, and its spellings: those of students and of other systems."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from fractions import Fraction
from typing import Any

#: A number, a letter, or (operation, parts...).
Tree = Any
STYLES = ("plain", "implicit", "latex", "unicode", "python", "maxima")
_SUPERSCRIPT = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


def add(*terms: Tree) -> Tree:
    return ("+", *terms)


def times(*factors: Tree) -> Tree:
    return ("*", *factors)


def over(top: Tree, bottom: Tree) -> Tree:
    return ("/", top, bottom)


def power(base: Tree, exponent: Tree) -> Tree:
    return ("^", base, exponent)


def call(name: str, argument: Tree) -> Tree:
    return ("f", name, argument)


def spell(tree: Tree, style: str) -> str:
    """The tree in one of the spellings ``STYLES``."""
    return _spell(tree, style)[0]


def _spell(tree: Tree, style: str) -> tuple[str, int]:
    """The text and how tightly it binds: 1 sum, 2 sign or product, 3 power, 4 one piece."""
    match tree:
        case int():
            return (_sign(style) + str(-tree), 2) if tree < 0 else (str(tree), 4)
        case Fraction():
            inner = abs(tree)
            text, level = _spell(over(inner.numerator, inner.denominator) if inner.denominator > 1 else inner.numerator, style)
            return (_sign(style) + text, 2) if tree < 0 else (text, level)
        case str():
            return {"pi": {"latex": "\\pi", "unicode": "π", "maxima": "%pi"}.get(style, "pi")}.get(tree, tree), 4
        case ("+", *terms):
            return _sum(terms, style), 1
        case ("*", *factors):
            return _product(factors, style), 2
        case ("/", top, bottom):
            if style == "latex":
                return f"\\frac{{{spell(top, style)}}}{{{spell(bottom, style)}}}", 4
            sign = " / " if style == "python" else "/"
            return _held(top, 2, style) + sign + _held(bottom, 3, style), 2
        case ("^", base, exponent):
            return _power(base, exponent, style), 3
        case ("f", "sqrt", argument):
            if style == "latex":
                return f"\\sqrt{{{spell(argument, style)}}}", 4
            inner = spell(argument, style)
            return (f"√{inner}" if style == "unicode" and inner.isdigit() else f"{'√' if style == 'unicode' else 'sqrt'}({inner})"), 4
        case ("f", name, argument):
            inner = spell(argument, style)
            return (f"\\{name}\\left({inner}\\right)" if style == "latex" else f"{name}({inner})"), 4
    raise ValueError(f"not a tree: {tree!r}")


def _sign(style: str) -> str:
    return "−" if style == "unicode" else "-"


def _held(tree: Tree, level: int, style: str) -> str:
    text, own = _spell(tree, style)
    if own >= level:
        return text
    return f"\\left({text}\\right)" if style == "latex" else f"({text})"


def _sum(terms: Iterable[Tree], style: str) -> str:
    minus = _sign(style)
    gap = " " if style in ("plain", "python", "latex") else ""
    text = ""
    for term in terms:
        piece = _held(term, 2, style)
        if not text:
            text = piece
        elif piece.startswith(minus):
            text += f"{gap}{minus}{gap}{piece[1:]}"
        else:
            text += f"{gap}+{gap}{piece}"
    return text


def _product(factors: list[Tree], style: str) -> str:
    if factors[0] == -1 and len(factors) > 1:
        return _sign(style) + _product(factors[1:], style)
    signed = style in ("plain", "python", "maxima")
    texts = [_held(factor, 2 if k == 0 and (signed or not _is_quotient(factor)) else 3, style) for k, factor in enumerate(factors)]
    result = texts[0]
    for before, text in itertools.pairwise(texts):
        if signed:
            result += "*" + text
        elif text[0].isdigit() or (text.startswith("\\frac") and before[-1].isdigit()):
            result += {"latex": " \\cdot ", "unicode": "·"}.get(style, "*") + text
        else:
            tight = before[-1].isdigit() or before[-1] in ")}" or text[0] == "("
            result += ("" if tight and before[-1] + text[0] != "e(" else " ") + text
    return result


def _is_quotient(tree: Tree) -> bool:
    return (isinstance(tree, Fraction) and tree.denominator > 1) or (isinstance(tree, tuple) and tree[0] == "/")


def _power(base: Tree, exponent: Tree, style: str) -> str:
    below = _held(base, 4, style)
    if style == "maxima" and base == "e":
        below = "%e"
    if style == "latex":
        return f"{below}^{{{spell(exponent, style)}}}"
    if style == "unicode" and isinstance(exponent, int):
        return below + str(exponent).translate(_SUPERSCRIPT)
    return below + ("**" if style == "python" else "^") + _held(exponent, 4, style)
