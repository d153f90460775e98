"""TeX of exact values and of formulas.

Values are printed by SymPy with one set of settings: ``\\ln 3`` without brackets, matrices in round brackets, a 1 x 1 matrix
as its entry, digits in groups of three from five digits on. Formulas are printed in the order of their author, with letters
or with numbers in their place; a number gets brackets exactly where its neighbours would change its meaning.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sympy import Expr, Mul, Pow, Rational
from sympy.functions.elementary.exponential import exp as exp_class
from sympy.functions.elementary.exponential import log as log_class
from sympy.matrices.matrixbase import MatrixBase
from sympy.printing.latex import LatexPrinter

from examgen.symbolic.formula import (
    Apply,
    Constant,
    Formula,
    Letter,
    Power,
    Product,
    Quotient,
    Sum,
    Total,
    Transposed,
    entry,
    formula,
    tidy,
)
from examgen.symbolic.plain import in_order

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from examgen.symbolic.kinds import Value


def grouped(digits: str) -> str:
    """Digits with thin spaces between groups of three, from five digits on."""
    if len(digits) < 5:
        return digits
    head = len(digits) % 3 or 3
    return r"\,".join([digits[:head], *(digits[i : i + 3] for i in range(head, len(digits), 3))])


_TALL = re.compile(r"\\(?:frac|begin|sum|sqrt|binom|left|hat|displaystyle|Bigl|bigl)|\^")


def fenced(tex: str) -> str:
    """In round brackets, which grow only where something tall stands inside: growing ones are set apart from a function's name."""
    return rf"\left({tex}\right)" if _TALL.search(tex) else f"({tex})"


class _ValuePrinter(LatexPrinter):  # type: ignore[misc]
    def _print_Integer(self, expr: Any) -> str:
        return ("-" if expr.p < 0 else "") + grouped(str(abs(expr.p)))

    def _print_Rational(self, expr: Any) -> str:
        if expr.q == 1:
            return self._print_Integer(expr)
        sign = "-" if expr.p < 0 else ""
        return rf"{sign}\frac{{{grouped(str(abs(expr.p)))}}}{{{grouped(str(expr.q))}}}"

    def _print_Symbol(self, expr: Any, style: str = "plain") -> str:
        return r"\varepsilon" if expr.name == "epsilon" else str(super()._print_Symbol(expr, style))

    def _print_log(self, expr: Any, exp: str | None = None) -> str:
        argument = expr.args[0]
        text = self._print(argument)
        simple = argument.is_Symbol or (argument.is_Integer and argument.p >= 0) or argument is Pow
        name = r"\ln" if exp is None else rf"\ln^{{{exp}}}"
        return f"{name} {text}" if simple else f"{name}{fenced(text)}"

    def _print_Add(self, expr: Any, order: Any = None) -> str:
        terms = self._as_ordered_terms(expr, order=order)
        first = next((k for k, term in enumerate(terms) if not term.could_extract_minus_sign()), 0)
        terms = [terms[first], *terms[:first], *terms[first + 1 :]]  # 2 - ln 2, not -ln 2 + 2
        text = ""
        for k, term in enumerate(terms):
            negative = k > 0 and term.could_extract_minus_sign()
            shown = self._print(-term if negative else term)
            if negative and term.is_Add:
                shown = fenced(shown)
            text += shown if k == 0 else f" {'-' if negative else '+'} {shown}"
        return text

    def _print_MatrixBase(self, expr: Any) -> str:
        if expr.shape == (1, 1):
            return str(self._print(expr[0, 0]))
        rows = [" & ".join(self._print(entry) for entry in expr.row(i)) for i in range(expr.rows)]
        gap = r" \\[2pt] " if any(r"\frac" in row for row in rows) else r" \\ "
        return rf"\begin{{pmatrix}} {gap.join(rows)} \end{{pmatrix}}"

    _print_ImmutableDenseMatrix = _print_MatrixBase


_PRINTER = _ValuePrinter({"ln_notation": True})


@lru_cache(maxsize=50_000)
def _tex_of_expression(value: Expr) -> str:
    return str(_PRINTER.doprint(value))


_COMMA = r",\, "


def tex(value: Value) -> str:
    """TeX of an exact value. A vector prints as a row, a string as itself: texts of choices belong to their options."""
    if isinstance(value, (str, bool)):
        return str(value)
    if isinstance(value, tuple):
        return fenced(_COMMA.join(map(tex, value)))
    if isinstance(value, frozenset):
        return rf"\left\{{{_COMMA.join(map(tex, in_order(value)))}\right\}}"
    return _tex_of_expression(value)


class Binding(IntEnum):
    """How firmly a printed piece holds together; a neighbour that binds more firmly needs brackets round it."""

    SUM = 1
    SIGMA = 2  # a sum sign: a term like any other, but no factor
    PRODUCT = 3
    CALL = 4  # \ln 3: loses its argument to a factor on its right
    FRACTION = 5
    POWER = 6
    ATOM = 7


@dataclass(frozen=True)
class Piece:
    """Printed TeX with what its neighbours must know."""

    tex: str
    binding: Binding
    negative: bool = False

    def at_least(self, binding: Binding) -> str:
        """The TeX, in brackets where it holds together less firmly than asked."""
        if self.negative or self.binding < binding:
            return fenced(self.tex)
        return self.tex


def value_piece(value: Value) -> Piece:
    """An exact value as a piece of a formula."""
    text = tex(value)
    if isinstance(value, MatrixBase):
        return value_piece(value[0, 0]) if value.shape == (1, 1) else Piece(text, Binding.ATOM)
    if not isinstance(value, Expr):
        return Piece(text, Binding.ATOM)
    negative = text.startswith("-")
    if value.is_Integer or value.is_Symbol:
        binding = Binding.ATOM
    elif isinstance(value, Rational):
        binding = Binding.FRACTION
    elif value.is_Add:
        return Piece(text, Binding.SUM)
    elif isinstance(value, log_class):
        binding = Binding.CALL
    elif isinstance(value, (Pow, exp_class)):
        binding = Binding.ATOM if text.startswith(r"\sqrt") else Binding.FRACTION if text.startswith(r"\frac") else Binding.POWER
    elif isinstance(value, Mul):
        binding = Binding.FRACTION if text.removeprefix("-").startswith(r"\frac") and text.endswith("}") else Binding.PRODUCT
    else:
        binding = Binding.ATOM
    return Piece(text, binding, negative)


def indexed(symbol: str, index: tuple[Any, ...]) -> str:
    """The symbol of an entry: the index goes into the slot ``{i}`` of the symbol, else below its end. Numbers count from 1."""
    if not index:
        return symbol.replace("{i}", "")
    text = "".join(str(k + 1) if isinstance(k, int) else k for k in index)
    if "{i}" in symbol:
        return symbol.replace("{i}", f"_{{{text}}}")
    if "_" in symbol:
        return f"{fenced(symbol)}_{{{text}}}"
    return f"{symbol}_{{{text}}}"


def _letter_piece(letter: Letter) -> Piece:
    name = indexed(letter.symbol, letter.index)
    # A name that carries a superscript is braced, and bracketed under a power: TeX refuses a second superscript.
    if "^" in name or "'" in name:
        return Piece(f"{{{name}}}", Binding.POWER)
    return Piece(name, Binding.CALL if name.startswith(r"\ln") else Binding.ATOM)


def general(node: Formula) -> str:
    """The formula in letters."""
    return _print(node, _letter_piece).tex


def with_numbers(node: Formula, values: Mapping[str, Value]) -> str:
    """The formula with the value of each letter in its place. Letters without a value stay letters."""

    def piece(letter: Letter) -> Piece:
        if letter.name not in values or "i" in letter.index:
            return _letter_piece(letter)
        value = values[letter.name]
        return value_piece(entry(value, letter.index) if letter.index else value)

    return _print(node, piece, expanded=True).tex


def tidy_with_numbers(node: Formula | Value, values: dict[str, Value]) -> str:
    """The formula as one would write it for these values: no factor 1, no term 0, no ``+ -3``."""
    return with_numbers(tidy(formula(node), values), values)


_OPERATORS = {"hadamard": r"\odot"}
_NAMES = {
    "relu": r"\mathrm{ReLU}",
    "relu_slope": r"\mathrm{ReLU}'",
    "softmax": r"\operatorname{softmax}",
    "sigmoid": r"\sigma",
    "tanh": r"\tanh",
    "maximum": r"\max",
    "minimum": r"\min",
    "log2": r"\log_2",
    "trace": r"\operatorname{tr}",
    "softmax_rows": r"\operatorname{softmax}",
    "diagonal": r"\operatorname{diag}",
}
_FENCES = {
    "absolute": (r"\left|", r"\right|"),
    "floor": (r"\left\lfloor", r"\right\rfloor"),
    "ceiling": (r"\left\lceil", r"\right\rceil"),
    "sqrt": (r"\sqrt{", "}"),
}


def _print(node: Formula, leaf: Callable[[Letter], Piece], *, expanded: bool = False) -> Piece:
    def down(child: Formula) -> Piece:
        return _print(child, leaf, expanded=expanded)

    match node:
        case Letter():
            return leaf(node)
        case Constant(value=value):
            return value_piece(value)
        case Sum(terms=terms):
            return _print_sum([(sign, down(term)) for sign, term in terms])
        case Product(factors=factors):
            return _print_product([down(factor) for factor in factors])
        case Quotient(numerator=Total() as a, denominator=b) if not expanded:
            return Piece(rf"\frac{{1}}{{{down(b).tex}}} {down(a).tex}", Binding.SIGMA)
        case Quotient(numerator=a, denominator=b):
            return Piece(rf"\frac{{{down(a).tex}}}{{{down(b).tex}}}", Binding.FRACTION)
        case Power(base=a, exponent=b):
            return Piece(f"{down(a).at_least(Binding.ATOM)}^{{{down(b).tex}}}", Binding.POWER)
        case Transposed(body=body):
            return Piece(rf"{down(body).at_least(Binding.ATOM)}^{{\mathsf{{T}}}}", Binding.POWER)
        case Total(body=body, terms=terms):
            if expanded:
                return _print_sum([(1, down(term)) for term in terms])
            return Piece(rf"\sum_{{i=1}}^{{{len(terms)}}} {down(body).at_least(Binding.PRODUCT)}", Binding.SIGMA)
        case Apply(function=name, arguments=arguments):
            return _print_call(name, [down(argument) for argument in arguments])
    raise TypeError(f"{type(node).__name__} is no formula")


def _print_sum(terms: list[tuple[int, Piece]]) -> Piece:
    text = ""
    for k, (sign, piece) in enumerate(terms):
        body = piece.tex
        # A term that shows its own sign: the first keeps it, "+ -3" is written "- 3", "- -3" and "-(a + b)" get brackets.
        if sign < 0:
            if piece.negative or piece.binding == Binding.SUM or body.startswith("-"):
                body = fenced(body)
            text += f"-{body}" if k == 0 else f" - {body}"
        elif k == 0:
            text += body
        elif body.startswith("-"):
            text += f" - {body[1:].lstrip()}"
        else:
            text += f" + {body}"
    single_negative = len(terms) == 1 and terms[0][0] < 0
    return Piece(text, Binding.PRODUCT if single_negative else Binding.SUM, single_negative)


def _print_product(pieces: list[Piece]) -> Piece:
    text = ""
    for k, piece in enumerate(pieces):
        last = k == len(pieces) - 1
        if k == 0 and (piece.negative and piece.binding != Binding.SUM):
            body = piece.tex if piece.binding > Binding.CALL or last else fenced(piece.tex)
        else:
            needed = Binding.PRODUCT if last else Binding.FRACTION
            body = piece.tex if piece.binding == Binding.PRODUCT and not piece.negative else piece.at_least(needed)
        if k:
            text += _joint(text, body)
        text += body
    return Piece(text, Binding.PRODUCT, text.startswith("-"))


def _joint(left: str, right: str) -> str:
    """What stands between two factors: a dot where the eye would read one number or a function, else a thin space."""
    number_left = left[-1].isdigit() or (left.endswith("}") and _ends_in_number(left))
    inside = right.removeprefix(r"\left").removeprefix("(") if right.startswith((r"\left(", "(")) else ""
    if right[0].isdigit() or (number_left and (right.startswith(r"\frac") or inside.startswith(("-", r"\frac", r"\ln")))):
        return r" \cdot "
    if right.startswith(r"\frac") and not left.endswith(("}", ")")):
        return r" \cdot "
    if left.endswith(")") and right.startswith((r"\frac", r"\sqrt")):
        return r" \cdot "
    if left.endswith(r"\end{pmatrix}") or right.startswith((r"\begin", r"\ln", r"\sum")):
        return " "
    if inside:
        return r" \cdot " if number_left and "(" not in inside and "+" not in right and " - " not in right else " "
    return r" \, " if not right.startswith("e^") else " "


def _ends_in_number(left: str) -> bool:
    """Whether the text ends in a fraction or power of numbers alone."""
    tail = left.rsplit(" ", 1)[-1]
    return any(c.isdigit() for c in tail) and not any(c.isalpha() for c in tail.replace(r"\frac", "").replace(r"\sqrt", ""))


def _print_call(name: str, arguments: list[Piece]) -> Piece:
    first = arguments[0]
    if name in _OPERATORS:
        return Piece(f" {_OPERATORS[name]} ".join(piece.at_least(Binding.CALL) for piece in arguments), Binding.PRODUCT)
    if name in _FENCES:
        left, right = _FENCES[name]
        return Piece(f"{left} {first.tex} {right}" if name != "sqrt" else f"{left}{first.tex}{right}", Binding.ATOM)
    if name == "exp":
        return Piece(f"e^{{{first.tex}}}", Binding.POWER)
    if name == "log":
        named = first.tex.startswith("{")  # a letter with a superscript, such as sigma^2, is one name
        simple = (first.binding == Binding.ATOM or named) and not first.negative
        return Piece(rf"\ln {first.tex}", Binding.CALL) if simple else Piece(rf"\ln{fenced(first.tex)}", Binding.CALL)
    if name == "binomial":
        return Piece(rf"\binom{{{first.tex}}}{{{arguments[1].tex}}}", Binding.FRACTION)
    if name == "dot":
        return Piece(r" \cdot ".join(piece.at_least(Binding.FRACTION) for piece in arguments), Binding.PRODUCT)
    if name in _NAMES:
        inner = _COMMA.join(piece.tex for piece in arguments)
        if inner.startswith(r"\begin{pmatrix}") and inner.find(r"\end{pmatrix}") == len(inner) - len(r"\end{pmatrix}"):
            return Piece(f"{_NAMES[name]}{inner}", Binding.CALL)  # the matrix brings its brackets
        return Piece(f"{_NAMES[name]}{fenced(inner)}", Binding.CALL)
    raise ValueError(f"the function {name} has no printed form")
