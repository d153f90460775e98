"""Plots of lines over axes, and number lines."""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING

from examgen.writing.figures_core import DASHED, DOTTED, MAX_WIDTH, Box, Picture, Point, crosses, overlap, text_size

if TYPE_CHECKING:
    from collections.abc import Sequence

    from examgen.figures import NumberLine, Plot

_WIDTH, _HEIGHT = 210.0, 118.0
#: of a plane with equal scales, the longer side
_SIDE = 190.0
_FAINT = (0.5, 2.5)


def draw_plot(figure: Plot) -> Picture:
    """Axes at the left and at the bottom with ticks outside, so that no label meets a line; names at the right ends of lines."""
    picture = Picture()
    xs = [x for series in figure.series for x, _ in series.points] + [x for x, _ in figure.x_ticks]
    ys = [y for series in figure.series for _, y in series.points] + [y for y, _ in figure.y_ticks]
    (x0, x1), (y0, y1) = _range(xs, 0.0), _range(ys, 0.0 if figure.plane else 0.06)
    width, height = _WIDTH, _HEIGHT
    if figure.plane:
        scale = _SIDE / max(x1 - x0, y1 - y0)
        width, height = scale * (x1 - x0), scale * (y1 - y0)

    def place(x: float, y: float) -> tuple[float, float]:
        return ((x - x0) / (x1 - x0) * width, (y - y0) / (y1 - y0) * height)

    if figure.plane:
        for x, _ in figure.x_ticks:
            picture.line(place(x, y0), place(x, y1), width=0.6 if x == 0 else 0.25, dash=() if x == 0 else _FAINT)
        for y, _ in figure.y_ticks:
            picture.line(place(x0, y), place(x1, y), width=0.6 if y == 0 else 0.25, dash=() if y == 0 else _FAINT)
    elif y0 < 0 < y1:
        picture.line(place(x0, 0), place(x1, 0), width=0.3, dash=DOTTED)
    for series in figure.series:
        if len(series.points) > 1:
            picture.line(*(place(*point) for point in series.points), width=1.0, dash=(4.0, 2.4) if series.dashed else ())
        elif series.points:
            picture.circle(place(*series.points[0]), 1.8, fill=0)
    for x, y, label in figure.marks:
        _on_white(picture, place(x, y), label)
    picture.arrow((0.0, -4.0), (0.0, height + 12.0), width=0.6)
    picture.arrow((-4.0, 0.0), (width + 14.0, 0.0), width=0.6)
    _ticks(picture, [(place(x, y0)[0], label) for x, label in figure.x_ticks])
    for y, label in figure.y_ticks:
        at = place(x0, y)[1]
        picture.line((0.0, at), (-3.0, at), width=0.6)
        picture.text(-5.0, at, label, anchor="r", size="s")
    picture.text(width + 10.0, -5.0 - text_size(figure.x_label, "s")[1] / 2, figure.x_label, size="s")  # below: names end at the right
    picture.text(0.0, height + 14.0 + text_size(figure.y_label, "s")[1] / 2, figure.y_label, size="s")
    named = [series for series in figure.series if series.points and series.name]
    if figure.plane:
        lines = [(place(*series.points[0]), place(*series.points[-1]), series.name) for series in named]
        _names_on_lines(picture, lines, [_text_box(place(x, y), text) for x, y, text in figure.marks])
    else:
        _names(picture, [(place(*series.points[-1]), series.name) for series in named])
    return picture.finished()


def _ticks(picture: Picture, ticks: Sequence[tuple[float, str]]) -> None:
    """Ticks of the axis at the bottom; a label that would meet its neighbour's stands one row lower."""
    placed: list[Box] = []
    for at, label in sorted(ticks):
        picture.line((at, 0.0), (at, -3.0), width=0.6)
        width, height = text_size(label, "s")
        box = (at - width / 2, -5.0 - height, at + width / 2, -5.0)
        while any(overlap(box, other, 1.5) for other in placed):
            box = (box[0], box[1] - height - 3.0, box[2], box[3] - height - 3.0)
        placed.append(box)
        picture.text(at, (box[1] + box[3]) / 2, label, size="s")


def _on_white(picture: Picture, at: Point, text: str) -> None:
    """A label that stands out from the lines behind it."""
    (x, y), (width, height) = at, text_size(text, "s")
    picture.rectangle((x - width / 2 - 1, y - height / 2 - 1, x + width / 2 + 1, y + height / 2 + 1), fill=1, width=0)
    picture.text(x, y, text, size="s")


def _text_box(at: Point, text: str) -> Box:
    width, height = text_size(text, "s")
    return (at[0] - width / 2, at[1] - height / 2, at[0] + width / 2, at[1] + height / 2)


def _names_on_lines(picture: Picture, lines: Sequence[tuple[Point, Point, str]], taken: Sequence[Box]) -> None:
    """The name of each straight line on the line itself, where most room is left by the other lines and by what is written already."""
    written = list(taken)
    for start, end, name in lines:
        others = [(a, b) for a, b, other in lines if other != name]
        rooms: list[tuple[bool, float, Point]] = []
        for part in range(3, 38):
            at = (start[0] + (end[0] - start[0]) * part / 40, start[1] + (end[1] - start[1]) * part / 40)
            box = _text_box(at, name)
            near = [*(_gap(at, a, b) for a, b in others), *(math.dist(at, _middle(other)) / 2 for other in written)]
            rooms.append((not any(overlap(box, other, 3.0) for other in written), min(near, default=0.0), at))
        place = max(rooms)[2]
        _on_white(picture, place, name)
        written.append(_text_box(place, name))


def _middle(box: Box) -> Point:
    return ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)


def _gap(point: Point, start: Point, end: Point) -> float:
    """Distance of a point from the line through two others."""
    (dx, dy), (px, py) = ((b - a for a, b in zip(start, other, strict=True)) for other in (end, point))
    return abs(dx * py - dy * px) / math.hypot(dx, dy)


def _range(values: Sequence[float], air: float) -> tuple[float, float]:
    if not values:
        return 0.0, 1.0
    low, high = min(values), max(values)
    if low == high:
        return low - 1.0, high + 1.0
    margin = (high - low) * air
    # a range that starts at or just above zero starts at zero: no line of zero below the axis
    return (0.0 if 0 <= low < max(margin, 1e-12) * 4 else low - margin), high + margin


def _names(picture: Picture, ends: Sequence[tuple[tuple[float, float], str]]) -> None:
    """Names right of the ends of their lines, moved up where they would meet the name below or the axis."""
    floor = 9.0
    for (x, y), name in sorted(ends, key=lambda end: end[0][1]):
        at = max(y, floor)
        picture.text(max(x, _WIDTH * 0.2) + 5.0, at, name, anchor="l", size="s")
        floor = at + max(11.0, text_size(name, "s")[1] + 2.0)


def draw_number_line(figure: NumberLine, room: float = MAX_WIDTH) -> Picture:
    """Points as dots, stacked where they coincide; marks as vertical lines with a label on top."""
    picture = Picture()
    ticks = figure.ticks or tuple((x, f"${x:g}$") for x in sorted(set(figure.points)))
    values = [*figure.points, *(x for x, _ in figure.marks), *(x for x, _ in ticks)] or [0.0]
    low, high = min(values), max(values)
    if low == high:
        low, high = low - 1.0, high + 1.0
    width = min(room - 60.0, max(200.0, 1.4 * sum(text_size(label, "s")[0] + 4.0 for _, label in ticks)))

    def place(x: float) -> float:
        return (x - low) / (high - low) * width

    stacks = sorted(Counter(figure.points).items())
    tallest = max((count for _, count in stacks), default=1)
    top = 8.0 + 7.0 * tallest
    placed: list[Box] = []
    texts: list[tuple[float, Box, str]] = []
    lines: list[list[tuple[float, float]]] = []
    for x, label in sorted(figure.marks):
        at, (text_width, text_height) = place(x), text_size(label, "s")
        height = top + 4.0
        box = (at - text_width / 2, height + 2.0, at + text_width / 2, height + 2.0 + text_height)
        # a label that would meet its neighbour, or that neighbour's line, goes one step higher
        while any(overlap(box, other, 6.0) for other in placed):
            height += text_height + 3.0
            box = (box[0], height + 2.0, box[2], height + 2.0 + text_height)
        placed.append(box)
        picture.line((at, -4.0), (at, height), width=0.8, dash=DASHED)
        texts.append((at, box, label))
        lines.append([(at, -4.0), (at, height)])
    for at, box, label in texts:
        # the taller line of a neighbour may pass behind this label
        if any(crosses(box, line) for line in lines):
            picture.rectangle(box, fill=1, width=0)
        picture.text(at, (box[1] + box[3]) / 2, label, size="s")
    picture.arrow((-14.0, 0.0), (width + 18.0, 0.0))
    for x, _ in ticks:
        picture.line((place(x), 3.0), (place(x), 0.0))
    _ticks(picture, [(place(x), label) for x, label in ticks])
    for x, count in stacks:
        for level in range(count):
            picture.circle((place(x), 7.0 + 7.0 * level), 2.6, fill=0.35, width=0.6)
    return picture.finished()
