"""The heads share the width of the tokens; only the scores know how many tokens there are."""

import numpy as np

from examgen.authoring import Block, Blocks, figure, floor, misconception, oracle, sqrt, step


@step("d_k", "The heads share the $d$ numbers evenly.")
def head(d, h):
    return d / h


whole = misconception("gave each head all $d$ numbers", credit="1/4", feedback="The $d$ numbers of a query are split among the heads.")


@whole.at(head)
def _(d):
    return d


@step(because="The root of the number of terms in the scalar product.")
def scale(head):
    return sqrt(head)


@scale.mistake("took the root of the whole width", credit="1/2", feedback="The scalar product of one head has $d_k$ terms.")
def _(d):
    return sqrt(d)


@scale.mistake("did not take the root", credit="1/2")
def _(head):
    return head


@step(because="Each head sees all tokens, and of each token $d_k$ numbers.")
def query_shape(h, n, head):
    return h, n, head


@query_shape.mistake("gave each head a share of the tokens", when=lambda n, h: n % h == 0)
def _(h, n, d):
    return h, n / h, d


@step("a{i}", "The shape $a$: in each {% if level == 'medium' %}pair of sequences and each {% endif %}head, one score for each query and each key.")
def score_shape(h, n=None, B=None, n_q=None, n_k=None):
    return (h, n, n) if B is None else (B, h, n_q, n_k)


@score_shape.mistake("gave each query $d_k$ scores", credit="1/4", feedback="A scalar product is one number.")
def _(h, head, n=None, B=None, n_q=None):
    return (h, n, head) if B is None else (B, h, n_q, head)


@score_shape.mistake("made one table of scores for all heads together", credit="1/4")
def _(h, n=None, B=None, n_q=None, n_k=None):
    return (1, n, n) if B is None else (B, 1, n_q, n_k)


@score_shape.mistake("exchanged queries and keys", credit="1/2", when=lambda B=None: B is not None)
def _(h, B=None, n_q=None, n_k=None):
    return (B, h, n_k, n_q)


@step(because="One result for each query; the heads side by side have $h d_k = d$ numbers, and the last projection keeps $d$.")
def output_shape(B, n_q, d):
    return B, n_q, d


@output_shape.mistake("gave an output to each key", credit="1/2")
def _(B, n_k, d):
    return B, n_k, d


@output_shape.mistake("kept the numbers of one head only", credit="1/2")
def _(B, n_q, head):
    return B, n_q, head


@output_shape.mistake("gave the output the numbers of the source", credit="1/2")
def _(B, n_q, d_s):
    return B, n_q, d_s


@step("d_g", "Keys, and values too, have $d_k = d / h$ numbers in each of the $g$ heads.")
def shared(g, d, h):
    return g * d / h


@step(
    because="{% if level == 'easy' %}Each of the four projections is a $d \\times d$ matrix, for all heads together.{% elif level == 'medium' %}Queries and output: $d \\times d$ "
    "matrices; keys and values: $d \\times d_s$ matrices. Each of the four projections has $d$ biases.{% else %}Queries and output: $d \\times d$ matrices; keys and values: "
    "$d_g \\times d$ matrices.{% endif %}"
)
def params(d, d_s=None, shared=None):
    if shared is not None:
        return 2 * d**2 + 2 * d * shared
    return 4 * d**2 if d_s is None else 2 * d**2 + 2 * d_s * d + 4 * d


@params.mistake("gave each head projections of the whole width", credit="1/4", feedback="The heads share the columns of each projection.")
def _(d, h, g=1, d_s=None, shared=None):
    if shared is not None:
        return h * d**2 + 2 * g * d**2 + d**2
    return 4 * h * d**2 if d_s is None else h * (2 * d**2 + 2 * d_s * d + 4 * d)


@params.mistake("forgot the projection of the output", credit="1/2")
def _(params, d, d_s=None):
    return params - d**2 if d_s is None else params - d**2 - d


@params.mistake("counted one head only", credit="1/4", when=lambda level: level == "easy")
def _(d, head=None):
    return 4 * d * head


@params.mistake("left out the biases", credit="1/2", when=lambda level: level == "medium")
def _(d, d_s=None):
    return 2 * d**2 + 2 * d_s * d


@params.mistake("took the source to be as wide as the queries", credit="1/2", when=lambda level: level == "medium")
def _(d):
    return 4 * d**2 + 4 * d


@params.mistake("multiplied by the size of the batch", credit="1/4", when=lambda level: level == "medium")
def _(params, B=None):
    return B * params


@params.mistake("gave each query head keys and values of its own", credit="1/4", when=lambda level: level == "hard")
def _(d):
    return 4 * d**2


@params.mistake("counted keys, but no values", credit="1/2", when=lambda level: level == "hard")
def _(d, shared=None):
    return 2 * d**2 + d * shared


@step(because="Four bytes for each score; their number is the product of the entries of the shape $a$.")
def score_bytes(score_shape):
    return 4 * score_shape[0] * score_shape[1] * score_shape[2] * score_shape[3]


@score_bytes.mistake("counted the scores, not their bytes", credit="1/2")
def _(score_shape):
    return score_shape[0] * score_shape[1] * score_shape[2] * score_shape[3]


@score_bytes.mistake("forgot the heads", credit="1/2")
def _(score_shape):
    return 4 * score_shape[0] * score_shape[2] * score_shape[3]


@score_bytes.mistake("forgot the batch", credit="1/2")
def _(score_shape):
    return 4 * score_shape[1] * score_shape[2] * score_shape[3]


@score_bytes.mistake("took bits for bytes", credit="1/4")
def _(score_shape):
    return 32 * score_shape[0] * score_shape[1] * score_shape[2] * score_shape[3]


@step(because="The dense layers have $d \\cdot 4d$ weights each.")
def block(params, d):
    return params + 8 * d**2


@block.mistake("counted one of the dense layers only", credit="1/2")
def _(params, d):
    return params + 4 * d**2


@block.mistake("counted the dense layers only", credit="1/4")
def _(d):
    return 8 * d**2


@block.mistake("took all layers to be as wide as the tokens", credit="1/4")
def _(params, d):
    return params + 2 * d**2


@step("t", "Bytes for one token: in each of the $L$ blocks a key and a value of $d_g$ numbers, 2 bytes each.")
def per_token(L, shared):
    return L * 2 * shared * 2


@per_token.mistake("cached the keys, but not the values", credit="1/2")
def _(L, shared):
    return L * shared * 2


@per_token.mistake("gave each query head keys and values of its own", credit="1/4")
def _(L, d):
    return L * 2 * d * 2


@per_token.mistake("counted one block only", credit="1/2")
def _(shared):
    return 2 * shared * 2


@per_token.mistake("cached the queries as well", credit="1/4", when=lambda g, h: 2 * g != h)
def _(L, shared, d):
    return L * (2 * shared + d) * 2


@step(because="For $N$ tokens, in KiB.")
def cache(N, per_token):
    return N * per_token / 1024


@cache.mistake("took 1000 bytes for one KiB", credit="3/4")
def _(N, per_token):
    return N * per_token / 1000


@cache.mistake("gave bytes", credit="3/4")
def _(N, per_token):
    return N * per_token


@step(because="How many times the bytes of one token fit into the cache.")
def longest(M, per_token):
    return floor(M * 1024**2 / per_token)


@longest.mistake("took a million bytes for one MiB", credit="3/4")
def _(M, per_token):
    return floor(M * 1000**2 / per_token)


@longest.mistake("took one MiB for 1024 bytes", credit="1/4")
def _(M, per_token):
    return floor(M * 1024 / per_token)


@figure
def chain(d, h, head=None, n=None, n_q=None, B=None):
    batch = "" if B is None else rf"{B} \times "
    tokens = n if B is None else n_q
    wide, split = rf"${batch}{tokens} \times {d}$", rf"${batch}{h} \times {tokens} \times {head}$"
    named = (("project", wide), ("split", split), ("attend", split), ("concatenate", wide), ("project", wide))
    return Blocks(
        tuple(Block(name, shape) for name, shape in named),
        start="queries",
        caption="With the shapes of the queries and of what becomes of them.",
    )


@oracle(exact=True)
def arrays(level, d, h, n=0, B=1, n_q=0, n_k=0, d_s=0, g=1, L=1, N=0, M=0):
    """Make the arrays of each head and look at their shapes and sizes; room in the cache by bisection."""
    from fractions import Fraction

    width = len(range(0, d, h))  # numbers of one head, dealt out in turn
    source = d_s or d
    sets = g if level == "hard" else h
    biases = 1 if level == "medium" else 0
    parts = [np.empty((d + biases, width)) for _ in range(h)]
    parts += [np.empty((source + biases, width)) for _ in range(sets) for _ in ("key", "value")]
    parts.append(np.empty((width * h + biases, d)))
    parameters = sum(part.size for part in parts)
    if level == "hard":
        token = sum(np.empty(width, np.float16).nbytes for _ in range(L) for _ in range(g) for _ in ("key", "value"))
        low, high = 0, 1 << 24
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if middle * token <= M << 20 else (low, middle)
        dense = np.empty((d, 4 * d)).size + np.empty((4 * d, d)).size
        return {"params": parameters, "block": parameters + dense, "cache": Fraction(sum(token for _ in range(N)), 2**10), "longest": low}
    rows, columns = (n, n) if level == "easy" else (n_q, n_k)
    queries, keys = np.empty((B, h, rows, 1), np.float32), np.empty((B, h, columns, 1), np.float32)
    scores = np.multiply(queries, keys.swapaxes(2, 3))
    answers = {"head": width, "params": parameters}
    if level == "easy":
        # The product of d_k pairs of numbers with variance 1 has the variance d_k: its root is the scale.
        import sympy

        return {**answers, "scale": sympy.sqrt(width), "query_shape": (h, n, width), "score_shape": scores.shape[1:]}
    joined = np.concatenate([np.empty((B, rows, width)) for _ in range(h)], axis=2)
    return {**answers, "score_shape": scores.shape, "output_shape": joined.shape, "score_bytes": scores.nbytes}
