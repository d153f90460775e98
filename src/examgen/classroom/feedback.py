"""What a student is told about an exam: each answer as it was understood, the verdict and the rule behind the points, the first step that
went wrong, and the solution, continued from the student's own values where earlier answers were not right.

A sheet holds nothing of any other student.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from examgen.effort import TooMuchWorkError, at_most
from examgen.errors import ExamgenError, NotationError
from examgen.grading.carrying import answers_to, causes, moderate_value
from examgen.grading.reading import read_answer
from examgen.grading.report import WORDS, Adjustment, spoken
from examgen.printing import answer_tex
from examgen.writing.asking import letter
from examgen.writing.outline import Answer, Row

if TYPE_CHECKING:
    from examgen.bank import Bank
    from examgen.exam import Student
    from examgen.grading.key import Key, PartKey, ProblemKey
    from examgen.grading.report import GradeReport, PartReport, ProblemReport
    from examgen.instance import WorkedStep
    from examgen.symbolic.kinds import Value

#: How much was earned: all, some, nothing, or a person still decides.
Mark: TypeAlias = Literal["full", "some", "none", "waits"]
#: What the marks are called, and how a sheet is read.
MARKS: dict[Mark, str] = {"full": "full points", "some": "some points", "none": "no points", "waits": "waits for a person"}
HOW = (
    "A part that builds on an earlier one is marked from your earlier value: a slip costs points once. Under a part that lost points "
    "stands the solution, and the first step that went wrong where it is known."
)
_RIGHT = ("correct", "other_form", "reviewed")


@dataclass(frozen=True)
class PartFeedback:
    """What is said of one answer.

    Attributes:
        verdict: in words.
        points: "1 1/2 of 3".
        answer: as it was understood; ``typed`` is what was handed in, where it could not be read.
        right: the right answer; None where it is the student's own.
        mistake: the known mistake, Markdown, or "".
        said: sentences, Markdown of the family and of the report: the reason, what to look at, the rule.
        heading: above the rows: "First step that went wrong", "Continued from your answer to 1.a", "Solution"; "" without rows.
        rows: of the worked solution.
        wrong: which of the rows is the step that went wrong, from 0, or None.
    """

    key: str
    mark: Mark
    verdict: str
    points: str
    answer: Answer | None
    typed: str
    right: Answer | None
    mistake: str
    said: tuple[str, ...]
    heading: str
    rows: tuple[Row, ...]
    wrong: int | None = None


@dataclass(frozen=True)
class ProblemFeedback:
    """What is said of one problem; ``points`` is "7 of 9", ``share`` the part of the points that was earned."""

    number: int
    title: str
    points: str
    share: float
    parts: tuple[PartFeedback, ...]


@dataclass(frozen=True)
class FeedbackSheet:
    """A student's sheet; ``pending``: points that a person may still give, "" for none."""

    title: str
    course: str
    form: str
    student: str
    name: str
    points: str
    pending: str
    adjustments: tuple[Adjustment, ...]
    notes: tuple[str, ...]
    problems: tuple[ProblemFeedback, ...]


def sheet_of(report: GradeReport, key: Key, bank: Bank | None = None, student: Student | None = None) -> FeedbackSheet:
    """The sheet that belongs to a report.

    Args:
        key: the one that the report was made with.
        bank: for the worked solutions; without it, or where a family has changed since, the sheet has none.
        student: for the name.
    """
    form = key.forms[report.form]
    problems = [_problem(said, asked, bank) for said, asked in zip(report.problems, form.problems, strict=True)]
    name = " ".join(text for text in (student.first_name, student.last_name) if text) if student is not None else ""
    return FeedbackSheet(
        title=report.title or report.exam,
        course=key.course,
        form=report.form,
        student=report.student,
        name=name,
        points=_of(report.points, report.out_of),
        pending=spoken(report.pending) if Fraction(report.pending) else "",
        adjustments=tuple(report.adjustments),
        notes=tuple(report.notes),
        problems=tuple(problems),
    )


def _of(points: str, out_of: str) -> str:
    return f"{spoken(points)} of {spoken(out_of)}"


def _problem(report: ProblemReport, problem: ProblemKey, bank: Bank | None) -> ProblemFeedback:
    keys = {part.key: part for part in problem.parts}
    read = {one.name: value for one in report.parts if (value := _value(one, keys[one.key])) is not None}
    strayed = [one for one in report.parts if not _is_right(one)]
    wrong = {one.name for one in strayed}
    # as marking goes on: from the wrong answers, and from the right ones that stand between them and a part
    given = {one.name: read[one.name] if one.name in wrong else keys[one.key].value() for one in report.parts if one.name in read}
    solutions = _Solutions(problem, bank)
    parts = tuple(_part(one, keys[one.key], read, given, solutions, strayed) for one in report.parts)
    points = sum((Fraction(one.points) for one in report.parts), Fraction(0))
    out_of = sum((Fraction(one.out_of) for one in report.parts), Fraction(0))
    share = float(points / out_of) if out_of else 0.0
    return ProblemFeedback(report.number, report.title, _of(str(points), str(out_of)), share, parts)


def _is_right(report: PartReport) -> bool:
    """Whether later parts may take the answer for the right one; what a person gave fewer points is not."""
    return report.verdict in _RIGHT and (report.verdict != "reviewed" or Fraction(report.points) >= Fraction(report.out_of))


class _Solutions:
    """Worked solutions of a problem, right ones and continued ones."""

    def __init__(self, problem: ProblemKey, bank: Bank | None) -> None:
        self.problem = problem
        self._bank = bank
        self._known: dict[tuple[str, ...], Mapping[str, tuple[WorkedStep, ...]]] = {}

    def rows(self, part: str, given: Mapping[str, Value]) -> tuple[WorkedStep, ...]:
        """The rows of a part after these answers."""
        names = tuple(given)
        if names not in self._known:
            self._known[names] = self._worked(given)
        return self._known[names].get(part, ())

    def _worked(self, given: Mapping[str, Value]) -> Mapping[str, tuple[WorkedStep, ...]]:
        from examgen.grading.following import MOST_CALLS
        from examgen.own_values import worked_again

        problem = self.problem
        if self._bank is None or self._bank.content_hash(problem.family) != problem.content_hash:
            return {}
        try:
            family = self._bank.family(problem.family)
            with at_most(MOST_CALLS):
                return worked_again(family, problem.level, problem.values(), given, [part.name for part in problem.parts])
        except (ExamgenError, TooMuchWorkError):
            return {}


def _part(
    report: PartReport,
    part: PartKey,
    read: Mapping[str, Value],
    given: Mapping[str, Value],
    solutions: _Solutions,
    strayed: list[PartReport],
) -> PartFeedback:
    points, out_of = Fraction(report.points), Fraction(report.out_of)
    mark: Mark = "waits" if Fraction(report.pending) else "full" if points == out_of else "some" if points else "none"
    needed = causes(solutions.problem, part) if not _is_right(report) else set()
    keys = tuple(one.key for one in strayed if one.name in needed and one.name in given)
    steps: tuple[WorkedStep, ...] = ()
    heading, wrong = "", None
    if keys and (steps := solutions.rows(part.name, _before(part, given, solutions.problem))):
        heading = f"Continued from {answers_to(keys)}"
    elif not _is_right(report) and (steps := solutions.rows(part.name, {})):
        heading = "Solution"
        step = next((slip.step for slip in part.misconceptions if slip.name == report.misconception), "")
        asked = [one.name for one in solutions.problem.parts]  # a part that was right is no step that went wrong
        if step not in asked and all(one.name != step for one in steps):  # an earlier part has shown this step
            steps = (*(one for other in asked for one in solutions.rows(other, {}) if one.name == step), *steps)
        wrong = next((place for place, one in enumerate(steps) if one.name == step), None)
        heading = f"First step that went wrong: step {wrong + 1}" if wrong is not None else heading
    own = read.get(report.name)
    return PartFeedback(
        key=report.key,
        mark=mark,
        verdict=WORDS[report.verdict],
        points=_of(report.points, report.out_of),
        answer=_shown(own, part) if own is not None else None,
        typed=report.answer if own is None else "",
        right=_shown(part.value(), part) if report.verdict not in ("correct", "reviewed") else None,
        mistake=report.misconception if report.diagnosis != "pair" else "",
        said=_said(report),
        heading=heading,
        rows=tuple(_row(step, part) for step in steps),
        wrong=wrong,
    )


def _before(part: PartKey, given: Mapping[str, Value], problem: ProblemKey) -> dict[str, Value]:
    """The answers to the parts in front of this one."""
    names = [one.name for one in problem.parts]
    return {name: given[name] for name in names[: names.index(part.name)] if name in given}


def _said(report: PartReport) -> tuple[str, ...]:
    told = [text for text in (report.reason, report.feedback) if text]
    if report.rule and report.verdict not in ("correct", "wrong", "missing", "unreadable", "undecided"):
        told.append(f"{report.rule[0].upper()}{report.rule[1:]}.")
    return tuple(told)


def _value(report: PartReport, part: PartKey) -> Value | None:
    """The exact value of an answer that was read."""
    if report.verdict in ("missing", "unreadable") or not report.answer:
        return None
    kind = part.kind.kind()
    found = read_answer(kind, report.answer)
    if found.value is None:
        return None
    try:
        return moderate_value(found.value, part.value())
    except (NotationError, ValueError):
        return None


def _shown(value: Any, part: PartKey) -> Answer:
    """A value in print: of a choice the letter with its text, of an ordering the letters."""
    options = [(letter(place), option.key, option.text) for place, option in enumerate(part.kind.options)]
    if isinstance(value, str):
        return Answer(words=next((f"{name}: {text}" for name, key, text in options if key == value), value))
    if part.kind.options and isinstance(value, tuple):
        names = {key: name for name, key, _ in options}
        return Answer(words=", ".join(names.get(str(one), str(one)) for one in value))
    return Answer(tex=answer_tex(value))


def _row(step: WorkedStep, part: PartKey) -> Row:
    own = step.part == part.name
    chain = tuple(tex for tex in (step.general, step.numbers) if tex)
    value = Answer(tex=step.value) if step.value else None
    if own and part.kind.name == "choice":  # the text of an option may hold formulas, which \text of a formula may not
        options = {option.key: option.text for option in part.kind.options}
        value = next((_shown(name, part) for name in options if answer_tex(name, options) == step.value), value)
    return Row(step.reason, step.symbol.strip().removesuffix("=").rstrip(), chain, value, own and value is not None, step.table)
