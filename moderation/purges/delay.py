"""The delay: how a large purge starts where no second admin agrees, so that an index with one admin is not stuck.

One clock decides, the database's: it writes when the purge starts and says when that is. The clocks of web processes
and workers may differ from it and from each other.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Now

from moderation import audit
from moderation.models import Purge
from moderation.purges.locking import locked

ACTOR = "timer"


def begin(purge: Purge) -> None:
    """Let the delay run from now on; where there is none, only a second admin starts it.

    Call it in the verb's transaction. What waits keeps its time when the operator changes the setting.
    """
    delay = timedelta(hours=settings.PURGE_DELAY_HOURS)
    starts_at = Now() + delay if purge.awaits_agreement and delay else None
    Purge.objects.filter(pk=purge.pk).update(starts_at=starts_at)
    purge.refresh_from_db(fields=["starts_at"])


def end_due(*, now: datetime) -> None:
    """Let those start whose delay is over. `now` is for the audit alone."""
    for purge in _due().order_by("pk"):
        _end(purge, now=now)


@transaction.atomic
def _end(purge: Purge, *, now: datetime) -> None:
    purge = locked(purge)
    if not _due().filter(pk=purge.pk).exists():  # somebody stopped it, or agreed, in the meantime
        return
    purge.needs_agreement = False
    purge.save(update_fields=["needs_agreement"])
    audit.record(
        actor=ACTOR,
        action="start purge after its delay",
        subject=str(purge),
        reason=purge.reason,
        after={"starts_at": purge.starts_at.isoformat() if purge.starts_at else None},
        now=now,
    )


def _due() -> QuerySet[Purge]:
    return Purge.objects.filter(
        state=Purge.State.CONFIRMED, needs_agreement=True, agreed_by="", starts_at__lte=Now()
    )
