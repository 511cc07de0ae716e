"""`/moderation/appeals/`: what waits for an answer, the longest first; granted or denied in words, and undone."""

from collections.abc import Collection
from datetime import datetime

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from accounts.requests import AuthenticatedRequest
from moderation.appealing import appeals
from moderation.appealing.appeals import AppealRefused
from moderation.appealing.measures import measures_of, measures_of_accounts
from moderation.forms import AnswerForm
from moderation.models import Appeal
from moderation.permissions import moderator_required, reader_required

PAGE_SIZE = 20


@require_safe
@reader_required
def appeal_list(request: AuthenticatedRequest) -> TemplateResponse:
    now = timezone.now()
    page = Paginator(appeals.open_appeals(), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page_obj": page,
        "cards": _cards(list(page), reader=request.user, now=now),
        "recent": appeals.answered_last(),
        "waiting": appeals.waiting(),
        "goal": appeals.goal(),
    }
    return TemplateResponse(request, "moderation/appeals.html", context)


@require_POST
@moderator_required
def grant(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    return _answer(request, pk, Appeal.Outcome.GRANTED)


@require_POST
@moderator_required
def deny(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    return _answer(request, pk, Appeal.Outcome.DENIED)


@require_POST
@moderator_required
def undo(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    appeal = get_object_or_404(Appeal.objects.select_related("project", "account"), pk=pk)
    try:
        undone = appeals.undo(appeal=appeal, moderator=request.user, now=timezone.now())
    except AppealRefused as exc:
        messages.error(request, str(exc))
    else:
        done = "is undone; it waits again." if undone else "was undone before."
        messages.success(request, f"The answer about {appeal.subject} {done}")
    return redirect("moderation_appeals")


def _answer(request: AuthenticatedRequest, pk: int, outcome: Appeal.Outcome) -> HttpResponse:
    appeal = get_object_or_404(Appeal.objects.select_related("project", "account"), pk=pk)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        messages.error(
            request, "An appeal is answered in words, 10 to 2,000 characters; nothing was answered."
        )
        return redirect("moderation_appeals")
    try:
        appeals.answer(
            appeal=appeal, outcome=outcome, moderator=request.user, now=timezone.now(), **form.cleaned_data
        )
    except AppealRefused as exc:
        messages.error(request, str(exc))
    else:
        messages.success(
            request, f"The appeal about {appeal.subject} is {outcome.label.lower()}; the answer is mailed."
        )
    return redirect("moderation_appeals")


def _cards(waiting: Collection[Appeal], *, reader: User, now: datetime) -> list[dict[str, object]]:
    """What each card shows, in a fixed number of queries for all of them."""
    of_projects = measures_of([appeal.project for appeal in waiting if appeal.project])
    of_accounts = measures_of_accounts([appeal.account for appeal in waiting if appeal.account])
    cards: list[dict[str, object]] = []
    for appeal in waiting:
        measure = of_projects.get(appeal.project_id or 0) or of_accounts.get(appeal.account_id or 0)
        cards.append(
            {
                "appeal": appeal,
                "measure": measure,
                "is_late": now - appeal.asked_at > appeals.goal(),
                "is_own": measure is not None and measure.by == reader.username,
                "form": AnswerForm(auto_id=f"id_{appeal.pk}_%s"),
            }
        )
    return cards
