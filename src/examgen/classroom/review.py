"""Answers that a person has to look at, and what the person decided.

``review.csv`` has a row for each answer that could not be read or decided, with what it may mean and what it would then be worth. Whoever
writes ``right``, ``wrong`` or a number of points into its column ``decision`` has decided for every equal answer: the next run takes the
decisions over into ``rulings.csv`` beside the key, and they hold from then on.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from examgen.errors import ContractError
from examgen.files import read_text, write_text
from examgen.grading.cells import cell, uncell
from examgen.grading.judging import judge_reading
from examgen.grading.policy import Policy, part_points
from examgen.grading.reading import read_answer
from examgen.grading.reference import show
from examgen.grading.rulings import Ruling, Rulings, exact_points, load_rulings, rulings_csv, typed

if TYPE_CHECKING:
    from examgen.grading.key import Key, PartKey
    from examgen.grading.report import GradeReport, PartReport

COLUMNS = (
    "form", "part", "answer", "students", "points", "right answer", "why", "at character", "may mean", "which would be", "decision", "note",
)  # fmt: skip
_LARGEST = 100_000_000
_MOST_MEANINGS = 3
_RIGHT = frozenset(("right", "correct", "yes", "r", "c", "full", "all", "richtig"))
_WRONG = frozenset(("wrong", "no", "w", "none", "falsch"))


@dataclass(frozen=True)
class Open:
    """An answer to look at, and how many students gave it."""

    form: str
    report: PartReport
    students: int


def open_answers(reports: Iterable[GradeReport]) -> list[Open]:
    """All answers with points that a person may still give, the most frequent first; equal ones once."""
    found: dict[tuple[str, str, str], PartReport] = {}
    counts: Counter[tuple[str, str, str]] = Counter()
    for report in reports:
        for problem in report.problems:
            for part in problem.parts:
                if Fraction(part.pending):
                    place = (report.form, part.key, typed(part.answer))
                    found.setdefault(place, part)
                    counts[place] += 1
    order = sorted(found, key=lambda place: (-counts[place], place))
    return [Open(place[0], found[place], counts[place]) for place in order]


def review_csv(answers: Iterable[Open], key: Key) -> str:
    """The text of ``review.csv``."""
    parts = {
        (name, part.key): part for name, form in key.forms.items() for problem in form.problems for part in problem.parts
    }
    stream = io.StringIO()
    table = csv.writer(stream, lineterminator="\n")
    table.writerow(COLUMNS)
    for one in answers:
        report = one.report
        meanings = list(likely_meanings(parts[one.form, report.key], typed(report.answer))) if report.verdict == "unreadable" else []
        table.writerow(
            [
                cell(text)
                for text in (
                    one.form, report.key, typed(report.answer), str(one.students), report.out_of, report.expected, report.reason,
                    "" if report.position is None else str(report.position + 1), " | ".join(meaning for meaning, _ in meanings),
                    " | ".join(verdict for _, verdict in meanings), "", "",
                )
            ]
        )  # fmt: skip
    return stream.getvalue()


def likely_meanings(part: PartKey, text: str) -> Iterator[tuple[str, str]]:
    """What an unreadable answer may have been meant to be, and the verdict that it would get."""
    kind, right = part.kind.kind(), part.reference()
    shown: set[str] = set()
    for candidate in _repairs(text):
        found = read_answer(kind, candidate)
        if found.value is None:
            continue
        meaning = show(found.value, vector=kind.name == "vector")
        if meaning in shown:
            continue
        shown.add(meaning)
        outcome = judge_reading(kind, right, found).outcome
        yield meaning, {"other_form": "correct"}.get(outcome, outcome)
        if len(shown) == _MOST_MEANINGS:
            return


def _repairs(text: str) -> Iterator[str]:
    """The text with one small thing changed, and then with its words left out and its decimal commas turned into points."""
    opened = [char for char in text if char in "([{"]
    closed = sum(char in ")]}" for char in text)
    if len(opened) > closed:
        yield text + "".join({"(": ")", "[": "]", "{": "}"}[char] for char in reversed(opened[closed:]))
    if "=" in text:
        yield text.rpartition("=")[2]
    bare = re.sub(r"[?!…~≈*_`'\"]+", "", text)
    bare = re.sub(r"^\s*(?:about|approx\.?|ca\.?|circa|around|answer:?|the answer is|is)\s*", "", bare, flags=re.IGNORECASE)
    for candidate in (bare, re.sub(r"\s*[A-Za-z]{2,}\.?\s*$", "", bare)):
        yield candidate
        yield re.sub(r"(?<=\d),(?=\d)", ".", candidate)
    for length in range(len(text) - 1, max(0, len(text) - 12), -1):
        yield text[:length]


# --- decisions ----------------------------------------------------------------------------------------------------------------


def take_over(review: Path, rulings: Path, key: Key, policy: Policy) -> Rulings:
    """All rulings of the exam, those that were written into ``review.csv`` among them; these are then kept in ``rulings.csv``.

    Raises:
        ContractError: a decision cannot be read, or the file with the rulings cannot be written; says the line.
    """
    known = load_rulings(rulings)
    new = list(_decisions(review, key, policy)) if review.is_file() else []
    if not new:
        return known
    joined = known.joined(new)
    write_text(rulings, rulings_csv(joined))
    return joined


def _decisions(review: Path, key: Key, policy: Policy) -> Iterator[Ruling]:
    text = read_text(review, largest=_LARGEST, remedy="remove it, and it is written again")
    first = text.partition("\n")[0]
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=first.count))
    head = [name.strip().casefold() for name in next(rows, [])]
    missing = [name for name in ("form", "part", "answer", "decision") if name not in head]
    if missing:
        raise ContractError(str(review), f"has no column '{missing[0]}'; remove the file, and it is written again")
    points = {name: part_points(policy, form) for name, form in key.forms.items()}
    for row in rows:
        cells = {name: uncell(value) for name, value in zip(head, row, strict=False)}
        decision = cells.get("decision", "").strip()
        if not decision:
            continue
        where = f"{review}, line {rows.line_num}"
        form, part = cells["form"], cells["part"]
        if part not in points.get(form, {}):
            raise ContractError(where, f"the exam has no part '{part[:20]}' in form '{form[:20]}'", field="part")
        full = points[form][part]
        word = decision.casefold()
        given = full if word in _RIGHT else Fraction(0) if word in _WRONG else exact_points(decision, f"{where}: decision")
        if given > full:
            raise ContractError(where, f"{decision[:20]} points are more than the {full} of {part}", field="decision")
        yield Ruling(form, part, typed(cells["answer"]), given, cells.get("note", "").strip())
