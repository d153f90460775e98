"""The outermost level of a text: names in front, lists without brackets, and what the kind of an answer settles."""

from __future__ import annotations

from typing import NoReturn

from examgen.notation.signs import Signs
from examgen.notation.statements import as_interval
from examgen.notation.token_types import Numeral, WordToken
from examgen.notation.tree import (
    And,
    Call,
    Derivative,
    Integral,
    Interval,
    Listing,
    Negative,
    Node,
    Not,
    Number,
    Or,
    PlusMinus,
    Power,
    Product,
    Quotient,
    Relation,
    Root,
    Series,
    Sum,
    Table,
    Transpose,
    Union,
    Variable,
)

#: Kinds whose answer is a value, in front of which its name may stand: ``x = 3``.
_VALUES = frozenset(("scalar", "vector", "matrix", "list", "set", "interval", "calculus"))
_LISTS = frozenset(("vector", "matrix", "list", "set"))
_CONDITIONS = frozenset(("!=", "<", "<=", ">", ">=", "or", "and", "not", "in", "notin"))
_JOINED = frozenset(("equation", "inequality", "logic"))


class Answers(Signs):
    """The rules for a whole text."""

    # --- single values -------------------------------------------------------------------------------------------

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

    def _skip_name(self) -> bool:
        """Past ``x =``, ``\\mu_1 =`` or ``E[Y] =``."""
        kinds = [token.kind for token in self.tokens[:6]]
        if kinds[:2] == ["word", "="]:
            self._go(2)
        elif kinds[0] == "word" and kinds[1] in ("[", "(") and kinds[2:5] == ["word", "]" if kinds[1] == "[" else ")", "="]:
            self._go(5)
        return self.index > 0

    def _bare_list(self, first: Node) -> Node:
        entries = [first]
        while self.here.kind == ",":
            before, after = self.tokens[self.index - 1], self.tokens[self.index + 1]
            if before.kind == after.kind == "number" and not after.spaced:
                self._fail("this comma may separate entries or digits; write the list in brackets: [1, 2]")
            self._take()
            entries.append(self.expression())
        return Listing(first.at, "list", tuple(entries), square=True)

    def _fail_comma(self, first: Node) -> NoReturn:
        after = self._ahead(1)
        if isinstance(first, Number) and after.kind == "number" and not after.spaced:
            fault = "a comma between digits may be a decimal point or a thousands separator; write 1.5 or 1500, without a comma"
            self._fail(fault, expected="." if self.wide else "")
        self._fail("one value was expected; a list stands in brackets: [1, 2]")

    # --- answers of every kind -----------------------------------------------------------------------------------

    def answer(self) -> Node:
        """The tree of the whole text, as its kind wants it."""
        if self.here.kind == "end":
            self._fail("nothing was written", expected="a value")
        if self.here.kind == "=" and self.here.text == "=" and self.kind in _VALUES:
            del self.tokens[0]  # "= 3" goes on from a line above; a sheet of numbers begins so as well.
            self._go(0)
        if self.stated or self.kind != "scalar":
            self._see_signs()
        if not self.stated:
            first = self.expression()
        else:
            name = self._name_in_front() if self.kind in _VALUES else None
            first = self.statement()
            if name is not None:
                first = self._with_name(name, first)
        if self.here.kind in (",", ";"):
            first = self._listed_answer(first)
        if self.here.kind != "end":
            self._unexpected()
        return self._shaped(first)

    def _name_in_front(self) -> WordToken | None:
        """Past the name of the value, where one ``=`` and no other relation stands behind it; returns the name."""
        equals = [place for place, token in enumerate(self.tokens) if token.kind == "="]
        first = self.here
        if not equals or any(token.kind in _CONDITIONS for token in self.tokens[equals[-1] + 1 :]):
            return None
        place = equals[-1]
        if not isinstance(first, WordToken):
            if self._is_leibniz(place):
                self._go(place + 1)
            if self.kind in ("vector", "list", "set") and first.kind in ("(", "[") and self._commas(0)[-1] == place - 1:
                self._go(place + 1)  # (x, y) = (1, 2)
            return None
        if place == 1:
            self._go(2)
            return first
        opening = self.tokens[1].kind
        if opening in ("(", "[") and self._commas(1)[-1] == place - 1 and self._is_called(first, opening):
            self._go(place + 1)
        elif opening == "'":
            self._skip_primes(place)
        elif self._is_leibniz(place):
            self._go(place + 1)
        return None

    def _skip_primes(self, equals: int) -> None:
        """Past ``y' =`` or ``f''(x) =``."""
        behind = next(place for place in range(1, equals + 1) if self.tokens[place].kind != "'")
        if behind == equals or (self.tokens[behind].kind == "(" and self._commas(behind)[-1] == equals - 1):
            self._go(equals + 1)

    def _is_leibniz(self, equals: int) -> bool:
        """Whether ``dy/dx`` or ``\\frac{dy}{dx}`` stands in front of the sign."""
        kinds = [token.kind for token in self.tokens[:equals]]
        words = [token for token in self.tokens[:equals] if isinstance(token, WordToken)]
        shaped = kinds == ["word", "/", "word"] or kinds == ["\\frac", "{", "word", "}", "{", "word", "}"]
        return shaped and self.names.symbol("d") is None and all(len(word.text) == 2 and word.text[0] == "d" for word in words)

    def _is_called(self, name: WordToken, opening: str) -> bool:
        """Whether a name in front of brackets is one of a function or an expected value, not a factor."""
        if not self.names.free:
            return self.names.symbol(name.stem) is None
        return opening == "[" or len(name.stem) > 1 or name.stem in "fghpqPEFGVuvwyYTS"

    def _with_name(self, name: WordToken, value: Node) -> Node:
        """A value whose name was left out; an equation where the name stands in the value too, or both signs do."""
        if not self.names.free and self.names.symbol(name.stem + ("_" + name.subscript if name.subscript else name.digits)) is None:
            return value
        pieces = self.names.read(name, self.text)
        if len(pieces) != 1 or pieces[0].kind != "symbol":
            return value
        variable = Variable(name.at, pieces[0].name)
        if occurs(value, variable.name) or has_both_signs(value):
            return Relation(name.at, variable, "=", value)
        return value

    def _listed_answer(self, first: Node) -> Node:
        """Values with commas between them, without brackets around them."""
        separator = self.here.kind
        if self.kind in _JOINED and separator == ",":
            return self._joined(first)
        if self.kind not in _LISTS:
            after = self._ahead(1)
            if separator != "," or not after.spaced or after.kind == "end":
                if separator == ",":
                    self._fail_comma(first)
                self._unexpected()
        entries = [first]
        while self.here.kind == separator:
            before, after = self.tokens[self.index - 1], self._ahead(1)
            if separator == "," and isinstance(before, Numeral) and isinstance(after, Numeral) and not (after.spaced or self.here.spaced):
                grouped = len(before.text) <= 3 and len(after.text.split(".")[0]) == 3
                if grouped or (self.kind not in _LISTS):
                    self._fail("this comma may separate entries or digits; write the list in brackets: [1, 2]")
            self._take()
            entries.append(self.inside())
        entries = self._without_names(entries)
        square = self.kind in ("vector", "list", "matrix")
        return Listing(first.at, "set" if self.kind == "set" else "list", tuple(entries), square=square)

    def _without_names(self, entries: list[Node]) -> list[Node]:
        """``x = 1, x = 2`` as two values; ``x = 1, 2`` has lost its name already."""
        values: list[Node] = []
        names = set()
        for entry in entries:
            if not isinstance(entry, Relation) or entry.sign != "=" or not isinstance(entry.left, Variable):
                values.append(entry)
                continue
            names.add(entry.left.name)
            values.append(entry.right)
        return values if len(names) == 1 else entries

    def _joined(self, first: Node) -> Node:
        """``x = 1, y = 2`` holds together, ``x = 1, x = 2`` are two cases; anything else may be meant both ways."""
        comma = self.here
        parts = [first]
        while self.here.kind == ",":
            self._take()
            parts.append(self.statement() if self.stated else self.expression())
        names = [part.left.name for part in parts if isinstance(part, Relation) and part.sign == "=" and isinstance(part.left, Variable)]
        if len(names) == len(parts):
            if len(set(names)) == len(names):
                return And(first.at, tuple(parts))
            if len(set(names)) == 1:
                return Or(first.at, tuple(parts))
        self._fail("it is not clear whether the conditions hold together; write 'and' or 'or' between them", at=comma.at, expected="and")

    def _shaped(self, node: Node) -> Node:
        """What the kind settles about the outermost bracket."""
        kind = self.kind
        if kind in ("interval", "set") and isinstance(node, Listing) and node.shape == "list" and len(node.entries) == 2:
            return as_interval(node)
        if kind == "matrix" and isinstance(node, Listing) and node.entries:
            rows = [entry.entries for entry in node.entries if isinstance(entry, Listing) and entry.shape == node.shape]
            if len(rows) == len(node.entries) and node.shape == "set":  # Mathematica's matrix, and a set of sets
                self._fail("braces are around sets; write the rows of a matrix in brackets: [[1, 2], [3, 4]]", at=node.at)
            if len(rows) == len(node.entries):
                return self._table(node.at, rows)
        return node


def children(node: Node) -> tuple[Node, ...]:
    """The nodes directly below a node."""
    match node:
        case Negative(inner=inner) | Root(inner=inner) | Transpose(inner=inner) | Derivative(inner=inner):
            return (inner,)
        case Sum(terms=parts) | Product(factors=parts) | Listing(entries=parts) | And(parts=parts) | Or(parts=parts) | Union(parts=parts):
            return parts
        case Quotient(numerator=first, denominator=second) | Power(base=first, exponent=second):
            return first, second
        case Relation(left=first, right=second) | Interval(low=first, high=second):
            return first, second
        case Call(arguments=parts, base=base):
            return parts if base is None else (*parts, base)
        case PlusMinus(left=left, right=right):
            return (right,) if left is None else (left, right)
        case Not(part=part):
            return (part,)
        case Table(rows=rows):
            return tuple(entry for row in rows for entry in row)
        case Integral(inner=inner, low=low, high=high):
            return tuple(part for part in (inner, low, high) if part is not None)
        case Series(inner=inner, low=low, high=high):
            return inner, low, high
        case _:
            return ()


def occurs(node: Node, name: str) -> bool:
    """Whether a variable of that name stands in a tree."""
    return (isinstance(node, Variable) and node.name == name) or any(occurs(child, name) for child in children(node))


def has_both_signs(node: Node) -> bool:
    """Whether ``±`` stands in a tree."""
    return isinstance(node, PlusMinus) or any(has_both_signs(child) for child in children(node))
