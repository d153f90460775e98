"""One run of TeX on one document, in a folder of its own among the temporary files."""

from __future__ import annotations

import re
import shutil
import tempfile
import time
from contextlib import contextmanager, suppress
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from examgen.errors import TypesettingError
from examgen.writing.beside import beside
from examgen.writing.engine import Engine, MissingFileError, find_engine, no_temporary_files, run_tex
from examgen.writing.places import asking_for
from examgen.writing.splitting import Plan, plans

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from examgen.writing.layouts import Layout


def typeset_by_any(
    tex: str, chosen: Layout, choice: Sequence[Engine], *, seconds: float, progress: Callable[[int], None] | None = None
) -> tuple[bytes, tuple[Plan, ...]]:
    """Typeset with the first engine that has all packages: a bare system TeX must not stand in the way of the embedded one."""
    if not choice:
        find_engine(search_path="", embedded=False)
    ordered = sorted(choice, key=lambda engine: engine in _INCOMPLETE)
    lacks: MissingFileError | None = None
    for place, engine in enumerate(ordered):
        try:
            pdf, cuts, _ = typeset_with_log(tex, chosen.name, engine, seconds=seconds, extra=beside([chosen]), progress=progress)
        except MissingFileError as fault:
            lacks = lacks or fault  # of the best engine: the others may lack what every exam needs
            continue
        _INCOMPLETE.update(ordered[:place])
        return pdf, cuts
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


def typeset(
    tex: str, name: str, engine: Engine, *, seconds: float = 300.0, extra: Mapping[str, bytes] | None = None
) -> tuple[bytes, tuple[Plan, ...]]:
    """Run TeX in a folder of its own; the PDF and its forms.

    ``extra``: files that the document needs beside it; examgen.sty if left out.

    Raises:
        TypesettingError: TeX failed or took longer than ``seconds``.
    """
    pdf, cuts, _ = typeset_with_log(tex, name, engine, seconds=seconds, extra=extra)
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
    """As ``typeset``, with the log of the run: where a line is too long, it says so. ``progress`` as for ``typeset_forms``."""
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
