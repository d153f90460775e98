"""What an activation leaves of the second moment, and which variance of the weights makes up for it."""

from sympy import Rational

from examgen.authoring import answer, by_level, choice, drawn, integer, require

n = by_level(
    easy=choice(20, 30, 32, 40, 48, 50, 60, 64, 80, 96, 100, 120, 128, 200),
    medium=choice(9, 18, 20, 25, 36, 45, 50, 100),
    hard=choice(10, 12, 16, 20, 24, 25, 40),
    tex="n",
)
vz = by_level(easy=choice(5, 6, 8, 9, 10, 12, 16, 18, 20, 24, 32), medium=choice(2, 3, 4, 5, 6, 8, 9, 10, 16, 18), tex=r"\mathrm{V}[z]")
a = by_level(
    medium=choice(Rational(1, 2), Rational(1, 3), Rational(1, 4), Rational(-1, 2), Rational(-1, 3)),
    hard=choice(Rational(1, 2), Rational(1, 3), Rational(1, 4)),
    tex="a",
)
k = by_level(easy=choice(1, Rational(3, 2), 3, 4), medium=choice(1, Rational(1, 2), Rational(3, 2), 2, 3), tex="k")
depth = by_level(easy=choice(3, 4), medium=choice(2), tex="L")

low = by_level(hard=integer(1, 6), tex="l")
high = by_level(hard=integer(1, 6), tex="h")
s = by_level(hard=choice(2, 3, 4, 5, 6), tex=r"\sigma")


@drawn(tex="t", levels=("hard",))
def values(draw):
    """Two values with mean 0 under the probabilities below, not symmetric about 0."""
    p, q = draw.choice((1, 2), (1, 3), (2, 3), (1, 4), (1, 5), (2, 1), (3, 1), (3, 2), (4, 1), (5, 1))
    size = draw.choice(1, 2, 3) if p + q < 5 else draw.choice(1, 2)
    return -p * size, q * size


@drawn(tex="p", levels=("hard",))
def probabilities(draw, values):
    low, high = values
    return high / (high - low), -low / (high - low)


second = answer(r"\mathrm{E}[x^2]", points=2, levels=("easy", "medium"))
weights = answer(r"\mathrm{V}[w]", points=2, levels=("easy", "medium"))
factor = answer("q", points=2, levels=("easy", "medium"))
after = answer("V_L", points=2, levels=("easy", "medium"))
absolute_weights = answer("v_1", points=1, levels=("medium",))
uniform_second = answer(r"\mathrm{E}[x^2]", points=2, levels=("hard",))
uniform_weights = answer(r"\mathrm{V}[w]", points=2, levels=("hard",))
discrete_factor = answer("c", points=2, levels=("hard",))
normal_variance = answer(r"\mathrm{V}[y]", kind="expression", points=3, levels=("hard",))


@require
def _(low=1, high=2):
    """the interval is not symmetric about 0"""
    return low != high


@require
def _(level, k=1, a=0):
    """the factor of a layer is not 1"""
    return level == "hard" or k * (1 + a**2) != 2
