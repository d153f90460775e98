"""The folder of an exam: no key is lost, no two runs mix, nothing is left of a run that was killed."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from examgen.bank import open_bank
from examgen.blueprint import parse_blueprint
from examgen.errors import ContractError
from examgen.exam import Student
from examgen.writing.folder import forms_of, held
from examgen.writing.layouts import Look, Paper, layout, open_look
from examgen.writing.ledger import LEDGER
from examgen.writing.production import Order, Produced, produce
from writing.test_production import TEXT, needs_tex, root

__all__ = ["root"]


def make(root: Path, out: Path, forms: int | None = 2, *, seed: int = 3, text: str = TEXT, **more: object) -> Produced:
    order = Order((layout("exam"), layout("solutions")), formats=("tex",), samples=True, sheets=True)
    return produce(parse_blueprint(text, file="small.toml"), open_bank(root), out, order, seed=seed, forms=forms, jobs=1, **more)  # type: ignore[arg-type]


def contents(folder: Path) -> dict[str, bytes]:
    found = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    return {name: content for name, content in found.items() if not name.startswith("before-") and name not in ("examgen.sty", LEDGER)}


def test_an_exam_with_another_key_is_kept_whole_with_its_key(root: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    make(root, out)
    first = contents(out)
    again = make(root, out, seed=4)
    assert again.moved == out / "before-1" and contents(out / "before-1") == first
    second = contents(out)
    assert make(root, out, seed=5).moved == out / "before-2" and contents(out / "before-2") == second
    assert not set(second.values()) & set(first.values())


def test_more_forms_of_the_same_exam_move_nothing_and_fewer_move_the_others(root: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert make(root, out, 2).moved is None
    kept = contents(out)
    assert make(root, out, 3).moved is None
    assert {name: content for name, content in contents(out).items() if "-A" in name or "-B" in name} == {
        name: content for name, content in kept.items() if "-A" in name or "-B" in name
    }
    fewer = make(root, out, 2)
    assert fewer.moved == out / "before-1" and contents(out) == kept
    assert {name for name in contents(fewer.moved) if "-A" in name or "-B" in name} == set()
    assert set(json.loads((fewer.moved / "key.json").read_text(encoding="utf-8"))["forms"]) == {"A", "B", "C"}


def test_the_same_numbers_for_another_exam_or_student_are_another_key(root: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    make(root, out)
    assert make(root, out, text=TEXT.replace('id = "small"', 'id = "other"')).moved == out / "before-1"
    one, other = {"A": Student("1", "Lovelace", "Ada")}, {"A": Student("2", "Hopper", "Grace")}
    make(root, tmp_path / "mine", None, students=one)
    assert make(root, tmp_path / "mine", None, students=one).moved is None
    assert make(root, tmp_path / "mine", None, students=other).moved is not None


def test_a_key_that_was_written_anew_by_another_program_is_kept(root: Path, tmp_path: Path) -> None:
    make(root, tmp_path)
    key = json.loads((tmp_path / "key.json").read_text(encoding="utf-8"))
    (tmp_path / "key.json").write_text(json.dumps(key), encoding="utf-8")
    assert forms_of(tmp_path / "key.json") == {"A": "", "B": ""}
    assert make(root, tmp_path).moved == tmp_path / "before-1"


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"forms": {"A": 1}, "students": {}}', '{\n "forms": {\n  "A": {\n  }\n },\n "students": 3}']
)
def test_a_key_that_is_none_has_no_forms_or_no_marks(tmp_path: Path, text: str) -> None:
    (tmp_path / "key.json").write_text(text, encoding="utf-8")
    assert set(forms_of(tmp_path / "key.json").values()) <= {""}


def test_two_runs_do_not_work_in_one_folder(root: Path, tmp_path: Path) -> None:
    with held(tmp_path) as waiting, pytest.raises(ContractError, match="another run is making an exam in it"):
        (waiting / "mine").write_text("here")
        try:
            make(root, tmp_path)
        finally:
            assert (waiting / "mine").is_file()
    make(root, tmp_path)
    assert [path.name for path in tmp_path.glob(".*")] == [LEDGER]


def test_what_a_killed_run_left_is_gone_after_the_next(root: Path, tmp_path: Path) -> None:
    program = (
        "import os, sys; from pathlib import Path; from examgen.writing.folder import held\n"
        "with held(Path(sys.argv[1])) as waiting: (waiting / 'exam-Z.tex').write_text('half'); os.kill(os.getpid(), 9)"
    )
    assert subprocess.run([sys.executable, "-c", program, str(tmp_path)], check=False).returncode
    assert (tmp_path / ".examgen" / "exam-Z.tex").is_file()
    make(root, tmp_path)
    assert [path.name for path in tmp_path.glob(".*")] == [LEDGER] and not (tmp_path / "exam-Z.tex").exists()


def test_a_place_that_cannot_be_locked_is_told(tmp_path: Path) -> None:
    (tmp_path / ".examgen").mkdir()
    (tmp_path / ".examgen" / "lock").mkdir()
    with pytest.raises(ContractError, match=r"cannot be written: .*choose another folder"), held(tmp_path):
        pass


def test_pages_whose_key_is_gone_are_set_aside_and_not_taken_for_those_of_a_new_exam(root: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    make(root, out)
    pdf = out / "exam-A.pdf"
    pdf.write_bytes(b"%PDF of the first exam\n%%EOF\n")
    (out / "key.json").rename(tmp_path / "key.json")
    (out / "exam-mine.tex").write_text("mine", encoding="utf-8")
    made = make(root, out, seed=4)
    assert made.moved == out / "before-1" and (made.moved / "exam-A.pdf").is_file() and not pdf.exists()
    assert (out / "exam-mine.tex").read_text(encoding="utf-8") == "mine"


@needs_tex
def test_a_pdf_of_somebody_else_does_not_pass_for_a_page_of_the_exam(root: Path, tmp_path: Path) -> None:
    (tmp_path / "exam-A.pdf").write_bytes(b"%PDF mine\n%%EOF\n")
    order = Order((layout("exam"),))
    made = produce(parse_blueprint(TEXT, file="small.toml"), open_bank(root), tmp_path, order, forms=2, jobs=1)
    assert made.moved == tmp_path / "before-1" and (made.moved / "exam-A.pdf").read_bytes() == b"%PDF mine\n%%EOF\n"
    assert (tmp_path / "exam-A.pdf").stat().st_size > 5000
    sheets = Order((layout("exam"),), sheets=True)
    for forms in (2, 2, 3):
        again = produce(parse_blueprint(TEXT, file="small.toml"), open_bank(root), tmp_path, sheets, forms=forms, jobs=1)
        assert again.kept >= 2 and again.moved is None


def test_what_a_stopped_run_began_to_move_is_moved_to_the_same_place(root: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    make(root, out)
    first = contents(out)
    (out / "before-1").mkdir()
    (out / "before-1" / ".examgen-moving").touch()
    (out / "exam-A.tex").rename(out / "before-1" / "exam-A.tex")  # stopped here: the key is still in its place
    assert make(root, out, seed=4).moved == out / "before-1"
    assert contents(out / "before-1") == first


@needs_tex
def test_what_somebody_changed_or_put_there_is_moved_before_its_name_is_taken(root: Path, tmp_path: Path) -> None:
    own, out = tmp_path / "look", tmp_path / "out"
    own.mkdir()
    (own / "cover.tex").write_text(r"Hello\par", encoding="utf-8")
    (own / "logo.txt.sty").write_text("% of the look", encoding="utf-8")
    blueprint, bank = parse_blueprint(TEXT, file="small.toml"), open_bank(root)

    def run(paper: Paper = "a4", look: bool = False) -> Produced:
        chosen = replace(open_look(own) if look else Look(), paper=paper)
        order = Order((layout("exam", chosen),), formats=("pdf", "html"), samples=True, sheets=True)
        return produce(blueprint, bank, out, order, forms=2, jobs=1)

    assert run().kept == 0 and run().kept == 4 and run().moved is None
    assert run("letter").moved is None and run("letter").kept == 4
    mine = {"exam-A.tex": "letter", "exam-A.pdf": "a4", "answers.pdf": "a4", "exam-B.html": "letter", "answers/A-right.json": "a4"}
    mine |= {"examgen.sty": "letter"}
    for number, (name, paper) in enumerate(mine.items(), 1):
        before, key = (out / name).read_bytes(), (out / "key.json").read_bytes()
        (out / name).write_bytes(before + b"\n%%EOF\n")
        made = run(paper)  # type: ignore[arg-type]
        moved = out / f"before-{number}"
        assert made.moved == moved and (moved / name).read_bytes() == before + b"\n%%EOF\n", name
        assert made.aside == (name,) and not made.earlier, name
        assert (out / "key.json").read_bytes() == key and (moved / "key.json").is_file()
        assert {path.name for path in moved.rglob("*") if path.is_file()} == {"key.json", Path(name).name}, name
    run("a4")
    (out / "exam-A.pdf").write_bytes((out / "exam-B.pdf").read_bytes())
    made = run("a4")
    assert made.aside == ("exam-A.pdf",) and made.kept == 3
    (out / "logo.txt.sty").write_text("% mine", encoding="utf-8")
    made = run(look=True)
    assert made.aside == ("logo.txt.sty",) and (made.moved / "logo.txt.sty").read_text() == "% mine"  # type: ignore[operator]
    (out / LEDGER).unlink()
    assert set(run("letter").aside) >= {"exam-A.pdf", "exam-B.tex"}


@pytest.mark.parametrize("text", ["", "garbage", "{}", "[]", '{"forms": {}}'])
def test_pages_go_with_a_key_that_cannot_be_read(root: Path, tmp_path: Path, text: str) -> None:
    make(root, tmp_path)
    first = contents(tmp_path)
    (tmp_path / "key.json").write_text(text, encoding="utf-8")
    made = make(root, tmp_path, seed=4)
    assert made.earlier and contents(tmp_path / "before-1") == first | {"key.json": text.encode()}


def test_decisions_about_answers_go_with_the_numbers_they_are_about(root: Path, tmp_path: Path) -> None:
    make(root, tmp_path, 2)
    (tmp_path / "rulings.csv").write_text("form,part\n", encoding="utf-8")
    make(root, tmp_path, 1)  # form B is asked no more, A is as it was
    assert (tmp_path / "rulings.csv").is_file() and (tmp_path / "before-1" / "rulings.csv").is_file()
    make(root, tmp_path, 1, seed=4)
    assert not (tmp_path / "rulings.csv").exists() and (tmp_path / "before-2" / "rulings.csv").is_file()


def test_pages_without_key_and_sources_are_known_by_the_ledger(root: Path, tmp_path: Path) -> None:
    make(root, tmp_path)
    order = Order((layout("exam"),), formats=("html",))
    blueprint, bank = parse_blueprint(TEXT, file="small.toml"), open_bank(root)
    out = tmp_path / "html"
    produce(blueprint, bank, out, order, seed=3, forms=2, jobs=1)
    first = (out / "exam-A.html").read_bytes()
    (out / "key.json").unlink()
    made = produce(blueprint, bank, out, order, seed=4, forms=2, jobs=1)
    assert made.moved == out / "before-1" and (out / "before-1" / "exam-A.html").read_bytes() == first


def test_nothing_is_moved_over_what_stands_in_a_folder_of_an_earlier_exam(root: Path, tmp_path: Path) -> None:
    (tmp_path / "before-1").mkdir()
    (tmp_path / "before-1" / "exam-A.tex").write_text("mine", encoding="utf-8")
    (tmp_path / "before-2").write_text("mine", encoding="utf-8")
    make(root, tmp_path)
    assert make(root, tmp_path, seed=4).moved == tmp_path / "before-3"
    assert (tmp_path / "before-1" / "exam-A.tex").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("name", ["exam-A.tex", "key.json", "answers.pdf", "examgen.sty", "answers", ".examgen"])
def test_what_stands_in_the_way_is_named_before_anything_moves(root: Path, tmp_path: Path, name: str) -> None:
    make(root, tmp_path)
    first = contents(tmp_path)
    if name == "answers":
        shutil.rmtree(tmp_path / name)
        (tmp_path / name).write_text("mine", encoding="utf-8")
    else:
        (tmp_path / name).unlink(missing_ok=True)
        (tmp_path / name).mkdir()
        (tmp_path / name / "mine").write_text("mine", encoding="utf-8")
    with pytest.raises(ContractError, match=rf"{name}: is .*; move it, or choose another folder"):
        make(root, tmp_path, seed=4)
    kept = {one: text for one, text in first.items() if one != name and not one.startswith(f"{name}/")}
    assert contents(tmp_path).items() >= kept.items() and not (tmp_path / "before-1").exists()


def test_a_link_that_leads_nowhere_is_moved(root: Path, tmp_path: Path) -> None:
    (tmp_path / "exam-A.tex").symlink_to(tmp_path / "gone")
    assert make(root, tmp_path).aside == ("exam-A.tex",)
    assert (tmp_path / "before-1" / "exam-A.tex").is_symlink()


def test_sheets_of_fewer_forms_do_not_stay(root: Path, tmp_path: Path) -> None:
    make(root, tmp_path, 2)
    order = Order((layout("exam"),), formats=("tex",))
    produce(parse_blueprint(TEXT, file="small.toml"), open_bank(root), tmp_path, order, seed=3, forms=3, jobs=1)
    assert not (tmp_path / "answers.tex").exists() and not (tmp_path / "differences.tex").exists()
    assert {path.name for path in (tmp_path / "before-1").iterdir()} == {"answers.tex", "differences.tex", "key.json"}


@needs_tex
def test_half_a_pdf_and_one_with_an_older_style_are_set_anew(root: Path, tmp_path: Path) -> None:
    own = tmp_path / "look"
    own.mkdir()
    (own / "cover.tex").write_text(r"Hello\par", encoding="utf-8")
    (own / "extra.sty").write_text("% one", encoding="utf-8")

    def run(*names: str) -> int:
        order = Order(tuple(layout(name, open_look(own)) for name in names))
        return produce(parse_blueprint(TEXT, file="small.toml"), open_bank(root), tmp_path / "out", order, forms=2, jobs=1).kept

    assert [run("exam", "solutions"), run("exam", "solutions")] == [0, 4]
    (tmp_path / "out" / "exam-A.pdf").write_bytes((tmp_path / "out" / "exam-A.pdf").read_bytes()[:1000])
    assert run("exam", "solutions") == 3
    (own / "extra.sty").write_text("% two", encoding="utf-8")
    assert [run("exam"), run("solutions"), run("solutions")] == [0, 0, 2]


def test_a_look_does_not_take_the_place_of_files_of_the_exam(root: Path, tmp_path: Path) -> None:
    own = tmp_path / "look"
    own.mkdir()
    (own / "cover.tex").write_text("Hello", encoding="utf-8")
    (own / "exam-A.pdf").write_bytes(b"%PDF old %%EOF")
    (own / "roster.csv").write_text("number,name", encoding="utf-8")
    order = Order((layout("exam", open_look(own)),), formats=("tex",))
    with pytest.raises(ContractError, match=r"exam-A.pdf: the look holds it, and it is a file of this exam"):
        produce(parse_blueprint(TEXT, file="small.toml"), open_bank(root), tmp_path / "out", order, forms=1)
    (own / "exam-A.pdf").unlink()
    produce(parse_blueprint(TEXT, file="small.toml"), open_bank(root), tmp_path / "out", order, forms=1)
    assert not (tmp_path / "out" / "roster.csv").exists()
    (own / "examgen.sty").write_text("", encoding="utf-8")
    with pytest.raises(ContractError, match=r"holds examgen\.sty"):
        open_look(own)
