"""Into how many regions the units of a ReLU layer cut the input space: general position, without biases, two layers, given lines."""

from itertools import combinations
from math import comb, gcd

import numpy as np
from sympy import ImmutableDenseMatrix

from examgen.authoring import Plot, answer, by_level, choice, drawn, figure, require

d = by_level(easy=choice(2), medium=choice(3, 4), tex="d")
n = by_level(easy=choice(3, 4, 5, 6, 7, 8), medium=choice(5, 6, 7, 8, 9), hard=choice(4, 5), tex="n")
line_units = by_level(easy=choice(*range(2, 13)), tex="m")


def _cells(count, dimension):
    return sum(comb(count, k) for k in range(dimension + 1))


@drawn(tex="M", levels=("easy",))
def wanted(draw, d):
    """A number of regions that no number of units reaches exactly."""
    least = draw.integer(4, 14)
    low, high = _cells(int(least) - 1, int(d)), _cells(int(least), int(d))
    return draw.integer(low + 1, high)


n1 = by_level(medium=choice(*range(4, 15), 16), tex="n_1")
n2 = by_level(medium=choice(2, 3, 4, 5, 6, 7), tex="n_2")
special = by_level(hard=choice("parallel", "concurrent", "both"))

_DIRECTIONS = ((1, 0), (0, 1), (1, 1), (1, -1), (2, 1), (1, 2), (2, -1), (1, -2))


def _meet(one, other):
    """Where two lines of whole numbers meet, as numerators over a positive denominator in lowest terms, or None."""
    (a, b, c), (p, q, r) = one, other
    det, x, y = a * q - b * p, b * r - c * q, c * p - a * r
    if det == 0:
        return None
    common = gcd(det, x, y) if det > 0 else -gcd(det, x, y)
    return x // common, y // common, det // common


def _spots(lines):
    """For each region inside the frame the place that is farthest from all lines and from the frame, and how far: (x, y, distance)."""
    x, y = (axis.ravel() for axis in np.meshgrid(np.arange(-6.6, 7, 0.4), np.arange(-6.6, 7, 0.4)))
    heights = np.array([(a * x + b * y + c) / np.hypot(a, b) for a, b, c in np.array(lines, dtype=float)])
    space = np.minimum(np.abs(heights).min(axis=0), 7 - np.maximum(np.abs(x), np.abs(y)))
    roomy = np.argsort(-space, kind="stable")
    regions = 2 ** np.arange(len(heights)) @ (heights > 0)
    _, first = np.unique(regions[roomy], return_index=True)
    return sorted((float(-y[k]), float(x[k]), float(space[k])) for k in roomy[first])


def _fits(lines, special):
    """Whether the arrangement has the wanted peculiarities, and no others."""
    points: dict[tuple[int, int, int], set[int]] = {}
    parallel = 0
    for i, j in combinations(range(len(lines)), 2):
        point = _meet(lines[i], lines[j])
        if point is None:
            parallel += 1
        elif max(abs(point[0]), abs(point[1])) > 5 * point[2]:
            return False
        else:
            points.setdefault(point, set()).update((i, j))
    triple = sorted(len(held) for held in points.values())[-1:]
    peculiar = parallel == (special != "concurrent") and triple == [2 if special == "parallel" else 3] and sum(len(h) == 3 for h in points.values()) == (special != "parallel")
    if not peculiar:
        return False
    spots = _spots(lines)  # no region is too small to be seen and numbered
    return len(spots) == 1 + len(lines) + sum(len(held) - 1 for held in points.values()) and min(space for *_, space in spots) > 0.3


@drawn(levels=("hard",))
def lines(draw, n, special):
    count, through = int(n), 0 if special == "parallel" else 3
    while True:  # ends: one draw in thirty fits
        directions = [(int(a), int(b)) for a, b in draw.sample(_DIRECTIONS, count - (special != "concurrent"))]
        x, y = int(draw.integer(-2, 2)), int(draw.integer(-2, 2))
        found = [(a, b, -(a * x + b * y)) for a, b in directions[:through]]
        found += [(a, b, int(draw.integer(-4, 4))) for a, b in directions[through:]]
        if special != "concurrent":
            found.append((*directions[-1], int(draw.integer(-4, 4))))
        if _fits(found, special):
            factors = [draw.choice(-1, 1, -1, 1, 2, -2) for _ in found]
            return tuple(tuple(int(f) * value for value in line) for f, line in zip(factors, draw.shuffled(found), strict=True))


@drawn(tex="W", levels=("hard",))
def W(draw, lines):
    return ImmutableDenseMatrix([line[:2] for line in lines])


@drawn(tex="b", levels=("hard",))
def b(draw, lines):
    return ImmutableDenseMatrix([[line[2]] for line in lines])


@drawn(levels=("hard",))
def spots(draw, lines):
    """Where the solution numbers the regions, from the top, in tenths."""
    return tuple((round(10 * x), round(-10 * y)) for y, x, _ in _spots(lines))


@drawn(levels=("hard",))
def pair(draw, lines):
    """Two lines that meet."""
    whole = [tuple(map(int, line)) for line in lines]
    return draw.choice(*(ij for ij in combinations(range(len(whole)), 2) if _meet(whole[ij[0]], whole[ij[1]])))


regions = answer("R", kind="integer", points=2, levels=("easy", "medium"))
bounded = answer("B", kind="integer", points=1, levels=("easy", "medium"))
never = answer("N", kind="integer", points=1, levels=("easy", "medium"), guess_ok=True)
pieces = answer("P", kind="integer", points=1, levels=("easy",))
fewest = answer("k", kind="integer", points=2, levels=("easy",))
central = answer("C", kind="integer", points=2, levels=("medium",))
deep = answer("D", kind="integer", points=2, levels=("medium",))
meeting = answer("p", kind="vector", points=1, levels=("hard",))
arrangement = answer("R", kind="integer", points=2, levels=("hard",))
closed = answer("B", kind="integer", points=1, levels=("hard",), guess_ok=True)
crossings = answer("V", kind="integer", points=2, levels=("hard",), guess_ok=True)
general = answer("G", kind="integer", points=1, levels=("hard",))


@require
def _(level, n, d=2, n1=8, n2=8):
    """the bound for two layers is more than the first layer reaches alone, and has no empty terms"""
    return level != "medium" or (n2 >= d and n1 >= 2 * d and (n1 // d) ** d * _cells(n2, d) > _cells(n1, d))


@figure
def plane(lines):
    """Axes to sketch the lines in: the frame holds all their crossings."""
    ticks = tuple((float(k), f"${k}$" if k % 2 == 0 else "") for k in range(-7, 8))
    return Plot((), x_ticks=ticks, y_ticks=ticks, x_label="$x_1$", y_label="$x_2$", plane=True)
