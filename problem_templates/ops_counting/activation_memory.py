"""Bytes that training keeps: activations of a batch, parameters with gradients and optimizer, checkpoints between layers."""

from math import isqrt

from examgen.authoring import answer, by_level, choice, drawn, require

R = by_level(easy=choice(8, 12, 16, 20, 24, 28), medium=choice(16, 20, 24, 28, 32), hard=choice(4, 8, 12, 16), tex="R")
C = by_level(easy=choice(1, 3, 4, 8), medium=choice(1, 2, 3), tex="C")
F = by_level(easy=choice(8, 16, 24, 32, 40, 64), tex="N")
N = by_level(hard=choice(16, 24, 32, 48, 64), tex="N")
k = by_level(easy=choice(3, 5), medium=choice(3), tex="k")
B = by_level(easy=choice(6, 10, 12, 14, 16, 20, 24, 32), medium=choice(16, 24, 32, 40, 48), hard=choice(4, 8, 12, 16, 20, 24, 32), tex="B")
optimizer = by_level(easy=choice("plain", "momentum"), medium=choice("momentum", "adam"))
M = by_level(easy=choice(1, 2, 3, 4, 5, 6), medium=choice(3, 4, 5, 6, 8, 10, 12), hard=choice(2, 3, 4, 5, 6, 8, 10, 16), tex="M")

n1 = by_level(medium=choice(8, 16))
n2 = by_level(medium=choice(16, 24, 32))
D = by_level(medium=choice(32, 64))


@drawn(levels=("medium",))
def shapes(draw, R, n1, n2, D):
    """The outputs of the five layers, as (rows, columns, channels); that of the dense layer is a list."""
    return [(R, R, n1), (R / 2, R / 2, n1), (R / 2, R / 2, n2), (R / 4, R / 4, n2), (1, 1, D)]


@drawn(tex="a", levels=("medium",))
def outputs(draw, shapes):
    return [rows * columns * channels for rows, columns, channels in shapes]


@drawn(tex="p", levels=("medium",))
def counts(draw, R, C, k, n1, n2, D):
    """Parameters of both convolutions and of the dense layer, with biases."""
    return [k**2 * C * n1 + n1, k**2 * n1 * n2 + n2, (R / 4) ** 2 * n2 * D + D]


L = by_level(hard=choice(36, 64, 81, 100, 144), tex="L")


@drawn(tex="k", levels=("hard",))
def segment(draw, L):
    """A length of the segments that is not the best one."""
    return draw.choice(*(n for n in range(2, int(L)) if L % n == 0 and n * n != L))


numbers = answer("a", kind="integer", points=1, levels=("easy",), guess_ok=True)
kept = answer("a", kind="integer", points=1, levels=("medium",))
batch_size = answer("m", kind="integer", points=2, levels=("easy", "medium"))
parameters = answer("p", kind="integer", points=2, levels=("easy",))
training = answer("t", kind="integer", points=1, levels=("easy",))
inference = answer("i", kind="integer", points=2, levels=("medium",))
state = answer("t", kind="integer", points=2, levels=("medium",))
largest = answer(r"B_{\max}", kind="integer", points=2, levels=("easy", "medium", "hard"), guess_ok=True)
stored = answer("z", kind="integer", points=2, levels=("hard",), guess_ok=True)
best = answer(r"k^*", kind="integer", points=2, levels=("hard",), guess_ok=True)
checkpointed = answer("m", kind="integer", points=2, levels=("hard",))
shrinking = answer(r"\sigma", points=1, levels=("hard",), guess_ok=True)


@require
def _(level, R, F=8, N=8, B=8, M=1, L=1, outputs=(), counts=()):
    """sizes are whole numbers of KiB, and a handful to some thousand images fit"""
    if level == "medium":
        room = M * 2**20 - 16 * sum(counts)
        return 20 <= room // (4 * sum(outputs)) <= 2000 and sum(outputs) * B % 256 == 0
    one = 4 * R**2 * F if level == "easy" else 2 * R**2 * N * 2 * isqrt(int(L))
    return one * B % 1024 == 0 and 2 <= M * 2**20 // one <= 4000 and M * 2**20 // one != B
