"""A rule that hits wrongly too often switches itself off, and says so."""

from collections.abc import Collection
from datetime import datetime
from typing import Final

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from accounts.mails.notices import send_after_commit
from accounts.models import User
from moderation import audit
from moderation.rules import outcomes
from moderation.rules.acting import ACTOR
from moderation.rules.models import Rule
from moderation.rules.outcomes import Record

FEWEST_WRONG: Final = 3  # two may be chance, or one person's two projects
MOST_WRONG: Final = 0.05  # of what was judged; crossed once that is as good as sure (95 %)


def is_too_often_wrong(record: Record) -> bool:
    """Three of up to twenty that were judged, six of fifty, ten of a hundred."""
    return record.wrong.count >= FEWEST_WRONG and record.wrong.low > MOST_WRONG


def switch_off_wrong(*, now: datetime, among: Collection[int] | None = None) -> None:
    """Look at all rules in force, or those `among` them. Running it twice changes nothing more."""
    if among is not None and not among:
        return
    rules = Rule.objects.in_force(now).exclude(effect=Rule.Effect.SECOND_FACTOR)
    if among:
        rules = rules.filter(pk__in=among)
    ids = list(rules.values_list("pk", flat=True))
    for rule_id, record in outcomes.records_of(ids).items():
        if is_too_often_wrong(record):
            _switch_off(rule_id, record, now=now)


@transaction.atomic
def _switch_off(rule_id: int, record: Record, *, now: datetime) -> None:
    rule = Rule.objects.select_for_update().get(pk=rule_id)
    if not rule.is_in_force(now):
        return
    because = f"{record.wrong.count} of {record.wrong.of} hits that were judged were wrong."
    rule.ended_at, rule.ended_by, rule.ended_because, rule.ended_itself = now, ACTOR, because, True
    rule.save(update_fields=["ended_at", "ended_by", "ended_because", "ended_itself"])
    audit.record(
        actor=ACTOR,
        action="rule ends itself",
        subject=str(rule),
        reason=because,
        before={"in_force": True, "title": rule.title},
        after={"in_force": False, "title": rule.title},
        now=now,
    )
    send_after_commit(
        "email/rule_ended",
        User.objects.filter(username__in={rule.made_by, rule.started_by}, is_staff=True),
        {
            "rule": rule,
            "record": record,
            "rule_url": settings.SITE_URL + reverse("rule", args=[rule.pk]),
        },
    )
