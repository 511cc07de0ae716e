"""Grouping: each scored upload joins the campaign that it belongs to, starts one with others, or stays alone.

What one upload costs does not grow with the index: of each of its few keys a bounded number of rows is read. One
worker groups at a time; it may die at any line, since a batch is one transaction with the rows that asked for it.
"""

import logging
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone

from moderation.campaigns import candidates, counting, holding, membership, outbox
from moderation.campaigns.candidates import Texts
from moderation.campaigns.evidence import MERGE_LINE, Evidence, Seen, Shared, TextShared, weigh
from moderation.campaigns.facts import Batch, Facts
from moderation.campaigns.keys import Key, Kind
from moderation.campaigns.models import Arrival, Campaign, GroupingTurn, PendingGrouping, SeenKey

logger = logging.getLogger(__name__)

BATCH: Final = 20
RECENT: Final = timedelta(days=45)  # so far back ungrouped uploads start a campaign with a new one
_OF_AN_ACCOUNT: Final = 30  # further uploads of an account that follow it into its campaign
_YOUNG: Final = 60  # members; a campaign this young still looks for those that came before it
_ANY: Final = Key(Kind.ANY, "").id


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of the keys of uploads. `seen` by id; `accounts`: all that were ever seen."""

    seen: dict[int, SeenKey]
    accounts: int

    def shared(self, accounts_by_key: Iterable[tuple[int, int]]) -> list[Shared]:
        return [
            Shared(Kind(key.kind), Seen(key.accounts, key.honest), accounts)
            for pk, accounts in accounts_by_key
            if (key := self.seen.get(pk))
        ]


def group_waiting() -> int:
    """Group all that waits, batch after batch; how many releases were grouped here."""
    count = 0
    while (done := step(now=timezone.now())) is not None:
        count += done
    holding.hold_waiting(now=timezone.now())
    return count


@transaction.atomic
def step(*, now: datetime) -> int | None:
    """One batch; None once nothing more waits, or while another worker is at it."""
    turn, _ = GroupingTurn.objects.get_or_create(pk=1)
    if not GroupingTurn.objects.select_for_update(skip_locked=True).filter(pk=turn.pk):
        return None
    is_moving = membership.move_some()
    waiting = outbox.next_due(BATCH, now=now)
    if not waiting:
        return 0 if is_moving else None
    facts = _facts_of(waiting, now=now)
    seen = counting.remember([_seen(one) for one in facts.values()])
    _write_arrivals(facts.values())
    known = Known(seen, seen[_ANY].accounts if seen else 0)
    for pending in waiting:
        if pending.pk in facts and not _try_to_group(pending, facts[pending.pk], known):
            outbox.put_off(pending, now=now)
            facts.pop(pending.pk)
    outbox.settle(facts)
    return len(waiting)


def _facts_of(waiting: list[PendingGrouping], *, now: datetime) -> dict[int, Facts]:
    """By id of what waits. What has no facts any more waits no longer; what cannot be read waits for another try."""
    batch = Batch([pending.release_id for pending in waiting])
    found: dict[int, Facts] = {}
    for pending in waiting:
        try:
            facts = batch.facts_of(pending.release_id)
        except Exception:
            logger.exception("release %s could not be grouped", pending.release_id)
            outbox.put_off(pending, now=now)
            continue
        if facts:
            found[pending.pk] = facts
        else:
            outbox.settle([pending.pk])
    return found


def _seen(facts: Facts) -> counting.Seen:
    keys = {key.id: key for key in facts.keys}
    return counting.Seen(facts.account_id, keys, is_honest=bool(facts.signs), at=facts.at)


def _write_arrivals(found: Collection[Facts]) -> None:
    there = Arrival.objects.in_bulk([facts.release.project_id for facts in found])
    new: dict[int, Arrival] = {}
    for facts in found:
        pk = facts.release.project_id
        arrival = there.get(pk) or new.setdefault(pk, Arrival(pk=pk))
        arrival.release, arrival.spam_probability = facts.release, facts.spam_probability
        # What a member has taught its campaign stays as it was counted.
        if arrival.campaign_id is None:
            arrival.account_id, arrival.at = facts.account_id, facts.at
            arrival.keys = [key.id for key in facts.keys if key.id != _ANY]
            arrival.signs, arrival.is_apart = facts.signs, bool(facts.signs)
        if pk in there:
            arrival.save()
    Arrival.objects.bulk_create(new.values())


def _try_to_group(pending: PendingGrouping, facts: Facts, known: Known) -> bool:
    """One that cannot be grouped does not keep others from it; whether it was."""
    try:
        with transaction.atomic():
            group(facts.release.project_id, known)
    except Exception:
        logger.exception("release %s could not be grouped", pending.release_id)
        return False
    return True


def group(project_id: int, known: Known) -> Campaign | None:
    """Find the campaign of one upload, and have it held where that is held; None where it is in none."""
    # As it is now: another one of its batch may have drawn it in.
    arrival = Arrival.objects.select_related("campaign__merged_into").get(pk=project_id)
    campaign = arrival.campaign
    if campaign is None:
        texts = candidates.texts_like(arrival.release_id, account_id=arrival.account_id)
        campaign = _placed(arrival, known, texts)
    if campaign:
        campaign = campaign.merged_into or campaign
        holding.ask(campaign, arrival)
    return campaign


def _placed(arrival: Arrival, known: Known, texts: Texts) -> Campaign | None:
    found = _belonging(arrival, known, texts)
    if found:
        (campaign, evidence), *others = found
        campaign = _joined(campaign, arrival, evidence, texts)
        _merge(campaign, evidence, [other for other in others if not arrival.is_apart])
        return campaign
    return None if arrival.is_apart else _started(arrival, known, texts)


def _belonging(arrival: Arrival, known: Known, texts: Texts) -> list[tuple[Campaign, Evidence]]:
    """The campaigns that it belongs to, the strongest first. A sign of innocence asks for one strong link."""
    weighed = [
        (campaign, _evidence(arrival, campaign, accounts, known, texts.with_campaign(campaign.pk)))
        for campaign, accounts in candidates.campaigns_for(arrival.keys, texts).items()
    ]
    found = [pair for pair in weighed if pair[1].belongs and (pair[1].is_strong or not arrival.is_apart)]
    return sorted(found, key=lambda pair: (-pair[1].total, pair[0].pk))


def _evidence(
    arrival: Arrival, campaign: Campaign, accounts: dict[int, int], known: Known, text: TextShared
) -> Evidence:
    return weigh(
        known.shared(accounts.items()),
        text,
        group_accounts=max(campaign.accounts, 1),
        all_accounts=known.accounts,
    )


def _joined(campaign: Campaign, arrival: Arrival, evidence: Evidence, texts: Texts) -> Campaign:
    alike = texts.with_campaign(campaign.pk).similarity
    campaign = campaign.merged_into or campaign
    before = campaign.accounts
    membership.join(campaign, arrival, evidence=evidence.total, alike=alike)
    if campaign.accounts > before:
        _follow(campaign, [arrival.account_id])
    if campaign.projects < _YOUNG and not arrival.is_apart:
        since = arrival.at - RECENT
        others = candidates.ungrouped_for(arrival.keys, texts, account_id=arrival.account_id, since=since)
        _draw_in(campaign, others, texts)
    return campaign


def _merge(campaign: Campaign, evidence: Evidence, others: list[tuple[Campaign, Evidence]]) -> None:
    """An upload that surely belongs to both shows that two campaigns are one."""
    for other, of_other in others:
        if min(evidence.total, of_other.total) < MERGE_LINE or not membership.may_merge(campaign, other):
            continue
        small, large = sorted((campaign, other), key=lambda one: (one.projects, -one.pk))
        membership.merge(small, large)
        return  # the next upload finds the next


def _started(arrival: Arrival, known: Known, texts: Texts) -> Campaign | None:
    """A campaign of this upload and the recent ones that share enough with it; None where none does."""
    others = candidates.ungrouped_for(
        arrival.keys, texts, account_id=arrival.account_id, since=arrival.at - RECENT
    )
    pairs = [(other, _pair(arrival, other, known, texts)) for other in others]
    found = [(other, evidence) for other, evidence in pairs if evidence.belongs]
    if not found:
        return None
    campaign = membership.start(at=arrival.at)
    strongest = max(evidence.total for _, evidence in found)
    alike = max(texts.with_account(other.account_id).similarity for other, _ in found)
    membership.join(campaign, arrival, evidence=strongest, alike=alike)
    for other, evidence in found:
        said = texts.with_account(other.account_id).similarity
        membership.join(campaign, other, evidence=evidence.total, alike=said)
    _follow(campaign, [arrival.account_id, *(other.account_id for other, _ in found)])
    return campaign


def _pair(arrival: Arrival, other: Arrival, known: Known, texts: Texts) -> Evidence:
    common = set(arrival.keys) & set(other.keys)
    return weigh(
        known.shared((pk, 1) for pk in common),
        texts.with_account(other.account_id),
        group_accounts=1,
        all_accounts=known.accounts,
    )


def _follow(campaign: Campaign, account_ids: list[int]) -> None:
    """What these accounts uploaded before joins them, where it belongs."""
    for account_id in account_ids:
        before = Arrival.objects.filter(account=account_id, campaign=None, is_apart=False)
        _draw_in(campaign, list(before.order_by("-at")[:_OF_AN_ACCOUNT]), Texts())


def _draw_in(campaign: Campaign, arrivals: list[Arrival], texts: Texts) -> None:
    """Uploads that came too early to be told from others join now, where they belong."""
    for arrival in arrivals:
        seen = SeenKey.objects.in_bulk([*arrival.keys, _ANY])
        known = Known(seen, seen[_ANY].accounts)
        accounts = dict(campaign.keys.filter(key__in=arrival.keys).values_list("key_id", "accounts"))
        text = texts.with_account(arrival.account_id)
        evidence = _evidence(arrival, campaign, accounts, known, text)
        if evidence.belongs:
            membership.join(campaign, arrival, evidence=evidence.total, alike=text.similarity)
