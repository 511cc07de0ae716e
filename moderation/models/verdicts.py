"""What moderators decided, and what their decisions changed."""

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

    def __str__(self) -> str:
        return f"{self.project}: {self.get_decision_display()}"
