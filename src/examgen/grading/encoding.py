"""Exact values as JSON, and back, so that nothing is lost: a word stays a word, a list a list, a set a set.

    expression          "5/2", "ln(2) + 1/2"            with letters {"expression": "2/n", "symbols": {"n": "positive"}}
    word                {"word": "he"}
    true, false         {"truth": true}
    list in order       ["1", "-1/2"]
    set                 {"set": ["1", "2"]}
    matrix              {"matrix": [["1", "2"], ["3", "4"]]}

``decode`` makes the values that derivations work with, ``reference.reference`` the trees that answers are compared with.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from examgen.errors import NotationError
from examgen.notation.parser import parse

if TYPE_CHECKING:
    from pydantic import JsonValue

    from examgen.notation.tree import Node
    from examgen.symbolic.kinds import Value

T = TypeVar("T")


def encode(value: Value) -> JsonValue:
    """The JSON form of an exact value; the same bytes for the same value.

    Raises:
        ValueError: the value has no plain notation.
    """
    import sympy

    from examgen.symbolic.plain import in_order, write

    if isinstance(value, str):
        return {"word": value}
    if isinstance(value, bool):
        return {"truth": value}
    if isinstance(value, sympy.Rational):  # the commonest by far
        return write(value)
    if isinstance(value, tuple):
        return [encode(entry) for entry in value]
    if isinstance(value, frozenset):
        words = sorted(member for member in value if isinstance(member, str))
        others = [member for member in value if not isinstance(member, str | tuple | frozenset | bool)]
        nested = [encode(member) for member in value if isinstance(member, tuple | frozenset | bool)]
        return {"set": [*map(encode, in_order(frozenset(others))), *sorted(nested, key=repr), *map(encode, words)]}
    if isinstance(value, sympy.MatrixBase):
        return {"matrix": [[encode(entry) for entry in row] for row in value.tolist()]}
    text = write(value)
    letters = sorted(value.free_symbols, key=lambda symbol: str(symbol.name)) if hasattr(value, "free_symbols") else []
    if not letters:
        return text
    return {"expression": text, "symbols": {symbol.name: _assumption(symbol) for symbol in letters}}


def _assumption(symbol: Any) -> str:
    if symbol.is_positive:
        return "positive"
    return "real" if symbol.is_real else ""


# --- back ----------------------------------------------------------------------------------------------------------------


class Maker(Protocol[T]):
    """What becomes of the pieces of an encoded value."""

    def text(self, text: str, symbols: Mapping[str, str]) -> T:
        """A number or expression; ``symbols`` says of each letter ``"positive"``, ``"real"`` or ""."""
        ...

    def word(self, word: str) -> T: ...

    def truth(self, truth: bool) -> T: ...

    def listed(self, entries: list[T]) -> T: ...

    def gathered(self, members: list[T]) -> T:
        """A set."""
        ...

    def matrix(self, rows: list[list[T]]) -> T: ...


def made(data: Any, maker: Maker[T]) -> T:
    """What a maker makes of an encoded value, from its innermost pieces outwards.

    Raises:
        ValueError: the JSON is no such form, or a text in it is no notation.
    """
    try:
        match data:
            case str():
                return maker.text(data, {})
            case list():
                return maker.listed([made(entry, maker) for entry in data])
            case {"word": str(word), **rest} if not rest:
                return maker.word(word)
            case {"truth": bool(truth), **rest} if not rest:
                return maker.truth(truth)
            case {"set": list(members), **rest} if not rest:
                return maker.gathered([made(member, maker) for member in members])
            case {"matrix": list(rows), **rest} if not rest and _even(rows):
                return maker.matrix([[made(entry, maker) for entry in row] for row in rows])
            case {"expression": str(text), "symbols": dict(symbols), **rest} if not rest:
                return maker.text(text, symbols)
    except NotationError as error:
        raise ValueError(f"'{error.text}' is no value: {error}") from error
    raise ValueError(f"{data!r:.80} is not the form of a value")


def _even(rows: list[Any]) -> bool:
    """Whether rows are lists of one length, with something in them."""
    return bool(rows) and all(isinstance(row, list) and row and len(row) == len(rows[0]) for row in rows)


@lru_cache(maxsize=50_000)
def tree_of(text: str, symbols: tuple[str, ...] = ()) -> Node:
    """The tree of a number or expression, kept: the same key is used for every student.

    Raises:
        NotationError: the text is no notation, or has no value, as 1/0.
    """
    from examgen.deciding.scalars import has_a_value

    found = parse(text, symbols=symbols)
    if not has_a_value(found):
        raise NotationError("this has no value", text=text, position=0)
    return found


def decode(data: Any) -> Value:
    """The exact value of its JSON form.

    Raises:
        ValueError: the JSON is no such form, or a text in it is no notation.
    """
    return made(data, _VALUES)


class _Values:
    """SymPy's values."""

    def text(self, text: str, symbols: Mapping[str, str]) -> Value:
        from sympy import Symbol

        value = _read(text, tuple(symbols))
        letters = {Symbol(name): _letter(name, assumption) for name, assumption in symbols.items()}
        return value.xreplace(letters) if letters else value

    def word(self, word: str) -> Value:
        return word

    def truth(self, truth: bool) -> Value:
        return truth

    def listed(self, entries: list[Value]) -> Value:
        return tuple(entries)

    def gathered(self, members: list[Value]) -> Value:
        return frozenset(members)

    def matrix(self, rows: list[list[Value]]) -> Value:
        from sympy import ImmutableDenseMatrix

        return ImmutableDenseMatrix(rows)


_VALUES = _Values()


@lru_cache(maxsize=50_000)
def _read(text: str, symbols: tuple[str, ...] = ()) -> Value:
    from examgen.symbolic.reading import read

    return read(text, symbols=symbols)


def _letter(name: str, assumption: Any) -> Any:
    from sympy import Symbol

    if assumption == "positive":
        return Symbol(name, positive=True)
    return Symbol(name, real=True) if assumption == "real" else Symbol(name)


def check(data: Any) -> None:
    """Read every text of an encoded value, and make nothing of it.

    Raises:
        ValueError: the JSON is no such form, or a text in it is no notation.
    """
    if not is_plain(data):
        made(data, _CHECKS)


#: A number that needs no parser to be told from nonsense.
_PLAIN = re.compile(r"-?[0-9]{1,40}(?:/[1-9][0-9]{0,39})?")


def is_plain(data: Any) -> bool:
    """Whether an encoded value is a whole number or fraction, or a list or matrix of such: then it needs no further look."""
    if isinstance(data, str):
        return _PLAIN.fullmatch(data) is not None
    if isinstance(data, list):
        return all(isinstance(entry, str) and _PLAIN.fullmatch(entry) is not None for entry in data)
    if isinstance(data, dict) and data.keys() == {"matrix"}:
        rows = data["matrix"]
        return isinstance(rows, list) and _even(rows) and all(map(is_plain, rows))
    return False


class _Checks:
    def text(self, text: str, symbols: Mapping[str, str]) -> None:
        tree_of(text, tuple(symbols))

    def word(self, word: str) -> None: ...

    def truth(self, truth: bool) -> None: ...

    def listed(self, entries: list[None]) -> None: ...

    def gathered(self, members: list[None]) -> None: ...

    def matrix(self, rows: list[list[None]]) -> None: ...


_CHECKS = _Checks()
