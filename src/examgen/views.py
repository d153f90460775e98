"""An instance as data for other programs, and as Markdown for people.

The public view is made field by field from what a student may see: nothing in it tells an answer, a seed or a parameter.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from examgen.alt_text import describe
from examgen.lettering import part_letter

if TYPE_CHECKING:
    from examgen.exam import Exam, Problem
    from examgen.figures import Figure, Table
    from examgen.instance import Instance, Part, WorkedStep
    from examgen.symbolic.kinds import Value


#: How the name of a figure begins in a worked solution, where unknown values are filled in.
SOLVED = "solved-"


def public_view(instance: Instance) -> dict[str, Any]:
    """The question as JSON-ready data, safe to send to students.

    ``points`` are texts (``"5/2"``), since they are exact. Figures carry their data and a description in words; ``null`` in them is a
    box to fill in.
    """
    return {
        "family": instance.family,
        "level": instance.level,
        "topic": instance.topic,
        "title": instance.title,
        "question": instance.question,
        "parts": [_public_part(part, index) for index, part in enumerate(instance.parts)],
        "figures": {name: _figure(figure) for name, figure in instance.figures.items()},
    }


def public_exam(exam: Exam) -> dict[str, Any]:
    """All forms of an exam as JSON-ready data, safe to send to students one form at a time."""
    return {
        "exam": exam.id,
        "title": exam.title,
        "course": exam.course,
        "institution": exam.institution,
        "term": exam.term,
        "date": exam.date,
        "duration": exam.duration,
        "aids": exam.aids,
        "instructions": list(exam.instructions),
        "conventions": [list(pair) for pair in exam.conventions],
        "forms": [
            {
                "form": form.name,
                "sections": [
                    {
                        "title": section.title,
                        "problems": [_public_problem(problem) for problem in section.problems],
                    }
                    for section in form.sections
                ],
            }
            for form in exam.forms
        ],
    }


def _public_problem(problem: Problem) -> dict[str, Any]:
    view = public_view(problem.instance)
    for key, part in zip(problem.keys, view["parts"], strict=True):
        part["key"] = key
        part["points"] = str(problem.points[part["name"]])
    return {"number": problem.number, **view}


def _public_part(part: Part, index: int) -> dict[str, Any]:
    kind: dict[str, Any] = {"name": part.kind.name}
    if part.kind.name in ("vector", "matrix", "set"):
        kind["entries"] = part.kind.entries
    if part.kind.symbols:
        kind["symbols"] = list(part.kind.symbols)
    if part.kind.tolerance is not None:
        kind["tolerance"] = part.kind.tolerance
    if part.kind.options:
        kind["options"] = [asdict(option) for option in part.kind.options]
    return {
        "label": part_letter(index),
        "name": part.name,
        "symbol": part.symbol,
        "text": part.text,
        "points": str(part.points),
        "kind": kind,
    }


def solution_view(instance: Instance) -> dict[str, Any]:
    """The instance with its answers and their derivation: for instructors."""
    view = public_view(instance)
    for shown, part in zip(view["parts"], instance.parts, strict=True):
        shown["answer"] = part.answer_text
        shown["answer_tex"] = part.answer_tex
        shown["steps"] = [asdict(step) for step in part.steps]
        shown["misconceptions"] = [
            {"name": slip.name, "step": slip.step, "tex": slip.tex, "credit": str(slip.credit), "feedback": slip.feedback}
            for slip in part.misconceptions
        ]
        shown["depends_on"] = list(part.depends_on)
    certificate = instance.certificate
    view["figures"] = {name: _figure(figure) for name, figure in instance.solution_figures.items()}
    view["seed"] = instance.seed
    view["content_hash"] = instance.content_hash
    view["certificate"] = {
        "oracle": certificate.oracle,
        "agreed": list(certificate.agreed),
        "omitted": dict(certificate.omitted),
        "printed": certificate.printed,
    }
    return view


def _figure(figure: Figure) -> dict[str, Any]:
    data = asdict(figure)
    for name, value in data.items():
        if isinstance(value, frozenset):
            data[name] = [list(item) if isinstance(item, tuple) else item for item in sorted(value)]
    for grid in data.get("grids", ()):
        grid["shaded"] = [list(cell) for cell in sorted(grid["shaded"])]
    return {"kind": type(figure).__name__, "alt": describe(figure), "data": data}


def named_figures(instance: Instance) -> dict[str, Figure]:
    """The figures that texts of this instance place as ``figure:NAME``; names of solved ones begin with ``SOLVED``."""
    return dict(instance.figures) | {f"{SOLVED}{name}": figure for name, figure in instance.solution_figures.items()}


def question_markdown(instance: Instance) -> str:
    """The question as Markdown with TeX mathematics: heading, stem, parts with their points."""
    lines = [f"## {instance.title}", "", instance.question.strip()]
    for index, part in enumerate(instance.parts):
        unit = "point" if part.points == 1 else "points"
        lines += ["", f"({part_letter(index)}) {part.text.strip()} *({part.points} {unit})*"]
        lines += [f"    - `{option.key}`: {option.text}" for option in part.kind.options]
    return "\n".join(lines) + "\n"


def solution_markdown(instance: Instance) -> str:
    """The worked solution as Markdown: per part the rows of the derivation, the answer, the usual mistakes and what they earn."""
    lines = [f"## Solution: {instance.title}"]
    for name, figure in instance.solution_figures.items():
        if figure != instance.figures.get(name):
            lines += ["", f"![{describe(figure)}](figure:{SOLVED}{name})"]
    for index, part in enumerate(instance.parts):
        lines += ["", f"### ({part_letter(index)})"]
        for step in part.steps:
            lines += ["", *_worked(step)]
        lines += ["", f"**Answer:** {_value(part, part.answer, part.answer_tex, part.symbol)}"]
        if part.misconceptions:
            lines += ["", "Usual mistakes:", ""]
            for slip in part.misconceptions:
                lines.append(f"- {slip.name}: {_value(part, slip.value, slip.tex)}, earns {slip.credit} of the points")
    return "\n".join(lines) + "\n"


def _value(part: Part, value: Value, tex: str, symbol: str = "") -> str:
    """A value in a sentence: an option by its words, which hold formulas of their own, anything else as one formula."""
    words = {option.key: option.text for option in part.kind.options}
    if isinstance(value, str) and value in words:
        return words[value].rstrip(".")
    return f"${symbol + ' = ' if symbol else ''}{tex}$"


def _worked(step: WorkedStep) -> list[str]:
    lines = [step.reason] if step.reason else []
    formulas = [text for text in (step.symbol, step.general, step.numbers, step.value) if text]
    if step.symbol:
        lines += [""] if lines else []
        lines += [f"$${' = '.join(formulas)}$$"]
    if step.table is not None:
        lines += ["", *_table(step.table)]
    return lines


def _table(table: Table) -> list[str]:
    def row(cells: tuple[str | None, ...]) -> str:
        return "| " + " | ".join((cell or "").replace("|", r"\|") for cell in cells) + " |"

    return [row(table.head), "|" + "---|" * len(table.head), *(row(cells) for cells in table.rows)]
