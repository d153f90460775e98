"""The smallest things of an expression, and what stands directly behind them: ``3!``, ``5%``, ``30°``, ``A'``."""

from __future__ import annotations

from examgen.errors import NotationError
from examgen.notation.leibniz import LEIBNIZ, SLASHED, Leibniz
from examgen.notation.numbers import small
from examgen.notation.token_types import Numeral, Token, WordToken
from examgen.notation.tree import (
    Call,
    Constant,
    Interval,
    Listing,
    Negative,
    Node,
    Number,
    Power,
    Product,
    Quotient,
    Sum,
    Table,
    Transpose,
    Truth,
)

_BEHIND = frozenset(("!", "%", "°", "'"))
#: What may stand behind ^ where degrees are raised.
_DEGREE_SIGN = ("°", "{")
_DEGREES = frozenset(("deg", "degree", "degrees"))


class Values(Leibniz):
    """The rules for what stands between signs."""

    # --- what stands behind a value ------------------------------------------------------------------------------

    def postfix(self) -> Node:
        result = self.primary()
        while (kind := self.here.kind) in _BEHIND:
            if kind == "%":
                result = self._percent(result)
            elif kind == "!":
                at = self._take().at
                if self.here.kind == "!":
                    self._fail("two factorials in a row; use brackets: (n!)!")
                if isinstance(result, Call) and result.function == "factorial" and self.tokens[self.index - 2].kind == "!":
                    self._fail("two factorials in a row; use brackets: (n!)!", at=at)
                result = Call(result.at, "factorial", (result,))
            elif kind == "°":
                self._take()
                result = self._degrees(result)
            else:
                if not (isinstance(result, Listing | Table | Transpose) or has_table(result)):
                    self._unexpected()
                self._take()
                result = Transpose(result.at, result)
        if kind == "^":
            if self.tokens[self.index + 1].kind in _DEGREE_SIGN and self._take_degrees():
                return self._degrees(result)
        elif kind == "word" and self.wide and type(result) is Number and self._is_degrees():
            self._take()
            return self._degrees(result)
        return result

    def _take_degrees(self) -> bool:
        """Past a raised sign of degrees: ``^\\circ``, ``^{\\circ}``."""
        braced = self._ahead(1).kind == "{"
        if not self.wide or (braced and self._ahead(2).kind != "°"):
            return False
        self._go(self.index + (4 if braced else 2))
        return True

    def _is_degrees(self) -> bool:
        token = self.here
        return isinstance(token, WordToken) and token.stem in _DEGREES and not token.digits and self.names.symbol(token.stem) is None

    def _percent(self, result: Node) -> Node:
        sign = self._take()
        if not isinstance(result, Number):
            raise NotationError("a number was expected before '%'", text=self.text, position=sign.at)
        if self.here.kind == "%":
            self._unexpected()
        return Number(result.at, result.value / 100, decimal=True)

    def _degrees(self, result: Node) -> Node:
        """``30°`` is 30 pi / 180; ``sin(30)°`` is meant otherwise."""
        if isinstance(result, Call):
            self._fail("degrees stand behind the angle: sin(30°)", at=result.at)
        at = result.at
        return Product(at, (result, Quotient(at, Constant(at, "pi"), Number(at, small("180")))))

    # --- what stands between signs -------------------------------------------------------------------------------

    def primary(self) -> Node:
        self._enter()
        token = self.here
        kind = token.kind
        result: Node
        if isinstance(token, Numeral):
            self._take()
            result = Number(token.at, token.value, token.decimal)
        elif kind == "word":
            result = self._name_or_derivative()
        elif kind == "(":
            result = self._round()
        elif kind == "[":
            result = self._square()
        elif kind in ("{", "\\{"):
            result = self._braces()
        elif kind in ("|", "|("):
            result = self._bars()
        elif kind == "\\frac":
            self._take()
            result = self._fraction(token)
        elif kind == "\\begin":
            result = self._environment()
        elif self.wide:
            result = self._wide_primary(token)
        else:
            self._unexpected()
        self.depth -= 1
        return result

    def _name_or_derivative(self) -> Node:
        token = self.here
        if self.wide and isinstance(token, WordToken) and token.stem[0] == "d":
            if (derivative := self._derivative(SLASHED)) is not None:
                return derivative
            after = self._ahead(2)
            if self._ahead(1).kind == "/" and isinstance(after, WordToken) and after.stem[0] == "d" and self._differential() is not None:
                differential = len(after.stem) > 1 and len(token.stem) > 1 and self.names.symbol("d") is None
                if differential:
                    self._fail("a derivative is written diff(f, x), or d/dx (...)")
        return self._word()

    def _fraction(self, token: Token) -> Node:
        if self.wide and (derivative := self._derivative(LEIBNIZ)) is not None:
            return derivative
        over_at = self._ahead(1)
        over = self._numerator()
        under_at = self._ahead(1)
        leibniz = all(isinstance(one, WordToken) and one.stem[0] == "d" and not one.tex for one in (over_at, under_at))
        if leibniz and self.wide and not self.integrals and self.names.symbol("d") is None:
            self._fail("a derivative is written diff(f, x), or \\frac{d}{dx}(...)", at=over_at.at)
        return Quotient(token.at, over, self._tex_argument())

    def _wide_primary(self, token: Token) -> Node:
        kind = token.kind
        if kind == "]":
            return self._reversed()
        if kind in ("⌊", "⌈"):
            return self._rounded()
        if kind == "⟨" or (kind == "<" and self.kind == "vector"):
            return self._angled()
        if kind in ("true", "false"):
            self._take()
            return Truth(token.at, kind == "true")
        if kind == "∅":
            self._take()
            return Listing(token.at, "set", ())
        if kind == "ℝ":
            self._take()
            infinite = Constant(token.at, "oo")
            return Interval(token.at, Negative(token.at, infinite), infinite, False, False)
        if kind == "\\binom":
            self._take()
            upper = self._tex_argument()
            return Call(token.at, "binomial", (upper, self._tex_argument()))
        if kind == "∫":
            self._take()
            return self._sign_integral(token)
        if kind in ("∑", "∏"):
            self._take()
            return self._sign_series(token, "sum" if kind == "∑" else "product")
        if kind in ("∪", "∩") and self._ahead(1).kind == "(":
            return self._united()
        if kind in ("or", "and") and token.text.isalpha() and self._ahead(1).kind == "(":
            return self._all_or_any()
        if kind == "\\choose" and self._ahead(1).kind == "(":
            self._take()
            return Call(token.at, "binomial", self._arguments(2, 2, "choose"))
        if kind == "mod" and self._ahead(1).kind == "(":
            self._take()
            return Call(token.at, "mod", self._arguments(2, 2, "mod"))
        if kind == "■":
            return self._stacked()
        if kind == "^":
            return self._raised_root()
        if kind == "∂" and (derivative := self._derivative(SLASHED)) is not None:
            return derivative
        self._unexpected()

    def _united(self) -> Node:
        """``union(a, b)``, written as a function."""
        raise NotImplementedError

    def _all_or_any(self) -> Node:
        """``Or(p, q)``, written as a function."""
        raise NotImplementedError


def has_table(node: Node) -> bool:
    """Whether a matrix or list stands in some arithmetic."""
    match node:
        case Listing() | Table() | Transpose():
            return True
        case Sum(terms=parts) | Product(factors=parts):
            return any(has_table(part) for part in parts)
        case Negative(inner=inner) | Quotient(numerator=inner) | Power(base=inner):
            return has_table(inner)
        case _:
            return False
