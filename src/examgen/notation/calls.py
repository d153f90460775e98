"""Functions and their arguments: ``ln 2``, ``sin^2 x``, ``log_2(8)``, ``\\sqrt[3]{x}``, ``binomial(n, k)``, ``matrix([1,2],[3,4])``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from examgen.errors import NotationError
from examgen.notation.brackets import Brackets, is_whole
from examgen.notation.numbers import small
from examgen.notation.token_types import Numeral, Token, WordToken
from examgen.notation.tree import FUNCTIONS as ARITIES
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
    Relation,
    Root,
    Sum,
    Transpose,
    Variable,
)
from examgen.notation.vocabulary import TRIGONOMETRIC, Meaning

if TYPE_CHECKING:
    from typing import Literal

_BARE = frozenset(("number", "word", "|", "|(", "\\frac", "\\binom", "⌊", "⌈"))
_SIGNS_OF_NAMES: dict[str, Literal["=", "!=", "<", "<=", ">", ">="]] = {"Eq": "=", "Ne": "!=", "Lt": "<", "Le": "<=", "Gt": ">", "Ge": ">="}


class Calls(Brackets):
    """What words with arguments become."""

    def power(self) -> Node:
        """A value with what is raised."""
        raise NotImplementedError

    def postfix(self) -> Node:
        """A value with what stands directly behind it."""
        raise NotImplementedError

    def exponent(self) -> tuple[Node, bool]:
        """What is raised, and whether it stood there without brackets."""
        raise NotImplementedError

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
            return Variable(at, name) if self.here.kind != "(" or not self.wide else self._before_bracket(token, name)
        if kind == "constant":
            if token.text in ("I", "j") and name == "i":
                self._check_imaginary(token)
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
        if free and name == "Phi":
            return Call(token.at, "phi", self._arguments(1, 1, "Phi"))
        if free and name == "C" and len(self._commas(self.index)) == 2:
            first, second = self._arguments(2, 2, "C")
            return Call(token.at, "binomial", (first, second))
        if free and name in ("f", "g", "h", "F", "G"):
            self._fail(f"the function {name} is not known; write {name}*(...) for a product", expected="*")
        return Variable(token.at, name)

    # --- functions -----------------------------------------------------------------------------------------------

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
        self._check_arity(name, arguments, at)
        call: Node
        if root:
            call = Root(at, arguments[0]) if degree is None else self._rooted(at, arguments[0], degree)
        else:
            call = Call(at, "a" + name if inverse else name, arguments, base)
        return call if raised is None or inverse else Power(at, call, raised)

    def _check_arity(self, name: str, arguments: tuple[Node, ...], at: int) -> None:
        if name == "sqrt" or not self.wide:
            least, most = (1, 12 if self.wide else len(arguments)) if name in ("max", "min") else (1, 1)
        else:
            least, most = ARITIES[name]
        name = {"ln": "log"}.get(name, name) if self.wide else name
        if not least <= len(arguments) <= most:
            wanted = "one argument" if most == 1 else f"{least} arguments" if least == most else f"{least} to {most} arguments"
            raise NotationError(f"'{name}' takes {wanted}", text=self.text, position=at)

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
            if len(closing) != 1 or self.tokens[min(closing[0] + 1, len(self.tokens) - 1)].kind != "{":
                return None
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

    def _bare_argument(self, name: str, token: WordToken) -> Node:
        """``ln 2``, ``sqrt x``, ``ln|x|``: one factor, and nothing behind it that could belong to it."""
        if self.here.kind not in _BARE or (self.integrals and self._is_differential()):
            shown = token.text.lstrip("\\") if token.text.lstrip("\\").isalpha() else name
            self._fail(f"'{shown}' needs an argument: {shown}(x)", expected="(")
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
        if self.wide and name in TRIGONOMETRIC and type(argument) is Number:
            argument = self._multiple(argument)
        loose_product = self._starts_factor() and not self._starts_function()
        # "ln2/3" can only be (ln 2)/3, while "ln 2/3" may be meant as ln(2/3).
        fused = first.kind == "number" and not first.spaced and not token.tex
        if loose_product or (self.here.kind == "/" and not root and not fused):
            shown, b, c = token.text, self._between(first.at, self.here.at), self._next_factor()
            space = "" if c[0] == "/" else " "
            self._fail(
                f"it is not clear where the argument of '{shown}' ends; use brackets: {shown}({b}{space}{c}) or {shown}({b}){space}{c}"
            )
        return argument

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

    # --- words with rules of their own ---------------------------------------------------------------------------

    def _of_values(self, word: Meaning, token: WordToken) -> Node:
        """Special words whose arguments are read like all others."""
        at, name, text = token.at, word.name, token.text
        match name:
            case "cbrt" | "fourthroot":
                argument = self._arguments(1, 1, text)[0] if self.here.kind == "(" else self._bare_argument("sqrt", token)
                return Root(at, argument, 3 if name == "cbrt" else 4)
            case "root":
                inner, degree = self._arguments(2, 2, text)
                return self._rooted(at, inner, degree)
            case "power":
                base, exponent = self._arguments(2, 2, text)
                return Power(at, base, exponent)
            case "binomial":
                return Call(at, "binomial", self._arguments(2, 2, text))
            case "arrangements":
                n, k = self._arguments(2, 2, text)
                under = Call(at, "factorial", (Sum(n.at, (n, Negative(k.at, k))),))
                return Quotient(at, Call(at, "factorial", (n,)), under)
            case "lg":
                if self.here.kind != "(":
                    return Call(at, "ln", (self._bare_argument("lg", token),), Number(at, small("10")))
                found = self._arguments(1, 2, text)
                return Call(at, "ln", found[:1], found[1] if len(found) == 2 else Number(at, small("10")))
            case "erfc":
                return Sum(at, (Number(at, small("1")), Negative(at, Call(at, "erf", self._arguments(1, 1, text)))))
            case "transpose":
                return Transpose(at, self._arguments(1, 1, text)[0])
            case "interval":
                return self._named_interval(at, text)
            case "set" | "list":
                return self._named_listing(at, name == "set")
            case "matrix" | "vector":
                return self._named_matrix(at, text, name)
            case "equation":
                left, right = self._arguments(2, 2, text)
                return Relation(at, left, _SIGNS_OF_NAMES[text], right)
            case _:
                self._fail(f"'{text}' is not read here", at=at)

    def _named_interval(self, at: int, text: str) -> Node:
        """``oo(a, b)``, ``oc``, ``co``, ``cc`` of Maxima."""
        low, high = self._arguments(2, 2, text)
        closed = "cc" if text == "Interval" else text
        if closed not in ("oo", "oc", "co", "cc"):
            self._fail(f"'{text}' is no interval; write oo(a, b), oc(a, b), co(a, b) or cc(a, b)", at=at)
        return Interval(at, low, high, closed[0] == "c", closed[1] == "c")

    def _named_listing(self, at: int, is_set: bool) -> Node:
        entries = self._entries(")" if self.here.kind == "(" else "]")
        if is_set and len(entries) == 1 and isinstance(entries[0], Listing):
            entries = entries[0].entries
        return Listing(at, "set" if is_set else "list", entries, square=not is_set)

    def _named_matrix(self, at: int, text: str, name: str) -> Node:
        """``matrix([1,2],[3,4])``, ``Matrix([[1,2],[3,4]])``, ``vector(1,2)``."""
        opened = self.here
        entries = self._entries(")" if opened.kind == "(" else "]")
        if not entries:
            self._fail(f"'{text}' needs its rows in brackets: matrix([1,2],[3,4])", at=opened.at)
        if name == "matrix" and len(entries) == 1 and not isinstance(entries[0], Listing):
            return entries[0]
        if name == "matrix" and all(isinstance(entry, Listing) and entry.square for entry in entries):
            if len(entries) == 1 and text != "matrix":
                return entries[0]
            return self._table(at, [entry.entries for entry in entries if isinstance(entry, Listing)])
        if name == "matrix":
            self._fail(f"'{text}' needs its rows in brackets: matrix([1,2],[3,4])", at=opened.at)
        if len(entries) == 1 and isinstance(entries[0], Listing):
            return entries[0]
        return Listing(at, "list", entries, square=True)


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
