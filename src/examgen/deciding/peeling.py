"""Equations solved for one variable: what is done to it is undone step by step; where it stands twice, a linear numerator is solved."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from examgen.deciding.balls import real_ball
from examgen.deciding.building import replaced
from examgen.deciding.decision import NoValueError, TooHardError
from examgen.deciding.elements import Builder
from examgen.deciding.kernels import Algebra
from examgen.deciding.ring import NeedSignError, UndefinedError
from examgen.deciding.walking import exact_number, parts, variables_of, walk
from examgen.notation.tree import Call, Constant, Negative, Node, Number, Power, Product, Quotient, Root, Sum, Variable

_BITS = (64, 256, 1024)
_ZERO, _ONE = Number(0, Fraction(0)), Number(0, Fraction(1))


def solutions(function: Node, name: str) -> list[Node]:
    """What a variable must be for a function of several variables to be 0, where it stands in it once.

    Raises:
        TooHardError: it stands in it more often, or cannot be peeled out.
    """
    return peeled(function, _ZERO, name)


def peeled(node: Node, value: Node, name: str) -> list[Node]:
    """The solutions of ``node = value`` where the variable stands once: what is done to it is undone step by step."""
    if isinstance(node, Variable):
        return [value]
    if sum(name in variables_of(part) for part in parts(node)) != 1:
        return [_linear_solution(Sum(0, (node, Negative(0, value))), name)]
    found: list[Node] = []
    for inner, target in _undone(node, value, name):
        found += peeled(inner, target, name)
    return found


def _linear_solution(node: Node, name: str) -> Node:
    """The zero of a quotient of which the numerator is linear in a variable that stands in it several times, as in ``p/(1 - p) - q``."""
    over, under = _as_quotient(node)
    if not _is_polynomial_in(over, name):
        raise TooHardError
    algebra = Algebra()
    try:
        element = Builder(algebra).element(over)
    except (NeedSignError, UndefinedError) as fault:
        raise TooHardError from fault
    place = {g for monomial in element.over for g, _ in monomial if algebra.items[g] == ("variable", name)}
    powers = {e for monomial in element.over for g, e in monomial if g in place}
    if powers != {1} or element.under:
        raise TooHardError
    at_0, at_1 = (replaced(over, name, number) for number in (_ZERO, _ONE))
    solution = Quotient(0, at_0, Sum(0, (at_0, Negative(0, at_1))))
    if name in variables_of(under):
        from examgen.deciding.scalars import compare_scalars

        if compare_scalars(replaced(under, name, solution), _ZERO).outcome != "unequal":
            raise TooHardError  # the solution may be one at which the quotient is not defined
    return solution


def _is_polynomial_in(node: Node, name: str) -> bool:
    """Whether a variable stands in sums, products and whole powers alone."""
    for one in walk(node):
        plain = isinstance(one, Sum | Product | Negative | Variable) or (isinstance(one, Power) and is_whole(one.exponent))
        if not plain and name in variables_of(one):
            return False
    return True


def _as_quotient(node: Node) -> tuple[Node, Node]:
    """A numerator and a denominator without quotients in their sums and products."""
    match node:
        case Negative(inner=inner):
            over, under = _as_quotient(inner)
            return Negative(0, over), under
        case Quotient(numerator=first, denominator=second):
            (a, b), (c, d) = _as_quotient(first), _as_quotient(second)
            return _product(a, d), _product(b, c)
        case Product(factors=factors):
            pairs = [_as_quotient(factor) for factor in factors]
            return _product(*(over for over, _ in pairs)), _product(*(under for _, under in pairs))
        case Sum(terms=terms):
            pairs = [_as_quotient(term) for term in terms]
            tops = (
                _product(over, *(under for other, (_, under) in enumerate(pairs) if other != place))
                for place, (over, _) in enumerate(pairs)
            )
            return Sum(0, tuple(tops)), _product(*(under for _, under in pairs))
        case _:
            return node, _ONE


def _product(*factors: Node) -> Node:
    kept = tuple(factor for factor in factors if factor is not _ONE)
    return Product(0, kept) if len(kept) > 1 else kept[0] if kept else _ONE


def _undone(node: Node, value: Node, name: str) -> Iterator[tuple[Node, Node]]:
    match node:
        case Negative(inner=inner):
            yield inner, Negative(0, value)
        case Sum(terms=terms):
            (inner,) = [term for term in terms if name in variables_of(term)]
            yield inner, Sum(0, (value, *(Negative(0, term) for term in terms if term is not inner)))
        case Product(factors=factors):
            (inner,) = [factor for factor in factors if name in variables_of(factor)]
            yield inner, Quotient(0, value, Product(0, (*(factor for factor in factors if factor is not inner), _ONE)))
        case Quotient(numerator=over, denominator=under):
            if name in variables_of(over):
                yield over, Product(0, (value, under))
            elif _sign(value) != 0:
                yield under, Quotient(0, over, value)
        case Power(base=base, exponent=exponent) if name in variables_of(exponent):
            if _sign(value) > 0:
                yield exponent, Quotient(0, Call(0, "ln", (value,)), Call(0, "ln", (base,)))
        case Power(base=base, exponent=Number(value=power)) if power.denominator == 1 and power > 0:
            yield from _roots(base, value, int(power))
        case Root(inner=inner, degree=degree):
            if degree % 2 or _sign(value) >= 0:
                yield inner, Power(0, value, Number(0, Fraction(degree)))
        case Call(function="exp", arguments=(inner,)):
            if _sign(value) > 0:
                yield inner, Call(0, "ln", (value,))
        case Call(function="ln", arguments=(inner,), base=base):
            yield inner, Power(0, base or Constant(0, "e"), value)
        case Call(function="abs", arguments=(inner,)):
            sign = _sign(value)
            if sign >= 0:
                yield inner, value
            if sign > 0:
                yield inner, Negative(0, value)
        case Call(function=function, arguments=(inner,)) if function in _INVERSES:
            yield inner, Call(0, _INVERSES[function], (value,))
        case _:
            raise TooHardError


def _roots(base: Node, value: Node, power: int) -> Iterator[tuple[Node, Node]]:
    if power % 2:
        yield base, Root(0, value, power) if power > 1 else value
        return
    sign = _sign(value)
    if sign >= 0:
        yield base, Root(0, value, power)
    if sign > 0:
        yield base, Negative(0, Root(0, value, power))


_INVERSES = {"sinh": "asinh", "asinh": "sinh", "tanh": "atanh", "atanh": "tanh"}


def _sign(node: Node) -> int:
    """The sign of a constant.

    Raises:
        TooHardError: it cannot be told, or there is no real value.
    """

    exact = exact_number(node)
    if exact is not None:
        return (exact > 0) - (exact < 0)
    try:
        for bits in _BITS:
            ball = real_ball(node, {}, bits)
            if ball > 0:
                return 1
            if ball < 0:
                return -1
    except NoValueError as fault:
        raise TooHardError from fault
    raise TooHardError


def is_whole(node: Node) -> bool:
    """Whether a node is a whole number as it stands."""
    if isinstance(node, Negative):
        return is_whole(node.inner)
    return isinstance(node, Number) and node.value.denominator == 1
