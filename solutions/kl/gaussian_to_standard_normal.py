"""Half of mean squared plus variance, minus one, minus the logarithm of the variance; coordinates add up, examples are averaged."""

import numpy as np

from examgen.authoring import exp, log, misconception, oracle, procedure, sqrt, step, total


@procedure(r"\sigma{i}^2", r"The variance belongs to the log-variance.", general=r"\left(e^{\ell_i}\right)_{i}")
def variance(logvar):
    return exp(logvar)


@step(
    because="{% if level == 'easy' %}With variance 1 the variance, the constant and the logarithm cancel.{% else %}"
    r"$\mathrm{E}_q[\ln q]$ gives the logarithm and the constant; with the density $p$ of $\mathcal{N}(0, 1)$, $-\mathrm{E}_q[\ln p]$ gives half of the mean of $x^2$, which is $\sigma_i^2 + \mu_i^2$.{% endif %}",
    each="i",
)
def terms(mu, var=None, variance=None, logvar=None):
    if logvar is not None:
        return (mu**2 + variance - 1 - logvar) / 2
    if var is not None:
        return (mu**2 + var - 1 - log(var)) / 2
    return mu**2 / 2


def _variances(mu, var, variance):
    return variance if variance is not None else var if var is not None else (1,) * len(mu)


def _each(function):
    def wrong(mu, var=None, variance=None):
        return tuple(function(m, v, log(v)) for m, v in zip(mu, _variances(mu, var, variance), strict=True))

    return wrong


def _spread(var=None, variance=None):
    return var is not None or variance is not None


terms.mistake("lost the factor one half", credit="1/2", whole=True)(_each(lambda m, v, lv: m**2 + v - 1 - lv))
terms.mistake("did not square the means", credit="1/4", whole=True)(_each(lambda m, v, lv: (m + v - 1 - lv) / 2))
terms.mistake("turned the sign of the whole formula", credit="1/2", whole=True)(_each(lambda m, v, lv: -(m**2 + v - 1 - lv) / 2))
terms.mistake("forgot to subtract one", credit="1/2", whole=True)(_each(lambda m, v, lv: (m**2 + v - lv) / 2))
terms.mistake(
    "took the logarithm of the standard deviation",
    credit="1/2",
    whole=True,
    when=_spread,
    feedback=r"It is $\ln \sigma^2$ inside of the bracket.",
)(_each(lambda m, v, lv: (m**2 + v - 1 - lv / 2) / 2))
terms.mistake("added the standard deviation in place of the variance (outside of the logarithm)", credit="1/4", whole=True, when=_spread)(
    _each(lambda m, v, lv: (m**2 + sqrt(v) - 1 - lv) / 2)
)
terms.mistake(
    "used the log-variance for the variance",
    credit="1/4",
    whole=True,
    when=lambda given: given == "log-variance",
    feedback=r"The variance is $e^{\ell_i}$.",
)(_each(lambda m, v, lv: (m**2 + lv - 1 - lv) / 2))


@step(because="Independent coordinates: the divergences add up.")
def total_kl(terms):
    return total(terms)


@total_kl.mistake("averaged over the coordinates", credit="1/2")
def _(terms):
    return total(terms) / len(terms)


@step(because=r"With variance 1 the divergence is $\mu^2 / 2$; solve $\mu^2 / 2 = k$.")
def target(level_k):
    return sqrt(2 * level_k)


@target.mistake("lost the factor two", credit="1/2")
def _(level_k):
    return sqrt(level_k)


@target.mistake("did not take the root", credit="1/4")
def _(level_k):
    return 2 * level_k


@step(because="Each mean adds the half of its square; take these away.")
def share(total_kl, mu):
    return total_kl - total(lambda m: m**2, mu) / 2


@share.mistake("took away the squares without the half", credit="1/2")
def _(total_kl, mu):
    return total_kl - total(lambda m: m**2, mu)


@share.mistake("gave what the means add", credit="1/4")
def _(mu):
    return total(lambda m: m**2, mu) / 2


@step(
    because=r"$\ln(1 + \delta) = \delta - \delta^2/2 + \dots$, so that the terms in $\delta$ cancel in $\frac{1}{2}\bigl(1 + \delta - 1 - \ln(1 + \delta)\bigr)$."
)
def expansion(delta):
    return delta**2 / 4


@expansion.mistake("lost the factor one half", credit="1/2")
def _(delta):
    return delta**2 / 2


@expansion.mistake("lost the sign of the second term of the logarithm", credit="1/4")
def _(delta):
    return -(delta**2) / 4


@step("D'", "The second example: with variance 1 a coordinate adds half of its squared mean.")
def second_kl(second):
    return total(lambda m: m**2, second) / 2


@second_kl.mistake("lost the factor one half in the second example", credit="1/2")
def _(second):
    return total(lambda m: m**2, second)


@step(because="Sums over the coordinates, the mean over the two examples.")
def batch(total_kl, second_kl):
    return (total_kl + second_kl) / 2


@batch.mistake("summed over the examples", credit="1/2")
def _(total_kl, second_kl):
    return total_kl + second_kl


@batch.mistake("averaged over the coordinates, too", credit="1/2", feedback="The divergence of an example is the sum over its coordinates.")
def _(total_kl, second_kl, mu):
    return (total_kl + second_kl) / (2 * len(mu))


@batch.mistake("averaged over the coordinates and summed over the examples", credit="1/4")
def _(total_kl, second_kl, mu):
    return (total_kl + second_kl) / len(mu)


@step(
    because=r"For the prior $\mathcal{N}(0, \tau^2)$ each coordinate gives $\frac{1}{2}\bigl((\mu_i^2 + \sigma_i^2)/\tau^2 - 1 - \ln(\sigma_i^2/\tau^2)\bigr)$."
)
def scaled(mu, variance, logvar, tau2):
    return total(lambda m, v, lv: (m**2 + v) / tau2 - 1 - lv + log(tau2), mu, variance, logvar) / 2


no_prior_log = misconception("left out the logarithm of the variance of the prior", credit="1/2")


@no_prior_log.at(scaled)
def _(mu, variance, logvar, tau2):
    return total(lambda m, v, lv: (m**2 + v) / tau2 - 1 - lv, mu, variance, logvar) / 2


@scaled.mistake("divided the whole divergence by the variance of the prior", credit="1/4")
def _(total_kl, tau2):
    return total_kl / tau2


@scaled.mistake("divided the means only", credit="1/3")
def _(mu, variance, logvar, tau2):
    return total(lambda m, v, lv: m**2 / tau2 + v - 1 - lv + log(tau2), mu, variance, logvar) / 2


def _integral(mean, variance, prior=1.0):
    """Integral of q (ln q - ln p) by the trapezoidal rule, which converges geometrically here."""
    s = variance**0.5
    x = np.linspace(mean - 12 * s, mean + 12 * s, 1201)
    log_q = -((x - mean) ** 2) / (2 * variance) - np.log(s)
    log_p = -(x**2) / (2 * prior) - np.log(prior) / 2
    return float(np.sum(np.exp(log_q) / np.sqrt(2 * np.pi) * (log_q - log_p)) * (x[1] - x[0]))


def _mean_for(value):
    """The positive mean with that divergence at variance 1, by bisection on the integral."""
    low, high = 0.0, 6.0
    for _ in range(44):
        middle = (low + high) / 2
        low, high = (middle, high) if _integral(middle, 1.0) < value else (low, middle)
    return (low + high) / 2


@oracle
def quadrature(mu, var=None, logvar=None, level_k=None, delta=None, tau2=None, second=None):
    """Integrate each coordinate; find means by bisection and the term in delta squared from a small delta."""
    variances = (
        np.ones(len(mu))
        if var is None and logvar is None
        else np.asarray(var, float)
        if var is not None
        else np.exp(np.asarray(logvar, float))
    )
    parts = [_integral(m, v) for m, v in zip(mu, variances, strict=True)]
    answers = {"terms": parts, "total_kl": sum(parts), "share": sum(_integral(0.0, v) for v in variances)}
    if level_k is not None:
        answers["target"] = _mean_for(level_k)
    if delta is not None:
        h = 1e-3  # the odd terms cancel in the mean of both signs, the next even one is removed by halving the step
        even = [(_integral(0.0, 1 + t) + _integral(0.0, 1 - t)) / (2 * t * t) for t in (h, h / 2)]
        answers["expansion"] = (4 * even[1] - even[0]) / 3 * delta**2
    if tau2 is not None:
        answers["scaled"] = sum(_integral(m, v, tau2) for m, v in zip(mu, variances, strict=True))
        examples = [parts, [_integral(m, 1.0) for m in second]]
        answers["batch"] = float(np.mean([sum(example) for example in examples]))
    return answers
