"""Looking through trees: their parts, their variables, whether two are the same but for where they stand in a text."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from typing import Any

from examgen.notation.tree import Derivative, Integral, Node, Series, Variable

_LEAVES = (str, int, bool, type(None))


_KNOWN: dict[Any, tuple[str, ...]] = {}


def _names(kind: Any) -> tuple[str, ...]:
    found = _KNOWN.get(kind)
    if found is None:
        found = _KNOWN[kind] = tuple(field.name for field in fields(kind) if field.name != "at")
    return found


def parts(node: Node) -> Iterator[Node]:
    """The nodes right below a node."""
    for name in _names(type(node)):
        yield from _nodes(getattr(node, name))


def _nodes(value: Any) -> Iterator[Node]:
    if isinstance(value, tuple):
        for entry in value:
            yield from _nodes(entry)
    elif hasattr(value, "at"):
        yield value


def walk(node: Node) -> Iterator[Node]:
    """A node and all nodes below it."""
    yield node
    for part in parts(node):
        yield from walk(part)


def variables_of(node: Node) -> frozenset[str]:
    """The free variables of a tree."""
    kind = type(node)
    if kind is Variable:
        return frozenset((node.name,))  # type: ignore[union-attr]
    found: frozenset[str] = frozenset()
    for part in parts(node):
        found |= variables_of(part)
    if kind is Series or (kind is Integral and node.low is not None):  # type: ignore[union-attr]
        return found - {node.variable}  # type: ignore[union-attr]
    if kind is Derivative or kind is Integral:
        return found | {node.variable}  # type: ignore[union-attr]
    return found


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
