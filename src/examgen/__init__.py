"""Exams with exact answers: made from families of problems, certified, printed and graded.

    >>> import examgen
    >>> instance = examgen.make_instance("kl/two_gaussians", level="easy", seed=7)
    >>> print(instance.parts[0].answer_text)
    6
    >>> examgen.check_answer(instance, "12/2", part="forward").verdict
    'correct'

What the namespace offers, by what one wants to do:

* look around: ``list_families``, ``open_bank``, ``Bank``, ``Family``
* make a problem: ``make_instance``, ``render``, ``figure_svg``, ``public_view``, ``solution_view``, ``Instance``, ``Part``,
  ``WorkedStep``, ``Misconception``, ``Certificate``
* judge an answer: ``check_answer``, ``judge``, ``Judgement``, ``Kind``, ``Option``
* make an exam: ``build_exam``, ``load_blueprint``, ``Blueprint``, ``Exam``, ``Form``, ``Section``, ``Problem``, ``Student``,
  ``read_roster``, ``public_exam``
* print it: ``write_tex``, ``compile_forms``, ``exam_document`` (PyLaTeX), ``Layout``, ``open_look``; without TeX: ``form_html``,
  ``form_text``
* grade: ``build_key``, ``dump_key``, ``load_key``, ``Key``, ``read_submissions``, ``Submission``, ``grade``, ``GradeReport``,
  ``PartReport``, ``grade_all``, ``Gradebook``, ``summarize``, ``Summary``
* trust a bank: ``audit_bank``, ``AuditReport``
* errors: ``ExamgenError`` and its family, drawn in :mod:`examgen.errors`

Names are loaded when they are first used: ``import examgen`` costs nothing, SymPy is loaded with the first problem.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from examgen.audit import AuditReport, audit_bank
    from examgen.bank import Bank, open_bank
    from examgen.blueprint import Blueprint, load_blueprint
    from examgen.checking import check_answer
    from examgen.deciding.judge import Judgement, judge
    from examgen.embedding import build_exam, figure_svg, grade, list_families, make_instance, render
    from examgen.errors import (
        CertificateError,
        ContractError,
        DrawError,
        ExamgenError,
        FamilyError,
        MissingTeXError,
        NotationError,
        PartsError,
        TypesettingError,
        UnknownFamilyError,
    )
    from examgen.exam import Exam, Form, Problem, Section, Student
    from examgen.family import Family
    from examgen.grading.gradebook import Gradebook, Summary, grade_all, summarize
    from examgen.grading.key import Key, build_key, dump_key, load_key
    from examgen.grading.report import GradeReport, PartReport
    from examgen.grading.submission import Submission, read_submissions
    from examgen.instance import Certificate, Instance, Misconception, Part, WorkedStep
    from examgen.roster import read_roster
    from examgen.symbolic.kinds import Kind, Option
    from examgen.views import public_exam, public_view, solution_view
    from examgen.writing.compile import compile_forms, write_tex
    from examgen.writing.document import exam_document
    from examgen.writing.html import form_html
    from examgen.writing.layouts import Layout, open_look
    from examgen.writing.plain import form_text

    __version__: str

_HOMES = {
    "examgen.audit": ("AuditReport", "audit_bank"),
    "examgen.bank": ("Bank", "open_bank"),
    "examgen.blueprint": ("Blueprint", "load_blueprint"),
    "examgen.checking": ("check_answer",),
    "examgen.embedding": ("build_exam", "figure_svg", "grade", "list_families", "make_instance", "render"),
    "examgen.errors": (
        "CertificateError",
        "ContractError",
        "DrawError",
        "ExamgenError",
        "FamilyError",
        "MissingTeXError",
        "NotationError",
        "PartsError",
        "TypesettingError",
        "UnknownFamilyError",
    ),
    "examgen.exam": ("Exam", "Form", "Problem", "Section", "Student"),
    "examgen.family": ("Family",),
    "examgen.grading.gradebook": ("Gradebook", "Summary", "grade_all", "summarize"),
    "examgen.grading.key": ("Key", "build_key", "dump_key", "load_key"),
    "examgen.grading.report": ("GradeReport", "PartReport"),
    "examgen.grading.submission": ("Submission", "read_submissions"),
    "examgen.instance": ("Certificate", "Instance", "Misconception", "Part", "WorkedStep"),
    "examgen.deciding.judge": ("Judgement", "judge"),
    "examgen.roster": ("read_roster",),
    "examgen.symbolic.kinds": ("Kind", "Option"),
    "examgen.views": ("public_exam", "public_view", "solution_view"),
    "examgen.writing.compile": ("compile_forms", "write_tex"),
    "examgen.writing.document": ("exam_document",),
    "examgen.writing.html": ("form_html",),
    "examgen.writing.layouts": ("Layout", "open_look"),
    "examgen.writing.plain": ("form_text",),
}
_HOME_OF = {name: module for module, names in _HOMES.items() for name in names}

__all__ = [
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


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from importlib.metadata import version

        return version("examgen")
    home = _HOME_OF.get(name)
    if home is None:
        raise AttributeError(f"module 'examgen' has no attribute '{name}'")
    value = getattr(import_module(home), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return list(__all__)
