"""The queue: its pages, a card alone, and who has a card in hand."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from accounts.requests import AuthenticatedRequest
from moderation.models import Case, Verdict
from moderation.permissions import moderator_required, reader_required
from moderation.queue import claims, filters
from moderation.queue.claims import Claimed
from moderation.queue.filters import Chosen, Place
from moderation.queue.reading import cards_of
from moderation.views.answers import wants_json

RECENT_SHOWN = 10


@require_safe
@reader_required
@vary_on_headers("Accept")
def queue(request: AuthenticatedRequest) -> HttpResponse:
    """A page of what waits; below it what was decided last, to be undone. As JSON: the cards alone, to be appended."""
    chosen = Chosen.read(request.GET)
    pks, more = filters.page_of(chosen, Place.read(request.GET.get("after", "")))
    now = timezone.now()
    context: dict[str, Any] = {
        "chosen": chosen,
        "cards": cards_of(pks, moderator=request.user, now=now),
        "next": chosen.query(after=str(more)) if more else "",
        "now": now,
    }
    if wants_json(request):
        cards = render_to_string("moderation/cards.html", context, request)
        return JsonResponse({"cards": cards, "next": context["next"]})
    context["count"], context["is_more"] = filters.count(chosen)
    recent = Verdict.objects.select_related("project", "moderator").order_by("-decided_at", "-id")
    context["recent"] = recent[:RECENT_SHOWN]
    return TemplateResponse(request, "moderation/queue.html", context)


@require_safe
@reader_required
@vary_on_headers("Accept")
def case(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """One card; of a settled case, what was decided."""
    found = get_object_or_404(Case.objects.select_related("project"), pk=pk)
    cards = cards_of([pk], moderator=request.user, now=timezone.now())
    verdicts = found.project.verdicts.select_related("moderator").order_by("-decided_at", "-id")
    context = {
        "chosen": Chosen(),
        "cards": cards,
        "case": found,
        "recent": verdicts[:RECENT_SHOWN],
        "now": timezone.now(),
    }
    if wants_json(request):
        return JsonResponse({"cards": render_to_string("moderation/cards.html", context, request)})
    return TemplateResponse(request, "moderation/case.html", context)


@require_POST
@moderator_required
def claim(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    return _take(request, pk, claims.claim)


@require_POST
@moderator_required
def take_over(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    return _take(request, pk, claims.take_over)


def _take(request: AuthenticatedRequest, pk: int, verb: Any) -> HttpResponse:
    found = get_object_or_404(Case.objects.select_related("project"), pk=pk)
    try:
        until = verb(case=found, moderator=request.user, now=timezone.now())
    except Claimed as exc:
        said, status = str(exc), 409
    else:
        said, status = f"You have it until {until:%H:%M} UTC.", 200
    if wants_json(request):
        return JsonResponse({"said": said}, status=status)
    tell = messages.success if status == 200 else messages.warning  # noqa: PLR2004
    tell(request, f"{found.project.name}: {said}")
    return redirect("moderation_case", pk)
