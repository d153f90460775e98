"""Derivatives in the signs of Leibniz: ``\\frac{d^2}{dx^2} f``, ``d/dx f``, ``\\frac{\\partial}{\\partial x} f``."""

from __future__ import annotations

import re

from examgen.notation.calculus import Calculus
from examgen.notation.operators import ORDER
from examgen.notation.token_types import Numeral, Token, WordToken
from examgen.notation.tree import Derivative, Node


class Leibniz(Calculus):
    """The rules for quotients of differentials."""

    def _derivative_ahead(self, shape: re.Pattern[str]) -> tuple[list[tuple[WordToken, int]], int] | None:
        """The variables with their orders, and the number of tokens, of ``\\frac{d^2}{dx^2}`` or ``d/dx``, if that stands here."""
        ahead = self.tokens[self.index : self.index + _OPERATOR_TOKENS]
        found = shape.match("".join(_code(token) for token in ahead))
        if found is None or self.names.symbol("d") is not None:
            return None
        order = _order(ahead[: found.start(1)])
        parts: list[tuple[WordToken, int]] = []
        total, length = 0, found.end()
        for part in _BY_ONE.finditer(found[1]):
            if shape is SLASHED and total == order:
                break  # What follows is derived: d/dx d.
            one = ahead[found.start(1) + part.start() : found.start(1) + part.end()]
            parts.append((_variable(one), _order(one)))
            total += parts[-1][1]
            length = found.start(1) + part.end() if shape is SLASHED else length
        if order != total or not 1 <= order <= ORDER or any(count < 1 for _, count in parts):
            return None
        return parts, length

    def _derivative(self, shape: re.Pattern[str]) -> Node | None:
        """A derivative in the signs of Leibniz, if that stands here."""
        found = self._derivative_ahead(shape)
        if found is None:
            return None
        at = self.tokens[self.index - (shape is LEIBNIZ)].at
        parts, length = found
        self._go(self.index + length)
        names: list[str] = []
        for word, _ in parts:
            pieces = self.names.read(word, self.text)
            if len(pieces) != 1 or pieces[0].kind != "symbol":
                self._fail("a variable was expected behind d", at=word.at)
            names.append(pieces[0].name)
        result = self._reaching()
        for name, (_, order) in zip(reversed(names), reversed(parts), strict=True):
            result = Derivative(at, result, name, order)
        return result


_POWER = r"(?:\^(?:n|\{n\}))?"
_DIFFERENTIALS = rf"((?:(?:D|dw){_POWER})+)"
#: ``{d^2}{dx^2}`` behind ``\\frac``, and ``d/dx``, as the codes of their tokens.
LEIBNIZ = re.compile(rf"\{{d{_POWER}\}}\{{{_DIFFERENTIALS}\}}")
SLASHED = re.compile(rf"d{_POWER}/{_DIFFERENTIALS}")
_BY_ONE = re.compile(rf"(?:D|dw){_POWER}")
_OPERATOR_TOKENS = 24


def _code(token: Token) -> str:
    """One letter for a token: d, D for dx, w for another word, n for a number, or the sign."""
    if isinstance(token, WordToken):
        if token.stem == "d" and not token.digits and not token.subscript:
            return "d"
        return "D" if token.stem[0] == "d" and len(token.stem) > 1 and not token.tex else "w"
    if token.kind == "number":
        return "n"
    if token.kind == "∂":
        return "d"
    return token.kind if len(token.kind) == 1 else "?"


def _order(tokens: list[Token]) -> int:
    """How often is derived: the number among some tokens, once without one, or 0 where it is no whole number."""
    powers = [token.value for token in tokens if isinstance(token, Numeral)]
    return 1 if not powers else int(powers[0]) if powers[0].denominator == 1 else 0


def _variable(tokens: list[Token]) -> WordToken:
    """The x of ``dx``, in one word or two."""
    one, two = tokens[0], tokens[1] if len(tokens) > 1 else tokens[0]
    if isinstance(two, WordToken) and _code(one) == "d":
        return two
    assert isinstance(one, WordToken)
    return WordToken(one.at + 1, one.stem[1:], False, one.stem[1:], one.digits, one.subscript, False)
