"""Purges as tasks."""

from datetime import timedelta

from celery import shared_task
from django.db.models import Q
from django.utils import timezone

from accounts.dispatch import send
from moderation import cases
from moderation.models import Purge
from moderation.purges import erasing, run

STANDS_STILL_AFTER = timedelta(seconds=10)
BATCH = 500


@shared_task
def work_on_purge(purge_id: int, **_newer: object) -> None:
    """Run a purge, or its undoing, to its end. Running it twice changes nothing."""
    run.work(purge_id)


@shared_task
def continue_purges(**_newer: object) -> None:
    """Go on with what lost messages and dead workers left standing."""
    still = Q(worked_at=None) | Q(worked_at__lt=timezone.now() - STANDS_STILL_AFTER)
    states = (Purge.State.CONFIRMED, Purge.State.RUNNING, Purge.State.UNDOING)
    for purge in Purge.objects.filter(still, state__in=states).order_by("pk"):
        if purge.is_at_work:
            send(work_on_purge, purge.pk)


@shared_task
def bring_cases_up_to_date(**_newer: object) -> None:
    """After an upgrade: rank what waits as this release does."""
    while cases.bring_up_to_date(BATCH, now=timezone.now()):
        pass


@shared_task
def erase_purged(**_newer: object) -> None:
    erasing.erase_due(now=timezone.now())
