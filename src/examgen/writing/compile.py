"""From an exam to files: LaTeX sources, and one PDF per form from a single TeX run.

Files appear whole or not at all: each is written under a temporary name and renamed.
"""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from examgen.errors import ContractError, MissingTeXError, TypesettingError
from examgen.writing.document import Kind, Sources, document_title, problem_title
from examgen.writing.engine import REMEDY, Engine, MissingFileError, engines, find_engine, run_tex
from examgen.writing.splitting import Plan, plans, split

if TYPE_CHECKING:
    from collections.abc import Sequence

    from examgen.exam import Exam, Form

KINDS: tuple[Kind, ...] = ("exam", "solutions")
#: What examgen.sty says where it knows the number of pages within one run.
_HELD = "examgen: pages are held"


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


def write_file(path: Path, content: bytes) -> Path:
    """Write a file under a temporary name, then rename it: nobody ever sees half of it.

    Raises:
        ContractError: the path cannot be written.
    """
    partial = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        partial.write_bytes(content)
        os.replace(partial, path)
    except OSError as fault:
        raise ContractError(str(path), f"cannot be written: {fault.strerror or fault}; choose another folder with --out") from None
    return path


def write_tex(exam: Exam, out_dir: Path | str, *, kinds: Sequence[Kind] = KINDS, sources: Sources | None = None) -> list[Path]:
    """Write ``exam-A.tex``, ``solutions-A.tex``, ... and examgen.sty beside them; needs no TeX.

    ``sources`` keeps what is written for ``compile_forms``. Returns the paths in order, the style file last.
    """
    folder, sources = Path(out_dir), sources or Sources(exam)
    written = [
        write_file(folder / f"{kind}-{file_name(form)}.tex", sources.document(kind, form).encode("utf-8"))
        for form in exam.forms
        for kind in kinds
    ]
    return [*written, write_file(folder / "examgen.sty", style_file().encode("utf-8"))]


def compile_forms(
    exam: Exam, kind: Kind, out_dir: Path | str, *, engine: Engine | None = None, sources: Sources | None = None
) -> list[Path]:
    """Typeset all forms in one TeX run and write ``KIND-FORM.pdf`` for each; returns the paths in the order of the forms.

    Raises:
        MissingTeXError: there is no TeX on this machine.
        TypesettingError: TeX failed; the message says where and why.
    """
    pdf, cuts = _typeset_by_any((sources or Sources(exam)).document(kind), kind, [engine] if engine else engines())
    if len(cuts) != len(exam.forms):
        raise TypesettingError(f"{kind}.tex: TeX set {len(cuts)} forms of {len(exam.forms)}; this is a fault of examgen.")
    titles = [document_title(exam, form, kind) for form in exam.forms]
    headings = [[problem_title(problem) for problem in form.problems] for form in exam.forms]
    made = split(pdf, cuts, titles, headings)
    folder = Path(out_dir)
    return [write_file(folder / f"{kind}-{file_name(form)}.pdf", content) for form, content in zip(exam.forms, made, strict=True)]


def _typeset_by_any(tex: str, name: str, choice: Sequence[Engine]) -> tuple[bytes, tuple[Plan, ...]]:
    """Typeset with the first engine that has all packages: a bare system TeX must not stand in the way of the embedded one."""
    if not choice:
        find_engine(search_path="", embedded=False)
    for place, engine in enumerate(choice):
        try:
            return typeset(tex, name, engine)
        except MissingFileError:
            if place == len(choice) - 1:
                raise
    raise AssertionError("one of the engines returned or raised")


def typeset(tex: str, name: str, engine: Engine, *, seconds: float = 300.0) -> tuple[bytes, tuple[Plan, ...]]:
    """Run TeX in a folder of its own, a second time where "page x of y" needs it; the PDF and its forms.

    Raises:
        TypesettingError: TeX failed or took longer than ``seconds``.
    """
    pdf, cuts, _ = typeset_with_log(tex, name, engine, seconds=seconds)
    return pdf, cuts


def typeset_with_log(tex: str, name: str, engine: Engine, *, seconds: float = 300.0) -> tuple[bytes, tuple[Plan, ...], str]:
    """As ``typeset``, with the log of the last run: where a line is too long, it says so."""
    with tempfile.TemporaryDirectory(prefix="examgen-") as made:
        folder = Path(made)
        (folder / f"{name}.tex").write_text(tex, encoding="utf-8", newline="\n")
        (folder / "examgen.sty").write_text(style_file(), encoding="utf-8", newline="\n")
        aux = folder / f"{name}.aux"
        log = run_tex(engine, folder, f"{name}.tex", seconds=seconds)
        if engine.name != "tectonic" and _HELD not in log:  # an older kernel learns from the .aux file how many pages there are
            log = run_tex(engine, folder, f"{name}.tex", seconds=seconds)
        pdf = folder / f"{name}.pdf"
        if not pdf.is_file() or not aux.is_file():
            raise TypesettingError(f"{name}.tex: {engine.name} ended without a PDF; check the installation with: examgen doctor")
        return pdf.read_bytes(), plans(aux.read_text(encoding="utf-8", errors="replace")), log


def file_name(form: Form) -> str:
    """The form's name as it stands in file names: letters, digits, ``-``, ``_`` and ``.`` stay, anything else is ``_``."""
    safe = "".join(char if char.isalnum() or char in "-_." else "_" for char in form.name).lstrip(".")
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
