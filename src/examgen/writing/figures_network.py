"""Networks: units in layers, with the weights on their edges."""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING

from examgen.writing.figures_core import DASHED, DOTTED, MAX_WIDTH, Box, Picture, Point, crosses, overlap, text_size

if TYPE_CHECKING:
    from collections.abc import Sequence

    from examgen.figures import Network, Unit

#: near the source, where the edges of a layer lie furthest apart (a quarter keeps 3 x 3 edges at equal distances)
_WEIGHT_PLACES = (0.25, 0.23, 0.27, 0.21, 0.29, 0.19, 0.31, 0.33, 0.75, 0.77, 0.73, 0.79, 0.71, 0.67, 0.4, 0.6)


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
