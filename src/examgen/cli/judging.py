"""``examgen judge``: answers in, judgements out, one JSON line each, for programs of any language."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer


def judge(
    seconds: Annotated[float, typer.Option("--seconds", metavar="S", min=0.05, help="Time for one answer.")] = 1.0,
    memory: Annotated[int, typer.Option("--memory", metavar="MIB", min=128, help="Memory for one answer.")] = 512,
) -> None:
    """Judge answers: JSON Lines on standard input, one line for each on standard output, written at once.

    A line in: {"id", "reference", "student", "kind", "variables", "test", "options", "assumptions"}; all but reference and student may be
    left out. A line out: {"id", "verdict", "outcome", "method", "reason", "seconds", "counterexample", "position"}. The verdict is null for
    what is unreadable or undecided. No answer can stop the judge or run code.
    """

    from examgen.deciding.judge import Judgement
    from examgen.deciding.worker import Worker

    with Worker(seconds=seconds, memory=memory) as worker:
        for number, line in enumerate(sys.stdin, start=1):
            if not line.strip():
                continue
            request = _request(line)
            if isinstance(request, str):
                name: Any = None
                found = Judgement(None, "unreadable", "request", f"line {number}: {request}")
            else:
                name = request.get("id")
                found = worker.judge(request)
            print(json.dumps({"id": name, **found._asdict()}, ensure_ascii=False), flush=True)


def _request(line: str) -> dict[str, Any] | str:
    """The request of a line, or what is wrong with it."""
    try:
        found = json.loads(line)
    except (ValueError, RecursionError) as fault:
        return f"no JSON: {fault}"
    return found if isinstance(found, dict) else "a JSON object was expected"


def notation(
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE", help="Write it to a file: .pdf (to print), .md or .tex.")] = None,
) -> None:
    """Show what students may write in an answer, on one page."""
    from examgen.errors import ContractError
    from examgen.files import write_bytes, write_text
    from examgen.writing import notation_sheet

    if out is None:
        print(notation_sheet.as_markdown(), end="")
        return
    match out.suffix:
        case ".pdf":
            write_bytes(out, notation_sheet.as_pdf())
        case ".md":
            write_text(out, notation_sheet.as_markdown())
        case ".tex":
            write_text(out, notation_sheet.as_tex())
        case _:
            raise ContractError("--out", f"{out} must end in .pdf, .md or .tex")
    print(out)
