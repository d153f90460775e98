"""The exam file: what an instructor writes, in TOML, and every rule that can be checked without a bank.

    schema_version = 1
    id = "practice-final"               # what submissions carry; letters, digits, - and _
    title = "Practice final"
    duration = 90                       # minutes
    points = 12                         # optional: checked against the sum of all parts
    forms = 3                           # a number (A, B, ...) or a list of names
    seed = 1                            # optional here; a seed given to the command wins

    [[sections]]
    title = "Normalization"

    [[sections.problems]]
    family = "batchnorm/normalized_output"
    level = "medium"
    points = { mean = 2, variance = 3 }
    repeats = true                      # several forms may ask the very same: for families with fewer instances than forms

    [[sections.problems]]
    pool = { topics = ["attention", "kl"], levels = ["easy", "medium"], draw = 1 }
    points = 7

Points of a problem, and of each problem of a pool, are one of

* left out: the family's own points;
* a table from part to points; parts that it does not name keep the family's points;
* a list with one entry per asked part, in order;
* a total, shared in the proportion of the family's points, as nearly as multiples of 1/2 can.

Points are positive multiples of 1/2, written ``2``, ``2.5`` or ``"5/2"``.
"""

from __future__ import annotations

import re
import tomllib
from difflib import get_close_matches
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PrivateAttr,
    ValidationError,
    WithJsonSchema,
    field_validator,
    model_validator,
)

from examgen.errors import ContractError, UnknownFamilyError
from examgen.files import read_text
from examgen.lettering import lettered
from examgen.locations import builtin_blueprints

#: Printed on every exam that does not bring its own: what a question relies on without saying it again.
DEFAULT_CONVENTIONS: tuple[tuple[str, str], ...] = (
    ("Logarithm", r"$\log$ and $\ln$ are natural (nats), unless a base is printed."),
    ("Gaussians", r"$\mathcal{N}(\mu, \sigma^2)$: the second argument is the variance."),
    ("Layers", r"Vectors are columns; a layer computes $z = W x + b$ with $W$ of size out $\times$ in, unless a problem says otherwise."),
    ("BatchNorm", r"In training the variance is the mean squared deviation (division by $m$)."),
    (
        "Convolution",
        r"The kernel is not flipped; $p$ rings of zeros give the output size $\lfloor (R + 2p - K) / S \rfloor + 1$, *same* padding "
        r"gives $\lceil R / S \rceil$.",
    ),
    ("Operations", r"1 MAC is one multiplication and one addition, 2 FLOPs; additions of biases are not counted."),
    ("ReLU", r"$\mathrm{relu}(0) = 0$ with slope $0$; a unit is active when its pre-activation is greater than $0$."),
    ("Attention", r"$\mathrm{softmax}(Q K^{\mathsf T} / \sqrt{d_k})\, V$, softmax over each row; tokens are rows."),
    ("Divergence", r"$\mathrm{KL}(q \,\|\, p) = \mathrm{E}_q[\ln q - \ln p]$."),
)

DEFAULT_INSTRUCTIONS: tuple[str, ...] = (
    "Write your name and student number on this page.",
    "Show your work; put each final answer into its box.",
    "Give exact answers: fractions, roots and logarithms, no rounded decimals, unless a problem asks for them.",
    "A wrong earlier result that you use correctly later on costs points only once.",
)
#: What the first of them becomes where every student has a form with name and number on it.
NAMED_INSTRUCTION = "Check the name and the student number on this page; write what is missing."


MOST_FORMS = 2000
#: Largest blueprint in bytes.
LARGEST = 1_000_000


def _shown(value: object) -> str:
    """A value that was found, short enough for a message."""
    try:
        text = repr(value)
    except ValueError:  # Python writes no integer of more than 4300 digits
        return "a very long number"
    return text if len(text) <= 60 else f"{text[:59]}…"


def _points(value: object) -> Fraction:
    """Exact points from 2, 2.5 or "5/2"."""
    if isinstance(value, Fraction):
        points = value
    elif isinstance(value, bool) or not isinstance(value, int | float | str):
        raise ValueError(f"{_shown(value)} is no number of points; write 2, 2.5 or \"5/2\"")
    else:
        try:
            text = str(value).strip()
            if len(text) > 20 or (isinstance(value, str) and "e" in text.lower()):
                raise ValueError  # nobody gives so many points, and 1e999999999 takes for ever
            points = Fraction(text)
        except (ValueError, ZeroDivisionError):
            raise ValueError(f"{_shown(value)} is no number of points; write 2, 2.5 or \"5/2\"") from None
    if points <= 0 or (2 * points).denominator != 1 or points > 10_000:
        raise ValueError(f"{value} is no positive multiple of 1/2")
    return points


def _point_rule(value: object) -> object:
    """A total, one entry per part, or a table from part to points."""
    if isinstance(value, list | tuple):
        return tuple(_points(entry) for entry in value)
    if isinstance(value, dict):
        return {str(part): _points(entry) for part, entry in value.items()}
    return _points(value)


def checked_forms(value: object) -> int | tuple[str, ...]:
    """A number of forms, or names that can become file names; a ValueError says what is wrong with others."""
    if isinstance(value, int) and not isinstance(value, bool):
        if not 1 <= value <= MOST_FORMS:
            raise ValueError(f"{_shown(value)} forms cannot be made; ask for 1 to {MOST_FORMS}")
        return value
    if not isinstance(value, list | tuple) or not all(isinstance(name, str) for name in value):
        raise ValueError(f'{_shown(value)} is neither a number of forms nor a list of names such as ["A", "B"]')
    for name in value:
        if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]{0,31}", name):
            raise ValueError(f"form {_shown(name)}: a name has letters, digits, - and _ only, because it becomes part of a file name")
    if not value:
        raise ValueError("an exam needs at least one form")
    if len({name.casefold() for name in value}) != len(value):
        raise ValueError("two forms have the same name (as file names, upper and lower case count as equal)")
    return tuple(value)


def _seed(value: object) -> object:
    """A seed is a text; a number stands for its digits."""
    too_long = isinstance(value, int) and abs(value) >= 10**200
    if isinstance(value, bool) or not isinstance(value, int | str) or too_long or not 1 <= len(str(value)) <= 200:
        raise ValueError(f"{_shown(value)} is no seed; write a number or a text of at most 200 characters")
    return str(value)


_FORMS_SCHEMA: dict[str, Any] = {
    "anyOf": [{"type": "integer", "minimum": 1, "maximum": MOST_FORMS}, {"type": "array", "items": {"type": "string"}, "minItems": 1}],
    "description": "A number of forms (named A, B, ...), or their names.",
}
_POINTS_SCHEMA: dict[str, Any] = {
    "anyOf": [{"type": "number", "exclusiveMinimum": 0, "multipleOf": 0.5}, {"type": "string", "pattern": r"^\d+(\.[05])?$|^\d+/[12]$"}],
    "description": "A positive multiple of 1/2.",
}
_RULE_SCHEMA: dict[str, Any] = {
    "anyOf": [
        *_POINTS_SCHEMA["anyOf"],
        {"type": "array", "items": _POINTS_SCHEMA, "minItems": 1},
        {"type": "object", "additionalProperties": _POINTS_SCHEMA, "minProperties": 1},
    ],
    "description": "A total, one entry per asked part, or a table from part to points.",
}

Points: TypeAlias = Annotated[Fraction, BeforeValidator(_points), WithJsonSchema(_POINTS_SCHEMA)]
PointRule: TypeAlias = Annotated[
    Fraction | tuple[Fraction, ...] | dict[str, Fraction], BeforeValidator(_point_rule), WithJsonSchema(_RULE_SCHEMA)
]
Forms: TypeAlias = Annotated[int | tuple[str, ...], BeforeValidator(checked_forms), WithJsonSchema(_FORMS_SCHEMA)]
Seed: TypeAlias = Annotated[str, BeforeValidator(_seed), WithJsonSchema({"type": ["integer", "string"]})]
Name: TypeAlias = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]*$", max_length=64)]
FamilyId: TypeAlias = Annotated[str, Field(min_length=1, max_length=200)]


class _Strict(BaseModel):
    """Unknown fields are refused: a misspelt field must not be silently ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=False, str_strip_whitespace=True)


class Pool(_Strict):
    """A choice among families: ``draw`` different ones out of all that ``topics`` and ``families`` name.

    Attributes:
        topics: every family of these topics that offers one of the ``levels``.
        families: these families as well.
        levels: a drawn family gets one of these levels that it offers, by chance.
        draw: how many problems the pool becomes.
        per_form: False: all forms get the same families and levels, so that they compare; True: every form draws anew.
    """

    topics: tuple[str, ...] = ()
    families: tuple[FamilyId, ...] = ()
    levels: tuple[str, ...] = Field(default=("medium",), min_length=1)
    draw: int = Field(default=1, ge=1, le=100)
    per_form: bool = False

    @model_validator(mode="after")
    def _names_something(self) -> Pool:
        if not self.topics and not self.families:
            raise ValueError("a pool needs topics or families to draw from")
        return self


class ProblemEntry(_Strict):
    """One family, or a pool that stands for ``draw`` problems.

    Attributes:
        family: id of the family.
        level: its level of difficulty.
        parts: the parts that are asked, None for all that the level has. Only instances that ask all of them are drawn, so that
            forms compare; a family whose variants ask different parts needs those named that go together. A part that refers to
            another one is not asked without it.
        pool: instead of ``family``.
        points: see the module's docstring; None for the family's own.
        repeats: whether two forms may ask the same question; within a form none is asked twice.
    """

    family: FamilyId | None = None
    level: str = "medium"
    parts: tuple[str, ...] | None = Field(default=None, min_length=1)
    pool: Pool | None = None
    points: PointRule | None = None
    repeats: bool = False

    @model_validator(mode="after")
    def _is_one_thing(self) -> ProblemEntry:
        if (self.family is None) == (self.pool is None):
            raise ValueError("a problem needs either family or pool")
        if self.pool is not None:
            if self.parts is not None or "level" in self.model_fields_set:
                raise ValueError("level and parts belong to a family; a pool has levels, and asks all parts")
            if isinstance(self.points, dict | tuple):
                raise ValueError("the points of a pool are one total for each of its problems: their parts differ")
        if self.parts is not None and len(set(self.parts)) != len(self.parts):
            raise ValueError("parts names one part twice")
        return self


class SectionEntry(_Strict):
    """A titled run of problems."""

    title: str = ""
    problems: tuple[ProblemEntry, ...] = Field(min_length=1)


class Blueprint(_Strict):
    """An exam as its instructor describes it; see the module's docstring for an example.

    Attributes:
        id: the name that keys and submissions carry.
        author: whose exam it is, in the properties of its PDFs; "" says the institution there.
        date, institution, term, aids: printed as given; "" leaves them out.
        duration: minutes; 0 leaves it out.
        instructions: Markdown, one entry per bullet on the cover.
        conventions: pairs of what and meaning, Markdown with TeX mathematics; [] leaves the box out.
        points: what all parts of every form must add up to; None leaves it unchecked.
        forms: how many forms (named A, B, ..., Z, AA, ...), or their names.
        seed: what all numbers follow from; None leaves it to the command.
    """

    schema_version: Literal[1]
    id: Name
    title: str = Field(min_length=1)
    course: str = ""
    author: str = ""
    institution: str = ""
    term: str = ""
    date: str = ""
    duration: int = Field(default=0, ge=0, le=24 * 60)
    aids: str = ""
    instructions: tuple[str, ...] = DEFAULT_INSTRUCTIONS
    conventions: tuple[tuple[str, str], ...] = DEFAULT_CONVENTIONS
    points: Points | None = None
    forms: Forms = 1
    seed: Seed | None = None
    sections: tuple[SectionEntry, ...] = Field(min_length=1)

    _file: str = PrivateAttr(default="blueprint")

    @field_validator("date", mode="before")
    @classmethod
    def _date_is_text(cls, value: object) -> object:
        """A TOML date prints as it was written."""
        return value.isoformat() if hasattr(value, "isoformat") else value

    @field_validator("title", "course", "author", "institution", "term", "date", "aids")
    @classmethod
    def _one_line(cls, value: str) -> str:
        """What stands in a line of the cover is one line."""
        return " ".join(value.split())

    @property
    def file(self) -> str:
        """What error messages call this blueprint: the file it was read from."""
        return self._file


def form_names(forms: int | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    """Names of the forms: the given ones, or A, B, ..., Z, AA, AB, ... for a number."""
    if not isinstance(forms, int):
        return tuple(forms)
    return tuple(map(lettered, range(forms)))


def parse_blueprint(text: str, *, file: str = "blueprint") -> Blueprint:
    """The blueprint in a TOML text; ``file`` is the name that errors use.

    Raises:
        ContractError: the text is no TOML, or breaks a rule; says the field and the remedy.
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ContractError(file, f"this is no TOML: {error}") from None
    except ValueError:
        raise ContractError(file, "a number has more digits than can be read; shorten it, or put a seed into quotation marks") from None
    except RecursionError:
        raise ContractError(file, "tables or lists are nested too deeply; a blueprint needs four levels") from None
    try:
        blueprint = Blueprint.model_validate(data)
    except ValidationError as error:
        raise _as_contract_error(error, file) from None
    blueprint._file = file
    return blueprint


def load_blueprint(name_or_path: str | Path) -> Blueprint:
    """The built-in blueprint of that name, or the one in the file at that path.

    A text with a path separator or the ending ``.toml`` is a path; any other text is a name first, and a path second.

    Raises:
        UnknownFamilyError: there is neither a file nor a built-in blueprint of that name; proposes near ones.
        ContractError: the file cannot be read or breaks a rule.
    """
    known = builtin_names()
    path = Path(name_or_path)
    if str(name_or_path) in known:
        path = builtin_blueprints() / f"{name_or_path}.toml"
    elif isinstance(name_or_path, str) and path.suffix != ".toml" and path.name == name_or_path and not path.exists():
        raise UnknownFamilyError("built-in blueprint or file", name_or_path, known)
    text = read_text(path, largest=LARGEST, remedy="give the path of a blueprint, a TOML file in UTF-8")
    return parse_blueprint(text, file=str(path) if str(name_or_path) not in known else f"{name_or_path}.toml")


def builtin_names() -> tuple[str, ...]:
    """Names of the built-in blueprints, in order."""
    return tuple(sorted(path.stem for path in builtin_blueprints().glob("*.toml")))


def _as_contract_error(error: ValidationError, file: str) -> ContractError:
    """The first broken rule as one line: field, fault, remedy, and how many more there are."""
    problems = error.errors(include_url=False, include_context=True)
    first = problems[0]
    field = ""
    for step in first["loc"]:
        if isinstance(step, int):
            field += f"[{step + 1}]"  # people count problems from 1
        elif not step.startswith(("function-", "constrained-", "tuple[", "int", "str", "union")):
            field += f".{step}" if field else step
    match first["type"]:
        case "missing":
            example = " Write schema_version = 1 at the top." if field == "schema_version" else ""
            fault = f"is missing.{example}"
        case "extra_forbidden":
            fault = "is no field here. " + _near_field(field)
        case "literal_error" if field == "schema_version":
            fault = f"{_shown(first['input'])} is not known to this version of examgen; it reads schema_version = 1"
        case "too_short":
            fault = "needs at least one entry"
        case "model_type":
            fault = f"{_shown(first['input'])} is no table; write it as [[sections]] or {{ ... }}"
        case "value_error":
            fault = str(first["ctx"]["error"])
        case "string_pattern_mismatch":
            fault = f"{_shown(first['input'])} may hold letters, digits, - and _ only: it becomes a file name"
        case _:
            fault = f"{first['msg']} (found {_shown(first['input'])})"
    more = {str(problem["loc"][0]) if problem["loc"] else "" for problem in problems[1:]} - {str(first["loc"][0]) if first["loc"] else ""}
    if more:
        fault += f" (also look at {', '.join(sorted(more))})"
    return ContractError(file, fault, field=field)


def _near_field(field: str) -> str:
    models: dict[str, type[BaseModel]] = {"pool": Pool, "problems": ProblemEntry, "sections": SectionEntry}
    owner = field.rpartition(".")[0].rpartition(".")[2].partition("[")[0]
    known = models.get(owner, Blueprint).model_fields
    near = get_close_matches(field.rpartition(".")[2], known, n=1, cutoff=0.5)
    return f"Did you mean {near[0]}?" if near else f"Known: {', '.join(known)}."
