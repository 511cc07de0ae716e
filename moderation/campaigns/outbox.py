"""What waits to be grouped. Written in the score's own transaction."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from accounts.dispatch import send
from classifier.models import Score
from moderation.campaigns.models import PendingGrouping

MOST_ATTEMPTS = 5
_AGAIN_AFTER = timedelta(minutes=5)


def await_grouping(score_id: int) -> None:
    """Have the release of a new score grouped, once more where it was before: what it says may have changed."""
    score = Score.objects.only("release_id", "scored_at").get(pk=score_id)
    PendingGrouping.objects.update_or_create(
        release_id=score.release_id, defaults={"due_at": score.scored_at, "attempts": 0}
    )
    transaction.on_commit(_group_soon, robust=True)


def next_due(limit: int, *, now: datetime) -> list[PendingGrouping]:
    """Those that came first, locked: what is scored anew meanwhile asks anew. What failed too often waits for that."""
    due = PendingGrouping.objects.select_for_update().filter(due_at__lte=now, attempts__lt=MOST_ATTEMPTS)
    return list(due.order_by("due_at", "id")[:limit])


def settle(pks: Collection[int]) -> None:
    PendingGrouping.objects.filter(pk__in=pks).delete()


def put_off(pending: PendingGrouping, *, now: datetime) -> None:
    """It failed: others first."""
    PendingGrouping.objects.filter(pk=pending.pk).update(
        attempts=F("attempts") + 1, due_at=now + _AGAIN_AFTER
    )


def _group_soon() -> None:
    from moderation.campaigns.tasks import group_waiting  # it imports what reads these rows

    send(group_waiting)
