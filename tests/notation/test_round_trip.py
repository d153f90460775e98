"""Trees at random: what is printed, plainly or in LaTeX, is read back as the same tree."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from examgen.errors import NotationError
from examgen.notation.parser import KINDS, parse_answer
from examgen.notation.tree import Listing, Node
from notation.trees import INTERVALS, LISTS, SCALARS, SETS, STATEMENTS, plain, tables, tex, without_places

NAMES = ("x", "y", "t", "alpha", "x_1", "mu_2", "lambda")


def read_back(node: Node, kind: str) -> None:
    for spell in (plain, tex):
        for variables in (NAMES, None):
            text = spell(node)
            try:
                found = parse_answer(text, kind=kind, variables=variables)
            except NotationError as error:
                assert re.search("nested too deeply|longer than|too long", str(error)), (text, str(error), error.position)
                continue
            assert without_places(found) == without_places(node), text


@settings(max_examples=300, deadline=None)
@given(SCALARS)
def test_expressions_are_read_back(node: Node) -> None:
    read_back(node, "scalar")


@settings(max_examples=150, deadline=None)
@given(STATEMENTS, st.sampled_from(["equation", "inequality", "logic"]))
def test_statements_are_read_back(node: Node, kind: str) -> None:
    read_back(node, kind)


@settings(max_examples=100, deadline=None)
@given(LISTS, st.sampled_from(["list", "vector", "scalar"]))
def test_lists_are_read_back(node: Listing, kind: str) -> None:
    read_back(node, kind)


@settings(max_examples=100, deadline=None)
@given(SETS)
def test_sets_are_read_back(node: Listing) -> None:
    read_back(node, "set")


@settings(max_examples=100, deadline=None)
@given(INTERVALS)
def test_intervals_are_read_back(node: Node) -> None:
    read_back(node, "interval")


@settings(max_examples=100, deadline=None)
@given(tables())
def test_matrices_are_read_back(node: Node) -> None:
    read_back(node, "matrix")


_SPELLED = """\\frac { } 1 2 12 x y ^ _ ( ) [ ] ln \\ln sqrt \\sqrt e pi + - * / | , \\left( \\right) \\begin{pmatrix} \\end{pmatrix}
    & \\\\ = . 99 exp \\{ \\} max log_2 % ; ^T \\int dx d/dx \\frac{d}{dx} \\sum _{k=1} ^{n}
    sum( int( diff( ,x) ,x,0,1) ± +- #pm# or and not < <= ≤
    != in ∪ \\cup U union( oo( cc( inf ∞ ! ° ' \\left| \\right| ⌊ ⌋ \\lfloor ² ₁ ⁻ˣ √ ∛ α \\alpha \\binom \\choose true {1,2} matrix( mod
    \\begin{array}{cc} \\end{array} C( 1,228 1.5e-3 ½ %pi ∫ ∑ ⟨ ⟩ \\mathrm{d} \\text{or} \\mathbb{R} d dy i I f( Phi( \\setminus"""
PIECES = _SPELLED.split()
TEXTS = st.one_of(
    st.text(max_size=60),
    st.text(alphabet="0123456789xyeπ+-*/^()[]{}|,;.=%&_ \\lnqrtfacpm√²½<>!'\"\n≤∪±", max_size=40),
    st.lists(st.sampled_from([*PIECES, " "]), max_size=25).map("".join),
    st.builds(lambda piece, times: piece * times, st.sampled_from(PIECES), st.integers(1, 2000)),
)


@settings(max_examples=2500, deadline=1000)
@given(TEXTS, st.sampled_from(KINDS), st.sampled_from([None, (), ("x", "y"), ("d", "x_1"), ("e", "i", "lambda")]))
def test_any_text_gives_a_tree_or_a_notation_error_at_a_place(text: str, kind: str, variables: tuple[str, ...] | None) -> None:
    try:
        parse_answer(text, kind=kind, variables=variables)
    except NotationError as error:
        assert 0 <= error.position <= len(text)
        assert str(error)


@pytest.mark.parametrize("mutate", [lambda text, at: text[:at] + text[at + 1 :], lambda text, at: text[:at] + "(" + text[at:]])
def test_a_damaged_text_is_read_or_refused(mutate: object) -> None:
    assert callable(mutate)
    for text in ("\\frac{x^2+1}{2\\sqrt{x}}", "[1,2;3,4]^T*[x;y]", "\\int_0^1 x^2\\,dx", "(-oo, 2) U [3, inf)", "x=1 or not (x<2)"):
        for at in range(len(text)):
            for kind in KINDS:
                try:
                    parse_answer(mutate(text, at), kind=kind)
                except NotationError as error:
                    assert 0 <= error.position <= len(text) + 1
