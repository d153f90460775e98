"""Follow-through worked out by the families of a bank, where they are still those that the exam was made from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from examgen.effort import TooMuchWorkError, at_most
from examgen.errors import ExamgenError, UnknownFamilyError
from examgen.grading.carrying import FollowOff

#: Calls of functions that one student's answers to a problem may take; usual ones take some thousand. A map of 500 rows where 5 are right
#: would take minutes.
MOST_CALLS = 3_000_000

if TYPE_CHECKING:
    from collections.abc import Mapping

    from examgen.bank import Bank
    from examgen.grading.carrying import FollowThrough
    from examgen.grading.key import ProblemKey
    from examgen.symbolic.kinds import Value


def from_bank(bank: Bank) -> FollowThrough:
    """Follow-through through the derivations of a bank.

    It is off for a problem whose family is not in the bank, cannot be opened, or has changed since the key was made: the numbers of
    the exam belong to the family as it was.
    """

    def follow(problem: ProblemKey, given: Mapping[str, Value]) -> Mapping[str, Value] | FollowOff:
        from examgen.own_values import follow_through

        try:
            family = bank.family(problem.family)
        except UnknownFamilyError:
            return FollowOff(f"{problem.family} is not among the families at hand.")
        except ExamgenError:
            return FollowOff(f"{problem.family} has a fault and cannot be opened.")
        if family.content_hash != problem.content_hash:
            return FollowOff(f"{problem.family} has changed since the exam was made.")
        try:
            with at_most(MOST_CALLS):
                return follow_through(family, problem.level, problem.values(), given)
        except TooMuchWorkError:
            return FollowOff("what follows from such answers would take too long.", beyond=True)
        except ExamgenError as error:
            return FollowOff(f"{error}")

    return follow
