"""Figure data as LaTeX and as SVG: one picture, two languages."""

from __future__ import annotations

from functools import lru_cache

from examgen.alt_text import describe
from examgen.figures import Bars, Blocks, Figure, Graph, Grids, Network, NumberLine, Plot, Table
from examgen.writing.figures_blocks import draw_blocks
from examgen.writing.figures_core import Picture
from examgen.writing.figures_graph import draw_graph, draw_network
from examgen.writing.figures_grids import draw_bars, draw_grids
from examgen.writing.figures_plot import draw_number_line, draw_plot
from examgen.writing.figures_svg import picture_svg
from examgen.writing.figures_tex import picture_latex
from examgen.writing.tables import html_table, latex_table
from examgen.writing.words import inline_html, inline_latex


@lru_cache(maxsize=512)
def draw(figure: Figure) -> Picture:
    """The picture of a figure."""
    match figure:
        case Graph():
            return draw_graph(figure)
        case Network():
            return draw_network(figure)
        case Grids():
            return draw_grids(figure)
        case Bars():
            return draw_bars(figure)
        case Blocks():
            return draw_blocks(figure)
        case Plot():
            return draw_plot(figure)
        case NumberLine():
            return draw_number_line(figure)


def latex(figure: Figure | Table) -> str:
    """The figure as LaTeX for a document that uses examgen.sty; its alternative text is in the PDF."""
    if isinstance(figure, Table):
        rows = [[None if cell is None else inline_latex(cell) for cell in row] for row in figure.rows]
        return latex_table([inline_latex(cell) for cell in figure.head], rows, figure.align)
    return _drawn_latex(figure)


@lru_cache(maxsize=512)  # exam and solutions show the same figures
def _drawn_latex(figure: Figure) -> str:
    return picture_latex(draw(figure), describe(figure))


def svg(figure: Figure) -> str:
    """The figure as an SVG that stands alone, with its alternative text as title."""
    return picture_svg(draw(figure), describe(figure))


def html(figure: Figure | Table) -> str:
    """The figure as HTML: an inline SVG with its caption, or a table."""
    if isinstance(figure, Table):
        rows = [[None if cell is None else inline_html(cell) for cell in row] for row in figure.rows]
        return html_table([inline_html(cell) for cell in figure.head], rows, figure.align, inline_html(figure.caption))
    caption = f"<figcaption>{inline_html(figure.caption)}</figcaption>" if figure.caption else ""
    return f"<figure>{svg(figure)}{caption}</figure>"
