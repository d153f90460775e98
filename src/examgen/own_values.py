"""What follows from a student's own answers: the values and the worked solution of the parts that build on them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from examgen.derivation import NOT_POSSIBLE, Evaluation, StepError, outcomes
from examgen.errors import ExamgenError
from examgen.instance import worked
from examgen.symbolic.exact import is_defined, shaped_like

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from examgen.family import Family
    from examgen.instance import WorkedStep
    from examgen.symbolic.kinds import Value


def worked_again(
    family: Family, level: str, parameters: Mapping[str, Value], given: Mapping[str, Value], asked: Sequence[str]
) -> dict[str, tuple[WorkedStep, ...]]:
    """The worked solution continued from a student's own answers: part -> the rows that are new in it.

    A part that is given has none, and neither has one that is impossible after these answers.

    Args:
        parameters: those of the instance, as its key records them.
        given: part -> the student's own exact value, which takes the place of the step of its name.
        asked: the parts of the exam, in order.
    """
    values = {**parameters, "level": level}
    evaluation = Evaluation(family.steps, values, given=_fitted(family, values, given))
    known = frozenset(name for name in (*family.parameters, "level") if name in evaluation)
    shown: set[str] = set()
    found: dict[str, tuple[WorkedStep, ...]] = {}
    for part in asked:
        if part in given:
            shown |= set(family.working(part, known))
            continue
        try:
            rows, _ = worked(family, part, evaluation, tuple(asked), shown)
        except (ExamgenError, StepError, *NOT_POSSIBLE):
            continue
        if is_defined(evaluation[part]):
            found[part] = tuple(rows)
    return found


def follow_through(family: Family, level: str, parameters: Mapping[str, Value], given: Mapping[str, Value]) -> dict[str, Value]:
    """What the parts should be for a student whose earlier answers are the given ones.

    Each given value takes the place of the step of its name; parts whose value is then impossible or infinite are left out.

    Args:
        parameters: the parameters of the instance, as its key records them.
        given: part -> the student's own exact value.
    """
    values = {**parameters, "level": level}
    wanted = [name for name in family.parts(level) if name not in given]
    return outcomes(family.steps, values, wanted, given=_fitted(family, values, given))


def _fitted(family: Family, values: Mapping[str, Any], given: Mapping[str, Value]) -> dict[str, Value]:
    """The given values in the shapes of the right ones."""
    right = Evaluation(family.steps, values)
    return {part: shaped_like(right[part], value) for part, value in given.items()}
