"""Figures in words: what a reader who cannot see a picture needs to do the task.

Everything that a picture tells stands in the text: every label, every edge, every shaded cell, every value that is to be filled in.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from examgen.figures import Bars, Blocks, Figure, Graph, Grids, Network, NumberLine, Plot, Table
from examgen.label_words import plain_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_OPEN = "to be filled in"


def describe(figure: Figure | Table) -> str:
    """Alternative text of a figure: complete enough to do the task without seeing it."""
    match figure:
        case Graph():
            text = _graph(figure)
        case Network():
            text = _network(figure)
        case Grids():
            text = _grids(figure)
        case Bars():
            text = _bars(figure)
        case Blocks():
            text = _blocks(figure)
        case Plot():
            text = _plot(figure)
        case NumberLine():
            text = _number_line(figure)
        case Table():
            text = _table(figure)
    caption = plain_words(figure.caption).rstrip(".")
    return f"{text} {caption}." if caption else text


def _listed(items: Iterable[str]) -> str:
    words = list(items)
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + " and " + words[-1] if words else "nothing"


def _label(label: str | None, empty: str = "blank") -> str:
    if label is None:
        return _OPEN
    return plain_words(label) or empty


def _number(value: float) -> str:
    return f"{value:.4g}".replace("-", "minus ")


def _graph(figure: Graph) -> str:
    ordered = sorted(figure.nodes, key=lambda node: (node.column, node.row))
    operations = [node for node in ordered if not node.is_input]
    names = {node.name: plain_words(node.label) for node in ordered if node.is_input}
    names |= {node.name: f"operation {number} ({plain_words(node.label)})" for number, node in enumerate(operations, 1)}
    edges = []
    for edge in figure.edges:
        target = names.get(edge.target, edge.target) if edge.target else f"the output {plain_words(edge.output)}".rstrip()
        notes = [
            f"{kind} {_label(text)}" for kind, text in (("value", edge.value), ("gradient", edge.gradient)) if text is None or text.strip()
        ]
        edges.append(f"from {names.get(edge.source, edge.source)} to {target}" + (": " + ", ".join(notes) if notes else ""))
    inputs = _listed(names[node.name] for node in ordered if node.is_input)
    return (
        f"Computational graph with inputs {inputs} and operations "
        + _listed(names[node.name].removeprefix("operation ") for node in operations)
        + f". Edges: {'; '.join(edges)}."
    )


def _network(figure: Network) -> str:
    states = {None: "", True: " (active)", False: " (inactive)"}
    sentences = [f"Fully connected network with {len(figure.layers)} layers, from inputs to outputs."]
    for number, layer in enumerate(figure.layers, 1):
        title = f" ({plain_words(figure.titles[number - 1])})" if number <= len(figure.titles) and figure.titles[number - 1] else ""
        sentences.append(
            f"Layer {number}{title}: " + ", ".join(_label(unit.label, "unnamed") + states[unit.active] for unit in layer) + "."
        )
    for number, matrix in enumerate(figure.weights, 1):
        if not matrix:
            continue
        sources, targets = figure.layers[number - 1], figure.layers[number]
        weights = [
            f"to {_label(target.label, f'unit {row}')}: "
            + ", ".join(
                f"from {_label(source.label, f'unit {column}')} {_label(weight)}"
                for column, (source, weight) in enumerate(zip(sources, line, strict=False), 1)
            )
            for row, (target, line) in enumerate(zip(targets, matrix, strict=False), 1)
        ]
        sentences.append(f"Weights from layer {number} to layer {number + 1}, {'; '.join(weights)}.")
    return " ".join(sentences)


def _grids(figure: Grids) -> str:
    sentences = []
    many = len(figure.grids) > 1
    for number, grid in enumerate(figure.grids, 1):
        height, width = len(grid.cells), max((len(row) for row in grid.cells), default=0)
        title = plain_words(grid.title)
        name = (f"Grid {number}" if many else "Grid") + (f", {title}," if title else "")
        rows = "; ".join(
            f"row {r}: " + ", ".join("blank" if cell is None else _label(cell) for cell in row) for r, row in enumerate(grid.cells, 1)
        )
        text = f"{name} with {_count(height, 'row')} and {_count(width, 'column')}. {rows[:1].upper()}{rows[1:]}."
        shaded = sorted(grid.shaded)
        if shaded and len(shaded) == height * width:
            text += " All cells are shaded."
        elif shaded:
            text += " Shaded cells: " + ", ".join(f"row {r + 1} column {c + 1}" for r, c in shaded) + "."
        sign = figure.signs[number - 1] if number <= len(figure.signs) else ""
        if sign and number < len(figure.grids):
            said = {"*": "a star (convolution)", "=": "an equals sign", "->": "an arrow"}.get(sign, plain_words(sign))
            text += f" Between grids {number} and {number + 1} stands {said}."
        sentences.append(text)
    return " ".join(sentences)


def _bars(figure: Bars) -> str:
    sentences = []
    for number, group in enumerate(figure.groups, 1):
        title = plain_words(figure.titles[number - 1]) if number <= len(figure.titles) else ""
        name = f"Bar chart {number}" if len(figure.groups) > 1 else "Bar chart"
        bars = ", ".join(
            f"{_label(bar.label, f'bar {place}')} has {plain_words(bar.value) or _number(bar.height)}" for place, bar in enumerate(group, 1)
        )
        sentences.append(f"{name}{f' ({title})' if title else ''}: {bars}.")
    return " ".join(sentences)


def _blocks(figure: Blocks) -> str:
    steps = [f"the input has shape {plain_words(figure.start)}"] if figure.start else []
    for number, block in enumerate(figure.blocks, 1):
        note = f" ({plain_words(block.note)})" if block.note else ""
        shape = "" if block.shape == "" else f", whose output shape is {_label(block.shape)}"
        steps.append(f"block {number}, {plain_words(block.label)}{note}{shape}")
    return f"Chain of {len(figure.blocks)} blocks: {'; '.join(steps)}."


def _plot(figure: Plot) -> str:
    sentences = [f"Plot of {len(figure.series) or 'no'} line{'s' if len(figure.series) != 1 else ''}."]
    for axis, label, ticks in (("Horizontal", figure.x_label, figure.x_ticks), ("Vertical", figure.y_label, figure.y_ticks)):
        parts = ([plain_words(label)] if label else []) + (["marked at " + ", ".join(_tick(*tick) for tick in ticks)] if ticks else [])
        if parts:
            sentences.append(f"{axis} axis: {', '.join(parts)}.")
    for number, series in enumerate(figure.series, 1):
        name = plain_words(series.name) or str(number)
        points = ", ".join(f"({_number(x)}, {_number(y)})" for x, y in _telling(series.points))
        sentences.append(f"Line {name}{' (dashed)' if series.dashed else ''} runs through {points}.")
    if figure.marks:
        marks = ", ".join(f"{plain_words(label)} at ({_number(x)}, {_number(y)})" for x, y, label in figure.marks)
        sentences.append(f"Marked: {marks}.")
    return " ".join(sentences)


def _tick(position: float, label: str) -> str:
    words, number = plain_words(label), _number(position)
    return number if words in {"", number} else f"{words} (at {number})"


def _telling(points: Sequence[tuple[float, float]], most: int = 24) -> list[tuple[float, float]]:
    """All points of a short line; of a long, curved one a sample with its ends and its highest and lowest points."""
    if len(points) <= most:
        return list(points)
    heights = [y for _, y in points]
    step = max(1, len(points) // 12)
    keep = {*range(0, len(points), step), len(points) - 1, heights.index(max(heights)), heights.index(min(heights))}
    return [points[place] for place in sorted(keep)]


def _number_line(figure: NumberLine) -> str:
    times = {1: "", 2: " (twice)"}
    points = ", ".join(_number(value) + times.get(count, f" ({count} times)") for value, count in sorted(Counter(figure.points).items()))
    sentences = [f"Number line with {'points at ' + points if points else 'no points'}."]
    if figure.marks:
        sentences.append(
            "Marked by vertical lines: " + ", ".join(f"{plain_words(label) or 'a mark'} at {_number(x)}" for x, label in figure.marks) + "."
        )
    if figure.ticks:
        sentences.append("Ticks: " + ", ".join(_tick(*tick) for tick in figure.ticks) + ".")
    return " ".join(sentences)


def _table(figure: Table) -> str:
    head = [plain_words(cell) for cell in figure.head]
    rows = "; ".join(
        f"row {number}: " + ", ".join(f"{name} {_label(cell)}".strip() for name, cell in zip(head, row, strict=False))
        for number, row in enumerate(figure.rows, 1)
    )
    return f"Table with columns {', '.join(head)}. {rows[:1].upper()}{rows[1:]}."


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
