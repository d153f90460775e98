"""All files of an exam: what is written when, and what is left when something goes wrong."""

from __future__ import annotations

import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pypdf
import pytest

from examgen import embedding
from examgen.bank import Bank, open_bank
from examgen.blueprint import Blueprint, parse_blueprint
from examgen.building import build_exam
from examgen.embedding import render
from examgen.errors import ContractError, DrawError, FamilyError, StoppedError, UnknownFamilyError
from examgen.exam import Exam, Form, Student
from examgen.grading.key import build_key, dump_key, load_key
from examgen.samples import sample_submissions
from examgen.scaffold import new_family
from examgen.writing.compile import compile_forms, write_tex
from examgen.writing.document import exam_document
from examgen.writing.html import form_html
from examgen.writing.layouts import Layout, layout, open_look
from examgen.writing.ledger import LEDGER
from examgen.writing.plain import form_text
from examgen.writing.production import Order, produce
from writing.tex import complete_engines

FOUND = complete_engines()
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)
needs_tex = pytest.mark.skipif(not FOUND, reason="there is no TeX on this machine")

TEXT = """
schema_version = 1
id = "small"
title = "Small exam"
course = "Demonstrations & more"
institution = "The institute"
seed = 3
[[sections]]
title = "First"
[[sections.problems]]
family = "demo/one"
[[sections]]
title = "Second"
[[sections.problems]]
family = "demo/two"
level = "hard"
"""
BOTH = (layout("exam"), layout("solutions"))


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bank")
    for name in ("demo/one", "demo/two"):
        for path, text in new_family(name).items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text, encoding="utf-8")
    (folder / "small.toml").write_text(TEXT, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def bank(root: Path) -> Bank:
    return open_bank(root, builtin=False)


@pytest.fixture
def blueprint() -> Blueprint:
    return parse_blueprint(TEXT, file="small.toml")


def names(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()} - {LEDGER}


@pytest.mark.parametrize("jobs", [1, 2])
def test_the_files_are_those_of_the_exam_as_a_whole(blueprint: Blueprint, bank: Bank, tmp_path: Path, jobs: int) -> None:
    exam = build_exam(blueprint, bank, forms=40)
    made = produce(blueprint, bank, tmp_path / "out", Order(BOTH, formats=("tex",), samples=True), forms=40, jobs=jobs)
    assert (tmp_path / "out" / "key.json").read_text(encoding="utf-8") == dump_key(build_key(exam))
    write_tex(exam, tmp_path / "whole")
    for path in (tmp_path / "whole").iterdir():
        assert (tmp_path / "out" / path.name).read_bytes() == path.read_bytes(), path.name
    assert len(list((tmp_path / "out" / "answers").iterdir())) == len(sample_submissions(exam, bank))
    assert {path.relative_to(tmp_path / "out").as_posix() for path in made.files} == names(tmp_path / "out")
    assert (made.points, made.problems, len(made.forms)) == ("6", 2, 40)


def test_the_key_of_personal_forms_says_whose_they_are(blueprint: Blueprint, bank: Bank, tmp_path: Path) -> None:
    students = {"4711": Student("4711", "Lovelace", "Ada"), "s_1": Student("s/1", "$x$ & #1")}
    produce(blueprint, bank, tmp_path, Order(BOTH, formats=("tex",)), students=students)
    assert load_key(tmp_path / "key.json").students == {"4711": "4711", "s/1": "s_1"}
    source = (tmp_path / "exam-s_1.tex").read_text(encoding="utf-8")
    assert r"\namefields{\$x\$ \& \#1}{}{s/1}" in source
    assert r"\studentis{4711}" in (tmp_path / "exam-4711.tex").read_text(encoding="utf-8")
    before = load_key(tmp_path / "key.json").forms
    again = dict(reversed(list(students.items())))  # the numbers of a form hang on its student, not on the order of the list
    produce(blueprint, bank, tmp_path, Order(BOTH, formats=("tex",)), students=again)
    assert load_key(tmp_path / "key.json").forms == before


def test_a_form_that_cannot_be_drawn_leaves_an_earlier_exam_as_it_was(bank: Bank, tmp_path: Path) -> None:
    produce(parse_blueprint(TEXT, file="small.toml"), bank, tmp_path, Order(BOTH, formats=("tex",)), forms=2)
    before = {name: (tmp_path / name).read_bytes() for name in names(tmp_path)}
    broken = parse_blueprint(TEXT.replace("seed = 3", "seed = 4"), file="small.toml")

    def stop(step: str, done: int, total: int, text: str) -> None:
        raise DrawError("form B, problem 1: stopped on purpose")

    with pytest.raises(DrawError, match="form B"):
        produce(broken, bank, tmp_path, Order(BOTH, formats=("tex",)), forms=2, tell=stop)
    assert {name: (tmp_path / name).read_bytes() for name in names(tmp_path)} == before


@needs_tex
def test_what_is_set_is_not_set_again_and_pages_of_another_exam_go(blueprint: Blueprint, bank: Bank, tmp_path: Path) -> None:
    produce(blueprint, bank, tmp_path, Order(BOTH), forms=3)
    stamp = (tmp_path / "exam-A.pdf").stat().st_mtime_ns
    (tmp_path / "solutions-B.pdf").unlink()  # as a run that was stopped would leave it
    made = produce(blueprint, bank, tmp_path, Order(BOTH), forms=3)
    assert made.kept == 5
    assert (tmp_path / "solutions-B.pdf").is_file() and (tmp_path / "exam-A.pdf").stat().st_mtime_ns == stamp
    more = produce(blueprint, bank, tmp_path, Order((layout("compact"),)), forms=3)
    assert (tmp_path / "exam-A.pdf").stat().st_mtime_ns == stamp and (tmp_path / "compact-C.pdf").is_file() and more.kept == 0
    other = produce(blueprint, bank, tmp_path, Order((layout("exam"),)), seed=9, forms=2)
    assert other.kept == 0
    assert sorted(path.name for path in tmp_path.glob("*.pdf")) == ["exam-A.pdf", "exam-B.pdf"]
    assert other.moved == tmp_path / "before-1" and len(list(other.moved.glob("*.pdf"))) == 9


def test_files_of_other_people_stay_whatever_they_are_called(blueprint: Blueprint, bank: Bank, tmp_path: Path) -> None:
    mine = {"exam-review.pdf", "solutions-hw1.tex", "compact-C.pdf", "exam-2025.txt", "large-data.html", "answers/ann-right.json"}
    (tmp_path / "answers").mkdir()
    for name in mine:
        (tmp_path / name).write_text(name, encoding="utf-8")
    (tmp_path / "key.json").write_text('{"forms": 3}', encoding="utf-8")
    produce(blueprint, bank, tmp_path, Order(BOTH, formats=("tex",), samples=True), forms=2)
    produce(blueprint, bank, tmp_path, Order(BOTH, formats=("tex",), samples=True), seed=8, forms=1)
    assert {name for name in names(tmp_path) if name in mine} == mine
    assert all((tmp_path / name).read_text(encoding="utf-8") == name for name in mine)
    assert (tmp_path / "before-1" / "key.json").read_text(encoding="utf-8") == '{"forms": 3}'  # none of ours
    assert {name.split("/")[0] for name in names(tmp_path) if "-B" in name} == {"before-2"}


@needs_tex
def test_progress_moves_while_tex_runs(blueprint: Blueprint, bank: Bank, tmp_path: Path) -> None:
    steps: list[int] = []

    def tell(step: str, done: int, count: int, text: str) -> None:
        assert 0 <= done <= count
        if step == "typesetting":
            steps.append(done)

    produce(blueprint, bank, tmp_path, Order((layout("exam"),)), forms=230, jobs=1, tell=tell)
    assert steps == sorted(steps) and steps[-1] == 230 and any(0 < done < 230 for done in steps)


@needs_tex
def test_the_sheets_have_a_page_for_each_form_and_the_numbers_that_differ(blueprint: Blueprint, bank: Bank, tmp_path: Path) -> None:
    made = produce(blueprint, bank, tmp_path, Order((layout("compact"),), sheets=True), forms=3)
    assert not made.faults
    pages = [page.extract_text() for page in pypdf.PdfReader(tmp_path / "answers.pdf").pages]
    assert len(pages) == 3
    key = load_key(tmp_path / "key.json")
    for text, (name, form) in zip(pages, key.forms.items(), strict=True):
        assert f"Answers of form {name}" in text
        assert all(part.key in text for problem in form.problems for part in problem.parts)
    differences = " ".join(page.extract_text() for page in pypdf.PdfReader(tmp_path / "differences.pdf").pages)
    for name in key.forms:
        assert f"{name} " in differences
    assert "demo/one" in differences
    assert sheet_outline(tmp_path / "answers.pdf") == ("Demonstrations & more - Small exam - answers", ["Form A", "Form B", "Form C"])
    title, problems = sheet_outline(tmp_path / "differences.pdf")
    assert title == "Demonstrations & more - Small exam - differences" and [one.partition(" ")[0] for one in problems] == ["1", "2"]


def sheet_outline(path: Path) -> tuple[str, list[str]]:
    reader = pypdf.PdfReader(path)
    assert reader.metadata is not None and reader.metadata.author == "The institute"
    return reader.metadata.title or "", [str(one["/Title"]) for one in reader.outline]  # type: ignore[index]


def faulty_bank(root: Path, folder: Path, change: Callable[[str], str]) -> Bank:
    for path in root.rglob("*.*"):
        target = folder / path.relative_to(root)
        target.parent.mkdir(parents=True, exist_ok=True)
        text = path.read_text(encoding="utf-8")
        target.write_text(change(text) if path.name == "two.md" else text, encoding="utf-8")
    return open_bank(folder, builtin=False)


@needs_tex
def test_an_error_of_tex_is_told_with_form_problem_family_and_line_and_the_other_forms_are_set(
    root: Path, blueprint: Blueprint, tmp_path: Path
) -> None:
    broken = faulty_bank(
        root, tmp_path / "bank", lambda text: text.replace("\n\nA linear", "\n\n{% if w > 4 %}Let $\\mathbbm x$ be.{% endif %}\n\nA linear")
    )
    made = produce(blueprint, broken, tmp_path / "out", Order((layout("exam"),)), forms=8)
    set_forms = {name.removeprefix("exam-").removesuffix(".pdf") for name in names(tmp_path / "out") if name.endswith(".pdf")}
    sources = {name: (tmp_path / "out" / f"exam-{name}.tex").read_text(encoding="utf-8") for name in made.forms}
    assert set_forms == {name for name, text in sources.items() if "mathbbm" not in text}
    assert 0 < len(set_forms) < 8
    (fault,) = made.faults
    first = next(name for name in made.forms if name not in set_forms)
    assert fault.startswith(f"exam, form {first} (and ")
    assert "problem 2 (demo/two): TeX says 'Undefined control sequence' near '\\mathbbm'" in fault
    assert fault.endswith("two.md, line 3")


@needs_tex
@pytest.mark.parametrize(
    ("formula", "says"),
    [
        ("x^{{ w }}^3", "Double superscript"),
        ("x^2^3", "Double superscript"),
        ("a & {{ w }}", "Misplaced alignment tab character &"),
        (r"\frac{1}{{ w }}_2_3", "Double subscript"),
        (r"\frac1", "Missing } inserted"),
        (r"\sqrt", "Missing { inserted"),
        (r"\text{x_1}", "Missing $ inserted"),
        (r"\~", "Improper \\spacefactor"),
        (r"\left x x\right y", "Missing delimiter (. inserted)"),
    ],
)
def test_the_line_of_a_fault_without_a_command_is_found_and_all_forms_and_layouts_share_a_sentence(
    root: Path, blueprint: Blueprint, tmp_path: Path, formula: str, says: str
) -> None:
    broken = faulty_bank(root, tmp_path / "bank", lambda text: text.replace("A linear", f"Note ${formula}$.\n\nA linear", 1))
    made = produce(blueprint, broken, tmp_path / "out", Order(BOTH), forms=3)
    (fault,) = made.faults
    assert fault.startswith(f"exam and solutions, form A (and B, C), problem 2 (demo/two): TeX says '{says}")
    assert fault.endswith("two.md, line 3")


OWN = r"\documentclass{article}\n\VAR{preamble}\n\begin{document}\n\VAR{forms}\n\end{document}".replace(r"\n", "\n")


@needs_tex
@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        (
            "preamble.tex",
            "\\newcommand\\q{1}\n\\nosuch",
            "before the first page: TeX says 'Undefined control sequence' near '\\nosuch'; it stands in {}, line 2",
        ),
        (
            "document.tex",
            OWN.replace("\\begin", "\\nosuch\\begin", 1),
            "before the first page: TeX says 'Undefined control sequence' near '\\nosuch'; it stands in {}, line 3",
        ),
        (
            "cover.tex",
            "Hello\n\n\\nosuch",
            "form A (and B), cover: TeX says 'Undefined control sequence' near '\\nosuch'; it stands in {}, line 3",
        ),
        ("own.cls", "\\LoadClass{article}\n\\nosuch", "{}, line 2: TeX says 'Undefined control sequence' near '\\nosuch'"),
    ],
)
def test_a_fault_of_a_look_names_its_file_and_line(
    root: Path, blueprint: Blueprint, tmp_path: Path, file: str, text: str, said: str
) -> None:
    own = tmp_path / "look"
    own.mkdir()
    (own / file).write_text(text, encoding="utf-8")
    if file == "own.cls":
        (own / "look.toml").write_text('class = "own"', encoding="utf-8")
    made = produce(blueprint, open_bank(root), tmp_path / "out", Order((layout("exam", open_look(own)),)), forms=2)
    assert made.faults == (f"exam, {said.format(own / file)}",)


@needs_tex
@pytest.mark.parametrize("more", [r"\setcounter{page}{7}", r"\addtocounter{page}{-1}", r"\pagenumbering{roman}"])
def test_forms_are_cut_at_their_own_pages_whatever_the_counter_says(root: Path, blueprint: Blueprint, tmp_path: Path, more: str) -> None:
    own = tmp_path / "look"
    own.mkdir()
    (own / "cover.tex").write_text(rf"COVER\VAR{{form}}\clearpage{more}", encoding="utf-8")
    produce(blueprint, open_bank(root), tmp_path / "out", Order((layout("exam", open_look(own)),)), forms=3)
    for form in "ABC":
        pages = [page.extract_text() for page in pypdf.PdfReader(tmp_path / "out" / f"exam-{form}.pdf").pages]
        assert len(pages) > 1 and f"COVER{form}" in pages[0] and all(f"Form {form} " in page for page in pages)


@needs_tex
@pytest.mark.parametrize("where", ["TITLE\\clearpage\n\\VAR{forms}", "\\VAR{forms}\nFORMULAS"])
def test_pages_that_belong_to_no_form_stop_the_layout(root: Path, blueprint: Blueprint, tmp_path: Path, where: str) -> None:
    own = tmp_path / "look"
    own.mkdir()
    (own / "document.tex").write_text(OWN.replace("\\VAR{forms}", where), encoding="utf-8")
    made = produce(blueprint, open_bank(root), tmp_path / "out", Order((layout("exam", open_look(own)),)), forms=2)
    (fault,) = made.faults
    assert "of which" in fault and "belongs to none" in fault and not list((tmp_path / "out").glob("*.pdf"))


@needs_tex
def test_a_brace_that_a_cover_leaves_open_is_told(root: Path, blueprint: Blueprint, tmp_path: Path) -> None:
    own = tmp_path / "look"
    own.mkdir()
    (own / "cover.tex").write_text("{\\LARGE Hello\\par", encoding="utf-8")
    made = produce(blueprint, open_bank(root), tmp_path / "out", Order((layout("exam", open_look(own)),)), forms=1)
    (fault,) = made.faults
    assert "A brace that was opened before this is not closed" in fault and fault.endswith(str(own / "cover.tex"))


ASKED = r"\VAR{stem}\BLOCK{for part in parts}\VAR{part.text}\VAR{part.options}\BLOCK{endfor}"
FAULTY_LOOKS = [
    ("preamble.tex", r"\newcommand\x{a", "File ended while scanning use of", "Look at {own}/preamble.tex."),
    ("problem.tex", ASKED + "\n\\qpart{a", "File ended while scanning use of", "It stands in {own}/problem.tex, line 2."),
    ("cover.tex", "Hello\n\\stop", "ended without a PDF", "It stands in {own}/cover.tex, line 2."),
    ("cover.tex", "Hello\n\\end{document}", "The document ends before the form does", "it stands in {own}/cover.tex, line 2"),
    ("cover.tex", "\n\\includegraphics{logo.pdf}", "failed: logo.pdf", "({own}/cover.tex, line 2)"),
]


@needs_tex
@pytest.mark.parametrize(("file", "text", "said", "place"), FAULTY_LOOKS)
def test_what_stops_tex_in_a_look_is_told_with_its_file(
    root: Path, blueprint: Blueprint, tmp_path: Path, file: str, text: str, said: str, place: str
) -> None:
    own = tmp_path / "look"
    own.mkdir()
    (own / file).write_text(text, encoding="utf-8")
    (own / "logo.pdf").write_text("no picture", encoding="utf-8")
    made = produce(blueprint, open_bank(root), tmp_path / "out", Order((layout("exam", open_look(own)),)), forms=1)
    (fault,) = made.faults
    assert said in fault and fault.endswith(place.format(own=own))
    assert not (tmp_path / "out" / "exam-A.pdf").exists()


def test_templates_of_a_look_reach_nothing_but_what_they_are_given(root: Path, blueprint: Blueprint, tmp_path: Path) -> None:
    own = tmp_path / "look"
    own.mkdir()
    (own / "cover.tex").write_text(r"\VAR{cycler.__init__.__globals__.os.system(" + f"'touch {tmp_path}/made'" + ")}", encoding="utf-8")
    with pytest.raises(ContractError, match=r"cover\.tex"):
        produce(blueprint, open_bank(root), tmp_path / "out", Order((layout("exam", open_look(own)),), formats=("tex",)), forms=1)
    assert not (tmp_path / "made").exists()


@needs_tex
def test_a_picture_that_is_not_there_is_no_missing_package(root: Path, blueprint: Blueprint, tmp_path: Path) -> None:
    own = tmp_path / "look"
    own.mkdir()
    (own / "cover.tex").write_text(r"\includegraphics{logo}", encoding="utf-8")
    made = produce(blueprint, open_bank(root), tmp_path / "out", Order((layout("exam", open_look(own)),)), forms=1)
    said = f"exam.tex: the look asks for logo, which is not in {own}; put it there, or let the look do without it"
    assert made.faults == (f"{said} ({own / 'cover.tex'}, line 1)",)


@needs_tex
def test_a_look_keeps_its_pictures_in_folders_and_no_exam_among_them(root: Path, blueprint: Blueprint, tmp_path: Path) -> None:
    own = tmp_path / "look"
    for folder in ("img", ".git", "old"):
        (own / folder).mkdir(parents=True)
        (own / folder / "logo.png").write_bytes(PIXEL)
    (own / "old" / "key.json").write_text("{}", encoding="utf-8")
    (own / "cover.tex").write_text(r"\includegraphics{img/logo}", encoding="utf-8")
    made = produce(blueprint, open_bank(root), tmp_path / "out", Order((layout("exam", open_look(own)),)), forms=1)
    assert not made.faults and (tmp_path / "out" / "img" / "logo.png").read_bytes() == PIXEL
    assert not (tmp_path / "out" / "old").exists() and not (tmp_path / "out" / ".git").exists()
    assert len(pypdf.PdfReader(tmp_path / "out" / "exam-A.pdf").pages[0].images) == 1


def test_a_run_that_fails_after_it_moved_an_exam_tells_where_that_is(blueprint: Blueprint, bank: Bank, tmp_path: Path) -> None:
    order = Order(BOTH, formats=("tex",))
    produce(blueprint, bank, tmp_path, order, forms=1, seed=1)
    (tmp_path / "examgen.sty").unlink()
    (tmp_path / ".examgen.sty.part").mkdir()  # its name while it is written
    with pytest.raises(ContractError, match=r"before is in .*before-1, with its key"):
        produce(blueprint, bank, tmp_path, order, forms=1, seed=2)
    assert (tmp_path / "before-1" / "key.json").is_file()


def test_what_killed_runs_of_tex_left_goes_after_hours(tmp_path: Path) -> None:
    old, fresh, other = (tmp_path / name for name in ("examgen-tex-abcd_123", "examgen-tex-abcd_124", "examgen-mine"))
    for folder in (old, fresh, other):
        folder.mkdir()
    for folder in (old, other):
        os.utime(folder, (time.time() - 30_000,) * 2)
    tell = "from examgen.writing.typesetting import _workplace\nwith _workplace('x') as made: print(made)"
    done = subprocess.run(
        [sys.executable, "-c", tell], env={**os.environ, "TMPDIR": str(tmp_path)}, capture_output=True, text=True, check=True
    )
    assert Path(done.stdout.strip()).parent == tmp_path
    assert {path.name for path in tmp_path.iterdir()} == {fresh.name, other.name}


@pytest.mark.parametrize("rule", ["return 1 / 0", "return w.nothing", "return nothing > 2"])
def test_a_rule_that_fails_is_told_with_its_file(root: Path, blueprint: Blueprint, tmp_path: Path, rule: str) -> None:
    faulty_bank(root, tmp_path / "bank", lambda text: text)
    file = tmp_path / "bank" / "problem_templates" / "demo" / "two.py"
    more = f'\n\nfrom examgen.authoring import require\n\n\n@require\ndef _(w):\n    """it holds"""\n    {rule}\n'
    file.write_text(file.read_text(encoding="utf-8") + more, encoding="utf-8")
    with pytest.raises(FamilyError, match=r"two\.py: rule 'it holds' fails: (?:ZeroDivision|Attribute|Name)Error"):
        produce(blueprint, open_bank(tmp_path / "bank", builtin=False), tmp_path / "out", Order(BOTH, formats=("tex",)), forms=1)


def test_a_dollar_sign_without_a_partner_and_a_symbol_that_is_no_formula_are_refused(
    root: Path, blueprint: Blueprint, tmp_path: Path
) -> None:
    broken = faulty_bank(
        root, tmp_path / "bank", lambda text: text.replace("A linear", r"It costs \$5 and $x here.\n\nA linear".replace(r"\n", "\n"), 1)
    )
    with pytest.raises(FamilyError, match=r"two\.md: line 3: a dollar sign has no partner in 'It costs .\$5 and \$x here"):
        produce(blueprint, broken, tmp_path / "out", Order(BOTH, formats=("tex",)), forms=1)
    faulty_bank(root, tmp_path / "other", lambda text: text)
    file = tmp_path / "other" / "problem_templates" / "demo" / "two.py"
    file.write_text(file.read_text(encoding="utf-8").replace('tex="w"', 'tex="w_{1"'), encoding="utf-8")
    with pytest.raises(FamilyError, match=r"two\.py: the symbol of 'w' is no formula: 'w_\{1'"):
        open_bank(tmp_path / "other", builtin=False).family("demo/two")


@needs_tex
def test_wording_of_a_stranger_reads_and_writes_no_file(root: Path, blueprint: Blueprint, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("TOPSECRET")
    hostile = f"\\input{{{tmp_path}/secret.txt}} \\openout5={tmp_path}/made.txt \\write18{{ls}}"
    broken = faulty_bank(root, tmp_path / "bank", lambda text: text.replace("A linear", f"{hostile}\n\nA linear", 1))
    made = produce(blueprint, broken, tmp_path / "out", Order((layout("exam"),)), forms=1)
    assert not made.faults
    text = " ".join(page.extract_text() for page in pypdf.PdfReader(tmp_path / "out" / "exam-A.pdf").pages)
    assert "TOPSECRET" not in text and "secret.txt" in text
    assert not (tmp_path / "made.txt").exists()


REFUSED = {
    r"\input{secret}": r"the command \input is not one of those that a formula may have",
    r"\text{\UseName{input}{secret}}": r"the command \UseName is not one of those that a formula may have",
    r"\text{\InputIfFileExists{article.cls}{}{}}": r"the command \InputIfFileExists is not one of those that a formula may have",
    r"\number\pdffilesize{exam.tex}": r"the command \number is not one of those that a formula may have",
    r"\def\q{3}\q": r"the command \def is not one of those",
    r"\openout5=x \write5{x}": r"the command \openout is not one of those",
    r"\bgroup x": r"the command \bgroup is not one of those",
    r"\argmax x": r"the command \argmax is not one of those that a formula may have; \operatorname{argmax} is",
    r"\alhpa + 1": r"the command \alhpa is not one of those that a formula may have; \alpha is",
    r"\frac{1}{2": "an opening brace { is not closed",
    r"2} + x": "a closing brace } has no opening one",
    r"\begin{array}{c}x": r"\begin{array} has no \end{array}",
    r"\begin{tabular}x\end{tabular}": "the environment tabular is not allowed",
    r"\left(x": r"\left and \right do not pair up",
    "α + 1": "TeX has no 'α' (U+03B1, Greek small letter alpha) there; write the command",
}


@pytest.mark.parametrize("formula", REFUSED)
def test_a_formula_that_cannot_be_set_is_refused_with_reason_and_line(
    root: Path, blueprint: Blueprint, tmp_path: Path, formula: str
) -> None:
    broken = faulty_bank(root, tmp_path / "bank", lambda text: text.replace("A linear", f"Note ${formula}$.\n\nA linear", 1))
    with pytest.raises(FamilyError, match=re.escape(f"two.md: line 3: the formula ${formula}$ cannot be set: {REFUSED[formula]}")):
        produce(blueprint, broken, tmp_path / "out", Order((layout("exam"),), formats=("tex",)), forms=1)
    assert not list((tmp_path / "out").iterdir())


UNREAD = {
    "x^2^3": "duplicate subscript or superscript",
    r"\mathbbm{1}": r"unknown command '\mathbbm'",
    "a & b": "found '&', which may only appear in a table-like environment",
    r"\frac{1}": "expected argument but reached end of input",
}


@pytest.mark.parametrize("formula", UNREAD)
@pytest.mark.parametrize("format_", ["html", "text"])
def test_a_formula_that_html_cannot_say_is_refused_there(
    root: Path, blueprint: Blueprint, tmp_path: Path, formula: str, format_: str
) -> None:
    broken = faulty_bank(root, tmp_path / "bank", lambda text: text.replace("A linear", f"Note ${formula}$.\n\nA linear", 1))
    with pytest.raises(FamilyError, match=re.escape(f"two.md: line 3: the formula ${formula}$ cannot be read: {UNREAD[formula]}")):
        produce(blueprint, broken, tmp_path / "out", Order((layout("exam"),), formats=(format_,)), forms=1)
    assert not list((tmp_path / "out").iterdir())


def test_a_letter_that_tex_lacks_is_refused_in_print_and_taken_in_html(root: Path, blueprint: Blueprint, tmp_path: Path) -> None:
    broken = faulty_bank(root, tmp_path / "bank", lambda text: text.replace("A linear", "По-русски.\n\nA linear", 1))
    said = "two.md: line 3: the fonts of TeX lack 'П' (U+041F, Cyrillic capital letter pe), 'о' (U+043E"
    with pytest.raises(FamilyError, match=re.escape(said)):
        produce(blueprint, broken, tmp_path / "out", Order((layout("exam"),), formats=("tex",)), forms=1)
    produce(blueprint, broken, tmp_path / "out", Order((layout("exam"),), formats=("html",)), forms=1)
    assert "По-русски." in (tmp_path / "out" / "exam-A.html").read_text(encoding="utf-8")


def test_a_refused_formula_is_refused_from_python_too(root: Path, blueprint: Blueprint, tmp_path: Path) -> None:
    broken = faulty_bank(root, tmp_path / "bank", lambda text: text.replace("A linear", f"Note ${next(iter(REFUSED))}$.\n\nA linear", 1))
    exam = build_exam(blueprint, broken, forms=1)
    form = exam.forms[0]
    ways: tuple[Callable[[], object], ...] = (
        lambda: write_tex(exam, tmp_path / "out"),
        lambda: compile_forms(exam, "exam", tmp_path / "out"),
        lambda: exam_document(exam),
        lambda: form_html(exam, form, "exam"),
        lambda: form_text(exam, form, "solutions"),
        lambda: render(form.problems[1].instance, "html"),
    )
    for way in ways:
        with pytest.raises(FamilyError, match=r"demo/two: the formula \$.input\{secret\}\$ cannot be set: the command .input is not"):
            way()
    assert not (tmp_path / "out").exists()

@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"instructions": ("Use $x_{1$.",)}, "instructions[0]: the formula $x_{1$ cannot be set: an opening brace { is not closed"),
        ({"conventions": (("log", r"$\strut$"),)}, r"conventions[0]: the formula $\strut$ cannot be read: unknown command '\strut'"),
        ({"instructions": ("Bring 5$.",)}, "instructions[0]: a dollar sign has no partner in 'Bring 5$.'"),
    ],
)
def test_a_formula_around_the_problems_is_refused_with_its_field(
    blueprint: Blueprint, bank: Bank, tmp_path: Path, change: dict[str, object], said: str
) -> None:
    with pytest.raises(ContractError, match=re.escape(said)):
        produce(blueprint.model_copy(update=change), bank, tmp_path, Order((layout("exam"),), formats=("html",)), forms=1)
    exam = replace(build_exam(blueprint, bank, forms=1), **change)  # type: ignore[arg-type]
    with pytest.raises(ContractError, match=re.escape(said)):
        form_html(exam, "A", "exam")


def test_layouts_are_taken_by_name_and_odd_forms_refused(blueprint: Blueprint, bank: Bank, tmp_path: Path) -> None:
    exam = build_exam(blueprint, bank, forms=1)
    assert exam_document(exam, "large").dumps() == exam_document(exam, layout("large")).dumps()
    assert [path.name for path in write_tex(exam, tmp_path, layouts="compact")][:1] == ["compact-A.tex"]
    with pytest.raises(ContractError, match="forms: is a number of forms or a sequence of their names, not 2"):
        embedding.build_exam(blueprint, bank=bank, forms=2.5)  # type: ignore[arg-type]
    with pytest.raises(ContractError, match="forms: cannot be given together with students"):
        embedding.build_exam(blueprint, bank=bank, forms=2, students={"1": Student("1", "", "")})


@pytest.mark.parametrize("write", [form_html, form_text])
def test_an_unknown_kind_of_form_is_told_with_those_that_there_are(
    blueprint: Blueprint, bank: Bank, write: Callable[[Exam, Form, str], str]
) -> None:
    exam = build_exam(blueprint, bank, forms=1)
    with pytest.raises(UnknownFamilyError, match="no kind of form is named 'solution'; did you mean solutions"):
        write(exam, exam.forms[0], "solution")
    with pytest.raises(UnknownFamilyError, match="no form is named 'B'; known: A"):
        write(exam, "B", "exam")  # type: ignore[arg-type]
    assert write(exam, "A", "exam") == write(exam, exam.forms[0], "exam")  # type: ignore[arg-type]


def command(root: Path, out: Path, *more: str) -> list[str]:
    fixed = ["--bank", str(root), "--out", str(out), "--jobs", "1", "--layout", "exam", *more]
    return [sys.executable, "-m", "examgen", "exam", str(root / "small.toml"), *fixed]


@needs_tex
def test_a_run_that_is_killed_leaves_no_half_pdf_and_the_next_one_goes_on(root: Path, tmp_path: Path) -> None:
    whole = subprocess.run(command(root, tmp_path / "whole", "--forms", "30"), capture_output=True, check=True)
    assert whole.returncode == 0
    out = tmp_path / "killed"
    running = subprocess.Popen(
        command(root, out, "--forms", "30"), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    until = time.monotonic() + 60
    while not any(out.glob("exam-*.pdf")) and time.monotonic() < until and running.poll() is None:
        time.sleep(0.002)
    os.killpg(running.pid, signal.SIGKILL)
    running.wait()
    for path in out.glob("exam-*.pdf"):
        assert path.read_bytes().endswith(b"%%EOF\n")
    subprocess.run(command(root, out, "--forms", "30"), capture_output=True, check=True)
    assert {name for name in names(out) if name.endswith((".pdf", ".tex", ".json")) and not name.startswith(".")} == {
        name for name in names(tmp_path / "whole") if name.endswith((".pdf", ".tex", ".json"))
    }
    for path in out.glob("*.pdf"):  # the fonts in a file depend on what was set with it, the pages do not
        mine, other = (pypdf.PdfReader(one).pages for one in (path, tmp_path / "whole" / path.name))
        assert [page.extract_text() for page in mine] == [page.extract_text() for page in other]


@pytest.mark.skipif(sys.platform == "win32", reason="the system asks programs to end by signals of POSIX")
@needs_tex
def test_a_run_that_is_asked_to_end_leaves_neither_temporary_files_nor_tex(root: Path, tmp_path: Path) -> None:
    place = tmp_path / "temporary"
    place.mkdir()
    environment = {**os.environ, "TMPDIR": str(place)}
    running = subprocess.Popen(command(root, tmp_path / "out", "--forms", "400"), env=environment, start_new_session=True)
    until = time.monotonic() + 60
    while not any(place.glob("examgen-tex-*/exam.log")) and time.monotonic() < until and running.poll() is None:
        time.sleep(0.002)
    running.terminate()
    assert running.wait(20) == 143
    assert not list(place.iterdir())


@pytest.mark.skipif(sys.platform == "win32", reason="processes are killed by signals of POSIX")
def test_a_process_that_is_stopped_from_outside_is_told_in_a_line(root: Path, tmp_path: Path) -> None:
    bank = tmp_path / "bank"
    faulty_bank(root, bank, lambda text: text)
    family = bank / "problem_templates" / "demo" / "two.py"
    end = (
        "\n\n@require\ndef ends_the_process(w):\n    import os\n    from multiprocessing import parent_process\n"
        "    if parent_process():\n        os.kill(os.getpid(), 9)\n    return True\n"
    )
    text = family.read_text(encoding="utf-8").replace("from examgen.authoring import ", "from examgen.authoring import require, ", 1)
    family.write_text(text + end, encoding="utf-8")
    order = Order(BOTH, formats=("tex",))
    with pytest.raises(StoppedError, match=r"was stopped from outside.*--jobs 1"):
        produce(parse_blueprint(TEXT, file="small.toml"), open_bank(bank), tmp_path / "out", order, forms=40, jobs=2)
    assert not list((tmp_path / "out").iterdir())


def test_a_folder_that_cannot_be_written_is_named(blueprint: Blueprint, bank: Bank, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(ContractError, match=r"file/out: cannot be written: .*choose another folder"):
        produce(blueprint, bank, tmp_path / "file" / "out", Order(BOTH, formats=("tex",)), forms=1)


@pytest.mark.skipif(sys.platform == "win32", reason="limits of the size of files are POSIX")
def test_a_full_disk_is_told_without_traceback_and_leaves_nothing(root: Path, tmp_path: Path) -> None:
    def full() -> None:  # a file may not grow beyond this: writing fails as it does on a full disk
        resource.setrlimit(resource.RLIMIT_FSIZE, (4_000, 4_000))

    done = subprocess.run(
        command(root, tmp_path / "out", "--forms", "4", "--format", "tex"), capture_output=True, text=True, preexec_fn=full, check=False
    )
    assert done.returncode == 2
    assert "cannot be written" in done.stderr and "Traceback" not in done.stderr
    assert names(tmp_path / "out") == set()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 300 kB, where this process may make one."""
    disk = tmp_path / "disk"
    disk.mkdir()
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=300k", "tmpfs", str(disk)], capture_output=True, check=False)
    if done.returncode:
        pytest.skip("needs the right to mount a disk")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


@needs_tex
@pytest.mark.skipif(shutil.which("mount") is None, reason="needs a program to mount a disk")
def test_a_full_disk_is_told_with_its_folder_whether_it_is_for_the_exam_or_for_tex(root: Path, tmp_path: Path, small_disk: Path) -> None:
    full = subprocess.run(command(root, small_disk / "out", "--forms", "40"), capture_output=True, text=True, check=False)
    assert full.returncode == 2 and "No space left on device; make room on the disk" in full.stderr
    assert not list(small_disk.glob("out/*.pdf"))
    for kept in (90_000, 10_000):  # enough for the source, or not even for that
        (small_disk / "filler").write_bytes(bytes(300_000 - kept))
        working = {**os.environ, "TMPDIR": str(small_disk)}
        done = subprocess.run(command(root, tmp_path / "out", "--forms", "1"), capture_output=True, text=True, check=False, env=working)
        assert done.returncode == 1 and "Traceback" not in done.stderr
        assert f"the folder {small_disk} for temporary files cannot be used" in done.stderr and "TMPDIR" in done.stderr
        shutil.rmtree(tmp_path / "out")


@pytest.mark.parametrize("name", ["exam", "booklet"])
def test_sources_do_not_depend_on_what_else_is_printed(blueprint: Blueprint, bank: Bank, tmp_path: Path, name: str) -> None:
    every = tuple(Layout(one) for one in ("solutions", "exam", "compact", "booklet", "large"))  # type: ignore[arg-type]
    produce(blueprint, bank, tmp_path / "every", Order(every, formats=("tex",)), forms=1)
    produce(blueprint, bank, tmp_path / "one", Order((layout(name),), formats=("tex",)), forms=1)
    assert (tmp_path / "every" / f"{name}-A.tex").read_bytes() == (tmp_path / "one" / f"{name}-A.tex").read_bytes()


@needs_tex
def test_a_package_that_the_look_needs_and_no_tex_has_is_told_once_for_each_document(root: Path, tmp_path: Path) -> None:
    own = tmp_path / "look"
    own.mkdir()
    (own / "preamble.tex").write_text("\\usepackage{notonthismachine}\n", encoding="utf-8")
    blueprint, bank = parse_blueprint(TEXT, file="small.toml"), open_bank(root)
    order = Order((layout("exam", open_look(own)),))
    made = produce(blueprint, bank, tmp_path / "out", order, forms=2)
    (fault,) = made.faults
    assert fault.startswith(f"exam.tex: no TeX of this machine has notonthismachine.sty; put it into {own}")
    (own / "notonthismachine.sty").write_text("\\ProvidesPackage{notonthismachine}\n", encoding="utf-8")
    made = produce(blueprint, bank, tmp_path / "out", Order((layout("exam", open_look(own)),)), forms=2)
    assert not made.faults and (tmp_path / "out" / "exam-B.pdf").is_file()


# --- formats that need no TeX ----------------------------------------------------------------------------------------------


def test_html_and_text_of_every_form_are_those_of_the_library(root: Path, tmp_path: Path) -> None:
    blueprint, bank = parse_blueprint(TEXT, file="small.toml"), open_bank(root)
    made = produce(blueprint, bank, tmp_path, Order((*BOTH, layout("large")), formats=("html", "text")), forms=2)
    written = [f"{kind}-{form}.{ending}" for form in "AB" for kind in ("exam", "solutions") for ending in ("html", "txt")]
    assert sorted(path.name for path in made.files) == sorted(["key.json", *written])
    assert names(tmp_path) == {"key.json", *written}
    exam = build_exam(blueprint, bank, forms=2)
    for form in exam.forms:
        for kind in ("exam", "solutions"):
            assert (tmp_path / f"{kind}-{form.name}.html").read_text(encoding="utf-8") == form_html(exam, form, kind)
            assert (tmp_path / f"{kind}-{form.name}.txt").read_text(encoding="utf-8") == form_text(exam, form, kind)


def test_pages_of_another_format_stay_as_long_as_the_exam_is_the_same(root: Path, tmp_path: Path) -> None:
    blueprint, bank = parse_blueprint(TEXT, file="small.toml"), open_bank(root)

    def pages() -> set[str]:
        return {path.name for path in tmp_path.glob("[!.]*")} - {"key.json", "examgen.sty"}

    produce(blueprint, bank, tmp_path, Order((layout("exam"),), formats=("html",)), forms=2)
    produce(blueprint, bank, tmp_path, Order((layout("exam"),), formats=("text", "tex")), forms=2)
    assert pages() == {f"exam-{form}.{ending}" for form in "AB" for ending in ("html", "txt", "tex")}
    produce(blueprint, bank, tmp_path, Order((layout("exam"),), formats=("text",)), forms=1)
    assert pages() == {"exam-A.txt", "exam-A.html", "exam-A.tex", "before-1"}  # form A is the same, form B is asked no more
