"""A form as one HTML file that needs no network, no script and no other file: for screen readers, braille, large print and phones.

Formulas are MathML, figures SVG with their words beside them, tables have header cells, every answer has a labelled field with the key
that it has in a submission. A policy in the head forbids whatever a page could load or run, so that even a fault could not.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

from examgen.alt_text import describe
from examgen.figures import Bars, Blocks, Figure, Graph, Grids, Network, NumberLine, Plot, Table
from examgen.lettering import part_letter
from examgen.writing import outline
from examgen.writing.escaping import escape_html, points
from examgen.writing.figures import draw
from examgen.writing.figures_svg import picture_svg
from examgen.writing.formulas_html import mathml
from examgen.writing.formulas_plain import plain_formula
from examgen.writing.words_html import page_html, page_line, table

if TYPE_CHECKING:
    from sympy import Rational

    from examgen.exam import Exam, Form, FormOf, Problem
    from examgen.instance import Part
    from examgen.writing.outline import Answer, FormKind, ProblemText, Row

POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
_NOTE = (
    "Type each answer into the field with its key, such as 1.a, as plain text: 5/2, sqrt(3)/8, ln(2) + 1, x^2, [1, 2]. "
    "This page works offline and sends nothing: print it, save it as PDF, or hand in the answers with their keys."
)
_NAMES = {
    Graph: "Computational graph", Network: "Network", Grids: "Grids of numbers", Bars: "Bar chart", Blocks: "Chain of blocks",
    Plot: "Plot", NumberLine: "Number line",
}  # fmt: skip
#: bp of a figure that are one em of the page: labels of figures are as large as its text
_EM = 10.5


def form_html(exam: Exam, form: Form | str, kind: FormKind) -> str:
    """A form as a complete HTML5 file, to fill in (``"exam"``) or with worked solutions (``"solutions"``).

    Equal arguments give equal bytes. Without solutions, no answer is in it.

    Raises:
        UnknownFamilyError: there is no such form, or no such kind.
        FamilyError, ContractError: a text of a problem, or of the exam, cannot be set.
    """
    form = outline.checked(exam, form, kind)
    return joined_html(exam, form.each(lambda problem: problem_html(problem, kind)), kind)


def joined_html(exam: Exam, form: FormOf[ProblemText], kind: FormKind) -> str:
    """The file of a form whose problems are HTML already."""
    body = [
        '<a class="skip" href="#main">Skip to the problems</a>',
        _header(exam, form, kind),
        _contents(form),
        '<main id="main" tabindex="-1">',
        *([_about_you(form)] if kind == "exam" else []),
    ]
    for title, problems in form.sections:
        # problems are always headings of the third level; those who jump from heading to heading must not find the second missing
        body.append(f"<h2>{page_line(title)}</h2>" if title else '<h2 class="unseen">Problems</h2>')
        body += [problem.body for problem in problems]
    body += ["</main>", f"<footer><p>{escape_html(outline.title(exam, form, kind))}</p></footer>"]
    return "\n".join(
        [
            '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n<meta name="color-scheme" content="light dark">',
            *([f'<meta name="author" content="{escape_html(by)}">'] if (by := exam.issuer) else []),
            f"<title>{escape_html(outline.title(exam, form, kind))}</title>\n<style>\n{page_style()}</style>\n</head>\n<body>",
            *body,
            "</body>\n</html>\n",
        ]
    )


@lru_cache(maxsize=1)
def page_style() -> str:
    """The style of a page: it needs no other file."""
    return (files("examgen.writing") / "page.css").read_text(encoding="utf-8")


# --- cover ------------------------------------------------------------------------------------------------------------------


def _header(exam: Exam, form: FormOf[ProblemText], kind: FormKind) -> str:
    lines = ["<header>"]
    if exam.course:
        lines.append(f'<p class="lab">{escape_html(exam.course)}</p>')
    subtitle = f": {outline.SUBTITLE[kind].lower()}" if outline.SUBTITLE[kind] else ""
    lines.append(f"<h1>{escape_html(exam.title)}{subtitle}</h1>")
    told = ([("Form", form.name)] if form.name else []) + outline.facts(exam, form)
    lines.append(_pairs("facts", [(escape_html(what), escape_html(text)) for what, text in told]))
    if exam.instructions:
        lines.append("<h2>Instructions</h2>\n<ul>")
        lines += [f"<li>{page_line(entry)}</li>" for entry in exam.instructions]
        lines.append("</ul>")
    if exam.conventions:
        lines.append("<h2>Conventions</h2>")
        lines.append(_pairs("conventions", [(page_line(what), page_line(meaning)) for what, meaning in exam.conventions]))
    return "\n".join([*lines, "</header>"])


def _pairs(name: str, pairs: list[tuple[str, str]]) -> str:
    return f'<dl class="{name}">' + "".join(f"<dt>{what}</dt><dd>{text}</dd>" for what, text in pairs) + "</dl>"


def _contents(form: FormOf[ProblemText]) -> str:
    items = [
        f'<li value="{one.number}"><a href="#p{one.number}">{page_line(one.title)}</a>'
        f' <span class="points">{points(one.points)}</span></li>'
        for one in form.problems
    ]
    return '<nav aria-labelledby="contents"><h2 id="contents">Problems</h2>\n<ol>\n' + "\n".join(items) + "\n</ol></nav>"


def _about_you(form: FormOf[ProblemText]) -> str:
    student = form.student
    given = [
        ("last-name", "Last name", student.last_name if student else ""),
        ("first-name", "First name", student.first_name if student else ""),
        ("student", "Student number", student.number if student else ""),
    ]
    fields = "".join(
        f'<p><label for="{name}">{what}</label><br>'
        f'<input type="text" id="{name}" name="{name}" value="{escape_html(text)}" autocomplete="off"></p>'
        for name, what, text in given
    )
    return f'<p class="hint screen">{_NOTE}</p>\n<div class="who" role="group" aria-label="About you">{fields}</div>'


# --- problems ---------------------------------------------------------------------------------------------------------------


def problem_html(problem: Problem, kind: FormKind) -> ProblemText:
    """A problem as HTML."""
    name = f"p{problem.number}"
    figures = outline.drawn(problem, kind)

    def figure(which: str, alt: str) -> str:
        return _figure(figures[which]) if which in figures else escape_html(alt)

    lines = [
        f'<section class="problem" id="{name}" aria-labelledby="{name}-title">',
        f'<h3 id="{name}-title"><span class="number">Problem {problem.number}.</span> {page_line(problem.instance.title)}'
        f' <span class="points">{points(outline.worth(problem))}</span></h3>',
        page_html(problem.instance.question, figure),
    ]
    for place, (part, key) in enumerate(zip(problem.instance.parts, problem.keys, strict=True)):
        worth = problem.points[part.name]
        lines += [
            f'<div class="part" role="group" aria-labelledby="part-{key}">',
            f'<h4 id="part-{key}">({part_letter(place)}) <span class="points">{points(worth)}</span></h4>',
            page_html(part.text, figure),
            _field(part, key) if kind == "exam" else _solution(part, key, worth),
            "</div>",
        ]
    return outline.problem_text(problem, "\n".join([*lines, "</section>"]))


def _field(part: Part, key: str) -> str:
    """Where the answer goes: buttons for a choice, else a line to type."""
    if part.kind.name == "choice":
        buttons = "\n".join(
            f'<label for="a-{key}-{letter}"><input type="radio" id="a-{key}-{letter}" name="{key}" value="{escape_html(option)}">'
            f"<span><b>{letter}:</b> {page_line(text)}</span></label>"
            for letter, option, text, _ in outline.options(part)
        )
        return f'<fieldset><legend>Answer <span class="key">{key}</span></legend>\n{buttons}\n</fieldset>'
    symbol = outline.symbol(part)
    named = f" {mathml(symbol)} =" if symbol else ""
    # the name that is read out: MathML inside a label is flattened to its characters
    said = f"Answer {key}: {plain_formula(symbol)}" if symbol else f"Answer {key}"
    hint, described = outline.hint(part), ""
    if hint:
        described = f' aria-describedby="hint-{key}"'
        hint = f'<span class="hint" id="hint-{key}">{escape_html(hint)}</span>'
    return _options(part) + (
        f'<p class="answer"><label for="a-{key}"><span class="key">{key}</span>{named}</label>'
        f'<input type="text" id="a-{key}" name="{key}" aria-label="{escape_html(said)}"{described} '
        f'autocomplete="off" autocapitalize="none" spellcheck="false">{hint}</p>'
    )


def _options(part: Part, *, solved: bool = False) -> str:
    """Options that are named, not chosen by a button."""
    items = []
    for letter, _, text, right in outline.options(part):
        mark = ' <span class="right">(right answer)</span>' if solved and right else ""
        items.append(f"<li><b>{letter}:</b> {page_line(text)}{mark}</li>")
    return '<ol class="options">' + "".join(items) + "</ol>\n" if items else ""


def _solution(part: Part, key: str, worth: Rational) -> str:
    lines = [_options(part, solved=True) + f'<div class="solution" role="group" aria-label="Solution of {key}">']
    lines.append(f'<p class="lab">Solution <span class="key">{key}</span></p>\n<ol>')
    lines += [f"<li>{row_html(row)}</li>" for row in outline.rows(part)]
    lines.append("</ol>")
    slips = outline.slips(part, worth)
    if slips:
        lines.append('<div class="slips"><p class="lab">Common mistakes</p>\n<ul>')
        for slip in slips:
            leads = f": leads to {_value(slip.answer)}" if slip.answer else ""
            cost = f"; costs {slip.cost} point{'' if slip.cost == '1' else 's'}" if slip.cost != "0" else "; costs nothing"
            lines.append(f"<li>{page_line(slip.name)}{leads}{cost}</li>")
        lines.append("</ul></div>")
    return "\n".join([*lines, "</div>"])


def row_html(row: Row) -> str:
    """A row of a worked solution."""
    made = f"<p>{page_line(row.reason)}</p>" if row.reason else ""
    links = [mathml(row.symbol, display=True)] if row.symbol else []
    links += [mathml(tex, display=True, before="=" if links else "") for tex in row.chain]
    if row.value is not None:
        value = mathml(row.value.tex, display=True) if row.value.tex else page_line(row.value.words)
        if row.framed:
            value = f'<span class="ans"><span class="unseen">answer: </span>{value}</span>'
        links.append(
            f'<span class="last"><math><mo lspace="0" rspace="0">=</mo></math>{value}</span>' if links else value
        )
    if links:
        made += f'<p class="chain">{" ".join(links)}</p>'
    return made + (_figure(row.table) if row.table is not None else "")


def _value(answer: Answer) -> str:
    return mathml(answer.tex) if answer.tex else page_line(answer.words)


def _figure(figure: Figure | Table) -> str:
    """A figure with its words, or a table."""
    caption = page_line(figure.caption) if figure.caption else ""
    if isinstance(figure, Table):
        rows = [[None if cell is None else page_line(cell) for cell in row] for row in figure.rows]
        return table([page_line(cell) for cell in figure.head], rows, figure.align, caption)
    picture = draw(figure)
    alt = describe(figure)
    wide = (picture.width + 8) / _EM
    size = f'style="width:{wide:.2f}em;--least:{0.7 * wide:.2f}em"'
    _, _, drawing = picture_svg(picture, alt).partition("</title>")
    box = f"-4 -4 {picture.width + 8:g} {picture.height + 8:g}"
    caption = f"<figcaption>{caption}</figcaption>" if caption else ""
    return (
        f'<figure><svg role="img" viewBox="{box}" {size}><title>{_NAMES[type(figure)]}</title>'
        f"<desc>{escape_html(alt)}</desc>{drawing}{caption}\n"
        f"<details><summary>Figure in words</summary><p>{escape_html(alt)}</p></details></figure>"
    )
