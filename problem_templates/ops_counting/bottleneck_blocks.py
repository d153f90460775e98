"""Narrow layers save weights: a reduced branch, a residual bottleneck, a module of four branches, an inverted residual block."""

from math import gcd

from examgen.authoring import Block, Blocks, answer, by_level, choice, drawn, figure, integer, require


def _handy(direct, reduced, most):
    return reduced // gcd(direct, reduced) <= most and direct > reduced


#: Channels that enter, narrow channels, channels that leave and window, with a handy ratio.
_BRANCHES = tuple(
    (c, b, n, k)
    for c in (32, 48, 64, 80, 96, 100, 128, 160, 192)
    for b in (8, 10, 12, 16, 20, 24, 32)
    for n in (32, 40, 50, 60, 64, 80, 96, 100, 128)
    for k in (3, 5)
    if 2 * b <= c and n != c and _handy(k * k * c * n, c * b + k * k * b * n, 99)
)
_RESIDUAL = tuple(
    (c, b, c, 3)
    for c in (32, 40, 48, 60, 64, 72, 80, 96, 120, 128, 144, 160, 192, 256)
    for b in (8, 10, 12, 15, 16, 18, 20, 24, 30, 32, 36, 40, 48, 60, 64)
    if 2 * b <= c and _handy(18 * c * c, 2 * c * b + 9 * b * b, 99)
)

kind = by_level(easy=choice("branch", "residual"))


@drawn(levels=("easy",))
def sizes(draw, kind):
    return draw.choice(*(_BRANCHES if kind == "branch" else _RESIDUAL))


C = by_level(medium=choice(16, 20, 24, 32, 40, 48), hard=choice(8, 10, 12, 16, 20, 24), tex="C")


@drawn(tex="M", levels=("easy",))
def M(draw, sizes):
    return sizes[0]


@drawn(tex="b", levels=("easy",))
def b(draw, sizes):
    return sizes[1]


@drawn(tex="N", levels=("easy",))
def N(draw, sizes):
    return sizes[2]


@drawn(tex="k", levels=("easy",))
def k(draw, sizes):
    return sizes[3]


n1 = by_level(medium=choice(8, 10, 12, 16, 20), tex="n_1")
b3 = by_level(medium=choice(6, 8, 10, 12), tex="b_3")
n3 = by_level(medium=choice(10, 12, 16, 20, 24), tex="n_3")
b5 = by_level(medium=choice(2, 3, 4, 5), tex="b_5")
n5 = by_level(medium=choice(4, 6, 8, 10), tex="n_5")
n_p = by_level(medium=choice(4, 5, 6, 8, 9), tex=r"n_{\mathrm{p}}")
A = by_level(medium=choice(7, 8, 10, 12, 14), tex="A")

t = by_level(hard=choice(2, 3, 4, 6), tex="t")
R = by_level(hard=integer(9, 20), tex="R")
S = by_level(hard=choice(1, 2), tex="S")


@drawn(tex="N", levels=("hard",))
def out(draw, C):
    """As many channels as enter, or some more."""
    return draw.choice(C, *(n for n in (12, 16, 20, 24, 30, 32) if n > C))


_BUDGETS = tuple(
    (c, n, k) for c in (48, 54, 60, 64, 72, 75, 90, 96, 100, 120) for n in (20, 24, 30, 32, 40, 48, 64, 80) for k in (3, 5) if c != n
)
_EVEN = tuple((c, n, k) for c, n, k in _BUDGETS if k * k * c * n % (c + k * k * n) == 0)


@drawn(levels=("hard",))
def budget(draw):
    """Now and then the limit is a whole number, which is one too many."""
    return draw.choice(*draw.choice(_BUDGETS, _BUDGETS, _EVEN))


@drawn(tex="P", levels=("hard",))
def P(draw, budget):
    return budget[0]


@drawn(tex="Q", levels=("hard",))
def Q(draw, budget):
    return budget[1]


@drawn(tex="k", levels=("hard",))
def window(draw, budget):
    return budget[2]


direct = answer("a", kind="integer", points=2, levels=("easy",))
reduced = answer("c", kind="integer", points=3, levels=("easy",))
factor = answer(r"\sigma", points=2, levels=("easy",))
positions = by_level(easy=choice(5, 6, 7, 8, 9, 10), tex="A")
macs = answer(r"\mathrm{MACs}", kind="integer", points=1, levels=("easy",))
joined = answer("n", kind="integer", points=1, levels=("medium",))
branches = answer("w{i}", kind="vector", entries="integer", points=4, levels=("medium",))
module_macs = answer(r"\mathrm{MACs}", kind="integer", points=2, levels=("medium",))
saved = answer("s", kind="integer", points=2, levels=("medium",))
weights = answer("w{i}", kind="vector", entries="integer", points=3, levels=("hard",))
work = answer(r"\mathrm{MACs}", kind="integer", points=3, levels=("hard",))
skip = answer(
    "",
    kind="choice",
    points=1,
    levels=("hard",),
    options={
        "yes": "Yes.",
        "size": "No: only the numbers of rows and columns are in the way.",
        "channels": "No: only the numbers of channels are in the way.",
        "both": "No: rows, columns and channels are in the way.",
    },
)
narrow = answer(r"b_{\max}", kind="integer", points=2, levels=("hard",), guess_ok=True)


@require
def _(level, C=0, n1=0, n3=1, R=1, t=1, out=1):
    """hard: products stay below two million"""
    return level != "hard" or R**2 * t * C * max(C, out, 9) < 2_000_000


@figure
def chain(level, kind=""):
    if level == "hard":
        three = (
            Block("convolution", "$tC$", r"$1 \times 1$"),
            Block("depthwise", "$tC$", r"$3 \times 3$"),
            Block("convolution", "$N$", r"$1 \times 1$"),
        )
        return Blocks(three, start="$C$")
    blocks = (Block("convolution", "$b$", r"$1 \times 1$"), Block("convolution", "$N$" if kind == "branch" else "$b$", r"$k \times k$"))
    last = () if kind == "branch" else (Block("convolution", "$M$", r"$1 \times 1$"),)
    return Blocks((*blocks, *last), start="$M$")
