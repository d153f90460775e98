"""A class in memory: many submissions against one key, and what they come to in numbers. ``classroom`` grades into files."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from examgen.errors import ContractError
from examgen.grading.marking import Marker
from examgen.grading.submission import Fault, read_submissions

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from examgen.grading.carrying import FollowThrough
    from examgen.grading.diagnosis import PairsOf
    from examgen.grading.key import Key
    from examgen.grading.report import GradeReport


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


def grade_all(key: Key, paths: Iterable[Path | str], *, follow: FollowThrough | None = None, pairs: PairsOf | None = None) -> Gradebook:
    """Grade all submissions in the given files; what cannot be graded is a fault, and the rest goes on.

    Two submissions of the same student: the first one is graded, and the fault names both files.
    """
    submissions, faults = read_submissions(paths)
    marker = Marker(key, follow=follow, pairs=pairs)
    reports: list[Graded] = []
    first: dict[str, str] = {}
    for file, submission in submissions:
        student = submission.student.strip()
        if student in first:
            message = f"'{student}' has handed in before, in {first[student]}; that one is graded and this one is not"
            faults.append(Fault(file, message, field="student"))
            continue
        try:
            report = marker.mark(submission)
        except ContractError as error:
            faults.append(Fault(file, error.fault, field=error.field))
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
