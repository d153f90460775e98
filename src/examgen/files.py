"""Reading a file that may be anything, and writing one so that a reader never sees half of it."""

from __future__ import annotations

import errno
import os
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, BinaryIO

from examgen.errors import ContractError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def write_text(path: Path, text: str) -> Path:
    """Write UTF-8 with plain line ends, as ``write_bytes`` does.

    Raises:
        ContractError: the path cannot be written.
    """
    return write_bytes(path, text.encode("utf-8"))


def write_bytes(path: Path, content: bytes) -> Path:
    """Write to a temporary name, then rename: nobody ever sees half of a file. Folders are made as needed.

    Raises:
        ContractError: the path cannot be written; what was there before is still there.
    """
    with whole_file(path) as stream:
        stream.write(content)
    return path


@contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """A file to write piece by piece, which takes its name when it is complete.

    Raises:
        ContractError: the path cannot be written; what was there before is still there.
    """
    partial = path.with_name(f".{path.name}.part")
    try:
        with _opened(partial) as stream:
            yield stream
        os.replace(partial, path)
    except OSError as error:
        _forget(partial)
        raise ContractError(str(path), f"cannot be written: {error.strerror or error}; {_remedy(error)}") from None
    except BaseException:
        _forget(partial)
        raise


def _opened(path: Path) -> BinaryIO:
    """A new file; its folder is made if it is missing, which is rare."""
    try:
        return path.open("wb")
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        return path.open("wb")


def _forget(path: Path) -> None:
    with suppress(OSError):
        path.unlink()


def _remedy(error: OSError) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return "make room on the disk, or choose another folder (--out)"
    return "choose another folder (--out)"


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
        raise ContractError(str(path), f"the file is no UTF-8 text (byte {error.start}); save it as UTF-8, or {remedy}") from None
