"""Figure data as LaTeX and as SVG: one picture, two languages."""

from __future__ import annotations

from functools import lru_cache, partial

from examgen.alt_text import describe
from examgen.figures import Bars, Blocks, Figure, Graph, Grids, Network, NumberLine, Plot, Table
from examgen.writing.figures_blocks import draw_blocks
from examgen.writing.figures_core import MAX_WIDTH, Picture
from examgen.writing.figures_graph import draw_graph
from examgen.writing.figures_grids import draw_bars, draw_grids
from examgen.writing.figures_large import for_large_print
from examgen.writing.figures_network import draw_network
from examgen.writing.figures_plot import draw_number_line, draw_plot
from examgen.writing.figures_svg import picture_svg
from examgen.writing.figures_tex import picture_latex
from examgen.writing.tables import html_table, latex_table
from examgen.writing.words import inline_html, inline_latex


@lru_cache(maxsize=512)
def draw(figure: Figure, room: float = MAX_WIDTH, stretch: float = 1.0) -> Picture:
    """The picture of a figure, where it can be no wider than ``room`` (bp); the rows of a graph that many times as far apart as usual."""
    match figure:
        case Graph():
            return draw_graph(figure, room, stretch)
        case Network():
            return draw_network(figure, room)
        case Grids():
            return draw_grids(figure, room)
        case Bars():
            return draw_bars(figure, room)
        case Blocks():
            return draw_blocks(figure, room)
        case Plot():
            return draw_plot(figure)
        case NumberLine():
            return draw_number_line(figure, room)


def latex(figure: Figure | Table, *, large: bool = False) -> str:
    """The figure as LaTeX for a document that uses examgen.sty, ``large``: in large print; its alternative text is in the PDF."""
    if isinstance(figure, Table):
        rows = [[None if cell is None else inline_latex(cell) for cell in row] for row in figure.rows]
        return latex_table([inline_latex(cell) for cell in figure.head], rows, figure.align, large=large)
    return _drawn_latex(figure, large)


@lru_cache(maxsize=512)  # exam and solutions show the same figures
def _drawn_latex(figure: Figure, large: bool) -> str:
    picture = for_large_print(partial(draw, figure)) if large else draw(figure)
    return picture_latex(picture, describe(figure))


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
