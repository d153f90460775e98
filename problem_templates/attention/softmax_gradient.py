"""Gradients through attention weights: the Jacobian of softmax, scores and values below a loss, back to query and keys."""

from sympy import ImmutableDenseMatrix, Rational, log

from examgen.authoring import Block, Blocks, answer, by_level, choice, drawn, figure, integer

#: Key m, n: a score m ln 2 + n ln 3 counts as much as 2^m 3^n scores 0.
_POWERS = {1: (0, 0), 2: (1, 0), 3: (0, 1), 4: (2, 0), 6: (1, 1)}


@drawn
def parts(draw, level):
    """What the exponentials of the three scores are."""
    options = (1, 2, 3, 4, 5) if level != "hard" else (1, 2, 3, 4, 6)
    most = {"easy": 9, "medium": 9, "hard": 9}[level]
    return draw.choice(*((a, b, c) for a in options for b in options for c in options if len({a, b, c}) == 3 and a + b + c <= most))


@drawn(tex=r"\alpha", levels=("easy", "hard"))
def alpha(draw, parts):
    return [Rational(k, sum(parts)) for k in parts]


@drawn(tex=r"\dot{e}", levels=("easy",))
def r(draw):
    return ImmutableDenseMatrix(draw.sample((-3, -2, -1, 1, 2, 3, 4, 5), 3))


odds = by_level(easy=choice(2, 3, 4, 5, 6, 7, 8))


@drawn(tex="m", levels=("easy",))
def m(draw, odds):
    return Rational(int(odds), (int(odds) + 1) ** 2)


@drawn(tex="e", levels=("medium",))
def e(draw, parts):
    return [log(k) for k in parts]


def _mean(parts, values):
    """The mean of values that count as often as the parts say; None where it is no whole number."""
    product = sum(int(k) * x for k, x in zip(parts, values, strict=True))
    return None if product % int(sum(parts)) else product // int(sum(parts))


@drawn(tex="v", levels=("medium",))
def v(draw, parts):
    """Values with a context that is a whole number, and none of them."""
    while True:  # ends: one draw in about ten fits
        values = [int(x) for x in draw.vector(3, -4, 8)]
        context = _mean(parts, values)
        if len(set(values)) == 3 and context not in (None, 0, *values) and 3 * context != sum(values):
            return values


@drawn(tex="t", levels=("medium",))
def t(draw, parts, v):
    """A target that pulls the context."""
    return _mean(parts, [int(x) for x in v]) + draw.choice(-5, -4, -3, -2, 2, 3, 4, 5)


d = by_level(hard=choice(4), tex="d")


@drawn(levels=("hard",))
def lines(draw, parts):
    """A query of logarithms, and three small keys whose scaled products with it are the scores."""
    first, third = draw.choice(-1, 1), draw.choice(-1, 1)
    second, fourth = draw.choice(-2, -1, 1, 2), draw.choice(-2, -1, 1, 2)
    while True:  # ends: small entries are frequent
        keys = []
        for k in parts:
            power, other = _POWERS[int(k)]
            free, last = draw.integer(-2, 2), draw.integer(-2, 2)
            keys.append([first * (2 * power - second * free), free, third * (2 * other - fourth * last), last])
        if max(abs(entry) for key in keys for entry in key) <= 4 and len({tuple(key) for key in keys}) == 3:
            break
    query = [first * log(2), second * log(2), third * log(3), fourth * log(3)]
    order = draw.shuffled(range(4))
    return [[row[k] for k in order] for row in (query, *keys)]


@drawn(tex="q", levels=("hard",))
def q(draw, lines):
    return ImmutableDenseMatrix(lines[0])


@drawn(tex="k_1", levels=("hard",))
def k1(draw, lines):
    return ImmutableDenseMatrix(lines[1])


@drawn(tex="k_2", levels=("hard",))
def k2(draw, lines):
    return ImmutableDenseMatrix(lines[2])


@drawn(tex="k_3", levels=("hard",))
def k3(draw, lines):
    return ImmutableDenseMatrix(lines[3])


@drawn(levels=("hard",))
def given(draw, parts):
    """The gradient of the loss at the context and three values; the weighted mean of their products is a whole number."""
    while True:  # ends: one draw in about nine fits
        g = [int(x) for x in draw.vector(2, -3, 3, avoid=(0,))]
        values = [[int(x) for x in draw.vector(2, -3, 5)] for _ in range(3)]
        products = [g[0] * a + g[1] * b for a, b in values]
        if len(set(products)) == 3 and 0 not in products and _mean(parts, products) not in (None, 0, *products):
            return [g, *values]


@drawn(tex="g", levels=("hard",))
def g(draw, given):
    return ImmutableDenseMatrix(given[0])


@drawn(tex="v_1", levels=("hard",))
def v1(draw, given):
    return ImmutableDenseMatrix(given[1])


@drawn(tex="v_2", levels=("hard",))
def v2(draw, given):
    return ImmutableDenseMatrix(given[2])


@drawn(tex="v_3", levels=("hard",))
def v3(draw, given):
    return ImmutableDenseMatrix(given[3])


j = by_level(hard=integer(1, 3))

jacobian = answer("J", kind="matrix", points=4, levels=("easy",))
rates = answer(r"\dot{\alpha}", kind="vector", points=2, levels=("easy",))
weights = answer(r"\alpha", kind="vector", points=2, levels=("medium",))
context = answer("c", kind="integer", points=1, levels=("medium",), guess_ok=True)
value_gradient = answer(r"\partial L / \partial v", kind="vector", points=2, levels=("medium",))
score_gradient = answer(r"\delta{i}", kind="vector", points=3, levels=("medium", "hard"))
one_value = answer(r"\partial L / \partial v_j", kind="vector", points=1, levels=("hard",))
query_gradient = answer(r"\partial L / \partial q", kind="vector", points=2, levels=("hard",))
key_gradient = answer(r"\partial L / \partial k_j", kind="vector", entries="expression", points=2, levels=("hard",))
gap = answer(r"e_1 - e_2", kind="expression", points=2, levels=("easy",), guess_ok=True)


@figure
def chain(level):
    if level == "hard":
        return Blocks(
            (Block("scores", "$e$"), Block("softmax", r"$\alpha$"), Block("weighted sum", "$c$"), Block("loss", "$L$")), start="$q$"
        )
    return Blocks((Block("softmax", r"$\alpha$"), Block("weighted sum", "$c$"), Block("loss", "$L$")), start="$e$")
