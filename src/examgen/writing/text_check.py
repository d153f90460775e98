"""Formulas that cannot be set are refused before anything is printed: they would come out as text, dollars and all."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from examgen.errors import FamilyError
from examgen.instance import WorkedStep
from examgen.writing.words import parse

#: Dollar signs that are printed: escaped ones, and those in code.
_SHOWN = re.compile(r"\\[\\$]|`[^`]*`")

if TYPE_CHECKING:
    from collections.abc import Iterable

    from examgen.exam import Form
    from examgen.family import Files
    from examgen.instance import Instance, Misconception


def check_formulas(instance: Instance, files: Files | None = None) -> None:
    """Refuse an instance with a formula that something is not closed in, or that reaches outside of itself.

    Args:
        files: of its family, if they are known: the message names the one that holds the formula.

    Raises:
        FamilyError: there is such a formula.
    """
    wording, template, solution = (files.wording, files.template, files.solution) if files else (instance.family,) * 3
    asked = [instance.title, instance.question, *(part.text for part in instance.parts)]
    options = [option.text for part in instance.parts for option in part.kind.options]
    solved = [text for part in instance.parts for one in (part.steps, part.misconceptions) for text in map(_said, one)]
    for file, texts in ((wording, asked), (template, options), (solution, solved)):
        for text in texts:
            if "$" in text and (refused := parse(text).refused):
                fault = "something in it is not closed, or a command in it reaches outside of it"
                raise FamilyError(file, f"the formula ${refused[0]}$ cannot be set: {fault}")
            if "$" in text and _SHOWN.sub("", text).count("$") % 2:
                raise FamilyError(file, rf"a dollar sign has no partner in '{text.strip()[:60]}'; one that is to be printed is written \$")


def check_forms(forms: Iterable[Form]) -> None:
    """Refuse forms with such a formula.

    Raises:
        FamilyError: there is one.
    """
    for form in forms:
        for problem in form.problems:
            check_formulas(problem.instance)


def _said(row: WorkedStep | Misconception) -> str:
    return row.reason if isinstance(row, WorkedStep) else row.name
