"""Cases made by exact rules from a fixed seed: each pair is equal because a rule of algebra says so, or differs by one known change.

Nothing is asked of a computer algebra system.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterable
from fractions import Fraction

from judge_case import Case
from judge_spelling import STYLES, Tree, add, call, over, power, spell, times


class _Maker:
    """Collects the cases; the spellings take turns."""

    def __init__(self, seed: int) -> None:
        self.stream = random.Random(seed)
        self.found: list[Case] = []
        self._turn = 0

    def put(
        self,
        group: str,
        reference: Tree,
        right: Iterable[Tree],
        wrong: Iterable[Tree],
        variables: str = "",
        *,
        assumptions: dict[str, str] | None = None,
    ) -> None:
        given = spell(reference, "plain")
        for truth, trees in ((True, [reference, *right]), (False, wrong)):
            for tree in trees:
                self._turn += 1
                self._add(group, "scalar", given, spell(tree, STYLES[self._turn % len(STYLES)]), variables, truth, assumptions)

    def put_texts(self, group: str, kind: str, reference: str, right: Iterable[str], wrong: Iterable[str], variables: str = "") -> None:
        for truth, texts in ((True, right), (False, wrong)):
            for text in texts:
                self._add(group, kind, reference, text, variables, truth, None)

    def _add(self, group: str, kind: str, given: str, text: str, variables: str, truth: bool, assumptions: dict[str, str] | None) -> None:
        names = tuple(variables.split())
        case = Case(f"made-{len(self.found)}", group, kind, "AlgEquiv", given, text, names, {}, assumptions or {}, truth)
        self.found.append(case)

    def integer(self, low: int, high: int) -> int:
        """An integer other than 0."""
        return self.stream.choice([k for k in range(low, high + 1) if k])


def made(seed: int = 4) -> list[Case]:
    """All cases made by rules."""
    maker = _Maker(seed)
    for rule, times_ in _RULES:
        for _ in range(times_):
            rule(maker)
    return maker.found


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


def _changed(make: _Maker, coefficients: list[int]) -> list[int]:
    """One coefficient altered by 1, or one sign."""
    result = list(coefficients)
    k = make.stream.randrange(len(result))
    result[k] = -result[k] if result[k] and make.stream.random() < 0.5 else result[k] + make.stream.choice((-1, 1))
    return result


def _products(make: _Maker) -> None:
    factors = [[make.integer(-9, 9), make.integer(1, 5)] for _ in range(make.stream.choice((2, 2, 3, 4)))]
    whole = expanded(factors)
    brackets = [polynomial(factor) for factor in factors]
    make.put(
        "made: factored and expanded",
        times(*brackets),
        [polynomial(whole), times(*brackets[::-1])],
        [polynomial(_changed(make, whole)), polynomial(_changed(make, whole)), times(*brackets[1:], brackets[-1])]
        if factors[0] != factors[-1]
        else [polynomial(_changed(make, whole))],
        "x",
    )


def _two_letters(make: _Maker) -> None:
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


def _partial_fractions(make: _Maker) -> None:
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
            over(polynomial(_changed(make, top)), bottom),
            over(polynomial(top), times(add("x", p), add("x", -q))),
            over(a + b, add("x", -p)),
        ],
        "x",
    )


def _rationals(make: _Maker) -> None:
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


def _decimals(make: _Maker) -> None:
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


def _big(make: _Maker) -> None:
    value = make.stream.randrange(10**39, 10**40)
    p = make.stream.randrange(10**6, 10**7)
    wrong = [str(value + 1), str(value - 10**20), str(value)[:-1]]
    make.put_texts("made: large numbers", "scalar", str(value), [f"{value - p}+{p}", f"{value:,}".replace(",", "\\,")], wrong)


def _square_free(make: _Maker) -> int:
    return make.stream.choice((2, 3, 5, 6, 7, 10, 11, 13, 14, 15, 17, 19, 21))


def _surds(make: _Maker) -> None:
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


def _nested(make: _Maker) -> None:
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


def _complex(make: _Maker) -> None:
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


def _logarithms(make: _Maker) -> None:
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


def _exponentials(make: _Maker) -> None:
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


def _waves(make: _Maker) -> None:
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


def _geometric(make: _Maker) -> None:
    r = make.stream.choice((2, 3, 5, 10, Fraction(1, 2), Fraction(2, 3)))
    n = make.stream.randint(3, 8)
    value = sum((Fraction(r) ** k for k in range(n)), Fraction(0))
    closed = over(add(1, times(-1, power(r, n))), add(1, -r)) if isinstance(r, int) else times(1 / (1 - r), add(1, times(-1, power(r, n))))
    long = over(add(1, times(-1, power(r, n + 1))), add(1, times(-1, r)))
    make.put("made: sums", value, [closed], [long, value + 1])
    coefficients = [1] * n
    closed_x = over(add(power("x", n), -1), add("x", -1))
    make.put("made: sums", polynomial(coefficients), [closed_x], [over(add(power("x", n + 1), -1), add("x", -1))], "x")


def _binomials(make: _Maker) -> None:
    n = make.stream.randint(3, 7)
    a = make.integer(-4, 4)
    row = [math.comb(n, k) * a ** (n - k) for k in range(n + 1)]
    base = add("x", a)
    wrong = [polynomial(_changed(make, row)), add(power("x", n), a**n), power(base, n + 1)]
    make.put("made: binomials", power(base, n), [polynomial(row)], wrong, "x")


def _entry(make: _Maker) -> Fraction:
    return Fraction(make.integer(-12, 12), make.stream.choice((1, 1, 1, 2, 3, 4)))


def _written_vector(entries: list[Fraction], style: str) -> str:
    texts = [spell(entry, "latex" if style in ("tex", "column") else "plain") for entry in entries]
    match style:
        case "tex":
            return "\\left(" + ",\\, ".join(texts) + "\\right)"
        case "column":
            return "\\begin{pmatrix}" + " \\\\ ".join(texts) + "\\end{pmatrix}"
        case "matlab":
            return "[" + "; ".join(texts) + "]"
        case "round":
            return "(" + ", ".join(texts) + ")"
        case _:
            return "[" + ", ".join(texts) + "]"


def _vectors(make: _Maker) -> None:
    entries = [_entry(make) for _ in range(make.stream.randint(2, 5))]
    negated = list(entries)
    negated[-1] = -negated[-1]
    wrong = [negated, entries[:-1], [*entries, Fraction(0)], [entries[0] + Fraction(1, 10**6), *entries[1:]]]
    if entries != entries[::-1]:
        wrong.append(entries[::-1])
    styles = ("tex", "column", "matlab", "round", "plain")
    right = [_written_vector(entries, style) for style in styles]
    missed = [_written_vector(values, styles[k % 5]) for k, values in enumerate(wrong)]
    make.put_texts("made: vectors", "vector", _written_vector(entries, "plain"), right, missed)


def _written_matrix(rows: list[list[Fraction]], style: str) -> str:
    texts = [[spell(entry, "latex" if style == "tex" else "plain") for entry in row] for row in rows]
    match style:
        case "tex":
            return "\\begin{pmatrix} " + " \\\\ ".join(" & ".join(row) for row in texts) + " \\end{pmatrix}"
        case "brackets":
            return "\\begin{bmatrix}" + "\\\\".join("&".join(row) for row in texts) + "\\end{bmatrix}"
        case "matlab":
            return "[" + "; ".join(", ".join(row) for row in texts) + "]"
        case "maxima":
            return "matrix(" + ",".join("[" + ",".join(row) + "]" for row in texts) + ")"
        case _:
            return "[" + ", ".join("[" + ", ".join(row) + "]" for row in texts) + "]"


def _matrices(make: _Maker) -> None:
    height, width = make.stream.choice(((2, 2), (2, 3), (3, 2), (3, 3)))
    rows = [[_entry(make) for _ in range(width)] for _ in range(height)]
    turned = [list(column) for column in zip(*rows, strict=True)]
    negated = [list(row) for row in rows]
    negated[-1][-1] *= -1
    raised = [list(row) for row in rows]
    raised[0][-1] += 1
    wrong = [negated, raised, rows[:-1]] + ([turned] if turned != rows else [])
    styles = ("tex", "brackets", "matlab", "maxima", "plain")
    right = [_written_matrix(rows, style) for style in styles]
    missed = [_written_matrix(values, styles[(k + height) % 5]) for k, values in enumerate(wrong)]
    make.put_texts("made: matrices", "matrix", _written_matrix(rows, "plain"), right, missed)


def _sets(make: _Maker) -> None:
    entries = sorted({_entry(make) for _ in range(make.stream.randint(2, 5))})

    def written(values: list[Fraction], *, tex: bool = False) -> str:
        texts = [spell(value, "latex" if tex else "plain") for value in values]
        return "\\left\\{" + ",\\, ".join(texts) + "\\right\\}" if tex else "{" + ", ".join(texts) + "}"

    mixed = make.stream.sample(entries, len(entries))
    wrong = [[*entries[:-1], entries[-1] + Fraction(1, 7)], [*entries, entries[-1] + 5], entries[1:]]
    wrong = [values for values in wrong if values]
    right = [written(mixed), written(mixed, tex=True), written([*entries, entries[0]])]
    make.put_texts("made: sets", "set", written(entries), right, [written(values, tex=k % 2 == 0) for k, values in enumerate(wrong)])


_RULES: tuple[tuple[Callable[[_Maker], None], int], ...] = (
    (_products, 14),
    (_two_letters, 8),
    (_partial_fractions, 8),
    (_rationals, 14),
    (_decimals, 6),
    (_big, 4),
    (_surds, 5),
    (_nested, 4),
    (_complex, 6),
    (_logarithms, 5),
    (_exponentials, 4),
    (_waves, 4),
    (_geometric, 5),
    (_binomials, 5),
    (_vectors, 7),
    (_matrices, 6),
    (_sets, 5),
)
