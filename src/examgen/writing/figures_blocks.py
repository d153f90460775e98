"""Block diagrams: a chain of boxes, with the shape that leaves each above its arrow."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from examgen.writing.figures_core import BLANK_HEIGHT, MAX_WIDTH, Picture, text_size

if TYPE_CHECKING:
    from examgen.figures import Blocks

_HEIGHT = 34.0
_NARROWEST = 52.0
_LINE = 11.5
_SHAPE_BLANK = 46.0


def draw_blocks(figure: Blocks, room: float = MAX_WIDTH) -> Picture:
    """Boxes from left to right; a chain that is too long bends back to the left, as text does."""
    picture = Picture()
    labels = [_wrapped(block.label, 84.0) for block in figure.blocks]
    notes = [_wrapped(block.note, 96.0) for block in figure.blocks]
    height = max([_HEIGHT, *(len(lines) * _LINE + 10.0 for lines in labels)])
    noted = max([0, *(len(lines) for lines in notes)]) * _LINE
    above = max([BLANK_HEIGHT, *(text_size(block.shape or "", "s")[1] for block in figure.blocks)])
    down = height + noted + 30.0 + max(0.0, above - BLANK_HEIGHT)
    x, y = 0.0, 0.0
    if figure.start:
        x = _gap(figure.start)
        picture.arrow((0.0, y), (x, y))
        picture.text(x / 2 - 2, y + 3.0 + text_size(figure.start, "s")[1] / 2 + 2.0, figure.start, size="s")
    for place, block in enumerate(figure.blocks):
        width = max([_NARROWEST, *(text_size(line, "s")[0] + 12.0 for line in labels[place])])
        picture.rectangle((x, y - height / 2, x + width, y + height / 2), fill=1, width=0.8)
        _lines(picture, labels[place], (x + width / 2, y), "s")
        note_width = max([0.0, *(text_size(line, "t")[0] for line in notes[place])])
        if notes[place]:
            _lines(picture, notes[place], (x + width / 2, y - height / 2 - 3.0 - len(notes[place]) * _LINE / 2), "t")
        x += width
        last = place == len(figure.blocks) - 1
        gap = max(_gap(block.shape), note_width - width + 8.0)
        if last and block.shape == "":
            break
        following = 0.0 if last else max([_NARROWEST, *(text_size(line, "s")[0] + 12.0 for line in labels[place + 1])])
        turn = not last and x + gap + following + (0.0 if place + 1 == len(figure.blocks) - 1 else 24.0) > room
        if not last:
            # the shape behind the following block must fit as well
            leaving = figure.blocks[place + 1].shape
            turn = turn or x + gap + following + (0.0 if leaving == "" else _gap(leaving)) > room
        middle = x + gap / 2 - 2.0
        text_height = BLANK_HEIGHT if block.shape is None else text_size(block.shape, "s")[1]
        picture.label_or_blank((middle, y + 3.0 + text_height / 2 + 2.0), block.shape, size="s", width=_SHAPE_BLANK)
        if turn:
            halfway = y - height / 2 - noted - 14.0
            picture.arrow((x, y), (x + gap, y), (x + gap, halfway), (-16.0, halfway), (-16.0, y - down), (0.0, y - down))
            x, y = 0.0, y - down
        else:
            picture.arrow((x, y), (x + gap, y))
            x += gap
    return picture.finished()


def _gap(shape: str | None) -> float:
    if shape is None:
        return _SHAPE_BLANK + 12.0
    return max(24.0, text_size(shape, "s")[0] + 14.0)


def _lines(picture: Picture, lines: list[str], centre: tuple[float, float], size: str) -> None:
    x, y = centre
    for number, line in enumerate(lines):
        picture.text(x, y + ((len(lines) - 1) / 2 - number) * _LINE, line, size=size)


def _wrapped(text: str, width: float) -> list[str]:
    """A label in lines of about that width; mathematics is never cut."""
    words = re.findall(r"(?:\$[^$]*\$|\S)+", text)
    lines: list[str] = []
    for word in words:
        if lines and text_size(f"{lines[-1]} {word}", "s")[0] <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines
