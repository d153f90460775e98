"""How well known slips are found: ``python tests/benchmarks/bench_diagnosis.py --students 300``.

A simulated class answers an exam: derivations are run with known slips, slips in arithmetic, gaps and unreadable answers at known rates,
and answers are spelled in many ways. It is graded from its files, and each diagnosis is held against what was done: recall is the share
of slips that were named, precision the share of names that were right. A class of right answers must get all points.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

from examgen.bank import builtin
from examgen.blueprint import load_blueprint
from examgen.building import build_exam
from examgen.grading.key import build_key, dump_key
from examgen.grading.report import GradeReport

sys.path.insert(0, str(Path(__file__).parent.parent))
from simulated_class import Student, simulated_class


def graded(folder: Path, students: list[Student], exam: str) -> dict[str, GradeReport]:
    """The class graded by the command, from files to reports."""
    (folder / "answers").mkdir()
    for student in students:
        (folder / "answers" / f"{student.number}.json").write_text(json.dumps(student.submission(exam)), encoding="utf-8")
    command = [sys.executable, "-m", "examgen", "grade", str(folder / "key.json"), str(folder / "answers"), "--out", str(folder / "out")]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return {one.number: GradeReport.model_validate_json((folder / "out" / f"{one.number}.json").read_bytes()) for one in students}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--students", type=int, default=300)
    parser.add_argument("--blueprint", default="practice-final")
    settings = parser.parse_args()
    bank = builtin()
    exam = build_exam(load_blueprint(settings.blueprint), bank, seed=1, forms=3)
    students = list(simulated_class(exam, bank, settings.students))
    with tempfile.TemporaryDirectory() as made:
        (Path(made) / "key.json").write_text(dump_key(build_key(exam)), encoding="utf-8")
        reports = graded(Path(made), students, exam.id)
    made_slips: Counter[tuple[str, str]] = Counter()
    found: Counter[tuple[str, str]] = Counter()
    named: Counter[tuple[str, str]] = Counter()
    verdicts: Counter[tuple[str, str]] = Counter()
    pairs: Counter[str] = Counter()
    shown: Counter[str] = Counter()
    lost = 0
    for student in students:
        families = {part.key: problem.family for problem in reports[student.number].problems for part in problem.parts}
        for part in reports[student.number].parts:
            did = student.did[part.key]
            kind, _, name = did.partition(": ")
            verdicts[kind, part.verdict] += 1
            slip = (families[part.key], name)
            both = set(name.split(", then ")) if kind == "pair" else {name}
            if kind == "pair":
                said = set(part.misconception.split(", then ")) if part.misconception else set()
                what = {"follow_through": "right for the earlier answers", "misconception": "one of them named"}.get(part.verdict, "wrong")
                pairs["both named" if said == both else "another pair named" if part.diagnosis == "pair" else what] += 1
            if kind == "arithmetic" and part.verdict == "wrong":
                shown[part.diagnosis or "nothing more"] += 1
            if kind == "slip" or (kind == "follow" and part.misconception):
                made_slips[slip] += 1
                found[slip] += part.misconception == name
            if part.misconception and part.diagnosis != "pair" and not (kind == "pair" and part.misconception in both):
                named[families[part.key], part.misconception] += 1
            lost += not part.rule
    print(f"{len(students)} students, {sum(verdicts.values())} answers; points without a rule that gave them: {lost}")
    print("what was done, and the verdict on it:")
    for (kind, verdict), count in sorted(verdicts.items()):
        print(f"  {kind:12} {verdict:16} {count:6d}")
    print(f"{'recall':>7} {'precision':>9} {'made':>5} {'named':>5}  known mistake")
    for slip in sorted(made_slips, key=lambda slip: (found[slip] / made_slips[slip], slip)):
        precision = found[slip] / named[slip] if named[slip] else 1.0
        print(f"{found[slip] / made_slips[slip]:7.0%} {precision:9.0%} {made_slips[slip]:5d} {named[slip]:5d}  {slip[0]}: {slip[1]}")
    recall = sum(found.values()) / sum(made_slips.values())
    print(f"parts that show two slips: {sum(pairs.values())}, of which {dict(pairs.most_common())}")
    print(f"wrong answers after a slip in arithmetic, and what was said of them: {dict(shown.most_common())}")
    print(f"single slips: recall {recall:.1%}, precision {sum(found.values()) / sum(named.values()):.1%}")


if __name__ == "__main__":
    main()
