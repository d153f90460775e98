"""Values forwards; then the error backwards: times weights, times slope, and times the input of each layer for its weights."""

import numpy as np
from sympy import ImmutableDenseMatrix

from examgen.authoring import Network, Unit, dot, exp, figure, hadamard, log, misconception, oracle, procedure, relu, step, tex, total


@step("z_1", "{% if level == 'easy' %}The pre-activation of the hidden unit.{% else %}The pre-activations of the hidden layer.{% endif %}")
def z1(x, b1, w1=None, W1=None):
    return (w1 if W1 is None else W1) * x + b1


@z1.mistake("left out the bias of the hidden layer", credit="1/3", when=lambda b1, x, w1=None: b1 != 0 * b1 and (w1 is None or w1 * x > 0))
def _(x, w1=None, W1=None):
    return (w1 if W1 is None else W1) * x


@step(because="ReLU passes what is positive{% if level != 'easy' %} and cuts the rest off{% endif %}.")
def h(z1):
    return relu(z1)


@h.mistake("passed the negative value on", credit="1/4", when=lambda level: level != "easy")
def _(z1):
    return z1


@step(because="The linear output.")
def y(level, w2, h, b2):
    return (w2 * h if level == "easy" else dot(w2, h)) + b2


@y.mistake("left out the bias of the output", credit="1/3")
def _(level, w2, h):
    return w2 * h if level == "easy" else dot(w2, h)


@step("z_2", "The logits.")
def z2(W2, h, b2):
    return W2 * h + b2


@procedure("u", r"Their exponentials, entry by entry; $e^{\ln c} = c$.", general=r"\left(e^{(z_2)_k}\right)_{k}")
def exponentials(z2):
    return exp(z2)


@step(because="Softmax divides them by their sum.")
def outputs(exponentials):
    return 1 / total(exponentials) * exponentials


@outputs.mistake("left the exponentials undivided", credit="1/4")
def _(exponentials):
    return exponentials


@procedure(because="Only the true class counts, since the others have $t_k = 0$.", general=r"-\sum_{k=1}^{2} t_k \ln y_k")
def loss(t, outputs):
    return -total(lambda one, share: one * log(share), t, outputs)


@loss.mistake("lost the sign", credit="1/2")
def _(t, outputs):
    return total(lambda one, share: one * log(share), t, outputs)


@loss.mistake("took the logarithm of the other class", when=lambda outputs: outputs[0] != outputs[1])
def _(t, outputs):
    return -t[0] * log(outputs[1]) - t[1] * log(outputs[0])


@step(because="The derivative of the square brings down a 2, which cancels the one half.")
def error(y, t):
    return y - t


@error.mistake("kept a factor 2", credit="1/2", feedback=r"$L = \frac{1}{2}(y - t)^2$ has the derivative $y - t$.")
def _(y, t):
    return 2 * (y - t)


@error.mistake("gave the loss in place of its derivative", when=lambda error: error not in (1, 2, 4, -2))
def _(error):
    return error**2 / 2


@step(because="For softmax with cross-entropy the derivative with respect to the logits is prediction minus target.")
def errors(outputs, t):
    return outputs - t


@errors.mistake("took the derivative with respect to the outputs, not the logits", credit="1/4", feedback=r"$-t_k / y_k$ is the derivative with respect to $y_k$; softmax comes before it.")
def _(outputs, t):
    return -hadamard(t, outputs.applyfunc(lambda share: 1 / share))


@errors.mistake("kept the entry of the true class alone", credit="1/4")
def _(outputs, t):
    return hadamard(t, outputs - t)


exchanged = misconception("subtracted the prediction from the target", credit="1/2")


@exchanged.at(error)
def _(y, t):
    return t - y


@exchanged.at(errors)
def _(outputs, t):
    return t - outputs


@step(because="Error times the input of this layer.")
def dw2(error, h):
    return error * h


@dw2.mistake("multiplied by the weight", when=lambda w2, h: w2 != h)
def _(error, w2):
    return error * w2


@dw2.mistake("multiplied by the input of the network", credit="1/4", when=lambda x, h: x != h)
def _(error, x):
    return error * x


@step(because="Error times the input of this layer.")
def dv2(error, h):
    return error * h


@dv2.mistake("multiplied by the pre-activations", credit="1/2")
def _(error, z1):
    return error * z1


@dv2.mistake("multiplied by the weights")
def _(error, w2):
    return error * w2


@step(because="Error times the input of this layer: row $k$ belongs to output $k$.")
def dW2(errors, h):
    return errors * h.T


@dW2.mistake("multiplied by the pre-activations", credit="1/2")
def _(errors, z1):
    return errors * z1.T


@step("g", "The error goes back through the weights: $\\partial L / \\partial h$.")
def pulled(level, w2=None, W2=None, error=None, errors=None):
    return W2.T * errors if level == "hard" else error * w2


@pulled.mistake("left out the weights", credit="1/4", when=lambda level: level == "easy")
def _(error=None):
    return error


@pulled.mistake("did not transpose the weights", credit="1/4", when=lambda level: level == "hard")
def _(W2=None, errors=None):
    return W2 * errors


@pulled.mistake(
    "went back through the updated weights", credit="1/2", when=lambda level: level != "easy", feedback="All gradients belong to the old weights."
)
def _(level, error=None, errors=None, new_v2=None, new_W2=None):
    return new_W2.T * errors if level == "hard" else error * new_v2


@procedure("m", "The slope of ReLU is 1 for the active unit and 0 for the inactive one.", general=r"\mathrm{ReLU}'(z_1)")
def slope(W1, h):
    return ImmutableDenseMatrix(W1.rows, 1, [1 if value > 0 else 0 for value in h])


@step(
    because="{% if level == 'easy' %}The unit is active, where ReLU has the slope 1.{% else %}Times the slope, entry by entry: an inactive unit passes "
    "nothing back.{% endif %}"
)
def delta1(level, pulled, slope=None):
    return pulled if level == "easy" else hadamard(pulled, slope)


@delta1.mistake("forgot that the inactive unit passes nothing back", credit="1/3", when=lambda level: level != "easy")
def _(pulled):
    return pulled


@delta1.mistake("multiplied by the hidden values in place of the slope", credit="1/4", feedback="The slope of ReLU is 1 for an active unit, whatever its value.")
def _(level, pulled, h):
    return pulled * h if level == "easy" else hadamard(pulled, h)


@step(because="The same one layer down: error times input.")
def dw1(delta1, x):
    return delta1 * x


@dw1.mistake("left out the input", credit="1/3", when=lambda x: x != 1)
def _(delta1):
    return delta1


@step(because="The same one layer down: error times input; row $j$ belongs to unit $j$.")
def dW1(delta1, x):
    return delta1 * x.T


transposed = misconception("gave the transpose of the gradient", credit="1/2", feedback=r"$\partial L / \partial W$ has the shape of $W$: error times transposed input.")


@transposed.at(dW1)
def _(delta1, x):
    return x * delta1.T


@transposed.at(dW2)
def _(errors, h):
    return h * errors.T


@step(because="A step against the gradient.")
def new_w1(w1, eta, dw1):
    return w1 - eta * dw1


@new_w1.mistake("left out the learning rate", credit="1/4")
def _(w1, dw1):
    return w1 - dw1


@step(because="A step against the gradient.")
def new_W1(W1, eta, dW1):
    return W1 - eta * dW1


@step(r"w_2^{\text{new}}", "A step against the gradient.")
def new_v2(w2, eta, dv2):
    return w2 - eta * dv2


@step(because="A step against the gradient.")
def new_W2(W2, eta, dW2):
    return W2 - eta * dW2


ascended = misconception("stepped along the gradient, which makes the loss larger", credit="1/2")


@ascended.at(new_w1)
def _(w1, eta, dw1):
    return w1 + eta * dw1


@ascended.at(new_W1)
def _(W1, eta, dW1):
    return W1 + eta * dW1


@ascended.at(new_W2)
def _(W2, eta, dW2):
    return W2 + eta * dW2


@step(r"h^{\text{new}}", "Forwards once more, with the new weight.")
def new_h(new_w1, x, b1):
    return relu(new_w1 * x + b1)


@step(because="The new output against the same target.")
def new_loss(w2, new_h, b2, t):
    return (w2 * new_h + b2 - t) ** 2 / 2


@new_loss.mistake("left out the factor one half", credit="1/2")
def _(w2, new_h, b2, t):
    return (w2 * new_h + b2 - t) ** 2


@new_loss.mistake("gave the difference in place of the loss", credit="1/4")
def _(w2, new_h, b2, t):
    return w2 * new_h + b2 - t


@new_loss.mistake("kept the old hidden value")
def _(w2, h, b2, t):
    return (w2 * h + b2 - t) ** 2 / 2


@figure
def network(level, x, h, z1, y=None, outputs=None, w1=None, w2=None):
    def unit(value, active=None):
        return Unit(f"${tex(value)}$", active)

    if level == "easy":
        return Network(((unit(x),), (unit(h),), (unit(y),)), (((f"${tex(w1)}$",),), ((f"${tex(w2)}$",),)))
    middle = tuple(unit(value, bool(z > 0)) for value, z in zip(h, z1, strict=True))
    last = tuple(map(unit, outputs)) if level == "hard" else (unit(y),)
    return Network((tuple(map(unit, x)), middle, last), caption="Grey: active. Dashed: inactive.")


@oracle
def differences(level, x, b1, b2, t, eta, w1=None, W1=None, w2=None, W2=None):
    """Run the network forwards; every gradient is a central difference of its loss."""
    names = ("first", "bias1", "second", "bias2")
    first, second = (w1 if W1 is None else W1), (w2.T if level == "medium" else w2 if W2 is None else W2)
    start = {name: np.array(value, dtype=float, ndmin=2) for name, value in zip(names, (first, b1, second, b2), strict=True)}
    column, target = np.array(x, dtype=float, ndmin=2), np.array(t, dtype=float, ndmin=2)

    def forward(first, bias1, second, bias2):
        hidden = np.maximum(first @ column + bias1, 0)
        logits = second @ hidden + bias2
        if level != "hard":
            return hidden, logits, ((logits - target) ** 2).sum() / 2
        shares = np.array([[1 / np.exp(logits - one).sum()] for one in logits[:, 0]])
        return hidden, shares, np.log(np.exp(logits).sum()) - (target * logits).sum()

    def slope(name):
        found = np.empty_like(start[name])
        for place in np.ndindex(found.shape):
            ends = []
            for nudge in (1e-5, -1e-5):
                moved = start[name].copy()
                moved[place] += nudge
                ends.append(forward(**{**start, name: moved})[2])
            found[place] = (ends[0] - ends[1]) / 2e-5
        return found

    slopes = {name: slope(name) for name in names}
    hidden, out, loss = forward(**start)
    if level == "hard":
        answers = {"h": hidden, "outputs": out, "loss": loss, "errors": slopes["bias2"], "dW2": slopes["second"]}
        moved = start["second"] - eta * slopes["second"]
        return {**answers, "delta1": slopes["bias1"], "dW1": slopes["first"], "new_W2": moved}
    moved = start["first"] - eta * slopes["first"]
    if level == "medium":
        answers = {"h": hidden, "y": out, "error": slopes["bias2"], "dv2": slopes["second"]}
        return {**answers, "delta1": slopes["bias1"], "dW1": slopes["first"], "new_W1": moved}
    after = forward(**{**start, "first": moved})[2]
    return {"y": out, "error": slopes["bias2"], "dw2": slopes["second"], "dw1": slopes["first"], "new_w1": moved, "new_loss": after}
