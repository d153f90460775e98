"""Running statistics of batch normalization: updates, inference with them, training mode for contrast, and what many updates lead to."""

from functools import cache
from math import ceil, log

from sympy import Rational, sqrt

from examgen.authoring import answer, by_level, choice, drawn, integer, require, symbol

_EPSILONS = tuple(
    Rational(p, q)
    for p, q in (
        (1, 100),
        (1, 25),
        (9, 100),
        (1, 10),
        (4, 25),
        (19, 100),
        (1, 5),
        (1, 4),
        (3, 10),
        (9, 25),
        (2, 5),
        (1, 2),
        (3, 4),
        (1, 1),
        (2, 1),
    )
)


def _root(value):
    """The root, where it is a fraction with a small denominator."""
    root = sqrt(value)
    return root if root.is_Rational and root.q <= 10 else None


@cache
def _roots_of_batches():
    """Variances of a batch with an epsilon that makes their sum a square."""
    return tuple((v, eps) for v in range(1, 17) for eps in _EPSILONS if _root(v + eps) is not None)


@cache
def _first_updates(a):
    return tuple((1, v, v, eps) for v in range(2, 26) for eps in _EPSILONS if _root(a + (1 - a) * v + eps) is not None)


a = by_level(
    easy=choice(Rational(1, 2), Rational(3, 4), Rational(4, 5), Rational(9, 10)),
    medium=choice(Rational(1, 2), Rational(3, 4), Rational(4, 5), Rational(9, 10)),
    hard=choice(Rational(3, 4), Rational(4, 5), Rational(7, 8), Rational(9, 10), Rational(19, 20)),
    tex="a",
)


@drawn(levels=("easy", "medium"))
def plan(draw, level, a):
    """Previous running variance, the variances of the batches and epsilon, so that the roots are fractions."""
    if level == "easy":
        return draw.choice(*_first_updates(a))
    for _ in range(200):
        (v2, eps), v0 = draw.choice(*_roots_of_batches()), draw.choice(1, 2, 3, 4)
        found = [v1 for v1 in range(1, 17) if v1 != v2 and _root(a * (a * v0 + (1 - a) * v1) + (1 - a) * v2 + eps) is not None]
        if found:
            return v0, draw.choice(*found), v2, eps
    return v0, 1, v2, eps


m0 = by_level(easy=choice(0), medium=integer(-3, 3), hard=choice(0), tex=r"\bar\mu_0")


@drawn(tex=r"\bar v_0", levels=("easy", "medium"))
def v0(draw, plan):
    return plan[0]


m1 = by_level(easy=integer(-4, 8, avoid=(0, 1)), medium=integer(-4, 8, avoid=(0,)), tex=r"\mu_1")


@drawn(tex="v_1", levels=("easy", "medium"))
def v1(draw, plan):
    return plan[1]


m2 = by_level(medium=integer(-4, 8, avoid=(0,)), tex=r"\mu_2")


@drawn(tex="v_2", levels=("medium",))
def v2(draw, plan):
    return plan[2]


@drawn(tex=r"\varepsilon", levels=("easy", "medium"))
def eps(draw, plan):
    return plan[3]


gamma = by_level(medium=choice(-2, Rational(1, 2), 2, 3), hard=choice(-3, -2, 2, 3, 4), tex=r"\gamma")
beta = by_level(medium=integer(-3, 3, avoid=(0,)), hard=integer(-4, 4, avoid=(0,)), tex=r"\beta")

m = by_level(hard=integer(-5, 8, avoid=(0, 1)), tex=r"\mu")
size = by_level(hard=choice(4, 5, 6, 8, 9, 10), tex="m")
T = by_level(hard=symbol("T", tex="T"))


@drawn(levels=("hard",))
def limit(draw, size):
    """An unbiased estimate with an epsilon that makes their sum a square."""
    return draw.choice(*((u, root**2 - u) for u in range(2, 17) for root in range(2, 6) if 0 < root**2 - u <= 4))


@drawn(tex="v", levels=("hard",))
def v(draw, size, limit):
    return limit[0] * (size - 1) / size


@drawn(tex=r"\varepsilon", levels=("hard",))
def small(draw, limit):
    return limit[1]


tau = by_level(hard=choice(Rational(1, 10), Rational(1, 20), Rational(1, 50), Rational(1, 100)), tex=r"\tau")


@drawn(levels=("hard",))
def logarithms(draw, a, tau):
    """What a student without a calculator needs."""
    return tuple(f"{log(float(value)):.4f}" for value in (a, tau))


@drawn(tex="x")
def x(draw, level, a, m0=0, plan=(), m1=0, m2=0, gamma=1, limit=()):
    """A value for which the outputs have small denominators."""
    if level == "hard":
        return draw.integer(-6, 9)
    v0, v1, v2, eps = plan
    mean, variance, last = a * m0 + (1 - a) * m1, a * v0 + (1 - a) * v1, m1
    if level == "medium":
        mean, variance, last = a * mean + (1 - a) * m2, a * variance + (1 - a) * v2, m2
    found = [x for x in range(-6, 11) if x not in (0, last, mean) and (gamma * (x - mean) / sqrt(variance + eps)).q <= 60]
    return draw.choice(*found or (0,))


first_mean = answer(r"\bar\mu_1", points=1, levels=("easy", "medium"))
first_variance = answer(r"\bar v_1", points=1, levels=("easy", "medium"))
second_mean = answer(r"\bar\mu_2", points=1, levels=("medium",))
second_variance = answer(r"\bar v_2", points=1, levels=("medium",))
first_inference = answer("y", points=3, levels=("easy",))
inference = answer("y", points=2, levels=("medium",))
training = answer("y'", points=2, levels=("medium",))
after_means = answer(r"\bar\mu_T", kind="expression", symbols=("T",), points=2, levels=("hard",))
after_variances = answer(r"\bar v_T", kind="expression", symbols=("T",), points=2, levels=("hard",))
steady = answer(r"y_\infty", points=2, levels=("hard",))
enough = answer("T_0", kind="integer", points=2, levels=("hard",))


@require
def _(level, a, tau=0, logarithms=()):
    """all numbers that round to the printed logarithms lead to the same number of updates, far from the next one"""
    if level != "hard":
        return True
    one, bound = (abs(float(text)) for text in logarithms)
    off = 0.00005
    updates = (log(float(tau)) / log(float(a)), (bound - off) / (one + off), (bound + off) / (one - off))
    return len({ceil(number) for number in updates}) == 1 and all(0.05 < number % 1 < 0.95 for number in updates)


@require
def _(x, m=None):
    """there is a sample, and it is not at the mean"""
    return x not in (0, m)
