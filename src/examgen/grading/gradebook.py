"""A class: many submissions against one key, and the files that come of it."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from examgen.errors import ContractError
from examgen.files import write_text
from examgen.grading.marking import mark
from examgen.grading.report import to_markdown
from examgen.grading.submission import Fault, read_submissions

if TYPE_CHECKING:
    from collections.abc import Iterable

    from examgen.grading.carrying import FollowThrough
    from examgen.grading.key import Key
    from examgen.grading.report import GradeReport

#: Names that some systems keep for devices.
_DEVICES = frozenset({"con", "prn", "aux", "nul", *(f"com{k}" for k in range(10)), *(f"lpt{k}" for k in range(10))})
#: First characters that make a spreadsheet compute a cell.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")


@dataclass(frozen=True)
class Graded:
    """A report and the file that its submission came from."""

    file: str
    report: GradeReport


@dataclass(frozen=True)
class Gradebook:
    """A class, graded: the reports in the order of the submissions, and what could not be graded."""

    reports: tuple[Graded, ...]
    faults: tuple[Fault, ...]


@dataclass(frozen=True)
class PartSummary:
    """How a part went: mean points of those graded, and how often each verdict was given, most frequent first."""

    key: str
    form: str
    out_of: Fraction
    mean: Fraction
    verdicts: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Summary:
    """A class in numbers, exact; ``mean`` is None for an empty class. ``pending`` counts reports that a person still looks at."""

    graded: int
    faults: int
    pending: int
    out_of: Fraction
    mean: Fraction | None
    parts: tuple[PartSummary, ...]


def grade_all(key: Key, paths: Iterable[Path | str], *, follow: FollowThrough | None = None) -> Gradebook:
    """Grade all submissions in the given files; what cannot be graded is a fault, and the rest goes on.

    Two submissions of the same student: the first one is graded, and the fault names both files.
    """
    submissions, faults = read_submissions(paths)
    reports: list[Graded] = []
    first: dict[str, str] = {}
    for file, submission in submissions:
        student = submission.student.strip()
        if student in first:
            message = f"'{student}' has handed in before, in {first[student]}; that one is graded and this one is not"
            faults.append(Fault(file, message, field="student"))
            continue
        try:
            report = mark(key, submission, follow=follow)
        except ContractError as error:
            faults.append(Fault(file, str(error).split(": ", 2)[-1], field=error.field))
            continue
        first[student] = file
        reports.append(Graded(file, report))
    return Gradebook(tuple(reports), tuple(faults))


def summarize(gradebook: Gradebook) -> Summary:
    """The class in numbers, parts in the order of the reports, form by form."""
    reports = [graded.report for graded in gradebook.reports]
    points: dict[tuple[str, str], list[Fraction]] = {}
    outs: dict[tuple[str, str], Fraction] = {}
    verdicts: dict[tuple[str, str], dict[str, int]] = {}
    for report in reports:
        for part in report.parts:
            place = (report.form, part.key)
            outs[place] = Fraction(part.out_of)
            points.setdefault(place, []).append(Fraction(part.points))
            counts = verdicts.setdefault(place, {})
            counts[part.verdict] = counts.get(part.verdict, 0) + 1
    parts = [
        PartSummary(key, form, outs[form, key], _mean(found), _by_frequency(verdicts[form, key]))
        for (form, key), found in points.items()
    ]
    parts.sort(key=lambda part: part.form)
    totals = [Fraction(report.points) for report in reports]
    return Summary(
        graded=len(reports),
        faults=len(gradebook.faults),
        pending=sum(Fraction(report.pending) > 0 for report in reports),
        out_of=max((Fraction(report.out_of) for report in reports), default=Fraction(0)),
        mean=_mean(totals) if totals else None,
        parts=tuple(parts),
    )


def _by_frequency(counts: dict[str, int]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))


def _mean(values: list[Fraction]) -> Fraction:
    return sum(values, Fraction(0)) / len(values)


def write(gradebook: Gradebook, out_dir: Path | str) -> list[Path]:
    """Write a JSON and a Markdown report for each student, and ``grades.csv``; returns the paths.

    Raises:
        ContractError: the folder cannot be written.
    """
    folder = Path(out_dir)
    written: list[Path] = []
    names = file_names([graded.report.student for graded in gradebook.reports])
    for name, graded in zip(names, gradebook.reports, strict=True):
        written.append(write_text(folder / f"{name}.json", graded.report.model_dump_json(indent=1) + "\n"))
        written.append(write_text(folder / f"{name}.md", to_markdown(graded.report)))
    written.append(write_text(folder / "grades.csv", grades_csv(gradebook)))
    return written


def file_names(students: list[str]) -> list[str]:
    """A file name for each student, without ending: safe on every system, and never the same for two.

    A name that is safe as it is stays; anything else is cleaned and told apart by a short hash of the original. Names that differ only
    in case count as the same, as they do on many disks.
    """
    plain: dict[str, int] = {}
    for student in students:
        plain[student.casefold()] = plain.get(student.casefold(), 0) + 1
    return [_file_name(student, alone=plain[student.casefold()] == 1) for student in students]


def _file_name(student: str, *, alone: bool) -> str:
    clean = re.sub(r"[^A-Za-z0-9_.-]+", "_", student).strip("._-")[:60]
    device = clean.split(".")[0].lower() in _DEVICES
    if clean == student and alone and not device and clean.lower() != "grades":
        return clean
    digest = hashlib.sha256(student.encode("utf-8", "surrogatepass")).hexdigest()[:10]
    return f"{'student' if device or not clean else clean}-{digest}"


def grades_csv(gradebook: Gradebook) -> str:
    """The class as a table: student, form, points of each part, total, pending. Points are decimals, rounded to four places.

    A cell that a spreadsheet would take for a formula gets an apostrophe in front.
    """
    keys: dict[str, None] = {}
    for graded in gradebook.reports:
        keys.update(dict.fromkeys(part.key for part in graded.report.parts))
    order = sorted(keys, key=_natural)
    stream = io.StringIO()
    table = csv.writer(stream, lineterminator="\n")
    table.writerow([_cell(cell) for cell in ("student", "form", *order, "total", "out of", "pending")])
    for graded in gradebook.reports:
        report = graded.report
        points = {part.key: _decimal(part.points) for part in report.parts}
        totals = (_decimal(report.points), _decimal(report.out_of), _decimal(report.pending))
        table.writerow([_cell(report.student), _cell(report.form), *(points.get(key, "") for key in order), *totals])
    return stream.getvalue()


def _natural(key: str) -> tuple[int, int, str]:
    """2.b before 10.a, and z before aa."""
    number, _, letters = key.partition(".")
    return (int(number) if number.isascii() and number.isdigit() else 0, len(letters), key)


def _cell(text: str) -> str:
    text = "".join(char if char.isprintable() else " " for char in text)
    return f"'{text}" if text.lstrip().startswith(_FORMULA) else text


def _decimal(points: str) -> str:
    value = Fraction(points)
    rounded = round(Decimal(value.numerator) / Decimal(value.denominator), 4)
    return f"{rounded:f}".rstrip("0").rstrip(".") if "." in f"{rounded:f}" else f"{rounded:f}"
