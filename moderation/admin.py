"""The break-glass door to moderation: reading only, the console is where one acts."""

from django.contrib import admin

from index.admin import ReadOnlyAdmin
from moderation.models import (
    AuditEntry,
    BannedMailDomain,
    Case,
    Flag,
    Purge,
    PurgedAccount,
    PurgedProject,
    Report,
    Verdict,
    WorkerLife,
)

admin.site.register(
    [
        AuditEntry,
        BannedMailDomain,
        Case,
        Flag,
        Purge,
        PurgedAccount,
        PurgedProject,
        Report,
        Verdict,
        WorkerLife,
    ],
    ReadOnlyAdmin,
)
