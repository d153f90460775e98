"""Vectors and matrices: sums, products, powers and transposes of them worked out entry by entry."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

from examgen.deciding.decision import TooHardError
from examgen.deciding.walking import exact_number, types_in
from examgen.notation.tree import Call, Listing, Negative, Node, Number, Power, Product, Quotient, Sum, Table, Transpose

_LISTS = frozenset((Table, Listing))
#: Entries of a matrix that is worked out, and powers of one, at most.
_MOST_ENTRIES, _MOST_POWER = 400, 12
#: Rows of a matrix whose inverse is worked out.
_MOST_INVERTED = 3


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows of entries. ``flat``: written as a list, without a direction: it equals a row and a column with the same entries."""

    rows: tuple[tuple[Node, ...], ...]
    flat: bool = False

    @property
    def shape(self) -> tuple[int, int]:
        return len(self.rows), len(self.rows[0]) if self.rows else 0

    @property
    def entries(self) -> tuple[Node, ...]:
        return tuple(entry for row in self.rows for entry in row)


class ShapeError(Exception):
    """The shapes of a sum or product of matrices do not fit. The message is a sentence."""


def has_table(node: Node) -> bool:
    """Whether a list or matrix stands in a tree."""
    return not types_in(node).isdisjoint(_LISTS)


def grid(node: Node) -> Grid:
    """The list or matrix that a tree stands for.

    Raises:
        ShapeError: shapes that do not fit.
        TooHardError: no list or matrix.
    """
    found = _value(node)
    if not isinstance(found, Grid):
        raise TooHardError
    return found


def _value(node: Node) -> Grid | Node:
    if not has_table(node):
        return node
    match node:
        case Table(rows=rows):
            return Grid(rows)
        case Listing(shape="list", entries=entries):
            if entries and all(isinstance(entry, Listing) and entry.shape == "list" for entry in entries):
                rows = tuple(entry.entries for entry in entries if isinstance(entry, Listing))
                if len({len(row) for row in rows}) == 1:
                    return Grid(rows)
            return Grid((entries,), flat=True)
        case Transpose(inner=inner):
            found = grid(inner)
            return found if found.flat else Grid(tuple(zip(*found.rows, strict=True)))
        case Negative(inner=inner):
            return _mapped(grid(inner), lambda entry: Negative(node.at, entry))
        case Quotient(numerator=over, denominator=under):
            return _mapped(grid(over), lambda entry: Quotient(node.at, entry, under))
        case Sum(terms=terms):
            return _sum([_value(term) for term in terms])
        case Product(factors=factors):
            result = _value(factors[0])
            for factor in factors[1:]:
                result = _product(result, _value(factor))
            return result
        case Power(base=base, exponent=Number(value=value)) if value.denominator == 1 and 1 <= value <= _MOST_POWER:
            found = grid(base)
            power: Grid | Node = found
            for _ in range(int(value) - 1):
                power = _product(power, found)
            return power
        case Power(base=base, exponent=Negative(inner=Number(value=value))) if value == 1:
            return _inverse(grid(base))
        case Call(arguments=(inner,), base=None):  # a function acts on each entry
            return _mapped(grid(inner), lambda entry: replace(node, arguments=(entry,)))
    raise TooHardError


def _mapped(found: Grid, change: object) -> Grid:
    assert callable(change)
    return Grid(tuple(tuple(change(entry) for entry in row) for row in found.rows), found.flat)


def _sum(values: list[Grid | Node]) -> Grid:
    grids = [value for value in values if isinstance(value, Grid)]
    if len(grids) < len(values):
        raise ShapeError("A number cannot be added to a matrix.")
    if len({found.shape for found in grids}) > 1:
        raise ShapeError("Matrices of different shapes cannot be added.")
    rows = tuple(tuple(Sum(0, entries) for entries in zip(*row, strict=True)) for row in zip(*(found.rows for found in grids), strict=True))
    return Grid(rows, all(found.flat for found in grids))


def _product(a: Grid | Node, b: Grid | Node) -> Grid | Node:
    if not isinstance(a, Grid):
        return _mapped(b, lambda entry: Product(0, (a, entry))) if isinstance(b, Grid) else Product(0, (a, b))
    if not isinstance(b, Grid):
        return _mapped(a, lambda entry: Product(0, (entry, b)))
    if b.flat and not a.flat:
        b = Grid(tuple((entry,) for entry in b.entries))
    if a.shape[1] != b.shape[0]:
        raise ShapeError("The shapes of the factors of this product do not fit.")
    if a.shape[0] * b.shape[1] * a.shape[1] > 10 * _MOST_ENTRIES:
        raise TooHardError
    columns = tuple(zip(*b.rows, strict=True))
    rows = tuple(tuple(_dot(row, column) for column in columns) for row in a.rows)
    return Grid(rows)


def _inverse(found: Grid) -> Grid:
    """The inverse by cofactors."""
    size = found.shape[0]
    if found.flat or size != found.shape[1]:
        raise ShapeError("Only square matrices have inverses.")
    if size > _MOST_INVERTED:
        raise TooHardError
    whole = _determinant(found.rows)
    return Grid(tuple(tuple(Quotient(0, _cofactor(found.rows, j, i), whole) for j in range(size)) for i in range(size)))


def _determinant(rows: tuple[tuple[Node, ...], ...]) -> Node:
    if not rows:
        return Number(0, Fraction(1))
    return Sum(0, tuple(Product(0, (entry, _cofactor(rows, 0, place))) for place, entry in enumerate(rows[0])))


def _cofactor(rows: tuple[tuple[Node, ...], ...], i: int, j: int) -> Node:
    smaller = tuple(row[:j] + row[j + 1 :] for place, row in enumerate(rows) if place != i)
    found = _determinant(smaller)
    return Negative(0, found) if (i + j) % 2 else found


def _dot(row: tuple[Node, ...], column: tuple[Node, ...]) -> Node:
    numbers = [(exact_number(a), exact_number(b)) for a, b in zip(row, column, strict=True)]
    if all(a is not None and b is not None for a, b in numbers):  # powers of matrices of numbers stay small
        return Number(0, sum((a * b for a, b in numbers if a is not None and b is not None), Fraction(0)))
    terms = tuple(Product(0, pair) for pair in zip(row, column, strict=True))
    return terms[0] if len(terms) == 1 else Sum(0, terms) if terms else Number(0, Fraction(0))
