"""The certificate: the oracle, an independent way from the parameters to the answers, must agree before anything is printed."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
from sympy import MatrixBase, Rational, Symbol

from examgen.authoring.declarations import argument_names
from examgen.errors import CertificateError, FamilyError
from examgen.symbolic.exact import approximation, free_symbols

if TYPE_CHECKING:
    from collections.abc import Mapping

    from examgen.family import Family
    from examgen.symbolic.kinds import Value

#: Largest accepted difference between an exact answer and a floating oracle, relative to 1 + |answer|. Finite differences reach 1e-8.
TOLERANCE = 1e-6

#: Numbers that stand in for free symbols, in turn: the k-th symbol (by name) gets trial[k]. All positive, none special.
_TRIALS = (
    tuple(Rational(p, 7) for p in (9, 17, 5, 24, 11)),
    tuple(Rational(p, 11) for p in (5, 8, 31, 14, 6)),
    tuple(Rational(p, 13) for p in (40, 6, 21, 9, 33)),
)


@dataclass(frozen=True)
class Testimony:
    """What the oracle says of one instance: part -> value, for each set of numbers put in for free symbols."""

    trials: tuple[tuple[Mapping[Symbol, Rational], Mapping[str, Any]], ...]


def consult(family: Family, values: Mapping[str, Value]) -> Testimony:
    """Ask the oracle about one set of parameters.

    Raises:
        FamilyError: the oracle fails.
    """
    symbols = sorted({s for value in values.values() for s in _symbols(value)}, key=str)
    trials = []
    for trial in _TRIALS if symbols else _TRIALS[:1]:
        numbers = dict(zip(symbols, trial, strict=False))
        trials.append((numbers, _ask(family, {name: _put(value, numbers) for name, value in values.items()})))
    return Testimony(tuple(trials))


def disagreement(family: Family, testimony: Testimony, answers: Mapping[str, Value]) -> str:
    """Where oracle and answers differ, in words, "" where they agree on every part that the oracle does not omit.

    Raises:
        FamilyError: the oracle leaves out a part without a reason.
    """
    for numbers, found in testimony.trials:
        for part, answer in answers.items():
            if part in family.oracle.omits:
                continue
            if part not in found:
                raise FamilyError(
                    family.files.solution,
                    f"the oracle gives no '{part}'; add it, or say why not: @oracle(omits={{'{part}': 'reason'}})",
                    name=part,
                )
            mine = _put(answer, numbers)
            if not _agree(mine, found[part], family.oracle.exact):
                return f"part '{part}': the derivation gives {mine}, the oracle {_readable(found[part])}"
    return ""


def certify(family: Family, level: str, seed: str, values: Mapping[str, Value], answers: Mapping[str, Value]) -> None:
    """Ask the oracle.

    Raises:
        CertificateError: it disagrees; names family, level, seed, part and both values.
        FamilyError: it fails or is incomplete.
    """
    difference = disagreement(family, consult(family, values), answers)
    if difference:
        raise CertificateError(f"{family.id}, {level}, seed {seed}: {difference}. Nothing is printed from this instance.")


def _symbols(value: Value) -> set[Symbol]:
    if isinstance(value, (str, bool)):
        return set()
    if isinstance(value, (tuple, frozenset)):
        return set().union(*map(_symbols, value))
    return free_symbols(value)


def _put(value: Value, numbers: Mapping[Symbol, Rational]) -> Value:
    if not numbers or isinstance(value, (str, bool)):
        return value
    if isinstance(value, (tuple, frozenset)):
        return type(value)(_put(item, numbers) for item in value)
    return value.subs(numbers) if value.free_symbols else value


def _ask(family: Family, values: Mapping[str, Value]) -> Mapping[str, Any]:
    function = family.oracle.function
    convert = _fraction_like if family.oracle.exact else _float_like
    arguments = {name: convert(values[name]) for name in argument_names(function) if name in values}
    try:
        with np.errstate(all="ignore"):
            found = function(**arguments)
    except Exception as error:  # the oracle is foreign code: whatever it raises is a fault of the family
        raise FamilyError(family.files.solution, f"the oracle fails: {type(error).__name__}: {error}", name=function.__name__) from error
    if not isinstance(found, dict):
        raise FamilyError(family.files.solution, "the oracle must return a dictionary from part to value", name=function.__name__)
    return found


def _float_like(value: Value) -> Any:
    if isinstance(value, (str, bool)):
        return value
    if isinstance(value, MatrixBase):
        return np.array([[_float_like(entry) for entry in value.row(i)] for i in range(value.rows)], dtype=float)
    if isinstance(value, tuple):
        items = [_float_like(item) for item in value]
        plain = all(isinstance(item, (int, float)) and not isinstance(item, bool) for item in items)
        return np.array(items) if plain else tuple(items)
    if isinstance(value, frozenset):
        return {_float_like(item) for item in value}
    if value.is_Rational:
        return int(value.p) if value.is_Integer else int(value.p) / int(value.q)
    return float(value)


def _fraction_like(value: Value) -> Any:
    if isinstance(value, (str, bool)):
        return value
    if isinstance(value, MatrixBase):
        return [[_fraction_like(entry) for entry in value.row(i)] for i in range(value.rows)]
    if isinstance(value, (tuple, list)):
        return [_fraction_like(item) for item in value]
    if isinstance(value, frozenset):
        return {_fraction_like(item) for item in value}
    if value.is_Integer:
        return int(value)
    return Fraction(int(value.p), int(value.q)) if value.is_Rational else float(value)


def _agree(answer: Value, found: Any, exactly: bool) -> bool:
    if isinstance(answer, (str, bool)) or isinstance(found, (str, bool)):
        return bool(answer == found)
    if isinstance(answer, tuple) and any(isinstance(item, str) for item in answer):
        return tuple(answer) == tuple(found)
    if isinstance(answer, frozenset):
        answer = tuple(sorted(answer, key=lambda item: approximation(item).real))
        found = sorted(found)
    theirs = _flat(found)
    mine = list(answer) if isinstance(answer, (tuple, MatrixBase)) else [answer]
    rows = np.shape(found) if isinstance(found, np.ndarray) else ()
    if isinstance(answer, MatrixBase) and len(rows) == 2 and rows != answer.shape:
        return False
    if len(mine) != len(theirs):
        return False
    if exactly and all(isinstance(number, (int, Fraction)) for number in theirs):
        return all(a.is_Rational and Fraction(int(a.p), int(a.q)) == b for a, b in zip(mine, theirs, strict=True))
    return all(_close(a, b) for a, b in zip(mine, theirs, strict=True))


def _flat(found: Any) -> list[Any]:
    if isinstance(found, np.ndarray):
        return [number.item() for number in found.reshape(-1)]
    if isinstance(found, (list, tuple)):
        return [number for item in found for number in _flat(item)]
    return [found]


def _close(answer: Value, found: Any) -> bool:
    exact_value = approximation(answer)
    return bool(abs(exact_value - complex(found)) <= TOLERANCE * (1 + abs(exact_value)))


def _readable(found: Any) -> str:
    return str(found.tolist()) if isinstance(found, np.ndarray) else str(found)
