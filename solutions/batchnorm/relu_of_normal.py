"""Standardize, integrate over the positive half: the mean brings the distribution function, the edge at 0 the density."""

import numpy as np

from examgen.authoring import oracle, relu, sqrt, step


@step(because=r"$X > 0$ means $(X - \mu) / \sigma > -\mu / \sigma$, and $1 - \Phi(-k) = \Phi(k)$.")
def threshold(mu, sigma):
    return mu / sigma


@threshold.mistake("lost the sign", credit="1/2")
def _(mu, sigma):
    return -mu / sigma


@threshold.mistake("divided by the variance", credit="1/3")
def _(mu, sigma):
    return mu / sigma**2


@threshold.mistake("turned the fraction over", credit="1/4")
def _(mu, sigma):
    return sigma / mu


@step(
    because=r"With $X = \mu + \sigma u$: $\int_{-k}^{\infty} (\mu + \sigma u)\, \varphi(u) \,\mathrm{d}u = \mu\, \Phi(k) + \sigma\, \varphi(k)$, since $-\varphi$ is an antiderivative of $u \varphi(u)$."
)
def mean(mu, p, sigma, f):
    return mu * p + sigma * f


@mean.mistake("applied ReLU to the mean", feedback="ReLU is not linear: it stands inside of the expectation.")
def _(mu):
    return relu(mu)


@mean.mistake("left out the density", credit="1/3", feedback=r"Given that the unit is active, the mean of $X$ is larger than $\mu$.")
def _(mu, p):
    return mu * p


@mean.mistake("took the mean to be 0", credit="1/4")
def _(sigma, f):
    return sigma * f


@mean.mistake("used the variance for the standard deviation", credit="1/2")
def _(mu, p, sigma, f):
    return mu * p + sigma**2 * f


@mean.mistake("turned the sign of the density", credit="1/2")
def _(mu, p, sigma, f):
    return mu * p - sigma * f


@mean.mistake("forgot the standard deviation", credit="1/2")
def _(mu, p, f):
    return mu * p + f


@step(because=r"$R = 0$ exactly when the unit is not active.")
def zero(p):
    return 1 - p


@zero.mistake("gave the probability that the unit is active", credit="1/4")
def _(p):
    return p


@zero.mistake("took a single value to have probability 0", credit="0", feedback="ReLU collects all negative values of $X$ in the value 0.")
def _():
    return 0


@step(because=r"$\mathrm{ReLU}(X) - \mathrm{ReLU}(-X) = X$, so that $\mathrm{E}[R'] = \mathrm{E}[R] - \mu$.")
def mirrored(mean, mu):
    return mean - mu


@mirrored.mistake("took both to have the same mean", credit="0")
def _(mean):
    return mean


@mirrored.mistake("turned the sign of the mean of $R$", credit="0", feedback="$R'$ is never negative.")
def _(mean):
    return -mean


@mirrored.mistake("kept $p$ for the mirrored unit", credit="1/2", feedback="The mirrored unit is active with probability $1 - p$.")
def _(mu, p, sigma, f):
    return -mu * p + sigma * f


@mirrored.mistake("added the mean", credit="1/3")
def _(mean, mu):
    return mean + mu


@step(
    because=r"$\int_{-k}^{\infty} (\mu + \sigma u)^2 \varphi(u) \,\mathrm{d}u$; with $\int_{-k}^{\infty} u^2 \varphi(u) \,\mathrm{d}u = \Phi(k) - k\, \varphi(k)$ the terms with $\varphi$ add up to "
    r"$(2 \mu \sigma - \sigma^2 k)\, \varphi(k) = \mu \sigma\, \varphi(k)$."
)
def second(mu, sigma, p, f):
    return (mu**2 + sigma**2) * p + mu * sigma * f


@second.mistake("left out the density", credit="1/2")
def _(mu, sigma, p):
    return (mu**2 + sigma**2) * p


@second.mistake("counted the density twice", credit="1/2")
def _(mu, sigma, p, f):
    return (mu**2 + sigma**2) * p + 2 * mu * sigma * f


@second.mistake("squared the mean of $R$", credit="1/4")
def _(mean):
    return mean**2


@second.mistake("left out the variance", credit="1/3")
def _(mu, sigma, p, f):
    return mu**2 * p + mu * sigma * f


@second.mistake("took half of the second moment of $X$", credit="1/4", feedback="That holds for mean 0 only.")
def _(mu, sigma):
    return (mu**2 + sigma**2) / 2


@step(because=r"$|X| = 2\, \mathrm{ReLU}(X) - X$.")
def absolute_mean(mean, mu):
    return 2 * mean - mu


@absolute_mean.mistake("took the absolute value of the mean", credit="0")
def _(mu):
    return abs(mu)


@absolute_mean.mistake("doubled the mean of $R$", credit="1/3", feedback="The two halves are alike for mean 0 only.")
def _(mean):
    return 2 * mean


@absolute_mean.mistake("added the mean", credit="1/2")
def _(mean, mu):
    return 2 * mean + mu


@step(because="Expectation is linear.")
def sum_mean(a, mx, b, my, shift):
    return a * mx + b * my + shift


@sum_mean.mistake("left out the constant", credit="1/2")
def _(a, mx, b, my):
    return a * mx + b * my


@step(because=r"The covariance is $\rho \sigma_X \sigma_Y$; it counts twice, with both factors and their signs.")
def sum_variance(a, sx, b, sy, rho):
    return a**2 * sx**2 + b**2 * sy**2 + 2 * a * b * rho * sx * sy


@sum_variance.mistake("ignored the correlation", credit="1/2")
def _(a, sx, b, sy):
    return a**2 * sx**2 + b**2 * sy**2


@sum_variance.mistake("took the correlation for the covariance", credit="1/2", when=lambda sx, sy: sx * sy != 1)
def _(a, sx, b, sy, rho):
    return a**2 * sx**2 + b**2 * sy**2 + 2 * a * b * rho


@sum_variance.mistake("counted the covariance once", credit="1/2")
def _(a, sx, b, sy, rho):
    return a**2 * sx**2 + b**2 * sy**2 + a * b * rho * sx * sy


@sum_variance.mistake("turned the sign of the covariance", credit="1/2")
def _(a, sx, b, sy, rho):
    return a**2 * sx**2 + b**2 * sy**2 - 2 * a * b * rho * sx * sy


@sum_variance.mistake("used the standard deviations for the variances", credit="1/4")
def _(a, sx, b, sy, rho):
    return a**2 * sx + b**2 * sy + 2 * a * b * rho * sx * sy


@step(r"\sigma_Z", "Sums of jointly normal variables are normal; their standard deviation is the root of the variance.")
def spread(sum_variance):
    return sqrt(sum_variance)


@step(because=r"$Z > 0$ means $(Z - \mathrm{E}[Z]) / \sigma_Z > -\mathrm{E}[Z] / \sigma_Z$, and $1 - \Phi(-k) = \Phi(k)$.")
def sum_threshold(sum_mean, spread):
    return sum_mean / spread


@sum_threshold.mistake("lost the sign", credit="1/2")
def _(sum_mean, spread):
    return -sum_mean / spread


@sum_threshold.mistake("divided by the variance", credit="1/3")
def _(sum_mean, sum_variance):
    return sum_mean / sum_variance


@step(
    because=r"With $Z = \mathrm{E}[Z] + \sigma_Z u$: $\int_{-k}^{\infty} (\mathrm{E}[Z] + \sigma_Z u)\, \varphi(u) \,\mathrm{d}u$, and $-\varphi$ is an antiderivative of $u \varphi(u)$."
)
def cut_mean(sum_mean, p, spread, f):
    return sum_mean * p + spread * f


@cut_mean.mistake("applied ReLU to the mean", feedback="ReLU is not linear: it stands inside of the expectation.")
def _(sum_mean):
    return relu(sum_mean)


@cut_mean.mistake("left out the density", credit="1/3")
def _(sum_mean, p):
    return sum_mean * p


@cut_mean.mistake("took the mean to be 0", credit="1/4")
def _(spread, f):
    return spread * f


@cut_mean.mistake("used the variance for the standard deviation", credit="1/2")
def _(sum_mean, p, sum_variance, f):
    return sum_mean * p + sum_variance * f


@step(
    because=r"As before with the square: $(\mathrm{E}[Z]^2 + \sigma_Z^2)\, \Phi(k)$, and the terms with $\varphi$ add up to $\mathrm{E}[Z]\, \sigma_Z\, \varphi(k)$."
)
def cut_second(sum_mean, spread, p, f):
    return (sum_mean**2 + spread**2) * p + sum_mean * spread * f


@cut_second.mistake("left out the density", credit="1/2")
def _(sum_mean, spread, p):
    return (sum_mean**2 + spread**2) * p


@cut_second.mistake("counted the density twice", credit="1/2")
def _(sum_mean, spread, p, f):
    return (sum_mean**2 + spread**2) * p + 2 * sum_mean * spread * f


@cut_second.mistake("squared the mean of $R$", credit="1/4")
def _(cut_mean):
    return cut_mean**2


@cut_second.mistake("left out the variance", credit="1/3")
def _(sum_mean, spread, p, f):
    return sum_mean**2 * p + sum_mean * spread * f


_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(48)


def _normal(u):
    return np.exp(-(u**2) / 2) / np.sqrt(2 * np.pi)


def _above(edge, function):
    """Integral of a function times the standard normal density from an edge upwards."""
    middle, top = (edge + 6.0) / 2, 12.0
    found = 0.0
    for lo, hi in ((edge, middle), (middle, top)):
        u = (hi - lo) / 2 * _NODES + (hi + lo) / 2
        found += float(np.sum(_WEIGHTS * function(u) * _normal(u))) * (hi - lo) / 2
    return found


def _coefficients(mean, deviation, power):
    """How a moment above an edge depends on the probability and the density there, by least squares over many edges.

    The edge itself multiplies the density in the second moment; at the edge 0 that term is gone.
    """
    rows, values = [], []
    for edge in np.linspace(-2.5, 2.5, 9):  # in standard units
        x = mean + deviation * edge
        rows.append([_above(edge, np.ones_like), _normal(edge), x * _normal(edge)])
        values.append(_above(edge, lambda u: (mean + deviation * u) ** power))
    return np.linalg.lstsq(np.array(rows), np.array(values), rcond=None)[0][:2]


@oracle
def fit(p, f, mu=None, sigma=None, a=0, b=0, sx=0, sy=0, rho=0, mx=0, my=0, shift=0):
    """Integrate above many edges and read off what multiplies the probability and the density; two-point pairs for correlated sums."""
    if mu is None:
        tail = (1 - rho**2) ** 0.5
        sums = [a * (mx + sx * u) + b * (my + sy * (rho * u + tail * w)) + shift for u in (-1, 1) for w in (-1, 1)]
        mu, sigma = float(np.mean(sums)), float(np.std(sums))
        first, square = _coefficients(mu, sigma, 1), _coefficients(mu, sigma, 2)
        return {
            "sum_mean": mu,
            "sum_variance": sigma**2,
            "sum_threshold": mu / sigma,
            "cut_mean": first @ (p, f),
            "cut_second": square @ (p, f),
        }
    first, square = _coefficients(mu, sigma, 1), _coefficients(mu, sigma, 2)
    below = _coefficients(-mu, sigma, 1)
    return {
        "threshold": -(0 - mu) / sigma,
        "mean": first @ (p, f),
        "zero": 1 - p,
        "mirrored": below @ (1 - p, f),
        "second": square @ (p, f),
        "absolute_mean": first @ (p, f) + below @ (1 - p, f),
    }
