"""The ladder: what an alarm may close by itself, one step at a time, and back again when it is calm.

Hold new projects of newcomers → hold all new projects → refuse them (or new accounts). Off until an admin allows it.
Each step is a switch with an end, so that a watch that dies closes nothing for good. A switch that a person set stays
theirs.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

from django.db.models import QuerySet

from moderation import audit, flags
from moderation.alarms.models import Kind, Ladder, Reading, Span, Step
from moderation.models import Flag

ACTOR: Final = "alarm"
LASTS: Final = timedelta(hours=2)
_RENEWED_BEFORE: Final = timedelta(hours=1)
_CALM_FOR: Final = timedelta(hours=1)
_BETWEEN_STEPS: Final = timedelta(minutes=10)
_WORSE: Final = 2.0  # what came in since the last step, to what had come in when it was taken
_NOTICE: Final = "More comes in than usual; this ends by itself."
_OURS: Final = (Flag.Id.HOLD_NEW_PROJECTS, Flag.Id.NO_NEW_PROJECTS, Flag.Id.NO_NEW_USERS)


def locked() -> Ladder:
    """Its row, for the transaction of one look or one admin's change."""
    Ladder.objects.get_or_create(pk=1)
    return Ladder.objects.select_for_update().get(pk=1)


def set_limit(*, limit: Step, actor: str, reason: str, now: datetime) -> None:
    """How far alarms may go by themselves. Call it in a transaction; a step beyond the limit is taken back."""
    row = locked()
    before, row.limit = row.limit, limit
    row.save(update_fields=["limit"])
    audit.record(
        actor=actor,
        action="alarm limit",
        subject="alarms",
        reason=reason,
        before={"limit": Step(before).label},
        after={"limit": limit.label},
        now=now,
    )
    if row.step > limit:
        _take(row, Step(limit), [], reason="An admin allows no more than this.", now=now)


def follow(row: Ladder, over: Collection[Reading], *, now: datetime) -> None:
    """Go one step up, stay, or go one down, as `over`, what is over its line now, asks for."""
    most = _most(row, over)
    if row.step < most and _is_worse(row, over, now=now):
        _take(row, Step(row.step + 1), over, reason=_because(over), now=now)
    elif row.step > most and row.asked_at and now - row.asked_at >= _CALM_FOR:
        _take(row, Step(row.step - 1), over, reason="It has been calm for an hour.", now=now)
    elif row.step and row.step <= most:
        _go_on(row, over, now=now)


def _most(row: Ladder, over: Collection[Reading]) -> int:
    """A day's count stays high long after a wave has ended, so by itself it holds newcomers and no more."""
    if any(reading.span == Span.HOUR for reading in over):
        return row.limit
    return min(row.limit, Step.HOLD_NEWCOMERS) if over else Step.NONE


def _is_worse(row: Ladder, over: Collection[Reading], *, now: datetime) -> bool:
    """A first alarm is; later, what has doubled since the last step, or was not over its line then."""
    if row.step and row.stepped_at and now - row.stepped_at < _BETWEEN_STEPS:
        return False
    before = row.intake if row.step else {}
    return any(count >= _WORSE * before.get(key, 0) for key, count in _intake(over).items())


def _intake(over: Collection[Reading]) -> dict[str, float]:
    return {f"{reading.kind}/{reading.span}": reading.count for reading in over}


def _because(over: Collection[Reading]) -> str:
    parts = (
        f"{Kind(one.kind).label.lower()} in the {one.get_span_display()}: {one.count:.0f}, "
        f"where {one.usual:.0f} is usual"
        for one in over
    )
    return "; ".join(parts)[:500]


def _take(row: Ladder, step: Step, over: Collection[Reading], *, reason: str, now: datetime) -> None:
    wanted = _switches(step, {reading.kind for reading in over})
    for id_ in _OURS:
        if id_ in wanted:
            _turn_on(id_, wanted[id_], reason=reason, now=now)
        elif _ours_on(now).filter(id=id_).exists():
            flags.set_flag(id_=id_, enabled=False, actor=ACTOR, reason=reason, now=now)
    row.step, row.stepped_at, row.asked_at, row.intake = step, now, now, _intake(over)
    row.save(update_fields=["step", "stepped_at", "asked_at", "intake"])


def _switches(step: Step, kinds: Collection[str]) -> dict[Flag.Id, str]:
    """Which switches are on at a step, and with which reach. Where only sign-ups are too many, theirs is closed."""
    if step == Step.NONE:
        return {}
    if step == Step.HOLD_NEWCOMERS:
        return {Flag.Id.HOLD_NEW_PROJECTS: Flag.Reach.NEWCOMERS}
    held: dict[Flag.Id, str] = {Flag.Id.HOLD_NEW_PROJECTS: Flag.Reach.ALL}
    if step == Step.HOLD_ALL:
        return held
    closed = Flag.Id.NO_NEW_USERS if set(kinds) == {Kind.SIGN_UPS} else Flag.Id.NO_NEW_PROJECTS
    return held | {closed: ""}


def _turn_on(id_: Flag.Id, reach: str, *, reason: str, now: datetime) -> None:
    present = flags.first_on(id_)
    if present is None or present.changed_by == ACTOR:
        flags.set_flag(
            id_=id_,
            enabled=True,
            actor=ACTOR,
            reason=reason,
            notice=_NOTICE,
            reach=reach,
            expires_at=now + LASTS,
            now=now,
        )


def _go_on(row: Ladder, over: Collection[Reading], *, now: datetime) -> None:
    """Prolong what ends soon; what a person has turned off meanwhile stays off."""
    row.asked_at = now
    row.save(update_fields=["asked_at"])
    for flag in list(_ours_on(now).filter(expires_at__lt=now + _RENEWED_BEFORE)):
        _turn_on(Flag.Id(flag.id), flag.reach, reason=f"It goes on: {_because(over)}"[:500], now=now)


def _ours_on(now: datetime) -> QuerySet[Flag]:
    return flags.switched_on(now).filter(id__in=_OURS, changed_by=ACTOR)
