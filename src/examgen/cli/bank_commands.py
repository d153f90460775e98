"""Commands about families: list, show, check, new, audit."""

from __future__ import annotations

from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from examgen.cli.console import DONE, FINDINGS, BankOption, JsonOption, complain, emit, open_banks, out, progress, settings, table

if TYPE_CHECKING:
    from examgen.bank import Bank

FamilyArgument = Annotated[str, typer.Argument(metavar="FAMILY", help="Id of a family: topic/name.", show_default=False)]
LevelOption = Annotated[str | None, typer.Option("--level", metavar="LEVEL", help="easy, medium or hard; medium where the family has it.")]
SeedOption = Annotated[str, typer.Option("--seed", metavar="S", help="What all numbers follow from.")]


class Format(StrEnum):
    """How an instance is printed."""

    text = "text"
    markdown = "markdown"
    latex = "latex"
    html = "html"


#: What the library calls them; plain text is Markdown with fewer marks.
FORMATS: dict[Format, Literal["markdown", "latex", "html"]] = {
    Format.text: "markdown",
    Format.markdown: "markdown",
    Format.latex: "latex",
    Format.html: "html",
}


def list_families(
    context: typer.Context,
    topic: Annotated[str | None, typer.Option("--topic", metavar="TOPIC", help="Only families of this topic.")] = None,
    bank: BankOption = None,
    as_json: JsonOption = False,
) -> None:
    """List the families of the bank."""
    from examgen.errors import UnknownFamilyError

    chosen = settings(context, bank, as_json)
    opened = open_banks(chosen)
    families = [family for _, family in sorted(opened.families.items()) if topic in (None, family.topic)]
    if topic is not None and not families:
        raise UnknownFamilyError("topic", topic, {family.topic for family in opened.families.values()})
    if chosen.json:
        emit(
            {
                "families": [
                    {
                        "id": family.id,
                        "topic": family.topic,
                        "description": family.description,
                        "levels": {level: list(family.parts(level)) for level in family.levels},
                        "content_hash": family.content_hash,
                    }
                    for family in families
                ],
                "faults": [{"file": fault.file, "name": fault.name, "message": str(fault)} for fault in opened.faults],
            }
        )
    else:
        rows = [(family.id, family.description.partition("\n")[0], ", ".join(family.levels)) for family in families]
        table(("family", "what it is about", "levels"), rows)
    raise typer.Exit(FINDINGS if opened.faults else DONE)


def show(
    context: typer.Context,
    family: FamilyArgument,
    level: LevelOption = None,
    seed: SeedOption = "1",
    solution: Annotated[bool, typer.Option("--solution", help="With answers and worked solution.")] = False,
    style: Annotated[Format, typer.Option("--format", help="How it is printed.")] = Format.text,
    bank: BankOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show one instance of a family.

    The JSON form is safe to send to students unless --solution is given: no answer and no seed is in it.
    """
    from examgen import views
    from examgen.embedding import render
    from examgen.instance import make_instance

    chosen = settings(context, bank, as_json)
    found = open_banks(chosen, quiet=True).family(family)
    instance = make_instance(found, _level(found.levels, level), seed)
    if chosen.json:
        emit(views.solution_view(instance) if solution else views.public_view(instance))
        return
    if style is Format.text:
        out().print(_plain(render(instance, solution=solution)), markup=False, end="")
    else:
        print(render(instance, FORMATS[style], solution=solution).rstrip("\n"))


def check(
    context: typer.Context,
    family: FamilyArgument,
    answer: Annotated[str, typer.Option("--answer", metavar="TEXT", help='The student\'s answer, such as "3/2" or "[1, -1/2]".')],
    part: Annotated[str | None, typer.Option("--part", metavar="PART", help="Name or letter; needed where there are several.")] = None,
    level: LevelOption = None,
    seed: SeedOption = "1",
    bank: BankOption = None,
    as_json: JsonOption = False,
) -> None:
    """Check one answer to one part.

    The exit code is 0 when it earns all points, otherwise 1.
    """
    from examgen.checking import check_answer
    from examgen.grading.report import WORDS, spoken
    from examgen.instance import make_instance

    chosen = settings(context, bank, as_json)
    found = open_banks(chosen, quiet=True).family(family)
    instance = make_instance(found, _level(found.levels, level), seed)
    report = check_answer(instance, answer, part)
    if chosen.json:
        emit(report.model_dump(mode="json"))
    else:
        print(f"{WORDS[report.verdict]}: {spoken(report.points)} of {spoken(report.out_of)}")
        for line in (report.misconception, report.reason, report.feedback):
            if line:
                print(line)
    raise typer.Exit(DONE if report.points == report.out_of else FINDINGS)


def new(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="TOPIC/NAME", help="Id of the new family.", show_default=False)],
    bank: BankOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write the files of a new family.

    They go into the folder of --bank, or into the current one, and pass the audit as they stand.
    """
    from examgen.scaffold import write_family

    chosen = settings(context, bank, as_json)
    root = chosen.banks[-1] if chosen.banks else Path()
    files = write_family(name, root)
    if chosen.json:
        emit({"family": name, "files": [str(path) for path in files]})
        return
    for path in files:
        print(path)
    complain(f"wrote {name}; look at it with: examgen --bank {root} show {name} --solution")


def audit(
    context: typer.Context,
    families: Annotated[list[str] | None, typer.Argument(metavar="FAMILY...", help="All when left out.", show_default=False)] = None,
    seeds: Annotated[int, typer.Option("--seeds", metavar="N", min=1, help="Instances per family and level.")] = 200,
    jobs: Annotated[int, typer.Option("--jobs", metavar="N", min=1, help="Processes that work at the same time.")] = 1,
    report: Annotated[
        Path | None, typer.Option("--report", metavar="FILE", help="Write a report: one page (.html), or all figures (.json).")
    ] = None,
    bank: BankOption = None,
    as_json: JsonOption = False,
) -> None:
    """Test what the bank promises, over many seeds.

    Every answer against its oracle, distinct instances of one size, clean wording, mistakes that show, marks for right and wrong answers,
    whether broken solutions are caught and pages can be set; the exit code is 1 when there is something to mend.
    """
    from examgen.audit import as_data, as_html, audit_bank
    from examgen.cli.reports import print_audit
    from examgen.errors import ContractError
    from examgen.files import write_text

    if report is not None and report.suffix not in (".html", ".json"):
        raise ContractError("--report", f"{report} must end in .html or .json")

    chosen = settings(context, bank, as_json)
    opened = open_banks(chosen, quiet=True)  # a broken family is a finding of its own
    names = [_known(opened, name) for name in families] if families else list(opened.ids)
    with progress() as tell:
        result = audit_bank(opened, names, seeds=seeds, jobs=jobs, progress=partial(tell, "audit"))
    if report is not None:
        import json

        as_json_text = json.dumps(as_data(result), ensure_ascii=False, indent=2) + "\n"
        write_text(report, as_html(result) if report.suffix == ".html" else as_json_text)
    if chosen.json:
        emit(as_data(result))
    else:
        print_audit(result)
    raise typer.Exit(FINDINGS if result.findings else DONE)


def _known(opened: Bank, family: str) -> str:
    from examgen.errors import UnknownFamilyError

    if family not in opened.ids:
        raise UnknownFamilyError("family", family, opened.ids)
    return family


def _level(levels: tuple[str, ...], wanted: str | None) -> str:
    from examgen.errors import UnknownFamilyError

    if wanted is None:
        return "medium" if "medium" in levels else levels[0]
    if wanted not in levels:
        raise UnknownFamilyError("level", wanted, levels)
    return wanted


def _plain(markdown: str) -> str:
    """Markdown without its marks for headings and emphasis; formulas stay TeX."""
    import re

    lines = []
    for line in re.sub(r"!\[(.*?)\]\(figure:[^)]*\)", r"[Figure: \1]", markdown).splitlines():
        heading = re.match(r"#+ (.*)", line)
        if heading:
            lines += [heading[1], ("=" if line.startswith("## ") else "-") * len(heading[1])]
        else:
            lines.append(re.sub(r"\*\((.*?)\)\*$", r"(\1)", line).replace("**Answer:**", "Answer:"))
    return "\n".join(lines) + "\n"
