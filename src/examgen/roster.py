"""The class list: who gets a form of their own.

A CSV file as every campus system exports it, with commas, semicolons or tabs, and a first row of column names. It needs a column for
the student's number; columns for names are used if they are there, all others are left alone:

    number,last name,first name
    4711,Lovelace,Ada
"""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING

from examgen.errors import ContractError
from examgen.exam import Student
from examgen.files import read_text
from examgen.lists import read_listed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from examgen.lists import Listed

#: Bytes: a list of a hundred thousand students is smaller.
_LARGEST = 20_000_000
#: What a column may be called that tells students apart.
NUMBERS = ("number", "student", "student number", "student no", "student id", "id", "id number", "matriculation number", "sis user id")
_COLUMNS = {
    "number": NUMBERS,
    "last": ("last name", "lastname", "surname", "family name"),
    "first": ("first name", "firstname", "given name", "forename"),
    "name": ("name", "full name", "student name"),
}
#: What may stand in the name of a form, which becomes part of file names.
_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9_-]+")


def read_roster(path: Path | str) -> dict[str, Student]:
    """Form name -> student, in the order of the file. The form is named after the student's number.

    Raises:
        ContractError: the file cannot be read, has no column of numbers, or names a student twice; says the line.
    """
    path = Path(path)
    return parse_roster(read_text(path, largest=_LARGEST, remedy="give a CSV file with a column 'number'"), str(path))


def parse_roster(text: str, file: str = "roster") -> dict[str, Student]:
    """The roster that a text holds; ``file`` is what errors call it."""
    return students_of(read_listed(text, file), file)


def students_of(listed: Listed, file: str) -> dict[str, Student]:
    """The roster that a table holds."""
    columns = _columns(listed, file)
    students: dict[str, Student] = {}
    lines: dict[str, str] = {}
    for where, row in listed.rows:
        student = _student(row, columns, where)
        form = form_name(student.number)
        if form.casefold() in lines:
            before = lines[form.casefold()].rpartition(", ")[2]
            twin = next(one.number for name, one in students.items() if name.casefold() == form.casefold())
            told = f"stands in {before}, too" if twin == student.number else f"names the same files as {twin} in {before}"
            fault = f"the number {student.number} {told}; each student needs a number of their own"
            raise ContractError(where, fault, field="number")
        lines[form.casefold()] = where
        students[form] = student
    if not students:
        raise ContractError(file, "names no student; write a row for each below the names of the columns")
    return students


def form_name(number: str) -> str:
    """The name of a student's form: the number, without what cannot stand in a file name."""
    return _NOT_IN_NAMES.sub("_", number.strip()).strip("_-")[:32]


def number_of(cell: str) -> str:
    """A student's number without the spaces around it, and without characters that nobody sees."""
    return " ".join("".join(char for char in cell if unicodedata.category(char) != "Cf").split())


def _columns(listed: Listed, file: str) -> dict[str, int]:
    """Where number and names stand."""
    found = {what: listed.column(known) for what, known in _COLUMNS.items()}
    if found["number"] < 0:
        shown = ", ".join(cell.strip()[:30] for cell in listed.columns[:12]) or "none"
        raise ContractError(file, f"has no column 'number' (columns: {shown}); name the column of the student numbers so", field="number")
    return found


def _student(row: Sequence[str], columns: dict[str, int], where: str) -> Student:
    cells = {what: " ".join(row[place].split()) if place >= 0 else "" for what, place in columns.items()}
    number = number_of(cells["number"])
    if not form_name(number):
        raise ContractError(where, f"'{number[:40]}' is no student number; it needs a letter or a digit", field="number")
    last, first = cells["last"], cells["first"]
    if not last and not first and cells["name"]:
        # "Lovelace, Ada" and "Ada Lovelace" are both common
        family, comma, given = cells["name"].partition(",")
        if not comma:
            given, _, family = cells["name"].rpartition(" ")
        last, first = family.strip(), given.strip()
    return Student(number, last, first)
