"""The audit of a whole bank: one task for the instances of each level, one for the sources and pages of each family."""

from __future__ import annotations

import traceback
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import TYPE_CHECKING

from examgen.audit.levels import LevelResult, audit_level
from examgen.audit.results import AuditReport, FamilyAudit, Finding, LevelAudit
from examgen.audit.sources import SourceResult, audit_sources
from examgen.drawing import own_parts
from examgen.errors import ExamgenError, StoppedError
from examgen.orphans import end_with_parent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from concurrent.futures import Future

    from examgen.bank import Bank
    from examgen.family import Family

#: Problems of each level that are set by TeX in an audit.
PAGES = 6

#: With fewer seeds a mistake that never showed proves nothing.
_ENOUGH_FOR_SLIPS = 50


def audit_bank(
    bank: Bank,
    families: Sequence[str] = (),
    *,
    seeds: int = 200,
    jobs: int = 1,
    pages: int = PAGES,
    progress: Callable[[int, int, str], None] | None = None,
) -> AuditReport:
    """Audit families of a bank, all of them by default.

    Args:
        seeds: instances of each level.
        jobs: processes.
        pages: problems of each level that are set by TeX, where there is one; 0 for none.
        progress: called with the tasks done, their number, and what was done last.

    Raises:
        UnknownFamilyError: a family does not exist.
    """
    chosen = tuple(families) or bank.ids
    broken = {name: fault for name in chosen if (fault := _broken(bank, name))}
    tasks = [
        (name, level) for name in chosen if name not in broken for level in (*bank.family(name).levels, "")
    ]  # the level "" stands for the sources and pages of the family
    results: dict[tuple[str, str], LevelResult | SourceResult] = {}
    for done, (task, result) in enumerate(_worked(bank, tasks, seeds, pages, jobs), start=1):
        results[task] = result
        if progress:
            progress(done, len(tasks), " ".join(task))
    return AuditReport(seeds, tuple(broken.get(name) or _joined(bank, name, seeds, results) for name in chosen))


def _broken(bank: Bank, name: str) -> FamilyAudit | None:
    try:
        bank.family(name)
    except ExamgenError as fault:
        if name not in bank.ids:
            raise
        return FamilyAudit(name, (), 0, 0, 0, (Finding(name, "", "", str(fault)),))
    return None


def _worked(
    bank: Bank, tasks: Sequence[tuple[str, str]], seeds: int, pages: int, jobs: int
) -> Iterator[tuple[tuple[str, str], LevelResult | SourceResult]]:
    """The tasks with their results, in the order in which they are done."""
    if jobs <= 1 or len(tasks) == 1:
        for task in tasks:
            yield task, _task(bank, *task, seeds, pages)
        return
    with ProcessPoolExecutor(max_workers=jobs, initializer=end_with_parent) as pool:
        waiting: dict[Future[LevelResult | SourceResult], tuple[str, str]] = {
            pool.submit(_task, bank, *task, seeds, pages): task for task in tasks
        }
        while waiting:
            finished, _ = wait(waiting, return_when=FIRST_COMPLETED)
            for future in finished:
                try:
                    yield waiting.pop(future), future.result()
                except BrokenProcessPool:
                    message = "a process of the audit was stopped from outside, as it happens when memory runs out; try fewer (--jobs 1)"
                    raise StoppedError(message) from None


def _task(bank: Bank, name: str, level: str, seeds: int, pages: int) -> LevelResult | SourceResult:
    """One task. A family is somebody's code and may fail in any way: that is told as a finding, and the audit of the others goes on."""
    family = bank.family(name)
    try:
        if level:
            return audit_level(family, level, seeds)
        source = (bank.source_of(name).solutions / f"{name}.py").read_text(encoding="utf-8")
        return audit_sources(family, source, seeds, pages)
    except Exception as fault:
        place = traceback.extract_tb(fault.__traceback__)[-1]
        text = f"the audit stops here: {type(fault).__name__}: {fault} ({Path(place.filename).name}, line {place.lineno})"
        finding = Finding(name, level, "", text)
        if level:
            return LevelResult(LevelAudit(level, seeds, certified=0, distinct=0, estimated=0, attempts=0), (finding,))
        return SourceResult(0, 0, 0, (finding,))


def _joined(bank: Bank, name: str, seeds: int, results: dict[tuple[str, str], LevelResult | SourceResult]) -> FamilyAudit:
    """What was seen at the levels of a family and in its sources, and what only all of it together tells."""
    family = bank.family(name)
    own = [results[name, task] for task in (*family.levels, "")]
    findings = [finding for result in own for finding in result.findings]
    levels = tuple(result.audit for result in own if isinstance(result, LevelResult))
    if seeds >= _ENOUGH_FOR_SLIPS:
        findings += _never_shown(family, levels, seeds)
    (sources,) = (result for result in own if isinstance(result, SourceResult))
    return FamilyAudit(name, levels, sources.mutants, sources.caught, sources.typeset, tuple(findings))


def _never_shown(family: Family, levels: Sequence[LevelAudit], seeds: int) -> list[Finding]:
    if not any(level.certified for level in levels):
        return []
    shown = {name for level in levels for _, name in level.slips}
    reachable = {slip.name: slip.step for level in family.levels for slip, _, _ in own_parts(family, family.parts(level), level)}
    return [
        Finding(family.id, "", "", f"mistake '{name}' at '{step}' never showed in {seeds} seeds of each level")
        for name, step in sorted(reachable.items())
        if name not in shown
    ]
