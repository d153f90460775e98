"""Loss and gradients at the logits: one example, a mean over a batch with soft targets, a layer with a temperature and its curvature."""

from sympy import ImmutableDenseMatrix, Rational, log

from examgen.authoring import answer, by_level, choice, drawn

#: Exponentials of the logits; their sum, at most 12, is the denominator of the probabilities.
_TRIPLES = ((1, 2, 3), (1, 2, 5), (1, 3, 4), (1, 2, 6), (1, 3, 5), (2, 3, 4), (1, 3, 6), (1, 4, 5), (2, 3, 5), (1, 2, 7), (1, 4, 7), (1, 5, 6), (3, 4, 5))
_MORE = tuple((a, b, c) for a in range(1, 6) for b in range(a + 1, 8) for c in range(b + 1, 9) if a + b + c <= 14)
_SOFT = ((2, 1, 1), (3, 1, 0), (2, 2, 0), (1, 1, 2), (1, 3, 0))

targets = by_level(medium=choice("classes", "soft"))


def _row(draw, triples=_TRIPLES):
    return draw.shuffled(draw.choice(*triples))


def _one_hot(draw):
    return draw.shuffled((1, 0, 0))


@drawn(tex="z", levels=("easy",))
def z(draw):
    return ImmutableDenseMatrix([log(k) for k in _row(draw, _MORE)])


@drawn(tex="Z", levels=("medium",))
def Z(draw):
    """Two rows whose probabilities have different denominators."""
    first, second = _row(draw), _row(draw)
    while sum(second) == sum(first):
        second = _row(draw)
    return ImmutableDenseMatrix([[log(k) for k in first], [log(k) for k in second]])


@drawn(tex="Y", levels=("medium",))
def Y(draw, targets):
    """Two different classes; where targets are soft, the second row is one in quarters."""
    first = second = _one_hot(draw)
    while second == first:
        second = _one_hot(draw)
    if targets == "soft":
        second = [Rational(part, 4) for part in draw.shuffled(draw.choice(*_SOFT))]
    return ImmutableDenseMatrix([list(first), list(second)])


@drawn(tex="y", levels=("easy", "hard"))
def y(draw):
    return ImmutableDenseMatrix(_one_hot(draw))


T = by_level(hard=choice(2, 3, Rational(1, 2)), tex="T")


@drawn(tex="W", levels=("hard",))
def W(draw):
    rows = [(m, n) for m in range(-2, 3) for n in range(-2, 3) if m or n]
    return ImmutableDenseMatrix(draw.sample(rows, 3))


@drawn(tex="x", levels=("hard",))
def x(draw):
    return ImmutableDenseMatrix([size * draw.choice(-1, 1) for size in draw.sample((1, 2, 3), 2)])


@drawn(tex="b", levels=("hard",))
def b(draw, W, x, T):
    """The logits are multiples of logarithms of small integers, so that the softmax is rational."""
    return T * ImmutableDenseMatrix([log(k) for k in _row(draw, _TRIPLES[:10])]) - W * x


p = answer("p", kind="vector", points=2, levels=("easy", "hard"))
loss = answer("L", kind="expression", points=2, levels=("easy", "hard"))
dz = answer(r"\frac{\partial L}{\partial z}", kind="vector", points=2, levels=("easy", "hard"))
dp = answer(r"\frac{\partial L}{\partial p}", kind="vector", points=1, levels=("easy",))
P = answer("P", kind="matrix", points=2, levels=("medium",))
mean_loss = answer("L", kind="expression", points=3, levels=("medium",))
dZ = answer(r"\frac{\partial L}{\partial Z}", kind="matrix", points=2, levels=("medium",))
db = answer(r"\frac{\partial L}{\partial b}", kind="vector", points=1, levels=("medium",))
dW = answer(r"\frac{\partial L}{\partial W}", kind="matrix", points=1, levels=("hard",))
hessian = answer("H", kind="matrix", points=2, levels=("hard",))
dM = answer(r"\frac{\partial M}{\partial z}", kind="vector", points=2, levels=("hard",))

