"""Confirming a purge: by the typed count and a reason, and above the limit by a second admin, or a delay."""

import re
from datetime import datetime

from django.conf import settings
from django.db import transaction

from moderation import audit
from moderation.models import Purge
from moderation.purges import delay
from moderation.purges.locking import locked
from moderation.purges.refusal import PurgeRefused
from moderation.purges.tasks import work_soon

REASON_CHARACTERS = 10


@transaction.atomic
def confirm(*, purge: Purge, typed: str, reason: str, labels_spam: bool, actor: str, now: datetime) -> Purge:
    """Fix the members and start, or wait for the second admin or the end of the delay.

    :raises PurgeRefused: for another count than that of what is ticked, a short reason, or what is no draft.
    """
    purge = locked(purge)
    if purge.state != Purge.State.DRAFT:
        raise PurgeRefused(f"It is {purge.get_state_display().lower()}; only a draft can be confirmed.")
    if len(reason.strip()) < REASON_CHARACTERS:
        raise PurgeRefused(
            f"Give a reason of {REASON_CHARACTERS} characters or more; owners read it, the audit keeps it."
        )
    members = purge.projects.to_do().count() + purge.accounts.to_do().count()
    if not members:
        raise PurgeRefused("Nothing is ticked; tick what shall go.")
    if re.sub(r"[\s,._']", "", typed) != str(members):
        raise PurgeRefused(
            f"{members:,} members are ticked, which is not what you typed; look at the list again."
        )
    purge.state, purge.reason, purge.labels_spam = Purge.State.CONFIRMED, reason.strip(), labels_spam
    purge.confirmed_by, purge.confirmed_at = actor, now
    purge.needs_agreement = members > settings.PURGE_REACH_LIMIT
    purge.save()
    delay.begin(purge)
    after = {
        "members": members,
        "needs_agreement": purge.needs_agreement,
        "starts_at": purge.starts_at.isoformat() if purge.starts_at else None,
    }
    audit.record(
        actor=actor, action="confirm purge", subject=str(purge), reason=purge.reason, after=after, now=now
    )
    if not purge.needs_agreement:
        work_soon(purge)
    return purge


@transaction.atomic
def agree(*, purge: Purge, actor: str, now: datetime) -> Purge:
    """Start what another admin has confirmed.

    :raises PurgeRefused: for whoever confirmed it, or where nothing waits for consent.
    """
    purge = locked(purge)
    if not purge.awaits_agreement:
        raise PurgeRefused("It does not wait for anybody's consent.")
    if actor == purge.confirmed_by:
        raise PurgeRefused("You confirmed it; another admin must agree.")
    purge.agreed_by = actor
    purge.save(update_fields=["agreed_by"])
    audit.record(actor=actor, action="agree to purge", subject=str(purge), reason=purge.reason, now=now)
    work_soon(purge)
    return purge
