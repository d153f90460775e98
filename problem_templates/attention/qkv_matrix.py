"""Scaled dot-product attention in matrices: shapes, scores, weights, output; projections, a padding mask, and what reordering tokens does."""

from fractions import Fraction

from sympy import Matrix, log, sqrt

from examgen.authoring import answer, by_level, choice, drawn, integer, require

_LOGARITHMS = {1: 0, 2: log(2), 3: log(3), 5: log(5), 4: 2 * log(2), 9: 2 * log(3)}


def _logarithms(rows):
    return Matrix([[_LOGARITHMS[k] for k in row] for row in rows])


def _rows(draw, rows, columns, options):
    return [[int(draw.choice(*options)) for _ in range(columns)] for _ in range(rows)]


def _times(a, b):
    return [[sum(x * y for x, y in zip(row, column, strict=True)) for column in zip(*b, strict=True)] for row in a]


def _powers(exponents, bases):
    """What the exponential makes of a product with logarithms: rows of exponents, columns of bases, products of powers."""
    table = []
    for row in exponents:
        line = []
        for column in zip(*bases, strict=True):
            product = Fraction(1)
            for exponent, base in zip(row, column, strict=True):
                product *= Fraction(base) ** exponent
            line.append(product)
        table.append(line)
    return table


def _transposed(rows):
    return [list(column) for column in zip(*rows, strict=True)]


def _shares(table):
    return [[x / sum(row) for x in row] for row in table]


def _handy(table):
    """Whether these exponentials can be added by hand, and rows and columns are told apart."""
    entries = [x for row in table for x in row]
    if any(x.numerator > 10 or x.denominator > 4 for x in entries) or any(
        share.denominator > 24 for row in _shares(table) for share in row
    ):
        return False
    lines = [tuple(row) for row in table], list(zip(*table, strict=True))
    weights = {tuple(row) for row in _shares(table)}
    return len(weights) == len(table) and all(len(set(line)) > 1 for line in lines[0]) and all(len(set(several)) == len(several) for several in lines)


sizes = by_level(easy=choice((2, 2)), medium=choice((2, 3), (3, 2)), hard=choice((2, 3)))
d_k = by_level(easy=choice(2), medium=choice(4), hard=choice(2), tex="d_k")


@drawn(levels=("easy", "medium"))
def d_v(draw, level, sizes):
    """Not as many as keys, so that scores and output differ in shape."""
    return 2 if level == "easy" or sizes[1] == 3 else 3



padded = by_level(hard=integer(1, 3))


@drawn(levels=("easy", "medium"))
def pair(draw, level, sizes):
    """Queries and keys together, so that every score is the logarithm of a handy number."""
    n_q, n_k = map(int, sizes)
    while True:  # ends: about one trial in ten is handy
        if level == "easy":
            q, k = _rows(draw, n_q, 2, (0, 1, 1, 2)), _rows(draw, n_k, 2, (1, 2, 2, 3, 3, 5))
            if all(map(any, _transposed(q))) and all(max(key) > 1 for key in k) and _handy(_powers(q, _transposed(k))):
                return sqrt(2) * Matrix(q), _logarithms(k)
            continue
        q, k = _rows(draw, n_q, 4, (-1, 0, 0, 1, 1)), _rows(draw, n_k, 4, (1, 1, 2, 3))
        if all(max(key) > 1 for key in k) and all(max(column) > 1 for column in _transposed(k)) and _handy(_powers(q, _transposed(k))):
            # The scale halves every product: double two columns of Q, and the logarithms in the other two columns of K.
            double = draw.shuffled((True, True, False, False))
            queries = [[2 * x if d else x for x, d in zip(row, double, strict=True)] for row in q]
            return Matrix(queries), _logarithms([[y if d else y**2 for y, d in zip(row, double, strict=True)] for row in k])


@drawn(tex="Q", levels=("easy", "medium"))
def Q(draw, pair):
    return pair[0]


@drawn(tex="K", levels=("easy", "medium"))
def K(draw, pair):
    return pair[1]


@drawn(tex="V", levels=("easy", "medium"))
def V(draw, sizes, d_v):
    return draw.matrix(sizes[1], d_v, -2, 5)


@drawn(levels=("hard",))
def tokens(draw, sizes, padded):
    """Tokens and projections together, for the same reason; each way of exchanging rows must leave its own trace in the output."""
    n_q, n_k = map(int, sizes)
    hidden = int(padded) - 1
    while True:  # ends: about one trial in twenty is handy
        q: list[list[int]] = []
        while (
            not q
            or len({tuple(row) for row in q}) < n_q
            or not all(any(row) for row in q)
            or any(abs(entry) > 2 for row in q for entry in row)
        ):
            x, w_q = _rows(draw, n_q, 3, (-1, 0, 0, 1, 1)), _rows(draw, 3, 2, (-1, 0, 1, 1))
            q = _times(x, w_q)
        y, w_k = _rows(draw, n_k, 3, (-1, 0, 0, 1, 1)), _rows(draw, 3, 2, (1, 1, 2, 3))
        if not all(map(any, y)) or not all(map(any, _transposed(w_q))) or sum(number > 1 for row in w_k for number in row) < 3:
            continue  # a token of zeros, or a projection that does almost nothing
        k = _powers(y, w_k)
        if any(entry.numerator > 6 or entry.denominator > 3 for key in k for entry in key):
            continue
        table = _powers(q, _transposed(k))
        seen = [[e for j, e in enumerate(row) if j != hidden] for row in table]
        if not (_handy(seen) and _handy(table)) or all(row[hidden] == 1 for row in table):
            continue
        w_v = _rows(draw, 3, 2, (-1, 0, 1, 1, 2))
        values = [row for j, row in enumerate(_times(y, w_v)) if j != hidden]
        out, exchanged = _times(_shares(seen), values), _times(_shares(seen), values[::-1])
        if out[0] != out[1] and exchanged not in (out, out[::-1]):
            return Matrix(x), Matrix(y), sqrt(2) * Matrix(w_q), _logarithms(w_k), Matrix(w_v)


@drawn(tex="X", levels=("hard",))
def X(draw, tokens):
    return tokens[0]


@drawn(tex="Y", levels=("hard",))
def Y(draw, tokens):
    return tokens[1]


@drawn(tex="W_Q", levels=("hard",))
def W_Q(draw, tokens):
    return tokens[2]


@drawn(tex="W_K", levels=("hard",))
def W_K(draw, tokens):
    return tokens[3]


@drawn(tex="W_V", levels=("hard",))
def W_V(draw, tokens):
    return tokens[4]


event = by_level(hard=choice("encoder", "decoder", "values"))


@drawn(levels=("hard",))
def moved(draw, padded):
    """The two tokens of the encoder that are no padding."""
    return tuple(j for j in (1, 2, 3) if j != padded)


score_shape = answer("", kind="vector", entries="integer", points=1, levels=("medium",), guess_ok=True)
output_shape = answer("", kind="vector", entries="integer", points=1, levels=("medium",), guess_ok=True)
scores = answer("S", kind="matrix", entries="expression", points=3)
weights = answer("A", kind="matrix", points=2)
output = answer("O", kind="matrix", points=2)
reordered = answer(
    "",
    kind="choice",
    points=1,
    levels=("hard",),
    options={"same": "$O$ stays the same.", "rows": "The two rows of $O$ change places, nothing else.", "other": "Neither of the two."},
)


@require
def _(V=None):
    """the values differ, and so do their coordinates"""
    return V is None or (
        len({tuple(V.row(i)) for i in range(V.rows)}) == V.rows and len({tuple(V.col(j)) for j in range(V.cols)}) == V.cols
    )
