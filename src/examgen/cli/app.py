"""The commands by name."""

from __future__ import annotations

from typing import Annotated

import typer

from examgen.cli import bank_commands, class_commands, exam_commands, judging
from examgen.cli.console import BankOption, JsonOption, settings

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # plain help takes half the time
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


app.command("exam")(exam_commands.exam)
app.command("look")(exam_commands.look)
app.command("grade")(class_commands.grade)
app.command("regrade")(class_commands.regrade)
app.command("analyze")(class_commands.analyze)
app.command("blueprints")(exam_commands.blueprints)
app.command("list")(bank_commands.list_families)
app.command("show")(bank_commands.show)
app.command("check")(bank_commands.check)
app.command("judge")(judging.judge)
app.command("notation")(judging.notation)
app.command("new")(bank_commands.new)
app.command("audit")(bank_commands.audit)
app.command("schema")(exam_commands.schema)
app.command("doctor")(exam_commands.doctor)
