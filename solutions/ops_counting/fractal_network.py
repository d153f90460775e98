"""One recurrence for each question: copies multiply in a row, branches add, paths multiply in a row and add between branches."""

from sympy import Integer, Rational

from examgen.authoring import Table, oracle, procedure, step, tex


def _repeated(start, factor, summand, times):
    value = start
    for _ in range(int(times)):
        value = factor * value + summand
    return value


@procedure(because="$O_1 = u$ and $O_{C+1} = s \\, O_C + e$: $s$ copies and the $e$ convolutions beside them.")
def count(s, u, e, B):
    return _repeated(u, s, e, B - 1)


@count.show
def _(s, u, e, B) -> Table:
    rows, value = [("$1$", f"${u}$")], u
    for level in range(2, int(B) + 1):
        rows.append((f"${level}$", rf"${s} \cdot {value} + {e} = {s * value + e}$"))
        value = s * value + e
    return Table(head=("$C$", "$O_C$"), rows=tuple(rows))


@count.mistake("forgot the row of convolutions beside the copies", credit="1/3")
def _(s, u, B):
    return u * s ** (B - 1)


@count.mistake("took one copy for the row of copies", credit="1/4")
def _(u, e, B):
    return u + e * (B - 1)


@count.mistake("went one level too far", credit="1/2")
def _(s, u, e, B):
    return _repeated(u, s, e, B)


@count.mistake("stopped one level too early", credit="1/2")
def _(s, u, e, B):
    return _repeated(u, s, e, B - 2)


@procedure(because="The row of copies is the longer branch: $L_1 = u$ and $L_{C+1} = s \\, L_C$.", general="u \\, s^{B - 1}")
def depth(s, u, B):
    return u * s ** (B - 1)


@depth.mistake("put both branches on one path", credit="1/4", feedback="A path runs through one of two branches.")
def _(s, u, e, B):
    return _repeated(u, s, e, B - 1)


@depth.mistake("took one copy for the row of copies", credit="1/4")
def _(u):
    return u


@depth.mistake("went one level too far", credit="1/2")
def _(s, u, B):
    return u * s**B


@procedure(because="$P_1 = 1$ and $P_{C+1} = P_C^s + 1$: a path chooses anew in each copy of the row, or takes the other branch.")
def paths(s, B):
    return _paths(s, B)


def _paths(s, B, start=1, beside=1):
    value = Integer(start)
    for _ in range(int(B) - 1):
        value = value**s + beside
    return value


@paths.show
def _(s, B) -> Table:
    return Table(head=("$C$", "$P_C$"), rows=tuple((f"${level}$", f"${_paths(s, level)}$") for level in range(1, int(B) + 1)))


@paths.mistake("let all copies of a row choose alike", credit="1/3")
def _(B):
    return B


@paths.mistake(
    "added the paths of copies in a row",
    credit="1/4",
    feedback="In a row, every way through the first copy goes on with every way through the next.",
)
def _(s, B):
    return _repeated(Integer(1), s, 1, B - 1)


@paths.mistake("forgot the branch beside the copies", credit="1/4")
def _():
    return 1


@paths.mistake("doubled the paths with every level", credit="1/4", when=lambda s, B: 2 ** (B - 1) not in (_paths(s, B), B))
def _(B):
    return 2 ** (B - 1)


@step(because="9 weights for each pair of channels in each convolution.")
def weights(count, D):
    return 9 * D**2 * count


@weights.mistake("forgot that a filter spans all channels", credit="1/4")
def _(count, D):
    return 9 * D * count


@weights.mistake("counted the longest path only", credit="1/4")
def _(depth, D):
    return 9 * D**2 * depth


@weights.mistake("did not square the side of the window", credit="1/4")
def _(count, D):
    return 3 * D**2 * count


@step(
    because="The smallest parts $f_1$ occur $s^{C-1}$ times; beside the copies there are $e \\, (1 + s + \\dots + s^{C-2})$ convolutions."
)
def formula(u, s, C, e):
    return u * s ** (C - 1) + e * (s ** (C - 1) - 1) / (s - 1)


@formula.mistake("went one level too far", credit="1/2")
def _(u, s, C, e):
    return u * s**C + e * (s**C - 1) / (s - 1)


@formula.mistake("forgot the row of convolutions beside the copies", credit="1/3")
def _(u, s, C):
    return u * s ** (C - 1)


@formula.mistake("added the convolutions of one level only", credit="1/3")
def _(u, s, C, e):
    return u * s ** (C - 1) + e


@formula.mistake("let every level have equally many convolutions beside the copies", credit="1/3")
def _(u, s, C, e):
    return u * s ** (C - 1) + e * (C - 1)


@step(because="The row of copies is the longer branch: every level multiplies with $s$.")
def deep(u, s, C):
    return u * s ** (C - 1)


@deep.mistake("went one level too far", credit="1/2")
def _(u, s, C):
    return u * s**C


@deep.mistake("put both branches on one path", credit="1/4", feedback="A path runs through one of two branches.")
def _(u, s, C, e):
    return u * s ** (C - 1) + e * (s ** (C - 1) - 1) / (s - 1)


@deep.mistake("added in place of multiplying", credit="1/4")
def _(u, s, C):
    return u * s * (C - 1) + u


def _first(u, s, X):
    level, value = 1, u
    while value <= X:
        level, value = level + 1, s * value
    return level


@procedure(because="The smallest $C$ with $u \\, s^{C-1} > X$.")
def enough(u, s, X):
    return _first(u, s, X)


@enough.show
def _(u, s, enough) -> Table:
    return Table(head=("$C$", "$L_C$"), rows=tuple((f"${level}$", f"${u * s ** (level - 1)}$") for level in (enough - 1, enough)))


@enough.mistake("gave the last one that does not exceed it", credit="1/2")
def _(enough):
    return enough - 1


@enough.mistake("counted one level more", credit="1/2")
def _(enough):
    return enough + 1


@procedure(because="$P_1 = 1$ and $P_{C+1} = P_C^s + 1$: a path chooses anew in each copy of the row, or takes the other branch.")
def many(s):
    return _paths(s, 4)


@many.show
def _(s) -> Table:
    return Table(head=("$C$", "$P_C$"), rows=tuple((f"${level}$", f"${tex(_paths(s, level))}$") for level in (1, 2, 3, 4)))


@many.mistake("let all copies of a row choose alike", credit="1/3")
def _():
    return 4


@many.mistake(
    "added the paths of copies in a row",
    credit="1/4",
    feedback="In a row, every way through the first copy goes on with every way through the next.",
)
def _(s):
    return _repeated(Integer(1), s, 1, 3)


@many.mistake("stopped one level too early", credit="1/2")
def _(s):
    return _paths(s, 3)


@many.mistake("doubled the paths with every level", credit="1/4")
def _():
    return 8


@step("E_2", "$E_{C+1} = r s \\, E_C + (1 - r) \\, e$, starting from $E_1 = u$: the means of the $s$ copies add up.")
def second_mean(r, s, u, e):
    return r * s * u + (1 - r) * e


@step(because="The same once more.")
def mean(r, s, second_mean, e):
    return r * s * second_mean + (1 - r) * e


@mean.mistake("stopped one level too early", credit="1/2")
def _(second_mean):
    return second_mean


@mean.mistake("took one copy for the row of copies", credit="1/4")
def _(r, u, e):
    return r * (r * u + (1 - r) * e) + (1 - r) * e


@mean.mistake("exchanged the probabilities of the branches", credit="1/2", when=lambda r: r * 2 != 1)
def _(r, s, u, e):
    return (1 - r) * s * ((1 - r) * s * u + r * e) + r * e


@mean.mistake("averaged the longest and the shortest path", credit="1/4")
def _(r, s, u, e):
    return r * s**2 * u + (1 - r) * e


@mean.mistake("let every branch be kept", credit="1/4")
def _(s, u, e):
    return s * (s * u + e) + e


def _solution(r, s, u, e, C):
    """Of E_(C+1) = r s E_C + (1 - r) e with E_1 = u."""
    factor = r * s
    if factor == 1:
        return u + (1 - r) * e * (C - 1)
    fixed = (1 - r) * e / (1 - factor)
    return fixed + (u - fixed) * factor ** (C - 1)


@procedure(
    because="{% if r * s == 1 %}Here $r s = 1$: every level adds $(1 - r) \\, e$.{% else %}The fixed point $a = r s \\, a + (1 - r) \\, e$ is $a = (1 - r) \\, e / (1 - r s)$; the distance from it is multiplied by $r s$ in "
    "every level: $E_C = a + (u - a)(r s)^{C-1}$.{% endif %}"
)
def mean_formula(r, s, u, e, C):
    return _solution(r, s, u, e, C)


@mean_formula.mistake("went one level too far", credit="1/2")
def _(r, s, u, e, C):
    return _solution(r, s, u, e, C + 1)


@mean_formula.mistake("took one copy for the row of copies", credit="1/4")
def _(r, u, e, C):
    return _solution(r, Integer(1), u, e, C)


@mean_formula.mistake("forgot the row of convolutions", credit="1/4")
def _(r, s, u, C):
    return u * (r * s) ** (C - 1)


@mean_formula.mistake("exchanged the probabilities of the branches", credit="1/2", when=lambda r: r * 2 != 1)
def _(r, s, u, e, C):
    return _solution(1 - r, s, u, e, C)


@step(because="The last join must keep the row of copies, and so must the join in each of its $s$ copies of $f_2$.")
def longest(r, s):
    return r * r**s


@longest.mistake("let all copies of a row choose alike", credit="1/3", when=lambda r, s: s > 2 and r**2 * (2**s + 1) != 1)
def _(r):
    return r**2


@longest.mistake("looked at the last join only", credit="1/4")
def _(r):
    return r


@longest.mistake("forgot the last join", credit="1/2")
def _(r, s):
    return r**s


@longest.mistake("took all paths to be equally likely", credit="1/4")
def _(s):
    return Rational(1, 2 ** int(s) + 1)


@step(
    because="One at the end of each copy of $f_2, f_3, \\dots$: $k_1 = 0$ and $k_{C+1} = s \\, k_C + 1$, so that $k_B = 1 + s + \\dots + s^{B-2}$."
)
def joins(s, B):
    return (s ** (B - 1) - 1) / (s - 1)


@joins.mistake("gave each $f_1$ a join", credit="1/2")
def _(s, B):
    return (s**B - 1) / (s - 1)


@joins.mistake("counted one join for each level", credit="1/4")
def _(B):
    return B - 1


@joins.mistake("counted the joins of the innermost level only", credit="1/4")
def _(s, B):
    return s ** (B - 2)


@oracle(exact=True)
def enumerated(level, s, u, e, B=0, D=0, C=0, X=0, r=0):
    """List all paths with their lengths and probabilities; count convolutions by building; closed forms through counted values."""
    from fractions import Fraction
    from itertools import product

    def size(network):
        return u if network == 1 else sum(size(network - 1) for _copy in range(s)) + e

    def routes(network, kept=Fraction(1, 2)):
        """Every path: its length and its probability."""
        if network == 1:
            return [(u, Fraction(1))]
        inner = routes(network - 1, kept)
        found = [(e, 1 - kept)]
        for choice in product(inner, repeat=s):
            chance = kept
            for _, part in choice:
                chance *= part
            found.append((sum(length for length, _ in choice), chance))
        return found

    def longest(network):
        return u if network == 1 else max(e, sum(longest(network - 1) for _copy in range(s)))

    if level == "easy":
        lengths = [length for length, _ in routes(3)]
        ways = len(lengths) if B == 3 else 1 + sum(1 for _ in product(lengths, repeat=s))
        return {"count": size(B), "depth": longest(B), "paths": ways, "weights": sum(9 * D * D for _ in range(size(B)))}

    def fitted(values, factor, at):
        """a + b factor^(C - 1), or a + b (C - 1) for the factor 1, through the values at 1 and 2; the value at 3 must fit, too."""
        if factor == 1:
            slope = values[1] - values[0]
            good = values[0] + 2 * slope == values[2]
            return values[0] + slope * (at - 1) if good else None
        slope = (values[1] - values[0]) / (factor - 1)
        good = values[0] - slope + slope * factor**2 == values[2]
        return float(values[0] - slope) + float(slope) * float(factor) ** float(at - 1) if good else float("nan")

    if level == "medium":
        network = 1
        while longest(network) <= X:
            network += 1
        third = [1 for _ in routes(3)]
        return {
            "formula": fitted([Fraction(size(one)) for one in (1, 2, 3)], s, C),
            "deep": fitted([Fraction(longest(one)) for one in (1, 2, 3)], s, C),
            "enough": network,
            "many": 1 + len(third) ** s if s > 3 else 1 + sum(1 for _ in product(third, repeat=s)),
        }
    means = [sum(length * chance for length, chance in routes(one, r)) for one in (1, 2, 3)]
    long_way = max(length for length, _ in routes(3, r))

    def joined(network):
        return 0 if network == 1 else 1 + sum(joined(network - 1) for _copy in range(s))

    return {
        "mean": means[2],
        "mean_formula": fitted(means, r * s, C),
        "longest": sum(chance for length, chance in routes(3, r) if length == long_way),
        "joins": joined(B),
    }
