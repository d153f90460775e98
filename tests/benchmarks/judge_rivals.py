"""The graders that are compared: each decides one pair of texts; ``python judge_rivals.py NAME`` serves one of them on JSON Lines.

A grader runs in a process of its own, which is ended when it takes too long or too much memory; it times itself, after one warm-up.
"""

from __future__ import annotations

import ast
import importlib.util
import json
import logging
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from queue import Empty, Queue
from threading import Thread
from typing import Any

from judge_case import Case

Decide = Callable[[dict[str, Any]], bool | None]


def ours() -> Decide:
    from examgen.deciding.judge import judge

    def decide(case: dict[str, Any]) -> bool | None:
        return judge(
            case["reference"],
            case["student"],
            kind=case["kind"],
            variables=case["variables"],
            test=case["test"],
            options=case["options"],
            assumptions=case["assumptions"],
        ).verdict

    return decide


def math_verify() -> Decide:
    """As its README shows it: ``verify(parse(gold), parse(answer))``, formulas between dollar signs.

    What it cannot read at all is undecided here, though its own answer would be "not equal".
    """
    from math_verify import parse, verify

    logging.disable(logging.ERROR)

    def dollars(text: str) -> str:
        return text if "$" in text or "\\(" in text else f"${text}$"

    def decide(case: dict[str, Any]) -> bool | None:
        gold, answer = parse(dollars(case["reference"])), parse(dollars(case["student"]))
        if not gold or not answer:
            return None
        return bool(verify(gold, answer))

    return decide


def sympy_simplify() -> Decide:
    """``parse_expr`` with the usual transformations, then ``simplify(a - b) == 0``; assumptions become those of the symbols."""
    from sympy import E, I, Symbol, pi, simplify
    from sympy.parsing.sympy_parser import convert_xor, implicit_multiplication_application, parse_expr, standard_transformations

    usual = (*standard_transformations, convert_xor, implicit_multiplication_application)

    def decide(case: dict[str, Any]) -> bool | None:
        names = {name: Symbol(name, **_assumed(case["assumptions"].get(name, ""))) for name in case["variables"] or ()}
        names = {"e": E, "i": I, "pi": pi, **names}
        try:
            first, second = (parse_expr(case[side], local_dict=names, transformations=usual) for side in ("reference", "student"))
            return bool(simplify(first - second) == 0)
        except _CRASHES:
            return None

    return decide


_CRASHES = (SyntaxError, TypeError, ValueError, AttributeError, NameError, KeyError, IndexError, NotImplementedError, ArithmeticError,
            RecursionError, AssertionError, MemoryError, EOFError)  # fmt: skip


def _assumed(text: str) -> dict[str, bool]:
    """The nearest that SymPy's symbols know; ``> 2`` is at least positive."""
    known = {"complex": {"complex": True}, "integer": {"integer": True}, "positive": {"positive": True}}
    found = {key: value for word in text.split() for key, value in known.get(word, {}).items()}
    if text.startswith((">", "<")):
        found["positive" if text[0] == ">" else "negative"] = True
    return found or {"real": True}


_WHITELIST = [
    "exp",
    "log",
    "ln",
    "sqrt",
    "sin",
    "cos",
    "tan",
    "cot",
    "sec",
    "csc",
    "asin",
    "acos",
    "atan",
    "arcsin",
    "arccos",
    "arctan",
    "sinh",
    "cosh",
    "tanh",
    "asinh",
    "acosh",
    "atanh",
    "factorial",
    "Abs",
    "abs",
    "sign",
    "max",
    "min",
]
_NODES = (ast.Expression, ast.Constant, ast.Name, ast.Load, ast.Call, ast.BinOp, ast.UnaryOp, ast.Add, ast.Sub, ast.Mult, ast.Div, ast.Pow,
          ast.Mod, ast.USub, ast.UAdd)  # fmt: skip


def prairielearn() -> Decide:
    """PrairieLearn's way for symbolic input, after its description: names and syntax by a white list, SymPy, then ``equals``."""
    import sympy
    from sympy.parsing.sympy_parser import convert_xor, implicit_multiplication_application, parse_expr, standard_transformations

    usual = (*standard_transformations, convert_xor, implicit_multiplication_application)
    renamed = {"ln": "log", "arcsin": "asin", "arccos": "acos", "arctan": "atan", "abs": "Abs", "max": "Max", "min": "Min"}
    functions = {name: getattr(sympy, renamed.get(name, name)) for name in _WHITELIST}
    constants = {"pi": sympy.pi, "e": sympy.E, "i": sympy.I, "j": sympy.I}

    def read(text: str, case: dict[str, Any]) -> Any:
        symbols = {name: sympy.Symbol(name, **_assumed(case["assumptions"].get(name, ""))) for name in case["variables"] or ()}
        names = {**functions, **constants, **symbols}
        for sign, plain in (("−", "-"), ("·", "*"), ("×", "*"), ("÷", "/"), ("^", "**")):
            text = text.replace(sign, plain)
        from sympy.parsing.sympy_parser import stringify_expr

        code = stringify_expr(
            text, names, {name: getattr(sympy, name) for name in ("Integer", "Float", "Symbol", "Function", "Rational")}, usual
        )
        for node in ast.walk(ast.parse(code, mode="eval")):
            if not isinstance(node, _NODES):
                raise ValueError("not on the list: a piece of syntax")
            if isinstance(node, ast.Name) and node.id not in (*names, "Integer", "Float", "Symbol", "Function", "Rational"):
                raise ValueError("not on the list: a name")
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("Symbol", "Function"):
                raise ValueError("not on the list: a letter")
        return parse_expr(text, local_dict=names, transformations=usual)

    def decide(case: dict[str, Any]) -> bool | None:
        try:
            first, second = read(case["reference"], case), read(case["student"], case)
            found = (first - second).equals(0)
            return bool(sympy.simplify(first - second) == 0) if found is None else bool(found)
        except _CRASHES:
            return None

    return decide


#: name -> (grader, module that must be there, the kinds it is asked for)
GRADERS: dict[str, tuple[Callable[[], Decide], str, tuple[str, ...]]] = {
    "ours": (ours, "examgen.deciding.judge", ()),
    "math-verify": (math_verify, "math_verify", ("scalar", "vector", "matrix", "list", "set", "interval", "equation", "inequality")),
    "SymPy": (sympy_simplify, "sympy", ("scalar",)),
    "PrairieLearn": (prairielearn, "sympy", ("scalar",)),
}


def missing(name: str) -> str:
    """Why a grader cannot be asked, or ""."""
    try:
        if importlib.util.find_spec(GRADERS[name][1]) is None:
            return f"'{GRADERS[name][1]}' is not installed"
        if name == "ours":
            GRADERS[name][0]()
    except ImportError as fault:
        return str(fault)
    return ""


def asked(name: str, case: Case) -> bool:
    """Whether a grader claims to know such questions: the others know neither further kinds nor our tests."""
    kinds = GRADERS[name][2]
    return not kinds or (case.test == "AlgEquiv" and case.kind in kinds)


#: A block of questions may take so many times the limit for one, before they are asked again one by one.
_LIMITS_PER_BLOCK = 8

_Verdict = tuple[bool | None, float, str]


class Served:
    """A grader in a process of its own."""

    def __init__(self, name: str, limit: float) -> None:
        self.name, self.limit = name, limit
        self._process: subprocess.Popen[str] | None = None
        self._lines: Queue[str] = Queue()

    def start(self) -> None:
        command = [sys.executable, str(Path(__file__).resolve()), self.name]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self._lines = Queue()
        Thread(target=self._listen, args=(self._process, self._lines), daemon=True).start()
        self._lines.get(timeout=120)

    def _listen(self, process: subprocess.Popen[str], lines: Queue[str]) -> None:
        assert process.stdout is not None
        for line in process.stdout:
            lines.put(line)
        lines.put("")

    def ask(self, cases: Sequence[Case]) -> list[_Verdict]:
        """For each case the verdict, the seconds it took, and what went wrong.

        They are asked at once, so that the process goes from one to the next as one that marks a class does; one by one where that ends
        in silence.
        """
        found = self._ask(cases, _LIMITS_PER_BLOCK * self.limit)
        if isinstance(found, str):
            apart = [self._ask([case], self.limit) for case in cases]
            found = [(None, self.limit, one) if isinstance(one, str) else one[0] for one in apart]
        return [one if one[1] <= self.limit else (None, self.limit, "took too long") for one in found]

    def _ask(self, cases: Sequence[Case], limit: float) -> list[_Verdict] | str:
        """The answers, or what went wrong."""
        if self._process is None or self._process.poll() is not None:
            self.start()
        assert self._process is not None and self._process.stdin is not None
        fields = ("kind", "test", "reference", "student", "options", "assumptions")
        block = [
            {name: getattr(case, name) for name in fields} | {"variables": None if case.variables is None else list(case.variables)}
            for case in cases
        ]
        try:
            self._process.stdin.write(json.dumps(block) + "\n")
            self._process.stdin.flush()
            line = self._lines.get(timeout=limit)
        except (Empty, BrokenPipeError):
            self.stop()
            return "took too long"
        if not line:
            self.stop()
            return "died"
        return [(verdict, seconds, fault) for verdict, seconds, fault in json.loads(line)]

    def stop(self) -> None:
        """End the process that this object started."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None


def _serve(name: str) -> None:
    """Answer lines until the input ends. What a grader prints must not get between the answers."""
    _limit_memory()
    answers, sys.stdout = sys.stdout, sys.stderr
    decide = GRADERS[name][0]()
    warm = {"kind": "scalar", "test": "AlgEquiv", "variables": ["x", "y"], "options": {}, "assumptions": {}}
    for reference, student in (
        ("x^2+2*x+1", "(x+1)^2"),
        ("sin(x)^2+cos(x)^2", "1"),
        ("sqrt(8)", "2*sqrt(2)"),
        ("1/2", "2/4"),
        ("x*y", "y+x"),
    ):
        decide({**warm, "reference": reference, "student": student})
    print("ready", file=answers, flush=True)
    for line in sys.stdin:
        found: list[_Verdict] = []
        for case in json.loads(line):
            fault = ""
            start = time.perf_counter()
            try:
                verdict = decide(case)
            except Exception as error:  # the other graders raise all sorts of things, and each is an answer to the question
                verdict, fault = None, f"{type(error).__name__}: {error}"[:200]
            found.append((verdict, time.perf_counter() - start, fault))
        print(json.dumps(found), file=answers, flush=True)


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limits
        return
    resource.setrlimit(resource.RLIMIT_AS, (4 * 2**30, 4 * 2**30))


if __name__ == "__main__":
    _serve(sys.argv[1])
