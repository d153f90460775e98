r"""Feedback sheets as PDF: LaTeX for the macros of examgen.sty, many sheets in one run of TeX, and one file for each student.

Whatever a student typed is escaped: nothing of it acts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

from examgen.batches import cut, in_order
from examgen.classroom.feedback import HOW, MARKS
from examgen.errors import MissingTeXError, TypesettingError
from examgen.exam import Exam
from examgen.grading.report import WORDS, spoken
from examgen.label_words import plain_words
from examgen.lettering import part_letter
from examgen.messages import catalogue
from examgen.writing import figures
from examgen.writing.compile import typeset_forms
from examgen.writing.document import FormSource
from examgen.writing.engine import Engine, MissingFileError, engines
from examgen.writing.escaping import escape
from examgen.writing.layouts import SHEET, Layout, dotted
from examgen.writing.safe_formulas import formula, inline_formula
from examgen.writing.words import inline_latex

if TYPE_CHECKING:
    from collections.abc import Sequence

    from examgen.classroom.feedback import FeedbackSheet, PartFeedback, ProblemFeedback
    from examgen.messages import Catalogue
    from examgen.writing.outline import Answer, Row

#: Sheets in one run of TeX: its start is paid once, and several runs share a class. The same for any number of runs, since
#: sheets of one run share their fonts: so a sheet has the same bytes again.
MOST_SHEETS = 100
#: Characters of an answer that was not read: as many as other sheets show.
_LONGEST = 300
#: The value of a step that picks an option, as the worked solution holds it: Markdown in \text.
_OPTION = re.compile(r"\\text\{(.*)\}", re.DOTALL)


@dataclass(frozen=True)
class SetSheet:
    """What became of a sheet.

    Attributes:
        name: of the file, without ending, as the caller gave it.
        pdf: None where TeX stopped.
        fault: why, "" where it did not.
    """

    name: str
    pdf: bytes | None
    fault: str = ""


def feedback_pdfs(
    sheets: Iterable[tuple[str, FeedbackSheet]], language: str = "en", *, engine: Engine | None = None, jobs: int = 1
) -> Iterator[SetSheet]:
    """Set sheets as they come, in few runs of TeX; a sheet at which TeX stops is told, and the others are made.

    Args:
        sheets: name of the file, and what it is to say.
        jobs: runs side by side, while the next sheets are written; the sheets come in their order for any number.

    Raises:
        ContractError: there is no catalogue of this language.
        MissingTeXError: there is no TeX on this machine.
        TypesettingError: TeX lacks a package, so that no sheet can be set.
    """
    choice = [engine] if engine is not None else engines()
    batches = cut(sheets, MOST_SHEETS)
    if jobs == 1:
        for batch in batches:
            yield from _set(batch, language, choice)
        return
    with ThreadPoolExecutor(jobs) as pool:  # TeX is a process of its own, so threads are enough
        for made in in_order(lambda batch: pool.submit(lambda: list(_set(batch, language, choice))), batches, jobs):
            yield from made


def _set(batch: Sequence[tuple[str, FeedbackSheet]], language: str, choice: Sequence[Engine]) -> Iterator[SetSheet]:
    if not batch:
        return
    # numbers in place of the names of forms, which several students share: so TeX tells at whose sheet it stopped
    written = [feedback_source(sheet, language, name=str(place)) for place, (_, sheet) in enumerate(batch)]
    first = batch[0][1]
    frame = Exam(id="feedback", title=first.title, course=first.course, seed="", forms=())
    try:
        made = typeset_forms(frame, Layout(SHEET), written, choice, language=language)
    except (MissingTeXError, MissingFileError):
        raise
    except TypesettingError as fault:
        if len(batch) == 1:
            yield SetSheet(batch[0][0], None, fault.says or str(fault))
            return
        if fault.form.isdigit() and int(fault.form) < len(batch):
            place = int(fault.form)
            yield from _set(batch[:place], language, choice)
            yield SetSheet(batch[place][0], None, fault.says or str(fault))
            yield from _set(batch[place + 1 :], language, choice)
            return
        half = len(batch) // 2
        yield from _set(batch[:half], language, choice)
        yield from _set(batch[half:], language, choice)
        return
    for (name, _), pdf in zip(batch, made, strict=True):
        yield SetSheet(name, pdf)


def feedback_source(sheet: FeedbackSheet, language: str = "en", *, name: str = "") -> FormSource:
    """A sheet as it stands in a document.

    Args:
        name: by which a fault of TeX tells it from others; that of the form if left out.

    Raises:
        ContractError: there is no catalogue of this language.
    """
    words = catalogue(language)
    title = " - ".join(text for text in (words.say("Feedback"), sheet.course, sheet.title, sheet.student) if text)
    return FormSource(
        name=name or sheet.form,
        body="\n".join([_head(sheet, words), *(_problem(one, words) for one in sheet.problems)]),
        title=title,
        headings=tuple(plain_words(one.title) for one in sheet.problems),
    )


# --- the head ---------------------------------------------------------------------------------------------------------------


def _head(sheet: FeedbackSheet, words: Catalogue) -> str:
    who = dotted([sheet.name, sheet.student, words.say("Form {form}", form=sheet.form) if sheet.form else ""])
    waits = words.say("still open, a person decides: {points}", points=sheet.pending) if sheet.pending else ""
    hyphens = "" if words.language == "en" else "\\fbnohyphens\n"  # TeX knows where to cut English words, and no others
    told = [
        rf"\fbnote{{{escape(words.sentence(one.rule))}: {escape(spoken(one.before))} $\rightarrow$ {escape(spoken(one.after))}}}"
        for one in sheet.adjustments
    ]
    told += [rf"\fbnote{{{escape(words.sentence(note))}}}" for note in sheet.notes]
    rows = [
        rf"\fbscore{{{one.number}}}{{{inline_latex(one.title)}}}{{{_slash(one.points)}}}{{{one.share:.4f}}}" for one in sheet.problems
    ]
    marks = "%\n".join(rf"\fbkey{{{mark}}}{{{escape(words.say(text))}}}" for mark, text in MARKS.items())
    return (
        rf"\fbidentity{{{dotted([sheet.name, sheet.student])}}}" + "\n" + hyphens
        + rf"\fbhead{{{escape(sheet.course)}}}{{{escape(words.say('Feedback'))}}}{{{escape(sheet.title)}}}{{{who}}}"
        + rf"{{{escape(words.say('Total'))}}}{{{_slash(sheet.points)}}}{{{escape(waits)}}}" + "\n"
        + "\n".join(told) + "\n"
        + rf"\fbscores{{{escape(words.say('Problem'))}}}{{{escape(words.say('Score'))}}}{{%" + "\n" + "%\n".join(rows) + "}"
        + rf"{{{marks}}}{{{escape(words.say(HOW))}}}"
    )  # fmt: skip


def _slash(points: str) -> str:
    """Points as they stand in the margin: ``2 1/2 of 3`` as 2½ / 3."""
    reached, _, most = points.partition(" of ")
    return f"{_number(reached)} / {_number(most)}"


def _number(text: str) -> str:
    whole, _, rest = text.rpartition(" ")
    if "/" not in rest:
        return escape(text)
    over, _, under = rest.partition("/")
    return rf"{escape(whole)}\fbfraction{{{escape(over)}}}{{{escape(under)}}}"


# --- problems ---------------------------------------------------------------------------------------------------------------


def _problem(problem: ProblemFeedback, words: Catalogue) -> str:
    head = rf"\fbproblem{{{problem.number}}}{{{inline_latex(problem.title)}}}{{{_slash(problem.points)}}}"
    return "\n".join([head, *(_part(part, place, words) for place, part in enumerate(problem.parts))])


def _part(part: PartFeedback, place: int, words: Catalogue) -> str:
    said = [inline_latex(words.say("You {mistake}.", mistake=part.mistake))] if part.mistake else []
    # why something could not be read quotes what was typed: that is no Markdown, and its dollars are no formulas
    plain = part.verdict == WORDS["unreadable"]
    said += [(escape if plain else inline_latex)(words.sentence(text)) for text in part.said]
    if part.right is not None:
        said.append(rf"{escape(words.say('Right answer'))}: {_in_line(part.right)}")
    verdict = escape(words.say(part.verdict)) + ("" if not said else ".")
    tex, text = _own(part, words)
    points = rf"\textendash{{}} / {_number(part.points.rpartition(' of ')[2])}" if part.mark == "waits" else _slash(part.points)
    made = (
        rf"\fbpart{{{part.mark}}}{{{part_letter(place)}}}{{{tex}}}{{{text}}}{{{verdict}}}{{{' '.join(said)}}}{{{points}}}"
    )
    if part.rows:
        rows = "%\n  ".join(piece for number, row in enumerate(part.rows) for piece in _row(row, wrong=number == part.wrong))
        made += "\n" + rf"\fbrows{{{escape(words.sentence(part.heading))}}}{{%" + f"\n  {rows}" + "}"
    return made


def _own(part: PartFeedback, words: Catalogue) -> tuple[str, str]:
    """The student's answer as a formula, or as text; the other is empty."""
    if part.answer is None:
        return "", _typed(part.typed) if part.typed else rf"\textit{{{escape(words.say('no answer'))}}}"
    return (formula(part.answer.tex), "") if part.answer.tex else ("", inline_latex(part.answer.words))


def _typed(text: str) -> str:
    """What was typed, letter by letter, so that a line may end anywhere."""
    shown = text if len(text) <= _LONGEST else text[:_LONGEST] + "..."
    return r"{\ttfamily\small " + r"\fbcut ".join("~" if char == " " else f"{{{escape(char)}}}" for char in shown) + "}"


def _in_line(answer: Answer) -> str:
    if answer.tex:
        return rf"\fbinline{{{inline_formula(answer.tex)}}}"
    return inline_latex(answer.words)


def _in_formula(answer: Answer) -> str:
    r"""A value within a formula; the words of an option may hold formulas of their own, which \text of a formula may not."""
    option = _OPTION.fullmatch(answer.tex)
    if option or answer.words:
        return rf"\text{{{inline_latex(option[1] if option else answer.words)}}}"
    return formula(answer.tex)


def _row(row: Row, *, wrong: bool) -> list[str]:
    """A row of the worked solution; the number of the step that went wrong stands in a box."""
    before = [r"\fbwrongstep"] if wrong else []
    reason = inline_latex(row.reason)
    chain = [formula(tex) for tex in row.chain]
    general, numbers = [*chain, "", ""][:2]
    value = ""
    if row.value is not None:
        value = _in_formula(row.value)
        value = rf"\ans{{{value}}}" if row.framed else value
    made = []
    if row.symbol or general or numbers or value:
        made.append(rf"\step{{{reason}}}{{{formula(row.symbol)}}}{{{general}}}{{{numbers}}}{{{value}}}")
    elif reason:
        made.append(rf"\says{{{reason}}}")
    if row.table is not None:
        made.append(rf"\shows{{{figures.latex(row.table)}}}")
    return [*before, *made]
