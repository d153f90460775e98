"""Parameters and operations of recurrent layers: gates and biases, an embedding and a classifier around them, two directions, a budget."""

from examgen.authoring import Block, Blocks, answer, by_level, choice, drawn, figure, integer, require

h = by_level(
    easy=integer(3, 16), medium=choice(16, 20, 24, 32, 40, 48, 50, 60, 64), hard=choice(8, 10, 12, 15, 16, 20, 24, 30, 32), tex="h"
)
x = by_level(easy=integer(2, 18), hard=choice(6, 8, 10, 12, 14, 16, 18, 20, 24, 25, 30), tex="d")
V = by_level(medium=choice(100, 200, 250, 400, 500, 800, 1000, 2000), tex="V")
d = by_level(medium=choice(8, 10, 12, 16, 20, 24, 30, 32), tex="d")
K = by_level(medium=choice(3, 4, 5, 6, 8, 10, 12), tex="K")
T = by_level(medium=choice(6, 7, 9, 10, 11, 12, 15), hard=choice(6, 7, 9, 10, 11, 12, 15, 20), tex="T")
cell = by_level(hard=choice("lstm", "gru"))


@drawn(tex="g", levels=("hard",))
def g(draw, cell):
    return 4 if cell == "lstm" else 3


@drawn(levels=("hard",))
def biases(draw, cell):
    """Bias vectors of each gate."""
    return 1 if cell == "lstm" else 2


y = by_level(hard=choice(5, 6, 7, 8, 9, 10, 12, 14, 15, 16, 18, 20, 24), tex="y")


@drawn(tex="P", levels=("hard",))
def budget(draw, y):
    """What a number of units needs and a few more, or a little less than the next number of units needs."""
    units = int(draw.integer(8, 20))
    if draw.choice(True, False):
        return 4 * (units * (units + y) + units) + draw.integer(0, 6)
    return 4 * (units + 1) * (units + 1 + y) + draw.integer(0, 4 * units)


block = answer("b", kind="integer", points=2, levels=("easy",))
lstm = answer("l", kind="integer", points=1, levels=("easy",))
gru = answer("u", kind="integer", points=2, levels=("easy",))
ratio = answer(r"\rho", points=1, levels=("easy",))
step_macs = answer(r"\mathrm{MACs}", kind="integer", points=2, levels=("easy",))
embedding = answer("e", kind="integer", points=1, levels=("medium",))
recurrent = answer("l", kind="integer", points=3, levels=("medium",))
classifier = answer("c", kind="integer", points=1, levels=("medium",))
whole = answer("p", kind="integer", points=1, levels=("medium",))
macs = answer(r"\mathrm{MACs}", kind="integer", points=2, levels=("medium",))
first = answer("p_1", kind="integer", points=2, levels=("hard",))
second = answer("p_2", kind="integer", points=2, levels=("hard",))
all_macs = answer(r"\mathrm{MACs}", kind="integer", points=2, levels=("hard",))
units = answer(r"h_{\max}", kind="integer", points=2, levels=("hard",), guess_ok=True)


@require
def _(h, x=0, d=0):
    """the input is not as wide as the state"""
    return h not in (x, d)


@figure
def chain(level):
    if level == "medium":
        return Blocks((Block("embedding", "$d$"), Block("LSTM", "$h$"), Block("dense", "$K$")), start="tokens")
    return Blocks((Block("layer 1, two directions"), Block("layer 2, two directions")), start="$d$")
