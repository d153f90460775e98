"""A hand-made exam that uses every kind of answer, every figure and the awkward cases of a page."""

from __future__ import annotations

from dataclasses import replace

from sympy import ImmutableDenseMatrix, Integer, Rational, log

from examgen.exam import Exam, Form, Problem, Section
from examgen.figures import (
    Bar,
    Bars,
    Block,
    Blocks,
    Figure,
    Graph,
    GraphEdge,
    GraphNode,
    Grid,
    Grids,
    Network,
    NumberLine,
    Plot,
    Series,
    Table,
    Unit,
)
from examgen.instance import Certificate, Instance, Misconception, Part, WorkedStep
from examgen.symbolic.kinds import Kind, Option

CERTIFICATE = Certificate(oracle="loops", agreed=("a",), omitted={}, printed=1)


def graph(solved: bool = False) -> Graph:
    value = (lambda text: text) if solved else (lambda _text: None)
    nodes = (
        GraphNode("z", "$z$", 0, 0, is_input=True),
        GraphNode("x", "$x$", 0, 1, is_input=True),
        GraphNode("y", "$y$", 0, 2, is_input=True),
        GraphNode("q", r"$\times$", 1, 1.5),
        GraphNode("r", "$+$", 2, 0.75),
        GraphNode("L", r"$\times$", 3, 1.5),
    )
    edges = (
        GraphEdge("z", "r", "$-2$", value("$3$")),
        GraphEdge("x", "q", "$2$", value("$9$")),
        GraphEdge("y", "q", "$3$", value("$6$")),
        GraphEdge("q", "r", value("$6$"), value("$3$")),
        GraphEdge("r", "L", value("$4$"), value(r"$-\frac{3}{2}$")),
        GraphEdge("y", "L", "$3$", value("$4$"), bend=0.9),
        GraphEdge("L", "", value("$12$"), value("$1$"), output="$L$"),
    )
    return Graph(nodes, edges)


def network(solved: bool = False) -> Network:
    if not solved:
        layers = (
            (Unit("$x_1$"), Unit("$x_2$")),
            (Unit("$h_1$"), Unit("$h_2$"), Unit("$h_3$")),
            (Unit("$g_1$"), Unit("$g_2$")),
            (Unit("$y$"),),
        )
    else:
        layers = (
            (Unit("$2$"), Unit("$-1$")),
            (Unit("$1$", True), Unit("$0$", False), Unit("$2$", True)),
            (Unit("$0$", False), Unit("$1$", True)),
            (Unit("$2$"),),
        )
    return Network(layers)


WEIGHTED = Network(
    ((Unit("$x_1$"), Unit("$x_2$")), (Unit("$h_1$"), Unit("$h_2$")), (Unit("$y$"),)),
    weights=((("$2$", "$-1$"), ("$-3$", r"$\frac{1}{2}$")), (("$1$", "$-2$"),)),
    titles=("input", "hidden", "output"),
)

GRIDS = Grids(
    (
        Grid(
            (("$5$", "$3$", "$0$"), ("$7$", "$-1$", "$2$"), ("$1$", "$4$", "$-6$")),
            frozenset({(0, 0), (0, 1), (1, 0), (1, 1)}),
            "input $X$",
        ),
        Grid((("$1$", "$-2$"), ("$0$", "$3$")), title="kernel $K$"),
        Grid(((None, None), (None, None)), title="output"),
    ),
    signs=("*", "="),
)

BARS = Bars(
    (
        (Bar(0.25, r"$\frac14$", "$k_1$"), Bar(0.25, r"$\frac14$", "$k_2$"), Bar(0.5, r"$\frac12$", "$k_3$")),
        (Bar(0.2, r"$\frac15$", "$k_1$"), Bar(0.6, r"$\frac35$", "$k_2$"), Bar(0.2, r"$\frac15$", "$k_3$")),
    ),
    titles=("query 1", "query 2"),
)

BLOCKS = Blocks(
    (
        Block(r"conv $5\times5$, 16 filters", r"$16\times32\times32$", "padding 2"),
        Block("ReLU", None),
        Block(r"max pool $2\times2$", None, "stride 2"),
        Block(r"conv $3\times3$, 32 filters", r"$32\times16\times16$", "padding 1"),
        Block("global average pool", None),
        Block("dense, 10 units", "$10$"),
    ),
    start=r"$3\times32\times32$",
)

PLOT = Plot(
    (
        Series(((-3, 2), (-1, 0), (0, -1), (2, 3)), "$f$"),
        Series(((-3, -1), (2, 1.5)), "$g(x)$", dashed=True),
    ),
    x_ticks=((-3, "$-3$"), (-1, "$-1$"), (0, "$0$"), (2, "$2$")),
    y_ticks=((-1, "$-1$"), (0, "$0$"), (3, "$3$")),
    x_label="$x$",
    y_label="$y$",
)

NUMBER_LINE = NumberLine((-2, 1, 1, 4), ((1, r"$\mu$"), (1.5, r"$\mu+\sigma$")))

FIGURES: dict[str, Figure] = {
    "graph": graph(),
    "graph-solved": graph(solved=True),
    "network": network(),
    "network-solved": network(solved=True),
    "weighted": WEIGHTED,
    "grids": GRIDS,
    "bars": BARS,
    "blocks": BLOCKS,
    "plot": PLOT,
    "number-line": NUMBER_LINE,
}


def part(name: str, text: str, **given: object) -> Part:
    base = Part(
        name=name,
        symbol="n",
        text=text,
        points=Rational(2),
        kind=Kind("integer"),
        answer=Integer(8),
        answer_tex="8",
        answer_text="8",
        steps=(WorkedStep(name, "Count them.", "n", r"N\cdot H\cdot W", r"2\cdot2\cdot2", "8", part=name),),
        misconceptions=(),
        depends_on=(),
        work=1,
    )
    return replace(base, **given)  # type: ignore[arg-type]


def instance(title: str, question: str, parts: tuple[Part, ...], figures: dict[str, Figure], solved: dict[str, Figure]) -> Instance:
    return Instance(
        family="sample/one",
        level="hard",
        seed="1",
        title=title,
        topic="sample",
        parameters={},
        question=question,
        parts=parts,
        figures=figures,
        solution_figures=solved,
        certificate=CERTIFICATE,
        content_hash="0",
        attempts=1,
    )


def slip(name: str, tex: str, credit: Rational, value: object = 0) -> Misconception:
    return Misconception(name=name, step="s", value=value, credit=credit, tex=tex)


LONG_SUM = " + ".join(rf"\left(x_{{{k}}} - \mu_{{1}}\right)^{{2}}" for k in range(1, 15))

BATCHNORM = instance(
    "Batch normalization of a feature map",
    "A mini-batch holds $N=2$ images with $C=2$ channels. The cells of one channel are shown on the right; "
    "a batch-normalization layer has $\\gamma_1=2$ and $\\beta_1=-1$ for channel 1, and $\\varepsilon=3$.\n\n"
    "![the grids](figure:grids)\n\nFill in the table & keep 100% of it:\n\n"
    "| layer | output shape | parameters |\n|---|---|--:|\n| conv $5\\times5$ | | |\n| pool $\\lvert x\\rvert$ | | 0 |\n",
    (
        part(
            "n",
            "How many values $n$ enter the mean of one channel?",
            misconceptions=(slip("one statistic per image", "4", Rational(1, 2)),),
        ),
        part(
            "var",
            "Compute the variance $\\sigma_1^2$ (divided by $n$) of channel 1.",
            symbol=r"\sigma_1^2",
            kind=Kind("rational"),
            steps=(
                WorkedStep(
                    "mean", "The mean of all shaded cells.", r"\mu_1", r"\frac1n\sum_{i=1}^{n}x_i", r"\frac{5+3+7+1+1+3-1+5}{8}", "3"
                ),
                WorkedStep(
                    "var",
                    "The mean squared distance from $\\mu_1$; the distances add up to 0.",
                    r"\sigma_1^2",
                    rf"\frac{{{LONG_SUM}}}{{n}}",
                    r"\frac{4+0+16+4+4+0+16+4}{8}",
                    "6",
                    part="var",
                ),
                WorkedStep("sum", "The same without a fraction.", r"\text{sum of squares}", LONG_SUM, "4+0+16+4+4+0+16+4", "48"),
            ),
            misconceptions=(
                slip("divided by $n-1$", r"\frac{48}{7}", Rational(1, 2)),
                slip("mean of squares without $\\mu_1^2$", "15", Rational(0)),
                slip("average of the two image variances", "5", Rational(1, 3)),
            ),
            depends_on=("n",),
            work=2,
        ),
        part(
            "kernel",
            "Which statements about the running mean are true?",
            kind=Kind(
                "choice",
                options=(
                    Option("a", "It is used in training."),
                    Option(
                        "b",
                        "It is used at inference, with momentum $\\alpha=\\frac{9}{10}$ on the old value "
                        "and the batch statistics of part (b) on the new one.",
                    ),
                    Option("c", "It is learned by gradient descent."),
                ),
            ),
            answer="b",
            answer_tex=r"\text{b}",
            steps=(WorkedStep("why", "The running mean replaces the batch mean at inference.", "", "", "", ""),),
            misconceptions=(slip("mixed up the modes", r"\text{a}", Rational(0), "a"),),
        ),
        part(
            "order",
            "Put the layers in the order of their number of parameters.",
            symbol="",
            kind=Kind("ordering", options=(Option("conv", "conv"), Option("pool", "pool"), Option("dense", "dense"))),
            answer=("pool", "conv", "dense"),
            answer_tex=r"(\text{pool}, \text{conv}, \text{dense})",
            steps=(
                WorkedStep(
                    "table",
                    "Count each layer.",
                    "",
                    "",
                    "",
                    "",
                    table=Table(
                        ("layer", "parameters", "formula"),
                        (("conv", "$76$", r"$(5^2\cdot3+1)\cdot1$"), ("pool", "$0$", ""), ("dense", "$330$", r"$33\cdot10$")),
                    ),
                ),
            ),
        ),
    ),
    {"grids": GRIDS},
    {},
)

RELU = instance(
    "Active units of a ReLU network",
    "The network on the right has ReLU units in both hidden layers and a linear output, $h=\\max(0,W_1x+b_1)$, $g=\\max(0,W_2h+b_2)$, "
    "$y=3g_1+4g_2-2$.\n\n![the network](figure:network)\n\n"
    "$$W_1=\\begin{pmatrix}1&2\\\\-1&1\\\\2&1\\end{pmatrix},\\quad b_1=\\begin{pmatrix}1\\\\0\\\\-1\\end{pmatrix},\\quad "
    "W_2=\\begin{pmatrix}1&-2&-1\\\\2&1&1\\end{pmatrix},\\quad "
    "b_2=\\begin{pmatrix}0\\\\-3\\end{pmatrix},\\quad x=\\begin{pmatrix}2\\\\-1\\end{pmatrix}$$\n",
    (
        part(
            "h",
            "Compute $h$.",
            symbol="h",
            kind=Kind("matrix"),
            answer=ImmutableDenseMatrix([1, 0, 2]),
            answer_tex=r"\begin{pmatrix}1\\0\\2\end{pmatrix}",
            steps=(
                WorkedStep(
                    "z1",
                    "Pre-activations of the first layer.",
                    "z_1",
                    "W_1x+b_1",
                    r"\begin{pmatrix}1&2\\-1&1\\2&1\end{pmatrix}\begin{pmatrix}2\\-1\end{pmatrix}+\begin{pmatrix}1\\0\\-1\end{pmatrix}",
                    r"\begin{pmatrix}1\\-3\\2\end{pmatrix}",
                ),
                WorkedStep(
                    "h", "ReLU keeps the positive entries.", "h", r"\max(0,z_1)", "", r"\begin{pmatrix}1\\0\\2\end{pmatrix}", part="h"
                ),
            ),
            misconceptions=(slip("no bias", r"\begin{pmatrix}0\\0\\3\end{pmatrix}", Rational(1, 2)),),
        ),
        part(
            "dydx",
            "Compute $\\frac{\\partial y}{\\partial x_1}$ at this $x$.",
            symbol=r"\frac{\partial y}{\partial x_1}",
            kind=Kind("expression"),
            answer=log(2),
            answer_tex=r"\ln 2",
            steps=(
                WorkedStep(
                    "paths",
                    "Only paths through active units count. From $x_1$ to $y$ there are two: through $h_1,g_2$ and through $h_3,g_2$.",
                    "",
                    "",
                    "",
                    "",
                ),
                WorkedStep(
                    "dydx",
                    "Multiply along a path, add over paths.",
                    r"\frac{\partial y}{\partial x_1}",
                    r"4\,(w^{(2)}_{21}w^{(1)}_{11}+w^{(2)}_{23}w^{(1)}_{31})",
                    r"4\,(2\cdot1+1\cdot2)",
                    r"\ln 2",
                    part="dydx",
                ),
            ),
            misconceptions=(slip("inactive units included", "15", Rational(1, 3)),),
            work=3,
        ),
        part(
            "long",
            "State the gradient with respect to all weights of the second layer.",
            symbol=r"\nabla_{W_2}\mathcal{L}\left(W_1,W_2,b_1,b_2\right)",
            kind=Kind("matrix"),
            answer=ImmutableDenseMatrix([[1, 2, 3]] * 5),
            answer_tex="8",
            work=2,
        ),
    ),
    {"network": network()},
    {"network": network(solved=True)},
)

BACKPROP = instance(
    "Backpropagation on a graph",
    "The graph computes $L=(x\\,y+z)\\,y$ from $x=2$, $y=3$, $z=-2$. Write the forward value into the box above each edge "
    "and the gradient of that edge into the box below it.\n\n![the graph](figure:graph)\n",
    tuple(
        part(
            name,
            f"The derivative $\\frac{{\\partial L}}{{\\partial {name}}}$.",
            symbol=rf"\frac{{\partial L}}{{\partial {name}}}",
            kind=Kind("rational"),
            steps=(
                WorkedStep(
                    name,
                    "Gradients add where paths join.",
                    rf"\frac{{\partial L}}{{\partial {name}}}",
                    r"\frac{\partial L}{\partial q}\cdot y",
                    r"3\cdot\left(-3\right)",
                    "-9",
                    part=name,
                ),
            ),
        )
        for name in "xyz"
    ),
    {"graph": graph()},
    {"graph": graph(solved=True)},
)

MIXED = instance(
    "Pictures of all kinds with a rather long title that needs a second line to be read as a whole, as titles sometimes do",
    "![bars](figure:bars)\n\nThe weights of two queries are shown as bars.\n\n![blocks](figure:blocks)\n\n![plot](figure:plot)\n\n"
    "![line](figure:line)\n\n![weights](figure:weighted)\n\n- first\n- second with $x_1$\n",
    (
        part("k", "Count the kinks."),
        part(
            "m",
            "Which of these?",
            kind=Kind("choice", options=(Option("x", "$1$"), Option("y", "$2$"))),
            answer="x",
            answer_tex="x",
            steps=(),
        ),
    ),
    {"bars": BARS, "blocks": BLOCKS, "plot": PLOT, "line": NUMBER_LINE, "weighted": WEIGHTED},
    {},
)


def problem(number: int, one: Instance, *points: object) -> Problem:
    return Problem(number, one, {p.name: Rational(worth) for p, worth in zip(one.parts, points, strict=True)})


def form(name: str) -> Form:
    return Form(
        name,
        (
            Section("Normalization and counting", (problem(1, BATCHNORM, 2, "3/2", 1, 1), problem(2, RELU, 2, 3, 2))),
            Section("Gradients", (problem(3, BACKPROP, 2, 2, "4/3"), problem(4, MIXED, 1, 1))),
        ),
    )


EXAM = Exam(
    id="sample",
    title="Final examination",
    course="Introduction to Deep Learning",
    seed="secret-seed",
    forms=(form("A"), form("B-017")),
    institution="Department of Computer Science",
    term="Winter term 2026/27",
    date="12 February 2027",
    duration=90,
    aids="one A4 sheet, no calculator",
    instructions=(
        "Write your name and number on this page and your number on every other page.",
        "Write each result into its answer box. What stands in the box is graded first; "
        "work in the free space can earn part of the points.",
        "Give exact values: fractions, roots and logarithms stay as they are, e.g. $\\frac{\\sqrt3}8$ or $2-\\ln2$.",
        "A part that builds on an earlier part is graded with *your* earlier value.",
    ),
    conventions=(
        ("$\\ln$", "natural logarithm"),
        ("$\\mathrm{V}[X]$", "variance, $\\mathrm{E}[(X-\\mathrm{E}[X])^2]$"),
        ("$\\mathcal{N}(\\mu,\\sigma^2)$", "Gaussian; the second entry is the variance"),
        ("$C\\times H\\times W$", "channels first"),
        ("MAC", "one multiplication and its addition"),
    ),
)
