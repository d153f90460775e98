"""Cases made by exact rules from a fixed seed: each pair is equal because a rule of algebra says so, or differs by one known change.

Nothing is asked of a computer algebra system.
"""

from __future__ import annotations

import judge_made_algebra
import judge_made_functions
import judge_made_lists
from judge_case import Case
from judge_maker import Maker


def made(seed: int = 4) -> list[Case]:
    """All cases made by rules."""
    maker = Maker(seed)
    for rule, count in (*judge_made_algebra.RULES, *judge_made_functions.RULES, *judge_made_lists.RULES):
        for _ in range(count):
            rule(maker)
    return maker.found
