r"""Exam -> complete LaTeX documents for examgen.sty.

A form is written once, as what stands between \beginform and \finishform. A document holds one form or several: one TeX run typesets
them all, and the PDF is cut afterwards. The same exam gives the same bytes: no date, no order of a dictionary, no path.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from pylatex import Command, Document, Package
from pylatex.base_classes import Environment
from pylatex.utils import NoEscape
from sympy import Rational

from examgen.errors import ContractError
from examgen.writing.codes import form_code
from examgen.writing.escaping import escape, number, prints_as_written
from examgen.writing.layouts import Layout, dotted, layout
from examgen.writing.problems import problem_tex, problem_title, total
from examgen.writing.text_check import check_forms
from examgen.writing.words import inline_latex, to_latex

if TYPE_CHECKING:
    from examgen.exam import Exam, Form, Problem, Student

#: Problems in a row of the points table.
_PER_ROW = 10


class _Conventions(Environment):  # type: ignore[misc]
    """The two columns of the conventions box."""

    _latex_name = "conventions"


class _Bullets(Environment):  # type: ignore[misc]
    """The list of instructions."""

    _latex_name = "bullets"


@dataclass(frozen=True)
class ProblemSource:
    """A problem as it stands in a document.

    Attributes:
        tex: its LaTeX.
        title: in plain words, for bookmarks.
        points: of all its parts.
    """

    tex: str
    title: str
    points: Rational


@dataclass(frozen=True)
class FormSource:
    """A form as it stands in a document, and what the PDF that is cut from it needs to know.

    Attributes:
        name: of the form, as people read it.
        body: LaTeX from the cover to the last problem.
        title: of its PDF.
        headings: titles of its problems in plain words, for the bookmarks.
    """

    name: str
    body: str
    title: str
    headings: tuple[str, ...]


def exam_tex(exam: Exam, *forms: Form) -> str:
    """The exam as students get it: a complete LaTeX document with these forms (all forms, if none is named)."""
    return document_tex(exam, layout("exam"), *forms)


def solutions_tex(exam: Exam, *forms: Form) -> str:
    """The worked solutions: a complete LaTeX document with these forms (all forms, if none is named)."""
    return document_tex(exam, layout("solutions"), *forms)


def document_tex(exam: Exam, chosen: Layout, *forms: Form) -> str:
    """A complete LaTeX document with these forms; all forms, if none is named."""
    return joined(exam, chosen, sources(exam, chosen, forms or exam.forms))


def exam_document(exam: Exam, chosen: Layout | str | None = None, *forms: Form) -> Document:
    """The same as a PyLaTeX ``Document``, to add to: its ``packages``, ``preamble`` and contents are those that examgen would write.

    It needs examgen.sty beside it, which ``write_tex`` puts there.

    Raises:
        FamilyError, ContractError: a text of a problem, or of the exam, cannot be set.
    """
    check_forms(exam, forms or exam.forms)
    chosen = chosen if isinstance(chosen, Layout) else layout(chosen or "exam")
    written = sources(exam, chosen, forms or exam.forms)
    title = written[0].title if len(written) == 1 else document_title(exam, "", chosen.subtitle)
    return _document(exam, chosen, escape(title), _body(written))


def sources(exam: Exam, chosen: Layout, forms: Sequence[Form]) -> list[FormSource]:
    """Forms in this layout."""
    return [
        form_source(
            exam,
            chosen,
            form.name,
            [(section.title, [problem_sources(problem, [chosen])[0] for problem in section.problems]) for section in form.sections],
            form.student,
        )
        for form in forms
    ]


def document_title(exam: Exam, form: str, subtitle: str) -> str:
    """The title in the PDF's properties, plain text."""
    names = [exam.course, exam.title, f"Form {form}" if form else "", subtitle]
    return " - ".join(name for name in names if name)


def problem_sources(problem: Problem, layouts: Sequence[Layout]) -> tuple[ProblemSource, ...]:
    """A problem in each of these layouts."""
    # the comment tells who is at fault when TeX stops
    head = f"% examgen: problem {problem.number} ({problem.instance.family})\n"
    title, points = problem_title(problem), total(problem)
    return tuple(ProblemSource(head + tex, title, points) for tex in problem_tex(problem, layouts))


def form_source(
    exam: Exam,
    chosen: Layout,
    name: str,
    sections: Sequence[tuple[str, Sequence[ProblemSource]]],
    student: Student | None = None,
) -> FormSource:
    """A form of problems that are written already; sections are titles with their problems."""
    problems = [problem for _, some in sections for problem in some]
    pieces = [form_code(exam.id, name, qr=chosen.code == "qr")] if chosen.code else []
    pieces.append(_cover(exam, chosen, name, [problem.points for problem in problems], student))
    for title, some in sections:
        if title:
            pieces.append(rf"\examsection{{{inline_latex(title)}}}")
        pieces += [problem.tex for problem in some]
    if chosen.name in ("exam", "large"):
        pieces.append(r"\theexamends")
    return FormSource(
        name=name,
        body="\n".join(pieces),
        title=document_title(exam, name, chosen.subtitle),
        headings=tuple(problem.title for problem in problems),
    )


def joined(exam: Exam, chosen: Layout, forms: Sequence[FormSource], *, cut: bool = False) -> str:
    """A complete LaTeX document from forms that are written already; ``cut``: its PDF gets titles and bookmarks when it is cut."""
    title = forms[0].title if len(forms) == 1 else document_title(exam, "", chosen.subtitle)
    before, between, after = _frame(replace(exam, forms=()), chosen, cut)
    return f"{before}{escape(title)}{between}{_body(forms)}{after}"


#: Where title and forms stand in a document, while it is made once for all forms: characters that no text of an exam keeps.
_TITLE, _FORMS = "\ue010title\ue011", "\ue010forms\ue011"


@lru_cache(maxsize=16)
def _frame(exam: Exam, chosen: Layout, cut: bool) -> tuple[str, str, str]:
    """What stands before the title, between it and the forms, and after these."""
    made = _document(exam, chosen, _TITLE, _FORMS, cut=cut)
    whole = str(made.dumps()) + "\n"
    if chosen.look.has("document.tex"):
        packages = "\n".join(package.dumps() for package in made.packages)
        preamble = "\n".join((packages, *(piece if isinstance(piece, str) else piece.dumps() for piece in made.preamble)))
        options = ",".join(chosen.class_options)
        whole = chosen.look.render("document.tex", exam=exam, layout=chosen, class_options=options, preamble=preamble, forms=_FORMS)
    before, _, rest = whole.partition(_TITLE)
    between, found, after = rest.partition(_FORMS)
    where = str(chosen.look.folder / "document.tex") if chosen.look.folder else "document.tex"
    if not found:
        raise ContractError(where, r"does not print \VAR{preamble} and, after it, \VAR{forms}; both are needed", field="template")
    if r"\end{document}" not in after:
        raise ContractError(where, r"has no \end{document} after \VAR{forms}", field="template")
    return before, between, after


def _document(exam: Exam, chosen: Layout, title: str, forms: str, *, cut: bool = False) -> Any:
    """The document; ``title`` and ``forms`` are LaTeX."""
    # examgen.sty sets fonts, encoding and page; PyLaTeX's own defaults would interfere
    made = Document(
        documentclass=chosen.look.document_class,
        document_options=list(chosen.class_options),
        fontenc=None,
        inputenc=None,
        lmodern=False,
        textcomp=False,
        page_numbers=False,
    )
    made.clear()
    made.packages.append(Package("examgen", options=chosen.options + (",cut" if cut else "")))
    made.preamble.append(Command("hypersetup", NoEscape(f"pdftitle={{{title}}},pdfauthor={{{escape(exam.issuer)}}},pdflang=en")))
    head = dotted((exam.title,) if chosen.name == "large" else (exam.course, exam.title, chosen.subtitle))
    made.preamble.append(Command("renewcommand", [NoEscape(r"\runninghead"), NoEscape(head)]))
    made.preamble.append(Command("renewcommand", [NoEscape(r"\runningfoot"), NoEscape(escape(exam.date))]))
    own = chosen.look.render("preamble.tex", exam=exam, layout=chosen).strip()
    if own:
        made.preamble.append(NoEscape(own))
    made.append(NoEscape(forms))
    return made


def _body(forms: Sequence[FormSource]) -> str:
    # the key is a plain number, safe for names of macros and anchors
    return "\n".join(f"\\beginform{{{key}}}{{{escape(form.name)}}}%\n{form.body}\n\\finishform" for key, form in enumerate(forms, 1))


# --- cover ------------------------------------------------------------------------------------------------------------------


def _cover(exam: Exam, chosen: Layout, form: str, points: Sequence[Rational], student: Student | None) -> str:
    facts = [
        ("Date", exam.date),
        ("Duration", f"{exam.duration} minutes" if exam.duration else ""),
        ("Points", number(sum(points, Rational(0)))),
        ("Aids", exam.aids),
    ]
    columns = [_instructions(exam.instructions)] if exam.instructions else []
    columns += [_conventions(exam.conventions)] if exam.conventions else []
    text = chosen.look.render(
        "cover.tex",
        exam=exam,
        form=form,
        layout=chosen,
        subtitle=chosen.subtitle,
        facts=[(name, text) for name, text in facts if text],
        columns=columns,
        points_table=r"\par\vskip8pt ".join(_points_tables(tuple(points), _PER_ROW)),
        last_name=_printed(student.last_name) if student else "",
        first_name=_printed(student.first_name) if student else "",
        student_number=student.number if student else "",
    ).strip()
    return (rf"\studentis{{{escape(student.number)}}}" if student else "") + text


def _printed(name: str) -> str:
    """A name, or a field to write it in by hand where fonts lack its letters."""
    return name if prints_as_written(name) else ""


# What is the same on the covers of all forms is made once.


@lru_cache(maxsize=16)
def _instructions(entries: tuple[str, ...]) -> tuple[str, str]:
    bullets = _Bullets()
    for entry in entries:
        bullets.append(NoEscape(rf"\item[\bulletmark] {to_latex(entry)}"))
    return ("Instructions", str(bullets.dumps()))


@lru_cache(maxsize=16)
def _conventions(entries: tuple[tuple[str, str], ...]) -> tuple[str, str]:
    box = _Conventions()
    for what, meaning in entries:
        box.append(NoEscape(rf"{inline_latex(what)}&{inline_latex(meaning)}\\"))
    return ("Conventions", str(box.dumps()))


@lru_cache(maxsize=16)
def _points_tables(points: tuple[Rational, ...], most: int) -> list[str]:
    """Problems, points and room for the score; more than ``most`` problems wrap into rows of equal length."""
    rows = max(1, -(-len(points) // most))
    per_row = -(-len(points) // rows)
    tables = []
    for row in range(rows):
        cells = [(str(place + 1), _in_cell(number(points[place]))) for place in range(row * per_row, min(len(points), (row + 1) * per_row))]
        cells += [("", "")] * (per_row - len(cells))
        cells.append((r"\makebox[0pt]{\lab total}", _in_cell(number(sum(points, Rational(0))))) if row == rows - 1 else ("", ""))
        tables.append(
            rf"{{\scorefont\setlength\tabcolsep{{0pt}}\begin{{tabular*}}{{\textwidth}}{{@{{\extracolsep{{\fill}}}}l*{{{len(cells)}}}{{>{{\centering\arraybackslash}}p{{\scorecell}}}}@{{}}}}\toprule"
            "\n\\lab Problem&" + "&".join(cell[0] for cell in cells) + "\\\\\\midrule\n\\lab Points&" + "&".join(cell[1] for cell in cells)
            + "\\\\\\midrule\n\\lab Score\\scoreroom" + "&" * len(cells) + "\\\\\\bottomrule\\end{tabular*}}"
        )  # fmt: skip
    return tables


def _in_cell(worth: str) -> str:
    return worth if len(worth) < 4 else rf"\shrunk\scorecell{{{worth}}}"
