"""Standardize with the statistics of the batch, then scale and shift."""

import statistics

import numpy as np

from examgen.authoring import misconception, oracle, procedure, sign_of, sqrt, step, total


def _mean(x):
    return total(x) / len(x)


def _variance(x, mean):
    return total(lambda value: (value - mean) ** 2, x) / len(x)


def _bessel(x, mean):
    return total(lambda value: (value - mean) ** 2, x) / (len(x) - 1)


@step(r"\mu", "The mean of the batch.")
def mean(x):
    return _mean(x)


@step(r"\sigma^2", "The mean squared deviation: divide by the batch size.")
def variance(x, mean):
    return _variance(x, mean)


@step("s", r"$\varepsilon$ is added to the variance, under the root.")
def root(variance, eps):
    return sqrt(variance + eps)


@step(because="Subtract the mean, divide by the root.", each="i")
def normalized(x, mean, root):
    return (x - mean) / root


@normalized.mistake("did not subtract the mean", credit="1/3", when=lambda mean: mean != 0)
def _(x, root):
    return x / root


@step(because="Scale, then shift.", each="i")
def output(normalized, gamma, beta):
    return gamma * normalized + beta


@output.mistake("put the shift inside the scale", credit="1/2", when=lambda gamma: gamma != 1, feedback=r"$\gamma$ scales $\hat{x}$ alone.")
def _(normalized, gamma, beta):
    return gamma * (normalized + beta)


@step(because=r"The normalized values have mean 0, so that only the shift is left.")
def output_mean(beta):
    return beta


@output_mean.mistake("took the mean to be unchanged by the layer", when=lambda mean, beta: mean != beta)
def _(mean):
    return mean


@step(
    because=r"A shift does not change the variance, a factor enters it squared; dividing by the root leaves $\sigma^2 / (\sigma^2 + \varepsilon)$."
)
def output_variance(gamma, variance, eps):
    return gamma**2 * (variance / (variance + eps))


@output_variance.mistake("ignored epsilon", credit="1/2", feedback=r"With $\varepsilon > 0$ the normalized values have a variance below 1.")
def _(gamma):
    return gamma**2


@output_variance.mistake("did not square the scale", credit="1/3", when=lambda gamma: gamma > 0)
def _(gamma, variance, eps):
    return gamma * (variance / (variance + eps))


@output_variance.mistake("took the variance of the normalized values", credit="1/4", when=lambda gamma: gamma**2 != 1)
def _(variance, eps):
    return variance / (variance + eps)


@step(because="The scale must undo the division.")
def identity_scale(root):
    return root


@step(because="The shift must undo the subtraction.")
def identity_shift(mean):
    return mean


@identity_shift.mistake("turned the sign", credit="1/2", when=lambda mean: mean != 0)
def _(mean):
    return -mean


@step(r"\mu_1", "Mean of feature 1.")
def mean1(x1):
    return _mean(x1)


@step(r"\sigma_1^2", "Its variance.")
def variance1(x1, mean1):
    return _variance(x1, mean1)


@step("s_1", "The root of variance plus epsilon.")
def root1(variance1, eps):
    return sqrt(variance1 + eps)


@step(r"\hat{x}^{(1)}{i}", "Standardize.", each="i")
def normalized1(x1, mean1, root1):
    return (x1 - mean1) / root1


@step(because="Scale, then shift.", each="i")
def output1(normalized1, gamma1, beta1):
    return gamma1 * normalized1 + beta1


@step(r"\mu_2", "Mean of feature 2.")
def mean2(x2):
    return _mean(x2)


@step(r"\sigma_2^2", "Its variance.")
def variance2(x2, mean2):
    return _variance(x2, mean2)


@step("s_2", "The root of variance plus epsilon.")
def root2(variance2, eps):
    return sqrt(variance2 + eps)


@step(r"\hat{x}^{(2)}{i}", "Standardize.", each="i")
def normalized2(x2, mean2, root2):
    return (x2 - mean2) / root2


@step(because="Scale, then shift.", each="i")
def output2(normalized2, gamma2, beta2):
    return gamma2 * normalized2 + beta2


@procedure(because="ReLU passes what is larger than 0: count those values of both features.")
def active(output1, output2):
    return sum(1 for y in (*output1, *output2) if sign_of(y) > 0)


@active.mistake(
    "counted before the shift",
    credit="1/2",
    when=lambda active, normalized1, normalized2, gamma1, gamma2: active != _positive(normalized1, normalized2, gamma1, gamma2),
)
def _(normalized1, normalized2, gamma1, gamma2):
    return _positive(normalized1, normalized2, gamma1, gamma2)


def _positive(normalized1, normalized2, gamma1, gamma2):
    return sum(1 for x in normalized1 if sign_of(gamma1 * x) > 0) + sum(1 for x in normalized2 if sign_of(gamma2 * x) > 0)


@step(because="The shift drops out, the scale enters squared, and the division leaves the ratio of the variances.")
def variance_formula(g, v, e):
    return g**2 * (v / (v + e))


@variance_formula.mistake("ignored epsilon", credit="1/2")
def _(g):
    return g**2


@variance_formula.mistake("did not square the scale", credit="1/3")
def _(g, v, e):
    return g * (v / (v + e))


no_root = misconception(
    "left out the square root", credit="1/3", feedback=r"Divide by $\sqrt{\sigma^2 + \varepsilon}$, a standard deviation."
)
outside = misconception(
    "added epsilon outside of the root",
    credit="1/2",
    when=lambda eps: eps > 0,
    feedback=r"$\varepsilon$ is added to the variance, before the root.",
)
bessel = misconception(
    "divided the squares by one less than the batch size", credit="1/2", feedback="Batch normalization divides by the size of the batch."
)


@no_root.at(root)
def _(variance, eps):
    return variance + eps


@no_root.at(root1)
def _(variance1, eps):
    return variance1 + eps


@no_root.at(root2)
def _(variance2, eps):
    return variance2 + eps


@outside.at(root)
def _(variance, eps):
    return sqrt(variance) + eps


@outside.at(root1)
def _(variance1, eps):
    return sqrt(variance1) + eps


@outside.at(root2)
def _(variance2, eps):
    return sqrt(variance2) + eps


@bessel.at(variance)
def _(x, mean):
    return _bessel(x, mean)


@bessel.at(variance1)
def _(x1, mean1):
    return _bessel(x1, mean1)


@bessel.at(variance2)
def _(x2, mean2):
    return _bessel(x2, mean2)


def _standardized(values, eps):
    values = [float(value) for value in values]
    centre, spread = statistics.fmean(values), (statistics.pvariance(values) + eps) ** 0.5
    return [(value - centre) / spread for value in values]


@oracle
def simulate(
    eps, x=None, gamma=None, beta=None, x1=None, x2=None, gamma1=None, gamma2=None, beta1=None, beta2=None, g=None, v=None, e=None
):
    """Run the layer with the standard library's statistics; fit the identity; simulate a feature of variance v."""
    if x1 is not None:
        y1 = [gamma1 * value + beta1 for value in _standardized(x1, eps)]
        y2 = [gamma2 * value + beta2 for value in _standardized(x2, eps)]
        two_points = [g * value for value in _standardized([-(v**0.5), v**0.5], e)]
        active = sum(value > 1e-9 for value in (*y1, *y2))
        return {"output1": y1, "output2": y2, "active": active, "variance_formula": statistics.pvariance(two_points)}
    hat = _standardized(x, eps)
    y = [gamma * value + beta for value in hat]
    slope, shift = np.polyfit(hat, [float(value) for value in x], 1)  # the line that maps the normalized values back
    return {
        "normalized": hat,
        "output": y,
        "output_mean": statistics.fmean(y),
        "output_variance": statistics.pvariance(y),
        "identity_scale": slope,
        "identity_shift": shift,
    }
