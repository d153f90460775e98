"""Opening a bank: mistakes in family files are reported with file, name and remedy, and the others still work."""

from __future__ import annotations

from pathlib import Path

import pytest

from examgen.bank import Bank, open_bank
from examgen.errors import ExamgenError, FamilyError, PartsError, UnknownFamilyError
from examgen.instance import make_instance
from examgen.scaffold import new_family

TEMPLATE, WORDING, SOLUTION = "problem_templates/demo/unit.py", "problem_templates/demo/unit.md", "solutions/demo/unit.py"


def write_bank(folder: Path, **changes: tuple[str, str]) -> Bank:
    """A bank with two sound families, one of which is then changed: file -> (text, replacement)."""
    files = {**new_family("demo/unit"), **new_family("demo/other")}
    for kind, (old, new) in changes.items():
        path = {"template": TEMPLATE, "wording": WORDING, "solution": SOLUTION}[kind]
        assert old in files[path], f"the scaffold no longer holds {old!r}"
        files[path] = files[path].replace(old, new)
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return open_bank(folder, builtin=False)


def test_a_new_family_is_found_by_its_path(tmp_path: Path) -> None:
    bank = write_bank(tmp_path)
    assert bank.ids == ("demo/other", "demo/unit")
    assert not bank.faults
    assert bank.family("demo/unit").topic == "demo"


FAULTS = {
    "an argument nobody has": (
        {"solution": ("def z(w, x, b):", "def z(w, x, bias):")},
        SOLUTION,
        ["step 'z' asks for 'bias'", "the problem has", "b"],
    ),
    "a step that nobody needs": (
        {"solution": ("@oracle\n", '@step("u", "unused")\ndef unused(w):\n    return w\n\n\n@oracle\n')},
        SOLUTION,
        ["nothing needs step 'unused'", "delete it"],
    ),
    "no oracle": ({"solution": ("@oracle\n", "")}, SOLUTION, ["has no oracle", "@oracle"]),
    "wording that names an unknown parameter": (
        {"wording": ("{{ w }}", "{{ weight }}")},
        WORDING,
        ["names 'weight'", "the problem has"],
    ),
    "a part that is never asked": (
        {"wording": ("{% part loss %}Find the loss $L$.{% endpart %}", "")},
        WORDING,
        ["does not ask for 'loss'", "{% part loss %}"],
    ),
    "a part without an answer": ({"wording": ("{% part loss %}", "{% part los %}")}, WORDING, ["'loss'"]),
    "an answer without a step": (
        {"template": ('loss = answer("L", points=2)', 'loss = answer("L", points=2)\nextra = answer("e")')},
        SOLUTION,
        ["no step computes the answer 'extra'", "def extra"],
    ),
    "a mistake with an unknown argument": (
        {"solution": ("def _(w, x):\n    return w * x", "def _(w, xx):\n    return w * xx")},
        SOLUTION,
        ["mistake 'forgot the shift' asks for 'xx'", "did you mean"],
    ),
    "steps in a circle": (
        {"solution": ("def z(w, x, b):\n    return w * x + b", "def z(w, x, loss):\n    return w * x + loss")},
        SOLUTION,
        ["circle"],
    ),
    "a lost backslash": ({"solution": ("The input is weighted", "\\\\beta\\beta")}, SOLUTION, ["control character", 'r"..."']),
    "no title": ({"wording": ("# The loss of a linear unit\n", "")}, WORDING, ["title"]),
    "broken Jinja": ({"wording": ("{% endpart %}", "{% endpar %}")}, WORDING, ["line"]),
    "a syntax error": ({"solution": ("def z(w, x, b):", "def z(w, x, b)")}, SOLUTION, ["line"]),
    "an exception while it runs": ({"template": ("t = integer(-9, 9", "t = integer(9, -9")}, TEMPLATE, ["line", "leaves no value"]),
    "a part that refers to one that is not there": (
        {"wording": ("{% part loss %}", "{% part loss after y %}")},
        WORDING,
        ["part 'loss' refers to 'y', which is no part", "z, loss"],
    ),
    "a letter of something that is no name": (
        {"wording": ("{% part loss %}Find", "{% part loss %}After {{ letter(z) }}, find")},
        WORDING,
        ["line", 'letter("velocity")'],
    ),
    "a letter in the stem": (
        {"wording": ("{% part loss %}Find", '{{ letter("z") }}\n{% part loss %}Find')},
        WORDING,
        ["line", "the stem names the letter of a part", "inside of a part"],
    ),
    "an impossible credit": ({"solution": ('credit="1/4"', 'credit="3/2"')}, SOLUTION, ["credit", "between 0 and 1"]),
    "an unknown kind": ({"template": ('answer("z", points=1)', 'answer("z", kind="number")')}, TEMPLATE, ["kinds are"]),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_mistake_in_a_file_is_reported_with_file_name_and_remedy(tmp_path: Path, name: str) -> None:
    changes, file, words = FAULTS[name]
    bank = write_bank(tmp_path, **changes)
    with pytest.raises(FamilyError) as caught:
        bank.family("demo/unit")
    message = str(caught.value)
    assert file in message
    for word in words:
        assert word in message
    assert [str(fault) for fault in bank.faults] == [message]
    assert set(bank.families) == {"demo/other"}
    assert make_instance(bank.family("demo/other"), "easy", 1).parts


@pytest.mark.parametrize("lost", [TEMPLATE, WORDING, SOLUTION])
def test_a_file_of_the_three_that_is_missing_is_named(tmp_path: Path, lost: str) -> None:
    bank = write_bank(tmp_path)
    (tmp_path / lost).unlink()
    with pytest.raises(FamilyError, match="is missing") as caught:
        bank.family("demo/unit")
    assert caught.value.file.endswith(lost)


def test_a_step_that_branches_on_a_value_is_told_to_be_a_procedure(tmp_path: Path) -> None:
    bank = write_bank(
        tmp_path,
        solution=(
            '    return (z - t) ** 2\n\n\n@loss.mistake("forgot',
            '    return (z - t) ** 2 if z > t else (t - z) ** 2\n\n\n@loss.mistake("forgot',
        ),
    )
    with pytest.raises(FamilyError, match="@procedure"):
        make_instance(bank.family("demo/unit"), "easy", 1)


def test_a_part_is_not_asked_without_the_part_whose_letter_it_prints(tmp_path: Path) -> None:
    bank = write_bank(tmp_path, wording=("{% part loss %}Find", '{% part loss %}With the output of {{ letter("z") }}, find'))
    family = bank.family("demo/unit")
    assert "With the output of (a), find" in make_instance(family, "easy", 1).part("loss").text
    assert [part.name for part in make_instance(family, "easy", 1, parts=["z"]).parts] == ["z"]
    with pytest.raises(PartsError, match=r'part \'loss\' of demo/unit refers to \'z\'; ask parts = \["z", "loss"\]') as caught:
        make_instance(family, "easy", 1, parts=["loss"])
    assert (caught.value.part, caught.value.missing, caught.value.remedy) == ("loss", ("z",), ("z", "loss"))


def test_a_part_can_say_after_which_it_is_read(tmp_path: Path) -> None:
    bank = write_bank(tmp_path, wording=("{% part loss %}", "{% part loss after z %}"))
    assert len(make_instance(bank.family("demo/unit"), "easy", 1).parts) == 2
    with pytest.raises(PartsError):
        make_instance(bank.family("demo/unit"), "easy", 1, parts=["loss"])


def test_a_wrong_step_stops_before_anything_is_printed(tmp_path: Path) -> None:
    bank = write_bank(tmp_path, solution=("    return w * x + b\n", "    return w * x - b\n"))
    with pytest.raises(ExamgenError, match=r"demo/unit, easy, seed 1: part 'z': the derivation gives .* the oracle"):
        make_instance(bank.family("demo/unit"), "easy", 1)


def test_a_rule_that_never_holds_is_named(tmp_path: Path) -> None:
    bank = write_bank(tmp_path, template=("return 2 < abs(w * x + b - t) < 40", "return abs(w) > 100"))
    with pytest.raises(ExamgenError, match="the unit misses its target"):
        make_instance(bank.family("demo/unit"), "easy", 1)


def test_an_unknown_family_proposes_a_near_one(tmp_path: Path) -> None:
    with pytest.raises(UnknownFamilyError, match="did you mean demo/unit"):
        write_bank(tmp_path).family("demo/unti")


def test_a_folder_that_is_no_bank_says_what_it_lacks(tmp_path: Path) -> None:
    with pytest.raises(ExamgenError, match="problem_templates"):
        open_bank(tmp_path)


def test_a_later_bank_replaces_a_family_of_the_same_id(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    write_bank(first)
    write_bank(second, wording=("# The loss of a linear unit", "# Another title"))
    bank = open_bank(first, second, builtin=False)
    assert bank.family("demo/unit").title == "Another title"


def test_an_installed_bank_that_cannot_be_opened_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    info = tmp_path / "stranger-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: stranger\nVersion: 1\n", encoding="utf-8")
    (info / "entry_points.txt").write_text("[examgen.banks]\nstranger = no_such_module:folder\n", encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    with pytest.raises(ExamgenError, match=r"installed bank 'stranger' \(no_such_module:folder\).*uninstall"):
        open_bank()
