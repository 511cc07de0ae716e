"""Telling as tasks: what is to be told are rows, so that a lost message or a dead worker only delays it."""

from celery import shared_task
from django.utils import timezone

from moderation.telling import owners, reporters


@shared_task
def tell_reporters(**_newer: object) -> None:
    reporters.tell_reporters(now=timezone.now())


@shared_task
def tell_owners(**_newer: object) -> None:
    owners.tell_owners(now=timezone.now())
