"""What a wrong answer is next to the right one: transposed, reversed, of the other sign, right but for one entry.

A claim is made where it was proved, by exact numbers or by the judge, and never by floats. It says what the answer is, not what its
author thought, so it cannot mislead.
"""

from __future__ import annotations

from examgen.deciding.answers import sort_of
from examgen.deciding.decision import NoValueError, TooHardError
from examgen.deciding.signs import has_both_signs
from examgen.deciding.tables import ShapeError
from examgen.grading.reference import Given, Reference
from examgen.grading.structure.claims import Claim, Judge, entry_of, ordinal
from examgen.grading.structure.lists import lists
from examgen.grading.structure.sets import orderings, sets
from examgen.grading.structure.values import digits, reals, scalars
from examgen.symbolic.kinds import Kind

__all__ = ["Claim", "compare", "ordinal"]


def compare(kind: Kind, right: Reference, value: Given) -> Claim | None:
    """What can be said of an answer that is known to be wrong; never raises."""
    try:
        if isinstance(right.value, tuple) and isinstance(value, tuple):
            return orderings(right.value, value)
        if isinstance(right.value, str | tuple) or isinstance(value, str | tuple):
            return None
        if has_both_signs(right.value) or has_both_signs(value):
            return None
        if kind.name == "real":
            return reals(kind, right.value, value)
        sorts = {sort_of(right.value), sort_of(value)}
        judge = Judge(right.signs)
        if sorts == {"value"}:
            return scalars(judge, entry_of(right.value), entry_of(value)) or digits(right.value, value)
        if sorts == {"list"}:
            return lists(judge, kind, right.value, value)
        return sets(judge, right.value, value) if sorts == {"set"} else None
    except (TooHardError, ShapeError, NoValueError, RecursionError, ArithmeticError, MemoryError):
        return None
