"""Reports as arrays: by item for the figures of items, students by parts and by problems for what needs whole students."""

from __future__ import annotations

import math
import re
from array import array
from collections import Counter
from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from examgen.classroom.analysis.formulas import Floats

if TYPE_CHECKING:
    from examgen.grading.key import Key
    from examgen.grading.report import GradeReport


Whole: TypeAlias = NDArray[np.int64]
Flags: TypeAlias = NDArray[np.bool_]


class ItemId(NamedTuple):
    key: str
    family: str
    name: str


class Slot(NamedTuple):
    """A place of a form: the item there, the number of its problem, and what it is worth."""

    item: ItemId
    number: int
    out_of: float


def natural_order(item: Sequence[str]) -> tuple[int, int, Sequence[str]]:
    """A sorting key for keys of parts: 2.b before 10.a, and z before aa."""
    number, _, letters = item[0].partition(".")
    return (int(number) if re.fullmatch(r"[0-9]{1,9}", number) else 0, len(letters), item)


@lru_cache(maxsize=10_000)
def exact_number(text: str) -> Fraction:
    """Points as they stand in a report."""
    return Fraction(text)


def slots_of(key: Key) -> Iterable[Slot]:
    """All places of all forms."""
    for form in key.forms.values():
        for problem in form.problems:
            for part in problem.parts:
                yield Slot(ItemId(part.key, problem.family, part.name), problem.number, float(exact_number(part.points)))


class _Block:
    """The students whose reports have the same slots, and their points row by row; NaN is pending."""

    def __init__(self) -> None:
        self.students = array("q")
        self.points = array("d")


class Gathered:
    """What is kept of the reports."""

    def __init__(self) -> None:
        self.blocks: dict[tuple[Slot, ...], _Block] = {}
        self.slots: dict[ItemId, Slot] = {}
        self.totals = array("d")
        self.minutes = array("d")
        self.complete = array("b")
        self.forms = array("q")
        self.form_numbers: dict[str, int] = {}
        self.verdicts: dict[ItemId, Counter[str]] = {}
        self.misconceptions: dict[ItemId, Counter[str]] = {}

    def add(self, report: GradeReport, minutes: float) -> None:
        """Keep the points of a report, exact sums rounded once: equal totals stay equal."""
        slots: list[Slot] = []
        points: list[float] = []
        for problem in report.problems:
            for part in problem.parts:
                item = ItemId(part.key, problem.family, part.name)
                slots.append(Slot(item, problem.number, float(exact_number(part.out_of))))
                points.append(math.nan if exact_number(part.pending) > 0 else float(exact_number(part.points)))
                self.verdicts.setdefault(item, Counter())[part.verdict] += 1
                if part.misconception:
                    self.misconceptions.setdefault(item, Counter())[part.misconception] += 1
        for slot in slots:
            self.slots.setdefault(slot.item, slot)
        block = self.blocks.setdefault(tuple(slots), _Block())
        block.students.append(len(self.totals))
        block.points.extend(points)
        self.totals.append(float(sum((exact_number(part.points) for part in report.parts), Fraction(0))))
        self.minutes.append(minutes if math.isfinite(minutes) and minutes > 0 else math.nan)
        self.complete.append(not any(map(math.isnan, points)))
        self.forms.append(self.form_numbers.setdefault(report.form, len(self.form_numbers)))

    def worth(self) -> float:
        """The points of the exam as it was graded: a policy may have changed those in the key. 0 when there are no reports."""
        return max((math.fsum(slot.out_of for slot in slots) for slots in self.blocks), default=0.0)


class Column(NamedTuple):
    """An item over the students who had it: who, points (NaN is pending), and what it was worth to each."""

    students: Whole
    points: Floats
    out_of: Floats


class Points:
    """The same as arrays: by item for the figures of items, students by parts and by problems for alpha."""

    def __init__(self, gathered: Gathered) -> None:
        self.gathered = gathered
        self.totals: Floats = np.array(gathered.totals, dtype=np.float64)
        self.minutes: Floats = np.array(gathered.minutes, dtype=np.float64)
        self.complete: Flags = np.array(gathered.complete, dtype=np.bool_)
        self.forms: Whole = np.array(gathered.forms, dtype=np.int64)
        every = [slot for slots in gathered.blocks for slot in slots if slot.out_of > 0]
        self.keys = {key: place for place, key in enumerate(sorted({slot.item.key for slot in every}))}
        self.numbers = {number: place for place, number in enumerate(sorted({slot.number for slot in every}))}
        count = len(self.totals)
        self.by_part: Floats = np.full((count, len(self.keys)), np.nan)
        self.by_problem: Floats = np.full((count, len(self.numbers)), np.nan)
        self.parts_in: Whole = np.zeros((count, len(self.numbers)), dtype=np.int64)
        pieces: dict[ItemId, list[Column]] = {}
        for slots, block in gathered.blocks.items():
            self._place(slots, block, pieces)
        self.columns = {item: Column(*map(np.concatenate, zip(*found, strict=True))) for item, found in pieces.items()}

    def _place(self, slots: tuple[Slot, ...], block: _Block, pieces: dict[ItemId, list[Column]]) -> None:
        students: Whole = np.array(block.students, dtype=np.int64)
        points: Floats = np.array(block.points, dtype=np.float64).reshape(len(students), len(slots))
        for place, slot in enumerate(slots):
            own = points[:, place]
            pieces.setdefault(slot.item, []).append(Column(students, own, np.full(len(own), slot.out_of)))
            if slot.out_of <= 0:  # a question that counts for nobody says nothing about anybody
                continue
            problem = self.numbers[slot.number]
            self.by_part[students, self.keys[slot.item.key]] = own
            before = self.by_problem[students, problem]
            self.by_problem[students, problem] = np.where(self.parts_in[students, problem] > 0, before, 0.0) + own
            self.parts_in[students, problem] += 1

    def column(self, item: ItemId) -> Column:
        """The points of an item; empty arrays where nobody had it."""
        none = np.zeros(0)
        return self.columns.get(item, Column(np.zeros(0, dtype=np.int64), none, none))
