"""Trials and releases as tasks: what is to be done are rows, so that a lost message only delays it."""

from datetime import timedelta

from celery import shared_task
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.dispatch import send
from moderation.rules import mistakes, outcomes, releasing, trials
from moderation.rules.models import Rule

FORGET_DRAFTS_AFTER = timedelta(days=7)


def work_soon(rule: Rule) -> None:
    """Ask a worker after the commit; without a broker the sweeper does."""
    pk = rule.pk
    transaction.on_commit(lambda: send(work_on_rule, pk), robust=True)


@shared_task
def work_on_rule(rule_id: int, **_newer: object) -> None:
    """Try a rule to the end, or release what it held. Running it twice changes nothing."""
    trials.work(rule_id)
    releasing.work(rule_id)


@shared_task
def work_on_rules(**_newer: object) -> None:
    """Go on with what lost messages and dead workers left standing."""
    at_work = Q(trial_ended_at=None) | Q(releasing_since__isnull=False)
    for rule_id in Rule.objects.filter(at_work).order_by("pk").values_list("pk", flat=True):
        work_on_rule(rule_id)


@shared_task
def watch_rules(**_newer: object) -> None:
    """See what became of hits, switch off what is wrong too often, and forget drafts that nobody started."""
    now = timezone.now()
    outcomes.bring_up_to_date(now=now)
    mistakes.switch_off_wrong(now=now)
    Rule.objects.filter(started_at=None, made_at__lt=now - FORGET_DRAFTS_AFTER).delete()
