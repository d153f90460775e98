"""The drawing core: a picture is shapes (line art) under labels, in big points, y upwards.

Figures become pictures (``figures_graph``, ``figures_network``, ...), pictures become LaTeX or SVG (``figures_tex``,
``figures_svg``). Greys are levels from 0 (black) to 1 (white). Shapes are painted in their order, labels on top of all of them.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias

from examgen.label_words import Array, Fraction, Node, Root, Script, Sign, tex_tree

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Point: TypeAlias = tuple[float, float]
#: left, bottom, right, top
Box: TypeAlias = tuple[float, float, float, float]

#: Widest figure: from the text edge to the points at the right, with a little air.
MAX_WIDTH = 425.0
#: An unknown value is a box of this size to write into.
BLANK_WIDTH, BLANK_HEIGHT = 20.0, 13.0

DASHED = (2.0, 1.6)
DOTTED = (1.5, 2.0)


@dataclass(frozen=True)
class Path:
    """A path of straight and cubic pieces.

    Attributes:
        start: first point.
        pieces: each a tuple of one point (straight) or three (two control points and the end).
        width: of the stroke; 0 for none.
        fill: grey of the inside; None for none.
        closed: joins the end to the start.
        dash: lengths of strokes and gaps; () for a solid line.
    """

    start: Point
    pieces: tuple[tuple[Point, ...], ...]
    width: float = 0.6
    fill: float | None = None
    closed: bool = False
    dash: tuple[float, ...] = ()


@dataclass(frozen=True)
class Label:
    """A text with TeX mathematics at a point. ``anchor``: c centre, l left edge, r right edge at the point; size s, m or sans (t)."""

    x: float
    y: float
    text: str
    anchor: str = "c"
    size: str = "m"


@dataclass
class Picture:
    """A picture under construction; ``finished`` crops it."""

    shapes: list[Path] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)
    width: float = 0.0
    height: float = 0.0

    def line(self, *points: Point, width: float = 0.6, dash: tuple[float, ...] = ()) -> None:
        """A line through the points."""
        self.shapes.append(Path(points[0], tuple((p,) for p in points[1:]), width=width, dash=dash))

    def curve(self, bezier: tuple[Point, Point, Point, Point], *, width: float = 0.7) -> None:
        """A cubic curve."""
        self.shapes.append(Path(bezier[0], (bezier[1:],), width=width))

    def polygon(self, *points: Point, fill: float = 0.0) -> None:
        """A filled area without a border."""
        self.shapes.append(Path(points[0], tuple((p,) for p in points[1:]), width=0, fill=fill, closed=True))

    def rectangle(self, box: Box, *, fill: float | None = None, width: float = 0.6, dash: tuple[float, ...] = ()) -> None:
        """A rectangle."""
        left, bottom, right, top = box
        self.shapes.append(Path((left, bottom), (((right, bottom),), ((right, top),), ((left, top),)), width, fill, True, dash))

    def circle(self, centre: Point, radius: float, *, fill: float | None = None, width: float = 0.6, dash: tuple[float, ...] = ()) -> None:
        """A circle, as four cubic arcs."""
        (x, y), r, k = centre, radius, 0.5523 * radius
        arcs = (
            ((x + r, y + k), (x + k, y + r), (x, y + r)),
            ((x - k, y + r), (x - r, y + k), (x - r, y)),
            ((x - r, y - k), (x - k, y - r), (x, y - r)),
            ((x + k, y - r), (x + r, y - k), (x + r, y)),
        )
        self.shapes.append(Path((x + r, y), arcs, width, fill, True, dash))

    def arrow(self, *points: Point, width: float = 0.7, head: float = 5.0) -> None:
        """A line through the points with a filled head at the last one."""
        tip, before = points[-1], points[-2]
        self.line(*points[:-1], _towards(tip, before, head * 0.8), width=width)
        self.head(before, tip, head)

    def head(self, before: Point, tip: Point, head: float = 5.0) -> None:
        """An arrow head at ``tip``, pointing away from ``before``."""
        base = _towards(tip, before, head)
        length = math.dist(tip, before) or 1.0
        nx, ny = (before[1] - tip[1]) / length, (tip[0] - before[0]) / length
        half = 0.36 * head
        self.polygon(tip, (base[0] + nx * half, base[1] + ny * half), (base[0] - nx * half, base[1] - ny * half))

    def text(self, x: float, y: float, text: str, *, anchor: str = "c", size: str = "m") -> None:
        """A label; an empty one is nothing."""
        if text.strip():
            self.labels.append(Label(x, y, text, anchor, size))

    def label_or_blank(self, centre: Point, text: str | None, *, size: str = "m", width: float = BLANK_WIDTH) -> None:
        """A label, or the box that the student fills in."""
        x, y = centre
        if text is None:
            self.rectangle((x - width / 2, y - BLANK_HEIGHT / 2, x + width / 2, y + BLANK_HEIGHT / 2), fill=1, width=0.4)
        else:
            self.text(x, y, text, size=size)

    def finished(self, margin: float = 1.0) -> Picture:
        """The same picture moved so that everything lies inside (0, 0, width, height)."""
        boxes = [shape_box(shape) for shape in self.shapes] + [label_box(label) for label in self.labels]
        if not boxes:
            return Picture([], [], 1.0, 1.0)
        left, bottom = min(b[0] for b in boxes) - margin, min(b[1] for b in boxes) - margin
        right, top = max(b[2] for b in boxes) + margin, max(b[3] for b in boxes) + margin

        shapes = [
            Path(
                (s.start[0] - left, s.start[1] - bottom),
                tuple([tuple([(x - left, y - bottom) for x, y in piece]) for piece in s.pieces]),
                s.width, s.fill, s.closed, s.dash,
            )
            for s in self.shapes
        ]  # fmt: skip
        labels = [Label(one.x - left, one.y - bottom, one.text, one.anchor, one.size) for one in self.labels]
        return Picture(shapes, labels, right - left, top - bottom)


def shape_box(shape: Path) -> Box:
    """A box around the path."""
    points = [shape.start]
    for piece in shape.pieces:
        # the control points of the arcs of a circle do not lie outside of it; those of a bow do
        bow = len(piece) == 3 and not shape.closed
        points += [bezier_point((points[-1], *piece), k / 16) for k in range(1, 17)] if bow else piece
    x, y = zip(*points, strict=True)
    half = shape.width / 2
    return (min(x) - half, min(y) - half, max(x) + half, max(y) + half)


def label_box(label: Label) -> Box:
    """A box around the label."""
    width, height = text_size(label.text, label.size)
    left = {"l": label.x, "r": label.x - width}.get(label.anchor, label.x - width / 2)
    return (left, label.y - height / 2, left + width, label.y + height / 2)


# --- sizes of labels: estimates on the safe side, since only TeX knows -------------------------------------------------------

SIZES = {"m": 10.0, "s": 9.0, "t": 9.0, "xs": 8.0}


@lru_cache(maxsize=4096)
def text_size(text: str, size: str = "m") -> tuple[float, float]:
    """Width and height of a label in bp."""
    points = SIZES[size]
    width, height = 0.0, 0.72
    for place, piece in enumerate(text.split("$")):
        if place % 2:
            w, h = _extent(tex_tree(piece))
            width, height = width + w, max(height, h)
        else:
            width += sum(0.30 if char in " .,:;il|'()" else 0.78 if char in "mwMW" else 0.53 for char in piece)
    return width * points, height * points


def _extent(nodes: Sequence[Node]) -> tuple[float, float]:
    width, height = 0.0, 0.72
    low = high = 0.0
    operand = False
    for node in nodes:
        match node:
            case Sign():
                width += sum(_advance(char) for char in node.shown) if node.shown.strip() else 0.2
                width += 0.34 if operand and node.shown == "−" else 0.0  # a minus between two terms has room around it
                operand = node.shown not in "(+−:,="
                low = high = 0.0
            case Script():
                w, h = _extent(node.body)
                w *= 0.72
                # a subscript and a superscript of one base stand above each other
                if node.low:
                    width += max(0.0, w - high)
                    low = w
                else:
                    width += max(0.0, w - low)
                    high = w
                height = max(height, 0.72 + 0.3 * h)
            case Fraction():
                operand = True
                (w1, h1), (w2, h2) = _extent(node.above), _extent(node.below)
                width += 0.72 * max(w1, w2) + 0.25
                height = max(height, 0.72 * (h1 + h2) + 0.35)
            case Root():
                operand = True
                w, h = _extent(node.body)
                width, height = width + w + 0.85, max(height, h + 0.2)
            case Array():
                columns = max((len(row) for row in node.rows), default=0)
                extents = [[_extent(cell) for cell in row] for row in node.rows]
                width += sum(max((row[c][0] for row in extents if c < len(row)), default=0) for c in range(columns)) + columns + 0.8
                height = max(height, 1.25 * len(node.rows))
    return width, height


def _advance(char: str) -> float:
    if char in "+−=×·<>≤≥≈∼±∗⊙⊕→∈≠":
        return 1.15 if char not in "−·∗" else 0.9
    if char in "mwMW∑∏∞":
        return 0.88
    if char in "()[]|.,;'′ilj/":
        return 0.35
    if char == ":":
        return 0.7
    if char == "\u2009":
        return 0.17
    return 0.72 if char.isupper() else 0.54


# --- geometry ---------------------------------------------------------------------------------------------------------------


def overlap(a: Box, b: Box, air: float = 0.0) -> bool:
    """Whether two boxes come nearer than ``air``."""
    return a[0] < b[2] + air and b[0] < a[2] + air and a[1] < b[3] + air and b[1] < a[3] + air


def crosses(box: Box, points: Sequence[Point], air: float = 0.0) -> bool:
    """Whether the line through the points enters the box."""
    left, bottom, right, top = box[0] - air, box[1] - air, box[2] + air, box[3] + air
    for (x0, y0), (x1, y1) in itertools.pairwise(points):
        if (x0 < left and x1 < left) or (x0 > right and x1 > right) or (y0 < bottom and y1 < bottom) or (y0 > top and y1 > top):
            continue  # both ends on one side, as nearly always
        t0, t1 = 0.0, 1.0
        for p, q in ((x0 - x1, x0 - left), (x1 - x0, right - x0), (y0 - y1, y0 - bottom), (y1 - y0, top - y0)):
            if p == 0:
                if q < 0:
                    t0, t1 = 1.0, 0.0
            elif p < 0:
                t0 = max(t0, q / p)
            else:
                t1 = min(t1, q / p)
        if t0 <= t1:
            return True
    return False


@lru_cache(maxsize=20_000)  # forms share most of their edges
def bezier_point(curve: tuple[Point, Point, Point, Point], t: float) -> Point:
    """The point of a cubic curve at t."""
    s = 1 - t
    a, b, c, d = s**3, 3 * s * s * t, 3 * s * t * t, t**3
    x, y = (a * curve[0][k] + b * curve[1][k] + c * curve[2][k] + d * curve[3][k] for k in (0, 1))
    return (x, y)


def bezier_piece(curve: tuple[Point, Point, Point, Point], t0: float, t1: float) -> tuple[Point, Point, Point, Point]:
    """The stretch of a cubic curve between t0 and t1, as a cubic curve."""

    def blossom(a: float, b: float, c: float) -> Point:
        def mix(points: Iterable[Point], t: float) -> list[Point]:
            row = list(points)
            return [((1 - t) * p[0] + t * q[0], (1 - t) * p[1] + t * q[1]) for p, q in itertools.pairwise(row)]

        return mix(mix(mix(curve, a), b), c)[0]

    return (blossom(t0, t0, t0), blossom(t0, t0, t1), blossom(t0, t1, t1), blossom(t1, t1, t1))


def _towards(start: Point, end: Point, distance: float) -> Point:
    length = math.dist(start, end) or 1.0
    return (start[0] + (end[0] - start[0]) * distance / length, start[1] + (end[1] - start[1]) * distance / length)
