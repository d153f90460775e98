"""A picture as an SVG that stands alone: no style sheet, no script, no font file; its words are in ``<title>`` and ``<desc>``."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from examgen.label_words import Array, Fraction, Root, Script, Sign, tex_tree
from examgen.writing.figures_core import SIZES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from examgen.label_words import Nodes
    from examgen.writing.figures_core import Label, Path, Picture

_SERIF = "'Latin Modern Roman','STIX Two Text',Georgia,'Times New Roman',serif"
_SANS = "'Latin Modern Sans',Helvetica,Arial,sans-serif"
#: bp around the picture: a reader's own font may run wider than the estimate
_MARGIN = 4.0
_ANCHORS = {"c": "middle", "l": "start", "r": "end"}


def picture_svg(picture: Picture, alt: str) -> str:
    """The picture as an SVG element; 1 bp of the page is 4/3 px of the screen."""
    width, height = picture.width, picture.height
    title = _escaped(alt)
    corner, wide, high = _n(-_MARGIN), width + 2 * _MARGIN, height + 2 * _MARGIN
    body = [_path(shape, height) for shape in picture.shapes] + [_label(label, height) for label in picture.labels]
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="{corner} {corner} {_n(wide)} {_n(high)}" '
            f'width="{_n(wide * 4 / 3)}" height="{_n(high * 4 / 3)}">',
            f"<title>{title}</title>",
            f'<rect x="{corner}" y="{corner}" width="{_n(wide)}" height="{_n(high)}" fill="#fff"/>',
            *body,
            "</svg>",
        ]
    )


def _escaped(text: str) -> str:
    """Text for XML, which has no place for control characters and lone surrogates."""
    return html.escape(re.sub("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]", "", text), quote=False)


def _n(value: float) -> str:
    return f"{round(value, 2) + 0.0:g}"


def _path(shape: Path, height: float) -> str:
    def xy(point: tuple[float, float]) -> str:
        return f"{_n(point[0])} {_n(height - point[1])}"

    data = f"M{xy(shape.start)}" + "".join(
        ("L" if len(piece) == 1 else "C") + " ".join(xy(point) for point in piece) for piece in shape.pieces
    )
    grey = None if shape.fill is None else round(255 * shape.fill)
    style = f'fill="{"none" if grey is None else f"#{grey:02x}{grey:02x}{grey:02x}"}"'
    if shape.width:
        style += f' stroke="#000" stroke-width="{shape.width:g}" stroke-linejoin="round"'
    if shape.dash:
        style += f' stroke-dasharray="{" ".join(f"{length:g}" for length in shape.dash)}"'
    return f'<path d="{data}{"Z" if shape.closed else ""}" {style}/>'


def _label(label: Label, height: float) -> str:
    size = SIZES[label.size]
    spans = "".join(_spans(label.text, size))
    family = _SANS if label.size == "t" else _SERIF
    place = f'x="{_n(label.x)}" y="{_n(height - label.y + 0.33 * size)}"'
    return f'<text {place} text-anchor="{_ANCHORS[label.anchor]}" font-family="{family}" font-size="{size:g}">{spans}</text>'


def _spans(text: str, size: float) -> Iterator[str]:
    """The runs of a label: each knows its own shift from the base line, since ``dy`` moves all that follows."""
    at = 0.0
    for place, piece in enumerate(re.split(r"\$([^$]*)\$", text)):
        runs = list(_runs(tex_tree(piece), 0)) if place % 2 else [(piece, 0, False)]
        for shown, level, italic in runs:
            if not shown:
                continue
            target = {0: 0.0, -1: 0.22 * size, 1: -0.38 * size}[level]
            attributes = f' dy="{_n(target - at)}"' if target != at else ""
            attributes += f' font-size="{_n(0.72 * size)}"' if level else ""
            attributes += ' font-style="italic"' if italic else ""
            at = target
            escaped = _escaped(shown)
            yield f"<tspan{attributes}>{escaped}</tspan>" if attributes else escaped


def _runs(nodes: Nodes, level: int) -> Iterator[tuple[str, int, bool]]:
    """Text, level (1 raised, -1 lowered) and slant, in reading order; fractions and roots are written on the line."""
    for node in nodes:
        match node:
            case Sign():
                shown = node.shown
                yield (f" {shown} " if shown in {"×", "·", "=", "+"} and len(nodes) > 1 and not level else shown, level, node.italic)
            case Script():
                yield from _runs(node.body, level or (-1 if node.low else 1))
            case Fraction():
                if level == 0 and _simple(node.above) and _simple(node.below):
                    yield from _runs(node.above, 1)
                    yield ("\u2044", 0, False)
                    yield from _runs(node.below, -1)
                else:
                    yield from _grouped(node.above, level)
                    yield ("/", level, False)
                    yield from _grouped(node.below, level)
            case Root():
                yield ("√", level, False)
                yield from _grouped(node.body, level)
            case Array():
                for number, row in enumerate(node.rows):
                    yield ("(" if number == 0 else "; ", level, False)
                    for place, cell in enumerate(row):
                        yield (", " if place else "", level, False)
                        yield from _runs(cell, level)
                yield (")", level, False)


def _grouped(nodes: Nodes, level: int) -> Iterator[tuple[str, int, bool]]:
    simple = _simple(nodes)
    if not simple:
        yield ("(", level, False)
    yield from _runs(nodes, level)
    if not simple:
        yield (")", level, False)


def _simple(nodes: Nodes) -> bool:
    return all(isinstance(node, Sign) and node.shown.isalnum() for node in nodes)
