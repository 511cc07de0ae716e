"""What can be counted of a stretch of time: refused, held, removed, frozen, how long switches were on.

Asked for when somebody drafts a report, so it may cost what happened in that time, and no more.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import zip_longest

from django.db.models import Count, QuerySet, Sum
from django.utils.dateparse import parse_datetime

from accounts.models import RefusalCount, User
from index import changelog, downloads
from index.models import JournalEntry, Project
from moderation.models import AuditEntry, Flag

_SWITCHED = ("flag on", "flag off")
_OF_INCIDENTS = (
    *("open incident", "draft incident", "change incident", "draft incident entry", "publish incident entry"),
    *("rewrite incident draft", "correct incident entry", "discard incident draft"),
)


@dataclass(frozen=True, slots=True)
class Figures:
    refused: list[
        tuple[str, str, int]
    ]  # the list of gates, the code, how often; the hour of the start included
    held: int  # releases, as often as they were
    released: int
    quarantined: int  # projects, likewise
    removed: int
    restored: int
    frozen: int  # accounts, that still are
    downloads: int  # of the projects that were removed and still are, from the day of the start on
    switches: list[tuple[str, timedelta]]  # the name of each that was on, and for how long
    first_act_after: timedelta | None


def of_time(start: datetime, end: datetime) -> Figures:
    journal = JournalEntry.objects.filter(
        pk__gt=changelog.last_serial_at(start - timedelta(microseconds=1)),
        pk__lte=changelog.last_serial_at(end),
    )
    done = dict(journal.order_by().values_list("action").annotate(Count("pk")))
    removed = Project.objects.exclude(removed_at=None).filter(
        pk__in=journal.filter(action="remove project").values("project")
    )
    return Figures(
        refused=_refused(start, end),
        held=done.get("hold release", 0),
        released=done.get("free release", 0),
        quarantined=done.get(f"status {Project.Status.QUARANTINED}", 0),
        removed=done.get("remove project", 0),
        restored=done.get("restore project", 0),
        frozen=User.objects.filter(frozen_at__gte=start, frozen_at__lte=end).count(),
        downloads=downloads.since(start.date(), removed.values("pk")),
        switches=list(_switches(start, end)),
        first_act_after=_first_act_after(start, end),
    )


def _refused(start: datetime, end: datetime) -> list[tuple[str, str, int]]:
    hour = start.replace(minute=0, second=0, microsecond=0)
    rows = RefusalCount.objects.filter(hour__gte=hour, hour__lte=end).values("gates", "code")
    counted = rows.annotate(together=Sum("count")).order_by("gates", "-together", "code")
    return [(row["gates"], row["code"], row["together"]) for row in counted]


def _switches(start: datetime, end: datetime) -> Iterator[tuple[str, timedelta]]:
    for id_ in Flag.Id:
        flips = AuditEntry.objects.filter(subject=id_, action__in=_SWITCHED)
        if on_for := sum((until - since for since, until in _spans(flips, start, end)), timedelta()):
            yield id_.label, on_for


def _spans(
    flips: QuerySet[AuditEntry], start: datetime, end: datetime
) -> Iterator[tuple[datetime, datetime]]:
    """When a switch was on: from each flip to the next, or to the end that it was given."""
    before = flips.filter(at__lt=start).order_by("-at", "-id")[:1]
    within = flips.filter(at__gte=start, at__lte=end).order_by("at", "id")
    entries = [*before, *within]
    for entry, following in zip_longest(entries, entries[1:]):
        expires = parse_datetime(entry.after.get("expires_at") or "") or end
        since, until = max(entry.at, start), min(following.at if following else end, expires, end)
        if entry.action == "flag on" and until > since:
            yield since, until


def _first_act_after(start: datetime, end: datetime) -> timedelta | None:
    acts = AuditEntry.objects.filter(at__gte=start, at__lte=end).exclude(action__in=_OF_INCIDENTS)
    first = acts.order_by("at", "id").first()
    return first.at - start if first else None
