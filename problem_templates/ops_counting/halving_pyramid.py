"""Stages on smaller and smaller maps: total work with constant, doubled and growing channels; sums over a tree."""

from examgen.authoring import Block, Blocks, answer, by_level, choice, drawn, figure, integer, require, symbol

N = by_level(easy=choice(16, 32, 64, 128), medium=choice(16, 24, 32, 40, 48, 56, 64, 72, 80, 96), tex="N")
C = by_level(easy=integer(2, 12), medium=integer(2, 9), tex="C")
K = by_level(medium=choice(3, 4, 5), tex="K")
M = by_level(easy=integer(10, 250), hard=integer(30, 2000), tex="M")
a = by_level(hard=choice(3, 4, 5, 8), tex="a")
f = by_level(hard=choice(2, 3, 4), tex="f")
g = by_level(hard=choice(2, 3, 4, 5, 6), tex="g")
n = by_level(hard=symbol("n", positive=True), tex="n")


@drawn(levels=("hard",))
def balanced(draw, f, g):
    return 1 if f == g else 0


stages = answer("L", kind="integer", points=1, levels=("easy",), guess_ok=True)
first = answer("a_1", kind="integer", points=2, levels=("easy", "medium"))
whole = answer("a", kind="integer", points=3, levels=("easy",))
additions = answer("s", kind="integer", points=1, levels=("easy",), guess_ok=True)
levels_of_tree = answer("t", kind="integer", points=1, levels=("easy",), guess_ok=True)
last = answer("a_K", kind="integer", points=2, levels=("medium",), guess_ok=True, same_as=("first",))
weights = answer("w", kind="integer", points=3, levels=("medium",))
share = answer(r"\rho", points=2, levels=("medium",))
quotient = answer("q", points=1, levels=("hard",), guess_ok=True)
work = answer("T", kind="expression", symbols=("n",), points=3, levels=("hard",), guess_ok=True)
stored = answer("W", kind="expression", symbols=("n",), points=2, levels=("hard",))
dearest = answer(
    "",
    kind="choice",
    points=1,
    levels=("hard",),
    options={"first": "The first stage.", "last": "The last stage.", "all": "None: all need equally many."},
)
fan = answer("t", kind="integer", points=2, levels=("hard",), guess_ok=True)


@require
def _(level, N=0, C=0, K=1, M=0, a=2):
    """products stay below four million, the map can be halved often enough, and the inputs of the tree are no power"""
    if level == "medium":
        return N % 2**K == 0 and 9 * C**2 * N**2 < 4_000_000
    if level == "easy":
        return 12 * C**2 * N**2 < 4_000_000 and M & (M - 1) != 0 and M != N
    return not any(a**power == M for power in range(12))


@figure
def chain():
    """The first stages."""
    first = (Block("convolution", "", r"$N \times N$"), Block("pooling"))
    second = (Block("convolution", "", r"$N/2 \times N/2$"), Block("pooling"))
    return Blocks((*first, *second, Block("further stages")), start="image")
