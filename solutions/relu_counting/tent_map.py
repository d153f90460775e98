"""Each application folds every piece at the place where its value crosses a kink: pieces multiply, slopes multiply along the way."""

import numpy as np
from sympy import Integer, Rational

from examgen.authoring import Plot, Series, Table, binomial, figure, oracle, procedure, step, tex


def _tent(x, A):
    return 2 * min(x, A - x)


def _zigzag(run):
    """The piece that is reached after so many pieces, from 0, and the height of the zigzag there."""
    piece = int(run)
    rest = run - piece
    return piece, 1 - rest if piece % 2 else rest


@procedure(because="Up to ${{ A / 2 if A is not none }}$ the map doubles its argument; beyond it, $T(x) = 2x - 4 (x - A/2) = 2 (A - x)$.")
def values(x0, A):
    found = [_tent(x0, A)]
    for _ in range(2):
        found.append(_tent(found[-1], A))
    return tuple(found)


@values.show
def _(x0, A) -> Table:
    rows, x = [], x0
    for _ in range(3):
        rows.append((f"${tex(x)}$", rf"$2 \cdot {tex(x)}$" if 2 * x <= A else rf"$2 \cdot ({tex(A)} - {tex(x)})$", f"${tex(_tent(x, A))}$"))
        x = _tent(x, A)
    return Table(head=("$x$", "$T(x)$", "value"), rows=tuple(rows))


@values.mistake("switched the second unit on everywhere", credit="1/4", when=lambda values, x0, A: 2 * max(x0, *values[:2]) > A and 2 * min(x0, *values[:2]) < A)
def _(x0, A):
    found = [2 * (A - x0)]
    for _ in range(2):
        found.append(2 * (A - found[-1]))
    return tuple(found)


@values.mistake("left the second unit out", credit="1/4")
def _(x0):
    return 2 * x0, 4 * x0, 8 * x0


@values.mistake("let the slope become 0 in place of turning over", credit="1/4")
def _(x0, A):
    found = [min(2 * x0, A)]
    for _ in range(2):
        found.append(min(2 * found[-1], A))
    return tuple(found)


@procedure(because="Piece by piece: on the left of $p$ only the first unit is active, so $a_1$ is the slope $1/p$; on the right both are, and $a_1 + a_2 = -1/(1 - p)$.", general=r"\left(\frac{1}{p},\, -\frac{1}{1 - p} - \frac{1}{p}\right)")
def weights(p):
    return 1 / p, -1 / (1 - p) - 1 / p


@weights.mistake("took the slope on the right for the second weight", credit="1/2", feedback="Right of $p$ the first unit is active, too.")
def _(p):
    return 1 / p, -1 / (1 - p)


@weights.mistake("forgot that the second unit must also undo the first slope's sign", credit="1/4")
def _(p):
    return 1 / p, 1 / (1 - p) - 1 / p


@weights.mistake("lost the fall", credit="1/4")
def _(p):
    return 1 / p, -1 / p


@procedure(
    because="$T^2$ bends where $x$ is at the top of $T$, {% if level == 'easy' %}$x = A / 2${% else %}$x = p${% endif %}, and where $T(x)$ is: once on the way up, {% if level == 'easy' %}$2x = A / 2$, and once on the way "
    "down, $2 (A - x) = A / 2${% else %}$x / p = p$, and once on the way down, $(1 - x) / (1 - p) = p${% endif %}."
)
def kinks(level, A=None, p=None):
    if level == "easy":
        return frozenset({A / 4, A / 2, 3 * A / 4})
    return frozenset({p**2, p, 1 - p * (1 - p)})


@kinks.mistake("left out the kink of the first application", credit="1/2")
def _(level, A=None, p=None):
    return frozenset({A / 4, 3 * A / 4}) if level == "easy" else frozenset({p**2, 1 - p * (1 - p)})


@kinks.mistake("took the kink of one application alone", credit="1/4")
def _(level, A=None, p=None):
    return frozenset({A / 2}) if level == "easy" else frozenset({p})


@kinks.mistake("went on with the way up alone", credit="1/2")
def _(level, A=None, p=None):
    return frozenset({A / 4, A / 2}) if level == "easy" else frozenset({p**2, p})


@kinks.mistake("spaced the kinks evenly", credit="1/4", when=lambda level: level == "hard")
def _(p):
    return frozenset({p / 2, p, (1 + p) / 2})


@procedure("f(x_0)", "Find the piece of $f$ that $x_0$ lies in. It has the width $1/m$; the first one rises with the slope $m$, the next falls, and so on.")
def once(x0, m):
    return _zigzag(m * x0)[1]


@once.show
def _(x0, m) -> Table:
    return _ways(((x0, m),))


@once.mistake("took every piece to rise", credit="1/2", when=lambda x0, m: int(m * x0) % 2 == 1)
def _(x0, m):
    return m * x0 - int(m * x0)


def _ways(places) -> Table:
    rows = []
    for x, m in places:
        piece, height = _zigzag(m * x)
        rows.append((f"${tex(x)}$", f"${piece + 1}$", "falls" if piece % 2 else "rises", f"${tex(height)}$"))
    return Table(head=("$x$", "piece", "", "$f(x)$"), rows=tuple(rows))


@procedure(because="The same once more.")
def value(once, m):
    return _zigzag(m * once)[1]


@value.show
def _(once, m) -> Table:
    return _ways(((once, m),))


@value.mistake("took every piece to rise", credit="1/2", when=lambda once, m: int(m * once) % 2 == 1)
def _(once, m):
    return m * once - int(m * once)


@value.mistake("stopped after one application", credit="1/4")
def _(once):
    return once


@value.mistake("multiplied by the slope of the first piece, whatever the piece", credit="1/4")
def _(x0, m):
    return m * m * x0


@procedure(because="By the chain rule the slopes at $x_0$ and at $f(x_0)$ are multiplied. Each is $m$ on a rising piece and $-m$ on a falling one.")
def slope(x0, once, m):
    return m**2 * (-1) ** (_zigzag(m * x0)[0] + _zigzag(m * once)[0])


@slope.mistake("lost the sign", credit="1/2")
def _(slope):
    return -slope


@slope.mistake("gave the slope of one application", credit="1/4")
def _(x0, m):
    return m * (-1) ** _zigzag(m * x0)[0]


@slope.mistake("added the slopes", credit="1/4", when=lambda x0, once, m: (_zigzag(m * x0)[0] + _zigzag(m * once)[0]) % 2 == 0)
def _(x0, once, m):
    return m * (-1) ** _zigzag(m * x0)[0] + m * (-1) ** _zigzag(m * once)[0]


@step(
    because="On each piece {% if level == 'medium' %}$f^{k-1}$ runs through the whole interval once, so the next application makes $m$ pieces of it: the number is multiplied by $m$ with each application{% else %}$T^{k-1}$ "
    "runs through the whole interval once, and the next application folds it at the top: the number of pieces doubles with each application{% endif %}."
)
def pieces(k, m=None):
    return (2 if m is None else m) ** k


@pieces.mistake("added the pieces of the applications", credit="1/4", feedback="Each application folds every piece: the numbers multiply.")
def _(k, m=None):
    return (2 if m is None else m) * k


@pieces.mistake("gave the number of kinks", credit="1/2")
def _(k, m=None):
    return (2 if m is None else m) ** k - 1


@pieces.mistake("applied the map once too often", credit="1/2")
def _(k, m=None):
    return (2 if m is None else m) ** (k + 1)


@step(
    because="The ends of the $2^k$ pieces have the heights $0, A, 0, A, \\dots, 0$ from left to right, $2^k + 1$ ends in all. {% if top == 'yes' %}Every piece has one end at $A$, and two pieces share it{% else %}"
    "Those at $0$ are one more than those at $A${% endif %}."
)
def reached(pieces, top):
    return pieces / 2 if top == "yes" else pieces / 2 + 1


@reached.mistake("counted one on every piece", credit="1/2", feedback="Neighbouring pieces share such a point.")
def _(pieces):
    return pieces


@reached.mistake("left the ends of the interval out", credit="1/2", when=lambda top: top == "no")
def _(pieces):
    return pieces / 2 - 1


@reached.mistake("exchanged top and bottom", credit="1/2")
def _(pieces, top):
    return pieces / 2 + 1 if top == "yes" else pieces / 2


@step(because="$k$ layers of $m$ units.")
def deep(m, k):
    return m * k


@deep.mistake("let the units multiply as the pieces do", credit="1/4")
def _(m, k):
    return m**k


@deep.mistake("added the number of layers", credit="1/4")
def _(m, k):
    return m + k


@step(because="A unit bends the line at one point at most, and the $P$ pieces have $P - 1$ kinks between them. That many units are enough: one for each kink, and $c + d x$ for the first piece.")
def shallow(pieces):
    return pieces - 1


@shallow.mistake("took one unit for each piece", credit="1/2", feedback="The direct connection makes the first piece.")
def _(pieces):
    return pieces


@shallow.mistake("took as many as the deep network has")
def _(deep):
    return deep


@step(because="Near 0 all three applications are on the way up: $x / p^3 = c$.")
def first(p, c):
    return c * p**3


@first.mistake("undid one application only", credit="1/4")
def _(p, c):
    return c * p


@first.mistake("undid two applications only", credit="1/2")
def _(p, c):
    return c * p**2


@first.mistake("came down from the far end", credit="1/4", feedback="Ask for the first such point from the left.")
def _(p, c):
    return 1 - c * (1 - p) * p**2


@first.mistake("took the slope for its reciprocal", credit="1/4")
def _(p, c):
    return c / p**3


@procedure(
    "i",
    "The chain rule multiplies the slopes along the way of a point: $1 / p$ for each of the $i$ times that it is on the way up, $-1 / (1 - p)$ for each of the other $k - i$ times. The size of the product is "
    "$p^{-i} (1 - p)^{-(k - i)}$. For which $i$ is it $S$?",
)
def rises(p, k, steep):
    return next(Integer(i) for i in range(1, int(k)) if p**i * (1 - p) ** (k - i) * steep == 1)


@rises.show
def _(p, k) -> Table:
    powers = tuple(range(int(k) + 1))
    return Table(head=("$i$", *(f"${i}$" for i in powers)), rows=(("size", *(f"${tex(1 / (p**i * (1 - p) ** (k - i)))}$" for i in powers)),))


@step(because="Every order of ways up and down occurs on exactly one piece.")
def alike(k, rises):
    return binomial(k, rises)


@alike.mistake("took each size to occur once", credit="1/4")
def _():
    return Integer(1)


@alike.mistake("took each size to occur equally often", credit="1/4", when=lambda k: 2**k % (k + 1) == 0)
def _(k):
    return Integer(2) ** k / (k + 1)


@alike.mistake("counted the ways up", credit="1/4", when=lambda k, rises: rises not in (1, k - 1))
def _(rises):
    return rises


@figure
def graph(level, A=1, m=2, p=None):
    """The map, and what two applications make of it."""
    turns = [Integer(0), A / 2, A] if level == "easy" else [Integer(0), p, Integer(1)] if level == "hard" else [Rational(j, int(m)) for j in range(int(m) + 1)]
    end, name = turns[-1], "f" if level == "medium" else "T"
    once = tuple((float(x), float(end) * (j % 2)) for j, x in enumerate(turns))
    twice = [Integer(0)]
    for j, (low, high) in enumerate(zip(turns, turns[1:], strict=False)):
        inner = turns if j % 2 == 0 else [end - x for x in reversed(turns)]
        twice += [low + (high - low) * x / end for x in inner[1:]]
    folded = tuple((float(x), float(end) * (j % 2)) for j, x in enumerate(twice))
    ticks = tuple((float(x), f"${tex(x)}$") for x in (turns if level == "medium" else twice))
    return Plot(
        (Series(once, dashed=True), Series(folded)), x_ticks=ticks, y_ticks=((0.0, "$0$"), (float(end), f"${tex(end)}$")), x_label="$x$",
        y_label=f"${name}(x)$ (dashed), ${name}^2(x)$",
    )


@oracle
def sampling(level, k, x0=0, A=1, m=2, p=0.5, c=1, top="yes", steep=0):
    """Run the layers on a grid that holds every kink of every composition; read kinks, slopes and zeros off the samples."""

    def layer(x):
        if level == "hard":
            return np.minimum(x / p, (1 - x) / (1 - p))
        signs = np.array([1.0, *(2.0 * (-1) ** j for j in range(1, m))])
        places = A * np.arange(m) / m
        return m * (np.maximum(np.subtract.outer(x, places), 0) @ signs)

    def composed(times, x):
        for _ in range(times):
            x = layer(x)
        return x

    def turns(times):
        """All points whose way meets a kink of the layer, traced back, and where the composed layers really bend there."""
        points = np.array([p]) if level == "hard" else A * np.arange(1, m) / m
        for _ in range(times - 1):
            back = [p * points, 1 - (1 - p) * points] if level == "hard" else [(j * A + (A - points if j % 2 else points)) / m for j in range(m)]
            points = np.concatenate([np.array([p]) if level == "hard" else A * np.arange(1, m) / m, *back])
        points = np.unique(np.round(points, 12))
        h = 1e-3 * np.diff(np.concatenate([[0], points, [A]])).min()
        return points[np.abs(composed(times, points + h) - 2 * composed(times, points) + composed(times, points - h)) > 1e-3 * h]

    x = np.concatenate([[0.0], turns(k), [A]])
    y = composed(k, x)
    slopes = np.diff(y) / np.diff(x)
    bends = np.abs(np.diff(slopes)) > 1e-6
    found = {"pieces": 1 + bends.sum()}
    kinks = set(turns(2))
    if level == "easy":
        target = A if top == "yes" else 0
        values = [composed(t, np.array([float(x0)]))[0] for t in (1, 2, 3)]
        return {**found, "values": values, "kinks": kinks, "reached": (np.abs(y - target) < 1e-9 * A).sum()}
    if level == "medium":
        h = 1e-5
        low, at, high = composed(2, np.array([x0 - h, x0, x0 + h]))
        return {**found, "value": at, "slope": round((high - low) / (2 * h), 3), "deep": sum(1 for _ in range(k) for _ in range(m)), "shallow": bends.sum()}
    weights = [layer(np.array([p / 2]))[0] / (p / 2), 0.0]
    weights[1] = (layer(np.array([1.0]))[0] - weights[0]) / (1 - p)
    return {**found, "kinks": kinks, "weights": weights, "first": c / (composed(3, np.array([1e-6]))[0] / 1e-6), "alike": (np.abs(np.abs(slopes) - steep) < 1e-6 * steep).sum()}
