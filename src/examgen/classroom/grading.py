"""Grading a class: submissions stream in, batches are marked side by side, reports and gradebook are written as results come.

Memory does not grow with the class. A run that is stopped goes on where it was: what has been graded by the same key, policy, rulings and
roster is not graded again. When one of these changes, earlier reports move to a folder ``before-1``, ``before-2``, ... and everything that
is given is graded anew.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from examgen.batches import cut, in_order
from examgen.classroom.register import FILE, Grade, Register, opened
from examgen.classroom.sources import Handed, Sources
from examgen.classroom.work import Item, Marked, Setup, mark_batch, packed, prepare, remember, start
from examgen.errors import ContractError
from examgen.files import write_bytes
from examgen.grading.key import dump_key
from examgen.grading.policy import Policy
from examgen.grading.rulings import Rulings, rulings_csv
from examgen.grading.submission import Fault

if TYPE_CHECKING:
    from examgen.bank import Bank
    from examgen.exam import Student
    from examgen.grading.key import Key
    from examgen.grading.totals import Circumstances

#: (step, done, in all or 0, what was done last)
Tell: TypeAlias = Callable[[str, int, int, str], None]

_Result: TypeAlias = "list[Marked | tuple[str, str, Fault]]"

#: Submissions that a process is given at once, and batches that wait for it.
_BATCH, _AHEAD = 64, 4
#: Submissions from which on further processes pay for their start.
_WORTH_PROCESSES = 200
#: Names that some systems keep for devices, and those of our own files.
_KEPT = frozenset(
    {"con", "prn", "aux", "nul", *(f"com{k}" for k in range(10)), *(f"lpt{k}" for k in range(10)), "grades", "review", "rulings"}
)


@dataclass(frozen=True)
class Terms:
    """By what a class is graded.

    Attributes:
        key: the answer key.
        policy: what verdicts earn.
        rulings: what people decided.
        circumstances: student -> what the roster says.
        feedback: formats of the sheets for students; ``language`` of those that are pages.
        students: number -> who it is, for the sheets.
        banks: folders beside the built-in bank.
    """

    key: Key
    policy: Policy = field(default_factory=Policy)
    rulings: Rulings = field(default_factory=Rulings)
    circumstances: Mapping[str, Circumstances] = field(default_factory=dict)
    feedback: tuple[str, ...] = ("md",)
    banks: tuple[Path, ...] = ()
    language: str = "en"
    students: Mapping[str, Student] = field(default_factory=dict)

    def setup(self, bank: Bank) -> Setup:
        """What is sent to the processes."""
        names = sorted({problem.family for form in self.key.forms.values() for problem in form.problems})
        pages = bool(set(self.feedback) - {"md"})
        return Setup(
            key=dump_key(self.key),
            policy=self.policy.model_dump_json(),
            rulings=rulings_csv(self.rulings),
            banks=tuple(str(path.resolve()) for path in self.banks),
            families=tuple((name, bank.content_hash(name)) for name in names),
            feedback=self.feedback,
            circumstances=tuple(sorted(self.circumstances.items())),
            language=self.language,
            students=tuple(sorted((number, (one.last_name, one.first_name)) for number, one in self.students.items())) if pages else (),
        )


@dataclass(frozen=True)
class Graded:
    """What a run did.

    Attributes:
        folder: where reports and gradebook are.
        students: with a grade, those of earlier runs among them.
        new: submissions that were marked in this run.
        faults: all that could not be graded.
        moved: the folder of the reports by an earlier key or policy, or None.
    """

    folder: Path
    students: int
    new: int
    faults: tuple[Fault, ...]
    moved: Path | None = None


def grade_class(
    terms: Terms,
    paths: Iterable[Path | str],
    folder: Path,
    bank: Bank,
    *,
    jobs: int | None = None,
    executor: Executor | None = None,
    finish: Callable[[Register], None] | None = None,
    tell: Tell | None = None,
) -> Graded:
    """Grade submissions into a folder.

    Args:
        paths: files, folders and patterns.
        bank: for follow-through; ``terms.banks`` are the folders that it has beside the built-in one.
        jobs: processes side by side; None for as many as there are processors, where there is enough to do.
        executor: runs the batches instead: any of ``concurrent.futures``, or one of a cluster.
        finish: called with the register at the end, to write what tells of the whole class.
        tell: told how far it is.

    Raises:
        ContractError: the folder cannot be written, or another run is at it.
    """
    setup = terms.setup(bank)
    terms.policy.check(terms.key)
    say: Tell = tell or (lambda step, done, count, text: None)
    with opened(folder) as register:
        moved = None
        if register.settings != setup.digest:
            moved = _set_aside(folder) if register.count() else None
            register.begin(setup.digest)
        clerk = _Clerk(register, folder, terms.policy)
        sources = Sources(terms.key.exam, register.stamps(), without=folder).read(paths)
        for results in _batches(setup, clerk.waiting(sources), jobs, executor):
            clerk.enter(results)
            say("grading", clerk.seen, 0, "")
        if finish is not None:
            finish(register)
        return Graded(folder, register.count(), clerk.new, (*clerk.faults, *register.faults()), moved)


def _set_aside(folder: Path) -> Path:
    """Move what an earlier key or policy gave, so that old grades can be compared with new ones."""
    number = 1
    while (folder / f"before-{number}").exists():
        number += 1
    target = folder / f"before-{number}"
    try:
        target.mkdir()
        for path in sorted(folder.iterdir()):
            if path.is_file() and path.name != FILE and not path.name.startswith(f"{FILE}-") and path.name != "rulings.csv":
                shutil.move(path, target / path.name)
    except OSError as error:
        raise ContractError(str(target), f"cannot be written: {error.strerror or error}; choose another folder (--out)") from None
    return target


# --- entering results ---------------------------------------------------------------------------------------------------------


class _Clerk:
    """Decides which submission counts, and writes reports and register."""

    def __init__(self, register: Register, folder: Path, policy: Policy) -> None:
        self._register = register
        self._folder = folder
        self._attempts = policy.attempts
        self.seen = self.new = 0
        self.faults: list[Fault] = []

    def waiting(self, sources: Iterator[Handed | Fault]) -> Iterator[Item]:
        """Submissions that are not graded yet. What cannot even be opened is told in each run."""
        for one in sources:
            if isinstance(one, Fault):
                self.faults.append(one)
            elif one.text is not None:
                yield one.place, one.stamp, one.text

    def enter(self, results: list[Marked | tuple[str, str, Fault]]) -> None:
        """Write a batch: reports first, so that the register never knows of one that is not there."""
        with self._register.writing():
            for one in results:
                self.seen += 1
                if isinstance(one, Marked):
                    self.new += 1
                    self._enter(one)
                else:
                    place, stamp, fault = one
                    self._register.add_fault(fault, place, stamp)

    def _enter(self, marked: Marked) -> None:
        before = self._register.grade(marked.student)
        fault: Fault | None = None
        counts = before is None or before.place == marked.place
        if before is not None and not counts:
            again = self._register.digest_of(before.place) == marked.digest
            if not again and self._attempts == "one":
                message = f"'{marked.student}' has handed in before, in {before.place}; that one is graded and this one is not"
                fault = Fault(marked.place, message, field="student")
            better = self._attempts == "last" or (self._attempts == "best" and Fraction(marked.points) > Fraction(before.points))
            counts = better and not again
        if counts:
            self._write(marked, before)
        self._register.add(marked.place, marked.stamp, marked.digest, fault)

    def _write(self, marked: Marked, before: Grade | None) -> None:
        file = before.file if before is not None else self._file_name(marked.student)
        (self._folder / f"{file}.pdf").unlink(missing_ok=True)  # of an earlier report; it is set again at the end
        write_bytes(self._folder / f"{file}.json", marked.report)
        for ending, sheet in marked.sheets:
            write_bytes(self._folder / f"{file}.{ending}", sheet)
        self._register.set_grade(
            Grade(
                marked.student, file, marked.place, marked.form, marked.points, marked.out_of, marked.pending, marked.parts, marked.notes
            )
        )

    def _file_name(self, student: str) -> str:
        """Safe on every system, and never the same for two: a name that is safe stays, any other is cleaned and gets a short hash."""
        clean = re.sub(r"[^A-Za-z0-9_.-]+", "_", student).strip("._-")[:60]
        device = clean.split(".")[0].lower() in _KEPT
        if clean == student and not device and self._register.taken(clean) in ("", student):
            return clean
        digest = hashlib.sha256(student.encode("utf-8", "surrogatepass")).hexdigest()[:10]
        return f"{'student' if device or not clean else clean}-{digest}"


# --- side by side -----------------------------------------------------------------------------------------------------------


def _batches(setup: Setup, items: Iterator[Item], jobs: int | None, executor: Executor | None) -> Iterator[_Result]:
    """Results of all batches, in order."""
    digest, sent = setup.digest, packed(setup)
    if executor is not None:
        yield from in_order(lambda batch: executor.submit(mark_batch, digest, sent, batch), cut(items, _BATCH), 2 * _AHEAD)
        return
    few = 2 if jobs else _WORTH_PROCESSES
    first = list(islice(items, few))
    jobs = jobs or os.cpu_count() or 1
    if jobs <= 1 or len(first) < few:
        remember(digest, sent)
        for batch in cut(chain(first, items), _BATCH):
            yield mark_batch(digest, None, batch)
        return
    prepare(digest, sent)
    with _Pool(jobs, digest, sent) as pool:
        yield from pool.results(chain(first, items))


class _Pool:
    """Processes that may be killed at any moment: what they were at is given to new ones, at last one submission at a time."""

    def __init__(self, jobs: int, digest: str, sent: bytes) -> None:
        self._jobs, self._digest, self._sent = jobs, digest, sent
        self._pool = self._new()

    def _new(self) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(self._jobs, initializer=start, initargs=(self._digest, self._sent))

    def __enter__(self) -> _Pool:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)

    def results(self, items: Iterator[Item]) -> Iterator[_Result]:
        waiting: deque[tuple[list[Item], Future[_Result]]] = deque()
        batches = cut(items, _BATCH)
        while True:
            while len(waiting) <= _AHEAD * self._jobs and (batch := next(batches, None)) is not None:
                waiting.append((batch, self._submit(batch)))
            if not waiting:
                return
            batch, future = waiting.popleft()
            try:
                result = future.result()
            except BrokenProcessPool:
                # nobody knows which batch it was: all that wait are given out again, this one in single submissions
                self._renew()
                yield self._one_by_one(batch)
                waiting = deque((again, self._submit(again)) for again, _ in waiting)
            else:
                yield result

    def _submit(self, batch: list[Item]) -> Future[_Result]:
        try:
            return self._pool.submit(mark_batch, self._digest, None, batch)
        except BrokenProcessPool:
            self._renew()
            return self._pool.submit(mark_batch, self._digest, None, batch)

    def _renew(self) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)
        self._pool = self._new()

    def _one_by_one(self, batch: list[Item]) -> _Result:
        done: _Result = []
        for item in batch:
            for attempt in range(2):
                try:
                    done += self._submit([item]).result()
                    break
                except BrokenProcessPool:
                    self._renew()
                    if attempt:
                        message = "the process that graded it ended twice; look at this submission by hand"
                        done.append((item[0], item[1], Fault(item[0], message)))
        return done
