"""What TeX needs beside a document: examgen.sty, and the files of a look."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

from examgen.errors import ContractError
from examgen.files import write_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from examgen.writing.layouts import Layout


def style_file() -> str:
    """The text of examgen.sty, which every document needs beside it."""
    return (files("examgen.writing") / "examgen.sty").read_text(encoding="utf-8")


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
