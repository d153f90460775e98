"""The gate through which every parameter and every step result goes: exact in, exact out."""

from __future__ import annotations

import math
import zlib
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import sympy
from sympy import Basic, Expr, ImmutableDenseMatrix, Integer, MatrixBase, Rational
from sympy.logic.boolalg import BooleanAtom

from examgen.symbolic.balls import measured

if TYPE_CHECKING:
    from examgen.symbolic.kinds import Value


#: The types of nearly all values, told apart by a look into a set: instance checks of eight classes in turn take ten times as long.
_RATIONAL = frozenset({Integer, Rational, *(type(Rational(*one)) for one in ((0, 1), (1, 1), (-1, 1), (1, 2)))})
#: Types whose values are exact, defined and simple as they are.
FINISHED = _RATIONAL | {str, bool}
_FLOATS = frozenset({sympy.Float})
_LOGARITHMS = frozenset({sympy.log})
_SYMBOLS = frozenset({sympy.Symbol, sympy.Dummy, sympy.Wild})
_INFINITE = frozenset(map(type, (sympy.nan, sympy.zoo, sympy.oo, -sympy.oo)))


def holds(value: Basic, kinds: frozenset[type]) -> bool:
    """Whether something of one of these types is anywhere in an expression; ``Basic.has`` takes ten times as long to say so."""
    left = [value]
    while left:
        node = left.pop()
        if type(node) in kinds:
            return True
        left += node.args
    return False


def free_symbols(value: Basic) -> set[Basic]:
    """The free symbols of an expression or a matrix; most values are numbers, which hold none, and that is soon seen."""
    return value.free_symbols if holds(value, _SYMBOLS) else set()


def exact(value: Any) -> Value:
    """The same value as an exact one: Python numbers become SymPy's, lists tuples, matrices immutable.

    Raises:
        TypeError: the value is or holds a float, or is nothing that a derivation can work with.
    """
    kind = type(value)
    if kind in FINISHED:
        return value
    if kind is int:
        return _integer(value)
    if kind is tuple or kind is list:
        return tuple(map(exact, value))
    if isinstance(value, Rational):
        return value
    if isinstance(value, BooleanAtom):
        return bool(value)
    if isinstance(value, int):
        return Integer(value)
    if isinstance(value, Fraction):
        return Rational(value.numerator, value.denominator)
    if isinstance(value, ImmutableDenseMatrix) and not any(holds(entry, _FLOATS) for entry in value.flat()):
        return value
    if isinstance(value, MatrixBase):
        return ImmutableDenseMatrix(value.rows, value.cols, [exact(entry) for entry in value])
    if isinstance(value, Expr):
        if holds(value, _FLOATS):
            raise TypeError(f"{value} holds a floating-point number; use Rational(1, 2), not 0.5")
        return value
    if isinstance(value, (list, tuple)):
        return tuple(exact(item) for item in value)
    if isinstance(value, (set, frozenset)):
        return frozenset(exact(item) for item in value)
    if isinstance(value, float):
        raise TypeError(f"{value!r} is a floating-point number; use Rational(1, 2), not 0.5")
    raise TypeError(f"{value!r} ({type(value).__name__}) is no exact value")


_integer = lru_cache(maxsize=10_000)(Integer)


def with_collected_logarithms(value: Value) -> Value:
    """The same value with as few logarithms as possible: ln 9 / 2 + ln 3 becomes 2 ln 3; a single ln 4 stays."""
    kind = type(value)
    if kind in FINISHED:
        return value
    if kind is tuple:
        return tuple(map(with_collected_logarithms, value))
    if isinstance(value, MatrixBase):
        return value.applyfunc(with_collected_logarithms) if any(holds(entry, _LOGARITHMS) for entry in value.flat()) else value
    if not isinstance(value, Expr) or not holds(value, _LOGARITHMS):
        return value
    return _collected(value)


@lru_cache(maxsize=20_000)
def _collected(value: Expr) -> Expr:
    weight = _weight(value)
    if weight <= (1, 0):  # nothing is left to collect
        return value
    spread = sympy.expand_log(sympy.expand(value), factor=True)
    return spread if _weight(spread) < weight else value


def _weight(value: Expr) -> tuple[int, int]:
    """Number of logarithms, then of terms with a fraction before one."""
    terms = [term for term in sympy.Add.make_args(value) if term.has(sympy.log)]
    return value.count(sympy.log), sum(1 for term in terms if not term.as_coeff_Mul()[0].is_Integer)


def vanishes(difference: Expr) -> bool:
    """Whether an expression is zero as far as algebra shows it: powers multiplied out, logarithms of integers split into primes."""
    if difference == 0 or difference.is_zero:
        return True
    # simplifying is slow, and rarely needed
    return bool(sympy.expand(sympy.expand_log(difference, factor=True)) == 0 or difference.simplify() == 0)


def is_defined(value: Value) -> bool:
    """Whether the value is an ordinary one: no infinity, no nan, no complex infinity anywhere in it."""
    kind = type(value)
    if kind in FINISHED:
        return True
    if kind is tuple or kind is frozenset:
        return all(map(is_defined, value))
    if isinstance(value, MatrixBase):
        return all(map(is_defined, value.flat()))
    return not holds(value, _INFINITE)


def _stand_in(name: str) -> float:
    """A number for a free symbol in fingerprints, the same for the same name; no simple relation between two of them is likely."""
    return 0.5 + zlib.crc32(name.encode()) / 2**31.3


@lru_cache(maxsize=100_000)
def _number(value: Expr) -> complex:
    symbols = {symbol: _stand_in(symbol.name) for symbol in free_symbols(value)}
    # a ball takes a twentieth of the time of SymPy's evalf, and knows when it is too wide
    found = measured(value, {symbol.name: Rational(*number.as_integer_ratio()) for symbol, number in symbols.items()})
    if found is not None and found[1] <= 1e-15 * (1 + abs(found[0])):
        return complex(found[0])
    try:
        return complex(value.subs(symbols).evalf(17))
    except (TypeError, ValueError):
        return complex(math.nan)


def approximation(value: Value) -> Any:
    """The value with about 15 digits, nested like it: a complex number, or a tuple of such; strings stay."""
    kind = type(value)
    if kind in _RATIONAL:
        return complex(int(value.p) / int(value.q))
    if kind is str or kind is bool:
        return value
    if kind is tuple:
        return tuple(map(approximation, value))
    if isinstance(value, MatrixBase):
        return tuple(map(approximation, value.flat()))
    if isinstance(value, frozenset):
        return tuple(sorted((approximation(item) for item in value), key=lambda z: (z.real, z.imag)))
    return _number(value)


def shape(value: Value) -> Any:
    """(rows, columns) of a matrix, the length of a tuple, None for a scalar. A 1 x 1 matrix keeps its shape."""
    if isinstance(value, MatrixBase):
        return value.shape
    if isinstance(value, tuple):
        return len(value)
    return None


def shaped_like(reference: Value, value: Value) -> Value:
    """A value in the shape of another one where only the brackets differ: a list for a column, a row for a list."""
    if isinstance(reference, MatrixBase):
        if isinstance(value, tuple) and 1 in reference.shape and len(value) == len(reference) and all(isinstance(v, Expr) for v in value):
            return ImmutableDenseMatrix(reference.rows, reference.cols, list(value))
        if isinstance(value, Expr) and not isinstance(value, MatrixBase) and reference.shape == (1, 1):
            return ImmutableDenseMatrix([[value]])
    if isinstance(reference, tuple) and isinstance(value, MatrixBase):
        return tuple(value) if 1 in value.shape else tuple(tuple(row) for row in value.tolist())
    return value


def may_coincide(a: Value, b: Value) -> bool:
    """Whether two values could be equal: False only where 15 digits already tell them apart.

    Meant for rules that redraw: a rare false alarm costs a draw, a missed coincidence would cost a student marks.
    """
    return near(fingerprint(a), fingerprint(b))


def fingerprint(value: Value) -> Any:
    """What ``near`` compares, for those who compare a value with many others: of a single number, in brackets or not, a complex one."""
    if isinstance(value, (str, bool)):
        return value
    approx = approximation(value)
    return approx[0] if type(approx) is tuple and len(approx) == 1 and type(approx[0]) is complex else approx


def near(a: Any, b: Any) -> bool:
    """``may_coincide`` for fingerprints."""
    kind = type(a)
    if kind is not type(b):
        return bool(a == b)
    if kind is complex:
        return not abs(a - b) > 1e-9 * (1 + abs(a) + abs(b))
    if kind is tuple:
        return len(a) == len(b) and all(map(near, a, b))
    return bool(a == b)
