"""Where answers come from: every kind of file, whole and broken."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from examgen.classroom.sources import Handed, Sources
from examgen.grading.submission import Fault

ANSWERS = {"1.a": "3/2", "1.b": "4"}


def read(*paths: Path | str, known: dict[str, str] | None = None) -> Iterator[Handed | Fault]:
    return Sources("final", known).read(paths)


def submissions(*paths: Path | str) -> list[dict[str, Any]]:
    return [json.loads(one.text) for one in read(*paths) if isinstance(one, Handed) and one.text is not None]


def faults(*paths: Path | str) -> list[str]:
    return [str(one) for one in read(*paths) if isinstance(one, Fault)]


def one(student: str, **more: Any) -> dict[str, Any]:
    return {"exam": "final", "form": "A", "student": student, "answers": ANSWERS, **more}


def test_folders_patterns_and_files_are_mixed_and_nothing_is_read_twice(tmp_path: Path) -> None:
    (tmp_path / "deep" / "er").mkdir(parents=True)
    (tmp_path / "deep" / "b.json").write_text(json.dumps(one("b")))
    (tmp_path / "deep" / "er" / "c.json").write_text(json.dumps(one("c")))
    (tmp_path / "a.jsonl").write_text(json.dumps(one("a1")) + "\n\n" + json.dumps(one("a2")) + "\n")
    (tmp_path / "notes.txt").write_text("no answers")
    (tmp_path / ".hidden.json").write_text("{")
    found = submissions(tmp_path, str(tmp_path / "**" / "*.json"), tmp_path / "a.jsonl")
    assert [data["student"] for data in found] == ["a1", "a2", "b", "c"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_table_has_a_row_for_each_student_in_whatever_way_it_was_saved(tmp_path: Path, encoding: str, delimiter: str) -> None:
    path = tmp_path / "export.csv"
    rows = [["Student ID", "Name", "form", "1a", "1.B", "2 (c)"], ["4711", "Müller", "A", "3/2", "", '"[1, 2]"'], [""] * 6]
    path.write_text("\r\n".join(delimiter.join(row) for row in rows), encoding=encoding, newline="")
    assert submissions(path) == [{"exam": "final", "form": "A", "student": "4711", "answers": {"1.a": "3/2", "2.c": "[1, 2]"}}]


def test_a_spreadsheet_gives_numbers_as_numbers(tmp_path: Path) -> None:
    book = Workbook()
    book.active.append(["number", "1.a", "1.b", "2.a"])
    book.active.append([4711, 0.5, "=1+1", "ln(2)"])
    book.active.append([4712, None, 7, True])
    book.save(tmp_path / "class.xlsx")
    first, second = submissions(tmp_path / "class.xlsx")
    # a formula that no program has worked out has no value
    assert first == {"exam": "final", "form": "", "student": "4711", "answers": {"1.a": 0.5, "2.a": "ln(2)"}}
    assert second["answers"] == {"1.b": 7, "2.a": True}


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.csv", b"name,1.a\nx,1\n", "no column 'student'"),
        ("a.csv", b"student,points\nx,1\n", "no column of answers"),
        ("a.csv", b"student,1.a,1 a\nx,1,2\n", "two columns are named 1.a"),
        ("a.csv", b'student,1.a\nx,"1\n', "no CSV file"),
        ("a.xlsx", b"PK\x03\x04 no", "no spreadsheet"),
        ("a.xlsx", b"", "no spreadsheet"),
        ("a.json", b" " * 1_000_001, "at most 1000000"),
        ("a.jsonl", b"{" + b" " * 1_000_001 + b"}", "more than 1000000 bytes"),
    ],
)
def test_a_broken_file_is_named_and_the_rest_is_read(tmp_path: Path, name: str, content: bytes, words: str) -> None:
    (tmp_path / name).write_bytes(content)
    (tmp_path / "z.json").write_text(json.dumps(one("z")))
    (fault,) = faults(tmp_path)
    assert words in fault and name in fault
    assert [data["student"] for data in submissions(tmp_path)] == ["z"]


def test_links_pipes_and_locked_files_are_named(tmp_path: Path) -> None:
    secret = tmp_path / "secret.json"
    secret.write_text(json.dumps(one("other")))
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "link.json").symlink_to(secret)
    (folder / "loop").symlink_to(folder)
    os.mkfifo(folder / "pipe.json")
    told = faults(folder, tmp_path / "absent.json", str(tmp_path / "*.nothing"))
    expected = ("is a link", "is a link", "no regular", "no such", "no file has")
    assert all(words in text for words, text in zip(expected, told, strict=True))
    assert submissions(folder) == []
    # a file that is named itself may be a link
    assert submissions(folder / "link.json")[0]["student"] == "other"


def test_what_is_known_is_not_read_again(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps(one("a")))
    (tmp_path / "b.csv").write_text("student,1.a\nb,1\nc,2\n")
    known = {item.place: item.stamp for item in read(tmp_path) if isinstance(item, Handed)}
    assert [item.text for item in read(tmp_path, known=known) if isinstance(item, Handed)] == [None] * 3
    (tmp_path / "b.csv").write_text("student,1.a\nb,1\nc,3\n")
    changed = [item.place for item in read(tmp_path, known=known) if isinstance(item, Handed) and item.text is not None]
    assert changed == [f"{tmp_path / 'b.csv'}:3"]
