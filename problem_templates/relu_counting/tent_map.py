"""A small ReLU layer that folds an interval, applied again and again: pieces grow with the power of the depth, units with its multiple."""

from math import gcd

from sympy import Integer, Rational

from examgen.authoring import Plot, Series, answer, by_level, choice, drawn, figure, relu, require, shown, tex, variable

A = by_level(easy=choice(12, 20, 24, 28, 36, 40, 44, 48, 52, 60), tex="A")
folds = by_level(medium=choice(3, 4, 5))
p = by_level(hard=choice(*(Rational(a, b) for b in (3, 4, 5, 6, 7) for a in range(1, b) if gcd(a, b) == 1)), tex="p")


@drawn(levels=("easy",))
def half(draw, A):
    return A / 2


top = by_level(easy=choice("yes", "no"))


@drawn(tex="m", levels=("medium",))
def m(draw, folds):
    return folds


@drawn(tex="k")
def k(draw, level, folds=2, p=0):
    """Not so many applications that the numbers leave the reach of a hand."""
    if level == "easy":
        return draw.integer(4, 9)
    most = {3: 6, 4: 5, 5: 4}[int(folds)] if level == "medium" else {3: 7, 4: 6}.get(int(p.q), 5)
    return draw.integer(3, most)


@drawn(tex="x_0", levels=("easy", "medium"))
def x0(draw, level, A=1, m=1):
    """Away from the points that lead to a kink or to an end."""
    if level == "easy":
        return draw.choice(*(x for x in range(1, int(A)) if 8 * x % A))
    q = draw.choice(*(q for q in (7, 8, 9, 10, 11, 13) if gcd(q, int(m)) == 1))
    return Rational(draw.choice(*(j for j in range(1, q) if gcd(j, q) == 1)), q)


c = by_level(hard=choice(Rational(1, 2), Rational(1, 3), Rational(2, 3), Rational(1, 4), Rational(3, 4)), tex="c")


@drawn(tex="S", levels=("hard",))
def steep(draw, k, p):
    """The size of the slope of pieces that lie in a rising part i times, and in the falling one otherwise."""
    i = draw.integer(1, k - 1)
    return 1 / (p**i * (1 - p) ** (k - i))


values = answer("v", kind="vector", entries="integer", points=2, levels=("easy",), guess_ok=True)
kinks = answer("K", kind="set", points=2, levels=("easy", "hard"), guess_ok=True)
weights = answer("a", kind="vector", points=2, levels=("hard",))
value = answer("f(f(x_0))", points=2, levels=("medium",), guess_ok=True)
slope = answer("s", kind="integer", points=2, levels=("medium",))
pieces = answer("P", kind="integer", points=2)
reached = answer("r", kind="integer", points=2, levels=("easy",))
deep = answer("u", kind="integer", points=1, levels=("medium",))
shallow = answer("w", kind="integer", points=2, levels=("medium",))
first = answer("x^*", points=2, levels=("hard",), denominator=1500)
alike = answer("N", kind="integer", points=3, levels=("hard",), guess_ok=True)


@require
def _(level, x0=0, A=1):
    """the first three values differ and none of them is an end"""
    if level != "easy":
        return True
    found = [x0]
    for _ in range(3):
        found.append(min(2 * found[-1], 2 * (A - found[-1])))
    return len(set(found)) == 4


@shown
def tent(half):
    x = variable("x")
    return 2 * relu(x) - 4 * relu(x - half)


@shown
def zigzag(folds):
    x = variable("x")
    written = folds * relu(x)
    for j in range(1, int(folds)):
        term = 2 * folds * relu(x - Rational(j, int(folds)))
        written = written - term if j % 2 else written + term
    return written


@figure
def graph(level, A=1, m=2, p=None):
    turns = [Integer(0), A / 2, A] if level == "easy" else [Integer(0), p, Integer(1)] if level == "hard" else [Rational(j, int(m)) for j in range(int(m) + 1)]
    end = turns[-1]
    points = tuple((float(x), float(end) * (j % 2)) for j, x in enumerate(turns))
    ticks = tuple((float(x), f"${tex(x)}$") for x in turns)
    name = "f" if level == "medium" else "T"
    return Plot((Series(points),), x_ticks=ticks, y_ticks=((0.0, "$0$"), (float(end), f"${tex(end)}$")), x_label="$x$", y_label=f"${name}(x)$")
