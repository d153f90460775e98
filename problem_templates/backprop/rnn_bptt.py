"""Backpropagation through time in a recurrent unit: linear with one loss, ReLU with a loss at each step, tanh with a truncated gradient."""

from sympy import Rational

from examgen.authoring import Graph, GraphEdge, GraphNode, answer, drawn, figure, require

#: |h| of the tanh unit -> weights that turn its slope 1 - h^2 into a simple factor.
_WEIGHTS = {
    Rational(1, 2): (2, 4, Rational(2, 3), Rational(8, 3)),
    Rational(1, 3): (Rational(9, 4), Rational(9, 2), Rational(3, 2), Rational(3, 4)),
    Rational(3, 5): (Rational(5, 2), Rational(5, 4), Rational(5, 8), Rational(15, 8)),
}


@drawn(levels=("easy", "medium"))
def case(draw, level):
    """Weights, start, inputs, bias and targets together: states stay small, and at the medium level at most one step is cut by ReLU."""
    steps = 2 if level == "easy" else 3
    cut = draw.choice(0, 1)
    while True:  # ends: about one draw in four fits
        w, u = draw.choice(-3, -2, 2, 3) if level == "easy" else draw.choice(-2, -1, 2), draw.choice(-2, -1, 1, 2, 3)
        start, bias = draw.integer(-2, 3, avoid=(0,)), draw.integer(-2, 2, avoid=(0,)) if level == "medium" else 0
        w, u, start, bias = map(int, (w, u, start, bias))
        x = tuple(map(int, draw.vector(steps, -3, 3, avoid=(0,))))
        h, active = [start], []
        for value in x:
            z = w * h[-1] + u * value + bias
            active.append(z > 0)
            h.append(z if level == "easy" or z > 0 else 0)
        small = all(abs(value) <= 12 for value in h) and len({*h}) == len(h) and 0 not in (h if level == "easy" else (h[-1],))
        if small and (level == "easy" or (sum(active) == 2 and not active[cut])):
            break
    misses = [draw.integer(-4, 4, avoid=(0,)) for _ in x]
    return w, u, start, x, bias, tuple(value - miss for value, miss in zip(h[1:], misses, strict=True))


@drawn(levels=("hard",))
def size(draw):
    """The size of all states of the tanh unit."""
    return draw.choice(*_WEIGHTS)


@drawn(tex="w")
def w(draw, case=None, size=None):
    return case[0] if case else draw.choice(*_WEIGHTS[size]) * draw.choice(-1, 1)


@drawn(tex="u", levels=("easy", "medium"))
def u(draw, case):
    return case[1]


@drawn(tex="h_0")
def h0(draw, case=None, size=None):
    return case[2] if case else size * draw.choice(-1, 1)


@drawn(tex="x")
def x(draw, case=None):
    return case[3] if case else tuple(draw.sample((-3, -2, -1, 1, 2, 3), 3))


@drawn(tex="b", levels=("medium",))
def b(draw, case):
    return case[4]


@drawn(tex="y", levels=("medium",))
def y(draw, case):
    return case[5]


@drawn(tex="y", levels=("easy",))
def target(draw, case):
    return case[5][-1]


@drawn(tex="h", levels=("hard",))
def states(draw, size):
    """The three states that the forward pass has left behind; not all of one sign."""
    signs = draw.choice((1, 1, -1), (1, -1, 1), (-1, 1, 1), (-1, -1, 1), (-1, 1, -1), (1, -1, -1))
    return tuple(sign * size for sign in signs)



@drawn(tex="e", levels=("hard",))
def e(draw):
    return tuple(draw.sample((-4, -3, -2, -1, 1, 2, 3, 4), 3))


h = answer("h", kind="vector", entries="integer", points=2, levels=("easy", "medium"))
delta = answer(r"\delta", kind="vector", points=3)
dw = answer(r"\frac{\mathrm{d} L}{\mathrm{d} w}", points=2)
du = answer(r"\frac{\mathrm{d} L}{\mathrm{d} u}", points=1)
truncated = answer("G", points=2, levels=("hard",))
factor = answer("f", points=1, guess_ok=True)


@require
def _(level, h0, states=()):
    """given states are not all equal"""
    return level != "hard" or len({h0, *states}) > 1


@figure
def unrolled(x):
    steps = len(x)
    nodes = [GraphNode("h0", "$h_0$", 0.0, 0.0, is_input=True)]
    edges = []
    for k in range(1, steps + 1):
        nodes += [GraphNode(f"h{k}", f"$h_{k}$", float(k), 0.0), GraphNode(f"x{k}", f"$x_{k}$", k - 1.0, 1.0, is_input=True)]
        edges += [GraphEdge(f"h{k - 1}", f"h{k}", "$w$", ""), GraphEdge(f"x{k}", f"h{k}", "$u$", "")]
        if steps == 3:
            nodes.append(GraphNode(f"l{k}", rf"$\ell_{k}$", float(k), -1.0, is_input=True))
            edges.append(GraphEdge(f"h{k}", f"l{k}", "", ""))
    if steps == 2:
        edges.append(GraphEdge("h2", "", "", "", output="$L$"))
    return Graph(tuple(nodes), tuple(edges))
