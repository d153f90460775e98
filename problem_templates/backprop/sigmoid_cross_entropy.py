"""Loss and gradients of logistic regression: one example, the mean over a batch, two features with a weight on the positive class."""

from math import gcd, lcm

from sympy import ImmutableDenseMatrix, Rational, log

from examgen.authoring import answer, by_level, choice, drawn

_SHIFTS = tuple(Rational(p, q) for p in range(1, 10) for q in range(1, 10) if p != q and gcd(p, q) == 1)


def _odds(base, slope, shift, x):
    return base ** (slope * x) * shift


@drawn
def case(draw, level):
    """Weights and bias are logarithms, so that all probabilities are fractions; their denominators, ``sizes``, stay small."""
    while True:  # ends: more than a tenth of the draws fit
        base, shift = Rational(draw.choice(2, 2, 3)), Rational(draw.choice(2, 3, 4, 5, 6)) ** draw.choice(-1, 1)
        slope = draw.choice(-2, -1, 1, 2) if base == 2 else draw.choice(-1, 1)
        if level == "easy":
            x, shift = draw.choice(-3, -2, 2, 3), draw.choice(*_SHIFTS)
            odds, given = [_odds(base, slope, shift, x)], (slope * log(base), log(shift), x)
        elif level == "medium":
            x = draw.sample((-2, -1, 1, 2, 3), 3)
            odds, given = [_odds(base, slope, shift, one) for one in x], (slope * log(base), log(shift), x)
        else:
            other = Rational(5 - base)
            X = ImmutableDenseMatrix(2, 2, draw.vector(4, -2, 2, avoid=(0,)))
            if abs(X[0, 1]) == abs(X[1, 0]) or X.det() == 0:
                continue
            second = draw.choice(-1, 1)
            odds = [_odds(base, slope, shift, X[i, 0]) * other ** (second * X[i, 1]) for i in range(2)]
            given = (ImmutableDenseMatrix([slope * log(base), second * log(other)]), log(shift), X)
        sizes = [one.p + one.q for one in odds]
        most = {"easy": 10, "medium": 90, "hard": 30}[level]
        if 1 not in odds and len(set(sizes)) == len(sizes) and lcm(*map(int, sizes)) <= most:
            return given


@drawn(tex="w")
def w(draw, case):
    return case[0]


@drawn(tex="b")
def b(draw, case):
    return case[1]


@drawn(tex="x", levels=("easy", "medium"))
def x(draw, case):
    return case[2]


@drawn(tex="X", levels=("hard",))
def X(draw, case):
    return case[2]


@drawn(tex="y")
def y(draw, level):
    if level == "easy":
        return draw.integer(0, 1)
    return draw.shuffled((1, 0) if level == "hard" else draw.choice((1, 0, 0), (1, 1, 0)))


B = by_level(medium=choice(3), hard=choice(2), tex="B")
alpha = by_level(hard=choice(2, 3, 4, 5), tex=r"\alpha")

p = answer("p", points=1, levels=("easy",))
loss = answer("L", kind="expression", points=1, levels=("easy",))
dz = answer(r"\frac{\partial L}{\partial z}", points=1, levels=("easy",), same_as=("p",))
dw = answer(r"\frac{\partial L}{\partial w}", points=1, levels=("easy",))
dM = answer(r"\frac{\partial M}{\partial z}", denominator=1000, points=2, levels=("easy",))
shares = answer("p", kind="vector", points=2, levels=("medium", "hard"))
mean_loss = answer("L", kind="expression", points=2, levels=("medium", "hard"))
errors = answer(r"\frac{\partial L}{\partial z{i}}", kind="vector", points=2, levels=("medium", "hard"))
slope = answer(r"\frac{\partial L}{\partial w}", points=1, levels=("medium",))
slopes = answer(r"\frac{\partial L}{\partial w}", kind="vector", points=1, levels=("hard",))
db = answer(r"\frac{\partial L}{\partial b}", points=1, levels=("medium",))
curvature = answer(r"\frac{\partial^2 L}{\partial b^2}", points=2, levels=("hard",))
