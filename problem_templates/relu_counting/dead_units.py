"""Units that never fire: on a data set, on a box of inputs, and after a gradient step that was too long."""

from sympy import ImmutableDenseMatrix, Rational

from examgen.authoring import answer, drawn


def _products(W, b, points):
    return [[sum(w * x for w, x in zip(row, point, strict=True)) + shift for point in points] for row, shift in zip(W, b, strict=True)]


def _data(draw):
    """Three units, four samples: one or two dead units, and a living one that is active on two or three samples."""
    while True:  # ends: about one draw in thirty fits
        W = [[int(v) for v in draw.vector(2, -3, 3, avoid=(0,))] for _ in range(3)]
        X = [[int(v) for v in draw.vector(2, -3, 3)] for _ in range(4)]
        b = [int(v) for v in draw.vector(3, -5, 3, avoid=(0,))]
        z = _products(W, b, X)
        tops = [max(row) for row in z]
        dead = sum(top <= 0 for top in tops)
        mixed = [j for j in range(3) if 2 <= sum(v > 0 for v in z[j]) <= 3]
        signs = sum(shift < 0 for shift in b)
        tie = any(0 in row for row in (z[j] for j in mixed))  # a tie would hang on the slope at 0
        varied = not tie and len({tuple(x) for x in X}) == 4 and len(set(tops)) == 3 and dead != signs and any(min(row) <= 0 < max(row) for row in z)
        if dead in (1, 2) and mixed and varied and max(map(abs, tops)) < 12:
            return {"W": W, "b": b, "X": X, "unit": mixed[0]}


def _shift(draw, row, low, high, role, touches):
    """A bias that gives a unit its role in the box, 0 where none of -9 to 9 does."""
    top, bottom = sum(max(w * low, w * high) for w in row), sum(min(w * low, w * high) for w in row)
    first, last = {"dead": (-9, -top - 1), "always": (1 - bottom, 9), "neither": (max(-top, -9), min(-bottom, 9))}[role]
    if touches:
        return -bottom if abs(bottom) <= 9 else 0
    return int(draw.integer(first, last)) if first <= last else 0


def _box(draw):
    """Four units, three inputs from a box: some dead, some always active, some neither."""
    edge = bool(draw.choice(True, False, False))  # a unit that comes down to 0, and is not always active
    low, high = map(int, draw.choice((-1, 1), (0, 2), (-1, 2), (0, 3), (-2, 1)))
    mixes = [("dead", "dead", "always", "neither"), ("dead", "always", "always", "neither"), ("dead", "always", "neither", "neither")]
    while True:  # ends: about one draw in ten fits
        roles = [str(one) for one in draw.shuffled(draw.choice(*mixes))]
        touching = roles.index("neither") if edge else None
        W = [[int(v) for v in draw.vector(3, -3, 3, avoid=(0,))] for _ in range(4)]
        b = [_shift(draw, row, low, high, role, place == touching) for place, (row, role) in enumerate(zip(W, roles, strict=True))]
        if 0 in b:
            continue
        tops = [shift + sum(max(w * low, w * high) for w in row) for row, shift in zip(W, b, strict=True)]
        bottoms = [shift + sum(min(w * low, w * high) for w in row) for row, shift in zip(W, b, strict=True)]
        dead, always = [j for j in range(4) if tops[j] < 0], [j for j in range(4) if bottoms[j] > 0]
        mixed = all(min(row) < 0 < max(row) for row in W[:2])
        if (0 in bottoms) == edge and len(dead) in (1, 2) and len(always) in (1, 2) and len(dead) + len(always) < 4 and mixed and len(dead) != sum(s < 0 for s in b) and len(set(tops)) == 4:
            return {"W": W, "b": b, "low": low, "high": high, "unit": dead[0]}


def _step(draw):
    """A unit that fires on all of three samples; a long step on the first one silences it on all of them."""
    while True:  # ends: about one draw in ten fits
        X = [[draw.integer(0, 4) for _ in range(2)] for _ in range(3)]
        w, b = [draw.integer(-3, 4, avoid=(0,)) for _ in range(2)], draw.integer(-3, 4, avoid=(0,))
        v, c = draw.choice(-3, -2, 2, 3), draw.integer(-4, 4, avoid=(0,))
        (z,) = _products([w], [b], X)
        pull = draw.choice(1, 2, 3, 4) * (1 if v > 0 else -1)
        g = pull * v
        limits = [Rational(value, g * (sum(a * p for a, p in zip(x, X[0], strict=True)) + 1)) for x, value in zip(X, z, strict=True)]
        distinct = len({tuple(x) for x in X}) == 3 and len(set(limits)) == 3 and len(set(z)) == 3
        if min(z) > 0 and max(z) <= 20 and distinct and all(X[0]) and all(map(any, X)) and limits[0] != max(limits):
            return {"W": [w], "b": [b], "X": X, "v": v, "c": c, "t": v * z[0] + c - pull, "limit": max(limits)}


@drawn
def case(draw, level):
    made = {"easy": _data, "medium": _box, "hard": _step}[str(level)](draw)
    return tuple(made.get(name, 0) for name in ("W", "b", "X", "unit", "low", "high", "v", "c", "t", "limit"))


@drawn(tex="W", levels=("easy", "medium"))
def W(draw, case):
    return ImmutableDenseMatrix(case[0])


@drawn(tex="b", levels=("easy", "medium"))
def b(draw, case):
    return ImmutableDenseMatrix([[shift] for shift in case[1]])


@drawn(levels=("easy", "hard"))
def samples(draw, case):
    return case[2]


@drawn(levels=("easy", "medium"))
def unit(draw, case):
    return case[3]


@drawn(tex="l", levels=("medium",))
def low(draw, case):
    return case[4]


@drawn(tex="u", levels=("medium",))
def high(draw, case):
    return case[5]


@drawn(tex="g", levels=("easy",))
def g(draw):
    """The gradient that reaches the output of the unit, sample by sample."""
    return draw.vector(4, -4, 4, avoid=(0,))


@drawn(tex="w", levels=("hard",))
def w(draw, case):
    return case[0][0]


@drawn(tex="b", levels=("hard",))
def shift(draw, case):
    return case[1][0]


@drawn(tex="v", levels=("hard",))
def v(draw, case):
    return case[6]


@drawn(tex="c", levels=("hard",))
def c(draw, case):
    return case[7]


@drawn(tex="t", levels=("hard",))
def t(draw, case):
    return case[8]


tops = answer("m", kind="vector", entries="integer", points=3, levels=("easy", "medium"))
dead = answer("D", kind="integer", points=1, levels=("easy", "medium"), guess_ok=True)
always = answer("A", kind="integer", points=2, levels=("medium",), guess_ok=True, same_as=("dead", "lift"))
gradient = answer(r"\frac{\partial L}{\partial w_j}", kind="vector", entries="integer", points=2, levels=("easy",))
silent = answer("P", kind="integer", points=1, levels=("easy", "medium"), guess_ok=True)
lift = answer(r"\Delta", kind="integer", points=1, levels=("medium",), guess_ok=True, same_as=("dead",))
z = answer("z", kind="vector", entries="integer", points=1, levels=("hard",))
error = answer("e", kind="integer", points=2, levels=("hard",))
dw = answer(r"\frac{\partial L}{\partial w}", kind="vector", entries="integer", points=1, levels=("hard",))
threshold = answer(r"\eta^*", points=4, levels=("hard",))
