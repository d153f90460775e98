"""What a process does with a batch of submissions: it depends on nothing but what it is given, so it may run anywhere."""

from __future__ import annotations

import gc
import json
import pickle
import zlib
from collections import OrderedDict
from dataclasses import dataclass
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from examgen.errors import ContractError
from examgen.exam import Student
from examgen.grading.report import to_markdown
from examgen.grading.submission import Fault, parse_submission
from examgen.grading.totals import Circumstances, settled
from examgen.orphans import end_with_parent

if TYPE_CHECKING:
    from examgen.bank import Bank
    from examgen.grading.marking import Marker
    from examgen.grading.report import GradeReport

_MOST_MARKERS = 4


@dataclass(frozen=True)
class Setup:
    """All that marking depends on, as text, so that it can travel.

    Attributes:
        key, policy: their JSON.
        rulings: their CSV.
        banks: folders beside the built-in bank; where a machine lacks them, follow-through is off there, and reports say so.
        families: id -> hash of the families that the exam asks, as far as they are at hand.
        feedback: formats of the sheets for students: ``md``, ``html``; ``language`` of the latter.
        students: number -> (last name, first name), for the sheets.
        circumstances: student -> what the roster says.
    """

    key: str
    policy: str
    rulings: str
    banks: tuple[str, ...] = ()
    families: tuple[tuple[str, str], ...] = ()
    feedback: tuple[str, ...] = ("md",)
    circumstances: tuple[tuple[str, Circumstances], ...] = ()
    language: str = "en"
    students: tuple[tuple[str, tuple[str, str]], ...] = ()

    @property
    def digest(self) -> str:
        """Equal for equal setups."""
        roster = [(name, str(one.days_late), str(one.factor), sorted(one.excused)) for name, one in self.circumstances]
        sheets = [self.feedback, self.language, self.students]
        told = json.dumps([self.key, self.policy, self.rulings, self.banks, self.families, sheets, roster, version("examgen")])
        return blake2b(told.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


@dataclass(frozen=True)
class Marked:
    """A graded submission, ready to be written.

    Attributes:
        digest: of form and answers: equal for a submission that arrives twice.
        parts: see ``register.Grade``.
        report: JSON.
        sheets: ending -> content of the sheets for the student.
    """

    place: str
    stamp: str
    student: str
    digest: str
    form: str
    points: str
    out_of: str
    pending: str
    parts: tuple[tuple[str, str, str, str, str, str, str], ...]
    notes: tuple[str, ...]
    report: bytes
    sheets: tuple[tuple[str, bytes], ...]


#: (place, stamp, JSON of a submission)
Item = tuple[str, str, bytes]
_SETUPS: dict[str, bytes] = {}
_MARKERS: OrderedDict[str, _Desk] = OrderedDict()


@dataclass(frozen=True)
class _Desk:
    """What a process keeps to mark with."""

    setup: Setup
    marker: Marker
    bank: Bank
    circumstances: dict[str, Circumstances]
    students: dict[str, Student]


def packed(setup: Setup) -> bytes:
    """A setup as it is sent."""
    return zlib.compress(pickle.dumps(setup), 1)


def start(digest: str, setup: bytes) -> None:
    """Give a process of our own its setup once, so that batches need not carry it."""
    end_with_parent()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)  # what is remembered of a class need not be gone through again and again
    remember(digest, setup)


def prepare(digest: str, setup: bytes) -> None:
    """Load what marking needs, so that processes that are forked from this one find it there."""
    import examgen.instance  # noqa: F401 (computer algebra, for follow-through)

    remember(digest, setup)
    _desk(digest, None)


def remember(digest: str, setup: bytes) -> None:
    """Keep a setup for batches that do not carry it."""
    _SETUPS[digest] = setup


def mark_batch(digest: str, setup: bytes | None, batch: list[Item]) -> list[Marked | tuple[str, str, Fault]]:
    """Mark a batch; what cannot be graded is a fault with its place and stamp.

    Args:
        digest: of the setup, which is remembered.
        setup: as ``packed``; None in a process that was started with it.
    """
    desk = _desk(digest, setup)
    done: list[Marked | tuple[str, str, Fault]] = []
    for place, stamp, text in batch:
        found = _marked(desk, place, stamp, text)
        done.append((place, stamp, found) if isinstance(found, Fault) else found)
    return done


def _desk(digest: str, setup: bytes | None) -> _Desk:
    from examgen.bank import open_bank
    from examgen.grading.diagnosis import pairs_from_bank
    from examgen.grading.following import from_bank
    from examgen.grading.key import parse_key
    from examgen.grading.marking import Marker
    from examgen.grading.policy import Policy
    from examgen.grading.rulings import parse_rulings

    if digest not in _MARKERS:
        known: Setup = pickle.loads(zlib.decompress(setup if setup is not None else _SETUPS[digest]))  # written by our own process
        bank = open_bank(*(Path(folder) for folder in known.banks if Path(folder).is_dir()))
        marker = Marker(
            parse_key(known.key),
            follow=from_bank(bank),
            pairs=pairs_from_bank(bank),
            policy=Policy.model_validate_json(known.policy),
            rulings=parse_rulings(known.rulings),
        )
        students = {number: Student(number, last, first) for number, (last, first) in known.students}
        _MARKERS[digest] = _Desk(known, marker, bank, dict(known.circumstances), students)
        while len(_MARKERS) > _MOST_MARKERS:
            _MARKERS.popitem(last=False)
    return _MARKERS[digest]


def _marked(desk: _Desk, place: str, stamp: str, text: bytes) -> Marked | Fault:
    file, line = _file_and_line(place)
    try:
        decoded = text.decode(json.detect_encoding(text)).lstrip("\ufeff")
    except (UnicodeDecodeError, LookupError):
        return Fault(file, "the file is not UTF-8 text", line)
    submission = parse_submission(decoded, file=file, line=line)
    if isinstance(submission, Fault):
        return submission
    student = submission.student.strip()
    try:
        report = desk.marker.mark(submission)
    except ContractError as error:
        return Fault(file, error.fault, line, error.field)
    except Exception as error:
        what = f"{type(error).__name__}: {error}".splitlines()[0][:200]
        return Fault(file, f"was not marked, by a fault of examgen or of a family ({what}); mark it by hand, and report the fault", line)
    report = settled(report, desk.marker.policy, desk.circumstances.get(student))
    parts = tuple(
        (part.key, problem.family, part.points, part.out_of, part.pending, part.verdict, part.misconception)
        for problem in report.problems
        for part in problem.parts
    )
    answers = json.dumps([report.form, submission.answers], sort_keys=True).encode("utf-8", "surrogatepass")
    return Marked(
        place,
        stamp,
        student,
        blake2b(answers, digest_size=12).hexdigest(),
        report.form,
        report.points,
        report.out_of,
        report.pending,
        parts,
        tuple(report.notes),
        (report.model_dump_json(indent=1) + "\n").encode("utf-8"),
        _sheets(desk, report),
    )


def sheets(setup: Setup, report: GradeReport) -> tuple[tuple[str, bytes], ...]:
    """Ending and content of the sheets that belong to a report."""
    digest = setup.digest
    if digest not in _SETUPS:
        remember(digest, packed(setup))
    return _sheets(_desk(digest, None), report)


def _sheets(desk: _Desk, report: GradeReport) -> tuple[tuple[str, bytes], ...]:
    return tuple((ending, _sheet(desk, report, ending)) for ending in desk.setup.feedback)


def _sheet(desk: _Desk, report: GradeReport, ending: str) -> bytes:
    if ending == "md":
        return to_markdown(report).encode("utf-8")
    from examgen.classroom.feedback import sheet_of
    from examgen.classroom.feedback_html import feedback_html

    sheet = sheet_of(report, desk.marker.key, desk.bank, desk.students.get(report.student.strip()))
    return feedback_html(sheet, desk.setup.language).encode("utf-8")


def _file_and_line(place: str) -> tuple[str, int]:
    file, _, line = place.rpartition(":")
    return (file, int(line)) if file and line.isdigit() else (place, 0)
