"""Tree -> exact value. Everything is measured before SymPy sees it, so that no text can ask for more than a moment.

SymPy computes while it builds: ``Integer(9) ** 9**9`` never ends, and ``exp(10**9 * log(2))`` is a power in disguise. So the size in
bits of what would arise is bounded first, here and nowhere else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

import sympy
from flint import arb
from sympy import Add, Expr, ImmutableDenseMatrix, Integer, Mul, Pow, Rational, Symbol

from examgen.errors import NotationError
from examgen.notation import limits
from examgen.notation.tree import (
    Call,
    Constant,
    Listing,
    Negative,
    Node,
    Number,
    Power,
    Product,
    Quotient,
    Root,
    Sum,
    Table,
    Transpose,
    Variable,
)
from examgen.symbolic.balls import PRECISIONS, NoBallError, ball, sign

if TYPE_CHECKING:
    from collections.abc import Callable

    from examgen.symbolic.kinds import Value

_FUNCTIONS: dict[str, Any] = {
    "exp": sympy.exp, "abs": sympy.Abs, "sin": sympy.sin, "cos": sympy.cos, "tan": sympy.tan, "sinh": sympy.sinh, "cosh": sympy.cosh,
    "tanh": sympy.tanh, "asin": sympy.asin, "acos": sympy.acos, "atan": sympy.atan,
}  # fmt: skip
_CALLED = {*_FUNCTIONS, "ln", "max", "min", "relu"}
_PERIODIC = (sympy.sin, sympy.cos, sympy.tan, sympy.sinh, sympy.cosh, sympy.tanh)
_CONSTANTS = {"e": sympy.E, "pi": sympy.pi}
_IMPOSSIBLE = (sympy.zoo, sympy.nan, sympy.oo, -sympy.oo, sympy.I)


def build(node: Node, text: str) -> Value:
    """The exact value of a tree.

    Args:
        node: a tree of ``parse``.
        text: what it was read from, for messages.

    Raises:
        NotationError: a division by zero, a root or logarithm that is not real, a number too large to be meant.
    """
    return _Builder(text).value(node)


class _Builder:
    """Builds one tree."""

    def __init__(self, text: str) -> None:
        self.text = text

    def value(self, node: Node) -> Value:
        match node:
            case Listing(shape=shape, entries=entries):
                values = tuple(self.value(entry) for entry in entries)
                if shape == "set":
                    return frozenset(values)
                return values
            case Table(rows=rows):
                return ImmutableDenseMatrix([[self.scalar(entry) for entry in row] for row in rows])
            case Transpose(inner=inner):
                value = self.value(inner)
                # A list has no direction: a raised T changes nothing.
                return value.T if isinstance(value, ImmutableDenseMatrix) else value
            case Negative(inner=inner):
                return self._scaled(self.value(inner), lambda entry: self._product(node, [Integer(-1), entry]))
            case Product(factors=factors):
                return self._multiple(node, [self.value(factor) for factor in factors])
            case Quotient(numerator=numerator, denominator=denominator):
                under = self.scalar(denominator)
                if sign(under) == 0:
                    self._fail("division by zero", denominator)
                inverse = self._raised(node, under, Integer(-1))
                return self._scaled(self.value(numerator), lambda entry: self._product(node, [entry, inverse]))
            case _:
                return self.scalar(node)

    def scalar(self, node: Node) -> Any:
        """One number or expression; lists, sets and matrices are refused."""
        result = self._scalar(node)
        if result.has(*_IMPOSSIBLE):
            self._fail("this has no real value", node)
        if not result.is_Rational and not result.free_symbols:
            self._refuse_immeasurable(node, result)
        return result

    def _refuse_immeasurable(self, node: Node, value: Any) -> None:
        """Constants stay within a size at which SymPy's own questions about signs take no time: e^(e^(e^9)) would overflow them."""
        for bits in PRECISIONS:
            try:
                found = ball(value, bits)
            except NoBallError:
                continue
            logarithm = abs(found).log() / arb(2).log()
            if logarithm.is_finite() and abs(logarithm) > limits.BITS:
                self._fail("this number is too large or too small", node)
            return
        self._fail("this has no real value", node)

    def _scalar(self, node: Node) -> Any:
        match node:
            case Number(value=value):
                return Rational(value.numerator, value.denominator)
            case Constant(name=name):
                return _CONSTANTS[name] if name in _CONSTANTS else self._fail("this has no real value", node)
            case Variable(name=name):
                return Symbol(name)
            case Sum(terms=terms):
                return self._small(Add(*[self.scalar(term) for term in terms]), node)
            case Power(base=base, exponent=exponent):
                return self._raised(node, self.scalar(base), self.scalar(exponent))
            case Root(inner=inner, degree=degree):
                return self._root(node, self.scalar(inner), degree)
            case Call():
                return self._call(node)
            case Negative() | Product() | Quotient():
                result = self.value(node)
                if isinstance(result, Expr) and not isinstance(result, ImmutableDenseMatrix):
                    return result
        return self._fail("a single value was expected here, not a list, set or matrix", node)

    def _multiple(self, node: Node, values: list[Value]) -> Value:
        """A product in which at most one factor is a list or matrix."""
        plain = [value for value in values if isinstance(value, Expr) and not isinstance(value, ImmutableDenseMatrix)]
        others = [value for value in values if not any(value is one for one in plain)]
        if not others:
            return self._product(node, plain)
        if len(others) > 1:
            self._fail("products of lists or matrices are not worked out here", node)
        return self._scaled(others[0], lambda entry: self._product(node, [*plain, entry]))

    def _scaled(self, value: Value, act: Callable[[Any], Any]) -> Value:
        """``act`` on a number, or on each entry of a list or matrix."""
        if isinstance(value, frozenset):
            return self._fail("a set cannot be multiplied", None)
        if isinstance(value, tuple):
            return tuple(self._scaled(entry, act) for entry in value)
        if isinstance(value, ImmutableDenseMatrix):
            return ImmutableDenseMatrix(value.rows, value.cols, [act(entry) for entry in value])
        return act(value)

    def _product(self, node: Node, factors: list[Any]) -> Any:
        if sum(_bits(factor) for factor in factors) > 4 * limits.BITS:
            self._fail("this number is too large", node)
        numbers = Mul(*[factor for factor in factors if factor.is_Rational])
        others = [factor for factor in factors if not factor.is_Rational]
        if len(others) == 1 and isinstance(others[0], Add) and numbers not in (0, 1):
            # Left as written: SymPy would multiply 2 (x + 1) out.
            return Mul(numbers, others[0], evaluate=False)
        return self._small(Mul(numbers, *others), node)

    def _raised(self, node: Node, base: Any, exponent: Any) -> Any:
        if exponent.is_Rational:
            large = abs(exponent) > limits.EXPONENT or int(exponent.q).bit_length() > limits.ROOT_BITS
            if large or _bits(base) * abs(exponent) > limits.BITS or (base.is_Rational and exponent.q > limits.EXPONENT):
                self._fail("this power is too large", node)
            if exponent.q > 1:
                return self._root_power(node, base, exponent)
        else:
            self._refuse_hidden_power(node, base, exponent)
        if sign(base) == 0 and sign(exponent) in (-1, 0):
            self._fail("a power of zero has no value here", node)
        return self._small(Pow(base, exponent), node)

    def _refuse_hidden_power(self, node: Node, base: Any, exponent: Any) -> None:
        """An exponent with logarithms or numbers in it makes SymPy compute powers: their size is bounded as well."""
        factors = [abs(number.p) * number.q for number in exponent.atoms(Rational)]
        if any(factor.bit_length() > limits.ROOT_BITS for factor in factors):
            self._fail("this power is too large", node)
        bits = _bits(base) + sum(_bits(logarithm) for logarithm in exponent.atoms(sympy.log))
        for term in Add.make_args(exponent):
            coefficient = term.as_coeff_Mul()[0]
            if abs(coefficient) > limits.EXPONENT or abs(coefficient) * bits > limits.BITS:
                self._fail("this power is too large", node)

    def _root(self, node: Node, inner: Any, degree: int) -> Any:
        if degree % 2 and inner.is_Rational and inner < 0:
            return -self._root_power(node, -inner, Rational(1, degree))
        return self._root_power(node, inner, Rational(1, degree))

    def _root_power(self, node: Node, base: Any, exponent: Any) -> Any:
        if base.is_Rational and _bits(base) > limits.ROOT_BITS:
            self._fail("the number under the root is too large", node)
        if sign(base) == -1:
            self._fail("the root of a negative number is not real", node)
        if sign(base) == 0 and sign(exponent) == -1:
            self._fail("division by zero", node)
        return self._small(Pow(base, exponent), node)

    def _call(self, node: Call) -> Any:
        arguments = [self.scalar(argument) for argument in node.arguments]
        if node.function not in _CALLED or not arguments:
            return self._fail(f"'{node.function}' is not worked out here", node)
        first = arguments[0]
        match node.function:
            case "ln":
                if sign(first) in (0, -1):
                    self._fail("a logarithm needs a positive number", node)
                if node.base is None:
                    return sympy.log(first)
                base = self.scalar(node.base)
                if sign(base) in (0, -1) or base == 1:
                    self._fail("the base of a logarithm is positive and not 1", node)
                return sympy.log(first, base)
            case "max" | "min" | "relu":
                return self._extreme(node, arguments)
            case "exp":
                if first.is_Rational:
                    return self._raised(node, sympy.E, first)
                self._refuse_hidden_power(node, sympy.E, first)
            case "abs" | "sin" | "cos" | "tan" | "sinh" | "cosh" | "tanh" if first.free_symbols:
                self._refuse_intricate(node, first)
        return self._small(_FUNCTIONS[node.function](first), node)

    def _refuse_intricate(self, node: Call, argument: Any) -> None:
        """SymPy asks for real and imaginary parts here, and multiplies high powers of letters out for them."""
        high = any(power.exp.is_Rational and max(abs(power.exp.p), power.exp.q) > limits.INNER_EXPONENT for power in argument.atoms(Pow))
        if high or argument.has(*_PERIODIC):
            self._fail(f"the argument of '{node.function}' is too intricate", node)

    def _extreme(self, node: Call, arguments: list[Any]) -> Any:
        if len(arguments) > 12:
            self._fail(f"'{node.function}' takes at most 12 arguments", node)
        if node.function == "relu":
            arguments = [Integer(0), *arguments]
        return (sympy.Min if node.function == "min" else sympy.Max)(*arguments)

    def _small(self, value: Any, node: Node) -> Any:
        if _bits(value) > 8 * limits.BITS:
            self._fail("this number is too large", node)
        return value

    def _fail(self, fault: str, node: Node | None) -> NoReturn:
        raise NotationError(fault, text=self.text, position=node.at if node is not None else 0)


def _bits(value: Any) -> int:
    """Bits of all numbers in an expression together: how large its parts can get when multiplied."""
    if value.is_Rational:
        return int(abs(value.p)).bit_length() + int(value.q).bit_length()
    if not isinstance(value, Add | Mul | Pow):
        return sum(_bits(number) for number in value.atoms(Rational)) or 2
    return sum(_bits(argument) for argument in value.args)
