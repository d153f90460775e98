"""Texts and numbers as they stand on the page."""

from __future__ import annotations

from examgen.writing.escaping import escape_html


def shown(text: str) -> str:
    """Text as HTML, without the code points at the end of every plane that are no characters: a page must not hold them."""
    return escape_html(whole(text))


def whole(text: str) -> str:
    """Text without those code points."""
    return "".join(char for char in text if ord(char) & 0xFFFE != 0xFFFE)


def counts(number: int, one: str, many: str = "") -> str:
    """``1 student``, ``2 students``."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def with_minus(value: float, form: str) -> str:
    """A number with the sign that is one, not a hyphen."""
    return Notes().figure(value, form)


class Notes:
    """Why figures do not exist: a dash refers to a note below the table."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def figure(self, value: float | None, form: str, reason: str = "") -> str:
        """A number as a cell, with a true minus, or a dash with the number of its note."""
        if value is not None:
            return f"{value:z{form}}".replace("-", "\N{MINUS SIGN}")
        if not reason:
            return "\N{EN DASH}"
        number = self._numbers.setdefault(reason, len(self._numbers) + 1)
        return f'<span class="soft">\N{EN DASH}<sup>{number}</sup></span>'

    def html(self) -> str:
        """The notes as a list; "" when there are none."""
        notes = "".join(f"<li><sup>{number}</sup> {shown(reason)}</li>" for reason, number in self._numbers.items())
        return f'<ul class="notes">{notes}</ul>' if notes else ""
