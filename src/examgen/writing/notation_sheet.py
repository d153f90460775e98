"""The page "What you may write", to print beside an exam: Markdown for screens, one page of LaTeX for paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from examgen.notation.page import REFUSALS, SECTIONS
from examgen.writing.escaping import escape

if TYPE_CHECKING:
    from examgen.notation.page import Section

_TITLE = "What you may write"
_LEAD = (
    "Plain notation and LaTeX mean the same. Spellings in one line are alike. What may be meant in two ways is not guessed: "
    "it is handed back, and you are asked to write it again."
)
#: Spellings of a line that are shown on paper: there is one page.
_ON_PAPER = 4

_PAGE = r"""\documentclass[10pt,a4paper]{article}
\usepackage[T1]{fontenc}\usepackage[utf8]{inputenc}\usepackage{amsmath,lmodern,textcomp,multicol}
\usepackage[a4paper,margin=13mm]{geometry}
\pagestyle{empty}\parindent=0pt\parskip=0pt\raggedright\columnsep=8mm\emergencystretch=2em
\newcommand\head[1]{\vskip4pt plus2pt{\sffamily\bfseries #1\par}\vskip1pt}
\newcommand\row[3]{\hangindent=4mm\hangafter=1 {\sffamily\scriptsize #1:} {\scriptsize\ttfamily #2}\ {\scriptsize\itshape #3}\par}
\begin{document}
"""


def as_markdown() -> str:
    """The page for screens."""
    lines = [f"# {_TITLE}", "", _LEAD]
    for section in SECTIONS:
        lines += ["", f"## {section.title}", "", "| what | write | meaning |", "|---|---|---|"]
        for row in section.rows:
            lines.append(f"| {row.what} | {' '.join(_code(example) for example in row.examples)} | {row.meaning} |")
    lines += ["", "## Not guessed", "", "| not | but |", "|---|---|"]
    lines += [f"| {_code(refusal.text)} | {' or '.join(_code(text) for text in refusal.instead)} |" for refusal in REFUSALS]
    return "\n".join(lines) + "\n"


def _code(text: str) -> str:
    fence = "``" if "`" in text else "`"
    return f"{fence}{text}{fence}".replace("|", "\\|")


def as_tex() -> str:
    """The page for paper: a complete LaTeX document."""
    body = [rf"{{\sffamily\bfseries\large {escape(_TITLE)}\par}}\vskip2pt{{\footnotesize {escape(_LEAD)}\par}}\begin{{multicols}}{{2}}"]
    body += [_section(section) for section in SECTIONS]
    refused = [rf"\row{{not}}{{{_typed(one.text)}}}{{but \textup{{\texttt{{{_spaced(one.instead)}}}}}}}" for one in REFUSALS]
    body.append("\\head{Not guessed}\n" + "\n".join(refused))
    return _PAGE + "\n".join(body) + "\n\\end{multicols}\n\\end{document}\n"


def as_pdf() -> bytes:
    """The page as PDF.

    Raises:
        MissingTeXError: there is no TeX on this machine.
    """
    from examgen.writing.doctor import working_engine
    from examgen.writing.typesetting import typeset

    return typeset(as_tex(), "notation", working_engine())[0]


def _section(section: Section) -> str:
    rows = []
    for row in section.rows:
        shown = [example for example in row.examples if _can_be_set(example)][:_ON_PAPER]
        if shown:
            rows.append(rf"\row{{{escape(row.what)}}}{{{_spaced(shown)}}}{{{escape(_plain(row.meaning))}}}")
    return rf"\head{{{escape(section.title)}}}" + "\n" + "\n".join(rows)


def _plain(text: str) -> str:
    return text.replace("⌈x⌉", "its sign")


def _spaced(examples: tuple[str, ...] | list[str]) -> str:
    return r"\quad\penalty0 ".join(_typed(example) for example in examples)


def _typed(text: str) -> str:
    """Text as it is typed, in the typewriter font."""
    return "".join(r"\char94{}" if char == "^" else "~" if char == " " else escape(char) for char in text)


def _can_be_set(text: str) -> bool:
    """Whether every character has a shape in the fonts of a small TeX."""
    return "[U+" not in escape(text) and not set(text) & _MISSING


#: Characters without a shape there.
_MISSING = frozenset("∛⌊⌋⌈⌉⟨⟩∪∩∅ℝ∨∧¬⁻ˣ∫₁")
