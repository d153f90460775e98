"""One pair of answers whose truth is known, and the reader of the tables in ``judge_tables``."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

TABLES = Path(__file__).parent / "judge_tables"
#: Groups in which a refusal is as good as "unequal": only "equal" would be wrong.
REFUSABLE = ("hostile", "different kinds", "constants: not numbers")


@dataclass(frozen=True)
class Case:
    """A reference, an answer, and whether they are equal.

    Attributes:
        truth: True, False, or None when the answer must be refused as unreadable.
        reason: why, where it is not obvious.
    """

    id: str
    group: str
    kind: str
    test: str
    reference: str
    student: str
    variables: tuple[str, ...] | None
    options: dict[str, Any]
    assumptions: dict[str, str]
    truth: bool | None
    reason: str = ""

    def score(self, verdict: bool | None) -> str:
        """``"right"``, ``"wrong equal"``, ``"wrong unequal"`` or ``"undecided"``."""
        if verdict == self.truth:
            return "right"
        if verdict:
            return "wrong equal"
        if self.group in REFUSABLE:
            return "right"
        return "undecided" if verdict is None else "wrong unequal"


@dataclass(frozen=True)
class _Header:
    group: str
    kind: str = "scalar"
    test: str = "AlgEquiv"
    variables: tuple[str, ...] | None = None
    options: dict[str, Any] = field(default_factory=dict)
    assumptions: dict[str, str] = field(default_factory=dict)


def tables() -> Iterator[Case]:
    """The cases of all files in ``judge_tables``, in the order of the files' names."""
    for path in sorted(TABLES.glob("*.txt")):
        yield from _table(path)


def _table(path: Path) -> Iterator[Case]:
    """A header ``@ "group" kind=... variables="x y"``, references at the margin, partners with ``=``, ``!`` or ``?`` below them."""
    header, reference = None, ""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("# "):
            continue
        if line.startswith("@ "):
            header, reference = _header(line[2:]), ""
        elif not line.startswith("  "):
            reference = line.strip()
        else:
            mark, _, rest = line.strip().partition(" ")
            student, _, reason = rest.partition(" ## ")
            if header is None or not reference or mark not in ("=", "!", "?"):
                raise ValueError(f"{path.name}, line {number}: a partner needs a header, a reference, and '=', '!' or '?' in front")
            truth = {"=": True, "!": False, "?": None}[mark]
            yield Case(
                f"{path.stem}-{number}",
                header.group,
                header.kind,
                header.test,
                reference,
                student.strip(),
                header.variables,
                header.options,
                header.assumptions,
                truth,
                reason.strip(),
            )


def _header(text: str) -> _Header:
    group, *settings = shlex.split(text)
    values: dict[str, Any] = {}
    for setting in settings:
        name, _, value = setting.partition("=")
        match name:
            case "variables":
                values["variables"] = tuple(value.split())
            case "assume":
                values["assumptions"] = _assumptions(value)
            case "options":
                pairs = (part.split(":") for part in value.split(","))
                values["options"] = {key.strip(): _number(number) for key, number in pairs}
            case "kind" | "test":
                values[name] = value
            case _:
                raise ValueError(f"a header has group, kind, test, variables, assume and options, but not '{name}'")
    return _Header(group, **values)


def _assumptions(text: str) -> dict[str, str]:
    """``x:positive y:> 2``: a word with a colon starts the next variable."""
    found: dict[str, str] = {}
    name = ""
    for word in text.split():
        if ":" in word:
            name, _, word = word.partition(":")
            found[name] = word
        else:
            found[name] += " " + word
    return found


def _number(text: str) -> float | int:
    value = float(text)
    return int(value) if value == int(value) and "." not in text else value
