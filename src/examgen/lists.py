"""CSV files that people and campus systems write: commas, semicolons or tabs, with what spreadsheets put before the names of columns."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from examgen.errors import ContractError

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True)
class Listed:
    """A file as a table.

    Attributes:
        columns: their names as they were written.
        rows: where each stands, as errors call it (``roster.csv, line 3``), and its cells, one for each column.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]

    def column(self, names: Iterable[str]) -> int:
        """The place of the first of these columns that there is, whatever its case and the signs between its words; -1 for none."""
        known = [re.sub(r"[\s_.-]+", " ", column).strip().casefold() for column in self.columns]
        return next((known.index(name) for name in names if name in known), -1)


def read_listed(text: str, file: str) -> Listed:
    """The table that a text holds; empty rows are left out.

    Args:
        file: what errors call it.

    Raises:
        ContractError: a row is no CSV, or has more fields than there are columns; says the line.
    """
    named = re.match(r"\s*sep=(.)[ ;,\t]*\r?\n", text)  # as Excel writes it
    body = (text[named.end() :] if named else text).lstrip("\r\n")
    skipped = text.count("\n") - body.count("\n")
    first = re.sub(r'"[^"]*"', "", body.partition("\n")[0])
    delimiter = named[1] if named else max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(body, newline=""), delimiter=delimiter, strict=True)
    rows: list[tuple[str, tuple[str, ...]]] = []
    try:
        columns = tuple(next(reader, []))
        for row in reader:
            if not any(cell.strip() for cell in row):
                continue
            where = f"{file}, line {reader.line_num + skipped}"
            if any(cell.strip() for cell in row[len(columns) :]):
                fault = f"has {len(row)} fields, the first row {len(columns)}; write what holds a '{delimiter}' in quotation marks"
                raise ContractError(where, fault)
            cells = [*row, *[""] * len(columns)]
            rows.append((where, tuple(cells[: len(columns)])))
    except csv.Error as error:
        raise ContractError(f"{file}, line {reader.line_num + skipped}", f"is no row of a CSV file: {error}") from None
    return Listed(columns, tuple(rows))
