"""The watch as tasks."""

from celery import shared_task
from django.utils import timezone

from moderation.alarms import watch


@shared_task
def look_at_intake(**_newer: object) -> None:
    watch.look(now=timezone.now())


@shared_task
def forget_hours(**_newer: object) -> None:
    watch.forget(now=timezone.now())
