"""What people complained about."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from index.models import Project
from moderation.models.subjects import exactly_one_subject, one_open


class Report(models.Model):
    """A person's complaint about a project or an account."""

    class Category(models.TextChoices):
        SPAM = "spam", "Spam"
        MALWARE = "malware", "Malware"
        SQUATTING = "squatting", "Name squatting"
        OTHER = "other", "Something else"

    class Outcome(models.TextChoices):
        UPHELD = "upheld", "Upheld"
        DISMISSED = "dismissed", "Dismissed"

    project = models.ForeignKey(Project, on_delete=models.CASCADE, null=True, related_name="reports")
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="reports_about"
    )
    reporter = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="reports")
    category = models.CharField(max_length=9, choices=Category)
    text = models.CharField(max_length=1000)
    link = models.URLField(max_length=500, blank=True)
    reported_at = models.DateTimeField()
    outcome = models.CharField(max_length=9, choices=Outcome, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            exactly_one_subject("report_is_about_a_project_or_an_account"),
            one_open("one_open_report_per_person_and_project", "project", "reporter", while_="settled_at"),
            one_open("one_open_report_per_person_and_account", "account", "reporter", while_="settled_at"),
        ]

    def __str__(self) -> str:
        return f"{self.reporter} reports {self.project or self.account}"
