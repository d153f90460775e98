"""A formula in plain notation, as students type it where that notation has a word for it: ``(a + b)/2``, ``x_1^2``, ``sqrt(3)``.

The tree of a formula becomes a row of pieces, which ``plain_pieces`` joins.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from examgen.notation.characters import GREEK
from examgen.writing.formulas import Element, is_space, tree
from examgen.writing.plain_pieces import ENDS, Is, Piece, bracketed, is_single, joined, settled
from examgen.writing.safe_formulas import formula

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


_OPERATORS: dict[str, tuple[str, Is]] = {
    "+": ("+", Is.SIGN), "−": ("-", Is.SIGN), "-": ("-", Is.SIGN), "±": ("±", Is.SIGN), "∓": ("∓", Is.SIGN),
    "⋅": ("*", Is.TIMES), "·": ("*", Is.TIMES), "∗": ("*", Is.TIMES), "*": ("*", Is.TIMES), "×": ("×", Is.TIMES),
    "⊙": ("⊙", Is.TIMES), "⊕": ("⊕", Is.TIMES), "⊗": ("⊗", Is.TIMES), "∘": ("∘", Is.TIMES), "/": ("/", Is.OVER),
    "÷": ("/", Is.OVER), "⁄": ("/", Is.OVER),
    "≤": ("<=", Is.RELATION), "≥": (">=", Is.RELATION), "≠": ("!=", Is.RELATION), "∼": ("~", Is.RELATION),
    "→": ("->", Is.RELATION), "⟶": ("->", Is.RELATION), "↦": ("->", Is.RELATION), "⇒": ("=>", Is.RELATION),
    "⟹": ("=>", Is.RELATION), "∈": ("in", Is.RELATION), "∣": ("|", Is.RELATION), ":": (":", Is.COMMA), ",": (",", Is.COMMA),
    ";": (";", Is.COMMA), ".": (".", Is.COMMA), "(": ("(", Is.OPEN), ")": (")", Is.CLOSE), "[": ("[", Is.OPEN),
    "]": ("]", Is.CLOSE), "{": ("{", Is.OPEN), "}": ("}", Is.CLOSE), "⟨": ("<", Is.OPEN), "⟩": (">", Is.CLOSE),
    "⌊": ("floor(", Is.OPEN), "⌋": (")", Is.CLOSE), "⌈": ("ceil(", Is.OPEN), "⌉": (")", Is.CLOSE),
    "∑": ("sum", Is.SUM), "∏": ("prod", Is.SUM), "∫": ("int", Is.SUM), "∂": ("∂", Is.PREFIX), "∇": ("∇", Is.PREFIX),
    "#": ("#", Is.PREFIX), "⋯": ("...", Is.ATOM), "…": ("...", Is.ATOM), "⋮": ("...", Is.ATOM), "⋱": ("...", Is.ATOM),
    "!": ("!", Is.CLOSE), "%": ("%", Is.CLOSE), "′": ("'", Is.CLOSE), "″": ("''", Is.CLOSE), "∞": ("infinity", Is.ATOM),
    "ℓ": ("ell", Is.ATOM), "⊤": ("T", Is.ATOM), "∅": ("{}", Is.ATOM), ":=": (":=", Is.RELATION), "≔": (":=", Is.RELATION),
}  # fmt: skip
_BARS = {"|": "|", "‖": "||", "∥": "||"}
_ACCENTS = {"ˆ": "hat", "^": "hat", "¯": "bar", "‾": "bar", "˜": "tilde", "~": "tilde", "˙": "dot", "→": "vec", "⃗": "vec", "⏟": "", "_": ""}
#: Letters that are functions in front of a bracket, whatever stands in it, as are upright and script letters (E, V; N, L).
_CALLED = frozenset(("f", "g", "phi", "Phi"))
_FUNCTIONS = frozenset(("ln", "log", "exp", "sin", "cos", "tan", "sinh", "cosh", "tanh", "det", "max", "min", "arg", "tr"))
_PRIMES = {"′": "'", "″": "''", "‴": "'''"}
_FENCES = {"(": ")", "[": "]", "|": "|", "‖": "‖"}


@lru_cache(maxsize=8192)
def plain_formula(tex: str) -> str:
    """A formula in plain notation; its TeX where it cannot be read."""
    root = tree(formula(tex))
    return " ".join(tex.split()) if root is None else joined(_pieces(root))


# --- elements -> pieces -----------------------------------------------------------------------------------------------------


def _pieces(row: Element) -> list[Piece]:
    """The pieces of a row, with what stands in inner rows: brackets in the text say what belongs together."""
    elements = [element for element in _flat(row) if element.text != "\u2063"]
    found: list[Piece] = []
    # bars pair up within one bracket: KL(p || q) - KL(q || p) has none that open
    scopes = _scopes(elements)
    left = Counter((scope, _bar_of(element)) for scope, element in zip(scopes, elements, strict=True))
    bars: dict[int, list[str]] = defaultdict(list)
    for scope, element in zip(scopes, elements, strict=True):
        bar = _bar_of(element)
        if element.tag == "mo" and element.text == "\u2061":
            if found:
                found[-1] = replace(found[-1], kind=Is.FUNCTION, called=True)
        elif bar:
            sign = element[0] if len(element) else element
            piece = _bar(sign, found, bars[scope], paired=left[scope, bar] % 2 == 0)
            found.append(replace(piece, text=piece.text + (_tail(element)[1] if len(element) else "")))
            left[scope, bar] -= 1
        else:
            found += _piece(element)
    return settled(found)


def _flat(row: Element) -> Iterator[Element]:
    for child in row:
        if child.tag in {"mrow", "mpadded"} and _whole(child) is None:
            yield from _flat(child)
        else:
            yield child


def _scopes(elements: Sequence[Element]) -> list[int]:
    """For each element the bracket in which it stands, by number."""
    scopes: list[int] = []
    inside, last = [0], 0
    for element in elements:
        base = element[0] if element.tag in {"msub", "msup", "msubsup"} else element
        kind = _OPERATORS.get(base.text or "", ("", None))[1] if base.tag == "mo" else None
        if kind is Is.CLOSE and (base.text or " ") in ")]}⌋⌉⟩" and len(inside) > 1:
            inside.pop()
        scopes.append(inside[-1])
        if kind is Is.OPEN:
            last += 1
            inside.append(last)
    return scopes


def _bar_of(element: Element) -> str:
    """The bar that an element is, or carries scripts on; "" for any other element."""
    base = element[0] if element.tag in {"msub", "msup", "msubsup"} else element
    return (base.text or "") if base.tag == "mo" and base.text in _BARS else ""


def _bar(element: Element, before: Sequence[Piece], bars: list[str], *, paired: bool) -> Piece:
    """A bar opens at the start of a term, closes the one that is open, and else stands between (given, parallel).

    Args:
        before: the pieces in front of it.
        bars: those that are open; changed.
        paired: the bars from here on are even in number.
    """
    text = _BARS[element.text or ""]
    starts = not before or before[-1].kind not in ENDS | {Is.PREFIX}
    form = element.get("form")
    if form != "postfix" and (form == "prefix" or starts or (paired and text not in bars)):
        bars.append(text)
        return Piece(text, Is.OPEN)
    if text in bars:
        bars.remove(text)
        return Piece(text, Is.CLOSE)
    return Piece(text, Is.CLOSE if form == "postfix" else Is.RELATION)


def _whole(element: Element) -> str | None:
    """What a row says as one thing: a matrix, a binomial coefficient, cases."""
    children = list(element)
    if len(children) < 2 or children[0].tag != "mo":
        return None
    opening, middle = children[0].text or "", children[1]
    closing = (children[2].text or "") if len(children) == 3 and children[2].tag == "mo" else ""
    if middle.tag == "mtable" and opening == "{" and closing in {"", "\u2063"}:
        return "{" + "; ".join(", ".join(joined(_pieces(cell)) for cell in row) for row in middle) + "}"
    if len(children) != 3 or _FENCES.get(opening) != closing:
        return None
    if middle.tag == "mfrac" and middle.get("linethickness") == "0":
        return f"binom({joined(_pieces_of(middle[0]))}, {joined(_pieces_of(middle[1]))})"
    if middle.tag == "mtable":
        matrix = _matrix(middle)
        return f"{_BARS[opening]}{matrix}{_BARS[opening]}" if opening in _BARS else matrix
    return None


def _matrix(table: Element) -> str:
    return "[" + ", ".join("[" + ", ".join(joined(_pieces(cell)) for cell in row) + "]" for row in table) + "]"


def _pieces_of(element: Element) -> list[Piece]:
    """The pieces of an element that is an argument: a row or a single thing."""
    row = Element("mrow")
    row.append(element)
    return _pieces(row)


def _piece(element: Element) -> list[Piece]:
    text = element.text or ""
    match element.tag:
        case "mspace":
            return [Piece(" ", Is.GAP)] if is_space(element, least=0.9) else []
        case "mn":
            return [Piece(text.replace("\u202f", ""), Is.ATOM)]
        case "mtext":
            words = " ".join(text.split())
            return [Piece(words, Is.WORDS)] if words else []
        case "mi" | "mo":
            upright = element.get("mathvariant") == "normal"
            return [Piece("d", Is.PREFIX) if upright and text == "d" else _name(text, upright=upright)]
        case "mfrac":
            return [_fraction(element)]
        case "msqrt":
            return [Piece(f"sqrt({joined(_pieces(element))})", Is.ATOM)]
        case "mroot":
            base, degree = (_pieces_of(part) for part in element)
            return [Piece(f"{bracketed(base)}^(1/{bracketed(degree)})", Is.POWER)]
        case "msub" | "msup" | "msubsup" | "munder" | "mover" | "munderover":
            return _scripted(element)
        case "mtable":
            rows = (" ".join(filter(None, (joined(_pieces(cell)) for cell in row))) for row in element)
            aligned = element.get("displaystyle") == "true"
            return [Piece("; ".join(rows) if aligned else _matrix(element), Is.ATOM)]
        case _:
            whole = _whole(element)
            return [Piece(whole, Is.ATOM)] if whole is not None else _pieces(element)


def _name(text: str, *, upright: bool) -> Piece:
    if text in _OPERATORS:
        shown, kind = _OPERATORS[text]
        return Piece(shown, kind)
    plain = "".join(GREEK.get(char, char) for char in unicodedata.normalize("NFKC", text))
    if plain in _FUNCTIONS:
        return Piece(plain, Is.FUNCTION, called=True)
    if all(unicodedata.category(char)[0] in "LN" for char in text):
        script = "SCRIPT" in unicodedata.name(text[:1], "")
        word = len(text) > 1 and plain not in GREEK.values()
        return Piece(plain, Is.ATOM, called=plain in _CALLED or upright or script or word)
    return Piece(plain, Is.RELATION if unicodedata.category(text[:1] or " ") == "Sm" else Is.ATOM)


def _fraction(element: Element) -> Piece:
    above, below = (_pieces_of(part) for part in element)
    return Piece(f"{bracketed(above)}/{bracketed(below)}", Is.FRACTION)


def _scripted(element: Element) -> list[Piece]:
    base, *scripts = element
    if element.tag in {"mover", "munder"} and (accent := _ACCENTS.get(scripts[0].text or "")) is not None:
        inner = joined(_pieces_of(base))
        return [Piece(f"{accent}({inner})" if accent else inner, Is.ATOM)]
    pieces = _pieces_of(base)
    primes, tail = _tail(element)
    last = pieces[-1] if pieces else Piece("", Is.ATOM)
    if len(pieces) > 1 and not (is_single(pieces) and last.kind is Is.CLOSE):
        last, pieces = Piece(f"({joined(pieces)})", Is.ATOM), pieces[:1]
    elif last.kind is Is.FRACTION or (last.kind is Is.POWER and "^" in tail) or (" " in last.text and last.text[-1] not in ")]"):
        last = replace(last, text=f"({last.text})", kind=Is.ATOM)
    # a prime goes first: f'_1, W'^T
    made = replace(last, text=last.text + primes + tail)
    if last.kind in {Is.ATOM, Is.POWER} and "^" in tail:
        made = replace(made, kind=Is.POWER)
    return [*pieces[:-1], made]


def _tail(element: Element) -> tuple[str, str]:
    """What stands behind the base: primes, then scripts."""
    signs = {"msub": "_", "munder": "_", "msup": "^", "mover": "^"}.get(element.tag, "_^")
    primes, tail = "", ""
    for sign, script in zip(signs, list(element)[1:], strict=True):
        row = Element("mrow")
        row.append(script)
        parts = list(_flat(row))
        while sign == "^" and parts and parts[0].text and set(parts[0].text) <= set(_PRIMES):
            primes += "".join(map(_PRIMES.__getitem__, parts.pop(0).text or ""))
        inner = Element("mrow")
        inner.extend(parts)
        tail += _script(sign, inner)
    return primes, tail


def _script(sign: str, script: Element) -> str:
    pieces = _pieces(script)
    if not pieces:
        return ""
    if sign == "_" and all(piece.kind is Is.ATOM and re.fullmatch(r"[A-Za-z]|\d+", piece.text) for piece in pieces):
        return sign + "".join(piece.text for piece in pieces)  # x_ij, w_12
    text = joined(pieces)
    if len(pieces) == 1 and (re.fullmatch(r"[A-Za-z]+|\d+", text) or text == "*"):
        return sign + text
    tight = re.sub(r" (=|[-+]|->|<=?|>=?) ", r"\1", text)
    return f"{sign}{tight}" if pieces[0].text == "(" and is_single(pieces) else f"{sign}({tight})"
