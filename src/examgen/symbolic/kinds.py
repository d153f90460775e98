"""What a value is, and what kinds of answers there are.

An exact value is one of

* a SymPy expression without floats: ``Integer(3)``, ``Rational(5, 2)``, ``log(2) + 1``;
* an ``ImmutableDenseMatrix`` of those (column vectors of a layer are n x 1 matrices);
* a tuple of exact values: a vector, a list in order;
* a frozenset of exact values: a set;
* a string: a choice between named options, never shown as a formula.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, TypeAlias, get_args

#: An exact value; see the module's docstring. SymPy ships no types, hence ``Any``.
Value: TypeAlias = Any

KindName = Literal["integer", "rational", "expression", "real", "vector", "matrix", "set", "choice", "ordering"]
EntryName = Literal["integer", "rational", "expression"]
KIND_NAMES: tuple[str, ...] = get_args(KindName)


@dataclass(frozen=True)
class Option:
    """One of the options of a choice or an ordering.

    Attributes:
        key: the word that stands in keys and submissions, such as ``"he"``.
        text: what is printed, Markdown with TeX mathematics.
    """

    key: str
    text: str


@dataclass(frozen=True)
class Kind:
    """The kind of an answer: how it is read, compared, checked and printed.

    Attributes:
        name: which kind.
        entries: for vector, matrix and set, the kind of each entry.
        symbols: for expressions, the plain names of the variables that may occur (``"n"``, ``"mu_1"``).
        tolerance: for real, the largest accepted absolute difference, an exact positive rational as text ("1/100").
        options: for choice and ordering, the options in the order in which they are printed.
    """

    name: KindName = "rational"
    entries: EntryName = "rational"
    symbols: tuple[str, ...] = ()
    tolerance: str | None = None
    options: tuple[Option, ...] = ()
