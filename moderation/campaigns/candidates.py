"""Which campaigns, and which ungrouped uploads, may belong with an upload: a bounded number of rows of each key."""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection

from classifier import similarity
from moderation.campaigns.evidence import TextShared
from moderation.campaigns.models import Arrival, Campaign, CampaignKey

_CAMPAIGNS_OF_A_KEY = 5
_CAMPAIGNS = 8
_UNGROUPED_OF_A_KEY = 6
_UNGROUPED = 12
_LOOK_ALIKES = 60

_CAMPAIGNS_SQL = (
    "SELECT campaign_id FROM moderation_campaignkey WHERE key_id = %s "  # noqa: S608 - a number of ours
    f"ORDER BY accounts DESC LIMIT {_CAMPAIGNS_OF_A_KEY}"
)
_UNGROUPED_SQL = (
    "SELECT account_id FROM moderation_sighting WHERE key_id = %s AND campaign_id IS NULL AND NOT is_honest "  # noqa: S608
    f"AND at > %s ORDER BY at DESC LIMIT {_UNGROUPED_OF_A_KEY}"
)


@dataclass(slots=True)
class Texts:
    """Look-alikes of an upload: similarity by arrival, those with a sign of innocence apart."""

    others: dict[int, tuple[Arrival, float]] = field(default_factory=dict)

    def with_campaign(self, campaign_id: int) -> TextShared:
        inside = [pair for pair in self._unsigned() if pair[0].campaign_id == campaign_id]
        return self._shared(inside)

    def with_account(self, account_id: int) -> TextShared:
        return self._shared([pair for pair in self._unsigned() if pair[0].account_id == account_id])

    def campaigns(self) -> set[int]:
        return {arrival.campaign_id for arrival, _ in self._unsigned() if arrival.campaign_id}

    def ungrouped_accounts(self) -> list[int]:
        """The most alike first."""
        ranked = sorted(self._unsigned(), key=lambda pair: -pair[1])
        return list(dict.fromkeys(arrival.account_id for arrival, _ in ranked if not arrival.campaign_id))

    def _unsigned(self) -> list[tuple[Arrival, float]]:
        return [pair for pair in self.others.values() if not pair[0].is_apart]

    def _shared(self, inside: list[tuple[Arrival, float]]) -> TextShared:
        honest = {arrival.account_id for arrival, _ in self.others.values() if arrival.is_apart}
        return TextShared(
            similarity=max((alike for _, alike in inside), default=0.0),
            accounts=len({arrival.account_id for arrival, _ in inside}),
            honest=len(honest),
        )


def texts_like(release_id: int, *, account_id: int) -> Texts:
    """Uploads of other accounts that say nearly the same; `classifier.similarity` bounds what it reads."""
    alike = {entry.release_id: entry.similarity for entry in similarity.look_alikes(release_id, _LOOK_ALIKES)}
    if not alike:
        return Texts()
    arrivals = Arrival.objects.filter(project__releases__in=alike).exclude(account=account_id)
    found = arrivals.annotate_release().only("project_id", "account_id", "campaign_id", "is_apart")
    texts = Texts()
    for arrival in found:
        texts.others[arrival.pk] = (arrival, alike[arrival.of_release])
    return texts


def campaigns_for(key_ids: Sequence[int], texts: Texts) -> dict[Campaign, dict[int, int]]:
    """Campaigns that hold most of these keys or of the texts; by key, how many of its accounts have it."""
    found = Counter(_union(_CAMPAIGNS_SQL, [(pk,) for pk in key_ids]))
    ids = [*texts.campaigns(), *(pk for pk, _ in found.most_common(_CAMPAIGNS))]
    rows = Campaign.objects.filter(pk__in=ids[: 2 * _CAMPAIGNS]).select_related("merged_into")
    campaigns = {row.pk: row for row in rows}
    shared: dict[Campaign, dict[int, int]] = defaultdict(dict, {row: {} for row in campaigns.values()})
    keys = CampaignKey.objects.filter(campaign__in=campaigns, key__in=key_ids)
    for campaign_id, key_id, accounts in keys.values_list("campaign_id", "key_id", "accounts"):
        shared[campaigns[campaign_id]][key_id] = accounts
    return shared


def ungrouped_for(key_ids: Sequence[int], texts: Texts, *, account_id: int, since: datetime) -> list[Arrival]:
    """The newest ungrouped upload of the accounts that share most keys, or the text; no sign speaks for any."""
    moment = connection.ops.adapt_datetimefield_value(since)
    found = Counter(_union(_UNGROUPED_SQL, [(pk, moment) for pk in key_ids]))
    found.update(dict.fromkeys(texts.ungrouped_accounts()[:_UNGROUPED], 3))
    found.pop(account_id, None)
    accounts = [pk for pk, _ in found.most_common(_UNGROUPED)]
    newest: dict[int, Arrival] = {}
    arrivals = Arrival.objects.filter(account__in=accounts, campaign=None, is_apart=False, at__gt=since)
    for arrival in arrivals.order_by("at"):
        newest[arrival.account_id] = arrival
    return [newest[pk] for pk in accounts if pk in newest]


def _union(one: str, values: Collection[tuple]) -> list[int]:
    """One statement for all keys: the ORM cannot limit the parts of a union on SQLite."""
    if not values:
        return []
    parts = " UNION ALL ".join([f"SELECT * FROM ({one}) AS of_a_key"] * len(values))  # noqa: S608 - texts of ours
    with connection.cursor() as cursor:
        cursor.execute(parts, [value for row in values for value in row])
        return [pk for (pk,) in cursor.fetchall()]
