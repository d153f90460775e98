"""The table of cases by which the judge is measured: ``python tests/benchmarks/judge_cases.py`` counts and checks it.

The truth of each case is known by construction; the check evaluates both texts at random points with mpmath, by a reader of its own
(``judge_check``), and reports what disagrees. It certifies nothing and is never asked by ``cases``.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from judge_bank import bank
from judge_case import Case, tables
from judge_hostile import hostile
from judge_made import made

__all__ = ["Case", "cases"]


def cases() -> list[Case]:
    """All cases, without repetition: the hand-written tables, those made by rules, those of the bank, the hostile ones."""
    found: dict[tuple[object, ...], Case] = {}
    for case in [*tables(), *made(), *bank(), *hostile()]:
        key = (case.kind, case.test, case.reference, case.student, case.variables, str(case.options), str(case.assumptions))
        known = found.setdefault(key, case)
        if known.truth != case.truth:
            raise ValueError(f"{known.id} and {case.id} are the same pair with different truths: {case.reference} and {case.student}")
    ids = Counter(case.id for case in found.values())
    if twice := [name for name, n in ids.items() if n > 1]:
        raise ValueError(f"ids that occur twice: {twice[:5]}")
    return list(found.values())


def main() -> int:
    from judge_check import check
    from rich.console import Console
    from rich.table import Table

    console = Console(soft_wrap=True)
    every = cases()
    for key in ("kind", "test", "group"):
        table = Table(key, "equal", "unequal", "refused", "all")
        for name in sorted({getattr(case, key) for case in every}):
            some = [case.truth for case in every if getattr(case, key) == name]
            table.add_row(name, *(str(some.count(truth)) for truth in (True, False, None)), str(len(some)))
        console.print(table)
    found = Counter[str]()
    for case in every:
        outcome, detail = check(case)
        found[outcome] += 1
        if outcome in ("disagrees", "unread") and (outcome == "disagrees" or "-v" in sys.argv):
            pair = f"{case.reference[:90]}  |  {case.student[:90]}"
            console.print(f"{outcome}: {case.id} [{case.kind}] {case.truth}: {pair}  {detail}", markup=False, highlight=False)
    console.print(f"{len(every)} cases: " + ", ".join(f"{n} {name}" for name, n in found.most_common()))
    return 1 if found["disagrees"] else 0


if __name__ == "__main__":
    sys.exit(main())
