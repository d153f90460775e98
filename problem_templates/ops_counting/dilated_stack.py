"""Causal convolutions with growing dilation: what an output sees, what it costs, how many layers a wanted reach takes, and where holes remain."""

from examgen.authoring import Block, Blocks, answer, by_level, choice, drawn, figure, require, symbol

k = by_level(easy=choice(2, 3, 4), medium=choice(2, 3), hard=choice(2, 3, 4), tex="k")
b = by_level(easy=choice(2, 2, 3), hard=choice(2, 3), tex="b")
n = by_level(easy=choice(3, 4, 5, 6), medium=choice(3, 4, 5), tex="n")
C = by_level(easy=choice(4, 5, 6, 8, 10, 12, 16), medium=choice(8, 10, 12, 16, 20, 24, 32), tex="C")
m = by_level(medium=choice(2, 3, 4), tex="m")
N = by_level(hard=symbol("n", positive=True), tex="n")


@drawn(tex="X", levels=("medium", "hard"))
def X(draw, level, k, b=2, n=1):
    """A wanted reach: now and then exactly what some number of blocks or layers has, or one time step more."""
    if level == "medium":
        added = (k - 1) * (2**n - 1)
        return 1 + draw.integer(5, 15) * added + draw.choice(0, 1, draw.integer(1, int(added)))
    layers = draw.integer(5, 8) if b == 2 else draw.integer(4, 6)
    return 1 + (k - 1) * (b**layers - 1) // (b - 1) + draw.choice(0, 1, draw.integer(2, int(b**layers) - 1))


@drawn(levels=("hard",))
def holes(draw):
    """Three dilations without neighbours: multiples of one number, or so far apart that no two ways meet."""
    return draw.choice("multiples", "apart")


@drawn(tex=r"\delta", levels=("hard",))
def dilations(draw, k, holes):
    if holes == "multiples":
        common = draw.choice(2, 3, 4, 5)
        return [common * step for step in (1, 2, draw.choice(3, 4))] if k > 2 else [common * step for step in (1, 2, 4)]
    first = draw.integer(1, 3)
    second = k * first + draw.integer(0, 3)
    return [first, second, (k - 1) * (first + second) + draw.integer(1, 4)]


field = answer("r", kind="integer", points=3, levels=("easy",), guess_ok=True)
weights = answer("w", kind="integer", points=2, levels=("easy",))
plain = answer(r"n_{\mathrm{plain}}", kind="integer", points=2, levels=("easy",), guess_ok=True)
ratio = answer(r"\rho", points=1, levels=("easy",))
one_block = answer("r{i}", kind="vector", entries="integer", points=3, levels=("medium",))
whole = answer("R", kind="integer", points=2, levels=("medium",))
macs = answer(r"\mathrm{MACs}", kind="integer", points=1, levels=("medium",))
blocks = answer(r"m_{\min}", kind="integer", points=2, levels=("medium",), guess_ok=True)
formula = answer("r", kind="expression", symbols=("n",), points=3, levels=("hard",))
layers = answer(r"n_{\min}", kind="integer", points=2, levels=("hard",), guess_ok=True)
span = answer("s", kind="integer", points=1, levels=("hard",), guess_ok=True)
seen = answer("i", kind="integer", points=2, levels=("hard",), guess_ok=True)


@require
def _(level, k, b=2, n=1):
    """the stack stays short enough to be drawn out"""
    return level != "easy" or 1 + (k - 1) * (b**n - 1) // (b - 1) <= 250


@figure
def chain(level, n=0, b=2):
    if level == "hard":
        return Blocks(
            (Block("layer 1", "", "dilation $1$"), Block("layer 2", "", "dilation $b$"), Block("layer 3", "", "dilation $b^2$")),
            start="signal",
        )
    return Blocks(tuple(Block(f"layer {j + 1}", "", f"dilation ${b**j}$") for j in range(int(n))), start="signal")
