"""Divergence of distributions on a few points: entropy, cross-entropy, both directions; empty cells, mixtures, fits, mutual information."""

from sympy import Rational

from examgen.authoring import Bar, Bars, Matrix, answer, by_level, choice, drawn, figure, require, tex

_SHARES = tuple(
    Rational(a, b)
    for a, b in (
        (1, 2),
        (1, 3),
        (2, 3),
        (1, 4),
        (3, 4),
        (1, 5),
        (2, 5),
        (3, 5),
        (4, 5),
        (1, 6),
        (5, 6),
        (1, 8),
        (3, 8),
        (5, 8),
        (7, 8),
        (1, 10),
        (3, 10),
    )
)

#: Sixteenths that are powers of two.
_SIXTEENTHS = ((8, 4, 2, 1, 1), (4, 4, 4, 2, 2), (8, 2, 2, 2, 2))


def _sixteenths(draw, *patterns):
    return tuple(Rational(part, 16) for part in draw.shuffled(draw.choice(*patterns)))


zero = by_level(hard=choice("first", "both"))


@drawn(levels=("hard",))
def empty(draw):
    """The cell that is empty, counted from 0."""
    return draw.integer(0, 2)


def _with_gap(parts, cell):
    parts = list(parts)
    parts.insert(int(cell), 0)
    return tuple(Rational(part, 8) for part in parts)


@drawn(tex="p")
def p(draw, level, empty=0):
    if level == "easy":
        share = draw.choice(*_SHARES)
        return share, 1 - share
    if level == "medium":
        return _sixteenths(draw, *_SIXTEENTHS)
    return _with_gap(draw.choice((4, 4), (2, 6), (6, 2), (3, 5), (5, 3)), empty)


@drawn(tex="q")
def q(draw, level, p, zero="", empty=0):
    if level == "easy":
        share = draw.choice(*(s for s in _SHARES if s not in p))
        return share, 1 - share
    if level == "medium":
        return _sixteenths(draw, *(pattern for pattern in _SIXTEENTHS if max(pattern) != 16 * max(p) or min(pattern) != 16 * min(p)))
    if zero == "both":
        return _with_gap(draw.choice((4, 4), (2, 6), (6, 2), (3, 5), (5, 3), (1, 7), (7, 1)), empty)
    return tuple(Rational(part, 8) for part in draw.shuffled(draw.choice((1, 1, 6), (1, 2, 5), (1, 3, 4), (2, 2, 4), (2, 3, 3))))


@drawn(tex="r", levels=("hard",))
def r(draw):
    """A distribution on 0, 1, 2 that is not binomial."""
    parts = draw.shuffled(draw.choice((1, 3, 4), (1, 2, 5), (1, 1, 6), (2, 3, 5), (1, 4, 5), (1, 2, 7), (1, 3, 6)))
    return tuple(Rational(part, sum(parts)) for part in parts)


@drawn(tex="J", levels=("hard",))
def joint(draw):
    parts = draw.shuffled(
        draw.choice(
            (1, 1, 3, 3),
            (1, 1, 2, 4),
            (1, 2, 2, 3),
            (1, 1, 1, 5),
            (1, 2, 3, 4),
            (1, 1, 4, 4),
            (2, 2, 3, 3),
            (1, 2, 3, 6),
            (1, 2, 4, 5),
            (2, 2, 3, 5),
        )
    )
    return Matrix(2, 2, [Rational(part, sum(parts)) for part in parts])


entropy = answer("H(p)", kind="expression", points=1, levels=("easy", "medium"))
cross = answer("H(p, q)", kind="expression", points=2, levels=("easy", "medium"))
forward = answer(r"\mathrm{KL}(p\,\|\,q)", kind="expression", points=2, levels=("easy", "medium"))
reverse = answer(r"\mathrm{KL}(q\,\|\,p)", kind="expression", points=3, levels=("easy", "medium"))
gapped = answer(r"\mathrm{KL}(p\,\|\,q)", kind="expression", points=2, levels=("hard",))
finite = answer(
    "",
    kind="choice",
    points=1,
    levels=("hard",),
    options={
        "larger": r"It is finite and larger than 0.",
        "zero": r"It is 0.",
        "infinite": r"It is infinite.",
    },
)
mixture = answer(r"\mathrm{JS}(p, q)", kind="expression", points=2, levels=("hard",))
fit = answer(r"\theta", points=2, levels=("hard",))
information = answer("I", kind="expression", points=2, levels=("hard",))


@require
def _(level, p, q):
    """the distributions differ, in the easy case not by the order of the classes alone"""
    return p != q and (level == "hard" or sorted(p) != sorted(q))


@require
def _(joint=None):
    """the two variables are dependent"""
    return joint is None or joint[0, 0] * joint[1, 1] != joint[0, 1] * joint[1, 0]


@figure
def bars(p, q):
    groups = tuple(tuple(Bar(float(share), f"${tex(share)}$", f"${i}$") for i, share in enumerate(shares, 1)) for shares in (p, q))
    return Bars(groups, titles=("$p$", "$q$"))
