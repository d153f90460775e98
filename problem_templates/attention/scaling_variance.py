"""Why scores are scaled: the variance of a scalar product, the scale for a wanted variance, weights before and after scaling."""

from sympy import Rational, log, sqrt

from examgen.authoring import answer, by_level, choice, drawn, integer, require

d = by_level(
    easy=choice(16, 20, 24, 25, 32, 36, 48, 49, 50, 64, 72, 80, 81, 96, 98, 100),
    medium=choice(9, 16, 25, 36, 49, 64, 81, 100, 144),
    hard=choice(8, 9, 12, 16, 18, 20, 25, 32, 36, 45, 49, 50, 64),
    tex="d",
)
var_q = by_level(medium=integer(1, 5, tex=r"\sigma_q^2"), hard=integer(1, 4, tex=r"\sigma_q^2"))
var_k = by_level(medium=integer(2, 6, tex=r"\sigma_k^2"), hard=integer(1, 4, tex=r"\sigma_k^2"))
mean_q = by_level(hard=integer(-3, 3, avoid=(0,), tex=r"\mu_q"))
mean_k = by_level(hard=integer(-3, 3, avoid=(0,), tex=r"\mu_k"))
c = by_level(easy=integer(2, 12, tex="c"))
v = by_level(easy=choice(Rational(1, 4), Rational(1, 2), 2, 3, 4, 9), hard=choice(1, 2, 3, 4, 9), tex="v")
root = by_level(medium=choice(2, 3, 4), hard=choice(2, 2, 3))


@drawn(tex="D", levels=("medium", "hard"))
def D(draw, root):
    return root**2


@drawn(tex="z", levels=("medium", "hard"))
def z(draw, level, root):
    """Scores before scaling: logarithms of powers; one of them is 0."""
    bases = (
        (1, draw.choice(2, 3, 5))
        if level == "medium" and root < 4
        else (1, draw.choice(2, 3))
        if level == "medium"
        else (1, *draw.sample((2, 3, 4, 5), 2))
    )
    return [log(int(base) ** int(root)) if base > 1 else 0 for base in draw.shuffled(bases)]


mean = answer(r"\mathrm{E}[q \cdot k]", kind="integer", points=1, levels=("hard",), guess_ok=True)
variance = answer(r"\mathrm{V}[q \cdot k]", kind="integer", points=2, guess_ok=True)
deviation = answer("s", kind="expression", points=1, levels=("medium",))
by_root = answer("a", points=1, levels=("medium",), guess_ok=True)
by_width = answer("b", points=2)
by_number = answer("u", points=2, levels=("easy",))
scale = answer("x", kind="expression", points=2, levels=("easy", "hard"))
before = answer(r"\alpha", kind="vector", points=1, levels=("medium",))
after = answer(r"\alpha'", kind="vector", points=2, levels=("medium", "hard"))


@require
def _(level, d, var_q=1, var_k=2, c=1, v=1):
    """the variances of queries and keys differ, and the wanted scale is not an obvious one"""
    if level == "easy":
        return c**2 != d and v * c**2 != d
    return level == "hard" or var_q != var_k


@require
def _(d, v=1, mean_q=0, mean_k=0, var_q=1, var_k=1):
    """the root of the scale stays small"""
    one = (var_q + mean_q**2) * (var_k + mean_k**2) - mean_q**2 * mean_k**2
    left = sqrt(d * one / v).as_coeff_Mul()[1]
    return left**2 <= 70
