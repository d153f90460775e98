"""What a formula takes by hand: counted like a patient student would."""

from __future__ import annotations

import pytest
from sympy import ImmutableDenseMatrix, Integer, Rational

from examgen.symbolic.formula import Letter, formula
from examgen.symbolic.functions import relu, sqrt, total
from examgen.symbolic.operations import operations

a, b, c = (Letter(name, name) for name in "abc")
x = Letter("x", "x", 4)
W, v = Letter("W", "W", (2, 3)), Letter("v", "v", (3, 1))
VALUES = {
    "a": Integer(3),
    "b": Integer(-5),
    "c": Rational(1, 2),
    "x": (Integer(2), Integer(4), Integer(0), Integer(6)),
    "W": ImmutableDenseMatrix([[2, 0, 3], [1, 4, 0]]),
    "v": ImmutableDenseMatrix([[5], [-1], [7]]),
}

CASES = [
    (a + b - c, 2),
    (a * b * c, 2),
    (a * b + c, 2),
    ((a - b) / c, 2),
    (a**2, 1),
    (sqrt(a + b), 2),
    (relu(a), 1),
    (1 * a + 0 * b, 0),  # nothing to work out
    (total(x) / len(x), 3),  # two additions of three terms, for 0 costs nothing, and a division
    (W * v, 4),  # 2 * 5 + 3 * 7: three operations; 5 + 4 * (-1): times -1 is free, one addition
]


@pytest.mark.parametrize(("node", "count"), CASES)
def test_operations_are_counted_as_by_hand(node: object, count: int) -> None:
    assert operations(formula(node), VALUES) == count
