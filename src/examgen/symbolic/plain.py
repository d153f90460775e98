"""Exact value -> plain notation, so that reading it back gives the same value.

This is what answer keys store and what students see as the right answer, so it has one spelling for each value: ``-5/2``,
``ln(2) + 1/2``, ``sqrt(3)/8``, ``e^(-x)``, ``[1, -1/2]``, ``[[1, 2], [3, 4]]``, ``{1, 2}``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import sympy
from sympy import Add, Integer, Mul, Pow, Rational

from examgen.symbolic.balls import approximation

if TYPE_CHECKING:
    from examgen.symbolic.kinds import Value

_FUNCTIONS = {
    sympy.log: "ln", sympy.Abs: "abs", sympy.sin: "sin", sympy.cos: "cos", sympy.tan: "tan", sympy.sinh: "sinh", sympy.cosh: "cosh",
    sympy.tanh: "tanh", sympy.asin: "arcsin", sympy.acos: "arccos", sympy.atan: "arctan", sympy.Max: "max", sympy.Min: "min",
}  # fmt: skip
_NAME = re.compile(r"[A-Za-z]+[0-9]*(?:_[A-Za-z0-9]+)?")
#: How tightly an expression holds together: what stands in a sum, a product, a power.
_SUM, _PRODUCT, _POWER, _ATOM = range(4)


def write(value: Value) -> str:
    """The plain notation of an exact value; a word is written as itself.

    ``read(write(v), symbols=...) == v`` for expressions, tuples, frozensets and matrices, with symbols as ``Symbol(name)``. Products of
    several roots may come back as another tree of the same value, since SymPy itself has several for them.

    Raises:
        ValueError: the value holds something that the notation has no word for (a float, an integral, an empty matrix).
    """
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return "[" + ", ".join(_entry(entry) for entry in value) + "]"
    if isinstance(value, frozenset):
        return "{" + ", ".join(_entry(entry) for entry in in_order(value)) + "}"
    if isinstance(value, sympy.MatrixBase):
        if not value.rows or not value.cols:
            raise ValueError("a matrix without entries has no notation")
        rows = value.tolist()
        return "[" + ", ".join("[" + ", ".join(write(entry) for entry in row) + "]" for row in rows) + "]"
    if isinstance(value, int):
        return str(value)
    return _write(value)[0]


def in_order(values: frozenset[Value]) -> list[Value]:
    """The members of a set in the order in which they are written: numbers by size, everything else by its text."""

    def rank(value: Value) -> tuple[int, float, str]:
        number = approximation(value) if isinstance(value, sympy.Expr) and not value.free_symbols else None
        return (0, number, write(value)) if number is not None else (1, 0.0, write(value))

    return sorted(values, key=rank)


def _entry(value: Value) -> str:
    """An entry of a list: a list within a list stands in round brackets, since [[...]] is a matrix."""
    if isinstance(value, tuple):
        inner = ", ".join(_entry(entry) for entry in value)
        return f"({inner},)" if len(value) == 1 else f"({inner})"
    return write(value)


def _write(e: Any) -> tuple[str, int]:
    """The notation of an expression, and how tightly it holds together."""
    if e.is_Integer:
        return (str(e.p), _ATOM) if e.p >= 0 else (str(e.p), _SUM)
    if e.is_Rational:
        return f"{e.p}/{e.q}", _PRODUCT if e.p > 0 else _SUM
    if e.is_Symbol:
        if not _NAME.fullmatch(e.name):
            raise ValueError(f"the symbol '{e.name}' has no plain name")
        return e.name, _ATOM
    if e is sympy.E:
        return "e", _ATOM
    if e is sympy.pi:
        return "pi", _ATOM
    if isinstance(e, Add):
        return _sum(e), _SUM
    if isinstance(e, Mul):
        return _product(e)
    if isinstance(e, sympy.exp):
        return _power("e", e.args[0]), _POWER
    if isinstance(e, Pow):
        return _quotient([], [Pow(e.base, -e.exp)]) if _below(e) else _raised(e)
    function = _FUNCTIONS.get(e.func)
    if function is None:
        raise ValueError(f"{e} has no plain notation")
    arguments = sorted(_write(argument)[0] for argument in e.args)
    return f"{function}({', '.join(arguments)})", _ATOM


def _sum(e: Any) -> str:
    text = ""
    for term in e.as_ordered_terms():
        written = _within(term, _SUM)
        if not text:
            text = written
        elif written.startswith("-"):
            text += f" - {written[1:]}"
        else:
            text += f" + {written}"
    return text


def _product(e: Any) -> tuple[str, int]:
    coefficient, factors = e.args[0] if e.args[0].is_Rational else Integer(1), [a for a in e.args if not a.is_Rational]
    above = [factor for factor in factors if not _below(factor)]
    under = [Pow(factor.base, -factor.exp) for factor in factors if _below(factor)]
    above.sort(key=lambda factor: (isinstance(factor, Add), *_order(factor)))
    under.sort(key=lambda factor: (isinstance(factor, Add), *_order(factor)))
    top = Integer(abs(coefficient.p))
    bottom = Integer(coefficient.q)
    text, strength = _quotient(([top] if top != 1 else []) + above, ([bottom] if bottom != 1 else []) + under)
    return (f"-{text}", _SUM) if coefficient < 0 else (text, strength)


def _quotient(above: list[Any], under: list[Any]) -> tuple[str, int]:
    over = "*".join(_within(factor, _PRODUCT) for factor in above) or "1"
    if not under:
        return over, _PRODUCT
    if len(under) == 1:
        return f"{over}/{_within(under[0], _POWER)}", _PRODUCT
    return f"{over}/({'*'.join(_within(factor, _PRODUCT) for factor in under)})", _PRODUCT


def _raised(e: Any) -> tuple[str, int]:
    if e.exp == Rational(1, 2):
        return f"sqrt({_write(e.base)[0]})", _ATOM
    return _power(_within(e.base, _ATOM), e.exp), _POWER


def _power(base: str, exponent: Any) -> str:
    text, strength = _write(exponent)
    return f"{base}^{text}" if strength == _ATOM and not text.endswith(")") else f"{base}^({text})"


def _within(e: Any, strength: int) -> str:
    """An expression as it stands inside another one: in brackets where it would fall apart."""
    text, own = _write(e)
    if strength == _SUM:
        return f"({text})" if isinstance(e, Add) else text
    return text if own >= strength else f"({text})"


def _below(e: Any) -> bool:
    """Whether a factor stands under the bar."""
    return isinstance(e, Pow) and not isinstance(e, sympy.exp) and e.exp.is_Rational and bool(e.exp < 0)


def _order(e: Any) -> tuple[int, str]:
    """Roots and numbers before letters, letters before functions; the text decides between equals."""
    return (0 if not e.free_symbols and isinstance(e, Pow) else 1 if e.is_Symbol or isinstance(e, Pow) else 2, _write(e)[0])
