"""A feedback sheet as one HTML file that needs no network, no script and no other file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from examgen.classroom.feedback import HOW, MARKS
from examgen.grading.report import WORDS, spoken
from examgen.lettering import part_letter
from examgen.messages import Catalogue, catalogue
from examgen.writing.escaping import escape_html
from examgen.writing.formulas_html import mathml
from examgen.writing.html import POLICY, page_style, row_html
from examgen.writing.words_html import page_line

if TYPE_CHECKING:
    from examgen.classroom.feedback import FeedbackSheet, Mark, PartFeedback, ProblemFeedback
    from examgen.writing.outline import Answer

#: A sign for how much was earned, which does not rest on colour.
_SIGNS: dict[Mark, str] = {"full": "●", "some": "◐", "none": "○", "waits": "◌"}
_STYLE = """
.total { float: right; border: 2px solid var(--ink); padding: .4em 1em; text-align: center; margin: 0 0 1em 1em; }
.total b { display: block; font-size: 1.6rem; }
header .table { clear: both; }
.bar { display: inline-block; width: 7em; height: .7em; border-bottom: 1px solid var(--ink); vertical-align: baseline; }
.bar > span { display: block; height: 100%; background: var(--ink); }
.said { display: grid; grid-template-columns: 2.4em 1.6em minmax(8em, 1fr) minmax(10em, 1.4fr) auto; gap: .2em .8em; align-items: baseline;
  margin: .9em 0 .3em; }
.said p { margin: 0; }
@media (max-width: 40em) { .said { grid-template-columns: 2.4em 1.6em 1fr auto; } .said .verdict { grid-column: 3 / -1; } }
.here { border-left: 4px solid var(--ink); padding-left: .6em; margin-left: -.9em; }
"""


def feedback_html(sheet: FeedbackSheet, language: str = "en") -> str:
    """The sheet as a complete HTML5 file; equal sheets give equal bytes.

    Raises:
        ContractError: there is no catalogue of this language.
    """
    words = catalogue(language)
    title = f"{words.say('Feedback')} - {sheet.title} - {sheet.student}"
    body = [_head(sheet, words), '<main id="main">']
    body += [_problem(one, words) for one in sheet.problems]
    return "\n".join(
        [
            f'<!DOCTYPE html>\n<html lang="{words.language}">\n<head>\n<meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n<meta name="color-scheme" content="light dark">',
            f"<title>{escape_html(title)}</title>\n<style>\n{page_style()}{_STYLE}</style>\n</head>\n<body>",
            *body,
            "</main>\n</body>\n</html>\n",
        ]
    )


def _head(sheet: FeedbackSheet, words: Catalogue) -> str:
    who = " · ".join(escape_html(text) for text in (sheet.name, sheet.student, words.say("Form {form}", form=sheet.form)) if text)
    waits = f"<br>{escape_html(words.say('still open, a person decides: {points}', points=sheet.pending))}" if sheet.pending else ""
    lines = [
        "<header>",
        f'<p class="total"><span class="lab">{words.say("Total")}</span><b>{escape_html(_of(sheet.points, words))}</b>{waits}</p>',
        f'<p class="lab">{escape_html(sheet.course)}</p>' if sheet.course else "",
        f"<h1>{words.say('Feedback')}</h1>\n<p>{escape_html(sheet.title)}<br>{who}</p>",
    ]
    if sheet.adjustments:
        lines.append("<ul>")
        for one in sheet.adjustments:
            rule, before, after = words.sentence(one.rule), spoken(one.before), spoken(one.after)
            lines.append(f"<li>{escape_html(rule)}: {escape_html(before)} → {escape_html(after)}</li>")
        lines.append("</ul>")
    lines += [f"<p>{escape_html(words.sentence(note))}</p>" for note in sheet.notes]
    rows = [
        f'<tr><td>{one.number}</td><td><a href="#p{one.number}">{page_line(one.title)}</a></td>'
        f"<td>{escape_html(_of(one.points, words))}</td>"
        f'<td><span class="bar" aria-hidden="true"><span style="width:{100 * one.share:.0f}%"></span></span></td></tr>'
        for one in sheet.problems
    ]
    head = "".join(f'<th scope="col">{words.say(text)}</th>' for text in ("Problem", "Title", "Score"))
    lines.append(f'<div class="table"><table><thead><tr>{head}<td></td></tr></thead><tbody>{"".join(rows)}</tbody></table></div>')
    marks = " &nbsp; ".join(f"{_SIGNS[mark]} {escape_html(words.say(name))}" for mark, name in MARKS.items())
    lines.append(f'<p class="hint">{marks}<br>{escape_html(words.say(HOW))}</p>\n</header>')
    return "\n".join(line for line in lines if line)


def _problem(problem: ProblemFeedback, words: Catalogue) -> str:
    name = f"p{problem.number}"
    head = (
        f'<section class="problem" id="{name}" aria-labelledby="{name}-title">\n<h2 id="{name}-title">'
        f'<span class="number">{problem.number}.</span> {page_line(problem.title)} '
        f'<span class="points">{escape_html(_of(problem.points, words))}</span></h2>'
    )
    return "\n".join([head, *(_part(part, place, words) for place, part in enumerate(problem.parts)), "</section>"])


def _part(part: PartFeedback, place: int, words: Catalogue) -> str:
    sign, name = _SIGNS[part.mark], MARKS[part.mark]
    own = _value(part.answer) if part.answer is not None else _typed(part.typed, words)
    said = f"<p>{page_line(words.say('You {mistake}.', mistake=part.mistake))}</p>" if part.mistake else ""
    # why something could not be read quotes what was typed, which is no Markdown
    line = escape_html if part.verdict == WORDS["unreadable"] else page_line
    said += "".join(f"<p>{line(words.sentence(text))}</p>" for text in part.said)
    right = f"<p>{escape_html(words.say('Right answer'))}: {_value(part.right)}</p>" if part.right is not None else ""
    lines = [
        f'<div class="part" role="group" aria-labelledby="part-{part.key}">\n<div class="said">',
        f'<h3 id="part-{part.key}" style="margin:0">({part_letter(place)})</h3>',
        f'<span role="img" aria-label="{escape_html(words.say(name))}">{sign}</span><span>{own}</span>',
        f'<div class="verdict"><p><b>{escape_html(words.say(part.verdict))}</b></p>{said}{right}</div>',
        f'<span class="points">{escape_html(_of(part.points, words))}</span></div>',
    ]
    if part.rows:
        items = [
            f'<li{" class=here" if place == part.wrong else ""}>{row_html(row)}</li>' for place, row in enumerate(part.rows)
        ]
        heading = escape_html(words.sentence(part.heading))
        lines.append(f'<div class="solution" role="group">\n<p class="lab">{heading}</p>\n<ol>{"".join(items)}</ol></div>')
    return "\n".join([*lines, "</div>"])


def _value(answer: Answer) -> str:
    return mathml(answer.tex, display=True) if answer.tex else page_line(answer.words)


def _typed(text: str, words: Catalogue) -> str:
    return f"<code>{escape_html(text)}</code>" if text else escape_html(words.say("no answer"))


def _of(points: str, words: Catalogue) -> str:
    reached, _, out_of = points.partition(" of ")
    return words.say("{points} of {most}", points=reached, most=out_of)
