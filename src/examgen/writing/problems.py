r"""A problem as LaTeX for the macros of examgen.sty: what the template ``problem.tex`` is filled with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from examgen.errors import ContractError
from examgen.figures import Table
from examgen.label_words import plain_words
from examgen.writing import figures
from examgen.writing.asking import answer_box, answer_room, options
from examgen.writing.escaping import escape, points
from examgen.writing.figures_tex import hoisted
from examgen.writing.solving import solution
from examgen.writing.words import FigurePlace, Text, blocks, inline_latex

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

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


@dataclass(frozen=True)
class _Texts:
    """What a problem says, as LaTeX: the same in most layouts."""

    stem: str
    parts: tuple[tuple[str, bool], ...]


def problem_tex(problem: Problem, layouts: Sequence[Layout]) -> list[str]:
    """The environment of one problem in each of these layouts."""
    instance = problem.instance
    title, bookmark, worth = inline_latex(instance.title), escape(problem_title(problem)), points(total(problem))
    made: list[str] = []
    written: dict[tuple[bool, bool], _Texts] = {}
    for layout in layouts:
        kind = (layout.solved and instance.solution_figures != instance.figures, layout.name == "large")
        if kind not in written:
            written[kind] = _texts(problem, solved=kind[0], large=kind[1])
        texts = written[kind]
        asked = zip(instance.parts, problem.keys, texts.parts, strict=True)
        parts = [_part(part, key, problem.points[part.name], layout, *text) for part, key, text in asked]
        tex = layout.look.render(
            "problem.tex",
            layout=layout,
            problem=problem,
            title=title,
            points=worth,
            bookmark=bookmark,
            stem=texts.stem,
            parts=parts,
        )
        if layout.look.has("problem.tex") and not layout.solved:
            _check_complete(tex, layout, texts.stem, parts)
        made.append(hoisted(tex))
    return made


def _check_complete(tex: str, layout: Layout, stem: str, parts: Sequence[PartView]) -> None:
    """Refuse a template that leaves out what is asked.

    Raises:
        ContractError: it does.
    """
    wanted = [(r"\VAR{stem}", stem)]
    wanted += [pair for part in parts for pair in ((r"\VAR{part.text}", part.text), (r"\VAR{part.options}", part.options))]
    for name, text in wanted:
        if text.strip() not in tex:
            raise ContractError(f"{layout.look.folder}/problem.tex", f"does not print {name}; students could not answer", field="template")


def _texts(problem: Problem, *, solved: bool, large: bool) -> _Texts:
    instance = problem.instance
    known = {**instance.figures, **instance.solution_figures} if solved else instance.figures

    def figure(name: str, alt: str) -> str:
        return figures.latex(known[name], large=large) if name in known else escape(alt)

    parts: list[tuple[str, bool]] = []
    for part in instance.parts:
        pieces = blocks(part.text, figure, large=large)
        parts.append((_placed(pieces, known, large=large), all(isinstance(piece, Text) and piece.narrow for piece in pieces)))
    return _Texts(_placed(blocks(instance.question, figure, large=large), known, large=large, beside=not large), tuple(parts))


def _part(part: Part, key: str, worth: Rational, layout: Layout, text: str, narrow: bool) -> PartView:
    return PartView(
        key=key,
        points=points(worth),
        text=text,
        narrow=narrow,
        options=options(part, solved=layout.solved),
        box=answer_box(part, key),
        room=answer_room(part),
        solution=solution(part, worth) if layout.solved else "",
    )


def _placed(pieces: Sequence[Text | FigurePlace], known: Mapping[str, Figure], *, large: bool, beside: bool = False) -> str:
    """Paragraphs and figures; a narrow figure stands beside the paragraph before it (or after it, if it comes first)."""
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
        made.append(piece.tex if isinstance(piece, Text) else _centred(piece, known, large=large))
        place += 1
    return "\n\n".join(made)


def _stands_beside(text: Text, place: FigurePlace, known: Mapping[str, Figure]) -> bool:
    found = known.get(place.name)
    if not text.narrow or found is None or isinstance(found, Table):
        return False
    picture = figures.draw(found)
    # a long paragraph beside a flat figure, or a flat one beside a tall figure, would leave a hole
    return picture.width <= _NARROW and not found.caption


def _beside(text: Text, place: FigurePlace, known: Mapping[str, Figure]) -> str:
    found = known[place.name]
    return f"\\beside{{{figures.draw(found).width:.1f}bp}}{{{text.tex}}}{{{figures.latex(found)}}}"


def _centred(place: FigurePlace, known: Mapping[str, Figure], *, large: bool) -> str:
    found = known.get(place.name)
    if found is None:
        return escape(place.alt)
    caption = rf"\figurecaption{{{inline_latex(found.caption)}}}" if found.caption else ""
    if isinstance(found, Table):
        return figures.latex(found) + caption
    return rf"\centredfigure{{{figures.latex(found, large=large)}}}{caption}"
