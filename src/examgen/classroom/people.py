"""What the class list says beside names: how late an exam was handed in, accommodations, excused questions.

The same CSV file that makes personal forms may have these columns; all may be empty:

* ``days late``: a number such as 1 or 0.5
* ``factor``: times which the points count, such as 1.1 or 10/9
* ``excused``: problems and parts that do not count for the student: ``2; 3.b``
"""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from examgen.errors import ContractError
from examgen.files import read_text
from examgen.grading.totals import Circumstances
from examgen.lists import read_listed
from examgen.roster import NUMBERS, number_of, students_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from examgen.exam import Student
    from examgen.lists import Listed

_LARGEST = 20_000_000
_LATE = ("days late", "late", "days")
_FACTOR = ("factor", "accommodation")
_EXCUSED = ("excused", "exempt")
_PART = re.compile(r"\d+(?:\.[a-z]{1,2})?")


def read_people(path: Path | str) -> tuple[dict[str, Student], dict[str, Circumstances]]:
    """Number of a student -> who it is, and -> what holds for them, where something does.

    Raises:
        ContractError: the file cannot be read, or a cell is at fault; says the line.
    """
    path = Path(path)
    text = read_text(path, largest=_LARGEST, remedy="give a CSV file with a column 'number'")
    listed = read_listed(text, str(path))
    students = {student.number: student for student in students_of(listed, str(path)).values()}
    return students, _circumstances(listed)


def _circumstances(listed: Listed) -> dict[str, Circumstances]:
    number, late, factor, excused = map(listed.column, (NUMBERS, _LATE, _FACTOR, _EXCUSED))
    found: dict[str, Circumstances] = {}
    for where, row in listed.rows:

        def said(place: int, row: Sequence[str] = row) -> str:
            return row[place].strip() if place >= 0 else ""

        own = Circumstances(
            days_late=_exact(said(late), where, "days late", default=0),
            factor=_exact(said(factor), where, "factor", default=1),
            excused=_parts(said(excused), where),
        )
        if own != Circumstances():
            found[number_of(said(number))] = own
    return found


def _exact(text: str, where: str, field: str, *, default: int) -> Fraction:
    try:
        value = Fraction(text.replace(",", ".")) if text else Fraction(default)
    except (ValueError, ZeroDivisionError):
        raise ContractError(where, f"'{text[:40]}' is no number; write it like 2, 0.5 or 10/9", field=field) from None
    if value < 0:
        raise ContractError(where, f"'{text[:40]}' is negative", field=field)
    return value


def _parts(text: str, where: str) -> frozenset[str]:
    names = [name for name in re.split(r"[;,\s]+", text) if name]
    for name in names:
        if not _PART.fullmatch(name):
            raise ContractError(where, f"'{name[:40]}' is no problem and no part; write 2 or 3.b", field="excused")
    return frozenset(names)


def read_minutes(path: Path | str) -> dict[str, float]:
    """Student -> minutes that the exam took, from a CSV file with these two columns; rows without minutes are passed over.

    Raises:
        ContractError: the file cannot be read, lacks a column, or a cell is no number; says the line.
    """
    path = Path(path)
    text = read_text(path, largest=_LARGEST, remedy="give a CSV file with the columns student and minutes")
    listed = read_listed(text, str(path))
    number, minutes = map(listed.column, (NUMBERS, ("minutes", "time", "duration")))
    if number < 0 or minutes < 0:
        raise ContractError(str(path), "needs the columns 'student' and 'minutes'")
    found: dict[str, float] = {}
    for where, row in listed.rows:
        if row[minutes].strip():
            found[number_of(row[number])] = float(_exact(row[minutes].strip(), where, "minutes", default=0))
    return found


def check_excused(circumstances: Mapping[str, Circumstances], names: set[str], file: str) -> None:
    """See that all excused questions are in the exam.

    Raises:
        ContractError: one is not.
    """
    for student, own in circumstances.items():
        for name in own.excused:
            if name not in names:
                raise ContractError(file, f"student {student} is excused from '{name}', which the exam does not have", field="excused")
