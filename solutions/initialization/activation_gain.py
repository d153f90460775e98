"""Split the second moment at 0; a symmetric signal has half of it on either side."""

import numpy as np
from sympy import pi

from examgen.authoring import oracle, sqrt, step, total


@step(
    because="{% if a is none %}By symmetry each side of 0 holds half of $\\mathrm{E}[z^2] = \\mathrm{V}[z]$; ReLU keeps one of them."
    "{% else %}By symmetry each side of 0 holds half of $\\mathrm{E}[z^2] = \\mathrm{V}[z]$; the negative half is multiplied by $a^2$.{% endif %}"
)
def second(vz, a=None):
    return vz / 2 if a is None else (1 + a**2) / 2 * vz


@second.mistake("kept the variance of the pre-activations", credit="0")
def _(vz):
    return vz


@second.mistake("left out the negative half", credit="1/4", when=lambda a=None: a is not None)
def _(vz):
    return vz / 2


@second.mistake("did not square the slope", credit="1/2", when=lambda a=None: a is not None)
def _(vz, a=None):
    return (1 + a) / 2 * vz


@second.mistake("did not halve the two sides", credit="1/2", when=lambda a=None: a is not None)
def _(vz, a=None):
    return (1 + a**2) * vz


@second.mistake("took half of the standard deviation", credit="1/4", when=lambda a=None: a is None)
def _(vz):
    return sqrt(vz) / 2


@second.mistake("squared the half", credit="1/4", when=lambda a=None: a is None)
def _(vz):
    return vz / 4


@step(
    because=r"$\mathrm{V}[z'] = n\, \mathrm{V}[w]\, \mathrm{E}[x^2]$, since the weights have mean 0; set it equal to $\mathrm{V}[z]$ and solve."
)
def weights(vz, n, second):
    return vz / (n * second)


@weights.mistake("took $1 / n$, as without an activation", credit="1/4")
def _(n):
    return 1 / n


@weights.mistake(
    "gave the standard deviation", credit="1/2", feedback="A variance was asked for; its root is the standard deviation of the weights."
)
def _(weights):
    return sqrt(weights)


@weights.mistake(
    "put the root of the gain over $n$", credit="1/4", feedback=r"The gain $\sqrt{2}$ of ReLU belongs to the standard deviation."
)
def _(vz, n, second):
    return sqrt(vz / second) / n


@weights.mistake("multiplied by what the activation keeps", credit="1/4")
def _(vz, n, second):
    return second / (n * vz)


@weights.mistake("took the variance for ReLU", credit="1/3", when=lambda a=None: a is not None)
def _(n):
    return 2 / n


@step("c", r"What the activation keeps of the second moment, $c = \mathrm{E}[x^2] / \mathrm{V}[z]$.")
def kept(second, vz):
    return second / vz


@step(because=r"$\mathrm{V}[z'] = n\, \mathrm{V}[w]\, \mathrm{E}[x^2] = k\, c\, \mathrm{V}[z]$.")
def factor(k, kept):
    return k * kept


@factor.mistake("forgot the activation", credit="1/4", when=lambda k: k != 1)
def _(k):
    return k


@factor.mistake("forgot that there are several inputs", credit="1/4")
def _(factor, n):
    return factor / n


@factor.mistake("took the root", credit="1/2")
def _(factor):
    return sqrt(factor)


@factor.mistake("inverted the ratio", credit="1/2")
def _(factor):
    return 1 / factor


@step(because="Each layer multiplies by the same factor.")
def after(vz, factor, depth):
    return vz * factor**depth


@after.mistake("multiplied in place of taking a power", credit="1/4")
def _(vz, factor, depth):
    return vz * factor * depth


@after.mistake("left one layer out", credit="1/2")
def _(vz, factor, depth):
    return vz * factor ** (depth - 1)


@after.mistake("gave the factor alone", credit="1/2")
def _(factor, depth):
    return factor**depth


@step(because=r"$|z|^2 = z^2$: the second moment is unchanged.")
def absolute_weights(n):
    return 1 / n


@absolute_weights.mistake("took the variance for ReLU", credit="1/4")
def _(n):
    return 2 / n


@absolute_weights.mistake("took the second moment to double", credit="1/4")
def _(n):
    return 1 / (2 * n)


@step(because=r"The density is $1 / (h + l)$; only the positive side counts: $\int_0^h z^2 \,\mathrm{d}z = h^3 / 3$.")
def uniform_second(high, low):
    return high**3 / (3 * (high + low))


@uniform_second.mistake(
    "took half of the second moment of $z$", credit="1/4", feedback="The distribution is not symmetric: the two sides are not alike."
)
def _(high, low):
    return (high**3 + low**3) / (6 * (high + low))


@uniform_second.mistake("took half of the variance of $z$", credit="1/4")
def _(high, low):
    return (high + low) ** 2 / 24


@uniform_second.mistake("averaged over the positive side alone", credit="1/3")
def _(high):
    return high**2 / 3


@uniform_second.mistake("squared the mean of $x$", credit="1/4")
def _(high, low):
    return (high**2 / (2 * (high + low))) ** 2


@step(r"\mathrm{V}[z]", "The variance of a uniform distribution: its length squared over 12.")
def uniform_variance(high, low):
    return (high + low) ** 2 / 12


@uniform_variance.mistake("took the second moment of $z$ for its variance", credit="1/2", feedback="The mean of $z$ is not 0 here.")
def _(high, low):
    return (high**3 + low**3) / (3 * (high + low))


@step(
    because=r"$\mathrm{V}[z'] = n\, \mathrm{V}[w]\, \mathrm{E}[x^2]$, since the weights have mean 0; set it equal to $\mathrm{V}[z]$ and solve."
)
def uniform_weights(uniform_variance, n, uniform_second):
    return uniform_variance / (n * uniform_second)


@uniform_weights.mistake("took $2 / n$, as for a symmetric distribution", credit="1/4")
def _(n):
    return 2 / n


@uniform_weights.mistake("took $1 / n$, as without an activation", credit="1/4")
def _(n):
    return 1 / n


@uniform_weights.mistake("gave the standard deviation", credit="1/2")
def _(uniform_weights):
    return sqrt(uniform_weights)


@uniform_weights.mistake(
    "used the variance of $x$ in place of its second moment",
    credit="1/2",
    feedback=r"$\mathrm{V}[w x] = \mathrm{V}[w]\,\mathrm{E}[x^2]$ for weights with mean 0.",
)
def _(uniform_variance, n, uniform_second, high, low):
    return uniform_variance / (n * (uniform_second - (high**2 / (2 * (high + low))) ** 2))


@step(r"\mathrm{V}[z]", "The mean is 0, so that the variance is the second moment.")
def discrete_variance(probabilities, values):
    return total(lambda p, t: p * t**2, probabilities, values)


@step(r"\mathrm{E}[f(z)^2]", "The negative value is multiplied by $a$ before it is squared.")
def discrete_second(probabilities, a, values):
    return probabilities[0] * (a * values[0]) ** 2 + probabilities[1] * values[1] ** 2


@discrete_second.mistake("did not square the slope", credit="1/2")
def _(probabilities, a, values):
    return probabilities[0] * a * values[0] ** 2 + probabilities[1] * values[1] ** 2


@discrete_second.mistake("cut the negative value off", credit="1/4")
def _(probabilities, values):
    return probabilities[1] * values[1] ** 2


@step(because="What leaky ReLU keeps of the second moment.")
def discrete_factor(discrete_second, discrete_variance):
    return discrete_second / discrete_variance


@discrete_factor.mistake(
    "took the formula for symmetric distributions",
    credit="1/4",
    feedback="Mean 0 alone is not enough: the two sides hold unequal parts of the second moment.",
)
def _(a):
    return (1 + a**2) / 2


@discrete_factor.mistake("took the average of the slopes", credit="1/4")
def _(a):
    return (1 + a) / 2


@discrete_factor.mistake("did not divide by the variance", credit="1/2", when=lambda discrete_variance: discrete_variance != 1)
def _(discrete_second):
    return discrete_second


@step(r"\mathrm{E}[y]", r"$\int_0^\infty z\, e^{-z^2 / (2\sigma^2)} \,\mathrm{d}z = \sigma^2$, divided by $\sigma \sqrt{2\pi}$.")
def normal_mean(s):
    return s / sqrt(2 * pi)


@normal_mean.mistake("took the mean of the absolute value", credit="1/2")
def _(s):
    return 2 * s / sqrt(2 * pi)


@step(r"\mathrm{E}[y^2]", r"Half of the second moment $\sigma^2$, by symmetry.")
def normal_second(s):
    return s**2 / 2


@step(because="The second moment minus the square of the mean, which is not 0.")
def normal_variance(normal_second, normal_mean):
    return normal_second - normal_mean**2


@normal_variance.mistake(
    "took the second moment for the variance", credit="1/3", feedback=r"$\sigma^2 / 2$ is $\mathrm{E}[y^2]$; the mean of $y$ is not 0."
)
def _(normal_second):
    return normal_second


@normal_variance.mistake("kept the variance of $z$", credit="0")
def _(s):
    return s**2


@normal_variance.mistake("did not square the mean", credit="1/2")
def _(normal_second, normal_mean):
    return normal_second - normal_mean


_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(40)


def _integral(function, pieces):
    return float(sum(np.sum(_WEIGHTS * function((hi - lo) / 2 * _NODES + (hi + lo) / 2)) * (hi - lo) / 2 for lo, hi in pieces))


def _normal(s):
    """A density with its pieces."""
    return (lambda z: np.exp(-((z / s) ** 2) / 2) / (s * (2 * np.pi) ** 0.5)), [
        (-11 * s, -4 * s),
        (-4 * s, 0.0),
        (0.0, 4 * s),
        (4 * s, 11 * s),
    ]


def _activation(z, a):
    return np.where(z > 0, z, a * z)


@oracle
def quadrature(n, vz=0, a=0, k=0, depth=0, low=0, high=0, s=0, values=(), probabilities=()):
    """Integrate the square of the activation against a density; go from layer to layer with the second moment of normal signals."""

    def next_variance(variance, weight_variance, slope):
        density, pieces = _normal(variance**0.5)
        return n * weight_variance * _integral(lambda z: _activation(z, slope) ** 2 * density(z), pieces)

    if s:
        flat = [(-low, 0.0), (0.0, high)]
        width = low + high
        moment = _integral(lambda z: np.maximum(z, 0) ** 2 / width, flat)
        mean = _integral(lambda z: z / width, flat)
        density, pieces = _normal(s)
        centre = _integral(lambda z: np.maximum(z, 0) * density(z), pieces)
        return {
            "uniform_second": moment,
            "uniform_weights": _integral(lambda z: (z - mean) ** 2 / width, flat) / (n * moment),
            "discrete_factor": np.average(_activation(values, a) ** 2, weights=probabilities)
            / np.average(values**2, weights=probabilities),
            "normal_variance": _integral(lambda z: (np.maximum(z, 0) - centre) ** 2 * density(z), pieces),
        }
    track = [float(vz)]
    for _ in range(depth):
        track.append(next_variance(track[-1], k / n, a))
    return {
        "second": next_variance(vz, 1 / n, a),
        "weights": vz / next_variance(vz, 1.0, a),
        "factor": track[1] / track[0],
        "after": track[-1],
        "absolute_weights": vz / next_variance(vz, 1.0, -1.0),
    }
