"""The answer key: all that grading needs, with no seed, no bank and no particular version of SymPy."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import AfterValidator, Field, JsonValue, ValidationError, model_validator

from examgen.errors import ContractError, ExamgenError
from examgen.files import read_text
from examgen.grading.contracts import Contract, ExactText, exact, faults
from examgen.grading.encoding import check, decode, encode, is_plain
from examgen.grading.reference import Reference, reference
from examgen.symbolic.kinds import EntryName, Kind, KindName, Option

if TYPE_CHECKING:
    from sympy import Rational

    from examgen.exam import Exam, Form, Problem
    from examgen.instance import Misconception, Part
    from examgen.symbolic.kinds import Value

#: Largest key file that is read, in bytes.
LARGEST = 200_000_000


def _readable(data: Any) -> Any:
    check(data)
    return data


def _comparable(data: Any) -> Any:
    if not is_plain(data):
        reference(data)
    return data


def _sorted(parameters: dict[str, Any]) -> dict[str, Any]:
    return dict(sorted(parameters.items()))


#: An exact value in the form of ``encoding``.
Encoded = Annotated[JsonValue, AfterValidator(_readable)]
#: One that may be an answer.
EncodedAnswer = Annotated[JsonValue, AfterValidator(_comparable)]


class OptionKey(Contract):
    """An option of a choice or an ordering."""

    key: str
    text: str


class KindKey(Contract):
    """How an answer is read and compared: a mirror of ``symbolic.kinds.Kind``."""

    name: KindName
    entries: EntryName = "rational"
    symbols: list[str] = Field(default_factory=list)
    tolerance: ExactText | None = None
    options: list[OptionKey] = Field(default_factory=list)

    @classmethod
    def of(cls, kind: Kind) -> KindKey:
        """The mirror of a kind."""
        return cls.model_validate(_kind(kind))

    def kind(self) -> Kind:
        """The kind that this mirrors."""
        options = tuple(Option(option.key, option.text) for option in self.options)
        return Kind(self.name, self.entries, tuple(self.symbols), self.tolerance, options)

    @model_validator(mode="after")
    def _complete(self) -> KindKey:
        if self.name == "real" and self.tolerance is None:
            raise ValueError('a real answer needs a tolerance, such as "1/100"')
        if self.name in ("choice", "ordering") and not self.options:
            raise ValueError(f"a {self.name} needs its options")
        return self


class MisconceptionKey(Contract):
    """A known slip: the wrong answer that it gives here, and the share of the points that it still earns."""

    name: str
    step: str
    answer: EncodedAnswer
    credit: ExactText
    feedback: str = ""

    @model_validator(mode="after")
    def _share(self) -> MisconceptionKey:
        if exact(self.credit) > 1:
            raise ValueError(f"the credit {self.credit} of '{self.name}' is more than 1")
        return self

    def value(self) -> Value:
        """The wrong answer, exact."""
        return decode(self.answer)

    def reference(self) -> Reference:
        """The wrong answer, to compare with."""
        return reference(self.answer)


class PartKey(Contract):
    """One answer that is asked for.

    Attributes:
        key: how submissions call it, such as ``1.a``.
        name: how the family calls it.
        depends_on: names of earlier parts of the problem on which this one builds.
        guess_ok: the right answer may be 0, 1 or a given number.
    """

    key: str
    name: str
    points: ExactText
    kind: KindKey
    answer: EncodedAnswer
    misconceptions: list[MisconceptionKey] = Field(default_factory=list)
    depends_on: list[str] = Field(default_factory=list)
    guess_ok: bool = False

    def value(self) -> Value:
        """The right answer, exact."""
        return decode(self.answer)

    def reference(self) -> Reference:
        """The right answer, to compare with."""
        return reference(self.answer)


class CertificateKey(Contract):
    """How the answers of a problem were checked before the exam was written."""

    oracle: str
    agreed: list[str] = Field(default_factory=list)
    omitted: dict[str, str] = Field(default_factory=dict)
    printed: int = 0


class ProblemKey(Contract):
    """A problem of a form, with the values of its parameters and the hash of the template it came from."""

    number: int
    family: str
    level: str
    title: str
    content_hash: str
    parameters: Annotated[dict[str, Encoded], AfterValidator(_sorted)] = Field(default_factory=dict)
    certificate: CertificateKey | None = None
    parts: list[PartKey]

    def values(self) -> dict[str, Value]:
        """The exact parameters by name."""
        return {name: decode(data) for name, data in self.parameters.items()}


class FormKey(Contract):
    """One form of the exam."""

    problems: list[ProblemKey]

    @model_validator(mode="after")
    def _names(self) -> FormKey:
        seen: set[str] = set()
        for problem in self.problems:
            earlier: set[str] = set()
            for part in problem.parts:
                if part.key in seen:
                    raise ValueError(f"two parts have the key {part.key}; each needs its own")
                unknown = [name for name in part.depends_on if name not in earlier]
                if unknown:
                    raise ValueError(f"part {part.key} depends on '{unknown[0]}', which is no earlier part of its problem")
                seen.add(part.key)
                earlier.add(part.name)
        return self

    def points(self) -> Fraction:
        """The points of all parts."""
        return sum((Fraction(part.points) for problem in self.problems for part in problem.parts), Fraction(0))


class Key(Contract):
    """The key of an exam with all its forms.

    Attributes:
        points: the total of a form; that forms differ in it is an error.
        students: number of a student -> name of the form that was made for them; empty where forms are not personal.
    """

    schema_version: Literal[1] = 1
    exam: str
    title: str
    course: str = ""
    points: ExactText
    forms: dict[str, FormKey] = Field(min_length=1)
    students: dict[str, str] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _assigned(self) -> Key:
        for number, form in self.students.items():
            if form not in self.forms:
                raise ValueError(f"student {number} has form '{form}', which the key does not have; correct the name of the form")
        return self

    @model_validator(mode="after")
    def _totals(self) -> Key:
        for name, form in self.forms.items():
            if form.points() != Fraction(self.points):
                raise ValueError(f"form {name} has {form.points()} points, the exam {self.points}; correct one of them")
        return self


# --- from an exam ----------------------------------------------------------------------------------------------------


def build_key(exam: Exam) -> Key:
    """The key of an exam.

    Raises:
        ContractError: the points of the forms differ.
        ExamgenError: a parameter has no plain notation.
    """
    forms = {form.name: _form(form) for form in exam.forms}
    points = next(iter(forms.values())).points() if forms else Fraction(0)
    try:
        students = {form.student.number: form.name for form in exam.forms if form.student is not None}
        return Key(exam=exam.id, title=exam.title, course=exam.course, points=str(points), forms=forms, students=students)
    except ValidationError as error:
        field, fault = faults(error)[0]
        raise ContractError(f"the key of {exam.id}", fault, field=field) from error


def _form(form: Form) -> FormKey:
    return FormKey(problems=[problem_key(problem) for problem in form.problems])


def problem_key(problem: Problem) -> ProblemKey:
    """The key of one problem.

    Raises:
        ExamgenError: a parameter has no plain notation.
    """
    instance = problem.instance
    certificate = instance.certificate
    # checked as a whole: one problem holds some twenty models
    return ProblemKey.model_validate({
        "number": problem.number,
        "family": instance.family,
        "level": instance.level,
        "title": instance.title,
        "content_hash": instance.content_hash,
        "parameters": {name: _encoded(value, instance.family, name) for name, value in instance.parameters.items()},
        "certificate": {
            "oracle": certificate.oracle,
            "agreed": list(certificate.agreed),
            "omitted": dict(sorted(certificate.omitted.items())),
            "printed": certificate.printed,
        },
        "parts": [_part(problem, key, part) for key, part in zip(problem.keys, instance.parts, strict=True)],
    })  # fmt: skip


def _part(problem: Problem, key: str, part: Part) -> dict[str, Any]:
    family = problem.instance.family
    return {
        "key": key,
        "name": part.name,
        "points": _exact(problem.points.get(part.name, part.points)),
        "kind": _kind(part.kind),
        "answer": _encoded(part.answer, family, part.name),
        "misconceptions": [_misconception(slip, family, part.name) for slip in part.misconceptions],
        "depends_on": list(part.depends_on),
        "guess_ok": part.guess_ok,
    }


def _kind(kind: Kind) -> dict[str, Any]:
    return {
        "name": kind.name,
        "entries": kind.entries,
        "symbols": list(kind.symbols),
        "tolerance": kind.tolerance,
        "options": [{"key": option.key, "text": option.text} for option in kind.options],
    }


def _misconception(slip: Misconception, family: str, part: str) -> dict[str, Any]:
    answer = _encoded(slip.value, family, f"{part}: {slip.name}")
    return {"name": slip.name, "step": slip.step, "answer": answer, "credit": _exact(slip.credit), "feedback": slip.feedback}


def _exact(value: Rational) -> str:
    return f"{value.p}/{value.q}" if value.q != 1 else str(value.p)  # a tenth of the time of SymPy's printer


def _encoded(value: Value, family: str, name: str) -> JsonValue:
    try:
        return encode(value)
    except ValueError as error:
        raise ExamgenError(f"{family}: the value of '{name}' cannot be stored in a key: {error}") from error


# --- files -----------------------------------------------------------------------------------------------------------


def dump_key(key: Key) -> str:
    """The text of a key file: equal keys give equal bytes. Forms, problems and parts keep their order, parameters are sorted."""
    return key.model_dump_json(indent=1, exclude_none=True) + "\n"


def load_key(path: Path | str) -> Key:
    """Read a key file.

    Raises:
        ContractError: with file, field and remedy.
    """
    path = Path(path)
    return parse_key(read_text(path, largest=LARGEST, remedy="give the path of a key.json"), str(path))


def parse_key(text: str, file: str = "key") -> Key:
    """The key that a text holds; ``file`` is what errors call it."""
    try:
        return Key.model_validate_json(text)
    except ValidationError as error:
        found = faults(error)
        field, fault = found[0]
        more = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
        if field == "schema_version":
            fault = f"{fault}; this key was written by another version of examgen: make it again"
        raise ContractError(file, fault + more, field=field) from error
