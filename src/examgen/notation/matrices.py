"""Matrices: rows of entries, separated by commas, by spaces alone (``[1 2; 3 4]``), or by the signs of LaTeX."""

from __future__ import annotations

from examgen.errors import NotationError
from examgen.notation.cursor import Cursor
from examgen.notation.token_types import Token
from examgen.notation.tree import And, Listing, Node, Table


class Matrices(Cursor):
    """The rules for rows and columns."""

    def inside(self) -> Node:
        """The widest thing that stands between brackets and commas."""
        raise NotImplementedError

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
