"""The result of grading a class, or of grading it again, as JSON and as a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from examgen.cli.console import complain, emit, table

if TYPE_CHECKING:
    from pathlib import Path

    from examgen.classroom.analysis.figures import Analysis
    from examgen.classroom.grading import Graded
    from examgen.classroom.register import Grade
    from examgen.classroom.regrade import Regraded

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
MOST_ROWS, _MOST_REMARKS = 40, 12


@dataclass(frozen=True)
class ClassResult:
    """What was graded.

    Attributes:
        grades: of all students, or of as many as are shown.
        summary: see ``Register.summary``.
        sheets: endings of the sheets for students.
    """

    run: Graded
    grades: tuple[Grade, ...]
    summary: tuple[int, Fraction, int, int]
    sheets: tuple[str, ...]

    def data(self) -> dict[str, Any]:
        """Scores and faults as JSON-ready data; the reports hold the rest."""
        files = [f"{one.file}.{ending}" for one in self.grades for ending in ("json", *self.sheets)]
        files += [f"{one.file}.pdf" for one in self.grades if (self.run.folder / f"{one.file}.pdf").is_file()]
        files += [name for name in ("grades.csv", "review.csv") if (self.run.folder / name).is_file()]
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
            "files": sorted(files),
        }  # fmt: skip

    def show(self) -> None:
        """Scores as a table, then the mean; what could not be graded is named on stderr, one line each."""
        if self.run.moved:
            print(f"key, policy, rulings, roster or bank have changed: the earlier reports are in {self.run.moved}")
        count, points, open_, off = self.summary
        shown = self.grades[:MOST_ROWS]
        used = {part[5] for one in shown for part in one.parts}
        columns = [verdict for verdict in _COLUMNS if verdict in used]
        rows = [_row(one, columns) for one in shown]
        if rows:
            head = ("student", "form", f"of {spoken(self.grades[0].out_of)}", "open", "share", *(_COLUMNS[name] for name in columns))
            table(head, rows, right=range(2, len(head)))
            if count > len(shown):
                print(f"... and {count - len(shown)} more in grades.csv")
            now = "" if self.run.new >= count else f", {self.run.new} of them now"
            print(f"{count} graded{now}, mean {spoken(str(points / count))}; reports and grades.csv in {self.run.folder}")
        if open_:
            unit = "report has" if open_ == 1 else "reports have"
            print(f"{open_} {unit} answers that a person looks at: decide in {self.run.folder / 'review.csv'}, and run this again")
        if off:
            of = f"{off} of {count} reports"
            complain(f"follow-through was off in {of}, which say why; grade with the bank that made the exam")
        for fault in self.run.faults:
            complain(f"not graded: {fault}")


def _row(one: Grade, columns: Sequence[str]) -> tuple[str, ...]:
    verdicts = [part[5] for part in one.parts]
    share = Fraction(one.points) / Fraction(one.out_of) if Fraction(one.out_of) else Fraction(0)
    pending = f"+{spoken(one.pending)}?" if Fraction(one.pending) else ""
    counts = [str(verdicts.count(verdict)) for verdict in columns]
    return (one.student, one.form, spoken(one.points), pending, f"{float(share):.0%}", *counts)


def show_changes(result: Regraded, run: Graded, *, as_json: bool) -> None:
    """What a regrade changed."""
    totals = [one for one in result.changes if one.part == "total"]
    if as_json:
        facts = {name: getattr(result, name) for name in ("students", "higher", "lower", "kept", "new", "gone")}
        changes = [asdict(one) | {"difference": str(one.difference)} for one in result.changes]
        faults = [asdict(fault) for fault in run.faults]
        emit({**facts, "mean": str(result.mean), "changes": changes, "faults": faults, "folder": str(run.folder)})
        return
    reasons: dict[str, str] = {}
    for one in result.changes:
        if one.part != "total":
            reasons.setdefault(one.student, f"{one.part}: {one.why}")
    rows = [
        (one.student, spoken(one.before), spoken(one.after), _signed(one.difference), reasons.get(one.student, one.why))
        for one in sorted(totals, key=lambda one: -abs(one.difference))[:MOST_ROWS]
    ]
    if rows:
        table(("student", "before", "after", "change", "why"), rows, right=(1, 2, 3))
    more = f"; {result.kept} kept what they had" if result.kept else ""
    print(f"{result.students} regraded: {result.higher} higher, {result.lower} lower{more}, mean {_signed(result.mean)}")
    if result.new:
        print(f"{len(result.new)} had no report before")
    if result.gone:
        complain(f"{len(result.gone)} had a report before and have none now: {', '.join(result.gone[:6])}")
    print(f"reports, grades.csv and changes.csv in {run.folder}")
    for fault in run.faults:
        complain(f"not graded: {fault}")


def show_analysis(found: Analysis, files: Sequence[Path], *, as_json: bool) -> None:
    """How an exam did, in a few lines: the page tells the rest."""
    if as_json:
        emit({**asdict(found), "files": [str(path) for path in files]})
        return
    rows = [(one.key, one.family, _figure(one.difficulty, "{:.0%}"), _figure(one.discrimination, "{:.2f}")) for one in found.items]
    if rows:
        table(("part", "family", "difficulty", "discrimination"), rows, right=(2, 3))
    alpha = f", Cronbach's alpha {found.reliability.alpha:.2f}" if found.reliability.alpha is not None else ""
    mean = f", mean {found.totals.mean:.2f} of {found.totals.out_of:g}" if found.totals.mean is not None else ""
    print(f"{found.students} students{mean}{alpha}")
    for remark in found.remarks[:_MOST_REMARKS]:
        print(f"* {remark.subject}: {remark.text}")
    if len(found.remarks) > _MOST_REMARKS:
        print(f"* and {len(found.remarks) - _MOST_REMARKS} more")
    print(" and ".join(map(str, files)))


def _figure(value: float | None, form: str) -> str:
    return "-" if value is None else form.format(value)


def _signed(points: Fraction) -> str:
    return f"+{spoken(str(points))}" if points > 0 else spoken(str(points))


def spoken(points: str) -> str:
    """Points with at most two decimals: 2, 2.5, 3.33."""
    value = Fraction(points)
    return str(value.numerator) if value.denominator == 1 else f"{float(value):.2f}".rstrip("0")
