"""The result of grading a class, as JSON and as a table of scores."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from examgen.cli.console import complain, table
from examgen.grading.marking import FOLLOW_OFF

if TYPE_CHECKING:
    from pathlib import Path

    from examgen.classroom.grading import Graded
    from examgen.classroom.register import Grade

#: Verdicts in the order of the columns, and their short names.
_COLUMNS = {
    "correct": "correct",
    "other_form": "other form",
    "misconception": "known slip",
    "follow_through": "followed",
    "reviewed": "reviewed",
    "wrong": "wrong",
    "missing": "missing",
    "unreadable": "unreadable",
    "undecided": "undecided",
}
#: Rows that fit on a screen; the gradebook has all.
_MOST_ROWS = 40


@dataclass(frozen=True)
class ClassResult:
    """What was graded, and where the reports are."""

    run: Graded
    grades: tuple[Grade, ...]
    files: tuple[Path, ...]

    @property
    def data(self) -> dict[str, Any]:
        """Scores and faults as JSON-ready data; the reports hold the rest."""
        return {
            "graded": [
                {
                    "student": one.student, "form": one.form, "points": one.points, "out_of": one.out_of, "pending": one.pending,
                    "file": one.place, "notes": list(one.notes),
                }
                for one in self.grades
            ],
            "new": self.run.new,
            "faults": [asdict(fault) for fault in self.run.faults],
            "folder": str(self.run.folder),
            "moved": str(self.run.moved) if self.run.moved else None,
            "files": sorted(path.relative_to(self.run.folder).as_posix() for path in self.files),
        }  # fmt: skip

    def show(self) -> None:
        """Scores as a table, then the mean; what could not be graded is named on stderr, one line each."""
        if self.run.moved:
            print(f"key, policy, rulings, roster or bank have changed: the earlier reports are in {self.run.moved}")
        used = {part[5] for one in self.grades for part in one.parts}
        columns = [verdict for verdict in _COLUMNS if verdict in used]
        rows = [_row(one, columns) for one in self.grades[:_MOST_ROWS]]
        if rows:
            head = ("student", "form", f"of {spoken(self.grades[0].out_of)}", "open", "share", *(_COLUMNS[name] for name in columns))
            table(head, rows, right=range(2, len(head)))
            if len(self.grades) > _MOST_ROWS:
                print(f"... and {len(self.grades) - _MOST_ROWS} more in grades.csv")
            mean = sum(Fraction(one.points) for one in self.grades) / len(self.grades)
            now = "" if self.run.new == len(self.grades) else f", {self.run.new} of them now"
            print(f"{len(self.grades)} graded{now}, mean {spoken(str(mean))}; reports and grades.csv in {self.run.folder}")
        open_ = sum(Fraction(one.pending) > 0 for one in self.grades)
        if open_:
            unit = "report has" if open_ == 1 else "reports have"
            print(f"{open_} {unit} answers that a person looks at: decide in {self.run.folder / 'review.csv'}, and run this again")
        off = sum(any(note.startswith(FOLLOW_OFF) for note in one.notes) for one in self.grades)
        if off:
            of = f"{off} of {len(self.grades)} reports"
            complain(f"follow-through was off in {of}, which say why; grade with the bank that made the exam")
        for fault in self.run.faults:
            complain(f"not graded: {fault}")


def _row(one: Grade, columns: Sequence[str]) -> tuple[str, ...]:
    verdicts = [part[5] for part in one.parts]
    share = Fraction(one.points) / Fraction(one.out_of) if Fraction(one.out_of) else Fraction(0)
    pending = f"+{spoken(one.pending)}?" if Fraction(one.pending) else ""
    counts = [str(verdicts.count(verdict)) for verdict in columns]
    return (one.student, one.form, spoken(one.points), pending, f"{float(share):.0%}", *counts)


def spoken(points: str) -> str:
    """Points with at most two decimals: 2, 2.5, 3.33."""
    value = Fraction(points)
    return str(value.numerator) if value.denominator == 1 else f"{float(value):.2f}".rstrip("0")
