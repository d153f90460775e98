"""Cells of a CSV file that spreadsheets will open: none may become a formula, or break the row."""

from __future__ import annotations

from functools import lru_cache

#: First characters that make a spreadsheet compute a cell.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")


@lru_cache(maxsize=8192)  # most cells of a class say the same
def cell(text: str) -> str:
    """A text as a cell: what a spreadsheet would take for a formula gets an apostrophe in front; what cannot be printed becomes a space."""
    text = "".join(char if char.isprintable() else " " for char in text)
    return f"'{text}" if text.lstrip().startswith(_FORMULA) or text.startswith("'") else text


def uncell(text: str) -> str:
    """The text that ``cell`` wrote."""
    return text[1:] if text.startswith("'") else text
