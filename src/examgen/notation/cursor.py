"""A place in a list of tokens, and the steps that every part of the parser takes."""

from __future__ import annotations

from typing import NoReturn

from examgen.errors import NotationError
from examgen.notation import limits
from examgen.notation.names import Names
from examgen.notation.tokens import Token

_NAMES_OF_SIGNS = {
    "\\{": "{", "\\}": "}", "\\\\": "a new row", "\\frac": "a fraction", "\\begin": "a matrix", "\\end": "the end of a matrix",
    "\\top": "a transpose", "end": "the end of the answer",
}  # fmt: skip


class Cursor:
    """Where the parser stands: the next token, the depth of brackets, the open absolute values."""

    def __init__(self, text: str, found: list[Token], names: Names) -> None:
        self.text = text
        self.tokens = found
        self.names = names
        self.index = 0
        self.depth = 0
        self.bars = 0

    @property
    def here(self) -> Token:
        return self.tokens[self.index]

    def _take(self) -> Token:
        token = self.tokens[self.index]
        self.index += 1
        return token

    def _starts_factor(self) -> bool:
        """Whether the next token begins a factor of a product without a sign."""
        if self.here.kind == "number":
            self._fail("two factors stand side by side; write * between them, or brackets")
        if self.here.kind == "|":
            return self.bars == 0
        return self.here.kind in ("word", "(", "\\frac", "\\begin", "[", "\\{")

    def _close(self, closing: str, opened: Token) -> None:
        if self.here.kind != closing:
            if self.here.kind == "end":
                shown = _NAMES_OF_SIGNS.get(opened.kind, opened.kind)
                fault = f"{shown if shown.startswith('a ') else repr(shown)} is opened and never closed"
                raise NotationError(fault, text=self.text, position=opened.at, expected=closing)
            self._unexpected()
        self._take()

    def _enter(self) -> None:
        self.depth += 1
        if self.depth > 2 * limits.DEPTH:
            self._fail("brackets are nested too deeply")

    def _unexpected(self) -> NoReturn:
        kind = self.here.kind
        if kind == "end":
            self._fail("something is missing at the end", expected="a value")
        shown = _NAMES_OF_SIGNS.get(kind) or f"'{self.here.text or kind}'"
        self._fail(f"{shown if len(shown) > 1 else repr(shown)} cannot stand here")

    def _fail(self, fault: str, *, expected: str = "") -> NoReturn:
        raise NotationError(fault, text=self.text, position=self.here.at, expected=expected)
