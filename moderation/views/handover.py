"""`/moderation/handover/`: the note for who comes next, and handing over."""

from datetime import datetime, timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import AuthenticatedRequest
from moderation.incidents import handover
from moderation.incidents.forms import HandOverForm, SinceForm
from moderation.permissions import moderator_required, reader_required


@require_safe
@reader_required
def handover_note(request: AuthenticatedRequest) -> TemplateResponse:
    """Since the reader's last handover, or of the last `?hours=`."""
    return _page(request, HandOverForm())


@require_POST
@moderator_required
def hand_over(request: AuthenticatedRequest) -> HttpResponse:
    form, now = HandOverForm(request.POST), timezone.now()
    if not form.is_valid():
        return _page(request, form, status=400)
    since = handover.since_last(username=request.user.username, now=now)
    handover.hand_over(to=form.cleaned_data["to"], since=since, actor=request.user.username, now=now)
    messages.success(request, "You handed over. Rest well.")
    return redirect("moderation_handover")


def _page(request: AuthenticatedRequest, form: HandOverForm, *, status: int = 200) -> TemplateResponse:
    now, since_form = timezone.now(), SinceForm(request.GET or None)
    note = handover.note(since=_since(request, since_form, now), now=now)
    context = {"note": note, "form": form, "since_form": since_form}
    if since_form.is_bound and not since_form.is_valid():
        status = 400
    return TemplateResponse(request, "moderation/incidents/handover.html", context, status=status)


def _since(request: AuthenticatedRequest, form: SinceForm, now: datetime) -> datetime:
    if form.is_bound and form.is_valid() and (hours := form.cleaned_data["hours"]):
        return now - timedelta(hours=hours)
    return handover.since_last(username=request.user.username, now=now)
