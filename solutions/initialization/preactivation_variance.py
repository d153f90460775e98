"""Means multiply under independence; the variance of a product needs second moments, and variances of independent terms add."""

from examgen.authoring import oracle, procedure, sqrt, step, total


@step(because="Each product has the mean $\\mathrm{E}[w]\\,\\mathrm{E}[x] = 0$; only the bias is left.")
def mean(c=None, mb=None):
    return mb if c is None else c


@mean.mistake("left out the bias", credit="1/4")
def _():
    return 0


@mean.mistake(
    "let the inputs pass their mean on",
    credit="1/4",
    when=lambda mx=None: mx is not None,
    feedback="The weights have mean 0: $\\mathrm{E}[w x] = 0$.",
)
def _(n, mx, mb):
    return n * mx + mb


@step(because="$\\mathrm{V}[x] = \\mathrm{E}[x^2] - \\mathrm{E}[x]^2$.")
def second_moment(Vx, mx):
    return Vx + mx**2


@second_moment.mistake("left out the square of the mean", credit="1/4")
def _(Vx):
    return Vx


@second_moment.mistake("subtracted the square of the mean", credit="1/2")
def _(Vx, mx):
    return Vx - mx**2


@second_moment.mistake("added the mean without squaring it", credit="1/2", when=lambda mx: mx != 1)
def _(Vx, mx):
    return Vx + mx


@step(
    because="{% if level == 'easy' %}Independent terms: variances add. With means 0 the variance of a product is the product of the variances, and a constant bias adds none."
    "{% else %}Independent terms: variances add. $\\mathrm{V}[w x] = \\mathrm{E}[w^2]\\,\\mathrm{E}[x^2] - 0$, and $\\mathrm{E}[w^2] = \\mathrm{V}[w]$.{% endif %}"
)
def variance(n, Vw, Vx, second_moment=None, Vb=None):
    return n * Vw * Vx if second_moment is None else n * Vw * second_moment + Vb


def _moment(Vx, second_moment):
    return Vx if second_moment is None else second_moment


@variance.mistake("used the variance of the inputs in place of their second moment", credit="1/2", when=lambda Vb=None: Vb is not None)
def _(n, Vw, Vx, Vb):
    return n * Vw * Vx + Vb


@variance.mistake("forgot that there are several inputs", credit="1/4")
def _(Vw, Vx, second_moment=None, Vb=0):
    return Vw * _moment(Vx, second_moment) + Vb


@variance.mistake(
    "squared the number of inputs", credit="1/3", feedback="Variances of independent terms add: $n$ terms give the factor $n$."
)
def _(n, Vw, Vx, second_moment=None, Vb=0):
    return n**2 * Vw * _moment(Vx, second_moment) + Vb


@variance.mistake(
    "multiplied standard deviations", credit="1/3", when=lambda Vw, Vx, second_moment=None: Vw * _moment(Vx, second_moment) != 1
)
def _(n, Vw, Vx, second_moment=None, Vb=0):
    return n * sqrt(Vw) * sqrt(_moment(Vx, second_moment)) + Vb


@variance.mistake("left out the variance of the bias", credit="1/2", when=lambda Vb=None: Vb is not None)
def _(n, Vw, second_moment):
    return n * Vw * second_moment


@variance.mistake("squared the variance of the bias", credit="1/2", when=lambda Vb=None: Vb is not None and Vb != 1)
def _(n, Vw, second_moment, Vb):
    return n * Vw * second_moment + Vb**2


@variance.mistake("added the constant bias to the variance", credit="1/2", when=lambda c=None: c is not None)
def _(n, Vw, Vx, c):
    return n * Vw * Vx + c


@step(because="The root of the variance.")
def deviation(variance):
    return sqrt(variance)


@deviation.mistake("squared the variance", credit="1/4")
def _(variance):
    return variance**2


@step(
    because="Solve {% if level == 'easy' %}$n\\,v\\,\\mathrm{V}[x] = T${% else %}$n\\,v\\,\\mathrm{E}[x^2] + \\mathrm{V}[b] = T${% endif %} for $v$."
)
def needed(T, n, Vx, second_moment=None, Vb=None):
    return T / (n * Vx) if second_moment is None else (T - Vb) / (n * second_moment)


@needed.mistake("forgot the number of inputs", credit="1/4")
def _(T, Vx, second_moment=None, Vb=0):
    return (T - Vb) / _moment(Vx, second_moment)


@needed.mistake("gave the standard deviation", credit="1/2")
def _(needed):
    return sqrt(needed)


@needed.mistake("forgot the bias", credit="1/2", when=lambda Vb=None: Vb is not None)
def _(T, n, second_moment):
    return T / (n * second_moment)


@needed.mistake("used the variance of the inputs in place of their second moment", credit="1/2", when=lambda Vb=None: Vb is not None)
def _(T, n, Vx, Vb):
    return (T - Vb) / (n * Vx)


@needed.mistake("forgot the variance of the inputs", credit="1/4", when=lambda Vb=None: Vb is None)
def _(T, n):
    return T / n


@procedure(
    because="{% if held == 'fixed' %}With fixed inputs $z$ and $z'$ are functions of different independent variables.{% else %}"
    "The means of the weights are 0, so that the covariance is 0. But both depend on the same inputs: inputs of large size make both $z^2$ and $z'^2$ large.{% endif %}"
)
def relation(held):
    return "independent" if held == "fixed" else "uncorrelated"


@relation.mistake("took the common inputs to make a correlation")
def _():
    return "correlated"


@relation.mistake("mixed up fixed and random inputs", credit="1/4")
def _(held):
    return "uncorrelated" if held == "fixed" else "independent"


@step(r"\mathrm{E}[w]", "The middle of the interval.")
def mw(l, h):
    return (l + h) / 2


@step(r"\mathrm{V}[w]", "The variance of a uniform distribution: its length squared over 12.")
def vw(l, h):
    return (h - l) ** 2 / 12


@vw.mistake(
    "divided the squared length by 3",
    credit="1/2",
    feedback="Either the square of half the length over 3, or the square of the whole length over 12.",
)
def _(l, h):
    return (h - l) ** 2 / 3


@vw.mistake("forgot to square the length", credit="1/3", when=lambda width: width != 1)
def _(l, h):
    return (h - l) / 12


@step(r"\mathrm{E}[x]", "Values times probabilities.")
def ex(values, probabilities):
    return total(lambda x, p: x * p, values, probabilities)


@step(r"\mathrm{E}[x^2]", "Squares times probabilities.")
def ex2(values, probabilities):
    return total(lambda x, p: x**2 * p, values, probabilities)


@step(because="Expectation is linear, and means of independent factors multiply.")
def full_mean(n, mw, ex, mb):
    return n * mw * ex + mb


@full_mean.mistake("forgot that there are several inputs", credit="1/3")
def _(mw, ex, mb):
    return mw * ex + mb


@full_mean.mistake("left out the bias", credit="1/2")
def _(n, mw, ex):
    return n * mw * ex


@full_mean.mistake("took the weights to have mean 0", credit="1/4")
def _(mb):
    return mb


@step(r"\mathrm{E}[w^2]", "The second moment of a weight.")
def ew2(vw, mw):
    return vw + mw**2


@step(r"\mathrm{V}[w x]", "Second moments of independent factors multiply; then the squared mean of the product goes off.")
def product_variance(ew2, ex2, mw, ex):
    return ew2 * ex2 - (mw * ex) ** 2


@product_variance.mistake("multiplied the variances", credit="1/4")
def _(vw, ex2, ex):
    return vw * (ex2 - ex**2)


@product_variance.mistake("did not subtract the squared mean of the product", credit="1/2")
def _(ew2, ex2):
    return ew2 * ex2


@product_variance.mistake("took the weights to have mean 0", credit="1/3")
def _(vw, ex2):
    return vw * ex2


@step(because="The terms are independent: their variances add.")
def full_variance(n, product_variance, Vb):
    return n * product_variance + Vb


@full_variance.mistake(
    "squared the number of inputs", credit="1/3", feedback="Variances of independent terms add: $n$ terms give the factor $n$."
)
def _(n, product_variance, Vb):
    return n**2 * product_variance + Vb


@full_variance.mistake("forgot that there are several inputs", credit="1/4")
def _(product_variance, Vb):
    return product_variance + Vb


@full_variance.mistake("left out the variance of the bias", credit="1/2")
def _(n, product_variance):
    return n * product_variance


@step(r"\mathrm{V}[x]", "The variance of an input.")
def vx(ex2, ex):
    return ex2 - ex**2


@step(
    because="Terms with different inputs are independent; for the same input $\\mathrm{E}[w w' x^2] - (\\mathrm{E}[w]\\,\\mathrm{E}[x])^2 = \\mathrm{E}[w]^2\\,\\mathrm{V}[x]$."
)
def covariance(n, mw, vx):
    return n * mw**2 * vx


@covariance.mistake(
    "took the units to be uncorrelated",
    credit="1/4",
    feedback="With weights of mean 0 they would be; here the common inputs move both units alike.",
)
def _():
    return 0


@covariance.mistake("used the second moment of the inputs", credit="1/2")
def _(n, mw, ex2):
    return n * mw**2 * ex2


@covariance.mistake("took the weights of both units to be the same", credit="1/4")
def _(n, product_variance):
    return n * product_variance


@covariance.mistake("did not square the mean weight", credit="1/2", when=lambda mw: mw != 1)
def _(n, mw, vx):
    return n * mw * vx


@step(because="Known inputs are constants: each term has the variance $\\xi_i^2\\,\\mathrm{V}[w]$.")
def given_inputs(vw, known, Vb):
    return vw * total(lambda x: x**2, known) + Vb


@given_inputs.mistake("did not square the inputs", credit="1/3", when=lambda known: sum(known) != sum(x**2 for x in known))
def _(vw, known, Vb):
    return vw * total(known) + Vb


@given_inputs.mistake(
    "squared the sum of the inputs", credit="1/3", when=lambda known: sum(known) ** 2 not in (sum(x**2 for x in known), sum(known))
)
def _(vw, known, Vb):
    return vw * total(known) ** 2 + Vb


@given_inputs.mistake("used the second moment of the weights", credit="1/2")
def _(ew2, known, Vb):
    return ew2 * total(lambda x: x**2, known) + Vb


@given_inputs.mistake("left out the variance of the bias", credit="1/2")
def _(vw, known):
    return vw * total(lambda x: x**2, known)


def _two_points(mean, variance):
    """The two values, each with probability one half, that have these moments."""
    return [(mean - variance**0.5, 0.5), (mean + variance**0.5, 0.5)]


def _sum_moments(n, weights, inputs, bias):
    """Mean, variance and, with a second unit on the same inputs, covariance: raw moments of the sum, grown term by term from lists of cases."""
    first = sum(p * w for w, p in bias)
    second, cross = sum(p * w * w for w, p in bias), first**2
    product = sum(pw * px * w * x for w, pw in weights for x, px in inputs)
    square = sum(pw * px * (w * x) ** 2 for w, pw in weights for x, px in inputs)
    shared = sum(pw * pv * px * w * v * x * x for w, pw in weights for v, pv in weights for x, px in inputs)
    for _ in range(n):
        second += 2 * first * product + square
        cross += 2 * first * product + shared
        first += product
    return first, second - first**2, cross - first**2


def _pair(held):
    """How the pre-activations of two units with two inputs are distributed together."""
    from collections import Counter
    from itertools import product

    joint: Counter[tuple[int, int]] = Counter()
    inputs = [(1, 3)] if held == "fixed" else list(product((1, 3), repeat=2))
    for x, w, v in product(inputs, product((-1, 1), repeat=2), product((-1, 1), repeat=2)):
        joint[w[0] * x[0] + w[1] * x[1], v[0] * x[0] + v[1] * x[1]] += 1
    count = sum(joint.values())
    one: Counter[int] = Counter()
    for (a, _b), times in joint.items():
        one[a] += times
    if sum(a * b * times for (a, b), times in joint.items()):
        return "correlated"
    return "independent" if all(joint[a, b] * count == one[a] * one[b] for a in one for b in one) else "uncorrelated"


@oracle
def cases(n, Vw=None, mx=0, Vx=None, c=None, mb=None, Vb=0, T=None, held="", l=0, h=0, values=(), probabilities=(), known=()):
    """Replace each random variable by a few cases with the same moments (for the uniform one, a quadrature rule) and add term by term."""
    import numpy as np

    bias = _two_points(c if mb is None else mb, Vb)
    if Vw is not None:
        inputs = _two_points(mx, Vx)
        mean, variance, _ = _sum_moments(n, _two_points(0, Vw), inputs, bias)
        none, unit = (_sum_moments(n, _two_points(0, v), inputs, bias)[1] for v in (0, 1))
        moment = sum(x * x * p for x, p in inputs)
        answers = {"mean": mean, "variance": variance, "needed": (T - none) / (unit - none)}
        return answers | ({"deviation": variance**0.5} if not held else {"second_moment": moment, "relation": _pair(held)})
    nodes, shares = np.polynomial.legendre.leggauss(3)
    weights = [((l + h + (h - l) * node) / 2, share / 2) for node, share in zip(nodes, shares, strict=True)]
    inputs = list(zip(values, probabilities, strict=True))
    mean, variance, covariance = _sum_moments(n, weights, inputs, bias)
    first, second = sum(p * b for b, p in bias), sum(p * b * b for b, p in bias)
    for x in known:
        product, square = sum(p * w * x for w, p in weights), sum(p * (w * x) ** 2 for w, p in weights)
        first, second = first + product, second + 2 * first * product + square
    return {"full_mean": mean, "full_variance": variance, "covariance": covariance, "given_inputs": second - first**2}
