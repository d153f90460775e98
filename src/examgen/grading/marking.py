"""From answers to verdicts: pure, exact, and never "wrong" where "could not decide" is the truth.

The order of decision for a part:

1. right, in whatever form;
2. the answer that follows from the student's own earlier answers (follow-through), with full points;
3. a known slip, with its share of the points, when that is more;
4. undecided, when any of these comparisons was;
5. wrong.

Follow-through can only add points. It is not given where the problem that it leads to has an answer that one can guess.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from examgen.errors import ContractError
from examgen.grading.carrying import Answers, Followed, FollowThrough, answers_to, why_not
from examgen.grading.judging import Judgement, judge_reading
from examgen.grading.reading import ReadAnswer, read_answer
from examgen.grading.reference import Reference, show
from examgen.grading.report import GradeReport, PartReport, ProblemReport

if TYPE_CHECKING:
    from examgen.grading.key import Key, MisconceptionKey, PartKey, ProblemKey
    from examgen.grading.submission import Submission
    from examgen.symbolic.kinds import Kind

_RIGHT = ("correct", "other_form")
#: How a note begins which says that a problem was marked without follow-through.
FOLLOW_OFF = "Follow-through was off"


def _form_of(key: Key, submission: Submission) -> str:
    """The form that a submission is for: the one that it names, or the one that was made for the student."""
    own = key.students.get(submission.student, "")
    named = submission.form or own
    if named not in key.forms:
        listed = list(key.forms)
        known = ", ".join(listed[:12]) + (", ..." if len(listed) > 12 else "")
        fault = f"the exam has no form '{submission.form}'; it has {known}" if submission.form else f"is missing; the exam has {known}"
        raise ContractError(f"submission of {submission.student}", fault, field="form")
    if own and named != own:
        fault = f"it is for form '{named}', but form '{own}' was made for this student; correct whichever is wrong"
        raise ContractError(f"submission of {submission.student}", fault, field="form")
    return named


def mark(key: Key, submission: Submission, *, follow: FollowThrough | None = None) -> GradeReport:
    """Mark one submission.

    Args:
        key: the answer key.
        submission: the answers; unknown part keys are named in the notes of the report.
        follow: works out follow-through; without it the report says that it was off where it would have mattered.

    Raises:
        ContractError: the submission is for another exam, or for a form that the key does not have.
    """
    if submission.exam != key.exam:
        fault = f"the submission is for the exam '{submission.exam}', the key for '{key.exam}'"
        raise ContractError(f"submission of {submission.student}", fault, field="exam")
    name = _form_of(key, submission)
    form = key.forms[name]
    known = {part.key for problem in form.problems for part in problem.parts}
    notes = [f"There is no part '{name[:40]}'; this answer was not marked." for name in submission.answers if name not in known]
    problems = []
    for problem in form.problems:
        marked, off = _mark_problem(problem, submission.answers, follow)
        problems.append(marked)
        if off:
            notes.append(f"{FOLLOW_OFF} for problem {problem.number}: {off}")
    parts = [part for problem in problems for part in problem.parts]
    return GradeReport(
        exam=key.exam,
        title=key.title,
        form=name,
        student=submission.student,
        points=_total(part.points for part in parts),
        out_of=_total(part.out_of for part in parts),
        pending=_total(part.pending for part in parts),
        problems=problems,
        notes=notes,
    )


def _total(points: Any) -> str:
    return str(sum(map(Fraction, points), Fraction(0)))


@dataclass(frozen=True)
class _Marked:
    """A part with its answer: as handed in, as read, and as compared with the right one."""

    part: PartKey
    kind: Kind
    right: Reference
    raw: Any
    found: ReadAnswer
    judgement: Judgement


def _mark_problem(problem: ProblemKey, answers: Mapping[str, Any], follow: FollowThrough | None) -> tuple[ProblemReport, str]:
    """The verdicts on a problem, and why follow-through was off where it was needed."""
    so_far = Answers(problem, follow)
    charged: dict[tuple[str, str], str] = {}  # slip -> key of the part where it cost points
    reports: list[PartReport] = []
    off = ""
    for part in problem.parts:
        kind, right, raw = part.kind.kind(), part.reference(), answers.get(part.key)
        found = read_answer(kind, raw)
        judgement = judge_reading(kind, right, found)
        followed = Followed()
        if judgement.outcome not in (*_RIGHT, "missing", "unreadable"):
            followed = so_far.after(part)
            off = off or followed.off
            if followed.beyond and judgement.outcome == "wrong":
                reason = f"{judgement.reason} Your answer to {' and '.join(followed.beyond)} is too far off to go on with."
                judgement = replace(judgement, reason=reason)
        report = _decide(_Marked(part, kind, right, raw, found, judgement), followed, so_far)
        if report.verdict == "misconception":
            report = _charged_once(report, charged)
        reports.append(report)
        if judgement.outcome not in _RIGHT:
            so_far.strayed[part.name] = part.key
        if report.verdict == "follow_through":
            so_far.followed.add(part.name)
        if found.value is not None:
            so_far.read[part.name] = found.value
    return ProblemReport(number=problem.number, family=problem.family, title=problem.title, parts=reports), off


def _charged_once(report: PartReport, charged: dict[tuple[str, str], str]) -> PartReport:
    """A slip in a step that several parts share costs points in the first of them only: the others are right for it."""
    slip = (report.misconception, report.method)
    first = charged.setdefault(slip, report.key)
    if first == report.key:
        return report
    reason = f"This is right for the slip that you made in {first} ({report.misconception}); it costs points only once."
    return report.model_copy(
        update={"verdict": "follow_through", "points": report.out_of, "reason": reason, "feedback": "", "misconception": ""}
    )


def _decide(marked: _Marked, followed: Followed, so_far: Answers) -> PartReport:
    part, kind, found, judgement = marked.part, marked.kind, marked.found, marked.judgement
    out_of = Fraction(part.points)
    vector = kind.name == "vector"
    report: dict[str, Any] = {
        "key": part.key,
        "name": part.name,
        "verdict": judgement.outcome,
        "points": str(out_of if judgement.outcome in _RIGHT else Fraction(0)),
        "out_of": part.points,
        "pending": str(out_of if judgement.outcome in ("unreadable", "undecided") else Fraction(0)),
        "reason": judgement.reason,
        "method": judgement.method,
        "answer": _as_handed_in(marked.raw) if found.value is None else show(found.value, vector=vector),
        "position": judgement.position,
        "expected": show(marked.right.value, vector=vector),
    }
    if judgement.outcome in (*_RIGHT, "missing", "unreadable"):
        return PartReport(**report)

    slip, doubt = _best_slip(part, kind, found)
    if followed.earlier:
        refusal = why_not(part, marked.right, followed, so_far.read.values(), so_far.problem.parameters)
        matched = judge_reading(kind, followed.value, found) if followed.value is not None else None
        if refusal:
            if matched is None or matched.outcome in (*_RIGHT, "undecided"):
                report["reason"] = f"{report['reason']} {refusal}".strip()
        elif matched is not None and followed.value is not None and matched.outcome in _RIGHT:
            were = "were" if len(followed.earlier) > 1 else "was"
            reason = f"This is right for {answers_to(followed.earlier)}, which {were} not."
            return PartReport(
                **{**report, "verdict": "follow_through", "points": part.points, "pending": "0", "reason": reason,
                   "method": f"follow-through: {matched.method}", "followed": show(followed.value.value, vector=vector)}
            )  # fmt: skip
        elif matched is not None and matched.outcome == "undecided":
            doubt = True

    if slip is not None:
        points = out_of * Fraction(slip.credit)
        report |= {"verdict": "misconception", "points": str(points), "pending": "0", "misconception": slip.name, "feedback": slip.feedback}
        report |= {"method": f"the answer of a known mistake ({slip.step})", "reason": _refusal_only(report["reason"], judgement.reason)}
        return PartReport(**report)
    if doubt and judgement.outcome == "wrong":
        reason = "It could not be decided whether this follows from a known mistake or an earlier answer; a person looks at it."
        report |= {"verdict": "undecided", "pending": part.points, "reason": reason}
    return PartReport(**report)


def _best_slip(part: PartKey, kind: Kind, found: ReadAnswer) -> tuple[MisconceptionKey | None, bool]:
    """The known slip that gives this answer and earns most, and whether a comparison was left open."""
    best: MisconceptionKey | None = None
    doubt = False
    for slip in part.misconceptions:
        outcome = judge_reading(kind, slip.reference(), found).outcome
        if outcome in _RIGHT and (best is None or Fraction(slip.credit) > Fraction(best.credit)):
            best = slip
        doubt = doubt or (outcome == "undecided" and Fraction(slip.credit) > 0)
    return best, doubt


def _refusal_only(reason: str, first: str) -> str:
    """What was said about follow-through, without "this is not the right value": the name of the slip says that better."""
    return reason.removeprefix(first).strip()


def _as_handed_in(raw: Any) -> str:
    """An answer that could not be read."""
    if raw is None:
        return ""
    return raw if isinstance(raw, str) else f"{raw!r:.200}"
