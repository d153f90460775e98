"""How much there is to write: digits, denominators and terms of an exact value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sympy import Add, MatrixBase, Rational

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sympy import Expr

    from examgen.symbolic.kinds import Value


@dataclass(frozen=True)
class Size:
    """The size of a value, or the largest that one may have.

    Attributes:
        digits: digits of the longest number in it, over numerators and whole numbers.
        denominator: the largest denominator; 1 where there are whole numbers only.
        terms: addends of its longest entry.
    """

    digits: int
    denominator: int
    terms: int


def size(value: Value) -> Size:
    """The size of a value; words have none."""
    digits, denominator, terms = 0, 1, 0
    for entry in _entries(value):
        terms = max(terms, len(Add.make_args(entry)))
        for number in (entry,) if entry.is_Rational else entry.atoms(Rational):
            digits = max(digits, len(str(abs(int(number.p)))))
            denominator = max(denominator, int(number.q))
    return Size(digits, denominator, terms)


def _entries(value: Value) -> Iterator[Expr]:
    if isinstance(value, (tuple, frozenset, MatrixBase)):
        for item in value:
            yield from _entries(item)
    elif not isinstance(value, (str, bool)):
        yield value
