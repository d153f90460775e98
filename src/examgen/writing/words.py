r"""Markdown with TeX mathematics, parsed once, as LaTeX and as HTML.

Formulas are cut out before Markdown is read (so that no ``*``, ``_``, ``|`` or leading ``-`` inside one is taken for Markdown)
and set back by the writers: verbatim in LaTeX, between ``\( \)`` or ``\[ \]`` in HTML, for MathJax or KaTeX to set. Everything
else is escaped: neither raw TeX nor raw HTML passes. A figure is an image whose address is ``figure:NAME``.
"""

from __future__ import annotations

import html
import re
import threading
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias

from mistletoe import block_token, span_token
from mistletoe.base_renderer import BaseRenderer
from mistletoe.html_renderer import HtmlRenderer

from examgen.writing.escaping import escape
from examgen.writing.safe_formulas import contained, formula, inline_formula
from examgen.writing.tables import html_table, latex_table

if TYPE_CHECKING:
    from collections.abc import Callable

#: Name of a figure and its alternative text -> the figure in the language that is written.
FigureWriter: TypeAlias = "Callable[[str, str], str]"

# mistletoe keeps its token types in module globals while it parses
# re-entrant: a figure inside of a text has texts of its own
_PARSER = threading.RLock()
_OPEN, _CLOSE = "\ue000", "\ue001"
_CUT = re.compile(
    r"(?P<code>(?<!`)(`+)(?!`).+?(?<!`)\2(?!`))"
    r"|(?P<escaped>\\[\\$`])"
    r"|\$\$(?P<display>(?:\\.|[^$\\])+?)\$\$"
    r"|\$(?P<inline>(?:\\.|[^$\\])+?)\$",
    re.DOTALL,
)


class Math(span_token.SpanToken):
    """The place of a formula that was cut out."""

    pattern = re.compile(rf"{_OPEN}(\d+){_CLOSE}")
    parse_inner = False
    parse_group = 1
    precedence = 9


@dataclass(frozen=True)
class Formula:
    """A formula: TeX without dollars, displayed or in the line."""

    tex: str
    display: bool


@dataclass(frozen=True)
class Words:
    """A parsed text.

    Attributes:
        tree: of its Markdown.
        formulas: what its ``Math`` tokens stand for.
        refused: what stays text though dollars enclose it.
        plain: the text without its formulas.
    """

    tree: Any
    formulas: tuple[Formula, ...]
    refused: tuple[str, ...] = ()
    plain: str = ""


@dataclass(frozen=True)
class FigurePlace:
    """Where a figure stands alone between paragraphs."""

    name: str
    alt: str


@dataclass(frozen=True)
class Text:
    """A run of blocks as LaTeX; ``narrow`` when it is one paragraph that fits beside a figure."""

    tex: str
    narrow: bool


@lru_cache(maxsize=1024)
def parse(text: str) -> Words:
    """Read Markdown. Any text is valid: a lone dollar, brace or backslash is a character."""
    formulas: list[Formula] = []
    refused: list[str] = []

    def cut(match: re.Match[str]) -> str:
        if match["code"] or match["escaped"]:
            return match[0]
        display = match["display"] is not None
        tex = (match["display"] if display else match["inline"]).strip()
        if not contained(tex):
            refused.append(tex)
            return match[0]  # not a formula that can be set: the dollars and all between them are text
        formulas.append(Formula(tex, display))
        return f"{_OPEN}{len(formulas) - 1}{_CLOSE}"

    plain = _CUT.sub(cut, text.replace(_OPEN, "").replace(_CLOSE, ""))
    return Words(_tree(plain), tuple(formulas), tuple(refused), Math.pattern.sub(" ", plain))


@lru_cache(maxsize=1024)
def _tree(plain: str) -> Any:
    """The Markdown of a text without its formulas: the same for most instances of a family, which differ in their formulas alone."""
    with _PARSER, BaseRenderer():  # type: ignore[no-untyped-call]
        span_token.add_token(Math)  # type: ignore[no-untyped-call]
        return block_token.Document(plain)


def to_latex(text: str, figure: FigureWriter | None = None, *, large: bool = False) -> str:
    """Markdown as LaTeX paragraphs, ``large``: in large print.

    ``figure`` gives the LaTeX of a figure; without it, a figure is its alternative text.
    """
    words = parse(text)
    return _Latex(words.formulas, figure, large=large).rendered(words.tree)


def to_html(text: str, figure: FigureWriter | None = None) -> str:
    """Markdown as HTML blocks; ``figure`` gives the HTML of a figure."""
    words = parse(text)
    with _PARSER, _Html(words.formulas, figure) as renderer:
        return str(renderer.render(words.tree)).strip()


@lru_cache(maxsize=4096)
def inline_latex(text: str) -> str:
    """One line of Markdown (a reason, an option, a cell) as LaTeX without paragraphs."""
    words = parse(text)
    return _tied(re.sub(r"\s*\n\s*\n\s*", " ", _Latex(words.formulas, None, small=True).rendered(words.tree)).strip())


_UNIT = re.compile(r"(?<=[\d$]) (?=(?:[KMGT]iB|[kMGT]B|bytes?|bits?|ms|MACs?|FLOPs?)(?![A-Za-z]))")


def _tied(tex: str) -> str:
    """A number and its unit stay in one line."""
    return _UNIT.sub("~", tex)


def inline_html(text: str) -> str:
    """One line of Markdown as HTML without a paragraph around it."""
    made = to_html(text)
    single = re.fullmatch(r"<p>((?:(?!<p>).)*)</p>", made, re.DOTALL)
    return single[1] if single else made


def blocks(text: str, figure: FigureWriter | None = None, *, large: bool = False) -> tuple[Text | FigurePlace, ...]:
    """Markdown as LaTeX (``large``: in large print), cut where a figure stands alone, so that the page can place figures."""
    words = parse(text)
    renderer = _Latex(words.formulas, figure, large=large)
    found: list[Text | FigurePlace] = []
    for block in words.tree.children:
        children = [child for child in getattr(block, "children", None) or () if not _is_blank(child)]
        if isinstance(block, block_token.Paragraph) and len(children) == 1 and figure_name(children[0]):
            found.append(FigurePlace(figure_name(children[0]), token_text(children[0], words.formulas)))
            continue
        tex = _tied(renderer.rendered(block).strip())
        inner = [words.formulas[int(token.content)] for token in children if isinstance(token, Math)]
        narrow = isinstance(block, block_token.Paragraph) and not any(
            one.display or "\\begin" in one.tex or len(one.tex) > 60 for one in inner
        )
        found.append(Text(tex, narrow))
    return tuple(found)


def _is_blank(token: Any) -> bool:
    return isinstance(token, span_token.LineBreak) or (isinstance(token, span_token.RawText) and not token.content.strip())


def figure_name(token: Any) -> str:
    """The name of the figure that an image stands for, "" for any other token."""
    if isinstance(token, span_token.Image) and token.src.startswith("figure:"):
        return str(token.src.removeprefix("figure:"))
    return ""


def token_text(token: Any, formulas: tuple[Formula, ...]) -> str:
    """The text of a token without marks, formulas between dollars."""
    if isinstance(token, Math):
        return f"${formulas[int(token.content)].tex}$"
    if token.children is not None:
        return "".join(token_text(child, formulas) for child in token.children)
    return str(getattr(token, "content", ""))


class WordsRenderer(BaseRenderer):
    """What all writers of words share: they know formulas, and take HTML of the text for text."""

    #: Name of a token -> how it is written.
    _methods: ClassVar[dict[str, Callable[[Any, Any], str]]]

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        known: Any = cls.__new__(cls)
        BaseRenderer.__init__(known)  # type: ignore[no-untyped-call]
        known.render_map |= {"Math": known.render_math, "HtmlBlock": known.render_raw_text, "HtmlSpan": known.render_raw_text}
        cls._methods = {token: method.__func__ for token, method in known.render_map.items()}

    def __init__(self, formulas: tuple[Formula, ...], figure: FigureWriter | None) -> None:
        # not mistletoe's own: it would bind a method for each token, for every text anew
        self._formulas = formulas
        self._figure = figure

    def render(self, token: Any) -> Any:
        """A token in the language of the writer."""
        return self._methods[type(token).__name__](self, token)

    def render_math(self, token: Any) -> str:
        """A formula as it was written; writers have their own way."""
        return token_text(token, self._formulas)


class _Latex(WordsRenderer):
    """LaTeX for the macros of examgen.sty."""

    def __init__(self, formulas: tuple[Formula, ...], figure: FigureWriter | None, *, small: bool = False, large: bool = False) -> None:
        super().__init__(formulas, figure)
        self._small, self._large = small, large

    def rendered(self, token: Any) -> str:
        return str(self.render(token))

    def render_math(self, token: Any) -> str:
        one = self._formulas[int(token.content)]
        if one.display and not self._small:
            return f"\\display{{{formula(one.tex)}}}"
        return f"${inline_formula(one.tex) if self._small else formula(one.tex)}$"

    def render_raw_text(self, token: Any) -> str:
        return escape(token.content)

    def render_strong(self, token: Any) -> str:
        return rf"\textbf{{{self.render_inner(token)}}}"

    def render_emphasis(self, token: Any) -> str:
        return rf"\emph{{{self.render_inner(token)}}}"

    def render_strikethrough(self, token: Any) -> str:
        return str(self.render_inner(token))

    def render_inline_code(self, token: Any) -> str:
        return rf"\texttt{{{escape(self._restored(token.children[0].content))}}}"

    def render_image(self, token: Any) -> str:
        name = figure_name(token)
        if name and self._figure is not None:
            return self._figure(name, token_text(token, self._formulas))
        return escape(token_text(token, self._formulas))

    def render_link(self, token: Any) -> str:
        return str(self.render_inner(token))

    render_auto_link = render_link

    def render_line_break(self, token: Any) -> str:
        return "\n" if token.soft else "\\newline\n"

    def render_heading(self, token: Any) -> str:
        return rf"{{\lab\bfseries {self.render_inner(token)}\par}}" + "\n\n"

    def render_paragraph(self, token: Any) -> str:
        return f"{self.render_inner(token)}\n\n"

    def render_quote(self, token: Any) -> str:
        return str(self.render_inner(token))

    def render_block_code(self, token: Any) -> str:
        lines = self._restored(token.content).rstrip("\n").split("\n")
        shown = "\\newline\n".join(escape(line).replace(" ", "~") or "~" for line in lines)
        return f"{{\\ttfamily\\small\\raggedright {shown}\\par}}\n\n"

    def render_list(self, token: Any) -> str:
        start = token.start
        items = []
        for offset, child in enumerate(token.children):
            mark = r"\bulletmark" if start is None else rf"{start + offset}."
            items.append(rf"\item[{mark}] {self.render_inner(child).strip()}")
        return "\\begin{bullets}\n" + "\n".join(items) + "\n\\end{bullets}\n\n"

    def render_list_item(self, token: Any) -> str:
        return str(self.render_inner(token))

    def render_table(self, token: Any) -> str:
        head = [self.render_inner(cell) for cell in token.header.children] if hasattr(token, "header") else []
        rows = [[self.render_inner(cell).strip() or None for cell in row.children] for row in token.children]
        return latex_table(head, rows, alignment(token), large=self._large) + "\n\n"

    def render_thematic_break(self, _token: Any) -> str:
        return "\n\n"

    def render_document(self, token: Any) -> str:
        return str(self.render_inner(token)).strip()

    def _restored(self, code: str) -> str:
        return restored(code, self._formulas)


class _Html(HtmlRenderer):
    """HTML without raw HTML from the text."""

    def __init__(self, formulas: tuple[Formula, ...], figure: FigureWriter | None) -> None:
        super().__init__(process_html_tokens=False)  # type: ignore[no-untyped-call]
        self.render_map["Math"] = self.render_math
        self._formulas = formulas
        self._figure = figure

    def render_math(self, token: Any) -> str:
        one = self._formulas[int(token.content)]
        left, right = (r"\[", r"\]") if one.display else (r"\(", r"\)")
        return left + html.escape(formula(one.tex), quote=False) + right

    def render_inline_code(self, token: Any) -> str:
        return f"<code>{html.escape(restored(token.children[0].content, self._formulas), quote=False)}</code>"

    def render_block_code(self, token: Any) -> str:
        return f"<pre><code>{html.escape(restored(token.content, self._formulas), quote=False)}</code></pre>"

    def render_image(self, token: Any) -> str:
        name = figure_name(token)
        if name and self._figure is not None:
            return self._figure(name, token_text(token, self._formulas))
        return html.escape(token_text(token, self._formulas))

    def render_link(self, token: Any) -> str:
        return self.render_inner(token)

    def render_auto_link(self, token: Any) -> str:
        return self.render_inner(token)

    def render_table(self, token: Any) -> str:
        head = [self.render_inner(cell) for cell in token.header.children] if hasattr(token, "header") else []
        rows = [[self.render_inner(cell).strip() or None for cell in row.children] for row in token.children]
        return html_table(head, rows, alignment(token))


def restored(code: str, formulas: tuple[Formula, ...]) -> str:
    """Code that lies in a block kept its dollars for the eye, but lost them to the cutting: put them back."""

    def put(match: re.Match[str]) -> str:
        one = formulas[int(match[1])]
        fence = "$$" if one.display else "$"
        return fence + one.tex + fence

    return Math.pattern.sub(put, code)


def alignment(token: Any) -> str:
    """The letters l, c, r of the columns of a table."""
    return "".join({None: "l", 0: "c", 1: "r"}[column] for column in token.column_align)
