"""Folders -> families. Opening a bank runs its Python: open only banks that you trust.

A bank is a folder with ``problem_templates/`` and ``solutions/``. A family is three files with one path and stem:

    problem_templates/topic/name.py   problem_templates/topic/name.md   solutions/topic/name.py

The path is the id; there is no registry. A family with a fault is reported and the others still work.
"""

from __future__ import annotations

import hashlib
import traceback
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from examgen.errors import ExamgenError, FamilyError, UnknownFamilyError
from examgen.locations import builtin_bank

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from examgen.family import Family

#: Entry point group under which an installed package offers banks: each entry is a function that returns the bank's folder.
ENTRY_POINTS = "examgen.banks"

TEMPLATES, SOLUTIONS = "problem_templates", "solutions"


@dataclass(frozen=True)
class Source:
    """One bank on disk: its two folders, and how files in it are called in messages."""

    templates: Path
    solutions: Path
    shown: str = ""

    def label(self, path: Path) -> str:
        """How a file is named in messages: from the bank's folder on."""
        root = self.templates if path.is_relative_to(self.templates) else self.solutions
        name = TEMPLATES if root == self.templates else SOLUTIONS
        return f"{self.shown}{name}/{path.relative_to(root).as_posix()}"


class Bank:
    """Families by id. They are loaded when first asked for, so that one instance of one family costs no more than that."""

    def __init__(self, sources: tuple[Source, ...]) -> None:
        self._sources = sources
        self._loaded: dict[str, Family | FamilyError] = {}

    @cached_property
    def _places(self) -> dict[str, Source]:
        found: dict[str, Source] = {}
        for source in self._sources:
            for family_id in sorted(_ids(source)):
                found[family_id] = source  # a later bank replaces a family of an earlier one
        return found

    @property
    def ids(self) -> tuple[str, ...]:
        """Ids of all families, sound or not, in order."""
        return tuple(sorted(self._places))

    def content_hash(self, family_id: str) -> str:
        """The SHA-256 of the three files of a family, without running them; "" where one is missing or there is no such family."""
        try:
            return _digest(_texts(self._places[family_id], family_id))
        except (KeyError, FamilyError):
            return ""

    def family(self, family_id: str) -> Family:
        """The family of that id.

        Raises:
            UnknownFamilyError: there is none; the message proposes near ones.
            FamilyError: its files have a fault.
        """
        if family_id not in self._places:
            raise UnknownFamilyError("family", family_id, self.ids)
        if family_id not in self._loaded:
            try:
                self._loaded[family_id] = load_family(self._places[family_id], family_id)
            except FamilyError as error:
                self._loaded[family_id] = error
        found = self._loaded[family_id]
        if isinstance(found, FamilyError):
            raise found
        return found

    @property
    def families(self) -> Mapping[str, Family]:
        """All sound families by id."""
        return {family_id: family for family_id, family in self._everything() if not isinstance(family, FamilyError)}

    @property
    def faults(self) -> tuple[FamilyError, ...]:
        """What is wrong with the others."""
        return tuple(fault for _, fault in self._everything() if isinstance(fault, FamilyError))

    def _everything(self) -> Iterator[tuple[str, Family | FamilyError]]:
        for family_id in self.ids:
            try:
                yield family_id, self.family(family_id)
            except FamilyError as fault:
                yield family_id, fault

    def source_of(self, family_id: str) -> Source:
        """The bank on disk that a family comes from."""
        return self._places[family_id]

    def __reduce__(self) -> tuple[type[Bank], tuple[tuple[Source, ...]]]:
        """Another process opens the same folders again: functions of families do not travel."""
        return (Bank, (self._sources,))


def _ids(source: Source) -> set[str]:
    found = set()
    for root in (source.templates, source.solutions):
        for pattern in ("*.py", "*.md"):
            for path in root.rglob(pattern):
                inner = path.relative_to(root)
                if not any(part.startswith(("_", ".")) for part in inner.parts) and inner.name != "README.md":
                    found.add(inner.with_suffix("").as_posix())
    return found


def open_bank(*folders: Path | str, builtin: bool = True) -> Bank:
    """Open the built-in bank, installed ones (entry points ``examgen.banks``) and those in the folders given.

    Families of later banks replace families of the same id. Runs the Python of the families when they are first used.

    Raises:
        ExamgenError: a folder is no bank; says what it lacks.
    """
    sources: list[Source] = []
    if builtin:
        folders_of_builtin = builtin_bank()
        sources.append(Source(folders_of_builtin.problem_templates, folders_of_builtin.solutions))
        for entry in sorted(entry_points(group=ENTRY_POINTS), key=lambda entry: entry.name):
            sources.append(_installed(entry))
    sources.extend(_source(Path(folder)) for folder in folders)
    return Bank(tuple(sources))


def _installed(entry: EntryPoint) -> Source:
    """The bank of an installed package: its entry point is a function without arguments that returns the folder."""
    try:
        folder = Path(entry.load()())
    except Exception as error:  # a stranger's code: whatever it raises must be told as a fault of that package
        fault = f"{type(error).__name__}: {error}"
        raise ExamgenError(
            f"the installed bank '{entry.name}' ({entry.value}) cannot be opened, {fault}; mend or uninstall that package; "
            "its entry point must be a function that returns the folder of the bank"
        ) from error
    return _source(folder)


def _source(folder: Path) -> Source:
    for name in (TEMPLATES, SOLUTIONS):
        if not (folder / name).is_dir():
            raise ExamgenError(
                f"{folder}: is no bank, it has no folder '{name}'; create it, or start one with 'examgen new topic/name --bank {folder}'"
            )
    resolved = folder.resolve()
    return Source(resolved / TEMPLATES, resolved / SOLUTIONS, f"{folder}/" if str(folder) != "." else "")


@lru_cache(maxsize=1)
def builtin() -> Bank:
    """The built-in bank and the installed ones, opened once."""
    return open_bank()


def load_family(source: Source, family_id: str) -> Family:
    """Load and check one family.

    Raises:
        FamilyError: a file is missing, cannot be run, or its declarations do not fit; with file, name and remedy.
    """
    # opening a bank must not cost the time of loading computer algebra: a run of a class may need nothing of it
    from examgen.family import Files, assemble
    from examgen.family_checks import check
    from examgen.wording import parse_wording

    paths = _paths(source, family_id)
    files = Files(**{kind: source.label(path) for kind, path in paths.items()})
    if "/" not in family_id:
        raise FamilyError(files.template, "stands outside of a topic; move it into a folder, the first part of its id")
    texts = _texts(source, family_id)
    wording = parse_wording(files.wording, texts["wording"])
    template = run(files.template, texts["template"], paths["template"], f"{TEMPLATES}.{family_id}")
    solution = run(files.solution, texts["solution"], paths["solution"], f"{SOLUTIONS}.{family_id}")
    family = assemble(family_id, template, solution, wording, files, _digest(texts))
    check(family)
    return family


def _paths(source: Source, family_id: str) -> dict[str, Path]:
    return {
        "template": source.templates / f"{family_id}.py",
        "wording": source.templates / f"{family_id}.md",
        "solution": source.solutions / f"{family_id}.py",
    }


def _texts(source: Source, family_id: str) -> dict[str, str]:
    paths = _paths(source, family_id)
    texts: dict[str, str] = {}
    for kind, path in paths.items():
        partner = next(other for other in paths.values() if other.is_file())
        if not path.is_file():
            raise FamilyError(
                source.label(path), f"is missing; {source.label(partner)} needs it: the three files of a family have one path and stem"
            )
        try:
            texts[kind] = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise FamilyError(source.label(path), f"cannot be read: {error}") from error
    return texts


def _digest(texts: Mapping[str, str]) -> str:
    return hashlib.sha256("\0".join(texts[kind] for kind in sorted(texts)).encode()).hexdigest()


def run(file: str, text: str, path: Path, name: str) -> dict[str, Any]:
    """Run a family file and return its namespace.

    Raises:
        FamilyError: it does not compile or fails while it runs; says the line.
    """
    module = ModuleType(name.replace("/", "."))
    module.__file__ = str(path)
    try:
        exec(compile(text, str(path), "exec"), module.__dict__)
    except SyntaxError as error:
        raise FamilyError(file, f"line {error.lineno}: {error.msg}") from error
    except Exception as error:  # a bank is foreign code: whatever it raises is its fault and must not stop the others
        frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename == str(path)]
        line = f"line {frames[-1].lineno}: " if frames else ""
        raise FamilyError(file, f"{line}{type(error).__name__}: {error}") from error
    return module.__dict__
