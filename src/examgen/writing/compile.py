"""From an exam to files: LaTeX sources, and one PDF per form from a single TeX run.

Files appear whole or not at all: each is written under a temporary name and renamed.
"""

from __future__ import annotations

import re
import shutil
import tempfile
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import lru_cache, partial
from importlib.resources import files
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING

from examgen.errors import ContractError, MissingTeXError, TypesettingError
from examgen.files import write_bytes, write_text
from examgen.writing.document import FormSource, document_tex, joined, sources
from examgen.writing.engine import REMEDY, Engine, MissingFileError, engines, find_engine, no_temporary_files, run_tex
from examgen.writing.faults import placed
from examgen.writing.layouts import Layout, layout
from examgen.writing.places import asking_for
from examgen.writing.splitting import Plan, plans, split
from examgen.writing.text_check import check_forms

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from examgen.exam import Exam

#: What is written when nothing else is asked for.
DEFAULT_LAYOUTS = ("exam", "solutions")


@dataclass(frozen=True)
class Finding:
    """One thing that the doctor has to say.

    Attributes:
        ok: whether all is well here.
        subject: what was looked at (``engine``, ``packages``).
        message: what was found.
        remedy: the command that mends it, "" when all is well.
    """

    ok: bool
    subject: str
    message: str
    remedy: str = ""


def style_file() -> str:
    """The text of examgen.sty, which every document needs beside it."""
    return (files("examgen.writing") / "examgen.sty").read_text(encoding="utf-8")


def write_tex(exam: Exam, out_dir: Path | str, *, layouts: Sequence[Layout | str] | Layout | str = DEFAULT_LAYOUTS) -> list[Path]:
    """Write ``exam-A.tex``, ``solutions-A.tex``, ... and what TeX needs beside them; needs no TeX.

    Returns the paths in order, those beside the documents last.

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


def write_beside(folder: Path, layouts: Iterable[Layout]) -> list[Path]:
    """Write examgen.sty and the files of the looks, which every document needs beside it; those that are there already stay untouched."""
    written = []
    for name, content in beside(layouts).items():
        path = folder / name
        same = path.is_file() and path.stat().st_size == len(content) and path.read_bytes() == content
        written.append(path if same else write_bytes(path, content))
    return written


def beside(layouts: Iterable[Layout]) -> dict[str, bytes]:
    """Name -> content of all files that documents in these layouts need.

    Raises:
        ContractError: a file of a look cannot be read.
    """
    needed = {"examgen.sty": style_file().encode("utf-8")}
    for path, name in sorted({(path, one.look.name_of(path)) for one in layouts for path in one.look.files}):
        try:
            needed[name] = path.read_bytes()
        except OSError as fault:
            raise ContractError(str(path), f"cannot be read: {fault.strerror or fault}") from None
    return needed


def compile_forms(exam: Exam, layout: Layout | str, out_dir: Path | str, *, engine: Engine | None = None) -> list[Path]:
    """Typeset all forms in one TeX run and write ``LAYOUT-FORM.pdf`` for each; returns the paths in the order of the forms.

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
    pdf, cuts = _typeset_by_any(joined(exam, layout, forms, cut=True), layout, choice, seconds=120.0 + 3.0 * len(forms))
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
        pdf, cuts = _typeset_by_any(tex, layout, choice, seconds=120.0 + 3.0 * len(forms), progress=progress)
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


def _typeset_by_any(
    tex: str, chosen: Layout, choice: Sequence[Engine], *, seconds: float, progress: Callable[[int], None] | None = None
) -> tuple[bytes, tuple[Plan, ...]]:
    """Typeset with the first engine that has all packages: a bare system TeX must not stand in the way of the embedded one."""
    if not choice:
        find_engine(search_path="", embedded=False)
    ordered = sorted(choice, key=lambda engine: engine in _INCOMPLETE)
    lacks: MissingFileError | None = None
    for place, engine in enumerate(ordered):
        try:
            made = typeset(tex, chosen.name, engine, seconds=seconds, extra=beside([chosen]), progress=progress)
        except MissingFileError as fault:
            lacks = lacks or fault  # of the best engine: the others may lack what every exam needs
            continue
        _INCOMPLETE.update(ordered[:place])
        return made
    assert lacks is not None  # every engine raised
    if chosen.look.folder is None:
        raise lacks
    message = f"no TeX of this machine has {lacks.missing}; put it into {chosen.look.folder}, install it, or let the look do without it"
    if not lacks.of_tex:
        message = f"the look asks for {lacks.missing}, which is not in {chosen.look.folder}; put it there, or let the look do without it"
    if asking := asking_for(lacks.missing, chosen.look.folder):
        message += f" ({asking})"
    raise MissingFileError(f"{chosen.name}.tex: {message}", missing=lacks.missing, of_tex=lacks.of_tex)


#: Engines that lacked a package which another one had: they are tried last from then on.
_INCOMPLETE: set[Engine] = set()


@lru_cache(maxsize=1)
def working_engine() -> Engine:
    """The first engine that has what an exam needs; where there are several, that is found out by setting a small page.

    Raises:
        MissingTeXError: there is no TeX on this machine.
    """
    choice = engines()
    for engine in choice if len(choice) > 1 else ():
        try:
            typeset(_TEST_DOCUMENT, "test", engine, seconds=120.0)
        except TypesettingError:
            continue
        return engine
    return find_engine()


def typeset(
    tex: str,
    name: str,
    engine: Engine,
    *,
    seconds: float = 300.0,
    extra: Mapping[str, bytes] | None = None,
    progress: Callable[[int], None] | None = None,
) -> tuple[bytes, tuple[Plan, ...]]:
    """Run TeX in a folder of its own; the PDF and its forms.

    ``extra``: files that the document needs beside it; examgen.sty if left out. ``progress`` as for ``typeset_forms``.

    Raises:
        TypesettingError: TeX failed or took longer than ``seconds``.
    """
    pdf, cuts, _ = typeset_with_log(tex, name, engine, seconds=seconds, extra=extra, progress=progress)
    return pdf, cuts


def typeset_with_log(
    tex: str,
    name: str,
    engine: Engine,
    *,
    seconds: float = 300.0,
    extra: Mapping[str, bytes] | None = None,
    progress: Callable[[int], None] | None = None,
) -> tuple[bytes, tuple[Plan, ...], str]:
    """As ``typeset``, with the log of the run: where a line is too long, it says so."""
    with _workplace(name) as folder:
        try:
            (folder / f"{name}.tex").write_text(tex, encoding="utf-8", newline="\n")
            for file, content in (beside([]) if extra is None else extra).items():
                (folder / file).parent.mkdir(parents=True, exist_ok=True)
                (folder / file).write_bytes(content)
        except OSError as fault:
            raise no_temporary_files(f"{name}.tex", fault.strerror or str(fault)) from None
        aux = folder / f"{name}.aux"
        log = run_tex(engine, folder, f"{name}.tex", seconds=seconds, tick=partial(_look, aux, progress) if progress else None)
        pdf = folder / f"{name}.pdf"
        if not pdf.is_file() or not aux.is_file():
            said = "ended without a PDF, as \\stop makes it; check the installation with: examgen doctor."
            raise TypesettingError(f"{name}.tex: {engine.name} {said}", near=r"\stop")
        cuts = plans(aux.read_text(encoding="utf-8", errors="replace"))
        _check_pages(name, log, cuts)
        return pdf.read_bytes(), cuts, log


def _look(aux: Path, progress: Callable[[int], None]) -> None:
    """Tell how many forms TeX has told its .aux file of."""
    with suppress(OSError):
        progress(aux.read_bytes().count(b"\\setlast"))


_PAGES = re.compile(r"^Output written on .*\((\d+) pages?", re.MULTILINE)


def _check_pages(name: str, log: str, cuts: Sequence[Plan]) -> None:
    """Refuse a document with pages that belong to no form: cut by their numbers, forms would get pages of each other."""
    written, forms = _PAGES.search(log), sum(one.pages for one in cuts)
    if cuts and written and int(written[1]) != forms:
        raise TypesettingError(
            f"{name}.tex: TeX set {written[1]} pages, of which {forms} belong to forms; what stands before or after "
            r"\VAR{forms} in document.tex belongs to none: put it into cover.tex or problem.tex"
        )


@contextmanager
def _workplace(name: str) -> Iterator[Path]:
    try:
        _sweep()
        made = tempfile.TemporaryDirectory(prefix=_WORKPLACE)
    except OSError as fault:
        raise no_temporary_files(f"{name}.tex", fault.strerror or str(fault)) from None
    with made as folder:
        yield Path(folder)


_WORKPLACE = "examgen-tex-"
#: Seconds: no run of TeX is older, it is stopped long before.
_OLDEST = 6 * 3600


@lru_cache(maxsize=1)
def _sweep() -> None:
    """Remove what runs that were killed left among the temporary files."""
    for path in Path(tempfile.gettempdir()).glob(f"{_WORKPLACE}????????"):
        with suppress(OSError):
            if time.time() - path.stat().st_mtime > _OLDEST:
                shutil.rmtree(path, ignore_errors=True)


def file_name(form: str) -> str:
    """A form's name as it stands in file names: letters, digits, ``-``, ``_`` and ``.`` stay, anything else is ``_``."""
    safe = "".join(char if char.isalnum() or char in "-_." else "_" for char in form).lstrip(".")
    return safe or "form"


_TEST_DOCUMENT = r"""\documentclass[11pt]{article}
\usepackage[exam]{examgen}
\begin{document}\beginform{1}{A}$\mathcal{N}(\mu,\sigma^2)$ \textbf{bold} \textsf{sans} \texttt{mono}\finishform\end{document}
"""


def doctor(choice: Sequence[Engine] | None = None) -> list[Finding]:
    """Which TeX is used, and whether it can set an exam: found out by setting a small one.

    The first finding is about the engine that will be used; further ones tell what is wrong with engines before it.
    """
    choice = engines() if choice is None else choice
    troubles: list[Finding] = []
    for engine in choice:
        who = f"{engine.name} ({engine.origin})"
        try:
            typeset(_TEST_DOCUMENT, "doctor", engine, seconds=120.0)
        except TypesettingError as fault:
            remedy = REMEDY if engine.origin == "system" else 'pip install --force-reinstall "examgen[tex]"'
            troubles.append(Finding(False, "packages", f"{who}: {fault}", remedy))
            if isinstance(fault, MissingFileError):
                continue
            return troubles
        good = [
            Finding(True, "engine", f"{who}: {engine.version}, {engine.path}"),
            Finding(True, "packages", f"{who} has all packages and fonts that an exam needs"),
        ]
        # an engine that is passed over is no fault as long as another one does the work
        return good + [Finding(True, trouble.subject, trouble.message) for trouble in troubles]
    if troubles:
        return troubles
    try:
        find_engine(search_path="", embedded=False)
    except MissingTeXError as fault:
        return [Finding(False, "engine", str(fault), REMEDY)]
    return []
