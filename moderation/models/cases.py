"""What waits for a person: rows, so that the queue is one walk along an index."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from classifier.models import Score
from index.models import Project

OPEN = models.Q(settled_at=None)


class Waiting(models.Model):
    """What cases of projects and of accounts have in common."""

    open_reports = models.PositiveIntegerField(default=0)
    report_weight = models.FloatField(default=0, help_text="Log-odds that its open reports add.")
    appealed_at = models.DateTimeField(
        null=True, blank=True, help_text="Since when an open appeal waits for an answer."
    )
    harm = models.FloatField(
        default=0, help_text="What the queue is ranked by; see moderation.cases.expected_harm."
    )
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    claimed_until = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True


class Case(Waiting):
    """What waits for a person about one project."""

    project = models.OneToOneField(Project, on_delete=models.CASCADE, related_name="case")
    score = models.ForeignKey(Score, on_delete=models.SET_NULL, null=True, related_name="+")
    review_reason = models.TextField(
        blank=True, help_text="Why all its releases are held until a verdict; empty: they are not."
    )
    is_sample = models.BooleanField(
        default=False, help_text="Nothing flagged it: drawn at random, to be judged without its score."
    )
    margin = models.FloatField(
        null=True, help_text="How far its score is from one half, 0 to 0.5: the smaller, the more is learned."
    )

    class Meta:
        indexes: ClassVar = [
            # queue: open cases, most harm first
            models.Index(fields=["-harm", "id"], name="open_cases_by_harm", condition=OPEN),
            # queue, to learn from: open cases, most uncertain first
            models.Index(fields=["margin", "id"], name="open_cases_by_margin", condition=OPEN),
            # queue: open appeals, the longest waiting first
            models.Index(
                fields=["appealed_at", "id"],
                name="open_appeals_by_age",
                condition=OPEN & models.Q(appealed_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"case of {self.project}"


class AccountCase(Waiting):
    """What waits for a person about one account: reports of it, or its owner's appeal against being frozen."""

    account = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="case")

    class Meta:
        indexes: ClassVar = [
            # queue of accounts: open cases, most harm first
            models.Index(fields=["-harm", "id"], name="open_account_cases_by_harm", condition=OPEN),
        ]

    def __str__(self) -> str:
        return f"case of {self.account}"
