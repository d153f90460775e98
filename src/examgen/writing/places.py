"""Where in the files of a family or of a look something stands that a message is about."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_COMMAND = re.compile(r"\\[A-Za-z]+|\\.")


def lines_of(near: str, files: Sequence[str]) -> list[tuple[str, int]]:
    """File and number of the lines that hold the end of what TeX shows: as much of it as is found anywhere."""
    texts: list[tuple[str, int, str]] = []
    for file in files:
        try:
            lines = Path(file).read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError):
            continue
        texts += [(file, number, _packed(line)) for number, line in enumerate(lines, 1)]
    shown = re.findall(r"-?\d+|.", _packed(near))
    # one sign alone tells nothing, unless it is a rare one
    starts = range(len(shown) - 1) if len(shown) != 1 or shown[0].isascii() else range(1)
    ends = ["".join(map(_as_written, shown[start:])) for start in starts]
    ends += [re.escape(command) for command in reversed(_COMMAND.findall(near))]
    for end in ends:
        whole = re.compile(end + (r"(?![A-Za-z])" if re.search(r"\\[A-Za-z]+$", end) else ""))
        if found := [(file, number) for file, number, line in texts if whole.search(line)]:
            return found
    return []


def holds(near: str, places: Sequence[tuple[str, int]]) -> bool:
    """Whether the only place holds all of what TeX shows, not just its end."""
    if len(places) != 1 or not near:
        return False
    file, number = places[0]
    return _packed(near) in _packed(Path(file).read_text(encoding="utf-8").splitlines()[number - 1])


def _as_written(piece: str) -> str:
    """A number may stand there, or the parameter that it is."""
    return rf"(?:{re.escape(piece)}|\{{\{{[^}}]*\}}\}})" if piece[-1].isdigit() else re.escape(piece)


def asking_for(file: str, folder: Path) -> str:
    """The place in a look that names this file, "" where none does."""
    stem = file.rpartition(".")[0] or file
    for path in sorted(path for path in folder.iterdir() if path.suffix in (".tex", ".cls", ".sty")):
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
            if re.search(rf"(?<![\w-]){re.escape(stem)}(?![\w-])", line.partition("%")[0]):
                return f"{path}, line {number}"
    return ""


def _packed(text: str) -> str:
    """Without spaces: TeX shows others than were written."""
    return "".join(text.split())
