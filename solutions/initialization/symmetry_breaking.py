"""Equal rows with equal output weights get equal gradients, so they stay equal; a zero on the way stops the gradient."""

import numpy as np
from sympy import Matrix, Rational

from examgen.authoring import dot, hadamard, oracle, procedure, relu, relu_slope, step, total


@step(because="The output is 0, and $\\partial L / \\partial b_2 = y - t$.")
def error_bias(t):
    return 0 - t


@error_bias.mistake("turned the sign", credit="1/2")
def _(t):
    return t


@error_bias.mistake("kept a factor 2", credit="1/2", feedback="The loss has a factor one half.")
def _(t):
    return -2 * t


@procedure("h_j", "The value of every hidden unit: the activation at $z_j = 0$.")
def at_zero(activation):
    return Rational(1, 2) if activation == "sigmoid" else Rational(0)


@step("g", "One entry of $\\partial L / \\partial w_2$: the error times the value of the hidden unit.")
def zero_entry(error_bias, at_zero):
    return error_bias * at_zero


@zero_entry.mistake("took $\\sigma(0)$ to be 0", credit="1/4", when=lambda activation: activation == "sigmoid")
def _():
    return 0


@zero_entry.mistake("did not multiply by the hidden value", credit="1/4")
def _(error_bias):
    return error_bias


@zero_entry.mistake("turned the sign", credit="1/2", when=lambda zero_entry: zero_entry != 0)
def _(zero_entry):
    return -zero_entry


@procedure(because="All hidden units have the same value, so that all entries are equal.")
def zero_gradient(zero_entry, n):
    return (zero_entry,) * int(n)


@step(r"\delta", "The derivative of the loss with respect to the output, $y - t$.")
def error(output, t):
    return output - t


@step("g", "One entry of $\\partial L / \\partial w_2$: the error times the value of the hidden unit.")
def entry(error, value):
    return error * value


@entry.mistake("did not multiply by the hidden value", credit="1/4")
def _(error):
    return error


@entry.mistake("turned the sign", credit="1/2")
def _(entry):
    return -entry


@entry.mistake("multiplied by the output weight", credit="1/4", when=lambda c, value: c != value)
def _(error, c):
    return error * c


@procedure(because="All hidden units have the same value, so that all entries are equal.")
def output_gradient(entry, n):
    return (entry,) * int(n)


@output_gradient.mistake("shared the error among the units", credit="1/4")
def _(entry, n):
    return (entry / n,) * int(n)


@procedure(
    because="{% if activation == 'sigmoid' %}$h_j = \\sigma(0) = \\frac{1}{2}$ is not 0, so that $w_2$ moves; but $\\partial L / \\partial z = (y - t)\\, w_2 \\cdots = 0$, since $w_2 = 0$."
    "{% else %}$h_j = 0$ stops the gradient of $w_2$, and $w_2 = 0$ stops what goes back to $W_1$ and $b_1$.{% endif %}"
)
def moves_once(at_zero):
    return "output" if at_zero != 0 else "bias"


@moves_once.mistake("took $\\sigma(0)$ to be 0", when=lambda activation="": activation == "sigmoid")
def _():
    return "bias"


@moves_once.mistake("forgot that the hidden values are 0", when=lambda activation="": activation != "sigmoid")
def _():
    return "output"


@moves_once.mistake("took every parameter to move")
def _():
    return "all"


@moves_once.mistake("took a gradient that is 0 somewhere to be 0 everywhere")
def _():
    return "none"


@step("b_2'", "The bias after a step against its gradient.")
def new_bias(eta, error_bias):
    return 0 - eta * error_bias


@step(
    because="The hidden values have not changed yet, since $W_1$ and $b_1$ are still 0: {% if activation == 'sigmoid' %}$y' = b_2' + \\sum_j w'_j h_j$ with equal $h_j$; the new weights $w'_j$ are "
    "$-\\eta$ times the gradient.{% else %}every $h_j$ is 0, and only the bias is left.{% endif %}"
)
def new_output(new_bias, eta, zero_gradient, at_zero, activation):
    return new_bias - eta * total(zero_gradient) * at_zero if activation == "sigmoid" else new_bias


@new_output.mistake("left out the change of the output weights", credit="1/2", when=lambda activation="": activation == "sigmoid")
def _(new_bias):
    return new_bias


@new_output.mistake("counted one hidden unit", credit="1/2", when=lambda activation="": activation == "sigmoid")
def _(new_bias, eta, zero_gradient, n, at_zero):
    return new_bias - eta * total(zero_gradient) / n * at_zero


@new_output.mistake("went up the gradient", credit="1/2")
def _(new_output):
    return -new_output


@new_output.mistake("kept the output", credit="0")
def _():
    return 0


@new_output.mistake("jumped to the target", credit="0")
def _(t):
    return t


@procedure(
    because="{% if activation == 'sigmoid' %}Now $w_2$ is not 0, so that the gradient reaches $W_1$ and $b_1$ (the slope of $\\sigma$ at 0 is $\\frac{1}{4}$, and $x$ is not 0)."
    "{% else %}$h_j = 0$ and $w_2 = 0$ as before: only the output bias is left to learn.{% endif %}"
)
def moves_twice(at_zero):
    return "all" if at_zero != 0 else "bias"


@moves_twice.mistake("stopped after the output layer", when=lambda activation="": activation == "sigmoid")
def _():
    return "output"


@moves_twice.mistake("let the second step reach all parameters", when=lambda activation="": activation != "sigmoid")
def _():
    return "all"


@moves_twice.mistake("let the second step reach the output weights", when=lambda activation="": activation != "sigmoid")
def _():
    return "output"


@moves_twice.mistake("took $\\sigma(0)$ to be 0", when=lambda activation="": activation == "sigmoid")
def _():
    return "bias"


@step(because="All $n$ hidden units give the same term.")
def output(n, c, value):
    return n * c * value


@output.mistake("counted one hidden unit", credit="1/4")
def _(c, value):
    return c * value


@output.mistake("left out the output weights", credit="1/4", when=lambda c: c != 1)
def _(n, value):
    return n * value


@step(
    "s",
    "The slope of the activation{% if activation == 'tanh' %}, from its value{% else %}: the units are active, since $h > 0${% endif %}.",
)
def slope(activation, value):
    return 1 - value**2 if activation == "tanh" else 1


@slope.mistake("took the slope to be 1", credit="1/4", when=lambda activation="": activation == "tanh")
def _():
    return 1


@slope.mistake("forgot the square in the slope of tanh", credit="1/4", when=lambda activation="": activation == "tanh")
def _(value):
    return 1 - value


@slope.mistake("took the value of ReLU for its slope", credit="1/4", when=lambda activation="": activation == "relu")
def _(value):
    return value


@step(r"\partial L / \partial z_j", "Back through the output weight and the activation.")
def back(error, c, slope):
    return error * c * slope


@back.mistake("left out the output weight", credit="1/3", when=lambda c: c != 1)
def _(error, slope):
    return error * slope


@procedure(
    because="Times the input: all rows are equal.", general=r"\bigl(\partial L / \partial z_j\bigr)\, x^{\mathsf{T}} \text{ in every row}"
)
def hidden_gradient(back, x, n):
    return Matrix([[back * entry for entry in x]] * int(n))


@hidden_gradient.mistake("took the gradient of the values for that of the weights", credit="1/4")
def _(back, n):
    return Matrix([[back, back]] * int(n))


@hidden_gradient.mistake("shared the error among the units", credit="1/4")
def _(hidden_gradient, n):
    return hidden_gradient / n


@hidden_gradient.mistake("turned the sign", credit="1/2")
def _(hidden_gradient):
    return -hidden_gradient


@procedure(
    because="{% if changed == 'none' %}Equal rows with equal output weights have equal gradients: all rows move alike and stay equal."
    "{% else %}The gradient of a row contains its output weight: the row of the unit with $2c$ moves twice as far as "
    "{% if n > 2 %}the others, which stay equal{% else %}the other one{% endif %}.{% endif %}"
)
def alike(changed):
    return 1 if changed == "none" else 2


@alike.mistake(
    "took training to set all units apart",
    feedback="Only a difference at the start can grow.",
    when=lambda changed, n: changed == "none" or n > 2,
)
def _(n):
    return n


@alike.mistake(
    "took equal rows to stay equal", feedback="The gradient of a row contains its output weight.", when=lambda changed: changed == "one"
)
def _():
    return 1


@procedure(
    because="{% if scenario == 'zero biases' %}The random weights make the rows different from the start; biases of 0 do no harm."
    "{% elif scenario == 'random output' %}The rows are equal, but their gradients contain the different output weights: after one step the rows differ."
    "{% elif scenario == 'dead start' %}All pre-activations are 0 for every input, and so is the slope of ReLU there: neither $W_1$ nor $w_2$ ever moves."
    "{% elif scenario == 'live start' %}The slope of tanh at 0 is 1, so that each row gets a gradient with its own output weight."
    "{% elif scenario == 'common row' %}Random, but the same for all units: their gradients are equal at every step."
    "{% else %}The values $h_j$ differ, so that the output weights become different in the first step; the rows differ from the start.{% endif %}"
)
def fate(scenario):
    return "no" if scenario == "dead start" or scenario == "common row" else "yes"


@fate.mistake("took biases of 0 to keep the units alike", when=lambda scenario: scenario == "zero biases")
def _():
    return "no"


@fate.mistake("overlooked that different output weights send back different gradients", when=lambda scenario: scenario == "random output")
def _():
    return "no"


@fate.mistake("overlooked that no gradient passes a ReLU at 0", when=lambda scenario: scenario == "dead start")
def _():
    return "yes"


@fate.mistake("took weights of 0 always to stay 0", when=lambda scenario: scenario in ("live start", "zero output"))
def _():
    return "no"


@fate.mistake("took any random number to be enough", when=lambda scenario: scenario == "common row")
def _():
    return "yes"


@step("z", "The pre-activations.")
def pre(W1, example):
    return W1 * example


@step("h", "All are positive, and all are equal.")
def hidden(pre):
    return relu(pre)


@step("y", "The output.")
def result(w2, hidden):
    return dot(w2, hidden)


@step(r"\delta", "The error.")
def delta(result, t):
    return result - t


@step(because="The error times the hidden values: equal entries.")
def dw2(delta, hidden):
    return delta * hidden


@dw2.mistake("took the output weights for the hidden values", credit="1/4")
def _(delta, w2):
    return delta * w2


@dw2.mistake("turned the sign", credit="1/2")
def _(delta, hidden):
    return -delta * hidden


@dw2.mistake("took the output for the error", credit="1/4", when=lambda t: t != 0)
def _(result, hidden):
    return result * hidden


@step(r"\delta_1", "Back through the output weights; the slope of ReLU is 1 at active units.")
def delta1(delta, w2, pre):
    return hadamard(delta * w2, relu_slope(pre))


@delta1.mistake("multiplied by the hidden values, not by the slopes", credit="1/4", when=lambda hidden: hidden[0] != 1)
def _(delta, w2, hidden):
    return hadamard(delta * w2, hidden)


@delta1.mistake("left out the output weights", credit="1/4")
def _(delta, pre):
    return delta * relu_slope(pre)


@step(because="Times the input: rows with the same output weight are equal, others are not.")
def dW1(delta1, example):
    return delta1 * example.T


@dW1.mistake("turned the sign", credit="1/2")
def _(delta1, example):
    return -delta1 * example.T


@step(because="A step against the gradient.")
def new_W1(W1, eta, dW1):
    return W1 - eta * dW1


@new_W1.mistake("went up the gradient", credit="1/2")
def _(W1, eta, dW1):
    return W1 + eta * dW1


@new_W1.mistake("forgot the learning rate", credit="1/3")
def _(W1, dW1):
    return W1 - dW1


@procedure(
    because="Units with equal rows and equal output weights stay copies of one another; the others have different rows after the first step, and stay different."
)
def distinct(new_W1, w2):
    return len({(*new_W1.row(i), w2[i]) for i in range(new_W1.rows)})


@distinct.mistake("took equal rows to stay equal", credit="0", feedback="The gradient of a row contains its output weight.")
def _():
    return 1


@distinct.mistake("took training to set all units apart", credit="0", when=lambda distinct, w2: distinct < len(w2))
def _(w2):
    return len(w2)


_ACTIVATIONS = {"relu": lambda z: np.maximum(z, 0), "tanh": lambda z: np.tanh(z), "sigmoid": lambda z: 1 / (1 + np.exp(-z))}


def _descend(activation, parts, xs, ts, eta, steps, biases=True):
    """Gradient descent with gradients by central differences, parameter by parameter; returns the parameters after each step."""
    act = _ACTIVATIONS[activation]

    def loss(values):
        W1, b1, w2, b2 = values
        return sum((w2 @ act(W1 @ x + b1) + b2[0] - t) ** 2 / 2 for x, t in zip(xs, ts, strict=True))

    track = [[np.array(part, float) for part in parts]]
    gradients = []
    for _ in range(steps):
        now, gradient = track[-1], []
        for k, part in enumerate(now):
            slopes = np.zeros(part.shape)
            for place in np.ndindex(part.shape) if biases or k in (0, 2) else ():
                sides = []
                for h in (1e-5, -1e-5):
                    moved = [array.copy() for array in now]
                    moved[k][place] += h
                    sides.append(loss(moved))
                slopes[place] = (sides[0] - sides[1]) / 2e-5
            gradient.append(slopes)
        gradients.append(gradient)
        track.append([part - eta * slopes for part, slopes in zip(now, gradient, strict=True)])
    return track, gradients


def _different(rows):
    """How many rows differ by more than the noise of finite differences; rounded ones could fall on two sides of a tie."""
    rows = np.array(rows)
    return sum(all(np.max(np.abs(row - other)) > 1e-7 for other in rows[:place]) for place, row in enumerate(rows))


def _moved(parts):
    named = "".join("x" if np.max(np.abs(part)) > 1e-9 else "-" for part in parts)
    return {"---x": "bias", "--xx": "output", "xxxx": "all"}.get(named, "none")


def _become_different(scenario, n):
    """Try it, with fixed numbers in place of random ones."""
    W = np.array([[0.3, -0.7], [0.9, 0.2], [-0.4, 0.5]])[:n]
    w = np.array([0.6, -0.8, 0.35])[:n]
    starts = {
        "zero biases": ("tanh", W, w),
        "random output": ("tanh", np.full((n, 2), 0.5), w),
        "dead start": ("relu", np.zeros((n, 2)), w),
        "live start": ("tanh", np.zeros((n, 2)), w),
        "common row": ("tanh", np.tile(W[0], (n, 1)), np.full(n, 0.6)),
        "zero output": ("tanh", W, np.zeros(n)),
    }
    activation, rows, out = starts[scenario]
    rows, out, x = rows.tolist(), out.tolist(), (1.0, 0.5)
    for _ in range(3):
        z = [row[0] * x[0] + row[1] * x[1] for row in rows]
        error = sum(w * float(_ACTIVATIONS[activation](a)) for w, a in zip(out, z, strict=True)) - 2.0
        for j, (row, w, a) in enumerate(list(zip(rows, out, z, strict=True))):
            height = float(_ACTIVATIONS[activation](a))
            slope = 1 - height**2 if activation == "tanh" else 1.0 if a > 0 else 0.0
            out[j] = w - 0.1 * error * height
            rows[j] = [entry - 0.1 * error * w * slope * side for entry, side in zip(row, x, strict=True)]
    return "yes" if _different(rows) > 1 else "no"


@oracle
def train(activation="relu", n=0, x=(), t=0, eta=0, c=0, value=0, changed="", scenario="", W1=None, w2=None, example=None, k=0):
    """Train small networks with gradients from finite differences, and compare their rows."""
    if W1 is not None:
        flat = example.reshape(-1)
        track, gradients = _descend("relu", [W1, np.zeros(len(W1)), w2.reshape(-1), np.zeros(1)], [flat], [t], eta, k + 1, biases=False)
        return {
            "dw2": gradients[0][2].reshape(-1, 1),
            "dW1": gradients[0][0],
            "new_W1": track[1][0],
            "distinct": _different(track[-1][0]),
        }
    x = np.asarray(x, float)
    if value == 0:
        start = [np.zeros((n, 2)), np.zeros(n), np.zeros(n), np.zeros(1)]
        track, gradients = _descend(activation, start, [x], [t], eta, 2)
        W, b, w, b2 = track[1]
        return {
            "error_bias": gradients[0][3][0],
            "zero_gradient": gradients[0][2],
            "moves_once": _moved(track[1]),
            "new_output": float(w @ _ACTIVATIONS[activation](W @ x + b) + b2[0]),
            "moves_twice": _moved(track[2]),
        }
    shift = (np.arctanh(value) if activation == "tanh" else value) - x.sum()  # a bias that never moves makes up for the unknown weights
    start = [np.ones((n, 2)), np.full(n, shift), np.full(n, float(c)), np.zeros(1)]
    _, gradients = _descend(activation, start, [x], [t], 0.01, 1, biases=False)
    weights = np.where(np.arange(n) == 0, 2.0 if changed == "one" else 1.0, 1.0) * float(c)
    apart, _ = _descend(activation, [start[0], start[1], weights, start[3]], [x], [t], 0.001, 1, biases=False)
    return {
        "output": float(start[2] @ _ACTIVATIONS[activation](start[0] @ x + shift)),
        "output_gradient": gradients[0][2],
        "hidden_gradient": gradients[0][0],
        "alike": _different(apart[-1][0]),
        "fate": _become_different(scenario, n),
    }
