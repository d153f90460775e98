"""What the words of a text stand for: declared symbols, constants, functions, or several of them written without a space."""

from __future__ import annotations

from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import TYPE_CHECKING

from examgen.errors import NotationError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from examgen.notation.tokens import Token

#: Words for functions, and the function that each of them is. ``log`` without a base is the natural one: the exams' convention.
FUNCTIONS = {
    "ln": "ln", "log": "ln", "exp": "exp", "sqrt": "sqrt", "abs": "abs", "sin": "sin", "cos": "cos", "tan": "tan", "sinh": "sinh",
    "cosh": "cosh", "tanh": "tanh", "arcsin": "asin", "arccos": "acos", "arctan": "atan", "asin": "asin", "acos": "acos", "atan": "atan",
    "max": "max", "min": "min", "relu": "relu",
}  # fmt: skip
CONSTANTS = {"pi": "pi", "e": "e"}
_VARIANTS = {"varepsilon": "epsilon", "vartheta": "theta", "varphi": "phi", "varrho": "rho", "varsigma": "sigma"}


@dataclass(frozen=True)
class Word:
    """A piece of a word: ``kind`` is symbol, constant, function or number; ``base`` is the subscript of a logarithm."""

    kind: str
    name: str
    at: int
    base: str = ""


class Names:
    """The names that a text may use."""

    def __init__(self, symbols: Sequence[str]) -> None:
        self._symbols: dict[str, str] = {}
        for name in symbols:
            self._symbols[_plain(name)] = name
        for name in symbols:
            # "x1" for the declared "x_1", and the other way round, as long as only one of them is declared.
            self._symbols.setdefault(_plain(name).replace("_", ""), name)

    def read(self, token: Token, text: str) -> tuple[Word, ...]:
        """What a word stands for; more than one piece for words such as ``xy`` or ``ln2``.

        Raises:
            NotationError: an undeclared name, or a word that falls apart in more than one way.
        """
        stem = _VARIANTS.get(token.stem, token.stem)
        whole = stem + token.digits + ("_" + token.subscript if token.subscript else "")
        name = self._symbol(whole)
        if name is not None:
            return (Word("symbol", name, token.at),)
        if self._function(stem) == "ln" and token.subscript and not token.digits:
            if stem.lower() != "log" or not token.subscript.isalnum():
                raise self._unknown(whole, token.at, text)
            return (Word("function", "ln", token.at, base=token.subscript),)
        if stem.lower() == "log" and token.digits:
            raise NotationError(
                f"'{whole}' may be log(2) or a logarithm to base 2; write ln({token.digits}) or log_{token.digits}(...)",
                text=text,
                position=token.at,
            )
        last = token.digits + ("_" + token.subscript if token.subscript else "")
        pieces = self._pieces(stem, last)
        if len(pieces) > 1:
            raise NotationError(f"'{token.text}' can be read in more than one way; write * between factors", text=text, position=token.at)
        if not pieces:
            raise self._unknown(whole, token.at, text)
        return tuple(replace(piece, at=token.at + (0 if token.tex else piece.at)) for piece in pieces[0])

    def _symbol(self, whole: str) -> str | None:
        return self._symbols.get(_plain(whole))

    def _function(self, stem: str) -> str | None:
        return FUNCTIONS.get(stem) or FUNCTIONS.get(stem.lower() if len(stem) > 1 else stem)

    def _pieces(self, stem: str, last: str) -> list[tuple[Word, ...]]:
        """All ways to cut a word into known ones (at most two are looked for); ``last`` hangs on the last piece."""
        ways: dict[int, list[tuple[Word, ...]]] = {len(stem): [()]}
        if last:
            ways[len(stem)] = []
        whole = self._piece(stem, 0, last, entire=True)
        if whole is not None:
            return [whole]
        for start in range(len(stem) - 1, -1, -1):
            here: list[tuple[Word, ...]] = []
            for end in range(start + 1, len(stem) + 1):
                at_end = end == len(stem)
                first = self._piece(stem[start:end], start, last if at_end else "", entire=False)
                if first is None:
                    continue
                here += [(*first, *rest) for rest in ([()] if at_end else ways[end])]
            ways[start] = here[:2]
        return ways[0]

    def _piece(self, part: str, at: int, last: str, *, entire: bool) -> tuple[Word, ...] | None:
        """One piece with its digits: a symbol, a constant, or a function (then digits are its argument)."""
        name = self._symbol(part + last)
        if name is not None:
            return (Word("symbol", name, at),)
        constant = CONSTANTS.get(part) or (CONSTANTS.get(part.lower()) if len(part) > 1 else None)
        if constant is not None and not last:
            return (Word("constant", constant, at),)
        function = self._function(part)
        if function is None or (last and not last.isdigit()) or (len(part) < 2):
            return None
        if not last:
            return (Word("function", function, at),)
        return (Word("function", function, at), Word("number", last, at + len(part)))

    def _unknown(self, whole: str, at: int, text: str) -> NotationError:
        known = sorted({*self._symbols.values(), *CONSTANTS, "ln", "log", "exp", "sqrt"})
        near = get_close_matches(whole[:40], known, n=1, cutoff=0.6) or [
            name for name in known if name.lower() == whole.lower()
        ]
        names = ", ".join(sorted(set(self._symbols.values())))
        hint = f"did you mean '{near[0]}'?" if near else f"the names here are {names}" if names else "no letters are needed here"
        return NotationError(f"'{whole}' is not known; {hint}", text=text, position=at, expected=near[0] if near else names)


def _plain(name: str) -> str:
    """A declared name without braces and backslashes: ``\\mu_{1}`` is ``mu_1``."""
    return "".join(char for char in name if char not in "{}\\ ,")
