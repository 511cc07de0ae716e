"""Freezing: an account that may do nothing until somebody unfreezes it. All it has stays as it is."""

import logging
from collections.abc import Collection, Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.history import events
from accounts.models import User

logger = logging.getLogger(__name__)


@transaction.atomic
def freeze(*, user: User, actor: str, reason: str, now: datetime) -> bool:
    """End all its sessions and refuse its tokens and trusted publishers from now on; False if it is frozen or deleted.

    Tokens keep their rows: `is_active` is what every look at one asks for, so unfreezing brings back those that
    were good. Sessions do not come back: somebody else may have held them.
    """
    changed = User.objects.filter(pk=user.pk, frozen_at=None, deleted_at=None).update(
        is_active=False,
        frozen_at=now,
        frozen_by=actor,
        frozen_reason=reason,
        sessions_ended=F("sessions_ended") + 1,
    )
    user.refresh_from_db()
    if changed:
        events.record(user=user, kind=events.Kind.FROZEN, now=now, is_own=False)
    logger.info("%s froze %s: %s", actor, user.username, reason)
    return bool(changed)


@transaction.atomic
def unfreeze(*, user: User, actor: str, reason: str, now: datetime) -> bool:
    """Undo `freeze`, but for the sessions; False if it is not frozen."""
    changed = (
        User.objects.filter(pk=user.pk)
        .exclude(frozen_at=None)
        .update(is_active=True, frozen_at=None, frozen_by="", frozen_reason="")
    )
    user.refresh_from_db()
    if changed:
        events.record(user=user, kind=events.Kind.UNFROZEN, now=now, is_own=False)
    logger.info("%s unfroze %s: %s", actor, user.username, reason)
    return bool(changed)


@transaction.atomic
def freeze_all(*, user_ids: Collection[int], actor: str, reason: str, now: datetime) -> set[int]:
    """Freeze these accounts, staff never; the ids of those that were not frozen before.

    Their sessions are of no use meanwhile and come back with `unfreeze_all`, which gives back exactly what was there.
    """
    users = User.objects.select_for_update(no_key=True).filter(pk__in=user_ids, is_staff=False).order_by("pk")
    changed = {user.pk for user in users.only("pk", "is_active") if user.is_active}
    User.objects.filter(pk__in=changed).update(
        is_active=False, frozen_at=now, frozen_by=actor, frozen_reason=reason
    )
    events.record_for_all(user_ids=changed, kind=events.Kind.FROZEN, now=now)
    return changed


@transaction.atomic
def unfreeze_all(*, frozen: Mapping[int, datetime]) -> set[int]:
    """Undo `freeze_all`, by id and time: who was unfrozen or frozen anew since then stays so; the ids of the others."""
    users = User.objects.select_for_update(no_key=True).filter(pk__in=frozen).order_by("pk")
    changed = {user.pk for user in users.only("pk", "frozen_at") if user.frozen_at == frozen[user.pk]}
    User.objects.filter(pk__in=changed).update(is_active=True, frozen_at=None, frozen_by="", frozen_reason="")
    events.record_for_all(user_ids=changed, kind=events.Kind.UNFROZEN, now=timezone.now())
    return changed
