"""Parameters collect sums over the batch; the input loses what a shift and a stretch of the batch would not change."""

import numpy as np

from examgen.authoring import oracle, sqrt, step, total


@step(r"\mu", "The mean of the batch.")
def mean(x):
    return total(x) / len(x)


@step(r"\sigma^2", "The mean squared deviation: divide by the batch size.")
def variance(x, mean):
    return total(lambda value: (value - mean) ** 2, x) / len(x)


@variance.mistake("divided the squares by one less than the batch size", credit="1/2")
def _(x, mean):
    return total(lambda value: (value - mean) ** 2, x) / (len(x) - 1)


@step("s", "{% if eps is none %}The standard deviation.{% else %}$\\varepsilon$ is added to the variance, under the root.{% endif %}")
def root(variance, eps=None):
    return sqrt(variance) if eps is None else sqrt(variance + eps)


@root.mistake("left out the square root", credit="1/3")
def _(variance, eps=None):
    return variance if eps is None else variance + eps


@root.mistake("added epsilon outside of the root", credit="1/2", when=lambda eps=None: eps is not None)
def _(variance, eps=None):
    return sqrt(variance) + eps


@step(because="Subtract the mean, divide by the root.", each="i")
def normalized(x, mean, root):
    return (x - mean) / root


@normalized.mistake("did not subtract the mean", credit="1/3", when=lambda mean: mean != 0)
def _(x, root):
    return x / root


@step(because=r"$\partial y_i / \partial \beta = 1$ for every sample: the gradients add up.")
def d_beta(g):
    return total(g)


@d_beta.mistake("averaged over the batch", credit="1/2", feedback="Every sample uses the same shift: the contributions add up.")
def _(g):
    return total(g) / len(g)


@step(because=r"$\partial y_i / \partial \gamma = \hat{x}_i$: again a sum over the batch.")
def d_gamma(g, given=None, normalized=None):
    return total(lambda a, b: a * b, g, given if normalized is None else normalized)


@d_gamma.mistake("averaged over the batch", credit="1/2")
def _(d_gamma, g):
    return d_gamma / len(g)


@d_gamma.mistake("left out the normalized values", credit="1/4")
def _(g):
    return total(g)


@d_gamma.mistake("multiplied by the scale", credit="1/3")
def _(d_gamma, gamma):
    return gamma * d_gamma


@d_gamma.mistake("used the values before normalization", credit="1/4", when=lambda x=None: x is not None)
def _(g, x=None):
    return total(lambda a, b: a * b, g, x)


@step(because=r"$\partial y_i / \partial \hat{x}_i = \gamma$.", each="i")
def d_normalized(gamma, g):
    return gamma * g


d_normalized.mistake("left out the scale", credit="1/4", whole=True)(lambda g: g)
d_normalized.mistake("multiplied by the normalized values", credit="1/4", whole=True)(
    lambda g, given: tuple(a * b for a, b in zip(g, given, strict=True))
)


@step(because=r"With constants each input acts on its own output alone: $\partial \hat{x}_i / \partial x_i = 1 / s$.", each="i")
def frozen(d_normalized, s):
    return d_normalized / s


frozen.mistake("multiplied by the deviation in place of dividing", credit="1/3", whole=True)(
    lambda d_normalized, s: tuple(a * s for a in d_normalized)
)
frozen.mistake("stopped at the normalized values", credit="1/4", whole=True)(lambda d_normalized: d_normalized)
frozen.mistake("divided by the variance", credit="1/3", whole=True)(lambda d_normalized, s: tuple(a / s**2 for a in d_normalized))
frozen.mistake(
    "subtracted the mean of the gradients as in training mode",
    credit="1/4",
    whole=True,
    feedback="In inference mode the statistics do not depend on $x$.",
)(lambda d_normalized, s: tuple((a - sum(d_normalized) / 4) / s for a in d_normalized))


@step(r"\bar{g}", "The mean of the gradients; it comes from the path through $\\mu$.")
def mean_gradient(d_beta, g):
    return d_beta / len(g)


@step("c", r"The mean of $g_i \hat{x}_i$; it comes from the path through $\sigma^2$.")
def mean_product(d_gamma, g):
    return d_gamma / len(g)


@step(
    because=r"With $m$ samples, $\partial \mu / \partial x_j = 1 / m$ and $\partial s / \partial x_j = \hat{x}_j / m$, so that $\partial \hat{x}_i / \partial x_j = (\delta_{ij} - 1/m - \hat{x}_i \hat{x}_j / m) / s$, "
    r"where $\delta_{ij}$ is 1 for $i = j$ and 0 otherwise. Multiply by $\gamma g_i$ and add over $i$; then call the index $i$ again.",
    each="i",
)
def d_input(gamma, g, mean_gradient, normalized, mean_product, root):
    return gamma * (g - mean_gradient - normalized * mean_product) / root


def _each(function):
    def wrong(gamma, g, mean_gradient, normalized, mean_product, root):
        return tuple(function(gamma, a, mean_gradient, b, mean_product, root) for a, b in zip(g, normalized, strict=True))

    return wrong


d_input.mistake(
    "took mean and variance to be constants", credit="1/4", whole=True, feedback="In training mode they are computed from the same inputs."
)(_each(lambda gamma, g, m, x, c, s: gamma * g / s))
d_input.mistake("left out the path through the variance", credit="1/2", whole=True)(_each(lambda gamma, g, m, x, c, s: gamma * (g - m) / s))
d_input.mistake("left out the path through the mean", credit="1/2", whole=True)(_each(lambda gamma, g, m, x, c, s: gamma * (g - x * c) / s))
d_input.mistake("left out the scale", credit="1/2", whole=True)(_each(lambda gamma, g, m, x, c, s: (g - m - x * c) / s))
d_input.mistake("did not divide by the root", credit="1/2", whole=True)(_each(lambda gamma, g, m, x, c, s: gamma * (g - m - x * c)))
d_input.mistake("subtracted sums in place of means", credit="1/3", whole=True)(
    _each(lambda gamma, g, m, x, c, s: gamma * (g - 4 * m - 4 * x * c) / s)
)
d_input.mistake("turned the signs of the two indirect paths", credit="1/3", whole=True)(
    _each(lambda gamma, g, m, x, c, s: gamma * (g + m + x * c) / s)
)


@step(
    because=r"Check: $\sum_i \hat{x}_i = 0$ and $\sum_i \hat{x}_i^2 = m \sigma^2 / (\sigma^2 + \varepsilon)$, so that $P = \frac{\gamma}{s} \frac{\partial L}{\partial \gamma} "
    r"\frac{\varepsilon}{\sigma^2 + \varepsilon}$; for $\varepsilon = 0$ it would be 0."
)
def along(d_input, normalized):
    return total(lambda a, b: a * b, d_input, normalized)


@along.mistake("took it to be 0, as without epsilon", credit="1/4")
def _():
    return 0


@along.mistake("forgot what the variance takes away", credit="1/3")
def _(gamma, d_gamma, root):
    return gamma * d_gamma / root


def _slopes(function, at):
    """Derivatives by central differences, with the leading error removed; the function takes a point in each row."""
    at = np.asarray(at, float)
    coarse, fine = ((function(at + h * np.eye(len(at))) - function(at - h * np.eye(len(at)))) / (2 * h) for h in (1e-2, 5e-3))
    return (4 * fine - coarse) / 3


@oracle
def differences(g, gamma, given=None, s=1, x=None, eps=0):
    """Finite differences of the loss that has these gradients at the outputs."""
    if x is None:
        return {
            "d_beta": _slopes(lambda beta: (gamma * given + beta) @ g, [0.0])[0],
            "d_gamma": _slopes(lambda scale: (scale * given) @ g, [gamma])[0],
            "d_normalized": _slopes(lambda hat: (gamma * hat) @ g, given),
            "frozen": _slopes(lambda values: (gamma * (values - 1.0) / s) @ g, given),
        }

    def standardized(values):
        moved = values - values.mean(axis=-1, keepdims=True)
        return moved / np.sqrt((moved**2).mean(axis=-1, keepdims=True) + eps)

    slopes = _slopes(lambda values: (gamma * standardized(values)) @ g, x)
    hat = standardized(np.asarray(x, float))
    return {
        "normalized": hat,
        "d_beta": _slopes(lambda beta: (gamma * hat + beta) @ g, [0.0])[0],
        "d_gamma": _slopes(lambda scale: (scale * hat) @ g, [gamma])[0],
        "d_input": slopes,
        "along": slopes @ hat,
    }
