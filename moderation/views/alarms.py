"""The watch on intake: what came in beside what is usual, alarms, how far they may go, and rest."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import AuthenticatedRequest
from moderation.alarms import ladder
from moderation.alarms import rest as resting
from moderation.alarms.forms import LimitForm, RestForm
from moderation.alarms.models import Alarm, Ladder, Reading, Step
from moderation.permissions import admin_required, reader_required

PAGE_SIZE = 20


@require_safe
@reader_required
def alarm_list(request: HttpRequest) -> TemplateResponse:
    return _page(request)


@require_POST
@admin_required
def set_limit(request: AuthenticatedRequest) -> HttpResponse:
    form = LimitForm(request.POST)
    if not form.is_valid():
        return _page(request, limit_form=form)
    limit: Step = form.cleaned_data["limit"]
    with transaction.atomic():
        ladder.set_limit(
            limit=limit,
            actor=request.user.username,
            reason=form.cleaned_data["reason"],
            now=timezone.now(),
        )
    messages.success(request, f"Alarms go no further than “{limit.label}”.")
    return redirect("moderation_alarms")


@require_POST
@admin_required
def rest(request: AuthenticatedRequest) -> HttpResponse:
    form = RestForm(request.POST)
    if not form.is_valid():
        return _page(request, rest_form=form)
    until = form.cleaned_data["until"]
    try:
        resting.begin(
            until=until,
            actor=request.user.username,
            notice=form.cleaned_data["notice"],
            now=timezone.now(),
        )
    except resting.NotARest as exc:
        form.add_error("until", str(exc))
        return _page(request, rest_form=form)
    messages.success(
        request, f"All new projects wait for review until {until:%A, %-d %B, %H:%M %Z}. Sleep well."
    )
    return redirect("moderation_alarms")


def _page(
    request: HttpRequest, limit_form: LimitForm | None = None, rest_form: RestForm | None = None
) -> TemplateResponse:
    now = timezone.localtime(timezone.now())
    row = Ladder.objects.first() or Ladder()
    context = {
        "readings": Reading.objects.order_by("pk"),
        "page_obj": Paginator(Alarm.objects.order_by("-raised_at", "-id"), PAGE_SIZE).get_page(
            request.GET.get("page")
        ),
        "going_on": Alarm.objects.filter(ended_at=None).order_by("raised_at", "id"),
        "ladder": row,
        "limit_form": limit_form or LimitForm(initial={"limit": row.limit}),
        "rest_form": rest_form or RestForm(),
        "rests": resting.choices(now),
    }
    return TemplateResponse(
        request, "moderation/alarms.html", context, status=400 if limit_form or rest_form else 200
    )
