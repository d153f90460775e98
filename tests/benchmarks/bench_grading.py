"""What grading a class costs: ``python tests/benchmarks/bench_grading.py --students 10000``.

A class hands in JSON files of twenty answers each: numbers, fractions and expressions, a third of them distinct, right ones and wrong
ones. From the files to JSON reports and grades.csv, with as many processes as there are processors; then the same run again, which has
nothing to do; then with half as many students, to see that time grows no faster than the class; then math-verify, one answer after the
other, on a sample of the same answers.

A file system may take its time to make a file where others were just deleted (ext4 does, for minutes), so runs right after one another
differ by a fifth. With ``TMPDIR=/dev/shm`` the files lie in memory, and the program alone is measured.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from examgen.bank import builtin
from examgen.blueprint import load_blueprint
from examgen.building import build_exam
from examgen.grading.key import Key, build_key, dump_key
from examgen.notation.writing import write
from examgen.samples import as_json

_OWN = Path(__file__).with_name("grading_exam.toml")
_SAMPLE = 300


def answers_of(key: Key, students: int, seed: int = 1) -> list[dict[str, Any]]:
    """Submissions: four in five answers are right, the others known slips or off by something; a third of all texts are distinct."""
    dice = random.Random(seed)
    forms = {
        name: [
            (part.key, as_json(part.value()), [as_json(slip.value()) for slip in part.misconceptions])
            for one in form.problems
            for part in one.parts
        ]
        for name, form in key.forms.items()
    }
    made = []
    for number in range(students):
        form = list(forms)[number % len(forms)]
        answers: dict[str, Any] = {}
        for name, right, slips in forms[form]:
            draw = dice.random()
            wrong = dice.choice(slips) if slips and draw < 0.9 else f"{dice.randint(-50, 50)}/{dice.randint(1, 60)}"
            value = right if draw < 0.8 else wrong
            answers[name] = _spelled(value, dice)
        made.append({"exam": key.exam, "form": form, "student": f"s{number:06d}", "answers": answers})
    return made


def _spelled(value: Any, dice: random.Random) -> Any:
    """One third in a spelling that hardly anybody else has."""
    if isinstance(value, list) or (isinstance(value, str) and value.isalpha()) or dice.random() < 0.7:
        return value
    one = dice.randint(2, 400)
    return dice.choice((f"({value}) + {one} - {one}", f"{one}*({value})/{one}", f"\\frac{{{one} ({value})}}{{{one}}}"))


def distinct(submissions: list[dict[str, Any]]) -> float:
    """Share of answers that nobody gave before to the same part of the same form."""
    seen = {(one["form"], key, str(value)) for one in submissions for key, value in one["answers"].items()}
    return len(seen) / sum(len(one["answers"]) for one in submissions)


def run(folder: Path, *more: str) -> tuple[float, float, float]:
    """Wall seconds, processor seconds and the most memory of a process in MB."""
    command = [sys.executable, "-m", "examgen", "grade", str(folder / "key.json"), str(folder / "answers")]
    command += ["--out", str(folder / "out"), "--feedback", "none", *more]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return wall, cpu, after.ru_maxrss / 1024


def prepared(folder: Path, key: Key, submissions: list[dict[str, Any]]) -> Path:
    (folder / "answers").mkdir(parents=True)
    (folder / "key.json").write_text(dump_key(key), encoding="utf-8")
    for one in submissions:
        (folder / "answers" / f"{one['student']}.json").write_text(json.dumps(one), encoding="utf-8")
    return folder


def math_verify_rate(key: Key, submissions: list[dict[str, Any]]) -> float | None:
    """Answers a second of math-verify, as its README uses it; None where it is not installed."""
    try:
        from math_verify import parse, verify
    except ImportError:
        return None
    right = {
        (name, part.key): write(reference) if not isinstance(reference := part.reference().value, str | tuple) else str(reference)
        for name, form in key.forms.items()
        for one in form.problems
        for part in one.parts
    }
    dice = random.Random(3)
    pairs = [(one["form"], name, value) for one in submissions for name, value in one["answers"].items()]
    start = time.perf_counter()
    for form, name, value in dice.sample(pairs, min(_SAMPLE, len(pairs))):
        verify(parse(f"${right[form, name]}$"), parse(f"${value}$"))
    return min(_SAMPLE, len(pairs)) / (time.perf_counter() - start)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--students", type=int, default=10_000)
    settings = parser.parse_args()
    key = build_key(build_exam(load_blueprint(str(_OWN)), builtin(), jobs=1))
    submissions = answers_of(key, settings.students)
    answers = sum(len(one["answers"]) for one in submissions)
    print(f"{len(submissions)} submissions of {answers / len(submissions):.0f} answers, {distinct(submissions):.0%} of them distinct")
    with tempfile.TemporaryDirectory() as made:
        whole = prepared(Path(made) / "whole", key, submissions)
        wall, cpu, memory = run(whole)
        again, _, _ = run(whole)
        half = prepared(Path(made) / "half", key, submissions[: len(submissions) // 2])
        half_wall, half_cpu, half_memory = run(half)
        single = prepared(Path(made) / "single", key, submissions[: max(1, len(submissions) // 10)])
        one_wall, _, _ = run(single, "--jobs", "1")
    rate = answers / wall
    print(f"graded in {wall:.1f} s of wall time, {cpu:.1f} s of CPU, {rate:.0f} answers a second, at most {memory:.0f} MB in a process")
    print(f"again, unchanged: {again:.2f} s, {again / wall:.1%} of the first run")
    print(f"half the class: {half_wall:.1f} s, {half_cpu / cpu:.0%} of the CPU, {half_memory:.0f} MB")
    one_rate = answers / 10 / one_wall
    print(f"a tenth of the class with one process: {one_rate:.0f} answers a second")
    verified = math_verify_rate(key, submissions)
    if verified is None:
        print("math-verify is left out: it is not installed (pip install math-verify==0.9.0)")
    else:
        print(f"math-verify: {verified:.0f} answers a second")
        print(f"ours : math-verify {rate / verified:.0f}, with one process {one_rate / verified:.0f}")


if __name__ == "__main__":
    main()
