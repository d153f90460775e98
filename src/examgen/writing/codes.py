r"""A code at the foot of each page, so that scanned pages can be told apart: ``EXAM/FORM`` as text, or as a QR code with its text."""

from __future__ import annotations

from functools import lru_cache
from itertools import groupby

import segno

from examgen.writing.escaping import escape

#: bp: a module of 0.4 mm is read by every scanner, and a code of 25 modules is 10 mm wide
_MODULE = 1.13


def form_code(exam: str, form: str, *, qr: bool) -> str:
    """The command that puts the code on the pages of a form."""
    text = f"{exam}/{form}"
    return rf"\formcode{{{escape(text)}}}{{{_picture(text) if qr else ''}}}"


@lru_cache(maxsize=64)
def _picture(text: str) -> str:
    """The QR code as one drawing of dark runs, with error correction M."""
    rows = [list(row) for row in segno.make_qr(text, error="m").matrix]
    size = len(rows) * _MODULE
    runs = []
    for line, row in enumerate(rows):
        place = 0
        for dark, modules in groupby(row):
            width = len(list(modules))
            if dark:
                runs.append(f"{place * _MODULE:.2f} {size - (line + 1) * _MODULE:.2f} {width * _MODULE:.2f} {_MODULE:.2f} re")
            place += width
    operators = "\n".join(runs)
    return f"\\drawing{{{size:.1f}}}{{{size:.1f}}}{{\\drawn{{q 0 g\n{operators}\nf Q}}}}"
