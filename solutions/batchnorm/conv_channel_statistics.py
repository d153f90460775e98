"""Gather the entries that share a mean, then standardize with their own statistics."""

from fractions import Fraction

from sympy import Integer

from examgen.authoring import Grid, Grids, Table, figure, misconception, oracle, procedure, sqrt, step, tex, total


def _mean(pool):
    return sum(pool, Integer(0)) / len(pool)


def _variance(pool):
    mean = _mean(pool)
    return sum(((x - mean) ** 2 for x in pool), Integer(0)) / len(pool)


@step(because="A scale and a shift for each channel; running statistics are not learned.")
def learned(C):
    return 2 * C


@learned.mistake("gave each pixel of each channel parameters of its own", credit="1/4")
def _(C, H, Wd):
    return 2 * C * H * Wd


@learned.mistake("counted the running statistics as learned", credit="1/2")
def _(C):
    return 4 * C


@learned.mistake("counted one number for each channel", credit="1/4")
def _(C):
    return C


@learned.mistake("shared the parameters between the channels", credit="1/4")
def _():
    return 2


@procedure("x^{(1)}", "All entries of channel 1.")
def pool1(X11, X21=None):
    return tuple(X11) if X21 is None else (*X11, *X21)


@procedure("x^{(2)}", "All entries of channel 2.")
def pool2(X12, X22=None):
    return tuple(X12) if X22 is None else (*X12, *X22)


@procedure(because="The sum of the values of a channel, divided by their number.")
def means(pool1, pool2):
    return _mean(pool1), _mean(pool2)


@means.show
def _(pool1, pool2, means):
    rows = tuple(
        (str(k), f"${tex(sum(pool))}$", f"${len(pool)}$", f"${tex(mean)}$")
        for k, (pool, mean) in enumerate(zip((pool1, pool2), means, strict=True), 1)
    )
    return Table(("channel", "sum", "values", "mean"), rows)


@means.mistake("pooled both channels together", credit="1/4", feedback="Each channel has its own mean.")
def _(pool1, pool2):
    return (_mean((*pool1, *pool2)),) * 2


@means.mistake("used the first image alone", credit="1/4", when=lambda X21=None: X21 is not None)
def _(X11, X12):
    return _mean(tuple(X11)), _mean(tuple(X12))


@means.mistake("gave the mean of each image", credit="1/4", when=lambda X21=None: X21 is not None)
def _(X11, X12, X21=None, X22=None):
    return _mean((*X11, *X12)), _mean((*X21, *X22))


@means.mistake("gave the sums", credit="1/4")
def _(pool1, pool2):
    return sum(pool1), sum(pool2)


@procedure(because="The squared deviations from the mean of the channel, added up and divided by the number of the values.")
def variances(pool1, pool2, means):
    return tuple(sum(((x - mean) ** 2 for x in pool), Integer(0)) / len(pool) for pool, mean in zip((pool1, pool2), means, strict=True))


@variances.show
def _(pool1, pool2, means):
    rows = tuple(
        (str(k), ", ".join(f"${tex((x - mean) ** 2)}$" for x in pool), f"${tex(sum((x - mean) ** 2 for x in pool))}$")
        for k, (pool, mean) in enumerate(zip((pool1, pool2), means, strict=True), 1)
    )
    return Table(("channel", "squared deviations", "sum"), rows)


@variances.mistake(
    "divided by one less than the number of values", credit="1/2", feedback="Batch normalization divides by the number of the values."
)
def _(variances, pool1):
    return tuple(v * len(pool1) / (len(pool1) - 1) for v in variances)


@variances.mistake("gave the standard deviations", credit="1/2")
def _(variances):
    return tuple(sqrt(v) for v in variances)


@variances.mistake("left out the squares of the means", credit="1/4", when=lambda means: any(means))
def _(pool1, pool2):
    return tuple(sum((x**2 for x in pool), Integer(0)) / len(pool) for pool in (pool1, pool2))


@variances.mistake(
    "averaged the variances of the two images",
    credit="1/4",
    when=lambda X21=None: X21 is not None,
    feedback="That loses the distance between the means of the images.",
)
def _(X11, X12, X21=None, X22=None):
    return (_variance(tuple(X11)) + _variance(tuple(X21))) / 2, (_variance(tuple(X12)) + _variance(tuple(X22))) / 2


def _pick(matrix, row, column):
    return matrix[row, column]


def _own(maps, image, channel):
    return maps[2 * image + channel]


@procedure("x", "The entry in question.")
def entry(row, column, channel, X11, X12, image=0, X21=None, X22=None):
    return _pick(_own((X11, X12, X21, X22), image, channel), row, column)


@step(because="Subtract the mean of its channel, divide by the root{% if gamma is not none %}, scale and shift{% endif %}.")
def value(entry, means, variances, channel, gamma=None, beta=None, eps=None):
    mean, variance = means[int(channel)], variances[int(channel)]
    if gamma is None:
        return (entry - mean) / sqrt(variance)
    return gamma * (entry - mean) / sqrt(variance + eps) + beta


def _output(x, mean, variance, gamma, beta, eps):
    standard = (x - mean) / sqrt(variance + (0 if eps is None else eps))
    return standard if gamma is None else gamma * standard + beta


@value.mistake("left out the root", credit="1/3", when=lambda variances, channel, eps=0: variances[channel] + eps != 1)
def _(entry, means, variances, channel, gamma=None, beta=None, eps=None):
    return _output(entry, means[channel], (variances[channel] + (eps or 0)) ** 2, gamma, beta, None)


@value.mistake("took the statistics of the other channel", credit="1/3")
def _(entry, means, variances, channel, gamma=None, beta=None, eps=None):
    return _output(entry, means[1 - channel], variances[1 - channel], gamma, beta, eps)


@value.mistake(
    "took the statistics of this image alone",
    credit="1/3",
    when=lambda X21=None: X21 is not None,
    feedback="That is instance normalization.",
)
def _(entry, channel, X11, X12, image=0, X21=None, X22=None, gamma=None, beta=None, eps=None):
    own = tuple(_own((X11, X12, X21, X22), image, channel))
    return _output(entry, _mean(own), _variance(own), gamma, beta, eps)


@value.mistake("added epsilon outside of the root", credit="1/2", when=lambda eps=None: eps is not None)
def _(entry, means, variances, channel, gamma=None, beta=None, eps=None):
    return gamma * (entry - means[channel]) / (sqrt(variances[channel]) + eps) + beta


@value.mistake("put the shift inside of the scale", credit="1/2", when=lambda eps=None: eps is not None)
def _(value, gamma=None, beta=None):
    return value - beta + gamma * beta


@value.mistake("did not subtract the mean", credit="1/3", when=lambda means, channel: means[channel] != 0)
def _(entry, variances, channel, gamma=None, beta=None, eps=None):
    return _output(entry, 0, variances[channel], gamma, beta, eps)


@step(because="One mean for each channel: all images, all pixels.")
def batch_count(N, H, Wd):
    return N * H * Wd


@step(because="One mean for each image: all channels, all pixels.")
def layer_count(C, H, Wd):
    return C * H * Wd


@step(because="One mean for each channel of each image.")
def instance_means(N, C):
    return N * C


@batch_count.mistake("counted the pixels of one image alone", credit="1/4")
def _(H, Wd):
    return H * Wd


@batch_count.mistake("counted the images alone", credit="1/4")
def _(N):
    return N


@batch_count.mistake("pooled the channels of one image", credit="1/4", feedback="That is layer normalization.")
def _(C, H, Wd):
    return C * H * Wd


@batch_count.mistake("pooled all channels as well", credit="1/4")
def _(N, C, H, Wd):
    return N * C * H * Wd


@layer_count.mistake("counted one channel alone", credit="1/4")
def _(H, Wd):
    return H * Wd


@layer_count.mistake("pooled one channel of all images", credit="1/4", feedback="That is batch normalization.")
def _(N, H, Wd):
    return N * H * Wd


@layer_count.mistake("counted the channels of one pixel", credit="1/4")
def _(C):
    return C


@instance_means.mistake("counted the values of one mean", credit="1/4")
def _(H, Wd):
    return H * Wd


@instance_means.mistake("forgot the images", credit="1/4")
def _(C):
    return C


@instance_means.mistake("forgot the channels", credit="1/4")
def _(N):
    return N


@step(because="Four numbers for each channel, whatever the number of images and pixels.")
def stored(C):
    return 4 * C


@stored.mistake("left out the running statistics", credit="1/2")
def _(C):
    return 2 * C


@stored.mistake("gave each pixel numbers of its own", credit="1/4")
def _(C, H, Wd):
    return 4 * C * H * Wd


@stored.mistake("shared the numbers between the channels", credit="1/4")
def _():
    return 4


@procedure("u{i}", "Its own map: the entries that instance normalization pools.")
def instance_pool(image, channel, X11, X12, X21, X22):
    return tuple(_own((X11, X12, X21, X22), image, channel))


@procedure("z{i}", "Both channels of its image: the entries that layer normalization pools.")
def layer_pool(image, X11, X12, X21, X22):
    return (*_own((X11, X12, X21, X22), image, 0), *_own((X11, X12, X21, X22), image, 1))


def _channel_pool(channel, X11, X12, X21, X22):
    return (*X11, *X21) if channel == 0 else (*X12, *X22)


@step(r"\mu_I", "The mean of the map.")
def instance_mean(instance_pool):
    return total(instance_pool) / len(instance_pool)


@step(r"\sigma_I^2", "Its variance.")
def instance_variance(instance_pool, instance_mean):
    return total(lambda x: (x - instance_mean) ** 2, instance_pool) / len(instance_pool)


@step(r"\mu_L", "The mean of the image.")
def layer_mean(layer_pool):
    return total(layer_pool) / len(layer_pool)


@step(r"\sigma_L^2", "Its variance.")
def layer_variance(layer_pool, layer_mean):
    return total(lambda x: (x - layer_mean) ** 2, layer_pool) / len(layer_pool)


bessel = misconception(
    "divided by one less than the number of values", credit="1/2", feedback="The question says: with division by the number of the entries."
)
batch_pool = misconception("pooled the channel over both images", credit="1/4", feedback="That is batch normalization.")


@bessel.at(instance_variance)
def _(instance_pool, instance_mean):
    return total(lambda x: (x - instance_mean) ** 2, instance_pool) / (len(instance_pool) - 1)


@bessel.at(layer_variance)
def _(layer_pool, layer_mean):
    return total(lambda x: (x - layer_mean) ** 2, layer_pool) / (len(layer_pool) - 1)


@batch_pool.at(instance_pool)
def _(channel, X11, X12, X21, X22):
    return _channel_pool(channel, X11, X12, X21, X22)


@batch_pool.at(layer_pool)
def _(channel, X11, X12, X21, X22):
    return _channel_pool(channel, X11, X12, X21, X22)


@instance_pool.mistake("pooled both channels of the image", credit="1/4", feedback="That is layer normalization.")
def _(image, X11, X12, X21, X22):
    return (*_own((X11, X12, X21, X22), image, 0), *_own((X11, X12, X21, X22), image, 1))


@layer_pool.mistake("pooled one channel alone", credit="1/4", feedback="That is instance normalization.")
def _(image, channel, X11, X12, X21, X22):
    return tuple(_own((X11, X12, X21, X22), image, channel))


@layer_pool.mistake("pooled the whole mini-batch", credit="1/4")
def _(X11, X12, X21, X22):
    return (*X11, *X12, *X21, *X22)


@step(because="Standardize with the statistics of the map.")
def instance_value(entry, instance_mean, instance_variance, eps):
    return (entry - instance_mean) / sqrt(instance_variance + eps)


@step(because="Standardize with the statistics of the image.")
def layer_value(entry, layer_mean, layer_variance, eps):
    return (entry - layer_mean) / sqrt(layer_variance + eps)


no_root = misconception("left out the root", credit="1/3")
outside = misconception("added epsilon outside of the root", credit="1/2")


@no_root.at(instance_value)
def _(entry, instance_mean, instance_variance, eps):
    return (entry - instance_mean) / (instance_variance + eps)


@no_root.at(layer_value)
def _(entry, layer_mean, layer_variance, eps):
    return (entry - layer_mean) / (layer_variance + eps)


@outside.at(instance_value)
def _(entry, instance_mean, instance_variance, eps):
    return (entry - instance_mean) / (sqrt(instance_variance) + eps)


@outside.at(layer_value)
def _(entry, layer_mean, layer_variance, eps):
    return (entry - layer_mean) / (sqrt(layer_variance) + eps)


@figure
def maps(level, channel, X11, X12, image=0, X21=None, X22=None):
    """Shaded: what is pooled; at the hard level by layer normalization."""

    def grid(matrix, n, c):
        pooled = n == image + 1 if level == "hard" else c == channel + 1
        cells = tuple(tuple(f"${tex(value)}$" for value in matrix.row(i)) for i in range(2))
        shaded = frozenset((i, j) for i in range(2) for j in range(2)) if pooled else frozenset()
        return Grid(cells, shaded, f"image {n}, channel {c}" if X21 is not None else f"channel {c}: $X_{{1{c}}}$")

    grids = [grid(X11, 1, 1), grid(X12, 1, 2)]
    if X21 is not None:
        grids += [grid(X21, 2, 1), grid(X22, 2, 2)]
    what = f"layer normalization pools for image {image + 1}" if level == "hard" else f"is pooled for channel {channel + 1}"
    return Grids(tuple(grids), caption=f"Shaded: what {what}.")


def _pairwise(pool):
    """Mean by a running update, variance from the squared differences of all pairs."""
    mean = Fraction(0)
    for k, x in enumerate(pool, 1):
        mean += (x - mean) / k
    apart = sum((Fraction((x - z) ** 2) for i, x in enumerate(pool) for z in pool[:i]), Fraction(0))
    return mean, apart / len(pool) ** 2


@oracle
def four_loops(channel, row, column, X11, X12, image=0, X21=None, X22=None, eps=0, gamma=1, beta=0, N=0, C=0, H=0, Wd=0, layout=""):
    """Walk through the tensor entry by entry and sort each into the list of its mean; sizes are counted in the same way."""
    images = [[X11, X12]] if X21 is None else [[X11, X12], [X21, X22]]
    pools: dict[tuple[str, int, int], list[int]] = {}
    for n, maps in enumerate(images):
        for c, matrix in enumerate(maps):
            for line in matrix:
                for x in line:
                    for key in (("batch", -1, c), ("layer", n, -1), ("instance", n, c)):
                        pools.setdefault(key, []).append(int(x))
    x = float(images[image][channel][row][column])

    def output(key):
        mean, variance = _pairwise(pools[key])
        return gamma * (x - float(mean)) * (float(variance) + eps) ** -0.5 + beta

    pixels = sum(len(range(Wd)) for _row in range(H))
    batch_count = sum(pixels for _image in range(N))
    if layout:
        return {
            "batch_count": batch_count,
            "layer_count": sum(pixels for _channel in range(C)),
            "instance_means": len({(n, c) for n in range(N) for c in range(C)}),
            "stored": len([(c, kind) for c in range(C) for kind in ("scale", "shift", "mean", "variance")]),
            "instance_value": output(("instance", image, channel)),
            "layer_value": output(("layer", image, -1)),
        }
    statistics = [_pairwise(pools["batch", -1, c]) for c in (0, 1)]
    return {
        "batch_count": batch_count,
        "learned": len([(c, kind) for c in range(C) for kind in ("scale", "shift")]),
        "means": [float(mean) for mean, _ in statistics],
        "variances": [float(variance) for _, variance in statistics],
        "value": output(("batch", -1, channel)),
    }
