"""What other programs get to see of an instance, and what students must not."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from examgen.bank import open_bank
from examgen.blueprint import parse_blueprint
from examgen.building import build_exam
from examgen.exam import Exam
from examgen.figures import Grid, Grids
from examgen.instance import Instance, make_instance
from examgen.lettering import part_letter
from examgen.scaffold import write_family
from examgen.symbolic.kinds import Kind, Option
from examgen.views import public_exam, public_view, question_markdown, solution_markdown, solution_view

#: Every name that may stand in the public view; a new one must be put here by someone who thought about it.
PUBLIC = {
    "family", "level", "topic", "title", "question", "parts", "figures",
    "label", "name", "symbol", "text", "points", "kind", "entries", "symbols", "tolerance", "options", "key",
    "exam", "course", "institution", "term", "date", "duration", "aids", "instructions", "conventions", "forms", "form", "sections",
    "problems", "number",
}  # fmt: skip


@pytest.fixture(scope="module")
def instance(tmp_path_factory: pytest.TempPathFactory) -> Instance:
    root: Path = tmp_path_factory.mktemp("bank")
    write_family("demo/one", root)
    return make_instance(open_bank(root, builtin=False).family("demo/one"), "hard", "secret seed")


@pytest.fixture(scope="module")
def exam(tmp_path_factory: pytest.TempPathFactory) -> Exam:
    root: Path = tmp_path_factory.mktemp("bank")
    write_family("demo/one", root)
    head = 'schema_version = 1\nid = "x"\ntitle = "X"\nseed = "secret seed"\n'
    blueprint = parse_blueprint(head + '[[sections]]\n[[sections.problems]]\nfamily = "demo/one"\npoints = 6')
    return build_exam(blueprint, open_bank(root, builtin=False), forms=2)


def names(data: Any) -> set[str]:
    """All names of fields, at any depth."""
    if isinstance(data, dict):
        return set(data).union(*(names(value) for value in data.values()))
    if isinstance(data, list):
        return set[str]().union(*(names(value) for value in data))
    return set()


def test_the_public_view_holds_known_fields_only_and_no_seed(instance: Instance, exam: Exam) -> None:
    for view in (public_view(instance), public_exam(exam)):
        assert names(view) <= PUBLIC
        assert "secret seed" not in json.dumps(view)


def test_the_public_view_says_nothing_that_depends_on_the_answers(instance: Instance) -> None:
    hidden = {"answer": "?", "answer_tex": "?", "answer_text": "?", "misconceptions": (), "steps": ()}
    parts = tuple(replace(part, **hidden) for part in instance.parts)
    disguised = replace(instance, parts=parts, parameters={}, seed="", solution_figures={}, attempts=0)
    assert public_view(disguised) == public_view(instance)


def test_the_public_exam_has_the_exams_points_and_the_keys_of_submissions(exam: Exam) -> None:
    view = public_exam(exam)
    parts = view["forms"][1]["sections"][0]["problems"][0]["parts"]
    assert [(part["key"], part["points"]) for part in parts] == [("1.a", "2"), ("1.b", "4")]


def test_figures_are_json_with_a_description(instance: Instance) -> None:
    grids = Grids((Grid((("1", None), ("$x$", "")), shaded=frozenset({(1, 0), (0, 1)}), title="map"),))
    view = public_view(replace(instance, figures={"map": grids}))
    figure = json.loads(json.dumps(view))["figures"]["map"]
    assert figure["kind"] == "Grids" and figure["alt"]
    assert figure["data"]["grids"][0]["shaded"] == [[0, 1], [1, 0]]


def test_the_solution_view_adds_answers_and_is_json(instance: Instance) -> None:
    view = json.loads(json.dumps(solution_view(instance)))
    assert [part["answer"] for part in view["parts"]] == [part.answer_text for part in instance.parts]
    assert view["seed"] == "secret seed" and view["certificate"]["agreed"] == ["z", "loss"]


def test_markdown_shows_every_part_and_the_solution_every_answer(instance: Instance) -> None:
    question, solution = question_markdown(instance), solution_markdown(instance)
    for part in instance.parts:
        assert part.text in question
        assert part.answer_tex in solution
        assert all(slip.name in solution for slip in part.misconceptions)


def test_words_with_formulas_are_no_formula_in_the_solution(instance: Instance) -> None:
    kind = Kind("choice", options=(Option("left", "$p$ is larger."), Option("right", "$q$ is larger.")))
    first = instance.parts[0]
    slip = replace(first.misconceptions[0], value="right", tex=r"\text{$q$ is larger.}")
    part = replace(first, kind=kind, answer="left", answer_tex=r"\text{$p$ is larger.}", misconceptions=(slip,))
    solution = solution_markdown(replace(instance, parts=(part,)))
    assert "**Answer:** $p$ is larger" in solution and ": $q$ is larger, earns" in solution
    assert r"\text{$" not in solution


def test_parts_are_lettered_beyond_z() -> None:
    assert [part_letter(index) for index in (0, 25, 26, 51, 52)] == ["a", "z", "aa", "az", "ba"]
