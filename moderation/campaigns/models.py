"""The rows of campaigns: what was seen with whom, the groups, and the acts on them."""

from typing import ClassVar, Final

from django.conf import settings
from django.db import models

from index.models import Project, Release


class PendingGrouping(models.Model):
    """A scored release that waits to be grouped; written with its score, so no lost message can lose it."""

    release = models.OneToOneField(Release, on_delete=models.CASCADE, related_name="+")
    due_at = models.DateTimeField(db_index=True)  # grouping: what is next
    attempts = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.release} since {self.due_at}"


class GroupingTurn(models.Model):
    """One row: whoever has it locked groups, so that no two workers count at once."""

    def __str__(self) -> str:
        return "the turn of grouping"


class SeenKey(models.Model):
    """A key of `campaigns.keys`, and how often it was seen. Counted as uploads come, never anew."""

    id = models.BigIntegerField(primary_key=True, help_text="`Key.id`.")
    kind = models.CharField(max_length=8)
    value = models.CharField(max_length=100)
    accounts = models.PositiveIntegerField()
    honest = models.PositiveIntegerField(help_text="Of the accounts, those with a sign of innocence.")
    last_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [
            # forgetting: networks that are older than addresses are kept
            models.Index(fields=["kind", "last_at"], name="seen_keys_by_age"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.value}"


# A card is a group of several people: what one owner uploads is judged in the queue, or purged by its account.
FEWEST_ACCOUNTS: Final = 3
_CARD = models.Q(accounts__gte=FEWEST_ACCOUNTS, dismissed_at=None, settled_at=None, merged_into=None)


_SETTLED = models.Q(settled_at__isnull=False, dismissed_at=None, merged_into=None)
_DISMISSED = models.Q(dismissed_at__isnull=False, merged_into=None)


class CampaignQuerySet(models.QuerySet["Campaign"]):
    def cards(self) -> "CampaignQuerySet":
        """What waits for a decision, the newest first."""
        return self.filter(_CARD).order_by("-last_at", "-id")

    def settled(self) -> "CampaignQuerySet":
        return self.filter(_SETTLED).order_by("-settled_at", "-id")

    def dismissed(self) -> "CampaignQuerySet":
        return self.filter(_DISMISSED).order_by("-dismissed_at", "-id")


class Campaign(models.Model):
    """A group of uploads. It is a card once it has enough accounts; what it was found not to be is remembered.

    Counts are of the members without a sign of innocence, which alone teach it; `apart` counts the others.
    """

    accounts = models.PositiveIntegerField(default=0)
    projects = models.PositiveIntegerField(default=0)
    apart = models.PositiveIntegerField(default=0)
    alike = models.PositiveIntegerField(default=0, help_text="Projects that joined by nearly the same text.")
    scores = models.JSONField(default=list, help_text="How many members scored in each twentieth.")
    first_at = models.DateTimeField(help_text="Of its oldest upload.")
    last_at = models.DateTimeField()
    held_at = models.DateTimeField(null=True, blank=True, help_text="Since when new members are held.")
    dismissed_at = models.DateTimeField(null=True, blank=True, help_text="It was found to be no campaign.")
    settled_at = models.DateTimeField(null=True, blank=True, help_text="All that it had then was decided.")
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    lineage = models.BigIntegerField(
        null=True,
        blank=True,
        help_text="What a person split never merges again: the campaign that was split.",
    )

    objects = CampaignQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            # console: the cards, the newest first
            models.Index(
                fields=["-last_at", "-id"],
                name="campaign_cards",
                condition=_CARD,
            ),
            # console: what was decided, the newest first
            models.Index(fields=["-settled_at", "-id"], name="settled_campaigns", condition=_SETTLED),
            models.Index(fields=["-dismissed_at", "-id"], name="dismissed_campaigns", condition=_DISMISSED),
            # grouping: merges that are under way
            models.Index(
                fields=["id"],
                name="campaigns_merging",
                condition=models.Q(merged_into__isnull=False, projects__gt=0),
            ),
        ]

    def __str__(self) -> str:
        return f"campaign {self.pk}"


class ArrivalQuerySet(models.QuerySet["Arrival"]):
    def annotate_release(self) -> "ArrivalQuerySet":
        """`of_release`: the release by which it was found, where releases were asked for."""
        return self.annotate(of_release=models.F("project__releases__id"))


class Arrival(models.Model):
    """A project as grouping sees it: its newest release, its keys, what speaks for it, and its campaign."""

    project = models.OneToOneField(
        Project, on_delete=models.CASCADE, primary_key=True, related_name="arrival"
    )
    release = models.ForeignKey(Release, on_delete=models.CASCADE, db_index=False, related_name="+")
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, db_index=False, related_name="+"
    )
    at = models.DateTimeField(help_text="When it was uploaded.")
    keys = models.JSONField(help_text="Ids of `SeenKey`.")
    spam_probability = models.FloatField()
    signs = models.JSONField(default=list, help_text="Of innocence, a sentence each.")
    is_apart = models.BooleanField(default=False, help_text="It has a sign of innocence.")
    campaign = models.ForeignKey(
        Campaign, on_delete=models.PROTECT, null=True, db_index=False, related_name="members"
    )
    ticked = models.BooleanField(default=False)
    alike = models.FloatField(default=0, help_text="How much of its text the nearest member shared.")
    evidence = models.FloatField(default=0, help_text="What spoke for its joining, in log-odds.")

    awaits_hold = models.BooleanField(default=False, help_text="Its campaign is held, and it is to be, too.")

    of_release: int  # where `annotate_release` was asked

    objects = ArrivalQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            # grouping: what an account uploaded last
            models.Index(fields=["account", "-at"], name="arrivals_of_an_account"),
            # the card: members, those apart first
            models.Index(
                fields=["campaign", "ticked", "project"],
                name="members_of_a_campaign",
                condition=models.Q(campaign__isnull=False),
            ),
            # the card: whether an account is in it, and how many are
            models.Index(
                fields=["campaign", "account"],
                name="accounts_of_a_campaign",
                condition=models.Q(campaign__isnull=False),
            ),
            # holding: what is to be held
            models.Index(fields=["project"], name="arrivals_to_hold", condition=models.Q(awaits_hold=True)),
            # the card: those least and most typical
            models.Index(
                fields=["campaign", "evidence"],
                name="members_by_evidence",
                condition=models.Q(campaign__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project} in {self.campaign or 'no campaign'}"


class Sighting(models.Model):
    """An account was seen with a key, and in which campaign it is with it."""

    pk = models.CompositePrimaryKey("key_id", "account_id")
    key = models.ForeignKey(SeenKey, on_delete=models.CASCADE, db_index=False, related_name="+")
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, db_index=False, related_name="+"
    )
    at = models.DateTimeField()
    is_honest = models.BooleanField(help_text="The account had a sign of innocence.")
    campaign = models.ForeignKey(
        Campaign, on_delete=models.PROTECT, null=True, db_index=False, related_name="+"
    )

    class Meta:
        indexes: ClassVar = [
            # grouping: the newest few that have a key and no campaign
            models.Index(
                fields=["key", "-at"],
                name="ungrouped_by_key",
                condition=models.Q(campaign=None, is_honest=False),
            ),
            # merging, splitting: those of an account
            models.Index(fields=["account", "campaign"], name="sightings_of_an_account"),
        ]

    def __str__(self) -> str:
        return f"{self.key} with {self.account}"


class CampaignKey(models.Model):
    """A key that members share: how many of its accounts and projects have it."""

    pk = models.CompositePrimaryKey("campaign_id", "key_id")
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, db_index=False, related_name="keys")
    key = models.ForeignKey(SeenKey, on_delete=models.CASCADE, db_index=False, related_name="+")
    accounts = models.PositiveIntegerField()
    projects = models.PositiveIntegerField()

    class Meta:
        indexes: ClassVar = [
            # grouping: the campaigns that have most of a key
            models.Index(fields=["key", "-accounts"], name="campaigns_of_a_key"),
            # the card: what most members share
            models.Index(fields=["campaign", "-projects"], name="keys_of_a_campaign"),
        ]

    def __str__(self) -> str:
        return f"{self.key} in {self.campaign}"
