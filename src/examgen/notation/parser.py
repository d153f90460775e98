"""Tokens -> tree, by precedence; nothing is computed here.

Implicit products are where people and grammars part: ``1/2x``, ``e^2x``, ``ln 2/3`` are meant in two ways by different writers. Those
are refused with the two spellings that cannot be misunderstood. ``1/2 ln 2``, with a space behind a fraction of two numbers, is read as
everybody reads it.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, NoReturn

from examgen.errors import NotationError
from examgen.notation.brackets import Brackets
from examgen.notation.names import Names
from examgen.notation.tokens import Token, tokens
from examgen.notation.tree import (
    Call,
    Constant,
    Listing,
    Negative,
    Node,
    Number,
    Power,
    Product,
    Quotient,
    Root,
    Sum,
    Table,
    Transpose,
    Variable,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from examgen.notation.names import Word


def parse(
    text: str,
    *,
    symbols: Sequence[str] = (),
    named: bool = False,
    lists: bool = False,
) -> Node:
    """The tree of a text.

    Args:
        text: plain notation or LaTeX.
        symbols: plain names of the variables that may occur.
        named: skip a single name and ``=`` in front, as in ``x = 3`` or ``E[Y] = 3``.
        lists: the text is a list, whose outer brackets may be missing: ``1, 2``.

    Raises:
        NotationError: with the position of the first character that cannot stand there.
    """
    found = tokens(text, symbols=frozenset(symbols), thousands=not lists)
    return _Parser(text, found, Names(symbols)).whole(named=named, lists=lists)


class _Parser(Brackets):
    """Recursive descent over one list of tokens."""

    # --- the outermost level -------------------------------------------------------------------------------------

    def whole(self, *, named: bool, lists: bool) -> Node:
        if self.here.kind == "end":
            self._fail("nothing was written", expected="a value")
        if named:
            self._skip_name()
        first = self.expression()
        if self.here.kind == ",":
            if not lists:
                self._fail_comma(first)
            first = self._bare_list(first)
        if self.here.kind == "=":
            self._fail("one value was expected, without '='")
        if self.here.kind != "end":
            self._unexpected()
        return first

    def _skip_name(self) -> None:
        """Past ``x =``, ``\\mu_1 =`` or ``E[Y] =``."""
        kinds = [token.kind for token in self.tokens[:6]]
        if kinds[:2] == ["word", "="]:
            self.index = 2
        elif kinds[0] == "word" and kinds[1] in ("[", "(") and kinds[2:5] == ["word", "]" if kinds[1] == "[" else ")", "="]:
            self.index = 5

    def _bare_list(self, first: Node) -> Node:
        entries = [first]
        while self.here.kind == ",":
            before, after = self.tokens[self.index - 1], self.tokens[self.index + 1]
            if before.kind == after.kind == "number" and not after.spaced:
                self._fail("this comma may separate entries or digits; write the list in brackets: [1, 2]")
            self.index += 1
            entries.append(self.expression())
        return Listing(first.at, "list", tuple(entries), square=True)

    def _fail_comma(self, first: Node) -> NoReturn:
        after = self.tokens[self.index + 1]
        if isinstance(first, Number) and after.kind == "number" and not after.spaced:
            self._fail("a comma between digits may be a decimal point or a thousands separator; write 1.5 or 1500, without a comma")
        self._fail("one value was expected; a list stands in brackets: [1, 2]")

    # --- sums, products, powers ----------------------------------------------------------------------------------

    def expression(self) -> Node:
        self._enter()
        at = self.here.at
        terms = [self.term()]
        while self.here.kind in ("+", "-"):
            sign = self._take()
            term = self.term()
            terms.append(Negative(sign.at, term) if sign.kind == "-" else term)
        self.depth -= 1
        return terms[0] if len(terms) == 1 else Sum(at, tuple(terms))

    def term(self) -> Node:
        signs = self._signs()
        return self._signed(signs, self._factors())

    def _factors(self) -> Node:
        at = self.here.at
        factors = [self.power()]
        while True:
            if self.here.kind == "*":
                self._take()
                factors.append(self.unary())
            elif self.here.kind == "/":
                slash = self._take()
                over = _product(at, factors)
                first = self.index
                under = self.unary()
                self._refuse_loose_denominator(over, under, slash, first)
                factors = [Quotient(at, over, under)]
            elif self._starts_factor():
                factors.append(self.power())
            else:
                return _product(at, factors)

    def _refuse_loose_denominator(self, over: Node, under: Node, slash: Token, first: int) -> None:
        """``1/2x`` means two things; ``1/2 x`` only one."""
        if not self._starts_factor():
            return
        plain = isinstance(over, Number) and isinstance(under, Number) and not slash.spaced and not self.tokens[first].spaced
        if plain and self.here.spaced and self.here.kind != "number":
            return
        self._fail("it is not clear what is below the bar; use brackets: a/(b c) or (a/b) c")

    def unary(self) -> Node:
        signs = self._signs()
        return self._signed(signs, self.power())

    def _signs(self) -> list[Token]:
        signs: list[Token] = []
        while self.here.kind in ("+", "-"):
            if len(signs) == 3:
                self._fail("too many signs in a row")
            signs.append(self._take())
        return signs

    def _signed(self, signs: list[Token], result: Node) -> Node:
        for sign in reversed(signs):
            if sign.kind == "-":
                result = Negative(sign.at, result)
        return result

    def power(self) -> Node:
        base = self.postfix()
        if self.here.kind != "^":
            return base
        caret = self._take()
        if isinstance(base, Listing | Table) and (self.here.kind == "\\top" or self._is_raised_t()):
            self._take()
            return Transpose(base.at, base)
        exponent, bare = self.exponent()
        if self.here.kind == "^":
            self._fail("two powers in a row; use brackets: a^(b^c)")
        if bare:
            self._refuse_loose_exponent(base, exponent)
        return Power(base.at if base.at <= caret.at else caret.at, base, exponent)

    def _is_raised_t(self) -> bool:
        token = self.here
        return token.kind == "word" and (token.stem, token.digits, token.subscript) == ("T", "", "")

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
        result = self.primary()
        bare = isinstance(result, Number)
        return (Negative(at, result) if signs % 2 else result), bare

    def _refuse_loose_exponent(self, base: Node, exponent: Node) -> None:
        tight = not self.here.spaced
        e = isinstance(base, Constant) and base.name == "e"
        if e and tight and self._starts_factor():
            self._fail("it is not clear how much is raised; use brackets: e^(2x) or e^(2) x")
        one = isinstance(exponent, Negative) or (isinstance(exponent, Number) and exponent.value == 1)
        if self.here.kind == "/" and tight and one:
            self._fail("it is not clear how much is raised; use brackets: x^(1/2) or (x^1)/2")

    def postfix(self) -> Node:
        result = self.primary()
        if self.here.kind == "%":
            sign = self._take()
            if not isinstance(result, Number):
                raise NotationError("a number was expected before '%'", text=self.text, position=sign.at)
            result = Number(result.at, result.value / 100, decimal=True)
            if self.here.kind == "%":
                self._unexpected()
        return result

    # --- what stands between signs -------------------------------------------------------------------------------

    def primary(self) -> Node:
        self._enter()
        token = self.here
        result: Node
        if token.kind == "number":
            self._take()
            assert token.value is not None
            result = Number(token.at, token.value, token.decimal)
        elif token.kind == "word":
            result = self._word()
        elif token.kind == "(":
            result = self._round()
        elif token.kind == "[":
            result = self._square()
        elif token.kind in ("{", "\\{"):
            result = Listing(token.at, "set", self._entries("}" if token.kind == "{" else "\\}"))
        elif token.kind == "|":
            result = self._bars()
        elif token.kind == "\\frac":
            self._take()
            over = self._tex_argument()
            result = Quotient(token.at, over, self._tex_argument())
        elif token.kind == "\\begin":
            result = self._environment()
        else:
            self._unexpected()
        self.depth -= 1
        return result

    def _word(self) -> Node:
        token = self.here
        pieces = self.names.read(token, self.text)
        if len(pieces) > 1:
            # A word such as "xy" or "ln2" falls apart into words of its own.
            self.tokens[self.index : self.index + 1] = [
                _piece_token(piece, token, spaced=token.spaced if number == 0 else False) for number, piece in enumerate(pieces)
            ]
            return self._word()
        (piece,) = pieces
        self._take()
        if piece.kind == "symbol":
            return Variable(piece.at, piece.name)
        if piece.kind == "constant":
            if piece.name == "e" and self.here.kind in ("(", "["):
                self._fail("write e^(...) or exp(...) for the exponential, e * (...) for a product")
            return Constant(piece.at, piece.name)
        return self._call(piece, token)

    def _call(self, word: Word, token: Token) -> Node:
        at, name = word.at, word.name
        base: Node | None = None
        if word.base:
            base = self._base(word)
        degree = self._root_degree() if name == "sqrt" and token.tex else 2
        raised: Node | None = None
        if self.here.kind == "^":
            self._take()
            raised, _ = self.exponent()
            if not (isinstance(raised, Number) and raised.value > 0):
                raise NotationError(f"write the power behind the argument: ({name}(x))^(-1)", text=self.text, position=at)
        if self.here.kind == "(":
            arguments = self._entries(")")
        elif self.here.kind == "[":
            arguments = self._entries("]")
        elif self.here.kind == "{":
            arguments = (self._group("{", "}"),)
        else:
            arguments = (self._bare_argument(name, token),)
        if not arguments or (len(arguments) > 1 and name not in ("max", "min")):
            raise NotationError(f"'{name}' takes one argument", text=self.text, position=at)
        call: Node = Root(at, arguments[0], degree) if name == "sqrt" else Call(at, name, arguments, base)
        return call if raised is None else Power(at, call, raised)

    def _base(self, word: Word) -> Node:
        """The base of a logarithm, written as its subscript."""
        if word.base.isdigit() and len(word.base) <= 9:
            return Number(word.at, Fraction(int(word.base)))
        inner = tokens(word.base)
        pieces = self.names.read(inner[0], word.base) if inner[0].kind == "word" else ()
        if len(pieces) != 1 or pieces[0].kind not in ("symbol", "constant"):
            raise NotationError("the base of the logarithm is not read", text=self.text, position=word.at)
        (piece,) = pieces
        return Variable(word.at, piece.name) if piece.kind == "symbol" else Constant(word.at, piece.name)

    def _root_degree(self) -> int:
        """The 3 in ``\\sqrt[3]{x}``."""
        if self.here.kind != "[" or [token.kind for token in self.tokens[self.index : self.index + 3]] != ["[", "number", "]"]:
            return 2
        if self.tokens[self.index + 3].kind != "{":
            return 2
        token = self.tokens[self.index + 1]
        self.index += 3
        assert token.value is not None
        if token.value.denominator != 1 or not 2 <= token.value <= 100:
            raise NotationError("the degree of a root is a whole number from 2 to 100", text=self.text, position=token.at)
        return int(token.value)

    def _bare_argument(self, name: str, token: Token) -> Node:
        """``ln 2``, ``sqrt x``, ``ln|x|``: one factor, and nothing behind it that could belong to it."""
        if self.here.kind not in ("number", "word", "|", "\\frac"):
            self._fail(f"'{name}' needs an argument: {name}(x)", expected="(")
        first = self.here
        argument = self.postfix()
        root = name == "sqrt" and token.tex
        if root and token.text == "\\sqrt" and first.kind == "number" and len(first.text) > 1:
            raise NotationError("use braces: \\sqrt{...}", text=self.text, position=first.at)
        if self.here.kind == "^" and not root:
            self._take()
            exponent, _ = self.exponent()
            argument = Power(argument.at, argument, exponent)
        elif self.here.kind == "^":
            self._fail("it is not clear what is under the root; use brackets: sqrt(x^2) or (sqrt(x))^2")
        loose_product = self._starts_factor() and not self._starts_function()
        # "ln2/3" can only be (ln 2)/3, while "ln 2/3" may be meant as ln(2/3).
        fused = first.kind == "number" and not first.spaced and not token.tex
        if loose_product or (self.here.kind == "/" and not root and not fused):
            self._fail(f"it is not clear where the argument of '{name}' ends; use brackets: {name}(...)")
        return argument

    def _starts_function(self) -> bool:
        """Whether the next word is a function, which cannot belong to the argument before it: ``ln 2 ln 3``."""
        if self.here.kind != "word":
            return False
        return self.names.read(self.here, self.text)[0].kind == "function"


def _product(at: int, factors: list[Node]) -> Node:
    return factors[0] if len(factors) == 1 else Product(at, tuple(factors))


def _piece_token(piece: Word, token: Token, *, spaced: bool) -> Token:
    """A piece of a word as a token of its own; its name is resolved again, now in one piece."""
    if piece.kind == "number":
        (number, _) = tokens(piece.name)
        return Token("number", piece.at, piece.name, spaced, number.value)
    if piece.kind == "symbol":
        (word, *_) = tokens(piece.name) if piece.name.isascii() else (token,)
        return Token("word", piece.at, piece.name, spaced, stem=word.stem, digits=word.digits, subscript=word.subscript)
    return Token("word", piece.at, piece.name, spaced, stem=piece.name)
