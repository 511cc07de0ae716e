"""Scoring and training as tasks."""

import logging

from celery import shared_task
from django.utils import timezone

from accounts.dispatch import send
from classifier import outbox, scoring, training

logger = logging.getLogger(__name__)

OVERDUE_BATCH = 500


def score_soon(release_id: int) -> None:
    send(score_release, release_id)


def retrain_soon() -> None:
    send(retrain)


@shared_task(time_limit=60)
def score_release(release_id: int, **_newer: object) -> None:
    """Score one release that waits. Running it twice changes nothing."""
    scoring.score_waiting([release_id], now=timezone.now())


@shared_task(time_limit=600)
def score_overdue(**_newer: object) -> None:
    """Score, in one batch, what lost messages and dead workers left waiting."""
    now = timezone.now()
    if overdue := outbox.overdue(now, OVERDUE_BATCH):
        count = scoring.score_waiting(overdue, now=now)
        logger.info("scored %s releases that had waited too long", count)


@shared_task
def retrain(**_newer: object) -> None:
    """Learn from the labels there are. Without a new one it does nothing."""
    try:
        row = training.retrain(now=timezone.now())
    except training.NothingToLearn:
        return
    logger.info("trained model %s: %s", row.version, row.state)
