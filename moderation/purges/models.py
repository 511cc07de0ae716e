"""A purge and its members: what is to go, row by row, and what was there before."""

from datetime import datetime
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils.dateparse import parse_datetime

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
    starts_at = models.DateTimeField(
        null=True, blank=True, help_text="When it starts though nobody agreed; by the database's clock."
    )
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
    def started_by_itself(self) -> bool:
        return bool(self.starts_at) and not (self.needs_agreement or self.agreed_by)

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

    def kept_gone(self) -> Self:
        """Undone here, and gone all the same: another purge has them too."""
        return self.exclude(undone_at=None).filter(before__has_key="kept_by")


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

    def _at(self, since: str | None) -> datetime | None:
        """`since`, where another purge passed it on; else when this one did it."""
        return parse_datetime(since) if since else self.done_at


class PurgedProject(Member):
    """A project in a purge; `before`: `removed` by it, its `case`, `reports` settled by it, the `label` made.

    What another purge passed on has times of its own, `removed_since` and `settled_at` of the case; `kept_by` is the
    purge that it was passed on to.
    """

    THING = "project"
    PASSED_ON = ("before", "erased_at")

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

    @property
    def thing_id(self) -> int:
        return self.project_id

    @property
    def removed_project_at(self) -> datetime | None:
        """When it, or the purge that passed it on, removed the project; None: it was gone before."""
        return self._at(self.before.get("removed_since")) if self.before["removed"] else None

    @property
    def settled_case_at(self) -> datetime | None:
        return self._at(self.before["case"].get("settled_at")) if self.before["case"] else None

    @property
    def gone_since(self) -> datetime | None:
        return self.removed_project_at or self.done_at

    def inherit(self, other: "PurgedProject") -> None:
        """Take over what `other` knows and this does not, as it would have found it without `other`."""
        known = self.before
        if other.removed_project_at and not known["removed"]:
            known |= {"removed": True, "removed_since": other.removed_project_at.isoformat()}
            self.erased_at = None
        if other.settled_case_at and not known["case"]:
            known["case"] = other.before["case"] | {"settled_at": other.settled_case_at.isoformat()}
        known["reports"] = sorted({*known["reports"], *other.before["reports"]})
        if self.purge.labels_spam and not known["label"]:
            known["label"], other.before["label"] = other.before["label"], None


class PurgedAccount(Member):
    """An account in a purge; `before`: whether it was `frozen` by it, and `frozen_since` where that was passed on."""

    THING = "user"
    PASSED_ON = ("before",)

    purge = models.ForeignKey(Purge, on_delete=models.CASCADE, related_name="accounts")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["purge", "user"], name="account_is_once_in_a_purge"),
        ]

    def __str__(self) -> str:
        return f"{self.user} in {self.purge}"

    @property
    def thing_id(self) -> int:
        return self.user_id

    @property
    def froze_at(self) -> datetime | None:
        """When it, or the purge that passed it on, froze the account; None: it was frozen before."""
        return self._at(self.before.get("frozen_since")) if self.before["frozen"] else None

    @property
    def gone_since(self) -> datetime | None:
        return self.froze_at or self.done_at

    def inherit(self, other: "PurgedAccount") -> None:
        if other.froze_at and not self.before["frozen"]:
            self.before |= {"frozen": True, "frozen_since": other.froze_at.isoformat()}


class PurgeLetterQuerySet(models.QuerySet["PurgeLetter"]):
    def waiting(self) -> Self:
        return self.filter(claimed_at=None)


class PurgeLetter(models.Model):
    """One mail to one person about one purge: claimed before it is sent, so that it is never sent twice."""

    class Kind(models.TextChoices):
        REMOVED = "removed", "Removed"
        UNDONE = "undone", "Undone"

    purge = models.ForeignKey(Purge, on_delete=models.CASCADE, related_name="letters")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=7, choices=Kind)
    claimed_at = models.DateTimeField(null=True, blank=True, help_text="When a worker set about sending it.")

    objects = PurgeLetterQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["purge", "user", "kind"], name="one_letter_per_person_and_purge"),
        ]
        indexes: ClassVar = [
            # letters.send_waiting, and the sweeper
            models.Index(fields=["id"], name="purge_letters_to_send", condition=models.Q(claimed_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} letter of {self.purge} to {self.user}"
