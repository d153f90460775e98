"""Writing a file so that a reader never sees half of it."""

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
