"""Telling of alarms: one mail to the admins for all of a look, and webhooks."""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.db.models import Q
from django.urls import reverse

from accounts.mails.notices import send_after_commit
from accounts.models import User
from moderation.alarms.models import Alarm
from moderation.webhooks import events
from moderation.webhooks.events import Event


def tell(*, raised: Sequence[Alarm], ended: Sequence[Alarm], now: datetime) -> None:
    """Call it in the transaction of the look; alarms that end are told to webhooks alone."""
    for alarm in (*raised, *ended):
        events.tell(Event.ALARM, _data(alarm), now=now)
    if raised and settings.ALARM_MAILS:
        send_after_commit(
            "email/alarm",
            _admins(),
            {"alarms": raised, "page": settings.SITE_URL + reverse("moderation_alarms")},
        )


def _data(alarm: Alarm) -> dict[str, object]:
    return {
        "kind": alarm.kind,
        "hours": alarm.span,
        "count": round(alarm.peak, 1),
        "usual": round(alarm.usual, 1),
        "raised_at": alarm.raised_at,
        "ended_at": alarm.ended_at,
        "page": settings.SITE_URL + reverse("moderation_alarms"),
    }


def _admins() -> list[User]:
    admins = Q(is_superuser=True) | Q(role=User.Role.ADMIN)
    return list(User.objects.filter(admins, is_staff=True, is_active=True).order_by("pk"))
