"""Scores, exponentials, their shares row by row, and the weighted values."""

from math import exp as power_of_e

from sympy import Integer, Matrix, expand

from examgen.authoring import exp, misconception, oracle, procedure, sqrt, step


@procedure(because="One row for each query, one column for each key.")
def score_shape(sizes):
    return (sizes[0], sizes[1])


@score_shape.mistake("took the number of entries of a key for the number of keys", when=lambda sizes, d_k: sizes[1] != d_k)
def _(sizes, d_k):
    return (sizes[0], d_k)


@procedure(because="One row for each query, as wide as the values: it is a sum of values.")
def output_shape(sizes, V=None, W_V=None):
    return (sizes[0], V.cols if V is not None else W_V.cols)


@output_shape.mistake("gave the output a row for each key", credit="1/2", when=lambda sizes: sizes[0] != sizes[1])
def _(sizes, V=None, W_V=None):
    return (sizes[1], V.cols if V is not None else W_V.cols)


@output_shape.mistake("gave the rows of the output as many entries as a key has", credit="1/2", when=lambda d_k, d_v=2: d_k != d_v)
def _(sizes, d_k):
    return (sizes[0], d_k)


@output_shape.mistake("gave the output the shape of the scores", credit="1/2", when=lambda sizes, d_v=2: sizes[1] != d_v)
def _(sizes):
    return (sizes[0], sizes[1])


@step("Q", "The queries come from the tokens of the decoder.")
def queries(X, W_Q):
    return X * W_Q


@step("K", "The keys come from the tokens of the encoder; the padded one is computed like the others.")
def keys(Y, W_K):
    return Y * W_K


@step("V", "So do the values.")
def values(Y, W_V):
    return Y * W_V


@procedure("P", "Row $i$ of $Q$ times row $j$ of $K$, for all pairs.", general=r"Q K^{\mathsf{T}}")
def products(Q=None, K=None, queries=None, keys=None):
    return (Q * K.T if Q is not None else queries * keys.T).expand()


turned = misconception(
    r"multiplied in the order $K Q^{\mathsf{T}}$",
    credit="1/4",
    feedback=r"Queries are rows of $S$: $Q K^{\mathsf{T}}$. With $K Q^{\mathsf{T}}$ the softmax would run over the queries.",
)


@turned.at(products)
def _(Q=None, K=None, queries=None, keys=None):
    return K * Q.T if Q is not None else keys * queries.T


@turned.at(score_shape)
def _(sizes):
    return (sizes[1], sizes[0])


@products.mistake("did not transpose the keys", credit="1/4", when=lambda level: level == "easy")
def _(Q=None, K=None):
    return Q * K


@products.mistake("took the keys for the queries and the tokens of the decoder for the keys", when=lambda level: level == "hard")
def _(X=None, Y=None, W_Q=None, W_K=None):
    return Y * W_Q * (X * W_K).T


@procedure(
    because=r"A key has $d_k = {{ d_k }}$ entries; dividing by $\sqrt{d_k}$ keeps the size of the scores independent of $d_k$.", general=r"P / \sqrt{d_k}"
)
def scores(products, d_k):
    return products.applyfunc(lambda entry: expand(entry / sqrt(d_k)))


@scores.mistake("did not scale", credit="1/2")
def _(products):
    return products


@scores.mistake("divided by $d_k$ in place of its root", credit="1/2")
def _(products, d_k):
    return products / d_k


@scores.mistake(
    "scaled by the number of entries of a token, not of a key",
    credit="1/2",
    when=lambda level: level == "hard",
    feedback="The scalar product has $d_k$ terms, and the scale makes up for their number.",
)
def _(products, X=None):
    return (products / sqrt(X.cols)).expand()


@procedure(
    "E",
    "The exponential of each score: $e^{\\ln c} = c$.{% if level == 'hard' %} At the padded token $e^{-\\infty} = 0$.{% endif %}",
    general=r"\bigl(e^{S_{ij}}\bigr)",
)
def exponentials(scores, padded=None):
    return Matrix([[Integer(0) if j + 1 == padded else exp(score) for j, score in enumerate(row)] for row in scores.tolist()])


@exponentials.mistake("forgot the mask", credit="1/4", when=lambda level: level == "hard")
def _(scores):
    return scores.applyfunc(exp)


@exponentials.mistake(
    "set the scores of the padding to 0 in place of minus infinity",
    credit="1/4",
    when=lambda level: level == "hard",
    feedback="A score of 0 still gets the share $e^0 = 1$.",
)
def _(scores, padded=None):
    return Matrix(scores.rows, scores.cols, lambda i, j: Integer(1) if j + 1 == padded else exp(scores[i, j]))


@procedure("r", "The sum of each row of $E$.", general=r"\Bigl(\sum_j E_{ij}\Bigr)")
def row_sums(exponentials):
    return tuple(sum(row) for row in exponentials.tolist())


@procedure(because="Each row of $E$ divided by its sum; each row of $A$ then adds up to 1.", general=r"\bigl(E_{ij} / r_i\bigr)")
def weights(exponentials, row_sums):
    return Matrix([[entry / r for entry in row] for row, r in zip(exponentials.tolist(), row_sums, strict=True)])


@weights.mistake("took the softmax of each column", credit="1/4", feedback="The weights of one query add up to 1, and a query is a row.")
def _(exponentials):
    return Matrix(exponentials.rows, exponentials.cols, lambda i, j: exponentials[i, j] / (sum(exponentials.col(j)) or 1))


@weights.mistake("took one softmax over the whole matrix", credit="1/4")
def _(exponentials):
    return exponentials / sum(exponentials)


@weights.mistake("did not divide by the sum", credit="1/4")
def _(exponentials):
    return exponentials


@weights.mistake(
    "divided the scores by their sum, without the exponential",
    when=lambda scores, padded=None: padded is None and all(sum(scores.row(i)) != 0 for i in range(scores.rows)),
)
def _(scores):
    return Matrix(scores.rows, scores.cols, lambda i, j: scores[i, j] / sum(scores.row(i)))


@weights.mistake(
    "set the weights of the padding to 0 after the softmax, and did not divide again",
    credit="1/2",
    when=lambda level: level == "hard",
    feedback="Then the weights of a query no longer add up to 1.",
)
def _(scores, padded=None):
    every = scores.applyfunc(exp)
    return Matrix(every.rows, every.cols, lambda i, j: 0 if j + 1 == padded else every[i, j] / sum(every.row(i)))


@step(because="Each row of $A$ weighs the rows of $V$.")
def output(weights, V=None, values=None):
    return weights * V if V is not None else weights * values


@output.mistake("transposed the values", credit="1/4", when=lambda V=None: V is not None and V.rows == V.cols)
def _(weights, V=None):
    return weights * V.T


@output.mistake("transposed the weights", credit="1/4", when=lambda level: level == "easy")
def _(weights, V=None):
    return weights.T * V


@output.mistake("weighed the keys in place of the values")
def _(weights, K=None, keys=None):
    return weights * K if K is not None else weights * keys


@output.mistake("weighed the tokens of the encoder, without $W_V$", credit="1/4", when=lambda level: level == "hard")
def _(weights, Y=None):
    return weights * Y


@procedure(
    because="{% if event == 'encoder' %}Keys and values move together: each query meets the same pairs of key and value in another order, and a sum has no order."
    "{% elif event == 'decoder' %}Each query is treated on its own: its row moves with it."
    "{% else %}Each weight now meets the value of another token, and the sums change.{% endif %}"
)
def reordered(event):
    return "same" if event == "encoder" else "rows" if event == "decoder" else "other"


@reordered.mistake("took the sum over the keys to depend on their order", when=lambda event=None: event == "encoder")
def _(event=None):
    return "rows"


@reordered.mistake("took attention to ignore the order of the queries", when=lambda event=None: event == "decoder")
def _(event=None):
    return "same"


@reordered.mistake("overlooked that a value belongs to its key", when=lambda event=None: event == "values")
def _(event=None):
    return "same"


def _attend(queries, keys, values, d_k, padded):
    """One query at a time; each weight from the odds against every key that may be seen."""
    table, shares, out = [], [], []
    for query in queries:
        row = []
        for key in keys:
            product = 0.0
            for a, b in zip(query, key, strict=True):
                product += a * b
            row.append(product * d_k**-0.5)
        seen = [j for j in range(len(keys)) if j + 1 != padded]
        share = [1 / sum(power_of_e(row[other] - row[j]) for other in seen) if j in seen else 0.0 for j in range(len(keys))]
        mixed = [0.0] * len(values[0])
        for weight, value in zip(share, values, strict=True):
            for c, entry in enumerate(value):
                mixed[c] += weight * entry
        table.append(row)
        shares.append(share)
        out.append(mixed)
    return table, shares, out


def _projected(tokens, matrix):
    return [[sum(token[l] * matrix[l][c] for l in range(len(token))) for c in range(len(matrix[0]))] for token in tokens]


def _near(one, other):
    return all(abs(a - b) < 1e-9 for row, line in zip(one, other, strict=True) for a, b in zip(row, line, strict=True))


@oracle
def query_by_query(d_k, Q=None, K=None, V=None, X=None, Y=None, W_Q=None, W_K=None, W_V=None, padded=0, event="", moved=()):
    """Loops over queries, keys and coordinates; reordering is tried out on the tokens."""
    if X is None:
        table, shares, out = _attend(Q.tolist(), K.tolist(), V.tolist(), d_k, 0)
    else:
        q, k, v = (_projected(a.tolist(), b.tolist()) for a, b in ((X, W_Q), (Y, W_K), (Y, W_V)))
        table, shares, out = _attend(q, k, v, d_k, padded)
    answers = {
        "score_shape": [len(table), len(table[0])],
        "output_shape": [len(out), len(out[0])],
        "scores": table,
        "weights": shares,
        "output": out,
    }
    if X is not None:
        first, second = (int(j) - 1 for j in moved)
        order = list(range(len(k)))
        order[first], order[second] = second, first
        if event == "decoder":
            now = _attend(q[::-1], k, v, d_k, padded)[2]
        else:
            new_keys = [k[j] for j in order] if event == "encoder" else k
            now = _attend(q, new_keys, [v[j] for j in order], d_k, padded)[2]
        answers["reordered"] = "same" if _near(now, out) else "rows" if _near(now, out[::-1]) else "other"
    return answers
