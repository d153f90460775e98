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
from collections import Counter
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from examgen.classroom.analysis.effects import effects_of
from examgen.classroom.analysis.figures import Analysis, Bin, FormFigures, FormTest, Item, Reliability, TimeFigures, Totals
from examgen.classroom.analysis.formulas import (
    FEWEST_OF_A_FORM,
    Estimate,
    Floats,
    cronbach_alpha,
    item_rest_correlation,
    kruskal_wallis,
    mean_of,
    reasons_of,
    sd_of,
    spearman,
)
from examgen.classroom.analysis.points import Column, Gathered, ItemId, Points, Whole, natural_order, slots_of
from examgen.classroom.analysis.remarks import ItemFigures, remarks_of_effects, remarks_of_exam, remarks_of_items, remarks_on
from examgen.grading.report import WORDS

if TYPE_CHECKING:
    from examgen.grading.key import Key
    from examgen.grading.report import GradeReport


#: The most bars that the histogram of totals has, and what their width may be, times a power of ten.
MOST_BINS = 12
WIDTHS = (1.0, 2.0, 2.5, 4.0, 5.0)


def analyze(reports: Iterable[GradeReport], key: Key, *, minutes: Mapping[str, float] | None = None) -> Analysis:
    """Analyse a graded class.

    Reports are read one by one; only floats for each student and part are kept. Each report counts as a student of its own.

    Args:
        key: the answer key; parameters of the instances come from it. Forms it lacks are analysed without parameters.
        minutes: number of a student, as in the reports -> minutes that the student took for the whole exam; those that are no positive
            number count as unknown.

    A class may be of any size, also empty: what cannot be computed is None, with the reason.
    """
    gathered = Gathered()
    for report in reports:
        gathered.add(report, math.nan if minutes is None else minutes.get(report.student, math.nan))
    for slot in slots_of(key):  # what nobody had is told, too
        gathered.slots.setdefault(slot.item, slot)
    points = Points(gathered)
    totals = _totals(points, gathered.worth() or float(Fraction(key.points)))
    items = tuple(_item(points, item, timed=minutes is not None) for item in sorted(gathered.slots, key=natural_order))
    forms = _forms(points, key)
    test = _form_test(points)
    effects = effects_of(points, key)
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
        remarks=(*remarks_of_exam(totals, reliability, forms, test), *remarks_of_effects(effects), *remarks_of_items(items)),
    )


def _totals(points: Points, out_of: float) -> Totals:
    totals = points.totals
    mean, sd = mean_of(totals, "no students"), sd_of(totals)
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
        reasons={**reasons_of(mean=mean, sd=sd), **nobody},
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


def _reliability(points: Points) -> Reliability:
    rows = points.complete
    table, unit = _same_for_all(points.by_part[rows]), "parts"
    if table is None:
        table, unit = _same_for_all(points.by_problem[rows]), "problems"
    n = int(rows.sum())
    alpha = Estimate(None, _OTHER_PARTS) if table is None else cronbach_alpha(table)
    sem = Estimate(None, "there is no alpha")
    if alpha.value is not None:
        sd = float(np.sort(points.totals[rows]).std(ddof=1))
        sem = Estimate(sd * math.sqrt(1 - alpha.value)) if alpha.value >= 0 else Estimate(None, "alpha is below 0")
    return Reliability(n, unit, 0 if table is None else table.shape[1], alpha.value, sem.value, reasons_of(alpha=alpha, sem=sem))


def _forms(points: Points, key: Key) -> tuple[FormFigures, ...]:
    numbers = points.gathered.form_numbers
    order = [*(name for name in key.forms if name in numbers), *(name for name in numbers if name not in key.forms)]
    found = []
    for name in order:
        rows = points.forms == numbers[name]
        totals = points.totals[rows]
        pending = int((~points.complete[rows]).sum())
        found.append(FormFigures(name, len(totals), pending, mean_of(totals, "").value, sd_of(totals).value))
    return tuple(found)


def _form_test(points: Points) -> FormTest:
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


def _time(points: Points) -> TimeFigures:
    known = ~np.isnan(points.minutes)
    minutes = points.minutes[known]
    both = known & points.complete
    found = spearman(points.minutes[both], points.totals[both])
    mean = mean_of(minutes, "no student's time is known")
    reasons = reasons_of(mean=mean, median=mean)
    if found.rho is None:
        reasons |= {"rho": found.reason, "p": found.reason}
    median = float(np.median(minutes)) if len(minutes) else None
    return TimeFigures(len(minutes), int(both.sum()), mean.value, median, found.rho, found.p, reasons)


class _Alphas(NamedTuple):
    kept: Estimate
    left_out: Estimate


def _alphas(points: Points, item: ItemId, students: Whole, own: Floats) -> _Alphas:
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


def _why_no_share(column: Column) -> str:
    if not len(column.students):
        return "no student had it"
    return "it is worth 0 points" if not (column.out_of > 0).any() else "all answers wait for a person"


def _item(points: Points, item: ItemId, *, timed: bool) -> Item:
    column = points.column(item)
    final = ~np.isnan(column.points) & (column.out_of > 0)
    shares = column.points[final] / column.out_of[final]
    difficulty, sd = mean_of(shares, _why_no_share(column)), sd_of(shares)
    whole = points.complete[column.students] & final
    students, own = column.students[whole], column.points[whole]
    discrimination = item_rest_correlation(own, points.totals[students])
    alphas = _alphas(points, item, students, own)
    minutes = points.minutes[column.students]
    time = mean_of(minutes[~np.isnan(minutes)], "no student's time is known" if timed else "no times were given")
    verdicts = points.gathered.verdicts.get(item, Counter())
    slips = points.gathered.misconceptions.get(item, Counter())
    asked = len(column.students)
    figures = ItemFigures(
        n=int(final.sum()),
        pairs=int(whole.sum()),
        difficulty=difficulty.value,
        discrimination=discrimination.value,
        alphas=(alphas.kept.value, alphas.left_out.value),
        unread=verdicts["unreadable"] + verdicts["undecided"],
        asked=asked,
        worth=tuple(sorted({float(value) for value in column.out_of})),
    )
    reasons = reasons_of(difficulty=difficulty, sd=sd, discrimination=discrimination, alpha_with=alphas.kept, alpha_without=alphas.left_out)
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
        remarks=tuple(remarks_on(figures)),
        reasons=reasons | reasons_of(mean_minutes=time),
    )
