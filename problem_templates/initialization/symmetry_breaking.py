"""Gradients at zero and at constant weights: what moves, what stays alike, and what sets hidden units apart."""

from sympy import Matrix, Rational

from examgen.authoring import answer, by_level, choice, drawn, require

activation = by_level(easy=choice("relu", "tanh", "sigmoid"), medium=choice("relu", "tanh"))
n = by_level(easy=choice(3, 4), medium=choice(2, 3), tex="n")
x = by_level(
    easy=choice(*((a, b) for a in range(-3, 4) for b in range(-3, 4) if a and b)),
    medium=choice(*((a, b) for a in range(-3, 4) for b in range(-3, 4) if a and b and a != b and a + b)),
    tex="x",
)
eta = by_level(
    easy=choice(Rational(1, 10), Rational(1, 5), Rational(1, 4), Rational(1, 2)),
    hard=choice(Rational(1, 20), Rational(1, 40), Rational(1, 50), Rational(1, 100)),
    tex=r"\eta",
)

c = by_level(medium=choice(Rational(1, 2), Rational(-1, 2), -2, -3, Rational(3, 2), Rational(5, 2)), tex="c")


@drawn(tex="h", levels=("medium",))
def value(draw, activation):
    """The common value of the hidden units."""
    if activation == "relu":
        return draw.integer(2, 4)
    return draw.choice(*(Rational(a, b) for a, b in ((1, 2), (1, 3), (2, 3), (-1, 2), (-1, 3), (-2, 3))))


changed = by_level(medium=choice("none", "one"))
scenario = by_level(medium=choice("zero biases", "random output", "dead start", "live start", "common row", "zero output"))

count = by_level(hard=choice(4))


@drawn(tex="x", levels=("hard",))
def example(draw):
    return draw.matrix(2, 1, -2, 3, avoid=(0,))


@drawn(tex="W_1", levels=("hard",))
def W1(draw, example, count):
    """Equal rows, with a positive pre-activation."""
    found = [(a, b) for a in range(-3, 4) for b in range(-3, 4) if a and b and 2 <= a * example[0] + b * example[1] <= 5]
    a, b = draw.choice(*found)
    return Matrix([[a, b]] * int(count))


@drawn(tex="w_2", levels=("hard",))
def w2(draw):
    """Four output weights, some of them equal."""
    first, second, third = draw.sample((-3, -2, -1, 1, 2, 3), 3)
    return Matrix(draw.shuffled(draw.choice((first, first, second, third), (first, first, second, second), (first, first, first, second))))


@drawn(tex="t")
def t(draw, level, n=0, c=0, value=0, W1=None, w2=None, example=None):
    """There is an error to be sent back, at the hard level a small one."""
    if level == "easy":
        return draw.integer(-6, 6, avoid=(-1, 0, 1))
    if level == "medium":
        return draw.choice(*(target for target in range(-4, 7) if target != n * c * value))
    return sum(w2) * (W1 * example)[0] - draw.integer(-3, 3, avoid=(0,))


k = by_level(hard=choice(2, 3), tex="k")

error_bias = answer(r"\frac{\partial L}{\partial b_2}", points=1, levels=("easy",), guess_ok=True)
zero_gradient = answer(r"\frac{\partial L}{\partial w_2}", kind="vector", points=2, levels=("easy",), guess_ok=True)
_MOVES = {
    "bias": r"Only $b_2$.",
    "output": r"Only $b_2$ and $w_2$.",
    "all": r"$b_2$, $w_2$, $b_1$ and $W_1$.",
    "none": "No parameter at all.",
}
moves_once = answer("", kind="choice", points=2, levels=("easy",), options=_MOVES)
new_output = answer("y'", points=2, levels=("easy",), guess_ok=True)
moves_twice = answer("", kind="choice", points=1, levels=("easy",), options=_MOVES)

output = answer("y", points=1, levels=("medium",), guess_ok=True)
output_gradient = answer(r"\frac{\partial L}{\partial w_2}", kind="vector", points=2, levels=("medium",))
hidden_gradient = answer(r"\frac{\partial L}{\partial W_1}", kind="matrix", points=3, levels=("medium",))
alike = answer("d", kind="integer", points=1, levels=("medium",), guess_ok=True)
fate = answer(
    "",
    kind="choice",
    points=1,
    levels=("medium",),
    options={"yes": "Yes.", "no": "No, all of them compute the same function forever."},
)

dw2 = answer(r"\frac{\partial L}{\partial w_2}", kind="matrix", points=2, levels=("hard",))
dW1 = answer(r"\frac{\partial L}{\partial W_1}", kind="matrix", points=2, levels=("hard",))
new_W1 = answer("W_1'", kind="matrix", points=2, levels=("hard",))
distinct = answer("d", kind="integer", points=2, levels=("hard",), guess_ok=True)


@require
def _(level, t, n=0, c=0, value=0):
    """medium: there is an error with a doubled output weight, too"""
    return level != "medium" or (n + 1) * c * value != t


@require
def _(level, W1=None, w2=None, example=None, t=0, eta=0, k=0):
    """hard: all units stay active, and the error shrinks with every step"""
    if level != "hard":
        return True
    x = [float(v) for v in example]
    rows, out = [[float(v) for v in W1.row(i)] for i in range(W1.rows)], [float(v) for v in w2]
    last = float("inf")
    for _ in range(int(k) + 1):
        h = [row[0] * x[0] + row[1] * x[1] for row in rows]
        if min(h) <= 0.01:
            return False
        error = sum(a * b for a, b in zip(out, h, strict=True)) - float(t)
        if abs(error) >= last:
            return False
        last, step = abs(error), float(eta) * error
        rows = [[row[0] - step * w * x[0], row[1] - step * w * x[1]] for row, w in zip(rows, out, strict=True)]
        out = [w - step * a for w, a in zip(out, h, strict=True)]
    return True
