"""Polynomials, partial fractions, rational numbers, decimals: equal because arithmetic says so."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from judge_maker import Maker
from judge_spelling import Tree, add, over, power, spell, times


def polynomial(coefficients: list[int], letter: str = "x") -> Tree:
    """``coefficients`` from the constant upwards; terms in falling order."""
    terms: list[Tree] = []
    for degree in range(len(coefficients) - 1, -1, -1):
        factor = coefficients[degree]
        if factor:
            body = [letter] if degree == 1 else [power(letter, degree)] if degree else []
            if not body:
                terms.append(factor)
            else:
                terms.append(times(factor, *body) if factor != 1 else body[0])
    return add(*terms) if len(terms) > 1 else terms[0] if terms else 0


def expanded(factors: list[list[int]]) -> list[int]:
    """The product of polynomials given by coefficients."""
    result = [1]
    for factor in factors:
        grown = [0] * (len(result) + len(factor) - 1)
        for i, a in enumerate(result):
            for j, b in enumerate(factor):
                grown[i + j] += a * b
        result = grown
    return result


def changed(make: Maker, coefficients: list[int]) -> list[int]:
    """One coefficient altered by 1, or one sign."""
    result = list(coefficients)
    k = make.stream.randrange(len(result))
    result[k] = -result[k] if result[k] and make.stream.random() < 0.5 else result[k] + make.stream.choice((-1, 1))
    return result


def _products(make: Maker) -> None:
    factors = [[make.integer(-9, 9), make.integer(1, 5)] for _ in range(make.stream.choice((2, 2, 3, 4)))]
    whole = expanded(factors)
    brackets = [polynomial(factor) for factor in factors]
    make.put(
        "made: factored and expanded",
        times(*brackets),
        [polynomial(whole), times(*brackets[::-1])],
        [polynomial(changed(make, whole)), polynomial(changed(make, whole)), times(*brackets[1:], brackets[-1])]
        if factors[0] != factors[-1]
        else [polynomial(changed(make, whole))],
        "x",
    )


def _two_letters(make: Maker) -> None:
    a, b, c, d, e, f = (make.integer(-6, 6) for _ in range(6))
    terms = [(a * d, "xx"), (b * e, "yy"), (a * e + b * d, "xy"), (a * f + c * d, "x"), (b * f + c * e, "y"), (c * f, "")]

    def written(parts: list[tuple[int, str]]) -> Tree:
        letters: dict[str, list[Tree]] = {"xx": [power("x", 2)], "yy": [power("y", 2)], "xy": ["x", "y"], "x": ["x"], "y": ["y"], "": []}
        return add(*(times(k, *letters[name]) if name else k for k, name in parts if k))

    wrong = [(k + (1 if name == "xy" else 0), name) for k, name in terms]
    flipped = [(-k if name == "y" else k, name) for k, name in terms]
    first, second = add(times(a, "x"), times(b, "y"), c), add(times(d, "x"), times(e, "y"), f)
    misses = [written(wrong)] + ([written(flipped)] if b * f + c * e else [])
    make.put("made: two letters", times(first, second), [written(terms), written(terms[::-1])], misses, "x y")


def _partial_fractions(make: Maker) -> None:
    a, b = make.integer(-6, 6), make.integer(-6, 6)
    p, q = make.stream.sample([k for k in range(-5, 6) if k], 2)
    parts = add(over(a, add("x", -p)), over(b, add("x", -q)))
    top = [-(a * q + b * p), a + b]
    if not any(top):
        return
    bottom = times(add("x", -p), add("x", -q))
    make.put(
        "made: common denominators",
        parts,
        [over(polynomial(top), bottom), over(polynomial(top), polynomial(expanded([[-p, 1], [-q, 1]])))],
        [
            over(polynomial(changed(make, top)), bottom),
            over(polynomial(top), times(add("x", p), add("x", -q))),
            over(a + b, add("x", -p)),
        ],
        "x",
    )


def _rationals(make: Maker) -> None:
    a, b = (Fraction(make.integer(-30, 30), make.stream.randint(2, 24)) for _ in range(2))
    tree, value = make.stream.choice(
        [
            (add(a, b), a + b),
            (add(a, times(-1, abs(b))), a - abs(b)),
            (times(abs(a), abs(b)), abs(a * b)),
            (over(abs(a), abs(b)), abs(a / b)),
        ]
    )
    k = make.stream.randint(2, 9)
    wide = over(value.numerator * k, value.denominator * k)
    close = Fraction(value.numerator * 10**9 + 1, value.denominator * 10**9)
    upside = Fraction(value.denominator, value.numerator) if value.numerator and abs(value) != 1 else value + 1
    make.put("made: rational numbers", value, [tree, wide], [-value if value else 1, close, upside])


def _decimals(make: Maker) -> None:
    digits = make.stream.randint(1, 6)
    value = Fraction(make.integer(-(10**digits), 10**digits), 10 ** make.stream.randint(1, digits))
    exact = _decimal(value)
    mantissa, shift = value * 10**8, "e-8"
    right = [exact, exact + "0" if "." in exact else exact + ".0", f"{mantissa}{shift}", exact.replace("-", "−")]
    wrong = [exact + "1" if "." in exact else exact + ".1", f"{mantissa}e-7", exact[1:] if exact.startswith("-") else "-" + exact]
    make.put_texts("made: decimals", "scalar", spell(value, "plain"), right, wrong)
    third = Fraction(make.integer(-40, 40), make.stream.choice((3, 7, 9, 11, 13)))
    if third.denominator > 1:
        long = f"{'-' if third < 0 else ''}{abs(third).__floor__()}." + str(int((abs(third) % 1) * 10**14)).rjust(14, "0")
        make.put_texts("made: decimals", "scalar", spell(third, "plain"), [spell(third, "latex")], [long, long[:9]])


def _decimal(value: Fraction) -> str:
    text = f"{abs(value.numerator) * 10**8 // value.denominator:09d}"
    text = (text[:-8] + "." + text[-8:].rstrip("0")).rstrip(".")
    return ("-" if value < 0 else "") + text


def _big(make: Maker) -> None:
    value = make.stream.randrange(10**39, 10**40)
    p = make.stream.randrange(10**6, 10**7)
    wrong = [str(value + 1), str(value - 10**20), str(value)[:-1]]
    make.put_texts("made: large numbers", "scalar", str(value), [f"{value - p}+{p}", f"{value:,}".replace(",", "\\,")], wrong)


RULES: tuple[tuple[Callable[[Maker], None], int], ...] = (
    (_products, 14),
    (_two_letters, 8),
    (_partial_fractions, 8),
    (_rationals, 14),
    (_decimals, 6),
    (_big, 4),
)
