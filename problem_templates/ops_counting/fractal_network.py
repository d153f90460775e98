"""Fractal networks: a module beside a copy chain of itself; convolutions, depth, paths, closed forms, and paths drawn at random."""

from sympy import Rational

from examgen.authoring import Graph, GraphEdge, GraphNode, answer, by_level, choice, drawn, figure, integer, require, symbol

s = by_level(easy=choice(2, 3), medium=choice(2, 3, 4), hard=choice(2, 3), tex="s")
u = by_level(easy=choice(1, 2, 3, 4), medium=choice(1, 2, 3, 4, 5), hard=choice(2, 3, 4, 5), tex="u")


@drawn(tex="e")
def e(draw, s, u):
    """The short branch is shorter than the other one, at every level."""
    return draw.integer(1, min(5, int(s * u) - 1))


B = by_level(easy=choice(3, 4), hard=choice(4, 5, 6), tex="B")
D = by_level(easy=choice(4, 6, 8, 10, 12, 16), tex="D")
C = by_level(medium=symbol("C", positive=True), hard=symbol("C", positive=True), tex="C")
X = by_level(medium=integer(60, 600), tex="X")
r = by_level(hard=choice(Rational(1, 2), Rational(1, 3), Rational(2, 3), Rational(1, 4), Rational(3, 4)), tex="r")

count = answer("O_B", kind="integer", points=3, levels=("easy",), guess_ok=True)
depth = answer("L_B", kind="integer", points=2, levels=("easy",), guess_ok=True)
paths = answer("P_B", kind="integer", points=2, levels=("easy",), guess_ok=True)
weights = answer("w", kind="integer", points=1, levels=("easy",))
formula = answer("O_C", kind="expression", symbols=("C",), points=3, levels=("medium",))
deep = answer("L_C", kind="expression", symbols=("C",), points=2, levels=("medium",))
enough = answer("C^*", kind="integer", points=2, levels=("medium",), guess_ok=True)
many = answer("P_4", kind="integer", points=2, levels=("medium",))
mean = answer("E_3", points=2, levels=("hard",))
mean_formula = answer("E_C", kind="expression", symbols=("C",), points=3, levels=("hard",))
longest = answer("q_3", points=2, levels=("hard",))
joins = answer("k_B", kind="integer", points=1, levels=("hard",), guess_ok=True)


@require
def _(level, s, u, e, r=1):
    """the short branch is really short, and the mean does not stay as it is"""
    return level != "hard" or (e != u and (e * (1 - r) != (1 - r * s) * u))


@figure
def module(s, e):
    """A chain of copies above, the short branch below."""
    copies, short = int(s), int(e)
    end = copies + 1
    nodes = [GraphNode("x", "$x$", 0, 0.5, is_input=True), GraphNode("join", "", end, 0.5)]
    edges = []
    for names, label, row in (([f"f{k}" for k in range(copies)], "$f$", 0), ([f"c{k}" for k in range(short)], "$c$", 1)):
        before = "x"
        for k, name in enumerate(names):
            nodes.append(GraphNode(name, label, end * (k + 1) / (len(names) + 1), row))
            edges.append(GraphEdge(before, name, "", ""))
            before = name
        edges.append(GraphEdge(before, "join", "", ""))
    return Graph(tuple(nodes), (*edges, GraphEdge("join", "", "", "")))
