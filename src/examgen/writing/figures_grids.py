"""Grids of cells and bar charts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from examgen.writing.figures_core import DOTTED, MAX_WIDTH, Picture, text_size

if TYPE_CHECKING:
    from examgen.figures import Bar, Bars, Grid, Grids

_CELL = 19.0
_SMALLEST_CELL = 16.0
_SIGNS = {"*": r"$\ast$", "=": "$=$", "->": r"$\rightarrow$", "+": "$+$"}


def draw_grids(figure: Grids, room: float = MAX_WIDTH) -> Picture:
    """Grids in a row, their middles on one line, a title above each; too many for one row continue below."""
    cell = max(
        [_CELL, *(extent + 6.0 for grid in figure.grids for row in grid.cells for text in row if text for extent in text_size(text))]
    )
    widest = max((len(row) for grid in figure.grids for row in grid.cells), default=1)
    cell = min(cell, max(12.0, room / max(1, widest)))
    columns = sum(_cells_wide(grid) for grid in figure.grids)
    one_line = (room - 24.0 * len(figure.grids)) / max(1, columns)
    if _SMALLEST_CELL <= one_line < cell:  # slightly smaller cells, rather than a grid alone on a second line
        cell = one_line
    picture = Picture()
    for line in _lines(figure, cell, room):
        tallest = max(len(figure.grids[place].cells) for place in line) * cell
        floor = min((point[1] for shape in picture.shapes for point in (shape.start,)), default=0.0)
        titled = any(figure.grids[place].title for place in line)
        middle = floor - (26.0 if picture.shapes else 0.0) - tallest / 2 - (8.0 if titled else 0.0)
        x = 0.0
        for place in line:
            grid = figure.grids[place]
            width = _width(grid, cell)
            _grid(picture, grid, (x + (width - _cells_wide(grid) * cell) / 2, middle), cell, middle + tallest / 2)
            sign = figure.signs[place] if place < len(figure.signs) and place < len(figure.grids) - 1 else ""
            if sign:
                picture.text(x + width + 12.0, middle, _SIGNS.get(sign, sign))
            x += width + (24.0 if sign else 18.0)
    return picture.finished()


def _cells_wide(grid: Grid) -> int:
    return max((len(row) for row in grid.cells), default=0)


def _width(grid: Grid, cell: float) -> float:
    return max(_cells_wide(grid) * cell, text_size(grid.title, "t")[0])


def _lines(figure: Grids, cell: float, room: float) -> list[list[int]]:
    lines: list[list[int]] = [[]]
    used = 0.0
    for place, grid in enumerate(figure.grids):
        width = _width(grid, cell) + 24.0
        if lines[-1] and used + width > room:
            lines.append([])
            used = 0.0
        lines[-1].append(place)
        used += width
    return [line for line in lines if line]


def _grid(picture: Picture, grid: Grid, place: tuple[float, float], cell: float, title_floor: float) -> None:
    left, middle = place
    height = len(grid.cells) * cell
    top = middle + height / 2
    # fills first, then all rules: no fill covers half of a neighbour's rule
    for r, c in sorted(grid.shaded):
        picture.rectangle((left + c * cell, top - (r + 1) * cell, left + (c + 1) * cell, top - r * cell), fill=0.8, width=0)
    for r, row in enumerate(grid.cells):
        for c, text in enumerate(row):
            picture.rectangle((left + c * cell, top - (r + 1) * cell, left + (c + 1) * cell, top - r * cell), width=0.4)
            if text:
                picture.text(left + (c + 0.5) * cell, top - (r + 0.5) * cell, text)
    width = _cells_wide(grid) * cell
    picture.rectangle((left, top - height, left + width, top), width=1.0)
    picture.text(left + width / 2, max(top, title_floor) + 8.0, grid.title, size="t")


def draw_bars(figure: Bars, room: float = MAX_WIDTH) -> Picture:
    """Bar charts side by side on one scale from 0 to 1; the highest bar of a group is darker, a dotted line marks one half."""
    picture = Picture()
    scale = 84.0
    pitch = max(
        [21.0, *(max(text_size(bar.value, "s")[0], text_size(bar.label, "s")[0]) + 5.0 for group in figure.groups for bar in group)]
    )
    tall = max([0.0, *(text_size(bar.value, "s")[1] for group in figure.groups for bar in group)])
    ceiling = scale * max([0.5, *(min(1.0, bar.height) for group in figure.groups for bar in group)]) + tall
    x, floor = 0.0, 0.0
    for place, group in enumerate(figure.groups):
        title = figure.titles[place] if place < len(figure.titles) else ""
        width = max(len(group) * pitch + 8.0, text_size(title, "t")[0])
        if x and x + width > room:
            x, floor = 0.0, floor - ceiling - tall - 34.0
        _group(picture, group, (x, floor), pitch, scale, width)
        if x == 0.0:
            picture.text(x - 3.0, floor + scale / 2, r"$\frac12$", anchor="r", size="s")
        picture.text(x + width / 2, floor + ceiling + 12.0, title, size="t")
        x += width + 22.0
    return picture.finished()


def _group(picture: Picture, group: tuple[Bar, ...], corner: tuple[float, float], pitch: float, scale: float, width: float) -> None:
    left, floor = corner
    highest = max((bar.height for bar in group), default=0.0)
    picture.line((left, floor + scale / 2), (left + width, floor + scale / 2), width=0.3, dash=DOTTED)
    start = left + (width - len(group) * pitch) / 2
    for place, bar in enumerate(group):
        middle = start + (place + 0.5) * pitch
        top = floor + scale * min(1.0, max(0.0, bar.height))
        value_width, value_height = text_size(bar.value, "s")
        picture.rectangle((middle - 6.5, floor, middle + 6.5, top), fill=0.75 if bar.height == highest else 0.93)
        if bar.value:
            # white behind the value, so that the dotted line does not run through it
            low = top + 2.0
            half = value_width / 2 + 2.0
            picture.rectangle((middle - half, low, middle + half, low + value_height), fill=1, width=0)
            picture.text(middle, low + value_height / 2, bar.value, size="s")
        picture.text(middle, floor - 3.0 - text_size(bar.label, "s")[1] / 2, bar.label, size="s")
    picture.line((left, floor), (left + width, floor))
