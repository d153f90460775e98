"""How many outputs of a ReLU layer are 0 when the weights are random and symmetric: without ties, with ties, over two layers, with a bias."""

from sympy import Rational

from examgen.authoring import answer, by_level, choice, drawn, integer, require

#: Values of the normal distribution function to two digits, as a small table tells them.
_NORMAL = {Rational(1, 2): Rational(69, 100), 1: Rational(84, 100), Rational(3, 2): Rational(93, 100), 2: Rational(98, 100)}

n = by_level(easy=choice(*range(10, 201, 2)), medium=choice(*range(4, 33)), tex="n")
d = by_level(easy=choice(2, 3, 4, 5, 6, 8, 10), tex="d")
m = by_level(easy=choice(4, 5, 6), tex="m")


@drawn(tex="k", levels=("easy",))
def k(draw, m):
    return draw.integer(1, m - 1)


s = by_level(easy=choice(Rational(1, 2), Rational(1, 4), Rational(1, 5), Rational(1, 10), 2, 3), hard=choice(Rational(1, 2), Rational(1, 5), 1, 2), tex="s")
length = by_level(easy=choice(5, 10, 13, 15, 17, 25), tex=r"\|x\|")

weights = by_level(medium=choice("signs", "ternary"))


@drawn(tex="x", levels=("medium",))
def x(draw, weights):
    """Some pattern of weights gives 0, and not only the one without any weight."""
    fan_in = 4 if weights == "signs" else 3
    values = [draw.choice(1, 1, 2, 3) for _ in range(fan_in)]
    return tuple(value * draw.choice(-1, 1) for value in values)


n1 = by_level(hard=choice(2, 3, 4), tex="n_1")
n2 = by_level(hard=integer(2, 8), tex="n_2")
units = by_level(hard=choice(50, 100, 150, 200, 250, 300, 400), tex="n")
quotient = by_level(hard=choice(*_NORMAL))
side = by_level(hard=choice(-1, 1))
norm = by_level(hard=choice(5, 10, 13), tex=r"\|x\|")


@drawn(tex="b", levels=("hard",))
def b(draw, quotient, side, s, norm):
    return side * quotient * s * norm


@drawn(tex=r"\Phi_0", levels=("hard",))
def table(draw, quotient):
    return _NORMAL[quotient]


expected = answer(r"\mathrm{E}[Z]", points=1, levels=("easy", "medium"))
variance = answer(r"\mathrm{V}[Z]", points=2, levels=("easy", "medium"), denominator=20_000, digits=6)
exactly = answer("p", points=2, levels=("easy",))
mean_sum = answer(r"\mathrm{E}[S]", kind="expression", points=2, levels=("easy",))
tie = answer("p_0", points=2, levels=("medium",))
zero = answer("p", points=2, levels=("medium",))
dead = answer("q", points=1, levels=("hard",))
second = answer("p", points=2, levels=("hard",))
expected2 = answer(r"\mathrm{E}[Z_2]", points=1, levels=("hard",))
all_dead = answer("r", points=2, levels=("hard",), denominator=4096, digits=5)
biased = answer(r"\mathrm{E}[Z_b]", points=2, levels=("hard",))


def _ties(weights, x):
    from itertools import product

    values = (-1, 1) if weights == "signs" else (-1, 0, 1)
    return sum(1 for row in product(values, repeat=len(x)) if sum(a * b for a, b in zip(row, x, strict=True)) == 0)


@require
def _(level, weights=None, x=None):
    """ties happen, and not by the pattern of zeros alone"""
    return level != "medium" or _ties(weights, x) > 1
