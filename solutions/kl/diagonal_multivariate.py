"""Trace, squared distance and logarithm of the determinant, put together; a correlation shows in the determinant alone."""

from math import prod

import numpy as np

from examgen.authoring import log, misconception, oracle, sqrt, step, total


@step(
    because="{% if level == 'medium' %}For diagonal matrices: the ratios of the variances, added up.{% else %}"
    "The diagonal entries, added up{% if level == 'hard' %}: the trace $t$ of $\\Sigma${% endif %}.{% endif %}"
)
def trace(var=None, v=None, w=None, S=None):
    if S is not None:
        return S[0, 0] + S[1, 1]
    return total(var) if v is None else total(lambda a, b: a / b, v, w)


@trace.mistake("multiplied the variances in place of adding them", credit="1/4", when=lambda var=None: var is not None)
def _(var=None):
    return var[0] * var[1]


@trace.mistake("added the standard deviations", credit="1/4", when=lambda var=None: var is not None)
def _(var=None):
    return total(lambda a: sqrt(a), var)


@trace.mistake("averaged over the coordinates", credit="1/2", when=lambda v=None: v is not None)
def _(trace):
    return trace / 3


@step(
    because="{% if level == 'medium' %}Each squared difference in units of the variance of $q$.{% else %}"
    "The squares of the entries of the mean, added up{% if level == 'hard' %}: $\\delta^2 = \\mu^{\\mathsf{T}} \\mu${% endif %}.{% endif %}"
)
def mahalanobis(mu, nu=None, w=None):
    if nu is None:
        return total(lambda m: m**2, mu)
    return total(lambda m, n, b: (m - n) ** 2 / b, mu, nu, w)


@mahalanobis.mistake("did not square the differences", credit="1/4", when=lambda nu=None: nu is not None)
def _(mu, nu=None, w=None):
    return total(lambda m, n, b: (m - n) / b, mu, nu, w)


@mahalanobis.mistake("did not square the entries", credit="1/4", when=lambda nu=None, S=None: nu is None and S is None)
def _(mu):
    return total(mu)


@mahalanobis.mistake("took the root", credit="1/2", when=lambda S=None: S is None)
def _(mahalanobis):
    return sqrt(mahalanobis)


@mahalanobis.mistake("divided by the standard deviations", credit="1/2", when=lambda nu=None: nu is not None)
def _(mu, nu=None, w=None):
    return total(lambda m, n, b: (m - n) ** 2 / sqrt(b), mu, nu, w)


@mahalanobis.mistake("multiplied by the variances", credit="1/4", when=lambda nu=None: nu is not None)
def _(mu, nu=None, w=None):
    return total(lambda m, n, b: (m - n) ** 2 * b, mu, nu, w)


wrong_inverse = misconception(
    "inverted the covariance matrix of the wrong distribution",
    credit="1/3",
    when=lambda v=None: v is not None,
    feedback=r"$W^{-1}$ belongs to $q$, whose density stands in the logarithm.",
)


@wrong_inverse.at(trace)
def _(v=None, w=None):
    return total(lambda a, b: b / a, v, w)


@wrong_inverse.at(mahalanobis)
def _(mu, nu=None, v=None):
    return total(lambda m, n, a: (m - n) ** 2 / a, mu, nu, v)


@step(r"\det \Sigma", "The product of the diagonal minus the square of the covariance.")
def det(S):
    return S[0, 0] * S[1, 1] - S[0, 1] ** 2


@det.mistake("ignored the entries off the diagonal", credit="1/3")
def _(S):
    return S[0, 0] * S[1, 1]


@det.mistake("did not square the covariance", credit="1/2", when=lambda S, det: S[0, 0] * S[1, 1] > abs(S[0, 1]) > 1)
def _(S):
    return S[0, 0] * S[1, 1] - abs(S[0, 1])


@step(
    because="{% if level == 'hard' %}Its logarithm.{% else %}The determinant of a diagonal matrix is the product of its diagonal, "
    "and the logarithm of a product is the sum of the logarithms.{% endif %}"
)
def logdet(var=None, v=None, w=None, det=None):
    if det is not None:
        return log(det)
    return total(lambda a: log(a), var) if v is None else total(lambda a, b: log(b / a), v, w)


@logdet.mistake("took the logarithms of the standard deviations", credit="1/2", when=lambda S=None: S is None)
def _(logdet):
    return logdet / 2


@logdet.mistake("took the logarithm of the trace", credit="1/4", when=lambda v=None: v is None)
def _(trace):
    return log(trace)


@logdet.mistake("turned the fraction over", credit="1/2", when=lambda v=None: v is not None)
def _(logdet):
    return -logdet


@step(
    because="{% if level == 'medium' %}$\\mathrm{E}_p[-\\ln q]$ gives the trace, the distance and $\\frac{1}{2} \\ln \\det W$; $\\mathrm{E}_p[\\ln p]$ "
    "gives $-\\frac{3}{2} - \\frac{1}{2} \\ln \\det V$; the terms in $2\\pi$ cancel.{% else %}"
    "$\\mathrm{E}_p[-\\ln n]$ gives half of the trace and of the squared length; $\\mathrm{E}_p[\\ln p]$ "
    "gives $-1 - \\frac{1}{2} \\ln \\det \\Sigma$, where $-1$ is $-\\frac{1}{2}$ for each coordinate; the terms in $2\\pi$ cancel.{% endif %}"
)
def divergence(trace, mahalanobis, size, logdet, v=None):
    if v is not None:
        return (trace + mahalanobis - size + logdet) / 2
    return (trace + mahalanobis - size - logdet) / 2


@divergence.mistake("lost the factor one half", credit="1/2")
def _(divergence):
    return 2 * divergence


@divergence.mistake("did not subtract the dimension", credit="1/2")
def _(divergence, size):
    return divergence + size / 2


@divergence.mistake("subtracted 1 in place of the dimension", credit="1/2", feedback="Each coordinate adds one half to the constant.")
def _(divergence, size):
    return divergence + (size - 1) / 2


@divergence.mistake("gave the logarithm of the determinant the wrong sign", credit="1/2")
def _(trace, mahalanobis, size, logdet, v=None):
    return (trace + mahalanobis - size + (logdet if v is None else -logdet)) / 2


@divergence.mistake("left out the means", credit="1/3")
def _(divergence, mahalanobis):
    return divergence - mahalanobis / 2


@divergence.mistake("averaged over the coordinates", credit="1/2", feedback="The divergences of independent coordinates add up.")
def _(divergence, size):
    return divergence / size


@divergence.mistake(
    "multiplied the divergences of the coordinates",
    credit="1/4",
    when=lambda S=None: S is None,
    feedback="Densities multiply, so that their logarithms, and the divergences, add up.",
)
def _(mu, var=None, nu=None, v=None, w=None):
    if v is None:
        return prod((m**2 + a - 1 - log(a)) / 2 for m, a in zip(mu, var, strict=True))
    return prod(((m - n) ** 2 / b + a / b - 1 + log(b / a)) / 2 for m, n, a, b in zip(mu, nu, v, w, strict=True))


@step(
    r"t'",
    "The trace of $\\Sigma^{-1}$. The inverse of a $2 \\times 2$ matrix: exchange the diagonal entries, turn the sign of the others, divide by the determinant.",
)
def inverse_trace(S, det):
    return (S[1, 1] + S[0, 0]) / det


@step(r"\delta'^2", "The squared distance $\\mu^{\\mathsf{T}} \\Sigma^{-1} \\mu$ of the means.")
def inverse_distance(S, mu, det):
    return (S[1, 1] * mu[0] ** 2 - 2 * S[0, 1] * mu[0] * mu[1] + S[0, 0] * mu[1] ** 2) / det


@inverse_distance.mistake(
    "did not exchange the diagonal entries in the inverse",
    credit="1/2",
    when=lambda inverse_distance, S, mu, det: (
        inverse_distance != (S[0, 0] * mu[0] ** 2 - 2 * S[0, 1] * mu[0] * mu[1] + S[1, 1] * mu[1] ** 2) / det
    ),
)
def _(S, mu, det):
    return (S[0, 0] * mu[0] ** 2 - 2 * S[0, 1] * mu[0] * mu[1] + S[1, 1] * mu[1] ** 2) / det


@inverse_distance.mistake("kept the sign of the covariance in the inverse", credit="1/2", when=lambda mu: mu[0] * mu[1] != 0)
def _(S, mu, det):
    return (S[1, 1] * mu[0] ** 2 + 2 * S[0, 1] * mu[0] * mu[1] + S[0, 0] * mu[1] ** 2) / det


@step(
    because="The roles are exchanged: $\\Sigma^{-1}$ in the trace and in the distance, and the logarithm of the determinant changes its sign."
)
def reverse(inverse_trace, inverse_distance, size, logdet):
    return (inverse_trace + inverse_distance - size + logdet) / 2


@reverse.mistake("took the divergence to be symmetric", feedback="The expectation is taken over the *first* argument.")
def _(trace, mahalanobis, size, logdet):
    return (trace + mahalanobis - size - logdet) / 2


@reverse.mistake("lost the factor one half", credit="1/2")
def _(reverse):
    return 2 * reverse


@reverse.mistake("kept the sign of the logarithm of the determinant", credit="1/2")
def _(inverse_trace, inverse_distance, size, logdet):
    return (inverse_trace + inverse_distance - size - logdet) / 2


@reverse.mistake("did not invert the covariance matrix", credit="1/4")
def _(trace, mahalanobis, size, logdet):
    return (trace + mahalanobis - size + logdet) / 2


@reverse.mistake("left out the distance of the means", credit="1/3")
def _(inverse_trace, size, logdet):
    return (inverse_trace - size + logdet) / 2


@step(r"\rho^2", "The square of the correlation of the two coordinates.")
def squared_correlation(S):
    return S[0, 1] ** 2 / (S[0, 0] * S[1, 1])


@step(
    because="The trace of $\\operatorname{diag}(\\Sigma_{11}, \\Sigma_{22})^{-1} \\Sigma$ is 2 and the means agree; what is left is half of "
    "$\\ln \\frac{\\Sigma_{11} \\Sigma_{22}}{\\det \\Sigma}$."
)
def correlation(squared_correlation):
    return log(1 / (1 - squared_correlation)) / 2


@correlation.mistake("lost the factor one half", credit="1/2")
def _(squared_correlation):
    return -log(1 - squared_correlation)


@correlation.mistake("lost the sign", credit="1/2")
def _(squared_correlation):
    return log(1 - squared_correlation) / 2


@correlation.mistake("did not square the correlation", credit="1/2")
def _(squared_correlation):
    return log(1 / (1 - sqrt(squared_correlation))) / 2


@correlation.mistake("took distributions with equal means and variances to be equal")
def _(squared_correlation):
    return 0


def _integral(m, A, n, B):
    """Expectation of ln p - ln q over p = N(m, A) on a grid; the trapezoidal rule converges geometrically for Gaussians."""
    line = np.linspace(-7.5, 7.5, 21)
    z = np.stack(np.meshgrid(*[line] * len(m), indexing="ij")).reshape(len(m), -1)
    weight = np.exp(-np.sum(z * z, axis=0) / 2) * ((line[1] - line[0]) / np.sqrt(2 * np.pi)) ** len(m)
    x = np.asarray(m, float)[:, None] + np.linalg.cholesky(A) @ z

    def log_density(mean, C):
        apart = x - np.asarray(mean, float)[:, None]
        return -np.sum(apart * np.linalg.solve(C, apart), axis=0) / 2 - np.log(np.linalg.det(2 * np.pi * C)) / 2

    return float(np.sum(weight * (log_density(m, A) - log_density(n, B))))


@oracle
def quadrature(mu, var=None, v=None, nu=None, w=None, S=None):
    """Integrate over the plane or over space; the pieces by linear algebra."""
    A = np.asarray(S, float) if S is not None else np.diag(np.asarray(var if v is None else v, float))
    B = np.eye(len(mu)) if w is None else np.diag(np.asarray(w, float))
    centre = np.zeros(len(mu)) if nu is None else np.asarray(nu, float)
    apart = np.asarray(mu, float) - centre
    sign = 1 if v is None else -1
    answers = {
        "trace": np.sum(np.linalg.solve(B, A) * np.eye(len(mu))),
        "mahalanobis": np.linalg.norm(np.linalg.cholesky(np.linalg.inv(B)).T @ apart) ** 2,
        "logdet": sign * (np.linalg.slogdet(A)[1] - np.linalg.slogdet(B)[1]),
        "divergence": _integral(mu, A, centre, B),
    }
    if S is not None:
        answers["reverse"] = _integral(centre, B, mu, A)
        answers["correlation"] = _integral(mu, A, mu, np.diag(np.diag(A)))
    return answers
