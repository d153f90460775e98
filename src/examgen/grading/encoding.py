"""Exact values as JSON, and back, so that nothing is lost: a word stays a word, a list a list, a set a set.

    expression          "5/2", "ln(2) + 1/2"            with letters {"expression": "2/n", "symbols": {"n": "positive"}}
    word                {"word": "he"}
    true, false         {"truth": true}
    list in order       ["1", "-1/2"]
    set                 {"set": ["1", "2"]}
    matrix              {"matrix": [["1", "2"], ["3", "4"]]}
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from examgen.errors import NotationError

if TYPE_CHECKING:
    from pydantic import JsonValue

    from examgen.symbolic.kinds import Value


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


def decode(data: Any) -> Value:
    """The exact value of its JSON form.

    Raises:
        ValueError: the JSON is no such form, or a text in it is no notation.
    """
    from sympy import ImmutableDenseMatrix, Symbol

    if isinstance(data, list):
        return tuple(decode(entry) for entry in data)
    try:
        match data:
            case str():
                return _read(data)
            case {"word": str(word), **rest} if not rest:
                return word
            case {"truth": bool(truth), **rest} if not rest:
                return truth
            case {"set": list(members), **rest} if not rest:
                return frozenset(decode(member) for member in members)
            case {"matrix": list(rows), **rest} if not rest and all(isinstance(row, list) for row in rows):
                return ImmutableDenseMatrix([[decode(entry) for entry in row] for row in rows])
            case {"expression": str(text), "symbols": dict(symbols), **rest} if not rest:
                value = _read(text, tuple(symbols))
                return value.xreplace({Symbol(name): _letter(name, assumption) for name, assumption in symbols.items()})
    except NotationError as error:
        raise ValueError(f"'{error.text}' is no value: {error}") from error
    raise ValueError(f"{data!r:.80} is not the form of a value")


@lru_cache(maxsize=50_000)
def _read(text: str, symbols: tuple[str, ...] = ()) -> Value:
    """Reading, kept: the same key is decoded for every student."""
    from examgen.symbolic.reading import read

    return read(text, symbols=symbols)


def _assumption(symbol: Any) -> str:
    if symbol.is_positive:
        return "positive"
    return "real" if symbol.is_real else ""


def _letter(name: str, assumption: Any) -> Any:
    from sympy import Symbol

    if assumption == "positive":
        return Symbol(name, positive=True)
    return Symbol(name, real=True) if assumption == "real" else Symbol(name)
