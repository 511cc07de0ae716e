"""Telling reporters what became of what they reported: one mail a person, however many reports were settled."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse

from accounts.mails.notices import send_after_commit
from accounts.models import User
from moderation.models import Purge, PurgedProject, Report
from moderation.models.reports import UNTOLD

AFTER = timedelta(minutes=1)  # what is undone at once is never told
WITHIN = timedelta(days=7)  # later than this it is no news
IN_A_MAIL = 20  # a longer list is on the page of their reports


def tell_reporters(*, now: datetime) -> int:
    """Mail everybody whose reports were settled; how many mails. Running it twice tells nobody twice."""
    people = _untold(now).order_by("reporter_id").values_list("reporter_id", flat=True).distinct()
    return sum(_tell(reporter_id, now=now) for reporter_id in list(people))


@transaction.atomic
def _tell(reporter_id: int, *, now: datetime) -> bool:
    reporter = User.objects.select_for_update(no_key=True).get(pk=reporter_id)
    reports = list(
        _untold(now)
        .filter(reporter=reporter)
        .select_related("project", "account")
        .order_by("settled_at", "id")
    )
    if not reports:
        return False
    Report.objects.filter(pk__in=[report.pk for report in reports]).update(told_at=now)
    send_after_commit("email/reports_settled", [reporter], _letter(reporter, reports))
    return True


def _untold(now: datetime) -> QuerySet[Report]:
    """Settled long enough ago; what a purge settled waits for its end, so that it is one mail."""
    going_on = PurgedProject.objects.filter(project=OuterRef("project"), purge__state=Purge.State.RUNNING)
    return Report.objects.filter(
        UNTOLD, ~Exists(going_on), settled_at__gt=now - WITHIN, settled_at__lte=now - AFTER
    )


def _letter(reporter: User, reports: Sequence[Report]) -> dict[str, object]:
    return {
        "reporter": reporter,
        "reports": reports[:IN_A_MAIL],
        "only": reports[0] if len(reports) == 1 else None,
        "count": len(reports),
        "more": max(len(reports) - IN_A_MAIL, 0),
        "upheld": sum(report.outcome == Report.Outcome.UPHELD for report in reports),
        "reports_url": settings.SITE_URL + reverse("my_reports"),
    }
