"""Every product of a forward pass gives two terms on the way back: one to the weight, one to the input."""

import numpy as np
from sympy import ImmutableDenseMatrix, Integer

from examgen.authoring import Grid, Grids, Table, figure, misconception, oracle, procedure, step, tex, total


def _outputs(x, k, stride, shift):
    count = (len(x) - len(k)) // stride + 1
    return [sum((k[j] * x[stride * i + j] for j in range(len(k))), shift) for i in range(count)]


def _for_weights(x, g, stride, length):
    return [sum((g[i] * x[stride * i + j] for i in range(len(g))), Integer(0)) for j in range(length)]


def _for_inputs(k, g, stride, length):
    found = [Integer(0)] * length
    for i, error in enumerate(g):
        for j, weight in enumerate(k):
            found[stride * i + j] += error * weight
    return found


def _rows(function, matrix, *rest):
    return ImmutableDenseMatrix([function(list(matrix.row(c)), *rest) for c in range(matrix.rows)])


def _turned(k):
    if isinstance(k, ImmutableDenseMatrix):
        return ImmutableDenseMatrix([list(reversed(list(k.row(c)))) for c in range(k.rows)])
    return tuple(reversed(k))


def _sum(pairs):
    """A sum of products as one writes it, negative numbers in brackets."""

    def shown(value):
        return f"({tex(value)})" if value < 0 else tex(value)

    return "$" + " + ".join(rf"{shown(a)} \cdot {shown(b)}" for a, b in pairs) + "$"


def _forward(x, k, X, K, stride, b):
    if X is None:
        return tuple(_outputs(x, k, stride, b))
    channels = [_outputs(list(X.row(c)), list(K.row(c)), stride, Integer(0)) for c in range(X.rows)]
    return tuple(b + sum(column, Integer(0)) for column in zip(*channels, strict=True))


@procedure(
    because="Lay the kernel on each window of the input, multiply entry by entry and add"
    "{% if level == 'hard' %} over both channels; the window moves by two; then add the bias{% elif level == 'medium' %}, then add the bias{% endif %}."
)
def y(stride, x=None, k=None, X=None, K=None, b=0):
    return _forward(x, k, X, K, stride, b)


flipped = misconception("turned the kernel round", credit="1/2", feedback="Convolution layers lay the kernel on the input as it is printed.")


@flipped.at(y)
def _(stride, x=None, k=None, X=None, K=None, b=0):
    return _forward(x, None if k is None else _turned(k), X, None if K is None else _turned(K), stride, b)


@y.mistake("left out the bias", credit="1/2", when=lambda b=None: b is not None)
def _(stride, x=None, k=None, X=None, K=None):
    return _forward(x, k, X, K, stride, Integer(0))


@y.mistake("moved the window by one", credit="1/3", when=lambda stride: stride > 1)
def _(X, K, b, stride):
    return _forward(None, None, X, K, 1, b)[:2]


@step(because="The derivative of half a square is what was squared.", each="i")
def errors(y, t):
    return y - t


@errors.mistake("subtracted the outputs from the targets", credit="1/2")
def _(y, t):
    return t - y


@errors.mistake("kept a factor 2", credit="1/2")
def _(y, t):
    return 2 * (y - t)


def _gradient(g, errors):
    return errors if g is None else g


@procedure(
    because="The same weight $k_j$ is used at every position: one term for each output, $g_i$ times the input that met $k_j$ there.",
    general=r"\Bigl(\sum_{i} g_i\, x_{i+j-1}\Bigr)_{j}",
)
def dk(x, k, stride, g=None, errors=None):
    return tuple(_for_weights(x, errors if g is None else g, stride, len(k)))


@dk.show
def _(x, dk, g=None, errors=None) -> Table:
    error = _gradient(g, errors)
    rows = tuple((f"$k_{j + 1}$", _sum([(error[i], x[i + j]) for i in range(len(error))]), f"${tex(dk[j])}$") for j in range(len(dk)))
    return Table(head=("weight", "terms of all outputs", "sum"), rows=rows)


@dk.mistake("used the first position alone", credit="1/4", feedback="A shared weight collects a term from every position.")
def _(x, k, g=None, errors=None):
    return tuple(_gradient(g, errors)[0] * x[j] for j in range(len(k)))


@dk.mistake("averaged over the positions", credit="1/2")
def _(dk, g=None, errors=None):
    return tuple(value / len(_gradient(g, errors)) for value in dk)


@dk.mistake("added up the inputs without the upstream gradient")
def _(x, k, stride, g=None, errors=None):
    return tuple(_for_weights(x, [Integer(1)] * len(_gradient(g, errors)), stride, len(k)))


@procedure(
    because="Both channels alike: the weight $K_{cj}$ collects one term for each output.",
    general=r"\Bigl(\sum_{i} g_i\, X_{c,\, 2(i-1)+j}\Bigr)_{c,j}",
)
def dK(X, K, g, stride):
    return _rows(_for_weights, X, g, stride, K.cols)


@dK.mistake("used the first position alone", credit="1/4", feedback="A shared weight collects a term from every position.")
def _(X, K, g):
    return ImmutableDenseMatrix(X.rows, K.cols, lambda c, j: g[0] * X[c, j])


@dK.mistake("averaged over the positions", credit="1/2")
def _(dK, g):
    return dK / len(g)


@dK.mistake("moved the window by one", credit="1/2")
def _(X, K, g):
    return _rows(_for_weights, X, g, 1, K.cols)


@dK.mistake("gave both channels the sum over the channels", credit="1/4")
def _(X, K, g, stride):
    both = ImmutableDenseMatrix(1, X.cols, lambda _, t: sum(X.col(t)))
    row = _rows(_for_weights, both, g, stride, K.cols)
    return ImmutableDenseMatrix.vstack(row, row)


@procedure(
    because="An input belongs to several windows: $x_l$ met $k_j$ in output $i = l - j + 1$, where there is one. The kernel runs backwards.",
    general=r"\Bigl(\sum_{j} g_{l-j+1}\, k_j\Bigr)_{l}",
)
def dx(x, k, stride, g=None, errors=None):
    return tuple(_for_inputs(k, errors if g is None else g, stride, len(x)))


@dx.show
def _(x, k, dx, g=None, errors=None) -> Table:
    error = _gradient(g, errors)
    terms = [[(error[t - j], k[j]) for j in range(len(k)) if 0 <= t - j < len(error)] for t in range(len(x))]
    rows = tuple((f"$x_{t + 1}$", _sum(terms[t]), f"${tex(dx[t])}$") for t in range(len(x)))
    return Table(head=("input", "terms of the windows that hold it", "sum"), rows=rows)


@dx.mistake("did not turn the kernel round", credit="1/2", feedback="On the way back the kernel runs in the other direction.")
def _(x, k, stride, g=None, errors=None):
    return tuple(_for_inputs(_turned(k), _gradient(g, errors), stride, len(x)))


@dx.mistake("left out the windows that reach over the border", credit="1/4", when=lambda level: level == "easy")
def _(k, g):
    return tuple(sum((g[i + j] * k[len(k) - 1 - j] for j in range(len(k))), Integer(0)) for i in range(len(g) - len(k) + 1))


@dx.mistake("kept only the last window of each input", credit="1/4")
def _(x, k, g=None, errors=None):
    found = [Integer(0)] * len(x)
    for i, error in enumerate(_gradient(g, errors)):
        for j, weight in enumerate(k):
            found[i + j] = error * weight
    return tuple(found)


@procedure(
    because="The input $X_{cl}$ met $K_{cj}$ in the output $i$ with $2(i-1) + j = l$; only the third column lies in both windows.",
    general=r"\Bigl(\sum_{i,j \colon 2(i-1)+j=l} g_i\, K_{cj}\Bigr)_{c,l}",
)
def dX(X, K, g, stride):
    return _rows(_for_inputs, K, g, stride, X.cols)


@dX.mistake("did not add up where the windows overlap", credit="1/2")
def _(X, K, g, stride):
    def last(k, stride):
        found = [Integer(0)] * X.cols
        for i, error in enumerate(g):
            for j, weight in enumerate(k):
                found[stride * i + j] = error * weight
        return found

    return _rows(last, K, stride)


@dX.mistake("moved the window by one", credit="1/2")
def _(X, K, g):
    return _rows(_for_inputs, K, g, 1, X.cols)


@dX.mistake("turned the kernel round", credit="1/2", when=lambda K: _turned(K) != K)
def _(X, K, g, stride):
    return _rows(_for_inputs, _turned(K), g, stride, X.cols)


@dX.mistake("exchanged the channels", credit="1/4", when=lambda K: K.row(0) != K.row(1))
def _(X, K, g, stride):
    return _rows(_for_inputs, ImmutableDenseMatrix.vstack(K.row(1), K.row(0)), g, stride, X.cols)


@step(because="The bias is added to every output: it collects all $g_i$.")
def db(g=None, errors=None):
    return total(errors if g is None else g)


@db.mistake("averaged over the positions", credit="1/2")
def _(g=None, errors=None):
    return total(_gradient(g, errors)) / len(_gradient(g, errors))


@db.mistake("used the first position alone", credit="1/4")
def _(g=None, errors=None):
    return _gradient(g, errors)[0]


@step(because="One for each position of the window, that is, for each output.")
def terms(long_input, long_kernel, long_stride):
    return (long_input - long_kernel) / long_stride + 1


@terms.mistake("forgot to add one", credit="1/2")
def _(long_input, long_kernel, long_stride):
    return (long_input - long_kernel) / long_stride


@terms.mistake("counted the inputs")
def _(long_input):
    return long_input


@terms.mistake("counted the weights of the kernel")
def _(long_kernel):
    return long_kernel


@terms.mistake("ignored the stride", credit="1/2", when=lambda long_stride: long_stride > 1)
def _(long_input, long_kernel):
    return long_input - long_kernel + 1


@figure
def strips(y, x=None, k=None, X=None, K=None):
    def cells(*rows):
        return tuple(tuple(f"${tex(value)}$" for value in row) for row in rows)

    if X is not None:
        shaded = frozenset((c, t) for c in range(X.rows) for t in range(K.cols))
        grids = (Grid(cells(*X.tolist()), shaded, "input $X$"), Grid(cells(*K.tolist()), title="kernel $K$"))
    else:
        shaded = frozenset((0, t) for t in range(len(k)))
        grids = (Grid(cells(x), shaded, "input $x$"), Grid(cells(k), title="kernel $k$"))
    return Grids((*grids, Grid(cells(y), frozenset({(0, 0)}), "output $y$")), caption="Shaded: the first window and its output.")


@oracle
def differences(stride, long_input, long_kernel, long_stride, x=None, k=None, X=None, K=None, b=0, g=None, t=None):
    """Move one number at a time: the loss is linear or quadratic in it, so that a central difference with step 1 is exact."""
    inputs, kernel = (np.atleast_2d(one).astype(float) for one in ((x, k) if X is None else (X, K)))

    def forward(inputs, kernel, shift):
        width = kernel.shape[1]
        return np.array([np.sum(kernel * inputs[:, a : a + width]) + shift for a in range(0, inputs.shape[1] - width + 1, stride)])

    def loss(inputs, kernel, shift):
        found = forward(inputs, kernel, shift)
        return float(g @ found) if t is None else float(np.sum((found - t) ** 2) / 2)

    def slopes(which):
        start = (inputs, kernel, np.array([[float(b)]]))
        found = np.zeros(start[which].shape)
        for place in np.ndindex(found.shape):
            ends = []
            for nudge in (1.0, -1.0):
                moved = [one.copy() for one in start]
                moved[which][place] += nudge
                ends.append(loss(moved[0], moved[1], moved[2][0, 0]))
            found[place] = (ends[0] - ends[1]) / 2
        return found

    output = forward(inputs, kernel, b)
    count = sum(1 for start in range(0, long_input, long_stride) if start + long_kernel <= long_input)
    answers = {"y": output, "terms": count, "db": slopes(2)[0, 0]}
    if X is not None:
        return {**answers, "dX": slopes(0), "dK": slopes(1)}
    answers |= {"dx": slopes(0)[0], "dk": slopes(1)[0]}
    return answers if t is None else {**answers, "errors": output - t}
