"""Layer l reads k_0 + (l - 1) k channels: what is read grows by k from layer to layer, and the sum of it like the square of the depth."""

from math import isqrt

from examgen.authoring import Table, misconception, oracle, procedure, step, tex, total


@step(because="The input of the block, and $k$ channels more from layer to layer.")
def reads(k0, k):
    return k0, k0 + k, k0 + 2 * k, k0 + 3 * k


@reads.mistake(
    "let each layer read the one before it only", credit="1/4", feedback="In a dense block a layer reads *all* layers before it."
)
def _(k0, k):
    return k0, k, k, k


@reads.mistake(
    "added the outputs in place of concatenating them",
    credit="1/4",
    feedback="That is what a residual block does; concatenation makes more channels.",
)
def _(k0):
    return k0, k0, k0, k0


@reads.mistake("counted the output of the layer itself as well", credit="1/2")
def _(k0, k):
    return k0 + k, k0 + 2 * k, k0 + 3 * k, k0 + 4 * k


@reads.mistake("left out the input of the block from layer 2 on", credit="1/3")
def _(k0, k):
    return k0, k, 2 * k, 3 * k


@step(because="The input and $k$ channels from each of the $L$ layers.")
def out(k0, L, k):
    return k0 + L * k


@out.mistake("left out the input of the block", credit="1/2")
def _(L, k):
    return L * k


@out.mistake("gave the output of the last layer only", credit="1/4")
def _(k):
    return k


@out.mistake("left out the last layer", credit="1/2")
def _(k0, L, k):
    return k0 + (L - 1) * k


@step("C", "All channels that are read, added up.")
def read_in_all(reads):
    return total(reads)


@step(because="Each of the $k$ filters of a layer has 9 weights for each channel that it reads.")
def weights(k, read_in_all):
    return 9 * k * read_in_all


@weights.mistake("let all layers read as many channels as the first", credit="1/4")
def _(k, reads):
    return 9 * k * len(reads) * reads[0]


@weights.mistake("forgot that a layer has several filters", credit="1/4")
def _(read_in_all):
    return 9 * read_in_all


@weights.mistake("did not square the side of the window", credit="1/4")
def _(k, read_in_all):
    return 3 * k * read_in_all


@weights.mistake("counted the last layer only", credit="1/4")
def _(k, reads):
    return 9 * k * reads[3]


@step(because="Both have $9k$ weights for each channel that they read.")
def growth(reads):
    return reads[3] / reads[0]


@growth.mistake("inverted the ratio", credit="1/2")
def _(reads):
    return reads[0] / reads[3]


@growth.mistake("compared the output of the block with its input", credit="1/2")
def _(out, k0):
    return out / k0


@growth.mistake("compared with the output of one layer", credit="1/4")
def _(reads, k):
    return reads[3] / k


@step(because="Layer $l$ has $l$ incoming connections: $1 + 2 + \\dots + M$.")
def links(M):
    return M * (M + 1) / 2


@links.mistake("left out the input of the block", credit="1/2")
def _(M):
    return M * (M - 1) / 2


@links.mistake("counted neighbours only", credit="1/4")
def _(M):
    return M


@links.mistake("counted every pair twice", credit="1/2")
def _(M):
    return M * (M + 1)


@step("c_j", "What layer $j$ reads.")
def entering(k0, j, k):
    return k0 + (j - 1) * k


@entering.mistake("counted the output of the layer itself as well", credit="1/2")
def _(k0, j, k):
    return k0 + j * k


@entering.mistake("let all layers read as many channels as the first", credit="1/4")
def _(k0):
    return k0


@entering.mistake("let each layer read the one before it only", credit="1/4")
def _(k):
    return k


@step(because="$1 \\times 1$ from $c_j$ to $4k$ channels, $3 \\times 3$ from $4k$ to $k$.")
def layer(entering, k):
    return 4 * entering * k + 36 * k**2


@layer.mistake("forgot the $1 \\times 1$ convolution", credit="1/3")
def _(k):
    return 36 * k**2


@layer.mistake("let the $3 \\times 3$ convolution read $k$ channels", credit="1/3")
def _(entering, k):
    return 4 * entering * k + 9 * k**2


@layer.mistake("left the narrow layer out", credit="1/4")
def _(entering, k):
    return 9 * entering * k


@step("C", "All channels that the $L$ layers read: $k_0$ for each, and $k \\, (0 + 1 + \\dots + (L - 1))$.")
def entering_all(L, k0, k):
    return L * k0 + k * L * (L - 1) / 2


@entering_all.mistake("let all layers read as many channels as the first", credit="1/4")
def _(L, k0):
    return L * k0


@entering_all.mistake("let all layers read as many channels as the last", credit="1/4")
def _(L, k0, k):
    return L * (k0 + (L - 1) * k)


@entering_all.mistake("counted the output of each layer itself as well", credit="1/2")
def _(L, k0, k):
    return L * k0 + k * L * (L + 1) / 2


@step(because="$4k$ weights for each channel that is read, and $36 k^2$ in each of the $L$ layers.")
def block(k, entering_all, L):
    return 4 * k * entering_all + 36 * k**2 * L


@block.mistake("counted one $3 \\times 3$ convolution only", credit="1/2")
def _(k, entering_all):
    return 4 * k * entering_all + 36 * k**2


@block.mistake("forgot the $1 \\times 1$ convolutions", credit="1/3")
def _(k, L):
    return 36 * k**2 * L


@block.mistake(
    "took all layers to be as large as layer $j$",
    credit="1/4",
    when=lambda k, entering_all, L, layer: L * layer != 4 * k * entering_all + 36 * k**2 * L,
)
def _(L, layer):
    return L * layer


@step(r"c_{\mathrm{out}}", "What leaves the first block: its input and $k$ channels from each layer.")
def leaving(k0, L, k):
    return k0 + L * k


forgot_input = misconception("left out the input of the block in its output", credit="1/2")


@forgot_input.at(leaving)
def _(L, k):
    return L * k


@step(because="The share $\\theta$ of them.")
def reduced(theta, leaving):
    return theta * leaving


@reduced.mistake("took away the share in place of leaving it", credit="1/2", when=lambda theta: theta * 2 != 1)
def _(theta, leaving):
    return (1 - theta) * leaving


@reduced.mistake("gave all channels that leave the block", credit="1/4")
def _(leaving):
    return leaving


@step(because="$1 \\times 1$ from all channels to those that are left.")
def transition(leaving, reduced):
    return leaving * reduced


@transition.mistake("gave the transition windows of $3 \\times 3$ pixels", credit="1/4")
def _(leaving, reduced):
    return 9 * leaving * reduced


@transition.mistake("counted its filters only", credit="1/4")
def _(reduced):
    return reduced


@transition.mistake("kept the number of channels", credit="1/4")
def _(leaving):
    return leaving**2


@step(because="Its input and $k$ channels from each layer.")
def last(reduced, L, k):
    return reduced + L * k


@last.mistake("started again from the input of the first block", credit="1/4")
def _(k0, L, k):
    return k0 + L * k


@last.mistake("left out the input of the second block", credit="1/4")
def _(L, k):
    return L * k


@last.mistake("forgot the transition", credit="1/4")
def _(k0, L, k):
    return k0 + 2 * L * k


@step("C", "All channels that are read: $k_0$ for each layer, and $k \\, (0 + 1 + \\dots + (n - 1))$.")
def read_by_all(k0, n, k):
    return k0 * n + k * n * (n - 1) / 2


@read_by_all.mistake("let all layers read as many channels as the first", credit="1/4")
def _(k0, n):
    return k0 * n


@read_by_all.mistake("let all layers read as many channels as the last", credit="1/3")
def _(k0, n, k):
    return k0 * n + k * n * (n - 1)


@read_by_all.mistake("counted the output of each layer itself as well", credit="1/2")
def _(k0, n, k):
    return k0 * n + k * n * (n + 1) / 2


@step(because="Each of the $k$ filters of a layer has 9 weights for each channel that it reads.")
def formula(k, read_by_all):
    return 9 * k * read_by_all


@formula.mistake("forgot that a layer has several filters", credit="1/4")
def _(read_by_all):
    return 9 * read_by_all


@formula.mistake("did not square the side of the window", credit="1/4")
def _(k, read_by_all):
    return 3 * k * read_by_all


def _used(k0, k, depth):
    return 9 * k * (k0 * depth + k * depth * (depth - 1) // 2)


def _deepest(k0, k, budget):
    """The largest n with k n^2 + (2 k_0 - k) n at most 2 P / (9 k)."""
    linear = 2 * int(k0) - int(k)
    return (isqrt(linear**2 + 4 * int(k) * (2 * int(budget) // (9 * int(k)))) - linear) // (2 * int(k))


@procedure(because="The largest $n$ for which the number of weights, as an expression in $n$, is at most $P$.")
def deepest(k0, k, budget):
    return _deepest(k0, k, budget)


@deepest.show
def _(k0, k, deepest) -> Table:
    return Table(head=("$n$", "$w$"), rows=tuple((f"${n}$", f"${tex(_used(k0, k, n))}$") for n in (deepest, deepest + 1)))


@deepest.mistake("went over the limit by one layer", credit="1/2")
def _(deepest):
    return deepest + 1


@deepest.mistake("let all layers read as many channels as the first", credit="1/4")
def _(k0, k, budget):
    return budget // (9 * k * k0)


@deepest.mistake(
    "let all layers read as many channels as the last",
    credit="1/4",
    when=lambda k0, k, budget, deepest: _squeezed(k0, k, budget) != deepest,
)
def _(k0, k, budget):
    return _squeezed(k0, k, budget)


def _squeezed(k0, k, budget):
    """The largest n with n (k_0 + (n - 1) k) at most what the budget has for each of the 9 k."""
    room = int(budget) // (9 * int(k))
    linear = int(k0) - int(k)
    return (isqrt(linear**2 + 4 * int(k) * room) - linear) // (2 * int(k))


@step(because="A copy for layer $l$ holds the $k_0 + (l - 1) k$ channels that it reads.")
def copies(k0, n, k):
    return k0 * n + k * n * (n - 1) / 2


@copies.mistake("counted every channel once only", credit="1/4", feedback="The copies hold early channels again and again.")
def _(k0, n, k):
    return k0 + k * n


@copies.mistake("copied the outputs only", credit="1/3")
def _(n, k):
    return k * n * (n - 1) / 2


@copies.mistake("let every copy be as large as the last", credit="1/3")
def _(k0, n, k):
    return n * (k0 + k * (n - 1))


@step("w_N", "The dense block with $N$ layers.")
def at_depth(k, k0, N):
    return 9 * k * (k0 * N + k * N * (N - 1) / 2)


@step(because="The plain stack has $9 k_0^2$ weights in each layer.")
def ratio(at_depth, N, k0):
    return at_depth / (9 * N * k0**2)


@ratio.mistake("inverted the ratio", credit="1/2")
def _(at_depth, N, k0):
    return 9 * N * k0**2 / at_depth


@ratio.mistake("forgot that a filter of the plain stack spans all channels", credit="1/3")
def _(at_depth, N, k0):
    return at_depth / (9 * N * k0)


@ratio.mistake("compared with one layer of the plain stack", credit="1/2")
def _(at_depth, k0):
    return at_depth / (9 * k0**2)


@oracle(exact=True)
def lists(level, k0, k, L=0, M=0, j=1, theta=1, n=0, N=0, budget=0):
    """Hand lists of named channels from layer to layer and count what each filter reads; for every depth, a parabola through counted values."""
    from fractions import Fraction

    def grow(channels, layers):
        """What each layer reads, and what leaves the block."""
        read = []
        for at in range(layers):
            read.append(list(channels))
            channels = channels + [(at, filter_) for filter_ in range(k)]
        return read, channels

    start = [("input", channel) for channel in range(k0)]

    def plain(layers):
        read, _ = grow(start, layers)
        return sum(3 * 3 for seen in read for _filter in range(k) for _channel in seen)

    if level == "easy":
        read, final = grow(start, 4)
        deep, _ = grow([("input", 0)], M)
        links = sum(len({source for source, _ in seen}) for seen in deep)
        return {
            "reads": [len(seen) for seen in read],
            "out": len(final),
            "weights": plain(4),
            "growth": Fraction(len(read[-1]), len(read[0])),
            "links": links,
        }
    if level == "medium":
        read, final = grow(start, L)
        narrow = list(range(4 * k))
        each = [sum(1 for _ in narrow for _channel in seen) + sum(3 * 3 for _filter in range(k) for _ in narrow) for seen in read]
        left = [
            channel
            for at, channel in enumerate(final)
            if (at + 1) * theta.numerator // theta.denominator > at * theta.numerator // theta.denominator
        ]
        return {
            "layer": each[j - 1],
            "block": sum(each),
            "reduced": len(left),
            "transition": sum(len(final) for _filter in left),
            "last": len(grow(left, L)[1]),
        }

    def through(values, at):
        """The parabola through the values at 1, 2, 3."""
        second = values[2] - 2 * values[1] + values[0]
        return values[0] + (at - 1) * (values[1] - values[0]) + Fraction(second, 2) * (at - 1) * (at - 2)

    depth = 0
    while plain(depth + 1) <= budget:
        depth += 1
    held = [sum(len(seen) for seen in grow(start, layers)[0]) for layers in (1, 2, 3)]
    stack = sum(3 * 3 * k0 for _layer in range(N) for _filter in range(k0))
    return {
        "formula": through([plain(layers) for layers in (1, 2, 3)], n),
        "deepest": depth,
        "copies": through(held, n),
        "ratio": Fraction(plain(N), stack),
    }
