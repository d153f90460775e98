"""The expectation of both log-densities; equal variances, equal means and the sum of both directions as special cases."""

import numpy as np
from sympy import Integer, Rational

from examgen.authoring import Table, log, misconception, oracle, procedure, sign_of, sqrt, step, tex


def _divergence(m1, v1, m2, v2, ratio):
    return log(ratio) + (v1 + (m1 - m2) ** 2) / (2 * v2) - Rational(1, 2)


@step(
    because="{% if level == 'easy' %}With equal variances the logarithm and the constants cancel.{% else %}The ratio of the deviations, then the mean squared "
    r"distance of $p$ from $\mu_2$ in units of $\sigma_2^2$.{% endif %}"
)
def forward(mu1, mu2, var=None, s1=None, s2=None):
    if var is not None:
        return (mu1 - mu2) ** 2 / (2 * var)
    return log(s2 / s1) + (s1**2 + (mu1 - mu2) ** 2) / (2 * s2**2) - Rational(1, 2)


@forward.mistake("lost the factor one half", credit="1/2", when=lambda var=None: var is not None)
def _(mu1, mu2, var=None):
    return (mu1 - mu2) ** 2 / var


@forward.mistake(
    "did not square the distance of the means", credit="1/4", when=lambda mu1, mu2, var=None: var is not None and abs(mu1 - mu2) > 1
)
def _(mu1, mu2, var=None):
    return abs(mu1 - mu2) / (2 * var)


@forward.mistake("divided by the standard deviation", credit="1/4", when=lambda var=None: var is not None and var != 1)
def _(mu1, mu2, var=None):
    return (mu1 - mu2) ** 2 / (2 * sqrt(var))


@step(because="Exchange the roles of the two distributions.")
def reverse(mu1, mu2, s1, s2):
    return log(s1 / s2) + (s2**2 + (mu2 - mu1) ** 2) / (2 * s1**2) - Rational(1, 2)


exchanged = misconception(
    "exchanged the two directions",
    credit="1/4",
    when=lambda s1=None: s1 is not None,
    feedback="The expectation is taken over the *first* argument.",
)


@exchanged.at(forward)
def _(mu1, mu2, s1=None, s2=None):
    return _divergence(mu2, s2**2, mu1, s1**2, s1 / s2)


@exchanged.at(reverse)
def _(mu1, mu2, s1, s2):
    return _divergence(mu1, s1**2, mu2, s2**2, s2 / s1)


inverted = misconception("turned the fraction in the logarithm over", credit="1/2", when=lambda s1=None: s1 is not None)


@inverted.at(forward)
def _(mu1, mu2, s1=None, s2=None):
    return _divergence(mu1, s1**2, mu2, s2**2, s1 / s2)


@inverted.at(reverse)
def _(mu1, mu2, s1, s2):
    return _divergence(mu2, s2**2, mu1, s1**2, s2 / s1)


own_variance = misconception("divided by the variance of the first distribution", credit="1/3", when=lambda s1=None: s1 is not None)


@own_variance.at(forward)
def _(mu1, mu2, s1=None, s2=None):
    return log(s2 / s1) + (s1**2 + (mu1 - mu2) ** 2) / (2 * s1**2) - Rational(1, 2)


@own_variance.at(reverse)
def _(mu1, mu2, s1, s2):
    return log(s1 / s2) + (s2**2 + (mu1 - mu2) ** 2) / (2 * s2**2) - Rational(1, 2)


no_half = misconception("left out the constant one half", credit="1/2", when=lambda s1=None: s1 is not None)


@no_half.at(forward)
def _(mu1, mu2, s1=None, s2=None):
    return log(s2 / s1) + (s1**2 + (mu1 - mu2) ** 2) / (2 * s2**2)


@no_half.at(reverse)
def _(mu1, mu2, s1, s2):
    return log(s1 / s2) + (s2**2 + (mu1 - mu2) ** 2) / (2 * s1**2)


variances_in_log = misconception("put the variances into the logarithm", credit="1/2", when=lambda s1=None: s1 is not None)


@variances_in_log.at(forward)
def _(mu1, mu2, s1=None, s2=None):
    return _divergence(mu1, s1**2, mu2, s2**2, s2**2 / s1**2)


@variances_in_log.at(reverse)
def _(mu1, mu2, s1, s2):
    return _divergence(mu2, s2**2, mu1, s1**2, s1**2 / s2**2)


unsquared = misconception(
    "used the standard deviation of the first distribution for its variance in the numerator",
    credit="1/3",
    when=lambda s1=None, s2=None: s1 is not None and s1 != 1 and s2 != 1,
)


@unsquared.at(forward)
def _(mu1, mu2, s1=None, s2=None):
    return _divergence(mu1, s1, mu2, s2**2, s2 / s1)


@unsquared.at(reverse)
def _(mu1, mu2, s1, s2):
    return _divergence(mu2, s2, mu1, s1**2, s1 / s2)


@procedure(because=r"Compare the two values, with $\ln 2 \approx 0.693$ and $\ln 3 \approx 1.099$.")
def larger(forward, reverse):
    return "forward" if sign_of(forward - reverse) > 0 else "reverse"


@larger.show
def _(forward, reverse) -> Table:
    named = ((r"$\mathrm{KL}(p\,\Vert\,q)$", forward), (r"$\mathrm{KL}(q\,\Vert\,p)$", reverse))
    return Table(head=("direction", "exact", "about"), rows=tuple((name, f"${tex(value)}$", f"${float(value):.2f}$") for name, value in named))


@larger.mistake("took the divergence to be symmetric")
def _():
    return "equal"


#: What a change does to the distance of the means and to the variance, as factors.
_FACTORS = {
    "exchange": (1, 1),
    "variance": (1, 2),
    "deviation": (1, 4),
    "means": (2, 1),
    "both": (2, 4),
    "half": (1, Rational(1, 2)),
    "closer": (Rational(1, 2), 1),
}
_WORDS = {Rational(1, 4): "quarter", Rational(1, 2): "half", Integer(1): "same", Integer(2): "double", Integer(4): "four"}


@procedure(
    because=r"{% if move == 'exchange' %}The means enter as $(\mu_1 - \mu_2)^2$: with equal variances, and only then, both directions agree."
    r"{% else %}The divergence grows with the square of the distance of the means, and falls with the variance: $(\mu_1 - \mu_2)^2 / (2 \sigma^2)$.{% endif %}"
)
def change(move):
    distance, variance = _FACTORS[move]
    return _WORDS[Rational(distance**2) / variance]


@change.mistake("let the distance count once, not squared", when=lambda move: move in ("means", "closer", "both"))
def _(move):
    distance, variance = _FACTORS[move]
    return _WORDS[Rational(distance) / variance]


@change.mistake("took the standard deviation for the variance", when=lambda move: move == "deviation")
def _():
    return "half"


@change.mistake("let the divergence grow with the spread", when=lambda move: move in ("variance", "half"))
def _(move):
    return _WORDS[Rational(_FACTORS[move][1])]


@change.mistake("took the divergence never to be symmetric", when=lambda move: move == "exchange")
def _(mu1, mu2):
    return "double" if mu1 < mu2 else "half"


@step(because=r"The same formula with $\mu_2 = 0$ and $\sigma_2 = 1$.")
def from_normal(mu1, s1):
    return (s1**2 + mu1**2 - 1) / 2 - log(s1)


@from_normal.mistake("took the logarithm of the variance without the factor one half", credit="1/2")
def _(mu1, s1):
    return (s1**2 + mu1**2 - 1) / 2 - log(s1**2)


@from_normal.mistake("forgot to subtract one", credit="1/2")
def _(mu1, s1):
    return (s1**2 + mu1**2) / 2 - log(s1)


@step(because=r"With equal means $\mathrm{E}_p(x - \mu)^2 = \sigma_p^2$; only the ratio is left.")
def ratio_forward(r):
    return -log(r) + (r**2 - 1) / 2


@ratio_forward.mistake("exchanged the two directions", credit="1/4")
def _(r):
    return log(r) + (1 / r**2 - 1) / 2


@ratio_forward.mistake("turned the fraction in the logarithm over", credit="1/2")
def _(r):
    return log(r) + (r**2 - 1) / 2


@step(because="The ratio turns over.")
def ratio_reverse(r):
    return log(r) + (1 / r**2 - 1) / 2


@ratio_reverse.mistake("took the divergence to be symmetric")
def _(r):
    return -log(r) + (r**2 - 1) / 2


@ratio_reverse.mistake("turned the fraction in the logarithm over", credit="1/2")
def _(r):
    return -log(r) + (1 / r**2 - 1) / 2


@step(because="In the sum the logarithms cancel and the two halves add up to 1.")
def jeffreys(mu1, mu2, s1, s2):
    return (s1**2 + (mu1 - mu2) ** 2) / (2 * s2**2) + (s2**2 + (mu1 - mu2) ** 2) / (2 * s1**2) - 1


@jeffreys.mistake("doubled one direction", credit="1/4")
def _(mu1, mu2, s1, s2):
    return 2 * _divergence(mu1, s1**2, mu2, s2**2, s2 / s1)


@jeffreys.mistake("averaged the two directions", credit="1/2")
def _(jeffreys):
    return jeffreys / 2


@jeffreys.mistake("forgot that the constants add up to one", credit="1/2")
def _(jeffreys):
    return jeffreys + 1


@step("D_0", "The divergence for equal means, at this ratio.")
def at_ratio(r0):
    return -log(r0) + (r0**2 - 1) / 2


@step(because=r"With equal deviations the divergence is $d^2 / (2\sigma^2)${% if unit %}, here with $\sigma = 1${% endif %}; solve for $d$.")
def distance(sigma, at_ratio, unit):
    return sqrt(2 * at_ratio) if unit else sigma * sqrt(2 * at_ratio)


@distance.mistake("lost the factor two", credit="1/2")
def _(sigma, at_ratio):
    return sigma * sqrt(at_ratio)


@distance.mistake("used the variance for the standard deviation", credit="1/3", when=lambda sigma: sigma != 1)
def _(sigma, at_ratio):
    return sigma**2 * sqrt(2 * at_ratio)


#: In standard deviations of p from its mean, and what p weighs there.
_GRID = np.linspace(-12.0, 12.0, 241)
_SHARES = np.exp(-(_GRID**2) / 2) / np.sqrt(2 * np.pi) * (_GRID[1] - _GRID[0])


def _integral(m1, s1, m2, s2):
    """Integral of p (ln p - ln q) by the trapezoidal rule, which converges geometrically here."""
    log_q = -(((m1 + s1 * _GRID - m2) / s2) ** 2) / 2 - np.log(s2)
    return float(np.sum(_SHARES * (-(_GRID**2) / 2 - np.log(s1) - log_q)))


@oracle
def quadrature(mu1, mu2, move=None, var=None, s1=None, s2=None, r=None, r0=None, sigma=None):
    """Integrate; for the distance, scale a trial distance and integrate once more to see that it fits."""
    if var is not None:
        one = _integral(mu1, var**0.5, mu2, var**0.5)
        far, near, root = mu1 + 2 * (mu2 - mu1), (mu1 + mu2) / 2, var**0.5
        moved = {
            "exchange": (mu2, root, mu1),
            "variance": (mu1, (2 * var) ** 0.5, mu2),
            "deviation": (mu1, 2 * root, mu2),
            "means": (mu1, root, far),
            "both": (mu1, 2 * root, far),
            "half": (mu1, (var / 2) ** 0.5, mu2),
            "closer": (mu1, root, near),
        }
        m1, s, m2 = moved[move]
        return {"forward": one, "change": _WORDS[Rational(round(4 * _integral(m1, s, m2, s) / one), 4)]}
    one, other = _integral(mu1, s1, mu2, s2), _integral(mu2, s2, mu1, s1)
    if r is None:
        larger = "forward" if one > other else "reverse"
        return {"forward": one, "reverse": other, "larger": larger, "from_normal": _integral(mu1, s1, 0, 1)}
    target = _integral(0, r0, 0, 1)
    d = (target / _integral(0, sigma, 1, sigma)) ** 0.5
    fits = abs(_integral(0, sigma, d, sigma) - target) < 1e-9
    return {
        "ratio_forward": _integral(0, r, 0, 1),
        "ratio_reverse": _integral(0, 1, 0, r),
        "jeffreys": one + other,
        "distance": d if fits else float("nan"),
    }
