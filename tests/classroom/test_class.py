"""A class graded into files: what is written, what a second run does, and what is left when something goes wrong."""

from __future__ import annotations

import contextlib
import csv
import json
import os
import resource
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classroom.classes import small_class
from examgen.bank import open_bank
from examgen.blueprint import parse_blueprint
from examgen.building import build_exam
from examgen.classroom.gradebook import decimal
from examgen.classroom.grading import Graded, Terms, grade_class
from examgen.classroom.outputs import write_outputs
from examgen.classroom.people import read_people
from examgen.classroom.register import FILE, opened
from examgen.errors import ContractError
from examgen.exam import Student
from examgen.files import write_text
from examgen.grading.diagnosis import pairs_from_bank
from examgen.grading.following import from_bank
from examgen.grading.key import build_key
from examgen.grading.marking import Marker, mark
from examgen.grading.policy import parse_policy
from examgen.grading.report import GradeReport
from examgen.grading.submission import check_submission
from examgen.scaffold import new_family
from grading.keys import RIGHT, key

CLASS = small_class()


def grade(folder: Path, *paths: Path, terms: Terms | None = None, students: dict[str, Student] | None = None, **options: Any) -> Graded:
    terms = terms or Terms(CLASS.key)

    def finish(register: Any) -> None:
        write_outputs(register, folder, terms.key, students or {}, "plain")

    return grade_class(terms, paths, folder, CLASS.bank, finish=finish, **options)


def table(folder: Path) -> list[dict[str, str]]:
    with (folder / "grades.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def expected() -> dict[str, GradeReport]:
    marker = Marker(CLASS.key, follow=from_bank(CLASS.bank), pairs=pairs_from_bank(CLASS.bank))
    return {one.number: marker.mark(check_submission(one.submission(CLASS.exam.id))) for one in CLASS.students}


@pytest.fixture
def answers(tmp_path: Path) -> Path:
    return CLASS.hand_in(tmp_path / "class")


@pytest.mark.parametrize("how", ["one", "two", "executor"])
def test_every_report_is_that_of_the_library_however_many_processes_work(answers: Path, tmp_path: Path, how: str) -> None:
    out = tmp_path / "graded"
    with ThreadPoolExecutor(2) as executor:
        options: dict[str, Any] = {"executor": executor} if how == "executor" else {"jobs": 1 if how == "one" else 2}
        run = grade(out, answers, **options)
    assert (run.students, run.new, run.faults) == (60, 60, ())
    reports = expected()
    for row in table(out):
        report = reports[row["student"]]
        assert GradeReport.model_validate_json((out / f"{row['student']}.json").read_bytes()) == report
        assert (out / f"{row['student']}.md").is_file()
        assert row["total"] == decimal(report.points) and row["form"] == report.form
        assert all(row[part.key] == decimal(part.points) for part in report.parts)
        topics = sum(float(value) for name, value in row.items() if name.startswith("topic "))
        assert topics == pytest.approx(float(row["total"]), abs=1e-3)
    assert len(table(out)) == 60


def test_the_memory_of_a_marker_changes_no_report() -> None:
    """The answers of the class once more, and each on its own: what was remembered must not depend on who came before."""
    for one in CLASS.students[:15]:
        submission = check_submission(one.submission(CLASS.exam.id))
        alone = mark(CLASS.key, submission, follow=from_bank(CLASS.bank), pairs=pairs_from_bank(CLASS.bank))
        assert alone == expected_reports()[one.number]


def expected_reports(found: dict[str, GradeReport] = {}) -> dict[str, GradeReport]:  # noqa: B006 (made once)
    if not found:
        found.update(expected())
    return found


def test_a_second_run_marks_nothing_and_a_later_one_only_what_is_new(answers: Path, tmp_path: Path) -> None:
    out = tmp_path / "graded"
    late = answers / "s00059.json"
    text = late.read_text(encoding="utf-8")
    late.unlink()
    assert grade(out, answers).new == 59
    before = {path.name: path.stat().st_mtime_ns for path in out.glob("s*.json")}
    assert grade(out, answers).new == 0
    late.write_text(text, encoding="utf-8")
    changed = answers / "s00003.json"
    data = json.loads(changed.read_text(encoding="utf-8"))
    changed.write_text(json.dumps({**data, "answers": {}}), encoding="utf-8")
    run = grade(out, answers)
    assert (run.new, run.students, run.faults) == (2, 60, ())
    after = {path.name: path.stat().st_mtime_ns for path in out.glob("s*.json")}
    assert {name for name in after if after[name] != before.get(name)} == {"s00003.json", "s00059.json"}
    assert next(row for row in table(out) if row["student"] == "s00003")["total"] == "0"


def test_another_policy_grades_anew_and_keeps_the_earlier_reports(answers: Path, tmp_path: Path) -> None:
    out = tmp_path / "graded"
    grade(out, answers)
    old = {path.name: path.read_bytes() for path in out.iterdir() if path.name != FILE}
    run = grade(out, answers, terms=Terms(CLASS.key, parse_policy("[rounding]\nstep = 1")))
    assert run.new == 60 and run.moved == out / "before-1"
    assert {path.name: path.read_bytes() for path in run.moved.iterdir()} == old
    assert all(Fraction(row["total"]).denominator == 1 for row in table(out))
    assert grade(out, answers, terms=Terms(CLASS.key)).moved == out / "before-2"


# --- several submissions of a student -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("policy", "points", "fault"), [("one", "10", True), ("first", "10", False), ("last", "0", False), ("best", "10", False)]
)
def test_which_attempt_counts_is_the_policy_s_business(tmp_path: Path, policy: str, points: str, fault: bool) -> None:
    for name, answers in (("a", RIGHT), ("b", {})):
        (tmp_path / f"{name}.json").write_text(json.dumps({"exam": "final", "form": "A", "student": "ann ", "answers": answers}))
    terms = Terms(key(), parse_policy(f"attempts = '{policy}'"))
    out = tmp_path / "out"
    run = grade_class(terms, [tmp_path / "a.json", tmp_path / "b.json"], out, CLASS.bank)
    assert GradeReport.model_validate_json((out / "ann.json").read_bytes()).points == points
    assert run.students == 1
    assert ([str(tmp_path / "a.json") in one.message for one in run.faults] == [True]) is fault
    again = grade_class(terms, [tmp_path], out, CLASS.bank)
    assert (again.new, again.students, len(again.faults)) == (0, 1, fault)


def test_the_same_submission_may_arrive_twice(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.json").write_text(json.dumps({"exam": "final", "form": "A", "student": "ann", "answers": RIGHT}))
    run = grade_class(Terms(key()), [tmp_path], tmp_path / "out", CLASS.bank)
    assert (run.students, run.new, run.faults) == (1, 2, ())


@given(st.lists(st.text(min_size=1, max_size=30).filter(lambda text: text.strip()), unique_by=str.strip, min_size=1, max_size=12))
@settings(max_examples=25, deadline=None)
def test_reports_of_strange_names_stay_in_the_folder_and_apart(tmp_path_factory: pytest.TempPathFactory, students: list[str]) -> None:
    folder = tmp_path_factory.mktemp("names")
    names = [name for name in students if any(char.isprintable() and not char.isspace() for char in name)]
    names += ["../../evil", "a/b", "a_b", "CON", "grades", "s1", "S1", ".examgen.sqlite", "-rf", "=1+1"]
    lines = [json.dumps({"exam": "final", "form": "A", "student": name, "answers": RIGHT}) for name in dict.fromkeys(map(str.strip, names))]
    (folder / "all.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    out = folder / "out"
    run = grade_class(Terms(key()), [folder / "all.jsonl"], out, CLASS.bank, jobs=1)
    assert run.faults == () and run.students == len(lines)
    reports = list(out.glob("*.json"))
    assert len({path.name.casefold() for path in reports}) == len(lines)
    assert {path.parent for path in folder.rglob("*.json")} == {out}
    for path in reports:
        assert not set(path.stem) - set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-") and len(path.stem) <= 80


# --- the class list -------------------------------------------------------------------------------------------------------------


def test_the_roster_adds_names_lateness_and_those_who_handed_in_nothing(answers: Path, tmp_path: Path) -> None:
    roster = tmp_path / "roster.csv"
    head = "number;last name;first name;days late;factor;excused"
    rows_of = "{}\ns00000;Noether;Emmy;1;;\ns00001;=Curie;Marie;;10/9;3.a;{}\nghost;Gone;;;;\n"
    roster.write_text(rows_of.format(head, " 2"))
    with pytest.raises(ContractError, match="line 3: has 7 fields, the first row 6"):  # nobody would know whose they are
        read_people(roster)
    roster.write_text(rows_of.format(head, ""))
    students, circumstances = read_people(roster)
    assert circumstances["s00001"].excused == {"3.a"}
    terms = Terms(CLASS.key, parse_policy("[late]\nper_day = '1/2'"), circumstances=circumstances)
    grade(tmp_path / "out", answers, terms=terms, students=students)
    rows = {row["student"]: row for row in table(tmp_path / "out")}
    plain = expected_reports()
    assert float(rows["s00000"]["total"]) == pytest.approx(float(Fraction(plain["s00000"].points) / 2), abs=1e-3)
    assert rows["s00000"]["last name"] == "Noether" and rows["s00001"]["last name"] == "'=Curie"
    assert rows["ghost"]["total"] == "" and rows["s00002"]["first name"] == ""
    report = GradeReport.model_validate_json((tmp_path / "out" / "s00001.json").read_bytes())
    assert [one.rule.split()[0] for one in report.adjustments] == ["without", "times"]


def test_what_spreadsheets_put_before_the_columns_hides_no_late_day(tmp_path: Path) -> None:
    (tmp_path / "roster.csv").write_text("sep=;\n\nnumber;name;days late\n1;Ann;2\n2;Bo;\n")
    students, circumstances = read_people(tmp_path / "roster.csv")
    assert list(students) == ["1", "2"]
    assert {number: one.days_late for number, one in circumstances.items()} == {"1": 2}


@pytest.mark.parametrize("cells", ["x,,", "-1,,", ",many,", ",,what"])
def test_a_cell_of_the_roster_at_fault_is_named_with_its_line(tmp_path: Path, cells: str) -> None:
    (tmp_path / "roster.csv").write_text(f"number,days late,factor,excused\n1,,,\n2,{cells}\n")
    with pytest.raises(ContractError, match=r"roster\.csv, line 3"):
        read_people(tmp_path / "roster.csv")


@pytest.mark.parametrize(
    ("layout", "head"), [("canvas", ["Student", "ID", "SIS User ID"]), ("moodle", ["ID number", "First name", "Last name"])]
)
def test_gradebooks_have_the_columns_of_campus_systems(answers: Path, tmp_path: Path, layout: str, head: list[str]) -> None:
    def finish(register: Any) -> None:
        write_outputs(register, tmp_path / "out", CLASS.key, {"s00000": Student("s00000", "Noether", "Emmy")}, layout)  # type: ignore[arg-type]

    grade_class(Terms(CLASS.key), [answers], tmp_path / "out", CLASS.bank, finish=finish)
    with (tmp_path / "out" / "grades.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.reader(stream))
    assert rows[0][: len(head)] == head and "Small exam" in rows[0]
    assert len({len(row) for row in rows}) == 1
    column = rows[0].index("Small exam")
    mine = next(row for row in rows if "s00000" in row)
    assert mine[column] == decimal(expected_reports()["s00000"].points) and "Noether" in " ".join(mine)


# --- when something goes wrong ----------------------------------------------------------------------------------------------------


def command(answers: Path, out: Path, *more: str) -> list[str]:
    return [sys.executable, "-m", "examgen", "grade", str(answers.parent / "key.json"), str(answers), "--out", str(out), *more]


def many(folder: Path, copies: int) -> Path:
    """The class several times over, each student under another name and with answers of their own."""
    answers = CLASS.hand_in(folder)
    for turn in range(copies):
        for student in CLASS.students:
            data = student.submission(CLASS.exam.id)
            data = {**data, "student": f"{student.number}-{turn}", "answers": {**data["answers"], "1.a": f"{turn} + {turn}/7"}}
            (answers / f"{student.number}-{turn}.json").write_text(json.dumps(data), encoding="utf-8")
    return answers


def wait_for(what: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end, "it did not come to that"
        time.sleep(0.01)


def children(process: int) -> list[int]:
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            fields = path.read_text().rpartition(")")[2].split()
            if int(fields[1]) == process:
                found.append(int(path.parent.name))
    return found


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="processes are found in /proc")
def test_a_worker_that_is_killed_loses_nothing(tmp_path: Path) -> None:
    answers = many(tmp_path / "class", 9)
    run = subprocess.Popen(command(answers, tmp_path / "out", "--jobs", "2"), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    wait_for(lambda: len(list((tmp_path / "out").glob("s*.json"))) > 40)
    workers = children(run.pid)
    assert workers
    os.kill(workers[0], signal.SIGKILL)
    out, err = run.communicate(timeout=120)
    assert run.returncode == 0, err
    assert "600 graded" in out
    assert len(table(tmp_path / "out")) == 600


@pytest.mark.slow
def test_a_run_that_is_killed_goes_on_where_it_was(tmp_path: Path) -> None:
    answers = many(tmp_path / "class", 9)
    out = tmp_path / "out"
    run = subprocess.Popen(command(answers, out, "--jobs", "1"), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wait_for(lambda: len(list(out.glob("s*.json"))) > 150)
    os.kill(run.pid, signal.SIGKILL)
    run.wait()
    with opened(out) as register:
        known = register.count()
    assert 0 < known < 600
    left = subprocess.run([*command(answers, out), "--json"], capture_output=True, text=True, check=False)
    assert left.returncode == 0, left.stderr
    assert json.loads(left.stdout)["new"] == 600 - known
    assert len(table(out)) == 600
    for path in out.glob("s*.json"):
        GradeReport.model_validate_json(path.read_bytes())


def test_two_runs_into_one_folder_do_not_meet(answers: Path, tmp_path: Path) -> None:
    with opened(tmp_path / "out"), pytest.raises(ContractError, match="another run"):
        grade(tmp_path / "out", answers)


def test_a_full_disk_is_told_and_the_next_run_goes_on(tmp_path: Path) -> None:
    answers = CLASS.hand_in(tmp_path / "class")

    def full() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000))

    run = subprocess.run(command(answers, tmp_path / "out", "--jobs", "1"), capture_output=True, text=True, preexec_fn=full, check=False)
    assert run.returncode == 2, run.stderr
    assert run.stderr.startswith("examgen: ") and "cannot be written" in run.stderr and "Traceback" not in run.stderr
    again = subprocess.run(command(answers, tmp_path / "out", "--jobs", "1"), capture_output=True, text=True, check=False)
    assert again.returncode == 0, again.stderr
    assert len(table(tmp_path / "out")) == 60


def test_a_register_that_is_none_is_told(answers: Path, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / FILE).write_bytes(b"not a database at all, but long enough to be taken for one" * 40)
    with pytest.raises(ContractError, match="is no register"):
        grade(tmp_path / "out", answers)


def test_the_register_of_another_version_is_made_anew(answers: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    grade(out, answers)
    with sqlite3.connect(out / FILE) as connection:
        connection.execute("pragma user_version = 99")
        connection.execute("alter table grades drop column off")
    connection.close()
    assert grade(out, answers).new == 60
    assert grade(out, answers).new == 0


BROKEN: dict[str, bytes] = {
    "binary.json": bytes(range(256)) * 40,
    "cut.json": b'{"exam": "small", "form": "A", "stu',
    "deep.json": b"[" * 100_000,
    "empty.json": b"",
    "list.json": b"[1, 2]",
    "nan.json": b'{"exam": "small", "form": "A", "student": "x", "answers": {"1.a": NaN}}',
    "twice.json": b'{"exam": "small", "form": "A", "student": "x", "answers": {"1.a": "1", "1.a": "2"}}',
    "other.json": b'{"exam": "other", "form": "A", "student": "x", "answers": {}}',
    "half.json": b'{"exam": "small", "form": "A", "student": "\\ud800", "answers": {}}',
    "lines.jsonl": b'{"exam"\n\xff\xfe\n' + b" " * 1_000_100 + b"\n",
    "table.csv": b"what,is\nthis,file\n",
    "sheet.xlsx": b"PK\x03\x04" + bytes(100),
}


def test_whatever_lies_among_the_answers_the_others_are_graded_and_it_is_named(answers: Path, tmp_path: Path) -> None:
    for name, content in BROKEN.items():
        (answers / name).write_bytes(content)
    utf16 = json.dumps(CLASS.students[0].submission(CLASS.exam.id) | {"student": "wide"}).encode("utf-16")
    (answers / "wide.json").write_bytes(utf16)
    run = subprocess.run([*command(answers, tmp_path / "out"), "--json"], capture_output=True, text=True, check=False)
    assert run.returncode == 1 and "Traceback" not in run.stderr, run.stderr
    told = json.loads(run.stdout)
    assert {Path(fault["file"]).name for fault in told["faults"]} == set(BROKEN)
    assert all(fault["message"] for fault in told["faults"])
    assert len(told["graded"]) == 61 and "wide" in {one["student"] for one in told["graded"]}
    again = subprocess.run([*command(answers, tmp_path / "out"), "--json"], capture_output=True, text=True, check=False)
    assert json.loads(again.stdout)["new"] == 0
    assert {Path(fault["file"]).name for fault in json.loads(again.stdout)["faults"]} == set(BROKEN)


def test_a_family_that_breaks_on_an_answer_costs_one_student_the_mark_and_nobody_else(tmp_path: Path) -> None:
    files = new_family("demo/unit")
    path, step = "solutions/demo/unit.py", '@step(because="The loss is the square of the error.")\ndef loss(z, t):\n'
    assert step in files[path]
    broken = step.replace("@step", "@procedure") + '    if z == 777:\n        raise RuntimeError("no luck")\n'
    files[path] = files[path].replace(step, broken).replace("import oracle, step", "import oracle, procedure, step")
    for name, content in files.items():
        write_text(tmp_path / "bank" / name, content)
    bank = open_bank(tmp_path / "bank", builtin=False)
    head = 'schema_version = 1\nid = "unit"\ntitle = "Unit"\nseed = 1\n'
    blueprint = parse_blueprint(f'{head}[[sections]]\n[[sections.problems]]\nfamily = "demo/unit"\nlevel = "easy"\n', file="unit.toml")
    made = build_key(build_exam(blueprint, bank, jobs=1))
    for student, z in (("anna", "777"), ("ben", "1")):
        handed = {"exam": "unit", "form": "A", "student": student, "answers": {"1.a": z, "1.b": "7"}}
        write_text(tmp_path / "answers" / f"{student}.json", json.dumps(handed))
    run = grade_class(Terms(made, banks=(tmp_path / "bank",)), [tmp_path / "answers"], tmp_path / "out", bank)
    assert [Path(fault.file).name for fault in run.faults] == ["anna.json"]
    assert "RuntimeError: no luck" in run.faults[0].message and "mark it by hand" in run.faults[0].message
    assert not (tmp_path / "out" / "anna.json").exists() and (tmp_path / "out" / "ben.json").exists()
