"""Values and slopes of activations at points where they are exact; a neuron with one of them; scaled sigmoids, and the slope of PReLU."""

from sympy import ImmutableDenseMatrix, Rational, exp, log

from examgen.authoring import Plot, Series, answer, by_level, choice, drawn, figure, require

kind = by_level(easy=choice("sigmoid", "tanh", "elu", "leaky", "relu6"), medium=choice("sigmoid", "tanh", "elu"))

#: Arguments r of the logarithms at which an activation is looked at.
_RATIOS = {
    "sigmoid": (Rational(1, 4), Rational(1, 3), Rational(1, 2), Rational(2, 3), 2, 3, 4, 5),
    "tanh": (Rational(1, 3), Rational(1, 2), 2, 3),
    "elu": (Rational(1, 2), Rational(1, 3), Rational(1, 4), Rational(1, 5), Rational(2, 3)),
}


@drawn(tex="a", levels=("easy", "medium", "hard"))
def a(draw, level, kind=None):
    """The slope or the depth on the left, for the activations that have one."""
    if kind == "elu":
        return draw.choice(*(Rational(p, q) for p, q in ((1, 2), (3, 2), (2, 1), (3, 1), (3, 4))))
    return draw.choice(*(Rational(1, q) for q in (3, 4, 5, 8, 10, 20)))


@drawn(tex="z", levels=("easy",))
def z(draw, kind):
    """Two points; for ELU and leaky ReLU one on each side of 0."""
    if kind in ("sigmoid", "tanh"):
        return tuple(log(r) for r in draw.sample(_RATIOS[kind], 2))
    if kind == "relu6":
        return draw.shuffled((draw.choice(*(Rational(p, 2) for p in range(1, 12))), draw.integer(7, 19)))
    left = -draw.integer(2, 12) if kind == "leaky" else log(draw.choice(*_RATIOS["elu"]))
    return draw.shuffled((left, draw.choice(*(Rational(p, 2) for p in range(1, 16)))))


def _value(kind, z, a):
    """The activation at a point of the easy level."""
    if kind in ("sigmoid", "tanh"):
        grown = exp(z)
        return grown / (1 + grown) if kind == "sigmoid" else (grown**2 - 1) / (grown**2 + 1)
    if kind == "relu6":
        return min(max(z, 0), 6)
    return z if z > 0 else a * (exp(z) - 1 if kind == "elu" else z)


@drawn(tex="s", levels=("easy",))
def output(draw, kind, a):
    """The value that the activation has at an unknown point."""
    if kind == "sigmoid":
        return draw.choice(*(Rational(p, q) for p, q in ((1, 6), (5, 6), (1, 8), (3, 8), (5, 8), (7, 8), (1, 10), (3, 10), (7, 10), (9, 10))))
    if kind == "tanh":
        return draw.choice(*(Rational(p, q) for p, q in ((1, 2), (-1, 2), (1, 3), (-1, 3), (2, 3), (-2, 3), (1, 4), (-3, 4), (2, 5), (-2, 5))))
    if kind == "elu":
        return -a * draw.choice(*(Rational(p, q) for p, q in ((1, 8), (3, 8), (1, 6), (5, 6), (3, 10), (7, 10))))
    return -draw.integer(2, 9) if kind == "leaky" else draw.choice(*(Rational(p, 4) for p in range(1, 24)))


@drawn(levels=("medium",))
def case(draw, kind):
    """Weights with logarithms and a small input, so that z is the logarithm of a small fraction; a target."""
    while True:  # ends: about one draw in three fits
        p, q = draw.choice(-2, -1, 1, 2), draw.choice(-1, 1)
        x, k = [draw.choice(-2, -1, 1, 2) for _ in range(2)], draw.choice(-2, -1, 0, 1, 2)
        if draw.choice(True, False):
            p, q, first, second = q, p, log(3), log(2)
        else:
            first, second = log(2), log(3)
        ratio = Rational(2) ** k
        for power, base, entry in ((p, 2 if first == log(2) else 3, x[0]), (q, 3 if second == log(3) else 2, x[1])):
            ratio *= Rational(base) ** (power * entry)
        if k and ratio in _RATIOS[kind]:
            return (p * first, q * second), tuple(x), k * log(2)


@drawn(tex="w", levels=("medium",))
def w(draw, case):
    return ImmutableDenseMatrix(case[0])


@drawn(tex="x", levels=("medium",))
def x(draw, case):
    return ImmutableDenseMatrix(case[1])


@drawn(tex="b", levels=("medium",))
def b(draw, case):
    return case[2]


t = by_level(medium=choice(-3, -2, 2, 3), tex="t")

c = by_level(hard=choice(2, 3, 4, 5, 6, Rational(1, 2), Rational(3, 2)), tex="c")
m = by_level(hard=choice(2, 3, 4, 5, Rational(1, 2), Rational(3, 2), Rational(5, 2)), tex="m")
layers = by_level(hard=choice(2, 3), tex="n")
weight = by_level(hard=choice(2, -2, 3, -3, -1, Rational(1, 2), 6), tex="w")


@drawn(tex="u", levels=("hard",))
def u(draw):
    """Pre-activations of four samples; two or three are negative."""
    negative = draw.choice(2, 3)
    signs = draw.shuffled([-1] * int(negative) + [1] * (4 - int(negative)))
    return tuple(sign * value for sign, value in zip(signs, draw.sample(range(1, 10), 4), strict=True))


@drawn(tex="g", levels=("hard",))
def g(draw):
    return draw.vector(4, -4, 4, avoid=(0,))


values = answer("v", kind="vector", entries="expression", points=2, levels=("easy",))
slopes = answer("s'", kind="vector", points=3, levels=("easy",))
from_output = answer("q", points=2, levels=("easy",), guess_ok=True)
pre = answer("z", kind="expression", points=1, levels=("medium",))
y = answer("y", points=2, levels=("medium",))
delta = answer(r"\frac{\partial L}{\partial z}", points=3, levels=("medium",))
dw = answer(r"\frac{\partial L}{\partial w}", kind="vector", points=2, levels=("medium",))
numbers = answer("", kind="vector", points=3, levels=("hard",))
steepest = answer("h", points=1, levels=("hard",))
chain = answer("F", points=2, levels=("hard",), denominator=4096)
da = answer(r"\frac{\partial L}{\partial a}", points=2, levels=("hard",))


@require
def _(level, output=0, a=0):
    """the unknown output is not the parameter"""
    return level != "easy" or abs(output) != a


@require
def _(kind=None, z=(), output=0, a=0):
    """the unknown point is neither of the two that were asked about: its value is a new one"""
    return all(_value(kind, point, a) != output for point in z)


@figure
def curve(kind, z, a=0):
    """The activation, without the points that are asked about."""
    from math import exp as grow
    from math import tanh

    rules = {
        "sigmoid": lambda v: 1 / (1 + grow(-v)),
        "tanh": tanh,
        "elu": lambda v: v if v > 0 else float(a) * (grow(v) - 1),
        "leaky": lambda v: v if v > 0 else float(a) * v,
        "relu6": lambda v: min(max(v, 0.0), 6.0),
    }
    rule = rules[kind]
    heights = {"sigmoid": (0, 1), "tanh": (-1, 0, 1), "relu6": (0, 6), "elu": (0, 3), "leaky": (0, 3)}[kind]
    reach = 8 if kind == "relu6" else 3
    points = tuple((reach * k / 40, rule(reach * k / 40)) for k in range(-40, 41))
    return Plot((Series(points),), x_ticks=((-reach, f"$-{reach}$"), (0.0, "$0$"), (float(reach), f"${reach}$")), y_ticks=tuple((float(y), f"${y}$") for y in heights), x_label="$z$", y_label="$f(z)$")
