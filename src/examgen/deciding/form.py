"""How an answer is written: the same up to order and grouping; factored, expanded, a simplified fraction, exact.

The value is not looked at here; see ``scalars`` for that.
"""

from __future__ import annotations

from collections.abc import Callable
from math import gcd
from typing import Any

from examgen.deciding.decision import Decision, TooHardError
from examgen.deciding.polynomials import Poly
from examgen.deciding.polynomials import factored as irreducible_factors
from examgen.deciding.walking import parts, walk
from examgen.notation.tree import (
    And,
    Call,
    Intersection,
    Listing,
    Negative,
    Node,
    Number,
    Or,
    Power,
    Product,
    Quotient,
    Relation,
    Sum,
    Union,
    Variable,
)


def compare_written(reference: Node, student: Node) -> Decision:
    """Whether two trees are the same up to the order and grouping of sums and products: 2/4 is not 1/2, x + x is not 2x."""
    if written(reference) == written(student):
        return Decision("equal", "order and grouping")
    return Decision("unequal", "order and grouping", "Your answer is written in another form than the one asked for.")


def written(node: Any) -> Any:
    """A comparable form: sums and products flat and sorted, differences as sums of opposites, quotients as products of reciprocals."""
    if isinstance(node, Sum):
        return ("+", *sorted(_summands(node), key=repr))
    if isinstance(node, Product | Quotient | Negative):
        factors = sorted(_factors(node), key=repr)
        return factors[0] if len(factors) == 1 else ("*", *factors)
    if isinstance(node, Number):
        return ("number", node.value, node.decimal)
    if isinstance(node, Call) and node.function == "exp":  # e^x in other letters
        return ("Power", ("Constant", "e"), written(node.arguments[0]))
    if isinstance(node, Relation):
        left, right = written(node.left), written(node.right)
        if node.sign in ("=", "!="):
            return ("relation", node.sign, *sorted((left, right), key=repr))
        return ("relation", node.sign, left, right)
    if isinstance(node, And | Or | Union | Intersection):
        return (type(node).__name__, *sorted((written(part) for part in node.parts), key=repr))
    if isinstance(node, Listing) and node.shape == "set":
        return ("set", *sorted((written(entry) for entry in node.entries), key=repr))
    if isinstance(node, Listing):
        return ("list", *(written(entry) for entry in node.entries))
    if isinstance(node, tuple):
        return tuple(written(entry) for entry in node)
    if not hasattr(node, "at"):
        return node
    return (type(node).__name__, *(written(getattr(node, name)) for name in node.__dataclass_fields__ if name != "at"))


def _summands(node: Node) -> list[Any]:
    if isinstance(node, Sum):
        return [summand for term in node.terms for summand in _summands(term)]
    if isinstance(node, Negative) and isinstance(node.inner, Sum):
        return [written(node)]
    return [written(node)]


def _factors(node: Node) -> list[Any]:
    if isinstance(node, Product):
        return [factor for one in node.factors for factor in _factors(one)]
    if isinstance(node, Negative):
        return [("-",), *_factors(node.inner)]
    if isinstance(node, Quotient):
        return [*_factors(node.numerator), ("1 over", written(node.denominator))]
    return [written(node)]


# --- asked forms -----------------------------------------------------------------------------------------------------------


def missing_form(node: Node, form: str) -> str:
    """What is not as asked, as a sentence, or "" where the answer is in the asked form.

    Args:
        form: ``"simplified"`` (fractions in lowest terms), ``"factored"``, ``"expanded"``, ``"exact"`` (no decimals), ``"number"``
            (worked out to a single number).

    Raises:
        ValueError: there is no such form.
    """
    rule = _FORMS.get(form)
    if rule is None:
        raise ValueError(f"{form!r} is no form; use one of {', '.join(sorted(_FORMS))}")
    return rule(node)


def _exact(node: Node) -> str:
    return "An exact value was asked, not a decimal." if any(isinstance(one, Number) and one.decimal for one in walk(node)) else ""


def _simplified(node: Node) -> str:
    for one in walk(node):
        if isinstance(one, Quotient):
            over, under = _whole(one.numerator), _whole(one.denominator)
            if over is not None and under is not None and (gcd(over, under) > 1 or under == 1):
                return "The fraction can be cancelled."
    return ""


def _single(node: Node) -> str:
    inner = node.inner if isinstance(node, Negative) else node
    if isinstance(inner, Number):
        return ""
    if isinstance(inner, Quotient) and _whole(inner.numerator) is not None and _whole(inner.denominator) is not None:
        return _simplified(node)
    return "The value was to be worked out to a single number."


def _whole(node: Node) -> int | None:
    if isinstance(node, Negative):
        inner = _whole(node.inner)
        return None if inner is None else -inner
    return int(node.value) if isinstance(node, Number) and not node.decimal and node.value.denominator == 1 else None


def _expanded(node: Node) -> str:
    for one in walk(node):
        if isinstance(one, Product) and any(isinstance(_bare(factor), Sum) for factor in one.factors):
            return "A product of sums is left: multiply it out."
        if isinstance(one, Power) and isinstance(_bare(one.base), Sum) and (_whole(one.exponent) or 0) > 1:
            return "A power of a sum is left: multiply it out."
    return ""


def _bare(node: Node) -> Node:
    return node.inner if isinstance(node, Negative) else node


def _factored(node: Node) -> str:
    """No factor is a sum that can be taken apart over the rational numbers."""
    for factor in _factor_nodes(node):
        if not isinstance(factor, Sum):
            continue
        terms = _polynomial(factor)
        if terms is None:
            continue
        number, monomial, found = irreducible_factors(terms)
        if monomial or len(found) > 1 or (found and found[0][1] > 1):
            return "A factor can be taken apart further."
        if abs(number) != 1 and number.denominator == 1:
            return "A number can be taken out of a sum."
    return ""


def _factor_nodes(node: Node) -> list[Node]:
    if isinstance(node, Product):
        return [one for factor in node.factors for one in _factor_nodes(factor)]
    if isinstance(node, Negative):
        return _factor_nodes(node.inner)
    if isinstance(node, Quotient):
        return [*_factor_nodes(node.numerator), *_factor_nodes(node.denominator)]
    if isinstance(node, Power):
        return _factor_nodes(node.base)
    return [node]


def _polynomial(node: Node) -> Poly | None:
    """A sum as a polynomial of its variables, or None where it is none."""
    from examgen.deciding.elements import Builder
    from examgen.deciding.kernels import Algebra
    from examgen.deciding.ring import NeedSignError, UndefinedError

    if any(isinstance(one, Call) or (isinstance(one, Power) and _whole(one.exponent) is None) for one in walk(node)):
        return None
    if not any(isinstance(one, Variable) for part in parts(node) for one in walk(part)):
        return None
    try:
        found = Builder(Algebra()).element(node)
    except (TooHardError, UndefinedError, NeedSignError):
        return None
    return None if found.under else found.over


_FORMS: dict[str, Callable[[Node], str]] = {
    "exact": _exact,
    "simplified": _simplified,
    "number": _single,
    "expanded": _expanded,
    "factored": _factored,
}
