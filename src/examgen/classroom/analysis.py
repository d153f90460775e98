"""Item analysis: what the points of a class tell about an exam and each of its parts.

Words used here:

* An *item* is a part of the exam: its key, the family it was drawn from and its name there. Forms may draw another family for the same
  key; then these are separate items. Parts that are alike in all forms are one item.
* A *share* is points divided by the points the part is worth, from 0 to 1.
* The *total* of a student is the sum of the points of the parts, in points, before anything that is done to the sum as a whole
  (lateness, curve, rounding): that says something about the student, not about the exam.
* A part is *pending* while a person may still give points for it. It is left out of the figures of its item. Figures that need whole
  totals (alpha, discrimination, the test of the forms, time) leave out students with a pending part.

A figure that does not exist is None, and ``reasons`` says why, by the name of the figure.

Sources:

* Alpha: L. J. Cronbach, "Coefficient alpha and the internal structure of tests", Psychometrika 16 (1951) 297-334.
* Standard error of measurement: F. M. Lord, M. R. Novick, "Statistical theories of mental test scores" (1968), section 3.8.
* Corrected item-total correlation: S. Henrysson, "Correction of item-total correlations in item analysis", Psychometrika 28 (1963) 211-218;
  how to read it: R. L. Ebel, "Essentials of educational measurement" (1972).
* Forms: W. H. Kruskal, W. A. Wallis, "Use of ranks in one-criterion variance analysis", JASA 47 (1952) 583-621; epsilon squared:
  M. Tomczak, E. Tomczak, "The need to report effect size estimates revisited", Trends in Sport Sciences 21 (2014) 19-25.
* Rank correlation: C. Spearman, "The proof and measurement of association between two things", Am. J. Psychology 15 (1904) 72-101.
* Many tests at once: Y. Benjamini, Y. Hochberg, "Controlling the false discovery rate", J. R. Stat. Soc. B 57 (1995) 289-300.
* Quartiles: definition 7 of R. J. Hyndman, Y. Fan, "Sample quantiles in statistical packages", Am. Statistician 50 (1996) 361-365.
"""

from __future__ import annotations

import math
import re
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from examgen.grading.encoding import decode
from examgen.grading.report import WORDS

if TYPE_CHECKING:
    from examgen.grading.key import Key, ProblemKey
    from examgen.grading.report import GradeReport

Floats: TypeAlias = NDArray[np.float64]
Whole: TypeAlias = NDArray[np.int64]
Flags: TypeAlias = NDArray[np.bool_]

#: Fewest students for a correlation with the total, and for alpha.
FEWEST = 3
#: Fewest students before a figure of an item is worth a remark: with fewer, chance makes any pattern.
FEWEST_TO_REMARK = 5
#: Fewest students of a form that takes part in the test of the forms: below, the distribution of H is no chi-squared.
FEWEST_OF_A_FORM = 5
#: Fewest students and fewest distinct values for the effect of a parameter.
FEWEST_FOR_A_PARAMETER = 20
FEWEST_VALUES = 3
#: Above and below: a part that nearly everybody, or nearly nobody, solves.
EASY, HARD = 0.95, 0.2
#: By how much alpha must rise without an item to be worth a remark; less is noise.
RISE = 0.01
#: Share of answers that could not be read or decided that is worth a remark.
UNREADABLE = 0.1
#: The smallest rank correlation that is worth a remark: in a large class, chance is excluded for effects that do not matter, too.
SMALL = 0.1
#: The level at which a test is called out in words.
LEVEL = 0.05
#: A discrimination below this is called negative; nearer to 0 it reads as 0.
NEGATIVE = -0.005
#: The most bars that the histogram of totals has, and what their width may be, times a power of ten.
MOST_BINS = 12
WIDTHS = (1.0, 2.0, 2.5, 4.0, 5.0)


# --- what comes out --------------------------------------------------------------------------------------------------


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


class Estimate(NamedTuple):
    """A figure, or None and the reason."""

    value: float | None
    reason: str = ""


class Correlation(NamedTuple):
    """A correlation with its p-value, or None and the reason."""

    rho: float | None
    p: float | None
    reason: str = ""


def analyze(reports: Iterable[GradeReport], key: Key, *, minutes: Mapping[str, float] | None = None) -> Analysis:
    """Analyse a graded class.

    Reports are read one by one; only floats for each student and part are kept. Each report counts as a student of its own.

    Args:
        key: the answer key; parameters of the instances come from it. Forms it lacks are analysed without parameters.
        minutes: number of a student, as in the reports -> minutes that the student took for the whole exam; those that are no positive
            number count as unknown.

    A class may be of any size, also empty: what cannot be computed is None, with the reason.
    """
    gathered = _Gathered()
    for report in reports:
        gathered.add(report, math.nan if minutes is None else minutes.get(report.student, math.nan))
    for slot in _slots_of(key):  # what nobody had is told, too
        gathered.slots.setdefault(slot.item, slot)
    points = _Points(gathered)
    totals = _totals(points, gathered.worth() or float(Fraction(key.points)))
    items = tuple(_item(points, item, timed=minutes is not None) for item in sorted(gathered.slots, key=natural_order))
    forms = _forms(points, key)
    test = _form_test(points)
    effects = _effects(points, key)
    reliability = _reliability(points)
    return Analysis(
        exam=key.exam,
        totals=totals,
        reliability=reliability,
        items=items,
        forms=forms,
        form_test=test,
        parameters=effects,
        time=None if minutes is None else _time(points),
        remarks=(*_remarks_of_exam(totals, reliability, forms, test), *_remarks_of_effects(effects), *_remarks_of_items(items)),
    )


# --- reading reports -------------------------------------------------------------------------------------------------


class _ItemId(NamedTuple):
    key: str
    family: str
    name: str


class _Slot(NamedTuple):
    """A place of a form: the item there, the number of its problem, and what it is worth."""

    item: _ItemId
    number: int
    out_of: float


def natural_order(item: Sequence[str]) -> tuple[int, int, Sequence[str]]:
    """A sorting key for keys of parts: 2.b before 10.a, and z before aa."""
    number, _, letters = item[0].partition(".")
    return (int(number) if re.fullmatch(r"[0-9]{1,9}", number) else 0, len(letters), item)


@lru_cache(maxsize=10_000)
def _exact(text: str) -> Fraction:
    return Fraction(text)


def _slots_of(key: Key) -> Iterable[_Slot]:
    for form in key.forms.values():
        for problem in form.problems:
            for part in problem.parts:
                yield _Slot(_ItemId(part.key, problem.family, part.name), problem.number, float(_exact(part.points)))


class _Block:
    """The students whose reports have the same slots, and their points row by row; NaN is pending."""

    def __init__(self) -> None:
        self.students = array("q")
        self.points = array("d")


class _Gathered:
    """What is kept of the reports."""

    def __init__(self) -> None:
        self.blocks: dict[tuple[_Slot, ...], _Block] = {}
        self.slots: dict[_ItemId, _Slot] = {}
        self.totals = array("d")
        self.minutes = array("d")
        self.complete = array("b")
        self.forms = array("q")
        self.form_numbers: dict[str, int] = {}
        self.verdicts: dict[_ItemId, Counter[str]] = {}
        self.misconceptions: dict[_ItemId, Counter[str]] = {}

    def add(self, report: GradeReport, minutes: float) -> None:
        """Keep the points of a report, exact sums rounded once: equal totals stay equal."""
        slots: list[_Slot] = []
        points: list[float] = []
        for problem in report.problems:
            for part in problem.parts:
                item = _ItemId(part.key, problem.family, part.name)
                slots.append(_Slot(item, problem.number, float(_exact(part.out_of))))
                points.append(math.nan if _exact(part.pending) > 0 else float(_exact(part.points)))
                self.verdicts.setdefault(item, Counter())[part.verdict] += 1
                if part.misconception:
                    self.misconceptions.setdefault(item, Counter())[part.misconception] += 1
        for slot in slots:
            self.slots.setdefault(slot.item, slot)
        block = self.blocks.setdefault(tuple(slots), _Block())
        block.students.append(len(self.totals))
        block.points.extend(points)
        self.totals.append(float(sum((_exact(part.points) for part in report.parts), Fraction(0))))
        self.minutes.append(minutes if math.isfinite(minutes) and minutes > 0 else math.nan)
        self.complete.append(not any(map(math.isnan, points)))
        self.forms.append(self.form_numbers.setdefault(report.form, len(self.form_numbers)))

    def worth(self) -> float:
        """The points of the exam as it was graded: a policy may have changed those in the key. 0 when there are no reports."""
        return max((math.fsum(slot.out_of for slot in slots) for slots in self.blocks), default=0.0)


class _Column(NamedTuple):
    """An item over the students who had it: who, points (NaN is pending), and what it was worth to each."""

    students: Whole
    points: Floats
    out_of: Floats


class _Points:
    """The same as arrays: by item for the figures of items, students by parts and by problems for alpha."""

    def __init__(self, gathered: _Gathered) -> None:
        self.gathered = gathered
        self.totals: Floats = np.array(gathered.totals, dtype=np.float64)
        self.minutes: Floats = np.array(gathered.minutes, dtype=np.float64)
        self.complete: Flags = np.array(gathered.complete, dtype=np.bool_)
        self.forms: Whole = np.array(gathered.forms, dtype=np.int64)
        every = [slot for slots in gathered.blocks for slot in slots if slot.out_of > 0]
        self.keys = {key: place for place, key in enumerate(sorted({slot.item.key for slot in every}))}
        self.numbers = {number: place for place, number in enumerate(sorted({slot.number for slot in every}))}
        count = len(self.totals)
        self.by_part: Floats = np.full((count, len(self.keys)), np.nan)
        self.by_problem: Floats = np.full((count, len(self.numbers)), np.nan)
        self.parts_in: Whole = np.zeros((count, len(self.numbers)), dtype=np.int64)
        pieces: dict[_ItemId, list[_Column]] = {}
        for slots, block in gathered.blocks.items():
            self._place(slots, block, pieces)
        self.columns = {item: _Column(*map(np.concatenate, zip(*found, strict=True))) for item, found in pieces.items()}

    def _place(self, slots: tuple[_Slot, ...], block: _Block, pieces: dict[_ItemId, list[_Column]]) -> None:
        students: Whole = np.array(block.students, dtype=np.int64)
        points: Floats = np.array(block.points, dtype=np.float64).reshape(len(students), len(slots))
        for place, slot in enumerate(slots):
            own = points[:, place]
            pieces.setdefault(slot.item, []).append(_Column(students, own, np.full(len(own), slot.out_of)))
            if slot.out_of <= 0:  # a question that counts for nobody says nothing about anybody
                continue
            problem = self.numbers[slot.number]
            self.by_part[students, self.keys[slot.item.key]] = own
            before = self.by_problem[students, problem]
            self.by_problem[students, problem] = np.where(self.parts_in[students, problem] > 0, before, 0.0) + own
            self.parts_in[students, problem] += 1

    def column(self, item: _ItemId) -> _Column:
        """The points of an item; empty arrays where nobody had it."""
        none = np.zeros(0)
        return self.columns.get(item, _Column(np.zeros(0, dtype=np.int64), none, none))


# --- formulas --------------------------------------------------------------------------------------------------------


def _constant(values: Floats) -> bool:
    """Whether all values are the same but for the rounding of sums."""
    return bool(np.ptp(values) <= 1e-9 * max(1.0, float(np.abs(values).max())))


def cronbach_alpha(scores: Floats) -> Estimate:
    """Cronbach's alpha of students (rows) by units (columns): k / (k - 1) * (1 - sum of variances / variance of sums) (Cronbach 1951)."""
    students, units = scores.shape
    if students < FEWEST:
        return Estimate(None, f"fewer than {FEWEST} students with nothing pending")
    if units < 2:
        return Estimate(None, "it needs at least two parts")
    sums = scores.sum(axis=1)
    if _constant(sums):
        return Estimate(None, "all totals are equal")
    parts = float(scores.var(axis=0, ddof=1).sum())
    return Estimate(units / (units - 1) * (1 - parts / float(sums.var(ddof=1))))


def item_rest_correlation(points: Floats, totals: Floats) -> Estimate:
    """Pearson's correlation of an item with the total minus the item: the corrected item-total correlation (Henrysson 1963)."""
    if len(points) < FEWEST:
        return Estimate(None, f"fewer than {FEWEST} students with nothing pending")
    if _constant(points):
        return Estimate(None, "all students have the same points here")
    rest = totals - points
    if _constant(rest):
        return Estimate(None, "all students have the same points in the rest of the exam")
    return Estimate(float(np.corrcoef(points, rest)[0, 1]))


def spearman(first: Floats, second: Floats) -> Correlation:
    """Spearman's rank correlation, ties with mean ranks, and its two-sided p-value by Student's t with n - 2 degrees (Spearman 1904)."""
    from scipy import stats  # here, for it takes a while to load

    if len(first) < FEWEST:
        return Correlation(None, None, f"fewer than {FEWEST} students")
    if first.min() == first.max() or second.min() == second.max():
        return Correlation(None, None, "all values are equal")
    found = stats.spearmanr(first, second)
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


def _told(**figures: Estimate) -> dict[str, str]:
    """The reasons of the figures that do not exist."""
    return {name: figure.reason for name, figure in figures.items() if figure.value is None}


def _mean(values: Floats, reason: str) -> Estimate:
    return Estimate(float(values.mean())) if len(values) else Estimate(None, reason)


def _sd(values: Floats) -> Estimate:
    if len(values) < 2:
        return Estimate(None, "fewer than 2 students")
    return Estimate(0.0 if _constant(values) else float(values.std(ddof=1)))


# --- the exam as a whole ---------------------------------------------------------------------------------------------


def _totals(points: _Points, out_of: float) -> Totals:
    totals = points.totals
    mean, sd = _mean(totals, "no students"), _sd(totals)
    quartiles = [float(value) for value in np.quantile(totals, (0.25, 0.5, 0.75))] if len(totals) else [None] * 3
    nobody = dict.fromkeys(("median", "lower_quartile", "upper_quartile"), "no students") if not len(totals) else {}
    return Totals(
        n=len(totals),
        pending=int((~points.complete).sum()),
        out_of=out_of,
        mean=mean.value,
        sd=sd.value,
        lower_quartile=quartiles[0],
        median=quartiles[1],
        upper_quartile=quartiles[2],
        histogram=_histogram(totals, out_of),
        reasons={**_told(mean=mean, sd=sd), **nobody},
    )


def _histogram(totals: Floats, out_of: float) -> tuple[Bin, ...]:
    """Bars of one round width that reach from 0 to what the exam is worth, or just beyond; more than that counts in the last bar."""
    if not len(totals) or out_of <= 0:
        return ()
    power = 10.0 ** math.floor(math.log10(out_of) - 2)
    width = next(w * p for p in (power, 10 * power, 100 * power) for w in WIDTHS if out_of / (w * p) <= MOST_BINS + 1e-9)
    edges = width * np.arange(math.ceil(out_of / width - 1e-9) + 1)
    counts, _ = np.histogram(np.clip(totals, 0.0, edges[-1]), bins=edges)
    return tuple(Bin(float(edges[place]), float(edges[place + 1]), int(count)) for place, count in enumerate(counts))


def _same_for_all(table: Floats) -> Floats | None:
    """The columns that these students have; None if some have a column and others do not."""
    absent = np.isnan(table)
    nowhere = absent.all(axis=0)
    if (absent.any(axis=0) & ~nowhere).any():
        return None
    found: Floats = table[:, ~nowhere]
    return found


_OTHER_PARTS = "the forms do not have the same problems"


def _reliability(points: _Points) -> Reliability:
    rows = points.complete
    table, unit = _same_for_all(points.by_part[rows]), "parts"
    if table is None:
        table, unit = _same_for_all(points.by_problem[rows]), "problems"
    n = int(rows.sum())
    alpha = Estimate(None, _OTHER_PARTS) if table is None else cronbach_alpha(table)
    sem = Estimate(None, "there is no alpha")
    if alpha.value is not None:
        sd = float(points.totals[rows].std(ddof=1))
        sem = Estimate(sd * math.sqrt(1 - alpha.value)) if alpha.value >= 0 else Estimate(None, "alpha is below 0")
    return Reliability(n, unit, 0 if table is None else table.shape[1], alpha.value, sem.value, _told(alpha=alpha, sem=sem))


def _forms(points: _Points, key: Key) -> tuple[FormFigures, ...]:
    numbers = points.gathered.form_numbers
    order = [*(name for name in key.forms if name in numbers), *(name for name in numbers if name not in key.forms)]
    found = []
    for name in order:
        rows = points.forms == numbers[name]
        totals = points.totals[rows]
        pending = int((~points.complete[rows]).sum())
        found.append(FormFigures(name, len(totals), pending, _mean(totals, "").value, _sd(totals).value))
    return tuple(found)


def _form_test(points: _Points) -> FormTest:
    totals, forms = points.totals[points.complete], points.forms[points.complete]
    counts = np.bincount(forms) if len(forms) else np.zeros(0, dtype=np.int64)
    enough = np.flatnonzero(counts >= FEWEST_OF_A_FORM)
    if len(enough) < 2:
        asked = f"at least {FEWEST_OF_A_FORM} students with nothing pending"
        reason = f"the test needs two forms with {asked}; there {'is one' if len(enough) else 'are none'}"
        if len(counts) and counts.max() == 1 and len(forms) > 1:
            reason = f"every student has a form of their own; the test needs two forms with {asked}"
        return FormTest(len(enough), int(counts[enough].sum()), None, None, None, reason)
    return kruskal_wallis([totals[forms == form] for form in enough])


def _time(points: _Points) -> TimeFigures:
    known = ~np.isnan(points.minutes)
    minutes = points.minutes[known]
    both = known & points.complete
    found = spearman(points.minutes[both], points.totals[both])
    mean = _mean(minutes, "no student's time is known")
    reasons = _told(mean=mean, median=mean)
    if found.rho is None:
        reasons |= {"rho": found.reason, "p": found.reason}
    median = float(np.median(minutes)) if len(minutes) else None
    return TimeFigures(len(minutes), int(both.sum()), mean.value, median, found.rho, found.p, reasons)


# --- items -----------------------------------------------------------------------------------------------------------


class _Alphas(NamedTuple):
    kept: Estimate
    left_out: Estimate


def _alphas(points: _Points, item: _ItemId, students: Whole, own: Floats) -> _Alphas:
    """Alpha over these students with an item and without it."""
    problem = points.gathered.slots[item].number
    if item.key not in points.keys:
        reason = Estimate(None, "it is worth 0 points")
        return _Alphas(reason, reason)
    table = _same_for_all(points.by_part[students])
    if table is not None:
        rest = points.by_part[students].copy()
        rest[:, points.keys[item.key]] = np.nan
        return _Alphas(cronbach_alpha(table), _alpha_of(rest))
    table = _same_for_all(points.by_problem[students])
    rest = points.by_problem[students].copy()
    place = points.numbers[problem]
    rest[:, place] = np.where(points.parts_in[students, place] > 1, rest[:, place] - own, np.nan)
    return _Alphas(Estimate(None, _OTHER_PARTS) if table is None else cronbach_alpha(table), _alpha_of(rest))


def _alpha_of(rest: Floats) -> Estimate:
    table = _same_for_all(rest)
    return Estimate(None, _OTHER_PARTS) if table is None else cronbach_alpha(table)


def _why_no_share(column: _Column) -> str:
    if not len(column.students):
        return "no student had it"
    return "it is worth 0 points" if not (column.out_of > 0).any() else "all answers wait for a person"


def _item(points: _Points, item: _ItemId, *, timed: bool) -> Item:
    column = points.column(item)
    final = ~np.isnan(column.points) & (column.out_of > 0)
    shares = column.points[final] / column.out_of[final]
    difficulty, sd = _mean(shares, _why_no_share(column)), _sd(shares)
    whole = points.complete[column.students] & final
    students, own = column.students[whole], column.points[whole]
    discrimination = item_rest_correlation(own, points.totals[students])
    alphas = _alphas(points, item, students, own)
    minutes = points.minutes[column.students]
    time = _mean(minutes[~np.isnan(minutes)], "no student's time is known" if timed else "no times were given")
    verdicts = points.gathered.verdicts.get(item, Counter())
    slips = points.gathered.misconceptions.get(item, Counter())
    asked = len(column.students)
    figures = _Figures(
        n=int(final.sum()),
        pairs=int(whole.sum()),
        difficulty=difficulty.value,
        discrimination=discrimination.value,
        alphas=(alphas.kept.value, alphas.left_out.value),
        unread=verdicts["unreadable"] + verdicts["undecided"],
        asked=asked,
        worth=tuple(sorted({float(value) for value in column.out_of})),
    )
    reasons = _told(difficulty=difficulty, sd=sd, discrimination=discrimination, alpha_with=alphas.kept, alpha_without=alphas.left_out)
    return Item(
        *item,
        out_of=figures.worth[-1] if figures.worth else points.gathered.slots[item].out_of,
        asked=asked,
        n=figures.n,
        difficulty=difficulty.value,
        sd=sd.value,
        discrimination=discrimination.value,
        alpha_with=alphas.kept.value,
        alpha_without=alphas.left_out.value,
        verdicts={name: verdicts[name] / asked for name in WORDS} if asked else {},
        misconceptions=tuple(sorted(slips.items(), key=lambda pair: (-pair[1], pair[0]))),
        mean_minutes=time.value,
        remarks=tuple(_remarks(figures)),
        reasons=reasons | _told(mean_minutes=time),
    )


# --- parameters ------------------------------------------------------------------------------------------------------


def _number(value: Any) -> float | None:
    """A real SymPy number as a float; None for all else."""
    if getattr(value, "is_number", False) and getattr(value, "is_extended_real", False) and getattr(value, "is_finite", False):
        try:
            found = float(value)
        except (TypeError, OverflowError):
            return None
        return found if math.isfinite(found) else None
    return None


@lru_cache(maxsize=50_000)
def _number_of_text(text: str) -> float | None:
    """The value of a number in plain notation; the commonest need no SymPy, which makes this a hundred times as fast."""
    if re.fullmatch(r"-?[0-9]{1,300}(/[1-9][0-9]{0,300})?", text):
        try:
            return float(Fraction(text))
        except OverflowError:
            return None
    try:
        return _number(decode(text))
    except ValueError:
        return None


def _numbers(data: Any) -> list[float] | None:
    """The numbers in an encoded value, in order; None if there is anything else in it."""
    match data:
        case str():
            number = _number_of_text(data)
            return None if number is None else [number]
        case list() | {"matrix": list()}:
            entries = data if isinstance(data, list) else data["matrix"]
            found = [_numbers(entry) for entry in entries]
            return None if None in found else [number for numbers in found for number in numbers or ()]
        case {"expression": str(text), "symbols": dict(symbols)} if not symbols:
            return _numbers(text)
    return None


def numeric_parameters(problem: ProblemKey) -> dict[str, float]:
    """The parameters of an instance that are real numbers, and two measures of each matrix or tuple of numbers; others are left out.

    The values are those of ``problem.values()``, as floats: only their order matters here.
    """
    found: dict[str, float] = {}
    for name, data in problem.parameters.items():
        numbers = _numbers(data)
        if not numbers:
            continue
        if not isinstance(data, list | dict) or "expression" in data:
            found[name] = numbers[0]
        else:
            found[f"max |{name}|"] = max(map(abs, numbers))
            found[f"sum |{name}|"] = math.fsum(map(abs, numbers))
    return found


def _effects(points: _Points, key: Key) -> tuple[ParameterEffect, ...]:
    found: list[tuple[_ItemId, str, int, int, float, float]] = []
    instances = _Instances(points, key)
    for item in points.columns:
        found += _effects_on(points, instances, item)
    corrected = adjusted([one[-1] for one in found])
    effects = [
        ParameterEffect(*item, parameter, n, distinct, rho, p, better)
        for (item, parameter, n, distinct, rho, p), better in zip(found, corrected, strict=True)
    ]
    return tuple(sorted(effects, key=lambda one: (-abs(one.rho), *natural_order((one.key, one.family, one.name, one.parameter)))))


class _Instances:
    """The numeric parameters behind each item, by form; each instance is read once."""

    def __init__(self, points: _Points, key: Key) -> None:
        self._of: dict[tuple[int, str, str], dict[str, float]] = {}
        for name, number in points.gathered.form_numbers.items():
            for problem in key.forms[name].problems if name in key.forms else ():
                numbers = numeric_parameters(problem)
                self._of.update({(number, part.key, problem.family): numbers for part in problem.parts})

    def of(self, form: int, item: _ItemId) -> dict[str, float]:
        """The parameters of the instance from which a form has an item; none for a form that the key lacks."""
        return self._of.get((form, item.key, item.family), {})


def _effects_on(points: _Points, instances: _Instances, item: _ItemId) -> list[tuple[_ItemId, str, int, int, float, float]]:
    column = points.column(item)
    final = ~np.isnan(column.points) & (column.out_of > 0)
    if final.sum() < FEWEST_FOR_A_PARAMETER:
        return []
    shares = column.points[final] / column.out_of[final]
    forms, places = np.unique(points.forms[column.students[final]], return_inverse=True)
    by_form = [instances.of(int(form), item) for form in forms]
    found = []
    for name in sorted({name for numbers in by_form for name in numbers}):
        values = np.array([numbers.get(name, math.nan) for numbers in by_form])[places]
        known = ~np.isnan(values)
        distinct = len(np.unique(values[known]))
        if known.sum() < FEWEST_FOR_A_PARAMETER or distinct < FEWEST_VALUES:
            continue
        rank = spearman(values[known], shares[known])
        if rank.rho is not None and rank.p is not None:
            found.append((item, name, int(known.sum()), distinct, rank.rho, rank.p))
    return found


# --- remarks ---------------------------------------------------------------------------------------------------------


class _Figures(NamedTuple):
    """What remarks on an item are made of; ``pairs`` counts the students behind the discrimination."""

    n: int
    pairs: int
    difficulty: float | None
    discrimination: float | None
    alphas: tuple[float | None, float | None]
    unread: int
    asked: int
    worth: tuple[float, ...]


def _remarks(figures: _Figures) -> Iterable[str]:
    if figures.difficulty is not None and figures.n >= FEWEST_TO_REMARK:
        yield from _on_difficulty(figures.difficulty)
    if figures.pairs >= FEWEST_TO_REMARK:
        yield from _on_discrimination(figures.discrimination, figures.alphas, figures.pairs)
    if figures.unread >= 2 and figures.unread > UNREADABLE * figures.asked:
        yield (
            f"{figures.unread} of {figures.asked} answers could not be read or decided: say more clearly how to write the answer, "
            "or ask for another kind of answer."
        )
    if len(figures.worth) > 1:
        yield "It is not worth the same points in all forms; shares are compared, not points."


def _on_difficulty(difficulty: float) -> Iterable[str]:
    if difficulty > EASY:
        yield f"Nearly everybody solves it (mean {difficulty:.0%} of the points): it hardly tells students apart."
    elif difficulty < HARD:
        yield f"Hardly anybody solves it (mean {difficulty:.0%} of the points): check the question and the key, and what was taught."


def _on_discrimination(discrimination: float | None, alphas: tuple[float | None, float | None], pairs: int) -> Iterable[str]:
    kept, left_out = alphas
    rises = kept is not None and left_out is not None and left_out - kept > RISE
    rise = f"alpha would rise from {kept:.2f} to {left_out:.2f}" if rises else ""
    if discrimination is not None and discrimination < NEGATIVE:
        text = f"Students who do better in the rest of the exam do worse here (discrimination {discrimination:.2f}): "
        text += "check the key and the wording."
        if rises:
            text += f" Without it {rise}."
        # Under no correlation r is normal with variance 1 / (n - 1), nearly: below this it is chance more often than one time in twenty.
        if abs(discrimination) * math.sqrt(pairs - 1) < 1.645:
            text += f" With {pairs} students this may well be chance."
        yield text
    elif rises:
        yield f"Without it {rise}: it asks for something else than the rest does, or it is graded less evenly."


def _remarks_of_exam(totals: Totals, reliability: Reliability, forms: Sequence[FormFigures], test: FormTest) -> Iterable[Remark]:
    if totals.pending:
        left = f"{totals.pending} of {totals.n} students have"
        left = left if totals.pending != 1 else f"1 of {totals.n} students has"
        text = f"{left} points pending, for a person still looks at an answer. Pending answers are left out of the figures of their part; "
        text += f"alpha, discrimination and the test of the forms are over the {reliability.n} others. Finish grading, then look again."
        yield Remark("Exam", text)
    if reliability.alpha is not None and reliability.n >= FEWEST_FOR_A_PARAMETER and reliability.alpha < 0.6:
        text = f"Alpha is {reliability.alpha:.2f}: the parts agree little about the students, so small differences in totals mean little."
        yield Remark("Exam", text)
    if test.p is not None and test.p < LEVEL and test.epsilon_squared is not None:
        means = [(form.mean, form.form) for form in forms if form.mean is not None and form.n >= FEWEST_OF_A_FORM]
        text = f"Forms differ in difficulty by more than chance (p {spoken_p(test.p)}; "
        text += f"about {test.epsilon_squared:.0%} of the variance of the ranks goes with the form)."
        if means:
            (low, hard), (high, easy) = min(means), max(means)
            text += f" The hardest is {hard} (mean {low:.1f}), the easiest {easy} (mean {high:.1f})."
        yield Remark("Forms", text)


def spoken_p(p: float) -> str:
    """A p-value with its sign, as people write it: ``< 0.001``, ``= 0.018``, ``= 0.63``."""
    return "< 0.001" if p < 0.001 else f"= {p:.3f}" if p < 0.1 else f"= {p:.2f}"


def _remarks_of_effects(effects: Iterable[ParameterEffect]) -> Iterable[Remark]:
    for effect in effects:
        if effect.adjusted < LEVEL and abs(effect.rho) >= SMALL:
            less = "fewer" if effect.rho < 0 else "more"
            yield Remark(
                f"{effect.key} ({effect.family}: {effect.name})",
                f"A larger {effect.parameter} goes with {less} points (rho = {effect.rho:.2f}, adjusted p {spoken_p(effect.adjusted)}): "
                "instances differ in difficulty; narrow the range from which it is drawn.",
            )


def _remarks_of_items(items: Iterable[Item]) -> Iterable[Remark]:
    for item in items:
        yield from (Remark(item.title, text) for text in item.remarks)
