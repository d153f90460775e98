"""Two moving averages; inference takes them as constants; identical batches are approached geometrically."""

from examgen.authoring import ceiling, floor, log, misconception, oracle, sqrt, step


@step(because="A share $a$ of the old value, a share $1 - a$ of the new one.")
def first_mean(a, m0, m1):
    return a * m0 + (1 - a) * m1


@step(because="The same average, of variances.")
def first_variance(a, v0, v1):
    return a * v0 + (1 - a) * v1


@step(because="The second update starts from the result of the first one.")
def second_mean(a, first_mean, m2):
    return a * first_mean + (1 - a) * m2


@step(because="The second update starts from the result of the first one.")
def second_variance(a, first_variance, v2):
    return a * first_variance + (1 - a) * v2


swapped = misconception(
    "exchanged the two shares",
    credit="1/3",
    when=lambda a: 2 * a != 1,
    feedback="Here $a$ is the share of the old value; some libraries name the other share momentum.",
)


@swapped.at(first_mean)
def _(a, m0, m1):
    return (1 - a) * m0 + a * m1


@swapped.at(first_variance)
def _(a, v0, v1):
    return (1 - a) * v0 + a * v1


@swapped.at(second_mean)
def _(a, first_mean, m2):
    return (1 - a) * first_mean + a * m2


@swapped.at(second_variance)
def _(a, first_variance, v2):
    return (1 - a) * first_variance + a * v2


of_deviations = misconception(
    "averaged the standard deviations in place of the variances", credit="1/4", feedback="The layer keeps the running *variance*."
)


@of_deviations.at(first_variance)
def _(a, v0, v1):
    return (a * sqrt(v0) + (1 - a) * sqrt(v1)) ** 2


@of_deviations.at(second_variance)
def _(a, first_variance, v2):
    return (a * sqrt(first_variance) + (1 - a) * sqrt(v2)) ** 2


@first_mean.mistake("took the statistics of the first batch and forgot the initial ones", credit="1/4")
def _(m1):
    return m1


@first_variance.mistake("took the statistics of the first batch and forgot the initial ones", credit="1/4")
def _(v1):
    return v1


@first_mean.mistake("averaged without weights", credit="1/4", when=lambda a: 2 * a != 1)
def _(m0, m1):
    return (m0 + m1) / 2


@first_variance.mistake("averaged without weights", credit="1/4", when=lambda a: 2 * a != 1)
def _(v0, v1):
    return (v0 + v1) / 2


@second_mean.mistake("averaged the two batches", credit="1/4")
def _(m1, m2):
    return (m1 + m2) / 2


@second_variance.mistake("averaged the two batches", credit="1/4")
def _(v1, v2):
    return (v1 + v2) / 2


@second_mean.mistake("started again from the initial value", credit="1/3")
def _(a, m0, m2):
    return a * m0 + (1 - a) * m2


@second_variance.mistake("started again from the initial value", credit="1/3")
def _(a, v0, v2):
    return a * v0 + (1 - a) * v2


@step(because="In inference the running statistics are constants; the batch plays no part.")
def first_inference(x, first_mean, first_variance, eps):
    return (x - first_mean) / sqrt(first_variance + eps)


@first_inference.mistake("used the statistics of the batch", credit="1/4", feedback="Inference mode uses the running statistics.")
def _(x, m1, v1, eps):
    return (x - m1) / sqrt(v1 + eps)


@first_inference.mistake("left out the root", credit="1/3")
def _(x, first_mean, first_variance, eps):
    return (x - first_mean) / (first_variance + eps)


@first_inference.mistake("added epsilon outside of the root", credit="1/2")
def _(x, first_mean, first_variance, eps):
    return (x - first_mean) / (sqrt(first_variance) + eps)


@first_inference.mistake("did not subtract the running mean", credit="1/3")
def _(x, first_variance, eps):
    return x / sqrt(first_variance + eps)


@step(because="In inference the running statistics are constants; the batches play no part.")
def inference(gamma, x, second_mean, second_variance, eps, beta):
    return gamma * (x - second_mean) / sqrt(second_variance + eps) + beta


@inference.mistake("used the statistics of the last batch", credit="1/4", feedback="Inference mode uses the running statistics.")
def _(gamma, x, m2, v2, eps, beta):
    return gamma * (x - m2) / sqrt(v2 + eps) + beta


@inference.mistake("left out the root", credit="1/3")
def _(gamma, x, second_mean, second_variance, eps, beta):
    return gamma * (x - second_mean) / (second_variance + eps) + beta


@inference.mistake("added epsilon outside of the root", credit="1/2")
def _(gamma, x, second_mean, second_variance, eps, beta):
    return gamma * (x - second_mean) / (sqrt(second_variance) + eps) + beta


@inference.mistake("did not subtract the running mean", credit="1/3")
def _(gamma, x, second_variance, eps, beta):
    return gamma * x / sqrt(second_variance + eps) + beta


@inference.mistake("left out scale and shift", credit="1/2")
def _(x, second_mean, second_variance, eps):
    return (x - second_mean) / sqrt(second_variance + eps)


@inference.mistake("put the shift inside of the scale", credit="1/2")
def _(gamma, x, second_mean, second_variance, eps, beta):
    return gamma * ((x - second_mean) / sqrt(second_variance + eps) + beta)


@step(because="In training mode the batch is normalized with its own statistics.")
def training(gamma, x, m2, v2, eps, beta):
    return gamma * (x - m2) / sqrt(v2 + eps) + beta


@training.mistake("used the running statistics in training mode", credit="1/4")
def _(inference):
    return inference


@training.mistake("left out the root", credit="1/3", when=lambda v2, eps: v2 + eps != 1)
def _(gamma, x, m2, v2, eps, beta):
    return gamma * (x - m2) / (v2 + eps) + beta


@training.mistake("added epsilon outside of the root", credit="1/2")
def _(gamma, x, m2, v2, eps, beta):
    return gamma * (x - m2) / (sqrt(v2) + eps) + beta


@step(because="The difference from $\\mu$ shrinks by the factor $a$ with each batch, and it begins with $-\\mu$.")
def after_means(a, T, m):
    return (1 - a**T) * m


@after_means.mistake("exchanged the two shares", credit="1/3")
def _(a, T, m):
    return (1 - (1 - a) ** T) * m


@after_means.mistake("multiplied in place of taking powers", credit="1/4")
def _(a, T, m):
    return (1 - a * T) * m


@after_means.mistake("gave the difference from the limit", credit="1/3")
def _(a, T, m):
    return a**T * m


@step("u", "The unbiased estimate: the same sum of squares over $m - 1$.")
def unbiased(size, v):
    return size * v / (size - 1)


@unbiased.mistake(
    "used the variance with the denominator $m$", credit="1/2", feedback="The running variance is fed with the unbiased estimate."
)
def _(v):
    return v


@unbiased.mistake("exchanged the two denominators", credit="1/2")
def _(size, v):
    return (size - 1) * v / size


@step(because="What is left of $\\bar v_0 = 1$ is $a^T$; all batches together have the rest of the weight.")
def after_variances(a, T, unbiased):
    return a**T + (1 - a**T) * unbiased


@after_variances.mistake("forgot the initial variance", credit="1/2")
def _(a, T, unbiased):
    return (1 - a**T) * unbiased


@after_variances.mistake("exchanged the two shares", credit="1/3")
def _(a, T, unbiased):
    return (1 - a) ** T + (1 - (1 - a) ** T) * unbiased


@after_variances.mistake("took the powers the other way round", credit="1/4")
def _(a, T, unbiased):
    return 1 - a**T + a**T * unbiased


@step(because="$a^T$ tends to 0, so that the running statistics tend to $\\mu$ and $u$.")
def steady(gamma, x, m, unbiased, small, beta):
    return gamma * (x - m) / sqrt(unbiased + small) + beta


@steady.mistake("left out the root", credit="1/3")
def _(gamma, x, m, unbiased, small, beta):
    return gamma * (x - m) / (unbiased + small) + beta


@steady.mistake("added epsilon outside of the root", credit="1/2")
def _(gamma, x, m, unbiased, small, beta):
    return gamma * (x - m) / (sqrt(unbiased) + small) + beta


@steady.mistake("kept the initial statistics", credit="0")
def _(gamma, x, small, beta):
    return gamma * x / sqrt(1 + small) + beta


@step(
    because="The difference is $a^T$ times the first one; $a^T < \\tau$ means $T > \\ln \\tau / \\ln a$, since $\\ln a < 0$ turns the sign. Round up."
)
def enough(tau, a):
    return ceiling(log(tau) / log(a))


@enough.mistake("rounded down", credit="1/2")
def _(tau, a):
    return floor(log(tau) / log(a))


@enough.mistake("exchanged the two shares", credit="1/3")
def _(tau, a):
    return ceiling(log(tau) / log(1 - a))


@enough.mistake("took the difference to shrink by equal amounts", credit="1/4")
def _(tau, a):
    return ceiling((1 - tau) / (1 - a))


@oracle
def replay(a, m0=0, v0=1, m1=0, v1=1, m2=None, v2=None, eps=0, x=0, gamma=1, beta=0, m=0, size=0, v=0, T=0, small=0, tau=0):
    """Update batch by batch; a formula in T is extrapolated from the first updates, since their differences form a geometric sequence."""
    if size:
        squares = size * v  # the sum of the squared deviations of a batch
        means, variances = [0.0], [1.0]
        for _ in range(400):
            means.append(means[-1] + (1 - a) * (m - means[-1]))
            variances.append(variances[-1] + (1 - a) * (squares / (size - 1) - variances[-1]))

        def at(row):
            ratio = (row[2] - row[1]) / (row[1] - row[0])
            return row[0] + (row[1] - row[0]) * (ratio**T - 1) / (ratio - 1)

        close = [k for k in range(400) if abs(means[k] - m) < tau * abs(m)]
        return {
            "after_means": at(means),
            "after_variances": at(variances),
            "steady": beta + gamma * (x - means[-1]) * (variances[-1] + small) ** -0.5,
            "enough": close[0],
        }
    weights = [(m1, v1)] if m2 is None else [(m1, v1), (m2, v2)]
    track = [(m0, v0)]
    for mean, variance in weights:
        old = track[-1]
        track.append((old[0] + (1 - a) * (mean - old[0]), old[1] + (1 - a) * (variance - old[1])))

    def output(mean, variance):
        return beta + gamma * (x - mean) * (variance + eps) ** -0.5

    answers = {"first_mean": track[1][0], "first_variance": track[1][1]}
    if m2 is None:
        answers["first_inference"] = output(*track[1])
    else:
        answers |= {"inference": output(*track[2]), "second_mean": track[2][0], "second_variance": track[2][1], "training": output(m2, v2)}
    return answers
