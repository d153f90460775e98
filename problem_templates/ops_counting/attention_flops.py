"""Operations and memory of attention: one head, many heads with projections, a whole block for every length of the sequence."""

from examgen.authoring import answer, by_level, choice, drawn, integer, require, symbol

T_D = by_level(easy=integer(5, 30), tex="T_D")
T_E = by_level(easy=integer(8, 40), tex="T_E")
n = by_level(medium=choice(10, 12, 16, 20, 24, 25, 30, 32, 40, 50, 60, 64, 100), hard=symbol("n", positive=True), tex="n")
d = by_level(
    easy=choice(4, 6, 8, 10, 12, 16, 20, 24, 32),
    medium=choice(16, 20, 24, 32, 40, 48, 60, 64, 80, 96, 120),
    hard=choice(8, 10, 12, 14, 15, 16, 18, 20),
    tex="d",
)


@drawn(tex="h", levels=("medium",))
def h(draw, d):
    return draw.choice(*(heads for heads in (3, 4, 5, 6, 8) if d % heads == 0))


x = by_level(easy=choice(2, 3, 4, 5), tex="x")
y = by_level(easy=choice(2, 3, 4, 5), tex="y")
f = by_level(hard=choice(3, 4, 5, 6, 8), tex="f")
N = by_level(hard=choice(16, 20, 24, 30, 36, 40, 48, 50, 60, 64, 72, 80, 90, 96, 100, 120, 128, 150, 160, 200), tex="N")

scores = answer("s", kind="integer", points=2, levels=("easy",))
attending = answer("a", kind="integer", points=2, levels=("easy",))
flops = answer(r"\mathrm{FLOPs}", kind="integer", points=1, levels=("easy",))
weights = answer("w", kind="integer", points=1, levels=("easy",))
growth = answer("g", kind="integer", points=2, levels=("easy",), guess_ok=True)
projections = answer("p", kind="integer", points=2, levels=("medium",))
mixing = answer("a", kind="integer", points=2, levels=("medium",))
all_flops = answer(r"\mathrm{FLOPs}", kind="integer", points=2, levels=("medium",))
memory = answer("m", kind="integer", points=1, levels=("medium",))
balance = answer("n_0", kind="integer", points=2, levels=("medium", "hard"))
block = answer("b", kind="expression", symbols=("n",), points=3, levels=("hard",))
causal = answer("c", kind="expression", symbols=("n",), points=2, levels=("hard",))
ratio = answer(r"\rho", points=2, levels=("hard",))


@require
def _(level, d, T_D=0, T_E=1, n=None, h=1):
    """sequences differ in length, and products stay below five million"""
    if level == "medium":
        return 2 * (4 * n * d**2 + 2 * n**2 * d) < 5_000_000 and n not in (d, 2 * d)
    return T_D != T_E


@require
def _(x=None, y=None):
    """length and width grow by different factors, and not by one the square of the other"""
    return x is None or (x != y and {x, y} != {2, 4})
