"""Which units of a ReLU network are active, what it returns, and for which inputs on a line a given number of units is active."""

from sympy import Matrix, Rational

from examgen.authoring import Network, Unit, answer, by_level, choice, drawn, figure, integer, matrix, require

_weight = integer(-3, 3, avoid=(0,))

inputs = by_level(easy=choice(2, 3), medium=choice(2), hard=choice(2))


@drawn
def hidden(draw, level, inputs):
    """Units; fewer where each of them has more inputs, so that all instances take about the same work."""
    if level == "easy":
        return draw.choice(4, 5) if inputs == 2 else draw.choice(3, 4)
    return 3 if level == "medium" else 4



x = by_level(easy=matrix(inputs, 1, _weight), medium=matrix(inputs, 1, _weight), tex="x")
v = by_level(hard=matrix(2, 1, integer(-2, 2, avoid=(0,))), tex="v")


@drawn(tex="W", levels=("easy", "hard"))
def W(draw, hidden, inputs, v=None):
    """On a line, the four units must move at four different rates."""
    for _ in range(200):
        weights = draw.matrix(hidden, inputs, -3, 3, avoid=(0,) if v is None else ())
        if v is None or (0 not in weights * v and len(set(weights * v)) == 4):
            break
    return weights


@drawn(tex="b", levels=("easy", "hard"))
def b(draw, W, x=None, v=None):
    """At the easy level one pre-activation is exactly 0, where the convention matters; on a line the units switch at different points."""
    if v is not None:
        for _ in range(200):
            shift = draw.matrix(W.rows, 1, -4, 4)
            if 0 not in shift and _numbers_met_once(W, v, shift):
                break
        return shift
    shift, k = draw.matrix(W.rows, 1, -4, 4), int(draw.integer(0, W.rows - 1))
    z = W * x + shift
    return Matrix([shift[j] - (z[k] if j == k else 0) for j in range(W.rows)])


W1 = by_level(medium=matrix(hidden, inputs, _weight), tex="W_1")
b1 = by_level(medium=matrix(hidden, 1, integer(-2, 2)), tex="b_1")
W2 = by_level(medium=matrix(hidden, hidden, integer(-2, 2)), tex="W_2")
w3 = by_level(medium=matrix(1, hidden, _weight), tex="w_3")


@drawn(tex="b_2", levels=("medium",))
def b2(draw, hidden, W1, b1, W2, x):
    """One unit of the second layer has the pre-activation 0."""
    h = (W1 * x + b1).applyfunc(lambda z: max(z, 0))
    shift, z = draw.matrix(hidden, 1, -3, 3), W2 * h
    k = int(draw.integer(0, int(hidden) - 1))
    return Matrix([-z[j] if j == k else shift[j] for j in range(int(hidden))])


def _breakpoints(W, v, b):
    return [Rational(-q, a) if a else None for a, q in zip(W * v, b, strict=True)]


def _active(W, v, b, t):
    return sum(1 for a, q in zip(W * v, b, strict=True) if a * t + q > 0)


def _middles(W, v, b):
    """A point inside of each bounded interval between neighbouring breakpoints."""
    points = sorted(_breakpoints(W, v, b))
    return [(left + right) / 2 for left, right in zip(points, points[1:], strict=False)]


def _numbers_met_once(W, v, b):
    """The numbers of active units that are met on exactly one bounded interval, and at no single point elsewhere."""
    points = _breakpoints(W, v, b)
    if len(set(points)) < len(points):
        return []
    inside = [_active(W, v, b, t) for t in _middles(W, v, b)]
    outside = [_active(W, v, b, t) for t in (min(points) - 1, max(points) + 1)]
    # At a breakpoint its own unit is off: the number met there must not be a stray solution of its own.
    return [
        n
        for n in inside
        if n > 0 and inside.count(n) == 1 and n not in outside and all(_active(W, v, b, p) != n or _touches(W, v, b, p, n) for p in points)
    ]


@drawn(tex="k", levels=("hard",))
def k(draw, W, v, b):
    return draw.choice(*(_numbers_met_once(W, v, b) or (-1,)))


def _touches(W, v, b, point, n):
    points = sorted(_breakpoints(W, v, b))
    place = points.index(point)
    sides = [points[j] for j in (place - 1, place + 1) if 0 <= j < len(points)]
    return any(_active(W, v, b, (point + side) / 2) == n for side in sides)


@drawn(tex="t_0", levels=("hard",))
def t0(draw, W, v, b):
    return draw.integer(-3, 3, avoid=(0,))


z = answer("z", kind="vector", entries="integer", points=2, levels=("easy",))
active = answer("a", kind="integer", points=1, levels=("easy",), guess_ok=True)
h = answer("h", kind="vector", entries="integer", points=1, levels=("easy",))
z1 = answer("z_1", kind="vector", entries="integer", points=2, levels=("medium",))
active1 = answer("a_1", kind="integer", points=1, levels=("medium",), guess_ok=True, same_as=("active2",))
z2 = answer("z_2", kind="vector", entries="integer", points=2, levels=("medium",))
active2 = answer("a_2", kind="integer", points=1, levels=("medium",), guess_ok=True)
y = answer("y", kind="integer", points=2, levels=("medium",), same_as=("active1", "active2"))
slopes = answer("c", kind="vector", entries="integer", points=1, levels=("hard",))
breakpoints = answer("t^*", kind="vector", points=2, levels=("hard",))
active_at = answer("a(t_0)", kind="integer", points=1, levels=("hard",), guess_ok=True)
interval = answer("(t_l, t_r)", kind="vector", points=3, levels=("hard",))


@require
def _(level, W=None, x=None, b=None):
    """easy: some units are active and some are not"""
    if level != "easy":
        return True
    values = list(W * x + b)
    return any(z > 0 for z in values) and any(z < 0 for z in values)


@require
def _(level, W1=None, b1=None, W2=None, b2=None, x=None):
    """medium: each layer has active and inactive units, and values stay small"""
    if level != "medium":
        return True
    first = W1 * x + b1
    second = W2 * first.applyfunc(lambda z: max(z, 0)) + b2
    mixed = all(any(z > 0 for z in layer) and any(z < 0 for z in layer) for layer in (first, second))
    return mixed and W2 != W2.T and max(map(abs, second)) <= 20 and max(map(abs, b2)) <= 9


@require
def _(level, W=None, v=None, b=None, k=0, t0=None):
    """hard: all slopes and breakpoints differ and the number is met on one interval"""
    if level != "hard":
        return True
    points = _breakpoints(W, v, b)
    return k > 0 and 0 not in points and t0 not in points and _active(W, v, b, t0) != k and len(set(W * v)) == 4


@figure
def network(level, inputs, hidden):
    first = tuple(Unit(f"$x_{j + 1}$") for j in range(int(inputs)))
    if level != "medium":
        return Network((first, tuple(Unit(f"$h_{j + 1}$") for j in range(int(hidden)))))
    middle = tuple(Unit(f"$h_{j + 1}$") for j in range(int(hidden)))
    last = tuple(Unit(f"$g_{j + 1}$") for j in range(int(hidden)))
    return Network((first, middle, last, (Unit("$y$"),)))
