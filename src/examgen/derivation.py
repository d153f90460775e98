"""Steps joined by argument name: evaluate, swap in a mistake, take over a student's value, print.

A derivation knows nothing of files, streams or exams. It is given the steps by name and the values of the parameters; everything else
follows from the argument names.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sympy import MatrixBase, expand, expand_log
from sympy.matrices.exceptions import ShapeError

from examgen.authoring.declarations import argument_names, optional_names
from examgen.symbolic.exact import exact, is_defined, shape, with_collected_logarithms
from examgen.symbolic.formula import BranchOnLetterError, Formula, Letter, evaluate, formula
from examgen.symbolic.typesetting import fenced, general, tex, with_numbers

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from examgen.authoring.derivations import Step
    from examgen.symbolic.kinds import Value

#: What a step may raise when a mistake or a student's value does not fit: then there is no value, and that is no fault.
NOT_POSSIBLE = (ArithmeticError, ValueError, TypeError, LookupError, AttributeError, NotImplementedError, ShapeError)


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
            if name in self._steps:
                function = self._steps[name].function
                optional = optional_names(function)
                self._available[name] = all(need in optional or need in self for need in argument_names(function))
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

    def call(self, function: Callable[..., Any]) -> Any:
        """Call any function of the family with the arguments it names."""
        return function(**self.arguments(function))

    def arguments(self, function: Callable[..., Any]) -> dict[str, Value]:
        """The arguments that a function names; those with a default are left out where nothing has the name."""
        optional = optional_names(function)
        return {name: self[name] for name in argument_names(function) if name in self or name not in optional}

    def _run(self, name: str, function: Callable[..., Any], each: bool) -> Value:
        arguments = self.arguments(function)
        try:
            if not each:
                return with_collected_logarithms(exact(function(**arguments)))
            return with_collected_logarithms(tuple(exact(function(**row)) for row in _rows(arguments)))
        except BranchOnLetterError:
            raise
        except NOT_POSSIBLE as error:
            raise StepError(name, f"failed: {type(error).__name__}: {error}") from error


def _rows(arguments: Mapping[str, Value]) -> list[dict[str, Value]]:
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


@dataclass(frozen=True)
class Printed:
    """A step in print: formula in letters, the same with numbers, the value; empty where there is nothing to say."""

    general: str
    numbers: str
    value: str
    checked: bool


#: Longest printed substitution, in characters of TeX; beyond, the value alone says more than a page of numbers.
_LONGEST_SUBSTITUTION = 900


def print_step(name: str, step: Step, values: Evaluation, symbols: Mapping[str, str], value_tex: str) -> Printed:
    """The printed forms of a step, checked: the numbers put into the printed formula give the step's value.

    Args:
        symbols: TeX symbol of every parameter and step that may stand in a formula; names without one are passed as values.
        value_tex: TeX of the value, as the caller prints it.

    Raises:
        StepError: the function branches on a letter, or the formula does not give the value.
    """
    if not step.formula:
        return Printed(step.general, "", value_tex, False)
    arguments = values.arguments(step.function)
    letters: dict[str, Any] = {}
    for argument, value in arguments.items():
        if argument not in symbols or isinstance(value, (str, bool, frozenset)):
            letters[argument] = value
            continue
        letter = Letter(argument, symbols[argument], shape(value))
        letters[argument] = letter.any_entry() if step.each and isinstance(value, tuple) else letter
    try:
        recorded = step.function(**letters)
    except BranchOnLetterError as error:
        raise StepError(name, f"needs a value: {error}; a step that branches, counts or searches is written under @procedure") from error
    except NOT_POSSIBLE as error:
        raise StepError(name, f"cannot be written as a formula ({type(error).__name__}: {error}); write it under @procedure") from error
    if isinstance(recorded, (tuple, list, MatrixBase)):
        return Printed("", "", value_tex, False)
    node = formula(recorded)
    if step.each:
        return _print_each(name, step, node, values, arguments, value_tex)
    known = {argument: value for argument, value in arguments.items() if isinstance(letters[argument], Formula)}
    result = evaluate(node, known)
    if not _equal(result, values[name]):
        raise StepError(name, f"prints {general(node)}, which gives {result}, but computes {values[name]}")
    letters_tex, numbers_tex = general(node), with_numbers(node, known)
    if len(numbers_tex) > _LONGEST_SUBSTITUTION or numbers_tex in (value_tex, letters_tex):
        numbers_tex = ""
    return Printed("" if letters_tex == value_tex else letters_tex, numbers_tex, value_tex, True)


def _print_each(name: str, step: Step, node: Formula, values: Evaluation, arguments: Mapping[str, Value], value_tex: str) -> Printed:
    """A step that is written for one entry: the formula of entry i, the list of formulas with numbers, the list of values."""
    plain, rows = _unindexed(node), _rows(arguments)
    for row, value in zip(rows, values[name], strict=True):
        result = evaluate(plain, row)
        if not _equal(result, value):
            raise StepError(name, f"prints {general(node)}, which gives {result} for one entry, but computes {value}")
    entries = [with_numbers(plain, {n: v for n, v in row.items() if not isinstance(v, (str, bool))}) for row in rows]
    numbers = fenced(r",\; ".join(entries))
    if len(numbers) > _LONGEST_SUBSTITUTION or numbers == value_tex:
        numbers = ""
    return Printed(rf"{fenced(general(node))}_{{{step.each}=1}}^{{{len(rows)}}}", numbers, value_tex, True)


def _unindexed(node: Formula) -> Formula:
    """The formula of one entry with plain letters, to be evaluated for one row."""
    from dataclasses import fields, replace

    if isinstance(node, Letter):
        return Letter(node.name, node.symbol)
    changes: dict[str, Any] = {}
    for field in fields(node):  # type: ignore[arg-type]
        value = getattr(node, field.name)
        if isinstance(value, Formula):
            changes[field.name] = _unindexed(value)
        elif isinstance(value, tuple) and value and isinstance(value[0], Formula):
            changes[field.name] = tuple(map(_unindexed, value))
        elif isinstance(value, tuple) and value and isinstance(value[0], tuple):
            changes[field.name] = tuple((sign, _unindexed(term)) for sign, term in value)
    return replace(node, **changes) if changes else node  # type: ignore[type-var]


def _equal(a: Value, b: Value) -> bool:
    if isinstance(a, MatrixBase) != isinstance(b, MatrixBase):
        a, b = (x[0, 0] if isinstance(x, MatrixBase) and x.shape == (1, 1) else x for x in (a, b))
    if a == b:
        return True
    if isinstance(a, MatrixBase):
        return isinstance(b, MatrixBase) and a.shape == b.shape and all(map(_equal, a, b))
    if isinstance(a, tuple):
        return isinstance(b, tuple) and len(a) == len(b) and all(map(_equal, a, b))
    if isinstance(a, (str, bool)) or isinstance(b, (str, bool)):
        return False
    difference = a - b  # logarithms of integers cancel when they are split into primes; the rest is rare
    return bool(expand(expand_log(difference, factor=True)) == 0 or difference.simplify() == 0)


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


def answer_tex(value: Value, options: Mapping[str, str] | None = None) -> str:
    """TeX of a value; the words of a choice are taken from its options."""
    if isinstance(value, str):
        return rf"\text{{{(options or {}).get(value, value)}}}"
    return tex(value)
