"""Sheets for whoever runs the exam: the answers of each form on a page, and which numbers differ between forms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sympy import MatrixBase

from examgen.printing import answer_tex
from examgen.writing.document import FormSource, document_title
from examgen.writing.escaping import escape, formula, points
from examgen.writing.layouts import dotted
from examgen.writing.solving import answer_formula
from examgen.writing.words import inline_latex

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from examgen.bank import Bank
    from examgen.exam import Exam, Problem, Student

#: Rows after which a table begins anew, so that it can go on on another page.
_ROWS = 36
#: Characters of TeX: longer values would make a column of their own useless.
_LONGEST = 400


@dataclass(frozen=True)
class ProblemFacts:
    """What the sheets tell of a problem; all texts are LaTeX.

    Attributes:
        answers: a row for each part.
        numbers: (symbol, value) of each parameter.
    """

    number: int
    family: str
    title: str
    answers: tuple[str, ...]
    numbers: tuple[tuple[str, str], ...]


def problem_facts(problem: Problem, bank: Bank) -> ProblemFacts:
    """What the sheets tell of a problem."""
    instance = problem.instance
    family = bank.family(instance.family)
    rows = [
        rf"\answerrow{{{escape(key)}}}{{{answer_formula(part)}}}{{{points(problem.points[part.name])}}}"
        for key, part in zip(problem.keys, instance.parts, strict=True)
    ]
    numbers = []
    for name, value in instance.parameters.items():
        symbol = family.symbol(name) if name in family.parameters else None
        tex = answer_tex(value)
        # without a symbol only plain values tell something: a list often holds others once more
        if len(tex) <= _LONGEST and (symbol or not isinstance(value, tuple | frozenset | MatrixBase)):
            numbers.append((f"${formula(symbol)}$" if symbol else rf"\texttt{{{escape(name)}}}", f"${formula(tex)}$"))
    return ProblemFacts(problem.number, instance.family, inline_latex(instance.title), tuple(rows), tuple(numbers))


def answers_sheet(exam: Exam, form: str, problems: Sequence[ProblemFacts], student: Student | None = None) -> FormSource:
    """A page with the answers of a form."""
    who = (" ".join((student.first_name, student.last_name)).strip(), student.number) if student else ()
    rows = [rf"\answersofproblem{{{one.number}}}{{{one.title}}}" + "".join(one.answers) for one in problems]
    head = rf"\sheethead{{Answers of form {escape(form)}}}{{{dotted((exam.course, exam.title, *who))}}}"
    return FormSource(form, head + "\n\\answersof{" + "%\n".join(rows) + "}", "", ())


def differences_sheet(exam: Exam, forms: Iterable[tuple[str, Sequence[ProblemFacts]]]) -> FormSource:
    """Tables of the numbers in which the forms differ, problem by problem."""
    by_place: dict[tuple[int, str], list[tuple[str, ProblemFacts]]] = {}
    for name, problems in forms:
        for one in problems:
            by_place.setdefault((one.number, one.family), []).append((name, one))
    body = [rf"\sheethead{{What differs between the forms}}{{{dotted((exam.course, exam.title))}}}"]
    for (number, family), rows in sorted(by_place.items()):
        body.append(rf"\sheetproblem{{{number}}}{{{rows[0][1].title}\quad\mdseries\footnotesize {escape(family)}}}")
        body += _tables(rows)
    return FormSource("", "\n".join(body), document_title(exam, "", "differences"), ())


def _tables(rows: Sequence[tuple[str, ProblemFacts]]) -> list[str]:
    """What is the same, and tables of what is not: a row for each form, a column for each number that differs."""
    symbols = list(dict.fromkeys(symbol for _, one in rows for symbol, _ in one.numbers))
    values = [dict(one.numbers) for _, one in rows]
    differing = [symbol for symbol in symbols if len({row.get(symbol) for row in values}) > 1]
    same = [f"{symbol} ${{}}={{}}$ {values[0][symbol]}" for symbol in symbols if symbol not in differing and symbol in values[0]]
    made = []
    if same and len(rows) > 1:
        listed = r",\quad ".join(same)
        made.append(rf"{{\small\raggedright In all forms: {listed}\par}}\nobreak\vskip3pt\nobreak")
    if not differing:
        made.append(r"{\small Nothing differs.\par}" if len(rows) > 1 else r"{\small Only one form asks this.\par}")
        return made
    for start in range(0, len(rows), _ROWS):
        head = "&".join((r"\lab Form", *differing))
        lines = [
            "&".join((rf"\lab\bfseries {escape(name)}", *(dict(one.numbers).get(symbol, "") for symbol in differing)))
            for name, one in rows[start : start + _ROWS]
        ]
        made.append(
            rf"\differences{{\begin{{tabular}}{{@{{}}l*{{{len(differing)}}}{{l}}@{{}}}}\toprule {head}\\\midrule "
            + r"\\".join(lines)
            + r"\\\bottomrule\end{tabular}}"
        )
    return made
