"""What an analysis says: figures of the exam, of its parts, forms and parameters, and what to look at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Bin:
    """A bar of the histogram: how many totals are from ``low`` up to, but not including, ``high`` (the last bar includes it)."""

    low: float
    high: float
    count: int


@dataclass(frozen=True)
class Totals:
    """The totals of a class, in points. Pending points are not in them yet.

    Attributes:
        n: number of students.
        pending: how many of them have a pending part.
        out_of: what the exam is worth.
        sd: with n - 1 in the denominator.
        lower_quartile, upper_quartile: by linear interpolation (Hyndman and Fan 1996, definition 7).
    """

    n: int
    pending: int
    out_of: float
    mean: float | None
    sd: float | None
    median: float | None
    lower_quartile: float | None
    upper_quartile: float | None
    histogram: tuple[Bin, ...]
    reasons: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Reliability:
    """How well the parts agree about the students.

    Attributes:
        n: students with nothing pending; only they count here.
        unit: what alpha is taken over: ``parts``, or ``problems`` where forms do not have the same parts.
        units: how many of them.
        alpha: Cronbach 1951; at most 1, and below 0 where parts contradict each other.
        sem: standard error of measurement, in points: sd of the totals times the root of 1 - alpha (Lord and Novick 1968).
    """

    n: int
    unit: str
    units: int
    alpha: float | None
    sem: float | None
    reasons: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Item:
    """A part of the exam and how it did.

    Attributes:
        key, family, name: which part.
        out_of: its points; the largest number where forms differ in it.
        asked: students who had it.
        n: those of them whose points are final; difficulty and sd are of these.
        difficulty: mean share of points, from 0 (nobody has any) to 1 (everybody has all).
        sd: of the shares, with n - 1 in the denominator.
        discrimination: correlation of the points here with the points of the rest of the exam (Henrysson 1963), over students with nothing
            pending.
        alpha_with, alpha_without: alpha over the students who had this item, with it and when it is left out (Cronbach 1951). Where all
            forms have the item, the former is the alpha of the exam.
        verdicts: share of each verdict among those asked, in the order of ``report.WORDS``; empty when nobody was asked.
        misconceptions: (name, students), most frequent first.
        mean_minutes: mean time for the whole exam of the students who had this item; None when no times are known.
        remarks: for the instructor, sentences.
    """

    key: str
    family: str
    name: str
    out_of: float
    asked: int
    n: int
    difficulty: float | None
    sd: float | None
    discrimination: float | None
    alpha_with: float | None
    alpha_without: float | None
    verdicts: Mapping[str, float]
    misconceptions: tuple[tuple[str, int], ...]
    mean_minutes: float | None
    remarks: tuple[str, ...]
    reasons: Mapping[str, str] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """The item in words: ``1.a (batchnorm/affine: slope)``."""
        return f"{self.key} ({self.family}: {self.name})"


@dataclass(frozen=True)
class FormFigures:
    """The totals of the students who had a form, in points; ``pending`` counts those with a pending part."""

    form: str
    n: int
    pending: int
    mean: float | None
    sd: float | None


@dataclass(frozen=True)
class FormTest:
    """Whether forms differ in difficulty: the test of Kruskal and Wallis (1952) over totals of students with nothing pending.

    Attributes:
        forms, n: how many forms with enough students took part, and the students in them.
        h: the statistic, corrected for ties.
        p: how often chance alone makes H at least as large, by the chi-squared approximation.
        epsilon_squared: H / (n - 1), the share of the variance of the ranks that goes with the form (Tomczak and Tomczak 2014).
        reason: why there is no test; "" when there is one.
    """

    forms: int
    n: int
    h: float | None
    p: float | None
    epsilon_squared: float | None
    reason: str = ""


@dataclass(frozen=True)
class ParameterEffect:
    """How the share of an item goes with a parameter of its instance.

    Attributes:
        parameter: its name; ``max |W|`` and ``sum |W|`` are the largest absolute entry, and the sum of all, of a matrix or tuple.
        n, distinct: students, and different values that they had.
        rho: Spearman's rank correlation; below 0 where larger values go with fewer points.
        p, adjusted: of rho, alone (t approximation) and adjusted over all effects tested in the exam (Benjamini and Hochberg 1995).
    """

    key: str
    family: str
    name: str
    parameter: str
    n: int
    distinct: int
    rho: float
    p: float
    adjusted: float


@dataclass(frozen=True)
class TimeFigures:
    """Minutes that students took, and Spearman's correlation with their totals: times have outliers, ranks do not mind them.

    Attributes:
        n: students whose time is known.
        pairs: those of them with nothing pending; rho is of these.
    """

    n: int
    pairs: int
    mean: float | None
    median: float | None
    rho: float | None
    p: float | None
    reasons: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Remark:
    """Something to look at: what it is about, and a sentence or two."""

    subject: str
    text: str


@dataclass(frozen=True)
class Analysis:
    """A graded class as figures. No student can be told from it by name.

    Attributes:
        exam: the id of the exam.
        items: in the order of the exam.
        forms: those that somebody had, in the order of the key.
        parameters: the effects with enough data, largest first.
        time: None when no times were given.
        remarks: what to look at, the exam as a whole first, then item by item.
    """

    exam: str
    totals: Totals
    reliability: Reliability
    items: tuple[Item, ...]
    forms: tuple[FormFigures, ...]
    form_test: FormTest
    parameters: tuple[ParameterEffect, ...]
    time: TimeFigures | None
    remarks: tuple[Remark, ...]

    @property
    def students(self) -> int:
        """The number of students."""
        return self.totals.n
