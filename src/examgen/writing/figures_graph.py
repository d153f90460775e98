"""Computational graphs and networks."""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING

from examgen.writing.figures_core import (
    BLANK_HEIGHT,
    BLANK_WIDTH,
    DASHED,
    DOTTED,
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
    from collections.abc import Sequence

    from examgen.figures import Graph, GraphEdge, GraphNode, Network, Unit

_RADIUS = 11.0
_AIR = 3.0
_TRIES = (0.5, 0.42, 0.58, 0.35, 0.65, 0.28, 0.72, 0.22, 0.78, 0.17, 0.83, 0.12, 0.88)


def draw_graph(figure: Graph, room: float = MAX_WIDTH, stretch: float = 1.0) -> Picture:
    """Left to right; the value of an edge stands above it, its gradient below. Labels avoid edges, nodes and each other.

    ``stretch`` moves the rows apart: where the columns stand close, labels find room beside steep edges.
    """
    picture = Picture()
    both = any(edge.value != "" and edge.gradient != "" for edge in figure.edges)
    widest = max([BLANK_WIDTH, *(_size(text)[0] for edge in figure.edges for text in (edge.value, edge.gradient))])
    tallest = max([BLANK_HEIGHT, *(_size(text)[1] for edge in figure.edges for text in (edge.value, edge.gradient) if text != "")])
    columns = [node.column for node in figure.nodes] or [0.0]
    span = max(columns) - min(columns) + (0.8 if any(not edge.target for edge in figure.edges) else 0.0)
    across = min(max(92.0, widest + 56.0), (room - 40.0) / max(span, 1.0))
    down = ((2 * tallest + 34.0) if both else (tallest + 36.0)) * stretch
    centres = {node.name: (node.column * across, -node.row * down) for node in figure.nodes}
    radii = {node.name: _radius(node) for node in figure.nodes}

    curves = [_edge_curve(edge, centres, radii, across, down) for edge in figure.edges]
    for edge, curve in zip(figure.edges, curves, strict=True):
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
            picture.circle(centres[node.name], radii[node.name], fill=1, width=0.8)
        picture.text(*centres[node.name], node.label)

    lines = [_line(curve, bent=bool(edge.bend)) for edge, curve in zip(figure.edges, curves, strict=True)]
    taken: list[Box] = [(x - radii[name], y - radii[name], x + radii[name], y + radii[name]) for name, (x, y) in centres.items()]
    for place, (edge, curve) in enumerate(zip(figure.edges, curves, strict=True)):
        texts = [(edge.value, 1), (edge.gradient, -1)]
        texts = [(text, side) for text, side in texts if text != ""]
        spots = _best_spots(texts, curve, lines[place], taken, [line for other, line in enumerate(lines) if other != place])
        for (text, _), box in zip(texts, spots, strict=True):
            taken.append(box)
            picture.label_or_blank(((box[0] + box[2]) / 2, (box[1] + box[3]) / 2), text)
    return picture.finished()


def _radius(node: GraphNode) -> float:
    half = text_size(node.label)[0] / 2
    return max(7.0, half + 3.0) if node.is_input else max(_RADIUS, half + 4.0)


def _size(text: str | None) -> tuple[float, float]:
    return (BLANK_WIDTH, BLANK_HEIGHT) if text is None else text_size(text)


def _edge_curve(
    edge: GraphEdge, centres: dict[str, Point], radii: dict[str, float], across: float, down: float
) -> tuple[Point, Point, Point, Point]:
    """The edge from border to border as a cubic curve (straight ones too, so that labels need one rule)."""
    start, r0 = centres[edge.source], radii[edge.source]
    if not edge.target:
        begin, end = (start[0] + r0, start[1]), (start[0] + max(0.72 * across, 52.0), start[1])
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


def _straight(begin: Point, end: Point) -> tuple[Point, Point, Point, Point]:
    third = ((end[0] - begin[0]) / 3, (end[1] - begin[1]) / 3)
    return (begin, (begin[0] + third[0], begin[1] + third[1]), (end[0] - third[0], end[1] - third[1]), end)


def _line(curve: tuple[Point, Point, Point, Point], *, bent: bool) -> list[Point]:
    """Points of an edge so close that the straight pieces between them are the edge."""
    return [bezier_point(curve, k / 24) for k in range(25)] if bent else [curve[0], curve[3]]


def _shortened(curve: tuple[Point, Point, Point, Point]) -> list[Path]:
    """The curve without the stretch under its arrow head."""
    picture = Picture()
    steps = [k / 100 for k in range(101)]
    t1 = next((t for t in reversed(steps) if math.dist(bezier_point(curve, t), curve[3]) >= 4.0), 1.0)
    picture.curve(bezier_piece(curve, 0.0, t1))
    return picture.shapes


def _best_spots(
    texts: Sequence[tuple[str | None, int]],
    curve: tuple[Point, Point, Point, Point],
    own: Sequence[Point],
    taken: Sequence[Box],
    others: Sequence[Sequence[Point]],
) -> list[Box]:
    """Boxes for the labels of an edge: the place along it at which fewest things are touched, the middle if equal."""
    best: tuple[float, list[Box]] | None = None
    for t in _TRIES:
        boxes = [_beside(curve, own, t, _size(text), side) for text, side in texts]
        faults = sum(overlap(box, other, 4.0) for box in boxes for other in taken)
        faults += sum(crosses(box, line, 4.0) for box in boxes for line in others)
        if best is None or faults < best[0]:
            best = (faults, boxes)
        if not faults:
            break
    return best[1] if best else []


def _beside(curve: tuple[Point, Point, Point, Point], own: Sequence[Point], t: float, size: tuple[float, float], side: int) -> Box:
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


#: near the source, where the edges of a layer lie furthest apart (a quarter keeps 3 x 3 edges at equal distances)
_WEIGHT_PLACES = (0.25, 0.23, 0.27, 0.21, 0.29, 0.19, 0.31, 0.33, 0.75, 0.77, 0.73, 0.79, 0.71, 0.67, 0.4, 0.6)


# --- networks ---------------------------------------------------------------------------------------------------------------


def draw_network(figure: Network, room: float = MAX_WIDTH) -> Picture:
    """Layers from left to right. Active units are grey with a heavy border, inactive ones dashed with dotted edges."""
    picture = Picture()
    radius = max([10.5, *(text_size(unit.label)[0] / 2 + 2.5 for layer in figure.layers for unit in layer)])
    weighted = any(matrix for matrix in figure.weights)
    widest = max([0.0, *(text_size(weight, "s")[0] for matrix in figure.weights for row in matrix for weight in row)])
    down = 2 * radius + (26.0 if weighted else 13.0)
    most = max((len(layer) for layer in figure.layers), default=1)
    across = max(58.0, 2 * radius + 34.0, *(text_size(title, "t")[0] + 14.0 for title in figure.titles or ("",)))
    if weighted:
        across = max(across, 2 * radius + 2.4 * widest + 72.0)
    across = min(across, (room - 2 * radius - 4) / max(1, len(figure.layers) - 1))
    places = [
        [(column * across, ((len(layer) - 1) / 2 - row) * down) for row in range(len(layer))] for column, layer in enumerate(figure.layers)
    ]
    shown = any(unit.active is not None for layer in figure.layers for unit in layer)
    segments: list[tuple[Point, Point]] = []
    edges: list[tuple[int, int, int, tuple[Point, Point]]] = []
    for column, (sources, targets) in enumerate(itertools.pairwise(places)):
        for j, source in enumerate(sources):
            for i, target in enumerate(targets):
                segment = _between(source, target, radius)
                live = _live(figure.layers[column][j]) and _live(figure.layers[column + 1][i])
                picture.line(*segment, width=0.9 if shown and live else 0.4, dash=() if live else DOTTED)
                segments.append(segment)
                edges.append((column, i, j, segment))
    for layer, spots in zip(figure.layers, places, strict=True):
        for unit, spot in zip(layer, spots, strict=True):
            border = DASHED if unit.active is False else ()
            picture.circle(spot, radius, fill=0.75 if unit.active else 1, width=1.3 if unit.active else 0.6, dash=border)
            picture.text(*spot, unit.label)
    _put_weights(picture, figure, edges, segments)
    top = (most - 1) / 2 * down + radius + 12.0
    for column, title in enumerate(figure.titles):
        picture.text(column * across, top, title, size="t")
    return picture.finished()


def _live(unit: Unit) -> bool:
    return unit.active is not False


def _between(source: Point, target: Point, radius: float) -> tuple[Point, Point]:
    length = math.dist(source, target) or 1.0
    ux, uy = (target[0] - source[0]) * radius / length, (target[1] - source[1]) * radius / length
    return ((source[0] + ux, source[1] + uy), (target[0] - ux, target[1] - uy))


def _put_weights(
    picture: Picture, figure: Network, edges: Sequence[tuple[int, int, int, tuple[Point, Point]]], segments: Sequence[tuple[Point, Point]]
) -> None:
    """Weights stand on their edges, on white, where they touch no other edge and no other weight."""
    taken: list[Box] = []
    for column, i, j, (start, end) in edges:
        if column >= len(figure.weights) or i >= len(figure.weights[column]) or j >= len(figure.weights[column][i]):
            continue
        text = figure.weights[column][i][j]
        if not text:
            continue
        width, height = text_size(text, "s")
        best: tuple[int, float, Box] | None = None
        for t in _WEIGHT_PLACES:
            x, y = start[0] + (end[0] - start[0]) * t, start[1] + (end[1] - start[1]) * t
            box = (x - width / 2 - 3, y - height / 2 - 1, x + width / 2 + 3, y + height / 2 + 1)  # a minus must not join the edge
            faults = 3 * sum(overlap(box, other, 4.0) for other in taken)
            faults += sum(crosses(box, other) for other in segments if other != (start, end))
            if best is None or faults < best[0]:
                best = (faults, t, box)
        assert best is not None
        box = best[2]
        taken.append(box)
        picture.rectangle(box, fill=1, width=0)
        picture.text((box[0] + box[2]) / 2, (box[1] + box[3]) / 2, text, size="s")
