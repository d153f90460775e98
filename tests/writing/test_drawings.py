"""Figures: what is drawn, that labels stay clear of each other, and that words say what the picture shows."""

from __future__ import annotations

import math
import re
from functools import partial
from itertools import combinations, pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import examgen
from examgen.alt_text import describe
from examgen.bank import builtin
from examgen.figures import (
    Bar,
    Bars,
    Block,
    Blocks,
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
from examgen.label_words import plain_words
from examgen.writing import figures
from examgen.writing.escaping import pdf_string
from examgen.writing.figures_core import BLANK_WIDTH, MAX_WIDTH, Path, Picture, label_box, overlap, shape_box
from examgen.writing.figures_large import for_large_print, growth
from examgen.writing.figures_tex import hoisted
from writing.sample_exam import FIGURES, WEIGHTED, graph, network

SVG = "{http://www.w3.org/2000/svg}"


def blanks(picture: Picture) -> list[tuple[float, float, float, float]]:
    """The boxes to fill in: thin white rectangles as wide as a blank."""
    boxes = [shape_box(shape) for shape in picture.shapes if shape.closed and shape.fill == 1 and shape.width == 0.4]
    return [box for box in boxes if box[2] - box[0] > BLANK_WIDTH - 1]


@pytest.mark.parametrize("name", sorted(FIGURES))
def test_labels_and_blanks_do_not_overlap(name: str) -> None:
    picture = figures.draw(FIGURES[name])
    boxes = [label_box(label) for label in picture.labels] + blanks(picture)
    for a, b in combinations(boxes, 2):
        assert not overlap(a, b), (name, a, b)


@pytest.mark.parametrize("name", sorted(FIGURES))
def test_everything_lies_inside_the_picture(name: str) -> None:
    picture = figures.draw(FIGURES[name])
    for left, bottom, right, top in [shape_box(s) for s in picture.shapes] + [label_box(one) for one in picture.labels]:
        assert left >= 0
        assert bottom >= 0
        assert right <= picture.width
        assert top <= picture.height


@pytest.mark.parametrize("name", sorted(FIGURES))
def test_an_svg_stands_alone_and_says_what_it_shows(name: str) -> None:
    root = ElementTree.fromstring(figures.svg(FIGURES[name]))
    assert root.get("role") == "img"
    title = root.find(f"{SVG}title")
    assert title is not None
    assert title.text == describe(FIGURES[name])
    assert not any("href" in key for element in root.iter() for key in element.attrib)
    shown = "".join("".join(text.itertext()) for text in root.iter(f"{SVG}text"))
    assert "\\" not in shown
    assert "$" not in shown


@pytest.mark.parametrize("name", sorted(FIGURES))
def test_both_languages_show_the_same_number_of_shapes_and_labels(name: str) -> None:
    picture = figures.draw(FIGURES[name])
    tex, root = figures.latex(FIGURES[name]), ElementTree.fromstring(figures.svg(FIGURES[name]))
    assert tex.count(r"\figlabel") == len(picture.labels) == len(root.findall(f"{SVG}text"))
    assert len(re.findall(r" m ", tex)) == len(picture.shapes) == len(root.findall(f"{SVG}path"))


@pytest.mark.parametrize("name", sorted(FIGURES))
def test_words_are_words(name: str) -> None:
    said = describe(FIGURES[name])
    assert not set(said) & set("\\${}_^")
    assert said.endswith(".")
    assert "  " not in said


def test_each_unknown_value_of_a_graph_is_a_box_and_is_said() -> None:
    unknown = sum((edge.value is None) + (edge.gradient is None) for edge in graph().edges)
    assert len(blanks(figures.draw(graph()))) == unknown
    assert describe(graph()).count("to be filled in") == unknown
    assert "to be filled in" not in describe(graph(solved=True))


def test_words_of_a_graph_name_every_edge_with_its_values() -> None:
    said = describe(graph(solved=True))
    assert "from z to operation 2 (plus): value minus 2, gradient 3" in said
    assert "from operation 2 (plus) to operation 3 (times): value 4, gradient minus 3/2" in said
    assert "to the output L: value 12, gradient 1" in said


def test_words_of_a_network_name_states_and_weights() -> None:
    assert "1 (active), 0 (inactive), 2 (active)" in describe(network(solved=True))
    assert "to h2: from x1 minus 3, from x2 1/2" in describe(WEIGHTED)


def test_words_of_a_grid_name_cells_shading_and_signs() -> None:
    said = describe(FIGURES["grids"])
    assert "Row 1: 5, 3, 0; row 2: 7, minus 1, 2" in said
    assert "Shaded cells: row 1 column 1" in said
    assert "star (convolution)" in said


def test_words_of_the_other_figures_are_complete() -> None:
    assert describe(Bars(((Bar(0.25, r"$\frac14$", "$k_1$"),),), ("query",))) == "Bar chart (query): k1 has 1/4."
    chain = describe(Blocks((Block("conv", None), Block("pool", "$8$", "stride 2")), start="$3$"))
    assert (
        "input has shape 3; block 1, conv, whose output shape is to be filled in; block 2, pool (stride 2), whose output shape is 8"
        in chain
    )
    assert "(minus 1, 2), (0, 0.5)" in describe(Plot((Series(((-1, 2), (0, 0.5)), "$f$"),)))
    assert describe(NumberLine((1, 1, -2), ((1, r"$\mu$"),))) == (
        "Number line with points at minus 2, 1 (twice). Marked by vertical lines: mu at 1."
    )
    assert describe(Table(("a", "$b_1$"), (("x", None),))) == "Table with columns a, b1. Row 1: a x, b1 to be filled in."


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("$x_1$", "x1"),
        (r"$-\frac{3}{2}$", "minus 3/2"),
        (r"$\frac{a+1}{2}$", "(a plus 1) over (2)"),
        (r"$\sigma^2$", "sigma squared"),
        (r"$W^{\mathsf{T}}$", "W transposed"),
        (r"$\mu_{\text{old}}$", "mu sub old"),
        (r"$3\times32\times32$", "3 times 32 times 32"),
        (r"$\sqrt{2}$", "root of 2"),
        (r"$\begin{pmatrix}1\\-2\end{pmatrix}$", "matrix with row 1: 1; row 2: minus 2"),
        (r"conv $3\times3$, same", "conv 3 times 3, same"),
        (r"$\frac$", "() over ()"),
        ("$}{$", ""),
    ],
)
def test_labels_in_words(text: str, said: str) -> None:
    assert plain_words(text) == said


@given(st.text(alphabet="a1\\{}$^_&frc ") | st.text())
def test_any_label_can_be_said_and_drawn(text: str) -> None:
    plain_words(text)
    one = Grids((Grid(((text,),), title=text),))
    ElementTree.fromstring(figures.svg(one))
    figures.latex(one)


LABELS = st.sampled_from(["$1$", "$-12$", r"$\frac{3}{4}$", "$0$", None])


@settings(max_examples=40)
@given(st.lists(st.tuples(LABELS, LABELS), min_size=6, max_size=6))
def test_labels_of_an_ordinary_graph_never_overlap(values: list[tuple[str | None, str | None]]) -> None:
    nodes = (
        GraphNode("x", "$x$", 0, 0, is_input=True),
        GraphNode("w", "$w$", 0, 1, is_input=True),
        GraphNode("m", r"$\times$", 1, 0.5),
        GraphNode("b", "$b$", 1, 1.5, is_input=True),
        GraphNode("p", "$+$", 2, 1),
        GraphNode("r", r"$\max$", 3, 1),
    )
    pairs = (("x", "m"), ("w", "m"), ("m", "p"), ("b", "p"), ("p", "r"), ("r", ""))
    edges = tuple(
        GraphEdge(a, b, value, gradient, output="$L$" if not b else "") for (a, b), (value, gradient) in zip(pairs, values, strict=True)
    )
    picture = figures.draw(Graph(nodes, edges))
    boxes = [label_box(label) for label in picture.labels] + blanks(picture)
    assert not any(overlap(a, b) for a, b in combinations(boxes, 2))


def along(shape: Path) -> list[tuple[float, float]]:
    """Points of an edge or of the border of a node, close together."""
    points = [shape.start]
    for piece in shape.pieces:
        corners = [points[-1], *piece]
        most = len(corners) - 1
        for t in (k / 60 for k in range(1, 61)):
            weights = [math.comb(most, k) * (1 - t) ** (most - k) * t**k for k in range(most + 1)]
            x, y = (sum(w * corner[axis] for w, corner in zip(weights, corners, strict=True)) for axis in (0, 1))
            points.append((x, y))
    return points


@pytest.mark.parametrize("level", ["easy", "medium", "hard"])
def test_no_line_of_a_graph_goes_through_a_value_and_values_keep_apart(level: str) -> None:
    for seed in range(25):
        instance = examgen.make_instance(builtin().family("backprop/scalar_graph"), level, str(seed))
        for figure in (*instance.figures.values(), *instance.solution_figures.values()):
            picture = figures.draw(figure)  # type: ignore[arg-type]
            boxes = [label_box(label) for label in picture.labels] + blanks(picture)
            lines = [point for shape in picture.shapes if shape.width >= 0.6 for point in along(shape)]
            assert not [(a, b) for a, b in combinations(boxes, 2) if overlap(a, b, 1.0)], (level, seed)
            assert not [(x, y) for left, low, right, high in boxes for x, y in lines if left < x < right and low < y < high], (level, seed)
            assert picture.width <= MAX_WIDTH


GRAPHS = ("backprop/scalar_graph", "backprop/rnn_bptt", "batchnorm/backward", "ops_counting/recursive_architecture",
          "ops_counting/fractal_network", "ops_counting/dense_block")  # fmt: skip


@pytest.mark.parametrize("name", GRAPHS)
def test_no_edge_of_a_graph_leads_through_a_node_that_it_does_not_join(name: str) -> None:
    family = builtin().family(name)
    for level in family.levels:
        for seed in range(40):
            for figure in examgen.make_instance(family, level, str(seed)).solution_figures.values():
                if not isinstance(figure, Graph):
                    continue
                shapes = figures.draw(figure).shapes
                boxes = [shape_box(shape) for shape in shapes if shape.closed and len(shape.pieces[0]) == 3]
                for edge in (along(shape) for shape in shapes if shape.width >= 0.6 and not shape.closed):
                    for left, low, right, high in boxes:
                        middle, radius = ((left + right) / 2, (low + high) / 2), (right - left) / 2
                        near = min(math.dist(middle, point) for point in edge)
                        joined = min(math.dist(middle, end) for end in (edge[0], edge[-1])) < radius + 6
                        assert near > radius - (1 if joined else -2), (name, level, seed)


@pytest.mark.parametrize("name", ["relu_counting/tent_map", "relu_counting/linear_regions"])
def test_ticks_and_names_of_lines_keep_apart(name: str) -> None:
    for seed in range(40):
        for figure in examgen.make_instance(builtin().family(name), "hard", str(seed)).solution_figures.values():
            boxes = [label_box(label) for label in figures.draw(figure).labels]  # type: ignore[arg-type]
            assert not [(a, b) for a, b in combinations(boxes, 2) if overlap(a, b, 0.5)], seed


@pytest.mark.parametrize("sizes", [(2, 2, 1), (3, 3, 2), (2, 3, 3, 1)])
def test_weights_of_a_small_network_never_overlap(sizes: tuple[int, ...]) -> None:
    layers = tuple(tuple(Unit(f"$u_{k}$") for k in range(size)) for size in sizes)
    weights = tuple(tuple(tuple(f"${i - 2 * j}$" for j in range(a)) for i in range(b)) for a, b in pairwise(sizes))
    boxes = [label_box(label) for label in figures.draw(Network(layers, weights)).labels]
    assert not any(overlap(a, b) for a, b in combinations(boxes, 2))


@pytest.mark.parametrize("name", sorted(FIGURES))
def test_in_large_print_labels_are_larger_and_as_clear(name: str) -> None:
    usual, large = figures.draw(FIGURES[name]), for_large_print(partial(figures.draw, FIGURES[name]))
    assert growth(large) >= growth(usual)
    boxes = [label_box(label) for label in large.labels] + blanks(large)
    for a, b in combinations(boxes, 2):
        assert not overlap(a, b), (name, a, b)


def test_in_large_print_a_long_chain_and_a_wide_graph_keep_the_size_of_the_text() -> None:
    chain = Blocks(tuple(Block("convolution", "$32 \\times 32 \\times 8$", "$3 \\times 3$") for _ in range(4)), start="$32 \\times 32$")
    nodes = tuple(GraphNode(f"n{k}", f"${k}$", k, k % 2) for k in range(5))
    wide = Graph(nodes, tuple(GraphEdge(f"n{k}", f"n{k + 1}", "$-2$") for k in range(4)))
    for figure in (chain, wide):
        assert growth(figures.draw(figure)) < 1.3
        assert growth(for_large_print(partial(figures.draw, figure))) > 1.6


def test_equal_figures_have_equal_bytes() -> None:
    assert figures.latex(graph()) == figures.latex(graph())
    assert figures.svg(network(solved=True)) == figures.svg(network(solved=True))


def test_a_plane_has_one_scale_and_its_marks_are_told_in_words() -> None:
    ticks = tuple((float(k), f"${k}$") for k in range(-2, 3))
    plane = Plot((Series(((-2.0, -2.0), (2.0, 2.0)), "unit 1"),), x_ticks=ticks, y_ticks=ticks, marks=((-1.0, 1.0, "1"),), plane=True)
    picture = figures.draw(plane)
    diagonal = max((shape for shape in picture.shapes if shape.width == 1.0), key=lambda shape: abs(shape.pieces[0][0][0] - shape.start[0]))
    (x0, y0), (x1, y1) = diagonal.start, diagonal.pieces[0][0]
    assert x1 - x0 == pytest.approx(y1 - y0)
    assert {label.text for label in picture.labels} >= {"unit 1", "1"}
    assert describe(plane).endswith("Marked: 1 at (minus 1, 1).")


def test_the_data_of_a_figure_stand_once_before_the_problem_and_mean_the_same() -> None:
    tex = f"\\stem{{{figures.latex(graph())} and {figures.latex(network())}}}"
    written = hoisted(tex)
    before, after = written.split("\\stem", 1)
    names = re.findall(r"\\def(\\figuredata[A-Z]+)\{", before)
    assert len(names) == len(set(names)) == 4  # two drawings and what they show in words
    assert "q 1 j" not in after and "<" not in after
    for name, data in re.findall(r"\\def(\\figuredata[A-Z]+)\{([^{}]*)\}%\n", before):
        after = after.replace(f"{{{name}}}", f"{{{data}}}")
    assert "\\stem" + after == tex


@pytest.mark.parametrize("text", ["x (mu) to y; 2 < 3 \\ {%", "Größe μ", "tab\there", ""])
def test_words_of_a_figure_are_a_pdf_string_that_reads_the_same(text: str) -> None:
    string = pdf_string(text)
    assert re.fullmatch("<[0-9A-F]*>", string)
    data = bytes.fromhex(string[1:-1])
    assert (data[2:].decode("utf-16-be") if data[:2] == b"\xfe\xff" else data.decode("ascii")) == text
