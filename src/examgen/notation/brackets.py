"""What stands in brackets: groups, lists, sets, matrices, absolute values, arguments of commands."""

from __future__ import annotations

from fractions import Fraction

from examgen.errors import NotationError
from examgen.notation.cursor import Cursor
from examgen.notation.tokens import Token
from examgen.notation.tree import Call, Listing, Node, Table


class Brackets(Cursor):
    """The bracket rules; what stands between brackets is the parser's business."""

    def expression(self) -> Node:
        """A sum, the widest thing that stands between brackets and commas."""
        raise NotImplementedError

    def primary(self) -> Node:
        """The smallest thing: a number, a word, a bracket."""
        raise NotImplementedError

    def _round(self) -> Node:
        token = self.here
        after = self.tokens[self.index + 1]
        if after.kind == ")":
            self.index += 2
            return Listing(token.at, "list", ())
        self._take()
        bars, self.bars = self.bars, 0
        first = self.expression()
        entries = [first]
        listed = False
        while self.here.kind == ",":
            self._take()
            listed = True
            if self.here.kind == ")":
                break
            entries.append(self.expression())
        self._close(")", token)
        self.bars = bars
        return Listing(token.at, "list", tuple(entries)) if listed else first

    def _square(self) -> Node:
        token = self._take()
        bars, self.bars = self.bars, 0
        rows: list[list[Node]] = [[]]
        while self.here.kind != "]":
            rows[-1].append(self.expression())
            if self.here.kind == ";":
                self._take()
                rows.append([])
            elif self.here.kind == ",":
                self._take()
                if self.here.kind in ("]", ";"):
                    self._unexpected()
            else:
                break
        self._close("]", token)
        self.bars = bars
        if len(rows) > 1:
            return self._table(token.at, [tuple(row) for row in rows])
        entries = tuple(rows[0])
        inner = [entry for entry in entries if isinstance(entry, Listing) and entry.square]
        if inner and len(inner) == len(entries):
            return self._table(token.at, [entry.entries for entry in inner])
        return Listing(token.at, "list", entries, square=True)

    def _entries(self, closing: str) -> tuple[Node, ...]:
        """Expressions with commas between them, inside the bracket that opens here."""
        token = self._take()
        bars, self.bars = self.bars, 0
        entries: list[Node] = []
        if self.here.kind != closing:
            entries.append(self.expression())
            while self.here.kind == ",":
                self._take()
                entries.append(self.expression())
        self._close(closing, token)
        self.bars = bars
        return tuple(entries)

    def _group(self, opening: str, closing: str) -> Node:
        """One expression in brackets."""
        entries = self._entries(closing)
        if len(entries) != 1:
            self._fail(f"one expression was expected between {opening} and {closing}")
        return entries[0]

    def _bars(self) -> Node:
        token = self._take()
        self.bars += 1
        if self.here.kind == "|":
            self._fail("an expression was expected between the bars")
        inner = self.expression()
        self.bars -= 1
        self._close("|", token)
        return Call(token.at, "abs", (inner,))

    def _tex_argument(self) -> Node:
        """``{...}`` or, as TeX has it, a single digit or letter; ``\\frac12`` is a half."""
        token = self.here
        if token.kind == "{":
            return self._group("{", "}")
        if token.kind == "number" and token.text.isdigit() and len(token.text) == 2 and self.tokens[self.index - 1].kind == "\\frac":
            first, second = (
                Token("number", token.at + offset, digit, value=Fraction(int(digit))) for offset, digit in enumerate(token.text)
            )
            self.tokens[self.index : self.index + 1] = [first, second]
            token = first
        if token.kind == "number" and token.text.isdigit() and len(token.text) == 1:
            return self.primary()
        if token.kind == "word" and (len(token.text) == 1 or token.text.startswith("\\")):
            return self.primary()
        self._fail("a fraction is written \\frac{...}{...}", expected="{")

    def _environment(self) -> Node:
        token = self._take()
        bars, self.bars = self.bars, 0
        rows: list[list[Node]] = [[]]
        while self.here.kind != "\\end":
            rows[-1].append(self.expression())
            if self.here.kind == "\\\\":
                self._take()
                if self.here.kind != "\\end":
                    rows.append([])
            elif self.here.kind == "&":
                self._take()
                if self.here.kind in ("\\end", "\\\\"):
                    self._unexpected()
            else:
                break
        self._close("\\end", token)
        self.bars = bars
        return self._table(token.at, [tuple(row) for row in rows])

    def _table(self, at: int, rows: list[tuple[Node, ...]]) -> Table:
        if not rows[0] or any(not row for row in rows):
            raise NotationError("a matrix needs at least one entry in each row", text=self.text, position=at)
        for number, row in enumerate(rows, start=1):
            if len(row) != len(rows[0]):
                fault = f"row {number} of the matrix has {len(row)} entries, row 1 has {len(rows[0])}"
                raise NotationError(fault, text=self.text, position=row[0].at)
        return Table(at, tuple(rows))
