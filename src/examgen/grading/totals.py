"""From the points of the parts to the points of the exam: excused questions, lateness, accommodation, curve, rounding, each told."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from examgen.grading.contracts import exact
from examgen.grading.policy import curved
from examgen.grading.report import Adjustment, spoken

if TYPE_CHECKING:
    from examgen.grading.policy import Policy
    from examgen.grading.report import GradeReport


@dataclass(frozen=True)
class Circumstances:
    """What the roster says of a student.

    Attributes:
        days_late: how late the exam was handed in.
        factor: times which the points count, with the full points as the most.
        excused: problems (``"2"``) and parts (``"3.b"``) that do not count for this student; the others count for them.
    """

    days_late: Fraction = Fraction(0)
    factor: Fraction = Fraction(1)
    excused: frozenset[str] = frozenset()


def settled(report: GradeReport, policy: Policy, circumstances: Circumstances | None = None) -> GradeReport:
    """The report with the points that the policy grants for those that were reached; what changed them is listed."""
    known = circumstances or Circumstances()
    told: list[Adjustment] = []
    points, out_of = exact(report.points), exact(report.out_of)

    def change(rule: str, after: Fraction) -> None:
        nonlocal points
        if after != points:
            told.append(Adjustment(rule=rule, before=str(points), after=str(after)))
            points = after

    if known.excused:
        rest = [part for problem in report.problems for part in problem.parts if not known.excused & {part.key, str(problem.number)}]
        possible = sum((Fraction(part.out_of) for part in rest), Fraction(0))
        own = sum((Fraction(part.points) for part in rest), Fraction(0))
        whole = own * out_of / possible if possible else out_of
        change(f"without {', '.join(sorted(known.excused))}, scaled to {spoken(report.out_of)}", whole)
    if known.factor != 1:
        change(f"times {known.factor} by the roster, at most {spoken(report.out_of)}", min(out_of, points * known.factor))
    days = max(Fraction(0), known.days_late - Fraction(policy.late.grace_days))
    if days:
        share = min(Fraction(policy.late.most), days * Fraction(policy.late.per_day))
        change(f"{_days(known.days_late)} late: minus {share} of the points", points * (1 - share))
    change("curve", curved(policy, points))
    if policy.rounding is not None:
        step = Fraction(policy.rounding.step)
        change(f"rounded up to a multiple of {policy.rounding.step}", -(-points // step) * step)
    return report.model_copy(update={"points": str(points), "adjustments": told}) if told else report


def _days(days: Fraction) -> str:
    return "1 day" if days == 1 else f"{spoken(str(days))} days"
