"""One PDF with all forms -> one PDF per form, each with title and bookmarks of its own and nothing of the others."""

from __future__ import annotations

import hashlib
import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pikepdf

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_LAST = re.compile(r"\\setlast\s*\{(\d+)\}\{(\d+)\}")
_PROBLEM = re.compile(r"\\problempage\s*\{(\d+)\}\{(\d+)\}\{(\d+)\}")


@dataclass(frozen=True)
class Plan:
    """Where a form and its problems lie: its number of pages, and for each problem the page within the form, from 1."""

    pages: int
    problems: tuple[tuple[int, int], ...]


def plans(aux: str) -> tuple[Plan, ...]:
    """What the page macros wrote to the .aux file, form by form."""
    problems: dict[int, list[tuple[int, int]]] = {}
    for key, number, page in _PROBLEM.findall(aux):
        problems.setdefault(int(key), []).append((int(number), int(page)))
    return tuple(Plan(int(pages), tuple(problems.get(int(key), ()))) for key, pages in _LAST.findall(aux))


def split(
    pdf: bytes, cuts: Sequence[Plan], titles: Sequence[str], headings: Sequence[Sequence[str]], *, author: str, language: str = "en"
) -> Iterator[bytes]:
    """The PDF of each form, one after the other: all of them would fill the memory.

    Args:
        pdf: all forms, one after the other.
        cuts: pages of each form, in order.
        titles: title of each form's PDF.
        headings: for each form the bookmarks of its problems.
        author: of all of them, or "".
        language: of the text, which screen readers speak.
    """
    with pikepdf.open(io.BytesIO(pdf)) as whole:
        pages = list(whole.pages)
        # The pages of each form in turn are all that the document has: fonts need not be copied from one document to another,
        # and what does not belong to these pages is not saved.
        del whole.pages[:]
        for place in ("/Dests", "/Names", "/Outlines", "/OpenAction", "/PageMode"):
            if place in whole.Root:
                del whole.Root[place]
        whole.Root.Lang = pikepdf.String(language)
        whole.Root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True)
        if author:
            whole.docinfo["/Author"] = author
        run = hashlib.sha256(pdf).digest()
        first = 0
        for plan, title, names in zip(cuts, titles, headings, strict=True):
            whole.pages.extend(map(_unlinked, pages[first : first + plan.pages]))
            whole.trailer.ID = _identifier(run, first)
            yield _saved(whole, plan, title, names)
            del whole.pages[:]
            first += plan.pages


def _unlinked(page: pikepdf.Page) -> pikepdf.Page:
    """The page without links: they lead to named places of the whole document."""
    if "/Annots" in page:
        del page["/Annots"]
    return page


def _identifier(run: bytes, first: int) -> pikepdf.Array:
    """What tells a form's file from all others, the same whenever the same run is cut.

    To make it of the file's own bytes, as qpdf offers, takes a third of the time of saving it: fonts are most of a file.
    """
    made = hashlib.sha256(run + first.to_bytes(4, "big")).digest()[:16]
    return pikepdf.Array([pikepdf.String(made), pikepdf.String(made)])


def _saved(pdf: pikepdf.Pdf, plan: Plan, title: str, names: Sequence[str]) -> bytes:
    pdf.docinfo["/Title"] = title
    if "/Outlines" in pdf.Root:  # of the form before: it would be read only to be replaced
        del pdf.Root.Outlines
    with pdf.open_outline() as outline:
        outline.root[:] = [
            pikepdf.OutlineItem(name, page_number - 1) for (_, page_number), name in zip(plan.problems, names, strict=False)
        ]
    out = io.BytesIO()
    pdf.save(out, static_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate, compress_streams=True)
    return out.getvalue()
