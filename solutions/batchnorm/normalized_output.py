"""Standardize with the statistics of the batch, then scale and shift."""

import statistics

from examgen.authoring import oracle, sqrt, step, total


@step(r"\mu", "The mean of the batch.")
def mean(x):
    return total(x) / len(x)


@step(r"\sigma^2", "The mean squared deviation, divided by the size of the batch.")
def variance(x, mean):
    return total(lambda value: (value - mean) ** 2, x) / len(x)


@variance.mistake("divided by one less than the batch size", credit="1/2")
def _(x, mean):
    return total(lambda value: (value - mean) ** 2, x) / (len(x) - 1)


@step("s", r"$\varepsilon$ goes under the root.")
def root(variance, eps):
    return sqrt(variance + eps)


@root.mistake("left out the square root", credit="1/3")
def _(variance, eps):
    return variance + eps


@step(because="Centre and divide.", each="i")
def normalized(x, mean, root):
    return (x - mean) / root


@normalized.mistake("did not subtract the mean", credit="1/3", when=lambda mean: mean != 0)
def _(x, root):
    return x / root


@step(because="Scale, then shift.", each="i")
def output(normalized, gamma, beta):
    return gamma * normalized + beta


@step(because="A shift does not change the variance, the scale enters squared.")
def output_variance(gamma, variance, eps):
    return gamma**2 * variance / (variance + eps)


@oracle
def simulate(x, eps, gamma, beta):
    """Normalize with the standard library's statistics."""
    values = [float(value) for value in x]
    centre, spread = statistics.fmean(values), (statistics.pvariance(values) + eps) ** 0.5
    hat = [(value - centre) / spread for value in values]
    y = [gamma * value + beta for value in hat]
    return {"normalized": hat, "output": y, "output_variance": statistics.pvariance(y)}
