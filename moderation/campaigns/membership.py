"""Joining campaigns, starting them and making two one; every counter moves with it."""

from collections import Counter, defaultdict
from collections.abc import Collection
from datetime import datetime
from typing import Final

from django.db.models import Count

from index.models import Project
from moderation.campaigns import counting
from moderation.campaigns.evidence import NEARLY_SAME
from moderation.campaigns.models import Arrival, Campaign, CampaignKey, GroupingTurn, Sighting

BINS: Final = 20
MOVED_AT_ONCE: Final = 500


def take_turn() -> None:
    """Nobody groups until the caller's transaction ends: who changes a campaign takes its counters along."""
    GroupingTurn.objects.get_or_create(pk=1)
    GroupingTurn.objects.select_for_update().get(pk=1)


def campaign_of(project: Project) -> int | None:
    """The id of the project's campaign, by which training knows a thousand copies for one."""
    return campaigns_of([project.pk]).get(project.pk)


def campaigns_of(project_ids: Collection[int]) -> dict[int, int]:
    """Ids of campaigns by those of projects; without projects that are in none, or apart in one."""
    members = Arrival.objects.filter(pk__in=project_ids, campaign__isnull=False, is_apart=False)
    return dict(members.values_list("pk", "campaign_id"))


def start(*, at: datetime) -> Campaign:
    return Campaign.objects.create(scores=[0] * BINS, first_at=at, last_at=at)


def join(campaign: Campaign, arrival: Arrival, *, evidence: float, alike: float) -> None:
    """Make an ungrouped upload a member. One with a sign of innocence is apart, and teaches the campaign nothing."""
    arrival.evidence, arrival.alike, arrival.ticked = evidence, alike, not arrival.is_apart
    if arrival.is_apart:
        campaign.apart += 1
    else:
        _teach(campaign, arrival)
    arrival.campaign = campaign
    arrival.save(update_fields=["campaign", "evidence", "alike", "ticked"])
    campaign.settled_at = None
    campaign.save()


def _teach(campaign: Campaign, arrival: Arrival) -> None:
    members = Arrival.objects.filter(campaign=campaign, account=arrival.account_id, is_apart=False)
    campaign.accounts += not members.exists()
    campaign.projects += 1
    campaign.alike += arrival.alike >= NEARLY_SAME
    campaign.scores[bin_of(arrival.spam_probability)] += 1
    campaign.first_at = min(campaign.first_at, arrival.at)
    campaign.last_at = max(campaign.last_at, arrival.at)
    free = Sighting.objects.filter(account=arrival.account_id, key__in=arrival.keys, campaign=None)
    new = list(free.values_list("key_id", flat=True))
    free.update(campaign=campaign)
    counting.add_to_campaign(campaign.pk, key_ids=arrival.keys, new_to_it=set(new))


def bin_of(spam_probability: float) -> int:
    return min(int(spam_probability * BINS), BINS - 1)


def may_merge(one: Campaign, other: Campaign) -> bool:
    """What a person decided of one is not carried over to the other, and what was split stays apart."""
    if one.pk == other.pk or one.merged_into_id or other.merged_into_id:
        return False
    if (one.dismissed_at is None) != (other.dismissed_at is None):
        return False
    return one.lineage is None or one.lineage != other.lineage


def merge(small: Campaign, large: Campaign) -> None:
    """From now on `small` is part of `large`: its counters at once, its members batch after batch (`move_some`)."""
    counting.pour(small.pk, large.pk)
    large.accounts += small.accounts
    large.alike += small.alike
    large.scores = [a + b for a, b in zip(large.scores, small.scores, strict=True)]
    large.first_at = min(large.first_at, small.first_at)
    large.last_at = max(large.last_at, small.last_at)
    large.projects += small.projects
    large.apart += small.apart
    large.settled_at = None
    large.lineage = large.lineage or small.lineage
    large.save()
    small.merged_into = large
    small.save(update_fields=["merged_into"])
    Campaign.objects.filter(merged_into=small).update(merged_into=large)


def move_some() -> bool:
    """One batch of a merge that is under way; False where there is none."""
    small = Campaign.objects.filter(merged_into__isnull=False, projects__gt=0).order_by("id").first()
    if small is None:
        return False
    members = Arrival.objects.filter(campaign=small)
    batch = list(members.order_by("pk")[:MOVED_AT_ONCE])
    accounts = {arrival.account_id for arrival in batch}
    Arrival.objects.filter(pk__in=[arrival.pk for arrival in batch]).update(campaign=small.merged_into_id)
    Sighting.objects.filter(campaign=small, account__in=accounts).update(campaign=small.merged_into_id)
    if not members.exists():
        Campaign.objects.filter(pk=small.pk).update(projects=0, accounts=0, apart=0)
        if small.merged_into_id:
            _count_accounts(small.merged_into_id)
    return True


def _count_accounts(campaign_id: int) -> None:
    """An account that was in both was counted twice."""
    members = Arrival.objects.filter(campaign=campaign_id, is_apart=False)
    found = members.aggregate(accounts=Count("account", distinct=True))
    Campaign.objects.filter(pk=campaign_id).update(accounts=found["accounts"])


def split(campaign: Campaign, account_ids: Collection[int]) -> Campaign:
    """Move what these accounts have in it to a campaign of its own; the two are never merged again."""
    lineage = campaign.lineage or campaign.pk
    other = Campaign.objects.create(
        scores=[0] * BINS, first_at=campaign.first_at, last_at=campaign.last_at, lineage=lineage
    )
    Campaign.objects.filter(pk=campaign.pk).update(lineage=lineage)
    Arrival.objects.filter(campaign=campaign, account__in=account_ids).update(campaign=other)
    Sighting.objects.filter(campaign=campaign, account__in=account_ids).update(campaign=other)
    for one in (campaign, other):
        _count_anew(one)
    return other


def _count_anew(campaign: Campaign) -> None:
    """All counters, from the members."""
    members = list(Arrival.objects.filter(campaign=campaign, is_apart=False))
    projects: Counter[int] = Counter(key for member in members for key in member.keys)
    accounts: dict[int, set[int]] = defaultdict(set)
    for member in members:
        for key in member.keys:
            accounts[key].add(member.account_id)
    CampaignKey.objects.filter(campaign=campaign).delete()
    CampaignKey.objects.bulk_create(
        (
            CampaignKey(campaign=campaign, key_id=key, accounts=len(accounts[key]), projects=count)
            for key, count in projects.items()
        ),
        batch_size=MOVED_AT_ONCE,
    )
    bins = Counter(bin_of(member.spam_probability) for member in members)
    Campaign.objects.filter(pk=campaign.pk).update(
        accounts=len({member.account_id for member in members}),
        projects=len(members),
        apart=Arrival.objects.filter(campaign=campaign, is_apart=True).count(),
        alike=sum(member.alike >= NEARLY_SAME for member in members),
        scores=[bins[number] for number in range(BINS)],
        first_at=min((member.at for member in members), default=campaign.first_at),
        last_at=max((member.at for member in members), default=campaign.last_at),
    )
