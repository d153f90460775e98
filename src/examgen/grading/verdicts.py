"""What a report says of one answer, before and beside what follows from other answers."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from examgen.grading.diagnosis import SINGLE, plain_number
from examgen.grading.judging import Judgement, judge_reading
from examgen.grading.reading import ReadAnswer
from examgen.grading.reference import Reference
from examgen.grading.report import PartReport

if TYPE_CHECKING:
    from examgen.grading.key import MisconceptionKey, PartKey
    from examgen.symbolic.kinds import Kind

RIGHT = ("correct", "other_form")


@dataclass(frozen=True)
class KnownSlip:
    """A known slip, with its answer read, as a plain number if it is one, and the share of the points that the policy leaves."""

    key: MisconceptionKey
    reference: Reference
    number: Fraction | None
    credit: Fraction


@dataclass(frozen=True)
class Asked:
    """A part of a form, prepared once for all answers to it."""

    part: PartKey
    kind: Kind
    right: Reference
    slips: tuple[KnownSlip, ...]
    points: Fraction
    given: bool
    expected: str


@dataclass(frozen=True)
class Judged:
    """An answer, as handed in, as read, as shown in reports, and as compared with the right one."""

    raw: Any
    found: ReadAnswer
    judgement: Judgement
    shown: str


def share_of_points(share: Fraction) -> str:
    """A share in the words of a rule."""
    return "all points" if share == 1 else "no points" if share == 0 else f"{share} of the points"


def undecided_yet(asked: Asked, judged: Judged) -> dict[str, Any]:
    """What a report says before points are given."""
    judgement = judged.judgement
    return {
        "key": asked.part.key,
        "name": asked.part.name,
        "verdict": judgement.outcome,
        "points": "0",
        "out_of": str(asked.points),
        "pending": str(asked.points if judgement.outcome in ("unreadable", "undecided") else Fraction(0)),
        "reason": judgement.reason,
        "method": judgement.method,
        "answer": judged.shown,
        "position": judgement.position,
        "expected": asked.expected,
    }


def ruled(asked: Asked, judged: Judged, points: Fraction, note: str) -> PartReport:
    """The verdict of a person."""
    report = undecided_yet(asked, judged) | {"verdict": "reviewed", "points": str(points), "pending": "0", "position": None}
    return PartReport(**report | {"reason": note, "method": "a person's ruling", "rule": "points by a person's ruling"})


def given_to_all(report: PartReport) -> PartReport:
    """The same answer to a question for which everybody has all points."""
    return report.model_copy(update={"points": report.out_of, "pending": "0", "rule": "all points: this question is given to everybody"})


def charged_once(report: PartReport, charged: dict[tuple[str, str], str]) -> PartReport:
    """A slip in a step that several parts share costs points in the first of them only: the others are right for it."""
    slip = (report.misconception, report.method)
    first = charged.setdefault(slip, report.key)
    if first == report.key:
        return report
    reason = f"This is right for the slip that you made in {first} ({report.misconception}); it costs points only once."
    rule = f"all points: the mistake was counted in {first}"
    return report.model_copy(
        update={"verdict": "follow_through", "points": report.out_of, "reason": reason, "feedback": "", "misconception": "", "rule": rule}
    )


def best_slip(asked: Asked, found: ReadAnswer) -> tuple[KnownSlip | None, bool]:
    """The known slip that gives this answer and earns most, and whether a comparison was left open."""
    best: KnownSlip | None = None
    doubt = False
    number = plain_number(found.value) if asked.kind.name in SINGLE else None
    for slip in asked.slips:
        if number is not None and slip.number is not None and number != slip.number:
            continue
        outcome = judge_reading(asked.kind, slip.reference, found).outcome
        if outcome in RIGHT and (best is None or slip.credit > best.credit):
            best = slip
        doubt = doubt or (outcome == "undecided" and slip.credit > 0)
    return best, doubt


def refusal_only(reason: str, first: str) -> str:
    """What was said about follow-through, without "this is not the right value": the name of the slip says that better."""
    return reason.removeprefix(first).strip()


def as_handed_in(raw: Any) -> str:
    """An answer that could not be read."""
    if raw is None:
        return ""
    return raw if isinstance(raw, str) else f"{raw!r:.200}"
