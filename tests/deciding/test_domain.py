"""What assumptions say of variables, and what follows from them."""

from __future__ import annotations

import pytest
from flint import fmpq

from examgen import ContractError, judge
from examgen.deciding.domain import Assumption, Domain, assumption


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("real", Assumption()),
        ("nonzero", Assumption()),
        ("Positive", Assumption(fmpq(0))),
        ("non-negative", Assumption(fmpq(0))),
        ("nonpositive", Assumption(None, fmpq(0))),
        ("> 2", Assumption(fmpq(2))),
        (">= 1/2", Assumption(fmpq(1, 2))),
        ("x < -3", Assumption(None, fmpq(-3))),
        ("2 < x", Assumption(fmpq(2))),
        ("≤ 0.5", Assumption(None, fmpq(1, 2))),
        ("0 < p < 1", Assumption(fmpq(0), fmpq(1))),
        ("[0, 1]", Assumption(fmpq(0), fmpq(1))),
        ("in (0, 1)", Assumption(fmpq(0), fmpq(1))),
        ("between -1 and 1", Assumption(fmpq(-1), fmpq(1))),
        ("> 0, < 1", Assumption(fmpq(0), fmpq(1))),
        ("probability", Assumption(fmpq(0), fmpq(1))),
        ("positive integer", Assumption(fmpq(0), None, True)),
        ("integer, >= 3", Assumption(fmpq(5, 2), None, True)),
        ("integer >= 3", Assumption(fmpq(5, 2), None, True)),
        ("integer, > 3", Assumption(fmpq(3), None, True)),
        ("integer, 0 <= n < 6", Assumption(fmpq(-1, 2), fmpq(6), True)),
        ("integer, 0 < n <= 6", Assumption(fmpq(0), fmpq(13, 2), True)),
        ("integer in [1, 5]", Assumption(fmpq(1, 2), fmpq(11, 2), True)),
        ("nonnegative integer", Assumption(fmpq(-1, 2), None, True)),
        ("even", Assumption(whole=True, remainder=0)),
        ("odd and positive", Assumption(fmpq(0), None, True, 1)),
        ("in ℝ", Assumption()),
        ("a positive real number", Assumption(fmpq(0))),
        ("natural number", Assumption(fmpq(0), None, True)),
        ("complex", Assumption(complex_=True)),
    ],
)
def test_assumptions_are_read(text: str, found: Assumption) -> None:
    assert assumption(text) == found


@pytest.mark.parametrize("text", ["positiv", "> a", "1 < x < 0", "prime"])
def test_other_texts_are_no_assumptions(text: str) -> None:
    with pytest.raises(ContractError, match="assumptions"):
        judge("x", "x + 0", assumptions={"x": text})


DOMAINS = ["positive", "> 2", "< -1/3", "0 < p < 1", "integer", "even", "odd", "integer, > 5/2", "integer, 0 < n < 6", "odd, < 0"]


@pytest.mark.parametrize("text", DOMAINS)
def test_the_points_that_are_tried_lie_in_the_domain(text: str) -> None:
    domain = Domain(("x",), {"x": text})
    for size in (fmpq(7, 3), fmpq(2, 7), fmpq(3), fmpq(11), fmpq(101)):
        for turn in (0, 1):
            assert domain.allows("x", domain.value("x", size, turn)), (size, turn)


SAME = [
    ("|p - 1|", "1 - p", "0 < p < 1"),
    ("sqrt(p^2 (1-p)^2)", "p (1-p)", "probability"),
    ("ln(p/(1-p))", "ln(p) - ln(1-p)", "0 < p < 1"),
    ("max(p, 1)", "1", "in (0, 1)"),
    ("|x^2 - 4|", "4 - x^2", "-2 < x < 2"),
    ("|n|", "-n", "nonpositive"),
    ("(-1)^n", "1", "even"),
    ("(-1)^n", "-1", "odd"),
    ("cos(pi n)", "-1", "odd"),
    ("sin(pi n/2)^2", "0", "even"),
    ("|n - 5/2|", "n - 5/2", "integer, > 5/2"),
    ("(-1)^(2n+1)", "-1", "integer"),
    ("(-2)^n (-3)^n", "6^n", "integer"),
    ("(-x)^n", "x^n", "even"),
]
OTHER = [
    ("|p - 1|", "p - 1", "0 < p < 1"),
    ("|p - 1/2|", "p - 1/2", "0 < p < 1"),
    ("(-1)^n", "1", "integer"),
    ("(-1)^n", "1", "odd"),
    ("|n|", "n", "nonpositive"),
    ("|x|", "x", "< 3"),
]


@pytest.mark.parametrize(("reference", "answer", "text"), SAME)
def test_what_holds_in_the_domain_is_equal(reference: str, answer: str, text: str) -> None:
    names = {name: text for name in ("p", "n", "x") if name in reference.replace("max", "").replace("pi", "")}
    assert judge(reference, answer, assumptions=names).outcome == "equal"


@pytest.mark.parametrize(("reference", "answer", "text"), OTHER)
def test_what_fails_in_the_domain_is_not(reference: str, answer: str, text: str) -> None:
    names = {name: text for name in ("p", "n", "x") if name in reference}
    assert judge(reference, answer, assumptions=names).outcome == "unequal"


@pytest.mark.parametrize(
    ("reference", "answer", "verdict"),
    [
        ("z conj(z)", "|z|^2", True),
        ("conj(z w)", "conj(z) conj(w)", True),
        ("e^(i z)", "cos(z) + i sin(z)", True),
        ("|z|", "sqrt(z^2)", False),
        ("sqrt(z^2)", "z", False),
        ("ln(e^z)", "z", False),
    ],
)
def test_complex_variables(reference: str, answer: str, verdict: bool) -> None:
    assert judge(reference, answer, assumptions={"z": "complex", "w": "complex"}).verdict is verdict


def test_relations_are_compared_within_the_domain() -> None:
    assert judge("p^2 < p", "true", kind="inequality", assumptions={"p": "0 < p < 1"}).verdict is True
    assert judge("p^2 < p", "p < 1/2", kind="inequality", assumptions={"p": "0 < p < 1"}).verdict is False
