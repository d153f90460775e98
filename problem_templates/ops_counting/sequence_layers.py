"""Recurrence, attention and convolution over a sequence: work, steps that must wait for each other, and how many layers join its ends."""

from examgen.authoring import answer, by_level, choice, drawn, integer, require

n = by_level(easy=integer(12, 60), medium=integer(20, 80), hard=choice(20, 24, 30, 32, 36, 40, 48, 50, 60, 64, 70, 80, 90, 100), tex="n")
d = by_level(easy=choice(8, 10, 12, 16, 20, 24, 32), medium=choice(6, 8, 10, 12, 16, 20), hard=choice(4, 5, 6, 8, 10, 12), tex="d")
k = by_level(easy=choice(3, 4, 5, 7), hard=choice(2, 3, 4, 5), tex="k")
L = by_level(medium=choice(2, 3, 4, 5, 6), tex="L")
c = by_level(medium=choice(2, 3, 4, 5), tex="c")
w = by_level(hard=choice(5, 6, 7, 8, 9, 10), tex="w")

_NAMES = {"rnn": "The recurrent layer.", "attention": "Self-attention.", "convolution": "The convolution."}
_WAYS = {
    "full": "Full attention.",
    "window": "Attention with a window.",
    "plain": "Convolutions without dilation.",
    "dilated": "Convolutions with dilation.",
}

macs = answer("a{i}", kind="vector", entries="integer", points=3, levels=("easy",))
dearest = answer("", kind="choice", points=1, levels=("easy",), options=_NAMES)
joining = answer("l", kind="integer", points=2, levels=("easy",), guess_ok=True)
crossover = answer("n_0", kind="integer", points=2, levels=("easy", "medium"), guess_ok=True)
stack_macs = answer("a{i}", kind="vector", entries="integer", points=2, levels=("medium",))
waiting = answer("r", kind="integer", points=2, levels=("medium",), guess_ok=True)
backwards = answer("b", kind="integer", points=1, levels=("medium",), guess_ok=True)
speedup = answer(r"\sigma", points=1, levels=("medium",))
layers = answer("l{i}", kind="vector", entries="integer", points=3, levels=("hard",), guess_ok=True)
totals = answer("a{i}", kind="vector", entries="integer", points=3, levels=("hard",))
least = answer("", kind="choice", points=1, levels=("hard",), options=_WAYS)
growth = answer(
    "",
    kind="choice",
    points=1,
    levels=("hard",),
    options={"linear": "like $n$", "log": r"like $n \ln n$", "square": "like $n^2$"},
)


@drawn(levels=("hard",))
def asked(draw):
    """Whose growth is asked for."""
    return draw.choice("full", "window", "plain", "dilated", "dilated", "single", "single")


@require
def _(level, n, d, k=2, L=2, w=5):
    """no two of the numbers that are compared are equal, and the sequence is longer than what one layer joins"""
    if level == "easy":
        return n != d and len({2 * d, 2 * n, k * d}) == 3
    if level == "medium":
        return n != d
    return w != k and n > 3 * w
