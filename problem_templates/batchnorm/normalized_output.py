"""Output of batch normalization in training mode: standardize, scale, shift; its moments; batch normalization before ReLU."""

from sympy import Rational, sqrt

from examgen.authoring import NumberLine, answer, by_level, choice, drawn, figure, integer, require, symbol

#: Deviations that add up to 0, with their mean square, by size of the batch.
_DEVIATIONS = {
    4: ((-1, -1, 1, 1), (-5, 1, 1, 3), (-7, -1, 1, 7), (-3, -1, 1, 3), (-2, 0, 0, 2), (-4, 0, 2, 2), (-3, 1, 1, 1)),
    5: ((-4, 1, 1, 1, 1), (-3, -1, 0, 1, 3), (-6, -3, 1, 3, 5), (-2, -1, 0, 1, 2), (-3, -2, 1, 1, 3), (-4, -1, 0, 2, 3)),
}


def _mean_square(values):
    mean = Rational(sum(values), len(values))
    return sum((value - mean) ** 2 for value in values) / len(values)


def _fitting(*batches, least=1):
    """Every epsilon up to 20 for which variance plus epsilon is a square for each batch."""
    found = []
    for root in range(1, 15):
        eps = root**2 - _mean_square(batches[0])
        if least <= eps <= 20 and all(sqrt(_mean_square(batch) + eps).is_Integer for batch in batches):
            found.append(eps)
    return found


def _batch(draw, m):
    pattern, factor, centre = draw.choice(*_DEVIATIONS[m]), draw.choice(1, 1, 2, 3), draw.integer(-4, 5)
    return draw.shuffled([centre + factor * d for d in pattern])


size = by_level(easy=choice(4), medium=choice(4, 5), hard=choice(4))


@drawn(tex="x", levels=("easy", "medium"))
def x(draw, level, size):
    for _ in range(100):
        batch = _batch(draw, int(size))
        if _fitting(batch, least=0 if level == "easy" else 1):
            return batch
    return batch


@drawn(levels=("hard",))
def pair(draw, size):
    """Two features that one epsilon suits."""
    for _ in range(300):
        first, second = _batch(draw, int(size)), _batch(draw, int(size))
        if _mean_square(first) != _mean_square(second) and _fitting(first, second):
            break
    return first, second


@drawn(tex=r"x^{(1)}{i}", levels=("hard",))
def x1(draw, pair):
    return pair[0]


@drawn(tex=r"x^{(2)}{i}", levels=("hard",))
def x2(draw, pair):
    return pair[1]


@drawn(tex=r"\varepsilon")
def eps(draw, level, x=(), pair=()):
    """Makes variance plus epsilon a square."""
    if level == "easy":
        return 0
    return draw.choice(*(_fitting(x) if x else _fitting(*pair)) or (0,))


_scale = choice(-2, Rational(1, 2), 2, 3)
_shift = integer(-3, 3, avoid=(0,))
gamma = by_level(easy=choice(1), medium=_scale, tex=r"\gamma")
beta = by_level(easy=choice(0), medium=_shift, tex=r"\beta")
gamma1 = by_level(hard=_scale, tex=r"\gamma_1")
gamma2 = by_level(hard=_scale, tex=r"\gamma_2")
beta1 = by_level(hard=_shift, tex=r"\beta_1")
beta2 = by_level(hard=_shift, tex=r"\beta_2")
g = by_level(hard=symbol("gamma", positive=True, tex=r"\gamma"))
v = by_level(hard=symbol("v", positive=True, tex="v"))
e = by_level(hard=symbol("epsilon", positive=True, tex=r"\varepsilon"))

normalized = answer(r"\hat{x}", kind="vector", points=3, levels=("easy", "medium"))
output = answer("y", kind="vector", points=2, levels=("medium",))
output_mean = answer(r"\mathrm{E}[y]", points=1, levels=("medium",), guess_ok=True)
output_variance = answer(r"\mathrm{V}[y]", points=2, levels=("medium",))
identity_scale = answer(r"\gamma^*", points=1, levels=("easy", "medium"), kind="expression", guess_ok=True)
identity_shift = answer(r"\beta^*", points=1, levels=("easy", "medium"), kind="expression", guess_ok=True)
output1 = answer("y^{(1)}", kind="vector", points=3, levels=("hard",))
output2 = answer("y^{(2)}", kind="vector", points=3, levels=("hard",))
active = answer("a", kind="integer", points=1, levels=("hard",), guess_ok=True)
variance_formula = answer(r"\mathrm{V}[y]", kind="expression", symbols=("gamma", "v", "epsilon"), points=2, levels=("hard",))


@require
def _(level, eps, x=(), pair=()):
    """variance plus epsilon is a square"""
    batches = pair or (x,)
    return all(sqrt(_mean_square(batch) + eps).is_Integer for batch in batches) and (eps > 0) == (level != "easy")


@figure
def line(x=(), x1=()):
    values = [int(value) for value in (x or x1)]
    return NumberLine(points=tuple(map(float, values)), ticks=tuple((float(t), f"${t}$") for t in sorted({min(values), 0, max(values)})))
