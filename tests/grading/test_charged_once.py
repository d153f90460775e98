"""A slip costs points once: what follows from it, or shows the same slip again, is right for it."""

from __future__ import annotations

import examgen
from examgen.blueprint import parse_blueprint
from examgen.symbolic.plain import write

QUIZ = """
schema_version = 1
id = "quiz"
title = "Quiz"
seed = "once"
[[sections]]
[[sections.problems]]
family = "batchnorm/normalized_output"
level = "medium"
"""


def test_a_slip_in_a_shared_step_costs_points_in_the_first_part_only() -> None:
    exam = examgen.build_exam(parse_blueprint(QUIZ))
    problem = exam.forms[0].problems[0]
    parts = dict(zip((part.name for part in problem.instance.parts), problem.keys, strict=True))
    slips = {
        part.name: next(slip for slip in part.misconceptions if slip.name.startswith("divided the squares"))
        for part in problem.instance.parts
        if any(slip.name.startswith("divided the squares") for slip in part.misconceptions)
    }
    assert set(slips) == {"normalized", "output_variance", "identity_scale"}
    answers = {parts[name]: write(slip.value) for name, slip in slips.items()}
    report = examgen.grade(examgen.build_key(exam), {"exam": "quiz", "form": "A", "student": "s", "answers": answers})
    found = {part.name: part for part in report.parts if part.key in answers}
    assert found["normalized"].verdict == "misconception"
    assert found["normalized"].points == "3/2"
    for name in ("output_variance", "identity_scale"):
        assert found[name].verdict == "follow_through"
        assert found[name].points == found[name].out_of
        assert f"slip that you made in {parts['normalized']}" in found[name].reason
