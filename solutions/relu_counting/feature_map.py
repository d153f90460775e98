"""Slide the window, add the bias, threshold, count."""

from sympy import Integer, Matrix

from examgen.authoring import Grid, Grids, figure, floor, misconception, oracle, procedure, step, tex


@step(because="An image of $R$ rows with $p$ zeros on each side holds a window of $k$ rows, moved by the stride $S$, this many times.")
def size(side, padding, kernel_side, stride):
    return floor((side + 2 * padding - kernel_side) / stride) + 1


@size.mistake("forgot to add one", credit="1/2")
def _(side, padding, kernel_side, stride):
    return (side + 2 * padding - kernel_side) // stride


@size.mistake("kept the size of the image", credit="1/4")
def _(side):
    return side


def _slide(X, K, size, stride, padding, bias):
    image, kernel = X.tolist(), K.tolist()

    def pixel(r, c):
        inside = 0 <= r < X.rows and 0 <= c < X.cols
        return image[r][c] if inside else Integer(0)

    def window(r, c):
        top, left = int(r * stride - padding), int(c * stride - padding)
        return sum((weight * pixel(top + i, left + j) for i, row in enumerate(kernel) for j, weight in enumerate(row)), bias)

    return Matrix(size, size, window)


def _turned(K):
    return Matrix(K.rows, K.cols, list(reversed(list(K))))


@procedure(
    because="Lay the kernel on each window, multiply entry by entry, add{% if level != 'easy' %}, then add the bias{% endif %}"
    "{% if level == 'hard' %}; outside of the image stand zeros, and the window moves by two{% endif %}.",
    general=r"\Bigl(b + \sum_{i,j} K_{ij}\, X_{S(r-1)+i-p,\, S(c-1)+j-p}\Bigr)_{r,c}",
)
def zmap(X, K, size, stride, padding, bias):
    return _slide(X, K, size, stride, padding, bias)


@procedure(because="The same with the kernel $L$.")
def zmap2(X, K2, size, stride, padding, bias):
    return _slide(X, K2, size, stride, padding, bias)


flipped = misconception("flipped the kernel", credit="1/2", feedback="Convolution layers lay the kernel on the image as it is printed.")


@flipped.at(zmap)
def _(X, K, size, stride, padding, bias):
    return _slide(X, _turned(K), size, stride, padding, bias)


@flipped.at(zmap2)
def _(X, K2, size, stride, padding, bias):
    return _slide(X, _turned(K2), size, stride, padding, bias)


no_bias = misconception("left out the bias", credit="1/2", when=lambda bias: bias != 0)


@no_bias.at(zmap)
def _(X, K, size, stride, padding):
    return _slide(X, K, size, stride, padding, Integer(0))


@no_bias.at(zmap2)
def _(X, K2, size, stride, padding):
    return _slide(X, K2, size, stride, padding, Integer(0))


def _entries(zmap, zmap2):
    return [*zmap, *(zmap2 if zmap2 is not None else ())]


@procedure(because="ReLU keeps each entry $z$ that is larger than 0; one that is exactly 0 stays 0.", general=r"\#\{z > 0\}")
def positive(zmap, zmap2=None):
    return sum(1 for z in _entries(zmap, zmap2) if z > 0)


@positive.mistake("counted zeros as positive", credit="1/2")
def _(zmap, zmap2=None):
    return sum(1 for z in _entries(zmap, zmap2) if z >= 0)


@positive.mistake("counted all entries that are not zero", credit="1/4")
def _(zmap, zmap2=None):
    return sum(1 for z in _entries(zmap, zmap2) if z != 0)


@step("n", "The number of entries{% if level == 'medium' %} of both maps{% endif %}.")
def entries(size, filters=None):
    return size**2 if filters is None else filters * size**2


@step(because="All others are 0.")
def sparsity(entries, positive):
    return (entries - positive) / entries


@sparsity.mistake("gave the fraction that is positive", credit="1/2")
def _(entries, positive):
    return positive / entries


@step("R_1'", "The same rule gives the rows and columns of each map.")
def out_width(width, layer_padding, layer_kernel, stride):
    return floor((width + 2 * layer_padding - layer_kernel) / stride) + 1


@step(because="One evaluation for each image, filter, row and column of the output.")
def evaluations(batch, filters, size, out_width=None):
    side = size if out_width is None else out_width
    return batch * filters * side * side


@evaluations.mistake("counted the pixels of the input", credit="1/3")
def _(batch, filters, side, width=None):
    pixels = side if width is None else width
    return batch * filters * pixels * pixels


@evaluations.mistake("forgot the filters", credit="1/3")
def _(batch, size, out_width=None):
    side = size if out_width is None else out_width
    return batch * side * side


@evaluations.mistake("forgot the batch", credit="1/3")
def _(filters, size, out_width=None):
    side = size if out_width is None else out_width
    return filters * side * side


@procedure(
    because="ReLU first, then the largest entry of each window.",
    general=r"\Bigl(\max_{i,j \in \{0,1\}} \max(0, Z_{r+i,\, c+j})\Bigr)_{r,c}",
)
def pooled(zmap, size):
    return Matrix(size - 1, size - 1, lambda r, c: max(0, *(zmap[r + i, c + j] for i in (0, 1) for j in (0, 1))))


@pooled.mistake("pooled the map before ReLU and left ReLU out", credit="1/2", when=lambda zmap, pooled: min(_windows(zmap, max)) < 0)
def _(zmap, size):
    return Matrix(size - 1, size - 1, _windows(zmap, max))


@pooled.mistake("averaged in place of taking the largest entry", credit="1/4", when=lambda pooled: any(pooled))
def _(zmap, size):
    cut = zmap.applyfunc(lambda z: max(z, 0))
    return Matrix(size - 1, size - 1, _windows(cut, lambda *window: sum(window, Integer(0)) / len(window)))


def _windows(zmap, function):
    n = zmap.rows - 1
    return [function(*(zmap[r + i, c + j] for i in (0, 1) for j in (0, 1))) for r in range(n) for c in range(n)]


@procedure(
    because="{% if pooling == 'max' %}ReLU never changes the order of two numbers, so that the largest entry stays the largest: max pooling and ReLU commute."
    r"{% else %}Take the window $(1, 1, 1, -3)$: ReLU first gives the average $\frac{3}{4}$, the average first gives 0 and ReLU leaves it 0.{% endif %}"
)
def commute(pooling):
    return "no" if pooling == "max" else "yes"


@commute.mistake("confused the two kinds of pooling")
def _(pooling):
    return "yes" if pooling == "max" else "no"


@figure
def picture(X, K, zmap, K2=None, zmap2=None):
    def grid(matrix, title, shade=False):
        cells = tuple(tuple(f"${tex(value)}$" for value in matrix.row(i)) for i in range(matrix.rows))
        shaded = frozenset((i, j) for i in range(matrix.rows) for j in range(matrix.cols) if shade and matrix[i, j] > 0)
        return Grid(cells, shaded, title)

    grids = [grid(X, "image $X$"), grid(K, "kernel $K$"), grid(zmap, "$Z$", shade=True)]
    if K2 is not None:
        grids[2:2] = [grid(K2, "kernel $L$")]
        grids.append(grid(zmap2, "$Z'$", shade=True))
    return Grids(tuple(grids), caption="Shaded: positive, kept by ReLU.")


@oracle(exact=True)
def six_loops(X, K, bias, padding, stride, batch=0, filters=0, K2=None, width=None, layer_kernel=None, layer_padding=None, pooling=None):
    """Loops over every window, pixel and kernel entry on a padded copy; evaluations are counted one row at a time; pooling is tried on windows."""
    from fractions import Fraction
    from itertools import product

    n = len(X)
    padded = [[0] * (n + 2 * padding) for _ in range(n + 2 * padding)]
    for r, c in product(range(n), range(n)):
        padded[r + padding][c + padding] = X[r][c]

    def slide(kernel):
        k, rows = len(kernel), []
        for top in range(0, len(padded) - k + 1, stride):
            row = []
            for left in range(0, len(padded) - k + 1, stride):
                value = bias
                for i, j in product(range(k), range(k)):
                    value += kernel[i][j] * padded[top + i][left + j]
                row.append(value)
            rows.append(row)
        return rows

    maps = [slide(kernel) for kernel in (K, K2) if kernel is not None]
    flat = [value for one in maps for row in one for value in row]
    kept = len([value for value in flat if value > 0])
    answers = {"size": len(maps[0]), "zmap": maps[0], "positive": kept, "sparsity": Fraction(len(flat) - kept, len(flat))}
    if K2 is not None:
        answers["zmap2"] = maps[1]
    last = n + 2 * padding - len(K) if width is None else width + 2 * layer_padding - layer_kernel
    starts = range(0, last + 1, stride)
    answers["evaluations"] = sum(len(starts) for _image in range(batch) for _filter in range(filters) for _row in starts)
    if width is not None:
        z = maps[0]
        corners = [(r, c) for r in range(len(z) - 1) for c in range(len(z) - 1)]
        pool = [sorted([0, z[r][c], z[r + 1][c], z[r][c + 1], z[r + 1][c + 1]])[-1] for r, c in corners]
        answers["pooled"] = [pool[i : i + len(z) - 1] for i in range(0, len(pool), len(z) - 1)]
        reduce = max if pooling == "max" else (lambda window: Fraction(sum(window), len(window)))
        differs = any(
            max(0, reduce(window)) != reduce([max(0, value) for value in window]) for window in product((-3, -1, 0, 1, 2), repeat=4)
        )
        answers["commute"] = "yes" if differs else "no"
    return answers
