"""Commands about exams: exam, look, blueprints, schema, doctor."""

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
    from collections.abc import Iterable

    from examgen.blueprint import Blueprint
    from examgen.exam import Student
    from examgen.writing.layouts import Layout
    from examgen.writing.production import Order, Produced


class Paper(StrEnum):
    """A size of paper."""

    a4 = "a4"
    letter = "letter"


class Code(StrEnum):
    """How pages tell exam and form to a machine."""

    plain = "plain"
    qr = "qr"


class Format(StrEnum):
    """A format of the documents."""

    pdf = "pdf"
    tex = "tex"
    html = "html"
    text = "text"


class Contract(StrEnum):
    """A kind of file with a published JSON Schema."""

    blueprint = "blueprint"
    key = "key"
    submission = "submission"
    policy = "policy"
    report = "report"


def exam(
    context: typer.Context,
    file: Annotated[str, typer.Argument(metavar="FILE", help="A blueprint, or the name of a built-in one.", show_default=False)],
    forms: Annotated[str | None, typer.Option("--forms", metavar="N", help="How many forms, or their names: A,B,C.")] = None,
    per_student: Annotated[
        Path | None, typer.Option("--per-student", metavar="ROSTER", help="A form for each student of a CSV file with a column 'number'.")
    ] = None,
    seed: Annotated[str | None, typer.Option("--seed", metavar="S", help="All numbers follow from it; wins over the blueprint's.")] = None,
    out: Annotated[Path | None, typer.Option("--out", metavar="DIR", help="Where files go; out/ID when left out.")] = None,
    layout: Annotated[
        list[str] | None,
        typer.Option("--layout", metavar="NAME|DIR", help="exam, solutions, compact, booklet or large; a folder: your own look."),
    ] = None,
    paper: Annotated[Paper | None, typer.Option("--paper", help="Size of the sheet; A4 if neither this nor a look says it.")] = None,
    code: Annotated[Code | None, typer.Option("--code", help="Print exam and form at the foot of each page, for scanners.")] = None,
    sheets: Annotated[
        bool, typer.Option("--sheets", help="Print answers.pdf, a page for each form, and differences.pdf, what differs between forms.")
    ] = False,
    samples: Annotated[bool, typer.Option("--samples", help="Write sample submissions to answers/, too.")] = False,
    format_: Annotated[
        list[Format] | None,
        typer.Option("--format", help="pdf, with its .tex; tex alone; html, one file for any browser, offline; text. pdf if left out."),
    ] = None,
    jobs: Annotated[int | None, typer.Option("--jobs", metavar="N", min=1, help="Processes side by side; all processors.")] = None,
    bank: BankOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make an exam: PDFs, worked solutions and the key.

    Every form has numbers of its own, and every answer is certified before anything is written. The same blueprint and seed give the
    same exam again. --layout and --format can be given several times; without the first, exam and solutions are made. Forms that TeX
    cannot set are named, the others are printed, and the exit code is 1. Without TeX all but the PDFs is written, and the exit code is 3.
    """
    from examgen.blueprint import load_blueprint
    from examgen.errors import ContractError
    from examgen.roster import read_roster
    from examgen.writing.production import Order, produce

    chosen = settings(context, bank, as_json)
    if forms is not None and per_student is not None:
        raise ContractError("--forms", "cannot be given together with --per-student, which makes one form for each student")
    formats = tuple(one.value for one in format_ or (Format.pdf,))
    if sheets and not {"pdf", "tex"} & set(formats):
        raise ContractError("--sheets", "are printed; add --format pdf")
    blueprint = load_blueprint(file)
    order = Order(_layouts(layout or [], paper, code), formats, samples=samples, sheets=sheets)
    students = read_roster(per_student) if per_student is not None else None
    opened = open_banks(chosen, quiet=True)
    folder = out or Path("out") / blueprint.id
    with progress() as tell:
        made = produce(blueprint, opened, folder, order, seed=seed, forms=_forms(forms), students=students, jobs=jobs, tell=tell)
    texts = _misprinted_texts(blueprint) if order.printed else []
    names = _unprinted_names(students.values()) if order.printed and students is not None else []
    _tell_exam(made, order, folder, texts, names, as_json=chosen.json)
    for fault in made.faults:
        complain(fault)
    if texts:
        complain(
            f"{blueprint.id}: the fonts of TeX lack letters of {', '.join(texts)}, which stand on the pages as numbers such as [U+0422]; "
            "write them in Latin letters, or use --format html"
        )
    if names:
        shown = "; ".join(f"{one.number}: {one.last_name}, {one.first_name}" for one in names[:5])
        more = f" and {len(names) - 5} more, all of them told by --json" if len(names) > 5 else ""
        complain(
            f"the fonts of TeX lack letters of these names, whose fields are left empty, to be filled in by hand ({shown}{more}); to print "
            "them, write them in Latin letters in the list, or use --format html"
        )
    if made.no_tex:
        complain(f"the .tex files are written, but no PDFs: {made.no_tex}")
    if made.no_tex or made.faults:
        raise typer.Exit(ENVIRONMENT if made.no_tex else FINDINGS)


def _misprinted_texts(blueprint: Blueprint) -> list[str]:
    """The fields of a blueprint with letters that TeX's fonts lack."""
    from examgen.writing.escaping import prints_as_written

    texts = {name: getattr(blueprint, name) for name in ("title", "course", "institution", "term", "date", "aids")}
    texts |= {f"sections[{place}].title": section.title for place, section in enumerate(blueprint.sections)}
    texts |= {f"instructions[{place}]": text for place, text in enumerate(blueprint.instructions)}
    texts |= {f"conventions[{place}]": " ".join(pair) for place, pair in enumerate(blueprint.conventions)}
    return [name for name, text in texts.items() if not prints_as_written(text)]


def _unprinted_names(students: Iterable[Student]) -> list[Student]:
    """The students whose names TeX's fonts cannot print."""
    from examgen.writing.escaping import prints_as_written

    return [one for one in students if not all(map(prints_as_written, (one.last_name, one.first_name)))]


def look(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new folder, or one without templates.", show_default=False)],
    as_json: JsonOption = False,
) -> None:
    """Write examgen's own templates to a folder, to start a look of one's own.

    Change them, delete those that shall stay as they are, and print with: examgen exam FILE --layout DIR
    """
    from examgen.errors import ContractError
    from examgen.files import write_text
    from examgen.writing.layouts import LOOK_TOML, TEMPLATES, template_text

    texts = {"look.toml": LOOK_TOML, **{name: template_text(name) for name in TEMPLATES}}
    for name in texts:
        if (folder / name).exists():
            raise ContractError(str(folder / name), "is there already and is not written over; choose another folder")
    files = [write_text(folder / name, text) for name, text in texts.items()]
    if settings(context, None, as_json).json:
        emit({"folder": str(folder), "files": [path.name for path in files]})
    else:
        print(f"{folder}: {', '.join(path.name for path in files)}")


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
    from examgen.writing.doctor import doctor as examine

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


def _layouts(names: list[str], paper: Paper | None, code: Code | None) -> tuple[Layout, ...]:
    """The documents that are asked for, in the look that is asked for."""
    from dataclasses import replace

    from examgen.errors import ContractError
    from examgen.writing.compile import DEFAULT_LAYOUTS
    from examgen.writing.layouts import LAYOUTS, Look, layout, open_look

    folders = [name for name in names if name not in LAYOUTS]
    if len(folders) > 1:
        raise ContractError("--layout", f"{' and '.join(folders)} are two looks; pages can have one")
    look = open_look(folders[0]) if folders else Look()
    if paper is not None:
        look = replace(look, paper=paper.value)
    wanted = dict.fromkeys(name for name in names if name in LAYOUTS)
    made = (layout(name, look) for name in wanted or DEFAULT_LAYOUTS)
    return tuple(made) if code is None else tuple(replace(one, code=code.value) for one in made)


_EARLIER = "the exam that was here before, with its key"


def _tell_exam(
    made: Produced, order: Order, folder: Path, misprinted: list[str], unprinted: list[Student], *, as_json: bool
) -> None:
    from examgen.writing.compile import file_name

    names = [path.relative_to(folder).as_posix() for path in made.files]
    data: dict[str, Any] = {
        "exam": made.exam.id,
        "seed": made.exam.seed,
        "points": made.points,
        "forms": list(made.forms),
        "folder": str(folder),
        "files": sorted(names),
        "moved": str(made.moved) if made.moved else None,
        "aside": list(made.aside),
        "faults": list(made.faults),
        "misprinted_fields": misprinted,
        "unprinted_names": [one.number for one in unprinted],
    }
    if as_json:
        emit(data)
        return
    shown = ", ".join(made.forms) if len(made.forms) <= 6 else f"{made.forms[0]} to {made.forms[-1]}"
    unit = "form" if len(made.forms) == 1 else "forms"
    points = f"{made.points} point{'s' if made.points != '1' else ''}"
    asked = f"{made.problems} problem{'s' if made.problems > 1 else ''}, {points}"
    print(f"{made.exam.title}: {len(made.forms)} {unit} ({shown}), {asked}, every answer certified")
    present = set(names)

    def printed(layout: Layout) -> str:
        """The first PDF of a layout, or its first source where TeX made none."""
        pages = [f"{layout.name}-{file_name(form)}" for form in made.forms]
        return next((f"{page}.pdf" for page in pages if f"{page}.pdf" in present), f"{pages[0]}.tex")

    written = [printed(layout) for layout in order.printed]
    written += [f"{kind}-{file_name(made.forms[0])}.{one.ending}" for kind, one in order.texts] + (["..."] if len(made.forms) > 1 else [])
    sheets = ("answers", "differences") if order.sheets else ()
    written += [f"{name}.pdf" if f"{name}.pdf" in present else f"{name}.tex" for name in sheets]
    written.append("key.json")
    answers = sum(name.startswith("answers/") for name in names)
    if answers:
        written.append(f"{answers} sample submissions in answers")
    print(f"{folder}: {', '.join(written)}")
    if order.printed_only and order.texts:
        ways = " and ".join(dict.fromkeys(one.ending for _, one in order.texts))
        unit = "is" if len(order.printed_only) == 1 else "are"
        print(f"{' and '.join(order.printed_only)} {unit} for print alone; the {ways} files hold the exam itself")
    if made.moved:
        more = f" and {len(made.aside) - 5} more" if len(made.aside) > 5 else ""
        own = f"{', '.join(made.aside[:5])}{more}, {'as it was' if len(made.aside) == 1 else 'as they were'}" if made.aside else ""
        print(f"{made.moved}: {'; '.join(filter(None, (_EARLIER if made.earlier or not own else '', own)))}")
    if made.kept:
        were = "PDF was" if made.kept == 1 else "PDFs were"
        print(f"{made.kept} {were} there already, from the same numbers, and {'is' if made.kept == 1 else 'are'} kept")
