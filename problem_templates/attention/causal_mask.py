"""Weights under a causal mask, with padding or a sliding window; how many pairs are allowed, and whom a token can reach."""

from sympy import Matrix, log

from examgen.authoring import Grid, Grids, answer, by_level, choice, drawn, figure, integer, require, tex

_SCORES = {1: 0, 2: log(2), 3: log(3), 4: 2 * log(2), 5: log(5), 6: log(6)}

n = choice(4)
common = by_level(easy=choice(2, 3, 4, 5))
key = by_level(easy=integer(1, 3))
p = by_level(medium=choice(2, 3, 4))
w = by_level(hard=choice(2, 3), tex="w")


@drawn(tex="S")
def S(draw, n, common=None, key=None):
    """Scores: all the same but for one key, or in each row logarithms of different small integers."""
    side = int(n)
    if common is not None:
        special = draw.choice(*(k for k in (1, 2, 3, 4, 5, 6) if k != common))
        row = [_SCORES[int(special if k == key else common)] for k in range(1, side + 1)]
        return Matrix([row] * side)
    return Matrix([[_SCORES[int(k)] for k in draw.sample((1, 2, 3, 4, 5), side)] for _ in range(side)])


@drawn(tex="V")
def V(draw, n):
    return draw.matrix(n, 2, -6, 6)


@drawn
def t(draw, level, n, p=0):
    """The token whose output is asked: it sees at least two tokens."""
    return draw.integer(2 if level == "easy" else 3, n)


N = by_level(easy=integer(6, 40), medium=integer(8, 24), hard=integer(20, 64), tex="N")
r = by_level(medium=integer(2, 6), tex="r")
W = by_level(hard=integer(4, 8), tex="W")
M = by_level(hard=choice(6, 7, 8))


@drawn
def j(draw, level, n, p=0):
    """The token that is replaced. Padding that sees the first token only could not react at all: no such pair."""
    if level == "hard":
        return draw.integer(2, 4)
    return draw.choice(*(k for k in range(2, int(n) + 1) if not (k == p == 2)))


weights = answer("A", kind="matrix", points=3)
output = answer("o{i}", kind="vector", points=2)
count = answer("a", kind="integer", points=2, guess_ok=True)
changed = answer("", kind="set", entries="integer", points=1)
layers = answer("l", kind="integer", points=1, levels=("hard",), guess_ok=True)


@require
def _(V):
    """the values differ, and so do their coordinates"""
    return len({tuple(V.row(i)) for i in range(V.rows)}) == V.rows and V.col(0) != V.col(1)


@figure
def table(S):
    cells = tuple(tuple(f"${tex(S[i, k])}$" for k in range(S.cols)) for i in range(S.rows))
    return Grids((Grid(cells, title="scores $S$"),))
