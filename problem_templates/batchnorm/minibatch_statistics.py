"""Mean and variance of a feature over a mini-batch, with both denominators; pooling of two batches."""

from sympy import Matrix

from examgen.authoring import answer, by_level, choice, drawn, integer, require

#: Deviations that add up to 0 and whose mean square is an integer, by size of the batch.
_DEVIATIONS = {
    4: ((-1, -1, 1, 1), (-5, 1, 1, 3), (-7, -1, 1, 7), (-3, -1, 1, 3), (-3, 1, 1, 1), (-4, 0, 2, 2), (-2, 0, 0, 2)),
    5: ((-4, 1, 1, 1, 1), (-3, -1, 0, 1, 3), (-6, -3, 1, 3, 5), (-2, -1, 0, 1, 2), (-3, -2, 1, 1, 3)),
    6: ((-2, 0, 0, 0, 1, 1), (-3, -2, 0, 1, 1, 3), (-5, -1, -1, 1, 1, 5), (-4, -1, 0, 1, 2, 2), (-3, -3, 0, 0, 3, 3)),
    8: ((-1, -1, -1, 0, 0, 0, 1, 2), (-4, -2, 0, 0, 1, 1, 1, 3), (-3, -2, -1, 0, 0, 1, 2, 3), (-3, -3, -1, -1, 1, 1, 3, 3)),
}

size = by_level(easy=choice(4), medium=choice(5, 6, 8))


def _column(draw, m, reach=12):
    while True:  # ends: every pattern fits within the reach for factor 1 and centre 0
        pattern, factor, centre = draw.choice(*_DEVIATIONS[m]), draw.choice(1, 1, 2, 3), draw.integer(-5, 5)
        entries = [centre + factor * d for d in pattern]
        if max(map(abs, entries)) <= reach:
            return draw.shuffled(entries)


@drawn(tex="x", levels=("easy",))
def x(draw, size):
    return _column(draw, int(size), reach=26)


@drawn(tex="X", levels=("medium",))
def X(draw, size):
    m = int(size)
    return Matrix([_column(draw, m), _column(draw, m)]).T


column = by_level(medium=choice(0, 1))

n1 = by_level(hard=integer(2, 6, tex="n_1"))
n2 = by_level(hard=integer(2, 6, tex="n_2"))
mean1 = by_level(hard=integer(-4, 4, tex=r"\mu_1"))
mean2 = by_level(hard=integer(-4, 4, tex=r"\mu_2"))
var1 = by_level(hard=integer(1, 9, tex=r"\sigma_1^2"))
var2 = by_level(hard=integer(1, 9, tex=r"\sigma_2^2"))

mean = answer(r"\mathrm{E}[X]", points=1, levels=("easy", "medium"), guess_ok=True)
variance = answer(r"\mathrm{V}[X]", points=2, levels=("easy", "medium"))
unbiased = answer("S^2", points=1, levels=("easy", "medium"))
pooled_mean = answer(r"\mathrm{E}[X]", points=2, levels=("hard",), guess_ok=True)
pooled_variance = answer(r"\mathrm{V}[X]", points=3, levels=("hard",))
pooled_unbiased = answer("S^2", points=1, levels=("hard",))


@require
def _(mean1=0, mean2=1):
    """the group means differ, or pooling would only average the variances"""
    return mean1 != mean2


@require
def _(X=None):
    """the two features differ in mean and spread"""
    return X is None or (sum(X.col(0)) != sum(X.col(1)) and sum(v**2 for v in X.col(0)) != sum(v**2 for v in X.col(1)))
