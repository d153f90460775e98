"""Output of batch normalization in training mode: standardize, scale, shift; mean and variance of the output."""

from sympy import Rational

from examgen.authoring import answer, by_level, choice, drawn, integer, require

#: Deviations with mean 0 whose mean square is a perfect square, by size of the batch.
_SQUARE = {
    4: ((-1, -1, 1, 1), (-5, 1, 1, 3), (-7, -1, 1, 7)),
    5: ((-4, 1, 1, 1, 1), (-3, -1, 0, 1, 3), (-6, -3, 1, 3, 5)),
}
#: Deviations with mean 0 whose mean square is an integer.
_INTEGER = {
    4: ((-3, -1, 1, 3), (-2, 0, 0, 2), (-3, 0, 1, 2), (-1, 0, 0, 1), (-5, 1, 1, 3), (-4, 0, 1, 3), (-2, -1, 1, 2)),
    5: ((-2, -1, 0, 1, 2), (-4, -1, 0, 2, 3), (-3, -1, 0, 1, 3)),
}

size = by_level(easy=choice(4), medium=choice(4, 5), hard=choice(5))


@drawn(tex="x")
def x(draw, size):
    """Deviations from the list, stretched, moved and shuffled."""
    m = int(size)
    pattern = draw.choice(*_SQUARE[m], *_INTEGER[m])
    factor, centre = draw.choice(1, 2, 3), draw.integer(-4, 5)
    return draw.shuffled([centre + factor * d for d in pattern])


@drawn(tex=r"\varepsilon")
def eps(draw, level, x):
    """Makes the variance plus epsilon a perfect square."""
    mean = sum(x) / len(x)
    variance = sum((value - mean) ** 2 for value in x) / len(x)
    if level == "easy":
        return 0
    fitting = [s**2 - variance for s in range(1, 11) if 1 <= s**2 - variance <= 20]
    return draw.choice(*fitting) if fitting else 0


gamma = by_level(easy=choice(1), medium=choice(-2, Rational(1, 2), 2, 3), hard=choice(-3, -2, Rational(1, 2), 2, 3), tex=r"\gamma")
beta = by_level(easy=choice(0), medium=integer(-3, 3, avoid=(0,)), hard=integer(-3, 3, avoid=(0,)), tex=r"\beta")

normalized = answer(r"\hat{x}", kind="vector", points=3)
output = answer("y", kind="vector", points=2, levels=("medium", "hard"))
output_variance = answer(r"\mathrm{V}[y]", points=2, levels=("medium", "hard"))


@require
def _(x, eps, level):
    """the root must be an integer"""
    mean = sum(x) / len(x)
    total = sum((value - mean) ** 2 for value in x) / len(x) + eps
    return total.is_Integer and (total**Rational(1, 2)).is_Integer and (level == "easy" or eps > 0)
