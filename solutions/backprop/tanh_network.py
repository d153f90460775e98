"""The slope of tanh is known from its value; the error goes back through it, then into weights and input."""

import numpy as np
from sympy import ImmutableDenseMatrix

from examgen.authoring import Network, Unit, dot, figure, hadamard, log, misconception, oracle, procedure, sigmoid, step, tex


@step("z_2", "{% if level == 'hard' %}The logit.{% else %}The value of the output unit.{% endif %}")
def z2(w2, h, b2):
    return dot(w2, h) + b2


@z2.mistake("left out the bias", credit="1/3", when=lambda level: level == "medium")
def _(w2, h):
    return dot(w2, h)


@step(because="{% if level == 'hard' %}The sigmoid of a logarithm: $\\sigma(\\ln r) = r / (r + 1)$.{% else %}The output is linear.{% endif %}")
def y(level, z2):
    return sigmoid(z2) if level == "hard" else z2


@y.mistake("gave the other class", credit="1/4", when=lambda level: level == "hard")
def _(z2):
    return sigmoid(-z2)


@procedure(
    because=r"$t = {{ t }}$: only the term {% if t == 1 %}$-\ln y${% else %}$-\ln(1 - y)${% endif %} of the right class counts.",
    general=r"-\bigl(t \ln y + (1 - t) \ln(1 - y)\bigr)",
)
def loss(t, y):
    return -(t * log(y) + (1 - t) * log(1 - y))


@loss.mistake("lost the sign", credit="1/2")
def _(t, y):
    return t * log(y) + (1 - t) * log(1 - y)


@loss.mistake("took the term of the other class", credit="1/4")
def _(t, y):
    return -(t * log(1 - y) + (1 - t) * log(y))


@step(
    because="{% if level == 'hard' %}For a sigmoid with this loss the derivative with respect to the logit is prediction minus target.{% else %}The derivative of the square brings "
    "down a 2, which cancels the one half.{% endif %}"
)
def error(y, t):
    return y - t


@error.mistake("subtracted the prediction from the target", credit="1/2")
def _(y, t):
    return t - y


@error.mistake("kept a factor 2", credit="1/2", when=lambda level: level == "medium")
def _(y, t):
    return 2 * (y - t)


@error.mistake("took the derivative with respect to the output, not the logit", credit="1/4", when=lambda level: level == "hard")
def _(y, t):
    return (1 - t) / (1 - y) - t / y


@error.mistake("multiplied by the slope of the sigmoid once more", credit="1/4", when=lambda level: level == "hard", feedback="$y - t$ contains that slope already.")
def _(y, t):
    return (y - t) * y * (1 - y)


@step(because="Error times the input of this layer.")
def dw2(error, h):
    return error * h


@dw2.mistake("multiplied by the weights")
def _(error, w2):
    return error * w2


@dw2.mistake("multiplied by the input of the network", credit="1/4")
def _(error, x):
    return error * x


@step("g", r"The error goes back through the weights: $\partial L / \partial h$.")
def pulled(error, w2):
    return error * w2


@procedure("s", r"The slope of $\tanh$ from its value, entry by entry: $\tanh' = 1 - \tanh^2$.", general=r"\left(1 - h_j^2\right)_{j}")
def slope(h):
    return ImmutableDenseMatrix(h.rows, h.cols, [1 - value**2 for value in h])


@slope.mistake("took one minus the value, without the square, for the slope", credit="1/2")
def _(h):
    return h.applyfunc(lambda value: 1 - value)


@slope.mistake("used the slope of the sigmoid", credit="1/4")
def _(h):
    return h.applyfunc(lambda value: value * (1 - value))


@slope.mistake("used the slope of ReLU", credit="1/4", when=lambda h: min(h) < 0 < max(h))
def _(h):
    return h.applyfunc(lambda value: 1 if value > 0 else 0)


@step(because="Times the slope, entry by entry.")
def delta1(pulled, slope):
    return hadamard(pulled, slope)


@delta1.mistake("forgot the slope", credit="1/3")
def _(pulled):
    return pulled


@delta1.mistake("multiplied by the hidden values in place of the slope", credit="1/4")
def _(pulled, h):
    return hadamard(pulled, h)


@step(because="Error times input; row $j$ belongs to unit $j$.")
def dW1(delta1, x):
    return delta1 * x.T


@dW1.mistake("gave the transpose of the gradient", credit="1/2", feedback=r"$\partial L / \partial W$ has the shape of $W$: error times transposed input.")
def _(delta1, x):
    return x * delta1.T


@step(because="Back through the weights once more; each input adds up what it causes in both units.")
def dx(W1, delta1):
    return W1.T * delta1


@dx.mistake("did not transpose the weights", credit="1/2")
def _(W1, delta1):
    return W1 * delta1


own = misconception("forgot the slope of $\\tanh$", feedback="On its way back the error is multiplied by the slopes of the hidden units.")


@own.at(dx)
def _(W1, pulled):
    return W1.T * pulled


@figure
def network(x, h, y):
    def units(values):
        return tuple(Unit(f"${tex(value)}$") for value in values)

    return Network((units(x), units(h), units([y])))


@oracle
def differences(level, x, W1, h, w2, b2, t):
    """Find the bias that the hidden values tell of, run the network forwards, and take central differences of the loss."""
    start = {"weights": W1, "inputs": x, "bias": np.arctanh(h) - W1 @ x, "outer": w2, "shift": np.array([[float(b2)]])}

    def forward(weights, inputs, bias, outer, shift):
        out = float((outer.T @ np.tanh(weights @ inputs + bias) + shift)[0, 0])
        if level == "medium":
            return out, (out - t) ** 2 / 2
        return 1 / (1 + np.exp(-out)), np.log1p(np.exp(-out if t else out))

    def slope(name):
        found = np.empty_like(start[name], dtype=float)
        for place in np.ndindex(found.shape):
            ends = []
            for nudge in (1e-5, -1e-5):
                moved = start[name].astype(float)
                moved[place] += nudge
                ends.append(forward(**{**start, name: moved})[1])
            found[place] = (ends[0] - ends[1]) / 2e-5
        return found

    out, loss = forward(**start)
    names = {"error": "shift", "dw2": "outer", "delta1": "bias", "dW1": "weights", "dx": "inputs"}
    return {"y": out, "loss": loss, **{part: slope(name) for part, name in names.items()}}
