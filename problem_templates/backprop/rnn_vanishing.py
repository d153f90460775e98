"""How a gradient shrinks or grows over time: powers of a weight, of a weight times a slope, of the eigenvalues of a matrix."""

from math import log10

from sympy import ImmutableDenseMatrix, Rational

from examgen.authoring import answer, by_level, choice, drawn, require, symbol

_SHRINKING = tuple(Rational(p, q) for p, q in ((1, 2), (-1, 2), (1, 3), (-1, 3), (2, 3), (-2, 3), (1, 4), (3, 4), (-3, 4)))
_GROWING = tuple(Rational(p, q) for p, q in ((3, 2), (-3, 2), (2, 1), (-2, 1), (3, 1), (-3, 1), (4, 3), (-4, 3), (5, 2)))

w = by_level(easy=choice(*_SHRINKING, *_GROWING), medium=choice(*(Rational(p, q) for p, q in ((2, 3), (3, 4), (1, 2), (4, 5), (3, 2), (2, 1), (3, 1), (5, 2), (4, 1)))), tex="w")
a = by_level(medium=choice(*(Rational(p, q) for p, q in ((1, 2), (-1, 2), (1, 3), (-1, 3), (2, 3), (-2, 3), (3, 4), (3, 5), (4, 5)))), tex="a")
other = by_level(
    easy=choice(*(Rational(p, q) for p, q in ((1, 1), (-1, 1), (-3, 2), (-5, 4), (6, 5), (-4, 5), (9, 10), (-2, 3)))),
    medium=choice(*(Rational(p, q) for p, q in ((4, 3), (9, 8), (9, 5), (25, 16), (25, 9), (16, 7), (5, 4), (3, 1), (7, 2), (6, 5)))),
    tex="w'",
)
e = by_level(easy=choice(-5, -4, -3, -2, 2, 3, 4, 5, 6, 7), tex="e")
steps = by_level(easy=choice(3, 4), hard=choice(2, 3), tex="T")
horizon = by_level(medium=symbol("T", positive=True, tex="T"))
k = by_level(easy=choice(2, 3, 4, 5, 6), medium=choice(2, 3, 4, 5, 6), tex="k")


@drawn
def rate(draw, level, w=None, a=None):
    """The logarithm of the factor of a step to base 10, in ten-thousandths: what a pocket table tells."""
    if level == "hard":
        return 0
    factor = abs(w) if a is None else w * (1 - a**2)
    return round(10_000 * log10(factor))


@drawn(tex="W", levels=("hard",))
def W(draw):
    """Symmetric with equal diagonal entries: its eigenvectors are (1, 1) and (1, -1)."""
    p, q = draw.sample((1, 2, 3, 4), 2)
    denominator, sign = draw.choice(4, 5, 6, 8), draw.choice(-1, 1)
    return ImmutableDenseMatrix([[Rational(p, denominator), sign * Rational(q, denominator)], [sign * Rational(q, denominator), Rational(p, denominator)]])


@drawn(tex="v", levels=("hard",))
def v(draw):
    """The gradient at the end; it points into neither of the two directions."""
    return ImmutableDenseMatrix(draw.choice((1, 2), (1, 3), (2, 1), (3, 1), (2, -1), (-1, 2), (3, -1), (-1, 3), (3, 2), (-2, 3), (1, -3), (2, -3)))


factor = answer("f", points=2, levels=("easy",), denominator=256)
first = answer(r"\delta_0", points=1, levels=("easy",), denominator=256)
one = answer("q", points=2, levels=("medium",))
general = answer("f", kind="expression", symbols=("T",), points=2, levels=("medium",))
smallest = answer("n", kind="integer", points=2, levels=("easy", "medium"))
eigenvalues = answer("S", kind="set", points=2, levels=("hard",))
gain = answer("g", points=2, levels=("hard",))
gradient = answer(r"\delta_0", kind="vector", points=3, levels=("hard",))
fate = answer(
    "",
    kind="choice",
    points=1,
    options={"vanishes": "It tends to 0.", "explodes": "It grows without bound.", "neither": "Neither of the two."},
)


def _rate(level, w, a):
    factor = abs(w) if a is None else w * (1 - a**2)
    return abs(log10(factor)) if factor != 1 else 0.0


@require
def _(level, w=None, a=None, k=None):
    """every number that rounds to the printed logarithm leads to the same count, which is not near the next one; 4 to 40 steps"""
    if level == "hard":
        return True
    rate = _rate(level, w, a)
    if rate == 0:
        return False
    counts = [k / rate, *(k / (round(rate, 4) + off) for off in (-0.00005, 0.00005))]
    return 4 < counts[0] < 40 and len({count // 1 for count in counts}) == 1 and all(0.04 < count % 1 < 0.96 for count in counts)


@require
def _(other=None, w=None):
    """the other weight is another one"""
    return other is None or other != w


@require
def _(level, W=None):
    """the largest eigenvalue is not 1 in size, and neither is 0"""
    return level != "hard" or (abs(W[0, 0]) + abs(W[0, 1]) != 1 and abs(W[0, 0]) != abs(W[0, 1]))
