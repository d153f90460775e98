"""Expectation is linear; variances add under independence; ReLU is integrated over the positive half."""

import numpy as np
from sympy import pi

from examgen.authoring import oracle, relu, sqrt, step, total


@step(because="Expectation is linear.")
def affine_mean(a, mx, b):
    return a * mx + b


@affine_mean.mistake("left out the shift", credit="1/4")
def _(a, mx):
    return a * mx


@affine_mean.mistake("scaled the shift as well", credit="1/4")
def _(a, mx, b):
    return a * (mx + b)


@step(because="A factor enters the variance squared; a shift moves all values alike and changes no deviation.")
def affine_variance(a, vx):
    return a**2 * vx


@affine_variance.mistake("did not square the factor", credit="1/3", feedback=r"$\mathrm{V}[aX] = a^2\,\mathrm{V}[X]$.")
def _(a, vx):
    return a * vx


@affine_variance.mistake("added the shift to the variance", credit="1/2")
def _(a, vx, b):
    return a**2 * vx + b


@affine_variance.mistake("added the square of the shift to the variance", credit="1/2", when=lambda b: b != 1)
def _(a, vx, b):
    return a**2 * vx + b**2


@step(because="Expectation is linear.")
def difference_mean(mx, my):
    return mx - my


@difference_mean.mistake("added the means", credit="1/4")
def _(mx, my):
    return mx + my


@step(because=r"$\mathrm{V}[-Y] = (-1)^2\,\mathrm{V}[Y]$, and variances of independent variables add.")
def difference_variance(vx, vy):
    return vx + vy


@difference_variance.mistake("subtracted the variances", credit="1/4", feedback="Subtracting an independent variable adds uncertainty.")
def _(vx, vy):
    return vx - vy


@difference_variance.mistake("added the standard deviations", credit="1/4")
def _(vx, vy):
    return sqrt(vx) + sqrt(vy)


@difference_variance.mistake("squared the sum of the standard deviations", credit="1/4")
def _(vx, vy):
    return (sqrt(vx) + sqrt(vy)) ** 2


@step(because="Subtract the mean, divide by the standard deviation.")
def standardized(u, affine_mean, affine_variance):
    return (u - affine_mean) / sqrt(affine_variance)


@standardized.mistake("divided by the variance", credit="1/3")
def _(u, affine_mean, affine_variance):
    return (u - affine_mean) / affine_variance


@standardized.mistake("did not subtract the mean", credit="1/3", when=lambda affine_mean: affine_mean != 0)
def _(u, affine_variance):
    return u / sqrt(affine_variance)


@standardized.mistake("used the statistics of $X$", credit="1/3")
def _(u, mx, vx):
    return (u - mx) / sqrt(vx)


@step(because="The factors enter squared; the covariance counts twice, with both factors and their signs.")
def combined_variance(a, vx, b, vy, cov):
    return a**2 * vx + b**2 * vy + 2 * a * b * cov


@combined_variance.mistake("ignored the covariance", credit="1/2")
def _(a, vx, b, vy):
    return a**2 * vx + b**2 * vy


@combined_variance.mistake("counted the covariance once", credit="1/2")
def _(a, vx, b, vy, cov):
    return a**2 * vx + b**2 * vy + a * b * cov


@combined_variance.mistake("left the factors out of the covariance", credit="1/2")
def _(a, vx, b, vy, cov):
    return a**2 * vx + b**2 * vy + 2 * cov


@combined_variance.mistake("turned the sign of the covariance", credit="1/2")
def _(a, vx, b, vy, cov):
    return a**2 * vx + b**2 * vy - 2 * a * b * cov


@combined_variance.mistake("did not square the factors", credit="1/4")
def _(a, vx, b, vy, cov):
    return a * vx + b * vy + 2 * a * b * cov


@step(because="Each input passes its mean on, multiplied by its weight; the bias is added.")
def neuron_mean(mx, n1, w1, n2, w2, k):
    return mx * (n1 * w1 + n2 * w2) + k


@neuron_mean.mistake("left out the bias", credit="1/2")
def _(mx, n1, w1, n2, w2):
    return mx * (n1 * w1 + n2 * w2)


@neuron_mean.mistake("counted each weight once", credit="1/4")
def _(mx, w1, w2, k):
    return mx * (w1 + w2) + k


@neuron_mean.mistake("let each input add the bias", credit="1/4")
def _(mx, n1, w1, n2, w2, k):
    return mx * (n1 * w1 + n2 * w2) + (n1 + n2) * k


@step(because="Independent terms: the variances add, each with the square of its weight; the bias is a constant.")
def neuron_variance(vx, n1, w1, n2, w2):
    return vx * (n1 * w1**2 + n2 * w2**2)


@neuron_variance.mistake(
    "treated all inputs as one and the same variable",
    credit="1/3",
    feedback=r"$\mathrm{V}[n X] = n^2\,\mathrm{V}[X]$, but $\mathrm{V}[X_1 + \dots + X_n] = n\,\mathrm{V}[X]$ for independent copies.",
)
def _(vx, n1, w1, n2, w2):
    return vx * (n1 * w1 + n2 * w2) ** 2


@neuron_variance.mistake("squared the numbers of inputs", credit="1/3")
def _(vx, n1, w1, n2, w2):
    return vx * (n1**2 * w1**2 + n2**2 * w2**2)


@neuron_variance.mistake("did not square the weights", credit="1/3")
def _(vx, n1, w1, n2, w2):
    return vx * (n1 * w1 + n2 * w2)


@neuron_variance.mistake("counted each weight once", credit="1/4")
def _(vx, w1, w2):
    return vx * (w1**2 + w2**2)


@neuron_variance.mistake("added the bias to the variance", credit="1/2")
def _(neuron_variance, k):
    return neuron_variance + k


@step(because=r"Means of independent factors multiply, and $\mathrm{E}[M] = q$.")
def masked_mean(q, mx):
    return q * mx


@masked_mean.mistake("kept the mean of $X$", credit="0")
def _(mx):
    return mx


@masked_mean.mistake("exchanged keeping and dropping", credit="1/4", when=lambda q: 2 * q != 1)
def _(q, mx):
    return (1 - q) * mx


@step(r"\mathrm{E}[P^2]", r"Second moments of independent factors multiply; $M^2 = M$, so that $\mathrm{E}[M^2] = q$.")
def masked_second(q, vx, mx):
    return q * (vx + mx**2)


@masked_second.mistake("squared the probability", credit="1/3")
def _(q, vx, mx):
    return q**2 * (vx + mx**2)


@step(because="The second moment minus the square of the mean.")
def masked_variance(masked_second, masked_mean):
    return masked_second - masked_mean**2


@masked_variance.mistake(
    "multiplied the variances", credit="1/4", feedback="That needs factors with mean 0; a mask and an input with a mean are none."
)
def _(q, vx):
    return q * (1 - q) * vx


@masked_variance.mistake("did not subtract the square of the mean", credit="1/2")
def _(masked_second):
    return masked_second


@masked_variance.mistake("multiplied the variance of $X$ by the probability", credit="1/4")
def _(q, vx):
    return q * vx


@masked_variance.mistake("subtracted the mean without squaring it", credit="1/2", when=lambda masked_mean: masked_mean != 1)
def _(masked_second, masked_mean):
    return masked_second - masked_mean


@step("r{i}", "ReLU turns negative values into 0.", each="i")
def cut(values):
    return relu(values)


@step(because="The values of $R$ times their probabilities.")
def cut_mean(cut, probabilities):
    return total(lambda r, p: r * p, cut, probabilities)


@cut_mean.mistake("applied ReLU to the mean", credit="1/4", feedback="ReLU is not linear: it stands inside of the expectation.")
def _(values, probabilities):
    return relu(total(lambda x, p: x * p, values, probabilities))


@cut_mean.mistake("divided by the probability of the positive values", credit="1/2")
def _(cut_mean, values, probabilities):
    return cut_mean / sum(p for x, p in zip(values, probabilities, strict=True) if x > 0)


@step(r"\mathrm{E}[R^2]", "The squares of the values that are left.")
def cut_second(cut, probabilities):
    return total(lambda r, p: r**2 * p, cut, probabilities)


@cut_second.mistake("kept the squares of the negative values", credit="1/2")
def _(values, probabilities):
    return total(lambda x, p: x**2 * p, values, probabilities)


@step(because="The second moment minus the square of the mean.")
def cut_variance(cut_second, cut_mean):
    return cut_second - cut_mean**2


@cut_variance.mistake("did not subtract the square of the mean", credit="1/2")
def _(cut_second):
    return cut_second


@cut_variance.mistake("took half of the variance of $X$", credit="1/4")
def _(values, probabilities):
    mean = total(lambda x, p: x * p, values, probabilities)
    return (total(lambda x, p: x**2 * p, values, probabilities) - mean**2) / 2


@cut_variance.mistake("took the variance of $X$", credit="1/4")
def _(values, probabilities):
    mean = total(lambda x, p: x * p, values, probabilities)
    return total(lambda x, p: x**2 * p, values, probabilities) - mean**2


@step(because=r"The density is $1 / (a + b)$; only the positive half counts: $\int_0^b u \,\mathrm{d}u = b^2 / 2$.")
def uniform_mean(b, a):
    return b**2 / (2 * (a + b))


@uniform_mean.mistake("applied ReLU to the mean of $U$", credit="1/4", when=lambda a, b: b > a)
def _(a, b):
    return (b - a) / 2


@uniform_mean.mistake("averaged over the positive half alone", credit="1/4", feedback="The negative half becomes 0, but it still counts.")
def _(b):
    return b / 2


@uniform_mean.mistake("took both halves to be equally likely", credit="1/4")
def _(b):
    return b / 4


@step(r"\mathrm{E}[S^2]", r"$\int_0^b u^2 \,\mathrm{d}u = b^3 / 3$, with the same density.")
def uniform_second(b, a):
    return b**3 / (3 * (a + b))


@uniform_second.mistake("integrated the square over the negative half as well", credit="1/2")
def _(a, b):
    return (b**3 + a**3) / (3 * (a + b))


@step(because="The second moment minus the square of the mean.")
def uniform_variance(uniform_second, uniform_mean):
    return uniform_second - uniform_mean**2


@uniform_variance.mistake("did not subtract the square of the mean", credit="1/2")
def _(uniform_second):
    return uniform_second


@uniform_variance.mistake("took the variance of $U$", credit="1/4")
def _(a, b):
    return (a + b) ** 2 / 12


@uniform_variance.mistake("took half of the variance of $U$", credit="1/4")
def _(a, b):
    return (a + b) ** 2 / 24


@step(because=r"$\int_0^\infty t\, e^{-t^2 / (2\sigma^2)} \,\mathrm{d}t = \sigma^2$, divided by $\sigma \sqrt{2\pi}$.")
def normal_mean(s):
    return s / sqrt(2 * pi)


@normal_mean.mistake("took the mean to stay 0", feedback="ReLU takes the negative half away and leaves the positive one.")
def _():
    return 0


@normal_mean.mistake("took the mean of the absolute value", credit="1/2")
def _(s):
    return 2 * s / sqrt(2 * pi)


@normal_mean.mistake("used the variance for the standard deviation", credit="1/3")
def _(s):
    return s**2 / sqrt(2 * pi)


@step(r"\mathrm{E}[T^2]", r"By symmetry each half of the normal distribution has half of the second moment $\sigma^2$.")
def normal_second(s):
    return s**2 / 2


@step(because="The second moment minus the square of the mean.")
def normal_variance(normal_second, normal_mean):
    return normal_second - normal_mean**2


@normal_variance.mistake(
    "took half of the variance", credit="1/2", feedback=r"$\sigma^2 / 2$ is the second moment; the mean is not 0 any more."
)
def _(s):
    return s**2 / 2


@normal_variance.mistake("kept the variance", credit="0")
def _(s):
    return s**2


@normal_variance.mistake("did not square the mean", credit="1/2")
def _(normal_second, normal_mean):
    return normal_second - normal_mean


@step(because=r"Then $S = 0$: subtract the mean of $S$, divide by its standard deviation, scale and shift.")
def off_value(gamma, uniform_mean, uniform_variance, beta):
    return gamma * (0 - uniform_mean) / sqrt(uniform_variance) + beta


@off_value.mistake("took the output to stay 0", credit="0")
def _():
    return 0


@off_value.mistake("left out the mean", credit="1/4", feedback="The mean of $S$ is subtracted from 0, too.")
def _(beta):
    return beta


@off_value.mistake("divided by the variance", credit="1/2", when=lambda uniform_variance: uniform_variance != 1)
def _(gamma, uniform_mean, uniform_variance, beta):
    return -gamma * uniform_mean / uniform_variance + beta


@off_value.mistake("scaled the shift as well", credit="1/2")
def _(gamma, uniform_mean, uniform_variance, beta):
    return gamma * (beta - uniform_mean / sqrt(uniform_variance))


_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(40)


def _moments(points, masses):
    points, masses = np.asarray(points, float), np.asarray(masses, float)
    mean = float(np.sum(points * masses))
    return mean, float(np.sum((points - mean) ** 2 * masses))


def _after_relu(density, pieces):
    """Mean and variance of relu(x) by Gaussian quadrature on each piece."""
    points = np.concatenate([(hi - lo) / 2 * _NODES + (hi + lo) / 2 for lo, hi in pieces])
    masses = np.concatenate([(hi - lo) / 2 * _WEIGHTS for lo, hi in pieces]) * density(points)
    return _moments(np.maximum(points, 0), masses)


@oracle
def enumeration(
    a, b, mx=0, vx=0, my=0, vy=0, u=0, cov=0, n1=0, n2=0, w1=0, w2=0, k=0, q=0, values=(), probabilities=(), s=0, gamma=0, beta=0
):
    """Two-point distributions with the given moments stand in for X and Y and are enumerated; densities are integrated."""
    if len(values):
        cut = _moments(np.maximum(values, 0), probabilities)
        flat = _after_relu(lambda x: np.full(x.shape, 1 / (a + b)), [(-a, 0), (0, b)])
        bell = _after_relu(
            lambda x: np.exp(-((x / s) ** 2) / 2) / (s * (2 * np.pi) ** 0.5),
            [(-12 * s, -5 * s), (-5 * s, 0), (0, 5 * s), (5 * s, 12 * s)],
        )
        return {
            "cut_mean": cut[0],
            "cut_variance": cut[1],
            "uniform_mean": flat[0],
            "uniform_variance": flat[1],
            "normal_mean": bell[0],
            "normal_variance": bell[1],
            "off_value": beta - gamma * flat[0] * flat[1] ** -0.5,
        }
    X = (mx - vx**0.5, mx + vx**0.5)
    Y = (my - vy**0.5, my + vy**0.5)
    if n1 == 0:
        U = [a * x + b for x in X]
        D = [x - y for x in X for y in Y]
        centre, spread = _moments(U, [0.5, 0.5])
        apart = _moments(D, [0.25] * 4)
        return {
            "affine_mean": centre,
            "affine_variance": spread,
            "difference_mean": apart[0],
            "difference_variance": apart[1],
            "standardized": (u - centre) / spread**0.5,
        }
    tilt = cov / (4 * (vx * vy) ** 0.5)
    C = _moments([a * x + b * y for x in X for y in Y], [0.25 + tilt, 0.25 - tilt, 0.25 - tilt, 0.25 + tilt])

    def copies(n):
        """The distribution of the number of inputs with the upper value."""
        row = np.ones(1)
        for _ in range(n):
            row = np.convolve(row, [0.5, 0.5])
        return row

    first, second = np.arange(n1 + 1), np.arange(n2 + 1)
    sums = w1 * (n1 * X[0] + first * (X[1] - X[0]))[:, None] + w2 * (n2 * X[0] + second * (X[1] - X[0]))[None, :] + k
    Z = _moments(sums, np.outer(copies(n1), copies(n2)))
    P = _moments([0, X[0], X[1]], [1 - q, q / 2, q / 2])
    return {
        "combined_variance": C[1],
        "neuron_mean": Z[0],
        "neuron_variance": Z[1],
        "masked_mean": P[0],
        "masked_variance": P[1],
    }
