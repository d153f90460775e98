"""The laws of functions that have to do with whole numbers: factorials, binomials, rounding, divisors."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import gcd, lcm

from examgen.deciding import polynomials as poly
from examgen.deciding.ball_functions import middle
from examgen.deciding.decision import TooHardError
from examgen.deciding.kernels import Algebra
from examgen.deciding.laws import as_rational, over
from examgen.deciding.ring import Element, UndefinedError


def factorial(algebra: Algebra, a: Element) -> Element:
    """a!: a whole shift of the argument is multiplied out, so that (n + 1)! = (n + 1) n!."""
    known = as_rational(a)
    if known is not None and known.denominator == 1:
        if known < 0:
            raise UndefinedError
        if known > 1000:
            raise TooHardError
        product = 1
        for k in range(2, int(known) + 1):
            product *= k
        return algebra.number(product)
    shift = 0 if a.under else int(a.over.get(poly.ONE, Fraction(0)) // 1)
    if abs(shift) > 20:
        raise TooHardError
    base = algebra.add(a, algebra.number(1), -shift)
    result = algebra.generator("factorial", algebra.canonical(base))
    for k in range(1, shift + 1):
        result = algebra.multiply(result, algebra.add(base, algebra.number(k)))
    for k in range(0, -shift):
        result = over(algebra, result, algebra.add(base, algebra.number(-k)))
    return result


def binomial(algebra: Algebra, n: Element, k: Element) -> Element:
    """n over k."""
    known = as_rational(k)
    if known is not None and known.denominator == 1 and 0 <= known <= 60:
        result = algebra.number(1)
        for j in range(int(known)):
            result = algebra.multiply(algebra.multiply(result, algebra.add(n, algebra.number(-j))), algebra.number(Fraction(1, j + 1)))
        return result
    below = algebra.multiply(factorial(algebra, k), factorial(algebra, algebra.add(n, k, -1)))
    return over(algebra, factorial(algebra, n), below)


def floor(algebra: Algebra, a: Element, direction: int) -> Element:
    """floor (1) or ceiling (-1); whole summands are taken out."""
    known = as_rational(a)
    if known is not None:
        return algebra.number(known // 1 if direction > 0 else -(-known // 1))
    below = _floor_of_constant(algebra, a)
    if below is not None:
        return algebra.number(below if direction > 0 else below + 1)
    if direction < 0:
        return algebra.multiply(algebra.number(-1), floor(algebra, algebra.multiply(algebra.number(-1), a), 1))
    shift = Fraction(0) if a.under else a.over.get(poly.ONE, Fraction(0)) // 1
    inner = algebra.add(a, algebra.number(shift), -1)
    return algebra.add(algebra.generator("function", ("floor", (algebra.canonical(inner),))), algebra.number(shift))


def _floor_of_constant(algebra: Algebra, a: Element) -> int | None:
    """The whole number below a constant that is surely not whole itself."""
    for bits in (64, 256, 1024):
        try:
            ball = algebra.quotient_ball(a, bits)
        except TooHardError:
            return None  # it has variables
        below = int(middle(ball.real) // 1)
        if ball.imag.contains(0) and ball.real > below and ball.real < below + 1:
            return below
    return None


def _of_whole_numbers(name: str, act: Callable[..., int]) -> Callable[..., Element]:
    """The law of a function that is known for whole numbers alone."""

    def law(algebra: Algebra, *arguments: Element) -> Element:
        known = [as_rational(argument) for argument in arguments]
        whole = [int(value) for value in known if value is not None and value.denominator == 1]
        if len(whole) < len(arguments):
            return algebra.generator("function", (name, tuple(algebra.canonical(argument) for argument in arguments)))
        try:
            return algebra.number(act(*whole))
        except ZeroDivisionError as fault:
            raise UndefinedError from fault

    return law


LAWS: dict[str, Callable[..., Element]] = {
    "factorial": factorial,
    "binomial": binomial,
    "floor": lambda algebra, a: floor(algebra, a, 1),
    "ceil": lambda algebra, a: floor(algebra, a, -1),
    "gcd": _of_whole_numbers("gcd", gcd),
    "lcm": _of_whole_numbers("lcm", lcm),
    "mod": _of_whole_numbers("mod", lambda a, b: a % b),
}
