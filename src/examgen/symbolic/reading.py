"""Student text -> exact value, with a grammar of the project's own: a submission is never evaluated.

Plain notation and LaTeX become the same value:

    2 ln 3 + 1/2        2\\ln 3 + \\frac{1}{2}        numbers and expressions; log without a base is the natural one
    e^(-x^2/2)          e^{-x^2/2}                  declared symbols, by name, Greek letter or command, with subscripts
    [1, -1/2]           (1, -1/2)                   a vector, a list in order
    [[1, 2], [3, 4]]    \\begin{pmatrix}1&2\\\\3&4\\end{pmatrix}     a matrix, also [1, 2; 3, 4]
    {1, 2}              \\{1, 2\\}                    a set

Decimals are exact: 0.1 is one tenth. What could be meant in two ways is refused with a proposal, because a question back costs less
than a wrong reading; every refusal is a ``NotationError`` with the position of the character. Texts are bounded in length, depth and in
the size of every number (``notation.limits``), so any text is read or refused within milliseconds.

The way through: ``examgen.notation`` (characters -> tree), then ``building`` (tree -> value).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from examgen.notation.forms import form, has_decimals
from examgen.notation.parser import parse

if TYPE_CHECKING:
    from collections.abc import Sequence

    from examgen.notation.forms import Form
    from examgen.symbolic.kinds import Value


@dataclass(frozen=True)
class Reading:
    """A text as read.

    Attributes:
        value: the exact value.
        form: how it was written.
        decimals: whether a decimal number stands in it.
    """

    value: Value
    form: Form
    decimals: bool


def read(text: str, *, symbols: Sequence[str] = (), named: bool = False, lists: bool = False) -> Value:
    """The exact value that a text means.

    Args:
        text: plain notation or LaTeX; ``$...$`` around it is taken off.
        symbols: plain names of the variables that may occur (``"n"``, ``"mu_1"``).
        named: accept a name and ``=`` in front: ``x = 3``.
        lists: a list is expected, so its outer brackets may be missing and no comma stands within a number.

    Raises:
        NotationError: with the position of the first character that cannot stand there.
    """
    return reading(text, symbols=symbols, named=named, lists=lists).value


def reading(text: str, *, symbols: Sequence[str] = (), named: bool = False, lists: bool = False) -> Reading:
    """Like ``read``, together with the form in which the value was written."""
    from examgen.symbolic.building import build

    node = parse(text, symbols=symbols, named=named, lists=lists)
    return Reading(build(node, text), form(node), has_decimals(node))
