"""A formula as MathML for a page of HTML: cut where lines may break, since browsers break none within a formula."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from examgen.writing.escaping import escape_html
from examgen.writing.formulas import Element, is_space, tree
from examgen.writing.safe_formulas import formula

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

#: em: what is wider is cut where a line may break, and scrolls by itself on a narrow screen if it cannot be cut
_WIDE = 15.0
_RELATIONS = frozenset("=<>≤≥≠≈∼→⇒∈")
_SIGNS = frozenset("+−±")


@lru_cache(maxsize=8192)
def mathml(tex: str, *, display: bool = False, before: str = "") -> str:
    """A formula as one ``math`` element, or several that stand side by side; its TeX as code where it cannot be read.

    Args:
        before: a sign that stands in front of the formula as its first operator (``"="``).
    """
    root = tree(formula(tex), display=display)
    if root is None:
        return f"<code>{escape_html(f'{before} {tex}'.strip())}</code>"
    children = list(root)
    if before:
        sign = Element("mo")
        sign.text = before
        children.insert(0, sign)
    pieces = _cut(children)
    return " ".join(_piece(piece, dict(root.attrib), first=place == 0 and not before) for place, piece in enumerate(pieces))


def _piece(children: Sequence[Element], attributes: dict[str, str], *, first: bool) -> str:
    if "display" in attributes:
        # displayed by the page, which lets the pieces of a formula flow; large signs all the same
        attributes = {"displaystyle": "true"}
    written = list(map(_written, children))
    if not first and children[0].tag == "mo" and children[0].text in _RELATIONS | _SIGNS:
        # a sign that begins a piece is no prefix; the space in front of it is that between words
        written[0] = f'<mo form="infix" lspace="0" rspace="0.25em">{escape_html(children[0].text or "")}</mo>'
    made = f"<math{_attributes(attributes)}>{''.join(written)}</math>"
    if sum(map(width, children)) <= _WIDE:
        return made
    return f'<span class="wide">{made}</span>'


def _written(element: Element) -> str:
    inner = escape_html(element.text or "") + "".join(map(_written, element))
    return f"<{element.tag}{_attributes(element.attrib)}>{inner}</{element.tag}>"


def _attributes(given: dict[str, str]) -> str:
    return "".join(f' {name}="{escape_html(value)}"' for name, value in given.items())


# --- where a line may break -------------------------------------------------------------------------------------------------


def _cut(children: Sequence[Element]) -> list[list[Element]]:
    """The formula in pieces that are not wide, if it can be: cut at wide spaces, else at relations, else at signs."""
    pieces = [list(children)]
    for cut in (_at_spaces, _at(_RELATIONS), _at(_SIGNS)):
        pieces = [part for piece in pieces for part in (cut(piece) if sum(map(width, piece)) > _WIDE else [piece])]
    return [piece for piece in pieces if piece]


def _at_spaces(children: list[Element]) -> list[list[Element]]:
    pieces: list[list[Element]] = [[]]
    for child in children:
        if is_space(child, least=0.9):
            pieces.append([])
        else:
            pieces[-1].append(child)
    return pieces


def _at(signs: frozenset[str]) -> Callable[[list[Element]], list[list[Element]]]:
    def cut(children: list[Element]) -> list[list[Element]]:
        pieces: list[list[Element]] = [[]]
        depth = 0
        for child in children:
            if child.tag == "mo":
                depth += ((child.text or "") in "([{⌊⌈") - ((child.text or "") in ")]}⌋⌉")
                if depth == 0 and child.text in signs and pieces[-1] and pieces[-1][-1].tag != "mo":
                    pieces.append([])
            pieces[-1].append(child)
        return pieces

    return cut


def width(element: Element) -> float:
    """About how many em wide an element is set."""
    tag, children = element.tag, list(element)
    if tag in {"mi", "mn", "mtext"}:
        return 0.55 * len(element.text or "")
    if tag == "mo":
        return 1.2 if (element.text or "") in _RELATIONS | _SIGNS else 0.45
    if tag == "mspace":
        return float(element.get("width", "0").removesuffix("em") or 0)
    if tag == "mfrac":
        return 0.9 * max(map(width, children))
    if tag == "mtable":
        rows = [[width(cell) for cell in row] for row in children]
        columns = max(map(len, rows), default=0)
        return sum(max((row[place] for row in rows if place < len(row)), default=0) + 0.8 for place in range(columns))
    inner = [width(child) for child in children]
    if tag in {"munder", "mover", "munderover"}:
        return max(inner[0], *(0.7 * one for one in inner[1:]))
    if tag in {"msub", "msup", "msubsup"}:
        return inner[0] + 0.7 * max(inner[1:])
    return sum(inner) + (0.8 if tag in {"msqrt", "mroot"} else 0)
