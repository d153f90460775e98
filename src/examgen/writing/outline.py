"""What a form says, in order, for writers that are no LaTeX: the cover, and for each part its answer, its working and its slips.

Texts stay what they are in the exam: Markdown with TeX mathematics, or TeX. A writer turns them into its own language.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from sympy import Rational

from examgen.errors import UnknownFamilyError
from examgen.writing.asking import letter, option_letter
from examgen.writing.escaping import number
from examgen.writing.text_check import check_forms

if TYPE_CHECKING:
    from collections.abc import Mapping

    from examgen.exam import Exam, Form, FormOf, Problem
    from examgen.figures import Figure, Table
    from examgen.instance import Misconception, Part, WorkedStep

#: The exam as students get it, or with worked solutions.
FormKind: TypeAlias = Literal["exam", "solutions"]

SUBTITLE = {"exam": "", "solutions": "Worked solutions"}
#: How a list is typed into an answer field.
_HINTS = {
    "vector": "a list such as [1, -1/2, 3]",
    "matrix": "rows in brackets, such as [[1, 2], [3, 4]]",
    "set": "a set such as {1, 2, 3}",
    "ordering": "the letters in order, such as B, A, C",
}


def checked(exam: Exam, form: Form | str, kind: FormKind) -> Form:
    """The form, which may be given by its name, if it can be written.

    Raises:
        UnknownFamilyError: there is no such form, or no such kind.
        FamilyError, ContractError: a text of a problem, or of the exam, cannot be set.
    """
    if kind not in SUBTITLE:
        raise UnknownFamilyError("kind of form", kind, SUBTITLE)
    if isinstance(form, str):
        named = {one.name: one for one in exam.forms}
        if form not in named:
            raise UnknownFamilyError("form", form, named)
        form = named[form]
    check_forms(exam, [form], tex=False, mathml=True)
    return form


@dataclass(frozen=True)
class Row:
    """A row of a worked solution.

    Attributes:
        reason: Markdown, may be "".
        symbol: TeX, "" where the row has none.
        chain: TeX of the formula in letters and with numbers, as far as there are any.
        value: what the row arrives at, or None.
        framed: ``value`` goes into an answer box.
        table: the working of a procedure, or None.
    """

    reason: str
    symbol: str
    chain: tuple[str, ...]
    value: Answer | None
    framed: bool
    table: Table | None


@dataclass(frozen=True)
class Answer:
    """A value in print: TeX, or words (Markdown) where options are chosen; the other is ""."""

    tex: str = ""
    words: str = ""


@dataclass(frozen=True)
class Slip:
    """A common mistake: its name (Markdown), the answer that it leads to if there is room for it, the points that it costs."""

    name: str
    answer: Answer | None
    cost: str


@dataclass(frozen=True)
class ProblemText:
    """A problem as it stands in a document.

    Attributes:
        title: Markdown.
        points: of all its parts.
        body: the problem in the language of the document.
    """

    number: int
    title: str
    points: Rational
    body: str


def problem_text(problem: Problem, body: str) -> ProblemText:
    """The problem with its body."""
    return ProblemText(problem.number, problem.instance.title, worth(problem), body)


def title(exam: Exam, form: FormOf[ProblemText], kind: FormKind) -> str:
    """The title of the document in plain text."""
    named = f"Form {form.name}" if form.name else ""
    return " - ".join(text for text in (exam.course, exam.title, named, SUBTITLE[kind]) if text)


def facts(exam: Exam, form: FormOf[ProblemText]) -> list[tuple[str, str]]:
    """What the cover tells besides title and course, plain text."""
    student = form.student
    name = " ".join(text for text in (student.first_name, student.last_name) if text) if student else ""
    told = [
        ("Institution", exam.institution),
        ("Term", exam.term),
        ("Date", exam.date),
        ("Duration", f"{exam.duration} minutes" if exam.duration else ""),
        ("Aids", exam.aids),
        ("Points", number(sum((one.points for one in form.problems), Rational(0)))),
        ("Name", name),
        ("Student number", student.number if student else ""),
    ]
    return [(what, text) for what, text in told if text]


def worth(problem: Problem) -> Rational:
    """The points of a problem."""
    return sum((problem.points[part.name] for part in problem.instance.parts), Rational(0))


def drawn(problem: Problem, kind: FormKind) -> Mapping[str, Figure]:
    """The figures of a problem by name, with values filled in where solutions are shown."""
    instance = problem.instance
    return {**instance.figures, **instance.solution_figures} if kind == "solutions" else instance.figures


def hint(part: Part) -> str:
    """How the answer is typed, "" where a number or a formula is asked."""
    return _HINTS.get(part.kind.name, "")


def symbol(part: Part) -> str:
    """TeX of the quantity that is asked for, without a sign of equality; "" where it has none, and for a choice."""
    return "" if part.kind.name == "choice" else part.symbol.strip().removesuffix("=").rstrip()


def options(part: Part) -> list[tuple[str, str, str, bool]]:
    """Letter, key and text (Markdown) of each option, and whether it is the right one of a choice."""
    choice = part.kind.name == "choice"
    return [(letter(place), one.key, one.text, choice and one.key == part.answer) for place, one in enumerate(part.kind.options)]


def answer(part: Part) -> Answer:
    """The right answer: of a choice the letter with its text, of an ordering the letters."""
    if part.kind.name == "choice":
        for name, _, text, right in options(part):
            if right:
                return Answer(words=f"{name}: {text}")
    if part.kind.name == "ordering" and isinstance(part.answer, tuple):
        letters = [option_letter(part, key) for key in part.answer]
        if all(letters):
            return Answer(words=", ".join(letters))
    return Answer(tex=part.answer_tex)


def rows(part: Part) -> list[Row]:
    """The worked solution; its last row tells the answer alone if no step ends in it."""
    found = [_row(step, part) for step in part.steps]
    if not any(step.part == part.name and step.value for step in part.steps):
        found.append(Row("", symbol(part), (), answer(part), True, None))
    return found


def _row(step: WorkedStep, part: Part) -> Row:
    chain = tuple(tex for tex in (step.general, step.numbers) if tex)
    value = Answer(tex=step.value) if step.value else None
    if value and step.part == part.name and part.kind.options:
        value = answer(part)
    return Row(
        step.reason, step.symbol.strip().removesuffix("=").rstrip(), chain, value, step.part is not None and value is not None, step.table
    )


def slips(part: Part, points: Rational) -> list[Slip]:
    """The known mistakes with what they cost."""
    return [Slip(slip.name, _wrong(part, slip), number(points * (1 - slip.credit))) for slip in part.misconceptions]


def _wrong(part: Part, slip: Misconception) -> Answer | None:
    if part.kind.name == "choice":
        name = option_letter(part, slip.value)
        return Answer(words=name) if name else None
    if part.kind.name == "ordering" and isinstance(slip.value, tuple):
        letters = [option_letter(part, key) for key in slip.value]
        return Answer(words=", ".join(letters)) if all(letters) else None
    return Answer(tex=slip.tex) if slip.tex else None
