"""Weight by the first argument; an empty cell of the first argument adds nothing, one of the second is not allowed."""

from math import log as ln

from sympy import Integer, Rational

from examgen.authoring import Matrix, Table, absolute, log, misconception, oracle, procedure, sqrt, step, tex, total


@step(because=r"Weight $-\ln p_i$ by $p_i$.")
def entropy(p):
    return -total(lambda a: a * log(a), p)


@step(because=r"Still weighted by $p_i$, but now $-\ln q_i$: the predicted distribution stands in the logarithm.")
def cross(p, q):
    return -total(lambda a, b: a * log(b), p, q)


@step(because=r"$\mathrm{E}_p[-\ln q] - \mathrm{E}_p[-\ln p]$: the cross-entropy beyond the entropy.")
def forward(cross, entropy):
    return cross - entropy


@step("H(q, p)", r"The roles are exchanged: $-\ln p_i$ weighted by $q_i$.")
def reverse_cross(p, q):
    return -total(lambda a, b: b * log(a), p, q)


@step("H(q)", r"$-\ln q_i$ weighted by $q_i$.")
def reverse_entropy(q):
    return -total(lambda b: b * log(b), q)


@step(because=r"As before: the cross-entropy beyond the entropy.")
def reverse(reverse_cross, reverse_entropy):
    return reverse_cross - reverse_entropy


bits = misconception("took logarithms to the base 2", credit="1/2", feedback="All logarithms here are natural ones.")


@bits.at(entropy)
def _(entropy):
    return entropy / log(2)


@bits.at(cross)
def _(cross):
    return cross / log(2)


@bits.at(reverse)
def _(reverse):
    return reverse / log(2)


@entropy.mistake("lost the sign", credit="1/2")
def _(entropy):
    return -entropy


@entropy.mistake("did not weight the logarithms", credit="1/4")
def _(p):
    return -total(lambda a: log(a), p)


@entropy.mistake("averaged over the classes without weights", credit="1/4", when=lambda p: len(p) > 2)
def _(p):
    return -total(lambda a: log(a), p) / len(p)


@cross.mistake("gave the entropy of $q$", credit="1/4", feedback="The weights of a cross-entropy are the true probabilities.")
def _(q):
    return -total(lambda b: b * log(b), q)


@cross.mistake("exchanged the two distributions", credit="1/3")
def _(p, q):
    return -total(lambda a, b: b * log(a), p, q)


@cross.mistake("lost the sign", credit="1/2")
def _(cross):
    return -cross


@cross.mistake("kept the first class only", credit="1/4")
def _(p, q):
    return -p[0] * log(q[0])


@forward.mistake("added the entropy", credit="1/4")
def _(cross, entropy):
    return cross + entropy


@forward.mistake("subtracted in the wrong order", credit="1/2", feedback="A divergence is never negative.")
def _(cross, entropy):
    return entropy - cross


@forward.mistake("subtracted the entropy of $q$", credit="1/4")
def _(cross, q):
    return cross + total(lambda b: b * log(b), q)


@forward.mistake("took the absolute values of the logarithms", credit="1/3", feedback="Some terms are negative, and that is right.")
def _(p, q):
    return total(lambda a, b: a * absolute(log(a / b)), p, q)


@forward.mistake("gave the cross-entropy", credit="1/4")
def _(cross):
    return cross


@reverse.mistake("took the divergence to be symmetric", feedback="The expectation is taken over the *first* argument.")
def _(p, q):
    return total(lambda a, b: a * log(a / b), p, q)


@reverse.mistake("weighted by the wrong distribution", credit="1/4")
def _(p, q):
    return total(lambda a, b: a * log(b / a), p, q)


@reverse.mistake("subtracted the entropy of $p$", credit="1/4")
def _(reverse_cross, p):
    return reverse_cross + total(lambda a: a * log(a), p)


@reverse.mistake("took the absolute values of the logarithms", credit="1/3")
def _(p, q):
    return total(lambda a, b: b * absolute(log(b / a)), p, q)


def _divergence(first, second):
    return sum((a * log(a / b) for a, b in zip(first, second, strict=True) if a != 0), Integer(0))


def _terms(first, second):
    rows = []
    for i, (a, b) in enumerate(zip(first, second, strict=True), 1):
        term = rf"{tex(a)} \ln\bigl({tex(a)} \big/ {tex(b)}\bigr)" if a != 0 else "0"
        rows.append((f"${i}$", f"${term}$", f"${tex(a * log(a / b) if a != 0 else 0)}$"))
    return tuple(rows)


@procedure(
    because=r"Weight by $p_i$; the empty class of $p$ adds nothing, since $0 \ln 0 = 0$.",
    general=r"\sum_{i :\, p_i > 0} p_i \ln \frac{p_i}{q_i}",
)
def gapped(p, q):
    return _divergence(p, q)


@gapped.show
def _(p, q):
    return Table(("class", "term", "value"), _terms(p, q))


@gapped.mistake("weighted by $q$", credit="1/4", when=lambda p, q: all(b == 0 for a, b in zip(p, q, strict=True) if a == 0))
def _(p, q):
    return sum((b * log(a / b) for a, b in zip(p, q, strict=True) if a != 0), Integer(0))


@gapped.mistake(
    "took the absolute values of the logarithms", credit="1/3", when=lambda p, q: any(0 < a < b for a, b in zip(p, q, strict=True))
)
def _(p, q):
    return sum((a * abs(log(a / b)) for a, b in zip(p, q, strict=True) if a != 0), Integer(0))


@gapped.mistake("spread the empty class of $p$ over the others in $q$", credit="1/3", when=lambda zero: zero == "first")
def _(p, q):
    left = sum(b for a, b in zip(p, q, strict=True) if a != 0)
    return _divergence(p, [b / left if a != 0 else b for a, b in zip(p, q, strict=True)])


@gapped.mistake("took logarithms to the base 2", credit="1/2")
def _(gapped):
    return gapped / log(2)


@gapped.mistake("lost the sign", credit="1/2", feedback="A divergence is never negative.")
def _(gapped):
    return -gapped


@procedure(
    because="{% if zero == 'first' %}$q$ puts weight on a class that is impossible under $p$: the term $q_i \\ln (q_i / 0)$ is infinite."
    "{% else %}The class that is empty under $p$ is empty under $q$, too: it adds nothing, and the other terms are finite. The distributions differ.{% endif %}"
)
def finite(p, q):
    return "infinite" if any(a == 0 and b != 0 for a, b in zip(p, q, strict=True)) else "larger"


@finite.mistake("took an empty class to add nothing in either place", when=lambda zero: zero == "first")
def _(p):
    return "larger"


@finite.mistake("took every empty class to make the divergence infinite", when=lambda zero: zero == "both")
def _(p):
    return "infinite"


@procedure("m", r"The mixture, class by class.", general=r"\tfrac{1}{2} (p + q)")
def middle(p, q):
    return tuple((a + b) / 2 for a, b in zip(p, q, strict=True))


@procedure(r"\mathrm{KL}(p\,\|\,m)", r"Finite, since $m$ is empty only where $p$ and $q$ are.")
def first_half(p, middle):
    return _divergence(p, middle)


@first_half.show
def _(p, middle):
    return Table(("class", "term", "value"), _terms(p, middle))


@procedure(r"\mathrm{KL}(q\,\|\,m)", "The same for $q$.")
def second_half(q, middle):
    return _divergence(q, middle)


@second_half.show
def _(q, middle):
    return Table(("class", "term", "value"), _terms(q, middle))


@step(because="The mean of the two.")
def mixture(first_half, second_half):
    return (first_half + second_half) / 2


@mixture.mistake("added without halving", credit="1/2")
def _(first_half, second_half):
    return first_half + second_half


@mixture.mistake("left out the half of $q$", credit="1/4")
def _(first_half):
    return first_half / 2


@mixture.mistake("left out the half of $p$", credit="1/4")
def _(second_half):
    return second_half / 2


@mixture.mistake("took logarithms to the base 2", credit="1/2")
def _(mixture):
    return mixture / log(2)


@mixture.mistake("halved the divergence of $p$ from $q$", credit="1/4")
def _(p, q):
    return _divergence(p, q) / 2


@procedure(r"\mathrm{E}_r[x]", "The mean of $r$.", general="r_1 + 2 r_2")
def mean(r):
    return r[1] + 2 * r[2]


@step(
    because=r"Only $-\mathrm{E}_r[\ln b_{\theta}] = -(2 r_0 + r_1) \ln(1 - \theta) - (r_1 + 2 r_2) \ln \theta + \dots$ depends on $\theta$; its derivative is 0 where "
    r"$2\theta = r_1 + 2 r_2$: the mean of $b_{\theta}$, which is $2\theta$, must be that of $r$."
)
def fit(mean):
    return mean / 2


@fit.mistake("gave the mean", credit="1/2", feedback=r"The mean of $b_{\theta}$ is $2 \theta$.")
def _(mean):
    return mean


@fit.mistake("matched the probability of 0", credit="1/4")
def _(r):
    return 1 - sqrt(r[0])


@fit.mistake("matched the probability of 2", credit="1/4")
def _(r):
    return sqrt(r[2])


@fit.mistake("exchanged 0 and 2", credit="1/2", when=lambda r: r[0] != r[2])
def _(mean):
    return 1 - mean / 2


@procedure(r"J^{0}", "The product of the marginal distributions: row sum times column sum.")
def product(joint):
    rows = [sum(joint.row(i)) for i in range(2)]
    columns = [sum(joint.col(j)) for j in range(2)]
    return Matrix(2, 2, lambda i, j: rows[i] * columns[j])


@procedure(because="Weighted by the joint probabilities, over all four cells.", general=r"\sum_{i,j} J_{ij} \ln \frac{J_{ij}}{J^0_{ij}}")
def information(joint, product):
    return _divergence(tuple(joint), tuple(product))


@information.show
def _(joint, product):
    rows = tuple((cell, *row[1:]) for cell, row in zip(("1, 1", "1, 2", "2, 1", "2, 2"), _terms(tuple(joint), tuple(product)), strict=True))
    return Table(("cell", "term", "value"), rows)


@information.mistake("weighted by the product of the marginal distributions", credit="1/3")
def _(joint, product):
    return _divergence(tuple(product), tuple(joint))


@information.mistake("took the diagonal cells only", credit="1/4")
def _(joint, product):
    return sum((joint[i, i] * log(joint[i, i] / product[i, i]) for i in range(2)), Integer(0))


@information.mistake("took logarithms to the base 2", credit="1/2")
def _(information):
    return information / log(2)


@information.mistake("compared with the uniform distribution", credit="1/4", when=lambda product: len(set(product)) > 1)
def _(joint):
    return _divergence(tuple(joint), (Rational(1, 4),) * 4)


def _slope(function, at):
    """Derivative by two central differences."""
    h = 1e-3
    one, two = ((function(at + d) - function(at - d)) / (2 * d) for d in (h, h / 2))
    return (4 * two - one) / 3


def _shannon(shares):
    """Entropy as the slope of the sum of powers."""
    kept = [float(a) for a in shares if a > 0]
    return -_slope(lambda t: sum(a**t for a in kept), 1.0)


def _kl(first, second):
    """Divergence as the slope of the Chernoff sum."""
    kept = [(float(a), float(b)) for a, b in zip(first, second, strict=True) if a > 0]
    return -_slope(lambda t: sum(a ** (1 - t) * b**t for a, b in kept), 0.0)


@oracle
def slopes(p, q, r=None, joint=None):
    """Divergences as slopes of sums of powers, mixtures and information from entropies, the fit by a search."""
    if r is None:
        cross = -_slope(lambda t: sum(a * b**t for a, b in zip(p, q, strict=True)), 0.0)
        return {"entropy": _shannon(p), "cross": cross, "forward": _kl(p, q), "reverse": _kl(q, p)}
    impossible = any(b > 0 for a, b in zip(p, q, strict=True) if a == 0)

    def loss(theta):
        fitted = ((1 - theta) ** 2, 2 * theta * (1 - theta), theta**2)
        return -sum(a * ln(b) for a, b in zip(r, fitted, strict=True))

    low, high = 1e-6, 1 - 1e-6
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if loss(middle + 1e-7) < loss(middle - 1e-7) else (low, middle)
    return {
        "gapped": _kl(p, q),
        "finite": "infinite" if impossible else "larger" if _kl(q, p) > 1e-9 else "zero",
        "mixture": _shannon((p + q) / 2) - (_shannon(p) + _shannon(q)) / 2,
        "fit": low,
        "information": _shannon(joint.sum(axis=0)) + _shannon(joint.sum(axis=1)) - _shannon(joint.reshape(-1)),
    }
