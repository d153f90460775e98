r"""What may reach TeX: text with every special character escaped, mathematics that cannot leave its formula.

Text from blueprints and families is data. Outside mathematics no command passes. Inside, TeX commands are wanted, so
``contained`` lets a formula pass only if its braces, environments and delimiters close and if it names no command that opens
files, defines macros or ends the formula; any other formula is shown as the text it is, and the page stays whole.
"""

from __future__ import annotations

import html
import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

from examgen.writing.letters import letter

if TYPE_CHECKING:
    from sympy import Rational

_SPECIAL = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "%": r"\%",
    "&": r"\&",
    "#": r"\#",
    "_": r"\_",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    '"': r"\textquotedbl{}",
    "`": r"\textasciigrave{}",
    "-": "-",
    "\u00a0": "~",
    "\u2009": r"\,",
    "\u202f": r"\,",
    "\u2010": "-",
    "\u2011": "-",
    "\u2013": r"\textendash{}",
    "\u2014": r"\textemdash{}",
    "\u2018": r"\textquoteleft{}",
    "\u2019": r"\textquoteright{}",
    "\u201c": r"\textquotedblleft{}",
    "\u201d": r"\textquotedblright{}",
    "\u201e": r"\quotedblbase{}",
    "\u2022": r"\textbullet{}",
    "\u2026": r"\dots{}",
    "\u20ac": r"\texteuro{}",
    "\u2032": "$'$",
    "\u2192": r"$\rightarrow$",
    "\u2190": r"$\leftarrow$",
    "\u21d2": r"$\Rightarrow$",
    "\u2208": r"$\in$",
    "\u2202": r"$\partial$",
    "\u2207": r"$\nabla$",
    "\u2211": r"$\sum$",
    "\u2212": "$-$",
    "\u221a": r"$\surd$",
    "\u221e": r"$\infty$",
    "\u2248": r"$\approx$",
    "\u2260": r"$\neq$",
    "\u2264": r"$\leq$",
    "\u2265": r"$\geq$",
    "\u22c5": r"$\cdot$",
    "\u00d7": r"$\times$",
    "\u00b7": r"\textperiodcentered{}",
    "\u00b1": r"$\pm$",
    "\u00b5": r"$\mu$",
    "\u00b2": "$^2$",
    "\u00b3": "$^3$",
    "\u00b9": "$^1$",
    "\u00a7": r"\S{}",
    "\u00b0": r"\textdegree{}",
    "\u00bd": r"$\frac12$",
    "\u00bc": r"$\frac14$",
    "\u00be": r"$\frac34$",
    "\ufb01": "fi",
    "\ufb02": "fl",
}
for _name, _letter in zip(
    re.findall(
        r"\S+",
        """
    alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau upsilon phi chi psi omega
""",
    ),
    "αβγδεζηθικλμνξπρστυφχψω",
    strict=True,
):
    _SPECIAL[_letter] = rf"$\{_name}$"
for _name, _letter in zip(
    re.findall(
        r"\S+",
        """
    Gamma Delta Theta Lambda Xi Pi Sigma Phi Psi Omega
""",
    ),
    "ΓΔΘΛΞΠΣΦΨΩ",
    strict=True,
):
    _SPECIAL[_letter] = rf"$\{_name}$"


@lru_cache(maxsize=8192)
def escape(text: str) -> str:
    """Text as LaTeX that prints exactly these characters: no character has a meaning for TeX.

    A character that the fonts lack loses its accent, and without one prints as its number (``[U+1F600]``).
    """
    if _HARMLESS.fullmatch(text) and ",," not in text:
        return text
    return _LIGATURE.sub(r"\1{}", "".join(_escape_one(char) for char in unicodedata.normalize("NFC", text)))


def prints_as_written(text: str) -> bool:
    """Whether ``escape`` prints every character of a text as it is."""
    whole = unicodedata.normalize("NFC", text)
    return all(char in _SPECIAL or " " <= char <= "~" or char.isspace() or letter(char) is not None for char in whole)


_HARMLESS = re.compile(r"[A-Za-z0-9 .,:;()/+=?!*]*")
#: Two of these would become one sign: a dash, a quotation mark.
_LIGATURE = re.compile(r"([-,'])(?=\1)")


def _escape_one(char: str) -> str:
    if char in _SPECIAL:
        return _SPECIAL[char]
    if " " <= char <= "~":
        return char
    if char.isspace():
        return " "
    if tex := letter(char):
        return tex
    plain = "".join(c for c in unicodedata.normalize("NFKD", char) if not unicodedata.combining(c))
    if plain and plain != char and all(" " <= c <= "~" for c in plain):
        return escape(plain)
    return "" if unicodedata.category(char).startswith("C") or unicodedata.combining(char) else f"[U+{ord(char):04X}]"


_UNSHOWN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


def printable(text: str) -> str:
    """Text without the characters that neither a page nor a terminal should get: controls, halves of surrogate pairs, no characters."""
    return _UNSHOWN.sub("", text)


def escape_html(text: str) -> str:
    """Text as HTML, in content and in attributes."""
    return html.escape(printable(text))


# --- mathematics ------------------------------------------------------------------------------------------------------------

#: Commands that read, write, define or leave: none belongs in a formula.
_FORBIDDEN = frozenset(
    re.findall(
        r"\S+",
        """
    input include openin openout read readline write immediate special pdfliteral pdfextension pdfobj pdfximage directlua
    latelua csname endcsname catcode lccode uccode mathcode def edef gdef xdef let futurelet newcommand renewcommand
    providecommand DeclareMathOperator newenvironment renewenvironment usepackage RequirePackage documentclass scantokens
    everypar everymath everydisplay output shipout par vbox vtop vadjust insert halign valign loop repeat endinput end@
    batchmode expandafter noexpand aftergroup afterassignment global long outer font openout closein closeout message
    errmessage show showthe jobname relax@ includegraphics href url verb lstinputlisting item eject clearpage newpage
    label ref tag setbox box copy unhbox unvbox unhcopy unvcopy advance count dimen skip toks hoffset voffset hsize vsize
    setcounter addtocounter stepcounter refstepcounter pagenumbering pagestyle global newcounter setlength addtolength newlength
    textwidth else fi or csstring detokenize unexpanded afterpage addcontentsline thispagestyle pagestyle rawpdf figureart
""",
    )
)
_ENVIRONMENTS = frozenset(
    re.findall(
        r"\S+",
        """
    matrix pmatrix bmatrix Bmatrix vmatrix Vmatrix smallmatrix cases array aligned alignedat gathered split
""",
    )
)
_CONDITION = re.compile(r"if(?!f$)[a-zA-Z]*")
_WORD = re.compile(r"\\([A-Za-z@]+|.)", re.DOTALL)
_BEGIN_END = re.compile(r"\\(begin|end)\s*\{([^{}]*)\}")
_PERCENT_OR_HASH = re.compile(r"(?<!\\)((?:\\\\)*)([%#])")


@lru_cache(maxsize=8192)
def contained(tex: str) -> bool:
    """Whether a formula stays within itself: everything it opens it closes, and no command in it reaches outside."""
    words = _WORD.findall(tex)
    if not tex.strip() or "$" in _WORD.sub("", tex) or "\\" in _WORD.sub("", tex) or "^^" in tex:
        return False
    if any(word in _FORBIDDEN or word in {"(", ")", "[", "]"} or "@" in word or _CONDITION.fullmatch(word) for word in words):
        return False
    depth = 0
    for char in _WORD.sub("", tex):
        depth += (char == "{") - (char == "}")
        if depth < 0:
            return False
    open_names: list[str] = []
    for kind, name in _BEGIN_END.findall(tex):
        if kind == "begin":
            open_names.append(name)
        elif not open_names or open_names.pop() != name:
            return False
        if name not in _ENVIRONMENTS:
            return False
    scopes = words.count("begin") + words.count("end") == len(_BEGIN_END.findall(tex))
    return depth == 0 and not open_names and scopes and words.count("left") == words.count("right")


@lru_cache(maxsize=8192)
def formula(tex: str) -> str:
    """A formula that is safe between dollars: the TeX itself, or its characters as text where it is not ``contained``.

    Comments and parameter signs have no use in a formula: ``%`` and ``#`` print as themselves. Empty lines, which TeX forbids, go.
    """
    tex = re.sub(r"\s*\n\s*", "\n", tex.strip())
    if not tex:
        return ""
    if not contained(tex):
        return rf"\text{{{escape(tex)}}}"
    return _PERCENT_OR_HASH.sub(r"\1\\\2", tex)


def inline_formula(tex: str) -> str:
    """A formula for running text: matrices are set small, so that lines stay close."""
    safe = formula(tex)
    for name, left, right in (("pmatrix", "(", ")"), ("bmatrix", "[", "]")):
        safe = safe.replace(rf"\begin{{{name}}}", rf"\left{left}\begin{{smallmatrix}}")
        safe = safe.replace(rf"\end{{{name}}}", rf"\end{{smallmatrix}}\right{right}")
    return safe


def number(value: Rational) -> str:
    """An exact number of points in words of print: ``3``, ``1.5``, and ``2/3`` where no short decimal is exact."""
    numerator, denominator = int(value.p), int(value.q)
    if denominator == 1:
        return str(numerator)
    if 1000 % denominator == 0:
        return f"{numerator / denominator:.3f}".rstrip("0")
    return f"{numerator}/{denominator}"


def points(value: Rational) -> str:
    """``1 point``, ``1.5 points``."""
    return f"{number(value)} point" + ("" if value == 1 else "s")


def pdf_string(text: str) -> str:
    """A text as a PDF string in hexadecimal: no character of it can disturb TeX or the PDF.

    Printable ASCII means the same in a PDF's own encoding, which takes half the room of UTF-16.
    """
    plain = text.isascii() and text.isprintable()
    return "<" + (text.encode("ascii") if plain else ("\ufeff" + text).encode("utf-16-be")).hex().upper() + ">"
