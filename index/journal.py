"""The journal: what happened to a project, numbered in the order of commits, with what follows for readers."""

from datetime import datetime
from functools import partial

from django.db import connection, transaction
from django.db.models import F
from django.db.models.functions import Greatest

from index.models import JournalEntry, Project
from index.search import entries as search_entries

# Names the lock; any number that no other lock of this database has.
_LOCK = 0x6A6F75726E616C


def record(
    project: Project, *actions: str, actor: str, now: datetime, version: str = "", reason: str = ""
) -> None:
    """Write an entry for each action and move the project's serial on. Call it inside the verb's transaction."""
    take_turn()
    entries = JournalEntry.objects.bulk_create(
        JournalEntry(project=project, version=version, action=action, actor=actor, reason=reason, at=now)
        for action in actions
    )
    Project.objects.filter(pk=project.pk).update(
        last_serial=entries[-1].pk,
        # Moves on by a second at least: simple pages have it as their date, and caches compare dates.
        changed_second=Greatest(int(now.timestamp()), F("changed_second") + 1),
    )
    transaction.on_commit(partial(search_entries.refresh, [project.pk]), robust=True)


def take_turn() -> None:
    """Wait until no other transaction writes the journal; this one may, until it ends.

    So serials become visible in their order: a mirror that has seen one has seen all below it.
    SQLite gives one writer at a time its turn by itself.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
