"""Words with rules of their own, whose arguments are read like all others: ``root(x, 3)``, ``matrix([1,2],[3,4])``, ``oo(a, b)``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from examgen.notation.calls import Calls
from examgen.notation.characters import RAISED
from examgen.notation.numbers import small
from examgen.notation.token_types import Numeral, WordToken
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
    Truth,
)

if TYPE_CHECKING:
    from typing import Literal

    from examgen.notation.vocabulary import Meaning

_SIGNS_OF_NAMES: dict[str, Literal["=", "!=", "<", "<=", ">", ">="]] = {"Eq": "=", "Ne": "!=", "Lt": "<", "Le": "<=", "Gt": ">", "Ge": ">="}
#: Which ends of SymPy's intervals are closed.
_INTERVALS = {"Interval": "cc", "Interval.open": "oo", "Interval.Lopen": "oc", "Interval.Ropen": "co"}


class Specials(Calls):
    """What special words become."""

    def _of_values(self, word: Meaning, token: WordToken) -> Node:
        """Special words whose arguments are read like all others."""
        at, name, text = token.at, word.name, token.text
        match name:
            case "cbrt" | "fourthroot":
                argument = self._arguments(1, 1, text)[0] if self.here.kind == "(" else self._bare_argument("sqrt", token)
                return Root(at, argument, 3 if name == "cbrt" else 4)
            case "root":
                inner, *degrees = self._arguments(1 if text == "root" else 2, 2, text)
                return self._rooted(at, inner, degrees[0]) if degrees else Root(at, inner)
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
            case "quotient":
                numerator, *denominator = self._arguments(1, 2, text)
                return Quotient(at, numerator, denominator[0]) if denominator else numerator
            case "complex":
                real, imaginary = self._arguments(2, 2, text)
                return Sum(at, (real, Product(imaginary.at, (imaginary, Constant(imaginary.at, "i")))))
            case "inverse":
                return Power(at, self._arguments(1, 1, text)[0], Negative(at, Number(at, small("1"))))
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

    def _raised_root(self) -> Node:
        """``³√8``, where nothing stands in front of the degree that could be raised."""
        degree, sign = self._ahead(1), self._ahead(2)
        if not isinstance(degree, Numeral) or degree.text[0] not in RAISED or not isinstance(sign, WordToken) or sign.text != "√":
            self._unexpected()
        self._go(self.index + 3)
        inner = self._arguments(1, 1, "√")[0] if self.here.kind == "(" else self._bare_argument("sqrt", sign)
        return self._rooted(degree.at, inner, Number(degree.at, degree.value))

    def _named_interval(self, at: int, text: str) -> Node:
        """``oo(a, b)``, ``oc``, ``co``, ``cc`` of Maxima, ``Interval.open(a, b)`` of SymPy, or with its signs: is an end left out?"""
        low, high, *opened = self._arguments(2, 4 if text == "Interval" else 2, text)
        closed = _INTERVALS.get(text, text)
        if closed not in ("oo", "oc", "co", "cc"):
            self._fail(f"'{text}' is no interval; write oo(a, b), oc(a, b), co(a, b) or cc(a, b)", at=at)
        ends = [end == "c" for end in closed]
        for place, sign in enumerate(opened):
            if not isinstance(sign, Truth):
                self._fail("whether an end is left out is written True or False", at=sign.at, expected="True")
            ends[place] = not sign.value
        return Interval(at, low, high, ends[0], ends[1])

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
