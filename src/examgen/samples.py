"""Sample submissions of an exam, as students of four kinds would hand them in: to try a grader, and to see what it says.

| kind | what it answers |
|---|---|
| ``right`` | everything right |
| ``slips`` | one known misconception in each problem that has any, the rest right |
| ``follow`` | an early part of each problem wrong, the later ones right for that wrong value |
| ``gaps`` | every third answer missing, another one unreadable, the rest right |
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from sympy import MatrixBase

from examgen.own_values import follow_through
from examgen.symbolic.plain import in_order, write

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from examgen.bank import Bank
    from examgen.exam import Exam, Problem, Student
    from examgen.instance import Part
    from examgen.symbolic.kinds import Value

#: Part key -> what a student typed.
Answers: TypeAlias = dict[str, Any]

KINDS = ("right", "slips", "follow", "gaps")

#: Something that a student might type and nobody can read.
_UNREADABLE = "3 + * (2"


@dataclass(frozen=True)
class Sample:
    """A submission and the name of its file (without ending)."""

    name: str
    submission: Mapping[str, Any]


def sample_submissions(exam: Exam, bank: Bank) -> tuple[Sample, ...]:
    """Submissions of all four kinds for every form, in order."""
    return tuple(
        sample
        for form in exam.forms
        for sample in samples_of(exam, form.name, [sample_answers(problem, bank) for problem in form.problems], form.student)
    )


def samples_of(exam: Exam, form: str, answers: Sequence[Mapping[str, Answers]], student: Student | None = None) -> Iterator[Sample]:
    """The submissions of a form from the answers to its problems, as ``sample_answers`` gives them."""
    for kind in KINDS:
        whole = {key: value for problem in answers for key, value in problem[kind].items()}
        who = f"{form}-{kind}" if student is None else student.number
        yield Sample(
            f"{form}-{kind}",
            {"exam": exam.id, "form": form, "student": who, "answers": _with_gaps(whole) if kind == "gaps" else whole},
        )


def sample_answers(problem: Problem, bank: Bank) -> dict[str, Answers]:
    """Kind -> answers to the parts of a problem; those of ``gaps`` have their gaps still to come."""
    right = _answers(problem, {})
    return {
        "right": right,
        "slips": _answers(problem, _slip(problem)),
        "follow": _answers(problem, _followed(problem, bank)),
        "gaps": right,
    }


def as_json(value: Value) -> Any:
    """An exact value as it stands in a submission: integers as numbers, other numbers as text, matrices row by row."""
    if isinstance(value, MatrixBase):
        return [[as_json(entry) for entry in value.row(row)] for row in range(value.rows)]
    if isinstance(value, frozenset):
        return [as_json(entry) for entry in in_order(value)]
    if isinstance(value, tuple):
        return [as_json(entry) for entry in value]
    if isinstance(value, str | bool):
        return value
    return int(value) if value.is_Integer and abs(value) < 2**53 else write(value)


def _answers(problem: Problem, changed: Mapping[str, Value]) -> Answers:
    """Answers by part key: those of ``changed`` by part name, and the right ones."""
    return {
        key: as_json(changed.get(part.name, part.answer)) for key, part in zip(problem.keys, problem.instance.parts, strict=True)
    }


def _slip(problem: Problem) -> dict[str, Value]:
    """One misconception of the problem; which one turns with the problem's number, so that samples show many."""
    slips = [(part, slip) for part in problem.instance.parts for slip in part.misconceptions]
    if not slips:
        return {}
    part, slip = slips[problem.number % len(slips)]
    return {part.name: slip.value}


def _followed(problem: Problem, bank: Bank) -> dict[str, Value]:
    """A wrong value for the first part that later ones build on, and what these become with it."""
    instance = problem.instance
    for part in instance.parts:
        leaning = [later.name for later in instance.parts if part.name in later.depends_on]
        wrong = _wrong_value(part)
        if leaning and wrong is not None:
            moved = follow_through(bank.family(instance.family), instance.level, instance.parameters, {part.name: wrong})
            return {part.name: wrong} | {name: moved[name] for name in leaning if name in moved}
    return {}


def _wrong_value(part: Part) -> Value | None:
    """A wrong value of the right shape: the answer off by one, in its first entry."""
    answer = part.answer
    if isinstance(answer, MatrixBase):
        return answer + type(answer)(answer.rows, answer.cols, lambda row, column: int(row == column == 0))
    if isinstance(answer, tuple) and answer and not isinstance(answer[0], str | tuple):
        return (answer[0] + 1, *answer[1:])
    if isinstance(answer, str | tuple | frozenset | bool):
        return None
    return answer + 1


def _with_gaps(answers: Answers) -> Answers:
    kept: Answers = {}
    for index, (key, value) in enumerate(answers.items()):
        if index % 3 == 1:
            continue
        kept[key] = _UNREADABLE if index % 6 == 3 else value
    return kept
