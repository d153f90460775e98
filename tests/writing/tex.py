"""The TeX of this machine that the tests of pages use."""

from __future__ import annotations

from examgen.errors import MissingTeXError
from examgen.writing.doctor import working_engine
from examgen.writing.engine import Engine


def complete_engines() -> list[Engine]:
    """The one that has what an exam needs, if there is one: a bare TeX of the system may not."""
    try:
        return [working_engine()]
    except MissingTeXError:
        return []
