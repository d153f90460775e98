"""One family with every kind of parameter and answer, from its files to a graded submission."""

from __future__ import annotations

from pathlib import Path

import pytest

import examgen
from examgen.audit import audit_bank
from examgen.bank import open_bank
from examgen.exam import Exam, Form, Problem, Section

TEMPLATE = r'''
"""Every kind of parameter, every kind of answer."""

from sympy import Rational

from examgen.authoring import (
    NumberLine, answer, by_level, choice, drawn, figure, integer, matrix, rational, require, shown, symbol, variable, vector,
)

size = by_level(easy=choice(3), medium=choice(4), hard=choice(5))
n = integer(3, 12, avoid=(10,), tex="n")
q = rational(-2, 2, denominators=(2, 3), avoid=(0,), tex="q")
x = vector(size, integer(-9, 9), distinct=True, tex="x{i}")
y = vector(size, integer(2, 40), distinct=True, ordered=True, tex="y{i}")
M = matrix(2, 2, integer(-3, 3, avoid=(0,)), tex="M")
t = symbol("t", positive=True)
mode = choice("up", "down")


@drawn(tex="c")
def c(draw, n):
    return n + draw.integer(1, 3)


count = answer("a", kind="integer", guess_ok=True)
share = answer("s", kind="rational", points=Rational(3, 2))
curve = answer("f(t)", kind="expression", symbols=("t",))
root = answer("r", kind="real", tolerance=Rational(1, 100))
sorted_x = answer("x'", kind="vector", entries="integer")
square = answer("M^2", kind="matrix", entries="integer")
evens = answer("E", kind="set", entries="integer")
direction = answer("", kind="choice", options={"up": "It grows: $t \\to t + 1$.", "down": "It falls."})
order = answer("", kind="ordering", options={"q": "the number $q$", "n": "the number $n$", "c": "the number $c$"})


@require
def _(x, M, y):
    """some numbers are even, and the square is not the transpose squared"""
    return any(v % 2 == 0 for v in y) and list(x) != sorted(x) and M != M.T and any(v % 2 for v in y)


@shown
def line(n, q):
    return n * variable("t") + q


@figure
def points(x):
    return NumberLine(points=tuple(map(float, x)), ticks=((0.0, "$0$"),))
'''

WORDING = r"""
# Every kind with n = {{ n }}

Let $n = {{ n }}$, $q = {{ q }}$, $c = {{ c }}$, $M = {{ M }}$ and $f(t) = ({{ line }})^2$.
The numbers are $x = {{ x }}$ and {{ y | listed }}.

{{ figure.points }}

{% part count %}How many, $a$, of the {{ size | words }} numbers $x$ are positive?{% endpart %}
{% part share %}What is $s = q / n$?{% endpart %}
{% part curve %}Expand $f(t)$ at most as far as you like.{% endpart %}
{% part root %}What is $r = \sqrt{n}$, to two decimals?{% endpart %}
{% part sorted_x %}Sort $x$ upwards.{% endpart %}
{% part square %}Compute $M^2$.{% endpart %}
{% part evens %}Which of the numbers {{ y | listed }} are even? Call their set $E$.{% endpart %}
{% part direction %}Does $t$ go {{ mode }}?{% endpart %}
{% part order %}Sort these upwards.{% endpart %}
"""

SOLUTION = r'''
"""Straight to each answer."""

import numpy as np

from examgen.authoring import Table, oracle, procedure, sqrt, step, tex


@procedure(because="Count them.")
def count(x):
    return sum(1 for v in x if v > 0)


@count.show
def _(x):
    return Table(head=("$x$", "positive"), rows=tuple((f"${tex(v)}$", "yes" if v > 0 else "no") for v in x))


@step(because="Divide.")
def share(q, n):
    return q / n


@share.mistake("divided the wrong way round", credit="1/2")
def _(q, n):
    return n / q


@step(because="Square the line.")
def curve(n, t, q):
    return (n * t + q) ** 2


@curve.mistake("squared each term", credit="1/4")
def _(n, t, q):
    return n**2 * t**2 + q**2


@step(because="The root.")
def root(n):
    return sqrt(n)


@procedure(because="Sort.")
def sorted_x(x):
    return sorted(x)


@sorted_x.mistake("sorted downwards", credit="1/2")
def _(x):
    return sorted(x, reverse=True)


@step(because="Rows times columns.")
def square(M):
    return M * M


@square.mistake("squared each entry")
def _(M):
    return M.applyfunc(lambda v: v**2)


@procedure(because="Those that 2 divides.")
def evens(y):
    return {v for v in y if v % 2 == 0}


@evens.mistake("took the odd ones")
def _(y):
    return {v for v in y if v % 2}


@procedure(because="As it says.")
def direction(mode):
    return mode


@procedure(because="Smallest first.")
def order(q, n, c):
    return tuple(name for name, _ in sorted({"q": q, "n": n, "c": c}.items(), key=lambda pair: pair[1]))


@oracle
def numbers(x, y, n, q, c, M, t, mode):
    names = {q: "q", n: "n", c: "c"}
    return {
        "count": int(np.sum(np.asarray(x) > 0)),
        "share": q / n,
        "curve": (n * t) ** 2 + 2 * n * t * q + q**2,
        "root": n**0.5,
        "sorted_x": np.sort(x),
        "square": np.linalg.matrix_power(M, 2),
        "evens": {int(v) for v in y if int(v) % 2 == 0},
        "direction": mode,
        "order": tuple(names[key] for key in sorted(names)),
    }
'''


@pytest.fixture
def bank(tmp_path: Path) -> examgen.Bank:
    for path, text in {
        "problem_templates/kinds/all.py": TEMPLATE,
        "problem_templates/kinds/all.md": WORDING,
        "solutions/kinds/all.py": SOLUTION,
    }.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text.lstrip("\n"), encoding="utf-8")
    return open_bank(tmp_path, builtin=False)


def exam_of(bank: examgen.Bank, level: str = "medium") -> Exam:
    instance = examgen.make_instance("kinds/all", level, 4, bank=bank)
    problem = Problem(1, instance, {part.name: part.points for part in instance.parts})
    return Exam(id="kinds", title="Kinds", course="C", seed="4", forms=(Form("A", (Section("", (problem,)),)),))


def test_the_family_passes_the_audit(bank: examgen.Bank) -> None:
    report = audit_bank(bank, seeds=60)
    # several of its steps are deliberately nothing but a lookup, and its order never changes
    allowed = ("a broken solution", "part 'order': ")
    assert not [finding.text for finding in report.findings if not any(word in finding.text for word in allowed)]


@pytest.mark.parametrize("level", ["easy", "medium", "hard"])
def test_right_answers_in_the_notation_of_students_are_right(bank: examgen.Bank, level: str) -> None:
    instance = examgen.make_instance("kinds/all", level, 9, bank=bank)
    for part in instance.parts:
        assert examgen.check_answer(instance, part.answer_text, part=part.name).verdict == "correct", part.name


def test_answers_may_be_typed_in_other_ways(bank: examgen.Bank) -> None:
    instance = examgen.make_instance("kinds/all", "easy", 9, bank=bank)
    n, q = instance.parameters["n"], instance.parameters["q"]
    entries = [int(v) for v in instance.part("sorted_x").answer]
    evens = sorted(instance.part("evens").answer, reverse=True)
    typed = {
        "share": f"({q})/{n}",
        "curve": f"({n} t + {q})^2",
        "root": f"{float(n) ** 0.5:.2f}",
        "sorted_x": entries,
        "square": [[str(v) for v in instance.part("square").answer.row(i)] for i in range(2)],
        "evens": "{" + ", ".join(map(str, evens)) + "}",
        "direction": "A" if instance.parameters["mode"] == "up" else "b",
        "order": [str(v) for v in instance.part("order").answer],
    }
    for name, answer in typed.items():
        report = examgen.check_answer(instance, answer, part=name)
        assert report.points == report.out_of, (name, answer, report.verdict, report.reason)


def test_known_slips_are_named_and_earn_their_share(bank: examgen.Bank) -> None:
    instance = examgen.make_instance("kinds/all", "hard", 2, bank=bank)
    for name in ("share", "curve", "sorted_x", "square", "evens"):
        part = instance.part(name)
        (slip,) = part.misconceptions
        value = [[str(v) for v in slip.value.row(i)] for i in range(2)] if name == "square" else examgen_text(slip.value)
        report = examgen.check_answer(instance, value, part=name)
        assert (report.verdict, report.misconception) == ("misconception", slip.name)
        assert report.points == str(part.points * slip.credit)


def examgen_text(value: object) -> str:
    from examgen.symbolic.plain import write

    return write(value)


def test_the_pages_of_every_kind_are_typeset_without_overfull_lines(bank: examgen.Bank, tmp_path: Path) -> None:
    from examgen.writing.doctor import working_engine
    from examgen.writing.document import exam_tex, solutions_tex
    from examgen.writing.typesetting import typeset_with_log

    exam = exam_of(bank, "hard")
    for tex, name in ((exam_tex(exam), "exam"), (solutions_tex(exam), "solutions")):
        pdf, _, log = typeset_with_log(tex, name, working_engine())
        assert pdf.startswith(b"%PDF")
        assert "Overfull" not in log


def test_the_key_alone_grades_every_kind(bank: examgen.Bank) -> None:
    from examgen.grading.key import parse_key
    from examgen.grading.marking import mark

    exam = exam_of(bank)
    key = parse_key(examgen.dump_key(examgen.build_key(exam)))
    problem = exam.forms[0].problems[0]
    answers = {k: part.answer_text for k, part in zip(problem.keys, problem.instance.parts, strict=True)}
    report = mark(key, examgen.Submission(exam="kinds", form="A", student="s", answers=answers))
    assert report.points == report.out_of == "19/2"


@pytest.mark.parametrize("answer", [object(), float("nan"), float("inf"), 10**10_000, [[10**10_000]], b"1", {1: 2}], ids=range(7))
def test_an_answer_that_no_submission_can_hold_is_refused(answer: object) -> None:
    with pytest.raises(examgen.ContractError, match=r"^answer: answers"):
        examgen.check_answer(examgen.make_instance("kl/two_gaussians", "easy", 1), answer, part="a")


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(ValueError, match="markdown, latex, html"):
        examgen.render(examgen.make_instance("kl/two_gaussians", "easy", 1), "pdf")  # type: ignore[arg-type]
