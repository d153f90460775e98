"""The gradebook, in the columns that a spreadsheet, Canvas or Moodle reads; one row at a time."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, TypeAlias

from examgen.grading.cells import cell
from examgen.grading.contracts import exact

if TYPE_CHECKING:
    from examgen.classroom.register import Grade, Register
    from examgen.exam import Student
    from examgen.grading.key import Key

Layout: TypeAlias = Literal["plain", "canvas", "moodle"]


def gradebook_rows(register: Register, key: Key, students: Mapping[str, Student], layout: Layout = "plain") -> Iterator[str]:
    """Lines of the file.

    Points are decimals, rounded to four places. Students of the roster who handed in nothing have a row without points. A cell that a
    spreadsheet would take for a formula gets an apostrophe in front.
    """
    rows = {"plain": _plain, "canvas": _canvas, "moodle": _moodle}[layout]
    for row in rows(register, key, students):
        stream = io.StringIO()
        csv.writer(stream, lineterminator="\n").writerow([cell(text) for text in row])
        yield stream.getvalue()


def _plain(register: Register, key: Key, students: Mapping[str, Student]) -> Iterator[list[str]]:
    parts = sorted({part.key for form in key.forms.values() for problem in form.problems for part in problem.parts}, key=natural)
    topics = sorted({_topic(problem.family) for form in key.forms.values() for problem in form.problems})
    named = ["last name", "first name"] if students else []
    yield ["student", *named, "form", *parts, *(f"topic {topic}" for topic in topics), "total", "out of", "pending"]
    for number, grade in _everybody(register, students):
        person = students.get(number)
        names = [person.last_name if person else "", person.first_name if person else ""] if students else []
        if grade is None:
            yield [number, *names, key.students.get(number, ""), *[""] * (len(parts) + len(topics) + 3)]
            continue
        points = {part[0]: decimal(part[2]) for part in grade.parts}
        sums: dict[str, Fraction] = {}
        for _, family, reached, *_ in grade.parts:
            topic = _topic(family)
            sums[topic] = sums.get(topic, Fraction(0)) + exact(reached)
        yield [
            number, *names, grade.form, *(points.get(part, "") for part in parts),
            *(decimal(str(sums[topic])) if topic in sums else "" for topic in topics),
            decimal(grade.points), decimal(grade.out_of), decimal(grade.pending),
        ]  # fmt: skip


def _canvas(register: Register, key: Key, students: Mapping[str, Student]) -> Iterator[list[str]]:
    yield ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", key.title]
    yield ["Points Possible", "", "", "", "", decimal(key.points)]
    for number, grade in _everybody(register, students):
        person = students.get(number)
        name = f"{person.last_name}, {person.first_name}".strip(", ") if person else number
        yield [name, "", number, "", "", decimal(grade.points) if grade else ""]


def _moodle(register: Register, key: Key, students: Mapping[str, Student]) -> Iterator[list[str]]:
    yield ["ID number", "First name", "Last name", key.title, "Feedback comments"]
    for number, grade in _everybody(register, students):
        person = students.get(number)
        names = [person.first_name, person.last_name] if person else ["", ""]
        open_ = f"{decimal(grade.pending)} points are still looked at" if grade and Fraction(grade.pending) else ""
        yield [number, *names, decimal(grade.points) if grade else "", open_]


def _everybody(register: Register, students: Mapping[str, Student]) -> Iterator[tuple[str, Grade | None]]:
    graded: set[str] = set()
    for grade in register.grades():
        graded.add(grade.student)
        yield grade.student, grade
    for number in students:
        if number not in graded:
            yield number, None


@lru_cache(maxsize=256)
def _topic(family: str) -> str:
    return family.partition("/")[0]


def natural(key: str) -> tuple[int, int, str]:
    """2.b before 10.a, and z before aa."""
    number, _, letters = key.partition(".")
    return (int(number) if number.isascii() and number.isdigit() else 0, len(letters), key)


@lru_cache(maxsize=4096)
def decimal(points: str) -> str:
    """Points as a decimal with at most four places."""
    value = exact(points)
    text = f"{round(Decimal(value.numerator) / Decimal(value.denominator), 4):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
