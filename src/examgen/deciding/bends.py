"""Points on both sides of every bend: where absolute values, maxima, signs, steps and roots of squares go over into something else.

Two expressions may agree at all unremarkable points and part beyond a threshold that stands in only one of them: ``min(x, 127)`` is
``x`` up to 127. So the thresholds are looked for, one variable at a time, and points are taken between any two of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from fractions import Fraction
from itertools import combinations, pairwise
from typing import Any

from flint import arb, fmpq

from examgen.deciding.balls import real_ball
from examgen.deciding.building import replaced
from examgen.deciding.decision import NoValueError, TooHardError
from examgen.deciding.domain import Domain
from examgen.deciding.roots import zeros
from examgen.deciding.walking import exact_number, remembered, types_in, variables_of, walk
from examgen.notation.tree import Call, Negative, Node, Number, Power, Quotient, Root, Sum

#: Functions with a bend where their argument is zero, and those with a step where it is whole.
_BENT, _STEPPED = frozenset(("abs", "sign", "relu", "arg")), frozenset(("floor", "ceil"))
#: Functions of a comparison whose zeros are looked for, and zeros of one line that are used.
_MOST_FUNCTIONS, _MOST_ZEROS = 12, 24
#: Powers of ten between which a change of sign is looked for, where zeros are not found by algebra.
_DECADES = 12


def beside_bends(a: Node, b: Node, domain: Domain, bases: list[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """Points of the domain between the bends of two trees, along each variable through each of the base points."""
    functions = [*_functions(a), *_functions(b)][:_MOST_FUNCTIONS]
    if not functions or domain.complex_names:
        return
    for base in bases:
        for name in domain.names:
            cuts: list[arb] = []
            for function in functions:
                if name in variables_of(function) and len(cuts) < _MOST_ZEROS:
                    cuts += _zeros(_on_line(function, name, base), name)
            if cuts:
                for value in _between(cuts, domain, name):
                    yield {**base, name: value}


@remembered
def _functions(tree: Node) -> tuple[Node, ...]:
    """What is zero at a bend of the tree."""
    if types_in(tree).isdisjoint((Call, Root, Power)):
        return ()
    found: list[Node] = []
    for one in walk(tree):
        if isinstance(one, Call):
            found += _of_call(one)
        elif isinstance(one, Root) and one.degree % 2 == 0:
            found.append(one.inner)
        elif isinstance(one, Power):
            exponent = exact_number(one.exponent)
            if exponent is not None and exponent.denominator % 2 == 0:
                found.append(one.base)
    return tuple(function for function in found if variables_of(function))


def _of_call(call: Call) -> list[Node]:
    arguments = call.arguments
    if call.function in _BENT:
        return [arguments[0]]
    if call.function in ("max", "min"):
        return [_minus(x, y) for x, y in combinations(arguments, 2)]
    if call.function in _STEPPED:
        return _steps(arguments[0])
    if call.function == "mod":
        return _steps(Quotient(0, *arguments))
    return []


def _steps(argument: Node) -> list[Node]:
    return [argument, _minus(argument, Number(0, Fraction(1))), Sum(0, (argument, Number(0, Fraction(1))))]


def _minus(x: Node, y: Node) -> Node:
    return Sum(0, (x, Negative(0, y)))


def _on_line(function: Node, name: str, base: Mapping[str, Any]) -> Node:
    for other, value in base.items():
        if other != name:
            size = Fraction(int(value.p), int(value.q))
            number: Node = Number(0, abs(size))
            function = replaced(function, other, Negative(0, number) if size < 0 else number)
    return function


def _zeros(function: Node, name: str) -> list[arb]:
    with suppress(TooHardError, NoValueError):
        return [zero.ball(128) for zero in zeros(function, name)]
    return _changes_of_sign(function, name)


def _changes_of_sign(function: Node, name: str) -> list[arb]:
    """Where the function changes its sign between two powers of ten, halved down."""
    sizes = [fmpq(10) ** power if power >= 0 else 1 / fmpq(10) ** -power for power in range(-_DECADES, _DECADES + 1)]
    grid = [*(-size for size in reversed(sizes)), *sizes]
    signs = [_sign(function, name, size) for size in grid]
    found: list[arb] = []
    for place in range(len(grid) - 1):
        if signs[place] * signs[place + 1] < 0:
            found.append(arb(_halved(lambda size: _sign(function, name, size), grid[place], grid[place + 1], signs[place])))
    return found


def _halved(sign: Callable[[fmpq], int], low: fmpq, high: fmpq, at_low: int) -> fmpq:
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if sign(middle) == at_low else (low, middle)
    return low


def _sign(function: Node, name: str, size: fmpq) -> int:
    try:
        ball = real_ball(function, {name: size})
    except NoValueError:
        return 0
    return 0 if ball.contains(0) else 1 if ball > 0 else -1


def _between(cuts: list[arb], domain: Domain, name: str) -> Iterator[fmpq]:
    """Numbers beyond the first and the last cut and between neighbours, as far as the variable may have them."""
    ends = [arb(end) for end in domain.spans.get(name) or (domain.ends.get(name, fmpq(0)),)]
    numbers = sorted(_fraction(float(cut.mid())) for cut in (*cuts, *ends))
    size = max(abs(numbers[0]), abs(numbers[-1]), fmpq(1))
    edges = [numbers[0] - 2 * size, *numbers, numbers[-1] + 2 * size]
    for low, high in pairwise(edges):
        if low == high:
            continue
        for number in ((low + high) / 2, low + (high - low) / 1000, high - (high - low) / 1000):
            for value in _near(_short(number, low, high), domain, name):
                if domain.allows(name, value):
                    yield value
                    break


def _short(number: fmpq, low: fmpq, high: fmpq) -> fmpq:
    """A number with a small denominator near this one, and between these two."""
    exact = Fraction(int(number.p), int(number.q))
    for digits in range(0, 16, 2):
        close = exact.limit_denominator(10**digits)
        value = fmpq(close.numerator, close.denominator)
        if low < value < high:
            return value
    return number


def _near(number: fmpq, domain: Domain, name: str) -> tuple[fmpq, ...]:
    if name not in domain.whole:
        return (number,)
    floor = fmpq(int(number.p // number.q))
    return (floor, floor + 1, floor - 1, floor + 2)


def _fraction(number: float) -> fmpq:
    over, under = number.as_integer_ratio()
    return fmpq(over, under)
