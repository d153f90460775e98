"""Values and derivatives in a small computational graph, with shared nodes."""

from typing import Any

from sympy import Rational, exp, log

from examgen.authoring import Graph, GraphEdge, GraphNode, answer, by_level, choice, drawn, figure, symbol, tex

_HALF = Rational(1, 2)


def _node(name, operation, sources, formula, column, row, bends=(0, 0)):
    """A node: its name, what it does with which sources, its formula, its place, and how far its incoming edges are bowed."""
    return (name, operation, tuple(sources), formula, column, row, bends)


def _graph(nodes, places, edges=(), target=()):
    """Nodes in the order of computation, the last one is the output; places of the inputs; edges whose local derivatives are asked; at the hard
    level the node and the input of the derivative that is asked in letters, with the sum over its paths."""
    return (nodes, places, edges, target)


_EASY = (
    _graph(
        (_node("a", "-", "xy", "x - y", 1, _HALF), _node("b", "*", "az", "a z", 2, 1), _node("g", "sq", "b", "b^2", 3, 1)),
        (("x", 0, 0), ("y", 0, 1), ("z", 1, Rational(3, 2))),
    ),
    _graph(
        (_node("a", "*", "xy", "x y", 1, _HALF), _node("b", "-", "az", "a - z", 2, 1), _node("g", "sq", "b", "b^2", 3, 1)),
        (("x", 0, 0), ("y", 0, 1), ("z", 1, Rational(3, 2))),
    ),
    _graph(
        (_node("a", "sq", "x", "x^2", 1, 0), _node("b", "-", "yz", "y - z", 1, Rational(3, 2)), _node("g", "*", "ab", "a b", 2, Rational(3, 4))),
        (("x", 0, 0), ("y", 0, 1), ("z", 0, 2)),
    ),
    _graph(
        (_node("a", "*", "xy", "x y", 1, _HALF), _node("b", "+", "ax", "a + x", 2, _HALF, (0, -1)), _node("g", "*", "bz", "b z", 3, 1)),
        (("x", 0, 0), ("y", 0, 1), ("z", 2, Rational(3, 2))),
    ),
    _graph(
        (_node("a", "*", "xy", "x y", 1, _HALF), _node("b", "+", "xz", "x + z", 1, Rational(3, 2)), _node("g", "*", "ab", "a b", 2, 1)),
        (("y", 0, 0), ("x", 0, 1), ("z", 0, 2)),
    ),
)

_MEDIUM = (
    _graph(
        (
            _node("a", "*", "xy", "x y", 1, _HALF),
            _node("b", "+", "az", "a + z", 2, _HALF),
            _node("c", "+", "xz", "x + z", 1, 2),
            _node("d", "sq", "c", "c^2", 2, 2),
            _node("g", "*", "bd", "b d", 3, 1),
        ),
        (("y", 0, 0), ("x", 0, 1), ("z", 0, 2)),
        (("g", "b"), ("d", "c"), ("b", "a"), ("a", "x")),
    ),
    _graph(
        (
            _node("a", "*", "xy", "x y", Rational(9, 4), Rational(1, 4)),
            _node("b", "*", "yz", "y z", Rational(9, 4), Rational(5, 4)),
            _node("c", "max", "ab", r"\max(a, b)", Rational(13, 4), Rational(1, 4)),
            _node("d", "+", "xz", "x + z", Rational(5, 4), Rational(7, 4)),
            _node("g", "*", "cd", "c d", Rational(17, 4), Rational(3, 2)),
        ),
        (("x", 0, 0), ("y", 1, _HALF), ("z", 0, Rational(5, 4))),
        (("g", "c"), ("c", "a"), ("c", "b"), ("b", "y")),
    ),
    _graph(
        (
            _node("a", "*", "xy", "x y", 1, _HALF),
            _node("s", "+", "az", "a + z", 2, 0),
            _node("p", "sigmoid", "s", r"\frac{1}{1 + e^{-s}}", 3, 0),
            _node("b", "sq", "y", "y^2", 2, Rational(3, 2)),
            _node("g", "*", "pb", "p b", 4, Rational(3, 4)),
        ),
        (("x", 0, 0), ("y", 0, Rational(5, 4)), ("z", 1, -1)),
        (("g", "p"), ("p", "s"), ("b", "y"), ("a", "x")),
    ),
    _graph(
        (
            _node("a", "-", "xy", "x - y", 1, _HALF),
            _node("b", "*", "az", "a z", 2, Rational(5, 4)),
            _node("c", "sq", "a", "a^2", 2, Rational(-1, 4)),
            _node("d", "+", "bc", "b + c", 3, _HALF),
            _node("g", "*", "dz", "d z", 4, 1, (0, 1)),
        ),
        (("x", 0, 0), ("y", 0, 1), ("z", 1, Rational(9, 4))),
        (("d", "b"), ("b", "a"), ("c", "a"), ("a", "y")),
    ),
)

_HARD = (
    _graph(
        (
            _node("a", "*", "xy", "x y", 1, 1),
            _node("b", "*", "az", "a z", Rational(9, 4), Rational(5, 4)),
            _node("c", "sq", "a", "a^2", 2, 0),
            _node("d", "+", "bc", "b + c", 3, 0),
            _node("p", "ln", "d", r"\ln d", Rational(15, 4), Rational(5, 4)),
            _node("q", "/", "az", "a / z", 2, Rational(5, 2)),
            _node("g", "+", "pq", "p + q", Rational(9, 2), Rational(5, 2)),
        ),
        (("x", 0, Rational(1, 4)), ("y", 0, Rational(5, 4)), ("z", _HALF, Rational(5, 2))),
        (("c", "a"), ("p", "d"), ("q", "a"), ("q", "z")),
        ("d", "x", "y z + 2 a y", "$a = x y$"),
    ),
    _graph(
        (
            _node("a", "*", "xy", "x y", 1, 1),
            _node("b", "-", "ax", "a - x", 2, 0),
            _node("c", "sq", "a", "a^2", 2, 1),
            _node("d", "exp", "z", "e^z", 1, 2),
            _node("p", "*", "bc", "b c", 3, _HALF),
            _node("q", "+", "ad", "a + d", 2, 2),
            _node("g", "/", "pq", "p / q", 4, 1),
        ),
        (("x", 0, 0), ("y", 0, 1), ("z", 0, 2)),
        (("p", "b"), ("c", "a"), ("g", "p"), ("g", "q")),
        ("p", "y", "c x + 2 a b x", "$a = x y$, $b = x y - x$, $c = x^2 y^2$"),
    ),
    _graph(
        (
            _node("a", "*", "xz", "x z", Rational(3, 4), Rational(3, 4)),
            _node("b", "+", "ay", "a + y", 2, Rational(1, 4)),
            _node("c", "-", "ay", "a - y", Rational(7, 4), Rational(9, 4)),
            _node("d", "*", "bc", "b c", 3, Rational(5, 4)),
            _node("p", "ln", "d", r"\ln d", Rational(15, 4), 0),
            _node("q", "/", "ay", "a / y", 4, Rational(5, 2)),
            _node("g", "-", "pq", "p - q", Rational(19, 4), Rational(5, 4)),
        ),
        (("x", 0, 0), ("z", 0, Rational(7, 4)), ("y", 0, Rational(13, 4))),
        (("d", "b"), ("p", "d"), ("q", "a"), ("q", "y")),
        ("d", "z", "c x + b x", "$b = x z + y$, $c = x z - y$"),
    ),
)

graph = by_level(easy=choice(*_EASY), medium=choice(*_MEDIUM), hard=choice(*_HARD))

_FUNCTIONS: dict[str, Any] = {
    "+": lambda u, v: u + v,
    "-": lambda u, v: u - v,
    "*": lambda u, v: u * v,
    "/": lambda u, v: Rational(u) / v,
    "sq": lambda u: u**2,
    "max": max,
    "ln": log,
    "exp": exp,
    "sigmoid": lambda s: 1 / (1 + exp(-s)),
}


def _forward(graph, x, y, z):
    """Values of all nodes, or None where one does not exist."""
    found = {"x": x, "y": y, "z": z}
    for name, operation, sources, *_ in graph[0]:
        numbers = [found[source] for source in sources]
        if (operation == "/" and numbers[1] == 0) or (operation == "ln" and numbers[0] <= 1) or (operation == "max" and numbers[0] == numbers[1]):
            return None
        found[name] = _FUNCTIONS[operation](*numbers)
    return found


@drawn
def point(draw, graph, level):
    """Inputs at which every operation is defined and gives small values other than 0; before a sigmoid or an exponential stands a logarithm."""
    operations = [node[1] for node in graph[0]]
    while True:  # ends: every graph has many such points
        x, y, z = (draw.integer(-5, 5, avoid=(0,)) for _ in range(3))
        if len({abs(x), abs(y), abs(z)}) < 3:
            continue
        if "sigmoid" in operations:
            z = log(draw.choice(*(Rational(p, q) for p, q in ((2, 1), (3, 1), (4, 1), (1, 2), (1, 3))))) - x * y
        if "exp" in operations:
            z = log(draw.choice(2, 3, 4, 5))
        found = _forward(graph, x, y, z)
        if found is None:
            continue
        sizes = [abs(found[node[0]]) for node in graph[0]]
        if 0 not in sizes and max(sizes) <= (60 if level == "easy" else 150):
            return x, y, z


@drawn(tex="x")
def x(draw, point):
    return point[0]


@drawn(tex="y")
def y(draw, point):
    return point[1]


@drawn(tex="z")
def z(draw, point):
    return point[2]


X = by_level(hard=symbol("x", tex="x"))
Y = by_level(hard=symbol("y", tex="y"))
Z = by_level(hard=symbol("z", tex="z"))


@drawn
def names(draw, graph):
    return tuple(node[0] for node in graph[0])


@drawn
def formulas(draw, graph):
    return tuple(node[3] for node in graph[0])


@drawn
def operations(draw, graph):
    return tuple(node[1] for node in graph[0])


@drawn(levels=("medium", "hard"))
def edges(draw, graph):
    return graph[2]


@drawn(levels=("hard",))
def target(draw, graph):
    return graph[3]


values = answer("", kind="vector", entries="expression", points=2)
local = answer("", kind="vector", entries="expression", points=2, levels=("medium", "hard"))
dx = answer(r"\frac{\mathrm{d} g}{\mathrm{d} x}", points=2)
dy = answer(r"\frac{\mathrm{d} g}{\mathrm{d} y}", points=1)
dz = answer(r"\frac{\mathrm{d} g}{\mathrm{d} z}", points=1)
letters = answer("", kind="expression", symbols=("x", "y", "z"), points=2, levels=("hard",))

_SIGNS = {"*": r"\times", "max": r"\max", "sigmoid": r"\sigma"}  # square, logarithm and exponential show their formula


@figure
def graph_figure(graph, level, x, y, z):
    """Boxes for all that is to be found; at the hard level for the values alone."""
    nodes = [GraphNode(name, f"${name}$", float(column), float(row), is_input=True) for name, column, row in graph[1]]
    given = {"x": x, "y": y, "z": z}
    blank = "" if level == "hard" else None
    edges = []
    for name, operation, sources, formula, column, row, bends in graph[0]:
        sign = formula if operation in ("-", "/") else _SIGNS.get(operation, operation if len(sources) == 2 else formula)  # order matters
        nodes.append(GraphNode(name, rf"${name}\colon {sign}$", float(column), float(row)))
        for source, bend in zip(sources, bends, strict=False):
            value = f"${tex(given[source])}$" if source in given else None
            edges.append(GraphEdge(source, name, "" if level == "hard" and source in given else value, blank, float(bend)))
    edges.append(GraphEdge(graph[0][-1][0], "", None, blank, output="$g$"))
    return Graph(tuple(nodes), tuple(edges))
