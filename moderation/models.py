"""Flags, reports, cases, verdicts, and the audit of every act."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from classifier.models import Label, Score
from index.models import Project, Release
from moderation.line_models import LineSetting
from moderation.purges.models import Purge, PurgedAccount, PurgedProject

__all__ = [
    "AuditEntry",
    "Case",
    "Flag",
    "LineSetting",
    "Purge",
    "PurgedAccount",
    "PurgedProject",
    "Report",
    "Verdict",
]


class Flag(models.Model):
    """A switch. The ids are those of the public index, so that runbooks carry over; the last, a step, is ours."""

    class Id(models.TextChoices):
        NO_NEW_USERS = "disallow-new-user-registration", "No new users"
        NO_NEW_PROJECTS = "disallow-new-project-registration", "No new projects"
        NO_UPLOADS = "disallow-new-upload", "No uploads"
        NO_DELETION = "disallow-deletion", "No deletion"
        READ_ONLY = "read-only", "Read only"
        HOLD_NEW_PROJECTS = "hold-new-projects", "New projects wait for review"

    class Reach(models.TextChoices):
        """Whose new projects are held."""

        NEWCOMERS = "newcomers", "Those of newcomers"
        ALL = "all", "All"

    id = models.CharField(max_length=40, primary_key=True, choices=Id)
    enabled = models.BooleanField(default=False)
    reach = models.CharField(
        max_length=9, choices=Reach, blank=True, help_text="Of the step, while it is on."
    )
    reason = models.TextField(blank=True, help_text="For the admins.")
    notice = models.TextField(blank=True, help_text="For everybody: shown on every page and in each refusal.")
    changed_by = models.CharField(max_length=50)
    since = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(id="hold-new-projects", enabled=True) ^ models.Q(reach=""),
                name="flag_has_a_reach_while_it_is_the_step_and_on",
            ),
        ]

    def __str__(self) -> str:
        return self.id

    @property
    def title(self) -> str:
        if self.reach == self.Reach.NEWCOMERS:
            return "New projects of newcomers wait for review"
        return self.Id(self.id).label


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
    before = models.JSONField(help_text="What the consequence changed, as it was.")
    undone_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.project}: {self.get_decision_display()}"


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
        indexes: ClassVar = [models.Index(fields=["-at", "-id"], name="audit_newest_first")]  # the audit page
        verbose_name_plural = "audit entries"

    def __str__(self) -> str:
        return f"{self.actor}: {self.action} {self.subject}"
