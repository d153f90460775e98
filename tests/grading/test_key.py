"""Keys and the JSON form of values."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from sympy import ImmutableDenseMatrix, Integer, Rational, Symbol, exp, log, sqrt

from examgen.errors import ContractError
from examgen.exam import Exam, Form, Problem, Section
from examgen.grading.encoding import decode, encode
from examgen.grading.key import Key, build_key, dump_key, load_key, parse_key
from examgen.instance import Certificate, Instance, Misconception, Part
from examgen.symbolic.kinds import Kind, Option
from grading.keys import key

N = Symbol("n", positive=True)


@pytest.mark.parametrize(
    "value",
    [
        Integer(3),
        Rational(-5, 2),
        log(2) + Rational(1, 2),
        exp(-2) * sqrt(3) / 8,
        2 / N,
        Symbol("x") + Symbol("y", real=True),
        "he",
        "5/2",
        True,
        False,
        (),
        (Integer(1), Rational(-1, 2)),
        ("conv1", "relu", "e"),
        (("a", Integer(1)), (), ((Integer(2),),)),
        frozenset(),
        frozenset({Integer(1), log(2), "word", (Integer(1), Integer(2))}),
        ImmutableDenseMatrix([[1, Rational(1, 2)], [log(3), N]]),
        ImmutableDenseMatrix([1, 2]),
    ],
)
def test_every_value_survives_json(value: object) -> None:
    text = json.dumps(encode(value))
    back = decode(json.loads(text))
    assert back == value
    assert type(back) is type(value)


@pytest.mark.parametrize(
    "data", [None, 3, 1.5, {"word": 3}, {"word": "a", "more": 1}, {"set": "1"}, {"matrix": [1]}, "2 +", "x", {}, ["1 2"]]
)
def test_other_json_is_no_value(data: Any) -> None:
    with pytest.raises(ValueError, match="no"):
        decode(data)


def instance() -> Instance:
    part = Part(
        name="mean",
        symbol="m",
        text="Find it.",
        points=Rational(2),
        kind=Kind("rational"),
        answer=Rational(5, 2),
        answer_tex="",
        answer_text="5/2",
        steps=(),
        misconceptions=(Misconception("slip", "mean", Integer(3), Rational(1, 2), "3", "Look again."),),
        depends_on=(),
    )
    scheme = Part(
        "scheme", "", "", Rational(1), Kind("choice", options=(Option("he", "He"),)), "he", "", "he", (), (), ("mean",), guess_ok=True
    )
    return Instance(
        family="topic/name",
        level="easy",
        seed="7",
        title="Title",
        topic="topic",
        parameters={"z": Integer(1), "W": ImmutableDenseMatrix([[1, 2]]), "loss": "square", "bias": True, "n": N},
        question="?",
        parts=(part, scheme),
        figures={},
        solution_figures={},
        certificate=Certificate("loop", ("mean",), {"scheme": "a word"}, 4),
        content_hash="0" * 64,
        attempts=1,
    )


def exam(points: int = 3) -> Exam:
    problem = Problem(1, instance(), {"mean": Rational(points), "scheme": Rational(1, 2)})
    return Exam("final", "Final", "ML", "1", (Form("A", (Section("", (problem,)),)), Form("B", (Section("", (problem,)),))))


def test_a_key_holds_what_grading_needs_and_no_seed() -> None:
    made = build_key(exam())
    assert made.points == "7/2"
    (problem,) = made.forms["B"].problems
    assert [part.key for part in problem.parts] == ["1.a", "1.b"]
    assert problem.parts[0].points == "3"
    assert problem.parts[0].value() == Rational(5, 2)
    assert problem.parts[0].misconceptions[0].value() == 3
    assert problem.parts[1].kind.kind() == Kind("choice", options=(Option("he", "He"),))
    assert problem.parts[1].value() == "he"
    assert problem.values() == dict(instance().parameters)
    assert "seed" not in dump_key(made)


def test_a_key_file_is_read_back_equal_and_written_the_same(tmp_path: Path) -> None:
    made = build_key(exam())
    text = dump_key(made)
    file = tmp_path / "key.json"
    file.write_text(text, encoding="utf-8")
    assert load_key(file) == made
    assert dump_key(load_key(file)) == text == dump_key(build_key(exam()))
    assert text.endswith("}\n")


def _edited(edit: Any) -> str:
    data = json.loads(dump_key(key()))
    edit(data)
    return json.dumps(data)


@pytest.mark.parametrize(
    ("edit", "field", "says"),
    [
        (lambda d: d.pop("exam"), "exam", "missing"),
        (lambda d: d.update(extra=1), "extra", "no such field"),
        (lambda d: d.update(schema_version=2), "schema_version", "another version"),
        (lambda d: d.update(points=10), "points", "a text was expected"),
        (lambda d: d.update(points="ten"), "points", "no exact number"),
        (lambda d: d.update(points="11"), "", "form A has 10 points"),
        (lambda d: d.update(forms={}), "forms", "at least 1"),
        (lambda d: d["forms"]["A"]["problems"][0]["parts"][0].update(answer="2 +"), "forms.A.problems.0.parts.0.answer", "missing"),
        (lambda d: d["forms"]["A"]["problems"][0]["parts"][0].update(points="-1"), "forms.A.problems.0.parts.0.points", "negative"),
        (lambda d: d["forms"]["A"]["problems"][0]["parts"][0]["kind"].update(name="real"), "forms.A.problems.0.parts.0.kind", "tolerance"),
        (lambda d: d["forms"]["A"]["problems"][0]["parts"][0]["kind"].update(name="foo"), "forms.A.problems.0.parts.0.kind.name", "'foo'"),
        (lambda d: d["forms"]["A"]["problems"][0]["parts"][1].update(key="1.a"), "forms.A", "two parts"),
        (lambda d: d["forms"]["A"]["problems"][0]["parts"][0].update(depends_on=["mean"]), "forms.A", "no earlier part"),
        (
            lambda d: d["forms"]["A"]["problems"][0]["parts"][0]["misconceptions"][0].update(credit="2"),
            "forms.A.problems.0.parts.0.misconceptions.0",
            "more than 1",
        ),
    ],
)
def test_a_broken_key_is_refused_by_field(edit: Any, field: str, says: str) -> None:
    with pytest.raises(ContractError, match=says) as caught:
        parse_key(_edited(edit), "key.json")
    assert caught.value.field == field
    assert str(caught.value).startswith("key.json: ")


def test_a_file_that_is_no_key_is_named(tmp_path: Path) -> None:
    binary = tmp_path / "binary.json"
    binary.write_bytes(b"\xff\xfe\x00")
    broken = tmp_path / "broken.json"
    broken.write_text('{"exam": ', encoding="utf-8")
    for path in (tmp_path, tmp_path / "absent.json", binary, broken):
        with pytest.raises(ContractError, match=path.name):
            load_key(path)


def test_the_schema_is_published() -> None:
    schema = Key.model_json_schema()
    assert schema["additionalProperties"] is False
    assert {"schema_version", "exam", "forms"} <= set(schema["properties"])


def test_a_key_that_gives_a_student_a_form_it_does_not_have_is_refused() -> None:
    text = dump_key(key()).replace('"students": {}', '"students": {"s1": "Z"}')
    with pytest.raises(ContractError, match="student s1 has form 'Z'"):
        parse_key(text)
