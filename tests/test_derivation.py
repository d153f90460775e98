"""Steps joined by name: values, slips, a student's own values, printed formulas."""

from __future__ import annotations

from typing import Any

import pytest
from sympy import Integer, Rational

from examgen.authoring import procedure, step, total
from examgen.authoring.derivations import Step
from examgen.derivation import Evaluation, StepError, Swap, computable, dependencies, outcomes
from examgen.printing import print_step


@step("m", "The mean.")
def mean(x: Any) -> Any:
    return total(x) / len(x)


@step("d", "Deviations.", each="i")
def deviation(x: Any, mean: Any) -> Any:
    return x - mean


@step("v", "Their mean square.")
def variance(deviation: Any) -> Any:
    return total(lambda d: d**2, deviation) / len(deviation)


@procedure("n", "Count the positive ones.")
def positive(deviation: Any) -> Any:
    return sum(1 for d in deviation if d > 0)


@step("w")
def shifted(variance: Any, shift: Any = None) -> Any:
    return variance if shift is None else variance + shift


STEPS: dict[str, Step] = {"mean": mean, "deviation": deviation, "variance": variance, "positive": positive, "shifted": shifted}
X = {"x": tuple(map(Integer, (1, 2, 3, 6)))}


def test_steps_are_joined_by_argument_name() -> None:
    values = Evaluation(STEPS, X)
    assert values["variance"] == Rational(4 + 1 + 0 + 9, 4)
    assert values["positive"] == 1


def test_a_step_for_each_entry_runs_over_all_entries() -> None:
    assert Evaluation(STEPS, X)["deviation"] == (-2, -1, 0, 3)


def test_a_given_value_replaces_the_step_and_goes_on() -> None:
    assert outcomes(STEPS, X, ["mean", "variance"], given={"mean": Integer(2)}) == {"mean": 2, "variance": Rational(1 + 0 + 1 + 16, 4)}


def test_a_swapped_step_changes_what_follows_and_nothing_before() -> None:
    wrong = outcomes(STEPS, X, ["mean", "variance"], swaps={"deviation": Swap(lambda x: x, each=True)})
    assert wrong == {"mean": 3, "variance": Rational(50, 4)}


def test_a_slip_may_start_from_the_right_value_of_its_own_step() -> None:
    assert outcomes(STEPS, X, ["variance"], swaps={"variance": Swap(lambda variance: variance**2)}) == {"variance": Rational(49, 4)}


def test_a_slip_in_a_parameter_starts_from_the_parameter() -> None:
    assert outcomes(STEPS, X, ["mean"], swaps={"x": Swap(lambda x: x[1:])}) == {"mean": Rational(11, 3)}


def test_a_slip_without_a_value_is_left_out() -> None:
    assert outcomes(STEPS, X, ["mean", "variance"], swaps={"mean": Swap(lambda x: x[9])}) == {}
    assert outcomes(STEPS, X, ["mean"], swaps={"mean": Swap(lambda x: x[0] / Integer(0))}) == {}


def test_an_argument_with_a_default_is_passed_over_where_nothing_has_the_name() -> None:
    assert Evaluation(STEPS, X)["shifted"] == Rational(7, 2)
    assert Evaluation(STEPS, {**X, "shift": Integer(1)})["shifted"] == Rational(9, 2)


def test_steps_come_after_what_they_need() -> None:
    assert dependencies(STEPS, ["shifted"]) == ["mean", "deviation", "variance", "shifted"]


def test_steps_without_their_parameters_have_no_value() -> None:
    assert computable(STEPS, {"x"}) == set(STEPS)
    assert computable(STEPS, set()) == set()


def test_a_circle_is_named() -> None:
    a, b = step("a")(lambda b: b), step("b")(lambda a: a)
    with pytest.raises(StepError, match="a -> b -> a"):
        Evaluation({"a": a, "b": b}, {})["a"]


SYMBOLS = {"x": "x", "mean": "m", "deviation": "d{i}", "variance": "v"}


def test_a_step_prints_letters_then_numbers_then_its_value() -> None:
    printed = print_step("mean", mean, Evaluation(STEPS, X), SYMBOLS, "3")
    assert printed.general == r"\frac{1}{4} \sum_{i=1}^{4} x_{i}"
    assert printed.numbers == r"\frac{1 + 2 + 3 + 6}{4}"
    assert printed.checked


def test_a_step_for_each_entry_prints_its_rule_once_and_all_its_numbers() -> None:
    printed = print_step("deviation", deviation, Evaluation(STEPS, X), SYMBOLS, "values")
    assert printed.general == r"(x_{i} - m)_{i=1}^{4}"
    assert printed.numbers == r"(1 - 3,\; 2 - 3,\; 3 - 3,\; 6 - 3)"


def test_a_formula_that_branches_is_refused_with_the_remedy() -> None:
    branching = step("b", "")(lambda mean: mean if mean > 0 else -mean)
    with pytest.raises(StepError, match="@procedure"):
        print_step("b", branching, Evaluation({**STEPS, "b": branching}, X), SYMBOLS, "3")


def test_a_formula_that_prints_something_else_than_it_computes_is_refused() -> None:
    calls = []

    def fickle(mean: Any) -> Any:
        calls.append(mean)
        return mean + 1 if len(calls) == 1 else mean + 2

    changing = step("f", "")(fickle)
    with pytest.raises(StepError, match="but computes"):
        print_step("f", changing, Evaluation({**STEPS, "f": changing}, X), SYMBOLS, "4")
