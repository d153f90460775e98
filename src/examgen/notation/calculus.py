"""Derivatives, integrals, sums and products, as functions (``diff(f, x)``) and in the signs of LaTeX (``\\int_0^1 f\\,dx``).

Their variables are names of their own: ``k`` in ``sum(k, k, 1, n)`` need not be declared. Where a sign without brackets stands in front
of a sum, only the writer knows how far it reaches: that is refused.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from examgen.notation.calls import Calls
from examgen.notation.characters import GREEK_NAMES, VARIANTS
from examgen.notation.numbers import small
from examgen.notation.token_types import Numeral, Token, WordToken
from examgen.notation.tree import Derivative, Integral, Listing, Negative, Node, Number, Series, Variable

if TYPE_CHECKING:
    from examgen.notation.vocabulary import Meaning

_ORDER = 10
_INTEGRALS = 4


class Calculus(Calls):
    """The rules of calculus."""

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

    # --- as functions --------------------------------------------------------------------------------------------

    def _diff(self, token: WordToken) -> Node:
        """``diff(f, x)``, ``diff(f, x, 2)``."""
        inner, *rest = self._arguments(2, 3, token.text)
        if len(rest) == 1 and isinstance(rest[0], Listing) and len(rest[0].entries) == 2:
            rest = list(rest[0].entries)
        variable = self._variable(rest[0], token.text)
        order = 1
        if len(rest) == 2:
            if isinstance(rest[1], Variable):
                return Derivative(token.at, Derivative(token.at, inner, variable), rest[1].name)
            order = self._order(rest[1])
        return Derivative(token.at, inner, variable, order)

    def _order(self, node: Node) -> int:
        if not isinstance(node, Number) or node.value.denominator != 1 or not 1 <= node.value <= _ORDER:
            self._fail(f"the order of a derivative is a whole number from 1 to {_ORDER}", at=node.at)
        return int(node.value)

    def _int(self, token: WordToken) -> Node:
        """``int(f, x)``, ``int(f, x, a, b)``, ``integrate(f, (x, a, b))``."""
        found, bound = self._with_variable(token)
        inner, rest = found[0], found[1:]
        if len(rest) == 1:
            variable = self._variable(rest[0], token.text)
            if bound is not None and self.names.symbol(variable) is None and not self.names.free:
                raise self.names.unknown(variable, bound.at, self.text)
            return Integral(token.at, inner, variable)
        if len(rest) != 3:
            self._fail(f"write {token.text}(f, x) or {token.text}(f, x, a, b)", at=token.at)
        return Integral(token.at, inner, self._variable(rest[0], token.text), rest[1], rest[2])

    def _series(self, token: WordToken, shape: Literal["sum", "product"]) -> Node:
        """``sum(f, k, a, b)``, ``Sum(f, (k, a, b))``."""
        found, _ = self._with_variable(token)
        if len(found) != 4:
            self._fail(f"write {token.text}(f, k, a, b) for k from a to b", at=token.at)
        inner, variable, low, high = found
        return Series(token.at, shape, inner, self._variable(variable, token.text), low, high)

    def _with_variable(self, token: WordToken) -> tuple[tuple[Node, ...], WordToken | None]:
        """Arguments of which the second is, or begins with, a name of their own."""
        commas = self._commas(self.index)
        bound: WordToken | None = None
        if len(commas) > 1:
            place = commas[0] + 1
            if self.tokens[place].kind in ("(", "[", "{", "\\{"):
                place += 1
            candidate = self.tokens[place]
            bound = candidate if isinstance(candidate, WordToken) else None
        names = self.names
        if bound is not None:
            self.names = names.binding(self._name(bound))
        found = self._arguments(1, 4, token.text)
        self.names = names
        if len(found) == 2 and isinstance(found[1], Listing):
            found = (found[0], *found[1].entries)
        return found, bound

    def _variable(self, node: Node, name: str) -> str:
        if not isinstance(node, Variable):
            self._fail(f"the second argument of '{name}' is a variable", expected="a variable", at=node.at)
        return node.name

    def _name(self, token: WordToken) -> str:
        """The name of a variable that is bound here: a letter or Greek name, with digits or a subscript, declared or not."""
        pieces = self.names.read(token, self.text) if self.names.free or self.names.symbol(token.stem) else ()
        if len(pieces) == 1 and pieces[0].kind in ("symbol", "constant"):
            return pieces[0].name
        stem, ending = VARIANTS.get(token.stem, token.stem), "_".join(part for part in (token.digits, token.subscript) if part)
        return f"{stem}_{ending}" if ending else stem

    # --- as signs ------------------------------------------------------------------------------------------------

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

    #: The variable of a ``dx`` in the numerator of a fraction: ``\\int \\frac{dx}{x}``.
    differential: str | None = None

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
        if self.here.kind != "_" or self._ahead(1).kind != "{" or self._ahead(3).kind != "=":
            self._fail(example, expected="_{k=1}")
        self._go(self.index + 2)
        index = self.here
        if not isinstance(index, WordToken):
            self._fail(example, expected="k")
        name = self._name(index)
        self._go(self.index + 2)
        low = self.expression()
        self._close("}", opened)
        high = self._limit("^")
        if high is None:
            self._fail(example, expected="^{n}")
        names, self.names = self.names, self.names.binding(name)
        inner = self._reaching()
        self.names = names
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

    def _derivative_ahead(self, shape: re.Pattern[str]) -> tuple[WordToken, int, int] | None:
        """The variable, the order and the number of tokens of ``\\frac{d^2}{dx^2}`` or ``d/dx``, if that stands here."""
        ahead = self.tokens[self.index : self.index + _OPERATOR_TOKENS]
        found = shape.match("".join(_code(token) for token in ahead))
        if found is None or self.names.symbol("d") is not None:
            return None
        powers = [token.value for token in ahead[: found.end()] if isinstance(token, Numeral)]
        if powers and (len(powers) != 2 or powers[0] != powers[1] or powers[0].denominator != 1 or not 1 <= powers[0] <= _ORDER):
            return None
        (place,) = (place for place in (found.start(1), found.start(2)) if place >= 0)
        variable = ahead[place]
        assert isinstance(variable, WordToken)
        if found.start(1) >= 0:
            variable = WordToken(variable.at + 1, variable.stem[1:], False, variable.stem[1:], variable.digits, variable.subscript, False)
        return variable, int(powers[0]) if powers else 1, found.end()

    def _derivative(self, shape: re.Pattern[str]) -> Node | None:
        """A derivative in the signs of Leibniz, if that stands here."""
        found = self._derivative_ahead(shape)
        if found is None:
            return None
        at = self.tokens[self.index - (shape is LEIBNIZ)].at
        word, order, length = found
        self._go(self.index + length)
        pieces = self.names.read(word, self.text)
        if len(pieces) != 1 or pieces[0].kind != "symbol":
            self._fail("a variable was expected behind d", at=word.at)
        return Derivative(at, self._reaching(), pieces[0].name, order)


#: ``{d^2}{dx^2}`` behind ``\\frac``, and ``d/dx``, as the codes of their tokens.
LEIBNIZ = re.compile(r"\{d(?:\^(?:n|\{n\}))?\}\{(?:(D)|d(w))(?:\^(?:n|\{n\}))?\}")
SLASHED = re.compile(r"d(?:\^(?:n|\{n\}))?/(?:(D)|d(w))(?:\^(?:n|\{n\}))?")
_OPERATOR_TOKENS = 16


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
