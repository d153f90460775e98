"""Digits -> exact numbers. Only the characters tell ``1 228 800`` from ``2 3``; what could be meant in two ways stays apart.

A comma between digits is a thousands separator where nothing else is possible (``1,228,800``, ``1,228.5``), and never guessed.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import NamedTuple

from examgen.errors import NotationError
from examgen.notation import limits

_NARROW = ("\\,", "\\;", "\\:", "\\!", "\\ ", "~", "\u2009", "\u202f", "\u00a0", "'")
_COMMA = re.compile(r"\{,\}|,")
_TEX_DECIMAL = re.compile(r"\{,\}([0-9]+)")
_SCIENTIFIC = re.compile(r"[eE]([+\-−–]?[0-9]{1,4})(?![0-9A-Za-z_.(\\^])")
#: What looks like an exponent, and goes on: 2e-5x, 1e99999.
_LONGER = re.compile(r"[eE][+\-−–]?[0-9]")
_DIGITS = re.compile(r"[0-9]*")
#: 1.228.800 and 1.228.800,5 and 1.228,5: points that can only stand between thousands.
_EUROPEAN = re.compile(r"([1-9][0-9]{0,2})((?:\.[0-9]{3})+)(?:,([0-9]+))?(?![0-9.,])")
#: 1,228.5 and 1,228,800.5: commas that can only stand between thousands.
_ENGLISH = re.compile(r"([1-9][0-9]{0,2})((?:,[0-9]{3})+)\.([0-9]+)(?![0-9,.])")
_SMALL = {str(number): Fraction(number) for number in range(1000)}


class Context(NamedTuple):
    """What stands around a number.

    Attributes:
        outside: no bracket is open.
        thousands: ``1,228,800`` outside of brackets is one number; no list is expected.
        exponents: ``1e3`` is a number: no name such as ``e3`` is declared.
        wide: whole answers are read, with everything that people type.
    """

    outside: bool
    thousands: bool
    exponents: bool
    wide: bool


def small(digits: str) -> Fraction:
    """The value of some digits; common ones are made once."""
    found = _SMALL.get(digits)
    return Fraction(int(digits)) if found is None else found


def read_number(text: str, start: int, stop: int, context: Context) -> tuple[int, Fraction, bool]:
    """The end and the value of the number that starts here, and whether it is written with a point, a decimal comma or an exponent.

    Raises:
        NotationError: more digits, or a larger exponent, than anybody means.
    """
    if context.wide and context.outside and context.thousands and (found := _mixed(text, start, stop)) is not None:
        return found
    digits = _digits(text, start, stop)
    end = start + len(digits)
    if 1 <= len(digits) <= 3 and digits[0] != "0":
        digits, end = _grouped(text, digits, end, stop, context)
    decimals, decimal = "", False
    if text.startswith(".", end, stop) and not text.startswith("..", end, stop):
        decimals = _digits(text, end + 1, stop)
        end += 1 + len(decimals)
        decimal = bool(decimals)
    elif context.wide and (comma := _TEX_DECIMAL.match(text, end, stop)) and len(comma[1]) != 3:
        decimals, end, decimal = comma[1], comma.end(), True
    exponent = 0
    scientific = _SCIENTIFIC.match(text, end, stop) if context.exponents else None
    if scientific is not None:
        exponent = int(scientific[1].replace("−", "-").replace("–", "-"))
        end, decimal = scientific.end(), True
        if abs(exponent) > limits.SCIENTIFIC:
            raise NotationError(f"the exponent {exponent} is too large", text=text, position=start)
    elif context.exponents and context.wide and _LONGER.match(text, end, stop):
        fault = f"it is not clear whether e is a number here; write {digits}*e, or {digits}*10^..."
        raise NotationError(fault, text=text, position=end)
    _measure(text, start, len(digits) + len(decimals))
    shift = exponent - len(decimals)
    whole = int(digits + decimals or "0")
    return end, Fraction(whole * 10**shift) if shift >= 0 else Fraction(whole, 10**-shift), decimal


def _mixed(text: str, start: int, stop: int) -> tuple[int, Fraction, bool] | None:
    """A number with points and commas of which only one can be the decimal one."""
    if (found := _ENGLISH.match(text, start, stop)) is not None:
        whole, decimals = found[1] + found[2].replace(",", ""), found[3]
    elif (found := _EUROPEAN.match(text, start, stop)) is not None and (found[3] or found[2].count(".") > 1):
        whole, decimals = found[1] + found[2].replace(".", ""), found[3] or ""
    else:
        return None
    _measure(text, start, len(whole) + len(decimals))
    return found.end(), Fraction(int(whole + decimals), 10 ** len(decimals)), bool(decimals)


def _measure(text: str, start: int, digits: int) -> None:
    if digits > limits.DIGITS:
        raise NotationError(f"a number has more than {limits.DIGITS} digits", text=text, position=start)


def _grouped(text: str, digits: str, end: int, stop: int, context: Context) -> tuple[str, int]:
    """Digits with their thousands separators taken out, as far as they can only be that."""
    by_comma, after_commas, groups = digits, end, 0
    while (comma := _COMMA.match(text, after_commas, stop)) and _three(text, comma.end(), stop):
        by_comma += text[comma.end() : comma.end() + 3]
        after_commas, groups = comma.end() + 3, groups + 1
    if groups >= 2 and context.thousands and context.outside and not _COMMA.match(text, after_commas, stop):
        return by_comma, after_commas
    for separator in (*_NARROW, " ") if context.outside else _NARROW:
        by_space, after = digits, end
        while text.startswith(separator, after, stop) and _three(text, after + len(separator), stop):
            after += len(separator)
            by_space += text[after : after + 3]
            after += 3
        if after > end:
            return by_space, after
    return digits, end


def _three(text: str, at: int, stop: int) -> bool:
    """Whether exactly three digits stand there."""
    return at + 3 <= stop and len(_digits(text, at, min(stop, at + 4))) == 3


def _digits(text: str, at: int, stop: int) -> str:
    found = _DIGITS.match(text, at, stop)
    return found[0] if found is not None else ""
