"""The words of the notation: functions, constants, and the words that ask for something else than a value of a function."""

from __future__ import annotations

from typing import NamedTuple


class Meaning(NamedTuple):
    """What a word or a piece of one stands for.

    Attributes:
        kind: symbol, constant, function, special (``diff``, ``matrix``) or number.
        name: the declared name, or that of the function in the tree.
        at: offset of the piece within the word.
        base: the subscript of a logarithm.
    """

    kind: str
    name: str
    at: int = 0
    base: str = ""


#: Words for functions, and the function that each of them is. ``log`` without a base is the natural one: the exams' convention.
FUNCTIONS = {
    "ln": "ln", "log": "ln", "exp": "exp", "sqrt": "sqrt", "abs": "abs", "sin": "sin", "cos": "cos", "tan": "tan", "sinh": "sinh",
    "cosh": "cosh", "tanh": "tanh", "arcsin": "asin", "arccos": "acos", "arctan": "atan", "asin": "asin", "acos": "acos", "atan": "atan",
    "max": "max", "min": "min", "relu": "relu", "sigmoid": "sigmoid", "logistic": "sigmoid", "softplus": "softplus",
}  # fmt: skip
#: Functions that are read as what they stand for: 1/(1 + e^(-x)) and ln(1 + e^x).
ABBREVIATIONS = frozenset(("sigmoid", "softplus"))
CONSTANTS = {"pi": "pi", "e": "e"}

_BASIC = ["sin", "cos", "tan", "cot", "sec", "csc"]
_HYPERBOLIC = ["sinh", "cosh", "tanh", "coth", "sech", "csch"]
_WIDE = {
    **{prefix + name: "a" + name for name in _BASIC for prefix in ("arc", "a")},
    **{prefix + name: "a" + name for name in _HYPERBOLIC for prefix in ("arc", "ar", "a")},
    **{name: name for name in (*_BASIC, *_HYPERBOLIC)},
    "tg": "tan", "ctg": "cot", "cotg": "cot", "cotan": "cot", "cosec": "csc", "arctg": "atan", "arcctg": "acot", "arccotan": "acot",
    "arccosec": "acsc", "acosec": "acsc", "cosech": "csch", "arcosech": "acsch", "acosech": "acsch", "sgn": "sign", "sign": "sign",
    "signum": "sign", "floor": "floor", "ceil": "ceil", "ceiling": "ceil", "factorial": "factorial", "conj": "conj",
    "conjugate": "conj", "re": "re", "im": "im", "real": "re", "imag": "im", "arg": "arg", "erf": "erf", "normcdf": "phi", "pnorm": "phi",
    "gcd": "gcd", "ggT": "gcd", "lcm": "lcm", "kgV": "lcm", "atan2": "atan2", "arctan2": "atan2", "wurzel": "sqrt",
}  # fmt: skip
WIDE_FUNCTIONS = {**FUNCTIONS, **_WIDE}
#: Constants of the wide vocabulary; ``oo`` and its kin are the end of an interval, ``nan`` is a value that equals nothing.
WIDE_CONSTANTS = {**CONSTANTS, "i": "i", "oo": "oo", "inf": "oo", "infty": "oo", "infinity": "oo", "unendlich": "oo", "imath": "i",
                  "nan": "nan"}  # fmt: skip
#: Words whose arguments are not simply values; the parser has a rule for each.
SPECIALS = {
    "diff": "derivative", "noundiff": "derivative", "Derivative": "derivative", "derivative": "derivative", "int": "integral",
    "nounint": "integral", "integrate": "integral", "Integral": "integral", "integral": "integral", "Integrate": "integral",
    "sum": "sum", "nounsum": "sum", "Sum": "sum", "summation": "sum", "prod": "product", "product": "product", "nounprod": "product",
    "Product": "product", "matrix": "matrix", "Matrix": "matrix", "array": "matrix", "tensor": "matrix", "vector": "vector", "list": "list",
    "ntuple": "list", "tuple": "list", "set": "set", "Set": "set", "FiniteSet": "set", "root": "root", "nthroot": "root", "surd": "root",
    "realroot": "root", "cbrt": "cbrt", "fourthroot": "fourthroot", "pow": "power", "power": "power", "binomial": "binomial",
    "binom": "binomial", "nCr": "binomial", "ncr": "binomial", "comb": "binomial", "nchoosek": "binomial", "choose": "binomial",
    "nPr": "arrangements", "lg": "lg", "oo": "interval", "oc": "interval", "co": "interval", "cc": "interval", "transpose": "transpose",
    "erfc": "erfc", "Interval": "interval", "degrees": "degrees", "deg": "degrees", "degree": "degrees", "Eq": "equation",
    "Ne": "equation", "Lt": "equation", "Le": "equation", "Gt": "equation", "Ge": "equation", "Fraction": "quotient",
    "Rational": "quotient", "complex": "complex", "POWER": "power", "Power": "power", "Surd": "root", "Binomial": "binomial",
}  # fmt: skip
#: Specials that may stand for nothing else; the others count only in front of a bracket, and are names otherwise.
OPERATORS = frozenset({"int", "sum", "prod", "integral"})
#: Special words that need no bracket behind them.
UNCALLED = OPERATORS | {"lg", "degrees", "degree", "deg", "cbrt", "fourthroot"}
#: Functions that may be written together with what stands around them: ``sinx``, ``2xln2``.
FUSED = frozenset(FUNCTIONS) | {"cot", "sec", "csc", "arcsinh", "arccosh", "arctanh", "arsinh", "arcosh", "artanh"}
TRIGONOMETRIC = frozenset(_BASIC) | frozenset(_HYPERBOLIC)
#: Words that are mathematics, and that the notation does not have: never taken apart into letters.
UNREAD = {
    "arc": "did you mean 'arcsin'?", "ar": "did you mean 'arsinh'?", "area": "write the number alone", "lim": "limits are not read",
    "limit": "limits are not read", "det": "write the determinant out", "sen": "did you mean 'sin'?", "Sen": "did you mean 'sin'?",
    "tr": "write the trace out", "grad": "write the gradient out", "div": "write / for a quotient", "round": "write the rounded number",
    "if": "cases are not read", "for": "cases are not read", "is": "write = or an inequality",
    "to": "write an interval, or an inequality", "dim": "write the dimension", "rank": "write the rank", "ker": "write the kernel out",
    "sqr": "did you mean 'sqrt'?", "squ": "did you mean 'sqrt'?", "sq": "did you mean 'sqrt'?", "ans": "write the answer itself",
    "no": "write the answer itself", "yes": "write the answer itself",
    "idk": "write the answer itself", "DNE": "write the answer itself", "dne": "write the answer itself",
    "None": "write {} for no solution", "none": "write {} for no solution", "sh": "did you mean 'sinh'?", "ch": "did you mean 'cosh'?",
    "th": "did you mean 'tanh'?", "var": "write the variance out", "cov": "write the covariance out", "mean": "write the mean out",
    "as": "write = or an inequality",
}  # fmt: skip
_NAMES = "ln log exp sin cos tan sinh cosh tanh arcsin arccos arctan max min sqrt"
#: LaTeX commands that are words.
NARROW_COMMANDS = {name: name for name in _NAMES.split()}
_MORE = """cot sec csc coth sech csch arccot arcsec arccsc arsinh arcosh artanh arcsinh arccosh arctanh gcd lg arg infty imath
    sgn sign floor ceil erf tg ctg arctg lcm"""
WIDE_COMMANDS = {**NARROW_COMMANDS, **{name: name for name in _MORE.split()}, "Re": "re", "Im": "im"}


def _module(*names: str) -> dict[str, Meaning]:
    """What stands behind the name of a module of Python and a point: functions, constants, and further names."""
    found = {name: Meaning("function", function) for name, function in WIDE_FUNCTIONS.items()}
    found |= {"log10": Meaning("function", "ln", base="10"), "log2": Meaning("function", "ln", base="2")}
    found |= dict.fromkeys(("absolute", "fabs"), Meaning("function", "abs"))
    found |= {"maximum": Meaning("function", "max"), "minimum": Meaning("function", "min")}
    found |= {name: Meaning("constant", constant) for name, constant in WIDE_CONSTANTS.items() if name not in ("i", "imath", "oo")}
    found |= {name: Meaning("special", SPECIALS[name]) for name in ("pow", "power", "cbrt", "comb", "erfc", *names)}
    return found


_ARRAYS = ("array", "tensor", "matrix", "transpose")
_SYMPY = """diff integrate Derivative Integral Sum Product summation product Matrix Rational FiniteSet binomial root Eq Ne Lt Le Gt
    Ge transpose"""
#: The names of SymPy that are signs, or go on behind another point.
_SIGNS = ("Union", "Intersection", "And", "Or", "Not", "true", "false", "Interval", "Reals", "EmptySet")
_SYMPY_NAMES = _module(*_SYMPY.split()) | dict.fromkeys(_SIGNS, Meaning("keyword", ""))
_SYMPY_NAMES |= {name: Meaning("constant", name.lower()) for name in ("I", "E", "oo")}
_NUMERIC_NAMES = _module(*_ARRAYS)
#: Modules of Python, and the names that may stand behind them and a point. ``np.diff`` and ``np.sum`` mean something else than in SymPy.
MODULES = dict.fromkeys(("math", "cmath", "np", "numpy", "torch"), _NUMERIC_NAMES) | dict.fromkeys(("sp", "sympy"), _SYMPY_NAMES)
MODULES |= {"S": {name: Meaning("keyword", "") for name in ("Reals", "EmptySet")}}
