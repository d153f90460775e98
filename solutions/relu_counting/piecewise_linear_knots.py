"""Each unit bends the line at one point, by its output weight times the size of its input weight; from the left, the slopes add up."""

from itertools import combinations

import numpy as np
from sympy import Integer

from examgen.authoring import Plot, Series, Table, figure, oracle, procedure, relu, relu_slope, step, tex, total


@procedure(because="Solve $w_i x + b_i = 0$.", general=r"\left(-b_i / w_i\right)_{i}")
def points(b, w):
    return tuple(-shift / weight for shift, weight in zip(b, w, strict=True))


@points.mistake("lost the sign", credit="1/2")
def _(b, w):
    return tuple(shift / weight for shift, weight in zip(b, w, strict=True))


@points.mistake("left the weight out", credit="1/4")
def _(b):
    return tuple(-shift for shift in b)


@procedure("s_0", "Far to the left those units are active whose weight is negative; they give the first slope.", general=r"\sum_{i \,:\, w_i < 0} a_i w_i")
def first_slope(a, w):
    return sum((factor * weight * relu_slope(-weight) for factor, weight in zip(a, w, strict=True)), Integer(0))


@first_slope.mistake("started on the left with slope 0", credit="1/2", feedback="A unit with a negative weight is active to the left of its point.")
def _(w):
    return 0 * w[0]


@first_slope.mistake("took the units with positive weight to be active on the left", credit="1/3")
def _(a, w):
    return sum(factor * max(weight, 0) for factor, weight in zip(a, w, strict=True))


@procedure(
    "d",
    "From left to right the slope grows by $a_i |w_i|$ at $t_i$: a unit with $w_i > 0$ is switched on there and brings $a_i w_i$, one with $w_i < 0$ is switched off and takes "
    "$a_i w_i$ away.",
    general=r"\bigl(a_i \, |w_i|\bigr)_{i}",
)
def jumps(a, w):
    return tuple(factor * abs(weight) for factor, weight in zip(a, w, strict=True))


@jumps.mistake("changed the slope by $a_i w_i$ at every point", credit="1/3", when=lambda level, w: level == "easy" and min(w) < 0, feedback="A unit with a negative weight is switched *off* at its point.")
def _(a, w):
    return tuple(factor * weight for factor, weight in zip(a, w, strict=True))


@jumps.mistake("changed the slope by $a_i$", credit="1/4", when=lambda level: level == "easy")
def _(a):
    return a


@procedure(
    because="At its point unit $i$ changes the slope by $a_i |w_i|$, whatever the sign of $w_i$. Units with the same point add up; where they cancel, there is no kink."
)
def kinks(points, a, w):
    return frozenset(point for point, change in _bends(points, _changes(a, w)) if change)


@kinks.show
def _(points, a, w) -> Table:
    rows = tuple((f"${tex(point)}$", f"${tex(change)}$", "yes" if change else "no") for point, change in _bends(points, _changes(a, w)))
    return Table(head=("point", "change of the slope", "kink"), rows=rows)


@kinks.mistake("counted the point where the changes cancel", credit="1/2", feedback="Two bends at one point may cancel.")
def _(points):
    return frozenset(points)


def _changes(a, w):
    return [factor * abs(weight) for factor, weight in zip(a, w, strict=True)]


def _bends(points, jumps):
    """The points in order, each with the sum of its changes of slope."""
    return [(place, sum(jump for point, jump in zip(points, jumps, strict=True) if point == place)) for place in sorted(set(points))]


@procedure(because="Between the kinks and beyond them: one piece more than kinks.", general="|K| + 1")
def pieces(kinks):
    return len(kinks) + 1


@pieces.mistake("gave the number of kinks", credit="1/2")
def _(kinks):
    return len(kinks)


@pieces.mistake("took every unit to bend the line at a point of its own", credit="1/4")
def _(w):
    return len(w) + 1


@procedure(because="Start with the first slope and add the changes from left to right{% if level == 'medium' %}; a change by 0 begins no new piece{% endif %}.")
def slopes(points, first_slope, jumps):
    found = [first_slope]
    for _, jump in _bends(points, jumps):
        if jump:
            found.append(found[-1] + jump)
    return tuple(found)


@slopes.mistake("gave the changes in place of the slopes", credit="1/4")
def _(points, first_slope, jumps):
    return (first_slope, *(jump for _, jump in _bends(points, jumps) if jump))


@slopes.mistake("changed the slope by $a_i w_i$ at every kink", credit="1/3", when=lambda level: level == "medium")
def _(points, first_slope, a, w, kinks):
    found = [first_slope]
    for place, jump in _bends(points, [factor * weight for factor, weight in zip(a, w, strict=True)]):
        if place in kinks:
            found.append(found[-1] + jump)
    return tuple(found)


@slopes.mistake("went from right to left", credit="1/2", when=lambda slopes: slopes != slopes[::-1])
def _(slopes):
    return slopes[::-1]


@slopes.mistake("added the changes in the order of the units", credit="1/3", when=lambda level, points: level == "easy" and list(points) != sorted(points))
def _(first_slope, jumps):
    found = [first_slope]
    for jump in jumps:
        found.append(found[-1] + jump)
    return tuple(found)


@procedure(because="Put $x_0$ in.", general=r"\sum_{i} a_i \, \mathrm{ReLU}(w_i x_0 + b_i) + c")
def value(w, b, a=None, coefficients=None, c=None, constant=None, x0=None, beyond=None):
    outer, place, bias = (coefficients if a is None else a), (beyond if x0 is None else x0), (constant if c is None else c)
    return total(lambda factor, weight, shift: factor * relu(weight * place + shift), outer, w, b) + bias


@value.show
def _(w, b, a=None, coefficients=None, x0=None, beyond=None) -> Table:
    outer, place = (coefficients if a is None else a), (beyond if x0 is None else x0)
    inner = [weight * place + shift for weight, shift in zip(w, b, strict=True)]
    terms = [factor * relu(z) for factor, z in zip(outer, inner, strict=True)]
    return Table(
        head=("$i$", *(f"${i}$" for i in range(1, len(w) + 1))),
        rows=(
            ("$w_i x_0 + b_i$", *(f"${tex(z)}$" for z in inner)),
            (r"$a_i \, \mathrm{ReLU}(w_i x_0 + b_i)$", *(f"${tex(term)}$" for term in terms)),
        ),
    )


@value.mistake("left ReLU out", credit="1/4", when=lambda w, b, x0=None, beyond=None: min(v * (beyond if x0 is None else x0) + q for v, q in zip(w, b, strict=True)) < 0)
def _(w, b, a=None, coefficients=None, c=None, constant=None, x0=None, beyond=None):
    outer, place, bias = (coefficients if a is None else a), (beyond if x0 is None else x0), (constant if c is None else c)
    return sum(factor * (weight * place + shift) for factor, weight, shift in zip(outer, w, b, strict=True)) + bias


@value.mistake("left the output bias out", credit="1/2")
def _(value, c=None, constant=None):
    return value - (constant if c is None else c)


@procedure(because="On each piece $f$ is a straight line, so the {{ sense }} value is found at a kink or at an end of the interval. Compare them.")
def extreme(a, w, b, c, left, right, kinks, sense):
    heights = [_height(a, w, b, c, x) for x in (left, right, *_inside(kinks, left, right))]
    return max(heights) if sense == "largest" else min(heights)


@extreme.show
def _(a, w, b, c, left, right, kinks) -> Table:
    places = (left, *_inside(kinks, left, right), right)
    return Table(head=("$x$", *(f"${tex(x)}$" for x in places)), rows=(("$f(x)$", *(f"${tex(_height(a, w, b, c, x))}$" for x in places)),))


@extreme.mistake("compared the ends of the interval alone", credit="1/4")
def _(a, w, b, c, left, right, sense):
    heights = [_height(a, w, b, c, x) for x in (left, right)]
    return max(heights) if sense == "largest" else min(heights)


@extreme.mistake("gave the position instead of the value", credit="1/2")
def _(a, w, b, c, left, right, kinks, sense):
    chosen = max if sense == "largest" else min
    return chosen(_inside(kinks, left, right), key=lambda x: _height(a, w, b, c, x))


def _inside(kinks, left, right):
    return sorted(x for x in kinks if left < x < right)


def _height(a, w, b, c, x):
    return sum(factor * max(weight * x + shift, 0) for factor, weight, shift in zip(a, w, b, strict=True)) + c


@procedure(
    r"\alpha",
    "What each unit must add to the slope where it is active, $\\alpha_i = a_i w_i$. Far to the left only unit 1 is active, so $\\alpha_1$ is the first slope $s_1$. At $x = {{ p[0] }}$ it is "
    "switched off and unit 2 takes over with the second slope; at the other two kinks a unit is switched on and brings the change of the slope.",
    general=r"\left(s_1,\, s_2,\, s_3 - s_2,\, s_4 - s_3\right)",
)
def rates(s):
    return s[0], s[1], s[2] - s[1], s[3] - s[2]


@rates.mistake("took the slopes themselves, not their changes", credit="1/4", feedback="Units that are switched on stay active to the right.")
def _(s):
    return s


@rates.mistake("forgot that the first unit is switched off", credit="1/2", feedback="A unit with a negative weight is active to the left of its point alone.")
def _(s):
    return s[0], s[1] - s[0], s[2] - s[1], s[3] - s[2]


@procedure(because="The weight inside the unit is divided out.", general=r"\left(\alpha_i / w_i\right)_{i}")
def coefficients(rates, w):
    return tuple(rate / weight for rate, weight in zip(rates, w, strict=True))


@coefficients.mistake("did not divide by the weights inside", credit="1/2")
def _(rates):
    return rates


@coefficients.mistake("lost the sign of the first unit", credit="1/2")
def _(coefficients):
    return (-coefficients[0], *coefficients[1:])


@step(because="At $x = {{ p[0] }}$ all four units are 0, so $c = f({{ p[0] }})$; the second slope leads there from the given value $v = f(p_2)$.")
def constant(v, s, p):
    return v - s[1] * (p[1] - p[0])


@constant.mistake("took the given value for the bias", credit="1/4")
def _(v):
    return v


@constant.mistake("went in the wrong direction along the second slope", credit="1/2")
def _(v, s, p):
    return v + s[1] * (p[1] - p[0])


@procedure(
    because="Each kink needs a unit of its own, whatever its weight. With three units, unit $i$ changes the slope by $d_i$ at its kink; if it has a negative weight, it also brings $-d_i$ "
    "to the first slope. So three units are enough if minus the sum of some of the $d_i$ is the first slope ${{ s[0] }}$. If not, a fourth one is needed and, as above, enough."
)
def fewest(s):
    changes = [s[1] - s[0], s[2] - s[1], s[3] - s[2]]
    return 3 if s[0] in [-sum(chosen) for size in (1, 2, 3) for chosen in combinations(changes, size)] else 4


@fewest.show
def _(s) -> Table:
    changes = {i + 1: s[i + 1] - s[i] for i in range(3)}
    rows = tuple(
        (", ".join(f"${i}$" for i in chosen), f"${tex(-sum((changes[i] for i in chosen), Integer(0)))}$") for size in (1, 2, 3) for chosen in combinations(changes, size)
    )
    found = ", ".join(f"${tex(d)}$" for d in changes.values())
    return Table(head=("units with negative weight", "first slope"), rows=rows, caption=f"The changes of the slope are {found}.")


@fewest.mistake("counted the kinks alone", credit="1/2", when=lambda fewest: fewest == 4)
def _():
    return Integer(3)


@fewest.mistake("took the four units above to be needed", credit="1/2", when=lambda fewest: fewest == 3)
def _():
    return Integer(4)


@figure
def graph(s, p, v):
    heights = [v - s[1] * (p[1] - p[0]), v, v + s[2] * (p[2] - p[1])]
    xs, ys = [p[0] - 1, *p, p[2] + 1], [heights[0] - s[0], *heights, heights[2] + s[3]]
    corners = tuple((float(x), float(y)) for x, y in zip(xs, ys, strict=True))
    ticks = tuple((float(y), f"${tex(y)}$") for y in sorted(set(heights)))
    return Plot((Series(corners),), x_ticks=tuple((float(x), f"${x}$") for x in p), y_ticks=ticks, x_label="$x$", y_label="$f(x)$")


@oracle
def grid(level, w, b, a=None, c=0, x0=None, beyond=None, sense="", left=0, right=0, s=None, p=None, v=0):
    """Values on a grid of quarters: a second difference is a bend, a first difference a slope. Wanted weights solve a linear system of values."""
    x = np.arange(-60, 61) / 4
    hidden = np.maximum(np.outer(x, w) + b, 0)
    if level != "hard":
        y = hidden @ a + c
        steps = 4 * np.diff(y)
        bends = np.flatnonzero(np.abs(np.diff(steps)) > 1e-9) + 1
        places = [x[np.flatnonzero(np.abs(np.diff(unit, 2)) > 1e-9)[0] + 1] for unit in hidden.T]
        runs = [steps[0], *(steps[k] for k in bends)]
        found = {"points": places, "kinks": set(x[bends]), "pieces": len(runs), "slopes": runs}
        if level == "easy":
            return {**found, "value": y[x == x0][0]}
        window = y[(x >= left) & (x <= right)]
        return {**found, "extreme": window.max() if sense == "largest" else window.min()}
    knots = np.array([p[0] - 1, p[0], p[1], p[2], p[2] + 1], dtype=float)
    lengths = np.diff(knots)
    levels = np.concatenate([[0], np.cumsum(np.array(s) * lengths)])
    levels += v - levels[2]
    system = np.column_stack([np.maximum(np.outer(knots, w) + b, 0), np.ones(5)])
    *weights, shift = np.linalg.solve(system, levels)
    total = np.maximum(np.array(w) * beyond + b, 0) @ np.array(weights) + shift
    targets = np.concatenate([[levels[0] - s[0]], levels, [levels[-1] + s[3]]])
    wide = np.concatenate([[knots[0] - 1], knots, [knots[-1] + 1]])
    fits = False
    for pattern in np.ndindex(2, 2, 2):
        units = np.maximum(np.array([(1 if sign else -1) * (wide - place) for sign, place in zip(pattern, p, strict=True)]), 0)
        table = np.vstack([units, np.ones(7)]).T
        best = np.linalg.lstsq(table, targets, rcond=None)[0]
        fits = fits or bool(np.abs(table @ best - targets).max() < 1e-8)
    return {"coefficients": weights, "constant": shift, "value": total, "fewest": 3 if fits else 4}
