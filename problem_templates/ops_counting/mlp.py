"""Parameters and operations of a dense network; a width and a rank from a budget."""

from examgen.authoring import Block, Blocks, Network, Unit, answer, by_level, choice, drawn, figure, integer

n0 = by_level(easy=integer(3, 8), medium=choice(100, 144, 196, 256, 400, 784), hard=integer(12, 40), tex="n_0")


@drawn(tex="n_1", levels=("easy", "medium"))
def n1(draw, level, n0):
    return draw.choice(*(wide for wide in (range(3, 9) if level == "easy" else (40, 50, 64, 80, 100, 128)) if wide != n0))


@drawn(tex="n_2", levels=("easy", "medium"))
def n2(draw, level, n0, n1):
    return draw.choice(*(wide for wide in (range(2, 8) if level == "easy" else (16, 20, 24, 25, 30, 32)) if wide not in (n0, n1)))


@drawn(tex="n_3", levels=("easy", "medium"))
def n3(draw, level, n0, n1, n2):
    return draw.choice(*(wide for wide in (range(2, 6) if level == "easy" else (4, 5, 8, 10, 12)) if wide not in (n0, n1, n2)))


K = by_level(hard=choice(2, 3, 4, 5, 6, 8, 10), tex="K")
extra = by_level(easy=integer(2, 3), medium=choice(6, 8, 12, 15), tex="x")
B = by_level(medium=choice(8, 10, 16, 20, 32, 50), hard=choice(4, 5, 8, 10, 20), tex="B")


@drawn(tex="P", levels=("hard",))
def budget(draw, n0, K):
    """Either what a width needs and a few more, or a little less than the next width needs, so that biases matter."""
    wide = int(draw.integer(10, 25))
    if draw.choice(True, False):
        return wide**2 + (n0 + K + 2) * wide + K + draw.integer(0, 5)
    weights = (wide + 1) ** 2 + (n0 + K) * (wide + 1)
    return draw.integer(weights, weights + 2 * wide + K)


sizes = by_level(
    hard=choice(
        (60, 30), (48, 24), (40, 40), (36, 18), (45, 36), (60, 20), (50, 30), (64, 48), (80, 32), (56, 40), (72, 30), (90, 40), (45, 30)
    )
)


@drawn(tex="p", levels=("hard",))
def p(draw, sizes):
    return sizes[0]


@drawn(tex="q", levels=("hard",))
def q(draw, sizes):
    return sizes[1]


r = by_level(hard=integer(3, 9), tex="r")

params = answer("P", kind="integer", points=3, levels=("easy", "medium"))
macs = answer(r"\mathrm{MACs}", kind="integer", points=2, levels=("easy", "medium"))
outputs = answer("a", kind="integer", points=1, levels=("easy",), guess_ok=True)
added = answer("d", kind="integer", points=2, levels=("easy", "medium"))
width = answer("w", kind="integer", points=3, levels=("hard",), guess_ok=True)
training = answer(r"\mathrm{FLOPs}", kind="integer", points=2, levels=("medium", "hard"))
factored = answer("F", kind="integer", points=1, levels=("hard",))
rank = answer(r"r_{\max}", kind="integer", points=2, levels=("hard",), guess_ok=True)


@figure
def network(level, n0, n1=None, n2=None, n3=None):
    if level == "easy":
        layers = tuple(tuple(Unit("") for _ in range(int(n))) for n in (n0, n1, n2, n3))
        return Network(layers, titles=("inputs", "hidden 1", "hidden 2", "outputs"))
    if level == "medium":
        dense = (("hidden 1", f"${n1}$"), ("hidden 2", f"${n2}$"), ("output", f"${n3}$"))
        return Blocks(tuple(Block(name, wide) for name, wide in dense), start=f"${n0}$")
    return Blocks((Block("hidden 1", "$w$"), Block("hidden 2", "$w$"), Block("output", "$K$")), start="$n_0$")
