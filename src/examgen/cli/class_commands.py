"""Commands about a class: grade, regrade, analyze."""

from __future__ import annotations

from contextlib import nullcontext
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from examgen.cli.console import DONE, FINDINGS, BankOption, JsonOption, complain, emit, open_banks, progress, rare_collection, settings
from examgen.errors import MissingTeXError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from examgen.bank import Bank
    from examgen.classroom.grading import Terms
    from examgen.classroom.register import Register
    from examgen.cli.console import Settings
    from examgen.exam import Student
    from examgen.grading.submission import Fault


class Columns(StrEnum):
    """The columns of a gradebook."""

    plain = "plain"
    canvas = "canvas"
    moodle = "moodle"


class Feedback(StrEnum):
    """A format of the sheets for students."""

    md = "md"
    html = "html"
    pdf = "pdf"
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
ColumnsOption = Annotated[Columns, typer.Option("--gradebook", help="The columns of grades.csv.")]
FeedbackOption = Annotated[
    list[Feedback] | None, typer.Option("--feedback", help="Sheets for students: md, html, pdf or none; md if left out.")
]
LanguageOption = Annotated[str, typer.Option("--language", help="Of the sheets as HTML and PDF: en or de.")]
SchedulerOption = Annotated[
    str | None, typer.Option("--scheduler", metavar="ADDRESS", help="Grade on a Dask cluster: tcp://host:8786. Needs examgen[dask].")
]
JobsOption = Annotated[int | None, typer.Option("--jobs", metavar="N", min=1, help="Processes side by side; all processors.")]


def grade(
    context: typer.Context,
    key: KeyArgument,
    answers: AnswersArgument,
    out: Annotated[Path | None, typer.Option("--out", metavar="DIR", help="Where reports go; graded/ beside the key if left out.")] = None,
    policy: PolicyOption = None,
    roster: RosterOption = None,
    columns: ColumnsOption = Columns.plain,
    feedback: FeedbackOption = None,
    language: LanguageOption = "en",
    jobs: JobsOption = None,
    scheduler: SchedulerOption = None,
    bank: BankOption = None,
    as_json: JsonOption = False,
) -> None:
    """Grade submissions against a key.

    Writes a report for each student, grades.csv, and review.csv with the answers that a person has to look at: write right, wrong or
    points into its column 'decision', and run the command again. What was graded before is not graded again; when key, policy or rulings
    change, earlier reports are kept in before-1, before-2, ... A submission that cannot be graded is named, the others are graded, and the
    exit code is 1.
    """
    from examgen.classroom.cluster import cluster
    from examgen.classroom.grading import grade_class
    from examgen.classroom.outputs import write_outputs
    from examgen.cli.grading import MOST_ROWS, ClassResult

    chosen = settings(context, bank, as_json)
    folder = out or key.parent / "graded"
    terms, students = terms_of(chosen, key, folder, policy, roster, feedback, language)
    opened = open_banks(chosen, quiet=True)
    found: list[Any] = []
    unset: list[Fault] = []

    def finish(register: Register) -> None:
        write_outputs(register, folder, terms.key, students, columns.value)
        unset.extend(_pdfs(register, folder, terms, opened, feedback, jobs, tell))
        found.append((tuple(register.grades(-1 if chosen.json else MOST_ROWS)), register.summary()))

    with rare_collection(), nullcontext(lambda *_: None) if chosen.json else progress() as tell, cluster(scheduler) as executor:
        run = grade_class(terms, answers, folder, opened, jobs=jobs, executor=executor, finish=finish, tell=tell)
    grades, summary = found[0]
    result = ClassResult(run, grades, summary, terms.feedback)
    if chosen.json:
        emit(result.data())
    else:
        result.show()
    for fault in unset:
        complain(str(fault))
    raise typer.Exit(FINDINGS if run.faults or unset else DONE)


def regrade(
    context: typer.Context,
    key: KeyArgument,
    answers: AnswersArgument,
    earlier: Annotated[
        Path | None, typer.Option("--from", metavar="DIR", help="The earlier reports; graded/ beside the key if left out.")
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", metavar="DIR", help="Where the new ones go; graded-2, ... if left out.")] = None,
    never_lower: Annotated[bool, typer.Option("--never-lower", help="Nobody gets fewer points than before.")] = False,
    policy: PolicyOption = None,
    roster: RosterOption = None,
    columns: ColumnsOption = Columns.plain,
    feedback: FeedbackOption = None,
    language: LanguageOption = "en",
    jobs: JobsOption = None,
    bank: BankOption = None,
    as_json: JsonOption = False,
) -> None:
    """Grade a class again, by a corrected key, bank or policy, and tell who changes, by how much, and why.

    The old reports stay as they are. The new folder holds, beside reports and gradebook, changes.csv with every part and total that
    changed, and regrade.json with what was compared.
    """
    from examgen.classroom.grading import grade_class
    from examgen.classroom.outputs import write_outputs
    from examgen.classroom.regrade import earlier_reports, finishing, next_folder
    from examgen.cli.grading import show_changes

    chosen = settings(context, bank, as_json)
    old = earlier or key.parent / "graded"
    before = earlier_reports(old)
    folder = out or next_folder(old)
    terms, students = terms_of(chosen, key, old, policy, roster, feedback, language)
    opened = open_banks(chosen, quiet=True)
    facts = {"earlier": str(old), "key": str(key), "policy": str(policy or "")}
    unset: list[Fault] = []
    compared, result = finishing(folder, before, terms.setup(opened), never_lower=never_lower, settings=facts)

    def finish(register: Register) -> None:
        compared(register)
        write_outputs(register, folder, terms.key, students, columns.value)
        unset.extend(_pdfs(register, folder, terms, opened, feedback, jobs, tell))

    with nullcontext(lambda *_: None) if chosen.json else progress() as tell:
        run = grade_class(terms, answers, folder, opened, jobs=jobs, finish=finish, tell=tell)
    show_changes(result(), run, as_json=chosen.json)
    for fault in unset:
        complain(str(fault))
    raise typer.Exit(FINDINGS if run.faults or unset else DONE)


def analyze(
    context: typer.Context,
    key: KeyArgument,
    reports: Annotated[Path | None, typer.Argument(metavar="[DIR]", help="Graded reports; graded/ beside the key if left out.")] = None,
    out: Annotated[Path | None, typer.Option("--out", metavar="DIR", help="Where page and figures go; DIR if left out.")] = None,
    minutes: Annotated[
        Path | None, typer.Option("--minutes", metavar="FILE", help="A CSV file with the columns student and minutes.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Tell how an exam did: difficulty and discrimination of each part, reliability, mistakes, forms, and what to look at.

    Writes analysis.html, one page with plots, and analysis.csv with all figures. No student is named in either.
    """
    from examgen.classroom.analysis import analyze as figures_of
    from examgen.classroom.analysis.page import analysis_html
    from examgen.classroom.analysis.table import analysis_csv
    from examgen.classroom.outputs import reports_in
    from examgen.classroom.people import read_minutes
    from examgen.cli.grading import show_analysis
    from examgen.files import write_text
    from examgen.grading.key import load_key

    loaded = load_key(key)
    source = reports or key.parent / "graded"
    found = figures_of(reports_in(source), loaded, minutes=read_minutes(minutes) if minutes is not None else None)
    folder = out or source
    page = write_text(folder / "analysis.html", analysis_html(found, loaded.title))
    table = write_text(folder / "analysis.csv", analysis_csv(found))
    show_analysis(found, (page, table), as_json=settings(context, None, as_json).json)


def _pdfs(
    register: Register, folder: Path, terms: Terms, bank: Bank, feedback: list[Feedback] | None, jobs: int | None,
    tell: Callable[[str, int, int, str], None],
) -> list[Fault]:
    """Set the sheets as PDF, if they are wanted; those that TeX cannot set are returned, and without TeX that is said."""
    if Feedback.pdf not in (feedback or ()):
        return []
    from examgen.classroom.outputs import write_pdfs

    count = register.summary()[0]
    try:
        return write_pdfs(
            register, folder, terms.key, bank, terms.students, terms.language, jobs, lambda done: tell("feedback", done, count, "")
        )
    except MissingTeXError as error:
        complain(f"the answers are graded, but no sheets are set: {error}")
        return []


def terms_of(
    chosen: Settings, key: Path, folder: Path, policy: Path | None, roster: Path | None, feedback: list[Feedback] | None,
    language: str = "en",
) -> tuple[Terms, Mapping[str, Student]]:
    """By what is graded, and the names of the class. Decisions in the folder's review.csv are taken over on the way."""
    from examgen.classroom.grading import Terms
    from examgen.classroom.outputs import REVIEW
    from examgen.classroom.people import check_excused, read_people
    from examgen.classroom.review import take_over
    from examgen.grading.key import load_key
    from examgen.grading.policy import Policy, load_policy
    from examgen.messages import catalogue

    loaded = load_key(key)
    rules = load_policy(policy) if policy is not None else Policy()
    rules.check(loaded, str(policy))
    students, circumstances = read_people(roster) if roster is not None else ({}, {})
    problems = [one for form in loaded.forms.values() for one in form.problems]
    names = {str(one.number) for one in problems} | {part.key for one in problems for part in one.parts}
    check_excused(circumstances, names, str(roster))
    rulings = take_over(folder / REVIEW, key.parent / "rulings.csv", loaded, rules)
    chosen_sheets = [one for one in feedback or (Feedback.md,) if one not in (Feedback.none, Feedback.pdf)]
    sheets = tuple(dict.fromkeys(one.value for one in chosen_sheets))
    catalogue(language)  # an unknown one is told before anything is graded
    return Terms(loaded, rules, rulings, circumstances, sheets, chosen.banks, language, students), students
