"""The printed page: what stands on it, that it fits, and that no text breaks it."""

from __future__ import annotations

import io
import re
import time
from dataclasses import replace

import pikepdf
import pypdf
import pytest
from sympy import ImmutableDenseMatrix, Rational

from examgen.errors import MissingTeXError, TypesettingError
from examgen.exam import Exam, Form, Section
from examgen.symbolic.kinds import Kind
from examgen.writing import figures
from examgen.writing.asking import answer_room
from examgen.writing.compile import compile_forms, write_tex
from examgen.writing.doctor import doctor
from examgen.writing.document import exam_tex, solutions_tex
from examgen.writing.engine import Engine, engines, find_engine, first_error
from examgen.writing.typesetting import typeset, typeset_with_log
from examgen.writing.words import to_latex
from writing.sample_exam import BACKPROP, BATCHNORM, EXAM, FIGURES, RELU, form, part, problem
from writing.tex import complete_engines

FOUND = complete_engines()
needs_tex = pytest.mark.skipif(not FOUND, reason="no TeX on this machine")
HOSTILE = r"\input{/etc/passwd} 100% a_b & c $ # { } ~ ^ \end{document} ö 😀 <b> $\input{x}$ $}$ \write18{ls}"


def set_pages(tex: str, name: str = "page") -> tuple[pikepdf.Pdf, str]:
    pdf, _, log = typeset_with_log(tex, name, FOUND[0])
    return pikepdf.open(io.BytesIO(pdf)), log


def overfull(log: str) -> list[str]:
    return [line for line in log.splitlines() if line.startswith("Overfull")]


def in_figure_document(body: str) -> str:
    head = r"\documentclass[11pt]{article}\usepackage[exam]{examgen}\begin{document}\beginform{1}{A}"
    return head + body + r"\finishform\end{document}"


# --- the source -------------------------------------------------------------------------------------------------------------


def test_the_source_names_every_problem_part_and_its_points() -> None:
    tex = exam_tex(EXAM, EXAM.forms[0])
    assert r"\qpart{1.5 points}" in tex
    assert r"\qpart{1 point}" in tex
    assert r"\qpart{4/3 points}" in tex
    assert tex.count(r"\begin{problem}") == 4
    assert tex.count(r"\qpart{") == sum(len(one.instance.parts) for one in EXAM.forms[0].problems)
    assert r"\fact{Points}{119/6}" in tex
    assert "Normalization and counting" in tex


def test_an_exam_shows_no_answer_and_no_seed() -> None:
    tex = exam_tex(EXAM)
    for secret in ("secret-seed", r"\solution", r"\ans{", r"\checkedbox", "one statistic per image"):
        assert secret not in tex


def test_solutions_show_steps_answers_and_the_cost_of_mistakes() -> None:
    tex = solutions_tex(EXAM, EXAM.forms[0])
    assert r"\step{Count them.}{n}{N\cdot H\cdot W}{2\cdot2\cdot2}{\ans{8}}" in tex
    assert r"one statistic per image, \shrunk{100mm}{$4$}\cost{1}" in tex
    assert r"$\frac{48}{7}$}\cost{0.75}" in tex, "1.5 points, half of them lost"
    assert r"average of the two image variances, \shrunk{100mm}{$5$}\cost{1}" in tex, "1.5 points, two thirds of them lost"
    assert r"\checkedbox}{B}" in tex
    assert r"\abox" not in tex


def test_the_box_of_a_matrix_does_not_tell_its_rows() -> None:
    def box(rows: int) -> str:
        one = part("z", "?", kind=Kind("matrix"), answer=ImmutableDenseMatrix([[1, 2]] * rows), answer_tex="Z")
        return answer_room(one)

    assert box(1) == box(2) == box(3) == box(4)


def test_a_figure_in_a_line_of_text_is_drawn_too() -> None:
    inline = replace(BATCHNORM, question="See ![the grids](figure:grids) here, and ![nothing](figure:none).")
    tex = exam_tex(replace(EXAM, forms=(Form("A", (Section("", (problem(1, inline, 1, 1, 1, 1),)),)),)))
    assert tex.count(r"\drawing") == 1
    assert "and nothing." in tex


def test_a_part_without_misconceptions_has_no_line_of_mistakes() -> None:
    alone = replace(BATCHNORM, parts=(part("n", "How many?"),))
    exam = replace(EXAM, forms=(Form("A", (Section("", (problem(1, alone, 1),)),)),))
    assert r"\mistakes" not in solutions_tex(exam)


def test_the_source_is_the_same_on_every_run() -> None:
    assert exam_tex(EXAM) == exam_tex(EXAM)
    assert solutions_tex(EXAM).encode() == solutions_tex(EXAM).encode()


def test_a_document_of_all_forms_holds_each_form_as_it_is_alone() -> None:
    whole = exam_tex(EXAM)
    for one in EXAM.forms:
        body = exam_tex(EXAM, one).split(r"\coverhead", 1)[1].split(r"\finishform", 1)[0]
        assert body in whole


def test_sources_are_written_without_any_tex(tmp_path) -> None:
    written = write_tex(EXAM, tmp_path)
    assert [path.name for path in written] == ["exam-A.tex", "solutions-A.tex", "exam-B-017.tex", "solutions-B-017.tex", "examgen.sty"]
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(path.name for path in written), "no temporary file is left"
    assert (tmp_path / "exam-A.tex").read_text() == exam_tex(EXAM, EXAM.forms[0])


@pytest.mark.parametrize("count", [1, 7, 10, 11, 20])
def test_the_points_table_wraps_into_rows_of_at_most_ten(count: int) -> None:
    exam = replace(EXAM, forms=(Form("A", (Section("", tuple(problem(k, BACKPROP, 1, 1, 1) for k in range(1, count + 1))),)),))
    tex = exam_tex(exam)
    assert tex.count(r"\lab Problem") == -(-count // 10)
    assert tex.count(r"\lab total") == 1


# --- the page ---------------------------------------------------------------------------------------------------------------


@needs_tex
@pytest.mark.parametrize("write", [exam_tex, solutions_tex])
def test_nothing_sticks_out_of_the_page(write) -> None:
    _, log = set_pages(write(EXAM))
    assert overfull(log) == []
    assert "Undefined control sequence" not in log


#: A kernel of TeX from before it told of the pages that go out.
OLD_KERNEL = "".join(rf"\let\{name}\undefined" for name in ("DiscardShipoutBox", "RawShipout")) + "\n"


@needs_tex
@pytest.mark.parametrize("before", ["", OLD_KERNEL], ids=["kernel of today", "old kernel"])
@pytest.mark.parametrize("write", [exam_tex, solutions_tex])
def test_every_page_says_which_of_how_many_of_its_form_it_is(write, before: str) -> None:
    two = replace(EXAM, forms=(EXAM.forms[0], replace(EXAM.forms[0], name="Second")))
    pdf, cuts = typeset(before + write(two), "page", FOUND[0])
    texts = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]
    assert [plan.pages for plan in cuts] == [len(texts) // 2] * 2
    for place, text in enumerate(texts):
        form, page = divmod(place, cuts[0].pages)
        assert f"Form {two.forms[form].name} · page {page + 1} of {cuts[form].pages}" in " ".join(text.split())


@needs_tex
@pytest.mark.parametrize("name", sorted(FIGURES))
def test_every_figure_is_valid_and_as_wide_as_it_says(name: str) -> None:
    picture = figures.draw(FIGURES[name])
    assert picture.width <= 432, "from the text edge to the right edge"


@needs_tex
def test_hostile_text_prints_as_text() -> None:
    bad = replace(
        BATCHNORM,
        title=HOSTILE,
        question=HOSTILE + "\n\n$$\\input{/etc/passwd}$$\n\n| % | & |\n|---|---|\n| \\\\ | _ |\n",
        parts=(part("n", HOSTILE),),
        figures={},
    )
    exam = Exam(
        id="x",
        title=HOSTILE,
        course=HOSTILE,
        seed="s",
        forms=(Form("A_%&", (Section(HOSTILE, (problem(1, bad, 2),)),)),),
        institution=HOSTILE,
        date=HOSTILE,
        aids=HOSTILE,
        instructions=(HOSTILE, "- a\n- b"),
        conventions=((HOSTILE, HOSTILE),),
    )
    tex = exam_tex(exam)
    assert r"\input" not in tex
    assert r"\write18" not in tex
    assert tex.count(r"\end{document}") == 1
    pdf, log = set_pages(tex)
    assert len(pdf.pages) >= 2
    assert overfull(log) == []
    set_pages(solutions_tex(exam))


@needs_tex
def test_tex_reads_no_file_outside_its_folder(tmp_path) -> None:
    (tmp_path / "secret.tex").write_text("secret")
    with pytest.raises(TypesettingError):
        typeset(in_figure_document(rf"\input{{{tmp_path}/secret.tex}}"), "page", FOUND[0])
    with pytest.raises(TypesettingError):
        typeset(in_figure_document(r"\input{../../etc/passwd}"), "page", FOUND[0])


@needs_tex
def test_tex_runs_no_command(tmp_path) -> None:
    target = tmp_path / "made"
    typeset(in_figure_document(rf"\immediate\write18{{touch {target}}}x"), "page", FOUND[0])
    assert not target.exists()


@needs_tex
def test_a_run_without_end_is_stopped() -> None:
    started = time.monotonic()
    with pytest.raises(TypesettingError, match="did not finish within 1 seconds"):
        typeset(in_figure_document(r"\loop\iftrue\repeat"), "page", FOUND[0], seconds=1.0)
    assert time.monotonic() - started < 10


@needs_tex
def test_an_error_of_tex_is_one_sentence_with_its_line() -> None:
    with pytest.raises(TypesettingError, match=r"page\.tex, line 2: TeX says 'Undefined control sequence', near .*nosuch.*\.$"):
        typeset(in_figure_document("\n$\\nosuchcommand$"), "page", FOUND[0])


def test_a_missing_package_is_named_with_the_remedy() -> None:
    sentence = str(first_error("! LaTeX Error: File `lmodern.sty' not found.\n", "exam.tex"))
    assert sentence == 'exam.tex: the TeX installation lacks lmodern.sty; one that has it comes with: pip install "examgen[tex]"'


def height_of_step(*chain: str) -> float:
    """How much of a page a worked step takes, in points."""
    row = r"\step{Why.}{x}" + "".join(f"{{{piece}}}" for piece in chain)
    body = rf"\begin{{problem}}{{t}}{{p}}{{t}}\stem{{x}}\qpart{{1}}y\solution{{{row}}}\end{{problem}}\typeout{{HEIGHT \the\pagetotal}}"
    _, log = set_pages(in_figure_document(body).replace("[exam]", "[solutions]"))
    assert overfull(log) == []
    return float(log.split("HEIGHT ")[1].split("pt")[0])


@needs_tex
def test_a_chain_takes_as_few_rows_as_fit_right_of_the_axis() -> None:
    piece = "a+b+c+d+e"
    one = height_of_step(piece, piece, "1")
    two = height_of_step(f"{piece}+{piece}", piece, "1")
    three = height_of_step(f"{piece}+{piece}", f"{piece}+{piece}", piece)
    assert one < two < three
    assert two - one == pytest.approx(three - two, abs=2)


def measured(options: str, body: str, *lengths: str) -> list[float]:
    """Lengths in points after the body has been set."""
    shown = "".join(rf"\typeout{{LENGTH \the\dimexpr{length}\relax}}" for length in lengths)
    _, log = set_pages(in_figure_document(rf"\makeatletter {body}{shown} x").replace("[exam]", f"[{options}]"))
    return [float(length) for length in re.findall(r"LENGTH (-?[\d.]+)pt", log)]


@needs_tex
@pytest.mark.parametrize("rows", [r"1 & 2 \\ -3 & 4 \\ 5 & 66", r"1", r"\frac{1}{2} \\[2pt] -3", r"1 & 2 & 3"])
def test_a_matrix_has_the_size_of_amsmath_s_own(rows: str) -> None:
    ours = rf"\setbox0\hbox{{$\begin{{pmatrix}} {rows} \end{{pmatrix}}$}}"
    theirs = rf"\setbox2\hbox{{$\left(\begin{{matrix}} {rows} \end{{matrix}}\right)$}}"
    found = measured("exam", ours + theirs, r"\wd0", r"\ht0", r"\dp0", r"\wd2", r"\ht2", r"\dp2")
    assert len(found) == 6 and found[:3] == pytest.approx(found[3:], abs=0.001)


@needs_tex
@pytest.mark.parametrize("size", ["footnotesize", "small", "large"])
def test_formulas_have_the_size_of_their_text_again_and_again(size: str) -> None:
    formula = r"$\mathsf{T} + x^{2_n}\begin{pmatrix}1\end{pmatrix}$"
    boxes = (formula, rf"\{size} {formula}", formula, rf"\{size} {formula}", rf"$\mathbf{{w}}$\{size} {formula}", formula)
    body = "".join(rf"\setbox{2 * place}\hbox{{{text}}}" for place, text in enumerate(boxes))
    first, other, again, other_again, _, last = measured("exam", body, *(rf"\wd{2 * place}" for place in range(len(boxes))))
    assert first == pytest.approx(again, abs=0.001) == pytest.approx(last, abs=0.001) != pytest.approx(other, abs=1)
    assert other == pytest.approx(other_again, abs=0.001)


@needs_tex
def test_what_others_hang_on_pages_and_paragraphs_is_set() -> None:
    hooks = r"\AddToHook{shipout/foreground}{\put(60,-60){DRAFT}}\AddToHook{para/begin}{P!}"
    pdf, _ = typeset(exam_tex(EXAM).replace(r"\begin{document}", hooks + r"\begin{document}"), "page", FOUND[0])
    texts = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]
    assert len(texts) > 2 and all("DRAFT" in text and "P!" in text for text in texts)


@needs_tex
def test_a_stem_that_begins_beside_a_figure_begins_right_below_the_heading() -> None:
    figure = r"\hbox to100bp{\vrule height5bp width1pt\relax\hss}"
    problem = r"\begin{{problem}}{{t}}{{p}}{{t}}\stem{{{}}}\qpart{{1}}y\end{{problem}}"
    (plain,) = measured("compact", problem.format("Words."), r"\pagetotal")
    (beside,) = measured("compact", problem.format(rf"\beside{{100bp}}{{Words.}}{{{figure}}}"), r"\pagetotal")
    assert plain - 1 <= beside < plain + 10  # an empty line would be another 18 pt


@needs_tex
def test_a_long_sum_in_large_print_is_cut_before_it_is_shrunk() -> None:
    terms = " - ".join(rf"8 \operatorname{{ReLU}}(x - {place})" for place in range(1, 6))
    (height,) = measured("exam,large", rf"x\display{{f(x) = {terms}.}}", r"\pagetotal")
    assert height > 55  # shrunk to one line, it would be 20 pt less


@needs_tex
def test_matrices_in_large_print_stand_side_by_side_where_they_fit() -> None:
    matrix = r"\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}"
    row = r",\qquad ".join(rf"W_{place} = {matrix}" for place in range(1, 5))
    (height,) = measured("exam,large", rf"x\display{{{row}}}", r"\pagetotal")
    assert 100 < height < 180  # two rows of two; four rows would take 260 pt


@needs_tex
def test_a_wide_table_in_large_print_breaks_its_texts_before_it_is_shrunk() -> None:
    head = "| layer | window $k \\times k$ | stride | padding | filters or units |\n|---|---|---|---|---|\n"
    rows = "| {}convolution | $k_1 = 5$ | $S_1 = 1$ | valid | $N_1 = 16$ |\n| flatten, dense | $1$ | $1$ | same | $K = 5$ |\n"
    wide = to_latex(head + rows.format("normalized, regularized "), large=True)
    narrow = to_latex(head.replace("filters or units", "n").replace("window ", "") + rows.format(""), large=True)
    place = r"x\linewidth=120mm "  # as in a stem
    broken, shrunk = (measured("exam,large", place + tex, r"\pagetotal")[0] for tex in (wide, re.sub(r"K\{\d+bp\}", "l", wide)))
    assert broken > shrunk + 12  # two more lines, of letters that are as large as elsewhere
    assert "K{" in wide and "K{" not in narrow


@needs_tex
def test_a_form_may_have_more_pages_than_tex_waits_for() -> None:
    pdf, _ = set_pages(in_figure_document(r"x\clearpage " * 130))
    assert len(pdf.pages) == 130


# --- the files --------------------------------------------------------------------------------------------------------------


@needs_tex
def test_each_form_gets_a_file_of_its_own_with_title_and_bookmarks(tmp_path) -> None:
    paths = compile_forms(EXAM, "exam", tmp_path)
    identifiers = set()
    assert [path.name for path in paths] == ["exam-A.pdf", "exam-B-017.pdf"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["exam-A.pdf", "exam-B-017.pdf"]
    for path, one in zip(paths, EXAM.forms, strict=True):
        with pikepdf.open(path) as pdf:
            assert str(pdf.docinfo["/Title"]) == f"Introduction to Deep Learning - Final examination - Form {one.name}"
            with pdf.open_outline() as outline:
                assert [item.title for item in outline.root] == [
                    f"{problem.number} {problem.instance.title}" for section in one.sections for problem in section.problems
                ]
            assert str(pdf.Root.Lang) == "en" and str(pdf.docinfo["/Author"]) == "Department of Computer Science"
            assert sum(isinstance(one, pikepdf.Dictionary) and one.get("/Type") == "/Page" for one in pdf.objects) == len(pdf.pages)
            identifiers.add(tuple(bytes(part) for part in pdf.trailer.ID))
    assert len(identifiers) == len(paths)


@needs_tex
def test_the_files_are_the_same_on_every_run_and_hold_no_other_form(tmp_path) -> None:
    small = replace(EXAM, forms=EXAM.forms[:1])
    (alone,) = compile_forms(small, "solutions", tmp_path / "alone")
    (again,) = compile_forms(small, "solutions", tmp_path / "again")
    assert alone.read_bytes() == again.read_bytes()
    together = compile_forms(replace(EXAM, forms=tuple(form(name) for name in "ABCD")), "solutions", tmp_path / "together")
    assert together[0].stat().st_size < 1.05 * alone.stat().st_size


@needs_tex
def test_three_forms_of_seven_problems_take_a_few_seconds(tmp_path) -> None:
    problems = tuple(
        problem(number, one, *[Rational(1)] * len(one.parts))
        for number, one in enumerate((BATCHNORM, RELU, BACKPROP, BATCHNORM, RELU, BACKPROP, RELU), 1)
    )
    exam = replace(EXAM, forms=tuple(Form(name, (Section("", problems),)) for name in "ABC"))
    started = time.monotonic()
    compile_forms(exam, "exam", tmp_path)
    compile_forms(exam, "solutions", tmp_path)
    # 6 s on an idle machine; the limit here leaves room for a busy one
    assert time.monotonic() - started < 20


def test_without_tex_the_message_says_what_to_install(tmp_path) -> None:
    with pytest.raises(MissingTeXError, match=r'pip install "examgen\[tex\]"'):
        find_engine(str(tmp_path), embedded=False)
    (finding,) = doctor([])
    assert not finding.ok
    assert finding.remedy == 'pip install "examgen[tex]"'


def test_a_program_that_is_no_tex_is_not_an_engine(tmp_path) -> None:
    fake = tmp_path / "pdflatex"
    fake.write_text("#!/bin/sh\nexit 1\n")
    fake.chmod(0o755)
    assert engines(str(tmp_path), embedded=False) == []


@needs_tex
def test_the_doctor_names_the_engine_and_finds_all_packages() -> None:
    findings = doctor()
    assert all(finding.ok for finding in findings)
    assert FOUND[0].version in findings[0].message


@needs_tex
def test_an_engine_that_cannot_run_is_reported_in_a_sentence(tmp_path) -> None:
    with pytest.raises(TypesettingError, match="cannot be run"):
        typeset("x", "page", Engine("pdflatex", tmp_path / "gone", "none", "system"))
