"""A purge and its members: what is to go, row by row, and what was there before."""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models

from index.models import Project


class Purge(models.Model):
    """One act on many projects and accounts. Its members are fixed when it is confirmed; the audit has its history."""

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        CONFIRMED = "confirmed", "Confirmed"
        RUNNING = "running", "Running"
        STOPPED = "stopped", "Stopped"
        REMOVED = "removed", "Removed"
        UNDOING = "undoing", "Being undone"
        UNDONE = "undone", "Undone"
        ERASED = "erased", "Erased"

    SETTLED = (State.REMOVED, State.UNDONE, State.ERASED)

    state = models.CharField(max_length=9, choices=State, default=State.DRAFT)
    title = models.CharField(max_length=100, help_text="What it was selected by.")
    answers = models.JSONField(default=list, help_text="Each pasted line and what was found for it.")
    drafted_by = models.CharField(max_length=50)
    drafted_at = models.DateTimeField()
    reason = models.TextField(blank=True)
    labels_spam = models.BooleanField(default=False, help_text="The model learns that its projects are spam.")
    confirmed_by = models.CharField(max_length=50, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    needs_agreement = models.BooleanField(default=False, help_text="A second admin must agree.")
    agreed_by = models.CharField(max_length=50, blank=True)
    worked_at = models.DateTimeField(
        null=True, blank=True, help_text="Of its newest batch: what has stood still is continued."
    )
    removed_at = models.DateTimeField(null=True, blank=True, help_text="When the last member was gone.")
    undone_by = models.CharField(max_length=50, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["state"], name="purge_by_state")]  # the sweepers

    def __str__(self) -> str:
        return f"purge {self.pk}"

    @property
    def awaits_agreement(self) -> bool:
        return self.state == self.State.CONFIRMED and self.needs_agreement and not self.agreed_by

    @property
    def is_at_work(self) -> bool:
        at_work = {self.State.CONFIRMED, self.State.RUNNING, self.State.UNDOING}
        return self.state in at_work and not self.awaits_agreement

    @property
    def may_be_undone(self) -> bool:
        return self.state not in {self.State.UNDOING, self.State.UNDONE, self.State.ERASED}


class MemberQuerySet(models.QuerySet):
    def to_do(self) -> Self:
        return self.filter(ticked=True, done_at=None)

    def done(self) -> Self:
        return self.exclude(done_at=None)

    def to_undo(self) -> Self:
        return self.exclude(done_at=None).filter(undone_at=None)

    def to_erase(self) -> Self:
        return self.to_undo().filter(erased_at=None)


class Member(models.Model):
    """Something that a purge was drafted with."""

    ticked = models.BooleanField()
    why = models.CharField(max_length=200, help_text="What selected it.")
    warnings = models.JSONField(default=list, help_text="What speaks against it, a sentence each.")
    before = models.JSONField(default=dict, help_text="What the act changed, as it was.")
    done_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    objects = MemberQuerySet.as_manager()

    class Meta:
        abstract = True


class PurgedProject(Member):
    """A project in a purge; `before`: `removed` by it, its `case`, `reports` settled by it, the `label` made."""

    purge = models.ForeignKey(Purge, on_delete=models.CASCADE, related_name="projects")
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="+")
    dependents = models.JSONField(default=list, help_text="Projects outside that require it; some of them.")
    is_unlike = models.BooleanField(default=False, help_text="Has little in common with the other members.")
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["purge", "project"], name="project_is_once_in_a_purge"),
        ]
        indexes: ClassVar = [
            # run: the next that are to be removed
            models.Index(
                fields=["purge", "project"],
                name="projects_to_purge",
                condition=models.Q(ticked=True, done_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project} in {self.purge}"


class PurgedAccount(Member):
    """An account in a purge; `before`: whether it was `frozen` by it."""

    purge = models.ForeignKey(Purge, on_delete=models.CASCADE, related_name="accounts")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["purge", "user"], name="account_is_once_in_a_purge"),
        ]

    def __str__(self) -> str:
        return f"{self.user} in {self.purge}"
