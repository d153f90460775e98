"""Reading submissions: what is wrong is named, and the rest is read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from examgen.grading.submission import Fault, Submission, parse_submission, read_submissions

GOOD = {"exam": "final", "form": "A", "student": "s1", "answers": {"1.a": "5/2", "1.b": [1, "-1/2"], "2.c": None}}


def test_one_object_per_file_and_one_per_line_are_read(tmp_path: Path) -> None:
    single, many = tmp_path / "one.json", tmp_path / "many.jsonl"
    single.write_text("\ufeff" + json.dumps(GOOD, indent=2), encoding="utf-8")
    many.write_text(json.dumps({**GOOD, "student": "s2"}) + "\n\n" + json.dumps({**GOOD, "student": "s3"}), encoding="utf-8")
    found, faults = read_submissions([single, many])
    assert not faults
    assert [(file, submission.student) for file, submission in found] == [(str(single), "s1"), (f"{many}:1", "s2"), (f"{many}:3", "s3")]


def test_a_decimal_beyond_all_floats_spoils_its_own_answer_only() -> None:
    found = parse_submission('{"exam": "final", "form": "A", "student": "s", "answers": {"1.a": 1e400, "1.b": 0.5}}')
    assert isinstance(found, Submission)
    assert found.answers == {"1.a": "1e400", "1.b": 0.5}


@pytest.mark.parametrize(
    ("text", "field", "says"),
    [
        ("", "", "no JSON"),
        ("{", "", "no JSON"),
        ("[1]", "", "an object"),
        ("null", "", "an object"),
        (json.dumps({**GOOD, "answers": []}), "answers", "object"),
        (json.dumps({**GOOD, "student": 5}), "student", "text"),
        (json.dumps({**GOOD, "student": ""}), "student", "empty"),
        (json.dumps({**GOOD, "student": " \u200b"}), "student", "blank"),
        (json.dumps({**GOOD, "student": "x" * 999}), "student", "at most"),
        (json.dumps({**GOOD, "grade": 100}), "grade", "no such field"),
        (json.dumps({"exam": "final"}), "form", "missing"),
        ('{"exam": "final", "form": "A", "student": "s", "answers": {"1.a": NaN}}', "", "NaN"),
        ('{"exam": "final", "form": "A", "student": "s", "answers": {"1.a": 1, "1.a": 2}}', "", "twice"),
        ("[" * 100_000, "", "nested too deeply"),
    ],
)
def test_a_broken_submission_is_a_fault(text: str, field: str, says: str) -> None:
    found = parse_submission(text, file="s.json")
    assert isinstance(found, Fault)
    assert found.field == field
    assert says in found.message
    assert str(found).startswith("s.json")


def test_broken_files_do_not_stop_the_others(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "binary.json").write_bytes(b"\xff\xfe\xfa")
    (tmp_path / "huge.json").write_bytes(b" " * 1_000_001)
    (tmp_path / "class.jsonl").write_text("{\n" + json.dumps(GOOD) + "\n" + " " * 1_000_002 + "\nnull\n", encoding="utf-8")
    (tmp_path / "good.json").write_text(json.dumps(GOOD), encoding="utf-8")
    names = ["folder", "absent.json", "binary.json", "huge.json", "class.jsonl", "good.json"]
    found, faults = read_submissions([tmp_path / name for name in names])
    assert [Path(file).name for file, _ in found] == ["class.jsonl:2", "good.json"]
    assert [(Path(fault.file).name, fault.line) for fault in faults] == [
        ("folder", 0),
        ("absent.json", 0),
        ("binary.json", 0),
        ("huge.json", 0),
        ("class.jsonl", 1),
        ("class.jsonl", 3),
        ("class.jsonl", 4),
    ]


def test_a_number_of_any_length_is_read_or_refused() -> None:
    found = parse_submission('{"exam": "e", "form": "A", "student": "s", "answers": {"1.a": ' + "9" * 5000 + "}}")
    assert isinstance(found, Submission)


@settings(max_examples=200, deadline=None)
@given(st.one_of(st.text(max_size=80), st.text(alphabet='{}[]":,0123456789eE-.truefalsn\\u ', max_size=60)))
def test_no_text_raises(text: str) -> None:
    assert isinstance(parse_submission(text), Submission | Fault)


def test_halves_of_characters_are_no_text() -> None:
    found = parse_submission('{"exam": "e", "form": "A", "student": "\\ud800", "answers": {}}')
    assert isinstance(found, Fault)
    found = parse_submission('{"exam": "e", "form": "A", "student": "s", "answers": {"1.a": "\\ud800", "\\udfff": ["\\ud801"]}}')
    assert isinstance(found, Fault)
