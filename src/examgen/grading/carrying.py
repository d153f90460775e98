"""What a student's own earlier answers lead to: worked out for the parts behind them, and refused where it would be a gift.

Follow-through is the one place of marking that computes with answers, so it is the one that needs SymPy, and only for answers that strayed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Protocol

from examgen.deciding.answers import decide
from examgen.errors import NotationError
from examgen.grading.encoding import encode
from examgen.grading.judging import same_value
from examgen.grading.reference import Given, Reference, reference
from examgen.notation.tree import Listing, Node, Number, Table
from examgen.notation.writing import write

if TYPE_CHECKING:
    from examgen.grading.key import PartKey, ProblemKey
    from examgen.symbolic.kinds import Kind, Value

_MANY = ("vector", "matrix", "set")


@dataclass(frozen=True)
class FollowOff:
    """Follow-through cannot be worked out for a problem, and why ("the template has changed since the key was made").

    Attributes:
        beyond: it is these very answers that cannot be gone on with, as they would take too long.
    """

    reason: str
    beyond: bool = False


class FollowThrough(Protocol):
    """Works out what the later parts of a problem should be, given a student's own values of earlier ones."""

    def __call__(self, problem: ProblemKey, given: Mapping[str, Value]) -> Mapping[str, Value] | FollowOff:
        """Values by part name. A part that is left out has no value after these: it is impossible or not defined."""
        ...


@dataclass(frozen=True)
class Followed:
    """What is known about follow-through for one part.

    Attributes:
        value: what the part should be after the student's answers; None where there is no such value.
        earlier: keys of the parts that led there; empty where follow-through was not asked for.
        off: why it could not be worked out at all.
        beyond: keys of earlier answers that are too far off to go on with.
    """

    value: Reference | None = None
    earlier: tuple[str, ...] = ()
    off: str = ""
    beyond: tuple[str, ...] = ()


def causes(problem: ProblemKey, part: PartKey) -> set[str]:
    """The names of the earlier parts that a part builds on, directly or not."""
    by_name = {other.name: other for other in problem.parts}
    todo, seen = list(part.depends_on), set[str]()
    while todo:
        name = todo.pop()
        if name not in seen and name in by_name:
            seen.add(name)
            todo += by_name[name].depends_on
    return seen


@dataclass
class Answers:
    """The answers to the parts of a problem so far, as far as they could be read."""

    problem: ProblemKey
    follow: FollowThrough | None
    #: Answers by the name of their part, right and wrong ones.
    read: dict[str, Given] = field(default_factory=dict)
    #: Name -> key of the parts that were not right.
    strayed: dict[str, str] = field(default_factory=dict)
    #: Those of them that follow from earlier ones: the slip was made there.
    followed: set[str] = field(default_factory=set)
    _values: dict[str, Value | None] = field(default_factory=dict)

    def after(self, part: PartKey) -> Followed:
        """What follows for a part whose own answer is not right."""
        earlier = [name for name in self._causes(part) if name in self.read]
        if not earlier:
            return Followed()
        if self.follow is None:
            return Followed(off="the bank of problems was not at hand.")
        given = {name: value for name in self.read if (value := self._value(name)) is not None}
        if not any(name in given for name in earlier):
            return Followed(beyond=tuple(self.strayed[name] for name in earlier))
        found = self.follow(self.problem, given)
        if isinstance(found, FollowOff):
            if found.beyond:
                return Followed(beyond=tuple(self.strayed[name] for name in earlier if name in given))
            return Followed(off=found.reason)
        culprits = tuple(self.strayed[name] for name in earlier if name in given and name not in self.followed)
        return Followed(_as_reference(part.kind.kind(), found.get(part.name)), culprits)

    def _causes(self, part: PartKey) -> list[str]:
        """Earlier parts that this one builds on, directly or not, and that were not right."""
        needed = causes(self.problem, part)
        return [other.name for other in self.problem.parts if other.name in needed and other.name in self.strayed]

    def _value(self, name: str) -> Value | None:
        """The exact value of an answer; None where it is too large to go on with, or has none that can be computed with."""
        if name not in self._values:
            right = next(part for part in self.problem.parts if part.name == name).value()
            self._values[name] = right if name not in self.strayed else moderate_value(self.read[name], right)
        return self._values[name]


def moderate_value(given: Given, right: Value) -> Value | None:
    """The exact value of an answer, or None where a derivation should not go on with it.

    It is a number where a number is right, a list where a list is, a table where a table is. And since a family may count up to an
    answer, or raise something to it, it has to be small enough for that.
    """
    from examgen.symbolic.building import build

    if isinstance(given, str | tuple):
        return given
    try:
        value = build(given, write(given))
    except NotationError:
        return None
    if _sort(value) != _sort(right):
        return None
    bound = max(10**4, 1000 * _largest(right))
    return value if _largest(value) <= bound and _operations(value) <= 200 + 2 * _operations(right) else None


def _sort(value: Value) -> str:
    """What a value is, beside its numbers; a column, a row and a list are one sort."""
    from sympy import MatrixBase

    if isinstance(value, str | bool):
        return "word"
    if isinstance(value, MatrixBase):
        return "list" if 1 in value.shape else "table"
    if isinstance(value, tuple):
        return "list" if all(_sort(entry) == "value" for entry in value) else "table"
    return "set" if isinstance(value, frozenset) else "value"


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


def _as_reference(kind: Kind, value: Value | None) -> Reference | None:
    """A value to compare with; the entry of a 1 x 1 matrix where one number is asked for, as a row times a column gives it."""
    if value is None:
        return None
    if getattr(value, "shape", None) == (1, 1) and kind.name not in _MANY:
        value = value[0, 0]
    try:
        return reference(encode(value))
    except ValueError:  # a value without a plain notation cannot be typed, either
        return None


# --- what is not carried on ----------------------------------------------------------------------------------------------


def answers_to(keys: tuple[str, ...]) -> str:
    """``your answer to 1.a``, ``your answers to 1.a, 1.b and 1.c``."""
    if len(keys) == 1:
        return f"your answer to {keys[0]}"
    return f"your answers to {', '.join(keys[:-1])} and {keys[-1]}"


def why_not(part: PartKey, right: Reference, followed: Followed, given: Iterable[Given], parameters: Mapping[str, Any]) -> str:
    """Why the problem that the student's earlier answers lead to earns no follow-through, or "".

    Args:
        right: the right answer of the part.
        given: the student's answers so far.
        parameters: those of the problem, as the key stores them.
    """
    earlier = answers_to(followed.earlier)
    after = followed.value
    if after is None:
        return f"After {earlier} this part is a problem without an answer, so it could not be marked against that."
    if part.guess_ok or isinstance(after.value, str | tuple) or isinstance(right.value, str | tuple):
        return ""
    nodes = [value for value in given if not isinstance(value, str | tuple)]
    kind = part.kind.name

    def only(value: Node) -> bool:
        """Whether the value is the answer that follows, and not the right one."""
        return same_value(after, value, kind).outcome == "equal" and same_value(right, value, kind).outcome != "equal"

    flat = _flat(after.value) and not _flat(right.value) and any(map(_trivial, nodes))  # softmax of nothing but zeros
    if flat or (_trivial(after.value) and not _trivial(right.value)):
        return f"This part is trivial after {earlier}, so the points were not carried on."
    if any(map(only, nodes)):
        return f"After {earlier} this part would only repeat an earlier answer, so the points were not carried on."
    # A single number is a given one by chance too often; a whole vector or matrix is given only where nothing is left to do.
    if len(_entries(right.value)) > 1 and any(len(_entries(value)) > 1 and only(value) for value in _trees(parameters)):
        return f"After {earlier} this part would only repeat what the problem gives, so the points were not carried on."
    return ""


def _trees(parameters: Mapping[str, Any]) -> Iterable[Node]:
    for data in parameters.values():
        try:
            value = reference(data).value
        except ValueError:  # true or false, or words among values: no answer repeats these
            continue
        if not isinstance(value, str | tuple):
            yield value


def _entries(node: Node) -> tuple[Node, ...]:
    if isinstance(node, Listing):
        return tuple(one for entry in node.entries for one in _entries(entry))
    if isinstance(node, Table):
        return tuple(entry for row in node.rows for entry in row)
    return (node,)


def _flat(node: Node) -> bool:
    """Whether a list or matrix has several entries, which are all equal."""
    first, *others = _entries(node) or (node,)
    return bool(others) and all(_equal(first, other) for other in others)


def _trivial(node: Node) -> bool:
    """Whether every entry is 0, or every entry is 1."""
    entries = _entries(node)
    return any(all(_equal(entry, Number(0, Fraction(number))) for entry in entries) for number in (0, 1))


def _equal(a: Node, b: Node) -> bool:
    return decide(a, b, "scalar", (), {}).outcome == "equal"
