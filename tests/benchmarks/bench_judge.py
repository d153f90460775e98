"""Our judge against other graders, in one run: ``python tests/benchmarks/bench_judge.py``.

The same cases (``judge_cases``) go to ``examgen.deciding.judge``, to math-verify as its README uses it, to SymPy's ``parse_expr`` with
``simplify``, and to PrairieLearn's published approach. The systems take turns by blocks of cases, each in a warm process of its own. A
grader that is not installed is left out. Times are those of one decision with reading, without the way to the process.

Options: ``--only ours`` (or another), ``--group vectors`` (groups that begin so), ``--every 10`` (each tenth case), ``--limit 5``
(seconds for one decision), ``--json FILE``.
"""

from __future__ import annotations

import argparse
import json
import re
import statistics
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

sys.path.insert(0, str(Path(__file__).resolve().parent))

from judge_cases import Case, cases
from judge_rivals import GRADERS, Served, asked, missing
from rich.console import Console
from rich.table import Table

#: Cases that a grader is asked in a row, as it marks the answers of a class.
_BLOCK = 100
#: The two whose speeds are set against each other, with so many more rounds over each block: the machine is noisy.
_COMPARED = ("math-verify", "ours")
_ROUNDS = 3
_RATIONAL = re.compile(r"[-+\d./()\s−]*|-?\\frac\{-?\d+\}\{\d+\}")


class Answer(NamedTuple):
    case: Case
    score: str
    verdict: bool | None
    seconds: float
    fault: str


#: Seconds for one decision: grader -> case, median of the rounds.
Speeds: TypeAlias = dict[str, list[tuple[Case, float]]]


def run(names: list[str], chosen: list[Case], limit: float, console: Console) -> tuple[dict[str, list[Answer]], Speeds]:
    """What each grader says to each case that it can be asked; they take turns block by block, so that each is warm when it counts."""
    served = {name: Served(name, limit) for name in names}
    found: dict[str, list[Answer]] = {name: [] for name in names}
    speeds: Speeds = {name: [] for name in names}
    try:
        with console.status("") as status:
            for start in range(0, len(chosen), _BLOCK):
                for name in names:
                    status.update(f"{start} of {len(chosen)}: {name}")
                    block = [case for case in chosen[start : start + _BLOCK] if asked(name, case)]
                    for case, (verdict, seconds, fault) in zip(block, served[name].ask(block), strict=True):
                        found[name].append(Answer(case, case.score(verdict), verdict, seconds, fault))
                for name in [name for name in names if name in _COMPARED]:
                    status.update(f"{start} of {len(chosen)}: {name}, again")
                    block = [case for case in chosen[start : start + _BLOCK] if is_rational(case) or is_expression(case)]
                    rounds = [[seconds for _, seconds, _ in served[name].ask(block)] for _ in range(_ROUNDS)] if block else []
                    for case, seconds in zip(block, map(statistics.median, zip(*rounds, strict=True)), strict=True):
                        speeds[name].append((case, seconds))
    finally:
        for grader in served.values():
            grader.stop()
    return found, speeds


def is_scalar(case: Case) -> bool:
    """A pair of scalars with a truth: what all graders are made for."""
    return case.kind == "scalar" and case.test == "AlgEquiv" and case.truth is not None and case.group != "hostile"


def is_plain(case: Case) -> bool:
    """Neither LaTeX nor signs of Unicode: what SymPy's reader is made for, up to implicit products."""
    return is_scalar(case) and all(text.isascii() and not set(text) & set("\\$|%") for text in (case.reference, case.student))


def is_rational(case: Case) -> bool:
    return is_scalar(case) and all(_RATIONAL.fullmatch(text) for text in (case.reference, case.student))


def is_expression(case: Case) -> bool:
    """Something with variables."""
    return is_scalar(case) and bool(re.search(r"(?<![a-z])[xyab](?![a-z])", case.reference))


def figures(answers: Iterable[Answer]) -> dict[str, Any]:
    """Shares and times of some answers; times in milliseconds."""
    some = list(answers)
    if not some:
        return {}
    times = sorted(1000 * answer.seconds for answer in some)
    counts = {name: sum(answer.score == name for answer in some) for name in ("right", "wrong equal", "wrong unequal", "undecided")}
    return {
        "cases": len(some),
        **counts,
        "share": counts["right"] / len(some),
        "median": statistics.median(times),
        "p99": times[min(len(times) - 1, int(0.99 * len(times)))],
        "largest": times[-1],
    }


def table(title: str, rows: Iterable[tuple[str, dict[str, Any]]]) -> Table:
    result = Table(title=title)
    for head in ("", "cases", "right", "share", "wrong equal", "wrong unequal", "undecided", "median ms", "99 % ms", "largest ms"):
        result.add_column(head, justify="left" if not head else "right")
    for name, row in rows:
        if row:
            counts = [str(row[key]) for key in ("wrong equal", "wrong unequal", "undecided")]
            times = [f"{row[key]:.4g}" for key in ("median", "p99", "largest")]
            result.add_row(name, str(row["cases"]), str(row["right"]), f"{row['share']:.2%}", *counts, *times)
    return result


def ratios(speeds: Speeds) -> dict[str, float]:
    """Medians of math-verify over ours."""
    result = {}
    for name, belongs in (("expressions", is_expression), ("rationals", is_rational)):
        theirs, ours = ([seconds for case, seconds in speeds.get(grader, []) if belongs(case)] for grader in _COMPARED)
        if theirs and ours:
            result[name] = statistics.median(theirs) / statistics.median(ours)
    return result


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", choices=list(GRADERS), help="one grader")
    parser.add_argument("--group", default="", help="groups whose names begin so")
    parser.add_argument("--every", type=int, default=1, help="each n-th case only")
    parser.add_argument("--limit", type=float, default=5.0, help="seconds for one decision")
    parser.add_argument("--json", type=Path, help="write the figures there")
    settings = parser.parse_args()
    console = Console(width=None if sys.stdout.isatty() else 150, soft_wrap=True)

    names = [settings.only] if settings.only else list(GRADERS)
    for name in list(names):
        if reason := missing(name):
            console.print(f"{name} is left out: {reason}", markup=False)
            names.remove(name)
    chosen = [case for case in cases() if case.group.startswith(settings.group)][:: settings.every]
    found, speeds = run(names, chosen, settings.limit, console)

    sections: dict[str, Callable[[Case], bool]] = {
        "scalars": is_scalar,
        "scalars in plain notation": is_plain,
        "rationals": is_rational,
        "expressions": is_expression,
        "hostile": lambda case: case.group == "hostile",
        "all that it was asked": lambda case: True,
    }
    every = {
        title: {name: figures(a for a in answers if belongs(a.case)) for name, answers in found.items()}
        for title, belongs in sections.items()
    }
    for title, rows in every.items():
        console.print(table(title, rows.items()))
    groups = sorted({case.group for case in chosen})
    per_group = {name: {g: figures(a for a in answers if a.case.group == g) for g in groups} for name, answers in found.items()}
    for name, rows in per_group.items():
        console.print(table(f"{name}, by group", rows.items()))
    quicker = ratios(speeds)
    for name, ratio in quicker.items():
        console.print(f"{name}: the median of math-verify is {ratio:.0f} times ours")
    shown = "ours" if "ours" in found else ""
    failures = [answer for answer in found.get(shown, []) if answer.score != "right"]
    for answer in failures:
        case = answer.case
        text = f"{answer.score}: {case.id} [{case.group}; {case.kind}] {case.reference[:100]}  |  {case.student[:100]}  {answer.fault}"
        console.print(text.encode("utf-8", "replace").decode(), markup=False, highlight=False)
    if settings.json:
        data = {"cases": len(chosen), "figures": every, "groups": per_group, "ratios": quicker}
        settings.json.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
