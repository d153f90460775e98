r"""What a document is made for, and how it looks: layouts of examgen, and an instructor's own look.

A layout is a document of a form: the exam, the worked solutions, and so on. A look is a folder of an instructor's that changes how
layouts are set; whatever it does not hold is examgen's own:

    look.toml        optional: paper = "letter", class = "school", class_options = ["11pt"]
    preamble.tex     further packages and macros, after examgen.sty
    cover.tex        the first page, or the head of the first page
    problem.tex      one problem
    document.tex     the whole document
    school.cls, logo.pdf, ...   anything else is copied to where TeX runs, with the folders it is in

The .tex files are Jinja2 templates with \VAR{...} for values, \BLOCK{...} for statements and \#{...} for comments.
"""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PackageLoader, StrictUndefined, TemplateError, TemplateSyntaxError
from jinja2.sandbox import SandboxedEnvironment
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from examgen.errors import ContractError, UnknownFamilyError
from examgen.writing.escaping import escape, number, points
from examgen.writing.words import inline_latex, to_latex

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

LayoutName: TypeAlias = Literal["exam", "solutions", "compact", "booklet", "large", "sheet"]
Paper: TypeAlias = Literal["a4", "letter"]
Code: TypeAlias = Literal["", "plain", "qr"]

#: layout -> what it is for, in a line
LAYOUTS: dict[LayoutName, str] = {
    "exam": "room to answer on the page",
    "solutions": "worked solutions with common mistakes",
    "compact": "questions only, for practice",
    "booklet": "boxes named like the answers in a submission",
    "large": "the exam in large print, 18 point",
}
#: Answers and differences, for whoever runs the exam: no document of a form, and so not among those that can be asked for.
SHEET: LayoutName = "sheet"
#: What ``examgen look`` writes into a new folder.
LOOK_TOML = """\
# The sheet: "a4" or "letter".
paper = "a4"
# The LaTeX class, a .cls file of this folder or one of the TeX distribution, and its options.
class = "article"
class_options = ["11pt"]
"""
TEMPLATES = ("preamble.tex", "cover.tex", "problem.tex")
_SUBTITLES: dict[LayoutName, str] = {"solutions": "worked solutions", "booklet": "answer booklet"}
_OPTIONS: dict[LayoutName, tuple[str, ...]] = {"large": ("exam", "large")}
_CLASS_OPTIONS: dict[LayoutName, tuple[str, ...]] = {"booklet": ("10pt",), "compact": ("10pt",), "sheet": ("10pt",)}
#: Files that may lie beside a look, and of which TeX needs none.
_NO_TEX = frozenset((".csv", ".json", ".jsonl", ".toml", ".xlsx", ".ods", ".md", ".py", ".html", ".txt", ".log", ".aux"))
#: Bytes, and files: more in one look is no look but a mistaken folder.
_LARGEST_LOOK = 50_000_000
_MOST_FILES = 500


class _Settings(BaseModel):
    """The file look.toml."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, populate_by_name=True)

    paper: Paper = "a4"
    document_class: str = Field("article", alias="class", pattern=r"[A-Za-z0-9_-]+")
    class_options: list[str] = Field(default_factory=list)


@dataclass(frozen=True)
class Look:
    """How pages are set: a folder of templates, or examgen's own.

    Attributes:
        folder: of the instructor, absolute; None for examgen's own look.
        paper: the size of the sheet.
        document_class: the LaTeX class.
        class_options: its options; empty for those of the layout.
    """

    folder: Path | None = None
    paper: Paper = "a4"
    document_class: str = "article"
    class_options: tuple[str, ...] = ()

    @property
    def files(self) -> tuple[Path, ...]:
        """What TeX needs beside the document."""
        if self.folder is None:
            return ()
        ours = {*TEMPLATES, "document.tex", "look.toml"}
        found = (path for path in _within(self.folder) if path.parent != self.folder or path.name not in ours)
        return tuple(path for path in found if path.suffix.lower() not in _NO_TEX)

    def name_of(self, path: Path) -> str:
        """What TeX calls one of these files: its path in the folder."""
        return path.name if self.folder is None else path.relative_to(self.folder).as_posix()

    def has(self, name: str) -> bool:
        """Whether the folder has a template of that name."""
        return self.folder is not None and (self.folder / name).is_file()

    def render(self, name: str, **values: Any) -> str:
        """A template with these values.

        Raises:
            ContractError: the template has a fault; names file and line.
        """
        try:
            return _environment(self.folder).get_template(name).render(**values)
        except TemplateSyntaxError as fault:
            raise ContractError(str(fault.filename or name), f"line {fault.lineno}: {fault.message}", field="template") from None
        except (TemplateError, TypeError, ValueError, AttributeError, LookupError, ArithmeticError) as fault:
            where, line = _place(fault, name)
            file = self.folder / where if self.folder is not None and self.has(where) else where
            raise ContractError(str(file), f"{line}{fault}", field="template") from None
        except OSError as fault:
            raise ContractError(str(fault.filename or name), f"cannot be read: {fault.strerror or fault}", field="template") from None


@dataclass(frozen=True)
class Layout:
    """A document of a form.

    Attributes:
        code: whether each page tells exam and form to a machine: as text, as a QR code with its text, or not at all.
    """

    name: LayoutName
    look: Look = Look()
    code: Code = ""

    @property
    def solved(self) -> bool:
        """Whether it tells the answers."""
        return self.name == "solutions"

    @property
    def subtitle(self) -> str:
        """What its title adds to that of the exam."""
        return _SUBTITLES.get(self.name, "")

    @property
    def options(self) -> str:
        """Options of examgen.sty."""
        letter = ("letter",) if self.look.paper == "letter" else ()
        return ",".join((*_OPTIONS.get(self.name, (self.name,)), *letter))

    @property
    def class_options(self) -> tuple[str, ...]:
        """Options of the document class."""
        return self.look.class_options or _CLASS_OPTIONS.get(self.name, ("11pt",))


def layout(name: str, look: Look | None = None) -> Layout:
    """The layout of that name.

    Raises:
        UnknownFamilyError: there is none.
    """
    if name not in LAYOUTS:
        raise UnknownFamilyError("layout", name, LAYOUTS)
    return Layout(name, look or Look())


def open_look(folder: Path | str) -> Look:
    """An instructor's look.

    Raises:
        ContractError: there is no such folder, look.toml has a fault, or the folder holds more than a look can need.
    """
    folder = Path(folder).resolve()
    if not folder.is_dir():
        raise ContractError(str(folder), f"is no folder and no layout; layouts: {', '.join(LAYOUTS)}")
    settings, file = _Settings.model_validate({}), folder / "look.toml"
    if file.is_file():
        try:
            settings = _Settings.model_validate(tomllib.loads(file.read_text(encoding="utf-8")))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as fault:
            raise ContractError(str(file), f"cannot be read: {fault}") from None
        except ValidationError as error:
            detail = error.errors()[0]
            field = ".".join(str(one) for one in detail["loc"])
            raise ContractError(str(file), f"{detail['msg']}; fields: paper, class, class_options", field=field) from None
    look = Look(folder, settings.paper, settings.document_class, tuple(settings.class_options))
    if (folder / "examgen.sty").is_file():
        said = "holds examgen.sty, as a folder of exams does; keep a look in a folder of its own"
        raise ContractError(str(folder), said)
    known = any(look.has(name) for name in (*TEMPLATES, "document.tex", "look.toml"))
    if not known:
        names = ", ".join((*TEMPLATES, "document.tex", "look.toml"))
        raise ContractError(str(folder), f"holds nothing of a look; put one of these into it: {names}")
    many = len(list(islice(_within(folder), _MOST_FILES + 1))) > _MOST_FILES
    if many or sum(path.stat().st_size for path in look.files) > _LARGEST_LOOK:
        holds = f"{_MOST_FILES} files" if many else "50 MB"
        raise ContractError(str(folder), f"holds more than {holds}; keep a look in a folder of its own")
    return look


def template_text(name: str) -> str:
    """The text of a template of examgen's own."""
    source, _, _ = PackageLoader("examgen.writing", "layouts").get_source(Environment(autoescape=True), name)
    return source


def _within(folder: Path) -> Iterator[Path]:
    """The files of a folder and of those inside it that hold no exam; hidden ones are left out."""
    for at, inside, names in os.walk(folder):
        inside[:] = sorted(one for one in inside if one[0] != "." and not _holds_an_exam(Path(at, one)))
        yield from (Path(at, name) for name in sorted(names) if name[0] != "." and Path(at, name).is_file())


def _holds_an_exam(folder: Path) -> bool:
    return any((folder / name).exists() for name in ("key.json", "examgen.sty"))


@lru_cache(maxsize=16)
def _environment(folder: Path | None) -> Environment:
    own = [FileSystemLoader(folder)] if folder is not None else []
    # the values are TeX already, or are made so by the filters: escaping for HTML would spoil them
    # a look may come from somebody else: its templates reach nothing but what they are given
    made = (SandboxedEnvironment if folder is not None else Environment)(
        loader=ChoiceLoader([*own, PackageLoader("examgen.writing", "layouts")]),
        block_start_string=r"\BLOCK{",
        block_end_string="}",
        variable_start_string=r"\VAR{",
        variable_end_string="}",
        comment_start_string=r"\#{",
        comment_end_string="}",
        trim_blocks=True,
        auto_reload=False,
        autoescape=False,
        undefined=StrictUndefined,
    )
    made.filters |= {"tex": escape, "md": inline_latex, "paragraphs": to_latex, "number": number, "points": points, "dotted": dotted}
    return made


def dotted(texts: Sequence[str]) -> str:
    """Plain texts as LaTeX in a line, dots between those that are not empty."""
    return r"\ \textperiodcentered\ ".join(escape(text) for text in texts if text)


def _place(fault: BaseException, name: str) -> tuple[str, str]:
    """The template and line at which rendering failed."""
    found = (name, "")
    trace = fault.__traceback__
    while trace is not None:
        file = Path(trace.tb_frame.f_code.co_filename).name
        if file.endswith(".tex"):
            found = (file, f"line {trace.tb_lineno}: ")
        trace = trace.tb_next
    return found
