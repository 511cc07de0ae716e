"""Stopping a purge between two batches, and going on with it."""

from datetime import datetime

from django.db import transaction

from moderation import audit
from moderation.models import Purge
from moderation.purges import delay
from moderation.purges.locking import locked
from moderation.purges.progress import counts_of
from moderation.purges.refusal import PurgeRefused
from moderation.purges.tasks import work_soon


@transaction.atomic
def stop(*, purge: Purge, actor: str, now: datetime) -> Purge:
    """End it after the batch that runs, or before it starts by itself; what is removed stays removed.

    :raises PurgeRefused: where nothing runs that could be stopped.
    """
    purge = locked(purge)
    if purge.state not in {Purge.State.CONFIRMED, Purge.State.RUNNING}:
        raise PurgeRefused(f"It is {purge.get_state_display().lower()}; there is nothing to stop.")
    purge.state, purge.starts_at = Purge.State.STOPPED, None
    purge.save(update_fields=["state", "starts_at"])
    audit.record(actor=actor, action="stop purge", subject=str(purge), after=counts_of(purge), now=now)
    return purge


@transaction.atomic
def resume(*, purge: Purge, actor: str, now: datetime) -> Purge:
    """Go on with what was stopped; a second admin's consent is still needed where it was, or the delay, anew.

    :raises PurgeRefused: where it was not stopped.
    """
    purge = locked(purge)
    if purge.state != Purge.State.STOPPED:
        raise PurgeRefused(f"It is {purge.get_state_display().lower()}; only what was stopped goes on.")
    purge.state = Purge.State.CONFIRMED
    purge.save(update_fields=["state"])
    audit.record(actor=actor, action="resume purge", subject=str(purge), after=counts_of(purge), now=now)
    if purge.awaits_agreement:
        delay.begin(purge)
    else:
        work_soon(purge)
    return purge
