"""Numbers within tolerances and with significant figures."""

from __future__ import annotations

from fractions import Fraction

import pytest

from examgen.deciding.numeric import compare_figures, compare_within, count_figures
from examgen.notation.parser import parse


@pytest.mark.parametrize(
    ("reference", "student", "tolerance", "relative", "outcome"),
    [
        ("1/3", "0.333", "1/1000", False, "equal"),
        ("1/3", "0.33", "1/1000", False, "unequal"),
        ("2", "2.1", "1/10", False, "equal"),  # the edge itself counts
        ("2", "2.100001", "1/10", False, "unequal"),
        ("200", "202", "1/100", True, "equal"),
        ("-200", "-202", "1/100", True, "equal"),
        ("200", "202.1", "1/100", True, "unequal"),
        ("0", "0", "1/100", True, "equal"),
        ("0", "1/10^9", "1/100", True, "unequal"),
        ("pi", "3.14159", "1/100000", False, "equal"),
        ("sqrt(2)", "1.4142135", "1e-7", False, "equal"),
        ("sqrt(2)", "1.4142135", "1e-8", False, "unequal"),
    ],
)
def test_a_distance_up_to_the_tolerance_is_right(reference: str, student: str, tolerance: str, relative: bool, outcome: str) -> None:
    assert compare_within(parse(reference), parse(student), Fraction(tolerance), relative=relative).outcome == outcome


@pytest.mark.parametrize(
    ("whole", "decimals", "least", "most"),
    [
        ("3", "14", 3, 3),
        ("0", "00120", 3, 3),
        ("1200", None, 2, 4),
        ("1200", "", 4, 4),
        ("0", None, 1, 1),
        ("", "5", 1, 1),
        ("10", "0", 3, 3),
    ],
)
def test_figures_are_counted_as_typed(whole: str, decimals: str | None, least: int, most: int) -> None:
    assert count_figures(whole, decimals) == (least, most)


@pytest.mark.parametrize(
    ("reference", "typed", "figures", "accuracy", "outcome"),
    [
        ("pi", "3.14", 3, None, "equal"),
        ("pi", "3.15", 3, None, "unequal"),
        ("pi", "3.1", 3, None, "unequal"),
        ("pi", "3.142", 3, None, "unequal"),
        ("pi", "3.142", 3, -1, "equal"),
        ("pi", "3.16", 3, 1, "equal"),
        ("pi", "9.99", 3, 0, "equal"),
        ("1234", "1200", 2, None, "equal"),
        ("1234", "1230", 3, None, "equal"),
        ("1234", "1.23e3", 3, None, "equal"),
        ("1234", "1.23*10^3", 3, None, "equal"),
        ("0.00123", "0.0012", 2, None, "equal"),
        ("10", "9.8", 2, None, "equal"),  # less than half a unit of the second figure away
        ("10", "9.5", 2, None, "unequal"),
        ("82", "82.5", 2, -1, "unequal"),
        ("1/7", "0.14291", 4, -1, "equal"),
        ("1/7", "0.14284", 4, -1, "unequal"),
        ("-0.0499", "-(0.05)", 1, None, "equal"),
        ("pi", "pi", 3, None, "unequal"),
        ("0.00123", "1.2 \\times 10^{-3}", 2, None, "equal"),
        ("-2.5", "-3", 1, None, "equal"),  # halves are rounded away from zero
        ("1", "one", 1, None, "unequal"),
        ("1/2", "1/2", 1, None, "unequal"),
    ],
)
def test_significant_figures(reference: str, typed: str, figures: int, accuracy: int | None, outcome: str) -> None:
    assert compare_figures(parse(reference), typed, figures, accuracy).outcome == outcome
