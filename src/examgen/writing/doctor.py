"""Whether the TeX of this machine can set an exam, and what mends it if not."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from examgen.errors import MissingTeXError, TypesettingError
from examgen.writing.engine import REMEDY, Engine, MissingFileError, engines, find_engine
from examgen.writing.typesetting import typeset

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True)
class Finding:
    """One thing that the doctor has to say.

    Attributes:
        ok: whether all is well here.
        subject: what was looked at (``engine``, ``packages``).
        message: what was found.
        remedy: the command that mends it, "" when all is well.
    """

    ok: bool
    subject: str
    message: str
    remedy: str = ""


_TEST_DOCUMENT = r"""\documentclass[11pt]{article}
\usepackage[exam]{examgen}
\begin{document}\beginform{1}{A}$\mathcal{N}(\mu,\sigma^2)$ \textbf{bold} \textsf{sans} \texttt{mono}\finishform\end{document}
"""


def doctor(choice: Sequence[Engine] | None = None) -> list[Finding]:
    """Which TeX is used, and whether it can set an exam: found out by setting a small one.

    The first finding is about the engine that will be used; further ones tell what is wrong with engines before it.
    """
    choice = engines() if choice is None else choice
    troubles: list[Finding] = []
    for engine in choice:
        who = f"{engine.name} ({engine.origin})"
        try:
            typeset(_TEST_DOCUMENT, "doctor", engine, seconds=120.0)
        except TypesettingError as fault:
            remedy = REMEDY if engine.origin == "system" else 'pip install --force-reinstall "examgen[tex]"'
            troubles.append(Finding(False, "packages", f"{who}: {fault}", remedy))
            if isinstance(fault, MissingFileError):
                continue
            return troubles
        good = [
            Finding(True, "engine", f"{who}: {engine.version}, {engine.path}"),
            Finding(True, "packages", f"{who} has all packages and fonts that an exam needs"),
        ]
        # an engine that is passed over is no fault as long as another one does the work
        return good + [Finding(True, trouble.subject, trouble.message) for trouble in troubles]
    if troubles:
        return troubles
    try:
        find_engine(search_path="", embedded=False)
    except MissingTeXError as fault:
        return [Finding(False, "engine", str(fault), REMEDY)]
    return []


@lru_cache(maxsize=1)
def working_engine() -> Engine:
    """The first engine that has what an exam needs; where there are several, that is found out by setting a small page.

    Raises:
        MissingTeXError: there is no TeX on this machine.
    """
    choice = engines()
    for engine in choice if len(choice) > 1 else ():
        try:
            typeset(_TEST_DOCUMENT, "test", engine, seconds=120.0)
        except TypesettingError:
            continue
        return engine
    return find_engine()
