"""Trees for tests: without their places, printed in two spellings, and made at random."""

from __future__ import annotations

import dataclasses
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from examgen.notation.tree import (
    And,
    Call,
    Constant,
    Derivative,
    Integral,
    Intersection,
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
    Truth,
    Union,
    Variable,
)


def without_places(value: Any) -> Any:
    """A tree whose nodes all stand at 0 and whose numbers and lists do not tell how they were written; signs before numbers stay."""
    if isinstance(value, tuple):
        return tuple(without_places(part) for part in value)
    if not dataclasses.is_dataclass(value) or isinstance(value, type):
        return value
    changes = {field.name: without_places(getattr(value, field.name)) for field in dataclasses.fields(value)}
    changes["at"] = 0
    if isinstance(value, Number):
        changes["decimal"] = False
    if isinstance(value, Listing):
        changes["square"] = False
    return dataclasses.replace(value, **changes)


NUMBERS = st.integers(0, 10**6).map(lambda value: Number(0, Fraction(value)))
NAMES = st.sampled_from(["x", "y", "t", "alpha", "x_1", "mu_2", "lambda"]).map(lambda name: Variable(0, name))
CONSTANTS = st.sampled_from(["e", "pi", "i"]).map(lambda name: Constant(0, name))
_NAMES = "sin cos tan asin acos atan sinh tanh asinh atanh exp abs floor ceil sign erf phi"
ONE_ARGUMENT = _NAMES.split()


def _larger(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    several = st.lists(inner, min_size=2, max_size=3).map(tuple)
    return st.one_of(
        several.map(lambda parts: Sum(0, parts)),
        several.map(lambda parts: Product(0, parts)),
        st.builds(lambda a, b: Quotient(0, a, b), inner, inner),
        st.builds(lambda a, b: Power(0, a, b), inner, inner),
        st.builds(lambda a: Negative(0, a), inner),
        st.builds(lambda a, degree: Root(0, a, degree), inner, st.integers(2, 5)),
        st.builds(lambda name, a: Call(0, name, (a,)), st.sampled_from(ONE_ARGUMENT), inner),
        st.builds(lambda a: Call(0, "ln", (a,)), inner),
        st.builds(lambda a, b: Call(0, "ln", (a,), b), inner, inner),
        st.builds(lambda a, b: Call(0, "binomial", (a, b)), inner, inner),
        st.builds(lambda a: Call(0, "factorial", (a,)), inner),
        st.builds(lambda a, b: Call(0, "max", (a, b)), inner, inner),
    )


SCALARS = st.recursive(st.one_of(NUMBERS, NAMES, CONSTANTS), _larger, max_leaves=8)
RELATIONS = st.builds(lambda a, sign, b: Relation(0, a, sign, b), SCALARS, st.sampled_from(["=", "!=", "<", "<=", ">", ">="]), SCALARS)
STATEMENTS = st.recursive(
    RELATIONS,
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: And(0, tuple(parts))),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: Or(0, tuple(parts))),
        inner.map(lambda part: Not(0, part)),
    ),
    max_leaves=4,
)
LISTS = st.lists(SCALARS, min_size=2, max_size=4).map(lambda parts: Listing(0, "list", tuple(parts)))
SETS = st.lists(SCALARS, min_size=0, max_size=4).map(lambda parts: Listing(0, "set", tuple(parts)))
INTERVALS = st.builds(lambda a, b, c, d: Interval(0, a, b, c, d), SCALARS, SCALARS, st.booleans(), st.booleans())


@st.composite
def tables(draw: Any) -> Table:
    rows, columns = draw(st.integers(1, 3)), draw(st.integers(1, 3))
    return Table(0, tuple(tuple(draw(SCALARS) for _ in range(columns)) for _ in range(rows)))


_TEX_FUNCTIONS = {
    "asin": "\\arcsin", "acos": "\\arccos", "atan": "\\arctan", "asinh": "\\operatorname{arsinh}", "atanh": "\\operatorname{artanh}",
    "sign": "\\operatorname{sgn}", "erf": "\\operatorname{erf}", "phi": "\\Phi",
}  # fmt: skip
BACKSLASH = "\\"
_PLAIN_SIGNS = {"!=": "!=", "<=": "<=", ">=": ">="}
_TEX_SIGNS = {"!=": "\\neq", "<=": "\\le", ">=": "\\geq"}


def plain(node: Node) -> str:
    """The plain spelling of a tree, with brackets wherever they help."""
    match node:
        case Number(value=value):
            return str(value)
        case Constant(name=name) | Variable(name=name):
            return name
        case Negative(inner=inner):
            return f"-({plain(inner)})"
        case Sum(terms=terms):
            return " + ".join(f"({plain(term)})" for term in terms)
        case Product(factors=factors):
            return "*".join(f"({plain(factor)})" for factor in factors)
        case Quotient(numerator=over, denominator=under):
            return f"({plain(over)})/({plain(under)})"
        case Power(base=base, exponent=exponent):
            return f"({plain(base)})^({plain(exponent)})"
        case Root(inner=inner, degree=degree):
            return f"sqrt({plain(inner)})" if degree == 2 else f"root({plain(inner)}, {degree})"
        case Call(function="ln", arguments=(inner,), base=base) if base is not None:
            return f"log({plain(inner)}, {plain(base)})"
        case Call(function=function, arguments=arguments):
            return f"{'Phi' if function == 'phi' else function}({', '.join(map(plain, arguments))})"
        case Relation(left=left, sign=sign, right=right):
            return f"{plain(left)} {_PLAIN_SIGNS.get(sign, sign)} {plain(right)}"
        case And(parts=parts):
            return " and ".join(f"({plain(part)})" for part in parts)
        case Or(parts=parts):
            return " or ".join(f"({plain(part)})" for part in parts)
        case Not(part=part):
            return f"not ({plain(part)})"
        case Listing(shape=shape, entries=entries):
            return ("[{}]" if shape == "list" else "{{{}}}").format(", ".join(map(plain, entries)))
        case Interval():
            return f"{'([' [node.closed_low]}{plain(node.low)}, {plain(node.high)}{')]'[node.closed_high]}"
        case Table(rows=rows):
            inside = "; ".join(", ".join(map(plain, row)) for row in rows)
            return f"[{inside}]" if len(rows) > 1 else f"matrix([{inside}])"
        case _:
            raise AssertionError(node)


def tex(node: Node) -> str:
    """The LaTeX spelling of a tree."""
    match node:
        case Number(value=value):
            return str(value)
        case Constant(name="e"):
            return "\\mathrm{e}"
        case Constant(name="pi"):
            return "\\pi"
        case Constant(name=name):
            return name
        case Variable(name=name):
            stem, _, index = name.partition("_")
            return (f"\\{stem}" if len(stem) > 1 else stem) + (f"_{{{index}}}" if index else "")
        case Negative(inner=inner):
            return f"-\\left({tex(inner)}\\right)"
        case Sum(terms=terms):
            return "+".join(f"\\left({tex(term)}\\right)" for term in terms)
        case Product(factors=factors):
            return "\\cdot ".join(f"\\left({tex(factor)}\\right)" for factor in factors)
        case Quotient(numerator=over, denominator=under):
            return f"\\frac{{{tex(over)}}}{{{tex(under)}}}"
        case Power(base=base, exponent=exponent):
            return f"\\left({tex(base)}\\right)^{{{tex(exponent)}}}"
        case Root(inner=inner, degree=degree):
            return f"\\sqrt{'' if degree == 2 else f'[{degree}]'}{{{tex(inner)}}}"
        case Call(function="ln", arguments=(inner,), base=base) if base is not None:
            return f"\\log_{{{tex(base)}}}\\left({tex(inner)}\\right)"
        case Call(function="abs", arguments=(inner,)):
            return f"\\left|{tex(inner)}\\right|"
        case Call(function="floor", arguments=(inner,)):
            return f"\\left\\lfloor {tex(inner)}\\right\\rfloor"
        case Call(function="ceil", arguments=(inner,)):
            return f"\\lceil {tex(inner)}\\rceil"
        case Call(function="factorial", arguments=(inner,)):
            return f"\\left({tex(inner)}\\right)!"
        case Call(function="binomial", arguments=(upper, lower)):
            return f"\\binom{{{tex(upper)}}}{{{tex(lower)}}}"
        case Call(function=function, arguments=arguments):
            return f"{_TEX_FUNCTIONS.get(function) or BACKSLASH + function}\\left({', '.join(map(tex, arguments))}\\right)"
        case Relation(left=left, sign=sign, right=right):
            return f"{tex(left)} {_TEX_SIGNS.get(sign, sign)} {tex(right)}"
        case And(parts=parts):
            return "\\land ".join(f"\\left({tex(part)}\\right)" for part in parts)
        case Or(parts=parts):
            return "\\text{ or }".join(f"\\left({tex(part)}\\right)" for part in parts)
        case Not(part=part):
            return f"\\lnot\\left({tex(part)}\\right)"
        case Listing(shape=shape, entries=entries):
            inside = ",\\, ".join(map(tex, entries))
            return f"\\left[{inside}\\right]" if shape == "list" else f"\\left\\{{{inside}\\right\\}}"
        case Interval():
            return f"\\left{'([' [node.closed_low]}{tex(node.low)},\\,{tex(node.high)}\\right{')]'[node.closed_high]}"
        case Table(rows=rows):
            return "\\begin{pmatrix}" + " \\\\ ".join(" & ".join(map(tex, row)) for row in rows) + "\\end{pmatrix}"
        case _:
            raise AssertionError(node)


def shown(node: Node) -> str:
    """A tree on one line, for tables of tests: every node with its brackets, constants with %."""
    match node:
        case Number(value=value, decimal=decimal):
            return f"{value}{'d' if decimal else ''}"
        case Constant(name=name):
            return "%" + name
        case Variable(name=name):
            return name
        case Negative(inner=inner):
            return f"(-{shown(inner)})"
        case Sum(terms=terms):
            return f"({' + '.join(map(shown, terms))})"
        case Product(factors=factors):
            return f"({'*'.join(map(shown, factors))})"
        case Quotient(numerator=over, denominator=under):
            return f"({shown(over)}/{shown(under)})"
        case Power(base=base, exponent=exponent):
            return f"({shown(base)}^{shown(exponent)})"
        case Root(inner=inner, degree=degree):
            return f"root{degree}({shown(inner)})"
        case Call(function=function, arguments=arguments, base=base):
            return f"{function}{'' if base is None else f'_[{shown(base)}]'}({','.join(map(shown, arguments))})"
        case PlusMinus(left=left, right=right, flipped=flipped):
            return f"({'' if left is None else shown(left)}{'∓' if flipped else '±'}{shown(right)})"
        case Derivative(inner=inner, variable=variable, order=order):
            return f"D({shown(inner)},{variable},{order})"
        case Integral(inner=inner, variable=variable, low=low, high=high):
            return f"I({shown(inner)},{variable}{'' if low is None else ',' + shown(low)}{'' if high is None else ',' + shown(high)})"
        case Series(shape=shape, inner=inner, variable=variable, low=low, high=high):
            return f"{shape}({shown(inner)},{variable},{shown(low)},{shown(high)})"
        case Relation(left=left, sign=sign, right=right):
            return f"[{shown(left)} {sign} {shown(right)}]"
        case And(parts=parts) | Or(parts=parts) | Union(parts=parts) | Intersection(parts=parts):
            return f"{type(node).__name__}({', '.join(map(shown, parts))})"
        case Not(part=part):
            return f"Not({shown(part)})"
        case Truth(value=value):
            return str(value)
        case Interval():
            return f"<{'([' [node.closed_low]}{shown(node.low)},{shown(node.high)}{')]'[node.closed_high]}>"
        case Listing(shape=shape, entries=entries):
            return f"{shape}<{', '.join(map(shown, entries))}>"
        case Table(rows=rows):
            return f"T[{'; '.join(', '.join(map(shown, row)) for row in rows)}]"
        case Transpose(inner=inner):
            return f"{shown(inner)}^T"
