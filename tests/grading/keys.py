"""A key made by hand: one problem with a chain of parts, one with every kind of answer. Values are worked out on paper."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sympy import Integer, Rational

from examgen.grading.key import Key, ProblemKey
from examgen.grading.submission import Submission

#: slope = gamma/s = 3/2, mean = slope (mu - m) + beta = 3/2 * 2 + 1 = 4, variance = slope^2 * 4 = 9, ratio = variance / mean.
CHAIN: dict[str, Any] = {
    "number": 1,
    "family": "batchnorm/affine",
    "level": "easy",
    "title": "An affine layer",
    "content_hash": "abc",
    "parameters": {"gamma": "3", "s": "2"},
    "parts": [
        {
            "key": "1.a",
            "name": "slope",
            "points": "1",
            "kind": {"name": "rational"},
            "answer": "3/2",
            "misconceptions": [{"name": "turned the fraction over", "step": "slope", "answer": "2/3", "credit": "1/2"}],
        },
        {
            "key": "1.b",
            "name": "mean",
            "points": "2",
            "kind": {"name": "rational"},
            "answer": "4",
            "depends_on": ["slope"],
            "misconceptions": [
                {"name": "dropped the shift", "step": "mean", "answer": "3", "credit": "1/2", "feedback": "The shift moves the mean."},
                {"name": "subtracted the shift", "step": "mean", "answer": "2", "credit": "0"},
            ],
        },
        {
            "key": "1.c",
            "name": "ratio",
            "points": "5/2",
            "kind": {"name": "rational"},
            "answer": "9/4",
            "depends_on": ["mean"],
            "misconceptions": [{"name": "forgot to square", "step": "variance", "answer": "3/2", "credit": "1/3"}],
        },
    ],
}

KINDS: dict[str, Any] = {
    "number": 2,
    "family": "mixed/kinds",
    "level": "hard",
    "title": "Everything",
    "content_hash": "def",
    "parts": [
        {"key": "2.a", "name": "entropy", "points": "1", "kind": {"name": "expression"}, "answer": "ln(2) + 1/2"},
        {"key": "2.b", "name": "h", "points": "1", "kind": {"name": "vector"}, "answer": {"matrix": [["1"], ["-1/2"]]}},
        {
            "key": "2.c",
            "name": "scheme",
            "points": "1",
            "kind": {"name": "choice", "options": [{"key": "he", "text": "He"}, {"key": "xavier", "text": "Xavier"}]},
            "answer": {"word": "he"},
        },
        {
            "key": "2.d",
            "name": "rate",
            "points": "1",
            "kind": {"name": "expression", "symbols": ["n"]},
            "answer": {"expression": "n", "symbols": {"n": ""}},
        },
        {"key": "2.e", "name": "knots", "points": "1/2", "kind": {"name": "set"}, "answer": {"set": ["1", "2"]}},
    ],
}


def key() -> Key:
    """The key, with one form A."""
    data = {"exam": "final", "title": "Practice *final*", "points": "10", "forms": {"A": {"problems": [CHAIN, KINDS]}}}
    return Key.model_validate(data)


def submission(answers: Mapping[str, Any], *, student: str = "s001", form: str = "A", exam: str = "final") -> Submission:
    """A submission with these answers."""
    return Submission(exam=exam, form=form, student=student, answers=dict(answers))


def chain_again(problem: ProblemKey, given: Mapping[str, Any]) -> Mapping[str, Any]:
    """The chain once more, with the student's values: mean = 2 slope + 1, ratio = 4 slope^2 / mean."""
    slope = given.get("slope", Rational(3, 2))
    mean = given.get("mean", 2 * slope + 1)
    found = {"slope": slope, "mean": mean}
    if mean != 0:
        found["ratio"] = 4 * slope**2 / mean
    return {name: value for name, value in found.items() if name not in given}


def never_asked(problem: ProblemKey, given: Mapping[str, Any]) -> Mapping[str, Any]:
    """A follow-through that must not be needed."""
    raise AssertionError(f"follow-through was asked for problem {problem.number}")


RIGHT: dict[str, Any] = {
    "1.a": "3/2",
    "1.b": 4,
    "1.c": "9/4",
    "2.a": "\\ln 2 + 1/2",
    "2.b": [1, "-1/2"],
    "2.c": "A",
    "2.d": "n",
    "2.e": "{2, 1}",
}

TWO = Integer(2)
