"""The console's front page."""

from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from classifier import registry
from classifier.models import PendingScore
from moderation import flags
from moderation.cases import open_cases
from moderation.models import AuditEntry, Case, Purge, Report
from moderation.permissions import reader_required


@require_safe
@reader_required
def overview(request: HttpRequest) -> TemplateResponse:
    """What waits, for how long, and what is switched on: one screen."""
    now = timezone.now()
    waiting = Case.objects.filter(settled_at=None)
    return TemplateResponse(
        request,
        "moderation/overview.html",
        {
            "open_cases": waiting.count(),
            "oldest_case": waiting.order_by("opened_at", "id").first(),
            "open_reports": Report.objects.filter(settled_at=None).count(),
            "pending_scores": PendingScore.objects.count(),
            "oldest_pending": PendingScore.objects.order_by("requested_at", "id").first(),
            "purges_at_work": sum(
                purge.is_at_work for purge in Purge.objects.exclude(state__in=Purge.SETTLED)
            ),
            "flags_on": flags.switched_on(now),
            "model": registry.current_row(),
            "worst": open_cases()[:5],
            "acts": AuditEntry.objects.order_by("-at", "-id")[:5],
        },
    )
