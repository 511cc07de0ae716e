"""The console's pages of the model: its versions and what they were worth, the lines, and how it drifts."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import AuthenticatedRequest
from classifier import curve, drift, registry, tasks, training
from classifier.artefact import ModelUnusable
from classifier.models import Label, TrainedModel, Training
from moderation.forms import LinesForm, ReasonForm
from moderation.permissions import admin_required, reader_required
from moderation.scoring import lines, model_plots

PAGE_SIZE = 20


@require_safe
@reader_required
def model(request: AuthenticatedRequest) -> TemplateResponse:
    """What is in force and how good it is, the lines and what they do, drift, and every version."""
    now = timezone.now()
    known, moved, in_force = curve.curve(now), drift.drift(now), lines.in_force(now)
    versions = TrainedModel.objects.order_by("-created_at", "-id")
    own = Label.objects.in_force()
    return TemplateResponse(
        request,
        "moderation/model.html",
        {
            "current": registry.current_row(),
            "trouble": registry.trouble(),
            "page_obj": Paginator(versions, PAGE_SIZE).get_page(request.GET.get("page")),
            "training": Training.objects.order_by("-started_at", "-id").first(),
            "labels": own.count(),
            "spam_labels": own.filter(is_spam=True).count(),
            "imported_labels": own.exclude(source="").count(),
            "new_labels": training.news(),
            "lines": in_force,
            "curve": known,
            "table": model_plots.lines_worth_showing(known, in_force),
            "curve_plot": model_plots.of_curve(known, in_force),
            "drift": moved,
            "drift_plots": model_plots.of_drift(moved),
        },
    )


@require_POST
@admin_required
def retrain(request: AuthenticatedRequest) -> HttpResponse:
    tasks.retrain_soon(request.user.username)
    messages.success(request, "Training has started; the new version appears here in a moment.")
    return redirect("moderation_model")


@require_http_methods(["GET", "HEAD", "POST"])
@admin_required
def activate(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Put a version in force, an earlier one too."""
    row = get_object_or_404(TrainedModel, pk=pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            registry.activate(row, actor=request.user.username, reason=reason, now=timezone.now())
        except ModelUnusable as exc:
            form.add_error(None, str(exc))
        else:
            messages.success(request, f"{row.version} is in force, from the next score on.")
            return redirect("moderation_model")
    context = {"form": form, "row": row, "current": registry.current_row()}
    status = 400 if form.is_bound else 200
    return TemplateResponse(request, "moderation/model_activate.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@admin_required
def set_lines(request: AuthenticatedRequest) -> HttpResponse:
    """Draw the lines anew."""
    now = timezone.now()
    in_force = lines.in_force(now)
    form = LinesForm(request.POST or None, initial=_drawn(in_force))
    if request.method == "POST" and form.is_valid():
        lines.set_lines(
            list_below=form.cleaned_data["list_below"],
            honest_holds_a_week=form.cleaned_data["honest_holds_a_week"],
            actor=request.user.username,
            reason=form.cleaned_data["reason"],
            now=now,
        )
        messages.success(request, "The lines are drawn, from the next score on.")
        return redirect("moderation_model")
    context = {"form": form, "lines": in_force, "curve": curve.curve(now)}
    status = 400 if form.is_bound else 200
    return TemplateResponse(request, "moderation/model_lines.html", context, status=status)


def _drawn(in_force: lines.Lines) -> dict[str, float | None]:
    budget = in_force.setting.honest_holds_a_week if in_force.setting else None
    return {"list_below": in_force.list_below, "honest_holds_a_week": budget}
