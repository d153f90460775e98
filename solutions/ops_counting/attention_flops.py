"""Projections cost d squared for each token; scores and weighted sums cost d for each pair of tokens."""

from fractions import Fraction

from examgen.authoring import misconception, oracle, step


@step(because="One score for each pair of a query and a key, and $d$ MACs for each score.")
def scores(T_D, T_E, d):
    return T_D * T_E * d


no_width = misconception("counted one MAC for each score", credit="1/4", feedback="A scalar product of $d$ numbers takes $d$ MACs.")


@no_width.at(scores)
def _(T_D, T_E):
    return T_D * T_E


@scores.mistake("counted each sequence against itself", credit="1/3")
def _(T_E, d):
    return T_E**2 * d


@scores.mistake("let the queries meet one key only", credit="1/4")
def _(T_D, d):
    return T_D * d


@step(because="The weighted sums need as many: each weight meets the $d$ numbers of its value.")
def attending(scores):
    return 2 * scores


@attending.mistake("forgot the weighted sums", credit="1/2")
def _(scores):
    return scores


@attending.mistake("counted one MAC for each weight of the sums", credit="1/3")
def _(scores, T_D, T_E):
    return scores + T_D * T_E


@step(because="Two FLOPs for each MAC.")
def flops(attending):
    return 2 * attending


@flops.mistake("took one FLOP for one MAC", credit="1/4")
def _(attending):
    return attending


@flops.mistake("divided by two", credit="1/4")
def _(attending):
    return attending / 2


@step(because="One weight for each pair of a query and a key.")
def weights(T_D, T_E):
    return T_D * T_E


@weights.mistake("counted a weight for each key only", credit="1/4")
def _(T_E):
    return T_E


@weights.mistake("gave each weight $d$ numbers", credit="1/4")
def _(T_D, T_E, d):
    return T_D * T_E * d


@weights.mistake("added the lengths of the sequences", credit="1/4")
def _(T_D, T_E):
    return T_D + T_E


@step(because="Both lengths are factors of the product, $d$ once.")
def growth(x, y):
    return x**2 * y


@growth.mistake("let the sequences count once", credit="1/2")
def _(x, y):
    return x * y


@growth.mistake("squared the width as well", credit="1/2")
def _(x, y):
    return x**2 * y**2


@growth.mistake("added the factors", credit="1/4", when=lambda x, y: 2 * x + y != x * y)
def _(x, y):
    return 2 * x + y


@step("p", "Four matrices (queries, keys, values, output), and $d^2$ MACs for each token and matrix.")
def projections(n, d):
    return 4 * n * d**2


heads_multiply = misconception(
    "multiplied by the number of heads",
    credit="1/4",
    when=lambda h=None: h is not None,
    feedback="The heads share the $d$ numbers: each has $d / h$.",
)


@heads_multiply.at(projections)
def _(projections, h=1):
    return h * projections


@projections.mistake("forgot the projection of the output", credit="1/2")
def _(n, d):
    return 3 * n * d**2


@projections.mistake("counted one projection only", credit="1/3", when=lambda f=None: f != 3)
def _(n, d):
    return n * d**2


@projections.mistake("counted the weights, each of which works for every token", credit="1/3")
def _(d):
    return 4 * d**2


@step(
    "a",
    "{% if level == 'medium' %}Scores and weighted sums cost $d / h$ MACs each for each pair of tokens in each of the $h$ heads: together $2 n^2 d$.{% else %}For each pair of "
    "tokens, $d$ MACs for the scores of all heads and $d$ for the weighted sums.{% endif %}",
)
def mixing(n, d):
    return 2 * n**2 * d


@heads_multiply.at(mixing)
def _(mixing, h=1):
    return h * mixing


@mixing.mistake("forgot the weighted sums", credit="1/2")
def _(n, d):
    return n**2 * d


@mixing.mistake("left out the number of terms of a scalar product", credit="1/4")
def _(n, d, h=1):
    return 2 * h * n**2


@mixing.mistake("counted one head only", credit="1/2", when=lambda h=None: h is not None and h > 2)
def _(mixing, h=1):
    return mixing / h


@mixing.mistake("exchanged the number of tokens and the width", credit="1/4")
def _(n, d):
    return 2 * n * d**2


@step(because="The sum of both, two FLOPs for each MAC.")
def all_flops(projections, mixing):
    return 2 * (projections + mixing)


@all_flops.mistake("took one FLOP for one MAC", credit="1/2")
def _(projections, mixing):
    return projections + mixing


@all_flops.mistake("left out the projections", credit="1/4")
def _(mixing):
    return 2 * mixing


@all_flops.mistake("left out scores and weighted sums", credit="1/4")
def _(projections):
    return 2 * projections


@step(because="Each head has its own $n \\times n$ weights, 2 bytes each.")
def memory(h, n):
    return 2 * h * n**2


@memory.mistake("forgot the heads", credit="1/2")
def _(n):
    return 2 * n**2


@memory.mistake("counted the weights, not their bytes", credit="1/2")
def _(h, n):
    return h * n**2


@memory.mistake("kept the queries and keys instead", credit="1/4")
def _(n, d):
    return 2 * 2 * n * d


@step("e", "The dense layers need $d \\cdot fd$ MACs each for each token.")
def dense(f, n, d):
    return 2 * f * n * d**2


@dense.mistake("counted one of the dense layers only", credit="1/2")
def _(f, n, d):
    return f * n * d**2


@dense.mistake("let the dense layers work once, not on each token", credit="1/3")
def _(f, d):
    return 2 * f * d**2


@step(because="The sum of the three.")
def block(projections, mixing, dense):
    return projections + mixing + dense


@block.mistake("counted two FLOPs for each MAC", credit="1/2")
def _(block):
    return 2 * block


@step(
    because="{% if level == 'hard' %}$2 n^2 d = 4 n d^2 + 2 f n d^2$, divided by $2nd$.{% else %}$4 n d^2 = 2 n^2 d$, divided by $2 n d$.{% endif %}"
)
def balance(d, f=None):
    return 2 * d if f is None else (2 + f) * d


@balance.mistake("counted the scores without the weighted sums", credit="1/2")
def _(balance):
    return 2 * balance


@balance.mistake("counted one projection only", credit="1/3", when=lambda f=None: f is None)
def _(d):
    return d / 2


@balance.mistake("left out the dense layers", credit="1/2", when=lambda f=None: f is not None)
def _(d, f=None):
    return 2 * d


@balance.mistake("left out the projections", credit="1/2", when=lambda f=None: f is not None)
def _(d, f=None):
    return f * d


@balance.mistake("counted one dense layer only", credit="1/2", when=lambda f=None: f not in (None, 4))
def _(d, f=None):
    return (2 + f / 2) * d


@step(because="$1 + 2 + \\dots + n = n (n + 1) / 2$ pairs, with $d$ MACs each for the score and for the sum.")
def causal(n, d):
    return n * (n + 1) * d


@causal.mistake("halved the number of all pairs", credit="1/2", feedback="The diagonal belongs to the pairs that are left.")
def _(n, d):
    return n**2 * d


@causal.mistake("left out the diagonal", credit="1/2")
def _(n, d):
    return n * (n - 1) * d


@causal.mistake("forgot the weighted sums", credit="1/2")
def _(n, d):
    return n * (n + 1) * d / 2


@step("A", "The self-attention.")
def attention(N, d):
    return 4 * N * d**2 + 2 * N**2 * d


@attention.mistake("left out the projections", credit="1/2")
def _(N, d):
    return 2 * N**2 * d


@attention.mistake("left out scores and weighted sums", credit="1/4")
def _(N, d):
    return 4 * N * d**2


@step(because="The recurrent layer needs $2 d^2$ MACs for each token.")
def ratio(attention, N, d):
    return attention / (2 * N * d**2)


@ratio.mistake("counted one matrix of the recurrent layer only", credit="1/2")
def _(attention, N, d):
    return attention / (N * d**2)


@ratio.mistake("inverted the ratio", credit="1/2")
def _(attention, N, d):
    return 2 * N * d**2 / attention


@ratio.mistake("counted the recurrent layer for one token only", credit="1/3")
def _(attention, d):
    return attention / (2 * d**2)


def _through(points, at):
    """The parabola through three points."""
    total = Fraction(0)
    for k, (place, value) in enumerate(points):
        term = Fraction(value)
        for other, _ in points[:k] + points[k + 1 :]:
            term *= Fraction(at - other) / (place - other)
        total += term
    return total


def _heads(n, m, d, h, seen=None):
    """Scores and weighted sums, counted head by head and pair by pair."""
    work = 0
    for head in range(h):
        entries = len(range(head, d, h))
        for query in range(n):
            for _key in range(m if seen is None else seen(query)):
                work += entries + entries
    return work


def _dense(tokens, inputs, outputs):
    return sum(inputs for _token in range(tokens) for _unit in range(outputs))


@oracle(exact=True)
def counters(level, d, T_D=0, T_E=0, n=0, h=1, x=1, y=1, f=0, N=0):
    """Count in loops over heads, queries, keys and units; for every length, a parabola through three counts; balances by trying."""
    if level == "easy":
        a = _heads(T_D, T_E, d, 1)
        small, large = _heads(2, 3, 1, 1), _heads(2 * x, 3 * x, y, 1)
        return {
            "scores": a // 2,
            "attending": a,
            "flops": a + a,
            "weights": len([(i, j) for i in range(T_D) for j in range(T_E)]),
            "growth": large // small,
        }
    if level == "medium":
        p, a = 4 * _dense(n, d, d), _heads(n, n, d, h)
        even = next(k for k in range(1, 10 * d) if _heads(k, 1, d, 1) * k == 4 * _dense(1, d, d) * k)
        return {
            "projections": p,
            "mixing": a,
            "all_flops": 2 * p + 2 * a,
            "memory": sum(n + n for _head in range(h) for _row in range(n)),
            "balance": even,
        }

    def rest(k):
        return 4 * _dense(k, d, d) + _dense(k, d, f * d) + _dense(k, f * d, d)

    whole = [(k, rest(k) + _heads(k, k, d, 1)) for k in (1, 2, 3)]
    masked = [(k, _heads(k, k, d, 1, seen=lambda query: query + 1)) for k in (1, 2, 3)]
    one = rest(1)
    even = next(k for k in range(1, 30 * d) if _heads(1, k, d, 1) >= one)
    rnn = 2 * _dense(N, d, d)
    return {
        "block": _through(whole, n),
        "causal": _through(masked, n),
        "balance": even,
        "ratio": Fraction(4 * _dense(N, d, d) + _heads(N, N, d, 1), rnn),
    }
