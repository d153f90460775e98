"""The two ways to read a text: ``parse`` for single values, ``parse_answer`` for answers of every kind.

Both share one grammar. ``parse`` knows the vocabulary of values that are built and graded exactly; ``parse_answer`` knows everything
that people write. What may be meant in two ways is refused by both.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from examgen.errors import NotationError
from examgen.notation.answers import Answers
from examgen.notation.names import names_of
from examgen.notation.tokens import scan
from examgen.notation.tree import Constant, Interval, Listing, Negative, Truth

if TYPE_CHECKING:
    from collections.abc import Sequence

    from examgen.notation.tree import Node

KINDS = ("scalar", "vector", "matrix", "list", "set", "interval", "equation", "inequality", "logic", "calculus", "plusminus", "choice")
_LISTED = frozenset(("vector", "matrix", "list", "set", "interval"))


#: Whole answers in words, and whether they hold for everything or for nothing.
_PHRASES = dict.fromkeys(("all", "all real numbers", "all reals", "all real x", "all x", "every x", "always", "always true"), True)
_PHRASES |= dict.fromkeys(("none", "no solution", "no solutions", "no real solution", "no real solutions", "never", "never true"), False)
_WITH_PHRASES = frozenset(("equation", "inequality", "logic", "interval"))


def parse(
    text: str,
    *,
    symbols: Sequence[str] = (),
    named: bool = False,
    lists: bool = False,
) -> Node:
    """The tree of a text.

    Args:
        text: plain notation or LaTeX.
        symbols: plain names of the variables that may occur.
        named: skip a single name and ``=`` in front, as in ``x = 3`` or ``E[Y] = 3``.
        lists: the text is a list, whose outer brackets may be missing: ``1, 2``.

    Raises:
        NotationError: with the position of the first character that cannot stand there.
    """
    names = names_of(tuple(symbols), (), False)
    found, _ = scan(text, names.symbols, not lists, False)
    return Answers(text, found, names).whole(named=named, lists=lists)


def parse_answer(
    text: str,
    *,
    kind: str = "scalar",
    variables: Sequence[str] | None = None,
    extra: Sequence[str] = (),
) -> Node:
    """The tree of an answer.

    Args:
        text: plain notation, LaTeX, or the spellings of Maxima, Mathematica, Maple, MATLAB, Python, Word and spreadsheets.
        kind: what is asked for, one of ``KINDS``. It settles what the text leaves open: ``(1, 2)`` is an interval or a list, ``1, 2`` a
            list or a set, ``x = 3`` a named value or an equation.
        variables: the names that may occur; None: any letter, with digits or a subscript, and any Greek letter.
        extra: further names, such as those of the reference.

    Raises:
        NotationError: with the position of the first character that cannot stand there, what was expected, and what is likely meant.
    """
    if kind not in KINDS:
        raise ValueError(f"kind {kind!r} is not known; known: {', '.join(KINDS)}")
    if kind in _WITH_PHRASES and (phrase := _PHRASES.get(" ".join(text.casefold().strip(" $.").split()))) is not None:
        return _all_or_nothing(kind, phrase)
    names = names_of(None if variables is None else tuple(variables), tuple(extra), True)
    found, stated = scan(text, names.symbols, kind not in _LISTED, True)
    parser = Answers(text, found, names, wide=True, kind=kind)
    parser.stated = stated
    try:
        return parser.answer()
    except RecursionError:
        raise NotationError("brackets are nested too deeply", text=text, position=0) from None


def _all_or_nothing(kind: str, everything: bool) -> Node:
    if kind != "interval":
        return Truth(0, everything)
    if not everything:
        return Listing(0, "set", ())
    infinite = Constant(0, "oo")
    return Interval(0, Negative(0, infinite), infinite, False, False)
