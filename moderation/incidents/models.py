"""An incident and its dated entries, in the form of a public status page."""

from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.urls import reverse


class State(models.TextChoices):
    INVESTIGATING = "investigating", "Investigating"
    IDENTIFIED = "identified", "Identified"
    UPDATE = "update", "Update"
    MONITORING = "monitoring", "Monitoring"
    RESOLVED = "resolved", "Resolved"


class IncidentQuerySet(models.QuerySet["Incident"]):
    def public(self) -> Self:
        """Those of which at least one entry was published."""
        return self.exclude(published_at=None)

    def open(self) -> Self:
        return self.public().filter(resolved_at=None).order_by("-started_at", "-id")

    def past(self) -> Self:
        return self.public().exclude(resolved_at=None).order_by("-started_at", "-id")


class Incident(models.Model):
    """Something that goes on at the index. It is a draft, the console's alone, until an entry of it is published."""

    class Impact(models.TextChoices):
        NONE = "none", "No impact"
        MINOR = "minor", "Minor impact"
        MAJOR = "major", "Major impact"
        CRITICAL = "critical", "Critical impact"

    title = models.CharField(max_length=100)
    sentence = models.CharField(max_length=300, help_text="For everybody: what it means for them.")
    impact = models.CharField(max_length=8, choices=Impact, default=Impact.MINOR)
    state = models.CharField(
        max_length=13, choices=State, default=State.INVESTIGATING, help_text="Of its newest published entry."
    )
    started_at = models.DateTimeField(help_text="What happened from then on is part of it.")
    opened_by = models.CharField(max_length=50)
    published_at = models.DateTimeField(null=True, blank=True, help_text="When its first entry was.")
    resolved_at = models.DateTimeField(null=True, blank=True)
    edited_at = models.DateTimeField(
        null=True, blank=True, help_text="When the title, sentence or impact last were, once it was public."
    )

    objects = IncidentQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(state=State.RESOLVED, resolved_at__isnull=False)
                | (~models.Q(state=State.RESOLVED) & models.Q(resolved_at=None)),
                name="incident_has_an_end_once_resolved",
            ),
        ]
        indexes: ClassVar = [
            # every page: the banner
            models.Index(
                fields=["-started_at", "-id"],
                name="incident_open",
                condition=models.Q(published_at__isnull=False, resolved_at=None),
            ),
            models.Index(
                fields=["-started_at", "-id"], name="incident_newest_first"
            ),  # /status/, the console
        ]

    def __str__(self) -> str:
        return f"incident {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("status_incident", args=[self.pk])

    @property
    def is_draft(self) -> bool:
        return self.published_at is None

    @property
    def tone(self) -> str:
        """A tone word of docs/design.md."""
        if self.resolved_at:
            return "good"
        return "bad" if self.impact in {self.Impact.MAJOR, self.Impact.CRITICAL} else "warn"

    def until(self, now: datetime) -> datetime:
        """The end of its time, for one that goes on `now`."""
        return self.resolved_at or now


class IncidentEntryQuerySet(models.QuerySet["IncidentEntry"]):
    def public(self) -> Self:
        return self.exclude(published_at=None).order_by("-published_at", "-id")

    def drafts(self) -> Self:
        return self.filter(published_at=None).order_by("-id")


class IncidentEntry(models.Model):
    """What is said of an incident at one time; a draft until it is published. What is public is never deleted."""

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="entries")
    state = models.CharField(max_length=13, choices=State)
    text = models.TextField(help_text="Markdown, as it was written.")
    html = models.TextField(help_text="Rendered and sanitised.")
    author = models.CharField(max_length=50)
    is_signed = models.BooleanField(default=False, help_text="With the author's name.")
    drafted_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.CharField(max_length=50, blank=True)
    edited_at = models.DateTimeField(
        null=True, blank=True, help_text="When it was last corrected, once it was public."
    )

    objects = IncidentEntryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "incident entries"
        indexes: ClassVar = [
            # an incident's page
            models.Index(fields=["incident", "-published_at", "-id"], name="entries_of_an_incident"),
            # the feed
            models.Index(
                fields=["-published_at", "-id"],
                name="incident_entries_public",
                condition=models.Q(published_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"entry {self.pk} of {self.incident}"

    def get_absolute_url(self) -> str:
        return f"{self.incident.get_absolute_url()}#entry-{self.pk}"

    @property
    def signature(self) -> str:
        return self.author if self.is_signed else "the moderators"
