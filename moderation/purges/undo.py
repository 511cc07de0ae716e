"""Undoing a purge: the verb. A worker puts back, batch after batch, what `restoring` says."""

from datetime import datetime

from django.db import transaction

from moderation import audit
from moderation.models import Purge
from moderation.purges import restoring
from moderation.purges.locking import locked
from moderation.purges.refusal import PurgeRefused
from moderation.purges.tasks import work_soon


@transaction.atomic
def undo(*, purge: Purge, reason: str, actor: str, now: datetime) -> Purge:
    """Start to put everything back; a draft, and what has removed nothing yet, is at once put aside.

    :raises PurgeRefused: once it is erased, undone, or being undone.
    """
    purge = locked(purge)
    if not purge.may_be_undone:
        raise PurgeRefused(f"It is {purge.get_state_display().lower()} and cannot be undone.")
    purge.state, purge.undone_by, purge.starts_at = Purge.State.UNDOING, actor, None
    purge.save(update_fields=["state", "undone_by", "starts_at"])
    audit.record(actor=actor, action="undo purge", subject=str(purge), reason=reason, now=now)
    if purge.projects.to_undo().exists() or purge.accounts.to_undo().exists():
        work_soon(purge)
    else:
        restoring.finish(purge, now=now)
    return purge
