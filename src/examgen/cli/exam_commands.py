"""Commands about exams: exam, grade, blueprints, schema, doctor."""

from __future__ import annotations

from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from examgen.cli.console import (
    DONE,
    ENVIRONMENT,
    FINDINGS,
    BankOption,
    JsonOption,
    complain,
    emit,
    open_banks,
    progress,
    settings,
    table,
)

if TYPE_CHECKING:
    from examgen.bank import Bank
    from examgen.exam import Exam


class Contract(StrEnum):
    """A kind of file with a published JSON Schema."""

    blueprint = "blueprint"
    key = "key"
    submission = "submission"
    report = "report"


def exam(
    context: typer.Context,
    file: Annotated[str, typer.Argument(metavar="FILE", help="A blueprint, or the name of a built-in one.", show_default=False)],
    forms: Annotated[str | None, typer.Option("--forms", metavar="N", help="How many forms, or their names: A,B,C.")] = None,
    seed: Annotated[str | None, typer.Option("--seed", metavar="S", help="All numbers follow from it; wins over the blueprint's.")] = None,
    out: Annotated[Path | None, typer.Option("--out", metavar="DIR", help="Where files go; out/ID when left out.")] = None,
    samples: Annotated[bool, typer.Option("--samples", help="Write sample submissions to answers/, too.")] = False,
    no_pdf: Annotated[bool, typer.Option("--no-pdf", help="Write .tex files only.")] = False,
    jobs: Annotated[int | None, typer.Option("--jobs", metavar="N", min=1, help="Processes that draw and certify; all processors.")] = None,
    bank: BankOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make an exam: PDFs, worked solutions and the key.

    Every form has numbers of its own, and every answer is certified before anything is written. The same blueprint and seed give the
    same exam again. Without TeX the .tex files are written, and the exit code is 3.
    """
    from examgen.blueprint import load_blueprint
    from examgen.building import build_exam

    chosen = settings(context, bank, as_json)
    blueprint = load_blueprint(file)
    opened = open_banks(chosen, quiet=True)
    with progress("drawing") as tell:
        made = build_exam(blueprint, opened, seed=seed, forms=_forms(forms), jobs=jobs, progress=tell)
    folder = out or Path("out") / made.id
    files = _write_key(made, folder)
    if samples:
        files += _write_samples(made, opened, folder / "answers")
    pages, missing_tex = _write_pages(made, folder, pdf=not no_pdf)
    files += pages
    _tell_exam(made, folder, files, as_json=chosen.json)
    if missing_tex:
        complain(missing_tex)
        raise typer.Exit(ENVIRONMENT)


def grade(
    context: typer.Context,
    key: Annotated[Path, typer.Argument(metavar="KEY", help="The key.json of the exam.", show_default=False)],
    answers: Annotated[list[Path], typer.Argument(metavar="ANSWERS...", help="Submissions: JSON, or JSON Lines.", show_default=False)],
    out: Annotated[Path | None, typer.Option("--out", metavar="DIR", help="Where reports go; graded/ beside the key if left out.")] = None,
    bank: BankOption = None,
    as_json: JsonOption = False,
) -> None:
    """Grade submissions against a key.

    Writes a report for each student and grades.csv. A submission that cannot be graded is named, the others are graded, and the exit
    code is 1.
    """
    from examgen.cli.grading import grade_files

    chosen = settings(context, bank, as_json)
    result = grade_files(key, answers, open_banks(chosen, quiet=True), out or key.parent / "graded")
    if chosen.json:
        emit(result.data)
    else:
        result.show()
    raise typer.Exit(FINDINGS if result.book.faults else DONE)


def blueprints(context: typer.Context, as_json: JsonOption = False) -> None:
    """List the built-in blueprints."""
    from examgen.blueprint import builtin_names, load_blueprint

    found = [load_blueprint(name) for name in builtin_names()]
    if settings(context, None, as_json).json:
        emit({"blueprints": [{"id": one.id, "title": one.title, "duration": one.duration, "points": str(one.points)} for one in found]})
    else:
        rows = [(one.id, one.title, f"{one.duration} min", str(one.points or "")) for one in found]
        table(("name", "title", "duration", "points"), rows, right=(2, 3))


def schema(
    context: typer.Context,
    contract: Annotated[Contract, typer.Argument(help="Which kind of file.", show_default=False)],
    as_json: JsonOption = False,
) -> None:
    """Print the JSON Schema of a kind of file."""
    from examgen.cli.contracts import json_schema

    emit(json_schema(contract.value))


def doctor(context: typer.Context, as_json: JsonOption = False) -> None:
    """Say which TeX is used, and what is missing.

    Sets a small page to find out, and names the command that mends a fault; the exit code is 3 when PDFs cannot be made.
    """
    from examgen.writing.compile import doctor as examine

    findings = examine()
    healthy = all(finding.ok for finding in findings)
    if settings(context, None, as_json).json:
        emit({"healthy": healthy, "findings": [asdict(finding) for finding in findings]})
    else:
        for finding in findings:
            print(f"{'ok     ' if finding.ok else 'missing'} {finding.subject}: {finding.message}")
            if finding.remedy:
                print(f"        mend it with: {finding.remedy}")
    raise typer.Exit(DONE if healthy else ENVIRONMENT)


def _forms(text: str | None) -> int | tuple[str, ...] | None:
    """A number of forms or a list of names, checked like those of a blueprint."""
    if text is None:
        return None
    import re

    from examgen.blueprint import checked_forms
    from examgen.errors import ContractError

    try:
        number = re.fullmatch(r"\s*[+-]?[0-9]{1,9}\s*", text)
        return checked_forms(int(text) if number else [name.strip() for name in text.split(",")])
    except ValueError as error:
        raise ContractError("--forms", str(error)) from None


def _write_key(made: Exam, folder: Path) -> list[Path]:
    from examgen.files import write_text
    from examgen.grading.key import build_key, dump_key

    return [write_text(folder / "key.json", dump_key(build_key(made)))]


def _write_samples(made: Exam, opened: Bank, folder: Path) -> list[Path]:
    """Sample submissions; those of an earlier run go, since they belong to another exam."""
    import json

    from examgen.files import write_text
    from examgen.samples import KINDS, sample_submissions

    for kind in KINDS:
        for old in folder.glob(f"*-{kind}.json"):
            old.unlink()
    return [
        write_text(folder / f"{sample.name}.json", json.dumps(sample.submission, ensure_ascii=False, indent=2) + "\n")
        for sample in sample_submissions(made, opened)
    ]


def _write_pages(made: Exam, folder: Path, *, pdf: bool) -> tuple[list[Path], str]:
    """The .tex files and PDFs of all forms, and what to say when no TeX was found."""
    from concurrent.futures import ThreadPoolExecutor

    from examgen.errors import MissingTeXError
    from examgen.writing.compile import KINDS, compile_forms, write_tex
    from examgen.writing.document import Sources
    from examgen.writing.engine import find_engine

    for kind in KINDS:
        for old in (*folder.glob(f"{kind}-*.pdf"), *folder.glob(f"{kind}-*.tex")):
            old.unlink()  # pages of an earlier run would not belong to this key
    sources = Sources(made)
    files = list(write_tex(made, folder, sources=sources))
    if not pdf:
        return files, ""
    try:
        engine = find_engine()
    except MissingTeXError as error:
        return files, f"the .tex files are written, but no PDFs: {error}"
    with progress("typesetting") as tell, ThreadPoolExecutor(len(KINDS)) as runs:  # TeX is a process of its own, so threads are enough
        tell(0, len(KINDS), engine.name)
        jobs = [runs.submit(compile_forms, made, kind, folder, engine=engine, sources=sources) for kind in KINDS]
        for done, job in enumerate(jobs, start=1):
            files += job.result()
            tell(done, len(KINDS), engine.name)
    return files, ""


def _tell_exam(made: Exam, folder: Path, files: list[Path], *, as_json: bool) -> None:
    total = sum(sum(problem.points.values()) for problem in made.forms[0].problems)
    data: dict[str, Any] = {
        "exam": made.id,
        "seed": made.seed,
        "points": str(total),
        "forms": [form.name for form in made.forms],
        "folder": str(folder),
        "files": sorted(path.relative_to(folder).as_posix() for path in files),
    }
    if as_json:
        emit(data)
        return
    problems = len(made.forms[0].problems)
    names = ", ".join(data["forms"]) if len(made.forms) <= 6 else f"{made.forms[0].name} to {made.forms[-1].name}"
    unit = "form" if len(made.forms) == 1 else "forms"
    asked = f"{problems} problem{'s' if problems > 1 else ''}, {total} point{'s' if total != 1 else ''}"
    print(f"{made.title}: {len(made.forms)} {unit} ({names}), {asked}, every answer certified")
    pages = ".pdf" if any(path.suffix == ".pdf" for path in files) else ".tex"
    first = made.forms[0].name
    written = [f"exam-{first}{pages}, solutions-{first}{pages}{', ...' if len(made.forms) > 1 else ''}", "key.json"]
    answers = sum(path.parent.name == "answers" for path in files)
    if answers:
        written.append(f"{answers} sample submissions in answers")
    print(f"{folder}: {', '.join(written)}")
