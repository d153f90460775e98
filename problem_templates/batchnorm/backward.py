"""Gradients through batch normalization: its own parameters, frozen statistics, and the paths through mean and variance."""

from math import isqrt

from sympy import Rational

from examgen.authoring import Graph, GraphEdge, GraphNode, answer, by_level, choice, drawn, figure, integer

#: Deviations that add up to 0 and whose mean square is a square other than 1.
_SQUARES = ((-5, 1, 1, 3), (-3, -1, -1, 5))

#: Deviations that add up to 0 and whose mean square is an integer.
_INTEGERS = ((-3, -1, 1, 3), (-3, 1, 1, 1), (-1, -1, -1, 3), (-2, 0, 0, 2), (-4, 0, 2, 2), (-2, -2, 0, 4), (-5, 1, 1, 3), (-1, -1, 1, 1))


def _mean_square(pattern):
    return sum(d * d for d in pattern) // 4


@drawn
def plan(draw, level):
    """Deviations, epsilon and the root; gradients that make both of their means whole."""
    pattern = draw.shuffled(draw.choice(*(_INTEGERS if level == "hard" else _SQUARES)))
    variance = _mean_square(pattern)
    eps = 0 if level != "hard" else draw.choice(*(root * root - variance for root in (2, 3, 4) if 0 < root * root - variance <= 8))
    for _ in range(300):
        g = draw.vector(4, -4, 4)
        whole = sum(map(int, g))
        along = sum(int(a) * d for a, d in zip(g, pattern, strict=True))
        if whole and whole % 4 == 0 and along and along % 4 == 0 and len(set(g)) > 2:
            break
    return pattern, eps, isqrt(int(variance + eps)), g


@drawn(tex=r"\hat{x}", levels=("easy",))
def given(draw, plan):
    return tuple(Rational(d, plan[2]) for d in plan[0])


s = by_level(easy=choice(2, 3, 4, 5), tex="s")
centre = by_level(medium=integer(-4, 6), hard=integer(-4, 6))


@drawn(tex="x", levels=("medium", "hard"))
def x(draw, plan, centre):
    return tuple(centre + d for d in plan[0])


@drawn(tex=r"\varepsilon", levels=("hard",))
def eps(draw, plan):
    return plan[1]


@drawn(tex="g")
def g(draw, plan):
    return plan[3]


gamma = by_level(easy=choice(-3, -2, 2, 3, 4), medium=choice(-3, -2, 2, 3), hard=choice(-2, 2, 3), tex=r"\gamma")

normalized = answer(r"\hat{x}", kind="vector", points=1, levels=("medium", "hard"))
d_beta = answer(r"\partial L / \partial \beta", points=1)
d_gamma = answer(r"\partial L / \partial \gamma", points=2)
d_normalized = answer(r"\partial L / \partial \hat{x}", kind="vector", points=2, levels=("easy",))
frozen = answer(r"\partial L / \partial x", kind="vector", points=2, levels=("easy",))
d_input = answer(r"\partial L / \partial x", kind="vector", points=4, levels=("medium", "hard"))
along = answer("P", points=1, levels=("hard",))


@figure
def graph():
    nodes = (
        GraphNode("x", "$x$", 0, 1, is_input=True),
        GraphNode("mean", r"$\mu$", 1, 0),
        GraphNode("variance", r"$\sigma^2$", 2, 0),
        GraphNode("hat", r"$\hat{x}$", 3, 1),
        GraphNode("y", "$y$", 4, 1),
    )
    pairs = (("x", "mean"), ("x", "variance"), ("x", "hat"), ("mean", "variance"), ("mean", "hat"), ("variance", "hat"), ("hat", "y"))
    edges = tuple(GraphEdge(source, target, "", "") for source, target in pairs)
    return Graph(nodes, (*edges, GraphEdge("y", "", "", "", output="$L$")))
