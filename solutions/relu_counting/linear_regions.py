"""A new hyperplane adds as many regions as the others cut it into; lines are counted by the points where they meet."""

from fractions import Fraction
from itertools import combinations
from typing import Any

from sympy import Integer, Rational

from examgen.authoring import Plot, Series, Table, binomial, figure, oracle, procedure, step, tex


def _cells(count, dimension):
    return sum((binomial(count, k) for k in range(dimension + 1)), Integer(0))


def _terms(count: Any, last: Any, letter: str = "k", top: str = "n") -> Table:
    """A table of binomial coefficients, the terms of a sum."""
    lower = range(int(last) + 1)
    cells = tuple(f"${tex(binomial(count, k))}$" for k in lower)
    return Table(head=(f"${letter}$", *(f"${k}$" for k in lower)), rows=((rf"$\binom{{{top}}}{{{letter}}}$", *cells),))


def _meet(W, b, i, j):
    """The point in which two lines meet, None for parallel ones."""
    det = W[i, 0] * W[j, 1] - W[i, 1] * W[j, 0]
    return None if det == 0 else (Rational(W[i, 1] * b[j] - W[j, 1] * b[i], det), Rational(W[j, 0] * b[i] - W[i, 0] * b[j], det))


def _points(W, b):
    """Point -> numbers of the lines through it."""
    found: dict[tuple[Rational, Rational], set[int]] = {}
    for i, j in combinations(range(W.rows), 2):
        point = _meet(W, b, i, j)
        if point is not None:
            found.setdefault(point, set()).update((i, j))
    return found


@procedure(because="Solve the two equations $z_i = 0$.")
def meeting(W, b, pair):
    return _meet(W, b, *pair)


@meeting.mistake("lost the sign of the biases", credit="1/2")
def _(W, b, pair):
    return _meet(W, -b, *pair)


@meeting.mistake("exchanged the coordinates", credit="1/4")
def _(meeting):
    return meeting[1], meeting[0]


@procedure(because="Solve for the point of each pair of lines that are not parallel; a point where three lines meet counts once.")
def crossings(W, b):
    return len(_points(W, b))


@crossings.show
def _(W, b) -> Table:
    found = sorted((sorted(held), point) for point, held in _points(W, b).items())
    rows = tuple((", ".join(f"${i + 1}$" for i in held), f"$({tex(x)},\\, {tex(y)})$", f"${len(held) - 1}$") for held, (x, y) in found)
    return Table(head=("lines", "point", "lines less 1"), rows=rows)


@crossings.mistake("counted all pairs of lines", credit="1/4")
def _(n):
    return n * (n - 1) / 2


@crossings.mistake("counted the point of three lines once for each pair", credit="1/2", when=lambda special: special == "both")
def _(W, b):
    return sum((len(held) * (len(held) - 1) / Integer(2) for held in _points(W, b).values()), Integer(0))


@procedure("E", "Add up, over these points, the number of lines through the point less 1.")
def excess(W, b):
    return sum((len(held) - 1 for held in _points(W, b).values()), Integer(0))


@excess.mistake("counted each point once", credit="1/2", when=lambda special: special != "parallel")
def _(crossings):
    return crossings


@step(because="Line by line: a line adds one region, and one more for each point at which it meets earlier lines. A point of $t$ lines is met $t - 1$ times.")
def arrangement(n, excess):
    return 1 + n + excess


@arrangement.mistake("took the lines to be in general position", credit="1/3")
def _(n):
    return 1 + n + n * (n - 1) / 2


@arrangement.mistake("took every pattern to occur")
def _(n):
    return Integer(2) ** n


@step(because="Far out each line has two ends, so that $2n$ of the regions reach to infinity (not all lines are parallel).")
def closed(n, arrangement):
    return arrangement - 2 * n


@closed.mistake("took only $n$ regions to be unbounded", credit="1/2")
def _(arrangement, n):
    return arrangement - n


@procedure(
    because="A new hyperplane is cut by the earlier ones like a space of one dimension less, and each of its pieces adds a region: "
    "$R(n, d) = R(n-1, d) + R(n-1, d-1)$ with $R(0, d) = R(n, 0) = 1$. The sum of the binomial coefficients has the same recursion and the same start.",
    general=r"\sum_{k=0}^{d} \binom{n}{k}",
)
def regions(n, d):
    return _cells(n, d)


@regions.show
def _(n, d) -> Table:
    return _terms(n, d)


@regions.mistake("took every pattern to occur")
def _(n):
    return Integer(2) ** n


@regions.mistake("counted one region more than units", credit="1/4")
def _(n):
    return n + 1


@regions.mistake("counted the pairs alone", credit="1/4")
def _(n):
    return n * (n - 1) / 2


@step(because=r"All regions but the unbounded ones. Of these there are {% if level == 'easy' %}$2n$: each line has two ends"
    r"{% else %}$2 \sum_{k=0}^{d-1} \binom{n-1}{k}$, as many as hyperplanes through one point make{% endif %}; $\binom{n-1}{d}$ regions are left.")
def bounded(n, d):
    return binomial(n - 1, d)


@bounded.mistake("counted with $n$ in place of $n - 1$", credit="1/2")
def _(n, d):
    return binomial(n, d)


@step(because="All $2^n$ patterns, without the $R$ that occur.")
def never(n, regions):
    return 2**n - regions


@never.mistake("gave the number of patterns", credit="1/4")
def _(n):
    return Integer(2) ** n


@step(because="Each point adds one piece.")
def pieces(line_units):
    return line_units + 1


@pieces.mistake("gave the number of points", credit="1/2")
def _(line_units):
    return line_units


@pieces.mistake("took every pattern to occur")
def _(line_units):
    return Integer(2) ** line_units


@procedure(because="The first unit adds 1 region to the one that is there, the second 2, the third 3: go on until there are $M$.")
def fewest(wanted):
    count, cells = 0, 1
    while cells < int(wanted):
        count += 1
        cells += count
    return count


@fewest.show
def _(fewest) -> Table:
    units = tuple(range(fewest - 2, fewest + 1))
    return Table(head=("units", *(f"${k}$" for k in units)), rows=(("regions", *(f"${_cells(k, 2)}$" for k in units)),))


@fewest.mistake("stopped one unit too early", credit="1/2")
def _(fewest):
    return fewest - 1


@fewest.mistake("took every pattern to occur", when=lambda wanted: wanted > 11)
def _(wanted):
    return next(k for k in range(1, 60) if 2**k >= int(wanted))


@procedure(
    because=r"A parallel copy of the first hyperplane, on one side of it, meets every region of that side; the other $n - 1$ cut this copy in general position, in dimension $d - 1$. "
    "The other side counts as much.",
    general=r"2 \sum_{k=0}^{d-1} \binom{n-1}{k}",
)
def central(n, d):
    return 2 * _cells(n - 1, d - 1)


@central.show
def _(n, d) -> Table:
    return _terms(n - 1, d - 1, top="n - 1")


@central.mistake("counted as with biases", credit="1/4", feedback="Hyperplanes through one point cut off fewer regions.")
def _(n, d):
    return _cells(n, d)


@central.mistake("counted one side alone", credit="1/2")
def _(n, d):
    return _cells(n - 1, d - 1)


@central.mistake("did not take one hyperplane away", credit="1/3")
def _(n, d):
    return 2 * _cells(n, d - 1)


@procedure(because=r"Put the numbers in: the first factor is $\lfloor {{ n1 }} / {{ d }} \rfloor^{ {{- d -}} }$, the sum has the terms below.", general=r"\Bigl\lfloor \frac{n_1}{d} \Bigr\rfloor^{d} \sum_{j=0}^{d} \binom{n_2}{j}")
def deep(n1, n2, d):
    return (n1 // d) ** d * _cells(n2, d)


@deep.show
def _(n2, d) -> Table:
    return _terms(n2, d, letter="j", top="n_2")


@deep.mistake("did not round down", credit="1/3", when=lambda n1, d: n1 % d != 0)
def _(n1, n2, d):
    return (n1 / d) ** d * _cells(n2, d)


@deep.mistake("took every pattern of the second layer to occur", credit="1/3", when=lambda n2, d: n2 > d)
def _(n1, n2, d):
    return (n1 // d) ** d * 2**n2


@deep.mistake("multiplied by $d$ in place of the power", credit="1/4", when=lambda n1, d: n1 // d > 1)
def _(n1, n2, d):
    return (n1 // d) * d * _cells(n2, d)


@step(because=r"$1 + n + \binom{n}{2}$: parallel lines and points of three lines cost regions.")
def general(n):
    return 1 + n + n * (n - 1) / 2


@general.mistake("counted the pairs alone", credit="1/3")
def _(n):
    return n * (n - 1) / 2


@general.mistake("took every pattern to occur")
def _(n):
    return Integer(2) ** n


@figure
def plane(W, b, spots):
    """The lines, cut off at the frame; the regions are numbered."""
    box, drawn = 7.0, []
    for i in range(W.rows):
        p, q, c = (float(value) for value in (W[i, 0], W[i, 1], b[i]))
        ends = set()
        for edge in (-box, box):
            if q and abs((-c - p * edge) / q) <= box:
                ends.add((edge, (-c - p * edge) / q))
            if p and abs((-c - q * edge) / p) <= box:
                ends.add(((-c - q * edge) / p, edge))
        drawn.append(Series(tuple(sorted(ends)), name=f"unit {i + 1}"))
    ticks = tuple((float(k), f"${k}$" if k % 2 == 0 else "") for k in range(-7, 8))
    marks = tuple((float(x) / 10, float(y) / 10, str(number)) for number, (x, y) in enumerate(spots, 1))
    return Plot(tuple(drawn), x_ticks=ticks, y_ticks=ticks, x_label="$x_1$", y_label="$x_2$", marks=marks, plane=True)


def _recurrence(n, d, start, least):
    """Regions of n hyperplanes, one after the other: each adds what the earlier ones make of it."""
    table = {(0, k): 1 for k in range(d + 1)} if start == "affine" else {(1, k): 2 for k in range(1, d + 1)}
    for count in range(least + 1, n + 1):
        for k in range(0 if start == "affine" else 1, d + 1):
            lower = 1 if start == "affine" and k == 0 else table.get((count - 1, k - 1), 0)
            table[count, k] = 1 if start == "affine" and k == 0 else table[count - 1, k] + lower if k > 1 or start == "affine" else 2
    return table[n, d]


@oracle(exact=True)
def probing(level, n, d=None, line_units=None, wanted=None, n1=None, n2=None, lines=None, pair=None):
    """Recurrences; for given lines, points beside every line between its crossings, and the signs of all units there."""
    if level != "hard":
        R = _recurrence(n, d, "affine", 0)
        row = [1]
        for _ in range(n - 1):
            row = [a + c for a, c in zip([0, *row], [*row, 0], strict=True)]
        answers = {"regions": R, "bounded": row[d] if d < len(row) else 0, "never": 2**n - R}
        if level == "medium":
            side = max(k for k in range(n1 + 1) if k * d <= n1)
            return {**answers, "central": _recurrence(n, d, "central", 1), "deep": side**d * _recurrence(n2, d, "affine", 0)}
        k = 0
        while _recurrence(k, 2, "affine", 0) < wanted:
            k += 1
        return {**answers, "pieces": _recurrence(line_units, 1, "affine", 0), "fewest": k}
    whole = [tuple(int(value) for value in line) for line in lines]
    rows = [tuple(map(Fraction, line)) for line in whole]
    points = set()
    for (a, b, c), (p, q, r) in combinations(rows, 2):
        det = a * q - b * p
        if det:
            points.add(((b * r - q * c) / det, (p * c - a * r) / det))
    signs, far = set(), Fraction(10**6)
    small = Fraction(1, 10**6)
    for a, b, c in rows:
        origin = (-c * a / (a * a + b * b), -c * b / (a * a + b * b))
        places = sorted({((x - origin[0]) * -b + (y - origin[1]) * a) / (a * a + b * b) for x, y in points if a * x + b * y + c == 0})
        places = [places[0] - far, *places, places[-1] + far]
        for s, t in zip(places, places[1:], strict=False):
            middle = (s + t) / 2
            for off in (small, -small):
                x, y = origin[0] - b * middle + off * a, origin[1] + a * middle + off * b
                signs.add(tuple(p * x + q * y + r > 0 for p, q, r in rows))
    outer = set()
    for i in range(-40, 41):  # directions far out: between neighbouring lines through the origin there is one of these
        for east, north in ((i, 37), (i, -37), (37, i), (-37, i)):
            right, up = (97 * east + 1) * 10**6, (89 * north + 1) * 10**6  # over 97 and 89
            outer.add(tuple(89 * p * right + 97 * q * up + 97 * 89 * r > 0 for p, q, r in whole))
    for a, b, c in rows:  # strips between parallel lines reach far out along them
        for p, q, r in rows:
            if a * q == b * p and (p, q, r) != (a, b, c):
                scale = (a * a + b * b) / (a * p + b * q)
                level_between = -(c + r * scale) / 2
                foot = (level_between * a / (a * a + b * b), level_between * b / (a * a + b * b))
                for way in (far, -far):
                    x, y = foot[0] - b * way, foot[1] + a * way
                    outer.add(tuple(u * x + v * y + w > 0 for u, v, w in rows))
    (a, b, c), (p, q, r) = (rows[k] for k in pair)
    (place,) = (point for point in points if a * point[0] + b * point[1] + c == 0 == p * point[0] + q * point[1] + r)
    counts = {"crossings": len(points), "arrangement": len(signs), "closed": len(signs - outer)}
    return {**counts, "meeting": list(place), "general": _recurrence(n, 2, "affine", 0)}
