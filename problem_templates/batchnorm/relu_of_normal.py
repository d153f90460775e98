"""ReLU of a normal variable with a mean that is not 0, written with the distribution function and the density; correlated inputs."""

from math import isqrt

from sympy import Rational

from examgen.authoring import answer, by_level, drawn, integer, require, symbol

mu = by_level(easy=integer(-9, 9, avoid=(-1, 0, 1)), medium=integer(-9, 9, avoid=(-1, 0, 1)), tex=r"\mu")
sigma = by_level(easy=integer(2, 12), medium=integer(2, 12), tex=r"\sigma")
p = symbol("p", positive=True, tex="p")
f = symbol("f", positive=True, tex="f")

#: Factors, standard deviations and correlations for which the variance of the sum is the square of an integer.
_SUMS = tuple(
    (a, b, s, t, rho)
    for a in (1, 2, 3)
    for b in (-3, -2, 2, 3)
    for s in (1, 2, 3, 4)
    for t in (1, 2, 3, 4)
    for rho in (Rational(1, 2), Rational(-1, 2), Rational(1, 4), Rational(-1, 4))
    if s != t and s * t != 2
    for v in (a * a * s * s + b * b * t * t + 2 * a * b * rho * s * t,)
    if v.is_Integer and 4 <= v <= 100 and isqrt(int(v)) ** 2 == v
)


@drawn(levels=("hard",))
def plan(draw):
    return draw.choice(*_SUMS)


@drawn(tex="a", levels=("hard",))
def a(draw, plan):
    return plan[0]


@drawn(tex="b", levels=("hard",))
def b(draw, plan):
    return plan[1]


@drawn(tex=r"\sigma_X", levels=("hard",))
def sx(draw, plan):
    return plan[2]


@drawn(tex=r"\sigma_Y", levels=("hard",))
def sy(draw, plan):
    return plan[3]


@drawn(tex=r"\rho", levels=("hard",))
def rho(draw, plan):
    return plan[4]


mx = by_level(hard=integer(-4, 4, avoid=(0,)), tex=r"\mu_X")
my = by_level(hard=integer(-4, 4, avoid=(0,)), tex=r"\mu_Y")
shift = by_level(hard=integer(-5, 5, avoid=(0,)), tex="c")

threshold = answer("k", points=1, levels=("easy", "medium"), guess_ok=True)
mean = answer(r"\mathrm{E}[R]", kind="expression", symbols=("p", "f"), points=2, levels=("easy", "medium"))
zero = answer(r"\mathrm{P}(R = 0)", kind="expression", symbols=("p", "f"), points=1, levels=("easy",))
mirrored = answer(r"\mathrm{E}[R']", kind="expression", symbols=("p", "f"), points=3, levels=("easy",))
second = answer(r"\mathrm{E}[R^2]", kind="expression", symbols=("p", "f"), points=3, levels=("medium",))
absolute_mean = answer(r"\mathrm{E}|X|", kind="expression", symbols=("p", "f"), points=2, levels=("medium",))
sum_mean = answer(r"\mathrm{E}[Z]", points=1, levels=("hard",), guess_ok=True)
sum_variance = answer(r"\mathrm{V}[Z]", points=2, levels=("hard",))
sum_threshold = answer("k", points=1, levels=("hard",), guess_ok=True)
cut_mean = answer(r"\mathrm{E}[R]", kind="expression", symbols=("p", "f"), points=2, levels=("hard",))
cut_second = answer(r"\mathrm{E}[R^2]", kind="expression", symbols=("p", "f"), points=2, levels=("hard",))


@require
def _(level, a=0, b=0, mx=0, my=0, shift=0, mu=0, sigma=1):
    """the mean of the sum is not 0 or 1 in size, and standardizing changes it"""
    return abs(a * mx + b * my + shift) > 1 if level == "hard" else abs(mu) != sigma
