"""Space and channels one after the other: k squared and N are added where the standard convolution multiplies them."""

from fractions import Fraction

from examgen.authoring import ceiling, misconception, oracle, step


@step("A", "Same padding: only the stride shrinks the map.")
def side(R, S):
    return ceiling(R / S)


@side.mistake("kept the size of the input", credit="1/4")
def _(R):
    return R


@side.mistake("rounded down", credit="1/2", when=lambda R, S: R % S != 0)
def _(R, S):
    return R // S


@step(
    because="Each of the $N$ filters has $k^2$ weights for each of the $C$ channels{% if level == 'medium' %}, and works at $A^2$ positions{% endif %}."
)
def standard(k, C, N, side=None):
    return k**2 * C * N if side is None else side**2 * k**2 * C * N


@standard.mistake("forgot that a filter reads all channels", credit="1/3")
def _(k, N, side=1):
    return side**2 * k**2 * N


@standard.mistake("did not square the side of the window", credit="1/4")
def _(k, C, N, side=1):
    return side**2 * k * C * N


@standard.mistake("used the size of the input", credit="1/2", when=lambda level: level == "medium")
def _(k, C, N, R=1):
    return R**2 * k**2 * C * N


@step(
    "b_1",
    "Depthwise: $k^2$ weights for each {% if level == 'hard' %}of the $mC$ filters{% else %}channel{% endif %}{% if level == 'medium' %}, at $A^2$ positions{% endif %}.",
)
def depthwise(k, C, side=None, m=None):
    if m is not None:
        return k**2 * m * C
    return k**2 * C if side is None else side**2 * k**2 * C


@depthwise.mistake("let the depthwise filters read all channels", credit="1/4", feedback="A depthwise filter reads one channel only.")
def _(k, C, N, side=1, m=1):
    return side**2 * k**2 * C * N if m == 1 else k**2 * m * C**2


@depthwise.mistake("counted one depthwise filter for all channels", credit="1/4")
def _(k, side=1, m=1):
    return side**2 * k**2 * m


@step(
    "b_2",
    "Pointwise: a weight for each pair of a channel that enters and a filter{% if level == 'medium' %}, at $A^2$ positions{% endif %}.",
)
def pointwise(C, N, side=None, m=None):
    if m is not None:
        return m * C * N
    return C * N if side is None else side**2 * C * N


@pointwise.mistake("gave the pointwise filters a window of $k \\times k$ pixels", credit="1/4")
def _(k, C, N, side=1, m=1):
    return side**2 * k**2 * m * C * N


@pointwise.mistake("let the pointwise filters read one channel only", credit="1/4")
def _(N, side=1):
    return side**2 * N


stride_twice = misconception("applied the stride in the pointwise convolution as well", credit="1/2", when=lambda level: level == "medium")
stride_late = misconception(
    "let the depthwise convolution work at every pixel of the input", credit="1/2", when=lambda level: level == "medium"
)
no_multiplier = misconception("forgot the multiplier in the pointwise convolution", credit="1/2", when=lambda level: level == "hard")


@stride_twice.at(pointwise)
def _(C, N, side=1, S=1):
    return (-(-side // S)) ** 2 * C * N


@stride_late.at(depthwise)
def _(k, C, R=1):
    return R**2 * k**2 * C


@no_multiplier.at(pointwise)
def _(C, N):
    return C * N


@step(because="The sum of the two.")
def separable(depthwise, pointwise):
    return depthwise + pointwise


@separable.mistake("forgot the pointwise convolution", credit="1/4")
def _(depthwise):
    return depthwise


@separable.mistake("forgot the depthwise convolution", credit="1/4")
def _(pointwise):
    return pointwise


@step(because="The two numbers.")
def stages(depthwise, pointwise):
    return depthwise, pointwise


@step(because="Scale and shift for the $mC$ channels in between and for the $N$ channels at the end.")
def trainable(depthwise, pointwise, m, C, N):
    return depthwise + 2 * m * C + pointwise + 2 * N


@trainable.mistake("left out batch normalization", credit="1/2")
def _(depthwise, pointwise):
    return depthwise + pointwise


@trainable.mistake("counted the running mean and variance as trainable", credit="1/2")
def _(depthwise, pointwise, m, C, N):
    return depthwise + 4 * m * C + pointwise + 4 * N


@trainable.mistake("normalized the final output only", credit="1/2")
def _(depthwise, pointwise, N):
    return depthwise + pointwise + 2 * N


@trainable.mistake("forgot the multiplier in batch normalization", credit="1/2")
def _(depthwise, pointwise, C, N):
    return depthwise + 2 * C + pointwise + 2 * N


@step(because="The channels cancel: $\\rho = 1 / N + 1 / k^2 = 1 / {{ N }} + 1 / {{ k**2 }}$.")
def ratio(separable, standard):
    return separable / standard


@ratio.mistake("put the number of input channels in the place of the filters", credit="1/3")
def _(C, k):
    return (C + k**2) / (C * k**2)


@step(because="$(k^2 m C + m C N) / (k^2 C N)$: the channels cancel, $\\rho = m / N + m / k^2$.")
def share(m, N, k):
    return m / N + m / k**2


@share.mistake("put the number of input channels in the place of the filters", credit="1/3")
def _(m, C, k):
    return m / C + m / k**2


@share.mistake("forgot the multiplier", credit="1/3")
def _(N, k):
    return 1 / N + 1 / k**2


inverse = misconception("inverted the ratio", credit="1/2")
depth_only = misconception("counted the depthwise convolution only", credit="1/4")
point_only = misconception(
    "counted the pointwise convolution only", credit="1/4", feedback="$1 / k^2$ is what is left for very many filters."
)


@inverse.at(ratio)
def _(ratio):
    return 1 / ratio


@depth_only.at(ratio)
def _(N):
    return 1 / N


@point_only.at(ratio)
def _(k):
    return 1 / k**2


@inverse.at(share)
def _(share):
    return 1 / share


@depth_only.at(share)
def _(m, N):
    return m / N


@point_only.at(share)
def _(m, k):
    return m / k**2


@step(because="Each weight works once at each of the $A^2$ positions, $A = {{ A }}$.")
def macs(A, separable):
    return A**2 * separable


@macs.mistake("let each weight work once only", credit="1/4")
def _(separable):
    return separable


@macs.mistake("did not square the side of the output", credit="1/4")
def _(A, separable):
    return A * separable


@macs.mistake("counted the standard convolution", credit="1/4")
def _(A, standard):
    return A**2 * standard


@step(because="The standard convolution over both stages; positions and input channels cancel.")
def speedup(standard, stages):
    return standard / (stages[0] + stages[1])


@speedup.mistake("inverted the ratio", credit="1/2")
def _(standard, stages):
    return (stages[0] + stages[1]) / standard


@speedup.mistake("counted the pointwise convolution only", credit="1/4")
def _(standard, stages):
    return standard / stages[1]


@speedup.mistake("counted the depthwise convolution only", credit="1/4")
def _(standard, stages):
    return standard / stages[0]


@step(because="Two FLOPs for each MAC.")
def flops(stages):
    return 2 * (stages[0] + stages[1])


@flops.mistake("took one FLOP for one MAC", credit="1/4")
def _(stages):
    return stages[0] + stages[1]


@step(because="Solve $m / N + m / k^2 \\le 1 / x$ for $N$ and round up.")
def filters(m, k, x):
    return ceiling(m * k**2 * x / (k**2 - m * x))


@filters.mistake("rounded down", credit="1/2", when=lambda m, k, x: m * k**2 * x % (k**2 - m * x) != 0)
def _(m, k, x):
    return m * k**2 * x // (k**2 - m * x)


@filters.mistake("forgot the multiplier", credit="1/3")
def _(k, x):
    return ceiling(k**2 * x / (k**2 - x))


@filters.mistake("left out the pointwise convolution", credit="1/4")
def _(m, x):
    return m * x


@step(because="The largest whole number with $m (1 / N + 1 / k^2) < 1$, strictly less than $N k^2 / (N + k^2)$.")
def multiplier(N, k):
    return ceiling(N * k**2 / (N + k**2)) - 1


@multiplier.mistake("took as many weights for fewer", credit="1/2", when=lambda N, k: N * k**2 % (N + k**2) == 0)
def _(N, k):
    return N * k**2 / (N + k**2)


@multiplier.mistake("rounded up", credit="1/2", when=lambda N, k: N * k**2 % (N + k**2) != 0)
def _(N, k):
    return ceiling(N * k**2 / (N + k**2))


@multiplier.mistake("compared with the window only", credit="1/4")
def _(k):
    return k**2 - 1


@oracle(exact=True)
def counters(level, k, C, N, A=1, R=0, S=1, m=1, x=1):
    """Walk over positions, channels, filters and windows and count; limits by trying."""
    from itertools import count, product

    window = len(list(product(range(k), repeat=2)))

    def whole(filters):
        return sum(window for _channel in range(C) for _filter in range(filters))

    def split(times, filters):
        between = [(channel, copy) for channel in range(C) for copy in range(times)]
        return sum(window for _ in between), sum(1 for _ in between for _filter in range(filters)), len(between)

    depth, point, channels = split(m, N)
    if level == "easy":
        area = len(list(product(range(A), repeat=2)))
        return {
            "standard": whole(N),
            "separable": depth + point,
            "ratio": Fraction(depth + point, whole(N)),
            "macs": sum(depth + point for _ in range(area)),
        }
    if level == "medium":
        rows = len(range(0, R, S))
        area = len(list(product(range(rows), repeat=2)))
        full, both = area * whole(N), (area * depth, area * point)
        return {"standard": full, "side": rows, "stages": both, "speedup": Fraction(full, sum(both)), "flops": sum(both) + sum(both)}
    fits = next(n for n in count(1) if Fraction(m, n) + Fraction(m * C, window * C) <= Fraction(1, x))
    largest = max(t for t in range(1, window + 1) if sum(split(t, N)[:2]) < whole(N))
    return {
        "trainable": depth + point + 2 * channels + 2 * N,
        "share": Fraction(depth + point, whole(N)),
        "filters": fits,
        "multiplier": largest,
    }
