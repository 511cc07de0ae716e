"""The queue: one card a project, one click a verdict, one click to undo it."""

from datetime import datetime

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import AuthenticatedRequest
from moderation import verdicts
from moderation.cases import open_cases
from moderation.models import Case, Verdict
from moderation.permissions import moderator_required, reader_required
from moderation.verdicts import VerdictRefused

PAGE_SIZE = 20


@require_safe
@reader_required
def queue(request: AuthenticatedRequest) -> TemplateResponse:
    """What waits for a person, most suspicious first; below it what was decided last, to be undone."""
    page = Paginator(open_cases(), PAGE_SIZE).get_page(request.GET.get("page"))
    recent = Verdict.objects.select_related("project", "moderator").order_by("-decided_at", "-id")[:10]
    return TemplateResponse(request, "moderation/queue.html", {"page_obj": page, "recent": recent})


@require_POST
@moderator_required
def judge_spam(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    return _judge(request, pk, Verdict.Decision.SPAM)


@require_POST
@moderator_required
def judge_not_spam(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    return _judge(request, pk, Verdict.Decision.NOT_SPAM)


@require_POST
@moderator_required
def undo(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    verdict = get_object_or_404(Verdict.objects.select_related("project"), pk=pk)
    if verdicts.undo(verdict=verdict, moderator=request.user, now=timezone.now()):
        messages.success(
            request, f"The verdict on {verdict.project.name} is undone; it waits in the queue again."
        )
    else:
        messages.info(request, f"The verdict on {verdict.project.name} was undone before.")
    return redirect("moderation_queue")


def _judge(request: AuthenticatedRequest, pk: int, decision: Verdict.Decision) -> HttpResponse:
    case = get_object_or_404(Case.objects.select_related("project"), pk=pk)
    try:
        verdicts.decide(
            case=case, decision=decision, moderator=request.user, now=timezone.now(), seen=_seen(request)
        )
    except VerdictRefused as exc:
        messages.error(request, str(exc))
    else:
        done = "is removed" if decision == Verdict.Decision.SPAM else "is listed"
        messages.success(request, f"{case.project.name} {done}; the verdict is kept for training.")
    return redirect("moderation_queue")


def _seen(request: AuthenticatedRequest) -> datetime | None:
    """When the card that the moderator looked at was last changed."""
    try:
        return parse_datetime(request.POST.get("seen", ""))
    except ValueError:
        return None
