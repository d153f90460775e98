"""One instance of every family at every level, as one exam, and what tests of whole forms need; made once."""

from __future__ import annotations

from functools import lru_cache

from examgen.bank import builtin
from examgen.blueprint import load_blueprint
from examgen.building import build_exam
from examgen.exam import Exam, Form, Problem, Section
from examgen.instance import make_instance


@lru_cache(maxsize=1)
def whole_bank() -> Exam:
    """An exam of a single form that asks every family of the built-in bank at each of its levels."""
    problems = []
    for family in builtin().families.values():
        for level in family.levels:
            instance = make_instance(family, level, "formats")
            problems.append(Problem(len(problems) + 1, instance, {part.name: part.points for part in instance.parts}))
    return Exam(id="bank", title="Bank", course="All", seed="formats", forms=(Form("A", (Section("", tuple(problems)),)),))


@lru_cache(maxsize=1)
def practice_exam() -> Exam:
    return build_exam(load_blueprint("practice-final"), builtin(), seed="formats", forms=1, jobs=1)
