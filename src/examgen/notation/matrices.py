"""Matrices: rows of entries, separated by commas, by spaces alone (``[1 2; 3 4]``), or by the signs of LaTeX."""

from __future__ import annotations

from dataclasses import dataclass, field

from examgen.errors import NotationError
from examgen.notation.cursor import CLOSING, OPENING, VALUES, Cursor
from examgen.notation.token_types import Token
from examgen.notation.tree import And, Listing, Node, Table

#: What an entry begins with; a bar may as well close an absolute value.
_FIRST = VALUES - {"|", "]"}


@dataclass
class _Lines:
    """What stands between the entries directly within one bracket.

    Attributes:
        opening: the bracket, or nothing outside of all of them.
        breaks: indices of the tokens that begin a line.
        gaps: entries are separated by spaces.
        commas: entries are separated by commas.
        numbers: a number stands behind an entry, which can be no product.
        ends: indices of the tokens in front of which a row ends, in all brackets.
    """

    opening: str
    breaks: list[int] = field(default_factory=list)
    gaps: bool = False
    commas: bool = False
    numbers: bool = False
    ends: list[int] = field(default_factory=list)


class Matrices(Cursor):
    """The rules for rows and columns."""

    def inside(self) -> Node:
        """The widest thing that stands between brackets and commas."""
        raise NotImplementedError

    def _see_rows(self) -> None:
        """The end of a line inside brackets ends a row, as NumPy and MATLAB print them; without any brackets as well."""
        lines = [_Lines("")]
        for place, token in enumerate(self.tokens):
            kind = token.kind
            if token.spaced and place and kind in _FIRST and self._ends_value(place - 1):
                self._see_entry(lines[-1], place, token)
            if kind in OPENING:
                lines.append(_Lines(kind))
            elif kind in CLOSING and len(lines) > 1:
                inner = lines.pop()
                if inner.breaks and self._has_rows(inner):
                    lines[0].ends += inner.breaks
            elif kind == ",":
                lines[-1].commas = True
        outside = lines[0]
        bare = bool(outside.breaks) and self._has_rows(outside)
        if bare:
            outside.ends += outside.breaks
        for place in sorted(outside.ends, reverse=True):
            self.tokens.insert(place, Token(";", self.tokens[place].at, "a new line", True))
        if bare:
            self.tokens.insert(0, Token("[", self.here.at, "[", False))
            self.tokens.insert(-1, Token("]", self.tokens[-1].at, "]", False))

    def _see_entry(self, line: _Lines, place: int, token: Token) -> None:
        """Note what a space in front of an entry says: a row, an entry of the same row, or nothing."""
        before = self.tokens[place - 1]
        sign = token.kind in ("+", "-")
        line.numbers = line.numbers or (token.kind == "number" and before.kind != "!")
        if "\n" not in self.text[before.at + len(before.text) : token.at]:
            line.gaps = line.gaps or not (sign and self.tokens[place + 1].spaced)
        elif not sign:
            line.breaks.append(place)
        elif line.opening:
            if self.tokens[place + 1].spaced:
                self._fail("it is not clear whether a new row begins here; write the entries with commas between them", at=token.at)
            line.breaks.append(place)

    def _has_rows(self, lines: _Lines) -> bool:
        """Whether lines are rows; a long vector is printed in several lines as well."""
        if lines.opening not in ("[", "(", "") or (lines.opening != "[" and not lines.numbers):
            return False
        if self.kind == "vector" and lines.commas and lines.opening:
            at = self.tokens[lines.breaks[0]].at
            self._fail("it is not clear whether a new row begins here; write commas between the entries", at=at)
        return self.kind == "matrix" or not (lines.gaps or lines.commas)

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
        if self.here.kind == "\\end" and _environment_name(self.here) != _environment_name(token):
            self._fail(f"{token.text} and {self.here.text} do not belong together", expected=f"\\end{{{_environment_name(token)}}}")
        self._close("\\end", token)
        self.bars, self.columns = bars, columns
        self.cells -= 1
        if "cases" in token.text:
            return self._system(token.at, rows)
        return self._table(token.at, [tuple(row) for row in rows])

    def _stacked(self) -> Node:
        """Word's ``■(1&2@3&4)``, as the environment that it is."""
        sign, closing = self.here, self._commas(self.index + 1)[-1]
        if self._ahead(1).kind != "(" or self.tokens[closing].kind != ")":
            self._fail("a matrix is written [1,2;3,4]", expected="[")
        self.tokens[closing] = Token("\\end", self.tokens[closing].at, ")", False)
        self.tokens[self.index : self.index + 2] = [Token("\\begin", sign.at, sign.text, sign.spaced)]
        self._go(self.index)
        return self._environment()

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


def _environment_name(token: Token) -> str:
    """``pmatrix`` in ``\\begin{pmatrix}``; what stands behind it sets the columns."""
    return token.text.partition("{")[2].partition("}")[0].strip()
