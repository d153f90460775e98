"""From an exam to files: LaTeX sources, and one PDF per form from a single TeX run.

Files appear whole or not at all: each is written under a temporary name and renamed.
"""

from __future__ import annotations

from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING

from examgen.errors import TypesettingError
from examgen.files import write_bytes, write_text
from examgen.writing.beside import write_beside
from examgen.writing.document import FormSource, document_tex, joined, sources
from examgen.writing.engine import Engine, engines
from examgen.writing.faults import placed
from examgen.writing.layouts import Layout, layout
from examgen.writing.splitting import Plan, split
from examgen.writing.text_check import check_forms
from examgen.writing.typesetting import typeset_by_any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from examgen.exam import Exam

#: What is written when nothing else is asked for.
DEFAULT_LAYOUTS = ("exam", "solutions")


def write_tex(exam: Exam, out_dir: Path | str, *, layouts: Sequence[Layout | str] | Layout | str = DEFAULT_LAYOUTS) -> list[Path]:
    """Write ``exam-A.tex``, ``solutions-A.tex``, ... and what TeX needs beside them; needs no TeX.

    Returns the paths in order, those beside the documents last. Files of these names are replaced, whosever they are.

    Raises:
        FamilyError, ContractError: a text of a problem, or of the exam, cannot be set.
    """
    check_forms(exam, exam.forms)
    folder = Path(out_dir)
    chosen = [as_layout(one) for one in ((layouts,) if isinstance(layouts, Layout | str) else layouts)]
    written = [
        write_text(folder / f"{one.name}-{file_name(form.name)}.tex", document_tex(exam, one, form))
        for form in exam.forms
        for one in chosen
    ]
    return [*written, *write_beside(folder, chosen)]


def compile_forms(exam: Exam, layout: Layout | str, out_dir: Path | str, *, engine: Engine | None = None) -> list[Path]:
    """Typeset all forms in one TeX run and write ``LAYOUT-FORM.pdf`` for each; returns the paths in the order of the forms.

    Files of these names are replaced, whosever they are: the care of the command for what stands in a folder is not taken here.

    Raises:
        MissingTeXError: there is no TeX on this machine.
        TypesettingError: TeX failed; the message says where and why.
        FamilyError, ContractError: a text of a problem, or of the exam, cannot be set.
    """
    check_forms(exam, exam.forms)
    chosen = as_layout(layout)
    written = sources(exam, chosen, exam.forms)
    made = typeset_forms(exam, chosen, written, [engine] if engine else engines())
    folder = Path(out_dir)
    return [write_bytes(folder / pdf_name(chosen, one.name), content) for one, content in zip(written, made, strict=True)]


def typeset_whole(exam: Exam, layout: Layout, title: str, forms: Sequence[FormSource], choice: Sequence[Engine]) -> bytes:
    """One PDF with all of these forms, under a title of its own; its bookmarks are the forms, or the problems of a single one.

    Raises:
        MissingTeXError, TypesettingError: as ``compile_forms``.
    """
    pdf, cuts = typeset_by_any(joined(exam, layout, forms, cut=True), layout, choice, seconds=120.0 + 3.0 * len(forms))
    if len(forms) == 1:
        whole, names = cuts[0], _bookmarks(cuts[0], forms[0])
    else:
        starts = list(accumulate((cut.pages for cut in cuts), initial=1))
        whole, names = Plan(starts[-1] - 1, tuple(enumerate(starts[:-1], 1))), [f"Form {form.name}" for form in forms]
    return next(split(pdf, [whole], [title], [names], author=exam.issuer))


def typeset_forms(
    exam: Exam,
    layout: Layout,
    forms: Sequence[FormSource],
    choice: Sequence[Engine],
    *,
    language: str = "en",
    progress: Callable[[int], None] | None = None,
) -> Iterator[bytes]:
    """The PDFs of these forms in order, from one TeX run, which has ended when this returns.

    ``progress`` is told now and then how many forms TeX has set, about.

    Raises:
        MissingTeXError, TypesettingError: as ``compile_forms``.
    """
    tex = joined(exam, layout, forms, cut=True)
    try:
        pdf, cuts = typeset_by_any(tex, layout, choice, seconds=120.0 + 3.0 * len(forms), progress=progress)
    except TypesettingError as fault:
        raise placed(fault, tex, layout) from None
    if len(cuts) != len(forms):
        raise TypesettingError(f"{layout.name}.tex: TeX set {len(cuts)} forms of {len(forms)}; this is a fault of examgen.")
    names = [_bookmarks(cut, one) for cut, one in zip(cuts, forms, strict=True)]
    return split(pdf, cuts, [one.title for one in forms], names, author=exam.issuer, language=language)


def _bookmarks(cut: Plan, form: FormSource) -> list[str]:
    return [f"{number} {title}" for (number, _), title in zip(cut.problems, form.headings, strict=False)]


def as_layout(chosen: Layout | str) -> Layout:
    """A layout by its name, if it is no layout already."""
    return chosen if isinstance(chosen, Layout) else layout(chosen)


def pdf_name(layout: Layout, form: str) -> str:
    """The name of the file."""
    return f"{layout.name}-{file_name(form)}.pdf"


def file_name(form: str) -> str:
    """A form's name as it stands in file names: letters, digits, ``-``, ``_`` and ``.`` stay, anything else is ``_``."""
    safe = "".join(char if char.isalnum() or char in "-_." else "_" for char in form).lstrip(".")
    return safe or "form"
