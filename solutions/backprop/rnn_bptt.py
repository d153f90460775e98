"""Errors run backwards through the states; each step adds its share to the weights, which all steps have in common."""

import numpy as np
from sympy import Integer

from examgen.authoring import (
    Graph,
    GraphEdge,
    GraphNode,
    Table,
    figure,
    misconception,
    oracle,
    procedure,
    relu,
    relu_slope,
    step,
    tex,
    total,
)


def _states(w, u, h0, x, b, activation):
    found = [h0]
    for value in x:
        found.append(activation(w * found[-1] + u * value + b))
    return tuple(found[1:])


def _activation(level):
    return relu if level == "medium" else lambda z: z


@procedure(because="From left to right; each state needs the one before it.")
def h(level, w, u, h0, x, b=0):
    return _states(w, u, h0, x, b, _activation(level))


def _shown(value):
    """A number as a later term or factor: in brackets where it is negative."""
    return f"({tex(value)})" if value < 0 else tex(value)


@h.show
def _(level, w, u, h0, x, h, b=None) -> Table:
    rows = []
    for t, (last, value, state) in enumerate(zip((h0, *h), x, h, strict=False), 1):
        shift = "" if b is None else f" + {_shown(b)}"
        z = w * last + u * value + (0 if b is None else b)
        rows.append((f"${t}$", rf"${tex(w)} \cdot {_shown(last)} + {_shown(u)} \cdot {_shown(value)}{shift} = {tex(z)}$", f"${tex(state)}$"))
    return Table(head=("$t$", "$w h_{t-1} + u x_t$" if b is None else "$w h_{t-1} + u x_t + b$", "$h_t$"), rows=tuple(rows))


@h.mistake("left out the state before", credit="1/4")
def _(level, u, x, b=0):
    return tuple(_activation(level)(u * value + b) for value in x)


@h.mistake("left out ReLU", credit="1/4", when=lambda level: level == "medium")
def _(w, u, h0, x, b=0):
    return _states(w, u, h0, x, b, lambda z: z)


@h.mistake("took the start for 0", credit="1/4", when=lambda level: level == "easy")
def _(level, w, u, x, b=0):
    return _states(w, u, Integer(0), x, b, _activation(level))


@procedure("p", "The state before each step: that is what $w$ was multiplied by.", general=r"\bigl(h_{t-1}\bigr)_{t}")
def previous(h0, h=None, states=None):
    return (h0, *(states if h is None else h)[:-1])


@previous.mistake("used the state after the step in place of the one before it", credit="1/2")
def _(h=None, states=None):
    return states if h is None else h


@procedure(
    "s",
    "{% if level == 'easy' %}The unit is linear: the slope is 1 at each step.{% elif level == 'medium' %}The slope of ReLU at each step: 1 where the state is larger than 0, else 0."
    r"{% else %}The slope of $\tanh$ from its value: $s_t = 1 - h_t^2$.{% endif %}",
)
def slopes(level, h=None, states=None):
    if level == "medium":
        return tuple(relu_slope(value) for value in h)
    return tuple(Integer(1) for _ in h) if level == "easy" else tuple(1 - value**2 for value in states)


@slopes.mistake("left out the slope of the activation", credit="1/4", when=lambda level: level != "easy")
def _(x):
    return tuple(Integer(1) for _ in x)


@slopes.mistake("took one minus the state, without the square, for the slope", credit="1/2", when=lambda level: level == "hard")
def _(states=None):
    return tuple(1 - value for value in states)


@procedure(
    "e",
    "{% if level == 'easy' %}The loss depends on the last state only.{% elif level == 'medium' %}The derivative of the loss of each step with respect to its state: $e_t = h_t - y_t$."
    "{% else %}Given: the derivative of the loss of each step with respect to its state.{% endif %}",
)
def errors(h=None, y=None, target=None, e=None):
    if e is not None:
        return e
    if target is not None:
        return (Integer(0), h[1] - target)
    return tuple(value - wanted for value, wanted in zip(h, y, strict=True))


@errors.mistake("subtracted the states from the targets", credit="1/2", when=lambda level: level != "hard")
def _(h=None, y=None, target=None):
    if target is not None:
        return (Integer(0), target - h[1])
    return tuple(wanted - value for value, wanted in zip(h, y, strict=True))


def _back(errors, slopes, w, reach=None):
    """What reaches each state: its own error, and that of the next one through slope and weight (of the errors up to ``reach`` steps later)."""
    found = [Integer(0)] * len(errors)
    for last, error in enumerate(errors):
        for t in range(last, -1, -1):
            if reach is not None and last - t > reach:
                break
            found[t] += error
            error = error * slopes[t] * w
    return tuple(found)


@procedure(
    because="From right to left: its own error, and what comes back from the next state, through the slope there and the weight. Nothing comes back to the last state: "
    r"{% if level == 'easy' %}$\delta_3 = 0${% else %}$\delta_4 = 0${% endif %}.",
    general=r"\bigl(e_t + w\, s_{t+1}\, \delta_{t+1}\bigr)_{t}",
)
def delta(errors, slopes, w):
    return _back(errors, slopes, w)


@delta.show
def _(w, errors, slopes, delta) -> Table:
    """Each sum in numbers; the last state has nothing behind it."""
    rows = []
    for t in reversed(range(len(delta))):
        back = rf" + {_shown(w)} \cdot {_shown(slopes[t + 1])} \cdot {_shown(delta[t + 1])}" if t + 1 < len(delta) else ""
        rows.append((f"${t + 1}$", f"${tex(errors[t])}$", f"${tex(slopes[t])}$", f"${tex(errors[t])}{back}$", f"${tex(delta[t])}$"))
    return Table(head=("$t$", "$e_t$", "$s_t$", r"$e_t + w\, s_{t+1}\, \delta_{t+1}$", r"$\delta_t$"), rows=tuple(rows))


@delta.mistake("passed no error back to earlier states", credit="1/4", feedback="A state influences all later losses, not its own alone.")
def _(errors):
    return errors


@delta.mistake("used the last loss alone", credit="1/3", when=lambda level: level != "easy")
def _(errors, slopes, w):
    return _back((*(Integer(0) for _ in errors[:-1]), errors[-1]), slopes, w)


@delta.mistake("forgot the weight on the way back", credit="1/3")
def _(errors, slopes):
    return _back(errors, slopes, Integer(1))


@step(because="The same weight is used at each step: one term for each of them.")
def dw(delta, slopes, previous):
    return total(lambda d, s, p: d * s * p, delta, slopes, previous)


@step(because="Likewise, with the input of each step.")
def du(delta, slopes, x):
    return total(lambda d, s, v: d * s * v, delta, slopes, x)


alone = misconception("took the term of the last step alone", credit="1/3", feedback="A shared weight collects a term from every step.")


@alone.at(dw)
def _(delta, slopes, previous):
    return delta[-1] * slopes[-1] * previous[-1]


@alone.at(du)
def _(delta, slopes, x):
    return delta[-1] * slopes[-1] * x[-1]


@procedure(r"\tilde{\delta}", "Each state gets its own error and that of the next step, but none from further ahead.", general=r"\bigl(e_t + w\, s_{t+1}\, e_{t+1}\bigr)_{t}")
def short(errors, slopes, w):
    return _back(errors, slopes, w, reach=1)


@step(because=r"The sum over the steps as before, with $\tilde{\delta}_t$ in place of $\delta_t$.")
def truncated(short, slopes, previous):
    return total(lambda d, s, p: d * s * p, short, slopes, previous)


@truncated.mistake("cut nothing off", credit="1/4")
def _(dw):
    return dw


@truncated.mistake("passed no error back at all", credit="1/4")
def _(errors, slopes, previous):
    return sum((a * s * p for a, s, p in zip(errors, slopes, previous, strict=True)), Integer(0))


@truncated.mistake("took the last two steps alone", credit="1/4")
def _(delta, slopes, previous):
    return sum((delta[t] * slopes[t] * previous[t] for t in (1, 2)), Integer(0))


@step(because="{% if level == 'easy' %}Two steps, each with the factor $w$.{% else %}Two steps lie between the states, each with the factor $w s_t$.{% endif %}")
def factor(level, w, slopes):
    return w**2 if level == "easy" else w**2 * slopes[1] * slopes[2]


@factor.mistake("counted one step too many", credit="1/3", when=lambda factor: factor != 0)
def _(level, w, slopes):
    return w**3 if level == "easy" else w**3 * slopes[0] * slopes[1] * slopes[2]


@factor.mistake("counted one step only", credit="1/3")
def _(level, w, slopes):
    return w if level == "easy" else w * slopes[2]


@figure
def unrolled(h0, x, delta, h=None, states=None):
    """States above or left of the arrows, errors below or right of them."""
    values, steps = (h0, *(states if h is None else h)), len(x)
    nodes = [GraphNode("h0", "$h_0$", 0.0, 0.0, is_input=True)]
    edges = []
    for k in range(1, steps + 1):
        nodes += [GraphNode(f"h{k}", f"$h_{k}$", float(k), 0.0), GraphNode(f"x{k}", f"$x_{k}$", k - 1.0, 1.0, is_input=True)]
        back = f"${tex(delta[k - 2])}$" if k > 1 else ""
        edges += [GraphEdge(f"h{k - 1}", f"h{k}", f"${tex(values[k - 1])}$", back), GraphEdge(f"x{k}", f"h{k}", f"${tex(x[k - 1])}$", "")]
        if steps == 3:
            nodes.append(GraphNode(f"l{k}", rf"$\ell_{k}$", float(k), -1.0, is_input=True))
            edges.append(GraphEdge(f"h{k}", f"l{k}", f"${tex(values[k])}$", f"${tex(delta[k - 1])}$" if k == steps else ""))
    if steps == 2:
        edges.append(GraphEdge("h2", "", f"${tex(values[-1])}$", f"${tex(delta[-1])}$", output="$L$"))
    return Graph(tuple(nodes), tuple(edges), caption=r"Above or left of the arrows the states and inputs, below or right of them $\delta_t$.")


@oracle
def differences(level, w, h0, x, u=0.0, b=0.0, y=None, target=None, states=None, e=None):
    """Run the unit forwards with one number moved, the same in all steps; central differences, exact up to rounding."""
    steps = len(x)
    if level == "hard":
        before = np.array([h0, *states[:-1]])
        drives = np.arctanh(states) - w * before
        activation = lambda z: np.tanh(z)  # noqa: E731
    else:
        drives, activation = np.zeros(steps), (lambda z: max(z, 0.0)) if level == "medium" else (lambda z: z)

    def forward(w, u, pushed, start):
        found, last = [], start
        for t in range(steps):
            last = activation(w * last + u * x[t] + b + drives[t]) + pushed[t]
            found.append(last)
        return np.array(found)

    def loss(states_now):
        if level == "hard":
            return float(np.dot(e, states_now))
        if level == "easy":
            return float((states_now[-1] - target) ** 2 / 2)
        return float(np.sum((states_now - y) ** 2) / 2)

    def slope(function):
        return (function(1e-5) - function(-1e-5)) / 2e-5

    none = np.zeros(steps)
    pushes = np.eye(steps)
    answers = {
        "delta": [slope(lambda d, k=k: loss(forward(w, u, d * pushes[k], h0))) for k in range(steps)],
        "dw": slope(lambda d: loss(forward(w + d, u, none, h0))),
        "du": slope(lambda d: loss(forward(w, u + d, none, h0))),
        "factor": slope(lambda d: forward(w, u, none, h0 + d)[1] if steps == 2 else forward(w, u, d * pushes[0], h0)[2]),
    }
    if level == "hard":  # each loss sees only the last two uses of w; earlier ones keep its value
        fixed = forward(w, u, none, h0)

        def recent(d, t):
            last = h0 if t < 2 else fixed[t - 2]
            for k in range(max(0, t - 1), t + 1):
                last = np.tanh((w + d) * last + drives[k])
            return e[t] * last

        return {**answers, "truncated": sum(slope(lambda d, t=t: recent(d, t)) for t in range(steps))}
    return {**answers, "h": forward(w, u, none, h0)}
