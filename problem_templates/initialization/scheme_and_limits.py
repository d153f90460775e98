"""Choose an initialization by what it is to preserve; its variance, standard deviation and uniform limit; fans of convolutions."""

from math import exp, sqrt

from sympy import Rational

from examgen.authoring import Plot, Series, answer, by_level, choice, drawn, figure, require

goal = by_level(
    easy=choice("relu", "forward", "both"),
    medium=choice("relu", "forward", "both"),
    hard=choice("relu", "leaky", "leaky", "forward", "both"),
)

#: At the medium level either the standard deviation (1) or the uniform limit (3) has no root.
friendly = by_level(easy=choice(1), medium=choice(1, 3))


@drawn(levels=("easy", "medium"))
def root(draw, level):
    """The whole number s in V[w] = 1 / s^2, or in the limit 1 / s."""
    return draw.integer(3, 20) if level == "easy" else draw.integer(3, 12)


@drawn(levels=("easy", "medium"))
def widths(draw, goal, friendly, root):
    squares = friendly * root**2  # 1 over the variance
    if goal != "both":
        return (2 * squares if goal == "relu" else squares), draw.choice(10, 20, 32, 50, 64, 100, 128, 256, 512)
    n_in = draw.integer(2, int(2 * squares) - 2)
    return n_in, 2 * squares - n_in


@drawn(tex=r"n_{\mathrm{in}}", levels=("easy", "medium"))
def n_in(draw, widths):
    return widths[0]


@drawn(tex=r"n_{\mathrm{out}}", levels=("easy", "medium"))
def n_out(draw, widths):
    return widths[1]


@drawn(tex="c", levels=("medium",))
def largest(draw, root, friendly):
    """A weight inside or outside of the limit, and beyond the standard deviation in either case."""
    return draw.choice(*((Rational(3, 2), 2) if friendly == 1 else (Rational(4, 5), Rational(6, 5)))) / root


@drawn(levels=("hard",))
def layer(draw, goal):
    """A depthwise layer has equal fans: it says nothing where a scheme weighs one against the other."""
    kinds = ("convolution", "grouped", "transposed")
    return draw.choice(*kinds, "depthwise") if goal in ("relu", "leaky") else draw.choice(*kinds)


@drawn(tex="K", levels=("hard",))
def K(draw, layer):
    return draw.choice(4, 6) if layer == "transposed" else draw.choice(3, 5)


M = by_level(hard=choice(16, 32, 64, 128, 256, tex="M"))
N = by_level(hard=choice(16, 32, 64, 128, 256, tex="N"))
g = by_level(hard=choice(2, 4, 8, tex="g"))
stride = by_level(hard=choice(2, tex="S"))
a = by_level(hard=choice(Rational(1, 2), Rational(1, 3), tex="a"))

fan_in = answer(r"n_{\mathrm{in}}", kind="integer", points=1, levels=("hard",), same_as=("fan_out",))
fan_out = answer(r"n_{\mathrm{out}}", kind="integer", points=1, levels=("hard",))
scheme = answer("", kind="choice", points=1, options={"lecun": "LeCun", "xavier": "Xavier (Glorot)", "he": "He (Kaiming)"})
variance = answer(r"\mathrm{V}[w]", points=2, denominator=20_000)
deviation = answer(r"\sigma", kind="expression", points=2)
limit = answer("L", kind="expression", points=2, levels=("medium", "hard"))
possible = answer(
    "",
    kind="choice",
    points=1,
    levels=("medium",),
    options={
        "normal": "The normal distribution can, the uniform cannot.",
        "uniform": "The uniform distribution can, the normal cannot.",
        "both": "Both can.",
        "neither": "Neither can.",
    },
)


@require
def _(n_in=0, n_out=1, M=0, N=1, layer="", stride=1):
    """the two fans differ"""
    return n_in != n_out and (stride**2 * N if layer == "transposed" else N) != M


@figure
def densities():
    """Both densities without a scale; the unit of the horizontal axis means nothing."""
    unit = 0.43
    bell = tuple((x * unit / 5, exp(-((x / 5) ** 2) / 2) / 2.5066) for x in range(-17, 18))
    edge, height = sqrt(3) * unit, 1 / sqrt(12)
    box = ((-edge, 0.0), (-edge, height), (edge, height), (edge, 0.0), (edge, height))  # ends at the top, where its name has room
    return Plot((Series(bell, "normal"), Series(box, "uniform", dashed=True)), x_ticks=((0.0, "$0$"),), x_label="$w$")
