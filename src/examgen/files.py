"""Reading a file that may be anything, and writing one so that a reader never sees half of it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from examgen.errors import ContractError

if TYPE_CHECKING:
    from pathlib import Path


def write_text(path: Path, text: str) -> Path:
    """Write UTF-8 with plain line ends to a temporary name, then rename; folders are made as needed.

    Raises:
        ContractError: the path cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_name(f".{path.name}.part")
        partial.write_text(text, encoding="utf-8", newline="\n")
        os.replace(partial, path)
    except OSError as error:
        raise ContractError(str(path), f"cannot be written: {error.strerror or error}; choose another folder with --out") from None
    return path


def read_text(path: Path, *, largest: int, remedy: str) -> str:
    """The UTF-8 text of a file, or of a pipe: never more than ``largest`` bytes are read, so an endless device is refused, too.

    Raises:
        ContractError: it cannot be read, is too large, or is no UTF-8 text; ``remedy`` says what should be given instead.
    """
    try:
        with path.open("rb") as stream:
            data = stream.read(largest + 1)
    except OSError as error:
        raise ContractError(str(path), f"the file cannot be read: {error.strerror or error}; {remedy}") from None
    if len(data) > largest:
        raise ContractError(str(path), f"the file is larger than {largest // 10**6} MB; {remedy}")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ContractError(str(path), f"the file is no UTF-8 text (byte {error.start}); {remedy}") from None
