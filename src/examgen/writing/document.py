r"""Exam -> complete LaTeX documents for examgen.sty, built with PyLaTeX.

A document holds one form or several: one TeX run typesets them all, and the PDF is cut afterwards. The same exam gives the
same bytes: no date, no order of a dictionary, no path.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from pylatex import Command, Document, Package
from pylatex.base_classes import Environment
from pylatex.utils import NoEscape

from examgen.figures import Table
from examgen.label_words import plain_words
from examgen.writing import figures
from examgen.writing.asking import answer_room, options
from examgen.writing.escaping import escape, number, points
from examgen.writing.solving import solution
from examgen.writing.words import FigurePlace, Text, blocks, inline_latex, to_latex

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sympy import Rational

    from examgen.exam import Exam, Form, Problem
    from examgen.figures import Figure

Kind: TypeAlias = Literal["exam", "solutions"]

#: bp: a figure up to this width stands beside its paragraph
_NARROW = 205.0
_PER_ROW = 10

_HOW_TO_READ = (
    "Each step gives a reason, the general formula, the numbers of this form put in, and the value. "
    "The framed value belongs in the answer box; equal values in another exact form count the same. "
    r"\emph{Common mistakes} lists the answers that known slips lead to and the points each costs, "
    "charged only in the part where the slip first occurs."
)


class _ProblemBlock(Environment):  # type: ignore[misc]
    """The environment ``problem`` of examgen.sty."""

    _latex_name = "problem"


class _Conventions(Environment):  # type: ignore[misc]
    """The two columns of the conventions box."""

    _latex_name = "conventions"


class _Bullets(Environment):  # type: ignore[misc]
    """The list of instructions."""

    _latex_name = "bullets"


class Sources:
    """The LaTeX sources of an exam. Each problem is written once, in however many documents it stands."""

    def __init__(self, exam: Exam) -> None:
        self.exam = exam
        self._written: dict[tuple[Kind, str, int], str] = {}

    def document(self, kind: Kind, *forms: Form) -> str:
        """A complete LaTeX document with these forms; all forms, if none is named."""
        return _document(self, forms or self.exam.forms, kind)

    def problem(self, kind: Kind, form: Form, problem: Problem) -> str:
        """The environment of one problem."""
        place = (kind, form.name, problem.number)
        if place not in self._written:
            self._written[place] = _problem(problem, kind).dumps()
        return self._written[place]


def exam_tex(exam: Exam, *forms: Form) -> str:
    """The exam as students get it: a complete LaTeX document with these forms (all forms, if none is named)."""
    return Sources(exam).document("exam", *forms)


def solutions_tex(exam: Exam, *forms: Form) -> str:
    """The worked solutions: a complete LaTeX document with these forms (all forms, if none is named)."""
    return Sources(exam).document("solutions", *forms)


def document_title(exam: Exam, form: Form | None, kind: Kind) -> str:
    """The title in the PDF's properties, plain text."""
    names = [exam.course, exam.title, f"Form {form.name}" if form else "", "worked solutions" if kind == "solutions" else ""]
    return " - ".join(name for name in names if name)


def problem_title(problem: Problem) -> str:
    """Heading of a problem in plain words, for bookmarks."""
    return plain_words(problem.instance.title)


def total(problem: Problem) -> Rational:
    """The points of a problem."""
    return sum(problem.points[part.name] for part in problem.instance.parts)


def _document(sources: Sources, forms: Sequence[Form], kind: Kind) -> str:
    exam = sources.exam
    # examgen.sty sets fonts, encoding and page; PyLaTeX's own defaults would interfere
    document = Document(
        documentclass="article", document_options=["11pt"], fontenc=None, inputenc=None, lmodern=False, textcomp=False, page_numbers=False
    )
    document.clear()
    document.packages.append(Package("examgen", options=kind))
    title = document_title(exam, forms[0] if len(forms) == 1 else None, kind)
    document.preamble.append(Command("hypersetup", NoEscape(f"pdftitle={{{escape(title)}}},pdflang=en")))
    head = _dotted(escape(exam.course), escape(exam.title), "worked solutions" if kind == "solutions" else "")
    document.preamble.append(Command("renewcommand", [NoEscape(r"\runninghead"), NoEscape(head)]))
    document.preamble.append(Command("renewcommand", [NoEscape(r"\runningfoot"), NoEscape(escape(exam.date))]))
    for key, form in enumerate(forms, 1):
        _form(document, sources, form, key, kind)
    return str(document.dumps()) + "\n"


def _dotted(*texts: str) -> str:
    return r"\ \textperiodcentered\ ".join(text for text in texts if text)


def _form(document: Any, sources: Sources, form: Form, key: int, kind: Kind) -> None:
    document.append(Command("beginform", [str(key), NoEscape(escape(form.name))]))
    _cover(document, sources.exam, form, kind)
    for section in form.sections:
        if section.title:
            document.append(Command("examsection", NoEscape(inline_latex(section.title))))
        for problem in section.problems:
            document.append(NoEscape(sources.problem(kind, form, problem)))
    if kind == "exam":
        document.append(Command("theexamends"))
    document.append(Command("finishform"))


# --- cover ------------------------------------------------------------------------------------------------------------------


def _cover(document: Any, exam: Exam, form: Form, kind: Kind) -> None:
    title = _dotted(escape(exam.title), "worked solutions" if kind == "solutions" else "")
    document.append(
        Command(
            "coverhead", [NoEscape(_dotted(escape(exam.institution), escape(exam.term))), NoEscape(escape(exam.course)), NoEscape(title)]
        )
    )
    whole = sum(total(problem) for problem in form.problems)
    facts = [
        ("Date", exam.date),
        ("Duration", f"{exam.duration} minutes" if exam.duration else ""),
        ("Points", number(whole)),
        ("Aids", exam.aids),
    ]
    document.append(Command("facts", NoEscape(r"\factsep ".join(rf"\fact{{{name}}}{{{escape(text)}}}" for name, text in facts if text))))
    if kind == "solutions":
        document.append(NoEscape(rf"\vskip10pt{{\small\interlinepenalty=0 {_HOW_TO_READ}\par}}"))
        return
    document.append(Command("namefields"))
    document.append(NoEscape(r"\vskip18pt"))
    columns = [_instructions(exam)] if exam.instructions else []
    columns += [_conventions(exam)] if exam.conventions else []
    widths = ["52mm", "102mm"] if len(columns) == 2 else ["134mm"]
    made = [rf"\covercolumn{{{width}}}{{{name}}}{{{content}}}" for width, (name, content) in zip(widths, columns, strict=False)]
    if made:
        document.append(NoEscape(r"\noindent\hbox to\textwidth{" + r"\hfil ".join(made) + (r"\hfil}" if len(made) == 1 else "}")))
    document.append(NoEscape(r"\vskip10pt plus 1fill{\lab\bfseries Points\par}\vskip5pt " + r"\par\vskip8pt ".join(_points_tables(form))))
    document.append(Command("donotturn"))


def _instructions(exam: Exam) -> tuple[str, str]:
    bullets = _Bullets()
    for entry in exam.instructions:
        bullets.append(NoEscape(rf"\item[\bulletmark] {to_latex(entry)}"))
    return ("Instructions", str(bullets.dumps()))


def _conventions(exam: Exam) -> tuple[str, str]:
    box = _Conventions()
    for what, meaning in exam.conventions:
        box.append(NoEscape(rf"{inline_latex(what)}&{inline_latex(meaning)}\\"))
    return ("Conventions", str(box.dumps()))


def _points_tables(form: Form) -> list[str]:
    """Problems, points and room for the score; more than ten problems wrap into rows of equal length."""
    problems = form.problems
    rows = max(1, -(-len(problems) // _PER_ROW))
    per_row = -(-len(problems) // rows) if problems else 0
    tables = []
    for row in range(rows):
        part = problems[row * per_row : (row + 1) * per_row]
        last = row == rows - 1
        cells = [(str(problem.number), number(total(problem))) for problem in part]
        cells += [("", "")] * (per_row - len(part))
        cells.append((r"\lab total", number(sum(total(problem) for problem in problems))) if last else ("", ""))
        tables.append(
            rf"{{\setlength\tabcolsep{{0pt}}\begin{{tabular*}}{{\textwidth}}{{@{{\extracolsep{{\fill}}}}l*{{{len(cells)}}}{{>{{\centering\arraybackslash}}p{{11mm}}}}@{{}}}}\toprule"
            "\n\\lab Problem&" + "&".join(cell[0] for cell in cells) + "\\\\\\midrule\n\\lab Points&" + "&".join(cell[1] for cell in cells)
            + "\\\\\\midrule\n\\lab Score\\scoreroom" + "&" * len(cells) + "\\\\\\bottomrule\\end{tabular*}}"
        )  # fmt: skip
    return tables


# --- problems ---------------------------------------------------------------------------------------------------------------


def _problem(problem: Problem, kind: Kind) -> Any:
    instance = problem.instance
    shown = instance.solution_figures if kind == "solutions" else instance.figures
    all_figures = {**instance.figures, **shown}

    def figure(name: str, alt: str) -> str:
        return figures.latex(all_figures[name]) if name in all_figures else escape(alt)

    heading = [inline_latex(instance.title), points(total(problem)), escape(problem_title(problem))]
    block = _ProblemBlock(arguments=[NoEscape(text) for text in heading])
    block.append(NoEscape(rf"\stem{{{_stem(instance.question, all_figures, figure)}}}"))
    for part in instance.parts:
        worth = problem.points[part.name]
        block.append(NoEscape(rf"\qpart{{{points(worth)}}}{_placed(part.text, all_figures, figure)}"))
        if part.kind.options:
            block.append(NoEscape(options(part, solved=kind == "solutions")))
        block.append(NoEscape(solution(part, worth) if kind == "solutions" else answer_room(part)))
    return block


def _stem(text: str, known: dict[str, Figure], figure: Any) -> str:
    return _placed(text, known, figure, beside=True)


def _placed(text: str, known: dict[str, Figure], figure: Any, *, beside: bool = False) -> str:
    """Paragraphs and figures; a narrow figure stands beside the paragraph before it (or after it, if it comes first)."""
    pieces = list(blocks(text, figure))
    made: list[str] = []
    place = 0
    while place < len(pieces):
        piece = pieces[place]
        following = pieces[place + 1] if place + 1 < len(pieces) else None
        if beside and isinstance(piece, Text) and isinstance(following, FigurePlace) and _stands_beside(piece, following, known):
            made.append(_beside(piece, following, known))
            place += 2
            continue
        if (
            beside
            and isinstance(piece, FigurePlace)
            and not made
            and isinstance(following, Text)
            and _stands_beside(following, piece, known)
        ):
            made.append(_beside(following, piece, known))
            place += 2
            continue
        made.append(piece.tex if isinstance(piece, Text) else _centred(piece, known))
        place += 1
    return "\n\n".join(made)


def _stands_beside(text: Text, place: FigurePlace, known: dict[str, Figure]) -> bool:
    found = known.get(place.name)
    if not text.narrow or found is None or isinstance(found, Table):
        return False
    picture = figures.draw(found)
    # a long paragraph beside a flat figure, or a flat one beside a tall figure, would leave a hole
    return picture.width <= _NARROW and not found.caption


def _beside(text: Text, place: FigurePlace, known: dict[str, Figure]) -> str:
    found = known[place.name]
    return f"\\beside{{{figures.draw(found).width:.1f}bp}}{{{text.tex}}}{{{figures.latex(found)}}}"


def _centred(place: FigurePlace, known: dict[str, Figure]) -> str:
    found = known.get(place.name)
    if found is None:
        return escape(place.alt)
    caption = rf"\figurecaption{{{inline_latex(found.caption)}}}" if found.caption else ""
    if isinstance(found, Table):
        return figures.latex(found) + caption
    return rf"\centredfigure{{{figures.latex(found)}}}{caption}"
