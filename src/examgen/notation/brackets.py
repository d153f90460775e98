"""What stands in brackets: groups, lists, sets, intervals, absolute values, arguments of commands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from examgen.errors import NotationError
from examgen.notation.cursor import Cursor
from examgen.notation.numbers import small
from examgen.notation.token_types import Numeral, Token, WordToken
from examgen.notation.tree import And, Call, Interval, Listing, Node, Number, Quotient, Table

if TYPE_CHECKING:
    from collections.abc import Sequence

_BEFORE_GROUP = frozenset(("+", "-", "*", "/", "^", "number", "word", ")", "}", "±", "∓"))
_AFTER_GROUP = frozenset(("+", "-", "*", "/", "^", "number", "word", "(", "!", "\\frac", "±", "∓"))


class Brackets(Cursor):
    """The bracket rules; what stands between brackets is the parser's business."""

    def inside(self) -> Node:
        """The widest thing that stands between brackets and commas."""
        raise NotImplementedError

    def primary(self) -> Node:
        """The smallest thing: a number, a word, a bracket."""
        raise NotImplementedError

    # --- lists, intervals, matrices ------------------------------------------------------------------------------

    def _round(self) -> Node:
        token = self.here
        if self._ahead(1).kind == ")":
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

    def _square(self) -> Node:
        token = self.here
        if self.wide and self._in_columns(token):
            return self._rows(token, "]")
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
            result = self._listed(token.at, tuple(entries))
        self.bars, self.columns, self.integrals = bars, columns, integrals
        return result

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

    def _in_columns(self, token: Token) -> bool:
        """Whether spaces alone separate the entries of this bracket, as in ``[1 2; 3 4]``."""
        rows, sure, gap = self._gaps(self.index)
        if gap is None or (token.kind == "(" and not rows):
            return False
        if sure or (rows and self.kind == "matrix"):
            return True
        if token.kind == "[":
            self._fail("it is not clear whether a new entry begins here; write a comma between entries, or a sign within one", at=gap.at)
        return False

    def _rows(self, token: Token, closing: str) -> Node:
        """Rows whose entries are separated by spaces."""
        self._take()
        bars, self.bars, columns, self.columns = self.bars, 0, self.columns, True
        rows: list[list[Node]] = [[]]
        while self.here.kind not in (closing, "end"):
            rows[-1].append(self.inside())
            if self.here.kind == ";":
                self._take()
                rows.append([])
            elif not self.here.spaced and self.here.kind not in (closing, "end"):
                self._unexpected()
        self.bars, self.columns = bars, columns
        self._close(closing, token)
        if len(rows) == 1:
            return Listing(token.at, "list", tuple(rows[0]), square=True)
        return self._table(token.at, [tuple(row) for row in rows])

    # --- sets and groups -----------------------------------------------------------------------------------------

    def _braces(self) -> Node:
        """A set; or, between signs, a group as LaTeX has it."""
        token = self.here
        before = self.tokens[self.index - 1].kind if self.index else ""
        entries = self._entries("}" if token.kind == "{" else "\\}")
        if not self.wide or token.kind != "{" or len(entries) != 1:
            return Listing(token.at, "set", entries)
        after = self.here.kind
        grouped = before in _BEFORE_GROUP or after in _AFTER_GROUP or getattr(entries[0], "function", "") == "binomial"
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
        if self.here.kind in ("|", "|)") and not (directed and self.here.kind == "|"):
            self._fail("an expression was expected between the bars")
        inner = self.inside()
        self.bars, self.columns = bars, columns
        self._close("|)" if directed else "|", token)
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
        if self.wide and isinstance(token, WordToken) and len(token.text) == 2 and token.text.isalpha() and before == "\\frac":
            letters = [WordToken(token.at + offset, letter, False, letter, "", "", False) for offset, letter in enumerate(token.text)]
            self.tokens[self.index : self.index + 1] = letters
            self.here = letters[0]
            return self.primary()
        self._fail("a fraction is written \\frac{...}{...}", expected="{")

    # --- matrices of LaTeX ---------------------------------------------------------------------------------------

    def _environment(self) -> Node:
        token = self._take()
        if "vmatrix" in token.text or "Vmatrix" in token.text:
            self._fail("determinants are not read; write the determinant out", at=token.at)
        bars, self.bars, columns, self.columns = self.bars, 0, self.columns, False
        self.cells += 1
        rows: list[list[Node]] = [[]]
        while self.here.kind != "\\end":
            rows[-1].append(self.inside())
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
        self.bars, self.columns = bars, columns
        self.cells -= 1
        if "cases" in token.text:
            return self._system(token.at, rows)
        return self._table(token.at, [tuple(row) for row in rows])

    def _system(self, at: int, rows: list[list[Node]]) -> Node:
        """Equations one below the other, which hold together."""
        if any(len(row) != 1 for row in rows):
            self._fail("cases are not read", at=at)
        parts = tuple(row[0] for row in rows)
        return parts[0] if len(parts) == 1 else And(at, parts)

    def _table(self, at: int, rows: list[tuple[Node, ...]]) -> Table:
        if not rows[0] or any(not row for row in rows):
            raise NotationError("a matrix needs at least one entry in each row", text=self.text, position=at)
        for number, row in enumerate(rows, start=1):
            if len(row) != len(rows[0]):
                fault = f"row {number} of the matrix has {len(row)} entries, row 1 has {len(rows[0])}"
                raise NotationError(fault, text=self.text, position=row[0].at)
        return Table(at, tuple(rows))


def is_whole(node: Node) -> bool:
    """Whether a node is a whole number in digits."""
    return isinstance(node, Number) and not node.decimal and node.value.denominator == 1
