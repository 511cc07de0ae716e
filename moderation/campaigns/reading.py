"""Cards of campaigns, as pages show them. Reads only; what is read does not grow with the campaign."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from urllib.parse import urlencode

from django.db import connection
from django.db.models import QuerySet

from moderation.campaigns import words
from moderation.campaigns.act_models import CampaignAct
from moderation.campaigns.keys import Key, Kind
from moderation.campaigns.models import Arrival, Campaign, CampaignKey, SeenKey
from moderation.campaigns.words import Trait

TRAITS_SHOWN: Final = 12
EXAMPLES: Final = 5
_KEYS_READ: Final = 40  # of a campaign, those that most projects have
_COMPARED: Final = 300  # members from each end
_ANY: Final = Key(Kind.ANY, "").id
_TOP_KEYS = (
    "SELECT campaign_id, key_id FROM moderation_campaignkey WHERE campaign_id = %s "  # noqa: S608 - a number of ours
    f"ORDER BY projects DESC LIMIT {_KEYS_READ}"
)


@dataclass(frozen=True, slots=True)
class Card:
    """`low`, `middle`, `high`: what a tenth, half and nine tenths of its members score at most."""

    campaign: Campaign
    links: list[str]
    traits: list[Trait]
    low: float
    middle: float
    high: float

    @property
    def per_hour(self) -> float:
        """Projects, from first to last."""
        hours = (self.campaign.last_at - self.campaign.first_at) / timedelta(hours=1)
        return self.campaign.projects / max(hours, 1)

    @property
    def rule(self) -> str:
        """The query of the form of a rule that asks for what most members share; empty where nothing can be asked."""
        found = words.conditions(self.traits)
        return urlencode([*found, ("title", f"Campaign {self.campaign.pk}")]) if found else ""


def cards_of(campaigns: Collection[Campaign]) -> list[Card]:
    """In the order given; one query for the traits of all."""
    traits = _traits_of(campaigns)
    everyone = SeenKey.objects.filter(pk=_ANY).values_list("accounts", flat=True).first() or 0
    return [_card(campaign, traits[campaign.pk], everyone) for campaign in campaigns]


def _card(campaign: Campaign, traits: list[Trait], everyone: int) -> Card:
    low, middle, high = words.band(campaign.scores)
    return Card(
        campaign=campaign,
        links=words.links(traits, alike=campaign.alike, projects=campaign.projects),
        traits=words.ranked(traits, all_accounts=everyone)[:TRAITS_SHOWN],
        low=low,
        middle=middle,
        high=high,
    )


def _traits_of(campaigns: Collection[Campaign]) -> dict[int, list[Trait]]:
    found: dict[int, list[Trait]] = defaultdict(list)
    if not campaigns:
        return found
    by_id = {campaign.pk: campaign for campaign in campaigns}
    # One statement: the ORM cannot limit the parts of a union on SQLite.
    parts = " UNION ALL ".join([f"SELECT * FROM ({_TOP_KEYS}) AS of_one"] * len(by_id))  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(parts, list(by_id))
        wanted = set(cursor.fetchall())
    keys = CampaignKey.objects.filter(campaign__in=by_id, key__in={key for _, key in wanted})
    for row in keys.exclude(key__kind=Kind.ACCOUNT).select_related("key"):
        if (row.campaign_id, row.key_id) in wanted:
            found[row.campaign_id].append(_trait(row, by_id[row.campaign_id]))
    return found


def _trait(row: CampaignKey, campaign: Campaign) -> Trait:
    return Trait(
        key_id=row.key_id,
        kind=Kind(row.key.kind),
        value=row.key.value,
        projects=row.projects,
        accounts=row.accounts,
        elsewhere=max(row.key.accounts - row.accounts, 0),
        honest=row.key.honest,
        of_projects=campaign.projects,
        of_accounts=campaign.accounts,
    )


def examples(card: Card) -> tuple[list[Arrival], list[Arrival]]:
    """The members with most of the campaign's traits, and those with least; of a large one from both ends."""
    members = card.campaign.members.filter(is_apart=False).select_related("project", "account", "release")
    rows = {row.pk: row for row in members.order_by("evidence")[:_COMPARED]}
    rows |= {row.pk: row for row in members.order_by("-evidence")[:_COMPARED]}
    parts = {trait.key_id: trait.part for trait in card.traits}
    likeness = {pk: sum(parts.get(key, 0.0) for key in row.keys) for pk, row in rows.items()}
    order = sorted(rows.values(), key=lambda row: (likeness[row.pk], row.evidence, row.pk))
    least = order[: min(EXAMPLES, len(order) // 2)]
    return list(reversed(order))[:EXAMPLES], least


def members_of(campaign: Campaign, only: str) -> QuerySet[Arrival]:
    """All, those `apart`, or those not ticked; those apart and unticked first."""
    rows = campaign.members.select_related("project", "account", "release").order_by("ticked", "project")
    if only == "apart":
        rows = rows.filter(is_apart=True)
    elif only == "unticked":
        rows = rows.filter(ticked=False)
    return rows


@dataclass(frozen=True, slots=True)
class Progress:
    act: CampaignAct
    done: int
    total: int
    refused: int


def progress_of(act: CampaignAct) -> Progress:
    members = act.members.all()
    if act.state in {CampaignAct.State.UNDOING, CampaignAct.State.UNDONE}:
        was_done = members.exclude(done_at=None)
        return Progress(act, was_done.exclude(undone_at=None).count(), was_done.count(), 0)
    refused = members.exclude(refused="").count()
    return Progress(act, members.exclude(done_at=None).count(), members.count(), refused)


def acts_of(campaign: Campaign, limit: int = 10) -> Sequence[Progress]:
    """The newest."""
    acts = campaign.acts.select_related("actor", "undone_by").order_by("-pk")[:limit]
    return [progress_of(act) for act in acts]
