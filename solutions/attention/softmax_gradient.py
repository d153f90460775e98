"""A score moves all weights: its own up, the others down; the gradient at a score is its weight times the difference from the mean."""

import math

import numpy as np
from sympy import Integer, Matrix, diag

from examgen.authoring import dot, exp, log, misconception, oracle, procedure, sqrt, step, total


@procedure(
    because=r"On the diagonal $\alpha_i (1 - \alpha_i)$, elsewhere $-\alpha_i \alpha_j$; rows and columns add up to 0.",
    general=r"\operatorname{diag}(\alpha) - \alpha \alpha^{\mathsf{T}}",
)
def jacobian(alpha):
    column = Matrix(alpha)
    return diag(*alpha) - column * column.T


@jacobian.mistake(
    "left out what a score does to the other weights", credit="1/2", feedback="The weights add up to 1: if one grows, the others shrink."
)
def _(alpha):
    return diag(*(a * (1 - a) for a in alpha))


@jacobian.mistake("turned the signs", credit="1/2")
def _(jacobian):
    return -jacobian


@jacobian.mistake("left out the product of the weights", credit="1/4")
def _(alpha):
    return diag(*alpha)


@jacobian.mistake("forgot the weights on the diagonal", credit="1/4")
def _(alpha):
    column = Matrix(alpha)
    return -column * column.T


@jacobian.mistake("took the other weights to grow, too", credit="1/2")
def _(alpha):
    column = Matrix(alpha)
    return column * column.T + diag(*(a - 2 * a**2 for a in alpha))


@step(because="The Jacobian matrix times the velocities of the scores; the result adds up to 0.")
def rates(jacobian, r):
    return jacobian * r


@rates.mistake("moved each weight by its own score only", credit="1/4")
def _(alpha, r):
    return tuple(a * (1 - a) * x for a, x in zip(alpha, r, strict=True))


@rates.mistake("multiplied each velocity by its weight", credit="1/4", feedback="Then the weights would no longer add up to 1.")
def _(alpha, r):
    return tuple(a * x for a, x in zip(alpha, r, strict=True))


@procedure("p", r"Solve $p (1 - p) = m$ for $p = \alpha_1 > \frac{1}{2}$.", general=r"\frac{1 + \sqrt{1 - 4m}}{2}")
def share(m):
    return (1 + sqrt(1 - 4 * m)) / 2


@step(because=r"With two keys $\alpha_1 = 1 / (1 + \exp(e_2 - e_1))$, so that $p / (1 - p) = \exp(e_1 - e_2)$.")
def gap(share):
    return log(share / (1 - share))


@gap.mistake("exchanged the two scores", credit="1/2")
def _(share):
    return log((1 - share) / share)


@gap.mistake("forgot the logarithm", credit="1/2")
def _(share):
    return share / (1 - share)


@gap.mistake("took the logarithm of the weight alone", credit="1/4")
def _(share):
    return log(share)


@procedure("u", r"The exponentials of the scores; $e^{\ln r} = r$.", general=r"\bigl(\exp(e_i)\bigr)_{i}")
def grown(e):
    return tuple(exp(score) for score in e)


@step("S", "Their sum.")
def mass(grown):
    return total(grown)


@step(because="Each exponential over the sum.", each="i")
def weights(grown, mass):
    return grown / mass


@weights.mistake("left the exponentials undivided", credit="1/4", whole=True)
def _(grown):
    return grown


@weights.mistake("divided the scores by their sum, without exponentials", whole=True)
def _(e):
    return tuple(score / sum(e, Integer(0)) for score in e)


@step(because="The values, each times its weight.")
def context(weights, v):
    return total(lambda weight, value: weight * value, weights, v)


@context.mistake("averaged the values without weights")
def _(v):
    return sum(v, Integer(0)) / len(v)


@context.mistake("took the value with the largest weight", credit="1/4")
def _(weights, v):
    return v[weights.index(max(weights))]


@step(r"\varepsilon", r"The loss at the context: $\varepsilon = \partial L / \partial c$.")
def error(context, t):
    return context - t


turned = misconception("turned the sign of the error", credit="1/2", when=lambda level: level == "medium")
doubled = misconception(
    "kept a factor two from the square", credit="1/2", when=lambda level: level == "medium", feedback="The factor one half cancels it."
)


@turned.at(error)
def _(context, t):
    return t - context


@doubled.at(error)
def _(context, t):
    return 2 * (context - t)


@step(because=r"$v_i$ enters the context with the factor $\alpha_i$.", each="i")
def value_gradient(error, weights):
    return error * weights


@value_gradient.mistake("forgot the gradient of the loss", credit="1/2")
def _(weights):
    return weights


@value_gradient.mistake("forgot the weights", credit="1/4")
def _(error, weights):
    return error


@step(because=r"The value enters the context with the factor $\alpha_{{ j }}$.")
def one_value(alpha, g, j):
    return alpha[int(j) - 1] * g


@one_value.mistake("forgot the weight", credit="1/4")
def _(g):
    return g


@one_value.mistake("multiplied by the value in place of the gradient", credit="1/4")
def _(alpha, v1, v2, v3, j):
    return alpha[int(j) - 1] * (v1, v2, v3)[int(j) - 1]


@procedure(
    "s",
    r"What the loss asks of the weights: $s_i = \partial L / \partial \alpha_i = g \cdot v_i$.",
    general=r"(g \cdot v_1,\, g \cdot v_2,\, g \cdot v_3)",
)
def pulls(g, v1, v2, v3):
    return (dot(g, v1), dot(g, v2), dot(g, v3))


@step(r"\bar{s}", "Their mean with the weights.")
def mean_pull(alpha, pulls):
    return total(lambda weight, pull: weight * pull, alpha, pulls)


@step(
    because="{% if level == 'hard' %}Each weight times the difference of $s_i$ and the mean: $\\partial L / \\partial e_i = \\sum_j s_j (\\alpha_i 1_{i=j} - \\alpha_i \\alpha_j) = "
    "\\alpha_i (s_i - \\bar{s})$.{% else %}$\\partial c / \\partial e_i = \\alpha_i (v_i - c)$: the weight times the difference of the value and the context.{% endif %}",
    each="i",
)
def score_gradient(error=None, weights=None, v=None, context=None, alpha=None, pulls=None, mean_pull=None):
    if alpha is not None:
        return alpha * (pulls - mean_pull)
    return error * weights * (v - context)


def _at_scores(rule, error, weights, v, context, alpha, pulls, mean_pull):
    """Entry by entry at either level: the factor of the loss, the weight, the value and the mean."""
    if alpha is not None:
        return tuple(rule(Integer(1), a, s, mean_pull) for a, s in zip(alpha, pulls, strict=True))
    return tuple(rule(error, a, x, context) for a, x in zip(weights, v, strict=True))


@score_gradient.mistake(
    "forgot that the other weights shrink",
    credit="1/4",
    whole=True,
    feedback=r"$\sum_i \partial L / \partial e_i = 0$: a common shift of the scores changes nothing.",
)
def _(error=None, weights=None, v=None, context=None, alpha=None, pulls=None, mean_pull=None):
    return _at_scores(lambda f, a, x, c: f * a * x, error, weights, v, context, alpha, pulls, mean_pull)


@score_gradient.mistake("used the diagonal of the Jacobian matrix only", credit="1/4", whole=True)
def _(error=None, weights=None, v=None, context=None, alpha=None, pulls=None, mean_pull=None):
    return _at_scores(lambda f, a, x, c: f * a * (1 - a) * x, error, weights, v, context, alpha, pulls, mean_pull)


@score_gradient.mistake("turned the difference", credit="1/2", whole=True, when=lambda level: level == "hard")
def _(alpha=None, pulls=None, mean_pull=None):
    return tuple(a * (mean_pull - s) for a, s in zip(alpha, pulls, strict=True))


@score_gradient.mistake("forgot the gradient of the loss", credit="1/2", whole=True, when=lambda level: level == "medium")
def _(weights=None, v=None, context=None):
    return tuple(a * (x - context) for a, x in zip(weights, v, strict=True))


@score_gradient.mistake("forgot the weights", credit="1/4", whole=True)
def _(error=None, weights=None, v=None, context=None, alpha=None, pulls=None, mean_pull=None):
    return _at_scores(lambda f, a, x, c: f * (x - c), error, weights, v, context, alpha, pulls, mean_pull)


@score_gradient.mistake("took the weights for constants", whole=True, feedback="The weights depend on the scores.")
def _(v=None, alpha=None):
    return tuple(Integer(0) for _ in (v if alpha is None else alpha))


@step(because=r"Each score depends on the query: $\partial e_i / \partial q = k_i / \sqrt{d}$.")
def query_gradient(score_gradient, k1, k2, k3, d):
    return 1 / sqrt(d) * (score_gradient[0] * k1 + score_gradient[1] * k2 + score_gradient[2] * k3)


@step(because=r"Only the score $e_{{ j }}$ depends on this key: $\partial e_{{ j }} / \partial k_{{ j }} = q / \sqrt{d}$.")
def key_gradient(score_gradient, q, d, j):
    return score_gradient[int(j) - 1] / sqrt(d) * q


unscaled = misconception("forgot the scale", credit="1/2")
by_width = misconception("divided by $d$ in place of its root", credit="1/2")


@unscaled.at(query_gradient)
def _(query_gradient, d):
    return query_gradient * sqrt(d)


@unscaled.at(key_gradient)
def _(key_gradient, d):
    return key_gradient * sqrt(d)


@by_width.at(query_gradient)
def _(query_gradient, d):
    return query_gradient / sqrt(d)


@by_width.at(key_gradient)
def _(key_gradient, d):
    return key_gradient / sqrt(d)


@query_gradient.mistake("weighed the keys with the weights of the forward pass", credit="1/4")
def _(alpha, k1, k2, k3, d):
    return (alpha[0] * k1 + alpha[1] * k2 + alpha[2] * k3) / sqrt(d)


@query_gradient.mistake("went back along one score only", credit="1/4")
def _(score_gradient, k1, k2, k3, d, j):
    return score_gradient[int(j) - 1] * (k1, k2, k3)[int(j) - 1] / sqrt(d)


@key_gradient.mistake("multiplied by the key in place of the query", credit="1/4")
def _(score_gradient, k1, k2, k3, d, j):
    return score_gradient[int(j) - 1] * (k1, k2, k3)[int(j) - 1] / sqrt(d)


def _softmax(scores):
    grown = np.exp(np.asarray(scores, dtype=float))
    return grown / grown.sum()


def _slopes(function, at):
    """Central differences, one coordinate after another."""
    at = np.asarray(at, dtype=float)
    steps = 1e-5 * np.eye(at.size)
    return np.array([(function(at + h) - function(at - h)) / 2e-5 for h in steps])


@oracle
def finite_differences(
    level, alpha=(), r=None, m=0.0, e=(), v=(), t=0, q=None, k1=None, k2=None, k3=None, v1=None, v2=None, v3=None, g=None, d=1, j=1
):
    """Move every score, value, query and key a little and look at the loss; the gap of two scores by bisection."""
    if level == "easy":
        scores = np.log(np.asarray(alpha, dtype=float))
        low, high = 0.0, 20.0
        for _ in range(70):
            middle = (low + high) / 2
            first = 1 / (1 + math.exp(-middle))
            low, high = (middle, high) if first - first**2 > m else (low, middle)
        moving = np.ravel(r)
        speed = (_softmax(scores + 1e-5 * moving) - _softmax(scores - 1e-5 * moving)) / 2e-5
        return {"jacobian": _slopes(_softmax, scores).T, "rates": speed, "gap": low}
    if level == "medium":

        def loss(scores, values):
            return 0.5 * (float(_softmax(scores) @ np.asarray(values, dtype=float)) - t) ** 2

        found = _softmax(e)
        return {
            "weights": found,
            "context": float(found @ np.asarray(v, dtype=float)),
            "value_gradient": _slopes(lambda values: loss(e, values), v),
            "score_gradient": _slopes(lambda scores: loss(scores, v), e),
        }
    keys, values, pull = np.array([np.ravel(k) for k in (k1, k2, k3)]), np.array([np.ravel(x) for x in (v1, v2, v3)]), np.ravel(g)

    def whole(query, keys, values):
        return float(_softmax(keys @ query / math.sqrt(d)) @ values @ pull)

    def replaced(rows, row):
        return np.array([row if k + 1 == j else old for k, old in enumerate(rows)])

    start = np.ravel(q)
    return {
        "one_value": _slopes(lambda row: whole(start, keys, replaced(values, row)), values[j - 1]),
        "score_gradient": _slopes(lambda scores: float(_softmax(scores) @ values @ pull), keys @ start / math.sqrt(d)),
        "query_gradient": _slopes(lambda query: whole(query, keys, values), start),
        "key_gradient": _slopes(lambda row: whole(start, replaced(keys, row), values), keys[j - 1]),
    }
