"""Forms as plain text: complete, unambiguous, in lines of the width that was asked for."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from sympy import Expr, Integer, Rational

from examgen.exam import Exam, Form, Section
from examgen.figures import Table
from examgen.grading.key import build_key
from examgen.instance import WorkedStep
from examgen.symbolic.kinds import Kind, Option
from examgen.symbolic.reading import read
from examgen.writing.formulas_plain import plain_formula
from examgen.writing.plain import form_text, joined_text, problem_plain
from examgen.writing.words_plain import plain_blocks, plain_line, plain_table, wrapped
from writing.bank_sample import practice_exam, whole_bank
from writing.sample_exam import EXAM, instance, part, problem, slip

KINDS = ("exam", "solutions")


def text_of(exam: Exam, kind: str = "exam", width: int = 80) -> str:
    return form_text(exam, exam.forms[0], kind, width=width)  # type: ignore[arg-type]


def small(*parts: object, title: str = "T", question: str = "Q", **given: object) -> Exam:
    made = instance(title, question, parts or (part("a", "How many?"),), {}, {})  # type: ignore[arg-type]
    form = Form("A", (Section("", (problem(1, made, *[1] * len(made.parts)),)),))
    return replace(Exam(id="x", title="X", course="C", seed="", forms=(form,)), **given)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("tex", "plain"),
    [
        (r"\frac{a + b}{2 c}", "(a + b)/(2 c)"),
        (r"\frac{1}{2} x", "(1/2) x"),
        (r"x \cdot \frac12", "x * 1/2"),
        (r"\frac{\frac12}{3}", "(1/2)/3"),
        (r"-\frac{3}{2}", "-3/2"),
        (r"\frac{-6}{x}", "(-6)/x"),
        (r"\left(\frac12\right)^{2}", "(1/2)^2"),
        (r"{\sigma^2}^2", "(sigma^2)^2"),
        (r"\sigma_1^{2}", "sigma_1^2"),
        (r"W^{(2)}_{21}", "W_21^(2)"),
        (r"x_{t-1}", "x_(t-1)"),
        (r"e^{-x^2/2}", "e^(-x^2/2)"),
        (r"e^{s_k}", "e^(s_k)"),
        (r"W^{\mathsf{T}} x", "W^T x"),
        (r"\sqrt{3} - \sqrt{x + 1}", "sqrt(3) - sqrt(x + 1)"),
        (r"2 \sqrt[50]{2}", "2 * 2^(1/50)"),
        (r"\ln 2 \, x", "ln(2) x"),
        (r"\ln p(x) - \ln q(x)", "ln(p(x)) - ln(q(x))"),
        (r"\log_2 8", "log_2(8)"),
        (r"\max(0, z_1)", "max(0, z_1)"),
        (r"\mathrm{ReLU}'(z)", "ReLU'(z)"),
        (r"\begin{pmatrix} 1 & -2 \\[2pt] 3 & \frac12 \end{pmatrix}", "[[1, -2], [3, 1/2]]"),
        (r"\begin{vmatrix} a & b \\ c & d \end{vmatrix}", "|[[a, b], [c, d]]|"),
        (r"\binom{n}{k}", "binom(n, k)"),
        (r"\left\lfloor\frac{W - k}{S}\right\rfloor + 1", "floor((W - k)/S) + 1"),
        (r"\sum_{i=1}^{n} x_i", "sum_(i=1)^n x_i"),
        (r"\int_0^\infty t\,\mathrm{d}t", "int_0^infinity t dt"),
        (r"\frac{\partial L}{\partial x_1}", "∂L/∂x_1"),
        (r"\frac{\partial^2 L}{\partial x\,\partial y}", "(∂^2 L)/(∂x ∂y)"),
        (r"\hat{y} + \bar x_1", "hat(y) + bar(x)_1"),
        (r"f(x) = \begin{cases} x & x > 0 \\ 0 & \text{otherwise} \end{cases}", "f(x) = {x, x > 0; 0, otherwise}"),
        (r"\lVert x\rVert_2 + |y|", "||x||_2 + |y|"),
        (r"|a| < t\, |b|", "|a| < t |b|"),
        (r"\frac{b}{s\, \|x\|}", "b/(s ||x||)"),
        (r"\mathrm{KL}(p\,\|\,q) - \mathrm{KL}(q\,\|\,p)", "KL(p || q) - KL(q || p)"),
        (r"P(A\mid B)", "P(A | B)"),
        (r"\mathcal{N}(\mu, \sigma^2)", "N(mu, sigma^2)"),
        (r"N (N + 1)", "N (N + 1)"),
        (r"a (b - c) + T(x)", "a (b - c) + T(x)"),
        (r"12\,345\,678", "12345678"),
        (r"a = 1, \quad b = 2 \qquad c = 3", "a = 1, b = 2, c = 3"),
        (r"x, \qquad\text{then}\qquad y", "x, then y"),
        (r"1 + \dots + n, \ldots", "1 + ... + n, ..."),
        (r"x \in \{1, 2\}, a \le b \ne c \to d", "x in {1, 2}, a <= b != c -> d"),
        (r"a + -3", "a + (-3)"),
        (r"3 \cdot -2", "3 * (-2)"),
        (r"2 \cdot (-1)", "2 * (-1)"),
        (r"2 \, 3", "2 * 3"),
        (r"\delta'^2", "delta'^2"),
        (r"50\%", "50%"),
        (r"\varepsilon \ell", "epsilon ell"),
    ],
)  # fmt: skip
def test_formulas_read_as_students_would_type_them(tex: str, plain: str) -> None:
    assert plain_formula(tex) == plain


def test_what_cannot_be_read_is_shown_as_it_stands() -> None:
    assert plain_formula(r"\unknown{x}") == r"\unknown{x}"
    assert plain_formula("{" * 90_000).startswith("{{{")


def test_answers_in_plain_notation_are_the_answers() -> None:
    """What stands in the text, read as a submission is, gives the value of the key."""
    checked = 0
    for one in whole_bank().forms[0].problems:
        for asked in one.instance.parts:
            if asked.kind.name in ("choice", "ordering"):
                continue
            symbols = asked.kind.symbols
            assert read(plain_formula(asked.answer_tex), symbols=symbols) == read(asked.answer_text, symbols=symbols), asked.answer_tex
            checked += 1
    assert checked > 500


def test_substituted_numbers_in_plain_notation_give_the_value_of_the_step() -> None:
    checked = 0
    for one in whole_bank().forms[0].problems:
        for step in (step for asked in one.instance.parts for step in asked.steps if step.numbers and step.value):
            numbers, value = plain_formula(step.numbers), plain_formula(step.value)
            if re.search(r"[A-Za-df-z∂|⊙{]|\[\[", re.sub(r"\b(?:ln|sqrt|pi|e)\b", "", numbers + value)):
                continue  # letters and signs that are not numbers
            left, right = read(numbers), read(value)
            same = left == right
            if not same and isinstance(left, Expr) and isinstance(right, Expr):
                same = (left - right).equals(0)
            elif not same:
                same = all((one - other).equals(0) for one, other in zip(left, right, strict=True))
            assert same, (one.instance.family, step.numbers, numbers, value)
            checked += 1
    assert checked > 200


@pytest.mark.parametrize("kind", KINDS)
def test_the_whole_bank_is_text_without_a_trace_of_tex_or_html(kind: str) -> None:
    text = text_of(whole_bank(), kind)
    assert "\\" not in text and "$" not in text and "<math" not in text
    assert not re.search("[\ue000-\uf8ff\u2061-\u2064\u202f\ufe00]", text)
    for line in text.split("\n"):
        assert line == line.rstrip()
        assert len(line) <= 80 or len(line.split()) <= 2, line
    # a sign behind an operator stands in brackets
    assert not re.search(r"(?:[+*/]|[0-9a-z)] -) ?[-+] ?[0-9a-z(]", re.sub(r"-\+-|-{3,}|\^\*", "", text))
    assert not re.search(r"(?m)^ {0,8}[(a-z_0-9]+ = $", text)


@pytest.mark.parametrize("width", [40, 60, 80, 100])
def test_lines_keep_to_the_width_unless_a_word_is_longer(width: int) -> None:
    for exam in (EXAM, practice_exam()):
        for kind in KINDS:
            for line in text_of(exam, kind, width).split("\n"):
                assert len(line) <= width or " " not in line.strip() or re.search(rf"\S{{{width // 2}}}", line), line


def test_keys_points_and_letters_are_those_of_the_answer_key() -> None:
    exam = practice_exam()
    text = text_of(exam)
    parts = [one for group in build_key(exam).forms["A"].problems for one in group.parts]
    assert re.findall(r"(?m)^    (\d+\.[a-z]): ", text) == [one.key for one in parts]
    assert re.findall(r"(?m)^\(([a-z])\) .* points?$", text) == [one.key.partition(".")[2] for one in parts]
    assert re.findall(r"(?m)^    Solution (\S+)$", text_of(exam, "solutions")) == [one.key for one in parts]


def test_the_exam_tells_no_answer_and_no_seed() -> None:
    secret = part(
        "a", "How many?", answer=Integer(987654), answer_tex="987654", answer_text="987654",
        misconceptions=(slip("forgot", "876543", Rational(1, 2)),),
        steps=(WorkedStep("s", "Because.", "n", "N", "765432", "987654", part="a"),),
    )  # fmt: skip
    exam = small(secret, seed="secret-seed")
    assert not any(word in text_of(exam) for word in ("987654", "876543", "765432", "Because", "forgot", "secret-seed"))
    assert "       n = N = 765432 = 987654\n    Answer 1.a: n = 987654\n" in text_of(exam, "solutions").replace("    1. Because.\n", "")
    assert "- forgot: leads to 876543; costs 0.5 points" in text_of(exam, "solutions")
    assert "secret-seed" not in text_of(exam, "solutions")


def test_a_choice_has_boxes_and_asks_for_a_letter() -> None:
    kind = Kind("choice", options=(Option("yes", "It is $x^2$."), Option("no", "No.")))
    exam = small(part("a", "Which?", kind=kind, answer="no", answer_tex="no", steps=()))
    assert "    [ ] A: It is x^2.\n    [ ] B: No.\n\n    1.a: ____________ (the letter)\n" in text_of(exam)
    solved = text_of(exam, "solutions")
    assert "    B: No. (right answer)\n" in solved and "    Answer 1.a: B: No.\n" in solved and "[ ]" not in solved


def test_a_chain_that_is_too_long_for_a_line_has_its_signs_of_equality_in_a_column() -> None:
    long = " + ".join(f"x_{{{place}}}" for place in range(1, 30))
    step = WorkedStep("s", "Sum.", "s", long, long, "8", part="a")
    lines = text_of(small(part("a", "T", steps=(step,))), "solutions").split("\n")
    first = next(place for place, line in enumerate(lines) if " s = x_1" in line)
    column = lines[first].index("=")
    assert [line[column] for line in lines[first:] if re.match(rf" {{{column}}}=", line)] == ["=", "="]
    assert all(re.match(r" +[=+] x", line) for line in lines[first + 1 : first + 4])


def test_tables_stand_in_columns_and_wide_ones_wrap() -> None:
    assert plain_table(["layer", "n"], [["conv", "12"], ["pool", None]], "lr", 80) == [
        "layer |    n",
        "------+-----",
        "conv  |   12",
        "pool  | ____",
    ]  # fmt: skip
    wide = plain_table(["a", "b"], [["word " * 20, "x"]], "", 30)
    assert max(map(len, wide)) <= 30 and len(wide) > 4
    assert plain_table(["name", "x"], [["longest-word", "1"], ["b", None]], "", 12) == [
        "- name:",
        "  longest-word;",
        "  x: 1",
        "- name: b;",
        "  x: ____",
    ]
    table = Table(("k", r"$\alpha_k$"), (("1", r"$\frac12$"), ("2", None)))
    assert "alpha_k" in text_of(small(part("a", "T", steps=(WorkedStep("s", "R", "", "", "", "", table=table),))), "solutions")


def test_markdown_loses_its_marks_and_keeps_its_shape() -> None:
    text = "# Head\n\nA *b* **c** `d$e$`  \nnew line <b>x</b> [y](http://z) .\n\n- one\n- two\n  more\n\n3. three\n\n> said\n\n"
    text += "```\ncode  x\n```\n\n$$a = b$$\n"
    assert plain_blocks(text, 30) == [
        "Head", "", "A b c d$e$", "new line <b>x</b> y .", "", "- one", "- two more", "", "3. three", "", "  said", "", "    code  x", "",
        "    a = b",
    ]  # fmt: skip
    assert plain_line("a\n\nb $x^2$") == "a b x^2"


def test_a_short_formula_stays_on_one_line() -> None:
    lines = wrapped(plain_line("aaaa bbbb $x = y + 1$"), 14)
    assert lines == ["aaaa bbbb", "x = y + 1"]


def test_the_words_of_a_figure_stand_where_it_stood() -> None:
    text = text_of(EXAM)
    assert "[Figure] Grid 1, input X, with 3 rows" in text and "to be filled in" in text
    assert "to be filled in" not in text_of(EXAM, "solutions").partition("Problem 4.")[0]


def test_control_characters_and_private_signs_do_not_reach_a_terminal() -> None:
    bad = "a\x1b[31mb\x00\ue002c\ue003d\x9b"
    exam = small(part("a", bad, symbol=bad), title=bad, question=bad)
    exam = replace(exam, title=bad, course=bad, aids=bad, instructions=(bad,), conventions=((bad, bad),))
    for kind in KINDS:
        written = joined_text(exam, exam.forms[0].each(lambda one, kind=kind: problem_plain(one, kind)), kind)  # type: ignore[misc]
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\ue000-\uf8ff]", written)


@example("$\ud800$ \ud800", 80)
@given(st.text(alphabet=st.sampled_from("\\${}^_&%#<>\"'`[]()|! *-\nab1.,=+/~@\x00\x1bé∑"), max_size=60), st.integers(12, 80))
def test_any_text_becomes_lines_without_trailing_blanks(text: str, width: int) -> None:
    for line in plain_blocks(text, width):
        assert line == line.rstrip() and "\n" not in line
    assert "\n" not in plain_line(text)


COMMANDS = r"\frac \sqrt \left( \right) \begin{pmatrix} \end{pmatrix} \\ \text{ \hat \sum \ln \| \mid \, \quad \partial \mathrm{d} \lfloor"
PIECES = [*COMMANDS.split(" "), *"{}^_&x2-+|'<=,()/!"]


@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
def test_any_formula_becomes_one_line(tex: str) -> None:
    assert "\n" not in plain_formula(tex)
