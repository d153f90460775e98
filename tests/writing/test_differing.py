"""What differs between forms: their words, and the numbers in them, told in full and once."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from examgen.bank import builtin
from examgen.blueprint import Blueprint
from examgen.building import build_exam
from examgen.embedding import make_instance
from examgen.printing import answer_tex
from examgen.writing.differing import Column, places_that_differ, sentences, variants
from examgen.writing.sheets import differences_sheet, problem_facts


def texts(*ones: str) -> list[tuple]:  # type: ignore[type-arg]
    return [sentences(one) for one in ones]


ENTRIES = st.lists(st.integers(-9, 9).map(str), min_size=2, max_size=4)
VALUES = st.one_of(
    st.integers(-20, 20).map(str),
    st.fractions(-9, 9, max_denominator=9).map(lambda one: rf"\frac{{{one.numerator}}}{{{one.denominator}}}"),
    st.integers(2, 9).map(lambda one: rf"\ln {one}"),
    st.lists(st.integers(-9, 9).map(str), min_size=2, max_size=4).map(lambda ones: "(" + r",\, ".join(ones) + ")"),
    st.lists(st.integers(-9, 9).map(str), min_size=2, max_size=4).map(
        lambda ones: r"\begin{pmatrix} " + r" \\ ".join(ones) + r" \end{pmatrix}"
    ),
)


@given(VALUES, VALUES, st.integers(1, 12), st.integers(1, 12))
def test_other_numbers_are_the_same_words(one: str, other: str, first: int, second: int) -> None:
    both = texts(f"Token {first} is read. Let $x = {one}$.", f"Token {second} is read. Let $x = {other}$.")
    assert len(variants(both)) == 1
    told = {column.head: column.cells for column in places_that_differ(both, [{}, {}])}
    assert told == {
        **({"Token": (str(first), str(second))} if first != second else {}),
        **({"$x$": (f"${one}$", f"${other}$")} if one != other else {}),
    }


def test_of_several_equations_the_one_that_differs_is_told_without_its_full_stop() -> None:
    both = texts(*(rf"Let $$h_t = w h_{{t-1}},\qquad w = {value}.$$" for value in (r"\frac{3}{2}", "2")))
    assert places_that_differ(both, [{}, {}]) == [Column("$w$", (r"$\frac{3}{2}$", "$2$"))]
    more = texts(*(rf"Let $$h_t = w h_{{t-1}},\qquad w = {value}.$$" for value in (r"\frac{3}{2}", "2", "3", "4", "5")))
    assert places_that_differ(more, [{"w": value} for value in (r"\frac{3}{2}", "2", "3", "4", "5")]) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Let $a = x - y$.", "Let $a = x y$."),
        ("It uses ReLU.", "It uses tanh."),
        ("Compute $v$. Compute $w$.", "Compute $v$."),
        (r"Find $\frac{\partial g}{\partial a}$.", r"Find $\frac{\partial g}{\partial b}$."),
    ],
)
def test_other_words_are_told_with_what_each_says(one: str, other: str) -> None:
    found = variants(texts("Read this. " + one, "Read this. " + other, "Read this. " + one))
    assert [variant.rows for variant in found] == [(0, 2), (1,)]
    assert found[0].own != found[1].own
    assert not any("Read this" in said for variant in found for said in variant.own)


def test_what_is_told_anyway_is_not_told_again() -> None:
    says = r"Let $y = %s x + %s + \sum_{i=1}^{2} c_i$, $b = %s$ and $x = %s$. Read token %s."
    both = texts(says % (-3, 6, 6, "(1, 2)", 4), says % (5, 7, 7, "(0, 3, 4)", 5))
    known = [{"w": "-3", "b": "6", "x": "(1, 2)"}, {"w": "5", "b": "7", "x": "(0, 3, 4)"}]
    assert places_that_differ(both, known) == [Column("token", ("4", "5"))]
    assert [column.head for column in places_that_differ(both, [{"w": one["w"], "x": one["x"]} for one in known])][1:] == ["$b$", "token"]


def test_what_is_equal_by_chance_is_told_nevertheless() -> None:
    both = texts("Read token 2 of row 2; $j = 2$.", "Read token 1 of row 1; $j = 1$.")
    heads = [column.head for column in places_that_differ(both, [{"n": "2"}, {"n": "1"}])]
    assert heads == ["token", "row", "$j$"]


def test_in_many_texts_a_number_that_is_always_a_known_one_is_told_once() -> None:
    words = ("two", "three", "four", "five", "six", "seven")
    several = texts(*(f"A layer with {word} units; the {word} units see {6 * place} inputs." for place, word in enumerate(words)))
    known = [{"n": str(place)} for place in range(2, 8)]
    assert [column.head for column in places_that_differ(several, known)] == ["see"]
    assert [column.head for column in places_that_differ(several, [{}] * 6)] == ["layer with", "the", "see"]


def test_a_row_of_a_table_is_one_place_and_pictures_are_none() -> None:
    rows = "| unit | w |\n|---|---|\n| 1 | ${} $ |\n| 2 | $4$ |\n\n![a graph with 3 nodes](figure:graph)"
    both = texts(rows.replace("{}", "5"), rows.replace("{}", "-6").replace("3 nodes", "4 nodes"))
    assert places_that_differ(both, [{}, {}]) == [Column("1", ("$5$", "$-6$"))]


def test_instances_of_the_bank_that_are_not_equal_do_not_look_equal() -> None:
    bank = builtin()
    for family in bank.families.values():
        for level in family.levels:
            drawn = [make_instance(family.id, level=level, seed=seed) for seed in range(6)]
            asked = [sentences("\n\n".join((one.title, one.question, *(part.text for part in one.parts)))) for one in drawn]
            shown = [name for name in drawn[0].parameters if name in family.parameters and family.symbol(name)]
            known = [{family.symbol(name): answer_tex(one.parameters[name]) for name in shown if name in one.parameters} for one in drawn]
            text = {row: place for place, variant in enumerate(variants(asked)) for row in variant.rows}
            columns = places_that_differ(asked, known)
            seen: dict[object, object] = {}
            for row, one in enumerate(drawn):
                told = (text[row], tuple(known[row].items()), tuple(column.cells[row] for column in columns))
                assert seen.setdefault(told, one.parameters) == one.parameters, (family.id, level, row)


def test_the_sheet_tells_which_form_has_which_text() -> None:
    bank = builtin()
    problems = ({"family": "backprop/scalar_graph", "level": "medium"},)
    written = {"schema_version": 1, "id": "one", "title": "One", "sections": ({"problems": problems},)}
    exam = build_exam(Blueprint.model_validate(written), bank, seed=5, forms=6)
    facts = [(form.name, [problem_facts(problem, bank) for problem in form.problems]) for form in exam.forms]
    body = differences_sheet(exam, facts).body
    rows = dict(re.findall(r"\\lab\\bfseries ([A-F])&(\d)&", body))
    graphs = {form.name: form.problems[0].instance.parameters["formulas"] for form in exam.forms}
    assert {one: rows[one] == rows["A"] for one in graphs} == {one: graphs[one] == graphs["A"] for one in graphs}
    assert body.count(r"\variant{") == len(set(graphs.values())) > 1
    assert r"\max(a, b)" in body or r"\max(a, b)" not in graphs.values()
