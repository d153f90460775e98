"""The formulas of item analysis, each with the reason where a figure does not exist; their sources stand in ``analysis``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from examgen.classroom.analysis.figures import FormTest

Floats: TypeAlias = NDArray[np.float64]
#: Fewest students for a correlation with the total, and for alpha.
FEWEST = 3
#: Fewest students of a form that takes part in the test of the forms: below, the distribution of H is no chi-squared.
FEWEST_OF_A_FORM = 5


class Estimate(NamedTuple):
    """A figure, or None and the reason."""

    value: float | None
    reason: str = ""


class Correlation(NamedTuple):
    """A correlation with its p-value, or None and the reason."""

    rho: float | None
    p: float | None
    reason: str = ""


def is_constant(values: Floats) -> bool:
    """Whether all values are the same but for the rounding of sums."""
    return bool(np.ptp(values) <= 1e-9 * max(1.0, float(np.abs(values).max())))


def cronbach_alpha(scores: Floats) -> Estimate:
    """Cronbach's alpha of students (rows) by units (columns): k / (k - 1) * (1 - sum of variances / variance of sums) (Cronbach 1951)."""
    students, units = scores.shape
    if students < FEWEST:
        return Estimate(None, f"fewer than {FEWEST} students with nothing pending")
    if units < 2:
        return Estimate(None, "it needs at least two parts")
    # sums of floats depend on their order a little, and that of the students must not decide how a figure is rounded
    scores = scores[np.lexsort(scores.T)]
    sums = scores.sum(axis=1)
    if is_constant(sums):
        return Estimate(None, "all totals are equal")
    parts = float(scores.var(axis=0, ddof=1).sum())
    alpha = units / (units - 1) * (1 - parts / float(sums.var(ddof=1)))
    return Estimate(min(alpha, 1.0))  # rounding may lead a hair beyond the most that there can be


def item_rest_correlation(points: Floats, totals: Floats) -> Estimate:
    """Pearson's correlation of an item with the total minus the item: the corrected item-total correlation (Henrysson 1963)."""
    if len(points) < FEWEST:
        return Estimate(None, f"fewer than {FEWEST} students with nothing pending")
    if is_constant(points):
        return Estimate(None, "all students have the same points here")
    order = np.lexsort((totals, points))
    points, totals = points[order], totals[order]
    rest = totals - points
    if is_constant(rest):
        return Estimate(None, "all students have the same points in the rest of the exam")
    return Estimate(float(np.corrcoef(points, rest)[0, 1]))


def spearman(first: Floats, second: Floats) -> Correlation:
    """Spearman's rank correlation, ties with mean ranks, and its two-sided p-value by Student's t with n - 2 degrees (Spearman 1904)."""
    from scipy import stats  # here, for it takes a while to load

    if len(first) < FEWEST:
        return Correlation(None, None, f"fewer than {FEWEST} students")
    if first.min() == first.max() or second.min() == second.max():
        return Correlation(None, None, "all values are equal")
    order = np.lexsort((second, first))
    found = stats.spearmanr(first[order], second[order])
    return Correlation(float(found.statistic), float(found.pvalue))


def kruskal_wallis(groups: Sequence[Floats]) -> FormTest:
    """The test of Kruskal and Wallis (1952), with epsilon squared = H / (n - 1), for at least two groups that are not empty."""
    from scipy import stats

    n = sum(map(len, groups))
    every = np.concatenate(groups)
    if every.min() == every.max():
        return FormTest(len(groups), n, None, None, None, "all totals are equal")
    found = stats.kruskal(*groups)
    h = float(found.statistic)
    return FormTest(len(groups), n, h, float(found.pvalue), h / (n - 1))


def adjusted(p_values: Sequence[float]) -> list[float]:
    """P-values adjusted for the rate of false discoveries (Benjamini and Hochberg 1995), in the given order."""
    from scipy import stats

    return [float(p) for p in stats.false_discovery_control(p_values)] if p_values else []


def reasons_of(**figures: Estimate) -> dict[str, str]:
    """The reasons of the figures that do not exist."""
    return {name: figure.reason for name, figure in figures.items() if figure.value is None}


def mean_of(values: Floats, reason: str) -> Estimate:
    """The mean; ``reason`` says why there are no values."""
    return Estimate(float(np.sort(values).mean())) if len(values) else Estimate(None, reason)


def sd_of(values: Floats) -> Estimate:
    """The standard deviation, with n - 1 in the denominator."""
    if len(values) < 2:
        return Estimate(None, "fewer than 2 students")
    return Estimate(0.0 if is_constant(values) else float(np.sort(values).std(ddof=1)))
