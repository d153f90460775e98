"""One answer, as it stands in a submission, read: JSON becomes a tree of the notation, or a reason why not.

A marker reads once and compares with the right answer, with known slips and with what follows from earlier answers.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, Literal, TypeAlias

from examgen.errors import NotationError
from examgen.grading.reference import Given
from examgen.notation import limits
from examgen.notation.forms import Form, form, has_decimals
from examgen.notation.parser import parse_answer
from examgen.notation.tree import Listing, Negative, Node, Number, Table, Transpose
from examgen.symbolic.kinds import Kind

#: What may stand as an answer in a submission: text, number, true or false, null, lists of these.
Answer: TypeAlias = Any

LISTED = ("vector", "matrix", "set")
_ASKED = {
    "integer": "a whole number", "rational": "a number or fraction", "expression": "an expression", "real": "a number",
    "vector": "a list such as [1, 2]", "matrix": "a matrix such as [[1, 2], [3, 4]]", "set": "a set such as {1, 2}",
}  # fmt: skip
_LETTER = re.compile(r"\(?\s*([A-Za-z])\s*[).:]?")
_SEPARATORS = re.compile(r"\s*(?:,|;|<|>|->|→|\\to|\\rightarrow|\s)\s*")
#: Spellings of lists that can be read in two ways; what the second way would be.
_DOUBTS = (
    (re.compile(r"[\w)}\]]\s+[+\-\u2212][^\s]"), "spaces before signs may have been meant to separate entries"),
    (re.compile(r"\u00d7|\\times|\\cdot|\d\s*[*x]\s*\d"), "a product sign may have been meant to separate entries"),
    (re.compile(r"\d,\d{3}(?!\d)"), "commas may have been meant to group digits"),
)


@dataclass(frozen=True, slots=True)
class ReadAnswer:
    """An answer as read.

    Attributes:
        value: what was read; None when nothing was.
        outcome: None when a value was read, else ``"missing"`` or ``"unreadable"``.
        reason, position: why nothing was read, and at which character.
        remark: what is not as asked in the form ("a decimal where an exact value is asked"), or "".
        decimals: whether a decimal number was written.
        doubt: what else the text of a list may have meant ("2 -3" as two entries), or "".
    """

    value: Given | None = None
    outcome: Literal["missing", "unreadable"] | None = None
    reason: str = ""
    position: int | None = None
    remark: str = ""
    decimals: bool = False
    doubt: str = ""


class _UnreadableError(Exception):
    """Carries the reason out of nested lists."""

    def __init__(self, reason: str, position: int | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.position = position


def read_answer(kind: Kind, answer: Answer) -> ReadAnswer:
    """What an answer says. JSON numbers count as the decimal that they are written as: 0.1 is one tenth."""
    empty_list = answer == [] and kind.name not in ("vector", "set")
    if answer is None or empty_list or (isinstance(answer, str) and not answer.strip()):
        return ReadAnswer(outcome="missing", reason="No answer was given.")
    try:
        if kind.name == "choice":
            return ReadAnswer(_option(kind, answer))
        if kind.name == "ordering":
            return ReadAnswer(_ordering(kind, answer))
        return _single(kind, _from_list(kind, answer) if isinstance(answer, list) else _from_scalar(kind, answer))
    except _UnreadableError as error:
        return ReadAnswer(outcome="unreadable", reason=error.reason, position=error.position)


def asked(kind: Kind) -> str:
    """What a kind asks for, in words."""
    return _ASKED.get(kind.name, "one of the options")


def lone_entry(node: Node) -> Node | None:
    """The entry of a list, set or matrix of one entry."""
    if isinstance(node, Listing) and len(node.entries) == 1:
        return node.entries[0]
    if isinstance(node, Table) and len(node.rows) == 1 and len(node.rows[0]) == 1:
        return node.rows[0][0]
    return None


def _single(kind: Kind, found: ReadAnswer) -> ReadAnswer:
    """Where a single value is asked, the only entry of a list or set."""
    value = found.value
    if kind.name in LISTED or not isinstance(value, Listing | Table) or (entry := lone_entry(value)) is None:
        return found
    shape = "matrix" if isinstance(value, Table) else value.shape
    return replace(found, value=entry, remark=f"A single value was asked, not a {shape}.")


# --- numbers and texts ---------------------------------------------------------------------------------------------------


def _from_scalar(kind: Kind, answer: Answer) -> ReadAnswer:
    if isinstance(answer, bool):
        raise _UnreadableError(f"{str(answer).lower()} is not a value; {asked(kind)} was asked.")
    if isinstance(answer, int):
        if answer.bit_length() > limits.BITS:
            raise _UnreadableError("The number is too large.")
        return ReadAnswer(_signed(Fraction(answer)))
    if isinstance(answer, float):
        exact = _decimal(answer)
        decimal = exact.denominator != 1
        return ReadAnswer(_signed(exact, decimal=decimal), remark=_remark(kind, "decimal") if decimal else "", decimals=decimal)
    if not isinstance(answer, str):
        raise _UnreadableError(f"An answer is a text, a number or a list of these; {asked(kind)} was asked.")
    return _from_text(kind, answer)


def _signed(value: Fraction, *, decimal: bool = False) -> Node:
    number = Number(0, abs(value), decimal)
    return Negative(0, number) if value < 0 else number


def _decimal(answer: float) -> Fraction:
    """A JSON float as the shortest decimal that it prints as."""
    if not math.isfinite(answer):
        raise _UnreadableError("The number is not finite.")
    if answer != 0 and not 10.0**-limits.SCIENTIFIC <= abs(answer) <= 10.0**limits.SCIENTIFIC:
        raise _UnreadableError("The number is too large or too small to be meant.")
    return Fraction(repr(answer))


def _from_text(kind: Kind, answer: str) -> ReadAnswer:
    # A set of values is read as a list: (1, 2) is no interval here.
    shape = "list" if kind.name == "set" else kind.name if kind.name in LISTED else "scalar"
    try:
        node = parse_answer(answer, kind=shape, variables=kind.symbols)
    except NotationError as error:
        raise _UnreadableError(_sentence(str(error)), error.position) from error
    if kind.name == "set" and isinstance(node, Listing):
        node = replace(node, shape="set")
    decimals = has_decimals(node)
    how = "decimal" if decimals and form(node) == "collection" else form(node)
    if how == "decimal" and _is_whole(node):
        how = "integer"
    return ReadAnswer(node, remark=_remark(kind, how), decimals=decimals, doubt=_doubt(answer) if kind.name in LISTED else "")


def _is_whole(node: Node) -> bool:
    while isinstance(node, Negative):
        node = node.inner
    return isinstance(node, Number) and node.value.denominator == 1


def _doubt(text: str) -> str:
    return next((meaning for pattern, meaning in _DOUBTS if pattern.search(text)), "")


def _remark(kind: Kind, how: Form) -> str:
    """What is not as asked, as a sentence, or ""."""
    wanted = kind.entries if kind.name in LISTED else kind.name
    if wanted in ("integer", "rational"):
        if how == "decimal":
            return "An exact value was asked, as a whole number or a fraction, not a decimal."
        if how == "unreduced":
            return "The fraction can be cancelled."
        if how == "expression":
            return "The value was to be worked out to a single number."
    if wanted == "expression" and how == "decimal":
        return "An exact value was asked, not a decimal."
    return ""


# --- lists of JSON -------------------------------------------------------------------------------------------------------


def _from_list(kind: Kind, answer: list[Answer]) -> ReadAnswer:
    """A JSON list: a vector, a set, a matrix by rows; for a single value, a list of one."""
    entry_kind = replace(kind, name=kind.entries) if kind.name in LISTED else kind
    nested = [isinstance(entry, list) for entry in answer]
    if any(nested) and not all(nested):
        raise _UnreadableError("Some entries of the list are lists and others are not.")
    read: list[list[ReadAnswer]] = []
    for number, row in enumerate(answer if any(nested) else [answer], start=1):
        if len(read) * len(row) > limits.TOKENS or len(row) > limits.TOKENS:
            raise _UnreadableError("The list is too long.")
        if any(nested) and len(row) != len(answer[0]):
            raise _UnreadableError(f"Row {number} has {len(row)} entries, row 1 has {len(answer[0])}.")
        place = f"row {number}, entry" if any(nested) else "entry"
        read.append([_entry(entry_kind, entry, f"{place} {column}") for column, entry in enumerate(row, start=1)])
    flat = [entry for row in read for entry in row]
    rows = tuple(tuple(_node(entry) for entry in row) for row in read)
    value: Node
    if any(nested):
        if not flat:
            raise _UnreadableError("The matrix has no entries.")
        value = Table(0, rows)
    else:
        value = Listing(0, "set" if kind.name == "set" else "list", rows[0])
    remark = next((entry.remark for entry in flat if entry.remark), "")
    return ReadAnswer(value, remark=remark, decimals=any(entry.decimals for entry in flat))


def _node(found: ReadAnswer) -> Node:
    assert found.value is not None and not isinstance(found.value, str | tuple)
    return found.value


def _entry(kind: Kind, entry: Answer, where: str) -> ReadAnswer:
    """One entry of a list: a single number or expression."""
    try:
        if isinstance(entry, list | dict) or entry is None or (isinstance(entry, str) and not entry.strip()):
            raise _UnreadableError("A number or a text was expected.")
        found = _from_scalar(kind, entry)
    except _UnreadableError as error:
        raise _UnreadableError(f"{_sentence(where)[:-1]}: {error.reason}", error.position) from error
    if isinstance(found.value, Listing | Table | Transpose):
        raise _UnreadableError(f"{_sentence(where)[:-1]}: A single value was expected.")
    return found


# --- options -------------------------------------------------------------------------------------------------------------


def _option(kind: Kind, answer: Answer) -> str:
    """The key of the option that was chosen: its key, its letter by position, or its text."""
    keys = [option.key for option in kind.options]
    if isinstance(answer, list) and len(answer) == 1:
        answer = answer[0]
    if isinstance(answer, bool):
        answer = str(answer).lower()
    if isinstance(answer, int) and str(answer.bit_length() < 64 and answer) in keys:
        return str(answer)
    if not isinstance(answer, str):
        raise _UnreadableError(f"One of the options was asked: {_options(kind)}.")
    said = answer.strip()
    if said in keys:
        return said
    for option in kind.options:
        if said and said in (option.text.strip(), option.text.strip().strip("$")):
            return option.key
    alike = [key for key in keys if key.lower() == said.lower()]
    if len(alike) == 1:
        return alike[0]
    letter = _LETTER.fullmatch(said)
    if letter and (index := ord(letter[1].upper()) - ord("A")) < len(keys):
        return keys[index]
    named = _named(said, [option.text for option in kind.options])
    if named is not None:
        return keys[named]
    raise _UnreadableError(f"'{said[:40]}' is none of the options {_options(kind)}.", 0)


#: ``A: both are equal``, as answers are printed.
_LETTER_AND_TEXT = re.compile(r"\(?([A-Za-z])\)?\s*[:.)]\s*(.+)", re.DOTALL)


def _named(said: str, texts: list[str]) -> int | None:
    """The place of the option that stands there with its letter and its text; None if they differ, or another option sounds like it."""
    found = _LETTER_AND_TEXT.fullmatch(said[: limits.LENGTH])
    place = ord(found[1].upper()) - ord("A") if found else -1
    bare = [_bare(text) for text in texts]
    if found and place < len(texts) and bare.count(bare[place]) == 1 and _bare(found[2]) == bare[place]:
        return place
    return None


def _bare(text: str) -> str:
    """Letters and digits alone: spaces, signs and commands of TeX are written in many ways."""
    return "".join(char for char in re.sub(r"\\[A-Za-z]+", " ", text).lower() if char.isalnum())


def _ordering(kind: Kind, answer: Answer) -> tuple[str, ...]:
    """The keys in the order given: a list, or a text such as ``B, A, C`` or ``B < A < C``."""
    if isinstance(answer, str):
        said = [part for part in _SEPARATORS.split(answer.strip().strip("[](){}")[: limits.LENGTH]) if part]
        if len(said) == 1 and len(said[0]) == len(kind.options) > 1 and said[0].isalpha():
            said = list(said[0])  # "BAC"
    elif isinstance(answer, list):
        said = answer
    else:
        raise _UnreadableError(f"A list of the options in order was asked: {_options(kind)}.")
    if len(said) > limits.TOKENS:
        raise _UnreadableError("The list is too long.")
    found = tuple(_option(kind, part) for part in said)
    for key in found:
        if found.count(key) > 1:
            raise _UnreadableError(f"'{key}' stands more than once in the order.")
    return found


def _options(kind: Kind) -> str:
    return ", ".join(f"{chr(ord('A') + index)} ({option.key})" for index, option in enumerate(kind.options))


def _sentence(text: str) -> str:
    """A clause with a capital letter and a full stop."""
    text = text[:1].upper() + text[1:]
    return text if text.endswith((".", "?", "!")) else text + "."
