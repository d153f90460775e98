"""Signs that only the kind of an answer explains, seen before the rules read them.

``in`` is i times n in an exponent and a sign between sets, ``||`` is an ``or`` between conditions, ``U`` a union between intervals, and
the end of a line a row of a matrix. Each is replaced by the sign that it stands for, at its place in the text.
"""

from __future__ import annotations

from examgen.errors import NotationError
from examgen.notation.statements import RELATIONS, Statements
from examgen.notation.token_types import Token, WordToken

#: Kinds in which nothing is in a set.
_WITHOUT_SETS = frozenset(("scalar", "vector", "matrix", "list", "calculus", "plusminus"))
_CONDITIONED = frozenset(("equation", "inequality", "logic"))
_ROWED = frozenset(("vector", "matrix"))
#: What may follow a sign of membership.
_SETS = frozenset(("[", "(", "{", "]", "\\{", "ℝ", "∅", "∪", "∩", "⟨"))
_SAYING = RELATIONS | {"true", "false", "not", "in", "notin"}


class Signs(Statements):
    """What the kind settles about single signs."""

    def _see_signs(self) -> None:
        """Replace the signs that mean something else in this kind."""
        kind = self.kind
        if kind in _ROWED and "\n" in self.text:
            self._see_rows()
        if kind in _CONDITIONED and "|" in self.text and (self.stated or kind == "logic"):
            self._see_alternatives()
        if self.stated and kind in _WITHOUT_SETS:
            self._see_products()
        if kind in ("interval", "set"):
            self._see_unions()
        elif kind == "vector" and self.here.kind == "<":
            self._see_angles()
        self.here = self.tokens[0]

    def _see_angles(self) -> None:
        """``<1, 2>`` where a vector is asked for."""
        last = len(self.tokens) - 2
        if self.tokens[last].kind == ">":
            self.tokens[0] = Token("⟨", self.here.at, "<", self.here.spaced)
            self.tokens[last] = Token("⟩", self.tokens[last].at, ">", self.tokens[last].spaced)

    def _see_unions(self) -> None:
        """``(0, 1) U (2, 3)``: a letter U between two brackets is the sign of a union; R is the set of all numbers."""
        for place in range(len(self.tokens) - 1):
            token = self.tokens[place]
            if token.text == "R" and token.kind == "word" and self.names.symbol("R") is None and self.tokens[place + 1].kind != "=":
                self.tokens[place] = Token("ℝ", token.at, token.text, token.spaced)
            if place == 0 or not isinstance(token, WordToken) or token.text not in ("U", "u") or self.names.symbol(token.text) is not None:
                continue
            if self.tokens[place - 1].kind in (")", "]", "[", "}", "\\}", "∅", "ℝ"):
                self.tokens[place] = Token("∪", token.at, token.text, token.spaced)
                self.stated = True

    def _see_products(self) -> None:
        """``e^{2\\pi in}``: i times n, where n is declared and nothing is said to be in a set."""
        for place, token in enumerate(self.tokens):
            if token.kind != "in" or token.text != "in" or self.names.symbol("n") is None:
                continue
            if not (place and self._ends_value(place - 1)) or self.tokens[place + 1].kind not in _SETS:
                word = WordToken(token.at, token.text, token.spaced, token.text, "", "", False)
                try:
                    self.names.read(word, self.text)
                except NotationError:
                    return
                self.tokens[place] = word

    def _see_alternatives(self) -> None:
        """``x < 1 || x > 2`` and SymPy's ``(x < 1) | (x > 2)``: bars between conditions, of which none is an absolute value."""
        bars = [place for place, token in enumerate(self.tokens) if token.kind == "|"]
        double = [place for place in bars if self._is_double(place)]
        if double:
            single = [place for place in bars if place not in double and place - 1 not in double]
            if any(sum(bar < place for bar in single) % 2 for place in double) or len(single) % 2:
                return
            if all(self._says(start, end) for start, end in self._parts(double)) or (self.kind == "logic" and not single):
                self._replace(double, 2)
        elif all(self._is_between(place) for place in bars) and all(self._says(start, end) for start, end in self._parts(bars)):
            self._replace(bars, 1)

    def _is_between(self, place: int) -> bool:
        """Whether a sign stands between two brackets."""
        return place > 0 and self.tokens[place - 1].kind == ")" and self._at(place + 1).kind == "("

    def _is_double(self, place: int) -> bool:
        """Whether two bars without a space between them stand here, and spaces around them."""
        first, second, after = self.tokens[place], self._at(place + 1), self._at(place + 2)
        alone = second.kind == "|" and first.spaced and not second.spaced
        return alone and after.spaced and after.kind != "end" and place > 0

    def _at(self, place: int) -> Token:
        return self.tokens[min(place, len(self.tokens) - 1)]

    def _parts(self, bars: list[int]) -> list[tuple[int, int]]:
        """The places between some bars."""
        return list(zip([0, *bars], [*bars, len(self.tokens)], strict=True))

    def _says(self, start: int, end: int) -> bool:
        """Whether something holds or does not hold between two places."""
        return any(token.kind in _SAYING for token in self.tokens[start:end])

    def _replace(self, bars: list[int], length: int) -> None:
        for place in reversed(bars):
            token = self.tokens[place]
            self.tokens[place : place + length] = [Token("or", token.at, "|" * length, token.spaced)]
        self.stated = True
