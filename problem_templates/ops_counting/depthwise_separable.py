"""A convolution split into a depthwise and a pointwise one: weights, operations, their ratio, and what a depth multiplier costs."""

from examgen.authoring import Block, Blocks, answer, by_level, choice, drawn, figure, integer, require

#: Side of the window and numbers of filters with a handy ratio.
_EASY = {3: (6, 9, 12, 15, 18, 21, 24, 27, 30, 36, 45, 54, 63, 72), 5: (5, 10, 15, 20, 25, 50)}
_MEDIUM = {3: (16, 18, 24, 27, 32, 36, 45, 48, 54, 63, 64, 72), 5: (20, 25, 30, 40, 50, 60, 64, 75)}

#: Side of the window, depth multiplier and wanted saving for which some number of filters suffices.
_SAVINGS = tuple(
    (k, m, x)
    for k in (3, 5, 7)
    for m in (2, 3, 4)
    for x in range(2, 13)
    if m * x < k * k and 12 <= -(-m * k * k * x // (k * k - m * x)) <= 260
)


@drawn(levels=("hard",))
def saving(draw):
    """Every window as often as the others."""
    window = draw.choice(3, 5, 7)
    return draw.choice(*(saving for saving in _SAVINGS if saving[0] == window))


@drawn(tex="k")
def k(draw, level, saving=None):
    return draw.choice(3, 3, 5) if level != "hard" else saving[0]


C = by_level(easy=integer(4, 64), medium=choice(8, 10, 12, 16, 20, 24, 32, 40), hard=choice(8, 10, 12, 16, 20, 24, 32), tex="C")


@drawn(tex="N")
def N(draw, level, k, C):
    if level == "hard":
        return draw.choice(
            *(n for n in ((10, 12, 15, 18, 18, 20, 24, 36, 72, 72) if k == 3 else (10, 12, 15, 20, 24, 25, 28, 30, 35, 40)) if n != C)
        )
    return draw.choice(*(n for n in (_EASY if level == "easy" else _MEDIUM)[int(k)] if n != C))


A = by_level(easy=choice(5, 6, 7, 8, 9, 10, 12), tex="A")
R = by_level(medium=integer(9, 24), tex="R")
S = by_level(medium=choice(2, 3), tex="S")


@drawn(tex="m", levels=("hard",))
def m(draw, saving):
    return saving[1]


@drawn(tex="x", levels=("hard",))
def x(draw, saving):
    return saving[2]


side = answer("A", kind="integer", points=1, levels=("medium",), guess_ok=True)
standard = answer("a", kind="integer", points=2, levels=("easy", "medium"))
separable = answer("b", kind="integer", points=3, levels=("easy",))
ratio = answer(r"\rho", points=2, levels=("easy",))
macs = answer(r"\mathrm{MACs}", kind="integer", points=1, levels=("easy",))
stages = answer("b{i}", kind="vector", entries="integer", points=3, levels=("medium",))
speedup = answer(r"\sigma", points=2, levels=("medium",))
flops = answer(r"\mathrm{FLOPs}", kind="integer", points=1, levels=("medium",))
trainable = answer("P", kind="integer", points=3, levels=("hard",))
share = answer(r"\rho", points=2, levels=("hard",))
filters = answer(r"N_{\min}", kind="integer", points=2, levels=("hard",), guess_ok=True)
multiplier = answer(r"m_{\max}", kind="integer", points=2, levels=("hard",), guess_ok=True)


@require
def _(level, C, N, k, R=1, S=1):
    """products stay below three million"""
    return level != "medium" or (-(-R // S)) ** 2 * k**2 * C * N < 3_000_000


@figure
def chain(level):
    middle = "$mC$" if level == "hard" else "$C$"
    return Blocks((Block("depthwise", middle, r"$k \times k$"), Block("pointwise", "$N$", r"$1 \times 1$")), start="$C$")
