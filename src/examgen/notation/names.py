"""What the words of a text stand for: declared symbols, constants, functions, or several of them written without a space.

A declared name wins over a constant or a function. Where no names are declared, every letter is one, and words are taken apart only as
far as nobody could take them apart differently.
"""

from __future__ import annotations

import re
from difflib import get_close_matches
from functools import lru_cache
from typing import TYPE_CHECKING

from examgen.errors import NotationError
from examgen.notation.characters import GREEK_NAMES, VARIANTS
from examgen.notation.lexicon import Lexicon
from examgen.notation.vocabulary import FUSED, SPECIALS, UNCALLED, UNREAD, WIDE_FUNCTIONS, Meaning

if TYPE_CHECKING:
    from examgen.notation.token_types import WordToken

#: Words whose meaning is kept for the next text with the same names.
_KEPT = 1000
#: Letters that are functions in front of a bracket, unless they are names.
_CALLED = {"C": Meaning("special", "binomial"), "Phi": Meaning("function", "phi"), "D": Meaning("special", "derivative")}
#: Words that are functions in front of a bracket, unless names are declared of which they are made.
_CALLED_LAST = {"ld": Meaning("function", "ln", base="2"), "lb": Meaning("function", "ln", base="2"), "inv": Meaning("special", "inverse")}
#: Functions whose names are letters side by side unless a bracket follows.
_PARTS = ("re", "im")
_MAY_BE_CALLED = frozenset((*SPECIALS, *_CALLED, *_CALLED_LAST, *_PARTS))
#: Letters of a word that is taken apart where no names are declared.
_LETTERS = 4
#: The end of a number that is no part of a name.
_BEHIND_NUMBER = re.compile(r"(?<![A-Za-z0-9_.₀-₉])[0-9.]+\Z")


class Names(Lexicon):
    """The meaning of each word, where it stands."""

    def binding(self, name: str) -> Names:
        """The same names and one more: the index of a sum, the variable of an integral."""
        if self.symbol(name) is not None and not self.free:
            return self
        return names_of(None if self.free else self.declared, (*(self.declared if self.free else ()), name), self.wide)

    def read(self, token: WordToken, text: str) -> tuple[Meaning, ...]:
        """What a word stands for; more than one piece for words such as ``xy`` or ``ln2``.

        Raises:
            NotationError: an undeclared name, or a word that falls apart in more than one way.
        """
        if token.meaning is not None:
            return (token.meaning,)
        may_be_called = token.digits or token.stem in _MAY_BE_CALLED
        called = self.wide and bool(may_be_called) and _before_bracket(token, text)
        behind_digit = bool(token.digits) and _is_sign(token) and _BEHIND_NUMBER.search(text, max(token.at - 20, 0), token.at) is not None
        key = (token.text, called, behind_digit)
        found = self._read.get(key)
        if found is None:
            found = self._resolve(token, text, called, behind_digit)
            if len(self._read) >= _KEPT:
                self._read.clear()
                self.simple.clear()
            self._read[key] = found
            if len(found) == 1 and found[0].kind in ("symbol", "constant") and not called and not (token.digits or token.stem in SPECIALS):
                self.simple[token.text] = found[0]
        return found

    def _resolve(self, token: WordToken, text: str, called: bool, behind_digit: bool) -> tuple[Meaning, ...]:
        stem, digits, subscript = VARIANTS.get(token.stem, token.stem), token.digits, token.subscript
        last = digits + ("_" + subscript if subscript else "")
        whole = stem + last
        name = self.symbol(whole)
        if name is not None:
            return (Meaning("symbol", name),)
        if called and not self.free and whole in _CALLED:
            return (_CALLED[whole],)
        if self.wide and not self.free and whole in ("I", "j"):
            return (Meaning("constant", "i"),)
        if (entire := self._entire(token, stem, text, called)) is not None:
            return entire
        if self.free and (single := self._single(token, stem, text, behind_digit)) is not None:
            return single
        ways = self._letters(stem, digits, subscript, token.tex) if self.free else self._pieces(stem, last)
        if len(ways) > 1:
            spelled = " or ".join("*".join(piece.name for piece in way) for way in ways[:2])
            hint = f": {spelled}" if self.wide else ""
            raise NotationError(
                f"'{token.text}' can be read in more than one way; write * between factors{hint}", text=text, position=token.at
            )
        if not ways and called and not self.free and whole in _CALLED_LAST:
            return (_CALLED_LAST[whole],)
        if not ways:
            raise self.unknown(whole, token.at, text)
        return tuple(piece._replace(at=0) for piece in ways[0]) if token.tex else ways[0]

    def _entire(self, token: WordToken, stem: str, text: str, called: bool) -> tuple[Meaning, ...] | None:
        """A word that is one function, constant or special word as a whole."""
        digits, subscript = token.digits, token.subscript
        if self.wide and not digits and not subscript and (special := SPECIALS.get(stem)) and (called or stem in UNCALLED):
            return (Meaning("special", special),)
        if self._function(stem) == "ln" and subscript and not digits:
            if stem.lower() != "log" or not subscript.isalnum():
                raise self.unknown(stem + "_" + subscript, token.at, text)
            return (Meaning("function", "ln", base=subscript),)
        if stem.lower() == "log" and digits:
            if called:
                return (Meaning("function", "ln", base=digits),)
            raise NotationError(
                f"'{stem + digits}' may be log(2) or a logarithm to base 2; write ln({digits}) or log_{digits}(...)",
                text=text,
                position=token.at,
            )
        if digits or subscript:
            if self.wide and not subscript and stem + digits in WIDE_FUNCTIONS:
                return (Meaning("function", WIDE_FUNCTIONS[stem + digits]),)
            return None
        if (constant := self._constant(stem)) is not None and not (constant == "nan" and not self.free and self._pieces(stem, "")):
            return (Meaning("constant", constant),)
        apart = stem in _PARTS and not called and not token.tex
        if (function := self._function(stem)) is not None and len(stem) > 1 and not apart:
            return (Meaning("function", function),)
        return None

    def _single(self, token: WordToken, stem: str, text: str, behind_digit: bool) -> tuple[Meaning, ...] | None:
        """One letter, Latin or Greek, with its digits; in ``1.5x10^3`` the x may be a sign."""
        digits, subscript = token.digits, token.subscript
        if len(stem) > 1 and stem not in GREEK_NAMES:
            return None
        mixed = subscript[:1].isdigit() and not subscript.replace("_", "").isdigit()
        mixed = mixed or (len(subscript) > 1 and subscript[-1] in "xyzt" and "{" not in token.text)
        if (stem in ("e", "E", "i") and digits) or mixed or behind_digit:
            raise NotationError(
                f"'{token.text}' can be read in more than one way; write * between factors, ^ for a power, _ for a subscript",
                text=text,
                position=token.at,
            )
        ending = "_".join(part for part in (digits, subscript) if part)
        return (Meaning("symbol", f"{stem}_{ending}" if ending else stem),)

    def _letters(self, stem: str, digits: str, subscript: str, written: bool) -> list[tuple[Meaning, ...]]:
        """The ways to take a word apart where every letter is a name; ``\\text{word}`` is ``written`` as one."""
        if stem in UNREAD or subscript or written:
            return []
        functions = self._around_functions(stem, digits)
        if functions or digits:
            return functions
        for name in ("pi", *(greek for greek in GREEK_NAMES if len(greek) > 3)):
            if stem.startswith(name) and len(stem) <= len(name) + 2:
                return [(self._known(name, 0), *self._apart(stem[len(name) :], len(name)))]
            if stem.endswith(name) and len(stem) <= len(name) + 2:
                start = len(stem) - len(name)
                return [(*self._apart(stem[:start], 0), self._known(name, start))]
        short = [name for name in GREEK_NAMES if len(name) < 4 and name in stem]
        near = get_close_matches(stem, FUSED, n=1, cutoff=0.8) if len(stem) > 2 else []
        if len(stem) > _LETTERS or near or (short and len(stem) > len(short[0]) + 1):
            return []
        if short:
            start = stem.index(short[0])
            pieces = (*self._apart(stem[:start], 0), self._known(short[0], start), *self._apart(stem[start + len(short[0]) :], start + 2))
            return [pieces, self._apart(stem, 0)]
        return [self._apart(stem, 0)]

    def _around_functions(self, stem: str, digits: str) -> list[tuple[Meaning, ...]]:
        """Ways with a function in them, with at most two letters in a row around it."""
        ways: list[tuple[Meaning, ...]] = []

        def look(start: int, run: int, pieces: tuple[Meaning, ...]) -> None:
            if len(ways) > 1:
                return
            if start == len(stem):
                last_is_function = bool(pieces) and pieces[-1].kind == "function"
                if any(piece.kind == "function" for piece in pieces) and (not digits or last_is_function):
                    ways.append((*pieces, Meaning("number", digits, start)) if digits else pieces)
                return
            for end in range(start + 2, min(len(stem), start + 7) + 1):
                part = stem[start:end]
                if part in FUSED:
                    look(end, 0, (*pieces, Meaning("function", self._functions[part], start)))
                elif part == "pi":
                    look(end, 0, (*pieces, Meaning("constant", "pi", start)))
            if run < 2:
                look(start + 1, run + 1, (*pieces, *self._apart(stem[start], start)))

        if any(name in stem for name in FUSED):
            look(0, 0, ())
        return ways


@lru_cache(maxsize=256)
def names_of(symbols: tuple[str, ...] | None, extra: tuple[str, ...], wide: bool) -> Names:
    """The names of a text; texts with the same ones share what was learnt about their words."""
    return Names(symbols, extra=extra, wide=wide)


def _is_sign(token: WordToken) -> bool:
    """Whether a letter with digits may be a sign between numbers: ``1.5x10^3``, ``5C2``."""
    return token.stem == "C" or (token.stem in "xX" and token.digits.startswith("10"))


def _before_bracket(token: WordToken, text: str) -> bool:
    """Whether a bracket follows, as it does behind the name of a function; a square one may close an interval: ``]0, oo[``."""
    after = token.at + len(token.text)
    following = text[after : after + 8].lstrip()
    return following.startswith(("(", "\\left(", "{")) or (following.startswith("[") and token.stem != "oo")
