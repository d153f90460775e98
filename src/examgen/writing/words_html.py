"""Markdown with TeX mathematics as HTML that needs nothing else: formulas as MathML, every other character escaped."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from examgen.writing.escaping import escape_html
from examgen.writing.formulas_html import mathml
from examgen.writing.tables import html_table
from examgen.writing.words import WordsRenderer, alignment, figure_name, parse, restored, token_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from examgen.writing.words import FigureWriter, Formula

#: An empty cell: one to fill in, or one with nothing to say.
BLANK = '<span class="unseen">blank</span>'
_PUNCTUATED = re.compile(r"(<math[^>]*>(?:(?!</?math|</span>).)*</math>)([.,;:!?)\]\u2019]+)")


def page_html(text: str, figure: FigureWriter | None = None) -> str:
    """Markdown as HTML blocks; ``figure`` gives the HTML of a figure, without it a figure is its alternative text."""
    words = parse(text)
    return _PageHtml(words.formulas, figure).rendered(words.tree)


@lru_cache(maxsize=4096)
def page_line(text: str) -> str:
    """One line of Markdown (a title, a reason, a cell) as HTML without blocks."""
    words = parse(text)
    return _PageHtml(words.formulas, None, lines=True).rendered(words.tree)


class _PageHtml(WordsRenderer):
    """HTML of a page; ``lines``: what would be blocks stands in the line."""

    def __init__(self, formulas: tuple[Formula, ...], figure: FigureWriter | None, *, lines: bool = False) -> None:
        super().__init__(formulas, figure)
        self._lines = lines

    def rendered(self, token: Any) -> str:
        # a line must not begin with the full stop behind a formula
        return _PUNCTUATED.sub(r'<span class="held">\1\2</span>', str(self.render(token)).strip())

    def _inner(self, token: Any) -> str:
        return str(self.render_inner(token))

    def _block(self, name: str, inner: str) -> str:
        return f"{inner} " if self._lines else f"<{name}>{inner}</{name}>\n"

    def render_math(self, token: Any) -> str:
        one = self._formulas[int(token.content)]
        if one.display and not self._lines:
            return f'<span class="display">{mathml(one.tex, display=True)}</span>'
        return mathml(one.tex)

    def render_raw_text(self, token: Any) -> str:
        return escape_html(token.content)

    def render_strong(self, token: Any) -> str:
        return f"<strong>{self._inner(token)}</strong>"

    def render_emphasis(self, token: Any) -> str:
        return f"<em>{self._inner(token)}</em>"

    def render_strikethrough(self, token: Any) -> str:
        return self._inner(token)

    def render_inline_code(self, token: Any) -> str:
        return f"<code>{escape_html(restored(token.children[0].content, self._formulas))}</code>"

    def render_image(self, token: Any) -> str:
        name = figure_name(token)
        if name and self._figure is not None:
            return self._figure(name, token_text(token, self._formulas))
        return escape_html(token_text(token, self._formulas))

    def render_link(self, token: Any) -> str:
        return self._inner(token)  # a page that works offline leads nowhere

    render_auto_link = render_link

    def render_line_break(self, token: Any) -> str:
        return "\n" if token.soft or self._lines else "<br>\n"

    def render_heading(self, token: Any) -> str:
        # the headings of the page are its own: those of a text would break their order
        return self._block("p", f"<strong>{self._inner(token)}</strong>")

    def render_paragraph(self, token: Any) -> str:
        inner = self._inner(token)
        # figures and displays are blocks; what stands around them is not
        return f"{inner}\n" if inner.startswith("<figure") and inner.endswith("</figure>") else self._block("p", inner)

    def render_quote(self, token: Any) -> str:
        return self._inner(token) if self._lines else f"<blockquote>{self._inner(token)}</blockquote>\n"

    def render_block_code(self, token: Any) -> str:
        code = escape_html(restored(token.content, self._formulas))
        return f"<code>{code}</code> " if self._lines else f"<pre><code>{code}</code></pre>\n"

    def render_list(self, token: Any) -> str:
        if self._lines:
            return self._inner(token)
        start = f' start="{int(token.start)}"' if token.start not in (None, 1) else ""
        name = "ul" if token.start is None else "ol"
        return f"<{name}{start}>{self._inner(token)}</{name}>\n"

    def render_list_item(self, token: Any) -> str:
        inner = self._inner(token)
        if self._lines:
            return inner
        single = re.fullmatch(r"<p>((?:(?!</?p>).)*)</p>\n", inner, re.DOTALL)
        return f"<li>{single[1] if single else inner}</li>\n"

    def render_table(self, token: Any) -> str:
        head = [self._inner(cell) for cell in token.header.children] if hasattr(token, "header") else []
        rows = [[self._inner(cell).strip() or None for cell in row.children] for row in token.children]
        if self._lines:
            lines = [head, *([cell or "" for cell in row] for row in rows)]
            return "; ".join(map(", ".join, lines))
        return table(head, rows, alignment(token))

    def render_thematic_break(self, _token: Any) -> str:
        return ""

    def render_document(self, token: Any) -> str:
        return self._inner(token)


def table(head: Sequence[str], rows: Sequence[Sequence[str | None]], align: str, caption: str = "") -> str:
    """A table of cells that are HTML already; it scrolls by itself where it is wider than the screen."""
    made = html_table(head, rows, align, caption, row_heads=any(head), blank=BLANK)
    return f'<div class="table">{made}</div>\n'
