"""One comparison, from two texts to a decision."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from examgen.deciding.answers import compare_answers, sort_of
from examgen.deciding.decision import Decision, TooHardError
from examgen.deciding.form import compare_written, missing_form
from examgen.deciding.judge import Outcome, as_count, as_fraction
from examgen.deciding.numeric import by_size, compare_figures, compare_within
from examgen.deciding.tables import ShapeError, grid
from examgen.deciding.walking import variables_of
from examgen.errors import ContractError, NotationError
from examgen.notation.parser import parse_answer
from examgen.notation.tree import Listing, Node

_Found = tuple[Outcome, str, str, str]


def carry_out(
    reference: str,
    student: str,
    kind: str,
    variables: tuple[str, ...] | None,
    test: str,
    options: Mapping[str, Any],
    assumptions: Mapping[str, str],
) -> _Found:
    """Outcome, method, reason and counterexample.

    Raises:
        NotationError: the student's text cannot be read.
        ContractError: the reference cannot be read, or an option is no number.
    """
    if kind == "choice":
        same = reference.strip().casefold() == student.strip().casefold()
        return ("equal" if same else "unequal", "words", "" if same else "This is another option.", "")
    try:
        right = _reference(reference, kind, variables)
    except NotationError as fault:
        raise ContractError("judge", f"cannot be read: {fault} (character {fault.position})", field="reference") from fault
    names = tuple(sorted(variables_of(right)))
    given = parse_answer(student, kind=kind, variables=variables, extra=names)
    try:
        found = _compare(right, given, student, kind, variables or names, test, options, assumptions)
    except (TooHardError, RecursionError, ArithmeticError, MemoryError):
        found = Decision("undecided", "too intricate")
    except ShapeError as fault:
        found = Decision("unequal", "shape", str(fault))
    if found.outcome in ("equal", "probably equal"):
        wanted = options.get("form", ())
        for form in (wanted,) if isinstance(wanted, str) else wanted:
            try:
                missing = missing_form(given, form)
            except ValueError as error:
                raise ContractError("judge", str(error), field="options.form") from error
            if missing:
                return ("other form", found.method, f"The value is right. {missing}", "")
    return (found.outcome, found.method, found.reason, found.counterexample)


@lru_cache(maxsize=512)
def _reference(text: str, kind: str, variables: tuple[str, ...] | None) -> Node:
    """The right answer, read once for a whole class."""
    return parse_answer(text, kind=kind, variables=variables)


def _compare(
    right: Node,
    given: Node,
    typed: str,
    kind: str,
    variables: tuple[str, ...],
    test: str,
    options: Mapping[str, Any],
    assumptions: Mapping[str, str],
) -> Decision:
    if test == "AlgEquiv":
        return compare_answers(right, given, kind, variables, assumptions)
    if test == "EqualComAss":
        return compare_written(right, given)
    if test == "NumSigFigs":
        figures, accuracy = as_count(options.get("sigfigs", 3), "sigfigs", 1), options.get("accuracy")
        return compare_figures(right, typed, figures, None if accuracy is None else as_count(accuracy, "accuracy", -1))
    tolerance = as_fraction(options.get("tolerance", "0.05"), "tolerance")
    if sort_of(right) != sort_of(given):
        return compare_answers(right, given, kind, variables, assumptions)
    pairs = _entries(right, given)
    if pairs is None:
        return compare_answers(right, given, kind, variables, assumptions)
    weakest = Decision("equal", "within the tolerance")
    for place, (a, b) in enumerate(pairs, start=1):
        found = compare_within(a, b, tolerance, relative=test == "NumRelative")
        if found.outcome == "unequal":
            reason = found.reason if len(pairs) == 1 else f"Entry {place}: {found.reason}"
            return Decision("unequal", found.method, reason)
        if found.outcome == "undecided":
            weakest = found
    return weakest


def _entries(a: Node, b: Node) -> list[tuple[Node, Node]] | None:
    """Pairs of entries to compare as numbers, or None where the shapes differ."""
    if sort_of(a) == "value":
        return [(a, b)]
    if isinstance(a, Listing) and isinstance(b, Listing) and a.shape == b.shape == "set":
        if len(a.entries) != len(b.entries):
            return None
        return list(zip(by_size(a.entries), by_size(b.entries), strict=True))  # both in order: a set has none of its own
    if sort_of(a) != "list":
        return None
    right, given = grid(a), grid(b)
    if len(right.entries) != len(given.entries) or (right.shape != given.shape and not (right.flat or given.flat)):
        return None
    return list(zip(right.entries, given.entries, strict=True))
