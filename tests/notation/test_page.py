"""The page of the notation, line by line."""

from __future__ import annotations

import pytest

from examgen.errors import NotationError
from examgen.notation.page import REFUSALS, SECTIONS, Refusal, Row
from examgen.notation.parser import parse_answer
from notation.trees import without_places

ROWS = [row for section in SECTIONS for row in section.rows]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.what}: {row.examples[0]}")
def test_every_example_of_the_page_is_read_and_means_what_its_neighbours_mean(row: Row) -> None:
    trees = [without_places(parse_answer(text, kind=row.kind, variables=row.variables)) for text in row.examples]
    if row.same:
        assert all(tree == trees[0] for tree in trees), row.examples


@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda refusal: refusal.text)
def test_what_may_be_meant_in_two_ways_is_refused_and_its_proposals_are_read(refusal: Refusal) -> None:
    with pytest.raises(NotationError):
        parse_answer(refusal.text, kind=refusal.kind)
    found = [without_places(parse_answer(text, kind=refusal.kind)) for text in refusal.instead]
    assert len({repr(tree) for tree in found}) == len(found)


def test_the_page_has_no_line_twice() -> None:
    examples = [(row.kind, example) for row in ROWS for example in row.examples]
    assert len(ROWS) == len({(row.what, row.examples) for row in ROWS})
    assert len(examples) >= 200
