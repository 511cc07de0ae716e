"""What people complained about."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from index.models import Project
from moderation.models.subjects import exactly_one_subject, one_open

# Settled, undone and settled anew is told anew.
UNTOLD = models.Q(settled_at__isnull=False) & (
    models.Q(told_at=None) | models.Q(told_at__lt=models.F("settled_at"))
)
FATES = {
    ("upheld", "project"): "A moderator agreed with you, and acted on the project.",
    ("upheld", "account"): "A moderator agreed with you, and the account was frozen.",
    (
        "dismissed",
        "project",
    ): "A moderator looked at the project and found nothing that breaks the rules; it stays.",
    (
        "dismissed",
        "account",
    ): "A moderator looked at the account and found nothing that breaks the rules; it stays.",
}


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
    told_at = models.DateTimeField(
        null=True, blank=True, help_text="When its reporter was last mailed what became of it."
    )

    class Meta:
        indexes: ClassVar = [
            # "your reports", and the limit of reports a day: those of one person, newest first
            models.Index(fields=["reporter", "-reported_at", "-id"], name="reports_of_a_person"),
            # moderation.telling.reporters: settled, and its reporter does not know it yet
            models.Index(fields=["reporter"], name="reports_to_tell_of", condition=UNTOLD),
        ]
        constraints: ClassVar = [
            exactly_one_subject("report_is_about_a_project_or_an_account"),
            one_open("one_open_report_per_person_and_project", "project", "reporter", while_="settled_at"),
            one_open("one_open_report_per_person_and_account", "account", "reporter", while_="settled_at"),
        ]

    def __str__(self) -> str:
        return f"{self.reporter} reports {self.subject}"

    @property
    def subject(self) -> str:
        """The name of what it is about."""
        return self.project.name if self.project else f"the account {self.account}"

    @property
    def fate(self) -> str:
        """What became of it, in words for its reporter."""
        if not self.outcome:
            return "It waits for a moderator."
        if self.project and self.project.removed_at and self.outcome == self.Outcome.UPHELD:
            return "A moderator agreed with you, and the project is removed."
        return FATES[self.outcome, "project" if self.project_id else "account"]
