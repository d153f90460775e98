"""From blueprint to forms: what stands where, for how many points, and with whose numbers."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from sympy import Rational

from examgen.bank import Bank, open_bank
from examgen.blueprint import parse_blueprint
from examgen.building import build_exam
from examgen.errors import ContractError, DrawError
from examgen.exam import Exam, what_is_asked
from examgen.files import write_text
from examgen.instance import make_instance
from examgen.planning import FormPlan, plan_forms
from examgen.scaffold import new_family

HEAD = 'schema_version = 1\nid = "final"\ntitle = "Final"\nseed = 5\n'


def section(*entries: str) -> str:
    return "[[sections]]\n" + "".join(f"[[sections.problems]]\n{entry}\n" for entry in entries)


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory) -> Bank:
    """Families alpha/one, alpha/two, beta/one, beta/two alike, and alpha/tiny with six instances at level easy."""
    root: Path = tmp_path_factory.mktemp("bank")
    for name in ("alpha/one", "alpha/two", "beta/one", "beta/two", "alpha/tiny"):
        for path, text in new_family(name).items():
            if name == "alpha/tiny":
                for wide, narrow in (("2, 9, tex=\"w\"", "2, 4, tex=\"w\""), ("2, 9, tex=\"x\"", "5, 6, tex=\"x\"")):
                    text = text.replace(wide, narrow)
                text = text.replace("-9, 9, avoid=(0,)", "-7, -7").replace('-9, 9, tex="t"', '-9, -9, tex="t"')
            write_text(root / path, text)
    return open_bank(root, builtin=False)


def plan(bank: Bank, text: str, *, seed: str = "5", forms: tuple[str, ...] = ("A",)) -> tuple[FormPlan, ...]:
    return plan_forms(parse_blueprint(HEAD + text, file="final.toml"), bank, seed=seed, forms=forms)


def refusal(bank: Bank, text: str, **options: tuple[str, ...]) -> str:
    with pytest.raises(ContractError) as caught:
        plan(bank, text, **options)  # type: ignore[arg-type]
    return str(caught.value)


def points(bank: Bank, rule: str) -> dict[str, Fraction]:
    (form,) = plan(bank, section(f'family = "alpha/one"\n{rule}'))
    return dict(form.slots[0].points)


def test_points_left_out_are_the_familys_own(bank: Bank) -> None:
    assert points(bank, "") == {"z": 1, "loss": 2}


def test_a_table_overrides_the_parts_that_it_names(bank: Bank) -> None:
    assert points(bank, "points = { loss = 5 }") == {"z": 1, "loss": 5}


def test_a_list_has_one_entry_per_asked_part(bank: Bank) -> None:
    assert points(bank, "points = [2.5, 4]") == {"z": Fraction(5, 2), "loss": 4}
    assert "one for each" in refusal(bank, section('family = "alpha/one"\npoints = [1]'))


def test_a_total_is_shared_in_proportion_as_nearly_as_halves_can(bank: Bank) -> None:
    assert points(bank, "points = 4.5") == {"z": Fraction(3, 2), "loss": 3}
    assert points(bank, "points = 4") == {"z": Fraction(3, 2), "loss": Fraction(5, 2)}
    assert "give 1 or more" in refusal(bank, section('family = "alpha/one"\npoints = 0.5'))


def test_only_some_parts_can_be_asked(bank: Bank) -> None:
    assert points(bank, 'parts = ["loss"]') == {"loss": 2}


def test_a_part_that_refers_to_one_left_out_is_refused_with_the_parts_to_ask(tmp_path: Path) -> None:
    for path, text in new_family("alpha/one").items():
        write_text(tmp_path / path, text.replace("{% part loss %}", "{% part loss after z %}"))
    bank = open_bank(tmp_path, builtin=False)
    message = refusal(bank, section('family = "alpha/one"\nparts = ["loss"]'))
    assert message.startswith("final.toml: sections[1].problems[1].parts: part 'loss' of alpha/one refers to 'z'; ")
    assert message.endswith('ask parts = ["z", "loss"]')


def test_the_points_of_the_blueprint_are_checked_and_the_error_says_where_they_do_not_add_up(bank: Bank) -> None:
    entries = section('family = "alpha/one"', 'family = "beta/one"\npoints = 6')
    plan(bank, "points = 9\n" + entries)
    message = refusal(bank, "points = 10\n" + entries)
    assert "says 10" in message and "add up to 9" in message and "1 fewer" in message
    assert "1 (alpha/one): 3; 2 (beta/one): 6" in message


@pytest.mark.parametrize(
    ("entry", "field", "hint"),
    [
        ('family = "alpha/onee"', "family", "alpha/one"),
        ('family = "alpha/one"\nlevel = "mediun"', "level", "medium"),
        ('family = "alpha/one"\nparts = ["los"]', "parts", "loss"),
        ('family = "alpha/one"\npoints = { los = 2 }', "points", "loss"),
        ('pool = { topics = ["alpa"] }', "pool.topics", "alpha"),
        ('pool = { topics = ["beta"], levels = ["esay"] }', "pool.levels", "did you mean easy"),
        ('pool = { families = ["beta/ono"] }', "pool.families", "beta/one"),
        ('pool = { topics = ["beta"], draw = 3 }', "pool.draw", "only 2 fit"),
    ],
)
def test_a_name_that_the_bank_lacks_is_told_with_its_field_and_near_names(bank: Bank, entry: str, field: str, hint: str) -> None:
    message = refusal(bank, section('family = "alpha/one"', entry))
    assert message.startswith(f"final.toml: sections[1].problems[2].{field}: ")
    assert hint in message


def chosen(form: FormPlan) -> list[tuple[str, str]]:
    return [(slot.family.id, slot.level) for slot in form.slots]


POOL = section('pool = { topics = ["alpha", "beta"], levels = ["easy", "hard"], draw = 3 }\npoints = 6')


def test_a_pool_draws_different_families_and_the_same_ones_for_all_forms(bank: Bank) -> None:
    forms = plan(bank, POOL, forms=("A", "B", "C"))
    assert chosen(forms[0]) == chosen(forms[1]) == chosen(forms[2])
    assert len({family for family, _ in chosen(forms[0])}) == 3
    assert {level for _, level in chosen(forms[0])} <= {"easy", "hard"}


def test_a_pool_per_form_draws_anew_for_each_form(bank: Bank) -> None:
    forms = plan(bank, POOL.replace("draw = 3", "draw = 3, per_form = true"), forms=tuple("ABCDEFGH"))
    assert len({tuple(chosen(form)) for form in forms}) > 1


def test_another_seed_draws_another_pool(bank: Bank) -> None:
    assert len({tuple(chosen(plan(bank, POOL, seed=str(seed))[0])) for seed in range(8)}) > 1


def test_numbers_run_through_all_sections(bank: Bank) -> None:
    (form,) = plan(bank, POOL + section('family = "alpha/one"', 'family = "beta/one"'))
    assert [slot.number for slot in form.slots] == [1, 2, 3, 4, 5]


def test_forms_must_be_worth_the_same(bank: Bank, tmp_path: Path) -> None:
    for path, text in (new_family("gamma/cheap") | new_family("gamma/dear")).items():
        write_text(tmp_path / path, text.replace("points=2", "points=7") if "dear" in path else text)
    message = refusal(
        open_bank(tmp_path, builtin=False), section('pool = { topics = ["gamma"], per_form = true }'), forms=tuple("ABCDEFGHIJ")
    )
    assert "differ" in message and "total" in message


def build(bank: Bank, text: str, **options: object) -> Exam:
    return build_exam(parse_blueprint(HEAD + text, file="final.toml"), bank, **options)  # type: ignore[arg-type]


TWO = section('family = "alpha/one"', 'family = "beta/one"\nlevel = "hard"\npoints = 6')


def test_an_exam_has_its_forms_problems_and_points(bank: Bank) -> None:
    exam = build(bank, "forms = 2\n" + TWO)
    assert [form.name for form in exam.forms] == ["A", "B"]
    first = exam.forms[0].problems[1]
    assert (first.number, first.instance.family, first.instance.level) == (2, "beta/one", "hard")
    assert first.points == {"z": Rational(2), "loss": Rational(4)}


def test_the_same_seed_gives_the_same_exam_and_another_seed_another(bank: Bank) -> None:
    assert build(bank, TWO) == build(bank, TWO)
    assert build(bank, TWO, seed=6) != build(bank, TWO)


def test_another_form_or_problem_changes_no_number_of_the_rest(bank: Bank) -> None:
    small, large = build(bank, TWO, forms=1), build(bank, TWO + section('family = "beta/two"'), forms=3)
    assert small.forms[0].problems == large.forms[0].problems[:2]


def test_a_form_has_the_same_numbers_whichever_forms_are_made_with_it(bank: Bank) -> None:
    both, alone = build(bank, TWO, forms=("A", "B")), build(bank, TWO, forms=("B",))
    assert alone.forms[0] == both.forms[1]
    assert [problem.instance.seed for problem in alone.forms[0].problems] == [f"{both.id}/5/B/1", f"{both.id}/5/B/2"]


def test_a_practice_exam_with_the_same_seed_does_not_give_the_numbers_away(bank: Bank) -> None:
    other = parse_blueprint(HEAD.replace('"final"', '"practice"') + TWO, file="practice.toml")
    exam, practice = build(bank, TWO), build_exam(other, bank)
    assert practice.id == "practice" and practice.seed == exam.seed
    drawn = [[problem.instance.parameters for problem in one.forms[0].problems] for one in (exam, practice)]
    assert all(a != b for a, b in zip(*drawn, strict=True))


def test_any_number_of_processes_makes_the_same_exam(bank: Bank) -> None:
    assert build(bank, TWO, forms=32, jobs=2) == build(bank, TWO, forms=32, jobs=1)


def test_a_draw_that_fails_in_another_process_is_told_with_form_and_problem(tmp_path: Path) -> None:
    for path, text in new_family("delta/never").items():
        write_text(tmp_path / path, text.replace("return 2 < abs(w * x + b - t) < 40", "return False"))
    with pytest.raises(DrawError, match="form A, problem 1"):
        build(open_bank(tmp_path, builtin=False), section('family = "delta/never"'), forms=70, jobs=2)


def test_a_seed_given_to_the_command_wins_and_one_is_needed(bank: Bank) -> None:
    assert build(bank, TWO).seed == "5"
    assert build(bank, TWO, seed=7).seed == "7"
    with pytest.raises(ContractError, match="seed"):
        build_exam(parse_blueprint(HEAD.replace("seed = 5\n", "") + TWO), bank)


def test_no_question_is_asked_twice_in_an_exam(bank: Bank) -> None:
    exam = build(bank, section('family = "alpha/tiny"\nlevel = "easy"', 'family = "alpha/tiny"\nlevel = "easy"'), forms=3)
    asked = [what_is_asked(problem.instance) for form in exam.forms for problem in form.problems]
    assert len(asked) == len(set(asked)) == 6


def test_asking_for_more_forms_than_instances_says_how_many_there_are(bank: Bank) -> None:
    with pytest.raises(DrawError) as caught:
        build(bank, section('family = "alpha/tiny"\nlevel = "easy"'), forms=7)
    message = str(caught.value)
    assert "form G, problem 1 (alpha/tiny, easy)" in message
    assert "6 different instances" in message and "repeats = true" in message


def test_forms_share_questions_where_the_blueprint_allows_it_but_no_form_asks_one_twice(bank: Bank) -> None:
    entry = 'family = "alpha/tiny"\nlevel = "easy"\nrepeats = true'
    exam = build(bank, section(entry, entry), forms=40, jobs=1)
    asked = [[what_is_asked(problem.instance) for problem in form.problems] for form in exam.forms]
    assert all(one != other for one, other in asked)
    assert len({question for form in asked for question in form}) == 6
    assert exam == build(bank, section(entry, entry), forms=40, jobs=2)
    with pytest.raises(DrawError, match=r"form A, problem 7 .* not in the form already; the family seems to have 6 different") as caught:
        build(bank, section(*[entry] * 7))
    assert "repeats" not in str(caught.value)


def test_a_question_that_may_not_repeat_is_not_one_that_another_form_has(bank: Bank) -> None:
    tiny = 'family = "alpha/tiny"\nlevel = "easy"'
    exam = build(bank, section(tiny + "\nrepeats = true", tiny), forms=3)
    seen: set[object] = set()
    for form in exam.forms:
        shared, own = (what_is_asked(problem.instance) for problem in form.problems)
        assert own not in seen | {shared}
        seen |= {shared, own}


@pytest.fixture(scope="module")
def variants(tmp_path_factory: pytest.TempPathFactory) -> Bank:
    """A family that asks for the loss only where the target is positive."""
    root: Path = tmp_path_factory.mktemp("variants")
    for path, text in new_family("delta/one").items():
        write_text(root / path, text.replace("points=2)", "points=2, when=lambda t: t > 0)"))
    for path, text in new_family("delta/either").items():
        text = text.replace("points=2)", "points=2, when=lambda t: t > 0)").replace("points=1)", "points=1, when=lambda t: t <= 0)")
        write_text(root / path, text)
    return open_bank(root, builtin=False)


def test_all_forms_ask_the_same_parts_of_a_family_with_variants(variants: Bank) -> None:
    exam = build(variants, section('family = "delta/one"'), forms=8)
    assert {tuple(part.name for part in form.problems[0].instance.parts) for form in exam.forms} == {("z", "loss")}


def test_parts_that_never_go_together_are_told(variants: Bank) -> None:
    with pytest.raises(DrawError, match=r"loss and z are left out by chance; name parts that go together"):
        build(variants, section('family = "delta/either"'))
    assert build(variants, section('family = "delta/either"\nparts = ["z"]')).forms[0].problems[0].keys == ("1.a",)


def test_progress_is_told_after_each_form(bank: Bank) -> None:
    told: list[tuple[int, int]] = []
    build(bank, TWO, forms=2, progress=lambda done, total, text: told.append((done, total)))
    assert told == [(2, 4), (4, 4)]


def test_working_of_a_part_that_is_not_asked_moves_to_the_part_that_needs_it(bank: Bank) -> None:
    whole = make_instance(bank.family("alpha/one"), "medium", "1")
    assert whole.part("loss").depends_on == ("z",)
    alone = make_instance(bank.family("alpha/one"), "medium", "1", parts=["loss"])
    assert alone.parameters == whole.parameters and alone.question == whole.question
    assert [part.name for part in alone.parts] == ["loss"]
    assert alone.parts[0].depends_on == ()
    assert [step.name for step in alone.parts[0].steps] == [step.name for part in whole.parts for step in part.steps]
    assert [step.part for step in alone.parts[0].steps] == [None, "loss"]
    assert alone.parts[0].answer == whole.part("loss").answer
    first = make_instance(bank.family("alpha/one"), "medium", "1", parts=["z"])
    assert first.parts == whole.parts[:1]


@pytest.mark.parametrize("forms", [0, -1, "AB", ["A/1"], ["A", "a"], []])
def test_forms_that_a_program_asks_for_follow_the_rules_of_a_blueprint(bank: Bank, forms: int | str | list[str]) -> None:
    with pytest.raises(ContractError, match="forms"):
        build_exam(parse_blueprint(HEAD + section('family = "beta/one"')), bank, forms=forms)
