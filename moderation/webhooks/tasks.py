"""Webhooks as tasks."""

from celery import shared_task
from django.utils import timezone

from moderation.webhooks import delivery


@shared_task(time_limit=900)
def deliver_due(**_newer: object) -> None:
    """Send what is due; also what a lost message or a dead worker left. Running it twice sends nothing twice."""
    delivery.deliver_due(now=timezone.now())


@shared_task
def forget_settled(**_newer: object) -> None:
    delivery.forget_settled(now=timezone.now())
