"""Batch normalization in inference mode is an affine map: fold it into the layer before it, or into the layer behind it."""

from sympy import Rational

from examgen.authoring import answer, by_level, choice, drawn, integer, matrix, require

_small = integer(-4, 4, avoid=(0,))
_scales = (-6, -4, -3, -2, 2, 3, 4, 6)

eps = choice(Rational(1, 4), Rational(1, 2), 1, 2, 3, tex=r"\varepsilon")

w = by_level(easy=integer(-6, 6, avoid=(-1, 0, 1)), tex="w")
b1 = by_level(easy=integer(-6, 6, avoid=(0,)), tex="b")
gamma1 = by_level(easy=choice(*_scales), tex=r"\gamma")
beta1 = by_level(easy=integer(-5, 5, avoid=(0,)), tex=r"\beta")
mu1 = by_level(easy=integer(-5, 5, avoid=(0,)), tex=r"\mu")


@drawn(tex="v", levels=("easy",))
def v1(draw, gamma1, eps):
    """The feature is not scaled by 1."""
    return draw.choice(*(root for root in (2, 3, 4, 5) if root != abs(gamma1))) ** 2 - eps


W = by_level(medium=matrix(2, 2, _small), hard=matrix(2, 2, integer(-3, 3, avoid=(0,))), tex="W")
K1 = by_level(hard=matrix(2, 2, _small), tex="K_1")
K2 = by_level(hard=matrix(2, 2, _small), tex="K_2")
b = by_level(medium=matrix(2, 1, _small), hard=matrix(2, 1, _small), tex="b")
d = by_level(hard=matrix(2, 1, _small), tex="d")
beta = by_level(medium=matrix(2, 1, _small), hard=matrix(2, 1, integer(-3, 3, avoid=(0,))), tex=r"\beta")
mu = by_level(medium=matrix(2, 1, _small), hard=matrix(2, 1, integer(-3, 3, avoid=(0,))), tex=r"\mu")


@drawn(levels=("medium", "hard"))
def factors(draw):
    """A scale and a root for each feature, with different quotients."""
    first = draw.choice(*((g, root) for g in _scales for root in (2, 3, 4, 5) if abs(g) != root))
    return first, draw.choice(
        *(
            (g, root)
            for g in _scales
            for root in (2, 3, 4, 5)
            if abs(g) != root and root != first[1] and abs(g * first[1]) != abs(first[0] * root)
        )
    )


@drawn(tex=r"\gamma", levels=("medium", "hard"))
def gamma(draw, factors):
    return tuple(g for g, _root in factors)


@drawn(tex="v", levels=("medium", "hard"))
def v(draw, factors, eps):
    return tuple(root**2 - eps for _scale, root in factors)


mode = by_level(easy=choice("training", "inference"), medium=choice("training", "inference"))
c = by_level(easy=integer(2, 9), medium=integer(2, 9), tex="c")

channels_in = by_level(hard=choice(8, 16, 32, 64), tex="M")
channels_out = by_level(hard=choice(10, 16, 20, 32, 40, 64), tex="N")
side = by_level(hard=choice(3, 5), tex="k")

scale_one = answer("s", points=1, levels=("easy",))
weight_one = answer("w'", points=2, levels=("easy",))
bias_one = answer("b'", points=2, levels=("easy",))
change_one = answer(r"\Delta y", points=2, levels=("easy",), guess_ok=True)
scale = answer("s", kind="vector", points=1, levels=("medium", "hard"))
weights = answer("W'", kind="matrix", points=2, levels=("medium",))
kernel1 = answer("K_1'", kind="matrix", points=1, levels=("hard",))
kernel2 = answer("K_2'", kind="matrix", points=1, levels=("hard",))
bias = answer("b'", kind="matrix", points=2, levels=("medium", "hard"))
change = answer(r"\Delta y_1", points=2, levels=("medium",), guess_ok=True)
stored = answer("P", kind="integer", points=1, levels=("hard",))
forward_weights = answer("W'", kind="matrix", points=1, levels=("hard",))
forward_bias = answer("d'", kind="matrix", points=2, levels=("hard",))


@require
def _(W=None):
    """the matrix can be told from its transpose"""
    return W is None or W[0, 1] != W[1, 0]
