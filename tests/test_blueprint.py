"""Blueprints: what is accepted, and what the errors say."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from examgen.blueprint import Blueprint, builtin_names, form_names, load_blueprint, parse_blueprint
from examgen.errors import ContractError, UnknownFamilyError
from examgen.planning import share

HEAD = 'schema_version = 1\nid = "final"\ntitle = "Final"\n'
PROBLEM = "[[sections]]\n[[sections.problems]]\n"
FAMILY = PROBLEM + 'family = "demo/one"\n'


def refusal(text: str) -> str:
    with pytest.raises(ContractError) as caught:
        parse_blueprint(text, file="final.toml")
    return str(caught.value)


def test_the_smallest_blueprint_has_sensible_defaults() -> None:
    blueprint = parse_blueprint(HEAD + FAMILY)
    assert blueprint.forms == 1
    assert blueprint.seed is None
    assert blueprint.points is None
    assert blueprint.conventions and blueprint.instructions
    assert blueprint.sections[0].problems[0].level == "medium"


@pytest.mark.parametrize(
    ("text", "field", "remedy"),
    [
        ("id = 3", "schema_version", "schema_version = 1"),
        (HEAD.replace("= 1", "= 2") + FAMILY, "schema_version", "schema_version = 1"),
        (HEAD + PROBLEM + 'famly = "a/b"', "sections[1].problems[1].famly", "Did you mean family?"),
        (HEAD + PROBLEM + 'pool = { topics = ["kl"], drw = 2 }', "sections[1].problems[1].pool.drw", "Did you mean draw?"),
        (HEAD + "durations = 90\n" + FAMILY, "durations", "Did you mean duration?"),
        (HEAD + FAMILY + "[[sections.problems]]\n", "sections[1].problems[2]", "either family or pool"),
        (HEAD + FAMILY + 'pool = { topics = ["kl"] }\n', "sections[1].problems[1]", "either family or pool"),
        (HEAD + PROBLEM + "pool = { draw = 1 }", "sections[1].problems[1].pool", "needs topics or families"),
        (HEAD + PROBLEM + 'pool = { topics = ["kl"] }\npoints = [1, 2]', "sections[1].problems[1]", "one total"),
        (HEAD + PROBLEM + 'pool = { topics = ["kl"] }\nlevel = "easy"', "sections[1].problems[1]", "a pool has levels"),
        (HEAD + FAMILY + "points = 2.3", "sections[1].problems[1].points", "multiple of 1/2"),
        (HEAD + FAMILY + "points = -1", "sections[1].problems[1].points", "positive"),
        (HEAD + FAMILY + "points = true", "sections[1].problems[1].points", "write 2, 2.5"),
        (HEAD + FAMILY + 'points = "1e99999999"', "sections[1].problems[1].points", "write 2, 2.5"),
        (HEAD + "duration = 0x" + "f" * 5000 + "\n" + FAMILY, "duration", "a very long number"),
        (HEAD + "seed = 0x" + "f" * 5000 + "\n" + FAMILY, "seed", "at most 200"),
        (HEAD + FAMILY + "points = { z = nan }", "sections[1].problems[1].points", "write 2, 2.5"),
        (HEAD + FAMILY + 'parts = ["z", "z"]', "sections[1].problems[1]", "twice"),
        (HEAD + "forms = 0\n" + FAMILY, "forms", "ask for 1 to"),
        (HEAD + 'forms = ["A", "a"]\n' + FAMILY, "forms", "same name"),
        (HEAD + 'forms = ["../A"]\n' + FAMILY, "forms", "file name"),
        (HEAD + "seed = [1]\n" + FAMILY, "seed", "a number or a text"),
        (HEAD.replace('"final"', '"my final"') + FAMILY, "id", "file name"),
        (HEAD + "sections = []", "sections", "at least one"),
    ],
)
def test_a_broken_rule_is_told_with_file_field_and_remedy(text: str, field: str, remedy: str) -> None:
    message = refusal(text)
    assert message.startswith(f"final.toml: {field}: ")
    assert remedy in message


@pytest.mark.parametrize(("text", "says"), [("a = " + "[" * 20_000, "nested too deeply"), ("seed = " + "9" * 5000, "more digits")])
def test_toml_that_python_gives_up_on_is_told(text: str, says: str) -> None:
    assert says in refusal(text)


def test_broken_toml_is_told_with_its_line() -> None:
    message = refusal(HEAD + "duration = = 90")
    assert "no TOML" in message and "line 4" in message


@given(st.text(max_size=60))
def test_no_text_does_anything_but_parse_or_raise_a_contract_error(text: str) -> None:
    try:
        parse_blueprint(text)
    except ContractError as error:
        assert str(error).startswith("blueprint: ")


def test_points_are_exact() -> None:
    blueprint = parse_blueprint(HEAD + "points = 7.5\n" + FAMILY + 'points = { z = "5/2", loss = 5 }')
    assert blueprint.points == Fraction(15, 2)
    assert blueprint.sections[0].problems[0].points == {"z": Fraction(5, 2), "loss": Fraction(5)}


def test_a_toml_date_prints_as_written() -> None:
    assert parse_blueprint(HEAD + "date = 2027-02-11\n" + FAMILY).date == "2027-02-11"


def test_forms_are_named_like_the_columns_of_a_spreadsheet() -> None:
    names = form_names(703)
    assert [names[i] for i in (0, 25, 26, 51, 52, 701, 702)] == ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]
    assert len(set(names)) == 703


def test_form_names_that_are_given_stay() -> None:
    assert form_names(("morning", "evening")) == ("morning", "evening")


@pytest.mark.parametrize("name", builtin_names())
def test_every_built_in_blueprint_loads_under_its_own_name(name: str) -> None:
    assert load_blueprint(name).id == name


def test_a_misspelt_name_proposes_a_near_one() -> None:
    with pytest.raises(UnknownFamilyError, match="did you mean practice-final"):
        load_blueprint("practise-final")


def test_a_file_that_is_none_is_named(tmp_path) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ContractError, match=r"none\.toml: the file cannot be read"):
        load_blueprint(tmp_path / "none.toml")
    with pytest.raises(ContractError, match="cannot be read"):
        load_blueprint(tmp_path)
    latin = tmp_path / "latin.toml"
    latin.write_bytes(HEAD.replace("Final", "Prüfung").encode("latin-1"))
    with pytest.raises(ContractError, match="UTF-8"):
        load_blueprint(str(latin))


def test_the_json_schema_is_published_with_every_field() -> None:
    schema = Blueprint.model_json_schema()
    assert schema["additionalProperties"] is False
    assert set(schema["required"]) == {"schema_version", "id", "title", "sections"}
    assert {"forms", "seed", "points", "conventions", "duration"} <= set(schema["properties"])


halves = st.integers(1, 40).map(lambda n: Fraction(n, 2))


@given(halves, st.lists(halves, min_size=1, max_size=5).map(tuple))
def test_a_total_is_shared_in_halves_and_nearly_in_proportion(total: Fraction, weights: tuple[Fraction, ...]) -> None:
    shares = share(total, weights)
    if total < Fraction(len(weights), 2):
        assert shares is None
        return
    assert shares is not None
    assert sum(shares) == total
    assert all((2 * one).denominator == 1 and one > 0 for one in shares)
    quotas = [total * weight / sum(weights) for weight in weights]
    if min(quotas) >= Fraction(1, 2):
        assert all(abs(one - quota) < Fraction(1, 2) for one, quota in zip(shares, quotas, strict=True))
    if all((2 * quota).denominator == 1 for quota in quotas):
        assert list(shares) == quotas
    assert all(a >= b for a, v in zip(shares, weights, strict=True) for b, w in zip(shares, weights, strict=True) if v > w)
