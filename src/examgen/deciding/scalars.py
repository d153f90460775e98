"""Two single values: equal, with a proof; unequal, with a counterexample; or the honest answer that neither was found.

Cheap and certain first: the same tree; exact numbers; balls at a few points of the domain, of which one that excludes zero is a
counterexample; canonical forms, which are a proof. Real values are looked at first: a point at which one of the two has none does not
count. Where no point is left, or the imaginary unit occurs, values are complex.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from fractions import Fraction
from typing import Any

from flint import acb, arb, fmpq

from examgen.deciding.balls import NoValueError, complex_ball, real_ball
from examgen.deciding.decision import Decision, TooHardError
from examgen.deciding.proving import Domain, proves_equal
from examgen.deciding.walking import same, variables_of, walk
from examgen.notation.tree import Call, Constant, Derivative, Integral, Negative, Node, Number, Product, Quotient, Series, Sum, Variable

#: Points at which the values are compared before a proof is tried, and when none was found.
_FIRST, _MORE = 2, 14
_BITS = (64, 256)
#: Bits of agreement that make two functions probably equal: more than any number in a text can hide.
_MANY_BITS = 6000

_POSITIVE = (fmpq(7, 3), fmpq(2, 7), fmpq(13, 11), fmpq(41, 3), fmpq(1, 19), fmpq(101), fmpq(5, 9), fmpq(3, 17))
NO_VALUE = "Your answer has no value: it divides by zero, or takes a root or logarithm that does not exist."
NOT_THE_VALUE = "Your answer is another number than the right one."
_WHOLE = (3, 5, 2, 7, 4, 11, 1, 8)


def compare_scalars(reference: Node, student: Node, assumptions: Mapping[str, str] | None = None) -> Decision:
    """Whether two trees of single values have the same value wherever both are defined."""
    if same(reference, student):
        return (
            Decision("equal", "the same expression") if has_a_value(reference, assumptions) else Decision("unequal", "no value", NO_VALUE)
        )
    exact = exact_number(reference), exact_number(student)
    if exact[0] is not None and exact[1] is not None:
        return Decision("equal", "exact numbers") if exact[0] == exact[1] else Decision("unequal", "exact numbers", NOT_THE_VALUE)
    found_nodes = (*walk(reference), *walk(student))
    names = tuple(sorted(variables_of(reference) | variables_of(student)))
    domain = Domain(names, assumptions)
    imaginary = bool(domain.complex_names) or any(type(node) is Constant and node.name == "i" for node in found_nodes)
    if not imaginary:
        found = _compare(reference, student, domain, is_complex=False)
        if found is not None:
            return found
    return _compare(reference, student, domain, is_complex=True) or Decision("undecided", "no value at any point")


def has_a_value(node: Node, assumptions: Mapping[str, str] | None = None) -> bool:
    """Whether an expression has a value at one of some points; 1/0 equals nothing."""
    if all(type(one) in _ALWAYS_DEFINED for one in walk(node)):
        return True
    domain = Domain(tuple(sorted(variables_of(node))), assumptions)
    for point in points(domain, _MORE):
        with suppress(NoValueError):
            complex_ball(node, point)
            return True
    return any(isinstance(one, Call | Series | Derivative | Integral) for one in walk(node))


_ALWAYS_DEFINED = frozenset({Number, Constant, Variable, Negative, Sum, Product})


def exact_number(node: Node) -> Fraction | None:
    """The value of a tree of rational numbers, sums, products and quotients."""
    if isinstance(node, Number):
        return node.value
    if isinstance(node, Negative):
        inner = exact_number(node.inner)
        return None if inner is None else -inner
    if isinstance(node, Quotient):
        over, under = exact_number(node.numerator), exact_number(node.denominator)
        return over / under if over is not None and under else None
    if isinstance(node, Sum | Product):
        adds = isinstance(node, Sum)
        result = Fraction(0 if adds else 1)
        for part in node.terms if isinstance(node, Sum) else node.factors:
            value = exact_number(part)
            if value is None:
                return None
            result = result + value if adds else result * value
        return result
    return None


def _compare(a: Node, b: Node, domain: Domain, *, is_complex: bool) -> Decision | None:
    """A decision, or None where the two have no values of this kind in common."""
    agreed: list[Mapping[str, Any]] = []
    for point in points(domain, _FIRST):
        difference = _difference(a, b, point, is_complex=is_complex)
        if difference is None:
            continue
        if not difference.contains(0):
            return _refuted(a, b, point, is_complex=is_complex)
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
            difference = _difference(a, b, point, bits, is_complex=is_complex)
            if difference is None:
                break
            if not difference.contains(0):
                return _refuted(a, b, point, bits, is_complex=is_complex)
            if point not in agreed:
                agreed.append(point)
    if not agreed:
        return None
    return _to_many_bits(a, b, agreed[:3], is_complex=is_complex)


def _to_many_bits(a: Node, b: Node, agreed: list[Mapping[str, Any]], *, is_complex: bool) -> Decision:
    """The last look: numbers that differ late, and functions that no law has led to the same form."""
    for bits in (1000, _MANY_BITS):
        for point in agreed:
            difference = _difference(a, b, point, bits, is_complex=is_complex)
            if difference is None:
                return Decision("undecided", "no value at high precision")
            if not difference.contains(0):
                return _refuted(a, b, point, bits, is_complex=is_complex)
    if all(not point for point in agreed):  # digits alone never certify a constant
        return Decision("undecided", "constants that agree to thousands of bits")
    where = ", ".join(describe(point) for point in agreed)
    return Decision("probably equal", "many points", f"Both have the same value, to 1800 digits, at {where}.")


def _difference(a: Node, b: Node, point: Mapping[str, Any], bits: int = 64, *, is_complex: bool) -> Any:
    evaluate = complex_ball if is_complex else real_ball
    try:
        return evaluate(a, point, bits) - evaluate(b, point, bits)
    except NoValueError:
        return None


def _refuted(a: Node, b: Node, point: Mapping[str, Any], bits: int = 64, *, is_complex: bool) -> Decision:
    evaluate = complex_ball if is_complex else real_ball
    right, given = (_digits(evaluate(node, point, bits)) for node in (a, b))
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
            size = domain.moved(name, size, (turn >> (place % 4)) & 1)
            point[name] = acb(arb(size), arb(fmpq(place + 2, turn + 3))) if name in domain.complex_names else size
        yield point
