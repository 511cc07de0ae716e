"""Rules, what they would have hit, and what they hit."""

from datetime import datetime, timedelta
from typing import ClassVar, Self

from django.conf import settings
from django.db import models

from index.models import Project, Release
from moderation.rules.conditions import Alternative, in_words


class RuleQuerySet(models.QuerySet["Rule"]):
    def in_force(self, now: datetime) -> Self:
        """At `now`, whether or not anything has noticed that the time of others is over."""
        return self.filter(started_at__isnull=False, ended_at=None, expires_at__gt=now)


class Rule(models.Model):
    """Conditions, and what happens to the uploads that fit them. A draft until it starts; never changed after that."""

    class Effect(models.TextChoices):
        HOLD = "hold", "Hold it"
        UNLIST = "unlist", "Leave it out of search and feeds"
        SECOND_FACTOR = "second_factor", "Ask for a second factor"

    class Reach(models.TextChoices):
        """Whose uploads it may hit."""

        NEWCOMERS = "newcomers", "Those of newcomers"
        ALL = "all", "Everybody's"

    title = models.CharField(max_length=80)
    alternatives = models.JSONField(help_text="What it asks for, as moderation.rules.conditions has it.")
    effect = models.CharField(max_length=13, choices=Effect)
    reach = models.CharField(max_length=9, choices=Reach, default=Reach.NEWCOMERS)
    reason = models.TextField(help_text="For the staff.")
    lasts = models.DurationField(help_text="How long it is to be in force.")
    made_by = models.CharField(max_length=50)
    made_at = models.DateTimeField()
    # The trial: releases are read from the newest to the oldest, and it goes on after the last one that was.
    trial_read = models.PositiveIntegerField(default=0, help_text="Releases looked at so far.")
    trial_hits = models.PositiveIntegerField(default=0)
    trial_since = models.DateTimeField(help_text="The oldest upload that is looked at.")
    trial_at = models.DateTimeField(null=True, blank=True, help_text="Upload time of the last one looked at.")
    trial_release = models.BigIntegerField(default=0, help_text="Its key.")
    trial_stopped = models.CharField(
        max_length=100, blank=True, help_text="At which bound it stopped; empty: at the end."
    )
    trial_ended_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    started_by = models.CharField(max_length=50, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True, help_text="Switched off before its time was over.")
    ended_by = models.CharField(max_length=50, blank=True)
    ended_because = models.TextField(blank=True)
    ended_itself = models.BooleanField(default=False, help_text="It hit wrongly too often.")
    releasing_since = models.DateTimeField(
        null=True, blank=True, help_text="Since when what it holds is being released; null: nothing is to do."
    )
    released_by = models.CharField(max_length=50, blank=True)

    objects = RuleQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(started_at=None) ^ models.Q(expires_at__isnull=False),
                name="rule_has_an_end_once_it_is_started",
            ),
        ]
        indexes: ClassVar = [
            # each upload: those in force
            models.Index(
                fields=["expires_at"],
                name="rules_in_force",
                condition=models.Q(started_at__isnull=False, ended_at=None),
            ),
            # front page: those that switched themselves off lately
            models.Index(
                fields=["-ended_at"], name="rules_that_were_wrong", condition=models.Q(ended_itself=True)
            ),
            # tasks.work_on_rules: what is to be tried or released
            models.Index(
                fields=["id"],
                name="rules_to_work_on",
                condition=models.Q(trial_ended_at=None) | models.Q(releasing_since__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"rule {self.pk}"

    @property
    def is_draft(self) -> bool:
        return self.started_at is None

    @property
    def asks(self) -> bool:
        return self.effect == self.Effect.SECOND_FACTOR

    @property
    def reaches_all(self) -> bool:
        return self.reach == self.Reach.ALL

    @property
    def is_at_work(self) -> bool:
        """Whether a worker has something to do for it."""
        return self.trial_ended_at is None or self.releasing_since is not None

    @property
    def in_words(self) -> list[list[tuple[str, list[str]]]]:
        alternatives: list[Alternative] = self.alternatives
        return in_words(alternatives)

    @property
    def review_reason(self) -> str:
        """What the case of a project says that it holds."""
        return f"The rule “{self.title}” holds it."

    def is_in_force(self, now: datetime) -> bool:
        return self.expires_at is not None and self.ended_at is None and self.expires_at > now

    @property
    def trial_days(self) -> int:
        return (self.made_at - self.trial_since + timedelta(hours=12)).days


class Outcome(models.TextChoices):
    """What became of what a rule hit, or would have."""

    UNKNOWN = "", "nobody knows yet"
    SPAM = "spam", "spam"
    HONEST = "honest", "judged not spam"
    TRUSTED = "trusted", "of an account that is established or trusted now"
    FREED = "freed", "released by hand"


WRONG = (Outcome.HONEST, Outcome.TRUSTED, Outcome.FREED)


class RuleTrialHit(models.Model):
    """A release that a rule would have hit, and what was known of it when the rule was tried."""

    rule = models.ForeignKey(Rule, on_delete=models.CASCADE, db_index=False, related_name="trial_hits_found")
    release = models.ForeignKey(Release, on_delete=models.CASCADE, db_index=False, related_name="+")
    outcome = models.CharField(max_length=7, choices=Outcome, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["rule", "release"], name="release_is_once_in_a_trial"),
        ]
        indexes: ClassVar = [
            # the page of a draft: all of them, those of one outcome, and how many there are
            models.Index(fields=["rule", "id"], name="trial_hits_of_a_rule"),
            models.Index(fields=["rule", "outcome", "id"], name="trial_hits_by_outcome"),
        ]

    def __str__(self) -> str:
        return f"{self.release} in the trial of {self.rule}"


class RuleHitQuerySet(models.QuerySet["RuleHit"]):
    def unsettled(self) -> Self:
        """What it did stands, and nobody has judged it."""
        return self.filter(outcome=Outcome.UNKNOWN, withdrawn_at=None)


class RuleHit(models.Model):
    """A release that a rule held or unlisted."""

    rule = models.ForeignKey(Rule, on_delete=models.CASCADE, db_index=False, related_name="hits")
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="rule_hits")
    release = models.ForeignKey(Release, on_delete=models.CASCADE, db_index=False, related_name="+")
    did = models.BooleanField(help_text="It, and nothing before it, held or unlisted.")
    was_listed = models.BooleanField(help_text="Whether the project was listed before.")
    by_newcomer = models.BooleanField(help_text="Whether its owners were newcomers then.")
    at = models.DateTimeField()
    outcome = models.CharField(max_length=7, choices=Outcome, blank=True)
    withdrawn_at = models.DateTimeField(
        null=True, blank=True, help_text="When it was released with all that the rule held."
    )

    objects = RuleHitQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["rule", "release"], name="release_is_hit_once_by_a_rule"),
        ]
        indexes: ClassVar = [
            # a rule's page: all of them, those of one outcome, and how many there are
            models.Index(fields=["rule", "-id"], name="rule_hits_of_a_rule"),
            models.Index(fields=["rule", "outcome", "-id"], name="rule_hits_by_outcome"),
            # outcomes.bring_up_to_date: what nobody has judged
            models.Index(
                fields=["id"],
                name="rule_hits_unsettled",
                condition=models.Q(outcome="", withdrawn_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.release} by {self.rule}"


class RuleAsked(models.Model):
    """An account that a rule asked for a second factor."""

    rule = models.ForeignKey(Rule, on_delete=models.CASCADE, db_index=False, related_name="asked")
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    project_name = models.CharField(max_length=100, help_text="That it last tried to upload to.")
    times = models.PositiveIntegerField(default=0)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["rule", "account"], name="account_is_asked_once_by_a_rule"),
        ]
        indexes: ClassVar = [
            # a rule's page: those it asked, the newest first
            models.Index(fields=["rule", "-id"], name="asked_by_a_rule"),
        ]

    def __str__(self) -> str:
        return f"{self.account} by {self.rule}"
