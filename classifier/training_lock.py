"""One training at a time, wherever the workers are. The lock goes with the process that holds it, however it ends."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from django.conf import settings
from django.db import connection

_KEY: Final = 0x6761746568  # of PostgreSQL's advisory lock: a number of ours


class AlreadyTraining(Exception):  # noqa: N818 - named after what happened
    """Another process trains at this moment."""


@contextmanager
def training_lock() -> Iterator[None]:
    """:raises AlreadyTraining: if it is taken."""
    hold = _held_by_connection if connection.vendor == "postgresql" else _held_by_file
    with hold():
        yield


@contextmanager
def _held_by_connection() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_KEY])
        if not cursor.fetchone()[0]:
            raise AlreadyTraining
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_KEY])


@contextmanager
def _held_by_file() -> Iterator[None]:
    """With SQLite all workers are on one machine."""
    with (settings.DATA_DIR / "training.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyTraining from None
        yield
