"""What examgen wrote into a folder: so that what somebody changed there, or put there, is told from it and not written over."""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from typing import TYPE_CHECKING

from examgen.errors import ContractError
from examgen.files import write_text

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

#: Hidden, in the folder itself.
LEDGER = ".examgen-files.json"


class Ledger:
    """The files of a folder that are still as examgen left them, told by a digest of each.

    A ledger that is missing or damaged knows no file: then nothing is taken for examgen's own.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._marks: dict[str, str] = {}
        with suppress(OSError, ValueError, RecursionError):
            found = json.loads((folder / LEDGER).read_bytes())
            self._marks = found if isinstance(found, dict) else {}

    def knows(self, name: str) -> bool:
        """Whether the file is there as examgen left it."""
        return name in self._marks and self._marks[name] == self._mark(name)

    def note(self, names: Iterable[str]) -> None:
        """Remember these files as they are now, and forget those that are gone; a folder that takes no ledger has none."""
        marks = {name: mark for name, mark in self._marks.items() if (self._folder / name).is_file()}
        marks |= {name: mark for name in names if (mark := self._mark(name))}
        if marks != self._marks:
            self._marks = marks
            with suppress(ContractError):
                write_text(self._folder / LEDGER, json.dumps(marks, indent=0))

    def _mark(self, name: str) -> str:
        try:
            return hashlib.blake2b((self._folder / name).read_bytes(), digest_size=16).hexdigest()
        except OSError:
            return ""
