"""The journal: what happened to a project, numbered in the order of commits, with what follows for readers."""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import connection
from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import Greatest

from accounts import hooks, origin
from index.models import JournalEntry, Project
from index.simple import published

# Names the lock; any number that no other lock of this database has.
_LOCK = 0x6A6F75726E616C
ACTION_CHARACTERS = 200  # a file name alone may be longer


def record(
    project: Project, action: str, *, actor: str, now: datetime, version: str = "", reason: str = ""
) -> None:
    """Write down one action; see `record_all`."""
    record_all(project, [(action, version)], actor=actor, now=now, reason=reason)


def record_all(
    project: Project, actions: Sequence[tuple[str, str]], *, actor: str, now: datetime, reason: str = ""
) -> None:
    """Write an entry for each (action, version) and move the project's serial on.

    Call it inside the verb's transaction: its simple page is withdrawn at once, and after the commit those whom
    AFTER_CHANGE names make their copies of the project anew.
    """
    take_turn()
    entries = JournalEntry.objects.bulk_create(
        JournalEntry(
            project=project,
            version=version,
            action=action[:ACTION_CHARACTERS],
            actor=actor,
            reason=reason,
            address=origin.current_address(),
            at=now,
        )
        for action, version in actions
    )
    Project.objects.filter(pk=project.pk).update(
        last_serial=entries[-1].pk,
        # Moves on by a second at least: simple pages have it as their date, and caches compare dates.
        changed_second=Greatest(int(now.timestamp()), F("changed_second") + 1),
    )
    published.withdraw(project.normalized_name)
    published.withdraw(published.ROOT)
    hooks.announce_after_commit("AFTER_CHANGE", project.pk)


def record_many(
    projects: Collection[Project], action: str, *, actor: str, now: datetime, reason: str = ""
) -> None:
    """Write one entry for each of many projects, in one turn and a fixed number of queries.

    Call it last in the verb's transaction, with the rows locked: while it has the turn, nobody else publishes. Their
    simple pages are withdrawn; nobody is told of each, so the verb says itself what follows.
    """
    take_turn()
    JournalEntry.objects.bulk_create(
        JournalEntry(
            project=project,
            action=action,
            actor=actor,
            reason=reason,
            address=origin.current_address(),
            at=now,
        )
        for project in projects
    )
    newest = JournalEntry.objects.filter(project=OuterRef("pk")).order_by("-id").values("id")[:1]
    Project.objects.filter(pk__in=[project.pk for project in projects]).update(
        last_serial=Subquery(newest),
        changed_second=Greatest(int(now.timestamp()), F("changed_second") + 1),
    )
    published.withdraw_many(project.normalized_name for project in projects)
    published.withdraw(published.ROOT)


def take_turn() -> None:
    """Wait until no other transaction writes the journal; this one may, until it ends.

    So serials become visible in their order: a mirror that has seen one has seen all below it.
    SQLite gives one writer at a time its turn by itself.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
