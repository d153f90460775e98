"""How much arithmetic a formula takes by hand.

Counted are additions, multiplications, divisions, powers and functions of numbers; what any reader does at sight costs nothing: a
sum with 0, a product with 0, 1 or -1.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sympy import MatrixBase

from examgen.symbolic.formula import Apply, Formula, Power, Product, Quotient, Sum, Total, Transposed, evaluate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from examgen.symbolic.kinds import Value


def operations(node: Formula, values: dict[str, Value]) -> int:
    """Operations that it takes to work the formula out for these values of its letters."""
    match node:
        case Sum(terms=terms):
            parts = [evaluate(term, values) for _, term in terms]
            return sum(operations(term, values) for _, term in terms) + _additions(parts)
        case Product(factors=factors):
            count = sum(operations(factor, values) for factor in factors)
            result = evaluate(factors[0], values)
            for factor in factors[1:]:
                right = evaluate(factor, values)
                count += _multiplications(result, right)
                result = result * right
            return count
        case Quotient(numerator=a, denominator=b):
            below = evaluate(b, values)
            return operations(a, values) + operations(b, values) + (0 if below in (1, -1) else _size(evaluate(a, values)))
        case Power(base=a, exponent=b):
            return operations(a, values) + operations(b, values) + (0 if evaluate(a, values) in (0, 1) else 1)
        case Transposed(body=body):
            return operations(body, values)
        case Apply(arguments=arguments):
            return sum(operations(argument, values) for argument in arguments) + _size(evaluate(node, values))
        case Total(terms=parts):
            return sum(operations(part, values) for part in parts) + _additions([evaluate(part, values) for part in parts])
    return 0


def entries(value: Value) -> Iterator[Value]:
    """All numbers of a value, one after the other."""
    if isinstance(value, (tuple, frozenset, MatrixBase)):
        for item in value:
            yield from entries(item)
    else:
        yield value


def _size(value: Value) -> int:
    return sum(1 for _ in entries(value))


def _additions(parts: list[Value]) -> int:
    """One less than the number of terms that are not 0, entry by entry where they are matrices."""
    columns = zip(*(list(entries(part)) for part in parts), strict=False)
    return sum(max(0, sum(1 for entry in column if entry != 0) - 1) for column in columns)


def _multiplications(left: Value, right: Value) -> int:
    if isinstance(left, MatrixBase) and isinstance(right, MatrixBase):
        count = 0
        for i in range(left.rows):
            for j in range(right.cols):
                pairs = [(left[i, k], right[k, j]) for k in range(left.cols) if left[i, k] != 0 and right[k, j] != 0]
                count += sum(1 for a, b in pairs if a not in (1, -1) and b not in (1, -1)) + max(0, len(pairs) - 1)
        return count
    scalar, other = (left, right) if not isinstance(left, (MatrixBase, tuple)) else (right, left)
    if scalar in (0, 1, -1):
        return 0
    return sum(1 for entry in entries(other) if entry not in (0, 1, -1))
