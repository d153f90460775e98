"""Activations grow with the batch, parameters do not; checkpoints trade memory for a second forward pass."""

from fractions import Fraction

from examgen.authoring import Table, floor, misconception, oracle, procedure, sqrt, step, tex, total

_COPIES = {"plain": 2, "momentum": 3, "adam": 4}


@step(because="Rows times columns times channels; ReLU adds nothing.")
def numbers(R, F):
    return R**2 * F


@numbers.mistake("forgot the channels", credit="1/4")
def _(R):
    return R**2


@numbers.mistake("counted the input as well", credit="1/2")
def _(R, F, C):
    return R**2 * F + R**2 * C


@step(because="The outputs $a_1, \\dots, a_5$ of the five layers.")
def kept(outputs):
    return total(outputs)


@kept.mistake("counted the outputs of the last layer only", credit="1/4")
def _(outputs):
    return outputs[-1]


@kept.mistake("left out the pooling layers", credit="1/2", feedback="Pooling has no parameters, but its output is kept like any other.")
def _(outputs):
    return outputs[0] + outputs[2] + outputs[4]


@kept.mistake("counted the image as well", credit="1/2")
def _(outputs, R, C):
    return sum(outputs) + R**2 * C


relu_twice = misconception(
    "kept the output of ReLU a second time", credit="1/2", feedback="ReLU overwrites its input: it needs no memory of its own."
)


@relu_twice.at(numbers)
def _(R, F):
    return 2 * R**2 * F


@relu_twice.at(kept)
def _(outputs):
    return sum(outputs) + outputs[0] + outputs[2]


@step(because="$B$ images, 4 bytes for each number, 1024 bytes for a KiB.")
def batch_size(B, numbers=None, kept=None):
    return 4 * B * (numbers if kept is None else kept) / 1024


@batch_size.mistake("counted one image only", credit="1/4")
def _(numbers=None, kept=None):
    return Fraction(int(4 * (numbers if kept is None else kept)), 1024)


@batch_size.mistake("took 32 bits for 32 bytes", credit="1/4")
def _(batch_size):
    return 8 * batch_size


@batch_size.mistake("counted numbers, not bytes", credit="1/4")
def _(batch_size):
    return batch_size / 4


@batch_size.mistake("took 1000 bytes for one KiB", credit="3/4")
def _(batch_size):
    return batch_size * 1024 / 1000


@step("P", "A weight for each pixel of the window, each channel and each filter, and a bias for each filter.")
def count(k, C, F):
    return k**2 * C * F + F


@count.mistake("left out the biases", credit="1/2")
def _(k, C, F):
    return k**2 * C * F


@count.mistake("forgot that a filter spans all channels", credit="1/3", when=lambda C: C > 1)
def _(k, F):
    return k**2 * F + F


@count.mistake("gave each pixel of the output weights of its own", credit="1/4")
def _(k, C, F, R):
    return R**2 * (k**2 * C * F + F)


@step(because="4 bytes each.")
def parameters(count):
    return 4 * count


@parameters.mistake("took 32 bits for 32 bytes", credit="1/4")
def _(count):
    return 32 * count


@parameters.mistake("counted numbers, not bytes", credit="1/2")
def _(count):
    return count


@parameters.mistake("multiplied by the size of the batch", credit="1/4", feedback="All images share the parameters.")
def _(count, B):
    return 4 * B * count


@step(
    because="{% if optimizer == 'plain' %}Two{% else %}Three{% endif %} numbers for each parameter; the gradient is added up over the batch."
)
def training(parameters, optimizer):
    return _COPIES[optimizer] * parameters


@training.mistake("kept a gradient for each image", credit="1/4")
def _(parameters, optimizer, B):
    return (_COPIES[optimizer] - 1 + B) * parameters


@training.mistake("kept the parameters only")
def _(parameters):
    return parameters


@training.mistake("left out the parameters themselves", credit="1/2", when=lambda optimizer: optimizer == "momentum")
def _(parameters):
    return 2 * parameters


@procedure(because="The largest sum of the input and the output of a layer.")
def inference(R, C, outputs):
    held = (R**2 * C, *outputs)
    return max(entering + leaving for entering, leaving in zip(held, outputs, strict=False))


@inference.show
def _(R, C, outputs) -> Table:
    names = ("convolution 1", "pooling 1", "convolution 2", "pooling 2", "dense")
    held = (R**2 * C, *outputs)
    rows = tuple((name, f"${tex(held[j])} + {tex(held[j + 1])} = {tex(held[j] + held[j + 1])}$") for j, name in enumerate(names))
    return Table(head=("layer", "input and output"), rows=rows)


@inference.mistake("took the largest output alone", credit="1/2")
def _(outputs):
    return max(outputs)


@inference.mistake("kept the outputs of all layers", credit="1/4")
def _(outputs):
    return sum(outputs)


@inference.mistake(
    "added the two largest outputs, which are no neighbours",
    credit="1/2",
    when=lambda outputs, R, C, inference: sum(sorted(outputs)[-2:]) != inference,
)
def _(outputs):
    return sum(sorted(outputs)[-2:])


@inference.mistake(
    "kept the image and the largest output", credit="1/2", when=lambda outputs, R, C, inference: R**2 * C + max(outputs) != inference
)
def _(R, C, outputs):
    return R**2 * C + max(outputs)


@step("P", "The parameters $p_1, p_2, p_3$ of the layers that have any.")
def all_counts(counts):
    return total(counts)


@step(because="{% if optimizer == 'momentum' %}Three{% else %}Four{% endif %} numbers of 4 bytes for each parameter, whatever the batch.")
def state(all_counts, optimizer):
    return 4 * _COPIES[optimizer] * all_counts


@state.mistake("kept the parameters only")
def _(all_counts):
    return 4 * all_counts


@state.mistake("forgot the optimizer", credit="1/2")
def _(all_counts):
    return 8 * all_counts


@state.mistake("multiplied by the size of the batch", credit="1/4", feedback="All images share the parameters.")
def _(state, B):
    return B * state


@state.mistake("took 32 bits for 32 bytes", credit="1/4")
def _(state):
    return 8 * state


@state.mistake("left out the parameters themselves", credit="1/2", when=lambda optimizer: optimizer == "adam")
def _(all_counts):
    return 12 * all_counts


@step(because="Checkpoints and buffer.")
def stored(L, segment):
    return L / segment + segment


@stored.mistake("counted the checkpoints only", credit="1/4")
def _(L, segment):
    return L / segment


@stored.mistake("counted a buffer for every segment", credit="1/4")
def _(L, segment):
    return L / segment + L


@stored.mistake("multiplied checkpoints and buffer")
def _(L):
    return L


@step(
    because="$L / k + k$ is least where both terms are equal: $k^2 = L$. Smaller $k$ have more checkpoints than they save, larger ones too long a buffer."
)
def best(L):
    return sqrt(L)


@best.mistake("halved the number of layers")
def _(L):
    return L / 2


@best.mistake("made the segments as short as possible")
def _():
    return 1


@best.mistake("made one segment of all layers", feedback="The buffer then holds the outputs of all layers.")
def _(L):
    return L


@step("u", "Bytes for one image, in $L / k^* + k^*$ outputs of $R^2 N$ numbers with 2 bytes each.")
def unit(L, best, R, N):
    return (L / best + best) * R**2 * N * 2


@unit.mistake("took 4 bytes for each number", credit="1/2")
def _(unit):
    return 2 * unit


@unit.mistake("counted the checkpoints only", credit="1/3")
def _(unit):
    return unit / 2


@unit.mistake("kept the outputs of all layers", credit="1/4")
def _(L, R, N):
    return L * R**2 * N * 2


@unit.mistake("forgot the channels", credit="1/4")
def _(unit, N):
    return unit / N


@step(because="For the batch, in KiB.")
def checkpointed(B, unit):
    return B * unit / 1024


@checkpointed.mistake("counted one image only", credit="1/2")
def _(unit):
    return Fraction(int(unit), 1024)


@checkpointed.mistake("took 1000 bytes for one KiB", credit="3/4")
def _(B, unit):
    return Fraction(int(B * unit), 1000)


@step(
    because="{% if level == 'easy' %}The number of images that fit, with 4 bytes for each number.{% elif level == 'medium' %}What is left beside the parameters is for the outputs, 4 bytes each.{% else %}The number of images that fit.{% endif %}"
)
def largest(M, numbers=None, kept=None, state=None, unit=None):
    if unit is not None:
        return floor(M * 1024**2 / unit)
    return floor(M * 1024**2 / (4 * numbers)) if kept is None else floor((M * 1024**2 - state) / (4 * kept))


def _most(room, numbers, kept, unit):
    return int(room) // int(unit if unit is not None else 4 * (numbers if kept is None else kept))


@largest.mistake(
    "took a million bytes for one MiB",
    credit="3/4",
    when=lambda M, largest, numbers=None, kept=None, state=0, unit=None: _most(10**6 * M - state, numbers, kept, unit) != largest,
)
def _(M, numbers=None, kept=None, state=0, unit=None):
    return _most(10**6 * M - state, numbers, kept, unit)


@largest.mistake(
    "forgot what the parameters take",
    credit="1/3",
    when=lambda level, M, largest, kept=None: level == "medium" and _most(2**20 * M, None, kept, None) != largest,
)
def _(M, kept=None):
    return _most(2**20 * M, None, kept, None)


@largest.mistake("counted numbers, not bytes", credit="1/4", when=lambda level: level != "hard")
def _(M, numbers=None, kept=None, state=0):
    return _most(2**20 * M - state, numbers, kept, numbers if kept is None else kept)


@step(because="$L$ outputs against $L / k^* + k^*$.")
def shrinking(L, best):
    return L / (L / best + best)


@shrinking.mistake("inverted the ratio", credit="1/2")
def _(L, best):
    return (L / best + best) / L


@shrinking.mistake("counted the checkpoints only", credit="1/4")
def _(best):
    return best


@oracle(exact=True)
def bookkeeping(level, R, C=0, F=0, N=0, k=0, B=1, M=1, optimizer="", shapes=(), counts=(), L=1, segment=1):
    """Lists of everything that is kept; batches and segments by trying one after the other."""
    from itertools import count as upwards

    copies = {
        "": [],
        "plain": ["value", "gradient"],
        "momentum": ["value", "gradient", "velocity"],
        "adam": ["value", "gradient", "mean", "square"],
    }[optimizer]

    def images(room, one):
        return next(n for n in upwards() if sum((n + 1, 0)) * one > room)

    if level == "easy":
        pixels = sum(1 for _row in range(R) for _column in range(R) for _channel in range(F))
        weights = sum(len(range(k)) * k for _filter in range(F) for _channel in range(C)) + len(range(F))
        return {
            "numbers": pixels,
            "batch_size": Fraction(sum(4 * pixels for _ in range(B)), 1 << 10),
            "parameters": 4 * weights,
            "training": sum(4 * weights for _ in copies),
            "largest": images(M << 20, 4 * pixels),
        }
    if level == "medium":
        sizes = [rows * columns * channels for rows, columns, channels in shapes]
        now, peak = R * R * C, 0
        for size in sizes:
            peak, now = max(peak, now + size), size
        state = sum(4 * each for each in counts for _ in copies)
        return {
            "kept": sum(sizes),
            "batch_size": Fraction(sum(4 * size for size in sizes for _ in range(B)), 1 << 10),
            "inference": peak,
            "state": state,
            "largest": images((M << 20) - state, 4 * sum(sizes)),
        }

    def held(length):
        return len(range(length, L + 1, length)) + len(range(length))

    found = min((n for n in range(1, L + 1) if L % n == 0), key=held)
    one = held(found) * R * R * N * 2
    return {
        "stored": held(segment),
        "best": found,
        "checkpointed": Fraction(one * B, 1 << 10),
        "largest": images(M << 20, one),
        "shrinking": Fraction(L, held(found)),
    }
