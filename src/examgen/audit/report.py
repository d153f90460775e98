"""An audit as JSON-ready data, and as one page of HTML for whoever must sign for the bank."""

from __future__ import annotations

from dataclasses import asdict
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import jinja2

if TYPE_CHECKING:
    from examgen.audit.results import AuditReport, LevelAudit


def as_data(report: AuditReport) -> dict[str, Any]:
    """The report as JSON-ready data, in a fixed order."""
    return {
        "schema_version": 2,
        "seeds": report.seeds,
        "families": [
            {
                "family": one.family,
                "levels": [_level(level) for level in one.levels],
                "mutants": one.mutants,
                "caught": one.caught,
                "typeset": one.typeset,
                "findings": len(one.findings),
            }
            for one in report.families
        ],
        "findings": [asdict(finding) for finding in report.findings],
    }


def _level(level: LevelAudit) -> dict[str, Any]:
    data = asdict(level)
    data["attempts"] = round(level.attempts, 3)
    data["slips"] = [{"part": part, "mistake": name, "instances": count} for (part, name), count in level.slips.items()]
    return data


def as_html(report: AuditReport) -> str:
    """The report as one HTML page that needs nothing else: a row for each family, what is to be mended, and all figures by level."""
    return _template().render(
        report=report,
        instances=sum(level.certified for one in report.families for level in one.levels),
        mutants=sum(one.mutants for one in report.families),
        caught=sum(one.caught for one in report.families),
    )


@lru_cache(maxsize=1)
def _template() -> jinja2.Template:
    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string((files("examgen.audit") / "report.html").read_text(encoding="utf-8"))
