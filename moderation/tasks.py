"""A sign of life, as a task."""

from celery import shared_task
from django.utils import timezone

from moderation import worker_life


@shared_task(time_limit=60)
def show_life(**_newer: object) -> None:
    """Write down that a worker does what it is asked, for the console's front page."""
    worker_life.show(now=timezone.now())
