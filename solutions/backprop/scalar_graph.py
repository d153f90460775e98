"""Values forwards; local derivatives; then backwards from the output, adding up at every node what comes back along its edges."""

import cmath
import operator
from typing import Any

from sympy import Integer, expand

from examgen.authoring import (
    Graph,
    GraphEdge,
    GraphNode,
    Table,
    exp,
    figure,
    log,
    maximum,
    misconception,
    oracle,
    procedure,
    sigmoid,
    sign_of,
    tex,
)

_COMPUTE: dict[str, Any] = {
    "+": lambda u, v: u + v,
    "-": lambda u, v: u - v,
    "*": lambda u, v: u * v,
    "/": lambda u, v: u / v,
    "sq": lambda u: u**2,
    "max": maximum,
    "ln": log,
    "exp": exp,
    "sigmoid": sigmoid,
}

#: Derivative of an operation by each of its inputs, from the inputs and the output; and the same in letters.
_DERIVATIVES: dict[str, Any] = {
    "+": lambda u, v, out: (1, 1),
    "-": lambda u, v, out: (1, -1),
    "*": lambda u, v, out: (v, u),
    "/": lambda u, v, out: (1 / v, -u / v**2),
    "sq": lambda u, out: (2 * u,),
    "max": lambda u, v, out: (1, 0) if sign_of(u - v) > 0 else (0, 1),
    "ln": lambda u, out: (1 / u,),
    "exp": lambda u, out: (out,),
    "sigmoid": lambda u, out: (out * (1 - out),),
}
_LETTERS: dict[str, Any] = {
    "+": lambda u, v, out: ("1", "1"),
    "-": lambda u, v, out: ("1", "-1"),
    "*": lambda u, v, out: (v, u),
    "/": lambda u, v, out: (rf"\frac{{1}}{{{v}}}", rf"-\frac{{{u}}}{{{v}^2}}"),
    "sq": lambda u, out: (f"2 {u}",),
    "max": lambda u, v, out: (rf"\frac{{\partial {out}}}{{\partial {u}}}", rf"\frac{{\partial {out}}}{{\partial {v}}}"),
    "ln": lambda u, out: (rf"\frac{{1}}{{{u}}}",),
    "exp": lambda u, out: (out,),
    "sigmoid": lambda u, out: (f"{out} (1 - {out})",),
}


def _slopes(graph, found, changes=None):
    """Source, target and local derivative of every edge, node after node."""
    rules = {**_DERIVATIVES, **changes} if changes else _DERIVATIVES
    result: list[Any] = []
    for name, operation, sources, *_ in graph[0]:
        slopes = rules[operation](*[found[source] for source in sources], found[name])
        result += [(source, name, slope) for source, slope in zip(sources, slopes, strict=True)]
    return result


def _known(graph, values, x, y, z):
    return {"x": x, "y": y, "z": z, **dict(zip((node[0] for node in graph[0]), values, strict=True))}


def _backward(graph, found, output="", *, changes=None, join=operator.mul, keep=None):
    """The derivative of the output by every node and input before it. ``keep`` takes one edge in place of the sum, ``join`` another rule for an edge."""
    leaving: dict[str, list[Any]] = {}
    for source, after, slope in _slopes(graph, found, changes):
        leaving.setdefault(source, []).append((after, slope))
    output = output or graph[0][-1][0]
    result = {output: Integer(1)}
    for name in [*(node[0] for node in reversed(graph[0])), "x", "y", "z"]:
        back = [join(result[after], slope) for after, slope in leaving.get(name, ()) if after in result]
        if name != output and back:
            result[name] = sum(back if keep is None else [back[keep]], Integer(0))
    return result


def _shared(graph):
    """Whether a node or input is used more than once."""
    sources = [source for node in graph[0] for source in node[2]]
    return len(set(sources)) < len(sources)


def _uses(graph, *operations):
    return any(node[1] in operations for node in graph[0])


@procedure(because="Forwards, one operation after the other.")
def values(graph, x, y, z):
    found = {"x": x, "y": y, "z": z}
    for name, operation, sources, *_ in graph[0]:
        found[name] = _COMPUTE[operation](*(found[source] for source in sources))
    return tuple(found[node[0]] for node in graph[0])


@values.show
def _(graph, values) -> Table:
    rows = tuple((f"${node[0]}$", f"${node[3]}$", f"${tex(value)}$") for node, value in zip(graph[0], values, strict=True))
    return Table(head=("node", "formula", "value"), rows=rows)


@procedure(
    because="Each is the derivative of one operation with respect to one of its inputs; the other input is held fixed.{% if 'max' in operations %} The maximum follows its larger input "
    "alone.{% endif %}"
)
def local(graph, edges, values, x, y, z):
    slopes = {(after, source): slope for source, after, slope in _slopes(graph, _known(graph, values, x, y, z))}
    return tuple(slopes[edge] for edge in edges)


@local.show
def _(graph, edges, local) -> Table:
    letters = {(node[0], source): text for node in graph[0] for source, text in zip(node[2], _LETTERS[node[1]](*node[2], node[0]), strict=True)}
    rows = tuple((rf"$\partial {after} / \partial {source}$", f"${letters[after, source]}$", f"${tex(slope)}$") for (after, source), slope in zip(edges, local, strict=True))
    return Table(head=("edge", "in letters", "value"), rows=rows)


@procedure(
    because=r"Backwards from $\bar{g} = 1$, where $\bar{v} = \mathrm{d} g / \mathrm{d} v$: the derivative at the end of an edge times its local derivative; where several edges "
    r"leave, add."
)
def dx(graph, values, x, y, z):
    return _backward(graph, _known(graph, values, x, y, z))["x"]


@dx.show
def _(graph, values, x, y, z) -> Table:
    found = _known(graph, values, x, y, z)
    result, edges = _backward(graph, found), _slopes(graph, found)
    letters = [text for node in graph[0] for text in _LETTERS[node[1]](*node[2], node[0])]
    rows = []
    for name in [*(node[0] for node in reversed(graph[0][:-1])), "x", "y", "z"]:
        ways = [(after, slope, text) for (source, after, slope), text in zip(edges, letters, strict=True) if source == name]
        general = " + ".join(rf"\bar{{{after}}} \cdot {_bracketed(text)}" for after, _, text in ways)
        numbers = " + ".join(rf"{_bracketed(tex(result[after]), first=k == 0)} \cdot {_bracketed(tex(slope))}" for k, (after, slope, _) in enumerate(ways))
        rows.append((rf"$\bar{{{name}}}$", f"${general}$", f"${numbers}$", f"${tex(result[name])}$"))
    return Table(head=("", "sum over the edges", "numbers", "value"), rows=tuple(rows))


def _bracketed(text, *, first=False):
    """A factor in brackets where it begins with a sign (unless it stands first) or is a sum."""
    is_sum = " - " in text or " + " in text
    return rf"\left({text}\right)" if is_sum or (text.startswith("-") and not first) else text


@procedure(because="From the same table.")
def dy(graph, values, x, y, z):
    return _backward(graph, _known(graph, values, x, y, z))["y"]


@procedure(because="From the same table.")
def dz(graph, values, x, y, z):
    return _backward(graph, _known(graph, values, x, y, z))["z"]


@procedure(
    because="Each path gives a product of local derivatives; all paths together give ${{ target[2] }}$. Then put in {{ target[3] }}.",
)
def letters(graph, target, X, Y, Z):
    found = {"x": X, "y": Y, "z": Z}
    for name, operation, sources, *_ in graph[0]:
        found[name] = _COMPUTE[operation](*(found[source] for source in sources))
    return expand(_backward(graph, found, target[0])[target[1]])


def _everywhere(name, *, letters_too=False, local_too=False, credit=0, when=None, feedback="", **changes):
    """A wrong belief about going backwards: it shows in every derivative."""
    belief = misconception(name, credit=credit, when=when, feedback=feedback)
    for part, letter in ((dx, "x"), (dy, "y"), (dz, "z")):

        @belief.at(part)
        def back(graph, values, x, y, z, letter=letter):
            return _backward(graph, _known(graph, values, x, y, z), **changes)[letter]

    if letters_too:

        @belief.at(letters)
        def symbolic(graph, target, X, Y, Z):
            found = {"x": X, "y": Y, "z": Z}
            for node, operation, sources, *_ in graph[0]:
                found[node] = _COMPUTE[operation](*(found[source] for source in sources))
            return expand(_backward(graph, found, target[0], **changes)[target[1]])

    if local_too:

        @belief.at(local)
        def edge_by_edge(graph, edges, values, x, y, z):
            slopes = {(after, source): slope for source, after, slope in _slopes(graph, _known(graph, values, x, y, z), changes["changes"])}
            return tuple(slopes[edge] for edge in edges)

    return belief


first_path = _everywhere(
    "followed one path alone, the first one",
    letters_too=True,
    credit="1/4",
    when=lambda graph: _shared(graph),
    feedback="The derivatives of all paths that lead from an input to the output add up.",
    keep=0,
)
last_path = _everywhere(
    "followed one path alone, the last one",
    letters_too=True,
    credit="1/4",
    when=lambda graph: _shared(graph),
    feedback="The derivatives of all paths that lead from an input to the output add up.",
    keep=-1,
)
no_upstream = _everywhere("used only local derivatives, without the upstream gradient", join=lambda behind, slope: slope, feedback="Multiply along a path.")
added = _everywhere("added along a path in place of multiplying", join=operator.add, feedback="Multiply along a path; add over the paths.")
own_factor = _everywhere(
    "took each factor of a product for its own derivative",
    credit="1/4",
    when=lambda graph: _uses(graph, "*"),
    letters_too=True,
    feedback=r"$\partial (u v) / \partial u = v$: the gate exchanges its inputs.",
    local_too=True,
    changes={"*": lambda u, v, out: (u, v)},
)
both_inputs = _everywhere(
    "let the maximum pass its derivative to both inputs",
    credit="1/2",
    when=lambda graph: _uses(graph, "max"),
    local_too=True,
    changes={"max": lambda u, v, out: (1, 1)},
)
no_two = _everywhere(
    "forgot the factor 2 of a square",
    credit="1/2",
    when=lambda graph: _uses(graph, "sq"),
    letters_too=True,
    local_too=True,
    changes={"sq": lambda u, out: (u,)},
)
half_sigmoid = _everywhere(
    "used one minus the sigmoid for its slope",
    credit="1/3",
    when=lambda graph: _uses(graph, "sigmoid"),
    feedback="The slope of the sigmoid is $p (1 - p)$.",
    local_too=True,
    changes={"sigmoid": lambda u, out: (1 - out,)},
)
quotient_sign = _everywhere(
    "lost the minus sign of a quotient",
    credit="1/2",
    when=lambda graph: _uses(graph, "/"),
    local_too=True,
    changes={"/": lambda u, v, out: (1 / v, u / v**2)},
)


@figure
def graph_figure(graph, values, x, y, z):
    signs = {"*": r"\times", "max": r"\max", "sigmoid": r"\sigma"}
    found = _known(graph, values, x, y, z)
    result = _backward(graph, found)
    nodes = [GraphNode(name, f"${name}$", float(column), float(row), is_input=True) for name, column, row in graph[1]]
    flows = iter(_slopes(graph, found))
    edges = []
    for name, operation, sources, formula, column, row, bends in graph[0]:
        sign = signs.get(operation, operation if len(sources) == 2 else formula)
        nodes.append(GraphNode(name, rf"${name}\colon {sign}$", float(column), float(row)))
        for source, bend in zip(sources, bends, strict=False):
            edges.append(GraphEdge(source, name, f"${tex(found[source])}$", f"${tex(result[name] * next(flows)[2])}$", float(bend)))
    edges.append(GraphEdge(graph[0][-1][0], "", f"${tex(values[-1])}$", "$1$", output="$g$"))
    return Graph(tuple(nodes), tuple(edges), caption="Above an edge its value, below it the derivative that comes back along it.")


@oracle
def complex_steps(graph, x, y, z, edges=(), target=(), X=None, Y=None, Z=None):
    """Forwards with a small imaginary part on one input at a time: the imaginary part of the output is the derivative, over all paths at once."""
    tiny = 1e-30

    def operate(operation, *numbers):
        if operation == "max":
            return max(numbers, key=lambda number: number.real)
        if operation == "sigmoid":
            return (1 + cmath.tanh(numbers[0] / 2)) / 2
        signed = {"+": 1, "-": -1}
        if operation in signed:
            return numbers[0] + signed[operation] * numbers[1]
        if operation in ("*", "sq"):
            return numbers[0] * numbers[-1]
        if operation == "/":
            return numbers[0] * numbers[1] ** -1
        return cmath.log(numbers[0]) if operation == "ln" else cmath.exp(numbers[0])

    def forward(start):
        known = dict(start)
        for name, operation, sources, *_ in graph[0]:
            known[name] = operate(operation, *(complex(known[source]) for source in sources))
        return known

    start = {"x": x, "y": y, "z": z}
    known = forward(start)
    last = graph[0][-1][0]
    nudged = {name: forward({**start, name: complex(start[name], tiny)}) for name in start}
    answers = {"values": [known[node[0]].real for node in graph[0]], **{f"d{name}": nudged[name][last].imag / tiny for name in start}}
    slopes = []
    for after, source in edges:
        operation, sources = next((node[1], node[2]) for node in graph[0] if node[0] == after)
        moved = [complex(known[one].real if one in known else start[one], tiny if one == source else 0) for one in sources]
        slopes.append(operate(operation, *moved).imag / tiny)
    if target:
        free = {"x": X, "y": Y, "z": Z}
        answers["letters"] = forward({**free, target[1]: complex(free[target[1]], tiny)})[target[0]].imag / tiny
    return {**answers, "local": slopes}
