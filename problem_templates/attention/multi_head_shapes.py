"""Shapes and parameters of multi-head attention: self-attention, cross-attention in a batch, shared key heads with a cache."""

from sympy import Integer

from examgen.authoring import Block, Blocks, answer, by_level, choice, drawn, figure, integer, require

#: Width of the tokens and number of heads.
_WIDTHS = {
    "easy": ((64, 4), (64, 8), (96, 3), (96, 6), (128, 4), (128, 8), (160, 5), (192, 6), (192, 8), (256, 4), (256, 8), (320, 5), (384, 6)),
    "medium": ((96, 6), (128, 4), (192, 6), (192, 12), (256, 8), (384, 6), (384, 12), (512, 8), (768, 12)),
    "hard": ((128, 4), (128, 8), (192, 6), (256, 8), (256, 4), (320, 10), (384, 6), (384, 12), (512, 8), (512, 16)),
}


@drawn
def heads(draw, level):
    return draw.choice(*_WIDTHS[level])


@drawn(tex="d")
def d(draw, heads):
    return heads[0]


@drawn(tex="h")
def h(draw, heads):
    return heads[1]


n = by_level(easy=integer(5, 40), tex="n")
B = by_level(medium=choice(2, 3, 4, 5, 6, 8, 10, 16), tex="B")
n_q = by_level(medium=integer(8, 30), tex="n_q")
n_k = by_level(medium=integer(10, 40), tex="n_k")
d_s = by_level(medium=choice(64, 80, 100, 128, 160, 200, 256, 320), tex="d_s")


@drawn(tex="g", levels=("hard",))
def g(draw, h):
    return draw.choice(*(shared for shared in (1, 2, 3, 4, 5) if h % shared == 0 and shared < h))


L = by_level(hard=choice(2, 3, 4, 5, 6, 8, 10, 12), tex="L")
N = by_level(hard=choice(*(128 * k for k in range(2, 17))), tex="N")
M = by_level(hard=choice(1, 2, 3, 4, 5, 6, 8), tex="M")

head = answer("d_k", kind="integer", points=1, levels=("easy", "medium"), guess_ok=True)
scale = answer("s", kind="expression", points=1, levels=("easy",), guess_ok=True)
query_shape = answer("", kind="vector", entries="integer", points=1, levels=("easy",))
score_shape = answer("", kind="vector", entries="integer", points=2, levels=("easy", "medium"))
output_shape = answer("", kind="vector", entries="integer", points=1, levels=("medium",))
params = answer("P", kind="integer", points=3)
score_bytes = answer("m", kind="integer", points=2, levels=("medium",))
block = answer(r"P_{\mathrm{block}}", kind="integer", points=2, levels=("hard",))
cache = answer("c", points=2, levels=("hard",), guess_ok=True)
longest = answer(r"N_{\max}", kind="integer", points=2, levels=("hard",), guess_ok=True)


@require
def _(d, n_q=0, n_k=1, d_s=0):
    """lengths and widths differ"""
    return n_q != n_k and d != d_s


@require
def _(d, h, g=1, L=1, M=1, N=1, level=""):
    """hard: some hundred tokens to a few thousand fit into the cache"""
    return level != "hard" or 200 <= Integer(M) * 2**20 // (4 * L * g * d // h) <= 9999


@require
def _(d, h, n=None, B=None, n_q=None, n_k=None, g=None, L=None):
    """no two letters have the same value, nor one of them that of the numbers in a head"""
    given = [number for number in (h, n, B, n_q, n_k, g, L) if number is not None]
    return len({d / h, *given}) == 1 + len(given)


@figure
def chain(level):
    names = ("project", "split", "attend", "concatenate", "project")
    return Blocks(tuple(Block(name) for name in names), start="$n_q$ and $n_k$ tokens" if level == "medium" else "tokens")
