"""Looking through trees: their parts, variables and plain numbers; whether two are the same but for where they stand in a text."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields, replace
from fractions import Fraction
from functools import wraps
from operator import add, mul
from typing import Any, NamedTuple, TypeVar

from examgen.notation.tree import (
    Call,
    Constant,
    Derivative,
    Integral,
    Negative,
    Node,
    Number,
    Power,
    Product,
    Quotient,
    Root,
    Series,
    Sum,
    Variable,
)

_T = TypeVar("_T")

_KNOWN: dict[Any, tuple[str, ...]] = {}

#: The nodes right below the commonest nodes; for the others the fields are looked through.
_BELOW: dict[type, Callable[[Any], tuple[Node, ...]]] = {
    Number: lambda node: (),
    Constant: lambda node: (),
    Variable: lambda node: (),
    Negative: lambda node: (node.inner,),
    Sum: lambda node: node.terms,
    Product: lambda node: node.factors,
    Quotient: lambda node: (node.numerator, node.denominator),
    Power: lambda node: (node.base, node.exponent),
    Root: lambda node: (node.inner,),
    Call: lambda node: node.arguments if node.base is None else (*node.arguments, node.base),
}


def _names(kind: Any) -> tuple[str, ...]:
    found = _KNOWN.get(kind)
    if found is None:
        found = _KNOWN[kind] = tuple(field.name for field in fields(kind) if field.name != "at")
    return found


def parts(node: Node) -> tuple[Node, ...]:
    """The nodes right below a node."""
    rule = _BELOW.get(type(node))
    if rule is not None:
        return rule(node)
    return tuple(part for name in _names(type(node)) for part in _nodes(getattr(node, name)))


def _nodes(value: Any) -> Iterator[Node]:
    if isinstance(value, tuple):
        for entry in value:
            yield from _nodes(entry)
    elif hasattr(value, "at"):
        yield value


class _Seen(NamedTuple):
    """What is found by going through a tree once; ``facts`` is filled by ``remembered``."""

    node: Node
    nodes: list[Node]
    types: frozenset[type]
    variables: frozenset[str]
    constants: frozenset[str]
    facts: dict[Callable[[Node], Any], Any]


#: The last trees that were gone through, by identity: a comparison asks a dozen things of the same two.
_SEEN: dict[int, _Seen] = {}
_MOST_SEEN = 512
_NOTHING: frozenset[str] = frozenset()


def _seen(node: Node) -> _Seen:
    nodes = [node]
    for one in nodes:  # grows while it is gone through
        nodes += parts(one)
    types = frozenset(map(type, nodes))
    names = frozenset(one.name for one in nodes if type(one) is Variable) if types.isdisjoint(_BINDERS) else _free(node)
    if len(_SEEN) >= _MOST_SEEN:
        _SEEN.clear()
    constants = frozenset(one.name for one in nodes if type(one) is Constant) if Constant in types else _NOTHING
    found = _SEEN[id(node)] = _Seen(node, nodes, types, names, constants, {})
    return found


def walk(node: Node) -> Sequence[Node]:
    """A node and all nodes below it."""
    found = _SEEN.get(id(node))
    return found.nodes if found is not None and found.node is node else _seen(node).nodes


def types_in(node: Node) -> frozenset[type]:
    """The types of a node and of all nodes below it."""
    found = _SEEN.get(id(node))
    return found.types if found is not None and found.node is node else _seen(node).types


def constants_in(node: Node) -> frozenset[str]:
    """The names of the constants of a tree."""
    found = _SEEN.get(id(node))
    return found.constants if found is not None and found.node is node else _seen(node).constants


def variables_of(node: Node) -> frozenset[str]:
    """The free variables of a tree."""
    found = _SEEN.get(id(node))
    return found.variables if found is not None and found.node is node else _seen(node).variables


def remembered(fact: Callable[[Node], _T]) -> Callable[[Node], _T]:
    """A fact about a tree that is found out once as long as the tree is among the last."""

    @wraps(fact)
    def asked(node: Node) -> _T:
        seen = _SEEN.get(id(node))
        facts = (seen if seen is not None and seen.node is node else _seen(node)).facts
        if fact not in facts:
            facts[fact] = fact(node)
        found: _T = facts[fact]
        return found

    return asked


_BINDERS = frozenset({Series, Integral, Derivative})


def _free(node: Node) -> frozenset[str]:
    if isinstance(node, Variable):
        return frozenset((node.name,))
    found: frozenset[str] = frozenset()
    for part in parts(node):
        found |= _free(part)
    if isinstance(node, Series) or (isinstance(node, Integral) and node.low is not None):
        return found - {node.variable}
    if isinstance(node, Derivative | Integral):
        return found | {node.variable}
    return found


#: Terms of a sum whose ends are not numbers: what it takes at the points that are tried.
_TERMS_AT_POINTS = 40


def effort(node: Node) -> int:
    """About how many nodes are visited to find a value: a sum within a sum takes the product of both."""
    if isinstance(node, Series):
        low, high = (end.value if isinstance(end, Number) else None for end in (node.low, node.high))
        terms = _TERMS_AT_POINTS if low is None or high is None else max(1, int(high - low) + 1)
        return terms * effort(node.inner)
    return 1 + sum(map(effort, parts(node)))


def exact_number(node: Node) -> Fraction | None:
    """The value of a tree of rational numbers, sums, products and quotients."""
    # every answer passes here: types are compared, not asked about
    if type(node) is Number:
        return node.value
    if type(node) is Negative:
        inner = exact_number(node.inner)
        return None if inner is None else -inner
    if type(node) is Quotient:
        over = exact_number(node.numerator)
        under = exact_number(node.denominator) if over is not None else None
        return over / under if over is not None and under else None
    if type(node) is Sum:
        return _gathered(node.terms, add)
    if type(node) is Product:
        return _gathered(node.factors, mul)
    return None


def _gathered(parts: Sequence[Node], joined: Callable[[Fraction, Fraction], Fraction]) -> Fraction | None:
    result: Fraction | None = None
    for part in parts:
        value = exact_number(part)
        if value is None:
            return None
        result = value if result is None else joined(result, value)
    return result


def same(a: Any, b: Any) -> bool:
    """Whether two trees are the same but for the places in their texts."""
    if type(a) is not type(b):
        return False
    if isinstance(a, tuple):
        return len(a) == len(b) and all(same(x, y) for x, y in zip(a, b, strict=True))
    if not hasattr(a, "at"):
        return bool(a == b)
    return all(same(getattr(a, name), getattr(b, name)) for name in _names(type(a)))


def rebuilt(node: Node, change: Callable[[Node], Node]) -> Node:
    """The tree with ``change`` done to each node right below the top."""
    changed: dict[str, Any] = {}
    for name in _names(type(node)):
        value = getattr(node, name)
        new = _rebuilt_value(value, change)
        if new is not value:
            changed[name] = new
    return replace(node, **changed) if changed else node


def _rebuilt_value(value: Any, change: Callable[[Node], Node]) -> Any:
    if isinstance(value, tuple):
        new = tuple(_rebuilt_value(entry, change) for entry in value)
        return value if all(x is y for x, y in zip(new, value, strict=True)) else new
    return change(value) if hasattr(value, "at") else value
