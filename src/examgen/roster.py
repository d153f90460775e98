"""The class list: who gets a form of their own.

A CSV file as every campus system exports it, with commas, semicolons or tabs, and a first row of column names. It needs a column for
the student's number; columns for names are used if they are there, all others are left alone:

    number,last name,first name
    4711,Lovelace,Ada
"""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

from examgen.errors import ContractError
from examgen.exam import Student
from examgen.files import read_text

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
    named = re.match(r"\s*sep=(.)[ ;,\t]*\r?\n", text)  # as Excel writes it
    body = text[named.end() :] if named else text
    skipped = text.count("\n") - body.lstrip("\r\n").count("\n")
    body = body.lstrip("\r\n")
    first = re.sub(r'"[^"]*"', "", body.partition("\n")[0])
    delimiter = named[1] if named else max(",;\t", key=first.count)
    rows = csv.reader(io.StringIO(body, newline=""), delimiter=delimiter, strict=True)
    students: dict[str, Student] = {}
    lines: dict[str, int] = {}
    try:
        head = next(rows, [])
        columns = _columns(head, file)
        for row in rows:
            if not any(cell.strip() for cell in row):
                continue
            if any(cell.strip() for cell in row[len(head) :]):
                fault = f"has {len(row)} fields, the first row {len(head)}; write what holds a '{delimiter}' in quotation marks"
                raise ContractError(f"{file}, line {rows.line_num + skipped}", fault)
            student = _student(row, columns, f"{file}, line {rows.line_num + skipped}")
            form = form_name(student.number)
            if form.casefold() in lines:
                before = lines[form.casefold()]
                twin = next(one.number for name, one in students.items() if name.casefold() == form.casefold())
                told = f"stands in line {before}, too" if twin == student.number else f"names the same files as {twin} in line {before}"
                fault = f"the number {student.number} {told}; each student needs a number of their own"
                raise ContractError(f"{file}, line {rows.line_num + skipped}", fault, field="number")
            lines[form.casefold()] = rows.line_num + skipped
            students[form] = student
    except csv.Error as error:
        raise ContractError(f"{file}, line {rows.line_num + skipped}", f"is no row of a CSV file: {error}") from None
    if not students:
        raise ContractError(file, "names no student; write a row for each below the names of the columns")
    return students


def form_name(number: str) -> str:
    """The name of a student's form: the number, without what cannot stand in a file name."""
    return _NOT_IN_NAMES.sub("_", number.strip()).strip("_-")[:32]


def _columns(head: list[str], file: str) -> dict[str, int]:
    """Where number and names stand."""
    names = [re.sub(r"[\s_.-]+", " ", cell).strip().casefold() for cell in head]
    found = {what: next((names.index(name) for name in known if name in names), -1) for what, known in _COLUMNS.items()}
    if found["number"] < 0:
        shown = ", ".join(cell.strip()[:30] for cell in head[:12]) or "none"
        raise ContractError(file, f"has no column 'number' (columns: {shown}); name the column of the student numbers so", field="number")
    return found


def _student(row: list[str], columns: dict[str, int], where: str) -> Student:
    cells = {what: " ".join(row[place].split()) if 0 <= place < len(row) else "" for what, place in columns.items()}
    number = cells["number"]
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
