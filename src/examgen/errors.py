"""Everything that examgen raises on purpose.

    ExamgenError
    ├── FamilyError          a file of a problem family is wrong: says the file, the name and the remedy
    ├── UnknownFamilyError   no family, level or part of that name; proposes near ones
    ├── PartsError           parts are asked without others that they refer to: says which to add
    ├── DrawError            no acceptable instance was found: says which rule rejected most draws
    ├── CertificateError     derivation and oracle disagree: says family, seed, part and both values
    ├── NotationError        a text is no mathematics: says the position and what was expected
    ├── ContractError        a blueprint, key or submission file is wrong: says file, field and remedy
    └── TypesettingError     TeX failed
        └── MissingTeXError  no TeX was found: says the command that mends it

Each message is a sentence for the person who can mend the fault; no traceback is needed to read it.
"""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class ExamgenError(Exception):
    """Base class of every error that examgen raises on purpose."""


class FamilyError(ExamgenError):
    """A file of a problem family is wrong.

    Attributes:
        file: the file to mend, as shown to the user.
        name: the name in that file which is at fault, or "" when it is the file as a whole.
    """

    def __init__(self, file: str, fault: str, *, name: str = "") -> None:
        super().__init__(f"{file}: {fault}")
        self.file = file
        self.name = name


class UnknownFamilyError(ExamgenError):
    """No family, level, part or blueprint has the name that was asked for."""

    def __init__(self, what: str, name: str, known: Iterable[str]) -> None:
        known = sorted(known)
        near = get_close_matches(name, known, n=3, cutoff=0.5)
        hint = f"did you mean {' or '.join(near)}?" if near else f"known: {', '.join(known) or 'none'}."
        super().__init__(f"no {what} is named '{name}'; {hint}")
        self.name = name


class PartsError(ExamgenError):
    """Some parts are asked alone, and one of them cannot be read without another.

    Attributes:
        part: the part whose text refers to others.
        missing: those others.
        remedy: the parts that can be asked together, in order.
    """

    def __init__(self, family: str, part: str, missing: Iterable[str], remedy: Iterable[str]) -> None:
        self.part, self.missing, self.remedy = part, tuple(missing), tuple(remedy)
        others = " and ".join(f"'{name}'" for name in self.missing)
        together = ", ".join(f'"{name}"' for name in self.remedy)
        super().__init__(f"part '{part}' of {family} refers to {others}; ask parts = [{together}]")


class DrawError(ExamgenError):
    """No acceptable instance was found within the allowed number of draws."""


class CertificateError(ExamgenError):
    """The derivation and the independent oracle give different answers: nothing may be printed from this."""


class NotationError(ExamgenError):
    """A text cannot be read as mathematics.

    Attributes:
        text: what was to be read.
        position: offset of the first character that cannot stand there (0 is the first one).
        expected: what could have stood there instead.
    """

    def __init__(self, fault: str, *, text: str, position: int, expected: str = "") -> None:
        super().__init__(fault)
        self.text = text
        self.position = position
        self.expected = expected


class ContractError(ExamgenError):
    """A blueprint, key or submission does not fulfil its contract."""

    def __init__(self, file: str, fault: str, *, field: str = "") -> None:
        super().__init__(f"{file}: {field}: {fault}" if field else f"{file}: {fault}")
        self.file = file
        self.field = field
        self.fault = fault


class TypesettingError(ExamgenError):
    """TeX ran and failed.

    Attributes:
        says: what TeX says, "" where it says nothing.
        near: the TeX at which it stopped.
        suspect: a formula of the problem that cannot be read, "" where all can.
        line, file: where TeX was reading, 0 and "" where it is not known.
        form, family: in which it stopped, "" where that is not known.
        place: the same in words.
    """

    def __init__(
        self,
        message: str,
        *,
        says: str = "",
        near: str = "",
        suspect: str = "",
        line: int = 0,
        file: str = "",
        form: str = "",
        family: str = "",
        place: str = "",
    ) -> None:
        super().__init__(message)
        self.says = says
        self.near = near
        self.suspect = suspect
        self.line = line
        self.file = file
        self.form = form
        self.family = family
        self.place = place


class StoppedError(ExamgenError):
    """A process that worked for examgen was stopped from outside, mostly because memory ran out."""


class MissingTeXError(TypesettingError):
    """No TeX engine was found on this machine."""
