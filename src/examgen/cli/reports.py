"""An audit as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from examgen.cli.console import table

if TYPE_CHECKING:
    from examgen.audit import AuditReport


def print_audit(report: AuditReport) -> None:
    """A row for each family, then everything to mend, one line each."""
    rows = [
        (
            one.family,
            " ".join(f"{level.certified}/{level.seeds}" for level in one.levels),
            " ".join(str(level.distinct) for level in one.levels),
            " ".join(f"{level.attempts:.1f}" for level in one.levels),
            " ".join(f"{level.work.low}-{level.work.high}" for level in one.levels),
            f"{one.caught}/{one.mutants}",
            str(len(one.findings) or "ok"),
        )
        for one in report.families
    ]
    head = ("family", "certified", "distinct", "draws each", "operations", "broken solutions caught", "findings")
    table(head, rows, right=(1, 2, 3, 4, 5, 6))
    for finding in report.findings:
        place = ", ".join(word for word in (finding.level, f"seed {finding.seed}" if finding.seed else "") if word)
        print(f"{finding.family}{f' ({place})' if place else ''}: {finding.text}")
