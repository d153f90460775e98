"""What tells of the whole class: the gradebook, and the answers that a person has to look at."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

from examgen.classroom.gradebook import Layout, gradebook_rows
from examgen.classroom.review import open_answers, review_csv
from examgen.errors import ContractError
from examgen.files import whole_file, write_bytes, write_text
from examgen.grading.report import GradeReport
from examgen.grading.submission import Fault

if TYPE_CHECKING:
    from examgen.bank import Bank
    from examgen.classroom.register import Register
    from examgen.exam import Student
    from examgen.grading.key import Key

GRADES, REVIEW = "grades.csv", "review.csv"


def write_outputs(register: Register, folder: Path, key: Key, students: Mapping[str, Student], layout: Layout) -> None:
    """Write ``grades.csv`` and ``review.csv``, unless they would say what they said before.

    Raises:
        ContractError: the folder cannot be written, or a report in it cannot be read any more.
    """
    stamp = blake2b(repr((layout, list(students.items()))).encode("utf-8", "replace"), digest_size=12).hexdigest()
    if register.is_done("outputs", stamp) and (folder / GRADES).is_file():
        return
    with whole_file(folder / GRADES) as stream:
        for line in gradebook_rows(register, key, students, layout):
            stream.write(line.encode("utf-8", "replace"))
    pending = (folder / f"{grade.file}.json" for grade in register.grades() if Fraction(grade.pending))
    answers = open_answers(map(read_report, pending))
    if answers:
        write_text(folder / REVIEW, review_csv(answers, key))
    else:
        (folder / REVIEW).unlink(missing_ok=True)
    register.note_done("outputs", stamp)


def write_pdfs(
    register: Register, folder: Path, key: Key, bank: Bank, students: Mapping[str, Student], language: str, jobs: int | None,
    say: Callable[[int], None],
) -> list[Fault]:
    """Set the sheets of all students that have none yet; returns those at which TeX stopped.

    Raises:
        MissingTeXError: there is no TeX on this machine.
        TypesettingError: TeX lacks a package.
        ContractError: the folder cannot be written.
    """
    from examgen.classroom.feedback import sheet_of
    from examgen.classroom.feedback_tex import feedback_pdfs

    waiting = [grade for grade in register.grades() if not (folder / f"{grade.file}.pdf").is_file()]
    sheets = (
        (grade.file, sheet_of(read_report(folder / f"{grade.file}.json"), key, bank, students.get(grade.student))) for grade in waiting
    )
    faults: list[Fault] = []
    for done, made in enumerate(feedback_pdfs(sheets, language, jobs=jobs or os.cpu_count() or 1), start=1):
        if made.pdf is not None:
            write_bytes(folder / f"{made.name}.pdf", made.pdf)
        else:
            faults.append(Fault(f"{made.name}.pdf", f"TeX cannot set this sheet: {made.fault}"))
        say(done)
    return faults


def read_report(path: Path) -> GradeReport:
    """A report that was written by a run.

    Raises:
        ContractError: it cannot be read.
    """
    try:
        return GradeReport.model_validate_json(path.read_bytes())
    except (OSError, ValueError):
        raise ContractError(str(path), "is no report any more; remove its folder, and grade again") from None


def reports_in(folder: Path) -> Iterator[GradeReport]:
    """All reports of a folder, in the order of their names; other files in it are passed over.

    Raises:
        ContractError: the folder cannot be read, or there is no report in it.
    """
    try:
        paths = sorted(path for path in folder.glob("*.json") if path.is_file() and not path.name.startswith("."))
    except OSError as error:
        raise ContractError(str(folder), f"cannot be read: {error.strerror or error}") from None
    found = 0
    for path in paths:
        try:
            report = GradeReport.model_validate_json(path.read_bytes())
        except (OSError, ValueError):
            continue
        found += 1
        yield report
    if not found:
        raise ContractError(str(folder), "holds no reports; give the folder into which a class was graded")
