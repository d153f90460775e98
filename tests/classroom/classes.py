"""A class for the tests: an exam of the built-in bank, and what its students handed in; made once."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from examgen.bank import Bank, builtin
from examgen.blueprint import parse_blueprint
from examgen.building import build_exam
from examgen.exam import Exam
from examgen.grading.key import Key, build_key, dump_key
from simulated_class import Student, simulated_class

BLUEPRINT = """
schema_version = 1
id = "small"
title = "Small exam"
seed = 1
forms = 2
[[sections]]
[[sections.problems]]
family = "batchnorm/minibatch_statistics"
level = "easy"
[[sections.problems]]
family = "kl/two_gaussians"
level = "easy"
[[sections.problems]]
family = "backprop/two_layer_mlp"
level = "easy"
"""


@dataclass(frozen=True)
class Class:
    exam: Exam
    key: Key
    bank: Bank
    students: tuple[Student, ...]

    def hand_in(self, folder: Path) -> Path:
        """The key and a folder of submissions."""
        (folder / "answers").mkdir(parents=True)
        (folder / "key.json").write_text(dump_key(self.key), encoding="utf-8")
        for student in self.students:
            path = folder / "answers" / f"{student.number}.json"
            path.write_text(json.dumps(student.submission(self.exam.id)), encoding="utf-8")
        return folder / "answers"


@lru_cache(maxsize=2)
def small_class(students: int = 60) -> Class:
    bank = builtin()
    exam = build_exam(parse_blueprint(BLUEPRINT, file="small.toml"), bank, jobs=1)
    return Class(exam, build_key(exam), bank, tuple(simulated_class(exam, bank, students)))
