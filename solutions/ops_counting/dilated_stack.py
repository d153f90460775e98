"""Each layer adds (k - 1) times its dilation to the one time step it started from."""

from itertools import product

from examgen.authoring import Block, Blocks, Table, ceiling, figure, misconception, oracle, procedure, step


@step("D", "The sum of all dilations, $1 + b + \\dots + b^{n-1}$.")
def dilation_sum(b, n):
    return (b**n - 1) / (b - 1)


@dilation_sum.mistake("multiplied the number of layers by the largest dilation", credit="1/4")
def _(b, n):
    return n * b ** (n - 1)


@dilation_sum.mistake("took the largest dilation only", credit="1/4")
def _(b, n):
    return b ** (n - 1)


@dilation_sum.mistake("let the first layer have the dilation of the second", credit="1/3", when=lambda k, b: (k - 1) * b != k)
def _(b, n):
    return b * (b**n - 1) / (b - 1)


@dilation_sum.mistake("ignored the dilations", credit="1/4")
def _(n):
    return n


@step(because="One time step, and $(k - 1)$ times its dilation for each layer.")
def field(k, dilation_sum):
    return 1 + (k - 1) * dilation_sum


@field.mistake("forgot the time step itself", credit="1/2")
def _(k, dilation_sum):
    return (k - 1) * dilation_sum


@field.mistake("added $k$ times the dilation for each layer", credit="1/4")
def _(k, dilation_sum):
    return 1 + k * dilation_sum


@step(because="Each layer has $k$ weights for each pair of channels, whatever its dilation.")
def weights(n, k, C):
    return n * k * C**2


@weights.mistake("counted the gaps of the dilation as weights", credit="1/4", feedback="In the gaps there are no weights.")
def _(field, C):
    return field * C**2


@weights.mistake("forgot that each filter spans all channels", credit="1/4")
def _(n, k, C):
    return n * k * C


@weights.mistake("counted one layer only", credit="1/4", when=lambda n, C: n != C)
def _(k, C):
    return k * C**2


@step(because="Each of them adds $k - 1$ time steps.")
def plain(field, k):
    return ceiling((field - 1) / (k - 1))


@plain.mistake("divided by the number of taps", credit="1/3", when=lambda field, k, plain: -(-field // k) != plain)
def _(field, k):
    return ceiling(field / k)


@plain.mistake("took one layer for each time step", credit="1/4", when=lambda k: k > 2)
def _(field):
    return field - 1


@plain.mistake(
    "forgot that the first time step is there from the start", credit="1/2", when=lambda field, k, plain: -(-field // (k - 1)) != plain
)
def _(field, k):
    return ceiling(field / (k - 1))


@step(because="All layers have equally many weights.")
def ratio(plain, n):
    return plain / n


@ratio.mistake("inverted the ratio", credit="1/2")
def _(plain, n):
    return n / plain


@ratio.mistake("compared with the reach", credit="1/4")
def _(field, n):
    return field / n


def _along(k, dilations):
    found, reach = [], 1
    for dilation in dilations:
        reach += (k - 1) * dilation
        found.append(reach)
    return tuple(found)


@procedure(because="Start with 1; layer $j$ adds $(k - 1) \\, 2^{j-1}$.", general=r"\bigl(1 + (k - 1)(2^j - 1)\bigr)_{j=1}^{n}")
def one_block(k, n):
    return _along(k, [2**j for j in range(int(n))])


@one_block.show
def _(k, n, one_block) -> Table:
    before = (1, *one_block[:-1])
    rows = tuple(
        (f"{j + 1}", f"${2**j}$", rf"${start} + {k - 1} \cdot {2**j} = {end}$")
        for j, (start, end) in enumerate(zip(before, one_block, strict=True))
    )
    return Table(head=("layer", "dilation", "reach"), rows=rows)


@one_block.mistake("ignored the dilations", credit="1/4")
def _(k, n):
    return _along(k, [1] * int(n))


@one_block.mistake("forgot the time step itself", credit="1/2")
def _(one_block):
    return tuple(reach - 1 for reach in one_block)


@one_block.mistake("looked at each layer alone", credit="1/4")
def _(k, n):
    return tuple(1 + (k - 1) * 2**j for j in range(int(n)))


@one_block.mistake("let each layer multiply the reach by its taps", credit="1/4", when=lambda k: k > 2)
def _(k, n):
    return tuple(k ** (j + 1) for j in range(int(n)))


@step("a", "What one block adds: its reach without the one time step.")
def addition(one_block):
    return one_block[-1] - 1


@step(because="$m$ blocks add as much each; the one time step counts once.")
def whole(m, addition):
    return 1 + m * addition


@whole.mistake("multiplied the reach of one block", credit="1/2", feedback="The one time step at the start would then count several times.")
def _(m, addition):
    return m * (addition + 1)


@whole.mistake("let the dilations go on growing from block to block", credit="1/4")
def _(k, n, m):
    return _along(k, [2**j for j in range(int(n * m))])[-1]


@whole.mistake("took one block for the network")
def _(addition):
    return 1 + addition


@step(because="Each weight works once for each time step: $k C^2$ in each of the $m n$ layers.")
def macs(m, n, k, C):
    return m * n * k * C**2


@macs.mistake("counted one block only", credit="1/2")
def _(n, k, C):
    return n * k * C**2


@macs.mistake("forgot that each filter spans all channels", credit="1/4")
def _(m, n, k, C):
    return m * n * k * C


@macs.mistake("counted two operations for each MAC", credit="1/2")
def _(m, n, k, C):
    return 2 * m * n * k * C**2


@step(because="The smallest whole number with $1 + m a \\ge X$.")
def blocks(X, addition):
    return ceiling((X - 1) / addition)


@blocks.mistake("rounded down", credit="1/2", when=lambda X, addition: (X - 1) % addition != 0)
def _(X, addition):
    return (X - 1) // addition


@blocks.mistake(
    "divided by the reach of one block",
    credit="1/2",
    when=lambda X, addition, blocks: -(-X // (addition + 1)) not in (blocks, (X - 1) // addition),
)
def _(X, addition):
    return -(-X // (addition + 1))


@blocks.mistake("added one block more", credit="1/2", when=lambda X, addition: (X - 1) % addition == 0)
def _(X, addition):
    return (X - 1) // addition + 1


@step(because="The dilations add up to $1 + b + \\dots + b^{n-1} = (b^n - 1) / (b - 1)$, each of them $k - 1$ times.")
def formula(k, b, N):
    return 1 + (k - 1) * (b**N - 1) / (b - 1)


one_less = misconception("stopped one layer too early", credit="1/2")
no_start = misconception("forgot the time step itself", credit="1/2")


@one_less.at(formula)
def _(k, b, N):
    return 1 + (k - 1) * (b ** (N - 1) - 1) / (b - 1)


@no_start.at(formula)
def _(k, b, N):
    return (k - 1) * (b**N - 1) / (b - 1)


@formula.mistake("took the largest dilation only", credit="1/4")
def _(k, b, N):
    return 1 + (k - 1) * b ** (N - 1)


@formula.mistake("ignored the dilations", credit="1/4")
def _(k, N):
    return 1 + (k - 1) * N


@formula.mistake("added $k$ times the dilation for each layer", credit="1/4")
def _(k, b, N):
    return 1 + k * (b**N - 1) / (b - 1)


def _enough(k, b, X):
    reach, dilation, count = 1, 1, 0
    while reach < X:
        reach, dilation, count = reach + (k - 1) * dilation, dilation * b, count + 1
    return count


@procedure(because="Let $n$ grow until the reach, as an expression in $n$, is $X$ or more.")
def layers(k, b, X):
    return _enough(k, b, X)


@layers.show
def _(k, b, layers) -> Table:
    rows = tuple((f"${n}$", f"${1 + (k - 1) * (b**n - 1) // (b - 1)}$") for n in (layers - 1, layers))
    return Table(head=("$n$", "reach"), rows=rows)


@layers.mistake("gave the last number that does not suffice", credit="1/2")
def _(layers):
    return layers - 1


@layers.mistake("took layers with the dilation 1", credit="1/4")
def _(k, X):
    return -(-(X - 1) // (k - 1))


@layers.mistake("compared the largest dilation with it", credit="1/4", when=lambda b, X, layers: _power(b, X) > layers)
def _(b, X):
    return _power(b, X)


def _power(b, X):
    """The number of layers until the dilation is X or more."""
    count = 1
    while b ** (count - 1) < X:
        count += 1
    return count


@step(because="$1 + (k - 1)(\\delta_1 + \\delta_2 + \\delta_3)$.")
def span(k, dilations):
    return 1 + (k - 1) * (dilations[0] + dilations[1] + dilations[2])


@span.mistake("forgot the time step itself", credit="1/2")
def _(span):
    return span - 1


@span.mistake("ignored the dilations", credit="1/4")
def _(k):
    return 1 + 3 * (k - 1)


@span.mistake("multiplied the dilations", credit="1/4")
def _(k, dilations):
    return 1 + (k - 1) * dilations[0] * dilations[1] * dilations[2]


@procedure(
    because="{% if holes == 'multiples' %}All dilations are multiples of the first, $\\delta_1 = {{ dilations[0] }}$, and so are all distances; every multiple up to the end of the reach occurs: $1 + (s - 1) / \\delta_1$."
    "{% else %}Every dilation is so large that no two choices of taps lead to the same input: each of the three layers multiplies the number of inputs by $k$.{% endif %}"
)
def seen(k, dilations):
    return len({sum(tap * dilation for tap, dilation in zip(taps, dilations, strict=True)) for taps in product(range(int(k)), repeat=3)})


@seen.mistake("took the reach to have no holes", credit="1/4")
def _(span):
    return span


@seen.mistake(
    "multiplied the taps, although several ways lead to one input", credit="1/4", when=lambda holes, k: holes == "multiples" and k > 2
)
def _(k):
    return k**3


@seen.mistake("divided the reach by the first dilation", credit="1/4", when=lambda holes, dilations: holes == "apart" and dilations[0] > 1)
def _(span, dilations):
    return 1 + (span - 1) // dilations[0]


@seen.mistake("added the taps of the layers", credit="1/4")
def _(k):
    return 3 * k


@figure
def chain(level, n=0, k=0, b=2):
    if level == "hard":
        names = (("layer 1", "dilation $1$"), ("layer 2", "dilation $b$"), ("layer 3", "dilation $b^2$"))
        return Blocks(tuple(Block(name, "", note) for name, note in names), start="signal")
    reaches = _along(k, [b**j for j in range(int(n))])
    made = tuple(Block(f"layer {j + 1}", f"${reach}$", f"dilation ${b**j}$") for j, reach in enumerate(reaches))
    return Blocks(made, start="signal", caption="At the arrows: the reach.")


def _before(times, k, dilation):
    """The inputs of a layer on which its outputs at these times depend."""
    return {time - tap * dilation for time in times for tap in range(k)}


def _inputs(k, dilations):
    """All inputs on which the output at time 0 depends, going back layer by layer."""
    times = {0}
    for dilation in reversed(list(dilations)):
        times = _before(times, k, dilation)
    return times


@oracle
def going_back(level, k, b=2, n=0, C=0, m=0, X=0, N=0, dilations=()):
    """Follow the dependence back in time, input by input; closed forms through counted values; numbers of layers by adding one after the other."""

    def length(times):
        return max(times) - min(times) + 1

    def reach(steps):
        return length(_inputs(k, steps))

    def until(limit, steps):
        """How often these layers must be put below the stack so that it reaches as far as the limit."""
        times, count = {0}, 0
        while length(times) < limit:
            for dilation in steps:
                times = _before(times, k, dilation)
            count += 1
        return count

    if level == "easy":
        far = reach([b**j for j in range(n)])
        even = until(far, [1])
        return {"field": far, "weights": sum(C * C for _layer in range(n) for _tap in range(k)), "plain": even, "ratio": even / n}
    if level == "medium":
        one = [2**j for j in range(n)]
        taps = sum(1 for _block in range(m) for _layer in one for _tap in range(k))
        return {
            "one_block": [reach(one[: j + 1]) for j in range(n)],
            "whole": reach(one * m),
            "macs": sum(taps for _pair in range(C * C)),
            "blocks": until(X, one),
        }
    counted = [reach([b**j for j in range(count)]) for count in (1, 2, 3)]
    slope = (counted[1] - counted[0]) / (b**2 - b)
    fits = abs(counted[2] - counted[0] - slope * (b**3 - b)) < 1e-9
    far, dilation, needed = {0}, 1, 0
    while length(far) < X:
        far, dilation, needed = {min(far) - (k - 1) * dilation, *far}, dilation * b, needed + 1
    given = [int(dilation) for dilation in dilations]
    return {
        "formula": counted[0] + slope * (b**N - b) if fits else float("nan"),
        "layers": needed,
        "span": reach(given),
        "seen": len(_inputs(k, given)),
    }
