"""Where functions of one real variable are zero, change sign or end: numbers that can be compared and ordered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from math import gcd
from typing import Any

import flint
from flint import arb, fmpq, fmpz, fmpz_poly

from examgen.deciding.ball_functions import middle
from examgen.deciding.balls import real_ball
from examgen.deciding.decision import Decision, TooHardError
from examgen.deciding.elements import Builder
from examgen.deciding.kernels import Algebra
from examgen.deciding.peeling import is_whole, peeled
from examgen.deciding.polynomials import Poly, factored
from examgen.deciding.ring import NeedSignError, UndefinedError
from examgen.deciding.walking import variables_of, walk
from examgen.notation.tree import (
    Call,
    Negative,
    Node,
    Number,
    Power,
    Product,
    Quotient,
    Root,
    Sum,
)

Scalars = Callable[[Node, Node], Decision]
_BITS = (64, 256, 1024)
_MOST_DEGREE, _MOST_ROOTS = 40, 60
_ZERO, _ONE = Number(0, Fraction(0)), Number(0, Fraction(1))


@dataclass(frozen=True, slots=True)
class RealNumber:
    """A real number: a root of an irreducible polynomial (``factor``, counted from the left by ``index``), or the value of a tree."""

    factor: tuple[int, ...] = ()
    index: int = 0
    tree: Node | None = None

    def ball(self, bits: int = 64) -> arb:
        """A ball around the number."""
        if self.tree is not None:
            return real_ball(self.tree, {}, bits)
        return _real_roots(self.factor, bits)[self.index]


def _real_roots(factor: tuple[int, ...], bits: int) -> list[arb]:
    """The real roots of an irreducible polynomial, from the left, each in a ball of its own."""
    before = flint.ctx.prec
    flint.ctx.prec = bits
    try:
        if len(factor) == 2:
            return [arb(fmpq(-factor[0], factor[1]))]
        found: Any = fmpz_poly(list(factor)).complex_roots()
        return sorted((root.real for root, _ in found if root.imag == 0), key=lambda ball: float(ball.mid()))
    finally:
        flint.ctx.prec = before


def same_number(a: RealNumber, b: RealNumber, scalars: Scalars) -> bool:
    """Whether two numbers are the same.

    Raises:
        TooHardError: it cannot be told.
    """
    if a == b:
        return True
    for bits in _BITS:
        if not (a.ball(bits) - b.ball(bits)).contains(0):
            return False
    if a.tree is None and b.tree is None:
        return False  # roots of different irreducible polynomials, or different roots of one
    if a.tree is not None and b.tree is not None:
        found = scalars(a.tree, b.tree)
    else:
        known, root = (a.tree, b) if a.tree is not None else (b.tree, a)
        assert known is not None
        found = scalars(_value_of(root.factor, known), _ZERO)
    if found.outcome == "equal":
        return True
    if found.outcome == "unequal":
        return False
    raise TooHardError


def _value_of(factor: tuple[int, ...], tree: Node) -> Node:
    terms = tuple(
        Product(0, (Number(0, Fraction(coefficient)), Power(0, tree, Number(0, Fraction(power)))))
        if power
        else Number(0, Fraction(coefficient))
        for power, coefficient in enumerate(factor)
        if coefficient
    )
    return terms[0] if len(terms) == 1 else Sum(0, terms)


def zeros(node: Node, name: str) -> list[RealNumber]:
    """All real zeros of a function of one variable; the function is not zero everywhere.

    Raises:
        TooHardError: they are not found here.
    """
    found = _polynomial_zeros(node, name)
    if found is not None:
        return found
    match node:
        case Negative(inner=inner):
            return zeros(inner, name)
        case Product(factors=factors):
            return [zero for factor in factors if name in variables_of(factor) for zero in zeros(factor, name)]
        case Quotient(numerator=over):
            return zeros(over, name) if name in variables_of(over) else []
    return [RealNumber(tree=tree) for tree in peeled(node, _ZERO, name)]


#: Functions without ends and jumps.
_SMOOTH = frozenset({"exp", "sin", "cos", "sinh", "cosh", "tanh", "atan", "asinh", "erf", "phi"})


def ends(node: Node, name: str) -> list[RealNumber]:
    """Points at which a function of one variable may jump or end: zeros of denominators, of what stands under roots and in logarithms.

    Raises:
        TooHardError: they are not found here.
    """
    found: list[RealNumber] = []
    for one in walk(node):
        inside: list[Node] = []
        if isinstance(one, Quotient):
            inside = [one.denominator]
        elif isinstance(one, Root):
            inside = [one.inner]
        elif isinstance(one, Power) and (isinstance(one.exponent, Negative) or not is_whole(one.exponent)):
            inside = [one.base]
        elif isinstance(one, Call) and one.function in ("ln", "abs", "sign", "relu"):
            inside = list(one.arguments)
        elif isinstance(one, Call) and one.function in ("max", "min"):
            inside = [Sum(0, (a, Negative(0, b))) for place, a in enumerate(one.arguments) for b in one.arguments[place + 1 :]]
        elif isinstance(one, Call) and one.function in ("asin", "acos", "acosh", "atanh"):
            inside = [Sum(0, (_ONE, argument)) for argument in one.arguments]
            inside += [Sum(0, (argument, Negative(0, _ONE))) for argument in one.arguments]
        elif isinstance(one, Call) and one.function not in _SMOOTH and name in variables_of(one):
            raise TooHardError
        found += [zero for part in inside if name in variables_of(part) for zero in zeros(part, name)]
    return found


def _polynomial_zeros(node: Node, name: str) -> list[RealNumber] | None:
    """The zeros of a rational function with rational coefficients; None where it is none."""
    algebra = Algebra()
    try:
        element = Builder(algebra).element(node)
    except (NeedSignError, UndefinedError, TooHardError):
        return None
    if algebra.used_signs or any(algebra.items[g] != ("variable", name) for monomial in element.over for g, _ in monomial):
        return None
    if any(not isinstance(e, int) for monomial in element.over for _, e in monomial):
        return None
    if not element.over:
        raise TooHardError  # zero everywhere
    _, monomial, factors = factored(element.over)
    below = {base for base, _ in element.under}
    found = [RealNumber((0, 1))] if any(e > 0 for _, e in monomial) else []
    for factor, _ in factors:
        if frozenset(factor.items()) in below:
            continue
        coefficients = _coefficients(factor)
        if len(coefficients) - 1 > _MOST_DEGREE:
            raise TooHardError
        found += [RealNumber(coefficients, index) for index in range(len(_real_roots(coefficients, 64)))]
    if len(found) > _MOST_ROOTS:
        raise TooHardError
    return found


def _coefficients(factor: Poly) -> tuple[int, ...]:
    """The whole coefficients of a polynomial of one variable, from the lowest power."""
    degree = max(int(monomial[0][1]) if monomial else 0 for monomial in factor)
    scale = 1
    for value in factor.values():
        scale = scale * value.denominator // gcd(scale, value.denominator)
    row = [0] * (degree + 1)
    for monomial, value in factor.items():
        row[int(monomial[0][1]) if monomial else 0] = int(value * scale)
    return tuple(row)


def rational_between(low: arb | None, high: arb | None) -> fmpq:
    """A rational number between two numbers; None is an infinite end."""
    if low is None and high is None:
        return fmpq(0)
    if low is None:
        assert high is not None
        return fmpq(_floor(high) - 1)
    if high is None:
        return fmpq(_floor(low) + 2)
    bits = 1
    while True:
        scale = fmpz(2) ** bits
        candidate = fmpq(_floor((low + high) / 2 * arb(scale)), scale)
        if arb(candidate) > low and arb(candidate) < high:
            return candidate
        bits += 4
        if bits > 2000:
            raise TooHardError


def _floor(ball: arb) -> int:
    """A whole number just below a ball, or within it."""
    return int(middle(ball) // 1)
