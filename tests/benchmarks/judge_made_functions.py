"""Roots, logarithms, exponentials, waves, complex numbers, sums: equal by one exact law each."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction

from judge_made_algebra import changed, polynomial
from judge_maker import Maker
from judge_spelling import Tree, add, call, over, power, times


def _square_free(make: Maker) -> int:
    return make.stream.choice((2, 3, 5, 6, 7, 10, 11, 13, 14, 15, 17, 19, 21))


def _surds(make: Maker) -> None:
    m, k = _square_free(make), make.stream.randint(2, 12)
    root = call("sqrt", m)
    make.put(
        "made: roots",
        call("sqrt", k * k * m),
        [times(k, root), over(k * m, root)],
        [times(k + 1, root), times(k * k, root), call("sqrt", k * k * m + 1), times(-k, root)],
    )
    a, b, c, d = (make.integer(-7, 7) for _ in range(4))
    first, second = add(a, times(b, root)), add(c, times(d, root))
    rational, factor = a * c + b * d * m, a * d + b * c
    if factor:
        make.put(
            "made: roots",
            times(first, second),
            [add(rational, times(factor, root))],
            [add(rational, times(-factor, root)), add(rational + 1, times(factor, root)), add(a * c, times(b * d, root))],
        )
    norm = a * a - m * b * b
    make.put(
        "made: roots",
        over(1, first),
        [over(add(a, times(-b, root)), norm)],
        [over(add(a, times(b, root)), norm), over(add(a, times(-b, root)), norm + 1 if norm != -1 else norm + 2)],
    )


def _nested(make: Maker) -> None:
    a, b = make.stream.sample((2, 3, 5, 6, 7, 10, 11, 13), 2)
    low, high = sorted((a, b))
    inner = times(2, call("sqrt", a * b))
    plus = call("sqrt", add(a + b, inner))
    minus = call("sqrt", add(a + b, times(-2, call("sqrt", a * b))))
    make.put(
        "made: nested roots",
        plus,
        [add(call("sqrt", high), call("sqrt", low))],
        [add(call("sqrt", high), times(-1, call("sqrt", low))), call("sqrt", a + b), call("sqrt", add(a + b + 1, inner))],
    )
    make.put(
        "made: nested roots",
        minus,
        [add(call("sqrt", high), times(-1, call("sqrt", low)))],
        [add(call("sqrt", low), times(-1, call("sqrt", high))), plus],
    )


def _complex(make: Maker) -> None:
    a, b, c, d = (make.integer(-7, 7) for _ in range(4))

    def written(real: Fraction | int, imaginary: Fraction | int) -> Tree:
        real, imaginary = Fraction(real), Fraction(imaginary)
        if not imaginary:
            return real
        part = over(times(imaginary.numerator, "i"), imaginary.denominator) if imaginary.denominator > 1 else times(int(imaginary), "i")
        return add(real, part) if real else part

    z, w = written(a, b), written(c, d)
    real, imaginary = a * c - b * d, a * d + b * c
    wrong = [written(real, -imaginary)] if imaginary else []
    make.put("made: complex", times(z, w), [written(real, imaginary)], [*wrong, written(real + 1, imaginary)])
    norm = c * c + d * d
    real, imaginary = a * c + b * d, b * c - a * d
    quotient = written(Fraction(real, norm), Fraction(imaginary, norm))
    wrong = [written(Fraction(real, norm), Fraction(-imaginary, norm))] if imaginary else []
    make.put(
        "made: complex", over(z, w), [quotient], [*wrong, written(Fraction(real, norm + 1), Fraction(imaginary, norm))] if real else wrong
    )


def _logarithms(make: Maker) -> None:
    p, q = make.stream.sample((2, 3, 5, 7, 11), 2)
    a, b = make.stream.randint(1, 4), make.stream.randint(1, 4)
    whole = add(times(a, call("ln", p)), times(b, call("ln", q)))
    make.put(
        "made: logarithms",
        whole,
        [call("ln", p**a * q**b), add(call("ln", p ** (a + 1) * q**b), times(-1, call("ln", p)))],
        [call("ln", p**a * q**b + 1), call("ln", p * a + q * b) if p * a + q * b != p**a * q**b else 1, times(a + b, call("ln", p * q))],
    )
    make.put(
        "made: logarithms",
        call("ln", times(power("x", a), power("y", b))),
        [add(times(a, call("ln", "x")), times(b, call("ln", "y")))],
        [add(times(b + a, call("ln", "x")), times(b, call("ln", "y"))), times(a * b + a, call("ln", times("x", "y")))],
        "x y",
        assumptions={"x": "positive", "y": "positive"},
    )


def _exponentials(make: Maker) -> None:
    a, b, c = make.integer(1, 5), make.integer(-5, 5), make.integer(1, 5)
    first, second = power("e", polynomial([b, a])), power("e", polynomial([c, 1]))
    make.put(
        "made: exponentials",
        times(first, second),
        [power("e", polynomial([b + c, a + 1])), over(power("e", polynomial([b, a + 1])), power("e", -c))],
        [power("e", polynomial([b * c + 1, a + 1] if b * c + 1 != b + c else [99, a + 1])), add(first, second)],
        "x",
    )
    base, k = make.stream.randint(2, 7), make.stream.randint(2, 3)
    make.put(
        "made: exponentials",
        power(base**k, "x"),
        [power(base, times(k, "x")), power(power(base, "x"), k)],
        [power(base, add("x", k)), times(k, power(base, "x"))],
        "x",
    )


def _waves(make: Maker) -> None:
    a, b, c = make.stream.choice(((3, 4, 5), (5, 12, 13), (8, 15, 17), (7, 24, 25), (20, 21, 29)))
    k = make.stream.randint(1, 4)
    angle = times(k, "x") if k > 1 else "x"
    whole = add(times(a, call("sin", angle)), times(b, call("cos", angle)))
    phase = call("arctan", over(b, a))
    make.put(
        "made: waves",
        whole,
        [times(c, call("sin", add(angle, phase)))],
        [times(c, call("sin", add(angle, times(-1, phase)))), times(a + b, call("sin", add(angle, phase)))],
        "x",
    )
    make.put(
        "made: waves",
        times(2 * a, call("sin", angle), call("cos", angle)),
        [times(a, call("sin", times(2 * k, "x")))],
        [times(2 * a, call("sin", times(2 * k, "x"))), times(a, call("cos", times(2 * k, "x")))],
        "x",
    )


def _geometric(make: Maker) -> None:
    r = make.stream.choice((2, 3, 5, 10, Fraction(1, 2), Fraction(2, 3)))
    n = make.stream.randint(3, 8)
    value = sum((Fraction(r) ** k for k in range(n)), Fraction(0))
    closed = over(add(1, times(-1, power(r, n))), add(1, -r)) if isinstance(r, int) else times(1 / (1 - r), add(1, times(-1, power(r, n))))
    long = over(add(1, times(-1, power(r, n + 1))), add(1, times(-1, r)))
    make.put("made: sums", value, [closed], [long, value + 1])
    coefficients = [1] * n
    closed_x = over(add(power("x", n), -1), add("x", -1))
    make.put("made: sums", polynomial(coefficients), [closed_x], [over(add(power("x", n + 1), -1), add("x", -1))], "x")


def _binomials(make: Maker) -> None:
    n = make.stream.randint(3, 7)
    a = make.integer(-4, 4)
    row = [math.comb(n, k) * a ** (n - k) for k in range(n + 1)]
    base = add("x", a)
    wrong = [polynomial(changed(make, row)), add(power("x", n), a**n), power(base, n + 1)]
    make.put("made: binomials", power(base, n), [polynomial(row)], wrong, "x")


RULES: tuple[tuple[Callable[[Maker], None], int], ...] = (
    (_surds, 5),
    (_nested, 4),
    (_complex, 6),
    (_logarithms, 5),
    (_exponentials, 4),
    (_waves, 4),
    (_geometric, 5),
    (_binomials, 5),
)
