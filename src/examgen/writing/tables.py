r"""Tables with three horizontal rules and no vertical ones, as LaTeX and as HTML.

A cell that is ``None`` is to be filled in: its table gets tall rows with thin rules between them, so that there is room to
write and the eye finds the row.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from examgen.label_words import Array, Fraction, Nodes, Root, Script, tex_tree
from examgen.writing.figures_core import text_size

if TYPE_CHECKING:
    from collections.abc import Sequence


def columns(align: str, count: int) -> str:
    """Exactly ``count`` letters of l, c, r: what was asked for, then left for the first column and centred for the others."""
    wanted = [letter for letter in align if letter in "lcr"][:count]
    return "".join(wanted + ["l" if place == 0 else "c" for place in range(len(wanted), count)])


def latex_table(head: Sequence[str], rows: Sequence[Sequence[str | None]], align: str = "", *, large: bool = False) -> str:
    r"""A table of cells that are LaTeX already, in the macros of examgen.sty; ``\fittable`` shrinks what is too wide.

    ``large``: in large print a column of type K breaks its texts at that width before that.
    """
    count = max([len(head), *(len(row) for row in rows)], default=0)
    if not count:
        return ""
    blank = any(cell is None for row in rows for cell in row)
    lines = []
    if any(head):
        lines.append(" & ".join(rf"\lab {cell}" if cell else "" for cell in _filled(head, count)) + r"\\\midrule")
    for place, row in enumerate(rows):
        cells = [r"\blankcell" if cell is None else _FRACTIONS.sub(_roomy, cell) for cell in _filled(row, count)]
        end = r"\\" if place == len(rows) - 1 else r"\\\cellrule" if blank else r"\\"
        lines.append((r"\roomy " if blank else "") + " & ".join(cells) + end)
    body = "\n".join(lines)
    kinds = columns(align, count)
    if large:
        widths = zip(kinds, _narrowed([head, *rows], count), strict=True)
        kinds = "".join(kind if width is None else f"K{{{width:.0f}bp}}" for kind, width in widths)
    return f"\\fittable{{\\begin{{tabular}}{{@{{}}{kinds}@{{}}}}\\toprule\n{body}\\bottomrule\n\\end{{tabular}}}}"


_FRACTIONS = re.compile(r"(?<!\\)\$([^$]*\\[td]?frac[^$]*)\$")


def _roomy(formula: re.Match[str]) -> str:
    """A formula with fractions keeps off the rows above and below it."""
    style = r"\displaystyle " if nested(formula[1]) else ""
    return rf"\roomycell{{${style}{formula[1]}$}}"


@lru_cache(maxsize=4096)
def nested(tex: str) -> bool:
    """Whether a fraction stands in another one, where it would be too small to be read."""
    return tex.count("frac") > 1 and any(_fractions(one.above) or _fractions(one.below) for one in _fractions(tex_tree(tex)))


def _fractions(nodes: Nodes) -> list[Fraction]:
    """The fractions of a formula, without those inside of them."""
    found: list[Fraction] = []
    for node in nodes:
        match node:
            case Fraction():
                found.append(node)
            case Script() | Root():
                found += _fractions(node.body)
            case Array():
                found += [one for row in node.rows for cell in row for one in _fractions(cell)]
    return found


#: bp: the room for a table in large print, between its columns, how much wider than in a figure its letters are, a cell to fill in.
_ROOM, _GAP, _LARGE, _BLANK, _STEP = 415.0, 11.0, 1.72, 51.0, 6.0


def _narrowed(rows: Sequence[Sequence[str | None]], count: int) -> list[float | None]:
    """How wide columns of texts may be in large print, so that the table fits there; None for those that stay as they are."""
    cells = [[row[place] for row in rows if place < len(row)] for place in range(count)]
    natural = [max(map(_width, column), default=0.0) for column in cells]
    room = _ROOM - _GAP * (count - 1)
    if sum(natural) <= room:
        return [None] * count
    least = [max((_width(word) for cell in column for word in _words(cell)), default=0.0) for column in cells]
    widths = list(natural)
    while sum(widths) > room:
        widest = max(range(count), key=lambda place: widths[place] if widths[place] > least[place] else 0.0)
        if widths[widest] <= least[widest]:
            break
        widths[widest] = max(least[widest], widths[widest] - _STEP)
    return [width if width < whole else None for width, whole in zip(widths, natural, strict=True)]


def _width(cell: str | None) -> float:
    return _BLANK if cell is None else _LARGE * text_size(cell)[0]


def _words(cell: str | None) -> list[str | None]:
    """The pieces between which a line may end; formulas stay whole."""
    return [None] if cell is None else list(re.findall(r"(?:\$[^$]*\$|\S)+", cell))


def html_table(
    head: Sequence[str],
    rows: Sequence[Sequence[str | None]],
    align: str = "",
    caption: str = "",
    *,
    row_heads: bool = False,
    blank: str = "",
) -> str:
    """A table of cells that are HTML already. The header cells name their columns to screen readers.

    Args:
        row_heads: the first cells name their rows.
        blank: what stands in a cell that is to be filled in.
    """
    count = max([len(head), *(len(row) for row in rows)], default=0)
    sides = [{"l": "left", "c": "center", "r": "right"}[letter] for letter in columns(align, count)]
    made = ["<table>"]
    if caption:
        made.append(f"<caption>{caption}</caption>")
    if any(head):
        titles = zip(sides, _filled(head, count), strict=True)
        cells = "".join(f'<th scope="col" style="text-align:{side}">{cell or ""}</th>' for side, cell in titles)
        made.append(f"<thead><tr>{cells}</tr></thead>")
    made.append("<tbody>")
    for row in rows:
        cells = ""
        for place, (side, cell) in enumerate(zip(sides, _filled(row, count), strict=True)):
            name = 'th scope="row"' if row_heads and place == 0 and cell and count > 1 else "td"
            cells += f'<{name} style="text-align:{side}">{blank if cell is None else cell}</{name[:2]}>'
        made.append(f"<tr>{cells}</tr>")
    return "\n".join([*made, "</tbody>", "</table>"])


def _filled(row: Sequence[str | None], count: int) -> list[str | None]:
    return [*row, *[""] * (count - len(row))]
