"""What many forms cost, as ratios of processor time in one run: ``python tests/benchmarks/bench_exams.py --forms 40``.

* ours: blueprint to split files, with drawing, certifying, sources, TeX and splitting
* bare: one run of pdflatex over the very same pages, all forms in one document
* usual: one process for each form and kind, run twice for its page references (a few forms are measured and counted up)

The shares of the steps of ours are told as well.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from examgen.bank import builtin
from examgen.blueprint import load_blueprint
from examgen.building import build_exam
from examgen.exam import Exam
from examgen.grading.key import build_key, dump_key
from examgen.writing.compile import KINDS, compile_forms, style_file, write_tex
from examgen.writing.document import Sources
from examgen.writing.engine import Engine, find_engine, run_tex

_SAMPLE = 3


def cpu() -> float:
    """Processor seconds of this process and of those that it has waited for."""
    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(use.ru_utime + use.ru_stime for use in both)


class Clock:
    """Processor and wall seconds of named steps."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = {}
        self.wall: dict[str, float] = {}

    def step(self, name: str, action: Callable[[], object]) -> object:
        start, wall = cpu(), time.perf_counter()
        result = action()
        self.spent[name] = cpu() - start
        self.wall[name] = time.perf_counter() - wall
        return result


def ours(name: str, forms: int, jobs: int, engine: Engine, folder: Path, clock: Clock) -> tuple[Exam, Sources]:
    bank, blueprint = builtin(), load_blueprint(name)
    build_exam(blueprint, bank, seed="warm", forms=1)
    exam = clock.step("draw and certify", lambda: build_exam(blueprint, bank, seed="1", forms=forms, jobs=jobs))
    assert isinstance(exam, Exam)
    sources = Sources(exam)
    clock.step("key", lambda: (folder / "key.json").write_text(dump_key(build_key(exam)), encoding="utf-8"))
    clock.step("sources", lambda: write_tex(exam, folder, sources=sources))
    clock.step("TeX and splitting", lambda: [compile_forms(exam, kind, folder, engine=engine, sources=sources) for kind in KINDS])
    return exam, sources


def bare(sources: Sources, engine: Engine) -> None:
    for kind in KINDS:
        _run(sources.document(kind), engine, runs=1)


def usual(exam: Exam, sources: Sources, engine: Engine) -> None:
    for form in exam.forms[:_SAMPLE]:
        for kind in KINDS:
            _run(sources.document(kind, form), engine, runs=2)


def _run(tex: str, engine: Engine, runs: int) -> None:
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        (folder / "x.tex").write_text(tex, encoding="utf-8")
        (folder / "examgen.sty").write_text(style_file(), encoding="utf-8")
        for _ in range(runs):
            run_tex(engine, folder, "x.tex", seconds=3600)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--forms", type=int, default=40)
    parser.add_argument("--blueprint", default="practice-final")
    parser.add_argument("--jobs", type=int, default=1, help="processes that draw")
    settings = parser.parse_args()
    engine, clock = find_engine(), Clock()
    with tempfile.TemporaryDirectory() as made:
        exam, sources = ours(settings.blueprint, settings.forms, settings.jobs, engine, Path(made), clock)
    total, wall = sum(clock.spent.values()), sum(clock.wall.values())
    clock.step("bare", lambda: bare(sources, engine))
    clock.step("usual", lambda: usual(exam, sources, engine))
    forms = len(exam.forms)
    by_hand = clock.spent["usual"] * forms / min(_SAMPLE, forms)
    drawn = clock.spent["draw and certify"]
    print(f"{forms} forms of {settings.blueprint}, {len(exam.forms[0].problems)} problems each, with solutions: {wall:.1f} s of wall time")
    print(f"{'':28}{'ms of CPU a form':>18}{'share':>8}")
    for name in ("draw and certify", "key", "sources", "TeX and splitting"):
        print(f"{name:28}{1000 * clock.spent[name] / forms:18.1f}{clock.spent[name] / total:8.0%}")
    for name, value in (("ours", total), ("ours without drawing", total - drawn), ("bare", clock.spent["bare"]), ("usual", by_hand)):
        print(f"{name:28}{1000 * value / forms:18.1f}")
    alone = clock.spent["bare"]
    print(f"ours : bare {total / alone:.2f}   without drawing {(total - drawn) / alone:.2f}   usual : ours {by_hand / total:.1f}")


if __name__ == "__main__":
    main()
