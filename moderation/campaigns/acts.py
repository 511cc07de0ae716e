"""What a person decides of a campaign. What has many members is written down here, and done by a task (`running`)."""

from collections.abc import Collection
from datetime import datetime
from typing import Final

from django.db import transaction

from accounts.models import User
from moderation import audit
from moderation.acts import NotDone
from moderation.campaigns import membership
from moderation.campaigns.act_models import CampaignAct, CampaignActMember
from moderation.campaigns.models import Arrival, Campaign, SeenKey, Sighting
from moderation.models import Purge
from moderation.purges import draft, selection
from moderation.purges.refusal import PurgeRefused

BATCH: Final = 1000
MOST_SPLIT: Final = 20_000  # members, counted anew in one transaction
AUDIT_WORDS: Final = {
    CampaignAct.Verb.HOLD: "hold campaign",
    CampaignAct.Verb.SPAM: "judge campaign spam",
    CampaignAct.Verb.NOT_SPAM: "judge campaign not spam",
}


@transaction.atomic
def begin(
    *, campaign: Campaign, verb: CampaignAct.Verb, actor: User, reason: str, now: datetime
) -> CampaignAct:
    """Do `verb` to all ticked members that are still there; while it is held, what joins is held as well.

    :raises NotDone: where none is ticked, or another act is at work.
    """
    campaign = _locked(campaign)
    _refuse_while_at_work(campaign)
    members = campaign.members.filter(ticked=True, project__removed_at=None).values_list("pk", flat=True)
    ids = list(members.order_by("pk"))
    if not ids:
        raise NotDone("No member is ticked that is still there; tick some first.")
    act = CampaignAct.objects.create(
        campaign=campaign,
        verb=verb,
        actor=actor,
        reason=reason,
        began_at=now,
        before={"held_at": campaign.held_at.isoformat() if campaign.held_at else None},
    )
    CampaignActMember.objects.bulk_create(
        (CampaignActMember(act=act, project_id=pk) for pk in ids), batch_size=BATCH
    )
    if verb == CampaignAct.Verb.HOLD:
        _change(campaign, held_at=campaign.held_at or now)
    elif verb == CampaignAct.Verb.NOT_SPAM:
        _change(campaign, held_at=None)
    _tell(campaign, AUDIT_WORDS[verb], actor, reason, now, members=len(ids))
    return act


@transaction.atomic
def undo(*, act: CampaignAct, actor: User, reason: str, now: datetime) -> None:
    """Put back what the act did, member after member, what joined and was held since then included.

    :raises NotDone: where it is undone already, or still at work.
    """
    campaign = _locked(act.campaign)
    act = CampaignAct.objects.select_for_update().get(pk=act.pk)
    if act.state != CampaignAct.State.DONE:
        raise NotDone(f"It is {act.state}; only what is done is undone.")
    _refuse_while_at_work(campaign)
    act.state, act.undone_by = CampaignAct.State.UNDOING, actor
    act.save(update_fields=["state", "undone_by"])
    held_at = act.before["held_at"]
    _change(campaign, held_at=datetime.fromisoformat(held_at) if held_at else None, settled_at=None)
    _tell(campaign, "undo act on campaign", actor, reason, now, undone=act.get_verb_display())


@transaction.atomic
def dismiss(*, campaign: Campaign, actor: User, reason: str, now: datetime) -> None:
    """It is no campaign: what comes later of the same joins it unseen, so that it never raises a card again.

    :raises NotDone: where that was decided, or an act is at work.
    """
    campaign = _locked(campaign)
    if campaign.dismissed_at:
        raise NotDone("That was decided already.")
    _refuse_while_at_work(campaign)
    _change(campaign, dismissed_at=now)
    _tell(campaign, "dismiss campaign", actor, reason, now)


@transaction.atomic
def take_up(*, campaign: Campaign, actor: User, reason: str, now: datetime) -> None:
    """It waits for a decision again: undoes `dismiss` and `settle`."""
    campaign = _locked(campaign)
    if not (campaign.dismissed_at or campaign.settled_at):
        raise NotDone("It waits for a decision already.")
    _change(campaign, dismissed_at=None, settled_at=None)
    _tell(campaign, "take up campaign", actor, reason, now)


@transaction.atomic
def settle(*, campaign: Campaign, actor: User, reason: str, now: datetime) -> None:
    """Nothing more is to be done for now; a new member raises it again."""
    campaign = _locked(campaign)
    if campaign.settled_at:
        raise NotDone("It is put aside already.")
    _change(campaign, settled_at=now)
    _tell(campaign, "settle campaign", actor, reason, now)


@transaction.atomic
def split(*, campaign: Campaign, key_id: int, actor: User, reason: str, now: datetime) -> Campaign:
    """Move the accounts that have a trait, with all they have in it, to a campaign of their own.

    :raises NotDone: where all or none have it, or there are too many to count anew.
    """
    campaign = _locked(campaign)
    _refuse_while_at_work(campaign)
    having = Sighting.objects.filter(campaign=campaign, key=key_id).values_list("account_id", flat=True)
    accounts = set(having)
    if not accounts or campaign.accounts <= len(accounts):
        raise NotDone("All of its accounts have this, or none; choose what some of them have.")
    if campaign.projects > MOST_SPLIT:
        raise NotDone(f"It has more than {MOST_SPLIT:,} members; purge or judge it as a whole.")
    other = membership.split(campaign, accounts)
    key = SeenKey.objects.get(pk=key_id)
    _tell(campaign, "split campaign", actor, reason, now, by=str(key), into=str(other))
    return other


@transaction.atomic
def draft_purge(*, campaign: Campaign, actor: User, reason: str, now: datetime) -> Purge:
    """A purge draft of what is ticked, and of the accounts that own it; the campaign is put aside meanwhile.

    :raises NotDone: where nothing is ticked that could be purged.
    """
    campaign = _locked(campaign)
    _refuse_while_at_work(campaign)
    ticked = campaign.members.filter(ticked=True)
    selected = selection.by_ids(
        project_ids=list(ticked.values_list("pk", flat=True)),
        user_ids=set(ticked.values_list("account_id", flat=True)),
        why=f"ticked in {campaign}",
    )
    try:
        purge = draft.draft(selected=selected, title=f"{campaign}: {reason}", actor=actor.username, now=now)
    except PurgeRefused as exc:
        raise NotDone(str(exc)) from exc
    _change(campaign, settled_at=now)
    _tell(campaign, "draft purge of campaign", actor, reason, now, purge=str(purge))
    return purge


@transaction.atomic
def tick(
    *, campaign: Campaign, shown: Collection[int], ticked: Collection[int], actor: User, now: datetime
) -> None:
    """Of the members in `shown`, tick those in `ticked` and no others."""
    rows = Arrival.objects.filter(campaign=campaign, pk__in=shown)
    on = rows.filter(pk__in=ticked, ticked=False).update(ticked=True)
    off = rows.exclude(pk__in=ticked).filter(ticked=True).update(ticked=False)
    if on or off:
        _tell(campaign, "tick campaign", actor, "", now, ticked=on, unticked=off)


def _locked(campaign: Campaign) -> Campaign:
    membership.take_turn()
    return Campaign.objects.select_for_update().get(pk=campaign.pk)


def _refuse_while_at_work(campaign: Campaign) -> None:
    states = (CampaignAct.State.RUNNING, CampaignAct.State.UNDOING)
    if campaign.acts.filter(state__in=states).exists():
        raise NotDone("An act on it is still at work; wait until it is done.")


def _change(campaign: Campaign, **fields: datetime | None) -> None:
    for name, value in fields.items():
        setattr(campaign, name, value)
    campaign.save(update_fields=list(fields))


def _tell(campaign: Campaign, action: str, actor: User, reason: str, now: datetime, **after: object) -> None:
    audit.record(
        actor=actor.username, action=action, subject=str(campaign), reason=reason, after=after, now=now
    )
