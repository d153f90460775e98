"""An analysis as one page of HTML that needs nothing else: no script, no other file. No student is named in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import TYPE_CHECKING

from examgen.classroom.analysis.effects import FEWEST_FOR_A_PARAMETER, FEWEST_VALUES
from examgen.classroom.analysis.plots import histogram, scatter
from examgen.classroom.analysis.remarks import EASY, FEWEST_TO_REMARK, HARD, LEVEL, NEGATIVE, spoken_p
from examgen.classroom.analysis.spelling import Notes, counts, shown, whole, with_minus
from examgen.grading.report import WORDS
from examgen.writing.tables import html_table
from examgen.writing.words_html import page_line

if TYPE_CHECKING:
    from examgen.classroom.analysis.figures import Analysis, FormTest, Item

#: Verdicts in a word or two, and the colours of their bars; whatever is new gets a grey.
_VERDICTS: dict[str, tuple[str, str]] = {
    "correct": ("correct", "#2f7d4f"),
    "other_form": ("correct, other form", "#7dbb91"),
    "follow_through": ("correct for the earlier answer", "#3f93a5"),
    "reviewed": ("marked by a person", "#6c80c9"),
    "misconception": ("known mistake", "#dca23a"),
    "wrong": ("not correct", "#b4473d"),
    "unreadable": ("not read", "#83529f"),
    "undecided": ("not decided", "#b497cb"),
    "missing": ("no answer", "#b3b3b3"),
}
_GREY = "#808080"
#: The order of the pieces of a bar, from full points to none.
_ORDER = (*_VERDICTS, *(name for name in WORDS if name not in _VERDICTS))
#: Longest tables of parameters and forms on the page; the CSV has all.
_MOST_ROWS = 60

_STYLE = """
:root {
  color-scheme: light dark;
  --ink: #1b1b1b; --soft: #5c5c5c; --line: #ddd; --page: #fff; --bar: #44709d; --bad: #8a1c1c; --tint: #f3f1ec;
}
@media (prefers-color-scheme: dark) {
  :root { --ink: #e8e6e3; --soft: #a5a29d; --line: #3b3d40; --page: #17181a; --bar: #7ba7d4; --bad: #f0908a; --tint: #222427; }
}
body { font: 15px/1.5 Georgia, serif; color: var(--ink); background: var(--page); }
body { max-width: 64rem; margin: 2.5rem auto; padding: 0 1.25rem; }
h1 { font-size: 1.7rem; margin-bottom: .2rem; line-height: 1.25; overflow-wrap: anywhere; }
h2 { font-size: 1.2rem; margin-top: 2.4rem; }
.sum { font-size: 1.05rem; margin-top: 0; }
.wide { overflow-x: auto; } .short table { width: auto; } .short th, .short td { padding-right: 1.8rem; }
table { border-collapse: collapse; width: 100%; font: 13px/1.45 system-ui, sans-serif; font-variant-numeric: tabular-nums; }
caption { text-align: left; color: var(--soft); padding-bottom: .4rem; }
th, td { padding: .3rem .9rem .3rem 0; vertical-align: top; border-bottom: 1px solid var(--line); overflow-wrap: break-word; }
th:last-child, td:last-child { padding-right: 0; }
thead th { border-bottom: 1.5px solid var(--ink); vertical-align: bottom; }
tbody th { font-weight: 600; }
code { font: 12px ui-monospace, monospace; }
.bad { color: var(--bad); font-weight: 600; }
.soft, .notes, figcaption { color: var(--soft); }
.notes, figcaption, .legend { font: 12.5px/1.5 system-ui, sans-serif; }
.notes { margin: .5rem 0; padding: 0; list-style: none; }
.look { background: var(--tint); border-left: 3px solid var(--bad); padding: .7rem 1.1rem; margin: 0; list-style: none; }
.look.fine { border-left-color: var(--bar); }
.look li { margin: .3rem 0; } .look ul { padding-left: 1.1rem; margin: 0; }
.legend { list-style: none; padding: 0; margin: .6rem 0; display: flex; flex-wrap: wrap; gap: .15rem 1.1rem; }
.legend svg { margin-right: .4rem; vertical-align: -1px; }
figure { margin: 1rem 0; } figure svg { display: block; width: 100%; max-width: 46rem; height: auto; }
svg text { font: 12px system-ui, sans-serif; fill: var(--ink); } svg .quiet { fill: var(--soft); }
svg .flagged { fill: var(--bad); font-weight: 600; }
svg .axis { stroke: var(--ink); } svg .grid { stroke: var(--line); } svg .bar { fill: var(--bar); } svg .zone { fill: var(--tint); }
svg .dot { fill: var(--bar); } svg .dot.flagged { fill: var(--page); stroke: var(--bad); stroke-width: 2; }
dl { display: grid; grid-template-columns: repeat(auto-fill, minmax(7.2rem, 1fr)); gap: .6rem 1.2rem; margin: 1rem 0; }
dt { font: 12.5px/1.4 system-ui, sans-serif; color: var(--soft); } dd { margin: 0; font-size: 1.2rem; font-variant-numeric: tabular-nums; }
@media print {
  :root { --ink: #000; --soft: #444; --line: #bbb; --page: #fff; --bar: #44709d; --bad: #8a1c1c; --tint: #f3f1ec; }
  body { margin: 0; max-width: none; font-size: 11pt; } .wide { overflow: visible; }
  table { font-size: 8.5pt; } th, td { padding-right: .5rem; } td svg { width: 110px; }
  svg, .look { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  tr, figure, li { break-inside: avoid; } h2 { break-after: avoid; } thead { display: table-header-group; }
}
"""


def analysis_html(analysis: Analysis, title: str) -> str:
    """The analysis as a complete page: remarks first, then the totals, the parts, mistakes, forms, parameters and time.

    Args:
        title: what the page is called, plain text.
    """
    sections = [
        _head(analysis, title),
        _remarks(analysis),
        _totals(analysis),
        _scatter_section(analysis),
        _parts(analysis),
        _mistakes(analysis),
        _forms(analysis),
        _parameters(analysis),
        _time(analysis),
        _verdicts_in_numbers(analysis),
        _how_to_read(analysis),
    ]
    body = "\n\n".join(section for section in sections if section)
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{shown(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n{body}\n</main>\n</body>\n</html>\n"
    )


# --- figures in words and cells --------------------------------------------------------------------------------------


def _marked(cell: str, bad: bool) -> str:
    return f'<span class="bad">{cell}</span>' if bad else cell


def _code(text: str) -> str:
    return f"<code>{shown(text)}</code>"


def _wide(label: str, table: str, *, kind: str = "wide") -> str:
    """A table that scrolls by itself on a narrow screen, also by keyboard; ``wide short`` is for one of few short columns."""
    return f'<div class="{kind}" role="region" aria-label="{shown(label)}" tabindex="0">{table}</div>'


def _facts(facts: Iterable[tuple[str, str]]) -> str:
    return "<dl>" + "".join(f"<div><dt>{name}</dt><dd>{value}</dd></div>" for name, value in facts) + "</dl>"


# --- the exam as a whole ---------------------------------------------------------------------------------------------


def _head(analysis: Analysis, title: str) -> str:
    text = f"{counts(analysis.students, 'student')}, {counts(len(analysis.forms), 'form')}, {counts(len(analysis.items), 'part')}"
    if analysis.totals.mean is not None:
        text += f": mean {analysis.totals.mean:.1f} of {analysis.totals.out_of:g} points"
    if analysis.reliability.alpha is not None:
        text += f", alpha {with_minus(analysis.reliability.alpha, '.2f')}"
    return f'<h1>{shown(title)}</h1>\n<p class="sum">{text}. <span class="soft">Exam {_code(analysis.exam)}</span></p>'


def _remarks(analysis: Analysis) -> str:
    made = ["<h2>What to look at</h2>"]
    if not analysis.remarks:
        few = analysis.students < FEWEST_TO_REMARK
        text = f"With fewer than {FEWEST_TO_REMARK} students, figures say little; nothing is called out." if few else "Nothing stands out."
        return f'{made[0]}\n<p class="look fine">{text}</p>'
    rows = []
    for subject, group in groupby(analysis.remarks, key=lambda remark: remark.subject):
        texts = [shown(remark.text) for remark in group]
        told = texts[0] if len(texts) == 1 else "<ul>" + "".join(f"<li>{text}</li>" for text in texts) + "</ul>"
        rows.append(f"<li><strong>{shown(subject)}</strong>: {told}</li>")
    return f'{made[0]}\n<ul class="look">{"".join(rows)}</ul>'


def _totals(analysis: Analysis) -> str:
    totals, reliability, notes = analysis.totals, analysis.reliability, Notes()

    def fact(name: str, value: float | None, form: str, reasons: Mapping[str, str], figure: str) -> tuple[str, str]:
        return name, notes.figure(value, form, reasons.get(figure, ""))

    facts = [
        fact("Mean", totals.mean, ".1f", totals.reasons, "mean"),
        fact("Standard deviation", totals.sd, ".1f", totals.reasons, "sd"),
        fact("Median", totals.median, ".1f", totals.reasons, "median"),
        fact("Lower quartile", totals.lower_quartile, ".1f", totals.reasons, "lower_quartile"),
        fact("Upper quartile", totals.upper_quartile, ".1f", totals.reasons, "upper_quartile"),
        fact("Cronbach's alpha", reliability.alpha, ".2f", reliability.reasons, "alpha"),
        fact("Error of measurement", reliability.sem, ".1f", reliability.reasons, "sem"),
    ]
    over = ""
    if reliability.alpha is not None:
        over = (
            f"Alpha is over {counts(reliability.units, reliability.unit[:-1])} and {counts(reliability.n, 'student')} with nothing pending"
        )
        over += ", for forms do not have the same parts." if reliability.unit == "problems" else "."
        if reliability.sem is not None:
            over += f" A total is within {reliability.sem:.1f} points of the student's true score about two times in three."
    pieces = ["<h2>Totals</h2>", histogram(totals), _facts(facts), notes.html(), f"<p>{over}</p>" if over else ""]
    return "\n".join(piece for piece in pieces if piece)


# --- parts -----------------------------------------------------------------------------------------------------------


def _scatter_section(analysis: Analysis) -> str:
    items = [(item, item.difficulty, item.discrimination) for item in analysis.items]
    known = [(item, x, y) for item, x, y in items if x is not None and y is not None]
    if not known:
        return ""
    figure = scatter(known)
    left_out = len(items) - len(known)
    caption = "Each dot is a part. Rings are parts with a remark; shaded: too easy or too hard to tell students apart."
    caption += f" {counts(left_out, 'part')} without a discrimination {'is' if left_out == 1 else 'are'} not shown." if left_out else ""
    return f"<h2>Difficulty and discrimination</h2>\n<figure>{figure}<figcaption>{caption}</figcaption></figure>"


def _bar(item: Item) -> str:
    """The shares of verdicts as one bar, from full points at the left to none."""
    pieces, at = [], 0.0
    words = []
    for verdict in _ORDER:
        share = item.verdicts.get(verdict, 0.0)
        if not share:
            continue
        name, colour = _VERDICTS.get(verdict, (verdict, _GREY))
        told = f"{name}: {share:.0%}"
        pieces.append(f'<rect x="{at:.2f}" y="0" width="{160 * share:.2f}" height="14" fill="{colour}"><title>{shown(told)}</title></rect>')
        words.append(told)
        at += 160 * share
    return f'<svg width="160" height="14" viewBox="0 0 160 14" role="img" aria-label="{shown(", ".join(words))}">{"".join(pieces)}</svg>'


def _legend(items: Iterable[Item]) -> str:
    seen = {verdict for item in items for verdict, share in item.verdicts.items() if share}
    rows = []
    for verdict in _ORDER:
        if verdict in seen:
            name, colour = _VERDICTS.get(verdict, (verdict, _GREY))
            rows.append(
                f'<li><svg width="11" height="11" aria-hidden="true"><rect width="11" height="11" fill="{colour}"/></svg>{name}</li>'
            )
    return f'<ul class="legend" aria-label="Colours of the verdicts">{"".join(rows)}</ul>' if rows else ""


def _parts(analysis: Analysis) -> str:
    notes, columns = Notes(), ["points", "students"]
    columns += ["pending"] if any(item.n < item.asked for item in analysis.items) else []
    columns += ["difficulty", "sd", "discrimination", "alpha without"]
    columns += ["minutes"] if analysis.time is not None else []
    rows = []
    for item in analysis.items:
        cells = _part(item, notes, timed=analysis.time is not None)
        what = f'{shown(item.name)} <span class="soft">{_code(item.family)}</span>'
        bar = _bar(item) if item.asked else '<span class="soft">nobody had it</span>'
        rows.append([shown(item.key), what, *(cells[name] for name in columns), bar])
    head = ["part", "what", *columns, "verdicts"]
    table = html_table(head, rows, "ll" + "r" * len(columns) + "l", "Figures of each part", row_heads=True)
    return f"<h2>Parts</h2>\n{_legend(analysis.items)}\n{_wide('Figures of each part', table)}\n{notes.html()}"


def _part(item: Item, notes: Notes, *, timed: bool) -> dict[str, str]:
    """The cells of an item by column."""

    def figure(value: float | None, name: str, form: str = ".2f") -> str:
        return notes.figure(value, form, item.reasons.get(name, ""))

    enough = item.n >= FEWEST_TO_REMARK
    extreme = enough and item.difficulty is not None and not HARD <= item.difficulty <= EASY
    contrary = enough and item.discrimination is not None and item.discrimination < NEGATIVE
    cells = {
        "points": f"{item.out_of:g}",
        "students": str(item.n),
        "pending": str(item.asked - item.n or ""),
        "difficulty": _marked(figure(item.difficulty, "difficulty"), extreme),
        "sd": figure(item.sd, "sd"),
        "discrimination": _marked(figure(item.discrimination, "discrimination"), contrary),
        "alpha without": figure(item.alpha_without, "alpha_without"),
    }
    if timed:
        cells["minutes"] = figure(item.mean_minutes, "mean_minutes", ".0f")
    return cells


def _mistakes(analysis: Analysis) -> str:
    found = [(count, item, name) for item in analysis.items for name, count in item.misconceptions]
    if not found:
        return ""
    found.sort(key=lambda one: (-one[0] / one[1].asked, -one[0]))  # the order of the exam stays among equals
    rows = [
        [
            shown(item.key),
            f'{page_line(whole(name))} <span class="soft">{_code(item.family)} {shown(item.name)}</span>',
            str(count),
            f"{count / item.asked:.0%}",
        ]
        for count, item, name in found[:_MOST_ROWS]
    ]
    table = html_table(
        ["part", "known mistake", "students", "of those asked"], rows, "llrr", "Known mistakes, most frequent first", row_heads=True
    )
    return f"<h2>Known mistakes</h2>\n{_wide('Known mistakes', table, kind='wide short')}{_more(len(found), 'mistakes')}"


def _verdicts_in_numbers(analysis: Analysis) -> str:
    items = [item for item in analysis.items if item.asked]
    seen = [name for name in _ORDER if any(item.verdicts.get(name) for item in items)]
    if not seen:
        return ""
    head = ["part", *(_VERDICTS.get(name, (name, ""))[0] for name in seen)]
    rows = [[shown(item.title), *(f"{item.verdicts[name]:.0%}" if item.verdicts.get(name) else "" for name in seen)] for item in items]
    table = html_table(list(map(shown, head)), rows, "l" + "r" * len(seen), "Share of each verdict among those asked", row_heads=True)
    return f"<h2>Verdicts in numbers</h2>\n{_wide('Share of each verdict', table)}"


# --- forms, parameters, time -----------------------------------------------------------------------------------------


def _test_in_words(test: FormTest) -> str:
    if test.h is None or test.p is None or test.epsilon_squared is None:
        return f"No test of the forms: {shown(test.reason)}."
    share = test.epsilon_squared
    figures = (
        f"Kruskal-Wallis H = {test.h:.2f} over {counts(test.forms, 'form')} and {counts(test.n, 'student')}, p {shown(spoken_p(test.p))}"
    )
    if test.p < LEVEL:
        # Cohen's words for shares of variance (Statistical power analysis, 1988): 0.01, 0.06, 0.14.
        size = "negligible" if share < 0.01 else "small" if share < 0.06 else "moderate" if share < 0.14 else "large"
        effect = f"epsilon squared = {share:.2f}, {size}: about {share:.0%} of the variance of the ranks goes with the form"
        return f'<strong class="bad">Forms differ in difficulty by more than chance</strong> ({figures}; {effect}).'
    chance = (test.forms - 1) / (test.n - 1)  # the mean of H is forms - 1 when forms do not differ
    effect = f"epsilon squared = {share:.2f}, and about {chance:.2f} by chance alone"
    return f"<strong>No sign that forms differ in difficulty</strong> ({figures}; {effect}). A small class may hide a small difference."


def _forms(analysis: Analysis) -> str:
    made = f"<h2>Forms</h2>\n<p>{_test_in_words(analysis.form_test)}</p>"
    forms = analysis.forms
    if not forms or all(form.n == 1 for form in forms):
        return made
    notes = Notes()
    rows = [
        [
            shown(form.form),
            str(form.n),
            str(form.pending),
            notes.figure(form.mean, ".1f"),
            notes.figure(form.sd, ".1f", "fewer than 2 students"),
        ]
        for form in forms[:_MOST_ROWS]
    ]
    table = html_table(
        ["form", "students", "with points pending", "mean", "sd"], rows, "lrrrr", "Totals by form, in points", row_heads=True
    )
    return f"{made}\n{_wide('Totals by form', table, kind='wide short')}\n{notes.html()}{_more(len(forms), 'forms')}"


def _more(count: int, what: str) -> str:
    return f'<p class="soft">The table shows {_MOST_ROWS} of {count:,} {what}; the CSV has all.</p>' if count > _MOST_ROWS else ""


def _parameters(analysis: Analysis) -> str:
    made = "<h2>Numbers of the instances</h2>\n"
    if not analysis.parameters:
        return (
            f"{made}<p>No parameter varies enough to say how it goes with the points: it takes {FEWEST_FOR_A_PARAMETER} students and "
            f"{FEWEST_VALUES} different values of a number.</p>"
        )
    few = len(analysis.forms) < 10
    text = "How points go with the numbers that were drawn: below 0, larger numbers go with fewer points. "
    text += "All effects are tested together; adjusted p counts that (Benjamini and Hochberg). "
    text += "With few forms, a number cannot be told from all else that differs between them." if few else ""
    notes = Notes()
    rows = [
        [
            shown(f"{one.key} {one.name}"),
            _code(one.parameter),
            _marked(notes.figure(one.rho, ".2f"), one.adjusted < LEVEL),
            shown(spoken_p(one.p).removeprefix("= ")),
            _marked(shown(spoken_p(one.adjusted).removeprefix("= ")), one.adjusted < LEVEL),
            str(one.n),
            str(one.distinct),
            _code(one.family),
        ]
        for one in analysis.parameters[:_MOST_ROWS]
    ]
    head = ["part", "parameter", "rho", "p", "adjusted p", "students", "values", "family"]
    table = html_table(head, rows, "llrrrrrl", "Spearman's rank correlation of a parameter with the points, largest first", row_heads=True)
    return f"{made}<p>{text}</p>\n{_wide('Parameters and points', table)}{_more(len(analysis.parameters), 'effects')}"


def _time(analysis: Analysis) -> str:
    time = analysis.time
    if time is None:
        return ""
    notes = Notes()
    facts = [
        ("Students with a time", str(time.n)),
        ("Mean minutes", notes.figure(time.mean, ".0f", time.reasons.get("mean", ""))),
        ("Median minutes", notes.figure(time.median, ".0f", time.reasons.get("median", ""))),
        ("Rank correlation with the total", notes.figure(time.rho, ".2f", time.reasons.get("rho", ""))),
    ]
    words = ""
    if time.rho is not None and time.p is not None:
        way = "more" if time.rho > 0 else "fewer"
        found = f"Students who took longer have {way} points" if time.p < LEVEL else "No sign that time goes with points"
        figures = f"Spearman's rho = {with_minus(time.rho, '.2f')} over {counts(time.pairs, 'student')}, p {shown(spoken_p(time.p))}"
        words = f"<p>{found} ({figures}).</p>"
    return "\n".join(piece for piece in ("<h2>Time</h2>", _facts(facts), notes.html(), words) if piece)


def _how_to_read(analysis: Analysis) -> str:
    terms = [
        ("Total", "the sum of the points of the parts, before lateness, curve and rounding. Points that are pending are not in it."),
        ("Difficulty", "the mean share of the points of a part, from 0 (nobody has any) to 1 (everybody has all)."),
        (
            "Discrimination",
            "the correlation of the points of a part with the points of the rest of the exam (Henrysson 1963). Above 0.3 is good, "
            "below 0.2 is weak (Ebel 1972), below 0 is a sign of a fault.",
        ),
        ("Alpha", "how well the parts agree about the students (Cronbach 1951); without a part: over the students who had it."),
        ("Error of measurement", "the standard deviation of the totals times the root of 1 minus alpha, in points (Lord and Novick 1968)."),
        (
            "Pending",
            "a person still looks at the answer. It is left out of the figures of its part; alpha, discrimination and the tests are over "
            "students with nothing pending.",
        ),
    ]
    if analysis.time is not None:
        terms.insert(-1, ("Minutes", "of a part: the mean time for the whole exam of the students who had it."))
    rows = "".join(f"<li><strong>{name}</strong>: {text}</li>" for name, text in terms)
    return f'<h2>How to read the figures</h2>\n<ul class="notes">{rows}</ul>'
