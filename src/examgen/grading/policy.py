"""The grading policy: what an instructor decides about credit, once for the exam, in TOML; nothing of it is in code.

    schema_version = 1
    attempts = "last"                     # first, last, best; "one" refuses a second submission of a student

    [credit]                              # shares of a part's points
    other_form = "1"                      # the right value, not written as asked
    misconceptions = "1"                  # factor on what the family grants for a known mistake
    pairs = "1"                           # factor on what is granted for two known mistakes in a row

    [credit.mistakes]                     # share for one of them, by its name, instead of the family's
    "forgot to square the slope" = "3/4"

    [follow_through]
    share = "1"                           # of a part's points; "0" switches it off
    most = "5"                            # points in one problem

    [points]                              # of a part, or of a whole problem, instead of those in the key
    "1.a" = "3"
    "2" = "10"

    [questions]
    dropped = ["3.b"]                     # counts for nobody
    given = ["4"]                         # full points for everybody

    [late]                                # days late come from the roster
    per_day = "1/10"                      # of the points reached
    grace_days = "0"
    most = "1/2"                          # of the points reached

    [[curve]]                             # from points reached to points granted, straight lines between
    reached = "0"
    granted = "5"

    [[curve]]
    reached = "60"
    granted = "60"

    [rounding]
    step = "1/2"                          # up to the next multiple

All numbers are exact: ``"3"``, ``"5/2"``, ``"0.1"``, or whole numbers. Everything may be left out: then points are those of the key.
"""

from __future__ import annotations

import hashlib
import tomllib
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BeforeValidator, Field, ValidationError, model_validator

from examgen.errors import ContractError
from examgen.files import read_text
from examgen.grading.contracts import Contract, ExactText, faults

if TYPE_CHECKING:
    from examgen.grading.key import FormKey, Key

_LARGEST = 1_000_000


def _from_integer(value: Any) -> Any:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


#: An exact number, not negative: text, or a whole number of TOML.
Number = Annotated[ExactText, BeforeValidator(_from_integer)]


def _share(text: str) -> str:
    if Fraction(text) > 1:
        raise ValueError(f"{text} is more than 1; a share lies between 0 and 1")
    return text


class _Credit(Contract):
    other_form: Number = "1"
    misconceptions: Number = "1"
    pairs: Number = "1"
    mistakes: dict[str, Number] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _shares(self) -> _Credit:
        for text in (self.other_form, self.misconceptions, self.pairs, *self.mistakes.values()):
            _share(text)
        return self


class _Following(Contract):
    share: Number = "1"
    most: Number | None = None

    @model_validator(mode="after")
    def _is_share(self) -> _Following:
        _share(self.share)
        return self


class _Questions(Contract):
    dropped: list[str] = Field(default_factory=list)
    given: list[str] = Field(default_factory=list)


class _Late(Contract):
    per_day: Number = "0"
    grace_days: Number = "0"
    most: Number = "1"

    @model_validator(mode="after")
    def _is_share(self) -> _Late:
        _share(self.most)
        return self


class _CurvePoint(Contract):
    reached: Number
    granted: Number


class _Rounding(Contract):
    step: Number

    @model_validator(mode="after")
    def _positive(self) -> _Rounding:
        if not Fraction(self.step):
            raise ValueError("the step of rounding is 0; leave the table out instead")
        return self


class Policy(Contract):
    """How answers become points; see the module's docstring for an example."""

    schema_version: Literal[1] = 1
    attempts: Literal["one", "first", "last", "best"] = "one"
    credit: _Credit = Field(default_factory=_Credit)
    follow_through: _Following = Field(default_factory=_Following)
    points: dict[str, Number] = Field(default_factory=dict)
    questions: _Questions = Field(default_factory=_Questions)
    late: _Late = Field(default_factory=_Late)
    curve: list[_CurvePoint] = Field(default_factory=list)
    rounding: _Rounding | None = None

    @model_validator(mode="after")
    def _rising(self) -> Policy:
        if len(self.curve) == 1:
            raise ValueError("a curve needs two points or more")
        for before, after in pairwise(self.curve):
            if Fraction(before.reached) >= Fraction(after.reached):
                raise ValueError(f"the points of the curve must rise: {after.reached} follows {before.reached}")
            if Fraction(before.granted) > Fraction(after.granted):
                raise ValueError(f"who reached more must not be granted less: {after.granted} follows {before.granted}")
        return self

    @property
    def digest(self) -> str:
        """Equal for policies that say the same."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()[:16]

    def slip_credit(self, name: str, own: Fraction) -> Fraction:
        """The share that a known mistake still earns; ``own`` is the family's."""
        said = self.credit.mistakes.get(name)
        return Fraction(said) if said is not None else own * Fraction(self.credit.misconceptions)

    def check(self, key: Key, file: str = "policy") -> None:
        """See that every part, problem and mistake that the policy names is in the exam.

        Raises:
            ContractError: one is not.
        """
        names: set[str] = set()
        mistakes: set[str] = set()
        for form in key.forms.values():
            for problem in form.problems:
                names.add(str(problem.number))
                names |= {part.key for part in problem.parts}
                mistakes |= {slip.name for part in problem.parts for slip in part.misconceptions}
        dropped, given = self.questions.dropped, self.questions.given
        for field, said in (("points", self.points), ("questions.dropped", dropped), ("questions.given", given)):
            for name in said:
                if name not in names:
                    raise ContractError(file, f"the exam has no problem and no part '{name[:40]}'", field=field)
        for name in self.credit.mistakes:
            if name not in mistakes:
                fault = f"the exam has no known mistake '{name[:80]}'; its name is that in the key"
                raise ContractError(file, fault, field="credit.mistakes")
        for name in given:
            if name in dropped:
                raise ContractError(file, f"'{name}' is both dropped and given; keep one of them", field="questions")


def part_points(policy: Policy, form: FormKey) -> dict[str, Fraction]:
    """Part key -> the points that it counts with: 0 where it is dropped."""
    found: dict[str, Fraction] = {}
    for problem in form.problems:
        own = {part.key: Fraction(part.points) for part in problem.parts}
        whole = policy.points.get(str(problem.number))
        total = sum(own.values(), Fraction(0))
        for key, points in own.items():
            if key in policy.points:
                points = Fraction(policy.points[key])
            elif whole is not None:
                points = points * Fraction(whole) / total if total else Fraction(0)
            dropped = key in policy.questions.dropped or str(problem.number) in policy.questions.dropped
            found[key] = Fraction(0) if dropped else points
    return found


def curved(policy: Policy, points: Fraction) -> Fraction:
    """What is granted for points that were reached: outside of the curve its ends go on with the slope 1."""
    curve = [(Fraction(one.reached), Fraction(one.granted)) for one in policy.curve]
    if not curve:
        return points
    if points <= curve[0][0]:
        return max(Fraction(0), curve[0][1] - (curve[0][0] - points))
    for (x0, y0), (x1, y1) in pairwise(curve):
        if points <= x1:
            return y0 + (y1 - y0) * (points - x0) / (x1 - x0)
    return curve[-1][1] + points - curve[-1][0]


def load_policy(path: Path | str) -> Policy:
    """Read a policy file.

    Raises:
        ContractError: with file, field and remedy.
    """
    return parse_policy(read_text(Path(path), largest=_LARGEST, remedy="give a TOML file"), str(path))


def parse_policy(text: str, file: str = "policy") -> Policy:
    """The policy that a text holds; ``file`` is what errors call it."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ContractError(file, f"is no TOML: {error}") from None
    try:
        return Policy.model_validate(data)
    except ValidationError as error:
        field, fault = faults(error)[0]
        raise ContractError(file, fault, field=field) from None
