"""Draw parameters until the instance is fit to be asked.

An instance is refused when an accident of its numbers could earn or cost marks: a rule of the family fails, a guess or another
part is right, a known slip leads to the right answer, or two slips lead to the same wrong one. So is one whose answers are longer to write
than those of its level: all students get numbers of one size.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import combinations
from typing import TYPE_CHECKING, Any

from sympy import Integer, MatrixBase

from examgen.authoring.declarations import argument_names
from examgen.authoring.parameters import Draw, DrawnParameter, Exhausted, Parameter
from examgen.derivation import Evaluation, StepError, dependencies, downstream, outcomes
from examgen.errors import DrawError, FamilyError
from examgen.randomness import stream
from examgen.symbolic.exact import exact, fingerprint, free_symbols, is_defined, may_coincide, near
from examgen.symbolic.formula import is_scalar
from examgen.symbolic.size import size

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from examgen.family import Family, Slip
    from examgen.symbolic.kinds import Kind, Value

#: Draws before the search is given up: a family whose rules hold for one draw in fifty still finds one almost surely.
MAX_ATTEMPTS = 600


class Refused(Exception):
    """The draw is not fit to be asked; the message is the rule that refused it, the same text for the same rule."""


@dataclass(frozen=True)
class Candidate:
    """A fit draw with everything that was computed to judge it.

    Attributes:
        values: parameters by name, and ``level``.
        asked: the parts in order.
        answers: part -> exact right answer.
        wrong: part -> (slip, wrong answer) pairs of the slips that show there.
        attempts: draws that were needed.
        refusals: rule -> how many draws it refused before.
    """

    values: Mapping[str, Value]
    asked: tuple[str, ...]
    answers: Mapping[str, Value]
    wrong: Mapping[str, tuple[tuple[Slip, Value], ...]]
    attempts: int
    refusals: Mapping[str, int] = field(default_factory=dict)


def draw(family: Family, level: str, seed: str, *, max_attempts: int = MAX_ATTEMPTS) -> Candidate:
    """Draw the instance that belongs to a seed.

    Raises:
        UnknownFamilyError: the family has no such level.
        FamilyError: a step fails on an ordinary draw, or an answer is not of its declared kind.
        DrawError: no draw was fit; says which rules refused how many.
    """
    family.parts(level)
    refusals: Counter[str] = Counter()
    for attempt in range(max_attempts):
        try:
            candidate = _judge(family, level, draw_parameters(family, level, seed, attempt))
        except Refused as refusal:
            refusals[str(refusal)] += 1
            continue
        return Candidate(candidate.values, candidate.asked, candidate.answers, candidate.wrong, attempt + 1, dict(refusals))
    worst = "; ".join(f"{rule} ({count})" for rule, count in refusals.most_common(3))
    raise DrawError(f"{family.id}, {level}, seed {seed}: none of {max_attempts} draws was fit to be asked. Refused by: {worst}.")


def draw_parameters(family: Family, level: str, seed: str, attempt: int) -> dict[str, Value]:
    """One draw of all parameters of a level, not yet judged.

    Raises:
        Refused: a parameter could not satisfy its own restrictions.
    """
    values: dict[str, Value] = {"level": level}
    ordered = family.parameters_at(level)
    for name, parameter in ordered.items():
        own = stream(seed, family.id, level, name, attempt)

        def resolve(value: Any, own: Any = own) -> Any:
            if not isinstance(value, Parameter):
                return value
            known = family.names.get(id(value))
            return values[known] if known is not None else value.draw(own, resolve)

        try:
            if isinstance(parameter, DrawnParameter):
                arguments = {need: values[need] for need in argument_names(parameter.function) if need in values}
                values[name] = exact(parameter.function(Draw(own), **arguments))
            else:
                values[name] = parameter.draw(own, resolve)
        except Exhausted as error:
            raise Refused(f"parameter '{name}' found no {error}") from error
        except (TypeError, ValueError, ArithmeticError, LookupError, AttributeError, NameError) as error:
            raise FamilyError(
                family.files.template, f"parameter '{name}' cannot be drawn: {type(error).__name__}: {error}", name=name
            ) from error
    return values


def _asked_of(family: Family, plain: Evaluation, condition: Callable[..., bool], name: str) -> bool:
    """What a condition of the template says.

    Raises:
        FamilyError: it fails.
    """
    try:
        return bool(plain.call(condition))
    except (TypeError, ValueError, ArithmeticError, LookupError, AttributeError, NameError) as error:
        raise FamilyError(family.files.template, f"{name} fails: {type(error).__name__}: {error}") from error


def _judge(family: Family, level: str, values: dict[str, Value]) -> Candidate:
    plain = Evaluation({}, values)
    for rule in family.rules:
        if not _asked_of(family, plain, rule.function, f"rule '{rule.label}'"):
            raise Refused(f"rule: {rule.label}")
    asked = tuple(
        name
        for name in family.parts(level)
        if (when := family.answers[name].when) is None or _asked_of(family, plain, when, f"'when' of part '{name}'")
    )
    if not asked:
        raise Refused("no part is asked")
    evaluation = Evaluation(family.steps, values)
    answers = {part: _answer(family, part, evaluation) for part in asked}
    _not_too_long(family, values["level"], answers)
    _no_guess(family, values, asked, answers)
    wrong = _wrong_answers(family, values, evaluation, asked, answers)
    return Candidate(values, asked, answers, wrong, 0)


def _answer(family: Family, part: str, evaluation: Evaluation) -> Value:
    try:
        value = evaluation[part]
    except StepError as error:
        if isinstance(error.__cause__, ArithmeticError):
            raise Refused(f"step '{error.name}' divides by zero") from error
        raise FamilyError(family.files.solution, str(error), name=error.name) from error
    if not is_defined(value):
        raise Refused(f"part '{part}' has no finite value")
    fault = misfit(family.answers[part].kind, value)
    if fault:
        raise FamilyError(family.files.solution, f"part '{part}' is declared {family.answers[part].kind.name} but {fault}", name=part)
    return as_answered(family.answers[part].kind, value)


def as_answered(kind: Kind, value: Value) -> Value:
    """The value in the form in which one answers: a 1 x 1 matrix as a number, a column as a list."""
    if kind.name in ("integer", "rational", "expression", "real"):
        return _unwrapped(value)
    if kind.name == "vector" and isinstance(value, MatrixBase) and 1 in value.shape:
        return tuple(value)
    return value


def misfit(kind: Kind, value: Value) -> str:
    """Why a value is not of a kind, "" if it is."""
    entry = {"integer": _is_integer, "rational": _is_rational, "expression": _is_expression}
    match kind.name:
        case "integer" | "rational":
            return "" if entry[kind.name](_unwrapped(value)) else f"its value is {value}"
        case "expression":
            value = _unwrapped(value)
            stray = sorted(str(s) for s in free_symbols(value) if str(s) not in kind.symbols) if is_scalar(value) else [str(value)]
            return f"holds {', '.join(stray)}, which is not among its symbols" if stray else ""
        case "real":
            value = _unwrapped(value)
            return "" if is_scalar(value) and value.is_number else f"its value is {value}"
        case "vector":
            fits = isinstance(value, tuple) or (isinstance(value, MatrixBase) and 1 in value.shape)
        case "matrix":
            fits = isinstance(value, MatrixBase)
        case "set":
            fits = isinstance(value, frozenset)
        case "choice":
            keys = [option.key for option in kind.options]
            return "" if isinstance(value, str) and value in keys else f"its value {value!r} is none of its options {', '.join(keys)}"
        case _:
            fits = isinstance(value, tuple) and sorted(map(str, value)) == sorted(option.key for option in kind.options)
            return "" if fits else f"its value {value} is no ordering of its options"
    if not fits:
        return f"its value is {value}"
    odd = [str(item) for item in value if not entry[kind.entries](item)]
    return f"its entry {odd[0]} is not {kind.entries}" if odd else ""


def _unwrapped(value: Value) -> Value:
    return value[0, 0] if isinstance(value, MatrixBase) and value.shape == (1, 1) else value


def _is_integer(value: Value) -> bool:
    return is_scalar(value) and bool(value.is_Integer)


def _is_rational(value: Value) -> bool:
    return is_scalar(value) and bool(value.is_Rational)


def _is_expression(value: Value) -> bool:
    return is_scalar(value)


def _not_too_long(family: Family, level: str, answers: Mapping[str, Value]) -> None:
    for part, value in answers.items():
        found, limits = size(value), family.answers[part].limits(level)
        if found.denominator > limits.denominator:
            raise Refused(f"part '{part}' has a denominator above {limits.denominator}")
        if found.digits > limits.digits:
            raise Refused(f"part '{part}' has a number of more than {limits.digits} digits")
        if found.terms > limits.terms:
            raise Refused(f"part '{part}' has more than {limits.terms} terms")


_ZERO, _ONE = fingerprint(Integer(0)), fingerprint(Integer(1))


def _no_guess(family: Family, values: Mapping[str, Value], asked: tuple[str, ...], answers: Mapping[str, Value]) -> None:
    numbers = {name: _unwrapped(values[name]) for name, p in family.parameters.items() if p.tex is not None and name in values}
    given = [(name, number, fingerprint(number)) for name, number in numbers.items()]
    plain = {part: _unwrapped(answers[part]) for part in asked}
    prints = {part: fingerprint(value) for part, value in plain.items()}
    for part in asked:
        value, mark = plain[part], prints[part]
        if family.answers[part].guess_ok:
            continue
        if is_scalar(value):
            if near(mark, _ZERO) or near(mark, _ONE):
                raise Refused(f"part '{part}' is 0 or 1, which one might guess")
        elif isinstance(value, (tuple, MatrixBase)) and all(may_coincide(item, Integer(0)) for item in value):
            raise Refused(f"part '{part}' is all zero, which one might guess")
        for name, number, other in given:
            if near(mark, other) and _comparable(value, number):
                raise Refused(f"part '{part}' equals the given {name}")
    for first, second in combinations(asked, 2):
        one, other = family.answers[first], family.answers[second]
        if second in one.same_as or first in other.same_as or one.kind.options or other.kind.options:
            continue
        if near(prints[first], prints[second]) and _comparable(plain[first], plain[second]):
            raise Refused(f"parts '{first}' and '{second}' have equal answers")


def _comparable(a: Value, b: Value) -> bool:
    return is_scalar(a) == is_scalar(b) and isinstance(a, str) == isinstance(b, str) and isinstance(a, bool) == isinstance(b, bool)


def _wrong_answers(
    family: Family, values: Mapping[str, Value], evaluation: Evaluation, asked: tuple[str, ...], answers: Mapping[str, Value]
) -> dict[str, tuple[tuple[Slip, Value], ...]]:
    found: dict[str, list[tuple[Slip, Value]]] = {part: [] for part in asked}
    right = {part: fingerprint(answers[part]) for part in asked}
    wrong: dict[str, list[Any]] = {part: [] for part in asked}  # fingerprints of what is found
    kinds = {part: family.answers[part].kind for part in asked}
    for slip, own, reached in own_parts(family, asked, values["level"]):
        if not applies(slip, evaluation):
            continue
        results = outcomes(family.steps, values, own, given=evaluation.outside(reached), swaps=slip.swaps)
        hidden = True
        for part, outcome in results.items():
            value = as_answered(kinds[part], outcome)
            mark = fingerprint(value)
            if near(mark, right[part]):
                continue
            hidden = False
            for place, earlier in enumerate(wrong[part]):
                if near(earlier, mark):
                    other = found[part][place][0]
                    raise Refused(f"mistakes '{other.name}' and '{slip.name}' lead to the same answer of '{part}'")
            found[part].append((slip, value))
            wrong[part].append(mark)
        if results and hidden:
            raise Refused(f"mistake '{slip.name}' leads to the right answer")
    return {part: tuple(pairs) for part, pairs in found.items()}


def applies(slip: Slip, evaluation: Evaluation) -> bool:
    """Whether the slip exists for these values: its ``when`` holds and its place has a value."""
    if slip.when is None:
        return True
    try:
        return bool(evaluation.call(slip.when))
    except StepError:
        return False


def own_parts(family: Family, asked: tuple[str, ...], level: str) -> tuple[tuple[Slip, tuple[str, ...], frozenset[str]], ...]:
    """Each slip that can show in the asked parts, with the parts whose credit it concerns and all names that it can change.

    Those are the parts that its place reaches without passing through another part: what comes after is judged by follow-through.
    """
    return _own_parts(_FamilyKey(family), asked, level)


class _FamilyKey:
    """A family as a key of a cache: equal where the files are."""

    def __init__(self, family: Family) -> None:
        self.family = family

    def __hash__(self) -> int:
        return hash(self.family.content_hash)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _FamilyKey) and self.family is other.family


@lru_cache(maxsize=1000)
def _own_parts(
    key: _FamilyKey, asked: tuple[str, ...], level: str
) -> tuple[tuple[Slip, tuple[str, ...], frozenset[str]], ...]:
    family = key.family
    needed = set(dependencies(family.steps, asked, family.parameters_at(level).keys() | {"level"}))
    found: list[tuple[Slip, tuple[str, ...], frozenset[str]]] = []
    for slip in family.slips:
        own: dict[str, None] = {}
        for place in slip.swaps:
            if place in family.steps and place not in needed:
                continue
            for part in asked:
                if place == part or (place not in asked and _reaches(family, place, part, frozenset(asked))):
                    own[part] = None
        if own:
            ordered = tuple(part for part in asked if part in own)
            found.append((slip, ordered, downstream(family.steps, slip.swaps.keys())))
    return tuple(found)


def _reaches(family: Family, place: str, part: str, asked: frozenset[str]) -> bool:
    stack, seen = [part], {part}
    while stack:
        for need in argument_names(family.steps[stack.pop()].function):
            if need == place:
                return True
            if need in family.steps and need not in asked and need not in seen:
                seen.add(need)
                stack.append(need)
    return False
