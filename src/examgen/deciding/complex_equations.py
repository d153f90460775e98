"""Equations in complex variables, as all are in which the imaginary unit stands: a multiple of an equation is the same equation.

In one variable the solutions themselves are compared: a polynomial over the rational numbers has as many as its squarefree part has
degrees, so that a list of numbers is complete when each of them solves it and there are that many.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction

from flint import fmpq, fmpq_poly

from examgen.deciding.building import replaced
from examgen.deciding.decision import Decision, TooHardError
from examgen.deciding.elements import Builder
from examgen.deciding.kernels import Algebra
from examgen.deciding.peeling import solutions
from examgen.deciding.ring import NeedSignError, UndefinedError
from examgen.deciding.roots import Scalars
from examgen.deciding.truth import METHOD, difference
from examgen.deciding.walking import constants_in, variables_of
from examgen.notation.tree import Negative, Node, Number, Or, Product, Quotient, Relation, Sum
from examgen.notation.writing import write

_VALUES = tuple(Number(0, Fraction(*pair)) for pair in ((7, 3), (2, 7), (13, 11), (41, 3), (5, 9)))
_ZERO = Number(0, Fraction(0))
_MOST_DEGREE = 40


def is_imaginary(node: Node) -> bool:
    """Whether the imaginary unit stands in a tree."""
    return "i" in constants_in(node)


def compare_complex_equations(a: Node, b: Node, scalars: Scalars) -> Decision:
    """Two combinations of equations in complex variables."""
    names = variables_of(a) | variables_of(b)
    with suppress(TooHardError, ZeroDivisionError):
        if len(names) == 1:
            (name,) = names
            return _compare_solutions(_solutions_of(a, name), _solutions_of(b, name), name, scalars)
        if isinstance(a, Relation) and isinstance(b, Relation) and a.sign == b.sign == "=":
            f, g = difference(a), difference(b)
            if _is_multiple(f, g, scalars):
                return Decision("equal", METHOD)
            for place in (*_differing(f, g, scalars), *_differing(g, f, scalars)):
                return Decision("unequal", METHOD, "The two equations have different solutions.", place)
    return Decision("undecided", "complex equations")


# --- one variable --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Solutions:
    """The zeros of a polynomial, and numbers given one by one."""

    polynomial: fmpq_poly
    numbers: tuple[Node, ...] = ()


def _solutions_of(node: Node, name: str) -> _Solutions:
    """The solutions of equations of which one has to hold."""
    if isinstance(node, Or):
        found = [_solutions_of(part, name) for part in node.parts]
        result = fmpq_poly([1])
        for one in found:
            result *= one.polynomial
        return _Solutions(_squarefree(result), tuple(number for one in found for number in one.numbers))
    if not isinstance(node, Relation) or node.sign != "=":
        raise TooHardError
    function = difference(node)
    polynomial = _polynomial(function, name)
    if polynomial is None:
        return _Solutions(fmpq_poly([1]), tuple(solutions(function, name)))
    if not polynomial:
        raise TooHardError
    return _Solutions(_squarefree(polynomial))


def _polynomial(function: Node, name: str) -> fmpq_poly | None:
    """A function as a polynomial with rational coefficients, or None where it is none."""
    algebra = Algebra(is_complex=True, complex_names=frozenset((name,)))
    try:
        element = Builder(algebra).element(function)
    except (NeedSignError, UndefinedError):
        return None
    terms: dict[int, fmpq] = {}
    for monomial, coefficient in element.over.items():
        if any(algebra.items[g] != ("variable", name) or not isinstance(e, int) or not 0 < e <= _MOST_DEGREE for g, e in monomial):
            return None
        terms[int(monomial[0][1]) if monomial else 0] = fmpq(coefficient.numerator, coefficient.denominator)
    if element.under:
        return None
    return fmpq_poly([terms.get(power, fmpq(0)) for power in range(max(terms, default=0) + 1)])


def _squarefree(polynomial: fmpq_poly) -> fmpq_poly:
    return polynomial // polynomial.gcd(polynomial.derivative()) if polynomial.degree() > 0 else fmpq_poly([1])


def _compare_solutions(a: _Solutions, b: _Solutions, name: str, scalars: Scalars) -> Decision:
    common = a.polynomial.gcd(b.polynomial)
    rest_a, rest_b = a.polynomial // common, b.polynomial // common
    for right, numbers, other in ((True, a.numbers, b), (False, b.numbers, a)):
        for number in numbers:
            if not _is_among(number, other, name, scalars):
                place = f"{name} = {write(number)}"
                text = "is a solution that yours does not have." if right else "solves yours, but it is no solution."
                return Decision("unequal", METHOD, f"{place} {text}", place)
    # The zeros that only one of the polynomials has must be numbers of the other side.
    for rest, numbers in ((rest_a, b.numbers), (rest_b, a.numbers)):
        zeros = _distinct([number for number in numbers if _is_zero(rest, number, scalars)], scalars)
        if len(zeros) < rest.degree():
            return Decision("unequal", METHOD, "The number of solutions is another one.")
    return Decision("equal", METHOD)


def _is_among(number: Node, other: _Solutions, name: str, scalars: Scalars) -> bool:
    outcomes = [scalars(number, one).outcome for one in other.numbers]
    if "equal" in outcomes or _is_zero(other.polynomial, number, scalars):
        return True
    if any(outcome != "unequal" for outcome in outcomes):
        raise TooHardError
    return False


def _is_zero(polynomial: fmpq_poly, number: Node, scalars: Scalars) -> bool:
    """Whether a polynomial is zero at a number; by Horner's rule, as a tree."""
    if polynomial.degree() < 1:
        return False
    value: Node = _ZERO
    for power in range(polynomial.degree(), -1, -1):
        coefficient = polynomial[power]
        value = Sum(0, (Product(0, (value, number)), Number(0, Fraction(int(coefficient.p), int(coefficient.q)))))
    found = scalars(value, _ZERO).outcome
    if found not in ("equal", "unequal"):
        raise TooHardError
    return found == "equal"


def _distinct(numbers: list[Node], scalars: Scalars) -> list[Node]:
    kept: list[Node] = []
    for number in numbers:
        outcomes = [scalars(number, one).outcome for one in kept]
        if all(outcome == "unequal" for outcome in outcomes):
            kept.append(number)
        elif "equal" not in outcomes:
            raise TooHardError
    return kept


# --- several variables ---------------------------------------------------------------------------------------------------


def _is_multiple(f: Node, g: Node, scalars: Scalars) -> bool:
    """Whether one function is a constant times the other: the constant is their quotient at a point."""
    names = sorted(variables_of(f) | variables_of(g))
    here, there = f, g
    for name, value in zip(names, _VALUES, strict=False):
        here, there = replaced(here, name, value), replaced(there, name, value)
    if any(scalars(one, _ZERO).outcome != "unequal" for one in (here, there)):
        return False
    return scalars(Product(0, (f, there)), Product(0, (g, here))).outcome == "equal"


def _differing(f: Node, g: Node, scalars: Scalars) -> Iterator[str]:
    """Where f, linear in one of its variables, is zero and g is not."""
    names = sorted(variables_of(f) | variables_of(g))
    for name in sorted(variables_of(f)):
        here, there = f, g
        others = [other for other in names if other != name]
        for other, value in zip(others, _VALUES, strict=False):
            here, there = replaced(here, other, value), replaced(there, other, value)
        at_0, at_1, at_2 = (replaced(here, name, Number(0, Fraction(t))) for t in (0, 1, 2))
        straight = scalars(Sum(0, (at_0, at_2)), Product(0, (Number(0, Fraction(2)), at_1))).outcome == "equal"
        if not straight or scalars(at_0, at_1).outcome != "unequal":
            continue
        solution = Quotient(0, at_0, Sum(0, (at_0, Negative(0, at_1))))
        if scalars(replaced(there, name, solution), _ZERO).outcome == "unequal":
            yield ", ".join(f"{other} = {value.value}" for other, value in zip(others, _VALUES, strict=False))
