"""Uploads that match a held campaign are held and told of; nothing is ever removed by itself."""

from datetime import datetime
from typing import Final

from django.db import transaction

from moderation.campaigns.act_models import CampaignAct, CampaignActMember
from moderation.campaigns.models import Arrival, Campaign
from moderation.campaigns.running import hold_project
from moderation.webhooks import events
from moderation.webhooks.events import Event

ACTOR: Final = "campaigns"
# Owners read the journal; what the campaign is made of is for the staff.
REASON: Final = "by an automatic check"
_AT_ONCE: Final = 100


def ask(campaign: Campaign, arrival: Arrival) -> None:
    """Have a member of a held campaign held; in the transaction that made it a member.

    A member with a sign of innocence, or that a person has unticked, is left alone.
    """
    if campaign.held_at and not campaign.dismissed_at and arrival.ticked:
        Arrival.objects.filter(pk=arrival.pk).update(awaits_hold=True)


def hold_waiting(*, now: datetime) -> int:
    """Hold what was asked for, each in a transaction of its own; how many were held here.

    Apart from grouping, whose batches have many uploads: who holds takes cases before projects, one after another.
    """
    waiting = Arrival.objects.filter(awaits_hold=True).select_related("project", "release", "campaign")
    return sum(_hold(arrival, now=now) for arrival in list(waiting.order_by("pk")[:_AT_ONCE]))


@transaction.atomic
def _hold(arrival: Arrival, *, now: datetime) -> bool:
    if not Arrival.objects.filter(pk=arrival.pk, awaits_hold=True).update(awaits_hold=False):
        return False
    campaign = arrival.campaign
    if campaign is None or not campaign.held_at:
        return False
    review = f"It matches {campaign}, which is held."
    before = hold_project(arrival.project, actor=ACTOR, reason=REASON, review=review, now=now)
    if not before:
        return False
    _add_to_act(campaign, arrival, before, now)
    version = arrival.release.version
    events.tell_of_project(
        Event.CAMPAIGN, arrival.project, release=version, campaign=campaign.pk, by=ACTOR, now=now
    )
    return True


def _add_to_act(campaign: Campaign, arrival: Arrival, before: dict, now: datetime) -> None:
    """Whoever undoes the act that holds the campaign frees this, too."""
    act = campaign.acts.filter(verb=CampaignAct.Verb.HOLD, undone_by=None).order_by("-pk").first()
    if act is None:
        return
    member, is_new = CampaignActMember.objects.get_or_create(
        act=act, project=arrival.project, defaults={"before": before, "done_at": now}
    )
    if not is_new:
        member.before = (
            before
            | {"held": [*member.before.get("held", []), *before["held"]]}
            | {name: member.before[name] for name in ("review_reason", "was_open") if name in member.before}
        )
        member.done_at = member.done_at or now
        member.save()
