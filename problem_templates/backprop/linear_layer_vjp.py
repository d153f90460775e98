"""Gradients of a linear layer from the gradient at its output: one example, a batch, a batch with a printed loss in either convention."""

from sympy import ImmutableDenseMatrix

from examgen.authoring import Block, Blocks, answer, by_level, choice, drawn, figure

convention = by_level(easy=choice("rows"), medium=choice("rows"), hard=choice("rows", "columns"))
#: Examples, inputs and outputs of the layer; all take about the same number of multiplications at one level.
sizes = by_level(easy=choice((1, 2, 2)), medium=choice((2, 2, 3), (3, 2, 2)), hard=choice((3, 2, 2)))


def _entries(draw, rows, columns, convention):
    """Entries that are not 0, no row that repeats another one up to its sign, and no symmetric matrix, which would hide a transpose."""
    while True:  # ends: more than half of the draws fit
        found = draw.matrix(rows, columns, -3, 3, avoid=(0,))
        lines = [found.row(i) for i in range(rows)] if rows > 1 else [found[0, j : j + 1] for j in range(columns)]
        symmetric = rows == columns and found == found.T
        if not symmetric and all(one not in (other, -other) for k, one in enumerate(lines) for other in lines[:k]):
            return found if convention == "rows" else ImmutableDenseMatrix(found.T)


@drawn(tex="X")
def X(draw, sizes, convention):
    return _entries(draw, sizes[0], sizes[1], convention)


@drawn(tex="W")
def W(draw, sizes, convention):
    return _entries(draw, sizes[1], sizes[2], convention)


@drawn(tex="b", levels=("easy", "hard"))
def b(draw, sizes, convention):
    return _entries(draw, 1, sizes[2], convention)


@drawn(tex="G", levels=("easy", "medium"))
def G(draw, sizes):
    return _entries(draw, sizes[0], sizes[2], "rows")


@drawn(tex="T", levels=("hard",))
def T(draw, X, W, b, convention):
    """Targets that differ from the outputs by small numbers."""
    Y = X * W + ImmutableDenseMatrix([list(b)] * 3) if convention == "rows" else W * X + ImmutableDenseMatrix([list(b)] * 3).T
    return Y - _entries(draw, 3, 2, convention)


Y = answer("Y", kind="matrix", entries="integer", points=2, levels=("easy",))
shapes = answer("", kind="vector", entries="integer", points=1, levels=("medium",))
upstream = answer("G", kind="matrix", points=2, levels=("hard",))
dW = answer(r"\frac{\partial L}{\partial W}", kind="matrix", points=3)
dX = answer(r"\frac{\partial L}{\partial X}", kind="matrix", points=3)
db = answer(r"\frac{\partial L}{\partial b}", kind="vector", points=1, levels=("medium", "hard"))


@figure
def layer(sizes, convention):
    def shape(rows, columns):
        pair = (rows, columns) if convention == "rows" else (columns, rows)
        return rf"${pair[0]} \times {pair[1]}$"

    examples, inputs, outputs = (int(size) for size in sizes)
    product = "$X W + b$" if convention == "rows" else "$W X + b$"
    note = rf"$W$: {shape(inputs, outputs)}"
    return Blocks((Block(product, shape(examples, outputs), note), Block("loss $L$", "number")), start=f"$X$: {shape(examples, inputs)}")
