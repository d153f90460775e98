"""What you may write: the whole notation of answers as one page of data, which is printed elsewhere and tested line by line."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One line of the page.

    Attributes:
        what: what is written.
        examples: spellings; all of them are read.
        meaning: what they mean, in words.
        kind: the kind of answer in which they are read.
        same: whether all examples mean the same; otherwise each is an example of its own.
        variables: the declared names, or None where any letter is a name.
    """

    what: str
    examples: tuple[str, ...]
    meaning: str
    kind: str = "scalar"
    same: bool = True
    variables: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Refusal:
    """What may be meant in two ways, and the spellings that cannot be misunderstood."""

    text: str
    instead: tuple[str, ...]
    kind: str = "scalar"


@dataclass(frozen=True)
class Section:
    """A heading and its lines."""

    title: str
    rows: tuple[Row, ...]


SECTIONS = (
    Section(
        "Numbers",
        (
            Row("Whole numbers", ("1228800", "1 228 800", "1,228,800", "1.228.800", "1'228'800"), "one million two hundred ..."),
            Row("Decimals", ("0.5", ".5", "5e-1", "0{,}5"), "exactly one half"),
            Row("Fractions", ("5/2", "\\frac{5}{2}", "\\frac52", "5÷2"), "five halves"),
            Row("Percent", ("5%", "5\\%"), "5/100"),
            Row("Powers of ten", ("1.5*10^-3", "1.5×10^{-3}", "1.5·10⁻³"), "0.0015"),
            Row("Constants", ("pi", "π", "\\pi", "%pi"), "the circle number"),
            Row("Constants", ("e", "\\mathrm{e}", "%e"), "Euler's number, unless e is one of the variables"),
            Row("Constants", ("2+3i", "2+3*i", "2+3*%i"), "a complex number, unless i is one of the variables"),
            Row("Degrees", ("30°", "30^\\circ", "30 degrees"), "30 π/180"),
        ),
    ),
    Section(
        "Arithmetic",
        (
            Row("Sums", ("x - 3", "x − 3", "x – 3"), "a minus sign of any kind"),
            Row("Products", ("2*x", "2x", "2 x", "2·x", "2×x", "2\\cdot x"), "the sign may be left out"),
            Row("Products", ("x(1-y)", "x*(1-y)", "x\\left(1-y\\right)"), "of a name and a bracket"),
            Row("Products", ("xy", "x y", "x*y"), "letters side by side", variables=("x", "y")),
            Row("Powers", ("x^2", "x**2", "x²", "x^{2}"), "the square"),
            Row("Powers", ("e^(-x)", "e^{-x}", "e⁻ˣ", "e^-x"), "more than one sign is raised in brackets"),
            Row("Roots", ("sqrt(x)", "√x", "\\sqrt{x}", "sqrt x", "math.sqrt(x)"), "the square root"),
            Row("Roots", ("root(x,3)", "cbrt(x)", "∛x", "\\sqrt[3]{x}"), "the cube root"),
            Row("Absolute value", ("abs(x)", "|x|", "\\left|x\\right|", "\\lvert x\\rvert"), "the distance from zero"),
            Row("Activations", ("sigmoid(x)", "1/(1+e^(-x))"), "the logistic function; relu(x), tanh(x), softplus(x) are known, too"),
            Row("Factorial", ("n!", "factorial(n)"), "1·2·...·n"),
            Row("Binomial coefficient", ("binomial(n,k)", "nCr(n,k)", "C(n,k)", "\\binom{n}{k}", "{n \\choose k}"), "n choose k"),
            Row("Both signs", ("1±x", "1+/-x", "1#pm#x", "1\\pm x", "1+-x"), "1 + x and 1 - x at once", "plusminus"),
        ),
    ),
    Section(
        "Names",
        (
            Row("Subscripts", ("x_1", "x1", "x₁", "x_{1}"), "the name x with index 1"),
            Row("Greek letters", ("alpha", "α", "\\alpha"), "the name alpha"),
            Row("Named values", ("3", "x = 3", "f(x) = 3", "E[X] = 3"), "the name of what was asked may stand in front"),
        ),
    ),
    Section(
        "Functions",
        (
            Row("Logarithm", ("ln(x)", "ln x", "log(x)", "\\ln x", "\\ln\\left(x\\right)"), "to base e"),
            Row("Logarithm", ("log_2(x)", "log(x,2)", "log_2 x", "\\log_{2} x", "log2(x)"), "to base 2"),
            Row("Logarithm", ("lg(x)", "lg x", "log10(x)", "\\log_{10} x"), "to base 10"),
            Row("Trigonometry", ("sin(x)", "sin x", "\\sin x", "\\sin(x)"), "also cos, tan, cot, sec, csc", variables=("x",)),
            Row("Trigonometry", ("sin(2x)", "sin 2x", "\\sin 2x"), "a number belongs to the name behind it"),
            Row("Trigonometry", ("sin^2(x)", "sin(x)^2", "\\sin^2 x", "(sin x)^2"), "the square of the sine"),
            Row("Inverses", ("arcsin(x)", "asin(x)", "sin^-1(x)", "\\sin^{-1}(x)", "\\arcsin x"), "the angle, not 1/sin x"),
            Row("Hyperbolic", ("sinh(x)", "\\sinh x"), "also cosh, tanh, coth"),
            Row("Hyperbolic", ("arsinh(x)", "asinh(x)", "arcsinh(x)", "\\operatorname{arsinh}(x)"), "their inverses"),
            Row("Rounding", ("floor(x)", "⌊x⌋", "\\lfloor x \\rfloor"), "also ceil(x) and ⌈x⌉"),
            Row("Normal distribution", ("Phi(x)", "Φ(x)", "\\Phi(x)", "normcdf(x)"), "the standard normal distribution function"),
            Row("Extremes", ("max(0,x)", "\\max(0,x)", "\\max\\{0,x\\}"), "also min"),
            Row("Whole numbers", ("mod(n,3)", "n mod 3", "n \\bmod 3"), "the remainder; also gcd(a,b), lcm(a,b)"),
            Row("Others", ("exp(x)", "erf(x)", "sign(x)", "re(z)", "im(z)", "conj(z)", "arg(z)"), "one argument each", same=False),
        ),
    ),
    Section(
        "Vectors, matrices, lists",
        (
            Row("Vectors", ("[1, 2]", "1, 2", "[1 2]", "⟨1, 2⟩", "<1, 2>"), "entries in order", "vector"),
            Row("Columns", ("[1; 2]", "\\begin{pmatrix}1\\\\2\\end{pmatrix}"), "one below the other", "vector"),
            Row(
                "Matrices",
                ("[1,2;3,4]", "[1 2; 3 4]", "[[1,2],[3,4]]", "matrix([1,2],[3,4])", "\\begin{pmatrix}1&2\\\\3&4\\end{pmatrix}"),
                "rows one below the other",
                "matrix",
            ),
            Row("Transposes", ("[1,2;3,4]^T", "[1,2;3,4]'", "[1,2;3,4]^\\top", "transpose([1,2;3,4])"), "rows become columns", "matrix"),
            Row("Lists", ("[1, 2, 3]", "1, 2, 3", "1; 2; 3"), "in order", "list"),
        ),
    ),
    Section(
        "Sets and intervals",
        (
            Row("Sets", ("{1, 2}", "\\{1, 2\\}", "1, 2", "set(1,2)"), "order and repetition do not count", "set"),
            Row("Empty set", ("{}", "∅", "\\emptyset"), "no elements", "set"),
            Row("Sets of pairs", ("{(1,2), (3,4)}", "(1,2), (3,4)"), "each pair in order", "set"),
            Row("Intervals", ("[1, 2)", "[1, 2[", "co(1,2)", "[1; 2)"), "with its lower end, without its upper one", "interval"),
            Row("Intervals", ("(1, oo)", "]1, ∞[", "oo(1, inf)", "(1, \\infty)", "x in (1, oo)"), "all numbers above 1", "interval"),
            Row("Unions", ("(0,1) ∪ [2,3]", "(0,1) U [2,3]", "(0,1) \\cup [2,3]", "union(oo(0,1), cc(2,3))"), "either", "interval"),
            Row("All numbers", ("R", "ℝ", "\\mathbb{R}", "(-oo, oo)"), "the real line", "interval"),
        ),
    ),
    Section(
        "Equations, inequalities, logic",
        (
            Row("Equations", ("y = 2x + 1", "y == 2x + 1"), "by their solutions", "equation"),
            Row("Unequal", ("x ≠ 3", "x != 3", "x <> 3", "x # 3", "x \\neq 3"), "not equal", "inequality"),
            Row("Inequalities", ("x <= 3", "x ≤ 3", "x =< 3", "x \\le 3", "x \\leqslant 3"), "at most", "inequality"),
            Row("Chains", ("1 < x <= 2", "1 < x and x <= 2", "1 < x \\land x \\le 2"), "both hold", "inequality"),
            Row(
                "Or",
                ("x=1 or x=2", "x=1 ∨ x=2", "x=1 || x=2", "x=1 nounor x=2", "x=1 \\text{ or } x=2", "x=1, x=2"),
                "one holds",
                "equation",
            ),
            Row("Not", ("not (x < 1)", "¬(x < 1)", "\\lnot (x < 1)"), "it does not hold", "logic"),
            Row("Both signs", ("x = ±2", "x = +-2", "x = \\pm 2"), "x = 2 or x = -2", "equation"),
            Row("Systems", ("x = 1 and y = 2", "x = 1, y = 2", "\\begin{cases}x=1\\\\y=2\\end{cases}"), "both hold", "equation"),
        ),
    ),
    Section(
        "Calculus",
        (
            Row("Derivatives", ("diff(x^2, x)", "d/dx (x^2)", "\\frac{d}{dx} x^2", "\\frac{d}{dx}(x^2)"), "by x", "calculus"),
            Row("Second derivatives", ("diff(x^3, x, 2)", "\\frac{d^2}{dx^2} x^3"), "twice by x", "calculus"),
            Row(
                "Integrals",
                ("int(x^2, x)", "\\int x^2 \\, dx", "∫ x^2 dx", "integrate(x^2, x)"),
                "an antiderivative, without a constant",
                "calculus",
            ),
            Row(
                "Integrals",
                ("int(x^2, x, 0, 1)", "int(x^2, x=0..1)", "\\int_0^1 x^2 \\, dx", "integrate(x^2, (x, 0, 1))"),
                "from 0 to 1",
                "calculus",
            ),
            Row("Sums", ("sum(k^2, k, 1, n)", "\\sum_{k=1}^{n} k^2", "Sum(k^2, (k, 1, n))"), "for k from 1 to n", "calculus"),
            Row("Products", ("product(k, k, 1, n)", "\\prod_{k=1}^{n} k"), "for k from 1 to n", "calculus"),
        ),
    ),
)

#: Never guessed: what is refused, and what to write instead.
REFUSALS = (
    Refusal("1/2x", ("1/(2x)", "(1/2)x")),
    Refusal("e^2x", ("e^(2x)", "e^(2) x")),
    Refusal("2^3x", ("2^(3x)", "2^(3) x")),
    Refusal("x^1/2", ("x^(1/2)", "(x^1)/2")),
    Refusal("2^3^2", ("2^(3^2)", "(2^3)^2")),
    Refusal("ln 2/3", ("ln(2/3)", "ln(2)/3")),
    Refusal("sin x y", ("sin(x y)", "sin(x) y")),
    Refusal("2 1/2", ("2 + 1/2", "2*(1/2)")),
    Refusal("2\\frac12", ("2 + 1/2", "2*(1/2)")),
    Refusal("1,5", ("1.5",)),
    Refusal("1,228", ("1228", "1.228")),
    Refusal("3+-x", ("3 ± x", "3 + (-x)")),
    Refusal("n!!", ("(n!)!",)),
    Refusal("[1 -2]", ("[1, -2]", "[1 - 2]"), kind="vector"),
    Refusal("x > 1, x < 3", ("x > 1 and x < 3", "x > 1 or x < 3"), kind="inequality"),
    Refusal("x = 1 or 2", ("x = 1 or x = 2",), kind="equation"),
    Refusal("\\sum_{k=1}^n k + 1", ("\\sum_{k=1}^n (k + 1)", "\\left(\\sum_{k=1}^n k\\right) + 1"), kind="calculus"),
)
