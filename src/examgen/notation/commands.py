"""Words and the commands of LaTeX, as tokens: fonts and spaces are taken off, subscripts belong to their names."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NoReturn

from examgen.errors import NotationError
from examgen.notation.characters import (
    GREEK_NAMES,
    KEYWORDS,
    LETTER_COMMANDS,
    LOWERED,
    SIDES,
    SIGN_COMMANDS,
    SPACE_COMMANDS,
    STATEMENT_SIGNS,
    WIDE_SIGN_COMMANDS,
)
from examgen.notation.token_types import Token, WordToken
from examgen.notation.vocabulary import NARROW_COMMANDS, OPERATORS, WIDE_COMMANDS, Meaning

_OPEN, _CLOSE = frozenset("([{") | {"\\{"}, frozenset(")]}") | {"\\}"}
_WRITTEN = r"\\(?:text|textrm|mathrm)\{([A-Za-z0-9]{1,20})\}"
_SUBSCRIPT = re.compile(
    rf"_[ ]?(?:\{{[ ]?{_WRITTEN}[ ]?\}}|{_WRITTEN}"
    r"|\{[ ]?\\?([A-Za-z0-9, ]{1,20})\}|\\(?P<command>[A-Za-z]+)|(?P<bare>[A-Za-z]|[0-9]+))"
)
_SUBSCRIPT_TAIL = re.compile(r"[A-Za-z0-9]+(?:_[A-Za-z0-9]+)*")
_FONTS = ["mathrm", "mathit", "mathbf", "mathsf", "mathbin", "mathop", "boldsymbol", "bm", "text", "textrm", "textit", "textbf", "mbox"]
_WITH_ARGUMENT = frozenset(_FONTS) | {"operatorname", "rm", "begin", "end", "mathbb", "Bbb"}
_FONT = re.compile(
    rf"(?:{'|'.join(_FONTS)}|operatorname|rm)[*]?"
    r"\s*\{(?:\\[ ,;:]|[\s~])*([A-Za-z]{1,20})(?:\\[ ,;:]|[\s~])*\}"
)
#: A font for one letter: \\mathrm e, \\mathrm dx; and the signs of probability: \\mathbb{E}[X], \\mathbb{P}(X > 1).
_FONT_LETTER = re.compile(r"(?:mathrm|mathit|mathbf|mathsf|boldsymbol|bm)\s+([A-Za-z])|(?:mathbb|Bbb)\s*\{\s*([EP])\s*\}")
_REALS = re.compile(r"(?:mathbb|Bbb)\s*(?:\{\s*R\s*\}|R(?![A-Za-z]))")
_ENVIRONMENT = re.compile(r"(begin|end)\s*\{\s*(p|b|B|)matrix\s*\}")
_WIDE_ENVIRONMENT = re.compile(
    r"(begin|end)\s*\{\s*(?:(?:(?:[pbB]|)(?:small)?matrix|cases|vmatrix|Vmatrix)\s*\}"
    r"|array\s*\}(?:\s*\{[lcr| ]*\})?|[pbB]?matrix[*]\s*\}(?:\s*\[[lcr]\])?)"
)
#: A set behind a backslash and space: R \\ {0}.
_BEFORE_SET = re.compile(r"\s*\\?\{")
_NEGATED = re.compile(r"\s*(=|\\in(?![A-Za-z]))")
#: The space behind a row of a matrix: \\[2pt].
_ROW_SKIP = re.compile(r"\s*\[\s*-?[0-9]*\.?[0-9]+\s*(?:pt|em|ex|mm|cm|in|px)\s*\]")
#: Commands that leave no space.
_CLOSE_UP = frozenset(("left", "right", "mleft", "mright", "!", "rm", "bf", "it"))
_COMMAND = re.compile(r"[A-Za-z]+|.", re.DOTALL)


@lru_cache(maxsize=256)
def _has_exponents(symbols: frozenset[str]) -> bool:
    """Whether ``1e3`` is a number: no declared name such as ``e3`` says otherwise."""
    return not any(re.fullmatch(r"[eE]_?[0-9]*", name) for name in symbols)


class Commands:
    """Where the scanner stands, and how it reads on behind a backslash or a name."""

    def __init__(self, text: str, symbols: frozenset[str], thousands: bool, wide: bool) -> None:
        self.text = text
        self.symbols = symbols
        self.thousands = thousands
        self.wide = wide
        self.exponents = not symbols or _has_exponents(symbols)
        self.stated = False
        self.at = 0
        self.stop = 0
        self.depth = 0
        self.spaced = False
        self.side = ""
        self.found: list[Token] = []

    def _emit(self, kind: str, length: int) -> None:
        if kind == "|" and self.side:
            kind += self.side
        self.found.append(Token(kind, self.at, self.text[self.at : self.at + length], self.spaced))
        if kind in STATEMENT_SIGNS:
            self.stated = True
        if kind in _OPEN or kind == "\\begin":
            self.depth += 1
        elif kind in _CLOSE or kind == "\\end":
            self.depth -= 1
        self.spaced = False
        self.side = ""
        self.at += length

    def _word(self, length: int, stem: str, subscript: str = "", digits: str = "", meaning: Meaning | None = None) -> None:
        self.found.append(WordToken(self.at, self.text[self.at : self.at + length], self.spaced, stem, digits, subscript, True, meaning))
        self.spaced = False
        self.side = ""
        self.at += length

    def _command(self) -> None:
        text, after, stop = self.text, self.at + 1, self.stop
        found = _COMMAND.match(text, after, stop)
        if found is None:
            raise self._error("a command was expected after the backslash", self.at)
        name, length = found[0], found.end() - self.at
        if name in _WITH_ARGUMENT and self._with_argument(after):
            return
        if self.wide and name == " " and _BEFORE_SET.match(text, found.end(), stop):
            self._emit("∖", length)
        elif self.wide and name == "not" and (negated := _NEGATED.match(text, found.end(), stop)):
            self._emit("!=" if negated[1] == "=" else "notin", negated.end() - self.at)
        elif name in SPACE_COMMANDS:
            self.spaced = self.spaced or name not in _CLOSE_UP
            self.at += length
            self.side = SIDES.get(name, "")
            # "\left." is an empty bracket; "\left\{" and "\left(" are read as what follows.
            if name.endswith(("left", "right")) and text.startswith(".", self.at):
                raise self._error("a bracket was expected", self.at)
        elif (kind := SIGN_COMMANDS.get(name) or (WIDE_SIGN_COMMANDS.get(name) if self.wide else None)) is not None:
            if kind == "space":
                self.at += length
            else:
                self._emit(kind, length)
                if kind == "\\\\" and (skip := _ROW_SKIP.match(text, self.at, stop)):
                    self.at = skip.end()
        elif name in GREEK_NAMES:
            self._named(name, found.end(), tex=True)
        elif (stem := (WIDE_COMMANDS if self.wide else NARROW_COMMANDS).get(name)) is not None:
            if name == "log":
                self._named(stem, found.end(), tex=True)
            else:
                self._word(length, stem)
        elif self.wide and (letter := LETTER_COMMANDS.get(name)) is not None:
            self._word(length, letter, meaning=None if letter == "d" else Meaning("constant", letter))
        else:
            self._unread(name)

    def _with_argument(self, after: int) -> bool:
        """Past a command whose argument says what it is: ``\\begin{pmatrix}``, ``\\mathrm{e}``, ``\\mathbb{R}``."""
        if found := (_WIDE_ENVIRONMENT if self.wide else _ENVIRONMENT).match(self.text, after, self.stop):
            self._emit("\\" + found[1], found.end() - self.at)
        elif self.wide and (found := _REALS.match(self.text, after, self.stop)):
            self._emit("ℝ", found.end() - self.at)
        elif self.wide and (found := _FONT_LETTER.match(self.text, after, self.stop)):
            self._named(found[1] or found[2], found.end(), tex=True)
        elif found := _FONT.match(self.text, after, self.stop):
            if self.wide and found[1] in KEYWORDS:
                self._emit(KEYWORDS[found[1]], found.end() - self.at)
            else:
                self._named(found[1], found.end(), tex=True)
        return found is not None

    def _unread(self, name: str) -> NoReturn:
        hint = {
            "det": "; write the determinant out", "lim": "; limits are not read", "vec": "; write the letter alone",
            "hat": "; write the letter alone", "bar": "; write the letter alone, or conj(z)",
            "lVert": "; write sqrt(...) for a length", "Vert": "; write sqrt(...) for a length",
            "placeholder": "; a field was left empty",
            "overline": "; write the letter alone, or conj(z)", "|": "; write sqrt(...) for a length", "dots": "; write every entry",
            "ldots": "; write every entry", "cdots": "; write every entry", "iint": "; write one integral in the other",
        }.get(name, "")  # fmt: skip
        raise self._error(f"the command \\{name} is not read here{hint if self.wide else ''}", self.at)

    def _named(self, stem: str, end: int, *, digits: str = "", tex: bool = False) -> None:
        """A word and the subscript behind it, from here to ``end`` and further."""
        subscript = ""
        operator = self.wide and stem in OPERATORS
        if not operator and (found := _SUBSCRIPT.match(self.text, end, self.stop)):
            command, bare = found["command"], found["bare"]
            if command is not None and command not in GREEK_NAMES:
                raise self._error(f"the command \\{command} is not read in a subscript", end)
            subscript = next(group for group in found.groups() if group is not None).replace(",", "").replace(" ", "")
            end = found.end()
            tail = _SUBSCRIPT_TAIL.match(self.text, end, self.stop) if bare is not None else None
            if tail is not None and self.wide and bare[0].isdigit() and tail[0][0].isalpha():
                # "x_1y" is x_1 times y, unless it is declared.
                tail = tail if f"{stem}{digits}_{subscript}{tail[0]}" in self.symbols else None
            if tail is not None:
                # "x_in" typed plainly is one name; in LaTeX it would be x_i n.
                subscript, end = subscript + tail[0], tail.end()
        elif not operator:
            while end < self.stop and self.text[end] in LOWERED:
                subscript += LOWERED[self.text[end]]
                end += 1
        if self.wide and not digits and not subscript and stem in KEYWORDS and stem not in self.symbols:
            self._emit(KEYWORDS[stem], end - self.at)
            return
        self._word(end - self.at, stem, subscript, digits)
        word = self.found[-1]
        assert isinstance(word, WordToken)
        word.tex = tex

    def _error(self, fault: str, at: int) -> NotationError:
        return NotationError(fault, text=self.text, position=at)
