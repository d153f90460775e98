"""Exponentials, shares, the logarithm of the true share; then prediction minus target, carried on into weights and curvature."""

import numpy as np
from sympy import ImmutableDenseMatrix, diag, expand_log

from examgen.authoring import exp, hadamard, log, log2, misconception, oracle, procedure, step, total


@step("z", "The logits.")
def logits(W, x, b):
    return W * x + b


@step(r"s", "Divided by the temperature.")
def scaled(logits, T):
    return 1 / T * logits


@scaled.mistake("multiplied by the temperature", credit="1/4")
def _(logits, T):
    return T * logits


@scaled.mistake("left the temperature out of the softmax", credit="1/4")
def _(logits):
    return logits


@procedure("u", r"The exponentials of {% if level == 'hard' %}$s$, $u_k = e^{s_k}${% else %}the logits, $u_k = e^{z_k}${% endif %}; $e^{\ln c} = c$.")
def exponentials(z=None, scaled=None):
    return exp(z if scaled is None else scaled)


@step(because="Softmax divides them by their sum.")
def p(exponentials):
    return 1 / total(exponentials) * exponentials


@p.mistake("left the exponentials undivided", credit="1/4")
def _(exponentials):
    return exponentials


@p.mistake("divided the logits by their sum, without exponentials", when=lambda level: level == "easy")
def _(z):
    return z / sum(z)


@p.mistake("divided by the largest exponential", credit="1/4")
def _(exponentials):
    return exponentials / max(exponentials)


@procedure(because="Only the true class counts, since the other classes have $y_k = 0$.", general=r"-\sum_{k=1}^{3} y_k \ln p_k")
def loss(y, p):
    return -total(lambda one, share: one * log(share), y, p)


@loss.mistake("lost the sign", credit="1/2")
def _(y, p):
    return total(lambda one, share: one * log(share), y, p)


@loss.mistake("used the logarithm to the base 2", credit="1/2")
def _(y, p):
    return -total(lambda one, share: one * log2(share), y, p)


@loss.mistake("added up the logarithms of all classes", credit="1/4")
def _(p):
    return -sum(log(share) for share in p)


@step(
    because="For softmax with cross-entropy the derivative with respect to the logits is prediction minus target"
    "{% if level == 'hard' %}; the division by the temperature comes before it and brings a factor $1/T${% endif %}."
)
def dz(p, y, T=None):
    return p - y if T is None else 1 / T * (p - y)


@dz.mistake("subtracted the prediction from the target", credit="1/2")
def _(dz):
    return -dz


@dz.mistake("kept the entry of the true class alone", credit="1/4", feedback="The other logits count, too: a larger $z_j$ makes every other probability smaller.")
def _(dz, y):
    return hadamard(y, dz)


@dz.mistake("multiplied by the slope of the softmax once more", credit="1/4", feedback="$p - y$ contains the derivative of the softmax already.")
def _(dz, p):
    return hadamard(dz, p.applyfunc(lambda share: share * (1 - share)))


@dz.mistake("took the derivative with respect to the probabilities, not the logits", credit="1/4", feedback="$-y_k / p_k$ is the derivative with respect to $p_k$; the softmax comes before it.")
def _(p, y):
    return -hadamard(y, p.applyfunc(lambda share: 1 / share))


@dz.mistake("left out the factor of the temperature", credit="1/2", when=lambda level: level == "hard")
def _(p, y):
    return p - y


@dz.mistake("multiplied by the temperature", credit="1/2", when=lambda level: level == "hard")
def _(p, y, T):
    return T * (p - y)


@procedure(because=r"Only the true class stands in the formula: $-1/p_k$ there, 0 elsewhere.", general=r"\left(-y_k / p_k\right)_{k}")
def dp(y, p):
    return ImmutableDenseMatrix([-one / share for one, share in zip(y, p, strict=True)])


@dp.mistake("lost the sign", credit="1/2")
def _(y, p):
    return hadamard(y, p.applyfunc(lambda share: 1 / share))


@dp.mistake("divided by every probability", credit="1/4")
def _(p):
    return p.applyfunc(lambda share: -1 / share)


@dp.mistake("gave prediction minus target once more")
def _(dz):
    return dz


@procedure("U", r"The exponentials, entry by entry; $e^{\ln c} = c$.", general=r"\left(e^{Z_{ik}}\right)_{ik}")
def table(Z):
    return exp(Z)


@procedure(because="Each row is divided by its own sum.", general=r"\left(U_{ik} \Big/ \sum_{j=1}^{3} U_{ij}\right)_{ik}")
def P(table):
    return _shares_of_rows(table)


@P.mistake("divided every column by its sum", credit="1/4", feedback="The three classes of one example share its probability: a row adds up to 1.")
def _(table):
    return _shares_of_rows(table.T).T


@P.mistake("divided by the sum of all six exponentials", credit="1/4")
def _(table):
    return table / sum(table)


@P.mistake("left the exponentials undivided", credit="1/4")
def _(table):
    return table


def _shares_of_rows(matrix):
    return ImmutableDenseMatrix(matrix.rows, matrix.cols, lambda i, k: matrix[i, k] / sum(matrix.row(i)))


@procedure("l", "The cross-entropy of each example, row by row{% if targets == 'soft' %}; a class with the target 0 adds nothing{% endif %}.", general=r"\left(-\sum_{k=1}^{3} Y_{ik} \ln P_{ik}\right)_{i}")
def losses(Y, P):
    rows = (zip(Y.row(i), P.row(i), strict=True) for i in range(Y.rows))
    return tuple(sum(one * expand_log(log(1 / share), factor=True) for one, share in row) for row in rows)


@losses.mistake("lost the sign", credit="1/2")
def _(losses):
    return tuple(-value for value in losses)


@losses.mistake("used the logarithm to the base 2", credit="1/2")
def _(losses):
    return tuple(value / log(2) for value in losses)


@losses.mistake("counted the largest share of the soft target as if it were the class", credit="1/4", when=lambda targets, Y: targets == "soft" and list(Y.row(1)).count(max(Y.row(1))) == 1)
def _(Y, P):
    return tuple(-log(P[i, list(Y.row(i)).index(max(Y.row(i)))]) for i in range(Y.rows))


@step(because="The mean over the batch.")
def mean_loss(losses):
    return total(losses) / len(losses)


@mean_loss.mistake("added the losses of the batch without dividing", credit="1/2")
def _(losses):
    return total(losses)


@mean_loss.mistake("divided by the number of all entries, examples times classes", credit="1/2")
def _(losses):
    return total(losses) / 6


@step(
    because="Prediction minus target holds for each example{% if targets == 'soft' %}, for a soft target too{% endif %}; the mean brings a factor $1/B$ with $B = 2$."
)
def dZ(P, Y):
    return (P - Y) / 2


@dZ.mistake("forgot the factor $1/B$", credit="1/2", feedback="The loss is a mean over the batch, so every gradient carries $1/B$.")
def _(P, Y):
    return P - Y


@dZ.mistake("divided by the number of classes", credit="1/2")
def _(P, Y):
    return (P - Y) / 3


@dZ.mistake("subtracted the prediction from the target", credit="1/2")
def _(P, Y):
    return (Y - P) / 2


@dZ.mistake("kept only entries with a target", credit="1/4")
def _(P, Y):
    return ImmutableDenseMatrix(2, 3, lambda i, k: (P[i, k] - Y[i, k]) / 2 if Y[i, k] else 0)


@dZ.mistake("took the derivative with respect to the probabilities, not the logits", credit="1/4")
def _(P, Y):
    return ImmutableDenseMatrix(2, 3, lambda i, k: -Y[i, k] / P[i, k] / 2)


@dZ.mistake("multiplied by the slope of the softmax once more", credit="1/4", feedback="$P - Y$ contains the derivative of the softmax already.")
def _(dZ, P):
    return hadamard(dZ, P.applyfunc(lambda share: share * (1 - share)))


@procedure(because="The bias acts on every row: its gradient adds the rows up.", general=r"\left(\sum_{i=1}^{2} \left(\frac{\partial L}{\partial Z}\right)_{ik}\right)_{k}")
def db(dZ):
    return tuple(sum(dZ.col(k)) for k in range(dZ.cols))


@db.mistake("took the mean of the rows in place of their sum", credit="1/2", feedback=r"$1/B$ stands in $\partial L / \partial Z$ already.")
def _(db):
    return tuple(value / 2 for value in db)


@db.mistake("gave the gradient of one example alone", credit="1/4")
def _(dZ):
    return tuple(dZ.row(0))


@step(because="Error times input; row $k$ belongs to class $k$.")
def dW(dz, x):
    return dz * x.T


@dW.mistake("gave the transpose of the gradient", credit="1/2", feedback=r"$\partial L / \partial W$ has the shape of $W$.")
def _(dz, x):
    return x * dz.T


@dW.mistake("multiplied by the target in place of the error")
def _(y, x):
    return y * x.T


@procedure("D", "The probabilities on the diagonal of a matrix.", general=r"\operatorname{diag}(p)")
def diagonal(p):
    return ImmutableDenseMatrix(diag(*p))


@step("J", r"The derivative of the softmax, $J_{jk} = \partial p_j / \partial z_k = p_j (\delta_{jk} - p_k) / T$, where $\delta_{jk}$ is 1 for $j = k$ and 0 otherwise.")
def jacobian(T, diagonal, p):
    return 1 / T * (diagonal - p * p.T)


@jacobian.mistake("took each probability to depend on its own logit alone", credit="1/3", feedback="Off the diagonal stands $-p_j p_k$.")
def _(T, p):
    return ImmutableDenseMatrix(diag(*(share * (1 - share) / T for share in p)))


@jacobian.mistake("gave the off-diagonal entries the wrong sign", credit="1/3")
def _(T, p):
    return ImmutableDenseMatrix(3, 3, lambda j, k: (p[j] * (1 - p[j]) if j == k else p[j] * p[k]) / T)


@step(because=r"$\partial L / \partial z = (p - y) / T$ depends on $z$ through $p$ alone.")
def hessian(T, jacobian):
    return 1 / T * jacobian


@hessian.mistake("left out the second factor of the temperature", credit="1/2")
def _(jacobian):
    return jacobian


@hessian.mistake("multiplied the gradient by itself", credit="1/4")
def _(dz):
    return dz * dz.T


@step(because=r"The derivative of $M$ with respect to $p$ is $2 (p - y)$; the softmax does not cancel here, so its Jacobian remains as a factor.")
def dM(jacobian, p, y):
    return jacobian.T * 2 * (p - y)


@dM.mistake("left out the derivative of the softmax", credit="1/4", feedback="Only with cross-entropy does the derivative of the softmax cancel.")
def _(p, y):
    return 2 * (p - y)


@dM.mistake("left out the factor 2", credit="1/2")
def _(jacobian, p, y):
    return jacobian * (p - y)


through_jacobian = misconception("multiplied the gradient of the cross-entropy by the Jacobian", credit="1/2", when=lambda T: 2 * T != 1)


@through_jacobian.at(dM)
def _(jacobian, dz):
    return jacobian * dz


@oracle
def differences(level, z=None, y=None, Z=None, Y=None, T=1, W=None, x=None, b=None):
    """Loss by log-sum-exp; gradients from imaginary nudges, curvature from differences of gradients; probabilities from quotients of two exponentials."""

    def shares(row):
        return np.array([1 / np.exp(row - one).sum() for one in row])

    def slope(function, start):
        found = np.empty(np.shape(start))
        for place in np.ndindex(found.shape):
            moved = np.array(start, dtype=complex)
            moved[place] += 1e-20j
            found[place] = function(moved).imag / 1e-20
        return found

    def entropy(row, target):
        return target.sum() * np.log(np.exp(row).sum()) - (target * row).sum()

    if level == "medium":
        def batch(logits):
            return sum(entropy(row, target) for row, target in zip(logits, Y, strict=True)) / 2

        return {"P": np.array([shares(row) for row in Z]), "mean_loss": batch(Z), "dZ": slope(batch, Z), "db": slope(lambda b: batch(Z + b), np.zeros(3))}
    target = y.reshape(-1)
    if level == "easy":
        row = z.reshape(-1)
        found = slope(lambda p: -(target * np.log(p)).sum(), shares(row))
        return {"p": shares(row), "loss": entropy(row, target), "dz": slope(lambda row: entropy(row, target), row), "dp": found}
    row = (W @ x + b).reshape(-1)

    def gradient(row):
        return slope(lambda row: entropy(row / T, target), row)

    nudges = 1e-3 * np.eye(3)
    curved = [(8 * (gradient(row + e) - gradient(row - e)) - gradient(row + 2 * e) + gradient(row - 2 * e)) / 12e-3 for e in nudges]
    return {
        "p": shares(row / T),
        "loss": entropy(row / T, target),
        "dz": gradient(row),
        "dW": slope(lambda W: entropy((W @ x + b).reshape(-1) / T, target), W),
        "hessian": np.array(curved),
        "dM": slope(lambda row: ((np.exp(row / T) / np.exp(row / T).sum() - target) ** 2).sum(), row),
    }
