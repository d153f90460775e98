r"""The worked solution of a part: rows of reason, symbol = general = numbers = value, and the usual mistakes with their cost."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from sympy import MatrixBase

from examgen.writing import figures
from examgen.writing.asking import letter, option_letter
from examgen.writing.escaping import number
from examgen.writing.safe_formulas import formula, inline_formula
from examgen.writing.tables import nested
from examgen.writing.words import inline_latex

if TYPE_CHECKING:
    from sympy import Rational

    from examgen.instance import Misconception, Part, WorkedStep
    from examgen.symbolic.kinds import Value


#: characters: a longer option is named by its letter alone
_SHORT_OPTION = 40
#: entries: a wrong matrix with more of them is named, not printed
_SMALL_MATRIX = 4


def solution(part: Part, points: Rational) -> str:
    r"""The rows of a part for ``\solution``; the answer is framed where it arises, and in a row of its own if no step ends in it."""
    rows = [row for step in part.steps for row in _rows(step, part)]
    if not any(step.part == part.name and step.value for step in part.steps):
        rows.append(rf"\final{{{'' if part.kind.name == 'choice' else _symbol(part)}}}{{{_answer(part)}}}")
    if part.misconceptions:
        rows.append(rf"\mistakes{{{_mistakes(part, points)}}}")
    return "\\solution{%\n" + "".join(f"  {row}%\n" for row in rows) + "}"


def _rows(step: WorkedStep, part: Part) -> list[str]:
    reason = inline_latex(step.reason)
    rows = []
    if step.symbol or step.general or step.numbers or step.value:
        value = formula(step.value)
        if step.part is not None and value:
            value = rf"\ans{{{_answer(part) if part.kind.options and step.part == part.name else value}}}"
        rows.append(rf"\step{{{reason}}}{{{formula(step.symbol)}}}{{{formula(step.general)}}}{{{_breakable(formula(step.numbers))}}}{{{value}}}")
    elif reason:
        rows.append(rf"\says{{{reason}}}")
    if step.table is not None:
        rows.append(rf"\shows{{{figures.latex(step.table)}}}")
    return rows


#: Characters of TeX: what is shorter fits a line.
_SHORT = 120
_NEXT = r",\;\allowbreak "


def _breakable(tex: str) -> str:
    """A long vector as a list that may go on in the next line between its entries."""
    if len(tex) < _SHORT or not (tex.startswith(r"\left(") and tex.endswith(r"\right)")):
        return tex
    entries, depth = [""], 0
    for piece in re.findall(r"\\left|\\right|\\.|[^\\]", tex[len(r"\left(") : -len(r"\right)")], re.DOTALL):
        depth += (piece in (r"\left", "{")) - (piece in (r"\right", "}"))
        if depth < 0:
            return tex  # the first bracket closes before the end
        if piece == "," and depth == 0:
            entries.append("")
        else:
            entries[-1] += piece
    return rf"\bigl({_NEXT.join(map(str.strip, entries))}\bigr)" if len(entries) > 1 else tex


def answer_formula(part: Part) -> str:
    """``symbol = answer`` as TeX, the answer alone where the part has no symbol."""
    symbol = "" if part.kind.name == "choice" else _symbol(part)
    return f"{symbol}={_answer(part)}" if symbol else _answer(part)


def _symbol(part: Part) -> str:
    return formula(part.symbol.removesuffix("=").rstrip())


def _answer(part: Part) -> str:
    """The answer as TeX; of a choice the letter with its text, of an ordering the letters."""
    if part.kind.name == "choice":
        found = [(letter(place), option.text) for place, option in enumerate(part.kind.options) if option.key == part.answer]
        if found:
            name, text = found[0]
            return rf"\text{{{name}:\ {inline_latex(text)}}}" if len(text) <= _SHORT_OPTION else rf"\text{{{name}}}"
    if part.kind.name == "ordering" and isinstance(part.answer, tuple):
        letters = [option_letter(part, key) for key in part.answer]
        if all(letters):
            return r",\ ".join(rf"\text{{{one}}}" for one in letters)
    return formula(part.answer_tex)


def _mistakes(part: Part, points: Rational) -> str:
    return r"\sep ".join(_mistake(part, slip, points) for slip in part.misconceptions)


def _fits_a_line(value: Value) -> bool:
    """Whether a wrong answer can stand among the words of small print: a matrix of many entries would tear the lines apart."""
    return not isinstance(value, MatrixBase) or 1 in value.shape or len(value) <= _SMALL_MATRIX


@lru_cache(maxsize=1024)
def _cost(points: Rational, credit: Rational) -> str:
    return number(points * (1 - credit))


def _mistake(part: Part, slip: Misconception, points: Rational) -> str:
    """The slip, the answer it leads to, and what it costs."""
    name = inline_latex(slip.name)
    cost = _cost(points, slip.credit)
    shown = option_letter(part, slip.value) if part.kind.name == "choice" else ""
    if not shown and slip.tex and _fits_a_line(slip.value):
        style = r"\displaystyle " if nested(slip.tex) else ""
        shown = rf"\shrunk{{100mm}}{{${style}{inline_formula(slip.tex)}$}}"
    return f"{name}{', ' if shown else ''}{shown}" + (rf"\cost{{{cost}}}" if cost != "0" else "")
