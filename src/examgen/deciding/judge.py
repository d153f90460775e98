"""Judge an answer as typed against the right one as typed: the way in for programs that bring their own problems.

>>> from examgen.deciding.judge import judge
>>> judge("(x+1)^2", "x^2+2x+1").verdict
True
>>> judge("2/3", "0.67", test="NumAbsolute", options={"tolerance": "0.01"}).verdict
True
"""

from __future__ import annotations

import re
import time
from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import Any, Literal, NamedTuple, TypeAlias, get_args

from examgen.errors import ContractError, NotationError

Outcome: TypeAlias = Literal["equal", "probably equal", "unequal", "other form", "unreadable", "undecided"]
Test: TypeAlias = Literal["AlgEquiv", "NumAbsolute", "NumRelative", "NumSigFigs", "EqualComAss"]
AnswerKind: TypeAlias = Literal[
    "scalar", "vector", "matrix", "list", "set", "interval", "equation", "inequality", "logic", "calculus", "plusminus", "choice"
]

#: A number as it is most often typed; longer texts than ``_SHORT`` are not looked at, since blanks can be shared out in many ways.
_RATIONAL = re.compile(
    r"\s*([+\-\u2212]?)\s*(?:(\d{1,18})(?:\s*/\s*(\d{1,18})|\.(\d{1,18}))?"
    r"|\\[dt]?frac\s*\{\s*(\d{1,18})\s*\}\s*\{\s*(\d{1,18})\s*\})\s*",
    re.ASCII,
)
_SHORT = 60
_MINUS = ("-", "\u2212")
_OPTIONS = frozenset({"tolerance", "sigfigs", "accuracy", "form"})
_KINDS, _TESTS = frozenset(get_args(AnswerKind)), frozenset(get_args(Test))
_NOT_THE_VALUE = "Your answer is another number than the right one."
_VERDICTS: dict[str, bool | None] = {"equal": True, "probably equal": True, "unequal": False, "other form": False}


class Judgement(NamedTuple):
    """What is to be said about an answer.

    Attributes:
        verdict: True or False; None when the answer is unreadable or could not be decided: that is for a person.
        outcome: ``"equal"`` rests on a proof, ``"unequal"`` on a counterexample; ``"other form"``: the value is right, but not written
            as asked; ``"probably equal"``: no proof was found, but the values agree to thousands of bits at several points.
        method: how it was decided.
        reason: a sentence for the person who typed the answer, or "".
        seconds: time that it took.
        counterexample: for unequal functions a point and both values there.
        position: for ``"unreadable"``, the offset of the first character that cannot stand there.
    """

    verdict: bool | None
    outcome: Outcome
    method: str = ""
    reason: str = ""
    seconds: float = 0.0
    counterexample: str = ""
    position: int | None = None


def judge(
    reference: str,
    student: str,
    *,
    kind: AnswerKind = "scalar",
    variables: Sequence[str] | None = None,
    test: Test = "AlgEquiv",
    options: Mapping[str, Any] | None = None,
    assumptions: Mapping[str, str] | None = None,
) -> Judgement:
    """Judge an answer against the right one. The answer is data and never evaluated.

    Args:
        reference: the right answer, in the same notation as the student's.
        student: the answer as typed: plain notation or LaTeX.
        kind: what is asked.
        variables: the names that may occur; None takes any letter for a variable.
        test: ``"AlgEquiv"``: the same value wherever both are defined; ``"NumAbsolute"``: |s - r| <= tolerance; ``"NumRelative"``:
            |s - r| <= tolerance |r|; ``"NumSigFigs"``: significant figures as typed; ``"EqualComAss"``: the same up to order and grouping.
        options: ``tolerance`` (0.05), ``sigfigs`` (3) with ``accuracy`` (as many; 0: figures are counted only; -1: more are condoned),
            ``form``: one of ``"simplified"``, ``"factored"``, ``"expanded"``, ``"exact"``, ``"number"``, or several.
        assumptions: variable -> ``"positive"``, ``"integer"``, ``"even"``, ``"complex"``, ``"> 2"``, ``"0 < p < 1"``, or several of these.

    Raises:
        ContractError: the reference is unreadable, or there is no such kind, test or option.
    """
    start = time.perf_counter()
    if test == "AlgEquiv" and kind == "scalar" and not options:
        right = _known_rational(reference)
        given = None if right is None else _rational(student)
        if right is not None and given is not None:
            if right[0] * given[1] == given[0] * right[1]:
                return Judgement(True, "equal", "exact numbers", "", time.perf_counter() - start)
            return Judgement(False, "unequal", "exact numbers", _NOT_THE_VALUE, time.perf_counter() - start)
    from examgen.deciding.task import carry_out

    _check(kind, test, options, assumptions)
    try:
        outcome, method, reason, counterexample = carry_out(
            reference,
            student,
            kind,
            tuple(variables) if variables is not None else None,
            test,
            dict(options or {}),
            dict(assumptions or {}),
        )
    except NotationError as fault:
        return Judgement(None, "unreadable", "reading", _sentence(fault), time.perf_counter() - start, "", fault.position)
    return Judgement(_VERDICTS.get(outcome), outcome, method, reason, time.perf_counter() - start, counterexample)


def _rational(text: str) -> tuple[int, int] | None:
    """Numerator and denominator of a number that is written in one of the commonest ways."""
    if len(text) > _SHORT:
        return None
    if text.isascii():  # The commonest of all need no expression.
        digits = text[1:] if text[:1] == "-" else text
        if digits.isdigit():
            return int(text), 1
        over, slash, under = digits.partition("/")
        if not slash:
            over, slash, under = digits.partition(".")
        if over.isdigit() and under.isdigit():
            number = int(over + under if slash == "." else over)
            divisor = 10 ** len(under) if slash == "." else int(under)
            return (number if digits is text else -number, divisor) if divisor else None
    if text[:1] == "(" and text[-1:] == ")" and text.count("(") == 1:
        text = text[1:-1]
    found = _RATIONAL.fullmatch(text)
    if found is None:
        return None
    sign, whole, under, decimals, above, below = found.groups()
    if above is not None:
        number, divisor = int(above), int(below)
    elif under is not None:
        number, divisor = int(whole), int(under)
    elif decimals is not None:
        number, divisor = int(whole + decimals), 10 ** len(decimals)
    else:
        number, divisor = int(whole), 1
    if divisor == 0:
        return None
    return (-number if sign in _MINUS else number), divisor


_known_rational = lru_cache(maxsize=512)(_rational)


def _check(kind: str, test: str, options: Mapping[str, Any] | None, assumptions: Mapping[str, str] | None) -> None:
    if kind not in _KINDS:
        raise ContractError("judge", f"{kind!r} is no kind; use one of {', '.join(get_args(AnswerKind))}", field="kind")
    if test not in _TESTS:
        raise ContractError("judge", f"{test!r} is no test; use one of {', '.join(get_args(Test))}", field="test")
    unknown = sorted(set(options) - _OPTIONS) if options else ()
    if unknown:
        raise ContractError("judge", f"{unknown[0]!r} is no option; use one of {', '.join(sorted(_OPTIONS))}", field="options")
    if assumptions:
        from examgen.deciding.domain import assumption

        for text in assumptions.values():
            assumption(text)


def _sentence(fault: NotationError) -> str:
    text = str(fault)
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "?")) else ".")


def as_fraction(value: Any, name: str) -> Fraction:
    """An option as an exact number.

    Raises:
        ContractError: it is none.
    """
    try:
        found = Fraction(str(value))
    except (ValueError, ZeroDivisionError) as fault:
        raise ContractError("judge", f"{value!r} is no number", field=f"options.{name}") from fault
    if found < 0:
        raise ContractError("judge", f"{value!r} is negative", field=f"options.{name}")
    return found


def as_count(value: Any, name: str, least: int) -> int:
    """An option as a whole number that is not below ``least``.

    Raises:
        ContractError: it is none.
    """
    try:
        found = int(str(value))
    except ValueError as fault:
        raise ContractError("judge", f"{value!r} is no whole number", field=f"options.{name}") from fault
    if found < least:
        raise ContractError("judge", f"{value!r} is below {least}", field=f"options.{name}")
    return found
