"""The folder of an exam: one run at a time works in it, and no key that papers may have been printed from is lost.

While a run works, what it makes waits in a hidden folder inside. In the end key and sources take their names. Pages of an exam that was
here before stay as long as its key holds for them; the others move, with their key, to ``before-1``, ``before-2``, ... So does what
somebody changed or put there, where a file of the exam needs its name.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING

from examgen.errors import ContractError
from examgen.samples import KINDS
from examgen.writing.compile import file_name
from examgen.writing.formats import TEXT_FORMATS
from examgen.writing.layouts import LAYOUTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from examgen.writing.ledger import Ledger

_HIDDEN, _LOCK = ".examgen", "lock"
#: In a folder before-N while things are moved there.
_MOVING = ".examgen-moving"
KEY, RULINGS = "key.json", "rulings.csv"
#: What is made once for all forms.
SHEETS = ("answers", "differences")
_ENDINGS = ("pdf", "tex", *(one.ending for one in TEXT_FORMATS.values()))


@contextmanager
def held(folder: Path) -> Iterator[Path]:
    """The hidden folder, empty at first and gone in the end, while no other run works in the same place.

    What a run left that was killed is removed: the system opens its lock.

    Raises:
        ContractError: the folder cannot be written, or another run holds it.
    """
    waiting = folder / _HIDDEN
    if waiting.is_symlink() or (waiting.is_dir() and any(waiting.iterdir()) and not (waiting / _LOCK).exists()):
        said = "is not examgen's own, which works in a folder of that name; move it, or choose another folder (--out)"
        raise ContractError(str(waiting), said)
    try:
        waiting.mkdir(parents=True, exist_ok=True)
        lock = sqlite3.connect(waiting / _LOCK, isolation_level=None, timeout=0)
    except (OSError, sqlite3.Error) as error:
        raise _unwritable(folder, error) from None
    try:
        try:
            lock.execute("begin exclusive")
        except sqlite3.OperationalError as error:
            if "locked" in str(error):
                message = "another run is making an exam in it; wait for its end, or choose another folder (--out)"
                raise ContractError(str(folder), message) from None
            if "unable to open" in str(error) or "readonly" in str(error):
                raise _unwritable(folder, error) from None
            # a file system without locks: that two runs do not meet there is up to those who start them
        try:
            _clear(waiting)
            yield waiting
        finally:
            _clear(waiting)
            lock.close()
            shutil.rmtree(waiting, ignore_errors=True)
    finally:
        lock.close()


def _clear(waiting: Path) -> None:
    for path in waiting.glob("*"):
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        elif not path.name.startswith(_LOCK):
            with suppress(OSError):
                path.unlink()


def _unwritable(folder: Path, error: Exception) -> ContractError:
    said = (error.strerror if isinstance(error, OSError) else "") or str(error)
    return ContractError(str(folder), f"cannot be written: {said}; choose another folder (--out)")


@dataclass(frozen=True)
class Settled:
    """What became of what was there.

    Attributes:
        kept: PDFs that need not be set again.
        moved: where an earlier exam is now, if its key does not hold any more.
        earlier: whether an earlier exam moved there, with its key.
        aside: names of other files moved there: what examgen had not written, or not as it was, and sheets of other forms.
    """

    kept: frozenset[str] = frozenset()
    moved: Path | None = None
    earlier: bool = False
    aside: tuple[str, ...] = ()


def settle(
    folder: Path, waiting: Path, names: Sequence[str], documents: Iterable[tuple[str, str]], style: Mapping[str, bytes], ledger: Ledger
) -> Settled:
    """Give all that waits its name.

    Args:
        names: of the files in the hidden folder.
        documents: name and ending of what is made of each form.
        style: name -> content of what documents for TeX need beside them, which is not written yet.
        ledger: which files in the folder examgen wrote.

    Raises:
        ContractError: the folder cannot be written, or something stands in the way of a file.
    """
    made = {*names, *(f"{name.removesuffix('.tex')}.pdf" for name in names if name.endswith(".tex"))}
    for name in style:
        if name in made:
            fault = "the look holds it, and it is a file of this exam; keep a look in a folder of its own"
            raise ContractError(name, fault)
    _check_places(folder, (*made, *style))
    moved: Path | None = None
    try:
        same = {name for name in names if _holds(folder / name, (waiting / name).read_bytes())}
        kept = _kept(folder, same, style, ledger)
        present = set(os.listdir(folder))
        before, now = forms_of(folder / KEY), forms_of(waiting / KEY)
        before |= {form: "" for form in _by_files(folder, present, ledger) if not before}
        lost = [form for form, mark in before.items() if now.get(form) != mark]
        documents_before = {f"{document}-{file_name(form)}.{ending}" for form in before for document, ending in documents}
        stale = {name for name in (made | documents_before) - kept - {*names} if os.path.lexists(folder / name)}
        sheets = _sheets(present) if before.keys() != now.keys() and not any(f"{sheet}.tex" in names for sheet in SHEETS) else []
        replaced = [name for name in names if name not in same] + [name for name, text in style.items() if not _holds(folder / name, text)]
        aside = [name for name in dict.fromkeys((*replaced, *sorted(stale))) if _is_own(folder, name, ledger)] + sheets
        if lost or aside or (KEY in present and not before):
            moved = _set_aside(folder, lost, present, aside, now)
        for name in stale:
            (folder / name).unlink(missing_ok=True)  # of another source, or only half of it: to be set anew
        for name in names:
            if name not in same or not (folder / name).is_file():
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                os.replace(waiting / name, folder / name)
    except OSError as error:
        raise with_place_of(moved, _unwritable(folder, error)) from None
    with_key = {KEY, *_pages(lost), *(sheets if lost else ())}
    others = tuple(name for name in aside if name not in with_key)
    return Settled(frozenset(name for name in kept if (folder / name).is_file()), moved, moved is not None and bool(lost), others)


def _check_places(folder: Path, names: Sequence[str]) -> None:
    """Refuse a folder in which something else than a file has the name of one, before anything is moved.

    Raises:
        ContractError: there is one; names it.
    """
    folders = {name.rpartition("/")[0] for name in names}
    for name, is_folder in [*((one, True) for one in sorted(folders)), *((one, False) for one in names)]:
        path = os.path.join(folder, name)
        if os.path.lexists(path) and os.path.isdir(path) is not is_folder:
            kind = "a file" if is_folder else "a folder"
            raise ContractError(path, f"is {kind} in the way of the exam; move it, or choose another folder (--out)")


def _is_own(folder: Path, name: str, ledger: Ledger) -> bool:
    """Whether a file that is to go was not written by examgen, or not as it is."""
    return os.path.lexists(folder / name) and not ledger.knows(name)


def with_place_of(moved: Path | None, error: ContractError) -> ContractError:
    """The error, which stopped a run that has moved an earlier exam already."""
    if moved is None:
        return error
    return ContractError(error.file, f"{error.fault}; the exam that was here before is in {moved}, with its key", field=error.field)


def _kept(folder: Path, same: set[str], style: Mapping[str, bytes], ledger: Ledger) -> set[str]:
    """The PDFs that examgen made from sources that are the same, in this style, and that are as it left them."""
    if not style or not all(_holds(folder / name, content) for name, content in style.items()):
        return set()
    changed = max((folder / name).stat().st_mtime_ns for name in style)
    sources = {f"{name.removesuffix('.tex')}.pdf": folder / name for name in same if name.endswith(".tex")}
    newer = (pdf for pdf, source in sources.items() if _is_newer(folder / pdf, max(changed, source.stat().st_mtime_ns)))
    return {pdf for pdf in newer if ledger.knows(pdf)}


def _is_newer(pdf: Path, since: int) -> bool:
    """Whether a PDF is there and is not older than what it is made from."""
    try:
        return pdf.stat().st_mtime_ns >= since
    except OSError:
        return False


def _by_files(folder: Path, present: set[str], ledger: Ledger) -> list[str]:
    """Forms of an exam whose key is not there any more, or cannot be read: those of which files are ours."""
    found: dict[str, None] = {}
    for name in sorted(present):
        stem, _, ending = name.rpartition(".")
        document, dash, form = stem.partition("-")
        if dash and document in LAYOUTS and ending in _ENDINGS and (ledger.knows(name) or _is_source(folder / name)):
            found[form] = None
    return list(found)


def _is_source(path: Path) -> bool:
    """Whether a file is TeX for examgen.sty."""
    if path.suffix != ".tex" or not path.is_file():
        return False
    with path.open("rb") as stream:
        return b"{examgen}%" in stream.read(2_000)


def _set_aside(folder: Path, forms: Sequence[str], present: set[str], others: Sequence[str], now: Mapping[str, str]) -> Path:
    """Move pages and sample answers of these forms, sheets and key, and other files; without forms, a copy of the key goes along.

    What a person decided about answers goes with the numbers it was about: it moves if forms get other numbers, else a copy is enough.
    """
    number = 1
    # what a run that was stopped began to move is completed
    while f"before-{number}" in present and not (folder / f"before-{number}" / _MOVING).is_file():
        number += 1
    target = folder / f"before-{number}"
    target.mkdir(exist_ok=True)
    (target / _MOVING).touch()
    every = dict.fromkeys((*_pages(forms), *(_sheets(present) if forms else ()), *others))
    for name in every:
        if name != KEY and os.path.lexists(folder / name):
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            os.replace(folder / name, target / name)
    if RULINGS in present and forms:
        if now.keys() & set(forms):
            os.replace(folder / RULINGS, target / RULINGS)
        else:
            shutil.copyfile(folder / RULINGS, target / RULINGS)
    if KEY in present:  # at last: as long as it is there, a run that was stopped can do the rest
        if forms or KEY in others or not forms_of(folder / KEY):
            os.replace(folder / KEY, target / KEY)
        else:
            shutil.copyfile(folder / KEY, target / KEY)
    (target / _MOVING).unlink()
    return target


def _pages(forms: Iterable[str]) -> list[str]:
    """The names of all that is made of each of these forms alone."""
    names = [f"{layout}-{file_name(form)}.{ending}" for form in forms for layout in LAYOUTS for ending in _ENDINGS]
    return names + [f"answers/{form}-{kind}.json" for form in forms for kind in KINDS]


def _sheets(present: set[str]) -> list[str]:
    """The files of sheets that examgen made: those have their sources beside them."""
    ours = [sheet for sheet in SHEETS if f"{sheet}.tex" in present]
    return [name for sheet in ours for name in (f"{sheet}.pdf", f"{sheet}.tex") if name in present]


def _holds(path: Path, content: bytes) -> bool:
    try:
        return path.stat().st_size == len(content) and path.read_bytes() == content
    except OSError:
        return False


# --- keys, read line by line: those of a large class would fill the memory ---------------------------------------------------


def forms_of(key: Path) -> dict[str, str]:
    """The forms of a key, each with a mark: the same where head, student and all that it tells of the form are; {} without a key."""
    try:
        return _marks(key)
    except (OSError, ValueError, LookupError, AttributeError):
        return dict.fromkeys(_names(key), "")


def _marks(key: Path) -> dict[str, str]:
    with key.open("rb") as stream:
        head = list(takewhile(lambda line: line != b' "forms": {\n', stream))
        found: dict[str, hashlib._Hash] = {}
        for line in stream:
            if line == b" },\n":
                break
            name = json.loads(line.strip().removesuffix(b": {"))
            found[name] = hashlib.sha256(b"".join(head))
            for inner in takewhile(lambda inner: inner not in (b"  }\n", b"  },\n"), stream):
                found[name].update(inner)
        students = json.loads(b"{" + stream.read())["students"]
    for number, form in students.items():
        found[form].update(json.dumps(number).encode())
    return {name: mark.hexdigest() for name, mark in found.items()}


def _names(key: Path) -> list[str]:
    """The same of a key that is written in another way than ours, or of something else."""
    try:
        forms = json.loads(key.read_bytes())["forms"]
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        return []
    return list(forms) if isinstance(forms, dict) else []
