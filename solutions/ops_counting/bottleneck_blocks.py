"""Each convolution costs its window times the input channels times the channels that leave; stages and branches are added."""

from examgen.authoring import ceiling, misconception, oracle, procedure, step


@step(
    because="{% if kind == 'branch' %}A weight for each pixel of the window, each input channel and each output channel.{% else %}Two convolutions with $k^2$ weights for each pair of channels.{% endif %}"
)
def direct(kind, k, M, N):
    return k**2 * M * N if kind == "branch" else 2 * k**2 * M**2


@direct.mistake("forgot that a filter reads all channels", credit="1/4")
def _(kind, k, N):
    return k**2 * N if kind == "branch" else 2 * k**2 * N


@direct.mistake("did not square the side of the window", credit="1/4")
def _(kind, k, M, N):
    return k * M * N if kind == "branch" else 2 * k * M**2


@direct.mistake("counted one of the two convolutions only", credit="1/2", when=lambda kind: kind == "residual")
def _(k, M):
    return k**2 * M**2


@step(
    because="{% if kind == 'branch' %}$1 \\times 1$ from $M$ to $b$, then $k \\times k$ from $b$ to $N$.{% else %}$1 \\times 1$ from $M$ to $b$, $k \\times k$ from $b$ to $b$, $1 \\times 1$ from $b$ to $M$; "
    "adding the input takes no weights.{% endif %}"
)
def reduced(kind, k, M, b, N):
    return M * b + k**2 * b * N if kind == "branch" else M * b + k**2 * b**2 + b * M


@reduced.mistake("forgot the first convolution", credit="1/3")
def _(kind, k, M, b, N):
    return k**2 * b * N if kind == "branch" else k**2 * b**2 + b * M


@reduced.mistake("gave all convolutions windows of $k \\times k$ pixels", credit="1/4")
def _(kind, k, M, b, N):
    return k**2 * (M * b + b * N) if kind == "branch" else k**2 * (M * b + b**2 + b * M)


@reduced.mistake("let the large windows read all input channels", credit="1/4")
def _(kind, k, M, b, N):
    return M * b + k**2 * M * N if kind == "branch" else M * b + k**2 * M * b + b * M


@reduced.mistake("multiplied the stages")
def _(kind, k, M, b, N):
    return M * b * k**2 * N if kind == "branch" else M * b * k**2 * M


@reduced.mistake(
    "gave the addition of the input weights of its own",
    credit="1/3",
    when=lambda kind: kind == "residual",
    feedback="An addition has nothing to learn.",
)
def _(k, M, b):
    return 2 * M * b + k**2 * b**2 + M**2


@step(because="The first over the second.")
def factor(direct, reduced):
    return direct / reduced


@factor.mistake("inverted the ratio", credit="1/2")
def _(direct, reduced):
    return reduced / direct


@factor.mistake("compared the numbers of channels", credit="1/4", when=lambda M, b, N: b != M)
def _(M, b):
    return M / b


@step(because="Each weight works once at each of the $A^2$ positions.")
def macs(positions, reduced):
    return positions**2 * reduced


@macs.mistake("let each weight work once only", credit="1/4")
def _(reduced):
    return reduced


@macs.mistake("did not square the side of the map", credit="1/4")
def _(positions, reduced):
    return positions * reduced


@macs.mistake("counted two operations for each MAC", credit="1/2")
def _(positions, reduced):
    return 2 * positions**2 * reduced


@step(because="Concatenation puts the channels side by side; what the branches make inside does not leave them.")
def joined(n1, n3, n5, n_p):
    return n1 + n3 + n5 + n_p


@joined.mistake("took the largest branch for all", credit="1/4", feedback="That would fit an addition; concatenation adds the channels.")
def _(n1, n3, n5, n_p):
    return max(n1, n3, n5, n_p)


@joined.mistake("left out the pooling branch", credit="1/2")
def _(n1, n3, n5):
    return n1 + n3 + n5


@joined.mistake("counted the narrow layers as well", credit="1/3")
def _(n1, n3, n5, n_p, b3, b5):
    return n1 + n3 + n5 + n_p + b3 + b5


@joined.mistake("let the pooling branch keep all channels of the input", credit="1/2")
def _(n1, n3, n5, C):
    return n1 + n3 + n5 + C


@step("w_1", "$1 \\times 1$ from $C$ to $n_1$.")
def first(C, n1):
    return C * n1


@step("w_2", "$1 \\times 1$ from $C$ to $b_3$, $3 \\times 3$ from $b_3$ to $n_3$.")
def second(C, b3, n3):
    return C * b3 + 3**2 * b3 * n3


@step("w_3", "$1 \\times 1$ from $C$ to $b_5$, $5 \\times 5$ from $b_5$ to $n_5$.")
def third(C, b5, n5):
    return C * b5 + 5**2 * b5 * n5


@step("w_4", "Pooling has no weights; $1 \\times 1$ from $C$ to $n_{\\mathrm{p}}$.")
def fourth(C, n_p):
    return C * n_p


no_first = misconception("forgot the $1 \\times 1$ convolutions before the large windows", credit="1/3")
all_large = misconception("gave the $1 \\times 1$ convolutions the windows of the next layer", credit="1/3")
no_reduction = misconception("let the large windows read all channels of the input", credit="1/4")


@no_first.at(second)
def _(b3, n3):
    return 9 * b3 * n3


@no_first.at(third)
def _(b5, n5):
    return 25 * b5 * n5


@all_large.at(second)
def _(C, b3, n3):
    return 9 * (C * b3 + b3 * n3)


@all_large.at(third)
def _(C, b5, n5):
    return 25 * (C * b5 + b5 * n5)


@no_reduction.at(second)
def _(C, b3, n3):
    return C * b3 + 9 * C * n3


@no_reduction.at(third)
def _(C, b5, n5):
    return C * b5 + 25 * C * n5


@fourth.mistake("gave the pooling branch no weights at all", credit="1/2", feedback="Pooling has none, but the convolution after it has.")
def _():
    return 0


@fourth.mistake("gave the pooling window weights", credit="1/2")
def _(C, n_p):
    return 9 * C + C * n_p


@step(because="The four numbers.")
def branches(first, second, third, fourth):
    return first, second, third, fourth


@step(because="Each weight works once at each of the $A^2$ positions.")
def module_macs(A, branches):
    return A**2 * (branches[0] + branches[1] + branches[2] + branches[3])


@module_macs.mistake("let each weight work once only", credit="1/4")
def _(branches):
    return sum(branches)


@module_macs.mistake("left out the pooling branch", credit="1/2")
def _(A, branches):
    return A**2 * (branches[0] + branches[1] + branches[2])


@module_macs.mistake("did not square the side of the map", credit="1/4")
def _(A, branches):
    return A * sum(branches)


@step(because="The large convolution at once, minus the weights of branch 3.")
def saved(C, n5, branches):
    return 5**2 * C * n5 - branches[2]


@saved.mistake("compared with the large windows alone", credit="1/2")
def _(C, n5, b5):
    return 25 * C * n5 - 25 * b5 * n5


@saved.mistake("counted what the convolution at once needs", credit="1/4")
def _(C, n5):
    return 25 * C * n5


@step("E", "The expansion has $tC$ channels.")
def wide(t, C):
    return t * C


@step("w_1", "$1 \\times 1$ from $C$ to $E$.")
def expansion(C, wide):
    return C * wide


@step("w_2", "Depthwise: one $3 \\times 3$ window for each of the $E$ channels.")
def depthwise(wide):
    return 3**2 * wide


@depthwise.mistake("filtered the channels of the input, not the expanded ones", credit="1/3")
def _(C):
    return 9 * C


@depthwise.mistake("let each filter read all channels", credit="1/4", feedback="A depthwise filter reads one channel only.")
def _(wide):
    return 9 * wide**2


@step("w_3", "$1 \\times 1$ from $E$ to $N$.")
def last(wide, out):
    return wide * out


@last.mistake("started from the channels of the input, not from the expanded ones", credit="1/3")
def _(C, out):
    return C * out


@expansion.mistake("forgot the factor of the expansion", credit="1/3")
def _(C):
    return C**2


@step(because="The three numbers; adding the input would take no weights.")
def weights(expansion, depthwise, last):
    return expansion, depthwise, last


@step("A", "Rows that leave the depthwise convolution.")
def rows(R, S):
    return ceiling(R / S)


@step(because="The expansion works at all $R^2$ positions, the other two at the $A^2$ that the stride leaves.")
def work(R, weights, rows):
    return R**2 * weights[0] + rows**2 * (weights[1] + weights[2])


@work.mistake("let all convolutions work at every pixel of the input", credit="1/2", when=lambda S: S > 1)
def _(R, weights):
    return R**2 * sum(weights)


@work.mistake("applied the stride before the expansion", credit="1/2", when=lambda S: S > 1)
def _(weights, rows):
    return rows**2 * sum(weights)


@work.mistake("let the depthwise convolution work at every pixel of the input", credit="1/2", when=lambda S: S > 1)
def _(R, weights, rows):
    return R**2 * (weights[0] + weights[1]) + rows**2 * weights[2]


@work.mistake("let each weight work once only", credit="1/4")
def _(weights):
    return sum(weights)


@work.mistake("did not square the sides of the maps", credit="1/4")
def _(R, weights, rows):
    return R * weights[0] + rows * (weights[1] + weights[2])


@work.mistake("left out the expansion", credit="1/3")
def _(weights, rows):
    return rows**2 * (weights[1] + weights[2])


@procedure(
    because="The output has $\\lceil R / S \\rceil$ rows and columns and $N$ channels; for an addition entry by entry it must have $R$ and $C$."
)
def skip(rows, R, C, out):
    if rows == R:
        return "yes" if out == C else "channels"
    return "size" if out == C else "both"


@skip.mistake("overlooked the channels", when=lambda C, out: out != C)
def _(rows, R):
    return "yes" if rows == R else "size"


@skip.mistake("overlooked the stride", when=lambda S: S > 1)
def _(C, out):
    return "yes" if out == C else "channels"


@skip.mistake("took the expanded channels for the output", when=lambda S, C, out: S == 1 and out == C)
def _():
    return "channels"


@step(because="The largest whole number with $P b + k^2 b Q < k^2 P Q$, strictly less than $k^2 P Q / (P + k^2 Q)$.")
def narrow(window, P, Q):
    return ceiling(window**2 * P * Q / (P + window**2 * Q)) - 1


def _even(window, P, Q):
    return window**2 * P * Q % (P + window**2 * Q) == 0


@narrow.mistake("rounded up", credit="1/2", when=lambda window, P, Q: not _even(window, P, Q))
def _(narrow):
    return narrow + 1


@narrow.mistake("took as many weights for fewer", credit="1/2", when=_even)
def _(narrow):
    return narrow + 1


@narrow.mistake("forgot the $1 \\times 1$ convolution", credit="1/4", when=lambda P, narrow: narrow + 1 < P - 1)
def _(P):
    return P - 1


@narrow.mistake("gave both convolutions the large windows", credit="1/3")
def _(P, Q):
    return ceiling(P * Q / (P + Q)) - 1


@oracle(exact=True)
def counters(
    level, kind="", M=0, b=0, N=0, k=0, positions=1, C=0, n1=0, b3=0, n3=0, b5=0, n5=0, n_p=0, A=1, t=1, R=1, S=1, out=0, P=0, Q=0, window=1
):
    """Walk along each chain of layers and count pairs of channels and pixels of the window; limits by trying."""
    from fractions import Fraction

    def convolution(entering, leaving, side):
        return sum(len(range(0, entering * side**2)) for _filter in range(leaving))

    def chain(channels, sides):
        return [convolution(*pair, side) for pair, side in zip(zip(channels, channels[1:], strict=False), sides, strict=True)]

    def area(side):
        return sum(1 for _row in range(side) for _column in range(side))

    if level == "easy":
        plain = sum(chain([M, N], [k]) if kind == "branch" else chain([M, M, M], [k, k]))
        thin = sum(chain([M, b, N], [1, k]) if kind == "branch" else chain([M, b, b, M], [1, k, 1]))
        return {"direct": plain, "reduced": thin, "factor": Fraction(plain, thin), "macs": area(positions) * thin}
    if level == "medium":
        parts = [chain([C, n1], [1]), chain([C, b3, n3], [1, 3]), chain([C, b5, n5], [1, 5]), chain([C, n_p], [1])]
        sums = [sum(part) for part in parts]
        channels = (
            [("one", i) for i in range(n1)]
            + [("three", i) for i in range(n3)]
            + [("five", i) for i in range(n5)]
            + [("pool", i) for i in range(n_p)]
        )
        return {
            "joined": len(channels),
            "branches": sums,
            "module_macs": sum(area(A) * one for part in parts for one in part),
            "saved": convolution(C, n5, 5) - sums[2],
        }
    expanded = len([(channel, copy) for channel in range(C) for copy in range(t)])
    three = [convolution(C, expanded, 1), sum(convolution(1, 1, 3) for _channel in range(expanded)), convolution(expanded, out, 1)]
    small = len(range(0, R, S))
    obstacles = (small != R, out != C)
    names = {(False, False): "yes", (True, False): "size", (False, True): "channels", (True, True): "both"}
    most = convolution(P, Q, window)
    fits = [n for n in range(1, P + 1) if sum(chain([P, n, Q], [1, window])) < most]
    return {
        "weights": three,
        "work": area(R) * three[0] + area(small) * (three[1] + three[2]),
        "skip": names[obstacles],
        "narrow": fits[-1],
    }
