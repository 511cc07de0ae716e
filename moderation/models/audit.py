"""The audit: what was done, by whom, why."""

from typing import ClassVar

from django.db import models


class AuditEntry(models.Model):
    """One act: who, what, why, when, before, after. Rows are only added."""

    actor = models.CharField(max_length=50)
    action = models.CharField(max_length=60)
    subject = models.CharField(max_length=200)
    reason = models.TextField(blank=True)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["-at", "-id"], name="audit_newest_first"),  # the audit page
            # what was done of some kinds: history of switches, public timeline of an incident
            models.Index(fields=["action", "-at", "-id"], name="audit_of_an_action"),
            # pages of accounts and projects: what was done to them
            models.Index(fields=["subject", "-at", "-id"], name="audit_of_a_subject"),
        ]
        verbose_name_plural = "audit entries"

    def __str__(self) -> str:
        return f"{self.actor}: {self.action} {self.subject}"
