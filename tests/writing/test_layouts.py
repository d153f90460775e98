"""Layouts and looks: what each prints, that it fits, and what an instructor's own templates may do."""

from __future__ import annotations

import re
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pikepdf
import pypdf
import pytest

from examgen.errors import ContractError, UnknownFamilyError
from examgen.exam import Form, Section, Student
from examgen.grading.key import build_key
from examgen.writing.beside import beside
from examgen.writing.codes import form_code
from examgen.writing.compile import compile_forms, write_tex
from examgen.writing.document import document_tex, exam_document
from examgen.writing.layouts import LAYOUTS, Layout, Look, layout, open_look, template_text
from examgen.writing.typesetting import typeset_with_log
from writing.sample_exam import EXAM
from writing.tex import complete_engines

FOUND = complete_engines()
needs_tex = pytest.mark.skipif(not FOUND, reason="there is no TeX on this machine")
_MM = 72 / 25.4


def text_of(path: Path) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(path).pages)


@needs_tex
@pytest.mark.parametrize("paper", ["a4", "letter"])
@pytest.mark.parametrize("name", LAYOUTS)
def test_every_layout_fits_its_sheet(name: str, paper: str) -> None:
    chosen = layout(name, Look(paper=paper))  # type: ignore[arg-type]
    pdf, _, log = typeset_with_log(document_tex(EXAM, chosen), name, FOUND[0])
    too_long = [float(found) for found in re.findall(r"^Overfull \\[hv]box \(([\d.]+)pt", log, re.MULTILINE)]
    assert [found for found in too_long if found > 1] == []
    with pikepdf.Pdf.open(BytesIO(pdf)) as whole:
        width, height = (float(side) / _MM for side in whole.pages[0].MediaBox[2:])
    assert (width, height) == pytest.approx((210, 297) if paper == "a4" else (215.9, 279.4), abs=0.5)


@needs_tex
def test_the_boxes_of_the_booklet_are_named_like_the_answers_of_the_key(tmp_path: Path) -> None:
    exam = replace(EXAM, forms=EXAM.forms[:1])
    (path,) = compile_forms(exam, "booklet", tmp_path)
    keys = [part.key for problem in build_key(exam).forms[exam.forms[0].name].problems for part in problem.parts]
    shown = re.findall(r"(?<![\w.])(\d+\.[a-z])(?![\w.])", text_of(path))
    assert [key for key in shown if key in keys and shown.count(key) == 1] == [key for key in keys if shown.count(key) == 1]
    assert set(keys) <= set(shown)


@needs_tex
def test_practice_sheets_have_questions_and_no_answers(tmp_path: Path) -> None:
    exam = replace(EXAM, forms=EXAM.forms[:1])
    (compact,), (whole,) = (compile_forms(exam, name, tmp_path) for name in ("compact", "exam"))
    assert len(pypdf.PdfReader(compact).pages) < len(pypdf.PdfReader(whole).pages)
    assert "Last name" not in text_of(compact) and "Common mistakes" not in text_of(compact)


@needs_tex
def test_large_print_is_large(tmp_path: Path) -> None:
    (path,) = compile_forms(replace(EXAM, forms=EXAM.forms[:1]), "large", tmp_path)
    sizes: dict[float, int] = {}

    def measure(text: str, _cm: object, matrix: list[float], _font: object, size: float) -> None:
        if text.strip():
            sizes[round(size * abs(matrix[3] or 1), 1)] = sizes.get(round(size * abs(matrix[3] or 1), 1), 0) + len(text)

    for page in pypdf.PdfReader(path).pages[2:]:
        page.extract_text(visitor_text=measure)
    assert max(sizes, key=lambda size: sizes[size]) == pytest.approx(18 * 72 / 72.27, abs=0.2)


@needs_tex
@pytest.mark.parametrize("paper", ["a4", "letter"])
@pytest.mark.parametrize("count", [1, 10, 11, 20])
def test_the_points_table_of_a_large_cover_stands_on_one_page(tmp_path: Path, paper: str, count: int) -> None:
    section = Section("", tuple(replace(EXAM.forms[0].problems[0], number=place + 1) for place in range(count)))
    exam = replace(EXAM, instructions=("Write clearly.",) * 5, forms=(Form("A", (section,)),))
    (path,) = compile_forms(exam, Layout("large", Look(paper=paper)), tmp_path)  # type: ignore[arg-type]
    holding = [page.extract_text() for page in pypdf.PdfReader(path).pages[:4] if re.search("Score", page.extract_text())]
    assert len(holding) == 1
    assert holding[0].count("Score") == holding[0].count("Problem") == -(-count // 10)


def test_a_personal_form_prints_who_it_is_for() -> None:
    form = replace(EXAM.forms[0], student=Student("4711", "Lovelace", "Ada"))
    for name in ("exam", "booklet", "large"):
        tex = document_tex(replace(EXAM, forms=(form,)), layout(name))
        assert r"\namefields{Lovelace}{Ada}{4711}" in tex and r"\studentis{4711}" in tex


def test_a_code_names_exam_and_form_and_is_drawn_in_whole_modules() -> None:
    plain = document_tex(EXAM, Layout("exam", code="plain"), EXAM.forms[0])
    assert rf"\formcode{{{EXAM.id}/{EXAM.forms[0].name}}}{{}}" in plain
    rectangles = re.findall(r"([\d.]+) ([\d.]+) ([\d.]+) ([\d.]+) re", form_code("midterm", "A", qr=True))
    assert len(rectangles) > 100
    assert all(abs(float(side) / 1.13 - round(float(side) / 1.13)) < 0.02 for one in rectangles for side in one)


def test_an_unknown_layout_is_told_with_the_known_ones() -> None:
    with pytest.raises(UnknownFamilyError, match="no layout is named 'bookled'; did you mean booklet"):
        layout("bookled")


# --- an instructor's own look ------------------------------------------------------------------------------------------------


def look(folder: Path, **files: str) -> Look:
    for name, text in files.items():
        (folder / name.replace("_", ".")).write_text(text, encoding="utf-8")
    return open_look(folder)


def test_a_look_changes_what_it_holds_and_nothing_else(tmp_path: Path) -> None:
    own = look(tmp_path, cover_tex=r"\textbf{\VAR{exam.course|tex}} \VAR{form|tex}", look_toml='class = "report"\npaper = "letter"')
    tex = document_tex(EXAM, Layout("exam", own), EXAM.forms[0])
    assert tex.startswith("\\documentclass[11pt]{report}") and "[exam,letter]{examgen}" in tex
    assert r"\textbf{Introduction to Deep Learning} A" in tex and r"\coverhead" not in tex
    ours = document_tex(EXAM, layout("exam"), EXAM.forms[0])
    assert ours[ours.index(r"\examsection") if r"\examsection" in ours else ours.index(r"\begin{problem}") :] in tex


def test_the_templates_that_are_written_out_print_what_examgen_prints(tmp_path: Path) -> None:
    own = look(tmp_path, **{name.replace(".", "_"): template_text(name) for name in ("cover.tex", "problem.tex", "preamble.tex")})
    for name in LAYOUTS:
        assert document_tex(EXAM, Layout(name, own)) == document_tex(EXAM, layout(name))


@needs_tex
def test_a_whole_document_and_a_class_of_ones_own(tmp_path: Path) -> None:
    (tmp_path / "look").mkdir()
    (tmp_path / "look" / "school.cls").write_text("\\ProvidesClass{school}\\LoadClass{article}\\def\\motto{Sapere aude}\n")
    own = look(
        tmp_path / "look",
        look_toml='class = "school"',
        document_tex="\\documentclass[\\VAR{class_options}]{\\VAR{layout.look.document_class}}\n\\VAR{preamble}\n"
        "\\usepackage{fancyhdr}\\pagestyle{fancy}\\fancyfoot[L]{\\motto}\n\\begin{document}\n\\VAR{forms}\n\\end{document}\n",
    )
    paths = compile_forms(EXAM, Layout("exam", own), tmp_path / "out")
    assert all("Sapere aude" in text_of(path) for path in paths)
    write_tex(EXAM, tmp_path / "sources", layouts=[Layout("exam", own)])
    assert (tmp_path / "sources" / "school.cls").is_file()
    assert set(beside([Layout("exam", own)])) == {"examgen.sty", "school.cls"}


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        ("cover.tex", "one\n\\VAR{nothing}", "cover.tex: template: line 2: 'nothing' is undefined"),
        ("cover.tex", "\\BLOCK{if}", "cover.tex: template: line 1: "),
        ("problem.tex", "\\VAR{1 / 0}", "problem.tex: template: line 1: division by zero"),
        ("problem.tex", "% nothing", r"problem.tex: template: does not print \VAR{stem}; students could not answer"),
        ("problem.tex", r"\VAR{stem}", r"problem.tex: template: does not print \VAR{part.text}"),
        ("document.tex", "no forms", "document.tex: template: does not print"),
        ("document.tex", r"\VAR{preamble}\VAR{forms}", r"document.tex: template: has no \end{document}"),
    ],
)
def test_a_fault_of_a_template_is_told_with_its_line(tmp_path: Path, file: str, text: str, said: str) -> None:
    (tmp_path / file).write_text(text, encoding="utf-8")
    with pytest.raises(ContractError) as caught:
        document_tex(EXAM, Layout("exam", open_look(tmp_path)))
    assert said in str(caught.value)


def test_a_folder_that_is_no_look_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ContractError, match="is no folder and no layout"):
        open_look(tmp_path / "none")
    with pytest.raises(ContractError, match="holds nothing of a look"):
        open_look(tmp_path)
    (tmp_path / "look.toml").write_text("paper = 'a5'")
    with pytest.raises(ContractError, match=r"look\.toml: paper"):
        open_look(tmp_path)
    (tmp_path / "look.toml").write_text("paper = ")
    with pytest.raises(ContractError, match=r"look\.toml: cannot be read"):
        open_look(tmp_path)


def test_a_folder_of_many_files_is_taken_for_no_look(tmp_path: Path) -> None:
    (tmp_path / "cover.tex").write_text("Hello", encoding="utf-8")
    (tmp_path / "photos").mkdir()
    for number in range(500):
        (tmp_path / "photos" / f"{number}.png").touch()
    with pytest.raises(ContractError, match="holds more than 500 files; keep a look in a folder of its own"):
        open_look(tmp_path)


def test_a_pylatex_document_can_be_added_to() -> None:
    from pylatex import Package

    document = exam_document(EXAM, layout("exam"), EXAM.forms[0])
    document.packages.append(Package("eurosym"))
    tex = document.dumps()
    assert r"\usepackage{eurosym}" in tex and r"\beginform{1}{A}" in tex
