"""Figures for large print, whose pages enlarge a drawing as a whole: the narrower it is drawn, the larger its labels become."""

from __future__ import annotations

import math
from itertools import combinations, product
from operator import le
from typing import TYPE_CHECKING

from examgen.writing.figures_core import MAX_WIDTH, bezier_point, crosses, label_box, overlap, shape_box

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from examgen.writing.figures_core import Box, Path, Picture, Point

#: As in examgen.sty: how far a drawing grows, and the bp that it may fill on a sheet of either paper.
GROWTH, _WIDTH, _HEIGHT = 1.67, 419.0, 389.0
_AIR = 2.5
#: What has to be seen of an arrow beside its head.
_SHORTEST = 9.0
_STRETCHES = (1.0, 1.4, 1.8)
_ROOMS = (250.0, 270.0, 290.0, 310.0, 330.0, 350.0, 380.0)


def for_large_print(draw: Callable[[float, float], Picture]) -> Picture:
    """Of several drawings the one that grows most, among those whose labels are as clear as in the usual one.

    Args:
        draw: the picture in a width of that many bp, its rows that many times as far apart as usual.
    """
    best = draw(MAX_WIDTH, 1.0)
    allowed = _clashes(best)
    for room, stretch in product(_ROOMS, _STRETCHES):
        if growth(best) == GROWTH:
            break
        picture = draw(room, stretch)
        if growth(picture) > growth(best) and all(map(le, _clashes(picture), allowed)):
            best = picture
    return best


def growth(picture: Picture) -> float:
    """How many times larger it is printed."""
    return min(GROWTH, _WIDTH / picture.width, _HEIGHT / picture.height)


def _clashes(picture: Picture) -> tuple[int, int, int]:
    """How often labels and boxes to fill in come near each other or a node, how often they meet a line, how many lines are hidden."""
    empty = [shape for shape in picture.shapes if shape.closed and shape.fill == 1]
    boxes = [label_box(label) for label in picture.labels]
    boxes += [shape_box(shape) for shape in empty if len(shape.pieces[0]) == 1]
    nodes = [shape_box(shape) for shape in empty if len(shape.pieces[0]) == 3]
    lines = [_points(shape) for shape in picture.shapes if shape.width and not shape.closed]
    near = sum(overlap(a, b, _AIR) for a, b in combinations(boxes, 2)) + sum(_touches(a, b) for a in boxes for b in nodes)
    hidden = sum(math.dist(line[0], line[-1]) < _SHORTEST for line in lines)
    hidden += sum(_leads_through(line, node) for line in lines for node in nodes)
    return near, sum(crosses(box, line) for box in boxes for line in lines), hidden


def _touches(box: Box, node: Box) -> bool:
    """Whether a box that is not the name of the node comes near its circle."""
    (x, y), radius = ((node[0] + node[2]) / 2, (node[1] + node[3]) / 2), (node[2] - node[0]) / 2
    if box[0] < x < box[2] and box[1] < y < box[3]:
        return False
    return math.hypot(max(box[0] - x, 0.0, x - box[2]), max(box[1] - y, 0.0, y - box[3])) < radius + 1.0


def _leads_through(line: Sequence[Point], node: Box) -> bool:
    """Whether a line that does not end at a node comes near it."""
    (x, y), radius = ((node[0] + node[2]) / 2, (node[1] + node[3]) / 2), (node[2] - node[0]) / 2
    if min(math.dist((x, y), end) for end in (line[0], line[-1])) < radius + 6.0:
        return False
    return crosses((x - 0.75 * radius, y - 0.75 * radius, x + 0.75 * radius, y + 0.75 * radius), line, 2.0)


def _points(path: Path) -> list[Point]:
    points = [path.start]
    for piece in path.pieces:
        if len(piece) == 3:
            curve = (points[-1], *piece)
            points += [bezier_point(curve, k / 12) for k in range(1, 12)]
        points.append(piece[-1])
    return points
