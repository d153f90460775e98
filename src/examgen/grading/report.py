"""What a student gets back: the report as data, and the same in words."""

from __future__ import annotations

import re
from fractions import Fraction
from functools import lru_cache
from typing import Literal

from pydantic import Field

from examgen.grading.contracts import Contract, ExactText

Verdict = Literal["correct", "other_form", "misconception", "follow_through", "reviewed", "wrong", "unreadable", "undecided", "missing"]

#: Verdicts as a student reads them.
WORDS: dict[str, str] = {
    "correct": "Correct",
    "other_form": "Correct, but not in the form that was asked",
    "misconception": "A known mistake",
    "follow_through": "Correct for your earlier answer",
    "reviewed": "Marked by a person",
    "wrong": "Not correct",
    "unreadable": "Could not be read; a person looks at it",
    "undecided": "Could not be decided; a person looks at it",
    "missing": "No answer",
}


#: How a note begins which says that a problem was marked without follow-through.
FOLLOW_OFF = "Follow-through was off"


class PartReport(Contract):
    """The verdict on one answer.

    Attributes:
        key, name: of the part, as in the key.
        verdict: see ``WORDS``.
        points, out_of: exact, as text.
        pending: points that a person may still give; "0" when the verdict is final.
        rule: which rule of the grading policy gave the points.
        reason: why, a sentence for the student; "" when the verdict says it all.
        method: how it was decided.
        feedback: what to look at, from the family; "" when there is none.
        misconception: the name of the slip, of two slips "one, then the other", or "".
        diagnosis: what more was found out about a wrong answer: "pair" of slips, "structure" (what it is next to the right one),
            "arithmetic" (a slip late in computing), or "".
        answer: the answer as read, in plain notation, or as it was handed in when it could not be read; "" when missing.
        position: for an unreadable text, the offset of the first character that cannot stand there.
        expected: the right answer in plain notation.
        followed: for follow-through, what was expected after the student's earlier answers; otherwise "".
    """

    key: str
    name: str
    verdict: Verdict
    points: ExactText
    out_of: ExactText
    pending: ExactText = "0"
    rule: str = ""
    reason: str = ""
    method: str = ""
    feedback: str = ""
    misconception: str = ""
    diagnosis: Literal["", "pair", "structure", "arithmetic"] = ""
    answer: str = ""
    position: int | None = None
    expected: str = ""
    followed: str = ""


class ProblemReport(Contract):
    """The verdicts on one problem."""

    number: int
    family: str
    title: str
    parts: list[PartReport]


class Adjustment(Contract):
    """Something that changed the total: the rule in words, the points before and after it."""

    rule: str
    before: ExactText
    after: ExactText


class GradeReport(Contract):
    """The verdicts on one submission; points are exact, as text.

    Attributes:
        points: the sum of the parts, after all adjustments.
        adjustments: what the policy did to that sum, in order.
        notes: remarks about the submission as a whole.
    """

    schema_version: Literal[1] = 1
    exam: str
    title: str = ""
    form: str
    student: str
    points: ExactText
    out_of: ExactText
    pending: ExactText = "0"
    problems: list[ProblemReport]
    adjustments: list[Adjustment] = Field(default_factory=list)
    notes: list[str] = Field(default_factory=list)

    @property
    def parts(self) -> list[PartReport]:
        """All parts in order."""
        return [part for problem in self.problems for part in problem.parts]


@lru_cache(maxsize=4096)
def spoken(points: str) -> str:
    """Points as people write them: ``2 1/2`` for 5/2."""
    value = Fraction(points)
    whole, rest = divmod(value, 1)
    if not rest:
        return str(whole)
    return f"{whole} {rest}" if whole else str(rest)


def to_markdown(report: GradeReport) -> str:
    """The report in words: each verdict, the answer as read, the right one, why, and what a known mistake cost."""
    lines = [
        f"# {_text(report.title or report.exam)}: form {_text(report.form)}",
        "",
        f"**{_text(report.student)}: {spoken(report.points)} of {spoken(report.out_of)} points**",
    ]
    if Fraction(report.pending):
        lines += ["", f"A person still looks at answers worth {spoken(report.pending)} {_points(report.pending)}."]
    for one in report.adjustments:
        lines += ["", f"* {_text(one.rule)}: {spoken(one.before)} becomes {spoken(one.after)}"]
    lines += [line for note in report.notes for line in ("", f"> {_text(note)}")]
    for problem in report.problems:
        lines += ["", f"## {problem.number}. {problem.title}"]
        for part in problem.parts:
            lines += ["", *_part(*(getattr(part, name) for name in _SHOWN))]
    return "\n".join(lines) + "\n"


#: What is shown of a part.
_SHOWN = (
    "key", "verdict", "points", "out_of", "answer", "position", "expected", "followed", "misconception", "reason", "feedback", "rule",
)  # fmt: skip
#: Verdicts whose points need no explanation, unless the points are others.
_PLAIN = {"correct": "all points", "wrong": "no points", "missing": "no points", "unreadable": "no points", "undecided": "no points"}


@lru_cache(maxsize=8192)  # a class gives the same answers again and again
def _part(
    key: str,
    verdict: Verdict,
    points: str,
    out_of: str,
    answer: str,
    position: int | None,
    expected: str,
    followed: str,
    misconception: str,
    reason: str,
    feedback: str,
    rule: str,
) -> tuple[str, ...]:
    lines = [f"**({key}) {WORDS[verdict]}** - {spoken(points)} of {spoken(out_of)}", ""]
    if answer:
        lines.append(f"* Your answer: {_code(answer)}")
    if verdict == "unreadable" and position is not None and answer:
        lines.append(f"* Reading stopped at character {position + 1}: {_code(_around(answer, position))}")
    if verdict != "correct" and expected:
        lines.append(f"* Right answer: {_code(expected)}")
    if followed:
        lines.append(f"* After your earlier answer: {_code(followed)}")
    if misconception:
        lost = str(Fraction(out_of) - Fraction(points))
        cost = f"it cost {spoken(lost)} {_points(lost)}" if Fraction(lost) else "it cost nothing"
        lines.append(f"* The mistake: {misconception} ({cost})")
    if reason:
        lines.append(f"* {reason}" if verdict != "unreadable" else f"* {_text(reason)}")
    if feedback:
        lines.append(f"* {feedback}")
    if rule and not (verdict in _PLAIN and rule.startswith(_PLAIN[verdict])):
        lines.append(f"* Points: {_text(rule)}")
    return tuple(lines if lines[-1] else lines[:-1])


def _points(points: str) -> str:
    return "point" if Fraction(points) == 1 else "points"


def _around(text: str, position: int) -> str:
    """The text with a mark before the character at fault."""
    return text[max(0, position - 20) : position] + "⟨here⟩" + text[position : position + 20]


def _code(text: str) -> str:
    """Text of a student or a value, shown as it is: nothing in it is taken as Markdown or HTML."""
    text = "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in text)[:300]
    fence = "`" * (1 + max((len(run) for run in re.findall(r"`+", text)), default=0))
    gap = " " if text.startswith("`") or text.endswith("`") or not text.strip() else ""
    return f"{fence}{gap}{text}{gap}{fence}"


def _text(text: str) -> str:
    """Text of a student within a sentence, with everything that Markdown or HTML would act on made harmless."""
    text = "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in text)
    return re.sub(r"([\\`*_\[\]<>#&|~$])", r"\\\1", text)
