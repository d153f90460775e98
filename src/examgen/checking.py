"""One answer to one part of one instance, marked as in an exam."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from examgen.errors import ContractError, UnknownFamilyError
from examgen.exam import Exam, Form, Problem, Section
from examgen.grading.key import build_key
from examgen.grading.marking import mark
from examgen.grading.submission import check_submission
from examgen.lettering import part_letter

if TYPE_CHECKING:
    from examgen.grading.report import PartReport
    from examgen.instance import Instance


def check_answer(instance: Instance, answer: Any, part: str | None = None) -> PartReport:
    """The verdict on one answer.

    Args:
        instance: the problem that was asked.
        answer: text, number, or nested lists of these, as in a submission. It is data and never evaluated.
        part: name or letter of the part; None when the instance has only one.

    Raises:
        UnknownFamilyError: no part has this name.
        ContractError: there are several parts and none is named; the answer is nothing that a submission can hold.
    """
    names = [one.name for one in instance.parts]
    if part is None:
        if len(names) > 1:
            raise ContractError(instance.family, f"has several parts; name one of {', '.join(names)}", field="part")
        index = 0
    elif part in names:
        index = names.index(part)
    else:
        letters = {part_letter(place): place for place in range(len(names))}
        if part not in letters:
            raise UnknownFamilyError(f"part of {instance.family}", part, names)
        index = letters[part]
    problem = Problem(1, instance, {one.name: one.points for one in instance.parts})
    exam = Exam(id="check", title=instance.title, course="", seed=instance.seed, forms=(Form("A", (Section("", (problem,)),)),))
    data = {"exam": "check", "form": "A", "student": "anyone", "answers": {problem.keys[index]: answer}}
    submission = check_submission(data, name="answer")
    report = mark(build_key(exam), submission)
    return report.parts[index]
