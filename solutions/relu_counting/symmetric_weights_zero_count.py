"""Symmetry makes both signs equally likely; what is left is to count the ties."""

import math
from collections import Counter
from fractions import Fraction
from itertools import product

import numpy as np
from sympy import Integer, Rational, pi

from examgen.authoring import Table, binomial, misconception, oracle, procedure, sqrt, step, tex


def _values(weights, x):
    """Pre-activation -> number of weight patterns that give it."""
    choices = (-1, 1) if weights == "signs" else (-1, 0, 1)
    return Counter(sum(a * b for a, b in zip(row, x, strict=True)) for row in product(choices, repeat=len(x)))


@procedure(
    because="All {% if weights == 'signs' %}$2^4 = 16${% else %}$3^3 = 27${% endif %} patterns of weights are equally likely; count those that give 0.",
    general=r"\frac{\#\{z = 0\}}{\#\{\text{patterns}\}}",
)
def tie(weights, x):
    found = _values(weights, x)
    return Rational(found[0], sum(found.values()))


@tie.show
def _(weights, x) -> Table:
    found = sorted(_values(weights, x).items())
    below = sum(count for value, count in found if value < 0)
    rows = (("$z < 0$", f"${below}$"), *((f"$z = {tex(value)}$", f"${count}$") for value, count in found if value >= 0))
    return Table(head=("", "patterns"), rows=rows, caption="Negative values occur as often as positive ones.")


@tie.mistake("took a tie to be impossible, as for continuous weights")
def _():
    return Integer(0)


@tie.mistake("counted only one pattern", credit="1/4")
def _(weights, x):
    return Rational(1, sum(_values(weights, x).values()))


@step(because=r"$z$ and $-z$ are equally likely, so that $z < 0$ has the probability $(1 - p_0) / 2$; a tie ($z = 0$) gives the output 0, too.")
def zero(tie):
    return (1 - tie) / 2 + tie


@zero.mistake("left out the ties", credit="1/2", feedback="$\\mathrm{ReLU}(0) = 0$: a tie is a zero as well.")
def _(tie):
    return (1 - tie) / 2


@zero.mistake("took one half, as if there were no ties", credit="1/4")
def _():
    return Rational(1, 2)


@step(because="{% if level == 'easy' %}A continuous $z$ is negative with probability $\\frac{1}{2}$ and never 0. {% endif %}Expectations add up over the units.")
def expected(n, zero=None):
    return n / 2 if zero is None else n * zero


@expected.mistake("counted the weights in place of the outputs", credit="1/4", when=lambda d=None: d is not None)
def _(n, d):
    return n * d / 2


@expected.mistake("gave the number of outputs that are not 0", credit="1/4", when=lambda zero=None: zero is not None)
def _(n, zero):
    return n * (1 - zero)


@step(because="The units are independent: $Z$ is binomial.")
def variance(n, zero=None):
    return n / 4 if zero is None else n * zero * (1 - zero)


@variance.mistake("gave the standard deviation", credit="1/2", when=lambda zero=None: zero is None)
def _(n):
    return sqrt(n) / 2


@variance.mistake("took the variance of one unit for that of all", credit="1/4")
def _(zero=None):
    return Rational(1, 4) if zero is None else zero * (1 - zero)


@variance.mistake("took both signs for equally likely", credit="1/3", when=lambda zero=None: zero is not None)
def _(n):
    return n / Integer(4)


@step(because="Choose the units that are 0; each of the $2^m$ patterns of signs is equally likely.")
def exactly(m, k):
    return binomial(m, k) / 2**m


@exactly.mistake("forgot to choose the units", credit="1/3")
def _(m):
    return 1 / Integer(2) ** m


@exactly.mistake("took the share of the units for the probability")
def _(m, k):
    return k / m


@step(because=r"Each pre-activation has the standard deviation $\tau = s \|x\|$, and the means of $n$ outputs add up.")
def mean_sum(n, s, length):
    return n * s * length / sqrt(2 * pi)


@mean_sum.mistake("forgot that ReLU cuts half of the values off", credit="1/3")
def _(n, s, length):
    return 2 * n * s * length / sqrt(2 * pi)


@mean_sum.mistake("used the squared length of the input", credit="1/3")
def _(n, s, length):
    return n * s * length**2 / sqrt(2 * pi)


@mean_sum.mistake("gave the mean of one output", credit="1/2")
def _(s, length):
    return s * length / sqrt(2 * pi)


@step(because="Each of the $n_1$ units is 0 with probability one half, independently.")
def dead(n1):
    return 1 / 2**n1


@dead.mistake("added the probabilities up", when=lambda n1: n1 > 2)
def _(n1):
    return n1 / Integer(2)


@dead.mistake("took the probability that not all are 0", credit="1/4", when=lambda n1: n1 > 1)
def _(n1):
    return 1 - 1 / Integer(2) ** n1


@step(because="If all of $h$ is 0, so is $g$; otherwise both signs are equally likely.")
def second(dead):
    return dead + (1 - dead) / 2


independent = misconception("forgot that the first layer may be silent", credit="1/4", feedback="If all of $h$ is 0, every entry of $g$ is 0.")


@independent.at(second)
def _():
    return Rational(1, 2)


@second.mistake("multiplied the halves of both layers", credit="1/4")
def _():
    return Rational(1, 4)


@second.mistake("left out that the first layer must be alive for the other case", credit="1/2")
def _(dead):
    return dead + Rational(1, 2)


@step(because="Expectations add up, even though the units depend on one another.")
def expected2(n2, second):
    return n2 * second


@expected2.mistake("gave the number of outputs that are not 0", credit="1/4")
def _(n2, second):
    return n2 * (1 - second)


@step(because="Silent first layer, or $n_2$ independent signs that are all negative.")
def all_dead(dead, n2):
    return dead + (1 - dead) / 2**n2


@independent.at(all_dead)
def _(n2):
    return 1 / Integer(2) ** n2


@all_dead.mistake("took the units of the second layer to be independent", credit="1/3", feedback="They share $h$: whether it is silent concerns all of them at once.")
def _(second, n2):
    return second**n2


@procedure(
    because=r"$z \sim \mathcal{N}(b, s^2 \|x\|^2)$ is negative with probability $\Phi(-b / (s \|x\|))${% if side > 0 %}, and $\Phi(-t) = 1 - \Phi(t)${% endif %}.",
    general=r"{n}\, \Phi\Bigl(-\frac{b}{s\, \|x\|}\Bigr)",
)
def biased(units, side, table):
    return units * (1 - table) if side > 0 else units * table


@biased.mistake("took the wrong side of the distribution", credit="1/3")
def _(units, side, table):
    return units * table if side > 0 else units * (1 - table)


@biased.mistake("ignored the bias")
def _(units):
    return units / Integer(2)


@oracle
def enumeration(level, n=None, d=None, m=None, k=None, s=None, length=None, weights=None, x=None, n1=None, n2=None, units=None, b=None, norm=None, table=None):
    """Enumerate signs; add up the distribution of the count; integrate a half bell."""
    half = Fraction(1, 2)
    if level == "easy":
        count = {z: Fraction(math.comb(n, z), 2**n) for z in range(n + 1)}
        mean = sum(z * p for z, p in count.items())
        grid = np.linspace(0, 40 * s * length, 20_001)[1:]
        bell = grid * np.exp(-0.5 * (grid / (s * length)) ** 2) / (s * length * math.sqrt(2 * math.pi))
        patterns = [sum(row) for row in product((0, 1), repeat=m)]
        return {
            "expected": float(mean),
            "variance": float(sum((z - mean) ** 2 * p for z, p in count.items())),
            "exactly": patterns.count(k) / len(patterns),
            "mean_sum": n * float(np.sum(bell)) * float(grid[1] - grid[0]),
        }
    if level == "medium":
        rows = list(product((-1, 1) if weights == "signs" else (-1, 0, 1), repeat=len(x)))
        z = [sum(int(v) * w for v, w in zip(x, row, strict=True)) for row in rows]
        p = Fraction(sum(1 for value in z if max(value, 0) == 0), len(z))
        law = [Fraction(1)]
        for _ in range(n):
            law = [(law[i] if i < len(law) else 0) * (1 - p) + (law[i - 1] * p if i else 0) for i in range(len(law) + 1)]
        mean = sum(i * share for i, share in enumerate(law))
        spread = sum((i - mean) ** 2 * share for i, share in enumerate(law))
        return {"tie": z.count(0) / len(z), "zero": float(p), "expected": float(mean), "variance": float(spread)}
    zeros: Counter[int] = Counter()
    for first in product((0, 1), repeat=n1):
        for other in product((0, 1), repeat=n2):
            silent = not any(first)
            zeros[n2 if silent else other.count(0)] += half ** (n1 + n2)
    below = 0.5 * (1 + math.erf(-b / (s * norm) / math.sqrt(2)))
    rounded = min((table, 1 - table), key=lambda value: abs(value - below))
    return {
        "dead": 0.5**n1,
        "second": float(sum(z * p for z, p in zeros.items()) / n2),
        "expected2": float(sum(z * p for z, p in zeros.items())),
        "all_dead": float(zeros[n2]),
        "biased": units * rounded,
    }
