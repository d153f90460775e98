"""The command ``examgen``: exams, grading and the bank from the shell.

Exit codes: 0 done, 1 done with findings (a wrong answer, a broken file, an audit that failed), 2 wrong usage or bad input,
3 the environment lacks something (TeX, memory). Heavy libraries are imported inside the commands, so that help is instant.
"""

from __future__ import annotations

import os
import signal
import sys
from functools import partial
from typing import TYPE_CHECKING

from examgen.errors import ExamgenError, MissingTeXError, StoppedError

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command with these arguments (None: those of the process) and leave with its exit code.

    Raises:
        SystemExit: always.
    """
    from examgen.cli.app import app
    from examgen.cli.console import ENVIRONMENT, USAGE, complain

    for argument in sys.argv[1:] if arguments is None else arguments:
        if any("\ud800" <= char <= "\udfff" for char in argument):  # how Python keeps bytes that are no UTF-8
            complain(f"the argument {argument!r:.80} is no UTF-8 text; write it in UTF-8")
            sys.exit(USAGE)
    for name in ("SIGTERM", "SIGHUP"):  # asked to end, or the terminal is closed
        if hasattr(signal, name) and signal.getsignal(getattr(signal, name)) is not signal.SIG_IGN:  # nohup
            signal.signal(getattr(signal, name), partial(_leave, os.getpid()))
    try:
        app(args=None if arguments is None else list(arguments), prog_name="examgen")
    except (MissingTeXError, StoppedError) as error:
        complain(str(error))
        sys.exit(ENVIRONMENT)
    except ExamgenError as error:
        complain(str(error))
        sys.exit(USAGE)
    except RecursionError:
        complain("a text is nested too deeply; look for hundreds of brackets or quotation marks in the files of the bank and the blueprint")
        sys.exit(USAGE)
    except OSError as error:  # a full disk, a folder without the right to write
        complain(f"{error.filename or 'input or output'}: {error.strerror or error}")
        sys.exit(USAGE)
    sys.exit(0)


def _leave(main: int, number: int, frame: object) -> None:
    """Leave when the system asks for it, with temporary files removed and no TeX left running."""
    if os.getpid() != main:  # a process that draws or grades has nothing to tidy up
        os._exit(128 + number)
    if "examgen.writing.engine" in sys.modules:
        sys.modules["examgen.writing.engine"].stop_runs()
    sys.exit(128 + number)
