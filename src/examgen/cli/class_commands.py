"""Commands about a class: grade."""

from __future__ import annotations

from contextlib import nullcontext
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from examgen.cli.console import DONE, FINDINGS, BankOption, JsonOption, emit, open_banks, progress, settings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from examgen.classroom.grading import Terms
    from examgen.cli.console import Settings
    from examgen.exam import Student


class Columns(StrEnum):
    """The columns of a gradebook."""

    plain = "plain"
    canvas = "canvas"
    moodle = "moodle"


class Feedback(StrEnum):
    """A format of the sheets for students."""

    md = "md"
    none = "none"


KeyArgument = Annotated[Path, typer.Argument(metavar="KEY", help="The key.json of the exam.", show_default=False)]
AnswersArgument = Annotated[
    list[Path], typer.Argument(metavar="ANSWERS...", help="Folders, patterns, JSON, JSON Lines, CSV, XLSX.", show_default=False)
]
PolicyOption = Annotated[
    Path | None, typer.Option("--policy", metavar="FILE", help="What verdicts earn, in TOML; the key's points if left out.")
]
RosterOption = Annotated[
    Path | None, typer.Option("--roster", metavar="FILE", help="A CSV file of the class: names, days late, factor, excused questions.")
]
JobsOption = Annotated[int | None, typer.Option("--jobs", metavar="N", min=1, help="Processes side by side; all processors.")]


def grade(
    context: typer.Context,
    key: KeyArgument,
    answers: AnswersArgument,
    out: Annotated[Path | None, typer.Option("--out", metavar="DIR", help="Where reports go; graded/ beside the key if left out.")] = None,
    policy: PolicyOption = None,
    roster: RosterOption = None,
    columns: Annotated[Columns, typer.Option("--gradebook", help="The columns of grades.csv.")] = Columns.plain,
    feedback: Annotated[list[Feedback] | None, typer.Option("--feedback", help="Sheets for students; md if left out.")] = None,
    jobs: JobsOption = None,
    bank: BankOption = None,
    as_json: JsonOption = False,
) -> None:
    """Grade submissions against a key.

    Writes a report for each student, grades.csv, and review.csv with the answers that a person has to look at: write right, wrong or
    points into its column 'decision', and run the command again. What was graded before is not graded again; when key, policy or rulings
    change, earlier reports are kept in before-1, before-2, ... A submission that cannot be graded is named, the others are graded, and the
    exit code is 1.
    """
    from examgen.classroom.grading import grade_class
    from examgen.classroom.outputs import write_outputs
    from examgen.cli.grading import ClassResult

    chosen = settings(context, bank, as_json)
    folder = out or key.parent / "graded"
    terms, students = terms_of(chosen, key, folder, policy, roster, feedback)
    opened = open_banks(chosen, quiet=True)
    grades: list[Any] = []

    def finish(register: Any) -> None:
        write_outputs(register, folder, terms.key, students, columns.value)
        grades.extend(register.grades())

    with nullcontext(lambda *_: None) if chosen.json else progress() as tell:
        run = grade_class(terms, answers, folder, opened, jobs=jobs, finish=finish, tell=tell)
    written = [folder / f"{one.file}.{ending}" for one in grades for ending in ("json", *terms.feedback)]
    written += [path for name in ("grades.csv", "review.csv") if (path := folder / name).is_file()]
    result = ClassResult(run, tuple(grades), tuple(written))
    if chosen.json:
        emit(result.data)
    else:
        result.show()
    raise typer.Exit(FINDINGS if run.faults else DONE)


def terms_of(
    chosen: Settings, key: Path, folder: Path, policy: Path | None, roster: Path | None, feedback: list[Feedback] | None
) -> tuple[Terms, Mapping[str, Student]]:
    """By what is graded, and the names of the class. Decisions in the folder's review.csv are taken over on the way."""
    from examgen.classroom.grading import Terms
    from examgen.classroom.outputs import REVIEW
    from examgen.classroom.people import check_excused, read_people
    from examgen.classroom.review import take_over
    from examgen.grading.key import load_key
    from examgen.grading.policy import Policy, load_policy

    loaded = load_key(key)
    rules = load_policy(policy) if policy is not None else Policy()
    rules.check(loaded, str(policy))
    students, circumstances = read_people(roster) if roster is not None else ({}, {})
    problems = [one for form in loaded.forms.values() for one in form.problems]
    names = {str(one.number) for one in problems} | {part.key for one in problems for part in one.parts}
    check_excused(circumstances, names, str(roster))
    rulings = take_over(folder / REVIEW, key.parent / "rulings.csv", loaded, rules)
    sheets = tuple(dict.fromkeys(one.value for one in feedback or (Feedback.md,) if one is not Feedback.none))
    return Terms(loaded, rules, rulings, circumstances, sheets, chosen.banks), students
