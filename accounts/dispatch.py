"""Sending tasks to the broker, which may be down: what is to be done is a row already."""

import logging

from celery import Task
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)


def send(task: Task, *args: object) -> None:
    """Ask a worker to run `task` soon. Without a broker its sweeper finds the row later."""
    try:
        task.delay(*args)
    except (OperationalError, OSError) as exc:
        logger.warning("%s waits for its sweeper, the broker does not answer: %s", task.name, exc)
