"""A step in print: the formula in letters, the same with numbers, the value, and how much arithmetic it takes.

The step is called with letters, which record what is done to them. What is printed is checked: the numbers put into the recorded formula
give the value that the step computes.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any

from sympy import MatrixBase

from examgen.derivation import NOT_POSSIBLE, StepError, rows
from examgen.symbolic.exact import shape, vanishes
from examgen.symbolic.formula import BranchOnLetterError, Formula, Letter, evaluate, formula
from examgen.symbolic.operations import entries, operations
from examgen.symbolic.typesetting import fenced, general, tex, with_numbers

if TYPE_CHECKING:
    from collections.abc import Mapping

    from examgen.authoring.derivations import Step
    from examgen.derivation import Evaluation
    from examgen.symbolic.kinds import Value


@dataclass(frozen=True)
class Printed:
    """A step in print: formula in letters, the same with numbers, the value; empty where there is nothing to say."""

    general: str
    numbers: str
    value: str
    checked: bool


#: Longest printed substitution, in characters of TeX; beyond, the value alone says more than a page of numbers.
_LONGEST_SUBSTITUTION = 900


@dataclass(frozen=True)
class _Recorded:
    """What a step does to letters: the formula as written, and what its letters stand for (for each entry, if written for one)."""

    node: Formula
    cases: tuple[Mapping[str, Value], ...]


def print_step(name: str, step: Step, values: Evaluation, symbols: Mapping[str, str], value_tex: str) -> Printed:
    """The printed forms of a step, checked: the numbers put into the printed formula give the step's value.

    Args:
        symbols: TeX symbol of every parameter and step that may stand in a formula; names without one are passed as values.
        value_tex: TeX of the value, as the caller prints it.

    Raises:
        StepError: the function branches on a letter, or the formula does not give the value.
    """
    if not step.formula:
        return Printed(step.general, "", value_tex, False)
    record = _record(name, step, values, symbols)
    if record is None:
        return Printed("", "", value_tex, False)
    plain = _unindexed(record.node) if step.each else record.node
    for case, value in zip(record.cases, values[name] if step.each else (values[name],), strict=True):
        result = evaluate(plain, dict(case))
        if not _equal(result, value):
            raise StepError(name, f"prints {general(record.node)}, which gives {result}, but computes {value}")
    letters = general(record.node)
    numbers = [with_numbers(plain, {n: v for n, v in case.items() if not isinstance(v, (str, bool))}) for case in record.cases]
    if step.each:
        letters = rf"{fenced(letters)}_{{{step.each}=1}}^{{{len(numbers)}}}"
    put_in = fenced(r",\; ".join(numbers)) if step.each else numbers[0]
    if len(put_in) > _LONGEST_SUBSTITUTION or put_in in (value_tex, letters):
        put_in = ""
    return Printed("" if letters == value_tex else letters, put_in, value_tex, True)


def step_work(name: str, step: Step, values: Evaluation, symbols: Mapping[str, str]) -> int:
    """Operations that the step takes by hand; a procedure takes one for each cell of its working, or for each entry of its value.

    Raises:
        StepError: as ``print_step``.
    """
    record = _record(name, step, values, symbols) if step.formula else None
    if record is not None:
        plain = _unindexed(record.node) if step.each else record.node
        return sum(operations(plain, dict(case)) for case in record.cases)
    cells = sum(len(row) for table in step.tables for row in values.call(table).rows)
    return cells or sum(1 for _ in entries(values[name]))


def _record(name: str, step: Step, values: Evaluation, symbols: Mapping[str, str]) -> _Recorded | None:
    """The formula of a step; None where it returns a list of formulas, whose values alone are printed."""
    arguments = values.arguments(step.function)
    letters: dict[str, Any] = {}
    for argument, value in arguments.items():
        if argument not in symbols or isinstance(value, (str, bool, frozenset)):
            letters[argument] = value
            continue
        letter = Letter(argument, symbols[argument], shape(value))
        letters[argument] = letter.any_entry() if step.each and isinstance(value, tuple) else letter
    try:
        recorded = step.function(**letters)
    except BranchOnLetterError as error:
        raise StepError(name, f"needs a value: {error}; a step that branches, counts or searches is written under @procedure") from error
    except NOT_POSSIBLE as error:
        raise StepError(name, f"cannot be written as a formula ({type(error).__name__}: {error}); write it under @procedure") from error
    if isinstance(recorded, (tuple, list, MatrixBase)):
        return None
    if step.each:
        return _Recorded(formula(recorded), tuple(rows(arguments)))
    known = {argument: value for argument, value in arguments.items() if isinstance(letters[argument], Formula)}
    return _Recorded(formula(recorded), (known,))


def _unindexed(node: Formula) -> Formula:
    """The formula of one entry with plain letters, to be evaluated for one row."""
    if isinstance(node, Letter):
        return Letter(node.name, node.symbol)
    changes: dict[str, Any] = {}
    for field in fields(node):  # type: ignore[arg-type]
        value = getattr(node, field.name)
        if isinstance(value, Formula):
            changes[field.name] = _unindexed(value)
        elif isinstance(value, tuple) and value and isinstance(value[0], Formula):
            changes[field.name] = tuple(map(_unindexed, value))
        elif isinstance(value, tuple) and value and isinstance(value[0], tuple):
            changes[field.name] = tuple((sign, _unindexed(term)) for sign, term in value)
    return replace(node, **changes) if changes else node  # type: ignore[type-var]


def _equal(a: Value, b: Value) -> bool:
    if isinstance(a, MatrixBase) != isinstance(b, MatrixBase):
        a, b = (x[0, 0] if isinstance(x, MatrixBase) and x.shape == (1, 1) else x for x in (a, b))
    if a == b:
        return True
    if isinstance(a, MatrixBase):
        return isinstance(b, MatrixBase) and a.shape == b.shape and all(map(_equal, a, b))
    if isinstance(a, tuple):
        return isinstance(b, tuple) and len(a) == len(b) and all(map(_equal, a, b))
    if isinstance(a, (str, bool)) or isinstance(b, (str, bool)):
        return False
    return vanishes(a - b)


def answer_tex(value: Value, options: Mapping[str, str] | None = None) -> str:
    """TeX of a value; the words of a choice are taken from its options."""
    if isinstance(value, str):
        return rf"\text{{{(options or {}).get(value, value)}}}"
    return tex(value)
