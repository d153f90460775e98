"""Collect the factor of the input and the constants; rows are scaled by what follows a layer, columns by what precedes it."""

import numpy as np
from sympy import diag

from examgen.authoring import misconception, oracle, procedure, sqrt, step


@step(because=r"In inference mode $\mu$ and $v$ are constants: collect the factor of $z$.")
def scale_one(gamma1, v1, eps):
    return gamma1 / sqrt(v1 + eps)


@step(because=r"$y = s (w x + b - \mu) + \beta$: the factor of $x$.")
def weight_one(scale_one, w):
    return scale_one * w


@weight_one.mistake("kept the weight", credit="0")
def _(w):
    return w


@weight_one.mistake("multiplied by $\\gamma$ alone", credit="1/4")
def _(gamma1, w):
    return gamma1 * w


@step(because=r"$y = s (w x + b - \mu) + \beta$: what is left for $x = 0$.")
def bias_one(scale_one, b1, mu1, beta1):
    return scale_one * (b1 - mu1) + beta1


@bias_one.mistake("did not subtract the mean", credit="1/3")
def _(scale_one, b1, beta1):
    return scale_one * b1 + beta1


@bias_one.mistake("did not scale the mean", credit="1/2")
def _(scale_one, b1, mu1, beta1):
    return scale_one * b1 - mu1 + beta1


@bias_one.mistake("scaled the shift as well", credit="1/2")
def _(scale_one, b1, mu1, beta1):
    return scale_one * (b1 - mu1 + beta1)


@bias_one.mistake("left out the shift", credit="1/3")
def _(scale_one, b1, mu1):
    return scale_one * (b1 - mu1)


@step(
    because="{% if mode == 'training' %}The mean of the batch rises by $c$, too, and is subtracted: the bias before batch normalization has no effect in training."
    r"{% else %}$\mu$ is a constant in inference mode, so that the raise is multiplied by $s$ and stays.{% endif %}"
)
def change_one(mode, scale_one, c):
    return 0 if mode == "training" else scale_one * c


@change_one.mistake("took the statistics to be constants in training mode", when=lambda mode: mode == "training")
def _(scale_one, c):
    return scale_one * c


@change_one.mistake("let the mean follow the bias in inference mode", when=lambda mode: mode == "inference")
def _():
    return 0


@change_one.mistake("passed the raise on as it is", credit="1/4")
def _(c):
    return c


@step(because=r"In inference mode $\mu$ and $v$ are constants: collect the factor of $z_i$.", each="i")
def scale(gamma, v, eps):
    return gamma / sqrt(v + eps)


no_root = misconception("divided by the variance in place of its root", credit="1/3")
outside = misconception("added epsilon outside of the root", credit="1/2")
no_epsilon = misconception("left out epsilon", credit="1/2")


@no_root.at(scale_one)
def _(gamma1, v1, eps):
    return gamma1 / (v1 + eps)


@no_root.at(scale)
def _(gamma, v, eps):
    return gamma / (v + eps)


@outside.at(scale_one)
def _(gamma1, v1, eps):
    return gamma1 / (sqrt(v1) + eps)


@outside.at(scale)
def _(gamma, v, eps):
    return gamma / (sqrt(v) + eps)


@no_epsilon.at(scale_one)
def _(gamma1, v1):
    return gamma1 / sqrt(v1)


@no_epsilon.at(scale)
def _(gamma, v):
    return gamma / sqrt(v)


@procedure("S", "The factors on the diagonal of a matrix, so that $S z$ multiplies $z_i$ by $s_i$.")
def diagonal(scale):
    return diag(*scale)


@step(because=r"$y = S (W x + b - \mu) + \beta$: each *row* of $W$ gets the factor of its output.")
def weights(diagonal, W):
    return diagonal * W


@weights.mistake(
    "scaled the columns", credit="1/2", feedback="Batch normalization acts on the outputs, and an output belongs to a row of $W$."
)
def _(W, diagonal):
    return W * diagonal


@weights.mistake("kept the weights", credit="0")
def _(W):
    return W


@weights.mistake("multiplied by $\\gamma$ alone", credit="1/4")
def _(gamma, W):
    return diag(*gamma) * W


@step(because="A channel has one factor for its whole kernel.")
def kernel1(scale, K1):
    return scale[0] * K1


@step(because="The same with the factor of the second channel.")
def kernel2(scale, K2):
    return scale[1] * K2


other_channel = misconception("took the factor of the other channel", credit="1/3")
by_columns = misconception("gave each column of a kernel a factor of its own", credit="1/4")
kept = misconception("kept the kernel", credit="0")


@other_channel.at(kernel1)
def _(scale, K1):
    return scale[1] * K1


@other_channel.at(kernel2)
def _(scale, K2):
    return scale[0] * K2


@by_columns.at(kernel1)
def _(K1, diagonal):
    return K1 * diagonal


@by_columns.at(kernel2)
def _(K2, diagonal):
    return K2 * diagonal


@kept.at(kernel1)
def _(K1):
    return K1


@kept.at(kernel2)
def _(K2):
    return K2


@step(because=r"What is left for $x = 0$: the bias moves by the mean, is scaled, and the shift is added.")
def bias(diagonal, b, mu, beta):
    return diagonal * (b - mu) + beta


@bias.mistake("did not subtract the means", credit="1/3")
def _(diagonal, b, beta):
    return diagonal * b + beta


@bias.mistake("did not scale the means", credit="1/2")
def _(diagonal, b, mu, beta):
    return diagonal * b - mu + beta


@bias.mistake("scaled the shifts as well", credit="1/2")
def _(diagonal, b, mu, beta):
    return diagonal * (b - mu + beta)


@bias.mistake("left out the shifts", credit="1/3")
def _(diagonal, b, mu):
    return diagonal * (b - mu)


@step(
    because="{% if mode == 'training' %}The mean of the batch rises by $c$, too, and is subtracted: the bias before batch normalization has no effect in training."
    r"{% else %}$\mu_1$ is a constant in inference mode, so that the raise is multiplied by $s_1$ and stays.{% endif %}"
)
def change(mode, scale, c):
    return 0 if mode == "training" else scale[0] * c


@change.mistake("took the statistics to be constants in training mode", when=lambda mode: mode == "training")
def _(scale, c):
    return scale[0] * c


@change.mistake("let the mean follow the bias in inference mode", when=lambda mode: mode == "inference")
def _():
    return 0


@change.mistake("passed the raise on as it is", credit="1/4")
def _(c):
    return c


@change.mistake("took the factor of the other feature", credit="1/3", when=lambda mode: mode == "inference")
def _(scale, c):
    return scale[1] * c


@step(because="The weights, and one bias for each output channel, which now holds the shift; statistics and scales are gone.")
def stored(channels_out, channels_in, side):
    return channels_out * (channels_in * side**2 + 1)


@stored.mistake("forgot that folding makes biases", credit="1/2")
def _(channels_out, channels_in, side):
    return channels_out * channels_in * side**2


@stored.mistake("kept the four numbers of each channel", credit="1/3")
def _(channels_out, channels_in, side):
    return channels_out * (channels_in * side**2 + 4)


@stored.mistake("counted one bias for the whole layer", credit="1/2")
def _(channels_out, channels_in, side):
    return channels_out * channels_in * side**2 + 1


@stored.mistake("forgot the input channels", credit="1/4")
def _(channels_out, side):
    return channels_out * (side**2 + 1)


@step(because=r"$z = W (S (x - \mu) + \beta) + d$: each *column* of $W$ gets the factor of its input.")
def forward_weights(W, diagonal):
    return W * diagonal


@forward_weights.mistake(
    "scaled the rows", credit="1/2", feedback="Here the scaled values are the inputs of $W$, and an input belongs to a column."
)
def _(diagonal, W):
    return diagonal * W


@forward_weights.mistake("kept the weights", credit="0")
def _(W):
    return W


@step("a", "What batch normalization returns for $x = 0$.")
def at_zero(beta, diagonal, mu):
    return beta - diagonal * mu


@at_zero.mistake("did not scale the means", credit="1/2")
def _(beta, mu):
    return beta - mu


@at_zero.mistake("scaled the shifts as well", credit="1/2")
def _(beta, diagonal, mu):
    return diagonal * (beta - mu)


@at_zero.mistake("left out the means", credit="1/3")
def _(beta):
    return beta


@step(because="It passes through the dense layer.")
def forward_bias(W, at_zero, d):
    return W * at_zero + d


@forward_bias.mistake("did not multiply by the weights", credit="1/3")
def _(at_zero, d):
    return at_zero + d


@forward_bias.mistake("multiplied by the folded weights", credit="1/2")
def _(forward_weights, at_zero, d):
    return forward_weights * at_zero + d


@forward_bias.mistake("left out the bias of the dense layer", credit="1/2")
def _(W, at_zero):
    return W * at_zero


def _norm(z, gamma, v, mu, beta, eps):
    return (z - mu) * (v + eps) ** -0.5 * gamma + beta


@oracle
def probe(
    eps, w=None, b1=0, gamma1=1, beta1=0, mu1=0, v1=1, W=None, K1=None, K2=None, b=None, d=None, beta=None, mu=None, gamma=None, v=None,
    mode="", c=0, channels_in=0, channels_out=0, side=0,
):  # fmt: skip
    """Run the layers as they are on 0 and on unit inputs, and read weights and biases off the outputs; in training mode run a batch."""
    if w is not None:
        W, b, mu, beta = np.array([[w]]), np.array([[b1]]), np.array([[mu1]]), np.array([[beta1]])
        gamma, v = np.array([gamma1]), np.array([v1])
    g, variance = np.asarray(gamma, float)[:, None], np.asarray(v, float)[:, None]

    def norm(z):
        return _norm(z, g, variance, mu, beta, eps)

    factors = (norm(np.ones(g.shape)) - norm(np.zeros(g.shape)))[:, 0]
    if K1 is not None:
        pixels = [np.zeros((2, 2))] + [np.eye(4)[k].reshape(2, 2) for k in range(4)]
        out = np.array([norm(np.array([[np.sum(K1 * x)], [np.sum(K2 * x)]]) + b)[:, 0] for x in pixels])
        kernels = (out[1:] - out[0]).T.reshape(2, 2, 2)
        ends = [W @ norm(x[:, None]) + d for x in (np.zeros(2), np.array([1.0, 0.0]), np.array([0.0, 1.0]))]
        count = sum(1 + len(range(side)) * len(range(side)) * channels_in for _channel in range(channels_out))
        return {
            "scale": factors,
            "kernel1": kernels[0],
            "kernel2": kernels[1],
            "bias": out[0][:, None],
            "stored": count,
            "forward_weights": np.hstack([ends[1] - ends[0], ends[2] - ends[0]]),
            "forward_bias": ends[0],
        }
    n = W.shape[1]
    start = norm(W @ np.zeros((n, 1)) + b)
    columns = [norm(W @ np.eye(n)[:, [k]] + b) - start for k in range(n)]
    raised = b + np.array([[c]] + [[0]] * (len(b) - 1))
    batch = np.array([[0.0, 1.0, 3.0, -2.0], [1.0, -1.0, 2.0, 5.0]])[:n]

    def first_output(bias):
        z = W @ batch + bias
        v, m = (z.var(axis=1, keepdims=True), z.mean(axis=1, keepdims=True)) if mode == "training" else (variance, mu)
        return _norm(z, g, v, m, beta, eps)[0, 0]

    change = first_output(raised) - first_output(b)
    if w is not None:
        return {"scale_one": factors[0], "weight_one": columns[0][0, 0], "bias_one": start[0, 0], "change_one": change}
    return {"scale": factors, "weights": np.hstack(columns), "bias": start, "change": change}
