"""One PDF with all forms -> one PDF per form, each with title and bookmarks of its own and nothing of the others."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pikepdf

if TYPE_CHECKING:
    from collections.abc import Sequence

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


def split(pdf: bytes, cuts: Sequence[Plan], titles: Sequence[str], headings: Sequence[Sequence[str]]) -> list[bytes]:
    """The PDF of each form.

    Args:
        pdf: all forms, one after the other.
        cuts: pages of each form, in order.
        titles: title of each form's PDF.
        headings: for each form the titles of its problems, for the bookmarks.
    """
    made: list[bytes] = []
    with pikepdf.open(io.BytesIO(pdf)) as whole:
        first = 0
        for plan, title, names in zip(cuts, titles, headings, strict=True):
            made.append(_one(whole, first, plan, title, names))
            first += plan.pages
    return made


def _one(whole: pikepdf.Pdf, first: int, plan: Plan, title: str, names: Sequence[str]) -> bytes:
    with pikepdf.new() as part:
        for page in whole.pages[first : first + plan.pages]:
            # links lead to named places of the whole document, which this one lacks
            if "/Annots" in page:
                del page["/Annots"]
            part.pages.append(page)
        part.docinfo["/Title"] = title
        part.Root.Lang = pikepdf.String("en")
        part.Root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True)
        with part.open_outline() as outline:
            for (number, page_number), name in zip(plan.problems, names, strict=False):
                outline.root.append(pikepdf.OutlineItem(f"{number} {name}", page_number - 1))
        out = io.BytesIO()
        part.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate, compress_streams=True)
        return out.getvalue()
