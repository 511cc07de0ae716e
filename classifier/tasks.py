"""Scoring and training as tasks."""

import logging

from celery import shared_task
from django.utils import timezone

from accounts.dispatch import send
from classifier import outbox, scoring, training
from classifier.training_lock import AlreadyTraining

logger = logging.getLogger(__name__)

OVERDUE_BATCH = 500


def score_soon(release_id: int) -> None:
    send(score_release, release_id)


def retrain_soon(asked_by: str) -> None:
    send(retrain, asked_by)


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
def retrain(asked_by: str = "the schedule", **_newer: object) -> None:
    """Learn from the labels there are. Without a new one, or while another process learns, it does nothing."""
    try:
        row = training.retrain(asked_by=asked_by, now=timezone.now())
    except training.NothingToLearn:
        return
    except AlreadyTraining:
        logger.info("training asked for by %s was running already", asked_by)
        return
    logger.info("trained model %s: %s", row.version, row.state)


@shared_task
def retrain_when_due(**_newer: object) -> None:
    """Ask for a training once enough verdicts are new."""
    if training.is_due():
        send(retrain, "new verdicts")
