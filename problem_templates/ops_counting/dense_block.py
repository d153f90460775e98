"""Dense blocks: layers that read everything before them; their channels and weights, with bottlenecks and transitions, and for any depth."""

from sympy import Rational

from examgen.authoring import Block, Blocks, Graph, GraphEdge, GraphNode, answer, by_level, choice, drawn, figure, integer, require, symbol

k0 = by_level(
    easy=choice(4, 5, 6, 8, 10, 12, 16), medium=choice(12, 16, 20, 24, 32, 40), hard=choice(6, 8, 10, 12, 15, 16, 18, 20), tex="k_0"
)
k = by_level(easy=choice(2, 4, 5, 6, 7, 8, 9, 10, 12), medium=choice(4, 6, 8, 10, 12), hard=choice(2, 4, 6, 8, 10), tex="k")
L = by_level(easy=choice(4), medium=choice(4, 5, 6, 8), tex="L")
M = by_level(easy=integer(6, 20), tex="M")
j = by_level(medium=choice(2, 3, 4), tex="j")
theta = by_level(medium=choice(Rational(1, 2), Rational(1, 4), Rational(3, 4)), tex=r"\theta")
n = by_level(hard=symbol("n", positive=True), tex="n")
N = by_level(hard=choice(5, 7, 9, 11, 13, 15), tex="N")


@drawn(tex="P", levels=("hard",))
def budget(draw, k0, k):
    """Exactly what some number of layers needs, or a few weights less or more."""
    depth = draw.integer(6, 14)
    return 9 * k * (k0 * depth + k * depth * (depth - 1) // 2) + draw.choice(0, -1, draw.integer(10, 100), -draw.integer(2, 60))


reads = answer("c{i}", kind="vector", entries="integer", points=2, levels=("easy",))
out = answer("c_{\\mathrm{out}}", kind="integer", points=1, levels=("easy",))
weights = answer("w", kind="integer", points=3, levels=("easy",))
growth = answer(r"\rho", points=1, levels=("easy",))
links = answer("e", kind="integer", points=1, levels=("easy",), guess_ok=True)
layer = answer("w_j", kind="integer", points=2, levels=("medium",))
block = answer("w", kind="integer", points=3, levels=("medium",))
reduced = answer("c", kind="integer", points=1, levels=("medium",))
transition = answer("t", kind="integer", points=1, levels=("medium",))
last = answer("c'", kind="integer", points=1, levels=("medium",))
formula = answer("w", kind="expression", symbols=("n",), points=3, levels=("hard",))
deepest = answer(r"n_{\max}", kind="integer", points=2, levels=("hard",), guess_ok=True)
copies = answer("m", kind="expression", symbols=("n",), points=2, levels=("hard",))
ratio = answer(r"\rho", points=2, levels=("hard",))


@require
def _(k0, k, level, L=1, theta=1):
    """growth and input differ; medium: the transition leaves a whole number of channels"""
    return k0 != k and (level != "medium" or (theta * (k0 + L * k)).is_Integer)


@figure
def chain(level):
    """Medium: what follows what; otherwise the connections inside a block."""
    if level == "medium":
        return Blocks((Block("dense block"), Block("transition", "$c$"), Block("dense block", "$c'$")), start="$k_0$")
    names = ("x", "1", "2", "3", "4")
    nodes = tuple(GraphNode(name, f"${name}$", 1.2 * at, 0, is_input=at == 0) for at, name in enumerate(names))
    edges = []
    for at, source in enumerate(names):
        for to in range(at + 1, len(names)):
            far = to - at - 1
            edges.append(GraphEdge(source, names[to], "", "", bend=0.75 * far if far % 2 else -0.55 * far))
    return Graph(nodes, tuple(edges))
