"""What a trusted account's report may do by itself: keep a newcomer's project back until a person has looked.

Off unless the operator says so. It reaches no project that somebody established or trusted owns, and none that a
person has found honest; it holds and never removes, and "not spam" ends it.
"""

from datetime import datetime

from django.conf import settings

from accounts.standing import Standing
from index import lifecycle
from index.models import Role
from moderation import audit
from moderation.judging import exempt
from moderation.models import Report
from moderation.queue import cases
from moderation.reporting import reporters
from moderation.scoring.triage import is_by_newcomer, was_judged_honest

ACTOR = "trusted-reports"
REASON = "A trusted account reported it; it waits until a moderator has looked."
CATEGORIES = {Report.Category.SPAM, Report.Category.MALWARE}
LEAST_ACCURACY = 0.8  # of their earlier reports, smoothed (moderation.reporting.weights)


def hold_if_trusted(report: Report, *, now: datetime) -> bool:
    """Hold the project's releases, in the transaction of the report; whether there was one to hold."""
    if not settings.TRUSTED_REPORTS_HOLD or report.category not in CATEGORIES or not _is_trusted(report, now):
        return False
    project = report.project
    if project is None or was_judged_honest(project) or not _is_all_newcomers(report):
        return False
    held = [
        release.version
        for release in project.releases.offered().order_by("id")
        if not exempt.is_exempt_release(release)
        and lifecycle.hold(release=release, actor=ACTOR, reason=REASON, now=now)
    ]
    if not held:
        return False
    cases.await_review(project, reason=REASON, now=now)
    audit.record(
        actor=ACTOR,
        action="hold on a trusted report",
        subject=project.normalized_name,
        reason=f"{report.get_category_display()}, reported by {report.reporter.username}.",
        after={"held_releases": held},
        now=now,
    )
    return True


def _is_trusted(report: Report, now: datetime) -> bool:
    record = reporters.records_of([report.reporter_id], now=now)[report.reporter_id]
    return record.standing == Standing.TRUSTED and record.accuracy >= LEAST_ACCURACY


def _is_all_newcomers(report: Report) -> bool:
    """A project that has no owner any more is nobody's, no newcomer's."""
    has_owner = Role.objects.filter(project=report.project, kind=Role.Kind.OWNER).exists()
    return has_owner and report.project is not None and is_by_newcomer(report.project)
