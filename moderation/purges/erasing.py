"""Erasing: once a purge is old enough, it can no longer be undone, and the bytes of what it removed go."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from index import erasure
from moderation import audit
from moderation.models import Purge
from moderation.purges.locking import locked

ACTOR = "timer"
BATCH = 50


def erase_due(*, now: datetime) -> None:
    """Erase what is due, and go on with what a death left unfinished."""
    for purge in due(now):
        _close(purge, now=now)
    for purge in Purge.objects.filter(state=Purge.State.ERASED).order_by("pk"):
        while _erase_batch(purge, now=now):
            pass


def due(now: datetime) -> Iterator[Purge]:
    if settings.PURGE_ERASE_AFTER_DAYS:
        oldest = now - timedelta(days=settings.PURGE_ERASE_AFTER_DAYS)
        yield from Purge.objects.filter(state=Purge.State.REMOVED, removed_at__lt=oldest).order_by("pk")


@transaction.atomic
def _close(purge: Purge, *, now: datetime) -> None:
    """Before the first byte goes: whoever undoes it at this moment wins or comes too late, never in between."""
    purge = locked(purge)
    if purge.state != Purge.State.REMOVED:
        return
    purge.state = Purge.State.ERASED
    purge.save(update_fields=["state"])
    audit.record(actor=ACTOR, action="erase purge", subject=str(purge), now=now)


@transaction.atomic
def _erase_batch(purge: Purge, *, now: datetime) -> bool:
    members = list(purge.projects.to_erase().order_by("project_id")[:BATCH])
    removed = {member.project_id: at for member in members if (at := member.removed_project_at)}
    erasure.erase_files(removed=removed, now=now)
    purge.projects.filter(pk__in=[member.pk for member in members]).update(erased_at=now)
    return bool(members)
