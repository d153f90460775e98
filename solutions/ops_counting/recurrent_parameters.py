"""A gate costs h (h + x) weights and its biases; gates and directions multiply, time steps do not."""

from math import isqrt

from sympy import Rational

from examgen.authoring import Table, misconception, oracle, procedure, step


@step(because="A weight for each of the $h$ numbers and each of the $h + d$ numbers that they depend on, and $h$ biases.")
def block(h, x):
    return h * (h + x) + h


@block.mistake("left out the biases", credit="1/2")
def _(h, x):
    return h * (h + x)


@block.mistake("counted the matrix of the state only", credit="1/4")
def _(h):
    return h**2 + h


@block.mistake("counted the matrix of the input only", credit="1/4")
def _(h, x):
    return h * x + h


@block.mistake("gave both matrices biases", credit="1/2")
def _(h, x):
    return h * (h + x) + 2 * h


@step(because="Four gates.")
def lstm(block):
    return 4 * block


@lstm.mistake("counted three gates", credit="1/2", feedback="The candidate for the new memory has matrices and biases, too.")
def _(block):
    return 3 * block


@lstm.mistake("counted one gate more", credit="1/4")
def _(block):
    return 5 * block


@step(because="Three gates with $h$ further biases each.")
def gru(h, x):
    return 3 * (h * (h + x) + 2 * h)


@gru.mistake("counted one bias vector only", credit="1/2")
def _(h, x):
    return 3 * (h * (h + x) + h)


@gru.mistake("counted two gates", credit="1/2", feedback="The candidate for the new state has matrices and biases, too.")
def _(h, x):
    return 2 * (h * (h + x) + 2 * h)


@gru.mistake("doubled all parameters", credit="1/4")
def _(h, x):
    return 6 * (h * (h + x) + h)


@gru.mistake("left out the biases", credit="1/4")
def _(h, x):
    return 3 * h * (h + x)


@step(because="The one over the other.")
def ratio(gru, lstm):
    return gru / lstm


@ratio.mistake("inverted the ratio", credit="1/2")
def _(gru, lstm):
    return lstm / gru


@ratio.mistake("compared the numbers of gates", credit="1/2")
def _():
    return Rational(3, 4)


@step(because="Each weight of the matrices works once in a time step.")
def step_macs(h, x):
    return 4 * h * (h + x)


@step_macs.mistake("counted the biases as well", credit="1/2")
def _(lstm):
    return lstm


@step_macs.mistake("counted one gate only", credit="1/4")
def _(h, x):
    return h * (h + x)


@step_macs.mistake("counted two operations for each MAC", credit="1/2")
def _(h, x):
    return 8 * h * (h + x)


@step_macs.mistake("counted the matrices of the state only", credit="1/4")
def _(h):
    return 4 * h**2


@step(because="A vector for each token of the vocabulary.")
def embedding(V, d):
    return V * d


@embedding.mistake("gave the embedding biases", credit="1/2")
def _(V, d):
    return V * d + d


@embedding.mistake("counted the tokens of one text only", credit="1/4")
def _(T, d):
    return T * d


@step("w", "Weights of one gate: the LSTM reads $d$ numbers and the $h$ numbers of its state.")
def gate(h, d):
    return h * (h + d)


@gate.mistake("let the LSTM read the vocabulary, not the embedding", credit="1/4", feedback="The embedding hands over $d$ numbers.")
def _(h, V):
    return h * (h + V)


@gate.mistake("counted the matrices of the state only", credit="1/4")
def _(h):
    return h**2


@gate.mistake("let the LSTM read numbers of tokens, one in each step", credit="1/4")
def _(h):
    return h * (h + 1)


@step(because="Four gates with $h$ biases each; every time step uses the same ones.")
def recurrent(gate, h):
    return 4 * (gate + h)


@recurrent.mistake("left out the biases", credit="1/2")
def _(gate):
    return 4 * gate


@recurrent.mistake("counted three gates", credit="1/2", feedback="The candidate for the new memory has matrices and biases, too.")
def _(gate, h):
    return 3 * (gate + h)


@recurrent.mistake("counted one gate only", credit="1/4")
def _(gate, h):
    return gate + h


@recurrent.mistake("gave every time step parameters of its own", credit="1/4", feedback="All time steps share the parameters.")
def _(gate, h, T):
    return 4 * T * (gate + h)


@step(because="$hK$ weights and $K$ biases; only the last state enters.")
def classifier(h, K):
    return h * K + K


@classifier.mistake("left out the biases", credit="1/2")
def _(h, K):
    return h * K


@classifier.mistake("let all states enter", credit="1/4")
def _(h, K, T):
    return T * h * K + K


@step(because="The sum of the three.")
def whole(embedding, recurrent, classifier):
    return embedding + recurrent + classifier


@whole.mistake("forgot the embedding", credit="1/2")
def _(recurrent, classifier):
    return recurrent + classifier


@whole.mistake("forgot the dense layer", credit="1/2")
def _(embedding, recurrent):
    return embedding + recurrent


@step(because="In each of the $T$ time steps all weights of the LSTM work once, at the end those of the dense layer.")
def macs(T, gate, h, K):
    return T * 4 * gate + h * K


@macs.mistake("counted one time step only", credit="1/4")
def _(gate, h, K):
    return 4 * gate + h * K


@macs.mistake("let the dense layer work in every time step", credit="1/2")
def _(T, gate, h, K):
    return T * (4 * gate + h * K)


@macs.mistake("forgot the dense layer", credit="1/2")
def _(T, gate):
    return T * 4 * gate


@macs.mistake("let the embedding multiply", credit="1/4", feedback="Looking a row up takes no multiplication.")
def _(T, gate, h, K, V, d):
    return T * (4 * gate + V * d) + h * K


@step(
    because="Two directions with $g$ gates each; a gate has $h (h + d)$ weights and {% if biases == 1 %}$h${% else %}$2h${% endif %} biases."
)
def first(g, h, x, biases):
    return 2 * g * (h * (h + x) + (h if biases == 1 else 2 * h))


@step(because="It reads both states of the first layer, $2h$ numbers.")
def second(g, h, biases):
    return 2 * g * (h * (h + 2 * h) + (h if biases == 1 else 2 * h))


@second.mistake(
    "let the second layer read one direction only",
    credit="1/3",
    feedback="The states of both directions are put side by side: $2h$ numbers.",
)
def _(g, h, biases):
    return 2 * g * (2 * h**2 + biases * h)


@second.mistake("let the second layer read the input", credit="1/4")
def _(g, h, x, biases):
    return 2 * g * (h * (h + x) + biases * h)


@second.mistake("gave the states twice the width as well", credit="1/3")
def _(g, h, biases):
    return 2 * g * (2 * h * 4 * h + biases * 2 * h)


one_way = misconception("counted one direction only", credit="1/4")
no_bias = misconception("left out the biases", credit="1/2")
other_biases = misconception(
    "counted {% if biases == 1 %}two bias vectors for one{% else %}one bias vector for two{% endif %}", credit="1/2"
)
fewer_gates = misconception("forgot the gate of the candidate", credit="1/2")
every_step = misconception("gave every time step parameters of its own", credit="1/4", feedback="All time steps share the parameters.")


def _layer(width, g, h, per_gate, directions=2):
    return directions * g * (h * (h + width) + per_gate * h)


@one_way.at(first)
def _(g, h, x, biases):
    return _layer(x, g, h, biases, 1)


@one_way.at(second)
def _(g, h, biases):
    return _layer(2 * h, g, h, biases, 1)


@no_bias.at(first)
def _(g, h, x):
    return _layer(x, g, h, 0)


@no_bias.at(second)
def _(g, h):
    return _layer(2 * h, g, h, 0)


@other_biases.at(first)
def _(g, h, x, biases):
    return _layer(x, g, h, 3 - biases)


@other_biases.at(second)
def _(g, h, biases):
    return _layer(2 * h, g, h, 3 - biases)


@fewer_gates.at(first)
def _(g, h, x, biases):
    return _layer(x, g - 1, h, biases)


@fewer_gates.at(second)
def _(g, h, biases):
    return _layer(2 * h, g - 1, h, biases)


@every_step.at(first)
def _(first, T):
    return T * first


@every_step.at(second)
def _(second, T):
    return T * second


@step(because="In each time step each weight of both layers works once: $2 g$ gates with $h (h + d)$ and with $3 h^2$ weights.")
def all_macs(T, g, h, x):
    return T * 2 * g * (h * (h + x) + 3 * h**2)


@all_macs.mistake("counted one time step only", credit="1/4")
def _(g, h, x):
    return 2 * g * (h * (h + x) + 3 * h**2)


@all_macs.mistake("counted one direction only", credit="1/4")
def _(T, g, h, x):
    return T * g * (h * (h + x) + 3 * h**2)


@all_macs.mistake("let the second layer read one direction only", credit="1/2")
def _(T, g, h, x):
    return T * 2 * g * (h * (h + x) + 2 * h**2)


@all_macs.mistake("counted the biases as well", credit="1/2")
def _(T, first, second):
    return T * (first + second)


@all_macs.mistake("counted the first layer only", credit="1/4")
def _(T, g, h, x):
    return T * 2 * g * h * (h + x)


def _largest(linear, limit):
    """The largest whole number n with n^2 + linear n at most the limit."""
    return (isqrt(int(linear) ** 2 + 4 * int(limit)) - int(linear)) // 2


@procedure(because="The largest number with $4 (h (h + y) + h) \\le P$, that is $h (h + y + 1) \\le P / 4$.")
def units(y, budget):
    return _largest(y + 1, budget // 4)


@units.show
def _(y, units) -> Table:
    rows = tuple((f"${n}$", f"${n} \\cdot {n + y + 1} = {n * (n + y + 1)}$") for n in (units, units + 1))
    return Table(head=("$h$", "$h (h + y + 1)$"), rows=rows)


@units.mistake("left out the biases", credit="1/2", when=lambda y, budget, units: _largest(y, budget // 4) != units)
def _(y, budget):
    return _largest(y, budget // 4)


@units.mistake("counted three gates", credit="1/2")
def _(y, budget):
    return _largest(y + 1, budget // 3)


@units.mistake("counted one gate only", credit="1/4")
def _(y, budget):
    return _largest(y + 1, budget)


@units.mistake("forgot the matrices of the state", credit="1/4")
def _(y, budget):
    return budget // (4 * (y + 1))


@oracle(exact=True)
def arrays(level, h, x=0, V=0, d=0, K=0, T=0, g=0, biases=1, y=0, budget=0):
    """Make every matrix and vector as an array and add up the sizes; units by trying one after the other."""
    from fractions import Fraction
    from itertools import count

    import numpy as np

    def matrices(state, width, gates):
        return [np.empty(shape) for _gate in range(gates) for shape in ((state, width), (state, state))]

    def size(arrays):
        return int(np.sum([array.size for array in arrays]))

    def layer(state, width, gates, vectors=1):
        return size(matrices(state, width, gates) + [np.empty(state) for _gate in range(gates) for _vector in range(vectors)])

    if level == "easy":
        four, three = layer(h, x, 4), layer(h, x, 3, 2)
        return {"block": layer(h, x, 1), "lstm": four, "gru": three, "ratio": Fraction(three, four), "step_macs": size(matrices(h, x, 4))}
    if level == "medium":
        table, core, dense = np.empty((V, d)).size, layer(h, d, 4), size([np.empty((h, K)), np.empty(K)])
        work = sum(size(matrices(h, d, 4)) for _step in range(T)) + np.empty((h, K)).size
        return {"embedding": table, "recurrent": core, "classifier": dense, "whole": table + core + dense, "macs": work}
    joined = np.concatenate([np.empty(h), np.empty(h)]).size
    widths = (x, joined)
    first, second = (sum(layer(h, width, g, biases) for _direction in ("forwards", "backwards")) for width in widths)
    work = sum(size(matrices(h, width, g)) for width in widths for _direction in range(2) for _step in range(T))
    return {"first": first, "second": second, "all_macs": work, "units": next(n for n in count() if layer(n + 1, y, 4) > budget)}
