"""Formats of a form that need no TeX: one file for each form, with or without worked solutions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from examgen.writing.html import joined_html, problem_html
from examgen.writing.plain import joined_text, problem_plain

if TYPE_CHECKING:
    from collections.abc import Callable

    from examgen.exam import Exam, FormOf, Problem
    from examgen.writing.outline import FormKind, ProblemText


@dataclass(frozen=True)
class TextFormat:
    """How a form is written in a language that is not LaTeX.

    Attributes:
        ending: of its files.
        problem: writes a problem.
        joined: puts the problems of a form into a file.
    """

    ending: str
    problem: Callable[[Problem, FormKind], ProblemText]
    joined: Callable[[Exam, FormOf[ProblemText], FormKind], str]


TEXT_FORMATS = {"html": TextFormat("html", problem_html, joined_html), "text": TextFormat("txt", problem_plain, joined_text)}
