"""Steps joined by argument name: evaluate, swap in a mistake, take over a student's value.

A derivation knows nothing of files, streams or exams. It is given the steps by name and the values of the parameters; everything else
follows from the argument names.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sympy.matrices.exceptions import ShapeError

from examgen.authoring.declarations import argument_names, optional_names
from examgen.symbolic.exact import FINISHED, exact, is_defined, with_collected_logarithms
from examgen.symbolic.formula import BranchOnLetterError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from examgen.authoring.derivations import Step
    from examgen.symbolic.kinds import Value

#: What a step may raise when a mistake or a student's value does not fit: then there is no value, and that is no fault.
NOT_POSSIBLE = (
    ArithmeticError, ValueError, TypeError, LookupError, AttributeError, NotImplementedError, RecursionError, StopIteration, ShapeError,
)  # fmt: skip


class StepError(Exception):
    """A step of the family failed on its own instance. The message names the step and the fault."""

    def __init__(self, name: str, fault: str) -> None:
        super().__init__(f"step '{name}' {fault}")
        self.name = name


@dataclass(frozen=True)
class Swap:
    """A wrong version of a step or of a parameter. ``each``: done entry by entry, like the step it replaces."""

    function: Callable[..., Any]
    each: bool = False


class Evaluation:
    """The values of one derivation, computed when asked for and remembered.

    ``given`` values win over the steps that would compute them; ``swaps`` replace steps or parameters by name. A swapped function that
    asks for its own name receives the value that the right step or parameter has: "gave the root of the variance".
    """

    def __init__(
        self,
        steps: Mapping[str, Step],
        parameters: Mapping[str, Value],
        *,
        given: Mapping[str, Value] | None = None,
        swaps: Mapping[str, Swap] | None = None,
    ) -> None:
        self._steps = steps
        self._parameters = parameters
        self._swaps = dict(swaps or {})
        self._values: dict[str, Value] = dict(given or {})
        self._underway: list[str] = []
        self._available: dict[str, bool] = {}

    def __contains__(self, name: str) -> bool:
        """Whether the name has a value here: a step has none at a level that lacks a parameter it needs."""
        if name in self._values or name in self._parameters:
            return True
        if name not in self._available:
            self._available[name] = False  # a circle has no value
            self._available[name] = name in self._steps and self.can_call(self._steps[name].function)
        return self._available[name]

    def __getitem__(self, name: str) -> Value:
        """The value of a step or parameter.

        Raises:
            StepError: the step failed, or the steps need each other in a circle.
        """
        if name in self._values:
            return self._values[name]
        swap = self._swaps.get(name)
        if name in self._parameters and (swap is None or name in self._underway):
            return self._parameters[name]
        if name not in self._steps and swap is None:
            raise StepError(name, "does not exist")
        if swap is not None and self._underway and self._underway[-1] == name:  # the slip starts from the right value
            return self._run(name, self._steps[name].function, self._steps[name].each is not None)
        if name in self._underway:
            raise StepError(name, f"needs itself: {' -> '.join([*self._underway, name])}")
        self._underway.append(name)
        try:
            if swap is not None:
                value = self._run(name, swap.function, swap.each)
            else:
                value = self._run(name, self._steps[name].function, self._steps[name].each is not None)
        finally:
            self._underway.pop()
        self._values[name] = value
        return value

    def outside(self, names: Collection[str]) -> dict[str, Value]:
        """The values of steps computed so far, but for those of the names."""
        return {name: value for name, value in self._values.items() if name in self._steps and name not in names}

    def can_call(self, function: Callable[..., Any]) -> bool:
        """Whether every argument that the function cannot do without has a value here."""
        optional = optional_names(function)
        return all(need in optional or need in self for need in argument_names(function))

    def call(self, function: Callable[..., Any]) -> Any:
        """Call any function of the family with the arguments it names."""
        return function(**self.arguments(function))

    def arguments(self, function: Callable[..., Any]) -> dict[str, Value]:
        """The arguments that a function names; those with a default are left out where nothing has the name."""
        optional = optional_names(function)
        if not optional:
            values = self._values  # looked into first: to ask this object takes longer than all the rest of it
            return {name: values[name] if name in values else self[name] for name in argument_names(function)}
        return {name: self[name] for name in argument_names(function) if name in self or name not in optional}

    def _run(self, name: str, function: Callable[..., Any], each: bool) -> Value:
        arguments = self.arguments(function)
        try:
            if not each:
                value = function(**arguments)
                return value if type(value) in FINISHED else with_collected_logarithms(exact(value))
            return with_collected_logarithms(tuple(exact(function(**row)) for row in rows(arguments)))
        except BranchOnLetterError:
            raise
        except NOT_POSSIBLE as error:
            raise StepError(name, f"failed: {type(error).__name__}: {error}") from error


def rows(arguments: Mapping[str, Value]) -> list[dict[str, Value]]:
    """The arguments of a step that is written for one entry, entry by entry.

    Raises:
        ValueError: there is no vector among them, or they differ in length.
    """
    vectors = {name: value for name, value in arguments.items() if isinstance(value, tuple)}
    lengths = {len(value) for value in vectors.values()}
    if len(lengths) != 1:
        raise ValueError("a step for each entry needs vectors of one length among its arguments")
    return [{name: value[k] if name in vectors else value for name, value in arguments.items()} for k in range(lengths.pop())]


def dependencies(steps: Mapping[str, Step], wanted: Collection[str], present: Collection[str] | None = None) -> list[str]:
    """The steps that the wanted ones need, themselves included, each after those it needs; ties in the order of the file.

    With the names of the parameters that are present, optional arguments that have no value for want of a parameter are passed over.
    """
    order = {name: k for k, name in enumerate(steps)}
    possible = None if present is None else computable(steps, present)
    found: dict[str, None] = {}

    def visit(name: str, path: tuple[str, ...]) -> None:
        if name in found or name in path:
            return
        function = steps[name].function
        skipped = optional_names(function) if possible is not None else frozenset()
        needs = [need for need in argument_names(function) if need in steps and not (need in skipped and need not in (possible or ()))]
        for need in sorted(needs, key=order.__getitem__):
            visit(need, (*path, name))
        found[name] = None

    for name in wanted:
        if name in steps:
            visit(name, ())
    return list(found)


def downstream(steps: Mapping[str, Step], places: Collection[str]) -> frozenset[str]:
    """The places, steps or parameters, and all steps that a change there can reach."""
    reached = set(places)
    while True:
        more = {name for name, step in steps.items() if name not in reached and not reached.isdisjoint(argument_names(step.function))}
        if not more:
            return frozenset(reached)
        reached |= more


def computable(steps: Mapping[str, Step], present: Collection[str]) -> frozenset[str]:
    """The steps that have a value where only these parameters are present."""
    known: set[str] = set()
    while True:
        more = {
            name
            for name, step in steps.items()
            if name not in known
            and all(n in present or n in known or n in optional_names(step.function) for n in argument_names(step.function))
        }
        if not more:
            return frozenset(known)
        known |= more


def outcomes(
    steps: Mapping[str, Step],
    parameters: Mapping[str, Value],
    wanted: Collection[str],
    *,
    given: Mapping[str, Value] | None = None,
    swaps: Mapping[str, Swap] | None = None,
) -> dict[str, Value]:
    """What the wanted answers become when steps are swapped or given values stand in for them; answers without a value are left out."""
    values = Evaluation(steps, parameters, given=given, swaps=swaps)
    found: dict[str, Value] = {}
    for name in wanted:
        try:
            value = values[name]
        except StepError:
            continue
        if is_defined(value):
            found[name] = value
    return found
