"""Texts that no writer may get: what is refused, in which file of a family, and what is let through."""

from __future__ import annotations

import pytest
from sympy import Rational

from examgen.errors import FamilyError
from examgen.figures import Bar, Bars, Table
from examgen.instance import WorkedStep
from examgen.writing.text_check import check_texts, text_faults
from writing.sample_exam import instance, part, slip


@pytest.mark.parametrize(
    "text",
    ["Größe, naïve, Łódź", "It is “so” – or not…", r"$\text{für } x \to \infty$", "α ≤ β, 3 × 4", "`$ 5` and \\$6", "one\u200bword"],
)
def test_what_fonts_hold_is_let_through(text: str) -> None:
    assert not list(text_faults(instance(text, text, (part("a", text),), {}, {})))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("漢", "the fonts of TeX lack '漢' (U+6F22, Cjk unified ideograph-6f22)"),
        ("$x ≤ 1$", "TeX has no '≤' (U+2264, Less-than or equal to) there"),
        (r"$\text{от } x$", r"TeX has no 'о' (U+043E, Cyrillic small letter o), 'т' (U+0442"),
        ("a $b", "a dollar sign has no partner in 'a $b'"),
        (r"$\mathbbm{1}$", r"unknown command '\mathbbm'"),
    ],
)
def test_what_they_lack_is_told(text: str, said: str) -> None:
    assert any(said in fault for fault in text_faults(instance("T", "Q", (part("a", text),), {}, {})))


def test_labels_of_figures_are_looked_at_too() -> None:
    figure = Bars(((Bar(0.5, "1/2", "вес"),),))
    made = instance("T", "Q", (part("a", "How many?"),), {"f": figure}, {})
    with pytest.raises(FamilyError, match="lack 'в'"):
        check_texts(made)
    check_texts(made, tex=False, mathml=True)


def test_tables_and_slips_of_a_solution_are_looked_at_too() -> None:
    step = WorkedStep("s", "", "x", "", "", "1", part="a", table=Table(("вес",), (("$x^2^3$",),)))
    made = instance("T", "Q", (part("a", "How many?", steps=(step,), misconceptions=(slip("s", r"\mathbbm{1}", Rational(0)),)),), {}, {})
    found = "; ".join(text_faults(made))
    assert "lack 'в'" in found and "$x^2^3$ cannot be read" in found and r"unknown command '\mathbbm'" in found
