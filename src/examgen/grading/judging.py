"""An answer that was read, compared with a value: the right answer, a known slip, or what follows from earlier answers."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from examgen.deciding.answers import decide, sort_of
from examgen.deciding.balls import real_ball
from examgen.deciding.decision import Decision, NoValueError
from examgen.deciding.numeric import compare_within
from examgen.deciding.scalars import compare_numbers
from examgen.deciding.walking import variables_of
from examgen.grading.reading import LISTED, Answer, ReadAnswer, asked, lone_entry, read_answer
from examgen.grading.reference import Reference
from examgen.notation.tree import Listing, Node, Table
from examgen.symbolic.kinds import Kind

Outcome = Literal["correct", "other_form", "wrong", "unreadable", "undecided", "missing"]

_ANOTHER_VALUE = "This is not the right value."
_FOR_A_PERSON = "a person looks at it."


@dataclass(frozen=True, slots=True)
class Judgement:
    """What is to be said about an answer.

    Attributes:
        outcome: ``other_form`` is the right value, not written as asked; ``undecided`` and ``unreadable`` are for a person.
        reason: one sentence for the student.
        position: for ``unreadable``, the offset of the first character that cannot stand there.
        method: how it was decided.
    """

    outcome: Outcome
    reason: str = ""
    position: int | None = None
    method: str = ""


def judge_answer(kind: Kind, right: Reference, answer: Answer) -> Judgement:
    """Judge an answer of a submission against the right one; never raises for any JSON value."""
    return judge_reading(kind, right, read_answer(kind, answer))


def judge_reading(kind: Kind, right: Reference, found: ReadAnswer) -> Judgement:
    """Compare an answer that was read with a value of the same kind: the right answer, or any other."""
    if found.outcome is not None:
        return Judgement(found.outcome, found.reason, found.position)
    value = found.value
    if isinstance(value, str | tuple) or isinstance(right.value, str | tuple):
        return _judge_words(right, value)
    assert value is not None
    if kind.name == "real":
        return _judge_real(kind, right.value, value, found)
    decision = same_value(right, value, kind.name)
    if decision.outcome in ("equal", "probably equal"):
        if found.remark:
            return Judgement("other_form", f"The value is right. {found.remark}", method=decision.method)
        return Judgement("correct", method=decision.method)
    if decision.outcome == "undecided":
        reason = f"It could not be decided whether this equals the right answer; {_FOR_A_PERSON}"
        return Judgement("undecided", reason, method=decision.method)
    if decision.method == "shape" and found.doubt:  # a misreading must not cost points: a person looks at it
        reason = f"{_why_wrong(kind, right.value, value, found, decision)} But {found.doubt}; write entries with commas, as in [2, -3]."
        return Judgement("unreadable", reason)
    return Judgement("wrong", _why_wrong(kind, right.value, value, found, decision), method=decision.method)


def same_value(right: Reference, value: Node, kind: str) -> Decision:
    """Whether a tree has the value of a reference.

    Symbols are real, or positive where the key says so. Where it says nothing of a symbol, an answer that is right for positive values
    alone (``|n|`` for ``n``) is not called wrong: that is for a person.
    """
    assert not isinstance(right.value, str | tuple)
    numbers = compare_numbers(right.value, value)  # most answers of most exams: no need to ask what they stand for
    if numbers is not None:
        return numbers
    a, b = _opened(right.value, value), _opened(value, right.value)
    shape = "set" if kind == "set" else kind if kind in LISTED else "scalar"
    known = {name: "positive" for name, sign in right.signs.items() if sign == "positive"}
    decision = decide(a, b, shape, tuple(right.signs), known)
    if decision.outcome == "unequal" and sort_of(a) != sort_of(b):
        return Decision("unequal", "shape", decision.reason)
    unsaid = [name for name in variables_of(b) if not right.signs.get(name)]
    if decision.outcome == "unequal" and unsaid:
        tame = decide(a, b, shape, tuple(right.signs), {**known, **dict.fromkeys(unsaid, "positive")})
        if tame.outcome != "unequal":
            return Decision("undecided", "equal for positive symbols only")
    return decision


def _opened(a: Node, other: Node) -> Node:
    """The entry of a list or matrix of one entry, where the other side is a single value."""
    if type(a) is not Listing and type(a) is not Table:
        return a
    if sort_of(other) != "value" or (isinstance(a, Listing) and a.shape == "set"):
        return a
    return lone_entry(a) or a


def _judge_words(right: Reference, value: object) -> Judgement:
    """A choice, or an order of options."""
    if isinstance(right.value, tuple) and isinstance(value, tuple) and len(value) != len(right.value):
        missing = sorted(set(right.value) - set(value))
        lacking = f"; {', '.join(missing)} is missing" if missing else ""
        return Judgement("wrong", f"The order has {len(value)} of {len(right.value)} entries{lacking}.", method="options")
    if value == right.value:
        return Judgement("correct", method="options")
    return Judgement("wrong", "The order is another one." if isinstance(value, tuple) else "This is another option.", method="options")


def _judge_real(kind: Kind, right: Node, value: Node, found: ReadAnswer) -> Judgement:
    """Within the tolerance or not, decided by balls; a difference of exactly the tolerance is within."""
    if sort_of(value) != "value":
        return Judgement("wrong", f"A number was asked, and this is {_shape(value)}.", method="shape")
    decision = compare_within(right, value, Fraction(kind.tolerance or 0), relative=False)
    method = f"difference against the tolerance {kind.tolerance}"
    if decision.outcome == "equal":
        return Judgement("other_form" if found.remark else "correct", found.remark, method=method)
    if decision.outcome == "unequal":
        return Judgement("wrong", f"This is further than {kind.tolerance} from the right value.", method=method)
    reason = f"It could not be decided whether this is close enough; {_FOR_A_PERSON}"
    return Judgement("undecided", reason, method=decision.method)


def _why_wrong(kind: Kind, right: Node, value: Node, found: ReadAnswer, decision: Decision) -> str:
    if decision.method == "shape":
        return f"The shape is another one: {asked(kind)} was asked, {_shape(right)}, and this is {_shape(value)}."
    if found.decimals and _near(right, value):
        return "This looks like a rounded decimal; an exact value was asked."
    if decision.place:
        return f"{decision.place} is not right."
    return _ANOTHER_VALUE


def _near(right: Node, value: Node) -> bool:
    """Whether two numbers agree to about two digits."""
    try:
        x, y = float(real_ball(right, {}).mid()), float(real_ball(value, {}).mid())
    except NoValueError:
        return False
    return abs(x - y) <= 0.006 * abs(x)


def _shape(node: Node) -> str:
    if isinstance(node, Listing):
        return f"a {node.shape} of {len(node.entries)}"
    if isinstance(node, Table):
        return f"{len(node.rows)} x {len(node.rows[0])}"
    return "a single value" if sort_of(node) == "value" else "another list or matrix"
