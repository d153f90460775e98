r"""A problem as LaTeX for the macros of examgen.sty: what the template ``problem.tex`` is filled with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from examgen.figures import Table
from examgen.label_words import plain_words
from examgen.writing import figures
from examgen.writing.asking import answer_box, answer_room, options
from examgen.writing.escaping import escape, points
from examgen.writing.solving import solution
from examgen.writing.words import FigurePlace, Text, blocks, inline_latex

if TYPE_CHECKING:
    from collections.abc import Callable

    from sympy import Rational

    from examgen.exam import Problem
    from examgen.figures import Figure
    from examgen.instance import Part
    from examgen.writing.layouts import Layout

#: bp: a figure up to this width stands beside its paragraph
_NARROW = 205.0


@dataclass(frozen=True)
class PartView:
    """A part for the template; all texts are LaTeX.

    Attributes:
        key: what submissions call its answer.
        narrow: whether the text may stand in half the width.
        box: the box of the booklet.
        room: room to work and the box below it.
        solution: the rows of the worked solution, "" where none is shown.
    """

    key: str
    points: str
    text: str
    narrow: bool
    options: str
    box: str
    room: str
    solution: str


def problem_title(problem: Problem) -> str:
    """Heading of a problem in plain words, for bookmarks."""
    return plain_words(problem.instance.title)


def total(problem: Problem) -> Rational:
    """The points of a problem."""
    return sum(problem.points[part.name] for part in problem.instance.parts)


def problem_tex(problem: Problem, layout: Layout) -> str:
    """The environment of one problem."""
    instance = problem.instance
    shown = instance.solution_figures if layout.solved else instance.figures
    all_figures = {**instance.figures, **shown}

    def figure(name: str, alt: str) -> str:
        return figures.latex(all_figures[name]) if name in all_figures else escape(alt)

    return layout.look.render(
        "problem.tex",
        layout=layout,
        problem=problem,
        title=inline_latex(instance.title),
        points=points(total(problem)),
        bookmark=escape(problem_title(problem)),
        stem=_stem(instance.question, all_figures, figure),
        parts=[
            _part(part, key, problem.points[part.name], layout, all_figures, figure)
            for key, part in zip(problem.keys, instance.parts, strict=True)
        ],
    )


def _part(
    part: Part, key: str, worth: Rational, layout: Layout, known: dict[str, Figure], figure: Callable[[str, str], str]
) -> PartView:
    pieces = blocks(part.text, figure)
    return PartView(
        key=key,
        points=points(worth),
        text=_placed(part.text, known, figure),
        narrow=all(isinstance(piece, Text) and piece.narrow for piece in pieces),
        options=options(part, solved=layout.solved),
        box=answer_box(part, key),
        room=answer_room(part),
        solution=solution(part, worth) if layout.solved else "",
    )


def _stem(text: str, known: dict[str, Figure], figure: Callable[[str, str], str]) -> str:
    return _placed(text, known, figure, beside=True)


def _placed(text: str, known: dict[str, Figure], figure: Callable[[str, str], str], *, beside: bool = False) -> str:
    """Paragraphs and figures; a narrow figure stands beside the paragraph before it (or after it, if it comes first)."""
    pieces = list(blocks(text, figure))
    made: list[str] = []
    place = 0
    while place < len(pieces):
        piece = pieces[place]
        following = pieces[place + 1] if place + 1 < len(pieces) else None
        if beside and isinstance(piece, Text) and isinstance(following, FigurePlace) and _stands_beside(piece, following, known):
            made.append(_beside(piece, following, known))
            place += 2
            continue
        if (
            beside
            and isinstance(piece, FigurePlace)
            and not made
            and isinstance(following, Text)
            and _stands_beside(following, piece, known)
        ):
            made.append(_beside(following, piece, known))
            place += 2
            continue
        made.append(piece.tex if isinstance(piece, Text) else _centred(piece, known))
        place += 1
    return "\n\n".join(made)


def _stands_beside(text: Text, place: FigurePlace, known: dict[str, Figure]) -> bool:
    found = known.get(place.name)
    if not text.narrow or found is None or isinstance(found, Table):
        return False
    picture = figures.draw(found)
    # a long paragraph beside a flat figure, or a flat one beside a tall figure, would leave a hole
    return picture.width <= _NARROW and not found.caption


def _beside(text: Text, place: FigurePlace, known: dict[str, Figure]) -> str:
    found = known[place.name]
    return f"\\beside{{{figures.draw(found).width:.1f}bp}}{{{text.tex}}}{{{figures.latex(found)}}}"


def _centred(place: FigurePlace, known: dict[str, Figure]) -> str:
    found = known.get(place.name)
    if found is None:
        return escape(place.alt)
    caption = rf"\figurecaption{{{inline_latex(found.caption)}}}" if found.caption else ""
    if isinstance(found, Table):
        return figures.latex(found) + caption
    return rf"\centredfigure{{{figures.latex(found)}}}{caption}"
