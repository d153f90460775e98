"""Every entry of the output is a sum of products: its gradient goes to the weights times the input, and to the input times the weights."""

from fractions import Fraction

from sympy import ImmutableDenseMatrix

from examgen.authoring import hadamard, misconception, oracle, procedure, step


@step("P", "The matrix product.")
def product(X, W, convention):
    return X * W if convention == "rows" else W * X


@product.mistake("multiplied by the transpose of $W$", credit="1/4")
def _(X, W, convention):
    return X * W.T if convention == "rows" else W.T * X


@procedure("Y", "The bias is added to {% if level == 'easy' %}the row{% elif convention == 'rows' %}each row{% else %}each column{% endif %}.")
def Y(product, b):
    return ImmutableDenseMatrix(product.rows, product.cols, lambda i, j: product[i, j] + b[j if b.rows == 1 else i])


@Y.mistake("left out the bias", credit="1/3")
def _(product):
    return product


@procedure(because="A gradient has one entry for each entry of its variable, so it has the shape of $X$, and that of $W$.")
def shapes(X, W):
    return X.rows, X.cols, W.rows, W.cols


@shapes.mistake("gave the shapes of the transposes", credit="1/4", when=lambda X, W: X.rows != X.cols or W.rows != W.cols)
def _(X, W):
    return X.cols, X.rows, W.cols, W.rows


@shapes.mistake("took the shape of $G$ for both gradients")
def _(G):
    return G.rows, G.cols, G.rows, G.cols


@step(because="The square brings down a factor 2, the mean over the batch a factor $1/3$.")
def upstream(Y, T):
    return 2 * (Y - T) / 3


@upstream.mistake("left out the factor $1/B$", credit="1/2", feedback="The loss is a mean over the three examples.")
def _(Y, T):
    return 2 * (Y - T)


@upstream.mistake("left out the factor 2", credit="1/2")
def _(Y, T):
    return (Y - T) / 3


@upstream.mistake("subtracted the outputs from the targets", credit="1/2")
def _(Y, T):
    return 2 * (T - Y) / 3


@step(
    because="With small letters for the entries of matrices: {% if convention == 'rows' %}$w_{kj}$ occurs in output $j$ of every example $i$, with the factor $x_{ik}$: "
    "$\\sum_i x_{ik} g_{ij}$.{% else %}$w_{jk}$ occurs in output $j$ of every example $i$, with the factor $x_{ki}$: $\\sum_i g_{ji} x_{ki}$.{% endif %}"
)
def dW(X, convention, G=None, upstream=None):
    above = upstream if G is None else G
    return X.T * above if convention == "rows" else above * X.T


@dW.mistake("did not transpose $X$", when=lambda X, sizes: sizes[0] == sizes[1])
def _(X, convention, G=None, upstream=None):
    above = _above(G, upstream)
    return X * above if convention == "rows" else above * X


@dW.mistake("multiplied in the other order and got the transpose", credit="1/2", when=lambda dW: dW != dW.T)
def _(dW):
    return dW.T


@dW.mistake("multiplied entry by entry", when=lambda sizes: sizes[1] == sizes[2], feedback="The local derivative of a layer is a matrix: its product with $G$ adds up.")
def _(X, G=None, upstream=None):
    above = _above(G, upstream)
    return hadamard(X, above)


@dW.mistake("took the mean over the batch in place of the sum", credit="1/2", when=lambda level: level != "easy")
def _(dW, sizes):
    return dW / sizes[0]


@dW.mistake("used the first example alone", credit="1/4", when=lambda level: level != "easy")
def _(X, convention, G=None, upstream=None):
    above = _above(G, upstream)
    return X.row(0).T * above.row(0) if convention == "rows" else above.col(0) * X.col(0).T


@step(
    because="{% if convention == 'rows' %}$x_{ik}$ occurs in every output $j$ of example $i$, with the factor $w_{kj}$: "
    "$\\sum_j g_{ij} w_{kj}$.{% else %}$x_{ki}$ occurs in every output $j$ of example $i$, with the factor $w_{jk}$: $\\sum_j w_{jk} g_{ji}$.{% endif %}"
)
def dX(W, convention, G=None, upstream=None):
    above = upstream if G is None else G
    return above * W.T if convention == "rows" else W.T * above


@dX.mistake("did not transpose $W$", credit="1/4", when=lambda sizes: sizes[1] == sizes[2])
def _(W, convention, G=None, upstream=None):
    above = _above(G, upstream)
    return above * W if convention == "rows" else W * above


@dX.mistake("gave the transpose of the gradient", credit="1/2", when=lambda sizes, dX: sizes[0] > 1 and dX != dX.T)
def _(dX):
    return dX.T


@dX.mistake("multiplied the input by the weights in place of the gradient", when=lambda sizes: sizes[1] == sizes[2])
def _(X, W, convention):
    return X * W.T if convention == "rows" else W.T * X


@procedure(because="{% if convention == 'rows' %}$\\sum_i g_{ij}${% else %}$\\sum_i g_{ji}${% endif %}: $b_j$ occurs once in output $j$ of every example: the gradients of all examples are added up.")
def db(convention, G=None, upstream=None):
    above = upstream if G is None else G
    return _sums(above if convention == "rows" else above.T)


@db.mistake("took the mean over the batch in place of the sum", credit="1/2")
def _(db, sizes):
    return tuple(value / sizes[0] for value in db)


@db.mistake("added over the outputs in place of the examples", credit="1/4")
def _(convention, G=None, upstream=None):
    above = _above(G, upstream)
    return _sums(above.T if convention == "rows" else above)


@db.mistake("used the first example alone", credit="1/4")
def _(convention, G=None, upstream=None):
    above = _above(G, upstream)
    return tuple(above.row(0)) if convention == "rows" else tuple(above.col(0))


through_input = misconception("multiplied by the input", credit="1/4")


@through_input.at(db)
def _(X, convention, G=None, upstream=None):
    above = _above(G, upstream)
    return _sums(X.T * above if convention == "rows" else (above * X.T).T)


def _above(G, upstream):
    return upstream if G is None else G


def _sums(matrix):
    return tuple(sum(matrix.col(j)) for j in range(matrix.cols))


@oracle(exact=True)
def unit_steps(level, convention, X, W, b=None, G=None, T=None):
    """Change one entry by 1 up and by 1 down and run the layer: half of the difference is exact, as the loss is linear or quadratic."""
    bias = [0] * (len(W[0]) if convention == "rows" else len(W)) if b is None else [value for row in b for value in row]

    def outputs(X, W, bias):
        rows = X if convention == "rows" else [list(column) for column in zip(*X, strict=True)]
        into = [list(column) for column in zip(*W, strict=True)] if convention == "rows" else W
        return [[sum(x * w for x, w in zip(row, unit, strict=True)) + q for unit, q in zip(into, bias, strict=True)] for row in rows]

    def oriented(table):
        return table if convention == "rows" else [list(column) for column in zip(*table, strict=True)]

    def judged(table):
        pairs = [(y, other) for row, others in zip(table, oriented(T if G is None else G), strict=True) for y, other in zip(row, others, strict=True)]
        return sum((y - t) ** 2 for y, t in pairs) * third if G is None else sum(y * g for y, g in pairs)

    third, start = Fraction(1, 3), {"X": X, "W": W, "bias": [bias]}

    def slope(name):
        found: list[list[Fraction]] = []
        for i, row in enumerate(start[name]):
            found.append([])
            for j in range(len(row)):
                ends = []
                for move in (1, -1):
                    table = [list(one) for one in start[name]]
                    table[i][j] += move
                    ends.append(judged(outputs(**{**start, name: table, "bias": table[0] if name == "bias" else bias})))
                found[i].append(Fraction(ends[0] - ends[1], 2))
        return found

    table = outputs(X, W, bias)
    halves = []
    for i, row in enumerate(table):
        for j in range(len(row)):
            up, down = ([list(one) for one in table] for _ in "ud")
            up[i][j] += 1
            down[i][j] -= 1
            halves.append(Fraction(judged(up) - judged(down), 2))
    width = len(table[0])
    answers = {"dW": slope("W"), "dX": slope("X"), "db": slope("bias")[0], "Y": table, "shapes": [len(X), len(X[0]), len(W), len(W[0])]}
    return {**answers, "upstream": oriented([halves[k : k + width] for k in range(0, len(halves), width)])}
