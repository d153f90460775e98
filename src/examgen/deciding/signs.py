"""Both signs at once: a tree with ± stands for two trees, one for each choice; all ± of a tree choose alike, and ∓ the opposite."""

from __future__ import annotations

from examgen.deciding.walking import rebuilt, types_in
from examgen.notation.tree import Negative, Node, PlusMinus, Sum


def has_both_signs(node: Node) -> bool:
    """Whether ± or ∓ stands in a tree."""
    return PlusMinus in types_in(node)


def both(node: Node) -> tuple[Node, Node]:
    """The tree with the upper signs, and with the lower ones."""
    return _chosen(node, 1), _chosen(node, -1)


def _chosen(node: Node, choice: int) -> Node:
    node = rebuilt(node, lambda part: _chosen(part, choice))
    if not isinstance(node, PlusMinus):
        return node
    sign = -choice if node.flipped else choice
    right = node.right if sign > 0 else Negative(node.at, node.right)
    return right if node.left is None else Sum(node.at, (node.left, right))
