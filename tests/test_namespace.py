"""One import is enough for a program that embeds the library."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import examgen

NAMES = [
    "AuditReport",
    "Bank",
    "Blueprint",
    "Certificate",
    "CertificateError",
    "ContractError",
    "DrawError",
    "Exam",
    "ExamgenError",
    "Family",
    "FamilyError",
    "Form",
    "GradeReport",
    "Gradebook",
    "Instance",
    "Judgement",
    "Key",
    "Kind",
    "Layout",
    "Misconception",
    "MissingTeXError",
    "NotationError",
    "Option",
    "Part",
    "PartReport",
    "PartsError",
    "Problem",
    "Section",
    "Student",
    "Submission",
    "Summary",
    "TypesettingError",
    "UnknownFamilyError",
    "WorkedStep",
    "__version__",
    "audit_bank",
    "build_exam",
    "build_key",
    "check_answer",
    "compile_forms",
    "dump_key",
    "exam_document",
    "figure_svg",
    "form_html",
    "form_text",
    "grade",
    "grade_all",
    "judge",
    "list_families",
    "load_blueprint",
    "load_key",
    "make_instance",
    "open_bank",
    "open_look",
    "public_exam",
    "public_view",
    "read_roster",
    "read_submissions",
    "render",
    "solution_view",
    "summarize",
    "write_tex",
]


def test_the_public_names_are_these() -> None:
    """A name that is added or lost is a decision, not an accident."""
    assert sorted(examgen.__all__) == sorted(NAMES)
    assert dir(examgen) == examgen.__all__


@pytest.mark.parametrize("name", NAMES)
def test_every_public_name_exists_and_is_documented(name: str) -> None:
    value = getattr(examgen, name)
    assert name == "__version__" or value.__doc__


def test_names_that_are_typed_are_those_that_are_loaded() -> None:
    tree = ast.parse(Path(examgen.__file__).read_text(encoding="utf-8"))
    blocks = [node for node in ast.walk(tree) if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"]
    typed = {alias.name for block in blocks for child in block.body if isinstance(child, ast.ImportFrom) for alias in child.names}
    assert typed | {"__version__"} == set(NAMES)


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'generate'"):
        _ = examgen.generate  # type: ignore[attr-defined]


def test_the_version_is_the_one_of_the_package() -> None:
    project = (Path(__file__).parent.parent / "pyproject.toml").read_text(encoding="utf-8")
    assert f'version = "{examgen.__version__}"' in project


def test_importing_loads_no_mathematics() -> None:
    code = "import sys, examgen; print(sorted({'sympy', 'numpy', 'pydantic', 'jinja2'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_question_that_is_sent_to_students_tells_no_answer() -> None:
    for family in examgen.list_families():
        for level in family.levels:
            instance = examgen.make_instance(family, level, seed="a seed that nobody guesses")
            shown = repr(examgen.public_view(instance)) + "".join(
                examgen.render(instance, style) for style in ("markdown", "html", "latex")
            )
            assert instance.seed not in shown and instance.content_hash not in shown
            for part in instance.parts:
                for slip in part.misconceptions:
                    assert slip.name not in shown
                for step in part.steps:
                    assert not step.numbers or len(step.numbers) < 12 or step.numbers not in shown


def test_grading_from_plain_data() -> None:
    exam = examgen.build_exam(
        examgen.Blueprint.model_validate(
            {
                "schema_version": 1,
                "id": "quiz",
                "title": "Quiz",
                "course": "C",
                "seed": "3",
                "forms": 1,
                "sections": [{"problems": [{"family": "kl/two_gaussians", "level": "easy"}]}],
            }
        )
    )
    key = examgen.build_key(exam)
    problem = exam.forms[0].problems[0]
    answers = {key_: part.answer_text for key_, part in zip(problem.keys, problem.instance.parts, strict=True)}
    report = examgen.grade(key, {"exam": "quiz", "form": exam.forms[0].name, "student": "s1", "answers": answers})
    assert report.points == report.out_of
    with pytest.raises(examgen.ContractError, match="student"):
        examgen.grade(key, {"exam": "quiz", "form": "A", "answers": {}})
