"""Markdown with TeX mathematics in LaTeX and in HTML."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sympy import Rational

from examgen.writing.escaping import escape, number, points
from examgen.writing.safe_formulas import contained, formula
from examgen.writing.words import FigurePlace, Text, blocks, inline_html, inline_latex, to_html, to_latex

#: Every command that text (no mathematics) may turn into.
ALLOWED = re.compile(
    r"\\(?:text[a-z]+|quotedblbase|dots|S|[\\{}$%&#_, ]|newline|emph|item|bulletmark|begin|end|par|lab|bfseries|ttfamily|small|raggedright"
    r"|fittable|toprule|midrule|bottomrule|cellrule|roomy|blankcell)(?![a-zA-Z@])"
)

TAGS = frozenset(re.findall(r"\S+", "p em strong del code pre ul ol li br hr blockquote h1 h2 h3 h4 h5 h6 table thead tbody tr td th"))


def commands_outside_mathematics(tex: str) -> list[str]:
    text = re.sub(r"(?<!\\)\$[^$]*\$|\\display\{.*?\}", "", tex.replace(r"\$", ""), flags=re.DOTALL)
    return [word for word in re.findall(r"\\(?:[a-zA-Z@]+|.)", text, flags=re.DOTALL) if not ALLOWED.match(word)]


@given(st.text())
def test_escaped_text_has_no_character_with_a_meaning(text: str) -> None:
    made = re.sub(r"\\vietnamese\{\d+\}\{.\}|\\(?:[`'^~=.\"uHvrdckb]|textcomma[a-z]+)\{\\?\w\}|\\(?:ng|NG)\{\}", "@", escape(text))
    made = re.sub(r"(?<=[-,'])\{\}", "", made)
    made = re.sub(r"\\text[a-z]+\{\}|\\quotedblbase\{\}|\\dots\{\}|\\S\{\}|\\[{}$%&#_,]|\$[^$]*\$", "", made)
    assert not set(made) & set('\\{}$%&#_^<>|"`')


@given(st.text(alphabet="ab \\{}$%&#_^~*`|-\n<>[]()!1."))
def test_no_command_passes_outside_mathematics(text: str) -> None:
    assert commands_outside_mathematics(to_latex(text)) == []


@given(st.text(alphabet="a\\{}$%#^_&x "))
def test_a_formula_that_passes_has_balanced_braces(text: str) -> None:
    if contained(text):
        bare = re.sub(r"\\.", "", formula(text), flags=re.DOTALL)
        depth = 0
        for char in bare:
            depth += (char == "{") - (char == "}")
            assert depth >= 0
        assert depth == 0


@given(st.text(alphabet="ab<>&\"'/=$\\_*![]()\n "))
def test_html_holds_no_tag_of_the_text(text: str) -> None:
    class Seen(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            assert tag in TAGS
            assert all(name in {"style", "scope", "start"} for name, _ in attrs)

    Seen().feed(to_html(text))


@pytest.mark.parametrize(
    ("markdown", "latex", "html"),
    [
        ("*a* **b** `c_d`", r"\emph{a} \textbf{b} \texttt{c\_d}", "<p><em>a</em> <strong>b</strong> <code>c_d</code></p>"),
        ("$a_1*b*c_2$ *x*", r"$a_1*b*c_2$ \emph{x}", r"<p>\(a_1*b*c_2\) <em>x</em></p>"),
        ("$$\na\n= b\n$$", "\\display{a\n= b}", "<p>\\[a\n= b\\]</p>"),
        ("$a<b$", "$a<b$", r"<p>\(a&lt;b\)</p>"),
        ("costs \\$5 and 5%", r"costs \$5 and 5\%", "<p>costs $5 and 5%</p>"),
        ("a lone $ sign", r"a lone \$ sign", "<p>a lone $ sign</p>"),
        (r"\input{x}", r"\textbackslash{}input\{x\}", r"<p>\input{x}</p>"),
        (r"$\input{x}$", r"\$\textbackslash{}input\{x\}\$", r"<p>$\input{x}$</p>"),
        ("<b>x</b>", r"\textless{}b\textgreater{}x\textless{}/b\textgreater{}", "<p>&lt;b&gt;x&lt;/b&gt;</p>"),
        ("[text](http://x)", "text", "<p>text</p>"),
    ],
)
def test_one_text_gives_latex_and_html(markdown: str, latex: str, html: str) -> None:
    assert to_latex(markdown) == latex
    assert to_html(markdown) == html


def test_a_bar_in_a_formula_does_not_cut_a_table() -> None:
    made = to_latex("| a | b |\n|---|--:|\n| $|x|$ | 2 |\n")
    assert r"\begin{tabular}{@{}lr@{}}" in made
    assert r"$|x|$ & 2" in made


def test_an_empty_cell_is_room_to_write() -> None:
    assert r"\roomy a & \blankcell" in to_latex("| x | y |\n|---|---|\n| a | |\n")


def test_a_figure_stands_where_the_text_puts_it() -> None:
    text = "Before $x$.\n\n![a net with $x_1$](figure:net)\n\nAfter."
    first, second, third = blocks(text)
    assert isinstance(first, Text)
    assert first.narrow
    assert second == FigurePlace("net", "a net with $x_1$")
    assert isinstance(third, Text)
    assert to_html(text, lambda name, alt: f"<svg>{name}</svg>").count("<svg>net</svg>") == 1


def test_a_displayed_formula_does_not_stand_beside_a_figure() -> None:
    (only,) = blocks("Text\n$$\\frac12$$")
    assert isinstance(only, Text)
    assert not only.narrow


def test_a_reason_is_one_line_without_paragraphs() -> None:
    assert "\n\n" not in inline_latex("One.\n\nTwo $x$.")
    assert inline_html("One $x$.") == r"One \(x\)."


@pytest.mark.parametrize(
    "tex",
    [
        r"\input{x}",
        r"\end{document}",
        "}{",
        r"\left(",
        "a$b",
        r"\begin{pmatrix}1",
        r"\csname x\endcsname",
        r"\ifx",
        r"\text{\UseName{directlua}{}}",
        r"\text{\typeout{x}}",
        r"\hypersetup{}",
        r"\mathchoice{}{}{}{}",
        r"\inputé",
        "a\fb",
        "a\0b",
        "{" * 3000 + "x" + "}" * 3000,
        r"\begin{array}{*{9999999}{c}}a\end{array}",
        "",
        " ",
        "a\\",
        r"\def\x{}",
        "^^5c",
    ],
)
def test_a_formula_that_reaches_out_is_not_contained(tex: str) -> None:
    assert not contained(tex)


@pytest.mark.parametrize(
    "tex",
    [
        r"\left(\frac{1}{2}\right)",
        r"\begin{pmatrix}1&2\\3&4\end{pmatrix}",
        r"\{1,2\}",
        r"\max(0, z) \iff z > 0",
        r"\begin{cases}x&x>0\\0&\text{else}\end{cases}",
        r"50\%",
        r"W_1^{\text{new}}",
        r"\operatorname{softmax}\left(\frac{Q K^{\mathsf{T}}}{\sqrt{d_k}}\right)",
    ],
)
def test_mathematics_is_contained_and_stays_as_it_is(tex: str) -> None:
    assert contained(tex)
    assert formula(tex) == tex


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Rational(1), "1 point"),
        (Rational(3), "3 points"),
        (Rational(3, 2), "1.5 points"),
        (Rational(1, 4), "0.25 points"),
        (Rational(2, 3), "2/3 points"),
        (Rational(0), "0 points"),
    ],
)
def test_points_print_exactly(value: Rational, text: str) -> None:
    assert points(value) == text
    assert number(value) == text.split()[0]
