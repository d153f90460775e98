"""Convolve a small image, apply ReLU, count what is left; count ReLU evaluations of a layer; max pooling and ReLU."""

from sympy import Matrix

from examgen.authoring import Grid, Grids, answer, by_level, choice, drawn, figure, integer, require, tex

_EDGES = (
    ((1, 0, -1), (1, 0, -1), (1, 0, -1)),
    ((1, 1, 1), (0, 0, 0), (-1, -1, -1)),
    ((0, 1, 0), (1, -4, 1), (0, 1, 0)),
    ((1, 0, -1), (2, 0, -2), (1, 0, -1)),
    ((-1, 0, 1), (0, 0, 0), (1, 0, -1)),
    ((0, -1, 0), (0, 2, -1), (0, 0, 0)),
    ((0, 0, 1), (0, -2, 0), (1, 0, 0)),
    ((-1, 1, 0), (0, 0, 0), (0, 1, -1)),
)

side = by_level(easy=choice(4, 5), medium=choice(5, 6), hard=choice(5, 6, 7), tex="R")
kernel_side = by_level(easy=choice(2), medium=choice(3), hard=choice(3), tex="k")
padding = by_level(easy=choice(0), medium=choice(0), hard=choice(1), tex="p")
stride = by_level(easy=choice(1), medium=choice(1), hard=choice(2), tex="S")


@drawn(tex="X")
def X(draw, level, side):
    """Easy: grey values; otherwise a picture with few levels, so that windows repeat and some sums are 0."""
    return draw.matrix(side, side, 0, 3 if level == "easy" else 2)


@drawn(tex="K")
def K(draw, level):
    if level == "easy":
        return draw.matrix(2, 2, -1, 1)
    return Matrix(draw.choice(*_EDGES))


@drawn(tex="L", levels=("medium",))
def K2(draw, K):
    others = [edge for edge in _EDGES if Matrix(edge) != K]
    return Matrix(draw.choice(*others))


bias = by_level(easy=choice(0), medium=integer(-2, 2, avoid=(0,)), hard=integer(-2, 2, avoid=(0,)), tex="b")
batch = by_level(medium=choice(4, 8, 16, 32), hard=choice(2, 4, 8, 16, 32), tex="B")
filters = by_level(medium=choice(2), hard=choice(8, 16, 32, 64, 128), tex="N")
width = by_level(hard=choice(15, 27, 29, 31, 33, 55, 57, 63, 65, 113), tex="R_1")
window = by_level(hard=choice((3, 1), (5, 2), (7, 3)))


@drawn(tex="k_1", levels=("hard",))
def layer_kernel(draw, window):
    return window[0]


@drawn(tex="p_1", levels=("hard",))
def layer_padding(draw, window):
    return window[1]


pooling = by_level(hard=choice("max", "average"))

size = answer("R'", kind="integer", points=1, guess_ok=True, same_as=("positive",))
zmap = answer("Z", kind="matrix", entries="integer", points=3)
zmap2 = answer("Z'", kind="matrix", entries="integer", points=3, levels=("medium",))
positive = answer("a", kind="integer", points=1, guess_ok=True)
sparsity = answer(r"\rho", points=1, levels=("easy", "medium"), guess_ok=True)
evaluations = answer("E", kind="integer", points=1, levels=("medium", "hard"), guess_ok=True)
pooled = answer("P", kind="matrix", entries="integer", points=2, levels=("hard",))
commute = answer(
    "",
    kind="choice",
    points=1,
    levels=("hard",),
    options={"no": "No, it is the same for every map $Z$.", "yes": "Yes, for some maps $Z$ it differs."},
)


def _correlate(X, K, p, s, b):
    n, k = X.rows, K.rows
    out = (n + 2 * p - k) // s + 1
    image, kernel = X.tolist(), K.tolist()

    def at(r, c):
        return image[r][c] if 0 <= r < n and 0 <= c < n else 0

    return Matrix(out, out, lambda r, c: b + sum(kernel[i][j] * at(r * s + i - p, c * s + j - p) for i in range(k) for j in range(k)))


@require
def _(X, K, bias, padding, stride, K2=None):
    """the map has positive, negative and zero entries, and the kernel is not its own mirror image"""
    maps = [_correlate(X, kernel, int(padding), int(stride), bias) for kernel in (K, K2) if kernel is not None]
    entries = [z for one in maps for z in one]
    turned = Matrix(K.rows, K.cols, lambda i, j: K[K.rows - 1 - i, K.cols - 1 - j])
    own_mirror = turned == K and K2 is None
    return not own_mirror and 0 in entries and min(entries) < 0 and sum(1 for z in entries if z > 0) >= 2 and len(set(K)) > 1


@figure
def picture(X, K, K2=None):
    def cells(matrix):
        return tuple(tuple(f"${tex(value)}$" for value in matrix.row(i)) for i in range(matrix.rows))

    grids = [Grid(cells(X), title="image $X$"), Grid(cells(K), title="kernel $K$")]
    if K2 is not None:
        grids.append(Grid(cells(K2), title="kernel $L$"))
    return Grids(tuple(grids))
