"""What came in by the hour, alarms, and how far they may go."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

DOMAIN_CHARACTERS = 253  # RFC 1035, section 2.3.4, as text


class Kind(models.TextChoices):
    """What is counted."""

    SIGN_UPS = "sign-ups", "Accounts made"
    NEW_PROJECTS = "new-projects", "New projects"
    FIRST_PROJECTS = "first-projects", "Accounts with their first project"
    NEW_HOSTS = "new-hosts", "Sites linked to for the first time"
    EXPECTED_SPAM = "expected-spam", "Spam to be expected"


class Span(models.IntegerChoices):
    """Over how many hours, up to now."""

    HOUR = 1, "last hour"
    DAY = 24, "last day"


class Step(models.IntegerChoices):
    """The ladder, from open to closed."""

    NONE = 0, "Tell the admins only"
    HOLD_NEWCOMERS = 1, "Hold new projects of newcomers"
    HOLD_ALL = 2, "Hold all new projects"
    CLOSE = 3, "Refuse new projects, or new accounts"


class IntakeHour(models.Model):
    """What came in within one whole hour. `learned`: as much of it as counts for what is usual."""

    kind = models.CharField(max_length=14, choices=Kind)
    hour = models.DateTimeField(help_text="Its beginning.")
    count = models.FloatField()
    learned = models.FloatField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["kind", "hour"], name="an_hour_counts_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.hour:%Y-%m-%d %H}: {self.count:g}"


class SeenHost(models.Model):
    """A site that a release linked to, and when that was for the first time."""

    domain = models.CharField(max_length=DOMAIN_CHARACTERS, primary_key=True, help_text="Registrable.")
    seen_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["seen_at"], name="hosts_by_time")
        ]  # counting those of an hour

    def __str__(self) -> str:
        return self.domain


class Reading(models.Model):
    """What the last look saw of one kind over one span, for the console."""

    kind = models.CharField(max_length=14, choices=Kind)
    span = models.SmallIntegerField(choices=Span)
    count = models.FloatField()
    usual = models.FloatField(help_text="To be expected at this hour of the week.")
    line = models.FloatField(help_text="More than this is an alarm.")
    read_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["kind", "span"], name="one_reading_a_span")]

    def __str__(self) -> str:
        return f"{self.kind} in {self.span} h: {self.count:g} of {self.line:g}"

    @property
    def is_over(self) -> bool:
        return self.count > self.line


class Alarm(models.Model):
    """More came in than is usual. It ends by itself, an hour after the last look that was over its line."""

    kind = models.CharField(max_length=14, choices=Kind)
    span = models.SmallIntegerField(choices=Span)
    raised_at = models.DateTimeField()
    over_at = models.DateTimeField(help_text="When it was last over its line.")
    ended_at = models.DateTimeField(null=True, blank=True)
    count = models.FloatField(help_text="When it was raised.")
    peak = models.FloatField()
    usual = models.FloatField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["-raised_at", "-id"], name="alarms_newest_first")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind", "span"], condition=Q(ended_at=None), name="one_open_alarm_a_span"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.count:g} where {self.usual:g} is usual"


class Ladder(models.Model):
    """How far alarms may go by themselves, and how far they are: one row."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    limit = models.SmallIntegerField(choices=Step, default=Step.NONE)
    step = models.SmallIntegerField(choices=Step, default=Step.NONE)
    stepped_at = models.DateTimeField(null=True, blank=True)
    asked_at = models.DateTimeField(
        null=True, blank=True, help_text="When a look last found that the step is needed."
    )
    intake = models.JSONField(
        default=dict, help_text="Kind and span to what came in when the step was taken."
    )

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=Q(id=1), name="one_ladder")]

    def __str__(self) -> str:
        return f"step {self.step} of {self.limit}"
