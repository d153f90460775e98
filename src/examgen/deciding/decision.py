"""What is found out about two answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

Outcome: TypeAlias = Literal["equal", "probably equal", "unequal", "undecided"]


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether two trees mean the same.

    Attributes:
        outcome: ``"equal"`` rests on a proof and ``"unequal"`` on a counterexample. ``"probably equal"``: no proof was found, but they
            agree at several points to thousands of bits. ``"undecided"``: neither.
        method: how it was decided, in a few words.
        reason: one sentence for the person who typed the answer, or "".
        counterexample: for unequal functions a point and both values there, such as ``"x = 7/3: 2.3333 and 5.1"``.
        place: for lists and matrices the first entry that is wrong: ``"Entry 2"``, ``"The entry in row 1, column 2"``.
    """

    outcome: Outcome
    method: str
    reason: str = ""
    counterexample: str = ""
    place: str = ""


class TooHardError(Exception):
    """This way of deciding does not lead to an end here; another one may."""


class NoValueError(Exception):
    """There is no value here: a division by zero, a root of a negative number, a function that has no ball."""
