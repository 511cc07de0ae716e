"""The rows of moderation: switches, reports, cases, verdicts, appeals, purges, and the audit of every act."""

from moderation.models.appeals import Appeal, ExemptContent
from moderation.models.audit import AuditEntry
from moderation.models.cases import AccountCase, Case
from moderation.models.flags import Flag
from moderation.models.reports import Report
from moderation.models.telling import JournalReader
from moderation.models.verdicts import AccountVerdict, Verdict
from moderation.purges.models import Purge, PurgedAccount, PurgedProject

__all__ = [
    "AccountCase",
    "AccountVerdict",
    "Appeal",
    "AuditEntry",
    "Case",
    "ExemptContent",
    "Flag",
    "JournalReader",
    "Purge",
    "PurgedAccount",
    "PurgedProject",
    "Report",
    "Verdict",
]
