"""What people decided about answers that could not be read or decided: kept with the exam, and applied to every equal answer.

A CSV file, ``rulings.csv``, with a row for each ruling: form, part, answer, points, note. An answer is equal to that of a ruling when
it was typed alike, but for spaces, or reads as the same value.
"""

from __future__ import annotations

import csv
import hashlib
import io
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from examgen.errors import ContractError
from examgen.files import read_text
from examgen.grading.cells import cell, uncell

_LARGEST = 50_000_000
COLUMNS = ("form", "part", "answer", "points", "note")


@dataclass(frozen=True)
class Ruling:
    """A person's decision about an answer to a part of a form.

    Attributes:
        answer: as ``typed`` gives it.
        points: exact.
        note: a sentence for the student, or "".
    """

    form: str
    part: str
    answer: str
    points: Fraction
    note: str = ""


class Rulings:
    """All rulings of an exam."""

    def __init__(self, rulings: Iterable[Ruling] = ()) -> None:
        self._found = {(one.form, one.part, one.answer): one for one in rulings}

    def __iter__(self) -> Any:
        return iter(self._found.values())

    def __len__(self) -> int:
        return len(self._found)

    def find(self, form: str, part: str, raw: Any) -> Ruling | None:
        """The ruling about an answer as it was handed in, or None."""
        return self._found.get((form, part, typed(raw))) if self._found else None

    def joined(self, others: Iterable[Ruling]) -> Rulings:
        """These and others; the later ones win."""
        return Rulings([*self._found.values(), *others])

    @property
    def digest(self) -> str:
        """Equal for equal rulings."""
        return hashlib.sha256(rulings_csv(self).encode()).hexdigest()[:16]


def typed(raw: Any) -> str:
    """An answer as text: that of a student without needless spaces, anything else as JSON would have it."""
    if isinstance(raw, str):
        return " ".join("".join(char if char.isprintable() else " " for char in unicodedata.normalize("NFC", raw)).split())
    if isinstance(raw, list):
        return "[" + ", ".join(map(typed, raw)) + "]"
    return {None: "", True: "true", False: "false"}.get(raw, str(raw)) if not isinstance(raw, dict) else str(sorted(raw.items()))


def rulings_csv(rulings: Iterable[Ruling]) -> str:
    """The text of the file, in a fixed order."""
    stream = io.StringIO()
    table = csv.writer(stream, lineterminator="\n")
    table.writerow(COLUMNS)
    for one in sorted(rulings, key=lambda one: (one.form, one.part, one.answer)):
        table.writerow([cell(text) for text in (one.form, one.part, one.answer, str(one.points), one.note)])
    return stream.getvalue()


def load_rulings(path: Path | str) -> Rulings:
    """Read ``rulings.csv``; a file that is not there has no rulings.

    Raises:
        ContractError: the file cannot be read, or a row is no ruling; says the line.
    """
    path = Path(path)
    if not path.exists():
        return Rulings()
    return parse_rulings(read_text(path, largest=_LARGEST, remedy="give a CSV file of rulings"), str(path))


def parse_rulings(text: str, file: str = "rulings") -> Rulings:
    """The rulings that a text holds."""
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    found: list[Ruling] = []
    try:
        head = [name.strip().casefold() for name in next(rows, [])]
        if head[: len(COLUMNS)] != list(COLUMNS):
            raise ContractError(file, f"has not the columns {', '.join(COLUMNS)}; let examgen write the file")
        for row in rows:
            if any(row):
                found.append(_ruling(row, f"{file}, line {rows.line_num}"))
    except csv.Error as error:
        raise ContractError(f"{file}, line {rows.line_num}", f"is no row of a CSV file: {error}") from None
    return Rulings(found)


def _ruling(row: list[str], where: str) -> Ruling:
    form, part, answer, points, note = (uncell(text) for text in [*row, "", "", "", ""][:5])
    return Ruling(form, part, answer, exact_points(points, where), note)


def exact_points(text: str, where: str) -> Fraction:
    """Points that a person wrote.

    Raises:
        ContractError: they are no number, or negative.
    """
    try:
        points = Fraction(text.strip().replace(",", "."))
    except (ValueError, ZeroDivisionError):
        raise ContractError(where, f"'{text[:40]}' is no number of points; write it like 2 or 3/2", field="points") from None
    if points < 0:
        raise ContractError(where, f"'{text[:40]}' is negative; points are 0 or more", field="points")
    return points
