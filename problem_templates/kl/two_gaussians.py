"""Divergence of two one-dimensional Gaussians: both directions, their difference, their sum, and as a function of the ratio of deviations."""

from math import log

from sympy import Rational

from examgen.authoring import answer, by_level, choice, drawn, integer, require, symbol

mu1 = integer(-4, 4, tex=r"\mu_1")
mu2 = integer(-4, 4, tex=r"\mu_2")
move = by_level(easy=choice("exchange", "variance", "deviation", "means", "both", "half", "closer"))
var = by_level(easy=choice(1, 2, 3, 4, 5, 6, 8, 9), tex=r"\sigma^2")
s1 = by_level(medium=choice(1, 2, 3, 4), hard=choice(1, 2, 3, 4), tex=r"\sigma_1")
s2 = by_level(medium=choice(1, 2, 3, 4), hard=choice(1, 2, 3, 4), tex=r"\sigma_2")
r = by_level(hard=symbol("r", positive=True, tex="r"))
r0 = by_level(hard=choice(Rational(1, 3), Rational(1, 2), Rational(2, 3), Rational(3, 2), 2, 3, 4, tex="r_0"))
sigma = by_level(hard=choice(1, 2, 3, 5, tex=r"\sigma"))


@drawn(levels=("hard",))
def unit(draw, sigma):
    return 1 if sigma == 1 else 0


forward = answer(r"\mathrm{KL}(p\,\|\,q)", kind="expression", points=3, levels=("easy", "medium"))
reverse = answer(r"\mathrm{KL}(q\,\|\,p)", kind="expression", points=2, levels=("medium",))
larger = answer(
    "",
    kind="choice",
    points=1,
    levels=("medium",),
    options={
        "forward": r"$\mathrm{KL}(p\,\|\,q)$ is larger.",
        "reverse": r"$\mathrm{KL}(q\,\|\,p)$ is larger.",
        "equal": "They are equal.",
    },
)
change = answer(
    "",
    kind="choice",
    points=1,
    levels=("easy",),
    options={
        "quarter": "It is divided by 4.",
        "half": "It is divided by 2.",
        "same": "It stays the same.",
        "double": "It is multiplied by 2.",
        "four": "It is multiplied by 4.",
    },
)
from_normal = answer(r"\mathrm{KL}(p\,\|\,n)", kind="expression", points=2, levels=("medium",))
ratio_forward = answer(r"\mathrm{KL}(p\,\|\,q)", kind="expression", symbols=("r",), points=2, levels=("hard",))
ratio_reverse = answer(r"\mathrm{KL}(q\,\|\,p)", kind="expression", symbols=("r",), points=2, levels=("hard",))
jeffreys = answer("J", kind="expression", points=3, levels=("hard",))
distance = answer("d", kind="expression", points=2, levels=("hard",))


@require
def _(mu1, mu2):
    """the means differ"""
    return mu1 != mu2


@require
def _(level, s1=0, s2=1):
    """the deviations differ, and at the medium level p is not already compared with a standard normal"""
    return s1 != s2 and (level != "medium" or s1 != 1)


@require
def _(level, mu1, mu2, s2=0):
    """q is not the standard normal itself"""
    return level != "medium" or (mu2, s2) != (0, 1)


@require
def _(level, mu1, mu2, s1=1, s2=1):
    """the two directions are so far apart that they can be compared with rounded logarithms"""
    if level != "medium":
        return True
    one, other = (log(b / a) + float((a**2 + (mu1 - mu2) ** 2) / (2 * b**2)) for a, b in ((s1, s2), (s2, s1)))
    return abs(one - other) > 0.05
