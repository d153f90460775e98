"""Mean, mean squared deviation, and how two batches are pooled through their second moments."""

from itertools import combinations

from examgen.authoring import absolute, misconception, oracle, procedure, sqrt, step, total


@procedure("x", "{% if column is not none %}The values of feature {{ column + 1 }}: its row of the table.{% endif %}")
def batch(x=None, X=None, column=None):
    return x if X is None else tuple(X.col(column))


@batch.mistake(
    "took the statistics of one sample in place of one feature",
    when=lambda X=None: X is not None,
    feedback="Batch normalization pools over the samples, feature by feature.",
)
def _(X=None, column=None):
    return None if X is None else tuple(X.row(column))


@step(because="Add the values and divide by their number.")
def mean(batch):
    return total(batch) / len(batch)


@step(because="The mean squared deviation from the mean; the deviations themselves add up to 0.")
def variance(batch, mean):
    return total(lambda x: (x - mean) ** 2, batch) / len(batch)


@variance.mistake(
    "left out the square of the mean",
    credit="1/4",
    when=lambda mean: mean != 0,
    feedback=r"$\mathrm{V}[X] = \mathrm{E}[X^2] - \mathrm{E}[X]^2$.",
)
def _(batch):
    return total(lambda x: x**2, batch) / len(batch)


@variance.mistake("gave the standard deviation", credit="1/2")
def _(variance):
    return sqrt(variance)


@variance.mistake("averaged the absolute deviations", credit="1/4")
def _(batch, mean):
    return total(lambda x: absolute(x - mean), batch) / len(batch)


@step(because="The same sum of squares, divided by one less than the number of values.")
def unbiased(variance, batch):
    return len(batch) * variance / (len(batch) - 1)


exchanged = misconception(
    "exchanged the two denominators", credit="1/2", feedback="Batch normalization divides by $m$, the unbiased estimate by $m - 1$."
)


@exchanged.at(variance)
def _(batch, mean):
    return total(lambda x: (x - mean) ** 2, batch) / (len(batch) - 1)


@exchanged.at(unbiased)
def _(batch, mean):
    return total(lambda x: (x - mean) ** 2, batch) / len(batch)


@step(because="Each mean counts as often as its device has values.")
def pooled_mean(n1, mean1, n2, mean2):
    return (n1 * mean1 + n2 * mean2) / (n1 + n2)


@pooled_mean.mistake("averaged the two means without weights", credit="1/4", when=lambda n1, n2: n1 != n2)
def _(mean1, mean2):
    return (mean1 + mean2) / 2


@step(r"\mathrm{E}[X^2]", r"Second moments pool like means; on each device $\mathrm{E}[X^2] = \sigma^2 + \mu^2$.")
def second_moment(n1, mean1, var1, n2, mean2, var2):
    return (n1 * (var1 + mean1**2) + n2 * (var2 + mean2**2)) / (n1 + n2)


@step(because="The second moment minus the square of the mean: the distance between the means adds to the variance.")
def pooled_variance(second_moment, pooled_mean):
    return second_moment - pooled_mean**2


@pooled_variance.mistake("averaged the variances and lost the distance between the means", credit="1/4")
def _(n1, var1, n2, var2):
    return (n1 * var1 + n2 * var2) / (n1 + n2)


@pooled_variance.mistake("left out the square of the mean", credit="1/3", when=lambda pooled_mean: pooled_mean != 0)
def _(second_moment):
    return second_moment


@step(because="The same sum of squares over one less than the number of values.")
def pooled_unbiased(pooled_variance, n1, n2):
    return (n1 + n2) * pooled_variance / (n1 + n2 - 1)


@pooled_unbiased.mistake("subtracted one for each device", credit="1/2")
def _(pooled_variance, n1, n2):
    return (n1 + n2) * pooled_variance / (n1 + n2 - 2)


@oracle(exact=True)
def pairs(x=None, X=None, column=None, n1=0, n2=0, mean1=0, mean2=0, var1=0, var2=0):
    """Variance from the squared differences of all pairs, which never needs the mean; devices by adding up raw sums."""
    from fractions import Fraction

    if n1:
        count, first, second = 0, Fraction(0), Fraction(0)
        for n, mu, var in ((n1, mean1, var1), (n2, mean2, var2)):
            for _ in range(n):
                count, first, second = count + 1, first + mu, second + var + mu * mu
        squares = count * second - first * first  # the sum over all pairs of squared differences
        return {
            "pooled_mean": first / count,
            "pooled_variance": squares / count**2,
            "pooled_unbiased": squares / (count * (count - 1)),
        }
    values = x if X is None else [row[column] for row in X]
    m = len(values)
    apart = sum(Fraction(a - b) ** 2 for a, b in combinations(values, 2))
    centre = Fraction(0)
    for k, value in enumerate(values, start=1):  # running mean
        centre += (value - centre) / k
    return {"mean": centre, "variance": apart / m**2, "unbiased": apart / (m * (m - 1))}
