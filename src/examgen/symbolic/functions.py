"""Functions for derivations: exact on values, named on letters.

``relu(z)`` computes when z is a number, a vector or a matrix, and records itself when z is a letter, so that the printed formula says
ReLU. Functions act entry by entry unless they say otherwise.
"""

from __future__ import annotations

from math import comb, isqrt
from typing import TYPE_CHECKING, Any

import sympy
from sympy import ImmutableDenseMatrix, Integer, MatrixBase, Rational

from examgen.symbolic import balls
from examgen.symbolic.exact import exact, vanishes
from examgen.symbolic.formula import Apply, Formula, Letter, Total, formula

if TYPE_CHECKING:
    from collections.abc import Callable

    from examgen.symbolic.kinds import Value


def _entrywise(name: str, scalar: Callable[[Any], Value], shape_of: Callable[[Any], Any] = lambda shape: shape) -> Callable[[Any], Any]:
    def compute(z: Value) -> Value:
        if isinstance(z, MatrixBase):
            return ImmutableDenseMatrix(z.rows, z.cols, [scalar(entry) for entry in z])
        if isinstance(z, tuple):
            return tuple(compute(entry) for entry in z)
        return scalar(exact(z))

    def function(z: Any) -> Any:
        if isinstance(z, Formula):
            return Apply(name, (z,), compute, shape_of(z.shape))
        return compute(z)

    return function


def sign_of(z: Value) -> int:
    """-1, 0 or 1 of a real exact value.

    Raises:
        ValueError: the sign cannot be told: of most expressions with free symbols, and of what is not real.
    """
    found = balls.sign(z)
    if found is not None:
        return found
    if z.is_positive:
        return 1
    if z.is_negative:
        return -1
    if vanishes(z):
        return 0
    raise ValueError(f"the sign of {z} is not known")


def _root(z: Value) -> Value:
    """The square root; that of a square of a fraction without SymPy's search for factors."""
    if z.is_Rational and z.p >= 0:
        above, below = isqrt(z.p), isqrt(z.q)
        if above * above == z.p and below * below == z.q:
            return Rational(above, below)
    return sympy.sqrt(z)


def _softmax(z: Value) -> Value:
    entries = [sympy.exp(entry) for entry in z]
    total = sum(entries, Integer(0))
    shares = [sympy.simplify(entry / total) for entry in entries]
    return ImmutableDenseMatrix(z.rows, z.cols, shares) if isinstance(z, MatrixBase) else tuple(shares)


def _softmax_rows(z: Value) -> Value:
    return ImmutableDenseMatrix([list(_softmax(z.row(i))) for i in range(z.rows)])


_relu = _entrywise("relu", lambda z: z if sign_of(z) > 0 else Integer(0))
_slope = _entrywise("relu_slope", lambda z: Integer(1) if sign_of(z) > 0 else Integer(0))
_exp = _entrywise("exp", sympy.exp)
_log = _entrywise("log", sympy.log)
_log2 = _entrywise("log2", lambda z: sympy.log(z) / sympy.log(2))
_sqrt = _entrywise("sqrt", _root)
_tanh = _entrywise("tanh", lambda z: sympy.tanh(z).rewrite(sympy.exp).simplify())
_sigmoid = _entrywise("sigmoid", lambda z: sympy.simplify(1 / (1 + sympy.exp(-z))))
_absolute = _entrywise("absolute", abs)
_floor = _entrywise("floor", sympy.floor)
_ceiling = _entrywise("ceiling", sympy.ceiling)


def relu(z: Any) -> Any:
    """max(0, z); relu(0) = 0."""
    return _relu(z)


def relu_slope(z: Any) -> Any:
    """Derivative of relu: 1 where z > 0, else 0, at 0 too."""
    return _slope(z)


def exp(z: Any) -> Any:
    """e to the power z."""
    return _exp(z)


def log(z: Any) -> Any:
    """Natural logarithm."""
    return _log(z)


def log2(z: Any) -> Any:
    """Logarithm to the base 2."""
    return _log2(z)


def sqrt(z: Any) -> Any:
    """Square root."""
    return _sqrt(z)


def tanh(z: Any) -> Any:
    """Hyperbolic tangent; rational at logarithms."""
    return _tanh(z)


def sigmoid(z: Any) -> Any:
    """1 / (1 + e^-z); rational at logarithms."""
    return _sigmoid(z)


def absolute(z: Any) -> Any:
    """Absolute value."""
    return _absolute(z)


def floor(z: Any) -> Any:
    """Largest integer that is not larger."""
    return _floor(z)


def ceiling(z: Any) -> Any:
    """Smallest integer that is not smaller."""
    return _ceiling(z)


def softmax(z: Any) -> Any:
    """e^z_i over their sum, over all entries of a vector or matrix; rational at logarithms."""
    return Apply("softmax", (z,), _softmax, z.shape) if isinstance(z, Formula) else _softmax(exact(z))


def softmax_rows(z: Any) -> Any:
    """Softmax of each row of a matrix on its own."""
    return Apply("softmax_rows", (z,), _softmax_rows, z.shape) if isinstance(z, Formula) else _softmax_rows(exact(z))


def _hadamard(a: Value, b: Value) -> Value:
    if isinstance(a, tuple):
        return tuple(x * y for x, y in zip(a, b, strict=True))
    return ImmutableDenseMatrix(a.multiply_elementwise(b))


def hadamard(a: Any, b: Any) -> Any:
    """Entry by entry product of two vectors or matrices of one shape."""
    if isinstance(a, Formula) or isinstance(b, Formula):
        left, right = formula(a), formula(b)
        return Apply("hadamard", (left, right), _hadamard, left.shape)
    return _hadamard(exact(a), exact(b))


def _dot(a: Value, b: Value) -> Value:
    pairs = zip(tuple(a), tuple(b), strict=True)
    return sum((x * y for x, y in pairs), Integer(0))


def dot(a: Any, b: Any) -> Any:
    """Scalar product of two vectors of one length."""
    if isinstance(a, Formula) or isinstance(b, Formula):
        return Apply("dot", (formula(a), formula(b)), _dot)
    return _dot(exact(a), exact(b))


def _several(name: str, compute: Callable[..., Value], arguments: tuple[Any, ...]) -> Any:
    if any(isinstance(argument, Formula) for argument in arguments):
        return Apply(name, tuple(formula(argument) for argument in arguments), compute)
    return compute(*(exact(argument) for argument in arguments))


def maximum(*arguments: Any) -> Any:
    """The largest of several numbers."""
    return _several("maximum", sympy.Max, arguments)


def minimum(*arguments: Any) -> Any:
    """The smallest of several numbers."""
    return _several("minimum", sympy.Min, arguments)


def _binomial(n: Value, k: Value) -> Value:
    if n.is_Integer and k.is_Integer and n >= 0 and k >= 0:
        return Integer(comb(n.p, k.p))
    return sympy.binomial(n, k)


def binomial(n: Any, k: Any) -> Any:
    """n choose k."""
    return _several("binomial", _binomial, (n, k))


def total(first: Any, *vectors: Any) -> Any:
    """Sum over the entries of vectors: ``total(x)``, or ``total(lambda w, v: w * v, w, x)`` for a function of entries.

    On letters it prints as a sum sign; with numbers, as the sum of its terms.
    """
    if not vectors:
        return total(lambda entry: entry, first)
    if any(isinstance(vector, Formula) for vector in vectors):
        columns = [list(vector) for vector in vectors]
        body = first(*(vector.any_entry() if isinstance(vector, Letter) else vector[0] for vector in vectors))
        return Total(formula(body), tuple(formula(first(*row)) for row in zip(*columns, strict=True)))
    rows = zip(*(tuple(vector) for vector in vectors), strict=True)
    return sum((first(*row) for row in rows), Integer(0))
