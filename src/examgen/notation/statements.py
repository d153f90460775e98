"""Relations, logic and sets: what stands around values, by precedence.

``iff`` holds together least, then ``implies``, ``xor``, ``or``, ``and``, ``not``, relations (of which a chain ``a < b < c`` is the
``and`` of its links), unions, intersections, and within those the sums of ``expressions``.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Literal, cast

from examgen.notation.expressions import Expressions
from examgen.notation.tree import (
    And,
    Constant,
    Intersection,
    Interval,
    Listing,
    Negative,
    Node,
    Not,
    Number,
    Or,
    Quotient,
    Relation,
    Truth,
    Union,
    Variable,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from fractions import Fraction
    from typing import TypeAlias

    Sign: TypeAlias = Literal["=", "!=", "<", "<=", ">", ">="]

RELATIONS = frozenset(("=", "!=", "<", "<=", ">", ">="))
_HOLDING = (Relation, And, Or, Not, Truth, Variable)
_SETS = (Interval, Listing, Union, Intersection)


class Statements(Expressions):
    """The rules of logic and sets."""

    stated = False

    def inside(self) -> Node:
        return self.statement() if self.stated else self.expression()

    def statement(self) -> Node:
        """What holds or does not hold; or a set, or a value."""
        self._enter()
        found = self._equivalent()
        self.depth -= 1
        return found

    def _equivalent(self) -> Node:
        """``p iff q``: both hold or both do not."""
        first = self._implied()
        while self.here.kind == "iff":
            first = self._joined_by(first, self._implied, lambda at, p, q: Or(at, (And(at, (p, q)), And(at, (Not(at, p), Not(at, q))))))
        return first

    def _implied(self) -> Node:
        """``p implies q``; several of them hold together from the right."""
        first = self._either()
        if self.here.kind == "implies":
            return self._joined_by(first, self._implied, lambda at, p, q: Or(at, (Not(at, p), q)))
        return first

    def _either(self) -> Node:
        """``p xor q``: one of them holds, and not the other."""
        first = self._any_of()
        while self.here.kind == "xor":
            first = self._joined_by(first, self._any_of, lambda at, p, q: Or(at, (And(at, (p, Not(at, q))), And(at, (Not(at, p), q)))))
        return first

    def _joined_by(self, first: Node, rule: Callable[[], Node], join: Callable[[int, Node, Node], Node]) -> Node:
        sign = self.here
        if self.kind != "logic":
            self._fail(f"'{sign.text}' stands between statements of logic; write the last condition alone")
        self._take()
        self._enter()
        second = rule()
        self.depth -= 1
        self._refuse_values([first, second], sign.text.lstrip("\\"))
        return join(first.at, first, second)

    def _any_of(self) -> Node:
        at = self.here.at
        parts = [self._all_of()]
        while self.here.kind == "or":
            self._take()
            parts.append(self._all_of())
        if len(parts) == 1:
            return parts[0]
        self._refuse_values(parts, "or")
        return Or(at, tuple(parts))

    def _all_of(self) -> Node:
        at = self.here.at
        parts = [self._negated()]
        while self.here.kind == "and" or (self.here.kind == "&" and not self.cells):
            self._take()
            parts.append(self._negated())
        if len(parts) == 1:
            return parts[0]
        self._refuse_values(parts, "and")
        return And(at, tuple(parts))

    def _refuse_values(self, parts: list[Node], word: str) -> None:
        """``x = 1 or 2`` is an equation and a number."""
        for part in parts:
            if not isinstance(part, _HOLDING):
                self._fail(f"'{word}' stands between whole conditions: x = 1 {word} x = 2", at=part.at, expected="a relation")

    def _all_or_any(self) -> Node:
        """``Or(x < 1, x > 2)`` and ``And(...)``, written as functions."""
        sign = self._take()
        word = sign.kind
        parts = self._arguments(1, 12, sign.text)
        self._refuse_values(list(parts), word)
        if len(parts) == 1:
            return parts[0]
        return Or(sign.at, parts) if word == "or" else And(sign.at, parts)

    def _negated(self) -> Node:
        if self.here.kind != "not":
            return self._related()
        sign = self._take()
        self._enter()
        part = self._negated()
        self.depth -= 1
        self._refuse_values([part], "not")
        return Not(sign.at, part)

    def _related(self) -> Node:
        first = self._union()
        kind = self.here.kind
        if kind in ("in", "notin"):
            return self._membership(first)
        if kind not in RELATIONS:
            return first
        links: list[Node] = []
        while (kind := self.here.kind) in RELATIONS:
            sign = self._take()
            if kind == "!=" and sign.text == "!=" and not sign.spaced and self.kind not in ("inequality", "logic", "set", "interval"):
                self._fail("it is not clear whether a factorial is meant; write x != 1 with spaces, ≠, or (n!) = 6", at=sign.at)
            if sign.text == "#" and self.kind == "scalar":
                self._fail("the sign '#' cannot stand in a value; write ≠ for an inequality", at=sign.at)
            second = self._union()
            links.append(Relation(first.at, first, cast("Sign", kind), second))
            first = second
        if self.here.kind in ("in", "notin"):
            self._unexpected()
        return links[0] if len(links) == 1 else And(links[0].at, tuple(links))

    # --- sets ----------------------------------------------------------------------------------------------------

    def _union(self) -> Node:
        first = self._intersection()
        if self.here.kind != "∪":
            return first
        parts = [first]
        while self.here.kind == "∪":
            self._take()
            parts.append(self._intersection())
        return Union(first.at, tuple(self._as_set(part) for part in parts))

    def _intersection(self) -> Node:
        first = self.expression()
        if self.here.kind == "∖":
            self._take()
            first = self._without(first, self.expression())
        if self.here.kind != "∩":
            return first
        parts = [first]
        while self.here.kind == "∩":
            self._take()
            parts.append(self.expression())
        return Intersection(first.at, tuple(self._as_set(part) for part in parts))

    def _without(self, whole: Node, points: Node) -> Node:
        """``ℝ \\ {0}``, as the intervals that are left."""
        numbers = [_rational(entry) for entry in points.entries] if isinstance(points, Listing) and points.shape == "set" else []
        everything = isinstance(whole, Interval) and _is_infinite(whole.low) and _is_infinite(whole.high)
        if not everything or not numbers or not isinstance(points, Listing) or None in numbers:
            self._fail("only numbers are taken out of ℝ here; write a union of intervals", at=points.at)
        assert isinstance(whole, Interval)
        order = sorted(zip(cast("list[Fraction]", numbers), points.entries, strict=True), key=lambda pair: pair[0])
        ends = [whole.low, *(node for _, node in order), whole.high]
        return Union(whole.at, tuple(Interval(whole.at, low, high, False, False) for low, high in pairwise(ends)))

    def _united(self) -> Node:
        sign = self._take()
        parts = tuple(self._as_set(part) for part in self._arguments(1, 12, sign.text))
        if len(parts) == 1:
            return parts[0]
        return Union(sign.at, parts) if sign.kind == "∪" else Intersection(sign.at, parts)

    def _as_set(self, node: Node) -> Node:
        """A part of a union: ``(1, 2)`` and ``[1, 2]`` are intervals there."""
        if isinstance(node, Listing) and node.shape == "list" and len(node.entries) == 2:
            return as_interval(node)
        if not isinstance(node, _SETS) or (isinstance(node, Listing) and node.shape == "list"):
            self._fail("a set or an interval was expected: {1, 2} or [1, 2]", at=node.at, expected="a set")
        return node

    def _membership(self, member: Node) -> Node:
        """``x in [1, 2)``, as relations; where a set is asked for, the set."""
        sign = self._take()
        where = self._as_set(self._union())
        if self.here.kind in RELATIONS or self.here.kind in ("in", "notin"):
            self._unexpected()
        if self.kind in ("interval", "set") and sign.kind == "in" and isinstance(member, Variable) and self.depth == 1:
            return where
        inside = self._within(member, where)
        return inside if sign.kind == "in" else Not(member.at, inside)

    def _within(self, member: Node, where: Node) -> Node:
        """What it means that a value is in a set."""
        at = member.at
        match where:
            case Interval():
                links: list[Node] = []
                if not _is_infinite(where.low):
                    links.append(Relation(at, where.low, "<=" if where.closed_low else "<", member))
                if not _is_infinite(where.high):
                    links.append(Relation(at, member, "<=" if where.closed_high else "<", where.high))
                return Truth(at, True) if not links else links[0] if len(links) == 1 else And(at, tuple(links))
            case Listing():
                equations = tuple(Relation(at, member, "=", entry) for entry in where.entries)
                return Truth(at, False) if not equations else equations[0] if len(equations) == 1 else Or(at, equations)
            case Union():
                return Or(at, tuple(self._within(member, part) for part in where.parts))
            case Intersection():
                return And(at, tuple(self._within(member, part) for part in where.parts))
            case _:
                self._fail("a set or an interval was expected: {1, 2} or [1, 2]", at=where.at)


def _rational(node: Node) -> Fraction | None:
    """The value of a number with a sign or a bar, or None."""
    match node:
        case Number(value=value):
            return value
        case Negative(inner=inner):
            opposite = _rational(inner)
            return None if opposite is None else -opposite
        case Quotient(numerator=numerator, denominator=denominator):
            over, under = _rational(numerator), _rational(denominator)
            return over / under if over is not None and under else None
        case _:
            return None


def as_interval(node: Listing) -> Interval:
    """A pair read as an interval: square brackets contain the ends, round ones do not."""
    low, high = node.entries
    return Interval(node.at, low, high, node.square, node.square)


def _is_infinite(node: Node) -> bool:
    return isinstance(node, Constant | Negative) and (node.inner if isinstance(node, Negative) else node) == Constant(
        (node.inner if isinstance(node, Negative) else node).at, "oo"
    )
