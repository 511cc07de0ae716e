"""What waits to be scored. Written in the upload's own transaction."""

from datetime import datetime, timedelta

from django.utils import timezone

from classifier.models import PendingScore

OVERDUE_AFTER = timedelta(minutes=1)


def await_score(release_id: int) -> None:
    """Ask for a score; a release that waits already waits for its newest file."""
    PendingScore.objects.update_or_create(release_id=release_id, defaults={"requested_at": timezone.now()})


def overdue(now: datetime, limit: int) -> list[int]:
    """Releases whose message was lost or whose worker died, oldest first."""
    waiting = PendingScore.objects.filter(requested_at__lt=now - OVERDUE_AFTER).order_by("requested_at", "id")
    return list(waiting.values_list("release_id", flat=True)[:limit])


def waiting(limit: int) -> list[int]:
    """Releases that wait for a score, however short, oldest first."""
    return list(
        PendingScore.objects.order_by("requested_at", "id").values_list("release_id", flat=True)[:limit]
    )
