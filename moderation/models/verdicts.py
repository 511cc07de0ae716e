"""What moderators decided, and what their decisions changed."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from classifier.models import Label
from index.models import Project, Release


class Verdict(models.Model):
    """A moderator's decision. The consequence is an act of its own, recorded in `before` to be undone exactly."""

    class Decision(models.TextChoices):
        SPAM = "spam", "Spam"
        NOT_SPAM = "not_spam", "Not spam"

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="verdicts")
    release = models.ForeignKey(Release, on_delete=models.SET_NULL, null=True, related_name="+")
    decision = models.CharField(max_length=8, choices=Decision)
    label = models.ForeignKey(Label, on_delete=models.PROTECT, related_name="+")
    moderator = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()
    parts = models.JSONField(default=list, help_text="Which consequences were chosen; moderation.verdicts.")
    before = models.JSONField(help_text="What the consequence changed, as it was.")
    undone_at = models.DateTimeField(null=True, blank=True)
    text_digest = models.CharField(
        max_length=64,
        blank=True,
        default="",
        db_default="",
        help_text="Of what was judged; moderation.exempt.",
    )

    class Meta:
        indexes: ClassVar = [
            # queue: what was decided last
            models.Index(fields=["-decided_at", "-id"], name="verdicts_newest_first"),
            # undo: a moderator's last act
            models.Index(fields=["moderator", "-decided_at"], name="verdicts_of_a_moderator"),
            # queue: what was decided on the same text
            models.Index(
                fields=["text_digest", "decision", "id"],
                name="verdicts_on_a_text",
                condition=models.Q(undone_at=None) & ~models.Q(text_digest=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project}: {self.get_decision_display()}"


class AccountVerdict(models.Model):
    """A moderator's decision about an account that was reported, with what it changed."""

    class Decision(models.TextChoices):
        FREEZE = "freeze", "Frozen"
        DISMISS = "dismiss", "Dismissed"

    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="verdicts")
    decision = models.CharField(max_length=7, choices=Decision)
    reason = models.TextField(help_text="For the staff.")
    moderator = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()
    froze = models.BooleanField(default=False, help_text="It, and nothing before it, froze the account.")
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [
            # queue of accounts: what was decided last
            models.Index(fields=["-decided_at", "-id"], name="account_verdicts_newest_first"),
        ]

    def __str__(self) -> str:
        return f"{self.account}: {self.get_decision_display()}"
