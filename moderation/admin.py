"""The break-glass door to moderation: reading only, the console is where one acts."""

from django.contrib import admin

from index.admin import ReadOnlyAdmin
from moderation.models import AuditEntry, Case, Flag, Purge, PurgedAccount, PurgedProject, Report, Verdict

admin.site.register(
    [AuditEntry, Case, Flag, Purge, PurgedAccount, PurgedProject, Report, Verdict], ReadOnlyAdmin
)
