"""The scalar product is a sum of independent products: one product, times d, over the square of the scale."""

import math
from itertools import product

from sympy import Integer

from examgen.authoring import exp, misconception, oracle, sqrt, step, total


@step(because="Independent factors: the mean of each of the $d$ products is the product of the means.")
def mean(d, mean_q, mean_k):
    return d * mean_q * mean_k


@mean.mistake("took one product for all", credit="1/4")
def _(mean_q, mean_k):
    return mean_q * mean_k


@mean.mistake("added the means", credit="1/4")
def _(d, mean_q, mean_k):
    return d * (mean_q + mean_k)


@step(
    "t",
    r"One product $q_i k_i$: $\mathrm{E}[q_i^2] \, \mathrm{E}[k_i^2] - \mathrm{E}[q_i]^2 \, \mathrm{E}[k_i]^2$, with $\mathrm{E}[q_i^2] = \sigma_q^2 + \mu_q^2$ and the same for $k_i$.",
)
def one(var_q, mean_q, var_k, mean_k):
    return (var_q + mean_q**2) * (var_k + mean_k**2) - mean_q**2 * mean_k**2


@one.mistake(
    "ignored the means",
    credit="1/4",
    feedback="The variance of a product of independent factors is the product of their variances only if the means are 0.",
)
def _(var_q, var_k):
    return var_q * var_k


@one.mistake("forgot to subtract the square of the mean", credit="1/2")
def _(var_q, mean_q, var_k, mean_k):
    return (var_q + mean_q**2) * (var_k + mean_k**2)


@one.mistake("did not square the means", credit="1/4", when=lambda mean_q, mean_k: mean_q != 1 or mean_k != 1)
def _(var_q, mean_q, var_k, mean_k):
    return (var_q + mean_q) * (var_k + mean_k) - mean_q * mean_k


@step(
    because="{% if level == 'hard' %}The products are independent: their variances add up.{% elif level == 'medium' %}With mean 0, one product $q_i k_i$ has the variance "
    "$\\sigma_q^2 \\sigma_k^2$; the variances of the $d$ products add up.{% else %}One product $q_i k_i$ has the mean 0 and the variance $1 \\cdot 1 = 1$; the variances of the $d$ products "
    "add up.{% endif %}"
)
def variance(d, one=None, var_q=None, var_k=None):
    if one is not None:
        return d * one
    return d if var_q is None else d * var_q * var_k


@variance.mistake(
    "squared the number of terms",
    credit="1/4",
    feedback="Variances of independent terms add up; that would be the variance of $d$ times one term.",
)
def _(d, one=None, var_q=1, var_k=1):
    return d**2 * (var_q * var_k if one is None else one)


@variance.mistake(
    "added the variances of query and key",
    credit="1/4",
    when=lambda level, var_q=1, var_k=1: level != "hard" and var_q * var_k != var_q + var_k,
)
def _(d, var_q=1, var_k=1):
    return d * (var_q + var_k)


@variance.mistake("forgot the sum", credit="1/4", when=lambda level: level != "easy")
def _(one=None, var_q=1, var_k=1):
    return var_q * var_k if one is None else one


@variance.mistake("multiplied the standard deviations", credit="1/2", when=lambda level: level == "medium")
def _(d, var_q=1, var_k=1):
    return d * sqrt(var_q * var_k)


@variance.mistake("gave the standard deviation", credit="1/2", when=lambda level: level == "easy")
def _(d):
    return sqrt(d)


@step(because="Its root.")
def deviation(variance):
    return sqrt(variance)


@deviation.mistake("gave the root of the number of entries", credit="1/2", when=lambda var_q, var_k: var_q * var_k != 1)
def _(d):
    return sqrt(d)


@deviation.mistake("halved the variance", credit="1/4")
def _(variance):
    return variance / 2


unsquared = misconception(
    "divided the variance by the scale itself, not by its square", credit="1/4", feedback=r"$\mathrm{V}[X / c] = \mathrm{V}[X] / c^2$."
)


@step(because=r"A factor enters the variance squared: $(\sqrt{d})^2 = d$.")
def by_root(variance, d):
    return variance / d


@unsquared.at(by_root)
def _(variance, d):
    return variance / sqrt(d)


@by_root.mistake("took the scale to make any variance 1", credit="1/4", when=lambda var_q, var_k: var_q * var_k != 1)
def _(variance):
    return Integer(1)


@step(because="A factor enters the variance squared.")
def by_width(variance, d):
    return variance / d**2


@by_width.mistake(
    "divided the variance by the scale itself, not by its square",
    credit="1/4",
    when=lambda level: level != "medium",
    feedback="The scale enters the variance squared.",
)
def _(variance, d):
    return variance / d


@by_width.mistake(
    "took a division by $d$ to make the variance 1",
    credit="1/4",
    when=lambda level: level != "easy",
    feedback=r"That is what $\sqrt{d}$ does, if all entries have variance 1 and mean 0.",
)
def _(variance):
    return Integer(1)


@by_width.mistake("multiplied by the square of the scale", credit="1/4")
def _(variance, d):
    return variance * d**2


@step(because="The same for $c$.")
def by_number(variance, c):
    return variance / c**2


@by_number.mistake(
    "divided the variance by the scale itself, not by its square", credit="1/4", feedback="The scale enters the variance squared."
)
def _(variance, c):
    return variance / c


@by_number.mistake("gave the standard deviation", credit="1/2")
def _(variance, c):
    return sqrt(variance) / c


@step(because=r"Solve $\mathrm{V}[q \cdot k] / x^2 = v$ for $x$.")
def scale(variance, v):
    return sqrt(variance / v)


@scale.mistake("forgot the root", credit="1/2")
def _(variance, v):
    return variance / v


@scale.mistake("multiplied by the wanted variance", credit="1/4", when=lambda v: v != 1)
def _(variance, v):
    return sqrt(variance * v)


@scale.mistake("took the wanted variance for a standard deviation", credit="1/2", when=lambda v: v != 1)
def _(variance, v):
    return sqrt(variance) / v


@scale.mistake("took the usual scale", credit="1/4", when=lambda level, variance, v, d: level == "hard" and variance != v * d)
def _(d):
    return sqrt(d)


@step("u", "The exponentials.", each="i")
def grown(z):
    return exp(z)


@step("S", "Their sum.")
def mass(grown):
    return total(grown)


@step(because="Each exponential over the sum.", each="i")
def before(grown, mass):
    return grown / mass


@before.mistake("divided the scores by their sum, without exponentials", whole=True)
def _(z):
    return tuple(score / sum(z, Integer(0)) for score in z)


@before.mistake("scaled at once", credit="1/2", whole=True)
def _(z, D):
    return _shares([exp(score / sqrt(D)) for score in z])


def _shares(numbers):
    return tuple(number / sum(numbers, Integer(0)) for number in numbers)


@step("z'", r"The scaled scores: $\ln(r^m) / m = \ln r$ with $m = \sqrt{D}$.", each="i")
def scaled(z, D):
    return z / sqrt(D)


@scaled.mistake("forgot to scale", credit="1/4")
def _(z):
    return z


@step("u'", "Their exponentials: roots of those before.", each="i")
def tamed(scaled):
    return exp(scaled)


@step("S'", "Their sum.")
def tamed_mass(tamed):
    return total(tamed)


@step(because="Each exponential over the sum: scaling brings the weights closer together.", each="i")
def after(tamed, tamed_mass):
    return tamed / tamed_mass


@after.mistake("divided the scores by their sum, without exponentials", when=lambda level: level == "hard", whole=True)
def _(z):
    return tuple(score / sum(z, Integer(0)) for score in z)


@after.mistake(
    "scaled the weights, not the scores", credit="1/4", whole=True, feedback="Weights that are divided once more do not add up to 1."
)
def _(z, D):
    return tuple(weight / sqrt(D) for weight in _shares([exp(score) for score in z]))


@after.mistake("divided by $D$ in place of its root", credit="1/2", whole=True)
def _(z, D):
    return _shares([exp(score / D) for score in z])


@after.mistake("left the exponentials undivided", credit="1/4", whole=True)
def _(tamed):
    return tamed


@oracle
def two_point_entries(level, d, var_q=1, var_k=1, mean_q=0, mean_k=0, c=1, v=1, D=1, z=()):
    """List all outcomes of one, two and three entries that take two values each; moments grow by the same amount with each entry."""

    def moments(entries, divisor=1.0):
        q = [mean_q + side * var_q**0.5 for side in (-1, 1)]
        k = [mean_k + side * var_k**0.5 for side in (-1, 1)]
        outcomes = [sum(pair) / divisor for pair in product([a * b for a in q for b in k], repeat=entries)]
        centre = sum(outcomes) / len(outcomes)
        return centre, sum((x - centre) ** 2 for x in outcomes) / len(outcomes)

    def of_all(index, divisor=1.0):
        first, second, third = (moments(entries, divisor)[index] for entries in (1, 2, 3))
        return first + (d - 1) * (second - first) if abs(third - 2 * second + first) < 1e-9 * (1 + abs(third)) else math.nan

    def softmax(scores):
        return [1 / sum(math.exp(other - own) for other in scores) for own in scores]

    low, high = 0.0, 1000.0
    wide = of_all(1)
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if wide / middle**2 > v else (low, middle)
    return {
        "mean": of_all(0),
        "variance": wide,
        "deviation": math.sqrt(wide),
        "by_root": of_all(1, math.sqrt(d)),
        "by_width": of_all(1, d),
        "by_number": of_all(1, c),
        "scale": low,
        "before": softmax(z),
        "after": softmax([score / math.sqrt(D) for score in z]),
    }
