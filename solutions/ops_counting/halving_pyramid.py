"""A stage costs pixels times channels squared: what halving the sides saves, doubling the channels spends."""

from fractions import Fraction

from sympy import Integer

from examgen.authoring import Table, ceiling, log2, oracle, procedure, step


@step(because="Every stage halves the number of rows: $N / 2^L = 1$.")
def stages(N):
    return log2(N)


@stages.mistake("counted the image as a stage", credit="1/2")
def _(stages):
    return stages + 1


@stages.mistake("stopped at two rows", credit="1/2")
def _(stages):
    return stages - 1


@stages.mistake("divided by two once only")
def _(N):
    return N / 2


@step(because="$9 C^2$ weights, each of which works at all $N^2$ positions.")
def first(N, C):
    return 9 * C**2 * N**2


@first.mistake("let each weight work once only", credit="1/4")
def _(C):
    return 9 * C**2


@first.mistake("forgot that a filter spans all channels", credit="1/4")
def _(N, C):
    return 9 * C * N**2


@first.mistake("worked at the positions that pooling leaves", credit="1/2", when=lambda C: C != 4)
def _(N, C):
    return 9 * C**2 * (N / 2) ** 2


@step(
    because="Every stage needs a quarter of the one before it: $a_1 \\bigl(1 + \\frac{1}{4} + \\dots + \\frac{1}{4^{L-1}}\\bigr) = \\frac{4}{3} a_1 \\bigl(1 - \\frac{1}{4^L}\\bigr)$."
)
def whole(first, stages):
    return 4 * first * (1 - 1 / 4**stages) / 3


@whole.mistake("let every stage need as much as the first", credit="1/3")
def _(first, stages):
    return first * stages


@whole.mistake(
    "halved the work from stage to stage", credit="1/3", feedback="Rows *and* columns are halved: a quarter of the pixels is left."
)
def _(first, stages):
    return 2 * first * (1 - Fraction(1, 2 ** int(stages)))


@whole.mistake("counted the first stage only", credit="1/4")
def _(first):
    return first


@whole.mistake("summed infinitely many stages", credit="1/2")
def _(first):
    return 4 * first / 3


@whole.mistake("left out the last stage", credit="1/2")
def _(first, stages):
    return 4 * first * (1 - Fraction(1, 4 ** (int(stages) - 1))) / 3


@step(because="Every addition makes one number of two, and one number is left.")
def additions(M):
    return M - 1


@additions.mistake("counted one addition for each number", credit="1/2")
def _(M):
    return M


@additions.mistake("counted the first round only", credit="1/4")
def _(M):
    return M // 2


@step(because="Each round halves the number of numbers, rounded up: the smallest $t$ with $2^t \\ge M$.")
def levels_of_tree(M):
    return ceiling(log2(M))


@levels_of_tree.mistake("rounded down", credit="1/2")
def _(levels_of_tree):
    return levels_of_tree - 1


@levels_of_tree.mistake(
    "added one number after the other", credit="1/4", feedback="That is as many rounds as additions; pairs can be added at the same time."
)
def _(M):
    return M - 1


@levels_of_tree.mistake("halved the number of numbers once", credit="1/4")
def _(M):
    return -(-M // 2)


@step(because="In stage $K$ there are $2^{K-1} C$ channels on maps with $N / 2^{K-1}$ rows and columns: the factors cancel.")
def last(N, C, K):
    return 9 * (2 ** (K - 1) * C) ** 2 * (N / 2 ** (K - 1)) ** 2


@last.mistake("kept the number of channels", credit="1/3")
def _(N, C, K):
    return 9 * C**2 * (N / 2 ** (K - 1)) ** 2


@last.mistake("kept the size of the map", credit="1/3")
def _(N, C, K):
    return 9 * (2 ** (K - 1) * C) ** 2 * N**2


@last.mistake(
    "doubled one of the two numbers of channels only",
    credit="1/2",
    feedback="Both what enters and what leaves the convolution has doubled.",
)
def _(N, C, K):
    return 9 * 2 ** (K - 1) * C**2 * (N / 2 ** (K - 1)) ** 2


@last.mistake("let only the rows shrink", credit="1/3")
def _(N, C, K):
    return 9 * (2 ** (K - 1) * C) ** 2 * N * (N / 2 ** (K - 1))


@step(because="$9 C^2$ in the first stage, four times as many in the next one, and so on: $9 C^2 (1 + 4 + \\dots + 4^{K-1})$.")
def weights(C, K):
    return 9 * C**2 * (4**K - 1) / 3


@weights.mistake("doubled the weights from stage to stage", credit="1/2")
def _(C, K):
    return 9 * C**2 * (2**K - 1)


@weights.mistake("let every stage have as many as the first", credit="1/4")
def _(C, K):
    return 9 * C**2 * K


@weights.mistake("left out the last stage", credit="1/2")
def _(C, K):
    return 9 * C**2 * (4 ** (K - 1) - 1) / 3


@weights.mistake("counted the last stage only", credit="1/4")
def _(C, K):
    return 9 * C**2 * 4 ** (K - 1)


@step("w_K", "The weights of the last stage, with $2^{K-1} C$ channels.")
def last_weights(K, C):
    return 9 * (2 ** (K - 1) * C) ** 2


@step(because="Those of the last stage over all.")
def share(last_weights, weights):
    return last_weights / weights


@share.mistake("compared with the other stages", credit="1/2")
def _(last_weights, weights):
    return last_weights / (weights - last_weights)


@share.mistake("gave every stage the same share", credit="1/4")
def _(K):
    return Fraction(1, int(K))


@share.mistake("gave the share of the first stage", credit="1/4")
def _(C, weights):
    return 9 * C**2 / weights


@step(because="$g$ times as many channels enter and leave, and $1 / f^2$ of the pixels is left.")
def quotient(g, f):
    return g**2 / f**2


@quotient.mistake("counted the channels once", credit="1/2", feedback="A convolution has a weight for each *pair* of channels.")
def _(g, f):
    return g / f**2


@quotient.mistake("counted rows in place of pixels", credit="1/2")
def _(g, f):
    return g**2 / f


@quotient.mistake("inverted the ratio", credit="1/2", when=lambda f, g: f != g)
def _(g, f):
    return f**2 / g**2


@step(because="{% if balanced %}$q = 1$: every stage needs as many.{% else %}$1 + q + \\dots + q^{n-1}$.{% endif %}")
def work(quotient, n, balanced):
    return n if balanced else (quotient**n - 1) / (quotient - 1)


@work.mistake("counted one stage too many", credit="1/2")
def _(quotient, n, balanced):
    return n + 1 if balanced else (quotient ** (n + 1) - 1) / (quotient - 1)


@work.mistake("gave the work of the last stage", credit="1/4")
def _(quotient, n):
    return quotient ** (n - 1)


@work.mistake("let every stage need as much as the first", credit="1/4", when=lambda balanced: not balanced)
def _(n):
    return n


@step(because="Every stage has $g^2$ times as many weights as the one before it: $1 + g^2 + \\dots + g^{2(n-1)}$.")
def stored(g, n):
    return (g ** (2 * n) - 1) / (g**2 - 1)


@stored.mistake("multiplied the weights by $g$ from stage to stage", credit="1/2")
def _(g, n):
    return (g**n - 1) / (g - 1)


@stored.mistake("counted one stage too many", credit="1/2")
def _(g, n):
    return (g ** (2 * n + 2) - 1) / (g**2 - 1)


@stored.mistake("let every stage have as many as the first", credit="1/4")
def _(n):
    return n


@procedure(
    because="{% if balanced %}$q = 1$.{% elif g > f %}$q > 1$: the stages get more and more expensive.{% else %}$q < 1$: the stages get cheaper and cheaper.{% endif %}"
)
def dearest(f, g):
    return "all" if f == g else "last" if g > f else "first"


@dearest.mistake("looked at the pixels only", when=lambda f, g: g >= f)
def _():
    return "first"


@dearest.mistake("looked at the channels only", when=lambda f, g: g <= f)
def _():
    return "last"


@dearest.mistake("took stages always to need equally many", when=lambda f, g: f != g)
def _():
    return "all"


def _rounds(count, fan):
    """How often a list becomes as many entries as it has groups of that size, until one is left."""
    return 0 if count == 1 else 1 + _rounds(-(-count // fan), fan)


@procedure(
    because="Each round leaves one result for every $a$ of the round before, rounded up: the smallest $t$ with $a^t \\ge M$.",
    general=r"\lceil \ln M / \ln a \rceil",
)
def fan(M, a):
    return _rounds(M, a)


@fan.show
def _(a, fan) -> Table:
    return Table(head=("$t$", "$a^t$"), rows=tuple((f"${t}$", f"${a**t}$") for t in (fan - 1, fan)))


@fan.mistake("rounded down", credit="1/2")
def _(fan):
    return fan - 1


@fan.mistake("combined two at a time", credit="1/4", when=lambda M, a, fan: _rounds(M, 2) != fan)
def _(M):
    return _rounds(M, 2)


@fan.mistake("counted units, not rounds", credit="1/4")
def _(M, a):
    return Integer(-(-(M - 1) // (a - 1)))


@oracle(exact=True)
def stage_by_stage(level, N=0, C=0, K=1, M=0, a=2, f=2, g=1, n=0):
    """Run through the stages with their rows and channels; trees by combining lists; closed forms through counted values."""

    def passes(count, width):
        """Rounds in which a list becomes one entry, and how often entries were combined two at a time."""
        rounds, pairs = 0, 0
        while count > 1:
            groups = [min(width, count - start) for start in range(0, count, width)]
            pairs += sum(size - 1 for size in groups)
            rounds, count = rounds + 1, len(groups)
        return rounds, pairs

    def cost(rows, channels):
        return sum(9 * channels * rows for _filter in range(channels) for _row in range(rows))

    if level == "easy":
        rows, total, counted = N, 0, 0
        while rows > 1:
            total, counted, rows = total + cost(rows, C), counted + 1, len(range(0, rows, 2))
        rounds, pairs = passes(M, 2)
        return {"stages": counted, "first": cost(N, C), "whole": total, "additions": pairs, "levels_of_tree": rounds}
    if level == "medium":
        maps = [(len(range(0, N, 2**stage)), len(range(C)) * 2**stage) for stage in range(K)]
        held = [sum(9 * channels for _filter in range(channels)) for _, channels in maps]
        return {"first": cost(*maps[0]), "last": cost(*maps[-1]), "weights": sum(held), "share": Fraction(held[-1], sum(held))}
    maps = [(f ** (3 - stage), g**stage) for stage in range(4)]
    work = [Fraction(cost(*one), cost(*maps[0])) for one in maps]
    held = [Fraction(channels**2) for _, channels in maps]

    def summed(terms, at):
        """The sum of ``at`` terms, continued from four terms of which each is the same multiple of the one before it."""
        ratio = terms[1] / terms[0]
        if any(later != ratio * earlier for earlier, later in zip(terms, terms[1:], strict=False)):
            return float("nan")
        if ratio == 1:
            return float(at)
        limit = float(terms[0] / (1 - ratio))
        return limit - limit * float(ratio) ** float(at)

    order = {True: "all", False: "last" if work[3] > work[0] else "first"}
    return {
        "quotient": work[1],
        "work": summed(work, n),
        "stored": summed(held, n),
        "dearest": order[work[3] == work[0]],
        "fan": passes(M, a)[0],
    }
