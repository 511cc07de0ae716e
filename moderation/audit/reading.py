"""Reading the audit: newest first, narrowed down, a page at a time."""

from datetime import UTC, datetime, time, timedelta

from django.db.models import Q, QuerySet

from moderation.models import AuditEntry


def narrowed(**criteria: object) -> QuerySet[AuditEntry]:
    """What fits every criterion that is given: actor, action, subject, day (UTC)."""
    entries = AuditEntry.objects.order_by("-at", "-id")
    for field in ("actor", "action", "subject"):
        if value := criteria.get(field):
            entries = entries.filter(**{field: value})
    if day := criteria.get("day"):
        start = datetime.combine(day, time(), UTC)  # type: ignore[arg-type]
        entries = entries.filter(at__gte=start, at__lt=start + timedelta(days=1))
    return entries


def page(
    entries: QuerySet[AuditEntry], *, before: int | None, size: int
) -> tuple[list[AuditEntry], int | None]:
    """The `size` entries after the one of the key `before`, and the key to go on from; None at the end.

    Not by number: pages stay what they are while entries are added, and the last is as fast as the first.
    """
    last = AuditEntry.objects.filter(pk=before).first() if before else None
    if last:
        entries = entries.filter(Q(at__lt=last.at) | Q(at=last.at, id__lt=last.pk))
    rows = list(entries[: size + 1])
    return rows[:size], rows[size - 1].pk if len(rows) > size else None
