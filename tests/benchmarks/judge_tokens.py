"""Tokens of an answer in any of the spellings of the table: other notations become plain first. Part of ``judge_check``."""

from __future__ import annotations

import re

from judge_values import UnreadError

_GREEK = dict(zip("αβθλμπσΦ", ["alpha", "beta", "theta", "lambda", "mu", "pi", "sigma", "Phi"], strict=True))
_REPLACED = [
    (r"\\(sum|prod)_\{(\w)=(\d+)\}\^\{?(\w+)\}? ?(.*)$", r"\1(\5, \2, \3, \4)"),
    (r"\\int_\{?(\d)\}?\^\{?(\d)\}? *(.*?)(?:\\,)? *(?:d|\\mathrm\{d\})(\w)$", r"int(\3, \4, \1, \2)"),
    (r"\\(?:operatorname|text)\{ *(\w+) *\}", r" \1 "),
    (r"\\log_\{?(\d+|e)\}?", r" log_\1 "),
    (r"\\frac ?(\\pi|[a-z]) ?(\d)", r"\\frac \1 \2"),
    (r"\\mathrm\{d\}", " d"),
    (r"\\\(|\\\)|\$|\\left(?![a-z])|\\right(?![a-z])|\\bigl|\\bigr|\\[,;!]|\\displaystyle", " "),
    (r"\\mathrm|\\operatorname|\\text(?=\{)", ""),
    (r"\\[dtc]frac", r"\\frac"),
    (r"\\dbinom", r"\\binom"),
    (r"\\(cdot|times)(?![a-z])|[·⋅×∙]", "*"),
    (r"\\div|÷", "/"),
    (r"[−–]", "-"),
    (r"\*\*", "^"),
    (r"\\l?r?vert(?![a-z])", "|"),
    (r"\\lbrace|\\\{", "{"),
    (r"\\rbrace|\\\}", "}"),
    (r"\\lfloor|⌊", " floor("),
    (r"\\lceil|⌈", " ceil("),
    (r"\\rfloor|\\rceil|[⌋⌉]", ")"),
    (r"\\(le|leq|leqslant)(?![a-z])|≤", "<="),
    (r"\\(ge|geq|geqslant)(?![a-z])|≥", ">="),
    (r"\\(ne|neq)(?![a-z])|≠", "!="),
    (r"\\pm|±|\+-", " ± "),
    (r"\\infty|∞|\binfinity\b|\binf\b", " oo "),
    (r"\\lor|∨", " or "),
    (r"\\land|∧", " and "),
    (r"\\neg|¬", " not "),
    (r"\\emptyset|\\varnothing|∅", "{}"),
    (r"\\cup|∪|(?<=[\])]) U (?=[(\[])", " ∪ "),
    (r"\\cap|∩", " ∩ "),
    (r"\\%", "%"),
    (r"%(?=pi|e|i)", ""),
    (r"\\langle", "("),
    (r"\\rangle", ")"),
    (r"ˣ", "^x"),
    (r"∛(\d+)", r"cbrt(\1)"),
    (r"√(\d+|[a-z])", r"sqrt(\1)"),
    (r"√", "sqrt"),
    (r"\\sqrt", "sqrt"),
    (r"¼", "(1/4)"), (r"½", "(1/2)"), (r"¾", "(3/4)"), (r"⅓", "(1/3)"),
    (r"[⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+", lambda m: "^(" + m[0].translate(str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")) + ")"),
    (r"[₀-₉]+", lambda m: "_" + m[0].translate(str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789"))),
    (r"_\{(\w+)\}", r"_\1"),
    (r"[αβθλμπσΦ]", lambda m: f" {_GREEK[m[0]]}" + ("" if m.string[m.end() : m.end() + 1] in ("_", "1") else " ")),
    (r"\\(?=alpha|beta|theta|lambda|mu|pi|sigma|Phi|gamma|epsilon|varepsilon)", " "),
    (r"varepsilon", "epsilon"),
]  # fmt: skip
_TOKEN = re.compile(
    r"\s*(\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?|\\begin\{\w+\}(?:\{[lcr]+\})?|\\end\{\w+\}|\\\\(?:\[\w+\])?|\\[A-Za-z]+"
    r"|[A-Za-z]+(?:_\w+|\d+)?|<=|>=|!=|:=|[-+*/^()\[\]{}|,;=<>!%&±∪∩])"
)


def tokens(text: str, kind: str) -> list[str]:
    if kind == "scalar":
        text = re.sub(r"(?<=\d)(?:\\,|\{,\}|,| )(?=\d{3}(?!\d))", "", text)
    else:
        text = re.sub(r"(?<=\d)\\,(?=\d{3}(?!\d))", "", text)
    for pattern, new in _REPLACED:
        text = re.sub(pattern, new, text)
    if kind in ("vector", "matrix"):
        text = (
            re.sub(r"(?<=[\w)]) +(?=-?[\w(√])(?!-? )(?=[^&]*[\];])", ", ", text)
            if re.search(r"\[[^,&]*\]", text) and "&" not in text
            else text
        )
    found, at = [], 0
    text = text.rstrip()
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise UnreadError(f"at {text[at : at + 10]!r}")
        found.append(match[1])
        at = match.end()
    return [*found, "end"]
