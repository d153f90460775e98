"""Copies multiply, extra convolutions add: a linear recurrence for everything there is and another one for the longest path."""

from functools import cache

import numpy as np
from sympy import Integer, Rational

from examgen.authoring import Table, floor, oracle, procedure, step


@step("a", "Copies of the smaller module: $m$ in {% if b == 1 %}the one stage{% else %}each of the $b$ stages{% endif %}.")
def copies(b, m):
    return b * m


@copies.mistake("counted one copy for each stage", credit="1/4", when=lambda m, b: m > 1 and b > 1)
def _(b):
    return b


@copies.mistake("counted one stage only", credit="1/4", when=lambda m, b: b > 1 and b != m > 1)
def _(m):
    return m


@step("r", "The extra convolutions, beside the copies.")
def joints(d, e):
    return d + e


@joints.mistake("forgot the shortcut", credit="1/2")
def _(d):
    return d


@joints.mistake("counted the copies only", credit="1/4")
def _():
    return 0


@step("O_1", "$O_N = a \\, O_{N-1} + r$, starting from $O_0 = 1$.")
def one(copies, joints):
    return copies + joints


@step("O_2", "The same once more.")
def two(copies, one, joints):
    return copies * one + joints


@step(because="And once more.")
def third(copies, two, joints):
    return copies * two + joints


@third.mistake("stopped one level too early", credit="1/2")
def _(two):
    return two


@step(
    "L_1",
    "The longest path runs through one copy of {% if b == 1 %}the one{% else %}each{% endif %} stage, not through the shortcut: $L_N = b \\, L_{N-1} + d$, starting from $L_0 = 1$.",
)
def one_depth(b, d):
    return b + d


@step("L_2", "The same once more.")
def two_depth(b, one_depth, d):
    return b * one_depth + d


@step(because="And once more.")
def third_depth(b, two_depth, d):
    return b * two_depth + d


@third_depth.mistake(
    "put all copies on the path", credit="1/4", when=lambda m: m > 1, feedback="Copies side by side lie on different paths."
)
def _(b, m, d):
    return _levels(b * m, d, 3)


@third_depth.mistake("took the number of convolutions for the length of the path", when=lambda m: m > 1)
def _(third):
    return third


@third_depth.mistake("put the shortcut on the path as well", credit="1/3")
def _(b, d, e):
    return _levels(b, d + e, 3)


@third_depth.mistake("stopped one level too early", credit="1/2")
def _(two_depth):
    return two_depth


def _levels(factor, summand, count):
    value = Integer(1)
    for _ in range(count):
        value = factor * value + summand
    return value


@step(because="$9 C^2$ weights for each convolution.")
def weights(third, C):
    return 9 * C**2 * third


@weights.mistake("forgot that a filter spans all channels", credit="1/4")
def _(third, C):
    return 9 * C * third


@weights.mistake("did not square the side of the window", credit="1/4")
def _(third, C):
    return 3 * C**2 * third


@weights.mistake("counted the weights of the longest path only", credit="1/4")
def _(third_depth, C):
    return 9 * C**2 * third_depth


@step(because="Apply $O_N = a \\, O_{N-1} + r$ twice, from $O_0 = 1$.")
def second(copies, joints):
    return copies * (copies + joints) + joints


@second.mistake("stopped one level too early", credit="1/4")
def _(copies, joints):
    return copies + joints


@step(because="The $a^N$ convolutions of the modules $M_0$, and $r \\, (1 + a + \\dots + a^{N-1})$ beside the copies.")
def formula(copies, joints, N):
    return copies**N + joints * (copies**N - 1) / (copies - 1)


@formula.mistake("counted one level too few", credit="1/2")
def _(copies, joints, N):
    return copies ** (N - 1) + joints * (copies ** (N - 1) - 1) / (copies - 1)


@formula.mistake("added the convolutions beside the copies for one level only", credit="1/3")
def _(copies, joints, N):
    return copies**N + joints


@formula.mistake("let every level have equally many convolutions beside the copies", credit="1/3")
def _(copies, joints, N):
    return copies**N + joints * N


@formula.mistake("forgot the modules of the lowest level", credit="1/2")
def _(copies, joints, N):
    return joints * (copies**N - 1) / (copies - 1)


@step(
    because="{% if one_stage %}$L_N = L_{N-1} + d$: every level adds as much{% else %}$L_N = b \\, L_{N-1} + d$: $b^N$ at the lowest level, and $d \\, (1 + b + \\dots + b^{N-1})${% endif %}"
    "{% if one_end %}, here $d = 1${% endif %}."
)
def layers(b, d, N, one_stage, one_end):
    if one_end:
        return 1 + N if one_stage else b**N + (b**N - 1) / (b - 1)
    return 1 + d * N if one_stage else b**N + d * (b**N - 1) / (b - 1)


@layers.mistake("put all copies on the path", credit="1/4", when=lambda m: m > 1, feedback="Copies side by side lie on different paths.")
def _(copies, d, N):
    return copies**N + d * (copies**N - 1) / (copies - 1)


@layers.mistake("put the shortcut on the path as well", credit="1/3")
def _(b, d, e, N, one_stage):
    return 1 + (d + e) * N if one_stage else b**N + (d + e) * (b**N - 1) / (b - 1)


@layers.mistake("counted one level too few", credit="1/2")
def _(b, d, N, one_stage):
    return 1 + d * (N - 1) if one_stage else b ** (N - 1) + d * (b ** (N - 1) - 1) / (b - 1)


@layers.mistake("forgot the convolutions at the end", credit="1/4")
def _(b, N):
    return b**N


def _first_above(factor, summand, limit):
    level, value = 0, 1
    while value <= limit:
        level, value = level + 1, factor * value + summand
    return level


@procedure(because="{% if b == 1 %}Solve $1 + d N > X$.{% else %}Compute $L_N = b \\, L_{N-1} + d$ until it exceeds $X$.{% endif %}")
def enough(b, d, X):
    return _first_above(int(b), int(d), int(X))


@enough.show
def _(b, d, enough) -> Table:
    values = [1]
    for _ in range(int(enough)):
        values.append(int(b) * values[-1] + int(d))
    places = range(len(values)) if len(values) <= 7 else range(len(values) - 2, len(values))
    return Table(head=("$N$", "$L_N$"), rows=tuple((f"${k}$", f"${values[k]}$") for k in places))


@enough.mistake("gave the last level that does not exceed it", credit="1/2")
def _(enough):
    return enough - 1


@enough.mistake(
    "counted all convolutions",
    credit="1/4",
    when=lambda copies, joints, X, enough: _first_above(int(copies), int(joints), int(X)) < enough - 1,
)
def _(copies, joints, X):
    return _first_above(int(copies), int(joints), int(X))


@step("O_1", "$O_N = a \\, O_{N-1} + c \\cdot 4^N$, for $s^2 = 4^N$.")
def half(a, o, c):
    return a * o + 4 * c


@step(because="The same once more.")
def divided(a, half, c):
    return a * half + 16 * c


@divided.mistake("let the full size cost as much as half of it", credit="1/3")
def _(a, half, c):
    return a * half + c * 4


@divided.mistake("counted rows in place of pixels", credit="1/3")
def _(a, o, c):
    return a * (a * o + 2 * c) + 4 * c


@divided.mistake("processed a single image of half the size", credit="1/4", when=lambda a: a > 1)
def _(o, c):
    return o + 4 * c + 16 * c


@divided.mistake("counted four images of half the size", credit="1/4", when=lambda a: a != 4)
def _(o, c):
    return 4 * (4 * o + 4 * c) + 16 * c


def _solution(a, c, o, N):
    """Of O_N = a O_(N-1) + c 4^N."""
    if a == 4:
        return (o + c * N) * Integer(4) ** N
    part = Rational(4 * c, 4 - a)
    return (o - part) * Integer(a) ** N + part * Integer(4) ** N


@procedure(
    because="{% if a == 4 %}Divided by $4^N$, the recurrence reads $O_N / 4^N = O_{N-1} / 4^{N-1} + c$: every level adds $c$.{% else %}Try $O_N = u \\, a^N + v \\cdot 4^N$. The recurrence asks for $v = a v / 4 + c$, and "
    "$O_0 = u + v$ gives $u$.{% endif %}"
)
def solved(a, c, o, N):
    return _solution(a, c, o, N)


@solved.mistake("let every level cost as much as the largest", credit="1/3", when=lambda a: a != 4)
def _(a, c, o, N):
    return o * Integer(a) ** N + c * N * Integer(4) ** N


@solved.mistake("counted the layers at full size only", credit="1/4")
def _(c, N):
    return c * Integer(4) ** N


@solved.mistake("forgot the modules for a single pixel", credit="1/2")
def _(a, c, N):
    return _solution(a, c, 0, N)


@solved.mistake("counted one level too few", credit="1/2")
def _(a, c, o, N):
    return _solution(a, c, o, N - 1)


@solved.mistake("let all levels have the same size", credit="1/4", when=lambda a: a > 1)
def _(a, c, o, N):
    return o * Integer(a) ** N + 4 * c * (Integer(a) ** N - 1) / (a - 1)


@procedure(
    because="{% if a < 4 %}For $a < 4$ the levels get cheaper and cheaper: their costs $c \\cdot 4^N (1 + \\frac{a}{4} + \\frac{a^2}{16} + \\dots)$ stay below a multiple of $4^N = s^2$."
    "{% elif a == 4 %}For $a = 4$ all $N$ levels cost the same, $c \\cdot 4^N$, and $N$ is a multiple of $\\ln s$.{% else %}For $a > 4$ the many small modules cost the most: $O_N$ grows like $a^N$.{% endif %}"
)
def growth(a):
    return "square" if a < 4 else "log" if a == 4 else "more"


@growth.mistake("took all levels to cost the same", when=lambda a: a != 4)
def _():
    return "log"


@growth.mistake("looked at the largest level only", when=lambda a: a >= 4)
def _():
    return "square"


@growth.mistake(
    "looked at the number of modules only",
    when=lambda a: 1 < a <= 4,
    feedback="There are more and more modules, but they get smaller and smaller.",
)
def _():
    return "more"


@step("n", "Every level adds $t$ layers: $L_N = 1 + t N$. The smallest $n$ with $L_n > X$.")
def level_needed(X, t):
    return floor((X - 1) / t) + 1


@step(because="$s = 2^n$.")
def side(level_needed):
    return 2**level_needed


@side.mistake("gave the level in place of the rows", credit="1/2")
def _(level_needed):
    return level_needed


@side.mistake("gave the last one that does not exceed it", credit="1/2")
def _(level_needed):
    return 2 ** (level_needed - 1)


@side.mistake(
    "let the layers double from level to level",
    credit="1/4",
    when=lambda X, t, level_needed: _doubling(X, t) < level_needed - 1 and 2 ** _doubling(X, t) != level_needed,
)
def _(X, t):
    return 2 ** _doubling(X, t)


def _doubling(X, t):
    return _first_above(2, int(t), int(X))


def _through(basis, counted, at):
    """The combination of basis functions that takes the counted values at 0, 1, ..., evaluated elsewhere; nan if the next value does not fit."""
    known = len(basis)
    matrix = np.array([[float(f(k)) for f in basis] for k in range(known)])
    weights = np.linalg.solve(matrix, np.array(counted[:known], dtype=float))
    after = sum(w * f(known) for w, f in zip(weights, basis, strict=True))
    found = sum(w * f(at) for w, f in zip(weights, basis, strict=True))
    return float(found) if abs(after - counted[known]) < 1e-6 * (1 + abs(counted[known])) else float("nan")


@oracle
def built(level, m=1, b=1, d=0, e=0, C=0, N=0, X=0, a=1, c=0, o=0, t=0):
    """Build the modules as graphs (nodes, longest path) or run through the pyramid of images; closed forms through counted values."""
    if level == "hard":

        @cache
        def work(size):
            return (
                o if size == 1 else sum(work(size // 2) for _image in range(a)) + sum(c for _row in range(size) for _column in range(size))
            )

        counted = [work(1), work(2), work(4), work(8)]
        basis = [lambda x: 4.0**x, (lambda x: x * 4.0**x) if a == 4 else lambda x: float(a) ** x]
        times = counted[3] / 64 - counted[2] / 16  # what the next level adds for each pixel
        rows, path = 1, 1
        while path <= X:
            rows, path = 2 * rows, path + t
        order = "more" if a * 16 > 65 else "log" if abs(times - c) < 1e-9 else "square"
        return {"divided": counted[2], "solved": _through(basis, counted, N), "growth": order, "side": rows}

    def build(size):
        """Edges between numbered convolutions of a module; 0 is its entrance, the last number its exit."""
        ahead: list[list[int]] = [[]]

        def module(level, sources):
            if level == 0:
                return convolution(sources)
            stage = sources
            for _ in range(b):
                stage = [end for _copy in range(m) for end in module(level - 1, stage)]
            short = sources
            for _ in range(e):
                short = convolution(short)
            tail = stage + short
            for _ in range(d):
                tail = convolution(tail)
            return tail

        def convolution(sources):
            ahead.append(list(sources))
            return [len(ahead) - 1]

        module(size, [0])
        longest = [0] * len(ahead)
        for node, sources in enumerate(ahead):
            longest[node] = max((longest[source] + 1 for source in sources), default=0)
        return len(ahead) - 1, longest[-1]

    sizes = [build(k) for k in range(4)]
    paths = [path for _, path in sizes]
    grown = list(paths)
    while grown[-1] <= X:  # the path of the next module, from the last two differences
        ratio = (grown[-1] - grown[-2]) / (grown[-2] - grown[-3])
        grown.append(round(grown[-1] + ratio * (grown[-1] - grown[-2])))
    needed = next(k for k, path in enumerate(grown) if path > X)
    if level == "easy":
        return {"third": sizes[3][0], "third_depth": paths[3], "weights": sum(C * C * 9 for _ in range(sizes[3][0])), "enough": needed}
    copies = m * b
    return {
        "second": sizes[2][0],
        "formula": _through([lambda x: 1.0, lambda x: float(copies) ** x], [size for size, _ in sizes], N),
        "layers": _through([lambda x: 1.0, (lambda x: x) if b == 1 else lambda x: float(b) ** x], paths, N),
        "enough": needed,
    }
