"""Answers that must be dealt with quickly and never be equal to anything: too large, too deep, code, commands, broken text."""

from __future__ import annotations

from collections.abc import Iterator

from judge_case import Case


def hostile() -> Iterator[Case]:
    """Answers that must be dealt with quickly and never be equal to anything."""
    digits = "7" * 10**6
    texts = [
        *("9^9^9^9", "9**9**9**9", "9^(9^(9^9))", "10^10^10", "2^(2^(2^(2^(2^2))))", "(((9^9)^9)^9)^9", "9^{9^{9^9}}", "99999999!"),
        *("((9!)!)!", "9!!!!!!", "10^(10^9)", "1e999999999", "1e-999999999", "binomial(10^9, 5*10^8)", "\\binom{1000000}{500000}"),
        *("sum(k!, k, 1, 10^9)", "product(k, k, 1, 10^9)", "\\sum_{k=1}^{10^{12}} \\frac{1}{k}", "x^(10^9) - x^(10^9-1)", "(x+1)^100000"),
        *("(x+y+1)^5000", "(1+x)^(1+x)^(1+x)^(1+x)^(1+x)", "\\sqrt[1000000000]{2}", "2^(1/1000000007)", "sin(10^(10^10))"),
        *("gcd(10^1000, 10^999+1)^(10^6)", "(" * 5000 + "x" + ")" * 5000, "(" * 100000, ")" * 100000, "[" * 10000, "{" * 10000),
        *("-" * 50000 + "1", "+" * 50000, "sqrt(" * 3000 + "2" + ")" * 3000, "\\frac{1}{" * 2000 + "2" + "}" * 2000),
        *("\\left(" * 3000 + "1", "|" * 10000, "sin " * 5000 + "x", "x^" * 5000 + "x", "1/" * 5000 + "1", "x" * 10**6, digits),
        *(digits + "." + digits, "0." + digits, "1" + "+1" * 200000, "*".join(["x"] * 100000), ",".join(["1"] * 100000)),
        *("__import__('os').system('true')", "__import__('os')", "eval('1')", "exec('x=1')", "open('/etc/passwd').read()", "lambda: 0"),
        *(
            "().__class__.__bases__[0].__subclasses__()",
            "x.__class__",
            "getattr(x, 'y')",
            "[x for x in range(10**9)]",
            "import os",
            "os.system",
        ),
        *(
            "globals()",
            "print(1)",
            "exit()",
            "quit",
            "f'{1}'",
            "\\input{/etc/passwd}",
            "\\include{x}",
            "\\write18{true}",
            "\\def\\x{\\x\\x}\\x",
        ),
        *("\\csname foo\\endcsname", "\\immediate\\write18{ls}", "\\catcode`\\@=11", "\\newcommand{\\x}{1}\\x", "\\loop\\iftrue\\repeat"),
        *("1\x00", "\x00", "x\x00+1", "\x1b[31m1", "1\u202e2", "\ud800", "\ufeff", "\u200b", "x\u0301" * 1000, "𝟙" * 100, "\n" * 100000),
        *(" " * 10**6, "\t", "", " ", "'; DROP TABLE answers; --", "<script>alert(1)</script>", "${jndi:ldap://x}", "%s%s%s%n", "{{7*7}}"),
        *("../../etc/passwd", "nan", "NaN", "inf - inf", "oo/oo", "1/0", "0/0", "0^0/0", "ln(0)", "1/(x-x)", "tan(pi/2)", "sqrt(1/0)"),
        *("(1/0)^0", "0*(1/0)", "diff(x^x^x^x^x, x, 1000)", "int(e^(x^x), x, 0, 1000)", "diff(" * 500 + "x" + ", x)" * 500),
        *(
            "max(" + ",".join(["x"] * 10000) + ")",
            "floor(10^(10^8))",
            "mod(10^(10^8), 7)",
            "e^(e^(e^(e^(e^10))))",
            "ln(" * 1000 + "2" + ")" * 1000,
        ),
        *("\\begin{pmatrix}" * 1000, "\\begin{pmatrix}" + "1 & " * 50000 + "1\\end{pmatrix}", "\\text{" * 1000, "\\" * 10000, "_" * 10000),
    ]
    for k, text in enumerate(texts):
        yield Case(f"hostile-{k}", "hostile", "scalar", "AlgEquiv", "x^3 + 17/3", text, ("x", "y", "k"), {}, {}, None)
    for kind, reference, text in (
        ("vector", "[1, 2]", "[" + "1," * 100000 + "1]"),
        ("matrix", "[[1, 2], [3, 4]]", "[" * 1000 + "1" + "]" * 1000),
        ("matrix", "[[1, 2], [3, 4]]", "[" + ";".join(["1 2"] * 20000) + "]"),
        ("set", "{1, 2}", "{" + "{" * 1000 + "}" * 1000 + "}"),
        ("set", "{1, 2}", "{" + ",".join(str(k) for k in range(3, 50000)) + "}"),
        ("interval", "(0, 1)", "(0, 9^9^9^9)"),
        ("equation", "x = 1", "x = 9^9^9^9"),
        ("equation", "x = 1", "x" + " = x" * 5000),
        ("inequality", "x > 1", "x > " * 5000 + "1"),
        ("logic", "x = 1 or x = 2", "not " * 20000 + "true"),
        ("logic", "x = 1 or x = 2", " or ".join(f"x = {k}" for k in range(3, 3000))),
        ("calculus", "2x", "sum(sum(sum(k,k,1,10^6),k,1,10^6),k,1,10^6)"),
        ("plusminus", "±2", "±" * 10000 + "2"),
        ("plusminus", "±2", "±1" * 30),
    ):
        yield Case(f"hostile-{kind}-{len(text)}", "hostile", kind, "AlgEquiv", reference, text, ("x", "k"), {}, {}, None)
