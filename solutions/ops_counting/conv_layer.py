"""Positions times filters times weights: the output has so many numbers, and each costs one MAC for each weight of its filter."""

from math import isqrt

from examgen.authoring import ceiling, floor, misconception, oracle, procedure, step


def _positions(shape):
    """Rows times columns."""
    rows, columns, _ = shape
    return rows * columns


def _all_numbers(shape):
    rows, columns, channels = shape
    return rows * columns * channels


@step(r"k_{\mathrm{d}}", "With the gaps between its weights the window reaches over more pixels.")
def reach(d, k):
    return d * (k - 1) + 1


@reach.mistake("ignored the dilation", credit="1/2")
def _(k):
    return k


def _outputs(H, W, S, window, padded):
    """Rows and columns when so many zeros are padded in all and the window reaches that far."""
    return [(side + padded - window) // S + 1 for side in (H, W)]


def _told_apart(H, W, k, S, p, reach, one_side):
    """Whether this wrong size differs from the right one, from one less, and from each other."""
    right = _outputs(H, W, S, reach, 2 * p)
    less = _outputs(H, W, S, reach, p)
    known = [right, [side - 1 for side in right]]
    return less not in known if one_side else _outputs(H, W, S, reach + (reach - 1) // (k - 1) - 1, 2 * p) not in (*known, less)


@reach.mistake(
    "multiplied the window by the dilation",
    credit="1/2",
    when=lambda H, W, k, S, p, reach: _told_apart(H, W, k, S, p, reach, one_side=False),
)
def _(d, k):
    return d * k


@step(
    "A_1",
    "{% if padding == 'same' %}Same padding with stride 1 keeps the size.{% else %}Count the positions at which the window fits.{% endif %}",
)
def rows(H, k, S=None, p=None, reach=None, padding="valid"):
    if padding == "same":
        return H
    if S is None:
        return H - k + 1
    return floor((H + 2 * p - (k if reach is None else reach)) / S) + 1


@step("A_2", "The same for columns.")
def columns(W, k, S=None, p=None, reach=None, padding="valid"):
    if padding == "same":
        return W
    if S is None:
        return W - k + 1
    return floor((W + 2 * p - (k if reach is None else reach)) / S) + 1


@step(because="One channel for each filter: $A = (A_1, A_2, A_3)$ with $A_3 = N$.")
def shape(rows, columns, N):
    return rows, columns, N


@shape.mistake("kept the channels of the input", credit="1/4", when=lambda C, N: C != N)
def _(rows, columns, C):
    return rows, columns, C


def _window(k, reach):
    return k if reach is None else reach


def _inexact(H, W, k, S, p, reach):
    return any((side + 2 * p - _window(k, reach)) % S for side in (H, W))


one_side = misconception(
    "padded on one side only",
    credit="1/2",
    when=lambda H, W, k, S=None, p=None, reach=None: S is not None and _told_apart(H, W, k, S, p, _window(k, reach), one_side=True),
)
no_first = misconception("forgot the first position of the window", credit="1/2", when=lambda padding="valid": padding == "valid")
rounded_up = misconception(
    "rounded up where the window does not fit",
    credit="1/2",
    when=lambda H, W, k, S=None, p=None, reach=None: S is not None and _inexact(H, W, k, S, p, reach),
    feedback="A window that does not fit entirely has no output: round *down*.",
)
kept_size = misconception("kept the size of the input", credit="1/4", when=lambda padding="valid": padding == "valid")
shrunk = misconception("let the map shrink as without padding", credit="1/4", when=lambda padding="valid": padding == "same")


@one_side.at(rows)
def _(H, k, S, p, reach=None):
    return floor((H + p - _window(k, reach)) / S) + 1


@one_side.at(columns)
def _(W, k, S, p, reach=None):
    return floor((W + p - _window(k, reach)) / S) + 1


@no_first.at(rows)
def _(rows):
    return rows - 1


@no_first.at(columns)
def _(columns):
    return columns - 1


@rounded_up.at(rows)
def _(H, k, S, p, reach=None):
    return ceiling((H + 2 * p - _window(k, reach)) / S) + 1


@rounded_up.at(columns)
def _(W, k, S, p, reach=None):
    return ceiling((W + 2 * p - _window(k, reach)) / S) + 1


@kept_size.at(rows)
def _(H):
    return H


@kept_size.at(columns)
def _(W):
    return W


@shrunk.at(rows)
def _(H, k):
    return H - k + 1


@shrunk.at(columns)
def _(W, k):
    return W - k + 1


@step("w", "Each filter has a weight for each place of its window in each channel that it reads.")
def per_filter(C, k, g=None):
    return C * k**2 if g is None else C * k**2 / g


@per_filter.mistake("forgot that a filter reads several channels", credit="1/3", when=lambda C, g=1: g != C > 1)
def _(k):
    return k**2


@per_filter.mistake("did not square the side of the window", credit="1/4", when=lambda C, k, g=1: k * g != C)
def _(C, k, g=1):
    return C * k / g


@per_filter.mistake("let each filter read the channels of all groups", credit="1/2", when=lambda g=None: g is not None)
def _(C, k):
    return C * k**2


@per_filter.mistake("counted weights in the gaps of the dilated window", credit="1/3", when=lambda d=None: d is not None)
def _(C, reach, g):
    return C * reach**2 / g


@step(because="The weights and one bias for each filter.")
def params(N, per_filter):
    return N * (per_filter + 1)


@params.mistake("left out the biases", credit="1/2")
def _(N, per_filter):
    return N * per_filter


@params.mistake("gave the layer a single bias", credit="1/2")
def _(N, per_filter):
    return N * per_filter + 1


@params.mistake("gave each output number a bias of its own", credit="1/3")
def _(N, per_filter, shape):
    return N * per_filter + _all_numbers(shape)


@params.mistake(
    "multiplied by the size of the batch", credit="1/4", when=lambda B=None: B is not None, feedback="All images share the parameters."
)
def _(N, per_filter, B):
    return B * N * (per_filter + 1)


@params.mistake("gave each position of the window weights of its own", credit="1/4")
def _(N, per_filter, shape):
    return _positions(shape) * N * (per_filter + 1)


@step("a", "Number of output values.")
def outputs(shape):
    return _all_numbers(shape)


@step(because="Each output number costs one MAC for each weight of its filter{% if B is not none %}; the batch repeats it{% endif %}.")
def macs(outputs, per_filter, B=None):
    return outputs * per_filter if B is None else B * outputs * per_filter


@macs.mistake("used the size of the input", credit="1/2", when=lambda H, shape: shape[0] != H)
def _(H, W, N, per_filter, B=1):
    return B * H * W * N * per_filter


@macs.mistake("let each weight work once only", credit="1/4", feedback="A filter is applied at every position of the output.")
def _(N, per_filter, B=1):
    return B * N * per_filter


@macs.mistake("forgot that there are several filters", credit="1/3", when=lambda N, C, k, g=1: k != N and g * N != C)
def _(shape, per_filter, B=1):
    return B * _positions(shape) * per_filter


@macs.mistake("counted one image only", credit="1/2", when=lambda N, C, k, B=None, g=1: B is not None and B not in (N, k, C / g))
def _(outputs, per_filter):
    return outputs * per_filter


@macs.mistake("counted the additions of biases as MACs", credit="1/2")
def _(outputs, per_filter, B=1):
    return B * outputs * (per_filter + 1)


@step(
    because="A multiplication and an addition for each MAC{% if level == 'medium' %}, and one addition of the bias for each output number{% endif %}."
)
def flops(macs, outputs, level):
    return 2 * macs + outputs if level == "medium" else 2 * macs


@flops.mistake("took one FLOP for one MAC", credit="1/4")
def _(macs, outputs, level):
    return macs + outputs if level == "medium" else macs


@flops.mistake("left out the biases", credit="1/2", when=lambda level: level == "medium")
def _(macs):
    return 2 * macs


@flops.mistake("counted two FLOPs for each bias", credit="1/2", when=lambda level: level == "medium")
def _(macs, outputs):
    return 2 * macs + 2 * outputs


@step(because="$HWC$ weights for each of the $A_1 A_2 N$ outputs against $N C k^2$: the filters and channels cancel.")
def ratio(H, W, shape, k):
    return H * W * _positions(shape) / k**2


@ratio.mistake(
    "compared the operations", credit="1/2", feedback="Weights of a convolution are shared by all positions; operations are not."
)
def _(H, W, k):
    return H * W / k**2


@ratio.mistake("inverted the ratio", credit="1/2")
def _(H, W, shape, k):
    return k**2 / (H * W * _positions(shape))


@ratio.mistake("did not square the side of the window", credit="1/4")
def _(H, W, shape, k):
    return H * W * _positions(shape) / k


@step(
    "c",
    "{% if wanted == 'filters' %}One filter without groups costs, for one image,{% else %}Each pair of an output number and a channel costs $x^2$ MACs; there are{% endif %}",
)
def unit_cost(shape, H, W, C, N, k, wanted):
    return _positions(shape) * C * k**2 if wanted == "filters" else H * W * N * C


@unit_cost.mistake("forgot that a filter reads several channels", credit="1/3")
def _(shape, H, W, N, k, wanted):
    return _positions(shape) * k**2 if wanted == "filters" else H * W * N


@unit_cost.mistake("kept the groups", credit="1/3")
def _(unit_cost, g):
    return unit_cost / g


@unit_cost.mistake(
    "took the budget for FLOPs",
    credit="1/2",
    when=lambda M, unit_cost, largest, wanted: wanted == "filters" or _odd(M / unit_cost / 2) != largest,
)
def _(unit_cost):
    return 2 * unit_cost


@step("y", "How many times $c$ fits into the budget.")
def fits(M, unit_cost):
    return floor(M / unit_cost)


def _odd(limit):
    """The largest odd number whose square is not above the limit."""
    root = isqrt(int(limit))
    return root if root % 2 else root - 1


@procedure(
    because="{% if wanted == 'filters' %}That is the number of filters.{% else %}The largest odd number with $x^2 \\le y$.{% endif %}"
)
def largest(fits, wanted):
    return fits if wanted == "filters" else _odd(fits)


@largest.mistake("rounded up and went over the budget", credit="1/2")
def _(largest, wanted):
    return largest + 1 if wanted == "filters" else largest + 2


@largest.mistake("did not square the side of the window", credit="1/4", when=lambda wanted: wanted == "window")
def _(fits):
    return fits if fits % 2 else fits - 1


@largest.mistake("forgot that the side is odd", credit="1/2", when=lambda fits, wanted: wanted == "window" and isqrt(int(fits)) % 2 == 0)
def _(fits):
    return isqrt(int(fits))


@oracle(exact=True)
def loops(H, W, C, N, k, S=1, padding="valid", p=0, d=1, g=1, B=1, M=0, wanted="", level="easy"):
    """List the positions of the window, the places of its weights and the channels of each group; add filter by filter; budgets by trying sizes."""
    from fractions import Fraction
    from itertools import count, product

    def starts(size):
        places = range(0, size) if padding == "same" else range(-p, size + p, S)
        return [at for at in places if padding == "same" or at + d * (k - 1) < size + p]

    rows, columns = starts(H), starts(W)
    window = list(product(range(0, d * k, d), repeat=2))
    groups = [c * g // C for c in range(C)]
    weights = [len(window) * groups.count(f * g // N) for f in range(N)]
    work = sum(len(columns) * sum(weights) for _image in range(B) for _row in rows)
    answers = {"shape": (len(rows), len(columns), N), "params": sum(n + 1 for n in weights), "macs": work}
    if level != "hard":
        additions = sum(len(columns) * N for _row in rows) if level == "medium" else 0
        answers["flops"] = work + work + additions
        dense = sum(H * W * C for _row in rows for _column in columns)
        answers["ratio"] = Fraction(dense * N, sum(weights))
    elif wanted == "filters":
        one = sum(len(columns) * len(window) for _row in rows for _channel in range(C))
        answers["largest"] = next(n for n in count() if (n + 1) * one > M)
    else:
        fits = [side for side in range(1, min(H, W), 2) if sum(H * W * N for _ in product(range(side), repeat=2)) * C <= M]
        answers["largest"] = fits[-1]
    return answers
