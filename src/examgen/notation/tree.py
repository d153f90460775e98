"""What a text says, before anything is computed: a small tree that keeps the places in the text.

The tree tells "1/2 + 3" from "7/2", which an exact value cannot: the form of an answer is judged on the tree, its value on what is
built from it. ``at`` is the offset of the first character of each node.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from fractions import Fraction


@dataclass(frozen=True)
class Number:
    """A literal, exact: ``12``, ``0.5``, ``1e-3``. ``decimal`` says that a point or an exponent was written."""

    at: int
    value: Fraction
    decimal: bool = False


@dataclass(frozen=True)
class Constant:
    """``e`` or ``pi``."""

    at: int
    name: str


@dataclass(frozen=True)
class Variable:
    """A declared symbol, under its declared name."""

    at: int
    name: str


@dataclass(frozen=True)
class Negative:
    """The opposite of a node."""

    at: int
    inner: Node


@dataclass(frozen=True)
class Sum:
    """Two or more terms."""

    at: int
    terms: tuple[Node, ...]


@dataclass(frozen=True)
class Product:
    """Two or more factors, with or without a sign between them."""

    at: int
    factors: tuple[Node, ...]


@dataclass(frozen=True)
class Quotient:
    """``numerator / denominator``, as a slash or as ``\\frac``."""

    at: int
    numerator: Node
    denominator: Node


@dataclass(frozen=True)
class Power:
    """``base ^ exponent``."""

    at: int
    base: Node
    exponent: Node


@dataclass(frozen=True)
class Root:
    """The ``degree``-th root."""

    at: int
    inner: Node
    degree: int = 2


@dataclass(frozen=True)
class Call:
    """A named function; ``base`` is that of a logarithm."""

    at: int
    function: str
    arguments: tuple[Node, ...]
    base: Node | None = None


@dataclass(frozen=True)
class Listing:
    """Entries in brackets: a list in order, or a set."""

    at: int
    shape: Literal["list", "set"]
    entries: tuple[Node, ...]
    square: bool = False


@dataclass(frozen=True)
class Table:
    """Rows of entries, all of the same length: a matrix."""

    at: int
    rows: tuple[tuple[Node, ...], ...]


@dataclass(frozen=True)
class Transpose:
    """A list or matrix with a raised T."""

    at: int
    inner: Node


Node: TypeAlias = (
    Number
    | Constant
    | Variable
    | Negative
    | Sum
    | Product
    | Quotient
    | Power
    | Root
    | Call
    | Listing
    | Table
    | Transpose
)

Form: TypeAlias = Literal["integer", "fraction", "unreduced", "decimal", "expression", "collection"]


def form(node: Node) -> Form:
    """How a number is written.

    ``"integer"``: digits with at most a sign; ``"fraction"``: two of them around a bar, in lowest terms; ``"unreduced"``: a fraction that
    could be cancelled, or over 1; ``"decimal"``: one number with a point, an exponent or a percent sign; ``"expression"``: anything that is
    still to be worked out; ``"collection"``: a list, set or matrix.
    """
    match node:
        case Number(decimal=True):
            return "decimal"
        case Number():
            return "integer"
        case Negative(inner=inner) if not isinstance(inner, Negative):
            return form(inner)
        case Quotient(numerator=over, denominator=under):
            if form(over) != "integer" or not isinstance(under, Number) or under.decimal:
                return "expression"
            top, bottom = _magnitude(over), under.value
            whole = (top / bottom).denominator if bottom else 0
            return "fraction" if whole == bottom and bottom > 1 else "unreduced"
        case Listing() | Table() | Transpose():
            return "collection"
        case _:
            return "expression"


def has_decimals(node: Node) -> bool:
    """Whether a decimal number stands anywhere in the tree."""
    match node:
        case Number(decimal=decimal):
            return decimal
        case Negative(inner=inner) | Root(inner=inner) | Transpose(inner=inner):
            return has_decimals(inner)
        case Sum(terms=parts) | Product(factors=parts) | Call(arguments=parts) | Listing(entries=parts):
            return any(has_decimals(part) for part in parts)
        case Quotient(numerator=first, denominator=second) | Power(base=first, exponent=second):
            return has_decimals(first) or has_decimals(second)
        case Table(rows=rows):
            return any(has_decimals(entry) for row in rows for entry in row)
        case _:
            return False


def _magnitude(node: Node) -> Fraction:
    """The number under the sign of an ``"integer"``."""
    while isinstance(node, Negative):
        node = node.inner
    assert isinstance(node, Number)
    return node.value
