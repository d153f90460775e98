"""Right answers earn all points, known mistakes what they say, and the printed solution ends in what the key holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sympy import Rational

from examgen.errors import NotationError
from examgen.exam import Exam, Form, Problem, Section
from examgen.grading.key import build_key
from examgen.grading.marking import mark
from examgen.grading.submission import check_submission
from examgen.symbolic.exact import may_coincide
from examgen.symbolic.plain import write
from examgen.symbolic.reading import read

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from examgen.grading.report import PartReport
    from examgen.instance import Instance, Part


def answer_faults(instance: Instance, *, marked: bool) -> Iterator[str]:
    """What is wrong with the answers in print and, if ``marked``, with their marks."""
    for part in instance.parts:
        yield from _ending(part)
        yield from _misread(part)
    if marked:
        yield from _marks(instance)


def _ending(part: Part) -> Iterator[str]:
    """The row of the answer is the last of its part, and it shows the value that the key holds."""
    own = [row for row in part.steps if row.part == part.name]
    if own and part.steps[-1] is not own[-1]:
        yield f"part '{part.name}': its solution goes on after the answer, with step '{part.steps[-1].name}'"
    if own and not part.kind.options and own[-1].value != part.answer_tex and not _reads_as(own[-1].value, part.answer):
        yield f"part '{part.name}': the solution ends in ${own[-1].value}$, the key holds ${part.answer_tex}$"


def _reads_as(text: str, value: Any) -> bool:
    """Whether a reader who shares no code with the printer takes the text for the value; what it cannot read is compared no further."""
    try:
        return may_coincide(read(text), value)
    except NotationError:
        return True


def _misread(part: Part) -> Iterator[str]:
    """Printed substitutions that an independent reader takes for another value than the one printed after them."""
    for row in part.steps:
        if not row.numbers or "pmatrix" in row.numbers:
            continue
        try:
            numbers, value = read(row.numbers), read(row.value)
        except NotationError:
            continue
        if not may_coincide(numbers, value):
            yield f"step '{row.name}': the printed ${row.numbers}$ does not give the printed ${row.value}$"


def _marks(instance: Instance) -> Iterator[str]:
    problem = Problem(1, instance, {part.name: part.points for part in instance.parts})
    exam = Exam(id="audit", title="", course="", seed=instance.seed, forms=(Form("A", (Section("", (problem,)),)),))
    key = build_key(exam)
    right = {place: part.answer_text for place, part in zip(problem.keys, instance.parts, strict=True)}

    def marks(answers: Mapping[str, Any]) -> Sequence[PartReport]:
        data = {"exam": "audit", "form": "A", "student": "audit", "answers": dict(answers)}
        return mark(key, check_submission(data, name="audit")).parts

    for part, report in zip(instance.parts, marks(right), strict=True):
        if Rational(report.points) != part.points:
            yield f"part '{part.name}': its own answer {part.answer_text} earns {report.points} of {report.out_of} points"
    for number, (place, part) in enumerate(zip(problem.keys, instance.parts, strict=True)):
        for slip in part.misconceptions:
            earned = Rational(marks({**right, place: write(slip.value)})[number].points)
            if earned != slip.credit * part.points:
                credit = f"{slip.credit * part.points} of {part.points}"
                yield f"part '{part.name}': {write(slip.value)} ({slip.name}) earns {earned} points, its credit is {credit}"
