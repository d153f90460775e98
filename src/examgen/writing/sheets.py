"""Sheets for whoever runs the exam: the answers of each form on a page, and what differs between forms, numbers and words."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sympy import Symbol

from examgen.printing import answer_tex
from examgen.writing.differing import Column, Sentence, Variant, places_that_differ, sentences, variants
from examgen.writing.document import FormSource, document_title
from examgen.writing.escaping import escape, points
from examgen.writing.figures_core import text_size
from examgen.writing.layouts import dotted
from examgen.writing.problems import problem_title
from examgen.writing.safe_formulas import formula
from examgen.writing.solving import answer_formula
from examgen.writing.words import inline_latex, to_latex

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from examgen.bank import Bank
    from examgen.exam import Exam, Problem, Student

#: Points: a higher table is cut, so that it can go on on another page.
_HIGHEST = 250.0
#: Points: the room for columns beside the names of forms, and between two of them.
_WIDEST, _GAP = 410.0, 12.0
#: Characters of TeX: longer values would make a column of their own useless.
_LONGEST = 400


@dataclass(frozen=True)
class ProblemFacts:
    """What the sheets tell of a problem; all texts are LaTeX.

    Attributes:
        heading: the title in plain words, for the bookmarks.
        answers: a row for each part.
        numbers: symbol and value of each parameter that has a symbol, as TeX.
        texts: all that is asked, sentence by sentence, Markdown.
    """

    number: int
    family: str
    title: str
    heading: str
    answers: tuple[str, ...]
    numbers: tuple[tuple[str, str], ...]
    texts: tuple[Sentence, ...]


def problem_facts(problem: Problem, bank: Bank) -> ProblemFacts:
    """What the sheets tell of a problem."""
    instance = problem.instance
    family = bank.family(instance.family)
    rows = [
        rf"\answerrow{{{escape(key)}}}{{{answer_formula(part)}}}{{{points(problem.points[part.name])}}}"
        for key, part in zip(problem.keys, instance.parts, strict=True)
    ]
    numbers: dict[str, str] = {}
    for name, value in instance.parameters.items():
        symbol = family.symbol(name) if name in family.parameters else None
        if symbol and not isinstance(value, Symbol):  # a letter that stays a letter is no number
            numbers.setdefault(symbol.replace("{i}", ""), answer_tex(value))
    texts = [one for text in (f"{instance.title}:", instance.question, *(part.text for part in instance.parts)) for one in sentences(text)]
    told = tuple(one for one in numbers.items() if len(one[1]) <= _LONGEST)
    titles = inline_latex(instance.title), problem_title(problem)
    return ProblemFacts(problem.number, instance.family, *titles, tuple(rows), told, tuple(texts))


def answers_sheet(exam: Exam, form: str, problems: Sequence[ProblemFacts], student: Student | None = None) -> FormSource:
    """A page with the answers of a form."""
    who = (" ".join((student.first_name, student.last_name)).strip(), student.number) if student else ()
    rows = [rf"\answersofproblem{{{one.number}}}{{{one.title}}}" + "".join(one.answers) for one in problems]
    head = rf"\sheethead{{Answers of form {escape(form)}}}{{{dotted((exam.course, exam.title, *who))}}}"
    return FormSource(form, head + "\n\\answersof{" + "%\n".join(rows) + "}", document_title(exam, form, "answers"), ())


def differences_sheet(exam: Exam, forms: Iterable[tuple[str, Sequence[ProblemFacts]]]) -> FormSource:
    """Tables of the numbers in which the forms differ, problem by problem."""
    by_place: dict[tuple[int, str], list[tuple[str, ProblemFacts]]] = {}
    for name, problems in forms:
        for one in problems:
            by_place.setdefault((one.number, one.family), []).append((name, one))
    body = [rf"\sheethead{{What differs between the forms}}{{{dotted((exam.course, exam.title))}}}"]
    headings: list[str] = []
    for (number, family), rows in sorted(by_place.items()):
        headings.append(rows[0][1].heading)
        body.append(rf"\sheetproblem{{{number}}}{{{rows[0][1].title}\quad\mdseries\footnotesize {escape(family)}}}")
        body += _tables(rows)
    return FormSource("", "\n".join(body), document_title(exam, "", "differences"), tuple(headings))


def _tables(rows: Sequence[tuple[str, ProblemFacts]]) -> list[str]:
    """What is the same, and tables of what is not: a row for each form, a column for each thing that differs."""
    names = [name for name, _ in rows]
    values = [dict(one.numbers) for _, one in rows]
    symbols = list(dict.fromkeys(symbol for row in values for symbol in row))
    differing = [symbol for symbol in symbols if len({row.get(symbol) for row in values}) > 1]
    same = [f"{symbol} = {values[0][symbol]}" for symbol in symbols if symbol not in differing and symbol in values[0]]
    asked = variants([one.texts for _, one in rows])
    columns = [Column("text", _numbered(asked, len(rows)))] if len(asked) > 1 else []
    columns += [Column(f"${symbol}$", tuple(f"${row[symbol]}$" if symbol in row else "" for row in values)) for symbol in differing]
    columns += places_that_differ([one.texts for _, one in rows], values)
    made = []
    if same and len(rows) > 1:
        listed = r",\quad ".join(f"${formula(one)}$" for one in same)
        made.append(rf"{{\small\raggedright In all forms: {listed}\par}}\nobreak\vskip3pt\nobreak")
    if not columns:
        made.append(r"{\small Nothing differs.\par}" if len(rows) > 1 else r"{\small Only one form asks this.\par}")
        return made
    for some in _fitting(columns):
        made += _table(names, some)
    if len(asked) > 1:
        made += [rf"\variant{{{place}}}{{{escape(names[one.rows[0]])}}}{{{_own(one)}}}" for place, one in enumerate(asked, 1)]
    return made


def _fitting(columns: Sequence[Column]) -> Iterator[list[Column]]:
    """The columns in groups, each of which fits the width of a page."""
    group, width = list[Column](), 0.0
    for column in columns:
        own = _GAP + max(text_size(one)[0] for one in (column.head, *column.cells))
        if group and width + own > _WIDEST:
            yield group
            group, width = [], 0.0
        group.append(column)
        width += own
    yield group


def _table(names: Sequence[str], columns: Sequence[Column]) -> Iterator[str]:
    """A row for each form; a high table is cut."""
    head = "&".join((r"\lab Form", *(rf"\lab {_cell(column.head)}" for column in columns)))
    height = sum(_height([column.cells[row] for column in columns]) for row in range(len(names)))
    for some in _equal_pieces(len(names), math.ceil(height / _HIGHEST)):
        lines = ["&".join((rf"\lab\bfseries {escape(names[row])}", *(_cell(column.cells[row]) for column in columns))) for row in some]
        yield (
            rf"\differences{{\begin{{tabular}}{{@{{}}l*{{{len(columns)}}}{{l}}@{{}}}}\toprule {head}\\\midrule "
            + r"\\\nextform ".join(lines)
            + r"\\\bottomrule\end{tabular}}"
        )


def _height(cells: Sequence[str]) -> float:
    """Of a row, in points, about."""
    rows = max(one.count(r"\\") + 1 if r"\begin{" in one else 1 for one in cells)
    return 16.0 if rows == 1 else 8.0 + 12.0 * rows


def _equal_pieces(count: int, pieces: int) -> Iterator[range]:
    each = math.ceil(count / max(1, pieces))
    return (range(start, min(start + each, count)) for start in range(0, count, each))


def _numbered(asked: Sequence[Variant], rows: int) -> tuple[str, ...]:
    """Which variant of the text each form has."""
    numbers = {row: str(place) for place, one in enumerate(asked, 1) for row in one.rows}
    return tuple(numbers[row] for row in range(rows))


def _cell(text: str) -> str:
    return to_latex(text) if len(text) <= _LONGEST else r"\dots"


def _own(one: Variant) -> str:
    return r"\enspace ".join(map(inline_latex, one.own)) or "lacks what the others say"
