"""One answer, as it stands in a submission, judged against the right one.

Judging has two halves: ``read_answer`` turns JSON into an exact value, or says why not; ``judge_reading`` compares it with a value. So a
marker reads once and compares with the right answer, with misconceptions and with what follows from earlier answers.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from examgen.errors import NotationError
from examgen.notation import limits

if TYPE_CHECKING:
    from examgen.symbolic.kinds import Kind, Value

#: What may stand as an answer in a submission: text, number, true or false, null, lists of these.
Answer: TypeAlias = Any
Outcome = Literal["correct", "other_form", "wrong", "unreadable", "undecided", "missing"]

_LETTER = re.compile(r"\(?\s*([A-Za-z])\s*[).:]?")
_SEPARATORS = re.compile(r"\s*(?:,|;|<|>|->|→|\\to|\\rightarrow|\s)\s*")


@dataclass(frozen=True)
class Judgement:
    """What is to be said about an answer.

    Attributes:
        outcome: ``other_form`` is the right value, not written as asked; ``undecided`` and ``unreadable`` are for a person.
        value: the exact value that was read, or None.
        reason: one sentence for the student.
        position: for ``unreadable``, the offset of the first character that cannot stand there.
        method: how it was decided.
    """

    outcome: Outcome
    value: Value | None = None
    reason: str = ""
    position: int | None = None
    method: str = ""


@dataclass(frozen=True)
class ReadAnswer:
    """An answer as read.

    Attributes:
        value: the exact value; a string for a choice, a tuple of strings for an ordering; None when nothing was read.
        outcome: None when a value was read, else ``"missing"`` or ``"unreadable"``.
        reason, position: why nothing was read.
        remark: what is not as asked in the form ("a decimal where an exact value is asked"), or "".
        decimals: whether a decimal number was written.
        doubt: what else the text of a list may have meant ("2 -3" as two entries), or "".
    """

    value: Value | None = None
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


def judge(kind: Kind, reference: Value, answer: Answer) -> Judgement:
    """Judge an answer of a submission against the right one; never raises for any JSON value."""
    return judge_reading(kind, reference, read_answer(kind, answer))


# --- reading ---------------------------------------------------------------------------------------------------------


def read_answer(kind: Kind, answer: Answer) -> ReadAnswer:
    """The exact value of an answer. JSON numbers count as the decimal that they are written as: 0.1 is one tenth."""
    empty_list = answer == [] and kind.name not in ("vector", "set")
    if answer is None or empty_list or (isinstance(answer, str) and not answer.strip()):
        return ReadAnswer(outcome="missing", reason="No answer was given.")
    try:
        if kind.name == "choice":
            return ReadAnswer(_option(kind, answer))
        if kind.name == "ordering":
            return ReadAnswer(_ordering(kind, answer))
        return _single(kind, _from_list(kind, answer) if isinstance(answer, list) else _scalar(kind, answer))
    except _UnreadableError as error:
        return ReadAnswer(outcome="unreadable", reason=error.reason, position=error.position)


def _single(kind: Kind, found: ReadAnswer) -> ReadAnswer:
    """Where a single value is asked, the only entry of a list or set."""
    value: Any = found.value
    if kind.name in ("vector", "matrix", "set"):
        return found
    if isinstance(value, tuple | frozenset) and len(value) == 1:
        shape = "set" if isinstance(value, frozenset) else "list"
        return replace(found, value=next(iter(value)), remark=f"A single value was asked, not a {shape}.")
    if getattr(value, "shape", ()) == (1, 1):
        return replace(found, value=value[0, 0], remark="A single value was asked, not a matrix.")
    return found


def _scalar(kind: Kind, answer: Answer) -> ReadAnswer:
    """The value of a text or number."""
    from sympy import Rational

    if isinstance(answer, bool):
        raise _UnreadableError(f"{str(answer).lower()} is not a value; {_asked(kind)} was asked.")
    if isinstance(answer, int):
        if answer.bit_length() > limits.BITS:
            raise _UnreadableError("The number is too large.")
        return ReadAnswer(Rational(answer))
    if isinstance(answer, float):
        exact = _decimal(answer)
        value = Rational(exact.numerator, exact.denominator)
        decimal = exact.denominator != 1
        return ReadAnswer(value, remark=_remark(kind, "decimal") if decimal else "", decimals=decimal)
    if not isinstance(answer, str):
        raise _UnreadableError(f"An answer is a text, a number or a list of these; {_asked(kind)} was asked.")
    return _text(kind, answer)


def _text(kind: Kind, answer: str) -> ReadAnswer:
    from examgen.symbolic.reading import reading

    lists = kind.name in ("vector", "set", "matrix")
    try:
        found = reading(answer, symbols=kind.symbols, named=True, lists=lists)
    except NotationError as error:
        raise _UnreadableError(_sentence(str(error)), error.position) from error
    value = found.value
    if kind.name == "set" and isinstance(value, tuple):
        value = frozenset(value)
    form = "decimal" if found.decimals and found.form == "collection" else found.form
    if form == "decimal" and not lists and getattr(value, "is_Integer", False):
        form = "integer"
    return ReadAnswer(value, remark=_remark(kind, form), decimals=found.decimals, doubt=_doubt(answer) if lists else "")


#: Spellings of lists that can be read in two ways; what the second way would be.
_DOUBTS = (
    (re.compile(r"[\w)}\]]\s+[+\-\u2212][^\s]"), "spaces before signs may have been meant to separate entries"),
    (re.compile(r"\u00d7|\\times|\\cdot|\d\s*[*x]\s*\d"), "a product sign may have been meant to separate entries"),
    (re.compile(r"\d,\d{3}(?!\d)"), "commas may have been meant to group digits"),
)


def _doubt(text: str) -> str:
    return next((meaning for pattern, meaning in _DOUBTS if pattern.search(text)), "")


def _from_list(kind: Kind, answer: list[Answer]) -> ReadAnswer:
    """A JSON list: a vector, a set, a matrix by rows; for a single value, a list of one."""
    from sympy import ImmutableDenseMatrix

    entry_kind = replace(kind, name=kind.entries) if kind.name in ("vector", "set", "matrix") else kind
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
    remark = next((entry.remark for entry in flat if entry.remark), "")
    decimals = any(entry.decimals for entry in flat)
    value: Value = tuple(entry.value for entry in flat)
    if any(nested):
        if not flat:
            raise _UnreadableError("The matrix has no entries.")
        value = ImmutableDenseMatrix([[entry.value for entry in row] for row in read])
    elif kind.name == "set":
        value = frozenset(value)
    return ReadAnswer(value, remark=remark, decimals=decimals)


def _entry(kind: Kind, entry: Answer, where: str) -> ReadAnswer:
    """One entry of a list: a single number or expression."""
    from sympy import Expr

    try:
        if isinstance(entry, list | dict) or entry is None or (isinstance(entry, str) and not entry.strip()):
            raise _UnreadableError("A number or a text was expected.")
        found = _scalar(kind, entry)
    except _UnreadableError as error:
        raise _UnreadableError(f"{_sentence(where)[:-1]}: {error.reason}", error.position) from error
    if not isinstance(found.value, Expr):
        raise _UnreadableError(f"{_sentence(where)[:-1]}: A single value was expected.")
    return found


def _decimal(answer: float) -> Fraction:
    """A JSON float as the shortest decimal that it prints as."""
    if not math.isfinite(answer):
        raise _UnreadableError("The number is not finite.")
    if answer != 0 and not 10.0**-limits.SCIENTIFIC <= abs(answer) <= 10.0**limits.SCIENTIFIC:
        raise _UnreadableError("The number is too large or too small to be meant.")
    return Fraction(repr(answer))


def _remark(kind: Kind, form: str) -> str:
    """What is not as asked, as a sentence, or ""."""
    asked = kind.entries if kind.name in ("vector", "matrix", "set") else kind.name
    if asked in ("integer", "rational"):
        if form == "decimal":
            return "An exact value was asked, as a whole number or a fraction, not a decimal."
        if form == "unreduced":
            return "The fraction can be cancelled."
        if form == "expression":
            return "The value was to be worked out to a single number."
    if asked == "expression" and form == "decimal":
        return "An exact value was asked, not a decimal."
    return ""


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
    raise _UnreadableError(f"'{said[:40]}' is none of the options {_options(kind)}.", 0)


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


def _asked(kind: Kind) -> str:
    names = {"integer": "a whole number", "rational": "a number or fraction", "expression": "an expression", "real": "a number",
             "vector": "a list such as [1, 2]", "matrix": "a matrix such as [[1, 2], [3, 4]]", "set": "a set such as {1, 2}"}  # fmt: skip
    return names.get(kind.name, "one of the options")


# --- comparing -------------------------------------------------------------------------------------------------------


def judge_reading(kind: Kind, reference: Value, found: ReadAnswer) -> Judgement:
    """Compare an answer that was read with a value of the same kind: the right answer, or any other."""
    from examgen.symbolic.equality import compare

    if found.outcome is not None:
        return Judgement(found.outcome, None, found.reason, found.position)
    value = found.value
    if kind.name == "ordering" and isinstance(reference, tuple) and len(value) != len(reference):  # type: ignore[arg-type]
        missing = sorted(set(reference) - set(value))  # type: ignore[arg-type]
        return Judgement("wrong", value, f"The order has {len(value)} of {len(reference)} entries{_without(missing)}.", method="options")  # type: ignore[arg-type]
    if kind.name in ("choice", "ordering"):
        same = value == reference
        return Judgement("correct" if same else "wrong", value, "" if same else "This is another option." if kind.name == "choice"
                         else "The order is another one.", method="options")  # fmt: skip
    if kind.name == "real":
        return _judge_real(kind, reference, found)
    equality = compare(reference, value)
    if equality.outcome == "equal":
        if found.remark:
            return Judgement("other_form", found.value, f"The value is right. {found.remark}", method=equality.method)
        return Judgement("correct", found.value, "", method=equality.method)
    if equality.outcome == "undecided":
        reason = "It could not be decided whether this equals the right answer; a person looks at it."
        return Judgement("undecided", found.value, reason, method=equality.method)
    if equality.method == "shape" and found.doubt:  # a misreading must not cost points: a person looks at it
        reason = f"{_why_wrong(kind, reference, found, equality)} But {found.doubt}; write entries with commas, as in [2, -3]."
        return Judgement("unreadable", None, reason)
    return Judgement("wrong", found.value, _why_wrong(kind, reference, found, equality), method=equality.method)


def _without(missing: list[str]) -> str:
    return f"; {', '.join(missing)} is missing" if missing else ""


def _why_wrong(kind: Kind, reference: Value, found: ReadAnswer, equality: Any) -> str:
    if equality.method == "shape":
        return f"The shape is another one: {_asked(kind)} was asked, {_shape(reference)}, and this is {_shape(found.value)}."
    if found.decimals and _near(reference, found.value):
        return "This looks like a rounded decimal; an exact value was asked."
    if equality.evidence.startswith("entry ") and kind.name in ("vector", "matrix"):
        place = equality.evidence.split(":")[0]
        return f"{'The ' + place if ' in row ' in place else place.capitalize()} is not right."
    return "This is not the right value."


def _near(reference: Value, value: Value) -> bool:
    """Whether two numbers agree to about two digits."""
    from sympy import Expr

    from examgen.symbolic.balls import approximation

    if not isinstance(reference, Expr) or not isinstance(value, Expr) or reference.free_symbols or value.free_symbols:
        return False
    x, y = approximation(reference), approximation(value)
    return x is not None and y is not None and abs(x - y) <= 0.006 * abs(x)


def _shape(value: Value) -> str:
    if isinstance(value, tuple):
        return f"a list of {len(value)}"
    if isinstance(value, frozenset):
        return f"a set of {len(value)}"
    if hasattr(value, "shape") and value.shape:
        return f"{value.rows} x {value.cols}"
    return "a single value"


def _judge_real(kind: Kind, reference: Value, read: ReadAnswer) -> Judgement:
    """Within the tolerance or not, decided by balls; a difference of exactly the tolerance is within."""
    from sympy import Expr, Rational

    from examgen.symbolic.balls import PRECISIONS, NoBallError, ball

    value = read.value
    if not isinstance(value, Expr) or (hasattr(value, "shape") and value.shape != (1, 1)):
        return Judgement("wrong", value, f"A number was asked, and this is {_shape(value)}.", method="shape")
    tolerance = Rational(kind.tolerance or 0)
    difference = reference - value
    if difference.is_Rational:
        inside: bool | None = bool(abs(difference) <= tolerance)
    else:
        inside = None
        for bits in PRECISIONS:
            try:
                found = abs(ball(difference, bits))
            except NoBallError:
                break
            limit = ball(tolerance, bits)
            if found <= limit:
                inside = True
            elif found > limit:
                inside = False
            if inside is not None:
                break
        if inside is None and difference.is_zero:
            inside = True
    if inside is None:
        return Judgement("undecided", value, "It could not be decided whether this is close enough; a person looks at it.", method="balls")
    method = f"difference against the tolerance {kind.tolerance}"
    if inside:
        return Judgement("other_form" if read.remark else "correct", value, read.remark, method=method)
    return Judgement("wrong", value, f"This is further than {kind.tolerance} from the right value.", method=method)


def _sentence(text: str) -> str:
    """A clause with a capital letter and a full stop."""
    text = text[:1].upper() + text[1:]
    return text if text.endswith((".", "?", "!")) else text + "."
