"""Tree -> plain notation, with no more brackets than are needed: what was understood, shown to the person who typed it.

Reading the text back gives the same tree, but for the places of its nodes and for signs and brackets that say nothing.
"""

from __future__ import annotations

from fractions import Fraction

from examgen.notation import tree as t

#: How tightly a text holds together, from "or" to a single name.
_OR, _AND, _NOT, _RELATION, _SUM, _SIGNED, _PRODUCT, _POWER, _ATOM = range(9)

_WORDS = {"phi": "Phi", "asin": "arcsin", "acos": "arccos", "atan": "arctan"}


def write(node: t.Node) -> str:
    """The plain notation of a tree."""
    return _write(node)[0]


def _write(node: t.Node) -> tuple[str, int]:
    """The text, and how tightly it holds together."""
    match node:
        case t.Number():
            return _number(node)
        case t.Constant(name=name) | t.Variable(name=name):
            return name, _ATOM
        case t.Negative(inner=inner):
            return f"-{_within(inner, _PRODUCT)}", _SIGNED
        case t.Sum(terms=terms):
            return _sum(terms), _SUM
        case t.Product(factors=factors):
            return "*".join(_within(factor, _PRODUCT if place == 0 else _POWER) for place, factor in enumerate(factors)), _PRODUCT
        case t.Quotient(numerator=over, denominator=under):
            return f"{_within(over, _PRODUCT)}/{_within(under, _POWER)}", _PRODUCT
        case t.Power(base=base, exponent=exponent):
            return f"{_within(base, _ATOM)}^{_within(exponent, _ATOM)}", _POWER
        case t.Root(inner=inner, degree=degree):
            return (f"sqrt({write(inner)})" if degree == 2 else f"root({write(inner)}, {degree})"), _ATOM
        case t.Call():
            return _call(node)
        case t.PlusMinus(left=left, right=right, flipped=flipped):
            start = "" if left is None else f"{_within(left, _SUM)} "
            gap = " " if start else ""
            return f"{start}{'∓' if flipped else '±'}{gap}{_within(right, _PRODUCT)}", _SUM
        case t.Derivative(inner=inner, variable=variable, order=order):
            return f"diff({write(inner)}, {variable}{'' if order == 1 else f', {order}'})", _ATOM
        case t.Integral(inner=inner, variable=variable, low=low, high=high):
            bounds = "".join(f", {write(bound)}" for bound in (low, high) if bound is not None)
            return f"int({write(inner)}, {variable}{bounds})", _ATOM
        case t.Series(shape=shape, inner=inner, variable=variable, low=low, high=high):
            return f"{shape}({write(inner)}, {variable}, {write(low)}, {write(high)})", _ATOM
        case t.Transpose(inner=inner):
            return f"{_within(inner, _ATOM)}^T", _POWER
        case _:
            return _statement(node)


def _statement(node: t.Node) -> tuple[str, int]:
    match node:
        case t.Relation(left=left, sign=sign, right=right):
            return f"{_within(left, _SUM)} {sign} {_within(right, _SUM)}", _RELATION
        case t.And(parts=parts):
            return " and ".join(_within(part, _NOT) for part in parts), _AND
        case t.Or(parts=parts):
            return " or ".join(_within(part, _NOT) for part in parts), _OR
        case t.Not(part=part):
            return f"not ({write(part)})", _NOT
        case t.Truth(value=value):
            return str(value).lower(), _ATOM
        case t.Interval(low=low, high=high, closed_low=left, closed_high=right):
            return f"{'[' if left else '('}{write(low)}, {write(high)}{']' if right else ')'}", _ATOM
        case t.Union(parts=parts):
            return " ∪ ".join(_within(part, _ATOM) for part in parts), _SUM
        case t.Intersection(parts=parts):
            return " ∩ ".join(_within(part, _ATOM) for part in parts), _PRODUCT
        case t.Table(rows=rows):
            return "[" + ", ".join("[" + ", ".join(map(write, row)) + "]" for row in rows) + "]", _ATOM
        case t.Listing(shape="set", entries=entries):
            return "{" + ", ".join(map(write, entries)) + "}", _ATOM
        case t.Listing(entries=entries):
            return "[" + ", ".join(map(write, entries)) + "]", _ATOM
        case _:
            raise AssertionError(node)


def _number(node: t.Number) -> tuple[str, int]:
    value = node.value
    if value < 0:
        return f"-{_number(t.Number(node.at, -value, node.decimal))[0]}", _SIGNED
    if not node.decimal:
        return str(value), _ATOM if value.denominator == 1 else _PRODUCT
    return _decimal(value), _ATOM


def _decimal(value: Fraction) -> str:
    """The digits of a decimal number, which has finitely many."""
    places = 0
    while (value * 10**places).denominator > 1:
        places += 1
    digits = str((value * 10**places).numerator)
    if places > 12:
        return f"{digits}e-{places}"
    if len(digits) > 18 and digits.endswith("000000"):
        bare = digits.rstrip("0")
        return f"{bare}e{len(digits) - len(bare) - places}"
    if not places:
        return f"{digits}.0"
    digits = digits.rjust(places + 1, "0")
    return f"{digits[:-places]}.{digits[-places:]}"


def _sum(terms: tuple[t.Node, ...]) -> str:
    text = ""
    for place, term in enumerate(terms):
        if place and isinstance(term, t.Negative):
            text += f" - {_within(term.inner, _PRODUCT)}"
        elif place:
            text += f" + {_within(term, _PRODUCT)}"
        else:
            text = _within(term, _SIGNED)
    return text


def _call(node: t.Call) -> tuple[str, int]:
    inside = ", ".join(map(write, node.arguments))
    if node.function == "abs":
        return f"|{inside}|" if "|" not in inside else f"abs({inside})", _ATOM
    if node.function == "factorial":
        return f"{_within(node.arguments[0], _ATOM)}!", _POWER
    if node.base is not None:
        return f"log({inside}, {write(node.base)})", _ATOM
    return f"{_WORDS.get(node.function, node.function)}({inside})", _ATOM


def _within(node: t.Node, strength: int) -> str:
    """A text as it stands inside another one: in brackets where it would fall apart."""
    text, own = _write(node)
    return text if own >= strength else f"({text})"
