"""Feed the judge random and mutated answers: none may stop it, raise, or take more than its second.

    python tests/fuzz/fuzz_judge.py --count 100000

Prints what became of them and the slowest ones; leaves with 1 when an answer made the judge fail. With ``--coverage`` the fuzzer atheris,
if it is installed, looks for texts that reach new code in the reader.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import Counter

from examgen.deciding.worker import Worker
from examgen.errors import NotationError

SEEDS = (
    "2 ln 3 + 1/2", "e^(-x^2/2)", "\\frac{1}{2}\\sqrt[3]{x}", "[1, -1/2]", "[[1, 2], [3, 4]]", "\\begin{pmatrix}1&2\\\\3&4\\end{pmatrix}",
    "{1, 2}", "x^2 - 1 = 0", "1 < x <= 2", "x = 1 or x = -2", "not (x < 1)", "[0, 1)", "(-oo, 0) U (1, oo)", "diff(x^3, x, 2)",
    "int(x^2, x, 0, 1)", "sum(k^2, k, 1, n)", "1 ± sqrt(2)", "x²+1", "μ_1 + σ²", "|x-1| + |x+1|", "max(x, 0)", "5!", "binomial(n, k)",
    "\\left(\\frac{a}{b}\\right)^{-2}", "sin^2 x + cos^2 x", "1.5e-3", "1 228 800", "50%", "x(1-s)", "log_2(8)", "\\sum_{k=1}^{n} k",
    "3i - 2",
)  # fmt: skip
KINDS = ("scalar", "vector", "matrix", "list", "set", "interval", "equation", "inequality", "logic", "calculus", "plusminus")
CHARACTERS = "0123456789+-*/^()[]{}|=<>!,.;:%&_ \\xyzabeinkµσπ±∓√²³≤≥≠∞·×÷−⌊⌋'\"#$@~\t\n\x00é漢"
WORDS = (
    "sqrt",
    "ln",
    "\\frac",
    "\\sqrt",
    "and",
    "or",
    "not",
    "diff",
    "int",
    "sum",
    "matrix",
    "\\left(",
    "\\right)",
    "oo",
    "e^",
    "10^9",
    "9^9",
)


def mutated(dice: random.Random) -> str:
    """A text made of seeds by cutting, copying, exchanging and inserting."""
    text = dice.choice(SEEDS)
    if dice.random() < 0.05:
        return "".join(dice.choice(CHARACTERS) for _ in range(dice.randint(0, 60)))
    for _ in range(dice.randint(0, 6)):
        at, to = sorted((dice.randint(0, len(text)), dice.randint(0, len(text))))
        match dice.randint(0, 6):
            case 0:
                text = text[:at] + text[to:]
            case 1:
                text = text[:to] + text[at:to] * dice.randint(1, 4) + text[to:]
            case 2:
                text = text[:at] + dice.choice(CHARACTERS) + text[at:]
            case 3:
                text = text[:at] + dice.choice(CHARACTERS) + text[at + 1 :]
            case 4:
                text = text[:at] + dice.choice(WORDS) + text[at:]
            case 5:
                other = dice.choice(SEEDS)
                text = text[:at] + other[dice.randint(0, len(other)) :]
            case 6:
                text = f"({text})^{dice.randint(0, 99)}"
    return text[:4000]


def with_worker(count: int, seed: int) -> int:
    """Judge that many pairs; the number of failures."""
    dice = random.Random(seed)
    outcomes: Counter[str] = Counter()
    slowest: list[tuple[float, str]] = []
    failures: list[str] = []
    start = time.perf_counter()
    with Worker() as worker:
        for number in range(1, count + 1):
            kind, student = dice.choice(KINDS), mutated(dice)
            reference = dice.choice(SEEDS) if dice.random() < 0.8 else mutated(dice)
            before = time.perf_counter()
            found = worker.judge({"reference": reference, "student": student, "kind": kind})
            taken = time.perf_counter() - before
            outcomes[f"{found.outcome} ({found.method})" if found.method in ("request", "stopped", "fault") else found.outcome] += 1
            slowest = sorted([*slowest, (taken, f"{kind}: {reference!r} and {student!r}")], reverse=True)[:8]
            if found.method == "fault" or (found.method == "request" and "reference" not in found.reason):
                failures.append(f"{kind}: {reference!r} and {student!r}: {found.reason}")
            if number % 10_000 == 0:
                print(f"{number} in {time.perf_counter() - start:.0f} s", flush=True)
    for outcome, times in outcomes.most_common():
        print(f"{times:8d}  {outcome}")
    for taken, what in slowest:
        print(f"{taken:8.3f} s  {what[:160]}")
    for failure in failures[:20]:
        print(f"FAILED {failure}")
    return len(failures)


def with_coverage(count: int) -> None:
    """Let atheris look for texts that reach new code in the reader and make it fail."""
    import atheris

    for name in [name for name in sys.modules if name.startswith("examgen.notation")]:
        del sys.modules[name]  # loaded again, with what the fuzzer needs to see where a text leads
    with atheris.instrument_imports(include=["examgen.notation"]):
        from examgen.notation.parser import parse_answer

    def one(data: bytes) -> None:
        provider = atheris.FuzzedDataProvider(data)
        kind = KINDS[provider.ConsumeIntInRange(0, len(KINDS) - 1)]
        try:
            parse_answer(provider.ConsumeUnicodeNoSurrogates(200), kind=kind)  # type: ignore[arg-type]
        except NotationError:
            return

    atheris.Setup([sys.argv[0], f"-atheris_runs={count}"], one)
    atheris.Fuzz()


def main() -> int:
    """Run the chosen fuzzer."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--coverage", action="store_true")
    chosen = parser.parse_args()
    if chosen.coverage:
        with_coverage(chosen.count)
        return 0
    return 1 if with_worker(chosen.count, chosen.seed) else 0


if __name__ == "__main__":
    sys.exit(main())
