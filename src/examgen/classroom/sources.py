"""Where answers come from: folders, globs, JSON, JSON Lines, CSV files and spreadsheets, mixed, one submission at a time.

A table has one row per student, a column for the student, one for the form where forms are not personal, and columns named by part:
``1.a``, ``1a`` or ``1 (a)``. Whatever is broken becomes a fault with its name, and the rest goes on. What stands in a folder is not
trusted: links and special files in it are named, and not followed.
"""

from __future__ import annotations

import csv
import glob
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from examgen.grading.submission import LARGEST, LARGEST_FILE, Fault, lines_of
from examgen.roster import NUMBERS

ENDINGS = frozenset((".json", ".jsonl", ".csv", ".tsv", ".xlsx"))
_PART = re.compile(r"(\d+)[.\s_-]*\(?\s*([a-z]{1,2})\s*\)?")


@dataclass(frozen=True)
class Handed:
    """A submission as it was handed in.

    Attributes:
        place: the file, with line or row where there are several in it.
        stamp: changes when the submission does.
        text: its JSON; None where it need not be read again.
    """

    place: str
    stamp: str
    text: bytes | None


class Sources:
    """Reads submissions.

    Args:
        exam: id of the exam; rows of tables do not say it.
        known: place -> stamp of what was graded before: a file of the same size and time is not read again.
        without: a folder that is passed over: the one into which reports are written.
    """

    def __init__(self, exam: str, known: Mapping[str, str] | None = None, *, without: Path | None = None) -> None:
        self._exam = exam
        self._known = known or {}
        self._without = without.resolve() if without is not None else None

    def read(self, paths: Iterable[Path | str]) -> Iterator[Handed | Fault]:
        """All submissions below the given files, folders and patterns, in order; a file that is named twice is read once."""
        seen: set[Path] = set()
        for path in paths:
            for one in self._expanded(path):
                if isinstance(one, Fault):
                    yield one
                elif one not in seen:
                    seen.add(one)
                    yield from self._file(one)

    def _file(self, path: Path) -> Iterator[Handed | Fault]:
        try:
            if not path.is_file():
                yield Fault(str(path), "there is no such file" if not path.exists() else "this is no regular file")
                return
            ending = path.suffix.lower()
            if ending == ".jsonl":
                yield from self._lines(path)
            elif ending in (".csv", ".tsv"):
                yield from self._rows(path, _table_of_text(path))
            elif ending == ".xlsx":
                yield from self._rows(path, _table_of_sheet(path))
            else:
                yield self._whole(path)
        except OSError as error:
            yield Fault(str(path), f"the file cannot be read: {error.strerror or error}")
        except _TableError as error:
            yield Fault(str(path), str(error))

    def _whole(self, path: Path) -> Handed | Fault:
        facts = path.stat()
        place, stamp = str(path), f"{facts.st_size}:{facts.st_mtime_ns}"
        if facts.st_size > LARGEST:
            return Fault(place, f"the file has {facts.st_size} bytes; a submission has at most {LARGEST}")
        return Handed(place, stamp, None if self._known.get(place) == stamp else path.read_bytes())

    def _lines(self, path: Path) -> Iterator[Handed | Fault]:
        if path.stat().st_size > LARGEST_FILE:
            yield Fault(str(path), f"the file is larger than {LARGEST_FILE // 10**6} MB; split it")
            return
        for number, raw in lines_of(path):
            if raw is None:
                yield Fault(str(path), f"the line has more than {LARGEST} bytes", number)
            elif raw.strip(b"\xef\xbb\xbf \t\r\n"):
                yield self._handed(f"{path}:{number}", raw.strip())

    def _rows(self, path: Path, table: Iterator[tuple[int, list[Any]]]) -> Iterator[Handed | Fault]:
        columns: _Columns | None = None
        for number, row in table:
            if not any(cell not in (None, "") for cell in row):
                continue
            if columns is None:
                columns = _columns(row)
                continue
            data = columns.submission(row, self._exam)
            yield self._handed(f"{path}:{number}", json.dumps(data, ensure_ascii=False).encode("utf-8", "surrogatepass"))

    def _handed(self, place: str, text: bytes) -> Handed:
        stamp = blake2b(text, digest_size=12).hexdigest()
        return Handed(place, stamp, None if self._known.get(place) == stamp else text)

    def _expanded(self, path: Path | str) -> Iterator[Path | Fault]:
        """Files below a folder, or of a pattern, in the order of their names."""
        given = Path(path)
        if given.is_dir():
            yield from self._below(given)
        elif not given.exists() and glob.has_magic(str(path)):
            found = sorted(glob.glob(str(path), recursive=True))
            if not found:
                yield Fault(str(path), "no file has such a name")
            for name in found:
                yield from self._below(Path(name)) if Path(name).is_dir() else iter((Path(name),))
        else:
            yield given

    def _below(self, folder: Path) -> Iterator[Path | Fault]:
        if folder.resolve() == self._without:
            return
        try:
            entries = sorted(folder.iterdir())
        except OSError as error:
            yield Fault(str(folder), f"the folder cannot be read: {error.strerror or error}")
            return
        for entry in entries:
            if entry.name.startswith("."):
                continue
            if entry.is_symlink():
                yield Fault(str(entry), "this is a link, which is not followed within a folder; name the file itself")
            elif entry.is_dir():
                yield from self._below(entry)
            elif entry.suffix.lower() in ENDINGS:
                yield entry


# --- tables -----------------------------------------------------------------------------------------------------------------


class _TableError(Exception):
    """The file is no table of answers."""


@dataclass(frozen=True)
class _Columns:
    student: int
    form: int
    exam: int
    parts: dict[int, str]

    def submission(self, row: list[Any], exam: str) -> dict[str, Any]:
        """A row as a submission; cells that are empty are no answers."""

        def text(place: int) -> str:
            value = row[place] if 0 <= place < len(row) else None
            if isinstance(value, float) and value.is_integer():
                value = int(value)  # spreadsheets keep numbers of students as decimals
            return "" if value is None else str(value).strip()

        answers = {key: row[place] for place, key in self.parts.items() if place < len(row) and row[place] not in (None, "")}
        return {"exam": text(self.exam) or exam, "form": text(self.form), "student": text(self.student), "answers": answers}


def _columns(head: list[Any]) -> _Columns:
    names = [re.sub(r"[\s_]+", " ", str(cell or "")).strip().casefold() for cell in head]
    student = next((names.index(name) for name in NUMBERS if name in names), -1)
    parts: dict[int, str] = {}
    for place, name in enumerate(names):
        if match := _PART.fullmatch(name):
            key = f"{int(match[1])}.{match[2]}"
            if key in parts.values():
                raise _TableError(f"two columns are named {key}; keep one of them")
            parts[place] = key
    shown = ", ".join(str(cell)[:30] for cell in head[:12] if cell) or "none"
    if student < 0:
        raise _TableError(f"has no column 'student' (columns: {shown}); name the column that tells students apart so")
    if not parts:
        raise _TableError(f"has no column of answers (columns: {shown}); name them by part: 1.a, 1.b, 2.a")
    return _Columns(student, names.index("form") if "form" in names else -1, names.index("exam") if "exam" in names else -1, parts)


def _table_of_text(path: Path) -> Iterator[tuple[int, list[Any]]]:
    """Rows of a CSV file in the encodings and with the separators that spreadsheets write."""
    encoding = _encoding(path)
    csv.field_size_limit(LARGEST)
    try:
        with path.open(encoding=encoding, newline="") as stream:
            first = stream.readline(LARGEST)
            stream.seek(0)
            rows = csv.reader(stream, delimiter=max(",;\t", key=first.count), strict=True)
            for row in rows:
                yield rows.line_num, list(row)
    except csv.Error as error:
        raise _TableError(f"is no CSV file: {error}") from None
    except UnicodeError as error:
        raise _TableError(f"is not {encoding} text: {error}") from None


def _encoding(path: Path) -> str:
    with path.open("rb") as stream:
        if stream.read(2) in (b"\xff\xfe", b"\xfe\xff"):
            return "utf-16"
        stream.seek(0)
        try:
            while block := stream.readline(LARGEST):
                block.decode("utf-8")
        except UnicodeDecodeError:
            return "cp1252"
    return "utf-8-sig"


def _table_of_sheet(path: Path) -> Iterator[tuple[int, list[Any]]]:
    """Rows of the first sheet of a spreadsheet: values, formulas are not worked out."""
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except (InvalidFileException, BadZipFile, KeyError, ValueError, TypeError) as error:
        raise _TableError(f"is no spreadsheet: {error}") from None
    try:
        sheet = book.worksheets[0] if book.worksheets else None
        for number, row in enumerate(sheet.iter_rows(values_only=True) if sheet is not None else (), start=1):
            yield number, [_cell(value) for value in row]
    finally:
        book.close()


def _cell(value: Any) -> Any:
    """A cell as an answer: numbers stay numbers; a date is text, since no answer is one."""
    return value if value is None or isinstance(value, str | bool | int | float) else str(value)
