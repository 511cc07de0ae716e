"""A sign of life, and upkeep of the queue, as tasks."""

from celery import shared_task
from django.utils import timezone

from moderation.queue import cases
from moderation.scoring import worker_life

BATCH = 500


@shared_task(time_limit=60)
def show_life(**_newer: object) -> None:
    """Write down that a worker does what it is asked, for the console's front page."""
    worker_life.show(now=timezone.now())


@shared_task
def bring_cases_up_to_date(**_newer: object) -> None:
    """After an upgrade: rank what waits as this release does."""
    while cases.bring_up_to_date(BATCH, now=timezone.now()):
        pass
