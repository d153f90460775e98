"""Equations, inequalities, logic and intervals: the same solutions or not, each verdict with its truth known by construction."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from examgen.deciding.judge import judge

#: Kind, reference, answer, assumptions.
SAME: list[tuple[str, str, str, Mapping[str, str]]] = [
    # one variable
    ("equation", "x^2 = 4", "x = 2 or x = -2", {}),
    ("equation", "(x-1)^3 = 0", "x = 1", {}),
    ("equation", "x^2 = -1", "no solution", {}),
    ("equation", "0 = 1", "none", {}),
    ("inequality", "x < 1 and x > -oo", "x < 1", {}),
    ("inequality", "|x - 1| < 2", "-1 < x < 3", {}),
    ("inequality", "x^2 >= 0", "all real numbers", {}),
    ("inequality", "1/x > 0", "x > 0", {}),
    ("inequality", "x > 2", "x >= 3", {"x": "integer"}),
    ("inequality", "x > 2", "x > 5/2", {"x": "integer"}),
    ("inequality", "2 < x < 3", "false", {"x": "integer"}),
    # several variables
    ("equation", "x^2 = y^2", "x = y or x = -y", {}),
    ("equation", "|x| = |y|", "x = y or x = -y", {}),
    ("equation", "y = sqrt(1-x^2) or y = -sqrt(1-x^2)", "x^2 + y^2 = 1", {}),
    ("equation", "x^2 + (y-1)^2 = 0", "x = 0 and y = 1", {}),
    ("equation", "x + y = 3 and x - y = -1", "x = 1 and y = 2", {}),
    ("equation", "x + y = 10 and x - y = 4", "y = 3 and x = 7", {}),
    ("equation", "ln(p/(1-p)) = z", "p = 1/(1+e^(-z))", {}),
    ("equation", "y = (x+1)/(x-1) and x > 1", "x = (y+1)/(y-1) and x > 1", {}),
    ("inequality", "|x| + |y| <= 1", "-1 <= x+y <= 1 and -1 <= x-y <= 1", {}),
    ("inequality", "max(x, y) < 1", "x < 1 and y < 1", {}),
    # complex
    ("equation", "x^3 = 8", "x = 2 or x = -1+sqrt(3)*i or x = -1-sqrt(3)*i", {"x": "complex"}),
    ("equation", "x^2 + 1 = 0", "x = i or x = -i", {"x": "complex"}),
    ("equation", "(x^2+1)^2 = 0", "x^2 = -1", {"x": "complex"}),
    ("equation", "y = -x", "(1+i)*(x+y) = 0", {}),
    ("equation", "x^2 = -a", "(x - i*sqrt(a))*(x + i*sqrt(a)) = 0", {}),
    # logic
    ("logic", "A and (B or C)", "(A and B) or (A and C)", {}),
    ("logic", "not (A or B)", "not A and not B", {}),
    ("logic", "A implies B", "not A or B", {}),
    ("logic", "A xor B", "(A or B) and not (A and B)", {}),
    ("logic", "A iff B", "(A implies B) and (B implies A)", {}),
    ("logic", "x < 1 and (y = 2 or z = 3)", "(1 > x and y = 2) or (x < 1 and z = 3)", {}),
    ("logic", "x < 1 or x > 2", "not (1 <= x and x <= 2)", {}),
    # intervals
    ("interval", "(0, 2/L)", "(0, 2*L^-1)", {}),
    ("interval", "[a-r, a+r]", "[-r+a, r+a]", {"r": "positive"}),
    ("interval", "(-oo, a)", "(-inf, a)", {}),
    ("interval", "[0, 1) ∪ {1}", "[0, 1]", {}),
]

OTHER: list[tuple[str, str, str, Mapping[str, str]]] = [
    ("equation", "x^2 = 4", "x = 2", {}),
    ("equation", "x = 1", "1 = 1", {}),
    ("inequality", "x > 2", "x >= 2", {"x": "integer"}),
    ("inequality", "x > 2", "x > 3", {"x": "integer"}),
    ("inequality", "|x - 1| < 2", "-1 < x <= 3", {}),
    ("equation", "x^2 = y^2", "x = y", {}),
    ("equation", "y^2 = x^3 - x", "y = sqrt(x^3 - x)", {}),
    ("equation", "x^2 + y^2 = 1", "y = sqrt(1-x^2)", {}),
    ("equation", "x + y = 10 and x - y = 4", "x = 3 and y = 7", {}),
    ("equation", "x = y", "(x-y)*((x-1)^2+(y-2)^2) = 0", {}),
    ("equation", "ln(p/(1-p)) = z", "p = 1/(1+e^z)", {}),
    ("equation", "x = (-b ± sqrt(b^2-4*a*c))/(2*a)", "x = (b ± sqrt(b^2-4*a*c))/(2*a)", {}),
    ("equation", "x = (-b ± sqrt(b^2-4*a*c))/(2*a)", "x = (-b + sqrt(b^2-4*a*c))/(2*a)", {}),
    ("inequality", "|x| + |y| <= 1", "|x| + |y| < 1", {}),
    ("inequality", "max(x, y) < 1", "x < 1 or y < 1", {}),
    ("inequality", "x < y", "x < y or y > 1000", {}),
    ("equation", "x^3 = 8", "x = 2", {"x": "complex"}),
    ("equation", "x^2 + 1 = 0", "x^2 + 4 = 0", {"x": "complex"}),
    ("equation", "x^2 + 1 = 0", "x = i", {"x": "complex"}),
    ("equation", "i*a = b", "b = a/i", {}),
    ("logic", "A and B", "A or B", {}),
    ("logic", "A implies B", "B implies A", {}),
    ("logic", "not (A and B)", "not A and not B", {}),
    ("interval", "(0, 2/L)", "(0, L/2)", {}),
    ("interval", "(0, 2/L)", "(0, 2/L]", {}),
    ("interval", "[a-r, a+r]", "(a-r, a+r)", {"r": "positive"}),
    ("interval", "(-oo, a)", "(-oo, oo)", {}),
]


@pytest.mark.parametrize(("kind", "reference", "answer", "assumptions"), SAME)
def test_relations_with_the_same_solutions_are_equal(kind: str, reference: str, answer: str, assumptions: Mapping[str, str]) -> None:
    for right, given in ((reference, answer), (answer, reference)):
        found = judge(right, given, kind=kind, assumptions=assumptions)  # type: ignore[arg-type]
        assert found.verdict is True, found


@pytest.mark.parametrize(("kind", "reference", "answer", "assumptions"), OTHER)
def test_relations_with_other_solutions_are_not(kind: str, reference: str, answer: str, assumptions: Mapping[str, str]) -> None:
    for right, given in ((reference, answer), (answer, reference)):
        found = judge(right, given, kind=kind, assumptions=assumptions)  # type: ignore[arg-type]
        assert found.verdict is False, found
        assert found.reason


def test_lines_alone_never_prove() -> None:
    found = judge("|x| + |y| <= 1", "-1 <= x+y <= 1 and -1 <= x-y <= 1", kind="inequality")
    assert (found.outcome, found.method) == ("probably equal", "many lines")


def test_systems_that_no_line_meets_are_not_compared_along_lines() -> None:
    found = judge("x^5 - x = 3 and y^5 - y = 3", "y^5 - y - 3 = 0 and x^5 - x - 4 = 0", kind="equation")
    assert found.verdict is not True
