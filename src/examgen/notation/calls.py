"""Functions and their arguments: ``ln 2``, ``sin^2 x``, ``log_2(8)``, ``\\sqrt[3]{x}``, ``binomial(n, k)``, ``matrix([1,2],[3,4])``."""

from __future__ import annotations

from fractions import Fraction

from examgen.errors import NotationError
from examgen.notation.arguments import Arguments
from examgen.notation.brackets import is_whole
from examgen.notation.numbers import small
from examgen.notation.token_types import Numeral, Token, WordToken
from examgen.notation.tree import Call, Constant, Listing, Negative, Node, Number, Power, Quotient, Root, Sum, Variable
from examgen.notation.vocabulary import ABBREVIATIONS, TRIGONOMETRIC, Meaning

_CALLING = frozenset(("(", "["))
_DERIVATIVE = Meaning("special", "derivative")


class Calls(Arguments):
    """What words with arguments become."""

    def special(self, word: Meaning, token: WordToken) -> Node:
        """A word with a rule of its own."""
        raise NotImplementedError

    def _word(self) -> Node:
        token = self.here
        assert isinstance(token, WordToken)
        piece = token.meaning or self.names.simple.get(token.text)
        if piece is None:
            if self.wide and token.text == "re" and self._ahead(1).kind == "^":
                self._split_polar(token)
                return self._word()
            pieces = self.names.read(token, self.text)
            if len(pieces) > 1:
                # A word such as "xy" or "ln2" falls apart into words of its own.
                self.tokens[self.index : self.index + 1] = [
                    _piece_token(piece, token, spaced=token.spaced if number == 0 else False) for number, piece in enumerate(pieces)
                ]
                self.here = self.tokens[self.index]
                return self._word()
            piece = pieces[0]
        kind, name, at = piece.kind, piece.name, token.at
        self._take()
        if kind == "symbol":
            return Variable(at, name) if self.here.kind not in _CALLING or not self.wide else self._before_bracket(token, name)
        if kind == "constant":
            if token.text in ("I", "j") and name == "i":
                self._check_imaginary(token)
            if name == "pi" and self.wide and self.here.kind == "(" and self._ahead(1).kind == ")":
                self._go(self.index + 2)  # Excel's PI().
            if name == "e" and self.here.kind in ("(", "["):
                self._fail("write e^(...) or exp(...) for the exponential, e * (...) for a product")
            return Constant(at, name)
        return self._call(piece, token) if kind == "function" else self.special(piece, token)

    def _check_imaginary(self, token: WordToken) -> None:
        """I and j are the imaginary unit only where they can be nothing else."""
        if self.kind in ("vector", "matrix"):
            self._fail("write the entries out, or i for the imaginary unit", at=token.at)
        if any(other.text == "i" for other in self.tokens):
            self._fail(f"'{token.text}' is not known beside i", at=token.at, expected="i")

    def _split_polar(self, token: WordToken) -> None:
        """``re^(i x)`` is r times a power of e."""
        letters = [WordToken(token.at + place, letter, False, letter, "", "", False) for place, letter in enumerate("re")]
        letters[0].spaced = token.spaced
        self.tokens[self.index : self.index + 1] = letters
        self.here = letters[0]

    def _before_bracket(self, token: WordToken, name: str) -> Node:
        """A name in front of a bracket: a product, but for names that nobody multiplies with."""
        free = self.names.free and self.names.symbol(name) is None
        if self.here.kind == "[":
            return self.special(_DERIVATIVE, token) if free and name == "D" and self._is_derived() else Variable(token.at, name)
        if free and name == "Phi":
            return Call(token.at, "phi", self._arguments(1, 1, "Phi"))
        if free and name == "C" and len(self._commas(self.index)) == 2:
            first, second = self._arguments(2, 2, "C")
            return Call(token.at, "binomial", (first, second))
        if free and name in ("f", "g", "h", "F", "G"):
            self._fail(f"the function {name} is not known; write {name}*(...) for a product", expected="*")
        return Variable(token.at, name)

    def _is_derived(self) -> bool:
        """Whether a variable stands behind a comma in the square brackets that open here: Mathematica's ``D[f, x]``, ``D[f, {x, 2}]``."""
        commas = self._commas(self.index)
        if len(commas) not in (2, 3) or self.tokens[commas[-1]].kind != "]" or self.kind in ("vector", "matrix", "list", "set", "interval"):
            return False
        return self.tokens[commas[0] + 1].kind == "{" or (commas[1] == commas[0] + 2 and self.tokens[commas[0] + 1].kind == "word")

    def _call(self, word: Meaning, token: WordToken) -> Node:
        at, name = token.at, word.name
        base: Node | None = None
        if word.base:
            base = self._base(word, token)
        elif self.wide and name == "ln" and token.stem.lower() == "log" and self.here.kind == "_":
            self._take()
            base = self._group("(", ")") if self.here.kind == "(" else self._tex_argument()
        root = name == "sqrt"
        degree = self._root_degree() if root and token.tex else None
        raised: Node | None = None
        inverse = False
        if self.here.kind == "^":
            self._take()
            raised, _ = self.exponent()
            if not (isinstance(raised, Number) and raised.value > 0):
                inverse = self.wide and name in TRIGONOMETRIC and _is_minus_one(raised)
                if not inverse and not (self.wide and isinstance(raised, Variable)):
                    raise NotationError(f"write the power behind the argument: ({name}(x))^(-1)", text=self.text, position=at)
        braced = False
        if self.here.kind == "(":
            arguments = self._entries(")")
        elif self.here.kind == "[":
            arguments = self._entries("]")
            if name == "ln" and token.stem.lower() == "log" and self.here.kind == "(":
                self._fail("it is not clear whether a base stands in the square brackets; write log_2(8), or log(2)*(8)", at=at)
        elif self.here.kind == "{":
            braced = True
            arguments = self._entries("}") if self.wide and name in ("max", "min", "gcd", "lcm") else (self._group("{", "}"),)
        elif self.wide and self.here.kind == "\\{" and name in ("max", "min", "gcd", "lcm"):
            arguments = self._entries("\\}")
        else:
            arguments = (self._bare_argument(name, token),)
        if braced and self.wide and not root and self.here.kind == "^":
            self._fail(f"it is not clear what is raised; use brackets: ({name}(x))^2 or {name}(x^2)")
        if name == "ln" and self.wide and len(arguments) == 2 and base is None:
            if token.stem != "log" or self.tokens[self.index - 1].kind != ")":
                self._fail(f"'{token.text}' takes one argument; write log(x, b) or log_b(x) for base b", at=at)
            inner, base = arguments
            arguments = (inner,)
        if self.wide and name in ("max", "min") and len(arguments) == 1 and isinstance(arguments[0], Listing):
            arguments = arguments[0].entries
        call: Node
        if name in ABBREVIATIONS:
            if len(arguments) != 1:
                self._fail(f"'{name}' takes one argument", at=at)
            call = _written_out(name, arguments[0], at)
            return call if raised is None else Power(at, call, raised)
        self._check_arity(name, arguments, at)
        if root:
            call = Root(at, arguments[0]) if degree is None else self._rooted(at, arguments[0], degree)
        else:
            call = Call(at, "a" + name if inverse else name, arguments, base)
        return call if raised is None or inverse else Power(at, call, raised)


def _written_out(name: str, argument: Node, at: int) -> Node:
    """``sigmoid(x)`` is 1/(1 + e^(-x)), ``softplus(x)`` is ln(1 + e^x)."""
    one, e = Number(at, Fraction(1)), Constant(at, "e")
    if name == "softplus":
        return Call(at, "ln", (Sum(at, (one, Power(at, e, argument))),))
    return Quotient(at, one, Sum(at, (one, Power(at, e, Negative(at, argument)))))


def _is_minus_one(node: Node) -> bool:
    return isinstance(node, Negative) and is_whole(node.inner) and isinstance(node.inner, Number) and node.inner.value == 1


def _piece_token(piece: Meaning, token: WordToken, *, spaced: bool) -> Token:
    """A piece of a word as a token of its own, with what it stands for."""
    at = token.at + piece.at
    if piece.kind == "number":
        return Numeral(at, piece.name, spaced, small(piece.name), False)
    found = WordToken(at, piece.name, spaced, piece.name, "", "", False)
    found.meaning = piece
    return found
