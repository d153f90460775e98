"""The commands by name."""

from __future__ import annotations

from typing import Annotated

import typer

from examgen.cli import bank_commands, exam_commands
from examgen.cli.console import BankOption, JsonOption, settings

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Exams with exact answers: made from families of problems, certified, printed and graded.",
)


def _show_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        print(f"examgen {version('examgen')}")
        raise typer.Exit


@app.callback()
def _general(
    context: typer.Context,
    bank: BankOption = None,
    as_json: JsonOption = False,
    version: Annotated[bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Print the version and leave.")] = False,
) -> None:
    context.obj = settings(context, bank, as_json)


_EXAMS = "Exams"
_BANK = "The bank of problems"
_HELP = "About"

app.command("exam", rich_help_panel=_EXAMS)(exam_commands.exam)
app.command("grade", rich_help_panel=_EXAMS)(exam_commands.grade)
app.command("blueprints", rich_help_panel=_EXAMS)(exam_commands.blueprints)
app.command("list", rich_help_panel=_BANK)(bank_commands.list_families)
app.command("show", rich_help_panel=_BANK)(bank_commands.show)
app.command("check", rich_help_panel=_BANK)(bank_commands.check)
app.command("new", rich_help_panel=_BANK)(bank_commands.new)
app.command("audit", rich_help_panel=_BANK)(bank_commands.audit)
app.command("schema", rich_help_panel=_HELP)(exam_commands.schema)
app.command("doctor", rich_help_panel=_HELP)(exam_commands.doctor)
