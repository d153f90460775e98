"""Forward pass, backward pass and one step of gradient descent in a network with one hidden layer."""

from sympy import ImmutableDenseMatrix, Rational, log

from examgen.authoring import Network, Unit, answer, drawn, figure, tex

_RATES = tuple(Rational(1, n) for n in (2, 4, 5, 8, 10, 20, 40))


def _chain(draw):
    """A chain with an active unit, and a step with short decimals that makes the loss smaller, but not 0."""
    x, w1, w2 = (int(draw.integer(-4, 4, avoid=(0,))) for _ in range(3))
    b1, b2 = (int(draw.integer(-7, 7, avoid=(0,))) for _ in range(2))
    off, rate = int(draw.integer(-5, 5, avoid=(-1, 0, 1))), draw.choice(*_RATES)
    h = w1 * x + b1
    y = w2 * h + b2
    t, slope = y - off, off * w2 * x
    step = rate * slope
    answers = (y, off, off * h, slope, w1 - step)
    given = (x, w1, b1, w2, b2, t, rate, 0, 1)
    fits = 2 <= h <= 9 and len({w2, h, x, 1}) == 4 and abs(t) <= 12 and Rational(1, 4) <= rate * (w2 * x) ** 2 < 1
    fits = fits and (10 * step).is_Integer and (w1 - step) * x + b1 > 0
    fits = fits and len(set(answers)) == 5 and not set(answers) & set(given)
    return fits, (x, w1, b1, w2, b2, t, rate)


def _layer(draw, level):
    """A hidden layer with one active unit and one inactive one, and what stands on it."""
    W, x, b1 = ([int(value) for value in draw.vector(n, -most, most, avoid=(0,))] for n, most in ((4, 3), (2, 3), (2, 4)))
    z = (W[0] * x[0] + W[1] * x[1] + b1[0], W[2] * x[0] + W[3] * x[1] + b1[1])
    on = 0 if z[0] > 0 else 1
    fits = 2 <= z[on] <= 6 and -6 <= z[1 - on] <= -1 and W[1] != W[2] and abs(x[0]) != abs(x[1])
    if not fits:
        return False, ()
    h = tuple(max(value, 0) for value in z)
    rate = draw.choice(*_RATES[:3], _RATES[4])
    columns = [ImmutableDenseMatrix(2, 2, W), *(ImmutableDenseMatrix(v) for v in (x, b1))]
    if level == "medium":
        w2, b2, off = draw.vector(2, -3, 3, avoid=(0,)), draw.integer(-4, 4, avoid=(0,)), draw.integer(-6, 6, avoid=(-2, -1, 0, 1, 2))
        y = w2[0] * h[0] + w2[1] * h[1] + b2
        fits = abs(y - off) <= 12 and len({y, off, y - off, b2, 0, 1}) == 6
        return fits, (columns[1], columns[0], columns[2], ImmutableDenseMatrix(w2), b2, y - off, rate)
    V = draw.matrix(2, 2, -3, 3)
    counts, target = draw.sample((1, 2, 3, 5, 7), 2), draw.choice((1, 0), (0, 1))
    fits = V[0, 1] != V[1, 0] and 0 not in (V[0, 0] - V[1, 0], V[0, 1] - V[1, 1], V[0, on], V[1, on])
    b2 = ImmutableDenseMatrix([log(k) for k in counts]) - V * ImmutableDenseMatrix(h)
    return fits, (columns[1], columns[0], columns[2], V, b2, ImmutableDenseMatrix(target), rate)


@drawn
def case(draw, level):
    """All numbers together, since the values of the network must suit each other. With cross-entropy the logits are logarithms of small integers."""
    while True:  # ends: about one draw in thirty fits
        fits, numbers = _chain(draw) if level == "easy" else _layer(draw, level)
        if fits:
            return numbers


@drawn(tex="x")
def x(draw, case):
    return case[0]


@drawn(tex="w_1", levels=("easy",))
def w1(draw, case):
    return case[1]


@drawn(tex="W_1", levels=("medium", "hard"))
def W1(draw, case):
    return case[1]


@drawn(tex="b_1")
def b1(draw, case):
    return case[2]


@drawn(tex="w_2", levels=("easy", "medium"))
def w2(draw, case):
    return case[3]


@drawn(tex="W_2", levels=("hard",))
def W2(draw, case):
    return case[3]


@drawn(tex="b_2")
def b2(draw, case):
    return case[4]


@drawn(tex="t")
def t(draw, case):
    return case[5]


@drawn(tex=r"\eta")
def eta(draw, case):
    return case[6]


h = answer("h", kind="vector", entries="integer", points=1, levels=("medium", "hard"))
y = answer("y", points=1, levels=("easy", "medium"))
outputs = answer("y", kind="vector", points=1, levels=("hard",))
loss = answer("L", kind="expression", points=1, levels=("hard",))
error = answer(r"\delta_2", points=1, levels=("easy", "medium"))
errors = answer(r"\delta_2", kind="vector", points=1, levels=("hard",))
dw2 = answer(r"\frac{\partial L}{\partial w_2}", points=1, levels=("easy",))
dv2 = answer(r"\frac{\partial L}{\partial w_2}", kind="vector", points=1, levels=("medium",))
dW2 = answer(r"\frac{\partial L}{\partial W_2}", kind="matrix", points=1, levels=("hard",))
delta1 = answer(r"\delta_1", kind="vector", points=2, levels=("medium", "hard"))
dw1 = answer(r"\frac{\partial L}{\partial w_1}", points=2, levels=("easy",))
dW1 = answer(r"\frac{\partial L}{\partial W_1}", kind="matrix", points=1, levels=("medium", "hard"))
new_w1 = answer(r"w_1^{\text{new}}", points=1, levels=("easy",))
new_W1 = answer(r"W_1^{\text{new}}", kind="matrix", points=1, levels=("medium",))
new_W2 = answer(r"W_2^{\text{new}}", kind="matrix", points=1, levels=("hard",))
new_loss = answer(r"L^{\text{new}}", points=2, denominator=200, levels=("easy",))


@figure
def network(level, w1=None, w2=None):
    if level == "easy":
        weights = (((f"${tex(w1)}$",),), ((f"${tex(w2)}$",),))
        return Network(((Unit("$x$"),), (Unit("$h$"),), (Unit("$y$"),)), weights)
    last = (Unit("$y$"),) if level == "medium" else (Unit("$y_1$"), Unit("$y_2$"))
    return Network(((Unit("$x_1$"), Unit("$x_2$")), (Unit("$h_1$"), Unit("$h_2$")), last))
