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

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Protocol

from examgen.errors import ContractError
from examgen.grading.report import GradeReport, PartReport, ProblemReport
from examgen.symbolic.judging import Judgement, ReadAnswer, judge_reading, read_answer

if TYPE_CHECKING:
    from examgen.grading.key import Key, MisconceptionKey, PartKey, ProblemKey
    from examgen.grading.submission import Submission
    from examgen.symbolic.kinds import Kind, Value

_RIGHT = ("correct", "other_form")
#: How a note begins which says that a problem was marked without follow-through.
FOLLOW_OFF = "Follow-through was off"


@dataclass(frozen=True)
class FollowOff:
    """Follow-through cannot be worked out for a problem, and why ("the template has changed since the key was made")."""

    reason: str


class FollowThrough(Protocol):
    """Works out what the later parts of a problem should be, given a student's own values of earlier ones."""

    def __call__(self, problem: ProblemKey, given: Mapping[str, Value]) -> Mapping[str, Value] | FollowOff:
        """Values by part name. A part that is left out has no value after these: it is impossible or not defined."""
        ...


@dataclass(frozen=True)
class _Followed:
    """What is known about follow-through for one part."""

    value: Value | None = None
    earlier: tuple[str, ...] = ()
    off: str = ""


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
    form = key.forms.get(submission.form)
    if form is None:
        fault = f"the exam has no form '{submission.form}'; it has {', '.join(key.forms)}"
        raise ContractError(f"submission of {submission.student}", fault, field="form")
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
        form=submission.form,
        student=submission.student,
        points=_total(part.points for part in parts),
        out_of=_total(part.out_of for part in parts),
        pending=_total(part.pending for part in parts),
        problems=problems,
        notes=notes,
    )


def _total(points: Any) -> str:
    return str(sum(map(Fraction, points), Fraction(0)))


def _mark_problem(problem: ProblemKey, answers: Mapping[str, Any], follow: FollowThrough | None) -> tuple[ProblemReport, str]:
    """The verdicts on a problem, and why follow-through was off where it was needed."""
    given: dict[str, Value] = {}
    strayed: dict[str, str] = {}  # name -> key of parts that were not right
    followed_on: set[str] = set()  # those of them that follow from earlier ones: the slip was there
    far: dict[str, str] = {}  # name -> key of parts whose answer is too far off to go on with
    charged: dict[tuple[str, str], str] = {}  # slip -> key of the part where it cost points
    reports: list[PartReport] = []
    off = ""
    for part in problem.parts:
        kind = part.kind.kind()
        found = read_answer(kind, answers.get(part.key))
        judgement = judge_reading(kind, part.value(), found)
        followed = _Followed()
        earlier = _causes(problem, part, strayed)
        if judgement.outcome not in (*_RIGHT, "missing", "unreadable") and any(name in given for name in earlier):
            culprits = tuple(strayed[name] for name in earlier if name in given and name not in followed_on)
            followed = _follow(problem, part, given, culprits, follow)
            off = off or followed.off
        elif judgement.outcome == "wrong" and (beyond := [far[name] for name in earlier if name in far]):
            reason = f"{judgement.reason} Your answer to {' and '.join(beyond)} is too far off to go on with."
            judgement = replace(judgement, reason=reason)
        report = _decide(part, kind, found, judgement, followed, tuple(given.values()), problem.values, answers.get(part.key))
        if report.verdict == "misconception":
            report = _charged_once(report, charged)
        reports.append(report)
        if judgement.outcome not in _RIGHT:
            strayed[part.name] = part.key
        if report.verdict == "follow_through":
            followed_on.add(part.name)
        if found.value is not None:
            if _moderate(part.value(), found.value):
                given[part.name] = found.value
            else:
                far[part.name] = part.key
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


def _causes(problem: ProblemKey, part: PartKey, strayed: Mapping[str, str]) -> list[str]:
    """Earlier parts that this one builds on, directly or not, and that were not right."""
    by_name = {other.name: other for other in problem.parts}
    todo, seen = list(part.depends_on), set[str]()
    while todo:
        name = todo.pop()
        if name not in seen and name in by_name:
            seen.add(name)
            todo += by_name[name].depends_on
    return [other.name for other in problem.parts if other.name in seen and other.name in strayed]


def _follow(
    problem: ProblemKey, part: PartKey, given: Mapping[str, Value], earlier: tuple[str, ...], follow: FollowThrough | None
) -> _Followed:
    if follow is None:
        return _Followed(off="the bank of problems was not at hand.")
    values = follow(problem, dict(given))
    if isinstance(values, FollowOff):
        return _Followed(off=values.reason)
    return _Followed(_scalar(part.kind.kind(), values.get(part.name)), earlier)


def _scalar(kind: Kind, value: Value | None) -> Value | None:
    """The entry of a 1 x 1 matrix where one number is asked for, as a product of a row and a column gives it."""
    from sympy import MatrixBase

    one = getattr(value, "shape", None) == (1, 1) and kind.name not in ("vector", "matrix", "set")
    return value[0, 0] if isinstance(value, MatrixBase) and one else value


def _decide(
    part: PartKey,
    kind: Kind,
    found: ReadAnswer,
    judgement: Judgement,
    followed: _Followed,
    given: tuple[Value, ...],
    printed: Callable[[], Mapping[str, Value]],
    raw: Any,
) -> PartReport:
    out_of = Fraction(part.points)
    report: dict[str, Any] = {
        "key": part.key,
        "name": part.name,
        "verdict": judgement.outcome,
        "points": str(out_of if judgement.outcome in _RIGHT else Fraction(0)),
        "out_of": part.points,
        "pending": str(out_of if judgement.outcome in ("unreadable", "undecided") else Fraction(0)),
        "reason": judgement.reason,
        "method": judgement.method,
        "answer": _shown(kind, found.value) if found.value is not None else _as_handed_in(raw),
        "position": judgement.position,
        "expected": _shown(kind, part.value()),
    }
    if judgement.outcome in (*_RIGHT, "missing", "unreadable"):
        return PartReport(**report)

    slip, doubt = _best_slip(part, kind, found)
    if followed.earlier:
        refusal = _why_not(part, kind, followed, given, printed)
        matched = judge_reading(kind, followed.value, found) if followed.value is not None else None
        if refusal:
            if matched is None or matched.outcome in (*_RIGHT, "undecided"):
                report["reason"] = f"{report['reason']} {refusal}".strip()
        elif matched is not None and matched.outcome in _RIGHT:
            were = "were" if len(followed.earlier) > 1 else "was"
            reason = f"This is right for {_answers_to(followed.earlier)}, which {were} not."
            return PartReport(
                **{**report, "verdict": "follow_through", "points": part.points, "pending": "0", "reason": reason,
                   "method": f"follow-through: {matched.method}", "followed": _shown(kind, followed.value)}
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
        outcome = judge_reading(kind, slip.value(), found).outcome
        if outcome in _RIGHT and (best is None or Fraction(slip.credit) > Fraction(best.credit)):
            best = slip
        doubt = doubt or (outcome == "undecided" and Fraction(slip.credit) > 0)
    return best, doubt


def _refusal_only(reason: str, first: str) -> str:
    """What was said about follow-through, without "this is not the right value": the name of the slip says that better."""
    return reason.removeprefix(first).strip()


def _answers_to(keys: tuple[str, ...]) -> str:
    """``your answer to 1.a``, ``your answers to 1.a, 1.b and 1.c``."""
    if len(keys) == 1:
        return f"your answer to {keys[0]}"
    return f"your answers to {', '.join(keys[:-1])} and {keys[-1]}"


def _why_not(
    part: PartKey, kind: Kind, followed: _Followed, given: tuple[Value, ...], printed: Callable[[], Mapping[str, Value]]
) -> str:
    """Why the problem that the student's earlier answers lead to earns no follow-through, or "".

    ``given`` are the student's answers so far, ``printed`` the parameters of the problem.
    """
    from examgen.symbolic.equality import compare

    def only(value: Value) -> bool:
        """Whether the value is the answer that follows, and not the right one."""
        return compare(value, followed.value).outcome == "equal" and compare(value, right).outcome != "equal"

    earlier = _answers_to(followed.earlier)
    if followed.value is None:
        return f"After {earlier} this part is a problem without an answer, so it could not be marked against that."
    if part.guess_ok or kind.name in ("choice", "ordering"):
        return ""
    right = part.value()
    flat = _flat(followed.value) and not _flat(right) and any(map(_trivial, given))  # softmax of nothing but zeros
    if flat or (_trivial(followed.value) and not _trivial(right)):
        return f"This part is trivial after {earlier}, so the points were not carried on."
    if any(only(value) for value in given):
        return f"After {earlier} this part would only repeat an earlier answer, so the points were not carried on."
    # A single number is a given one by chance too often; a whole vector or matrix is given only where nothing is left to do.
    if _many(right) and any(only(value) for value in printed().values() if _many(value)):
        return f"After {earlier} this part would only repeat what the problem gives, so the points were not carried on."
    return ""


def _many(value: Value) -> bool:
    """Whether a value has several entries."""
    from sympy import MatrixBase

    return isinstance(value, tuple | frozenset | MatrixBase) and len(value) > 1


def _flat(value: Value) -> bool:
    """Whether a value has several entries, which are all equal."""
    return _many(value) and len(set(value)) == 1


def _trivial(value: Value) -> bool:
    """Whether every entry is 0, or every entry is 1."""
    from sympy import MatrixBase

    if isinstance(value, tuple | frozenset | MatrixBase):
        entries = list(value)
        return not entries or any(all(entry == number for entry in entries) for number in (0, 1))
    return bool(value == 0 or value == 1)


def _moderate(right: Value, value: Value) -> bool:
    """Whether an answer is small enough to go on with: a family may count up to it, or raise something to it."""
    bound = max(10**4, 1000 * _largest(right))
    return _largest(value) <= bound and _operations(value) <= 200 + 2 * _operations(right)


def _largest(value: Value) -> int:
    """The largest numerator or denominator in a value."""
    from sympy import Rational

    if isinstance(value, str | bool):
        return 0
    if isinstance(value, tuple | frozenset):
        return max(map(_largest, value), default=0)
    return max((max(abs(int(number.p)), int(number.q)) for number in value.atoms(Rational)), default=0)


def _operations(value: Value) -> int:
    if isinstance(value, str | bool):
        return 0
    if isinstance(value, tuple | frozenset):
        return sum(1 + _operations(entry) for entry in value)
    return int(value.count_ops())


def _shown(kind: Kind, value: Value) -> str:
    """A value in plain notation, as the student would type it: a column as a list, an order as its words."""
    from sympy import MatrixBase

    from examgen.symbolic.plain import write

    if isinstance(value, tuple) and all(isinstance(entry, str) for entry in value):
        return ", ".join(value)
    if kind.name == "vector" and isinstance(value, MatrixBase) and 1 in value.shape:
        value = tuple(value)
    return write(value)


def _as_handed_in(raw: Any) -> str:
    """An answer that could not be read."""
    if raw is None:
        return ""
    return raw if isinstance(raw, str) else f"{raw!r:.200}"
