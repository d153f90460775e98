"""A unit is dead when even its largest pre-activation is not positive."""

from itertools import product

import numpy as np
from sympy import ImmutableDenseMatrix, Integer

from examgen.authoring import Table, oracle, procedure, step, tex


def _values(W, b, samples):
    """Pre-activations: a row for each unit, a column for each sample."""
    return W * ImmutableDenseMatrix(samples).T + b * ImmutableDenseMatrix.ones(1, len(samples))


def _corner(W, b, low, high):
    return tuple(b[j] + sum((max(w * low, w * high) for w in W.row(j)), Integer(0)) for j in range(W.rows))


@procedure(
    because="{% if level == 'easy' %}All pre-activations; the largest one of each unit counts.{% else %}The pre-activation is linear, so it is largest at a corner: a positive weight wants "
    "$u$, a negative one $l$.{% endif %}",
    general=r"\bigl(\max_x z_j\bigr)_{j}",
)
def tops(W, b, samples=None, low=None, high=None):
    if samples is None:
        return _corner(W, b, low, high)
    return tuple(max(row) for row in _values(W, b, samples).tolist())


@tops.show
def _(W, b, samples=None, low=None, high=None) -> Table:
    if samples is not None:
        rows = tuple((f"${j + 1}$", *(f"${tex(value)}$" for value in row)) for j, row in enumerate(_values(W, b, samples).tolist()))
        return Table(head=("unit", "$x_1$", "$x_2$", "$x_3$", "$x_4$"), rows=rows)
    least = [-value for value in _corner(-W, -b, low, high)]
    rows = tuple((f"${j + 1}$", f"${tex(least[j])}$", f"${tex(top)}$") for j, top in enumerate(_corner(W, b, low, high)))
    return Table(head=("unit", "least", "largest"), rows=rows)


@tops.mistake("left out the biases", credit="1/3")
def _(tops, b):
    return tuple(top - shift for top, shift in zip(tops, b, strict=True))


@tops.mistake("took the smallest values", credit="1/4", when=lambda level: level == "easy")
def _(W, b, samples):
    return tuple(min(row) for row in _values(W, b, samples).tolist())


@tops.mistake("put the upper bound in for every input", credit="1/4", when=lambda level: level == "medium")
def _(W, b, high):
    return tuple(b[j] + high * sum(W.row(j)) for j in range(W.rows))


@tops.mistake("looked at the centre of the box", credit="1/4", when=lambda level: level == "medium")
def _(W, b, low, high):
    return tuple(b[j] + (low + high) * sum(W.row(j)) / 2 for j in range(W.rows))


@tops.mistake("took the size of each weight times the upper bound", credit="1/3", when=lambda low=None, high=None: low is not None and low + high != 0)
def _(W, b, high):
    return tuple(b[j] + high * sum(map(abs, W.row(j))) for j in range(W.rows))


@procedure(because="Those with $m_j \\le 0$.", general=r"\#\{j : m_j \le 0\}")
def dead(tops):
    return sum(1 for top in tops if top <= 0)


@dead.mistake("took every unit with a negative bias for dead", when=lambda level: level == "medium")
def _(b):
    return sum(1 for shift in b if shift < 0)


@dead.mistake(
    "took a unit that is silent on one sample for dead",
    credit="1/4",
    when=lambda level, W, b, dead, samples=None: level == "easy" and sum(1 for row in _values(W, b, samples).tolist() if min(row) <= 0) != W.rows - dead,
)
def _(W, b, samples):
    return sum(1 for row in _values(W, b, samples).tolist() if min(row) <= 0)


@dead.mistake("counted the living units", credit="1/4", when=lambda dead, W, b: 2 * dead != W.rows and W.rows - dead != sum(1 for shift in b if shift < 0))
def _(dead, W):
    return W.rows - dead


@procedure(
    because="Now the smallest value must be larger than 0: a positive weight wants $l$, a negative one $u$.",
    general=r"\#\{j : \min_x z_j > 0\}",
)
def always(W, b, low, high):
    return sum(1 for top in _corner(-W, -b, low, high) if top < 0)


@always.mistake("counted all units that are not dead", credit="1/4")
def _(W, dead):
    return W.rows - dead


@procedure(
    "s",
    "The sign of each sample: 1 where the unit is active, else 0.",
    general=r"\bigl([z_j(x_i) > 0]\bigr)_{i}",
)
def mask(W, b, samples, unit):
    return tuple(Integer(1) if value > 0 else Integer(0) for value in _values(W, b, samples).row(unit))


@mask.mistake("let inactive samples count as well", credit="1/4", feedback="Where the unit is inactive, its slope is 0 and nothing passes.")
def _(samples):
    return tuple(Integer(1) for _ in samples)


@procedure(because="Only the samples on which the unit is active pass the gradient on.", general=r"\sum_{i} g_i\, s_i\, x_i")
def gradient(g, mask, samples):
    return tuple(sum((a * s * x[k] for a, s, x in zip(g, mask, samples, strict=True)), Integer(0)) for k in range(2))


@gradient.mistake("left out the upstream gradient")
def _(mask, samples):
    return tuple(sum((s * x[k] for s, x in zip(mask, samples, strict=True)), Integer(0)) for k in range(2))


@step(because="A dead unit has one weight for each input, and a bias.")
def silent(dead, W):
    return dead * (W.cols + 1)


@silent.mistake("forgot the biases", credit="1/2")
def _(dead, W):
    return dead * W.cols


@procedure(because="The number is added everywhere, so that the largest value of unit {{ unit + 1 }}, $m_{ {{- unit + 1 -}} }$, rises by as much, up to 0: $-m_{ {{- unit + 1 -}} }$.")
def lift(tops, unit):
    return -tops[unit]


@lift.mistake("gave the size of the bias")
def _(b, unit):
    return abs(b[unit])


@procedure(because="For each sample.", general=r"\bigl(w \cdot x_i + b\bigr)_{i}")
def z(w, shift, samples):
    return tuple(shift + sum((a * x for a, x in zip(w, sample, strict=True)), Integer(0)) for sample in samples)


@z.mistake("left out the bias", credit="1/4")
def _(w, samples):
    return tuple(sum((a * x for a, x in zip(w, sample, strict=True)), Integer(0)) for sample in samples)


@step(because="Error of the output times the outer weight; the unit is active, so its slope is 1.")
def error(v, z, c, t):
    return (v * z[0] + c - t) * v


@error.mistake("forgot the outer weight", credit="1/2")
def _(v, z, c, t):
    return v * z[0] + c - t


@error.mistake("subtracted the output from the target", credit="1/2")
def _(v, z, c, t):
    return (t - v * z[0] - c) * v


@procedure(because="Error times input.", general="e\\, x_1")
def dw(error, samples):
    return tuple(error * x for x in samples[0])


@dw.mistake("multiplied by the weights")
def _(error, w):
    return tuple(error * a for a in w)


@procedure(
    "q",
    r"The step changes $w$ by $-\eta e x_1$ and $b$ by $-\eta e$, so that $z_i$ falls by $\eta\, q_i$.",
    general=r"\bigl(e\, (x_1 \cdot x_i + 1)\bigr)_{i}",
)
def falls(error, samples):
    first = samples[0]
    return tuple(error * (sum((a * x for a, x in zip(first, sample, strict=True)), Integer(0)) + 1) for sample in samples)


@falls.mistake("forgot that the bias moves, too", credit="1/2", when=lambda samples: all(sum(a * x for a, x in zip(samples[0], other, strict=True)) > 0 for other in samples))
def _(error, samples):
    return tuple(error * sum((a * x for a, x in zip(samples[0], sample, strict=True)), Integer(0)) for sample in samples)


@procedure(because=r"$z_i - \eta\, q_i \le 0$ for all samples: the last one to fall silent decides.", general=r"\max_i \frac{z_i}{q_i}")
def threshold(z, falls):
    return max(value / fall for value, fall in zip(z, falls, strict=True))


@threshold.show
def _(z, falls) -> Table:
    rows = tuple(tuple(f"${tex(value)}$" for value in (i + 1, z[i], falls[i], z[i] / falls[i])) for i in range(3))
    return Table(head=("$i$", "$z_i$", "$q_i$", "$z_i / q_i$"), rows=rows)


@threshold.mistake("looked at the first sample alone", credit="1/3")
def _(z, falls):
    return z[0] / falls[0]


@threshold.mistake("took the first sample that falls silent", credit="1/3", when=lambda z, falls: min(a / q for a, q in zip(z, falls, strict=True)) != z[0] / falls[0])
def _(z, falls):
    return min(value / fall for value, fall in zip(z, falls, strict=True))


@oracle
def search(level, W=None, b=None, samples=None, unit=None, low=None, high=None, g=None, w=None, shift=None, v=None, c=None, t=None):
    """Try all samples or corners; differences of the loss; bisection over the learning rate."""
    if level == "hard":
        X = np.array(samples, dtype=float)
        w = np.array(w, dtype=float)

        def loss(weights, bias):
            return (v * max(weights @ X[0] + bias, 0) + c - t) ** 2 / 2

        def slope(k):
            nudge = np.eye(3)[k] * 1e-5
            return (loss(w + nudge[:2], shift + nudge[2]) - loss(w - nudge[:2], shift - nudge[2])) / 2e-5

        gradient = np.array([slope(0), slope(1), slope(2)])
        below, above = 0.0, 1e6
        for _ in range(80):
            middle = (below + above) / 2
            alive = max(X @ (w - middle * gradient[:2]) + shift - middle * gradient[2]) > 0
            below, above = (middle, above) if alive else (below, middle)
        return {"z": X @ w + shift, "error": gradient[2], "dw": gradient[:2], "threshold": above}
    points = np.array(samples if samples is not None else list(product((low, high), repeat=3)), dtype=float)
    z = points @ W.T + b.T
    best = z.max(axis=0)
    answers = {"tops": best, "dead": int(np.sum(best <= 0)), "silent": int(np.sum(best <= 0)) * (W.shape[1] + 1)}
    if level == "easy":
        h = lambda row: float(np.dot(g, np.maximum(points @ row + b[unit, 0], 0)))  # noqa: E731
        moved = [(h(W[unit] + d) - h(W[unit] - d)) / 2e-6 for d in np.eye(2) * 1e-6]
        return {**answers, "gradient": moved}
    raised = 0.0
    while (z[:, unit] + raised).max() < 0:
        raised += 1.0
    return {**answers, "always": int(np.sum(z.min(axis=0) > 0)), "lift": raised}
