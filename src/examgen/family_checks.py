"""What can be said of a family before the first draw: every name leads somewhere, and everything is needed."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from examgen.authoring.declarations import argument_names, optional_names
from examgen.authoring.parameters import ByLevel, DrawnParameter
from examgen.derivation import dependencies
from examgen.errors import FamilyError
from examgen.wording import check_text

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from examgen.family import Family

_RESERVED = ("level", "draw", "figure", "tex")
_FEATURES = frozenset({"level", "figure", "range", "loop", "dict", "namespace", "cycler", "joiner", "lipsum"})


def check(family: Family) -> None:
    """Check names and texts.

    Raises:
        FamilyError: the first fault found, with file, name and remedy.
    """
    for one in (_names, _symbols, _pairing, _arguments, _levels, _needed, _circles, _wording, _texts):
        one(family)


def _names(family: Family) -> None:
    for name in (*family.parameters, *family.steps):
        if name in _RESERVED:
            raise FamilyError(family.files.template, f"'{name}' is a name of the engine; choose another", name=name)
    for name in family.steps:
        if name in family.parameters:
            raise FamilyError(family.files.solution, f"'{name}' is a step here and a parameter in the template; rename one", name=name)
    for part, answer in family.answers.items():
        for other in answer.same_as:
            if other not in family.answers:
                raise FamilyError(family.files.template, f"answer '{part}': same_as names '{other}', which is no answer", name=part)
        for level in answer.levels or ():
            if level not in family.levels:
                raise FamilyError(
                    family.files.template, f"answer '{part}': levels holds '{level}', which the family does not offer", name=part
                )


def _symbols(family: Family) -> None:
    for name, symbol in family.symbols.items():
        bare = symbol.replace(r"\{", "").replace(r"\}", "")
        if bare.count("{") != bare.count("}") or "$" in bare:
            file = family.files.template if name in family.parameters else family.files.solution
            fault = f"the symbol of '{name}' is no formula: '{symbol}'; its braces must pair up, and no dollar signs stand in it"
            raise FamilyError(file, fault, name=name)


def _pairing(family: Family) -> None:
    files = family.files
    for part in family.answers:
        if part not in family.steps:
            raise FamilyError(
                files.solution, f"no step computes the answer '{part}' of {files.template}; write 'def {part}(...)' under @step", name=part
            )
        if part not in family.wording.parts:
            raise FamilyError(files.wording, f"does not ask for '{part}'; add {{% part {part} %}}...{{% endpart %}}", name=part)
    for part in family.wording.parts:
        if part not in family.answers:
            raise FamilyError(
                files.wording, f"asks for '{part}', which is no answer of {files.template}{_near(part, family.answers)}", name=part
            )
    for name in family.solution_figures:
        if name not in family.figures:
            raise FamilyError(
                files.solution, f"figure '{name}' has no plain version in {files.template}{_near(name, family.figures)}", name=name
            )
    for part in family.oracle.omits:
        if part not in family.answers:
            raise FamilyError(files.solution, f"the oracle omits '{part}', which is no answer{_near(part, family.answers)}", name=part)


def _near(name: str, known: Collection[str]) -> str:
    near = get_close_matches(name, known, n=1, cutoff=0.5)
    return f" (did you mean '{near[0]}'?)" if near else ""


def _functions(family: Family) -> Iterator[tuple[str, str, str, Callable[..., Any], frozenset[str]]]:
    """File, kind, name, function and the names it may ask for."""
    files, parameters = family.files, frozenset({*family.parameters, "level"})
    everything = parameters | family.steps.keys()
    for name, parameter in family.parameters.items():
        cases = parameter.cases.values() if isinstance(parameter, ByLevel) else [parameter]
        for case in cases:
            if isinstance(case, DrawnParameter):
                yield files.template, "parameter", name, case.function, parameters | {"draw"}
    for rule in family.rules:
        yield files.template, "rule", rule.label, rule.function, parameters
    for name, shown in family.shown.items():
        yield files.template, "formula", name, shown.function, parameters
    for name, figure in family.figures.items():
        yield files.template, "figure", name, figure.function, parameters
    for name, answer in family.answers.items():
        if answer.when:
            yield files.template, "answer", name, answer.when, parameters
    for name, step in family.steps.items():
        yield files.solution, "step", name, step.function, everything
        for table in step.tables:
            yield files.solution, "table of step", name, table, everything
    for slip in family.slips:
        for swap in slip.swaps.values():
            yield files.solution, "mistake", slip.name, swap.function, everything
        if slip.when:
            yield files.solution, "mistake", slip.name, slip.when, everything
    for name, figure in family.solution_figures.items():
        yield files.solution, "figure", name, figure.function, everything
    yield files.solution, "oracle", family.oracle.function.__name__, family.oracle.function, parameters


def _arguments(family: Family) -> None:
    for file, kind, name, function, known in _functions(family):
        for argument in argument_names(function):
            if argument not in known and argument not in optional_names(function):
                hint = _near(argument, known)
                has = ", ".join(sorted(known - {"level", "draw"}))
                raise FamilyError(file, f"{kind} '{name}' asks for '{argument}'{hint}; the problem has {has}", name=name)
    for slip in family.slips:
        for place in slip.swaps:
            if place not in family.steps and place not in family.parameters:
                raise FamilyError(
                    family.files.solution, f"mistake '{slip.name}' is at '{place}', which is no step and no parameter", name=slip.name
                )


def _levels(family: Family) -> None:
    for level in family.levels:
        present = family.parameters_at(level).keys() | {"level"}
        if not family.parts(level):
            raise FamilyError(family.files.template, f"level '{level}' asks nothing; leave it out of 'levels'", name=level)
        for name in dependencies(family.steps, family.parts(level), present):
            function = family.steps[name].function
            for argument in argument_names(function):
                if argument not in present and argument not in family.steps and argument not in optional_names(function):
                    raise FamilyError(
                        family.files.solution,
                        f"step '{name}' asks for '{argument}', which level '{level}' does not have; "
                        "give the argument a default, or the level the parameter",
                        name=name,
                    )


def _needed(family: Family) -> None:
    wanted: set[str] = set(family.answers)
    for _file, kind, _name, function, _known in _functions(family):
        if kind in ("mistake", "figure", "table of step"):
            wanted |= set(argument_names(function)) & family.steps.keys()
    needed = set(dependencies(family.steps, wanted))
    for name in family.steps:
        if name not in needed:
            raise FamilyError(family.files.solution, f"nothing needs step '{name}'; ask for it, use it or delete it", name=name)


def _circles(family: Family) -> None:
    state: dict[str, int] = {}

    def visit(name: str, path: tuple[str, ...]) -> None:
        if name not in family.steps or state.get(name) == 2:
            return
        if state.get(name) == 1:
            circle = " -> ".join([*path[path.index(name) :], name])
            raise FamilyError(family.files.solution, f"the steps need each other in a circle: {circle}", name=name)
        state[name] = 1
        for need in argument_names(family.steps[name].function):
            visit(need, (*path, name))
        state[name] = 2

    for name in family.steps:
        visit(name, ())


def _wording(family: Family) -> None:
    known = {*family.parameters, *family.shown, *_FEATURES}
    for name in sorted(family.wording.names):
        if name not in known:
            raise FamilyError(
                family.files.wording,
                f"names '{name}', which is no parameter and no formula{_near(name, known)}; "
                f"the problem has {', '.join(sorted(known - _FEATURES))}",
                name=name,
            )


def _texts(family: Family) -> None:
    template, solution = family.files.template, family.files.solution
    for name, parameter in family.parameters.items():
        check_text(template, parameter.tex or "", name)
    for name, answer in family.answers.items():
        for text in (answer.tex, *(option.text for option in answer.kind.options)):
            check_text(template, text, name)
    for name, step in family.steps.items():
        for text in (step.symbol or "", step.because, step.general):
            check_text(solution, text, name)
        for need in argument_names(step.function):
            lettered = need in family.steps and family.steps[need].formula
            if step.formula and lettered and family.symbol(need) is None:
                raise FamilyError(
                    solution, f"step '{need}' stands in the formula of '{name}' without a symbol; write @step(r\"...\")", name=need
                )
    seen: set[tuple[str, str]] = set()
    for slip in family.slips:
        check_text(solution, slip.name + slip.feedback, slip.name)
        if (slip.step, slip.name) in seen:
            raise FamilyError(solution, f"step '{slip.step}' has two mistakes named '{slip.name}'", name=slip.name)
        seen.add((slip.step, slip.name))
