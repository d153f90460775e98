"""Each window adds its size less one, times the strides before it; weights are added along the stack."""

from examgen.authoring import Block, Blocks, Table, ceiling, figure, misconception, oracle, procedure, step


@step(because="Each layer adds $k - 1$ rows to the one pixel it started from.")
def field(n, k):
    return 1 + n * (k - 1)


@field.mistake("added the sides of the windows", credit="1/4", feedback="Windows of neighbouring pixels overlap.")
def _(n, k):
    return n * k


@field.mistake("multiplied the sides of the windows", credit="1/4")
def _(n, k):
    return k**n


@field.mistake("forgot the pixel itself", credit="1/2", when=lambda n, k: n != 2 or k > 3)
def _(n, k):
    return n * (k - 1)


@field.mistake("took the window of one layer for that of the stack")
def _(k):
    return k


@step(because="Each of the $n$ convolutions has $k^2$ weights for each pair of channels.")
def stacked(n, k, C):
    return n * k**2 * C**2


@stacked.mistake("forgot that each filter spans all channels in the stack", credit="1/4")
def _(n, k, C):
    return n * k**2 * C


@stacked.mistake("counted one convolution only", credit="1/4")
def _(k, C):
    return k**2 * C**2


@stacked.mistake("did not square the side of the window in the stack", credit="1/4")
def _(n, k, C):
    return n * k * C**2


@step(because="$r^2$ weights for each pair of channels.")
def single(field, C):
    return field**2 * C**2


@single.mistake("forgot that each filter spans all channels in the single convolution", credit="1/4")
def _(field, C):
    return field**2 * C


@single.mistake("did not square the side of the window in the single convolution", credit="1/4")
def _(field, C):
    return field * C**2


@step(because="The channels cancel: $n k^2 / r^2$.")
def ratio(stacked, single):
    return stacked / single


@ratio.mistake("inverted the ratio", credit="1/2")
def _(stacked, single):
    return single / stacked


@ratio.mistake("compared one small window with the large one", credit="1/2")
def _(stacked, single, n):
    return stacked / (n * single)


@ratio.mistake("compared the sides of the windows", credit="1/4")
def _(n, k, field):
    return n * k / field


@step(because="Each layer produces $A^2 C$ numbers.")
def evaluations(n, A, C):
    return n * A**2 * C


@evaluations.mistake("counted one layer only", credit="1/2")
def _(A, C):
    return A**2 * C


@evaluations.mistake("forgot the channels", credit="1/4")
def _(n, A):
    return n * A**2


@evaluations.mistake("counted the operations of the convolutions", credit="1/4")
def _(A, stacked):
    return A**2 * stacked


@step(
    "w", "The weights: the first convolution reads $C$ channels, the other{% if n == 2 %} one reads{% else %} $n - 1$ read{% endif %} $D$."
)
def weights(n, k, C, D):
    return k**2 * C * D + (n - 1) * k**2 * D**2


@weights.mistake("let every convolution read the channels of the input", credit="1/3")
def _(n, k, C, D):
    return n * k**2 * C * D


@weights.mistake("let the first convolution read as many channels as the others", credit="1/2")
def _(n, k, D):
    return n * k**2 * D**2


@weights.mistake("forgot that each filter spans all channels in the stack", credit="1/4")
def _(n, k, D):
    return n * k**2 * D


@step(because="One bias for each of the $nD$ filters.")
def params(weights, n, D):
    return weights + n * D


@params.mistake("left out the biases in the stack", credit="1/2")
def _(weights):
    return weights


@params.mistake("counted the biases of one layer only", credit="1/2")
def _(weights, D):
    return weights + D


@params.mistake("gave the first layer as many biases as it has channels to read", credit="1/2")
def _(weights, n, C, D):
    return weights + C + (n - 1) * D


@step("v", "The weights of the one convolution.")
def wide(field, C, D):
    return field**2 * C * D


@wide.mistake("took the large convolution to read $D$ channels", credit="1/3")
def _(field, D):
    return field**2 * D**2


@wide.mistake("forgot that each filter spans all channels in the single convolution", credit="1/4")
def _(field, D):
    return field**2 * D


@step(because="One bias for each filter.")
def wide_params(wide, D):
    return wide + D


@wide_params.mistake("left out the biases in the single convolution", credit="1/2")
def _(wide):
    return wide


@wide_params.mistake("gave it a bias for each channel that it reads", credit="1/2")
def _(wide, C):
    return wide + C


@step(because="Each weight works once at each position, and the positions cancel.")
def share(weights, wide):
    return weights / wide


@share.mistake("counted the biases as well", credit="1/2", feedback="Biases are added, not multiplied: they are no MACs.")
def _(params, wide_params):
    return params / wide_params


@share.mistake("inverted the ratio", credit="1/2")
def _(weights, wide):
    return wide / weights


def _grown(windows, strides, rule):
    """Fields layer by layer; the rule says by how much a window widens them, given the steps before and after it."""
    reach, before, found = 1, 1, []
    for window, stride in zip(windows, strides, strict=True):
        after = before * stride
        reach += rule(window, before, after)
        before = after
        found.append(reach)
    return tuple(found)


@procedure(
    because="Start with $r_0 = 1$. A layer with the window $k_l$ adds $k_l - 1$ steps; a step is as many pixels of the input as the product of all strides *before* this layer.",
    general=r"\bigl(r_{l-1} + (k_l - 1)\, S_1 \cdots S_{l-1}\bigr)_{l=1}^{4}",
)
def fields(windows, strides):
    return _grown(windows, strides, lambda window, before, after: (window - 1) * before)


@fields.show
def _(names, windows, strides, fields) -> Table:
    rows, step_size, reach = [], 1, 1
    for name, window, stride, grown in zip(names, windows, strides, fields, strict=True):
        rows.append((name, f"${step_size}$", rf"${reach} + {window - 1} \cdot {step_size} = {grown}$"))
        step_size, reach = step_size * stride, grown
    return Table(head=("layer", "step", "side"), rows=tuple(rows))


@fields.mistake("ignored the strides", credit="1/4")
def _(windows, strides):
    return _grown(windows, strides, lambda window, before, after: window - 1)


@fields.mistake(
    "multiplied by the stride of the layer itself as well",
    credit="1/2",
    feedback="The stride of a layer spreads the windows of the layers *after* it.",
)
def _(windows, strides):
    return _grown(windows, strides, lambda window, before, after: (window - 1) * after)


@fields.mistake("forgot that windows overlap", credit="1/4")
def _(windows, strides):
    return _grown(windows, strides, lambda window, before, after: window * before)


@fields.mistake(
    "let pooling leave the field as it is", credit="1/2", feedback="A pooling window looks at several pixels, as every window does."
)
def _(layers):
    reach, before, found = 1, 1, []
    for learned, window, stride in layers:
        reach += (window - 1) * before * learned
        before *= stride
        found.append(reach)
    return tuple(found)


@fields.mistake("gave windows in place of fields")
def _(windows):
    return windows


@step(because="The product of all strides.")
def jump(strides):
    return strides[0] * strides[1] * strides[2] * strides[3]


@jump.mistake("added the strides", credit="1/4", when=lambda strides, jump: sum(strides) != jump)
def _(strides):
    return sum(strides)


@jump.mistake("left out the last layer", credit="1/2", when=lambda strides: strides[3] > 1)
def _(strides):
    return strides[0] * strides[1] * strides[2]


def _pooling(layers):
    """The stride of the pooling layer."""
    return next(stride for learned, _, stride in layers if not learned)


@jump.mistake("left out pooling", credit="1/2", when=lambda layers, strides: strides[3] != _pooling(layers))
def _(layers, jump):
    return jump / _pooling(layers)


def _squares(layers):
    return sum(window**2 for learned, window, _ in layers if learned)


@procedure("q", "The squares of the windows of the three convolutions, added; pooling has no weights.")
def squares(layers):
    return _squares(layers)


@squares.mistake("gave the pooling window weights", credit="1/2")
def _(windows):
    return sum(window**2 for window in windows)


@step(because="The channels cancel.")
def proportion(squares, fields):
    return squares / fields[3] ** 2


@proportion.mistake("inverted the ratio", credit="1/2")
def _(squares, fields):
    return fields[3] ** 2 / squares


@proportion.mistake("compared the sides of the windows", credit="1/4")
def _(layers, fields):
    return sum(window for learned, window, _ in layers if learned) / fields[3]


@step(because="Each of them adds 2 to the one pixel.")
def plain(fields):
    return ceiling((fields[3] - 1) / 2)


@plain.mistake("divided by the side of the window", credit="1/4", when=lambda plain, fields: -(-fields[3] // 3) != plain)
def _(fields):
    return ceiling(fields[3] / 3)


@plain.mistake("forgot the pixel itself", credit="1/2", when=lambda fields: fields[3] % 2 == 1)
def _(fields):
    return ceiling(fields[3] / 2)


@plain.mistake("rounded down", credit="1/2", when=lambda fields: fields[3] % 2 == 0)
def _(fields):
    return (fields[3] - 1) // 2


inherited = misconception(
    "took each layer to add three rows", credit="1/4", when=lambda fields, plain: (fields[3] - 1) // 3 not in (plain, -(-fields[3] // 3))
)


@inherited.at(plain)
def _(fields):
    return (fields[3] - 1) // 3


@figure
def chain(level, n=0, k=0, names=(), fields=()):
    if level == "hard":
        blocks = tuple(Block(name, rf"${side} \times {side}$") for name, side in zip(names, fields, strict=True))
    else:
        sides = [1 + (j + 1) * (k - 1) for j in range(int(n))]
        blocks = tuple(Block(f"convolution {j + 1}", rf"${side} \times {side}$", r"$k \times k$") for j, side in enumerate(sides))
    return Blocks(blocks, start="input", caption="At the arrows: the receptive fields in the input.")


def _seen(windows, strides, output=0):
    """Which rows of the input an output row depends on, going back layer by layer."""
    rows = {output}
    for window, stride in zip(reversed(windows), reversed(strides), strict=True):
        rows = {stride * row + place for row in rows for place in range(window)}
    return rows


@oracle(exact=True)
def backwards(level, n=0, k=0, C=0, D=0, A=0, layers=(), windows=(), strides=()):
    """Follow the dependence back through sets of rows; make a list of all filters; stack windows until they reach far enough."""
    from fractions import Fraction

    if level == "hard":
        sides = [len(range(min(rows), max(rows) + 1)) for rows in (_seen(windows[: m + 1], strides[: m + 1]) for m in range(4))]
        shifted = min(_seen(windows, strides, 1)) - min(_seen(windows, strides))
        need = 0
        while len(_seen([3] * need, [1] * need)) < sides[3]:
            need += 1
        places = [1 for learned, window, _ in layers for _row in range(window) for _column in range(window) if learned]
        return {"fields": sides, "jump": shifted, "proportion": Fraction(len(places), sides[3] * sides[3]), "plain": need}
    reach = len(_seen([k] * n, [1] * n))

    def filters(entering, leaving, side):
        return [entering * len(range(side)) * side for _ in range(leaving)]

    if level == "easy":
        small, large = sum(sum(filters(C, C, k)) for _ in range(n)), sum(filters(C, C, reach))
        numbers = sum(1 for _layer in range(n) for _row in range(A) for _column in range(A)) * C
        return {"field": reach, "stacked": small, "single": large, "ratio": Fraction(small, large), "evaluations": numbers}
    listed = [one for j in range(n) for one in filters(D if j else C, D, k)]
    large = filters(C, D, reach)
    return {
        "field": reach,
        "params": sum(one + 1 for one in listed),
        "wide_params": sum(one + 1 for one in large),
        "share": Fraction(sum(listed), sum(large)),
    }
