"""What the core costs, as ratios in one run: ``python tests/benchmarks/bench_core.py``.

Absolute times depend on the machine and its load; ratios of medians taken in turns do so much less.

* the command's start, against starting Python and against importing SymPy (which it must not do)
* an instance of each family and level, against importing SymPy once
* certifying (asking the oracle), as a share of an instance
* an exam of eight forms, against one of two: what a form more costs
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from itertools import count

import examgen
from examgen.certifying import consult
from examgen.drawing import draw


def seconds(action: Callable[[], object]) -> float:
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def in_turns(actions: dict[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """Median time of each action; the actions take turns, so that a slow minute hits all of them."""
    times: dict[str, list[float]] = {name: [] for name in actions}
    for _ in range(rounds):
        for name, action in actions.items():
            times[name].append(seconds(action))
    return {name: statistics.median(values) for name, values in times.items()}


def process(*arguments: str) -> Callable[[], object]:
    return lambda: subprocess.run([sys.executable, *arguments], check=True, capture_output=True)


def starts() -> float:
    medians = in_turns(
        {
            "python": process("-c", "pass"),
            "examgen --help": process("-m", "examgen", "--help"),
            "import examgen": process("-c", "import examgen"),
            "import sympy": process("-c", "import sympy"),
        },
        rounds=7,
    )
    for name, value in medians.items():
        print(f"{name:16} {1000 * value:7.0f} ms   {value / medians['python']:5.1f} x python")
    return medians["import sympy"] - medians["python"]


def instances(sympy: float) -> None:
    print(f"\n{'instance':36} {'easy':>9} {'medium':>9} {'hard':>9}   oracle's share at the last level")
    for family in examgen.list_families():
        cells, share = [], 0.0
        for level in ("easy", "medium", "hard"):
            if level not in family.levels:
                cells.append("-")
                continue
            seeds, draws = count(), [draw(family, level, f"bench/{k}") for k in range(5)]
            oracle = iter(draws * 3)
            medians = in_turns(
                {
                    "whole": lambda f=family, lv=level, s=seeds: examgen.make_instance(f, lv, next(s)),  # type: ignore[misc]
                    "oracle": lambda f=family, o=oracle: consult(f, next(o).values),  # type: ignore[misc]
                },
                rounds=11,
            )
            cells.append(f"{1000 * medians['whole']:.0f} ms")
            share = medians["oracle"] / medians["whole"]
        print(f"{family.id:36} {cells[0]:>9} {cells[1]:>9} {cells[2]:>9}   {share:4.0%}")
    print(f"for comparison: importing SymPy once costs {1000 * sympy:.0f} ms")


def forms() -> None:
    examgen.build_exam("practice-final", forms=1, seed="warm")
    seeds = count()

    def build(n: int) -> Callable[[], object]:
        return lambda: examgen.build_exam("practice-final", forms=n, seed=next(seeds))

    medians = in_turns({str(n): build(n) for n in (2, 8)}, rounds=3)
    more = 1000 * (medians["8"] - medians["2"]) / 6
    print(f"\na form of the practice final more: {more:.0f} ms; 8 forms / 2 forms = {medians['8'] / medians['2']:.2f}")


if __name__ == "__main__":
    instances(starts())
    forms()
