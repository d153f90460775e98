"""Modules made of smaller modules: how many convolutions and how long a path, level by level, in closed form and for growing images."""

from examgen.authoring import Graph, GraphEdge, GraphNode, answer, by_level, choice, drawn, figure, integer, require, symbol

#: Copies of the smaller module and cost of a pixel for which the closed form has whole numbers.
_COSTS = {1: (3, 6, 9), 2: (1, 2, 3, 4, 5), 3: (1, 2, 3), 4: (1, 2, 3, 4, 5), 5: (1, 2, 3), 8: (1, 2, 3, 4)}

m = by_level(easy=choice(1, 2, 3), medium=choice(1, 2, 3), tex="m")
b = by_level(easy=choice(1, 2, 3), medium=choice(1, 1, 2, 3), tex="b")
d = by_level(easy=choice(1, 2, 3), medium=choice(1, 2, 3), tex="d")


@drawn(tex="e", levels=("easy", "medium"))
def e(draw, b):
    """The shortcut is not longer than the shortest way through the stages."""
    return draw.integer(1, b)


@drawn(levels=("medium",))
def one_stage(draw, b):
    return 1 if b == 1 else 0


@drawn(levels=("medium",))
def one_end(draw, d):
    return 1 if d == 1 else 0


C = by_level(easy=choice(4, 5, 6, 8, 10), tex="C")
N = by_level(medium=symbol("N", positive=True), hard=symbol("N", positive=True), tex="N")
a = by_level(hard=choice(1, 2, 3, 4, 4, 5, 8), tex="a")


@drawn(tex="c", levels=("hard",))
def c(draw, a):
    return draw.choice(*_COSTS[int(a)])


o = by_level(hard=integer(2, 12, tex="O_0"))
t = by_level(hard=integer(2, 5, tex="t"))


@drawn(tex="X")
def X(draw, level, t=1):
    """A number of layers to be exceeded; hard: by a side between 16 and 512."""
    if level == "hard":
        return 1 + t * draw.integer(3, 8) + draw.integer(0, t - 1)
    return draw.integer(20, 60) if level == "easy" else draw.integer(60, 300)


third = answer("O_3", kind="integer", points=3, levels=("easy",), guess_ok=True)
third_depth = answer("L_3", kind="integer", points=2, levels=("easy",), guess_ok=True)
weights = answer("w", kind="integer", points=1, levels=("easy",))
second = answer("O_2", kind="integer", points=1, levels=("medium",), guess_ok=True)
formula = answer("O_N", kind="expression", symbols=("N",), points=3, levels=("medium",))
layers = answer("L_N", kind="expression", symbols=("N",), points=2, levels=("medium",))
enough = answer("N^*", kind="integer", points=2, levels=("easy", "medium"), guess_ok=True)
divided = answer("O_2", kind="integer", points=2, levels=("hard",), guess_ok=True)
solved = answer("O_N", kind="expression", symbols=("N",), points=3, levels=("hard",))
growth = answer(
    "",
    kind="choice",
    points=1,
    levels=("hard",),
    options={"square": "like $s^2$", "log": r"like $s^2 \ln s$", "more": r"faster than $s^2 \ln s$"},
)
side = answer("s^*", kind="integer", points=2, levels=("hard",))


@require
def _(m=2, b=1):
    """there are several copies of the smaller module, but not too many"""
    return 2 <= m * b <= 6


@figure
def module(m=1, b=1, d=1, e=1):
    """Stages of copies, the shortcut below them and clear of them, and the convolutions at the end."""
    m, b, d, e = int(m), int(b), int(d), int(e)
    nodes = [GraphNode("x", "$x$", 0, (m - 1) / 2, is_input=True)]
    edges = []
    last, column = "x", 0.0
    for stage in range(b):
        copies = [f"s{stage}c{k}" for k in range(m)]
        nodes += [GraphNode(name, "$M$", column + 1 if b > 1 else (e + 1) / 2, k) for k, name in enumerate(copies)]
        edges += [GraphEdge(last, name, "", "") for name in copies]
        last, column = copies[0], column + 1
        if m > 1 and stage < b - 1:
            nodes.append(GraphNode(f"s{stage}", "$+$", column + 1, (m - 1) / 2))
            edges += [GraphEdge(name, f"s{stage}", "", "") for name in copies]
            last, column = f"s{stage}", column + 1
    end = column + 1 if b > 1 else e + 1
    nodes.append(GraphNode("join", "$+$", end, (m - 1) / 2))
    edges += [GraphEdge(name, "join", "", "") for name in copies]
    # a single convolution stands in the middle: its edges go round the copies on both sides
    bow, before = (0.7 if e == 1 and b > 1 else 0.0), "x"
    for k in range(e):
        nodes.append(GraphNode(f"e{k}", "$c$", 1 + (end - 2) * k / (e - 1) if e > 1 else end / 2, m))
        edges.append(GraphEdge(before, f"e{k}", "", "", bow if k == 0 else 0.0))
        before = f"e{k}"
    edges.append(GraphEdge(before, "join", "", "", bow))
    before = "join"
    for k in range(d):
        nodes.append(GraphNode(f"d{k}", "$c$", end + 1 + k, (m - 1) / 2))
        edges.append(GraphEdge(before, f"d{k}", "", ""))
        before = f"d{k}"
    edges.append(GraphEdge(before, "", "", "", output=""))
    return Graph(tuple(nodes), tuple(edges))
