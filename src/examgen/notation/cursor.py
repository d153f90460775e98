"""A place in a list of tokens, and the steps that every part of the parser takes."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from examgen.errors import NotationError
from examgen.notation import limits
from examgen.notation.characters import GREEK_NAMES
from examgen.notation.token_types import Token, WordToken
from examgen.notation.tree import Number, Power

if TYPE_CHECKING:
    from examgen.notation.names import Names
    from examgen.notation.tree import Node

_NAMES_OF_SIGNS = {
    "\\{": "{", "\\}": "}", "\\\\": "a new row", "\\frac": "a fraction", "\\begin": "a matrix", "\\end": "the end of a matrix",
    "\\top": "a transpose", "end": "the end of the answer", "|(": "|", "|)": "|",
}  # fmt: skip
_STARTS = frozenset(("word", "(", "\\frac", "\\begin", "[", "\\{"))
_WIDE_STARTS = _STARTS | {"|(", "{", "\\binom", "⌊", "⌈", "∫", "∑", "∏", "∂"}
#: Tokens in front of which nothing has begun, or behind which a value begins.
VALUES = _WIDE_STARTS | {"number", "+", "-", "±", "∓", "]", "|", "not", "true", "false", "∅", "ℝ"}
_ENDS = frozenset(("number", "word", ")", "]", "}", "\\}", "|", "|)", "\\end", "!", "%", "°", "'", "⌋", "⌉", "ℝ", "∅", "\\top"))
OPENING, CLOSING = frozenset(("(", "[", "{", "\\{", "\\begin", "⌊", "⌈")), frozenset((")", "]", "}", "\\}", "\\end", "⌋", "⌉"))


class Cursor:
    """Where the parser stands: the next token, the depth of brackets, the open absolute values.

    Attributes:
        wide: whole answers are read, not single values.
        kind: the kind of answer that is expected.
        columns: entries of a row may be separated by spaces alone: ``[1 2; 3 4]``.
        integrals: how many integrals wait for their ``dx``.
        cells: how many matrices with ``&`` are open.
        reach: index of the token behind a sum or derivative without brackets, whose end only the writer knows.
    """

    def __init__(self, text: str, found: list[Token], names: Names, *, wide: bool = False, kind: str = "scalar") -> None:
        self.text = text
        self.tokens = found
        self.names = names
        self.wide = wide
        self.kind = kind
        self.index = 0
        self.here = found[0]
        self.depth = 0
        self.bars = 0
        self.columns = False
        self.integrals = 0
        self.cells = 0
        self.reach = -1
        self.starts = _WIDE_STARTS if wide else _STARTS

    def _take(self) -> Token:
        token = self.here
        self.index += 1
        self.here = self.tokens[self.index]
        return token

    def _go(self, index: int) -> None:
        self.index = index
        self.here = self.tokens[index]

    def _ahead(self, steps: int) -> Token:
        """The token some steps further, or the end."""
        return self.tokens[min(self.index + steps, len(self.tokens) - 1)]

    def _starts_factor(self, *, over: Node | None = None) -> bool:
        """Whether the next token begins a factor of a product without a sign; ``over`` is the factor before it."""
        kind = self.here.kind
        if kind in self.starts:
            if kind == "[" and self.wide and self._ahead(1).kind not in VALUES:
                return False  # The bracket closes an interval: [1, 2[.
            return not (self.columns and self.here.spaced) and not (self.integrals and self._is_differential())
        if kind == "number":
            if self.columns and self.here.spaced:
                return False
            before = self.tokens[self.index - 1].kind
            if self.wide and before == "!":
                return True  # 3!4! can only be a product.
            if self.wide and self.tokens[self.index + 1].kind == "^" and self._is_apart(over, before):
                return True
            self._fail_side_by_side(over)
        return kind == "|" and self.bars == 0 and not (self.columns and self.here.spaced)

    def _is_apart(self, over: Node | None, before: str) -> bool:
        """Whether a power of a number is a factor of its own: ``2^x 3^x``, ``2^{x}3^{x}``, ``ln(2) 2^x``.

        It is no mixed number and no number cut in two there; in a list a comma may be missing.
        """
        spaced = self.here.spaced and self.kind not in ("vector", "matrix", "list", "set")
        closed = before in (")", "}")
        return (spaced and closed) or (isinstance(over, Power) and (spaced or closed))

    def _fail_side_by_side(self, over: Node | None) -> NoReturn:
        fault = "two factors stand side by side; write * between them, or brackets"
        after = self._ahead(2)
        if self.wide and isinstance(over, Number) and (self._ahead(1).kind == "/" and after.kind == "number"):
            shown = f"{self.here.text}/{after.text}"
            fault += f": {over.value}*({shown}), or {over.value} + {shown} for a mixed number"
        elif self.wide and isinstance(over, Number) and self.here.kind == "number" and not self.here.text.isascii():
            fault += f"; a mixed number is written {over.value} + {self.here.text}"
        self._fail(fault, expected="*")

    def _is_differential(self) -> bool:
        """Whether ``dx`` stands here, in one word or two."""
        return self._differential() is not None

    def _differential(self) -> tuple[WordToken, int] | None:
        """The variable of the ``dx`` that stands here, and the number of its tokens."""
        token = self.here
        if not isinstance(token, WordToken) or token.stem[:1] != "d":
            return None
        if token.stem == "d" and not token.digits and not token.subscript:
            after = self._ahead(1)
            return (after, 2) if isinstance(after, WordToken) else None
        name = token.stem[1:]
        if not name or token.tex:
            return None
        if len(name) > 1 and self.names.symbol(name) is None and name not in GREEK_NAMES:
            return None
        return WordToken(token.at + 1, name, False, name, token.digits, token.subscript, False), 1

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

    def _commas(self, index: int) -> list[int]:
        """Indices of the commas directly within the bracket that opens at an index, and of what closes it."""
        found: list[int] = []
        level = 0
        for place in range(index, len(self.tokens)):
            kind = self.tokens[place].kind
            if kind in OPENING:
                level += 1
            elif kind in CLOSING:
                level -= 1
                if level <= 0:
                    return [*found, place]
            elif kind == "," and level == 1:
                found.append(place)
        return [*found, len(self.tokens) - 1]

    def _gaps(self, index: int) -> tuple[bool, bool, Token | None]:
        """What only spaces separate directly within the bracket that opens here, where no commas stand in it.

        Returns:
            whether semicolons, whether numbers side by side, and the first token that may begin an entry of its own.
        """
        rows = sure = False
        gap: Token | None = None
        level = 0
        for place in range(index, len(self.tokens)):
            token = self.tokens[place]
            kind = token.kind
            if level == 1 and token.spaced and place > index + 1 and kind in VALUES and self._ends_value(place - 1):
                sure = sure or kind == "number"
                if (kind not in ("+", "-", "|", "]") or not self.tokens[place + 1].spaced) and kind not in ("|", "]"):
                    gap = gap or token
            if kind in OPENING:
                level += 1
            elif kind in CLOSING:
                level -= 1
                if level <= 0:
                    break
            elif level == 1 and kind == ",":
                return False, False, None
            elif level == 1 and kind == ";":
                rows = True
        return rows, sure, gap

    def _ends_value(self, index: int) -> bool:
        token = self.tokens[index]
        if token.kind not in _ENDS:
            return False
        if not isinstance(token, WordToken):
            return True
        return self.names.read(token, self.text)[-1].kind not in ("function", "special")

    def _between(self, start: int, end: int) -> str:
        """What is written there, as far as it is short."""
        found = self.text[start:end].strip()
        balanced = found.count("(") == found.count(")")
        return found if balanced and len(found) <= _SHORT else "..."

    def _next_factor(self) -> str:
        """The factor that stands here, for a proposal."""
        token, after = self.here, self._ahead(1)
        if token.kind == "/":
            return f"/{after.text}" if after.kind in ("number", "word") else "/(...)"
        return token.text if token.kind in ("number", "word") else "(...)"

    def _unexpected(self) -> NoReturn:
        kind = self.here.kind
        if kind == "end":
            self._fail("something is missing at the end", expected="a value")
        shown = _NAMES_OF_SIGNS.get(kind) or f"'{self.here.text or kind}'"
        self._fail(f"{shown if len(shown) > 1 else repr(shown)} cannot stand here{_HINTS.get(kind, '') if self.wide else ''}")

    def _fail(self, fault: str, *, expected: str = "", at: int | None = None) -> NoReturn:
        raise NotationError(fault, text=self.text, position=self.here.at if at is None else at, expected=expected)


#: Characters of a text that are shown again in a proposal.
_SHORT = 20
_HINTS = {
    "=>": "; write >= for 'at least', or implies for an implication",
    "≈": "; write = or the exact value",
    "→": "; write an interval or a value",
    ":": "; write / for a ratio",
    "∖": "; write the set as a union of intervals",
    ";": "; entries of a list are separated by commas",
    "_": "; a subscript belongs to a name: x_1",
    "'": "; a derivative is written diff(f, x)",
    "%": "; a percent sign stands behind a number",
}
