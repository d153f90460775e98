"""Sample submissions: right where they should be, wrong as their kind says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sympy import ImmutableDenseMatrix, Integer, Rational, log

from examgen.bank import Bank, open_bank
from examgen.blueprint import parse_blueprint
from examgen.building import build_exam
from examgen.exam import Exam
from examgen.samples import KINDS, as_json, sample_submissions
from examgen.scaffold import write_family


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory) -> Bank:
    root: Path = tmp_path_factory.mktemp("bank")
    write_family("demo/one", root)
    return open_bank(root, builtin=False)


@pytest.fixture(scope="module")
def exam(bank: Bank) -> Exam:
    head = 'schema_version = 1\nid = "x"\ntitle = "X"\nseed = 1\n[[sections]]\n'
    return build_exam(parse_blueprint(head + '[[sections.problems]]\nfamily = "demo/one"\n' * 3), bank, forms=2)


def answers(exam: Exam, bank: Bank, kind: str) -> dict[str, object]:
    (sample,) = [sample for sample in sample_submissions(exam, bank) if sample.name == f"A-{kind}"]
    return dict(sample.submission["answers"])


def test_every_form_has_one_submission_of_each_kind_and_all_are_json(exam: Exam, bank: Bank) -> None:
    samples = sample_submissions(exam, bank)
    assert [sample.name for sample in samples] == [f"{form}-{kind}" for form in "AB" for kind in KINDS]
    assert len({sample.submission["student"] for sample in samples}) == len(samples)
    assert json.loads(json.dumps([dict(sample.submission) for sample in samples]))


def test_the_right_one_is_right(exam: Exam, bank: Bank) -> None:
    right = [int(part.answer) for problem in exam.forms[0].problems for part in problem.instance.parts]
    assert list(answers(exam, bank, "right").values()) == right


def test_the_slips_are_misconceptions_of_their_parts(exam: Exam, bank: Bank) -> None:
    given, right = answers(exam, bank, "slips"), answers(exam, bank, "right")
    for problem in exam.forms[0].problems:
        wrong = [(part, given[key]) for key, part in zip(problem.keys, problem.instance.parts, strict=True) if given[key] != right[key]]
        assert len(wrong) == 1
        part, value = wrong[0]
        assert value in [as_json(slip.value) for slip in part.misconceptions]


def test_the_following_one_goes_on_rightly_from_a_wrong_value(exam: Exam, bank: Bank) -> None:
    given = answers(exam, bank, "follow")
    for problem in exam.forms[0].problems:
        instance = problem.instance
        z = int(instance.part("z").answer) + 1
        assert given[problem.keys[0]] == z
        assert given[problem.keys[1]] == (z - int(instance.parameters["t"])) ** 2


def test_the_one_with_gaps_misses_some_and_has_some_that_nobody_can_read(exam: Exam, bank: Bank) -> None:
    given, right = answers(exam, bank, "gaps"), answers(exam, bank, "right")
    assert set(given) < set(right)
    assert "3 + * (2" in given.values()
    assert any(given[key] == right[key] for key in given)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (Integer(-3), -3),
        (Integer(2) ** 60, str(2**60)),
        (Rational(-5, 2), "-5/2"),
        ((Integer(1), Rational(1, 2)), [1, "1/2"]),
        (ImmutableDenseMatrix([[1, 2], [Rational(1, 3), 4]]), [[1, 2], ["1/3", 4]]),
        (frozenset({Integer(3), Integer(1)}), [1, 3]),
        ("he", "he"),
    ],
)
def test_values_are_written_as_submissions_hold_them(value: object, written: object) -> None:
    assert as_json(value) == written


def test_expressions_are_written_in_the_notation_of_students() -> None:
    assert as_json(log(2) + Rational(1, 2)) in ("ln(2) + 1/2", "1/2 + ln(2)")
