"""The words that a text may use, and how a word falls apart into them."""

from __future__ import annotations

from difflib import get_close_matches

from examgen.errors import NotationError
from examgen.notation.characters import GREEK
from examgen.notation.vocabulary import CONSTANTS, FUNCTIONS, FUSED, UNREAD, WIDE_CONSTANTS, WIDE_FUNCTIONS, Meaning


class Lexicon:
    """Declared names, constants and functions.

    Args:
        symbols: declared names, or None where every letter is a name.
        extra: further names; they count as declared ones.
        wide: the vocabulary of whole answers.
    """

    def __init__(self, symbols: tuple[str, ...] | None, *, extra: tuple[str, ...] = (), wide: bool = False) -> None:
        self.free = symbols is None
        self.declared = (*(symbols or ()), *extra)
        self.symbols = frozenset(self.declared)
        #: Words that stand for one name or constant, whatever stands around them.
        self.simple: dict[str, Meaning] = {}
        self.wide = wide
        self._functions = WIDE_FUNCTIONS if wide else FUNCTIONS
        self._constants = WIDE_CONSTANTS if wide else CONSTANTS
        self._symbols = {_plain(name): name for name in self.declared}
        # "x1" for the declared "x_1", and the other way round, as long as only one of them is declared.
        self._squeezed: dict[str, str] = {}
        for name in self._symbols:
            squeezed = name.replace("_", "")
            self._squeezed[squeezed] = "" if squeezed in self._squeezed else self._symbols[name]
        self._read: dict[tuple[str, bool, bool], tuple[Meaning, ...]] = {}

    def symbol(self, whole: str) -> str | None:
        """The declared name that a word is, or None."""
        return self._symbols.get(whole) or self._squeezed.get(whole.replace("_", "")) or None

    def _function(self, stem: str) -> str | None:
        return self._functions.get(stem) or (self._functions.get(stem.lower()) if len(stem) > 1 else None)

    def _constant(self, stem: str) -> str | None:
        return self._constants.get(stem) or (self._constants.get(stem.lower()) if len(stem) > 1 else None)

    def _pieces(self, stem: str, last: str) -> list[tuple[Meaning, ...]]:
        """All ways to cut a word into known ones (at most two are looked for); ``last`` hangs on the last piece."""
        ways: dict[int, list[tuple[Meaning, ...]]] = {len(stem): [] if last else [()]}
        whole = self._piece(stem, 0, last)
        if whole is not None:
            return [whole]
        for start in range(len(stem) - 1, -1, -1):
            here: list[tuple[Meaning, ...]] = []
            for end in range(start + 1, len(stem) + 1):
                at_end = end == len(stem)
                if not at_end and not ways[end]:
                    continue
                first = self._piece(stem[start:end], start, last if at_end else "")
                if first is None:
                    continue
                here += [(*first, *rest) for rest in ([()] if at_end else ways[end])]
            ways[start] = here[:2]
        return ways[0]

    def _piece(self, part: str, at: int, last: str) -> tuple[Meaning, ...] | None:
        """One piece with its digits: a symbol, a constant, or a function (then digits are its argument)."""
        name = self.symbol(part + last)
        if name is not None:
            return (Meaning("symbol", name, at),)
        constant = self._constant(part)
        if constant is not None and constant not in ("oo", "nan") and not last:
            return (Meaning("constant", constant, at),)
        function = self._function(part)
        if function is None or (last and not last.isdigit()) or (len(part) < 2) or part.lower() not in FUSED:
            return None
        if not last:
            return (Meaning("function", function, at),)
        return (Meaning("function", function, at), Meaning("number", last, at + len(part)))

    def _apart(self, part: str, at: int) -> tuple[Meaning, ...]:
        return tuple(self._known(letter, at + offset) for offset, letter in enumerate(part))

    def _known(self, name: str, at: int) -> Meaning:
        declared, constant = self.symbol(name), self._constant(name)
        if declared is None and constant is not None:
            return Meaning("constant", constant, at)
        return Meaning("symbol", declared or name, at)

    def unknown(self, whole: str, at: int, text: str) -> NotationError:
        """The refusal of a word, with the nearest known one."""
        declared = sorted(set(self._symbols.values()))
        known = sorted({*declared, *CONSTANTS, *(self._functions if self.wide and len(whole) > 2 else ("ln", "log", "exp", "sqrt"))})
        near = get_close_matches(whole[:40], known, n=1, cutoff=0.6) or [name for name in known if name.lower() == whole.lower()]
        names = ", ".join(declared)
        if self.wide and whole in UNREAD:
            hint = UNREAD[whole]
        elif near:
            hint = f"did you mean '{near[0]}'?"
        elif self.free:
            hint = "write * between the factors of a product"
        else:
            hint = f"the names here are {names}" if names else "no letters are needed here"
        return NotationError(f"'{whole}' is not known; {hint}", text=text, position=at, expected=near[0] if near else names)


def _plain(name: str) -> str:
    """A declared name without braces and backslashes, Greek letters by name: ``\\mu_{1}``, ``μ_1`` and ``mu[1]`` are ``mu_1``."""
    return "".join(GREEK.get(char, "_" if char == "[" else char) for char in name if char not in "{}\\ ,]")
