"""Shapes, parameters and multiply-accumulate operations of a small convolutional network, layer by layer."""

from sympy import Rational

from examgen.authoring import Block, Blocks, answer, by_level, choice, drawn, figure, require

R = by_level(easy=choice(28, 32), medium=choice(32, 36, 40, 44, 48, 64), hard=choice(35, 36, 48, 51, 60, 64, 67), tex="R")
C = by_level(easy=choice(1, 3), medium=choice(1, 3), hard=choice(3), tex="C")
first_window = by_level(hard=choice((11, 4), (8, 4), (7, 4), (7, 2), (5, 2)))


@drawn(tex="k_1")
def k1(draw, first_window=None):
    return draw.choice(3, 5) if first_window is None else first_window[0]


@drawn(tex="S_1")
def S1(draw, level, first_window=None):
    return draw.choice(1, 2) if level == "medium" else 1 if level == "easy" else first_window[1]


padding1 = by_level(easy=choice("valid", "same"), medium=choice("valid", "same"))
N1 = by_level(easy=choice(4, 6, 8, 10, 12, 16), medium=choice(4, 8, 10, 16), hard=choice(8, 16, 32), tex="N_1")
q = by_level(easy=choice(2), medium=choice(2, 3), hard=choice(3), tex=r"k_{\mathrm{p}}")
t = choice(2, tex=r"S_{\mathrm{p}}")
k2 = by_level(medium=choice(3, 5), hard=choice(3, 5), tex="k_2")


@drawn(levels=("medium",))
def padding2(draw, padding1):
    return "same" if padding1 == "valid" else "valid"


@drawn(tex="S_2", levels=("medium",))
def S2(draw, padding1):
    """The convolution with same padding has stride 2: same does not mean unchanged."""
    return 2 if padding1 == "valid" else draw.choice(1, 2)


N2 = by_level(medium=choice(8, 16, 20, 32), hard=choice(16, 32, 64), tex="N_2")
D = by_level(hard=choice(24, 32, 48, 64, 128), tex="D")
drop = by_level(medium=choice(Rational(1, 4), Rational(1, 2)), hard=choice(Rational(1, 2)), tex="r")
K = by_level(easy=choice(4, 5, 10), medium=choice(4, 5, 10), hard=choice(4, 8, 10), tex="K")

shape1 = answer("A{i}", kind="vector", entries="integer", points=1, levels=("easy", "medium"))
shape_pool = answer("P{i}", kind="vector", entries="integer", points=1, levels=("easy", "medium"))
shape2 = answer("B{i}", kind="vector", entries="integer", points=1, levels=("medium",))
sides = answer("h{i}", kind="vector", entries="integer", points=2, levels=("hard",))
flat = answer("n", kind="integer", points=1, levels=("hard",))
params = answer("p{i}", kind="vector", entries="integer", points=3, levels=("easy",))
all_params = answer(r"p_{\mathrm{all}}", kind="integer", points=1, levels=("easy",))
conv_params = answer("p{i}", kind="vector", entries="integer", points=1, levels=("medium",))
bn_params = answer("b{i}", kind="vector", entries="integer", points=1, levels=("medium",))
dense_params = answer("d", kind="integer", points=1, levels=("medium",))
trainable = answer(r"p_{\mathrm{all}}", kind="integer", points=1, levels=("medium",))
weights = answer("w{i}", kind="vector", entries="integer", points=2, levels=("hard",))
others = answer("b", kind="integer", points=1, levels=("hard",))
share = answer(r"\rho", points=1, digits=5, denominator=99_999, levels=("hard",))
macs = answer("m{i}", kind="vector", entries="integer", points=2)
_layers = {"conv1": "convolution 1", "conv2": "convolution 2", "dense1": "dense 1", "dense2": "dense 2"}
most_weights = answer("", kind="choice", points=1, levels=("hard",), options=_layers)
most_macs = answer("", kind="choice", points=1, levels=("hard",), options=_layers)


def _out(size, window, stride, padding="valid"):
    return -(-size // stride) if padding == "same" else (size - window) // stride + 1


@require
def _(level, R, C, k1, S1, N1, q, t, K, padding1="valid", padding2="valid", k2=0, S2=1, N2=0):
    """medium: the convolution with same padding has stride 2, the last map is small, and products stay below two million"""
    if level != "medium":
        return True
    first = _out(R, k1, S1, padding1)
    pooled = _out(first, q, t)
    if (padding1 == "same" and S1 == 1) or (padding2 == "valid" and pooled < k2 + S2):
        return False
    last = _out(pooled, k2, S2, padding2)
    products = (first**2 * N1 * C * k1**2, last**2 * N1 * N2 * k2**2)
    return 2 <= last <= 14 and last != pooled and max(products) < 2_000_000 and last**2 * N2 < 2500


@require
def _(level, R, k1, S1, q, t, N1, C, N2=0, D=0, K=0, k2=0):
    """hard: the last map has at least two rows, and one layer holds the most weights and one needs the most operations"""
    if level != "hard":
        return True
    first = _out(R, k1, S1)
    second = _out(first, q, t)
    last = _out(second, q, t) if second >= q else 0
    if last < 2:
        return False
    weights = (C * k1**2 * N1, N1 * k2**2 * N2, last**2 * N2 * D, D * K)
    macs = (first**2 * weights[0], second**2 * weights[1], *weights[2:])
    return max(macs) < 4_000_000 and len(set(weights)) == 4 and len(set(macs)) == 4


@require
def _(level, R, k1, S1, q, t, N1, K, padding1="valid", padding2="valid", k2=0, S2=1, N2=0, D=0):
    """numbers of filters and of units are told apart from the sides of all maps, and those of filters from each other"""
    sides = [_out(R, k1, S1, padding1)]
    sides.append(_out(sides[0], q, t))
    if level != "easy":
        sides.append(_out(sides[1], k2, S2, padding2) if level == "medium" else _out(sides[1], q, t))
    widths = [width for width in (N1, N2, D, K) if width]
    return N1 != N2 and (level == "hard" or K not in (N1, N2)) and not {R, *sides} & set(widths)


@figure
def network(level):
    stages = {
        "easy": ("convolution", "max pooling"),
        "medium": ("convolution 1", "max pooling", "convolution 2"),
        "hard": ("convolution 1", "max pooling 1", "convolution 2", "max pooling 2"),
    }[level]
    ends = ("dense 1", "dense 2") if level == "hard" else ("dense",)
    return Blocks((*(Block(name, None) for name in (*stages, "flatten")), *(Block(name) for name in ends[:-1]), Block(ends[-1])))
