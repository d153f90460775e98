"""One factor for each layer: the number of terms, the variance of a weight, and one half where a ReLU has cut the signal."""

from examgen.authoring import ceiling, log, misconception, oracle, sqrt, step


@step(because=r"An entry of $z_l$ is a sum of $n$ uncorrelated terms (independent weights with mean 0), each with the variance $\mathrm{V}[w]\, \mathrm{E}[z_{l-1}^2]$.")
def factor(n, vw):
    return n * vw


@factor.mistake("forgot that there are several inputs", credit="1/4")
def _(vw):
    return vw


@factor.mistake("squared the number of inputs", credit="1/4")
def _(n, vw):
    return n**2 * vw


@factor.mistake("used the standard deviation", credit="1/3")
def _(n, vw):
    return n * sqrt(vw)


@factor.mistake("halved as after a ReLU", credit="1/3")
def _(n, vw):
    return n * vw / 2


@step(because="Each of the $L$ layers multiplies by the same factor, the first one the second moment of the input.")
def final(m0, factor, depth):
    return m0 * factor**depth


@final.mistake("left the first layer out", credit="1/2")
def _(m0, factor, depth):
    return m0 * factor ** (depth - 1)


@final.mistake("multiplied in place of taking a power", credit="1/4")
def _(m0, factor, depth):
    return m0 * factor * depth


@final.mistake("took the root of the factor", credit="1/4")
def _(m0, factor, depth):
    return m0 * sqrt(factor) ** depth


@final.mistake("forgot the second moment of the input", credit="1/2")
def _(factor, depth):
    return factor**depth


@step(because="The factor must be 1.")
def needed(n):
    return 1 / n


@needed.mistake("took the variance for a layer after ReLU", credit="1/4")
def _(n):
    return 2 / n


@needed.mistake("gave the standard deviation", credit="1/2")
def _(n):
    return 1 / sqrt(n)


@step(because="The first layer sees the input as it is; each of the other $L - 1$ layers gets only half of the second moment.")
def rectified(m0, factor, depth):
    return m0 * factor * (factor / 2) ** (depth - 1)


@rectified.mistake("halved in the first layer, too", credit="1/2", feedback="No ReLU is applied to the input.")
def _(m0, factor, depth):
    return m0 * (factor / 2) ** depth


@rectified.mistake("halved once in all", credit="1/4")
def _(m0, factor, depth):
    return m0 * factor**depth / 2


@step(because=r"A sum of $n_0$ terms with the variance $\mathrm{V}[w]\, \mathrm{E}[x^2]$; nothing is cut off before the first layer.")
def first(n0, vw, m0):
    return n0 * vw * m0


@first.mistake("halved although no ReLU is applied to the input", credit="1/2")
def _(n0, vw, m0):
    return n0 * vw * m0 / 2


@first.mistake("counted the outputs in place of the inputs", credit="1/3")
def _(n1, vw, m0):
    return n1 * vw * m0


@first.mistake("forgot that there are several inputs", credit="1/4")
def _(vw, m0):
    return vw * m0


@first.mistake("used the standard deviation of the weights", credit="1/4")
def _(n0, vw, m0):
    return n0 * sqrt(vw) * m0


@step(because=r"$n_1$ terms; ReLU leaves $\mathrm{E}[\mathrm{ReLU}(z_1)^2] = \tfrac{1}{2} \mathrm{V}[z_1]$.")
def second(n1, vw, first):
    return n1 * vw / 2 * first


@step(because=r"The same with $n_2$ terms.")
def third(n2, vw, second):
    return n2 * vw / 2 * second


ignored = misconception("ignored ReLU", credit="1/3")
fan_out = misconception("counted the outputs in place of the inputs", credit="1/3")
by_root = misconception("used the standard deviation of the weights", credit="1/4")


@ignored.at(second)
def _(n1, vw, first):
    return n1 * vw * first


@ignored.at(third)
def _(n2, vw, second):
    return n2 * vw * second


@fan_out.at(second)
def _(n2, vw, first):
    return n2 * vw / 2 * first


@fan_out.at(third)
def _(n3, vw, second):
    return n3 * vw / 2 * second


@by_root.at(second)
def _(n1, vw, first):
    return n1 * sqrt(vw) / 2 * first


@by_root.at(third)
def _(n2, vw, second):
    return n2 * sqrt(vw) / 2 * second


@step(
    r"\mathrm{V}[\delta_2]",
    r"$\delta_2$ is $W_3^{\mathsf{T}} \delta_3$, a sum of $n_3$ terms, multiplied by the slope of ReLU, which is 1 for half of the units and 0 for the others.",
)
def middle(n3, vw, gradient):
    return n3 * vw / 2 * gradient


@step(because=r"One layer further back: $n_2$ terms, and half of the units pass the gradient on.")
def backward(n2, vw, middle):
    return n2 * vw / 2 * middle


@backward.mistake("counted inputs in place of outputs", credit="1/3", feedback="Going back, one adds over the outputs of a layer.")
def _(n1, n2, vw, gradient):
    return (n1 * vw / 2) * (n2 * vw / 2) * gradient


@backward.mistake("ignored ReLU", credit="1/3")
def _(n2, n3, vw, gradient):
    return n2 * vw * n3 * vw * gradient


@backward.mistake("went back one layer only", credit="1/3")
def _(middle):
    return middle


@backward.mistake("went back through the first layer, too", credit="1/3")
def _(backward, n1, vw):
    return n1 * vw / 2 * backward


@backward.mistake("took the factors of the forward pass", credit="1/4")
def _(n0, n1, vw, gradient):
    return (n0 * vw / 2) * (n1 * vw / 2) * gradient


@step(
    because=r"Back through one layer: $n_{\mathrm{out}}$ terms, half of the units active, so that $n_{\mathrm{out}} \cdot \frac{2}{n_{\mathrm{in}}} \cdot \frac{1}{2} = \rho$."
)
def he_backward(rho, steps):
    return rho**steps


@he_backward.mistake(
    "took the factor of the forward pass", credit="1/4", feedback="In the forward pass these weights keep the variance; back they do not."
)
def _():
    return 1


@he_backward.mistake("forgot that half of the units pass nothing back", credit="1/3")
def _(rho, steps):
    return (2 * rho) ** steps


@he_backward.mistake("inverted the ratio", credit="1/3")
def _(rho, steps):
    return 1 / rho**steps


@he_backward.mistake("multiplied in place of taking a power", credit="1/4")
def _(rho, steps):
    return rho * steps


@step(
    because=r"$n_{\mathrm{in}} \cdot \frac{4}{n_{\mathrm{in}} + n_{\mathrm{out}}} \cdot \frac{1}{2}$; divide by $n_{\mathrm{in}}$ above and below."
)
def forward_factor(rho):
    return 2 / (1 + rho)


@step(because=r"$n_{\mathrm{out}}$ terms in place of $n_{\mathrm{in}}$.")
def backward_factor(rho):
    return 2 * rho / (1 + rho)


exchanged = misconception("exchanged the two passes", credit="1/3")
unhalved = misconception("forgot the half of ReLU", credit="1/3")


@exchanged.at(forward_factor)
def _(rho):
    return 2 * rho / (1 + rho)


@exchanged.at(backward_factor)
def _(rho):
    return 2 / (1 + rho)


@unhalved.at(forward_factor)
def _(rho):
    return 4 / (1 + rho)


@unhalved.at(backward_factor)
def _(rho):
    return 4 * rho / (1 + rho)


@forward_factor.mistake("took the compromise to keep the variance", credit="1/4")
def _():
    return 1


@backward_factor.mistake("took the compromise to keep the variance", credit="1/4")
def _():
    return 1


@step(because=r"One layer multiplies by $c / 2$. $(c / 2)^{L} < 10^{-k}$ means $L > k \ln 10 / \ln (2 / c) \approx {{ digits }} \cdot 2.3026 / {{ logarithm }}$; round up.")
def vanished(digits, c):
    return ceiling(digits * log(10) / log(2 / c))


@vanished.mistake("forgot the half of ReLU", credit="1/4", when=lambda c: c < 1)
def _(digits, c):
    return ceiling(digits * log(10) / log(1 / c))


@vanished.mistake("rounded down", credit="1/2")
def _(vanished):
    return vanished - 1


@vanished.mistake("took roots, as for standard deviations", credit="1/4")
def _(digits, c):
    return ceiling(2 * digits * log(10) / log(2 / c))


@vanished.mistake("left out the number of digits", credit="1/4")
def _(c):
    return ceiling(log(10) / log(2 / c))


@step(because=r"$(c / 2)^L \leq g$: the $L$-th root.")
def largest(growth, depth):
    return 2 * growth ** (1 / depth)


@largest.mistake("forgot the half of ReLU", credit="1/3")
def _(growth, depth):
    return growth ** (1 / depth)


@largest.mistake("took the growth to add up", credit="1/4")
def _(growth, depth):
    return 2 * (1 + (growth - 1) / depth)


@largest.mistake("divided in place of taking a root", credit="1/4")
def _(growth, depth):
    return 2 * growth / depth


@largest.mistake("took the root twice as deep", credit="1/3")
def _(growth, depth):
    return 2 * growth ** (1 / (2 * depth))


def _sum_of_terms(count, weight_variance, second_moment):
    """The variance of a sum, one term after the other."""
    total = 0.0
    for _ in range(int(count)):
        total += weight_variance * second_moment
    return total


def _cut(variance):
    """The second moment of ReLU of a two-point signal with this variance."""
    return sum(max(u, 0.0) ** 2 for u in (-(variance**0.5), variance**0.5)) / 2


@oracle
def layer_by_layer(n=0, depth=0, m0=0, n0=0, n1=0, n2=0, n3=0, vw=0, gradient=0, rho=0, steps=0, c=0, digits=0, growth=0):
    """Carry variances from layer to layer, term by term; two-point signals stand in for symmetric ones; thresholds by trial."""
    if n:
        plain = [float(m0)]
        cut = [_sum_of_terms(n, vw, m0)]
        for _ in range(depth):
            plain.append(_sum_of_terms(n, vw, plain[-1]))
        for _ in range(depth - 1):
            cut.append(_sum_of_terms(n, vw, _cut(cut[-1])))
        return {"factor": plain[1] / plain[0], "final": plain[-1], "needed": vw * m0 / plain[1], "rectified": cut[-1]}
    if n0:
        z1 = _sum_of_terms(n0, vw, m0)
        z2 = _sum_of_terms(n1, vw, _cut(z1))
        z3 = _sum_of_terms(n2, vw, _cut(z2))
        slopes = [0.0, 1.0]
        passed = sum(slope**2 for slope in slopes) / len(slopes)
        back = passed * _sum_of_terms(n2, vw, passed * _sum_of_terms(n3, vw, gradient))
        return {"first": z1, "second": z2, "third": z3, "backward": back}
    inputs = 1200
    outputs = round(inputs * rho)
    he = 1.0
    for _ in range(steps):
        he = _sum_of_terms(outputs, 2 / inputs, he) / 2
    both = 4 / (inputs + outputs)
    layers, variance = 0, 1.0
    while variance >= 10.0**-digits:
        variance = _sum_of_terms(100, c / 100, _cut(variance))
        layers += 1
    low, high = 0.0, 64.0
    for _ in range(60):
        middle = (low + high) / 2
        after = 1.0
        for _layer in range(depth):
            after = middle * _cut(after)
        low, high = (middle, high) if after <= growth else (low, middle)
    return {
        "he_backward": he,
        "forward_factor": _sum_of_terms(inputs, both, _cut(1.0)),
        "backward_factor": _sum_of_terms(outputs, both, 1.0) / 2,
        "vanished": layers,
        "largest": low,
    }
