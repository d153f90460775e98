"""Figures as data: what a picture shows, with no word about how it is drawn.

A family returns one of these from a function under ``@figure``. The writers draw it for LaTeX and as SVG, and say it in
words (``alt``), all from the same data. Every label is a text with TeX mathematics, such as ``"$x_1$"`` or ``"$-3$"``;
``None`` means unknown: the exam leaves a box to fill in.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

Label: TypeAlias = str | None


@dataclass(frozen=True)
class GraphNode:
    """A node of a computational graph: an input (letter without a circle) or an operation (sign in a circle).

    Attributes:
        name: how edges refer to it.
        label: the letter of an input, or the sign of an operation (``"$\\\\times$"``).
        column, row: where it stands; columns run with the computation, rows downwards; fractions are allowed.
        is_input: inputs are drawn without a circle.
    """

    name: str
    label: str
    column: float
    row: float
    is_input: bool = False


@dataclass(frozen=True)
class GraphEdge:
    """A directed edge. ``value`` stands above it and ``gradient`` below it; ``None`` leaves a box, ``""`` leaves nothing.

    ``target=""`` is the edge that leaves the graph with its output, named ``output`` at its end. ``bend`` bows the edge sideways by that
    many rows (positive: downwards), for an input that skips over other nodes.
    """

    source: str
    target: str
    value: Label = None
    gradient: Label = None
    bend: float = 0.0
    output: str = ""


@dataclass(frozen=True)
class Graph:
    """A computational graph, drawn from left to right."""

    nodes: tuple[GraphNode, ...]
    edges: tuple[GraphEdge, ...]
    caption: str = ""


@dataclass(frozen=True)
class Unit:
    """A unit of a network. ``active`` None: plain; True: filled with a heavy border; False: dashed border."""

    label: str
    active: bool | None = None


@dataclass(frozen=True)
class Network:
    """A layered, fully connected network, inputs at the left.

    Attributes:
        layers: the units of each layer, from the top.
        weights: optional labels of the edges between layer l and l + 1: ``weights[l][target][source]``; ``()`` for none.
        titles: optional text above each layer.
    """

    layers: tuple[tuple[Unit, ...], ...]
    weights: tuple[tuple[tuple[str, ...], ...], ...] = ()
    titles: tuple[str, ...] = ()
    caption: str = ""


@dataclass(frozen=True)
class Grid:
    """A map of cells with a title above: an image, a kernel, a feature map.

    Attributes:
        cells: labels row by row; ``None`` leaves a cell blank.
        shaded: which cells are shaded, (row, column) from 0.
        title: text above the grid.
    """

    cells: tuple[tuple[Label, ...], ...]
    shaded: frozenset[tuple[int, int]] = frozenset()
    title: str = ""


@dataclass(frozen=True)
class Grids:
    """Several grids in a row, with a sign between neighbours (``"*"``, ``"="``, ``"->"`` or ``""``)."""

    grids: tuple[Grid, ...]
    signs: tuple[str, ...] = ()
    caption: str = ""


@dataclass(frozen=True)
class Bar:
    """One bar: its height between 0 and 1, the label above it and the label below it."""

    height: float
    value: str
    label: str


@dataclass(frozen=True)
class Bars:
    """Bar charts side by side, one group per query, each with a title; heights share one scale from 0 to 1."""

    groups: tuple[tuple[Bar, ...], ...]
    titles: tuple[str, ...] = ()
    caption: str = ""


@dataclass(frozen=True)
class Block:
    """A box of a block diagram: what it does, the shape that leaves it (``None``: to fill in), and a note below."""

    label: str
    shape: Label = ""
    note: str = ""


@dataclass(frozen=True)
class Blocks:
    """A chain of blocks joined by arrows, wrapped over several lines where it is long. ``start`` is the shape that enters."""

    blocks: tuple[Block, ...]
    start: str = ""
    caption: str = ""


@dataclass(frozen=True)
class Series:
    """A line of a plot: points in order, a name, dashed or not."""

    points: tuple[tuple[float, float], ...]
    name: str = ""
    dashed: bool = False


@dataclass(frozen=True)
class Plot:
    """Lines over a common pair of axes: densities, a piecewise-linear function, an arrangement of lines in the plane.

    Attributes:
        x_ticks, y_ticks: (position, label) pairs.
        marks: (x, y, label): texts in the plane, such as the number of a region.
        plane: both axes have one scale, a grid of faint lines runs through the ticks, and the lines of zero are drawn.
    """

    series: tuple[Series, ...]
    x_ticks: tuple[tuple[float, str], ...] = ()
    y_ticks: tuple[tuple[float, str], ...] = ()
    x_label: str = ""
    y_label: str = ""
    caption: str = ""
    marks: tuple[tuple[float, float, str], ...] = ()
    plane: bool = False


@dataclass(frozen=True)
class NumberLine:
    """Points on a number line, stacked where they coincide; marks are labelled vertical lines (a mean)."""

    points: tuple[float, ...]
    marks: tuple[tuple[float, str], ...] = ()
    ticks: tuple[tuple[float, str], ...] = ()
    caption: str = ""


Figure: TypeAlias = Graph | Network | Grids | Bars | Blocks | Plot | NumberLine


@dataclass(frozen=True)
class Table:
    """A small table: a head and rows of texts with TeX mathematics. ``None`` is a cell to fill in."""

    head: tuple[str, ...]
    rows: tuple[tuple[Label, ...], ...]
    caption: str = ""
    align: str = field(default="")
