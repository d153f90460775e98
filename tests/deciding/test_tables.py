"""Vectors and matrices: worked out entry by entry, compared by shape and entries."""

from __future__ import annotations

import pytest

from examgen import judge

SAME = [
    ("matrix", "[[1, 2], [3, 4]]", "2*[[1/2, 1], [3/2, 2]]"),
    ("matrix", "[[1, 2], [3, 4]]", "[[1, 3], [2, 4]]^T"),
    ("matrix", "[[7, 10], [15, 22]]", "[[1, 2], [3, 4]]^2"),
    ("matrix", "[[7, 10], [15, 22]]", "[[1, 2], [3, 4]]*[[1, 2], [3, 4]]"),
    ("matrix", "[[2, 2], [3, 5]]", "[[1, 2], [3, 4]] + [[1, 0], [0, 1]]"),
    ("matrix", "[[-1, -2], [-3, -4]]", "-[[1, 2], [3, 4]]"),
    ("matrix", "[[x^2 - 1, 0], [0, 1]]", "[[(x-1)*(x+1), 0], [0, 2/2]]"),
    ("matrix", "[[1], [2]]", "[1; 2]"),
    ("matrix", "[[5]]", "[[1, 2]]*[[1], [2]]"),
    ("matrix", "[[-2, 1], [3/2, -1/2]]", "[[1, 2], [3, 4]]^(-1)"),
    ("matrix", "[[1, 0, 0], [0, 1/2, 0], [0, 0, 1/a]]", "[[1, 0, 0], [0, 2, 0], [0, 0, a]]^(-1)"),
    ("vector", "[1, 2]", "[1; 2]"),
    ("vector", "[1, 2]", "(1, 2)^T"),
    ("vector", "[2, 4]", "2*(1, 2)"),
    ("vector", "[5, 11]", "[[1, 2], [3, 4]]*[1; 2]"),
    ("vector", "[1/2, sqrt(2)]", "[1, 2 sqrt(2)]/2"),
    ("vector", "[0, 1]", "sin([0, 1/2]*pi)"),
    ("list", "[x = 1, x = 2]", "[1 = x, 2 = x]"),
]
OTHER = [
    ("matrix", "[[1, 2], [3, 4]]", "[[1, 3], [2, 4]]", "The entry in row 1, column 2"),
    ("matrix", "[[1, 2], [3, 4]]", "[[1, 2, 0], [3, 4, 0]]", "2 x 3"),
    ("matrix", "[[1, 2]]", "[[1], [2]]", "row"),
    ("matrix", "[[1, 2], [3, 4]]", "[1, 2, 3, 4]", ""),
    ("matrix", "[[1, 2], [3, 4]]", "[[1, 2], [3, 4]] + [[1, 2, 3]]", "added"),
    ("matrix", "[[1, 2], [3, 4]]", "[[1, 2], [3, 4]] + 1", "added"),
    ("matrix", "[[1, 2], [3, 4]]", "[[1, 2]]*[[1, 2]]", "fit"),
    ("matrix", "[[1, 2], [3, 4]]", "[[1, 2], [2, 4]]^(-1)", "no value"),
    ("vector", "[1, 2]", "[2, 1]", "Entry 1"),
    ("vector", "[1, 2]", "[1, 2, 3]", "3 entries"),
    ("vector", "[1, 2]", "3", "single value"),
]


@pytest.mark.parametrize(("kind", "reference", "answer"), SAME)
def test_tables_with_the_same_entries_are_equal(kind: str, reference: str, answer: str) -> None:
    found = judge(reference, answer, kind=kind)  # type: ignore[arg-type]
    assert found.outcome == "equal", found


@pytest.mark.parametrize(("kind", "reference", "answer", "says"), OTHER)
def test_other_tables_are_not_and_the_reason_says_where(kind: str, reference: str, answer: str, says: str) -> None:
    found = judge(reference, answer, kind=kind)  # type: ignore[arg-type]
    assert found.outcome == "unequal", found
    assert says in found.reason


def test_what_is_not_worked_out_is_left_open() -> None:
    assert judge("[[1, 2], [3, 4]]", "[[1, 2], [3, 4]]^n", kind="matrix", variables=["n"]).verdict is None
