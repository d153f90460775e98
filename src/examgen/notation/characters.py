"""Which characters and LaTeX commands mean the same: tables, and nothing that acts."""

from __future__ import annotations

import unicodedata

_SMALL_GREEK = """α alpha β beta γ gamma δ delta ε epsilon ζ zeta η eta θ theta ι iota κ kappa λ lambda μ mu ν nu ξ xi ο omicron π pi ρ rho
    ς sigma σ sigma τ tau υ upsilon φ phi χ chi ψ psi ω omega µ mu ϵ epsilon ϑ theta ϕ phi ϱ rho ϖ pi"""
_LARGE_GREEK = "Γ Gamma Δ Delta Θ Theta Λ Lambda Ξ Xi Π Pi Σ Sigma Υ Upsilon Φ Phi Ψ Psi Ω Omega"
_LETTERS = (_SMALL_GREEK + " " + _LARGE_GREEK).split()
GREEK = dict(zip(_LETTERS[::2], _LETTERS[1::2], strict=True))
GREEK_NAMES = frozenset(GREEK.values()) | {"varepsilon", "vartheta", "varphi", "varrho", "varsigma", "varpi"}
#: Greek names that look different and mean the same letter.
VARIANTS = {"varepsilon": "epsilon", "vartheta": "theta", "varphi": "phi", "varrho": "rho", "varsigma": "sigma", "varpi": "pi"}

#: Signs that every reader knows, and the kinds of token that they are.
SIGNS = {
    "×": "*", "·": "*", "⋅": "*", "∙": "*", "∗": "*", "•": "*", "÷": "/", "∕": "/", "⁄": "/", "−": "-", "–": "-", "‐": "-", "‑": "-",
    "⨯": "*", "✕": "*", "\u2062": "*", "〖": "(", "〗": ")",
    "∣": "|", "＋": "+", "＝": "=", "[": "[", "]": "]", "(": "(", ")": ")", "{": "{", "}": "}", ",": ",", ";": ";",
    "+": "+", "-": "-", "*": "*", "**": "^", "/": "/", "^": "^", "|": "|", "=": "=", "%": "%", "&": "&",
}  # fmt: skip
#: Signs of whole answers: relations, logic, sets, both signs, and what stands behind a value.
WIDE_SIGNS = {
    "<": "<", ">": ">", "<=": "<=", "=<": "<=", "≤": "<=", "⩽": "<=", "≦": "<=", ">=": ">=", "≥": ">=", "⩾": ">=", "≧": ">=", "!=": "!=",
    "<>": "!=", "≠": "!=", "#": "!=", "==": "=", ":=": "=", "≔": "=",
    "=>": "=>", "⇒": "implies", "⇔": "iff", "⊕": "xor", "&&": "and", "∧": "and",
    "∨": "or", "¬": "not", "∈": "in", "∉": "notin", "∪": "∪", "∩": "∩", "±": "±", "∓": "∓", "#pm#": "±", "!": "!", "°": "°", "'": "'",
    "′": "'", "’": "'", ".T": "'", ".'": "'", "_": "_", "∅": "∅", "ℝ": "ℝ", "∫": "∫", "∑": "∑", "∏": "∏",
    "⌊": "⌊", "⌋": "⌋", "⌈": "⌈", "⌉": "⌉",
    "+/-": "±", "+/−": "±", "+/–": "±", "-/+": "∓", "−/+": "∓", "–/+": "∓", ".*": "*", "./": "/", ".^": "^", "..": "..",
    "⟨": "⟨", "⟩": "⟩", "⊤": "\\top", "√": "√", "≈": "≈",
    "∖": "∖", "■": "■", "█": "■", "@": "\\\\", "~": "~", "∞": "∞", "→": "→", "->": "→", ":": ":",
}  # fmt: skip
SIGN_COMMANDS = {
    "cdot": "*", "times": "*", "ast": "*", "div": "/", "{": "\\{", "}": "\\}", "lbrace": "\\{", "rbrace": "\\}", "lbrack": "[",
    "rbrack": "]", "vert": "|", "lvert": "|(", "rvert": "|)", "mid": "|", "%": "%", "\\": "\\\\", "frac": "\\frac", "tfrac": "\\frac",
    "dfrac": "\\frac", "cfrac": "\\frac", "nicefrac": "\\frac", "sfrac": "\\frac", "top": "\\top", "intercal": "\\top",
}  # fmt: skip
WIDE_SIGN_COMMANDS = {
    "le": "<=", "leq": "<=", "leqslant": "<=", "leqq": "<=", "ge": ">=", "geq": ">=", "geqslant": ">=", "geqq": ">=", "lt": "<",
    "gt": ">", "ne": "!=", "neq": "!=", "lor": "or", "vee": "or", "land": "and", "wedge": "and", "lnot": "not", "neg": "not", "in": "in",
    "notin": "notin", "cup": "∪", "cap": "∩", "pm": "±", "mp": "∓", "emptyset": "∅", "varnothing": "∅", "int": "∫", "sum": "∑",
    "prod": "∏", "lfloor": "⌊", "rfloor": "⌋", "lceil": "⌈", "rceil": "⌉", "langle": "⟨", "rangle": "⟩", "binom": "\\binom",
    "tbinom": "\\binom", "dbinom": "\\binom", "choose": "\\choose", "over": "\\over", "circ": "°", "degree": "°", "prime": "'",
    "mod": "mod", "bmod": "mod", "partial": "∂", "lparen": "(", "rparen": ")", "Rightarrow": "implies", "implies": "implies", "iff": "iff",
    "Leftrightarrow": "iff", "oplus": "xor",
    "approx": "≈", "sim": "~", "to": "→", "rightarrow": "→", "colon": ":", "setminus": "∖", "R": "ℝ", "reals": "ℝ", "hline": "space",
}  # fmt: skip
#: Signs without which a text is made of sums alone.
STATEMENT_SIGNS = frozenset(("=", "!=", "<", "<=", ">", ">=", "or", "and", "not", "in", "notin", "∪", "∩", "=>", "implies", "iff", "xor",
                             "∖", "&"))  # fmt: skip
#: Words that are signs where they are no declared names.
KEYWORDS = {
    "or": "or", "nounor": "or", "OR": "or", "Or": "or", "and": "and", "nounand": "and", "AND": "and", "And": "and", "not": "not",
    "nounnot": "not", "NOT": "not", "Not": "not", "true": "true", "True": "true", "TRUE": "true", "false": "false", "False": "false",
    "FALSE": "false", "in": "in", "union": "∪", "Union": "∪", "intersect": "∩", "intersection": "∩", "Intersection": "∩", "mod": "mod",
    "choose": "\\choose", "xor": "xor", "XOR": "xor", "implies": "implies", "iff": "iff", "xnor": "iff", "XNOR": "iff",
    "oder": "or", "und": "and", "nicht": "not", "wahr": "true", "falsch": "false", "Reals": "ℝ", "EmptySet": "∅",
}  # fmt: skip
#: MathLive's commands for letters that are no variables, and the letters.
LETTER_COMMANDS = {"differentialD": "d", "exponentialE": "e", "imaginaryI": "i", "imaginaryJ": "i"}
#: Also what editors leave in a text and nobody sees: zero widths, the sign that a function is applied, Word's sign behind a sum.
SPACES = " \t\r\n\u00a0\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000~\u200b\u2060\u2061\ufeff▒"
_SPACE_NAMES = """, ; : ! quad qquad enspace thinspace medspace thickspace negthinspace left right mleft mright displaystyle textstyle
    scriptstyle limits nolimits rm bf it big Big bigg Bigg bigl bigr Bigl Bigr biggl biggr Biggl Biggr"""
SPACE_COMMANDS = frozenset(_SPACE_NAMES.split()) | {" ", "\n", "\t"}
#: Commands after which a bar opens or closes.
SIDES = dict.fromkeys(["left", "mleft", "bigl", "Bigl", "biggl", "Biggl"], "(")
SIDES |= dict.fromkeys(["right", "mright", "bigr", "Bigr", "biggr", "Biggr"], ")")

RAISED = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ⁿⁱˣʸᵏᵐᵃᵇᵗᵀ", "0123456789+-()nixykmabtT", strict=True))
LOWERED = dict(zip("₀₁₂₃₄₅₆₇₈₉ᵢⱼₖₙₘₐₓₚₜ", "0123456789ijknmaxpt", strict=True))
PARTS = {"½": (1, 2), "⅓": (1, 3), "⅔": (2, 3), "¼": (1, 4), "¾": (3, 4), "⅕": (1, 5), "⅖": (2, 5), "⅗": (3, 5), "⅘": (4, 5),
         "⅙": (1, 6), "⅚": (5, 6), "⅛": (1, 8), "⅜": (3, 8), "⅝": (5, 8), "⅞": (7, 8)}  # fmt: skip


def _folds() -> dict[int, str]:
    """Fullwidth forms and mathematical letters -> the characters that they are forms of; each stays one character."""
    forms = [*range(0xFF01, 0xFF5F), *range(0x1D400, 0x1D7D8), *range(0x1D7E2, 0x1D800), *range(0x2100, 0x2150), 0x3000]
    table = {ord("ί"): "i"}  # GeoGebra's imaginary unit.
    for form in forms:
        plain = unicodedata.normalize("NFKC", chr(form))
        if len(plain) == 1 and (plain.isascii() or plain in GREEK) and chr(form) not in "ℝ":
            table[form] = plain
    return table


_FOLDS = _folds()


def folded(text: str) -> str:
    """The text with fullwidth signs and mathematical letters in their plain forms, character by character."""
    return text if text.isascii() else text.translate(_FOLDS)


def shown(char: str) -> str:
    """A character as it can be printed anywhere."""
    return f"'{char}'" if char.isprintable() else f"U+{ord(char):04X}"
