"""Integrals, sums and products in the signs of LaTeX: ``\\int_0^1 f\\,dx``, ``\\sum_{k=1}^n f``.

Where a sign without brackets stands in front of a sum, only the writer knows how far it reaches: that is refused.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from examgen.notation.characters import GREEK_NAMES
from examgen.notation.numbers import small
from examgen.notation.operators import Operators
from examgen.notation.token_types import Numeral, Token, WordToken
from examgen.notation.tree import Integral, Listing, Negative, Node, Number, Series

if TYPE_CHECKING:
    from examgen.notation.vocabulary import Meaning

_INTEGRALS = 4


class Calculus(Operators):
    """The rules of calculus."""

    #: The variable of a ``dx`` in the numerator of a fraction: ``\\int \\frac{dx}{x}``.
    differential: str | None = None

    def expression(self) -> Node:
        """A sum."""
        raise NotImplementedError

    def factors(self) -> Node:
        """A product."""
        raise NotImplementedError

    def special(self, word: Meaning, token: WordToken) -> Node:
        name = word.name
        if name == "derivative":
            return self._diff(token)
        if name in ("integral", "sum", "product"):
            if self.here.kind == "(" or self.here.kind == "[":
                return self._int(token) if name == "integral" else self._series(token, "sum" if name == "sum" else "product")
            return self._sign_integral(token) if name == "integral" else self._sign_series(token, "sum" if name == "sum" else "product")
        return self._of_values(word, token)

    def _limit(self, sign: str) -> Node | None:
        """What hangs on a sign, below (``_``) or above (``^``)."""
        if self.here.kind != sign:
            return None
        self._take()
        if self.here.kind == "(":
            return self.primary()
        if self.here.kind in ("-", "+"):
            self._fail("put what hangs on the sign in braces: _{-1}", expected="{")
        number = isinstance(self.here, Numeral)
        if (number and len(self.here.text) > 1) or (isinstance(self.here, WordToken) and not (self.here.tex or len(self.here.text) == 1)):
            self._fail("put what hangs on the sign in braces: _{10}", expected="{")
        return self.primary() if number else self._tex_argument()

    def _sign_integral(self, opened: Token) -> Node:
        """``\\int_0^1 x^2\\,dx``."""
        low = self._limit("_")
        high = self._limit("^")
        low = self._limit("_") if low is None else low
        if (low is None) != (high is None):
            self._fail("an integral has both limits or none", expected="_" if low is None else "^")
        if self.integrals >= _INTEGRALS:
            self._fail(f"more than {_INTEGRALS} integrals in each other are not read", at=opened.at)
        place = self._differential_ahead()
        if place is None:
            self._fail("an integral ends with its variable: \\int x^2 dx", at=opened.at, expected="dx")
        names = self.names
        if low is not None:
            self.names = names.binding(self._name(place))
        self.integrals += 1
        if self._is_differential():
            inner: Node = Number(self.here.at, small("1"))
        else:
            inner = self.expression()
        variable = self._spent()
        self.integrals -= 1
        self.names = names
        if self.here.kind in ("*", "/", "^", "!") or self._starts_factor():
            self._fail(f"it is not clear whether this belongs to the integral; write int(f, {variable}), or brackets around the integral")
        return Integral(opened.at, inner, variable, low, high)

    def _numerator(self) -> Node:
        """What stands above a bar; the ``dx`` of an integral may stand there too."""
        if not self.integrals or self.here.kind != "{":
            return self._tex_argument()
        opened = self._take()
        inner: Node = Number(self.here.at, small("1")) if self._is_differential() else self.expression()
        if self._is_differential():
            self.differential = self._spent()
        self._close("}", opened)
        return inner

    def _spent(self) -> str:
        """Past the ``dx`` that stands here, or stood above a bar."""
        found = self._differential()
        if found is None:
            if self.differential is not None:
                name, self.differential = self.differential, None
                return name
            self._fail("an integral ends with its variable: \\int x^2 dx", expected="dx", at=min(self.here.at, len(self.text)))
        word, length = found
        self._go(self.index + length)
        pieces = self.names.read(word, self.text)
        if len(pieces) != 1 or pieces[0].kind != "symbol":
            self._fail("a variable was expected behind d", at=word.at)
        return pieces[0].name

    def _differential_ahead(self) -> WordToken | None:
        """The variable of the next ``dx``, wherever it stands."""
        start = self.index
        found: WordToken | None = None
        for place in range(start, len(self.tokens)):
            self._go(place)
            self._split_differential()
            if (differential := self._differential()) is not None:
                found = differential[0]
                break
        self._go(start)
        return found

    def _split_differential(self) -> None:
        """``xdx`` in an integral is ``x dx``."""
        token = self.here
        if not isinstance(token, WordToken) or token.tex or len(token.text) < 3 or token.text[-2] != "d" or not token.text.isalpha():
            return
        if self.names.symbol(token.text) is not None or self._differential() is not None or token.text in GREEK_NAMES:
            return
        cut = len(token.text) - 2
        first = WordToken(token.at, token.text[:cut], token.spaced, token.text[:cut], "", "", False)
        second = WordToken(token.at + cut, token.text[cut:], False, token.text[cut:], "", "", False)
        self.tokens[self.index : self.index + 1] = [first, second]
        self.here = first

    def _sign_series(self, opened: Token, shape: Literal["sum", "product"]) -> Node:
        """``\\sum_{k=1}^{n} k^2``."""
        example = "write \\sum_{k=1}^{n} k^2, or sum(k^2, k, 1, n)"
        bracket = self._ahead(1)
        if self.here.kind != "_" or bracket.kind not in ("{", "(") or self._ahead(3).kind != "=":
            self._fail(example, expected="_{k=1}")
        self._go(self.index + 2)
        index = self.here
        if not isinstance(index, WordToken):
            self._fail(example, expected="k")
        name = self._name(index)
        self._go(self.index + 2)
        low = self.expression()
        self._close("}" if bracket.kind == "{" else ")", bracket)
        high = self._limit("^")
        if high is None:
            self._fail(example, expected="^{n}")
        names, self.names = self.names, self.names.binding(name)
        first = self.index
        inner = self._reaching()
        self.names = names
        self._check_index(first, name)
        return Series(opened.at, shape, inner, name, low, high)

    def _reaching(self) -> Node:
        """What a sign without brackets acts on: a product, which must not be followed by more terms unless it is one bracket."""
        bracketed = self.here.kind in ("(", "[", "{", "\\begin")
        square = self.here.kind == "["
        first = self.index
        negative = self._take() if self.here.kind == "-" else None
        inner = self.factors()
        if bracketed and self._bracket_ends(first) != self.index:
            self._fail("it is not clear how far the sign in front reaches; put what it acts on in brackets", at=self.tokens[first].at)
        if not bracketed:
            self.reach = self.index
        if square and isinstance(inner, Listing) and len(inner.entries) == 1:
            inner = inner.entries[0]
        return inner if negative is None else Negative(negative.at, inner)

    def _bracket_ends(self, first: int) -> int:
        """Index behind the bracket that opens at an index, and behind what is raised there."""
        closing = self._commas(first)[-1] + 1
        if self.tokens[closing].kind != "^":
            return closing
        raised = closing + 1
        if self.tokens[raised].kind in ("(", "{"):
            return self._commas(raised)[-1] + 1
        return raised + 1
