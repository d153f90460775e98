"""Divergence of Gaussians in several dimensions: trace, distance of the means, determinant; and what a correlation is worth."""

from sympy import Rational

from examgen.authoring import Matrix, answer, by_level, choice, drawn, require

size = by_level(easy=choice(2), medium=choice(3), hard=choice(2))

_SPREADS = (Rational(1, 4), Rational(1, 2), 2, 3, 4, 9)
_POWERS = (1, 2, 4, 8)

#: Covariances [[a, b], [b, c]] with a determinant between 2 and 12.
_COVARIANCES = tuple(
    (a, b, c)
    for a in range(1, 7)
    for c in range(1, 7)
    for b in (-3, -2, -1, 1, 2, 3)
    if 2 <= a * c - b * b <= 12 and a * c != (a * c - b * b) ** 2
)


@drawn(tex=r"\mu")
def mu(draw, level, size):
    reach = 3 if level == "easy" else 2
    return draw.vector(size, -reach, reach, avoid=(0,) if level == "easy" else ())


@drawn(tex=r"\sigma{i}^2", levels=("easy",))
def var(draw, size):
    return draw.sample(_SPREADS, size)


@drawn(tex="v", levels=("medium",))
def v(draw, size):
    return tuple(draw.choice(*_POWERS) for _ in range(int(size)))


@drawn(tex=r"\nu", levels=("medium",))
def nu(draw, mu):
    return tuple(m + draw.integer(-3, 3) for m in mu)


@drawn(tex="w", levels=("medium",))
def w(draw, size):
    return draw.sample(_POWERS, size)


@drawn(tex=r"\Sigma", levels=("hard",))
def S(draw):
    a, b, c = draw.choice(*_COVARIANCES)
    return Matrix([[a, b], [b, c]])


trace = answer("t", points=2, levels=("easy", "medium"))
mahalanobis = answer(r"\delta^2", points=2, levels=("easy", "medium"))
logdet = answer(r"\ell", kind="expression", points=1)
divergence = answer("D", kind="expression", points=3)
reverse = answer("R", kind="expression", points=3, levels=("hard",))
correlation = answer("T", kind="expression", points=2, levels=("hard",))


@require
def _(v=(), w=()):
    """the variances differ in at least two coordinates, and some are not 1"""
    return not v or (sum(1 for a, b in zip(v, w, strict=True) if a != b) >= 2 and sum(1 for b in w if b != 1) >= 2)


@require
def _(level, mu, nu=()):
    """the means differ, at the medium level in two coordinates, and not by 1 only where differences are squared alone"""
    gaps = [abs(a - b) for a, b in zip(mu, nu, strict=True)] if nu else [abs(a) for a in mu]
    return sum(1 for gap in gaps if gap) >= (1 if len(gaps) == 2 else 2) and (level == "hard" or max(gaps) > 1)
