"""Text -> tokens: plain notation, Unicode and LaTeX spellings become the same few signs.

One compiled expression finds the next token; what it finds decides who reads on. Two vocabularies share the scanner: the one of single
values, and the wide one of whole answers, which has relations, logic, sets and calculus as well.
"""

from __future__ import annotations

import re

from examgen.errors import NotationError
from examgen.notation import limits
from examgen.notation.characters import (
    GREEK,
    KEYWORDS,
    LOWERED,
    PARTS,
    RAISED,
    SIGNS,
    SPACES,
    WIDE_SIGNS,
    folded,
    shown,
)
from examgen.notation.numbers import Context, read_number, small
from examgen.notation.token_types import Numeral, Token, WordToken
from examgen.notation.words import PERCENT_NAME, Words

_ALL_SIGNS = {**SIGNS, **WIDE_SIGNS}
_CHOICE = "|".join(re.escape(sign) for sign in sorted(_ALL_SIGNS, key=len, reverse=True) if sign not in (".T", ".'", ".."))
_NEXT = re.compile(
    f"([{SPACES}]+)?(?:([0-9]+|\\.[0-9]+)|([A-Za-z]+)([0-9]*)|([/^()\\[\\]{{}},]|\\+(?!/[-−–])|-(?!>|/\\+)|\\*\\*?)|(\\\\)"
    f"|(\\.T(?![A-Za-z0-9])|\\.'|\\.\\.(?!\\.)|{_CHOICE})|(.))",
    re.DOTALL,
)
#: Characters behind some digits that may make them a longer number.
_LONGER = frozenset(".,'~\\{eE \u00a0\u2009\u202f")
_DIGITS = re.compile(r"[0-9]+")
#: Characters in front of a last point or semicolon that is part of something.
_NO_END = frozenset(".;\\")
_BOXED = re.compile(r"\\boxed\s*\{(.*)\}", re.DOTALL)


def tokens(text: str, *, symbols: frozenset[str] = frozenset(), thousands: bool = True, wide: bool = False) -> list[Token]:
    """The tokens of a text, with an ``"end"`` behind the last.

    Args:
        text: at most ``limits.LENGTH`` characters.
        symbols: declared names; a declared ``e`` or ``E`` is never part of a number.
        thousands: whether ``1,228,800`` outside of brackets is one number.
        wide: the vocabulary of whole answers.

    Raises:
        NotationError: a character or command that the notation does not have, or a number that could be meant in two ways.
    """
    return scan(text, symbols, thousands, wide)[0]


def scan(text: str, symbols: frozenset[str], thousands: bool, wide: bool) -> tuple[list[Token], bool]:
    """Like ``tokens``, and whether a sign of relations, logic or sets is among them."""
    if len(text) > limits.LENGTH:
        raise NotationError(f"the answer is longer than {limits.LENGTH} characters", text=text[: limits.LENGTH], position=limits.LENGTH)
    if wide and "~" in text and "\\" not in text:
        fault = "the sign '~' is not read; write 'not', or the number alone"
        raise NotationError(fault, text=text, position=text.index("~"))
    scanner = _Scanner(folded(text) if wide else text, symbols, thousands, wide)
    return scanner.run(), scanner.stated


class _Scanner(Words):
    """One pass over a text."""

    def run(self) -> list[Token]:
        self.at, self.stop = self._without_delimiters()
        text, stop, found, wide = self.text, self.stop, self.found, self.wide
        while self.at < stop:
            match = _NEXT.match(text, self.at, stop)
            if match is None:  # Space at the end.
                self.spaced = True
                break
            space, digits, letters, behind, plain, command, sign, _ = match.groups()
            if space is not None:
                self.spaced = True
                self.at += len(space)
            if len(found) > limits.TOKENS:
                raise self._error("the answer is too long", self.at)
            if plain is not None:
                if plain in "([{":
                    self.depth += 1
                elif plain in ")]}":
                    self.depth -= 1
                found.append(Token("^" if plain == "**" else plain, self.at, plain, self.spaced))
                self.spaced = False
                self.side = ""
                self.at = match.end()
            elif letters is not None:
                after = match.end()
                if len(letters) + len(behind) > limits.WORD:
                    raise self._error(f"a word has more than {limits.WORD} letters", self.at)
                if after < stop and (text[after] == "_" or text[after] in LOWERED):
                    self._named(letters, after, digits=behind)
                elif wide and letters == "minf" and not behind and letters not in self.symbols:
                    self._emit("-", 0)
                    self._word(4, "oo")
                elif wide and after < stop and text[after] in "[." and self._continued(letters, behind, after):
                    pass
                elif wide and not behind and letters in KEYWORDS and letters not in self.symbols:
                    self._emit(KEYWORDS[letters], len(letters))
                else:
                    found.append(WordToken(self.at, letters + behind, self.spaced, letters, behind, "", False))
                    self.spaced = False
                    self.side = ""
                    self.at = after
            elif digits is not None:
                after = match.end()
                if (after < stop and text[after] in _LONGER and self._goes_on(after)) or digits[0] == "." or len(digits) > limits.DIGITS:
                    self._number()
                else:
                    found.append(Numeral(self.at, digits, self.spaced, small(digits), False))
                    self.spaced = False
                    self.side = ""
                    self.at = after
            elif command is not None:
                self._command()
            elif sign is not None:
                self._sign(sign)
            else:
                self._other(text[self.at])
        found.append(Token("end", stop, "", self.spaced))
        return found

    def _without_delimiters(self) -> tuple[int, int]:
        """The range inside ``$...$``, ``\\(...\\)``, ``\\[...\\]`` or ``\\boxed{...}``, where the whole text is wrapped in them."""
        text = self.text
        start, end = len(text) - len(text.lstrip()), len(text.rstrip())
        if start < end and text[start] in "$\\":
            for left, right in (("$$", "$$"), ("$", "$"), ("\\(", "\\)"), ("\\[", "\\]")):
                if text.startswith(left, start) and text.endswith(right, start, end) and end - start >= len(left) + len(right):
                    start, end = start + len(left), end - len(right)
                    break
            while start < end and text[end - 1] in SPACES and (text[end - 2 : end - 1] != "\\" or end - start < 2):
                end -= 1
            if self.wide and (boxed := _BOXED.fullmatch(text, start, end)):
                start, end = boxed.span(1)
        if self.wide and end - start > 1 and text[end - 1] in ";." and text[end - 2] not in _NO_END:
            end -= 1  # The end of a statement, or of a sentence.
        return start, end

    def _sign(self, sign: str) -> None:
        kind = SIGNS.get(sign)
        if kind is None:
            kind = WIDE_SIGNS[sign] if self.wide else sign[0]
            if not self.wide and kind not in "+-":  # "+/-" begins with a sign that every reader knows.
                self._other(kind)
            elif not self.wide:
                self._emit(kind, 1)
            elif kind in ("√", "∞"):
                self._word(1, "sqrt" if kind == "√" else "oo")
            elif kind == "'" and self._is_noun():
                self.at += len(sign)
            else:
                self._emit(kind, len(sign))
            return
        if kind == "%" and self.wide and (found := PERCENT_NAME.match(self.text, self.at, self.stop)):
            self._percent_name(found[1], found.end() - self.at)
            return
        self._emit(kind, len(sign))

    def _other(self, char: str) -> None:
        """What the expression does not know: letters of other alphabets, raised digits, and what is refused."""
        if char in GREEK:
            digits = _DIGITS.match(self.text, self.at + 1, self.stop) if self.wide else None
            self._named(GREEK[char], self.at + 1 if digits is None else digits.end(), digits=digits[0] if digits is not None else "")
        elif char in RAISED:
            self._raised()
        elif char in PARTS:
            self.found.append(Numeral(self.at, char, self.spaced, small(str(PARTS[char][0])) / PARTS[char][1], False))
            self.spaced = False
            self.at += 1
        elif char == "√":
            self._word(1, "sqrt")
        elif char in "∛∜" and self.wide:
            self._word(1, "cbrt" if char == "∛" else "fourthroot")
        elif char == "∂" and self.wide:
            self._emit("∂", 1)
        elif char == "!":
            raise self._error("factorials are not read; write the number or the product", self.at)
        elif char in "<>≤≥≈≠~":
            raise self._error(f"'{char}' cannot stand in a value", self.at)
        elif char == "$":
            raise self._error("the sign '$' is not read inside an answer; leave it out", self.at)
        elif char in '"`“”':
            raise self._error("quotation marks are not read; leave them out", self.at)
        else:
            raise self._error(f"the character {shown(char)} is not part of the notation", self.at)

    def _raised(self) -> None:
        """Raised digits, letters and signs: ``x²`` is ``x^2``, ``e⁻ˣ`` is ``e^{-x}``."""
        at, end = self.at, self.at
        while end < self.stop and self.text[end] in RAISED:
            end += 1
        plain = "".join(RAISED[char] for char in self.text[at:end])
        self._emit("^", 0)
        if len(plain) > limits.WORD:
            raise self._error(f"more than {limits.WORD} raised characters in a row", at)
        if re.fullmatch(r"[0-9]{1,9}" if self.wide else r"[+-]?[0-9]{1,9}", plain):
            value = small(plain) if plain[0] not in "+-" else -small(plain[1:]) if plain[0] == "-" else small(plain[1:])
            self.found.append(Numeral(at, self.text[at:end], False, value, False))
        elif not self.wide or not re.fullmatch(r"[0-9A-Za-z()+-]*[0-9A-Za-z)]", plain):
            raise self._error("a raised whole number was expected", at)
        else:
            self.found.append(Token("{", at, "", False))
            for piece in re.finditer(r"([0-9]+)|([A-Za-z])|(.)", plain):
                digits, letter, sign = piece.groups()
                place = at + piece.start()
                if digits is not None:
                    self.found.append(Numeral(place, digits, False, small(digits), False))
                elif letter is not None:
                    self.found.append(WordToken(place, letter, False, letter, "", "", False))
                else:
                    self.found.append(Token(sign, place, self.text[place], False))
            self.found.append(Token("}", end - 1, "", False))
        self.at = end

    def _goes_on(self, after: int) -> bool:
        """Whether some digits may be the beginning of a longer number; no comma is part of one within brackets."""
        char = self.text[after]
        if char == " ":
            return self.text[after + 1] in "0123456789"
        return char != "," or self.depth <= 0

    def _number(self) -> None:
        context = Context(self.depth == 0, self.thousands, self.exponents, self.wide)
        end, value, decimal = read_number(self.text, self.at, self.stop, context)
        self.found.append(Numeral(self.at, self.text[self.at : end], self.spaced, value, decimal))
        self.spaced = False
        self.side = ""
        self.at = end
