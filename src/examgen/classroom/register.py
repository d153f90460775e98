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
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from examgen.errors import ContractError
from examgen.grading.contracts import exact
from examgen.grading.report import FOLLOW_OFF
from examgen.grading.submission import Fault

if TYPE_CHECKING:
    from pathlib import Path

FILE = ".examgen.sqlite"
#: Of the tables; those of another version are forgotten, and everything is graded anew.
_VERSION = 1
_TABLES = """
create table if not exists settings (name text primary key, value text not null);
create table if not exists entries (
    place text primary key, stamp text not null, digest text not null default '', fault text not null default ''
);
create table if not exists grades (
    student text primary key, file text not null collate nocase unique, place text not null, form text not null, points text not null,
    out_of text not null, pending text not null, off integer not null, row text not null
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
        self._changed = False

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
            for name in ("entries", "grades", "settings"):
                self._connection.execute(f"delete from {name}")
            self._connection.execute("insert or replace into settings values ('digest', ?)", (digest,))

    def stamps(self) -> dict[str, str]:
        """Place -> stamp of all that was graded, or found to be at fault."""
        return dict(self._connection.execute("select place, stamp from entries"))

    def add_fault(self, fault: Fault, place: str, stamp: str) -> None:
        """What kept a submission from being graded."""
        text = json.dumps([fault.file, fault.message, fault.line, fault.field])
        self._connection.execute("insert or replace into entries values (?, ?, '', ?)", (place, stamp, text))

    def add(self, place: str, stamp: str, digest: str, fault: Fault | None = None) -> None:
        """A submission that was graded; ``fault``: why another one of the student counts all the same."""
        text = json.dumps([fault.file, fault.message, fault.line, fault.field]) if fault else ""
        self._connection.execute("insert or replace into entries values (?, ?, ?, ?)", (place, stamp, digest, text))

    def set_grade(self, grade: Grade) -> None:
        """The row of a student."""
        if not self._changed:
            self._changed = True
            self._connection.execute("delete from settings where name != 'digest'")
        row = json.dumps([grade.parts, grade.notes], ensure_ascii=False)
        off = any(note.startswith(FOLLOW_OFF) for note in grade.notes)
        values = (grade.student, grade.file, grade.place, grade.form, grade.points, grade.out_of, grade.pending, off, row)
        self._connection.execute("insert or replace into grades values (?, ?, ?, ?, ?, ?, ?, ?, ?)", values)

    def grade(self, student: str) -> Grade | None:
        """The row of a student, or None."""
        row = self._connection.execute("select * from grades where student = ?", (student,)).fetchone()
        return _grade(row) if row else None

    def grades(self, most: int = -1) -> Iterator[Grade]:
        """All rows in the order of the students' names, or the first of them."""
        yield from map(_grade, self._connection.execute("select * from grades order by student limit ?", (most,)))

    def summary(self) -> tuple[int, Fraction, int, int]:
        """How many grades there are, the sum of their points, and how many have points pending, and follow-through off somewhere."""
        rows = self._connection.execute("select points, pending, off from grades").fetchall()
        total = sum((exact(points) for points, _, _ in rows), Fraction(0))
        return len(rows), total, sum(pending != "0" for _, pending, _ in rows), sum(off for _, _, off in rows)

    def is_done(self, what: str, stamp: str) -> bool:
        """Whether this was the last to be noted of what was written, and no grade has changed since."""
        row = self._connection.execute("select value from settings where name = ?", (what,)).fetchone()
        return row is not None and row[0] == stamp

    def note_done(self, what: str, stamp: str) -> None:
        """Note what was written."""
        self._connection.execute("insert or replace into settings values (?, ?)", (what, stamp))

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
    student, file, place, form, points, out_of, pending, _, rest = row
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
        raise ContractError(str(folder), f"cannot be written: {error}; choose another folder (--out)") from None
    try:
        try:
            connection.execute("pragma locking_mode = exclusive")
            connection.execute("pragma synchronous = normal")
            if connection.execute("pragma user_version").fetchone()[0] != _VERSION:
                connection.executescript("".join(f"drop table if exists {name};" for name in ("settings", "entries", "grades")))
                connection.execute(f"pragma user_version = {_VERSION}")
            connection.executescript(_TABLES)
            connection.execute("begin exclusive")
            connection.execute("commit")
        except sqlite3.OperationalError as error:
            raise ContractError(str(folder), f"{_said(error)}; choose another folder (--out)") from None
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
