"""Scores, weights and context of a query: given energies, dot products, bilinear and additive scores; masks, two queries, regions."""

from sympy import ImmutableDenseMatrix, Rational, log

from examgen.authoring import Block, Blocks, answer, by_level, choice, drawn, figure, integer, matrix, require

_HALF = Rational(1, 2)

#: Powers (m, n): a key with the energy m ln 2 + n ln 3 weighs as much as 2^m 3^n keys with the energy 0.
_POWERS = ((0, 0), (1, 0), (2, 0), (0, 1), (1, 1), (3, 0), (0, 2))
_SIGNED_POWERS = ((0, 0), (1, 0), (2, 0), (0, 1), (1, 1), (-1, 0), (-1, 1), (0, -1), (1, -1))


def _keys_for(draw, powers, twice):
    """A query of logarithms and three keys of four whole entries, whose dot products have these powers (``twice``: double ones)."""
    scale = 2 if twice else 1
    first, third = draw.choice(-1, 1), draw.choice(-1, 1)
    second, fourth = draw.choice(-2, -1, 1, 2), draw.choice(-2, -1, 1, 2)
    columns = []
    for m, n in powers:
        free, other = draw.integer(-2, 2), draw.integer(-2, 2)
        columns.append([first * (scale * m - second * free), free, third * (scale * n - fourth * other), other])
    query = [first * log(2), second * log(2), third * log(3), fourth * log(3)]
    order = draw.shuffled(range(4))
    return ImmutableDenseMatrix([query[k] for k in order]), ImmutableDenseMatrix([[row[k] for k in order] for row in columns])


def _bilinear(draw, powers):
    """A query, a matrix of determinant 1 or -1 and integer keys."""
    s, t = draw.choice(-1, 1), draw.choice(-1, 1)
    W = draw.matrix(2, 2, -2, 2)
    while abs(W.det()) != 1 or W[0, 1] == W[1, 0] or 0 in (W[0, 0] * W[1, 1], W[0, 1] + W[1, 0]):
        W = draw.matrix(2, 2, -2, 2)
    inverse = W.inv()
    keys = [inverse * ImmutableDenseMatrix([s * m, t * n]) for m, n in powers]
    return ImmutableDenseMatrix([s * log(2), t * log(3)]), ImmutableDenseMatrix([list(key) for key in keys]), W


def _additive(draw, signs):
    """The projected state, the projected annotations and the vector that weighs the two units; every tanh is 0, +-1/2 or +-1/3."""
    one, two = draw.sample((2, 3), 2)
    state = [draw.choice(-1, 1, 2) * _HALF * log(3), draw.choice(-1, 1, 2) * _HALF * log(2)]
    rows = [[s * _HALF * log(3) - state[0], t * _HALF * log(2) - state[1]] for s, t in signs]
    return ImmutableDenseMatrix(state), ImmutableDenseMatrix(rows), ImmutableDenseMatrix([2 * log(one), 3 * log(two)])


score = by_level(medium=choice("dot", "scaled"), hard=choice("bilinear", "additive"))
d = by_level(medium=choice(4), tex="d")
view = by_level(easy=choice("keys", "regions"), hard=choice("annotations", "regions"))
masked = by_level(medium=choice(0, 0, 0, 1, 2, 3))


@drawn(levels=("medium",))
def mask(draw, masked):
    return [0 if i == masked else 1 for i in (1, 2, 3)]


@drawn(tex="e", levels=("easy",))
def given(draw):
    return [log(k) for k in draw.sample((1, 2, 3, 4, 5, 6), 3)]


@drawn(levels=("medium", "hard"))
def case(draw, score, masked=0):
    """Query, keys and what stands between them; three different energies, none of them 0 under a mask, which hides the effect of a zero."""
    if score == "additive":
        signs = draw.sample([(s, t) for s in (-1, 0, 1) for t in (-1, 0, 1)], 3)
        return _additive(draw, signs)
    powers = draw.sample(_SIGNED_POWERS if score == "bilinear" else _POWERS[1:] if masked else _POWERS, 3)
    return _bilinear(draw, powers) if score == "bilinear" else _keys_for(draw, powers, score == "scaled")


@drawn(tex="q", levels=("medium",))
def q(draw, case):
    return case[0]


@drawn(tex="K", levels=("medium",))
def K(draw, case):
    return case[1]


@drawn(levels=("hard",))
def state(draw, case):
    return case[0]


@drawn(levels=("hard",))
def rows(draw, case):
    return case[1]


@drawn(levels=("hard",))
def core(draw, case):
    return case[2]


@drawn(levels=("hard",))
def asked(draw, score):
    """Which of two queries is asked for; 0 where there is but one."""
    return 0 if score == "additive" else draw.choice(0, 1, 2)


@drawn(levels=("hard",))
def rival(draw, state):
    """The query that is not asked for: its scores, too, are logarithms of rational numbers."""
    others = [(a, b) for a in (-2, -1, 1, 2) for b in (-1, 1) if (a * log(2), b * log(3)) != tuple(state)]
    a, b = draw.choice(*others)
    return ImmutableDenseMatrix([a * log(2), b * log(3)])


v1 = matrix(2, 1, integer(-6, 6), tex="v_1")
v2 = matrix(2, 1, integer(-6, 6), tex="v_2")
v3 = matrix(2, 1, integer(-6, 6), tex="v_3")
change = by_level(easy=choice("shift", "double", "halve"))
shift = by_level(easy=choice(2, 3, 4, 5))


@drawn(levels=("medium",))
def pair(draw, masked):
    """Two keys that are not masked."""
    return draw.sample([i for i in (1, 2, 3) if i != masked], 2)


beta = by_level(hard=choice(Rational(1, 2), Rational(1, 3), Rational(2, 3), Rational(1, 4), Rational(3, 4)), tex=r"\beta")

scores = answer("e", kind="vector", entries="expression", points=2, levels=("medium",))
energies = answer("e", kind="vector", entries="expression", points=3, levels=("hard",))
weights = answer(r"\alpha", kind="vector", points=2)
context = answer("c", kind="vector", points=2)
effect = answer(
    "",
    kind="choice",
    points=1,
    levels=("easy",),
    options={
        "same": "No weight changes.",
        "sharper": "The largest weight grows and the smallest shrinks.",
        "flatter": "The largest weight shrinks and the smallest grows.",
    },
)
ratio = answer(r"\rho", points=2, levels=("medium",), guess_ok=True)
fourth = answer("e_4", kind="expression", points=2, levels=("hard",))


@require
def _(v1, v2, v3):
    """the values differ in both entries"""
    return all(len({v1[k], v2[k], v3[k]}) == 3 for k in (0, 1))


@require
def _(rows=None, K=None):
    """keys stay small, and no two are equal"""
    keys = rows if K is None else K
    if keys is None or any(not entry.is_Integer for entry in keys):
        return True
    return max(map(abs, keys)) <= 5 and len({tuple(keys.row(i)) for i in range(3)}) == 3


@figure
def diagram(level, score="", masked=0, asked=0, view=""):
    each, out = "$e$", "$c$"
    first = Block("scores", each)
    middle = Block("masked softmax" if masked else "softmax", r"$\alpha$")
    asking = f"state and 3 {view}" if score == "additive" else "query and 3 keys" if asked == 0 else f"query {asked} and 3 keys"
    return Blocks((first, middle, Block("weighted sum of values", out)), start="" if level == "easy" else asking)
