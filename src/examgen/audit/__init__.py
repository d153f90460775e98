"""What an instructor runs before trusting a bank: every family, every level, many seeds."""

from examgen.audit.report import as_data, as_html
from examgen.audit.results import AuditReport, FamilyAudit, Finding, LevelAudit, Spread
from examgen.audit.running import audit_bank

__all__ = ["AuditReport", "FamilyAudit", "Finding", "LevelAudit", "Spread", "as_data", "as_html", "audit_bank"]
