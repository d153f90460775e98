"""Divergence of a diagonal Gaussian from the standard normal: term by term, in total, over a batch, and what its parameters must be."""

from examgen.authoring import E, Integer, Rational, answer, by_level, choice, drawn, log, require, symbol

size = by_level(easy=choice(2, 3), medium=choice(2), hard=choice(3))
given = by_level(easy=choice("variance"), medium=choice("variance", "log-variance"), hard=choice("log-variance"))

_VARIANCES = (Rational(1, 4), Rational(1, 2), 2, 3, 4, 9, E, E**2, E**-2)


@drawn(tex=r"\mu")
def mu(draw, level, size):
    return draw.vector(size, -3, 3, avoid=(0,) if level == "easy" else ())


@drawn(tex=r"\sigma{i}^2", levels=("medium",))
def var(draw, size):
    return draw.sample(_VARIANCES, size)


@drawn(tex=r"\ell", levels=("hard",))
def logvar(draw, size):
    """Logarithms of variances, as an encoder returns them."""
    return draw.sample([log(Rational(1, 4)), log(2), log(3), log(4), log(9), 1, 2, -1, -2], size)


@drawn(tex=r"\ell", levels=("medium",))
def printed_logvar(draw, var):
    return [log(value) for value in var]


level_k = by_level(easy=choice(Rational(1, 2), 2, Rational(9, 2), 1, 3, 4, 6, 8, Rational(1, 4)), tex="k")
tau2 = by_level(hard=choice(2, 3, 4, 5, 9), tex=r"\tau^2")


@drawn(tex=r"\nu", levels=("hard",))
def second(draw, size):
    """Means of a second example of the batch."""
    return draw.vector(size, -3, 3, avoid=(0,))


delta = by_level(medium=symbol("delta", positive=True, tex=r"\delta"))

terms = answer("d", kind="vector", entries="expression", points=3)
total_kl = answer("D", kind="expression", points=1)
target = answer(r"\mu", kind="expression", points=2, levels=("easy",), guess_ok=True)
share = answer(r"D_{\sigma}", kind="expression", points=1, levels=("medium", "hard"))
expansion = answer("T", kind="expression", symbols=("delta",), points=3, levels=("medium",))
batch = answer(r"\bar{D}", kind="expression", points=2, levels=("hard",))
scaled = answer(r"D_{\tau}", kind="expression", points=3, levels=("hard",))


@require
def _(level, mu):
    """some mean is not 0, and the squares tell the means apart from their squares"""
    return any(abs(m) > 1 for m in mu) and any(mu) and sum(mu) != sum(m**2 for m in mu)


@require
def _(mu):
    """no coordinate repeats another one"""
    return len(set(mu)) == len(mu)


@require
def _(mu, level_k=0):
    """the wanted divergence is none of those that were computed before"""
    return all(level_k != m**2 / Integer(2) for m in mu) and level_k != sum(m**2 for m in mu) / Integer(2)
