"""Markdown with TeX mathematics as plain text in lines of a given width: formulas as students type them, tables in columns."""

from __future__ import annotations

import re
import textwrap
from typing import TYPE_CHECKING, Any

from examgen.writing.escaping import printable
from examgen.writing.formulas_plain import plain_formula
from examgen.writing.tables import columns
from examgen.writing.words import WordsRenderer, alignment, figure_name, parse, restored, token_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from examgen.writing.words import FigureWriter

#: What is to be filled in.
BLANK = "____"
#: A space at which no line breaks, a display between lines, and the end of a line, until the text is wrapped.
_HELD, _DISPLAY, _BREAK = "\ue002", "\ue003", "\ue004"
#: characters: a shorter formula stays on one line
_SHORT = 24


def plain_line(text: str) -> str:
    """One line of Markdown (a title, a reason, a cell) as text; ``wrapped`` makes lines of it."""
    words = parse(clean(text))
    return " ".join(re.sub(f"[{_DISPLAY}{_BREAK}]", " ", _Plain(words.formulas, None).inline(words.tree)).split(" ")).strip()


def plain_text(text: str) -> str:
    """Plain text as a line: control characters and line breaks are no part of it."""
    return " ".join(clean(text).split())


def plain_blocks(text: str, width: int, figure: FigureWriter | None = None) -> list[str]:
    """Markdown as lines, an empty one between blocks; ``figure`` gives a figure in words, or a table in lines of that width."""
    words = parse(clean(text))
    return _Plain(words.formulas, figure).blocks(words.tree, width)


def wrapped(text: str, width: int, first: str = "", rest: str | None = None) -> list[str]:
    """A text in lines of at most ``width`` characters, unless a single word is longer.

    Args:
        first: what the first line begins with.
        rest: what the others begin with; by default as many spaces.
    """
    indent = " " * len(first) if rest is None else rest
    width = max(width, len(indent) + 10)
    wrapper = textwrap.TextWrapper(width, initial_indent=first, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)
    filled = wrapper.wrap(text)
    if any(len(line) > width for line in filled):
        filled = wrapper.wrap(released(text))
    return [released(line).rstrip() for line in filled] or ([first.rstrip()] if first.strip() else [])


def held(text: str) -> str:
    """A formula that lines do not break if it is short; a long one only in front of operators, not within short brackets."""
    if len(text) <= _SHORT:
        return text.replace(" ", _HELD)
    text = re.sub(r" ([-+*=×⊙]|<=?|>=?|!=|in) ", rf" \1{_HELD}", text)
    characters, open_at = list(text), []
    for place, char in enumerate(text):
        if char in "([{":
            open_at.append(place)
        elif char in ")]}" and open_at and place - (start := open_at.pop()) <= _SHORT:
            characters[start:place] = [_HELD if inner == " " else inner for inner in characters[start:place]]
    return "".join(characters)


def released(text: str) -> str:
    """Text in which spaces at which no line breaks are spaces again."""
    return text.replace(_HELD, " ")


def plain_table(head: Sequence[str], rows: Sequence[Sequence[str | None]], align: str, width: int) -> list[str]:
    """A table in columns with bars between them and a rule below the head; cells that are too wide are wrapped."""
    count = max([len(head), *(len(row) for row in rows)], default=0)
    if not count:
        return []
    letters = columns(align, count)
    titled = any(head)
    cells = [
        [BLANK if cell is None else cell for cell in [*row, *[""] * (count - len(row))]] for row in ([head, *rows] if titled else rows)
    ]
    sizes = [max(len(row[place]) for row in cells) for place in range(count)]
    least = [max((len(word) for row in cells for word in released(row[place]).split()), default=0) for place in range(count)]
    room = width - 3 * (count - 1)
    if sum(least) > room:
        return _listed(cells[0] if titled else [""] * count, cells[1:] if titled else cells, width)
    while sum(sizes) > room:
        sizes[max(range(count), key=lambda place: (sizes[place] > least[place], sizes[place]))] -= 1
    lines: list[str] = []
    filled = [[wrapped(cell, size) or [""] for cell, size in zip(row, sizes, strict=True)] for row in cells]
    sizes = [max(len(line) for row in filled for line in row[place]) for place in range(count)]
    rule = "-+-".join("-" * size for size in sizes)
    torn = any(len(cell) > 1 for row in filled for cell in row)
    for number, row in enumerate(filled):
        if number and (torn or (number == 1 and titled)):
            lines.append(rule)
        for place in range(max(map(len, row))):
            texts = [cell[place] if place < len(cell) else "" for cell in row]
            lines.append(" | ".join(map(_aligned, texts, sizes, letters)).rstrip())
    return lines


def _listed(head: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> list[str]:
    """A table that is too wide for columns, row by row."""
    lines: list[str] = []
    for row in rows:
        told = [f"{name}: {cell}" if name else cell for name, cell in zip(head, row, strict=True) if cell]
        lines += wrapped("; ".join(told), width, "- ")
    return lines


def _aligned(text: str, size: int, letter: str) -> str:
    return {"l": text.ljust, "c": text.center, "r": text.rjust}[letter](size)


def clean(text: str) -> str:
    """Text without what a terminal would obey, and without the signs that stand for breaks here."""
    return re.sub(f"[{_HELD}{_DISPLAY}{_BREAK}]", "", printable(text))


class _Plain(WordsRenderer):
    """Inline tokens as text, block tokens as lines."""

    # --- blocks -> lines

    def blocks(self, token: Any, width: int) -> list[str]:
        """The lines of all blocks within a token, an empty one between them."""
        lines: list[str] = []
        for child in token.children or ():
            made = self._block(child, width)
            if made:
                lines += [*([""] if lines else []), *made]
        return lines

    def _block(self, token: Any, width: int) -> list[str]:
        match type(token).__name__:
            case "List":
                return self._list(token, width)
            case "Quote":
                return ["  " + line if line else "" for line in self.blocks(token, width - 2)]
            case "BlockCode" | "CodeFence":
                code = restored(token.content, self._formulas).rstrip("\n")
                return ["    " + line.rstrip() for line in code.expandtabs(4).split("\n")]
            case "Table":
                head = [self.inline(cell).strip() for cell in token.header.children] if hasattr(token, "header") else []
                # an empty cell of a text may be one to fill in, or one with nothing to say: it stays empty
                rows = [[self.inline(cell).strip() for cell in row.children] for row in token.children]
                return plain_table(head, rows, alignment(token), width)
            case "ThematicBreak":
                return []
            case _:
                return self._paragraph(token, width)

    def _paragraph(self, token: Any, width: int) -> list[str]:
        lines: list[str] = []
        children = [child for child in token.children or () if not _is_blank(child)]
        if len(children) == 1 and (name := figure_name(children[0])) and self._figure is not None:
            return self._figure(name, token_text(children[0], self._formulas)).split("\n")
        for piece in re.split(f"({_DISPLAY}[^{_DISPLAY}]*{_DISPLAY}|{_BREAK})", self.inline(token)):
            shown = piece.startswith(_DISPLAY)
            text = piece.strip(f"{_DISPLAY}{_BREAK} \n")
            if shown:
                lines += wrapped(text, width, "    ", "      ")
            elif text and lines and re.match(r"[.,;:!?]+(?:\s|$)", text):
                sign, _, rest = text.partition(" ")
                lines[-1] += sign
                lines += wrapped(rest, width)
            else:
                lines += wrapped(text, width)
        return lines

    def _list(self, token: Any, width: int) -> list[str]:
        lines: list[str] = []
        for place, item in enumerate(token.children):
            mark = "- " if token.start is None else f"{token.start + place}. "
            inner = self.blocks(item, width - len(mark))
            lines += [(mark if number == 0 else " " * len(mark)) + line if line else "" for number, line in enumerate(inner or [""])]
        return [line.rstrip() for line in lines]

    # --- inline tokens -> text

    def inline(self, token: Any) -> str:
        """The text within a token."""
        return str(self.render_inner(token))

    def render_math(self, token: Any) -> str:
        one = self._formulas[int(token.content)]
        text = held(plain_formula(one.tex))
        return f"{_DISPLAY}{text}{_DISPLAY}" if one.display else text

    def render_raw_text(self, token: Any) -> str:
        return str(token.content)

    def _within(self, token: Any) -> str:
        return self.inline(token)

    render_strong = render_emphasis = render_strikethrough = render_link = render_auto_link = render_heading = render_quote = _within
    render_list = render_list_item = render_table_row = render_table_cell = _within

    def render_paragraph(self, token: Any) -> str:
        return self.inline(token) + " "

    def render_inline_code(self, token: Any) -> str:
        return restored(token.children[0].content, self._formulas)

    def render_block_code(self, token: Any) -> str:
        return restored(token.content, self._formulas)

    def render_image(self, token: Any) -> str:
        name = figure_name(token)
        alt = token_text(token, self._formulas)
        return self._figure(name, alt).replace("\n", " ") if name and self._figure is not None else alt

    def render_line_break(self, token: Any) -> str:
        return " " if token.soft else _BREAK

    def render_table(self, token: Any) -> str:
        return " ".join(self.inline(row) for row in token.children)

    def render_thematic_break(self, _token: Any) -> str:
        return ""

    def render_document(self, token: Any) -> str:
        return self.inline(token)


def _is_blank(token: Any) -> bool:
    return type(token).__name__ == "LineBreak" or (type(token).__name__ == "RawText" and not token.content.strip())
