"""What all commands share: options, exit codes, and how results, notes and progress reach the terminal.

Results go to stdout, everything else to stderr, so that output can be piped.
"""

from __future__ import annotations

import contextlib
import gc
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from rich.console import Console
    from rich.progress import TaskID

    from examgen.bank import Bank

DONE, FINDINGS, USAGE, ENVIRONMENT = 0, 1, 2, 3

#: Most characters in a cell of a table.
WIDEST = 100

BankOption = Annotated[
    list[Path] | None,
    typer.Option("--bank", metavar="DIR", help="A folder with problem_templates/ and solutions/; its Python is run. Repeatable."),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]


@dataclass(frozen=True)
class Settings:
    """Options that may stand before or after the name of a command."""

    banks: tuple[Path, ...] = ()
    json: bool = False


def settings(context: typer.Context, banks: Iterable[Path] | None = None, as_json: bool = False) -> Settings:
    """The options of the command joined with those before its name."""
    general = context.obj if isinstance(context.obj, Settings) else Settings()
    return Settings((*general.banks, *(banks or ())), general.json or as_json)


def complain(message: str) -> None:
    """One line on stderr in the name of the command."""
    print("examgen: " + " ".join(message.split()), file=sys.stderr)


def emit(data: Any) -> None:
    """A result as JSON on stdout."""
    print(json.dumps(data, ensure_ascii=False, indent=2))


def out() -> Console:
    """The console for results; plain text without colours when stdout is no terminal."""
    from rich.console import Console

    return Console(highlight=False, soft_wrap=not sys.stdout.isatty())


def table(head: Sequence[str], rows: Iterable[Sequence[str]], *, right: Sequence[int] = ()) -> None:
    """Print a table; the columns numbered in ``right`` are flush right. Cells may hold text of strangers."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    grid = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for index, title in enumerate(head):
        grid.add_column(title, justify="right" if index in right else "left", no_wrap=not sys.stdout.isatty())
    for row in rows:
        grid.add_row(*(Text(_cell(cell)) for cell in row))  # Text: a student called "[/b]" is no markup
    console = out()
    if not sys.stdout.isatty():
        console.width = max(console.width, 200)
    console.print(grid)


def _cell(text: str) -> str:
    """One line of what can be printed, short enough to leave room for the other columns."""
    text = "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in text)
    return text if len(text) <= WIDEST else f"{text[: WIDEST - 1]}…"


@contextlib.contextmanager
def progress() -> Iterator[Callable[[str, int, int, str], None]]:
    """A progress bar for each step, on stderr, while the block runs; silent when stderr is no terminal."""
    if not sys.stderr.isatty():
        yield lambda step, done, total, text: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    texts = TextColumn("{task.description}"), TextColumn("{task.fields[text]}")
    columns = texts[0], BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), texts[1]
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        steps: dict[str, TaskID] = {}

        def tell(step: str, done: int, total: int, text: str) -> None:
            if step not in steps:
                steps[step] = bar.add_task(step, total=total, text="")
            bar.update(steps[step], completed=done, total=total, text=text)

        yield tell


@contextlib.contextmanager
def rare_collection() -> Iterator[None]:
    """Let Python look for garbage seldom while the block runs: a run of thousands of small tasks leaves little."""
    before = gc.get_threshold()
    gc.set_threshold(50_000, 20, 50)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def open_banks(chosen: Settings, *, quiet: bool = False) -> Bank:
    """The built-in bank and the chosen ones; broken families are named on stderr, the others work."""
    from examgen.bank import open_bank

    bank = open_bank(*chosen.banks)
    if not quiet:
        for fault in bank.faults:
            complain(f"left out a broken family: {fault}")
    return bank
