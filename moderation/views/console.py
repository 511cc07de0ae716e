"""The console's front page and its model page."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from classifier import registry, tasks
from classifier.models import Label, PendingScore, TrainedModel
from moderation import flags
from moderation.cases import open_cases
from moderation.models import AuditEntry, Case, Purge, Report
from moderation.permissions import admin_required, reader_required

MODELS_SHOWN = 20


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
            # What was drawn by lot is judged without its score, so it has no place here.
            "worst": open_cases().filter(is_sample=False).select_related("project", "score")[:5],
            "acts": AuditEntry.objects.order_by("-at", "-id")[:5],
        },
    )


@require_safe
@reader_required
def model(request: HttpRequest) -> TemplateResponse:
    """The versions of the model, each with what was measured when it was made."""
    current = registry.current_row()
    labels = Label.objects.in_force()
    return TemplateResponse(
        request,
        "moderation/model.html",
        {
            "current": current,
            "models": TrainedModel.objects.order_by("-created_at", "-id")[:MODELS_SHOWN],
            "labels": labels.count(),
            "spam_labels": labels.filter(is_spam=True).count(),
            "new_labels": labels.filter(pk__gt=current.newest_label_id).count(),
        },
    )


@require_POST
@admin_required
def retrain(request: HttpRequest) -> HttpResponse:
    tasks.retrain_soon()
    messages.success(request, "Training has started; the new version appears here in a moment.")
    return redirect("moderation_model")
