"""What has been graded into a folder, kept beside the reports: a run that was stopped goes on, an unchanged one does nothing.

A SQLite file, written a batch at a time, so that a run that is killed loses at most the batch it was at. A second run into the same
folder at the same time is refused.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from examgen.errors import ContractError
from examgen.grading.submission import Fault

if TYPE_CHECKING:
    from pathlib import Path

FILE = ".examgen.sqlite"
_TABLES = """
create table if not exists settings (name text primary key, value text not null);
create table if not exists entries (
    place text primary key, stamp text not null, student text not null default '', digest text not null default '',
    counts integer not null default 0, fault text not null default ''
);
create table if not exists grades (
    student text primary key, file text not null collate nocase unique, place text not null, form text not null, points text not null,
    out_of text not null, pending text not null, row text not null
);
"""


@dataclass(frozen=True)
class Grade:
    """A student's row of the gradebook.

    Attributes:
        file: name of the report, without ending.
        place: of the submission that counts.
        parts: for each part its key, family, points, full points, pending points, verdict and known mistake.
        notes: remarks about the submission.
    """

    student: str
    file: str
    place: str
    form: str
    points: str
    out_of: str
    pending: str
    parts: tuple[tuple[str, str, str, str, str, str, str], ...]
    notes: tuple[str, ...] = ()


class Register:
    """Reads and writes the file; made by ``opened``."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    @property
    def settings(self) -> str:
        """The digest of key, policy and the rest by which the entries were graded; "" for a new file."""
        row = self._connection.execute("select value from settings where name = 'digest'").fetchone()
        return row[0] if row else ""

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Changes of the block are kept together, or not at all."""
        self._connection.execute("begin")
        try:
            yield
        except BaseException:
            self._connection.execute("rollback")
            raise
        self._connection.execute("commit")

    def begin(self, digest: str) -> None:
        """Forget everything, and grade by these settings from now on."""
        with self.writing():
            for name in ("entries", "grades"):
                self._connection.execute(f"delete from {name}")
            self._connection.execute("insert or replace into settings values ('digest', ?)", (digest,))

    def stamps(self) -> dict[str, str]:
        """Place -> stamp of all that was graded, or found to be at fault."""
        return dict(self._connection.execute("select place, stamp from entries"))

    def add_fault(self, fault: Fault, place: str, stamp: str) -> None:
        """What kept a submission from being graded."""
        text = json.dumps([fault.file, fault.message, fault.line, fault.field])
        self._forget(place)
        self._connection.execute("insert into entries values (?, ?, '', '', 0, ?)", (place, stamp, text))

    def add(self, place: str, stamp: str, student: str, digest: str, *, counts: bool, fault: Fault | None = None) -> None:
        """A submission that was graded; ``counts``: its grade is the student's, in the place of any other."""
        text = json.dumps([fault.file, fault.message, fault.line, fault.field]) if fault else ""
        self._forget(place)
        if counts:
            self._connection.execute("update entries set counts = 0 where student = ?", (student,))
        self._connection.execute("insert into entries values (?, ?, ?, ?, ?, ?)", (place, stamp, student, digest, counts, text))

    def _forget(self, place: str) -> None:
        self._connection.execute("delete from entries where place = ?", (place,))

    def set_grade(self, grade: Grade) -> None:
        """The row of a student."""
        row = json.dumps([grade.parts, grade.notes], ensure_ascii=False)
        values = (grade.student, grade.file, grade.place, grade.form, grade.points, grade.out_of, grade.pending, row)
        self._connection.execute("insert or replace into grades values (?, ?, ?, ?, ?, ?, ?, ?)", values)

    def grade(self, student: str) -> Grade | None:
        """The row of a student, or None."""
        row = self._connection.execute("select * from grades where student = ?", (student,)).fetchone()
        return _grade(row) if row else None

    def grades(self) -> Iterator[Grade]:
        """All rows in the order of the students' names."""
        yield from map(_grade, self._connection.execute("select * from grades order by student"))

    def digest_of(self, place: str) -> str:
        """The digest of the answers in a submission."""
        row = self._connection.execute("select digest from entries where place = ?", (place,)).fetchone()
        return row[0] if row else ""

    def taken(self, file: str) -> str:
        """The student whose report has this name, or ""; names that differ in case alone are the same, as on many disks."""
        row = self._connection.execute("select student from grades where file = ?", (file,)).fetchone()
        return row[0] if row else ""

    def faults(self) -> list[Fault]:
        """Everything that was not graded."""
        rows = self._connection.execute("select fault from entries where fault != '' order by rowid")
        return [Fault(*json.loads(text)) for (text,) in rows]

    def count(self) -> int:
        """Students with a grade."""
        return int(self._connection.execute("select count(*) from grades").fetchone()[0])


def _grade(row: tuple[Any, ...]) -> Grade:
    student, file, place, form, points, out_of, pending, rest = row
    parts, notes = json.loads(rest)
    return Grade(student, file, place, form, points, out_of, pending, tuple(tuple(part) for part in parts), tuple(notes))


@contextmanager
def opened(folder: Path) -> Iterator[Register]:
    """The register of a folder, made if needed, and held until the block ends.

    Raises:
        ContractError: the folder cannot be written, another run holds it, or the file is none of ours.
    """
    path = folder / FILE
    try:
        folder.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(path, isolation_level=None, timeout=0.5)
    except (OSError, sqlite3.Error) as error:
        raise ContractError(str(folder), f"cannot be written: {error}; choose another folder with --out") from None
    try:
        try:
            connection.execute("pragma locking_mode = exclusive")
            connection.execute("pragma synchronous = normal")
            connection.executescript(_TABLES)
            connection.execute("begin exclusive")
            connection.execute("commit")
        except sqlite3.OperationalError as error:
            raise ContractError(str(folder), f"{_said(error)}; choose another folder with --out") from None
        except sqlite3.DatabaseError:
            raise ContractError(str(path), "is no register of examgen; remove it, and everything is graded anew") from None
        try:
            yield Register(connection)
        except sqlite3.Error as error:
            raise ContractError(str(path), f"cannot be written: {error}; make room on the disk, and run the command again") from None
    finally:
        connection.close()


def _said(error: sqlite3.OperationalError) -> str:
    return "another run is grading into it; wait for its end" if "locked" in str(error) else f"cannot be written: {error}"
