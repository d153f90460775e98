"""Scores, exponentials, shares of their sum, and the weighted sum of the values."""

import math

from sympy import Integer, Rational

from examgen.authoring import Bar, Bars, Table, exp, figure, log, oracle, procedure, sqrt, step, tex, total


def _dot(a, b):
    return sum((x * y for x, y in zip(a, b, strict=True)), Integer(0))


def _chosen(given, scores, energies):
    return tuple(given if given is not None else scores if scores is not None else energies)


def _tanh(x):
    """tanh x by e^2x, which is rational here."""
    grown = exp(2 * x)
    return (grown - 1) / (grown + 1)


@step(because="One dot product for each key{% if score == 'scaled' %}, over $\\sqrt{d}${% endif %}.")
def scores(score, q, K, d):
    return K * q / sqrt(d) if score == "scaled" else K * q


@scores.mistake("forgot to scale", credit="1/2", when=lambda score: score == "scaled")
def _(q, K):
    return K * q


@scores.mistake("divided by $d$ in place of its root", credit="1/2", when=lambda score: score == "scaled")
def _(q, K, d):
    return K * q / d


@scores.mistake("scaled by the root of the dimension, which was not asked for", credit="1/2", when=lambda score: score == "dot")
def _(q, K):
    return K * q / sqrt(K.cols)


@procedure(
    because="{% if score == 'bilinear' %}First $W k_i$, then its dot product with $q{% if asked %}_{{ asked }}{% endif %}$.{% else %}Add the two projections, apply $\\tanh$, take the dot product with "
    "$w$.{% endif %}"
)
def energies(score, state, rows, core):
    keys = [rows.row(i) for i in range(rows.rows)]
    if score == "bilinear":
        return tuple(_dot(state, core * key.T) for key in keys)
    return tuple(_dot(core, [_tanh(a + b) for a, b in zip(state, key, strict=True)]) for key in keys)


@energies.show
def _(score, state, rows, core, energies) -> Table:
    shown = []
    for i, energy in enumerate(energies):
        key = rows.row(i)
        if score == "bilinear":
            cells = [tex(tuple(core * key.T))]
        else:
            added = [a + b for a, b in zip(state, key, strict=True)]
            cells = [tex(tuple(added)), tex(tuple(_tanh(x) for x in added))]
        shown.append((f"{i + 1}", *(f"${cell}$" for cell in cells), f"${tex(energy)}$"))
    head = ("$W k_i$",) if score == "bilinear" else ("$W_a s + U_a h_i$", r"$\tanh$")
    return Table(head=("$i$", *head, "$e_i$"), rows=tuple(shown))


@energies.mistake("multiplied by the transpose of the matrix", credit="1/2", when=lambda score: score == "bilinear")
def _(state, rows, core):
    return tuple(_dot(state, core.T * rows.row(i).T) for i in range(rows.rows))


@energies.mistake("left out the matrix", credit="1/4", when=lambda score: score == "bilinear")
def _(state, rows):
    return tuple(_dot(state, rows.row(i)) for i in range(rows.rows))


@energies.mistake("used the other query", credit="1/4", when=lambda asked=0: asked != 0)
def _(rival, rows, core):
    return tuple(_dot(rival, core * rows.row(i).T) for i in range(rows.rows))


@energies.mistake("left out the state", credit="1/4", when=lambda score: score == "additive")
def _(rows, core):
    return tuple(_dot(core, [_tanh(b) for b in rows.row(i)]) for i in range(rows.rows))


@energies.mistake("left out the hyperbolic tangent", credit="1/4", when=lambda score: score == "additive")
def _(state, rows, core):
    return tuple(_dot(core, [a + b for a, b in zip(state, rows.row(i), strict=True)]) for i in range(rows.rows))


@procedure(
    "u",
    r"{% if masked %}The exponentials, each times its entry of the mask: $u_i = m_i \exp(e_i)${% else %}The exponentials $u_i = \exp(e_i)${% endif %}; "
    r"{% if level == 'easy' %}$e^{\ln r} = r${% else %}$e^{a \ln r} = r^a${% endif %}.",
)
def exponentials(mask=(1, 1, 1), given=None, scores=None, energies=None):
    return tuple(m * exp(energy) for m, energy in zip(mask, _chosen(given, scores, energies), strict=True))


@exponentials.mistake("forgot the mask", credit="1/4", when=lambda masked=0: masked != 0)
def _(scores):
    return tuple(exp(score) for score in scores)


@exponentials.mistake(
    "masked the score in place of its exponential",
    credit="1/4",
    when=lambda masked=0: masked != 0,
    feedback="A score of 0 still gets a share: $e^0 = 1$.",
)
def _(mask, scores):
    return tuple(exp(m * score) for m, score in zip(mask, scores, strict=True))


@step("S", "Their sum.")
def mass(exponentials):
    return total(exponentials)


@step(because="Each exponential over the sum; the weights add up to 1.", each="i")
def weights(exponentials, mass):
    return exponentials / mass


@weights.mistake("left the exponentials undivided", credit="1/4", whole=True)
def _(exponentials):
    return exponentials


@weights.mistake("divided the scores by their sum, without exponentials", whole=True, feedback="Softmax divides exponentials, so that all weights are positive.")
def _(mask=(1, 1, 1), given=None, scores=None, energies=None):
    chosen = tuple(m * energy for m, energy in zip(mask, _chosen(given, scores, energies), strict=True))
    return tuple(energy / sum(chosen, Integer(0)) for energy in chosen)


@weights.mistake("gave all the weight to the largest score", whole=True, feedback="That is hard attention; softmax leaves the others a share, too.")
def _(exponentials):
    return tuple(Integer(1) if u == max(exponentials) else Integer(0) for u in exponentials)


@weights.mistake("gave every key the same weight", whole=True)
def _(mask=(1, 1, 1)):
    return tuple(m * Rational(1, sum(mask)) for m in mask)


@weights.mistake(
    "masked the weights after the softmax, without dividing again",
    credit="1/2",
    when=lambda masked=0: masked != 0,
    whole=True,
    feedback="The weights then no longer add up to 1.",
)
def _(mask, scores):
    grown = tuple(exp(score) for score in scores)
    return tuple(m * u / sum(grown, Integer(0)) for m, u in zip(mask, grown, strict=True))


@weights.mistake(
    "divided by the sum over the queries in place of the sum over the keys",
    when=lambda asked=0: asked != 0,
    whole=True,
    feedback="Each query has weights of its own, which add up to 1 over the keys.",
)
def _(exponentials, rival, rows, core):
    others = [exp(_dot(rival, core * rows.row(i).T)) for i in range(rows.rows)]
    return tuple(u / (u + other) for u, other in zip(exponentials, others, strict=True))


@weights.mistake("scaled the weights in place of the scores", credit="1/4", when=lambda score="": score == "scaled", whole=True)
def _(exponentials, d=1):
    grown = [u ** sqrt(d) for u in exponentials]
    return tuple(u / (sqrt(d) * sum(grown, Integer(0))) for u in grown)


@step(because="The weighted sum of the values.")
def context(weights, v1, v2, v3):
    return weights[0] * v1 + weights[1] * v2 + weights[2] * v3


@context.mistake("took the value with the largest weight", credit="1/4")
def _(weights, v1, v2, v3):
    return (v1, v2, v3)[weights.index(max(weights))]


@context.mistake("added the values without weights")
def _(v1, v2, v3):
    return v1 + v2 + v3


@context.mistake("averaged the values without weights")
def _(v1, v2, v3):
    return (v1 + v2 + v3) / 3


@context.mistake("summed the keys in place of the values", credit="1/4", when=lambda score="": score in ("dot", "scaled", "bilinear"))
def _(weights, K=None, rows=None):
    keys = rows if K is None else K
    return tuple(_dot(weights, keys.col(k)) for k in range(keys.cols))


@procedure(
    because="{% if change == 'shift' %}Every exponential is multiplied by the same $e^{ {{ shift }} }$, which cancels.{% elif change == 'double' %}Every ratio "
    "$\\alpha_i / \\alpha_j = \\exp(e_i - e_j)$ is squared.{% else %}Of every ratio $\\alpha_i / \\alpha_j = \\exp(e_i - e_j)$ the root is taken.{% endif %}"
)
def effect(change):
    return {"shift": "same", "double": "sharper", "halve": "flatter"}[change]


@effect.mistake("took a factor to change nothing", when=lambda change: change != "shift", feedback="Softmax is blind to a shift, not to a factor.")
def _(change):
    return "same"


@effect.mistake("exchanged doubling and halving", when=lambda change: change != "shift")
def _(change):
    return "flatter" if change == "double" else "sharper"


@effect.mistake("took a shift to favour the largest weight", when=lambda change: change == "shift", feedback="A shift multiplies every exponential by the same factor.")
def _(change):
    return "sharper"


@step(
    because="The sum cancels in a ratio. {% if score == 'dot' %}Doubled scores square every exponential.{% else %}Without $1 / \\sqrt{d} = 1 / 2$ the scores are twice as "
    "large: every exponential is squared.{% endif %}"
)
def ratio(exponentials, pair):
    return (exponentials[int(pair[0]) - 1] / exponentials[int(pair[1]) - 1]) ** 2


@ratio.mistake("took the ratio to stay as it is")
def _(exponentials, pair):
    return exponentials[int(pair[0]) - 1] / exponentials[int(pair[1]) - 1]


@ratio.mistake("doubled the ratio", credit="1/4")
def _(exponentials, pair):
    return 2 * exponentials[int(pair[0]) - 1] / exponentials[int(pair[1]) - 1]


@ratio.mistake("inverted the ratio", credit="1/2")
def _(exponentials, pair):
    return (exponentials[int(pair[1]) - 1] / exponentials[int(pair[0]) - 1]) ** 2


@step(because=r"Solve $\exp(e_4) / (S + \exp(e_4)) = \beta$ for $\exp(e_4) = \beta S / (1 - \beta)$.")
def fourth(beta, mass):
    return log(beta * mass / (1 - beta))


@fourth.mistake("left the new exponential out of the sum", credit="1/3")
def _(beta, mass):
    return log(beta * mass)


@fourth.mistake("forgot the logarithm", credit="1/2")
def _(beta, mass):
    return beta * mass / (1 - beta)


@figure
def diagram(weights):
    bars = tuple(Bar(float(share), f"${tex(share)}$", rf"$\alpha_{i + 1}$") for i, share in enumerate(weights))
    return Bars((bars,), caption="The weights.")


@oracle
def odds(level, v1, v2, v3, given=None, score="", q=None, K=None, d=1, state=None, rows=None, core=None, change="", shift=0, pair=(), beta=0, masked=0):
    """Loops over entries; a weight is one over the sum of all odds against it; what a change does is found by trying; the fourth score by bisection."""

    def shares(energies):
        seen = [energy for i, energy in enumerate(energies) if i + 1 != masked]
        return [0.0 if i + 1 == masked else 1 / sum(math.exp(other - own) for other in seen) for i, own in enumerate(energies)]

    def energy(i):
        if level == "easy":
            return given[i]
        found = 0.0
        if level == "medium":
            for k in range(len(q)):
                found += q[k, 0] * K[i, k]
            return found / d**0.5 if score == "scaled" else found
        for a in range(2):
            if score == "additive":
                found += core[a, 0] * math.tanh(state[a, 0] + rows[i, a])
            else:
                for b in range(2):
                    found += state[a, 0] * core[a, b] * rows[i, b]
        return found

    energies = [energy(i) for i in range(3)]
    alpha = shares(energies)
    mixed = [sum(share * value[k, 0] for share, value in zip(alpha, (v1, v2, v3), strict=True)) for k in (0, 1)]
    answers = {"scores": energies, "energies": energies, "weights": alpha, "context": mixed}
    if level == "easy":
        moved = shares([e + shift if change == "shift" else e * (2 if change == "double" else 0.5) for e in energies])
        grown = max(moved) - max(alpha)
        answers["effect"] = "same" if abs(grown) < 1e-12 else "sharper" if grown > 0 else "flatter"
    elif level == "medium":
        again = shares([e * (d**0.5 if score == "scaled" else 2) for e in energies])
        answers["ratio"] = again[int(pair[0]) - 1] / again[int(pair[1]) - 1]
    else:
        low, high = -50.0, 50.0
        for _ in range(80):
            middle = (low + high) / 2
            low, high = (middle, high) if shares([*energies, middle])[3] < beta else (low, middle)
        answers["fourth"] = low
    return answers
