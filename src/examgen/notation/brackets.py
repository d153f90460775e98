"""What stands in brackets: groups, lists, sets, intervals, absolute values, arguments of commands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from examgen.notation.matrices import Matrices
from examgen.notation.numbers import small
from examgen.notation.token_types import Numeral, Token, WordToken
from examgen.notation.tree import Call, Interval, Listing, Node, Number, Quotient, Table

if TYPE_CHECKING:
    from collections.abc import Sequence

_BEFORE_GROUP = frozenset(("+", "-", "*", "/", "^", "number", "word", ")", "}", "±", "∓"))
_AFTER_GROUP = frozenset(("+", "-", "*", "/", "^", "number", "word", "(", "!", "\\frac", "±", "∓"))


class Brackets(Matrices):
    """The bracket rules; what stands between brackets is the parser's business."""

    def primary(self) -> Node:
        """The smallest thing: a number, a word, a bracket."""
        raise NotImplementedError

    # --- lists, intervals, matrices ------------------------------------------------------------------------------

    def _round(self) -> Node:
        token = self.here
        if self._ahead(1).kind == ")":
            self._refuse_empty()
            self._go(self.index + 2)
            return Listing(token.at, "list", ())
        if self.wide and self._in_columns(token):
            return self._rows(token, ")")
        self._take()
        bars, self.bars, columns, self.columns, integrals, self.integrals = self.bars, 0, self.columns, False, self.integrals, 0
        first = self.inside()
        entries = [first]
        listed = False
        while self.here.kind == ",":
            self._take()
            listed = True
            if self.here.kind == ")":
                break
            entries.append(self.inside())
        if self.wide and self.here.kind == ";":
            return self._after_semicolon(token, entries, bars, columns, integrals)
        result: Node
        if self.wide and self.here.kind in ("]", "["):
            result = self._interval(token, entries)
        else:
            self._close(")", token)
            result = Listing(token.at, "list", tuple(entries)) if listed else first
        self.bars, self.columns, self.integrals = bars, columns, integrals
        return result

    def _refuse_empty(self) -> None:
        """Brackets with nothing in them are a list, and no value."""
        if self.wide and self.kind == "scalar":
            self._fail("a single value was expected; there is nothing in these brackets", expected="a value")

    def _square(self) -> Node:
        token = self.here
        if self.wide and self._in_columns(token):
            return self._rows(token, "]")
        place = self.index
        if self._ahead(1).kind == "]":
            self._refuse_empty()
        self._take()
        bars, self.bars, columns, self.columns, integrals, self.integrals = self.bars, 0, self.columns, False, self.integrals, 0
        entries: list[Node] = []
        while self.here.kind != "]":
            entries.append(self.inside())
            if self.here.kind != ",":
                break
            self._take()
            if self.here.kind in ("]", ";"):
                self._unexpected()
        if self.here.kind == ";":
            return self._after_semicolon(token, entries, bars, columns, integrals)
        result: Node
        if self.wide and self.here.kind in (")", "["):
            result = self._interval(token, entries)
        else:
            self._close("]", token)
            result = entries[0] if len(entries) == 1 and self._is_group(token, place) else self._listed(token.at, tuple(entries))
        self.bars, self.columns, self.integrals = bars, columns, integrals
        return result

    def _is_group(self, token: Token, place: int) -> bool:
        """Whether square brackets between signs only hold together: ``3[x + 1]``; a value was asked for, not a list."""
        if not self.wide or token.text != "[" or self.kind in ("vector", "matrix", "list", "set"):
            return False
        return self.here.kind in _AFTER_GROUP or (place > 0 and self.tokens[place - 1].kind in _BEFORE_GROUP)

    def _listed(self, at: int, entries: tuple[Node, ...]) -> Node:
        """Entries in square brackets: rows of a matrix, a matrix in brackets of its own, or a list."""
        inner = [entry for entry in entries if isinstance(entry, Listing) and entry.square]
        if inner and len(inner) == len(entries):
            if self.kind != "list" or not self.wide:
                return self._table(at, [entry.entries for entry in inner])
        elif self.wide and len(entries) == 1 and isinstance(entries[0], Table):
            return Table(at, entries[0].rows)
        return Listing(at, "list", entries, square=True)

    def _after_semicolon(self, token: Token, entries: list[Node], bars: int, columns: bool, integrals: int) -> Node:
        """The rows behind the first one; or, where an interval is expected, its other end."""
        rows = [entries]
        while self.here.kind == ";":
            self._take()
            if self.here.kind in ("]", ")") and self.wide:
                self._unexpected()
            row: list[Node] = []
            while self.here.kind != "]":
                row.append(self.inside())
                if self.here.kind != ",":
                    break
                self._take()
                if self.here.kind in ("]", ";"):
                    self._unexpected()
            rows.append(row)
        ends = [row[0] for row in rows if len(row) == 1]
        if self.wide and len(ends) == len(rows) and all(isinstance(end, Listing) and end.square for end in ends):
            rows = [list(end.entries) for end in ends if isinstance(end, Listing)]
        result: Node
        if self.wide and len(rows) == len(ends) == 2 and (self.kind == "interval" or self.here.kind != ("]" if token.kind == "[" else ")")):
            result = self._interval(token, ends)
        else:
            self._close("]" if token.kind == "[" else ")", token)
            result = self._table(token.at, [tuple(row) for row in rows])
        self.bars, self.columns, self.integrals = bars, columns, integrals
        return result

    def _interval(self, opened: Token, entries: Sequence[Node]) -> Interval:
        """``[1, 2)``, ``]1, 2[`` and the like, at their closing bracket."""
        if len(entries) != 2:
            self._unexpected()
        closing = self.here.kind
        if closing not in (")", "]", "["):
            self._close(")" if opened.kind == "(" else "]", opened)
        self._take()
        return Interval(opened.at, entries[0], entries[1], opened.kind == "[", closing == "]")

    def _reversed(self) -> Node:
        """An interval that opens with ``]``."""
        token = self._take()
        bars, self.bars, columns, self.columns = self.bars, 0, self.columns, False
        entries = [self.inside()]
        if self.here.kind not in (",", ";"):
            self._fail("an interval has two ends: ]1, 2[", expected=",")
        self._take()
        entries.append(self.inside())
        self.bars, self.columns = bars, columns
        return self._interval(token, entries)

    # --- sets and groups -----------------------------------------------------------------------------------------

    def _braces(self) -> Node:
        """A set; or, between signs, a group as LaTeX has it."""
        token = self.here
        before = self.tokens[self.index - 1].kind if self.index else ""
        place = self.index
        entries = self._entries("}" if token.kind == "{" else "\\}")
        if not self.wide or token.kind != "{" or len(entries) != 1:
            return Listing(token.at, "set", entries)
        after = self.here.kind
        grouped = before in _BEFORE_GROUP or after in _AFTER_GROUP
        grouped = grouped or any(inner.kind in ("\\over", "\\choose") for inner in self.tokens[place : self.index])
        return entries[0] if grouped else Listing(token.at, "set", entries)

    def _entries(self, closing: str) -> tuple[Node, ...]:
        """Expressions with commas between them, inside the bracket that opens here."""
        token = self._take()
        bars, self.bars, columns, self.columns = self.bars, 0, self.columns, False
        entries: list[Node] = []
        if self.here.kind != closing:
            entries.append(self._over_or_choose(self.inside(), closing))
            separator = ";" if self.wide and self.here.kind == ";" and closing in ("}", "\\}") else ","
            while self.here.kind == separator:
                self._take()
                entries.append(self.inside())
        self._close(closing, token)
        self.bars, self.columns = bars, columns
        return tuple(entries)

    def _over_or_choose(self, first: Node, closing: str) -> Node:
        """``{a \\over b}`` and ``{n \\choose k}``, whose braces say how far they reach."""
        sign = self.here.kind
        if closing != "}" or sign not in ("\\over", "\\choose"):
            return first
        self._take()
        second = self.inside()
        return Quotient(first.at, first, second) if sign == "\\over" else Call(first.at, "binomial", (first, second))

    def _group(self, opening: str, closing: str) -> Node:
        """One expression in brackets."""
        entries = self._entries(closing)
        if len(entries) != 1:
            self._fail(f"one expression was expected between {opening} and {closing}")
        return entries[0]

    def _bars(self) -> Node:
        token = self._take()
        directed = token.kind == "|("
        bars, self.bars, columns, self.columns = self.bars, 0 if directed else self.bars + 1, self.columns, False
        empty = self.here.kind == "|)" or (self.here.kind == "|" and not directed and (not self.wide or self._ahead(1).kind == "end"))
        if empty:
            self._fail("an expression was expected between the bars")
        inner = self.inside()
        self.bars, self.columns = bars, columns
        self._close("|)" if directed else "|", token)
        if isinstance(inner, Call) and inner.function == "abs" and inner.at == token.at + 1 and token.text == "|":
            self._fail("it is not clear whether a length is meant; write abs(x), or sqrt(...) for a length", at=token.at)
        return Call(token.at, "abs", (inner,))

    def _rounded(self) -> Node:
        """``⌊x⌋`` and ``⌈x⌉``."""
        token = self.here
        floor = token.kind == "⌊"
        integrals, self.integrals = self.integrals, 0
        inner = self._group("⌊" if floor else "⌈", "⌋" if floor else "⌉")
        self.integrals = integrals
        return Call(token.at, "floor" if floor else "ceil", (inner,))

    def _angled(self) -> Node:
        """``⟨1, 2⟩``, a vector."""
        token = self.here
        return Listing(token.at, "list", self._entries("⟩"), square=True)

    def _tex_argument(self) -> Node:
        """``{...}`` or, as TeX has it, a single digit or letter; ``\\frac12`` is a half."""
        token = self.here
        if token.kind == "{":
            return self._group("{", "}")
        before = self.tokens[self.index - 1].kind
        if isinstance(token, Numeral) and len(token.text) == 2 and token.text.isdigit() and before in ("\\frac", "\\binom"):
            first, second = (Numeral(token.at + offset, digit, False, small(digit), False) for offset, digit in enumerate(token.text))
            self.tokens[self.index : self.index + 1] = [first, second]
            self.here = token = first
        if token.kind == "number" and token.text.isdigit() and len(token.text) == 1:
            return self.primary()
        if isinstance(token, WordToken) and (len(token.text) == 1 or token.text.startswith("\\")):
            return self.primary()
        if self.wide and isinstance(token, WordToken) and len(token.text) == 2 and token.text.isalnum() and before == "\\frac":
            one, two = token.text[0], token.text[1]
            second_token = Numeral(token.at + 1, two, False, small(two), False) if two in "0123456789" else _letter(token.at + 1, two)
            self.tokens[self.index : self.index + 1] = [_letter(token.at, one), second_token]
            self.here = self.tokens[self.index]
            return self.primary()
        self._fail("a fraction is written \\frac{...}{...}", expected="{")


def _letter(at: int, letter: str) -> WordToken:
    return WordToken(at, letter, False, letter, "", "", False)


def is_whole(node: Node) -> bool:
    """Whether a node is a whole number in digits."""
    return isinstance(node, Number) and not node.decimal and node.value.denominator == 1
