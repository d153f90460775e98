"""The library in a few calls, for programs that embed it: names and texts in, values out.

Everything here is a short way to functions that the package offers one by one; what they raise is raised here, too.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, get_args

from examgen import bank as banks
from examgen import instance as instances
from examgen.blueprint import Blueprint, load_blueprint
from examgen.building import build_exam as build_from_blueprint
from examgen.errors import ContractError
from examgen.exam import Exam, Student
from examgen.family import Family
from examgen.grading.diagnosis import pairs_from_bank
from examgen.grading.following import from_bank
from examgen.grading.key import Key
from examgen.grading.marking import mark
from examgen.grading.submission import Submission, check_submission
from examgen.views import named_figures, question_markdown, solution_markdown

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from examgen.bank import Bank
    from examgen.grading.report import GradeReport
    from examgen.instance import Instance

Format: TypeAlias = Literal["markdown", "latex", "html"]


def list_families(topic: str | None = None, *, bank: Bank | None = None) -> tuple[Family, ...]:
    """The sound families of a bank, in the order of their ids.

    Args:
        topic: only those of this topic, such as ``"kl"``.
        bank: None is the built-in bank with the installed ones; :func:`examgen.open_bank` opens others.
    """
    families = (bank or banks.builtin()).families.values()
    return tuple(family for family in families if topic in (None, family.topic))


def make_instance(family: str | Family, level: str = "medium", seed: str | int = 0, *, bank: Bank | None = None) -> Instance:
    """The certified instance of a family that belongs to a level and a seed; equal arguments give equal instances everywhere.

    Args:
        family: an id such as ``"kl/two_gaussians"``, or a family.
        level: ``"easy"``, ``"medium"`` or ``"hard"``.
        seed: any text or number.

    Raises:
        UnknownFamilyError: there is no such family or level; proposes near ones.
        FamilyError: a file of the family has a fault.
        DrawError: no draw was fit to be asked.
        CertificateError: derivation and oracle disagree.
    """
    chosen = (bank or banks.builtin()).family(family) if isinstance(family, str) else family
    return instances.make_instance(chosen, level, seed)


def render(instance: Instance, format: Format = "markdown", *, solution: bool = False) -> str:
    """The question as text: heading, stem, figures, parts with their points; with ``solution`` the worked solution follows.

    HTML keeps formulas as TeX for MathJax or KaTeX and draws figures as inline SVG with a description in words. LaTeX is a fragment
    for a document that loads amsmath. Without ``solution`` no answer is in it.

    Raises:
        ValueError: there is no such format.
        FamilyError: a text cannot be set.
    """
    if format not in get_args(Format):
        raise ValueError(f"{format!r} is no format; use one of {', '.join(get_args(Format))}")
    text = question_markdown(instance)
    if solution:
        text += "\n" + solution_markdown(instance)
    if format == "markdown":
        return text
    from examgen.writing import figures, words
    from examgen.writing.text_check import check_texts

    check_texts(instance, tex=format == "latex")
    draw, convert = (figures.latex, words.to_latex) if format == "latex" else (figures.html, words.to_html)
    drawn = named_figures(instance)
    return convert(text, lambda name, alt: draw(drawn[name]))


def figure_svg(instance: Instance, name: str, *, solved: bool = False) -> str:
    """A figure of an instance as SVG that stands alone; ``solved`` fills in the values of the worked solution.

    Raises:
        KeyError: the instance has no figure of that name.
    """
    from examgen.writing.figures import svg

    return svg((instance.solution_figures if solved else instance.figures)[name])


def build_exam(
    blueprint: str | Path | Blueprint,
    *,
    seed: str | int | None = None,
    forms: int | Sequence[str] | None = None,
    students: Mapping[str, Student] | None = None,
    bank: Bank | None = None,
    jobs: int | None = None,
) -> Exam:
    """An exam with all its forms, every answer certified.

    Args:
        blueprint: a blueprint, the path of one, or the name of a built-in one (``"practice-final"``).
        seed, forms: win over what the blueprint says; ``forms`` is a number or the names of the forms.
        students: form name -> whose form it is, as ``read_roster`` gives them; then ``forms`` is left out.
        jobs: processes that draw and certify; None for as many as there are processors. The exam is the same for any number.

    Raises:
        ContractError: the blueprint has a fault, or its points do not add up; names file, field and remedy.
        ContractError: ``forms`` is neither a number nor names, or is given together with ``students``.
        DrawError: a family has fewer distinct instances than forms; says how many.
    """
    if forms is not None and students is not None:
        raise ContractError("forms", "cannot be given together with students, of whom each gets a form")
    if not isinstance(forms, int | Sequence | None):
        raise ContractError("forms", f"is a number of forms or a sequence of their names, not {forms!r}")
    chosen = blueprint if isinstance(blueprint, Blueprint) else load_blueprint(blueprint)
    seed = None if seed is None else str(seed)
    return build_from_blueprint(chosen, bank or banks.builtin(), seed=seed, forms=forms, students=students, jobs=jobs)


def grade(key: Key, submission: Submission | Mapping[str, Any], *, bank: Bank | None = None) -> GradeReport:
    """Grade one submission: verdict, credit and reason of every part.

    Follow-through needs the families that the key was made from; where the bank does not have them unchanged it is off, and the report
    says so. The submission is data and never evaluated.

    Raises:
        ContractError: the submission does not have the shape of one, or belongs to another exam or form.
    """
    chosen = submission if isinstance(submission, Submission) else check_submission(submission)
    bank = bank or banks.builtin()
    return mark(key, chosen, follow=from_bank(bank), pairs=pairs_from_bank(bank))
