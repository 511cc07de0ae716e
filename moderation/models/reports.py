"""What people complained about."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from index.models import Project


class Report(models.Model):
    """A person's complaint about a project."""

    class Category(models.TextChoices):
        SPAM = "spam", "Spam"
        MALWARE = "malware", "Malware"
        SQUATTING = "squatting", "Name squatting"
        OTHER = "other", "Something else"

    class Outcome(models.TextChoices):
        UPHELD = "upheld", "Upheld"
        DISMISSED = "dismissed", "Dismissed"

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="reports")
    reporter = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="reports")
    category = models.CharField(max_length=9, choices=Category)
    text = models.CharField(max_length=1000)
    link = models.URLField(max_length=500, blank=True)
    reported_at = models.DateTimeField()
    outcome = models.CharField(max_length=9, choices=Outcome, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["project", "reporter"],
                condition=models.Q(settled_at=None),
                name="one_open_report_per_person_and_project",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reporter} reports {self.project}"
