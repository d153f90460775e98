"""What stands behind the name of a function: arguments in brackets or without, the base of a logarithm, the degree of a root."""

from __future__ import annotations

from examgen.errors import NotationError
from examgen.notation.brackets import Brackets
from examgen.notation.numbers import small
from examgen.notation.token_types import Numeral, Token, WordToken
from examgen.notation.tree import FUNCTIONS as ARITIES
from examgen.notation.tree import Constant, Node, Number, Power, Product, Quotient, Root, Variable
from examgen.notation.vocabulary import TRIGONOMETRIC, Meaning

_BARE = frozenset(("number", "word", "|", "|(", "\\frac", "\\binom", "⌊", "⌈"))


class Arguments(Brackets):
    """The rules for arguments."""

    def power(self) -> Node:
        """A value with what is raised."""
        raise NotImplementedError

    def postfix(self) -> Node:
        """A value with what stands directly behind it."""
        raise NotImplementedError

    def exponent(self) -> tuple[Node, bool]:
        """What is raised, and whether it stood there without brackets."""
        raise NotImplementedError

    def _arguments(self, least: int, most: int, name: str) -> tuple[Node, ...]:
        """The arguments in the brackets that stand here."""
        opened = self.here
        if opened.kind not in ("(", "["):
            self._fail(f"'{name}' needs its arguments in brackets: {name}(...)", expected="(")
        found = self._entries(")" if opened.kind == "(" else "]")
        if not least <= len(found) <= most:
            wanted = str(least) if least == most else f"{least} to {most}"
            raise NotationError(f"'{name}' takes {wanted} argument{'s' * (most > 1)}", text=self.text, position=opened.at)
        return found

    def _check_arity(self, name: str, arguments: tuple[Node, ...], at: int) -> None:
        if name == "sqrt" or not self.wide:
            least, most = (1, 12 if self.wide else len(arguments)) if name in ("max", "min") else (1, 1)
        else:
            least, most = ARITIES[name]
        name = {"ln": "log"}.get(name, name) if self.wide else name
        if not least <= len(arguments) <= most:
            wanted = "one argument" if most == 1 else f"{least} arguments" if least == most else f"{least} to {most} arguments"
            raise NotationError(f"'{name}' takes {wanted}", text=self.text, position=at)

    def _bare_argument(self, name: str, token: WordToken) -> Node:
        """``ln 2``, ``sqrt x``, ``ln|x|``: one factor, and nothing behind it that could belong to it."""
        if self.here.kind not in _BARE or (self.integrals and self._is_differential()):
            shown = token.text.lstrip("\\") if token.text.lstrip("\\").isalpha() else name
            self._fail(f"'{shown}' needs an argument: {shown}(x)", expected="(")
        first, place = self.here, self.index
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
        if self.wide and name in TRIGONOMETRIC and type(argument) is Number:
            argument = self._multiple(argument)
        loose_product = self._starts_factor() and not self._starts_function() and not (root and self._is_one_token(token, first, place))
        # "ln2/3" can only be (ln 2)/3, while "ln 2/3" may be meant as ln(2/3).
        fused = first.kind == "number" and not first.spaced and not token.tex
        if loose_product or (self.here.kind == "/" and not root and not fused):
            shown, b, c = token.text, self._between(first.at, self.here.at), self._next_factor()
            space = "" if c[0] == "/" else " "
            self._fail(
                f"it is not clear where the argument of '{shown}' ends; use brackets: {shown}({b}{space}{c}) or {shown}({b}){space}{c}"
            )
        return argument

    def _is_one_token(self, sign: WordToken, first: Token, place: int) -> bool:
        """Whether what is under a root without brackets ends behind its first token, as it does in TeX: ``\\sqrt2 x``.

        ``√2 x`` may end there as well where the spaces say so.
        """
        if not self.wide or self.index != place + 1 or self.here.kind == "{":
            return False
        if sign.text != "\\sqrt":
            return first.kind == "number" and self.here.spaced and not first.spaced
        return first.kind == "number" or first.text[0] == "\\" or (len(first.text) == 1 and self.here.spaced)

    def _multiple(self, number: Node) -> Node:
        """``sin 2x``: a number written together with a name belongs to it."""
        factors = [number]
        while self.here.kind == "word" and not self.here.spaced and not self._starts_function():
            if self.integrals and self._is_differential():
                break
            factors.append(self.power())
        return number if len(factors) == 1 else Product(number.at, tuple(factors))

    def _starts_function(self) -> bool:
        """Whether the next word is a function, which cannot belong to the argument before it: ``ln 2 ln 3``."""
        token = self.here
        return isinstance(token, WordToken) and self.names.read(token, self.text)[0].kind == "function"

    def _base(self, word: Meaning, token: WordToken) -> Node:
        """The base of a logarithm, written as its subscript."""
        if word.base.isdigit() and len(word.base) <= 9:
            return Number(token.at, small(word.base))
        inner = WordToken(token.at, word.base, False, word.base, "", "", False)
        pieces = self.names.read(inner, self.text) if word.base.isalpha() else ()
        if len(pieces) != 1 or pieces[0].kind not in ("symbol", "constant"):
            raise NotationError("the base of the logarithm is not read", text=self.text, position=token.at)
        (piece,) = pieces
        return Variable(token.at, piece.name) if piece.kind == "symbol" else Constant(token.at, piece.name)

    def _root_degree(self) -> Node | None:
        """The 3 in ``\\sqrt[3]{x}``."""
        if self.here.kind != "[":
            return None
        if self.wide:
            closing = self._commas(self.index)
            behind = self.tokens[min(closing[0] + 1, len(self.tokens) - 1)]
            bare = behind.kind in ("number", "word", "(") and self.tokens[self.index - 1].text == "\\sqrt"
            if len(closing) != 1 or not (bare or behind.kind == "{"):
                return None
            if behind.kind == "(":
                self._fail("a root is written \\sqrt[3]{x}", at=behind.at, expected="{")
            return self._group("[", "]")
        if [token.kind for token in self.tokens[self.index : self.index + 3]] != ["[", "number", "]"]:
            return None
        if self._ahead(3).kind != "{":
            return None
        token = self._ahead(1)
        assert isinstance(token, Numeral)
        self._go(self.index + 3)
        return Number(token.at, token.value)

    def _rooted(self, at: int, inner: Node, degree: Node) -> Node:
        """A root of any degree; one that is no number is a power."""
        if isinstance(degree, Number):
            if degree.value.denominator != 1 or not 2 <= degree.value <= 100:
                raise NotationError("the degree of a root is a whole number from 2 to 100", text=self.text, position=degree.at)
            return Root(at, inner, int(degree.value))
        return Power(at, inner, Quotient(degree.at, Number(degree.at, small("1")), degree))
