"""Whether the numbers of an instance made a part easier or harder."""

from __future__ import annotations

import math
import re
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from examgen.classroom.analysis.figures import ParameterEffect
from examgen.classroom.analysis.formulas import adjusted, spearman
from examgen.classroom.analysis.points import ItemId, Points, natural_order
from examgen.grading.encoding import decode

if TYPE_CHECKING:
    from examgen.grading.key import Key, ProblemKey


#: Fewest students and fewest distinct values for the effect of a parameter.
FEWEST_FOR_A_PARAMETER = 20
FEWEST_VALUES = 3


def _number(value: Any) -> float | None:
    """A real SymPy number as a float; None for all else."""
    if getattr(value, "is_number", False) and getattr(value, "is_extended_real", False) and getattr(value, "is_finite", False):
        try:
            found = float(value)
        except (TypeError, OverflowError):
            return None
        return found if math.isfinite(found) else None
    return None


@lru_cache(maxsize=50_000)
def _number_of_text(text: str) -> float | None:
    """The value of a number in plain notation; the commonest need no SymPy, which makes this a hundred times as fast."""
    if re.fullmatch(r"-?[0-9]{1,300}(/[1-9][0-9]{0,300})?", text):
        try:
            return float(Fraction(text))
        except OverflowError:
            return None
    try:
        return _number(decode(text))
    except ValueError:
        return None


def _numbers(data: Any) -> list[float] | None:
    """The numbers in an encoded value, in order; None if there is anything else in it."""
    match data:
        case str():
            number = _number_of_text(data)
            return None if number is None else [number]
        case list() | {"matrix": list()}:
            entries = data if isinstance(data, list) else data["matrix"]
            found = [_numbers(entry) for entry in entries]
            return None if None in found else [number for numbers in found for number in numbers or ()]
        case {"expression": str(text), "symbols": dict(symbols)} if not symbols:
            return _numbers(text)
    return None


def numeric_parameters(problem: ProblemKey) -> dict[str, float]:
    """The parameters of an instance that are real numbers, and two measures of each matrix or tuple of numbers; others are left out.

    The values are those of ``problem.values()``, as floats: only their order matters here.
    """
    found: dict[str, float] = {}
    for name, data in problem.parameters.items():
        numbers = _numbers(data)
        if not numbers:
            continue
        if not isinstance(data, list | dict) or "expression" in data:
            found[name] = numbers[0]
        else:
            found[f"max |{name}|"] = max(map(abs, numbers))
            found[f"sum |{name}|"] = math.fsum(map(abs, numbers))
    return found


def effects_of(points: Points, key: Key) -> tuple[ParameterEffect, ...]:
    """The effects with enough students and values, largest first; p-values adjusted over all of them."""
    found: list[tuple[ItemId, str, int, int, float, float]] = []
    instances = _Instances(points, key)
    for item in points.columns:
        found += _effects_on(points, instances, item)
    corrected = adjusted([one[-1] for one in found])
    effects = [
        ParameterEffect(*item, parameter, n, distinct, rho, p, better)
        for (item, parameter, n, distinct, rho, p), better in zip(found, corrected, strict=True)
    ]
    return tuple(sorted(effects, key=lambda one: (-abs(one.rho), *natural_order((one.key, one.family, one.name, one.parameter)))))


class _Instances:
    """The numeric parameters behind each item, by form; each instance is read once."""

    def __init__(self, points: Points, key: Key) -> None:
        self._of: dict[tuple[int, str, str], dict[str, float]] = {}
        for name, number in points.gathered.form_numbers.items():
            for problem in key.forms[name].problems if name in key.forms else ():
                numbers = numeric_parameters(problem)
                self._of.update({(number, part.key, problem.family): numbers for part in problem.parts})

    def of(self, form: int, item: ItemId) -> dict[str, float]:
        """The parameters of the instance from which a form has an item; none for a form that the key lacks."""
        return self._of.get((form, item.key, item.family), {})


def _effects_on(points: Points, instances: _Instances, item: ItemId) -> list[tuple[ItemId, str, int, int, float, float]]:
    column = points.column(item)
    final = ~np.isnan(column.points) & (column.out_of > 0)
    if final.sum() < FEWEST_FOR_A_PARAMETER:
        return []
    shares = column.points[final] / column.out_of[final]
    forms, places = np.unique(points.forms[column.students[final]], return_inverse=True)
    by_form = [instances.of(int(form), item) for form in forms]
    found = []
    for name in sorted({name for numbers in by_form for name in numbers}):
        values = np.array([numbers.get(name, math.nan) for numbers in by_form])[places]
        known = ~np.isnan(values)
        distinct = len(np.unique(values[known]))
        if known.sum() < FEWEST_FOR_A_PARAMETER or distinct < FEWEST_VALUES:
            continue
        rank = spearman(values[known], shares[known])
        if rank.rho is not None and rank.p is not None:
            found.append((item, name, int(known.sum()), distinct, rank.rho, rank.p))
    return found
