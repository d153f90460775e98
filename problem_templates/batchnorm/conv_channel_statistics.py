"""Which entries of a four-dimensional activation share a mean: batch, layer and instance normalization of feature maps."""

from math import isqrt

from examgen.authoring import Grid, Grids, Matrix, answer, by_level, choice, drawn, figure, integer, require, tex

#: Deviations of four values that add up to 0 and have an integer mean square.
_FOURS = ((-1, -1, 1, 1), (-5, 1, 1, 3), (-7, -1, 1, 7), (-3, -1, 1, 3), (-2, 0, 0, 2), (-4, 0, 2, 2), (-3, 1, 1, 1))
_SQUARE_FOURS = ((-5, 1, 1, 3), (-3, -1, -1, 5), (-7, -1, 1, 7), (-6, -2, -2, 10), (-10, 2, 2, 6))

#: The same for eight values; the first seven lists have a mean square of 1 to 4.
_EIGHTS = (
    (-2, -1, 0, 0, 0, 1, 1, 1),
    (-1, -1, -1, 0, 0, 0, 1, 2),
    (-3, -1, 0, 0, 0, 1, 1, 2),
    (-2, -2, -1, 0, 1, 1, 1, 2),
    (-3, -2, 0, 0, 0, 1, 1, 3),
    (-4, -2, 0, 0, 1, 1, 1, 3),
    (-4, -1, -1, 0, 0, 1, 2, 3),
    (-4, -3, 0, 0, 1, 1, 2, 3),
    (-4, -2, -1, 0, 0, 1, 3, 3),
    (-4, -3, -1, 0, 1, 1, 2, 4),
    (-4, -3, -2, 1, 1, 2, 2, 3),
    (-4, -4, -1, 0, 1, 2, 3, 3),
)

channel = choice(0, 1)
image = by_level(medium=choice(0, 1), hard=choice(0, 1))
row = choice(0, 1)
column = choice(0, 1)


def _square(number):
    return number >= 0 and isqrt(number) ** 2 == number


def _mean_square(pattern):
    return sum(d * d for d in pattern) // len(pattern)


def _single(draw, channel):
    """The asked channel has a square as its variance."""
    centres = draw.sample(range(-4, 6), 2)
    own, other = (
        [centre + d for d in draw.shuffled(draw.choice(*list_of))] for centre, list_of in zip(centres, (_SQUARE_FOURS, _FOURS), strict=True)
    )
    return ([own, other] if channel == 0 else [other, own]), 0


def _pair_of_images(draw, channel):
    """Eight values for each channel, with an epsilon that makes the asked root whole."""
    patterns, centres = draw.sample(_EIGHTS, 2), draw.sample(range(-3, 5), 2)
    pools = [[centre + d for d in draw.shuffled(pattern)] for pattern, centre in zip(patterns, centres, strict=True)]
    variance = _mean_square(patterns[int(channel)])
    eps = draw.choice(*(root * root - variance for root in range(2, 5) if 0 < root * root - variance <= 9))
    return [pools[0][:4], pools[1][:4], pools[0][4:], pools[1][4:]], eps


def _for_three(draw, image, channel):
    """One epsilon suits the asked map alone and together with the other channel of its image."""
    for _ in range(300):
        own, other = draw.choice(*_FOURS), draw.choice(*_FOURS)
        gap, centre = draw.choice(-6, -4, -2, 2, 4, 6), draw.integer(-3, 4)
        alone, neighbour = _mean_square(own), _mean_square(other)
        joint = alone + neighbour + gap * gap // 2
        if joint % 2:
            continue
        found = [eps for eps in range(1, 10) if _square(alone + eps) and _square(joint // 2 + eps) and alone not in (1, joint // 2)]
        if found:
            maps = [draw.vector(4, -6, 6) for _ in range(4)]
            k = 2 * int(image)
            maps[k + int(channel)] = [centre + d for d in draw.shuffled(own)]
            maps[k + 1 - int(channel)] = [centre + gap + d for d in draw.shuffled(other)]
            return maps, draw.choice(*found)
    return [draw.vector(4, -6, 6) for _ in range(4)], 0


@drawn
def plan(draw, level, channel, image=0):
    """The maps of channel 1 and 2 of image 1, then of image 2, and epsilon."""
    maps, eps = (
        _single(draw, channel)
        if level == "easy"
        else _pair_of_images(draw, channel)
        if level == "medium"
        else _for_three(draw, image, channel)
    )
    return tuple(tuple(one) for one in maps), eps


def _map(plan, k):
    return Matrix(2, 2, list(plan[0][k]))


@drawn(tex="X_{11}")
def X11(draw, plan):
    return _map(plan, 0)


@drawn(tex="X_{12}")
def X12(draw, plan):
    return _map(plan, 1)


@drawn(tex="X_{21}", levels=("medium", "hard"))
def X21(draw, plan):
    return _map(plan, 2)


@drawn(tex="X_{22}", levels=("medium", "hard"))
def X22(draw, plan):
    return _map(plan, 3)


@drawn(tex=r"\varepsilon", levels=("medium", "hard"))
def eps(draw, plan):
    return plan[1]


gamma = by_level(medium=choice(-3, -2, 2, 3, 4), tex=r"\gamma")
beta = by_level(medium=integer(-4, 4, avoid=(0,)), tex=r"\beta")

layout = by_level(hard=choice("first", "last"))
N = choice(8, 16, 32, 64, tex="N")
C = choice(3, 6, 12, 20, 24, 48, tex="C")
H = choice(7, 9, 10, 14, 15, tex="H")
Wd = choice(11, 13, 18, 25, 28, tex="W")

means = answer(r"\mu", kind="vector", points=2, levels=("easy", "medium"), guess_ok=True)
variances = answer(r"\sigma^2", kind="vector", points=2, levels=("easy", "medium"), guess_ok=True)
value = answer("y", points=2, levels=("easy", "medium"), guess_ok=True)
batch_count = answer("m_B", kind="integer", points=1)
learned = answer("P", kind="integer", points=1, levels=("easy", "medium"))
layer_count = answer("m_L", kind="integer", points=1, levels=("hard",))
instance_means = answer("M_I", kind="integer", points=1, levels=("hard",))
stored = answer("P", kind="integer", points=1, levels=("hard",))
instance_value = answer("y_I", points=2, levels=("hard",), guess_ok=True)
layer_value = answer("y_L", points=3, levels=("hard",), guess_ok=True)


@require
def _(level, eps=1):
    """an epsilon was found"""
    return level == "easy" or eps > 0


@require
def _(level, X11, X12, X21=None, X22=None):
    """the two images differ in the mean of each channel"""
    return level != "medium" or (sum(X11) != sum(X21) and sum(X12) != sum(X22))


@require
def _(level, plan, row, column, channel, image=0):
    """the asked entry is not at a mean"""
    maps = [sum(one) for one in plan[0]]
    own = 2 * int(image) + int(channel)
    entry = plan[0][own][2 * int(row) + int(column)]
    both = maps[2 * int(image)] + maps[2 * int(image) + 1]
    return level != "hard" or (4 * entry != maps[own] and 8 * entry != both)


@figure
def maps(X11, X12, X21=None, X22=None):
    def grid(matrix, title):
        return Grid(tuple(tuple(f"${tex(value)}$" for value in matrix.row(i)) for i in range(2)), title=title)

    if X21 is None:
        return Grids((grid(X11, "channel 1: $X_{11}$"), grid(X12, "channel 2: $X_{12}$")))
    return Grids(
        (
            grid(X11, "image 1, channel 1"),
            grid(X12, "image 1, channel 2"),
            grid(X21, "image 2, channel 1"),
            grid(X22, "image 2, channel 2"),
        )
    )
