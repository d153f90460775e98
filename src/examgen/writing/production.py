"""An exam from its blueprint to all of its files, form by form, so that memory does not grow with their number.

Forms are drawn, certified and written out as LaTeX in as many processes as there are processors. Until the last of them is ready
everything waits in a hidden folder, and an earlier exam in the same place stays as it is; then key and sources take their names, and
TeX sets the forms, many in one run. Each PDF appears when it is complete. A run that was stopped goes on where it was: what has been
set from the same source is not set again.
"""

from __future__ import annotations

import json
import os
import pickle
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, TypeAlias

from examgen.building import stream_forms
from examgen.errors import ContractError, MissingTeXError, TypesettingError
from examgen.files import whole_file, write_bytes
from examgen.grading.key import build_key
from examgen.samples import KINDS, sample_submissions
from examgen.writing.compile import beside, file_name, pdf_name, typeset_forms, write_beside
from examgen.writing.document import FormSource, form_source, joined
from examgen.writing.engine import engines, find_engine
from examgen.writing.layouts import LAYOUTS, Layout

if TYPE_CHECKING:
    from collections.abc import Mapping

    from examgen.bank import Bank
    from examgen.blueprint import Blueprint
    from examgen.exam import Exam, Student
    from examgen.writing.engine import Engine

#: (step, done, in all, what was done last)
Tell: TypeAlias = Callable[[str, int, int, str], None]

#: Forms in one TeX run: enough that its start does not matter, few enough that a fault costs little.
_PER_RUN = 250


@dataclass(frozen=True)
class Order:
    """What is to be made of each form.

    Attributes:
        layouts: the documents.
        pdf: whether TeX runs; if not, the .tex files are all.
        samples: whether sample submissions are written.
    """

    layouts: tuple[Layout, ...]
    pdf: bool = True
    samples: bool = False


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
        no_tex: why there are no PDFs, or "".
        faults: why some forms have none: one sentence for each failed run of TeX.
    """

    exam: Exam
    forms: tuple[str, ...]
    points: str
    problems: int
    files: tuple[Path, ...]
    kept: int = 0
    no_tex: str = ""
    faults: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Made:
    """What a process sends of a form."""

    name: str
    points: str
    problems: int
    key: str
    sources: tuple[FormSource, ...]
    texts: tuple[tuple[str, str], ...]


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
        ContractError: the folder cannot be written.
    """
    jobs = jobs or os.cpu_count() or 1
    say: Tell = tell or (lambda step, done, count, text: None)
    head, stream = stream_forms(
        blueprint,
        bank,
        partial(_finished, order=order, bank=bank),
        seed=seed,
        forms=tuple(students) if students is not None else forms,
        students=students,
        jobs=jobs,
        progress=partial(say, "drawing"),
    )
    with _hidden(folder) as waiting:
        written = _write_out(head, stream, order, waiting)
        kept = _settle(written, order, folder, waiting)
        files = [folder / name for name in written.names] + write_beside(folder, order.layouts)
        no_tex, faults = "", []
        if order.pdf:
            try:
                find_engine()
            except MissingTeXError as error:
                no_tex = str(error)
            else:
                faults = _typeset_all(head, written, order, folder, waiting, jobs, say)
                pdfs = [folder / pdf_name(one, name) for name in written.forms for one in order.layouts]
                files += [path for path in pdfs if path.is_file()]
    return Produced(head, written.forms, written.points, written.problems, tuple(files), kept, no_tex, tuple(faults))


def _finished(exam: Exam, *, order: Order, bank: Bank) -> _Made:
    """All that is made of a form, in the process that drew it."""
    (form,) = exam.forms
    key = build_key(exam)
    texts: list[tuple[str, str]] = []
    if order.samples:
        for sample in sample_submissions(exam, bank):
            texts.append((f"answers/{sample.name}.json", json.dumps(sample.submission, ensure_ascii=False, indent=2) + "\n"))
    return _Made(
        name=form.name,
        points=key.points,
        problems=len(form.problems),
        key=key.forms[form.name].model_dump_json(indent=1, exclude_none=True),
        sources=tuple(form_source(exam, layout, form) for layout in order.layouts),
        texts=tuple(texts),
    )


# --- drawing ----------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Written:
    """What waits in the hidden folder: files by the names that they will have, and the sources of each layout one after the other."""

    forms: tuple[str, ...]
    points: str
    problems: int
    names: tuple[str, ...]


@contextmanager
def _hidden(folder: Path) -> Iterator[Path]:
    """A folder beside the files to come, gone in the end."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        waiting = Path(tempfile.mkdtemp(prefix=".examgen-", dir=folder))
    except OSError as error:
        raise ContractError(str(folder), f"cannot be written: {error.strerror or error}; choose another folder with --out") from None
    try:
        yield waiting
    finally:
        shutil.rmtree(waiting, ignore_errors=True)


def _write_out(head: Exam, stream: Iterator[_Made], order: Order, waiting: Path) -> _Written:
    """Draw all forms, and write key, sources and texts into the hidden folder."""
    names: list[str] = ["key.json"]
    forms: list[str] = []
    points, problems = "0", 0
    spools = [(waiting / f"{layout.name}.spool").open("wb") for layout in order.layouts]
    try:
        with whole_file(waiting / "key.json") as key:
            for made in stream:
                if not forms:
                    points, problems = made.points, made.problems
                _add_to_key(key, head, made, first=not forms)
                forms.append(made.name)
                for layout, source, spool in zip(order.layouts, made.sources, spools, strict=True):
                    pickle.dump(source, spool)
                    names.append(f"{layout.name}-{file_name(made.name)}.tex")
                    write_bytes(waiting / names[-1], joined(head, layout, [source]).encode("utf-8"))
                for name, text in made.texts:
                    names.append(name)
                    write_bytes(waiting / name, text.encode("utf-8"))
            key.write(b"\n }\n}\n")
    except OSError as error:
        raise ContractError(str(waiting.parent), f"cannot be written: {error.strerror or error}") from None
    finally:
        for spool in spools:
            spool.close()
    return _Written(tuple(forms), points, problems, tuple(names))


def _add_to_key(key: BinaryIO, head: Exam, made: _Made, *, first: bool) -> None:
    """Another form in the key, which has the bytes that ``dump_key`` would give it."""
    if first:
        facts = {"schema_version": 1, "exam": head.id, "title": head.title, "course": head.course, "points": made.points}
        lines = [f" {json.dumps(name)}: {json.dumps(value, ensure_ascii=False)},\n" for name, value in facts.items()]
        key.write(("{\n" + "".join(lines) + ' "forms": {\n').encode("utf-8"))
    indented = made.key.replace("\n", "\n  ")
    between = "" if first else ",\n"
    key.write(f"{between}  {json.dumps(made.name, ensure_ascii=False)}: {indented}".encode())


def _settle(written: _Written, order: Order, folder: Path, waiting: Path) -> int:
    """Give everything its name. PDFs of the same source stay and are counted; pages of another exam go."""
    sources = [name for name in written.names if name.endswith(".tex")]
    try:
        same_style = all(_holds(folder / name, content) for name, content in beside(order.layouts).items())
        same = {name for name in sources if same_style and _same(folder / name, waiting / name)}
        kept = {f"{name.removesuffix('.tex')}.pdf" for name in same}
        same_key = _same(folder / "key.json", waiting / "key.json")
        for layout in LAYOUTS:
            if same_key and layout not in {one.name for one in order.layouts}:
                continue  # another document of the same exam
            for old in (*folder.glob(f"{layout}-*.pdf"), *folder.glob(f"{layout}-*.tex")):
                if old.name not in kept and old.name not in sources:
                    old.unlink()
        if order.samples:
            for old in (path for kind in KINDS for path in folder.glob(f"answers/*-{kind}.json")):
                old.unlink()
        for name in written.names:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            os.replace(waiting / name, folder / name)
    except OSError as error:
        raise ContractError(str(folder), f"cannot be written: {error.strerror or error}; choose another folder with --out") from None
    return sum((folder / name).is_file() for name in kept)


def _holds(path: Path, content: bytes) -> bool:
    try:
        return path.stat().st_size == len(content) and path.read_bytes() == content
    except OSError:
        return False


def _same(one: Path, other: Path) -> bool:
    return _holds(one, other.read_bytes())


# --- typesetting ------------------------------------------------------------------------------------------------------------


def _typeset_all(head: Exam, written: _Written, order: Order, folder: Path, waiting: Path, jobs: int, say: Tell) -> list[str]:
    """Set what is not set yet, many forms in a run, several runs side by side; returns what went wrong."""
    count = len(written.forms) * len(order.layouts)
    done = 0
    faults: list[str] = []
    choice = engines()

    def finish(runs: set[Future[int]]) -> None:
        nonlocal done
        for run in runs:
            try:
                done += run.result()
            except TypesettingError as fault:
                faults.append(str(fault))
            say("typesetting", done, count, "")

    running: set[Future[int]] = set()
    with ThreadPoolExecutor(jobs) as pool:  # TeX is a process of its own, so threads are enough
        say("typesetting", 0, count, "")
        for layout in order.layouts:
            for batch in _batches(waiting / f"{layout.name}.spool", layout, folder, len(written.forms)):
                running.add(pool.submit(_typeset, head, layout, batch, folder, choice))
                if len(running) > jobs:  # sources wait on the disk, not in memory
                    ready, running = wait(running, return_when=FIRST_COMPLETED)
                    finish(ready)
        finish(wait(running)[0])
    return faults


def _batches(spool: Path, layout: Layout, folder: Path, forms: int) -> Iterator[list[FormSource]]:
    """Sources of forms that have no PDF yet."""
    batch: list[FormSource] = []
    with spool.open("rb") as stream:
        for _ in range(forms):
            source: FormSource = pickle.load(stream)  # written by this very run
            if (folder / pdf_name(layout, source.name)).is_file():
                continue
            batch.append(source)
            if len(batch) == _PER_RUN:
                yield batch
                batch = []
    if batch:
        yield batch


def _typeset(head: Exam, layout: Layout, batch: list[FormSource], folder: Path, choice: Sequence[Engine]) -> int:
    for source, pdf in zip(batch, typeset_forms(head, layout, batch, choice), strict=True):
        write_bytes(folder / pdf_name(layout, source.name), pdf)
    return len(batch)
