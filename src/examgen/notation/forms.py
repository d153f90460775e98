"""How a number is written, which its value does not tell: as a fraction, as a decimal, or still to be worked out."""

from __future__ import annotations

from fractions import Fraction
from typing import Literal, TypeAlias

from examgen.notation.tree import Call, Listing, Negative, Node, Number, Power, Product, Quotient, Root, Sum, Table, Transpose

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
