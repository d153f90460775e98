"""Shapes first, then weights, then operations: a weight of a convolution works once for each position of its output."""

from examgen.authoring import Block, Blocks, ceiling, figure, floor, misconception, oracle, procedure, step, tex, total


def _rows(shape):
    rows, *_ = shape
    return rows


def _positions(shape):
    """Rows times columns."""
    rows, columns, _ = shape
    return rows * columns


def _all_numbers(shape):
    """Rows times columns times channels."""
    rows, columns, channels = shape
    return rows * columns * channels


_FITS = "Without padding, count the positions at which the window fits."
_SAME = "With same padding only the stride shrinks the map."


@step("A_1", "{% if padding1 == 'same' %}" + _SAME + "{% else %}" + _FITS + "{% endif %}")
def side1(R, k1, S1, padding1):
    return ceiling(R / S1) if padding1 == "same" else floor((R - k1) / S1) + 1


@side1.mistake("kept the size of the image", when=lambda level, padding1: level == "easy" and padding1 == "valid")
def _(R):
    return R


@side1.mistake("let the map shrink as without padding", credit="1/4", when=lambda level, padding1: level == "easy" and padding1 == "same")
def _(R, k1):
    return R - k1 + 1


@step(because="Rows $A_1$ and columns $A_2$, and one channel for each filter: $A_3$.")
def shape1(side1, N1):
    return side1, side1, N1


@shape1.mistake("kept the channels of the image", credit="1/4")
def _(side1, C):
    return side1, side1, C


@step("P_1", _FITS)
def side_pool(shape1, q, t):
    return floor((_rows(shape1) - q) / t) + 1


@side_pool.mistake("moved the pooling window by one", credit="1/4")
def _(shape1, q):
    return _rows(shape1) - q + 1


@step(because="Pooling works on each channel alone and keeps their number.")
def shape_pool(side_pool, shape1):
    return side_pool, side_pool, shape1[2]


@step("B_1", "{% if padding2 == 'same' %}" + _SAME + "{% else %}" + _FITS + "{% endif %}")
def side2(shape_pool, k2, S2, padding2):
    return ceiling(_rows(shape_pool) / S2) if padding2 == "same" else floor((_rows(shape_pool) - k2) / S2) + 1


@step(because="Rows and columns, and one channel for each filter.")
def shape2(side2, N2):
    return side2, side2, N2


@shape2.mistake("multiplied the channels by those of the input", credit="1/4")
def _(side2, N1, N2):
    return side2, side2, N1 * N2


@step("h_1", _FITS)
def h1(R, k1, S1):
    return floor((R - k1) / S1) + 1


@step("h_2", "The same for pooling windows.")
def h2(h1, q, t):
    return floor((h1 - q) / t) + 1


@step("h_3", "Same padding and stride 1 keep the size.")
def h3(h2):
    return h2


@h3.mistake("let the second convolution shrink the map", credit="1/4", when=lambda h2, h3, k2: h2 - k2 + 1 >= 3)
def _(h2, k2):
    return h2 - k2 + 1


@step("h_4", "The second pooling layer.")
def h4(h3, q, t):
    return floor((h3 - q) / t) + 1


@step(because="The four numbers.")
def sides(h1, h2, h3, h4):
    return h1, h2, h3, h4


def _partial(size, window, stride):
    return (size - window) % stride != 0


rounded_up = misconception(
    "rounded up where a window does not fit",
    credit="1/2",
    when=lambda level, q, t, R=0, k1=0, S1=1, padding1=None, padding2=None, k2=0, S2=1, shape1=None, shape_pool=None, h1=None, h3=None: (
        _partial(R, k1, S1) or _partial(h1, q, t) or _partial(h3, q, t)
        if level == "hard"
        else (padding1 == "valid" and _partial(R, k1, S1))
        or _partial(_rows(shape1), q, t)
        or (padding2 == "valid" and _partial(_rows(shape_pool), k2, S2))
    ),
    feedback="A window that does not fit entirely has no output: round *down*.",
)


@rounded_up.at(side1)
def _(R, k1, S1, padding1):
    return ceiling(R / S1) if padding1 == "same" else ceiling((R - k1) / S1) + 1


@rounded_up.at(side_pool)
def _(shape1, q, t):
    return ceiling((_rows(shape1) - q) / t) + 1


@rounded_up.at(side2)
def _(shape_pool, k2, S2, padding2):
    return ceiling(_rows(shape_pool) / S2) if padding2 == "same" else ceiling((_rows(shape_pool) - k2) / S2) + 1


@rounded_up.at(h1)
def _(R, k1, S1):
    return ceiling((R - k1) / S1) + 1


@rounded_up.at(h2)
def _(h1, q, t):
    return ceiling((h1 - q) / t) + 1


@rounded_up.at(h4)
def _(h3, q, t):
    return ceiling((h3 - q) / t) + 1


no_first = misconception(
    "forgot the first position of the window", credit="1/2", feedback="The window also stands at the start, before the first move: add one."
)


@no_first.at(side1)
def _(R, k1, S1, side1, padding1):
    return side1 if padding1 == "same" else side1 - 1


@no_first.at(side_pool)
def _(side_pool):
    return side_pool - 1


@no_first.at(side2)
def _(side2, padding2):
    return side2 if padding2 == "same" else side2 - 1


@no_first.at(h1)
def _(R, k1, S1):
    return floor((R - k1) / S1)


@no_first.at(h2)
def _(h1, q, t):
    return floor((h1 - q) / t)


@no_first.at(h4)
def _(h3, q, t):
    return floor((h3 - q) / t)


_UNCHANGED = "took same padding to keep the size in spite of the stride"


@side1.mistake(
    _UNCHANGED, credit="1/4", when=lambda padding1, S1: padding1 == "same" and S1 > 1, feedback="*Same* keeps the size only at stride 1."
)
def _(R):
    return R


@side2.mistake(
    _UNCHANGED, credit="1/4", when=lambda padding2, S2: padding2 == "same" and S2 > 1, feedback="*Same* keeps the size only at stride 1."
)
def _(shape_pool):
    return _rows(shape_pool)


@step("n", "Flattening keeps every number of every channel.")
def received(shape_pool, shape2=None):
    return _all_numbers(shape_pool if shape2 is None else shape2)


@received.mistake("flattened one channel only", credit="1/4")
def _(shape_pool, shape2=None):
    return _positions(shape_pool if shape2 is None else shape2)


@received.mistake("flattened the map before the pooling layer", credit="1/4", when=lambda level: level == "easy")
def _(shape1):
    return _all_numbers(shape1)


@step(because="Rows times columns times channels.")
def flat(sides, N2):
    return sides[3] ** 2 * N2


@flat.mistake("flattened one channel only", credit="1/4")
def _(sides):
    return sides[3] ** 2


@flat.mistake("flattened the map before the pooling layer", credit="1/4")
def _(sides, N2):
    return sides[2] ** 2 * N2


@step("w_1", "Each filter has a weight for each pixel of its window in each channel.")
def w1(N1, C, k1):
    return N1 * C * k1**2


@step("w_2", "The input has as many channels as convolution 1 has filters.")
def w2(N2, N1, k2):
    return N2 * N1 * k2**2


no_channels = misconception(
    "forgot that a filter spans the channels of its input", credit="1/3", when=lambda level, C: level != "easy" or C > 1
)


@no_channels.at(w1)
def _(N1, k1):
    return N1 * k1**2


@no_channels.at(w2)
def _(N2, k2):
    return N2 * k2**2


@step("p_1", "One bias for each filter.")
def p1(w1, N1):
    return w1 + N1


@step("p_2", "One bias for each filter.")
def p2(w2, N2):
    return w2 + N2


@step(r"w_{\mathrm{d}}", "Each unit has a weight for each number it receives.")
def dense_weights(received, K):
    return received * K


@dense_weights.mistake(
    "let dropout remove weights",
    credit="1/4",
    when=lambda level: level == "medium",
    feedback="Dropout hides units during training; no weight goes away.",
)
def _(received, K, drop):
    return received * K * (1 - drop)


@step(because="One bias for each unit.")
def dense_params(dense_weights, K):
    return dense_weights + K


no_bias = misconception("left out the biases", credit="1/2", when=lambda level: level != "hard")
one_bias = misconception("gave each layer a single bias", credit="1/2", when=lambda level: level != "hard")


@no_bias.at(p1)
def _(w1):
    return w1


@no_bias.at(p2)
def _(w2):
    return w2


@no_bias.at(dense_params)
def _(dense_weights):
    return dense_weights


@one_bias.at(p1)
def _(w1):
    return w1 + 1


@one_bias.at(p2)
def _(w2):
    return w2 + 1


@one_bias.at(dense_params)
def _(dense_weights):
    return dense_weights + 1


bias_each = misconception("gave each number of a map a bias of its own", credit="1/3", when=lambda level: level != "hard")


@bias_each.at(p1)
def _(w1, shape1):
    return w1 + _all_numbers(shape1)


@bias_each.at(p2)
def _(w2, shape2):
    return w2 + _all_numbers(shape2)


@step(because="Pooling has nothing to learn.")
def params(p1, dense_params):
    return p1, 0, dense_params


@params.mistake("gave the pooling windows weights", credit="1/2")
def _(p1, q, N1, dense_params):
    return p1, q**2 * N1, dense_params


@params.mistake("gave each position of the window weights of its own", credit="1/4", feedback="A filter is shared by all positions.")
def _(params, shape1, w1):
    return params[0] + (_positions(shape1) - 1) * w1, *params[1:]


@step(because="The sum over the layers.")
def all_params(params):
    return total(params)


@all_params.mistake("left out the shared weights of the convolution", credit="1/4")
def _(params):
    return params[2]


@step(because="The two numbers.")
def conv_params(p1, p2):
    return p1, p2


@step(because="Four numbers for each channel; the running mean and variance are computed, not trained.")
def bn_params(N1):
    return 4 * N1, 2 * N1


@bn_params.mistake("left out the running statistics", credit="1/2")
def _(N1):
    return 2 * N1, 2 * N1


@bn_params.mistake("took the running statistics for trainable", credit="1/2")
def _(N1):
    return 4 * N1, 4 * N1


@bn_params.mistake("kept numbers for each pixel in place of each channel", credit="1/4")
def _(shape1):
    return 4 * _all_numbers(shape1), 2 * _all_numbers(shape1)


@step(because="Weights and biases, and the scale and shift of batch normalization; pooling, dropout and flattening have none.")
def trainable(conv_params, bn_params, dense_params):
    return conv_params[0] + bn_params[1] + conv_params[1] + dense_params


@trainable.mistake("counted the running statistics as trainable", credit="1/2")
def _(conv_params, bn_params, dense_params):
    return conv_params[0] + bn_params[0] + conv_params[1] + dense_params


@trainable.mistake("left batch normalization out", credit="1/2")
def _(conv_params, dense_params):
    return conv_params[0] + conv_params[1] + dense_params


@trainable.mistake("left the dense layer out", credit="1/4")
def _(conv_params, bn_params):
    return conv_params[0] + bn_params[1] + conv_params[1]


@step("w_3", "Each unit has a weight for each number it receives.")
def w3(flat, D):
    return flat * D


@step("w_4", "The same.")
def w4(D, K):
    return D * K


@w4.mistake("let dropout remove weights", credit="1/2", feedback="Dropout hides units during training; no weight goes away.")
def _(D, K, drop):
    return (1 - drop) * D * K


@step(because="The four numbers.")
def weights(w1, w2, w3, w4):
    return w1, w2, w3, w4


@weights.mistake("counted the biases as well", credit="1/2")
def _(w1, w2, w3, w4, N1, N2, D, K):
    return w1 + N1, w2 + N2, w3 + D, w4 + K


@step(because="One bias for each filter and unit; scale and shift for each of the $N_1$ channels of batch normalization.")
def others(N1, N2, D, K):
    return N1 + N2 + D + K + 2 * N1


@others.mistake("counted the running statistics as trainable", credit="1/2")
def _(N1, N2, D, K):
    return N1 + N2 + D + K + 4 * N1


@others.mistake("left batch normalization out", credit="1/2")
def _(N1, N2, D, K):
    return N1 + N2 + D + K


@others.mistake("gave each layer a single bias", credit="1/4")
def _(N1):
    return 4 + 2 * N1


@others.mistake("gave each number of a map a bias of its own", credit="1/4")
def _(sides, N1, N2, D, K):
    return sides[0] ** 2 * N1 + sides[2] ** 2 * N2 + D + K + 2 * N1


@step(because="Its weights over those of all layers.")
def share(weights):
    return weights[2] / total(weights)


@share.mistake("compared with the weights of the other layers alone", credit="1/2")
def _(weights):
    return weights[2] / (weights[0] + weights[1] + weights[3])


@share.mistake("compared with the dense layers alone", credit="1/4")
def _(weights):
    return weights[2] / (weights[2] + weights[3])


@step("m_1", "Each weight of the filters works once at each of the $A_1 \\cdot A_2$ positions.")
def m1(shape1, w1):
    return _positions(shape1) * w1


@step("m_2", "The same for the second convolution.")
def m2(shape2, w2):
    return _positions(shape2) * w2


@step("m_1", "Each weight of the filters works once at each position of the output.")
def h_m1(sides, weights):
    return sides[0] ** 2 * weights[0]


@step("m_2", "The same for the second convolution.")
def h_m2(sides, weights):
    return sides[2] ** 2 * weights[1]


@step(because="In a dense layer each weight works once.")
def macs(m1=None, dense_weights=None, m2=None, h_m1=None, h_m2=None, weights=None):
    if weights is not None:
        return h_m1, h_m2, weights[2], weights[3]
    return (m1, dense_weights) if m2 is None else (m1, m2, dense_weights)


@macs.mistake(
    "counted two operations for each MAC", credit="1/2", feedback="A MAC is a multiplication *and* an addition: two FLOPs are one MAC."
)
def _(macs):
    return tuple(2 * m for m in macs)


once = misconception(
    "let each weight of a convolution work once only", credit="1/4", feedback="A filter is applied at every position of its output."
)
incoming = misconception(
    "multiplied by the positions of the incoming map", credit="1/2", when=lambda R, shape1=None: shape1 is None or _rows(shape1) != R
)
biases_too = misconception("counted the additions of biases as MACs", credit="1/2", when=lambda level: level != "hard")


@once.at(m1)
def _(w1):
    return w1


@once.at(m2)
def _(w2):
    return w2


@once.at(h_m1)
def _(weights):
    return weights[0]


@once.at(h_m2)
def _(weights):
    return weights[1]


@incoming.at(m1)
def _(R, w1):
    return R**2 * w1


@incoming.at(m2)
def _(shape_pool, w2):
    return _positions(shape_pool) * w2


@incoming.at(h_m1)
def _(R, weights):
    return R**2 * weights[0]


@incoming.at(h_m2)
def _(sides, weights):
    return sides[1] ** 2 * weights[1]


@biases_too.at(m1)
def _(shape1, w1, N1):
    return _positions(shape1) * (w1 + N1)


@biases_too.at(m2)
def _(shape2, w2, N2):
    return _positions(shape2) * (w2 + N2)


_NAMES = ("conv1", "conv2", "dense1", "dense2")


def _largest(numbers):
    return max(zip(numbers, _NAMES, strict=True), key=lambda pair: pair[0])[1]


@procedure(because="Compare the numbers of weights of the four layers.")
def most_weights(weights):
    return _largest(weights)


@most_weights.mistake("looked for the most operations", when=lambda weights, macs: _largest(weights) != _largest(macs))
def _(macs):
    return _largest(macs)


@procedure(because="Compare the four numbers of the operations: dense layers hold weights, convolutions use theirs again and again.")
def most_macs(macs):
    return _largest(macs)


@most_macs.mistake("looked for the most weights", when=lambda weights, macs: _largest(weights) != _largest(macs))
def _(weights):
    return _largest(weights)


def _volume_label(rows, channels):
    return rf"${rows} \times {rows} \times {channels}$"


@figure
def network(level, N1, received=None, flat=None, N2=None, shape1=None, shape_pool=None, shape2=None, sides=None, D=None):
    if level == "hard":
        names: tuple[str, ...] = ("convolution 1", "max pooling 1", "convolution 2", "max pooling 2")
        maps = [_volume_label(rows, channels) for rows, channels in zip(sides, (N1, N1, N2, N2), strict=True)]
    else:
        names = ("convolution", "max pooling") if level == "easy" else ("convolution 1", "max pooling", "convolution 2")
        maps = [_volume_label(shape[0], shape[2]) for shape in (shape1, shape_pool, shape2) if shape is not None]
    ends = ("dense",) if D is None else ("dense 1", "dense 2")
    blocks = [Block(name, shape) for name, shape in zip(names, maps, strict=True)]
    return Blocks((*blocks, Block("flatten", f"${tex(received if D is None else flat)}$"), *(Block(name) for name in ends)))


@oracle
def windows(R, C, k1, S1, N1, q, t, K, padding1="valid", k2=0, S2=1, padding2="same", N2=0, D=0, level="easy"):
    """List where the windows start, list the weights of one filter, and build the flattened map as an array."""
    from itertools import product

    import numpy as np

    def starts(size, window, stride, padding):
        return [at for at in range(0, size, stride) if padding == "same" or at + window <= size]

    def filters(count, channels, window):
        one = list(product(range(window), range(window), range(channels)))
        return sum(len(one) for _ in range(count))

    a = len(starts(R, k1, S1, padding1))
    p = len(starts(a, q, t, "valid"))
    first = filters(N1, C, k1)
    first_macs = sum(first for _row in range(a) for _column in range(a))
    if not N2:
        dense = np.zeros((p, p, N1)).ravel().size
        layers = (first + len(range(N1)), 0, sum(dense + 1 for _ in range(K)))
        return {
            "shape1": (a, a, N1),
            "shape_pool": (p, p, N1),
            "params": layers,
            "all_params": np.sum(layers),
            "macs": (first_macs, sum(dense for _ in range(K))),
        }
    b = len(starts(p, k2, S2, padding2))
    second = filters(N2, N1, k2)
    second_macs = sum(second for _row in range(b) for _column in range(b))
    if not D:
        dense = np.zeros((b, b, N2)).ravel().size
        norm = [("scale", "shift", "mean", "variance")] * N1
        learned = [(scale, shift) for scale, shift, _, _ in norm]
        tensors = [first, N1, second, N2, dense * K, K, 2 * len(learned)]
        return {
            "shape1": (a, a, N1),
            "shape_pool": (p, p, N1),
            "shape2": (b, b, N2),
            "conv_params": (first + N1, second + N2),
            "bn_params": (len([x for four in norm for x in four]), len([x for two in learned for x in two])),
            "dense_params": sum(dense + 1 for _ in range(K)),
            "trainable": np.sum(tensors),
            "macs": (first_macs, second_macs, dense * K),
        }
    last = len(starts(b, q, t, "valid"))
    dense = np.zeros((last, last, N2)).ravel().size
    counts = {"conv1": first, "conv2": second, "dense1": np.ones((dense, 1)).size * D, "dense2": np.ones((D, K)).size}
    work = {**counts, "conv1": first_macs, "conv2": second_macs}
    vectors = [np.zeros(n) for n in (N1, N2, D, K, N1, N1)]
    return {
        "sides": (a, p, b, last),
        "flat": dense,
        "weights": tuple(counts.values()),
        "others": np.concatenate(vectors).size,
        "share": 1 - (first + second + D * K) / sum(counts.values()),
        "macs": tuple(work.values()),
        "most_weights": sorted(counts, key=counts.__getitem__)[-1],
        "most_macs": sorted(work, key=work.__getitem__)[-1],
    }
