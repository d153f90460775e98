"""The whole built-in bank under audit, and what holds for each of its instances."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import examgen
from examgen.bank import builtin
from examgen.instance import make_instance
from pinned import FILE, pin
from values import outcome

SEVEN_TOPICS = {"attention", "backprop", "batchnorm", "initialization", "kl", "ops_counting", "relu_counting"}
IDS = builtin().ids
PINNED = json.loads(FILE.read_text(encoding="utf-8"))


def test_every_family_opens() -> None:
    assert not [str(fault) for fault in builtin().faults]


def test_the_seven_topics_are_covered_by_two_families_each() -> None:
    topics = [family.topic for family in examgen.list_families()]
    assert set(topics) >= SEVEN_TOPICS
    assert all(topics.count(topic) >= 2 for topic in SEVEN_TOPICS)


@pytest.mark.parametrize("family", IDS)
def test_a_family_passes_the_audit(family: str) -> None:
    """Fifty seeds of each level; ``make audit`` tries many more."""
    report = examgen.audit_bank(builtin(), [family], seeds=50, pages=2)
    assert not [f"{finding.level} {finding.seed}: {finding.text}" for finding in report.findings]
    assert report.families[0].mutants > 0


@pytest.mark.parametrize("family", IDS)
def test_a_pinned_instance_comes_out_again(family: str) -> None:
    for level in examgen.open_bank().family(family).levels:
        assert pin(examgen.open_bank().family(family), level) == PINNED[family][level], "changed on purpose? python tests/pinned.py"


@pytest.mark.parametrize("family", IDS)
def test_a_misconception_never_equals_the_answer_or_another_one(family: str) -> None:
    """Decided by exact comparison, which shares no code with the rule that redraws."""
    for level in builtin().family(family).levels:
        instance = examgen.make_instance(family, level, "collisions")
        for part in instance.parts:
            values = [part.answer, *(slip.value for slip in part.misconceptions)]
            for k, one in enumerate(values):
                assert all(outcome(one, other) == "unequal" for other in values[:k]), (part.name, values)


@pytest.mark.parametrize("family", IDS)
def test_the_right_answer_as_typed_is_correct_and_a_slip_is_named(family: str) -> None:
    for level in builtin().family(family).levels:
        instance = examgen.make_instance(family, level, "typed")
        for part in instance.parts:
            report = examgen.check_answer(instance, part.answer_text, part=part.name)
            assert report.verdict == "correct", (part.name, part.answer_text, report)


@pytest.mark.parametrize("family", IDS)
def test_no_text_names_a_part_by_a_letter_that_may_be_another_ones(family: str) -> None:
    """Letters are given out anew when an exam asks some of the parts: a wording has them from ``letter``, a reason has none."""
    known = builtin().family(family)
    reasons = [step.because for step in known.steps.values() if isinstance(step.because, str)]
    for text in (Path(known.files.wording).read_text(encoding="utf-8"), *reasons):
        plain = re.sub(r"\$\$.*?\$\$|\$.*?\$|\{\{.*?\}\}", "", text, flags=re.DOTALL)
        assert not re.search(r"(?<!\w)\([a-h]\)", plain), plain


@pytest.mark.parametrize("family", IDS)
def test_a_part_asked_alone_says_the_same_or_what_it_needs(family: str) -> None:
    known = builtin().family(family)
    for level in known.levels:
        whole = make_instance(known, level, 3)
        for part in whole.parts:
            try:
                alone = make_instance(known, level, 3, parts=[part.name])
            except examgen.PartsError as error:
                together = make_instance(known, level, 3, parts=error.remedy)
                assert part.name in {one.name for one in together.parts}
            else:
                assert (alone.part(part.name).text, alone.part(part.name).answer) == (part.text, part.answer)


def test_an_exam_is_the_same_under_another_hash_seed(tmp_path: Path) -> None:
    """Byte-identical keys and pages on two runs in two processes."""
    made = []
    for seed in ("1", "2"):
        out = tmp_path / seed
        options = ["--forms", "2", "--seed", "5", "--format", "tex", "--out", str(out)]
        command = [sys.executable, "-m", "examgen", "exam", "practice-final", *options]
        subprocess.run(command, check=True, capture_output=True, env={**os.environ, "PYTHONHASHSEED": seed})
        made.append({path.name: path.read_bytes() for path in sorted(out.iterdir()) if path.is_file()})
    assert made[0] == made[1]
    assert {"key.json", "exam-A.tex", "solutions-B.tex"} <= made[0].keys()
