"""Derivatives, integrals, sums and products, written as functions: ``diff(f, x)``, ``int(f, x, a, b)``, ``sum(f, k, a, b)``.

Their variables are names of their own: ``k`` in ``sum(k, k, 1, n)`` need not be declared.
"""

from __future__ import annotations

from typing import Literal

from examgen.notation.characters import VARIANTS
from examgen.notation.specials import Specials
from examgen.notation.token_types import Token, WordToken
from examgen.notation.tree import Derivative, Integral, Listing, Node, Number, Series, Variable

ORDER = 10


class Operators(Specials):
    """The functions of calculus."""

    def _diff(self, token: WordToken) -> Node:
        """``diff(f, x)``, ``diff(f, x, 2)``, ``D[f, {x, 2}]``."""
        if token.text == "D" and self.here.kind != "[":
            raise self.names.unknown("D", token.at, self.text)
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
        if not isinstance(node, Number) or node.value.denominator != 1 or not 1 <= node.value <= ORDER:
            self._fail(f"the order of a derivative is a whole number from 1 to {ORDER}", at=node.at)
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
        first = self.index
        found, _ = self._with_variable(token)
        if len(found) != 4:
            self._fail(f"write {token.text}(f, k, a, b) for k from a to b", at=token.at)
        inner, variable, low, high = found
        name = self._variable(variable, token.text)
        self._check_index(first, name)
        return Series(token.at, shape, inner, name, low, high)

    def _check_index(self, first: int, index: str) -> None:
        """``x_k`` is one name, and not the k-th of several: a sum over k would add the same value again and again."""
        for token in self.tokens[first : self.index]:
            if isinstance(token, WordToken) and token.text.replace("{", "").replace("}", "").endswith(f"_{index}"):
                self._fail(f"'{token.text}' is one name, which does not change with {index}; write the terms out", at=token.at)

    def _with_variable(self, token: WordToken) -> tuple[tuple[Node, ...], WordToken | None]:
        """Arguments of which the second is, or begins with, a name of their own."""
        commas = self._commas(self.index)
        if len(commas) == 2 and self.tokens[commas[0] + 1].kind == "word" and self.tokens[commas[0] + 2].kind == "=":
            self._see_range(commas[0] + 2, commas[1])
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

    def _see_range(self, equals: int, closing: int) -> None:
        """Maple's ``k = 1..n`` is ``k, 1, n``."""
        points = [place for place in range(equals, closing) if self.tokens[place].kind == ".."]
        if len(points) == 1:
            for place in (equals, *points):
                token = self.tokens[place]
                self.tokens[place] = Token(",", token.at, token.text, token.spaced)

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
