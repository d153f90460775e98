"""Submissions: one JSON object per file, or one per line of a ``.jsonl`` file.

A file that cannot be read is a fault with its name, and so is a line; the others are read. Submissions are data: nothing in them is
evaluated, and size and depth are bounded.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import Field, JsonValue, ValidationError, field_validator

from examgen.errors import ContractError
from examgen.grading.contracts import Contract, faults

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

#: Largest submission in bytes, and largest file of submissions.
LARGEST = 1_000_000
LARGEST_FILE = 500_000_000
#: Bits of an integer that has four thousand digits, fewer than Python refuses to write.
_MOST_BITS = 13_286


class Submission(Contract):
    """One student's answers.

    Attributes:
        exam: id of the exam.
        form: name of the form.
        student: any text that tells students apart.
        answers: part key (``"1.a"``) -> text, number, true or false, null, or a list of these.
    """

    exam: str = Field(min_length=1, max_length=200)
    form: str = Field(max_length=200)
    student: str = Field(min_length=1, max_length=200)
    answers: dict[str, JsonValue]

    @field_validator("answers")
    @classmethod
    def _readable(cls, answers: dict[str, JsonValue]) -> dict[str, JsonValue]:
        if any(map(_has_long_integer, answers.values())):
            raise ValueError("a number has more digits than any answer; write it as a text")
        return answers

    @field_validator("student")
    @classmethod
    def _visible(cls, student: str) -> str:
        if not any(char.isprintable() and not char.isspace() for char in student):
            raise ValueError("the name is blank; write what tells the student apart")
        return student


def _has_long_integer(answer: JsonValue) -> bool:
    """Whether an integer in it is too long to be written with digits."""
    if isinstance(answer, list | dict):
        return any(map(_has_long_integer, answer.values() if isinstance(answer, dict) else answer))
    return isinstance(answer, int) and answer.bit_length() > _MOST_BITS


@dataclass(frozen=True)
class Fault:
    """Something that kept a submission, or a part of one, from being graded.

    Attributes:
        file: as it was named.
        message: what is wrong, and what to do.
        line: line in the file from 1, or 0 when it is about the whole file.
        field: the field at fault, or "".
    """

    file: str
    message: str
    line: int = 0
    field: str = ""

    def __str__(self) -> str:
        """``file:line: field: message``."""
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.field}: {self.message}" if self.field else f"{place}: {self.message}"


class _JsonError(Exception):
    """The text is no JSON that is accepted here; carries the line within the text."""

    def __init__(self, message: str, line: int = 0) -> None:
        super().__init__(message)
        self.line = line


def read_submissions(paths: Iterable[Path | str]) -> tuple[list[tuple[str, Submission]], list[Fault]]:
    """Read submissions in the given order.

    Returns:
        (file, submission) pairs, where a line of a ``.jsonl`` file is called ``FILE:LINE``, and the faults.
    """
    found: list[tuple[str, Submission]] = []
    wrong: list[Fault] = []
    for path in map(Path, paths):
        for item in _read(path):
            if isinstance(item, Fault):
                wrong.append(item)
            else:
                found.append(item)
    return found, wrong


def parse_submission(text: str, *, file: str = "submission", line: int = 0) -> Submission | Fault:
    """One submission from its JSON text."""
    try:
        data = _json(text)
        return Submission.model_validate(data)
    except _JsonError as error:
        return Fault(file, str(error), line or error.line)
    except ValidationError as error:
        field, fault = faults(error)[0]
        if not field:
            fault = "a submission is an object with exam, form, student and answers"
        return Fault(file, fault, line, field)


def check_submission(data: Any, *, name: str = "submission") -> Submission:
    """A submission from data that another program holds, such as a parsed request.

    Raises:
        ContractError: it does not have the shape of a submission; names the field.
    """
    try:
        return Submission.model_validate(data)
    except ValidationError as error:
        field, fault = faults(error)[0]
        if not field:
            fault = "a submission is an object with exam, form, student and answers"
        raise ContractError(name, fault, field=field) from None


def _read(path: Path) -> Iterator[tuple[str, Submission] | Fault]:
    try:
        if path.is_dir():
            yield Fault(str(path), "this is a folder; name the files in it")
            return
        if not path.is_file():
            yield Fault(str(path), "there is no such file" if not path.exists() else "this is no regular file")
            return
        if path.suffix.lower() == ".jsonl":
            yield from _lines(path)
            return
        size = path.stat().st_size
        if size > LARGEST:
            yield Fault(str(path), f"the file has {size} bytes; a submission has at most {LARGEST}")
            return
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        yield Fault(str(path), f"the file cannot be read: {error.strerror or error}")
        return
    except (UnicodeDecodeError, ValueError) as error:
        yield Fault(str(path), f"the file is not UTF-8 text: {error}")
        return
    item = parse_submission(text, file=str(path))
    yield item if isinstance(item, Fault) else (str(path), item)


def _lines(path: Path) -> Iterator[tuple[str, Submission] | Fault]:
    """One submission for each line that is not blank; a broken line is a fault of its own."""
    if path.stat().st_size > LARGEST_FILE:
        yield Fault(str(path), f"the file is larger than {LARGEST_FILE // 10**6} MB; split it")
        return
    for number, raw in lines_of(path):
        if raw is None:
            yield Fault(str(path), f"the line has more than {LARGEST} bytes", number)
            continue
        try:
            text = raw.decode("utf-8-sig" if number == 1 else "utf-8").strip()
        except UnicodeDecodeError:
            yield Fault(str(path), "the line is not UTF-8 text", number)
            continue
        if not text:
            continue
        item = parse_submission(text, file=str(path), line=number)
        yield item if isinstance(item, Fault) else (f"{path}:{number}", item)


def lines_of(path: Path) -> Iterator[tuple[int, bytes | None]]:
    """The lines of a file with their numbers; None in the place of one that is too long to be a submission."""
    with path.open("rb") as stream:
        number = 0
        while raw := stream.readline(LARGEST + 1):
            number += 1
            if len(raw) <= LARGEST:
                yield number, raw
                continue
            while raw and not raw.endswith(b"\n"):
                raw = stream.readline(LARGEST)
            yield number, None


def _json(text: str) -> Any:
    """JSON without the extensions that Python reads (NaN, Infinity) and without doubled keys, which lose an answer silently."""
    try:
        data = json.loads(text, object_pairs_hook=_unique, parse_constant=_no_constant, parse_int=_integer, parse_float=_decimal)
        # Half a surrogate pair ("\\ud800") is no text: it could be written into no report.
        json.dumps(data, ensure_ascii=False).encode("utf-8")
        return data
    except json.JSONDecodeError as error:
        raise _JsonError(f"this is no JSON: {error.msg} (line {error.lineno}, column {error.colno})", error.lineno) from error
    except UnicodeEncodeError as error:
        raise _JsonError("half of a surrogate pair (\\uD800 to \\uDFFF) is no character; remove it") from error
    except RecursionError as error:
        raise _JsonError("the JSON is nested too deeply") from error


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise _JsonError(f"'{name[:60]}' stands twice in the same object; keep one of them")
        found[name] = value
    return found


def _no_constant(name: str) -> Any:
    raise _JsonError(f"{name} is no JSON number; write the answer as a text")


def _decimal(digits: str) -> Any:
    """A decimal; one that no float holds stays text, so that it spoils one answer and not the submission."""
    value = float(digits)
    return value if math.isfinite(value) else digits


def _integer(digits: str) -> Any:
    """An integer; one that is too long for any answer stays text and is judged unreadable there."""
    return int(digits) if len(digits) <= 4000 else digits
