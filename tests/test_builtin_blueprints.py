"""The built-in blueprints: what the bank has to offer, in exams that can be handed out."""

from __future__ import annotations

from fractions import Fraction

import pytest

import examgen
from examgen.blueprint import builtin_names, load_blueprint
from examgen.building import build_exam, stream_forms
from examgen.exam import Problem

NAMES = builtin_names()
TOPICS = [name for name in NAMES if name.startswith("topic-")]


def families(name: str) -> set[str]:
    return {problem.family for section in load_blueprint(name).sections for problem in section.problems}


def test_there_is_one_for_each_topic_and_lecture_a_midterm_and_a_final() -> None:
    assert {"midterm", "final", "practice-final", "lecture-3", "lecture-4", "lecture-7", "lecture-8", "lecture-9"} <= set(NAMES)
    assert {name.removeprefix("topic-").replace("-", "_") for name in TOPICS} == {family.topic for family in examgen.list_families()}


@pytest.mark.parametrize("name", TOPICS)
def test_a_topic_asks_every_family_of_the_topic(name: str) -> None:
    topic = name.removeprefix("topic-").replace("-", "_")
    assert families(name) == {family.id for family in examgen.list_families() if family.topic == topic}


@pytest.mark.parametrize("name", NAMES)
def test_forms_are_certified_and_worth_what_the_blueprint_says(name: str) -> None:
    exam = build_exam(load_blueprint(name), examgen.open_bank(), seed="pages", forms=1)
    (form,) = exam.forms
    assert sum(Fraction(str(points)) for problem in form.problems for points in problem.points.values()) == load_blueprint(name).points


def number_of(problem: Problem) -> int:
    return problem.number


@pytest.mark.parametrize("name", NAMES)
def test_a_class_of_two_hundred_gets_its_forms(name: str) -> None:
    _, forms = stream_forms(load_blueprint(name), examgen.open_bank(), number_of, seed=7, forms=200, jobs=1)
    assert len({form.name for form in forms}) == 200


def test_no_two_exams_hold_the_same_question() -> None:
    """Whoever has practised on one must not meet an instance again in another one: each blueprint has a seed of its own."""
    held: dict[str, str] = {}
    for name in NAMES:
        exam = build_exam(load_blueprint(name), examgen.open_bank())
        for text in {examgen.render(problem.instance, "markdown") for form in exam.forms for problem in form.problems}:
            other = held.setdefault(text, name)
            assert other == name, f"{name} and {other} both ask: {text.splitlines()[0]}; change the seed of one of them"
