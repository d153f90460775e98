"""From answers to verdicts: pure, exact, and never "wrong" where "could not decide" is the truth.

The order of decision for a part:

1. right, in whatever form;
2. the answer that follows from the student's own earlier answers (follow-through), with full points;
3. a known slip, with its share of the points, when that is more;
4. undecided, when any of these comparisons was;
5. wrong.

Follow-through can only add points. It is not given where the problem that it leads to has an answer that one can guess. What each
verdict earns is the policy's business; a person's ruling about an answer comes before all of this.

A class answers the same parts in the same words again and again: a ``Marker`` remembers what it read and decided.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeAlias

from examgen.errors import ContractError
from examgen.grading.carrying import Answers, Followed, FollowThrough, answers_to, why_not
from examgen.grading.contracts import exact
from examgen.grading.diagnosis import Diagnosis, SlipPair, diagnose, last_of_chain, plain_number
from examgen.grading.judging import judge_reading
from examgen.grading.policy import Policy, part_points
from examgen.grading.reading import read_answer
from examgen.grading.reference import show
from examgen.grading.report import FOLLOW_OFF, GradeReport, PartReport, ProblemReport, spoken
from examgen.grading.rulings import Ruling, Rulings
from examgen.grading.verdicts import (
    RIGHT,
    Asked,
    Judged,
    KnownSlip,
    as_handed_in,
    best_slip,
    charged_once,
    given_to_all,
    refusal_only,
    ruled,
    share_of_points,
    undecided_yet,
)

if TYPE_CHECKING:
    from examgen.grading.diagnosis import PairsOf
    from examgen.grading.key import Key, PartKey, ProblemKey
    from examgen.grading.submission import Submission

#: A text, a whole number, or the JSON of anything else.
_Typed: TypeAlias = str | tuple[str] | tuple[str, int]


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


def mark(key: Key, submission: Submission, *, follow: FollowThrough | None = None, pairs: PairsOf | None = None) -> GradeReport:
    """Mark one submission by the key's own points; see ``Marker``, which marks a class, and by a policy.

    Raises:
        ContractError: the submission is for another exam, or for a form that the key does not have.
    """
    return Marker(key, follow=follow, pairs=pairs).mark(submission)


@dataclass(frozen=True)
class _Result:
    """The verdicts on a problem and their sums; ``off``: why follow-through was off where it was needed."""

    report: ProblemReport
    points: str
    out_of: str
    pending: str
    off: str


class Marker:
    """Marks submissions of one exam.

    Args:
        key: the answer key.
        follow: works out follow-through; without it a report says that it was off where it would have mattered.
        policy: what verdicts earn; the key's points if left out.
        rulings: what people decided about single answers.
        pairs: works out what two known slips lead to; without it only single ones are known.
    """

    def __init__(
        self,
        key: Key,
        *,
        follow: FollowThrough | None = None,
        policy: Policy | None = None,
        rulings: Rulings | None = None,
        pairs: PairsOf | None = None,
    ) -> None:
        self.key = key
        self.policy = policy or Policy()
        self._follow = follow
        self._goes_on = Fraction(self.policy.follow_through.share) > 0
        self._pairs = pairs
        self._rulings = rulings or Rulings()
        self._forms: dict[str, list[tuple[ProblemKey, tuple[Asked, ...]]]] = {}
        self._answers: dict[tuple[str, str, _Typed], Judged] = {}
        self._slips: dict[tuple[str, str, _Typed], tuple[KnownSlip | None, bool]] = {}
        self._final: dict[tuple[str, str, _Typed], PartReport] = {}
        self._diagnoses: dict[tuple[str, str, _Typed, frozenset[str]], Diagnosis | None] = {}
        self._problems: dict[tuple[str, int, tuple[_Typed, ...]], _Result] = {}
        self._known_pairs: dict[tuple[str, int], Sequence[SlipPair]] = {}
        self._ruled: dict[tuple[str, str], dict[str, Ruling]] = {}

    def mark(self, submission: Submission) -> GradeReport:
        """Mark one submission; unknown part keys are named in the notes of the report.

        Raises:
            ContractError: the submission is for another exam, or for a form that the key does not have.
        """
        if submission.exam != self.key.exam:
            fault = f"the submission is for the exam '{submission.exam}', the key for '{self.key.exam}'"
            raise ContractError(f"submission of {submission.student}", fault, field="exam")
        name = _form_of(self.key, submission)
        form = self._form(name)
        known = {asked.part.key for _, parts in form for asked in parts}
        notes = [f"There is no part '{name[:40]}'; this answer was not marked." for name in submission.answers if name not in known]
        results = [self._problem(name, problem, parts, submission.answers) for problem, parts in form]
        notes += [f"{FOLLOW_OFF} for problem {one.report.number}: {one.off}" for one in results if one.off]
        return GradeReport(
            exam=self.key.exam,
            title=self.key.title,
            form=name,
            student=submission.student,
            points=_total(tuple(one.points for one in results)),
            out_of=_total(tuple(one.out_of for one in results)),
            pending=_total(tuple(one.pending for one in results)),
            problems=[one.report for one in results],
            notes=notes,
        )

    def _form(self, name: str) -> list[tuple[ProblemKey, tuple[Asked, ...]]]:
        found = self._forms.get(name)
        if found is None:
            form = self.key.forms[name]
            points = part_points(self.policy, form)
            found = self._forms[name] = [(one, tuple(self._asked(one, part, points) for part in one.parts)) for one in form.problems]
        return found

    def _asked(self, problem: ProblemKey, part: PartKey, points: Mapping[str, Fraction]) -> Asked:
        slips = (
            KnownSlip(slip, wrong := slip.reference(), plain_number(wrong.value), self.policy.slip_credit(slip.name, Fraction(slip.credit)))
            for slip in part.misconceptions
        )
        given = {part.key, str(problem.number)} & set(self.policy.questions.given)
        kind, right = part.kind.kind(), part.reference()
        expected = show(right.value, vector=kind.name == "vector")
        return Asked(part, kind, right, tuple(slips), points[part.key], bool(given), expected)

    def _problem(self, form: str, problem: ProblemKey, parts: tuple[Asked, ...], answers: Mapping[str, Any]) -> _Result:
        own = {asked.part.key: answers.get(asked.part.key) for asked in parts}
        memory = (form, problem.number, tuple(map(_as_key, own.values())))
        known = self._problems.get(memory)
        if known is None:
            if len(self._problems) >= _MOST_PROBLEMS:
                self._problems.clear()
            known = self._problems[memory] = self._marked(form, problem, parts, own)
        return known

    def _marked(self, form: str, problem: ProblemKey, parts: tuple[Asked, ...], answers: Mapping[str, Any]) -> _Result:
        so_far = Answers(problem, self._follow)
        charged: dict[tuple[str, str], str] = {}  # slip -> key of the part where it cost points
        reports: list[PartReport] = []
        least: dict[str, Fraction] = {}
        off = ""
        for asked in parts:
            part, raw = asked.part, answers[asked.part.key]
            judged = self._judged(form, asked, raw)
            found, judgement = judged.found, judged.judgement
            ruling = self._ruling(form, asked, judged)
            if ruling is not None:
                report = ruled(asked, judged, min(ruling.points, asked.points), ruling.note)
                right = ruling.points >= asked.points
            else:
                followed = Followed()
                if self._goes_on and judgement.outcome not in (*RIGHT, "missing", "unreadable"):
                    followed = so_far.after(part)
                    off = off or followed.off
                    if followed.beyond and judgement.outcome == "wrong":
                        reason = f"{judgement.reason} Your answer to {' and '.join(followed.beyond)} is too far off to go on with."
                        judged = replace(judged, judgement=replace(judgement, reason=reason))
                report = self._decide(form, asked, judged, followed, so_far, charged)
                if report.verdict == "misconception" and report.diagnosis != "pair":
                    report = charged_once(report, charged)
                right = judgement.outcome in RIGHT
            reports.append(given_to_all(report) if asked.given else report)
            if not right:
                so_far.strayed[part.name] = part.key
            if report.verdict == "follow_through":
                so_far.followed.add(part.name)
                slip, _ = self._slip(form, asked, judged)
                least[part.key] = asked.points * slip.credit if slip is not None else Fraction(0)
            if found.value is not None:
                so_far.read[part.name] = found.value
        reports = self._capped(reports, least)
        whole = ProblemReport(number=problem.number, family=problem.family, title=problem.title, parts=reports)
        points, out_of, pending = (_total(tuple(getattr(one, name) for one in reports)) for name in ("points", "out_of", "pending"))
        return _Result(whole, points, out_of, pending, off)

    def _judged(self, form: str, asked: Asked, raw: Any) -> Judged:
        memory = (form, asked.part.key, _as_key(raw))
        known = self._answers.get(memory)
        if known is None:
            if len(self._answers) >= _MOST_ANSWERS:
                self._answers.clear()
            found = read_answer(asked.kind, raw)
            judgement = judge_reading(asked.kind, asked.right, found)
            if isinstance(raw, str) and "=" in raw and judgement.outcome in ("wrong", "unreadable"):
                last = last_of_chain(asked.kind, raw) if asked.kind.name not in ("choice", "ordering") else None
                if last is not None:
                    found, judgement = last, judge_reading(asked.kind, asked.right, last)
            shown = as_handed_in(raw) if found.value is None else show(found.value, vector=asked.kind.name == "vector")
            known = self._answers[memory] = Judged(raw, found, judgement, shown)
        return known

    def _slip(self, form: str, asked: Asked, judged: Judged) -> tuple[KnownSlip | None, bool]:
        memory = (form, asked.part.key, _as_key(judged.raw))
        known = self._slips.get(memory)
        if known is None:
            if len(self._slips) >= _MOST_ANSWERS:
                self._slips.clear()
            known = self._slips[memory] = best_slip(asked, judged.found)
        return known

    def _on_its_own(self, form: str, asked: Asked, judged: Judged) -> PartReport:
        """The verdict on an answer to which no earlier one matters: it is right, missing or unreadable."""
        memory = (form, asked.part.key, _as_key(judged.raw))
        known = self._final.get(memory)
        if known is None:
            if len(self._final) >= _MOST_ANSWERS:
                self._final.clear()
            outcome, points, rule = judged.judgement.outcome, Fraction(0), ""
            if outcome == "correct":
                points, rule = asked.points, "all points for the right answer"
            elif outcome == "other_form":
                share = Fraction(self.policy.credit.other_form)
                points = asked.points * share
                rule = "all points for the right value" if share == 1 else f"{share} of the points for the right value in another form"
            else:
                rule = _NO_POINTS[outcome]
            known = self._final[memory] = PartReport(**undecided_yet(asked, judged) | {"points": str(points), "rule": rule})
        return known

    def _decide(
        self, form: str, asked: Asked, judged: Judged, followed: Followed, so_far: Answers, charged: dict[tuple[str, str], str]
    ) -> PartReport:
        judgement = judged.judgement
        if judgement.outcome in (*RIGHT, "missing", "unreadable"):
            return self._on_its_own(form, asked, judged)
        report = undecided_yet(asked, judged)
        slip, doubt = self._slip(form, asked, judged)
        earned = slip.credit if slip is not None else Fraction(0)
        if followed.earlier:
            share = Fraction(self.policy.follow_through.share)
            refusal = why_not(asked.part, asked.right, followed, so_far.read.values(), so_far.problem.parameters)
            matched = judge_reading(asked.kind, followed.value, judged.found) if followed.value is not None else None
            if refusal:
                if matched is None or matched.outcome in (*RIGHT, "undecided"):
                    report["reason"] = f"{report['reason']} {refusal}".strip()
            elif matched is not None and followed.value is not None and matched.outcome in RIGHT and share >= earned:
                were = "were" if len(followed.earlier) > 1 else "was"
                after = show(followed.value.value, vector=asked.kind.name == "vector")
                return PartReport(
                    **report | {
                        "verdict": "follow_through", "points": str(asked.points * share), "pending": "0", "followed": after,
                        "reason": f"This is right for {answers_to(followed.earlier)}, which {were} not.",
                        "method": f"follow-through: {matched.method}",
                        "rule": f"{share_of_points(share)} for going on rightly from {answers_to(followed.earlier)}",
                    }
                )  # fmt: skip
            elif matched is not None and matched.outcome == "undecided":
                doubt = True

        if slip is not None:
            return PartReport(
                **report | {
                    "verdict": "misconception", "points": str(asked.points * slip.credit), "pending": "0",
                    "misconception": slip.key.name, "feedback": slip.key.feedback,
                    "method": f"the answer of a known mistake ({slip.key.step})",
                    "reason": refusal_only(report["reason"], judgement.reason),
                    "rule": f"{share_of_points(slip.credit)} for this known mistake",
                }
            )  # fmt: skip
        if doubt and judgement.outcome == "wrong":
            reason = "It could not be decided whether this follows from a known mistake or an earlier answer; a person looks at it."
            report |= {"verdict": "undecided", "pending": str(asked.points), "reason": reason}
        elif judgement.outcome == "wrong" and (diagnosis := self._diagnosis(form, asked, judged, so_far)) is not None:
            beyond = refusal_only(report["reason"], judgement.reason)
            report |= {"reason": f"{diagnosis.reason} {beyond}".strip(), "diagnosis": diagnosis.kind}
            if diagnosis.credit is not None:
                credit, rule = self._credit_of_pair(diagnosis, so_far.problem, charged)
                charged |= {(slip, _PAIR): asked.part.key for slip in diagnosis.slips}
                report |= {
                    "verdict": "misconception", "points": str(asked.points * credit), "misconception": ", then ".join(diagnosis.slips),
                    "method": _PAIR, "rule": rule,
                }  # fmt: skip
                return PartReport(**report)
        return PartReport(**report | {"rule": _NO_POINTS[report["verdict"]]})

    def _diagnosis(self, form: str, asked: Asked, judged: Judged, so_far: Answers) -> Diagnosis | None:
        """Why the answer is wrong, beyond single slips; no slip is named that would have shown in an earlier part which is right."""
        right = {part.name for part in so_far.problem.parts if part.name in so_far.read and part.name not in so_far.strayed}
        avoided = frozenset(slip.name for part in so_far.problem.parts if part.name in right for slip in part.misconceptions)
        memory = (form, asked.part.key, _as_key(judged.raw), avoided)
        if memory not in self._diagnoses:
            if len(self._diagnoses) >= _MOST_ANSWERS:
                self._diagnoses.clear()

            def pairs(problem: ProblemKey) -> list[SlipPair]:
                if self._pairs is None or not Fraction(self.policy.credit.pairs):
                    return []
                if (form, problem.number) not in self._known_pairs:
                    self._known_pairs[form, problem.number] = self._pairs(problem)
                return [pair for pair in self._known_pairs[form, problem.number] if avoided.isdisjoint(pair.slips)]

            self._diagnoses[memory] = diagnose(
                so_far.problem, asked.part, asked.right, judged.found, pairs, judged.raw, known_wrong=True
            )
        return self._diagnoses[memory]

    def _credit_of_pair(self, diagnosis: Diagnosis, problem: ProblemKey, charged: Mapping[tuple[str, str], str]) -> tuple[Fraction, str]:
        """The share of the points that two slips leave, and the rule: one that was charged in an earlier part costs nothing again."""
        own = {slip.name: Fraction(slip.credit) for part in problem.parts for slip in part.misconceptions}
        before = {name for name, _ in charged}
        counted = [name for name in diagnosis.slips if name not in before]
        credit = Fraction(self.policy.credit.pairs)
        for name in counted:
            credit *= self.policy.slip_credit(name, own.get(name, Fraction(0)))
        if len(counted) == 1:
            return credit, f"{share_of_points(credit)} for these two known mistakes, of which one was counted before"
        return credit, f"{share_of_points(credit)} for these two known mistakes"

    def _ruling(self, form: str, asked: Asked, judged: Judged) -> Ruling | None:
        """What a person decided about this answer, or about another spelling of its value."""
        if not len(self._rulings):
            return None
        if (found := self._rulings.find(form, asked.part.key, judged.raw)) is not None or judged.found.value is None:
            return found
        place = (form, asked.part.key)
        if place not in self._ruled:
            here = [one for one in self._rulings if (one.form, one.part) == place]
            read = [(read_answer(asked.kind, one.answer).value, one) for one in here]
            self._ruled[place] = {show(value): one for value, one in read if value is not None}
        return self._ruled[place].get(show(judged.found.value))

    def _capped(self, reports: list[PartReport], least: Mapping[str, Fraction]) -> list[PartReport]:
        """Points for going on from wrong answers, as far as the policy grants them in one problem; a known slip earns its own anyway."""
        if self.policy.follow_through.most is None:
            return reports
        left = Fraction(self.policy.follow_through.most)
        capped: list[PartReport] = []
        for report in reports:
            if report.verdict == "follow_through" and report.followed:
                points = min(Fraction(report.points), max(left, least[report.key]))
                left = max(Fraction(0), left - points)
                if points < Fraction(report.points):
                    rule = f"{report.rule}, but no more than {spoken(self.policy.follow_through.most)} in one problem"
                    report = report.model_copy(update={"points": str(points), "rule": rule})
            capped.append(report)
        return capped


#: How an answer that two slips lead to is decided.
_PAIR = "the answer of two known mistakes"
#: What is remembered of a class, in problems and in answers: some hundred megabytes at most.
_MOST_PROBLEMS, _MOST_ANSWERS = 20_000, 20_000
_NO_POINTS = {
    "missing": "no points without an answer",
    "unreadable": "no points until a person has looked at it",
    "undecided": "no points until a person has looked at it",
    "wrong": "no points for a wrong answer",
}


@lru_cache(maxsize=8192)  # a class has few ways to reach its points
def _total(points: tuple[str, ...]) -> str:
    return str(sum(map(exact, points), Fraction(0)))


def _as_key(raw: Any) -> _Typed:
    """An answer as something to remember it by: 1, "1" and true are not the same."""
    if isinstance(raw, str):
        return raw
    return ("", raw) if type(raw) is int else (json.dumps(raw, sort_keys=True),)


