"""What examgen wrote into a folder: so that what somebody changed there, or put there, is told from it and not written over."""

from __future__ import annotations

import hashlib
import json
import threading
from contextlib import suppress
from typing import TYPE_CHECKING

from examgen.errors import ContractError
from examgen.files import write_text

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

#: Hidden, in the folder itself: a line for each file, name and digest; the last one counts.
LEDGER = ".examgen-files.jsonl"


class Ledger:
    """The files of a folder that are still as examgen left them, told by a digest of each.

    A ledger that is missing or damaged knows no file: then nothing is taken for examgen's own. A folder that takes no ledger has none.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._marks: dict[str, str] = {}
        with suppress(OSError, UnicodeDecodeError):
            for line in (folder / LEDGER).read_text(encoding="utf-8").splitlines():
                with suppress(ValueError, TypeError, RecursionError):  # half a line, of a run that was killed
                    name, mark = json.loads(line)
                    self._marks[str(name)] = str(mark)

    def knows(self, name: str) -> bool:
        """Whether the file is there as examgen left it."""
        return name in self._marks and self._marks[name] == self._mark(name)

    def announce(self, name: str, content: bytes) -> None:
        """Remember a file that is about to be written, so that it is known even if the run is killed right after."""
        with self._lock, suppress(OSError):
            self._marks[name] = _digest(content)
            with (self._folder / LEDGER).open("a", encoding="utf-8") as stream:
                stream.write(_line(name, self._marks[name]))

    def note(self, names: Iterable[str]) -> None:
        """Remember these files as they are now, and forget those that are gone."""
        with self._lock:
            self._marks |= {name: self._mark(name) for name in names}
            self._marks = {name: mark for name, mark in self._marks.items() if mark and (self._folder / name).is_file()}
            with suppress(ContractError):
                write_text(self._folder / LEDGER, "".join(_line(*one) for one in self._marks.items()))

    def _mark(self, name: str) -> str:
        try:
            return _digest((self._folder / name).read_bytes())
        except OSError:
            return ""


def _digest(content: bytes) -> str:
    return hashlib.blake2b(content, digest_size=16).hexdigest()


def _line(name: str, mark: str) -> str:
    return json.dumps([name, mark], ensure_ascii=False) + "\n"
