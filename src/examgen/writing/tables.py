r"""Tables with three horizontal rules and no vertical ones, as LaTeX and as HTML.

A cell that is ``None`` is to be filled in: its table gets tall rows with thin rules between them, so that there is room to
write and the eye finds the row.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def columns(align: str, count: int) -> str:
    """Exactly ``count`` letters of l, c, r: what was asked for, then left for the first column and centred for the others."""
    wanted = [letter for letter in align if letter in "lcr"][:count]
    return "".join(wanted + ["l" if place == 0 else "c" for place in range(len(wanted), count)])


def latex_table(head: Sequence[str], rows: Sequence[Sequence[str | None]], align: str = "") -> str:
    r"""A table of cells that are LaTeX already, in the macros of examgen.sty; ``\fittable`` shrinks what is too wide."""
    count = max([len(head), *(len(row) for row in rows)], default=0)
    if not count:
        return ""
    blank = any(cell is None for row in rows for cell in row)
    lines = []
    if any(head):
        lines.append(" & ".join(rf"\lab {cell}" if cell else "" for cell in _filled(head, count)) + r"\\\midrule")
    for place, row in enumerate(rows):
        cells = [r"\blankcell" if cell is None else cell for cell in _filled(row, count)]
        end = r"\\" if place == len(rows) - 1 else r"\\\cellrule" if blank else r"\\"
        lines.append((r"\roomy " if blank else "") + " & ".join(cells) + end)
    body = "\n".join(lines)
    return f"\\fittable{{\\begin{{tabular}}{{@{{}}{columns(align, count)}@{{}}}}\\toprule\n{body}\\bottomrule\n\\end{{tabular}}}}"


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
