"""An audit as JSON and as a table."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from examgen.cli.console import table

if TYPE_CHECKING:
    from examgen.audit import AuditReport


def audit_data(report: AuditReport) -> dict[str, Any]:
    """The report as JSON-ready data."""
    return {
        "schema_version": 1,
        "seeds": report.seeds,
        "families": [
            {
                "family": one.family,
                "levels": [asdict(level) for level in one.levels],
                "mutants": one.mutants,
                "caught": one.caught,
                "findings": len(one.findings),
            }
            for one in report.families
        ],
        "findings": [asdict(finding) for finding in report.findings],
    }


def print_audit(report: AuditReport) -> None:
    """A row for each family, then everything to mend, one line each."""
    rows = [
        (
            one.family,
            " ".join(f"{level.certified}/{level.seeds}" for level in one.levels),
            " ".join(str(level.distinct) for level in one.levels),
            " ".join(f"{level.attempts:.1f}" for level in one.levels),
            f"{one.caught}/{one.mutants}",
            str(len(one.findings) or "ok"),
        )
        for one in report.families
    ]
    table(("family", "certified", "distinct", "draws each", "broken solutions caught", "findings"), rows, right=(1, 2, 3, 4, 5))
    for finding in report.findings:
        place = ", ".join(word for word in (finding.level, f"seed {finding.seed}" if finding.seed else "") if word)
        print(f"{finding.family}{f' ({place})' if place else ''}: {finding.text}")
