"""Named streams."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from examgen.randomness import stream

names = st.lists(st.text(max_size=5), min_size=1, max_size=4)


def test_the_sequence_of_a_name_is_the_same_for_ever() -> None:
    """Pinned: an exam that was printed once must come out again."""
    draw = stream("2027", "A", 3, "mu")
    assert [draw.below(1000) for _ in range(6)] == [84, 816, 857, 623, 465, 575]
    assert draw.shuffled("abcdef") == ("f", "c", "d", "a", "e", "b")


@given(names, names)
def test_different_names_are_different_streams(first: list[str], second: list[str]) -> None:
    same = [stream(*first).below(2**64) for _ in range(2)] == [stream(*second).below(2**64) for _ in range(2)]
    assert same == (first == second)


def test_parts_of_a_name_do_not_run_together() -> None:
    assert stream("ab", "c").below(2**64) != stream("a", "bc").below(2**64)


def test_every_choice_comes_up_about_equally_often() -> None:
    draw = stream("frequencies")
    counts = Counter(draw.below(6) for _ in range(12_000))
    assert set(counts) == set(range(6))
    assert all(abs(count - 2000) < 5 * (12_000 * 5 / 36) ** 0.5 for count in counts.values())  # five standard deviations


@given(st.integers(1, 2**64), names)
def test_below_stays_below(n: int, name: list[str]) -> None:
    assert 0 <= stream(*name).below(n) < n


@given(st.lists(st.integers(), max_size=8), names)
def test_a_shuffle_keeps_all_items(items: list[int], name: list[str]) -> None:
    assert sorted(stream(*name).shuffled(items)) == sorted(items)
