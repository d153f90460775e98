"""Differentiate each term; between parametrizations goes the chain rule; a reconstruction term adds its own slopes."""

import numpy as np

from examgen.authoring import Integer, exp, oracle, sqrt, step


@step(because=r"Only $\mu^2 / 2$ depends on $\mu$.")
def d_mu(mu):
    return mu


@d_mu.mistake("lost the factor one half", credit="1/2")
def _(mu):
    return 2 * mu


@d_mu.mistake("turned the sign", credit="1/2")
def _(mu):
    return -mu


@step(r"\sigma^2", "The variance belongs to the log-variance.")
def variance(logvar):
    return exp(logvar)


@step(because=r"$\frac{1}{2} (\sigma^2 - \ln \sigma^2)$, differentiated with respect to $\sigma^2$: $\frac{1}{2} (1 - 1 / \sigma^2)$.")
def d_var(var=None, variance=None):
    return (var - 1) / (2 * var) if variance is None else (variance - 1) / (2 * variance)


def _given(var, variance):
    return var if variance is None else variance


@d_var.mistake("lost the factor one half", credit="1/2")
def _(var=None, variance=None):
    return 1 - 1 / _given(var, variance)


@d_var.mistake("turned the sign of the logarithm", credit="1/2")
def _(var=None, variance=None):
    return (1 + 1 / _given(var, variance)) / 2


@d_var.mistake("lost the term of the logarithm", credit="1/4")
def _(var=None, variance=None):
    return Integer(1) / 2


@d_var.mistake("differentiated with respect to the log-variance", credit="1/3")
def _(var=None, variance=None):
    return (_given(var, variance) - 1) / 2


@step(because="A step against the gradient.")
def new_mu(mu, eta, d_mu):
    return mu - eta * d_mu


@new_mu.mistake("went up the gradient", credit="1/2")
def _(mu, eta, d_mu):
    return mu + eta * d_mu


@step(because="A step against the gradient.")
def new_var(var, eta, d_var):
    return var - eta * d_var


@new_var.mistake("went up the gradient", credit="1/2")
def _(var, eta, d_var):
    return var + eta * d_var


@new_var.mistake("stepped in the log-variance", credit="1/4")
def _(var, eta):
    return var * exp(-eta * (var - 1) / 2)


@new_var.mistake("gave the step alone", credit="1/4")
def _(eta, d_var):
    return -eta * d_var


@step(
    because=r"$\partial D / \partial (\sigma^2) = 0$ at $\sigma^2 = 1$, where $\sigma^2 - 1 - \ln \sigma^2 = 0$; only the mean is left. ($D = 0$ needs $\mu = 0$, too.)"
)
def lowest(mu):
    return mu**2 / 2


@lowest.mistake("forgot the mean", credit="1/4")
def _():
    return 0


@lowest.mistake("lost the factor one half", credit="1/2")
def _(mu):
    return mu**2


@lowest.mistake("forgot that the variance adds 1 as well", credit="1/3")
def _(mu):
    return (mu**2 - 1) / 2


@lowest.mistake("did not square the mean", credit="1/4", when=lambda mu: mu > 1)
def _(mu):
    return mu / 2


@step(r"\sigma", "The root of the variance.")
def sigma(variance):
    return sqrt(variance)


@step(
    because=r"$\frac{1}{2} (\sigma^2 - 2 \ln \sigma)$, differentiated with respect to $\sigma$; or $\partial D / \partial (\sigma^2)$ times $2 \sigma$."
)
def d_sigma(sigma):
    return sigma - 1 / sigma


@d_sigma.mistake("forgot the chain rule", credit="1/3", feedback=r"$\partial (\sigma^2) / \partial \sigma = 2 \sigma$.")
def _(variance):
    return (1 - 1 / variance) / 2


@d_sigma.mistake("lost the factor 2 of the square", credit="1/2")
def _(sigma):
    return (sigma - 1 / sigma) / 2


@d_sigma.mistake("lost the factor 2 of the logarithm", credit="1/2")
def _(sigma):
    return sigma - 1 / (2 * sigma)


@d_sigma.mistake("turned the sign of the logarithm", credit="1/2")
def _(sigma):
    return sigma + 1 / sigma


@step(
    because=r"$\frac{1}{2} (e^{\ell} - \ell)$, differentiated with respect to $\ell$; or $\partial D / \partial (\sigma^2)$ times $\sigma^2$."
)
def d_logvar(variance):
    return (variance - 1) / 2


@d_logvar.mistake(
    "differentiated with respect to the variance", credit="1/3", feedback=r"$\partial (\sigma^2) / \partial \ell = \sigma^2$."
)
def _(variance):
    return (1 - 1 / variance) / 2


@d_logvar.mistake("lost the factor one half", credit="1/2")
def _(variance):
    return variance - 1


@d_logvar.mistake("turned the sign", credit="1/2")
def _(variance):
    return (1 - variance) / 2


@d_logvar.mistake("used the log-variance for the variance", credit="1/4")
def _(logvar):
    return (logvar - 1) / 2


@d_logvar.mistake("lost the constant", credit="1/3")
def _(variance):
    return variance / 2


@step(because="A step against the gradient.")
def new_logvar(logvar, eta, d_logvar):
    return logvar - eta * d_logvar


@new_logvar.mistake("went up the gradient", credit="1/2")
def _(logvar, eta, d_logvar):
    return logvar + eta * d_logvar


@new_logvar.mistake("stepped in the variance", credit="1/4")
def _(variance, eta, d_logvar):
    return variance - eta * d_logvar


@step(
    because=r"$\mathrm{E}_q[(z - t)^2] = (\mu - t)^2 + \sigma^2$, so that $F = \frac{(\mu - t)^2 + \sigma^2}{2 v} + \frac{\beta}{2} (\mu^2 + \sigma^2 - 1 - \ln \sigma^2)$; "
    r"differentiate with respect to $\mu$."
)
def slope_mu(mu, t, noise, beta):
    return (mu - t) / noise + beta * mu


@slope_mu.mistake("left out the weight of the divergence", credit="1/3")
def _(mu, t, noise):
    return (mu - t) / noise + mu


@slope_mu.mistake("left out the divergence", credit="1/4")
def _(mu, t, noise):
    return (mu - t) / noise


@slope_mu.mistake("kept a factor 2 in the reconstruction", credit="1/2")
def _(mu, t, noise, beta):
    return 2 * (mu - t) / noise + beta * mu


@slope_mu.mistake("multiplied by $v$ in place of dividing", credit="1/3", when=lambda noise: noise != 1)
def _(mu, t, noise, beta):
    return (mu - t) * noise + beta * mu


@step(because=r"$\partial (\sigma^2) / \partial \ell = \sigma^2$ and $\ln \sigma^2 = \ell$: the variance also blurs the reconstruction.")
def slope_logvar(var, noise, beta):
    return var / (2 * noise) + beta * (var - 1) / 2


@slope_logvar.mistake(
    "left the variance out of the reconstruction", credit="1/3", feedback=r"$\mathrm{E}_q[(z - t)^2]$ contains $\sigma^2$."
)
def _(var, beta):
    return beta * (var - 1) / 2


@slope_logvar.mistake("differentiated with respect to the variance", credit="1/3")
def _(var, noise, beta):
    return 1 / (2 * noise) + beta * (1 - 1 / var) / 2


@slope_logvar.mistake("left out the weight of the divergence", credit="1/3")
def _(var, noise):
    return var / (2 * noise) + (var - 1) / 2


@slope_logvar.mistake("lost the factors one half", credit="1/2")
def _(var, noise, beta):
    return var / noise + beta * (var - 1)


@step(because=r"$(\mu - t) / v + \beta \mu = 0$, solved for $\mu$.")
def best_mu(t, beta, noise):
    return t / (1 + beta * noise)


@best_mu.mistake("left out the divergence", credit="1/4")
def _(t):
    return t


@best_mu.mistake("left out the weight of the divergence", credit="1/3")
def _(t, noise):
    return t / (1 + noise)


@best_mu.mistake("exchanged the weights of the two terms", credit="1/3", when=lambda beta, noise: beta * noise != 1)
def _(t, beta, noise):
    return t * beta * noise / (1 + beta * noise)


@best_mu.mistake("divided the weight by $v$ in place of multiplying", credit="1/3", when=lambda noise: noise != 1)
def _(t, beta, noise):
    return t / (1 + beta / noise)


@step(because=r"$\frac{1}{2v} + \frac{\beta}{2} \bigl(1 - \frac{1}{\sigma^2}\bigr) = 0$, solved for $\sigma^2$.")
def best_var(beta, noise):
    return beta * noise / (1 + beta * noise)


@best_var.mistake("left the variance out of the reconstruction", credit="1/4", feedback=r"$\mathrm{E}_q[(z - t)^2]$ contains $\sigma^2$.")
def _():
    return 1


@best_var.mistake("exchanged the weights of the two terms", credit="1/3", when=lambda beta, noise: beta * noise != 1)
def _(beta, noise):
    return 1 / (1 + beta * noise)


@best_var.mistake("left out the weight of the divergence", credit="1/3")
def _(noise):
    return noise / (1 + noise)


@best_var.mistake("let the reconstruction win", credit="1/4")
def _():
    return 0


@step(because=r"$s = \beta^* v / (1 + \beta^* v)$, solved for $\beta^*$.")
def needed_beta(wanted, noise):
    return wanted / (noise * (1 - wanted))


@needed_beta.mistake("forgot $v$", credit="1/2", when=lambda noise: noise != 1)
def _(wanted):
    return wanted / (1 - wanted)


@needed_beta.mistake("turned the fraction over", credit="1/3")
def _(wanted, noise):
    return noise * (1 - wanted) / wanted


@needed_beta.mistake("divided the variances", credit="1/4")
def _(wanted, noise):
    return wanted / noise


_GRID = np.linspace(-11.0, 11.0, 321)
_SHARES = np.exp(-(_GRID**2) / 2) / np.sqrt(2 * np.pi) * (_GRID[1] - _GRID[0])


def _expectation(mu, variance, function):
    """E_q of a function of z and ln q, by the trapezoidal rule, which converges geometrically here."""
    s = variance**0.5
    log_q = -(_GRID**2) / 2 - np.log(s) - np.log(2 * np.pi) / 2
    return float(np.sum(_SHARES * function(mu + s * _GRID, log_q)))


def _divergence(mu, variance):
    return _expectation(mu, variance, lambda z, log_q: log_q + z**2 / 2 + np.log(2 * np.pi) / 2)


def _slope(function, at):
    """Derivative by central differences, with the leading error removed."""
    h = 2e-3 * min(1.0, abs(at) or 1.0)
    one, two = ((function(at + d) - function(at - d)) / (2 * d) for d in (h, h / 2))
    return (4 * two - one) / 3


def _root(slope, one, two):
    """The zero of a slope that is a straight line; checked by one more look."""
    first, second = slope(one), slope(two)
    found = one - first * (two - one) / (second - first)
    return found if abs(slope(found)) < 1e-7 else float("nan")


@oracle
def differences(mu, var=None, eta=0, logvar=None, t=0, noise=0, beta=0, wanted=0):
    """Finite differences of integrals in the very parameter that is asked for; minima where the slopes vanish."""
    if noise:

        def loss(mean, variance, weight=beta):
            return _expectation(mean, variance, lambda z, _log_q: (z - t) ** 2 / (2 * noise)) + weight * _divergence(mean, variance)

        def in_logvar(variance, weight=beta):
            return _slope(lambda ell: loss(mu, np.exp(ell), weight), float(np.log(variance)))

        return {
            "slope_mu": _slope(lambda mean: loss(mean, var), mu),
            "slope_logvar": in_logvar(var),
            "best_mu": _root(lambda mean: _slope(lambda m: loss(m, var), mean), 1.0, 3.0),
            "best_var": _root(in_logvar, 0.5, 2.0),
            "needed_beta": _root(lambda weight: in_logvar(wanted, weight), 1.0, 2.0),
        }
    variance = np.exp(logvar) if var is None else var
    by_mean = _slope(lambda mean: _divergence(mean, variance), mu)
    by_variance = _slope(lambda w: _divergence(mu, w), variance)
    if var is not None:
        low, high = -6.0, 6.0
        for _ in range(70):  # the divergence is convex in the log-variance
            thirds = (2 * low + high) / 3, (low + 2 * high) / 3
            first, second = (_divergence(mu, np.exp(ell)) for ell in thirds)
            low, high = (low, thirds[1]) if first < second else (thirds[0], high)
        lowest = _divergence(mu, np.exp(low))
        return {"d_mu": by_mean, "d_var": by_variance, "new_mu": mu - eta * by_mean, "new_var": var - eta * by_variance, "lowest": lowest}
    by_logvar = _slope(lambda ell: _divergence(mu, np.exp(ell)), logvar)
    return {
        "d_mu": by_mean,
        "d_var": by_variance,
        "d_sigma": _slope(lambda s: _divergence(mu, s * s), variance**0.5),
        "d_logvar": by_logvar,
        "new_logvar": logvar - eta * by_logvar,
    }
