"""How the variance of signals and gradients grows or shrinks with depth."""

from math import ceil, log

from sympy import Rational

from examgen.authoring import answer, by_level, choice, drawn

n = by_level(easy=choice(20, 24, 25, 30, 32, 36, 40, 48, 50, 60, 64, 72, 75, 80, 90, 96, 100), tex="n")
q0 = by_level(easy=choice(Rational(1, 2), Rational(3, 2), 2, 3, Rational(3, 4)))
depth = by_level(easy=choice(3, 4), hard=choice(5, 10, 20, 30, 50), tex="L")
m0 = by_level(easy=choice(6, 8, 10, 12, 16, 24, 32, 48), medium=choice(2, 3, 4, 5, 6), tex=r"\mathrm{E}[x^2]")

#: None is twice another one.
_widths = (20, 30, 50, 70, 80, 90, 110)


@drawn(levels=("medium",))
def widths(draw):
    return draw.sample(_widths, 4)


@drawn(tex="n_0", levels=("medium",))
def n0(draw, widths):
    return widths[0]


@drawn(tex="n_1", levels=("medium",))
def n1(draw, widths):
    return widths[1]


@drawn(tex="n_2", levels=("medium",))
def n2(draw, widths):
    return widths[2]


@drawn(tex="n_3", levels=("medium",))
def n3(draw, widths):
    return widths[3]


@drawn(tex=r"\mathrm{V}[w]", levels=("easy", "medium"))
def vw(draw, level, n=0, q0=0, widths=()):
    """No layer keeps the variance by accident."""
    return q0 / n if level == "easy" else Rational(1, draw.choice(*(k for k in (20, 25, 40, 50, 60, 100) if not {k, 2 * k} & set(widths))))


gradient = by_level(medium=choice(1, 2, 3, 4, 5, 8), tex=r"\mathrm{V}[\delta_3]")

rho = by_level(hard=choice(Rational(2, 3), Rational(3, 4), Rational(1, 4), Rational(4, 3), Rational(3, 2), 2, 4, 5), tex=r"\rho")
steps = by_level(hard=choice(3, 4), tex="K")
c = by_level(
    hard=choice(
        1,
        Rational(2, 3),
        Rational(3, 4),
        Rational(4, 5),
        Rational(6, 5),
        Rational(7, 5),
        Rational(4, 3),
        Rational(5, 4),
        Rational(8, 5),
        Rational(9, 5),
    ),
    tex="c",
)


@drawn(tex="k", levels=("hard",))
def digits(draw, c):
    """All numbers that round to the printed logarithms lead to the same number of layers, far from the next one."""
    rate = log(2 / float(c))
    off = 0.00005

    def fits(k):
        layers = (k * log(10) / rate, k * (2.3026 - off) / (round(rate, 4) + off), k * (2.3026 + off) / (round(rate, 4) - off))
        return len({ceil(one) for one in layers}) == 1 and all(0.05 < one % 1 < 0.95 for one in layers)

    return draw.choice(*(k for k in (3, 4, 5, 6) if fits(k)))


growth = by_level(hard=choice(2, 3, 5, 10), tex="g")


@drawn(levels=("hard",))
def logarithm(draw, c):
    """What a student without a calculator needs."""
    return f"{log(2 / float(c)):.4f}"


factor = answer("q", points=2, levels=("easy",))
final = answer(r"\mathrm{V}[z_L]", points=3, levels=("easy",))
needed = answer("v", points=1, levels=("easy",))
rectified = answer("V'", points=2, levels=("easy",))
first = answer(r"\mathrm{V}[z_1]", points=1, levels=("medium",))
second = answer(r"\mathrm{V}[z_2]", points=2, levels=("medium",))
third = answer(r"\mathrm{V}[z_3]", points=2, levels=("medium",))
backward = answer(r"\mathrm{V}[\delta_1]", points=3, levels=("medium",))
he_backward = answer("B", points=2, levels=("hard",))
forward_factor = answer("f", points=1, levels=("hard",))
backward_factor = answer("b", points=1, levels=("hard",))
vanished = answer("L_0", kind="integer", points=2, levels=("hard",))
largest = answer(r"c_{\max}", kind="expression", points=2, levels=("hard",))
