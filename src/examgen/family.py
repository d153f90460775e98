"""A family of problems: the declarations of its two Python files and its wording, joined and checked."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sympy import Rational

from examgen.authoring.declarations import RULES, Answer, FigureRule, Rule, Shown
from examgen.authoring.derivations import Misconception, Oracle, Step
from examgen.authoring.parameters import LEVELS, DrawnParameter, Parameter
from examgen.derivation import Swap, dependencies
from examgen.errors import FamilyError, PartsError, UnknownFamilyError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from examgen.wording import Wording


@dataclass(frozen=True)
class Slip:
    """A known wrong way: which steps or parameters it swaps, and what it still earns.

    Attributes:
        step: name of the step or parameter at which it happens, the first one if several.
    """

    name: str
    step: str
    swaps: Mapping[str, Swap]
    credit: Rational
    when: Callable[..., bool] | None
    feedback: str


@dataclass(frozen=True)
class Files:
    """Where a family was read from, as shown to the user."""

    template: str
    wording: str
    solution: str


@dataclass(frozen=True)
class Family:
    """A family, ready to make instances.

    Attributes:
        id: ``topic/name``, from the path.
        topic: the folder.
        title: heading of its problems, as written (it may contain Jinja2).
        description: docstring of the template file.
        levels: the levels it offers, from easy to hard.
        content_hash: SHA-256 of its three files.
        few: why fewer than a hundred instances exist at some level, "" where that is not so.
    """

    id: str
    topic: str
    title: str
    description: str
    levels: tuple[str, ...]
    parameters: Mapping[str, Parameter]
    answers: Mapping[str, Answer]
    rules: tuple[Rule, ...]
    shown: Mapping[str, Shown]
    figures: Mapping[str, FigureRule]
    solution_figures: Mapping[str, FigureRule]
    steps: Mapping[str, Step]
    slips: tuple[Slip, ...]
    oracle: Oracle
    wording: Wording
    files: Files
    content_hash: str
    few: str = ""
    _working: dict[Any, tuple[str, ...]] = field(default_factory=dict, repr=False, compare=False)
    _at_level: dict[str, Mapping[str, Parameter]] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def names(self) -> Mapping[int, str]:
        """The name of each parameter, by its ``id``: parameters refer to each other as objects."""
        return {id(parameter): name for name, parameter in self.parameters.items()}

    @cached_property
    def symbols(self) -> Mapping[str, str]:
        """TeX symbol of each parameter and step that has one."""
        return {name: symbol for name in (*self.parameters, *self.steps) if (symbol := self.symbol(name)) is not None}

    def parameters_at(self, level: str) -> Mapping[str, Parameter]:
        """The parameters of a level by name, each after those it depends on."""
        if level not in self._at_level:
            self._at_level[level] = self._in_order(level)
        return self._at_level[level]

    def _in_order(self, level: str) -> dict[str, Parameter]:
        at_level = {name: case for name, parameter in self.parameters.items() if (case := parameter.at(level)) is not None}
        ordered: dict[str, Parameter] = {}

        def place(name: str) -> None:
            if name in ordered or name not in at_level:
                return
            case = at_level[name]
            for used in case.uses():
                place(self.names.get(id(used), ""))
            if isinstance(case, DrawnParameter):
                for argument in _arguments(case):
                    place(argument)
            ordered.setdefault(name, case)

        for name in at_level:
            place(name)
        return ordered

    def parts(self, level: str) -> tuple[str, ...]:
        """Names of the parts that a level may ask, in the order of the wording.

        Raises:
            UnknownFamilyError: the family has no such level.
        """
        if level not in self.levels:
            raise UnknownFamilyError(f"level of {self.id}", level, self.levels)
        return self._parts[level]

    @cached_property
    def _parts(self) -> Mapping[str, tuple[str, ...]]:
        asked = {name: self.answers[name].levels or self.levels for name in self.wording.parts}
        return {level: tuple(name for name, levels in asked.items() if level in levels) for level in self.levels}

    def check_parts(self, present: Sequence[str], chosen: Collection[str]) -> None:
        """Refuse a choice of parts that leaves out what the text of a chosen one refers to.

        Args:
            present: the parts that the level, or an instance of it, has, in order.
            chosen: those that are to be asked.

        Raises:
            PartsError: one refers to a part that is left out; says which parts can go together.
        """
        whole = set(chosen) & set(present)
        while more := {other for name in whole for other in self.wording.needs[name] if other in present} - whole:
            whole |= more
        for name in present:
            if name in chosen and (missing := [other for other in present if other in self.wording.needs[name] and other not in chosen]):
                raise PartsError(self.id, name, missing, [other for other in present if other in whole])

    def default_points(self, level: str) -> dict[str, Rational]:
        """Points of each part of a level, as the family proposes them."""
        return {name: self.answers[name].points for name in self.parts(level)}

    def symbol(self, name: str) -> str | None:
        """TeX symbol of a parameter or step; None where it has none and is passed on as a value."""
        if name in self.parameters:
            return self.parameters[name].tex
        step = self.steps[name]
        if step.symbol is not None:
            return step.symbol
        return self.answers[name].tex or None if name in self.answers else None

    def depends_on(self, part: str, asked: tuple[str, ...]) -> tuple[str, ...]:
        """The earlier parts that a part builds on, near or far."""
        needed = self.working(part, None)
        return tuple(name for name in asked[: asked.index(part)] if name in needed)

    def working(self, part: str, present: frozenset[str] | None) -> tuple[str, ...]:
        """The steps that lead to a part, in order, itself last; ``present`` are the parameters of the level, None for all."""
        key = (part, present)
        if key not in self._working:
            self._working[key] = tuple(dependencies(self.steps, [part], present))
        return self._working[key]


def _arguments(parameter: DrawnParameter) -> tuple[str, ...]:
    from examgen.authoring.declarations import argument_names

    return argument_names(parameter.function)


def assemble(
    family_id: str, template: Mapping[str, Any], solution: Mapping[str, Any], wording: Wording, files: Files, content_hash: str
) -> Family:
    """Join what three files declare. Names starting with an underscore and imported modules are not declarations.

    Raises:
        FamilyError: something that every family needs is missing, or levels are misspelt.
    """
    parameters = _pick(template, Parameter)
    answers = _pick(template, Answer)
    steps = _pick(solution, Step)
    oracles = _pick(solution, Oracle)
    if not answers:
        raise FamilyError(files.template, "asks nothing; declare 'name = answer(...)' for each part")
    if len(oracles) != 1:
        fault = "has no oracle; write an independent way to the answers under @oracle" if not oracles else "has more than one @oracle"
        raise FamilyError(files.solution, fault, name=next(iter(oracles), "oracle"))
    levels = tuple(template.get("levels", LEVELS))
    for level in levels:
        if level not in LEVELS:
            raise FamilyError(files.template, f"levels holds '{level}'; levels are {', '.join(LEVELS)}", name="levels")
    return Family(
        id=family_id,
        topic=family_id.split("/")[0],
        title=wording.title,
        description=(template.get("__doc__") or "").strip(),
        levels=tuple(level for level in LEVELS if level in levels),
        parameters=parameters,
        answers=answers,
        rules=tuple(template.get(RULES, ())),
        shown=_pick(template, Shown),
        figures=_pick(template, FigureRule),
        solution_figures=_pick(solution, FigureRule),
        steps=steps,
        slips=tuple(_slips(steps, _pick(solution, Misconception), files)),
        oracle=next(iter(oracles.values())),
        wording=wording,
        files=files,
        content_hash=content_hash,
        few=str(template.get("few", "")),
    )


def _pick(namespace: Mapping[str, Any], kind: type) -> dict[str, Any]:
    return {name: value for name, value in namespace.items() if isinstance(value, kind) and not name.startswith("_")}


def _slips(steps: Mapping[str, Step], misconceptions: Mapping[str, Misconception], files: Files) -> list[Slip]:
    found = [
        Slip(
            mistake.name,
            name,
            {name: Swap(mistake.function, step.each is not None and not mistake.whole)},
            mistake.credit,
            mistake.when,
            mistake.feedback,
        )
        for name, step in steps.items()
        for mistake in step.mistakes
    ]
    names = {id(step): name for name, step in steps.items()}
    for variable, belief in misconceptions.items():
        swaps: dict[str, Swap] = {}
        for place, function in belief.places:
            name = place if isinstance(place, str) else names.get(id(place), "")
            if not name:
                raise FamilyError(
                    files.solution, f"misconception '{variable}' is at something that is no step; give a step or a name", name=variable
                )
            each = name in steps and steps[name].each is not None
            swaps[name] = Swap(function, each)
        if not swaps:
            raise FamilyError(files.solution, f"misconception '{variable}' happens nowhere; add @{variable}.at(step)", name=variable)
        found.append(Slip(belief.name, next(iter(swaps)), swaps, belief.credit, belief.when, belief.feedback))
    return found
