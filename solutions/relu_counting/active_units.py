"""Affine map, sign test, next layer; along a line each unit switches at one point."""

from fractions import Fraction

from sympy import Rational

from examgen.authoring import Network, Table, Unit, figure, misconception, oracle, procedure, relu, relu_slope, step, tex


def _count(z):
    return sum(1 for value in z if value > 0)


def _count_zeros_too(z):
    return sum(1 for value in z if value >= 0)


@step(because="The affine map of the layer.")
def z(W, x, b):
    return W * x + b


@z.mistake("left out the bias", credit="1/3", when=lambda b: any(b))
def _(W, x):
    return W * x


@procedure(because="Count the pre-activations above 0; a unit at exactly 0 is not active.", general=r"\#\{j : z_j > 0\}")
def active(z):
    return _count(z)


@step(because="ReLU keeps the positive entries and cuts the others off.")
def h(z):
    return relu(z)


@h.mistake("passed on absolute values", when=lambda z: min(z) < 0)
def _(z):
    return z.applyfunc(abs)


@h.mistake("passed the negative values on", when=lambda z: min(z) < 0)
def _(z):
    return z


@h.mistake("passed on ones for active units", credit="1/3", when=lambda z: max(z) > 1)
def _(z):
    return relu_slope(z)


@step(because="The affine map of the first layer.")
def z1(W1, x, b1):
    return W1 * x + b1


@z1.mistake("left out the bias", credit="1/3", when=lambda b1: any(b1))
def _(W1, x):
    return W1 * x


@procedure(because="Count the pre-activations above 0.", general=r"\#\{j : (z_1)_j > 0\}")
def active1(z1):
    return _count(z1)


@step("h", "ReLU cuts the negative entries off.")
def h1(z1):
    return relu(z1)


@h1.mistake("left ReLU out between the layers", credit="1/4")
def _(z1):
    return z1


@h1.mistake("passed on absolute values", credit="1/4")
def _(z1):
    return z1.applyfunc(abs)


@step(because="The affine map of the second layer.")
def z2(W2, h1, b2):
    return W2 * h1 + b2


@z2.mistake("left out the bias", credit="1/3", when=lambda b2: any(b2))
def _(W2, h1):
    return W2 * h1


@z2.mistake("multiplied by the transpose", credit="1/4", when=lambda W2, h1: W2 * h1 != W2.T * h1)
def _(W2, h1, b2):
    return W2.T * h1 + b2


@procedure(because="Count again; the unit at exactly 0 is not active.", general=r"\#\{j : (z_2)_j > 0\}")
def active2(z2):
    return _count(z2)


@step("g", "ReLU once more.")
def g(z2):
    return relu(z2)


@g.mistake("left ReLU out before the output", credit="1/2", when=lambda w3, z2, g: w3 * z2 != w3 * g)
def _(z2):
    return z2


@step(because="The linear output.")
def y(w3, g):
    return w3 * g


zero_counts = misconception(
    "counted a unit at exactly 0 as active",
    credit="1/2",
    feedback="By the convention of the exam a unit is active where its pre-activation is *larger* than 0.",
)


@zero_counts.at(active)
def _(z):
    return _count_zeros_too(z)


@zero_counts.at(active1)
def _(z1):
    return _count_zeros_too(z1)


@zero_counts.at(active2)
def _(z2):
    return _count_zeros_too(z2)


@step(because="The part of the pre-activations that grows with $t$.")
def slopes(W, v):
    return W * v


@procedure(because="Solve $c_j t + b_j = 0$ for each unit.", general=r"\left(-b_j / c_j\right)_{j}")
def breakpoints(slopes, b):
    return tuple(Rational(-q, a) for a, q in zip(slopes, b, strict=True))


@breakpoints.mistake("lost the sign", credit="1/2")
def _(slopes, b):
    return tuple(Rational(q, a) for a, q in zip(slopes, b, strict=True))


@breakpoints.mistake("divided the wrong way round", credit="1/4", when=lambda b: 0 not in b)
def _(slopes, b):
    return tuple(Rational(-a, q) for a, q in zip(slopes, b, strict=True))


@breakpoints.show
def _(slopes, breakpoints) -> Table:
    rows = tuple(
        (f"{j}", f"${tex(a)}$", f"${tex(point)}$", rf"$t > {tex(point)}$" if a > 0 else rf"$t < {tex(point)}$")
        for j, (a, point) in enumerate(zip(slopes, breakpoints, strict=True), start=1)
    )
    return Table(head=("unit", "$c_j$", "$t^*_j$", "active for"), rows=rows)


@procedure(because="A unit with $c_j > 0$ is active to the right of its point, one with $c_j < 0$ to the left.")
def active_at(slopes, breakpoints, t0):
    return sum(1 for a, point in zip(slopes, breakpoints, strict=True) if (t0 - point) * a > 0)


@active_at.mistake("took every unit to be active to the right of its point", credit="1/3", when=lambda slopes: min(slopes) < 0)
def _(breakpoints, t0):
    return sum(1 for point in breakpoints if t0 > point)


@procedure(
    because="Sort the points and count the active units between neighbours: the number changes by one at each point. Between these two "
    "endpoints {% if k == 1 %}exactly one unit is{% else %}exactly {{ k }} units are{% endif %} active."
)
def interval(slopes, breakpoints, k):
    return _interval(slopes, breakpoints, k)


@interval.mistake("counted the inactive units", credit="1/3")
def _(slopes, breakpoints, k):
    return _interval(slopes, breakpoints, len(slopes) - k)


def _interval(slopes, breakpoints, k):
    points = sorted(breakpoints)
    for left, right in zip(points, points[1:], strict=False):
        middle = (left + right) / 2
        if sum(1 for a, point in zip(slopes, breakpoints, strict=True) if (middle - point) * a > 0) == k:
            return left, right
    raise ValueError("no bounded interval with that number of active units")


@figure
def network(level, inputs, hidden, x=None, z=None, z1=None, z2=None, y=None):
    def units(values, pre=None):
        flags = [None] * len(list(values)) if pre is None else [value > 0 for value in pre]
        return tuple(Unit(f"${tex(value)}$", None if flag is None else bool(flag)) for value, flag in zip(values, flags, strict=True))

    if level == "hard":
        return Network((tuple(Unit(f"$x_{j + 1}$") for j in range(int(inputs))), tuple(Unit(f"$h_{j + 1}$") for j in range(int(hidden)))))
    if level == "easy":
        return Network((units(x), units(relu(z), z)), caption="Grey: active. Dashed: inactive.")
    return Network((units(x), units(relu(z1), z1), units(relu(z2), z2), units(y)), caption="Grey: active. Dashed: inactive.")


@oracle(exact=True)
def loops(W=None, x=None, b=None, W1=None, b1=None, W2=None, b2=None, w3=None, v=None, k=0, t0=None):
    """Plain loops over units; on the line, the sign of every unit is tested at points to the left and right of every place where one can change."""

    def layer(weights, inputs, shift):
        return [sum(w * value for w, value in zip(row, inputs, strict=True)) + q for row, q in zip(weights, shift, strict=True)]

    def flat(column):
        return [row[0] for row in column]

    if W1 is not None:
        first = layer(W1, flat(x), flat(b1))
        second = layer(W2, [value if value > 0 else 0 for value in first], flat(b2))
        out = sum(w * value for w, value in zip(w3[0], second, strict=True) if value > 0)
        return {
            "z1": first,
            "active1": len([value for value in first if value > 0]),
            "z2": second,
            "active2": len([value for value in second if value > 0]),
            "y": out,
        }
    if v is None:
        pre = layer(W, flat(x), flat(b))
        return {"z": pre, "active": len([q for q in pre if q > 0]), "h": [max(q, 0) for q in pre]}

    def at(t):
        return layer(W, [t * value for value in flat(v)], flat(b))

    zero, one = at(Fraction(0)), at(Fraction(1))
    rates = [q - p for p, q in zip(zero, one, strict=True)]
    places = [Fraction(-p) / r for p, r in zip(zero, rates, strict=True)]
    cuts = sorted(places)
    met = [(left, right) for left, right in zip(cuts, cuts[1:], strict=False) if len([q for q in at((2 * left + right) / 3) if q > 0]) == k]
    return {
        "slopes": rates,
        "breakpoints": places,
        "active_at": len([q for q in at(Fraction(t0)) if q > 0]),
        "interval": met[0] if len(met) == 1 else (),
    }
