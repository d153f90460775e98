"""Pieces of a formula in plain notation -> its text.

Written one after the other, pieces would run together, so each knows what it is: an operator stands between spaces, a fraction gets
brackets between factors, a function's argument gets brackets always.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class Is(Enum):
    """What a piece is."""

    ATOM = auto()  # a name, a number, a function with its argument: never needs brackets
    WORDS = auto()
    FRACTION = auto()
    POWER = auto()
    FUNCTION = auto()  # waits for its argument
    SUM = auto()  # a large sign with its range
    PREFIX = auto()  # holds on to what follows
    OPEN = auto()
    CLOSE = auto()
    SIGN = auto()  # + and -: also in front of a single term
    TIMES = auto()
    OVER = auto()
    RELATION = auto()
    COMMA = auto()
    GAP = auto()  # a wide space, which separates formulas


@dataclass(frozen=True)
class Piece:
    """A part of a formula, written.

    Attributes:
        called: a bracket behind it holds its argument.
    """

    text: str
    kind: Is
    called: bool = False


ENDS = frozenset((Is.ATOM, Is.WORDS, Is.FRACTION, Is.POWER, Is.CLOSE))
_STARTS = frozenset((Is.ATOM, Is.WORDS, Is.FRACTION, Is.POWER, Is.OPEN, Is.FUNCTION, Is.PREFIX, Is.SUM))


def settled(pieces: Iterable[Piece]) -> list[Piece]:
    """The pieces of a row as they can stand in any other: what holds together joined, brackets where they are needed."""
    found = _held(pieces)
    return _with_brackets([piece for place, piece in enumerate(found) if not _idle_gap(found, place)])


def joined(pieces: Sequence[Piece]) -> str:
    """The text of settled pieces."""
    text = ""
    for place, piece in enumerate(pieces):
        before = pieces[place - 1] if place else None
        text += _space(pieces, place, before) + ("," if piece.kind is Is.GAP else piece.text)
    return text.strip()


def _idle_gap(pieces: Sequence[Piece], place: int) -> bool:
    """Whether a wide space says nothing, since a comma or an end stands beside it."""
    if pieces[place].kind is not Is.GAP:
        return False
    if place in (0, len(pieces) - 1):
        return True
    sides = (pieces[place - 1].kind, pieces[place + 1].kind)
    idle = {Is.COMMA, Is.RELATION, Is.WORDS}
    return sides[0] in idle | {Is.GAP} or sides[1] in idle | {Is.CLOSE}


def _is_unary(pieces: Sequence[Piece], place: int) -> bool:
    return pieces[place].kind is Is.SIGN and (place == 0 or pieces[place - 1].kind not in ENDS)


def _space(pieces: Sequence[Piece], place: int, before: Piece | None) -> str:
    piece = pieces[place]
    if before is None or piece.kind in {Is.CLOSE, Is.COMMA, Is.OVER, Is.GAP} or before.kind in {Is.OPEN, Is.OVER, Is.PREFIX}:
        return ""
    if before.kind is Is.SIGN and _is_unary(pieces, place - 1):
        return ""
    if piece.kind is Is.OPEN and piece.text[:1] != "|" and _calls(pieces, place - 1):
        return ""
    if before.kind in ENDS and before.text[-1:].isdigit() and piece.text[:1].isdigit():
        return " * "
    return " "


def _closing(pieces: Sequence[Piece], start: int) -> int:
    """The place of the bracket that closes the one at ``start``; the last place if none does."""
    depth = 0
    for place in range(start, len(pieces)):
        depth += (pieces[place].kind is Is.OPEN) - (pieces[place].kind is Is.CLOSE and pieces[place].text[:1] not in {"!", "%", "'", ""})
        if depth == 0:
            return place
    return len(pieces) - 1


def _calls(pieces: Sequence[Piece], place: int) -> bool:
    """Whether the bracket behind a piece holds its argument."""
    return pieces[place].called or _holds_an_argument(pieces, place)


def _holds_an_argument(pieces: Sequence[Piece], place: int) -> bool:
    """Whether the bracket behind a letter is that of a function: T(x), R(n - 1, d), but a (b - c)."""
    if pieces[place].kind is not Is.ATOM or not pieces[place].text[:1].isalpha() or pieces[place + 1].text[:1] == "|":
        return False
    inside = pieces[place + 2 : _closing(pieces, place + 1)]
    if any(piece.kind is Is.COMMA or piece.text in {"|", "||"} for piece in inside):
        return True
    return all(piece.kind is Is.ATOM for piece in inside) and any(piece.text[:1].isalpha() for piece in inside)


def _with_brackets(pieces: Sequence[Piece]) -> list[Piece]:
    """Brackets round fractions between factors, round arguments, and round a sign behind an operator."""
    made: list[Piece] = []
    skip = 0
    for place, piece in enumerate(pieces):
        if place < skip:
            continue
        before = made[-1] if made else None
        after = pieces[place + 1] if place + 1 < len(pieces) else None
        if piece.kind is Is.FRACTION:
            factor_before = before is not None and before.kind in ENDS | {Is.OVER, Is.SUM, Is.FUNCTION}
            factor_after = after is not None and (after.kind in _STARTS or after.kind is Is.OVER or after.text in {"!", "'"})
            argument = before is not None and before.kind is Is.FUNCTION
            if (factor_before or factor_after) and not argument:
                piece = replace(piece, text=f"({piece.text})", kind=Is.ATOM)
        if before is not None and before.kind is Is.FUNCTION and piece.kind in {Is.ATOM, Is.FRACTION, Is.POWER}:
            end = place + 1
            if after is not None and after.kind is Is.OPEN and _calls(pieces, place):
                end = _closing(pieces, place + 1) + 1
            made[-1] = Piece(f"{before.text}({joined(pieces[place:end])})", Is.ATOM)
            skip = end
            continue
        if before is not None and before.kind is Is.ATOM and before.called and piece.text.startswith("[["):
            made[-1] = Piece(f"{before.text}({piece.text})", Is.ATOM)
            continue
        behind = before is not None and before.kind in {Is.SIGN, Is.TIMES, Is.OVER}
        if piece.kind is Is.SIGN and behind and after is not None and after.kind in ENDS:
            made.append(Piece(f"({piece.text}{after.text})", Is.ATOM))
            skip = place + 2
            continue
        made.append(piece)
    return made


def bracketed(pieces: Sequence[Piece]) -> str:
    """The text, in brackets unless it is a single thing."""
    text = joined(pieces)
    return text if is_single(pieces) else f"({text})"


def is_single(pieces: Sequence[Piece]) -> bool:
    """Whether the pieces hold together without brackets, wherever they stand."""
    kinds = [piece.kind for piece in pieces]
    if kinds in ([Is.ATOM], [Is.POWER], [Is.PREFIX]):
        return " " not in pieces[0].text or pieces[0].text.endswith((")", "]"))
    if not kinds or kinds[-1] is not Is.CLOSE or pieces[0].kind not in {Is.OPEN, Is.FUNCTION, Is.ATOM}:
        return False
    # f(x), (a + b): one bracket that opens at the start and closes at the end
    start = 0 if kinds[0] is Is.OPEN else 1
    called = start == 0 or (pieces[0].called and pieces[1].text[:1] != "|") or _holds_an_argument(pieces, 0)
    return kinds[start] is Is.OPEN and _closing(pieces, start) == len(pieces) - 1 and called


def _held(pieces: Iterable[Piece]) -> list[Piece]:
    """``∂`` and ``∇`` with what follows them, ``d`` and its letter behind an integral as one."""
    made: list[Piece] = []
    integral = False
    for piece in pieces:
        integral = integral or (piece.kind is Is.SUM and piece.text.startswith("int"))
        if made and made[-1].kind is Is.PREFIX and piece.kind in {Is.ATOM, Is.POWER}:
            gap = " " if len(made[-1].text) > 1 else ""
            made[-1] = replace(piece, text=made[-1].text + gap + piece.text, kind=Is.ATOM)
        elif integral and made and made[-1] == Piece("d", Is.ATOM) and piece.kind is Is.ATOM:
            made[-1] = replace(piece, text="d" + piece.text)
        else:
            made.append(piece)
    return made
