"""Grading a class again, by a corrected key, bank or policy: who changes, by how much, and why. The old reports stay as they are."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from examgen.classroom.outputs import read_report, reports_in
from examgen.classroom.register import Grade, Register
from examgen.classroom.work import Setup, sheets
from examgen.errors import ContractError
from examgen.files import write_bytes, write_text
from examgen.grading.cells import cell
from examgen.grading.report import Adjustment, GradeReport, PartReport

if TYPE_CHECKING:
    from collections.abc import Mapping

CHANGES, AUDIT = "changes.csv", "regrade.json"
_COLUMNS = ("student", "form", "part", "before", "after", "difference", "verdict before", "verdict after", "why")


@dataclass(frozen=True)
class Change:
    """What became of a part, or of the total (``part`` is "total"); points are exact."""

    student: str
    form: str
    part: str
    before: str
    after: str
    verdict_before: str
    verdict_after: str
    why: str

    @property
    def difference(self) -> Fraction:
        """Points won; negative where some are lost."""
        return Fraction(self.after) - Fraction(self.before)


@dataclass(frozen=True)
class Regraded:
    """What a regrade changed.

    Attributes:
        students: with a report before and after.
        higher, lower: how many of them have more points, and fewer.
        kept: how many kept their points because none may be lower.
        mean: change of the mean of those students.
        changes: of totals and parts, student by student.
        new, gone: students with a report only after, and only before.
    """

    students: int
    higher: int
    lower: int
    kept: int
    mean: Fraction
    changes: tuple[Change, ...]
    new: tuple[str, ...]
    gone: tuple[str, ...]


def earlier_reports(folder: Path) -> dict[str, GradeReport]:
    """Student -> report of an earlier run.

    Raises:
        ContractError: the folder holds no reports.
    """
    return {report.student.strip(): report for report in reports_in(folder)}


def keep_at_least(register: Register, folder: Path, before: Mapping[str, GradeReport], setup: Setup) -> int:
    """Give students with fewer points than before what they had; returns how many. Their reports and sheets say so."""
    kept = 0
    with register.writing():
        for grade in list(register.grades()):
            old = before.get(grade.student)
            if old is None or Fraction(old.points) <= Fraction(grade.points):
                continue
            report = read_report(folder / f"{grade.file}.json")
            rule = Adjustment(rule="kept from before the regrade, which lowers nobody", before=report.points, after=old.points)
            report = report.model_copy(update={"points": old.points, "adjustments": [*report.adjustments, rule]})
            write_text(folder / f"{grade.file}.json", report.model_dump_json(indent=1) + "\n")
            (folder / f"{grade.file}.pdf").unlink(missing_ok=True)  # it is set again
            for ending, sheet in sheets(setup, report):
                write_bytes(folder / f"{grade.file}.{ending}", sheet)
            register.set_grade(_with_points(grade, old.points))
            kept += 1
    return kept


def _with_points(grade: Grade, points: str) -> Grade:
    return Grade(grade.student, grade.file, grade.place, grade.form, points, grade.out_of, grade.pending, grade.parts, grade.notes)


def compared(register: Register, folder: Path, before: Mapping[str, GradeReport], kept: int = 0) -> Regraded:
    """What changed from the earlier reports to those of the register."""
    changes: list[Change] = []
    new: list[str] = []
    totals: list[Fraction] = []
    seen: set[str] = set()
    for grade in register.grades():
        seen.add(grade.student)
        old = before.get(grade.student)
        if old is None:
            new.append(grade.student)
            continue
        report = read_report(folder / f"{grade.file}.json")
        totals.append(Fraction(report.points) - Fraction(old.points))
        changes += _changes(grade.student, old, report)
    mean = sum(totals, Fraction(0)) / len(totals) if totals else Fraction(0)
    gone = tuple(sorted(set(before) - seen))
    return Regraded(len(totals), sum(t > 0 for t in totals), sum(t < 0 for t in totals), kept, mean, tuple(changes), tuple(new), gone)


def _changes(student: str, old: GradeReport, new: GradeReport) -> Iterator[Change]:
    if Fraction(old.points) != Fraction(new.points):
        why = "; ".join(one.rule for one in new.adjustments) if new.adjustments != old.adjustments else "its parts"
        yield Change(student, new.form, "total", old.points, new.points, "", "", why or "its parts")
    earlier = {part.key: part for part in old.parts}
    for part in new.parts:
        was = earlier.get(part.key)
        if was is not None and (Fraction(was.points) != Fraction(part.points) or was.verdict != part.verdict):
            yield Change(student, new.form, part.key, was.points, part.points, was.verdict, part.verdict, why_changed(old, new, was, part))


def why_changed(old: GradeReport, new: GradeReport, was: PartReport, part: PartReport) -> str:
    """What made a part change: the first thing that differs."""
    if old.form != new.form:
        return f"the form is now {new.form}, it was {old.form}"
    if was.answer != part.answer:
        return "another answer was handed in, or it is read in another way"
    if was.expected != part.expected:
        return f"the right answer is now {part.expected}, it was {was.expected}"
    if part.verdict == "reviewed":
        return "a person decided"
    if Fraction(was.out_of) != Fraction(part.out_of):
        return f"the part is now worth {part.out_of}, it was worth {was.out_of}"
    if was.verdict != part.verdict:
        return f"it is now '{part.verdict}': {part.rule}"
    return f"{part.rule}; before: {was.rule or 'the points of the key'}"


def write_changes(folder: Path, result: Regraded, settings: Mapping[str, str]) -> None:
    """Write ``changes.csv`` and ``regrade.json``, which tells what was compared with what.

    Raises:
        ContractError: the folder cannot be written.
    """
    stream = io.StringIO()
    table = csv.writer(stream, lineterminator="\n")
    table.writerow(_COLUMNS)
    for one in result.changes:
        row = [one.student, one.form, one.part, one.before, one.after, "", one.verdict_before, one.verdict_after, one.why]
        cells = list(map(cell, row))
        cells[_COLUMNS.index("difference")] = _signed(one.difference)  # a signed number is no formula
        table.writerow(cells)
    write_text(folder / CHANGES, stream.getvalue())
    facts = asdict(result) | {"mean": str(result.mean), "changes": len(result.changes), **settings}
    write_text(folder / AUDIT, json.dumps(facts, ensure_ascii=False, indent=2) + "\n")


def _signed(difference: Fraction) -> str:
    return f"+{difference}" if difference > 0 else str(difference)


def finishing(
    folder: Path, before: Mapping[str, GradeReport], setup: Setup, *, never_lower: bool, settings: Mapping[str, str]
) -> tuple[Callable[[Register], None], Callable[[], Regraded]]:
    """What is done at the end of the run by this setup, and the result that it leaves."""
    results: list[Regraded] = []

    def finish(register: Register) -> None:
        kept = keep_at_least(register, folder, before, setup) if never_lower else 0
        results.append(compared(register, folder, before, kept))
        write_changes(folder, results[0], settings)

    return finish, lambda: results[0]


def next_folder(folder: Path) -> Path:
    """A folder beside an earlier one: ``graded-2`` for ``graded``.

    Raises:
        ContractError: there are too many.
    """
    for number in range(2, 1000):
        found = folder.with_name(f"{folder.name}-{number}")
        if not found.exists():
            return found
    raise ContractError(str(folder), "has been graded again a thousand times; name a folder with --out")
