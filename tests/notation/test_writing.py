"""What was understood is shown in notation that means the same when it is read again."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings

from examgen.deciding.form import compare_written
from examgen.notation.parser import parse_answer
from examgen.notation.tree import Node
from examgen.notation.writing import write
from notation.trees import INTERVALS, LISTS, SCALARS, SETS, STATEMENTS, shown, tables, without_places

NAMES = ("x", "y", "t", "alpha", "x_1", "mu_2", "lambda")


def _again(node: Node, kind: str) -> Node:
    return parse_answer(write(node), kind=kind, variables=NAMES)


@settings(max_examples=400, deadline=None)
@given(SCALARS)
def test_a_value_read_back_is_the_same_value(node: Node) -> None:
    first = _again(node, "scalar")
    assert shown(without_places(_again(first, "scalar"))) == shown(without_places(first)), write(node)
    assert compare_written(without_places(node), without_places(first)).outcome == "equal", write(node)


@settings(max_examples=150, deadline=None)
@given(STATEMENTS)
def test_a_statement_read_back_is_the_same_statement(node: Node) -> None:
    first = _again(node, "logic")
    assert shown(without_places(_again(first, "logic"))) == shown(without_places(first)), write(node)


@pytest.mark.parametrize(("strategy", "kind"), [(LISTS, "list"), (SETS, "set"), (INTERVALS, "interval"), (tables(), "matrix")])
def test_collections_read_back_are_the_same(strategy: object, kind: str) -> None:
    check: Callable[[], None]

    @settings(max_examples=60, deadline=None)
    @given(strategy)  # type: ignore[arg-type]
    def check(node: Node) -> None:
        assert compare_written(without_places(node), without_places(_again(node, kind))).outcome == "equal", write(node)

    check()


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("0.50", "0.5"),
        ("3.0", "3.0"),
        ("1.5e-20", "15e-21"),
        ("-5/2", "-5/2"),
        ("2x+(-3)", "2*x - 3"),
        ("a-(b-c)", "a - (b - c)"),
        ("-(a+b)", "-(a + b)"),
        ("(-2)^2", "(-2)^2"),
        ("-2^2", "-2^2"),
        ("e^{-x^2/2}", "e^(-x^2/2)"),
        ("\\frac{a}{bc}", "a/(b*c)"),
        ("|x-1|", "|x - 1|"),
        ("||x|-1|", "abs(|x| - 1)"),
        ("(n+1)!", "(n + 1)!"),
        ("\\log_2 8", "log(8, 2)"),
        ("\\sqrt[3]{x}", "root(x, 3)"),
    ],
)
def test_texts_are_written_plainly(typed: str, written: str) -> None:
    assert write(parse_answer(typed)) == written


@pytest.mark.parametrize(
    ("typed", "kind", "written"),
    [
        ("(1,2)^T", "vector", "[1, 2]^T"),
        ("[1,2;3,4]", "matrix", "[[1, 2], [3, 4]]"),
        ("x<1 or x>=2", "inequality", "x < 1 or x >= 2"),
        ("not (x=1 and y=2)", "logic", "not (x = 1 and y = 2)"),
        ("(0,1] U {3}", "set", "(0, 1] ∪ {3}"),
        ("1±sqrt(2)", "plusminus", "1 ± sqrt(2)"),
        ("\\int_0^1 x^2 dx", "calculus", "int(x^2, x, 0, 1)"),
    ],
)
def test_other_kinds_are_written_plainly(typed: str, kind: str, written: str) -> None:
    assert write(parse_answer(typed, kind=kind)) == written
