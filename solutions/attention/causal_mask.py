"""Exponentials of the scores that are seen, zeros elsewhere; each row divided by its sum."""

import numpy as np
from sympy import Integer, Matrix

from examgen.authoring import Grid, Grids, ceiling, exp, figure, floor, misconception, oracle, procedure, step, tex


def _seen(i, j, p, w):
    """Whether query i sees key j, both counted from 0."""
    return j <= i and j + 1 != p and (w is None or i - j < w)


def _masked(S, seen, hidden=0):
    return Matrix([[exp(score) if seen(i, j) else Integer(hidden) for j, score in enumerate(row)] for i, row in enumerate(S.tolist())])


def _shares(E):
    """Each row divided by its sum; a row of zeros stays."""
    return Matrix([[entry / (sum(row) or 1) for entry in row] for row in E.tolist()])


@procedure("E", r"The exponential of each score that is seen, $e^{\ln c} = c$; elsewhere $e^{-\infty} = 0$.")
def exponentials(S, p=None, w=None):
    return _masked(S, lambda i, j: _seen(i, j, p, w))


@exponentials.mistake(
    "set the hidden scores to 0 in place of minus infinity", credit="1/4", feedback="A score of 0 still gets a share: $e^0 = 1$."
)
def _(S, p=None, w=None):
    return _masked(S, lambda i, j: _seen(i, j, p, w), hidden=1)


@exponentials.mistake("let every query see every key", credit="1/4")
def _(S):
    return S.applyfunc(exp)


@exponentials.mistake(
    "hid the past in place of the future",
    credit="1/4",
    when=lambda level: level != "medium",
    feedback="Query $i$ is row $i$; it sees the columns up to $i$.",
)
def _(S, w=None):
    return _masked(S, lambda i, j: _seen(j, i, None, w))


@exponentials.mistake("forgot the padding", credit="1/3", when=lambda p=None: p is not None)
def _(S, p=None):
    return _masked(S, lambda i, j: j <= i)


@exponentials.mistake("forgot the window", credit="1/3", when=lambda w=None: w is not None)
def _(S, w=None):
    return _masked(S, lambda i, j: j <= i)


@exponentials.mistake("let the padding be seen by its own query", credit="1/2", when=lambda n, p=None: p is not None and p < n)
def _(S, p=None):
    return _masked(S, lambda i, j: j <= i and (j + 1 != p or i == j))


@procedure("r", "The sum of each row of $E$.", general=r"\Bigl(\sum_j E_{ij}\Bigr)")
def row_sums(exponentials):
    return tuple(sum(row) for row in exponentials.tolist())


@procedure(because="Each row of $E$ divided by its sum.", general=r"\bigl(E_{ij} / r_i\bigr)")
def weights(exponentials, row_sums):
    return Matrix([[entry / r for entry in row] for row, r in zip(exponentials.tolist(), row_sums, strict=True)])


@weights.mistake(
    "hid weights after the softmax, without dividing again", credit="1/2", feedback="The weights of a query then no longer add up to 1."
)
def _(S, p=None, w=None):
    every = _shares(S.applyfunc(exp)).tolist()
    return Matrix([[share if _seen(i, j, p, w) else Integer(0) for j, share in enumerate(row)] for i, row in enumerate(every)])


@weights.mistake("hid the row of the padding in place of its column", credit="1/4", when=lambda p=None: p is not None)
def _(S, p=None):
    return _shares(_masked(S, lambda i, j: j <= i and i + 1 != p))


@weights.mistake("took the softmax of each column", credit="1/4", feedback="The weights of one query add up to 1, and a query is a row.")
def _(exponentials):
    return _shares(exponentials.T).T


@weights.mistake("did not divide by the sum", credit="1/4")
def _(exponentials):
    return exponentials


without_self = misconception("hid each token from itself", credit="1/3", feedback="The mask keeps $j = i$: a token may see itself.")


@without_self.at(weights)
def _(S, p=None, w=None):
    return _shares(_masked(S, lambda i, j: _seen(i, j, p, w) and j < i))


one_more = misconception(
    "let the window hold the token and as many before it as its length", credit="1/2", when=lambda n, w=None: w is not None and w + 1 < n
)


@one_more.at(exponentials)
def _(S, w=None):
    return _masked(S, lambda i, j: _seen(i, j, None, w + 1))


@procedure(r"\alpha", "Row {{ t }} of $A$, the weights of query {{ t }}.")
def row(weights, t):
    return weights.row(int(t) - 1)


@step(because="The sum of the rows of $V$, each times its weight.")
def output(row, V):
    return row * V


@output.mistake("added the values without weights")
def _(V, t):
    return tuple(sum(V[j, c] for j in range(int(t))) for c in range(V.cols))


@output.mistake("took a column of the weights in place of a row", credit="1/4")
def _(weights, V, t):
    return V.T * weights.col(int(t) - 1)


@output.mistake("took the value of the token itself")
def _(V, t):
    return V.row(int(t) - 1)


@step(
    because="{% if level == 'easy' %}Token $i$ sees $i$ tokens: $1 + 2 + \\dots + N$.{% elif level == 'medium' %}Without padding $1 + 2 + \\dots + N$; of these, the padding loses "
    "the triangle $1 + 2 + \\dots + r$ of its own columns.{% else %}$W$ for each token, but the first $W - 1$ tokens lack $W - 1, \\dots, 2, 1$ of them.{% endif %}"
)
def count(N, r=None, W=None):
    if r is not None:
        return N * (N + 1) / 2 - r * (r + 1) / 2
    return N * (N + 1) / 2 if W is None else N * W - W * (W - 1) / 2


@without_self.at(count)
def _(N, r=None, W=None):
    if r is not None:
        return N * (N - 1) / 2 - r * (r - 1) / 2
    return N * (N - 1) / 2 if W is None else N * (W - 1) - W * (W - 1) / 2


@one_more.at(count)
def _(N, W=None):
    return N * (W + 1) - W * (W + 1) / 2


@count.mistake("let every query see every key", credit="1/4", when=lambda level: level != "hard")
def _(N):
    return N**2


@count.mistake("halved the number of all pairs", credit="1/3", when=lambda level, N: level == "easy")
def _(N):
    return N**2 / 2


@count.mistake("forgot the padding", credit="1/3", when=lambda r=None: r is not None)
def _(N, r=None):
    return N * (N + 1) / 2


@count.mistake("left out the rows of the padding", credit="1/2", when=lambda r=None: r is not None)
def _(N, r=None):
    return (N - r) * (N - r + 1) / 2


@count.mistake("took away whole columns for the padding", credit="1/2", when=lambda r=None: r is not None)
def _(N, r=None):
    return N * (N + 1) / 2 - r * N


@count.mistake("gave the first tokens a full window", credit="1/2", when=lambda W=None: W is not None)
def _(N, W=None):
    return N * W


@count.mistake("forgot the window", credit="1/4", when=lambda W=None: W is not None)
def _(N, W=None):
    return N * (N + 1) / 2


@procedure(
    because="{% if level == 'hard' %}A token is seen by its own query and the next {% if w == 2 %}one{% else %}two{% endif %}; in the second layer these are seen by themselves and the next {% if w == 2 %}one{% else %}two{% endif %} again."
    "{% elif j == p %}No query sees its key, but its own query, and with it its own output, is another one.{% else %}All queries from the token itself onwards see its key; "
    "earlier ones never do.{% endif %}"
)
def changed(j, n, p=None, w=None, M=None):
    if M is not None:
        return frozenset(k for k in range(int(j), int(M) + 1) if k - j <= 2 * (w - 1))
    return frozenset(k for k in range(int(j), int(n) + 1) if j != p or k == j)


@changed.mistake("let a token change the outputs before it, too", when=lambda j, p=None: j != p)
def _(j, n, w=None, M=None):
    if M is not None:
        return frozenset(k for k in range(1, int(M) + 1) if abs(k - j) <= 2 * (w - 1))
    return frozenset(range(1, int(n) + 1))


@changed.mistake("exchanged past and future", when=lambda j, n, p=None, M=None: M is None and j != p and j < n)
def _(j):
    return frozenset(range(1, int(j) + 1))


@changed.mistake("left out the output of the token itself", credit="1/2", when=lambda j, n: j < n)
def _(changed, j):
    return changed - {j}


@changed.mistake("thought that only its own output changes", when=lambda j, n, p=None: j not in (p, n))
def _(j):
    return frozenset({j})


@changed.mistake("let others see the padding", credit="1/4", when=lambda j, n, p=None: j == p < n)
def _(j, n):
    return frozenset(range(int(j), int(n) + 1))


@changed.mistake("took the padding not to change anything", credit="1/4", when=lambda j, n, p=None: j == p == n)
def _(j):
    return frozenset()


@changed.mistake("counted one layer only", credit="1/4", when=lambda j, M=None, w=None: M is not None and w > 2 and j + w <= M)
def _(j, w=None):
    return frozenset(range(int(j), int(j + w)))


@changed.mistake(
    "let each layer reach as far as the window is long", credit="1/2", when=lambda j, M=None, w=None: M is not None and j + 2 * w - 2 < M
)
def _(j, w=None, M=None):
    return frozenset(k for k in range(int(j), int(M) + 1) if k - j <= 2 * w)


@changed.mistake("forgot the window", when=lambda M=None, w=None, j=0: M is not None and j + 2 * w < M)
def _(j, M=None):
    return frozenset(range(int(j), int(M) + 1))


@step(because="Each layer reaches back by $W - 1$ tokens, and $N - 1$ must be bridged.")
def layers(N, W):
    return ceiling((N - 1) / (W - 1))


@layers.mistake("rounded down", credit="1/2", when=lambda N, W: (N - 1) % (W - 1) != 0)
def _(N, W):
    return floor((N - 1) / (W - 1))


@layers.mistake(
    "let each layer reach as far as the window is long",
    credit="1/2",
    when=lambda N, W: -(-N // W) not in ((N - 1) // (W - 1), -(-(N - 1) // (W - 1))),
)
def _(N, W):
    return ceiling(N / W)


@figure
def table(S, p=None, w=None):
    cells = tuple(tuple(f"${tex(S[i, k])}$" for k in range(S.cols)) for i in range(S.rows))
    hidden = frozenset((i, k) for i in range(S.rows) for k in range(S.cols) if not _seen(i, k, p, w))
    return Grids((Grid(cells, hidden, title="scores $S$"),), caption="Shaded: hidden by the mask.")


def _reacts(length, blind, window, where, depth):
    """Replace a token of a random sequence and see which outputs of a random stack of layers move."""
    chance = np.random.default_rng(7)
    tokens = chance.normal(size=(length, 3))
    other = tokens.copy()
    other[where - 1] += chance.normal(size=3)
    projections = chance.normal(size=(depth, 3, 3, 3)) / 2  # small scores: no weight vanishes
    results = []
    for x in (tokens, other):
        for w_q, w_k, w_v in projections:
            q, k, v = x @ w_q, x @ w_k, x @ w_v
            rows = []
            for i in range(length):
                keys = [j for j in range(max(0, i + 1 - window), i + 1) if j + 1 != blind]
                raw = np.exp(k[keys] @ q[i])
                rows.append((raw / raw.sum()) @ v[keys])
            x = np.array(rows)
        results.append(x)
    return {i + 1 for i in range(length) if np.abs(results[0][i] - results[1][i]).max() > 1e-12}


@oracle
def pair_by_pair(n, S, V, t, N, j, p=0, w=0, r=0, W=0, M=0):
    """Loops over the keys that a query may see; pairs are listed; a token is replaced and every output compared; layers are added one by one."""
    table = np.zeros((n, n))
    for i in range(n):
        open_keys = [k for k in range(max(0, i + 1 - (w or n)), i + 1) if k + 1 != p]
        for k in open_keys:
            table[i, k] = 1 / sum(np.exp(S[i, other] - S[i, k]) for other in open_keys)
    answers = {"weights": table, "output": [sum(table[t - 1, k] * V[k, c] for k in range(n)) for c in (0, 1)]}
    reach = W or N
    answers["count"] = sum(1 for query in range(N) for key in range(N - r) if 0 <= query - key < reach)
    if not M:
        answers["changed"] = _reacts(n, p, n, j, 1)
        return answers
    answers["changed"] = _reacts(M, 0, w, j, 2)
    earliest, depth = N, 0
    while earliest > 1:
        earliest, depth = max(1, min(range(earliest - W + 1, earliest + 1))), depth + 1
    answers["layers"] = depth
    return answers
