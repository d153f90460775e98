"""Numbers within a tolerance, and numbers with so many significant figures."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from flint import arb, fmpq

from examgen.deciding.ball_functions import middle
from examgen.deciding.balls import real_ball
from examgen.deciding.decision import Decision, NoValueError
from examgen.deciding.scalars import NO_VALUE, has_a_value
from examgen.deciding.walking import exact_number
from examgen.notation.tree import Node

_BITS = (64, 256, 1024, 4096)
_TYPED = re.compile(
    r"\s*([+\-\u2212])?\s*(\d*)(?:\.(\d*))?\s*(?:(?:[eE]|(?:[*·×]|\\cdot|\\times)\s*10\s*(?:\^|\*\*))\s*[({]?\s*([+\-\u2212]?\d{1,3})\s*[)}]?)?\s*"
)
#: A number in brackets, with a sign in front of them.
_BRACKETED = re.compile(r"^\s*([+\-\u2212]?)\s*\(([^()]*)\)\s*$")


def compare_within(reference: Node, student: Node, tolerance: Fraction, *, relative: bool) -> Decision:
    """Whether ``|s - r| <= tolerance``, times ``|r|`` if relative, for two numbers."""
    limit = arb(fmpq(tolerance.numerator, tolerance.denominator))
    for bits in _BITS:
        try:
            right, given = real_ball(reference, {}, bits), real_ball(student, {}, bits)
        except NoValueError:
            lost = not has_a_value(student)
            return Decision("unequal" if lost else "undecided", "no real number", NO_VALUE if lost else "The answer is no real number.")
        room = limit * abs(right) if relative else limit
        gap = abs(given - right)
        if gap <= room:
            return Decision("equal", "within the tolerance")
        if gap > room:
            shown = f"{float(given.mid()):.6g}"
            return Decision("unequal", "outside of the tolerance", f"{shown} is too far from the right value.")
    return _at_the_edge(reference, student, tolerance, relative=relative)


def by_size(nodes: Sequence[Node]) -> list[Node]:
    """Numbers in order of their size; as they stand where one of them has none."""
    try:
        return sorted(nodes, key=lambda node: float(real_ball(node, {}).mid()))
    except NoValueError:
        return list(nodes)


def _at_the_edge(reference: Node, student: Node, tolerance: Fraction, *, relative: bool) -> Decision:
    """The distance cannot be told from the tolerance by balls: exact numbers decide, since the edge itself counts."""
    right, given = exact_number(reference), exact_number(student)
    if right is None or given is None:
        return Decision("undecided", "at the edge of the tolerance")
    room = tolerance * abs(right) if relative else tolerance
    return Decision("equal" if abs(given - right) <= room else "unequal", "exact numbers")


def compare_figures(reference: Node, typed: str, figures: int, accuracy: int | None = None) -> Decision:
    """Whether a number was typed with so many significant figures, and is right to ``accuracy`` of them.

    Args:
        reference: the right value.
        typed: the answer as typed: its figures are counted, not computed.
        figures: how many significant figures are asked.
        accuracy: how many of them must be right, which is to say: the answer is off by less than half a unit of that figure from the
            right value rounded to it. None for all; 0 for none, where figures alone are counted; -1 for all, with more figures than
            asked allowed.
    """
    found = _TYPED.fullmatch(_BRACKETED.sub(r"\1\2", typed.strip().strip("$")))
    if found is None or not (found[2] or found[3]):
        return Decision("unequal", "not a decimal number", "A decimal number was asked, such as 3.14 or 2.5e-3.")
    least, most = count_figures(found[2] or "", found[3])
    enough = most >= figures if accuracy == -1 else least <= figures <= most
    if not enough:
        has = str(most) if least == most else f"{least} to {most}"
        plural = "figure" if has == "1" else "figures"
        return Decision("unequal", "significant figures", f"Your answer has {has} significant {plural}; {figures} were asked.")
    if accuracy == 0:
        return Decision("equal", "significant figures")
    places = figures if accuracy in (None, -1) else int(accuracy or 0)
    given = _value(found)
    within = _within_half_a_unit(reference, given, places)
    if within is None:
        return Decision("undecided", "no real number")
    if within:
        return Decision("equal", "significant figures")
    return Decision("unequal", "significant figures", f"Your answer is not right to {places} significant figures.")


def count_figures(whole: str, decimals: str | None) -> tuple[int, int]:
    """Fewest and most significant figures: zeros at the end of a whole number may count or not."""
    if decimals is not None:
        digits = (whole + decimals).lstrip("0")
        count = len(digits) or max(1, len(decimals))
        return count, count
    digits = whole.lstrip("0")
    if not digits:
        return 1, 1
    return len(digits.rstrip("0")), len(digits)


def _value(found: re.Match[str]) -> Fraction:
    whole, decimals = found[2] or "", found[3] or ""
    exponent = int((found[4] or "0").replace("\u2212", "-"))
    value = Fraction(int(whole + decimals or "0")) * Fraction(10) ** (exponent - len(decimals))
    return -value if found[1] in ("-", "\u2212") else value


def _unit(size: Fraction, places: int) -> Fraction:
    """The worth of the last of so many figures of a positive number."""
    power = len(str(size.numerator)) - len(str(size.denominator))
    while Fraction(10) ** power > size:
        power -= 1
    while Fraction(10) ** (power + 1) <= size:
        power += 1
    return Fraction(10) ** (power - places + 1)


def _within_half_a_unit(node: Node, given: Fraction, places: int) -> bool | None:
    """Whether a number is off by less than half a unit of the last of so many figures of a rounded value.

    None where that is no real number; both neighbours are right where even many bits do not tell on which side of a half the value lies.
    """
    exact = exact_number(node)
    if exact is not None:
        return _is_near(exact, given, places)
    answers: set[bool] = set()
    for bits in _BITS:
        try:
            ball = real_ball(node, {}, bits)
        except NoValueError:
            return None
        answers = {_is_near(middle(end), given, places) for end in (ball.lower(), ball.upper())}
        if len(answers) == 1:
            break
    return True in answers


def _is_near(value: Fraction, given: Fraction, places: int) -> bool:
    if value == 0:
        return given == 0
    unit = _unit(abs(value), places)
    rounded = (abs(value) / unit + Fraction(1, 2)) // 1 * unit
    return abs(given - (rounded if value > 0 else -rounded)) < unit / 2
