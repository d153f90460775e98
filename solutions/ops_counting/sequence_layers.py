"""Recurrence costs d squared for each position and waits; attention costs d for each pair; windows must be stacked to join the ends."""

from fractions import Fraction

from examgen.authoring import Table, ceiling, oracle, procedure, step, tex


@step("a_1", "Two $d \\times d$ matrices at each position.")
def recurrent(n, d):
    return 2 * n * d**2


@recurrent.mistake("counted one matrix only", credit="1/2")
def _(n, d):
    return n * d**2


@recurrent.mistake("counted the weights, each of which works at every position", credit="1/4")
def _(d):
    return 2 * d**2


@step("a_2", "$d$ MACs for the score and $d$ for the weighted sum, for each pair of positions.")
def attention(n, d):
    return 2 * n**2 * d


@attention.mistake("forgot the weighted sums", credit="1/2")
def _(n, d):
    return n**2 * d


@attention.mistake("counted one MAC for each score", credit="1/4")
def _(n):
    return 2 * n**2


@attention.mistake("let each position attend to one other", credit="1/4")
def _(n, d):
    return 2 * n * d


@step("a_3", "$k$ taps with $d^2$ weights at each position.")
def convolution(n, k, d):
    return n * k * d**2


@convolution.mistake("forgot that each filter spans all channels", credit="1/4")
def _(n, k, d):
    return n * k * d


@convolution.mistake("counted the weights, each of which works at every position", credit="1/4")
def _(k, d):
    return k * d**2


@step(because="The three numbers.")
def macs(recurrent, attention, convolution):
    return recurrent, attention, convolution


_LAYERS = ("rnn", "attention", "convolution")


@procedure(because="Compare the three numbers of MACs.")
def dearest(macs):
    return _LAYERS[macs.index(max(macs))]


@dearest.mistake("looked for the fewest MACs")
def _(macs):
    return _LAYERS[macs.index(min(macs))]


@dearest.mistake(
    "took attention always to be the most expensive",
    when=lambda macs: macs.index(max(macs)) != 1,
    feedback="Attention grows like the square of the length; for short sequences it may be cheap.",
)
def _():
    return "attention"


@dearest.mistake("took attention to be cheap because it has no weights", when=lambda macs: macs.index(max(macs)) == 1 and macs[2] > macs[0])
def _():
    return "convolution"


@step(because="Each convolution reaches back by $k - 1$ positions, and $n - 1$ must be bridged.")
def joining(n, k):
    return ceiling((n - 1) / (k - 1))


@joining.mistake(
    "let each convolution reach back by $k$ positions",
    credit="1/2",
    when=lambda n, k: -(-n // k) not in (-(-(n - 1) // (k - 1)), (n - 1) // (k - 1)),
)
def _(n, k):
    return ceiling(n / k)


@joining.mistake("rounded down", credit="1/2", when=lambda n, k: (n - 1) % (k - 1) != 0)
def _(n, k):
    return (n - 1) // (k - 1)


@joining.mistake("took one layer for each position", credit="1/4")
def _(n):
    return n - 1


@step(
    because="{% if level == 'easy' %}$2 n^2 d > 2 n d^2$, divided by $2nd$: $n > d$.{% else %}$2 L n^2 d > c \\cdot 2 L n d^2$, divided by $2 L n d$: $n > c d$.{% endif %}"
)
def crossover(d, c=None):
    return d + 1 if c is None else c * d + 1


@crossover.mistake("took as many for more", credit="1/2")
def _(crossover):
    return crossover - 1


@crossover.mistake("forgot the factor $c$", credit="1/4", when=lambda level: level == "medium")
def _(d):
    return d + 1


@crossover.mistake("forgot one of the two matrices", credit="1/2", when=lambda level: level == "easy")
def _(d):
    return d // 2 + 1


@crossover.mistake("forgot the weighted sums", credit="1/2", when=lambda level: level == "easy")
def _(d):
    return 2 * d + 1


@crossover.mistake("let the number of layers count", credit="1/4", when=lambda L=None: L is not None)
def _(d, L=None, c=None):
    return c * L * d + 1


@step(because="$L$ layers: two $d \\times d$ matrices for each position, and $2d$ MACs for each pair of positions.")
def stack_macs(L, n, d):
    return L * 2 * n * d**2, L * 2 * n**2 * d


@stack_macs.mistake("counted one layer only", credit="1/4", when=lambda L: L != 2)
def _(n, d):
    return 2 * n * d**2, 2 * n**2 * d


@stack_macs.mistake("exchanged the roles of positions and numbers", credit="1/4")
def _(L, n, d):
    return L * 2 * n**2 * d, L * 2 * n * d**2


@stack_macs.mistake(
    "counted one product of each kind only", credit="1/2", feedback="A state needs two matrices; attention needs scores *and* sums."
)
def _(L, n, d):
    return L * n * d**2, L * n**2 * d


@step(
    because="State $t$ of layer $j$ waits for state $t - 1$ of its layer and state $t$ of the layer below: it is ready in round $t + j - 1$."
)
def waiting(n, L):
    return n + L - 1


@waiting.mistake(
    "let every layer wait until the layer below is done",
    credit="1/2",
    feedback="The second layer can begin as soon as the first state of the first layer is known.",
)
def _(n, L):
    return n * L


@waiting.mistake("let all layers begin at once", credit="1/4")
def _(n):
    return n


@waiting.mistake("added positions and layers", credit="1/2")
def _(n, L):
    return n + L


@waiting.mistake("let all positions be computed at once", credit="1/4")
def _(L):
    return L


@step(because="All outputs of a layer can be computed at the same time; only the layers wait for each other.")
def backwards(L):
    return L


@backwards.mistake(
    "let the positions wait for each other",
    credit="1/4",
    feedback="No output of an attention layer needs another output of the same layer.",
)
def _(n, L):
    return n + L - 1


@backwards.mistake("took one round for all layers", credit="1/4")
def _():
    return 1


@backwards.mistake("let every pair take a round")
def _(n, L):
    return L * n


@step(because="It needs $nL$ rounds.")
def speedup(n, L, waiting):
    return n * L / waiting


@speedup.mistake("inverted the ratio", credit="1/2")
def _(n, L, waiting):
    return waiting / (n * L)


@speedup.mistake(
    "took the number of layers for the factor",
    credit="1/2",
    feedback="At the beginning and at the end not all layers have something to do.",
)
def _(L):
    return L


@speedup.mistake("took the number of positions for the factor", credit="1/4")
def _(n):
    return n


def _steps(reach, limit):
    return -(-limit // reach)


def _dilated(k, n):
    """The smallest number of layers with k to this power at least n."""
    return 0 if n <= 1 else 1 + _dilated(k, -(-n // k))


@procedure(
    because="$n - 1$ positions must be bridged. Full attention does it at once; a window bridges $w - 1$ positions and a convolution $k - 1$ with each layer. With dilation, $l$ layers bridge $(k - 1)(1 + k + \\dots + k^{l-1}) = k^l - 1$.",
    general=r"\Bigl(1,\, \bigl\lceil \tfrac{n - 1}{w - 1} \bigr\rceil,\, \bigl\lceil \tfrac{n - 1}{k - 1} \bigr\rceil,\, \lceil \ln n / \ln k \rceil\Bigr)",
)
def layers(n, w, k):
    return 1, _steps(w - 1, n - 1), _steps(k - 1, n - 1), _dilated(k, n)


@layers.mistake("let windows reach back as far as they are long", credit="1/2")
def _(n, w, k):
    return 1, _steps(w, n - 1), _steps(k, n - 1), _dilated(k, n)


@layers.mistake("ignored the dilation", credit="1/3")
def _(n, w, k):
    return 1, _steps(w - 1, n - 1), _steps(k - 1, n - 1), _steps(k - 1, n - 1)


@layers.mistake(
    "doubled the reach of the dilated convolutions from layer to layer, whatever their taps",
    credit="1/2",
    when=lambda n, k: _dilated(2, n) != _dilated(k, n),
)
def _(n, w, k):
    return 1, _steps(w - 1, n - 1), _steps(k - 1, n - 1), _dilated(2, n)


@layers.mistake("thought that one layer always suffices")
def _():
    return 1, 1, 1, 1


@step(because="MACs of one layer, times the number of layers.")
def totals(layers, n, d, w, k):
    return 2 * n**2 * d, layers[1] * 2 * w * n * d, layers[2] * k * n * d**2, layers[3] * k * n * d**2


@totals.mistake("counted one layer of each", credit="1/3")
def _(n, d, w, k):
    return 2 * n**2 * d, 2 * w * n * d, k * n * d**2, k * n * d**2


@totals.mistake("counted one position only", credit="1/4")
def _(layers, n, d, w, k):
    return 2 * n * d, layers[1] * 2 * w * d, layers[2] * k * d**2, layers[3] * k * d**2


@totals.mistake("forgot that each filter spans all channels", credit="1/2")
def _(layers, n, d, w, k):
    return 2 * n**2 * d, layers[1] * 2 * w * n * d, layers[2] * k * n * d, layers[3] * k * n * d


_KINDS = ("full", "window", "plain", "dilated")


@totals.show
def _(layers, n, d, w, k, totals) -> Table:
    names = ("full attention", "with a window", "convolution", "with dilation")
    each = (2 * n**2 * d, 2 * w * n * d, k * n * d**2, k * n * d**2)
    rows = tuple(
        (name, f"${count}$", f"${tex(one)}$", f"${tex(total)}$")
        for name, count, one, total in zip(names, layers, each, totals, strict=True)
    )
    return Table(head=("kind", "layers", "MACs of a layer", "MACs"), rows=rows)


@procedure(because="Compare the four numbers.")
def least(totals):
    return _KINDS[totals.index(min(totals))]


@least.mistake("looked for the most MACs")
def _(totals):
    return _KINDS[totals.index(max(totals))]


@least.mistake("compared single layers", when=lambda least, n, d, w, k: least != _single(n, d, w, k))
def _(n, d, w, k):
    return _single(n, d, w, k)


def _single(n, d, w, k):
    each = (2 * n * d, 2 * w * d, k * d**2, k * d**2)
    return _KINDS[each.index(min(each))]


@procedure(
    because="{% if asked == 'full' %}One layer, with a number of pairs that grows like $n^2$.{% elif asked == 'single' %}The window stays as it is: every position costs the same.{% elif asked == 'dilated' %}The number of layers grows like $\\ln n$, the work of each like $n$.{% else %}The number of layers grows like $n$, and so "
    "does the work of each.{% endif %}"
)
def growth(asked):
    return {"dilated": "log", "single": "linear"}.get(asked, "square")


@growth.mistake("forgot that the number of layers grows, too", when=lambda asked: asked not in ("full", "single"))
def _():
    return "linear"


@growth.mistake(
    "let the work grow with the positions only", when=lambda asked: asked == "full", feedback="Every position attends to all others."
)
def _():
    return "linear"


@growth.mistake("let every position see all others", when=lambda asked: asked == "single")
def _():
    return "square"


@growth.mistake("took the number of layers to grow like the length", when=lambda asked: asked == "dilated")
def _():
    return "square"


@oracle(exact=True)
def counters(level, n, d, k=2, L=1, c=1, w=2, asked=""):
    """Count pair by pair; work through the states in rounds; spread the dependence on the first position layer by layer."""
    from math import log

    def spread(reads):
        """Layers until the last position depends on the first one; reads(layer) lists how far back a layer looks."""
        reached, count = {0}, 0
        while n - 1 not in reached:
            reached = {place + back for place in reached for back in reads(count) if place + back < n}
            count += 1
        return count

    def work(times):
        """Full attention, window, convolution and dilated convolution over that many positions, layers included."""
        depth = (1, -(-(times - 1) // (w - 1)), -(-(times - 1) // (k - 1)), next(j for j in range(99) if k**j >= times))
        return [depth[0] * 2 * times * times * d, depth[1] * 2 * times * w * d, depth[2] * times * k * d * d, depth[3] * times * k * d * d]

    pairs = sum(1 for _query in range(n) for _key in range(n))
    if level == "easy":
        matrices = sum(d for _position in range(n) for _matrix in range(2) for _unit in range(d))
        taps = sum(d for _position in range(n) for _tap in range(k) for _unit in range(d))
        counts = {"rnn": matrices, "attention": pairs * d + pairs * d, "convolution": taps}
        longer = next(size for size in range(1, 10 * d) if sum(2 * d for _key in range(size)) > 2 * d * d)
        back = list(range(k))
        return {
            "macs": list(counts.values()),
            "dearest": max(counts, key=counts.__getitem__),
            "joining": spread(lambda layer: back),
            "crossover": longer,
        }
    if level == "medium":
        ready: dict[tuple[int, int], int] = {}
        for layer in range(L):
            for time in range(n):
                ready[layer, time] = 1 + max(ready.get((layer - 1, time), 0), ready.get((layer, time - 1), 0))
        longer = next(size for size in range(1, 20 * d) if size * size * d > c * size * d * d)
        rounds = max(ready.values())
        matrices = sum(d * d for _layer in range(L) for _position in range(n) for _matrix in range(2))
        return {
            "stack_macs": [matrices, sum(pairs * (d + d) for _layer in range(L))],
            "waiting": rounds,
            "backwards": len({layer for layer, _ in ready}),
            "speedup": Fraction(len(ready), rounds),
            "crossover": longer,
        }
    depth = [
        spread(lambda layer: range(n)),
        spread(lambda layer: range(w)),
        spread(lambda layer: range(k)),
        spread(lambda layer: [tap * k**layer for tap in range(k)]),
    ]
    one = [Fraction(2 * pairs * d), Fraction(2 * n * w * d), Fraction(n * k * d * d), Fraction(n * k * d * d)]
    totals = [int(count * each) for count, each in zip(depth, one, strict=True)]
    names = ("full", "window", "plain", "dilated")

    def grown(times):
        return 2 * times * w * d if asked == "single" else work(times)[names.index(asked)]

    order = log(grown(k**12) / grown(k**6)) / log(k**6)
    return {
        "layers": depth,
        "totals": totals,
        "least": names[totals.index(min(totals))],
        "growth": "square" if order > 1.6 else "log" if order > 1.01 else "linear",
    }
