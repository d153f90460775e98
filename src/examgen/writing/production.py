"""An exam from its blueprint to all of its files, form by form, so that memory does not grow with their number.

Forms are drawn, certified and written out as LaTeX in as many processes as there are processors. Until the last of them is ready
everything waits in a hidden folder, and an earlier exam in the same place stays as it is (see ``folder``); then key and sources take
their names, and TeX sets the forms, many in one run. Each PDF appears when it is complete. A run that was stopped goes on where it was:
what has been set from the same source is not set again.
"""

from __future__ import annotations

import json
import os
import pickle
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from sympy import Rational

from examgen.building import stream_forms
from examgen.errors import ContractError, MissingTeXError, TypesettingError
from examgen.exam import FormOf
from examgen.files import whole_file, write_bytes, write_text
from examgen.grading.key import problem_key
from examgen.samples import Answers, sample_answers, samples_of
from examgen.writing.beside import beside, write_beside
from examgen.writing.compile import file_name, pdf_name, typeset_whole
from examgen.writing.document import FormSource, ProblemSource, document_title, form_source, joined, problem_sources
from examgen.writing.engine import engines, find_engine
from examgen.writing.folder import KEY, SHEETS, held, settle, with_place_of
from examgen.writing.formats import TEXT_FORMATS, TextFormat
from examgen.writing.layouts import SHEET, Layout, LayoutName, Look
from examgen.writing.ledger import Ledger
from examgen.writing.outline import worth
from examgen.writing.places import lines_of
from examgen.writing.setting import set_forms, spool_of
from examgen.writing.sheets import ProblemFacts, answers_sheet, differences_sheet, problem_facts
from examgen.writing.text_check import check_head, check_texts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from examgen.bank import Bank
    from examgen.blueprint import Blueprint
    from examgen.exam import Exam, Problem, Student
    from examgen.writing.outline import FormKind, ProblemText
    from examgen.writing.setting import Tell


@dataclass(frozen=True)
class Order:
    """What is to be made of each form.

    Attributes:
        layouts: the documents.
        formats: "pdf" (and its .tex), "tex" alone, "html", "text". Of the last two a form has at most two files, whatever the layouts
            are: with worked solutions, or without.
        samples: whether sample submissions are written.
        sheets: whether ``answers.pdf``, a page for each form, and ``differences.pdf`` are made.
    """

    layouts: tuple[Layout, ...]
    formats: tuple[str, ...] = ("pdf",)
    samples: bool = False
    sheets: bool = False

    @property
    def printed(self) -> tuple[Layout, ...]:
        """The documents that are written for TeX."""
        return self.layouts if {"pdf", "tex"} & set(self.formats) else ()

    @property
    def texts(self) -> tuple[tuple[FormKind, TextFormat], ...]:
        """The documents that need no TeX."""
        kinds: dict[FormKind, None] = {"solutions" if one.name == "solutions" else "exam": None for one in self.layouts}
        return tuple((kind, TEXT_FORMATS[name]) for name in dict.fromkeys(self.formats) if name in TEXT_FORMATS for kind in kinds)

    @property
    def printed_only(self) -> tuple[LayoutName, ...]:
        """The layouts that differ from the exam in print alone."""
        return tuple(one.name for one in self.layouts if one.name not in ("exam", "solutions"))

    @property
    def documents(self) -> set[tuple[str, str]]:
        """Name and ending of the files of a form."""
        printed = {(layout.name, ending) for layout in self.printed for ending in ("pdf", "tex")}
        return printed | {(kind, one.ending) for kind, one in self.texts}


@dataclass(frozen=True)
class Produced:
    """What was made.

    Attributes:
        exam: the exam without its forms.
        forms: their names.
        points: of a form.
        problems: in a form.
        files: all that was written, in order.
        kept: PDFs among them that an earlier run had made from the same source.
        moved: the folder in which an earlier exam with another key is now.
        earlier: whether it is; else only other files are there.
        aside: files that are there now as well: what was not examgen's, or somebody had changed, and sheets of other forms.
        no_tex: why there are no PDFs, or "".
        faults: why some forms have none: one sentence for each failed run of TeX.
    """

    exam: Exam
    forms: tuple[str, ...]
    points: str
    problems: int
    files: tuple[Path, ...]
    kept: int = 0
    moved: Path | None = None
    earlier: bool = False
    aside: tuple[str, ...] = ()
    no_tex: str = ""
    faults: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Made:
    """What a process sends of a problem.

    Attributes:
        key: its part of the key, as JSON.
        points: of all its parts.
        sources: for each layout that is printed.
        texts: for each document that needs no TeX.
        answers: of the sample submissions.
        facts: for the sheets, if they are wanted.
    """

    key: str
    points: Rational
    sources: tuple[ProblemSource, ...]
    texts: tuple[ProblemText, ...]
    answers: dict[str, Answers]
    facts: ProblemFacts | None


def produce(
    blueprint: Blueprint,
    bank: Bank,
    folder: Path,
    order: Order,
    *,
    seed: str | int | None = None,
    forms: int | Sequence[str] | None = None,
    students: Mapping[str, Student] | None = None,
    jobs: int | None = None,
    tell: Tell | None = None,
) -> Produced:
    """Make all files of an exam.

    Args:
        folder: where they go; made if needed.
        students: form name -> whose it is; then ``forms`` is left out.
        jobs: processes that draw, and TeX runs side by side; None for as many as there are processors.
        tell: told how far it is.

    Raises:
        ContractError, DrawError, CertificateError: as ``build_exam``; nothing is changed in the folder then.
        ContractError: the folder cannot be written, or a formula of the blueprint cannot be set.
    """
    jobs = jobs or os.cpu_count() or 1
    say: Tell = tell or (lambda step, done, count, text: None)
    head, stream = stream_forms(
        blueprint,
        bank,
        partial(_made, order=order, bank=bank),
        seed=seed,
        forms=forms,
        students=students,
        jobs=jobs,
        progress=partial(say, "drawing"),
    )
    check_head(head, [one.title for one in blueprint.sections], tex=bool(order.printed), mathml=bool(order.texts))
    with held(folder) as waiting:
        written = _write_out(head, stream, order, waiting)
        ledger, style = Ledger(folder), beside(order.printed) if order.printed else {}
        settled = settle(folder, waiting, written.names, order.documents, style, ledger)
        try:
            files, no_tex, faults = _set(head, written, order, folder, waiting, bank, jobs, say, ledger)
        except ContractError as error:
            raise with_place_of(settled.moved, error) from None
    return Produced(
        exam=head,
        forms=written.forms,
        points=written.points,
        problems=written.problems,
        files=tuple(files),
        kept=len(settled.kept),
        moved=settled.moved,
        earlier=settled.earlier,
        aside=settled.aside,
        no_tex=no_tex,
        faults=tuple(faults),
    )


def _set(
    head: Exam, written: _Written, order: Order, folder: Path, waiting: Path, bank: Bank, jobs: int, say: Tell, ledger: Ledger
) -> tuple[list[Path], str, list[str]]:
    """Set the PDFs whose sources are written; all files of the exam, why there are no PDFs, and what went wrong."""
    files = [folder / name for name in written.names] + (write_beside(folder, order.printed) if order.printed else [])
    ledger.note(path.relative_to(folder).as_posix() for path in files)
    if "pdf" not in order.formats:
        return files, "", []
    try:
        find_engine()
    except MissingTeXError as error:
        return files, str(error), []
    faults = set_forms(head, bank, order.layouts, len(written.forms), folder, waiting, jobs, say, ledger)
    pdfs = [folder / pdf_name(one, name) for name in written.forms for one in order.layouts]
    files += [path for path in pdfs if path.is_file()]
    if order.sheets:
        files += _typeset_sheets(head, written, order, folder, bank, faults, ledger)
    ledger.note([])
    return files, "", faults


def _made(problem: Problem, *, order: Order, bank: Bank) -> _Made:
    """All that is made of a problem, in the process that drew it.

    Raises:
        FamilyError: a text of the problem cannot be set.
    """
    files = bank.family(problem.instance.family).files
    check_texts(problem.instance, files, tex=bool(order.printed), mathml=bool(order.texts))
    return _Made(
        key=problem_key(problem).model_dump_json(indent=1, exclude_none=True),
        points=worth(problem),
        sources=problem_sources(problem, order.printed) if order.printed else (),
        texts=tuple(one.problem(problem, kind) for kind, one in order.texts),
        answers=sample_answers(problem, bank) if order.samples else {},
        facts=problem_facts(problem, bank) if order.sheets else None,
    )


# --- drawing ----------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Written:
    """What waits in the hidden folder: files by the names that they will have, and the sources of each layout one after the other."""

    forms: tuple[str, ...]
    points: str
    problems: int
    names: tuple[str, ...]
    facts: tuple[tuple[str, Student | None, tuple[ProblemFacts, ...]], ...]


def _write_out(head: Exam, stream: Iterator[FormOf[_Made]], order: Order, waiting: Path) -> _Written:
    """Draw all forms, and write key, sources and samples into the hidden folder."""
    names: list[str] = [KEY]
    forms: list[str] = []
    total, problems = Rational(0), 0
    students: dict[str, str] = {}
    facts: list[tuple[str, Student | None, tuple[ProblemFacts, ...]]] = []

    def put(name: str, text: str) -> None:
        names.append(name)
        write_text(waiting / name, text)

    with whole_file(waiting / KEY) as key, ExitStack() as open_spools:
        spools = [open_spools.enter_context(spool_of(waiting, layout).open("wb")) for layout in order.printed]
        for form in stream:
            if not forms:
                total, problems = sum((one.points for one in form.problems), Rational(0)), len(form.problems)
                key.write(_key_head(head, str(total)))
            key.write(("" if not forms else ",\n").encode() + _key_of(form))
            forms.append(form.name)
            if form.student is not None:
                students[form.student.number] = form.name
            for place, (layout, spool) in enumerate(zip(order.printed, spools, strict=True)):
                sections = [(title, [one.sources[place] for one in some]) for title, some in form.sections]
                source = form_source(head, layout, form.name, sections, form.student)
                pickle.dump(source, spool)
                put(f"{layout.name}-{file_name(form.name)}.tex", joined(head, layout, [source]))
            for place, (kind, one) in enumerate(order.texts):
                texts = tuple((title, tuple(made.texts[place] for made in some)) for title, some in form.sections)
                put(f"{kind}-{file_name(form.name)}.{one.ending}", one.joined(head, FormOf(form.name, form.student, texts), kind))
            if order.sheets:
                facts.append((form.name, form.student, tuple(one.facts for one in form.problems if one.facts is not None)))
            if order.samples:
                for sample in samples_of(head, form.name, [one.answers for one in form.problems], form.student):
                    put(f"answers/{sample.name}.json", json.dumps(sample.submission, ensure_ascii=False, indent=2) + "\n")
        key.write(_key_tail(students))
    if order.sheets:
        for name, _, sources in _sheets(head, facts):
            put(f"{name}.tex", joined(head, _sheet_of(order), sources))
    return _Written(tuple(forms), str(total), problems, tuple(names), tuple(facts))


def _sheet_of(order: Order) -> Layout:
    return Layout(SHEET, Look(paper=order.layouts[0].look.paper))


def _sheets(
    head: Exam, facts: Sequence[tuple[str, Student | None, tuple[ProblemFacts, ...]]]
) -> Iterator[tuple[str, str, list[FormSource]]]:
    """Name, title and source of each sheet."""
    answers, differences = SHEETS
    forms = [answers_sheet(head, form, problems, student) for form, student, problems in facts]
    yield answers, document_title(head, "", answers), forms
    yield differences, document_title(head, "", differences), [differences_sheet(head, ((form, problems) for form, _, problems in facts))]


# The key is written form by form, with the very bytes that ``dump_key`` would give it.


def _key_head(head: Exam, points: str) -> bytes:
    facts = {"schema_version": 1, "exam": head.id, "title": head.title, "course": head.course, "points": points}
    lines = [f" {json.dumps(name)}: {json.dumps(value, ensure_ascii=False)},\n" for name, value in facts.items()]
    return ("{\n" + "".join(lines) + ' "forms": {\n').encode("utf-8")


def _key_of(form: FormOf[_Made]) -> bytes:
    problems = ",\n".join("    " + one.key.replace("\n", "\n    ") for one in form.problems)
    return f'  {json.dumps(form.name)}: {{\n   "problems": [\n{problems}\n   ]\n  }}'.encode()


def _key_tail(students: Mapping[str, str]) -> bytes:
    written = json.dumps(students, ensure_ascii=False, indent=1).replace("\n", "\n ") if students else "{}"
    return f'\n }},\n "students": {written}\n}}\n'.encode()


def _typeset_sheets(
    head: Exam, written: _Written, order: Order, folder: Path, bank: Bank, faults: list[str], ledger: Ledger
) -> list[Path]:
    """Set the sheets; what goes wrong is added to the faults."""
    made = []
    for name, title, sources in _sheets(head, written.facts):
        if (folder / f"{name}.pdf").is_file():  # kept
            made.append(folder / f"{name}.pdf")
            continue
        try:
            pdf = typeset_whole(head, _sheet_of(order), title, sources, engines())
            ledger.announce(f"{name}.pdf", pdf)
            made.append(write_bytes(folder / f"{name}.pdf", pdf))
        except TypesettingError as fault:
            asked = {one.family: bank.family(one.family).files for _, _, problems in written.facts for one in problems}
            places = lines_of(fault.near, [file for one in asked.values() for file in (one.template, one.solution, one.wording)])
            where = f"; look at {places[0][0]}, line {places[0][1]}" if len(places) == 1 else ""
            faults.append(f"{name}.pdf: {fault}{where}")
    return made
