"""The break-glass door to moderation: reading only, the console is where one acts."""

from django.contrib import admin

from index.admin import ReadOnlyAdmin
from moderation.models import (
    AccountCase,
    Appeal,
    AuditEntry,
    Case,
    CaseTrait,
    ExemptContent,
    Flag,
    Purge,
    PurgedAccount,
    PurgedProject,
    Report,
    Verdict,
)

admin.site.register(
    [
        AccountCase,
        Appeal,
        AuditEntry,
        Case,
        CaseTrait,
        ExemptContent,
        Flag,
        Purge,
        PurgedAccount,
        PurgedProject,
        Report,
        Verdict,
    ],
    ReadOnlyAdmin,
)
