"""Mean and variance of a pre-activation with random weights: centred inputs, inputs with a mean, weights with a mean, inputs that are known."""

from sympy import Rational

from examgen.authoring import answer, by_level, choice, drawn, integer, require

n = by_level(
    easy=choice(8, 9, 10, 16, 20, 25, 36, 50, 64, 100, 200, 256, 400),
    medium=choice(5, 8, 10, 20, 25, 40, 50, 64, 100, 200),
    hard=choice(4, 5, 6),
    tex="n",
)


@drawn(tex=r"\mathrm{V}[w]", levels=("easy", "medium"))
def Vw(draw, n):
    return draw.choice(Rational(2, n), Rational(3, n), Rational(1, 2 * n), Rational(4, n), Rational(1, 4), Rational(1, 10), Rational(1, 2))


mx = by_level(medium=choice(-2, -1, 1, 2, 3), tex=r"\mathrm{E}[x]")
Vx = by_level(easy=choice(2, 3, 4, 5, 6, 9), medium=integer(1, 6), tex=r"\mathrm{V}[x]")
c = by_level(easy=integer(-5, 5, avoid=(0, 1)), tex="b")
mb = by_level(medium=integer(-4, 4, avoid=(0, 1)), hard=integer(-3, 3, avoid=(0,)), tex=r"\mathrm{E}[b]")
Vb = by_level(medium=choice(Rational(1, 2), 1, 2, 3), hard=choice(Rational(1, 3), Rational(1, 2), 1, 2), tex=r"\mathrm{V}[b]")
T = by_level(easy=choice(1, 2, 3, 5, 10), medium=choice(4, 5, 6, 8, 10, 12), tex="T")
held = by_level(medium=choice("drawn", "fixed"))

l = by_level(hard=integer(-3, 1), tex="l")
width = by_level(hard=choice(2, 4, 6))


@drawn(tex="h", levels=("hard",))
def h(draw, l, width):
    return l + width


@drawn(tex="a", levels=("hard",))
def values(draw):
    return tuple(sorted(draw.sample((-2, -1, 0, 1, 2, 3, 4), draw.choice(2, 3))))


@drawn(tex="p", levels=("hard",))
def probabilities(draw, values):
    pairs = ((1, 1), (1, 2), (1, 3), (2, 3), (1, 4))
    triples = ((1, 1, 2), (1, 2, 3), (1, 1, 1), (1, 1, 3), (1, 2, 2))
    parts = draw.shuffled(draw.choice(*(pairs if len(values) == 2 else triples)))
    return tuple(Rational(part, sum(parts)) for part in parts)


@drawn(tex=r"\xi", levels=("hard",))
def known(draw, n, values):
    return tuple(draw.choice(*values) for _ in range(int(n)))


mean = answer(r"\mathrm{E}[z]", points=1, levels=("easy", "medium"), guess_ok=True)
second_moment = answer(r"\mathrm{E}[x^2]", points=1, levels=("medium",))
variance = answer(r"\mathrm{V}[z]", points=3, levels=("easy", "medium"))
deviation = answer(r"\sigma_z", kind="expression", points=1, levels=("easy",))
needed = answer("v", points=2, denominator=9999, levels=("easy", "medium"))
relation = answer(
    "",
    kind="choice",
    points=1,
    levels=("medium",),
    options={
        "independent": "They are independent.",
        "uncorrelated": "They are uncorrelated, but need not be independent.",
        "correlated": "They are correlated.",
    },
)
full_mean = answer(r"\mathrm{E}[z]", points=2, levels=("hard",))
full_variance = answer(r"\mathrm{V}[z]", points=3, levels=("hard",))
covariance = answer(r"\operatorname{Cov}(z, z')", points=2, levels=("hard",))
given_inputs = answer(r"\mathrm{V}[z \mid \xi]", points=2, levels=("hard",))


@require
def _(level, values=(), probabilities=(), l=0, h=0, known=()):
    """hard: weights and inputs have means that are not 0, and the known inputs are not all alike"""
    if level != "hard":
        return True
    mean = sum(x * p for x, p in zip(values, probabilities, strict=True))
    return l + h != 0 and mean != 0 and len(set(known)) > 1 and sum(known) != 0
