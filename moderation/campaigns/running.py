"""Acts on campaigns, member after member, each in a short transaction of its own.

Whoever works on one may die at any line: what is committed is done, the next worker goes on from there.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from index import lifecycle
from index.models import Project, Release
from moderation.campaigns import membership
from moderation.campaigns.act_models import CampaignAct, CampaignActMember
from moderation.campaigns.models import Campaign
from moderation.judging import verdicts
from moderation.judging.verdicts import VerdictRefused
from moderation.models import Case, Verdict
from moderation.queue import cases

Verb = CampaignAct.Verb
REASON = "by a moderator's decision"


def work(act_id: int) -> None:
    """Do, or undo, all that is left of an act. Running it twice, or twice at once, changes nothing more."""
    while step(act_id, now=timezone.now()):
        pass


@transaction.atomic
def step(act_id: int, *, now: datetime) -> bool:
    """One member; False once there is nothing more to do, or while another worker is at it."""
    act = CampaignAct.objects.select_for_update(skip_locked=True).filter(pk=act_id).first()
    if act is None or not act.is_at_work:
        return False
    act.worked_at = now
    act.save(update_fields=["worked_at"])
    is_undoing = act.state == CampaignAct.State.UNDOING
    left = (
        act.members.exclude(done_at=None).filter(undone_at=None)
        if is_undoing
        else act.members.filter(done_at=None)
    )
    member = left.select_related("project").order_by("project_id").first()
    if member is None:
        _finish(act, now=now)
        return False
    if is_undoing:
        _put_back(act, member, now=now)
        member.undone_at = now
    else:
        _do(act, member, now=now)
        member.done_at = now
    member.save()
    return True


def hold_project(project: Project, *, actor: str, reason: str, review: str, now: datetime) -> dict[str, Any]:
    """Hold all its releases, and open its case; what that changed, as it was. Nothing where all are held."""
    case = cases.lock(project)  # cases before projects, as verdicts and triage take them
    releases = Release.objects.offered().filter(project=project).order_by("pk")
    held = [
        release.pk
        for release in releases
        if lifecycle.hold(release=release, actor=actor, reason=reason, now=now)
    ]
    if not held:
        return {}
    before = {
        "held": held,
        "review_reason": case.review_reason if case else "",
        "was_open": bool(case and not case.settled_at),
    }
    cases.await_review(project, reason=review, now=now)
    return before


def _do(act: CampaignAct, member: CampaignActMember, *, now: datetime) -> None:
    if act.verb == Verb.HOLD:
        review = f"It is of {act.campaign}, which is held: {act.reason}"
        member.before = hold_project(
            member.project, actor=act.actor.username, reason=REASON, review=review, now=now
        )
        return
    decision = Verdict.Decision.SPAM if act.verb == Verb.SPAM else Verdict.Decision.NOT_SPAM
    try:
        with transaction.atomic():
            case = cases.open_for(member.project, now=now)
            verdict = verdicts.decide(case=case, decision=decision, moderator=act.actor, now=now)
    except VerdictRefused as exc:
        member.refused = str(exc)
    else:
        member.before = {"verdict": verdict.pk}


def _put_back(act: CampaignAct, member: CampaignActMember, *, now: datetime) -> None:
    undoer = act.undone_by or act.actor
    for what, value in member.before.items():
        if put_back := _PUT_BACK.get(what):
            put_back(value, member, undoer, now)


def _free(release_ids: list[int], member: CampaignActMember, undoer: User, now: datetime) -> None:
    case = cases.lock(member.project)
    for release in Release.objects.filter(pk__in=release_ids).select_related("project"):
        lifecycle.free(release=release, actor=undoer.username, reason="a hold was undone", now=now)
    if case:
        _withdraw_review(case, member.before, now)


def _withdraw_review(case: Case, before: dict[str, Any], now: datetime) -> None:
    """The case waits on for what else is in it."""
    case.review_reason = before["review_reason"]
    if before["was_open"]:
        cases.reopen(case, now=now)
    elif not case.settled_at:
        cases.settle(case, now=now)


def _undo_verdict(pk: int, member: CampaignActMember, undoer: User, now: datetime) -> None:
    verdicts.undo(verdict=Verdict.objects.get(pk=pk), moderator=undoer, now=now)


_PUT_BACK: dict[str, Callable[[Any, CampaignActMember, User, datetime], None]] = {
    "held": _free,
    "verdict": _undo_verdict,
}


def _finish(act: CampaignAct, *, now: datetime) -> None:
    is_undoing = act.state == CampaignAct.State.UNDOING
    act.state = CampaignAct.State.UNDONE if is_undoing else CampaignAct.State.DONE
    act.save(update_fields=["state"])
    if not is_undoing and act.verb != Verb.HOLD:
        membership.take_turn()
        Campaign.objects.filter(pk=act.campaign_id).update(settled_at=now)
