"""What the layer must preserve fixes the variance; the standard deviation and the uniform limit follow from it."""

from math import exp
from math import sqrt as root_of

import numpy as np

from examgen.authoring import Plot, Series, Table, figure, misconception, oracle, procedure, sign_of, sqrt, step, tex


@step(
    because="{% if layer == 'convolution' %}A window of all input channels.{% elif layer == 'grouped' %}A window of the input channels of one group."
    "{% elif layer == 'depthwise' %}A window of one channel.{% else %}In each direction, one output lies in the patches of "
    r"$K / S$ inputs; all input channels count.{% endif %}"
)
def fan_in(layer, K, M, g, stride):
    if layer == "grouped":
        return K**2 * (M / g)
    if layer == "depthwise":
        return K**2
    if layer == "transposed":
        return (K / stride) ** 2 * M
    return K**2 * M


@step(
    because="{% if layer == 'convolution' %}Each input lies in that many windows, for each output channel."
    "{% elif layer == 'grouped' %}Each input lies in that many windows, for each output channel of its group."
    "{% elif layer == 'depthwise' %}Each input lies in that many windows, for one output channel."
    "{% else %}Each input paints a whole patch in every output channel.{% endif %}"
)
def fan_out(layer, K, N, g):
    if layer == "grouped":
        return K**2 * (N / g)
    if layer == "depthwise":
        return K**2
    return K**2 * N


fans_exchanged = misconception("exchanged the two fans", credit="1/2", when=lambda layer="": layer != "depthwise")


@fans_exchanged.at(fan_in)
def _(layer, K, N, g):
    return K**2 * N / (g if layer == "grouped" else 1)


@fans_exchanged.at(fan_out)
def _(layer, K, M, g, stride):
    return K**2 * M / (g if layer == "grouped" else stride**2 if layer == "transposed" else 1)


@fan_in.mistake("left out the size of the kernel", credit="1/4", when=lambda layer="": layer in ("convolution", "transposed"))
def _(M):
    return M


@fan_in.mistake("counted the channels of all groups", credit="1/2", when=lambda layer="": layer in ("grouped", "depthwise"))
def _(K, M):
    return K**2 * M


@fan_in.mistake(
    "forgot that the stride spreads the inputs of a transposed convolution", credit="1/2", when=lambda layer="": layer == "transposed"
)
def _(K, M):
    return K**2 * M


@fan_out.mistake("left out the size of the kernel", credit="1/4", when=lambda layer="": layer in ("convolution", "transposed"))
def _(N):
    return N


@fan_out.mistake("counted the channels of all groups", credit="1/2", when=lambda layer="": layer == "grouped")
def _(K, N):
    return K**2 * N


@fan_out.mistake("divided the patch by the stride", credit="1/2", when=lambda layer="": layer == "transposed")
def _(K, N, stride):
    return (K / stride) ** 2 * N


@procedure(
    because="{% if goal == 'relu' %}ReLU leaves half of the second moment; the factor 2 of He makes up for it."
    "{% elif goal == 'leaky' %}Leaky ReLU keeps the part $(1 + a^2) / 2$ of the second moment; He makes up for it."
    r"{% elif goal == 'forward' %}Near 0 the layer is linear, and only the forward pass counts: LeCun."
    "{% else %}Near 0 the layer is linear; Xavier stands between the aims of both passes.{% endif %}"
)
def scheme(goal):
    return "xavier" if goal == "both" else "lecun" if goal == "forward" else "he"


@scheme.mistake("took Xavier for a layer after ReLU", when=lambda goal: goal in ("relu", "leaky"))
def _():
    return "xavier"


@scheme.mistake("took He although no ReLU cuts the signal", when=lambda goal: goal in ("forward", "both"))
def _():
    return "he"


@scheme.mistake("took LeCun although the backward pass counts too", when=lambda goal: goal == "both")
def _():
    return "lecun"


@scheme.mistake("took Xavier although only the forward pass counts", credit="1/2", when=lambda goal: goal == "forward")
def _():
    return "xavier"


@step(
    because="{% if goal == 'relu' %}"
    r"$\mathrm{V}[z] = n_{\mathrm{in}} \mathrm{V}[w]\, \mathrm{E}[x^2]$ and $\mathrm{E}[x^2] = \tfrac{1}{2} \mathrm{V}[u]$ for $x = \mathrm{ReLU}(u)$."
    "{% elif goal == 'leaky' %}"
    r"$\mathrm{V}[z] = n_{\mathrm{in}} \mathrm{V}[w]\, \mathrm{E}[x^2]$ and $\mathrm{E}[x^2] = \tfrac{1}{2} (1 + a^2) \mathrm{V}[u]$."
    "{% elif goal == 'forward' %}"
    r"$\mathrm{V}[z] = n_{\mathrm{in}} \mathrm{V}[w] \mathrm{V}[x]$ must be $\mathrm{V}[x]$."
    "{% else %}"
    r"Forward $n_{\mathrm{in}} \mathrm{V}[w] = 1$, backward $n_{\mathrm{out}} \mathrm{V}[w] = 1$: the mean of both fans."
    "{% endif %}"
)
def variance(scheme, goal, n_in=None, n_out=None, fan_in=None, fan_out=None, a=None):
    inputs, outputs = (n_in, n_out) if fan_in is None else (fan_in, fan_out)
    if scheme == "xavier":
        return 2 / (inputs + outputs)
    if scheme == "lecun":
        return 1 / inputs
    return 2 / ((1 + a**2) * inputs) if goal == "leaky" else 2 / inputs


def _fan(n_in, fan_in):
    return n_in if fan_in is None else fan_in


@variance.mistake(
    "used the outputs in place of the inputs",
    credit="1/3",
    when=lambda goal, layer="": goal != "both" and layer != "depthwise",
    feedback="The variance of a sum grows with its terms, which are inputs.",
)
def _(goal, n_out=None, fan_out=None, a=None):
    outputs = _fan(n_out, fan_out)
    return 1 / outputs if goal == "forward" else 2 / ((1 + a**2) * outputs) if goal == "leaky" else 2 / outputs


@variance.mistake(
    "took the variance of Xavier after ReLU", credit="1/4", when=lambda goal, layer="": goal in ("relu", "leaky") and layer != "depthwise"
)
def _(n_in=None, n_out=None, fan_in=None, fan_out=None):
    return 2 / (_fan(n_in, fan_in) + _fan(n_out, fan_out))


@variance.mistake("left out the factor 2 of ReLU", credit="1/3", when=lambda goal: goal in ("relu", "leaky"))
def _(n_in=None, fan_in=None):
    return 1 / _fan(n_in, fan_in)


@variance.mistake("took the variance of He although no ReLU cuts the signal", credit="1/4", when=lambda goal: goal in ("forward", "both"))
def _(n_in=None, fan_in=None):
    return 2 / _fan(n_in, fan_in)


@variance.mistake("divided by the sum of the fans, not by their mean", credit="1/2", when=lambda goal: goal == "both")
def _(n_in=None, n_out=None, fan_in=None, fan_out=None):
    return 1 / (_fan(n_in, fan_in) + _fan(n_out, fan_out))


@variance.mistake("ignored the slope", credit="1/2", when=lambda goal: goal == "leaky")
def _(fan_in=None):
    return 2 / fan_in


@variance.mistake("did not square the slope", credit="1/2", when=lambda goal: goal == "leaky")
def _(fan_in=None, a=None):
    return 2 / ((1 + a) * fan_in)


@variance.mistake("gave the standard deviation", credit="1/2", feedback=r"$\sqrt{2 / n}$ is a standard deviation, $2 / n$ a variance.")
def _(variance):
    return sqrt(variance)


@step(because="The root of the variance.")
def deviation(variance):
    return sqrt(variance)


@deviation.mistake("gave the variance", credit="1/4")
def _(variance):
    return variance


@deviation.mistake("took the root twice", credit="1/4", feedback="The root of the variance is the standard deviation already.")
def _(variance):
    return sqrt(sqrt(variance))


@step(because=r"A uniform variable on $(-L, L)$ has the variance $(2L)^2 / 12 = L^2 / 3$.")
def limit(variance):
    return sqrt(3 * variance)


@limit.mistake(
    "took the standard deviation for the limit", credit="1/4", feedback=r"On $(-\sigma, \sigma)$ the variance would be $\sigma^2 / 3$."
)
def _(variance):
    return sqrt(variance)


@limit.mistake("gave the width of the whole interval", credit="1/2", feedback=r"The interval $(-L, L)$ is $2L$ wide.")
def _(variance):
    return sqrt(12 * variance)


@limit.mistake("divided by 3 in place of multiplying", credit="1/4")
def _(variance):
    return sqrt(variance / 3)


@procedure(because="The normal density is positive everywhere; the uniform one ends at $L$, so compare $L$ with the asked size $c = {{ largest }}$.")
def possible(limit, largest):
    return "normal" if sign_of(largest - limit) > 0 else "both"


@possible.show
def _(limit, largest) -> Table:
    named = (("limit $L$", limit), ("asked size $c$", largest))
    return Table(head=("", "exact", "about"), rows=tuple((name, f"${tex(value)}$", f"${float(value):.3f}$") for name, value in named))


@possible.mistake("compared with the standard deviation", when=lambda limit, largest: sign_of(largest - limit) < 0)
def _(limit=None):
    return "normal"


@possible.mistake(
    "took the uniform distribution to reach as far as the normal one", when=lambda limit, largest: sign_of(largest - limit) > 0
)
def _(limit=None):
    return "both"


@possible.mistake("took the normal distribution to end as well", when=lambda limit, largest: sign_of(largest - limit) > 0)
def _(limit=None):
    return "neither"


@figure
def densities():
    """Both densities in units of the standard deviation."""
    bell = tuple((x / 5, exp(-((x / 5) ** 2) / 2) / 2.5066) for x in range(-17, 18))
    edge, height = root_of(3), 1 / root_of(12)
    box = ((-edge, 0.0), (-edge, height), (edge, height), (edge, 0.0), (edge, height))
    ticks = ((-edge, "$-L$"), (0.0, "$0$"), (1.0, r"$\sigma$"), (edge, "$L$"))
    return Plot((Series(bell, "normal"), Series(box, "uniform", dashed=True)), x_ticks=ticks, x_label="$w$")


def _links(layer, K, M, N, g, stride):
    """Count, one by one, the inputs that reach one output and the outputs that one input reaches."""
    side, groups = 24, {"grouped": g, "depthwise": M}.get(layer, 1)
    outputs = M if layer == "depthwise" else N

    def touches(source, target):
        offset = target - stride * source if layer == "transposed" else source - target
        return 0 <= offset < K

    middle = side // 2
    into = sum(1 for source in range(side) if touches(source, middle))
    out = sum(1 for target in range(3 * side) if touches(middle, target))
    channels_in = sum(1 for c in range(M) if c * groups // M == 0)
    channels_out = sum(1 for c in range(outputs) if c * groups // outputs == 0)
    return into * into * channels_in, out * out * channels_out


@oracle
def second_moments(goal, n_in=0, n_out=0, layer="", K=0, M=0, N=0, g=1, stride=1, a=0.0, largest=0.0):
    """Follow the second moment of two-point signals; integrate w^2 over a uniform density."""
    if layer:
        n_in, n_out = _links(layer, K, M, N, g, stride)
    negative = {"relu": 0.0, "leaky": a}.get(goal, 1.0)
    kept = (1.0**2 + (negative * -1.0) ** 2) / 2  # E[f(u)^2] of u = -1, 1
    forward, backward = 1 / (n_in * kept), 1 / (n_out * kept)
    v = 1 / ((1 / forward + 1 / backward) / 2) if goal == "both" else forward
    w = np.linspace(-1.0, 1.0, 2001)
    weight = np.full(w.shape, w[1] - w[0])
    weight[[0, -1]] /= 2
    limit = (v / float(np.sum(w**2 / 2 * weight))) ** 0.5
    known = {"lecun": 1 / n_in, "xavier": 2 / (n_in + n_out)}
    named = [name for name, value in known.items() if abs(value - v) < 1e-12] if kept == 1 else ["he"]
    return {
        "fan_in": n_in,
        "fan_out": n_out,
        "scheme": named[0],
        "variance": v,
        "deviation": v**0.5,
        "limit": limit,
        "possible": "normal" if largest > limit else "both",
    }
