"""What may be put in by another variable in an integrand: inner functions, powers, roots, logarithms, half angles."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction

from examgen.deciding.building import ONE, TWO, call, minus, num, over, plus, power, rational, replaced, rewritten, square, times
from examgen.deciding.calculus import slope_of
from examgen.deciding.integration.ground import Workshop
from examgen.deciding.walking import same, variables_of, walk
from examgen.notation.tree import Call, Constant, Node, Power, Root, Variable

_MOST_CANDIDATES = 10
#: Functions of the variable that have derivatives simpler than themselves.
BY_PARTS = frozenset({"ln", "atan", "asin", "acos", "asinh", "acosh", "atanh", "acot", "erf", "phi"})

_IN_SINES: dict[str, Callable[[Node], Node]] = {
    "tan": lambda w: over(call("sin", w), call("cos", w)),
    "cot": lambda w: over(call("cos", w), call("sin", w)),
    "sec": lambda w: over(ONE, call("cos", w)),
    "csc": lambda w: over(ONE, call("sin", w)),
}


def in_sines(node: Node) -> Node | None:
    """A tangent or its kin as a quotient of sines and cosines; None for anything else."""
    if isinstance(node, Call) and node.function in _IN_SINES:
        return _IN_SINES[node.function](*node.arguments)
    return None


WAVES: dict[str, Callable[[Node], Node]] = {
    "sin": lambda t: over(times(TWO, t), plus(ONE, square(t))),
    "cos": lambda t: over(minus(ONE, square(t)), plus(ONE, square(t))),
    "tan": lambda t: over(times(TWO, t), minus(ONE, square(t))),
    "cot": lambda t: over(minus(ONE, square(t)), times(TWO, t)),
    "sec": lambda t: over(plus(ONE, square(t)), minus(ONE, square(t))),
    "csc": lambda t: over(plus(ONE, square(t)), times(TWO, t)),
}


def opened(shop: Workshop, f: Node, *, closed: bool) -> Node:
    """The integrand with variables in the place of roots, and of functions that are no exponentials: their canonical forms need signs.

    Also in the place of sines and cosines where it is ``closed``, since their canonical forms are not real.
    """
    name = shop.variable

    def change(node: Node) -> Node | None:
        if name not in variables_of(node):
            return node
        if isinstance(node, Root) and not _is_power(node.inner):
            return shop.symbol(node)
        exponent = rational(node.exponent) if isinstance(node, Power) else None
        if isinstance(node, Power) and exponent is not None and exponent.denominator > 1 and not _is_power(node.base):
            return power(shop.symbol(Root(0, node.base, exponent.denominator)), exponent.numerator)
        if isinstance(node, Call) and node.function in ("ln", "abs") and isinstance(node.arguments[0], Variable) and not closed:
            return None
        if closed and isinstance(node, Call) and node.function in ("sin", "cos"):
            return shop.symbol(node)
        if isinstance(node, Call) and (node.function in BY_PARTS or node.function == "abs"):
            return shop.symbol(node)
        return None

    return rewritten(f, change)


def _is_power(node: Node) -> bool:
    """Whether a tree is a power of a variable or of e, so that its roots are."""
    base = node.base if isinstance(node, Power) else node
    return isinstance(base, Variable | Constant) or (isinstance(base, Call) and base.function == "exp")


def candidates(f: Node, name: str) -> list[Node]:
    """Parts of an integrand that may be the inner function, the larger ones first."""
    found: list[Node] = []
    for node in walk(f):
        if node is f or isinstance(node, Variable) or name not in variables_of(node) or len(found) >= _MOST_CANDIDATES:
            continue
        if not any(same(node, known) for known in found):
            found.append(node)
    return found


def inverse_candidates(f: Node, name: str, u: Variable) -> Iterator[tuple[Node, Node]]:
    """What the old variable is in a new one, and the new in the old."""
    x = Variable(0, name)
    seen: list[Node] = []
    for node in walk(f):
        if any(same(node, known) for known in seen) or name not in variables_of(node):
            continue
        seen.append(node)
        exponent = rational(node.exponent) if isinstance(node, Power) else None
        if isinstance(node, Power) and same(node.base, x) and exponent and exponent not in (1, -1):
            size = abs(exponent) if exponent.denominator == 1 else Fraction(1, exponent.denominator)
            yield power(u, 1 / size), power(x, size)
        elif isinstance(node, Root) and (slope := slope_of(node.inner, name)) is not None:
            start = replaced(node.inner, name, num(0))
            yield over(minus(power(u, node.degree), start), slope), node
        elif isinstance(node, Call) and node.function == "ln" and same(node.arguments[0], x) and node.base is None:
            yield call("exp", u), node
