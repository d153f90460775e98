"""Two single values: equal, with a proof; unequal, with a counterexample; or the honest answer that neither was found.

Cheap and certain first: the same tree; exact numbers; balls at a few points of the domain, of which one that excludes zero is a
counterexample; canonical forms, which are a proof. Real values are looked at first: a point at which one of the two has none does not
count. Where no point is left, or the imaginary unit occurs, values are complex.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import lru_cache
from itertools import product
from typing import Any

from flint import acb, arb, fmpq

from examgen.deciding.ball_functions import Ball
from examgen.deciding.balls import complex_ball, real_ball
from examgen.deciding.bends import beside_bends
from examgen.deciding.decision import Decision, NoValueError, TooHardError
from examgen.deciding.domain import Domain, domain_of
from examgen.deciding.proving import proves_equal
from examgen.deciding.walking import constants_in, effort, exact_number, remembered, same, types_in, variables_of, walk
from examgen.notation.tree import (
    Call,
    Constant,
    Derivative,
    Integral,
    Negative,
    Node,
    Number,
    Power,
    Product,
    Quotient,
    Series,
    Sum,
    Variable,
)

#: Points at which the values are compared before a proof is tried, and when none was found.
_FIRST, _MORE = 1, 14
#: Points through which lines are laid across the bends of functions.
_LINES = 2
_BITS = (64, 256, 1024)
#: Bits of agreement that make two functions probably equal: more than any number in a text can hide.
_MANY_BITS = 6000

#: Nodes of sums that are visited for one value.
_MOST_EFFORT = 20_000

_POSITIVE = (fmpq(7, 3), fmpq(2, 7), fmpq(13, 11), fmpq(41, 3), fmpq(1, 19), fmpq(101), fmpq(5, 9), fmpq(3, 17))
NO_VALUE = "Your answer has no value: it divides by zero, or takes a root or logarithm that does not exist."
NOT_THE_VALUE = "Your answer is another number than the right one."
#: Variables up to which all combinations of telling values are tried.
_MOST_TELLING = 3
_WHOLE = (3, 5, 2, 7, 4, 11, 1, 8)


def compare_numbers(reference: Node, student: Node) -> Decision | None:
    """Whether two rational numbers, worked out or not, are the same; None for anything else."""
    right = _exact_reference(reference)
    given = exact_number(student) if right is not None else None
    if given is None:
        return None
    if right == given:
        return Decision("equal", "the same expression" if same(reference, student) else "exact numbers")
    return Decision("unequal", "exact numbers", NOT_THE_VALUE)


def compare_scalars(reference: Node, student: Node, assumptions: Mapping[str, str] | None = None) -> Decision:
    """Whether two trees of single values have the same value wherever both are defined."""
    numbers = compare_numbers(reference, student)
    if numbers is not None:
        return numbers
    if same(reference, student):
        return (
            Decision("equal", "the same expression") if has_a_value(reference, assumptions) else Decision("unequal", "no value", NO_VALUE)
        )
    if (Series in types_in(reference) or Series in types_in(student)) and effort(reference) + effort(student) > _MOST_EFFORT:
        return Decision("undecided", "too many terms")
    names = tuple(sorted(variables_of(reference) | variables_of(student)))
    domain = domain_of(names, tuple(assumptions.items()) if assumptions else ())
    imaginary = bool(domain.complex_names) or "i" in constants_in(reference) or "i" in constants_in(student)
    if _never_has_a_value(reference) or _never_has_a_value(student):
        return Decision("unequal", "no value", NO_VALUE)
    if not imaginary:
        found = _compare(reference, student, domain, is_complex=False)
        if found is not None:
            return found
    elif not names:
        found = _beside_principal(reference, student) or _beside_principal(student, reference)
        if found is not None:
            return found
    return _compare(reference, student, domain, is_complex=True) or Decision("undecided", "no value at any point")


def _beside_principal(real: Node, other: Node) -> Decision | None:
    """A constant without the imaginary unit is real where it can be: the cube root of -8 is -2, and no complex number."""
    if "i" in constants_in(real):
        return None
    own, principal = _value(real, {}, _BITS[1], is_complex=False), _value(real, {}, _BITS[1], is_complex=True)
    if own is None or principal is None or acb(own).overlaps(principal):
        return None
    value = _value(other, {}, _BITS[1], is_complex=True)
    if value is not None and acb(own).overlaps(value):
        return Decision("undecided", "a real root beside a complex number")
    return Decision("unequal", "refuted by balls", NOT_THE_VALUE)


#: The right answer is asked for its number by every student's.
_exact_reference = remembered(exact_number)


def has_a_value(node: Node, assumptions: Mapping[str, str] | None = None) -> bool:
    """Whether an expression has a value at one of some points; 1/0 equals nothing."""
    if types_in(node) <= _ALWAYS_DEFINED:
        return not constants_in(node) or not _never_has_a_value(node)
    return _has_a_value_in(node, assumptions) if assumptions else _has_a_value(node)


def _has_a_value_in(node: Node, assumptions: Mapping[str, str] | None) -> bool:
    if _never_has_a_value(node):
        return False
    domain = Domain(tuple(sorted(variables_of(node))), assumptions)
    for point in points(domain, _MORE):
        with suppress(NoValueError):
            complex_ball(node, point)
            return True
    return not types_in(node).isdisjoint((Call, Series, Derivative, Integral))


@remembered
def _has_a_value(node: Node) -> bool:
    return _has_a_value_in(node, None)


@remembered
def _never_has_a_value(node: Node) -> bool:
    """Whether something in it can have no value at any point: infinity, or a division by a zero that is written as such."""
    constants, types = constants_in(node), types_in(node)
    if constants and ("nan" in constants or ("oo" in constants and Series not in types)):
        return True
    if Quotient not in types and Power not in types:
        return False
    for one in walk(node):
        if type(one) is Quotient and exact_number(one.denominator) == 0:
            return True
        if type(one) is Power and exact_number(one.base) == 0 and (exact_number(one.exponent) or 1) < 0:
            return True
    return False


_ALWAYS_DEFINED = frozenset({Number, Constant, Variable, Negative, Sum, Product})


def _compare(a: Node, b: Node, domain: Domain, *, is_complex: bool) -> Decision | None:
    """A decision, or None where the two have no values of this kind in common."""
    agreed: list[Mapping[str, Any]] = []
    for point in (*_first_points(domain), *_whole_powers(a, b, domain)):
        # A constant has but one value, so that it is worth more bits.
        for bits in _BITS if not domain.names else _BITS[:1]:
            values = _values(a, b, point, bits, is_complex=is_complex)
            if values is not None:
                break
        if values is None:
            continue
        if not values[0].overlaps(values[1]):
            return _refuted(values, point)
        agreed.append(point)
        if not domain.names:
            break
    if not agreed and not domain.names:
        return None
    proved = False
    with suppress(TooHardError):
        proved = proves_equal(a, b, domain, is_complex=is_complex)
    if proved:
        return Decision("equal", "canonical form")
    for point in points(domain, _MORE):
        for bits in _BITS:
            values = _values(a, b, point, bits, is_complex=is_complex)
            if values is None:
                break
            if not values[0].overlaps(values[1]):
                return _refuted(values, point)
            if point not in agreed:
                agreed.append(point)
    if not agreed:
        return None
    if not is_complex and domain.names:
        for point in beside_bends(a, b, domain, agreed[:_LINES]):
            values = _values(a, b, point, _BITS[0], is_complex=False)
            if values is not None and not values[0].overlaps(values[1]):
                return _refuted(values, point)
    return _to_many_bits(a, b, agreed[:3], is_complex=is_complex)


def _to_many_bits(a: Node, b: Node, agreed: list[Mapping[str, Any]], *, is_complex: bool) -> Decision:
    """The last look: numbers that differ late, and functions that no law has led to the same form."""
    for bits in (1000, _MANY_BITS):
        for point in agreed:
            values = _values(a, b, point, bits, is_complex=is_complex)
            if values is None:
                return Decision("undecided", "no value at high precision")
            if not values[0].overlaps(values[1]):
                return _refuted(values, point)
    if all(not point for point in agreed):  # digits alone never certify a constant
        return Decision("undecided", "constants that agree to thousands of bits")
    where = ", ".join(describe(point) for point in agreed)
    return Decision("probably equal", "many points", f"Both have the same value, to 1800 digits, at {where}.")


#: Values of the last references at the points where a class is compared with them first, by identity.
_REFERENCE_VALUES: dict[tuple[int, int, int, bool], tuple[Node, Mapping[str, Any], Ball | None]] = {}
_MOST_VALUES = 256


def _values(a: Node, b: Node, point: Mapping[str, Any], bits: int, *, is_complex: bool) -> tuple[Ball, Ball] | None:
    """Balls around both values; None where one of them has none."""
    key = (id(a), id(point), bits, is_complex)
    known = _REFERENCE_VALUES.get(key)
    if known is None or known[0] is not a or known[1] is not point:
        if len(_REFERENCE_VALUES) >= _MOST_VALUES:
            _REFERENCE_VALUES.clear()
        known = _REFERENCE_VALUES[key] = (a, point, _value(a, point, bits, is_complex=is_complex))
    right = known[2]
    if right is None:
        return None
    given = _value(b, point, bits, is_complex=is_complex)
    return None if given is None else (right, given)


def _value(node: Node, point: Mapping[str, Any], bits: int, *, is_complex: bool) -> Ball | None:
    try:
        return complex_ball(node, point, bits) if is_complex else real_ball(node, point, bits)
    except NoValueError:
        return None


def _refuted(values: tuple[Ball, Ball], point: Mapping[str, Any]) -> Decision:
    right, given = map(_digits, values)
    if not point:
        if right == given:
            return Decision("unequal", "refuted by balls", "Your answer is close to the right value, but not equal to it.")
        return Decision("unequal", "refuted by balls", f"Your answer is about {given}, which is not the right value.")
    place = describe(point)
    return Decision(
        "unequal", "refuted by balls", f"At {place} your answer is about {given}; the right one is not.", f"{place}: {right} and {given}"
    )


def _digits(ball: arb | acb) -> str:
    if isinstance(ball, acb):
        if ball.imag.contains(0):
            return _digits(ball.real)
        return f"{_digits(ball.real)} + {_digits(ball.imag)} i".replace("+ -", "- ")
    return f"{float(ball.mid()):.6g}"


def describe(point: Mapping[str, Any]) -> str:
    """``x = 7/3, y = 2/7``."""
    return ", ".join(f"{name} = {value}" for name, value in point.items())


@lru_cache(maxsize=128)
def _first_points(domain: Domain) -> tuple[Mapping[str, Any], ...]:
    return tuple(points(domain, _FIRST))


def points(domain: Domain, count: int) -> Iterator[dict[str, Any]]:
    """Points of the domain: of both signs, below and above 1, all coordinates unlike each other."""
    if not domain.names:
        yield {}
        return
    for turn in range(count):
        point: dict[str, Any] = {}
        for place, name in enumerate(domain.names):
            size: Any
            if name in domain.whole:
                size = fmpq(_WHOLE[(turn + 2 * place) % len(_WHOLE)])
            else:
                size = _POSITIVE[(turn + 3 * place) % len(_POSITIVE)] + fmpq(turn // len(_POSITIVE) + place, 13)
            size = domain.value(name, size, (turn >> (place % 4)) & 1)
            # Imaginary parts beyond pi as well: there ln(e^x) is not x.
            imaginary = fmpq(place + 2, turn + 3) if turn % 2 == 0 else fmpq(4 * place + turn + 4)
            point[name] = acb(arb(size), arb(imaginary)) if name in domain.complex_names else size
        yield point


#: Bases and exponents at which (a^b)^c and a^(bc) part, and (-1)^(2n) is not 1.
_TELLING = (fmpq(-2), fmpq(1, 2), fmpq(2), fmpq(3), fmpq(-1, 2), fmpq(3, 2))


def _whole_powers(a: Node, b: Node, domain: Domain) -> Iterator[dict[str, Any]]:
    """Points at which powers of negative numbers have real values, where an exponent is a variable: unremarkable points never do."""
    if domain.complex_names or not 0 < len(domain.names) <= _MOST_TELLING:
        return
    if not (_has_open_power(a) or _has_open_power(b)):
        return
    choices = [[size for size in _TELLING if domain.allows(name, size)] for name in domain.names]
    for choice in product(*choices):
        yield dict(zip(domain.names, choice, strict=True))


@remembered
def _has_open_power(tree: Node) -> bool:
    return Power in types_in(tree) and any(map(_is_open_power, walk(tree)))


def _is_open_power(node: Node) -> bool:
    """A power whose exponent has a variable, and whose base may be negative."""
    if type(node) is not Power or type(node.exponent) is Number or not variables_of(node.exponent):
        return False
    size = exact_number(node.base)
    return bool(variables_of(node.base)) or (size is not None and size < 0)
