"""Several small windows in a row against one large window: receptive field, weights, operations; strides and pooling in between."""

from sympy import Rational

from examgen.authoring import Block, Blocks, answer, by_level, choice, drawn, figure, require

stack = by_level(easy=choice((3, 2), (3, 4), (3, 5), (5, 2)), medium=choice((3, 2), (3, 4), (3, 5), (5, 3)))


@drawn(tex="k", levels=("easy", "medium"))
def k(draw, stack):
    return stack[0]


@drawn(tex="n", levels=("easy", "medium"))
def n(draw, stack):
    return stack[1]


C = by_level(easy=choice(8, 10, 12, 16, 20, 24, 30, 32, 40, 48, 50, 64), medium=choice(4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24), tex="C")
A = by_level(easy=choice(7, 8, 9, 10, 12, 14, 16, 20), tex="A")
times = by_level(medium=choice(Rational(1, 2), Rational(3, 2), 2, 3, Rational(5, 2)))


@drawn(tex="D", levels=("medium",))
def D(draw, C, times):
    return C * times


@drawn(levels=("hard",))
def layers(draw):
    """Window and stride of two convolutions, a pooling layer and a convolution; the order of pooling and second convolution varies."""
    pool = draw.choice((2, 2), (3, 2), (3, 3), (2, 2))
    first = (draw.choice(3, 3, 5, 7), draw.choice(1, 1, 2))
    second = (draw.choice(3, 5), draw.choice(1, 2))
    last = (draw.choice(3, 3, 5), draw.choice(1, 2))
    middle = draw.choice(True, False)
    return [(1, *first), (0, *pool), (1, *second), (1, *last)] if middle else [(1, *first), (1, *second), (0, *pool), (1, *last)]


@drawn(tex="k", levels=("hard",))
def windows(draw, layers):
    return [layer[1] for layer in layers]


@drawn(tex="S", levels=("hard",))
def strides(draw, layers):
    return [layer[2] for layer in layers]


@drawn(levels=("hard",))
def names(draw, layers):
    """The three convolutions and the pooling layer, in order."""
    numbers = iter((1, 2, 3))
    return [f"convolution {next(numbers)}" if layer[0] else "pooling" for layer in layers]


field = answer("r", kind="integer", points=2, levels=("easy", "medium"), guess_ok=True)
stacked = answer("a", kind="integer", points=2, levels=("easy",))
single = answer("b", kind="integer", points=2, levels=("easy",))
ratio = answer(r"\rho", points=1, levels=("easy",))
evaluations = answer("E", kind="integer", points=1, levels=("easy",))
params = answer("a", kind="integer", points=3, levels=("medium",))
wide_params = answer("b", kind="integer", points=1, levels=("medium",))
share = answer(r"\rho", points=2, levels=("medium",))
fields = answer("r{i}", kind="vector", entries="integer", points=4, levels=("hard",))
jump = answer("j", kind="integer", points=1, levels=("hard",), guess_ok=True)
proportion = answer(r"\rho", points=2, levels=("hard",))
plain = answer("m", kind="integer", points=2, levels=("hard",), guess_ok=True)


@require
def _(level, D=1, windows=(), strides=()):
    """numbers of channels are whole; hard: some strides count, and the last field is neither small nor huge"""
    if level != "hard":
        return int(D) == D
    reach, step = 1, 1
    for window, stride in zip(windows, strides, strict=True):
        reach, step = reach + (window - 1) * step, step * stride
    return 12 <= reach <= 31 and step in (2, 4, 6, 8)


@require
def _(level, k=0, n=0, C=0, A=None, D=None):
    """no two letters have the same value, nor one of them that of the receptive field"""
    return level == "hard" or len({k, n, 1 + n * (k - 1), C, A if D is None else D}) == 5


@figure
def chain(level, n=0, names=()):
    if level == "hard":
        return Blocks(tuple(Block(name) for name in names), start="input")
    return Blocks(tuple(Block(f"convolution {j + 1}", "", r"$k \times k$") for j in range(int(n))), start="input")
