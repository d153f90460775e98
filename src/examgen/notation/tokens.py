"""Text -> tokens: plain notation, Unicode and LaTeX spellings become the same few signs.

Numbers are put together here, since only the characters tell ``1 228 800`` from ``2 3``. What could be meant in two ways is refused:
``1,228`` may be a thousand or one and a bit, and a misreading costs more than a question back.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from examgen.errors import NotationError
from examgen.notation import limits

_SMALL_GREEK = """α alpha β beta γ gamma δ delta ε epsilon ζ zeta η eta θ theta ι iota κ kappa λ lambda μ mu ν nu ξ xi ο omicron π pi ρ rho
    ς sigma σ sigma τ tau υ upsilon φ phi χ chi ψ psi ω omega µ mu ϵ epsilon ϑ theta ϕ phi ϱ rho"""
_LARGE_GREEK = "Γ Gamma Δ Delta Θ Theta Λ Lambda Ξ Xi Π Pi Σ Sigma Υ Upsilon Φ Phi Ψ Psi Ω Omega"
_LETTERS = (_SMALL_GREEK + " " + _LARGE_GREEK).split()
GREEK = dict(zip(_LETTERS[::2], _LETTERS[1::2], strict=True))
_GREEK_NAMES = frozenset(GREEK.values()) | {"varepsilon", "vartheta", "varphi", "varrho", "varsigma"}
_FUNCTION_NAMES = "ln log exp sin cos tan sinh cosh tanh arcsin arccos arctan max min sqrt"
_FUNCTION_COMMANDS = frozenset(_FUNCTION_NAMES.split())
_SIGNS = {
    "×": "*", "·": "*", "⋅": "*", "∙": "*", "∗": "*", "•": "*", "÷": "/", "∕": "/", "⁄": "/", "−": "-", "–": "-", "‐": "-", "‑": "-",
    "∣": "|", "⟨": "<", "∶": ":", "＋": "+", "＝": "=", "[": "[", "]": "]", "(": "(", ")": ")", "{": "{", "}": "}", ",": ",", ";": ";",
    "+": "+", "-": "-", "*": "*", "/": "/", "^": "^", "|": "|", "=": "=", "%": "%", "&": "&",
}  # fmt: skip
_SIGN_COMMANDS = {
    "cdot": "*", "times": "*", "ast": "*", "div": "/", "{": "\\{", "}": "\\}", "lbrace": "\\{", "rbrace": "\\}", "lbrack": "[",
    "rbrack": "]", "vert": "|", "lvert": "|", "rvert": "|", "mid": "|", "%": "%", "\\": "\\\\", "frac": "\\frac", "tfrac": "\\frac",
    "dfrac": "\\frac", "cfrac": "\\frac", "top": "\\top", "intercal": "\\top",
}  # fmt: skip
_SPACES = frozenset(" \t\r\n\u00a0\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000~")
_NARROW = ("\\,", "\\;", "\\:", "\\!", "\\ ", "~", "\u2009", "\u202f", "\u00a0", "'")
_SPACE_NAMES = ", ; : ! quad qquad left right displaystyle textstyle limits big Big bigg Bigg bigl bigr Bigl Bigr biggl biggr Biggl Biggr"
_SPACE_COMMANDS = frozenset(_SPACE_NAMES.split()) | {" ", "\n", "\t"}
_RAISED = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", "0123456789+-", strict=True))
_LOWERED = dict(zip("₀₁₂₃₄₅₆₇₈₉ᵢⱼₖₙₘ", "0123456789ijknm", strict=True))
_PARTS = {"½": (1, 2), "⅓": (1, 3), "⅔": (2, 3), "¼": (1, 4), "¾": (3, 4), "⅕": (1, 5), "⅖": (2, 5), "⅗": (3, 5), "⅘": (4, 5),
          "⅙": (1, 6), "⅚": (5, 6), "⅛": (1, 8), "⅜": (3, 8), "⅝": (5, 8), "⅞": (7, 8)}  # fmt: skip
_OPEN, _CLOSE = frozenset("([{") | {"\\{"}, frozenset(")]}") | {"\\}"}
_WORD = re.compile(r"([A-Za-z]+)([0-9]*)")
_SUBSCRIPT = re.compile(r"_[ ]?(?:\{[ ]?\\?([A-Za-z0-9, ]{1,20})\}|\\([A-Za-z]+)|([A-Za-z]|[0-9]+))")
_FONT = re.compile(r"(?:mathrm|mathit|mathbf|mathsf|boldsymbol|bm|text|textrm|operatorname)[*]?\s*\{\s*([A-Za-z]{1,20})\s*\}")
_ENVIRONMENT = re.compile(r"(begin|end)\s*\{\s*(p|b|B|)matrix\s*\}")
_TEX_DIGITS = re.compile(r"\{,\}|,")


@dataclass(frozen=True)
class Token:
    """A sign, number or word.

    Attributes:
        kind: ``"number"``, ``"word"``, ``"end"``, or the sign itself (``"+"``, ``"\\frac"``, ``"\\begin"``).
        at: offset of its first character.
        text: as written.
        spaced: whether space stands before it.
        value: of a number.
        decimal: of a number: a point or an exponent was written.
        stem, digits, subscript: of a word such as ``W12_ij``.
        tex: spelled as a LaTeX command.
    """

    kind: str
    at: int
    text: str
    spaced: bool = False
    value: Fraction | None = None
    decimal: bool = False
    stem: str = ""
    digits: str = ""
    subscript: str = ""
    tex: bool = False


def tokens(text: str, *, symbols: frozenset[str] = frozenset(), thousands: bool = True) -> list[Token]:
    """The tokens of a text, with an ``"end"`` behind the last.

    Args:
        text: at most ``limits.LENGTH`` characters.
        symbols: declared names; a declared ``e`` or ``E`` is never part of a number.
        thousands: whether ``1,228,800`` outside of brackets is one number.

    Raises:
        NotationError: a character or command that the notation does not have, or a number that could be meant in two ways.
    """
    if len(text) > limits.LENGTH:
        raise NotationError(
            f"the answer is longer than {limits.LENGTH} characters", text=text[: limits.LENGTH], position=limits.LENGTH
        )
    scanner = _Scanner(text, symbols, thousands)
    return scanner.run()


class _Scanner:
    """One pass over a text."""

    def __init__(self, text: str, symbols: frozenset[str], thousands: bool) -> None:
        self.text = text
        self.symbols = symbols
        self.thousands = thousands
        self.at = 0
        self.depth = 0
        self.spaced = False
        self.found: list[Token] = []

    def run(self) -> list[Token]:
        start, end = self._without_delimiters()
        self.at, self.stop = start, end
        while self.at < self.stop:
            if len(self.found) > limits.TOKENS:
                raise self._error("the answer is too long", self.at)
            self._next()
        self.found.append(Token("end", self.stop, "", self.spaced))
        return self.found

    def _without_delimiters(self) -> tuple[int, int]:
        """The range inside ``$...$``, ``\\(...\\)`` or ``\\[...\\]``, where the whole text is wrapped in them."""
        text = self.text
        start, end = len(text) - len(text.lstrip()), len(text.rstrip())
        for left, right in (("$$", "$$"), ("$", "$"), ("\\(", "\\)"), ("\\[", "\\]")):
            inner = text[start:end]
            if inner.startswith(left) and inner.endswith(right) and len(inner) >= len(left) + len(right):
                return start + len(left), end - len(right)
        return start, end

    def _next(self) -> None:
        char = self.text[self.at]
        if char in _SPACES:
            self.spaced = True
            self.at += 1
        elif char == "\\":
            self._command()
        elif char in "0123456789" or (char == "." and self._digit(self.at + 1)):
            self._number()
        elif char.isascii() and char.isalpha():
            self._word()
        elif char in GREEK:
            self._greek()
        elif char in _RAISED:
            self._raised()
        elif char in _PARTS:
            self._emit("number", 1, value=Fraction(*_PARTS[char]))
        elif char == "√":
            self._emit("word", 1, stem="sqrt", tex=True)
        elif self.text.startswith("**", self.at):
            self._emit("^", 2)
        elif char in _SIGNS:
            self._emit(_SIGNS[char], 1)
        elif char == "!":
            raise self._error("factorials are not read; write the number or the product", self.at)
        elif char in "<>≤≥≈≠~":
            raise self._error(f"'{char}' cannot stand in a value", self.at)
        else:
            raise self._error(f"the character {_shown(char)} is not part of the notation", self.at)

    def _emit(
        self, kind: str, length: int, *, value: Fraction | None = None, decimal: bool = False, stem: str = "", digits: str = "",
        subscript: str = "", tex: bool = False,
    ) -> None:  # fmt: skip
        text = self.text[self.at : self.at + length]
        self.found.append(Token(kind, self.at, text, self.spaced, value, decimal, stem, digits, subscript, tex))
        self.depth += (kind in _OPEN or kind == "\\begin") - (kind in _CLOSE or kind == "\\end")
        self.spaced = False
        self.at += length

    def _command(self) -> None:
        if found := _ENVIRONMENT.match(self.text, self.at + 1, self.stop):
            self._emit("\\" + found[1], found.end() - self.at)
            return
        if found := _FONT.match(self.text, self.at + 1, self.stop):
            self._named(found[1], found.end(), tex=True)
            return
        found = re.compile(r"[A-Za-z]+|.", re.DOTALL).match(self.text, self.at + 1, self.stop)
        if found is None:
            raise self._error("a command was expected after the backslash", self.at)
        name = found[0]
        length = found.end() - self.at
        if name in _SPACE_COMMANDS:
            self.spaced = self.spaced or name not in ("left", "right", "!")
            self.at += length
            # "\left." is an empty bracket; "\left\{" and "\left(" are read as what follows.
            if name in ("left", "right") and self.text.startswith(".", self.at):
                raise self._error("a bracket was expected", self.at)
        elif name in _SIGN_COMMANDS:
            self._emit(_SIGN_COMMANDS[name], length)
        elif name in _FUNCTION_COMMANDS:
            if name == "log":
                self._named(name, found.end(), tex=True)
            else:
                self._emit("word", length, stem=name, tex=True)
        elif name in _GREEK_NAMES:
            self._named(name, found.end(), tex=True)
        else:
            raise self._error(f"the command \\{name} is not read here", self.at)

    def _word(self) -> None:
        found = _WORD.match(self.text, self.at, self.stop)
        assert found is not None
        if len(found[0]) > limits.WORD:
            raise self._error(f"a word has more than {limits.WORD} letters", self.at)
        self._named(found[1], found.end(), digits=found[2])

    def _greek(self) -> None:
        self._named(GREEK[self.text[self.at]], self.at + 1)

    def _named(self, stem: str, end: int, *, digits: str = "", tex: bool = False) -> None:
        """A word and the subscript behind it, from here to ``end`` and further."""
        subscript = ""
        if found := _SUBSCRIPT.match(self.text, end, self.stop):
            if found[2] is not None and found[2] not in _GREEK_NAMES:
                raise self._error(f"the command \\{found[2]} is not read in a subscript", end)
            subscript = next(group for group in found.groups() if group is not None).replace(",", "").replace(" ", "")
            end = found.end()
            if found[3] is not None and (tail := re.compile(r"[A-Za-z0-9]+(?:_[A-Za-z0-9]+)*").match(self.text, end, self.stop)):
                # "x_in" typed plainly is one name; in LaTeX it would be x_i n.
                subscript, end = subscript + tail[0], tail.end()
        else:
            while end < self.stop and self.text[end] in _LOWERED:
                subscript += _LOWERED[self.text[end]]
                end += 1
        self._emit("word", end - self.at, stem=stem, digits=digits, subscript=subscript, tex=tex)

    def _raised(self) -> None:
        """Raised digits: ``x²`` is ``x^2``."""
        end = self.at
        while end < self.stop and self.text[end] in _RAISED:
            end += 1
        plain = "".join(_RAISED[char] for char in self.text[self.at : end])
        found = re.fullmatch(r"([+-]?)([0-9]{1,9})", plain)
        if found is None:
            raise self._error("a raised whole number was expected", self.at)
        at = self.at
        self._emit("^", 0)
        value = Fraction(int(plain))
        self.found.append(Token("number", at, self.text[at:end], False, value))
        self.at = end

    def _number(self) -> None:
        start = self.at
        digits = self._digits(start)
        end = start + len(digits)
        if 1 <= len(digits) <= 3 and digits[0] != "0":
            digits, end = self._grouped(digits, end)
        decimals, decimal = "", False
        if end < self.stop and self.text[end] == ".":
            decimals = self._digits(end + 1)
            end += 1 + len(decimals)
            decimal = bool(decimals)
        exponent = 0
        scientific = re.compile(r"[eE]([+-]?[0-9]{1,4})(?![0-9A-Za-z_.(\\^])").match(self.text, end, self.stop)
        if scientific and not any(re.fullmatch(r"[eE]_?[0-9]*", name) for name in self.symbols):
            exponent = int(scientific[1])
            end, decimal = scientific.end(), True
            if abs(exponent) > limits.SCIENTIFIC:
                raise self._error(f"the exponent {exponent} is too large", start)
        if len(digits) + len(decimals) > limits.DIGITS:
            raise self._error(f"a number has more than {limits.DIGITS} digits", start)
        value = Fraction(int(digits + decimals or "0")) * Fraction(10) ** (exponent - len(decimals))
        self._emit("number", end - start, value=value, decimal=decimal)

    def _grouped(self, digits: str, end: int) -> tuple[str, int]:
        """Digits with their thousands separators taken out, as far as they can only be that."""
        by_comma, after_commas, groups = digits, end, 0
        while (comma := _TEX_DIGITS.match(self.text, after_commas, self.stop)) and self._three(comma.end()):
            by_comma += self.text[comma.end() : comma.end() + 3]
            after_commas, groups = comma.end() + 3, groups + 1
        if groups >= 2 and self.thousands and self.depth == 0 and not _TEX_DIGITS.match(self.text, after_commas, self.stop):
            return by_comma, after_commas
        separators = _NARROW if self.depth else (*_NARROW, " ")
        for separator in separators:
            by_space, after = digits, end
            while self.text.startswith(separator, after) and self._three(after + len(separator)):
                after += len(separator)
                by_space += self.text[after : after + 3]
                after += 3
            if after > end:
                return by_space, after
        return digits, end

    def _three(self, at: int) -> bool:
        """Whether exactly three digits stand there."""
        return at + 3 <= self.stop and len(self._digits(at)) == 3

    def _digits(self, at: int) -> str:
        end = at
        while end < self.stop and self._digit(end):
            end += 1
        return self.text[at:end]

    def _digit(self, at: int) -> bool:
        return at < self.stop and self.text[at] in "0123456789"

    def _error(self, fault: str, at: int) -> NotationError:
        return NotationError(fault, text=self.text, position=at)


def _shown(char: str) -> str:
    """A character as it can be printed anywhere."""
    return f"'{char}'" if char.isprintable() else f"U+{ord(char):04X}"
