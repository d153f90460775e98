"""A sum of ReLU units of one input: where it bends, its slopes, its pieces and extremes; and the weights that give it wanted slopes."""

from itertools import combinations

from sympy import Integer, Rational

from examgen.authoring import Plot, Series, answer, by_level, choice, drawn, figure

_COEFFICIENTS = (-3, -2, -1, 1, 2, 3)


def _unit(draw, point, sign=0):
    """A unit whose pre-activation vanishes at an integer point."""
    weight = (sign or draw.choice(-1, 1)) * draw.choice(1, 2)
    return weight, -weight * point, draw.choice(*_COEFFICIENTS)


def _tilted(units):
    """Units of both directions that matter on their side: neither sum of slopes is 0, and they differ."""
    left, right = (sum(a * w for w, _, a in units if w * side > 0) for side in (-1, 1))
    return left and right and left != right


def _value(units, x):
    return sum(a * max(w * x + b, 0) for w, b, a in units)


def _three_units(draw):
    while True:  # ends: about half of the draws fit
        units = [(draw.choice(-2, -1, 1, 2), draw.integer(-4, 4), draw.choice(*_COEFFICIENTS)) for _ in range(3)]
        points = [Rational(-b, w) for w, b, _ in units]
        if len(set(points)) == 3 and all(b for _, b, _ in units) and any(p.q == 2 for p in points) and _tilted(units):
            return units


def _five_units(draw):
    """Two units that bend at one point, two more whose bends cancel (but not their slopes), and one alone; a kink that is the largest or smallest value."""
    while True:  # ends: about a third of the draws fit
        merged, cancelled, alone = draw.sample(range(-3, 4), 3)
        first, second = _unit(draw, merged), _unit(draw, merged)
        w, b, a = _unit(draw, cancelled)
        other = -draw.choice(1, 2) * (1 if w > 0 else -1)
        partner = (other, -other * cancelled, Rational(-a * abs(w), abs(other)))
        units = [first, second, (w, b, a), partner, _unit(draw, alone)]
        jump = first[2] * abs(first[0]) + second[2] * abs(second[0])
        if jump == 0 or first[0] == second[0] or partner[2].q != 1 or abs(partner[2]) > 4 or not _tilted(units):
            continue
        left, right = min(merged, cancelled, alone) - 1, max(merged, cancelled, alone) + 1
        ends, bends = [_value(units, x) for x in (left, right)], [_value(units, x) for x in (merged, alone)]
        sense = "largest" if max(bends) > max(ends) else "smallest" if min(bends) < min(ends) else ""
        if sense and bends[0] != bends[1] and max(map(abs, ends + bends)) <= 30:
            return [units[k] for k in draw.shuffled(range(5))], sense, (left, right)


def _subset(first, jumps):
    """Whether units at the kinks alone can give the first slope: those that point to the left bring minus their jumps."""
    return any(first == -sum(chosen) for size in range(4) for chosen in combinations(jumps, size))


def _wanted(draw):
    """Slopes and points of a function with three kinks; about half of them can do without a fourth unit."""
    possible = draw.choice(True, False)
    while True:  # ends: more than a tenth of the draws fit
        slopes = [draw.integer(-4, 4) for _ in range(4)]
        jumps = [slopes[i + 1] - slopes[i] for i in range(3)]
        first = draw.integer(-4, 1)
        points = [first, first + draw.integer(1, 3), 0]
        points[2] = points[1] + draw.integer(1, 3)
        if 0 in jumps or slopes[0] == 0 or 0 in slopes[1:3] or points[0] == 0 or _subset(slopes[0], jumps) is not bool(possible):
            continue
        weights = [-draw.integer(1, 3), *(draw.choice(1, 2, 3) for _ in range(3))]
        biases = [-weights[0] * points[0], *(-w * p for w, p in zip(weights[1:], points, strict=True))]
        if len(set(map(abs, weights))) > 1 and any(abs(w) > 1 for w in weights[2:]):
            return slopes, points, weights, biases


@drawn
def case(draw, level):
    return {"easy": _three_units, "medium": _five_units, "hard": _wanted}[str(level)](draw)


@drawn(tex="w")
def w(draw, level, case):
    return case[2] if level == "hard" else [w for w, _, _ in (case if level == "easy" else case[0])]


@drawn(tex="b")
def b(draw, level, case):
    return case[3] if level == "hard" else [b for _, b, _ in (case if level == "easy" else case[0])]


@drawn(tex="a", levels=("easy", "medium"))
def a(draw, level, case):
    return [a for _, _, a in (case if level == "easy" else case[0])]


c = by_level(easy=choice(-5, -4, -3, -2, 2, 3, 4, 5), medium=choice(-3, -2, -1, 1, 2, 3), tex="c")


@drawn(tex="x_0", levels=("easy",))
def x0(draw, w, b):
    """A point between kinks or outside of them."""
    return draw.choice(*(x for x in range(-4, 5) if all(v * x + q for v, q in zip(w, b, strict=True))))


@drawn(levels=("medium",))
def sense(draw, case):
    return case[1]


@drawn(tex="l", levels=("medium",))
def left(draw, case):
    return Integer(case[2][0])


@drawn(tex="r", levels=("medium",))
def right(draw, case):
    return Integer(case[2][1])


@drawn(tex="s", levels=("hard",))
def s(draw, case):
    return case[0]


@drawn(tex="p", levels=("hard",))
def p(draw, case):
    return case[1]


@drawn(tex="v", levels=("hard",))
def v(draw):
    return draw.integer(-5, 5, avoid=(0,))


@drawn(tex="x_0", levels=("hard",))
def beyond(draw, p):
    return p[2] + draw.integer(1, 3)


points = answer("t", kind="vector", points=2, levels=("easy", "medium"))
kinks = answer("K", kind="set", points=1, levels=("medium",))
pieces = answer("", kind="integer", points=1, levels=("medium",), guess_ok=True)
slopes = answer("s", kind="vector", entries="integer", points=3, levels=("easy", "medium"))
value = answer("f(x_0)", points=2, levels=("easy", "hard"))
extreme = answer("", points=2, levels=("medium",))
coefficients = answer("a", kind="vector", points=3, levels=("hard",))
constant = answer("c", points=1, levels=("hard",))
fewest = answer("", kind="integer", points=2, levels=("hard",), guess_ok=True)


@figure
def graph(s, p, v):
    heights = [v - s[1] * (p[1] - p[0]), v, v + s[2] * (p[2] - p[1])]
    xs = [p[0] - 1, *p, p[2] + 1]
    ys = [heights[0] - s[0], *heights, heights[2] + s[3]]
    corners = tuple((float(x), float(y)) for x, y in zip(xs, ys, strict=True))
    return Plot((Series(corners),), x_ticks=tuple((float(x), f"${x}$") for x in p), y_ticks=((float(v), f"${v}$"),), x_label="$x$", y_label="$f(x)$")
