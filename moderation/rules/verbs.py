"""What people do to rules: draft, start, prolong, switch off, and release what one held."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from accounts.models import User
from moderation import audit
from moderation.acts import NotDone
from moderation.permissions import may_rule
from moderation.rules import tasks, trials
from moderation.rules.conditions import KNOWN_AT_THE_GATE, Alternative, kinds_of, sentences
from moderation.rules.models import Rule

SHORTEST, USUAL, LONGEST = timedelta(hours=1), timedelta(hours=48), timedelta(days=7)
MOST_IN_FORCE: Final = 50  # each upload is compared with all of them


@transaction.atomic
def draft(
    *,
    title: str,
    alternatives: Sequence[Alternative],
    effect: Rule.Effect,
    reach: Rule.Reach,
    lasts: timedelta,
    reason: str,
    actor: User,
    now: datetime,
) -> Rule:
    """Write a rule down and try it on the past; nothing is hit before it starts.

    :raises NotDone: for a rule that asks for nothing, or for what cannot be known, and one that is not for this role.
    """
    _refuse_wrong(alternatives, effect, reach, actor)
    _check_length(lasts)
    rule = Rule.objects.create(
        title=title,
        alternatives=[dict(alternative) for alternative in alternatives],
        effect=effect,
        reach=reach,
        reason=reason,
        lasts=lasts,
        made_by=actor.username,
        made_at=now,
        trial_since=now - trials.WINDOW,
    )
    # The first look does not wait for a worker: in a hurry there may be none.
    if trials.step(rule.pk, now=now):
        tasks.work_soon(rule)
    return Rule.objects.get(pk=rule.pk)


@transaction.atomic
def start(*, rule: Rule, actor: User, now: datetime) -> Rule:
    """Put a draft in force, from the next request on, in every process.

    :raises NotDone: for what is no draft, and for one rule too many.
    """
    rule = _locked(rule, actor)
    if not rule.is_draft:
        raise NotDone(f"“{rule.title}” was put in force before; write one like it.")
    if Rule.objects.in_force(now).count() >= MOST_IN_FORCE:
        raise NotDone(f"{MOST_IN_FORCE} rules are in force already; switch one off first.")
    rule.started_at, rule.started_by, rule.expires_at = now, actor.username, now + rule.lasts
    rule.save(update_fields=["started_at", "started_by", "expires_at"])
    tried = {"releases_tried": rule.trial_read, "would_have_hit": rule.trial_hits}
    _audit("start rule", rule, actor, rule.reason, now, before={}, after=_state(rule, now) | tried)
    return rule


@transaction.atomic
def prolong(*, rule: Rule, lasts: timedelta, actor: User, reason: str, now: datetime) -> Rule:
    """Let it end `lasts` from now instead.

    :raises NotDone: for what is not in force, and for an end that is no later than the one it has.
    """
    rule = _locked(rule, actor)
    _check_length(lasts)
    if not rule.is_in_force(now):
        raise NotDone(f"“{rule.title}” is not in force; write one like it.")
    before = _state(rule, now)
    if rule.expires_at and now + lasts <= rule.expires_at:
        raise NotDone(f"“{rule.title}” lasts longer than that already; nothing was changed.")
    rule.expires_at = now + lasts
    rule.save(update_fields=["expires_at"])
    _audit("prolong rule", rule, actor, reason, now, before=before, after=_state(rule, now))
    return rule


@transaction.atomic
def end(*, rule: Rule, actor: User, reason: str, now: datetime) -> Rule:
    """Switch it off; what it held stays held.

    :raises NotDone: for what is not in force.
    """
    rule = Rule.objects.select_for_update().get(pk=rule.pk)
    if not rule.is_in_force(now):
        raise NotDone(f"“{rule.title}” is not in force; nothing was changed.")
    _end(rule, actor, reason, now)
    return rule


@transaction.atomic
def release(*, rule: Rule, actor: User, reason: str, now: datetime) -> Rule:
    """Undo all that the rule did and nobody has judged yet, in batches by a worker; it is switched off by that.

    :raises NotDone: where nothing is to be undone, or it is at work already.
    """
    rule = Rule.objects.select_for_update().get(pk=rule.pk)
    waiting = rule.hits.unsettled().count()
    if rule.releasing_since or not waiting:
        raise NotDone(f"Nothing that “{rule.title}” did waits to be undone; nothing was changed.")
    if rule.is_in_force(now):
        _end(rule, actor, reason, now)
    rule.releasing_since, rule.released_by = now, actor.username
    rule.save(update_fields=["releasing_since", "released_by"])
    _audit("release rule", rule, actor, reason, now, before={"releases": waiting}, after={"releases": 0})
    tasks.work_soon(rule)
    return rule


def _locked(rule: Rule, actor: User) -> Rule:
    rule = Rule.objects.select_for_update().get(pk=rule.pk)
    if not may_rule(actor, reaches_all=rule.reaches_all):
        raise NotDone("A rule for everybody's uploads is an admin's to set; ask one.")
    return rule


def _end(rule: Rule, actor: User, reason: str, now: datetime) -> None:
    before = _state(rule, now)
    rule.ended_at, rule.ended_by, rule.ended_because = now, actor.username, reason
    rule.save(update_fields=["ended_at", "ended_by", "ended_because"])
    _audit("end rule", rule, actor, reason, now, before=before, after=_state(rule, now))


def _refuse_wrong(
    alternatives: Sequence[Alternative], effect: Rule.Effect, reach: Rule.Reach, actor: User
) -> None:
    if not any(alternatives):
        raise NotDone("Say what the uploads have in common: fill in one field at least.")
    if reach == Rule.Reach.ALL and not may_rule(actor, reaches_all=True):
        raise NotDone(
            "A rule for everybody's uploads is an admin's to set; choose those of newcomers, or ask one."
        )
    if effect == Rule.Effect.SECOND_FACTOR and not kinds_of(alternatives) <= KNOWN_AT_THE_GATE:
        raise NotDone(
            "A second factor is asked for before the file is read: such a rule can only go by name, mail domain and "
            "address."
        )


def _check_length(lasts: timedelta) -> None:
    if not SHORTEST <= lasts <= LONGEST:
        raise NotDone(
            f"A rule lasts from an hour to {LONGEST.days} days; it can be prolonged before its end."
        )


def _state(rule: Rule, now: datetime) -> dict:
    return {
        "in_force": rule.is_in_force(now),
        "expires_at": rule.expires_at.isoformat() if rule.expires_at else None,
        "title": rule.title,
        "effect": rule.effect,
        "reach": rule.reach,
        "where": sentences(rule.alternatives),
    }


def _audit(
    action: str, rule: Rule, actor: User, reason: str, now: datetime, *, before: dict, after: dict
) -> None:
    audit.record(
        actor=actor.username,
        action=action,
        subject=str(rule),
        reason=reason,
        before=before,
        after=after,
        now=now,
    )
