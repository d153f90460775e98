"""Gradients of the divergence from a standard normal in every parametrization, and the balance with a reconstruction term."""

from sympy import Rational, log

from examgen.authoring import answer, by_level, choice, drawn, integer

mu = by_level(easy=integer(-5, 5, avoid=(0,)), medium=integer(-5, 5, avoid=(0,)), hard=integer(-5, 5, avoid=(-1, 0, 1)), tex=r"\mu")
var = by_level(
    easy=choice(Rational(1, 4), Rational(1, 3), Rational(1, 2), Rational(2, 3), Rational(3, 4), Rational(3, 2), Rational(5, 2), 4, 5, 6, 8),
    hard=choice(Rational(1, 4), Rational(1, 2), 2, 3, 4),
    tex=r"\sigma^2",
)
eta = by_level(
    easy=choice(Rational(1, 10), Rational(1, 5), Rational(3, 10), Rational(1, 4), Rational(2, 5), Rational(1, 2)),
    medium=choice(Rational(1, 10), Rational(1, 5), Rational(3, 10), Rational(1, 4), Rational(2, 5), Rational(1, 2)),
    tex=r"\eta",
)


@drawn(tex=r"\ell", levels=("medium",))
def logvar(draw):
    """The logarithm of a square other than 1, so that the deviation is rational."""
    return log(draw.choice(9, 16, 25, *(Rational(a, b) for a, b in ((1, 9), (4, 9), (9, 4), (1, 16), (9, 16), (16, 9), (25, 4), (4, 25)))))


@drawn(tex="t", levels=("hard",))
def t(draw, mu):
    return draw.integer(-7, 8, avoid=(0, int(mu)))


noise = by_level(hard=choice(Rational(1, 4), Rational(1, 3), Rational(1, 2), Rational(3, 2), 2, 3), tex="v")
beta = by_level(hard=choice(Rational(1, 2), 2, 3, 4), tex=r"\beta")
wanted = by_level(hard=choice(Rational(1, 3), Rational(1, 4), Rational(2, 3), Rational(3, 4), Rational(1, 5), Rational(2, 5)), tex="s")

d_mu = answer(r"\partial D / \partial \mu", points=1, levels=("easy", "medium"), guess_ok=True)
d_var = answer(r"\partial D / \partial (\sigma^2)", points=2, levels=("easy", "medium"))
new_mu = answer(r"\mu'", points=1, levels=("easy",))
new_var = answer("w'", points=2, levels=("easy",))
lowest = answer("D^*", points=2, levels=("easy",))
d_sigma = answer(r"\partial D / \partial \sigma", points=2, levels=("medium",))
d_logvar = answer(r"\partial D / \partial \ell", points=2, levels=("medium",))
new_logvar = answer(r"\ell'", kind="expression", points=1, levels=("medium",))
slope_mu = answer(r"\partial F / \partial \mu", points=2, levels=("hard",))
slope_logvar = answer(r"\partial F / \partial \ell", points=2, levels=("hard",))
best_mu = answer(r"\mu^*", points=2, levels=("hard",))
best_var = answer("w^*", points=2, levels=("hard",))
needed_beta = answer(r"\beta^*", points=1, levels=("hard",))
