"""Gradients of a one-dimensional convolution: shared weights add up over positions, inputs over the windows that hold them."""

from examgen.authoring import Grid, Grids, answer, by_level, choice, drawn, figure, integer, matrix, require, tex, vector

_entry = integer(-3, 3, avoid=(0,))

stride = by_level(easy=choice(1), medium=choice(1), hard=choice(2))
x = by_level(easy=vector(4, _entry), medium=vector(5, _entry), tex="x")
k = by_level(easy=vector(2, _entry, distinct=True), medium=vector(3, _entry), tex="k")
X = by_level(hard=matrix(2, 5, _entry), tex="X")
K = by_level(hard=matrix(2, 3, _entry), tex="K")
b = by_level(medium=integer(-3, 3, avoid=(0,)), hard=integer(-3, 3, avoid=(0,)), tex="b")
g = by_level(easy=vector(3, _entry, distinct=True), hard=vector(2, _entry, distinct=True), tex="g")


def _outputs(x, k, b, stride=1):
    return [b + sum(k[j] * x[stride * i + j] for j in range(len(k))) for i in range((len(x) - len(k)) // stride + 1)]


@drawn(tex="t", levels=("medium",))
def t(draw, x, k, b):
    """Targets: each output misses its own by a little."""
    return [y - draw.integer(-3, 3, avoid=(0,)) for y in _outputs(x, k, b)]


long_kernel = by_level(easy=choice(3, 4, 5, 6, 7), medium=choice(5, 7, 9, 11), hard=choice(5, 7, 9, 11), tex="F")
long_stride = by_level(easy=choice(1), medium=choice(2, 3), hard=choice(2, 3, 4), tex="S")


@drawn(tex="R")
def long_input(draw, level, long_kernel, long_stride):
    """The last window reaches the end of the input."""
    return long_kernel + long_stride * draw.integer(*{"easy": (15, 60), "medium": (20, 50), "hard": (30, 70)}[level])


y = answer("y", kind="vector", entries="integer", points=1)
errors = answer("g", kind="vector", entries="integer", points=1, levels=("medium",))
dk = answer(r"\frac{\partial L}{\partial k}", kind="vector", entries="integer", points=2, levels=("easy", "medium"))
dx = answer(r"\frac{\partial L}{\partial x}", kind="vector", entries="integer", points=2, levels=("easy", "medium"))
dK = answer(r"\frac{\partial L}{\partial K}", kind="matrix", entries="integer", points=3, levels=("hard",))
dX = answer(r"\frac{\partial L}{\partial X}", kind="matrix", entries="integer", points=3, levels=("hard",))
db = answer(r"\frac{\partial L}{\partial b}", kind="integer", points=1, levels=("medium", "hard"), guess_ok=True)
terms = answer("n", kind="integer", points=1)


@require
def _(k=(1, 2)):
    """turning the kernel round changes it"""
    return tuple(k) != tuple(reversed(k))


@figure
def strips(x=None, k=None, X=None, K=None):
    def cells(*rows):
        return tuple(tuple(f"${tex(value)}$" for value in row) for row in rows)

    if X is not None:
        inputs, kernels = cells(*X.tolist()), cells(*K.tolist())
        return Grids((Grid(inputs, title="input $X$"), Grid(kernels, title="kernel $K$"), Grid(((None, None),), title="output $y$")))
    count = len(x) - len(k) + 1
    return Grids((Grid(cells(x), title="input $x$"), Grid(cells(k), title="kernel $k$"), Grid(((None,) * count,), title="output $y$")))
