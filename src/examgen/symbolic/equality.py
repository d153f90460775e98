"""Whether two exact values are equal, with a proof either way, or the honest answer that neither was found.

Inequality is proved by balls: two intervals that surely contain the two numbers and do not touch. Equality is proved by rewriting.
Nothing is called equal because many digits agree, and nothing unequal because a rewriting got stuck.

Symbols are the same when they have the same name. They stand for real numbers, those declared positive for positive ones. Two
expressions without corners (no absolute value, root of a symbol, maximum) that differ at one point are different; those with corners are
only called different when they differ at every point that was tried, since ``sqrt(x^2)`` and ``x`` are the same thing to whom x is a
variance, and another to whom it is a mean.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import sympy
from sympy import Expr, ImmutableDenseMatrix, PolynomialError, Pow

from examgen.symbolic.balls import PRECISIONS, NoBallError, ball, names, points
from examgen.symbolic.canonical import proves_zero

if TYPE_CHECKING:
    from examgen.symbolic.kinds import Value

Outcome = Literal["equal", "unequal", "undecided"]


#: What SymPy raises where a rewriting is beyond it.
_GIVES_UP = (ArithmeticError, RecursionError, NotImplementedError, ValueError, TypeError, PolynomialError)


@dataclass(frozen=True)
class Equality:
    """What was found out about two values.

    Attributes:
        outcome: ``"undecided"`` when neither a proof of equality nor one of inequality was found.
        method: the way in which it was decided, for reports.
        evidence: what was found, such as the point at which two expressions differ.
    """

    outcome: Outcome
    method: str
    evidence: str = ""


def compare(reference: Value, student: Value) -> Equality:
    """Compare two exact values.

    A list equals a matrix of one row or one column with the same entries; a list or matrix of one entry equals that entry.
    """
    if isinstance(reference, str) or isinstance(student, str):
        same = isinstance(reference, str) and isinstance(student, str) and reference == student
        return Equality("equal" if same else "unequal", "words")
    if isinstance(reference, frozenset) or isinstance(student, frozenset):
        if isinstance(reference, frozenset) and isinstance(student, frozenset):
            return _compare_sets(reference, student)
        return Equality("unequal", "shape", "one is a set, the other is not")
    left, right = _alike(reference, student)
    if isinstance(left, tuple) and isinstance(right, tuple):
        if len(left) != len(right):
            return Equality("unequal", "shape", f"{len(left)} and {len(right)} entries")
        return _all_of((compare(a, b) for a, b in zip(left, right, strict=True)), "entry")
    if isinstance(left, sympy.MatrixBase) and isinstance(right, sympy.MatrixBase):
        if left.shape != right.shape:
            return Equality("unequal", "shape", f"{left.rows} x {left.cols} and {right.rows} x {right.cols}")
        return _all_of((compare(a, b) for a, b in zip(left, right, strict=True)), "entry", columns=left.cols)
    if isinstance(left, tuple | sympy.MatrixBase) or isinstance(right, tuple | sympy.MatrixBase):
        return Equality("unequal", "shape", "one is a single value, the other is not")
    return _compare_expressions(sympy.sympify(left, strict=True), sympy.sympify(right, strict=True))


def shaped_like(reference: Value, value: Value) -> Value:
    """A value in the shape of another one where only the brackets differ: a list for a column, a row for a list."""
    if isinstance(reference, sympy.MatrixBase):
        if isinstance(value, tuple) and 1 in reference.shape and len(value) == len(reference) and all(isinstance(v, Expr) for v in value):
            return ImmutableDenseMatrix(reference.rows, reference.cols, list(value))
        if isinstance(value, Expr) and not isinstance(value, ImmutableDenseMatrix) and reference.shape == (1, 1):
            return ImmutableDenseMatrix([[value]])
    if isinstance(reference, tuple) and isinstance(value, sympy.MatrixBase):
        return _as_list(value)
    return value


def _alike(a: Value, b: Value) -> tuple[Value, Value]:
    """Both in one shape, where that is possible without changing what they say."""
    a, b = _opened(a, b), _opened(b, a)
    if isinstance(a, sympy.MatrixBase) and isinstance(b, tuple):
        a = _as_list(a)
    elif isinstance(b, sympy.MatrixBase) and isinstance(a, tuple):
        b = _as_list(b)
    return a, b


def _opened(a: Value, other: Value) -> Value:
    """The entry of a list or matrix of one entry, where the other side is a single value."""
    if isinstance(other, tuple | sympy.MatrixBase):
        return a
    if isinstance(a, sympy.MatrixBase) and a.shape == (1, 1):
        return a[0, 0]
    if isinstance(a, tuple) and len(a) == 1:
        return a[0]
    return a


def _as_list(matrix: Any) -> Value:
    """A matrix of one row or column as a list of its entries; any other one as a list of rows."""
    if 1 in matrix.shape:
        return tuple(matrix)
    return tuple(tuple(row) for row in matrix.tolist())


def _all_of(found: Iterable[Equality], what: str, *, columns: int = 0) -> Equality:
    """Equal when all are; unequal when one is; undecided otherwise. Entries of a matrix are named by row and column."""

    def named(number: int) -> str:
        return f"{what} in row {(number - 1) // columns + 1}, column {(number - 1) % columns + 1}" if columns > 1 else f"{what} {number}"

    doubt: Equality | None = None
    methods: list[str] = []
    for number, equality in enumerate(found, start=1):
        if equality.outcome == "unequal":
            return Equality("unequal", equality.method, f"{named(number)}: {equality.evidence}".removesuffix(": "))
        if equality.outcome == "undecided" and doubt is None:
            doubt = Equality("undecided", equality.method, f"{named(number)}: {equality.evidence}")
        methods.append(equality.method)
    return doubt or Equality("equal", ", ".join(dict.fromkeys(methods)) or "no entries")


def _compare_sets(reference: frozenset[Value], student: frozenset[Value]) -> Equality:
    """Each member of one set is a member of the other; written duplicates ({ln 4, 2 ln 2}) collapse."""
    doubt = False
    for members, others in ((reference, student), (student, reference)):
        for member in members:
            outcomes = {compare(member, other).outcome for other in others}
            if "equal" in outcomes:
                continue
            if "undecided" not in outcomes:
                return Equality("unequal", "members", "one has a member that the other lacks")
            doubt = True
    return Equality("undecided", "members") if doubt else Equality("equal", "members")


def _compare_expressions(a: Any, b: Any) -> Equality:
    if a.is_Rational and b.is_Rational:
        return Equality("equal" if a == b else "unequal", "exact numbers")
    if a == b:
        return Equality("equal", "the same expression")
    used = names(a, b)
    first = _refuted(a, b, used, PRECISIONS[:1])
    if first is not None:
        return first
    try:
        proof = proves_zero(a - b)
    except _GIVES_UP:
        proof = ""
    if proof:
        if _signed(a, b) and _has_corners(a, b) and _differs_at_negatives(a, b, used):
            return Equality("undecided", "signs", "equal for positive symbols only")
        return Equality("equal", f"canonical form: {proof}")
    further = _refuted(a, b, used, PRECISIONS[1:])
    return further or Equality("undecided", "balls", "no difference was found and no proof of equality")


def _refuted(a: Any, b: Any, used: list[str], precisions: tuple[int, ...]) -> Equality | None:
    """A proof that two expressions differ, if there is one at these precisions."""
    corners = bool(used) and _has_corners(a, b)
    places = [dict(zip(used, row, strict=True)) for row in points(len(used))] if used else [{}]
    signed = _signed(a, b)
    if corners and signed:
        places += [{name: -value if name in signed else value for name, value in place.items()} for place in places]
    differing, tried = "", 0
    for place in places:
        found = _apart(a, b, place, precisions)
        if found is None:
            continue
        tried += 1
        if found:
            differing = differing or found
            if not corners:
                break
        elif corners:
            return None
    if not differing or (corners and tried < 2):
        return None
    return Equality("unequal", "balls that do not touch", differing)


def _apart(a: Any, b: Any, place: dict[str, Any], precisions: tuple[int, ...]) -> str | None:
    """What separates two expressions at a point: "" for nothing, None where one of them has no value."""
    for bits in precisions:
        try:
            x, y = ball(a, bits, place), ball(b, bits, place)
        except NoBallError:
            return None
        if not x.overlaps(y):
            where = f" at {', '.join(f'{name} = {value}' for name, value in place.items())}" if place else ""
            return f"{float(x.mid()):.9g} and {float(y.mid()):.9g}{where}"
    return ""


def _signed(*expressions: Any) -> list[str]:
    """The names of the symbols that may be negative: no expression declares them positive."""
    positive = {symbol.name for expression in expressions for symbol in expression.free_symbols if symbol.is_positive}
    return [name for name in names(*expressions) if name not in positive]


def _has_corners(*expressions: Any) -> bool:
    """Whether the sign of a symbol may matter: absolute values, maxima, roots, logarithms of squares."""
    for e in expressions:
        if e.has(sympy.Abs, sympy.Max, sympy.Min):
            return True
        if any(power.base.free_symbols and not power.exp.is_Integer for power in e.atoms(Pow)):
            return True
        if any(power.free_symbols for power in e.atoms(sympy.log)):
            return True
    return False


def _differs_at_negatives(a: Any, b: Any, used: list[str]) -> bool:
    """Whether two expressions that agree for positive symbols differ where some of the others are negative."""
    signed = _signed(a, b)
    for row in points(len(used)):
        for sign in range(1, 2 ** min(len(signed), 4)):
            negative = {name for index, name in enumerate(signed) if sign >> index & 1}
            place = {name: -value if name in negative else value for name, value in zip(used, row, strict=True)}
            if _apart(a, b, place, PRECISIONS[:1]):
                return True
    return False
