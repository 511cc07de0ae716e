"""The rows of moderation: switches, reports, cases, verdicts, purges, and the audit of every act."""

from moderation.models.audit import AuditEntry
from moderation.models.cases import Case
from moderation.models.flags import Flag
from moderation.models.reports import Report
from moderation.models.verdicts import Verdict
from moderation.purges.models import Purge, PurgedAccount, PurgedProject

__all__ = [
    "AuditEntry",
    "Case",
    "Flag",
    "Purge",
    "PurgedAccount",
    "PurgedProject",
    "Report",
    "Verdict",
]
