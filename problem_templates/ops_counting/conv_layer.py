"""Output shape, parameters and operations of one convolutional layer, a comparison with a dense layer, and sizes from a budget."""

from examgen.authoring import answer, by_level, choice, drawn, require

H = by_level(easy=choice(8, 10, 12, 14, 16, 20, 24, 28, 32), medium=choice(16, 20, 24, 30, 32, 40), hard=choice(16, 18, 20, 24), tex="H")


@drawn(tex="W")
def W(draw, level, H):
    return H if level == "easy" else draw.choice(*(side for side in (12, 14, 19, 22, 25, 28) if side != H))


C = by_level(easy=choice(1, 2, 3, 4), medium=choice(3, 4, 8, 16), hard=choice(4, 8, 12), tex="C")
N = by_level(easy=choice(4, 5, 6, 8, 10, 12, 16), medium=choice(8, 10, 16, 20, 32), hard=choice(8, 12, 16, 20, 24, 32), tex="N")
k = by_level(easy=choice(3, 5), medium=choice(3, 5, 7), hard=choice(3, 5), tex="k")
S = by_level(medium=choice(1, 2, 2, 3), hard=choice(1, 2, 2, 3), tex="S")
padding = by_level(easy=choice("valid", "same"))
d = by_level(hard=choice(2, 3), tex="d")


@drawn(tex="p", levels=("medium", "hard"))
def p(draw, k, S, d=1):
    """Less than the window, and not what would keep the size."""
    half = d * (k - 1) // 2
    return draw.choice(*(deep for deep in (1, 2, 3, 4) if deep < k and (S > 1 or deep != half)))


g = by_level(hard=choice(2, 4), tex="g")
B = by_level(hard=choice(2, 4, 5, 8, 10), tex="B")
wanted = by_level(hard=choice("filters", "window"))


def _out(size, window, stride, pad):
    return (size + 2 * pad - window) // stride + 1


def _rounded(value, step):
    """Up to a multiple of the largest power of ten that is not above the step."""
    unit = 10 ** (len(str(int(step))) - 1)
    return -(-value // unit) * unit


@drawn(tex="M", levels=("hard",))
def M(draw, wanted, H, W, C, N, k, S, p, d):
    """A round budget: a little more than a number of filters or a window needs."""
    if wanted == "filters":
        cost = C * k**2 * _out(H, d * (k - 1) + 1, S, p) * _out(W, d * (k - 1) + 1, S, p)
        return _rounded(draw.integer(6, 60) * cost, cost)
    unit = H * W * C * N
    side = draw.choice(5, 7, 9, 11)
    return _rounded((side**2 + draw.integer(0, 4 * int(side) + 2)) * unit, unit)


shape = answer("A{i}", kind="vector", entries="integer", points=2)
params = answer("P", kind="integer", points=2)
macs = answer(r"\mathrm{MACs}", kind="integer", points=2)
flops = answer(r"\mathrm{FLOPs}", kind="integer", points=1, levels=("easy", "medium"))
ratio = answer(r"\rho", points=2, digits=6, levels=("medium",))
largest = answer("x", kind="integer", points=3, levels=("hard",))


@require
def _(level, H, W, C, N, k, S=1, p=0, d=1, g=1, B=1):
    """the window fits, the shape changes, and products stay below five million"""
    reach = d * (k - 1) + 1
    rows, columns = _out(H, reach, S, p), _out(W, reach, S, p)
    if N in (H, W, rows, columns, C, k):  # the filters are told apart from every other size
        return False
    if level == "easy":
        return True
    changed = rows != H and columns != W
    return min(rows, columns) >= 3 and changed and rows * columns * N * C * k**2 // g * B < 5_000_000
