"""Purges as tasks. The verbs of admins ask for them; they know the worker's side alone."""

from datetime import timedelta

from celery import shared_task
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.dispatch import send
from moderation.models import Purge, PurgeLetter
from moderation.purges import delay, erasing, letters, run

STANDS_STILL_AFTER = timedelta(seconds=10)


def work_soon(purge: Purge) -> None:
    """Ask a worker after the commit; without a broker the sweeper does."""
    pk = purge.pk
    transaction.on_commit(lambda: send(work_on_purge, pk), robust=True)


@shared_task
def work_on_purge(purge_id: int, **_newer: object) -> None:
    """Run a purge, or its undoing, to its end, and tell the owners. Running it twice changes nothing."""
    run.work(purge_id)
    letters.send_waiting(now=timezone.now())


@shared_task
def continue_purges(**_newer: object) -> None:
    """Start what has waited long enough; go on with what lost messages and dead workers left standing."""
    now = timezone.now()
    delay.end_due(now=now)
    still = Q(worked_at=None) | Q(worked_at__lt=now - STANDS_STILL_AFTER)
    states = (Purge.State.CONFIRMED, Purge.State.RUNNING, Purge.State.UNDOING)
    for purge in Purge.objects.filter(still, state__in=states).order_by("pk"):
        if purge.is_at_work:
            send(work_on_purge, purge.pk)
    if PurgeLetter.objects.waiting().exists():
        send(send_letters)


@shared_task
def send_letters(**_newer: object) -> None:
    """Those that a dead worker, or a mail server that was down, left unsent."""
    letters.send_waiting(now=timezone.now())


@shared_task
def erase_purged(**_newer: object) -> None:
    erasing.erase_due(now=timezone.now())
