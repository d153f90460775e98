"""Reading notation: what people type, what is refused, and that nothing else ever happens."""

from __future__ import annotations

import random
import re
import time
import warnings
from fractions import Fraction

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sympy import Abs, E, Float, ImmutableDenseMatrix, Integer, Max, Rational, Symbol, exp, log, pi, sqrt

from examgen.errors import NotationError
from examgen.symbolic.reading import read, reading
from values import outcome

X, Y, MU, S = Symbol("x"), Symbol("y"), Symbol("mu_1"), Symbol("sigma")
SYMBOLS = ("x", "y", "mu_1", "sigma", "x_ij")
HALF = Rational(1, 2)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("7", 7),
        ("-5/2", Rational(-5, 2)),
        ("−5/2", Rational(-5, 2)),
        ("0.1", Rational(1, 10)),
        (".5", HALF),
        ("3.", 3),
        ("+4", 4),
        ("1e-3", Rational(1, 1000)),
        ("2.5E3", 2500),
        ("50%", HALF),
        ("12.5\\%", Rational(1, 8)),
        ("½", HALF),
        ("1 228 800", 1228800),
        ("1\\,228\\,800", 1228800),
        ("1,228,800", 1228800),
        ("1{,}228{,}800", 1228800),
        ("1\u202f228\u202f800.5", Rational(2457601, 2)),
        ("6÷4", Rational(3, 2)),
        ("2×3", 6),
        ("2·3", 6),
        ("2\\cdot 3", 6),
        ("2\\times3", 6),
        ("3-5", -2),
        ("3–5", -2),
        ("2--3", 5),
        ("2*-3", -6),
        ("1/3/2", Rational(1, 6)),
        ("-2^2", -4),
        ("(-2)^2", 4),
        ("2^-1", HALF),
        ("2**3", 8),
        ("2^10", 1024),
        ("2^{10}", 1024),
        ("\\frac12", HALF),
        ("\\frac{1}{2}", HALF),
        ("\\tfrac12", HALF),
        ("-\\dfrac{3}{4}", Rational(-3, 4)),
        ("2\\frac{1}{2}", 1),
        ("2 ln 3", 2 * log(3)),
        ("2ln3", 2 * log(3)),
        ("\\ln 2 + 1/2", log(2) + HALF),
        ("log 2", log(2)),
        ("\\log(2)", log(2)),
        ("Ln(2)", log(2)),
        ("log_2(8)", 3),
        ("\\log_{2} 8", 3),
        ("log_2 8", 3),
        ("ln 2 ln 3", log(2) * log(3)),
        ("\\ln^2 3", log(3) ** 2),
        ("ln2/3", log(2) / 3),
        ("1/2 ln 2", log(2) / 2),
        ("\\ln\\left(\\frac{4}{3}\\right)", log(Rational(4, 3))),
        ("\\text{ln}(2)", log(2)),
        ("ln ln 3", log(log(3))),
        ("3sqrt(2)", 3 * sqrt(2)),
        ("√2/2", sqrt(2) / 2),
        ("\\sqrt2/2", sqrt(2) / 2),
        ("\\sqrt{8}", 2 * sqrt(2)),
        ("\\sqrt[3]{27}", 3),
        ("\\sqrt[3]{-8}", -2),
        ("√(3)/8", sqrt(3) / 8),
        ("sqrt 3", sqrt(3)),
        ("sqrt{3}", sqrt(3)),
        ("pi", pi),
        ("π/2", pi / 2),
        ("2\\pi", 2 * pi),
        ("e", E),
        ("2e", 2 * E),
        ("2 e^3", 2 * exp(3)),
        ("\\mathrm{e}^{2}", exp(2)),
        ("e^2/2", exp(2) / 2),
        ("exp(-1/2)", exp(-HALF)),
        ("\\exp\\left(2\\right)", exp(2)),
        ("e^{-x}", exp(-X)),
        ("e^-x", exp(-X)),
        ("2x", 2 * X),
        ("xy", X * Y),
        ("2xy^2", 2 * X * Y**2),
        ("x²", X**2),
        ("x⁻¹", 1 / X),
        ("x(1+y)", X * (1 + Y)),
        ("1/2 x", X / 2),
        ("|x|", Abs(X)),
        ("|x-|y||", Abs(X - Abs(Y))),
        ("|x||y|", Abs(X) * Abs(Y)),
        ("\\lvert x\\rvert", Abs(X)),
        ("abs(x)", Abs(X)),
        ("max(0,x)", Max(0, X)),
        ("relu(x)", Max(0, X)),
        ("mu_1", MU),
        ("\\mu_1", MU),
        ("\\mu_{1}", MU),
        ("μ_1", MU),
        ("μ₁", MU),
        ("mu1", MU),
        ("\\sigma^2", S**2),
        ("σ²", S**2),
        ("x_{ij}", Symbol("x_ij")),
        ("x_ij", Symbol("x_ij")),
        ("$x$", X),
        ("\\(x\\)", X),
        ("x\\,y", X * Y),
        ("\\displaystyle \\frac{x}{y}", X / Y),
        ("x = 3", 3),
        ("\\mu_1 = 3", 3),
        ("E[Y] = 3", 3),
        ("\\mathrm{E}[Y]=5/2", Rational(5, 2)),
        ("f(x) = 2x", 2 * X),
    ],
)
def test_what_people_type_is_read(text: str, value: object) -> None:
    found = read(text, symbols=SYMBOLS, named=True)
    assert found == value or outcome(found, Integer(value) if isinstance(value, int) else value) == "equal"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("[1, -1/2]", (Integer(1), -HALF)),
        ("(1,2)", (Integer(1), Integer(2))),
        ("[]", ()),
        ("[1,5]", (Integer(1), Integer(5))),
        ("(1, 2)^T", (Integer(1), Integer(2))),
        ("1/2 [1, 2]", (HALF, Integer(1))),
        ("[[1,2],[3,4]]", ImmutableDenseMatrix([[1, 2], [3, 4]])),
        ("[1,2;3,4]", ImmutableDenseMatrix([[1, 2], [3, 4]])),
        ("[1;2]", ImmutableDenseMatrix([1, 2])),
        ("[[1,2]]", ImmutableDenseMatrix([[1, 2]])),
        ("[[1,2]]^T", ImmutableDenseMatrix([1, 2])),
        ("\\begin{pmatrix}1&2\\\\3&4\\end{pmatrix}", ImmutableDenseMatrix([[1, 2], [3, 4]])),
        ("\\begin{bmatrix} 1 \\\\ \\frac{3}{2} \\\\ \\end{bmatrix}", ImmutableDenseMatrix([1, Rational(3, 2)])),
        ("-\\begin{pmatrix}1&2\\end{pmatrix}", ImmutableDenseMatrix([[-1, -2]])),
        ("\\frac{1}{2}\\begin{pmatrix}1\\\\2\\end{pmatrix}", ImmutableDenseMatrix([HALF, 1])),
        ("{1, 2}", frozenset({Integer(1), Integer(2)})),
        ("\\{1, 2\\}", frozenset({Integer(1), Integer(2)})),
        ("\\left\\{ 1, 2 \\right\\}", frozenset({Integer(1), Integer(2)})),
        ("{}", frozenset()),
        ("{(1,2), (3,4)}", frozenset({(Integer(1), Integer(2)), (Integer(3), Integer(4))})),
    ],
)
def test_lists_matrices_and_sets_are_read(text: str, value: object) -> None:
    assert read(text) == value


def test_a_list_may_come_without_brackets_where_one_is_expected() -> None:
    assert read("1, -1/2", lists=True) == (Integer(1), -HALF)
    with pytest.raises(NotationError, match="brackets"):
        read("1, 2")
    with pytest.raises(NotationError, match="entries or digits"):
        read("1,228,800", lists=True)


@pytest.mark.parametrize(
    ("text", "position", "says"),
    [
        ("", 0, "nothing"),
        ("1,228", 1, "comma"),
        ("1,5", 1, "comma"),
        ("2 3", 2, "side by side"),
        ("1 1/2", 2, "side by side"),
        ("1½", 1, "side"),
        ("1/2x", 3, "below the bar"),
        ("1/2(3)", 3, "below the bar"),
        ("6÷2(1+2)", 3, "below the bar"),
        ("e^2x", 3, "raised"),
        ("x^1/2", 3, "raised"),
        ("2^3^2", 3, "two powers"),
        ("ln 2/3", 4, "argument"),
        ("ln 2x", 4, "argument"),
        ("ln -2", 3, "argument"),
        ("log2", 0, "base 2"),
        ("\\sqrt23", 5, "braces"),
        ("sqrt 2 x", 7, "argument"),
        ("e(2)", 1, "exp"),
        ("x2", 0, "not known"),
        ("x 2", 2, "side by side"),
        ("foo", 0, "not known"),
        ("2 + sigm", 4, "did you mean 'sigma'"),
        ("sqr(2)", 0, "did you mean 'sqrt'"),
        ("2 + (3", 4, "never closed"),
        ("2 + 3)", 5, "cannot stand"),
        ("3 +", 3, "missing"),
        ("* 3", 0, "cannot stand"),
        ("1/0", 2, "zero"),
        ("1/(2-2)", 3, "zero"),
        ("ln(0)", 0, "positive"),
        ("ln(-1)", 0, "positive"),
        ("sqrt(-1)", 0, "negative"),
        ("0^0", 0, "zero"),
        ("0^-1", 0, "zero"),
        ("5!", 1, "actorial"),
        ("3 = 3", 2, "="),
        ("x = y = 3", 6, "="),
        ("1 < 2", 2, "<"),
        ("[[1,2],[3]]", 8, "row 2"),
        ("[1,2;3]", 5, "row 2"),
        ("{1} + 1", 0, "single value"),
        ("[1,2]+[3,4]", 0, "single value"),
        ("[1,2][3,4]", 0, "lists or matrices"),
        ("∞", 0, "∞"),
        ("\\int x", 0, "\\int"),
        ("__import__('os')", 0, "_"),
        ("x.y", 1, "'.'"),
        ("'1'", 0, "'"),
        ("1;2", 1, "';'"),
        ("-----2", 3, "signs"),
        ("[1 200]", 3, "side by side"),
        ("|x", 0, "never closed"),
        ("1e999", 0, "too large"),
        ("9" * 200, 0, "digits"),
    ],
)
def test_what_is_refused_is_refused_at_its_place(text: str, position: int, says: str) -> None:
    with pytest.raises(NotationError) as caught:
        read(text, symbols=SYMBOLS, named=True)
    assert says in str(caught.value)
    assert caught.value.position == position


@pytest.mark.parametrize(
    "text",
    [
        "9^(9^9)",
        "9^{9^{9^9}}",
        "((9^99)^99)^99",
        "10^(10^10)",
        "2^(10^10)",
        "e^(10^9 * ln(2))",
        "exp(99999999*ln(2))",
        "e^(900*ln(2^1000))",
        "(1+x)^100000",
        "(2x)^99999",
        "(1/3)^(-99999)",
        "2^(99999/2)",
        "((((x^999)^999)^999)^999)",
        "9" * 2000,
        "(" * 2000,
        "[" * 1999,
        "{" * 1999,
        "\\frac{" * 330,
        "\\sqrt{" * 300,
        "-" * 2000,
        "|" * 2000,
        "^" * 2000,
        "2^" * 900 + "2",
        "ln " * 600 + "2",
        "x" * 2000,
        "xy" * 999,
        "1+" * 999 + "1",
        "*".join(["9^999"] * 300),
        "+".join([f"1/{k}" for k in range(10**50, 10**50 + 25)]),
        "sqrt(" + "9" * 90 + "7)",
        "+".join(["sqrt(2)"] * 199),
        "max(" + ",".join(["x+1"] * 300) + ")",
        "(x+y)^999*(x-y)^999",
        "exp(exp(exp(exp(9))))",
        "999ln(sqrt(sqrt(pi*tanh(tanh(x^99)))))",
        "e^e^e",
        "tan(pi/99991)",
        "ln(" * 29 + "9" + ")" * 29,
        "(" + "x+1)*(" * 300 + "y)",
        "abs(" * 30 + "x" + ")" * 30,
        "(x^(1/2)+1)^(1/2)" * 100,
        "log_99999(99999^200)",
        "e^(x*ln(2^2000)*1000)",
        "(e^(1000))^1000",
        "(sqrt(2)^999)^999",
        "(ln(2))^999",
        "[" + ",".join(["[1]"] * 300) + "]",
        "a_" * 900,
        "_" * 900,
        "\\left" * 300,
        "\\begin{pmatrix}" * 100,
        "\x00",
        "\ud800",
        "1\u0660",
        "𝟙",
        "ⅷ",
        "①",
        "x\u0301",
        "\u202e1",
        "$$",
        "$",
        "\\(\\)",
        "\\",
        "\\\\",
        "&",
        "%",
        "0x10",
        "1_000",
        "1__2",
        "lambda: 1",
    ],
)
def test_hostile_texts_are_read_or_refused_in_a_moment(text: str) -> None:
    start = time.perf_counter()
    try:
        found = read(text, symbols=("x", "y"), named=True)
    except NotationError as error:
        assert 0 <= error.position <= len(text)
    else:
        assert not found.atoms(Float) if hasattr(found, "atoms") else True
    assert time.perf_counter() - start < 1


alphabet = st.text(alphabet="0123456789xyeπ+-*/^()[]{}|,;.=%&_ \\lnqrtfacpm√²½<>!'\"\n", max_size=40)
pieces = st.lists(
    st.sampled_from(
        [
            "\\frac",
            "{",
            "}",
            "1",
            "2",
            "12",
            "x",
            "y",
            "^",
            "_",
            "(",
            ")",
            "[",
            "]",
            "ln",
            "\\ln",
            "sqrt",
            "\\sqrt",
            "e",
            "pi",
            "+",
            "-",
            "*",
            "/",
            "|",
            ",",
            " ",
            "\\left(",
            "\\right)",
            "\\begin{pmatrix}",
            "\\end{pmatrix}",
            "&",
            "\\\\",
            "=",
            ".",
            "99",
            "exp",
            "\\{",
            "\\}",
            "max",
            "log_2",
            "%",
            ";",
            "^T",
        ]
    ),
    max_size=25,
).map("".join)


@settings(max_examples=1500, deadline=2000)
@given(st.one_of(st.text(max_size=60), alphabet, pieces))
@example("\\log_{x}(2)")
@example("x^{x^{x}}")
def test_no_text_raises_anything_but_a_notation_error(text: str) -> None:
    for lists in (False, True):
        try:
            read(text, symbols=("x", "y", "x_1"), named=True, lists=lists)
        except NotationError as error:
            assert 0 <= error.position <= len(text)
            assert str(error)


def _spelled(rng: random.Random, depth: int) -> tuple[str, str, object]:
    """A random expression in plain notation, in LaTeX, and as a value that SymPy makes from Python operators."""
    if depth == 0:
        number = rng.randint(1, 40)
        return rng.choice(
            [
                (str(number), str(number), Integer(number)),
                ("x", "x", X),
                ("mu_1", "\\mu_{1}", MU),
                ("pi", "\\pi", pi),
                ("ln(3)", "\\ln 3", log(3)),
            ]
        )
    (p, t, v), (q, u, w) = _spelled(rng, depth - 1), _spelled(rng, depth - 1)
    return rng.choice(
        [
            (f"({p}) + ({q})", f"{{\\left({t}\\right)}}".strip("{}") + f"+\\left({u}\\right)", v + w),
            (f"({p})*({q})", f"\\left({t}\\right)\\cdot\\left({u}\\right)", v * w),
            (f"({p})/({q} + 50)", f"\\frac{{{t}}}{{{u} + 50}}", v / (w + 50)),
            (f"({p})^2", f"\\left({t}\\right)^{{2}}", v**2),
            (f"e^(({p})/7)", f"e^{{\\frac{{{t}}}{{7}}}}", exp(v / 7)),
            (f"sqrt(({p})^2 + 1)", f"\\sqrt{{\\left({t}\\right)^2+1}}", sqrt(v**2 + 1)),
        ]
    )


@pytest.mark.parametrize("seed", range(60))
def test_plain_notation_and_latex_become_the_same_value(seed: int) -> None:
    plain, tex, value = _spelled(random.Random(seed), 2)
    first, second = read(plain, symbols=SYMBOLS), read(tex, symbols=SYMBOLS)
    assert first == second
    point = {X: Rational(3, 7), MU: Rational(5, 11)}
    assert abs((first - value).subs(point).evalf(30)) < 1e-15


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("12", "integer"),
        ("-3", "integer"),
        ("5/2", "fraction"),
        ("-\\frac{5}{2}", "fraction"),
        ("6/4", "unreduced"),
        ("4/1", "unreduced"),
        ("2.50", "decimal"),
        ("1e3", "decimal"),
        ("50%", "decimal"),
        ("1/2+3", "expression"),
        ("2*3", "expression"),
        ("--3", "expression"),
        ("0.5/2", "expression"),
        ("[1,2]", "collection"),
    ],
)
def test_the_form_of_a_number_is_known(text: str, form: str) -> None:
    assert reading(text).form == form


def test_declared_names_come_before_constants_and_functions() -> None:
    assert read("e + pi", symbols=("e",)) == Symbol("e") + pi
    assert read("2e3", symbols=("e3",)) == 2 * Symbol("e3")
    assert read("n m", symbols=("n", "m")) == Symbol("n") * Symbol("m")
    with pytest.raises(NotationError, match="more than one way"):
        read("abc", symbols=("a", "ab", "bc", "c"))


@settings(max_examples=400, deadline=None)
@given(
    st.lists(st.sampled_from(["1", "2", "3", "10", "0.5", "+", "-", "*", "/", "**", "(", ")", " "]), min_size=1, max_size=14).map("".join)
)
def test_arithmetic_means_what_it_means_in_python(text: str) -> None:
    """Python with fractions for numbers is the oracle, wherever both read the text."""
    try:
        found = read(text)
    except NotationError:
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            code = compile(re.sub(r"\d+(?:\.\d+)?", lambda number: f"F('{number[0]}')", text.strip()), "text", "eval")
        except SyntaxError:
            assert re.search(r"[\d)] *\(|\d \d|\( *\)|,", text), text  # products without a sign and empty lists
            return
        try:
            expected = eval(code, {"F": Fraction})
        except TypeError:
            return  # 2(3): a product here, a call there
    if isinstance(expected, Fraction) and isinstance(found, Rational):
        assert Fraction(int(found.p), int(found.q)) == expected
    elif isinstance(expected, float):
        assert float(found) == pytest.approx(expected)
