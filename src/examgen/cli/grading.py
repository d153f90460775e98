"""The result of grading a class, as JSON and as a table of scores."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from examgen.cli.console import complain, table
from examgen.grading.marking import FOLLOW_OFF

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from examgen.bank import Bank
    from examgen.grading.gradebook import Gradebook

#: Verdicts in the order of the columns, and their short names.
_COLUMNS = {
    "correct": "correct",
    "other_form": "other form",
    "misconception": "known slip",
    "follow_through": "followed",
    "wrong": "wrong",
    "missing": "missing",
    "unreadable": "unreadable",
    "undecided": "undecided",
}


@dataclass(frozen=True)
class Graded:
    """What was graded, and where the reports are."""

    book: Gradebook
    folder: Path
    files: tuple[Path, ...]

    @property
    def data(self) -> dict[str, Any]:
        """Scores and faults as JSON-ready data; the reports hold the rest."""
        return {
            "graded": [
                {
                    "student": one.report.student,
                    "form": one.report.form,
                    "points": one.report.points,
                    "out_of": one.report.out_of,
                    "pending": one.report.pending,
                    "file": one.file,
                    "notes": one.report.notes,
                }
                for one in self.book.reports
            ],
            "faults": [asdict(fault) for fault in self.book.faults],
            "folder": str(self.folder),
            "files": sorted(path.relative_to(self.folder).as_posix() for path in self.files),
        }

    def show(self) -> None:
        """Scores as a table, then the mean; what could not be graded is named on stderr, one line each."""
        used = {part.verdict for one in self.book.reports for part in one.report.parts}
        columns = [verdict for verdict in _COLUMNS if verdict in used]
        rows = []
        for one in self.book.reports:
            verdicts = [part.verdict for part in one.report.parts]
            share = Fraction(one.report.points) / Fraction(one.report.out_of) if Fraction(one.report.out_of) else Fraction(0)
            pending = f"+{_spoken(one.report.pending)}?" if Fraction(one.report.pending) else ""
            counts = [str(verdicts.count(verdict)) for verdict in columns]
            rows.append((one.report.student, one.report.form, _spoken(one.report.points), pending, f"{float(share):.0%}", *counts))
        if rows:
            total = f"of {_spoken(self.book.reports[0].report.out_of)}"
            head = ("student", "form", total, "open", "share", *(_COLUMNS[name] for name in columns))
            table(head, rows, right=range(2, len(head)))
            mean = sum(Fraction(one.report.points) for one in self.book.reports) / len(rows)
            print(f"{len(rows)} graded, mean {_spoken(str(mean))}; reports and grades.csv in {self.folder}")
        off = sum(any(note.startswith(FOLLOW_OFF) for note in one.report.notes) for one in self.book.reports)
        if off:
            complain(f"follow-through was off in {off} of {len(rows)} reports, which say why; grade with the bank that made the exam")
        for fault in self.book.faults:
            complain(f"not graded: {fault}")


def grade_files(key: Path, answers: Sequence[Path], bank: Bank, folder: Path) -> Graded:
    """Grade all submissions and write the reports.

    Raises:
        ContractError: the key is none, or the folder cannot be written.
    """
    from examgen.grading.following import from_bank
    from examgen.grading.gradebook import grade_all, write
    from examgen.grading.key import load_key

    book = grade_all(load_key(key), answers, follow=from_bank(bank))
    return Graded(book, folder, tuple(write(book, folder)))


def _spoken(points: str) -> str:
    """Points with at most two decimals: 2, 2.5, 3.33."""
    value = Fraction(points)
    return str(value.numerator) if value.denominator == 1 else f"{float(value):.2f}".rstrip("0")
