"""All pages of all built-in blueprints: nothing sticks out, and no part is torn from its room, its box or its solution.

``make pages`` does the same for a hundred forms of each, in all layouts.
"""

from __future__ import annotations

import os
import re

import pytest

from examgen.bank import builtin
from examgen.blueprint import builtin_names, load_blueprint
from examgen.building import build_exam
from examgen.writing.document import document_tex
from examgen.writing.layouts import LAYOUTS, Look, layout
from examgen.writing.typesetting import typeset_with_log
from writing.tex import complete_engines

FOUND = complete_engines()
FORMS = int(os.environ.get("EXAMGEN_PAGES", "0"))

#: Every part tells the log the page on which it begins, and those on which its room, its box or the first row of its solution ends.
MARKS = r"""
\makeatletter
\newcommand\markpage[1]{\edef\tmp{\noexpand\write16{examgen #1 \formkey.\theproblem.\theqpart: \noexpand\the\noexpand\c@page}}\tmp}
\let\plainqpart\qpart \renewcommand\qpart[1]{\plainqpart{#1}\markpage{begins}}
\let\plainbookpart\bookpart \renewcommand\bookpart[4]{\plainbookpart{#1}{\markpage{begins}#2}{#3}{#4}}
\let\plainwidebookpart\widebookpart \renewcommand\widebookpart[4]{\plainwidebookpart{#1}{\markpage{begins}#2}{#3}{#4}}
\let\plaindonotturn\donotturn@ \renewcommand\donotturn@{\plaindonotturn\markpage{cover}}
\let\plaintheend\theexamends \renewcommand\theexamends{\setbox0\vbox{\plaintheend}\box0\markpage{closes}}
\let\plainanswers\answers \renewcommand\answers[2]{\plainanswers{#1}{#2\markpage{ends}}}
\let\plainsolution\solution \renewcommand\solution[1]{\plainsolution{\def\firstmark{\markpage{ends}\global\let\firstmark\relax}#1}}
\let\plainsolrow\solrow \renewcommand\solrow[1]{\plainsolrow{#1\ifdefined\firstmark\firstmark\fi}}
\makeatother
"""


def faults_of(name: str, forms: int, layouts: list[str]) -> list[str]:
    exam = build_exam(load_blueprint(name), builtin(), seed="pages", forms=forms)
    found: list[str] = []
    for chosen in layouts:
        for paper in ("a4", "letter") if FORMS else ("a4",):
            tex = document_tex(exam, layout(chosen, Look(paper=paper)))  # type: ignore[arg-type]
            _, cuts, log = typeset_with_log(tex.replace(r"\begin{document}", MARKS + r"\begin{document}"), chosen, FOUND[0], seconds=1200)
            where = f"{name}, {chosen}, {paper}"
            for kind, size in re.findall(r"^Overfull \\([hv]box) \(([\d.]+)pt", log, re.MULTILINE):
                if float(size) > 1:
                    found.append(f"{where}: a {kind} is {size} pt too large")
            words = ("begins", "ends", "cover", "closes")
            begins, ends, covers, closes = (dict(re.findall(rf"^examgen {word} (\S+): (\d+)", log, re.MULTILINE)) for word in words)
            found += [f"{where}: the cover ends on page {page}" for page in covers.values() if page != "1"]
            found += [f"{where}: the end stands alone" for place, page in closes.items() if begins[place] != page]
            if chosen in ("compact", "booklet"):
                found += [f"{where}: part {part} stands alone on the last page" for part in _left_alone(begins)]
            found += [f"{where}: part {part} is torn apart" for part, page in ends.items() if begins.get(part, page) != page]
            if chosen in ("exam", "solutions", "large"):
                parts = sum(len(problem.instance.parts) for form in exam.forms for problem in form.problems)
                assert len(begins) == parts and ends, where
            assert len(cuts) == forms
    return found


def _left_alone(begins: dict[str, str]) -> list[str]:
    """The parts that stand alone on the last page of a form."""
    pages: dict[str, dict[str, list[str]]] = {}
    for part, page in begins.items():
        pages.setdefault(part.partition(".")[0], {}).setdefault(page, []).append(part)
    return [parts[0] for form in pages.values() if len(parts := form[max(form, key=int)]) == 1 and not parts[0].endswith(".a")]


@pytest.mark.skipif(not FOUND, reason="there is no TeX on this machine")
@pytest.mark.parametrize("name", builtin_names())
def test_no_line_sticks_out_and_no_part_is_torn_apart(name: str) -> None:
    assert faults_of(name, FORMS or 2, list(LAYOUTS) if FORMS else ["exam", "compact", "solutions"]) == []
