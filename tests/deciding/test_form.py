"""How an answer is written, apart from its value."""

from __future__ import annotations

import pytest

from examgen.deciding.form import compare_written, missing_form
from examgen.notation.parser import parse

NAMES = ("x", "y", "a", "b")


@pytest.mark.parametrize(
    ("a", "b", "outcome"),
    [
        ("2x + y", "y + 2x", "equal"),
        ("x + y + z1", "z1 + (y + x)", "equal"),
        ("2*x*y", "y*(x*2)", "equal"),
        ("-x*y", "y*(-x)", "equal"),
        ("a - b", "-b + a", "equal"),
        ("2/4", "1/2", "unequal"),
        ("x + x", "2x", "unequal"),
        ("2*3", "6", "unequal"),
        ("0.5", "1/2", "unequal"),
        ("(x+1)^2", "x^2 + 2x + 1", "unequal"),
        ("(x+1)^2", "(1+x)^2", "equal"),
        ("x - x", "0", "unequal"),
    ],
)
def test_only_order_and_grouping_may_differ(a: str, b: str, outcome: str) -> None:
    names = (*NAMES, "z1")
    assert compare_written(parse(a, symbols=names), parse(b, symbols=names)).outcome == outcome


@pytest.mark.parametrize(
    ("text", "form", "is_in_it"),
    [
        ("3/4", "simplified", True),
        ("6/8", "simplified", False),
        ("x*(6/8)", "simplified", False),
        ("3/1", "simplified", False),
        ("x^2 + 2x + 1", "expanded", True),
        ("(x+1)^2", "expanded", False),
        ("x*(x+2) + 1", "expanded", False),
        ("(x+1)^2", "factored", True),
        ("(x-1)*(x+1)", "factored", True),
        ("x^2 - 1", "factored", False),
        ("x^2 + 1", "factored", True),
        ("2x + 4", "factored", False),
        ("2*(x+2)", "factored", True),
        ("x^2 + x", "factored", False),
        ("sqrt(2)/2", "exact", True),
        ("0.5", "exact", False),
        ("-3/4", "number", True),
        ("1/2 + 1/4", "number", False),
        ("4/2", "number", False),
    ],
)
def test_asked_forms(text: str, form: str, is_in_it: bool) -> None:
    assert (missing_form(parse(text, symbols=NAMES), form) == "") is is_in_it


def test_an_unknown_form_is_named() -> None:
    with pytest.raises(ValueError, match="expanded"):
        missing_form(parse("1"), "pretty")
