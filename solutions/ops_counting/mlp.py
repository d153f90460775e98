"""Each unit has a weight for each number it reads, and a bias; each weight works once for each example."""

from math import isqrt

from examgen.authoring import Table, ceiling, floor, misconception, oracle, procedure, step


@step("W", "A layer has a weight for each pair of a number that it reads and a unit.")
def weights(n0, n1, n2, n3):
    return n0 * n1 + n1 * n2 + n2 * n3


@weights.mistake("multiplied all widths", credit="1/4", feedback="Layers follow each other: their numbers are added.")
def _(n0, n1, n2, n3):
    return n0 * n1 * n2 * n3


no_output = misconception("forgot the output layer", credit="1/4")


@no_output.at(weights)
def _(n0, n1, n2):
    return n0 * n1 + n1 * n2


@weights.mistake("connected each layer with itself", credit="1/4")
def _(n1, n2, n3):
    return n1**2 + n2**2 + n3**2


@step(because="One bias for each unit; the inputs are no units.")
def params(weights, n1, n2, n3):
    return weights + n1 + n2 + n3


@no_output.at(params)
def _(weights, n1, n2):
    return weights + n1 + n2


@params.mistake("left out the biases", credit="1/2")
def _(weights):
    return weights


@params.mistake("gave the inputs biases, too", credit="1/2")
def _(params, n0):
    return params + n0


@params.mistake("gave each layer a single bias", credit="1/2")
def _(weights):
    return weights + 3


@params.mistake(
    "multiplied by the size of the batch", credit="1/3", when=lambda B=None: B is not None, feedback="All examples share the parameters."
)
def _(params, B=None):
    return params * B


@step(because="Each weight works once for each example.")
def macs(weights):
    return weights


@macs.mistake("counted the biases as well", credit="1/2")
def _(weights, n1, n2, n3):
    return weights + n1 + n2 + n3


@macs.mistake(
    "counted two operations for each MAC", credit="1/2", feedback="A MAC is a multiplication *and* an addition: two FLOPs are one MAC."
)
def _(weights):
    return 2 * weights


@step(because="One number for each unit.")
def outputs(n1, n2, n3):
    return n1 + n2 + n3


@outputs.mistake("counted the inputs as well", credit="1/2")
def _(n0, n1, n2, n3):
    return n0 + n1 + n2 + n3


@outputs.mistake("counted the output layer only")
def _(n3):
    return n3


@outputs.mistake("counted the hidden layers only", credit="1/2")
def _(n1, n2):
    return n1 + n2


@step("b", r"The layers have $n_0 w + w$, $w^2 + w$ and $wK + K$ parameters, together $w^2 + b w + K$ with $b = n_0 + K + 2$.")
def linear(n0, K):
    return n0 + K + 2


def _largest(linear, rest):
    """The largest whole number w with w^2 + linear w at most the rest."""
    return (isqrt(int(linear**2 + 4 * rest)) - linear) // 2


@procedure(
    because="The largest width that fits: $w (w + b) + K \\le P$. The solution of the quadratic equation, rounded down, says where to look.",
    general=r"\left\lfloor \frac{\sqrt{b^2 + 4 (P - K)} - b}{2} \right\rfloor",
)
def width(budget, linear, K):
    return _largest(linear, budget - K)


@width.show
def _(linear, K, width) -> Table:
    rows = tuple((f"${w}$", f"${w} \\cdot {w + linear} + {K} = {w * (w + linear) + K}$") for w in (width, width + 1))
    return Table(head=("$w$", "$w (w + b) + K$"), rows=rows)


@width.mistake("left out the biases", credit="1/2", when=lambda budget, n0, K, width: _largest(n0 + K, budget) != width)
def _(budget, n0, K):
    return _largest(n0 + K, budget)


@width.mistake("forgot the weights between the hidden layers", credit="1/4")
def _(budget, linear, K):
    return floor((budget - K) / linear)


@width.mistake("forgot to halve in the solution of the quadratic equation", credit="1/2")
def _(budget, linear, K):
    return isqrt(int(linear**2 + 4 * (budget - K))) - linear


@step(
    because="{% if level == 'hard' %}The network has $n_0 w + w^2 + wK$ weights. {% endif %}Six FLOPs for each weight and example: two forward, four backward."
)
def training(B, macs=None, n0=None, K=None, width=None):
    return 6 * B * macs if width is None else 6 * B * (n0 * width + width**2 + width * K)


def _forward(B, macs, n0, K, width):
    return B * (macs if width is None else n0 * width + width**2 + width * K)


@training.mistake("counted the forward pass only", credit="1/4")
def _(B, macs=None, n0=None, K=None, width=None):
    return 2 * _forward(B, macs, n0, K, width)


@training.mistake("counted the backward pass only", credit="1/3")
def _(B, macs=None, n0=None, K=None, width=None):
    return 4 * _forward(B, macs, n0, K, width)


@training.mistake("took one FLOP for one MAC", credit="1/2")
def _(B, macs=None, n0=None, K=None, width=None):
    return 3 * _forward(B, macs, n0, K, width)


@training.mistake("counted one example only", credit="1/2")
def _(macs=None, n0=None, K=None, width=None):
    return 6 * _forward(1, macs, n0, K, width)


@training.mistake("let the biases cost operations", credit="1/2", when=lambda level: level == "hard")
def _(B, n0=None, K=None, width=None):
    return 6 * B * (n0 * width + width**2 + width * K + 2 * width + K)


@step(because="Each new unit has $n_0$ weights and a bias, and a weight in each of the $n_2$ units that read it.")
def added(extra, n0, n2):
    return extra * (n0 + 1 + n2)


@added.mistake("forgot the weights that lead on from the new units", credit="1/2")
def _(extra, n0):
    return extra * (n0 + 1)


@added.mistake("left out the biases", credit="1/2")
def _(extra, n0, n2):
    return extra * (n0 + n2)


@added.mistake("gave the next layer new biases, too", credit="1/2")
def _(extra, n0, n2):
    return extra * (n0 + 1 + n2 + 1)


@step(because="The first layer has $r$ units with $p$ weights, the second $q$ units with $r$ weights.")
def factored(r, p, q):
    return r * p + q * r


@factored.mistake("multiplied all three numbers", credit="1/4")
def _(r, p, q):
    return r * p * q


@factored.mistake("put a square layer between the two", credit="1/3")
def _(r, p, q):
    return r * p + r**2 + q * r


@factored.mistake("counted the original layer as well", credit="1/4")
def _(r, p, q):
    return p * q + r * p + q * r


@step(because=r"The largest whole number with $r (p + q) < pq$, strictly less than $pq / (p + q)$.")
def rank(p, q):
    return ceiling(p * q / (p + q)) - 1


def _break_even(p, q):
    return p * q % (p + q) == 0


@rank.mistake("took as many weights for fewer", credit="1/2", when=_break_even)
def _(p, q):
    return p * q / (p + q)


@rank.mistake("rounded up", credit="1/2", when=lambda p, q: not _break_even(p, q))
def _(p, q):
    return ceiling(p * q / (p + q))


@rank.mistake("took the largest rank that the matrix can have")
def _(p, q):
    return min(p, q)


@rank.mistake("took the largest rank below half the smaller side", when=lambda p, q: p != q)
def _(p, q):
    return min(p, q) / 2 - 1


@oracle(exact=True)
def lists(level, n0, n1=0, n2=0, n3=0, K=0, extra=0, B=1, budget=0, p=0, q=0, r=0):
    """Make every weight and bias an item of a list and count; find width and rank by trying one after the other."""
    from itertools import count

    def layer(before, after, bias=True):
        return [1 for _unit in range(after) for _number in range(before + bool(bias))]

    def network(*widths, bias=True):
        return [item for before, after in zip(widths, widths[1:], strict=False) for item in layer(before, after, bias)]

    if level != "hard":
        parameters, work = len(network(n0, n1, n2, n3)), len(network(n0, n1, n2, n3, bias=False))
        flops = sum(work * (2 + 2 * 2) for _example in range(B))
        units = list(range(n1)) + list(range(n2)) + list(range(n3))
        grown = len(network(n0, n1 + extra, n2, n3)) - parameters
        return {"params": parameters, "macs": work, "outputs": len(units), "added": grown, "training": flops}
    w = next(w for w in count() if len(network(n0, w + 1, w + 1, K)) > budget)
    original = len(layer(p, q, bias=False))
    small = [k for k in range(1, p + q) if len(network(p, k, q, bias=False)) < original]
    flops = sum(6 for _example in range(B) for _weight in network(n0, w, w, K, bias=False))
    return {"width": w, "training": flops, "factored": len(network(p, r, q, bias=False)), "rank": small[-1]}
