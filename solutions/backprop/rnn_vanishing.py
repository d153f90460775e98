"""Each step multiplies: a power of the factor of one step, whatever that is."""

import math

import numpy as np
from sympy import Integer

from examgen.authoring import Table, oracle, procedure, step, tex


@step(because="Each step multiplies by $w$; the inputs do not depend on $h_0$.")
def factor(w, steps):
    return w**steps


@factor.mistake("counted one step too few", credit="1/2")
def _(w, steps):
    return w ** (steps - 1)


@factor.mistake("counted one step too many", credit="1/2")
def _(w, steps):
    return w ** (steps + 1)


@factor.mistake("multiplied by the number of steps in place of the power")
def _(w, steps):
    return w * steps


@step(because="The error at the end, through all steps.")
def first(e, factor):
    return e * factor


@first.mistake("divided by the factor")
def _(e, factor):
    return e / factor


@first.mistake("passed the error back over one step only", credit="1/4")
def _(e, w):
    return e * w


@step(because=r"The weight, times the slope of $\tanh$, which its value tells: $1 - a^2$.")
def one(w, a):
    return w * (1 - a**2)


@one.mistake("left out the slope", credit="1/4")
def _(w):
    return w


@one.mistake("took one minus the state, without the square, for the slope", credit="1/2")
def _(w, a):
    return w * (1 - a)


@one.mistake("used the slope of the sigmoid", credit="1/4")
def _(w, a):
    return w * a * (1 - a)


@step(because="The same factor $T$ times.")
def general(one, horizon):
    return one**horizon


@general.mistake("counted one step too few", credit="1/2")
def _(one, horizon):
    return one ** (horizon - 1)


@general.mistake("multiplied by the number of steps in place of the power")
def _(one, horizon):
    return one * horizon


def _crossed(factor, k):
    """The first power of the factor beyond 10^-k or 10^k, by exact comparison."""
    bound, count, power = Integer(10) ** k, 1, abs(factor)
    while not (power * bound < 1 or power > bound):
        power *= abs(factor)
        count += 1
    return count


@procedure(
    because=r"Divide the logarithm of the bound by that of one factor, "
    r"$k / |\log_{10} {% if level == 'easy' %}|w|{% else %}q{% endif %}|$, and take the next whole number.",
)
def smallest(k, w, one=None):
    return _crossed(w if one is None else one, k)


@smallest.show
def _(level, k, rate, smallest) -> Table:
    size = r"|\log_{10} |w||" if level == "easy" else r"|\log_{10} q|"
    row = (f"${tex(k)}$", f"$0.{abs(int(rate)):04d}$", f"${10_000 * int(k) / abs(int(rate)):.2f}$", f"${tex(smallest)}$")
    return Table(head=("$k$", f"${size}$", f"$k / {size}$", "$n$"), rows=(row,))


@smallest.mistake("rounded down", credit="1/2")
def _(smallest):
    return smallest - 1


@smallest.mistake("took the natural logarithm of the factor", credit="1/2")
def _(k, w, one=None):
    rate = abs(math.log(abs(w if one is None else one)))
    return math.floor(int(k) / rate) + 1


@procedure(because=r"$W$ maps $(1, 1)$ to $(W_{11} + W_{12})(1, 1)$ and $(1, -1)$ to $(W_{11} - W_{12})(1, -1)$.", general=r"\{W_{11} + W_{12},\; W_{11} - W_{12}\}")
def eigenvalues(W):
    return frozenset({W[0, 0] + W[0, 1], W[0, 0] - W[0, 1]})


@eigenvalues.mistake("read the entries of the matrix as its eigenvalues")
def _(W):
    return frozenset({W[0, 0], W[0, 1]})


@eigenvalues.mistake("lost the sign of the second one", credit="1/2", when=lambda eigenvalues: min(eigenvalues) < 0)
def _(eigenvalues):
    return frozenset(abs(value) for value in eigenvalues)


@procedure(
    because=r"A symmetric matrix stretches most along the eigenvector whose eigenvalue $\lambda$ is largest in size, and along it each step multiplies by $\lambda$.",
    general=r"\bigl(\max_{\lambda \in S} |\lambda|\bigr)^T",
)
def gain(eigenvalues, steps):
    return max(abs(value) for value in eigenvalues) ** steps


@gain.mistake("took the eigenvalue that is smallest in size", credit="1/4")
def _(eigenvalues, steps):
    return min(abs(value) for value in eigenvalues) ** steps


@gain.mistake("counted one step only", credit="1/4")
def _(eigenvalues):
    return max(abs(value) for value in eigenvalues)


@gain.mistake("multiplied by the number of steps in place of the power")
def _(eigenvalues, steps):
    return max(abs(value) for value in eigenvalues) * steps


@gain.mistake("added up the sizes of both", credit="1/4")
def _(eigenvalues, steps):
    return sum(abs(value) for value in eigenvalues) ** steps


def _powers(W, v, count):
    result = v
    for _ in range(count):
        result = W.T * result
    return result


@procedure(because=r"$W$ is symmetric, so each step back multiplies by $W^{\mathsf{T}} = W$: multiply $v$ by $W$ {{ steps | words }} times.")
def gradient(W, v, steps):
    return _powers(W, v, steps)


@gradient.show
def _(W, v, steps) -> Table:
    vectors = [_powers(W, v, count) for count in range(int(steps) + 1)]
    rows = tuple((f"${count}$", rf"$({tex(vector[0])},\, {tex(vector[1])})$") for count, vector in enumerate(vectors))
    return Table(head=("steps back", "gradient"), rows=rows)


@gradient.mistake("took a power of each entry", credit="1/4")
def _(W, v, steps):
    return W.applyfunc(lambda entry: entry**steps) * v


@gradient.mistake("counted one step too many", credit="1/2")
def _(W, v, steps):
    return _powers(W, v, steps + 1)


@gradient.mistake("counted one step too few", credit="1/2")
def _(W, v, steps):
    return _powers(W, v, steps - 1)


@gradient.mistake("multiplied by the largest stretch alone", credit="1/4")
def _(v, gain):
    return gain * v


def _fate(size):
    return "vanishes" if size < 1 else "explodes" if size > 1 else "neither"


@procedure(
    because="{% if level == 'hard' %}$v$ has a part along both eigenvectors; the larger eigenvalue decides, by its size.{% elif level == 'easy' %}The size of the factor of one step decides: $|w'|$ is "
    "{% if other > -1 and other < 1 %}smaller than{% elif other == 1 or other == -1 %}equal to{% else %}larger than{% endif %} 1.{% else %}The factor of one step decides, here $w' (1 - a^2) = {{ other * (1 - a**2) }}$.{% endif %}"
)
def fate(other=None, a=None, eigenvalues=None):
    if eigenvalues is not None:
        return _fate(max(abs(value) for value in eigenvalues))
    return _fate(abs(other) * (1 if a is None else 1 - a**2))


@fate.mistake("judged by the smaller eigenvalue", when=lambda eigenvalues=None: eigenvalues is not None and min(map(abs, eigenvalues)) < 1 < max(map(abs, eigenvalues)))
def _(eigenvalues):
    return "vanishes"


@fate.mistake("took a negative factor for a vanishing one", when=lambda other=None, a=None: a is None and other is not None and other <= -1)
def _():
    return "vanishes"


@fate.mistake("judged by the weight alone", when=lambda other=None, a=None: a is not None and other * (1 - a**2) <= 1)
def _():
    return "explodes"


@fate.mistake("took what shrinks for what grows", when=lambda other=None, a=None: a is None and other is not None and abs(other) < 1)
def _():
    return "explodes"


@oracle
def simulation(w=None, a=None, e=None, steps=None, horizon=None, k=None, W=None, v=None, other=None):
    """Move the start and see how far the end moves; eigenvalues, powers and norms from linear algebra; counting by multiplying."""
    if W is not None:
        power = np.linalg.matrix_power(W.T, steps)
        far = np.linalg.norm(np.linalg.matrix_power(W.T, 400) @ v)
        fate = "vanishes" if far < 1e-6 else "explodes" if far > 1e6 else "neither"
        return {"eigenvalues": set(np.linalg.eigvalsh(W)), "gain": np.linalg.norm(power, 2), "gradient": power @ v, "fate": fate}

    def one_step(weight):
        if a is None:
            return weight
        drive = math.atanh(a) - weight * a
        return (math.tanh(weight * (a + 1e-5) + drive) - math.tanh(weight * (a - 1e-5) + drive)) / 2e-5

    q, far = one_step(w), abs(one_step(other)) ** 400
    size, n = abs(q), 1
    while 10.0**-k <= size <= 10.0**k:
        size, n = size * abs(q), n + 1
    answers = {"smallest": n, "fate": "vanishes" if far < 1e-6 else "explodes" if far > 1e6 else "neither"}
    if a is not None:
        return {**answers, "one": q, "general": q**horizon}

    def end(start):
        for _ in range(steps):
            start = w * start + 1
        return start

    moved = end(2.0) - end(1.0)
    return {**answers, "factor": moved, "first": e * moved}


