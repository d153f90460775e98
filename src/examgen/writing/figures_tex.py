r"""A picture as LaTeX: all line art is one PDF literal, labels are set by TeX over it.

``\figureart`` of examgen.sty spells the literal as the engine wants it. TikZ would parse for 46 ms where this takes 1 ms.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from examgen.writing.escaping import escape, pdf_string
from examgen.writing.safe_formulas import formula

if TYPE_CHECKING:
    from examgen.writing.figures_core import Label, Path, Picture

_SIZE = {"m": r"\fignormal", "s": r"\figsmall", "t": r"\figname", "xs": r"\figtiny"}


def picture_latex(picture: Picture, alt: str) -> str:
    """The picture as a box of LaTeX, with its alternative text in the PDF."""
    operators = "\n".join(_operators(shape) for shape in picture.shapes)
    labels = "".join(_put(label) + "%\n" for label in picture.labels)
    size = f"{{{picture.width:.1f}}}{{{picture.height:.1f}}}"
    return f"\\figurebox{{{pdf_string(alt)}}}{{%\n\\drawing{size}{{%\n\\drawn{{q 1 j\n{operators}\nQ}}%\n{labels}}}}}"


_LONG = re.compile(r"(\\drawn|\\figurebox)\{(q 1 j\n[^{}]*|<[0-9A-F]{40,}>)\}")


def hoisted(tex: str) -> str:
    """The same problem with the data of its figures as macros before it.

    TeX reads an argument once for each macro that hands it on; a drawing has thousands of characters and passes six of them.
    """
    data: list[str] = []

    def name(match: re.Match[str]) -> str:
        data.append(match[2])
        return rf"{match[1]}{{\figuredata{_capitals(len(data))}}}"

    text = _LONG.sub(name, tex)
    return "".join(f"\\def\\figuredata{_capitals(place)}{{{one}}}%\n" for place, one in enumerate(data, 1)) + text


def _capitals(number: int) -> str:
    """A, B, ..., Y, ZA, ..., ZY, ZZA, ...: names of macros have no digits."""
    return "Z" * ((number - 1) // 25) + chr(ord("A") + (number - 1) % 25)


@lru_cache(maxsize=4096)  # forms share most of their line art
def _operators(shape: Path) -> str:
    parts = []
    if shape.width:
        parts.append(f"{shape.width:g} w [{' '.join(f'{length:g}' for length in shape.dash)}] 0 d")
    if shape.fill is not None:
        parts.append(f"{shape.fill:g} g")
    parts.append(f"{_xy(*shape.start)} m")
    for piece in shape.pieces:
        parts.append(" ".join(_xy(*point) for point in piece) + (" l" if len(piece) == 1 else " c"))
    if shape.closed:
        parts.append("h")
    painting = {(True, True): "B", (True, False): "S", (False, True): "f", (False, False): "n"}
    parts.append(painting[bool(shape.width), shape.fill is not None])
    return " ".join(parts)


def _xy(x: float, y: float) -> str:
    # adding 0.0 turns a rounded -0.0 into 0.0: equal pictures have equal bytes
    return f"{round(x, 2) + 0.0:.2f} {round(y, 2) + 0.0:.2f}"


def _put(label: Label) -> str:
    return f"\\figlabel{{{label.x:.1f}}}{{{label.y:.1f}}}{{{label.anchor}}}{{{_SIZE[label.size]} {label_latex(label.text)}}}"


@lru_cache(maxsize=4096)
def label_latex(text: str) -> str:
    """A label as LaTeX: mathematics between dollars as it is, the rest escaped."""
    pieces = re.split(r"\$([^$]*)\$", text)
    return "".join(f"${formula(piece)}$" if odd % 2 and piece.strip() else escape(piece) for odd, piece in enumerate(pieces))
