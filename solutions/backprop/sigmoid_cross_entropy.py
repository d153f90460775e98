"""Logit, probability, logarithm of the probability of the right class; then prediction minus target, times the inputs."""

import numpy as np

from examgen.authoring import exp, log, misconception, oracle, procedure, sigmoid, step, total


@step("z", "The logit.")
def z(w, x, b):
    return w * x + b


@z.mistake("left out the bias", credit="1/4")
def _(w, x):
    return w * x


@step(because=r"The sigmoid of a logarithm: $\sigma(\ln r) = r / (r + 1)$.")
def p(z):
    return sigmoid(z)


@p.mistake("gave the probability of the other class", credit="1/2")
def _(z):
    return sigmoid(-z)


@p.mistake("gave the odds in place of the probability", credit="1/4", feedback="$e^z$ is $p / (1 - p)$.")
def _(z):
    return exp(z)


@procedure(
    because=r"$y = {{ y }}$: only the term {% if y == 1 %}$-\ln p${% else %}$-\ln(1 - p)${% endif %} of the right class counts.",
    general=r"-\bigl(y \ln p + (1 - y) \ln(1 - p)\bigr)",
)
def loss(y, p):
    return -(y * log(p) + (1 - y) * log(1 - p))


@loss.mistake("lost the sign", credit="1/2")
def _(loss):
    return -loss


@loss.mistake("took the term of the other class", credit="1/4")
def _(y, p):
    return -(y * log(1 - p) + (1 - y) * log(p))


@loss.mistake("added the terms of both classes", credit="1/4")
def _(p):
    return -(log(p) + log(1 - p))


@step(because=r"For a sigmoid with this loss the slope $p (1 - p)$ cancels: prediction minus target is left.")
def dz(p, y):
    return p - y


@dz.mistake("subtracted the prediction from the target", credit="1/2")
def _(p, y):
    return y - p


@dz.mistake("took the derivative with respect to the probability, not the logit", credit="1/4")
def _(p, y):
    return (1 - y) / (1 - p) - y / p


@dz.mistake("multiplied by the slope of the sigmoid once more", credit="1/4", feedback="$p - y$ contains that slope already.")
def _(p, y):
    return (p - y) * p * (1 - p)


@step(because="The derivative at the logit times the input, since $z = w x + b$.")
def dw(dz, x):
    return dz * x


@dw.mistake("left out the input", credit="1/4")
def _(dz):
    return dz


@dw.mistake("multiplied by the weight")
def _(dz, w):
    return dz * w


@step(because="The derivative of the square, times the slope $p (1 - p)$ of the sigmoid: nothing cancels here.")
def dM(p, y):
    return 2 * (p - y) * p * (1 - p)


@dM.mistake("left out the slope of the sigmoid", credit="1/4", feedback="Only with the cross-entropy does the slope of the sigmoid cancel.")
def _(p, y):
    return 2 * (p - y)


@dM.mistake("left out the factor 2", credit="1/2")
def _(p, y):
    return (p - y) * p * (1 - p)


@dM.mistake("took $1 - p$ for the slope of the sigmoid", credit="1/4")
def _(p, y):
    return 2 * (p - y) * (1 - p)


@dM.mistake("took $p$ for the slope of the sigmoid", credit="1/4")
def _(p, y):
    return 2 * (p - y) * p


@procedure("z", "The logits, one for each example.")
def logits(w, b, x=None, X=None):
    return tuple(w * one + b for one in x) if X is None else tuple(w[0] * row[0] + w[1] * row[1] + b for row in X.tolist())


@logits.mistake("left out the bias", credit="1/4")
def _(logits, b):
    return tuple(one - b for one in logits)


@step(because=r"The sigmoid of a logarithm: $\sigma(\ln r) = r / (r + 1)$.", each="i")
def shares(logits):
    return sigmoid(logits)


@shares.mistake("gave the probabilities of the other class", credit="1/2")
def _(logits):
    return sigmoid(-logits)


@shares.mistake("gave the odds in place of the probabilities", credit="1/4", feedback="$e^z$ is $p / (1 - p)$.")
def _(logits):
    return exp(logits)


@procedure(
    "l",
    r"The loss of each example: {% if level == 'hard' %}$-\alpha \ln p_i${% else %}$-\ln p_i${% endif %} where it is of class 1, $-\ln(1 - p_i)$ where it is of class 0.",
)
def losses(y, shares, alpha=1):
    return tuple(-alpha * one * log(share) - (1 - one) * log(1 - share) for one, share in zip(y, shares, strict=True))


@losses.mistake("lost the sign", credit="1/2")
def _(losses):
    return tuple(-value for value in losses)


@losses.mistake("took the terms of the other class", credit="1/4")
def _(y, shares, alpha=1):
    return tuple(-alpha * one * log(1 - share) - (1 - one) * log(share) for one, share in zip(y, shares, strict=True))


@losses.mistake("counted examples of class 1 alone", credit="1/3", feedback="An example of class 0 counts with $-\\ln(1 - p)$.")
def _(y, shares, alpha=1):
    return tuple(-alpha * one * log(share) for one, share in zip(y, shares, strict=True))


@step(because="The mean over the batch.")
def mean_loss(losses, B):
    return total(losses) / B


@mean_loss.mistake("added the losses without dividing by the number of examples", credit="1/2")
def _(losses):
    return total(losses)


@step(
    because="Prediction minus target for each example; {% if level == 'hard' %}for class 1 that is $p_i - 1$, $\\alpha$ times, for class 0 it is $p_i$; {% endif %}"
    "the mean brings a factor $1/B$.",
    each="i",
)
def errors(y, shares, B, alpha=None):
    return (shares - y) / B if alpha is None else (alpha * y * (shares - 1) + (1 - y) * shares) / B


@errors.mistake("forgot the factor $1/B$", credit="1/2", feedback="The loss is a mean over the batch, so every derivative carries $1/B$.")
def _(errors, B):
    return errors * B


@errors.mistake("subtracted the predictions from the targets", credit="1/2")
def _(errors):
    return -errors


@errors.mistake("multiplied by the slope of the sigmoid once more", credit="1/4", feedback="$p - y$ contains that slope already.")
def _(errors, shares):
    return errors * shares * (1 - shares)


@errors.mistake("took the derivatives with respect to the probabilities, not the logits", credit="1/4")
def _(errors, shares):
    return errors / (shares * (1 - shares))


@step(because="Each logit holds the weight times its own input, so the inputs are added up with their errors.")
def slope(errors, x):
    return total(lambda error, one: error * one, errors, x)


@slope.mistake("left out the inputs", credit="1/4")
def _(errors):
    return total(errors)


@slope.mistake("divided by the number of examples once more", credit="1/2", feedback=r"$1/B$ stands in $\partial L / \partial z_i$ already.")
def _(slope, B):
    return slope / B


@slope.mistake("used one example alone", credit="1/4")
def _(errors, x):
    return errors[0] * x[0]


@step(because="Each logit holds the bias once, so the errors are added up.")
def db(errors):
    return total(errors)


@db.mistake("divided by the number of examples once more", credit="1/2", feedback=r"$1/B$ stands in $\partial L / \partial z_i$ already.")
def _(db, B):
    return db / B


@procedure(because="Entry $k$ adds up the errors times input $k$ of their examples.", general=r"\left(\sum_{i=1}^{B} \frac{\partial L}{\partial z_i} X_{ik}\right)_{k}")
def slopes(errors, X):
    return tuple(sum(error * value for error, value in zip(errors, X.col(k), strict=True)) for k in range(X.cols))


@slopes.mistake("exchanged rows and columns of $X$", credit="1/4")
def _(errors, X):
    return tuple(sum(error * value for error, value in zip(errors, X.row(k), strict=True)) for k in range(X.cols))


@slopes.mistake("divided by the number of examples once more", credit="1/2")
def _(slopes, B):
    return tuple(value / B for value in slopes)


@step(
    because=r"$\partial L / \partial b$ is the sum of the $\partial L / \partial z_i$; each depends on $b$ through $p_i$, whose slope is $p_i (1 - p_i)$. "
    r"The factor before it is $\alpha$ for class 1 and 1 for class 0."
)
def curvature(alpha, y, shares, B):
    return total(lambda one, share: (alpha * one + 1 - one) * share * (1 - share), y, shares) / B


@curvature.mistake("left out the factor $1/B$", credit="1/2")
def _(curvature, B):
    return curvature * B


@curvature.mistake("took $p_i$ for the slope of the sigmoid", credit="1/4")
def _(alpha, y, shares, B):
    return sum((alpha * one + 1 - one) * share for one, share in zip(y, shares, strict=True)) / B


@curvature.mistake("gave the first derivative", credit="1/4")
def _(errors):
    return sum(errors)


unweighted = misconception("counted examples of class 1 once", credit="1/2", when=lambda level: level == "hard")


@unweighted.at(losses)
def _(y, losses, alpha):
    return tuple(value / alpha if one else value for one, value in zip(y, losses, strict=True))


@unweighted.at(errors)
def _(y, shares, B):
    return (shares - y) / B


@unweighted.at(curvature)
def _(shares, B):
    return sum(share * (1 - share) for share in shares) / B


weighted = misconception("counted all examples $\\alpha$ times", credit="1/4", when=lambda level: level == "hard")


@weighted.at(losses)
def _(y, losses, alpha):
    return tuple(value if one else alpha * value for one, value in zip(y, losses, strict=True))


@weighted.at(errors)
def _(y, shares, B, alpha):
    return alpha * (shares - y) / B


@weighted.at(curvature)
def _(shares, B, alpha):
    return alpha * sum(share * (1 - share) for share in shares) / B


@oracle
def nudges(level, w, b, y, x=None, X=None, alpha=1):
    """The loss as softplus of the logits; derivatives from imaginary nudges, the second from differences of the first."""
    table = np.array(x if X is None else X, dtype=float).reshape(-1, 2 if level == "hard" else 1)
    weights, labels = np.array(w, dtype=float).reshape(-1), np.array(y, dtype=float).reshape(-1)
    start = table @ weights + b

    def loss(rows):
        return np.mean(np.where(labels == 1, alpha * np.log(1 + np.exp(-rows)), np.log(1 + np.exp(rows))))

    def slope(function, at):
        tips = 1e-20j * np.eye(len(at))
        return np.array([function(at + tip).imag / 1e-20 for tip in tips])

    def in_bias(b):
        return loss(table @ weights + b[0])

    shares = (1 + np.tanh(start / 2)) / 2
    errors, slopes, bias = slope(loss, start), slope(lambda w: loss(table @ w + b), weights), slope(in_bias, np.array([b]))[0]
    square = slope(lambda rows: (1 / (1 + np.exp(-rows[0])) - labels[0]) ** 2, start[:1])[0]
    firsts = [slope(in_bias, np.array([b + move]))[0] for move in (-2e-3, -1e-3, 1e-3, 2e-3)]
    second = (firsts[0] - 8 * firsts[1] + 8 * firsts[2] - firsts[3]) / 12e-3
    if level == "easy":
        return {"p": shares[0], "loss": loss(start), "dz": errors[0], "dw": slopes[0], "dM": square}
    found = {"shares": shares, "mean_loss": loss(start), "errors": errors}
    return {**found, "slope": slopes[0], "db": bias} if level == "medium" else {**found, "slopes": slopes, "curvature": second}
