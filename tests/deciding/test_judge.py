"""The judge from outside: two texts in, a verdict with its reason out."""

from __future__ import annotations

import threading
import time

import pytest

from examgen import ContractError, judge
from examgen.deciding.worker import Worker

SAME = [
    ("scalar", "x^2 - 1", "(x-1)(x+1)"),
    ("scalar", "1/2", "\\frac12"),
    ("scalar", "1/2", "x = 0.5"),
    ("scalar", "asinh(x)", "ln(x + sqrt(x^2+1))"),
    ("scalar", "log_3(3^x)", "x"),
    ("scalar", "sqrt(-4)", "2i"),
    ("scalar", "(1+i)^2", "2i"),
    ("scalar", "n!/(n-1)!", "n"),
    ("scalar", "binomial(n, 2)", "n(n-1)/2"),
    ("scalar", "gcd(12, 18)", "6"),
    ("scalar", "17 mod 5", "2"),
    ("scalar", "floor(pi)", "3"),
    ("scalar", "ceil(10^20 sqrt(2))", "141421356237309504881"),
    ("scalar", "cot(pi/20) + cot(pi/24) - cot(pi/10)", "1 + sqrt(2) + sqrt(3) + 2 + sqrt(5) + sqrt(6)"),
    ("scalar", "acot(x)", "atan(1/x)"),
    ("vector", "[1, 1/2]", "(1, 0.5)"),
    ("vector", "[1, 1/2]", "\\begin{pmatrix} 1 \\\\ 1/2 \\end{pmatrix}"),
    ("matrix", "[[1, 2], [3, 4]]", "[1,2;3,4]"),
    ("matrix", "[[1, 2], [3, 4]]", "matrix([1,2],[3,4])"),
    ("matrix", "[[1, 2], [3, 4]]", "\\begin{bmatrix}1&2\\\\3&4\\end{bmatrix}"),
    ("set", "{1, 2}", "{2, 1, 2/1}"),
    ("set", "{1, sqrt(8)}", "{2 sqrt(2), 1}"),
    ("equation", "y = 2x + 1", "2y - 4x = 2"),
    ("equation", "x^2 = 4", "x = 2 or x = -2"),
    ("equation", "x^2 = 4", "x = ±2"),
    ("equation", "y = ln(x)", "x = e^y"),
    ("inequality", "2x < 4", "x < 2"),
    ("inequality", "-1 < x <= 2", "x > -1 and x <= 2"),
    ("inequality", "|x| < 1", "-1 < x < 1"),
    ("logic", "not (x < 1)", "x >= 1"),
    ("interval", "[0, 1)", "[0, 2/2)"),
    ("interval", "(-oo, 0) U (0, oo)", "(0, oo) U (-oo, 0)"),
    ("calculus", "diff(x^3, x)", "3x^2"),
    ("calculus", "int(2x, x, 0, 3)", "9"),
    ("calculus", "sum(k, k, 1, n)", "n(n+1)/2"),
    ("plusminus", "1 ± sqrt(2)", "1 ∓ sqrt(2)"),
    ("plusminus", "±x", "±|x|"),
    ("plusminus", "(-b ± sqrt(b^2-4a c))/(2a)", "-b/(2a) ± sqrt((b/(2a))^2 - c/a)"),
    ("set", "{-2, 2}", "{±2}"),
    ("scalar", "2/(1+e^(-2x)) - 1", "2 sigmoid(2x) - 1"),
    ("scalar", "ln(1+e^x)", "softplus(x)"),
    ("choice", "B", " b "),
]
OTHER = [
    ("scalar", "x^2 - 1", "x^2 + 1"),
    ("scalar", "1", "x = 2"),
    ("scalar", "sqrt(x^2)", "x"),
    ("scalar", "a^(b c)", "(a^b)^c"),
    ("scalar", "(-1)^(2n)", "1"),
    ("scalar", "acot(x)", "pi/2 - atan(x)"),
    ("scalar", "atan(x) + atan(1/x)", "pi/2"),
    ("scalar", "floor(10^20 sqrt(2))", "141421356237309504881"),
    ("scalar", "5", "1/0"),
    ("scalar", "oo", "oo"),
    ("scalar", "0", "nan"),
    ("vector", "[1, 2]", "[2, 1]"),
    ("vector", "[1, 2]", "[1, 2, 3]"),
    ("matrix", "[[1, 2], [3, 4]]", "[[1, 3], [2, 4]]"),
    ("set", "{1, 2}", "{1, 3}"),
    ("equation", "x = 1", "x = 1 or x = 2"),
    ("equation", "y = 2x + 1", "y = 2x + 2"),
    ("inequality", "x < 2", "x <= 2"),
    ("interval", "[0, 1)", "[0, 1]"),
    ("calculus", "diff(x^3, x)", "3x"),
    ("calculus", "sum(k, k, 1, n)", "n(n-1)/2"),
    ("plusminus", "1 ± sqrt(2)", "1 + sqrt(2)"),
    ("plusminus", "±x", "±2x"),
    ("plusminus", "(-b ± sqrt(b^2-4a c))/(2a)", "-b/(2a) ± sqrt((b/(2a))^2 + c/a)"),
    ("set", "{-2, 3}", "{±2}"),
    ("choice", "B", "C"),
]


@pytest.mark.parametrize(("kind", "reference", "student"), SAME)
def test_the_same_answer_in_other_words_is_right(kind: str, reference: str, student: str) -> None:
    found = judge(reference, student, kind=kind)  # type: ignore[arg-type]
    assert (found.verdict, found.outcome) == (True, "equal"), found


@pytest.mark.parametrize(("kind", "reference", "student"), OTHER)
def test_another_answer_is_wrong_and_the_reason_says_why(kind: str, reference: str, student: str) -> None:
    found = judge(reference, student, kind=kind)  # type: ignore[arg-type]
    assert (found.verdict, found.outcome) == (False, "unequal"), found
    assert found.reason or kind == "choice"


@pytest.mark.parametrize(
    ("kind", "student"), [("scalar", "[1]"), ("scalar", "x > 1"), ("vector", "1"), ("set", "[1, 2]"), ("equation", "1"), ("matrix", "{1}")]
)
def test_values_of_different_kinds_are_never_equal(kind: str, student: str) -> None:
    reference = {"scalar": "1", "vector": "[1]", "set": "{1, 2}", "equation": "x = 1", "matrix": "[[1]]"}[kind]
    assert judge(reference, student, kind=kind).verdict is not True  # type: ignore[arg-type]


def test_an_unreadable_answer_points_at_the_character() -> None:
    found = judge("1", "2 + * 3")
    assert (found.verdict, found.outcome, found.position) == (None, "unreadable", 4)
    assert found.reason


def test_the_value_and_the_form_are_judged_apart() -> None:
    found = judge("x^2 - 1", "(x-1)(x+1)", options={"form": "expanded"})
    assert (found.verdict, found.outcome) == (False, "other form")
    assert "multiply" in found.reason
    assert judge("x^2 - 1", "x^2 - 1", options={"form": ["expanded", "exact"]}).verdict is True


def test_sets_of_numbers_are_compared_in_order_of_size() -> None:
    assert judge("{1.618, -0.618}", "{-0.6180, 1.6180}", kind="set", test="NumAbsolute", options={"tolerance": 0.001}).verdict is True
    assert judge("{10, 200}", "{205, 10.1}", kind="set", test="NumRelative", options={"tolerance": 0.05}).verdict is True
    assert judge("{10, 200}", "{205, 11}", kind="set", test="NumRelative", options={"tolerance": 0.05}).verdict is False


def test_what_is_wrong_with_a_call_is_told_to_the_caller() -> None:
    with pytest.raises(ContractError, match="reference"):
        judge("1 +", "1")
    with pytest.raises(ContractError, match="AlgEquiv"):
        judge("1", "1", test="Equal")  # type: ignore[arg-type]
    with pytest.raises(ContractError, match="tolerance"):
        judge("1", "1", test="NumAbsolute", options={"tolerance": "little"})
    with pytest.raises(ContractError, match="accuracy"):
        judge("1", "1", test="NumSigFigs", options={"accuracy": "x"})
    with pytest.raises(ContractError, match="sigfigs"):
        judge("1", "1", test="NumSigFigs", options={"sigfigs": 0})
    with pytest.raises(ContractError, match="kind"):
        judge("1", "1", kind="number")  # type: ignore[arg-type]


HOSTILE = [
    "9^9^9^9",
    "9^(9^(9^9))",
    "(((((" * 500,
    "1" * 100_000,
    "__import__('os').system('true')",
    "\\input{/etc/passwd}",
    "\x00\x01",
    "sum(k^100, k, 1, 10^9)",
    "(x+y+z+a+b+c+1)^60",
    "factorial(10^9)",
    "e^(e^(e^(e^9)))",
    "x^x^x^x^x",
    "[" + "1," * 10_000 + "1]",
    "(((x+1)^9+1)^9+1)^9",
    "sin(" * 40 + "x" + ")" * 40,
    " " * 100_000,
    "\n" * 100_000 + "1",
    "sum(sum(sum(i*j*k, k, 1, 100), j, 1, 100), i, 1, 100)",
    "sum(sum(sum(sum(sum(k, k, 1, n), j, 1, n), i, 1, n), l, 1, n), m, 1, n)",
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_nothing_hostile_takes_more_than_a_moment_or_stops_the_next_answer(text: str) -> None:
    start = time.perf_counter()
    with Worker() as worker:
        found = worker.judge({"reference": "x+1", "student": text})
        assert found.verdict is not True
        assert worker.judge({"reference": "x+1", "student": "1+x"}).verdict is True
    assert time.perf_counter() - start < 30


def test_a_judge_that_hangs_is_stopped_and_replaced() -> None:
    with Worker(seconds=1e-6) as worker:
        outcomes = {worker.judge({"reference": "(x+1)^8", "student": "(1+x)^8 + 0 sin(x)"}).method for _ in range(3)}
        assert "stopped" in outcomes
    with Worker() as worker:
        assert worker.judge({"reference": "1", "student": "1"}).verdict is True


def test_workers_serve_many_threads() -> None:
    found: list[bool | None] = []
    with Worker() as worker:

        def ask(k: int) -> None:
            found.append(worker.judge({"reference": str(k), "student": f"{2 * k}/2"}).verdict)

        threads = [threading.Thread(target=ask, args=(k,)) for k in range(12)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert found == [True] * 12


def test_a_bad_request_is_told_and_the_next_one_is_served() -> None:
    with Worker() as worker:
        assert worker.judge({"student": "1"}).method == "request"
        assert worker.judge({"reference": "1 +", "student": "1"}).method == "request"
        assert worker.judge({"reference": 0.5, "student": "1/2"}).verdict is True
