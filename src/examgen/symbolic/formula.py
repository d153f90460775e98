"""Formulas as their author wrote them.

SymPy evaluates while it builds: ``sum(x) / len(x)`` becomes x_1/4 + x_2/4 + ..., ``a * (mu - m) + beta`` loses its order. A
step of a derivation is therefore called with *letters*: objects that record the operations done to them, and nothing
else. The recorded tree is printed with letters (the general formula), printed with numbers in the place of the letters
(the numbers put in), and evaluated (the proof that both say what the derivation computes).

Sums and products written in a row are kept in a row; brackets that the author wrote round a sum on the right stay.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sympy import Expr, Integer, MatrixBase

from examgen.symbolic.exact import exact

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from examgen.symbolic.kinds import Value


class BranchOnLetterError(TypeError):
    """A step asked a letter for its value: it is a procedure, not a formula."""

    def __init__(self, what: str) -> None:
        super().__init__(f"{what} needs a value, but a formula is written for all values")


class Formula:
    """A node of the tree; arithmetic on it records, comparison is refused.

    ``shape`` is None for a scalar, n for a vector, (rows, columns) for a matrix.
    """

    shape: Any = None

    def __add__(self, other: object) -> Formula:
        return _sum(self, 1, other)

    def __radd__(self, other: object) -> Formula:
        if isinstance(other, int) and other == 0:  # sum() starts with 0 +
            return self
        return _sum(other, 1, self)

    def __sub__(self, other: object) -> Formula:
        return _sum(self, -1, other)

    def __rsub__(self, other: object) -> Formula:
        return _sum(other, -1, self)

    def __mul__(self, other: object) -> Formula:
        return _product(self, other)

    def __rmul__(self, other: object) -> Formula:
        return _product(other, self)

    def __matmul__(self, other: object) -> Formula:
        return _product(self, other)

    def __truediv__(self, other: object) -> Formula:
        return Quotient(self, formula(other))

    def __rtruediv__(self, other: object) -> Formula:
        return Quotient(formula(other), self)

    def __pow__(self, other: object) -> Formula:
        return Power(self, formula(other))

    def __rpow__(self, other: object) -> Formula:
        return Power(formula(other), self)

    def __neg__(self) -> Formula:
        return Sum(((-1, self),), self.shape)

    def __pos__(self) -> Formula:
        return self

    @property
    def T(self) -> Formula:
        """The transpose."""
        return Transposed(self)

    def _refuse(self, _other: object = None) -> Any:
        raise BranchOnLetterError("a comparison")

    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = _refuse
    __hash__ = object.__hash__

    def __bool__(self) -> bool:
        raise BranchOnLetterError("a branch")

    def __index__(self) -> int:
        raise BranchOnLetterError("a count or an index")

    def __len__(self) -> int:
        if self.shape is None:
            raise BranchOnLetterError("the length of a scalar")
        return int(self.shape) if isinstance(self.shape, int) else int(self.shape[0] * self.shape[1])


@dataclass(frozen=True, eq=False)
class Constant(Formula):
    """A number that stands in the formula itself: the 2 of a square, the 1/2 of a mean."""

    value: Value


@dataclass(frozen=True, eq=False)
class Letter(Formula):
    """A parameter or a step, by name. ``index`` is the subscript of an entry: () for the quantity as a whole, (2,), (1, 3) or ("i",)."""

    name: str
    symbol: str
    shape: Any = None
    index: tuple[Any, ...] = ()

    @property
    def rows(self) -> int:
        return int(self.shape[0])

    @property
    def cols(self) -> int:
        return int(self.shape[1])

    def __getitem__(self, key: Any) -> Letter:
        if self.shape is None:
            raise BranchOnLetterError(f"an entry of the scalar {self.name}")
        if isinstance(self.shape, int):
            if not isinstance(key, int):
                raise BranchOnLetterError("a slice")
            if not -self.shape <= key < self.shape:
                raise IndexError(key)
            return Letter(self.name, self.symbol, None, (key % self.shape,))
        if self.cols == 1:  # the entries of a column carry one index, as those of a list do
            row = key[0] if isinstance(key, tuple) else key
            return Letter(self.name, self.symbol, None, (int(row),))
        if isinstance(key, tuple):
            return Letter(self.name, self.symbol, None, tuple(int(k) for k in key))
        return Letter(self.name, self.symbol, None, divmod(int(key), self.cols))

    def __iter__(self) -> Iterator[Letter]:
        return (self[k] for k in range(len(self)))

    def any_entry(self) -> Letter:
        """The entry with the index i, standing for all of them."""
        return Letter(self.name, self.symbol, None, ("i",))


@dataclass(frozen=True, eq=False)
class Sum(Formula):
    """Signed terms in the order in which they were written."""

    terms: tuple[tuple[int, Formula], ...]
    shape: Any = None


@dataclass(frozen=True, eq=False)
class Product(Formula):
    """Factors in the order in which they were written; matrices multiply as matrices."""

    factors: tuple[Formula, ...]
    shape: Any = None


@dataclass(frozen=True, eq=False)
class Quotient(Formula):
    numerator: Formula
    denominator: Formula

    @property
    def shape(self) -> Any:
        return self.numerator.shape


@dataclass(frozen=True, eq=False)
class Power(Formula):
    base: Formula
    exponent: Formula


@dataclass(frozen=True, eq=False)
class Transposed(Formula):
    body: Formula

    @property
    def shape(self) -> Any:
        return tuple(reversed(self.body.shape)) if isinstance(self.body.shape, tuple) else self.body.shape


@dataclass(frozen=True, eq=False)
class Apply(Formula):
    """A named function of formulas; ``compute`` is the same function on exact values."""

    function: str
    arguments: tuple[Formula, ...]
    compute: Callable[..., Value]
    shape: Any = None


@dataclass(frozen=True, eq=False)
class Total(Formula):
    """A sum over the entries of vectors: ``body`` is written for the entry i, ``terms`` for each entry in turn."""

    body: Formula
    terms: tuple[Formula, ...]


def formula(value: object) -> Formula:
    """A formula, or a constant made of an exact value."""
    return value if isinstance(value, Formula) else Constant(exact(value))


def _shape_of(node: Formula) -> Any:
    if isinstance(node, Constant) and isinstance(node.value, MatrixBase):
        return node.value.shape
    return node.shape


def _sum(left: object, sign: int, right: object) -> Formula:
    a, b = formula(left), formula(right)
    terms = a.terms if isinstance(a, Sum) else ((1, a),)
    return Sum((*terms, (sign, b)), _shape_of(a) if _shape_of(a) is not None else _shape_of(b))


def _product(left: object, right: object) -> Formula:
    a, b = formula(left), formula(right)
    first, second = _shape_of(a), _shape_of(b)
    if isinstance(first, tuple) and isinstance(second, tuple):
        if first[1] != second[0]:
            raise ValueError(f"a {first[0]} x {first[1]} matrix cannot multiply a {second[0]} x {second[1]} matrix")
        result: Any = (first[0], second[1])
    else:
        result = first if first is not None else second
    return Product((*(a.factors if isinstance(a, Product) else (a,)), *(b.factors if isinstance(b, Product) else (b,))), result)


def entry(value: Value, index: tuple[Any, ...]) -> Value:
    """The entry of a vector or matrix at a 0-based index."""
    return value[index[0]] if len(index) == 1 else value[index]


def evaluate(node: Formula, values: dict[str, Value]) -> Value:
    """What the tree gives when each letter has its value: the check of a printed formula."""
    match node:
        case Constant(value=value):
            return value
        case Letter(name=name, index=()):
            return values[name]
        case Letter(name=name, index=index):
            return entry(values[name], index)
        case Sum(terms=terms):
            total: Any = None
            for sign, term in terms:
                value = evaluate(term, values)
                signed = value if sign > 0 else -value
                total = signed if total is None else total + signed
            return total
        case Product(factors=factors):
            result = evaluate(factors[0], values)
            for factor in factors[1:]:
                result = result * evaluate(factor, values)
            return result
        case Quotient(numerator=a, denominator=b):
            return evaluate(a, values) / evaluate(b, values)
        case Power(base=a, exponent=b):
            return evaluate(a, values) ** evaluate(b, values)
        case Transposed(body=body):
            return evaluate(body, values).T
        case Apply(arguments=arguments, compute=compute):
            return compute(*(evaluate(argument, values) for argument in arguments))
        case Total(terms=parts):
            return sum((evaluate(part, values) for part in parts), Integer(0))
    raise TypeError(f"{type(node).__name__} is no formula")


def letters(node: Formula) -> set[str]:
    """Names of all letters that occur."""
    match node:
        case Letter(name=name):
            return {name}
        case Sum(terms=terms):
            return set().union(*(letters(term) for _, term in terms))
        case Product(factors=nodes) | Apply(arguments=nodes):
            return set().union(*map(letters, nodes))
        case Quotient(numerator=a, denominator=b) | Power(base=a, exponent=b):
            return letters(a) | letters(b)
        case Transposed(body=body) | Total(body=body):
            return letters(body)
    return set()


def is_scalar(value: Value) -> bool:
    """Whether a value is a single expression."""
    return isinstance(value, Expr) and not isinstance(value, MatrixBase)


def variable(symbol: str) -> Letter:
    """A letter that stands for no parameter: the x of a function that a question prints."""
    return Letter("", symbol)


def tidy(node: Formula, values: dict[str, Value]) -> Formula:
    """The formula as one would write it for these values: no factor 1, no term 0, no first power.

    Signs need no care here: printing turns ``+ -3`` into ``- 3``.
    """

    def known(part: Formula) -> Value:
        """The exact value of a scalar part without variables, else None."""
        if part.shape is not None or not letters(part) <= values.keys():
            return None
        value = evaluate(part, values)
        return value if is_scalar(value) else None

    match node:
        case Sum(terms=terms, shape=shape):
            kept = [(sign, tidy(term, values)) for sign, term in terms if known(term) != 0]
            if not kept:
                return Constant(Integer(0))
            return kept[0][1] if len(kept) == 1 and kept[0][0] > 0 else Sum(tuple(kept), shape)
        case Product(factors=factors, shape=shape):
            numbers = [known(factor) for factor in factors]
            if any(number == 0 for number in numbers):
                return Constant(Integer(0))
            rest = tuple(tidy(f, values) for f, n in zip(factors, numbers, strict=True) if n not in (1, -1))
            negative = sum(number == -1 for number in numbers) % 2 == 1
            if not rest:
                return Constant(Integer(-1 if negative else 1))
            body = rest[0] if len(rest) == 1 else Product(rest, shape)
            return -body if negative else body
        case Quotient(numerator=a, denominator=b):
            return tidy(a, values) if known(b) == 1 else Quotient(tidy(a, values), tidy(b, values))
        case Power(base=a, exponent=b):
            return tidy(a, values) if known(b) == 1 else Power(tidy(a, values), tidy(b, values))
        case Apply(function=name, arguments=arguments, compute=compute, shape=shape):
            return Apply(name, tuple(tidy(argument, values) for argument in arguments), compute, shape)
    return node
