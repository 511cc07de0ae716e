"""What people say against a decision about what is theirs, and what an answer changed for good."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from index.models import Project
from moderation.models.subjects import exactly_one_subject, one_open


class Appeal(models.Model):
    """An owner asks that a person look again: at what was held or removed, or at the account that was frozen."""

    class Outcome(models.TextChoices):
        GRANTED = "granted", "Granted"
        DENIED = "denied", "Denied"

    project = models.ForeignKey(Project, on_delete=models.CASCADE, null=True, related_name="appeals")
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="appeals"
    )
    appellant = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    text = models.TextField(max_length=2000)
    asked_at = models.DateTimeField()
    outcome = models.CharField(max_length=7, choices=Outcome, blank=True)
    answer = models.TextField(blank=True, help_text="For the appellant.")
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.CharField(max_length=50, blank=True)
    verdict = models.ForeignKey(
        "moderation.Verdict",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="That a granted appeal ended in.",
    )
    before = models.JSONField(
        default=dict, help_text="What granting it changed, as it was; moderation.overturning."
    )

    class Meta:
        indexes: ClassVar = [
            # appeals: those that wait, the longest first
            models.Index(
                fields=["asked_at", "id"], name="appeals_waiting", condition=models.Q(answered_at=None)
            ),
            # appeals: what was answered last
            models.Index(
                fields=["-answered_at", "-id"],
                name="appeals_answered",
                condition=models.Q(answered_at__isnull=False),
            ),
        ]
        constraints: ClassVar = [
            exactly_one_subject("appeal_is_about_a_project_or_an_account"),
            one_open("one_open_appeal_per_project", "project", while_="answered_at"),
            one_open("one_open_appeal_per_account", "account", while_="answered_at"),
        ]

    def __str__(self) -> str:
        return f"{self.appellant} asks for a review of {self.subject}"

    @property
    def subject(self) -> str:
        """The name that the audit has for what it is about."""
        return self.project.normalized_name if self.project else str(self.account)


class ExemptContent(models.Model):
    """Content of an account that a person found honest: no automatic act holds or unlists it again."""

    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="exempt_contents"
    )
    digest = models.CharField(max_length=64, help_text="SHA-256 of what the model read; moderation.exempt.")
    exempted_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account", "digest"], name="content_is_exempt_once_an_account"),
        ]

    def __str__(self) -> str:
        return f"{self.digest[:8]} of {self.account}"
