"""Computational graphs."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from examgen.writing.figures_core import (
    BLANK_HEIGHT,
    BLANK_WIDTH,
    MAX_WIDTH,
    Box,
    Path,
    Picture,
    Point,
    bezier_piece,
    bezier_point,
    crosses,
    overlap,
    text_size,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from examgen.figures import Graph, GraphEdge, GraphNode

#: A cubic curve: its ends, and two points between them that draw it.
Curve: TypeAlias = tuple[Point, Point, Point, Point]

_RADIUS = 11.0
_AIR = 3.0
_TRIES = (0.5, 0.42, 0.58, 0.35, 0.65, 0.28, 0.72, 0.22, 0.78, 0.17, 0.83, 0.12, 0.88)


#: How far the rows of a graph are moved apart until its labels find room.
_STRETCHES = (1.0, 1.15, 1.3, 1.5, 1.75)


def draw_graph(figure: Graph, room: float = MAX_WIDTH, stretch: float = 1.0) -> Picture:
    """Left to right; the value of an edge stands above it, its gradient below. Labels avoid edges, nodes and each other.

    ``stretch`` moves the rows apart: where the columns stand close, labels find room beside steep edges. Rows are moved further apart where
    labels would touch something.
    """
    across, out = _columns(figure, room)
    sizes = [_size(text) for edge in figure.edges for text in (edge.value, edge.gradient) if text != ""]
    tallest = max([BLANK_HEIGHT, *(height for _, height in sizes)])
    both = any(edge.value != "" and edge.gradient != "" for edge in figure.edges)
    radii = {node.name: _radius(node) for node in figure.nodes}
    best: tuple[int, _Placed] | None = None
    for further in _STRETCHES:
        down = ((2 * tallest + 34.0) if both else (tallest + 36.0)) * stretch * further
        centres = {node.name: (node.column * across, -node.row * down) for node in figure.nodes}
        placed = _Placed(centres, [_edge_curve(edge, centres, radii, out, down) for edge in figure.edges])
        faults = placed.put_labels(figure, radii, best[0] if best else math.inf)
        if best is None or faults < best[0]:
            best = (faults, placed)
        if not faults:
            break
    assert best is not None
    return _painted(figure, radii, best[1])


def _columns(figure: Graph, room: float) -> tuple[float, float]:
    """The distance of columns, and the length of the edges that leave the graph, so that all fits into the room."""
    widest = max([BLANK_WIDTH, *(_size(text)[0] for edge in figure.edges for text in (edge.value, edge.gradient))])
    leaving = [edge for edge in figure.edges if not edge.target]
    own = max([0.0, *(_size(text)[0] + 10.0 for edge in leaving for text in (edge.value, edge.gradient) if text != "")])
    columns = [node.column for node in figure.nodes] or [0.0]
    span = max(max(columns) - min(columns), 1.0)
    across = min(max(92.0, widest + 56.0), (room - 40.0) / (span + (0.8 if leaving else 0.0)))
    out = max(0.72 * across, 52.0 if own else 24.0, own)
    names = max([0.0, *(text_size(edge.output)[0] + 6.0 for edge in leaving)])
    ends = sum(max([0.0, *(_radius(node) for node in figure.nodes if node.column == column)]) for column in (min(columns), max(columns)))
    return (min(across, (room - ends - out - names) / span) if leaving else across), out


@dataclass
class _Placed:
    """Where the nodes of a graph stand, how its edges run, and the boxes of their labels."""

    centres: dict[str, Point]
    curves: list[Curve]
    labels: list[tuple[Box, str | None]] = field(default_factory=list)

    def put_labels(self, figure: Graph, radii: Mapping[str, float], limit: float) -> int:
        """Finds the places of all labels; returns how often they touch something. It stops at the limit."""
        lines = [_line(curve, bent=bool(edge.bend)) for edge, curve in zip(figure.edges, self.curves, strict=True)]
        taken = [_square(self.centres[name], radii[name]) for name in self.centres]
        taken += [_name_box(edge, curve) for edge, curve in zip(figure.edges, self.curves, strict=True) if not edge.target and edge.output]
        faults = 0
        for place, (edge, curve) in enumerate(zip(figure.edges, self.curves, strict=True)):
            texts = [(text, side) for text, side in ((edge.value, 1), (edge.gradient, -1)) if text != ""]
            others = [line for other, line in enumerate(lines) if other != place]
            here, spots = _best_spots(texts, curve, lines[place], taken, others)
            faults += here
            if faults >= limit:
                break
            taken += spots
            self.labels += [(box, text) for (text, _), box in zip(texts, spots, strict=True)]
        return faults


def _square(centre: Point, radius: float) -> Box:
    return (centre[0] - radius, centre[1] - radius, centre[0] + radius, centre[1] + radius)


def _name_box(edge: GraphEdge, curve: Curve) -> Box:
    """The box of the name at the end of an edge that leaves the graph."""
    width, height = text_size(edge.output)
    x, y = curve[3]
    return (x + 5, y - height / 2, x + 5 + width, y + height / 2)


def _painted(figure: Graph, radii: Mapping[str, float], placed: _Placed) -> Picture:
    picture = Picture()
    for edge, curve in zip(figure.edges, placed.curves, strict=True):
        if edge.bend:
            picture.curve(curve)
            picture.shapes[-1:] = _shortened(curve)
            picture.head(bezier_point(curve, 0.9), curve[3])
        else:
            picture.arrow(curve[0], curve[3])
        if not edge.target and edge.output:
            picture.text(curve[3][0] + 5, curve[3][1], edge.output, anchor="l")
    for node in figure.nodes:
        if not node.is_input:
            picture.circle(placed.centres[node.name], radii[node.name], fill=1, width=0.8)
        picture.text(*placed.centres[node.name], node.label)
    for box, text in placed.labels:
        picture.label_or_blank(((box[0] + box[2]) / 2, (box[1] + box[3]) / 2), text)
    return picture.finished()


def _radius(node: GraphNode) -> float:
    half = text_size(node.label)[0] / 2
    return max(7.0, half + 3.0) if node.is_input else max(_RADIUS, half + 4.5)


def _size(text: str | None) -> tuple[float, float]:
    return (BLANK_WIDTH, BLANK_HEIGHT) if text is None else text_size(text)


def _edge_curve(
    edge: GraphEdge, centres: Mapping[str, Point], radii: Mapping[str, float], out: float, down: float
) -> Curve:
    """The edge from border to border as a cubic curve (straight ones too, so that labels need one rule)."""
    start, r0 = centres[edge.source], radii[edge.source]
    if not edge.target:
        begin, end = (start[0] + r0, start[1]), (start[0] + r0 + out, start[1])
        return _straight(begin, end)
    stop, r1 = centres[edge.target], radii[edge.target]
    dx, dy = stop[0] - start[0], stop[1] - start[1]
    if not edge.bend:
        length = math.hypot(dx, dy) or 1.0
        begin = (start[0] + dx * r0 / length, start[1] + dy * r0 / length)
        end = (stop[0] - dx * (r1 + 1) / length, stop[1] - dy * (r1 + 1) / length)
        return _straight(begin, end)
    bow = -edge.bend * down * 4 / 3
    full = (start, (start[0] + dx * 0.3, start[1] + dy * 0.3 + bow), (start[0] + dx * 0.7, start[1] + dy * 0.7 + bow), stop)
    steps = [k / 200 for k in range(201)]
    t0 = next((t for t in steps if math.dist(bezier_point(full, t), start) >= r0), 0.0)
    t1 = next((t for t in reversed(steps) if math.dist(bezier_point(full, t), stop) >= r1 + 1), 1.0)
    return bezier_piece(full, t0, t1)


def _straight(begin: Point, end: Point) -> Curve:
    third = ((end[0] - begin[0]) / 3, (end[1] - begin[1]) / 3)
    return (begin, (begin[0] + third[0], begin[1] + third[1]), (end[0] - third[0], end[1] - third[1]), end)


def _line(curve: Curve, *, bent: bool) -> list[Point]:
    """Points of an edge so close that the straight pieces between them are the edge."""
    return [bezier_point(curve, k / 24) for k in range(25)] if bent else [curve[0], curve[3]]


def _shortened(curve: Curve) -> list[Path]:
    """The curve without the stretch under its arrow head."""
    picture = Picture()
    steps = [k / 100 for k in range(101)]
    t1 = next((t for t in reversed(steps) if math.dist(bezier_point(curve, t), curve[3]) >= 4.0), 1.0)
    picture.curve(bezier_piece(curve, 0.0, t1))
    return picture.shapes


def _best_spots(
    texts: Sequence[tuple[str | None, int]],
    curve: Curve,
    own: Sequence[Point],
    taken: Sequence[Box],
    others: Sequence[Sequence[Point]],
) -> tuple[int, list[Box]]:
    """How often the labels of an edge touch something, and their boxes: both at one place along it, or apart if that is better."""
    best = (0, list[Box]())
    for place, t in enumerate(_TRIES):
        boxes = [_beside(curve, own, t, _size(text), side) for text, side in texts]
        faults = sum(_faults(box, taken, others) for box in boxes)
        if not place or faults < best[0]:
            best = (faults, boxes)
        if not faults:
            return best
    total, apart = 0, list[Box]()
    for text, side in texts:
        known, found = [*taken, *apart], list[tuple[int, int, Box]]()
        for place, t in enumerate(_TRIES):
            box = _beside(curve, own, t, _size(text), side)
            found.append((_faults(box, known, others), place, box))
            if not found[-1][0]:
                break
        faults, _, box = min(found)
        total += faults
        apart.append(box)
    return (total, apart) if total < best[0] else best


def _faults(box: Box, taken: Sequence[Box], others: Sequence[Sequence[Point]]) -> int:
    return sum(overlap(box, other, 5.0) for other in taken) + sum(crosses(box, line, 4.0) for line in others)


def _beside(curve: Curve, own: Sequence[Point], t: float, size: tuple[float, float], side: int) -> Box:
    """A box of that size beside the curve at t, moved away along the normal until it clears the curve."""
    x, y = bezier_point(curve, t)
    (x0, y0), (x1, y1) = bezier_point(curve, max(0.0, t - 0.02)), bezier_point(curve, min(1.0, t + 0.02))
    length = math.hypot(x1 - x0, y1 - y0) or 1.0
    nx, ny = -(y1 - y0) / length, (x1 - x0) / length
    if ny < 0 or (ny == 0 and nx > 0):
        nx, ny = -nx, -ny
    width, height = size
    away = abs(nx) * width / 2 + abs(ny) * height / 2 + _AIR
    box = (0.0, 0.0, 0.0, 0.0)
    for _ in range(12):
        cx, cy = x + side * nx * away, y + side * ny * away
        box = (cx - width / 2, cy - height / 2, cx + width / 2, cy + height / 2)
        if not crosses(box, own, 0.8):
            break
        away += 1.5
    return box
