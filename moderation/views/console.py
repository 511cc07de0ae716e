"""The console's front page and its model page."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from classifier import registry, tasks
from classifier.models import Label, TrainedModel
from moderation import front_page
from moderation.permissions import admin_required, reader_required

MODELS_SHOWN = 20


@require_safe
@reader_required
def overview(request: HttpRequest) -> TemplateResponse:
    """What waits, for how long, what is switched on and at work, and whether all runs: one screen."""
    page = front_page.read(now=timezone.now())
    return TemplateResponse(request, "moderation/overview.html", {"page": page})


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
