"""An analysis as one table for a spreadsheet: a row for each figure, so that new figures never move the old ones."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, TypeAlias

from examgen.grading.cells import cell

if TYPE_CHECKING:
    from examgen.classroom.analysis.figures import Analysis, Item

Value: TypeAlias = float | int | str | None
Row: TypeAlias = tuple[str, str, str, Value]

#: The kinds of rows: what the item of a row is.
KINDS = ("exam", "item", "form", "test of forms", "parameter", "time", "remark")


def analysis_csv(analysis: Analysis) -> str:
    """All figures as CSV with the columns kind, item, figure, value.

    Numbers have a point and at most ten digits; a figure that does not exist is an empty cell, and a row ``why no FIGURE`` follows it. A
    text that a spreadsheet would take for a formula gets an apostrophe in front.
    """
    stream = io.StringIO()
    table = csv.writer(stream, lineterminator="\n")
    table.writerow(("kind", "item", "figure", "value"))
    for kind, item, figure, value in _rows(analysis):
        table.writerow((kind, cell(item), cell(figure), _shown(value)))
    return stream.getvalue()


def _shown(value: Value) -> str:
    if isinstance(value, str):
        return cell(value)
    return "" if value is None else f"{value + 0.0:.10g}"  # no minus before a zero


def _rows(analysis: Analysis) -> Iterator[Row]:
    yield from _exam(analysis)
    for item in analysis.items:
        yield from _item(item)
    for form in analysis.forms:
        yield from _figures("form", form.form, {"students": form.n, "students pending": form.pending, "mean": form.mean, "sd": form.sd})
    yield from _test(analysis)
    for effect in analysis.parameters:
        title = f"{effect.key} ({effect.family}: {effect.name}) by {effect.parameter}"
        yield from _figures("parameter", title, {"students": effect.n, "distinct values": effect.distinct})
        yield from _figures("parameter", title, {"rho": effect.rho, "p": effect.p, "adjusted p": effect.adjusted})
    if analysis.time is not None:
        time = analysis.time
        counts: dict[str, Value] = {"students": time.n, "pairs": time.pairs}
        yield from _figures("time", analysis.exam, counts)
        found: dict[str, Value] = {"mean": time.mean, "median": time.median, "rho": time.rho, "p": time.p}
        yield from _figures("time", analysis.exam, found, time.reasons)
    for remark in analysis.remarks:
        yield ("remark", remark.subject, "to look at", remark.text)


def _figures(kind: str, item: str, figures: Mapping[str, Value], reasons: Mapping[str, str] | None = None) -> Iterator[Row]:
    """A row for each figure, and the reason after each that does not exist; reasons go by the name of the field."""
    for name, value in figures.items():
        yield (kind, item, name, value)
        reason = (reasons or {}).get(name.replace(" ", "_"), "")
        if value is None and reason:
            yield (kind, item, f"why no {name}", reason)


def _exam(analysis: Analysis) -> Iterator[Row]:
    totals, reliability = analysis.totals, analysis.reliability
    figures: dict[str, Value] = {
        "students": totals.n,
        "students pending": totals.pending,
        "out of": totals.out_of,
        "mean": totals.mean,
        "sd": totals.sd,
        "lower quartile": totals.lower_quartile,
        "median": totals.median,
        "upper quartile": totals.upper_quartile,
    }
    yield from _figures("exam", analysis.exam, figures, totals.reasons)
    for one in totals.histogram:
        yield ("exam", analysis.exam, f"totals from {one.low:g} to {one.high:g}", one.count)
    figures = {"students for alpha": reliability.n, "alpha over": reliability.unit, f"number of {reliability.unit}": reliability.units}
    figures |= {"alpha": reliability.alpha, "sem": reliability.sem}
    yield from _figures("exam", analysis.exam, figures, reliability.reasons)


def _item(item: Item) -> Iterator[Row]:
    figures: dict[str, Value] = {
        "out of": item.out_of,
        "students asked": item.asked,
        "students final": item.n,
        "difficulty": item.difficulty,
        "sd": item.sd,
        "discrimination": item.discrimination,
        "alpha with": item.alpha_with,
        "alpha without": item.alpha_without,
        "mean minutes": item.mean_minutes,
    }
    yield from _figures("item", item.title, figures, item.reasons)
    for verdict, share in item.verdicts.items():
        yield ("item", item.title, f"share {verdict}", share)
    for name, count in item.misconceptions:
        yield ("item", item.title, f"misconception: {name}", count)


def _test(analysis: Analysis) -> Iterator[Row]:
    test = analysis.form_test
    figures: dict[str, Value] = {"forms": test.forms, "students": test.n, "h": test.h, "p": test.p, "epsilon squared": test.epsilon_squared}
    reasons = dict.fromkeys(("h", "p", "epsilon_squared"), test.reason)
    yield from _figures("test of forms", analysis.exam, figures, reasons)
