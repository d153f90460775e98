"""Mean and variance of what a layer makes of random inputs: scaled, subtracted, summed with weights, masked, cut off by ReLU."""

from sympy import Rational

from examgen.authoring import answer, by_level, choice, drawn, integer, require

mx = by_level(easy=integer(-5, 5, avoid=(0, 1)), medium=integer(-4, 4, avoid=(-1, 0, 1)), tex=r"\mathrm{E}[X]")
vx = by_level(easy=choice(1, 4, 9), medium=integer(2, 6), tex=r"\mathrm{V}[X]")
my = by_level(easy=integer(-5, 5, avoid=(0,)), tex=r"\mathrm{E}[Y]")
vy = by_level(easy=integer(1, 9), medium=integer(2, 6), tex=r"\mathrm{V}[Y]")

a = by_level(easy=choice(-4, -3, -2, 2, 3, 4), medium=choice(-3, -2, 2, 3), hard=integer(1, 6), tex="a")
b = by_level(easy=integer(-5, 5, avoid=(0,)), medium=choice(-3, -2, 2, 3), hard=integer(1, 6), tex="b")


@drawn(tex="u", levels=("easy",))
def u(draw, mx, vx, a, b):
    """A value of U within three standard deviations of its mean."""
    reach = 3 if abs(a) * vx > 4 else 2
    return a * mx + b + draw.integer(-reach * abs(a), reach * abs(a), avoid=(0,))


cov = by_level(medium=choice(-2, -1, 1, 2), tex=r"\operatorname{Cov}(X, Y)")
n1 = by_level(medium=choice(2, 3, 4, 5, 6, 8, 10, 12), tex="n_1")


@drawn(tex="n_2", levels=("medium",))
def n2(draw, n1):
    return draw.choice(*(n for n in (2, 3, 4, 5, 6, 8, 10, 12, 16, 20, 24) if n != n1))


w1 = by_level(medium=integer(-3, 3, avoid=(0, 1)), tex="w_1")


@drawn(tex="w_2", levels=("medium",))
def w2(draw, w1):
    return draw.choice(*(w for w in (-3, -2, -1, 2, 3) if abs(w) != abs(w1)))


k = by_level(medium=integer(-5, 5, avoid=(0,)), tex="k")
q = by_level(medium=choice(Rational(1, 2), Rational(3, 4), Rational(1, 4), Rational(2, 5), Rational(3, 5), Rational(4, 5)), tex="q")


@drawn(tex="x", levels=("hard",))
def values(draw):
    """Two negative and two positive values."""
    return tuple(sorted((*draw.sample((-4, -3, -2, -1), 2), *draw.sample((1, 2, 3, 4, 5, 6), 2))))


@drawn(tex="p", levels=("hard",))
def probabilities(draw):
    parts = draw.shuffled(draw.choice((1, 2, 3, 6), (2, 3, 3, 4), (1, 3, 4, 4), (1, 2, 4, 5), (1, 1, 4, 6), (2, 2, 3, 5)))
    return tuple(Rational(part, 12) for part in parts)


s = by_level(hard=choice(3, 4, 5, 6), tex=r"\sigma")
gamma = by_level(hard=choice(2, 3, 4, 5), tex=r"\gamma")
beta = by_level(hard=integer(-4, 4, avoid=(0,)), tex=r"\beta")

affine_mean = answer(r"\mathrm{E}[U]", points=1, levels=("easy",))
affine_variance = answer(r"\mathrm{V}[U]", points=2, levels=("easy",))
difference_mean = answer(r"\mathrm{E}[D]", points=1, levels=("easy",), guess_ok=True)
difference_variance = answer(r"\mathrm{V}[D]", points=2, levels=("easy",))
standardized = answer(r"\hat{u}", points=2, levels=("easy",), guess_ok=True)

combined_variance = answer(r"\mathrm{V}[C]", points=2, levels=("medium",))
neuron_mean = answer(r"\mathrm{E}[Z]", points=1, levels=("medium",))
neuron_variance = answer(r"\mathrm{V}[Z]", points=2, levels=("medium",))
masked_mean = answer(r"\mathrm{E}[P]", points=1, levels=("medium",))
masked_variance = answer(r"\mathrm{V}[P]", points=2, levels=("medium",))

cut_mean = answer(r"\mathrm{E}[R]", points=1, levels=("hard",))
cut_variance = answer(r"\mathrm{V}[R]", points=1, levels=("hard",))
uniform_mean = answer(r"\mathrm{E}[S]", points=1, levels=("hard",))
uniform_variance = answer(r"\mathrm{V}[S]", points=2, levels=("hard",))
normal_mean = answer(r"\mathrm{E}[T]", kind="expression", points=1, levels=("hard",))
normal_variance = answer(r"\mathrm{V}[T]", kind="expression", points=2, levels=("hard",))
off_value = answer("y_0", kind="expression", points=1, levels=("hard",))


@require
def _(n1=1, n2=2, w1=1, w2=2):
    """the weights do not cancel"""
    return n1 * w1 + n2 * w2 != 0


@require
def _(level, a, b):
    """the interval is not symmetric"""
    return level != "hard" or a != b
