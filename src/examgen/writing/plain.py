"""A form as plain text, for terminals, screen readers, lines of braille and letters: no sign in it is there for the eye alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from examgen.alt_text import describe
from examgen.figures import Figure, Table
from examgen.lettering import part_letter
from examgen.writing import outline
from examgen.writing.escaping import points
from examgen.writing.formulas_plain import plain_formula
from examgen.writing.words_plain import clean, held, plain_blocks, plain_line, plain_table, plain_text, released, wrapped

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sympy import Rational

    from examgen.exam import Exam, Form, FormOf, Problem
    from examgen.instance import Part
    from examgen.writing.outline import Answer, FormKind, ProblemText, Row

_NOTE = (
    "Answer each part beside its key, such as 1.a, as plain text: 5/2, sqrt(3)/8, ln(2) + 1, x^2, [1, 2]. "
    "In this text x_1 is x with index 1, x^2 a power, and [[1, 2], [3, 4]] a matrix row by row."
)
_ROOM = "_" * 12
#: How far the text of a part stands in.
_INDENT = 4
#: characters: behind a longer symbol, what it equals begins on a line of its own
_LONG_SYMBOL = 16


def form_text(exam: Exam, form: Form | str, kind: FormKind, *, width: int = 80) -> str:
    """A form as UTF-8 text in lines of at most ``width`` characters, to answer (``"exam"``) or with worked solutions (``"solutions"``).

    A line is longer only where a single word is. Equal arguments give equal texts. Without solutions, no answer is in it.

    Raises:
        UnknownFamilyError: there is no such form, or no such kind.
        FamilyError, ContractError: a text of a problem, or of the exam, cannot be set.
    """
    form = outline.checked(exam, form, kind)
    return joined_text(exam, form.each(lambda problem: problem_plain(problem, kind, width=width)), kind, width=width)


def joined_text(exam: Exam, form: FormOf[ProblemText], kind: FormKind, *, width: int = 80) -> str:
    """The text of a form whose problems are text already."""
    blocks = [_finished(_header(exam, form, kind, width))]
    for title, problems in form.sections:
        if title:
            blocks.append(_finished(_underlined(plain_line(title), width, "=")))
        blocks += [problem.body for problem in problems]
    return "\n\n\n".join(blocks) + "\n"


def _finished(lines: list[str]) -> str:
    return clean("\n".join(line.rstrip() for line in map(released, lines)))


def _underlined(text: str, width: int, sign: str) -> list[str]:
    lines = wrapped(text, width)
    return [*lines, sign * max(map(len, lines), default=0)]


# --- cover ------------------------------------------------------------------------------------------------------------------


def _header(exam: Exam, form: FormOf[ProblemText], kind: FormKind, width: int) -> list[str]:
    subtitle = f": {outline.SUBTITLE[kind].lower()}" if outline.SUBTITLE[kind] else ""
    lines = _underlined(plain_text(exam.title) + subtitle, width, "=")
    told = [("Course", exam.course), ("Form", form.name), *outline.facts(exam, form)]
    for what, text in told:
        if text:
            lines += wrapped(plain_text(text), width, f"{what}: ", "  ")
    if kind == "exam" and form.student is None:
        lines += [f"Name: {_ROOM * 2}", f"Student number: {_ROOM}"]
    if exam.instructions:
        lines += ["", *_underlined("Instructions", width, "-")]
        for entry in exam.instructions:
            lines += wrapped(plain_line(entry), width, "- ")
    if kind == "exam":
        lines += ["", *wrapped(_NOTE, width)]
    if exam.conventions:
        lines += ["", *_underlined("Conventions", width, "-")]
        for what, meaning in exam.conventions:
            lines += wrapped(plain_line(meaning), width, f"{released(plain_line(what))}: ", "  ")
    return lines


# --- problems ---------------------------------------------------------------------------------------------------------------


def problem_plain(problem: Problem, kind: FormKind, *, width: int = 80) -> ProblemText:
    """A problem as text."""
    figures = outline.drawn(problem, kind)
    title = f"Problem {problem.number}. {plain_line(problem.instance.title)} ({points(outline.worth(problem))})"
    lines = [*_underlined(title, width, "-"), *_words(problem.instance.question, figures, width)]
    for place, (part, key) in enumerate(zip(problem.instance.parts, problem.keys, strict=True)):
        worth = problem.points[part.name]
        inner = width - _INDENT
        body = [*_words(part.text, figures, inner), *_options(part, kind, inner), ""]
        body += _field(part, key, inner) if kind == "exam" else _solution(part, key, worth, inner)
        lines += ["", f"({part_letter(place)}) {points(worth)}", *(" " * _INDENT + line if line else "" for line in body)]
    return outline.problem_text(problem, _finished(lines))


def _words(text: str, figures: Mapping[str, Figure], width: int) -> list[str]:
    def figure(name: str, alt: str) -> str:
        return "\n".join(_figure(figures[name], width)) if name in figures else alt

    return plain_blocks(text, width, figure)


def _figure(figure: Figure | Table, width: int) -> list[str]:
    """A figure in words, or a table."""
    if isinstance(figure, Table):
        rows = [[None if cell is None else _cell(cell) for cell in row] for row in figure.rows]
        made = plain_table([_cell(cell) for cell in figure.head], rows, figure.align, width)
        return [*(wrapped(plain_line(figure.caption), width) if figure.caption else []), *made]
    return wrapped(describe(figure), width, "[Figure] ", "  ")


def _cell(text: str) -> str:
    return released(plain_line(text))


def _options(part: Part, kind: FormKind, width: int) -> list[str]:
    lines = []
    for letter, _, text, right in outline.options(part):
        box = "[ ] " if part.kind.name == "choice" else ""
        mark = " (right answer)" if kind == "solutions" and right else ""
        lines += wrapped(plain_line(text) + mark, width, f"{box if kind == 'exam' else ''}{letter}: ")
    return ["", *lines] if lines else []


def _field(part: Part, key: str, width: int) -> list[str]:
    symbol = plain_formula(outline.symbol(part))
    hint = "the letter" if part.kind.name == "choice" else outline.hint(part)
    room = f"{held(symbol)} = {_ROOM}" if symbol else _ROOM
    return wrapped(room + (f" ({hint})" if hint else ""), width, f"{key}: ", "  ")


# --- solutions --------------------------------------------------------------------------------------------------------------


def _solution(part: Part, key: str, worth: Rational, width: int) -> list[str]:
    lines = [f"Solution {key}"]
    rows = [row for row in outline.rows(part) if row.reason or row.chain or row.table or not row.framed]
    for number, row in enumerate(rows, 1):
        lines += _row(row, f"{number}. ", width)
    lines += _answer(part, key, width)
    slips = outline.slips(part, worth)
    if slips:
        lines += ["", "Common mistakes"]
    for slip in slips:
        leads = f": leads to {_shown(slip.answer)}" if slip.answer else ""
        cost = f"costs {slip.cost} point{'' if slip.cost == '1' else 's'}" if slip.cost != "0" else "costs nothing"
        lines += wrapped(f"{plain_line(slip.name)}{leads}; {cost}", width, "- ")
    return lines


def _row(row: Row, mark: str, width: int) -> list[str]:
    lines = wrapped(plain_line(row.reason), width, mark) if row.reason else []
    indent = " " * len(mark)
    links = [*map(plain_formula, row.chain), *([_value(row.value)] if row.value else [])]
    if row.symbol or links:
        first = indent if lines else mark
        lines += _chain(plain_formula(row.symbol), links, width, first, indent)
    if row.table is not None:
        lines += [indent + line for line in _figure(row.table, width - len(indent))]
    return lines


def _chain(symbol: str, links: list[str], width: int, first: str, indent: str) -> list[str]:
    """``symbol = general = numbers = value`` on one line if there is room, else each on a line of its own."""
    whole = " = ".join([symbol, *links] if symbol else links)
    if len(first) + len(whole) <= width:
        return [first + whole]
    if not symbol or not links:
        return wrapped(held(whole), width, first, indent + "  ")
    if len(symbol) <= min(_LONG_SYMBOL, width // 4):
        deep = indent + " " * (len(symbol) + 1)
        lines = wrapped(f"{symbol} = {held(links[0])}", width, first, deep + "  ")
        links = links[1:]
    else:
        deep = indent + "  "
        lines = wrapped(held(symbol), width, first, deep)
    for link in links:
        lines += wrapped(held(link), width, f"{deep}= ", deep + "  ")
    return lines


def _answer(part: Part, key: str, width: int) -> list[str]:
    symbol = plain_formula(outline.symbol(part))
    answer = outline.answer(part)
    # the notation that students type, as the key has it
    text = part.answer_text if answer.tex else _value(answer)
    return wrapped(f"{held(symbol)} = {held(text) if answer.tex else text}" if symbol else text, width, f"Answer {key}: ", "  ")


def _value(answer: Answer) -> str:
    return plain_formula(answer.tex) if answer.tex else released(plain_line(answer.words))


def _shown(answer: Answer) -> str:
    """A value among words."""
    return held(_value(answer)) if answer.tex else _value(answer)
