"""Switches: read from the database by whoever asks, so a flip holds with the next request in every process."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from moderation import audit
from moderation.effects import EFFECTS
from moderation.models import Flag


def switched_on(now: datetime) -> QuerySet[Flag]:
    """Flags in force at `now`: one that has expired is off, whether or not anything has noticed."""
    return Flag.objects.filter(Q(expires_at=None) | Q(expires_at__gt=now), enabled=True).order_by(
        "since", "id"
    )


def first_on(*ids: Flag.Id) -> Flag | None:
    """The first of these flags that is on now."""
    return switched_on(timezone.now()).filter(id__in=ids).first()


def overview(now: datetime) -> list[Flag]:
    """All flags, on or off, in the order of Flag.Id; those never touched included."""
    on = {flag.id: flag for flag in switched_on(now)}
    flags = [on.get(id_) or Flag(id=id_, since=now) for id_ in Flag.Id]
    for flag in flags:
        flag.effect = EFFECTS[Flag.Id(flag.id)]  # type: ignore[attr-defined]
    return flags


@transaction.atomic
def set_flag(
    *,
    id_: Flag.Id,
    enabled: bool,
    actor: str,
    reason: str,
    now: datetime,
    reach: str = "",
    notice: str = "",
    expires_at: datetime | None = None,
) -> Flag:
    """Turn a flag on or off, the step for those whom `reach` names. Its history is the audit."""
    before = Flag.objects.select_for_update().filter(pk=id_).first()
    flag, _ = Flag.objects.update_or_create(
        pk=id_,
        defaults={
            "enabled": enabled,
            "reach": reach if enabled else "",
            "reason": reason,
            "notice": notice if enabled else "",
            "changed_by": actor,
            "since": now,
            "expires_at": expires_at if enabled else None,
        },
    )
    audit.record(
        actor=actor,
        action="flag on" if enabled else "flag off",
        subject=id_,
        reason=reason,
        before=_state(before),
        after=_state(flag),
        now=now,
    )
    return flag


def _state(flag: Flag | None) -> dict:
    if flag is None:
        return {"enabled": False}
    expires_at = flag.expires_at.isoformat() if flag.expires_at else None
    state = {"enabled": flag.enabled, "notice": flag.notice, "expires_at": expires_at}
    return state | {"reach": flag.reach} if flag.reach else state
