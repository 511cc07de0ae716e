"""What waits for a person."""

from typing import ClassVar

from django.db import models

from classifier.models import Score
from index.models import Project


class Case(models.Model):
    """What waits for a person about one project: a row, so that the queue is one walk along an index."""

    project = models.OneToOneField(Project, on_delete=models.CASCADE, related_name="case")
    score = models.ForeignKey(Score, on_delete=models.SET_NULL, null=True, related_name="+")
    review_reason = models.TextField(
        blank=True, help_text="Why all its releases are held until a verdict; empty: they are not."
    )
    open_reports = models.PositiveIntegerField(default=0)
    harm = models.FloatField(
        default=0, help_text="What the queue is ranked by; see moderation.cases.expected_harm."
    )
    opened_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [
            # queue: open cases, most harm first
            models.Index(
                fields=["-harm", "id"], name="open_cases_by_harm", condition=models.Q(settled_at=None)
            ),
        ]

    def __str__(self) -> str:
        return f"case of {self.project}"
