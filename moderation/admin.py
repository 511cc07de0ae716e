"""The break-glass door to moderation: reading only, the console is where one acts."""

from django.contrib import admin

from index.admin import ReadOnlyAdmin
from moderation.models import (
    AccountCase,
    AccountVerdict,
    Appeal,
    AuditEntry,
    Case,
    ExemptContent,
    Flag,
    JournalReader,
    Purge,
    PurgedAccount,
    PurgedProject,
    Report,
    Verdict,
)

admin.site.register(
    [
        AccountCase,
        AccountVerdict,
        Appeal,
        AuditEntry,
        Case,
        ExemptContent,
        Flag,
        JournalReader,
        Purge,
        PurgedAccount,
        PurgedProject,
        Report,
        Verdict,
    ],
    ReadOnlyAdmin,
)
