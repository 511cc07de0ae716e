"""The gate that keeps one person from flooding the queue: so many reports a day, by standing."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import QuerySet

from accounts.allowances import Allowance
from accounts.hooks import Refusal
from accounts.standing import Standing
from moderation.models import Report

if TYPE_CHECKING:
    from moderation.reporting.reports import ReportAttempt

MEASURE = timedelta(days=1)


def reports_in_measure(attempt: "ReportAttempt") -> Refusal | None:
    """Reports are what is counted, so one that was refused costs nothing."""
    limit = settings.REPORTS_A_DAY[attempt.standing]
    if not limit:
        return None
    recent = _reports_since(attempt.reporter_id, attempt.at - MEASURE)
    times = recent.order_by("-reported_at", "-id").values_list("reported_at", flat=True)
    filling = times[limit - 1 : limit].first()
    if filling is None:
        return None
    seconds = int((filling + MEASURE - attempt.at).total_seconds()) + 1
    return Refusal(
        "too_many_reports",
        f"{attempt.reporter_name} has made {limit} reports within a day; the next is taken in {_in_words(seconds)}.",
        429,
        "rate-limit",
        retry_after_seconds=seconds,
    )


def reports_allowed(user_id: int, standing: Standing, now: datetime) -> Allowance:
    """For the page of one's standing."""
    limit = settings.REPORTS_A_DAY[standing]
    used = _reports_since(user_id, now - MEASURE)[:limit].count() if limit else 0
    return Allowance("Reports", "a day", used, limit)


def _reports_since(user_id: int, since: datetime) -> QuerySet[Report]:
    return Report.objects.filter(reporter=user_id, reported_at__gt=since)


def _in_words(seconds: int) -> str:
    hours, minutes = seconds // 3600, -(-seconds // 60)
    return f"{hours} hours" if hours > 1 else f"{minutes} minutes"
