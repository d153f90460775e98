"""Backward pass through tanh units whose values the forward pass has left behind."""

from sympy import ImmutableDenseMatrix, Rational, log

from examgen.authoring import Network, Unit, answer, drawn, figure, require

levels = ("medium", "hard")

#: Values of the hidden units; the two units of a network share their denominator, which keeps fractions small.
_VALUES = ((Rational(1, 3), Rational(2, 3)), (Rational(1, 2), Rational(1, 4)), (Rational(3, 5), Rational(4, 5)), (Rational(1, 5), Rational(3, 5)))


@drawn
def case(draw, level):
    """All numbers together: medium, an integer output; hard, an output whose logit is the logarithm of a small fraction."""
    while True:  # ends: more than half of the draws fit
        x, weights = [int(n) for n in draw.vector(2, -3, 3, avoid=(0,))], [int(n) for n in draw.vector(4, -3, 3, avoid=(0,))]
        if abs(x[0]) != abs(x[1]) and weights[1] != weights[2] and weights[0] * weights[3] != weights[1] * weights[2]:
            break
    pair = draw.shuffled(draw.choice(*(_VALUES if level == "medium" else _VALUES[:2])))
    h = [value * draw.choice(-1, 1) for value in pair]
    v = draw.sample((-4, -3, -2, 2, 3, 4), 2)
    reached = v[0] * h[0] + v[1] * h[1]
    if level == "medium":
        y = draw.integer(-4, 4)
        b2, t = y - reached, y - draw.integer(-5, 5, avoid=(-1, 0, 1, 4))
    else:
        b2 = log(draw.choice(*(Rational(p, q) for p, q in ((2, 1), (3, 1), (4, 1), (1, 2), (1, 3), (1, 4), (3, 2), (2, 3))))) - reached
        t = draw.integer(0, 1)
    column = ImmutableDenseMatrix
    return column(x), column(2, 2, weights), column(h), column(v), b2, t


@drawn(tex="x")
def x(draw, case):
    return case[0]


@drawn(tex="W_1")
def W1(draw, case):
    return case[1]


@drawn(tex="h")
def h(draw, case):
    return case[2]


@drawn(tex="w_2")
def w2(draw, case):
    return case[3]


@drawn(tex="b_2")
def b2(draw, case):
    return case[4]


@drawn(tex="t")
def t(draw, case):
    return case[5]


y = answer("y", points=1, guess_ok=True, levels=levels)
loss = answer("L", kind="expression", points=1, levels=("hard",))
error = answer(r"\delta_2", points=1, levels=levels, same_as=("y",))
dw2 = answer(r"\frac{\partial L}{\partial w_2}", kind="vector", points=1, levels=levels)
delta1 = answer(r"\delta_1", kind="vector", points=2, levels=levels)
dW1 = answer(r"\frac{\partial L}{\partial W_1}", kind="matrix", points=1, levels=levels)
dx = answer(r"\frac{\partial L}{\partial x}", kind="vector", points=2, levels=levels)


@require
def _(b2):
    """the output needs its bias"""
    return b2 != 0


@figure
def network():
    return Network(((Unit("$x_1$"), Unit("$x_2$")), (Unit("$h_1$"), Unit("$h_2$")), (Unit("$y$"),)))
