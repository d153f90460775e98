"""A slope is known from the output; on the way back it multiplies the upstream gradient."""

import numpy as np
from sympy import Integer, Rational, exp

from examgen.authoring import Table, absolute, oracle, procedure, step, tex


def _factor(value, *, first=False):
    """A number as one writes it within a formula: in brackets where it begins with a sign (unless it stands first) or is a sum."""
    text = tex(value)
    return rf"\left({text}\right)" if " + " in text or " - " in text[1:] or (text.startswith("-") and not first) else text


def _value(kind, z, a):
    if kind == "relu6":
        return min(z, Integer(6))  # all points are positive
    if kind in ("elu", "leaky") and z > 0:
        return z
    grown = exp(z)
    rules = {"sigmoid": lambda: grown / (1 + grown), "tanh": lambda: (grown**2 - 1) / (grown**2 + 1), "elu": lambda: a * (grown - 1)}
    return rules[kind]() if kind in rules else a * z


def _slope(kind, value, a):
    """The slope by the value: positive outputs of ELU and leaky ReLU stem from positive inputs."""
    if kind == "sigmoid":
        return value * (1 - value)
    if kind == "tanh":
        return 1 - value**2
    if kind == "relu6":
        return Integer(1) if 0 < value < 6 else Integer(0)
    if value > 0:
        return Integer(1)
    return value + a if kind == "elu" else a


@procedure(
    because="{% if kind in ('sigmoid', 'tanh') %}$e^{\\ln r} = r$, so that the values are fractions.{% elif kind == 'elu' %}$e^{\\ln r} = r$ on the left; on the right nothing changes.{% elif kind == 'relu6' %}Cut off at 0 and at 6.{% else %}On the left "
    "times $a$; on the right nothing changes.{% endif %}"
)
def values(kind, z, a):
    return tuple(_value(kind, point, a) for point in z)


@values.mistake("exchanged the sign of $z$", credit="1/4", when=lambda kind, z: kind in ("sigmoid", "tanh"))
def _(kind, z, a):
    return tuple(_value(kind, -point, a) for point in z)


@values.mistake("left the factor $a$ out", credit="1/4", when=lambda kind: kind in ("elu", "leaky"))
def _(kind, z):
    return tuple(_value(kind, point, Integer(1)) for point in z)


@values.mistake("forgot the upper bound", credit="1/2", when=lambda kind: kind == "relu6")
def _(z):
    return tuple(max(point, Integer(0)) for point in z)


@values.mistake("multiplied the size of $z$ by the slope", credit="1/4", when=lambda kind: kind == "leaky")
def _(z, a):
    return tuple(point if point > 0 else -a * point for point in z)


@procedure(
    because="{% if kind == 'sigmoid' %}From the value: $f' = f (1 - f)$.{% elif kind == 'tanh' %}From the value: $f' = 1 - f^2$.{% elif kind == 'elu' %}On the left $f' = a e^z = f + a$, on the right 1.{% elif kind == 'relu6' %}1 between 0 and 6, 0 where it is cut off."
    "{% else %}On the left $a$, on the right 1.{% endif %}"
)
def slopes(kind, values, a):
    return tuple(_slope(kind, value, a) for value in values)


@slopes.mistake("took one minus the value for the slope", credit="1/4", when=lambda kind: kind in ("sigmoid", "tanh"))
def _(values):
    return tuple(1 - value for value in values)


@slopes.mistake("put the value into the sigmoid once more", credit="1/4", when=lambda kind: kind == "sigmoid")
def _(z):
    return tuple(_value("sigmoid", _value("sigmoid", point, 0), 0) for point in z)


@slopes.mistake("gave the values in place of the slopes", when=lambda kind: kind in ("elu", "leaky", "relu6"))
def _(values):
    return values


@slopes.mistake("used the slope of ReLU", credit="1/4", when=lambda kind: kind in ("elu", "leaky", "relu6"))
def _(values):
    return tuple(Integer(1) if value > 0 else Integer(0) for value in values)


@procedure(
    because="{% if kind == 'sigmoid' %}$q = s (1 - s)$; the point itself is not needed.{% elif kind == 'tanh' %}$q = 1 - s^2$; the point itself is not needed.{% elif kind == 'relu6' %}A value between 0 and 6 is the point itself.{% elif kind == 'elu' %}A negative value comes from the left, "
    "where $q = s + a$.{% else %}A negative value comes from the left.{% endif %}"
)
def from_output(kind, output, a):
    return _slope(kind, output, a)


@from_output.mistake("took one minus the value for the slope", credit="1/4", when=lambda kind: kind in ("sigmoid", "tanh"))
def _(output):
    return 1 - output


@from_output.mistake("gave the value in place of the slope", when=lambda kind: kind == "relu6")
def _(output):
    return output


@from_output.mistake("took the value for the point", credit="1/4", when=lambda kind: kind in ("elu", "leaky"))
def _(output, a):
    return a * output


@procedure(because="Put the numbers in and collect the logarithms.", general=r"w_1 x_1 + w_2 x_2 + b")
def pre(w, x, b):
    return (w.T * x)[0, 0] + b


@pre.show
def _(w, x, b, pre) -> Table:
    terms = rf"{_factor(w[0], first=True)} \cdot {_factor(x[0])} + {_factor(w[1])} \cdot {_factor(x[1])} + {_factor(b)}"
    return Table(head=("$w_1 x_1 + w_2 x_2 + b$", "$z$"), rows=((f"${terms}$", f"${tex(pre)}$"),))


@pre.mistake("left out the bias", credit="1/3")
def _(w, x):
    return (w.T * x)[0, 0]


@procedure(because="{% if kind == 'elu' %}$z$ is negative: $a (e^z - 1)$, and $e^{\\ln r} = r$.{% else %}$e^{\\ln r} = r$.{% endif %}", general="f(z)")
def y(kind, pre, a):
    return _value(kind, pre, a).simplify()


@y.show
def _(kind, pre, a, y) -> Table:
    grown = exp(pre).simplify()
    up, down = _factor(grown, first=True), _factor(1 / grown)
    forms = {
        "sigmoid": (r"\frac{1}{1 + e^{-z}}", rf"1 / (1 + {down})"),
        "tanh": (r"\frac{e^z - e^{-z}}{e^z + e^{-z}}", rf"({up} - {down}) / ({up} + {down})"),
        "elu": ("a (e^z - 1)", rf"{tex(a)} \cdot ({up} - 1)"),
    }
    letters, inserted = forms[kind]
    return Table(head=("$e^z$", f"${letters}$", "$y$"), rows=((f"${tex(grown)}$", f"${inserted}$", f"${tex(y)}$"),))


@y.mistake("exchanged the sign of $z$", credit="1/4", when=lambda kind: kind != "elu")
def _(kind, pre, a):
    return _value(kind, -pre, a).simplify()


@y.mistake("left the factor $a$ out", credit="1/4", when=lambda kind: kind == "elu")
def _(kind, pre):
    return _value(kind, pre, Integer(1)).simplify()


@procedure(
    "s",
    "The slope of the activation, from its value: {% if kind == 'sigmoid' %}$s = y (1 - y)${% elif kind == 'tanh' %}$s = 1 - y^2${% else %}$s = y + a${% endif %}.",
)
def slope(kind, y, a):
    return _slope(kind, y, a)


@slope.mistake("took one minus the value for the slope", credit="1/4")
def _(y):
    return 1 - y


@slope.mistake("put the value into the sigmoid once more", credit="1/4", when=lambda kind: kind == "sigmoid")
def _(y):
    return _value("sigmoid", y, 0)


@step(because="Error of the output times slope.")
def delta(y, t, slope):
    return (y - t) * slope


@delta.mistake("left out the slope", credit="1/4")
def _(y, t):
    return y - t


@delta.mistake("lost the error", credit="1/4")
def _(slope):
    return slope


@step(because="Times the input.")
def dw(delta, x):
    return delta * x


@dw.mistake("multiplied by the weights")
def _(delta, w):
    return delta * w


@dw.mistake("left out the input", credit="1/4")
def _(delta, x):
    return delta * x.applyfunc(lambda _: Integer(1))


@procedure(because=r"$\tanh v = 2 \sigma(2 v) - 1$ with $v = m z$.", general="(2c,\\, 2m,\\, -c)")
def numbers(c, m):
    return 2 * c, 2 * m, -c


@numbers.mistake("forgot to double the argument", credit="1/2")
def _(c, m):
    return 2 * c, m, -c


@numbers.mistake("forgot to double the factor", credit="1/3")
def _(c, m):
    return c, 2 * m, -c


@step(because=r"$\sigma' = \sigma (1 - \sigma)$ is at most $\frac{1}{4}$, at 0; the factors outside and inside multiply it.")
def steepest(c, m):
    return c * m / 4


@steepest.mistake("forgot the factor inside", credit="1/3")
def _(c):
    return c / Integer(4)


@steepest.mistake("took the largest slope of the sigmoid for 1", credit="1/3")
def _(c, m):
    return c * m


@steepest.mistake("took the largest slope of the sigmoid for one half", credit="1/3")
def _(c, m):
    return c * m / 2


@step(because=r"Each neuron multiplies by $w\, \sigma'$; the biases can bring each of them to its steepest point.")
def chain(weight, layers):
    return (absolute(weight) / 4) ** layers


@chain.mistake("counted one neuron only", credit="1/4")
def _(weight):
    return abs(weight) / Integer(4)


@chain.mistake("multiplied by the number of neurons in place of the power", credit="1/4")
def _(weight, layers):
    return layers * abs(weight) / 4


@chain.mistake("left out the slopes", credit="1/4")
def _(weight, layers):
    return abs(weight) ** layers


@chain.mistake("left out the weights", credit="1/4", when=lambda weight: abs(weight) != 1)
def _(layers):
    return Rational(1, 4) ** layers


@procedure(because=r"$\partial f / \partial a = u$ where $u \le 0$, else 0: add up over the samples.", general=r"\sum_{i \,:\, u_i \le 0} g_i\, u_i")
def da(u, g):
    return sum((error * min(value, Integer(0)) for error, value in zip(g, u, strict=True)), Integer(0))


@da.mistake("let positive samples count as well", credit="1/4")
def _(u, g):
    return sum((error * value for error, value in zip(g, u, strict=True)), Integer(0))


@da.mistake("added up the derivatives without the pre-activations", credit="1/4")
def _(u, g):
    return sum((error for error, value in zip(g, u, strict=True) if value < 0), Integer(0))


@da.mistake("used the slope $a$ in place of the pre-activation", credit="1/4")
def _(u, g, a):
    return sum((error * a for error, value in zip(g, u, strict=True) if value < 0), Integer(0))


@oracle
def differences(level, kind=None, a=0.0, z=None, output=None, w=None, x=None, b=0.0, t=0.0, c=0.0, m=0.0, layers=0, weight=0.0, u=None, g=None):
    """Central differences of the functions as they are defined; the unknown point by bisection; a fine grid for largest slopes."""

    def f(v, slope=a):
        if kind == "sigmoid":
            return 1 / (1 + np.exp(-v))
        if kind == "tanh":
            return np.tanh(v)
        if kind == "relu6":
            return min(max(v, 0.0), 6.0)
        return v if v > 0 else slope * ((np.exp(v) - 1) if kind == "elu" else v)

    def rate(function, v):
        return (function(v + 1e-6) - function(v - 1e-6)) / 2e-6

    if level == "easy":
        low, high = (-60.0, 60.0) if kind != "leaky" else (-400.0, 400.0)
        for _ in range(200):
            middle = (low + high) / 2
            low, high = (middle, high) if f(middle) < output else (low, middle)
        return {"values": [f(float(v)) for v in z], "slopes": [rate(f, float(v)) for v in z], "from_output": rate(f, low)}
    if level == "medium":
        pre = float(w[:, 0] @ x[:, 0] + b)

        def loss(weights):
            return (f(float(weights @ x[:, 0] + b)) - t) ** 2 / 2

        start = w[:, 0]
        gradient = [rate(lambda v, k=k: loss(start + (v - start[k]) * np.eye(2)[k]), start[k]) for k in range(2)]
        return {"pre": pre, "y": f(pre), "delta": rate(lambda v: (f(v) - t) ** 2 / 2, pre), "dw": gradient}
    grid = np.linspace(-1, 1, 2001)
    sigma = lambda v: 1 / (1 + np.exp(-v))  # noqa: E731
    peak = float(np.max(rate(lambda v: c * sigma(m * v), grid)))
    top = c * np.tanh(m * 50.0)
    bottom = c * np.tanh(-m * 50.0)
    B = rate(lambda v: np.log((c * np.tanh(m * v) - bottom) / (top - c * np.tanh(m * v))), 0.0)
    single = float(np.max(np.abs(rate(lambda v: sigma(weight * v), grid))))
    part = rate(lambda slope: sum(e * (v if v > 0 else slope * v) for e, v in zip(g, u, strict=True)), a)
    return {"numbers": [top - bottom, B, bottom], "steepest": peak, "chain": single**layers, "da": part}
