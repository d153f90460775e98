"""Sums, products and powers, by precedence; nothing is computed here.

Implicit products are where people and grammars part: ``1/2x``, ``e^2x``, ``ln 2/3`` are meant in two ways by different writers. Those
are refused with the two spellings that cannot be misunderstood. ``1/2 ln 2``, with a space behind a fraction of two numbers, is read as
everybody reads it.
"""

from __future__ import annotations

from typing import NoReturn

from examgen.notation.brackets import is_whole
from examgen.notation.token_types import Token, WordToken
from examgen.notation.tree import (
    Call,
    Constant,
    Listing,
    Negative,
    Node,
    Number,
    PlusMinus,
    Power,
    Product,
    Quotient,
    Sum,
    Table,
    Transpose,
    Variable,
)
from examgen.notation.values import Values, has_table
from examgen.notation.vocabulary import Meaning

_SUMS = frozenset(("+", "-", "±", "∓"))
_STOPS = frozenset(("+", "-", "end", ")", "]", "}", ",", ";", "=", "<", ">", "<=", ">="))


class Expressions(Values):
    """The rules of arithmetic."""

    # --- sums ----------------------------------------------------------------------------------------------------

    def expression(self) -> Node:
        self._enter()
        at = self.here.at
        first = self.term()
        if self.here.kind in _SUMS:
            first = self._sum(at, first)
        self.depth -= 1
        return first

    def _sum(self, at: int, first: Node) -> Node:
        """The terms behind the first one."""
        terms = [first]
        while self.here.kind in _SUMS and not (self.columns and self._begins_entry()):
            if self.reach == self.index:
                self._fail("it is not clear how far the sign in front reaches; put what it acts on in brackets")
            sign = self._take()
            if sign.kind == "+" and self.here.kind == "-" and self.wide and not self.here.spaced:
                if self.kind != "plusminus":
                    self._fail("it is not clear whether both signs are meant; write ±, or brackets: a + (-b)", at=sign.at)
                sign = Token("±", sign.at, "+-", sign.spaced)
                self._take()
            term = self.term()
            if sign.kind == "-":
                terms.append(Negative(sign.at, term))
            elif sign.kind == "+":
                terms.append(term)
            else:
                terms = [PlusMinus(at, terms[0] if len(terms) == 1 else Sum(at, tuple(terms)), term, sign.kind == "∓")]
        return terms[0] if len(terms) == 1 else Sum(at, tuple(terms))

    def _begins_entry(self) -> bool:
        """Between entries that only spaces separate: whether a sign belongs to the next entry."""
        if not self.here.spaced:
            return False
        if self._ahead(1).spaced:
            self._fail("it is not clear whether a new entry begins here; write commas between the entries")
        return True

    def term(self) -> Node:
        if self.here.kind not in _SUMS:
            return self.factors()
        signs = self._signs()
        return self._signed(signs, self.factors())

    # --- products ------------------------------------------------------------------------------------------------

    def factors(self) -> Node:
        at = self.here.at
        first = self.power()
        if self.here.kind in _STOPS:
            return first
        factors = [first]
        while True:
            kind = self.here.kind
            if kind in _STOPS:
                return Product(at, tuple(factors)) if len(factors) > 1 else factors[0]
            if kind == "*":
                self._refuse_spaced_column()
                star = self._take()
                factors.append(self.unary())
                if star.text == ".*":
                    self._refuse_entry_by_entry(star, *factors)
            elif kind == "/":
                self._refuse_spaced_column()
                slash = self._take()
                over = _product(at, factors)
                place = self.index
                under = self.unary()
                if slash.text == "./":
                    self._refuse_entry_by_entry(slash, over, under)
                self._refuse_loose_denominator(over, under, slash, place)
                factors = [Quotient(at, over, under)]
            elif self._starts_factor(over=factors[-1]):
                if kind == "|" and self.wide:
                    self._refuse_loose_bars(factors)
                fraction = kind == "\\frac"
                factor = self.power()
                if fraction and self.wide:
                    self._refuse_mixed_number(factors[-1], factor)
                if self.wide:
                    self._refuse_sets(factors[-1], factor)
                factors.append(factor)
            elif kind == "\\choose" and self.here.text == "choose" and len(factors) == 1:
                self._take()
                factors = [Call(at, "binomial", (factors[0], self.power()))]
            elif kind == "mod" and self.wide:
                self._take()
                if len(factors) > 1:
                    self._fail("it is not clear what is divided with remainder; use brackets", at=at)
                factors = [Call(at, "mod", (factors[0], self.unary()))]
                if self.here.kind in ("*", "/", "mod") or self._starts_factor():
                    self._fail("it is not clear what is divided with remainder; use brackets")
            else:
                return factors[0] if len(factors) == 1 else Product(at, tuple(factors))

    def _refuse_spaced_column(self) -> None:
        if self.columns and (self.here.spaced or self._ahead(1).spaced):
            self._fail("it is not clear whether a new entry begins here; write commas between the entries")

    def _refuse_entry_by_entry(self, sign: Token, *operands: Node) -> None:
        """MATLAB's ``.*``, ``./`` and ``.^`` are those of numbers, but not those of matrices."""
        if self.kind in ("vector", "matrix") or any(has_table(operand) for operand in operands):
            self._fail(f"'{sign.text}' acts on each entry by itself; write the entries out", at=sign.at)

    def _refuse_loose_bars(self, factors: list[Node]) -> None:
        """``|a|b|c|`` may be one absolute value in another, or two of them."""
        if not _is_absolute(factors[-1]) and any(_is_absolute(factor) for factor in factors):
            self._fail("it is not clear which bars belong together; write abs(...)")

    def _refuse_sets(self, *factors: Node) -> None:
        for factor in factors:
            if isinstance(factor, Listing) and factor.shape == "set":
                self._fail("a set cannot be a factor; write a union of intervals to leave points out", at=factor.at)

    def _refuse_mixed_number(self, over: Node, factor: Node) -> None:
        """``2\\frac{1}{2}`` is five halves to some and one to others."""
        if not isinstance(factor, Quotient) or not is_whole(over) or not is_whole(factor.numerator) or not is_whole(factor.denominator):
            return
        assert isinstance(over, Number) and isinstance(factor.numerator, Number) and isinstance(factor.denominator, Number)
        shown = f"{factor.numerator.value}/{factor.denominator.value}"
        spelled = f"{over.value} + {shown} or {over.value}*({shown})"
        self._fail(f"a number before a fraction may be a mixed number or a product; write {spelled}", at=factor.at)

    def _refuse_loose_denominator(self, over: Node, under: Node, slash: Token, first: int) -> None:
        """``1/2x`` means two things; ``1/2 x`` only one."""
        if not self._starts_factor(over=under):
            return
        plain = isinstance(over, Number) and isinstance(under, Number) and not slash.spaced and not self.tokens[first].spaced
        if plain and self.here.spaced and self.here.kind != "number":
            return
        a, b, c = self._between(over.at, slash.at), self._between(slash.at + len(slash.text), self.here.at), self._next_factor()
        self._fail(f"it is not clear what is below the bar; use brackets: {a}/({b} {c}) or ({a}/{b}) {c}")

    def unary(self) -> Node:
        if self.here.kind not in _SUMS:
            return self.power()
        signs = self._signs()
        return self._signed(signs, self.power())

    def _signs(self) -> list[Token]:
        signs: list[Token] = []
        while (kind := self.here.kind) in _SUMS:
            if len(signs) == 3:
                self._fail("too many signs in a row")
            token = self._take()
            if self.wide and kind == "+" and self.here.kind == "-" and not self.here.spaced:
                self._take()
                token = Token("±", token.at, "+-", token.spaced)
            signs.append(token)
        return signs

    def _signed(self, signs: list[Token], result: Node) -> Node:
        for sign in reversed(signs):
            if sign.kind == "-":
                result = Negative(sign.at, result)
            elif sign.kind != "+":
                result = PlusMinus(sign.at, None, result, sign.kind == "∓")
        return result

    # --- powers --------------------------------------------------------------------------------------------------

    def power(self) -> Node:
        base = self.postfix()
        if self.here.kind != "^":
            return base
        caret = self._take()
        if caret.text == ".^":
            self._refuse_entry_by_entry(caret, base)
        if (length := self._transpose(base)) > 0:
            self._go(self.index + length)
            return Transpose(base.at, base)
        first = self.here
        exponent, bare = self.exponent()
        if self.here.kind == "^":
            self._fail("two powers in a row; use brackets: a^(b^c) or (a^b)^c")
        if self.here.kind in ("!", "°") and first.kind not in ("(", "{"):
            self._fail("it is not clear what this stands behind; use brackets: (a^b)! or a^(b!)")
        self._refuse_loose_exponent(base, exponent, bare, caret, first)
        return Power(base.at if base.at <= caret.at else caret.at, base, exponent)

    def _transpose(self, base: Node) -> int:
        """How many tokens say that the base is transposed."""
        shift = 1 if self.wide and self.here.kind == "{" and self._ahead(2).kind == "}" else 0
        token = self._ahead(shift)
        raised = isinstance(token, WordToken) and token.stem == "T" and not (token.digits or token.subscript)
        if token.kind != "\\top" and not raised:
            return 0
        table = isinstance(base, Listing | Table | Transpose)
        if self.wide and not table:
            table = isinstance(base, Sum | Product | Power | Negative | Quotient) and has_table(base)
        if token.kind == "\\top" and not table and self.wide:
            self._fail("only a matrix or a vector is transposed", at=token.at)
        return (1 + 2 * shift) if table else 0

    def exponent(self) -> tuple[Node, bool]:
        """What is raised, and whether it stood there without brackets."""
        if self.here.kind == "{":
            return self._group("{", "}"), False
        if self.here.kind == "(":
            return self.primary(), False
        signs = 0
        at = self.here.at
        while self.here.kind in ("+", "-"):
            signs += self._take().kind == "-"
        if signs and self.wide and self.here.kind == "(":
            return Negative(at, self.primary()) if signs % 2 else self.primary(), False
        word = self.here
        if self.wide and isinstance(word, WordToken):
            pieces = self.names.read(word, self.text)
            if len(pieces) > 1 and pieces[0].kind != "function":
                self._fail("it is not clear how much is raised; use brackets: a^(b c) or (a^b) c")
        result = self.primary()
        bare = isinstance(result, Number)
        return (Negative(at, result) if signs % 2 else result), bare

    def _refuse_loose_exponent(self, base: Node, exponent: Node, bare: bool, caret: Token, first: Token) -> None:
        if self.wide and isinstance(first, WordToken) and first.text[0] == "\\" and self.here.kind in ("word", "number"):
            if not (self._is_command() or self._ahead(1).kind == "^" or isinstance(base, Variable)) or self._is_imaginary(exponent):
                self._fail("it is not clear how much is raised; use braces: a^{b c} or {a^b} c")
            return
        if self.here.spaced:
            return
        constant = (isinstance(base, Constant) and base.name == "e") or (self.wide and isinstance(base, Number))
        if bare and constant and not (self.wide and self._is_command()) and self._starts_factor(over=exponent):
            self._fail_exponent(base, caret, first)
        # TeX raises one letter alone: a command behind it is a factor, but for what may stand beside an imaginary unit.
        named = self.wide and isinstance(exponent, Variable | Constant) and first.kind == "word"
        if named and self.here.kind in ("word", "number") and (not self._is_command() or self._is_imaginary(exponent)):
            self._fail_exponent(base, caret, first)
        one = bare and (isinstance(exponent, Negative) or (isinstance(exponent, Number) and exponent.value == 1))
        if self.here.kind == "/" and one:
            self._fail_exponent(base, caret, first)

    def _is_command(self) -> bool:
        """Whether the next token is written as a command of LaTeX, which is never a part of the exponent before it."""
        return self.here.text[:1] == "\\"

    def _is_imaginary(self, exponent: Node) -> bool:
        """Whether an exponent or the word behind it is the imaginary unit: ``e^\\pi i`` is hardly ever meant as TeX sets it."""
        token = self.here
        if isinstance(exponent, Constant) and exponent.name == "i":
            return True
        return isinstance(token, WordToken) and self.names.read(token, self.text)[0] == Meaning("constant", "i")

    def _fail_exponent(self, base: Node, caret: Token, first: Token) -> NoReturn:
        a, b, c = self._between(base.at, caret.at), self._between(first.at, self.here.at), self._next_factor()
        space = "" if c[0] == "/" else " "
        self._fail(f"it is not clear how much is raised; use brackets: {a}^({b}{space}{c}) or ({a}^{b}){space}{c}")


def _is_absolute(node: Node) -> bool:
    return isinstance(node, Call) and node.function == "abs"


def _product(at: int, factors: list[Node]) -> Node:
    return factors[0] if len(factors) == 1 else Product(at, tuple(factors))
