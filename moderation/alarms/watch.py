"""The look at intake, each minute: what came in beside what is usual; alarms raised and ended.

Safe to run twice and by two workers at once: hours and open alarms are unique, and the ladder's row is locked first.
"""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from moderation.alarms import intake, ladder, telling
from moderation.alarms.models import Alarm, IntakeHour, Kind, Reading, Span
from moderation.alarms.usual import HOURS_A_WEEK, WEEKS, Hour, Usual, usual_day, usual_hour

HOUR: Final = timedelta(hours=1)
# An hour counts when its uploads have been scored.
SETTLES_AFTER: Final = timedelta(minutes=10)
ENDS_AFTER: Final = HOUR  # without a look that was over the line
_HOURS_AT_ONCE: Final = 24  # of the past caught up with in one look
_PAST_HOURS: Final = WEEKS * HOURS_A_WEEK


def look(*, now: datetime) -> list[Alarm]:
    """Count, compare, raise, end, and let the ladder follow; the alarms that were raised."""
    catch_up(now=now)
    with transaction.atomic():
        row = ladder.locked()
        raised = [alarm for kind in Kind for alarm in _look_at(kind, now=now)]
        ended = _end_calm(now=now)
        telling.tell(raised=raised, ended=ended, now=now)
        ladder.follow(row, _over(now), now=now)
    return raised


def catch_up(*, now: datetime) -> None:
    """Write down the whole hours that are over, oldest first, from what the index itself remembers of them."""
    last = whole_hour(now - SETTLES_AFTER) - HOUR
    newest = IntakeHour.objects.order_by("-hour").values_list("hour", flat=True).first()
    first = newest + HOUR if newest else intake.beginning() or last
    first = max(whole_hour(first), last - _PAST_HOURS * HOUR)
    for number in range(_HOURS_AT_ONCE):
        hour = first + number * HOUR
        if hour > last:
            break
        IntakeHour.objects.bulk_create([_counted(kind, hour) for kind in Kind], ignore_conflicts=True)


def forget(*, now: datetime) -> None:
    """Hours that no look reads any more."""
    IntakeHour.objects.filter(hour__lt=now - (_PAST_HOURS + HOURS_A_WEEK) * HOUR).delete()


def whole_hour(moment: datetime) -> datetime:
    return moment.replace(minute=0, second=0, microsecond=0)


def _counted(kind: Kind, hour: datetime) -> IntakeHour:
    count = intake.COUNTS[kind](hour, hour + HOUR)
    most = usual_hour(_past(kind, hour)).most_learned
    return IntakeHour(kind=kind, hour=hour, count=count, learned=min(count, most))


def _past(kind: Kind, hour: datetime) -> list[Hour]:
    rows = IntakeHour.objects.filter(kind=kind, hour__lt=hour, hour__gte=hour - _PAST_HOURS * HOUR)
    return [Hour((hour - at) // HOUR, learned) for at, learned in rows.values_list("hour", "learned")]


def _look_at(kind: Kind, *, now: datetime) -> list[Alarm]:
    past = _past(kind, whole_hour(now))
    last_hour = intake.COUNTS[kind](now - HOUR, now)
    readings = [
        _reading(kind, Span.HOUR, last_hour, usual_hour(past), now=now),
        _reading(kind, Span.DAY, last_hour + _hours_before(kind, now), usual_day(past), now=now),
    ]
    return [alarm for reading in readings if reading.is_over and (alarm := _raise(reading))]


def _hours_before(kind: Kind, now: datetime) -> float:
    """What came in within the 23 hours before the last: whole ones are read, what lies between is counted."""
    until, since = now - HOUR, now - Span.DAY * HOUR
    rows = IntakeHour.objects.filter(kind=kind, hour__gte=since, hour__lte=until - HOUR)
    counts = dict(rows.values_list("hour", "count"))
    if not counts:
        return intake.COUNTS[kind](since, until)
    return (
        intake.COUNTS[kind](since, min(counts))
        + sum(counts.values())
        + intake.COUNTS[kind](max(counts) + HOUR, until)
    )


def _reading(kind: Kind, span: Span, count: float, usual: Usual, *, now: datetime) -> Reading:
    seen = {"count": count, "usual": usual.mean, "line": usual.line(), "read_at": now}
    reading, _ = Reading.objects.update_or_create(kind=kind, span=span, defaults=seen)
    return reading


def _raise(reading: Reading) -> Alarm | None:
    """The alarm if it is a new one; an open one goes on."""
    alarm, is_new = Alarm.objects.get_or_create(
        kind=reading.kind,
        span=reading.span,
        ended_at=None,
        defaults={
            "raised_at": reading.read_at,
            "over_at": reading.read_at,
            "count": reading.count,
            "peak": reading.count,
            "usual": reading.usual,
        },
    )
    if is_new:
        return alarm
    alarm.over_at, alarm.peak = reading.read_at, max(alarm.peak, reading.count)
    alarm.save(update_fields=["over_at", "peak"])
    return None


def _end_calm(*, now: datetime) -> list[Alarm]:
    calm = list(Alarm.objects.filter(ended_at=None, over_at__lte=now - ENDS_AFTER))
    Alarm.objects.filter(pk__in=[alarm.pk for alarm in calm]).update(ended_at=now)
    return calm


def _over(now: datetime) -> list[Reading]:
    return [reading for reading in Reading.objects.filter(read_at=now) if reading.is_over]
